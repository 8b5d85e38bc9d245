"""Charts of Chinese official finance: commitments by class, counts of investment."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    amount_scale,
    bar_width,
    by_colour,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.formatting import counted
from helpers.style import Layout, colour

CLASSES = {"oda_like": "Aid-like", "oof_like": "Other official", "vague": "Not classed"}
COMMITMENT = "commitment_usd_2021_million"
_SHADES = dict(zip(CLASSES.values(), ("text", "CHN", "OTHER")))


def draw_by_year(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw commitments year by year, stacked by class, one panel a country with its own scale.

    Parameters
    ----------
    table : pandas.DataFrame
        ``recipient``, ``year``, ``class_name``, ``commitment_usd_2021_million``.
    layout : Layout
        The layout, which gives the width.
    """
    panel = panel_size(layout, 130)
    pick = alt.selection_point(fields=["class_name"], bind="legend")
    chart = (
        alt.Chart(table.assign(billion=table[COMMITMENT].astype(float) / 1000))
        .mark_bar(width=bar_width(table["year"], panel["width"]))
        .encode(
            x=year_axis(table["year"], panel["width"], bars=True),
            y=alt.Y("billion:Q", title=None, stack=True, axis=alt.Axis(tickCount=4)),
            color=by_colour("class_name", _SHADES),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.25)),
            tooltip=tooltips(
                recipient="Country",
                year=("Year", "d"),
                class_name="Class",
                billion=("US$ billion, constant prices", ",.3f"),
            ),
        )
        .properties(**panel)
        .add_params(pick)
    )
    return panels(chart, "recipient", layout, shared_y=False)


def describe_by_year(table: pd.DataFrame) -> str:
    """Describe :func:`draw_by_year`: panels, period, highest year of each country."""
    sums = table.groupby(["recipient", "year"])[COMMITMENT].sum().astype(float)
    top = sums.groupby(level=0).idxmax()
    words = ", ".join(f"{name} {key[1]} ({sums[key] / 1000:.1f})" for name, key in top.items())
    return (
        f"Stacked bars, one panel for each of {counted(len(top), 'countries')}, years {table['year'].min()} to "
        f"{table['year'].max()}, commitments in US$ billion at constant prices by class. Highest "
        f"year: {words}."
    )


def draw_investment(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what each reporter says of Chinese investment, one dot a figure.

    Parameters
    ----------
    table : pandas.DataFrame
        ``area``, ``reporter``, ``concept_name``, ``when``, ``billion``, ``bound`` (a word or empty),
        ``is_low`` (drawn open), in the order to show.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    table = table.dropna(subset=["billion"])
    table = table.assign(
        line=table["area"] + ", " + table["when"],
        words=table["bound"] + table["billion"].map("{:.1f}".format),
        trust=["low confidence" if low else "medium confidence" for low in table["is_low"]],
    )
    concepts = list(dict.fromkeys(table["concept_name"]))
    width = layout.width - 172
    base = alt.Chart().encode(
        y=alt.Y("line:N", sort=None, title=None),
        x=alt.X(
            "billion:Q",
            title="US$ billion",
            axis=alt.Axis(grid=True, tickCount=5),
            scale=amount_scale(table["billion"], table["words"], width, room=16),
        ),
        tooltip=tooltips(
            area="Received by",
            reporter="Reporter",
            concept_name="Counts",
            when="Date",
            words="US$ billion",
            trust="Trust",
        ),
    )
    dots = base.mark_point(size=60, stroke=colour("CHN"), strokeWidth=2, opacity=1).encode(
        shape=alt.Shape(
            "concept_name:N",
            title=None,
            scale=alt.Scale(domain=concepts, range=["circle", "square"]),
            legend=alt.Legend(
                symbolStrokeColor=colour("CHN"), symbolStrokeWidth=2, columns=1 if narrow else 2
            ),
        ),
        fill=alt.condition("datum.is_low", alt.value(colour("ground")), alt.value(colour("CHN"))),
    )
    words = base.mark_text(align="left", dx=9, color=colour("text")).encode(text="words:N")
    panel = alt.layer(dots, words).properties(width=width, height=alt.Step(18))
    order = list(dict.fromkeys(table["reporter"]))
    header = alt.Header(labelAnchor="start", labelOrient="top", labelPadding=2, title=None)
    chart = panel.facet(
        row=alt.Row("reporter:N", sort=order, header=header), data=table, spacing=14
    )
    return chart.resolve_scale(y="independent")


def describe_investment(table: pd.DataFrame) -> str:
    """Describe :func:`draw_investment`: every figure with its reporter and date."""
    words = "; ".join(
        f"{r.reporter}: {r.area}, {r.when}, {r.bound}{r.billion:.1f}"
        for r in table.dropna(subset=["billion"]).itertuples()
    )
    return f"Dots for {counted(len(table), 'figures')} of Chinese investment in US$ billion, by reporter: {words}."
