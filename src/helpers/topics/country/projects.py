"""What Japan and China gave and lent one country, project by project, by one rule for both.

A loan counts if it was signed; of two rows that may be one loan one is listed; plans and sums that only a
portfolio names are left out. Amounts are ceilings at signing in the currency of the contract. They are
listed and counted, never added up.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import format_date
from helpers.provenance import measure
from helpers.topics.loans.measures import counted_once
from helpers.topics.offers.measures import amount_text
from helpers.topics.offers.projects import states

# Loans that were signed, by what became of them, and what a list adds to their name.
AGREED = {"signed": "", "repaid": " (repaid)", "suspended": " (suspended)"}
# The company of the railway from China belongs to China and these two.
RAILWAY, RAILWAY_OWNERS = "CKU", ("KGZ", "UZB")
# Instrument of the tables -> group, by which records are counted, and how one of it is called.
KINDS = {
    "oda-loan": ("aid loans", "aid loan"),
    "loan": ("loans", "loan"),
    "concessional-loan": ("loans", "concessional loan"),
    "interest-free-loan": ("loans", "interest-free loan"),
    "credit-line": ("loans", "credit line"),
    "preferential-buyer-credit": ("export credits", "preferential credit"),
    "buyer-credit": ("export credits", "buyer's credit"),
    "contractor-finance": ("export credits", "finance by the contractor"),
    "project-finance": ("export credits", "project finance"),
    "cover": ("covers of credits", "cover of a credit"),
    "grant": ("grants", "grant"),
    "grassroots": ("grassroots grants", "grassroots grant"),
    "technical-cooperation": ("technical projects", "technical cooperation"),
}
_LENDERS = {
    "Export-Import Bank of China": "Eximbank",
    "China Development Bank": "CDB",
    "China Development Bank and Export-Import Bank of China": "CDB and Eximbank",
    "Government of China": "China",
    "Japan (yen loan, agency not read)": "Japan",
}


def short_day(text: str) -> str:
    """Write a partial date as shortly as a column of dates needs it.

    Examples
    --------
    >>> short_day("2025-12-16"), short_day("2021-05"), short_day("2009")
    ('16 Dec 2025', 'May 2021', '2009')
    """
    return re.sub(r"[A-Z][a-z]+", lambda month: month[0][:3], format_date(text))


def lender_text(name: str) -> str:
    """Name a lender as shortly as a cell of a table needs it.

    Examples
    --------
    >>> lender_text("Export-Import Bank of China")
    'Eximbank'
    >>> lender_text("Japan International Cooperation Agency (JICA)")
    'JICA'
    """
    known = _LENDERS.get(name, name)
    inside = known.partition("(")[2].partition(")")[0]
    return inside if inside.isupper() else known


def terms_text(loan: pd.Series) -> str:
    """Write the interest of a loan and the years to its last repayment, those of grace in brackets.

    Examples
    --------
    >>> terms_text(pd.Series({"interest_pct": 2.0, "maturity_years": 20, "grace_years": 9}))
    '2%, 20 (9)'
    >>> terms_text(pd.Series({"reference_rate_name": "LIBOR 6M USD", "margin_pct": 3.5}))
    'LIBOR 6M + 3.5%'
    >>> terms_text(pd.Series({"maturity_years": 35}))
    '35 years'
    """

    def known(column: str) -> bool:
        return column in loan and pd.notna(loan[column])

    parts = []
    if known("interest_pct"):
        parts.append(f"{_short(loan['interest_pct'], 2)}%")
    elif known("reference_rate_name") and known("margin_pct"):
        # The currency of the rate is that of the amount beside it.
        rate = loan["reference_rate_name"].removesuffix(" USD").removesuffix(" CNY")
        parts.append(f"{rate} + {_short(loan['margin_pct'], 2)}%")
    if known("maturity_years"):
        grace = f" ({_short(loan['grace_years'], 1)})" if known("grace_years") else ""
        years = "" if parts else " years"
        parts.append(f"{_short(loan['maturity_years'], 1)}{years}{grace}")
    return ", ".join(parts)


def _short(value: float, digits: int) -> str:
    """Write a number with so many decimals at most."""
    return f"{round(float(value), digits):g}"


@measure
def loans_of(loans: pd.DataFrame, creditor_code: str, debtor_code: str) -> pd.DataFrame:
    """List the signed loans of one country's lenders to borrowers of another, each once.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``, whole.
    creditor_code, debtor_code : str
        The two countries. A loan to the company of the railway from China counts for both countries
        that own it beside China.

    Returns
    -------
    pandas.DataFrame
        What :func:`listed` needs: ``date``, ``instrument``, ``lender``, ``project``, ``amount``,
        ``terms``, ``confidence``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = loans_of(load_table("loans"), "JPN", "KGZ")
    >>> rows.loc[rows["date"] == "2015-10-26", "terms"].to_list()
    ['0.1%, 40 (10)']
    """
    debtors = [debtor_code, *([RAILWAY] if debtor_code in RAILWAY_OWNERS else [])]
    rows = counted_once(loans)
    rows = rows[
        (rows["creditor_code"] == creditor_code)
        & rows["debtor_code"].isin(debtors)
        & rows["status"].isin(AGREED)
    ]
    return _records(
        rows,
        date=rows["signed_date"],
        instrument=rows["instrument"],
        lender=rows["lender_name"].map(lender_text),
        project=rows["project_name"] + rows["status"].map(AGREED),
        terms=[terms_text(row) for _, row in rows.iterrows()],
    )


def _records(rows: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Give records with the columns of a list; amounts are written in their own currency."""
    amounts = [amount_text(row) for _, row in rows.iterrows()]
    made = pd.DataFrame({**columns, "amount": amounts}, index=rows.index)
    return made.assign(
        amount=made["amount"].replace("not read", ""),
        confidence=rows["confidence"],
        all_source_ids=all_source_ids(rows),
    )


@measure
def from_japan(
    loans: pd.DataFrame, projects: pd.DataFrame, finance: pd.DataFrame, code: str
) -> pd.DataFrame:
    """List what Japan lent and gave one country, by name, the latest first.

    Parameters
    ----------
    loans, projects, finance : pandas.DataFrame
        Tables ``loans``, ``japan_projects`` and ``japan_export_finance``. Of the last only deals count
        that are no row of ``loans``.
    code : str
        The country. What several countries share is left out.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``group``, ``signed``, ``what`` (lender and instrument), ``project``, ``amount``, ``terms``,
        ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("loans", "japan_projects", "japan_export_finance")]
    >>> rows = from_japan(*tables, "KGZ")
    >>> rows["group"].value_counts().to_dict()
    {'grants': 29, 'aid loans': 4}
    """
    given = projects[(projects["recipient_code"] == code) & ~projects["has_several_recipients"]]
    deals = finance[(finance["recipient_code"] == code) & (finance["row_kind"] == "deal")]
    deals = deals[deals["loan_ids"].isna() & (deals["confidence"] != "low")]
    is_cover = deals["institution_name"].str.startswith("NEXI")
    return listed(
        code,
        loans_of(loans, "JPN", code),
        _records(
            given,
            date=given["signed_date"].fillna(given["start_date"]),
            instrument=given["instrument"],
            lender="",
            project=given["project_name"],
            terms="",
        ),
        _records(
            deals,
            date=deals["deal_date"],
            instrument=is_cover.map({True: "cover", False: "loan"}),
            lender=deals["institution_name"].map(lender_text),
            project=deals["project_name"],
            terms="",
        ),
    )


@measure
def from_china(loans: pd.DataFrame, since: pd.DataFrame, code: str) -> pd.DataFrame:
    """List what China lent and gave one country, by name, the latest first.

    Parameters
    ----------
    loans, since : pandas.DataFrame
        Tables ``loans`` and ``china_since_2021``. Of the second only signed deals and covers count
        that are no row of ``loans``; pledges, plans and portfolios are left out.
    code : str
        The country. What several countries share is left out, but for the railway.

    Returns
    -------
    pandas.DataFrame
        As :func:`from_japan`.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = from_china(load_table("loans"), load_table("china_since_2021"), "KGZ")
    >>> rows[["signed", "amount", "terms"]].iloc[0].to_list()
    ['16 Dec 2025', 'US$2,300 million', '35 years']
    """
    rows = since[(since["recipient_code"] == code) & since["row_kind"].isin(["deal", "cover"])]
    rows = rows[rows["loan_id"].isna() & (rows["confidence"] != "low")]
    rows = rows[states(rows) == "signed"]
    instrument = rows["instrument_text"].str.startswith("grant").map({True: "grant", False: "loan"})
    instrument = instrument.mask(rows["row_kind"] == "cover", "cover")
    # What a grant came with, or was for, stands behind the word.
    more = rows["instrument_text"].str.extract(r"^grant\W*(.*)$")[0].fillna("")
    project = (more + ": " + rows["project_name"].fillna("")).str.strip(": ")
    return listed(
        code,
        loans_of(loans, "CHN", code),
        _records(
            rows,
            date=rows["record_date"],
            instrument=instrument,
            lender=rows["lender_name"].map(lender_text),
            project=project,
            terms=[terms_text(row) for _, row in rows.iterrows()],
        ),
    )


@measure
def listed(code: str, *parts: pd.DataFrame) -> pd.DataFrame:
    """Put records of several tables into one list, the latest first and undated ones last.

    Parameters
    ----------
    code : str
        The country.
    *parts : pandas.DataFrame
        What :func:`loans_of` gives, and records with the same columns.

    Examples
    --------
    >>> rows = pd.DataFrame({"date": [None, "2024-08"], "instrument": "grant", "lender": "",
    ...     "project": ["A road", ""], "amount": "", "terms": "", "confidence": ["low", "high"],
    ...     "all_source_ids": "x"})
    >>> listed("KGZ", rows)[["signed", "what", "project"]].to_numpy().tolist()
    [['Aug 2024', 'Grant', 'Not said'], ['undated', 'Grant', 'A road (low confidence)']]
    """
    rows = pd.concat([part for part in parts if len(part)])
    rows = rows.sort_values(["date", "project"], ascending=[False, True], na_position="last")
    named = rows["instrument"].map(lambda name: KINDS[name][1])
    what = (rows["lender"] + ": " + named).str.removeprefix(": ")
    doubt = (rows["confidence"] == "low").map({True: " (low confidence)", False: ""})
    return pd.DataFrame(
        {
            "country_code": code,
            "group": rows["instrument"].map(lambda name: KINDS[name][0]),
            "signed": rows["date"].map(short_day, na_action="ignore").fillna("undated"),
            "what": what.str[:1].str.upper() + what.str[1:],
            "project": (rows["project"].str[:1].str.upper() + rows["project"].str[1:]).replace(
                "", "Not said"
            )
            + doubt,
            "amount": rows["amount"],
            "terms": rows["terms"],
            "all_source_ids": rows["all_source_ids"],
        }
    ).reset_index(drop=True)


@measure
def by_instrument(rows: pd.DataFrame) -> pd.DataFrame:
    """Count a list by instrument, and give the latest date of each.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`from_japan` or :func:`from_china` gives.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``record_count``, ``latest``, most first.

    Examples
    --------
    >>> rows = pd.DataFrame({"group": ["grants", "loans", "grants"],
    ...     "signed": ["1 May 2024", "2015", "2009"]})
    >>> by_instrument(rows).to_numpy().tolist()
    [['grants', 2, '1 May 2024'], ['loans', 1, '2015']]
    """
    table = rows.groupby("group", sort=False)["signed"].agg(record_count="size", latest="first")
    return table.reset_index().sort_values(
        ["record_count", "group"], ascending=[False, True], ignore_index=True
    )


def counts_text(rows: pd.DataFrame) -> str:
    """Write how many records of each instrument a list has, and the latest of each.

    Examples
    --------
    >>> counts_text(pd.DataFrame({"group": ["grants", "grants"], "signed": ["May 2024", "2009"]}))
    '2 grants (latest May 2024)'
    """
    return "; ".join(
        f"{row.record_count} {_of(row.group, row.record_count)} (latest {row.latest})"
        if row.record_count > 1
        else f"1 {_of(row.group, 1)} ({row.latest})"
        for row in by_instrument(rows).itertuples()
    )


def _of(group: str, count: int) -> str:
    """Write a group in the singular for one record."""
    return group if count > 1 else "cover of a credit" if group.startswith("cover") else group[:-1]
