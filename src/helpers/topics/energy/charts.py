"""Charts of gas, oil, coal and uranium."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, by_colour, tooltips
from helpers.style import Layout, colour

FUELS = {
    "gas": "Gas, billion cubic metres",
    "oil": "Oil, thousand barrels a day",
    "coal": "Coal, million tonnes",
}
PRODUCERS = {
    "KAZ": "Kazakhstan",
    "UZB": "Uzbekistan (estimates)",
    "OTHER": "Rest of the world",
}
_ENDS = {"production": "Produced", "consumption": "Consumed"}


def draw_fuel_balance(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw production and consumption as two marks on a line, one panel a fuel.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.fuel_balance`` gives, with ``country``.
    layout : Layout
        The layout, which gives the width.
    """
    names = list(_ENDS.values())
    panels = []
    for fuel, title in FUELS.items():
        rows = table[table["fuel"] == fuel]
        ends = rows.melt(["country", "year", "fuel"], list(_ENDS), "end", "volume")
        ends = ends.dropna(subset=["volume"]).assign(end=lambda t: t["end"].map(_ENDS))
        first = fuel == "gas" or layout.columns == 1
        y = alt.Y(
            "country:N",
            title=None,
            scale=alt.Scale(domain=sorted(table["country"].unique())),
            axis=alt.Axis(labels=first, offset=8),
        )
        span = alt.Chart(rows).mark_rule(strokeWidth=2, color=colour("rule"))
        span = span.encode(y=y, x="production:Q", x2="consumption:Q")
        points = (
            alt.Chart(ends)
            .mark_point(size=65, strokeWidth=2, opacity=1, stroke=colour("accent"))
            .encode(
                y=y,
                x=alt.X("volume:Q", title=None, axis=alt.Axis(grid=True, tickCount=2)),
                fill=alt.Fill(
                    "end:N",
                    sort=names,
                    scale=alt.Scale(domain=names, range=[colour("accent"), colour("ground")]),
                    legend=alt.Legend(title=None, symbolStrokeColor=colour("accent")),
                ),
                tooltip=tooltips(
                    country="Country", end=title, volume=("Volume", ",.1f"), year=("Year", "d")
                ),
            )
        )
        width = int((layout.width - 90) / layout.columns) - (22 if layout.columns > 1 else 5)
        panels.append(alt.layer(span, points, title=title).properties(width=width, height=125))
    return alt.concat(*panels, columns=layout.columns, spacing=16)


def describe_fuel_balance(table: pd.DataFrame) -> str:
    """Describe :func:`draw_fuel_balance`: panels, year, and who consumes more than it makes."""
    gas = table[table["fuel"] == "gas"]
    short = " and ".join(gas[gas["surplus"] < 0]["country"])
    top = gas.loc[gas["surplus"].idxmax()]
    return (
        f"Pairs of points for {table['country'].nunique()} countries in {table['fuel'].nunique()} "
        f"panels, gas, oil and coal, production filled and consumption open, year "
        f"{table['year'].max()}. Largest surplus of gas: {top['country']}, "
        f"{top['surplus']:.0f} billion cubic metres; more gas consumed than produced: {short}."
    )


def draw_gas_destinations(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw pipeline exports of gas as bars, to China and to others.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.gas_destinations`` gives, with ``exporter``.
    layout : Layout
        The layout, which gives the width.
    """
    names = ["To China", "To others"]
    table = table.assign(
        to=table["destination"].map({"CHN": names[0], "OTHER": names[1]}),
        rank=table["destination"].map({"CHN": 0, "OTHER": 1}),
    )
    totals = table.groupby("exporter", as_index=False)["gas_billion_m3"].sum()
    china = table[table["destination"] == "CHN"].set_index("exporter")["share_pct"]
    totals["words"] = [
        f"{v:.1f}, {china[e]:.0f}% to China" if layout.columns > 1 else f"{v:.1f} ({china[e]:.0f}%)"
        for e, v in zip(totals["exporter"], totals["gas_billion_m3"])
    ]
    order = list(totals.sort_values("gas_billion_m3", ascending=False, kind="stable")["exporter"])
    y = alt.Y("exporter:N", sort=order, title=None)
    width = layout.width - 100
    scale = amount_scale(totals["gas_billion_m3"], totals["words"], width, room=8)
    bars = (
        alt.Chart(table)
        .mark_bar(stroke=colour("ground"))
        .encode(
            y=y,
            x=alt.X(
                "gas_billion_m3:Q",
                scale=scale,
                axis=alt.Axis(title="billion cubic metres", grid=True, tickCount=6),
            ),
            color=by_colour(
                "to",
                dict(zip(names, ("CHN", "OTHER"))),
                sort=names,
                legend=alt.Legend(title=None, symbolType="square"),
            ),
            order="rank:Q",
            tooltip=tooltips(
                exporter="Exporter",
                to="Destination",
                gas_billion_m3=("Billion cubic metres", ".1f"),
                share_pct=("Share, %", ".0f"),
            ),
        )
    )
    words = (
        alt.Chart(totals)
        .mark_text(align="left", dx=6, fontSize=11, color=colour("text"))
        .encode(y=y, x=alt.X("gas_billion_m3:Q", scale=scale), text="words:N")
    )
    return alt.layer(bars, words).properties(width=width, height=alt.Step(34))


def describe_gas_destinations(table: pd.DataFrame) -> str:
    """Describe :func:`draw_gas_destinations`: each exporter's volume to China and its share."""
    china = table[table["destination"] == "CHN"].sort_values(
        "gas_billion_m3", ascending=False, kind="stable"
    )
    words = "; ".join(
        f"{r.exporter} {r.gas_billion_m3:.1f} to China, {r.share_pct:.0f}% of its pipeline exports"
        for r in china.itertuples()
    )
    return (
        f"Stacked bars for {len(china)} exporters, pipeline gas in billion cubic metres, year "
        f"{table['year'].max()}, to China and to others. {words}."
    )


def draw_uranium(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the world's mined uranium as stacked bars, Kazakhstan's share written in them.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.uranium_shares`` gives, with ``producer``.
    layout : Layout
        The layout, which gives the width.
    """
    names = list(PRODUCERS.values())
    table = table.assign(
        producer=table["area_code"].map(PRODUCERS),
        rank=table["area_code"].map(list(PRODUCERS).index),
    )
    x = alt.X(
        "year:O",
        title=None,
        axis=alt.Axis(labelAngle=0, ticks=False, labelOverlap="parity", labelSeparation=4),
    )
    bars = (
        alt.Chart(table)
        .mark_bar(stroke=colour("ground"))
        .encode(
            x=x,
            y=alt.Y(
                "uranium_production_tonnes:Q",
                title="tonnes",
                axis=alt.Axis(tickCount=5, format=",.0f"),
            ),
            color=by_colour(
                "producer",
                dict(zip(names, ("KAZ", "UZB", "land"))),
                sort=names,
                legend=alt.Legend(
                    title=None,
                    symbolType="square",
                    columns=3 if layout.columns > 1 else 2,
                    labelLimit=200,
                ),
            ),
            order="rank:Q",
            tooltip=tooltips(
                producer="Mined in",
                year="Year",
                uranium_production_tonnes=("Tonnes of uranium", ",.0f"),
                share_pct=("Share of the world, %", ".1f"),
            ),
        )
    )
    kazakh = table[table["area_code"] == "KAZ"]
    kazakh = kazakh.assign(words=[f"{s:.0f}%" for s in kazakh["share_pct"]])
    words = (
        alt.Chart(kazakh)
        .mark_text(dy=14, fontSize=10.5 if layout.columns > 1 else 9, color=colour("ground"))
        .encode(x=x, y="uranium_production_tonnes:Q", text="words:N")
    )
    return alt.layer(bars, words).properties(width=layout.width - 80, height=200)


def describe_uranium(table: pd.DataFrame) -> str:
    """Describe :func:`draw_uranium`: range and Kazakhstan's share at both ends."""
    kazakh = table[table["area_code"] == "KAZ"].set_index("year")["share_pct"]
    first, last = kazakh.index.min(), kazakh.index.max()
    return (
        f"Stacked bars, years {first} to {last}, uranium mined, in tonnes: Kazakhstan, "
        f"Uzbekistan, rest of the world. Kazakhstan's share: {kazakh[first]:.0f}% in {first}, "
        f"{kazakh[last]:.0f}% in {last}."
    )
