"""Run Sphinx: the pages in this process, the PDFs beside them in a second one, from one execution."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import console
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers import paths
from helpers.book import csp
from helpers.book.assets import address_by_content
from helpers.book.icons import cut_icons
from helpers.book.rules import cut_rules

# What is written before it is published.
WORK = paths.BUILD / ".work"
PAGES, PDFS = WORK / "html", WORK / "pdf"


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
        _sphinx("html", PAGES, setter)
        cut_rules(PAGES)
        cut_icons(PAGES)
        # Last, when all that pages load is what it will be.
        address_by_content(PAGES)
        csp.write(PAGES)
        setter.wait()
    unfinished.unlink()


def set_pdfs() -> None:
    """Set the PDFs once the word comes; nothing comes when the other process has stopped."""
    if sys.stdin.readline():
        _sphinx("typst", PDFS)


class _Setter:
    """A second process that sets the PDFs while this one writes the pages, from the same documents.

    It loads its code while the chapters are executed and read, and waits for the word to begin.
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "helpers.book.build", "set-pdfs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> _Setter:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def begin(self, *_event: object) -> None:
        """Say that all chapters are read."""
        self.process.stdin.write("begin\n")
        self.process.stdin.flush()

    def wait(self) -> None:
        """Wait for the PDFs.

        Raises
        ------
        SphinxError
            When they can't be set; what was said is printed before.
        """
        said, _ = self.process.communicate()
        print(said, end="")
        if self.process.returncode:
            raise SphinxError("the PDFs can't be set (see above)")


def _sphinx(builder: str, target: Path, setter: _Setter | None = None) -> None:
    """Run one Sphinx builder with Jupyter Book's configuration; warnings stop it."""
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
            outdir=str(target),
            doctreedir=str(WORK / "doctrees"),
            buildername=builder,
            confoverrides=config,
            warningiserror=True,
            keep_going=True,
        )
        if setter:
            app.connect("write-started", setter.begin)
        app.build()
        if app.statuscode:
            raise SphinxError(
                f"the {builder} build gave warnings (see above); they count as errors"
            )
