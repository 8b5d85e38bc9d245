"""Charts of what to watch: due dates, debts in their recent range, loans in repayment."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    amount_scale,
    by_dash,
    by_shape,
    lender_colour,
    lender_shape,
    panel_size,
    panels,
    time_axis,
    tooltips,
    year_axis,
)
from helpers.style import Layout, colour

BASES = {
    "announced": "Announced",
    "agreement": "By agreement",
    "computed": "Computed",
    "judgement": "Set by us",
}
_SHAPES = ("circle", "square", "diamond", "triangle-up")


def with_bases(table: pd.DataFrame, day: str) -> pd.DataFrame:
    """Name where each date comes from, and put the day of the data beside it.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.due`` gives.
    day : str
        The day of the data.

    Returns
    -------
    pandas.DataFrame
        The same with ``basis_name`` and ``data_day``.
    """
    return table.assign(basis_name=table["due_basis"].map(BASES), data_day=day)


def draw_due(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the indicators down, the day on which each is due across; shape says where it comes from.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.due`` gives, with ``basis_name`` and ``data_day`` (text).
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    kept = ["indicator_name", "due_day", "from_day", "due_text", "basis_name", "threshold_text"]
    rows = table.dropna(subset=["due_day"])[[*kept, "data_day"]]
    left = 165 if narrow else 330
    # A bar stands for the end of a line: on a phone the names take two.
    wrapped = rows["indicator_name"].map(lambda name: "|".join(textwrap.wrap(name, 26)))
    rows = rows.assign(label=wrapped if narrow else rows["indicator_name"])
    y = alt.Y(
        "label:N",
        sort=list(rows["label"]),
        title=None,
        axis=alt.Axis(
            labelExpr="split(datum.label, '|')",
            labelLimit=left - 12,
            minExtent=left - 8,
            maxExtent=left - 8,
        ),
    )
    width = layout.width - left - 30
    days = pd.concat([rows["due_day"], pd.to_datetime(rows["data_day"])])
    x = time_axis(days, width, field="due_day")
    points = (
        alt.Chart(rows)
        .mark_point(filled=True, size=65, color=colour("accent"))
        .encode(
            x=x,
            y=y,
            shape=by_shape(
                "basis_name",
                dict(zip(BASES.values(), _SHAPES)),
                legend=alt.Legend(columns=1 if narrow else 2),
            ),
            tooltip=tooltips(
                indicator_name="Indicator",
                threshold_text="Threshold",
                due_text="Due",
                basis_name="Basis of the date",
            ),
        )
    )
    today = (
        alt.Chart(rows.head(1))
        .mark_rule(strokeDash=[3, 2], color=colour("muted"))
        .encode(x="data_day:T")
    )
    return alt.layer(today, points).properties(
        width=width, height=(34 if narrow else 21) * len(rows)
    )


def describe_due(table: pd.DataFrame) -> str:
    """Describe :func:`draw_due`: range and how many dates have which basis."""
    rows = table.dropna(subset=["due_day"])
    counts = rows["basis_name"].value_counts()
    words = ", ".join(f"{name.lower()} {count}" for name, count in counts.items())
    return (
        f"Points on a time axis, one row for each of {len(rows)} indicators, due from "
        f"{rows['due_text'].iloc[0]} to {rows['due_text'].iloc[-1]}. Basis of the dates: {words}. A "
        f"dashed line marks the day of the data."
    )


def draw_recent_range(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each debt's range over its last years as a bar, the latest value as a point.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.recent_range`` gives, with ``debtor`` and ``creditor``.
    layout : Layout
        The layout, which gives the width.
    """
    label = table["debtor"] + " to " + table["creditor"]
    money = ["low_usd_million", "high_usd_million", "latest_usd_million", "before_usd_million"]
    billions = {name.replace("_million", "_billion"): table[name] / 1000 for name in money}
    rows = table.assign(label=label, **billions).sort_values(
        "latest_usd_million", ascending=False, kind="stable"
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=list(rows["label"]), title=None, axis=alt.Axis(labelLimit=160)),
        color=lender_colour(legend=None),
        tooltip=tooltips(
            label="Debt",
            low_usd_billion=("Lowest, US$ bn", ".2f"),
            high_usd_billion=("Highest, US$ bn", ".2f"),
            latest_usd_billion=("Latest, US$ bn", ".2f"),
        ),
    )
    width = layout.width - 165
    latest = rows["latest_usd_billion"].map("{:.2f}".format)
    scale = amount_scale(rows["high_usd_billion"], latest, width, room=10)
    x = alt.X("low_usd_billion:Q", title="US$ billion", scale=scale)
    bars = base.mark_rule(strokeWidth=7, opacity=0.3).encode(x=x, x2="high_usd_billion:Q")
    point = base.mark_point(filled=True, size=75).encode(
        x="latest_usd_billion:Q",
        shape=lender_shape(legend=None),
    )
    text = base.mark_text(align="left", dx=8).encode(
        x="high_usd_billion:Q",
        text=alt.Text("latest_usd_billion:Q", format=".2f"),
        color=alt.value(colour("text")),
    )
    return (bars + point + text).properties(width=width, height=24 * len(rows))


def describe_recent_range(table: pd.DataFrame) -> str:
    """Describe :func:`draw_recent_range`: which debts stand at an end of their range."""

    def named(direction: str) -> str:
        rows = table[table["direction"] == direction]
        return ", ".join(f"{r.debtor} to {r.creditor}" for r in rows.itertuples()) or "none"

    return (
        f"Ranges of {len(table)} debts in billion US dollars, axis from zero, each with its value at "
        f"the end of {table['latest_year'].max()}. At the lowest of the range: {named('lowest')}; at "
        f"the highest: {named('highest')}; between: {named('between')}."
    )


def draw_in_repayment(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the number of loans in repayment by year, one panel a country, one line a lender.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.in_repayment`` gives, with ``debtor``, ``creditor`` and ``data_day``.
    layout : Layout
        The layout, which gives the width.
    """
    columns = 1 if layout.columns == 1 else 2
    rows = table[["debtor", "creditor", "year", "loan_count", "data_year"]]
    size = panel_size(layout, 120, columns=columns, left=55)
    x = year_axis(rows["year"], size["width"], round_years=True)
    base = alt.Chart(rows)
    lines = base.mark_line(interpolate="step-after").encode(
        x=x,
        y=alt.Y("loan_count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5)),
        color=lender_colour(),
        strokeDash=by_dash("creditor", {"China": [1, 0], "Japan": [5, 2]}),
        tooltip=tooltips(
            debtor="Country", creditor="Lender", year=("Year", "d"), loan_count="Loans in repayment"
        ),
    )
    now = (
        base.transform_filter(alt.datum.year == alt.datum.data_year)
        .mark_rule(strokeDash=[3, 2], color=colour("muted"))
        .encode(x=alt.X("data_year:Q", scale=x["scale"]))
    )
    panel = alt.layer(now, lines).properties(**size)
    return panels(panel, "debtor", layout, columns=columns, gap=20)


def describe_in_repayment(table: pd.DataFrame) -> str:
    """Describe :func:`draw_in_repayment`: the highest count of each pair and its first year."""
    words = []
    for (debtor, creditor), group in table.groupby(["debtor", "creditor"]):
        top = group.loc[group["loan_count"].idxmax()]
        words.append(f"{debtor} to {creditor} {top['loan_count']} in {top['year']}")
    return (
        f"Step lines of the number of recorded loans in repayment, {table['year'].min()} to "
        f"{table['year'].max()}, one panel a country, one line a lender. Highest, with the year it "
        f"is reached: {'; '.join(words)}."
    )
