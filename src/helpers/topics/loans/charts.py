"""Charts of loans: their terms, and grant elements under a choice of convention.

The interactive chart computes grant elements in the reader's browser by the closed DAC formula of
:mod:`helpers.finance`; tests hold the two together. In print, where nothing can be chosen, the fixed
conventions are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt
import pandas as pd

from helpers import finance
from helpers.charts.axes import (
    lender_colour,
    lender_shape,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.formatting import counted
from helpers.style import Layout, colour

OWN_RATE = "Rates of my own"
# What the data under each exhibit are called.
COLUMNS = {
    "debtor": "Borrower in",
    "creditor": "Lender of",
    "project_name": "Loan",
    "year": "Signed",
    "words": "Terms",
    "unified_low_pct": "IMF and World Bank, least, %",
    "unified_high_pct": "most, %",
    "group_low_pct": "DAC by income group, least, %",
    "group_high_pct": "most, %",
    "old_low_pct": "DAC, older, least, %",
    "old_high_pct": "most, %",
}


def terms_words(rate: float, maturity: float, grace: float | None) -> str:
    """Write terms as a label.

    Examples
    --------
    >>> terms_words(2.0, 20.0, 5.0), terms_words(2.886, 15.0, None)
    ('2%, 20 years, 5 grace', '2.89%, 15 years, grace not found')
    """
    rest = "grace not found" if grace is None or pd.isna(grace) else f"{grace:g} grace"
    return f"{round(float(rate), 2):g}%, {counted(f'{maturity:g}', 'years')}, {rest}"


def in_words(table: pd.DataFrame, columns: Iterable[str], suffix: str = "") -> pd.DataFrame:
    """Write numbers as they stand in a contract, for tables that would round 2.25 to 2.2.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    columns : iterable of str
        Columns of numbers.
    suffix : str
        Added to the names of the new columns; without it they take the place of the old ones.

    Examples
    --------
    >>> in_words(pd.DataFrame({"rate_pct": [2.25, 2.0, None]}), ["rate_pct"])["rate_pct"].to_list()
    ['2.25', '2', '']
    """
    words = {
        f"{name}{suffix}": [
            "" if pd.isna(value) else f"{round(float(value), 2):g}" for value in table[name]
        ]
        for name in columns
    }
    return table.assign(**words)


def for_grant_elements(elements: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_grant_elements`: a row a loan, the conventions beside it.

    Parameters
    ----------
    elements : pandas.DataFrame
        What ``measures.grant_elements`` gives, with ``debtor`` and ``creditor``.
    """
    kinds = {"unified-5": "unified", "dac-2018": "group", "dac-old": "old"}
    table = elements[elements["convention"] == "unified-5"].copy()
    for convention, short in kinds.items():
        rows = elements[elements["convention"] == convention].set_index("loan_id")
        for column, name in (
            ("discount_rate_pct", f"{short}_pct"),
            ("grant_element_low_pct", f"{short}_low_pct"),
            ("grant_element_high_pct", f"{short}_high_pct"),
        ):
            table[name] = table["loan_id"].map(rows[column]).astype(float)
    table["words"] = [
        terms_words(*terms)
        for terms in zip(table["rate_pct"], table["maturity_high_years"], table["grace_low_years"])
    ]
    for short, term in {
        "m_low": "maturity_low",
        "m_high": "maturity_high",
        "g_low": "grace_least",
        "g_high": "grace_longest",
    }.items():
        table[short] = table[f"{term}_years"].astype(float).map(finance.nearest_period)
    table["rate_pct"] = table["rate_pct"].astype(float)
    table["is_yen"] = table["contract_currency_code"] == "JPY"
    table["year"] = table["year"].astype(int)
    return table.sort_values(["debtor", "year", "loan_id"], ignore_index=True)


def _element(maturity: str, grace: str) -> str:
    """Write the closed DAC formula in the language of Vega, in per cent.

    ``datum.d`` is the discount rate a period; periods are half-years.
    """
    g, m = f"min({grace}, {maturity})", maturity
    gain = f"(pow(1 + datum.d, 1 - {g}) - pow(1 + datum.d, -{m})) / (datum.d * ({m} - {g} + 1))"
    return f"100 * (1 - datum.rate_pct / 200 / datum.d) * (1 - {gain})"


def _with_elements(chart: alt.Chart, discount: str) -> alt.Chart:
    """Work out the least and the most grant element of each row at a discount rate in per cent."""
    corners = [
        _element(f"datum.m_{m}", f"datum.g_{g}") for m in ("low", "high") for g in ("low", "high")
    ]
    return (
        chart.transform_calculate(discount=discount)
        .transform_filter("isValid(datum.discount)")
        .transform_calculate(d="sqrt(1 + datum.discount / 100) - 1")
        .transform_calculate(
            low=f"min({', '.join(corners)})",
            high=f"max({', '.join(corners)})",
        )
    )


def _element_marks(
    table: pd.DataFrame, discount: str, layout: Layout, width: float
) -> alt.LayerChart:
    # The rows come from the panels, which need a chart without data of its own.
    chart = _with_elements(alt.Chart(), discount)
    base = chart.encode(
        x=year_axis(table["year"], width, round_years=True),
        color=lender_colour(),
        tooltip=tooltips(
            project_name="Loan",
            debtor="Borrower in",
            lender_name="Lender",
            year=("Signed", "d"),
            words="Terms",
            discount="Discount rate, %",
            low=("Grant element, %", ".1f"),
            high=("at most, %", ".1f"),
        ),
    )
    # As far as the fixed conventions reach; at a rate of the reader's own the rest stands at the end.
    ends = [
        table[f"{kind}_{side}_pct"]
        for kind in ("unified", "group", "old")
        for side in ("low", "high")
    ]
    low, high = min(end.min() for end in ends), max(end.max() for end in ends)
    scale = alt.Scale(domain=[min(0, float(low)), float(high)], nice=True, clamp=True)
    y = alt.Y("low:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4))
    zero = alt.Chart().mark_rule(color=colour("muted"), strokeWidth=1).encode(y=alt.datum(0))
    # With round ends a span of a point or two is still seen.
    span = base.mark_rule(strokeWidth=4, strokeCap="round", opacity=0.6).encode(y=y, y2="high:Q")
    size = 30 if layout.name != "print" else 16
    dots = (
        base.transform_filter("datum.high - datum.low < 0.05")
        .mark_point(filled=True, opacity=0.75, size=size)
        .encode(y=y, shape=lender_shape())
    )
    return alt.layer(zero, span, dots)


def draw_grant_elements(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the grant element of each loan by year, borrower and lender, convention to be chosen.

    Parameters
    ----------
    table : pandas.DataFrame
        ``loan``: ``debtor``, ``creditor``, ``project_name``, ``lender_name``, ``year``, ``words``
        (the terms), ``rate_pct``, ``m_low``, ``m_high``, ``g_low``, ``g_high`` (half-years),
        ``is_yen``, ``unified_pct``, ``group_pct`` (missing where the group was not read), ``old_pct``.
    layout : Layout
        The layout, which gives the width. In print the three conventions stand side by side.
    """
    unified, old = f"{table['unified_pct'].iloc[0]:g}", f"{table['old_pct'].iloc[0]:g}"
    groups = "/".join(f"{g:g}" for g in sorted(table["group_pct"].dropna().unique(), reverse=True))
    names = {
        f"IMF, World Bank: {unified}%": "datum.unified_pct",
        f"DAC since 2018: {groups}%": "datum.group_pct",
        f"DAC to 2017: {old}%": "datum.old_pct",
    }
    labels = list(names)
    table = table.astype({"group_pct": "float"})
    if layout.name == "print":
        every = pd.concat([table.assign(convention=label) for label in labels])
        picked = (
            f"datum.convention == '{labels[0]}' ? {names[labels[0]]} : "
            f"datum.convention == '{labels[1]}' ? {names[labels[1]]} : {names[labels[2]]}"
        )
        panel = _element_marks(every, picked, layout, 135)
        header = alt.Header(
            labelAngle=0, labelAlign="left", labelAnchor="middle", labelBaseline="middle",
            labelFontSize=11,
        )  # fmt: skip
        return panel.properties(width=135, height=86).facet(
            data=every,
            row=alt.Row("debtor:N", title=None, header=header),
            column=alt.Column("convention:N", title=None, sort=labels),
            spacing={"row": 8, "column": 12},
        )
    choice = alt.param(
        "convention",
        value=labels[0],
        bind=alt.binding_radio(options=[*labels, OWN_RATE], name="Convention: "),
    )
    rates = {"own_usd": ("dollars and yuan", 5), "own_jpy": ("yen", 2)}
    own = [
        alt.param(
            name,
            value=rate,
            bind=alt.binding_range(min=0.25, max=12, step=0.25, name=f"Rate for {words}, % "),
        )
        for name, (words, rate) in rates.items()
    ]
    picked = " : ".join(f"convention == '{label}' ? {field}" for label, field in names.items())
    size = panel_size(layout, 130)
    marks = _element_marks(
        table, f"{picked} : datum.is_yen ? own_jpy : own_usd", layout, size["width"]
    )
    chart = panels(marks.properties(**size), "debtor", layout, data=table)
    # Read by the page: which control does something under which choice.
    shown = {"by": "convention", "shows": {OWN_RATE: list(rates)}}
    return chart.add_params(choice, *own).properties(usermeta=shown)


def describe_grant_elements(table: pd.DataFrame) -> str:
    """Describe :func:`draw_grant_elements`: panels, and the range at the unified rate by lender."""
    parts = []
    for creditor, rows in table.groupby("creditor"):
        low, high = rows["unified_low_pct"].min(), rows["unified_high_pct"].max()
        parts.append(f"{creditor}: {counted(len(rows), 'loans')}, from {low:.0f}% to {high:.0f}%")
    return (
        f"Points and bars, one panel for each of {table['debtor'].nunique()} borrowers' countries, "
        f"years {table['year'].min()} to {table['year'].max()}, grant element in per cent; a bar where "
        f"terms are known only within bounds. At {table['unified_pct'].iloc[0]:g}%: {'; '.join(parts)}."
    )
