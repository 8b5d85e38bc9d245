"""Synchronise files and folders, and write only what differs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path


def sync_tree(source: Path, target: Path, without: Collection[str] = ()) -> None:
    """Make a folder an exact copy of another.

    Parameters
    ----------
    source, target : pathlib.Path
        The folder that is copied, and the one that becomes like it; it is made if it is not there.
    without : collection of str
        Names of what is left out at the top of the source, and left alone at the top of the target.
    """
    target.mkdir(exist_ok=True)
    wanted = {entry.name: entry for entry in os.scandir(source) if entry.name not in without}
    there = {entry.name: entry for entry in os.scandir(target) if entry.name not in without}
    for name, entry in there.items():
        if name not in wanted or entry.is_dir() != wanted[name].is_dir():
            _remove(entry)
    for name, entry in wanted.items():
        if entry.is_dir():
            sync_tree(Path(entry.path), target / name)
        else:
            copy_if_changed(Path(entry.path), target / name)


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


def _remove(entry: os.DirEntry) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path)
    else:
        os.unlink(entry.path)
