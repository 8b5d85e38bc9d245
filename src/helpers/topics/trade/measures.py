"""With whom Central Asia trades, and who has invested there: records side by side, never added.

Shares are per cent of a country's imports or of its whole trade, by its own statistics; sums are US$
million at current prices. Flows are seen from the Central Asian country.
"""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import with_names
from helpers.partial_dates import format_date
from helpers.provenance import ID_COLUMNS, join, measure, row
from helpers.topics.china.measures import investment_figures

TRADE = "trade_usd_million"
CUSTOMS = "customs-or-statistics"
BANK = "development-bank"


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
def china_and_russia(national: pd.DataFrame) -> pd.DataFrame:
    """Give the shares of China and Russia in the latest figure of each country and flow.

    Parameters
    ----------
    national : pandas.DataFrame
        Table ``national_trade_shares``.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``flow`` (imports, turnover), ``period`` (in words), ``partner_code`` (CHN,
        RUS), ``share_pct`` (per cent of the flow; reckoned from the sums where none is printed),
        ``reporter_name`` and ``all_source_ids``.

    Raises
    ------
    KeyError
        If a figure names one of the two alone, or neither a share nor the trade with all partners.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> shares = china_and_russia(load_table("national_trade_shares")).set_index("country_code")
    >>> shares.loc["UZB", ["period", "partner_code", "share_pct"]].values.tolist()
    [['January to November 2025', 'CHN', 20.1], ['January to November 2025', 'RUS', 16.2]]
    """
    keys = ["country_code", "flow"]
    last = national[national["last_month"] == national.groupby(keys)["last_month"].transform("max")]
    made = []
    for (country, flow), rows in last.groupby(keys):
        at = rows.set_index("partner_code", drop=False)
        period = f"{format_date(rows['first_month'].iloc[0]).split()[0]} to {format_date(rows['last_month'].iloc[0])}"
        for partner in ("CHN", "RUS"):
            used = [partner] if pd.notna(at.loc[partner, "share_pct"]) else [partner, "WLD"]
            sums = at.loc[used, TRADE].astype(float)
            share = (
                at.loc[partner, "share_pct"]
                if len(used) == 1
                else 100 * sums.iloc[0] / sums.iloc[1]
            )
            said = {
                "country_code": country,
                "flow": flow,
                "period": period,
                "partner_code": partner,
            }
            office = at.loc[partner, "reporter_name"]
            made.append(row(at.loc[used], **said, share_pct=float(share), reporter_name=office))
    return pd.DataFrame(made)


@measure
def by_own_record(pairs: pd.DataFrame, mirror: pd.DataFrame) -> pd.DataFrame:
    """Put a country's own record of its trade with China in the place of China's, where one was found.

    Parameters
    ----------
    pairs : pandas.DataFrame
        What :func:`latest_with` gives.
    mirror : pandas.DataFrame
        What :func:`mirror_records` gives.

    Returns
    -------
    pandas.DataFrame
        The same columns as ``pairs``, by country and partner.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> trade, yen = load_table("trade_bilateral"), load_table("trade_japan_yen")
    >>> pairs = latest_with(trade, in_dollars(yen, load_table("exchange_rates")), ["KAZ", "TKM"])
    >>> own = by_own_record(pairs, mirror_records(trade, load_table("source_conflicts")))
    >>> own["recorder_code"].fillna("").to_list()
    ['KAZ', 'KAZ', 'CHN', '']
    """
    own = mirror[mirror["recorder"] == "own"].sort_values("year", kind="stable")
    own = own.groupby("country_code", as_index=False).tail(1)
    own = own.assign(
        partner_code="CHN",
        recorder_code=own["country_code"],
        is_converted=False,
        all_source_ids=all_source_ids,
    )
    theirs = pairs["partner_code"].eq("CHN") & pairs["country_code"].isin(own["country_code"])
    own = own[own["country_code"].isin(pairs["country_code"])]
    both = pd.concat([pairs[~theirs], own[[*pairs.columns]]])
    return both.sort_values(["country_code", "partner_code"], ignore_index=True)


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
