"""Conditions of the sentences on what Japan gives and lends as aid."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    falling,
    most,
    rising,
    statement,
)
from helpers.topics.aid.measures import NET
from helpers.topics.aid.net import net_of

PAYING_BACK = ["KAZ", "TKM"]
# A line climbs, or has turned, if it did so in each of these last years.
LAST_YEARS = 5


def _net() -> pd.DataFrame:
    """Give Japan's net aid: a row a year, a column a recipient."""
    rows = net_of(load_table("oda_net"), "JPN", CENTRAL_ASIA)
    return rows.pivot(index="year", columns="recipient_code", values=NET).sort_index()


def _aid_loans() -> pd.DataFrame:
    loans = load_table("loans")
    return loans[(loans["creditor_code"] == "JPN") & (loans["instrument"] == "oda-loan")]


@statement(title="japan-net-oda", finding="repaying-japan", answer="what-each-offers")
def repayments_exceed_aid() -> Holds:
    """In Kazakhstan and Turkmenistan, and there alone, repayments exceed new Japanese aid."""
    latest = _net().iloc[-1]
    return both(
        each_above(0.0, latest[PAYING_BACK], "US$ million"),
        each_above(latest.drop(PAYING_BACK), 0.0, "US$ million"),
    )


@statement(title="japan-cumulative-aid")
def line_of_uzbekistan_climbs() -> Holds:
    """Net aid to Uzbekistan, summed since the start, has risen in each of the last years."""
    return rising(_net()["UZB"].cumsum().tail(LAST_YEARS), "US$ million")


@statement(title="japan-cumulative-aid")
def line_of_kazakhstan_turned() -> Holds:
    """Net aid to Kazakhstan, summed since the start, has fallen in each of the last years."""
    return falling(_net()["KAZ"].cumsum().tail(LAST_YEARS), "US$ million")


@statement(finding="uzbekistan-first")
def more_than_the_others_together() -> Holds:
    """Uzbekistan has received more net aid than the others together."""
    total = _net().sum()
    return above(total["UZB"], total.drop("UZB").sum(), "US$ million")


@statement(finding="uzbekistan-first")
def most_aid_loans_to_uzbekistan() -> Holds:
    """Most Japanese aid loans that were found are Uzbekistan's."""
    return most(_aid_loans()["debtor_code"] == "UZB", "aid loans are Uzbekistan's")
