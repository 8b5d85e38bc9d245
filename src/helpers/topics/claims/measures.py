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
