"""Charts of debt service and of the two records of what is owed."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    PERCENT,
    bar_width,
    by_shape,
    lender_colour,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.debt.paid import GROUPS, LAST_PAID, NEW_BONDS, OTHER, TOTAL

# Width in pixels from which a legend stands on one line.
_ROOMY = 480
_ORDER = [*GROUPS.values(), OTHER, NEW_BONDS]
_INKS = ["CHN", "JPN", "BOND", "MLT", "OTHER"]
RECORDS = {"World Bank": "circle", "Ministry": "diamond"}


def _stacked(table: pd.DataFrame) -> pd.DataFrame:
    """Put the groups of each country and year on top of one another, in US$ billion."""
    rank = table["group"].map(_ORDER.index)
    table = table.assign(billion=table[TOTAL].astype(float) / 1000, rank=rank)
    table = table.sort_values(["debtor", "year", "rank"])
    top = table.groupby(["debtor", "year"])["billion"].cumsum()
    return table.assign(top=top, bottom=top - table["billion"])


def _divided(marks: alt.Chart, years: pd.Series) -> alt.Chart | alt.LayerChart:
    """Draw the line between what was paid and what is scheduled, if both are shown."""
    line = alt.Chart().mark_rule(color=colour("muted"), strokeDash=[4, 3])
    both = years.min() <= LAST_PAID < years.max()
    return alt.layer(marks, line.encode(x=alt.datum(LAST_PAID + 0.5))) if both else marks


def draw_service(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what each country pays by kind of creditor, stacked, one panel a country with its own scale.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``year``, ``service_kind``, ``group``, ``total_usd_million``. Bonds issued after
        the schedule was drawn up are hollow.
    layout : Layout
        The layout, which gives the width.
    """
    panel = panel_size(layout, 150)
    table = _stacked(table)
    # Who is paid nothing in any of these years is not named.
    paid = set(table.loc[table["billion"] > 0, "group"]) or set(table["group"])
    inks = {group: ink for group, ink in zip(_ORDER, [*_INKS, "ground"]) if group in paid}
    legend = alt.Legend(columns=len(inks) if layout.width > _ROOMY else 2)
    fill = alt.Scale(domain=[*inks], range=[colour(ink) for ink in inks.values()])
    edges = ["BOND" if ink == "ground" else ink for ink in inks.values()]
    stroke = alt.Scale(domain=[*inks], range=[colour(ink) for ink in edges])
    bars = (
        alt.Chart()
        .mark_bar(width=bar_width(table["year"], panel["width"]), strokeWidth=1)
        .encode(
            x=year_axis(table["year"], panel["width"], bars=True),
            y=alt.Y("bottom:Q", title=None, axis=alt.Axis(tickCount=4)),
            y2="top:Q",
            fill=alt.Fill("group:N", scale=fill, title=None, legend=legend),
            stroke=alt.Stroke("group:N", scale=stroke, title=None, legend=legend),
            tooltip=tooltips(
                debtor="Country",
                year=("Year", "d"),
                service_kind="Paid or scheduled",
                group="Paid to",
                billion=("US$ billion", ",.3f"),
            ),
        )
    )
    layers = _divided(bars, table["year"]).properties(**panel)
    return panels(layers, "debtor", layout, shared_y=False, data=table)


def describe_service(table: pd.DataFrame) -> str:
    """Describe :func:`draw_service`: panels, years, who is paid, and each country's highest year."""
    whole = table.groupby(["debtor", "year"])[TOTAL].sum()
    tops = [(debtor, *_highest(rows)) for debtor, rows in whole.groupby(level=0)]
    words = "; ".join(f"{debtor}: {year}, {value / 1000:.2f}" for debtor, year, value in tops)
    paid = set(table.loc[table[TOTAL].astype(float) > 0, "group"])
    named = ", ".join(group for group in _ORDER if group in paid)
    panel = f"one panel for each of {counted(len(tops), 'countries')}, " if len(tops) > 1 else ""
    return (
        f"Stacked bars, {panel}years {table['year'].min()} to {table['year'].max()}, debt service in "
        f"US$ billion, from the foot of a bar: {named}; a dashed line divides what was paid, to "
        f"{LAST_PAID}, from what is scheduled. Highest: {words}."
    )


def _highest(rows: pd.Series) -> tuple[int, float]:
    return int(rows.idxmax()[1]), float(rows.max())


def draw_pair(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what each country pays China and Japan, one panel a country with its own scale.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``year``, ``creditor`` (China, Japan), ``total_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    panel = panel_size(layout, 130)
    pick = alt.selection_point(fields=["creditor"], bind="legend")
    lines = (
        alt.Chart()
        .mark_line(point=alt.OverlayMarkDef(size=14, filled=True))
        .encode(
            x=year_axis(table["year"], panel["width"]),
            y=alt.Y("total_usd_million:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=lender_colour(),
            opacity=alt.condition(pick, alt.value(1), alt.value(0.2)),
            tooltip=tooltips(
                debtor="Country",
                year=("Year", "d"),
                creditor="Paid to",
                total_usd_million=("US$ million", ",.1f"),
            ),
        )
        .add_params(pick)
    )
    layers = _divided(lines, table["year"]).properties(**panel)
    return panels(layers, "debtor", layout, shared_y=False, data=table)


def describe_pair(table: pd.DataFrame) -> str:
    """Describe :func:`draw_pair`: panels, years, and what is due to both in the first scheduled year."""
    year = LAST_PAID + 1
    now = table[table["year"] == year].dropna(subset=["total_usd_million"])
    words = "; ".join(
        f"{debtor}: "
        + ", ".join(f"{row.creditor} {row.total_usd_million:.0f}" for row in rows.itertuples())
        for debtor, rows in now.groupby("debtor")
    )
    return (
        f"Lines, one panel for each of {counted(table['debtor'].nunique(), 'countries')}, years "
        f"{table['year'].min()} to {table['year'].max()}, debt service to China and to Japan in US$ "
        f"million; a dashed line divides what was paid from what is scheduled. Due in {year}: {words}."
    )


def draw_records(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw China's share by both records, one panel a country.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``day`` (a date), ``record`` (World Bank, Ministry), ``creditor`` (China),
        ``share_pct``.
    layout : Layout
        The layout, which gives the width.
    """
    panel = panel_size(layout, 150)
    table = table.assign(at=pd.to_datetime(table["day"]).map(_in_years))
    base = alt.Chart().encode(
        x=year_axis(table["at"], panel["width"], field="at"),
        y=alt.Y("share_pct:Q", title=None, axis=alt.Axis(tickCount=5, labelExpr=PERCENT)),
        tooltip=tooltips(
            debtor="Country",
            day="As of",
            record="By",
            share_pct=("Share, %", ".1f"),
        ),
    )
    line = base.transform_filter("datum.record == 'World Bank'").mark_line(color=colour("CHN"))
    marks = base.mark_point(size=44, filled=True, opacity=1, color=colour("CHN")).encode(
        shape=by_shape("record", RECORDS, title=None),
        size=alt.condition("datum.record == 'Ministry'", alt.value(60), alt.value(14)),
    )
    layers = alt.layer(line, marks).properties(**panel)
    return panels(layers, "debtor", layout, data=table)


def _in_years(day: pd.Timestamp) -> float:
    """Give a day as a year with decimals: the end of 2023 is the beginning of 2024, less a day."""
    return day.year + (day.day_of_year - 1) / 365.25


def describe_records(table: pd.DataFrame) -> str:
    """Describe :func:`draw_records`: panels and the last share of each record."""
    last = (
        table.dropna(subset=["share_pct"])
        .sort_values("day", kind="stable")
        .drop_duplicates(["debtor", "record"], keep="last")
    )
    words = "; ".join(
        f"{row.debtor}, {row.record}: {row.share_pct:.1f}% ({row.day})" for row in last.itertuples()
    )
    return (
        f"Lines of the World Bank's figures and diamonds of the ministries' own, one panel for each of "
        f"{counted(table['debtor'].nunique(), 'countries')}: China's share in public external debt, per cent; most "
        f"Kyrgyz reports, and some Tajik ones, give that of its Export-Import Bank alone. Latest: {words}."
    )
