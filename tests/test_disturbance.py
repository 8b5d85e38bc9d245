"""Change a row of a table: every figure that moves names this table and the sources of the row.

A figure that moves without naming them has lost its origin on the way: a bare number was handed to a
measure, or a measure states less than its rows are made from.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers import data, exhibits, numbers, provenance, tracking
from helpers.formatting import MIME

CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
# Parts of an exhibit that are made from its table.
PARTS = ("rows", "alt", "datasets")
DATE = re.compile(r"(\d{4})(-\d\d)?(-\d\d)?")


@contextmanager
def instead(name: str, frame: pd.DataFrame) -> Iterator[None]:
    """Have a table loaded as it stands here."""
    load = data._load
    data._load = lambda asked: frame if asked == name else load(asked)
    try:
        yield
    finally:
        data._load = load


def run(chapter: str) -> dict[str, dict] | None:
    """Run a chapter without drawing; give its figures, or nothing if it stops."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    found: dict[str, dict] = {}
    cells = json.loads((ROOT / "chapters" / f"{chapter}.ipynb").read_text("utf-8"))["cells"]
    for cell in (c for c in cells if c["cell_type"] == "code"):
        with capture_output() as said:
            result = shell.run_cell("".join(cell["source"]))
        if not result.success:
            return None
        for output in said.outputs:
            found |= output.data.get(numbers.MIME, {})
            if MIME in output.data:
                bundle = output.data[MIME]
                found[f"[{bundle['id']}]"] = bundle
    return found


def content(figure: dict) -> str:
    """Give what of a number or an exhibit can move."""
    kept = [figure["value"]] if "value" in figure else [figure.get(part) for part in PARTS]
    return json.dumps(kept, sort_keys=True, default=str)


@cache
def as_published() -> dict[str, tuple[dict[str, dict], set[str]]]:
    """Give for each chapter its figures, and the tables that it reads."""
    known = {}
    for chapter in CHAPTERS:
        tracking.forget()
        figures = run(chapter)
        assert figures, f"{chapter} does not run, so that nothing would be compared"
        tables = {item.partition(":")[2] for item in tracking.noted() if item.startswith("table:")}
        known[chapter] = (figures, tables)
    return known


def changed_rows(
    name: str, rows: int, changes: dict[str, Callable]
) -> Iterator[tuple[str, pd.DataFrame, frozenset[str]]]:
    """Give a table with one row changed, several times, and what that row cites."""
    table, fields = data._load(name), data.resource(name)["schema"]["fields"]
    keys = data.resource(name)["schema"]["primaryKey"]
    keys = [keys] if isinstance(keys, str) else keys
    held = [f for f in fields if f["name"] not in keys and f["name"] not in provenance.ID_COLUMNS]
    step = max(1, len(table) // rows)
    # Rows spread over the table.
    for place in range(step // 2, len(table), step)[:rows]:
        for kind, change in changes.items():
            moved = table.copy()
            for field in held:
                moved.loc[place, field["name"]] = change(moved.loc[place, field["name"]], field)
            if not moved.equals(table):
                row = table.iloc[[place]]
                yield f"{name}, row {place + 2}, {kind}", moved, provenance.ids_in(row)


def more(value: object, field: dict) -> object:
    """Give a figure that is larger by a tenth, and a count that is larger by one."""
    if field.get("type") not in ("number", "integer") or pd.isna(value):
        return value
    return value + 1 if isinstance(value, int) or float(value).is_integer() else value * 1.1


def later(value: object, field: dict) -> object:
    """Give the same day of the year before."""
    found = DATE.fullmatch(value) if field.get("type") == "date" and pd.notna(value) else None
    return value if not found else f"{int(found[1]) - 1}{found[2] or ''}{found[3] or ''}"


def other(value: object, field: dict) -> object:
    """Give another of the words that the column may hold, and of what is so, that it is not."""
    if pd.isna(value):
        return value
    if field.get("type") == "boolean":
        return not value
    words = field.get("constraints", {}).get("enum", [])
    return words[(words.index(value) + 1) % len(words)] if value in words else value


@pytest.fixture(autouse=True)
def undrawn(monkeypatch, tmp_path):
    monkeypatch.setattr(exhibits, "drawn", lambda _spec: '<svg width="0" height="0"/>')
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    here = os.getcwd()
    yield
    os.chdir(here)
    assert Path.cwd() == Path(here)


def unnamed(name: str, rows: int, changes: dict[str, Callable]) -> Iterator[str]:
    """Name the figures that move with a row of a table and do not say that they rest on it."""
    for what, moved, cited in changed_rows(name, rows, changes):
        for chapter, (before, tables) in as_published().items():
            if name not in tables:
                continue
            with instead(name, moved):
                after = run(chapter)
            for figure_id, figure in (after or {}).items():
                old = before.get(figure_id)
                if old is None or content(old) == content(figure):
                    continue
                # A row that leaves a selection is behind the figure before, one that enters behind it after.
                if name not in {*old["tables"], *figure["tables"]}:
                    yield f"{chapter}:{figure_id} moves with {what} and does not name the table"
                elif cited and not cited & {*old["sources"], *figure["sources"]}:
                    yield f"{chapter}:{figure_id} moves with {what} and names none of {set(cited)}"


FIVE = ("kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")
TABLES = [
    name
    for name in data.table_names()
    if data.resource(name).get("role") != "names" and name != "corrections"
]


@pytest.mark.deep
@pytest.mark.parametrize("name", TABLES)
def test_what_moves_with_a_row_names_its_table_and_sources(name):
    found = sorted(set(unnamed(name, 1, {"figures": more, "dates": later})))
    assert not found, "\n".join(found)


@pytest.mark.long
@pytest.mark.parametrize("name", TABLES)
def test_what_moves_with_any_of_several_rows_names_its_table_and_sources(name):
    found = sorted(set(unnamed(name, 3, {"figures": more, "dates": later, "words": other})))
    assert not found, "\n".join(found)


@pytest.mark.deep
def test_every_table_that_a_chapter_reads_is_behind_some_figure():
    published = as_published()
    behind = {
        chapter: {table for figure in figures.values() for table in figure["tables"]}
        for chapter, (figures, _) in published.items()
    }
    # The pages of countries are one template: a table may hold nothing of one of them.
    template = set().union(*(tables for name, tables in behind.items() if name in FIVE))
    for chapter, (_, tables) in published.items():
        carried = behind[chapter] | (template if chapter in FIVE else set())
        roles = {name: data.resource(name).get("role") for name in tables}
        assert {name for name in tables - carried if roles[name] is None} == set(), chapter
