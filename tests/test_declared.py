"""What the code imports is declared in pyproject.toml, and bounded: a new lock brings no new generation."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BOOK = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
AID = PROJECT["dependency-groups"]["refresh-aid"]


def named(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def imported(files: list[Path]) -> dict[str, str]:
    """Give what these files import and Python does not bring: package -> a file that does."""
    held, found = packages_distributions(), {}
    own = {"helpers", "walks", *(path.stem for path in (ROOT / "tests").rglob("*.py"))}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module]
            for top in {module.partition(".")[0] for module in modules}:
                if top not in sys.stdlib_module_names and top not in own:
                    # What is not installed goes by its own name.
                    found[named(held.get(top, [top])[0])] = path.relative_to(ROOT).as_posix()
    return found


@pytest.mark.parametrize(
    ("folder", "declared"),
    [
        ("src/helpers", BOOK),
        ("src/helpers/refresh", [*BOOK, *EXTRAS["refresh"], *AID]),
        ("tests", [*BOOK, *EXTRAS["test"], *EXTRAS["refresh"]]),
        ("benchmarks", [*BOOK, *EXTRAS["test"]]),
    ],
)
def test_what_is_imported_is_declared(folder, declared):
    refresh = ROOT / "src/helpers/refresh"
    files = [
        path
        for path in (ROOT / folder).rglob("*.py")
        if folder != "src/helpers" or not path.is_relative_to(refresh)
    ]
    known = {named(requirement) for requirement in declared}
    assert {name: where for name, where in imported(files).items() if name not in known} == {}


def test_each_package_of_the_book_is_bounded():
    free = [r for r in (*BOOK, *EXTRAS["refresh"], *AID) if "<" not in r and "==" not in r]
    assert free == []


def test_the_lock_holds_what_is_declared_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = {named(line) for line in lock.splitlines() if re.match(r"[\w.-]+==", line)}
    declared = {named(r) for r in (*BOOK, *EXTRAS["test"], *EXTRAS["refresh"])}
    assert declared <= pinned
    for path in ROOT.glob("*.lock"):
        assert "://" not in path.read_text("utf-8").replace("--hash=sha256:", ""), path.name
