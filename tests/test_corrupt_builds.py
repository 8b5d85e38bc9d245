"""Corruptions of all kinds through the build itself: refused with a sentence, or the same book."""

from __future__ import annotations

import random
import re

import corruptions
import pytest
from test_build import assert_last_book_stands, assert_stopped, build, good_book

pytestmark = pytest.mark.deep

# A kind, and the table that it is tried on.
REFUSED = {
    "number that is none": "debt_stocks",
    "absurd number": "external_debt",
    "truth value that is none": "areas",
    "value outside the vocabulary": "claims",
    "date that does not exist": "milestones",
    "key into another table broken": "loans",
    "address of another kind than http": "sources",
    "invisible or turning character": "persons",
    "row doubled": "meetings",
    "row with too few or too many cells": "visits",
    "byte that is no UTF-8": "persons",
    "file in another encoding": "wordings",
    "NUL byte": "trade_bilateral",
    "another file in its place": "oda_net",
    "column dropped": "un_vote_agreement",
    "columns in another order": "loans",
    "licence removed": "creditors",
    "package that is no package": "areas",
}
SAME = {"rows in another order": "sources", "other line ends": "claims", "byte order mark": "areas"}


@pytest.fixture
def small_book(tmp_path, lent):
    """Give a small copy of the project with a good book already in place."""
    return good_book(tmp_path, lent)


def corrupt(folder, kind: str, table: str):
    """Corrupt the copy of the data that a book has; give the corruption and how to undo it."""
    package, tables = corruptions._whole()
    whole = corruptions.Cut(table, package, tables)
    made = corruptions.KINDS[kind](whole, random.Random(f"{kind} {table}"))
    kept = {name: (folder / "data" / name).read_bytes() for name in made.files}
    for name, content in made.files.items():
        path = folder / "data" / name
        path.unlink() if content is None else path.write_bytes(content)
    return made, kept


def test_kinds_of_corruptions_stop_the_build_and_leave_the_last_book(small_book):
    for kind, table in REFUSED.items():
        made, kept = corrupt(small_book, kind, table)
        result = build(small_book)
        assert_stopped(small_book, result, *made.names)
        assert "Traceback" not in result.stderr, kind
        assert "reading sources" not in result.stdout, kind
        for name, content in kept.items():
            (small_book / "data" / name).write_bytes(content)
    assert_last_book_stands(small_book)


def test_harmless_changes_give_the_same_book(small_book):
    assert build(small_book).returncode == 0
    before = _pages(small_book)
    for kind, table in SAME.items():
        corrupt(small_book, kind, table)
    result = build(small_book)
    assert result.returncode == 0, result.stderr
    assert "recorded digests" not in result.stdout
    after = _pages(small_book)
    assert sorted(after) == sorted(before)
    assert [name for name in before if before[name] != after[name]] == []


def test_a_row_that_is_gone_is_told_on_every_page(small_book):
    corrupt(small_book, "row dropped", "debt_stocks")
    result = build(small_book)
    assert result.returncode == 0, result.stderr
    assert "differ from their recorded digests: debt_stocks" in result.stdout
    pages = [text for name, text in _pages(small_book).items() if b"book-colophon" in text]
    assert len(pages) >= 3
    assert all(b"built from edited data: debt_stocks" in text for text in pages)


def _pages(folder) -> dict[str, bytes]:
    """Give the pages without the digest of the inputs, which counts every byte of a file."""
    root = folder / "_build" / "html"
    return {
        path.relative_to(root).as_posix(): re.sub(
            rb"<code>[0-9a-f]{12}</code>", b"", path.read_bytes()
        )
        for path in root.rglob("*.html")
        if path.relative_to(root).parts[0] != "_static"
    }
