"""The calculator: yearly payments on a loan of each lender, with the reader's own assumptions.

Schedules are worked out in the reader's browser by the formulas of :mod:`helpers.finance` (equal
principal, half-yearly, drawn in equal parts); tests hold the two together. In print, where nothing
can be chosen, fixed cases are drawn.
"""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from helpers import finance
from helpers.charts.axes import (
    LENDERS,
    by_colour,
    by_dash,
    lender_colour,
    panel_size,
    panels,
    tooltips,
)
from helpers.formatting import counted
from helpers.style import Layout, colour

OWN_CHOICE, OWN_TERMS = "Loans of my choice", "Terms of my own"
_PERIODS = 100  # half-years: the longest maturity that a reader can choose is fifty years
# What a schedule needs, as the page calls it, and its column.
FIELDS = {
    "rate": "rate_pct",
    "m": "maturity_years",
    "g": "grace_years",
    "fee": "fee_pct",
    "commitment": "commitment_pct",
}
_CURRENCIES = {"CNY": ", in yuan", "JPY": ", in yen", "USD": ""}
# What turns on the yen tells nothing where Japan's loan is one in dollars.
_ON_YEN = ("yen", "discount_jpy")
# What the data under each exhibit are called.
COLUMNS = {
    "case": "Pair, or choice",
    "creditor": "Lender of",
    "label": "Loan",
    "contract_currency_code": "Currency",
    "rate_pct_words": "Interest, %",
    "maturity_years_words": "Maturity, years",
    "grace_years_words": "Grace, years",
    "fee_pct_words": "Fee at the signing, %",
    "commitment_pct_words": "Fee on what is not drawn, % a year",
    "paid": "Paid in all, % of the amount",
    "present_value": "Present value, % of the amount",
    "grant_element_pct": "Grant element, %",
    "break_even_pct": "Break-even of the yen, % a year",
}


def for_calculator(cases: pd.DataFrame, presets: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_calculator`: the pairs, then every loan that can be chosen.

    Parameters
    ----------
    cases, presets : pandas.DataFrame
        What ``measures.cases`` and ``presets`` give, with ``debtor`` and ``creditor``.
    """
    table = pd.concat([cases, presets.assign(case=OWN_CHOICE)], ignore_index=True)
    labels: list[str] = []
    for row in table.itertuples():
        currency = _CURRENCIES[row.contract_currency_code]
        label = f"{row.debtor} {row.year}, {row.project_name}{currency}"
        while row.case == OWN_CHOICE and label in labels:
            label += " (b)"
        labels.append(label)
    return table.assign(label=labels)


def _payments(chart: alt.Chart, amount: str, yen: str, drawn: str) -> alt.Chart:
    """Work out payments in dollars: needs ``k`` (half-year), ``is_yen`` and :data:`FIELDS`."""
    return (
        chart.transform_calculate(mm="round(2 * datum.m)", gg="round(2 * min(datum.g, datum.m))")
        .transform_calculate(
            n="datum.mm - datum.gg + 1",
            parts=f"max(1, min(round(2 * ({drawn})), datum.gg))",
        )
        .transform_calculate(
            draw="datum.k < datum.parts ? 1 / datum.parts : 0",
            undrawn="datum.k > 0 ? max(0, 1 - datum.k / datum.parts) : 0",
            principal="datum.k >= datum.gg && datum.k <= datum.mm ? 1 / datum.n : 0",
            before="datum.k <= datum.gg ? min(1, datum.k / datum.parts) : "
            "max(0, 1 - (datum.k - datum.gg) / datum.n)",
            dollar=f"datum.is_yen ? pow(1 + ({yen}) / 100, datum.k / 2) : 1",
        )
        .transform_calculate(
            payment=f"{amount} * datum.dollar * (datum.principal + datum.before * datum.rate / 200"
            " + (datum.k == 0 ? datum.fee / 100 : 0) + datum.undrawn * datum.commitment / 200)",
            lent=f"{amount} * datum.dollar * datum.draw",
            year="max(1, ceil(datum.k / 2))",
        )
    )


def _terms(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Give the terms as the page counts with them; dates of payment are rounded as in Python."""
    terms = {short: table[column].astype(float) for short, column in FIELDS.items()}
    return terms | {short: terms[short].map(finance.nearest_period) / 2 for short in ("m", "g")}


def _half_years(chart: alt.Chart) -> alt.Chart:
    return chart.transform_calculate(k=f"sequence(0, {_PERIODS + 1})").transform_flatten(["k"])


def draw_calculator(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw yearly payments on a Chinese and a Japanese loan; a reader chooses loans and assumptions.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`for_calculator` gives.
    layout : Layout
        The layout, which gives the width. In print the pairs are drawn, for a hundred dollars lent.
    """
    pairs = table[table["case"] != OWN_CHOICE]
    if layout.name == "print":
        return _fixed_cases(pairs, layout)
    data = pd.DataFrame(
        {
            "case": table["case"],
            "creditor": table["creditor"],
            "label": table["label"],
            "is_yen": table["contract_currency_code"] == "JPY",
            "is_yuan": table["contract_currency_code"] == "CNY",
            **_terms(table),
        }
    )
    own = data.head(2).assign(
        case=OWN_TERMS, label="", is_yen=[False, True], is_yuan=[False, False]
    )
    params = _controls(table, own)
    chosen = "datum.creditor == 'Japan' ? jpn_loan : chn_loan"
    chart = alt.Chart(pd.concat([data, own], ignore_index=True)).transform_filter(
        f"datum.case == case_name && (case_name != '{OWN_CHOICE}' || datum.label == ({chosen}))"
    )
    for short in FIELDS:
        mine = f"datum.creditor == 'Japan' ? jpn_{short} : chn_{short}"
        chart = chart.transform_calculate(
            **{short: f"case_name == '{OWN_TERMS}' ? ({mine}) : datum.{short}"}
        )
    chart = _payments(_half_years(chart), "amount", "yen", "drawn")
    both = alt.vconcat(_lines(chart, layout), _figures(chart, layout), spacing=18)
    # Lists and sliders tell under one choice alone: the page shows them with it.
    lenders = [code.lower() for code in LENDERS.values()]
    shows = {
        OWN_CHOICE: [f"{code}_loan" for code in lenders],
        OWN_TERMS: [f"{code}_{short}" for code in lenders for short in FIELDS],
    }
    chosen = table[(table["case"] == OWN_CHOICE) & (table["creditor"] == "Japan")]
    dollars = chosen.loc[chosen["contract_currency_code"] != "JPY", "label"].to_list()
    hides = {name: {"case_name": [OWN_CHOICE], "jpn_loan": dollars} for name in _ON_YEN}
    # A fee on what is not drawn falls due only where drawing takes time.
    hides |= {f"{code}_commitment": {"drawn": [0]} for code in lenders}
    both = both.properties(usermeta={"by": "case_name", "shows": shows, "hides": hides})
    return both.resolve_scale(color="independent").add_params(*params)


def _lines(chart: alt.Chart, layout: Layout) -> alt.Chart:
    return (
        chart.transform_aggregate(paid="sum(payment)", groupby=["creditor", "year"])
        .transform_filter("datum.paid > 0")
        .mark_line(interpolate="step-after", point="transparent")
        .encode(
            x=alt.X(
                "year:Q", title="Years after the signing", scale=alt.Scale(domain=[0, _PERIODS / 2])
            ),
            y=alt.Y("paid:Q", title="Payment in the year, US$ million"),
            color=lender_colour(),
            strokeDash=by_dash("creditor", {"China": [1, 0], "Japan": [6, 3]}, legend=None),
            tooltip=tooltips(creditor="Lender of", year="Year", paid=("US$ million", ".2f")),
        )
        .properties(width=layout.width - 60, height=210)
    )


def _figures(chart: alt.Chart, layout: Layout) -> alt.Chart:
    facts = [
        ("Interest, % a year", "format(datum.rate, '.2f')"),
        ("Maturity, years", "format(datum.mm / 2, '.1f')"),
        ("Grace, years", "format(datum.gg / 2, '.1f')"),
        ("Fee at the signing, %", "format(datum.fee, '.2f')"),
        ("Fee on undrawn, % a year", "format(datum.commitment, '.2f')"),
        ("Drawn over, years", "datum.parts > 1 ? format(datum.parts / 2, '.1f') : 'at once'"),
        ("Paid in all, US$ million", "format(datum.total, ',.1f')"),
        ("Present value, US$ million", "format(datum.worth, ',.1f')"),
        ("Grant element in US$, %", "format(100 * (1 - datum.worth / datum.given), '.1f')"),
        ("Currency of the loan", "datum.is_yen ? 'yen' : datum.is_yuan ? 'yuan, US$ rate' : 'US$'"),
        ("Grant element in it, %", "format(100 * (1 - datum.own_worth / datum.own_given), '.1f')"),
    ]
    wide = layout.columns > 1
    places = ["", *LENDERS] if wide else ["", " ", *LENDERS]
    keep = ["creditor", "rate", "mm", "gg", "fee", "commitment", "parts", "is_yen", "is_yuan"]
    names = [name for name, _ in facts]
    return (
        chart.transform_calculate(
            factor="pow(1 + discount_usd / 100, -datum.k / 2)",
            # In yen at the rate of yen, whatever the yen does; yuan at the rate of dollars.
            own="pow(1 + (datum.is_yen ? discount_jpy : discount_usd) / 100, -datum.k / 2)"
            " / datum.dollar",
        )
        .transform_calculate(
            today="datum.payment * datum.factor",
            drawn="datum.lent * datum.factor",
            own_today="datum.payment * datum.own",
            own_drawn="datum.lent * datum.own",
        )
        .transform_aggregate(
            total="sum(payment)",
            worth="sum(today)",
            given="sum(drawn)",
            own_worth="sum(own_today)",
            own_given="sum(own_drawn)",
            groupby=keep,
        )
        .transform_calculate(**dict(facts))
        .transform_fold(names, as_=["fact", "figure"])
        .mark_text(fontSize=12, fontWeight="bold")
        .encode(
            y=alt.Y("fact:N", title=None, sort=names,
                    axis=alt.Axis(labelAlign="left", labelPadding=-5,
                                  labelFontSize=12 if wide else 11, labelColor=colour("text"))),
            # Empty places leave room for the names of the rows.
            x=alt.X("creditor:N", title=None, scale=alt.Scale(domain=places),
                    axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=12, domain=False,
                                  ticks=False)),
            text="figure:N",
            color=lender_colour(legend=None),
            tooltip=tooltips(creditor="Lender of", fact="What", figure="Figure"),
        )
        .properties(width=layout.width - 60, height=22 * len(facts))
    )  # fmt: skip


def _controls(table: pd.DataFrame, own: pd.DataFrame) -> list[alt.Parameter]:
    """Give the controls of the calculator; those of one's own terms begin with the first pair."""
    controls = []

    def select(name: str, words: str, value: str, options: list[str]) -> None:
        bind = alt.binding_select(options=options, name=words + " ")
        controls.append(alt.param(name, value=value, bind=bind))

    def slider(name: str, words: str, value: float, low: float, high: float, step: float) -> None:
        bind = alt.binding_range(min=low, max=high, step=step, name=words + " ")
        controls.append(alt.param(name, value=value, bind=bind))

    cases = list(dict.fromkeys(table["case"]))
    select("case_name", "Loans:", cases[0], [*cases, OWN_TERMS])
    choice = table[table["case"] == OWN_CHOICE]
    for creditor, code in LENDERS.items():
        labels = choice.loc[choice["creditor"] == creditor, "label"].to_list()
        select(f"{code.lower()}_loan", f"My choice, {creditor}:", labels[0], labels)
    slider("amount", "Amount, US$ million", 100, 10, 1000, 10)
    slider("discount_usd", "Discount rate for dollars, %", 5, 0.5, 12, 0.5)
    slider("discount_jpy", "Discount rate for yen, %", 5, 0.5, 12, 0.5)
    slider("drawn", "Drawn over, years", 0, 0, 6, 0.5)
    slider("yen", "Yen against the dollar, % a year", 0, -6, 6, 0.5)
    for prefix, row in zip(("chn", "jpn"), own.to_dict("records")):
        who = f"My own, {row['creditor']}:"
        slider(f"{prefix}_rate", f"{who} interest, %", row["rate"], 0, 10, 0.05)
        slider(f"{prefix}_m", f"{who} maturity, years", row["m"], 1, 50, 0.5)
        slider(f"{prefix}_g", f"{who} grace, years", row["g"], 0.5, 20, 0.5)
        slider(f"{prefix}_fee", f"{who} fee at the signing, %", row["fee"], 0, 3, 0.05)
        words = f"{who} fee on what is not drawn, %"
        slider(f"{prefix}_commitment", words, row["commitment"], 0, 2, 0.05)
    return controls


def _fixed_cases(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each case with its own terms: steady yen, and the yen that makes both cost the same."""
    rows, fields = [], {short: values.to_list() for short, values in _terms(table).items()}
    for at, loan in enumerate(table.to_dict("records")):
        yen = loan["creditor"] == "Japan"
        kinds = [("Japan, steady yen", 0.0), ("Japan, yen at break-even", loan["break_even_pct"])]
        terms = {short: float(values[at]) for short, values in fields.items()}
        for kind, path in kinds if yen else [("China", 0.0)]:
            rows.append({"case": loan["case"], "kind": kind, "is_yen": yen, "path": path} | terms)
    order = ["China", "Japan, steady yen", "Japan, yen at break-even"]
    dashes = dict(zip(order, ([1, 0], [6, 3], [2, 2])))
    longest = math.ceil(max(fields["m"]))
    panel = (
        _payments(_half_years(alt.Chart()), "100", "datum.path", "0")
        .transform_aggregate(paid="sum(payment)", groupby=["case", "kind", "year"])
        .transform_filter("datum.paid > 0")
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=alt.X(
                "year:Q", title="Years after the signing", scale=alt.Scale(domain=[0, longest])
            ),
            y=alt.Y("paid:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=by_colour("kind", dict(zip(order, ("CHN", "JPN", "JPN")))),
            strokeDash=by_dash("kind", dashes),
        )
        .properties(**panel_size(layout, 110, columns=2))
    )
    order = list(dict.fromkeys(table["case"]))
    return panels(panel, "case", layout, columns=2, sort=order, data=pd.DataFrame(rows))


def describe_calculator(table: pd.DataFrame) -> str:
    """Describe :func:`draw_calculator`: what is drawn, and the figures of each pair."""
    pairs = table[table["case"] != OWN_CHOICE]
    parts = []
    for case, rows in pairs.groupby("case", sort=False):
        words = ", ".join(
            f"{r.creditor} {r.grant_element_pct:.0f}% ({r.paid:.0f} % of the loan paid in all)"
            for r in rows.itertuples()
        )
        parts.append(f"{case}: {words}")
    return (
        f"Step lines of yearly payments after the signing on a loan of China and one of Japan, for "
        f"{counted(pairs['case'].nunique(), 'pairs')} of real loans. On the page a reader chooses a pair, a loan "
        f"of each lender among {len(table) - len(pairs)}, or terms of their own, with the amount, a discount "
        f"rate for dollars and one for yen, the years of drawing and the path of the yen; in print the "
        f"pairs stand side by side. "
        f"Grant element: {'; '.join(parts)}."
    )
