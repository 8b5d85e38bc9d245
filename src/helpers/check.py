"""Validation of the data before each build: whether the tables keep the rules of the data package.

Types, keys, vocabularies and ranges are declared in ``data/datapackage.json`` and checked by
frictionless. What Table Schema can't say is checked here: how numbers are written, partial dates that
exist, lists of ids, spans that end before they start, parts that add up to more than their whole or do
not add up to their total, records that stand twice, and what no cell may hold (:mod:`helpers.cells`).
A digest stops no build: a table that was edited on purpose passes, and the book says so
(``data.edited_tables``).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from helpers import cells, data, descriptor, partial_dates, paths, rows, spans
from helpers.data import DataError
from helpers.file_cache import cached_check
from helpers.partial_dates import date_bounds, newest_day

if TYPE_CHECKING:
    import frictionless

# What is wrong with a table: index of the row, column, and the words.
Fault = tuple[int, str, str]
# Words of the descriptor by which a column is a list.
_LIST = "joined by semicolons"
# Ends of names of columns that are lists of countries.
_COUNTRIES = ("country_codes", "recipient_codes")
# Ends of names of columns whose cells are dates.
_DATED = ("_date", "_dates", "_month", "_day")
# How the cells of a type are written.
_WRITTEN = {
    "number": "type number, digits and a point alone",
    "integer": "type integer, digits alone",
    "year": "a year of four digits",
    "boolean": "true or false",
}
# What patterns of the descriptor ask for.
_PATTERNS = {
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "YYYY, YYYY-MM or YYYY-MM-DD",
    r"^\d{4}-\d{2}-\d{2}$": "YYYY-MM-DD",
    r"^\d{4}-\d{2}$": "YYYY-MM",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "HH:MM",
    "^[a-z0-9]+([._-][a-z0-9]+)*$": "small Latin letters and digits joined by '-', '_' or '.'",
    "^[a-z0-9]+(-[a-z0-9]+)*$": "small Latin letters and digits joined by '-'",
    "[a-z0-9]+(-[a-z0-9]+)*": "small Latin letters and digits joined by '-'",
    "^[A-Za-z0-9]+([._+-]+[A-Za-z0-9]+)*$": "Latin letters and digits joined by '-', '_', '.' or '+'",
    "^[A-Za-z0-9][A-Za-z0-9._-]*$": "Latin letters, digits, '.', '_' and '-'",
    "^[A-Z][A-Z0-9]{2}$": "three Latin capitals or digits, a letter first",
    "^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$": "Latin capitals and digits joined by '_'",
}
# No date of this book lies outside; a typing error does.
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
# A sum of shares may pass 100 by rounding: half a unit of the last place for each part.
ROUNDING_PCT = 1.0
# Sums of printed amounts may pass a printed total by rounding; sums of one file may not.
ROUNDING_OF_TOTALS = 0.01
EXACT = 0.01
# How many times more than in the years beside it makes a figure one of another unit: millions as billions,
# per cent as fractions. Half of a thousand and of a hundred, since figures grow.
_THOUSAND, _FRACTION = 500, 50
# A table read in a wrong way has a fault in each row: nobody reads ten thousand lines.
MOST_FAULTS = 50


def check_data() -> None:
    """Check the package and every table of it.

    Raises
    ------
    DataError
        With one line for each fault found: file, row, column, value, and what was expected.
    """
    faults = cached_check("data", _checked_inputs(), _faults)
    if faults:
        more = len(faults) - MOST_FAULTS
        tail = [f"... and {more:,} more of this kind; mend these first"] if more > 0 else []
        raise DataError("\n".join([*faults[:MOST_FAULTS], *tail]))


def check_lists(folder: Path) -> None:
    """Check the cells of the lists that stand outside the package, such as those in ``chapters/``.

    Raises
    ------
    DataError
        With one line for each fault found: file, row, column, value, and what was expected.
    """
    faults = []
    for path in sorted(folder.glob("*.csv")):
        name = f"{folder.name}/{path.name}"
        for number, row in enumerate(data.read_list(path, [], may_be_empty=True), start=2):
            for column, text in row.items():
                fault = text and _text_fault(text, as_found=False)
                if fault:
                    faults.append(f"{name}: row {number}, column {column!r}: {fault}")
    if faults:
        raise DataError("\n".join(faults[:MOST_FAULTS]))


def _checked_inputs() -> str:
    """Return names and digests of the data files and the code of the check, as a cache key."""
    files = [path for path in sorted(paths.DATA.rglob("*")) if path.is_file()]
    return "\n".join([*(f"{path.name} {_sum(path)}" for path in files), _checker()])


@cache
def _checker() -> str:
    """Return the code and the packages of the check, as a part of cache keys."""
    modules = (cells, data, partial_dates, descriptor, rows, spans, sys.modules[__name__])
    sums = [_sum(Path(module.__file__)) for module in modules]
    return " ".join(
        [*sums, version("frictionless"), version("jsonschema"), pd.__version__, sys.version]
    )


def _sum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "not readable"  # the check says so


def _faults() -> list[str]:
    """Find what is wrong in the first stage that finds anything: a later one trusts the earlier."""
    package = data.package()
    stages = (descriptor.faults, descriptor.slips, _standard_faults, _file_faults, _table_faults)
    for stage in stages:
        if faults := list(dict.fromkeys(stage(package))):
            return faults
    return []


def _standard_faults(package: dict) -> Iterator[str]:
    """Hold the package against the standard, by frictionless."""
    # Loaded where something has to be looked at: that takes a fifth of a second.
    import frictionless

    try:
        frictionless.Package(dict(package)).to_descriptor(validate=True)
    except frictionless.FrictionlessException as error:
        yield from (f"{descriptor.FILE}: {part.message}" for part in [error.error, *error.reasons])


def _file_faults(_package: dict) -> Iterator[str]:
    for name in data.table_names():
        try:
            data.read_text_table(name)
        except DataError as error:
            yield str(error)


def _table_faults(_package: dict) -> Iterator[str]:
    """Check each table that changed, or that refers to what did; then what is corrected in them."""
    column = cache(_column_digest)
    for name in data.table_names():
        seen = [_sum(paths.DATA / data.resource(name)["path"])]
        seen += [column(*other) for other in _other_columns(name)]
        schemas = [data.resource(other)["schema"] for other in _references(name)]
        key = json.dumps([data.resource(name), seen, schemas, _checker()])
        yield from cached_check("table", key, partial(_faults_of_table, name))
    yield from _correction_faults()


def _column_digest(name: str, column: str) -> str:
    return hashlib.sha256("\0".join(data.read_text_table(name)[column]).encode()).hexdigest()


def _other_columns(name: str) -> list[tuple[str, str]]:
    """List what is looked at in other tables for the check of one."""
    found = [(other, column) for other, names in _references(name).items() for column in names]
    if data.has_table("sources") and "source_id" in data.field_names(name):
        found.append(("sources", "accessed_date"))
    return [*found, *(place for column in _lists(name) for place in _led_to(column))]


def _faults_of_table(name: str) -> Iterator[str]:
    """Tell what is wrong with a table, of each cell in one sentence."""
    table, frame = data.resource(name), data.read_text_table(name)
    told: set[tuple[int, str]] = set()
    for find in (
        _text_faults,
        _address_faults,
        _date_faults,
        _span_faults,
        _overlap_faults,
        _list_faults,
        _doubled_faults,
        _whole_faults,
        _total_faults,
        _series_faults,
        _form_faults,
        _schema_faults,
        # What a range refuses is told by the range.
        _unit_faults,
    ):
        for index, column, words in find(table, frame):
            if (index, column) not in told:
                yield f"{_where(name, index, column)}: {words}"
            told.add((index, column))


def _file(name: str) -> str:
    return f"data/{data.resource(name)['path']}"


def _where(name: str, index: int, column: str) -> str:
    return f"{_file(name)}: row {index + 2}, column '{column}'"


def _text_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find what no source prints, and what reads otherwise than it looks."""
    # How numbers are written is said more narrowly elsewhere.
    for column in (f["name"] for f in table["schema"]["fields"] if not data.is_formed(f)):
        # What a program wrote into a report of its own work, or cut at a length, is left as it is.
        told = {
            text: _text_fault(text, table.get("verbatim", False)) for text in frame[column].unique()
        }
        for index in frame.index[frame[column].map(told) != ""]:
            yield index, column, told[frame.at[index, column]]


def _text_fault(text: str, as_found: bool) -> str:
    unfit = rows.unfit(text)
    if unfit:
        character = next(c for c in text if rows.unfit(c))
        told = f"{unfit}, which no table may hold ({cells.remedy(character)})"
        # Among the codes of letters that were read wrongly are those of controls.
        return (cells.misread_fault(text) if character >= "\u0080" else "") or told
    fault = (
        cells.leftover_fault(text)
        or cells.mark_fault(text)
        or ("" if as_found else cells.blank_fault(text))
        or cells.formula_fault(text)
    )
    if fault or text.isascii():
        return fault
    return cells.misread_fault(text) or cells.form_fault(text) or cells.script_fault(text)


def _address_faults(_table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    for column in (c for c in frame if c == "url" or c.endswith("_url")):
        for index, text in frame[column].items():
            if text and (fault := cells.address_fault(text)):
                yield index, column, fault


def _references(name: str) -> dict[str, list[str]]:
    """Return the tables that a table refers to, each with the columns that it is referred to by."""
    found: dict[str, list[str]] = {}
    for key in data.resource(name)["schema"].get("foreignKeys", []):
        other, columns = key["reference"]["resource"], key["reference"]["fields"]
        if other not in ("", name):
            found.setdefault(other, []).extend([columns] if isinstance(columns, str) else columns)
    return {other: list(dict.fromkeys(columns)) for other, columns in sorted(found.items())}


def _schema_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Check a table together with those columns of others that it refers to, by frictionless."""
    import frictionless

    name = table["name"]
    resources = [_as_resource(name, frame, table["schema"])]
    for other, columns in _references(name).items():
        types = {f["name"]: f["type"] for f in data.resource(other)["schema"]["fields"]}
        bare = {"fields": [{"name": column, "type": types[column]} for column in columns]}
        resources.append(_as_resource(other, data.read_text_table(other)[columns], bare))
    report = frictionless.Package({"name": "checked", "resources": resources}).validate()
    own = [error for task in report.tasks if task.name == name for error in task.errors]
    for error in [*report.errors, *own]:
        if not hasattr(error, "row_number"):
            raise DataError(f"{descriptor.FILE}: {name}: {error.message}")
        # How numbers are written was said above, more narrowly.
        if error.type != "type-error":
            yield error.row_number - 2, _columns_of(error, table), _in_words(error, table)


def _as_resource(name: str, frame: pd.DataFrame, schema: dict) -> dict:
    return {
        "name": name,
        "schema": schema,
        "data": _Rows([list(frame.columns), *frame.to_numpy().tolist()]),
    }


class _Rows(list):
    """A list of rows that is shared, not copied, since nobody changes it."""

    def __deepcopy__(self, _memo: dict) -> _Rows:
        return self


def _form_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    for field in table["schema"]["fields"]:
        column = frame[field["name"]]
        for index in data.malformed(column, field["type"]):
            yield (
                index,
                field["name"],
                f"{column[index]!r} is not valid; expected {_describe_field(field)}",
            )


def _columns_of(error: frictionless.Error, table: dict) -> str:
    """Name the column of an error, or the several of a key."""
    if error.type == "primary-key":
        return "', '".join(data.keys_of(table["name"]))
    return "', '".join(getattr(error, "field_names", None) or [error.field_name])


def _in_words(error: frictionless.Error, table: dict) -> str:
    """Say plainly what is wrong with a cell or a key."""
    if error.type == "constraint-error":
        fields = {field["name"]: field for field in table["schema"]["fields"]}
        expected = _describe_field(fields[error.field_name])
        return f"{error.cell!r} is not valid; expected {expected}"
    if error.type == "foreign-key":
        cells_of = ", ".join(map(repr, error.field_cells))
        columns = ", ".join(error.reference_field_names)
        other = _file(error.reference_name) if error.reference_name else "a row here"
        return f"{cells_of} is unknown; expected {columns} of {other}"
    row = re.search("position ([0-9]+)", error.note)
    if not row:
        return error.note
    cell = repr(error.cell) if error.type == "unique-error" else "the key"
    return f"{cell} stands in row {row[1]} too; delete one row, or name it in another way"


def _correction_faults() -> Iterator[str]:
    """Find corrections that fit no row, or a row that no longer holds what was printed."""
    if not data.has_table("corrections"):
        return
    corrections = data.read_text_table("corrections")
    for index, name in corrections["table_name"].drop_duplicates().items():
        if not data.has_table(name):
            yield (
                f"{_where('corrections', index, 'table_name')}: {name!r} is unknown; expected the "
                f"name of a table in {descriptor.FILE}"
            )
            continue
        try:
            data.apply_corrections(name, data.read_text_table(name))
        except DataError as error:
            yield str(error)


def _describe_field(field: dict) -> str:
    """Say in words what a column may hold."""
    constraints = field.get("constraints", {})
    kind = field.get("type", "string")
    parts = [_WRITTEN.get(kind, f"type {kind}")]
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
        # Zero is a bound, though it equals False.
        elif value is not None and value is not False:
            parts.append(f"{words} {_PATTERNS.get(value, value) if key == 'pattern' else value}")
    return ", ".join(parts)


def _date_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find dates that do not exist, and those of a day that had not come when the row was read."""
    read = _days_of_reading(frame)
    for field in table["schema"]["fields"]:
        column = field["name"]
        is_year = column.rpartition("_")[2] == "year" and not column.endswith("per_year")
        if not (is_year or _is_dated(field)):
            continue
        for index, text in frame[column].items():
            parts = text.split(";") if _is_list(field) else [text] * (not is_year)
            fault = next(filter(None, (_date_fault(part) for part in parts if part)), "")
            # Of years, as of editions and fiscal years, the next one is spoken of already.
            last = str(int(read[index][:4]) + 1) if is_year else read[index]
            if text and not (fault or field.get("mayLieAhead")) and _is_ahead(text, last):
                fault = (
                    f"{text!r} is after {read[index]}, when this was read; correct it, or the day "
                    f"of reading, or let the column run ahead ('mayLieAhead' in {descriptor.FILE})"
                    if column != "accessed_date"
                    else f"{text!r} has not come yet; give the day of reading"
                )
            if fault:
                yield index, column, fault


def _days_of_reading(frame: pd.DataFrame) -> list[str]:
    """Give the day on which the last source of each row was read; without sources that is today."""
    today = newest_day().isoformat()
    if "source_id" not in frame or "accessed_date" in frame or not data.has_table("sources"):
        return [today] * len(frame)
    sources = data.read_text_table("sources")
    days = {
        source_id: day
        for source_id, day in zip(sources["source_id"], sources["accessed_date"])
        if day and not _date_fault(day)
    }
    cited = data.all_source_ids(frame)
    return [
        max((days.get(one, "") for one in ids.split(";")), default="") or today for ids in cited
    ]


def _is_ahead(text: str, last: str) -> bool:
    return spans.is_time(text) and spans.is_reversed(text, last)


def _is_dated(field: dict) -> bool:
    """Tell by name or pattern whether the cells of a column are dates."""
    pattern = field.get("constraints", {}).get("pattern", "")
    return field["name"].endswith(_DATED) or pattern.lstrip("^").startswith((r"\d{4}", "[0-9]{4}"))


def _date_fault(text: str) -> str:
    try:
        year = date_bounds(text)[0].year
    except ValueError as error:
        return str(error)
    if _FIRST_YEAR <= year <= _LAST_YEAR:
        return ""
    return f"{text!r} is not valid; expected a year from {_FIRST_YEAR} to {_LAST_YEAR}"


def _span_faults(_table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    for first, second in spans.spans_of(list(frame)):
        for index, one, other in zip(frame.index, frame[first], frame[second]):
            if spans.is_reversed(one, other):
                how = "before" if spans.is_time(one) and spans.is_time(other) else "less than"
                words = f"{other!r} is {how} {one!r} ({first}); correct one of the two"
                yield index, second, words


def _overlap_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find a span that begins before the last of the same thing ended: its start is part of the key."""
    keys = data.keys_of(table["name"])
    for first, second in spans.spans_of(list(frame)):
        others = [key for key in keys if key != first]
        if first not in keys or second in keys or not others or (first, second) in spans.NAMES:
            continue
        for _, held in frame.sort_values(first, kind="stable").groupby(others, sort=False):
            for before, after in zip(held.index, held.index[1:]):
                end, start = frame.at[before, second], frame.at[after, first]
                if spans.is_reversed(end, start):
                    words = (
                        f"{start!r} is before {end!r}, the end of row {before + 2}; let one end "
                        "before the next begins"
                    )
                    yield after, first, words


def _lists(name: str) -> list[str]:
    """Name the columns of a table that are lists, by what the descriptor says of them."""
    return [
        field["name"]
        for field in data.resource(name)["schema"]["fields"]
        if _is_list(field) and not data.resource(name).get("verbatim")
    ]


def _is_list(field: dict) -> bool:
    return field["type"] == "list" or _LIST in field["description"]


def _led_to(column: str) -> list[tuple[str, str]]:
    """Give the tables, each with its column, whose rows a list of ids names: by its own name."""
    found = []
    for name in data.table_names():
        key, *others = data.keys_of(name)
        if not others and (column == f"{key}s" or column.endswith(f"_{key}s")):
            found.append((name, key))
    if column.endswith(_COUNTRIES) and data.has_table("areas"):
        found.append(("areas", "area_code"))
    return found


def _list_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find parts of lists that are empty, stand twice, or lead to no row."""
    for column in _lists(table["name"]):
        places = _led_to(column)
        known = {cell for other, key in places for cell in data.read_text_table(other)[key]}
        of_ids = column.endswith(("_ids", "_codes"))
        for index, text in frame[column].items():
            parts = text.split(";") if text else []
            # The first source of a row is no further one.
            own = [frame.at[index, "source_id"]] if column == "more_source_ids" else []
            are_joined = all(part and part == part.strip() for part in parts)
            for part in parts:
                if not are_joined:
                    fault = f"{text!r} is not valid; expected parts joined by ';' alone"
                elif of_ids and not re.fullmatch("[A-Za-z0-9._:+-]+", part):
                    fault = f"{part!r} is no id; join ids by ';' alone"
                elif places and part not in known:
                    tables = " or ".join(_file(other) for other, _ in places)
                    fault = f"{part!r} is unknown; expected ids of {tables}"
                elif [*own, *parts].count(part) > 1:
                    fault = f"{part!r} stands twice; name it once"
                else:
                    continue
                yield index, column, fault


def _doubled_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find records that stand twice under another id or number, and sources under two names."""
    keys = data.keys_of(table["name"])
    counted = [
        key for key in keys if key.endswith("_no") or (keys == [key] and key.endswith("_id"))
    ]
    others = [column for column in frame if column not in counted]
    if counted and others and not table.get("recordsMayBeAlike"):
        for index in frame.index[frame.duplicated(others)]:
            alike = frame.index[(frame[others] == frame.loc[index, others]).all(axis=1)][0]
            words = (
                f"the same as row {alike + 2} but for {' and '.join(counted)}; delete one, or say in "
                "which they differ"
            )
            yield index, counted[-1], words
    if {"source_id", "url", "same_page_as"} <= set(frame):
        yield from _doubled_sources(frame)
    if not table.get("verbatim"):
        yield from _alike_faults(frame)


def _alike_faults(frame: pd.DataFrame) -> Iterator[Fault]:
    """Find names that differ in case, apostrophe, dash or look-alike letters alone: two of one thing."""
    for column in (c for c in frame if c.endswith("_name")):
        first: dict[str, int] = {}
        for index, text in frame[column].drop_duplicates().items():
            held = first.setdefault(cells.fold(text), index)
            if held != index:
                known = frame.at[held, column]
                words = f"{text!r} is {known!r} in row {held + 2}; write the name in one way"
                yield index, column, words


def _doubled_sources(frame: pd.DataFrame) -> Iterator[Fault]:
    """Find two sources of one page, or title, and date of which neither says that it is the other's."""
    # Files of one repository are sources of their own, and so are the languages of one page.
    file_of = frame["consulted_as"].where(frame["consulted_as"].str.startswith("github:"), "")
    pages = frame["url"].map(cells.page_of)
    titles = frame["title"].map(cells.fold) + "\0" + frame["publisher_name"]
    titles = (titles + "\0" + frame["language_code"]).where(frame["published_date"] != "", "")
    for column, kind, same, more in (
        ("url", "address", pages, ""),
        ("title", "title", titles, ", or add to one title in what they differ"),
    ):
        first: dict[tuple[str, ...], int] = {}
        for index in frame.index[(same != "") & (frame["same_page_as"] == "")]:
            known = (same[index], frame.at[index, "published_date"], file_of[index])
            held = first.setdefault(known, index)
            if held != index:
                words = (
                    f"{frame.at[index, column]!r} is the {kind} of {frame.at[held, 'source_id']!r} "
                    f"(row {held + 2}) too, with the same date; cite that one, or name it under "
                    f"'same_page_as'{more}"
                )
                yield index, column, words


def _whole_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Add up parts as the package declares them under ``wholes``."""
    for whole in table.get("wholes", []):
        rows = frame[_counted(frame, whole)]
        for key, held in rows.groupby(whole["group"], sort=False)[whole["part"]]:
            total = pd.to_numeric(held, errors="coerce").sum()
            rounded = max(held.str.fullmatch("[0-9]+").sum() / 2, ROUNDING_PCT)
            if total > 100 + rounded:
                group = dict(zip(whole["group"], key))
                yield (
                    held.index[0],
                    whole["part"],
                    f"the parts of {group} add up to {total:.1f}; expected at most 100",
                )


def _counted(frame: pd.DataFrame, rule: dict) -> pd.Series:
    """Tell which rows a rule counts, by ``only``."""
    counted = pd.Series(True, index=frame.index)
    for column, values in rule.get("only", {}).items():
        counted &= frame[column].isin(values)
    return counted


def _series_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find what is missing of a series, as declared under ``series``: a year that others have.

    Each series has every ``term`` of the table between its first and its last; a ``whole`` one begins
    with the first of the table. The newest terms come for one after another.
    """
    for rule in table.get("series", []):
        terms = sorted(frame[rule["term"]].unique())
        for key, held in frame.groupby(rule["each"], sort=False):
            own = sorted(held[rule["term"]])
            first = terms[0] if rule.get("whole") else own[0]
            series = dict(zip(rule["each"], key))
            for term in (t for t in terms if first <= t <= own[-1] and t not in own):
                yield (
                    held.index[0],
                    rule["term"],
                    f"{series} has no row for {term}, which others have; add it, with empty cells where "
                    "nothing is known",
                )


def _unit_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Find a figure that the years beside it tell to be in another unit: thousands, billions, fractions."""
    keys = data.keys_of(table["name"])
    if "year" not in keys or len(keys) < 2:
        return
    series = frame[[key for key in keys if key != "year"]].agg("|".join, axis=1)
    in_order = frame["year"].sort_values(kind="stable").index
    for field in table["schema"]["fields"]:
        if field["type"] != "number" or field.get("mayJump"):
            continue
        column, unit = field["name"], field.get("unit", "")
        figures = pd.to_numeric(frame[column], errors="coerce")[in_order]
        most = _FRACTION if unit.startswith("per cent") else _THOUSAND
        for _, held in figures[figures.abs() > 0].groupby(series, sort=False):
            for index, beside in _beside(held):
                near = [held[index], *beside]
                # What passes zero may be as near to it as it likes.
                if min(near) < 0 < max(near):
                    continue
                size, (low, high) = abs(near[0]), sorted(map(abs, beside))
                if low >= most * size or size >= most * high:
                    words = (
                        f"{frame.at[index, column]!r} is far from the years beside it ({low:g} and "
                        f"{high:g}); give it in the unit of the column ({unit}), or say that it may "
                        f"jump ('mayJump' in {descriptor.FILE})"
                    )
                    yield index, column, words


def _beside(held: pd.Series) -> Iterator[tuple[int, list[float]]]:
    """Give the two values beside each one of a series: before and after, or for the last the two before.

    Nothing is said of the first: states began with little.
    """
    values, last = held.to_list(), len(held) - 1
    for place in range(1, last):
        yield held.index[place], [values[place - 1], values[place + 1]]
    if last > 1:
        yield held.index[last], values[last - 2 : last]


def _total_faults(table: dict, frame: pd.DataFrame) -> Iterator[Fault]:
    """Hold parts against a total that stands in a row of its own, as declared under ``totals``.

    Each group needs such a row, but for those that the package lists as ``without`` one; no part may be
    above it, nor the sum of the parts, in which rows that hold others (``groups``) don't count. With
    ``exact`` the parts have to be the whole of it.
    """
    for rule in table.get("totals", []):
        column, part = rule["column"], rule["part"]
        values, counted = pd.to_numeric(frame[part], errors="coerce"), _counted(frame, rule)
        for key, held in frame.groupby(rule["group"], sort=False):
            group = dict(zip(rule["group"], key))
            total = values[held.index[counted[held.index] & (held[column] == rule["total"])]].max()
            parts = held[held[column] != rule["total"]]
            if pd.isna(total):
                if not parts.empty and ":".join(key) not in rule.get("without", []):
                    told = f"{group} has no total; add a row {rule['total']} with {part}"
                    yield held.index[0], column, told
                continue
            most = total * (1 + ROUNDING_OF_TOTALS)
            for index in parts.index[values[parts.index] > most]:
                words = f"{values[index]:,.2f} is above the total of {group}; expected at most {total:,.2f}"
                yield index, part, words
            single = parts[counted[parts.index] & ~parts[column].isin(rule.get("groups", []))]
            found = values[single.drop_duplicates(column).index].sum()
            expected = "exactly" if rule.get("exact") else "at most"
            if found > most or (rule.get("exact") and abs(found - total) > EXACT):
                words = (
                    f"the parts of {group} add up to {found:,.2f}; expected {expected} the total, "
                    f"{total:,.2f}"
                )
                yield held.index[0], part, words
