"""Whether ``data/datapackage.json`` itself is whole, before any table is read by it.

Frictionless checks the forms of the Data Package standard; here stands what this project asks for
besides: licences and descriptions for everything, types that are known, keys that name columns, and
files that lie in ``data/`` and nowhere else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from helpers import cells, paths
from helpers.partial_dates import date_bounds, newest_day

FILE = "data/datapackage.json"


def _object(needed: str = "", /, **properties: dict) -> dict:
    return {"type": "object", "required": needed.split(), "properties": properties}


def _list(items: dict, least: int = 0) -> dict:
    return {"type": "array", "items": items, "minItems": least}


# The form of the file, as JSON Schema. "expected" is a word of ours, for what a message says.
_STRING, _BOOLEAN = {"type": "string"}, {"type": "boolean"}
_NUMBER, _INTEGER = {"type": "number"}, {"type": "integer"}
_TEXT = {"type": "string", "pattern": r"\S", "expected": "a text"}
_ADDRESS = {"type": "string", "format": "address", "expected": "an address"}
_COLUMNS = {"type": ["string", "array"], "items": _STRING, "minItems": 1}
_LICENCES = _list(_object("name path", name=_TEXT, path=_ADDRESS | {"minLength": 1}), 1)
_CONSTRAINTS = _object(
    minimum=_NUMBER,
    maximum=_NUMBER,
    enum=_list({}, 1),
    required=_BOOLEAN,
    unique=_BOOLEAN,
    pattern={"type": "string", "format": "regex"},
)
_FIELD = _object(
    "name type description",
    name=_TEXT,
    type={"enum": ["string", "list", "date", "integer", "year", "number", "boolean"]},
    description=_TEXT,
    sources=_list(_STRING),
    constraints=_CONSTRAINTS | {"additionalProperties": False},
) | {
    "allOf": [
        # Without them no absurd number is found.
        {
            "if": _object(type={"enum": ["integer", "number"]}),
            "then": _object("constraints", constraints=_object("minimum maximum")),
        },
        {
            "if": _object(type={"enum": ["integer", "year"]}),
            "then": _object(constraints=_object(minimum=_INTEGER, maximum=_INTEGER)),
        },
    ],
}
_KEY_INTO = _object("resource fields", resource=_STRING, fields=_COLUMNS)
_SCHEMA = _object(
    "fields primaryKey missingValues",
    fields=_list(_FIELD, 1),
    missingValues={"const": [""]},
    primaryKey=_COLUMNS,
    foreignKeys=_list(_object("fields reference", fields=_COLUMNS, reference=_KEY_INTO)),
)
# Rules over rows; which of their parts are columns is said below.
_ONLY = {"type": "object", "additionalProperties": _list(_STRING)}
_PARTS = dict.fromkeys(("column", "part", "total", "term"), _STRING) | {"only": _ONLY}
_PARTS |= dict.fromkeys(("without", "groups"), _list(_STRING))
_RULES = {
    "wholes": _list(_object("group part", group=_list(_STRING, 1), **_PARTS)),
    "totals": _list(_object("group column part total", group=_list(_STRING, 1), **_PARTS)),
    "series": _list(_object("each term", each=_list(_STRING, 1), **_PARTS)),
}
_NAMING_COLUMNS = ("group", "each", "column", "part", "term", "only")
_NO_SCHEMA = {"not": {}, "expected": "no schema but for a CSV file"}
_RESOURCE = _object(
    "name path title description licenses sourceLicense accessed",
    name={
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9_.-]*$",
        "expected": "small letters, digits, '-' and '_'",
    },
    path={
        "type": "string",
        "pattern": r"^[\w-][\w.-]*$",
        "expected": "the name of a file in data/",
    },
    title=_TEXT,
    description=_TEXT,
    licenses=_LICENCES,
    sourceLicense=_object("title", title=_TEXT, path=_ADDRESS),
    homepage=_ADDRESS,
    accessed={"type": "string", "format": "day of reading"},
    # What a table is to numbers: "names" only names things, which no number rests on; a "lookup" is cited
    # by the rows that are picked from it, not as a whole.
    role={"enum": ["names", "lookup"]},
    **_RULES,
) | {
    "if": _object(path={"pattern": r"\.csv$"}),
    "then": _object(
        "type schema",
        type={"const": "table", "expected": "'table' for a CSV file"},
        format={"const": "csv", "expected": "'csv', as all tables are read"},
        encoding={"const": "utf-8", "expected": "'utf-8', as all tables are read"},
        schema=_SCHEMA,
    ),
    "else": _object(type={"not": {"const": "table"}}, schema=_NO_SCHEMA),
}
_PACKAGE = _object(
    "licenses resources",
    licenses=_LICENCES,
    resources=_list(_RESOURCE, 1),
    **{"$schema": _STRING | {"expected": "an address"}},
)


def faults(package: object) -> Iterator[str]:
    """Return one line for each fault of a descriptor's form: which part, what is wrong, what is expected.

    Examples
    --------
    >>> list(faults({"licenses": [{"name": "MIT", "path": "javascript:x"}], "resources": []}))[0]
    "data/datapackage.json: licenses: MIT: path: 'javascript:x' is no address; expected http:// or https:// and a host"
    """
    # Loaded where something has to be looked at.
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker()
    formats.checks("address", ValueError)(_is_address)
    formats.checks("day of reading", ValueError)(_is_day_of_reading)
    for error in Draft202012Validator(_PACKAGE, format_checker=formats).iter_errors(package):
        what, expected = error.cause or error.message, error.schema.get("expected")
        if expected and not error.cause:
            what = f"{error.instance!r}; expected {expected}"
        yield ": ".join([FILE, *_place(package, error.absolute_path), str(what)])


def _place(part: object, path: Iterable[str | int]) -> Iterator[str]:
    """Give the way to a part of a descriptor, tables and columns by their names."""
    for key in path:
        part = part[key]
        if isinstance(key, int):
            named = isinstance(part, dict) and part.get("name")
            yield str(named or f"entry {key + 1}")
        elif key not in ("resources", "schema", "fields"):
            yield key


def _is_address(text: object) -> bool:
    fault = isinstance(text, str) and text and cells.address_fault(text)
    if fault:
        raise ValueError(fault)
    return True


def _is_day_of_reading(day: object) -> bool:
    if isinstance(day, str) and date_bounds(day)[0] > newest_day():
        raise ValueError(f"{day!r} has not come yet; give the day of reading")
    return True


def slips(package: dict) -> Iterator[str]:
    """Return one line for each name of a whole descriptor that stands twice, or that nothing has."""
    yield from _twice()
    resources = package["resources"]
    columns = {
        resource["name"]: [field["name"] for field in resource.get("schema", {}).get("fields", ())]
        for resource in resources
    }
    for name in _doubled(resource["name"] for resource in resources):
        yield f"{FILE}: {name}: declared twice"
    held = [resource["path"] for resource in resources]
    for path in _doubled(held):
        yield f"{FILE}: 'data/{path}' is the file of two tables; keep one"
    for resource in resources:
        where, own = f"{FILE}: {resource['name']}", columns[resource["name"]]
        for name in _doubled(own):
            yield f"{where}: column {name!r} is declared twice"
        for key in resource.get("schema", {}).get("foreignKeys", ()):
            # The standard writes a key into the same table as one into "".
            if (key["reference"]["resource"] or resource["name"]) not in columns:
                yield f"{where}: foreignKeys: {key!r} refers to no table of the package"
        for kind, name, known in _named_columns(resource, columns):
            if name not in known:
                yield f"{where}: {kind}: no column {name!r}; expected one of {known}"
        yield from _file_faults(resource)
    for path in sorted(paths.DATA.iterdir()):
        if path.name not in {*held, paths.PACKAGE.name} and not path.name.startswith("."):
            yield f"data/{path.name}: not declared in {FILE}; declare it or take it away"


def _doubled(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _named_columns(resource: dict, columns: dict) -> Iterator[tuple[str, str, list[str]]]:
    """Give each column that a table names besides declaring it: where, its name, and those there are."""
    schema, own = resource.get("schema", {}), columns[resource["name"]]
    parts = [("primaryKey", schema.get("primaryKey", ()), own)]
    for key in schema.get("foreignKeys", ()):
        other = columns.get(key["reference"]["resource"] or resource["name"], ())
        parts += [("foreignKeys", key["fields"], own)]
        parts += [("foreignKeys", key["reference"]["fields"], other)] * bool(other)
    parts += [("sources", field.get("sources", ()), own) for field in schema.get("fields", ())]
    for kind in _RULES:
        for rule in resource.get(kind, ()):
            parts += [(kind, rule.get(part, ()), own) for part in _NAMING_COLUMNS]
    for kind, names, known in parts:
        for name in [names] if isinstance(names, str) else names:
            yield kind, name, known


def _file_faults(resource: dict) -> Iterator[str]:
    path = paths.DATA / resource["path"]
    if not path.is_file():
        yield f"data/{path.name}: file not found; {FILE} declares it as {resource['name']}"
    elif path.suffix.endswith("json"):
        try:
            json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            yield f"data/{path.name}: not readable as UTF-8 JSON ({error})"


def _twice() -> Iterator[str]:
    """Name the keys that stand twice in one object: JSON's readers keep the last without a word."""
    found: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> dict:
        keys = [key for key, _ in pairs]
        found.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return dict(pairs)

    json.loads(paths.PACKAGE.read_text(encoding="utf-8-sig"), object_pairs_hook=look)
    for key in found:
        yield f"{FILE}: {key!r} stands twice in one object; keep one"
