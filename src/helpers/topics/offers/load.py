"""What the chapter, the list of projects and their conditions start from, loaded once for each."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.topics.aid.net import net_of
from helpers.topics.loans import measures as loan_terms
from helpers.topics.offers import lent, projects, side

# The aid of Japan by the World Bank; of China no such series is known.
NET = "oda_net_usd_million"
COMMITMENT = "commitment_usd_2021_million"


class Offers(NamedTuple):
    """The tables of the chapter.

    Attributes
    ----------
    listed : pandas.DataFrame
        What ``projects.in_dollars`` gives.
    lent : pandas.DataFrame
        What ``lent.lending`` gives.
    rules : pandas.DataFrame
        What ``lent.contractors`` gives.
    table : pandas.DataFrame
        What ``side.side_by_side`` gives.
    """

    listed: pd.DataFrame
    lent: pd.DataFrame
    rules: pd.DataFrame
    table: pd.DataFrame


def listed() -> pd.DataFrame:
    """Load the list of projects, with amounts of the day in dollars."""
    rows = projects.projects(*(load_table(name) for name in projects.TABLES))
    return projects.in_dollars(rows, load_table("exchange_rates_monthly"))


def lending(rows: pd.DataFrame) -> pd.DataFrame:
    """Load how soft each loan of the list is."""
    terms = loan_terms.terms(load_table("loans"), load_table("reference_rates"))
    rules, groups = load_table("concessionality_rules"), load_table("dac_income_groups")
    return lent.lending(rows, loan_terms.grant_elements(terms, rules, groups), rules)


def offers() -> Offers:
    """Load all tables of the comparison."""
    rows = listed()
    loans = lending(rows)
    rules = lent.contractors(load_table("loans"), loans)
    net = net_of(load_table("oda_net"), "JPN", CENTRAL_ASIA)
    net = net.assign(lender_code="JPN", usd_million=net[NET])
    agreed = load_table("china_commitments")
    agreed = agreed.assign(lender_code="CHN", usd_million=agreed[COMMITMENT].astype(float))
    table = side.side_by_side(rows, loans, rules, load_table("debt_relief"), net, agreed)
    return Offers(rows, loans, rules, table)
