"""All that is checked before a book is written: tables, notebooks, prose, metadata, record of changes.

Nothing of Sphinx is needed for it.
"""

from __future__ import annotations

import time
from pathlib import Path

import nbformat

from helpers import data, paths
from helpers.book import archives, changes
from helpers.book.prose import check_prose
from helpers.check import check_data
from helpers.data import DataError


def check() -> str:
    """Check tables and notebooks; say that they are right, and which tables were edited.

    Raises
    ------
    DataError, MetadataError
        With a line for each fault.
    """
    # What was read before may have been edited since.
    data.forget()
    started = time.perf_counter()
    check_data()
    archives.check()
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        check_notebook(path)
    check_prose()
    changes.check()
    said = [f"Data and notebooks checked in {time.perf_counter() - started:.1f} s"]
    edited = data.edited_tables()
    if edited:
        said.append(f"Note: these tables differ from their recorded digests: {', '.join(edited)}")
    return "\n".join(said)


def check_notebook(path: Path) -> None:
    """Check that a notebook is valid and carries no outputs.

    Raises
    ------
    DataError
        Naming the file, the cell and the fault.
    """
    name = path.relative_to(paths.ROOT).as_posix()
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        raise DataError(f"{name}: no valid notebook ({error})") from None
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.get("outputs") or cell.get("execution_count"):
            raise DataError(f"{name}: cell {number} carries outputs; commit notebooks stripped")
