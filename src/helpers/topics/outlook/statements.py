"""Conditions of the sentences on what to watch."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.data import load_table
from helpers.statements import Holds, above, labels, most, same, statement
from helpers.topics.dialogue.measures import cadence
from helpers.topics.outlook import measures as outlook

# The record of a lender "all but ends" if no more than this many of its loans come after it.
ALL_BUT_ENDS = 3

labels("indicators-to-watch")


@statement(title="due-dates", answer="what-to-watch")
def most_answers_due_soon() -> Holds:
    """Most indicators with a date are due by the end of the year after the data."""
    due = outlook.due(load_table("indicators_to_watch")).dropna(subset=["due_day"])
    next_year = int(data.data_date()[:4]) + 1
    return most(due["due_day"].dt.year <= next_year, "indicators are due by then")


def _ranges() -> pd.Series:
    rows = outlook.recent_range(load_table("debt_stocks"), outlook.RANGE_YEARS)
    return rows.set_index(["debtor_code", "creditor_code"])["direction"]


@statement(title="debt-range", finding="debts-at-low")
def most_debts_at_their_lowest() -> Holds:
    """Most debts to official lenders of China and Japan stand at their lowest of recent years."""
    return most(_ranges() == "lowest", "debts stand at their lowest")


@statement(finding="debts-at-low")
def two_debts_at_their_highest() -> Holds:
    """Kazakhstan's debt to China and Uzbekistan's to Japan stand at their highest."""
    ranges = _ranges()
    high = [f"{debtor} to {creditor}" for debtor, creditor in ranges.index[ranges == "highest"]]
    return same(high, ["KAZ to CHN", "UZB to JPN"], "at their highest")


@statement(title="loans-in-repayment", finding="japan-repayments-ahead")
def repayments_to_japan_ahead() -> Holds:
    """In Uzbekistan more recorded Japanese loans will be in repayment than are now."""
    usable = outlook.usable_loans(load_table("loans"))
    now = int(data.data_date()[:4])
    rows = outlook.in_repayment(usable, now, now + 30)
    counts = rows.query("debtor_code == 'UZB' and creditor_code == 'JPN'").set_index("year")
    return above(counts["loan_count"].max(), counts.loc[now, "loan_count"], "loans")


@statement(title="loans-in-repayment", finding="japan-repayments-ahead")
def record_of_china_ends() -> Holds:
    """The record of Chinese loans all but ends with the years of the commitments."""
    end = int(load_table("china_commitments")["year"].max())
    rows = load_table("loans").query("creditor_code == 'CHN'")
    years = rows["signed_date"].str[:4].astype("Int64").dropna()
    return above(ALL_BUT_ENDS + 1, (years > end).sum(), "loans signed later")


@statement(finding="ministers-waiting")
def ministers_have_not_met_since() -> Holds:
    """The time since the last meeting of ministers is longer than half of the gaps before."""
    gaps = cadence(load_table("meetings"), "foreign-ministers")
    since = (pd.Timestamp(data.data_date()) - pd.Timestamp(gaps.iloc[-1]["start_date"])).days
    return above(since / 30.4375, gaps["gap_months"].median(), "months")
