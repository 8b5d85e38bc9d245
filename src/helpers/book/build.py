"""Build the book: check, execute once, write HTML and PDF, publish both or nothing.

Everything is made in ``_build/.work``; only a whole book is moved to ``_build/html`` and
``_build/pdf``, so a failed or interrupted build leaves the last good one as it was. Tables and notebooks
are checked by a second process while chapters run; nothing is read before they have passed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback

from sphinx.errors import SphinxError

from helpers import built, data, kept, paths
from helpers.beside import Beside
from helpers.book import archives, fingerprint
from helpers.book.alone import alone
from helpers.book.checks import Checked, check
from helpers.book.dependencies import listing
from helpers.book.metadata import MetadataError
from helpers.book.notebooks import strip_files
from helpers.book.publish import publish, ready_pages, restore
from helpers.book.run import write_all
from helpers.data import DataError

TASKS = ("book", "check", "data", "metadata", "deps", "strip")


def main(arguments: list[str] | None = None, checking: Beside[Checked] | None = None) -> int:
    """Run one task; give the exit status. A check that runs already is not begun again."""
    parser = argparse.ArgumentParser(prog="helpers.book.build", description=__doc__.split("\n")[0])
    parser.add_argument("task", choices=TASKS)
    task = parser.parse_args(arguments).task
    # Drawings name days in parts that are not seen; by which clock must not depend on the machine.
    os.environ["TZ"] = "UTC"
    try:
        if task == "data":
            record_digests()
        elif task == "metadata":
            archives.write()
        elif task == "deps":
            print(listing(fingerprint.records()))
        elif task == "check":
            checked = check(to_commit=True)
            print(checked.said, *checked.notes, sep="\n")
        elif task == "strip":
            print("Stripped:", ", ".join(strip_files()) or "nothing to strip")
        else:
            build(checking or Beside(check))
    except Exception as raised:
        error = _raised_first(raised)
        if isinstance(error, DataError | MetadataError | SphinxError | OSError):
            print(f"\nStopped: nothing was published.\n{error}", file=sys.stderr)
            return 1
        print(
            f"\nStopped: nothing was published.\nThe program met what it was not made for: {error}\n"
            "The lines below say where, for whoever mends it.",
            file=sys.stderr,
        )
        traceback.print_exc()
        return 1
    return 0


def _raised_first(error: BaseException) -> BaseException:
    """Give what was raised while Sphinx called us, without Sphinx's words around it."""
    while getattr(error, "orig_exc", None):
        error = error.orig_exc
    return error


def build(checking: Beside[Checked]) -> None:
    """Execute what changed, write pages and PDFs, and publish both or nothing."""
    started = time.perf_counter()
    with alone() as waited:
        if waited and built.is_current():
            print("The other build has made this book.")
            return
        # Of what the inputs are now: an edit while the book is built counts for the next build.
        inputs = built.inputs_digest()
        try:
            restore()
            write_all(checking, ready_pages)
        except Exception:
            # What is wrong with the data is said first: the rest may follow from it.
            checking.result()
            raise
        checked = checking.result()
        if checked.inputs != inputs:
            # Something was edited after it was looked at.
            checked = check()
        publish()
        built.note(inputs)
        kept.throw_away_unused()
    made = [paths.BUILD / path for path in ("html/index.html", "pdf/book.pdf")]
    print(*checked.notes, *(f"  {path.relative_to(paths.ROOT)}" for path in made), sep="\n")
    print(f"Book built in {time.perf_counter() - started:.0f} s")


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
