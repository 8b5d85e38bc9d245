"""The article in figures: how its claims fared."""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure

# From what holds to what does not, and then what can't be said.
VERDICTS = ("supported", "partly", "overtaken", "contradicted", "contested", "unverified")


@measure
def by_verdict(claims: pd.DataFrame) -> pd.DataFrame:
    """Count the claims of headline and body by verdict.

    Parameters
    ----------
    claims : pandas.DataFrame
        Table ``claims``.

    Returns
    -------
    pandas.DataFrame
        ``verdict`` (in the order of :data:`VERDICTS`), ``article_part``, ``claim_count``; a pair that
        does not occur has no row.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> by_verdict(load_table("claims")).query("verdict == 'supported'")["claim_count"].to_list()
    [16, 1]
    """
    counts = claims.groupby(["verdict", "article_part"]).size().rename("claim_count").reset_index()
    order = counts["verdict"].map(VERDICTS.index)
    return (
        counts.assign(order=order)
        .sort_values(["order", "article_part"])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def counts(claims: pd.DataFrame) -> dict[str, int]:
    """Count the claims, those of the headline and those of fact, and the verdicts on each.

    Parameters
    ----------
    claims : pandas.DataFrame
        Table ``claims``.

    Returns
    -------
    dict
        Counts by number id: ``claims``, ``<verdict>``, ``fact-<verdict>``, ``headline-<verdict>``.
    """
    headline = claims[claims["article_part"] == "headline"]
    facts = claims[claims["claim_kind"] == "fact"]
    sizes = {"claims": len(claims), "headline": len(headline), "fact-claims": len(facts)}
    all_verdicts = {str(name): int(n) for name, n in claims["verdict"].value_counts().items()}
    return (
        sizes
        | all_verdicts
        | {f"fact-{name}": int((facts["verdict"] == name).sum()) for name in VERDICTS}
        | {f"headline-{name}": int((headline["verdict"] == name).sum()) for name in VERDICTS}
    )
