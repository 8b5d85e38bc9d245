"""Build the book: check, execute once, write HTML and PDF, publish both or nothing.

Everything is made in
``_build/.work``; only a whole book is moved to ``_build/html`` and ``_build/pdf``, so a failed or
interrupted build leaves the last good one as it was.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path

import nbformat
from jupyter_book.config import get_final_config
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import console
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers import built, data, kept, paths
from helpers.book import archives, changes, csp, fingerprint
from helpers.book.dependencies import listing
from helpers.book.icons import cut_icons
from helpers.book.metadata import MetadataError
from helpers.book.prose import check_prose
from helpers.built import KINDS
from helpers.check import check_data
from helpers.data import DataError

WORK = paths.BUILD / ".work"


def main(arguments: list[str] | None = None) -> int:
    """Run one task; give the exit status."""
    parser = argparse.ArgumentParser(prog="helpers.book.build", description=__doc__.split("\n")[0])
    parser.add_argument("task", choices=[*KINDS, "check", "data", "metadata", "deps", "set-pdf"])
    task = parser.parse_args(arguments).task
    # Documents are large and live long: looking through them for garbage takes a quarter of the time.
    gc.set_threshold(200_000, 20, 100)
    try:
        if task == "data":
            record_digests()
        elif task == "metadata":
            archives.write()
        elif task == "set-pdf":
            set_pdf()
        elif task == "deps":
            print(listing(fingerprint.records()))
        else:
            check()
        if task in KINDS:
            build(KINDS[task])
    except (DataError, MetadataError, SphinxError, OSError) as error:
        print(f"\nStopped: nothing was published.\n{error}", file=sys.stderr)
        return 1
    except Exception as error:
        print(
            f"\nStopped: nothing was published.\nThe program met what it was not made for: {error}\n"
            "The lines below say where, for whoever mends it.",
            file=sys.stderr,
        )
        traceback.print_exc()
        return 1
    return 0


def check() -> None:
    """Check tables and notebooks before anything is executed."""
    started = time.perf_counter()
    check_data()
    archives.check()
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        check_notebook(path)
    check_prose()
    changes.check()
    print(f"Data and notebooks checked in {time.perf_counter() - started:.1f} s")
    edited = data.edited_tables()
    if edited:
        print(f"Note: these tables differ from their recorded digests: {', '.join(edited)}")


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


def build(kinds: tuple[str, ...]) -> None:
    """Execute the chapters once, write what is asked for, and publish it."""
    os.environ.setdefault("PYTHONHASHSEED", "0")
    started = time.perf_counter()
    # Of what the inputs are now: an edit while the book is built counts for the next build.
    inputs = built.inputs_digest()
    fingerprint.tree()
    # A build that was cut off may have told Sphinx of pages that it never wrote: begin from nothing.
    unfinished = WORK / "unfinished"
    if unfinished.exists():
        shutil.rmtree(WORK)
    WORK.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    with _Setter("pdf" in kinds) as setter:
        _sphinx("html", WORK / "html", "pdf" in kinds, setter)
        cut_icons(WORK / "html")
        setter.wait()
    unfinished.unlink()
    for kind in kinds:
        publish(kind, "pdf" in kinds)
    built.note(inputs, kinds)
    kept.throw_away_unused()
    for kind in kinds:
        first = "index.html" if kind == "html" else "book.pdf"
        print(f"  {(paths.BUILD / kind / first).relative_to(paths.ROOT)}")
    print(f"Book built in {time.perf_counter() - started:.0f} s")


class _Setter:
    """A second process that sets the PDF while this one writes the pages, from the same documents.

    It loads its code while the chapters are executed and read, and waits for the word to begin.

    Parameters
    ----------
    wanted : bool
        Whether a PDF is asked for at all.
    """

    def __init__(self, wanted: bool):
        self.process = None
        if wanted:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "helpers.book.build", "set-pdf"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
            )

    def __enter__(self) -> _Setter:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def begin(self, *_event: object) -> None:
        """Say that all chapters are read."""
        if self.process:
            self.process.stdin.write("begin\n")
            self.process.stdin.flush()

    def wait(self) -> None:
        """Wait for the PDF.

        Raises
        ------
        SphinxError
            When it can't be set; what was said is printed before.
        """
        if not self.process:
            return
        said, _ = self.process.communicate()
        print(said, end="")
        if self.process.returncode:
            raise SphinxError("the PDF can't be set (see above)")


def set_pdf() -> None:
    """Set the PDF once the word comes; nothing comes when the other process has stopped."""
    if sys.stdin.readline():
        _sphinx("typst", WORK / "pdf", with_pdf=True)


def _sphinx(builder: str, target: Path, with_pdf: bool, setter: _Setter | None = None) -> None:
    """Run one Sphinx builder with Jupyter Book's configuration; warnings stop it."""
    config, _ = get_final_config(
        user_yaml=paths.ROOT / "_config.yml",
        cli_config={"latex_individualpages": False},
        sourcedir=paths.ROOT,
    )
    config["book_with_pdf"] = with_pdf
    # Thebe's script is put on every page, twice, whether its buttons are wanted or not.
    config["extensions"] = [name for name in config["extensions"] if name != "sphinx_thebe"]
    if not sys.stdout.isatty():
        console.nocolor()
    # All pages are written each time, into an empty folder: nothing of an earlier build is left there.
    shutil.rmtree(target, ignore_errors=True)
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


def publish(kind: str, with_pdf: bool) -> None:
    """Move a finished part of the book into place by renaming, the old one out of the way."""
    new, live, old = (paths.BUILD / name for name in (f".new-{kind}", kind, f".old-{kind}"))
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    if kind == "html":
        shutil.copytree(
            WORK / "html", new, ignore=shutil.ignore_patterns(".doctrees", ".buildinfo")
        )
        if with_pdf:
            _copy_pdfs(new / "pdf")
        csp.write(new)
    else:
        _copy_pdfs(new)
    if live.exists():
        live.rename(old)
    new.rename(live)
    shutil.rmtree(old, ignore_errors=True)


def _copy_pdfs(folder: Path) -> None:
    folder.mkdir()
    for path in sorted((WORK / "pdf").glob("*.pdf")):
        shutil.copy2(path, folder / path.name)


def record_digests() -> None:
    """Record the digest of each table in the data package; run after an edit on purpose."""
    package = data.package()
    for resource in package["resources"]:
        if resource.get("type") == "table":
            resource["digest"] = data.content_digest(resource["name"])
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    paths.PACKAGE.write_text(text, encoding="utf-8")
    print(f"Recorded the digests of {len(data.table_names())} tables in data/datapackage.json")


if __name__ == "__main__":
    sys.exit(main())
