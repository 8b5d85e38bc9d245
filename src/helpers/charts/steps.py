"""Dated steps on a time axis: rows by subject or country, a line of its own and a shape for each kind."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import by_shape
from helpers.style import Layout, colour


def draw_steps(
    table: pd.DataFrame,
    layout: Layout,
    *,
    row: str,
    order: list[str],
    kind: str,
    shapes: dict[str, str],
    x: alt.X,
    tooltip: list[alt.Tooltip],
    legend_columns: int,
    opacity: float,
) -> alt.Chart:
    """Draw dated steps as points: date across, row down, the kind as shape.

    Kinds stand on lines of their own within a row, so that no mark hides another.

    Parameters
    ----------
    table : pandas.DataFrame
        ``position`` (datetime) and the columns named below.
    layout : Layout
        The layout, which gives the width.
    row, kind : str
        Columns of the rows and of the kinds, as printed.
    order : list of str
        Rows from top to bottom.
    shapes : dict of str to str
        Shape of each kind, in the order of the legend.
    x : altair.X
        The axis of time.
    tooltip : list of altair.Tooltip
        What a point tells.
    legend_columns : int
        Columns of the legend where there is room; one on a phone.
    opacity : float
        Less than one where marks may lie on each other.
    """
    narrow = layout.columns == 1
    kinds = list(shapes)
    table = table.assign(shift=table[kind].map(kinds.index))
    return (
        alt.Chart(table)
        .mark_point(size=40 if narrow else 60, filled=True, opacity=opacity, color=colour("accent"))
        .encode(
            x=x,
            y=alt.Y(
                f"{row}:N",
                sort=order,
                title=None,
                axis=alt.Axis(labelFontSize=11, grid=True),
            ),
            yOffset=alt.YOffset("shift:O", scale=alt.Scale(paddingOuter=0.6)),
            shape=by_shape(
                kind,
                shapes,
                sort=kinds,
                legend=alt.Legend(
                    orient="top", columns=1 if narrow else legend_columns, labelLimit=200
                ),
            ),
            tooltip=tooltip,
        )
    )
