"""The chart of opinion polls."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    PERCENT,
    by_colour,
    by_shape,
    tooltips,
)
from helpers.style import Layout, colour
from helpers.topics.ties.measures import QUESTIONS

_SHAPES = {
    "China": "circle",
    "Japan": "square",
    "Russia": "diamond",
    "Türkiye": "triangle-up",
}


def draw_polls(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw answers about each partner as points on one line, a row for each poll and question.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of ``opinion_polls`` on partners, with ``subject`` (the partner's name).
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=["share_pct"])
    table = table.assign(
        row=[f"{QUESTIONS[q]}, {y}" for q, y in zip(table["question"], table["publication_year"])],
        share=table["share_pct"].astype(float),
    )[["row", "subject", "share", "answer_form", "confidence", "question", "publication_year"]]
    rows = [f"{q}, {y}" for key, q in QUESTIONS.items()
            for y in sorted(set(table[table["question"] == key]["publication_year"]))]  # fmt: skip
    wide = layout.columns > 1
    subjects = ["Russia", "China", "Japan", "Türkiye"]
    y = alt.Y(
        "row:N",
        title=None,
        sort=rows,
        axis=alt.Axis(labelFontSize=11 if wide else 9.5),
    )
    x = alt.X(
        "share:Q",
        scale=alt.Scale(zero=True),
        axis=alt.Axis(title=None, grid=True, tickCount=5, labelExpr=PERCENT),
    )
    span = (
        alt.Chart(table)
        .mark_rule(strokeWidth=2, color=colour("rule"))
        .encode(y=y, x=alt.X("min(share):Q"), x2="max(share):Q")
    )
    base = alt.Chart(table).encode(y=y, x=x)
    codes = {"Russia": "RUS", "China": "CHN", "Japan": "JPN", "Türkiye": "TUR"}
    legend = alt.Legend(title=None, columns=4 if wide else 2)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(
        color=by_colour("subject", {s: codes[s] for s in subjects}, legend=legend),
        shape=by_shape("subject", {s: _SHAPES[s] for s in subjects}, legend=legend),
        tooltip=tooltips(
            row="Question",
            subject="About",
            share=("Share, %", ".0f"),
            confidence="Trust in the row",
        ),
    )
    # The last of the four stands close to the third: its figure goes below.
    words = [
        base.mark_text(dy=dy, fontSize=10.5, color=colour("text"))
        .encode(text=alt.Text("share:Q", format=".0f"))
        .transform_filter(f"datum.subject {test} '{subjects[-1]}'")
        for dy, test in ((-12, "!="), (14, "=="))
    ]
    return alt.layer(span, points, *words).properties(
        width=layout.width - (200 if wide else 175), height=alt.Step(44)
    )


def describe_polls(table: pd.DataFrame) -> str:
    """Describe :func:`draw_polls`: the answers of each question."""
    table = table.dropna(subset=["share_pct"])
    words = "; ".join(
        f"{QUESTIONS[question].lower()}, {year}: "
        + ", ".join(
            f"{r.subject} {r.share_pct:.0f}%"
            for r in rows.sort_values("share_pct", ascending=False, kind="stable").itertuples()
        )
        for (question, year), rows in table.groupby(["question", "publication_year"])
    )
    return (
        f"Points on one axis in per cent, {table.groupby(['question', 'publication_year']).ngroups} "
        f"rows of question and year, one mark a country asked about. {words}."
    )
