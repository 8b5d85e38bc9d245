"""Read notebooks, and strip them of the outputs, counts and kernel names that a run by hand leaves.

Whoever runs a chapter in Jupyter and saves it puts outputs, counts and the name of a kernel into the
file. The book leaves them aside: it executes chapters itself, by the Python that builds it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

from helpers import paths, rows
from helpers.book.gate import chapter_text
from helpers.data import DataError
from helpers.rows import unfit

# What chapters run by, whatever the kernel was called where they were saved.
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# What front ends note of a cell that was run.
_OF_A_RUN = ("ExecuteTime", "collapsed", "execution", "scrolled")
# Escaped, it is text.
_PICTURE = re.compile(r"(?<!\\)(!\[[^\]]*\][(\[]|<img\b)|^[`:]{3,}\{(image|figure)\}", re.I | re.M)
_FORMULA = re.compile(r"(?<![\\`])\{math\}`|^[`:]{3,}\{math\}", re.M)
_TAG = re.compile(r"</?[a-z]", re.I)
# A break of a line and a comment are no loss in print.
_KEPT = ("<br", "<!--")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
# The first format whose cells have ids.
_WITH_IDS = (4, 5)


def read(path: Path) -> nbformat.NotebookNode:
    """Read a notebook of any format as one of format 4; what front ends mend silently is mended.

    Raises
    ------
    DataError
        If the file is no notebook; naming it, the line or cell, and what to do.
    """
    name = path.relative_to(paths.ROOT).as_posix() if path.is_relative_to(paths.ROOT) else path.name
    try:
        return parse(rows.read_text(path))
    except OSError as error:
        raise DataError(f"{name}: no valid notebook: {error.strerror}; expected a file") from None
    except ValueError as error:
        raise DataError(f"{name}: no valid notebook: {error}") from None


def parse(text: str) -> nbformat.NotebookNode:
    """Read the text of a notebook as :func:`read` does its file.

    Raises
    ------
    ValueError
        With the line or cell, the fault, and what to do.
    """
    mark = chapter_text.MERGE.search(text)
    if mark:
        line = text.count("\n", 0, mark.start()) + 1
        raise ValueError(f"line {line}: {mark[1]!r}; a merge was not finished, keep one version")
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"line {error.lineno}: {error.msg}; it is cut off or was edited by hand, take a good copy"
        ) from None
    except RecursionError:
        raise ValueError("brackets without end; take a good copy") from None
    if not isinstance(found, dict) or not isinstance(found.get("nbformat"), int):
        raise ValueError("it does not say its 'nbformat'; save it in Jupyter")
    try:
        return _of_format_4(found)
    except Exception as error:
        at = [*getattr(getattr(error, "original", error), "absolute_path", ())]
        if at[:1] == ["cells"] and at[1:]:
            at = [f"cell {at[1] + 1}", *at[2:]]
        words = ": ".join([*map(str, at), str(error).split("\n", 1)[0][:200]])
        raise ValueError(f"{words}; open it in Jupyter and save it anew") from None


def _of_format_4(found: dict) -> nbformat.NotebookNode:
    if found["nbformat"] == _WITH_IDS[0]:
        _complete(found)
    notebook = nbformat.convert(nbformat.reader.reads(json.dumps(found)), _WITH_IDS[0])
    if found["nbformat"] != _WITH_IDS[0]:
        # The ids of a conversion are made by chance.
        for cell in notebook.cells:
            cell.pop("id", None)
        _complete(notebook)
    nbformat.validate(notebook)
    return notebook


def _complete(notebook: dict) -> None:
    """Give cells what some programs leave out, and no other each time: ids, and places for outputs."""
    seen: set[str] = set()
    has_ids = (notebook["nbformat"], notebook.get("nbformat_minor", 0)) >= _WITH_IDS
    for number, cell in enumerate(notebook.get("cells", ()), start=1):
        known = str(cell.pop("id", ""))
        if has_ids:
            cell["id"] = known if _ID.fullmatch(known) and known not in seen else f"cell-{number}"
            seen.add(cell["id"])
        cell.setdefault("metadata", {})
        if cell.get("cell_type") == "code":
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)


def strip(notebook: dict) -> dict:
    """Return a copy of a notebook without outputs, counts and kernel.

    Parameters
    ----------
    notebook : dict
        A notebook of format 4.

    Examples
    --------
    >>> cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": ["1"]}
    >>> strip({"cells": [cell | {"execution_count": 7}], "metadata": {}})["cells"][0]["outputs"]
    []
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            for name in _OF_A_RUN:
                cell["metadata"].pop(name, None)
    notebook["metadata"].pop("widgets", None)
    notebook["metadata"] |= copy.deepcopy(_KERNEL)
    return notebook


def fill(notebook: nbformat.NotebookNode, outputs: list[list[dict]]) -> None:
    """Give the code cells of a notebook their outputs, and count them.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        A notebook of format 4.
    outputs : list of list of dict
        What it shows, code cell by code cell.
    """
    code = (cell for cell in notebook.cells if cell.cell_type == "code")
    for count, (cell, shown) in enumerate(zip(code, outputs, strict=True), start=1):
        cell.outputs = [nbformat.from_dict(output) for output in shown]
        cell.execution_count = count


def first_run_cell(notebook: dict) -> int | None:
    """Return the number of the first cell that carries outputs or a count, if one does."""
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell.get("outputs") or cell.get("execution_count"):
            return number
    return None


def check(name: str, notebook: dict) -> None:
    """Check that a notebook is one that the book can run and show.

    Raises
    ------
    DataError
        If it is of another language than Python, or its text shows a picture.
    """
    of = notebook["metadata"]
    language = of.get("kernelspec", {}).get("language") or of.get("language_info", {}).get("name")
    if language and str(language).lower() not in ("python", "ipython"):
        raise DataError(f"{name}: it is written in {language!r}; chapters are run by Python")
    texts = []
    for number, cell in enumerate(notebook["cells"], start=1):
        source, where = "".join(cell["source"]), f"{name}: cell {number}"
        _refuse_unseen(where, source)
        if cell["cell_type"] == "markdown":
            check_text(where, source)
            texts.append((where, source))
        elif cell["cell_type"] == "code":
            chapter_text.check_cell(where, cell)
    chapter_text.check(name, texts)


def check_text(where: str, source: str) -> None:
    """Check that print can set a Markdown text as the page shows it.

    Raises
    ------
    DataError
        If it shows a picture or a formula, or holds HTML.
    """
    if _PICTURE.search(source):
        raise DataError(
            f"{where} shows a picture file, which the book can't cite or print; "
            "draw it in a code cell and hand it to show_chart"
        )
    if _FORMULA.search(source):
        raise DataError(
            f"{where} shows a formula, which print can't set; write it with plain signs, as × and ², "
            "or as code"
        )
    for tag in _tags(source):
        raise DataError(
            f"{where} holds HTML, {tag!r}, which print leaves out; write it in Markdown, or the sign as \\<"
        )


def _refuse_unseen(where: str, source: str) -> None:
    for number, line in enumerate(source.splitlines(), start=1):
        fault = unfit(line.replace("\t", " "))
        if fault:
            raise DataError(f"{where}, line {number}: {fault}; delete it")


def _tags(source: str) -> Iterator[str]:
    """Give the tags of a text that are markup and neither code nor escaped."""
    if not _TAG.search(source):
        return
    from markdown_it import MarkdownIt

    for token in MarkdownIt("commonmark").parse(source):
        if token.type == "fence" and token.info.startswith("{"):
            yield from _tags(token.content)
        for part in [token, *(token.children or ())]:
            found = part.content.strip()
            if part.type.startswith("html") and not found.lower().startswith(_KEPT):
                yield found.splitlines()[0][:40]


def strip_files() -> list[str]:
    """Strip the chapters on disk; return the names of those that changed."""
    changed = []
    for path in sorted(paths.CHAPTERS.glob("[!.]*.ipynb")):
        notebook = read(path)
        clean = strip(notebook)
        if clean != notebook:
            nbformat.write(clean, path)
            changed.append(path.relative_to(paths.ROOT).as_posix())
    return changed
