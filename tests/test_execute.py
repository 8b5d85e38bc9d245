"""Chapters run side by side, each in a process of its own, and say what went wrong in them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import altair as alt
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from helpers import file_cache, svg
from helpers.book.execute import ChapterError, Job, execute_all


class Kept:
    """Keep in memory what chapters gave."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def record(self, _chapter: str) -> None:
        return None

    def keep(self, chapter, _code, outputs, _read, _seconds) -> None:
        shown = [output for cell in outputs for output in cell]
        self.texts[chapter] = "".join(output.get("text", "") for output in shown)


def run(folder: Path, cells: dict[str, list[str]], timeout: int = 60) -> dict[str, str]:
    """Execute notebooks with these cells; give what each printed."""
    jobs = []
    for name, sources in cells.items():
        notebook = nbformat.v4.new_notebook()
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(notebook, folder / f"{name}.ipynb")
        jobs.append(Job(name, folder / f"{name}.ipynb", timeout))
    kept_here = Kept()
    execute_all(jobs, kept_here)
    return kept_here.texts


def test_each_chapter_has_a_process_of_its_own(tmp_path):
    names = ("one", "two", "three", "four")
    cell = "print('seen' in globals(), __import__('os').getpid())\nseen = True"
    texts = run(tmp_path, {name: [cell, "print('end')"] for name in names})
    words = {name: texts[name].split() for name in names}
    assert {(w[0], w[2]) for w in words.values()} == {("False", "end")}
    assert len({w[1] for w in words.values()}) == len(names)


def test_a_chapter_and_all_it_started_end_with_its_chapter(tmp_path):
    start = "import os, subprocess\nchild = subprocess.Popen(['sleep', '600'])"
    text = run(tmp_path, {"one": [start, "print(os.getpid(), child.pid)"]})["one"]
    deadline = time.monotonic() + 10
    left = {int(number) for number in text.split()}
    while left and time.monotonic() < deadline:
        left = {number for number in left if _runs(number)}
        time.sleep(0.05)
    assert not left


def _runs(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 / 0", "bad.ipynb: cell 2 raised ZeroDivisionError: division by zero\n"),
        ("1 +", "bad.ipynb: cell 2 raised SyntaxError: invalid syntax"),
        ("raise SystemExit(2)", "bad.ipynb: cell 2 raised SystemExit: 2\n"),
        ("import os\nos._exit(3)", "bad.ipynb: cell 2 ended its process (exit code 3)"),
        ("import time\ntime.sleep(60)", "bad.ipynb: cell 2 was not done after 3 s"),
        ("input()", "bad.ipynb: cell 2 raised "),
    ],
)
def test_a_chapter_that_fails_is_named_and_the_others_finish(tmp_path, cell, said):
    with pytest.raises(ChapterError, match=re.escape(said)) as caught:
        run(tmp_path, {"bad": ["x = 1", cell], "good": ["print('fine')"]}, timeout=3)
    assert "good.ipynb" not in str(caught.value)


def test_outputs_are_those_of_a_jupyter_kernel(tmp_path):
    """Each kind of output, in its order, as the reference client of the format gets it."""
    cells = [
        "import sys\nfrom IPython.display import HTML, clear_output, display",
        "print('a')\nprint('b', end='')\ndisplay(HTML('<b>c</b>'), metadata={'k': 1})\nprint('d')",
        "print('out')\nprint('err', file=sys.stderr)\n1 + 1",
        "import pandas as pd\npd.DataFrame({'x': [1]})",
        "'not shown';",
        "print('gone')\nclear_output()\nprint('stays')",
        "x = !echo shell\nx[0]",
        "await __import__('asyncio').sleep(0)\n'awaited'",
        "exit",
        "'still here'",
    ]
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, tmp_path / "one.ipynb")
    code = (
        "import json, nbformat, sys; from helpers.book.cells import run_cells\n"
        "print(json.dumps(list(run_cells(nbformat.read(sys.argv[1], as_version=4)))))"
    )
    # In a process of its own: a browser test may have left an event loop at work in this one.
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "one.ipynb")],
        capture_output=True, text=True, check=True, env=os.environ | {"IPYTHONDIR": str(tmp_path)},
    )  # fmt: skip
    ours = json.loads(run.stdout)
    NotebookClient(notebook, kernel_name="python3", record_timing=False).execute()
    assert ours == [cell.outputs for cell in notebook.cells]


# --- drawing -------------------------------------------------------------------------------------


@pytest.fixture
def no_drawing_is_kept(tmp_path, monkeypatch):
    font = svg.renderer()
    monkeypatch.setattr(file_cache, "folder", lambda: tmp_path / "cache")
    return font


def specification(value: float) -> dict:
    table = pd.DataFrame({"x": ["a", "ф日"], "y": [1.0, value]})
    return alt.Chart(table).mark_bar().encode(x="x", y="y").to_dict()


def test_a_drawing_does_not_tell_what_was_drawn_before(no_drawing_is_kept):
    table = pd.DataFrame({"x": ["a", "b"], "y": [1.0, 2.0]})
    spec = alt.Chart(table).mark_bar(clip=True).encode(x="x", y="y").to_dict()
    version = alt.SCHEMA_VERSION.lstrip("v").rpartition(".")[0]
    first, second = (svg._render(json.dumps(spec), version) for _ in range(2))
    assert 'id="clip1"' in first
    assert second == first
