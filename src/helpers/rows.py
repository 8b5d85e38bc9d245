"""Read a CSV file as text, strictly: what is not plain CSV in UTF-8 is refused with its row.

One reader for all: what the checks see is what the chapters get. Line ends and a byte order mark are
no part of a table; everything else is.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

# Far above any table of a book; a file beyond it is no table but an accident.
MAX_BYTES = 50_000_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# The longest cell of prose has some hundred characters.
MAX_CELL = 10_000


class RowError(ValueError):
    """A file is no plain CSV; the message says where and what to do, without the file's name."""


def read_text(path: Path) -> str:
    """Read a file of text in UTF-8, without the byte order mark that some editors put first.

    Raises
    ------
    RowError
        If the file is too large, is not UTF-8 or holds a NUL.
    FileNotFoundError
        If there is no such file.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise RowError(f"{size:,} bytes; expected at most {MAX_BYTES:,}: is this the right file?")
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RowError("a workbook, not a text; save the table as CSV in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = len((content[: error.start] + b".").splitlines())
        what = (
            "the file is in UTF-16"
            if content[:2] in _UTF_16
            else f"byte {error.start} is not UTF-8"
        )
        raise RowError(f"row {row}: {what}; save the file as UTF-8") from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise RowError(
            f"row {row}: a NUL byte; the file is damaged, in UTF-16 or no text: take a good copy, or save "
            "it as UTF-8"
        )
    return text


def parse(
    text: str, columns: list[str] | None = None, may_be_empty: bool = False
) -> tuple[list[str], list[list[str]]]:
    r"""Read CSV text as its header and its rows, each with as many cells as the header.

    Parameters
    ----------
    text : str
        A header and rows: commas, double quotation marks.
    columns : list of str, optional
        The header that the text must have.
    may_be_empty : bool
        Whether a header without rows will do.

    Returns
    -------
    tuple
        Names of the columns, and the rows as lists of text.

    Raises
    ------
    RowError
        If it has another header or none, no row, one with more or fewer cells than the header, an empty row,
        or a quotation mark that is never closed.

    Examples
    --------
    >>> parse("a,b\r\n1,\"x, y\"\r\n")
    (['a', 'b'], [['1', 'x, y']])
    >>> parse("a,b\n1\n")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    helpers.rows.RowError: row 2: 1 cell(s); expected 2, as in the header (the row begins with '1'; ...
    """
    # A limit of the reader below the longest cell allowed would speak less plainly.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise RowError(
            f"row {len(rows) + 1}: not readable as CSV ({error}); look for a quotation mark that "
            "is not closed or not doubled"
        ) from None
    if not any(map(any, rows)):
        raise RowError("the file is empty; expected a header")
    if not any(rows[0]):
        raise RowError("row 1: an empty line; delete it, so that the header comes first")
    header, *body = rows
    # Empty lines at the end of a file are no part of a table, as line ends are not.
    while body and not body[-1]:
        body.pop()
    if columns and header != columns:
        raise RowError(_header_difference(columns, header, is_next=columns in body[:1]))
    if not body and not may_be_empty:
        raise RowError("no rows under the header; expected at least one")
    for number, row in enumerate(body, start=2):
        # What a spreadsheet leaves of a row that was emptied is a line of commas.
        if not any(row):
            raise RowError(f"row {number}: an empty line; delete it")
        if len(row) != len(header):
            raise RowError(
                f"row {number}: {len(row)} cell(s); expected {len(header)}, as in the header "
                f"(the row begins with {row[0][:40]!r}; a cell with a comma or a quotation mark in it "
                "stands in quotation marks)"
            )
        if max(map(len, row)) > MAX_CELL:
            column, long = max(zip(header, row), key=lambda pair: len(pair[1]))
            raise RowError(
                f"row {number}, column {column!r}: {len(long):,} characters; expected at most "
                f"{MAX_CELL:,}: is a quotation mark missing?"
            )
    return header, body


def _header_difference(expected: list[str], found: list[str], is_next: bool = False) -> str:
    missing = [column for column in expected if column not in found]
    extra = [column for column in found if column not in expected]
    for separator, words in ((";", "';'"), ("\t", "tabs"), ("|", "'|'")):
        if len(found) == 1 < len(expected) and found[0].split(separator) == expected:
            return f"cells stand between {words}; save the table as CSV with commas"
    if found[0].lower().startswith("sep="):
        return f"row 1: {','.join(found)!r} is a line for a spreadsheet alone; delete it"
    if is_next:
        return f"row 1: {found[0][:60]!r} stands above the header; delete the row"
    if not {*expected} & {*found}:
        return (
            f"row 1 begins with {found[0][:60]!r} and is no header of this table; expected {expected}: is "
            "this the right file?"
        )
    if "" in found and not missing:
        places = [number for number, name in enumerate(found, start=1) if not name]
        return f"row 1: no name for column(s) {places}; delete them, with the commas at the ends of rows"
    parts = []
    double = sorted({column for column in found if found.count(column) > 1})
    if double:
        parts.append(f"column(s) twice: {double}")
    if missing:
        parts.append(f"column(s) missing: {missing}")
    if extra:
        parts.append(f"column(s) not declared: {extra}")
    return f"{'; '.join(parts) or 'columns stand in another order'}; expected {expected}"


def unfit(text: str) -> str:
    r"""Say what in a text has no place in a table: what can't be seen, or changes how text is read.

    Control characters, marks that turn the direction of writing, zero-width characters and
    characters without a meaning can make a text look like another one. They are refused rather than
    shown, since no source prints them.

    Returns
    -------
    str
        The first such character with its place, or nothing.

    Examples
    --------
    >>> unfit("abc\u202etxt"), unfit("日本語 é")
    ('character 4 is U+202E RIGHT-TO-LEFT OVERRIDE', '')
    """
    if text.isascii() and text.isprintable():
        return ""
    for place, character in enumerate(text, start=1):
        if _is_unfit(character):
            name = unicodedata.name(character, "a control or unassigned character")
            return f"character {place} is U+{ord(character):04X} {name}"
    return ""


def _is_unfit(character: str) -> bool:
    # U+FFFD stands where another program could not read a letter. Variation selectors and blanks
    # that are no letters (Hangul fillers, Braille blank) are as invisible as a zero-width space.
    return (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        or character in "\ufffd\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )
