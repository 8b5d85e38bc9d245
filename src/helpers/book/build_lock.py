"""One build at a time in one folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from helpers import paths

# Seconds to wait for another build: longer than a build from nothing takes.
PATIENCE = 3600


@contextmanager
def build_lock() -> Iterator[bool]:
    """Hold the lock of the build folder, and wait while another build holds it.

    Yields
    ------
    bool
        Whether there was another, so that its book may already be the one that is wanted.

    Raises
    ------
    TimeoutError
        If the other build has not ended after an hour.
    """
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    # The system lets go of the lock when the process ends, however it does.
    lock = FileLock(paths.BUILD / ".lock")
    waited = False
    try:
        lock.acquire(blocking=False)
    except Timeout:
        print("Another build is at work in this folder; waiting for it ...", flush=True)
        lock.acquire(timeout=PATIENCE)
        waited = True
    try:
        yield waited
    finally:
        lock.release()
