"""With whom the five trade, and who has invested there: records side by side, never added.

Shares are per cent of a country's exports or imports as the World Factbook lists them. Sums are
US$ million at current prices. Flows are seen from the Central Asian country.
"""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import with_names
from helpers.numbers import usd_million
from helpers.provenance import ID_COLUMNS, join, measure, row
from helpers.topics.china.measures import investment_figures

TRADE = "trade_usd_million"
CUSTOMS = "customs-or-statistics"
BANK = "development-bank"
# What an investment report counts -> its words.
INVESTMENT_KINDS = {
    "direct": "direct",
    "unspecified": "investment, not further said",
    "project-value": "value of projects or loans",
}


@measure
def partner_lines(shares: pd.DataFrame, flow: str, partner_codes: list[str]) -> pd.DataFrame:
    """Give the listed shares of some partners, with runs that end where a list leaves them out.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    flow : {"exports", "imports"}
        Direction.
    partner_codes : list of str
        Partners.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``year``, ``partner_code``, ``share_pct`` (per cent) and ``run``: it counts
        up whenever a list of a year between leaves the partner out, so that no line is drawn over
        a year in which the partner was too small to be listed.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> lines = partner_lines(load_table("trade_partner_shares"), "imports", ["CHN"])
    >>> float(lines.query("country_code == 'UZB' and year == 2023")["share_pct"].item())
    32.0
    """
    lists = shares[shares["flow"] == flow]
    parts = []
    for country, listed in lists.groupby("country_code"):
        years = sorted(listed["year"].unique())
        for partner in partner_codes:
            found = listed[listed["partner_code"] == partner].set_index("year")
            missed = [year for year in years if year not in found.index]
            parts += [
                row(
                    found.loc[[year]],
                    country_code=country,
                    year=int(year),
                    partner_code=partner,
                    share_pct=float(found.loc[year, "share_pct"]),
                    run=sum(gap < year for gap in missed),
                )
                for year in years
                if year in found.index
            ]
    return pd.DataFrame(parts)


def first_partners(shares: pd.DataFrame, flow: str, year: int) -> dict[str, str]:
    """Give the partner that stands first in each country's list of a year.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    flow : {"exports", "imports"}
        Direction.
    year : int
        Data year.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> first_partners(load_table("trade_partner_shares"), "imports", 2023)["TKM"]
    'TUR'
    """
    first = shares[
        (shares["flow"] == flow) & (shares["year"] == year) & (shares["rank_in_list"] == 1)
    ]
    return dict(zip(first["country_code"], first["partner_code"]))


def count_of_first(shares: pd.DataFrame, flow: str, year: int, partner_code: str) -> int:
    """Count the countries in whose list of a year a partner stands first.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    flow : {"exports", "imports"}
        Direction.
    year : int
        Data year.
    partner_code : str
        The partner.
    """
    return list(first_partners(shares, flow, year).values()).count(partner_code)


def start_year(formats: pd.DataFrame) -> int:
    """Give the year in which a format was launched.

    Parameters
    ----------
    formats : pandas.DataFrame
        One row of the table ``formats``.
    """
    return int(formats["launched_date"].item()[:4])


def gap_usd_million(records: pd.DataFrame) -> float:
    """Give by how much China's record of a trade passes the other side's, in US$ million.

    Parameters
    ----------
    records : pandas.DataFrame
        Rows of one trade of :func:`mirror_records`.
    """
    by = records.set_index("recorder")[TRADE]
    return float(by["china"] - by["own"])


@measure
def partner_groups(shares: pd.DataFrame, year: int) -> pd.DataFrame:
    """Divide each list of a year into China, Russia, other listed partners and what is not listed.

    Parameters
    ----------
    shares : pandas.DataFrame
        Table ``trade_partner_shares``.
    year : int
        Data year.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``flow``, ``group`` (CHN, RUS, LISTED, UNLISTED), ``share_pct`` in per
        cent; a partner that the list leaves out is part of UNLISTED.

    Raises
    ------
    ValueError
        If a list of the year names Japan, which would need a group of its own.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> groups = partner_groups(load_table("trade_partner_shares"), 2023)
    >>> row = groups.query("country_code == 'TJK' and flow == 'imports'").set_index("group")
    >>> {group: float(share) for group, share in row["share_pct"].items()}
    {'CHN': 57.0, 'LISTED': 31.0, 'UNLISTED': 12.0}
    """
    lists = shares[shares["year"] == year]
    if (lists["partner_code"] == "JPN").any():
        raise ValueError(f"a list of {year} names Japan: it is not among the unlisted")
    group = lists["partner_code"].where(lists["partner_code"].isin(["CHN", "RUS"]), "LISTED")
    parts = (
        lists.assign(group=group, share_pct=lists["share_pct"].astype(float))
        .groupby(["country_code", "flow", "group"], as_index=False)["share_pct"]
        .sum()
    )
    rest = parts.groupby(["country_code", "flow"], as_index=False)["share_pct"].sum()
    rest = rest.assign(group="UNLISTED", share_pct=100 - rest["share_pct"])
    return pd.concat([parts, rest]).sort_values(["flow", "country_code"], ignore_index=True)


@measure
def mirror_records(trade: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Set the records of one trade with China side by side: China's, the other side's, a bank's.

    Parameters
    ----------
    trade : pandas.DataFrame
        Table ``trade_bilateral``.
    conflicts : pandas.DataFrame
        Table ``source_conflicts``; it holds the Kyrgyz figure for eleven months of 2024.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``year``, ``recorder`` (china, own, bank), ``trade_usd_million`` (both
        directions together), ``is_part_year``, ``confidence``, ``source_id``,
        ``more_source_ids``; only trades that have more than one record.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> both = mirror_records(load_table("trade_bilateral"), load_table("source_conflicts"))
    >>> both.query("country_code == 'TJK'")["trade_usd_million"].to_list()
    [3860.0, 1960.0]
    """
    rows = trade[(trade["partner_code"] == "CHN") & (trade["flow"] == "turnover")]
    recorder = [
        "bank" if kind == BANK else "china" if code == "CHN" else "own"
        for kind, code in zip(rows["reporter_kind"], rows["reporter_code"])
    ]
    rows = rows.assign(recorder=recorder, is_part_year=False)
    kyrgyz = conflicts[
        (conflicts["conflict_id"] == "kgz-chn-trade-2024") & (conflicts["version_no"] == 2)
    ]
    kyrgyz = kyrgyz.rename(columns={"value_number": TRADE}).assign(
        country_code="KGZ", year=2024, recorder="own", is_part_year=True
    )
    columns = ["country_code", "year", "recorder", TRADE, "is_part_year", "confidence"]
    both = pd.concat([rows, kyrgyz])[[*columns, "source_id", "more_source_ids"]]
    both = both[both.groupby(["country_code", "year"])["recorder"].transform("size") > 1]
    both = both.astype({TRADE: float, "year": int})
    both["recorder"] = pd.Categorical(both["recorder"], ["china", "own", "bank"], ordered=True)
    both = both.sort_values(["country_code", "year", "recorder"], ignore_index=True)
    return both.astype({"recorder": "str"})


@measure
def against_gdp(trade: pd.DataFrame, accounts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Set the trade that Chinese customs record against the partner's gross domestic product.

    Parameters
    ----------
    trade : pandas.DataFrame
        Table ``trade_bilateral``.
    accounts : pandas.DataFrame
        Table ``national_accounts``.
    year : int
        Year of both.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``trade_usd_million``, ``gdp_usd_million`` and ``ratio_pct`` (per cent).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = against_gdp(load_table("trade_bilateral"), load_table("national_accounts"), 2023)
    >>> round(float(table.set_index("country_code").loc["KGZ", "ratio_pct"]))
    142
    """
    rows = trade[
        (trade["partner_code"] == "CHN")
        & (trade["flow"] == "turnover")
        & (trade["reporter_code"] == "CHN")
        & (trade["year"] == year)
    ]
    gdp = accounts[accounts["year"] == year].rename(columns={"area_code": "country_code"})
    table = join(
        rows.filter(["country_code", TRADE, *ID_COLUMNS]),
        gdp.filter(["country_code", "gdp_usd_million", *ID_COLUMNS]),
        on="country_code",
        how="left",
    ).astype({TRADE: float, "gdp_usd_million": float})
    return table.assign(ratio_pct=table[TRADE] / table["gdp_usd_million"] * 100)


@measure
def in_dollars(yen: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Add up exports and imports in yen and convert them at the average rate of the year.

    Parameters
    ----------
    yen : pandas.DataFrame
        Table ``trade_japan_yen`` (billion yen).
    rates : pandas.DataFrame
        Table ``exchange_rates``.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``year``, ``trade_jpy_billion`` (both directions), ``trade_usd_million``
        and ``all_source_ids`` of trade and rate.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates"))
    >>> [round(float(v), 1) for v in table["trade_usd_million"]]
    [28.9, 531.4]
    """
    keys = ["country_code", "year", "confidence"]
    average = rates[(rates["currency_code"] == "JPY") & (rates["rate_basis"] == "yearly-average")]
    average = average.filter(["year", "local_currency_per_usd", *ID_COLUMNS])
    both = pd.DataFrame(
        [
            row(group, **dict(zip(keys, key)), trade_jpy_billion=group["trade_jpy_billion"].sum())
            for key, group in yen.groupby(keys)
        ]
    )
    both = join(both, average, on="year", how="left")
    per_dollar = both["local_currency_per_usd"].astype(float)
    return both.assign(**{TRADE: both["trade_jpy_billion"].astype(float) * 1000 / per_dollar})


@measure
def latest_with(
    trade: pd.DataFrame, converted: pd.DataFrame, country_codes: list[str]
) -> pd.DataFrame:
    """Give the latest record of each country's trade with Japan, and China's own record of China's.

    Records rated low are passed over. For Japan, a figure printed in dollars and one converted from
    yen count alike; the later is taken.

    Parameters
    ----------
    trade : pandas.DataFrame
        Table ``trade_bilateral``.
    converted : pandas.DataFrame
        What :func:`in_dollars` gives.
    country_codes : list of str
        Countries; one without a record keeps a row without a value.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``partner_code``, ``year``, ``trade_usd_million``, ``recorder_code``,
        ``is_converted``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = latest_with(load_table("trade_bilateral"), in_dollars(
    ...     load_table("trade_japan_yen"), load_table("exchange_rates")), ["KAZ", "TKM"])
    >>> [None if pd.isna(v) else float(v) for v in table["trade_usd_million"]]
    [43820.0, 1900.0, 10650.0, None]
    """
    sure = trade[(trade["confidence"] != "low") & (trade["flow"] == "turnover")]
    sure = sure.assign(
        recorder_code=sure["reporter_code"], is_converted=False, all_source_ids=all_source_ids
    )
    yen = converted.assign(partner_code="JPN", recorder_code="JPN", is_converted=True)
    chinese = sure[(sure["partner_code"] == "CHN") & (sure["reporter_code"] == "CHN")]
    columns = ["country_code", "partner_code", "year", TRADE, "recorder_code", "is_converted"]
    rows = pd.concat([chinese, sure[sure["partner_code"] == "JPN"], yen])
    rows = rows[[*columns, "all_source_ids"]].sort_values("year", kind="stable")
    latest = rows.groupby(["country_code", "partner_code"], as_index=False).tail(1)
    frame = pd.MultiIndex.from_product(
        [country_codes, ["CHN", "JPN"]], names=["country_code", "partner_code"]
    ).to_frame(index=False)
    return frame.merge(latest, how="left").astype({TRADE: float})


@measure
def by_immediate_investor(reports: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the stocks of direct investment in Kazakhstan by investor, by its national bank.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``investment_reports``.
    year : int
        Year of the stock.

    Returns
    -------
    pandas.DataFrame
        ``partner_code``, ``investment_usd_million`` and ``share_pct`` of all, in per cent.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = by_immediate_investor(load_table("investment_reports"), 2021)
    >>> round(float(table.set_index("partner_code").loc["CHN", "share_pct"]), 1)
    3.4
    """
    rows = reports[
        (reports["reporter_name"] == "National Bank of Kazakhstan") & (reports["year"] == year)
    ]
    whole = rows.loc[rows["partner_code"] == "WLD", "investment_usd_million"].item()
    parts = rows.filter(["partner_code", "investment_usd_million", *ID_COLUMNS]).astype(
        {"investment_usd_million": float}
    )
    return parts.assign(share_pct=parts["investment_usd_million"] / float(whole) * 100)


@measure
def latest_ratios(
    openness: pd.DataFrame, columns: list[str], area_codes: list[str]
) -> pd.DataFrame:
    """Give the latest value of some ratios to GDP for each country.

    Parameters
    ----------
    openness : pandas.DataFrame
        Table ``openness``.
    columns : list of str
        Columns of it, per cent of GDP.
    area_codes : list of str
        Countries.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``measure``, ``year``, ``gdp_pct``; no row where nothing was found.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = latest_ratios(load_table("openness"), ["remittances_gdp_pct"], ["TJK", "KAZ"])
    >>> [int(row.year) for row in table.itertuples() if row.area_code == "TJK"]
    [2024]
    """
    rows = openness[openness["area_code"].isin(area_codes)]
    long = rows.melt(
        ["area_code", "year", *rows.columns.intersection(ID_COLUMNS)], columns, "measure", "gdp_pct"
    ).dropna(subset=["gdp_pct"])
    long = long.astype({"gdp_pct": float, "year": int}).sort_values("year", kind="stable")
    return long.groupby(["measure", "area_code"], as_index=False).tail(1).reset_index(drop=True)


@measure
def chinas_investment(reports: pd.DataFrame) -> pd.DataFrame:
    """List what is said of Chinese investment in the five together and in Kazakhstan.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``investment_reports``.

    Returns
    -------
    pandas.DataFrame
        What ``china.measures.investment_figures`` gives, with ``area``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> sorted(set(chinas_investment(load_table("investment_reports"))["area"]))
    ['All five', 'Kazakhstan']
    """
    said = investment_figures(reports[reports["recipient_code"].isin(["CA5", "KAZ"])])
    said = with_names(said, area="recipient_code")
    return said.assign(area=said["area"].mask(said["recipient_code"] == "CA5", "All five"))


@measure
def japans_investment(reports: pd.DataFrame) -> pd.DataFrame:
    """List what is said of Japanese investment, in words.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``investment_reports``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table by recipient and year, with ``recipient``, ``year_text``, ``kind`` (what is
        counted) and ``amount`` (US$, with its bound).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> set(japans_investment(load_table("investment_reports"))["partner_code"])
    {'JPN'}
    """
    rows = reports[reports["partner_code"] == "JPN"].sort_values(["recipient_code", "year"])
    sums = [usd_million(value, 1)[0] for value in rows["investment_usd_million"].astype(float)]
    return with_names(rows, recipient="recipient_code").assign(
        kind=rows["investment_kind"].map(INVESTMENT_KINDS),
        amount=[("over " if b == "over" else "") + s for b, s in zip(rows["amount_bound"], sums)],
        year_text=rows["year"].astype("str"),
    )
