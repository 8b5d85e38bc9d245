"""The built pages, as files and in a real browser."""

from __future__ import annotations

import re
import urllib.parse
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, PAGES, browser_test, read_page, sampled
from playwright.sync_api import expect

pytestmark = pytest.mark.book
# Opened in a browser in every run; the others with the deep tests.
QUICK = (
    "index",
    "chapters/summary",
    "chapters/kyrgyzstan",
    "chapters/exhibits",
    "chapters/numbers",
)


def soup(folder: Path, page: str) -> BeautifulSoup:
    return read_page(folder / f"{page}.html")


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_book_resolve(html_dir, page):
    here = html_dir / f"{page}.html"
    for link in soup(html_dir, page).find_all("a", href=True):
        url = urllib.parse.urlsplit(link["href"])
        if url.scheme or url.netloc:
            continue
        target = (here.parent / urllib.parse.unquote(url.path)).resolve() if url.path else here
        assert target.exists(), link["href"]
        if url.fragment and target.suffix == ".html":
            assert urllib.parse.unquote(url.fragment) in _ids(target), link["href"]


@cache
def _ids(path: Path) -> set[str]:
    page = read_page(path)
    return {tag["id"] for tag in page.find_all(id=True)}


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_no_other_host_for_what_they_load(html_dir, page):
    for tag in soup(html_dir, page).find_all(["script", "link", "img", "iframe", "source"]):
        if tag.name == "link" and tag.get("rel") in (["canonical"], ["author"], ["license"]):
            continue
        address = tag.get("src") or (tag.get("href") if tag.name == "link" else "") or ""
        assert not address.startswith(("http:", "https:", "//")), tag


def test_no_page_announces_an_index_that_is_empty(html_dir):
    assert not (html_dir / "genindex.html").exists()
    for page in [*PAGES, "search"]:
        assert not soup(html_dir, page).find("link", rel="index")


def test_hosts_pass_on_all_files_and_the_licences_of_others(html_dir):
    # Without this file GitHub leaves out the folders of styles and scripts.
    assert (html_dir / ".nojekyll").exists()
    notices = (html_dir / "_static" / "third-party.txt").read_text("utf-8")
    for words in (
        "University of Washington Interactive Data Lab",
        "SIL OPEN FONT LICENSE",
        "Adobe",
    ):
        assert words in notices
    with (html_dir / "_static" / "book-vega.js").open(encoding="utf-8") as runtime:
        assert "third-party.txt" in runtime.readline()


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_exhibit_is_numbered_described_and_sourced(html_dir, page):
    figures = soup(html_dir, page).find_all("figure", class_="exhibit")
    # Answers to questions lead to the exhibits of chapters.
    assert figures or page == "chapters/is-it-true"
    for figure in figures:
        assert figure["data-exhibit"]
        assert figure.find(class_="caption-number").text.startswith(("Figure", "Table"))
        own = soup(html_dir, f"exhibits/{figure['data-exhibit']}/index")
        if "exhibit-apart" in figure["class"]:
            assert own.find(id="sources").find("a")
            figure = own.find("figure")
        else:
            assert figure.find(class_="exhibit-source").find("a")
        drawing = figure.find(class_="exhibit-body")
        if drawing:
            assert len(drawing["aria-label"]) > 60
            assert drawing.find("svg")
            assert own.find(id="figures").find("table")
        else:
            assert figure.find("table").find("th")


@pytest.mark.parametrize("page", PAGES)
def test_pages_show_the_date_of_the_data(html_dir, data_date, page):
    assert f"Data as read on {data_date}" in soup(html_dir, page).text


def test_numbers_of_the_text_carry_their_derivation(html_dir):
    numbers = soup(html_dir, "chapters/who-is-owed").find_all(attrs={"data-number": True})
    assert len(numbers) > 30
    assert all(number["data-how"] for number in numbers)
    assert sum("debt." in number["data-how"] for number in numbers) > 30
    assert all(number["data-sources"] for number in numbers if number["data-tables"])


@pytest.mark.parametrize("page", PAGES)
def test_only_quantities_are_marked(html_dir, page):
    months = "January February March April May June July August September October November December"
    for number in soup(html_dir, page).select("a.book-number"):
        words = number.get_text()
        assert not re.fullmatch(r"[12]\d{3}", words), words
        assert not any(month in words for month in months.split()), words
        assert re.search(r"\d", words), words


def test_a_number_is_met_once_by_the_tab_key(html_dir):
    numbers = soup(html_dir, "chapters/who-is-owed").select("a.book-number")
    stops = [number["href"] for number in numbers if "tabindex" not in number.attrs]
    assert sorted(stops) == sorted({number["href"] for number in numbers})
    assert len(stops) < len(numbers)


def test_numbers_are_listed_by_chapter_in_folds(html_dir):
    folds = soup(html_dir, "chapters/numbers").select("details.number-list")
    assert len(folds) > 10
    assert not any("open" in fold.attrs for fold in folds)
    assert all(fold.select("tr[id]") for fold in folds)


@browser_test
@pytest.mark.browser
def test_who_is_led_to_a_number_sees_its_fold_open(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "numbers.html").as_uri())
    assert not tab.locator("#number-who-is-owed-tkm-chn-peak").is_visible()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    link = tab.locator("a.book-number[data-number=tkm-chn-peak]").first
    link.click()
    link.click()
    row = tab.locator("#number-who-is-owed-tkm-chn-peak")
    expect(row).to_be_in_viewport()
    tab.close()


def test_each_exhibit_says_its_publishers_and_folds_the_rest(html_dir):
    for figure in soup(html_dir, "chapters/who-is-owed").select(
        "figure.exhibit:not(.exhibit-apart)"
    ):
        line = figure.select_one(".exhibit-publisher").get_text()
        assert re.fullmatch(r"Source: .{2,200}\.", line), line
        about = figure.select_one("details.exhibit-about")
        assert "open" not in about.attrs
        assert about.select_one(".exhibit-source a")


@browser_test
@pytest.mark.browser
def test_notes_are_folded_on_the_screen_and_whole_on_paper(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    note = tab.locator(".exhibit-about .exhibit-note").first
    assert not note.is_visible()
    tab.emulate_media(media="print")
    assert note.is_visible()
    assert not tab.locator(".exhibit-about summary").first.is_visible()
    tab.close()


def test_maps_carry_the_boundary_notice(html_dir):
    figure = soup(html_dir, "chapters/what-each-offers").find(
        attrs={"data-exhibit": "loans-per-person"}
    )
    assert "no opinion on the status of any territory" in figure.text


def test_every_source_is_listed_once(html_dir, sources):
    ids = [row["source_id"] for row in sources]
    listed = soup(html_dir, "chapters/data-and-sources").find_all(class_="source-entry")
    assert sorted(tag["id"] for tag in listed) == sorted(f"source-{i}" for i in ids)


def visit(browser, html_dir, page, **context):
    place = browser.new_context(**context)
    tab = place.new_page()
    asked, faults = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto((html_dir / f"{page}.html").as_uri(), wait_until="load")
    return tab, asked, faults


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize("page", sampled(PAGES, QUICK))
def test_page_asks_no_other_host_and_fits_desktop_and_phone(browser, html_dir, page):
    tab, asked, faults = visit(browser, html_dir, page, viewport={"width": 1300, "height": 900})
    tab.wait_for_timeout(300)
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []
    # At 320 pixels, or at 400 per cent, too: WCAG 1.4.10.
    for width in (1300, 390, 320):
        tab.set_viewport_size({"width": width, "height": 900})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.context.close()


@pytest.mark.parametrize("page", PAGES)
def test_links_out_tell_the_other_site_nothing(html_dir, page):
    for link in soup(html_dir, page).find_all("a", href=True):
        if link["href"].startswith("http"):
            assert {"noopener", "noreferrer"} <= set(link["rel"]), link


@browser_test
@pytest.mark.browser
def test_charts_are_drawn_without_scripts(browser, html_dir):
    tab, *_ = visit(browser, html_dir, "chapters/who-is-owed", java_script_enabled=False)
    boxes = [b.bounding_box() for b in tab.query_selector_all(".exhibit-wide > svg")]
    assert len(boxes) >= 5
    assert all(box and box["height"] > 100 for box in boxes)


@browser_test
@pytest.mark.browser
def test_dark_theme_recolours_charts(browser, html_dir):
    tab, *_ = visit(browser, html_dir, "chapters/who-is-owed")
    colour = "getComputedStyle(document.documentElement).getPropertyValue('--book-text').trim()"
    tab.evaluate("document.documentElement.dataset.theme = 'light'")
    light = tab.evaluate(colour)
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert (light, tab.evaluate(colour)) == ("#1f2328", "#e6e8eb")


@browser_test
@pytest.mark.browser
def test_the_list_of_sources_can_be_searched(browser, html_dir, sources):
    tab, *_ = visit(browser, html_dir, "chapters/data-and-sources")
    tab.fill(".source-search", "eurasianet")
    assert f"of {len(sources)} sources" in tab.inner_text(".source-count")
    shown = tab.query_selector_all(".source-entry:not([hidden])")
    assert 0 < len(shown) < 40
    assert all("eurasianet" in entry.inner_text().lower() for entry in shown)
