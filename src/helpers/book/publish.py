"""Put a finished book in the place of the last one: whole, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers import paths
from helpers.book import colophon
from helpers.book.run import PAGES, PDFS

_NOT_PUBLISHED = shutil.ignore_patterns(".doctrees", ".buildinfo")


def ready_pages() -> None:
    """Make a copy of the pages ready to be published."""
    new = _new("html")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(PAGES, new, ignore=_NOT_PUBLISHED)
    colophon.put(new)


def publish() -> None:
    """Add the PDFs to the pages that are ready; swap both with what stands there by renaming."""
    shutil.rmtree(_new("pdf"), ignore_errors=True)
    _copy_pdfs(_new("pdf"))
    _copy_pdfs(_new("html") / "pdf")
    for name in ("html", "pdf"):
        _swap(_new(name), paths.BUILD / name, paths.BUILD / f".old-{name}")


def _new(name: str) -> Path:
    return paths.BUILD / f".new-{name}"


def _swap(new: Path, live: Path, old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    if live.exists():
        live.rename(old)
    new.rename(live)
    shutil.rmtree(old, ignore_errors=True)


def restore() -> None:
    """Put back what a build moved away if it was cut off between two renames."""
    for name in ("html", "pdf"):
        live, old = paths.BUILD / name, paths.BUILD / f".old-{name}"
        if old.exists() and not live.exists():
            old.rename(live)


def _copy_pdfs(folder: Path) -> None:
    folder.mkdir()
    for path in sorted(PDFS.glob("*.pdf")):
        shutil.copy2(path, folder / path.name)
