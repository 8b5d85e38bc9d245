"""What AidData records of China's official finance: commitments by class, records by kind and funder.

Commitments are in US$ million at constant prices of 2021 and are neither disbursements nor debt. Only
records of the geocoded file carry such an amount; amounts of other records are never added to them.
"""

from __future__ import annotations

import pandas as pd

from helpers.partial_dates import format_date
from helpers.provenance import ID_COLUMNS, measure

COMMITMENT = "commitment_usd_2021_million"
AMOUNT = "amount_usd_2021_million"
PRICE_YEAR = 2021
# The China Global Investment Tracker lists contracts from this size on.
TRACKER_USD_MILLION = 100
KINDS = {
    "grant": "Grant",
    "technical-assistance": "Training and experts",
    "scholarship": "Training and experts",
    "loan": "Loan",
    "loan-syndicated": "Syndicated loan",
    "loan-interest-free": "Interest-free loan",
    "export-credit": "Export credit",
    "debt-relief": "Debt relief or swap",
    "currency-swap": "Debt relief or swap",
    "unspecified": "Kind not found",
}
GIFTS = ("Grant", "Training and experts")
LENDING = ("Loan", "Syndicated loan", "Export credit")
REPORTERS = {
    "Eurasian Development Bank, Monitoring of Mutual Investments": "Eurasian Development Bank",
    "State Committee on Investments of Tajikistan": "Tajik investment committee",
}
CONCEPTS = {"stock": "Stock of direct investment", "cumulative": "Sum of years, wider"}
BOUNDS = {"exact": "", "over": "over ", "nearly": "nearly "}
FUNDER_GROUPS = (
    "Government and embassies",
    "China Eximbank",
    "China Development Bank",
    "Other state banks and funds",
    "State companies",
    "Other or not found",
)
_BANKS = ("bank", "silk road fund")
_COMPANIES = (
    "cnpc", "petroleum", "petrochina", "sinohydro", "railway construction", "sinopharm",
    "blue amber",
)  # fmt: skip
_STATE = (
    "government", "embassy", "ambassador", "ministry", "mofcom", "autonomous region", "province",
    "hanban", "liberation army",
)  # fmt: skip


@measure
def class_shares(commitments: pd.DataFrame) -> pd.DataFrame:
    """Give the share of each class of flow in a country's commitments, all years together.

    Parameters
    ----------
    commitments : pandas.DataFrame
        Table ``china_commitments``.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``flow_class``, ``commitment_usd_2021_million`` (sum), ``total`` and
        ``share_pct``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = class_shares(load_table("china_commitments"))
    >>> row = table.query("recipient_code == 'TJK' and flow_class == 'oda_like'")
    >>> round(float(row["share_pct"].item()), 1)
    23.8
    """
    table = commitments.astype({COMMITMENT: float})
    table = table.groupby(["recipient_code", "flow_class"], as_index=False)[COMMITMENT].sum()
    table["total"] = table.groupby("recipient_code")[COMMITMENT].transform("sum")
    return table.assign(share_pct=100 * table[COMMITMENT] / table["total"])


def class_parts(commitments: pd.DataFrame) -> dict[str, float]:
    """Give the part of each class, and of Kazakhstan, in all commitments, in per cent.

    Parameters
    ----------
    commitments : pandas.DataFrame
        Table ``china_commitments``.

    Returns
    -------
    dict
        Per cent by number id of the chapter.
    """
    classes, countries = (
        commitments.groupby(by)[COMMITMENT].sum().astype(float)
        for by in ("flow_class", "recipient_code")
    )
    by_class, by_country = 100 * classes / classes.sum(), 100 * countries / countries.sum()
    return {
        "aid-share": by_class["oda_like"],
        "other-share": by_class["oof_like"],
        "vague-share": by_class["vague"],
        "kaz-part": by_country["KAZ"],
    }


@measure
def top_years(commitments: pd.DataFrame) -> pd.DataFrame:
    """Give the year in which most was committed to each country.

    Parameters
    ----------
    commitments : pandas.DataFrame
        Table ``china_commitments``.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``year``, ``commitment_usd_2021_million``.
    """
    sums = commitments.astype({COMMITMENT: float})
    sums = sums.groupby(["recipient_code", "year"], as_index=False)[COMMITMENT].sum()
    return sums.loc[sums.groupby("recipient_code")[COMMITMENT].idxmax()]


@measure
def against_gdp(commitments: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Compare all commitments with the gross domestic product (GDP) of the year of their prices.

    Parameters
    ----------
    commitments, accounts : pandas.DataFrame
        Tables ``china_commitments`` and ``national_accounts``.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``commitment_usd_2021_million`` (sum of all years), ``gdp_usd_million`` of
        2021 and ``value``: the first in per cent of the second. In 2021 constant and current dollars
        are the same, so that the two may be divided.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = against_gdp(load_table("china_commitments"), load_table("national_accounts"))
    >>> round(float(table.set_index("area_code").loc["TJK", "value"]))
    70
    """
    sums = commitments.groupby("recipient_code")[COMMITMENT].sum().astype(float)
    gdp = accounts[accounts["year"] == PRICE_YEAR].set_index("area_code")["gdp_usd_million"]
    table = pd.DataFrame({COMMITMENT: sums, "gdp_usd_million": gdp.reindex(sums.index)})
    table["gdp_usd_million"] = table["gdp_usd_million"].astype(float)
    table["value"] = 100 * table[COMMITMENT] / table["gdp_usd_million"]
    return table.rename_axis("area_code").reset_index()


def funder_group(name: str | None) -> str:
    """Put a funder, as a record names it, into a group.

    Examples
    --------
    >>> funder_group("CNPC AktobeMunaiGas"), funder_group("Bank of China"), funder_group(None)
    ('State companies', 'Other state banks and funds', 'Other or not found')
    """
    if name is None or pd.isna(name):
        return "Other or not found"
    text = name.casefold()
    if name in ("China Eximbank", "China Development Bank"):
        return name
    # Companies before banks: a company and a bank together stand with the company that leads.
    if any(word in text for word in _COMPANIES):
        return "State companies"
    if any(word in text for word in _BANKS):
        return "Other state banks and funds"
    if any(word in text for word in _STATE):
        return "Government and embassies"
    return "Other or not found"


@measure
def with_groups(records: pd.DataFrame) -> pd.DataFrame:
    """Add the printed kind of flow and the group of the funder to records.

    Parameters
    ----------
    records : pandas.DataFrame
        Table ``china_records``.

    Returns
    -------
    pandas.DataFrame
        The records with ``kind`` and ``funder_group``.
    """
    return records.assign(
        kind=records["flow_type"].map(KINDS),
        funder_group=records["funder_name"].map(funder_group, na_action=None),
    )


@measure
def sized(records: pd.DataFrame) -> pd.DataFrame:
    """Keep geocoded records with an amount in constant dollars, without debt relief.

    Parameters
    ----------
    records : pandas.DataFrame
        What :func:`with_groups` gives.

    Returns
    -------
    pandas.DataFrame
        ``record_id``, ``recipient_code``, ``record_title``, ``commitment_year``, ``kind``,
        ``amount_usd_2021_million``.
    """
    rows = records[
        records["is_geocoded"]
        & records[AMOUNT].notna()
        & (records["kind"] != "Debt relief or swap")
        & (records["sector"] != "action-on-debt")
    ]
    columns = ["record_id", "recipient_code", "record_title", "commitment_year", "kind", AMOUNT]
    columns += rows.columns.intersection(ID_COLUMNS).to_list()
    return rows[columns].astype({AMOUNT: float}).reset_index(drop=True)


@measure
def kind_shares(sized_records: pd.DataFrame) -> pd.DataFrame:
    """Compare the share of each kind among records with its share of the money.

    Parameters
    ----------
    sized_records : pandas.DataFrame
        What :func:`sized` gives.

    Returns
    -------
    pandas.DataFrame
        ``kind``, ``record_count``, ``median_usd_2021_million``, ``records_pct``, ``money_pct``.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": ["Grant", "Loan"], AMOUNT: [1.0, 99.0]})
    >>> kind_shares(rows)[["records_pct", "money_pct"]].to_dict("list")
    {'records_pct': [50.0, 50.0], 'money_pct': [1.0, 99.0]}
    """
    table = sized_records.groupby("kind")[AMOUNT].agg(["count", "median", "sum"])
    table = table.assign(
        records_pct=100 * table["count"] / table["count"].sum(),
        money_pct=100 * table["sum"] / table["sum"].sum(),
    ).drop(columns="sum")
    names = {"count": "record_count", "median": "median_usd_2021_million"}
    return table.rename(columns=names).reset_index()


def kind_counts(records: pd.DataFrame) -> dict[str, int]:
    """Count records by what they are and who stands behind them.

    Parameters
    ----------
    records : pandas.DataFrame
        What :func:`with_groups` gives.

    Returns
    -------
    dict of str to int
        ``gifts`` (grants, training and experts), ``lending`` (loans, syndicated ones included, and
        export credits; interest-free loans apart), ``kind-unknown``, and the same groups for the
        government and the policy banks.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = kind_counts(with_groups(load_table("china_records")))
    >>> table["gifts"], table["lending"]
    (255, 292)
    """
    gift, lending = records["kind"].isin(GIFTS), records["kind"].isin(LENDING)
    credit = records["kind"] == "Export credit"
    eximbank = records["funder_group"] == "China Eximbank"
    policy = eximbank | (records["funder_group"] == "China Development Bank")
    government = records["funder_group"] == "Government and embassies"
    groups = {
        "gifts": gift,
        "lending": lending,
        "kind-unknown": records["kind"] == "Kind not found",
        "policy-bank-records": policy,
        "policy-bank-loans": policy & lending,
        "government-records": government,
        "government-gifts": government & gift,
        "export-credits": credit,
        "eximbank-export-credits": credit & eximbank,
    }
    return {name: int(chosen.sum()) for name, chosen in groups.items()}


def bare_grants(records: pd.DataFrame) -> dict[str, int]:
    """Count the records, the geocoded ones, and the geocoded grants with and without an amount.

    Parameters
    ----------
    records : pandas.DataFrame
        What :func:`with_groups` gives.

    Returns
    -------
    dict of str to int
        Counts by number id of the chapter.
    """
    grants = records[records["is_geocoded"] & (records["kind"] == "Grant")]
    return {
        "records": len(records),
        "geocoded": int(records["is_geocoded"].sum()),
        "grants-bare": int(grants[AMOUNT].isna().sum()),
        "grants-geocoded": len(grants),
    }


def sector_counts(records: pd.DataFrame) -> dict[str, int]:
    """Count the records of industry, health and education.

    Parameters
    ----------
    records : pandas.DataFrame
        What :func:`with_groups` gives.

    Returns
    -------
    dict of str to int
        Counts by number id of the chapter.
    """
    industry = records[records["sector"] == "industry-mining-construction"]
    return {
        "industry-kaz": int((industry["recipient_code"] == "KAZ").sum()),
        "industry-all": len(industry),
        "health-all": int((records["sector"] == "health").sum()),
        "education-all": int((records["sector"] == "education").sum()),
    }


def money_of_sectors_pct(
    sized_records: pd.DataFrame, records: pd.DataFrame, sectors: list[str]
) -> float:
    """Give the share of some sectors in the money of records with an amount, in per cent.

    Parameters
    ----------
    sized_records : pandas.DataFrame
        What :func:`sized` gives.
    records : pandas.DataFrame
        What :func:`with_groups` gives.
    sectors : list of str
        Sectors.
    """
    sector = sized_records["record_id"].map(records.set_index("record_id")["sector"])
    money = sized_records[AMOUNT]
    return 100 * money[sector.isin(sectors)].sum() / money.sum()


@measure
def relief_told_once(relief: pd.DataFrame, creditor_code: str) -> pd.DataFrame:
    """Keep the entries of relief that are no second report of another, and not of low confidence.

    Parameters
    ----------
    relief : pandas.DataFrame
        Table ``debt_relief``.
    creditor_code : str
        Country of the creditor.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> once = relief_told_once(load_table("debt_relief"), "CHN")
    >>> "kgz-2021-exim-suspension-press" in set(once["relief_id"])
    False
    """
    return relief[
        (relief["creditor_code"] == creditor_code)
        & relief["overlaps_relief_ids"].isna()
        & (relief["confidence"] != "low")
    ]


@measure
def investment_figures(reports: pd.DataFrame) -> pd.DataFrame:
    """List what is said of Chinese investment as a stock or as a sum over years.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``investment_reports``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table with ``reporter`` (short), ``concept_name``, ``bound`` (a word or empty),
        ``billion`` (US$ billion), ``is_low`` (low confidence) and ``when`` (year, or month and year
        of the count); the figures differ in what they count and are never added.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = investment_figures(load_table("investment_reports"))
    >>> sorted(table["concept"].unique())
    ['cumulative', 'stock']
    """
    rows = reports[
        (reports["partner_code"] == "CHN") & reports["concept"].isin(["stock", "cumulative"])
    ]
    return rows.assign(
        reporter=rows["reporter_name"].replace(REPORTERS),
        concept_name=rows["concept"].map(CONCEPTS),
        bound=rows["amount_bound"].map(BOUNDS),
        billion=rows["investment_usd_million"].astype(float) / 1000,
        is_low=rows["confidence"] == "low",
        when=[
            f"mid-{date}" if note == "mid-year" else _month(date)
            for date, note in zip(rows["as_of_date"], rows["as_of_note"].fillna(""))
        ],
    ).sort_values(["reporter_name", "recipient_code", "as_of_date"], ignore_index=True)


def _month(text: str) -> str:
    """Write a date to the month.

    Examples
    --------
    >>> _month("2024-06-30"), _month("2021")
    ('June 2024', '2021')
    """
    return format_date(text[:7])
