"""The content policy: what it says, what it refuses, and that the whole book works under it."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import lxml.html
import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, ROOT, browser_test, sampled
from playwright.sync_api import expect

from helpers.book.web.csp import PolicyError, add_policy, policy_of, write

HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A</title></head>'
THEME = "let toggleHintShow = 'Click to show';"
# Every page, those that are no chapters too; without a built book there are none to look at.
BUILT = ROOT / "_build" / "html"
ALL = sorted(
    path.relative_to(BUILT).as_posix()
    for path in BUILT.rglob("*.html")
    if path.relative_to(BUILT).parts[0] != "_static"
)


def policy(page: str) -> dict[str, list[str]]:
    tag = BeautifulSoup(page.partition("</head>")[0], "html.parser").find(
        "meta", attrs={"http-equiv": "Content-Security-Policy"}
    )
    parts = (part.split() for part in tag["content"].split(";"))
    return {name: sources for name, *sources in parts}


def sha(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_a_known_script_is_allowed_by_its_hash_alone():
    page = add_policy(f"{HEAD}<script>{THEME}</script><script src='a.js'></script>")
    assert policy(page)["script-src"] == ["'self'", sha(THEME)]
    assert policy(page)["default-src"] == ["'none'"]
    assert page.index("Content-Security-Policy") < page.index("<title>")


def test_a_second_run_changes_nothing(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(f'{HEAD}<a href="https://example.org/">x</a>', "utf-8")
    write(tmp_path)
    once = path.read_bytes()
    write(tmp_path)
    assert path.read_bytes() == once


def test_line_ends_and_letters_of_a_page_stay_as_they_are(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(f"{HEAD}\r\n<p>日本 é</p>\n".encode())
    write(tmp_path)
    assert path.read_bytes().endswith("\r\n<p>日本 é</p>\n".encode())


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        f"<script>{THEME}alert(1)</script>",
        "<script type='module'>alert(1)</script>",
        "<style>* { background: url(https://example.org/) }</style>",
        '<style src="a.css">* { color: red }</style>',
        '<style type="application/json">* { color: red }</style>',
        '<p style="position:fixed">x</p>',
        '<img src="x.png" onerror="alert(1)">',
        "<svg/onload=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href=" JaVaScRiPt&colon;alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<form action="vbscript:x">x</form>',
        "<a href='https://example.org/'>x</a>",
        '<A HREF="https://example.org/">x</A>',
    ],
)
def test_what_can_only_be_an_attack_stops_the_build(body):
    with pytest.raises(PolicyError, match=r"index\.html"):
        add_policy(HEAD + body, "index.html")


def test_a_page_without_charset_stops_the_build():
    with pytest.raises(PolicyError, match="no <meta charset>"):
        add_policy("<html><head></head></html>")


@pytest.mark.parametrize(
    ("given", "rel"),
    [
        ('<a href="https://example.org/">x</a>', ["noopener", "noreferrer"]),
        (
            '<a rel="license" href="https://example.org/">x</a>',
            ["license", "noopener", "noreferrer"],
        ),
        ('<a class="reference external" href="http://example.org/">', ["noopener", "noreferrer"]),
    ],
)
def test_links_out_are_marked(given, rel):
    assert BeautifulSoup(add_policy(HEAD + given), "html.parser").a["rel"] == rel


def test_links_inside_the_book_and_data_in_scripts_stay(tmp_path):
    data = '<script type="application/json">{"a":"https://example.org/ \\u003ca href"}</script>'
    body = f'<a href="chapters/a.html#x">x</a><a href="#b:c">y</a>{data}'
    assert add_policy(HEAD + body).endswith(body)


def test_the_order_of_scripts_does_not_change_the_policy():
    assert policy_of(["a", "b", "a"], []) == policy_of(["b", "a"], [])


@pytest.mark.book
def test_every_page_has_one_strict_policy(html_dir):
    assert {"index.html", "search.html", "404.html"} <= set(ALL)
    assert any(name.startswith("code/") for name in ALL)
    for name in ALL:
        text = (html_dir / name).read_text("utf-8")
        assert text.count("Content-Security-Policy") == 1, name
        held = policy(text)
        assert "unsafe" not in str(held), name
        assert held["default-src"] == held["base-uri"] == ["'none'"], name
        hashes = {
            sha(tag.text)
            for tag in lxml.html.document_fromstring(text).iter("script")
            if not tag.get("src") and "json" not in tag.get("type", "")
        }
        assert set(held["script-src"]) == {"'self'"} | hashes, name
        assert not re.search(r"<[^>]+\son[a-z]+=", re.sub(r"(?s)<script.*?</script>", "", text))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def served(html_dir):
    """Give the address of a server that holds the built pages."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(html_dir)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def opened(browser, address: str):
    """Open a page and collect what its policy refuses."""
    tab = browser.new_page()
    refused: list[str] = []
    tab.on("console", lambda m: "Content Security Policy" in m.text and refused.append(m.text))
    tab.on("pageerror", lambda error: refused.append(str(error)))
    tab.goto(address)
    return tab, refused


# Looked at in every run; the others with the deep tests.
QUICK = ("chapters/summary", "chapters/who-is-owed", "chapters/what-money-costs")
# A page of examples of code, whose exhibits are tables.
WITHOUT_CHARTS = {
    "chapters/finance-library",
    "chapters/is-it-true",
    "chapters/meetings",
    "chapters/projects",
}


@browser_test
@pytest.mark.browser
@pytest.mark.book
def test_the_policy_stops_what_is_put_into_a_page(browser, html_dir):
    tab, refused = opened(browser, (html_dir / "index.html").as_uri())
    tab.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.stolen = true";
            document.body.append(script);
            const picture = document.createElement("img");
            picture.src = "https://example.org/x.png";
            document.body.append(picture);
        }"""
    )
    tab.wait_for_timeout(200)
    assert tab.evaluate("window.stolen") is None
    assert len(refused) == 2
    tab.close()


@browser_test
@pytest.mark.browser
@pytest.mark.book
@pytest.mark.deep
@pytest.mark.parametrize("place", ["files", "served"])
def test_no_page_breaks_its_policy(browser, html_dir, served, place):
    tab, refused = opened(browser, "about:blank")
    # The pages of exhibits are made alike: one in ten stands for them.
    alike = [name for name in ALL if name.startswith("exhibits/")]
    for name in [name for name in ALL if name not in alike] + alike[::10]:
        tab.goto(f"{html_dir.as_uri() if place == 'files' else served}/{name}")
        tab.evaluate("new Promise(done => setTimeout(done, 50))")
        assert refused == [], name
    tab.close()


@browser_test
@pytest.mark.browser
@pytest.mark.book
@pytest.mark.parametrize("page", sampled(CHAPTERS, QUICK))
def test_charts_work_under_the_policy(browser, html_dir, page):
    tab, refused = opened(browser, (html_dir / f"{page}.html").as_uri())
    bodies = tab.query_selector_all(".exhibit-body")
    for body in bodies:
        body.scroll_into_view_if_needed()
        body.hover()
    waiting = tab.locator(".exhibit-body:not([data-state=interactive])")
    expect(waiting).to_have_count(0, timeout=20_000)
    assert tab.query_selector(".exhibit-body .vega-embed svg") or page in WITHOUT_CHARTS
    for control in tab.locator(".exhibit-controls :is(select, input):visible").all():
        control.scroll_into_view_if_needed()
        control.focus()
        tab.keyboard.press("ArrowDown")
    for body in bodies:
        box = body.bounding_box()
        body.scroll_into_view_if_needed()
        for step in range(1, 6):
            tab.mouse.move(
                box["x"] + box["width"] * step / 6, body.bounding_box()["y"] + box["height"] / 2
            )
    assert refused == []
    tab.close()


@browser_test
@pytest.mark.browser
@pytest.mark.book
def test_a_tooltip_shows_under_the_policy(browser, html_dir):
    tab, refused = opened(browser, (html_dir / "chapters" / "what-each-offers.html").as_uri())
    body = tab.locator("[data-exhibit=loans-per-person] .exhibit-body")
    body.scroll_into_view_if_needed()
    body.hover()
    expect(body).to_have_attribute("data-state", "interactive", timeout=20_000)
    tip = tab.locator("#vg-tooltip-element")
    box = body.bounding_box()
    for row in range(1, 8):
        for column in range(1, 12):
            tab.mouse.move(
                box["x"] + box["width"] * column / 12, box["y"] + box["height"] * row / 8
            )
            if tip.count() and tip.is_visible():
                break
    assert tip.is_visible()
    assert tip.evaluate("node => getComputedStyle(node).position") == "fixed"
    assert refused == []
    tab.close()


@browser_test
@pytest.mark.browser
@pytest.mark.book
def test_search_and_theme_switch_work_under_the_policy(browser, served):
    tab, refused = opened(browser, f"{served}/search.html?q=Turkmenistan")
    expect(tab.locator("#search-results li a").first).to_be_visible(timeout=10_000)
    before = tab.evaluate("document.documentElement.dataset.mode")
    tab.locator("button.theme-switch-button:visible").first.click()
    assert tab.evaluate("document.documentElement.dataset.mode") != before
    assert refused == []
    tab.close()
