"""One list of what both lenders gave, lent and insured, put together from six tables.

Each table keeps its own words for the kind of money, the sector and the state of a deal. Here they are
brought to one set, by the same rule for both lenders, so that a row of one can stand beside a row of the
other. A deal that stands in two tables is listed once, in the words of the table that knows its terms.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import format_date
from helpers.provenance import measure
from helpers.topics.loans.measures import counted_once
from helpers.topics.offers.measures import amount_text

LENDERS = ("CHN", "JPN")
INSTRUMENTS = {
    "grant": "Grant",
    "people": "Scholarships and training",
    "concessional-loan": "Concessional loan",
    "export-credit": "Export credit",
    "other-loan": "Project finance or other loan",
    "cover": "Insurance cover",
    "relief": "Debt relief",
    "unknown": "Kind not on record",
}
LOANS = ("concessional-loan", "export-credit", "other-loan")
# Words of the tables -> instrument. What a lender itself calls concessional, aid or free of interest is a
# concessional loan; an export credit pays the exporters of the lender's country.
_INSTRUMENT_OF = {
    **dict.fromkeys(("oda-loan", "concessional-loan", "interest-free-loan"), "concessional-loan"),
    **dict.fromkeys(
        ("buyer-credit", "preferential-buyer-credit", "contractor-finance", "export-credit"),
        "export-credit",
    ),
    **dict.fromkeys(
        ("loan", "credit-line", "project-finance", "loan-syndicated", "currency-swap"), "other-loan"
    ),
    **dict.fromkeys(("grant", "grassroots"), "grant"),
    **dict.fromkeys(("technical-cooperation", "technical-assistance", "scholarship"), "people"),
    **{"loan-interest-free": "concessional-loan", "debt-relief": "relief"},
}
# The first pattern that a text of a deal holds says its instrument.
_SAID = (
    (r"cover|insurance", "cover"),
    (r"^grant", "grant"),
    (r"concessional", "concessional-loan"),
    (r"buyer|export credit", "export-credit"),
    (r"loan|credit|relending|financing$|project finance|investment finance", "other-loan"),
)
SECTORS = {
    "transport": "Transport",
    "energy": "Electricity",
    "industry": "Extraction and industry",
    "agriculture": "Farming and water",
    "health": "Health",
    "education": "Education",
    "telecommunications": "Telecommunications",
    "finance": "Finance and business",
    "government": "Government and security",
    "social": "Emergencies and social",
    "other": "Several or not on record",
}
_SECTOR_OF = {
    **dict.fromkeys(("transport-storage",), "transport"),
    **dict.fromkeys(
        ("industry-mining-construction", "oil-and-gas", "mining", "chemicals"), "industry"
    ),
    **dict.fromkeys(
        ("water", "water-sanitation", "rural-development", "agriculture-forestry-fishing"),
        "agriculture",
    ),
    **dict.fromkeys(("communications",), "telecommunications"),
    **dict.fromkeys(
        ("banking-finance", "business-services", "trade-policy", "trade", "private-sector"),
        "finance",
    ),
    **dict.fromkeys(
        (
            *("government-civil-society", "governance", "budget-support"),
            *("public-safety", "security"),
        ),
        "government",
    ),
    **dict.fromkeys(
        (
            *("emergency-response", "emergency-imports", "food-aid", "reconstruction-relief"),
            *("other-social-services", "disaster-prevention", "disaster-risk"),
        ),
        "social",
    ),
}
# Deals that the press told have no sector of their own: it is read from what they are for.
_FOR = (
    (r"road|railway|bus(es)?\b", "transport"),
    (r"power|wind|solar", "energy"),
    (r"uranium|gas|refinery|urea|cotton|pipelines?|polypropylene", "industry"),
    (r"irrigation", "agriculture"),
    (r"telecom", "telecommunications"),
    (r"business|trade finance", "finance"),
    (r"government|security", "government"),
)
_BOUNDS = {"about": "about ", "over": "over ", "at-most": "at most ", "more-than": "more than "}
STATES = {"signed": "Signed", "planned": "Agreed or planned", "open": "Not confirmed"}
_STATE_OF = {
    **dict.fromkeys(("signed", "repaid", "suspended", "deal", "cover", "contract"), "signed"),
    **dict.fromkeys(("planned", "plan", "pledge", "memorandum"), "planned"),
    "unconfirmed": "open",
}
IN_FULL = "In full"
TERMS = {3: IN_FULL, 2: "In part", 1: "In part", 0: "None"}
RELIEF = {
    "cancellation": "Cancelled",
    "rate-change": "Rate changed",
    "rate-reduction": "Rate changed",
    "amendment": "Amended",
}
# All other relief moves payments to later dates.
MOVED = "Payments moved"
AMOUNTS = ("amount_usd_million", "amount_jpy_billion", "amount_cny_million")
COLUMNS = (
    *("project_id", "lender_code", "recipient_code", "project_name", "lender_name", "instrument"),
    *("sector", "date", "year", "amount_text", "terms_known", "relief", "state", "is_counted"),
    *AMOUNTS,
    *("confidence", "listed_in", "all_source_ids"),
)


@measure
def projects(
    loans: pd.DataFrame,
    grants: pd.DataFrame,
    deals: pd.DataFrame,
    records: pd.DataFrame,
    newer: pd.DataFrame,
    relief: pd.DataFrame,
) -> pd.DataFrame:
    """List every loan, grant, cover and relief of both lenders once, in one set of words.

    Parameters
    ----------
    loans, grants, deals, records, newer, relief : pandas.DataFrame
        Tables ``loans``, ``japan_projects``, ``japan_export_finance``, ``china_records``,
        ``china_since_2021`` and ``debt_relief``.

    Returns
    -------
    pandas.DataFrame
        A row a deal: ``project_id`` (its address), ``lender_code``, ``recipient_code``,
        ``project_name``, ``lender_name``, ``instrument``, ``sector`` and ``state`` (keys of
        :data:`INSTRUMENTS`, :data:`SECTORS`, :data:`STATES`), ``date`` (partial, or missing), ``year``,
        ``amount_text`` (in its own currency and basis; empty where none is on record) and the amounts
        in each currency at the prices of the day, ``terms_known``
        (loans alone), ``relief`` (on this loan), ``is_counted`` (signed, and no second entry of
        another row), ``confidence``, ``listed_in`` (name of the table) and ``all_source_ids``. Amounts of different bases are never added.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> listed = projects(*map(load_table, TABLES)).set_index("project_id")
    >>> listed.loc["uzb-jpn-2017-navoi-fertiliser-plant", "instrument"]
    'other-loan'
    """
    eased = _eased(relief)
    known = pd.concat([loans["aiddata_ids"], relief["aiddata_ids"]])
    parts = [
        _of_loans(loans, eased),
        _of_grants(grants),
        _of_deals(deals),
        _of_records(records, known),
        _of_newer(newer),
        _of_relief(relief),
    ]
    named = [part.assign(listed_in=name)[list(COLUMNS)] for name, part in zip(TABLES, parts)]
    table = pd.concat(named, ignore_index=True)
    order = table.sort_values(["year", "project_id"], ascending=[False, True], na_position="last")
    return order.reset_index(drop=True)


# Columns that the list prints, and those by which readers filter it.
PRINTED = [
    "project_name",
    "lender",
    "country",
    "instrument",
    "year_text",
    "amount_text",
    "sector",
    "terms_known",
    "relief",
    "state",
    "lender_name",
    "confidence",
]
FILTERS = [
    "lender",
    "country",
    "instrument",
    "sector",
    "year_text",
    "terms_known",
    "relief",
    "state",
]
# The tables in the order in which :func:`projects` takes them.
TABLES = (
    *("loans", "japan_projects", "japan_export_finance"),
    *("china_records", "china_since_2021", "debt_relief"),
)


def _listed(rows: pd.DataFrame, **columns: object) -> pd.DataFrame:
    """Give the columns that all parts share; what a part does not say is empty."""
    table = rows.assign(**columns, all_source_ids=all_source_ids(rows))
    for name in ("terms_known", "relief"):
        table[name] = table[name] if name in columns else ""
    for name in AMOUNTS:
        table[name] = table[name].astype("Float64") if name in table else pd.NA
    table["year"] = pd.to_numeric(table["date"].str[:4]).astype("Int64")
    table["amount_text"] = table["amount_text"].replace("not read", "")
    named = table["project_name"].fillna("Purpose not on record")
    table["project_name"] = named.str[:1].str.upper() + named.str[1:]
    return table


def _of_loans(loans: pd.DataFrame, eased: dict[str, str]) -> pd.DataFrame:
    state = loans["status"].map(_STATE_OF)
    once = set(counted_once(loans)["loan_id"])
    return _listed(
        loans,
        project_id=loans["loan_id"],
        lender_code=loans["creditor_code"],
        recipient_code=loans["debtor_code"],
        instrument=loans["instrument"].map(_INSTRUMENT_OF),
        sector=_sectors(loans["sector"]),
        date=loans["signed_date"],
        amount_text=loans.apply(_amount, axis=1),
        terms_known=[TERMS[number] for number in _terms_on_record(loans)],
        relief=loans["loan_id"].map(eased).fillna(""),
        state=state,
        is_counted=(state == "signed") & loans["loan_id"].isin(once),
    )


def _terms_on_record(loans: pd.DataFrame) -> pd.Series:
    """Count what is on record of rate (or margin), maturity and grace."""
    found = [
        loans[["interest_pct", "margin_pct"]].notna().any(axis=1) | _is(loans, "interest-free")
    ]
    for name in ("maturity_years", "grace_years"):
        held = [c for c in (name, f"{name}_min") if c in loans]
        found.append(loans[held].notna().any(axis=1))
    return sum(part.astype(int) for part in found)


def _is(loans: pd.DataFrame, kind: str) -> pd.Series:
    return (
        loans["rate_kind"] == kind if "rate_kind" in loans else pd.Series(False, index=loans.index)
    )


def _of_grants(grants: pd.DataFrame) -> pd.DataFrame:
    scholarships = grants["project_name"].str.contains("development scholarship", regex=False)
    return _listed(
        grants,
        lender_code="JPN",
        lender_name=grants["agency_names"].fillna("Government of Japan"),
        instrument=grants["instrument"].map(_INSTRUMENT_OF).mask(scholarships, "people"),
        sector=_sectors(grants["sector"]),
        date=grants["signed_date"].fillna(grants["signed_fiscal_year"].astype("string")),
        amount_text=grants.apply(_amount, axis=1),
        state="signed",
        is_counted=True,
    )


def _of_deals(deals: pd.DataFrame) -> pd.DataFrame:
    """Keep what is no loan of the table of loans: other loans, and cover, which is never lending."""
    rows = deals[deals["row_kind"].isin(["deal", "contract", "memorandum"])]
    covers = rows["institution_name"].str.contains(r"^NEXI|insurance")
    rows = rows[covers | rows["loan_ids"].isna()]
    words = rows["instrument_text"].mask(
        rows["institution_name"].str.contains(r"^NEXI|insurance"), "cover"
    )
    return _listed(
        rows,
        project_id=rows["deal_id"],
        lender_code="JPN",
        lender_name=rows["institution_name"],
        instrument=words.map(_instrument_said),
        sector=rows["project_name"].map(_sector_said),
        date=rows["deal_date"],
        amount_text=rows.apply(_amount_of_deal, axis=1),
        terms_known=_terms_if_loan(words, "None"),
        state=states(rows),
        is_counted=_counts(rows),
    )


def _of_records(records: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Keep the records of AidData that are no loan or relief of our own tables."""
    ours = set(";".join(known.dropna().astype(str)).split(";"))
    rows = records[~records["record_id"].str.removeprefix("gcdf3-").isin(ours)]
    instrument = rows["flow_type"].map(_INSTRUMENT_OF).fillna("unknown")
    return _listed(
        rows,
        project_id=rows["record_id"],
        lender_code="CHN",
        project_name=rows["record_title"].map(short_title),
        lender_name=rows["funder_name"].fillna("China, funder not named"),
        instrument=instrument,
        sector=_sectors(rows["sector"]),
        date=rows["commitment_year"].astype("string"),
        amount_text=rows.apply(_amount_of_record, axis=1),
        terms_known=["None" if one in LOANS else "" for one in instrument],
        state="signed",
        is_counted=True,
    )


def _of_newer(newer: pd.DataFrame) -> pd.DataFrame:
    rows = newer[
        newer["row_kind"].isin(["deal", "plan", "pledge", "cover"]) & newer["loan_id"].isna()
    ]
    instrument = rows["instrument_text"].map(_instrument_said)
    known = [TERMS[number] for number in _terms_on_record(rows.assign(margin_pct=pd.NA))]
    return _listed(
        rows,
        project_id=rows["record_id"],
        lender_code="CHN",
        instrument=instrument,
        sector=rows["project_name"].fillna(rows["instrument_text"]).map(_sector_said),
        date=rows["record_date"],
        amount_text=rows.apply(_amount_of_newer, axis=1),
        terms_known=[terms if one in LOANS else "" for terms, one in zip(known, instrument)],
        state=states(rows),
        is_counted=_counts(rows),
    )


def _of_relief(relief: pd.DataFrame) -> pd.DataFrame:
    rows = relief[relief["creditor_code"].isin(LENDERS)]
    return _listed(
        rows,
        project_id=rows["relief_id"],
        lender_code=rows["creditor_code"],
        recipient_code=rows["debtor_code"],
        project_name=rows["relief_kind"].str.replace("-", " ").str.capitalize(),
        lender_name=rows["creditor_name"],
        instrument="relief",
        sector="other",
        date=rows["relief_date"],
        amount_text=rows.apply(amount_text, axis=1),
        state="signed",
        is_counted=rows["overlaps_relief_ids"].isna(),
    )


def _eased(relief: pd.DataFrame) -> dict[str, str]:
    """Say of each loan that relief names what was done to it."""
    found: dict[str, dict[str, None]] = {}
    for one in relief.dropna(subset=["loan_ids"]).itertuples():
        for loan in one.loan_ids.split(";"):
            found.setdefault(loan, {})[RELIEF.get(one.relief_kind, MOVED)] = None
    return {loan: ", ".join(kinds) for loan, kinds in found.items()}


def states(rows: pd.DataFrame) -> pd.Series:
    """Say of deals and newer records whether they are signed, by one rule for all lists.

    Examples
    --------
    >>> kinds = {"row_kind": ["deal", "deal", "plan"], "status": ["signed", "agreed", "planned"]}
    >>> states(pd.DataFrame(kinds)).to_list()
    ['signed', 'planned', 'planned']
    """
    found = rows["row_kind"].map(_STATE_OF)
    if "status" in rows:
        # What leaders agreed on is no signed loan yet.
        found = found.mask(rows["status"] == "agreed", "planned")
    return found


def _counts(rows: pd.DataFrame) -> pd.Series:
    return (states(rows) == "signed") & rows["possible_duplicate_of"].isna()


def _sectors(column: pd.Series) -> pd.Series:
    """Bring the sectors of a table to those of the list."""
    return column.map(
        lambda name: _SECTOR_OF.get(name, name if name in SECTORS else "other"), na_action=None
    )


def _instrument_said(words: str) -> str:
    """Read the instrument of a deal from the words of its row.

    Examples
    --------
    >>> _instrument_said("buyer credit; cover"), _instrument_said("relending line")
    ('cover', 'other-loan')
    """
    return _first(words, _SAID, "unknown")


def _sector_said(words: str) -> str:
    """Read the sector of a deal from what it is for.

    Examples
    --------
    >>> _sector_said("Syrdarya II gas power plant"), _sector_said("Fund")
    ('energy', 'other')
    """
    return _first(words, _FOR, "other")


def _first(words: object, patterns: tuple, otherwise: str) -> str:
    text = "" if pd.isna(words) else str(words).lower()
    return next((name for pattern, name in patterns if re.search(pattern, text)), otherwise)


def _terms_if_loan(words: pd.Series, text: str) -> list[str]:
    return [text if _instrument_said(one) in LOANS else "" for one in words]


def short_title(title: str) -> str:
    """Leave out of a title of AidData the numbers of records that it is linked to.

    Examples
    --------
    >>> short_title("China builds a road (Linked to Project ID#1, #2)")
    'China builds a road'
    """
    return re.sub(r"\s*\(Linked to .*$", "", title, flags=re.I).strip()


def _amount(row: pd.Series) -> str:
    """Write the amount of a row with the bound that its source gives it."""
    text, bound = amount_text(row), _BOUNDS.get(row["amount_bound"], "")
    return text if text == "not read" else f"{bound}{text}"


def _amount_of_deal(row: pd.Series) -> str:
    """Write the amount of a deal; where only that of all lenders together is on record, say so."""
    text = _amount(row)
    if text != "not read":
        return text
    joint = {name: row[f"total_financing_{name}"] for name in ("jpy_billion", "usd_million")}
    text = amount_text(pd.Series({f"amount_{name}": value for name, value in joint.items()}))
    return text if text == "not read" else f"{text} with other lenders"


def _amount_of_newer(row: pd.Series) -> str:
    """Write the amount in yuan where it is on record; the bound beside two amounts is that of the dollars."""
    yuan = row[["amount_cny_million"]]
    return amount_text(yuan) if yuan.notna().all() else _amount(row)


def _amount_of_record(row: pd.Series) -> str:
    """Write the amount of a record of AidData; one at constant prices says so."""
    text = amount_text(row)
    if text != "not read" or pd.isna(row["amount_usd_2021_million"]):
        return text
    value = float(row["amount_usd_2021_million"])
    return f"US${value:,.{1 if value < 10 else 0}f} million at prices of 2021"


@measure
def in_dollars(table: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Give amounts of the day in dollars, at the rate of the month in which they were signed.

    Where only the year is on record the mean of its months counts. An amount at constant prices, or
    one whose day is not on record, gives none.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`projects` gives.
    rates : pandas.DataFrame
        Table ``exchange_rates_monthly``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``usd_million``; those that were converted also cite the rates.

    Examples
    --------
    >>> rows = pd.DataFrame({"date": ["2010-03", "2010"], "amount_usd_million": [pd.NA, 5.0],
    ...     "amount_jpy_billion": [9.0, pd.NA], "amount_cny_million": pd.NA, "all_source_ids": "a"})
    >>> rates = pd.DataFrame({"currency_code": "JPY", "month_date": ["2010-03"],
    ...     "local_currency_per_usd": [90.0], "source_id": "r", "more_source_ids": pd.NA})
    >>> made = in_dollars(rows, rates)
    >>> made["usd_million"].to_list(), made["all_source_ids"].to_list()
    ([100.0, 5.0], ['a;r', 'a'])
    """
    found, cited = [], []
    by_month = {code: rows for code, rows in rates.groupby("currency_code")}
    for row in table.itertuples():
        value, ids = row.amount_usd_million, row.all_source_ids
        for code, amount in (("JPY", row.amount_jpy_billion), ("CNY", row.amount_cny_million)):
            if pd.notna(value) or pd.isna(amount) or not isinstance(row.date, str):
                continue
            months = by_month[code]
            months = months[months["month_date"].str.startswith(row.date[:7])]
            if len(months):
                value = amount * (1000 if code == "JPY" else 1) / months[_PER_DOLLAR].mean()
                ids = f"{ids};{';'.join(months['source_id'].unique())}"
        found.append(value)
        cited.append(ids)
    usd = pd.Series(found, index=table.index, dtype="Float64").astype(float)
    return table.assign(usd_million=usd, all_source_ids=cited)


_PER_DOLLAR = "local_currency_per_usd"


@measure
def in_words(table: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Write the list for readers: names in place of keys, dates in words.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`projects` gives.
    areas : pandas.DataFrame
        Table ``areas``. A deal with several countries names those of Central Asia among them, so that a
        filter finds it under each.
    """
    named = areas.set_index("area_code")
    parts = named["member_codes"].dropna().str.split(";").to_dict()
    names = {
        code: ", ".join(named.loc[one, "area_name"] for one in CENTRAL_ASIA if one in members)
        for code, members in parts.items()
    }
    known = named["area_name"].to_dict() | names
    return table.assign(
        country=table["recipient_code"].map(known),
        instrument=table["instrument"].map(INSTRUMENTS),
        sector=table["sector"].map(SECTORS),
        state=[
            STATES[state] if counted or state != "signed" else "May repeat another row"
            for state, counted in zip(table["state"], table["is_counted"])
        ],
        date_text=table["date"].map(format_date, na_action="ignore").fillna(""),
        year_text=table["year"].astype("string").fillna("Not on record"),
    )
