"""Conditions of the sentences on whom the five owe."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    most,
    none,
    once,
    same,
    statement,
    top,
)
from helpers.topics.debt import measures as debt
from helpers.topics.debt.measures import STOCK

# What counts as fallen: a point of share, more than the two releases behind a share differ by.
FALLEN_POINTS = 1.0
# What "all but gone" means: nine tenths of the highest debt.
GONE_PCT = 90.0
# Sums of two records agree if they differ by no more than this.
AGREE_PCT = 10.0
FOUR = ["KGZ", "TJK", "TKM", "UZB"]


@once
def _by_creditor() -> pd.DataFrame:
    return debt.by_creditor(load_table("debt_stocks"), load_table("external_debt"))


def _latest_shares() -> pd.DataFrame:
    """Give the latest share of each lender: a row a debtor, a column a creditor."""
    shares = debt.share_peaks(_by_creditor())
    return shares.pivot(index="debtor_code", columns="creditor_code", values="latest_share_pct")


def _chinese() -> pd.DataFrame:
    shares = debt.share_peaks(_by_creditor())
    return shares[shares["creditor_code"] == "CHN"].set_index("debtor_code")


def _peak(debtor: str, creditor: str) -> pd.Series:
    return debt.peaks(_by_creditor()).set_index(["debtor_code", "creditor_code"]).loc[
        (debtor, creditor)
    ]  # fmt: skip


@statement(title="debt-by-creditor", finding="multilaterals-lead", answer="creditors")
def multilaterals_above_china() -> Holds:
    """In every country the multilateral lenders together are owed more than China."""
    shares = _latest_shares().reindex(CENTRAL_ASIA)
    return each_above(shares["MLT"], shares["CHN"], "% of debt")


@statement(finding="multilaterals-lead")
def largest_single_lenders() -> Holds:
    """China leads in Kyrgyzstan and Tajikistan, Japan in Turkmenistan, the World Bank in Uzbekistan."""
    year = int(debt.share_peaks(_by_creditor())["latest_year"].max())
    tables = (load_table(name) for name in ("debt_stocks", "external_debt", "creditors"))
    single = debt.largest_single(*tables, year).set_index("debtor_code")
    said = {"KGZ": "CHN", "TJK": "CHN", "TKM": "JPN", "UZB": "WB"}
    return both(
        *(same(single.loc[who, "creditor_code"], lender, who) for who, lender in said.items()),
        same(single.loc["UZB", "second_code"], "ADB", "UZB, next"),
        every(single.loc[list(said), "is_certain"], "no unnamed lender can be larger"),
        every(~single.loc[["KAZ"], "is_certain"], "an unnamed lender can be larger"),
        each_above(single.loc[FOUR, STOCK], single.loc[FOUR, "second_usd_million"], "US$ million"),
    )


@statement(title="lender-shares", finding="china-share-fell")
def china_share_fallen() -> Holds:
    """China's share has fallen from its height everywhere but in Kazakhstan."""
    china = _chinese()
    return each_above(
        china["top_share_pct"].reindex(FOUR),
        china["latest_share_pct"].reindex(FOUR),
        "% of debt",
        by=FALLEN_POINTS,
    )


@statement(title="lender-shares", finding="china-share-fell")
def china_share_at_height_in_kazakhstan() -> Holds:
    """China's share in Kazakhstan stands at its height."""
    china = _chinese().loc["KAZ"]
    height = china["top_share_pct"] - FALLEN_POINTS
    return above(china["latest_share_pct"], height, "% of debt")


@statement(finding="china-share-fell")
def debt_to_china_grown_in_uzbekistan() -> Holds:
    """In Uzbekistan the debt to China is larger than when its share was highest."""
    china = _chinese().loc["UZB"]
    rows = _by_creditor().query("debtor_code == 'UZB' and creditor_code == 'CHN'")
    stock = rows.set_index("year")[STOCK]
    return above(stock[china["latest_year"]], stock[china["top_year"]], "US$ million")


@statement(answer="creditors")
def china_share_shrinking() -> Holds:
    """In Kyrgyzstan, Tajikistan and Turkmenistan China's share is below its mean of three years before."""
    rows = _by_creditor().query("creditor_code == 'CHN'").dropna(subset=["share_pct"])
    wide = rows.pivot(index="year", columns="debtor_code", values="share_pct").astype(float)
    three = wide[["KGZ", "TJK", "TKM"]].sort_index()
    return each_above(three.iloc[-4:-1].mean(), three.iloc[-1], "% of debt")


@statement(title="china-share-map")
def largest_shares_of_china() -> Holds:
    """Kyrgyzstan and Tajikistan owe China the largest shares."""
    return top(_chinese()["latest_share_pct"], ["KGZ", "TJK"], "% of debt")


@statement(title="debt-peaks")
def most_debts_past_their_peak() -> Holds:
    """Most debts to China and Japan are below their highest."""
    peaks = debt.peaks(_by_creditor())
    return most(peaks["latest_year"] > peaks["peak_year"], "debts are past their peak")


@statement(title="debt-peaks")
def turkmen_debt_to_china_gone() -> Holds:
    """Turkmenistan's debt to China is all but gone."""
    return above(-_peak("TKM", "CHN")["change_pct"], GONE_PCT, "% fallen")


@statement(finding="turkmenistan-owes-japan", answer="creditors")
def turkmenistan_owes_japan_more() -> Holds:
    """Turkmenistan owes Japan more than China."""
    return above(
        _peak("TKM", "JPN")["latest_usd_million"],
        _peak("TKM", "CHN")["latest_usd_million"],
        "US$ million",
    )


def _uzbek() -> pd.DataFrame:
    """Give the debt of Uzbekistan at the end of the latest year, a row a lender."""
    rows = debt.with_banks(load_table("debt_stocks"), "UZB", 2019)
    return rows[rows["year"] == rows["year"].max()].set_index("creditor_code")


@statement(title="uzbekistan-with-banks", finding="uzbekistan-order")
def china_leads_among_official_lenders() -> Holds:
    """Uzbekistan owes official lenders of China more than those of Japan."""
    official = _uzbek()["official_usd_million"]
    return above(official["CHN"], official["JPN"], "US$ million")


@statement(title="uzbekistan-with-banks", finding="uzbekistan-order", answer="creditors")
def japan_leads_with_banks() -> Holds:
    """With commercial banks counted Uzbekistan owes Japan more than China."""
    total = _uzbek()["both_usd_million"]
    return above(total["JPN"], total["CHN"], "US$ million")


def _compared() -> pd.DataFrame:
    tables = (load_table(n) for n in ("debt_stocks", "external_debt", "national_debt_reports"))
    rows = debt.records_compared(*tables)
    return rows[rows["confidence"] != "low"].set_index(
        ["debtor_code", "creditor_code", "as_of_date"]
    )


@statement(title="records-compared")
def records_agree_but_for_uzbekistan() -> Holds:
    """Sums of the ministries and of the World Bank agree in the median but for Uzbekistan."""
    gap = _compared()["difference_pct"].astype(float).abs()
    median = gap.groupby("debtor_code").median()
    return both(
        each_above(AGREE_PCT, median[["KGZ", "TJK"]], "% apart"),
        each_above(median[["UZB"]], AGREE_PCT, "% apart"),
    )


@statement(title="records-compared")
def shares_of_ministries_lower() -> Holds:
    """The share that a ministry prints is below that of the World Bank for the same debt."""
    rows = _compared().dropna(subset=["national_share_pct", "world_bank_share_pct"])
    return each_above(rows["world_bank_share_pct"], rows["national_share_pct"], "% of debt")


@statement(finding="tajikistan-none")
def tajikistan_owes_japan_nothing() -> Holds:
    """Neither the debtor's reports nor the loans found hold a debt of Tajikistan to Japan."""
    pair = "debtor_code == 'TJK' and creditor_code == 'JPN'"
    stocks, loans = load_table("debt_stocks").query(pair), load_table("loans").query(pair)
    return none([*stocks["year"], *loans["loan_id"]], "debt of Tajikistan to Japan")
