"""Charts of the evidence on the article's claims: when each piece was public."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from helpers.charts.axes import by_colour, by_shape, time_axis, tooltips
from helpers.style import Layout, colour
from helpers.topics.claims.charts import LABELS
from helpers.topics.claims.measures import VERDICTS

PUBLIC = {
    "before": "Before the article",
    "around": "Around it, or not exact enough",
    "after": "After it",
}
_SHAPES = ("circle", "diamond", "triangle-right")
_ROW = 14


def with_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``short`` (claim with the beginning of its text), ``public_name`` and ``verdict_name``."""
    text = table["claim_text"].map(lambda words: textwrap.shorten(words, 46, placeholder="…"))
    return table.assign(
        short=table["claim_id"] + " " + text,
        public_name=table["public"].map(PUBLIC),
        verdict_name=table["verdict"].map(LABELS),
    )


def draw_public(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the claims down, grouped by verdict, and the dates of their sources across.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.dated_sources`` gives, through :func:`with_labels`; ``article_day``
        (text) marks the article.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    kept = ["claim_id", "short", "verdict_name", "public_name", "position", "publisher_name"]
    rows = table.dropna(subset=["position"])[[*kept, "published_date", "article_day"]]
    order = [LABELS[v] for v in VERDICTS if LABELS[v] in set(rows["verdict_name"])]
    left = 45 if narrow else 285
    days = pd.concat([rows["position"], pd.to_datetime(rows["article_day"])])
    parts = []
    for verdict in order:
        named = verdict == order[-1]
        x = time_axis(days, layout.width - left - 22, grid=False, labels=named, ticks=named)
        parts.append(_panel(rows[rows["verdict_name"] == verdict], layout, left, x))
    return alt.vconcat(*parts, spacing=6).resolve_scale(shape="shared", color="shared")


def _panel(rows: pd.DataFrame, layout: Layout, left: int, x: alt.X) -> alt.LayerChart:
    """Draw the claims of one verdict; all panels have the same axis of dates."""
    narrow = layout.columns == 1
    y = alt.Y(
        "claim_id:N" if narrow else "short:N",
        title=None,
        axis=alt.Axis(labelLimit=left - 15, minExtent=left - 10, maxExtent=left - 10),
    )
    points = (
        alt.Chart(rows)
        .mark_point(filled=True, size=42, opacity=0.85)
        .encode(
            x=x,
            y=y,
            color=by_colour(
                "public_name",
                dict(zip(PUBLIC.values(), ("accent", "muted", "UZB"))),
                legend=alt.Legend(columns=1 if narrow else 2, labelLimit=220),
            ),
            shape=by_shape("public_name", dict(zip(PUBLIC.values(), _SHAPES))),
            tooltip=tooltips(short="Claim", publisher_name="Source", published_date="Published"),
        )
    )
    day = (
        alt.Chart(rows.head(1))
        .mark_rule(strokeDash=[3, 2], color=colour("text"))
        .encode(x="article_day:T")
    )
    size = {"width": layout.width - left - 22, "height": _ROW * rows["claim_id"].nunique()}
    title = alt.TitleParams(rows["verdict_name"].iloc[0], fontSize=11, offset=2)
    return alt.layer(day, points).properties(**size, title=title)


def describe_public(table: pd.DataFrame) -> str:
    """Describe :func:`draw_public`: range, and how many sources were public when."""
    counts = table["public"].value_counts()
    words = ", ".join(f"{counts.get(key, 0)} {name.lower()}" for key, name in PUBLIC.items())
    dated = table.dropna(subset=["position"])
    return (
        f"Points on a time axis from {dated['position'].dt.year.min()} to "
        f"{dated['position'].dt.year.max()}, one row for each of {dated['claim_id'].nunique()} claims, "
        f"grouped by verdict; each point is a source: {words}. {counts.get('undated', 0)} without a "
        f"date are left out. A dashed line marks the article."
    )
