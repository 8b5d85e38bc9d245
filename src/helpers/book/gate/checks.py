"""All that is checked before a book is written: tables, notebooks, prose, metadata, record of changes.

Nothing of Sphinx is needed for it.
"""

from __future__ import annotations

import time
from pathlib import Path

from helpers import data, paths, rows
from helpers.book import config
from helpers.book.execution import notebooks
from helpers.book.features import changes
from helpers.book.gate import chapter_text, statements
from helpers.book.gate.prose import check_prose
from helpers.book.metadata import get_metadata
from helpers.book.publication import archives
from helpers.book.web import site
from helpers.check import check_data, check_lists
from helpers.data import DataError


def validate(to_commit: bool = False) -> list[str]:
    """Check tables and notebooks; say how long it took.

    Parameters
    ----------
    to_commit : bool
        Refuse what builds but is not to be kept: notebooks with outputs.

    Returns
    -------
    list of str
        Notes for the end of the build.

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
    notes = []
    for path in sorted([*paths.ROOT.glob("index.ipynb"), *paths.CHAPTERS.glob("[!.]*.ipynb")]):
        notes += check_notebook(path, to_commit)
    for path in sorted([*paths.ROOT.glob("index.md"), *paths.CHAPTERS.glob("[!.]*.md")]):
        _check_page(path)
    check_lists(paths.CHAPTERS)
    check_prose()
    changes.check()
    notes += _check_contents()
    # Last, since it takes all figures at their word.
    notes += statements.check()
    notes += _newer_than_the_version()
    edited = data.edited_tables()
    if edited:
        notes.append(f"these tables differ from their recorded digests: {', '.join(edited)}")
    print(f"Data and notebooks checked in {time.perf_counter() - started:.1f} s", flush=True)
    return [f"Note: {note}" for note in notes]


def _newer_than_the_version() -> list[str]:
    """Note that sources were read after the day of the version that the book calls itself."""
    read, version = data.data_date(), get_metadata().date.isoformat()
    if read <= version:
        return []
    return [
        f"sources were read until {read}, after the day of this version, {version}; give the book a new "
        "version and date in _config.yml before it is published"
    ]


def _check_page(path: Path) -> None:
    name = path.relative_to(paths.ROOT).as_posix()
    with data.reading(name):
        text = rows.read_text(path)
    notebooks.check_text(name, text)
    chapter_text.check(name, [(name, text)])


def _check_contents() -> list[str]:
    """Compare the table of contents with the files; note each chapter that the book leaves out."""
    if not (paths.ROOT / config.CONTENTS).exists():
        return []
    listed = config.contents()
    for name in listed:
        changes.first_published(Path(name).stem)
    site.check_redirects({*listed})
    found = (f"{paths.CHAPTERS.name}/{path.stem}" for path in paths.CHAPTERS.glob("[!.]*.ipynb"))
    strangers = config.strangers(listed) if (paths.ROOT / config.CONFIG).exists() else []
    notes = [f"_config.yml names pages that the book lacks: {', '.join(strangers)}"] * bool(
        strangers
    )
    return notes + [
        f"{name}.ipynb is not in _toc.yml, so the book leaves it out; add the line '- file: {name}'"
        for name in sorted({*found} - {*listed})
    ]


def check_notebook(path: Path, to_commit: bool = True) -> list[str]:
    """Check that a notebook is valid, one that the book can run, and, to be kept, without outputs.

    Returns
    -------
    list of str
        What there is to note of it.

    Raises
    ------
    DataError
        Naming the file, the cell and the fault.
    """
    name = path.relative_to(paths.ROOT).as_posix()
    notebook = notebooks.read(path)
    notebooks.check(name, notebook)
    number = notebooks.first_run_cell(notebook)
    if number is None:
        return []
    if to_commit:
        raise DataError(f"{name}: cell {number} carries outputs; `make strip` takes them out")
    return [
        f"{name} was saved with outputs, which the book leaves aside; `make strip` takes them out"
    ]
