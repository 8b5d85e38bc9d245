"""Conditions of the sentences on trade, routes and plants."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    largest,
    none,
    same,
    statement,
    top,
)
from helpers.topics.trade import mapped, routes
from helpers.topics.trade import measures as trade

# The least by which one trade is far smaller than another, and how near two records nearly meet.
FAR_SMALLER = 0.5
NEAR_PCT = 10.0
# Japan's trade is small where it is less than so much of China's.
SMALL_PCT = 10.0


def _kinds() -> pd.DataFrame:
    """Count the projects on the map: a row a kind, a column a lender."""
    table = mapped.features(load_table("project_sites"), load_table("route_waypoints"))
    kind = table["project_kind"].replace("gas chemistry", "chemicals")
    return table.groupby([kind, "lender"]).size().unstack(fill_value=0)


@statement(title="routes-map", finding="routes-lead-apart")
def chinese_money_for_pipelines_roads_and_lines() -> Holds:
    """On the map China finances more pipelines, roads and power lines than Japan."""
    kinds = _kinds().loc[["pipeline", "road", "power line"]]
    return each_above(kinds["China"], kinds["Japan"], "projects")


@statement(title="routes-map")
def japanese_money_for_airports_and_plants() -> Holds:
    """Japan finances these most often on the map; China finances plants too, and no airport."""
    kinds = _kinds()
    plants = kinds.loc[["chemicals", "power plant"], "China"]
    return both(
        top(kinds["Japan"], ["airport", "chemicals", "power plant"], "projects"),
        each_above(plants, 1, "plants"),
        same(int(kinds.loc["airport", "China"]), 0, "airports of China"),
    )


@statement(finding="routes-lead-apart", answer="trade-routes")
def no_pipeline_from_japan() -> Holds:
    """Of the loans that were collected, those of Japan's public lenders among them, no Japanese one is for a pipeline."""
    loans = routes.loans_for_ways(load_table("loans"))
    piped = loans[(loans["way"] == "Pipelines") & (loans["creditor_code"] == "JPN")]
    return none(piped["loan_id"], "loans of Japan for pipelines")


@statement(finding="routes-lead-apart", answer="trade-routes")
def different_routes() -> Holds:
    """China lends for the railway to Uzbekistan; grants of Japan are named for the Caspian route."""
    loans = load_table("loans").query("debtor_code == 'CKU' and creditor_code == 'CHN'")
    grants = routes.caspian_grants(load_table("japan_projects"))
    return each_above(pd.Series({"loans": len(loans), "grants": len(grants)}), 0, "known")


def _national() -> pd.DataFrame:
    """Give the shares of China and Russia: a row a country and flow."""
    rows = trade.china_and_russia(load_table("national_trade_shares"))
    return rows.pivot(index=["country_code", "flow"], columns="partner_code", values="share_pct")


@statement(title="china-and-russia", finding="china-passed-russia", answer="trade-routes")
def china_before_russia() -> Holds:
    """Kazakhstan, Kyrgyzstan and Uzbekistan trade more with China than with Russia."""
    shares = _national().xs("turnover", level="flow").loc[["KAZ", "KGZ", "UZB"]]
    return each_above(shares["CHN"], shares["RUS"], "% of trade")


@statement(title="china-and-russia", finding="china-passed-russia", answer="trade-routes")
def russia_before_china_in_tajikistan() -> Holds:
    """By Tajikistan's own statistics Russia supplies more of its imports than China."""
    shares = _national().loc[("TJK", "imports")]
    return above(shares["RUS"], shares["CHN"], "% of imports")


def _kazakh() -> pd.Series:
    """Give Kazakhstan's trade with China and with Japan by its own record, US$ million."""
    rows = load_table("trade_bilateral").query(
        "country_code == 'KAZ' and reporter_code == 'KAZ' and flow == 'turnover' and year == 2022"
    )
    return rows.set_index("partner_code")[trade.TRADE].astype(float)


@statement(title="trade-japan-china", finding="trade-japan-small", answer="trade-routes")
def kazakh_trade_with_japan_is_small() -> Holds:
    """Kazakhstan's own record of its trade with China is more than ten times that with Japan."""
    sums = _kazakh()
    return above(SMALL_PCT, 100 * sums["JPN"] / sums["CHN"], "% of trade with China")


@statement(title="trade-japan-china")
def no_trade_with_japan_comes_nearer() -> Holds:
    """Beside China's, Japan's trade is larger in Kazakhstan than in the three other countries with both figures."""
    bilateral = load_table("trade_bilateral")
    yen = trade.in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates"))
    mirror = trade.mirror_records(bilateral, load_table("source_conflicts"))
    rows = trade.by_own_record(trade.latest_with(bilateral, yen, CENTRAL_ASIA), mirror)
    wide = rows.pivot(index="country_code", columns="partner_code", values=trade.TRADE).dropna()
    part = 100 * wide["JPN"] / wide["CHN"]
    return each_above(part["KAZ"], part[["KGZ", "TJK", "UZB"]], "% of trade with China")


def _mirror() -> pd.DataFrame:
    """Give the records of each trade with China, US$ million, a column a recorder."""
    rows = trade.mirror_records(load_table("trade_bilateral"), load_table("source_conflicts"))
    return rows.pivot(index=["country_code", "year"], columns="recorder", values=trade.TRADE)


@statement(title="mirror-records", finding="trade-two-books")
def far_smaller_in_another_record() -> Holds:
    """Kyrgyzstan's own record of its trade with China is less than half of China's."""
    kgz = _mirror().loc[("KGZ", 2024)]
    return above(FAR_SMALLER * kgz["china"], kgz["own"], "US$ million")


@statement(title="mirror-records")
def kyrgyz_gap_is_widest() -> Holds:
    """No other gap between the records of both sides is as wide as Kyrgyzstan's."""
    gaps = (_mirror()["china"] - _mirror()["own"]).dropna()
    return largest(gaps.groupby("country_code").max(), "KGZ", "US$ million")


@statement(finding="trade-two-books")
def uzbek_records_nearly_meet() -> Holds:
    """The two records of Uzbekistan's trade with China nearly meet."""
    uzb = _mirror().loc[("UZB", 2023)]
    gap = 100 * abs(uzb["china"] / uzb["own"] - 1)
    return above(NEAR_PCT, gap, "% apart")
