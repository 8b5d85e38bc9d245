"""The numbers of the book are those that were kept: code that moves one is seen."""

from __future__ import annotations

import json

import pytest

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
    assert golden.difference(held["numbers"], printed(html_dir)) == []


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
