"""Run a function in a second process while this one goes on.

The process is forked: it knows all that is loaded and read so far, and gives back what it found. It
does not outlive a build that is cut off by more than its own work.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

Result = TypeVar("Result")


def workers() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def unheard() -> Iterator[None]:
    """Have processes that are started meanwhile hear nothing of Ctrl-C: who started them answers it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Beside(Generic[Result]):
    """A function at work in a second process, from now on.

    Parameters
    ----------
    function : callable
        What to run; what it prints goes where this process prints to.
    *arguments : object
        What to give it.

    Examples
    --------
    >>> Beside(pow, 2, 10).result()
    1024
    """

    def __init__(self, function: Callable[..., Result], *arguments: object) -> None:
        self._connection, theirs = multiprocessing.Pipe(duplex=False)
        fork = multiprocessing.get_context("fork")
        # No daemon: it may have processes of its own.
        self._process = fork.Process(target=_run, args=(theirs, function, arguments))
        with unheard():
            self._process.start()
        theirs.close()
        self._answer: bytes | None = None

    def done(self) -> bool:
        """Say, without waiting, whether it has come to its end."""
        return self._answer is not None or self._connection.poll()

    def result(self) -> Result:
        """Wait for the end; give what the function gave, or raise what it raised."""
        if self._answer is None:
            try:
                self._answer = self._connection.recv_bytes()
            except EOFError:
                self._process.join()
                what = f"a second process ended by itself (status {self._process.exitcode})"
                self._answer = _pickled((False, RuntimeError(what)))
            self._connection.close()
            self._process.join()
        return given(self._answer)

    def stop(self) -> None:
        """End it, whatever it is doing."""
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _run(connection: Connection, function: Callable, arguments: tuple) -> None:
    """Be the second process."""
    connection.send_bytes(answer_of(function, *arguments))


def answer_of(function: Callable[..., Result], *arguments: object) -> bytes:
    """Run a function; pack what it gives, or what it raises with where it did, for :func:`given`."""
    try:
        answer = (True, function(*arguments))
    except Exception as error:
        # Its traceback stays behind with this process: it is told in words.
        error.add_note("".join(traceback.format_exception(error)))
        answer = (False, error)
    return _pickled(answer)


def given(packed: bytes) -> object:
    """Give what a function gave in another process, or raise what it raised."""
    good, answer = pickle.loads(packed)
    if good:
        return answer
    raise answer


def _pickled(answer: tuple[bool, object]) -> bytes:
    try:
        packed = pickle.dumps(answer)
        pickle.loads(packed)
    except Exception:
        return pickle.dumps((False, RuntimeError(str(answer[1]))))
    return packed
