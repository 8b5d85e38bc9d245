"""What a person does with the project at the shell, and with what was taken from the site elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, browser_test
from test_build import TOC, notebook, small_book

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def at_shell(folder: Path, *command: str) -> subprocess.CompletedProcess:
    """Give a command in a folder, by the environment that runs the tests and the code of the folder."""
    code = folder if (folder / "src").exists() else ROOT
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(code / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


def make(folder: Path, task: str) -> subprocess.CompletedProcess:
    """Do what ``make`` does, by the environment that runs the tests."""
    return at_shell(folder, sys.executable, "-m", "helpers", task)


def section(title: str) -> str:
    """Give one list of CONTRIBUTING.md."""
    return CONTRIBUTING.split(f"## {title}\n")[1].split("\n## ")[0]


def follow_contributing(folder: Path) -> Path:
    """Add a chapter with a chart, by the words of CONTRIBUTING.md alone: each block is a cell."""
    told = section("Add a chapter")
    made = json.loads(notebook(*re.findall(r"```python\n(.*?)\n```", told, re.S)))
    made["cells"][0]["source"] = re.search(r"```markdown\n(.*?)\n```", told, re.S)[1]
    # As nbformat writes it by itself.
    made["metadata"] = {}
    path = folder / "chapters" / "mine.ipynb"
    path.write_text(json.dumps(made), "utf-8")
    entry = re.search(r"`(- file: chapters/mine)`", told)[1]
    (folder / "_toc.yml").write_text(f"{TOC}  {entry}\n", "utf-8")
    row = re.search(r"`(\S+,mine,First published\.,)`", told)[1]
    with (folder / "chapters" / "changes.csv").open("a", encoding="utf-8") as log:
        log.write(f"{row}\n")
    return path


def run_by_hand(path: Path) -> None:
    """Run a chapter and save it as a Jupyter with a kernel of another name does."""
    made = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        made, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute(env=os.environ | {"PYTHONPATH": str(path.parents[1] / "src")})
    made.metadata.kernelspec = {
        "display_name": "caj",
        "language": "python",
        "name": "central-asia-japan",
    }
    made.cells[0].source += "\n\nA sentence more."
    nbformat.write(made, path)


@pytest.mark.deep
def test_a_chapter_written_by_the_list_is_built_run_saved_and_built_again(tmp_path: Path):
    book = small_book(tmp_path / "a book")
    path = follow_contributing(book)
    built = make(book, "book")
    assert built.returncode == 0, built.stderr
    page = _page(book)
    figure = page.find(id="mine-debt-to-china")
    assert figure.select_one("svg")
    assert "What each country owes China" in figure.get_text()
    # Who drew it is shown, though no module did.
    assert "def draw(table, layout):" in figure.select_one("details pre").get_text()
    assert page.select_one("#number-mine-year").get_text().isdecimal()
    assert page.select_one("#number-mine-kgz-owed").get_text().startswith("US$")
    assert (book / "_build" / "pdf" / "mine.pdf").read_bytes().startswith(b"%PDF")

    run_by_hand(path)
    saved = path.read_bytes()
    built = make(book, "book")
    assert built.returncode == 0, built.stderr
    assert (
        built.stdout.count(
            "Note: chapters/mine.ipynb was saved with outputs, which the book leaves aside; "
            "`make strip` takes them out"
        )
        == 1
    )
    # What it shows is what the book executed.
    assert "executed chapters/mine" not in built.stdout
    assert "A sentence more." in _page(book).get_text()
    assert _page(book).find(id="mine-debt-to-china").select_one("svg")
    # A build writes into no source; strip does.
    assert path.read_bytes() == saved
    refused = make(book, "check")
    assert (
        "chapters/mine.ipynb: cell 2 carries outputs; `make strip` takes them out" in refused.stderr
    )
    assert make(book, "strip").stdout == "Stripped: chapters/mine.ipynb\n"
    assert make(book, "check").returncode == 0


def _page(book: Path) -> BeautifulSoup:
    html = (book / "_build" / "html" / "chapters" / "mine.html").read_text("utf-8")
    return BeautifulSoup(html, "html.parser")


@pytest.mark.deep
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no repository to clone")
def test_a_clone_is_built_by_the_command_of_the_readme(tmp_path: Path):
    """With the environment that is there: to install one anew takes a network."""
    clone = tmp_path / "a clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    (clone / ".venv" / "bin").mkdir(parents=True)
    # By its own folder, so that the environment is found; a link to the file would lose it.
    python = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
    (clone / ".venv" / "bin" / "python").write_text(python, "utf-8")
    (clone / ".venv" / "bin" / "python").chmod(0o755)
    assert "    make book" in README
    built = at_shell(clone, "make", "--assume-old", ".venv/.ready", "book")
    assert built.returncode == 0, built.stderr
    opened = re.search(r"Open `(\S+)` in a browser", README)[1]
    assert "Read the summary" in (clone / opened).read_text("utf-8")
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    )
    assert not status.stdout, "a build leaves something that is no output"


@browser_test
@pytest.mark.book
@pytest.mark.parametrize("window", ["desk"], indirect=True)
def test_a_chapter_taken_from_its_page_runs_in_a_new_folder(window, tmp_path: Path):
    window.locator("article a", has_text="who is owed and paid").click()
    taken = {}
    for words in ("Python script", "notebook without outputs"):
        with window.expect_download() as download:
            window.locator("#take-away a", has_text=words).click()
        taken[words] = tmp_path / words / download.value.suggested_filename
        download.value.save_as(taken[words])
    script = taken["Python script"]
    ran = at_shell(script.parent, sys.executable, script.name)
    assert ran.returncode == 0, ran.stderr
    pictures = sorted((script.parent / "exhibits").glob("*.svg"))
    assert len(pictures) > 3
    assert len(sorted((script.parent / "exhibits").glob("*.csv"))) > len(pictures)
    bare = taken["notebook without outputs"]
    made = nbformat.read(bare, as_version=4)
    nbclient.NotebookClient(
        made, kernel_name="python3", resources={"metadata": {"path": str(bare.parent)}}
    ).execute()
    assert sum("image/svg+xml;base64" in json.dumps(cell) for cell in made.cells) > 3
    shutil.rmtree(script.parent)
