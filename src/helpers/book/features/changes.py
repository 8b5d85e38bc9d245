"""The record of changes and of errors in published versions, kept in the folder of the chapters.

``changes.csv`` has a row for each chapter that a version published or changed, oldest version first.
``errata.csv`` has a row for each error that was reported in a published version.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from helpers import paths
from helpers.data import DataError, read_list
from helpers.partial_dates import newest_day

CHANGES = "changes.csv"
ERRATA = "errata.csv"
# Chapter of a change that concerns the book as a whole.
WHOLE_BOOK = "book"
STATUSES = ("open", "corrected", "rejected")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Change(NamedTuple):
    """What a version changed in a chapter.

    Attributes
    ----------
    version : str
        ``x.y.z``.
    date : datetime.date
        Day of the version.
    chapter : str
        Name of the chapter's file, or ``book``.
    what : str
        The change in words.
    numbers : tuple of str
        Ids of published numbers that changed; empty when none did.
    """

    version: str
    date: dt.date
    chapter: str
    what: str
    numbers: tuple[str, ...]


class Erratum(NamedTuple):
    """An error that was reported in a published version; fields as the columns of the file."""

    reported_date: dt.date
    version: str
    chapter: str
    exhibit_or_number: str
    was: str
    is_now: str
    found_by: str
    status: str


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are ordered by.

    Raises
    ------
    ValueError
        If it is not of the form x.y.z.

    Examples
    --------
    >>> version_key("0.10.0") > version_key("0.9.2")
    True
    """
    match = _VERSION.fullmatch(version)
    if not match:
        raise ValueError(f"{version!r} is no version (expected x.y.z, such as 0.1.0)")
    return tuple(map(int, match.groups()))


def entries() -> list[Change]:
    """Read the changes, oldest version first; none may be of a day to come.

    Raises
    ------
    DataError
        Naming file, row, column, value and what was expected.
    """
    read: list[Change] = []
    for row in _rows(CHANGES, ("version", "date", "chapter", "what", "numbers")):
        row.need("version", "date", "chapter", "what")
        change = Change(
            row.version("version"),
            row.date("date"),
            row.chapter("chapter"),
            row["what"],
            tuple(filter(None, row["numbers"].split(";"))),
        )
        if read:
            _in_order(row, read, change)
        read.append(change)
    return read


def _in_order(row: _Row, read: list[Change], change: Change) -> None:
    last = read[-1]
    if version_key(change.version) < version_key(last.version):
        row.fail("version", f"a version not before {last.version}, that of the row above")
    if change.version == last.version and change.date != last.date:
        row.fail("date", f"{last.date}, the day of version {last.version} in the row above")
    if change.date < last.date:
        row.fail("date", f"a day not before {last.date}, that of the row above")
    if any((c.version, c.chapter) == (change.version, change.chapter) for c in read):
        row.fail("chapter", f"one row a chapter in version {change.version}")


def errata() -> list[Erratum]:
    """Read the errors that were reported, in the order of the file.

    Raises
    ------
    DataError
        Naming file, row, column, value and what was expected.
    """
    published = {change.version: change.date for change in entries()}
    read = []
    columns = ("reported_date", "version", "chapter", "exhibit_or_number", "was", "is")
    for row in _rows(ERRATA, (*columns, "found_by", "status")):
        row.need("reported_date", "version", "chapter", "was", "found_by", "status")
        version, day = row.version("version"), row.date("reported_date")
        if version not in published:
            row.fail("version", f"a published version: {', '.join(published) or 'none yet'}")
        if day < published[version]:
            row.fail("reported_date", f"a day not before {published[version]}, that of {version}")
        if row["status"] not in STATUSES:
            row.fail("status", f"one of {', '.join(STATUSES)}")
        if row["status"] == "corrected" and not row["is"]:
            row.fail("is", "what stands there now, since the status is 'corrected'")
        chapter = row.chapter("chapter")
        rest = (row[c] for c in ("exhibit_or_number", "was", "is", "found_by", "status"))
        read.append(Erratum(day, version, chapter, *rest))
    return read


def first_published(chapter: str) -> dt.date:
    """Return the day on which a chapter was first published.

    Parameters
    ----------
    chapter : str
        Name of its file, as in ``changes.csv``.

    Raises
    ------
    DataError
        If no version has it.

    Examples
    --------
    >>> first_published("who-is-owed")
    datetime.date(2026, 11, 25)
    """
    return _days(chapter)[0]


def last_changed(chapter: str) -> dt.date:
    """Return the day of the last version that changed a chapter; parameters as for the first.

    Raises
    ------
    DataError
        If no version has it.
    """
    return _days(chapter)[-1]


def _days(chapter: str) -> list[dt.date]:
    listed = entries()
    days = [change.date for change in listed if change.chapter == chapter]
    if not days:
        # The row that may stand last: of the newest version.
        version, day = listed[-1][:2] if listed else ("x.y.z", "YYYY-MM-DD")
        raise DataError(
            f"chapters/{CHANGES}: no row for the chapter {chapter!r}; add the row "
            f"'{version},{day},{chapter},First published.,'"
        )
    return days


def check() -> None:
    """Check both files.

    Raises
    ------
    DataError
        At the first fault.
    """
    entries()
    errata()


class _Row(dict):
    """A row that knows where it stands."""

    def __init__(self, file: str, number: int, values: dict[str, str]) -> None:
        super().__init__(values)
        self._where = f"chapters/{file}: row {number}"

    def fail(self, column: str, expected: str) -> None:
        raise DataError(
            f"{self._where}, column {column!r}: {self[column]!r} is not valid; expected {expected}"
        )

    def need(self, *columns: str) -> None:
        for column in columns:
            if not self[column].strip():
                self.fail(column, "not empty")

    def version(self, column: str) -> str:
        try:
            version_key(self[column])
        except ValueError:
            self.fail(column, "x.y.z, such as 0.1.0")
        return self[column]

    def date(self, column: str) -> dt.date:
        try:
            day = dt.date.fromisoformat(self[column])
            if day.isoformat() != self[column]:
                raise ValueError
        except ValueError:
            self.fail(column, "a day that exists, as YYYY-MM-DD")
        today = newest_day()
        if day > today:
            self.fail(column, f"a day not in the future (today is {today})")
        return day

    def chapter(self, column: str) -> str:
        pages = [*paths.ROOT.glob("index.*"), *paths.CHAPTERS.iterdir()]
        known = sorted(p.stem for p in pages if p.suffix in (".ipynb", ".md"))
        if self[column] not in (*known, WHOLE_BOOK):
            self.fail(column, f"{WHOLE_BOOK!r} or a chapter: {', '.join(known)}")
        return self[column]


def _rows(name: str, columns: tuple[str, ...]) -> list[_Row]:
    listed = read_list(paths.CHAPTERS / name, list(columns), may_be_empty=True)
    return [_Row(name, number, row) for number, row in enumerate(listed, start=2)]
