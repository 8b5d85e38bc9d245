"""What a recipe for renewing a table is: its source, the rows it owns, and how to fetch them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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


# Bounds of a year and of a sum in millions, for tables that are described here.
YEARS = {"minimum": 1990, "maximum": 2030}
MONEY = {"minimum": -1_000_000, "maximum": 1_000_000}
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
    descriptor : dict, optional
        For a table that the package does not have: its resource, staged for a person.
    why_staged : str
        For such a table: what a person has to decide.
    """

    table: str
    source: Source
    fetch: Fetch
    owns: Callable[[pd.DataFrame], pd.Series] = lambda present: pd.Series(True, index=present.index)
    descriptor: dict | None = None
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
