"""Conditions of the sentences that set what Japan offers beside what China offers.

A condition that compares the lenders computes both by the same function.
"""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    both,
    documented,
    each_above,
    labels,
    largest,
    most,
    once,
    statement,
    top,
)
from helpers.topics.offers import load, records
from helpers.topics.offers.lent import contractors, money_by_softness
from helpers.topics.offers.projects import IN_FULL, LENDERS

CHAPTER = "what-each-offers"
# Statements on one portfolio contradict each other if the largest is this much above the least.
APART = 1.2
# A lender's money in a country is of one kind if that kind has this share of it.
NEARLY_ALL_PCT = 90.0
# What counts as little of the whole.
LITTLE_PCT = 10.0

# Figures and names in these titles are computed with the exhibit.
labels(
    *("loans-on-one-scale", "loan-money-by-softness", "largest-loans", "cover-on-record"),
    *("projects-list", "loans-per-person"),
)


@once
def _listed() -> pd.DataFrame:
    return load.listed()


@once
def _lent() -> pd.DataFrame:
    return load.lending(_listed())


@once
def _shares() -> pd.DataFrame:
    shares = money_by_softness(_lent())
    return shares.set_index(["lender_code", "recipient_code", "kind"])["share_pct"].reset_index()


def _share(area: str, *kinds: str) -> pd.Series:
    """Give the share of some kinds in the money of each lender in a country."""
    rows = _shares()
    rows = rows[(rows["recipient_code"] == area) & rows["kind"].isin(kinds)]
    return rows.groupby("lender_code")["share_pct"].sum()


@statement(title="offers-side-by-side", finding="little-is-aid", answer=CHAPTER)
def japan_lends_as_aid_china_does_not() -> Holds:
    """More than half of Japan's money in loans is called aid, little of China's concessional."""
    named = _share("ALL", "named")
    return both(
        above(named["JPN"], 50.0, "% of money"), above(LITTLE_PCT, named["CHN"], "% of money")
    )


@statement(finding="terms-compared", answer=CHAPTER)
def soft_without_the_name() -> Holds:
    """More of China's money is as soft as the older aid rule asks than is harder or than is called concessional."""
    share = pd.Series({kind: _share("ALL", kind)["CHN"] for kind in ("named", "soft", "hard")})
    return largest(share, "soft", "% of money")


@statement(finding="terms-compared", answer=CHAPTER)
def few_pass_the_stricter_rule() -> Holds:
    """Most Chinese loans that can be judged miss the rule of the IMF and the World Bank, fewer Japanese."""
    judged = _lent().dropna(subset=["fund"]).astype({"fund": float})
    met = 100 * judged.groupby("lender_code")["fund"].mean()
    return both(above(50.0, met["CHN"], "% of loans"), above(met["JPN"], met["CHN"], "% of loans"))


@statement(finding="terms-compared", answer=CHAPTER)
def terms_of_other_loans() -> Holds:
    """Of loans not called concessional a larger share of China's has its terms on record than of Japan's."""
    rows = _lent()
    rows = rows[rows["instrument"] != "concessional-loan"]
    full = 100 * (rows["terms_known"] == IN_FULL).groupby(rows["lender_code"]).mean()
    return above(full["CHN"], full["JPN"], "% of loans", by=50.0)


@statement(finding="turkmenistan-alike")
def neither_lends_turkmenistan_aid() -> Holds:
    """Nearly all money of either lender in Turkmenistan is neither called aid nor concessional."""
    others = 100 - _share("TKM", "named")
    return each_above(others.reindex(list(LENDERS)), NEARLY_ALL_PCT, "% of money")


@statement(finding="mostly-untied", title="contractor-rules")
def rule_is_seldom_on_record() -> Holds:
    """For most loans of either lender no rule on contractors is on record."""
    rules = contractors(load_table("loans"), _lent())
    unknown = rules[rules["kind"] == "unknown"].set_index("lender_code")["share_pct"]
    return each_above(unknown.reindex(list(LENDERS)), 50.0, "% of loans")


def _grants() -> pd.DataFrame:
    rows = _listed()
    return rows[rows["is_counted"] & (rows["instrument"] == "grant")]


@statement(finding="grants-to-the-poorer", answer=CHAPTER)
def most_grants_of_either_lender() -> Holds:
    """Most grants on record of either lender went to Kyrgyzstan and Tajikistan, more than to any other."""
    rows = _grants()
    counts = {
        code: rows.loc[rows["lender_code"] == code, "recipient_code"].value_counts()
        for code in LENDERS
    }
    share = {
        code: 100 * counts[code][["KGZ", "TJK"]].sum() / counts[code].sum() for code in LENDERS
    }
    return both(
        *(top(counts[code], ["KGZ", "TJK"], "grants") for code in LENDERS),
        each_above(pd.Series(share), 50.0, "% of grants"),
    )


@statement(title="records-by-sector")
def leading_sectors_of_either_lender() -> Holds:
    """Transport leads Japan's records, extraction and industry China's."""
    rows = _listed()
    rows = rows[rows["is_counted"] & (rows["sector"] != "other")]
    counts = rows.groupby("lender_code")["sector"].value_counts()
    return both(
        largest(counts["JPN"], "transport", "records"),
        largest(counts["CHN"], "industry", "records"),
    )


@statement(title="people-offered")
def promises_and_counts() -> Holds:
    """Most figures on people of China are promises, of Japan none is."""
    rows = records.people(load_table("people_exchange"))
    promised = rows["quantity"].str.endswith("-pledged")
    china, japan = (promised[rows["creditor_code"] == code] for code in LENDERS)
    return both(most(china, "of China are promises"), most(~japan, "of Japan are counts", 0.99))


def _once_told() -> pd.DataFrame:
    rows = load_table("debt_relief")
    return rows[rows["overlaps_relief_ids"].isna() & (rows["confidence"] != "low")]


@statement(title="relief-by-lender", finding="moved-not-cancelled")
def either_moves_and_seldom_cancels() -> Holds:
    """Less than a fourth of the entries of relief by either lender cancel a debt."""
    rows = _once_told()
    moved = rows["relief_kind"] != "cancellation"
    return both(
        *(
            most(moved[rows["creditor_code"] == code], f"entries of {code} move payments", 0.75)
            for code in LENDERS
        )
    )


@statement(title="portfolio-statements", finding="portfolios-told")
def statements_on_one_lender_differ() -> Holds:
    """Within a year statements on one lender's portfolio in Uzbekistan lie far apart."""
    rows = load_table("japan_export_finance")
    rows = rows[(rows["row_kind"] == "portfolio-statement") & (rows["institution_name"] == "JICA")]
    year = rows["deal_date"].str[:4]
    said = rows[year == "2025"]["amount_usd_million"].astype(float)
    return above(said.max(), APART * said.min(), "US$ million")


@statement(finding="portfolios-told")
def statements_have_sources() -> Holds:
    """The statements on portfolios are documented."""
    tables = ("japan_export_finance", "china_since_2021")
    rows = [load_table(name) for name in tables]
    return documented(*(part[part["row_kind"] == "portfolio-statement"] for part in rows))
