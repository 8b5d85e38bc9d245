"""Count the modules of ours that run between a table and the page and PDF that show it.

``python benchmarks/modules.py`` traces one build: it executes a chapter in this process, builds the
book, and lists the modules of which a function was called. A module that is only imported, for a
constant or a type, does not count.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import FrameType

import nbformat

from helpers import paths
from helpers.book.execution.cells import run_cells
from helpers.book.pipeline import build

CHAPTER = "who-is-owed"
_OURS = f"{paths.ROOT / 'src'}{os.sep}"
_called: set[str] = set()


def _note(frame: FrameType, event: str, _argument: object) -> None:
    code = frame.f_code
    # A template is compiled to functions too.
    is_ours = code.co_filename.startswith(_OURS) and code.co_filename.endswith(".py")
    if event == "call" and code.co_name != "<module>" and is_ours:
        _called.add(code.co_filename)


def traced() -> list[str]:
    """Execute a chapter and build the book; give the modules that took part, from ``src/`` on."""
    notebook = nbformat.read(paths.CHAPTERS / f"{CHAPTER}.ipynb", as_version=4)
    os.environ["IPYTHONDIR"] = str(paths.BUILD / ".cache" / "ipython")
    sys.setprofile(_note)
    try:
        for _outputs in run_cells(notebook):
            pass
        build()
    finally:
        sys.setprofile(None)
    return sorted(Path(path).relative_to(paths.ROOT / "src").as_posix() for path in _called)


if __name__ == "__main__":
    found = traced()
    (paths.BUILD / "bench").mkdir(exist_ok=True)
    (paths.BUILD / "bench" / "modules.json").write_text(json.dumps(found, indent=1) + "\n")
    print(*found, f"{len(found)} modules ran", sep="\n")
