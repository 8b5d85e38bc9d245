"""Track what this process reads of the project, so that the book knows what a chapter depends on.

The loaders of :mod:`helpers.data` say here what they were asked for: a table, its description, a
source. :func:`watch` adds each file that is opened past them. One item is a kind and a name, as
``table:debt_stocks``; :mod:`helpers.book.dependencies` says what each kind stands for.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers import paths

_noted: set[str] = set()
_opened: set[str] = set()
# A loader is at work: it says itself which part of the file counts.
_loading = 0
# Folders of the project that hold no input of a chapter; modules are known by their names.
_NO_INPUT = ("_build/", ".venv/", ".git/")


def note(kind: str, name: str = "") -> None:
    """Record that something was read."""
    _noted.add(f"{kind}:{name}")


def noted() -> list[str]:
    """Return what was recorded since the start or the last :func:`forget`, sorted."""
    return sorted(_noted)


def forget() -> None:
    """Clear what was recorded."""
    _noted.clear()


@contextmanager
def loading() -> Iterator[None]:
    """Open files that :func:`watch` does not record, because the loader records what it reads of them."""
    global _loading
    _loading += 1
    try:
        yield
    finally:
        _loading -= 1


@contextmanager
def untracked() -> Iterator[None]:
    """Read without recording it, where the result does not depend on it."""
    before = set(_noted)
    try:
        yield
    finally:
        _noted.intersection_update(before)


def watch() -> None:
    """Record from now on each file of the project that is opened for reading."""
    root = f"{paths.ROOT}{os.sep}"

    def hook(event: str, arguments: tuple) -> None:
        if event != "open" or _loading or not isinstance(arguments[0], str | os.PathLike):
            return
        if not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            path = os.path.abspath(arguments[0])
            if path.startswith(root):
                _opened.add(Path(path[len(root) :]).as_posix())

    sys.addaudithook(hook)


def report() -> str:
    """Return all that was read as JSON: recorded items, other files, and loaded modules."""
    files = {
        f"file:{path}"
        for path in _opened
        if not path.startswith(_NO_INPUT) and not path.endswith((".py", ".pyc"))
    }
    modules = {f"module:{n}" for n in sys.modules if n == "helpers" or n.startswith("helpers.")}
    return json.dumps(sorted(_noted | files | modules))
