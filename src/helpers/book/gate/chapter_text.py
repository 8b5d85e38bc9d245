"""What can be told of a chapter from its text alone, before anything of it runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from helpers import data, paths
from helpers.data import DataError
from helpers.numbers import ID_PATTERN

_HEADING = re.compile(r"^(?P<marks>#{1,6})(?P<words>[ \t].*)?$|^(?P<under>\S.*)\n=+[ \t]*$", re.M)
_FENCE = re.compile(r"^(`{3,}|:{3,}|~{3,}).*?^\1", re.S | re.M)
_SHOWN_AS_CODE = re.compile(r"(?<!`)(``+)(?!`).*?(?<!`)\1(?!`)", re.S)
_NUMBER = re.compile(r"\{(num)\}([ \t]*)`([^`\n]*)`", re.I)
_UNCLOSED = re.compile(r"\{num\}.{0,30}", re.I)
_FOOTNOTE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](:?)")
_CITED = re.compile(r"\{footcite:[pt]\}`([^`]*)`")
_PAGES = (".ipynb", ".md")
# What git leaves where two versions met.
MERGE = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.M)
# What MyST-NB and we know of the tags of cells.
_TAGS = (
    "hide-cell", "hide-input", "hide-output", "remove-cell", "remove-input", "remove-output",
    "remove-stdout", "remove-stderr", "raises-exception", "scroll-output", "full-width", "margin",
)  # fmt: skip
_WAITING = {"input", "breakpoint", "getpass", "getpass.getpass", "pdb.set_trace"}
_INSTALLS = re.compile(
    r"^\s*[%!]\s*(?:\S*python\S* -m )?(?:pip|conda|mamba|uv)\b.* install\b", re.M
)


def check(name: str, parts: Iterable[tuple[str, str]]) -> None:
    """Check the Markdown of a page.

    Parameters
    ----------
    name : str
        Its file.
    parts : iterable of (str, str)
        Its cells, or all of a page that has none: where each stands, and its text.

    Raises
    ------
    DataError
        If it has no title or two, a level of headings is left out, a merge was not finished, or a role names
        nothing.
    """
    level, parts = 0, list(parts)
    told = {name for _, text in parts for name, mark in _FOOTNOTE.findall(text) if mark}
    for where, text in parts:
        mark = MERGE.search(text)
        if mark:
            raise DataError(f"{where}: {mark[1]!r}; a merge was not finished, keep one version")
        prose = _FENCE.sub("", text)
        for depth, words in _headings(prose):
            _check_heading(where, level, depth, words)
            level = depth
        prose = _SHOWN_AS_CODE.sub("", prose)
        _check_roles(where, prose)
        for note, _ in _FOOTNOTE.findall(re.sub(r"`[^`]*`", "", prose)):
            if note not in told:
                raise DataError(
                    f"{where}: the footnote [^{note}] has no text; add '[^{note}]: ...'"
                )
    if not level:
        raise DataError(f"{name}: no title; begin it with '# ' and the title")


def _headings(text: str) -> Iterator[tuple[int, str]]:
    for found in _HEADING.finditer(text):
        words = found["under"] or found["words"] or ""
        yield len(found["marks"] or "#"), words.strip(" \t#")


def _check_heading(where: str, above: int, depth: int, words: str) -> None:
    if not words:
        raise DataError(f"{where}: a heading without words; write them, or delete it")
    marks = "#" * depth
    if not above and depth > 1:
        raise DataError(f"{where}: '{marks} {words}' stands before the title; begin with '# '")
    if above and depth == 1:
        raise DataError(f"{where}: '# {words}' is a second title; write it with '## '")
    if depth > above + 1:
        raise DataError(
            f"{where}: '{marks} {words}' leaves out a level; write it with '{'#' * (above + 1)} '"
        )


def _check_roles(where: str, text: str) -> None:
    for role, blank, named in _NUMBER.findall(text):
        chapter, _, number = named.rpartition(":")
        if role != "num" or blank:
            raise DataError(f"{where}: '{{{role}}}{blank}`{named}`'; write {{num}}`{named}`")
        if not ID_PATTERN.fullmatch(number):
            raise DataError(
                f"{where}: {{num}}`{named}` names no number; write the id of one, as {{num}}`debt-peak`"
            )
        if chapter and not any((paths.CHAPTERS / f"{chapter}{end}").is_file() for end in _PAGES):
            raise DataError(f"{where}: {{num}}`{named}`: there is no chapter {chapter!r}")
    unclosed = _UNCLOSED.search(_NUMBER.sub("", text))
    if unclosed:
        raise DataError(f"{where}: {unclosed[0]!r} is not closed; write {{num}}`id`")
    for named in _CITED.findall(text):
        for source_id in named.split(","):
            if not data.has_source(source_id.strip()):
                raise DataError(
                    f"{where}: {source_id.strip()!r} is cited, which is no source of data/sources.csv"
                )


def check_cell(where: str, cell: dict) -> None:
    """Check a cell of code.

    Raises
    ------
    DataError
        If one of its tags is misspelt, or it installs packages.
    """
    for tag in cell.get("metadata", {}).get("tags", []):
        like = get_close_matches(tag, _TAGS, 1, 0.85)
        if like and tag.replace("_", "-") != like[0]:
            raise DataError(f"{where}: the tag {tag!r} does nothing; did you mean {like[0]!r}?")
    found = _INSTALLS.search("".join(cell["source"]))
    if found:
        raise DataError(
            f"{where}: {found[0].strip()!r}; chapters run with what requirements.lock names: add the package "
            "to pyproject.toml, and make lock"
        )


def refuse_waiting(where: str, call: ast.Call) -> None:
    """Refuse a call that waits for someone at a keyboard.

    Raises
    ------
    DataError
        Naming it.
    """
    name = ast.unparse(call.func)
    if name in _WAITING:
        raise DataError(f"{where}: {name}() waits for someone at a keyboard; take it out")
