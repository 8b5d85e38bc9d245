"""Charts of the summit of Tokyo: papers counted, the target in dollars, where the areas came from."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, tooltips, year_axis
from helpers.style import Layout, colour
from helpers.topics.tokyo.measures import NO_MATCH

STAGES = {
    "som-1": "Senior officials",
    "fmm-4": "Foreign ministers",
    "fmm-9": "Foreign ministers",
    "som-16": "Senior officials",
    "press-2024": "Press on the plan",
    "draft-2024": "Draft for Astana",
    "tokyo-2025": "Tokyo",
}


def draw_document_counts(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the counts of papers at each occasion as a range from the lowest to the highest.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.document_counts`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    words = [
        f"{row.low_count}"
        if row.low_count == row.high_count
        else f"{row.low_count} to {row.high_count}"
        for row in table.itertuples()
    ]
    label = table["occasion"] + ", " + table["event_year"].astype(str)
    rows = table.assign(label=label, words=words)
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)),
        tooltip=tooltips(label="Occasion", words="Papers", count_of_counts="Counts found"),
    )
    width = layout.width - 175
    ends = [*rows["low_count"], *rows["high_count"]]
    scale = amount_scale(ends, [*words, *[""] * len(rows)], width, room=8)
    x = alt.X("low_count:Q", title="papers", axis=alt.Axis(tickCount=5), scale=scale)
    bars = base.mark_rule(strokeWidth=6, opacity=0.45, color=colour("JPN")).encode(
        x=x, x2="high_count:Q"
    )
    low = base.mark_point(filled=True, size=70, color=colour("JPN")).encode(x=x)
    high = base.mark_point(filled=True, size=70, color=colour("JPN")).encode(x="high_count:Q")
    text = base.mark_text(align="left", dx=8, dy=-9).encode(x="low_count:Q", text="words:N")
    return (bars + low + high + text).properties(width=width, height=125)


def describe_document_counts(table: pd.DataFrame) -> str:
    """Describe :func:`draw_document_counts`: each occasion with its counts."""
    words = "; ".join(
        f"{r.occasion} {r.event_year}: {r.low_count} to {r.high_count} in {r.count_of_counts} counts"
        for r in table.itertuples()
    )
    return f"Ranges of the number of papers on an axis from zero, one row an occasion. {words}."


def draw_yen_in_dollars(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the worth in dollars of one sum in yen over the years, first and last marked.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.yen_in_dollars`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    ends = table.iloc[[0, -1]].assign(words=lambda t: t["usd_billion"].map("US${:.1f} bn".format))
    x = year_axis(table["year"], layout.width - 65)
    y = alt.Y(
        "usd_billion:Q", title="US$ billion", scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=4)
    )
    line = (
        alt.Chart(table)
        .mark_line(color=colour("JPN"), point=True)
        .encode(
            x=x,
            y=y,
            tooltip=tooltips(
                year=("Year", "d"),
                usd_billion=("US$ billion", ".1f"),
                jpy_per_usd=("Yen to the dollar", ".1f"),
            ),
        )
    )
    base = alt.Chart(ends).encode(x=x, y=y, text="words:N")
    first = base.transform_filter(alt.datum.year == int(ends["year"].min()))
    last = base.transform_filter(alt.datum.year == int(ends["year"].max()))
    text = first.mark_text(align="left", dy=16, dx=2) + last.mark_text(align="right", dy=16)
    return (line + text).properties(width=layout.width - 65, height=170)


def describe_yen_in_dollars(table: pd.DataFrame) -> str:
    """Describe :func:`draw_yen_in_dollars`: range, first and last value, and the change."""
    first, last = table.iloc[0], table.iloc[-1]
    change = 100 * (last["usd_billion"] / first["usd_billion"] - 1)
    return (
        f"Line of the worth in billion US dollars of one sum in yen, {first['year']:.0f} to "
        f"{last['year']:.0f}, axis from zero: from {first['usd_billion']:.1f} to "
        f"{last['usd_billion']:.1f}, a change of {change:.0f} per cent."
    )


def with_stages(table: pd.DataFrame) -> pd.DataFrame:
    """Name the stages of :func:`draw_lineage` with their years.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.lineage`` gives.

    Returns
    -------
    pandas.DataFrame
        The same with ``stage_name``.
    """
    return table.assign(stage_name=table["stage"].map(STAGES) + ", " + table["event_date"].str[:4])


def draw_lineage(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the stages down, the areas of the last stage across; each cell holds the number of areas.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.lineage`` gives, with ``stage_name``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    across = [area for area in dict.fromkeys(table["area"]) if area != NO_MATCH] + [NO_MATCH]
    rows = table.assign(words=table["area_count"].astype(str).where(table["area_count"] > 0, "–"))
    base = alt.Chart(rows).encode(
        x=alt.X(
            "area:N",
            sort=across,
            title=None,
            axis=alt.Axis(
                orient="top",
                labelAngle=-35 if narrow else 0,
                labelLimit=140,
                domain=False,
                ticks=False,
            ),
        ),
        y=alt.Y(
            "stage_name:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=190),
        ),
        tooltip=tooltips(
            stage_name="Stage", area="Area of Tokyo", area_count="Areas named", wordings="Wording"
        ),
    )
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=1.5).encode(
        color=alt.Color(
            "area_count:Q",
            legend=None,
            scale=alt.Scale(
                type="threshold",
                domain=[1, 2, 3],
                range=[colour(c) for c in ("land", "step2", "step3", "step4")],
            ),
        )
    )
    strong = alt.condition(
        "datum.area_count >= 3", alt.value(colour("ground")), alt.value(colour("text"))
    )
    text = base.mark_text(fontSize=11).encode(text="words:N", color=strong)
    return (cells + text).properties(
        width=layout.width - (200 if narrow else 215), height=25 * rows["stage"].nunique()
    )


def describe_lineage(table: pd.DataFrame) -> str:
    """Describe :func:`draw_lineage`: the first stage at which all three areas were there."""
    named = table[(table["area"] != NO_MATCH) & (table["area_count"] > 0)]
    full = named.groupby("stage", sort=False).size()
    first = full.index[full == table["area"].nunique() - 1][0]
    name = table.loc[table["stage"] == first, "stage_name"].iloc[0]
    return (
        f"Grid of {table['stage'].nunique()} stages by the {table['area'].nunique() - 1} areas of the "
        f"last one and a column for the rest; each cell gives how many areas a stage named, at most "
        f"{table['area_count'].max()}. All of them are together from this stage on: {name}."
    )
