"""Kernels for chapters, forked from one process that has loaded what every chapter needs.

A kernel that starts from nothing takes most of a second to load pandas and Altair; one that is forked
from a process that has them starts at once. Each chapter still has a kernel of its own, which has seen
no other chapter. Where forking is not possible kernels start from nothing.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Type

from helpers import forking
from helpers.forking import POSSIBLE

# What a kernel says of itself at start and end is no news for who builds the book.
QUIET = "--IPKernelApp.log_level=50"


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
        ready, listens = Pipe(duplex=False)
        started = ["-f", self.connection_file, QUIET]
        process = forking.fork_kernel(started, str(options["cwd"]), self.renderer, listens)
        listens.close()
        self.provisioner.process = _AsPopen(process)
        self.provisioner.pid = process.pid
        # Who knocks before the kernel listens is answered a good while after it does.
        with ready:
            try:
                ready.recv()
            except EOFError:
                raise RuntimeError("it ended before it listened") from None


class _AsPopen:
    """A forked process with the manners of ``subprocess.Popen``, which Jupyter expects."""

    stdin = stdout = stderr = None

    def __init__(self, process: Process) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and all that it started."""
        # It may end by itself just now.
        with suppress(ProcessLookupError):
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
