"""The chart of the summit of Tokyo: its target in dollars."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import time_axis, tooltips
from helpers.partial_dates import format_date
from helpers.style import Layout, colour

# Who named the sum, at both ends of the line.
TELLERS = ("Abe Shinzo", "Takaichi Sanae")


def draw_yen_in_dollars(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the worth in dollars of one sum in yen over the months; who named it stands at both ends.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.yen_in_dollars`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=["usd_billion"])
    width = layout.width - 65
    x = time_axis(table["position"], width)
    y = alt.Y(
        "usd_billion:Q",
        title=None,
        axis=alt.Axis(labelExpr="'US$' + datum.label + 'bn'", tickCount=4),
    )
    base = alt.Chart(table[["position", "month_date", "usd_billion", "jpy_per_usd"]])
    line = base.mark_line(color=colour("JPN"), strokeWidth=2).encode(
        x=x,
        y=y,
        tooltip=tooltips(
            month_date="Month",
            usd_billion=("US$ billion", ".1f"),
            jpy_per_usd=("Yen to the dollar", ".1f"),
        ),
    )
    layers = [line]
    for name, align, row in zip(TELLERS, ("left", "right"), (table.iloc[[0]], table.iloc[[-1]])):
        month, worth = row["month_date"].item(), row["usd_billion"].item()
        words = f"{name}\n{format_date(month)}\nUS${worth:.1f}bn"
        end = alt.Chart(row[["position", "usd_billion"]].assign(words=words)).encode(x=x, y=y)
        layers.append(end.mark_point(filled=True, size=80, opacity=1, color=colour("JPN")))
        layers.append(
            end.mark_text(align=align, baseline="top", dy=10, lineBreak="\n", fontSize=12).encode(
                text="words:N"
            )
        )
    return alt.layer(*layers).properties(width=width, height=210)


def describe_yen_in_dollars(table: pd.DataFrame) -> str:
    """Describe :func:`draw_yen_in_dollars`: range, first and last value, and the change."""
    table = table.dropna(subset=["usd_billion"])
    first, last = table.iloc[0], table.iloc[-1]
    change = 100 * (last["usd_billion"] / first["usd_billion"] - 1)
    return (
        f"Line of the worth in billion US dollars of one sum in yen, {format_date(first['month_date'])} "
        f"({TELLERS[0]}) to {format_date(last['month_date'])} ({TELLERS[1]}), axis from zero: from "
        f"{first['usd_billion']:.1f} to {last['usd_billion']:.1f}, a change of {change:.0f} per cent."
    )
