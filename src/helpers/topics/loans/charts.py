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
    LENDERS,
    by_colour,
    lender_colour,
    lender_shape,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.style import Layout, colour

TERMS = {"rate": "Interest, % a year", "maturity": "Maturity, years", "grace": "Grace, years"}
OWN_RATE = "Rate of my own"
GROUPS = {"LIC": "Low income", "LMIC": "Lower middle income", "UMIC": "Upper middle income"}
BASES = {
    "read": "read",
    "between": "between two equal readings",
    "low": "read with low confidence, not used",
    "gap": "not found",
}
_SHORT = {"China, Kyrgyzstan and Uzbekistan": "Joint railway"}


def terms_words(rate: float, maturity: float, grace: float | None) -> str:
    """Write terms as a label.

    Examples
    --------
    >>> terms_words(2.0, 20.0, 5.0), terms_words(2.886, 15.0, None)
    ('2%, 20 years, 5 grace', '2.89%, 15 years, grace not found')
    """
    rest = "grace not found" if grace is None or pd.isna(grace) else f"{grace:g} grace"
    return f"{round(float(rate), 2):g}%, {maturity:g} years, {rest}"


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
    table["year"] = table["year"].astype(int)
    return table.sort_values(["debtor", "year", "loan_id"], ignore_index=True)


def for_conventions(sets: pd.DataFrame, elements: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_conventions`: fixed-rate terms, labelled, with the two rates.

    Parameters
    ----------
    sets, elements : pandas.DataFrame
        What ``measures.term_sets`` (with ``creditor``) and ``grant_elements`` give.
    """
    rates = elements.groupby("convention")["discount_rate_pct"].first()
    fixed = sets[~sets["is_floating"].astype(bool)]
    words = [
        terms_words(r.rate_pct, r.maturity_years, r.grace_years)
        + (f" ({r.loans} loans)" if r.loans > 1 else "")
        for r in fixed.itertuples()
    ]
    table = fixed.rename(columns={"unified-5": "unified_pct", "dac-old": "old_pct"})
    table = table.assign(words=words, unified_rate=rates["unified-5"], old_rate=rates["dac-old"])
    return table.sort_values("unified_pct", ascending=False, ignore_index=True, kind="stable")


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """Count loans of the same borrower's country and lender with the same value of a term."""
    parts = []
    for name, low, high in (
        (TERMS["rate"], "rate_pct", "rate_pct"),
        (TERMS["maturity"], "maturity_low_years", "maturity_high_years"),
        (TERMS["grace"], "grace_low_years", "grace_high_years"),
    ):
        rows = table.dropna(subset=[low])
        part = rows[["debtor", "creditor"]].assign(
            term_name=name,
            low=rows[low].astype(float).round(2),
            high=rows[high].astype(float).round(2),
            is_floating=rows["is_floating"] & (low == "rate_pct"),
        )
        parts.append(part)
    every = pd.concat(parts)
    keys = ["term_name", "debtor", "creditor", "low", "high", "is_floating"]
    return every.groupby(keys).size().rename("loans").reset_index()


def draw_terms(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw interest, maturity and grace of every loan; a larger mark stands for several loans.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.terms`` gives, a row a loan, with ``debtor`` and ``creditor``.
    layout : Layout
        The layout, which gives the width.
    """
    wide = layout.columns > 1
    table = _counted(table)
    table = table.assign(debtor=table["debtor"].replace(_SHORT))
    names = sorted(table["debtor"].unique(), key=lambda n: (n in _SHORT.values(), n))
    width = int((layout.width - 110) / 3 - 16) if wide else layout.width - 120
    most = int(table["loans"].max())
    panels = []
    for number, name in enumerate(TERMS.values()):
        rows = table[table["term_name"] == name].assign(
            kind=lambda t: t["is_floating"].map({True: "Floating", False: "Fixed"})
        )
        labels = not wide or number == 0
        base = alt.Chart(rows).encode(
            y=alt.Y("debtor:N", title=None, sort=names, scale=alt.Scale(domain=names),
                    axis=alt.Axis(labels=labels, grid=False)),
            yOffset=alt.YOffset("creditor:N", scale=alt.Scale(domain=list(LENDERS))),
            color=lender_colour(),
            tooltip=tooltips(debtor="Borrower in", creditor="Lender of", low=name, high="to", kind="Rate", loans="Loans"),
        )  # fmt: skip
        x = alt.X("low:Q", title=name, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
        span = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q")
        dots = base.mark_point(opacity=0.85, strokeWidth=1.4).encode(
            x=x,
            size=alt.Size("loans:Q", scale=alt.Scale(domain=[1, most], range=[18, 300]), legend=None),
            shape=lender_shape(),
            fill=alt.condition("datum.is_floating", alt.value("transparent"), lender_colour()),
        )  # fmt: skip
        words = (
            base.transform_filter("datum.loans > 4")
            .mark_text(fontSize=9, fontWeight="bold")
            .encode(x=x, text="loans:Q", color=alt.value(colour("ground")))
        )
        panels.append(alt.layer(span, dots, words).properties(width=width, height=32 * len(names)))
    joined = alt.hconcat(*panels, spacing=14) if wide else alt.vconcat(*panels, spacing=14)
    return joined.resolve_scale(color="shared", shape="shared", size="shared")


def describe_terms(table: pd.DataFrame) -> str:
    """Describe :func:`draw_terms`: panels, and the range of each term by lender."""
    table, parts = _counted(table), []
    for name in TERMS.values():
        for creditor in LENDERS:
            rows = table[(table["term_name"] == name) & (table["creditor"] == creditor)]
            parts.append(
                f"{name}, {creditor}: {rows['low'].min():g} to {rows['high'].max():g}, most often "
                f"{rows.sort_values('loans', kind='stable')['low'].iloc[-1]:g}"
            )
    return (
        f"Panels of points for {' and '.join(n.split(',')[0].lower() for n in TERMS.values())}, "
        f"borrowers' countries on the vertical axis, lenders of China and Japan apart, larger points "
        f"for more loans. {'; '.join(parts)}."
    )


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
    span = base.mark_rule(strokeWidth=2, opacity=0.6).encode(y=y, y2="high:Q")
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
        ``unified_pct``, ``group_pct`` (missing where the group was not read), ``old_pct``.
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
    own = alt.param(
        "own_rate",
        value=3,
        bind=alt.binding_range(min=0.25, max=12, step=0.25, name=f"{OWN_RATE}, % "),
    )
    picked = " : ".join(f"convention == '{label}' ? {field}" for label, field in names.items())
    size = panel_size(layout, 130)
    marks = _element_marks(table, f"{picked} : own_rate", layout, size["width"])
    chart = panels(marks.properties(**size), "debtor", layout, data=table)
    # Read by the page: which control does something under which choice.
    shown = {"by": "convention", "shows": {OWN_RATE: ["own_rate"]}}
    return chart.add_params(choice, own).properties(usermeta=shown)


def describe_grant_elements(table: pd.DataFrame) -> str:
    """Describe :func:`draw_grant_elements`: panels, and the range at the unified rate by lender."""
    parts = []
    for creditor, rows in table.groupby("creditor"):
        low, high = rows["unified_low_pct"].min(), rows["unified_high_pct"].max()
        parts.append(f"{creditor}: {len(rows)} loans, from {low:.0f}% to {high:.0f}%")
    return (
        f"Points and bars, one panel for each of {table['debtor'].nunique()} borrowers' countries, "
        f"years {table['year'].min()} to {table['year'].max()}, grant element in per cent; a bar where "
        f"terms are known only within bounds. At {table['unified_pct'].iloc[0]:g}%: {'; '.join(parts)}."
    )


def draw_conventions(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the grant element of each set of terms at the lowest and the highest convention.

    Parameters
    ----------
    table : pandas.DataFrame
        ``creditor``, ``words`` (the terms and the count of loans), ``unified_pct``, ``old_pct``
        (grant elements in per cent at the two rates), ``unified_rate``, ``old_rate``.
    layout : Layout
        The layout, which gives the width.
    """
    low, high = f"{table['unified_rate'].iloc[0]:g}%", f"{table['old_rate'].iloc[0]:g}%"
    order = table.sort_values("unified_pct", ascending=False, kind="stable")["words"].to_list()
    tooltip = tooltips(
        creditor="Lender of",
        words="Terms",
        unified_pct=(f"Grant element at {low}, %", ".1f"),
        old_pct=(f"at {high}, %", ".1f"),
    )
    base = alt.Chart(table).encode(
        y=alt.Y("words:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, labelFontSize=10)),
        color=lender_colour(),
        tooltip=tooltip,
    )
    axis = alt.Axis(grid=True, tickCount=6, title="Grant element, %")
    x = alt.X("unified_pct:Q", axis=axis)
    span = base.mark_rule(strokeWidth=1.5).encode(x=x, x2="old_pct:Q")
    first = base.mark_point(filled=True, size=45, opacity=1).encode(x=x, shape=lender_shape())
    second = base.mark_point(size=40, strokeWidth=1.6, fill=colour("ground"), opacity=1).encode(
        x=alt.X("old_pct:Q"), shape=lender_shape()
    )
    labels = 190 if layout.columns > 1 else 175
    return alt.layer(span, first, second).properties(
        width=layout.width - labels - (30 if layout.columns > 1 else 45), height=15 * len(table)
    )


def describe_conventions(table: pd.DataFrame) -> str:
    """Describe :func:`draw_conventions`: marks, range, and the terms that the choice moves most."""
    table = table.assign(move=table["old_pct"] - table["unified_pct"])
    most = table.loc[table["move"].idxmax()]
    least = table.loc[table["move"].idxmin()]
    return (
        f"Pairs of points for {len(table)} sets of terms of fixed-rate loans: grant element at a "
        f"discount rate of {table['unified_rate'].iloc[0]:g} and of {table['old_rate'].iloc[0]:g} per "
        f"cent, from {table['unified_pct'].min():.0f}% to {table['old_pct'].max():.0f}%. The choice "
        f"moves each by {least['move']:.0f} to {most['move']:.0f} points, most for {most['creditor']}, "
        f"{most['words']}."
    )


def draw_groups(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the income group of each country by year; a gap stays a gap.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.group_years`` gives, with ``debtor``.
    layout : Layout
        The layout, which gives the width.
    """
    names = table["dac_group"].map(GROUPS)
    table = table.assign(
        group_name=names,
        group=names.where(table["basis"].isin(["read", "between"])),
        sign=table["basis"].map({"read": "", "between": "·", "low": "?", "gap": "–"}),
        words=table["basis"].map(BASES),
    )
    labels = 88
    step = (layout.width - labels - 20) / table["year"].nunique()
    base = alt.Chart(table).encode(
        x=alt.X("year:O", title=None, scale=alt.Scale(padding=0.06),
                axis=alt.Axis(labelAngle=0, ticks=False, domain=False,
                              labelExpr="datum.value % 5 == 0 ? datum.label : ''")),
        y=alt.Y("debtor:N", title=None, axis=alt.Axis(minExtent=labels)),
        tooltip=tooltips(debtor="Country", year="Year", group_name="Group", words="How known"),
    )  # fmt: skip
    legend = alt.Legend(columns=3 if layout.columns > 1 else 1, symbolType="square")
    tiles = (
        base.transform_filter("isValid(datum.group)")
        .mark_rect()
        .encode(
            color=by_colour(
                "group", dict(zip(GROUPS.values(), ("step2", "step3", "step5"))), legend=legend
            )
        )
    )
    bare = base.transform_filter("!isValid(datum.group)").mark_rect(color=colour("land"))
    signs = base.mark_text(fontSize=11).encode(
        text="sign:N",
        color=alt.condition(
            "datum.dac_group == 'UMIC' && isValid(datum.group)",
            alt.value(colour("ground")),
            alt.value(colour("text")),
        ),
    )
    chart = alt.layer(bare, tiles, signs)
    return chart.properties(width=int(step * table["year"].nunique()), height=24 * 5)


def describe_groups(table: pd.DataFrame) -> str:
    """Describe :func:`draw_groups`: each country's groups, and how many years are gaps."""
    parts = []
    for debtor, rows in table.groupby("debtor"):
        known = rows[rows["basis"].isin(["read", "between"])]
        spans = known.groupby("dac_group", sort=False)["year"].agg(["min", "max"])
        words = ", ".join(f"{GROUPS[g].lower()} {a} to {b}" for g, a, b in spans.itertuples())
        parts.append(f"{debtor}: {words}; not known in {len(rows) - len(known)} years")
    return (
        f"Grid of {table['debtor'].nunique()} countries by year, {table['year'].min()} to "
        f"{table['year'].max()}, coloured by income group. {'. '.join(parts)}."
    )
