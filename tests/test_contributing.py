"""What README.md, CONTRIBUTING.md and the pages of docs/ name is there: commands, files, places, versions."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT
from test_notebooks import LONGEST_CELL, lines_besides_texts

LISTS = ["README.md", "CONTRIBUTING.md", "docs/RENEWING.md", "docs/RELEASING.md"]
PAGES = [*LISTS, "CHANGELOG.md", "docs/ARCHITECTURE.md"]
# What the lists have one make, and what a signature makes.
MADE = re.compile(r"mine\b|\.history/|signoffs")


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_each_command_that_is_named_is_one_of_make(page):
    known = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))
    named = re.findall(r"(?:`|^ {4})make ([a-z-]+)", text(page), re.M)
    assert set(named) <= known


@pytest.mark.parametrize("page", LISTS)
def test_each_file_that_is_named_is_there(page):
    folders = "chapters|data|src|tests|docs|benchmarks"
    named = re.findall(rf"`((?:{folders})/[\w./-]*|[\w.-]+\.(?:md|yml|cff|yaml))`", text(page))
    lost = [name for name in named if not MADE.search(name) and not (ROOT / name).exists()]
    assert lost == []


def anchors(page: str) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", text(page), re.M)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES)
def test_each_link_between_them_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text(page)):
        file, _, place = target.partition("#")
        path = (ROOT / page).parent / file if file else ROOT / page
        assert path.exists() or MADE.search(target), target
        assert not place or place in anchors(path.resolve().relative_to(ROOT).as_posix()), target


def blocks() -> list[str]:
    told = text("CONTRIBUTING.md").split("## Add a chapter\n")[1].split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", told, re.S)


def test_the_cells_of_the_chapter_to_copy_keep_the_form_of_the_book():
    assert len(blocks()) == 3
    for code in blocks():
        assert lines_besides_texts(code) <= LONGEST_CELL
        command = [sys.executable, "-m", "ruff", "format", "--diff", "-"]
        done = subprocess.run(command, input=code, text=True, capture_output=True, cwd=ROOT)
        assert done.returncode == 0, done.stdout


def test_the_row_to_add_is_of_the_version_and_day_of_today():
    book = yaml.safe_load(text("_config.yml"))["sphinx"]["config"]["book"]
    row = f"{book['version']},{book['date']},mine,First published.,"
    assert text("CONTRIBUTING.md").count(row) == 2


def test_the_changes_of_the_code_have_the_versions_and_days_of_those_of_the_book():
    heads = re.findall(r"^## \[?(\d+\.\d+\.\d+)\]? - (\S+)$", text("CHANGELOG.md"), re.M)
    rows = [line.split(",")[:2] for line in text("chapters/changes.csv").splitlines()[1:]]
    assert heads == [tuple(row) for row in dict.fromkeys(tuple(row) for row in reversed(rows))]
