"""Keep folders of files as they should be, and write only what differs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path


def copy_if_changed(source: Path, target: Path) -> None:
    """Copy the content and the time of a file, unless the target has both already.

    Who may read or write it is not copied: a file that can't be written could not be replaced. A file is
    taken to be the same if its size and that time are: who changes a file changes the time.
    """
    if not target.exists() or _state(source) != _state(target):
        shutil.copyfile(source, target)
        state = source.stat()
        os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))


def prune(folder: Path, names: Collection[str]) -> None:
    """Make a folder if there is none, and remove its files that have none of these names."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in {path.name for path in folder.iterdir()}.difference(names):
        (folder / leftover).unlink()


def write_if_changed(path: Path, text: str) -> None:
    """Write a text to a file, unless the file holds it already."""
    content = text.encode("utf-8")
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
