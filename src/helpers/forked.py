"""Kernels for chapters, forked from one process that has loaded what every chapter needs.

A kernel that starts from nothing takes most of a second to load pandas and Altair; one that is forked
from a process that has them starts at once. Each chapter still has a kernel of its own, which has seen
no other chapter; what draws its charts has drawn those of others before, and is quick by that. Only
Linux forks safely after such libraries are loaded; elsewhere kernels start from nothing, and each
draws by itself.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue

# Loaded for the kernels: the process that they are forked from imports this module.
import altair  # noqa: F401
import ipykernel.ipkernel  # noqa: F401
import pandas  # noqa: F401
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

POSSIBLE = sys.platform == "linux"
# What a kernel says of itself at start and end is no news for who builds the book.
QUIET = "--IPKernelApp.log_level=50"


@contextmanager
def renderers(count: int) -> Iterator[SimpleQueue[Connection | None]]:
    """Start processes that draw for kernels; give a connection to each, to be taken and put back."""
    free: SimpleQueue[Connection | None] = SimpleQueue()
    if not POSSIBLE:
        for _ in range(count):
            free.put(None)
        yield free
        return
    multiprocessing.set_forkserver_preload([__name__])
    context = multiprocessing.get_context("forkserver")
    ends = []
    for _ in range(count):
        ours, theirs = context.Pipe()
        # It ends by itself when nobody is left who holds our end.
        context.Process(target=_draw, args=(theirs,), daemon=True).start()
        theirs.close()
        ends.append(ours)
        free.put(ours)
    try:
        yield free
    finally:
        for end in ends:
            end.close()


def _draw(connection: Connection) -> None:
    """Be a renderer, in the process that was forked."""
    from helpers.drawing import serve

    serve(connection)


class ReadyClient(AsyncKernelClient):
    """A client of a kernel that listens already, and need not be asked whether it does."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel to say that its outputs reach us.

        Raises
        ------
        RuntimeError
            If it does not in time.
        """
        try:
            while (await self.iopub_channel.get_msg(timeout))["msg_type"] != "iopub_welcome":
                pass
        except Empty:
            raise RuntimeError(f"it did not answer within {timeout} s") from None


class ForkedKernelManager(AsyncKernelManager):
    """A kernel manager whose kernels are forked, not started from nothing."""

    renderer: Connection | None = None

    if POSSIBLE:
        client_factory = Type(klass=ReadyClient)

    async def _async_launch_kernel(self, kernel_cmd: list[str], **options: object) -> None:
        if not POSSIBLE:
            await super()._async_launch_kernel(kernel_cmd, **options)
            return
        context = multiprocessing.get_context("forkserver")
        ready, listens = context.Pipe(duplex=False)
        process = context.Process(
            target=_run,
            args=(self.connection_file, str(options["cwd"]), self.renderer, listens),
            daemon=True,
        )
        process.start()
        listens.close()
        self.provisioner.process = _AsPopen(process)
        self.provisioner.pid = process.pid
        # Who knocks before the kernel listens is answered a good while after it does.
        with ready:
            try:
                ready.recv()
            except EOFError:
                raise RuntimeError("it ended before it listened") from None


def _run(connection_file: str, folder: str, renderer: Connection, listens: Connection) -> None:
    """Be a kernel, in the process that was forked."""
    os.environ["BOOK_RENDERER"] = f"{os.getpid()} {renderer.fileno()}"
    os.setsid()
    os.chdir(folder)
    # A chapter is made from what it imports, not from how its kernel was started.
    del sys.modules[__name__]
    # The kernel ends when the process that it was forked from does, and that one with the build.
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    kernel = IPKernelApp.instance()
    kernel.initialize(["-f", connection_file, QUIET])
    listens.send(True)
    listens.close()
    kernel.start()


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
        """Send a signal to the kernel and all that it started."""
        if self.poll() is None:
            # The group that the kernel made for itself before it listened.
            os.killpg(self.pid, number)
        if number == signal.SIGKILL:
            # Who hears that it still runs asks again after a tenth of a second only.
            self.wait(1)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)
