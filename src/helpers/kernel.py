"""A kernel, in a process that was forked for it.

Imported by the process that all of them are forked from: what is loaded here is loaded once.
"""

from __future__ import annotations

import gc
import os
from importlib import import_module
from multiprocessing.connection import Connection

import altair
import pandas
from ipykernel.kernelapp import IPKernelApp

# What kernels load when they start. The debugger, which nobody uses here, has nothing to warn of.
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
for _name in (
    "IPython.core.completerlib",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "tornado.gen",
):
    import_module(_name)
# Some parts are loaded when the first chart is described.
altair.Chart(pandas.DataFrame({"x": [1]})).mark_point().encode(x="x").to_dict()
# What is loaded stays: no kernel need look through it for garbage, or seldom for its own.
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 20, 100)


def run(arguments: list[str], folder: str, renderer: Connection, listens: Connection) -> None:
    """Be a kernel; say so once it listens.

    Parameters
    ----------
    arguments : list of str
        As on the command line of a kernel.
    folder : str
        Where it works.
    renderer, listens : Connection
        To the process that draws for it, and to who waits for it.
    """
    # Where helpers.drawing looks for it; that is loaded by the chapter alone, if it draws.
    os.environ["BOOK_RENDERER"] = f"{os.getpid()} {renderer.fileno()}"
    os.setsid()
    os.chdir(folder)
    # The kernel ends when the process that it was forked from does, and that one with the build.
    kernel = IPKernelApp.instance(parent_handle=os.getppid())
    kernel.initialize(arguments)
    listens.send(True)
    listens.close()
    kernel.start()
