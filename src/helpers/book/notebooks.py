"""Strip notebooks of the outputs, counts and kernel names that a run by hand leaves in them.

Whoever runs a chapter in Jupyter and saves it puts outputs, counts and the name of a kernel into the
file. The book leaves them aside: it executes chapters itself, by the Python that builds it.
"""

from __future__ import annotations

import copy
import re

import nbformat

from helpers import paths
from helpers.data import DataError

# What chapters run by, whatever the kernel was called where they were saved.
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python"}
# What front ends note of a cell that was run, and of a notebook.
_OF_A_RUN = ("ExecuteTime", "collapsed", "execution", "scrolled")
_OF_A_SESSION = ("widgets",)
# Escaped, it is text.
_PICTURE = re.compile(r"(?<!\\)(!\[[^\]]*\][(\[]|<img\b)", re.I)


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
    for name in _OF_A_SESSION:
        notebook["metadata"].pop(name, None)
    notebook["metadata"] |= {"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE)}
    return notebook


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
    if language and language.lower() not in ("python", "ipython"):
        raise DataError(f"{name}: it is written in {language!r}; chapters are run by Python")
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "markdown" and _PICTURE.search("".join(cell["source"])):
            raise DataError(
                f"{name}: cell {number} shows a picture file, which the book can't cite or print; "
                "draw it in a code cell and hand it to show_chart"
            )


def strip_files() -> list[str]:
    """Strip the chapters on disk; return the names of those that changed."""
    changed = []
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        clean = strip(notebook)
        if clean != notebook:
            nbformat.write(clean, path)
            changed.append(path.relative_to(paths.ROOT).as_posix())
    return changed
