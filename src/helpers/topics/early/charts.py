"""Charts of the years before the Dialogue: first steps, net aid, Japan's part of it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import PERCENT, by_colour, time_axis, tooltips
from helpers.charts.steps import draw_steps
from helpers.names import with_names
from helpers.style import Layout, colour

KINDS = {
    "relations": ("Diplomatic relations", "circle"),
    "embassy": ("Embassy or mission opened", "square"),
    "visit": ("Visit of a president", "triangle-up"),
    "loan": ("Aid loan signed", "diamond"),
}
_CODES = {"UZB": "UZ", "KAZ": "KZ", "KGZ": "KG", "TJK": "TJ", "TKM": "TM"}
NET = "oda_net_usd_million"


def with_kinds(table: pd.DataFrame) -> pd.DataFrame:
    """Name country and kind of each step.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.first_steps`` gives.

    Returns
    -------
    pandas.DataFrame
        The same with ``area`` and ``kind_name``.

    Examples
    --------
    >>> with_kinds(pd.DataFrame({"area_code": ["UZB"], "kind": ["loan"]}))["kind_name"].item()
    'Aid loan signed'
    """
    table = with_names(table, area="area_code")
    return table.assign(kind_name=[KINDS[kind][0] for kind in table["kind"]])


def draw_first_steps(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw dated steps as points: date across, country down, the kind as shape.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.first_steps`` gives, with ``area`` and ``kind_name``.
    layout : Layout
        The layout, which gives the width.
    """
    width = layout.width - 100
    rows = table[["area", "kind", "kind_name", "what", "date_text", "position"]]
    order = sorted(rows["area"].unique())
    chart = draw_steps(
        rows,
        layout,
        row="area",
        order=order,
        kind="kind_name",
        shapes=dict(KINDS.values()),
        x=time_axis(table["position"], width),
        tooltip=tooltips(area="Country", what="Step", date_text="Date"),
        legend_columns=4,
        opacity=0.9,
    )
    return chart.properties(width=width, height=44 * len(order))


def describe_first_steps(table: pd.DataFrame) -> str:
    """Describe :func:`draw_first_steps`: range, counts by kind, who has most."""
    kinds = table["kind_name"].value_counts()
    words = ", ".join(f"{name.lower()} {count}" for name, count in kinds.items())
    top = table["area"].value_counts()
    return (
        f"Points on a time axis from {table['date_text'].iloc[0]} to {table['date_text'].iloc[-1]}, "
        f"one row for each of {table['area'].nunique()} countries, {len(table)} steps by shape: "
        f"{words}. Most steps: {top.index[0]}, {top.iloc[0]}; fewest: {top.index[-1]}, {top.iloc[-1]}."
    )


def draw_aid(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw net aid of each year, stacked by recipient, larger parts lettered.

    Parameters
    ----------
    table : pandas.DataFrame
        ``area_code``, ``area``, ``year``, ``oda_net_usd_million``; no value below zero.
    layout : Layout
        The layout, which gives the width.
    """
    order = list(_CODES)
    rows = table[["area_code", "area", "year", NET]].assign(
        rank=[order.index(code) for code in table["area_code"]],
        letters=[_CODES[code] for code in table["area_code"]],
    )
    rows = rows.sort_values(["year", "rank"])
    rows["top"] = rows.groupby("year")[NET].cumsum()
    rows["middle"] = rows["top"] - rows[NET] / 2
    names = rows.drop_duplicates("rank").sort_values("rank", kind="stable")["area"].to_list()
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        tooltip=tooltips(area="Recipient", year="Year", **{NET: ("US$ million, net", ",.1f")}),
    )
    bars = base.mark_bar(stroke=colour("ground"), strokeWidth=0.8).encode(
        y=alt.Y(f"{NET}:Q", title=None, axis=alt.Axis(tickCount=5)),
        order=alt.Order("rank:Q"),
        color=by_colour(
            "area",
            dict(zip(names, order)),
            sort=names,
            legend=alt.Legend(orient="top", columns=3 if layout.columns == 1 else 5),
        ),
    )
    height = 250
    # A part must be as high as its letters to hold them.
    least = 12 / height * float(rows["top"].max())
    words = (
        base.transform_filter(f"datum.{NET} > {least}")
        .mark_text(fontSize=9, color=colour("ground"))
        .encode(y=alt.Y("middle:Q"), text="letters:N")
    )
    return alt.layer(bars, words).properties(width=layout.width - 50, height=height)


def describe_aid(table: pd.DataFrame) -> str:
    """Describe :func:`draw_aid`: range, highest year, order of the recipients."""
    years = table.groupby("year")[NET].sum()
    order = table.groupby("area")[NET].sum().sort_values(ascending=False, kind="stable")
    words = ", ".join(f"{name} {value:.0f}" for name, value in order.items())
    return (
        f"Stacked bars, years {years.index.min()} to {years.index.max()}, Japan's net ODA in US$ million "
        f"to {len(order)} countries. Highest in {years.idxmax()}, {years.max():.0f}; lowest in "
        f"{years.idxmin()}, {years.min():.0f}. All years together: {words}."
    )


def draw_share(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw Japan's part of the aid of all donors of the committee as a line with figures.

    Parameters
    ----------
    table : pandas.DataFrame
        ``year``, ``share_pct``, ``japan_usd_million``, ``all_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    base = alt.Chart(table).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y(
            "share_pct:Q",
            title=None,
            axis=alt.Axis(tickCount=4, labelExpr=PERCENT),
        ),
        tooltip=tooltips(
            year="Year",
            share_pct=("Japan's share, %", ".1f"),
            japan_usd_million=("Japan, US$ million", ",.0f"),
            all_usd_million=("All donors, US$ million", ",.0f"),
        ),
    )
    area = base.mark_area(color=colour("JPN"), opacity=0.15)
    line = base.mark_line(color=colour("JPN"), point=alt.OverlayMarkDef(color=colour("JPN")))
    words = base.mark_text(dy=-11, fontSize=10 if narrow else 11).encode(
        text=alt.Text("share_pct:Q", format=".0f")
    )
    return alt.layer(area, line, words).properties(width=layout.width - 60, height=200)


def describe_share(table: pd.DataFrame) -> str:
    """Describe :func:`draw_share`: range, highest and lowest share."""
    top = table.loc[table["share_pct"].idxmax()]
    low = table.loc[table["share_pct"].idxmin()]
    return (
        f"Line, years {table['year'].min()} to {table['year'].max()}, Japan's share in the net ODA of all "
        f"members of the Development Assistance Committee to the countries shown together, in per cent. "
        f"Highest {top['share_pct']:.0f}% in {top['year']:.0f}, lowest {low['share_pct']:.0f}% in "
        f"{low['year']:.0f}; last {table['share_pct'].iloc[-1]:.0f}%."
    )
