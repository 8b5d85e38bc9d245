"""The gate in front of each build: whether the tables keep the rules of the data package.

Types, keys, vocabularies and ranges are declared in ``data/datapackage.json`` and checked by
frictionless. What Table Schema can't say is checked here: partial dates that exist, lists of source
ids, periods that end before they start, and parts that add up to more than their whole. Digests are
no gate: a table that was edited on purpose passes, and the book says so (``data.edited_tables``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import frictionless
import pandas as pd

from helpers import data, paths
from helpers.data import DataError
from helpers.dates import date_bounds
from helpers.kept import kept

# A sum of shares may pass 100 by rounding: half a unit of the last place for each part.
ROUNDING_PCT = 1.0


def check_data() -> None:
    """Check every table of the package.

    Raises
    ------
    DataError
        With one line for each fault found: file, row, column, value, and what was expected.
    """
    faults = list(_file_faults()) or [*_schema_faults(), *_own_faults()]
    if faults:
        raise DataError("\n".join(faults))


def _file_faults() -> Iterator[str]:
    for name in data.table_names():
        try:
            data.read_text_table(name)
        except DataError as error:
            yield str(error)


def _schema_faults() -> Iterator[str]:
    package = frictionless.Package(str(paths.PACKAGE))
    try:
        package.to_descriptor(validate=True)
    except frictionless.FrictionlessException as exception:
        for error in exception.to_errors():
            yield f"data/datapackage.json: {error.message}"
        return
    for resource in package.resources:
        faults: list[str] = []

        def check(part: Path, resource: object = resource, faults: list[str] = faults) -> None:
            for task in resource.validate().tasks:
                faults += [_plain(task.name, task.place, error) for error in task.errors]
            if not faults:
                part.touch()

        # A table that passed passes again as long as it and those that it refers to stay as they are.
        with suppress(FileNotFoundError):
            kept("passed", _what_is_checked(resource.name), "", check)
        yield from faults


def _what_is_checked(name: str) -> str:
    """Give all that the check of a table looks at."""
    described = data.resource(name)
    keys = described.get("schema", {}).get("foreignKeys", [])
    others = {key["reference"]["resource"] or name for key in keys}
    texts = [
        (paths.DATA / data.resource(other)["path"]).read_bytes()
        for other in sorted({name, *others})
    ]
    content = hashlib.sha256(b"\0".join(texts)).hexdigest()
    return json.dumps([described, content, frictionless.__version__])


def _plain(name: str, place: str, error: frictionless.Error) -> str:
    """Say a frictionless error as file, row, column, value, expected."""
    file = f"data/{data.resource(name)['path']}"
    row = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None)
    where = f"{file}: " + "".join(
        [f"row {row}, " if row else "", f"column {column!r}: " if column else ""]
    )
    if error.type in ("type-error", "constraint-error"):
        field = next(f for f in data.resource(name)["schema"]["fields"] if f["name"] == column)
        return f"{where}{error.cell!r} is not valid; expected {_expected(field)}"
    return f"{where.rstrip(', ')} {error.note}".replace(":  ", ": ")


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


def _own_faults() -> Iterator[str]:
    known = set(data.read_text_table("sources")["source_id"])
    for name in data.table_names():
        frame = data.read_text_table(name)
        file = f"data/{data.resource(name)['path']}"
        yield from _date_faults(file, frame)
        yield from _source_faults(file, frame, known)
        yield from _whole_faults(file, name, frame)


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
