"""What a recipe for renewing a table is: its source, the rows it owns, and how to fetch them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path

import pandas as pd

from helpers.refresh.web import Session, SourceError

# Columns that say where a row comes from, not what it says.
PROVENANCE = ("source_id", "more_source_ids", "confidence")


@dataclass(frozen=True)
class Source:
    """A live source as ``data/sources.csv`` lists it."""

    source_id: str
    title: str
    author_name: str
    publisher_name: str
    url: str


@dataclass(frozen=True)
class Fetched:
    """What a live source gave.

    Attributes
    ----------
    rows : pandas.DataFrame
        Text, in the columns of the table; ``confidence`` may be left out where it is high.
    client : str
        What read it, with its version.
    published : str
        Date of the release, as exact as the source gives it; empty where it gives none.
    notes : list of str
        What a person should know before accepting.
    """

    rows: pd.DataFrame
    client: str
    published: str = ""
    notes: list[str] = field(default_factory=list)


Fetch = Callable[[Session, pd.DataFrame, Path], Fetched]


@dataclass(frozen=True)
class Recipe:
    """How one table is renewed.

    Attributes
    ----------
    table : str
        Name of the table.
    source : Source
        Where the rows are read.
    fetch : callable
        ``fetch(session, present, folder)`` gives :class:`Fetched`; ``present`` is the table as it
        stands (text), ``folder`` a place for downloads.
    owns : callable
        Which rows of the present table the source gives; all others stay as they are.
    why_staged : str
        For a table that the package does not have: what a person has to decide. It is staged with its
        description, which lies beside this module under the name of the table.
    """

    table: str
    source: Source
    fetch: Fetch
    owns: Callable[[pd.DataFrame], pd.Series] = lambda present: pd.Series(True, index=present.index)
    why_staged: str = ""


def number(value: float | None, decimals: int) -> str:
    """Write a value as the tables do: rounded, no trailing zeros, empty for missing.

    Examples
    --------
    >>> number(331.8700001, 3), number(20.0, 2), number(None, 2), number(-0.0001, 2)
    ('331.87', '20', '', '0')
    """
    if value is None or value != value:
        return ""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


# How a service writes a number where it does not send one; blanks and signs of grouping are no part of it.
_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")


def measured(cell: object, where: str) -> float | None:
    """Read a value that a service gave; nothing where it gave none.

    Parameters
    ----------
    cell : object
        A number, a number as text, or what stands for none: ``None``, an empty text, not-a-number.
    where : str
        Service, series, area and year, to name a cell that is none of these.

    Raises
    ------
    SourceError
        For marks such as ``..`` and ``-``, for infinity, and for all else that is no number.

    Examples
    --------
    >>> measured("1.5", ""), measured(2, ""), measured(None, ""), measured("", "")
    (1.5, 2.0, None, None)
    >>> measured("..", "api.example: GDP, KAZ, 2025")
    Traceback (most recent call last):
    ...
    helpers.refresh.web.SourceError: api.example: GDP, KAZ, 2025: '..' is no number
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    is_number = isinstance(cell, Real) and not isinstance(cell, bool)
    if not is_number and not (isinstance(cell, str) and _WRITTEN.fullmatch(cell.strip())):
        raise SourceError(f"{where}: {cell!r} is no number")
    try:
        value = float(cell)
    except OverflowError:
        value = math.inf
    if math.isinf(value):
        raise SourceError(f"{where}: {cell!r} is no number")
    return None if math.isnan(value) else value


def whole(cell: object, where: str) -> int:
    """Read a year or a code that a service gave, which must be there and whole.

    Raises
    ------
    SourceError
        If it is missing, no number, or a fraction.

    Examples
    --------
    >>> whole("2024", ""), whole(398.0, "")
    (2024, 398)
    """
    value = measured(cell, where)
    if value is None:
        raise SourceError(f"{where}: no value")
    if value != int(value):
        raise SourceError(f"{where}: {cell!r} is no whole number")
    return int(value)


def lack(error: Exception) -> str:
    """Say what an answer lacks in which a client did not find what it looked for.

    Examples
    --------
    >>> lack(KeyError("value"))
    "it has no 'value'"
    """
    return (
        f"it has no {error}" if isinstance(error, KeyError) else "a part of it is of another kind"
    )


def demand(found: bool, what: str) -> None:
    """Stop when an answer lacks something.

    Raises
    ------
    SourceError
        With the given words.
    """
    if not found:
        raise SourceError(what)


def demand_columns(frame: pd.DataFrame, needed: list[str], where: str) -> None:
    """Stop when an answer has other columns than documented.

    Raises
    ------
    SourceError
        Naming the columns that are missing and those there are.
    """
    missing = [column for column in needed if column not in frame.columns]
    demand(
        not missing,
        f"{where}: the shape of the answer has changed; column(s) {missing} are missing, there are "
        f"{list(frame.columns)}",
    )
