"""What a page costs a reader before anyone touches it, counted from the built files."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import PAGES, browser_test, read_page
from fontTools.ttLib import TTFont

from helpers.book.web import filter_assets, fingerprint_assets, purge_css

LIMIT = 250_000
# Kept by a browser from the first page on: four cuts, and the icons.
FONTS = 120_000


def loaded(page: Path) -> dict[str, Path]:
    """Give what a page loads at once: address -> file, the fonts of its style sheets included.

    The font for the signs of East Asia is loaded where a drawing shows one.
    """
    soup = read_page(page)
    at_once = (
        "script[src], link[rel=stylesheet], link[rel=preload], link[rel=icon], img:not([loading])"
    )
    tags = soup.select(at_once)
    found = {
        a: page.parent / urlsplit(a).path for t in tags if (a := t.get("src") or t.get("href"))
    }
    drawn = [text.get_text() for text in soup.select("svg text")]
    for path in [path for path in found.values() if path.suffix == ".css"]:
        styles = path.read_text("utf-8")
        if not any(re.search("[\u2e80-\U0010ffff]", text) for text in drawn):
            styles = re.sub(r"@font-face\{[^}]*unicode-range[^}]*\}", "", styles)
        for address in re.findall(r"""url\(["']?(?!data:|#)([^"')]+)""", styles):
            found[address] = path.parent / urlsplit(address).path
    return {address: path.resolve() for address, path in found.items()}


def sent(path: Path) -> int:
    body = path.read_bytes()
    return len(body if path.suffix == ".woff" else gzip.compress(body, 6, mtime=0))


@pytest.mark.book
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light(html_dir, name):
    page = html_dir / f"{name}.html"
    sizes = {path.name: sent(path) for path in {page, *loaded(page).values()}}
    fonts = {name: size for name, size in sizes.items() if name.endswith(".woff")}
    assert sum(fonts.values()) <= FONTS, fonts
    assert sum(sizes.values()) - sum(fonts.values()) <= LIMIT, sorted(
        sizes.items(), key=lambda item: -item[1]
    )[:5]
    assert not any(re.match("book-(vega|search)", name) for name in sizes)


@pytest.mark.book
@pytest.mark.parametrize("name", [*PAGES, "search"])
def test_each_asset_is_loaded_once_and_addressed_by_its_content(html_dir, name):
    found = loaded(html_dir / f"{name}.html")
    assert len(set(found.values())) == len(found)
    for address, path in found.items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        # What a newer version rewrites in place is asked for each time.
        query = "" if path.name == "book-status.js" else f"v={digest}"
        assert urlsplit(address).query == query, address


@pytest.mark.book
def test_the_chart_runtime_is_addressed_by_its_content(html_dir):
    static = html_dir / "_static"
    digest = hashlib.sha256((static / "book-vega.js").read_bytes()).hexdigest()[:8]
    assert f'"book-vega.js?v={digest}"' in (static / "book.js").read_text("utf-8")


@browser_test
@pytest.mark.browser
@pytest.mark.book
def test_the_chart_runtime_comes_when_a_reader_reaches_for_a_chart(browser, html_dir):
    tab = browser.new_page()
    asked = []
    tab.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri(), wait_until="networkidle")
    assert "book-vega.js" not in asked
    chart = tab.locator(".exhibit-body").first
    chart.scroll_into_view_if_needed()
    chart.hover()
    tab.wait_for_selector(".exhibit-body[data-state=interactive]", timeout=20_000)
    assert asked.count("book-vega.js") == 1
    tab.close()


@browser_test
@pytest.mark.browser
@pytest.mark.book
def test_the_search_field_of_a_page_finds_without_a_server(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    tab.locator("button.search-button__button:visible").first.click()
    tab.keyboard.type("Turkmenistan")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#search-results li a", timeout=20_000)
    tab.close()


def test_a_page_loads_what_its_text_has_a_use_for():
    def files(body: str) -> list[str]:
        names = ["_static/book.css", "_static/copybutton.css", "_static/sphinx-design.min.css"]
        context = {"body": body, "css_files": names, "script_files": []}
        filter_assets.filter_assets(None, "", "", context, None)
        return context["css_files"]

    assert files("<p>Words.</p>") == ["_static/book.css"]
    assert "_static/copybutton.css" in files('<div class="highlight"><pre>x</pre></div>')
    assert "_static/sphinx-design.min.css" in files('<div class="x sd-card">x</div>')


def test_addresses_follow_the_content_and_a_second_run_changes_nothing(tmp_path):
    static = tmp_path / "_static"
    static.mkdir()
    page, styles, font = tmp_path / "a.html", static / "a.css", static / "a.woff"
    page.write_text('<link rel="x" href="_static/a.css?v=old"><a href="_static/a.css">a</a>')
    styles.write_text('a{src:url("a.woff") url(data:image/svg+xml,a) url(none.woff)}')
    font.write_bytes(b"1")
    (static / "book.js").write_text('"none.js"')
    fingerprint_assets.fingerprint_assets(tmp_path)
    once = page.read_text()
    assert re.fullmatch(
        r'<link rel="x" href="_static/a.css\?v=\w{8}"><a href="_static/a.css">a</a>', once
    )
    fingerprint_assets.fingerprint_assets(tmp_path)
    assert page.read_text() == once
    font.write_bytes(b"2")
    fingerprint_assets.fingerprint_assets(tmp_path)
    assert page.read_text() != once


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".used,.not{a:b}", ".used{a:b}"),
        (".used .not{a:b}p{a:b}", "p{a:b}"),
        ("@media print{.not{a:b}}@media print{p{a:b}}", "@media print{p{a:b}}"),
        (".used:not(.not,.none),.not:not(.used){a:b}", ".used:not(.not,.none){a:b}"),
        ("p:is(.not,:not(.none)),.not{a:b}", "p:is(.not,:not(.none)){a:b}"),
        ('@import "a;b.css";.not{a:b}', '@import "a;b.css";'),
        ("/* it's { */p{content:'}';a:url(\"x;.not{\")}", "p{content:'}';a:url(\"x;.not{\")}"),
        ("@font-face{a:b}@keyframes not{0%{a:b}}", "@font-face{a:b}@keyframes not{0%{a:b}}"),
        (".bs-tooltip-auto{a:b}", ".bs-tooltip-auto{a:b}"),
    ],
)
def test_only_rules_for_what_is_not_in_the_book_are_cut(css, left):
    assert purge_css.purge(css, {"used"}) == left


@pytest.mark.book
def test_each_icon_that_a_style_sheet_names_is_in_the_font(html_dir):
    sheets = "".join(p.read_text("utf-8") for p in (html_dir / "_static/styles").glob("*.css"))
    named = {ord(character) for character in sheets if "\ue000" <= character <= "\uf8ff"}
    named |= {int(number, 16) for number in re.findall(r'content:"\\([0-9a-f]{4})"', sheets)}
    # The marks of two brands, which no page shows, are in another font of the theme.
    named -= {0xF09B, 0xF296}
    assert named
    assert named <= set(TTFont(html_dir / "_static" / "book-icons.woff").getBestCmap())
