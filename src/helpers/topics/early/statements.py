"""Conditions of the sentences on the years before the Dialogue."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    labels,
    most,
    none,
    statement,
    top,
)
from helpers.topics.early import measures as early

# The share of all years in the title is computed with the chart.
labels("early-share")


def _steps() -> pd.DataFrame:
    names = ("milestones", "missions", "visits", "loans", "doctrine")
    return early.first_steps(*(load_table(name) for name in names), early.LAST)


def _totals() -> pd.DataFrame:
    found = early.totals(load_table("oda_net"), CENTRAL_ASIA, early.FIRST, early.LAST)
    return found.set_index("recipient_code")


@statement(title="early-steps")
def presidents_came_to_tokyo() -> Holds:
    """Presidents of several states came to Japan before the Dialogue began."""
    visits = _steps().query("kind == 'visit'")
    return above(visits["area_code"].nunique(), 1, "countries")


@statement(title="loans-early", finding="early-loans")
def early_loans_for_transport() -> Holds:
    """Most early loans were for transport."""
    lent = early.aid_loans(load_table("loans"), early.LAST)
    return most(lent["sector"] == "transport", "early loans are for transport")


@statement(finding="early-donor", answer="before-the-dialogue")
def japan_came_as_a_donor() -> Holds:
    """In each year Japan gave more than was repaid."""
    by_year = early.by_year(load_table("oda_net"), CENTRAL_ASIA, early.FIRST, early.LAST)
    return each_above(by_year.set_index("year")["japan_usd_million"], 0.0, "US$ million")


@statement(finding="early-unequal", answer="before-the-dialogue")
def early_aid_unequal() -> Holds:
    """Most of Japan's early aid went to Kazakhstan and Uzbekistan."""
    part = _totals()["part_pct"]
    return both(
        top(part, ["KAZ", "UZB"], "% of aid"),
        above(part["KAZ"] + part["UZB"], 50.0, "% of aid"),
    )


@statement(title="early-steps", finding="early-one-way")
def visits_one_way() -> Holds:
    """No prime minister of Japan came to the region before the Dialogue began."""
    rows = load_table("visits").query("from_code == 'JPN' and is_head_of_state_or_government")
    start = load_table("milestones").set_index("milestone_id").loc["ms-2004-launch", "event_date"]
    return none(rows.loc[rows["start_date"] < start, "visit_id"], "visits of a prime minister")
