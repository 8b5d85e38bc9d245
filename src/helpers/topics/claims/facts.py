"""The numbers that the chapter on the article's claims names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.evidence import measures as evidence

Published = dict[str, object]


def verdicts(claims: pd.DataFrame) -> Published:
    """Count the claims, those of the headline and those of fact, and the verdicts on each.

    Parameters
    ----------
    claims : pandas.DataFrame
        Table ``claims``.
    """
    headline = claims.loc[claims["article_part"] == "headline", "verdict"]
    facts = claims.loc[claims["claim_kind"] == "fact", "verdict"]
    sizes = {"claims": len(claims), "headline": len(headline), "fact-claims": len(facts)}
    for verdict in ("supported", "partly", "contradicted", "contested"):
        sizes[f"headline-{verdict}"] = (headline == verdict).sum()
    for verdict in ("supported", "contradicted"):
        sizes[f"fact-{verdict}"] = (facts == verdict).sum()
    return {name: numbers.count(size) for name, size in sizes.items()}


def days(sources: pd.DataFrame) -> Published:
    """Date the article, and the pages between which it appeared.

    Parameters
    ----------
    sources : pandas.DataFrame
        Table ``sources``.
    """
    at = sources.set_index("source_id", drop=False)
    first, last = evidence.AROUND
    year = ("published_date", numbers.year_of)
    return {
        **numbers.picked(at, year, article_year=evidence.ARTICLE[0]),
        **numbers.picked(at, "published_date", article_first=first, article_last=last),
    }


def public(table: pd.DataFrame) -> Published:
    """Count the sources that were public before, around and after the article, and date the oldest against “no risk”.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``evidence.measures.dated_sources`` gives.
    """
    before = table["public"] == "before"
    no_risk = table[(table["claim_id"] == "c03") & before]
    oldest = numbers.year_of(no_risk["published_date"].min())
    return {
        "sources-before": numbers.count(before.sum()),
        "sources-after": numbers.count((table["public"] == "after").sum()),
        "no-risk-before": numbers.of(no_risk, numbers.count(len(no_risk))),
        "no-risk-oldest": numbers.of(no_risk, oldest),
    }


def reschedulings(relief: pd.DataFrame) -> Published:
    """Date the years in which Japanese lenders put off payments of Kyrgyzstan.

    Parameters
    ----------
    relief : pandas.DataFrame
        Table ``debt_relief``.
    """
    rows = relief[(relief["creditor_code"] == "JPN") & (relief["debtor_code"] == "KGZ")]
    days = rows["relief_date"]
    return {
        "kgz-earlier": numbers.of(rows, numbers.year_of(days.min())),
        "kgz-later": numbers.of(rows, numbers.year_of(days.max())),
    }


def knowable(claims: pd.DataFrame, by_claim: pd.DataFrame) -> Published:
    """Count the claims that could be checked before the article, and those that could not.

    Parameters
    ----------
    claims : pandas.DataFrame
        Table ``claims``.
    by_claim : pandas.DataFrame
        What ``evidence.measures.by_claim`` gives.
    """
    known = by_claim["was_knowable"].sum()
    return {
        "knowable": numbers.of(by_claim, numbers.count(known)),
    }
