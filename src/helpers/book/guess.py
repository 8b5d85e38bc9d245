"""Guess early whether chapters will have to run, so that what runs them can load meanwhile.

A wrong guess costs a little time and changes nothing: :mod:`helpers.book.fingerprint` finds out.
"""

from __future__ import annotations

import json
from pathlib import Path

from helpers import built, paths
from helpers.book.dependencies import Tree, code_digest, kept_records


def chapters_will_run() -> bool:
    """Say whether a table, a helper, or the code of a chapter was edited since the last build."""
    last = built.noted_at()
    if last is None:
        return True
    notebooks = paths.CHAPTERS.glob("*.ipynb")
    try:
        return any(_changed(path, last) for path in _used()) or any(
            _changed(path, last) and _has_other_code(path) for path in notebooks
        )
    except Exception:
        # A file that can't be read, or is no notebook: the check says so.
        return False


def _used() -> list[Path]:
    """List what chapters may use: tables, and helpers that don't lay out the book."""
    helpers = paths.ROOT / "src" / "helpers"
    modules = [p for p in helpers.rglob("*.py") if helpers / "book" not in p.parents]
    return [*paths.DATA.glob("*"), *modules]


def _changed(path: Path, last: int) -> bool:
    return path.stat().st_mtime_ns > last


def _has_other_code(path: Path) -> bool:
    record = kept_records(Tree(paths.ROOT)).record(f"{paths.CHAPTERS.name}/{path.stem}")
    return record is None or record["code"] != code_digest(json.loads(path.read_text("utf-8")))
