"""Run Sphinx: the pages in this process, the PDFs beside them in a second one, from one execution."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import TextIO

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import console, logging
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers import paths
from helpers.beside import Beside
from helpers.book import ahead, csp
from helpers.book.assets import address_by_content
from helpers.book.icons import cut_icons
from helpers.book.rules import cut_rules
from helpers.book.typst.joiner import Joiner
from helpers.book.typst.press import finished_folder

# What is written before it is published.
WORK = paths.BUILD / ".work"
PAGES, PDFS = WORK / "html", WORK / "pdf"
_SAID = WORK / "pdf.txt"


def write_all(checking: Beside, meanwhile: Callable[[], object]) -> None:
    """Execute what has to be, and write pages and PDFs.

    Parameters
    ----------
    checking : Beside
        The check of tables and notebooks. What it raises ends this as soon as it is known; nothing is
        read before it has passed.
    meanwhile : callable
        What to do with the written pages while the PDFs are still being set.

    Raises
    ------
    SphinxError
        When pages or PDFs give a warning or fail; what was said is printed before.
    """
    # A build that was cut off may have told Sphinx of pages that it never wrote: begin from nothing.
    unfinished = WORK / "unfinished"
    if unfinished.exists():
        shutil.rmtree(WORK)
    WORK.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    with _Others(checking) as others:
        _write_pages(others)
        cut_rules(PAGES)
        cut_icons(PAGES)
        # Last, when all that pages load is what it will be.
        address_by_content(PAGES)
        csp.write(PAGES)
        meanwhile()
        others.wait_for_pdfs()
    unfinished.unlink()


class _Others:
    """What second processes do while this one writes the pages, each begun as soon as it can be."""

    def __init__(self, checking: Beside) -> None:
        self.checking = checking
        self.executed: list[str] = []
        # It copies the parts of the last book until it is asked.
        self.joiner = Joiner(finished_folder())
        self.ahead: Beside | None = None
        self.pdfs: Beside | None = None

    def __enter__(self) -> _Others:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in filter(None, (self.ahead, self.pdfs, self.joiner)):
            process.stop()

    def connect(self, app: Sphinx) -> None:
        """Follow the course of the build."""
        app.connect("chapter-executed", self._note_executed)
        app.connect("env-before-read-docs", self._begin_reading)
        app.connect("write-started", self._begin_pdfs)

    def _note_executed(self, _app: Sphinx, chapter: str) -> None:
        self.executed.append(chapter)
        if self.checking.done():
            self.checking.result()

    def _begin_reading(self, _app: Sphinx, _env: BuildEnvironment, names: list[str]) -> None:
        """Read nothing that has not passed; make meanwhile what needs no page."""
        print(self.checking.result().said)
        if names:
            self.ahead = Beside(ahead.make, self.executed, names)

    def _begin_pdfs(self, app: Sphinx, _builder: Builder) -> None:
        """Set the PDFs from the same documents: nothing that is known of the book is read twice."""
        _SAID.write_text("", "utf-8")
        self.pdfs = Beside(_set_pdfs, app, self.joiner)

    def wait_for_pdfs(self) -> None:
        """Wait for the PDFs, and say what was said of them."""
        try:
            self.pdfs.result()
        finally:
            print(_SAID.read_text("utf-8"), end="")


def _set_pdfs(app: Sphinx, joiner: Joiner) -> None:
    """Set the PDFs. What is said of it goes to a file, to be printed when the pages are written."""
    with _SAID.open("w", encoding="utf-8") as said:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(said.fileno(), stream.fileno())
    warned, already = app._warncount, len(app._warning.text)
    keys = app.builder.written.keys
    app.outdir = PDFS
    app.builder = app.registry.create_builder(app, "typst", app.env)
    app.builder.keys, app.builder.joiner = keys, joiner
    app.builder.init()
    with logging.pending_warnings():
        app.builder.write(None, [], "all")
    if app._warncount > warned:
        said = app._warning.text[already:].strip()
        raise SphinxError(f"The PDFs gave warnings, which count as errors:\n{said}")


class _Remembering:
    """A stream that remembers what was written to it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.text = stream, ""

    def write(self, text: str) -> int:
        self.text += text
        return self.stream.write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self.stream, name)


def _write_pages(others: _Others) -> None:
    """Run Sphinx with Jupyter Book's configuration; warnings stop it."""
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
        app = Sphinx(
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
        others.connect(app)
        app.build()
        if app.statuscode:
            said = app._warning.text.strip()
            raise SphinxError(f"The pages gave warnings, which count as errors:\n{said}")
