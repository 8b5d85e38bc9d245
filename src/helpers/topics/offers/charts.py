"""Charts that both partners share: loans in time, ways by lender, counts in a grid."""

from __future__ import annotations

import json
import textwrap

import altair as alt
import pandas as pd

from helpers.charts.axes import LENDERS, lender_colour, lender_shape, time_axis, tooltips
from helpers.charts.shades import step_scale
from helpers.style import Layout, colour

# Loans of one country and year stand on so many lines of its row.
_LANES = 8


def draw_loans(
    table: pd.DataFrame, layout: Layout, *, lender: str, unit: str, sizes: tuple[float, ...]
) -> alt.TopLevelMixin:
    """Draw loans on a time axis, one row a country, circles by amount.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``position``, ``date_text``, ``project_name``, ``lender_name``, ``amount`` (NaN if
        in another currency or unknown), ``amount_text``, ``lender_class``: two classes at most, the
        first of the table filled, the second open.
    layout : Layout
        The layout, which gives the width.
    lender : str
        Code of the lender's colour.
    unit : str
        Unit of ``amount``, for the legend.
    sizes : tuple of float
        Amounts that the legend shows.
    """
    table = table.assign(lane=_lanes(table))
    first = table["lender_class"].value_counts().index[0]
    other = [name for name in table["lender_class"].unique() if name != first]
    order = sorted(table["debtor"].unique())
    width, middle = layout.width - 110, _LANES / 2 + 0.5
    base = alt.Chart(table).encode(
        x=time_axis(table["position"], width, margin=14),
        y=alt.Y(
            "debtor:N",
            sort=order,
            title=None,
            scale=alt.Scale(padding=0),
            axis=alt.Axis(grid=True, labelLimit=90, bandPosition=1),
        ),
        yOffset=alt.YOffset("lane:Q", scale=alt.Scale(domain=[-middle, middle])),
        tooltip=tooltips(
            project_name="For",
            debtor="Borrower's country",
            lender_name="Lender",
            date_text="Date",
            amount_text="Amount",
        ),
    )
    largest = float(table["amount"].max())
    size = alt.Size(
        "amount:Q",
        title=unit,
        scale=alt.Scale(domain=[0, largest], range=[6, 1500 if layout.columns > 1 else 620]),
        legend=alt.Legend(
            values=list(sizes), symbolFillColor=colour(lender), symbolStrokeWidth=1, orient="top"
        ),
    )
    fill = alt.Fill(
        "lender_class:N",
        title=None,
        scale=alt.Scale(
            domain=[first, *other], range=[colour(lender), "transparent"][: 1 + len(other)]
        ),
        legend=alt.Legend(
            symbolStrokeColor=colour(lender),
            symbolStrokeWidth=1.5,
            orient="top" if layout.columns > 1 else "bottom",
            direction="horizontal" if layout.columns > 1 else "vertical",
            labelLimit=280,
        )
        if other
        else None,
    )
    circles = (
        base.transform_filter("isValid(datum.amount)")
        .mark_circle(stroke=colour(lender), strokeWidth=1.3, fillOpacity=0.5, opacity=1)
        .encode(size=size, fill=fill)
    )
    others = base.transform_filter("!isValid(datum.amount)").mark_point(
        shape="triangle-up", size=38, stroke=colour("text"), strokeWidth=1.3, opacity=1
    )
    height = 74 if layout.columns > 1 else 62
    return alt.layer(circles, others).properties(width=width, height=height * len(order))


def _lanes(table: pd.DataFrame) -> pd.Series:
    """Spread the loans of one country and year around the middle of its row: 0, 1, -1, 2, ..."""
    number = table.groupby(["debtor", table["position"].dt.year]).cumcount() % _LANES
    return ((number + 1) // 2).where(number % 2 == 1, -(number // 2))


def describe_loans(table: pd.DataFrame) -> str:
    """Describe :func:`draw_loans`: rows, period, largest loan, loans by country."""
    top = table.loc[table["amount"].idxmax()]
    by = table["debtor"].value_counts()
    words = ", ".join(f"{name} {number}" for name, number in by.items())
    years = table["position"].dt.year
    return (
        f"Circles on a time axis from {years.min()} to {years.max()}, one row for each of {len(by)} "
        f"borrowers, area by amount; triangles for loans in another currency or of unknown amount. "
        f"Loans drawn: {words}. Largest: {top['project_name']}, {top['debtor']}, "
        f"{top['amount_text']}."
    )


def draw_ways(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw loans for pipelines, railways, roads and airports in time, a row a kind of way and lender.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``trade.routes.loans_for_ways`` gives, with ``creditor`` and ``debtor``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    kinds = list(dict.fromkeys(table.sort_values("rank", kind="stable")["way"]))
    width = layout.width - 80
    lines = alt.Scale(domain=[int(table["place"].min()) - 2, int(table["place"].max()) + 0.6])
    chart = (
        alt.Chart(table)
        .mark_point(size=34 if narrow else 48, filled=True, opacity=1)
        .encode(
            x=time_axis(table["position"], width),
            y=alt.Y("creditor:N", sort=list(LENDERS), title=None, axis=alt.Axis(ticks=False)),
            yOffset=alt.YOffset("place:Q", scale=lines),
            color=lender_colour(legend=None),
            shape=lender_shape(legend=None),
            tooltip=tooltips(
                project_name="For",
                debtor="Borrower's country",
                lender_name="Lender",
                date_text="Date",
            ),
        )
        .properties(width=width, height=100)
    )
    header = alt.Header(title=None, labelOrient="top", labelAnchor="start")
    return chart.facet(row=alt.Row("way:N", sort=kinds, header=header), spacing=8)


def describe_ways(table: pd.DataFrame) -> str:
    """Describe :func:`draw_ways`: rows, period, and how many loans of each lender."""
    count = table.groupby(["way", "creditor"], sort=False).size().unstack(fill_value=0)
    words = "; ".join(
        f"{way}: " + ", ".join(f"{name} {n}" for name, n in sorted(row.items()))
        for way, row in count.iterrows()
    )
    years = table["position"].dt.year
    return (
        f"Points on a time axis from {years.min()} to {years.max()}, one for each of {len(table)} "
        f"loans, a panel for each of {len(count)} kinds of way, a row for each lender. {words}."
    )


def draw_grid(
    table: pd.DataFrame,
    layout: Layout,
    *,
    breaks: tuple[int, int, int, int],
    ramp: str = "step",
) -> alt.TopLevelMixin:
    """Draw counts as a grid of shaded cells with their numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        ``row``, ``column``, ``record_count``, in the order to show.
    layout : Layout
        The layout, which gives the width.
    breaks : tuple of int
        Counts at which the shade changes.
    ramp : {"step", "chn"}
        The shades, as for ``charts.shades.step_scale``.
    """
    rows, columns = list(dict.fromkeys(table["row"])), list(dict.fromkeys(table["column"]))
    narrow = layout.columns == 1
    room = layout.width - (125 if narrow else 190)
    base = alt.Chart(table[table["record_count"] > 0]).encode(
        x=alt.X(
            "column:N",
            sort=columns,
            title=None,
            scale=alt.Scale(domain=columns),
            axis=_column_axis(columns, narrow),
        ),
        y=alt.Y(
            "row:N",
            sort=rows,
            title=None,
            scale=alt.Scale(domain=rows),
            axis=alt.Axis(labelLimit=115 if narrow else 180, labelFontSize=10 if narrow else 11),
        ),
        tooltip=tooltips(row="Group", column="Column", record_count="Records"),
    )
    shade = alt.Color(
        "record_count:Q",
        legend=None,
        scale=step_scale(breaks, ramp),
    )
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=2).encode(color=shade)
    words = base.mark_text(fontSize=11).encode(
        text="record_count:Q",
        color=alt.condition(
            f"datum.record_count >= {breaks[2]}",
            alt.value(colour("ground")),
            alt.value(colour("text")),
        ),
    )
    return alt.layer(cells, words).properties(width=room, height=25 * len(rows))


def _column_axis(columns: list[str], narrow: bool) -> alt.Axis:
    """Set the heads of columns in short lines, or upright where there is little room."""
    look = {"orient": "top", "domain": False, "ticks": False}
    if narrow:
        return alt.Axis(labelAngle=-90, labelLimit=160, labelFontSize=10, **look)
    lines = {name: textwrap.wrap(name, 13) for name in columns}
    most = max(len(parts) for parts in lines.values())
    # Lines run downwards from the top one: make room for all but the last.
    look["labelPadding"] = 4 + 13 * (most - 1)
    return alt.Axis(labelAngle=0, labelExpr=f"({json.dumps(lines)})[datum.label]", **look)


def describe_grid(table: pd.DataFrame) -> str:
    """Describe :func:`draw_grid`: size and the fullest cell of each column."""
    held = table[table["record_count"] > 0]
    full = held.loc[held.groupby("column", sort=False)["record_count"].idxmax()]
    words = "; ".join(f"{r.column}: {r.row} ({r.record_count})" for r in full.itertuples())
    return (
        f"Grid of {table['row'].nunique()} rows by {table['column'].nunique()} columns with counts "
        f"of records, darker for more. Fullest cell of each column: {words}."
    )
