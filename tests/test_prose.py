"""No number is typed into the text: what is found, what is let pass, and what is said."""

from __future__ import annotations

import json

import pytest

from helpers import paths
from helpers.book.gate.prose import check_prose, typed_numbers
from helpers.data import DataError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Debt fell by 31% in {num}`year`.", ["31%"]),
        ("The sixteenth and the 16th meeting", ["sixteenth", "16th"]),
        ("seven of them, twice", ["seven", "twice"]),
        ("about a billion dollars", ["a billion"]),
        ("US$ billion, {num}`debt` {footcite:p}`mofa-2004-press`", []),
        ("see [the list](chapter-2.html#figure-3) and `code 4`", []),
        ("```python\nx = 5\n```", []),
        ("```{note}\nIn 2024 it fell.\n```", ["2024"]),
    ],
)
def test_typed_numbers(text, found):
    assert typed_numbers(text) == found


def cells(path):
    return json.loads(path.read_text("utf-8"))


def faults():
    with pytest.raises(DataError) as caught:
        check_prose()
    return str(caught.value)


def test_the_book_itself_is_clean(prose_project):
    check_prose()


def test_a_number_typed_into_a_paragraph_stops_the_build(prose_project):
    path = prose_project / "chapters" / "who-is-owed.ipynb"
    text = path.read_text("utf-8").replace(
        "## What is paid", "## What is paid\\n\\nDebt rose by 12%."
    )
    path.write_text(text, "utf-8")
    message = faults()
    assert "chapters/who-is-owed.ipynb: cell" in message
    assert "'12%'" in message
    assert "write {num}`id`" in message


def test_a_number_typed_into_a_chart_title_stops_the_build(prose_project):
    path = prose_project / "chapters" / "who-is-owed.ipynb"
    path.write_text(
        path.read_text("utf-8").replace("Every state but", "Each of 41 states but"), "utf-8"
    )
    assert "'41' in 'Each of 41 states but Turkmenistan owes bondholders'" in faults()


def test_a_number_typed_into_alt_text_stops_the_build(prose_project):
    path = prose_project / "src" / "helpers" / "topics" / "debt" / "charts.py"
    path.write_text(
        path.read_text("utf-8").replace('f"Stacked bars, one', 'f"Stacked bars, 125, one'), "utf-8"
    )
    assert "src/helpers/topics/debt/charts.py: line" in faults()


def test_a_number_typed_into_a_finding_stops_the_build(prose_project):
    path = prose_project / "data" / "findings.csv"
    path.write_text(path.read_text("utf-8").replace("**", "**3 ", 1), "utf-8")
    message = faults()
    assert "data/findings.csv: row" in message
    assert "column 'statement_text': '3'" in message


def test_what_is_allowed_needs_a_reason(prose_project):
    path = prose_project / "chapters" / "allowed-numbers.csv"
    path.write_text(path.read_text("utf-8") + "twelve,\n", "utf-8")
    assert "column 'reason': say why it is allowed" in faults()


def test_all_is_looked_at_again_when_less_is_allowed(prose_project, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", prose_project / "_build")
    check_prose()
    path = prose_project / "chapters" / "allowed-numbers.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text(header + "\n", "utf-8")
    assert len(faults().splitlines()) > len(rows)
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    check_prose()
