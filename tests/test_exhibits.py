"""The public functions: an exhibit or number without its parts is refused by name."""

from __future__ import annotations

import re

import altair as alt
import pandas as pd
import pytest
from docutils import nodes

from helpers import data, exhibits, numbers, style
from helpers.book import render
from helpers.book.typst.translator import Translator
from helpers.charts.axes import tooltips
from helpers.formatting import MIME, as_csv, cell_text, note_of
from helpers.provenance import Origin, give
from helpers.svg import draw as drawn

OF_DEBT = Origin(fixed={"debt_stocks": frozenset(["one-debt-overview-ids"])})
TABLE = give(pd.DataFrame({"year": [2020, 2021], "v": [1.0, 2.0]}), OF_DEBT)
PARTS = {
    "title": "A message",
    "subtitle": "US$ million, 2020 to 2021",
    "columns": {"year": "Year", "v": "Value"},
}


def draw(table, layout):
    return alt.Chart(table).mark_line(color=style.colour("JPN")).encode(x="year:Q", y="v:Q")


def describe(_table):
    return "A line that rises."


@pytest.fixture
def shown(monkeypatch):
    bundles = []
    monkeypatch.setattr(exhibits, "display", lambda data, **_: bundles.append(data))
    return bundles


def test_a_whole_exhibit_carries_all_its_parts(shown):
    exhibits.show_chart("a-line", TABLE, draw, describe, **PARTS)
    bundle = shown[0][MIME]
    assert bundle["alt"] == "A line that rises."
    assert bundle["licence"] == "CC-BY-4.0"
    assert bundle["rows"] == [[2020, 1.0], [2021, 2.0]]
    assert [cell_text(v) for v in bundle["rows"][0]] == ["2020", "1.0"]
    assert set(bundle["svg"]) == {"wide", "narrow", "print"}
    assert "var(--book-jpn)" in bundle["svg"]["wide"]
    assert "var(--" not in bundle["svg"]["print"]


def test_paper_has_the_drawing_of_the_page(shown):
    layouts = []

    def watched(table, layout):
        layouts.append(layout.name)
        return draw(table, layout)

    exhibits.show_chart("a-line", TABLE, watched, describe, **PARTS)
    svg = shown[0][MIME]["svg"]
    # Again, narrower, where a drawing takes more room than there is; never for paper.
    assert list(dict.fromkeys(layouts)) == ["wide", "narrow"]
    assert svg["print"] == style.resolve(svg["wide"]).replace("a-line-wide-", "a-line-print-")


def test_a_chart_with_inputs_is_drawn_for_paper(shown):
    """Nobody can move a slider there."""

    def with_slider(table, layout):
        chart = draw(table, layout).properties(title=f"for {layout.name}")
        if layout is style.PRINT:
            return chart
        return chart.add_params(alt.param(name="rate", value=1, bind=alt.binding_range(max=9)))

    exhibits.show_chart("a-line", TABLE, with_slider, describe, **PARTS)
    svg = shown[0][MIME]["svg"]
    assert [f"for {layout}" in svg[layout] for layout in ("wide", "narrow", "print")] == [True] * 3


@pytest.mark.parametrize(
    ("part", "value", "message"),
    [
        ("title", "", "exhibit 'a-line': no title"),
        ("subtitle", " ", "exhibit 'a-line': no subtitle"),
        ("columns", {"w": "W"}, "exhibit 'a-line': column(s) ['w'] not in table"),
        ("columns", ["year", "w"], "exhibit 'a-line': column(s) ['w'] not in table"),
        ("labels", {"w": "W"}, "exhibit 'a-line': column(s) ['w'] not in table"),
        (
            "columns",
            ["year", "v"],
            "exhibit 'a-line': column 'v' has no label; give it a row in data/column_labels.csv, "
            "or say labels={...} here",
        ),
    ],
)
def test_a_missing_part_is_named(shown, part, value, message):
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_chart("a-line", TABLE, draw, describe, **(PARTS | {part: value}))
    assert message in str(caught.value)
    assert not shown


def test_labels_come_from_the_exhibit_the_list_of_labels_or_the_data_package(shown):
    columns = {"columns": ["year", "share_pct", "v"], "labels": {"v": "Value here"}}
    table = give(TABLE.assign(share_pct=[1, 2]), OF_DEBT)
    exhibits.show_chart("a-line", table, draw, describe, **(PARTS | columns))
    assert [c["label"] for c in shown[0][MIME]["columns"]] == ["Year", "Share, %", "Value here"]


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ({"debt_stocks": frozenset()}, "exhibit 'a-line': source(s) (none given)"),
        ({"debt_stocks": frozenset(["nowhere"])}, "['nowhere'] not in data/sources.csv"),
        ({"nothing": frozenset(["a"])}, "no table 'nothing' in data/datapackage.json"),
        ({}, "the table handed over does not say where it comes from"),
    ],
)
def test_a_table_without_an_origin_is_refused(shown, held, message):
    table = give(TABLE.copy(), Origin(fixed=held))
    with pytest.raises((ValueError, data.DataError)) as caught:
        exhibits.show_chart("a-line", table, draw, describe, **PARTS)
    assert message in str(caught.value)
    assert not shown


def test_an_empty_table_is_refused(shown):
    with pytest.raises(exhibits.ExhibitError, match="exhibit 'a-line': the table is empty"):
        exhibits.show_chart("a-line", TABLE.iloc[:0], draw, describe, **PARTS)


def test_no_alt_text_is_refused(shown):
    with pytest.raises(exhibits.ExhibitError, match=r"no description \(alt text\)"):
        exhibits.show_chart("a-line", TABLE, draw, lambda _t: "", **PARTS)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"describe": lambda _t: "Bars. Highest: China nan% in 2023."},
            "its description (alt text) says 'nan' in 'Bars. Highest: China nan% in 2023.'; leave out "
            "what is missing",
        ),
        (
            {"title": "China holds nan per cent"},
            "its title says 'nan' in 'China holds nan per cent'; leave out what is missing",
        ),
        (
            {"note": "Until <NA>."},
            "its note says '<NA>' in 'Until <NA>.'; leave out what is missing",
        ),
        ({"describe": lambda t: t.loc["JPN"]}, "its rows can't be described: KeyError: 'JPN'"),
        ({"draw": lambda _t, _l: [][0]}, "its rows can't be drawn: IndexError: list index out of range"),
        (
            {"draw": lambda t, _l: draw(t, _l).properties(height=1300)},
            "its drawing is 1,347 pixels high and a printed page holds 1,270; draw fewer rows, or show "
            "them with show_table",
        ),
        (
            {"draw": lambda t, _l: draw(t.assign(v="A name of many words " * 5), _l).encode(y="v:N")},
            "its rows can't be drawn: it takes 893 of the 660 pixels of the wide layout; shorten its "
            "longest name, 'A name of many words A name of many words A name of many words A name of many "
            "words A name of many words'",
        ),
    ],
    ids=["nan in words", "nan in title", "NA in note", "not described", "not drawn", "high", "wide"],
)  # fmt: skip
def test_what_cannot_be_shown_names_the_exhibit(shown, changed, message):
    made = {"draw": draw, "describe": describe, **PARTS} | changed
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_chart("a-line", TABLE, **made)
    assert str(caught.value) == f"exhibit 'a-line': {message}"
    assert not shown


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"exhibit_id": 3}, "exhibit id 3 is no lower-case slug such as 'debt-shares'"),
        ({"table": [1]}, "exhibit 'a-line': expected a table (a DataFrame), got a list"),
        ({"table": pd.concat([TABLE, TABLE], axis=1)}, "exhibit 'a-line': column(s) ['year', 'v'] stand twice in the table"),
        ({"columns": {"year": "Year", "v": 5}}, "exhibit 'a-line': no label of column 'v' (a text)"),
        ({"kind": "picture"}, "exhibit 'a-line': kind 'picture'; expected 'chart' or 'map'"),
        ({"draw": alt.Chart()}, "exhibit 'a-line': draw is a Chart; expected a function"),
        ({"describe": "Bars."}, "exhibit 'a-line': describe is a str; expected a function"),
        ({"draw": lambda _t, _l: alt.Chart("https://example.org/a.csv").mark_bar()}, "exhibit 'a-line': its rows can't be drawn: it reads 'https://example.org/a.csv'; nothing is loaded from elsewhere: draw the table"),
        ({"draw": lambda t, _l: alt.Chart(t).mark_image(url="https://example.org/a.png")}, "exhibit 'a-line': its rows can't be drawn: it reads 'https://example.org/a.png'; nothing is loaded from elsewhere: draw the table"),
    ],
)  # fmt: skip
def test_what_is_handed_over_in_another_form_is_told(shown, changed, message):
    made = {"exhibit_id": "a-line", "table": TABLE, "draw": draw, "describe": describe} | PARTS
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_chart(**(made | changed))
    assert str(caught.value) == message
    assert not shown


def test_the_tooltip_of_a_missing_figure_says_nothing():
    table = pd.DataFrame({"who": ["a", "b"], "x": [1.0, 2.0], "paid": [5.25, None]})

    def bars(table, layout):
        tips = tooltips(who="Who", paid=("Paid", ".1f"))
        return (
            alt.Chart(table).mark_bar().encode(x=alt.X("x:Q", axis=None), y="who:N", tooltip=tips)
        )

    spec, _ = exhibits.fitted(bars, table, style.WIDE)
    tips = spec["encoding"]["tooltip"]
    assert [tip["title"] for tip in tips] == ["Who", "Paid"]
    spec["mark"] = "text"
    spec["encoding"]["text"] = {"field": tips[1]["field"]}
    words = re.findall(r">([^<>]+)</text>", drawn(spec))
    assert set(words) == {"who", "a", "b", "5.3"}


def test_a_drawing_without_an_end_has_no_size(monkeypatch):
    endless = '<svg class="marks" width="Infinity" height="80" viewBox="0 0 1 1">'
    monkeypatch.setattr(exhibits, "drawn", lambda _spec: endless)
    with pytest.raises(exhibits.ExhibitError, match="no size; are all its figures missing"):
        exhibits.fitted(draw, TABLE, style.WIDE)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (["a", "b"], "a list is neither text nor number; write it as text, as by '; '.join(...)"),
        ({"a": 1}, "a dict is neither text nor number; write it as text, as by '; '.join(...)"),
        ("a\u200bb", "character 2 is U+200B ZERO WIDTH SPACE; delete it"),
        ("\x1b[31mred", "character 1 is U+001B a control or unassigned character; delete it"),
        (float("inf"), "inf is no finite number; is something divided by zero?"),
    ],
)
def test_a_cell_that_nobody_could_read_is_named(shown, value, fault):
    table = give(TABLE.assign(v=pd.Series(["first", value], dtype=object)), OF_DEBT)
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_table("a-table", table, **PARTS)
    assert str(caught.value) == f"exhibit 'a-table': row 2, column 'v': {fault}"


def test_a_day_is_shown_without_its_hour(shown):
    days = pd.to_datetime(pd.Series(["2024-08-09", None]))
    exhibits.show_table("a-table", give(TABLE.assign(v=days), OF_DEBT), **PARTS)
    assert [row[1] for row in shown[0][MIME]["rows"]] == ["2024-08-09", None]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ({"widths": [1, 2, 3]}, "the widths are [1, 2, 3]; give 2 numbers above 0, one for each column, that of the sources included"),
        ({"widths": [1, 0]}, "the widths are [1, 0]; give 2 numbers above 0, one for each column, that of the sources included"),
        ({"source_column": "nowhere"}, "column(s) ['nowhere'] not in table"),
        ({"row_ids": "nowhere"}, "column(s) ['nowhere'] not in table"),
        ({"source_column": "year"}, "row 1: source(s) ['2020'] not in data/sources.csv"),
    ],
)  # fmt: skip
def test_what_a_table_is_asked_for_must_be_there(shown, named, message):
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_table("a-table", TABLE, **PARTS, **named)
    assert str(caught.value) == f"exhibit 'a-table': {message}"


def test_an_id_must_be_a_slug(shown):
    with pytest.raises(exhibits.ExhibitError, match="no lower-case slug"):
        exhibits.show_chart("A line", TABLE, draw, describe, **PARTS)


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), pd.NA, pd.NaT, "7"])
@pytest.mark.parametrize("write", ["pct", "usd_million", "usd_billion", "jpy_billion", "tally"])
def test_numbers_must_be_finite(write, value):
    with pytest.raises(ValueError) as caught:
        getattr(numbers, write)(value)
    shown = value if isinstance(value, float) else repr(value)
    assert str(caught.value) == f"a published number must be finite, got {shown}"


@pytest.mark.parametrize("write", ["count", "in_digits", "tally", "ordinal", "year"])
def test_a_part_of_a_loan_is_no_count(write):
    with pytest.raises(ValueError) as caught:
        getattr(numbers, write)(2.7)
    assert str(caught.value) == "a count, an ordinal or a year must be whole, got 2.7"


@pytest.mark.parametrize(
    ("write", "told"),
    [
        ((numbers.usd_million, 999.49), "US$999 million"),
        ((numbers.usd_million, 999.5), "US$1.00 billion"),
        ((numbers.usd_million, 999.94, 1), "US$999.9 million"),
        ((numbers.usd_million, 999.95, 1), "US$1.0 billion"),
        ((numbers.usd_million, -999.96, 1), "−US$1.0 billion"),
        ((numbers.usd_million, 999_999.0), "US$1.00 trillion"),
        ((numbers.usd_million, 0), "US$0 million"),
        ((numbers.usd_million, 0.3), "US$300,000"),
        ((numbers.usd_million, -0.3), "−US$300,000"),
        ((numbers.usd_million, -1e-9), "US$0"),
        ((numbers.usd_billion, 0.99996), "US$1.0 billion"),
        ((numbers.jpy_billion, 999.96), "1.0 trillion yen"),
        ((numbers.jpy_billion, -0.04), "0.0 billion yen"),
        ((numbers.pct, 99.95, 1), "100.0%"),
        ((numbers.pct, -5.2, 1), "−5.2%"),
        ((numbers.pct, -0.0), "0%"),
        ((numbers.plain, 1, "loans"), "1 loan"),
        ((numbers.plain, 0, "loans"), "0 loans"),
        ((numbers.plain, 0.7, "months"), "1 month"),
        ((numbers.plain, 1, "months", 1), "1.0 months"),
        ((numbers.plain, -0.2, "years"), "0 years"),
        ((numbers.bare, -0.04, "points", 1), "0.0"),
        ((numbers.count, -3), "−3"),
        ((numbers.count, 12345), "12,345"),
        ((numbers.year, 2024.0), "2024"),
    ],
)
def test_numbers_at_the_border_of_their_units(write, told):
    function, *given = write
    assert function(*given)[0] == told


@pytest.mark.parametrize(
    ("write", "given", "told"),
    [
        (numbers.as_is, float("nan"), "a published text must be words, got nan"),
        (numbers.as_is, " ", "a published text must be words, got ' '"),
        (numbers.day, None, "None is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
        (numbers.month, "2024-02-30", "'2024-02-30' is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
        (numbers.year_of, "24", "'24' is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
    ],
)  # fmt: skip
def test_what_is_missing_is_no_text_and_no_date(write, given, told):
    with pytest.raises(ValueError) as caught:
        write(given, "date") if write is numbers.as_is else write(given)
    assert str(caught.value) == told


def test_a_number_that_is_missing_names_its_id_and_column():
    gone = give(TABLE.assign(v=[1.0, None]), OF_DEBT)
    with pytest.raises(ValueError) as caught:
        numbers.expose(gone, "y{year}", owed=("v", numbers.usd_million))
    fault = "ValueError: a published number must be finite, got nan"
    assert str(caught.value) == f"number 'y2021-owed', column 'v': {fault}"
    with pytest.raises(ValueError) as caught:
        numbers.publish_all(last_value, gone, write=numbers.pct)
    assert str(caught.value) == f"number 'last-value': {fault}"


def last_value(rows):
    """Take the last value."""
    return {"last-value": rows["v"].iloc[-1]}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (99.94, "99.9"), (99.96, "100"), (100.04, "100"), (-0.04, "0.0"), (-5.25, "−5.2"), (-7, "−7"),
        (999.5, "1,000"), (2024, "2024"), (12345, "12,345"), (-1234567, "−1,234,567"), (None, ""),
    ],
)  # fmt: skip
def test_cells_at_the_border_of_their_digits(value, told):
    assert cell_text(value) == told


def test_colours_of_lenders_stay_apart_on_both_grounds():
    for ground in ("light", "dark"):
        with style.for_pages():
            names = [style.colour(c) for c in ("CHN", "JPN", "MLT", "OTHER", "BOND")]
        shades = [style.resolve(name, ground) for name in names]
        assert len(set(shades)) == 5


ROWS = PARTS | {"columns": {"name": "Name", "v": "Value"}, "row_ids": "anchor"}


def with_names(anchors):
    return TABLE.assign(name=["First", "Second"], anchor=anchors)


@pytest.mark.parametrize(
    ("anchors", "message"),
    [
        (["row-a", "row-a"], "['row-a'] stand twice"),
        (["Row A", "row-b"], "row id 'Row A' is no lower-case slug"),
    ],
)
def test_rows_need_addresses_of_their_own(shown, anchors, message):
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_table("a-table", with_names(anchors), **ROWS)
    assert message in str(caught.value)
    assert not shown


def test_a_row_with_an_address_links_to_itself_on_the_page_and_in_print(shown, tmp_path):
    exhibits.show_table("a-table", with_names(["row-a", "row-b"]), **ROWS)
    table = render.table_node(shown[0][MIME], "chapters/x")
    rows = [row for row in table.findall(nodes.row) if row["ids"]]
    assert [row["ids"] for row in rows] == [["row-a"], ["row-b"]]
    link = next(rows[1].findall(nodes.reference))
    assert (link["refid"], link.astext()) == ("row-b", "Second")
    known = {"chapters/x#row-a", "chapters/x#row-b"}
    # Nothing in this table leads out of the chapter.
    writer = Translator("chapters/x", "", known, tmp_path, {}, external_refs=None)
    markup = writer.translate(table)
    assert markup.count('#metadata(none)#label("chapters/x#row-b")') == 1
    assert '#link(label("chapters/x#row-b"))' in markup


def test_a_table_that_is_too_long_for_paper_says_where_it_stands(shown, tmp_path):
    exhibits.show_table("a-table", with_names(["row-a", "row-b"]), **ROWS, printed=False)
    bundle = shown[0][MIME]
    writer = Translator("chapters/x", "", set(), tmp_path, {}, external_refs=None)
    markup = writer._left_out(render.table_node(bundle, "chapters/x"))
    assert "The 2 rows of this table stand on its page" in markup
    # A reference in print to one of its rows still leads somewhere.
    assert '#label("chapters/x#row-b")' in markup
    assert "Second" not in markup


def test_the_files_of_a_table_hold_the_addresses_and_all_sources_of_its_rows(shown):
    rows = with_names(["row-a", "row-b"]).assign(ids=["worldbank-wdi-jpn;worldbank-wdi-dac"] * 2)
    exhibits.show_table("a-table", rows, **ROWS, source_column="ids")
    lines = as_csv(shown[0][MIME]).splitlines()
    assert lines[0] == "name,v,row_id,source_ids"
    assert lines[1].endswith(",row-a,worldbank-wdi-jpn;worldbank-wdi-dac")


def test_only_a_table_that_prints_marks_of_confidence_explains_them(shown):
    rated = TABLE.assign(confidence=["high", "low"])
    parts = PARTS | {"columns": PARTS["columns"] | {"confidence": "Confidence"}}
    exhibits.show_table("a-table", rated, **parts)
    exhibits.show_table("bare-table", rated, **PARTS)
    exhibits.show_chart("a-line", rated, draw, describe, note="Years as such.", **parts)
    table, bare, chart = (bundle[MIME] for bundle in shown)
    cells = [cell.astext() for cell in render.table_node(table, "chapters/x").findall(nodes.entry)]
    assert [mark in cells for mark in ("● high", "○ low")] == [True, True]
    assert note_of(table).startswith("Confidence of a row: ● high")
    # A drawing has not these marks, though its data have a confidence.
    assert note_of(chart) == "Years as such."
    assert note_of(bare) == ""


def test_a_table_names_the_columns_that_are_filtered(shown):
    exhibits.show_table("a-table", TABLE, filters=["year"], **PARTS)
    assert shown[0][MIME]["filters"] == [0]
    with pytest.raises(exhibits.ExhibitError, match="'a-table': filter 'colour' is no column"):
        exhibits.show_table("a-table", TABLE, filters=["colour"], **PARTS)
