"""Charts of Japanese aid: what flowed in the sum."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import by_colour, tooltips, year_axis
from helpers.formatting import counted
from helpers.style import Layout


def draw_cumulative(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw net ODA summed year after year, one line a country, named at its end.

    Parameters
    ----------
    table : pandas.DataFrame
        ``recipient_code``, ``recipient``, ``year``, ``cumulative_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=["cumulative_usd_million"])
    table = table.assign(billion=table["cumulative_usd_million"] / 1000)
    end, width = int(table["year"].max()), layout.width - 125
    last = table[table["year"] == end].sort_values("billion", kind="stable")
    # Who received most is picked out.
    shade = by_colour(
        "recipient",
        {name: "accent" for name in last["recipient"]} | {last["recipient"].iloc[-1]: "JPN"},
        legend=None,
    )
    base = alt.Chart(table).encode(
        x=year_axis(table["year"], width),
        y=alt.Y("billion:Q", title=None, axis=alt.Axis(tickCount=6)),
        color=shade,
        tooltip=tooltips(
            recipient="Recipient", year=("To the end of", "d"), billion=("US$ billion", ".2f")
        ),
    )
    line = base.mark_line()
    dot = base.transform_filter(f"datum.year == {end}").mark_point(filled=True, size=45, opacity=1)
    gap = 0.045 * float(table["billion"].max())
    name = (
        alt.Chart(last.assign(place=_apart(last["billion"], gap)))
        .mark_text(align="left", dx=7, fontSize=11)
        .encode(x="year:Q", y="place:Q", text="recipient:N", color=shade)
    )
    return alt.layer(line, dot, name).properties(width=width, height=300)


def _apart(values: pd.Series, gap: float) -> pd.Series:
    """Move values up until any two are a gap apart, so that names at the ends of lines stay legible.

    Examples
    --------
    >>> _apart(pd.Series([5.0, 4.9, 1.0]), 0.5).to_list()
    [5.4, 4.9, 1.0]
    """
    placed = values.sort_values(kind="stable")
    floor = float("-inf")
    for index, value in placed.items():
        placed[index] = max(value, floor)
        floor = placed[index] + gap
    return placed.reindex(values.index)


def describe_cumulative(table: pd.DataFrame) -> str:
    """Describe :func:`draw_cumulative`: lines, period, end of each, and who has come down."""
    table = table.dropna(subset=["cumulative_usd_million"])
    end = table[table["year"] == table["year"].max()]
    end = end.sort_values("cumulative_usd_million", ascending=False, kind="stable")
    words = ", ".join(f"{r.recipient} {r.cumulative_usd_million:,.0f}" for r in end.itertuples())
    top = table.loc[table.groupby("recipient")["cumulative_usd_million"].idxmax()]
    past = top[top["year"] < table["year"].max()]
    down = " and ".join(f"{r.recipient} since {r.year}" for r in past.itertuples()) or "none"
    return (
        f"Lines for {counted(table['recipient'].nunique(), 'countries')}, years {table['year'].min()} to "
        f"{table['year'].max()}, Japan's net ODA summed since the start, in US$. At the end, in "
        f"US$ million: {words}. Past its height: {down}."
    )
