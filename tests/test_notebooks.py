"""Each chapter is a valid, stripped notebook that runs top to bottom in a fresh kernel."""

from __future__ import annotations

import ast

import nbclient
import nbformat
import pytest
from conftest import ROOT

NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))
# The build runs all of them; that a kernel of Jupyter does too is tried on these, on others deeply.
QUICK = ("who-is-owed",)


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


# A cell does one thing; what is longer belongs into the measures, charts and facts of a topic.
LONGEST_CELL = 15
# Lines of code in all chapters together.
MOST_LINES = 2300
TEXTS = ("title", "subtitle", "note", "apart")


def lines_of(code: str) -> list[int]:
    """Number the lines of a cell that hold code: no blank ones, no comments."""
    lines = enumerate(code.splitlines(), start=1)
    return [number for number, line in lines if line.strip() and not line.strip().startswith("#")]


def lines_besides_texts(code: str) -> int:
    """Count the lines of code of a cell, without what says of an exhibit what and where it is."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    shows = [call for call in calls if ast.unparse(call.func) in ("show_chart", "show_table")]
    texts = [keyword.value for call in shows for keyword in call.keywords if keyword.arg in TEXTS]
    texts += [call.args[0] for call in shows]
    written = {line for text in texts for line in range(text.lineno, text.end_lineno + 1)}
    return len(set(lines_of(code)) - written)


def cells_of(path) -> list[tuple[int, str]]:
    cells = nbformat.read(path, as_version=4).cells
    return [(place, c.source) for place, c in enumerate(cells, 1) if c.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_is_longer_than_can_be_read_aloud(path):
    long = [
        f"chapters/{path.name}, cell {place}: {lines_besides_texts(code)} lines of code besides "
        f"texts, at most {LONGEST_CELL}; move what makes the table or the numbers into its topic"
        for place, code in cells_of(path)
        if lines_besides_texts(code) > LONGEST_CELL
    ]
    assert long == [], "\n".join(long)


def test_titles_and_notes_are_no_lines_of_code():
    code = 'show_chart(\n    "a",\n    table,\n    title="b",\n    note="c"\n    "d",\n)\n\n# why\n'
    assert (len(lines_of(code)), lines_besides_texts(code)) == (7, 3)


def test_the_chapters_stay_a_story():
    lines = {path.stem: sum(len(lines_of(c)) for _, c in cells_of(path)) for path in NOTEBOOKS}
    assert sum(lines.values()) <= MOST_LINES, (
        f"{sum(lines.values())} lines of code in chapters, at most {MOST_LINES}; the longest: "
        f"{max(lines, key=lines.get)}"
    )
