"""At the shell: who copies the folder builds the copy, who moves it builds on, and PYTHON= is heard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from conftest import ROOT
from test_build import notebook, small_book

CELL = """
from helpers import data, numbers
table = data.load_table("debt_stocks")
numbers.publish(table, total=lambda t: numbers.usd_million(t["debt_outstanding_usd_million"].sum()))
"""


def make(folder: Path, *words: str) -> subprocess.CompletedProcess:
    # As a reader's shell is: nothing of this test's own Python.
    own = {"PYTHONPATH", "PYTHON", "MAKEFLAGS", "MAKELEVEL", "VIRTUAL_ENV"}
    env = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.run(
        ["make", *words], cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def built_total(folder: Path) -> float:
    done = make(folder, "book")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    entries = json.loads((folder / "_build/html/registers/numbers.json").read_text("utf-8"))
    return next(e["value"] for e in entries if e["id"] == "total")


def helpers_of_a_kernel(folder: Path) -> Path:
    """Say which helpers the Python of a folder finds, started as a kernel is: elsewhere, by itself."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    code = "import helpers; print(helpers.__file__)"
    done = subprocess.run(
        [folder / ".venv/bin/python", "-c", code],
        cwd=folder.parent, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(done.stdout.strip())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a small project with an environment of its own, made from what is installed here."""
    made = small_book(tmp_path / "my book")
    told = json.loads(notebook(CELL))
    # Only what a page names stands in the list of numbers.
    told["cells"][0]["source"] += "\n\nOf it {num}`total` is owed."
    (made / "index.ipynb").write_text(json.dumps(told), "utf-8")
    for name in ("Makefile", "pyproject.toml", "LICENSE"):
        shutil.copy2(ROOT / name, made)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made / ".venv"], check=True)
    (site,) = (made / ".venv/lib").glob("python*/site-packages")
    (site / "installed.pth").write_text(sysconfig.get_paths()["purelib"], "utf-8")
    (made / ".venv/.installed").touch()
    return made


@pytest.mark.deep
def test_a_copy_builds_its_own_tables_and_a_moved_folder_builds_on(folder):
    first = built_total(folder)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, symlinks=True)
    table = copy / "data" / "debt_stocks.csv"
    head, row, rest = table.read_text("utf-8").split("\n", 2)
    column = head.split(",").index("debt_outstanding_usd_million")
    cells = row.split(",")
    cells[column] = repr(float(cells[column]) + 1)
    table.write_text("\n".join([head, ",".join(cells), rest]), "utf-8")
    assert built_total(copy) == pytest.approx(first + 1, abs=1e-6)
    assert built_total(folder) == first
    assert helpers_of_a_kernel(copy).is_relative_to(copy)
    moved = copy.rename(copy.with_name("moved"))
    assert built_total(moved) == pytest.approx(first + 1, abs=1e-6)
    assert helpers_of_a_kernel(moved).is_relative_to(moved)


def test_a_python_that_is_asked_for_is_heard(folder):
    environment = "-m venv .venv"
    (folder / ".venv/.ready").write_text(f"{folder}\n")
    # The Python that made the environment: nothing is installed again.
    assert environment not in make(folder, "-n", "data", f"PYTHON={sys.executable}").stdout
    other = folder.parent / "other-python"
    other.write_text("#!/bin/sh\necho 3.99.0\n")
    other.chmod(0o755)
    assert f"{other} {environment}" in make(folder, "-n", "data", f"PYTHON={other}").stdout
    done = make(folder, "data", "PYTHON=python9")
    assert done.returncode != 0
    said = "No Python runs here as python9: name one that does, such as PYTHON=python3.12\n"
    assert done.stderr.startswith(said)
    assert (folder / ".venv/bin/python").exists()


def test_a_notebook_says_when_its_kernel_is_of_another_folder(folder):
    code = "import ipykernel; from helpers import data"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder / "chapters",
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == (
        f"This notebook stands in {folder}, but its kernel reads the data and code of {ROOT}: "
        f"choose the kernel of {folder / '.venv'}.\n"
    )
