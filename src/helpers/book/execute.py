"""Execute the chapters that changed, on all cores there are.

Each runs in a Jupyter kernel of its own, as it would by hand. Their order has no say in the result: a
chapter sees no other, and what is kept of it holds no time and no count of the machine.
"""

from __future__ import annotations

import ast
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import ensure_async, run_sync
from sphinx.errors import ExtensionError

from helpers import forked, numbers, shown
from helpers.beside import workers
from helpers.book.dependencies import Records, code_digest
from helpers.book.notebooks import KERNEL
from helpers.renderers import renderers

_WATCH = "__import__('helpers.reads', fromlist=['watch']).watch()"
_REPORT = "__import__('helpers.reads', fromlist=['report']).report()"
# What a cell may show by itself in Jupyter, and can't in the book.
_SHOWN = {
    "application/vnd.jupyter.widget": "a widget, which pages and PDF can't hold",
    "image/": "a picture by itself; draw it with Altair and hand it to show_chart",
    "text/html": "a table or chart by itself; hand it to show_table or show_chart",
}
_OURS = {shown.MIME, numbers.MIME}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class ChapterError(ExtensionError):
    """A cell of a chapter raised; the message names the chapter and the error."""


@dataclass(frozen=True)
class Job:
    """A chapter to execute.

    Attributes
    ----------
    chapter : str
        Its name in the book.
    path : pathlib.Path
        Its notebook.
    timeout : int
        Seconds that one cell may take.
    """

    chapter: str
    path: Path
    timeout: int


class _Client(NotebookClient):
    """A client that has the kernel write down what it reads."""

    read: list[str] | None = None
    # The cell at work, counted from one.
    cell = 0
    renderer: Connection | None = None

    def create_kernel_manager(self) -> forked.ForkedKernelManager:
        manager = super().create_kernel_manager()
        manager.renderer = self.renderer
        return manager

    async def async_execute(
        self, reset_kc: bool = False, **kwargs: object
    ) -> nbformat.NotebookNode:
        self.reset_execution_trackers()
        async with self.async_setup_kernel(**kwargs):
            await self._ask(_WATCH)
            for index, cell in enumerate(self.nb.cells):
                self.cell = index + 1
                await self.async_execute_cell(
                    cell, index, execution_count=self.code_cells_executed + 1
                )
            self.read = json.loads(ast.literal_eval(await self._ask(_REPORT)))
        return self.nb

    execute = run_sync(async_execute)

    async def _ask(self, expression: str) -> str:
        message = self.kc.execute(
            "", silent=True, store_history=False, user_expressions={"answer": expression}
        )
        reply = await self.async_wait_for_reply(await ensure_async(message))
        answer = reply["content"]["user_expressions"]["answer"]
        if answer["status"] != "ok":
            raise ExtensionError(f"the kernel can't say what it reads: {answer['evalue']}")
        return answer["data"]["text/plain"]


def execute_all(
    jobs: list[Job], records: Records, tell: Callable[[str], object] = lambda _chapter: None
) -> None:
    """Execute chapters side by side and keep their outputs.

    Parameters
    ----------
    jobs : list of Job
        The chapters.
    records : Records
        Where their outputs are kept.
    tell : callable, optional
        Called with the name of each chapter that came to its end; what it raises ends the execution.

    Raises
    ------
    ChapterError
        When a cell raises: no further chapter is started, those that run are finished and kept, and
        the message names each that failed, in the order of the jobs.
    """
    failed: dict[str, str] = {}
    # The longest first, so that none runs alone at the end.
    queue = sorted(jobs, key=lambda job: (-_weight(job, records), job.chapter))
    count = min(workers(), len(jobs) or 1)
    with renderers(count) as free:
        pool, running = ThreadPoolExecutor(count), {}
        try:
            while queue or running:
                while queue and not failed and len(running) < count:
                    job = queue.pop(0)
                    running[pool.submit(_execute, job, records, free)] = job
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    job = running.pop(future)
                    try:
                        future.result()
                    except ChapterError as error:
                        failed[job.chapter] = str(error)
                    tell(job.chapter)
                if failed and not running:
                    break
        except KeyboardInterrupt:
            # Kernels end with this process: what they are at is not waited for.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
        pool.shutdown()
    if failed:
        order = [job.chapter for job in jobs]
        raise ChapterError("\n".join(failed[name] for name in sorted(failed, key=order.index)))


def _weight(job: Job, records: Records) -> float:
    """Guess how long a chapter takes: as long as last time, else as its notebook is long."""
    record = records.record(job.chapter)
    return record["seconds"] if record else job.path.stat().st_size / 5000


def _execute(job: Job, records: Records, free: SimpleQueue[Connection | None]) -> None:
    started, name = time.perf_counter(), f"{job.chapter}.ipynb"
    notebook = nbformat.read(job.path, as_version=4)
    code = code_digest(notebook)
    client = _Client(
        notebook,
        timeout=job.timeout,
        record_timing=False,
        # Whatever the kernel was called where the notebook was saved.
        kernel_name=KERNEL["name"],
        kernel_manager_class=forked.ForkedKernelManager,
        extra_arguments=[forked.QUIET],
        # It has said all that it has to say.
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(job.path.parent)}},
    )
    client.renderer = free.get()
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        # The traceback of the kernel is coloured for terminals; its last lines say what was wrong.
        report = _COLOUR.sub("", str(error))
        said = f" raised {error.ename}: {error.evalue}" if hasattr(error, "ename") else " failed"
        raise ChapterError(f"{name}: cell {client.cell}{said}\n{report}") from None
    except RuntimeError as error:
        raise ChapterError(f"{name}: its kernel failed ({error})") from None
    finally:
        free.put(client.renderer)
    _check_shown(name, notebook)
    seconds = time.perf_counter() - started
    records.keep(job.chapter, notebook, code, client.read, seconds)
    print(f"  executed {job.chapter} in {seconds:.1f} s", flush=True)


def _check_shown(name: str, notebook: nbformat.NotebookNode) -> None:
    """Refuse what comes past the doors: it has no title, no source and no place in the PDF."""
    for number, cell in enumerate(notebook.cells, start=1):
        for output in cell.get("outputs", []):
            kinds = output.get("data", {}).keys()
            for start, words in _SHOWN.items():
                if not kinds & _OURS and any(kind.startswith(start) for kind in kinds):
                    raise ChapterError(f"{name}: cell {number} shows {words}")
