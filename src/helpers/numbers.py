"""The public functions for numbers: every figure in a sentence is computed, named and traceable.

A chapter hands tables to :func:`expose` (cells of rows) or :func:`publish` (functions of tables) and
writes ``{num}`its-id``` in the text. The tables say where a number comes from; nobody types it. The Sphinx
side puts the formatted value there, with what is needed to check it. A number that is missing, not finite
or used under an unknown id stops the build. What we chose ourselves goes through :func:`parameter`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from numbers import Real
from typing import NamedTuple

import pandas as pd

from helpers import data, preview, provenance
from helpers.derivations import refuse_bare, words_of
from helpers.formatting import MINUS, counted, figure
from helpers.partial_dates import format_date
from helpers.preview import display

MIME = "application/vnd.book.numbers+json"
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# How a missing value reads when it was made text.
_MISSING = {"", "nan", "NaN", "<NA>", "NaT", "None", "nan%", "inf", "-inf"}
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
    kind : {"result", "parameter"}
        Whether it is computed from tables, or chosen.
    """

    text: str
    value: float | int | str
    unit: str
    tables: list[str] = field(default_factory=list)
    how: str = ""
    sources: list[str] = field(default_factory=list)
    kind: str = "result"


def _finite(value: float | int) -> float | int:
    if not isinstance(value, Real) or not math.isfinite(value):
        shown = value if isinstance(value, Real) else repr(value)
        raise ValueError(f"a published number must be finite, got {shown}")
    return value


def _whole(value: float | int) -> int:
    if _finite(value) != int(value):
        raise ValueError(f"a count, an ordinal or a year must be whole, got {value}")
    return int(value)


def _with_unit(value: float, units: dict[str, int]) -> str:
    """Write an amount in the first of its units, each a thousand of the one before, that keeps it short.

    Rounded first: what comes to a thousand million is a billion.

    Examples
    --------
    >>> [_with_unit(v, {"million": 1, "billion": 2}) for v in (999.94, 999.95, 2e6)]
    ['999.9 million', '1.00 billion', '2,000.00 billion']
    """
    for unit, digits in units.items():
        if abs(round(value, digits)) < 1000 or unit == [*units][-1]:
            return f"{figure(value, digits)} {unit}"
        value /= 1000


def count(value: int, *, words: bool = True) -> tuple[str, int, str]:
    """Write a count; up to twelve in words, as English prose does.

    Examples
    --------
    >>> count(9), count(16)
    (('nine', 9, 'count'), ('16', 16, 'count'))
    """
    value = _whole(value)
    small = words and 0 <= value < len(_WORDS)
    return (_WORDS[value] if small else figure(value)), value, "count"


def in_digits(value: int) -> tuple[str, int, str]:
    """Write a count in digits, however small.

    Examples
    --------
    >>> in_digits(9)[0]
    '9'
    """
    return count(value, words=False)


def tally(value: int) -> tuple[str, int, str]:
    """Write a count, and of nothing that it is none.

    Examples
    --------
    >>> tally(0)[0], tally(3)[0]
    ('none', 'three')
    """
    return count(value) if _whole(value) else ("none", 0, "count")


def ordinal(value: int) -> tuple[str, int, str]:
    """Write an ordinal number.

    Examples
    --------
    >>> [ordinal(n)[0] for n in (1, 2, 3, 11, 16, 22)]
    ['1st', '2nd', '3rd', '11th', '16th', '22nd']
    """
    value = _whole(value)
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(value % 10 if value % 100 not in (11, 12, 13) else 0)
    return f"{value}{suffix or 'th'}", value, "ordinal"


def plain(value: float, unit: str, digits: int = 0) -> tuple[str, float, str]:
    """Write a number with its unit, of which one has no plural.

    Examples
    --------
    >>> plain(16, "months")[0], plain(2.04, "years", 1)[0], plain(1, "years")[0]
    ('16 months', '2.0 years', '1 year')
    >>> plain(1, "million tonnes")[0]
    '1 million tonnes'
    """
    text = figure(_finite(value), digits)
    # Of a million tonnes there is a plural.
    words = f"{text} {unit}" if " " in unit else counted(text, unit)
    return words, float(value), unit


def bare(value: float, unit: str, digits: int = 0) -> tuple[str, float, str]:
    """Write a number whose unit the sentence says.

    Examples
    --------
    >>> bare(7.1, "magnitude", 1)
    ('7.1', 7.1, 'magnitude')
    """
    return figure(_finite(value), digits), float(value), unit


def as_is(text: str, unit: str) -> tuple[str, str, str]:
    """Write a text as it stands in its table.

    Examples
    --------
    >>> as_is("mid-2021", "date")
    ('mid-2021', 'mid-2021', 'date')
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"a published text must be words, got {text!r}")
    return text, text, unit


def pct(value: float, digits: int = 0) -> tuple[str, float, str]:
    """Write a percentage.

    Parameters
    ----------
    value : float
        On the scale 0 to 100.

    Examples
    --------
    >>> pct(36.94, 1)[0], pct(-0.2)[0], pct(-5)[0]
    ('36.9%', '0%', '−5%')
    """
    return f"{figure(_finite(value), digits)}%", float(value), "per cent"


def usd_million(value: float, digits: int | None = None) -> tuple[str, float, str]:
    """Write a sum in US dollars, current prices, from a value in millions.

    Examples
    --------
    >>> usd_million(3918.3)[0], usd_million(75.62)[0], usd_million(75.62, 1)[0]
    ('US$3.92 billion', 'US$76 million', 'US$75.6 million')
    >>> usd_million(999.6)[0], usd_million(-75.62)[0], usd_million(0.04)[0]
    ('US$1.00 billion', '−US$76 million', 'US$40,000')
    """
    value = float(_finite(value))
    large = 2 if digits is None else digits
    units = {"million": digits or 0, "billion": large, "trillion": large}
    text = f"US${_with_unit(abs(value), units)}"
    if value and not round(value, digits or 0):
        # A small amount is not nothing.
        text = f"US${figure(abs(value) * 1e6)}"
    is_below = value < 0 and any(sign in "123456789" for sign in text)
    return f"{MINUS if is_below else ''}{text}", value, "US$ million, current prices"


def usd_billion(value: float, digits: int = 1) -> tuple[str, float, str]:
    """Write a sum in US dollars, current prices, from a value in billions.

    Examples
    --------
    >>> usd_billion(19.87)[0]
    'US$19.9 billion'
    """
    return usd_million(1000 * _finite(value), digits)


def jpy_billion(value: float, digits: int = 1) -> tuple[str, float, str]:
    """Write a sum in yen from a value in billions.

    Examples
    --------
    >>> jpy_billion(39)[0], jpy_billion(3000, 0)[0]
    ('39.0 billion yen', '3 trillion yen')
    """
    value = float(_finite(value))
    text = _with_unit(value, {"billion yen": digits, "trillion yen": digits})
    return text, value, "billion yen"


def day(text: str) -> tuple[str, str, str]:
    """Write a partial date.

    Examples
    --------
    >>> day("2024-08-09")[0]
    '9 August 2024'
    """
    return format_date(text), text, "date"


def month(text: str) -> tuple[str, str, str]:
    """Write the month of a date.

    Examples
    --------
    >>> month("2006-08-28")[0]
    'August 2006'
    """
    return day(day(text)[1][:7])


def year(value: int) -> tuple[str, int, str]:
    """Write a year, without a thousands separator.

    Examples
    --------
    >>> year(2024)[0]
    '2024'
    """
    return str(_whole(value)), int(value), "year"


def year_of(text: str) -> tuple[str, int, str]:
    """Write the year of a partial date.

    Examples
    --------
    >>> year_of("2024-08-09")[0]
    '2024'
    """
    return year(int(day(text)[1][:4]))


def last_year(text: str) -> tuple[str, int, str]:
    """Write the last year that a text names.

    Examples
    --------
    >>> last_year("Imports from Japan, 2014")[0]
    '2014'
    """
    return year(int(re.findall(r"\b[12]\d{3}\b", text)[-1]))


def publish(*frames: pd.DataFrame, **made: Callable) -> None:
    """Publish numbers that are functions of tables, and of nothing else.

    Parameters
    ----------
    *frames : Table
        What the numbers are made from: tables of :func:`helpers.data.load_table`, or what measures
        made of them.
    **made : callable
        Id, with ``_`` for ``-`` -> a function that takes the tables and gives what one of the writers
        of this module gives. It may use modules, functions, and constants in capitals; nothing else
        from outside, since nobody could tell where that comes from.

    Raises
    ------
    ValueError
        For a malformed id, a function that takes a value from outside or fails, or tables without an
        origin.

    Examples
    --------
    >>> debt = data.load_table("debt_stocks")
    >>> publish(debt, latest_year=lambda rows: year(rows["year"].max()))
    latest-year: 2024
    <BLANKLINE>
    """
    held = provenance.origin(frames)
    bundle = {}
    for name, function in made.items():
        number_id = name.replace("_", "-")
        refuse_bare(number_id, function)
        written = _called(f"number {number_id!r}", function, frames)
        bundle[number_id] = _number(number_id, written, held, words_of(function))
    _hand_over(bundle)


def publish_all(function: Callable, *frames: pd.DataFrame, write: object = None) -> None:
    """Publish the numbers that one function of tables gives.

    Parameters
    ----------
    function : callable
        Takes the tables and gives a dictionary: id -> value, or what a writer gives; where a number
        rests on some of the rows alone, what :func:`of`, :func:`picked` or :func:`exposed` give. The
        first sentence of its docstring is the derivation that readers see.
    *frames : Table
        The tables.
    write : callable, tuple or dict, optional
        The writer of all values, where they are not written yet, or a tuple of it and what else it takes; or a dictionary of these by
        patterns of ids, the first that fits: ``{"*-year": numbers.year, "*": numbers.pct}``.

    Raises
    ------
    ValueError
        As for :func:`publish`.

    Examples
    --------
    >>> def sizes(rows):
    ...     '''Count the rows and the debtors.'''
    ...     return {"rows": len(rows), "debtors": rows["debtor_code"].nunique()}
    >>> publish_all(sizes, data.load_table("debt_stocks").query("year == 2020"), write=count)
    rows: 27
    debtors: five
    <BLANKLINE>
    """
    what = f"numbers of {getattr(function, '__name__', function)!r}"
    refuse_bare(what, function)
    held, how = provenance.origin(frames), words_of(function)
    made = _called(what, function, frames)
    if not isinstance(made, dict | pd.Series) or not all(
        isinstance(name, str) for name in made.keys()
    ):
        raise ValueError(f"{what}: it gives {made!r:.80}; expected a dictionary, id -> value")
    bundle = {}
    for number_id, value in made.items():
        if isinstance(value, dict):
            bundle[number_id] = value
            continue
        rests_on = held
        if isinstance(value, _Of):
            rests_on, value = provenance.origin(value.rows), value.value
        bundle[number_id] = _number(number_id, _written(number_id, value, write), rests_on, how)
    _hand_over(bundle)


class _Of(NamedTuple):
    rows: pd.DataFrame | tuple[pd.DataFrame, ...]
    value: object


def of(rows: pd.DataFrame | tuple[pd.DataFrame, ...], value: object) -> _Of:
    """Say on which rows one number of a family rests, if not on all that the family is made from.

    Parameters
    ----------
    rows : Table or tuple of Table
        The rows, of one table or of several.
    value : object
        As a function of :func:`publish_all` gives it.

    Examples
    --------
    >>> def owed(rows):
    ...     '''Add up what was owed at the end of 2023.'''
    ...     then = rows[rows["year"] == 2023]
    ...     return {"owed": of(then, usd_million(then["debt_outstanding_usd_million"].sum()))}
    >>> publish_all(owed, data.load_table("debt_stocks").query("debtor_code == 'KGZ'"))
    owed: US$5.41 billion
    <BLANKLINE>
    """
    return _Of(rows, value)


def expose(frame: pd.DataFrame, key: str = "", cell: object = None, **cells: object) -> None:
    """Publish cells of a table: a number for each row and each named cell, with the sources of its row.

    Parameters
    ----------
    frame : Table
        The rows.
    key : str
        What tells the rows apart in ids, made from columns: ``"{debtor_code}-{creditor_code}"``. The
        name of the cell follows, or stands where there is a ``*``. Nothing for a table of one row.
    cell : str or tuple, optional
        A cell whose id is the key alone.
    **cells : str or tuple
        Name of the cell in ids -> its column, or column, writer and what else the writer takes.
        Without a writer the end of the column's name says it: ``_pct``, ``_usd_million``,
        ``_jpy_billion``, ``_year``, ``_date`` and ``_count``.

    Raises
    ------
    ValueError
        For a malformed id, a column that is not there or whose name says no writer, or a table
        without an origin.

    Examples
    --------
    >>> debt = data.load_table("debt_stocks")
    >>> rows = debt.query("year == 2024 and creditor_code == 'CHN' and debtor_code == 'KGZ'")
    >>> expose(rows, "{debtor_code}-{creditor_code}", owed="debt_outstanding_usd_million")
    kgz-chn-owed: US$1.65 billion
    <BLANKLINE>
    """
    _hand_over(exposed(frame, key, cell, **cells))


def exposed(
    frame: pd.DataFrame, key: str = "", cell: object = None, **cells: object
) -> dict[str, dict]:
    """Give what :func:`expose` publishes, for a family of numbers.

    Parameters
    ----------
    frame, key, cell, **cells
        As for :func:`expose`.

    Examples
    --------
    >>> debt = data.load_table("debt_stocks").query("year == 2024 and creditor_code == 'MLT'")
    >>> [*exposed(debt, "{debtor_code}", "debt_outstanding_usd_million")]
    ['kaz', 'kgz', 'tjk', 'tkm', 'uzb']
    """
    if isinstance(frame, pd.Series):
        frame = frame.to_frame().T
    rows = frame.reset_index() if any(frame.index.names) else frame
    if len(rows) != 1 and "{" not in key:
        raise ValueError(
            f"numbers {sorted(cells)}: {len(rows)} rows and the key {key!r}; expected one row, or a "
            "key with the columns that tell rows apart, as '{debtor_code}'"
        )
    named = {**({"": cell} if cell else {}), **cells}
    bundle = {}
    for place in range(len(rows)):
        row = rows.iloc[[place]]
        for name, one in named.items():
            number_id = _id_of(key, name, row.to_dict("records")[0])
            if number_id in bundle:
                raise ValueError(
                    f"number {number_id!r}: two rows have this id; name in the key {key!r} the columns "
                    "that tell rows apart"
                )
            bundle[number_id] = _cell(number_id, row, one)
    return bundle


def pick(frame: pd.DataFrame, cell: object, **rows: object) -> None:
    """Publish one cell of each of some rows, named by their labels, with the sources of the row.

    Parameters
    ----------
    frame : Table
        A table whose index tells its rows apart.
    cell : str or tuple
        The column, as for :func:`expose`.
    **rows : object
        Id, with ``_`` for ``-`` -> label of the row.

    Raises
    ------
    ValueError
        If not exactly one row has the label, and as for :func:`expose`.

    Examples
    --------
    >>> pick(data.load_table("milestones").set_index("milestone_id"), "event_date", launch="ms-2004-launch")
    launch: 28 August 2004
    <BLANKLINE>
    """
    _hand_over(picked(frame, cell, **rows))


def picked(frame: pd.DataFrame, cell: object, **rows: object) -> dict[str, dict]:
    """Give what :func:`pick` publishes, for a family of numbers.

    Parameters
    ----------
    frame, cell, **rows
        As for :func:`pick`.

    Examples
    --------
    >>> by_id = data.load_table("milestones").set_index("milestone_id")
    >>> picked(by_id, "event_date", launch="ms-2004-launch")["launch"]["text"]
    '28 August 2004'
    """
    bundle = {}
    for name, label in rows.items():
        number_id = name.replace("_", "-")
        found = frame.loc[[label]] if label in frame.index else frame.iloc[:0]
        if len(found) != 1:
            raise ValueError(
                f"number {number_id!r}: {len(found)} rows are called {label!r}, not one"
            )
        bundle[number_id] = _cell(number_id, found, cell)
    return bundle


def _cell(number_id: str, row: pd.DataFrame, cell: object) -> dict:
    """Give the number in a cell of a table of one row."""
    column, write, *more = (cell, None) if isinstance(cell, str) else cell
    if column not in row:
        raise ValueError(f"number {number_id!r}: no column {column!r} among {list(row.columns)}")
    what = f"number {number_id!r}, column {column!r}"
    written = _called(what, write or _writer(column), (row[column].iloc[0], *more))
    return _number(
        number_id, written, provenance.origin(row, [column]), f"the column {column} of one row"
    )


def parameter(number_id: str, written: tuple, why: str) -> float | int | str:
    """Publish a choice of ours (a year, a threshold, a span): no result, so without tables and sources.

    Parameters
    ----------
    number_id : str
        A lower-case slug.
    written : tuple
        What one of the writers of this module gives.
    why : str
        What is chosen, and why so, in words.

    Returns
    -------
    float, int or str
        The value, to be kept under a name in capitals.

    Examples
    --------
    >>> FIRST = parameter("aid-first", year(1992), "first year of the five as independent states")
    aid-first: 1992
    <BLANKLINE>
    >>> FIRST
    1992
    """
    if not why:
        raise ValueError(f"parameter {number_id!r}: say why it is chosen")
    text, value, unit = _parts(number_id, written)
    _hand_over({number_id: asdict(Number(text, value, unit, how=why, kind="parameter"))})
    return value


def _id_of(key: str, name: str, values: dict) -> str:
    """Put the name of a cell where the key has a ``*``, or behind it."""
    pattern = key if "*" in key or not name else f"{key}-*" if key else "*"
    try:
        return pattern.format(**values).replace("*", name).replace("_", "-").lower()
    except (KeyError, ValueError, IndexError) as error:
        raise ValueError(
            f"the key {key!r} of numbers can't be filled ({error}); there are {list(values)}"
        ) from None


def _writer(column: str) -> Callable:
    """Give the writer that the name of a column asks for: units stand at its end."""
    for end, write in _WRITERS.items():
        if column == end or column.endswith(f"_{end}"):
            return write
    raise ValueError(
        f"column {column!r}: its name says no unit; name a writer, as in ({column!r}, numbers.pct)"
    )


# The end of a column's name -> how its values are written.
_WRITERS = {
    "pct": pct,
    "usd_million": usd_million,
    "jpy_billion": jpy_billion,
    "year": year,
    "date": day,
    "count": count,
}


def _written(number_id: str, value: object, write: object) -> tuple:
    """Write a value as its writer, or that of the first pattern that fits its id, does."""
    if isinstance(write, dict):
        fitting = [one for pattern, one in write.items() if fnmatchcase(number_id, pattern)]
        if not fitting:
            raise ValueError(f"number {number_id!r}: none of the patterns {list(write)} fits")
        write = fitting[0]
    if write is None:
        return value
    function, *more = write if isinstance(write, tuple) else (write,)
    return _called(f"number {number_id!r}", function, (value, *more))


def _called(what: str, function: Callable, given: tuple) -> object:
    try:
        return function(*given)
    except Exception as error:
        raise ValueError(f"{what}: {type(error).__name__}: {error}") from error


def _parts(number_id: str, written: object) -> tuple:
    """Give text, value and unit of a number, as a writer made them."""
    is_whole = isinstance(written, tuple) and len(written) == 3 and isinstance(written[0], str)
    if not is_whole or written[0] in _MISSING:
        raise ValueError(
            f"number {number_id!r} is {written!r}; expected what a writer of helpers.numbers gives, "
            "as numbers.pct(41.2)"
        )
    return written


def _number(number_id: str, written: tuple, held: provenance.Origin, words: str) -> dict:
    """Give a number with the derivation that its tables carry."""
    text, value, unit = _parts(number_id, written)
    value = value.item() if hasattr(value, "item") else value
    tables, sources = held.tables, data.cited_by(held)
    if fault := provenance_fault(tables, sources):
        raise ValueError(f"number {number_id!r}: {fault}")
    steps = [f"{step.does.rstrip('.')} ({step.name})" for step in held.steps]
    how = "; ".join([*steps, words] if words else steps)
    return asdict(Number(text, value, unit, tables, how, sources))


def _hand_over(bundle: dict[str, dict]) -> None:
    """Give numbers to the book, and show them where a chapter is run by hand."""
    for name in bundle:
        if not ID_PATTERN.fullmatch(name):
            raise ValueError(f"number id {name!r} is no lower-case slug such as 'debt-peak-year'")
    words = "\n".join(f"{name}: {number['text']}" for name, number in bundle.items())
    outside = {"text/html": preview.of_numbers(bundle), "text/plain": words}
    display({MIME: bundle, **outside}, raw=True, metadata={"book": "preview"})


def provenance_fault(tables: list[str], sources: list[str]) -> str:
    """Say which of the named tables and sources are not there, or that none is named; nothing if all are."""
    unknown = [table for table in tables if not data.has_table(table)]
    if unknown or not tables:
        none = "(none: the table handed over does not say where it comes from; use what load_table and measures give)"
        return f"unknown table(s) {unknown or none}"
    missing = [source for source in sources if not data.has_source(source)]
    if missing or not sources:
        return f"source(s) {missing or '(none given)'} not in data/sources.csv"
    return ""
