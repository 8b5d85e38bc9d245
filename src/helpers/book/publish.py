"""Put a finished book in the place of the last one: whole, or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from helpers import paths
from helpers.book import colophon
from helpers.book.run import PAGES, PDFS

_NOT_PUBLISHED = shutil.ignore_patterns(".doctrees", ".buildinfo")


def publish() -> None:
    """Make copies of pages and PDFs ready, then swap them with what stands there by renaming."""
    new = {name: paths.BUILD / f".new-{name}" for name in ("html", "pdf")}
    for folder in new.values():
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PAGES, new["html"], ignore=_NOT_PUBLISHED)
    _copy_pdfs(new["html"] / "pdf")
    colophon.put(new["html"])
    _copy_pdfs(new["pdf"])
    for name, folder in new.items():
        _swap(folder, paths.BUILD / name, paths.BUILD / f".old-{name}")


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
