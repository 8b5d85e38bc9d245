"""The process that runs one chapter and then ends, so that no chapter sees another."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import nbformat
import psutil

import helpers
from helpers import paths, tracking
from helpers.book.execution.cells import CellError, run_cells

# A chapter is made from what it imports: what the build itself loads here is no part of that.
_COUNTED = ("helpers", "helpers.paths", "helpers.tracking")


def main(connection: Connection, folder: Path, notebook: nbformat.NotebookNode) -> None:
    """Run a notebook and send back what came of it.

    Parameters
    ----------
    connection : Connection
        Is sent ``("cell", number)`` when a cell begins, and at the end ``("done", outputs, read)`` or
        ``("failed", sentence)``.
    folder : pathlib.Path
        Where it stands.
    notebook : nbformat.NotebookNode
        What is run.
    """
    # Ctrl-C is answered by the build, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # So that all that a chapter starts can be ended with it, even when it is gone itself.
    if hasattr(os, "setpgrp"):
        os.setpgrp()
    # A cell that starts processes does it as in Jupyter, not as the build does.
    multiprocessing.set_start_method(None, force=True)
    threading.Thread(target=_end_with_the_build, daemon=True).start()
    # IPython would leave a profile in the home folder.
    os.environ["IPYTHONDIR"] = str(paths.BUILD / ".cache" / "ipython")
    # A chapter runs in its own folder, as in Jupyter.
    os.chdir(folder)
    sys.path.insert(0, "")
    for name in [name for name in sys.modules if name.startswith("helpers.")]:
        if name not in _COUNTED:
            del sys.modules[name]
            # "from helpers import data" finds it there too.
            vars(helpers).pop(name.split(".")[1], None)
    tracking.watch()
    try:
        outputs = list(run_cells(notebook, lambda number: connection.send(("cell", number))))
    except CellError as error:
        connection.send(("failed", str(error)))
    else:
        connection.send(("done", outputs, json.loads(tracking.report())))


def _end_with_the_build() -> None:
    multiprocessing.parent_process().join()
    end(os.getpid())
    os._exit(1)


def end(number: int) -> None:
    """End the process of a chapter and all that it started.

    Parameters
    ----------
    number : int
        Its process id.
    """
    with suppress(psutil.Error):
        for child in psutil.Process(number).children(recursive=True):
            # One that ended by itself meanwhile keeps none of the others.
            with suppress(psutil.Error):
                child.kill()
    # When it has ended itself, what it started is still in its group.
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(number, signal.SIGKILL)
