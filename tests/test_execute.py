"""Chapters run side by side, each in a process of its own, and say what went wrong in them."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import altair as alt
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from helpers import file_cache, paths, svg, tracking
from helpers.book.execution import chapters
from helpers.book.execution.execute import ChapterError, Job, execute_all


class CacheInMemory:
    """Stands in for the cache of executed chapters."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.read: list[str] = []

    def record(self, _chapter: str) -> None:
        return None

    def store(self, chapter, _code, outputs, read, _seconds) -> None:
        self.read += read
        shown = [output for cell in outputs for output in cell]
        self.texts[chapter] = "".join(output.get("text", "") for output in shown)


def run(folder: Path, cells: dict[str, list[str]], timeout: int = 60) -> dict[str, str]:
    """Execute notebooks with these cells; give what each printed."""
    return executed(folder, cells, timeout).texts


def executed(folder: Path, cells: dict[str, list[str]], timeout: int = 60) -> CacheInMemory:
    """Execute notebooks with these cells; give what is kept of them."""
    jobs = []
    for name, sources in cells.items():
        notebook = nbformat.v4.new_notebook()
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(notebook, folder / f"{name}.ipynb")
        jobs.append(Job(name, folder / f"{name}.ipynb", timeout))
    cache = CacheInMemory()
    execute_all(jobs, cache)
    return cache


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
        (
            "import os, multiprocessing\npool = multiprocessing.Pool(1)\nos._exit(3)",
            "bad.ipynb: cell 2 ended its process (exit code 3)",
        ),
        (
            "import os\nos.kill(os.getpid(), 9)",
            "bad.ipynb: cell 2 ended its process (exit code -9); was there too little memory?",
        ),
    ],
)
def test_a_chapter_that_fails_is_named_and_the_others_finish(tmp_path, cell, said):
    with pytest.raises(ChapterError, match=re.escape(said)) as caught:
        run(tmp_path, {"bad": ["x = 1", cell], "good": ["print('fine')"]}, timeout=3)
    assert "good.ipynb" not in str(caught.value)


POOL = """
from multiprocessing import get_context
from helpers import data, paths
def rows(name):
    open(paths.DATA / "themes.csv").close()
    return len(data.load_table(name)) > 0
with get_context({method!r}).Pool(1) as pool:
    print(pool.map(rows if {method!r} != "spawn" else data.load_table, ["areas"]))
"""


def test_a_cell_may_share_its_work_and_the_book_knows_what_is_read_for_it(tmp_path):
    cache = executed(tmp_path, {"one": [POOL.format(method=None)]})
    assert cache.texts == {"one": "[True]\n"}
    assert {"table:areas", "file:data/themes.csv"} <= set(cache.read)


def test_a_table_that_another_python_reads_for_a_chapter_is_refused(tmp_path):
    said = (
        "one.ipynb: cell 1 raised RuntimeError: table 'areas' is read by a process that a chapter "
        "started, which the book can't follow: read it in the chapter and hand it over\n"
    )
    with pytest.raises(ChapterError, match=re.escape(said)):
        executed(tmp_path, {"one": [POOL.format(method="spawn")]})


def test_the_chapter_goes_on_in_one_process_when_a_cell_forks(tmp_path):
    cell = "import os, time\nhere = os.fork() > 0\ntime.sleep(0.3 * here)"
    assert run(tmp_path, {"one": [cell, "print(here)"]}) == {"one": "True\n"}


def test_code_that_is_read_counts_as_its_source():
    for item, told in (
        ("file:chapters/__pycache__/tools.cpython-311.pyc", "file:chapters/tools.py"),
        ("file:chapters/tools.py", "file:chapters/tools.py"),
        (
            "file:src/helpers/topics/debt/__pycache__/facts.cpython-311.pyc",
            "module:helpers.topics.debt.facts",
        ),
        ("file:src/helpers/topics/debt/__init__.py", "module:helpers.topics.debt"),
        ("file:_build/x.csv", ""),
        ("table:areas", "table:areas"),
    ):
        assert tracking._input(item) == told


# What a cell shows that no page can hold, or raises, and the sentence that names it.
UNFIT = {
    "print('x' * 200_000)": "prints more than 100,000 characters; print less, or hand a table to show_table",
    "while True: print('x')": "prints more than 100,000 characters; print less, or hand a table to show_table",
    "'x' * 200_000": "shows 200,002 characters; show less, or hand a table to show_table",
    "import warnings\nwarnings.warn('careful')": (
        "writes to stderr: '<ipython-input-1-c48884af0b24>:2: UserWarning: careful'; mend what it warns of, or let warnings.filterwarnings leave it out"
    ),
    "import logging\nlogging.warning('careful')": "writes to stderr: 'WARNING:root:careful'; mend what it warns of, or let warnings.filterwarnings leave it out",
    "print('half \\ud800')": "shows the character U+D800, which no page can hold; take it out",
    "from IPython.display import Math\nMath('x')": "shows text/latex, which pages and PDF can't hold; print words",
    "from IPython.display import JSON\nJSON({})": "shows application/json, which pages and PDF can't hold; print words",
    "%%javascript\nalert()": "shows application/javascript, which pages and PDF can't hold; print words",
    "import altair\naltair.renderers.enable('png')\naltair.Chart().mark_bar()": (
        "shows a picture by itself; draw it with Altair and hand it to show_chart"
    ),
    "import altair\naltair.renderers.enable('mimetype')\naltair.Chart().mark_bar()": (
        "shows a chart by itself; hand it to show_chart"
    ),
    "class A:\n    def __repr__(self): 1 / 0\nA()": "cell 1 raised ZeroDivisionError: division by zero",
    "raise ValueError('x' * 9000)": f"cell 1 raised ValueError: {'x' * 2000} ... (7,000 more)",
    "import sys\nsys.stdout.write(b'x')": "cell 1 raised TypeError: write() argument must be str, not bytes",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, str]:
    """Give what is said of each cell, all run in one process."""
    code = (
        "import json, nbformat, sys\n"
        "from helpers.book.execution.cells import CellError, run_cells\n"
        "from helpers.book.execution.execute import _unsupported\n"
        "def told(source):\n"
        "    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])\n"
        "    try:\n"
        "        shown = [output for outputs in run_cells(book) for output in outputs]\n"
        "    except CellError as error:\n"
        "        return str(error).splitlines()[0]\n"
        "    return next(filter(None, map(_unsupported, shown)), '')\n"
        "print(json.dumps({source: told(source) for source in json.load(sys.stdin)}))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps([*UNFIT, *FIT]), capture_output=True, text=True,
        check=True, env=os.environ | {"IPYTHONDIR": str(tmp_path_factory.mktemp("ipython"))},
    )  # fmt: skip
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("cell", UNFIT)
def test_what_no_page_can_hold_is_told_in_a_sentence(told, cell):
    assert told[cell].removeprefix("cell 1 ") == UNFIT[cell].removeprefix("cell 1 ")


# What pages and PDF hold.
FIT = [
    "from IPython.display import Markdown\nMarkdown('**words**')",
    "print('plain', 1)", "1 + 1", "print('a\\tb\\n\\x1b[31mred\\x1b[0m')", "f = lambda: 1\nf;",
    "'x' * 90_000;", "%time 1", "!echo shell", "import pandas as pd\npd.Series([1])",
]  # fmt: skip


@pytest.mark.parametrize("cell", FIT)
def test_words_and_figures_are_let_pass(told, cell):
    assert told[cell] == ""


def test_outputs_are_those_of_a_jupyter_kernel(tmp_path):
    """Each kind of output, in its order, as the reference client of the format gets it."""
    cells = [
        "import sys\nfrom IPython.display import HTML, clear_output, display",
        "print('a')\nprint('b', end='')\ndisplay(HTML('<b>c</b>'), metadata={'k': 1})\nprint('d')",
        "print('out')\nprint('err', file=sys.stderr)\n1 + 1",
        "import pandas as pd\npd.DataFrame({'x': [1]})",
        "'not shown';",
        "named = display('first', display_id=True)\nfor i in range(3): print(i), clear_output(wait=True)",
        "other = display('first', display_id=True)\nother.update('second')\nnamed.update('too late')",
        "other.update('third')\nprint(sys.stdout.encoding.lower())",
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
        "import json, nbformat, sys; from helpers.book.execution.cells import run_cells\n"
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


@pytest.mark.parametrize(("given", "limit"), [(-1, math.inf), (20, 20)])
def test_no_limit_is_written_as_jupyter_book_writes_it(monkeypatch, tmp_path, given, limit):
    asked = []
    (tmp_path / "a.ipynb").touch()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(chapters.config, "contents", lambda: ["a"])
    monkeypatch.setattr(chapters.notebooks, "read", lambda _path: None)
    monkeypatch.setattr(chapters.config, "settings", lambda: {"execute": {"timeout": given}})
    cache = SimpleNamespace(stale=lambda _name, _notebook: ["new"])
    monkeypatch.setattr(chapters, "execution_cache", lambda: cache)
    monkeypatch.setattr(chapters, "execute_all", lambda jobs, _cache: asked.extend(jobs))
    chapters.run_chapters()
    assert [job.timeout for job in asked] == [limit]
