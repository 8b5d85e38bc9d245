"""A chapter's notebook as readers can take it: with outputs, without, and as a script."""

from __future__ import annotations

import json
from pathlib import Path

import jupytext
import nbformat

from helpers import paths

# Folder of the files, from the root of the built pages.
FOLDER = "notebooks"
# End of the file name -> what a reader gets.
FORMS = {
    ".ipynb": "notebook without outputs",
    "-with-outputs.ipynb": "notebook with outputs",
    ".py": "Python script",
}


def addresses(name: str) -> dict[str, str]:
    """Give the address of each form of a chapter's notebook, from the root of the built pages."""
    return {f"{FOLDER}/{name}{suffix}": words for suffix, words in FORMS.items()}


def write_notebooks(names: list[str], executed: Path, out: Path) -> None:
    """Write the notebooks of all chapters.

    Parameters
    ----------
    names : list of str
        Documents that are notebooks, such as ``chapters/creditors``.
    executed : pathlib.Path
        Where their executed copies lie, under the same names.
    out : pathlib.Path
        Root of the built pages.
    """
    folder = out / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {}
    for docname in names:
        source = nbformat.read(paths.ROOT / f"{docname}.ipynb", as_version=4)
        done = nbformat.read(executed / f"{docname}.ipynb", as_version=4)
        name = docname.rpartition("/")[2]
        wanted[f"{name}.ipynb"] = _text(source)
        wanted[f"{name}-with-outputs.ipynb"] = _text(_tidied(source, done))
        wanted[f"{name}.py"] = jupytext.writes(source, fmt="py:percent")
    for leftover in {path.name for path in folder.iterdir()} - set(wanted):
        (folder / leftover).unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")


def _tidied(source: nbformat.NotebookNode, done: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Put the outputs into the notebook as written: times and stamps of a run are no part of it."""
    whole = json.loads(json.dumps(source))
    outputs = {cell["id"]: cell for cell in done.cells if cell["cell_type"] == "code"}
    for cell in whole["cells"]:
        if cell["cell_type"] == "code":
            ran = outputs[cell["id"]]
            cell["outputs"], cell["execution_count"] = ran["outputs"], ran["execution_count"]
    return nbformat.from_dict(whole)


def _text(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"
