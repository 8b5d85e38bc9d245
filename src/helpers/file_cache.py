"""A content-addressed cache of files that cost time to make.

A cached file never is out of date, because whatever it depends on is part of its key. The folder may be
deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from helpers import paths

# So much is kept of what the last build did not ask for: earlier states of what is being edited.
KEPT_BYTES = 300_000_000


def folder() -> Path:
    """Return the folder of the cache."""
    return paths.BUILD / ".cache" / "files"


def cached_file(kind: str, key: str, suffix: str, make: Callable[[Path], None]) -> Path:
    """Return a cached file or folder, and make it first if it is not there.

    It is written elsewhere and then renamed, so it is there completely or not at all.

    Parameters
    ----------
    kind : str
        What it is, for its name.
    key : str
        All that it depends on: content, options, versions of what makes it.
    suffix : str
        End of the file name.
    make : callable
        ``make(path)`` writes it.
    """
    target = folder() / f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:32]}{suffix}"
    if target.exists():
        # When it was last asked for. The time of writing stays: copies compare it with their own.
        with suppress(PermissionError):  # another's file, in a folder that two people build
            os.utime(target, ns=(time.time_ns(), target.stat().st_mtime_ns))
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    # In a folder of its own, so that two processes that make the same file do not meet.
    with tempfile.TemporaryDirectory(prefix=".part-", dir=target.parent) as scratch:
        part = Path(scratch) / target.name
        make(part)
        try:
            part.replace(target)
        except OSError:
            # A file takes the place of one that another process just made; a folder does not.
            if not target.is_dir():
                raise
    return target


def cached_text(kind: str, key: str, suffix: str, make: Callable[[], str]) -> str:
    """Return a cached text, and make it first if it is not there."""
    path = cached_file(kind, key, suffix, lambda part: part.write_bytes(make().encode("utf-8")))
    return path.read_bytes().decode("utf-8")


def cached_check(kind: str, key: str, find: Callable[[], Iterable[str]]) -> list[str]:
    """Return the faults that a check finds, and do not repeat a check that found none.

    Parameters
    ----------
    kind : str
        What is checked.
    key : str
        All that the check looks at, and all that it is done by.
    find : callable
        Gives the faults.
    """
    faults: list[str] = []

    def look(part: Path) -> None:
        faults.extend(find())
        if faults:
            raise _FaultyError
        part.touch()

    with suppress(_FaultyError):
        cached_file(f"passed-{kind}", key, "", look)
    return faults


class _FaultyError(Exception):
    """A check found faults, so nothing is cached."""


def remove_unused(since: float) -> None:
    """Remove what was asked for longest ago, beyond ``KEPT_BYTES``.

    Parameters
    ----------
    since : float
        Seconds since the epoch; what was asked for from then on stays.
    """
    found = []
    for path in folder().glob("*"):
        with suppress(FileNotFoundError):  # what another process wrote, and has renamed meanwhile
            asked = path.stat().st_atime
            found += [(asked, path, _size(path))] if asked < since else []
    kept = 0
    for _, path, size in sorted(found, reverse=True):
        kept += size
        if kept > KEPT_BYTES:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    inside = path.rglob("*") if path.is_dir() else [path]
    return sum(part.stat().st_size for part in inside)
