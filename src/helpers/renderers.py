"""Processes that draw for kernels, one chapter after another.

The first drawings of a process take several times as long as the later ones. Where kernels can't be forked
each draws by itself.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue

from helpers import drawing, fonts, forking
from helpers.beside import unheard


@contextmanager
def renderers(count: int) -> Iterator[SimpleQueue[Connection | None]]:
    """Give a connection to each of so many, to be taken and put back; they end afterwards."""
    # Those who will ask load meanwhile.
    forking.begin()
    free: SimpleQueue[Connection | None] = SimpleQueue()
    if not forking.POSSIBLE:
        for _ in range(count):
            free.put(None)
        yield free
        return
    # Not forked: in the fork of a process in which the renderer has drawn it would wait for ever.
    new = multiprocessing.get_context("spawn")
    begun = []
    for number in range(count):
        ours, theirs = Pipe()
        process = new.Process(target=_be, args=(theirs, number == 0), daemon=True)
        with unheard():
            process.start()
        theirs.close()
        begun.append((ours, process))
        free.put(ours)
    try:
        yield free
    finally:
        for ours, process in begun:
            ours.close()
            process.kill()
            process.join()


def _be(connection: Connection, first: bool) -> None:
    if first:
        # All draw with it: it is cut once.
        fonts.sans_folder()
    drawing.serve(connection)
