"""Chapters run side by side, each in a kernel of its own, and say what went wrong in them."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from multiprocessing import Pipe
from pathlib import Path

import altair as alt
import nbformat
import pandas as pd
import pytest

from helpers import drawing, forked, kept
from helpers.book.execute import ChapterError, Job, execute_all
from helpers.renderers import renderers


class Kept:
    """Keep in memory what chapters gave."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def record(self, _chapter: str) -> None:
        return None

    def keep(self, chapter, notebook, _code, _read, _seconds) -> None:
        outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
        self.texts[chapter] = "".join(out.get("text", "") for out in outputs)


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


def test_each_chapter_has_a_kernel_of_its_own(tmp_path):
    names = ("one", "two", "three", "four")
    cell = "print('seen' in globals(), __import__('os').getpid())\nseen = True"
    texts = run(tmp_path, {name: [cell, "print('end')"] for name in names})
    words = {name: texts[name].split() for name in names}
    assert {(w[0], w[2]) for w in words.values()} == {("False", "end")}
    assert len({w[1] for w in words.values()}) == len(names)


def test_what_the_first_cell_says_at_once_is_heard(tmp_path):
    """The outputs of a kernel that starts fast must not get lost before somebody listens."""
    texts = run(tmp_path, {f"c{number}": ["print('first')"] for number in range(12)})
    assert set(texts.values()) == {"first\n"}


def test_a_kernel_and_all_it_started_end_with_its_chapter(tmp_path):
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
        ("1 / 0", "bad.ipynb: cell 1 raised ZeroDivisionError: division by zero\n"),
        ("import os\nos._exit(3)", "bad.ipynb: cell 1 failed\n"),
        ("import time\ntime.sleep(60)", "bad.ipynb: cell 1 failed\n"),
    ],
)
def test_a_chapter_that_fails_is_named_and_the_others_finish(tmp_path, cell, said):
    with pytest.raises(ChapterError, match=said) as caught:
        run(tmp_path, {"bad": [cell], "good": ["print('fine')"]}, timeout=3)
    assert "good.ipynb" not in str(caught.value)


# --- drawing -------------------------------------------------------------------------------------


@pytest.fixture
def no_drawing_is_kept(tmp_path, monkeypatch):
    font = drawing.renderer()
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "kept")
    return font


def specification(value: float) -> dict:
    table = pd.DataFrame({"x": ["a", "ф日"], "y": [1.0, value]})
    return alt.Chart(table).mark_bar().encode(x="x", y="y").to_dict()


@pytest.fixture
def elsewhere(monkeypatch):
    """Have another draw for this process; give what it was asked for."""
    ours, theirs = Pipe()
    asked = []
    real = drawing._drawn
    monkeypatch.setattr(drawing, "_drawn", lambda *what: asked.append(what) or real(*what))
    threading.Thread(target=drawing.serve, args=(theirs,), daemon=True).start()
    monkeypatch.setenv(drawing._PLACE, f"{os.getpid()} {os.dup(ours.fileno())}")
    drawing._connection.cache_clear()
    yield asked
    drawing._connection.cache_clear()
    ours.close()


def test_one_that_draws_for_others_draws_the_same(no_drawing_is_kept, elsewhere, monkeypatch):
    theirs = drawing.draw(specification(2))
    assert len(elsewhere) == 1
    assert drawing.draw(specification(2)) == theirs, "a kept drawing is another"
    assert len(elsewhere) == 1
    drawn_here = drawing.renderer().vegalite_to_svg(specification(2), vl_version="6.1")
    assert theirs == drawn_here


def test_a_drawing_does_not_tell_what_was_drawn_before(no_drawing_is_kept):
    table = pd.DataFrame({"x": ["a", "b"], "y": [1.0, 2.0]})
    spec = alt.Chart(table).mark_bar(clip=True).encode(x="x", y="y").to_dict()
    version = alt.SCHEMA_VERSION.lstrip("v").rpartition(".")[0]
    first, second = (drawing._drawn(json.dumps(spec), version) for _ in range(2))
    assert 'id="clip1"' in first
    assert second == first


def test_what_cannot_be_drawn_is_said_where_it_was_asked_for(no_drawing_is_kept, elsewhere):
    bad = specification(2) | {"mark": "no such mark"}
    with pytest.raises(ValueError, match="SVG conversion failed"):
        drawing.draw(bad)
    assert drawing.draw(specification(3)).startswith("<svg")


def test_a_process_that_nobody_draws_for_draws_itself(no_drawing_is_kept, monkeypatch):
    monkeypatch.setenv(drawing._PLACE, f"{os.getppid()} 0")
    drawing._connection.cache_clear()
    assert drawing.draw(specification(4)).startswith("<svg")


def new_children(before):
    return [child for child in multiprocessing.active_children() if child not in before]


@pytest.mark.skipif(not forked.POSSIBLE, reason="kernels are forked on Linux only")
def test_renderers_end_with_the_execution():
    before = multiprocessing.active_children()
    with renderers(2) as free:
        ends = [free.get(), free.get()]
        ends[0].send(("{}", "6.1"))
        assert ends[0].recv()[0] is False
        assert len(new_children(before)) == 2
    assert new_children(before) == []


@pytest.mark.skipif(not forked.POSSIBLE, reason="kernels are forked on Linux only")
def test_a_renderer_ends_when_nobody_is_left_to_draw_for():
    before = multiprocessing.active_children()
    with renderers(1) as free:
        (process,) = new_children(before)
        free.get().close()
        process.join(20)
        assert process.exitcode == 0


@pytest.mark.skipif(not forked.POSSIBLE, reason="kernels are forked on Linux only")
def test_a_kernel_knows_of_the_one_that_draws_for_it(tmp_path):
    cell = "from helpers import drawing\nprint(drawing._connection() is not None)"
    assert run(tmp_path, {"one": [cell]}) == {"one": "True\n"}
