"""Charts of what to watch: due dates, debts in their recent range, loans in repayment."""

from __future__ import annotations

import textwrap

import altair as alt
import pandas as pd

import helpers.charts  # noqa: F401 - the look of the book
from helpers.style import Layout, colour

BASES = {
    "announced": "Announced",
    "agreement": "By agreement",
    "computed": "Computed",
    "judgement": "Set by us",
}
_SHAPES = ("circle", "square", "diamond", "triangle-up")
_LENDERS = {"CHN": "China", "JPN": "Japan"}


def draw_due(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the indicators down, the day on which each is due across; shape says where it comes from.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.due`` gives, with ``basis_name`` and ``data_day`` (text).
    layout : Layout
        The room.
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
    x = alt.X(
        "due_day:T",
        title=None,
        scale=alt.Scale(domain=["2026-07-01", "2031-02-28"]),
        axis=alt.Axis(format="%Y", grid=True, tickCount=5),
    )
    points = (
        alt.Chart(rows)
        .mark_point(filled=True, size=65, color=colour("accent"))
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "basis_name:N",
                title=None,
                legend=alt.Legend(columns=1 if narrow else 2),
                scale=alt.Scale(domain=list(BASES.values()), range=list(_SHAPES)),
            ),
            tooltip=[
                alt.Tooltip("indicator_name:N", title="Indicator"),
                alt.Tooltip("threshold_text:N", title="Threshold"),
                alt.Tooltip("due_text:N", title="Due"),
                alt.Tooltip("basis_name:N", title="Basis of the date"),
            ],
        )
    )
    today = (
        alt.Chart(rows.head(1))
        .mark_rule(strokeDash=[3, 2], color=colour("muted"))
        .encode(x="data_day:T")
    )
    return alt.layer(today, points).properties(
        width=layout.width - left - 30, height=(34 if narrow else 21) * len(rows)
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
        The room.
    """
    label = table["debtor"] + " to " + table["creditor"]
    money = ["low_usd_million", "high_usd_million", "latest_usd_million", "before_usd_million"]
    billions = {name.replace("_million", "_billion"): table[name] / 1000 for name in money}
    rows = table.assign(label=label, **billions).sort_values("latest_usd_million", ascending=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=list(rows["label"]), title=None, axis=alt.Axis(labelLimit=160)),
        color=alt.Color(
            "creditor:N",
            legend=None,
            scale=alt.Scale(domain=list(_LENDERS.values()), range=[colour(c) for c in _LENDERS]),
        ),
        tooltip=[
            alt.Tooltip("label:N", title="Debt"),
            alt.Tooltip("low_usd_billion:Q", title="Lowest, US$ bn", format=".2f"),
            alt.Tooltip("high_usd_billion:Q", title="Highest, US$ bn", format=".2f"),
            alt.Tooltip("latest_usd_billion:Q", title="Latest, US$ bn", format=".2f"),
        ],
    )
    x = alt.X("low_usd_billion:Q", title="US$ billion", scale=alt.Scale(domain=[0, 4.8]))
    bars = base.mark_rule(strokeWidth=7, opacity=0.3).encode(x=x, x2="high_usd_billion:Q")
    point = base.mark_point(filled=True, size=75).encode(
        x="latest_usd_billion:Q",
        shape=alt.Shape(
            "creditor:N",
            legend=None,
            scale=alt.Scale(domain=list(_LENDERS.values()), range=["circle", "square"]),
        ),
    )
    text = base.mark_text(align="left", dx=8).encode(
        x="high_usd_billion:Q",
        text=alt.Text("latest_usd_billion:Q", format=".2f"),
        color=alt.value(colour("text")),
    )
    return (bars + point + text).properties(width=layout.width - 165, height=24 * len(rows))


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
        The room.
    """
    columns = 1 if layout.columns == 1 else 2
    rows = table[["debtor", "creditor", "year", "loan_count", "data_year"]]
    scale = alt.Scale(domain=[int(rows["year"].min()), int(rows["year"].max())], nice=False)
    x = alt.X(
        "year:Q",
        title=None,
        axis=alt.Axis(format="d", values=[2010, 2020, 2030, 2040, 2050]),
        scale=scale,
    )
    base = alt.Chart(rows)
    lines = base.mark_line(interpolate="step-after").encode(
        x=x,
        y=alt.Y("loan_count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5)),
        color=alt.Color(
            "creditor:N",
            title=None,
            scale=alt.Scale(domain=list(_LENDERS.values()), range=[colour(c) for c in _LENDERS]),
        ),
        strokeDash=alt.StrokeDash(
            "creditor:N",
            title=None,
            scale=alt.Scale(domain=list(_LENDERS.values()), range=[[1, 0], [5, 2]]),
        ),
        tooltip=[
            alt.Tooltip("debtor:N", title="Country"),
            alt.Tooltip("creditor:N", title="Lender"),
            alt.Tooltip("year:Q", title="Year", format="d"),
            alt.Tooltip("loan_count:Q", title="Loans in repayment"),
        ],
    )
    now = (
        base.transform_filter(alt.datum.year == alt.datum.data_year)
        .mark_rule(strokeDash=[3, 2], color=colour("muted"))
        .encode(x=alt.X("data_year:Q", scale=scale))
    )
    size = {"width": int(layout.width / columns - 55), "height": 120}
    return (
        alt.layer(now, lines)
        .properties(**size)
        .facet(facet=alt.Facet("debtor:N", title=None), columns=columns, spacing={"column": 20})
    )


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
