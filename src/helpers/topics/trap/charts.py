"""Charts on the charge of a debt trap: the matrix of tests and the debate."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import by_shape, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour

STATUS_NAMES = {
    "met": "Met",
    "not-met": "Not met",
    "undecided": "Undecided",
    "not-looked-at": "Not looked at",
    "no-debt": "No debt reported",
}
# What is met takes the colour of its lender; tests of all lenders take that of words.
_INKS = {"China": "CHN", "Japan": "JPN", "Any lender": "text"}
_GLYPHS = {"met": "■", "not-met": "○", "undecided": "?", "not-looked-at": "·", "no-debt": "–"}
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
# What is published of the matrix and of the debate.
MATRIX_COLUMNS = [
    "criterion_name",
    "panel",
    "debtor",
    "verdict",
    "cell_text",
    "evidence_text",
    "confidence",
]

POSITION_COLUMNS = [
    "debate",
    "author_text",
    "year",
    "outlet_name",
    "position",
    "source_kind",
    "argument_text",
    "area_names",
    "confidence",
]


def draw_matrix(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the verdict of every test: China, Japan, and the debtor as a whole.

    Parameters
    ----------
    table : pandas.DataFrame
        ``criterion_name``, ``criterion_no``, ``panel`` (China, Japan, Any lender), ``debtor``,
        ``status``, ``cell_text`` (the figure of the test, printed beside the sign),
        ``evidence_text``.
    layout : Layout
        The layout, which gives the width.
    """
    wide = layout.columns > 1
    labels = 120
    room = (layout.width - labels - 70) / 2 if wide else layout.width - labels - 36
    signs = [f"{_GLYPHS[s]} {STATUS_NAMES[s].lower()}" for s in STATUS_NAMES]
    title = alt.TitleParams(
        "   ".join(signs) if wide else ["   ".join(signs[:3]), "   ".join(signs[3:])],
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


def _words(glyph: str, cell: str, small: bool) -> str:
    """Write sign and figure of a cell; on a phone the fill alone tells that a count of loans meets a test.

    Examples
    --------
    >>> _words("■", "10/31", False), _words("■", "10/31", True), _words("○", "2/6", True)
    ('■ 10/31', '10/31', '○2/6')
    """
    if small and glyph == _GLYPHS["met"] and "/" in (cell or ""):
        return cell
    return f"{glyph}{'' if small or not cell else ' '}{cell or ''}"


def _tests(
    table: pd.DataFrame, panel: str, title: str, room: float, named: bool, labels: int
) -> alt.Chart:
    table = table[table["panel"] == panel]
    order = table.sort_values("criterion_no", kind="stable")["criterion_name"].unique().tolist()
    table = table.assign(
        glyph=table["status"].map(_GLYPHS), verdict=table["status"].map(STATUS_NAMES)
    )
    # The figure stands in the cell on whichever side of the threshold, also where nothing is decided.
    small = room < 200
    table["glyph"] = [
        _words(*cell, small) for cell in zip(table["glyph"], table["cell_text"], strict=True)
    ]
    axis = alt.Axis(
        labels=named, ticks=False, domain=False, labelColor=colour("text"),
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
            cell_text="Figure",
            evidence_text="Evidence",
        ),
    )
    is_met = "datum.status == 'met'"
    tile = base.mark_rect(cornerRadius=2).encode(
        color=alt.condition(is_met, alt.value(colour(_INKS[panel])), alt.value(colour("land")))
    )
    sign = base.mark_text(fontSize=9 if small else 11).encode(
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


def spans(first: pd.Series, last: pd.Series) -> pd.Series:
    """Write spans of years, one year alone where both ends are the same.

    Examples
    --------
    >>> spans(pd.Series([2006, 2017]), pd.Series([2021, 2017])).to_list()
    ['2006–2021', '2017']
    """
    words = first.astype(str)
    return words.where(first == last, words + "–" + last.astype(str))


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
        parts.append(
            f"{DEBATE_NAMES[debate]}, {counted(len(rows), 'positions')} of {years}: {words}."
        )
    return "Dots in order of time with the holder's name, a column for each position. " + " ".join(
        parts
    )
