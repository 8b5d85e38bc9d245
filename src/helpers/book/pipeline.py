"""A build, from the tables to the published book: one step after another.

    validate -> run chapters -> read -> write pages -> write PDFs -> finish -> publish

Everything is made in ``_build/.work``; only a whole book is moved to ``_build/html`` and
``_build/pdf``, so a failed or interrupted build leaves the last good one as it was.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from filelock import FileLock, Timeout
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import console, logging
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers import file_cache, freshness, paths
from helpers.book.execution.chapters import run_chapters
from helpers.book.gate.checks import validate
from helpers.book.gate.statements import check_titles, untrue
from helpers.book.publication.publish import PAGES, PDFS, WORK, publish, restore
from helpers.book.web import csp
from helpers.book.web.fingerprint_assets import fingerprint_assets
from helpers.book.web.purge_css import purge_css
from helpers.book.web.subset_icons import subset_icons

# Seconds to wait for another build: longer than a build from nothing takes.
PATIENCE = 3600
_IN_NOTEBOOK = re.compile(r"\.ipynb:(\d{5,}):")


def build(pages: bool = True, pdfs: bool = True) -> None:
    """Build the book and publish it, whole or not at all.

    Parameters
    ----------
    pages, pdfs : bool
        What to publish; of the other the last version stays.

    Raises
    ------
    DataError, MetadataError, SphinxError
        What is wrong with the input; nothing was published then.
    """
    started = time.time()
    published = ["html"] * pages + ["pdf"] * pdfs
    with build_lock() as waited:
        if waited and freshness.is_up_to_date(published):
            print("The other build has made this book.")
            return
        # Of what the inputs are now: an edit while the book is built counts for the next build.
        inputs = freshness.inputs_digest()
        restore()
        notes = validate()
        run_chapters()
        with unfinished_work(), sphinx() as app:
            read(app)
            write_pages(app)
            if pdfs:
                write_pdfs(app)
            finish()
        if freshness.inputs_digest() != inputs:
            # Something was edited after it was looked at.
            notes = validate()
        publish(pages, pdfs)
        # A copy with marked sentences never counts as the book.
        if not untrue():
            freshness.record(inputs, published)
        file_cache.remove_unused(started)
    made = [paths.BUILD / path for path in ["html/index.html"] * pages + ["pdf/book.pdf"] * pdfs]
    print(*notes, *(f"  {path.relative_to(paths.ROOT)}" for path in made), sep="\n")
    print(f"Book built in {time.time() - started:.0f} s")


@contextmanager
def build_lock() -> Iterator[bool]:
    """Hold the lock of the build folder, and wait while another build holds it.

    Yields
    ------
    bool
        Whether there was another, so that its book may already be the one that is wanted.

    Raises
    ------
    TimeoutError
        If the other build has not ended after an hour.
    """
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    # The system lets go of the lock when the process ends, however it does.
    lock = FileLock(paths.BUILD / ".lock")
    waited = False
    try:
        lock.acquire(blocking=False)
    except Timeout:
        print("Another build is at work in this folder; waiting for it ...", flush=True)
        lock.acquire(timeout=PATIENCE)
        waited = True
    try:
        yield waited
    finally:
        lock.release()


@contextmanager
def unfinished_work() -> Iterator[None]:
    """Mark the work folder as unfinished, and delete it first if the last build did not finish."""
    mark = WORK / "unfinished"
    if mark.exists():
        shutil.rmtree(WORK)
    WORK.mkdir(parents=True, exist_ok=True)
    mark.touch()
    yield
    mark.unlink()


@contextmanager
def sphinx() -> Iterator[Sphinx]:
    """Yield a Sphinx application with the configuration of Jupyter Book."""
    config, _ = get_final_config(
        user_yaml=paths.ROOT / "_config.yml",
        cli_config={"latex_individualpages": False},
        sourcedir=paths.ROOT,
    )
    # Thebe's script is put on every page, twice, whether its buttons are wanted or not.
    config["extensions"] = [name for name in config["extensions"] if name != "sphinx_thebe"]
    if not sys.stdout.isatty():
        console.nocolor()
    with patch_docutils(), docutils_namespace():
        yield Sphinx(
            srcdir=str(paths.ROOT),
            confdir=None,
            outdir=str(PAGES),
            doctreedir=str(WORK / "doctrees"),
            buildername="html",
            confoverrides=config,
            warning=_Remembering(sys.stderr),
            warningiserror=True,
            keep_going=True,
        )


def read(app: Sphinx) -> None:
    """Read the pages whose source or outputs changed."""
    with logging.pending_warnings():
        app.builder.read()
    check_titles(app.env)


def write_pages(app: Sphinx) -> None:
    """Write the pages whose content changed; warnings stop the build."""
    app.build()
    if app.statuscode:
        said = in_cells(app._warning.text)
        raise SphinxError(f"The pages gave warnings, which count as errors:\n{said}")


def write_pdfs(app: Sphinx) -> None:
    """Write the PDFs from the documents that Sphinx has read for the pages."""
    warned, already = app._warncount, len(app._warning.text)
    app.outdir = PDFS
    app.builder = app.registry.create_builder(app, "typst", app.env)
    app.builder.init()
    with logging.pending_warnings():
        app.builder.write(None, [], "all")
    if app._warncount > warned:
        said = in_cells(app._warning.text[already:])
        raise SphinxError(f"The PDFs gave warnings, which count as errors:\n{said}")


def in_cells(warnings: str) -> str:
    """Say of warnings in which file and cell they are found, each once.

    Examples
    --------
    >>> in_cells(f"{paths.ROOT}/chapters/mine.ipynb:20003: WARNING: unknown role")
    'chapters/mine.ipynb: cell 2, line 2: WARNING: unknown role'
    """

    def place(found: re.Match) -> str:
        # MyST-NB counts so: cells by ten thousands, lines from two on.
        cell, line = divmod(int(found[1]), 10_000)
        return f".ipynb: cell {cell}, line {max(line - 1, 1)}:"

    said = _IN_NOTEBOOK.sub(place, warnings.replace(f"{paths.ROOT}/", "").strip())
    return "\n".join(dict.fromkeys(said.splitlines()))


class _Remembering:
    """A stream that remembers what was written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.text = stream, ""

    def write(self, text: str) -> int:
        self.text += text
        return self.stream.write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def finish() -> None:
    """Remove unused CSS rules and icons, fingerprint assets, and add content policies."""
    purge_css(PAGES)
    subset_icons(PAGES)
    # When all that pages load is what it will be.
    fingerprint_assets(PAGES)
    csp.write(PAGES)
