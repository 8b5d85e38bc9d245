"""What readers take from a chart and a chapter: files that open, and the words of a citation."""

from __future__ import annotations

import csv

import lxml.etree
import openpyxl
import pytest
from conftest import browser_test
from PIL import Image
from playwright.sync_api import expect

from walks.conftest import AT_A_DESK, ON_A_PHONE
from walks.steps import figure, go_to_chapter_of, press

pytestmark = [pytest.mark.book, pytest.mark.browser]


def value(cell: object) -> object:
    """Give a cell as both files mean it: a figure, but for its last digits, or words."""
    try:
        return round(float(cell), 9)
    except (TypeError, ValueError):
        return cell


@browser_test
@AT_A_DESK
def test_a_chart_and_its_data_can_be_taken_and_opened(window, exhibits, tmp_path):
    exhibit = exhibits["lender-shares"]
    go_to_chapter_of(window, exhibit)
    chart = figure(window, exhibit)
    press(chart.get_by_text(f"Data, downloads and citation of {exhibit['number']}"))
    files = {}
    for name in ("CSV", "XLSX", "SVG", "PNG"):
        with window.expect_download() as download:
            press(chart.get_by_role("link", name=name, exact=True).first)
        files[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[name])

    press(chart.get_by_role("link", name=exhibit["address"]))
    data = window.get_by_role("region", name="Data of").get_by_role("row")
    expect(data.first).to_be_visible()
    with open(files["CSV"], encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert len(rows) == data.count() - 1
    book = openpyxl.load_workbook(files["XLSX"])
    cells = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert any(exhibit["title"] in map(str, row) for row in cells)
    taken = {tuple(map(value, row)) for row in cells}
    assert {tuple(map(value, row)) for row in rows} <= taken, "the two files hold other figures"
    with Image.open(files["PNG"]) as picture:
        picture.load()
        assert min(picture.size) > 300
    drawn = lxml.etree.parse(files["SVG"])
    words = {text.strip() for text in drawn.getroot().itertext()}
    assert {row[head.index("debtor")] for row in rows} <= words


def copied(window) -> str:
    return window.evaluate("navigator.clipboard.readText()")


@browser_test
@ON_A_PHONE
def test_the_citation_of_a_chapter_can_be_copied(window, exhibits):
    exhibit = exhibits["lender-shares"]
    go_to_chapter_of(window, exhibit)
    press(window.get_by_role("link", name="Cite", exact=True))
    press(window.get_by_role("button", name="Copy Chicago citation of this chapter"))
    expect(window.get_by_role("button", name="Copy Chicago citation of this chapter")).to_have_text(
        "Copied"
    )
    words = copied(window)
    assert exhibit["chapter"].lower() in words.lower()
    assert words in window.locator("#cite").inner_text()
    press(window.locator("#cite").get_by_text("BibTeX", exact=True))
    press(window.get_by_role("button", name="Copy BibTeX of this chapter"))
    window.wait_for_function("navigator.clipboard.readText().then(words => words.startsWith('@'))")
    assert exhibit["chapter"] in copied(window)


@browser_test
@AT_A_DESK
def test_the_address_of_an_exhibit_can_be_copied(window, exhibits, site):
    exhibit = exhibits["lender-shares"]
    go_to_chapter_of(window, exhibit)
    chart = figure(window, exhibit)
    press(chart.get_by_text("Data, downloads and citation of", exact=False))
    press(chart.get_by_role("button", name=f"Copy address of {exhibit['number']}"))
    assert copied(window) == f"{site}exhibits/lender-shares/index.html"


@browser_test
@ON_A_PHONE
def test_a_browser_that_does_not_let_copy_is_told(window, exhibits):
    go_to_chapter_of(window, exhibits["lender-shares"])
    window.evaluate(
        "() => { navigator.clipboard.writeText = async () => { throw new DOMException(); }; }"
    )
    button = window.get_by_role("button", name="Copy APA citation of this chapter")
    press(button)
    expect(
        window.get_by_text(
            "does not let the book copy: the text is marked, press Ctrl+C or hold it."
        )
    ).to_be_visible()
    expect(button).to_have_text("Copy")
    marked = window.evaluate("getSelection().toString()")
    assert exhibits["lender-shares"]["chapter"].lower() in marked.lower()
