"""Axes follow the data: with later years or larger values nothing leaves a plot, and no end is typed."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from itertools import pairwise

import pandas as pd
import pytest
import test_charts
import test_early_and_formats
import test_loans
import test_loans_seen
import test_offers
import test_outlook
import test_tokyo
import test_trade_and_ties
import test_trap
from conftest import ROOT

from helpers import exhibits, style, svg
from helpers.charts import axes
from helpers.data import load_table
from helpers.topics.claims import charts as claim_charts
from helpers.topics.debt import coverage_charts
from helpers.topics.formats import charts as format_charts
from helpers.topics.trade import charts as trade_charts

DRAWN_ALIKE = ROOT / "src" / "helpers" / "charts"
FILES = sorted([*DRAWN_ALIKE.glob("*.py"), *ROOT.glob("src/helpers/topics/*/*charts.py")])
# Shares of a whole end at the whole; an axis of them does not grow.
SHARES = ("share_pct", "identical_votes_pct")
# Nor does a place on a map.
DEGREES = ("lon", "lat")
# Maps alone cut a mark at the edge: a route goes on beyond it.
MAPS = {"routes", "maps"}


def drawings() -> Iterator[tuple[str, object, pd.DataFrame]]:
    for module in (test_charts, test_early_and_formats, test_tokyo, test_trade_and_ties):
        for name, charts, table in module.CASES:
            yield name, getattr(charts, f"draw_{name}"), table
    for name, (charts, table) in test_loans.CHARTS.items():
        yield name, getattr(charts, f"draw_{name}"), table
    for name, draw, _, table in test_offers.CASES:
        yield name, draw, table
    for name, table in test_trap.CASES:
        yield name, getattr(test_trap.charts, f"draw_{name}"), table
    yield "scenarios", test_outlook.charts.draw_scenarios, test_outlook.page.costs()[0]
    yield "coverage", coverage_charts.draw_coverage, test_loans_seen.real_seen()
    yield "strip", claim_charts.draw_strip, claim_charts.with_verdicts(load_table("claims"))


DRAWINGS = list(drawings())
IDS = [name for name, _, _ in DRAWINGS]


def test_every_chart_is_among_them():
    charts = {
        node.name
        for path in FILES
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("draw_")
    }
    drawn = {getattr(draw, "func", draw).__name__ for _, draw, _ in DRAWINGS}
    # A map of values is a part that the maps of topics are put together from.
    assert charts - drawn == {"draw_values"}


def ten_years_later(table: pd.DataFrame) -> pd.DataFrame:
    """Add rows for ten more years: the last ones again, ten years on."""
    moved = table.copy()
    found = False
    for name in table:
        if pd.api.types.is_datetime64_any_dtype(table[name]):
            moved[name] = moved[name] + pd.DateOffset(years=10)
            found = True
        elif name == "year" or name.startswith(("publication_year", "event_year")):
            moved[name] = moved[name] + 10
            found = True
    if not found:
        return table
    if "year" in table and table["year"].nunique() == 1:
        return moved
    if "year" in table:
        moved = moved[moved["year"] > table["year"].max()]
    return pd.concat([table, moved], ignore_index=True)


def half_as_large_again(table: pd.DataFrame) -> pd.DataFrame:
    """Raise all amounts by half."""
    return table.assign(
        **{
            name: table[name].astype(float) * 1.5
            for name in table.select_dtypes("float").columns
            if name not in SHARES + DEGREES
        }
    )


def without_a_year(table: pd.DataFrame) -> pd.DataFrame:
    """Take out a year in the middle."""
    years = sorted(table["year"].dropna().unique()) if "year" in table else []
    return table[table["year"] != years[len(years) // 2]] if len(years) > 2 else table


def without_the_last_figure(table: pd.DataFrame) -> pd.DataFrame:
    """Take the figures out of the last row: of its series nothing is known at the end."""
    return _without_figures(table, table.index == table.index[-1])


def without_the_first_figure(table: pd.DataFrame) -> pd.DataFrame:
    """Take the figures out of the first row."""
    return _without_figures(table, table.index == table.index[0])


def _without_figures(table: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    figures = [name for name in table.select_dtypes("float") if name not in DEGREES]
    return table.assign(**{name: table[name].mask(rows) for name in figures})


def series_of(table: pd.DataFrame) -> tuple[str, list]:
    """Give the column that sets lenders or countries apart, and its names."""
    for name in ("creditor", "partner", "lender", "debtor", "country", "recipient", "exporter"):
        if name in table and table[name].nunique() > 1:
            return name, list(dict.fromkeys(table[name]))
    return "", []


def without_a_series(table: pd.DataFrame) -> pd.DataFrame:
    """Take out one lender, or one country."""
    name, names = series_of(table)
    return table[table[name] != names[0]] if name else table


def of_one_series(table: pd.DataFrame) -> pd.DataFrame:
    """Keep one lender, or one country."""
    name, names = series_of(table)
    return table[table[name] == names[0]] if name else table


CUT = "cut at the edge"


def outside(item: dict, plot: tuple[float, float] | None = None) -> Iterator[str]:
    """List the marks whose middle, or an end of which, lies outside of their plot."""
    for mark in item.get("items", []):
        if mark.get("marktype") == "group":
            for group in mark["items"]:
                is_plot = mark.get("role") in ("frame", "scope") and group.get("width")
                size = (group["width"], group["height"]) if is_plot else plot
                if mark.get("role") in ("frame", "scope", "mark"):
                    yield from outside(group, size)
            continue
        if mark.get("role") != "mark" or mark["marktype"] == "shape" or not plot:
            continue
        if mark.get("clip"):
            yield CUT
            continue
        for one in mark["items"]:
            for axis, length, room in (("x", "width", plot[0]), ("y", "height", plot[1])):
                start = one.get(axis, 0)
                for place in (start, one.get(f"{axis}2", start), start + (one.get(length) or 0)):
                    if not -1 <= place <= room + 1:
                        yield f"{mark['marktype']} at {axis} = {place:.0f} of {room:.0f}"


def scene(draw, table: pd.DataFrame, layout: style.Layout) -> dict:
    """Give what is drawn of a chart that was fitted into its room, as the book does it."""
    fitted, _ = exhibits.fitted(draw, table, layout)
    spec = json.loads(style.resolve(json.dumps(fitted)))
    # The renderer measures words with the font of the book.
    made = svg.renderer().vegalite_to_scenegraph(spec, vl_version="6.1")
    return made if isinstance(made, dict) else json.loads(made)


@pytest.mark.parametrize(
    "change", [ten_years_later, pytest.param(half_as_large_again, marks=pytest.mark.deep)]
)
@pytest.mark.parametrize(("name", "draw", "table"), DRAWINGS, ids=IDS)
def test_nothing_leaves_the_plot_when_the_data_grow(name, draw, table, change):
    for layout in style.LAYOUTS:
        made = scene(draw, change(table), layout)
        allowed = {CUT} if name in MAPS else set()
        assert set(outside({"items": [made["scenegraph"]]})) <= allowed
        assert change is ten_years_later or made["width"] <= layout.width + 1


# Those whose rows are not what is missing in real life: a calculator of given pairs, loans on maps.
WHOLE = {"calculator", "grant_elements", "fan", "scenarios", "routes", "share", "pairs"}
QUICK = {"by_creditor", "lender_shares", "with_banks", "pair", "records", "china_russia", "gas_destinations"}  # fmt: skip
LOSSES = [
    without_a_year,
    without_the_last_figure,
    without_the_first_figure,
    without_a_series,
    of_one_series,
]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    ("name", "draw", "table"),
    [
        pytest.param(*case, marks=[] if case[0] in QUICK else pytest.mark.deep, id=case[0])
        for case in DRAWINGS
        if case[0] not in WHOLE
    ],
)
def test_what_is_missing_is_neither_drawn_nor_named(name, draw, table, loss):
    table = loss(pd.DataFrame(table))
    for layout in style.LAYOUTS:
        spec, drawing = exhibits.fitted(draw, table, layout)
        seen = re.findall(r">([^<>]+)<|aria-label=\"([^\"]*)\"", drawing)
        assert [words for words in seen if MISSING.search(" ".join(words))] == []
        assert "NaN" not in re.sub(r">[^<]*<", "><", drawing)
        made = svg.renderer().vegalite_to_scenegraph(
            json.loads(style.resolve(json.dumps(spec))), vl_version="6.1"
        )
        made = made if isinstance(made, dict) else json.loads(made)
        assert set(outside({"items": [made["scenegraph"]]})) <= ({CUT} if name in MAPS else set())
    words = description_of(draw)(table)
    assert not MISSING.search(words)
    assert not ONE_OF_MANY.search(words)


ONE_OF_MANY = re.compile(
    r"(?<![\d.,])1 (countries|loans|meetings|partners|pairs|exporters|steps|figures|positions)\b"
)
MISSING = re.compile(r"(?<![A-Za-z])(nan|NaN|None|NaT|undefined|inf)(?![A-Za-z])|<NA>")


def description_of(draw):
    """Give the function that describes what a function draws, with the same options."""
    options = getattr(draw, "keywords", {})
    function = getattr(draw, "func", draw)
    module = importlib.import_module(function.__module__)
    describe = getattr(module, function.__name__.replace("draw_", "describe_"), str)
    taken = inspect.signature(describe).parameters if describe is not str else {}
    return functools.partial(describe, **{k: v for k, v in options.items() if k in taken})


def test_what_leaves_a_plot_is_seen():
    table = pd.DataFrame({"year": [2000, 2020]})

    def typed(table, layout):
        import altair as alt

        x = alt.X("year:Q", scale=alt.Scale(domain=[2000, 2020]))
        return alt.Chart(table).mark_point().encode(x=x)

    assert not list(outside({"items": [scene(typed, table, style.WIDE)["scenegraph"]]}))
    assert list(
        outside({"items": [scene(typed, ten_years_later(table), style.WIDE)["scenegraph"]]})
    )


def ends(call: ast.Call) -> list[ast.expr]:
    """Give what a call types as ends or ticks of a scale or axis."""
    return [
        k.value for k in call.keywords if k.arg in ("domain", "values", "domainMax", "domainMin")
    ]


def is_typed(node: ast.expr) -> bool:
    """Tell whether a list holds a year or a date, or nothing but numbers."""
    parts = [c.value for c in ast.walk(node) if isinstance(c, ast.Constant)]
    dated = any(
        (isinstance(p, int) and 1900 < p < 2100) or re.match(r"\d{4}-\d\d|\d{4}$", str(p))
        for p in parts
    )
    plain = isinstance(node, ast.List) and all(
        isinstance(e, ast.Constant) and isinstance(e.value, int | float) for e in node.elts
    )
    return dated or (plain and len(node.elts) > 1)


@pytest.mark.parametrize(
    "path", FILES, ids=lambda p: p.relative_to(ROOT / "src/helpers").as_posix()
)
def test_no_chart_types_where_an_axis_ends(path):
    """Classes of a threshold scale are no ends; a share of a whole ends at the whole."""
    typed = [
        f"line {node.lineno}: {ast.unparse(end)}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("Scale", "Axis")
        if not any(k.arg == "type" and ast.unparse(k.value) == "'threshold'" for k in node.keywords)
        for end in ends(node)
        if is_typed(end) and not (path.name == "axes.py" and ast.unparse(end) == "[0, 100]")
    ]
    assert typed == []


@pytest.mark.parametrize(("name", "draw", "table"), DRAWINGS, ids=IDS)
def test_no_axis_stands_under_an_empty_place(name, draw, table):
    """Panels that wrap have an axis each; one for a column would stand under no panel."""
    spec = draw(table, style.WIDE).to_dict()
    if "columns" not in spec or "facet" not in spec:
        pytest.skip("its panels do not wrap")
    footers = [
        group
        for mark in scene(draw, table, style.WIDE)["scenegraph"]["items"][0]["items"]
        if mark.get("role") == "column-footer"
        for group in mark["items"]
        if any(part.get("role") == "axis" for part in group.get("items", []))
    ]
    assert footers == []


def test_what_is_missing_is_not_drawn():
    paces = pd.DataFrame(
        {
            "partner_name": ["Japan", "Russia"],
            "format_id": ["japan", "russia"],
            "latest_ministers_no": [9, 8],
            "months_between": [27.0, None],
            "latest_ministers_date": ["2022-12-24", "2025-10-08"],
        }
    )
    assert marks(format_charts.draw_pace, paces, "rect") == 1
    trade = pd.DataFrame(
        {
            "country": ["Kazakhstan", "Kazakhstan"],
            "partner": ["China", "Japan"],
            "trade_usd_million": [43820.0, None],
            "record": ["2024, Chinese record", ""],
        }
    )
    assert marks(trade_charts.draw_two_partners, trade, "symbol") == 1
    assert marks(trade_charts.draw_two_partners, trade, "text") == 2


def marks(draw, table: pd.DataFrame, kind: str) -> int:
    """Count the marks of a kind in a drawing."""

    def count(item: dict) -> int:
        inner = sum(count(part) for part in item.get("items", []))
        own = item.get("role") == "mark" and item.get("marktype") == kind
        return inner + (len(item["items"]) if own else 0)

    return count(scene(draw, table, style.WIDE)["scenegraph"])


@pytest.mark.parametrize(
    ("values", "ends"),
    [([], [0, 1]), ([0, None], [0, 1]), ([-5], [-5, 0]), ([-5, 0, 20], [-5, 20]), ([4], [0, 4])],
)
def test_an_axis_of_amounts_has_a_length_and_holds_what_is_below_zero(values, ends):
    assert axes.amount_scale(values).domain == ends
    (low, high), words = ends, ["12.5"] * len(values)
    scale = axes.amount_scale(values, words, 200, room=8)
    assert scale.domain[0] == low
    assert scale.domain[1] >= high


def test_an_axis_of_years_holds_days_after_the_last_new_year():
    assert axes.year_axis(pd.Series([2019.2, 2025.99]), 170)["scale"].domain == [2019, 2026]


def test_a_log_axis_has_no_place_for_nothing():
    low, high = axes.log_axis([0.0, None, 5.0, 50.0])["scale"].domain
    assert 0 < low < 5 < 50 < high
    low, high = axes.log_axis([0.0, None])["scale"].domain
    assert 0 < low < high


@pytest.mark.parametrize(
    ("first", "last"), [(1992, 2024), (2000, 2033), (2015, 2016), (2020, 2020)]
)
@pytest.mark.parametrize("width", [120, 170, 290, 600])
def test_the_years_named_begin_and_end_with_the_data(first, last, width):
    years = axes.year_ticks(first, last, width)
    assert (years[0], years[-1]) == (first, last)
    assert years == sorted(set(years))
    room = [(b - a) * width / max(1, last - first) for a, b in pairwise(years)]
    assert all(step > 25 for step in room), "labels of years touch"
