"""Charts of the catalogue of meetings: subjects on their way through the tracks."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import time_axis, tooltips
from helpers.charts.steps import draw_steps
from helpers.style import Layout

# What each mark stands for: the level at which the subject was treated.
_LEVELS = {
    "leaders": "Leaders and ministers",
    "foreign-ministers": "Leaders and ministers",
    "special": "Leaders and ministers",
    "senior-officials": "Senior officials",
    "tokyo-dialogue": "Experts and scholars",
    "expert": "Experts and scholars",
    "business-economic": "Business, economy",
}
_SHAPES = {
    "Leaders and ministers": "diamond",
    "Senior officials": "square",
    "Experts and scholars": "circle",
    "Business, economy": "triangle-up",
}


def draw_subjects(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each meeting with a subject: date across, subject down, level as shape.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.subjects`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    width = layout.width - 155
    rows = table.assign(level=table["track"].map(_LEVELS))
    rows = rows[["theme_name", "level", "title", "date_text", "position"]]
    order = list(rows.groupby("theme_name")["position"].min().sort_values(kind="stable").index)
    chart = draw_steps(
        rows,
        layout,
        row="theme_name",
        order=order,
        kind="level",
        shapes=_SHAPES,
        x=time_axis(table["position"], width),
        tooltip=tooltips(theme_name="Subject", title="Meeting", date_text="Date"),
        legend_columns=2,
        opacity=0.85,
    )
    return chart.properties(width=width, height=42 * len(order))


def describe_subjects(table: pd.DataFrame) -> str:
    """Describe :func:`draw_subjects`: subjects, counts, and where each first stood."""
    first = table[table["is_first"]].sort_values("position", kind="stable")
    words = "; ".join(
        f"{r.theme_name.lower()}: {r.title}, {r.date_text}" for r in first.itertuples()
    )
    return (
        f"Points on a time axis from {table['position'].min().year} to {table['position'].max().year}, "
        f"one row for each of {table['theme_name'].nunique()} subjects, {table['meeting_id'].nunique()} "
        f"meetings, shape by level. First meeting found with each: {words}."
    )
