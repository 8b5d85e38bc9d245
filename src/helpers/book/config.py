"""The two files that say what the book is made of, read strictly: ``_config.yml`` and ``_toc.yml``.

A slip in either is told with the file, the line or the key, and what to do, before anything is built.
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from helpers import paths, rows
from helpers.data import DataError, reading

CONFIG, CONTENTS = "_config.yml", "_toc.yml"
# What the project adds to Sphinx's own settings, with the type of each.
_OURS = {
    "book": dict,
    "book_statements": str,
    "book_bar": dict,
    "book_facets": dict,
    "book_number_signs": dict,
    "book_sheets": list,
    "book_brief": str,
    "book_pages_of": dict,
    "book_also_called": dict,
}


class _Strict(yaml.SafeLoader):
    """A reader of YAML that does not keep the last of two equal keys without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key.value!r} stands twice; keep one", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def settings() -> dict:
    """Return ``_config.yml``.

    Raises
    ------
    DataError
        If it is missing, no YAML, or not of the form that Jupyter Book and this project ask for.
    """
    # Loaded where something is to be looked at: that takes a while.
    import jsonschema
    from jupyter_book.config import PATH_YAML_DEFAULT, get_validator, validate_yaml

    found = _read(CONFIG)
    default = yaml.safe_load(PATH_YAML_DEFAULT.read_text("utf-8"))
    _demand_known(found, {*default, *get_validator().schema["properties"]})
    try:
        validate_yaml(found, raise_on_errors=True)
    except jsonschema.ValidationError as error:
        raise DataError(f"{CONFIG}: {error.message.removeprefix('- ')}") from None
    for key, value in (found.get("sphinx", {}).get("config") or {}).items():
        kind = _OURS.get(key)
        if key.startswith("book"):
            _demand_known([key], _OURS)
        if kind and value is not None and not isinstance(value, kind):
            raise DataError(f"{CONFIG}: {key} is {value!r}; expected {_KINDS[kind]}")
    return found


def _demand_known(keys: Iterable[str], known: Iterable[str]) -> None:
    for key in keys:
        if key not in known:
            raise DataError(f"{CONFIG}: {key!r} is no setting; expected one of {sorted(known)}")


_KINDS = {dict: "names with values", list: "a list", str: "a text"}


def of_sphinx() -> dict:
    """Return the settings under ``sphinx: config:``, those of the project among them."""
    return settings().get("sphinx", {}).get("config") or {}


def of_the_book() -> dict:
    """Return what ``_config.yml`` says of the book itself.

    Raises
    ------
    DataError
        If it says nothing.
    """
    found = of_sphinx().get("book")
    if not found:
        raise DataError(
            f"{CONFIG}: nothing under sphinx, config, book; expected title, authors ..."
        )
    return found


def contents() -> list[str]:
    """List the pages of ``_toc.yml``, in their order.

    Raises
    ------
    DataError
        If the file is missing or malformed, or names a page twice or one that does not exist.
    """
    from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml

    _read(CONTENTS)
    try:
        pages = [str(page) for page in parse_toc_yaml(paths.ROOT / CONTENTS, encoding="utf-8-sig")]
    except MalformedError as error:
        raise DataError(f"{CONTENTS}: {error}") from None
    for page in pages:
        if not any((paths.ROOT / f"{page}{ending}").is_file() for ending in (".ipynb", ".md")):
            raise DataError(
                f"{CONTENTS}: {page!r} is no page; expected the path of a .md or .ipynb file without "
                "its ending"
            )
    return pages


def strangers(pages: list[str]) -> list[str]:
    """List the pages that ``_config.yml`` names and the book does not have."""
    own = {key: value for key, value in of_sphinx().items() if value}
    named = [*own.get("book_bar", {}).values(), *own.get("book_pages_of", {}).values()]
    named += [*own.get("book_also_called", {}), *own.get("book_number_signs", {})]
    named += [*own.get("book_sheets", []), own.get("book_brief", "")]
    return sorted({page for page in named if page} - {*pages, "search"})


def _read(name: str) -> dict:
    with reading(name):
        text = rows.read_text(paths.ROOT / name)
    try:
        found = yaml.load(text, Loader=_Strict)
    except yaml.YAMLError as error:
        raise DataError(f"{name}: {_told(error)}") from None
    if not isinstance(found, dict):
        raise DataError(f"{name}: holds no keys with values; take a good copy")
    return found


def _told(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return f"not readable as YAML ({' '.join(str(error).split())})"
    return f"line {mark.line + 1}: not readable as YAML ({error.problem})"
