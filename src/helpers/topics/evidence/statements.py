"""Conditions of the sentences on what was public when."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, both, documented, every, most, statement
from helpers.topics.evidence import measures as evidence


def _knowable() -> pd.Series:
    """Say of each claim whether evidence was public before the article."""
    sources, claims = load_table("sources"), load_table("claims")
    days = sources.set_index("source_id")["published_date"]
    first, last = (days[i] for i in ("astanatimes-2024-som16", "darklab-2024-thread"))
    rows = evidence.by_claim(evidence.dated_sources(claims, sources, first, last))
    return rows.set_index("claim_id")["was_knowable"].reindex(claims["claim_id"], fill_value=False)


@statement(title="headline-claims", finding="knowable-then")
def no_risk_could_be_checked() -> Holds:
    """Of most claims of the headline evidence was public before the article, “no risk” among them."""
    known, claims = _knowable(), load_table("claims")
    headline = known[claims.loc[claims["article_part"] == "headline", "claim_id"]]
    return both(every(headline[["c03"]], "public before"), most(headline, "claims of the headline"))


@statement(finding="knowable-then")
def most_could_be_checked() -> Holds:
    """For most claims evidence was public before the article."""
    return most(_knowable(), "claims could be checked on the day")


@statement(title="wording-changes", finding="word-became-aid")
def wordings_documented() -> Holds:
    """How a statement changed from report to report is as the reports are quoted."""
    return documented(load_table("wordings"))
