"""What Japan and China gave and lent one country, project by project: a part of the list of projects.

What counts, and that of two rows for one deal one is listed, is the rule of
:mod:`helpers.topics.offers.projects`. Amounts are ceilings at signing, in the currency of the
contract or, where that is not on record, in dollars. They are listed and counted, never added up.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers.partial_dates import format_date
from helpers.provenance import measure

# Loans that were signed, by what became of them, and what a list adds to their name.
AGREED = {"signed": "", "repaid": " (repaid)", "suspended": " (suspended)"}
# Tables whose rows a country's page does not list by name.
LEFT_OUT = ("china_records", "debt_relief")
# Who insures, NEXI and the ministry before it, does not lend; as in the list of projects.
COVERS = r"^NEXI|insurance"
# The company of the railway from China belongs to China and these two.
RAILWAY, RAILWAY_OWNERS = "CKU", ("KGZ", "UZB")
# How a row without a date is called.
UNDATED = "undated"
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
    "project-finance": ("project-finance loans", "project finance"),
    "cover": ("covers of credits", "cover of a credit"),
    "grant": ("grants", "grant"),
    "grassroots": ("grassroots grants", "grassroots grant"),
    "technical-cooperation": ("technical projects", "technical cooperation"),
}
# What the tables say of a part of a name, and what it means to a reader.
_UNREAD, _UNKNOWN = "not read)", "not known)"
_LENDERS = {
    "Export-Import Bank of China": "Eximbank",
    "China Development Bank": "CDB",
    "China Development Bank and Export-Import Bank of China": "CDB and Eximbank",
    "CIDCA (China) through the Asian Infrastructure Investment Bank": "CIDCA through AIIB",
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


def borrower_text(name: object) -> str:
    """Name a borrower that is not the government, behind the word of the loan.

    Examples
    --------
    >>> borrower_text("Government of Kyrgyzstan"), borrower_text("Navoiyazot"), borrower_text(None)
    ('', ' to Navoiyazot', '')
    """
    plain = not isinstance(name, str) or name == "Not named" or name.startswith("Government of")
    return "" if plain else f" to {name}"


@measure
def details(
    loans: pd.DataFrame, grants: pd.DataFrame, deals: pd.DataFrame, newer: pd.DataFrame
) -> pd.DataFrame:
    """Say of each row of the list of projects what a country's page adds: its kind, lender and terms.

    Parameters
    ----------
    loans, grants, deals, newer : pandas.DataFrame
        Tables ``loans``, ``japan_projects``, ``japan_export_finance`` and ``china_since_2021``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``project_id``, as ``offers.projects.projects`` gives it: ``kind`` (a key of
        :data:`KINDS`), ``lender`` and ``borrower`` in words, ``terms``, ``more`` (what became of the
        loan, or what a grant came with).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ("loans", "japan_projects", "japan_export_finance", "china_since_2021")
    >>> found = details(*(load_table(name) for name in names))
    >>> found.loc["uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement", "terms"]
    '2.3%, 20 (6)'
    """
    cover = deals["institution_name"].str.contains(COVERS)
    grant = newer["instrument_text"].str.startswith("grant")
    kind = grant.map({True: "grant", False: "loan"}).mask(newer["row_kind"] == "cover", "cover")
    with_grant = newer["instrument_text"].str.extract(r"^grant\W*(.*)$")[0]
    return pd.concat(
        [
            _details(
                loans,
                loans["loan_id"],
                kind=loans["instrument"],
                lender=loans["lender_name"],
                more=[_became(row.status, row.repaid_date) for row in loans.itertuples()],
            ),
            _details(grants, grants["project_id"], kind=grants["instrument"]),
            _details(
                deals,
                deals["deal_id"],
                kind=cover.map({True: "cover", False: "loan"}),
                lender=deals["institution_name"],
            ),
            _details(
                newer,
                newer["record_id"],
                kind=kind,
                lender=newer["lender_name"],
                more=(" (" + with_grant + ")").where(with_grant.fillna("") != ""),
            ),
        ]
    )


def _became(status: str, repaid: object) -> str:
    """Say what became of a loan, with the date of its repayment where one is known."""
    said = AGREED.get(status, "")
    return said.replace(")", f" {short_day(repaid)})") if said and pd.notna(repaid) else said


def _details(rows: pd.DataFrame, ids: pd.Series, **said: pd.Series) -> pd.DataFrame:
    borrower = rows.get("borrower_name", pd.Series(index=rows.index, dtype="object"))
    lender = said.get("lender")
    return pd.DataFrame(
        {
            "project_id": ids,
            "kind": said["kind"],
            "lender": "" if lender is None else lender.map(lender_text, na_action="ignore"),
            "borrower": borrower.map(borrower_text),
            "terms": [terms_text(row) for _, row in rows.iterrows()],
            "more": said.get("more", ""),
        }
    ).set_index("project_id")


@measure
def of_country(
    every: pd.DataFrame, more: pd.DataFrame, lender_code: str, code: str
) -> pd.DataFrame:
    """List what one lender's country lent, gave and insured in another, the latest first, undated last.

    The rows are those of the list of projects that count there, by its rule, without the records that
    AidData alone holds and without relief. A loan to the company of the railway from China counts for
    both countries that own it beside China.

    Parameters
    ----------
    every : pandas.DataFrame
        What ``offers.projects.projects`` gives.
    more : pandas.DataFrame
        What :func:`details` gives.
    lender_code, code : str
        The two countries.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``group``, ``signed``, ``what`` (lender, instrument and borrower), ``project``,
        ``amount``, ``terms``, ``all_source_ids``.

    Examples
    --------
    >>> every = pd.DataFrame({"project_id": ["a", "b"], "lender_code": "CHN", "recipient_code": "KGZ",
    ...     "is_counted": True, "listed_in": "loans", "date": [None, "2024-08"],
    ...     "project_name": "A road", "amount_text": "", "confidence": ["low", "high"],
    ...     "all_source_ids": "x"})
    >>> more = pd.DataFrame({"kind": "loan", "lender": "Eximbank", "borrower": " to Roads",
    ...     "terms": "", "more": ""}, index=["a", "b"])
    >>> rows = of_country(every, more, "CHN", "KGZ")
    >>> rows[["signed", "what", "project"]].to_numpy().tolist()[1]
    ['undated', 'Eximbank: loan to Roads', 'A road (low confidence)']
    """
    debtors = [code, *([RAILWAY] if code in RAILWAY_OWNERS else [])]
    rows = every[
        (every["lender_code"] == lender_code)
        & every["recipient_code"].isin(debtors)
        & every["is_counted"]
        & ~every["listed_in"].isin(LEFT_OUT)
    ].join(more, on="project_id")
    rows = rows.sort_values(
        ["date", "project_name"], ascending=[False, True], na_position="last"
    ).fillna({"more": "", "lender": ""})
    what = (rows["lender"] + ": ").replace(": ", "") + rows["kind"].map(lambda kind: KINDS[kind][1])
    what = what.str.replace(_UNREAD, _UNKNOWN, regex=False)
    named = rows["project_name"].str.replace(_UNREAD, _UNKNOWN, regex=False)
    doubt = (rows["confidence"] == "low").map({True: " (low confidence)", False: ""})
    return pd.DataFrame(
        {
            "country_code": code,
            "group": rows["kind"].map(lambda kind: KINDS[kind][0]),
            "signed": rows["date"].map(short_day, na_action="ignore").fillna(UNDATED),
            "what": what.str[:1].str.upper() + what.str[1:] + rows["borrower"],
            "project": named + rows["more"] + doubt,
            "amount": rows["amount_text"],
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
        What :func:`of_country` gives.

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
    >>> counts_text(pd.DataFrame({"group": ["grants", "grants"], "signed": [UNDATED, UNDATED]}))
    '2 grants (undated)'
    """
    return "; ".join(
        f"{row.record_count} {_of(row.group, row.record_count)} (latest {row.latest})"
        if row.record_count > 1 and row.latest != UNDATED
        else f"{row.record_count} {_of(row.group, row.record_count)} ({row.latest})"
        for row in by_instrument(rows).itertuples()
    )


def _of(group: str, count: int) -> str:
    """Write a group in the singular for one record."""
    return group if count > 1 else "cover of a credit" if group.startswith("cover") else group[:-1]
