"""What the tests share: where the built book is, and a copy of the project to break."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from helpers import exhibits, style

ROOT = Path(__file__).resolve().parents[1]
# Every page of the book, as its table of contents names it.
PAGES = ["index", *re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text("utf-8"))]
CHAPTERS = [page for page in PAGES if (ROOT / f"{page}.ipynb").exists()]


def sampled(names, quick) -> list:
    """Give the cases of a test: those of ``quick`` in every run, the others with the deep tests."""
    return [pytest.param(name, marks=[] if name in quick else pytest.mark.deep) for name in names]


@cache
def read_page(path: Path) -> BeautifulSoup:
    """Read a page of the built book, once for all tests of a process; nobody changes it."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


CHROMIUM = shutil.which("chromium")
browser_test = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the live services alone unless they are asked for by name, whatever else is chosen."""
    if "network" in config.option.markexpr:
        return
    for item in items:
        if item.get_closest_marker("network"):
            item.add_marker(pytest.mark.skip(reason="asks the live services: make test-network"))


@pytest.fixture(scope="session")
def browser():
    """Give Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        engine = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield engine
        engine.close()


@pytest.fixture(scope="session")
def sources() -> list[dict]:
    """Give the table of sources, read without the helpers."""
    with open(ROOT / "data" / "sources.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def data_date(sources) -> str:
    """Give the last day on which a source was read, as the book prints it."""
    day = dt.date.fromisoformat(max(row["accessed_date"] for row in sources))
    return f"{day.day} {day:%B %Y}"


@pytest.fixture(scope="session")
def html_dir() -> Path:
    folder = ROOT / "_build" / "html"
    if not (folder / "index.html").exists():
        pytest.skip("no built book: run make book")
    return folder


@pytest.fixture(scope="session")
def pdf_path() -> Path:
    path = ROOT / "_build" / "pdf" / "book.pdf"
    if not path.exists():
        pytest.skip("no built book: run make book")
    return path


# What the build of this project kept that a small book needs too: verdicts on tables, and fonts.
LENT = ("passed-table", "passed-package", "font", "page-font", "vega", "icons")


@pytest.fixture(scope="session")
def lent(tmp_path_factory) -> Path:
    """Give a folder of kept files for all small books of a session: tables pass once, not in each."""
    folder = tmp_path_factory.mktemp("kept")
    for path in (ROOT / "_build" / ".cache" / "kept").glob("*"):
        if path.is_file() and path.name.rsplit("-", 1)[0] in LENT:
            shutil.copy2(path, folder)
    return folder


@pytest.fixture
def prose_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of all that holds text, and point the check of the text at it."""
    from helpers import paths

    for name in ("data", "chapters", "src"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy2(ROOT / "index.md", tmp_path)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    monkeypatch.setattr(paths, "CHAPTERS", tmp_path / "chapters")
    return tmp_path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the data and chapters that a test may break, and point the helpers at it."""
    from helpers import data, paths

    for name in ("data", "chapters"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    monkeypatch.setattr(paths, "CHAPTERS", tmp_path / "chapters")
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "data" / "datapackage.json")
    data.forget()
    yield tmp_path
    monkeypatch.undo()
    data.forget()


def assert_chart_fits_and_is_described(module: ModuleType, name: str, table: pd.DataFrame) -> None:
    """Look at the chart ``draw_name`` of a module as :func:`assert_fits_and_is_described` does."""
    assert_fits_and_is_described(
        getattr(module, f"draw_{name}"), getattr(module, f"describe_{name}"), table
    )


def assert_fits_and_is_described(draw: Callable, describe: Callable, table: pd.DataFrame) -> None:
    """Draw a chart for each layout and describe it: nothing sticks out, nothing is undefined."""
    for layout in style.LAYOUTS:
        _, drawing = exhibits.fitted(draw, table, layout)
        width = float(drawing.split('width="')[1].split('"')[0])
        assert width <= layout.width + 1, (layout.name, width)
        assert "NaN" not in drawing
        assert "undefined" not in drawing
    words = describe(table)
    assert len(words) > 60
    assert "nan" not in words
