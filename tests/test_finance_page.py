"""The page on the arithmetic of loans: its examples run and print what it says."""

from __future__ import annotations

import doctest
import re

import nbformat
from conftest import ROOT

from helpers import finance

CELLS = nbformat.read(ROOT / "chapters" / "finance-library.ipynb", 4).cells
TEXT = "\n\n".join(cell.source for cell in CELLS if cell.cell_type == "markdown")
BLOCKS = re.findall(r"```pycon\n(.*?)```", TEXT, re.S)


def test_every_example_of_the_page_prints_what_the_page_says():
    test = doctest.DocTestParser().get_doctest("\n".join(BLOCKS), {}, "page", "page", 0)
    assert len(test.examples) > 20
    told: list[str] = []
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    result = doctest.DocTestRunner(optionflags=flags, verbose=False).run(test, out=told.append)
    assert result.failed == 0, "".join(told)


def test_the_page_shows_each_function_that_a_reader_may_import():
    # Those that the page leaves to their docstrings are named here, so that a new one is not forgotten.
    left = {
        *("Convention", "RateWarning", "TermsError", "check_currency", "check_terms", "combined"),
        *("floating_rate", "floating_ways", "grant_element_dac_formula", "nearest_period"),
        *("payment_dates", "period_rate", "present_value", "year_fraction", "discount_rate_of"),
    }
    shown = set(re.findall(r"\b[A-Za-z_]{6,}\b", TEXT + "".join(c.source for c in CELLS)))
    assert set(finance.__all__) - left - shown == set()
    assert left <= set(finance.__all__)
