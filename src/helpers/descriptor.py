"""Whether ``data/datapackage.json`` itself is whole, before any table is read by it.

Frictionless checks the forms of the Data Package standard; here stands what this project asks for
besides: licences and descriptions for everything, types that are known, keys that name columns, and
files that lie in ``data/`` and nowhere else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from helpers import cells, paths
from helpers.partial_dates import date_bounds, newest_day

FILE = "data/datapackage.json"
# What a table is to numbers: "names" only names things, which no number rests on; a "lookup" is cited by
# the rows that are picked from it, not as a whole.
ROLES = ("names", "lookup")
TYPES = ("string", "list", "date", "integer", "year", "number", "boolean")
# Rules over rows: what names a list of columns, and what else is needed.
_RULES = {
    "wholes": ("group", "part"),
    "totals": ("group", "column", "part", "total"),
    "series": ("each", "term"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")


def faults(package: object) -> Iterator[str]:
    """Return one line for each fault of a descriptor: which part, what is wrong, what is expected.

    Examples
    --------
    >>> list(faults({"licenses": [{"name": "MIT", "path": "javascript:x"}], "resources": []}))[0]
    "data/datapackage.json: licenses: 'javascript:x' is no address; expected http:// or https:// and a host"
    """
    if not isinstance(package, dict):
        yield f"{FILE}: holds {type(package).__name__}; expected an object with 'resources'"
        return
    if not isinstance(package.get("$schema", ""), str):
        yield f"{FILE}: '$schema' {package['$schema']!r}; expected an address"
    yield from _licences(FILE, package)
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        yield f"{FILE}: no list 'resources'; expected one entry a table"
        return
    columns: dict[str, list[str]] = {}
    for number, resource in enumerate(resources, start=1):
        where = f"{FILE}: resource {number}"
        if not isinstance(resource, dict) or not _has_valid_name(resource, _NAME):
            yield f"{where}: no 'name' of small letters, digits, '-' and '_'"
            continue
        where = f"{FILE}: {resource['name']}"
        if resource["name"] in columns:
            yield f"{where}: declared twice"
        columns[resource["name"]] = _column_names(resource)
        yield from _resource(where, resource)
    for resource in resources:
        named = isinstance(resource, dict) and _has_valid_name(resource, _NAME)
        if named and isinstance(resource.get("schema"), dict):
            yield from _keys(resource, columns)
    held = [r.get("path") for r in resources if isinstance(r, dict)]
    for path in sorted({path for path in held if isinstance(path, str) and held.count(path) > 1}):
        yield f"{FILE}: 'data/{path}' is the file of two tables; keep one"
    yield from _files({path for path in held if isinstance(path, str)})


def twice() -> Iterator[str]:
    """Name the keys that stand twice in one object: JSON's readers keep the last without a word."""
    found: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> dict:
        keys = [key for key, _ in pairs]
        found.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return dict(pairs)

    json.loads(paths.PACKAGE.read_text(encoding="utf-8-sig"), object_pairs_hook=look)
    for key in found:
        yield f"{FILE}: {key!r} stands twice in one object; keep one"


def _has_valid_name(part: dict, form: re.Pattern) -> bool:
    return isinstance(part.get("name"), str) and bool(form.fullmatch(part["name"]))


def _column_names(resource: dict) -> list[str]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    fields = fields if isinstance(fields, list) else []
    return [f["name"] for f in fields if isinstance(f, dict) and isinstance(f.get("name"), str)]


def _licences(where: str, part: dict) -> Iterator[str]:
    licences = part.get("licenses")
    if not isinstance(licences, list) or not licences:
        yield f"{where}: no licence; expected 'licenses' with name and path"
        return
    for licence in licences:
        if not isinstance(licence, dict) or not licence.get("name"):
            yield f"{where}: licenses: a licence without a name"
            continue
        yield from _address(f"{where}: licenses", licence.get("path"))


def _address(where: str, address: object) -> Iterator[str]:
    fault = cells.address_fault(address)
    if fault:
        yield f"{where}: {fault}"


def _resource(where: str, resource: dict) -> Iterator[str]:
    path = resource.get("path")
    if not isinstance(path, str) or not re.fullmatch(r"[\w-][\w.-]*", path):
        yield f"{where}: path {path!r}; expected the name of a file in data/"
    elif not (paths.DATA / path).is_file():
        yield f"data/{path}: file not found; {FILE} declares it as {resource['name']}"
    elif path.endswith("json"):
        yield from _json_file(paths.DATA / path)
    for key in ("title", "description"):
        if not isinstance(resource.get(key), str) or not resource[key].strip():
            yield f"{where}: no {key!r}"
    yield from _licences(where, resource)
    source = resource.get("sourceLicense")
    if not isinstance(source, dict) or not source.get("title"):
        yield f"{where}: no 'sourceLicense' with the terms of its source"
    elif source.get("path"):
        yield from _address(f"{where}: sourceLicense", source["path"])
    if resource.get("homepage"):
        yield from _address(f"{where}: homepage", resource["homepage"])
    yield from _accessed(where, resource.get("accessed"))
    for key, only in (("format", "csv"), ("encoding", "utf-8")):
        if str(path).endswith(".csv") and resource.get(key, only) != only:
            yield f"{where}: {key} {resource[key]!r}; expected {only!r}, as all tables are read"
    if resource.get("role") not in (None, *ROLES):
        yield f"{where}: role {resource['role']!r}; expected one of {', '.join(ROLES)}, or none"
    if resource.get("type") == "table":
        yield from _schema(where, resource)
    elif str(path).endswith(".csv"):
        yield f"{where}: type {resource.get('type')!r}; expected 'table' for a CSV file"


def _accessed(where: str, day: object) -> Iterator[str]:
    try:
        ahead = date_bounds(str(day))[0] > newest_day()
    except ValueError as error:
        yield f"{where}: accessed: {error}"
    else:
        if ahead:
            yield f"{where}: accessed: {day!r} has not come yet; give the day of reading"


def _json_file(path: object) -> Iterator[str]:
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        yield f"data/{path.name}: not readable as UTF-8 JSON ({error})"


def _schema(where: str, resource: dict) -> Iterator[str]:
    schema = resource.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not fields:
        yield f"{where}: no 'schema' with 'fields'; expected one entry a column"
        return
    names = _column_names(resource)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{where}: column {name!r} is declared twice"
    for number, field in enumerate(fields, start=1):
        if not isinstance(field, dict) or not isinstance(field.get("name"), str):
            yield f"{where}: field {number}: no 'name'"
        else:
            yield from _field(f"{where}: column {field['name']!r}", field)
            for cited in _listed(field.get("sources", [])):
                if cited not in names:
                    yield f"{where}: column {field['name']!r}: sources in {cited!r}, which is no column"
    if schema.get("missingValues") != [""]:
        yield f'{where}: missingValues {schema.get("missingValues")!r}; expected [""]'


def _field(where: str, field: dict) -> Iterator[str]:
    if field.get("type") not in TYPES:
        yield f"{where}: type {field.get('type')!r}; expected one of {', '.join(TYPES)}"
    if not isinstance(field.get("description"), str) or not field["description"].strip():
        yield f"{where}: no 'description'"
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        yield f"{where}: constraints {constraints!r}; expected an object"
        return
    forms = {
        "minimum": (int, float),
        "maximum": (int, float),
        "enum": list,
        "required": bool,
        "unique": bool,
        "pattern": str,
    }
    for key, value in constraints.items():
        if key not in forms:
            yield f"{where}: constraint {key!r} is unknown; expected one of {', '.join(forms)}"
        elif not isinstance(value, forms[key]) or (key[0] == "m" and _is_no_bound(field, value)):
            yield f"{where}: {key} {value!r} is of the wrong type"
        elif key == "pattern":
            try:
                re.compile(value)
            except re.error as error:
                yield f"{where}: pattern {value!r} is none ({error})"
    if field.get("type") in ("integer", "number") and not {"minimum", "maximum"} <= set(
        constraints
    ):
        yield f"{where}: no 'minimum' and 'maximum'; without them no absurd number is found"


def _is_no_bound(field: dict, value: float) -> bool:
    return isinstance(value, bool) or (field.get("type") == "integer" and value != int(value))


def _keys(resource: dict, columns: dict[str, list[str]]) -> Iterator[str]:
    """Check that keys, wholes and totals name columns that there are."""
    schema, where, own = resource["schema"], f"{FILE}: {resource['name']}", _column_names(resource)
    if resource.get("type") == "table" and not schema.get("primaryKey"):
        yield f"{where}: no 'primaryKey'; without it no row has a name"
    named = [("primaryKey", schema.get("primaryKey") or [], own)]
    for key in _listed(schema.get("foreignKeys") or []):
        reference = key.get("reference") if isinstance(key, dict) else None
        # The standard writes a key into the same table as one into "".
        target = reference.get("resource") if isinstance(reference, dict) else None
        target = resource["name"] if target == "" else target
        if not isinstance(target, str) or target not in columns:
            yield f"{where}: foreignKeys: {key!r} refers to no table of the package"
            continue
        named.append(("foreignKeys", key.get("fields") or [""], own))
        named.append(("foreignKeys", reference.get("fields") or [""], columns[target]))
    for kind, (several, *single) in _RULES.items():
        for rule in _listed(resource.get(kind, [])):
            if not isinstance(resource[kind], list) or not _is_rule(rule, several, single):
                parts = f"{several!r} (a list), {', '.join(map(repr, single))}"
                yield f"{where}: {kind}: {rule!r}; expected a list of objects with {parts}"
                continue
            held = [*rule[several], *(rule[part] for part in single if part != "total")]
            held += rule.get("only", {})
            named.append((kind, held, own))
    for key, names, known in named:
        for name in _listed(names):
            if name not in known:
                yield f"{where}: {key}: no column {name!r}; expected one of {known}"


def _listed(part: object) -> list:
    return part if isinstance(part, list) else [part]


def _is_texts(part: object) -> bool:
    return isinstance(part, list) and all(isinstance(one, str) for one in part)


def _is_rule(rule: object, several: str, single: list[str]) -> bool:
    return (
        isinstance(rule, dict)
        and isinstance(rule.get(several), list)
        and bool(rule[several])
        and all(isinstance(rule.get(part), str) for part in single)
        and all(_is_texts(rule.get(part, [])) for part in ("without", "groups"))
        and isinstance(rule.get("only", {}), dict)
        and all(_is_texts(values) for values in rule.get("only", {}).values())
    )


def _files(declared: set) -> Iterator[str]:
    for path in sorted(paths.DATA.iterdir()):
        if path.name not in declared | {paths.PACKAGE.name} and not path.name.startswith("."):
            yield f"data/{path.name}: not declared in {FILE}; declare it or take it away"
