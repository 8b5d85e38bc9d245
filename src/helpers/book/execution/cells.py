"""Run the cells of a notebook in this process, as a Jupyter kernel would, and return their outputs."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

# Characters that a cell may print: far more than anyone reads, far less than fills a memory.
MOST_PRINTED = 100_000
# Characters of what a cell raised that are told.
_TOLD = 2000


class CellError(Exception):
    """A cell raised; the message names the cell and ends with the error."""


class _PrintedTooMuchError(Exception):
    """A cell printed more than a page can hold."""


def run_cells(
    notebook: nbformat.NotebookNode, begin: Callable[[int], object] = lambda _number: None
) -> Iterator[list[nbformat.NotebookNode]]:
    """Run all code cells; return the outputs of each in the notebook format.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Its cells are numbered from 1 on, those of text too.
    begin : callable, optional
        Called with the number of each code cell before it runs.

    Raises
    ------
    CellError
        If a cell raises and does not carry the tag ``raises-exception``.
    """
    # Nobody looks at the history of a chapter, and colours are for terminals.
    quiet = Config(HistoryManager={"enabled": False}, InteractiveShell={"colors": "nocolor"})
    _Shell.clear_instance()
    shell = _Shell.instance(config=quiet)
    process = os.getpid()
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        begin(number)
        shell.shown, shell.clears = [], False
        out, err = (_Stream(shell, name) for name in ("stdout", "stderr"))
        with redirect_stdout(out), redirect_stderr(err):
            result = shell.run_cell(cell.source, store_history=True)
        if os.getpid() != process:
            # A copy of this process that the cell made by os.fork: the chapter goes on in one of them.
            os._exit(0)
        error = result.error_before_exec or result.error_in_exec
        if isinstance(error, _PrintedTooMuchError):
            raise CellError(f"cell {number} {error}")
        # What can't be shown raises too, and IPython goes on.
        errors = [output for output in shell.shown if output.output_type == "error"]
        if (error or errors) and "raises-exception" not in cell.metadata.get("tags", []):
            raise CellError(
                f"cell {number} {_told(error, errors)}\n{cell.source}\n{_trace(errors)}"
            )
        yield shell.shown


def _told(error: BaseException | None, errors: list[nbformat.NotebookNode]) -> str:
    """Say what a cell raised, as far as anyone reads it."""
    name, words = (
        (type(error).__name__, f"{error}") if error else (errors[0].ename, errors[0].evalue)
    )
    more = len(words) - _TOLD
    return f"raised {name}: {words[:_TOLD]}" + (f" ... ({more:,} more)" if more > 0 else "")


def _trace(errors: list[nbformat.NotebookNode]) -> str:
    return "\n".join("\n".join(output.traceback) for output in errors)[: 5 * _TOLD]


class _Publisher(DisplayPublisher):
    """Collects what a cell displays."""

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        *_source: object,
        transient: dict | None = None,
        update: bool = False,
        **_options: object,
    ) -> None:
        # A display that has a name may be shown anew by it, from later cells too.
        named = self.shell.named.setdefault((transient or {}).get("display_id"), [])
        if update:
            for output in named:
                output.update(data=data, metadata=metadata or {})
        else:
            named.append(self.shell.show("display_data", data=data, metadata=metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.clears = True
        if not wait:
            self.shell.clear()


class _Hook(DisplayHook):
    """Collects the value of the last line of a cell."""

    def write_output_prompt(self) -> None:
        """Outputs of the notebook format have no prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.shell.show(
            "execute_result",
            data=format_dict,
            metadata=md_dict or {},
            execution_count=self.prompt_count,
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    """IPython without a terminal: the outputs of a cell are collected in ``shown``."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    shown: list[nbformat.NotebookNode]
    # Whether they go when the next comes.
    clears: bool

    def __init__(self, **options: object) -> None:
        self.named: dict[str | None, list[nbformat.NotebookNode]] = {}
        super().__init__(**options)

    def show(self, kind: str, **parts: object) -> nbformat.NotebookNode:
        """Add an output and return it."""
        self.clear()
        # Not held against the format: what fits no page is told in words later.
        output = nbformat.from_dict({"output_type": kind, **parts})
        self.shown.append(output)
        return output

    def clear(self) -> None:
        """Take away what was shown, if that was asked for."""
        if self.clears:
            self.shown.clear()
            self.clears = False

    def ask_exit(self) -> None:
        """Ignore ``exit``: it ends a session, and a chapter is none."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.show("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


class _Stream(io.TextIOBase):
    """A text stream that adds what a cell prints to its outputs, in the order of the cell."""

    encoding = "utf-8"

    def __init__(self, shell: _Shell, name: str) -> None:
        self._shell, self._name, self._length = shell, name, 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._length += len(text)
        if self._length > MOST_PRINTED:
            raise _PrintedTooMuchError(
                f"prints more than {MOST_PRINTED:,} characters; print less, or hand a table to show_table"
            )
        self._shell.clear()
        last = self._shell.shown[-1] if self._shell.shown else {}
        if last.get("name") == self._name:
            last["text"] += text
        elif text:
            self._shell.show("stream", name=self._name, text=text)
        return len(text)
