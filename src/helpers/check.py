"""The gate of each build: whether the tables keep the rules of the data package.

Types, keys, vocabularies and ranges are declared in ``data/datapackage.json`` and checked by
frictionless. What Table Schema can't say is checked here: how numbers are written, partial dates that
exist, lists of source ids, periods that end before they start, parts that add up to more than their
whole, and characters that can't be seen. Digests are no gate: a table that was edited on purpose
passes, and the book says so (``data.edited_tables``).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import data, descriptor, paths, rows
from helpers.data import DataError
from helpers.dates import date_bounds
from helpers.kept import kept

if TYPE_CHECKING:
    import frictionless

_CHECKER = version("frictionless")
# A sum of shares may pass 100 by rounding: half a unit of the last place for each part.
ROUNDING_PCT = 1.0
# A table read in a wrong way has a fault in each row: nobody reads ten thousand lines.
MOST_FAULTS = 50
# The tables are published as they are, and readers open them in spreadsheets.
_FORMULA = re.compile("[=+@＝＋＠]|[-－](?![0-9.]+$)")
# UTF-8 read as if it were Windows-1252 or Latin-1, and saved so.
_MISREAD = re.compile("Ã[\u0080-\u00bf\u0152-\u0192\u2013-\u2122]|â€|Â[\u00a0-\u00bf]")


def check_data() -> None:
    """Check the package and every table of it.

    Raises
    ------
    DataError
        With one line for each fault found: file, row, column, value, and what was expected.
    """
    kept("data-passed", _all_that_is_checked(), "", _check_all)


def _all_that_is_checked() -> str:
    """Give what the check looks at, and by what: data that passed pass again as long as it stays."""
    files = [path for path in sorted(paths.DATA.rglob("*")) if path.is_file()]
    files += [Path(module.__file__) for module in (data, descriptor, rows, sys.modules[__name__])]
    sums = [f"{path.name} {_sum(path)}" for path in files]
    return "\n".join([*sums, _CHECKER, pd.__version__, sys.version])


def _sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "not readable"  # the check says so


def _check_all(part: Path) -> None:
    for stage in (_package_faults, _file_faults, _table_faults):
        # A later stage trusts what an earlier one has checked.
        faults = list(dict.fromkeys(stage()))
        if faults:
            more = len(faults) - MOST_FAULTS
            tail = [f"... and {more:,} more of this kind; mend these first"] if more > 0 else []
            raise DataError("\n".join([*faults[:MOST_FAULTS], *tail]))
    part.touch()


def _package_faults() -> Iterator[str]:
    yield from descriptor.faults(data.package())
    yield from descriptor.twice()


def _file_faults() -> Iterator[str]:
    for name in data.table_names():
        try:
            data.read_text_table(name)
        except DataError as error:
            yield str(error)


def _table_faults() -> Iterator[str]:
    tables = {name: data.read_text_table(name) for name in data.table_names()}
    known = set(tables["sources"]["source_id"]) if "sources" in tables else set()
    for name, frame in tables.items():
        file = _file(name)
        yield from _text_faults(file, frame)
        yield from _date_faults(file, frame)
        yield from _source_faults(file, frame, known)
        yield from _whole_faults(file, name, frame)
    yield from _schema_faults(tables)
    yield from _correction_faults(tables)


def _file(name: str) -> str:
    return f"data/{data.resource(name)['path']}"


def _text_faults(file: str, frame: pd.DataFrame) -> Iterator[str]:
    """Find what no source prints: invisible characters, and letters that were read wrongly."""
    for column in frame:
        # Most cells are plain; only the others are looked at letter by letter.
        odd = frame[column][~frame[column].str.fullmatch(r"[ -*,.-<>-?A-~][ -~]*|-?[0-9.]*")]
        for index, text in odd.items():
            where = f"{file}: row {index + 2}, column {column!r}"
            fault = rows.unfit(text)
            if fault:
                yield f"{where}: {fault}, which no table may hold"
            elif _FORMULA.match(text):
                yield f"{where}: {text!r} would run as a formula in a spreadsheet; begin otherwise"
            elif _MISREAD.search(text):
                yield f"{where}: {text!r} was read in a wrong encoding once; expected the letters"
    for column in frame:
        for index in frame.index[frame[column].str.len() > rows.MAX_CELL]:
            yield (
                f"{file}: row {index + 2}, column {column!r}: "
                f"{len(frame.at[index, column]):,} characters; expected at most {rows.MAX_CELL:,}"
            )


def _schema_faults(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Hold the tables against the package by frictionless, which gets them as they were read."""
    # Not needed for data that passed before: loading it takes a tenth of a second.
    import frictionless

    for name, frame in tables.items():
        yield from _form_faults(name, frame)
    try:
        frictionless.Package(dict(data.package())).to_descriptor(validate=True)
    except frictionless.FrictionlessException as error:
        yield from (f"{descriptor.FILE}: {part.message}" for part in [error.error, *error.reasons])
        return
    for name in tables:
        faults: list[str] = []

        def check(part: Path, name: str = name, faults: list[str] = faults) -> None:
            faults += _faults_of_table(name, tables)
            if not faults:
                part.touch()

        # A table that passed passes again as long as it and those that it refers to stay as they are.
        with suppress(FileNotFoundError):
            kept("passed", _what_is_checked(name, tables), "", check)
        yield from faults


def _references(name: str) -> dict[str, list[str]]:
    """Give the tables that a table refers to, each with the columns that it is referred to by."""
    found: dict[str, list[str]] = {}
    for key in data.resource(name)["schema"].get("foreignKeys", []):
        other, columns = key["reference"]["resource"], key["reference"]["fields"]
        if other not in ("", name):
            found.setdefault(other, []).extend([columns] if isinstance(columns, str) else columns)
    return {other: list(dict.fromkeys(columns)) for other, columns in sorted(found.items())}


def _what_is_checked(name: str, tables: dict[str, pd.DataFrame]) -> str:
    """Give all that the check of a table looks at."""
    seen = [tables[name].to_csv()]
    seen += [tables[o][columns].to_csv() for o, columns in _references(name).items() if o in tables]
    content = hashlib.sha256("\0".join(seen).encode()).hexdigest()
    return json.dumps([data.resource(name), content, _CHECKER])


def _faults_of_table(name: str, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Check one table together with those columns of others that it refers to."""
    resources = [_as_resource(name, tables[name], data.resource(name)["schema"])]
    for other, columns in _references(name).items():
        if other in tables:
            fields = [f for f in data.resource(other)["schema"]["fields"] if f["name"] in columns]
            bare = [{"name": f["name"], "type": f["type"]} for f in fields]
            frame = tables[other][[f["name"] for f in fields]]
            resources.append(_as_resource(other, frame, {"fields": bare}))
    import frictionless

    package = {"name": "checked", "resources": resources}
    try:
        report = frictionless.Package(package).validate()
    except frictionless.FrictionlessException as error:
        parts = [error.error, *error.reasons]
        return [f"{descriptor.FILE}: {name}: {part.message}" for part in parts]
    found = [f"{descriptor.FILE}: {name}: {error.message}" for error in report.errors]
    for task in report.tasks:
        # How numbers are written was said above, more narrowly.
        errors = [e for e in task.errors if e.type != "type-error" and task.name == name]
        found += [_plain(name, error) for error in errors]
    return found


def _as_resource(name: str, frame: pd.DataFrame, schema: dict) -> dict:
    return {
        "name": name,
        "schema": schema,
        "data": _Rows([list(frame.columns), *frame.to_numpy().tolist()]),
    }


class _Rows(list):
    """Rows that nobody changes: whoever copies what they belong to gets these, not copies."""

    def __deepcopy__(self, _memo: dict) -> _Rows:
        return self


def _form_faults(name: str, frame: pd.DataFrame) -> Iterator[str]:
    for field in data.resource(name)["schema"]["fields"]:
        column = frame[field["name"]]
        for index in data.malformed(column, field["type"]):
            yield (
                f"{_file(name)}: row {index + 2}, column {field['name']!r}: {column[index]!r} is "
                f"not valid; expected {_expected(field)}"
            )


def _plain(name: str, error: frictionless.Error) -> str:
    """Say a frictionless error as file, row, column, value, expected."""
    schema = data.resource(name)["schema"]
    row = getattr(error, "row_number", None)
    columns = getattr(error, "field_names", None) or [getattr(error, "field_name", None)]
    if error.type == "primary-key":
        columns = schema["primaryKey"]
    columns = ", ".join(repr(column) for column in columns if column)
    where = f"{_file(name)}: " + ", ".join(
        [*([f"row {row}"] if row else []), *([f"column {columns}"] if columns else [])]
    )
    if error.type == "constraint-error":
        field = next(f for f in schema["fields"] if f["name"] == error.field_name)
        return f"{where}: {error.cell!r} is not valid; expected {_expected(field)}"
    return f"{where}: {error.note}".replace(": :", ":")


def _correction_faults(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Find corrections that fit no row, or a row that no longer holds what was printed."""
    for name in tables.get("corrections", pd.DataFrame(columns=["table_name"]))[
        "table_name"
    ].unique():
        try:
            data.corrected(name, data.read_text_table(name))
        except DataError as error:
            yield str(error)


def _expected(field: dict) -> str:
    """Say in words what a column may hold."""
    constraints = field.get("constraints", {})
    parts = [f"type {field.get('type', 'string')}"]
    for key, words in (
        ("required", "not empty"),
        ("unique", "unique"),
        ("minimum", "at least"),
        ("maximum", "at most"),
        ("pattern", "of the form"),
        ("enum", "one of"),
    ):
        value = constraints.get(key)
        if value is True:
            parts.append(words)
        elif value not in (None, False):
            parts.append(f"{words} {value}")
    return ", ".join(parts)


def _date_faults(file: str, frame: pd.DataFrame) -> Iterator[str]:
    for column in (c for c in frame if c.endswith("_date")):
        for index, text in frame[column].items():
            try:
                _ = text and date_bounds(text)
            except ValueError as error:
                yield f"{file}: row {index + 2}, column {column!r}: {error}"
    if not {"start_date", "end_date"} <= set(frame):
        return
    for index, (start, end) in frame[["start_date", "end_date"]].iterrows():
        # Compared as texts of one length, so that "2006" and "2006-03" are no contradiction.
        if start and end and end[: len(start)] < start[: len(end)]:
            yield f"{file}: row {index + 2}, column 'end_date': {end!r} is before {start!r}"


def _source_faults(file: str, frame: pd.DataFrame, known: set[str]) -> Iterator[str]:
    if "more_source_ids" not in frame:
        return
    for index, ids in frame["more_source_ids"].items():
        for source_id in filter(None, ids.split(";")):
            if source_id not in known:
                yield (
                    f"{file}: row {index + 2}, column 'more_source_ids': {source_id!r} is unknown; "
                    "expected ids of data/sources.csv"
                )


def _whole_faults(file: str, name: str, frame: pd.DataFrame) -> Iterator[str]:
    """Add up parts as the package declares them under ``wholes``."""
    for whole in data.resource(name).get("wholes", []):
        rows = frame
        for column, values in whole.get("only", {}).items():
            rows = rows[rows[column].isin(values)]
        parts = pd.to_numeric(rows[whole["part"]], errors="coerce")
        sums = parts.groupby([rows[column] for column in whole["group"]]).sum()
        for key, total in sums[sums > 100 + ROUNDING_PCT].items():
            key = key if isinstance(key, tuple) else (key,)
            index = rows.index[(rows[whole["group"]] == list(key)).all(axis=1)][0]
            yield (
                f"{file}: row {index + 2}, column {whole['part']!r}: the parts of "
                f"{dict(zip(whole['group'], key))} add up to {total:.1f}; expected at most 100"
            )
