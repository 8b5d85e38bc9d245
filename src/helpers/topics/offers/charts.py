"""The same chart for both lenders: loans in time, shares of a whole, ways, counts in a grid."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts import maps
from helpers.charts.axes import (
    LENDERS,
    PERCENT,
    by_colour,
    share_scale,
    time_axis,
    tooltips,
)
from helpers.charts.shades import step_scale
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.offers.lent import CONTRACTORS, SOFTNESS

# Colours of the kinds of softness and of rules on contractors, in their order.
SOFT_COLOURS = dict(zip(SOFTNESS.values(), ("step5", "step3", "step2", "OTHER")))
RULE_COLOURS = dict(zip(CONTRACTORS.values(), ("step5", "step3", "step2", "OTHER")))
# Loans of one country and year stand on so many lines of its row.
_LANES = 8

# What is published of the loans in time.
LOAN_COLUMNS = [
    "creditor",
    "debtor",
    "date_text",
    "project_name",
    "lender_name",
    "kind_name",
    "amount_text",
    "usd_million",
    "confidence",
    "all_source_ids",
]


def draw_loans(
    table: pd.DataFrame, layout: Layout, *, sizes: tuple[float, ...]
) -> alt.TopLevelMixin:
    """Draw the loans of both lenders on one time axis and one scale, a row a country, circles by amount.

    Parameters
    ----------
    table : pandas.DataFrame
        ``creditor``, ``debtor``, ``position``, ``date_text``, ``project_name``, ``lender_name``,
        ``usd_million`` (NaN where unknown), ``amount_text``, ``kind_name`` (one of two).
    layout : Layout
        The layout, which gives the width.
    sizes : tuple of float
        Amounts that the legend shows.
    """
    width = layout.width - 110
    order = sorted(table["debtor"].unique())
    table = table.assign(lane=_lanes(table), full=table["kind_name"].map(LOAN_KINDS))
    across = time_axis(table["position"], width, margin=14)
    largest = float(table["usd_million"].max())
    size = alt.Size(
        "usd_million:Q",
        title="US$ million at signing",
        scale=alt.Scale(domain=[0, largest], range=[5, 1500 if layout.columns > 1 else 620]),
        legend=alt.Legend(values=list(sizes), symbolStrokeWidth=1, orient="top"),
    )
    # The subtitle says what is filled: a legend of opacity is not drawn.
    fill = alt.FillOpacity("full:Q", scale=None, legend=None)
    panels = [
        _loans_of(table[table["creditor"] == name], code, order, across, size, fill).properties(
            width=width, height=(44 if layout.columns > 1 else 40) * len(order), title=name
        )
        for name, code in LENDERS.items()
    ]
    return alt.vconcat(*panels, spacing=10)


# Kinds of loans -> how full the circle is.
LOAN_KINDS = {"Concessional by name": 0.6, "Export credit, project finance and other": 0}


def _loans_of(
    rows: pd.DataFrame,
    code: str,
    order: list[str],
    across: alt.X,
    size: alt.Size,
    fill: alt.FillOpacity,
) -> alt.LayerChart:
    """Draw the loans of one lender; both panels have the same axis, scale and rows."""
    middle = _LANES / 2 + 0.5
    base = alt.Chart(rows).encode(
        x=across,
        y=alt.Y(
            "debtor:N",
            sort=order,
            title=None,
            scale=alt.Scale(padding=0, domain=order),
            axis=alt.Axis(grid=True, bandPosition=1),
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
    circles = (
        base.transform_filter("isValid(datum.usd_million)")
        .mark_circle(stroke=colour(code), fill=colour(code), strokeWidth=1.2, opacity=1)
        .encode(size=size, fillOpacity=fill)
    )
    others = base.transform_filter("!isValid(datum.usd_million)").mark_point(
        shape="triangle-up", size=34, stroke=colour("text"), strokeWidth=1.2, opacity=1
    )
    return alt.layer(circles, others)


def _lanes(table: pd.DataFrame) -> pd.Series:
    """Spread the loans of one row and year around its middle: 0, 1, -1, 2, ..."""
    keys = ["creditor", "debtor", table["position"].dt.year]
    number = table.groupby(keys).cumcount() % _LANES
    return ((number + 1) // 2).where(number % 2 == 1, -(number // 2))


def describe_loans(table: pd.DataFrame) -> str:
    """Describe :func:`draw_loans`: period, loans by lender and country, largest of each."""
    years = table["position"].dt.year
    said = []
    for name, rows in table.groupby("creditor"):
        top = rows.loc[rows["usd_million"].idxmax()]
        by = ", ".join(f"{debtor} {n}" for debtor, n in rows["debtor"].value_counts().items())
        said.append(
            f"{name}: {by}; largest {top['project_name']}, US${top['usd_million']:,.0f} million"
        )
    return (
        f"Circles on a time axis from {years.min()} to {years.max()}, a panel a lender and a row a "
        f"borrower's country, area by US dollars at signing on one scale, triangles where no amount is "
        f"on record. {'. '.join(said)}."
    )


def draw_maps(
    table: pd.DataFrame, layout: Layout, *, legend: str, breaks: tuple[float, ...]
) -> alt.TopLevelMixin:
    """Draw a map a lender, both shaded by one scale; countries without a value stay grey.

    Parameters
    ----------
    table : pandas.DataFrame
        ``creditor``, ``area_code``, ``area``, ``value``, ``value_text``.
    layout : Layout
        The layout, which gives the width.
    legend : str
        Title of the legend, with the unit.
    breaks : tuple of float
        Values at which the shade changes.
    """
    narrow = layout.columns == 1
    room = layout if narrow else Layout(layout.name, (layout.width - 10) // 2, 1)
    parts = [
        maps.draw_values(
            table[table["creditor"] == name], room, legend=legend, breaks=breaks
        ).properties(title=name)
        for name in LENDERS
    ]
    made = alt.vconcat(*parts, spacing=8) if narrow else alt.hconcat(*parts, spacing=8)
    return made.resolve_scale(color="shared")


def describe_maps(table: pd.DataFrame) -> str:
    """Describe :func:`draw_maps`: the value of each country by lender, highest first."""
    said = []
    for name, rows in table.groupby("creditor"):
        ranked = rows.sort_values("value", ascending=False, kind="stable")
        values = ", ".join(f"{one.area} {one.value_text}" for one in ranked.itertuples())
        said.append(f"{name}: {values}")
    return f"Maps of Central Asia, one for each lender on one scale of shades. {'. '.join(said)}."


def draw_shares(
    table: pd.DataFrame, layout: Layout, *, kinds: dict[str, str], row: str, words: str
) -> alt.TopLevelMixin:
    """Draw shares of a whole as bars to 100%, a panel a lender, with the whole beside each bar.

    Parameters
    ----------
    table : pandas.DataFrame
        ``creditor``, the column ``row``, ``kind_name``, ``share_pct`` and the column ``words``.
    layout : Layout
        The layout, which gives the width.
    kinds : dict of str to str
        Kinds in their order -> colour of the book.
    row, words : str
        Columns: what a bar is of, and what is written beside it.
    """
    narrow = layout.columns == 1
    width = layout.width - (190 if narrow else 270)
    names = list(dict.fromkeys(table[row]))
    table = table.assign(rank=table["kind_name"].map(list(kinds).index))
    y = alt.Y(f"{row}:N", sort=names, title=None)
    legend = alt.Legend(columns=1 if narrow else 2, orient="bottom")
    panels = []
    for name in LENDERS:
        rows = table[table["creditor"] == name]
        bars = (
            alt.Chart(rows)
            .mark_bar(height=16)
            .encode(
                y=y,
                x=alt.X(
                    "share_pct:Q",
                    title=None,
                    axis=alt.Axis(labelExpr=PERCENT, tickCount=5),
                    scale=share_scale(),
                ),
                color=by_colour("kind_name", kinds, legend=legend),
                order="rank:Q",
                tooltip=tooltips(
                    **{row: "Of", "kind_name": "Kind", "share_pct": ("Share, %", ".0f")}
                ),
            )
        )
        beside = (
            alt.Chart(rows.drop_duplicates(row))
            .mark_text(align="left", dx=6, fontSize=11, color=colour("text"))
            .encode(y=y, x=alt.datum(100), text=f"{words}:N")
        )
        height = 24 * rows[row].nunique()
        panels.append(alt.layer(bars, beside).properties(width=width, height=height, title=name))
    return alt.vconcat(*panels, spacing=12)


def describe_shares(table: pd.DataFrame, *, row: str) -> str:
    """Describe :func:`draw_shares`: the largest kind of each bar."""
    top = table.loc[table.groupby(["creditor", row], sort=False)["share_pct"].idxmax()]
    said = "; ".join(
        f"{one['creditor']}, {one[row]}: {one['kind_name'].lower()} {one['share_pct']:.0f}%"
        for _, one in top.iterrows()
    )
    return f"Bars to the whole, a panel for each lender. Largest part of each bar: {said}."


def draw_grid(
    table: pd.DataFrame, layout: Layout, *, breaks: tuple[int, int, int, int]
) -> alt.TopLevelMixin:
    """Draw counts of both lenders as grids of shaded cells with their numbers, on one scale of shades.

    Parameters
    ----------
    table : pandas.DataFrame
        ``creditor``, ``row``, ``column``, ``record_count``, in the order to show.
    layout : Layout
        The layout, which gives the width.
    breaks : tuple of int
        Counts at which the shade changes.
    """
    rows, columns = list(dict.fromkeys(table["row"])), list(dict.fromkeys(table["column"]))
    narrow = layout.columns == 1
    left = 165 if narrow else 190
    panels = []
    for name in LENDERS:
        # Side by side only the first grid names the rows.
        first = narrow or name == next(iter(LENDERS))
        width = layout.width - left if narrow else (layout.width - left - 20) / 2
        axis = alt.Axis(labels=first)
        grid = _grid(table[table["creditor"] == name], rows, columns, axis, breaks)
        panels.append(grid.properties(width=width, height=24 * len(rows), title=name))
    return alt.vconcat(*panels, spacing=12) if narrow else alt.hconcat(*panels, spacing=12)


def _grid(
    counted: pd.DataFrame,
    rows: list[str],
    columns: list[str],
    axis: alt.Axis,
    breaks: tuple[int, int, int, int],
) -> alt.LayerChart:
    base = alt.Chart(counted[counted["record_count"] > 0]).encode(
        x=alt.X(
            "column:N",
            sort=columns,
            title=None,
            scale=alt.Scale(domain=columns),
            axis=_column_axis(),
        ),
        y=alt.Y("row:N", sort=rows, title=None, scale=alt.Scale(domain=rows), axis=axis),
        tooltip=tooltips(row="Group", column="Country", record_count="Records"),
    )
    shade = alt.Color("record_count:Q", legend=None, scale=step_scale(breaks))
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=2).encode(color=shade)
    words = base.mark_text(fontSize=11).encode(
        text="record_count:Q",
        color=alt.condition(
            f"datum.record_count >= {breaks[2]}",
            alt.value(colour("ground")),
            alt.value(colour("text")),
        ),
    )
    return alt.layer(cells, words)


def _column_axis() -> alt.Axis:
    """Set the heads of columns upright: five countries stand side by side twice."""
    return alt.Axis(orient="top", domain=False, ticks=False, labelAngle=-90)


def describe_grid(table: pd.DataFrame) -> str:
    """Describe :func:`draw_grid`: size and the fullest cell of each column."""
    held = table[table["record_count"] > 0]
    full = held.loc[held.groupby(["creditor", "column"], sort=False)["record_count"].idxmax()]
    words = "; ".join(
        f"{r.creditor}, {r.column}: {r.row} ({r.record_count})" for r in full.itertuples()
    )
    return (
        f"Grids, one for each lender, of {counted(table['row'].nunique(), 'rows')} by {table['column'].nunique()} "
        f"columns with counts of records, darker for more. Fullest cell of each column: {words}."
    )
