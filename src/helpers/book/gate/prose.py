"""No number is typed into the text: a figure of a sentence comes from the data, or is allowed by name.

Looks at the sources of the chapters before anything is executed: the Markdown of notebooks and pages,
the titles, subtitles, notes and labels that cells hand to the exhibits, and the words of the functions
that describe charts. What comes out of an f-string is computed and not looked at; what stands in it
as letters is. ``chapters/allowed-numbers.csv`` lists the few numbers that are names, with the reason.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path

import nbformat

from helpers import data, paths, rows
from helpers.book.execution import notebooks
from helpers.book.gate import chapter_text
from helpers.data import DataError
from helpers.file_cache import cached_check

ALLOWED = "allowed-numbers.csv"
_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds "
    "thousand thousands millions billions trillions dozen dozens half halves third thirds fourth fifth "
    "sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth thirtieth hundredth twice thrice first second"
).split()
_NUMBER = re.compile(
    rf"\d[\d.,]*(?:st|nd|rd|th|%)?|\b(?:{'|'.join(_WORDS)}|(?:a|one) [mb]illion)\b", re.I
)
# What Markdown holds besides sentences: roles, code, addresses, and directives with their arguments.
_NOT_PROSE = re.compile(
    r"\{[a-z:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+|&#?\w+;",
    re.S,
)
_FENCE = re.compile(r"```(?P<directive>\{)?[^\n]*\n(?P<inside>.*?)```", re.S)
# Arguments of show_chart and show_table that readers see as text.
_READER_ARGUMENTS = {"title", "subtitle", "note", "labels"}
_PUBLIC_CALLS = {"show_chart", "show_table"}


def _allowed_patterns(root: Path) -> list[re.Pattern]:
    listed = data.read_list(root / "chapters" / ALLOWED, ["text", "reason"], may_be_empty=True)
    for number, row in enumerate(listed, start=2):
        if not row["reason"].strip():
            raise DataError(
                f"chapters/{ALLOWED}: row {number}, column 'reason': say why it is allowed"
            )
        if not typed_numbers(row["text"]):
            raise DataError(
                f"chapters/{ALLOWED}: row {number}, column 'text': {row['text']!r} holds no number; give "
                "the words with the number, or delete the row"
            )
    # Longer ones first, so that "first summit" is taken before "first".
    words = sorted((row["text"] for row in listed), key=len, reverse=True)
    return [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I) for word in words]


def typed_numbers(text: str, allowed: Iterable[re.Pattern] = ()) -> list[str]:
    """Find the numbers that are typed into a text.

    Parameters
    ----------
    text : str
        Plain text or Markdown.
    allowed : iterable of re.Pattern
        Numbers that are names and may stand.

    Examples
    --------
    >>> typed_numbers("It fell by 31% from {num}`peak` after the fifth meeting.")
    ['31%', 'fifth']
    """
    prose = plain_text(text)
    for pattern in allowed:
        prose = pattern.sub(" ", prose)
    return [match[0].rstrip(".,") for match in _NUMBER.finditer(prose)]


def check_prose() -> None:
    """Check all chapters and the functions that describe charts.

    Raises
    ------
    DataError
        With a line for each typed number: file, cell or line, the number, and what to do.
    """
    faults = list(_faults())
    if faults:
        advice = (
            "compute it and write {num}`id`, put it in by an f-string, or, if it is part of a name, "
            f"list it in chapters/{ALLOWED} with the reason"
        )
        raise DataError("\n".join([*faults, f"A number is typed into the text: {advice}."]))


def _faults() -> Iterator[str]:
    allowed = _allowed_patterns(paths.ROOT)
    done_by = [Path(__file__).read_bytes(), (paths.CHAPTERS / ALLOWED).read_bytes()]
    done_by.append(f"{nbformat.__version__} {version('ipython')} {sys.version}".encode())
    for path in _files():
        seen = hashlib.sha256(b"\0".join([*done_by, path.read_bytes()])).hexdigest()
        find = partial(_faults_of, path, allowed)
        yield from cached_check("prose", f"{_name(path)} {seen}", find)


def _faults_of(path: Path, allowed: list[re.Pattern]) -> Iterator[str]:
    for where, text in _texts_of(path):
        for number in typed_numbers(text, allowed):
            yield f"{where}: {number!r} in {' '.join(text.split())[:90]!r}"


def texts() -> Iterator[tuple[str, str]]:
    """Yield the texts of the book as they are written, each with its place.

    That is the Markdown of chapters and pages (of pages line by line), what cells hand to the
    exhibits, the words of the functions that describe charts, and the findings.
    """
    for path in _files():
        yield from _texts_of(path)


def _files() -> Iterator[Path]:
    yield from paths.ROOT.glob("index.md")
    for folder, files in (
        (paths.CHAPTERS, "[!.]*.md"),
        (paths.CHAPTERS, "[!.]*.ipynb"),
        (paths.ROOT / "src" / "helpers" / "charts", "*.py"),
        (paths.ROOT / "src" / "helpers" / "topics", "*/*charts.py"),
        (paths.DATA, "findings.csv"),
    ):
        yield from sorted(folder.glob(files))


def _texts_of(path: Path) -> Iterator[tuple[str, str]]:
    kinds = {".md": _of_page, ".ipynb": _of_notebook, ".py": _of_charts, ".csv": _of_findings}
    return kinds[path.suffix](path)


def _of_page(path: Path) -> Iterator[tuple[str, str]]:
    with data.reading(_name(path)):
        text = rows.read_text(path)
    for number, line in enumerate(_blank_fences(text).splitlines(), start=1):
        yield f"{_name(path)}: line {number}", line


def _of_notebook(path: Path) -> Iterator[tuple[str, str]]:
    for number, cell in enumerate(notebooks.read(path).cells, start=1):
        where = f"{_name(path)}: cell {number}"
        code = cell.cell_type == "code"
        shown = _shown_texts(where, cell.source) if code else [cell.source]
        yield from ((where, text) for text in shown)


def _of_charts(path: Path) -> Iterator[tuple[str, str]]:
    for line, text in _described_texts(path.read_text("utf-8")):
        yield f"{_name(path)}: line {line}", text


def _of_findings(path: Path) -> Iterator[tuple[str, str]]:
    for number, row in enumerate(data.read_list(path, []), start=2):
        for column in ("statement_text", "evidence_text", "would_change_text"):
            yield f"{_name(path)}: row {number}, column {column!r}", row[column]


def plain_text(text: str) -> str:
    """Return the sentences of a text without roles, code, addresses and directives.

    Examples
    --------
    >>> plain_text("It fell, {num}`peak`, as `code` says.").split()
    ['It', 'fell,', ',', 'as', 'says.']
    """
    return _NOT_PROSE.sub(" ", _blank_fences(text))


def _blank_fences(text: str) -> str:
    """Blank out code blocks and the fences of directives, so that lines keep their numbers."""

    def blank(match: re.Match) -> str:
        inside = match["inside"] if match["directive"] else "\n" * match["inside"].count("\n")
        return f"\n{inside}"

    return _FENCE.sub(blank, text)


def _name(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix()


def _literals(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the text of strings and f-strings, without format specifications and without keys."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.lineno, node.value
    elif isinstance(node, ast.FormattedValue | ast.Subscript):
        return
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _literals(value)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _shown_texts(where: str, source: str) -> Iterator[str]:
    for call in (node for node in ast.walk(parse(where, source)) if isinstance(node, ast.Call)):
        chapter_text.refuse_waiting(where, call)
        if getattr(call.func, "id", "") == "Markdown":
            yield from (text for argument in call.args for _, text in _literals(argument))
        if getattr(call.func, "id", "") in _PUBLIC_CALLS:
            for keyword in call.keywords:
                if keyword.arg in _READER_ARGUMENTS:
                    yield from (text for _, text in _literals(keyword.value))


def parse(where: str, source: str) -> ast.AST:
    """Parse a cell as Jupyter runs it: magics and shell commands may stand in it.

    Raises
    ------
    DataError
        If it is no Python.
    """
    # Loaded where something has to be looked at.
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError as error:
        raise DataError(f"{where}: {error.msg}, line {error.lineno}") from None


def _described_texts(source: str) -> Iterator[tuple[int, str]]:
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and function.name.startswith("describe_"):
            for statement in function.body[1:]:
                yield from _sentences(statement)


def _sentences(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the text of f-strings at any depth, without format specifications."""
    if isinstance(node, ast.JoinedStr):
        yield from _literals(node)
    for child in ast.iter_child_nodes(node):
        # The value of a formatted part may hold another f-string; its specification is no text.
        yield from _sentences(child.value if isinstance(child, ast.FormattedValue) else child)
