"""Charts that set loans of both lenders side by side, and yen loans beside dollars."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    amount_scale,
    by_colour,
    by_dash,
    by_shape,
    in_lines,
    lender_colour,
    lender_shape,
    panel_size,
    panels,
    tooltips,
    year_axis,
)
from helpers.formatting import counted
from helpers.style import Layout, colour

SAME, OWN = "One rate for all", "Each currency's own rate"
WAYS = {
    "at-signing": "Year of signing",
    "as-it-came": "As rates came",
    "fixed-equivalent": "Fixed equivalent",
}
_SECTORS = {"telecommunications": "telecoms", "budget-support": "budget"}
_COSTS = {"once": "Drawn at once", "slow": "Drawn over years", "yen": "Interest in yen"}
# What the data under each exhibit are called.
COLUMNS = {
    "concession": {
        "view": "Discount rate",
        "debtor": "Borrower in",
        "creditor": "Lender of",
        "project_name": "Loan",
        "year": "Signed",
        "contract_currency_code": "Currency",
        "rate_used": "Discount rate, %",
        "element": "Grant element, %",
    },
    "counts": {
        "name": "Convention",
        "creditor": "Lender of",
        "rate": "Discount rate, %",
        "minimum": "Minimum, %",
        "loans": "Loans",
        "met": "Reach it",
        "not_met": "Don't",
        "open": "Open",
        "below_zero": "Below zero",
    },
    "ways": {
        "label": "Loan",
        "creditor": "Lender of",
        "way_name": "Way",
        "low_pct": "Least, %",
        "high_pct": "Most, %",
    },
    "pairs": {
        "debtor": "Borrower in",
        "chn_name": "China's loan",
        "jpn_name": "Japan's loan",
        "view": "Discount rate",
        "points": "Points",
    },
    "dollar_cost": {
        "loan": "Loan",
        "project_name": "Project",
        "year": "To the end of",
        "line": "Line",
        "cost": "% a year",
    },
    "fan": {
        "case": "Pair",
        "drift": "Yen tends to rise by",
        "low": "Present value, low",
        "middle": "Middle",
        "high": "High",
        "other_worth": "Chinese loan",
        "dearer_pct": "Yen loan dearer, % of paths",
        "break_even_pct": "Break-even, % a year",
        "difference_pct": "Yields of the month of signing, difference, points",
    },
    "fees": {
        "name": "Loan",
        "fees": "Fees, %",
        "bare_element_pct": "At once, without",
        "grant_element_pct": "with",
        "premium_element_pct": "and a premium",
        "drawn_bare_pct": "Slowly, without",
        "drawn_element_pct": "with",
    },
}


def for_concession(table: pd.DataFrame, minimum_pct: float) -> pd.DataFrame:
    """Give the table of :func:`draw_concession`: two rows a loan, one for each way of discounting.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``currency.concession`` gives, with ``debtor`` and ``creditor``.
    minimum_pct : float
        The minimum of the IMF, per cent.
    """
    parts = [
        table.assign(view=view, element=table[column], rate_used=rate)
        for view, column, rate in (
            (SAME, "same_pct", 5.0),
            (OWN, "own_pct", table["own_rate_pct"]),
        )
    ]
    both = pd.concat(parts, ignore_index=True).dropna(subset=["element"])
    return both.assign(minimum=minimum_pct, year=both["year"].astype(int))


def draw_concession(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the grant elements of all loans twice: at one discount rate, and at their currencies' own.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`for_concession` gives.
    layout : Layout
        The layout, which gives the width.
    """
    columns = 2 if layout.columns > 1 else 1
    size = panel_size(layout, 260, columns=columns)
    zero = alt.Chart().mark_rule(color=colour("muted")).encode(y=alt.datum(0))
    least = (
        alt.Chart()
        .mark_rule(color=colour("muted"), strokeDash=[4, 3])
        .encode(y=alt.datum(float(table["minimum"].iloc[0])))
    )
    dots = (
        alt.Chart()
        .mark_point(size=50, opacity=0.8, strokeWidth=1.5)
        .encode(
            x=year_axis(table["year"], size["width"]),
            y=alt.Y("element:Q", title=None, axis=alt.Axis(tickCount=7)),
            color=lender_colour(),
            shape=lender_shape(),
            fill=alt.condition("datum.is_stand_in", alt.value("transparent"), lender_colour()),
            tooltip=tooltips(
                project_name="Loan", debtor="Borrower in", creditor="Lender of",
                year=("Signed", "d"), rate_used=("Discount rate, %", ".2f"),
                element=("Grant element, %", ".1f"),
            ),
        )
    )  # fmt: skip
    chart = alt.layer(zero, least, dots).properties(**size)
    return panels(chart, "view", layout, columns=columns, sort=[SAME, OWN], data=table)


def describe_concession(table: pd.DataFrame) -> str:
    """Describe :func:`draw_concession`: the median of each lender under each way."""
    parts = [
        f"{view}, {creditor}: {counted(len(rows), 'loans')}, median {rows['element'].median():.0f}%, "
        f"{rows['element'].min():.0f} to {rows['element'].max():.0f}%"
        for (view, creditor), rows in table.dropna(subset=["element"]).groupby(["view", "creditor"])
    ]
    return (
        f"{counted(table['view'].nunique(), 'panels')} of points, grant element by year of signing {table['year'].min()} to "
        f"{table['year'].max()}, dashed line at the minimum of {table['minimum'].iloc[0]:g}%. "
        f"{'; '.join(parts)}."
    )


def for_ways(priced: pd.DataFrame, ranges: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_ways`: a row a loan and way, labelled, with the range of all ways.

    Parameters
    ----------
    priced, ranges : pandas.DataFrame
        What ``floating.priced`` and ``ranges`` give.
    terms : pandas.DataFrame
        What ``loans.measures.terms`` gives, with ``debtor`` and ``creditor``.
    """
    loans = terms.set_index("loan_id")
    table = priced.merge(
        ranges.set_index("loan_id")[["low_pct", "high_pct"]].add_prefix("all_"), on="loan_id"
    )
    table = table.assign(
        value=(table["low_pct"] + table["high_pct"]) / 2,
        way_name=table["way"].map(WAYS),
        creditor=table["loan_id"].map(loans["creditor"]),
        year=table["loan_id"].map(loans["year"]).astype(int),
        debtor=table["loan_id"].map(loans["debtor"]),
        project_name=table["loan_id"].map(loans["project_name"]),
    )
    names = {}
    for row in table.drop_duplicates("loan_id").itertuples():
        label = f"{row.debtor_code} {row.year}, {row.project_name}"
        while label in names.values():
            label += " (b)"
        names[row.loan_id] = label
    return table.assign(label=table["loan_id"].map(names)).sort_values(
        ["creditor", "all_high_pct", "loan_id"], ascending=[False, False, True], ignore_index=True
    )


def draw_ways(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each floating loan as the range of its three prices.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`for_ways` gives.
    layout : Layout
        The layout, which gives the width.
    """
    order = list(dict.fromkeys(table["label"]))
    # Where there is room each name stands on one line: so many rows of more do not fit on a page.
    letters = max(map(len, order)) if layout.columns > 1 else 24
    room = 30 + round(5.2 * letters)
    look, height = in_lines(order, letters)
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(**look))
    x = alt.X("value:Q", title="Grant element at 5%, %", axis=alt.Axis(tickCount=6, grid=True))
    tips = tooltips(
        label="Loan", creditor="Lender of", way_name="Way", value=("Grant element, %", ".1f"),
        all_low_pct=("least of all", ".1f"), all_high_pct=("most of all", ".1f"),
    )  # fmt: skip
    zero = alt.Chart(table).mark_rule(color=colour("muted")).encode(x=alt.datum(0))
    base = alt.Chart(table).encode(y=y, color=lender_colour(), tooltip=tips)
    span = base.mark_rule(strokeWidth=2, opacity=0.5).encode(
        x=alt.X("all_low_pct:Q"), x2="all_high_pct:Q"
    )
    shapes = dict(zip(WAYS.values(), ("circle", "triangle-up", "diamond")))
    # Beneath, where there is no room for both legends side by side.
    place = "top" if layout.columns > 1 else "bottom"
    legend = alt.Legend(columns=1, symbolFillColor=colour("text"), orient=place)
    dots = base.mark_point(filled=True, size=38, opacity=1).encode(
        x=x, shape=by_shape("way_name", shapes, legend=legend)
    )
    size = {"width": layout.width - room - 5, "height": height * len(order)}
    return alt.layer(zero, span, dots).properties(**size)


def describe_ways(table: pd.DataFrame) -> str:
    """Describe :func:`draw_ways`: how many loans lie on both sides of zero, by lender."""
    loans = table.drop_duplicates("loan_id")
    parts = []
    for creditor, rows in loans.groupby("creditor"):
        both = ((rows["all_low_pct"] < 0) & (rows["all_high_pct"] >= 0)).sum()
        parts.append(f"{creditor}: {both} of {len(rows)} on both sides of zero")
    wide = loans.loc[(loans["all_high_pct"] - loans["all_low_pct"]).idxmax()]
    return (
        f"Rows for {len(loans)} floating loans, each a line over {counted(table['way'].nunique(), 'prices')} of its grant element. "
        f"{'; '.join(parts)}. Widest: {wide['label']}, {wide['all_low_pct']:.0f} to "
        f"{wide['all_high_pct']:.0f}%."
    )


def for_pairs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_pairs`: two rows a pair, one for each way of discounting.

    Parameters
    ----------
    pairs : pandas.DataFrame
        What ``like_loans.pairs`` gives, with ``debtor``.
    """
    counts = pairs.groupby("debtor")["chn_loan_id"].transform("size")
    named = pairs.assign(panel=pairs["debtor"] + ", " + counts.astype(str) + " pairs")
    parts = [
        named.assign(view=view, points=named[column].astype(float))
        for view, column in ((SAME, "same_rate_pct"), (OWN, "matched_pct"))
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset=["points"])


def draw_pairs(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw by how many points the Japanese loan of each pair has more gift, with quartiles.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`for_pairs` gives.
    layout : Layout
        The layout, which gives the width.
    """
    labels = 155
    width = layout.width - labels - 20
    charts = []
    order = table["panel"].value_counts(sort=True).index
    for number, name in enumerate(order):
        rows = table[table["panel"] == name]
        base = alt.Chart(rows).encode(
            y=alt.Y("view:N", sort=[SAME, OWN], title=None,
                    axis=alt.Axis(minExtent=labels - 10)),
        )  # fmt: skip
        last = number == len(order) - 1
        title = "Japan's grant element less China's, points" if last else None
        x = alt.X("points:Q", title=title, axis=alt.Axis(tickCount=6, grid=True))
        zero = alt.Chart(rows).mark_rule(color=colour("muted")).encode(x=alt.datum(0))
        box = base.mark_bar(height=16, color=colour("jpn2")).encode(
            x=alt.X("q1(points):Q", title=title), x2="q3(points):Q"
        )
        middle = base.mark_tick(color=colour("text"), thickness=2.5, size=24).encode(
            x=alt.X("median(points):Q", title=title)
        )
        ticks = base.mark_tick(thickness=1.4, size=13, opacity=0.65, color=colour("JPN")).encode(
            x=x,
            tooltip=tooltips(
                jpn_name="Japan's loan", chn_name="China's loan", points=("Points", ".1f")
            ),
        )
        made = alt.layer(box, zero, ticks, middle)
        charts.append(made.properties(width=width, height=74, title=name))
    return alt.vconcat(*charts, spacing=14).resolve_scale(x="shared")


def describe_pairs(table: pd.DataFrame) -> str:
    """Describe :func:`draw_pairs`: the median and the count above zero, by country and way."""
    parts = [
        f"{panel}, {view.lower()}: median {rows['points'].median():+.0f}, Japan's softer in "
        f"{(rows['points'] > 0).sum()}"
        for (panel, view), rows in table.dropna(subset=["points"]).groupby(
            ["panel", "view"], sort=False
        )
    ]
    return (
        "Strips of marks, one a pair of a Chinese and a Japanese loan to one country, with quartiles: "
        f"points by which Japan's loan has more gift. {'; '.join(parts)}."
    )


def with_loan_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Name each yen loan by country, year and sector, numbered where two would be called the same.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``yen_cost.dollar_cost`` gives, with ``debtor``.
    """
    names = {}
    for row in table.drop_duplicates("loan_id").itertuples():
        label = f"{row.debtor} {row.signed_year}, {_SECTORS.get(row.sector, row.sector)}"
        while label in names.values():
            label += " (b)"
        names[row.loan_id] = label
    return table.assign(loan=table["loan_id"].map(names)).sort_values(
        ["signed_year", "loan_id", "year"], ignore_index=True
    )


def for_dollar_cost(once: pd.DataFrame, slow: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_dollar_cost`: a row a loan, year and line.

    Parameters
    ----------
    once, slow : pandas.DataFrame
        What ``yen_cost.dollar_cost`` gives for a loan drawn at once and over years, with ``debtor``.
    """
    once, slow = with_loan_labels(once), with_loan_labels(slow)
    parts = [
        once.assign(line=_COSTS["once"], cost=once["dollar_cost_pct"]),
        slow.assign(line=_COSTS["slow"], cost=slow["dollar_cost_pct"]),
        once.assign(line=_COSTS["yen"], cost=once["yen_cost_pct"]),
    ]
    return pd.concat(parts, ignore_index=True)


def draw_dollar_cost(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what each yen loan had cost in dollars at the end of each year, a panel a loan.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`for_dollar_cost` gives.
    layout : Layout
        The layout, which gives the width.
    """
    columns = layout.columns
    size = panel_size(layout, 88, left=46)
    looks = dict(zip(_COSTS.values(), ("JPN", "JPN", "muted")))
    dashes = dict(zip(_COSTS.values(), ([1, 0], [4, 3], [1, 2])))
    zero = alt.Chart().mark_rule(color=colour("rule")).encode(y=alt.datum(0))
    lines = (
        alt.Chart()
        .mark_line(point=False)
        .encode(
            x=year_axis(table["year"], size["width"]),
            y=alt.Y("cost:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=by_colour("line", looks),
            strokeDash=by_dash("line", dashes),
            tooltip=tooltips(
                loan="Loan", year=("To the end of", "d"), line="Line", cost=("% a year", ".1f")
            ),
        )
    )
    header = alt.Header(labelLimit=int(layout.width / columns - 26), labelFontSize=12)
    order = list(dict.fromkeys(table["loan"]))
    return panels(
        alt.layer(zero, lines).properties(**size), "loan", layout, columns=columns, gap=16,
        row_gap=20, sort=order, header=header, data=table,
    )  # fmt: skip


def describe_dollar_cost(table: pd.DataFrame) -> str:
    """Describe :func:`draw_dollar_cost`: the cost of each loan to the last year."""
    last = table[(table["line"] == _COSTS["once"]) & (table["year"] == table["year"].max())]
    parts = [f"{row.loan} {row.cost:+.1f}" for row in last.dropna(subset=["cost"]).itertuples()]
    return (
        f"Lines, one panel for each of {table['loan'].nunique()} yen loans: cost in dollars to the end "
        f"of each year, per cent a year, drawn at once and over years, beside the interest in yen. Drawn at "
        f"once, to {table['year'].max()}: {', '.join(parts)}."
    )


def for_fan(fans: pd.DataFrame, yields: pd.DataFrame) -> pd.DataFrame:
    """Give the table of :func:`draw_fan`: labels, and what yields said in the month of signing.

    Parameters
    ----------
    fans, yields : pandas.DataFrame
        What ``yen_cost.fans`` and ``break_even_and_yields`` give.
    """
    difference = yields.set_index("case")["difference_pct"].astype(float)
    return fans.assign(
        drift=[f"{drift:g}% a year" if drift else "steady" for drift in fans["drift_pct"]],
        words=[f"{share:.0f} of 100" for share in fans["dearer_pct"]],
        right=fans[["high", "other_worth"]].max(axis=1),
        difference_pct=fans["case"].map(difference),
    )


def draw_fan(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw present values of yen loans over paths of the yen, beside the dollar loan of the pair.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`for_fan` gives.
    layout : Layout
        The layout, which gives the width.
    """
    columns = 2 if layout.columns > 1 else 1
    size = panel_size(layout, 96, columns=columns, left=84)
    scale = amount_scale(table["right"], table["words"], size["width"], room=8)
    order = list(dict.fromkeys(table["drift"]))
    tips = tooltips(
        case="Pair", drift="Yen tends to rise by", low=("Present value, low", ".0f"),
        middle=("middle", ".0f"), high=("high", ".0f"), other_worth=("Dollar loan", ".0f"),
        dearer_pct=("Yen loan dearer, of 100 paths", ".0f"),
    )  # fmt: skip
    base = alt.Chart().encode(
        y=alt.Y("drift:N", sort=order, title=None, axis=alt.Axis(minExtent=58)), tooltip=tips
    )
    x = alt.X("low:Q", title=None, scale=scale, axis=alt.Axis(tickCount=5))
    band = base.mark_bar(height=11, color=colour("jpn2")).encode(x=x, x2="high:Q")
    middle = base.mark_tick(thickness=2.5, size=15, color=colour("JPN")).encode(
        x=alt.X("middle:Q", scale=scale)
    )
    other = alt.Chart().mark_rule(strokeWidth=2, color=colour("CHN")).encode(
        x=alt.X("mean(other_worth):Q", scale=scale)
    )  # fmt: skip
    words = base.mark_text(align="left", dx=5, fontSize=10.5).encode(
        x=alt.X("right:Q", scale=scale), text="words:N"
    )
    chart = alt.layer(band, other, middle, words).properties(**size)
    order = list(dict.fromkeys(table["case"]))
    return panels(chart, "case", layout, columns=columns, sort=order, data=table)


def describe_fan(table: pd.DataFrame) -> str:
    """Describe :func:`draw_fan`: of a hundred paths, on how many each yen loan is the dearer one."""
    parts = [
        f"{case}: {', '.join(f'{r.drift} {r.words}' for r in rows.itertuples())}"
        for case, rows in table.groupby("case", sort=False)
    ]
    return (
        "Bars of present values of a yen loan over paths drawn from the yen's history, with a line for "
        f"the Chinese loan of the pair, one panel a pair. Paths on which the yen loan is dearer: "
        f"{'; '.join(parts)}."
    )


_CONVENTIONS = {
    "unified-5": ("IMF and World Bank, one rate for all", ["unified-5"], ["conc-35"]),
    "in-force": ("IMF and World Bank, rule in force at the signing", [], ["conc-35"]),
    "own-rate": ("Market rate of each currency at the signing", [], ["conc-35"]),
    "dac-2018": (
        "DAC since the reform, by income group",
        ["dac-2018-lic", "dac-2018-lmic", "dac-2018-umic"],
        ["dac-2018-lic", "dac-2018-lmic", "dac-2018-umic"],
    ),
    "dac-old": ("DAC, older rule", ["dac-old"], ["dac-old"]),
}


def conventions_in_words(counted: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Write which discount rate and minimum stand behind each count, in the order of a table.

    Parameters
    ----------
    counted : pandas.DataFrame
        What ``loans.measures.by_threshold`` and ``currency.by_own_rate`` give.
    rules : pandas.DataFrame
        Table ``concessionality_rules``.
    """
    rule = rules.set_index("rule_id")

    def listed(ids: list[str], column: str) -> str:
        return " / ".join(f"{rule.loc[name, column]:g}" for name in ids) or "of each currency"

    words = [_CONVENTIONS[name] for name in counted["convention"]]
    order = list(_CONVENTIONS)
    return counted.assign(
        name=[name for name, _, _ in words],
        rate=[listed(ids, "discount_rate_pct") for _, ids, _ in words],
        minimum=[listed(ids, "threshold_pct") for _, _, ids in words],
        rank=counted["convention"].map(order.index),
    ).sort_values(["rank", "creditor"], ignore_index=True)
