"""A chapter's notebook as readers can take it: with outputs, without, and as a script."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import nbformat

from helpers import paths
from helpers.kept import kept
from helpers.mirror import copy_if_other, leave_only

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
    wanted = {}
    for docname in names:
        source, done = paths.ROOT / f"{docname}.ipynb", executed / f"{docname}.ipynb"
        for suffix in FORMS:
            wanted[f"{docname.rpartition('/')[2]}{suffix}"] = _made(source, done, suffix)
    leave_only(folder, wanted)
    for name, made in wanted.items():
        copy_if_other(made, folder / name)


def _made(source: Path, done: Path, suffix: str) -> Path:
    """Give one form of a notebook; executed ones are large, so that they are kept."""

    def text() -> str:
        written = nbformat.read(source, as_version=4)
        if suffix == ".py":
            # Loaded if a notebook changed.
            import jupytext

            return jupytext.writes(written, fmt="py:percent")
        if suffix == ".ipynb":
            return _text(written)
        return _text(_tidied(written, nbformat.read(done, as_version=4)))

    files = [source] if suffix in (".py", ".ipynb") else [source, done]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    key = " ".join([*sums, suffix, nbformat.__version__, version("jupytext")])
    return kept("notebook", key, suffix, lambda part: part.write_text(text(), encoding="utf-8"))


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
