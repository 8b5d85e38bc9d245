"""Run the cells of a notebook in this process, as a Jupyter kernel would, and return their outputs."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config


class CellError(Exception):
    """A cell raised; the message names the cell and ends with the error."""


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
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        begin(number)
        shell.shown = []
        out, err = (_Stream(shell.shown, name) for name in ("stdout", "stderr"))
        with redirect_stdout(out), redirect_stderr(err):
            result = shell.run_cell(cell.source, store_history=True)
        if not result.success and "raises-exception" not in cell.metadata.get("tags", []):
            error = result.error_before_exec or result.error_in_exec
            raise CellError(
                f"cell {number} raised {type(error).__name__}: {error}\n"
                f"{cell.source}\n{_traceback(shell)}"
            )
        yield shell.shown


def _traceback(shell: _Shell) -> str:
    return "\n".join(
        "\n".join(output.traceback) for output in shell.shown if output.output_type == "error"
    )


class _Publisher(DisplayPublisher):
    """Collects what a cell displays."""

    def publish(self, data: dict, metadata: dict | None = None, **_options: object) -> None:
        self.shell.shown.append(new_output("display_data", data, metadata=metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.shown.clear()


class _Hook(DisplayHook):
    """Collects the value of the last line of a cell."""

    def write_output_prompt(self) -> None:
        """Outputs of the notebook format have no prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        output = new_output(
            "execute_result", format_dict, metadata=md_dict or {}, execution_count=self.prompt_count
        )
        self.shell.shown.append(output)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Shell(InteractiveShell):
    """IPython without a terminal: the outputs of a cell are collected in ``shown``."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    shown: list[nbformat.NotebookNode]

    def ask_exit(self) -> None:
        """Ignore ``exit``: it ends a session, and a chapter is none."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.shown.append(
            new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)
        )


class _Stream(io.TextIOBase):
    """A text stream that adds what a cell prints to its outputs, in the order of the cell."""

    def __init__(self, shown: list[nbformat.NotebookNode], name: str) -> None:
        self._shown, self._name = shown, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        last = self._shown[-1] if self._shown else {}
        if last.get("name") == self._name:
            last["text"] += text
        elif text:
            self._shown.append(new_output("stream", name=self._name, text=text))
        return len(text)
