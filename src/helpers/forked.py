"""Kernels for chapters, forked from one process that has loaded what every chapter needs.

A kernel that starts from nothing takes most of a second to load pandas and Altair; one that is forked
from a process that has them starts at once. Each chapter still has a kernel of its own, which has seen
no other chapter. Only Linux forks safely after such libraries are loaded; elsewhere kernels start from
nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from multiprocessing import forkserver

# Loaded for the kernels: the process that they are forked from imports this module.
import altair  # noqa: F401
import pandas  # noqa: F401
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.manager import AsyncKernelManager

POSSIBLE = sys.platform == "linux"
# What a kernel says of itself at start and end is no news for who builds the book.
QUIET = "--IPKernelApp.log_level=50"


def prepare() -> None:
    """Start the process that kernels are forked from, if it does not run yet."""
    if POSSIBLE:
        multiprocessing.set_forkserver_preload([__name__])
        forkserver.ensure_running()


class ForkedKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked, not started from nothing."""

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: object) -> None:
        if not POSSIBLE:
            await super()._async_launch_kernel(kernel_cmd, **options)
            return
        context = multiprocessing.get_context("forkserver")
        process = context.Process(
            target=_run, args=(self.connection_file, str(options["cwd"])), daemon=True
        )
        process.start()
        self.provisioner.process = _AsPopen(process)
        # The group that the kernel makes for itself; until it has, there is none of that number.
        self.provisioner.pid = self.provisioner.pgid = process.pid


def _run(connection_file: str, folder: str) -> None:
    """Be a kernel, in the process that was forked."""
    os.setsid()
    os.chdir(folder)
    # A chapter is made from what it imports, not from how its kernel was started.
    del sys.modules[__name__]
    # The kernel ends when the process that it was forked from does, and that one with the build.
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    IPKernelApp.launch_instance(argv=["-f", connection_file, QUIET])


class _AsPopen:
    """A forked process with the manners of ``subprocess.Popen``, which Jupyter expects."""

    stdin = stdout = stderr = None

    def __init__(self, process: multiprocessing.Process) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
