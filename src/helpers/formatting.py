"""How the values of exhibits and numbers are formatted, for chapters, pages, print and files alike."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable
from difflib import get_close_matches

MIME = "application/vnd.book.exhibit+json"
# Full, half or empty: the mark of a confidence wherever it is printed.
CONFIDENCE = {"high": "●", "medium": "◐", "low": "○"}
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w|[\s,;:.)]|$)")

MINUS = "−"

# A cell that starts with one of these would run as a formula in a spreadsheet; the wide forms do in
# those of East Asia.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A number below zero with its unit in words: nothing in it can be run.
_QUANTITY = re.compile(r"-\d[\d.,]*%?( [^\W\d_]+)*")
MAP_NOTICE = (
    "Boundaries are those of Natural Earth (de facto) and imply no opinion on the status of any "
    "territory."
)
CONFIDENCE_PLACE = "what the words mean stands in the chapter on data and sources."


# So many names are all told.
_FEW_NAMES = 20


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which of the names that are known may be meant by one that is not.

    Examples
    --------
    >>> nearest("debts", ["areas", "debt_stocks"]), nearest("debts", ["areas"])
    ("did you mean 'debt_stocks'?", "there are 'areas'")
    >>> nearest("x", map(str, range(100))), nearest("x", [])
    ("there are 100, '0' to '99'", 'there are none')
    """
    known = sorted(known)
    like = get_close_matches(name, known, 3)
    if like:
        return f"did you mean {' or '.join(map(repr, like))}?"
    if len(known) > _FEW_NAMES:
        return f"there are {len(known):,}, {known[0]!r} to {known[-1]!r}"
    return f"there are {', '.join(map(repr, known)) or 'none'}"


def note_of(bundle: dict) -> str:
    """Return the note of an exhibit, with what has to stand under every map and every mark."""
    # Only cells of tables carry these marks: a drawing has marks of its own, or none.
    names = [column["name"] for column in bundle["columns"]] if bundle["kind"] == "table" else []
    shown = {row[names.index("confidence")] for row in bundle["rows"] if "confidence" in names}
    marks = [f"{mark} {name}" for name, mark in CONFIDENCE.items() if name in shown]
    legend = f"Confidence of a row: {', '.join(marks)}; {CONFIDENCE_PLACE}" if marks else ""
    extra = [bundle["kind"] == "map" and MAP_NOTICE, legend]
    return " ".join(filter(None, (bundle["note"], *extra)))


def figure(value: float | int, digits: int = 0) -> str:
    """Write a number with the minus of print, and none before nothing.

    Examples
    --------
    >>> figure(-5214.6), figure(-0.04, 1), figure(75.62, 1)
    ('−5,215', '0.0', '75.6')
    """
    return f"{value:z,.{digits}f}".replace("-", MINUS)


def counted(number: float | int | str, things: str) -> str:
    """Write a number of things, of which one has no plural.

    Examples
    --------
    >>> counted(1, "countries"), counted(0, "loans"), counted("1", "years"), counted("1.5", "years")
    ('1 country', '0 loans', '1 year', '1.5 years')
    """
    text = number if isinstance(number, str) else figure(number)
    if text in ("1", f"{MINUS}1"):
        things = re.sub("ies$", "y", things) if things.endswith("ies") else things.removesuffix("s")
    return f"{text} {things}"


def cell_text(value: str | int | float | bool | None) -> str:
    """Format a value of an exhibit: empty if missing, with decimals where they mean something.

    Examples
    --------
    >>> [cell_text(v) for v in (None, 2024, 75.62, 5214.6, -0.04, -5.0, 12345, "Tokyo")]
    ['', '2024', '75.6', '5,215', '0.0', '−5.0', '12,345', 'Tokyo']
    """
    if isinstance(value, float):
        return figure(value, 1 if abs(value) < 99.95 else 0)
    # Years and whole numbers as they are; a number of five digits is no year.
    if isinstance(value, int) and not isinstance(value, bool):
        return figure(value) if abs(value) > 9999 else str(value).replace("-", MINUS)
    return "" if value is None else str(value)


def value_text(value: str | int | float) -> str:
    """Write the value behind a number of the text: closer than the text, no closer than figures are known.

    Examples
    --------
    >>> [value_text(v) for v in (40.74645621644438, 5214.6, 0.012345, 2024, "2024-08-09")]
    ['40.75', '5214.60', '0.0123', '2024', '2024-08-09']
    >>> value_text(-0.0), value_text(-9.3436), value_text(0.0000012345), value_text(0.9999)
    ('0', '−9.34', '0.00000123', '1')
    """
    if not isinstance(value, float):
        return str(value)
    if not value or abs(value) >= 1:
        return figure(value, 2 if value else 0).replace(",", "")
    # Three figures that mean something, however small it is; never as a power of ten.
    text = figure(value, 2 - math.floor(math.log10(abs(value))))
    return text.rstrip("0").rstrip(".")


def rounded(text: str, value: str | int | float, unit: str) -> str:
    """Write a number of the text once more: a share with one decimal, money with its prices.

    Examples
    --------
    >>> rounded("41%", 40.74645621644438, "per cent")
    '40.7%'
    >>> rounded("US$5.21 billion", 5214.6, "US$ million, current prices")
    'US$5.21 billion, current prices'
    """
    if unit == "per cent":
        return text if "." in text else f"{figure(value, 1)}%"
    basis = unit.partition(", ")[2]
    return f"{text}, {basis}" if basis else text


def is_measured(text: str, unit: str) -> bool:
    """Say whether a number is a quantity that a reader may want to follow: no date, no count in words.

    Examples
    --------
    >>> is_measured("2024", "year"), is_measured("nine", "count"), is_measured("16", "count")
    (False, False, True)
    """
    in_words = unit == "count" and not any(sign.isdigit() for sign in text)
    return unit not in ("year", "date", "ordinal") and not in_words


def with_apostrophes(text: str) -> str:
    """Write the apostrophes of a title as the text of a page has them.

    Examples
    --------
    >>> with_apostrophes("China's share of the lenders' claims")
    'China’s share of the lenders’ claims'
    """
    return _APOSTROPHE.sub("’", text)


def confidence_text(confidence: str) -> str:
    """Write a confidence with its mark, so that it is seen before it is read.

    Examples
    --------
    >>> confidence_text("medium")
    '◐ medium'
    """
    return f"{CONFIDENCE[confidence]} {confidence}"


def safe_cell(value: str | int | float | bool | None) -> str | int | float | bool:
    """Return a value that no spreadsheet takes for a formula.

    Text that starts like a formula gets an apostrophe in front, as spreadsheets themselves write it;
    numbers, negative ones too, stay numbers.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-1+1"), safe_cell("-1.9 US dollars"), safe_cell(None)
    ("'=1+1", "'-1+1", '-1.9 US dollars', '')
    """
    runs = isinstance(value, str) and value.startswith(_FORMULA_STARTS)
    if runs and not _QUANTITY.fullmatch(value):
        return f"'{value}"
    return "" if value is None else value


# Columns of the files of a table that its page shows as links, with their titles.
MORE_COLUMNS = {"row_id": "Address", "source_ids": "Sources"}


def more_columns(bundle: dict) -> dict[str, list[str]]:
    """Give the columns that the files of a table have besides: name -> a text a row.

    A table whose rows have addresses says them, and all sources of each row, where the page shows a few.

    Examples
    --------
    >>> more_columns({"row_ids": ["a", "b"], "row_sources": [["x", "y"], ["x", "x"]]})
    {'row_id': ['a', 'b'], 'source_ids': ['x;y', 'x']}
    """
    if not bundle.get("row_ids"):
        return {}
    found = {"row_id": bundle["row_ids"]}
    if bundle.get("row_sources"):
        found["source_ids"] = [";".join(dict.fromkeys(ids)) for ids in bundle["row_sources"]]
    return found


def as_json(content: object) -> str:
    """Write JSON as the files of the book have it: readable, one space a level, a line end at its end."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_csv(bundle: dict) -> str:
    """Write the figures of an exhibit as CSV: names of columns in the first line, values unrounded.

    Of a table whose rows have addresses each row also says its address and its sources.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    more = more_columns(bundle)
    writer.writerow([*(column["name"] for column in bundle["columns"]), *more])
    for row, *others in zip(bundle["rows"], *more.values()):
        writer.writerow([safe_cell(value) for value in (*row, *others)])
    return text.getvalue()
