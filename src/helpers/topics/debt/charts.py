"""Charts of debt and aid: small multiples by country, lenders in their colours."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    LENDERS,
    PERCENT,
    amount_scale,
    bar_width,
    by_colour,
    lender_colour,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.formatting import counted
from helpers.style import Layout, colour

STOCK = "debt_outstanding_usd_million"
CREDITORS = LENDERS | {"Multilateral": "MLT", "Other": "OTHER"}


def draw_by_creditor(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw debt by creditor, stacked, one panel a country with its own scale.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``year``, ``creditor``, ``debt_outstanding_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=[STOCK])
    panel = panel_size(layout, 130)
    pick = alt.selection_point(fields=["creditor"], bind="legend")
    chart = (
        alt.Chart(table.assign(billion=table[STOCK].astype(float) / 1000))
        .mark_bar(width=bar_width(table["year"], panel["width"]))
        .encode(
            x=year_axis(table["year"], panel["width"], bars=True),
            y=alt.Y("billion:Q", title=None, stack=True, axis=alt.Axis(tickCount=4)),
            color=by_colour("creditor", CREDITORS),
            order=alt.Order("rank:Q"),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.25)),
            tooltip=tooltips(
                debtor="Country",
                year=("End of", "d"),
                creditor="Owed to",
                billion=("US$ billion", ",.2f"),
            ),
        )
        .transform_calculate(rank=f"indexof({list(CREDITORS)}, datum.creditor)")
        .properties(**panel)
        .add_params(pick)
    )
    return panels(chart, "debtor", layout, shared_y=False)


def describe_by_creditor(table: pd.DataFrame) -> str:
    """Describe :func:`draw_by_creditor`: panels, range, and each country's chief creditor."""
    years = table["year"]
    others = table.loc[table["creditor"] == "Other", "year"]
    last = others.max() if len(others) else years.max()
    whole = table[table["year"] == last]
    chief = whole.sort_values(STOCK, kind="stable").groupby("debtor")["creditor"].last()
    words = "; ".join(f"{debtor}: {creditor.lower()}" for debtor, creditor in chief.items())
    return (
        f"Stacked bars, one panel for each of {counted(table['debtor'].nunique(), 'countries')}, years "
        f"{years.min()} to {years.max()}, debt in US$ billion by creditor: China, Japan, "
        f"multilateral, other. Largest block at the end of {last}: {words}."
    )


def draw_lender_shares(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the shares of China and Japan in PPG external debt, one panel a country.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``year``, ``creditor`` (China, Japan), ``share_pct``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=["share_pct"])
    panel = panel_size(layout, 130)
    pick = alt.selection_point(fields=["creditor"], bind="legend")
    chart = (
        alt.Chart(table.assign(share=table["share_pct"].astype(float)))
        .mark_line(point=alt.OverlayMarkDef(size=14, filled=True))
        .encode(
            x=year_axis(table["year"], panel["width"]),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(tickCount=5, labelExpr=PERCENT)),
            color=lender_colour(),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.2)),
            tooltip=tooltips(
                debtor="Country",
                year=("End of", "d"),
                creditor="Owed to",
                share=("Share, %", ".1f"),
            ),
        )
        .properties(**panel)
        .add_params(pick)
    )
    return panels(chart, "debtor", layout)


def describe_lender_shares(table: pd.DataFrame) -> str:
    """Describe :func:`draw_lender_shares`: panels, range, highest share of each lender."""
    held = table.dropna(subset=["share_pct"])
    top = held.loc[held.groupby("creditor")["share_pct"].idxmax().to_list()]
    words = "; ".join(
        f"{r.creditor} {r.share_pct:.0f}% in {r.debtor}, {r.year}" for r in top.itertuples()
    )
    return (
        f"Lines, one panel for each of {counted(table['debtor'].nunique(), 'countries')}, years "
        f"{table['year'].min()} to {table['year'].max()}, share of China and of Japan in public and "
        f"publicly guaranteed external debt, in per cent. Highest: {words}."
    )


def draw_peaks(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw debt at its peak and at the latest date, one line a country and lender.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``creditor``, ``peak_usd_million``, ``latest_usd_million``, ``peak_year``,
        ``change_pct``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=["peak_usd_million", "latest_usd_million"])
    table = table.assign(
        peak=table["peak_usd_million"] / 1000,
        latest=table["latest_usd_million"] / 1000,
        words=[
            f"{year}: \u2212{-change:.0f}%" if change < 0 else "at its peak"
            for year, change in zip(table["peak_year"], table["change_pct"])
        ],
    )
    y = alt.Y("creditor:N", title=None, axis=alt.Axis(ticks=False))
    tooltip = tooltips(
        debtor="Debtor",
        creditor="Owed to",
        peak_year=("Peak year", "d"),
        peak=("Peak, US$ billion", ".2f"),
        latest=("Latest, US$ billion", ".2f"),
    )
    base = alt.Chart().encode(y=y, color=lender_colour(), tooltip=tooltip)
    width = layout.width - (190 if layout.columns > 1 else 75)
    scale = amount_scale(table["peak"], table["words"], width, room=16)
    axis = alt.Axis(title="US$ billion", grid=True, tickCount=5)
    span = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("latest:Q", scale=scale, axis=axis), x2="peak:Q"
    )
    old = base.mark_point(size=45, strokeWidth=2, fill=colour("ground"), opacity=1).encode(
        x=alt.X("peak:Q", scale=scale)
    )
    new = base.mark_point(size=60, filled=True, opacity=1).encode(x=alt.X("latest:Q", scale=scale))
    words = base.mark_text(align="left", dx=9, fontSize=10.5, color=colour("text")).encode(
        x=alt.X("peak:Q", scale=scale), text="words:N", color=alt.value(colour("text"))
    )
    panel = alt.layer(span, old, new, words).properties(width=width, height=46)
    header = alt.Header(
        labelAngle=0,
        labelAlign="left",
        labelAnchor="middle" if layout.columns > 1 else "start",
        labelOrient="left" if layout.columns > 1 else "top",
        labelFontSize=12,
        title=None,
    )
    return panel.facet(row=alt.Row("debtor:N", header=header), data=table, spacing=8)


def describe_peaks(table: pd.DataFrame) -> str:
    """Describe :func:`draw_peaks`: marks, range, and the largest fall."""
    table = table.dropna(subset=["peak_usd_million", "latest_usd_million"])
    fall = table.loc[table["change_pct"].idxmin()]
    at_peak = table[table["change_pct"] == 0]
    pairs = " and ".join(f"{r.debtor} to {r.creditor}" for r in at_peak.itertuples()) or "none"
    return (
        f"Pairs of points for {counted(len(table), 'pairs')} of debtor and lender: an open point for the highest "
        f"debt of the series and a filled one for the end of {table['latest_year'].max()}, in US$ "
        f"billion from zero to {table['peak_usd_million'].max() / 1000:.1f}. Largest fall: {fall.debtor} "
        f"to {fall.creditor}, {fall.change_pct:.0f}% since {fall.peak_year}. At its peak: {pairs}."
    )


def draw_with_banks(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw two panels: official lenders alone, and official lenders with banks.

    Parameters
    ----------
    table : pandas.DataFrame
        ``year``, ``creditor``, ``official_usd_million``, ``both_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    views = {
        "official_usd_million": "Official lenders alone",
        "both_usd_million": "Official lenders and commercial banks",
    }
    long = table.melt(["year", "creditor"], list(views), "view", "million")
    long = long.dropna(subset=["million"])
    long = long.assign(view=long["view"].map(views), billion=long["million"].astype(float) / 1000)
    columns = min(layout.columns, len(views))
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart().encode(
        x=x,
        y=alt.Y("billion:Q", title=None),
        color=lender_colour(),
        tooltip=tooltips(
            view="Counted", year="End of", creditor="Owed to", billion=("US$ billion", ".2f")
        ),
    )
    line = base.mark_line(point=True)
    last = str(int(table["year"].max()))
    words = (
        base.transform_filter(f"datum.year == {last}")
        .mark_text(dy=-10, dx=-4, fontSize=11)
        .encode(text=alt.Text("billion:Q", format=".1f"))
    )
    panel = alt.layer(line, words).properties(**panel_size(layout, 170, columns=columns))
    return panels(panel, "view", layout, columns=columns, sort=list(views.values()), data=long)


def describe_with_banks(table: pd.DataFrame) -> str:
    """Describe :func:`draw_with_banks`: panels, range and the order of the lenders in each."""
    last = table[table["year"] == table["year"].max()].set_index("creditor")

    def order(column: str) -> str:
        ranked = last[column].astype(float).dropna().sort_values(ascending=False, kind="stable")
        return ", ".join(f"{name} {value / 1000:.1f}" for name, value in ranked.items())

    return (
        f"Panels of lines, official lenders alone and with banks, years {table['year'].min()} to {table['year'].max()}, debt in US$ "
        f"billion to China and Japan. End of {table['year'].max()}, official lenders alone: "
        f"{order('official_usd_million')}; with commercial banks: {order('both_usd_million')}."
    )


def draw_oda_net(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw net ODA as bars above and below zero, one panel a country with its own scale.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor`` (the recipient), ``year``, ``oda_net_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    panel = panel_size(layout, 110)
    chart = (
        alt.Chart(table)
        .mark_bar(color=colour("JPN"), width=bar_width(table["year"], panel["width"]))
        .encode(
            x=year_axis(table["year"], panel["width"], bars=True),
            y=alt.Y("oda_net_usd_million:Q", title=None, axis=alt.Axis(tickCount=4)),
            tooltip=tooltips(
                debtor="Recipient",
                year=("Year", "d"),
                oda_net_usd_million=("US$ million, net", ",.1f"),
            ),
        )
        .properties(**panel)
    )
    return panels(chart, "debtor", layout, shared_y=False)


def describe_oda_net(table: pd.DataFrame) -> str:
    """Describe :func:`draw_oda_net`: panels, range, highest value, and who is below zero."""
    top = table.loc[table["oda_net_usd_million"].idxmax()]
    last = table[table["year"] == table["year"].max()]
    below = last[last["oda_net_usd_million"] < 0]["debtor"].to_list()
    return (
        f"Bars, one panel for each of {counted(table['debtor'].nunique(), 'countries')}, years "
        f"{table['year'].min()} to {table['year'].max()}, Japan's net ODA in US$ million. Highest: "
        f"{top['debtor']} {top['oda_net_usd_million']:.0f} in {top['year']}. Below zero in "
        f"{table['year'].max()}: {' and '.join(below) or 'none'}."
    )
