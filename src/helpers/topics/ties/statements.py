"""Conditions of the sentences on visas and opinion."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    each_above,
    every,
    same,
    statement,
)
from helpers.topics.ties import measures as ties


def _answers(question: str) -> pd.Series:
    """Give the answers to a question in all four countries: by year and country named."""
    rows = load_table("opinion_polls")
    rows = rows[(rows["question"] == question) & (rows["area_code"] == "CA4")]
    return rows.set_index(["publication_year", "subject_code"])["share_pct"].astype(float)


def _visas() -> pd.DataFrame:
    """Give the rules of the latest year."""
    rules = ties.visa_grid(load_table("visa_rules"), CENTRAL_ASIA)
    return rules[rules["year"] == rules["year"].max()]


@statement(title="visa-rules", finding="visas-one-way", answer="trade-routes")
def japan_asks_all_for_visas() -> Holds:
    """Japan asks citizens of all five for a visa."""
    rows = _visas().query("direction == 'into' and partner_code == 'JPN'").set_index("country_code")
    return every(rows["rule"].reindex(CENTRAL_ASIA) == "visa-required", "needs a visa for Japan")


@statement(title="visa-rules", finding="visas-one-way")
def china_waives_for_some() -> Holds:
    """In the latest snapshot China waives visas for citizens of Kazakhstan alone."""
    rows = _visas().query("direction == 'into' and partner_code == 'CHN' and rule == 'visa-free'")
    return same(rows["country_code"], ["KAZ"], "without a visa for China")


@statement(title="poll-partners")
def japan_more_reliable() -> Holds:
    """More people called Japan the most reliable country than China."""
    said = _answers("most-reliable-country").xs(2015, level="publication_year")
    return above(said["JPN"], said["CHN"], "% of those asked")


@statement(title="poll-partners")
def china_more_important() -> Holds:
    """In each poll more people called China an important partner than Japan."""
    said = _answers("important-partner-now").unstack()
    return each_above(said["CHN"], said["JPN"], "% of those asked")
