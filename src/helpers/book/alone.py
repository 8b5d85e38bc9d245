"""One build at a time in one folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from helpers import paths


@contextmanager
def alone() -> Iterator[bool]:
    """Hold the folder of the build; wait while another build holds it.

    Yields
    ------
    bool
        Whether there was another, so that its book may already be the one that is wanted.
    """
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    # The lock goes with the process and those that it forked, however they end.
    with (paths.BUILD / ".lock").open("w") as file:
        waited = False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build is at work in this folder; waiting for it ...", flush=True)
            fcntl.flock(file, fcntl.LOCK_EX)
            waited = True
        yield waited
