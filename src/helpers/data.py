"""Load the frozen tables of ``data/``, typed, with the declared corrections applied.

The data package (``data/datapackage.json``) is the only place that says what a table holds: the
readers here take column names, types and missing values from it. Whether all rules of the package
hold (keys, vocabularies, ranges) is the work of :mod:`helpers.check`, which runs before each build.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from helpers import formatting, paths, provenance, rows, tracking
from helpers.file_cache import cached_text

# Where pyarrow happens to be installed, pandas would keep text in it, and sort equal values in another
# order: the same book needs the same text everywhere.
pd.set_option("mode.string_storage", "python")

# Table Schema type -> pandas type. Dates stay text: most are partial (a year, a month).
_DTYPES = {
    "string": "str",
    "list": "str",
    "date": "str",
    "integer": "Int64",
    "year": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}

# Table Schema type -> how it is written. Nineteen digits would not fit the type of whole numbers; a
# number that begins with a zero is a code.
_FORMS = {
    "integer": r"-?(0|[1-9][0-9]{0,14})",
    "year": r"[0-9]{4}",
    "number": r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?",
    "boolean": "true|false",
}
# The descriptor as it is recorded among what was read.
_PACKAGE = "data/datapackage.json"


class DataError(Exception):
    """Something in ``data/`` is not as declared; the message names file, row, column and value."""


def package() -> dict:
    """Return the data package descriptor as parsed JSON.

    Raises
    ------
    DataError
        If the file is missing or no JSON.
    """
    tracking.note("file", _PACKAGE)
    return _package()


@contextmanager
def reading(where: str) -> Iterator[None]:
    """Tell of a file that is missing or can't be read as text, naming it.

    Parameters
    ----------
    where : str
        How the file is named in the message.

    Raises
    ------
    DataError
        Instead of the error of the system or of :mod:`helpers.rows`.

    Examples
    --------
    >>> with reading("data/gone.csv"):
    ...     open("/gone.csv")
    Traceback (most recent call last):
    helpers.data.DataError: data/gone.csv: file not found
    """
    try:
        yield
    except FileNotFoundError:
        raise DataError(f"{where}: file not found") from None
    except OSError as error:
        raise DataError(f"{where}: not readable ({error.strerror})") from None
    except rows.RowError as error:
        raise DataError(f"{where}: {error}") from None


@cache
def _package() -> dict:
    try:
        with tracking.loading(), reading("data/datapackage.json"):
            text = paths.PACKAGE.read_text(encoding="utf-8-sig")
            found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise DataError(f"data/datapackage.json: not readable as UTF-8 JSON ({error})") from None
    if not isinstance(found, dict):
        raise DataError("data/datapackage.json: no JSON object; expected one with 'resources'")
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number of JSON")


def forget() -> None:
    """Clear what was loaded, so that the files are read again after a change."""
    for loader in (_package, _load, _origin, _citations, _sources, _extent):
        loader.cache_clear()


def table_names() -> list[str]:
    """List the tables of the package, in its order."""
    tracking.note("file", _PACKAGE)
    return [r["name"] for r in _package()["resources"] if r.get("type") == "table"]


def has_table(name: str) -> bool:
    """Say whether the package describes a table of that name.

    Examples
    --------
    >>> has_table("debt_stocks"), has_table("debts")
    (True, False)
    """
    tracking.note("table", name)
    return any(r["name"] == name and r.get("type") == "table" for r in _package()["resources"])


def resource(name: str) -> dict:
    """Return the descriptor of one table or file of the package.

    Raises
    ------
    DataError
        If the package has no such table; the message lists those it has.

    Examples
    --------
    >>> resource("debt_stocks")["schema"]["primaryKey"][0]
    'debtor_code'
    """
    tracking.note("table", name)
    for candidate in _package()["resources"]:
        if candidate["name"] == name:
            return candidate
    raise DataError(
        f"no table {name!r} in data/datapackage.json; {formatting.nearest(name, table_names())}"
    )


def licences() -> dict[str, str]:
    """Return the licences that tables are published under here: name -> address.

    Examples
    --------
    >>> licences()["CC-BY-4.0"]
    'https://creativecommons.org/licenses/by/4.0/'
    """
    held = [licence for part in package()["resources"] for licence in part["licenses"]]
    return {one["name"]: one.get("path", one["name"]) for one in held}


def field_names(name: str) -> list[str]:
    """List the columns of a table, in order."""
    return [field["name"] for field in resource(name)["schema"]["fields"]]


def read_text_table(name: str) -> pd.DataFrame:
    """Read a table as text, exactly as it stands in its file (empty cells as ``""``).

    Raises
    ------
    DataError
        If the file is missing, no plain CSV in UTF-8, or its header is not the declared one.
    """
    columns, path = field_names(name), paths.DATA / resource(name)["path"]
    with tracking.loading():
        # As it is called in the project, wherever a trial of it may stand.
        listed = read_list(path, columns, named=f"data/{path.name}")
    return pd.DataFrame(listed, columns=columns, dtype="str")


def read_list(
    path: Path, columns: list[str], may_be_empty: bool = False, named: str = ""
) -> list[dict[str, str]]:
    """Read a list that stands outside the package, such as those in ``chapters/``, as strictly.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file.
    columns : list of str
        The header that it must have; empty for any.
    may_be_empty : bool
        Whether a header without rows will do.
    named : str
        What to call the file in a message; by default its folder and name.

    Returns
    -------
    list of dict
        One a row, text by column.

    Raises
    ------
    DataError
        If the file is missing, no plain CSV in UTF-8, or has another header.
    """
    where = named or f"{path.parent.name}/{path.name}"
    with reading(where):
        header, body = rows.parse(rows.read_text(path), columns, may_be_empty)
    return [dict(zip(header, row)) for row in body]


class Extent(NamedTuple):
    """The extent of a table: rows, newest year and confidence, without its figures.

    Attributes
    ----------
    rows : int
        Number of its rows.
    newest_year : int or None
        The last in its column ``year``, if it has one.
    confidences : dict of str to int
        Number of rows of each confidence; empty if rows carry none.
    """

    rows: int
    newest_year: int | None
    confidences: dict[str, int]


def extent(name: str) -> Extent:
    """Return the extent of a table.

    Examples
    --------
    >>> extent("debt_stocks").newest_year
    2024
    """
    tracking.note("table", name)
    return _extent(name)


@cache
def _extent(name: str) -> Extent:
    frame = read_text_table(name)
    years = [year for year in frame.get("year", ()) if year]
    newest = int(max(years)) if years else None
    return Extent(len(frame), newest, dict(Counter(frame.get("confidence", ()))))


def keys_of(name: str) -> list[str]:
    """Name the columns of a table's primary key, which may stand as a text where it is one."""
    keys = resource(name)["schema"]["primaryKey"]
    return [keys] if isinstance(keys, str) else keys


def row_keys(name: str, frame: pd.DataFrame) -> pd.Series:
    """Return each row's key: the values of the primary key joined with ``|``."""
    return frame[keys_of(name)].astype("str").agg("|".join, axis=1)


@cache
def _load(name: str) -> pd.DataFrame:
    text = apply_corrections(name, read_text_table(name))
    return pd.DataFrame(
        {
            field["name"]: _convert(name, text[field["name"]], field)
            for field in resource(name)["schema"]["fields"]
        }
    )


def load_table(name: str) -> pd.DataFrame:
    """Load one table of the package with its declared types, corrections applied.

    Parameters
    ----------
    name : str
        Name of the table, as in ``data/datapackage.json``.

    Returns
    -------
    pandas.DataFrame
        One row a record; columns as declared. Units are in the column names, definitions in the
        package. Missing values are ``pd.NA``; partial dates and list columns stay text.

    Raises
    ------
    DataError
        If the table is unknown, or a file, header, value or correction is not as declared.

    Examples
    --------
    >>> debt = load_table("debt_stocks")
    >>> debt["debt_outstanding_usd_million"].dtype.name
    'Float64'
    """
    tracking.note("table", name)
    return provenance.give(_load(name).copy(), _origin(name))


def column_labels() -> dict[str, str]:
    """Return what readers see above a column that a measure computes, by name of the column.

    Examples
    --------
    >>> column_labels()["share_pct"]
    'Share, %'
    """
    return dict(load_table("column_labels").itertuples(index=False))


@cache
def _origin(name: str) -> provenance.Origin:
    """Say where the rows of a table come from: from it, and from the sources that they cite."""
    declared = resource(name)
    if declared.get("role") == "names":
        return provenance.NOTHING
    by_column = {
        field["name"]: tuple(field["sources"])
        for field in declared["schema"]["fields"]
        if "sources" in field
    }
    cited = provenance.ids_in(_load(name))
    if not cited:
        return provenance.Origin(fixed={name: cited})
    lookups = frozenset([name] if declared.get("role") == "lookup" else [])
    return provenance.Origin(live={name: cited}, by_column=by_column, lookups=lookups)


def cited_by(held: provenance.Origin) -> list[str]:
    """List the sources of an origin, those first that its tables cite most.

    Examples
    --------
    >>> cited_by(provenance.origin(load_table("debt_stocks")))[0]
    'one-debt-overview-ids'
    """
    times = sum((_citations(name) for name in held.tables), Counter())
    return sorted(held.sources, key=lambda source_id: (-times[source_id], source_id))


@cache
def _citations(name: str) -> Counter[str]:
    rows = _load(name)
    cells = [cell for column in provenance.ID_COLUMNS if column in rows for cell in rows[column]]
    return Counter(one for cell in cells if isinstance(cell, str) for one in cell.split(";"))


def has_source(source_id: str) -> bool:
    """Say whether the table ``sources`` has a source of that id.

    Examples
    --------
    >>> has_source("one-debt-overview-ids"), has_source("hearsay")
    (True, False)
    """
    # Not recorded: a chapter need not run again for a new source. Pages look up the sources that they name.
    with tracking.untracked():
        return source_id in _sources()


def source(source_id: str) -> dict[str, str]:
    """Return one source as text, column by column, empty where its row is empty.

    Raises
    ------
    KeyError
        If there is no such source.

    Examples
    --------
    >>> source("one-debt-overview-ids")["kind"]
    'dataset'
    """
    tracking.note("table", "sources")
    return _sources()[source_id]


@cache
def _sources() -> dict[str, dict[str, str]]:
    listed = apply_corrections("sources", read_text_table("sources")).to_dict("records")
    return {row["source_id"]: row for row in listed}


def _convert(name: str, column: pd.Series, field: dict) -> pd.Series:
    values = column.where(column != "", pd.NA)
    kind = field.get("type", "string")
    for bad in malformed(column, kind):
        raise DataError(
            f"data/{resource(name)['path']}: row {bad + 2}, column {field['name']!r}: "
            f"{column[bad]!r} is not of type {kind}"
        )
    dtype = _DTYPES[kind]
    if dtype == "boolean":
        return values.map({"true": True, "false": False}, na_action="ignore").astype("boolean")
    return pd.to_numeric(values).astype(dtype) if dtype[0] in "IF" else values.astype(dtype)


def is_formed(field: dict) -> bool:
    """Say whether the cells of a column have one way of being written, as numbers have.

    Examples
    --------
    >>> is_formed({"name": "year", "type": "integer"}), is_formed({"name": "note", "type": "string"})
    (True, False)
    """
    return field.get("type") in _FORMS


def malformed(column: pd.Series, kind: str) -> list[int]:
    """Return the index of each cell that is not written as its type is written here.

    Narrower than what readers of numbers take: no blanks, signs of grouping, exponents, full-width
    digits or ``nan``; truth is ``true`` or ``false``. An empty cell is a missing value.

    Examples
    --------
    >>> malformed(pd.Series(["1.5", "", "1e400"]), "number")
    [2]
    """
    form = _FORMS.get(kind)
    return list(column.index[(column != "") & ~column.str.fullmatch(form)]) if form else []


def apply_corrections(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Apply ``corrections.csv`` to a table as text.

    Raises
    ------
    DataError
        If a correction fits no row, or the table no longer holds what the source printed.
    """
    # Not recorded: of a table is told what is corrected in it, and not the corrections of others.
    with tracking.untracked():
        if name == "corrections" or not has_table("corrections"):
            return frame
        corrections = read_text_table("corrections")
    mine = corrections[corrections["table_name"] == name]
    if mine.empty:
        return frame
    frame = frame.copy()
    keys = row_keys(name, frame)
    for row in mine.itertuples():
        hits = frame.index[keys == row.row_key]
        where = f"data/corrections.csv: {row.correction_id}"
        if len(hits) != 1 or row.column_name not in frame:
            raise DataError(f"{where}: no row {row.row_key!r} with that column in {name}")
        found = frame.at[hits[0], row.column_name]
        if found != row.printed_value:
            raise DataError(
                f"{where}: {name} {row.row_key!r} {row.column_name} now holds {found!r}, not the "
                f"printed {row.printed_value!r}: the source has changed; revise the correction"
            )
        frame.at[hits[0], row.column_name] = row.corrected_value
    return frame


def sources_of(*frames: pd.DataFrame) -> list[str]:
    """List the source ids that the rows of tables cite, each once, most cited first.

    Parameters
    ----------
    *frames : pandas.DataFrame
        Any tables with the columns ``source_id`` and ``more_source_ids``: all rows that a number or
        an exhibit is made from.

    Examples
    --------
    >>> sources_of(load_table("debt_stocks"))[0]
    'one-debt-overview-ids'
    """
    ids = []
    for frame in frames:
        ids += frame["source_id"].dropna().to_list()
        for more in frame["more_source_ids"].dropna():
            ids.extend(more.split(";"))
    return list(pd.Series(ids, dtype="str").value_counts().index)


def all_source_ids(frame: pd.DataFrame) -> pd.Series:
    """Join the first and the further source ids of each row with semicolons.

    Parameters
    ----------
    frame : pandas.DataFrame
        Any table; of one without columns of ids the texts are empty.

    Examples
    --------
    >>> rows = pd.DataFrame({"source_id": ["a", "b"], "more_source_ids": ["c", pd.NA]})
    >>> all_source_ids(rows).to_list()
    ['a;c', 'b']
    """
    return pd.Series(provenance.by_row(frame), index=frame.index, dtype="str")


def content_digest(name: str) -> str:
    """Return a SHA-256 over the parsed, sorted rows of a table.

    Line ends, the order of rows and a byte order mark do not count; any changed value does.
    """
    rows = sorted(read_text_table(name).itertuples(index=False, name=None))
    text = json.dumps([field_names(name), rows], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def edited_tables() -> list[str]:
    """List the tables whose content differs from the digest recorded in the package."""
    made_by = [Path(module).read_bytes() for module in (__file__, rows.__file__)]

    def differs(name: str) -> bool:
        seen = [*made_by, (paths.DATA / resource(name)["path"]).read_bytes()]
        key = f"{hashlib.sha256(b'|'.join(seen)).hexdigest()} {field_names(name)}"
        # To parse and sort a table takes a while; that it did not change is seen at once.
        found = cached_text("digest", key, ".txt", lambda: content_digest(name))
        return found != resource(name).get("digest")

    return [name for name in table_names() if differs(name)]


def data_date() -> str:
    """Return the date at which the data stand: the latest day on which a source was read."""
    return load_table("sources")["accessed_date"].dropna().max()


def latest_reading() -> pd.DataFrame:
    """Give the source that was read last, as a table of one row: its day is that of the data.

    Examples
    --------
    >>> latest_reading()["accessed_date"].item() == data_date()
    True
    """
    sources = load_table("sources").dropna(subset=["accessed_date"])
    return sources.sort_values(["accessed_date", "source_id"]).tail(1)


def reading_year(reading: pd.DataFrame) -> int:
    """Give the year of a reading.

    Parameters
    ----------
    reading : pandas.DataFrame
        What :func:`latest_reading` gives.

    Examples
    --------
    >>> reading_year(pd.DataFrame({"accessed_date": ["2026-11-23"]}))
    2026
    """
    return int(reading["accessed_date"].item()[:4])
