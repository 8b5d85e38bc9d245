"""The process that kernels are forked from; it has loaded what every chapter needs.

Only Linux forks safely after such libraries are loaded. Who starts that process need not load them.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing import Process, forkserver, resource_tracker

POSSIBLE = sys.platform == "linux"


def begin() -> None:
    """Start the process that others are forked from, without waiting until it has loaded."""
    # Neither the machine's clock nor chance has a say in what chapters show.
    os.environ["TZ"] = "UTC"
    os.environ.setdefault("PYTHONHASHSEED", "0")
    if POSSIBLE:
        # Not at the top: kernels load this module, and would be made from that one too.
        from helpers.beside import unheard

        multiprocessing.set_forkserver_preload(["helpers.kernel"])
        # First, by itself: to start it has this process hear of Ctrl-C again.
        resource_tracker.ensure_running()
        with unheard():
            forkserver.ensure_running()


def fork_kernel(*arguments: object) -> Process:
    """Fork a process that is a kernel, see :func:`helpers.kernel.run`."""
    begin()
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_be, args=arguments, daemon=True)
    process.start()
    return process


def _be(*arguments: object) -> None:
    from helpers import kernel

    # Each child holds the end that tells that process whether it is still needed: it would never end.
    os.close(forkserver._forkserver._forkserver_alive_fd)
    forkserver._forkserver._forkserver_alive_fd = None
    # A chapter is made from what it imports, not from how its kernel was started.
    del sys.modules[__name__], sys.modules[kernel.__name__]
    kernel.run(*arguments)
