"""The public functions for numbers: every figure in a sentence is computed, named and traceable.

A chapter computes a value, calls :func:`publish` once per group of numbers, and writes
``{num}`its-id``` in the text. The Sphinx side puts the formatted value there, with what is needed to
check it. A number that is missing, not finite or used under an unknown id stops the build.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from helpers import data, preview
from helpers.partial_dates import format_date
from helpers.preview import display

MIME = "application/vnd.book.numbers+json"
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True)
class Number:
    """One figure of the text with its derivation.

    Attributes
    ----------
    text : str
        What the reader sees, unit included.
    value : float, int or str
        The value before rounding.
    unit : str
        The unit, with price basis for money.
    tables : list of str
        Tables of the data package that it comes from.
    how : str
        The measure and filters, in words that a reader can follow.
    sources : list of str
        Ids of the sources.
    """

    text: str
    value: float | int | str
    unit: str
    tables: list[str] = field(default_factory=list)
    how: str = ""
    sources: list[str] = field(default_factory=list)


def _finite(value: float | int) -> float | int:
    if value is None or value != value or (isinstance(value, float) and math.isinf(value)):
        raise ValueError(f"a published number must be finite, got {value!r}")
    return value


def count(value: int, *, words: bool = True) -> tuple[str, int, str]:
    """Write a count; up to twelve in words, as English prose does.

    Examples
    --------
    >>> count(9), count(16)
    (('nine', 9, 'count'), ('16', 16, 'count'))
    """
    value = int(_finite(value))
    small = words and 0 <= value < len(_WORDS)
    return (_WORDS[value] if small else f"{value:,}"), value, "count"


def ordinal(value: int) -> tuple[str, int, str]:
    """Write an ordinal number.

    Examples
    --------
    >>> [ordinal(n)[0] for n in (1, 2, 3, 11, 16, 22)]
    ['1st', '2nd', '3rd', '11th', '16th', '22nd']
    """
    value = int(_finite(value))
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(value % 10 if value % 100 not in (11, 12, 13) else 0)
    return f"{value}{suffix or 'th'}", value, "ordinal"


def plain(value: float, unit: str, digits: int = 0) -> tuple[str, float, str]:
    """Write a number with its unit.

    Examples
    --------
    >>> plain(16, "months")[0], plain(2.04, "years", 1)[0]
    ('16 months', '2.0 years')
    """
    return f"{_finite(value):,.{digits}f} {unit}", float(value), unit


def pct(value: float, digits: int = 0) -> tuple[str, float, str]:
    """Write a percentage.

    Parameters
    ----------
    value : float
        On the scale 0 to 100.

    Examples
    --------
    >>> pct(36.94, 1)[0], pct(-0.2)[0]
    ('36.9%', '0%')
    """
    return f"{_finite(value):z,.{digits}f}%", float(value), "per cent"


def usd_million(value: float, digits: int | None = None) -> tuple[str, float, str]:
    """Write a sum in US dollars, current prices, from a value in millions.

    Examples
    --------
    >>> usd_million(3918.3)[0], usd_million(75.62)[0], usd_million(75.62, 1)[0]
    ('US$3.92 billion', 'US$76 million', 'US$75.6 million')
    """
    value = float(_finite(value))
    if abs(value) >= 1000:
        text = f"US${value / 1000:,.{2 if digits is None else digits}f} billion"
    else:
        text = f"US${value:,.{digits or 0}f} million"
    return text, value, "US$ million, current prices"


def jpy_billion(value: float, digits: int = 1) -> tuple[str, float, str]:
    """Write a sum in yen from a value in billions.

    Examples
    --------
    >>> jpy_billion(39)[0], jpy_billion(3000, 0)[0]
    ('39.0 billion yen', '3 trillion yen')
    """
    value = float(_finite(value))
    if abs(value) >= 1000:
        text = f"{value / 1000:,.{digits}f} trillion yen"
    else:
        text = f"{value:,.{digits}f} billion yen"
    return text, value, "billion yen"


def day(text: str) -> tuple[str, str, str]:
    """Write a partial date.

    Examples
    --------
    >>> day("2024-08-09")[0]
    '9 August 2024'
    """
    return format_date(text), text, "date"


def year(value: int) -> tuple[str, int, str]:
    """Write a year, without a thousands separator.

    Examples
    --------
    >>> year(2024)[0]
    '2024'
    """
    return str(int(_finite(value))), int(value), "year"


def publish(
    numbers: dict[str, tuple],
    *,
    tables: Iterable[str],
    how: str,
    sources: Iterable[str],
) -> None:
    """Publish a group of numbers that share tables, derivation and sources.

    Parameters
    ----------
    numbers : dict of str to tuple
        Id (a lower-case slug) to what one of the writers of this module gives.
    tables : iterable of str
        Tables of the data package.
    how : str
        The measure and filters in words.
    sources : iterable of str
        Source ids; each must stand in the table ``sources``.

    Raises
    ------
    ValueError
        For a malformed id, an unknown table or source, or missing derivation.
    """
    tables, sources = list(tables), list(sources)
    check_provenance(f"numbers {sorted(numbers)}", tables, sources)
    if not how:
        raise ValueError(f"numbers {sorted(numbers)}: say in `how` what was computed")
    bundle = {}
    for name, (text, value, unit) in numbers.items():
        if not ID_PATTERN.fullmatch(name):
            raise ValueError(f"number id {name!r} is no lower-case slug such as 'debt-peak-year'")
        value = value.item() if hasattr(value, "item") else value
        bundle[name] = asdict(Number(text, value, unit, tables, how, sources))
    words = "\n".join(f"{name}: {number['text']}" for name, number in bundle.items())
    outside = {"text/html": preview.of_numbers(bundle), "text/plain": words}
    display({MIME: bundle, **outside}, raw=True, metadata={"book": "preview"})


def check_provenance(what: str, tables: list[str], sources: list[str]) -> None:
    """Check that named tables and sources exist.

    Raises
    ------
    ValueError
        Naming what asked, and the unknown table or source.
    """
    unknown = [table for table in tables if not data.has_table(table)]
    if unknown or not tables:
        raise ValueError(f"{what}: unknown table(s) {unknown or '(none given)'}")
    missing = [source for source in sources if not data.has_source(source)]
    if missing or not sources:
        raise ValueError(f"{what}: source(s) {missing or '(none given)'} not in data/sources.csv")
