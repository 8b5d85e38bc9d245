"""The timeline of the summit that was called off: the years as a line, the two days hour by hour."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.summit import measures as summit

PHASES = {
    "idea": "Idea",
    "preparation": "Preparation",
    "announcement": "Announcement",
    "cancellation": "Cancellation",
    "went-ahead": "Went ahead",
    "after": "After",
    "road-to-tokyo": "Road to Tokyo",
    "tokyo": "Tokyo",
}
# The parts of the timeline: head, and the pixels that dates take to the left of the line.
PARTS = {
    "years": ("From the idea to the summit, true to scale", 70),
    "days": ("8 and 9 August 2024, step by step", 84),
}


def with_phases(table: pd.DataFrame) -> pd.DataFrame:
    """Name the phase of each event, in ``phase_name``.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.steps`` gives.
    """
    return table.assign(phase_name=table["phase"].map(PHASES))


def draw_steps(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw two lines from top to bottom, dates to the left of each and words to the right.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.drawn`` gives.
    layout : Layout
        The layout: the parts stand side by side, or on a phone one below the other.
    """
    years, days = (_part(table[table["part"] == part], part) for part in PARTS)
    beside = layout.columns > 1
    return alt.hconcat(years, days, spacing=6) if beside else alt.vconcat(years, days, spacing=26)


def _part(rows: pd.DataFrame, part: str) -> alt.LayerChart:
    """Draw one line: true to scale over years, evenly spaced within the days."""
    head, left = PARTS[part]
    to_scale = part == "years"
    place = rows["position"] if to_scale else pd.Series(range(len(rows)), index=rows.index)
    place = (place - place.min()) / (place.max() - place.min())
    kept = ["place", "position", "when", "title", "date_text", "is_turn"]
    rows = rows.assign(place=place)[kept]
    scale = alt.Scale(reverse=True, nice=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("place:Q", axis=None, scale=scale),
        tooltip=tooltips(date_text="Date", title="Event"),
    )
    tone = alt.condition("datum.is_turn", alt.value(colour("accent")), alt.value(colour("muted")))
    words = alt.condition("datum.is_turn", alt.value(colour("accent")), alt.value(colour("text")))
    line = alt.Chart(pd.DataFrame({"place": [0], "end": [1]})).mark_rule(color=colour("rule"))
    line = line.encode(x=alt.value(left), y=alt.Y("place:Q", axis=None, scale=scale), y2="end:Q")
    size = alt.condition("datum.is_turn", alt.value(110), alt.value(45))
    dots = base.mark_point(filled=True, opacity=1).encode(x=alt.value(left), color=tone, size=size)
    dates = base.mark_text(align="right", fontSize=12).encode(
        x=alt.value(left - 10), text="when:N", color=words
    )
    layers = [line, dots, dates]
    for is_turn, weight in ((True, "bold"), (False, "normal")):
        layers.append(
            base.transform_filter(f"datum.is_turn == {str(is_turn).lower()}")
            .mark_text(align="left", fontSize=12, fontWeight=weight)
            .encode(x=alt.value(left + 10), text="title:N", color=words)
        )
    if to_scale:
        layers[1:1] = _wait(rows[rows["is_turn"]], left, scale)
    title = alt.Title(head, anchor="start", fontSize=13, offset=14)
    return alt.layer(*layers).properties(width=left + 225, height=330, title=title)


def _wait(turns: pd.DataFrame, left: int, scale: alt.Scale) -> list[alt.Chart]:
    """Draw the time between the cancellation and the summit as a stretch of the line, with its months."""
    first, last = turns["place"].min(), turns["place"].max()
    words = f"{counted(f'{summit.months_between(turns):.0f}', 'months')} of waiting"
    span = pd.DataFrame({"place": [first], "end": [last], "words": [words]})
    base = alt.Chart(span).encode(y=alt.Y("place:Q", axis=None, scale=scale))
    stretch = base.mark_rule(color=colour("accent"), strokeWidth=3)
    middle = alt.Chart(span.assign(place=(first + last) / 2)).encode(
        x=alt.value(left + 10), y=alt.Y("place:Q", axis=None, scale=scale), text="words:N"
    )
    return [
        stretch.encode(x=alt.value(left), y2="end:Q"),
        middle.mark_text(align="left", fontSize=12, fontStyle="italic", color=colour("accent")),
    ]


def describe_steps(table: pd.DataFrame) -> str:
    """Describe :func:`draw_steps`: both lines, mark by mark."""
    told = [
        "; ".join(f"{row.when}: {row.title}" for row in table[table["part"] == part].itertuples())
        for part in PARTS
    ]
    return (
        f"Lines from top to bottom with a mark and words for each step. From the idea to the "
        f"summit: {told[0]}. The days of the cancellation: {told[1]}."
    )
