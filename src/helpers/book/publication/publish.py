"""Replace the published book by the finished one, completely or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from helpers import paths
from helpers.book.web import colophon

# Where the book is made before it is published.
WORK = paths.BUILD / ".work"
PAGES, PDFS = WORK / "html", WORK / "pdf"
# What Sphinx keeps among the pages for itself, and the Typst sources among the PDFs.
_NOT_PUBLISHED = shutil.ignore_patterns(".doctrees", ".buildinfo")
_NO_SOURCES = shutil.ignore_patterns("source")


def publish(pages: bool = True, pdfs: bool = True) -> None:
    """Copy pages and PDFs to new folders and swap these with the published ones by renaming.

    Parameters
    ----------
    pages, pdfs : bool
        What was made. Pages hold the PDFs too: those of the last build where none were made.
    """
    # Both are whole before either is swapped.
    if pdfs:
        _copy(PDFS, _beside("pdf", "new"), ignore=_NO_SOURCES)
    if pages:
        _copy(PAGES, _beside("html", "new"), ignore=_NOT_PUBLISHED)
        colophon.insert(_beside("html", "new"))
        printed = _beside("pdf", "new") if pdfs else paths.BUILD / "pdf"
        if printed.exists():
            shutil.copytree(printed, _beside("html", "new") / "pdf")
    for name in ["html"] * pages + ["pdf"] * pdfs:
        _swap(name)


def _copy(source: Path, target: Path, ignore: Callable) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=ignore)


def restore() -> None:
    """Put back what a build moved away if it was cut off between two renames."""
    for name in ("html", "pdf"):
        live, old = paths.BUILD / name, _beside(name, "old")
        if old.exists() and not live.exists():
            old.rename(live)


def _swap(name: str) -> None:
    live, old = paths.BUILD / name, _beside(name, "old")
    shutil.rmtree(old, ignore_errors=True)
    if live.exists():
        live.rename(old)
    _beside(name, "new").rename(live)
    shutil.rmtree(old, ignore_errors=True)


def _beside(name: str, role: str) -> Path:
    return paths.BUILD / f".{role}-{name}"
