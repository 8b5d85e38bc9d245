"""Conditions of the sentences on what a loan costs with its fees."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, above, each_above, labels, most, once, statement, within
from helpers.topics.loan_cost import measures as loan_cost
from helpers.topics.loans import measures as loans

LATEST = "Uzbekistan, latest"
# "Little" and "nearly the same", in points of grant element.
LITTLE_POINTS, NEARLY_POINTS = 1.0, 2.0

labels("finance-conventions", "finance-examples", "finance-examples-counted")


@once
def _terms() -> pd.DataFrame:
    return loans.terms(load_table("loans"), load_table("reference_rates"))


@once
def _points() -> pd.DataFrame:
    """Give what fees and slow drawing take off each grant element, in points."""
    rows = loan_cost.with_fees(_terms()).set_index("loan_id")
    rows = rows.dropna(subset=["bare_element_pct", "drawn_bare_pct"])
    bare = rows["bare_element_pct"].astype(float)
    return pd.DataFrame(
        {"fees": bare - rows["grant_element_pct"], "slow": bare - rows["drawn_bare_pct"]}
    ).astype(float)


@statement(title="loan-fees")
def fees_take_little() -> Holds:
    """In the median fees at the signing take less than a point off a grant element."""
    return above(LITTLE_POINTS, _points()["fees"].median(), "points")


@statement(title="loan-fees")
def slow_drawing_takes_more() -> Holds:
    """In the median slow drawing takes more off a grant element than fees at the signing."""
    median = _points().median()
    return above(median["slow"], median["fees"], "points")


@once
def _cases() -> pd.DataFrame:
    return loan_cost.cases(_terms(), loan_cost.PAIRS)


def _elements() -> pd.DataFrame:
    """Give the grant elements of the pairs of loans with a steady yen: a row a pair."""
    return _cases().pivot(index="case", columns="creditor_code", values="grant_element_pct")


@statement(title="two-lenders", answer="what-money-costs")
def yen_loan_light() -> Holds:
    """With a steady yen the yen loan has the higher grant element in most pairs."""
    elements = _elements()
    return most(elements["JPN"] > elements["CHN"], "pairs: the yen loan is softer")


@statement(title="two-lenders-cases")
def latest_pair_nearly_the_same() -> Holds:
    """With a steady yen both loans of the latest pair cost nearly the same."""
    latest = _elements().loc[LATEST]
    return within(latest["JPN"], latest["CHN"], NEARLY_POINTS, "% of the loan")


@statement(title="two-lenders-cases")
def yen_has_to_rise_in_the_others() -> Holds:
    """In the other pairs the yen has to rise to bring both loans level."""
    rows = _cases().dropna(subset=["break_even_pct"])
    even = rows.set_index("case")["break_even_pct"].drop(LATEST)
    return each_above(even, 0.0, "% a year")
