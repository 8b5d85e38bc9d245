"""The notebook of a chapter as downloads: with outputs, without outputs, and as a script."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import nbformat

from helpers import formatting, paths, preview
from helpers.book.execution import in_words, notebooks
from helpers.book.execution.notebook_sources import code_version, execution_cache, input_digests
from helpers.file_cache import cached_file
from helpers.sync import copy_if_changed, prune

# Folder of the files, from the root of the built pages.
FOLDER = "notebooks"
# End of the file name -> what a reader gets.
FORMS = {
    ".ipynb": "notebook without outputs",
    "-with-outputs.ipynb": "notebook with outputs",
    ".py": "Python script",
}


def addresses(name: str) -> dict[str, str]:
    """Return the address of each form of a chapter's notebook, from the root of the built pages."""
    return {f"{FOLDER}/{name}{suffix}": words for suffix, words in FORMS.items()}


def write_notebooks(names: list[str], out: Path) -> None:
    """Write the notebooks of all chapters.

    Parameters
    ----------
    names : list of str
        Documents that are notebooks, such as ``chapters/who-is-owed``.
    out : pathlib.Path
        Root of the built pages.
    """
    folder = out / FOLDER
    wanted = {
        f"{name.rpartition('/')[2]}{suffix}": made for name in names for suffix, made in forms(name)
    }
    prune(folder, wanted)
    for name, made in wanted.items():
        copy_if_changed(made, folder / name)


def forms(name: str) -> Iterator[tuple[str, Path]]:
    """Yield the suffix and the cached file of each form of a chapter's notebook."""
    source = (paths.ROOT / f"{name}.ipynb").read_bytes()
    of = hashlib.sha256(source).hexdigest()
    shows = [
        execution_cache().outputs_digest(other) for other in _referenced_documents(name, source)
    ]
    shows += [
        input_digests().digest(f"table:{table}") for table in ("claims", "findings", "sources")
    ]
    for suffix in FORMS:
        key = f"{of} {shows} {suffix} {code_version()}"
        yield suffix, cached_file("notebook", key, suffix, partial(_make, name, source, suffix))


def _referenced_documents(name: str, source: bytes) -> list[str]:
    """Name the documents whose numbers a chapter shows."""
    named = in_words.referenced_chapters(name.rpartition("/")[2], [source.decode("utf-8")])
    return sorted(map(_document, named))


def _make(name: str, source: bytes, suffix: str, part: Path) -> None:
    part.write_text(_text(name, source, suffix), encoding="utf-8")


def _text(name: str, source: bytes, suffix: str) -> str:
    notebook = notebooks.strip(notebooks.parse(source.decode("utf-8-sig")))
    if suffix == ".py":
        # Loaded if a notebook changed.
        import jupytext

        return jupytext.writes(notebook, fmt="py:percent")
    if suffix == "-with-outputs.ipynb":
        _fill(name, notebook)
    return nbformat.writes(notebook) + "\n"


def _fill(name: str, notebook: nbformat.NotebookNode) -> None:
    """Fill in the outputs, and replace roles in the text by words."""
    notebooks.fill(notebook, execution_cache().outputs(name))
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            bundle = output.get("data", {}).get(formatting.MIME)
            if bundle:
                # By what its sources are called now.
                output["data"]["text/html"] = preview.of_exhibit(bundle)

    @cache
    def known(chapter: str) -> dict[str, dict]:
        return in_words.published_numbers(execution_cache().outputs(_document(chapter)))

    prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    texts = in_words.in_words([cell.source for cell in prose], name.rpartition("/")[2], known)
    for cell, text in zip(prose, texts):
        cell.source = text


def _document(chapter: str) -> str:
    """Return the document of a chapter; a notebook may stand at the root."""
    inside = f"{paths.CHAPTERS.name}/{chapter}"
    return inside if (paths.ROOT / f"{inside}.ipynb").exists() else chapter
