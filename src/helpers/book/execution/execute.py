"""Execute chapters in parallel, each in a process of its own, as many at once as there are cores.

Their order does not change the results: no chapter sees another, and the outputs hold neither times
nor anything of the machine.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import nbformat
from sphinx.errors import ExtensionError

from helpers import formatting, numbers
from helpers.book.execution import chapter_process, notebooks
from helpers.book.execution.cells import MOST_PRINTED
from helpers.book.execution.dependencies import ExecutionCache, code_digest

# Seconds in which a process that was told to end does.
_PATIENCE = 10
# What a cell may show by itself in Jupyter, and can't in the book.
_SHOWN = {
    "application/vnd.jupyter.widget": "a widget, which pages and PDF can't hold",
    "image/": "a picture by itself; draw it with Altair and hand it to show_chart",
    "application/vnd.vega": "a chart by itself; hand it to show_chart",
    "text/html": "a table or chart by itself; hand it to show_table or show_chart",
}
_OURS = {formatting.MIME, numbers.MIME}
_PLAIN = "text/plain"
# What is set as words, on pages and in print.
_WORDS = {_PLAIN, "text/markdown"}
# Where an object lies in memory, which is elsewhere each time.
_PLACE = re.compile(r"<.{1,200}? at 0x[0-9a-fA-F]{6,}")

# No page can hold them: control codes besides those of lines and colours, and halves of letters.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class ChapterError(ExtensionError):
    """A cell of a chapter raised; the message names the chapter, the cell and the error."""


@dataclass(frozen=True)
class Job:
    """A chapter to execute.

    Attributes
    ----------
    chapter : str
        Its name in the book.
    path : pathlib.Path
        Its notebook.
    timeout : float
        Seconds that one cell may take.
    """

    chapter: str
    path: Path
    timeout: float


def workers() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def execute_all(jobs: list[Job], cache: ExecutionCache) -> None:
    """Execute chapters and keep their outputs.

    Parameters
    ----------
    jobs : list of Job
        The chapters.
    cache : ExecutionCache
        Where their outputs are kept.

    Raises
    ------
    ChapterError
        When a cell raises, ends its process or takes too long: no further chapter is started, those
        that run are finished and kept, and the message names each that failed, in the order of the jobs.
    """
    # The longest first, so that none runs alone at the end.
    queue = sorted(jobs, key=lambda job: (-_weight(job, cache), job.chapter))
    running: dict[Connection, _Run] = {}
    failed: dict[str, str] = {}
    try:
        while (queue and not failed) or running:
            while queue and not failed and len(running) < workers():
                run = _Run(queue.pop(0))
                running[run.connection] = run
            # A second at most, so that a cell without an end is seen.
            ready = wait(running, timeout=1)
            for connection, run in list(running.items()):
                if connection in ready:
                    run.receive()
                else:
                    run.check()
                if run.fault:
                    failed[run.job.chapter] = f"{run.job.chapter}.ipynb: {run.fault}"
                elif run.result:
                    run.store(cache)
                if run.fault or run.result:
                    running.pop(connection).end()
    finally:
        for run in running.values():
            run.end()
    if failed:
        raise ChapterError("\n".join(failed[job.chapter] for job in jobs if job.chapter in failed))


def _weight(job: Job, cache: ExecutionCache) -> float:
    """Estimate the seconds that a chapter takes from its last run, or else from its size."""
    record = cache.record(job.chapter)
    return record["seconds"] if record else job.path.stat().st_size / 5000


@dataclass
class _Run:
    """A running chapter: its process, its current cell, and its result or its fault."""

    job: Job
    started: float = field(default_factory=time.perf_counter)
    cell: int = 0
    fault: str = ""
    result: tuple[list, list] | None = None

    def __post_init__(self) -> None:
        # As it was before it ran: an edit meanwhile counts for the next build.
        self.notebook = notebooks.read(self.job.path)
        self.connection, theirs = multiprocessing.Pipe(duplex=False)
        self.process: BaseProcess = multiprocessing.get_context("spawn").Process(
            target=chapter_process.main, args=(theirs, self.job.path.parent, self.notebook)
        )
        with _ignoring_ctrl_c():
            self.process.start()
        theirs.close()
        self.cell_started = time.perf_counter()

    def receive(self) -> None:
        """Receive one message of the process."""
        try:
            kind, *told = self.connection.recv()
        except (EOFError, OSError):
            self.process.join(_PATIENCE)
            self.fault = self.ended()
            return
        if kind == "cell":
            self.cell, self.cell_started = told[0], time.perf_counter()
        elif kind == "failed":
            self.fault = told[0]
        else:
            self.result = told[0], told[1]
            self.fault = self.unsupported_output()

    def unsupported_output(self) -> str:
        """Describe the first output that was not shown through ``show_chart`` or ``show_table``, if any."""
        numbers_of = (
            n for n, cell in enumerate(self.notebook.cells, 1) if cell.cell_type == "code"
        )
        for number, outputs in zip(numbers_of, self.result[0], strict=True):
            for said in filter(None, map(_unsupported, outputs)):
                return f"cell {number} {said}"
        return ""

    def check(self) -> None:
        """Record a fault if the process is gone, or its cell has run longer than its time limit."""
        # Its connection does not tell while processes that it started hold the other end.
        if not self.process.is_alive() and not self.connection.poll():
            self.fault = self.ended()
        elif time.perf_counter() - self.cell_started > self.job.timeout:
            self.fault = (
                f"cell {self.cell} was not done after {self.job.timeout} s "
                "(execute: timeout in _config.yml)"
            )

    def ended(self) -> str:
        """Say that the process ended, and why if that is known."""
        code = self.process.exitcode
        # Killed from outside, as a system does that has no memory left.
        why = "; was there too little memory?" if code == -9 else ""
        return f"cell {self.cell} ended its process (exit code {code}){why}"

    def store(self, cache: ExecutionCache) -> None:
        """Store the outputs and the dependencies of the chapter."""
        seconds = time.perf_counter() - self.started
        outputs, read = self.result
        cache.store(self.job.chapter, code_digest(self.notebook), outputs, read, seconds)
        print(f"  executed {self.job.chapter} in {seconds:.1f} s", flush=True)

    def end(self) -> None:
        """End the process and all that it started."""
        chapter_process.end(self.process.pid)
        self.process.kill()
        self.process.join(_PATIENCE)
        self.connection.close()


def _unsupported(output: nbformat.NotebookNode) -> str:
    """Say why pages and PDF can't hold an output, or nothing."""
    if output.output_type == "stream" and output.name == "stderr":
        lines = output.text.strip().splitlines()
        return f"writes to stderr: {lines[0][:200] if lines else ''!r}; mend what it warns of, or let warnings.filterwarnings leave it out"
    shown = output.get("data", {_PLAIN: output.get("text", "")})
    if shown.keys() & _OURS:
        return ""
    rich = shown.keys() - _WORDS
    for start, words in _SHOWN.items():
        if any(kind.startswith(start) for kind in rich):
            return f"shows {words}"
    if rich:
        return f"shows {min(rich)}, which pages and PDF can't hold; print words"
    text = "".join(shown.get(kind, "") for kind in _WORDS)
    if len(text) > MOST_PRINTED:
        return f"shows {len(text):,} characters; show less, or hand a table to show_table"
    if unfit := _UNFIT.search(text):
        return f"shows the character U+{ord(unfit[0]):04X}, which no page can hold; take it out"
    if place := _PLACE.search(text):
        return f"shows '{place[0]}>', which differs each time; end the line with a semicolon"
    return ""


@contextmanager
def _ignoring_ctrl_c() -> Iterator[None]:
    """Start processes that ignore Ctrl-C, since this process answers it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
