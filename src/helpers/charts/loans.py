"""Charts of loans: terms, grant elements under a choice of convention, a calculator, the yen.

The interactive charts compute grant elements and schedules in the reader's browser by the formulas of
:mod:`helpers.finance` (the closed DAC formula; equal principal, half-yearly); tests hold the two
together. In print, where nothing can be chosen, fixed cases are drawn.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.style import Layout, colour

LENDERS = {"CHN": "China", "JPN": "Japan"}
TERMS = {"rate": "Interest, % a year", "maturity": "Maturity, years", "grace": "Grace, years"}
OWN_RATE, OWN_TERMS = "Rate of my own", "Terms of my own"
_SECTORS = {"telecommunications": "telecoms", "budget-support": "budget"}
_SHORT = {"China, Kyrgyzstan and Uzbekistan": "Joint railway"}
_PERIODS = 100  # half-years: the longest maturity that a reader can choose is fifty years


def _lender_colour(**more) -> alt.Color:
    scale = alt.Scale(domain=list(LENDERS.values()), range=[colour(c) for c in LENDERS])
    return alt.Color("creditor:N", scale=scale, title=None, **more)


def _lender_shape() -> alt.Shape:
    scale = alt.Scale(domain=list(LENDERS.values()), range=["circle", "square"])
    return alt.Shape("creditor:N", scale=scale, title=None)


def terms_words(rate: float, maturity: float, grace: float | None) -> str:
    """Write terms as a label.

    Examples
    --------
    >>> terms_words(2.0, 20.0, 5.0), terms_words(2.886, 15.0, None)
    ('2%, 20 years, 5 grace', '2.89%, 15 years, grace not found')
    """
    rest = "grace not found" if grace is None or pd.isna(grace) else f"{grace:g} grace"
    return f"{round(float(rate), 2):g}%, {maturity:g} years, {rest}"


def for_grant_elements(elements: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_grant_elements`: a row a loan, the conventions beside it.

    Parameters
    ----------
    elements : pandas.DataFrame
        What ``measures.loans.grant_elements`` gives, with ``debtor`` and ``creditor``.
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
    for side in ("low", "high"):
        table[f"m_{side}"] = (2 * table[f"maturity_{side}_years"].astype(float)).round()
        table[f"g_{side}"] = (2 * table[f"grace_{side}_years"].astype(float)).round()
    # Grace that was not found lies between one payment and the last.
    table = table.fillna({"g_low": 1.0, "g_high": table["m_high"]})
    table["rate_pct"] = table["rate_pct"].astype(float)
    table["year"] = table["year"].astype(int)
    return table.sort_values(["debtor", "year", "loan_id"], ignore_index=True)


def for_conventions(sets: pd.DataFrame, elements: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_conventions`: fixed-rate terms, labelled, with the two rates.

    Parameters
    ----------
    sets, elements : pandas.DataFrame
        What ``measures.loans.term_sets`` (with ``creditor``) and ``grant_elements`` give.
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
    return table.sort_values("unified_pct", ascending=False, ignore_index=True)


def with_loan_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Name each yen loan by country, year and sector, numbered where two would be called the same.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.loans.yen_history`` or ``yen_outcome`` gives, with ``debtor``.
    """
    names = {}
    for row in table.drop_duplicates("loan_id").itertuples():
        label = f"{row.debtor} {row.signed_year}, {_SECTORS.get(row.sector, row.sector)}"
        while label in names.values():
            label += " (b)"
        names[row.loan_id] = label
    return table.assign(loan=table["loan_id"].map(names)).sort_values(
        ["signed_year", "loan_id"] + (["year"] if "year" in table else []), ignore_index=True
    )


def for_yen_outcome(outcome: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_yen_outcome`: sums in per cent of the dollars lent.

    Parameters
    ----------
    outcome : pandas.DataFrame
        What ``measures.loans.yen_outcome`` gives, with ``debtor``.
    """
    shares = {
        name: 100 * outcome[f"{name}_usd_million"] / outcome["lent_usd_million"]
        for name in ("paid", "owed", "paid_fixed", "owed_fixed")
    }
    return with_loan_labels(outcome.assign(**shares))


def draw_terms(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw interest, maturity and grace by borrower and lender; a mark's size counts loans.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``creditor``, ``term_name``, ``low``, ``high``, ``is_floating``, ``loans``.
    layout : Layout
        The room.
    """
    wide = layout.columns > 1
    table = table.assign(debtor=table["debtor"].replace(_SHORT))
    names = sorted(table["debtor"].unique(), key=lambda n: (n in _SHORT.values(), n))
    width = int((layout.width - 110) / 3 - 16) if wide else layout.width - 120
    panels = []
    for number, name in enumerate(TERMS.values()):
        rows = table[table["term_name"] == name].assign(
            kind=lambda t: t["is_floating"].map({True: "Floating", False: "Fixed"})
        )
        labels = not wide or number == 0
        base = alt.Chart(rows).encode(
            y=alt.Y("debtor:N", title=None, sort=names, scale=alt.Scale(domain=names),
                    axis=alt.Axis(labels=labels, grid=False)),
            yOffset=alt.YOffset("creditor:N", scale=alt.Scale(domain=list(LENDERS.values()))),
            color=_lender_colour(legend=alt.Legend() if number == 0 else None),
            tooltip=[
                alt.Tooltip("debtor:N", title="Borrower in"),
                alt.Tooltip("creditor:N", title="Lender of"),
                alt.Tooltip("low:Q", title=name),
                alt.Tooltip("high:Q", title="to"),
                alt.Tooltip("kind:N", title="Rate"),
                alt.Tooltip("loans:Q", title="Loans"),
            ],
        )  # fmt: skip
        x = alt.X("low:Q", title=name, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
        span = base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q")
        dots = base.mark_point(opacity=0.85, strokeWidth=1.4).encode(
            x=x,
            size=alt.Size("loans:Q", scale=alt.Scale(domain=[1, 25], range=[18, 300]), legend=None),
            shape=_lender_shape() if number == 0 else alt.Shape(
                "creditor:N", scale=alt.Scale(domain=list(LENDERS.values()),
                                              range=["circle", "square"]), legend=None),
            fill=alt.condition("datum.is_floating", alt.value("transparent"), _lender_colour(legend=None)),
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
    parts = []
    for name in TERMS.values():
        for creditor in LENDERS.values():
            rows = table[(table["term_name"] == name) & (table["creditor"] == creditor)]
            parts.append(
                f"{name}, {creditor}: {rows['low'].min():g} to {rows['high'].max():g}, most often "
                f"{rows.sort_values('loans')['low'].iloc[-1]:g}"
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


def _element_marks(rows: alt.Chart | pd.DataFrame, discount: str, layout: Layout) -> alt.LayerChart:
    # In print the rows come from the facet, which needs a chart without data of its own.
    chart = _with_elements(alt.Chart() if rows is None else alt.Chart(rows), discount)
    base = chart.encode(
        x=alt.X(
            "year:Q",
            title=None,
            scale=alt.Scale(domain=[1998, 2026]),
            axis=alt.Axis(format="d", values=[2000, 2010, 2020]),
        ),
        color=_lender_colour(),
        tooltip=[
            alt.Tooltip("project_name:N", title="Loan"),
            alt.Tooltip("debtor:N", title="Borrower in"),
            alt.Tooltip("lender_name:N", title="Lender"),
            alt.Tooltip("year:Q", title="Signed", format="d"),
            alt.Tooltip("words:N", title="Terms"),
            alt.Tooltip("discount:Q", title="Discount rate, %"),
            alt.Tooltip("low:Q", title="Grant element, %", format=".1f"),
            alt.Tooltip("high:Q", title="at most, %", format=".1f"),
        ],
    )
    scale = alt.Scale(domain=[-60, 90], clamp=True)
    y = alt.Y("low:Q", title=None, scale=scale, axis=alt.Axis(values=[-50, 0, 50]))
    zero = alt.Chart().mark_rule(color=colour("muted"), strokeWidth=1).encode(y=alt.datum(0))
    span = base.mark_rule(strokeWidth=2, opacity=0.6).encode(y=y, y2="high:Q")
    size = 30 if layout.name != "print" else 16
    dots = (
        base.transform_filter("datum.high - datum.low < 0.05")
        .mark_point(filled=True, opacity=0.75, size=size)
        .encode(y=y, shape=_lender_shape())
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
        The room. In print the three conventions stand side by side.
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
        panel = _element_marks(None, picked, layout)
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
    marks = _element_marks(None, f"{picked} : own_rate", layout)
    panel = marks.properties(width=int(layout.width / layout.columns - 50), height=130)
    return panel.facet(
        facet=alt.Facet("debtor:N", title=None),
        data=table,
        columns=layout.columns,
        spacing={"column": 18},
    ).add_params(choice, own)


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
        The room.
    """
    low, high = f"{table['unified_rate'].iloc[0]:g}%", f"{table['old_rate'].iloc[0]:g}%"
    order = table.sort_values("unified_pct", ascending=False)["words"].to_list()
    tooltip = [
        alt.Tooltip("creditor:N", title="Lender of"),
        alt.Tooltip("words:N", title="Terms"),
        alt.Tooltip("unified_pct:Q", title=f"Grant element at {low}, %", format=".1f"),
        alt.Tooltip("old_pct:Q", title=f"at {high}, %", format=".1f"),
    ]
    base = alt.Chart(table).encode(
        y=alt.Y("words:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, labelFontSize=10)),
        color=_lender_colour(),
        tooltip=tooltip,
    )
    axis = alt.Axis(grid=True, tickCount=6, title="Grant element, %")
    x = alt.X("unified_pct:Q", axis=axis)
    span = base.mark_rule(strokeWidth=1.5).encode(x=x, x2="old_pct:Q")
    first = base.mark_point(filled=True, size=45, opacity=1).encode(x=x, shape=_lender_shape())
    second = base.mark_point(size=40, strokeWidth=1.6, fill=colour("ground"), opacity=1).encode(
        x=alt.X("old_pct:Q"), shape=_lender_shape()
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


def _term_lists(table: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """Put the terms of all cases beside each other: a row a lender, columns numbered by case."""
    names = list(dict.fromkeys(table["case"]))
    rows = []
    for code, creditor in LENDERS.items():
        row = {"creditor": creditor, "is_yen": code == "JPN"}
        for number, name in enumerate(names):
            loan = table[(table["case"] == name) & (table["creditor"] == creditor)].iloc[0]
            row |= {
                f"rate{number}": float(loan["rate_pct"]),
                f"m{number}": float(loan["maturity_years"]),
                f"g{number}": float(loan["grace_years"]),
                f"fee{number}": float(loan["fee_pct"]),
            }
        rows.append(row)
    return names, pd.DataFrame(rows)


def _payments(chart: alt.Chart, amount: str, yen: str) -> alt.Chart:
    """Work out payments in dollars: needs ``k`` (half-year), ``rate``, ``m``, ``g``, ``fee``."""
    return (
        chart.transform_calculate(mm="round(2 * datum.m)", gg="round(2 * min(datum.g, datum.m))")
        .transform_calculate(n="datum.mm - datum.gg + 1")
        .transform_calculate(
            principal="datum.k >= datum.gg && datum.k <= datum.mm ? 1 / datum.n : 0",
            before="datum.k == 0 ? 0 : datum.k <= datum.gg ? 1 : "
            "max(0, 1 - (datum.k - datum.gg) / datum.n)",
            dollar=f"datum.is_yen ? pow(1 + ({yen}) / 100, datum.k / 2) : 1",
        )
        .transform_calculate(
            payment=f"{amount} * datum.dollar * (datum.principal + datum.before * datum.rate / 200"
            " + (datum.k == 0 ? datum.fee / 100 : 0))",
            year="max(1, ceil(datum.k / 2))",
        )
    )


def draw_calculator(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw yearly payments on a Chinese and a Japanese loan; a reader chooses case and assumptions.

    Parameters
    ----------
    table : pandas.DataFrame
        ``case``, ``creditor``, ``rate_pct``, ``maturity_years``, ``grace_years``, ``fee_pct``,
        ``break_even_pct``.
    layout : Layout
        The room. In print all cases are drawn for a hundred dollars lent.
    """
    if layout.name == "print":
        return _fixed_cases(table, layout)
    names, lenders = _term_lists(table)
    data = lenders.merge(pd.DataFrame({"k": range(_PERIODS + 1)}), how="cross")
    params = _controls(names, lenders)
    chart = alt.Chart(data)
    for field, short in (("rate", "rate"), ("m", "maturity"), ("g", "grace"), ("fee", "fee")):
        known = " : ".join(
            f"case_name == '{name}' ? datum.{field}{n}" for n, name in enumerate(names)
        )
        own = f"datum.is_yen ? jpn_{short} : chn_{short}"
        chart = chart.transform_calculate(**{field: f"{known} : ({own})"})
    chart = _payments(chart, "amount", "yen")
    lines = (
        chart.transform_aggregate(paid="sum(payment)", groupby=["creditor", "year"])
        .transform_filter("datum.paid > 0")
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("year:Q", title="Years after the signing", scale=alt.Scale(domain=[0, 50])),
            y=alt.Y("paid:Q", title="Payment in the year, US$ million"),
            color=_lender_colour(),
            strokeDash=alt.StrokeDash(
                "creditor:N",
                scale=alt.Scale(domain=list(LENDERS.values()), range=[[1, 0], [6, 3]]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("creditor:N", title="Lender of"),
                alt.Tooltip("year:Q", title="Year"),
                alt.Tooltip("paid:Q", title="US$ million", format=".2f"),
            ],
        )
        .properties(width=layout.width - 60, height=210)
    )
    facts = [
        ("Interest, % a year", "format(datum.rate, '.2f')"),
        ("Maturity, years", "format(datum.mm / 2, '.1f')"),
        ("Grace, years", "format(datum.gg / 2, '.1f')"),
        ("Fee at the signing, %", "format(datum.fee, '.2f')"),
        ("Paid in all, US$ million", "format(datum.total, ',.1f')"),
        ("Present value, US$ million", "format(datum.worth, ',.1f')"),
        ("Grant element, %", "format(100 * (1 - datum.worth / amount), '.1f')"),
    ]
    wide = layout.columns > 1
    places = ["", *LENDERS.values()] if wide else ["", " ", *LENDERS.values()]
    keep = ["creditor", "rate", "mm", "gg", "fee"]
    figures = (
        chart.transform_calculate(
            today="datum.payment * pow(1 + discount / 100, -datum.k / 2)",
        )
        .transform_aggregate(total="sum(payment)", worth="sum(today)", groupby=keep)
        .transform_calculate(**{name: words for name, words in facts})
        .transform_fold([name for name, _ in facts], as_=["fact", "figure"])
        .mark_text(fontSize=12, fontWeight="bold")
        .encode(
            y=alt.Y("fact:N", title=None, sort=[name for name, _ in facts],
                    axis=alt.Axis(labelAlign="left", labelPadding=-5, labelLimit=200,
                                  labelFontSize=12 if wide else 11, labelColor=colour("text"))),
            # Empty places leave room for the names of the rows.
            x=alt.X("creditor:N", title=None, scale=alt.Scale(domain=places),
                    axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=12, domain=False,
                                  ticks=False)),
            text="figure:N",
            color=_lender_colour(legend=None),
        )
        .properties(width=layout.width - 60, height=22 * len(facts))
    )  # fmt: skip
    both = alt.vconcat(lines, figures, spacing=18).resolve_scale(color="independent")
    return both.add_params(*params)


def _controls(names: list[str], lenders: pd.DataFrame) -> list[alt.Parameter]:
    """Give the controls of the calculator; those of one's own terms begin with the first case."""
    controls = [
        alt.param(
            "case_name",
            value=names[0],
            bind=alt.binding_select(options=[*names, OWN_TERMS], name="Loans: "),
        )
    ]

    def slider(name: str, words: str, value: float, low: float, high: float, step: float) -> None:
        bind = alt.binding_range(min=low, max=high, step=step, name=words + " ")
        controls.append(alt.param(name, value=value, bind=bind))

    slider("amount", "Amount, US$ million", 100, 10, 1000, 10)
    slider("discount", "Discount rate, %", 5, 0.5, 12, 0.5)
    slider("yen", "Yen against the dollar, % a year", 0, -6, 6, 0.5)
    for prefix, row in zip(("chn", "jpn"), lenders.to_dict("records")):
        who = f"My own, {row['creditor']}:"
        slider(f"{prefix}_rate", f"{who} interest, %", row["rate0"], 0, 10, 0.05)
        slider(f"{prefix}_maturity", f"{who} maturity, years", row["m0"], 1, 50, 0.5)
        slider(f"{prefix}_grace", f"{who} grace, years", row["g0"], 0.5, 20, 0.5)
        slider(f"{prefix}_fee", f"{who} fee at the signing, %", row["fee0"], 0, 3, 0.05)
    return controls


def _fixed_cases(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each case with its own terms: steady yen, and the yen that makes both cost the same."""
    rows = []
    for loan in table.to_dict("records"):
        yen = loan["creditor"] == "Japan"
        kinds = [("Japan, steady yen", 0.0), ("Japan, yen at break-even", loan["break_even_pct"])]
        for kind, path in kinds if yen else [("China", 0.0)]:
            rows.append(
                {
                    "case": loan["case"],
                    "creditor": loan["creditor"],
                    "kind": kind,
                    "is_yen": yen,
                    "path": path,
                    "rate": float(loan["rate_pct"]),
                    "m": float(loan["maturity_years"]),
                    "g": float(loan["grace_years"]),
                    "fee": float(loan["fee_pct"]),
                }
            )
    data = pd.DataFrame(rows).merge(pd.DataFrame({"k": range(_PERIODS + 1)}), how="cross")
    order = ["China", "Japan, steady yen", "Japan, yen at break-even"]
    scale = alt.Scale(domain=order, range=[colour("CHN"), colour("JPN"), colour("JPN")])
    dash = alt.Scale(domain=order, range=[[1, 0], [6, 3], [2, 2]])
    panel = (
        _payments(alt.Chart(), "100", "datum.path")
        .transform_aggregate(paid="sum(payment)", groupby=["case", "kind", "year"])
        .transform_filter("datum.paid > 0")
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=alt.X("year:Q", title="Years after the signing", scale=alt.Scale(domain=[0, 40])),
            y=alt.Y("paid:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color("kind:N", scale=scale, title=None),
            strokeDash=alt.StrokeDash("kind:N", scale=dash, title=None),
        )
        .properties(width=int(layout.width / 2 - 50), height=110)
    )
    return panel.facet(
        facet=alt.Facet("case:N", title=None, sort=list(dict.fromkeys(table["case"]))),
        data=data,
        columns=2,
        spacing={"column": 18},
    )


def describe_calculator(table: pd.DataFrame) -> str:
    """Describe :func:`draw_calculator`: what is drawn, and the figures of each case."""
    parts = []
    for case, rows in table.groupby("case", sort=False):
        words = ", ".join(
            f"{r.creditor} {r.grant_element_pct:.0f}% ({r.paid:.0f} % of the loan paid in all)"
            for r in rows.itertuples()
        )
        parts.append(f"{case}: {words}")
    return (
        f"Step lines of yearly payments after the signing on a loan of China and one of Japan, for "
        f"{table['case'].nunique()} pairs of real loans. On the page a reader chooses the pair, the "
        f"amount, the discount rate, the path of the yen, or terms of their own; in print the pairs "
        f"stand side by side. Grant element: {'; '.join(parts)}."
    )


def draw_yen_owed(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what is owed on past yen loans in dollars, against the same loan in dollars.

    Parameters
    ----------
    table : pandas.DataFrame
        ``loan`` (label), ``year``, ``owed_pct_of_lent``, ``fixed_pct_of_lent``.
    layout : Layout
        The room.
    """
    views = {"owed_pct_of_lent": "In yen, as signed", "fixed_pct_of_lent": "Same loan in dollars"}
    long = table.melt(["loan", "year"], list(views), "view", "pct")
    long = long.assign(view=long["view"].map(views))
    columns = layout.columns if layout.columns > 1 else 2
    order = list(dict.fromkeys(table["loan"]))
    chart = (
        alt.Chart()
        .mark_line()
        .encode(
            x=alt.X(
                "year:Q",
                title=None,
                scale=alt.Scale(domain=[1998, 2025]),
                axis=alt.Axis(format="d", values=[2000, 2010, 2020]),
            ),
            y=alt.Y("pct:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color(
                "view:N",
                scale=alt.Scale(
                    domain=list(views.values()), range=[colour("JPN"), colour("muted")]
                ),
                title=None,
            ),
            strokeDash=alt.StrokeDash(
                "view:N",
                scale=alt.Scale(domain=list(views.values()), range=[[1, 0], [4, 3]]),
                title=None,
            ),
            tooltip=[
                alt.Tooltip("loan:N", title="Loan"),
                alt.Tooltip("year:Q", title="End of", format="d"),
                alt.Tooltip("view:N", title="Loan"),
                alt.Tooltip("pct:Q", title="Owed, % of the dollars lent", format=".0f"),
            ],
        )
        .properties(
            width=int(layout.width / columns - (46 if layout.columns > 1 else 54)), height=88
        )
    )
    header = alt.Header(labelLimit=int(layout.width / columns - 38), labelFontSize=10.5)
    return chart.facet(
        facet=alt.Facet("loan:N", title=None, sort=order, header=header),
        data=long,
        columns=columns,
        spacing={"column": 16, "row": 8},
    )


def describe_yen_owed(table: pd.DataFrame) -> str:
    """Describe :func:`draw_yen_owed`: panels, and how far the two lines come apart."""
    ratio = table["owed_pct_of_lent"] / table["fixed_pct_of_lent"]
    top, low = table.loc[ratio.idxmax()], table.loc[ratio.idxmin()]
    return (
        f"Lines, one panel for each of {table['loan'].nunique()} yen loans, years "
        f"{table['year'].min()} to {table['year'].max()}: what is owed in dollars in per cent of the "
        f"dollars lent, as signed in yen and for the same loan in dollars. Farthest above: "
        f"{top['loan']}, {top['year']}, {100 * (ratio.max() - 1):.0f}% more; farthest below: "
        f"{low['loan']}, {low['year']}, {100 * (1 - ratio.min()):.0f}% less."
    )


def draw_yen_outcome(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw, loan by loan, dollars paid so far and still owed, in per cent of the dollars lent.

    Parameters
    ----------
    table : pandas.DataFrame
        ``loan``, ``paid``, ``owed``, ``paid_fixed``, ``owed_fixed`` (% of the dollars lent),
        ``difference_pct``.
    layout : Layout
        The room.
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
    x = alt.X(
        "usd:Q",
        title="% of the dollars lent",
        scale=alt.Scale(domain=[0, 170]),
        axis=alt.Axis(tickCount=5),
    )
    parts = ["Paid so far", "Still owed"]
    bars = (
        alt.Chart(long)
        .mark_bar(height=13)
        .encode(
            y=y,
            x=x,
            order="rank:Q",
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=parts, range=[colour("JPN"), colour("step2")]),
                title=None,
            ),
            tooltip=[
                alt.Tooltip("loan:N", title="Loan"),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("usd:Q", title="% of the dollars lent", format=".1f"),
            ],
        )
    )
    same = (
        alt.Chart(table)
        .mark_tick(thickness=2.5, size=20, color=colour("text"))
        .encode(
            y=y,
            x=alt.X("same:Q", scale=alt.Scale(domain=[0, 170])),
            tooltip=[
                alt.Tooltip("loan:N", title="Loan"),
                alt.Tooltip("same:Q", title="Same loan in dollars", format=".1f"),
            ],
        )
    )
    words = (
        alt.Chart(table)
        .mark_text(align="left", dx=7, fontSize=11, fontWeight="bold")
        .encode(y=y, x=alt.X("right:Q", scale=alt.Scale(domain=[0, 170])), text="words:N")
    )
    labels = 190 if layout.columns > 1 else 180
    return alt.layer(bars, same, words).properties(
        width=layout.width - labels - (35 if layout.columns > 1 else 60), height=24 * len(table)
    )


def describe_yen_outcome(table: pd.DataFrame) -> str:
    """Describe :func:`draw_yen_outcome`: marks, and the loans at both ends."""
    dear, cheap = (
        table.loc[table["difference_pct"].idxmax()],
        table.loc[table["difference_pct"].idxmin()],
    )
    return (
        f"Stacked bars for {len(table)} yen loans: dollars paid so far and still owed in per cent of "
        f"the dollars lent, with a tick for the same loan in dollars. Dearest against it: {dear['loan']}, "
        f"{dear['difference_pct']:+.0f}%; cheapest: {cheap['loan']}, {cheap['difference_pct']:+.0f}%."
    )
