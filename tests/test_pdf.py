"""The PDF as a file: standards, fonts, text, and the same numbers as the pages."""

from __future__ import annotations

import re

import page
import pikepdf
import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, ROOT
from pdfminer.high_level import extract_text

from helpers.book import metadata

pytestmark = pytest.mark.book


@pytest.fixture(scope="module")
def text(pdf_path):
    # Zero-width spaces only allow breaks inside long names.
    found = extract_text(str(pdf_path), maxpages=145).replace("\u200b", "")
    return re.sub(r"\s+", " ", found)


@pytest.fixture(scope="module")
def solid(text):
    """Give the text without spaces: long addresses break over lines."""
    return squeezed(text)


def squeezed(words: str) -> str:
    """Leave out what line breaks and typographers change: spaces, hyphens and the shape of quotes."""
    return re.sub(r"[\s\u00ad-]", "", words).translate(str.maketrans("’‘“”", "''\"\""))


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_no_rule_of_the_standards_fails(pdf_path, profile):
    report = page.validate_pdf(str(pdf_path), profile=profile)
    assert [failure.rule_id for failure in report.failures] == []


def test_it_is_tagged_named_and_has_an_outline(pdf_path):
    with pikepdf.open(pdf_path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("en")
        assert "Central Asia plus Japan" in str(pdf.docinfo["/Title"])
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert any("China and Japan as creditors" in title for title in titles)


def test_all_fonts_are_embedded(pdf_path):
    with pikepdf.open(pdf_path) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        described = [o for o in fonts if o.get("/Type") == "/FontDescriptor"]
        assert described
        for font in described:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_it_says_what_a_report_must(text, data_date):
    for words in (
        metadata.book().author,
        "Contents",
        f"Data as read on {data_date}",
        "Key findings",
        "Limitations",
        "References",
        "中央アジア",
    ):
        assert words in text, words


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_exhibits_have_the_numbers_and_titles_of_the_pages(html_dir, solid, chapter):
    html = BeautifulSoup((html_dir / f"{chapter}.html").read_text("utf-8"), "html.parser")
    for figure in html.find_all(class_="exhibit"):
        number = figure.find(class_="caption-number").text.strip()
        title = figure.find(class_="exhibit-title").text.replace("#", "").strip()
        assert squeezed(f"{number}{title.removeprefix(number)}") in solid, title


def test_the_data_package_is_attached_and_whole(pdf_path):
    with pikepdf.open(pdf_path) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        related = {str(pdf.attachments[name].obj.AFRelationship) for name in pdf.attachments}
    assert related == {"/Data"}
    for path in (ROOT / "data").iterdir():
        assert files[f"data/{path.name}"] == path.read_bytes()


def test_exhibits_print_their_id_and_address(solid):
    assert "Exhibitdebtpeaks,chapters/creditors.html#debtpeaks" in solid


def test_no_chart_is_a_word(text):
    assert "alt.Chart" not in text
