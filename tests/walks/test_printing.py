"""A chapter printed from the browser: from a dark screen, with charts as the reader left them."""

from __future__ import annotations

import re
import unicodedata

import pytest
from conftest import browser_test
from pdfminer.high_level import extract_pages
from pdfminer.layout import LTChar, LTContainer
from playwright.sync_api import expect

from walks.conftest import AT_A_DESK
from walks.steps import figure, go_to_chapter_of, make_live

pytestmark = [pytest.mark.book, pytest.mark.browser]


def characters(part):
    if isinstance(part, LTChar):
        yield part
    elif isinstance(part, LTContainer):
        for inner in part:
            yield from characters(inner)


def solid(text: str) -> str:
    """Give a text without white space and with its letters apart: type sets some as one."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed(window, tmp_path) -> list:
    """Print the page as a browser does, and give its sheets."""
    path = tmp_path / "printed.pdf"
    # Written by the browser to a file of this machine: only to read it here.
    window.pdf(path=path, format="A4", print_background=True)
    return list(extract_pages(path))


def words_of(sheet) -> str:
    return solid("".join(part.get_text() for part in sheet if hasattr(part, "get_text")))


def contrast_on_white(colour) -> float:
    """Give the contrast of a colour, grey or RGB, to the paper."""
    parts = [*colour] if isinstance(colour, tuple | list) else [colour]
    red, green, blue = parts if len(parts) == 3 else parts * 3
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    return 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear)) + 0.05)


def to_dark(window):
    window.emulate_media(color_scheme="dark")
    expect(window.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.deep
@AT_A_DESK
@browser_test
@pytest.mark.parametrize("used", [False, True], ids=["as-it-came", "after-use"])
def test_a_dark_screen_prints_dark_words_on_white(window, exhibits, tmp_path, used):
    go_to_chapter_of(window, exhibits["lender-shares"])
    to_dark(window)
    if used:
        make_live(figure(window, exhibits["lender-shares"]))
        make_live(figure(window, exhibits["debt-by-creditor"]))
    sheets = printed(window, tmp_path)
    letters = [
        (letter.get_text(), letter.graphicstate.ncolor)
        for sheet in sheets
        for letter in characters(sheet)
        if letter.get_text().strip()
    ]
    # White itself stands on the marks of charts.
    assert {(x, c) for x, c in letters if 1.01 < contrast_on_white(c) < 4.5} == set()
    assert sum(contrast_on_white(c) < 1.01 for _, c in letters) < len(letters) / 50
    # The screen stays dark.
    expect(window.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.deep
@AT_A_DESK
@browser_test
@pytest.mark.parametrize("exhibit", ["lender-shares", "two-lenders"])
def test_titles_are_on_the_sheet_of_their_pictures(window, exhibits, tmp_path, exhibit):
    chapter = exhibits[exhibit]["chapter"]
    go_to_chapter_of(window, exhibits[exhibit])
    sheets = [words_of(sheet) for sheet in printed(window, tmp_path)]
    parted = []
    for entry in (e for e in exhibits.values() if e["chapter"] == chapter):
        shown = figure(window, entry)
        title = solid(shown.locator(".exhibit-title").inner_text().removesuffix("#"))
        # A chart's foot stands under its picture; of a table the heads of columns and the first row; of what
        # stands on a page of its own the way there.
        if shown.locator(".exhibit-way").count():
            below = [shown.locator(".exhibit-way").inner_text()]
        elif entry["kind"] == "table":
            rows = [shown.locator("thead"), shown.locator("tbody tr").first.locator("td").first]
            below = [word for row in rows for word in re.findall(r"\w+", row.inner_text())]
        else:
            below = [shown.locator(".exhibit-footer p").first.inner_text()[:60]]
        sheet = next((words for words in sheets if title in words), "")
        parted += [(entry["number"], text) for text in below if solid(text) not in sheet]
    assert parted == []


@pytest.mark.deep
@AT_A_DESK
@browser_test
def test_what_a_reader_set_is_printed(window, exhibits, tmp_path):
    go_to_chapter_of(window, exhibits["two-lenders"])
    chart = figure(window, exhibits["two-lenders"])
    chart.get_by_label("Loans:").wait_for()
    assert solid("Discount rate, %") not in "".join(map(words_of, printed(window, tmp_path)))
    chart.get_by_label("Loans:").select_option("Terms of my own")
    chart.get_by_label("My own, China: interest, %").press("End")
    sheet = next(
        words
        for words in map(words_of, printed(window, tmp_path))
        if "Paidinall,US$million" in words
    )
    assert "10.00" in sheet
    assert solid("Terms of my own") in sheet or solid("My own, China: interest, %") in sheet
