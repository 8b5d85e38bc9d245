"""A second process gives back what it found, or says what went wrong in it."""

from __future__ import annotations

import os
import signal
import time

import pytest

from helpers.beside import Beside
from helpers.data import DataError


class AwkwardError(Exception):
    """An error that can't be sent: it needs more than its words to be made."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def fail(error: Exception) -> None:
    raise error


def test_it_works_while_this_one_goes_on_and_is_asked_twice():
    beside = Beside(lambda: (os.getpid(), [1, 2]))
    number, found = beside.result()
    assert number != os.getpid()
    assert found == [1, 2]
    assert beside.done()
    assert beside.result() == (number, [1, 2])


def test_it_is_not_waited_for_when_asked_whether_it_is_done():
    beside = Beside(time.sleep, 30)
    started = time.monotonic()
    assert not beside.done()
    beside.stop()
    assert time.monotonic() - started < 10


def test_an_error_keeps_its_kind_and_tells_where_it_happened():
    with pytest.raises(DataError, match=r"data/x\.csv: row 3") as caught:
        Beside(fail, DataError("data/x.csv: row 3")).result()
    assert "in fail" in "".join(caught.value.__notes__)


def test_an_error_that_cannot_be_sent_is_told_in_words():
    with pytest.raises(RuntimeError, match="one and two"):
        Beside(lambda: fail(AwkwardError("one", "two"))).result()


def test_a_process_that_is_killed_is_missed():
    with pytest.raises(RuntimeError, match=r"ended by itself \(status -9\)"):
        Beside(lambda: os.kill(os.getpid(), signal.SIGKILL)).result()
