"""The pages on methods and reproduction: what they compute, and that they say what the code does."""

from __future__ import annotations

import csv
import re
import tomllib

import pytest
from conftest import PAGES, ROOT, read_page

from helpers.book.features.dependencies_table import locked_versions, packages
from helpers.finance import grant_element, grant_element_dac_formula, period_rate, schedule

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ASKED = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]


def test_the_lock_has_a_version_of_all_that_is_asked_for():
    assert [p.name for p in packages(ASKED) if not p.version[0].isdigit()] == []


def test_packages_have_the_reasons_of_the_project_file():
    asked = {p.name: p for p in packages(ASKED)}
    assert len(asked) == len(ASKED)
    assert asked["altair"].why == "charts as Vega-Lite; the book's chart grammar"
    assert asked["codespell"].why.startswith("finds misspellings")
    assert f"pandas=={locked_versions()['pandas']}" in (ROOT / "requirements.lock").read_text(
        "utf-8"
    )


def test_the_formulas_of_the_page_on_methods_are_those_of_the_code():
    """The page's own lines, with ^ for a power, are computed and held against the module."""
    page = (ROOT / "chapters" / "methods.md").read_text("utf-8")
    rule, closed = re.findall(r"```text\n(.*?)```", page, re.S)
    loan = {"rate": 0.02, "maturity_years": 20, "grace_years": 5, "discount_rate": 0.05}
    d = period_rate(0.05)
    line = next(row for row in rule.splitlines() if row.startswith("d "))
    words = line.partition("=")[2].replace("^", "**").replace("yearly discount rate", "0.05")
    assert eval(words.replace("payments a year", "2")) == pytest.approx(d)
    given = {"i": 0.02 / 2, "d": d, "g": 10, "m": 40}
    value = eval(closed.strip().replace("^", "**"), given)
    assert value == pytest.approx(grant_element_dac_formula(**loan))
    assert value == pytest.approx(grant_element(0.02, 20, 5))
    table = schedule(1.0, 0.02, 20, 5)
    paid = sum(p / (1 + d) ** n for n, p in zip(table["period"], table["payment"]))
    assert value == pytest.approx(1 - paid)


def test_the_appendices_are_all_linked_from_the_front_page():
    front = (ROOT / "index.md").read_text("utf-8")
    for page in PAGES[1:]:
        assert f"({page})" in front, page


@pytest.mark.book
def test_the_summary_counts_the_rows(html_dir):
    soup = read_page(html_dir / "chapters/methods.html")
    text = re.sub(r"\s+", " ", soup.find("article").get_text())
    counts = {"high": 0, "medium": 0, "low": 0}
    tables = 0
    for path in sorted((ROOT / "data").glob("*.csv")):
        tables += 1
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("confidence"):
                    counts[row["confidence"]] += 1
    assert f"The data package has {tables} tables" in text
    assert (
        f"{counts['high']:,} are of high, {counts['medium']:,} of medium and "
        f"{counts['low']:,} of low confidence"
    ) in text


@pytest.mark.book
def test_the_commands_of_the_page_on_reproduction_exist(html_dir):
    page = (ROOT / "chapters" / "reproduce.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make ([a-z-]+)", page)) - {"the"}:
        assert re.search(rf"^{target}:", makefile, re.M), target
    from helpers.book.publication.trace import trace

    for name in re.findall(r"^make trace ID=(\S+)", page, re.M):
        assert trace(name), name
