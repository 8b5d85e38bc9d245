"""The build as its user meets it: what it says when input is bad, and what it leaves standing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

# A book of one chapter builds in seconds.
TOC = "format: jb-book\nroot: index\nparts:\n- caption: One\n  chapters:\n  - file: chapters/sources\n"
_BOOK = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]["book"]


def published(name: str) -> str:
    """Give the row that says of a chapter that the version of today published it."""
    return f"{_BOOK['version']},{_BOOK['date']},{name},First published.,\n"


CHANGES = "version,date,chapter,what,numbers\n" + published("index") + published("sources")
CHAPTER = """# Sources

## Tables

```{data-catalogue}
```

## Numbers

```{register} numbers
```

## Sources of all

```{source-list}
```
"""


def notebook(*code: str) -> str:
    cells = [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A small book"}]
    cells += [
        {
            "cell_type": "code",
            "id": f"c{i}",
            "metadata": {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for i, text in enumerate(code)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


@pytest.fixture
def book(tmp_path: Path, lent: Path) -> Path:
    """Give a small copy of the project with a good book already in place."""
    return good_book(tmp_path, lent)


def good_book(folder: Path, lent: Path) -> Path:
    """Make a small project in which a good book stands, and lend it what was kept elsewhere."""
    small_book(folder)
    for kind, first in (("html", "index.html"), ("pdf", "book.pdf")):
        (folder / "_build" / kind).mkdir(parents=True)
        (folder / "_build" / kind / first).write_text("the last good book", "utf-8")
    (folder / "_build" / ".cache").mkdir()
    (folder / "_build" / ".cache" / "kept").symlink_to(lent)
    return folder


def small_book(folder: Path) -> Path:
    """Make a small project with the data and the code of this one."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("data", "src"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "_config.yml",
        "requirements.lock",
        "CITATION.cff",
        ".zenodo.json",
        "codemeta.json",
    ):
        shutil.copy2(ROOT / name, folder)
    # Its exhibits and figures are made up: no sentence of it has a condition.
    config = folder / "_config.yml"
    config.write_text(
        config.read_text("utf-8").replace("book_statements: helpers.topics", ""), "utf-8"
    )
    (folder / "chapters").mkdir()
    shutil.copy2(ROOT / "chapters" / "allowed-numbers.csv", folder / "chapters")
    (folder / "chapters" / "sources.md").write_text(CHAPTER, "utf-8")
    (folder / "chapters" / "changes.csv").write_text(CHANGES, "utf-8")
    # Of the errors reported in chapters that it lacks, the head alone.
    errata = (ROOT / "chapters" / "errata.csv").read_text("utf-8").splitlines()[0]
    (folder / "chapters" / "errata.csv").write_text(f"{errata}\n", "utf-8")
    (folder / "_toc.yml").write_text(TOC, "utf-8")
    (folder / "index.ipynb").write_text(notebook("1 + 1"), "utf-8")
    return folder


def add_real_chapter(folder: Path, name: str) -> None:
    """Put a chapter of this book into a small one, without its links to chapters that that lacks."""
    text = (ROOT / "chapters" / f"{name}.ipynb").read_text("utf-8")
    alone = re.sub(r"\[([^\]\n]*)\]\((?!http)[\w-]+\)", r"\1", text)
    (folder / "chapters" / f"{name}.ipynb").write_text(alone, "utf-8")
    note_chapters(folder, name)


def note_chapters(folder: Path, *names: str) -> None:
    """Say in the record of changes that the small book has these chapters."""
    with (folder / "chapters" / "changes.csv").open("a", encoding="utf-8") as log:
        for name in names:
            log.write(published(name))


def build(book: Path, task: str = "book") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "helpers.book.build", task],
        cwd=book,
        env=os.environ | {"PYTHONPATH": str(book / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def assert_last_book_stands(book: Path) -> None:
    for kind, first in (("html", "index.html"), ("pdf", "book.pdf")):
        assert (book / "_build" / kind / first).read_text("utf-8") == "the last good book"


def assert_stopped(book: Path, result: subprocess.CompletedProcess, *words: str) -> None:
    assert result.returncode != 0
    assert "Stopped: nothing was published." in result.stderr
    for word in words:
        assert word in result.stderr
    assert "Traceback" not in result.stderr.split("Stopped:")[1].split("\n")[0]
    assert_last_book_stands(book)


def test_bad_data_stop_the_build_before_anything_is_read(book):
    path = book / "data" / "themes.csv"
    path.write_text(path.read_text("utf-8").replace("theme_group", "group"), "utf-8")
    result = build(book)
    assert_stopped(book, result, "data/themes.csv: column(s) missing: ['theme_group']")
    assert "reading sources" not in result.stdout


def test_a_fault_that_nobody_thought_of_is_told_in_a_sentence(book):
    module = book / "src" / "helpers" / "check.py"
    text = module.read_text("utf-8")
    module.write_text(
        text.replace("def check_data() -> None:", "def check_data():\n    1 / 0\n"), "utf-8"
    )
    result = build(book)
    assert_stopped(book, result, "The program met what it was not made for: division by zero")
    assert result.stderr.index("Stopped:") < result.stderr.index("Traceback")


SLEEPS = "import pathlib, time\npathlib.Path('asleep').touch()\ntime.sleep(300)"


def begin_to_build(book):
    return subprocess.Popen(
        [sys.executable, "-m", "helpers", "book"],
        cwd=book,
        env=os.environ | {"PYTHONPATH": str(book / "src"), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Tests that run in the background hear no Ctrl-C, and neither would what they start.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.deep
@pytest.mark.parametrize("asleep", [False, True], ids=["while it loads", "while a cell runs"])
def test_an_interrupted_build_says_so_and_nothing_else(book, asleep):
    (book / "index.ipynb").write_text(notebook(SLEEPS), "utf-8")
    process = begin_to_build(book)
    if asleep:
        wait_until((book / "asleep").exists)
    else:
        next(line for line in process.stdout if "checked in" in line)
    # As a terminal does: to all processes of the build.
    os.killpg(process.pid, signal.SIGINT)
    told = process.communicate(timeout=300)[1]
    assert process.returncode == 130
    assert told.strip() == "Stopped by you: nothing was published."
    assert_last_book_stands(book)


@pytest.mark.deep
@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
def test_no_process_outlives_a_build_that_alone_is_killed(book):
    (book / "index.ipynb").write_text(notebook(SLEEPS), "utf-8")
    process = begin_to_build(book)
    wait_until((book / "asleep").exists)
    process.kill()
    process.communicate(timeout=300)

    def gone():
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
        return not any(str(book).encode() in line for line in lines)

    wait_until(gone)


@pytest.mark.deep
def test_chapters_know_neither_the_clock_of_the_machine_nor_chance(book):
    cell = "import os\nraise RuntimeError(os.environ['TZ'] + os.environ['PYTHONHASHSEED'])"
    (book / "index.ipynb").write_text(notebook(cell), "utf-8")
    assert "RuntimeError: UTC0" in begin_to_build(book).communicate()[1]


@pytest.mark.deep
def test_a_notebook_that_raises_stops_the_build(book):
    (book / "index.ipynb").write_text(
        notebook("raise RuntimeError('the figures are gone')"), "utf-8"
    )
    assert_stopped(book, build(book), "index.ipynb", "RuntimeError: the figures are gone")


EXHIBIT = """
import altair as alt, pandas as pd
from helpers.exhibits import show_chart
from helpers.provenance import Origin, give
made = give(pd.DataFrame({'v': [1]}), Origin(fixed={'debt_stocks': frozenset(%r)}))
show_chart('a-chart', made, lambda t, l: alt.Chart(t).mark_bar().encode(x='v:Q'),
    lambda t: %r, title='T', subtitle='S', columns={'v': 'V'})
"""


@pytest.mark.deep
@pytest.mark.parametrize(
    ("alt", "sources", "message"),
    [
        ("", ["one-debt-overview-ids"], "exhibit 'a-chart': no description (alt text)"),
        ("A bar.", [], "exhibit 'a-chart': source(s) (none given)"),
    ],
)
def test_an_exhibit_without_its_parts_stops_the_build(book, alt, sources, message):
    (book / "index.ipynb").write_text(notebook(EXHIBIT % (sources, alt)), "utf-8")
    assert_stopped(book, build(book), "index.ipynb", message)


@pytest.mark.deep
def test_an_exhibit_id_used_twice_stops_the_build(book):
    show = EXHIBIT % (["one-debt-overview-ids"], "A bar of one.")
    (book / "index.ipynb").write_text(notebook(show, show), "utf-8")
    assert_stopped(book, build(book), "exhibit id 'a-chart' is taken")


@pytest.mark.deep
def test_an_unknown_number_stops_the_build(book):
    text = json.loads(notebook("1 + 1"))
    text["cells"][0]["source"] = "# A small book\n\nIt was {num}`no-such`."
    (book / "index.ipynb").write_text(json.dumps(text), "utf-8")
    assert_stopped(book, build(book), "index: the text names number 'no-such'")


@pytest.mark.deep
def test_warnings_stand_again_under_what_stopped_the_build(book):
    """Nobody has to search what was said for the lines that count."""
    text = json.loads(notebook("1 + 1"))
    text["cells"][0]["source"] = "# A small book\n\nAs [it](nowhere) says."
    (book / "index.ipynb").write_text(json.dumps(text), "utf-8")
    result = build(book)
    assert_stopped(book, result, "The pages gave warnings, which count as errors:")
    assert "nowhere" in result.stderr.split("which count as errors:")[1]


@pytest.mark.deep
def test_a_stopped_build_is_followed_by_a_good_one_that_tells_of_edited_data(book):
    good = (book / "index.ipynb").read_text("utf-8")
    (book / "index.ipynb").write_text(notebook("1 / 0"), "utf-8")
    assert_stopped(book, build(book), "ZeroDivisionError")
    (book / "index.ipynb").write_text(good, "utf-8")
    path = book / "data" / "debt_stocks.csv"
    path.write_text(path.read_text("utf-8").replace("331.867", "331.868"), "utf-8")
    result = build(book)
    assert result.returncode == 0, result.stderr
    assert "differ from their recorded digests: debt_stocks" in result.stdout
    html = (book / "_build" / "html" / "index.html").read_text("utf-8")
    assert "built from edited data: debt_stocks" in html
    assert (book / "_build" / "pdf" / "book.pdf").read_bytes().startswith(b"%PDF")
    # Recording the digests settles it.
    assert build(book, "data").returncode == 0
    assert "recorded digests" not in build(book, "check").stdout


@pytest.mark.deep
def test_only_pages_that_would_come_out_otherwise_are_written(book):
    def written() -> dict[str, int]:
        pages = book / "_build" / ".work" / "html"
        found = [pages / "index.html", *pages.glob("chapters/*.html")]
        return {path.stem: path.stat().st_mtime_ns for path in found}

    def rewritten(index: str) -> set[str]:
        before = written()
        (book / "index.ipynb").write_text(index, "utf-8")
        assert build(book).returncode == 0
        return {name for name, stamp in written().items() if stamp != before[name]}

    assert build(book).returncode == 0
    other_text = notebook("1 + 1").replace("# A small book", "# A small book\\n\\nOne sentence.")
    assert rewritten(other_text) == {"index"}
    # Each page shows the titles of all.
    assert rewritten(other_text.replace("A small", "A new")) == {"index", "sources"}
    assert "A new book" in (book / "_build/html/chapters/sources.html").read_text("utf-8")
