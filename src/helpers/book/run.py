"""Run Sphinx: the pages in this process, the PDFs beside them in a second one, from one execution."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import SphinxError
from sphinx.util import console, logging
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers import paths
from helpers.book import csp
from helpers.book.assets import address_by_content
from helpers.book.icons import cut_icons
from helpers.book.rules import cut_rules

# What is written before it is published.
WORK = paths.BUILD / ".work"
PAGES, PDFS = WORK / "html", WORK / "pdf"
_SAID = WORK / "pdf.txt"


def write_all() -> None:
    """Execute what has to be, and write pages and PDFs.

    Raises
    ------
    SphinxError
        When either gives a warning or fails; what was said is printed before.
    """
    # A build that was cut off may have told Sphinx of pages that it never wrote: begin from nothing.
    unfinished = WORK / "unfinished"
    if unfinished.exists():
        shutil.rmtree(WORK)
    WORK.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    with _Setter() as setter:
        _write_pages(setter)
        cut_rules(PAGES)
        cut_icons(PAGES)
        # Last, when all that pages load is what it will be.
        address_by_content(PAGES)
        csp.write(PAGES)
        setter.wait()
    unfinished.unlink()


class _Setter:
    """A second process that sets the PDFs while this one writes the pages, from the same documents.

    It is forked when all chapters are read: nothing that is known of the book is read twice.
    """

    def __init__(self) -> None:
        self.process: multiprocessing.Process | None = None

    def __enter__(self) -> _Setter:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process and self.process.is_alive():
            self.process.kill()
            self.process.join()

    def begin(self, app: Sphinx, _builder: Builder) -> None:
        """Start, now that all chapters are read."""
        fork = multiprocessing.get_context("fork")
        self.process = fork.Process(target=_set_pdfs, args=(app,), daemon=True)
        self.process.start()

    def wait(self) -> None:
        """Wait for the PDFs.

        Raises
        ------
        SphinxError
            When they can't be set; what was said is printed before.
        """
        self.process.join()
        print(_SAID.read_text("utf-8"), end="")
        if self.process.exitcode:
            raise SphinxError("the PDFs can't be set (see above)")


def _set_pdfs(app: Sphinx) -> None:
    """Be the second process. What it says goes to a file, to be printed when the pages are written."""
    with _SAID.open("w", encoding="utf-8") as said:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(said.fileno(), stream.fileno())
    warned = app._warncount
    app.outdir = PDFS
    app.builder = app.registry.create_builder(app, "typst", app.env)
    app.builder.init()
    try:
        with logging.pending_warnings():
            app.builder.write(None, [], "all")
    except SphinxError as error:
        sys.exit(str(error))
    if app._warncount > warned:
        sys.exit("The PDFs gave warnings (see above); they count as errors.")


def _write_pages(setter: _Setter) -> None:
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
            warningiserror=True,
            keep_going=True,
        )
        app.connect("write-started", setter.begin)
        app.build()
        if app.statuscode:
            raise SphinxError("the pages gave warnings (see above); they count as errors")
