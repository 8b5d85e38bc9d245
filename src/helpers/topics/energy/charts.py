"""The chart of gas exported by pipeline."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, by_colour, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour


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
    table = table.dropna(subset=["gas_billion_m3"])
    table = table.assign(
        to=table["destination"].map({"CHN": names[0], "OTHER": names[1]}),
        rank=table["destination"].map({"CHN": 0, "OTHER": 1}),
    )
    totals = table.groupby("exporter", as_index=False)["gas_billion_m3"].sum()
    china = table[table["destination"] == "CHN"].set_index("exporter")["share_pct"]
    share = ", {:.0f}% to China" if layout.columns > 1 else " ({:.0f}%)"
    totals["words"] = [
        f"{v:.1f}" + (share.format(china[e]) if e in china else "")
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
    china = table[table["destination"] == "CHN"].dropna(subset=["gas_billion_m3"])
    china = china.sort_values("gas_billion_m3", ascending=False, kind="stable")
    words = "; ".join(
        f"{r.exporter} {r.gas_billion_m3:.1f} to China, {r.share_pct:.0f}% of its pipeline exports"
        for r in china.itertuples()
    )
    return (
        f"Stacked bars for {counted(len(china), 'exporters')}, pipeline gas in billion cubic metres, year "
        f"{table['year'].max()}, to China and to others. {words}."
    )
