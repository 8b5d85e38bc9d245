"""Join the book in a process of its own, which copies the parts of the last book before it is asked.

To copy parts takes most of the time, and most of them stay from one book to the next.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pikepdf

from helpers.beside import Beside, answer_of, given
from helpers.book.typst.compiler import save
from helpers.book.typst.joining import Branch, Joining
from helpers.book.typst.xmp import describe_whole


class Parts(NamedTuple):
    """The files that a book is joined from.

    Attributes
    ----------
    front, body : tuple of pathlib.Path
        The parts before page 1, and those from page 1 on.
    numbers : pathlib.Path
        The numbers of the body's pages.
    """

    front: tuple[Path, ...]
    body: tuple[Path, ...]
    numbers: Path


class Joiner:
    """A process that joins one book; it begins at once.

    Parameters
    ----------
    finished : pathlib.Path
        Folder of finished files, where the book is put.
    """

    def __init__(self, finished: Path) -> None:
        self._connection, theirs = Pipe()
        self._process = Beside(_serve, self._connection, theirs, finished)
        theirs.close()

    def join(self, parts: Parts) -> Path:
        """Have the parts joined; give the file. Any process may ask that was forked after this began.

        Raises
        ------
        Exception
            What was raised where they were joined.
        RuntimeError
            If the process ended by itself.
        """
        try:
            self._connection.send(parts)
            answer = self._connection.recv_bytes()
        except (EOFError, ConnectionError):
            raise RuntimeError("the process that joins book.pdf ended by itself") from None
        return given(answer)

    def stop(self) -> None:
        """End the process."""
        self._process.stop()


def _serve(ours: Connection, connection: Connection, finished: Path) -> None:
    # Held by nobody else, it tells when nobody is left to ask.
    ours.close()
    # Whoever waits for something goes first.
    os.nice(10)
    copies = _copied_ahead(connection, finished)
    try:
        parts = connection.recv()
    except EOFError:
        return
    connection.send_bytes(answer_of(_joined, parts, copies, finished))


def _copied_ahead(connection: Connection, finished: Path) -> _Copies:
    """Copy the parts of the last book that are still there, until the new one is asked for."""
    copies = _Copies()
    try:
        for name in json.loads(_record(finished).read_text("utf-8")):
            if connection.poll():
                break
            if (finished / name).exists():
                copies.take(finished / name)
    except Exception:
        # The first book has no last one. What else may be wrong is told by what is done when it is asked.
        return _Copies()
    return copies


class _Copies:
    """Parts that were copied into a book, by their files."""

    def __init__(self) -> None:
        self.joining = Joining()
        self.branches: dict[Path, Branch] = {}

    def take(self, path: Path) -> Branch:
        if path not in self.branches:
            self.branches[path] = self.joining.copy(_opened(path))
        return self.branches[path]


def _joined(parts: Parts, copies: _Copies, finished: Path) -> Path:
    names = [path.name for path in (*parts.front, *parts.body)]
    # The names of files have the digests of all that they were made from.
    made_of = hashlib.sha256(" ".join([*names, parts.numbers.name]).encode()).digest()
    made = finished / f"book-{made_of.hex()[:16]}.pdf"
    if not made.exists():
        front, body = ([copies.take(path) for path in paths] for paths in (parts.front, parts.body))
        whole = copies.joining.finish(front, body, _opened(parts.numbers))
        describe_whole(whole, made_of[:16])
        save(whole, made)
        # The next book is made without it, if need be.
        with suppress(OSError):
            _record(finished).write_text(json.dumps(names), encoding="utf-8")
    return made


def _record(finished: Path) -> Path:
    return finished.with_suffix(".json")


def _opened(path: Path) -> pikepdf.Pdf:
    _left_open.append(pikepdf.open(path))
    return _left_open[-1]


# The parts that were joined, while this process lives: to take them apart would take longer than to save
# the book, and the process ends soon after.
_left_open: list[pikepdf.Pdf] = []
