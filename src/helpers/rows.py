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
# The longest cell of prose has some hundred characters.
MAX_CELL = 10_000


class RowError(ValueError):
    """A file is no plain CSV; the message says where and what to do, without the file's name."""


def read_rows(path: Path, columns: list[str] | None = None) -> tuple[list[str], list[list[str]]]:
    """Read a file as its header and its rows, each with as many cells as the header.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with a header: UTF-8, commas, double quotation marks.
    columns : list of str, optional
        The header that the file must have.

    Returns
    -------
    tuple
        Names of the columns, and the rows as lists of text.

    Raises
    ------
    RowError
        If the file is too large, is not UTF-8, holds a NUL, has another header or none, no row, one with
        more or fewer cells than the header, an empty row, or a quotation mark that is never closed.
    FileNotFoundError
        If there is no such file.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise RowError(f"{size:,} bytes; expected at most {MAX_BYTES:,}: is this the right file?")
    return parse(_decode(path.read_bytes()), columns)


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise RowError(
            f"row {row}: byte {error.start} is not UTF-8; save the file as UTF-8"
        ) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise RowError(f"row {row}: a NUL byte; the file is damaged or no text, take a good copy")
    return text


def parse(text: str, columns: list[str] | None = None) -> tuple[list[str], list[list[str]]]:
    r"""Read CSV text as its header and its rows.

    Examples
    --------
    >>> parse("a,b\r\n1,\"x, y\"\r\n")
    (['a', 'b'], [['1', 'x, y']])
    >>> parse("a,b\n1\n")
    Traceback (most recent call last):
    ...
    helpers.rows.RowError: row 2: 1 cell(s); expected 2, as in the header
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
    if not rows or not any(rows[0]):
        raise RowError("the file is empty; expected a header")
    header, *body = rows
    if columns and header != columns:
        raise RowError(_header_difference(columns, header))
    if not body:
        raise RowError("no rows under the header; expected at least one")
    for number, row in enumerate(body, start=2):
        if not row:
            raise RowError(f"row {number}: an empty line; delete it")
        if len(row) != len(header):
            raise RowError(
                f"row {number}: {len(row)} cell(s); expected {len(header)}, as in the header"
            )
    return header, body


def _header_difference(expected: list[str], found: list[str]) -> str:
    missing = [column for column in expected if column not in found]
    extra = [column for column in found if column not in expected]
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
