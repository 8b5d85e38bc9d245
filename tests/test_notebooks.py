"""Each chapter is a valid, stripped notebook that runs top to bottom in a fresh kernel."""

from __future__ import annotations

import ast

import nbclient
import nbformat
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))
# The build runs all of them; that a kernel of Jupyter does too is tried on these, on others deeply.
QUICK = ("who-is-owed", "what-money-costs")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stripped(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs")
        assert not cell.get("execution_count")


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=[] if p.stem in QUICK else pytest.mark.deep) for p in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_notebook_runs_in_a_kernel_of_jupyter(path):
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    printed = [o for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "stream"]
    assert not printed


def typed_origins(code: str) -> list[str]:
    """Find the calls of a cell that say by hand what numbers and exhibits are made from."""
    return [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and {"tables", "sources", "how"} & {keyword.arg for keyword in node.keywords}
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_chapter_types_where_a_figure_comes_from(path):
    cells = nbformat.read(path, as_version=4).cells
    assert [name for c in cells if c.cell_type == "code" for name in typed_origins(c.source)] == []


def test_a_typed_origin_is_found():
    assert typed_origins("numbers.publish(t, a=f)\nshow(t, sources=['a'])") == ["show"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_that_the_book_leaves_out_is_folded_in_jupyter(path):
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        if "remove-input" in cell.metadata.get("tags", []):
            assert cell.metadata.get("jupyter", {}).get("source_hidden"), f"cell {number}"
