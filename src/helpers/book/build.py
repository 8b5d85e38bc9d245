"""Build the book: check, execute once, write HTML and PDF, publish both or nothing.

``python -m helpers.book.build book`` is what ``make book`` calls. Everything is made in
``_build/.work``; only a whole book is moved to ``_build/html`` and ``_build/pdf``, so a failed or
interrupted build leaves the last good one as it was.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import time
import traceback
from pathlib import Path

import nbformat
from jupyter_book.config import get_final_config
from myst_nb.core.execute.base import ExecutionError
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import console
from sphinx.util.docutils import docutils_namespace, patch_docutils

from helpers import data, paths
from helpers.book import archives, csp
from helpers.book.metadata import MetadataError
from helpers.book.prose import check_prose
from helpers.check import check_data
from helpers.data import DataError

WORK = paths.BUILD / ".work"
KINDS = {"book": ("html", "pdf"), "html": ("html",), "pdf": ("pdf",)}


def main(arguments: list[str] | None = None) -> int:
    """Run one task; give the exit status."""
    parser = argparse.ArgumentParser(prog="helpers.book.build", description=__doc__.split("\n")[0])
    parser.add_argument("task", choices=[*KINDS, "check", "data", "metadata"])
    task = parser.parse_args(arguments).task
    try:
        if task == "data":
            record_digests()
        elif task == "metadata":
            archives.write()
        else:
            check()
        if task in KINDS:
            build(KINDS[task])
    except (DataError, MetadataError, SphinxError, OSError, ExecutionError) as error:
        print(f"\nStopped: nothing was published.\n{_plain(error)}", file=sys.stderr)
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


def _plain(error: Exception) -> str:
    """Say which chapter raised, and its error, where a notebook stopped the build."""
    if not isinstance(error, ExecutionError):
        return str(error)
    # The traceback of the kernel is coloured for terminals; its last lines say what was wrong.
    report = re.sub(r"\x1b\[[0-9;]*m", "", str(error.__cause__))
    return f"{Path(str(error)).name}: a cell raised an error\n{report}"


def check() -> None:
    """Check tables and notebooks before anything is executed."""
    started = time.perf_counter()
    check_data()
    archives.check()
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        check_notebook(path)
    check_prose()
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
    try:
        _sphinx("html", WORK / "html")
        if "pdf" in kinds:
            _sphinx("typst", WORK / "pdf")
    except BaseException:
        # A warning that stopped the build is not repeated for pages already read: read all again.
        shutil.rmtree(WORK / "doctrees", ignore_errors=True)
        raise
    for kind in kinds:
        publish(kind)
    for kind in kinds:
        first = "index.html" if kind == "html" else "book.pdf"
        print(f"  {(paths.BUILD / kind / first).relative_to(paths.ROOT)}")
    print(f"Book built in {time.perf_counter() - started:.0f} s")


def _sphinx(builder: str, target: Path) -> None:
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
    # Sphinx warns when a static file that it copied before has changed: let it copy afresh.
    shutil.rmtree(target / "_static", ignore_errors=True)
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
        app.build()
        if app.statuscode:
            raise SphinxError(
                f"the {builder} build gave warnings (see above); they count as errors"
            )


def publish(kind: str) -> None:
    """Move a finished part of the book into place by renaming, the old one out of the way."""
    new, live, old = (paths.BUILD / name for name in (f".new-{kind}", kind, f".old-{kind}"))
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    if kind == "html":
        shutil.copytree(
            WORK / "html", new, ignore=shutil.ignore_patterns(".doctrees", ".buildinfo")
        )
        csp.write(new)
    else:
        new.mkdir()
        shutil.copy2(WORK / "pdf" / "book.pdf", new / "book.pdf")
    if live.exists():
        live.rename(old)
    new.rename(live)
    shutil.rmtree(old, ignore_errors=True)


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
