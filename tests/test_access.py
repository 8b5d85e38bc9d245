"""Access: no violation of axe-core on any page, light and dark; everything is reached by keyboard."""

from __future__ import annotations

import html
import json
import re
from importlib import resources

import pytest
from conftest import CHAPTERS, PAGES, browser_test, sampled

pytestmark = [pytest.mark.book, pytest.mark.browser]


@pytest.fixture(scope="module")
def axe() -> str:
    folder = resources.files("axe_playwright_python")
    return next(folder.rglob("axe.min.js")).read_text("utf-8")


def violations(tab, theme: str, options: str) -> list[tuple]:
    tab.evaluate(
        "theme => { const root = document.documentElement;"
        "root.dataset.theme = theme; root.dataset.mode = theme; }",
        theme,
    )
    found = tab.evaluate(f"axe.run(document, {options}).then(result => result.violations)")
    return [
        (theme, v["id"], [n["target"] for n in v["nodes"]][:3], v["nodes"][0]["html"][:160])
        for v in found
    ]


# One page of each make; the checker takes seconds for a long one, so the others are for the deep tests.
QUICK = (
    "index",
    "chapters/other-partners",
    "chapters/claims",
    "chapters/glossary",
    "chapters/changes",
)


@browser_test
@pytest.mark.parametrize("page", sampled(PAGES, QUICK))
def test_axe_finds_no_violation(browser, html_dir, axe, page):
    # The checker's own style is none that the content policy of the page would let in.
    tab = browser.new_page(viewport={"width": 1300, "height": 900}, bypass_csp=True)
    tab.goto((html_dir / f"{page}.html").as_uri())
    # Colours that are still changing from one theme to the other are no finding.
    tab.add_style_tag(content="* { transition: none !important; }")
    tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    tab.evaluate(axe)
    # Themes differ in their colours alone.
    light = violations(tab, "light", "{resultTypes: ['violations']}")
    dark = violations(tab, "dark", "{runOnly: ['color-contrast'], resultTypes: ['violations']}")
    tab.close()
    assert light + dark == []


@browser_test
def test_tab_reaches_every_control_of_an_exhibit(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    tab.evaluate("document.querySelector('[data-exhibit=lender-shares] .exhibit-more').open = true")
    figure = "[data-exhibit=lender-shares]"
    tab.focus(f"{figure} .exhibit-more summary")
    seen = ["summary"]
    for _ in range(40):
        tab.keyboard.press("Tab")
        inside = tab.evaluate(f"document.activeElement.closest('{figure}') !== null")
        if not inside:
            break
        seen.append(tab.evaluate("document.activeElement.textContent.trim()"))
    for name in (
        "CSV",
        "XLSX",
        "SVG",
        "PNG",
        "Vega-Lite (JSON)",
        "helpers.topics.debt.charts.draw_lender_shares",
    ):
        assert name in seen
    tab.close()


@browser_test
def test_a_number_shows_its_derivation_by_mouse_and_keyboard(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    number = tab.locator("a.book-number[data-number=tkm-chn-peak]").first
    number.hover()
    card = tab.locator("#number-card")
    card.wait_for(state="visible")
    # In words; the names of code are for who asks.
    assert "US$7.33 billion, current prices" in card.inner_text()
    assert "Source: World Bank" in card.inner_text()
    assert "debt.peaks" not in card.inner_text()
    number.click()
    assert "list of numbers" in card.inner_text()
    card.get_by_text("For re-executors").click()
    assert "debt.peaks" in card.inner_text()
    tab.keyboard.press("Escape")
    card.wait_for(state="hidden")
    tab.evaluate("document.activeElement.blur()")
    number.focus()
    card.wait_for(state="visible")
    assert number.get_attribute("aria-describedby") == "number-card"
    # Held by Enter, the card is reached by Tab; Tab goes on in the text after the number.
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('#number-card') !== null")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.matches('#number-card summary')")
    tab.keyboard.press("Tab")
    after = "(number) => number.compareDocumentPosition(document.activeElement) & 4"
    assert number.evaluate(after)
    assert tab.evaluate("document.activeElement.closest('article') !== null")
    number.click()
    number.click()
    tab.wait_for_url("**/numbers.html#number-who-is-owed-tkm-chn-peak")
    tab.close()


@browser_test
def test_arrows_lead_to_the_other_numbers_of_a_paragraph(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    block = tab.locator("article p:has(a.book-number ~ a.book-number)").last
    numbers = block.locator("a.book-number")
    assert block.locator("a.book-number:not([tabindex])").count() <= 1
    numbers.first.focus()
    seen = [numbers.first.inner_text()]
    for _ in range(numbers.count() - 1):
        tab.keyboard.press("ArrowRight")
        seen.append(tab.evaluate("document.activeElement.textContent"))
    assert seen == numbers.all_inner_texts()
    tab.keyboard.press("ArrowLeft")
    assert tab.evaluate("document.activeElement.textContent") == seen[-2]
    tab.close()


@browser_test
def test_claims_can_be_filtered(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "claims.html").as_uri())
    listed = tab.locator(".claim-list").first
    listed.locator("select[name=verdict]").select_option("contradicted")
    shown = listed.locator(":scope > .claim:not([hidden])")
    assert {shown.nth(i).get_attribute("data-verdict") for i in range(shown.count())} == {
        "contradicted"
    }
    assert f"{shown.count()} of 39" in listed.locator("[role=status]").first.inner_text()
    tab.close()


@browser_test
def test_claims_are_all_shown_without_scripts(browser, html_dir):
    place = browser.new_context(java_script_enabled=False)
    tab = place.new_page()
    tab.goto((html_dir / "chapters" / "claims.html").as_uri())
    assert tab.locator(".claim-list").first.locator(":scope > .claim").count() == 39
    place.close()


@browser_test
def test_the_debate_can_be_filtered(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "exhibits" / "debate-positions" / "index.html").as_uri())
    figure = tab.locator("figure[data-exhibit=debate-positions]")
    rows = figure.locator("table.exhibit-data tbody tr:visible")
    every = rows.count()
    assert every == figure.locator("table.exhibit-data tbody tr").count() > 8
    figure.locator("select[name=Position]").select_option("Debt trap: rejects")
    figure.locator("select[name='Speaks of']").select_option("Kyrgyzstan")
    assert 0 < rows.count() < every
    for place in range(rows.count()):
        words = rows.nth(place).inner_text()
        assert "Debt trap: rejects" in words
        assert "Kyrgyzstan" in words
    assert figure.locator("[role=status]").first.inner_text() == f"{rows.count()} of {every}"
    tab.close()


@browser_test
def test_the_debate_stands_whole_without_scripts(browser, html_dir):
    place = browser.new_context(java_script_enabled=False)
    tab = place.new_page()
    tab.goto((html_dir / "exhibits" / "debate-positions" / "index.html").as_uri())
    figure = tab.locator("figure[data-exhibit=debate-positions]")
    rows = figure.locator("table.exhibit-data tbody tr")
    assert figure.locator("table.exhibit-data tbody tr:visible").count() == rows.count() > 8
    assert figure.locator("select").count() == 0
    place.close()


@browser_test
def test_the_list_of_projects_can_be_filtered_and_searched(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "projects.html").as_uri())
    figure = tab.locator("figure[data-exhibit=projects-list]")
    rows = figure.locator("table.exhibit-data tbody tr:visible")
    every = figure.locator("table.exhibit-data tbody tr").count()
    figure.locator("select[name=Lender]").select_option("Japan")
    figure.locator("select[name=Country]").select_option("Turkmenistan")
    figure.locator("input[type=search]").fill("kiyanly")
    assert rows.count() == 1
    assert "US$700 million" in rows.first.inner_text()
    assert figure.locator("[role=status]").first.inner_text() == f"1 of {every}"
    # No choice without a name: an empty cell is none.
    terms = figure.locator("select[name^=Terms] option").all_inner_texts()
    assert terms == ["all", "In full", "In part", "None"]
    tab.close()


@browser_test
def test_the_list_of_exhibits_can_be_searched(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "exhibits.html").as_uri())
    shown = tab.locator(".gallery > li:visible")
    every = shown.count()
    tab.get_by_role("searchbox", name="Search the exhibits").fill("posted rate")
    assert 0 < shown.count() < every
    for words in shown.all_inner_texts():
        assert "posted" in words.lower()
    tab.close()


@browser_test
def test_the_list_of_projects_stands_whole_without_scripts(browser, html_dir):
    place = browser.new_context(java_script_enabled=False)
    tab = place.new_page()
    tab.goto((html_dir / "chapters" / "projects.html").as_uri() + "#kgz-grant-01")
    figure = tab.locator("figure[data-exhibit=projects-list]")
    assert figure.locator("table.exhibit-data tbody tr:visible").count() > 800
    assert figure.locator("select, input").count() == 0
    assert tab.locator("#kgz-grant-01").count() == 1
    place.close()


@browser_test
def test_a_place_of_a_former_chapter_leads_to_where_it_went(browser, html_dir):
    tab = browser.new_page()
    for old, new in (
        ("japan-offers.html#japan-tying", "what-each-offers.html#contractor-rules"),
        ("china-offers.html#china-investment-said", "trade-routes.html#china-investment-records"),
        ("japan-offers.html#japan-cumulative-aid", "what-each-offers.html#japan-cumulative-aid"),
    ):
        tab.goto(f"{(html_dir / 'chapters').as_uri()}/{old}")
        tab.wait_for_url(f"**/{new}")
        assert tab.locator(f"#{new.partition('#')[2]}").count() == 1
    tab.close()


@browser_test
def test_the_calculator_fits_a_phone_and_follows_its_controls(browser, html_dir):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto((html_dir / "chapters" / "what-money-costs.html").as_uri())
    figure = tab.locator("figure[data-exhibit=two-lenders]")
    figure.scroll_into_view_if_needed()
    controls = figure.locator(".exhibit-controls select")
    controls.first.wait_for()
    body = figure.locator(".exhibit-body")
    before = body.inner_html()
    controls.first.select_option(label="Loans of my choice")
    controls.nth(1).select_option(index=40)
    tab.wait_for_function(
        "before => document.querySelector('figure[data-exhibit=two-lenders] .exhibit-body')"
        ".innerHTML !== before",
        arg=before,
    )
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    # Nothing is sent: a form without a button to send it would mislead.
    assert figure.locator("form").count() == 0
    assert figure.get_by_role("group", name="Settings of the chart").is_visible()
    tab.close()


@browser_test
@pytest.mark.parametrize("page", sampled(CHAPTERS, QUICK))
def test_every_download_opens(browser, html_dir, page):
    tab = browser.new_page()
    tab.goto((html_dir / f"{page}.html").as_uri())
    links = tab.eval_on_selector_all("a[download]", "links => links.map(link => link.href)")
    assert links
    for link in links:
        path = link.removeprefix("file://")
        with open(path, "rb") as file:
            start = file.read(4)
        kind = path.rpartition(".")[2]
        assert {"png": b"\x89PNG", "xlsx": b"PK\x03\x04", "svg": b"<svg"}.get(
            kind, start
        ) == start, path
    tab.close()


@browser_test
def test_a_chart_is_read_and_its_legend_used_by_the_keyboard(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "who-is-owed.html").as_uri())
    figure = tab.locator("figure[data-exhibit=debt-by-creditor]")
    body = figure.locator(".exhibit-body")
    body.focus()
    tab.wait_for_selector("figure[data-exhibit=debt-by-creditor] .vega-embed", timeout=20_000)
    # Eyes and ears learn which keys there are; a chart without settings has no group of them.
    hint = "chart => getComputedStyle(chart, '::after').content"
    assert "Arrow keys" in body.evaluate(hint)
    assert "Arrow keys" in tab.locator(f"#{body.get_attribute('aria-describedby')}").text_content()
    assert figure.locator("form, .exhibit-controls").count() == 0
    tab.keyboard.press("ArrowRight")
    assert body.evaluate(hint) == "none"
    value = figure.locator(".exhibit-value[role=status]")
    assert value.inner_text().startswith("Legend: China (1 of ")
    faded = ".vega-embed .role-mark path[opacity]:not([opacity='1'])"
    before = body.locator(faded).count()
    tab.keyboard.press("Enter")
    tab.wait_for_function(
        "([selector, before]) => document.querySelectorAll(selector).length > before",
        arg=[f"figure[data-exhibit=debt-by-creditor] {faded}", before],
    )
    for _ in range(10):
        tab.keyboard.press("ArrowRight")
    assert re.search(r"\d{4}.*\(11 of \d+\)", value.inner_text())
    tab.keyboard.press("Escape")
    assert value.inner_text() == ""
    # One stop of the tabulator for each chart.
    tab.keyboard.press("Tab")
    assert not tab.evaluate("document.activeElement.closest('.exhibit-body') !== null")
    tab.close()


def encodings(view: object) -> list[dict]:
    """List how the marks of a specification are encoded, whatever it is composed of."""
    if isinstance(view, list):
        return [found for part in view for found in encodings(part)]
    if not isinstance(view, dict):
        return []
    return [view.get("encoding", {}), *encodings(list(view.values()))]


def test_no_mark_of_a_chart_says_the_name_of_a_column(html_dir):
    # What a mark says is read out by screen readers, and shown to who goes by the keyboard.
    drawings = sorted(html_dir.glob("exhibits/*/*-plot.svg"))
    assert drawings
    said = []
    for path in drawings:
        spec = path.with_name(path.name.replace("-plot.svg", ".vl.json"))
        channels = [c for e in encodings(json.loads(spec.read_text("utf-8"))) for c in e.items()]
        titles = {tip["title"] for name, tips in channels if name == "tooltip" for tip in tips}
        fields = {c["field"] for _, c in channels if isinstance(c, dict) and "field" in c}
        labels = re.findall(r'aria-label="([^"]*)" role="graphics', path.read_text("utf-8"))
        for label in labels:
            names = {part.partition(": ")[0] for part in html.unescape(label).split("; ")}
            if ": " in label and names & (fields - titles):
                said.append((path.name, label[:80]))
    assert said == []


@browser_test
def test_what_a_row_does_not_tell_has_no_line_in_its_tooltip(browser, html_dir):
    tab = browser.new_page()
    tab.goto((html_dir / "exhibits" / "trap-positions" / "index.html").as_uri())
    body = tab.locator(".exhibit-body").first
    body.focus()
    body.press("ArrowRight")
    # The first of the list has no year.
    body.locator(".role-mark path").first.hover()
    tip = tab.locator("#vg-tooltip-element.visible")
    tip.wait_for()
    assert "Who" in tip.inner_text()
    assert "null" not in tip.inner_text()
    tab.close()
