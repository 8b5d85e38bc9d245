"""Put a finished book in the place of the last one: whole, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers import paths
from helpers.book import colophon
from helpers.book.work import PAGES, PDFS

# What Sphinx keeps among the pages for itself, and the Typst sources among the PDFs.
_NOT_PUBLISHED = shutil.ignore_patterns(".doctrees", ".buildinfo")
_NO_SOURCES = shutil.ignore_patterns("source")


def publish(with_pdfs: bool) -> None:
    """Copy pages and PDFs to new folders and swap these with the published ones by renaming.

    Parameters
    ----------
    with_pdfs : bool
        Whether PDFs were made; without them those of the last whole book stay among the pages.
    """
    pages, pdfs = _beside("html", "new"), _beside("pdf", "new")
    for folder in (pages, pdfs):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PAGES, pages, ignore=_NOT_PUBLISHED)
    colophon.put(pages)
    printed = PDFS if with_pdfs else paths.BUILD / "pdf"
    if printed.exists():
        shutil.copytree(printed, pages / "pdf", ignore=_NO_SOURCES)
    _swap("html")
    if with_pdfs:
        shutil.copytree(PDFS, pdfs, ignore=_NO_SOURCES)
        _swap("pdf")


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
