"""From a chapter in print to the page of one of its exhibits: by its link, and by its address as copied."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urljoin

import pikepdf
import pytest
from conftest import browser_test
from pdfminer.high_level import extract_text

from walks.conftest import AT_A_DESK

pytestmark = [pytest.mark.book, pytest.mark.browser, browser_test]
EXHIBITS = ("debt-peaks", "outcome-documents", "trap-matrix")


@pytest.fixture(params=EXHIBITS)
def exhibit(exhibits, request):
    return exhibits[request.param]


@pytest.fixture
def file(exhibit, html_dir):
    """Give the print of the exhibit's chapter, where it stands in the site."""
    return html_dir / "pdf" / f"{exhibit['page']}.pdf"


@cache
def words_of(file):
    return re.sub(r"\s+", "", extract_text(str(file)))


def copied(file, exhibit):
    """Give the address as a reader copies it: all that follows the id, its lines joined."""
    words = words_of(file)
    exhibit_id = re.escape(exhibit["id"])
    found = re.search(rf"{exhibit_id},(\S+?/{exhibit_id}/index\.html)", words)
    assert found, f"no address is printed under {exhibit['id']}"
    return found[1]


def linked(file, exhibit):
    """Give where the printed address leads when it is clicked."""
    with pikepdf.open(file) as pdf:
        marks = [mark for page in pdf.pages for mark in page.get("/Annots", ())]
        leads = {str(mark.A.URI) for mark in marks if "/URI" in mark.get("/A", {})}
    (found,) = [lead for lead in leads if lead.endswith(exhibit["address"])]
    return found


def assert_stands_at(tab, exhibit):
    tab.wait_for_load_state("networkidle")
    title = tab.get_by_role("heading", level=1)
    assert title.inner_text().replace("’", "'") == exhibit["title"].replace("’", "'")
    top = tab.get_by_role("figure").first.bounding_box()["y"]
    assert top < tab.viewport_size["height"], f"the exhibit is {top} px from the top"


@AT_A_DESK
@pytest.mark.parametrize("way", [copied, pytest.param(linked, marks=pytest.mark.deep)])
def test_a_printed_address_leads_to_the_exhibit(window, site, file, exhibit, way):
    lead = way(file, exhibit)
    # What is copied is told from the front page, where the book says that it stands; a link, from the file.
    start = site if way is copied else f"{site}pdf/{file.name}"
    window.goto(urljoin(start, lead))
    assert_stands_at(window, exhibit)
