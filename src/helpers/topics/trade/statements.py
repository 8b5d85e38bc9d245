"""Conditions of the sentences on trade, routes and Japanese investment."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    documented,
    each_above,
    every,
    largest,
    none,
    same,
    statement,
)
from helpers.topics.trade import measures as trade
from helpers.topics.trade import routes

# A small part of another trade, and the least by which one trade is far smaller than another.
SMALL_PCT = 10.0
FAR_SMALLER = 0.5


def _shares() -> pd.DataFrame:
    return load_table("trade_partner_shares")


def _years() -> tuple[int, int]:
    """Give the year in which the Dialogue began, and that of the latest lists."""
    started = load_table("formats").set_index("format_id").loc["japan", "launched_date"]
    return int(started[:4]), int(_shares()["year"].max())


def _first(flow: str, year: int) -> pd.Series:
    """Count for how many countries each partner stands first."""
    counts = pd.Series(trade.first_partners(_shares(), flow, year)).value_counts()
    return counts.reindex([*{*counts.index, "CHN", "RUS"}], fill_value=0)


@statement(title="imports-china-russia", finding="trade-first-partner", answer="trade-energy")
def china_first_source_now() -> Holds:
    """China heads the latest lists of imports of more countries than any other partner."""
    return largest(_first("imports", _years()[1]), "CHN", "lists")


@statement(title="imports-china-russia", finding="trade-first-partner", answer="trade-energy")
def russia_first_source_then() -> Holds:
    """When the Dialogue began Russia headed the lists of more countries than any other partner."""
    return largest(_first("imports", _years()[0]), "RUS", "lists")


def _versions() -> pd.Series:
    return load_table("source_conflicts").set_index(["conflict_id", "version_no"])["value_number"]


@statement(title="imports-china-russia", finding="trade-first-partner", answer="trade-energy")
def own_statistics_differ() -> Holds:
    """By their own statistics Tajikistan and Kazakhstan bought more from Russia than from China."""
    said, rows = _versions(), load_table("source_conflicts")
    return both(
        above(said["tjk-import-origin", 2], said["tjk-import-origin", 3], "% of imports"),
        documented(rows[rows["conflict_id"] == "kaz-import-origin"]),
    )


@statement(title="exports-china-russia")
def turkmen_exports_to_china() -> Holds:
    """China takes more than half of Turkmenistan's exports, and less of those of each other country."""
    rows = trade.partner_groups(_shares(), _years()[1]).query("flow == 'exports'")
    wide = rows.pivot(index="country_code", columns="group", values="share_pct").fillna(0.0)
    china = wide["CHN"].reindex(CENTRAL_ASIA)
    return both(
        above(china["TKM"], 50.0, "% of exports"),
        each_above(50.0, china.drop("TKM"), "% of exports"),
    )


@statement(title="partners-latest")
def largest_supplier_but_one() -> Holds:
    """In each country but Turkmenistan China supplies the most."""
    first = pd.Series(trade.first_partners(_shares(), "imports", _years()[1]))
    first = first.reindex(CENTRAL_ASIA).drop("TKM")
    return every(first == "CHN", "buys most from China")


@statement(title="partners-latest", finding="trade-japan-small", answer="trade-energy")
def japan_in_no_list() -> Holds:
    """Japan is in no list of leading partners of the latest year."""
    rows = _shares().query("partner_code == 'JPN'")
    now = rows[rows["year"] == _years()[1]]
    return none(now["country_code"] + " " + now["flow"], "lists with Japan")


def _pairs() -> pd.DataFrame:
    """Give the latest trade with China and with Japan, US$ million, where both were found."""
    yen = trade.in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates"))
    rows = trade.latest_with(load_table("trade_bilateral"), yen, CENTRAL_ASIA)
    wide = rows.pivot(index="country_code", columns="partner_code", values=trade.TRADE)
    return wide.dropna()


@statement(title="trade-japan-china", finding="trade-japan-small")
def japan_trades_little() -> Holds:
    """Wherever both figures were found trade with Japan is a small part of trade with China."""
    pairs = _pairs()
    return each_above(SMALL_PCT, 100 * pairs["JPN"] / pairs["CHN"], "% of trade with China")


def _mirror() -> pd.DataFrame:
    """Give the records of each trade with China, US$ million, a column a recorder."""
    rows = trade.mirror_records(load_table("trade_bilateral"), load_table("source_conflicts"))
    return rows.pivot(index=["country_code", "year"], columns="recorder", values=trade.TRADE)


@statement(title="mirror-records", finding="trade-two-books", answer="trade-energy")
def far_smaller_in_another_record() -> Holds:
    """Kyrgyzstan's own record of its trade with China is less than half of China's."""
    kgz = _mirror().loc[("KGZ", 2024)]
    return above(FAR_SMALLER * kgz["china"], kgz["own"], "US$ million")


@statement(finding="trade-two-books")
def uzbek_records_nearly_meet() -> Holds:
    """The two records of Uzbekistan's trade with China nearly meet."""
    uzb = _mirror().loc[("UZB", 2023)]
    gap = 100 * abs(uzb["china"] / uzb["own"] - 1)
    return above(SMALL_PCT, gap, "% apart")


def _ratios() -> pd.DataFrame:
    columns = ["merchandise_trade_gdp_pct", "remittances_gdp_pct"]
    rows = trade.latest_ratios(load_table("openness"), columns, CENTRAL_ASIA)
    return rows.pivot(index="area_code", columns="measure", values="gdp_pct")


@statement(title="openness-latest")
def trade_weighs_most_in_kyrgyzstan() -> Holds:
    """Trade in goods weighs most in Kyrgyzstan."""
    return largest(_ratios()["merchandise_trade_gdp_pct"].dropna(), "KGZ", "% of GDP")


@statement(title="openness-latest")
def remittances_weigh_most_in_tajikistan() -> Holds:
    """Money sent home weighs most in Tajikistan."""
    return largest(_ratios()["remittances_gdp_pct"].dropna(), "TJK", "% of GDP")


@statement(title="japan-investment-reports")
def japanese_investment_from_statements() -> Holds:
    """What is known of Japanese investment is as the statements that are cited say."""
    rows = load_table("investment_reports").query("partner_code == 'JPN'")
    return documented(rows)


def _ways() -> pd.DataFrame:
    rows = routes.loans_for_ways(load_table("loans"))
    return rows.groupby(["way", "creditor_code"]).size().unstack(fill_value=0)


@statement(title="ways-by-lender")
def ways_of_japan() -> Holds:
    """Japan lent for railways, roads and airports, and for no pipeline."""
    ways = _ways()["JPN"]
    said = ["Railways", "Roads", "Airports and aircraft"]
    return same(ways.index[ways > 0], said, "Japan")


@statement(title="ways-by-lender", finding="routes-lead-apart")
def ways_of_china() -> Holds:
    """Pipelines, railways and roads are the ways for which China lent most often."""
    ways = _ways()["CHN"]
    least = ways[["Pipelines", "Railways", "Roads"]].min()
    return above(least, ways["Airports and aircraft"], "loans")


@statement(finding="routes-lead-apart")
def different_routes() -> Holds:
    """China lends for the railway to Uzbekistan; grants of Japan are named for the Caspian route."""
    loans = load_table("loans").query("debtor_code == 'CKU' and creditor_code == 'CHN'")
    grants = routes.caspian_grants(load_table("japan_projects"))
    return each_above(pd.Series({"loans": len(loans), "grants": len(grants)}), 0, "found")
