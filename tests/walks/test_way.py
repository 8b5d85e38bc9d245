"""From the front page to a chapter and back, by menu and contents, at every width and by every hand."""

from __future__ import annotations

import pytest
from conftest import browser_test, sampled
from playwright.sync_api import expect

from walks.conftest import AT_A_DESK, ON_A_PHONE
from walks.steps import go_to_chapter_of, is_phone, press

pytestmark = [pytest.mark.book, pytest.mark.browser]
# Sides stand beside the text from these widths on.
WIDE = {"Chapters": 992, "On this page": 1200}
LISTS = {"Chapters": "Main", "On this page": "Contents"}


@browser_test
@ON_A_PHONE
def test_to_the_chapter_on_creditors_and_back(window, exhibits):
    front = window.get_by_role("heading", level=1).inner_text()
    go_to_chapter_of(window, exhibits["lender-shares"])
    home = window.get_by_role("link", name="Central Asia plus Japan", exact=True)
    press(home.locator("visible=true").first)
    expect(window.get_by_role("heading", level=1)).to_contain_text(front)


@pytest.fixture(params=sampled([390, 768, 991, 1024, 1280], [390, 1024]))
def chapter(browser, site, exhibits, request):
    """Give a chapter in a window of each width where the buttons stand or the sides change."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, has_touch=request.param < 1000
    )
    context.set_default_timeout(20_000)
    tab = context.new_page()
    tab.goto(site)
    go_to_chapter_of(tab, exhibits["lender-shares"])
    yield tab
    context.close()


@browser_test
@pytest.mark.parametrize("name", WIDE)
def test_chapters_and_contents_open_and_close_by_every_hand(chapter, name):
    width = chapter.viewport_size["width"]
    button = chapter.get_by_role("button", name=name, exact=True)
    side = chapter.get_by_role("navigation", name=LISTS[name])
    dialog = chapter.get_by_role("dialog")
    if name == "On this page" and width >= WIDE[name]:
        expect(side).to_be_visible()
        expect(button).to_be_hidden()
        return
    hands = {
        "mouse": button.click,
        "keys": lambda: (button.focus(), chapter.keyboard.press("Enter")),
    }
    if is_phone(chapter):
        hands["touch"] = button.tap
    for hand, opens in hands.items():
        opens()
        if width >= WIDE[name]:
            # Beside the text: the button folds the side away and brings it back.
            expect(side, hand).to_be_hidden()
            opens()
        else:
            expect(dialog, hand).to_be_visible()
            expect(side.get_by_role("link").first, hand).to_be_visible()
            chapter.keyboard.press("Escape")
            expect(dialog, hand).to_be_hidden()
        expect(button, hand).to_be_focused()
    if width >= WIDE[name]:
        # It glides back into its place.
        expect(side).to_be_visible()
    chapter.keyboard.press("Shift+Tab")
    chapter.keyboard.press("Tab")
    ring = button.evaluate("node => getComputedStyle(node).outlineStyle")
    assert ring != "none", "the keyboard's place is not seen"


@browser_test
@ON_A_PHONE
def test_an_entry_of_the_contents_leads_to_its_heading(window, exhibits):
    go_to_chapter_of(window, exhibits["lender-shares"])
    button = window.get_by_role("button", name="On this page")
    if button.is_visible():
        press(button)
    entry = window.get_by_role("navigation", name=LISTS["On this page"]).get_by_role("link").last
    words = entry.inner_text().strip()
    press(entry)
    expect(window.get_by_role("dialog")).to_be_hidden()
    expect(window.get_by_role("heading", name=words)).to_be_in_viewport()


@browser_test
@AT_A_DESK
def test_skipping_leads_into_the_text(window, exhibits):
    go_to_chapter_of(window, exhibits["lender-shares"])
    window.keyboard.press("Tab")
    expect(window.get_by_role("link", name="Skip to main content")).to_be_focused()
    window.keyboard.press("Enter")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.closest('article') !== null")


@browser_test
def test_without_scripts_a_sentence_says_how_to_get_on(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site)
    expect(tab.get_by_role("button")).to_have_count(0)
    tab.get_by_role("article").get_by_role("link", name="who is owed and paid").click()
    words = tab.locator("noscript p")
    expect(words).to_be_visible()
    assert "turn JavaScript on, or go by the list of chapters" in words.text_content()
    expect(tab.get_by_role("button")).to_have_count(0)
    words.locator("a").click()
    expect(tab.get_by_role("link", name="who is owed and paid")).to_be_visible()
    context.close()
