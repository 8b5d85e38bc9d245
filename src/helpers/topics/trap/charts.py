"""Charts on the charge of a debt trap: the matrix of tests, the debate, and what-if runs."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import PERCENT, by_colour, by_dash, by_shape, panel_size, panels, tooltips
from helpers.style import PRINT, Layout, colour

STATUS_NAMES = {
    "met": "Met",
    "not-met": "Not met",
    "unknown": "Unknown",
    "no-debt": "No debt reported",
}
# What is met takes the colour of its lender; tests of all lenders take that of words.
_INKS = {"China": "CHN", "Japan": "JPN", "Any lender": "text"}
_GLYPHS = {"met": "■", "not-met": "○", "unknown": "?", "no-debt": "–"}
POSITION_NAMES = {
    "supports": "Supports the thesis",
    "nuanced": "Qualifies it",
    "rejects": "Rejects it",
}
DEBATE_NAMES = {
    "debt-trap": "“China’s loans are a debt trap”",
    "japan-alternative": "“Japan is the alternative”",
}
KIND_NAMES = {
    "paper": "Study",
    "report": "Report of an institute",
    "official": "Official document",
    "news": "News or opinion",
    "reference": "Summary of a book",
}
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
OWN_CASE = "Your own case"
_DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [3, 5]]
_LINES = ["text", "step3", "step4", "step5", "accent"]


def draw_matrix(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the verdict of every test: China, Japan, and the debtor as a whole.

    Parameters
    ----------
    table : pandas.DataFrame
        ``criterion_name``, ``criterion_no``, ``panel`` (China, Japan, Any lender), ``debtor``,
        ``status``, ``value`` (printed in the panel of all lenders), ``evidence_text``.
    layout : Layout
        The layout, which gives the width.
    """
    wide = layout.columns > 1
    labels = 120
    room = (layout.width - labels - 70) / 2 if wide else layout.width - labels - 36
    title = alt.TitleParams(
        " · ".join(f"{_GLYPHS[s]} {STATUS_NAMES[s].lower()}" for s in STATUS_NAMES),
        anchor="start", fontWeight="normal", fontSize=12, color=colour("muted"), offset=12,
    )  # fmt: skip
    china = _tests(table, "China", "China as lender", room, True, labels)
    japan = _tests(table, "Japan", "Japan as lender", room, not wide, labels)
    whole = _tests(table, "Any lender", "All lenders", room, True, labels)
    if wide:
        chart = alt.vconcat(alt.hconcat(china, japan, spacing=16), whole, spacing=22)
    else:
        chart = alt.vconcat(china, japan, whole, spacing=18)
    return chart.properties(title=title)


def _tests(
    table: pd.DataFrame, panel: str, title: str, room: float, named: bool, labels: int
) -> alt.Chart:
    table = table[table["panel"] == panel]
    order = table.sort_values("criterion_no")["criterion_name"].unique().tolist()
    table = table.assign(
        glyph=table["status"].map(_GLYPHS), verdict=table["status"].map(STATUS_NAMES)
    )
    # Tests of the debtor weigh a figure: it stands in the cell, on whichever side of the threshold.
    weighed = table["value"].notna() & (table["panel"] == "Any lender")
    figure = table["value"].map("{:.0f}%".format, na_action="ignore").fillna("")
    small = weighed.any() and room < 200
    table["glyph"] += (("" if small else " ") + figure).where(weighed, "")
    axis = alt.Axis(
        labels=named, ticks=False, domain=False, labelLimit=labels, labelColor=colour("text"),
        minExtent=labels if named else 0,
    )  # fmt: skip
    top = alt.Axis(
        orient="top", labelAngle=-40, ticks=False, domain=False, labelAlign="left",
        labelColor=colour("text"),
    )  # fmt: skip
    base = alt.Chart(table, title=alt.TitleParams(title, frame="group")).encode(
        x=alt.X("debtor:N", title=None, axis=top, scale=alt.Scale(padding=0.06)),
        y=alt.Y("criterion_name:N", title=None, sort=order, axis=axis),
        tooltip=tooltips(
            criterion_name="Test",
            debtor="Debtor",
            panel="Lender",
            verdict="Verdict",
            evidence_text="Evidence",
        ),
    )
    is_met = "datum.status == 'met'"
    tile = base.mark_rect(cornerRadius=2).encode(
        color=alt.condition(is_met, alt.value(colour(_INKS[panel])), alt.value(colour("land")))
    )
    sign = base.mark_text(fontSize=10 if small else 13).encode(
        text="glyph:N",
        color=alt.condition(is_met, alt.value(colour("ground")), alt.value(colour("text"))),
    )
    height = 24 * len(order)
    return (tile + sign).properties(width=int(room), height=height)


def describe_matrix(table: pd.DataFrame) -> str:
    """Describe :func:`draw_matrix`: how many tests are met for each lender, and where."""
    parts = []
    for panel, rows in table.groupby("panel", sort=False):
        counts = rows["status"].value_counts()
        words = ", ".join(f"{STATUS_NAMES[s].lower()} {counts.get(s, 0)}" for s in STATUS_NAMES)
        met = rows[rows["status"] == "met"].groupby("criterion_name", sort=False)["debtor"]
        where = "; ".join(f"{name}: {', '.join(found)}" for name, found in met)
        parts.append(f"{panel}: {words}. Met: {where}.")
    return "Grid of tests by country, one panel a lender. " + " ".join(parts)


def draw_positions(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw who holds what, in order of time, one panel a debate.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.positions`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    panels = [
        _stances(table[table["debate"] == debate], title, layout)
        for debate, title in DEBATE_NAMES.items()
    ]
    return alt.vconcat(*panels, spacing=20).resolve_scale(shape="shared", fill="shared")


def _stances(table: pd.DataFrame, title: str, layout: Layout) -> alt.Chart:
    wide = layout.columns > 1
    stances = list(POSITION_NAMES)
    year = table["year"].astype("string").fillna("undated" if wide else "n.d.")
    table = table.assign(
        column=table["position"].map(stances.index),
        year_words=year.where(year != year.shift(fill_value=""), ""),
        kind=table["source_kind"].map(KIND_NAMES),
        stance=table["position"].map(POSITION_NAMES),
        trust=table["confidence"],
    )
    names = [n if wide else n.split()[0] for n in POSITION_NAMES.values()]
    heads = "".join(f"datum.value == {i} ? '{n}' : " for i, n in enumerate(names)) + "''"
    x_axis = alt.Axis(
        orient="top", values=list(range(len(stances))), labelExpr=heads, labelAlign="left", title=None,
        ticks=False, domain=False, grid=True, labelColor=colour("text"), labelFontWeight="bold",
        labelOffset=-4,
    )  # fmt: skip
    base = alt.Chart(table).encode(y=alt.Y("order_no:O", axis=None))
    # On a phone the last column needs more room: names there can't reach over the next.
    end = 3 if wide else 3.4
    x = alt.X("column:Q", axis=x_axis, scale=alt.Scale(domain=[-0.38, end], nice=False))
    kinds = list(KIND_NAMES.values())
    point = base.mark_point(size=45, strokeWidth=1.4, stroke=colour("accent"), opacity=1).encode(
        x=x,
        shape=by_shape(
            "kind",
            dict(zip(kinds, _SHAPES)),
            legend=alt.Legend(columns=3 if wide else 2, symbolStrokeColor=colour("accent")),
        ),
        fill=alt.condition(
            "datum.trust == 'low'", alt.value(colour("ground")), alt.value(colour("accent"))
        ),
        tooltip=tooltips(
            author_text="Who",
            year=("Year", "d"),
            outlet_name="Where",
            stance="Position",
            argument_text="Argument",
            kind="Source",
        ),
    )
    size = 11 if wide else 9
    name = base.mark_text(align="left", dx=8, fontSize=size).encode(x=x, text="holder_name:N")
    when = base.mark_text(align="left", fontSize=size, color=colour("muted")).encode(
        x=alt.datum(-0.38, type="quantitative"), text="year_words:N"
    )
    return (point + name + when).properties(
        title=title, width=layout.width - 12, height=16 * len(table)
    )


def describe_positions(table: pd.DataFrame) -> str:
    """Describe :func:`draw_positions`: the years and the count of each position in each debate."""
    parts = []
    for debate, rows in table.groupby("debate"):
        counts = rows["position"].value_counts()
        words = ", ".join(f"{POSITION_NAMES[p].lower()} {counts.get(p, 0)}" for p in POSITION_NAMES)
        years = f"{rows['year'].min()} to {rows['year'].max()}"
        parts.append(f"{DEBATE_NAMES[debate]}, {len(rows)} positions of {years}: {words}.")
    return "Dots in order of time with the holder's name, a column for each position. " + " ".join(
        parts
    )


def draw_debt_ratio(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the ratio of debt to GDP in each case, one panel a country.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``case``, ``year_no``, ``debt_gdp_pct``, and the starting point and assumptions
        of the run: ``stock_usd_million``, ``gdp_usd_million``, ``growth_pct``, ``pause_years``,
        ``repayment_years`` (for the reader's own case on the page), ``fall_pct``.
    layout : Layout
        The layout, which gives the width.
    """
    own = (
        "datum.year_no == 0 ? 100 * datum.stock_usd_million / datum.gdp_usd_million : "
        "100 * datum.stock_usd_million * "
        "(1 - (1 - own_new / 100) * min(1, max(0, datum.year_no - own_pause) / own_years)) / "
        "(datum.gdp_usd_million * pow(1 + own_growth / 100, datum.year_no) * (1 - own_fall / 100))"
    )
    names = ("growth", "fall", "pause", "years", "new")
    return _what_if(table, "debt_gdp_pct", own, names, layout)


def _sliders(table: pd.DataFrame, names: tuple[str, ...]) -> list[alt.Parameter]:
    first = table.iloc[0]
    ranges = {
        "growth": (-5, 10, 0.5, float(first["growth_pct"]), "Growth, % a year "),
        "fall": (0, 60, 1, 0, "Fall of the currency, % "),
        "pause": (0, 5, 1, int(first["pause_years"]), "Pause, years "),
        "years": (5, 40, 1, int(first["repayment_years"]), "Repaid over, years "),
        "new": (0, 100, 5, 0, "Borrowed anew, % of principal "),
    }
    return [
        alt.param(
            name=f"own_{name}",
            value=ranges[name][3],
            bind=alt.binding_range(
                min=ranges[name][0], max=ranges[name][1], step=ranges[name][2], name=ranges[name][4]
            ),
        )
        for name in names
    ]


def _what_if(
    table: pd.DataFrame, column: str, own: str, names: tuple[str, ...], layout: Layout
) -> alt.TopLevelMixin:
    on_screen = layout is not PRINT
    cases = table["case"].unique().tolist()
    domain = [*cases, OWN_CASE] if on_screen else cases
    # The reader's own case, where there is one, comes last.
    colours = dict(zip(domain, [*_LINES[: len(cases)], "MLT"]))
    dashes = dict(zip(domain, [*_DASHES[: len(cases)], [1, 3]]))
    columns = min(layout.columns, 3)
    # One row a country carries the words that stand in a panel.
    table = table.assign(
        value=table[column].astype("Float64"), is_note=~table.duplicated(subset="debtor")
    )
    axis = alt.Axis(tickCount=4, labelExpr=PERCENT)
    base = alt.Chart().encode(
        x=alt.X(
            "year_no:Q", title="years on", axis=alt.Axis(tickMinStep=1, format="d", tickCount=6)
        ),
        y=alt.Y("value:Q", title=None, axis=axis, scale=alt.Scale(zero=True)),
        color=by_colour(
            "case",
            colours,
            legend=alt.Legend(
                columns=3 if layout.columns > 1 else 1, labelLimit=260, symbolSize=300
            ),
        ),
        strokeDash=by_dash("case", dashes),
        tooltip=tooltips(
            debtor="Debtor", case="Case", year_no=("Years on", "d"), value=("Per cent", ".1f")
        ),
    )
    layers = [base.transform_filter("isValid(datum.value)").mark_line()]
    if on_screen:
        first = f"datum.case == '{cases[0]}'"
        mine = base.transform_filter(first).transform_calculate(value=own, case=f"'{OWN_CASE}'")
        layers.append(mine.mark_line(strokeWidth=3))
    layers.append(_no_fall())
    size = panel_size(layout, 130, columns=columns, left=42)
    panel = alt.layer(*layers).properties(**size)
    chart = panels(panel, "debtor", layout, columns=columns, gap=14, data=table)
    if on_screen:
        chart = chart.add_params(*_sliders(table, names))
    return chart


def _no_fall() -> alt.Chart:
    """Say where no fall of the currency is on record."""
    rows = alt.Chart().transform_filter("!isValid(datum.fall_pct) && datum.is_note")
    words = rows.mark_text(
        text="fall unknown: no rates", align="left", fontSize=10, color=colour("muted")
    )
    return words.encode(x=alt.value(3), y=alt.value(24))


def _ends(table: pd.DataFrame, column: str) -> str:
    last = table[table["year_no"] == table["year_no"].max()].dropna(subset=[column])
    values = last.astype({column: float}).groupby("debtor")[column].agg(["min", "max"])
    words = ", ".join(f"{d} {r['min']:.1f} to {r['max']:.1f}" for d, r in values.iterrows())
    return f"After {table['year_no'].max()} years, lowest to highest case: {words}"


def describe_debt_ratio(table: pd.DataFrame) -> str:
    """Describe :func:`draw_debt_ratio`: cases, and the range at the end for each country."""
    return (
        f"Lines, one panel for each of {table['debtor'].nunique()} countries, debt in per cent of "
        f"GDP over {table['year_no'].max()} years in the cases {'; '.join(table['case'].unique())}. "
        f"{_ends(table, 'debt_gdp_pct')}."
    )
