"""Charts of trade: partners in time, records side by side, ratios to output."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    PERCENT,
    amount_scale,
    by_colour,
    by_shape,
    lender_colour,
    lender_shape,
    log_axis,
    panel_size,
    panels,
    share_scale,
    tooltips,
    year_axis,
)
from helpers.style import Layout, colour

PARTNERS = {"CHN": "China", "RUS": "Russia"}
GROUPS = {
    "CHN": "China",
    "RUS": "Russia",
    "LISTED": "Other listed partners",
    "UNLISTED": "Not listed, Japan among them",
}
RECORDERS = {
    "china": "Customs of China",
    "own": "Central Asian side",
    "bank": "Eurasian Development Bank",
}
WHOSE = {
    "CHN": "Chinese record",
    "JPN": "Japanese record",
    "KAZ": "Kazakh record",
    "TJK": "Tajik record",
}
MEASURES = {
    "merchandise_trade_gdp_pct": "Trade in goods",
    "remittances_gdp_pct": "Remittances received",
    "fdi_net_inflows_gdp_pct": "Direct investment, net inflow",
    "resource_rents_gdp_pct": "Rents from natural resources",
}


def _money(million: float) -> str:
    """Write US$ million short, for labels."""
    return f"{million / 1000:,.1f} billion" if million >= 1000 else f"{int(million + 0.5)} million"


def draw_partner_lines(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw listed shares of China and Russia as points, joined only where no list is between.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.partner_lines`` gives, with ``country`` and ``partner``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.assign(line=table["partner"] + table["run"].astype(str))
    size = panel_size(layout, 130)
    codes = {name: code for code, name in PARTNERS.items()}
    shade = by_colour("partner", codes, legend=alt.Legend(symbolStrokeWidth=1))
    base = alt.Chart(table).encode(
        x=year_axis(table["year"], size["width"]),
        y=alt.Y(
            "share_pct:Q",
            title=None,
            axis=alt.Axis(tickCount=5, labelExpr=PERCENT),
        ),
        color=shade,
    )
    line = base.mark_line(strokeWidth=1.5).encode(detail="line:N")
    point = base.mark_point(size=26, filled=True, opacity=1).encode(
        shape=by_shape("partner", dict(zip(codes, ("circle", "diamond")))),
        tooltip=tooltips(
            country="Country", partner="Partner", year=("Year", "d"), share_pct=("Share, %", ".0f")
        ),
    )
    return panels(alt.layer(line, point).properties(**size), "country", layout)


def describe_partner_lines(table: pd.DataFrame) -> str:
    """Describe :func:`draw_partner_lines`: panels, range, and the shares of the last year."""
    last = table["year"].max()
    end = table[table["year"] == last]
    words = "; ".join(
        f"{country}: " + ", ".join(f"{r.partner} {r.share_pct:.0f}%" for r in rows.itertuples())
        for country, rows in end.groupby("country")
    )
    return (
        f"Points joined by lines, one panel for each of {table['country'].nunique()} countries, "
        f"years {table['year'].min()} to {last}, share of China and of Russia in per cent, from "
        f"{table['share_pct'].min():.0f} to {table['share_pct'].max():.0f}. In {last}: {words}."
    )


def draw_partner_groups(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the parts of exports and imports as bars of one whole, one row a country.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.partner_groups`` gives, with ``country``.
    layout : Layout
        The layout, which gives the width.
    """
    names = list(GROUPS.values())
    table = table.assign(
        group_name=table["group"].map(GROUPS),
        rank=table["group"].map(list(GROUPS).index),
        direction=table["flow"].map({"exports": "Exports to", "imports": "Imports from"}),
    )
    table["words"] = [f"{s:.0f}%" if s >= 7 else "" for s in table["share_pct"]]
    table["middle"] = (
        table.sort_values("rank", kind="stable").groupby(["flow", "country"])["share_pct"].cumsum()
        - table["share_pct"] / 2
    )
    table["ink"] = ["text" if group == "UNLISTED" else "ground" for group in table["group"]]
    fills = dict(zip(names, ("CHN", "RUS", "muted", "land")))
    y = alt.Y("country:N", title=None, axis=alt.Axis(labelFontSize=11))
    x_axis = alt.Axis(title=None, tickCount=5, labelExpr=PERCENT)
    base = alt.Chart(table).encode(y=y)
    bars = base.mark_bar(stroke=colour("ground"), strokeWidth=1).encode(
        x=alt.X("share_pct:Q", stack=True, axis=x_axis, scale=share_scale()),
        color=by_colour(
            "group_name",
            fills,
            sort=names,
            legend=alt.Legend(
                title=None,
                columns=4 if layout.columns > 1 else 1,
                symbolType="square",
                labelLimit=220,
            ),
        ),
        order=alt.Order("rank:Q"),
        tooltip=tooltips(
            country="Country",
            direction="Direction",
            group_name="Partner",
            share_pct=("Share, %", ".0f"),
        ),
    )
    words = [
        base.mark_text(fontSize=10.5, color=colour(ink))
        .encode(x=alt.X("middle:Q"), text="words:N")
        .transform_filter(f"datum.ink == '{ink}'")
        for ink in ("ground", "text")
    ]
    panel = alt.layer(bars, *words).properties(width=layout.width - 100, height=120)
    header = alt.Header(title=None, labelOrient="top", labelAnchor="start")
    return panel.facet(row=alt.Row("direction:N", header=header), spacing=14)


def describe_partner_groups(table: pd.DataFrame) -> str:
    """Describe :func:`draw_partner_groups`: bars, and where China's part is largest."""
    china = table[table["group"] == "CHN"]
    tops = china.loc[china.groupby("flow")["share_pct"].idxmax().to_list()]
    words = "; ".join(f"{r.flow}: {r.country}, {r.share_pct:.0f}%" for r in tops.itertuples())
    return (
        f"Stacked bars from zero to the whole, {table['country'].nunique()} countries, exports and "
        "imports apart: China, Russia, other listed partners, and partners that the list leaves "
        f"out, Japan among them. China's part is largest in {words}."
    )


def with_recorders(table: pd.DataFrame) -> pd.DataFrame:
    """Name the recorder of each trade, and say where a month is missing.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.mirror_records`` gives.

    Examples
    --------
    >>> rows = pd.DataFrame({"recorder": ["own"], "is_part_year": [True]})
    >>> with_recorders(rows)[["recorder_name", "part"]].values.tolist()
    [['Central Asian side', 'a month short']]
    """
    part = ["a month short" if is_part else "" for is_part in table["is_part_year"]]
    return table.assign(recorder_name=table["recorder"].map(RECORDERS), part=part)


def draw_mirror_records(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the records of one trade as points on one line, a row for each country and year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.mirror_records`` gives, with ``country``.
    layout : Layout
        The layout, which gives the width.
    """
    names = list(RECORDERS.values())
    table = table.assign(
        billion=table["trade_usd_million"] / 1000,
        recorder_name=table["recorder"].map(RECORDERS),
        row=[f"{c}, {y}" for c, y in zip(table["country"], table["year"])],
    )
    table["words"] = _mirror_words(table, 1 if layout.columns > 1 else 5)
    y = alt.Y(
        "row:N",
        title=None,
        sort=list(dict.fromkeys(table["row"])),
        axis=alt.Axis(labelFontSize=11, labelLimit=140),
    )
    width = layout.width - 135
    # Words stand over the middle of a point: half of them is beside it.
    scale = amount_scale(table["billion"], table["words"], width, letter=3.2)
    x = alt.X("billion:Q", scale=scale, axis=alt.Axis(title="US$ billion", grid=True, tickCount=5))
    span = (
        alt.Chart(table)
        .mark_rule(strokeWidth=2, color=colour("rule"))
        .encode(y=y, x=alt.X("min(billion):Q", scale=scale), x2="max(billion):Q")
    )
    base = alt.Chart(table).encode(y=y, x=x)
    legend = alt.Legend(columns=3 if layout.columns > 1 else 1, labelLimit=220)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(
        shape=by_shape(
            "recorder_name", dict(zip(names, ("circle", "square", "diamond"))), legend=legend
        ),
        color=by_colour(
            "recorder_name", dict(zip(names, ("CHN", "accent", "OTHER"))), legend=legend
        ),
        tooltip=tooltips(
            country="Country",
            year=("Year", "d"),
            recorder_name="Record of",
            billion=("US$ billion", ",.2f"),
            confidence="Trust in the row",
        ),
    )
    words = base.mark_text(dy=-12, fontSize=10.5, color=colour("text")).encode(text="words:N")
    return alt.layer(span, points, words).properties(width=width, height=alt.Step(36))


def _mirror_words(table: pd.DataFrame, near: float) -> list[str]:
    """Write a label over each point; where two are nearer than that, one label for both."""
    words = []
    for row in table.itertuples():
        others = table[table["row"] == row.row]["billion"].drop(row.Index)
        close = others[(others - row.billion).abs() < near]
        if (close > row.billion).any():
            words.append("")
            continue
        both = [f"{v:,.1f}" for v in sorted([*close, row.billion])]
        words.append(" and ".join(both) + (", a month short" if row.is_part_year else ""))
    return words


def describe_mirror_records(table: pd.DataFrame) -> str:
    """Describe :func:`draw_mirror_records`: rows, range, and the widest gap between two sides."""
    sides = table[table["recorder"] != "bank"]
    wide = sides.pivot(index=["country", "year"], columns="recorder", values="trade_usd_million")
    gap = (wide["china"] - wide["own"]).dropna()
    country, year = gap.idxmax()
    top = wide.loc[(country, year)]
    return (
        f"Points on one axis in US$ billion, {table.groupby(['country', 'year']).ngroups} rows of "
        "country and year, a mark for each record of the same trade with China. Widest gap between "
        f"the sides: {country} {year}, {top['china'] / 1000:.1f} by China and "
        f"{top['own'] / 1000:.1f} by the other side."
    )


def _trade_words(million: float, record: str) -> str:
    """Say what a row of :func:`draw_two_partners` holds."""
    if pd.isna(million):
        return "no figure found"
    return f"{_money(million) if million > 0 else 'none reported'} ({record})"


def with_records(table: pd.DataFrame) -> pd.DataFrame:
    """Say for each trade in ``record`` which year it is of and whose record it is.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.latest_with`` gives.

    Examples
    --------
    >>> with_records(pd.DataFrame({"year": [2024], "recorder_code": ["JPN"]}))["record"].item()
    '2024, Japanese record'
    """
    recorded = zip(table["year"], table["recorder_code"])
    words = ["" if pd.isna(year) else f"{year}, {WHOSE[code]}" for year, code in recorded]
    return table.assign(record=words)


def draw_two_partners(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw trade with China and with Japan on a logarithmic axis, two rows a country.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.latest_with`` gives, with ``country`` and ``partner`` and ``record``,
        the words for year and recorder.
    layout : Layout
        The layout, which gives the width.
    """
    figures = table["trade_usd_million"]
    table = table.assign(
        words=[_trade_words(v, r) for v, r in zip(figures, table["record"])],
        # No place on a logarithmic axis stands for nothing: words say so.
        million=figures.where(figures > 0).astype(float),
    )
    y = alt.Y("partner:N", title=None)
    steps = log_axis(
        table["million"],
        title="US$, logarithmic: each step is ten times the one before",
        labelExpr="datum.value >= 1000 ? datum.value / 1000 + ' billion' : datum.value + ' million'",
        labelOverlap=True,
    )
    base = alt.Chart().encode(y=y)
    x = alt.X("million:Q", **steps)
    found = base.transform_filter("isValid(datum.million)")
    points = found.mark_point(size=80, filled=True, opacity=1).encode(
        x=x,
        color=lender_colour("partner", legend=None),
        shape=lender_shape("partner", legend=None),
        tooltip=tooltips(country="Country", partner="Partner", words="Trade"),
    )
    # Words stand where the room is: left of points in the right half.
    ends = table["million"].agg(["min", "max"])
    far = f"datum.million > {ends.prod() ** 0.5}"
    words = [
        found.mark_text(align=align, dx=dx, fontSize=10.5, color=colour("text"))
        .encode(x=x, text="words:N")
        .transform_filter(side)
        for side, align, dx in ((far, "right", -9), (f"!({far})", "left", 9))
    ]
    # What was not found has no place on the axis: its words stand at the edge.
    bare = (
        base.transform_filter("!isValid(datum.million)")
        .mark_text(align="left", dx=9, fontSize=10.5, color=colour("text"))
        .encode(x=alt.value(0), text="words:N")
    )
    panel = alt.layer(points, *words, bare).properties(
        width=layout.width - (160 if layout.columns > 1 else 88), height=46
    )
    header = alt.Header(
        labelAngle=0,
        labelAlign="left",
        labelAnchor="middle" if layout.columns > 1 else "start",
        labelOrient="left" if layout.columns > 1 else "top",
        title=None,
    )
    return panel.facet(row=alt.Row("country:N", header=header), data=table, spacing=8)


def describe_two_partners(table: pd.DataFrame) -> str:
    """Describe :func:`draw_two_partners`: the figures of each country, Japan's and China's."""
    words = "; ".join(
        f"{country}: "
        + ", ".join(
            f"{r.partner} {_trade_words(r.trade_usd_million, r.record)}" for r in rows.itertuples()
        )
        for country, rows in table.groupby("country")
    )
    return (
        "Points on a logarithmic axis in US$, a pair of rows for each of "
        f"{table['country'].nunique()} countries, trade with China and with Japan in the latest "
        f"year found. {words}."
    )


def draw_ratios(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw ratios to GDP as points on stems, one panel a measure with its own scale.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.latest_ratios`` gives, with ``country``.
    layout : Layout
        The layout, which gives the width.
    """
    columns = 2 if layout.columns > 1 else 1
    measures = [m for m in MEASURES if m in set(table["measure"])]
    panels = []
    for measure in measures:
        rows = table[table["measure"] == measure].sort_values(
            "gdp_pct", ascending=False, kind="stable"
        )
        rows = rows.assign(words=[f"{v:.1f}%, {y}" for v, y in zip(rows["gdp_pct"], rows["year"])])
        width = int(layout.width / columns - 100)
        scale = amount_scale(rows["gdp_pct"], rows["words"], width, room=12)
        base = alt.Chart(rows, title=MEASURES[measure]).encode(
            y=alt.Y("country:N", sort=list(rows["country"]), title=None,
                    axis=alt.Axis(minExtent=72)),
            x=alt.X("gdp_pct:Q", title=None, scale=scale,
                    axis=alt.Axis(tickCount=4, labelExpr=PERCENT)),
        )  # fmt: skip
        stem = base.mark_rule(strokeWidth=2, color=colour("rule")).encode(x2=alt.datum(0))
        point = base.mark_point(size=60, filled=True, opacity=1, color=colour("accent")).encode(
            tooltip=tooltips(
                country="Country", year=("Year", "d"), gdp_pct=("Per cent of GDP", ".1f")
            )
        )
        words = base.mark_text(align="left", dx=8, fontSize=10.5, color=colour("text")).encode(
            text="words:N"
        )
        panels.append(alt.layer(stem, point, words).properties(width=width, height=alt.Step(22)))
    return alt.concat(*panels, columns=columns, spacing=18)


def describe_ratios(table: pd.DataFrame) -> str:
    """Describe :func:`draw_ratios`: the highest value of each measure."""
    tops = table.loc[table.groupby("measure")["gdp_pct"].idxmax().to_list()]
    words = "; ".join(
        f"{MEASURES[r.measure].lower()}: {r.country} {r.gdp_pct:.1f}% in {r.year}"
        for r in tops.itertuples()
    )
    return (
        f"Points on stems, {table['measure'].nunique()} panels, countries from highest to lowest, "
        f"per cent of gross domestic product in the latest year found. Highest: {words}."
    )
