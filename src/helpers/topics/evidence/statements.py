"""Conditions of the sentences on what was public when."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, both, documented, labels, most, statement
from helpers.topics.evidence import measures as evidence

labels("headline-reading-list")


def _knowable() -> pd.Series:
    """Say of each claim whether evidence was public before the article, by kind and id."""
    sources, claims = load_table("sources"), load_table("claims")
    days = sources.set_index("source_id")["published_date"]
    first, last = (days[i] for i in ("astanatimes-2024-som16", "darklab-2024-thread"))
    rows = evidence.by_claim(evidence.dated_sources(claims, sources, first, last))
    known = rows.set_index("claim_id")["was_knowable"].reindex(claims["claim_id"], fill_value=False)
    return known.set_axis(pd.MultiIndex.from_frame(claims[["claim_kind", "claim_id"]]))


@statement(finding="knowable-then")
def most_could_be_checked() -> Holds:
    """For most claims evidence was public before the article."""
    return most(_knowable(), "claims could be checked on the day")


@statement(title="evidence-public")
def facts_and_forecasts() -> Holds:
    """Most claims of fact could be checked on the day, and most forecasts could not."""
    known = _knowable()
    return both(
        most(known["fact"], "facts could be checked"),
        most(~known["forecast"], "forecasts could not be checked"),
    )


@statement(title="wording-changes", finding="word-became-aid")
def wordings_documented() -> Holds:
    """How a statement changed from report to report is as the reports are quoted."""
    return documented(load_table("wordings"))
