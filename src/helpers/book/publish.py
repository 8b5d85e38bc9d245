"""Put a finished book in the place of the last one: whole, or not at all.

Two books take turns: the one that stood before the last is made into the next, so that only what differs
is copied.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers import paths
from helpers.book import colophon
from helpers.book.run import PAGES, PDFS
from helpers.mirror import mirror

_NOT_PUBLISHED = (".doctrees", ".buildinfo")
# Folders of PDFs: beside the pages, and among them.
_PDF = "pdf"
_SOURCES = "source"


def ready_pages() -> None:
    """Make a copy of the pages ready to be published."""
    new = _new("html")
    mirror(PAGES, new, without=(*_NOT_PUBLISHED, _PDF))
    colophon.put(new)


def publish() -> None:
    """Add the PDFs to the pages that are ready; swap both with what stands there by renaming."""
    for folder in (_new(_PDF), _new("html") / _PDF):
        mirror(PDFS, folder, without=[_SOURCES])
    for name in ("html", _PDF):
        _swap(name)


def restore() -> None:
    """Put back what a build moved away if it was cut off between two renames."""
    for name in ("html", _PDF):
        live, old = paths.BUILD / name, _kept(name, "old")
        if old.exists() and not live.exists():
            old.rename(live)


def _new(name: str) -> Path:
    """Give the folder in which the next book is made: what is in it is no part of any that stands."""
    new, spare = _kept(name, "new"), _kept(name, "spare")
    if spare.exists() and not new.exists():
        spare.rename(new)
    return new


def _swap(name: str) -> None:
    live, old, spare = paths.BUILD / name, _kept(name, "old"), _kept(name, "spare")
    shutil.rmtree(old, ignore_errors=True)
    if live.exists():
        live.rename(old)
    _new(name).rename(live)
    shutil.rmtree(spare, ignore_errors=True)
    if old.exists():
        old.rename(spare)


def _kept(name: str, role: str) -> Path:
    return paths.BUILD / f".{role}-{name}"
