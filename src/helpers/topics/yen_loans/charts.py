"""Charts of past yen loans in dollars, beside the same loans in dollars."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    amount_scale,
    by_colour,
    by_dash,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.style import Layout, colour

_SECTORS = {"telecommunications": "telecoms", "budget-support": "budget"}


def with_loan_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Name each yen loan by country, year and sector, numbered where two would be called the same.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.history`` or ``outcome`` gives, with ``debtor``.
    """
    names = {}
    for row in table.drop_duplicates("loan_id").itertuples():
        label = f"{row.debtor} {row.signed_year}, {_SECTORS.get(row.sector, row.sector)}"
        while label in names.values():
            label += " (b)"
        names[row.loan_id] = label
    return table.assign(loan=table["loan_id"].map(names)).sort_values(
        ["signed_year", "loan_id"] + (["year"] if "year" in table else []),
        ignore_index=True,
        kind="stable",
    )


def for_outcome(outcome: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_outcome`: sums in per cent of the dollars lent.

    Parameters
    ----------
    outcome : pandas.DataFrame
        What ``measures.outcome`` gives, with ``debtor``.
    """
    shares = {
        name: 100 * outcome[f"{name}_usd_million"] / outcome["lent_usd_million"]
        for name in ("paid", "owed", "paid_fixed", "owed_fixed")
    }
    return with_loan_labels(outcome.assign(**shares))


def draw_owed(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what is owed on past yen loans in dollars, against the same loan in dollars.

    Parameters
    ----------
    table : pandas.DataFrame
        ``loan`` (label), ``year``, ``owed_pct_of_lent``, ``fixed_pct_of_lent``.
    layout : Layout
        The layout, which gives the width.
    """
    views = {"owed_pct_of_lent": "In yen, as signed", "fixed_pct_of_lent": "Same loan in dollars"}
    long = table.melt(["loan", "year"], list(views), "view", "pct")
    long = long.assign(view=long["view"].map(views))
    columns = layout.columns if layout.columns > 1 else 2
    size = panel_size(layout, 88, columns=columns, left=46 if layout.columns > 1 else 54)
    order = list(dict.fromkeys(table["loan"]))
    chart = (
        alt.Chart()
        .mark_line()
        .encode(
            x=year_axis(table["year"], size["width"]),
            y=alt.Y("pct:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=by_colour("view", dict(zip(views.values(), ("JPN", "muted")))),
            strokeDash=by_dash("view", dict(zip(views.values(), ([1, 0], [4, 3])))),
            tooltip=tooltips(
                loan="Loan",
                year=("End of", "d"),
                view="Loan",
                pct=("Owed, % of the dollars lent", ".0f"),
            ),
        )
        .properties(**size)
    )
    header = alt.Header(labelLimit=int(layout.width / columns - 26), labelFontSize=10.5)
    return panels(
        chart,
        "loan",
        layout,
        columns=columns,
        gap=16,
        row_gap=8,
        sort=order,
        header=header,
        data=long,
    )


def describe_owed(table: pd.DataFrame) -> str:
    """Describe :func:`draw_owed`: panels, and how far the two lines come apart."""
    ratio = table["owed_pct_of_lent"] / table["fixed_pct_of_lent"]
    top, low = table.loc[ratio.idxmax()], table.loc[ratio.idxmin()]
    return (
        f"Lines, one panel for each of {table['loan'].nunique()} yen loans, years "
        f"{table['year'].min()} to {table['year'].max()}: what is owed in dollars in per cent of the "
        f"dollars lent, as signed in yen and for the same loan in dollars. Farthest above: "
        f"{top['loan']}, {top['year']}, {100 * (ratio.max() - 1):.0f}% more; farthest below: "
        f"{low['loan']}, {low['year']}, {100 * (1 - ratio.min()):.0f}% less."
    )


def draw_outcome(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw, loan by loan, dollars paid so far and still owed, in per cent of the dollars lent.

    Parameters
    ----------
    table : pandas.DataFrame
        ``loan``, ``paid``, ``owed``, ``paid_fixed``, ``owed_fixed`` (% of the dollars lent),
        ``difference_pct``.
    layout : Layout
        The layout, which gives the width.
    """
    order = table["loan"].to_list()
    table = table.assign(
        actual=table["paid"] + table["owed"],
        same=table["paid_fixed"] + table["owed_fixed"],
        words=[f"{d:+.0f}%".replace("-", "\u2212") for d in table["difference_pct"]],
    )
    table["right"] = table[["actual", "same"]].max(axis=1)
    long = table.melt(["loan"], ["paid", "owed"], "part", "usd")
    long["part"] = long["part"].map({"paid": "Paid so far", "owed": "Still owed"})
    long["rank"] = (long["part"] == "Still owed").astype(int)
    y = alt.Y("loan:N", sort=order, title=None, axis=alt.Axis(labelLimit=220))
    width = layout.width - (225 if layout.columns > 1 else 240)
    scale = amount_scale(table["right"], table["words"], width, room=10)
    x = alt.X("usd:Q", title="% of the dollars lent", scale=scale, axis=alt.Axis(tickCount=5))
    parts = ["Paid so far", "Still owed"]
    bars = (
        alt.Chart(long)
        .mark_bar(height=13)
        .encode(
            y=y,
            x=x,
            order="rank:Q",
            color=by_colour("part", dict(zip(parts, ("JPN", "step2")))),
            tooltip=tooltips(loan="Loan", part="Part", usd=("% of the dollars lent", ".1f")),
        )
    )
    same = (
        alt.Chart(table)
        .mark_tick(thickness=2.5, size=20, color=colour("text"))
        .encode(
            y=y,
            x=alt.X("same:Q", scale=scale),
            tooltip=tooltips(loan="Loan", same=("Same loan in dollars", ".1f")),
        )
    )
    words = (
        alt.Chart(table)
        .mark_text(align="left", dx=7, fontSize=11, fontWeight="bold")
        .encode(y=y, x=alt.X("right:Q", scale=scale), text="words:N")
    )
    return alt.layer(bars, same, words).properties(width=width, height=24 * len(table))


def describe_outcome(table: pd.DataFrame) -> str:
    """Describe :func:`draw_outcome`: marks, and the loans at both ends."""
    dear, cheap = (
        table.loc[table["difference_pct"].idxmax()],
        table.loc[table["difference_pct"].idxmin()],
    )
    return (
        f"Stacked bars for {len(table)} yen loans: dollars paid so far and still owed in per cent of "
        f"the dollars lent, with a tick for the same loan in dollars. Dearest against it: {dear['loan']}, "
        f"{dear['difference_pct']:+.0f}%; cheapest: {cheap['loan']}, {cheap['difference_pct']:+.0f}%."
    )
