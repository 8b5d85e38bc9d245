"""Charts of Chinese official finance: commitments by class, sizes by kind, counts of investment."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    PERCENT,
    amount_scale,
    bar_width,
    by_colour,
    log_axis,
    panel_size,
    panels,
    share_scale,
    tooltips,
    year_axis,
)
from helpers.style import Layout, colour

CLASSES = {"oda_like": "Aid-like", "oof_like": "Other official", "vague": "Not classed"}
SECTORS = {
    "action-on-debt": "Action on debt",
    "agriculture-forestry-fishing": "Agriculture",
    "banking-finance": "Banking",
    "communications": "Communications",
    "education": "Education",
    "emergency-response": "Emergency response",
    "energy": "Energy",
    "government-civil-society": "Government, police",
    "health": "Health",
    "industry-mining-construction": "Industry, mining, oil",
    "other-multisector": "Several sectors",
    "other-social-services": "Social services",
    "transport-storage": "Transport",
    "water-sanitation": "Water",
}
RELIEF_KINDS = {
    "amendment": "Amendment, content unknown",
    "cancellation": "Cancelled",
    "deferral": "Payments put off",
    "extension-and-rate-reduction": "Longer and cheaper",
    "maturity-extension": "Longer",
    "rate-change": "Rate changed",
    "rate-reduction": "Cheaper",
    "rescheduling": "Rescheduled",
    "suspension": "Payments suspended",
}
AMOUNT_BASES = {
    "cancelled": "debt written off",
    "loan-principal": "size of the loan",
    "not-read": "",
    "payments-moved": "payments moved",
}
COMMITMENT = "commitment_usd_2021_million"
AMOUNT = "amount_usd_2021_million"
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
        f"Stacked bars, one panel for each of {len(top)} countries, years {table['year'].min()} to "
        f"{table['year'].max()}, commitments in US$ billion at constant prices by class. Highest "
        f"year: {words}."
    )


def draw_class_shares(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the shares of the classes, one bar of a whole for each country.

    Parameters
    ----------
    table : pandas.DataFrame
        ``recipient``, ``class_name``, ``share_pct``, ``total`` (US$ million).
    layout : Layout
        The layout, which gives the width.
    """
    order = list(
        table.drop_duplicates("recipient").sort_values("total", ascending=False, kind="stable")[
            "recipient"
        ]
    )
    table = table.assign(rank=table["class_name"].map(list(CLASSES.values()).index))
    aid = table[table["class_name"] == CLASSES["oda_like"]]
    # Beside the bar: most parts are too narrow for words, and the next part is not theirs.
    aid = aid.assign(words=aid["share_pct"].map("{:.0f}% aid-like".format))
    y = alt.Y("recipient:N", sort=order, title=None, axis=alt.Axis(labelLimit=100))
    axis = alt.Axis(labelExpr=PERCENT, tickCount=5)
    bars = (
        alt.Chart(table)
        .mark_bar(height=20)
        .encode(
            y=y,
            x=alt.X("share_pct:Q", title=None, axis=axis, scale=share_scale()),
            color=by_colour("class_name", _SHADES),
            order="rank:Q",
            tooltip=tooltips(
                recipient="Country", class_name="Class", share_pct=("Share, %", ".1f")
            ),
        )
    )
    words = (
        alt.Chart(aid)
        .mark_text(align="left", dx=7, color=colour("text"))
        .encode(y=y, x=alt.datum(100), text="words:N")
    )
    return alt.layer(bars, words).properties(width=layout.width - 175, height=30 * len(order))


def describe_class_shares(table: pd.DataFrame) -> str:
    """Describe :func:`draw_class_shares`: the aid-like share of each country."""
    aid = table[table["class_name"] == CLASSES["oda_like"]].sort_values("share_pct", kind="stable")
    words = ", ".join(f"{r.recipient} {r.share_pct:.1f}%" for r in aid.itertuples())
    return (
        f"Horizontal bars of a whole, one for each of {len(aid)} countries, divided by class of "
        f"flow. Aid-like share: {words}."
    )


def draw_sizes(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each record as a tick on a logarithmic axis, one row a kind, medians marked.

    Parameters
    ----------
    table : pandas.DataFrame
        ``kind``, ``amount_usd_2021_million``, ``recipient``, ``commitment_year``, ``record_title``.
    layout : Layout
        The layout, which gives the width.
    """
    # No place on a logarithmic axis stands for nothing: words say so.
    table, none = table[table[AMOUNT] > 0], table[table[AMOUNT] <= 0]
    medians = table.groupby("kind")[AMOUNT].median().sort_values(kind="stable")
    order = list(medians.index)
    points = pd.DataFrame({"kind": order, "median": medians.to_numpy()})
    points["words"] = [f"{value:,.0f}" if value >= 10 else f"{value:,.1f}" for value in medians]
    steps = log_axis(table[AMOUNT], format=",~g")
    y = alt.Y("kind:N", sort=order, title=None, axis=alt.Axis(labelLimit=130))
    ticks = (
        alt.Chart(table)
        .mark_tick(color=colour("CHN"), thickness=1.5, size=18, opacity=0.55)
        .encode(
            x=alt.X(f"{AMOUNT}:Q", title="US$ million, logarithmic", **steps),
            y=y,
            tooltip=tooltips(
                record_title="Record",
                recipient="Country",
                commitment_year=("Year", "d"),
                **{AMOUNT: ("US$ million, constant prices", ",.1f")},
            ),
        )
    )
    base = alt.Chart(points).encode(x=alt.X("median:Q", **steps), y=y)
    mark = base.mark_point(shape="diamond", filled=True, size=80, color=colour("text"), opacity=1)
    halo = {"stroke": colour("ground"), "strokeWidth": 3, "strokeJoin": "round"}
    text = {"dy": -15, "fontSize": 11, "fontWeight": "bold"}
    words = [
        base.mark_text(**text, **halo).encode(text="words:N"),
        base.mark_text(**text, color=colour("text")).encode(text="words:N"),
    ]
    said = none.groupby("kind").size().map("{} with none reported".format).reset_index(name="words")
    left = alt.Chart(said).mark_text(align="left", dy=16, fontSize=10, color=colour("muted"))
    words += [left.encode(x=alt.value(0), y=y, text="words:N")] * bool(len(said))
    return alt.layer(ticks, mark, *words).properties(
        width=layout.width - 140, height=44 * len(order)
    )


def describe_sizes(table: pd.DataFrame) -> str:
    """Describe :func:`draw_sizes`: rows, range, medians."""
    table, none = table[table[AMOUNT] > 0], table[table[AMOUNT] <= 0]
    groups = (
        table.groupby("kind")[AMOUNT].agg(["count", "median"]).sort_values("median", kind="stable")
    )
    words = ", ".join(
        f"{kind.lower()} {row['median']:.1f} ({row['count']:.0f} records)"
        for kind, row in groups.iterrows()
    )
    return (
        f"Ticks on a logarithmic axis for {len(table)} records, one row for each of {len(groups)} "
        f"kinds, from {table[AMOUNT].min():.3f} to {table[AMOUNT].max():,.0f} US$ million at "
        f"constant prices. Medians: {words}."
        + (f" Not drawn, since none is reported: {len(none)} records." if len(none) else "")
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
    table = table.assign(
        line=table["area"] + ", " + table["when"],
        words=table["bound"] + table["billion"].map("{:.1f}".format),
        trust=["low confidence" if low else "medium confidence" for low in table["is_low"]],
    )
    concepts = list(dict.fromkeys(table["concept_name"]))
    width = layout.width - 172
    base = alt.Chart().encode(
        y=alt.Y("line:N", sort=None, title=None, axis=alt.Axis(labelLimit=150)),
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
        f"{r.reporter}: {r.area}, {r.when}, {r.bound}{r.billion:.1f}" for r in table.itertuples()
    )
    return (
        f"Dots for {len(table)} figures of Chinese investment in US$ billion, by reporter: {words}."
    )
