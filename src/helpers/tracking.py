"""Track what this process reads of the project, so that the book knows what a chapter depends on.

The loaders of :mod:`helpers.data` record the tables that they were asked for. :func:`watch` adds each
other file that is opened, and :func:`report` the modules that were loaded. One item is a kind and a
name, as ``table:debt_stocks``; :mod:`helpers.book.execution.dependencies` says what each kind stands for.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import source_from_cache
from pathlib import Path
from typing import IO

from helpers import paths

_noted: set[str] = set()
_opened: set[str] = set()
# Where the processes that this one forks write what they read, a line an item.
_shared: IO[bytes] | None = None
_watcher = 0
# Is set for a chapter and for all that it starts.
_CHAPTER = "BOOK_CHAPTER"
# A loader is at work: it says itself which part of the file counts.
_loading = 0
# Folders of the project that hold no input of a chapter; modules are known by their names.
_NO_INPUT = ("_build/", ".venv/", ".git/")


def note(kind: str, name: str = "") -> None:
    """Record that something was read.

    Raises
    ------
    RuntimeError
        In a process that a chapter started anew: the book would not know of it.
    """
    if _CHAPTER in os.environ and not _shared:
        raise RuntimeError(
            f"{kind} {name!r} is read by a process that a chapter started, which the book can't follow: "
            "read it in the chapter and hand it over"
        )
    _keep(_noted, f"{kind}:{name}")


def _keep(items: set[str], item: str) -> None:
    items.add(item)
    if _shared and os.getpid() != _watcher:
        os.write(_shared.fileno(), f"{item}\n".encode())


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
    """Record from now on each file of the project that is opened for reading, here or in a fork."""
    global _shared, _watcher
    _shared, _watcher = tempfile.TemporaryFile(), os.getpid()
    os.environ[_CHAPTER] = "1"
    root = f"{paths.ROOT}{os.sep}"

    def hook(event: str, arguments: tuple) -> None:
        if event != "open" or _loading or not isinstance(arguments[0], str | os.PathLike):
            return
        if not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            path = os.path.abspath(arguments[0])
            if path.startswith(root):
                _keep(_opened, f"file:{Path(path[len(root) :]).as_posix()}")

    sys.addaudithook(hook)


def report() -> str:
    """Return all that was read as JSON: recorded items, other files, and loaded modules."""
    modules = {f"module:{n}" for n in sys.modules if n == "helpers" or n.startswith("helpers.")}
    return json.dumps(sorted({*_noted, *modules, *map(_input, _opened | _told_by_forks())} - {""}))


def _told_by_forks() -> set[str]:
    if not _shared:
        return set()
    _shared.seek(0)
    return set(_shared.read().decode().splitlines())


def _input(item: str) -> str:
    """Give an item as chapters depend on it: code as its source, helpers as modules; nothing if it is none."""
    kind, _, path = item.partition(":")
    if kind != "file":
        return item
    if "/__pycache__/" in path:
        path = source_from_cache(path)
    if path.startswith("src/helpers/") and path.endswith(".py"):
        name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
        return f"module:{name.replace('/', '.')}"
    return "" if path.startswith(_NO_INPUT) else f"file:{path}"
