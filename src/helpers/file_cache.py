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

# A cached file that no build has asked for in so many days is removed.
UNUSED_DAYS = 30
_DAY = 86400


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
        # At most once a day its time says that it is in use: copies compare the time with their own.
        if time.time() - target.stat().st_mtime > _DAY:
            os.utime(target)
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
    path = cached_file(kind, key, suffix, lambda part: _write(part, make()))
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


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def remove_unused() -> None:
    """Remove the files that no build has asked for in ``UNUSED_DAYS``."""
    limit = time.time() - UNUSED_DAYS * _DAY
    for path in folder().glob("*"):
        if path.stat().st_mtime < limit:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
