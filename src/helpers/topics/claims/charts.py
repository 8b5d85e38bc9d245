"""Charts of the article's claims."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import by_colour, tooltips
from helpers.style import Layout
from helpers.topics.claims.measures import VERDICTS

LABELS = {
    "supported": "Supported",
    "partly": "Supported in part",
    "overtaken": "Overtaken by events",
    "contradicted": "Contradicted",
    "contested": "Contested",
    "unverified": "Not verified",
}


def with_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Name the verdicts on claims, in ``verdict_name``.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows with ``verdict``.

    Examples
    --------
    >>> with_verdicts(pd.DataFrame({"verdict": ["partly"]}))["verdict_name"].item()
    'Supported in part'
    """
    return table.assign(verdict_name=table["verdict"].map(LABELS))


def draw_by_verdict(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the number of claims by verdict as bars, headline and body apart.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.by_verdict`` gives, with ``verdict_name``.
    layout : Layout
        The layout, which gives the width.
    """
    order = [LABELS[verdict] for verdict in VERDICTS]
    base = alt.Chart(table).encode(
        y=alt.Y("verdict_name:N", sort=order, title=None, axis=alt.Axis(labelLimit=150)),
    )
    bars = base.mark_bar(height=16).encode(
        x=alt.X("claim_count:Q", title="claims", axis=alt.Axis(tickMinStep=1)),
        color=by_colour("article_part", {"body": "step3", "headline": "step5"}),
        order=alt.Order("article_part:O"),
        tooltip=tooltips(
            verdict_name="Verdict", article_part="Part of the article", claim_count="Claims"
        ),
    )
    words = base.mark_text(align="left", dx=5).encode(
        x=alt.X("sum(claim_count):Q"), text=alt.Text("sum(claim_count):Q")
    )
    return (bars + words).properties(width=layout.width - 150, height=170)


def describe_by_verdict(table: pd.DataFrame) -> str:
    """Describe :func:`draw_by_verdict`: the count of each verdict, and the headline's."""
    counts = table.groupby("verdict_name", sort=False)["claim_count"].sum()
    words = ", ".join(f"{name.lower()} {count}" for name, count in counts.items())
    headline = table[table["article_part"] == "headline"]
    parts = ", ".join(f"{r.verdict_name.lower()} {r.claim_count}" for r in headline.itertuples())
    return (
        f"Bars, one for each verdict, with the number of claims from zero to {counts.max()}: {words}. "
        f"Of the claims of the headline: {parts}."
    )
