"""The search, by what a reader does: types in a field, looks at the list, walks it with the arrows."""

from __future__ import annotations

import gzip
import json
from importlib import resources
from types import SimpleNamespace

import pytest
from conftest import browser_test
from docutils import nodes
from playwright.sync_api import Page, expect

from helpers.book import nodes as book_nodes
from helpers.book.extension import setup  # noqa: F401  - the nodes of the book
from helpers.book.web import search
from helpers.book.web.search import Section

CHAPTER = "chapters/who-is-owed.html"
IN_BROWSER = [pytest.mark.book, pytest.mark.browser, browser_test]


def marked(*marks):
    def apply(test):
        for mark in (*IN_BROWSER, *marks):
            test = mark(test)
        return test

    return apply


@pytest.fixture(scope="module")
def tab(browser, html_dir):
    """Give a page from a disk; what it says of errors is collected in ``said``."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.said = []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto((html_dir / CHAPTER).as_uri())
    yield page
    page.close()


def typed(tab: Page, words: str) -> Page:
    """Open the dialog by its keys and type."""
    if not tab.locator("#pst-search-dialog").is_visible():
        tab.keyboard.press("Control+k")
    field = tab.get_by_role("combobox", name="Search this book")
    field.fill("")
    field.press_sequentially(words)
    expect(field).to_have_attribute("aria-expanded", "true")
    # The longer part of the index may come later than the first answer.
    tab.wait_for_function("window.bookSearch?.length === 2")
    return tab


def first(tab: Page) -> tuple[str, str]:
    """Give the kind and the title of the first thing of the list."""
    group = tab.get_by_role("listbox").get_by_role("group").first
    return group.locator(".search-kind").inner_text(), group.get_by_role("option").first.locator(
        ".search-title"
    ).inner_text()


@marked()
@pytest.mark.parametrize(
    ("words", "kind", "title"),
    [
        ("Kyrgyzstan", "Countries", "Kyrgyzstan"),
        ("grant element", "Terms", "grant element"),
        ("Grant Element", "Terms", "grant element"),
        ("turkmenistn", "Countries", "Turkmenistan"),
        ("tukrmenistan", "Countries", "Turkmenistan"),
        ("Türkmenistan", "Countries", "Turkmenistan"),
        ("Oʻzbekiston", "Countries", "Uzbekistan"),
        ("Казахстан", "Countries", "Kazakhstan"),
        ("カザフスタン", "Countries", "Kazakhstan"),
        ("円借款", "Terms", "yen loan"),
        ("Токаев", "Names", "Kassym-Jomart Tokayev"),
        ("Kishda", "Names", "Kishida Fumio"),
        ("kaz", "Countries", "Kazakhstan"),
    ],
)
def test_what_is_meant_comes_first(tab, words, kind, title):
    assert first(typed(tab, words)) == (kind, title)
    assert tab.said == []


@marked()
def test_a_correction_is_said(tab):
    typed(tab, "turkmenistn")
    said = tab.locator(".search-status", has_text="Nothing is spelled")
    expect(said.first).to_contain_text("found for “turkmenistan”")


@marked()
def test_what_is_nowhere_is_not_found(tab):
    options = typed(tab, "xqzwvk").get_by_role("listbox").get_by_role("option")
    assert options.all_inner_texts() == ["Nothing found for “xqzwvk”. Try fewer or other words."]


@marked()
def test_every_number_and_id_means_its_own_exhibit(tab, html_dir):
    typed(tab, "Figure")
    exhibits = json.loads((html_dir / "registers" / "exhibits.json").read_text("utf-8"))
    found = tab.evaluate(
        """words => words.map((word) => {
            const field = document.querySelector("#pst-search-dialog input");
            field.value = word;
            field.dispatchEvent(new Event("input"));
            const links = [...document.querySelectorAll("#pst-search-dialog [role=group] a")];
            return links.map((link) => link.href.replace(/.*\\/(?=chapters\\/)/, ""));
        })""",
        [name for row in exhibits for name in (row["number"].lower(), row["id"])],
    )
    wanted = [row["in_chapter"] for row in exhibits for _ in range(2)]
    assert [links[0] for links in found] == wanted
    assert all(len(links) == 1 for links in found[::2])


@marked()
def test_exhibits_are_found_with_their_pictures(tab):
    typed(tab, "debt-peaks")
    picture = tab.get_by_role("listbox").get_by_role("option").first.locator("img")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 50


@marked()
def test_the_list_is_walked_by_keyboard(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / CHAPTER).as_uri())
    field = typed(tab, "grant element").get_by_role("combobox", name="Search this book")
    options = tab.get_by_role("listbox").get_by_role("option")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    tab.keyboard.press("ArrowUp")
    tab.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    # Escape closes the list with its dialog.
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("listbox")).to_be_hidden()
    expect(tab.locator("#pst-search-dialog")).to_be_hidden()
    typed(tab, "grant element")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/glossary.html#term-grant-element")
    tab.close()


@marked()
def test_enter_leads_to_all_results_and_the_arrows_through_them(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / CHAPTER).as_uri())
    typed(tab, "Kyrgyzstan")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?q=Kyrgyzstan")
    results = tab.locator("#search-results")
    expect(results.get_by_role("heading").first).to_have_text("Countries")
    expect(results.get_by_role("heading", name="Sources")).to_be_visible()
    expect(tab.get_by_role("searchbox")).to_be_focused()
    tab.keyboard.press("ArrowDown")
    expect(results.get_by_role("link").first).to_be_focused()
    more = results.get_by_role("button", name="Show all").first
    before = results.locator("li").count()
    more.click()
    assert results.locator("li").count() > before
    # What is typed on is found at once.
    tab.get_by_role("searchbox").fill("yen loan")
    expect(results.get_by_role("heading").first).to_have_text("Terms")
    tab.close()


@marked()
def test_the_search_comes_when_a_reader_reaches_for_it(browser, html_dir):
    tab = browser.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((html_dir / CHAPTER).as_uri(), wait_until="networkidle")
    assert not [url for url in asked if "book-search" in url]
    typed(tab, "loan")
    names = [url.rpartition("/")[2].partition("?")[0] for url in asked if "book-search" in url]
    assert sorted(names) == ["book-search-text.js", "book-search-things.js", "book-search.js"]
    assert all(url.startswith("file:") for url in asked)
    tab.close()


@pytest.mark.book
def test_the_first_answer_is_light_and_all_of_it_fits(html_dir):
    def sent(name: str) -> int:
        return len(gzip.compress((html_dir / "_static" / name).read_bytes(), 6))

    # What answers first, and what comes after it.
    assert sent("book-search.js") + sent(search.THINGS) <= 60_000
    assert sent(search.TEXT) <= 200_000


@marked()
def test_without_scripts_the_page_says_where_to_go(browser, html_dir):
    place = browser.new_context(java_script_enabled=False)
    tab = place.new_page()
    tab.goto((html_dir / "search.html").as_uri())
    said = tab.locator("main noscript p").filter(has_text="search needs JavaScript")
    expect(said).to_be_visible()
    said.get_by_role("link").click()
    expect(tab).to_have_url((html_dir / "index.html").as_uri())
    place.close()


@marked()
@pytest.mark.parametrize("page", ["dialog", "page"])
def test_axe_finds_no_violation_in_what_is_found(browser, html_dir, page):
    folder = resources.files("axe_playwright_python")
    axe = next(folder.rglob("axe.min.js")).read_text("utf-8")
    tab = browser.new_page(bypass_csp=True)
    if page == "dialog":
        tab.goto((html_dir / CHAPTER).as_uri())
        typed(tab, "Kyrgyzstan")
        tab.keyboard.press("ArrowDown")
    else:
        tab.goto((html_dir / "search.html").as_uri() + "?q=Kyrgyzstan")
        expect(tab.locator("#search-results a").first).to_be_visible()
    tab.add_style_tag(content="* { transition: none !important; }")
    tab.evaluate(axe)
    for theme in ("light", "dark"):
        tab.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found = tab.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
        )
        assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []
    tab.close()


def test_the_prose_of_a_section_is_searched_and_nothing_else():
    table = nodes.table("", nodes.paragraph(text="Cell."))
    exhibit = book_nodes.exhibit("", nodes.paragraph(text="Axis."))
    below = nodes.section(
        "", nodes.title(text="Below"), nodes.paragraph(text="Deep."), ids=["below"]
    )
    words = nodes.paragraph(
        "", "", nodes.Text("A claim "), nodes.footnote_reference("", "7"), nodes.Text(" stands.")
    )
    whole = nodes.section("", nodes.title(text="Page"), words, exhibit, table, below, ids=["page"])
    tree = SimpleNamespace(findall=whole.findall)
    assert search.sections(tree) == [
        Section("Page", "", "A claim stands."),
        Section("Below", "below", "Deep."),
    ]
