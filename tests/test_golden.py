"""The numbers of the book are those that were kept: code that moves one is seen."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from conftest import ROOT

from helpers import data
from helpers.refresh import effect, golden


def printed(html_dir) -> dict[str, str]:
    entries = json.loads((html_dir / "registers" / "numbers.json").read_text("utf-8"))
    return {f"{effect.chapter_of(e)}:{e['id']}": e["text"] for e in entries}


@pytest.mark.figures
@pytest.mark.book
def test_the_numbers_of_the_book_are_those_that_were_kept(html_dir):
    held = golden.kept()
    if held["data"] != golden.data_digest() or data.edited_tables():
        pytest.skip("the data are others than those of the numbers kept; make data keeps new ones")
    # Chapters hand over whole families, of which the pages name some.
    now = printed(html_dir)
    kept = {name: text for name, text in held["numbers"].items() if name in now}
    assert golden.difference(kept, now) == []


NAMED = re.compile(r"\{num\}`(?:([a-z0-9-]+):)?([a-z0-9-]+)`")


def named(text: str, chapter: str) -> set[str]:
    """Give the numbers that a text names, as ``chapter:id``."""
    return {f"{other or chapter}:{number}" for other, number in NAMED.findall(text)}


def named_by_pages() -> set[str]:
    """Give the numbers that the pages and the findings of the book name."""
    found = named((ROOT / "index.md").read_text("utf-8"), "index")
    for path in (ROOT / "chapters").rglob("*.md"):
        found |= named(path.read_text("utf-8"), path.stem)
    for path in (ROOT / "chapters").rglob("*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            found |= named(cell.source, path.stem) if cell.cell_type == "markdown" else set()
    for row in data.load_table("findings").to_dict("records"):
        found |= named(" ".join(map(str, row.values())), row["chapter"])
    return found


@pytest.mark.book
def test_no_number_is_published_that_no_page_uses(html_dir):
    unused = sorted(printed(html_dir).keys() - named_by_pages())
    assert unused == []


def test_numbers_of_other_chapters_and_of_its_own_count_as_named():
    assert named("{num}`a-b` and {num}`other:c`", "own") == {"own:a-b", "other:c"}


def test_a_moved_number_is_kept_with_the_digest_of_its_data_and_told(monkeypatch, tmp_path):
    monkeypatch.setattr(golden, "FILE", tmp_path / "golden.json")
    monkeypatch.setattr(golden, "published_numbers", lambda *_: run)
    run = {"owed": {"numbers": {"share": "41%"}, "fault": ""}}
    assert golden.keep() == ["owed:share: (new) -> 41%"]
    run = {"owed": {"numbers": {"share": "40%"}, "fault": ""}}
    assert golden.keep() == ["owed:share: 41% -> 40%"]
    assert golden.kept() == {"data": golden.data_digest(), "numbers": {"owed:share": "40%"}}


def test_a_chapter_that_stops_leaves_what_was_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(golden, "FILE", tmp_path / "golden.json")
    run = {"owed": {"numbers": {}, "fault": "ValueError: no"}}
    monkeypatch.setattr(golden, "published_numbers", lambda *_: run)
    golden.main()
    assert "chapters/owed.ipynb stops: ValueError: no" in capsys.readouterr().err
    assert not golden.FILE.exists()
