"""The surface of the pages: the bar, the type, the width of what is shown, and how tables are laid out."""

from __future__ import annotations

import pytest
from conftest import CHAPTERS, PAGES, browser_test, read_page, sampled

from helpers.topics.claims.charts import SIGNS

pytestmark = pytest.mark.book
WIDTHS = (390, 768, 1280, 1680)
# One page of each make.
SAMPLE = ("index", "chapters/who-is-owed", "chapters/kyrgyzstan", "chapters/exhibits")
# How many characters stand on the full lines of long paragraphs.
CHARACTERS = """() => {
    const found = [], range = document.createRange();
    for (const p of document.querySelectorAll("article section > p:not(.page-actions)")) {
        const lines = {}, texts = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) for (let i = 0; i < texts.currentNode.length; i++) {
            range.setStart(texts.currentNode, i);
            range.setEnd(texts.currentNode, i + 1);
            const line = Math.round(range.getBoundingClientRect().bottom / 8);
            lines[line] = (lines[line] ?? 0) + 1;
        }
        const full = Object.values(lines).slice(0, -1).filter((length) => length > 20);
        if (full.length > 3) found.push(...full);
    }
    return found.sort((a, b) => a - b)[Math.floor(found.length / 2)];
}"""


@pytest.fixture
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


def show(tab, html_dir, page: str, width: int = 1280):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto((html_dir / f"{page}.html").as_uri())
    tab.evaluate("document.fonts.ready")
    return tab


@pytest.mark.parametrize("page", [*PAGES, "search"])
def test_the_bar_of_each_page_leads_to_pages_that_are_there(html_dir, page):
    path = html_dir / f"{page}.html"
    bar = read_page(path).select_one("header.book-bar")
    links = [a["href"] for a in bar.select("a")]
    assert len(links) == 6
    here = [a for a in bar.select("[aria-current=page]")]
    for link in links:
        assert link == "#" or (path.parent / link).exists(), link
    assert len(here) == (page in ("chapters/summary", "chapters/region", "chapters/exhibits", "chapters/data-and-sources", "search"))  # fmt: skip


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize("width", WIDTHS)
def test_the_name_the_menu_and_the_search_are_at_hand_at_every_width(tab, html_dir, width):
    show(tab, html_dir, "chapters/who-is-owed", width)
    name = tab.get_by_role("link", name="Central Asia plus Japan", exact=True)
    assert name.locator("visible=true").count() == 1
    assert tab.get_by_role("button", name="Chapters").is_visible()
    assert tab.locator("button.search-button__button:visible").count() == 1
    links = tab.get_by_role("navigation", name="Book")
    if width < 640:
        tab.get_by_role("button", name="Chapters").click()
    for words in ("Summary", "Countries", "Charts", "Data", "Search"):
        assert links.get_by_role("link", name=words).is_visible(), words


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize("width", sampled(WIDTHS, (390, 1280)))
def test_text_is_set_in_the_types_of_the_charts_and_runs_so_wide_that_it_reads_well(
    tab, html_dir, width
):
    show(tab, html_dir, "chapters/who-is-owed", width)
    look = """selector => {
        const look = getComputedStyle(document.querySelector(selector));
        return [look.fontFamily.split(",")[0], parseFloat(look.fontSize), look.fontWeight];
    }"""
    phone = width < 640
    assert tab.evaluate(look, "article h1") == ['"Book Serif"', 32 if phone else 40, "700"]
    assert tab.evaluate(look, "article h2") == ['"Book Serif"', 24 if phone else 26, "700"]
    assert tab.evaluate(look, ".exhibit-title") == ['"Book Text"', 20, "700"]
    assert tab.evaluate(look, "article section > p:not(.page-actions)") == [
        '"Book Text"',
        18,
        "400",
    ]
    assert tab.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length") >= 3
    assert 38 <= tab.evaluate(CHARACTERS) <= 75
    assert phone or tab.evaluate(CHARACTERS) >= 60


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize("width", sampled((320, *WIDTHS), (320, 1280)))
def test_charts_are_as_wide_as_their_column(tab, html_dir, width):
    show(tab, html_dir, "chapters/who-is-owed", width)
    room, widths = tab.evaluate(
        """[document.querySelector("figure.exhibit").clientWidth,
            [...document.querySelectorAll(".exhibit-layout > svg")].map((d) => d.clientWidth).filter(Boolean)]"""
    )
    assert widths
    assert all(abs(drawn - room) < 2 for drawn in widths), (room, widths)


@pytest.mark.parametrize("page", CHAPTERS)
def test_rows_and_columns_of_tables_are_headed_and_their_marks_have_names(html_dir, page):
    for figure in read_page(html_dir / f"{page}.html").select("figure.exhibit-table"):
        heads = [head.get_text().strip() for head in figure.select("thead th[scope=col]")]
        names = [a.get_text() for a in figure.select(".row-source-list a")]
        cited = set()
        for row in figure.select("table.exhibit-data tbody tr"):
            first, *others = row.find_all(["td", "th"])
            # An empty cell, in a row that goes on with what the one above it speaks of, heads nothing.
            head = (first.name, first.get("scope"))
            assert head == (("th", "row") if first.get_text().strip() else ("td", None))
            assert [cell["data-label"] for cell in others] == heads[1:]
            for mark in row.select(".row-sources a"):
                places = [int(number) for number in mark.get_text().split()]
                cited |= set(places)
                told = [names[place - 1] for place in places]
                # More than six names are too many to hear at each row.
                rest = [f"and {len(told) - 6} more"] if len(told) > 6 else []
                assert mark["title"] == "; ".join(told[:6] + rest)
                assert mark["aria-label"].endswith(f": {mark['title']}")
        assert cited == set(range(1, len(names) + 1)), figure["id"]


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "place"),
    (
        ("index", "article p"),
        ("chapters/summary", "article h1"),
        ("chapters/two-decades", "#who-is-who tr:nth-child(2) th p"),
    ),
)
def test_words_are_set_in_the_type_of_the_book(tab, html_dir, page, place):
    show(tab, html_dir, page, 1280)
    tab.evaluate("document.fonts.ready")
    asked = tab.context.new_cdp_session(tab)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    root = asked.send("DOM.getDocument")["root"]["nodeId"]
    node = asked.send("DOM.querySelector", {"nodeId": root, "selector": place})["nodeId"]
    fonts = asked.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    # The last is a name with four signs of Japanese, which a system font may give.
    ours = sum(f["glyphCount"] for f in fonts if f["familyName"].startswith("Book "))
    assert 0 <= sum(f["glyphCount"] for f in fonts) - ours <= 4 < ours, fonts


@browser_test
@pytest.mark.browser
def test_the_tab_key_stops_in_the_text_of_a_chapter_less_than_150_times(tab, html_dir):
    numbered = [
        page
        for page in CHAPTERS
        if read_page(html_dir / f"{page}.html").select("h1 .section-number")
    ]
    assert len(numbered) == 10
    for page in numbered:
        show(tab, html_dir, page, 1280)
        stops = tab.evaluate(
            """[...document.querySelectorAll("article :is(a[href], button, input, select, summary, [tabindex='0'])")]
                .filter((n) => n.tabIndex >= 0 && n.checkVisibility({ visibilityProperty: true })).length"""
        )
        assert 20 < stops < 150, (page, stops)


@browser_test
@pytest.mark.browser
def test_a_mark_in_the_text_or_in_a_row_leads_to_its_source_in_the_fold(tab, html_dir):
    show(tab, html_dir, "chapters/two-decades", 390)
    folds = tab.locator("details.cited, #promises-followed details.row-source-list")
    assert folds.evaluate_all("all => all.map((fold) => fold.open)") == [False, False]
    mark = tab.locator("p a.footnote-reference").first
    entry = tab.locator(mark.get_attribute("href"))
    mark.click()
    entry.wait_for(state="visible")
    assert entry.locator("p").is_visible()
    many = tab.locator("#promises-followed .row-sources a", has_text=" ").first
    many.click()
    tab.locator("#promises-followed .row-source-list li").first.wait_for(state="visible")


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize("page", SAMPLE[1:3])
@pytest.mark.parametrize("width", (320, 390))
def test_a_phone_shows_rows_as_cards_that_need_no_scrolling_aside(tab, html_dir, page, width):
    show(tab, html_dir, page, width)
    frames = ".pst-scrollable-table-container"
    wide = tab.eval_on_selector_all(
        f"figure.exhibit-table {frames}",
        "all => all.filter((f) => f.scrollWidth > f.clientWidth).length",
    )
    assert wide == 0
    cell = tab.locator("figure.exhibit-table tbody tr:has(td:nth-child(4)) td").first
    label = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == f'"{cell.get_attribute("data-label")}"'
    # For who hears the page it is a table still.
    assert tab.get_by_role("rowheader").count() > 10


@browser_test
@pytest.mark.browser
def test_a_long_table_is_folded_until_it_is_asked_for_and_whole_on_paper_and_without_scripts(
    browser, tab, html_dir
):
    page, rows = "chapters/who-is-owed", "#debt-at-a-glance table.exhibit-data tbody tr"
    show(tab, html_dir, page)
    every = tab.locator(rows).count()
    shown = tab.locator(f"{rows}:visible")
    assert shown.count() == 8 < every
    tab.emulate_media(media="print")
    assert shown.count() == every
    tab.emulate_media(media="screen")
    # By an address of one of its rows, by a filter, and by its button.
    tab.goto(f"{tab.url}#{tab.locator(rows).last.get_attribute('id')}")
    assert tab.locator(rows).last.is_visible()
    show(tab, html_dir, page)
    tab.locator("#debt-at-a-glance select").select_option(index=1)
    assert 0 < shown.count() < 8
    assert tab.locator("#debt-at-a-glance button.fold").is_hidden()
    tab.locator("#debt-at-a-glance select").select_option(index=0)
    tab.get_by_role("button", name=f"Show all {every} rows").click()
    assert shown.count() == every
    place = browser.new_context(java_script_enabled=False)
    still = show(place.new_page(), html_dir, page)
    assert still.locator(f"{rows}:visible").count() == every
    place.close()


@browser_test
@pytest.mark.browser
def test_verdicts_have_the_signs_of_the_strip_and_a_claim_its_address(tab, html_dir):
    show(tab, html_dir, "chapters/claims")
    for claim in tab.locator(".claim-list > .claim").all()[:12]:
        pill = claim.locator(".verdict").first
        sign = pill.evaluate("pill => getComputedStyle(pill, '::before').content")
        assert sign.startswith(f'"{SIGNS[claim.get_attribute("data-verdict")]}"')
        name = f"Permanent link to {claim.get_attribute('data-claim')}"
        link = claim.get_by_role("link", name=name)
        # It takes no line of its own.
        assert link.bounding_box()["y"] < pill.bounding_box()["y"] + 30
    show(tab, html_dir, "chapters/findings")
    words = tab.locator(".claim-list > .claim > p").first
    edge = words.evaluate(
        "p => p.getBoundingClientRect().right - parseFloat(getComputedStyle(p).paddingRight)"
    )
    assert tab.locator(".claim-list .claim-link a").first.bounding_box()["x"] >= edge


@browser_test
@pytest.mark.browser
@pytest.mark.parametrize("width", (390, 1280))
def test_no_paragraph_grows_when_it_is_pointed_at(tab, html_dir, width):
    show(tab, html_dir, "chapters/who-is-owed", width)
    grown = """paragraphs => paragraphs.filter((p) => {
        const { height } = p.getBoundingClientRect();
        p.dispatchEvent(new PointerEvent("pointerenter"));
        return p.querySelector(".paragraph-link") && p.getBoundingClientRect().height > height;
    }).map((p) => p.id)"""
    assert tab.eval_on_selector_all("article p[id^='p-']", grown) == []
    assert tab.locator(".paragraph-link").count() > 10
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
