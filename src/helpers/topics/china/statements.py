"""Conditions of the sentences on what China gives, lends and invests."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    labels,
    largest,
    most,
    statement,
    within,
)
from helpers.topics.china import measures as china
from helpers.topics.china.measures import COMMITMENT

# What counts as little of the whole.
LITTLE_PCT = 10.0
# Credit came in waves if in each country five of the years hold more than half of the sum.
WAVE_YEARS, WAVE_PCT = 5, 50.0
# "About as many": the counts differ by no more than this part of the larger.
ABOUT = 0.2
# Records of sectors lie close together if the third is no further than this below the first.
CLOSE_RECORDS = 5
# Counts of one thing differ by who counts if the largest is this much above the least.
APART = 1.5

# The medians and the countries in these titles are computed with the charts.
labels("china-loans-in-time", "china-contracts")


def _by_year() -> pd.DataFrame:
    rows = load_table("china_commitments").astype({COMMITMENT: float})
    return rows.pivot_table(
        index="year", columns="recipient_code", values=COMMITMENT, aggfunc="sum", fill_value=0.0
    )


@statement(title="china-commitments-by-year")
def credit_came_in_waves() -> Holds:
    """In each country a few years hold most of China's commitments."""
    years = _by_year()
    chief = years.apply(lambda column: column.nlargest(WAVE_YEARS).sum())
    return each_above(100 * chief / years.sum(), WAVE_PCT, "% of commitments")


def _aid_like() -> pd.Series:
    rows = china.class_shares(load_table("china_commitments")).query("flow_class == 'oda_like'")
    return rows.set_index("recipient_code")["share_pct"]


@statement(title="china-class-shares", finding="little-is-aid")
def little_is_aid_like() -> Holds:
    """Little of all commitments is classed as aid-like."""
    rows = load_table("china_commitments").astype({COMMITMENT: float})
    aid = rows.loc[rows["flow_class"] == "oda_like", COMMITMENT].sum()
    return above(LITTLE_PCT, 100 * aid / rows[COMMITMENT].sum(), "% of commitments")


@statement(title="china-class-shares", finding="little-is-aid")
def aid_like_most_in_tajikistan() -> Holds:
    """The aid-like share is largest in Tajikistan."""
    return largest(_aid_like(), "TJK", "% of commitments")


@statement(finding="little-is-aid")
def aid_like_least_in_kazakhstan() -> Holds:
    """The aid-like share is smallest in Kazakhstan."""
    shares = _aid_like()
    return each_above(shares.drop("KAZ"), shares["KAZ"], "% of commitments")


def _ratios() -> pd.Series:
    rows = china.against_gdp(load_table("china_commitments"), load_table("national_accounts"))
    return rows.set_index("area_code")["value"]


@statement(title="china-commitments-gdp", finding="scale-of-promises")
def most_beside_output_in_tajikistan() -> Holds:
    """For the size of the economy commitments are largest in Tajikistan, at official rates."""
    return largest(_ratios(), "TJK", "% of GDP")


@statement(title="china-commitments-gdp", finding="scale-of-promises")
def turkmenistan_at_the_market_rate() -> Holds:
    """At the market rate of its currency Turkmenistan would come before Tajikistan."""
    output = load_table("source_conflicts").set_index(["conflict_id", "version_no"])["value_number"]
    times = output["tkm-gdp-2023", 1] / output["tkm-gdp-2023", 2]
    ratios = _ratios()
    return above(ratios["TKM"] * times, ratios["TJK"], "% of GDP")


@statement(finding="scale-of-promises")
def largest_commitments_in_kazakhstan() -> Holds:
    """Kazakhstan has the largest commitments."""
    return largest(_by_year().sum(), "KAZ", "US$ million at constant prices")


def _records() -> pd.DataFrame:
    return china.with_groups(load_table("china_records"))


def _kinds() -> pd.DataFrame:
    return china.kind_shares(china.sized(_records())).set_index("kind")


@statement(title="china-record-sizes", finding="gifts-and-loans", answer="china-offers")
def loans_are_larger() -> Holds:
    """The median loan is larger than the median grant."""
    median = _kinds()["median_usd_2021_million"]
    return above(median["Loan"], median["Grant"], "US$ million at constant prices")


@statement(finding="gifts-and-loans", answer="china-offers")
def loans_hold_the_money() -> Holds:
    """Loans and export credits hold nearly all the money that can be compared."""
    share = _kinds().loc[list(china.LENDING), "money_pct"].sum()
    return above(share, 100 - LITTLE_PCT, "% of the money")


@statement(finding="gifts-and-loans", answer="china-offers")
def about_as_many_gifts_as_loans() -> Holds:
    """Grants, training and experts are about as many records as loans and export credits."""
    counts = china.kind_counts(_records())
    limit = ABOUT * max(counts["gifts"], counts["lending"])
    return within(counts["gifts"], counts["lending"], limit, "records")


@statement(title="china-funders-grid")
def government_gives_banks_lend() -> Holds:
    """Most records of the government are gifts, most of the policy banks loans."""
    counts = china.kind_counts(_records())
    return both(
        above(counts["government-gifts"], counts["government-records"] / 2, "records"),
        above(counts["policy-bank-loans"], counts["policy-bank-records"] / 2, "records"),
    )


def _sectors() -> pd.DataFrame:
    rows = load_table("china_records")
    rows = rows[rows["sector"] != "unspecified"]
    return rows.groupby(["sector", "recipient_code"]).size().unstack(fill_value=0)


@statement(title="china-sectors-grid")
def leading_sectors() -> Holds:
    """By number of records industry leads in Kazakhstan and health in Kyrgyzstan."""
    counts = _sectors()
    return both(
        largest(counts["KAZ"], "industry-mining-construction", "records"),
        largest(counts["KGZ"], "health", "records"),
    )


@statement(title="china-sectors-grid")
def sectors_close_together() -> Holds:
    """In Tajikistan and Uzbekistan the three chief sectors lie close together."""
    first = {code: column.nlargest(3) for code, column in _sectors().items()}
    spread = pd.Series({code: first[code].max() - first[code].min() for code in ("TJK", "UZB")})
    return each_above(CLOSE_RECORDS + 1, spread, "records apart")


@statement(title="relief-from-china", finding="moved-not-cancelled")
def moved_seldom_cancelled() -> Holds:
    """Less than a fourth of the entries of relief by Chinese creditors cancel a debt."""
    once = china.relief_told_once(load_table("debt_relief"), "CHN")
    return most(once["relief_kind"] != "cancellation", "entries move payments", share=0.75)


@statement(
    title=["china-investment-said", "china-investment-records"],
    finding=["investment-uncounted", "investment-no-measure"],
    answer="china-offers",
)
def investment_depends_on_who_counts() -> Holds:
    """Reporters of the same years give stocks in all five that lie far apart."""
    rows = china.investment_figures(load_table("investment_reports"))
    five = rows[(rows["recipient_code"] == "CA5") & (rows["as_of_date"] >= "2023")]
    by = five.groupby("reporter")["billion"].min()
    return above(by.max(), APART * by.min(), "US$ billion")


@statement(finding="investment-uncounted")
def kazakhstan_counted_differently() -> Holds:
    """The bank's stock in Kazakhstan is far above that of the national bank."""
    rows = china.investment_figures(load_table("investment_reports"))
    stock = rows.query("recipient_code == 'KAZ' and concept == 'stock'")
    by = stock.groupby("reporter")["billion"].min()
    low = APART * by["National Bank of Kazakhstan"]
    return above(by["Eurasian Development Bank"], low, "US$ billion")
