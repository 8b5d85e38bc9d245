"""What people do on every walk: touch or click, and go to the chapter of an exhibit by the menu."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def is_phone(window: Page) -> bool:
    """Say whether the window is one that is touched."""
    return window.evaluate("navigator.maxTouchPoints > 0")


def press(target: Locator) -> None:
    """Touch on a phone, click at a desk."""
    target.tap() if is_phone(target.page) else target.click()


def go_to_chapter_of(window: Page, exhibit: dict) -> None:
    """Go to the chapter of an exhibit by the list of chapters, which a phone keeps behind a button."""
    chapters = window.get_by_role("navigation", name="Main")
    if not chapters.is_visible():
        press(window.get_by_role("button", name="Chapters"))
    press(chapters.get_by_role("link", name=re.compile(rf"\d+\. {re.escape(exhibit['chapter'])}$")))
    expect(window.get_by_role("heading", level=1, name=exhibit["chapter"])).to_be_visible()
    # The end of a long page comes after its beginning.
    window.wait_for_load_state()


def figure(window: Page, exhibit: dict) -> Locator:
    """Give the figure or table by its number, in view."""
    found = window.get_by_role("figure").filter(has_text=f"{exhibit['number']} ").first
    found.scroll_into_view_if_needed()
    return found


def drawing(exhibit: Locator) -> Locator:
    """Give the drawing of a chart that is seen at this width."""
    return exhibit.locator("svg:visible").first


def make_live(exhibit: Locator) -> None:
    """Reach for a chart and wait until it answers."""
    press(exhibit.get_by_role("img").first)
    expect(exhibit.locator(".vega-embed svg:visible")).to_be_visible()
