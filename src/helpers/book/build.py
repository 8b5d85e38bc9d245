"""The tasks of the command line: ``python -m helpers book``, ``check``, ``data`` and so on."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
import traceback

from sphinx.errors import SphinxError

from helpers import data, paths
from helpers.book.execution import notebook_sources
from helpers.book.execution.dependencies import describe_dependencies
from helpers.book.execution.notebooks import strip_files
from helpers.book.gate.checks import validate
from helpers.book.metadata import MetadataError
from helpers.book.pipeline import build
from helpers.book.publication import archives
from helpers.data import DataError

# What can be done where a file can't be read or written.
_NOT_YOURS = "it belongs to someone else or is kept from being written: build in a copy of your own"
_REMEDIES = {
    errno.EACCES: _NOT_YOURS,
    errno.EPERM: _NOT_YOURS,
    errno.EROFS: _NOT_YOURS,
    errno.ENOSPC: "make room, and build again",
}
TASKS = ("book", "html", "pdf", "check", "data", "metadata", "deps", "strip")


def main(arguments: list[str] | None = None) -> int:
    """Run one task; give the exit status."""
    parser = argparse.ArgumentParser(prog="helpers.book.build", description=__doc__.split("\n")[0])
    parser.add_argument("task", choices=TASKS)
    task = parser.parse_args(arguments).task
    # Neither the machine's clock nor chance has a say in what chapters show.
    os.environ |= {"TZ": "UTC", "PYTHONHASHSEED": "0"}
    try:
        if task == "data":
            record_digests()
        elif task == "metadata":
            archives.write()
        elif task == "deps":
            print(describe_dependencies(notebook_sources.execution_cache()))
        elif task == "check":
            for note in validate(to_commit=True):
                print(note)
        elif task == "strip":
            print("Stripped:", ", ".join(strip_files()) or "nothing to strip")
        else:
            build(pages=task != "pdf", pdfs=task != "html")
    except Exception as raised:
        error = _original_error(raised)
        if isinstance(error, DataError | MetadataError | SphinxError | OSError):
            print(f"\nStopped: nothing was published.\n{_told(error)}", file=sys.stderr)
            return 1
        print(
            f"\nStopped: nothing was published.\nThe program met what it was not made for: {error}\n"
            "The lines below say where, for whoever mends it.",
            file=sys.stderr,
        )
        traceback.print_exc()
        return 1
    return 0


def _told(error: Exception) -> str:
    """Say what was wrong; of a file, also what can be done."""
    if not isinstance(error, OSError) or not error.filename:
        return str(error)
    more = "; " + _REMEDIES[error.errno] if error.errno in _REMEDIES else ""
    return f"{error.filename}: {error.strerror}{more}"


def _original_error(error: BaseException) -> BaseException:
    """Return what was raised while Sphinx called us, without Sphinx's words around it."""
    while getattr(error, "orig_exc", None):
        error = error.orig_exc
    return error


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
