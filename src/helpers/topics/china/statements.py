"""Conditions of the sentences on what AidData records of China, and on its investment."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    each_above,
    statement,
)
from helpers.topics.china import measures as china
from helpers.topics.china.measures import COMMITMENT

# What counts as little of the whole.
LITTLE_PCT = 10.0
# A few years hold most of the commitments if in each country five of them hold more than half.
WAVE_YEARS, WAVE_PCT = 5, 50.0
# Counts of one thing differ by who counts if the largest is this much above the least.
APART = 1.5


def _by_year() -> pd.DataFrame:
    rows = load_table("china_commitments").astype({COMMITMENT: float})
    return rows.pivot_table(
        index="year", columns="recipient_code", values=COMMITMENT, aggfunc="sum", fill_value=0.0
    )


@statement(title="china-commitments-by-year")
def few_years_hold_most() -> Holds:
    """In each country a few years hold most of China's commitments."""
    years = _by_year()
    chief = years.apply(lambda column: column.nlargest(WAVE_YEARS).sum())
    return each_above(100 * chief / years.sum(), WAVE_PCT, "% of commitments")


@statement(finding="little-is-aid")
def little_is_aid_like() -> Holds:
    """Little of all commitments is classed as aid-like."""
    rows = load_table("china_commitments").astype({COMMITMENT: float})
    aid = rows.loc[rows["flow_class"] == "oda_like", COMMITMENT].sum()
    return above(LITTLE_PCT, 100 * aid / rows[COMMITMENT].sum(), "% of commitments")


@statement(title="china-investment-records")
def investment_depends_on_who_counts() -> Holds:
    """Reporters of the same years give stocks in all five that lie far apart."""
    rows = china.investment_figures(load_table("investment_reports"))
    five = rows[(rows["recipient_code"] == "CA5") & (rows["as_of_date"] >= "2023")]
    by = five.groupby("reporter")["billion"].min()
    return above(by.max(), APART * by.min(), "US$ billion")
