"""A reader looks for something: a term, an exhibit, the way home from a page that isn't there."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import browser_test, sampled
from playwright.sync_api import Page, expect

from helpers import paths
from helpers.book.metadata import get_metadata
from helpers.book.publication.version_notice import write_notice
from helpers.book.web import site
from helpers.book.web.csp import add_policy

from .conftest import AT_A_DESK, ON_A_PHONE, WINDOWS, _Quiet
from .steps import press

pytestmark = [browser_test, pytest.mark.browser, pytest.mark.book]

CHAPTER = "chapters/who-is-owed.html"


def ask(tab: Page, words: str) -> None:
    """Open the search by its button, type and press Enter."""
    tab.locator("button.search-button__button:visible").first.click()
    tab.keyboard.type(words)
    tab.keyboard.press("Enter")


def look_for(tab: Page, words: str) -> Page:
    """Search, and wait for what is found."""
    ask(tab, words)
    tab.wait_for_url("**/search.html?q=*")
    summary = tab.locator("#search-results .search-summary")
    expect(summary).to_contain_text("found", timeout=20_000)
    return tab


def fits(tab: Page) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@contextmanager
def served(folder: Path):
    """Serve a folder as web hosts do; the page for addresses that lead to none is that at its top."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(params=sampled(WINDOWS, ["desk"]))
def blank(browser, request: pytest.FixtureRequest):
    """Give an empty window of a phone, and one of a desk."""
    width, height = WINDOWS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=request.param == "phone"
    )
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def linked_copy(book: Path, target: Path) -> Path:
    """Give a copy of the book that takes no room: what a test rewrites, it must unlink first."""
    shutil.copytree(book, target, copy_function=os.symlink)
    return target


@ON_A_PHONE
def test_a_term_is_found_and_read(window: Page):
    first = look_for(window, "grant element").locator("#search-results li").first
    # What the term means can be read here already.
    expect(first.get_by_role("link")).to_have_text("grant element")
    expect(first.locator(".context")).to_contain_text("present value")
    assert fits(window)
    first.get_by_role("link").click()
    entry = window.locator(".glossary-entry:target")
    expect(entry).to_contain_text("grant element", ignore_case=True)
    expect(entry).to_be_in_viewport()


@ON_A_PHONE
@pytest.mark.parametrize("way", [str, str.upper, str.lower])
def test_an_exhibit_is_found_by_its_number(window: Page, exhibits: dict[str, dict], way):
    wanted = exhibits["debt-peaks"]
    ask(window, way(wanted["number"]))
    figure = window.locator("figure:target")
    expect(figure).to_have_attribute("data-exhibit", wanted["id"])
    expect(figure.locator("figcaption")).to_be_in_viewport()


@ON_A_PHONE
@pytest.mark.parametrize("words", ["Kyrgyzstan", "debt to China"])
def test_a_list_under_the_field_leads_to_the_first_thing(window: Page, words: str):
    window.locator("button.search-button__button:visible").first.click()
    window.keyboard.type(words)
    option = window.get_by_role("listbox").get_by_role("option").first
    expect(option).to_be_in_viewport()
    assert fits(window)
    target = option.get_attribute("href")
    press(option)
    expect(window).to_have_url(target)


@ON_A_PHONE
@pytest.mark.parametrize("words", ["Kyrgyzstan", "Astana", "AidData"])
def test_excerpts_are_prose_and_stay_in_the_window(window: Page, words: str):
    look_for(window, words)
    excerpts = window.locator("#search-results .context")
    expect(excerpts.first).to_be_visible()
    window.wait_for_load_state("networkidle")
    for text in excerpts.all_inner_texts():
        # Axes, cells that run together, and pieces of citation files.
        assert not any(mark in text for mark in ('" } ]', "0%20%", "DateChair", '"type":')), text
    assert fits(window)


@AT_A_DESK
def test_the_magnifier_leaves_the_words_alone(window: Page):
    window.locator("button.search-button__button:visible").first.click()
    for _ in ("in the dialog", "on the page of results"):
        field = window.locator("form.bd-search input:visible").first
        icon = window.locator("form.bd-search .fa-magnifying-glass:visible").first
        words = field.evaluate(
            "f => f.getBoundingClientRect().left + parseFloat(getComputedStyle(f).paddingLeft)"
        )
        box = icon.bounding_box()
        assert box["x"] + box["width"] <= words
        # From the dialog on to the page of results; a page that is left in mid-flight can't be closed.
        if "search.html" not in window.url:
            window.keyboard.type("loans")
            window.keyboard.press("Enter")
            window.wait_for_url("**/search.html?q=*", wait_until="networkidle")


def test_a_book_on_a_disk_is_searched_in_silence(blank: Page, html_dir: Path):
    said = []
    blank.on("console", lambda message: said.append((message.type, message.text)))
    blank.goto((html_dir / "index.html").as_uri())
    look_for(blank, "grant element")
    expect(blank.locator("#search-results li a").first).to_have_text("grant element")
    assert [text for kind, text in said if kind in ("error", "warning")] == []


@pytest.mark.parametrize("below", sampled(["", "some/folder/"], ["some/folder/"]))
@pytest.mark.parametrize("typed", ["chapters/who-is-owd.html", "who-is-owed", "a/b/c/d.html"])
def test_a_mistyped_address_leads_home(blank: Page, html_dir: Path, tmp_path, below, typed):
    top = tmp_path / "top"
    folder = top / below
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(html_dir)
    if below:
        (top / "404.html").symlink_to(html_dir / "404.html")
    with served(top) as root:
        blank.goto(f"{root}{below}{typed}")
        expect(blank.get_by_role("heading", name="Page not found")).to_be_visible()
        assert fits(blank)
        home = blank.get_by_role("link", name="front page")
        # Where the book begins is asked of the server each time that the page is shown.
        led = ("href", f"/{below}index.html")
        expect(home).to_have_attribute(*led)
        blank.get_by_role("searchbox").fill("grant element")
        blank.keyboard.press("Enter")
        expect(blank.locator("#search-results li a").first).to_have_text("grant element")
        blank.go_back()
        expect(home).to_have_attribute(*led)
        blank.get_by_role("link", name="Owed and paid").click()
        expect(blank.locator("figure.exhibit").first).to_be_attached()
        blank.go_back()
        expect(home).to_have_attribute(*led)
        home.click()
        expect(blank).to_have_url(f"{root}{below}index.html")
        expect(
            blank.get_by_role("heading", level=1, name="Central Asia plus Japan")
        ).to_be_visible()
        expect(blank.get_by_role("link", name="Read the summary")).to_be_visible()


def test_an_older_version_leads_to_the_same_page_of_the_newer(blank: Page, html_dir, tmp_path):
    old = linked_copy(html_dir, tmp_path / "1.0.0")
    new = linked_copy(html_dir, tmp_path / "1.1.0")
    (new / "chapters/claims.html").unlink()
    (old / "_static/book-status.js").unlink()
    shutil.copy(html_dir / "_static/book-status.js", old / "_static/book-status.js")
    write_notice(old, "1.1.0", "../1.1.0/")
    with served(tmp_path) as root:
        for start, end in (
            ("index.html", "index.html"),
            (f"{CHAPTER}#debt-peaks", f"{CHAPTER}#debt-peaks"),
            ("chapters/claims.html", "index.html"),
        ):
            blank.goto("about:blank")
            blank.goto(f"{root}1.0.0/{start}")
            bar = blank.locator(".book-newer")
            expect(bar).to_contain_text("The newest is version 1.1.0")
            blank.wait_for_load_state("networkidle")
            bar.get_by_role("link").click()
            expect(blank).to_have_url(f"{root}1.1.0/{end}")
            assert fits(blank)


def test_a_former_address_leads_to_the_same_place(
    blank: Page, html_dir: Path, tmp_path, monkeypatch
):
    (tmp_path / site.REDIRECTS).write_text("from,to\nchapters/lenders,chapters/who-is-owed\n")
    monkeypatch.setattr(paths, "CHAPTERS", tmp_path)
    ((name, text),) = site.redirects(get_metadata(), {"chapters/who-is-owed"}).items()
    copy = linked_copy(html_dir, tmp_path / "site")
    (copy / name).write_text(add_policy(text), "utf-8")
    with served(copy) as root:
        blank.goto(f"{root}{name}#debt-peaks")
        expect(blank).to_have_url(f"{root}{CHAPTER}#debt-peaks")
        expect(blank.locator("figure:target figcaption")).to_be_in_viewport()
