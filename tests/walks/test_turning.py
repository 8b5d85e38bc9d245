"""Charts under a hand: a phone that is turned midway, controls that all do something, a lost script."""

from __future__ import annotations

import pytest
from conftest import browser_test
from playwright.sync_api import expect

from walks.conftest import AT_A_DESK, ON_A_PHONE
from walks.steps import drawing, figure, go_to_chapter_of, is_phone, make_live, press

pytestmark = [pytest.mark.book, pytest.mark.browser]
WITH_CONTROLS = ["grant-elements", "two-lenders"]


def turn(window):
    """Turn the phone, or make the window of the desk as narrow as a phone."""
    width = 390 if window.viewport_size["width"] > 390 else 844
    window.set_viewport_size({"width": width, "height": 844})


def moved(control) -> bool:
    """Use a control as a hand does, and say whether the chart before it changed."""
    chart = control.locator("xpath=ancestor::figure")
    before = drawing(chart).inner_html()
    if control.evaluate("node => node.tagName") == "SELECT":
        count = control.locator("option").count()
        at = control.evaluate("node => node.selectedIndex")
        control.select_option(index=(at + 1) % count)
    elif control.get_attribute("type") == "radio":
        control.check()
    else:
        was = control.input_value()
        control.press("End" if was == control.get_attribute("min") else "Home")
    control.page.wait_for_timeout(300)
    changed = drawing(chart).inner_html() != before
    if control.get_attribute("type") == "range":
        # Back: some controls tell nothing beside an extreme of another.
        control.fill(was)
    return changed


def go_to_own_page_of(window, exhibit):
    """Go to a chart of which the chapter shows the title alone, by the link there."""
    if not window.locator(f"figure[data-exhibit={exhibit['id']}]").count():
        go_to_chapter_of(window, exhibit)
    press(figure(window, exhibit).get_by_role("link", name="on a page of its own"))
    expect(window.get_by_role("heading", level=1, name=exhibit["title"])).to_be_visible()
    return window.get_by_role("figure")


def seen(chart):
    return chart.locator("select:visible, input:visible").all()


@browser_test
@ON_A_PHONE
def test_a_calculator_goes_on_when_the_phone_is_turned(window, exhibits):
    go_to_chapter_of(window, exhibits["two-lenders"])
    chart = figure(window, exhibits["two-lenders"])
    chart.get_by_label("Loans:").select_option("Terms of my own")
    interest = chart.get_by_label("My own, China: interest, %")
    interest.focus()
    interest.press("End")
    set_to = interest.input_value()
    for _ in range(2):
        turn(window)
        expect(chart.locator(".vega-embed svg:visible")).to_be_visible()
        expect(chart.get_by_label("Loans:")).to_have_value("Terms of my own")
        expect(interest).to_have_value(set_to)
        # The table of the chart holds the rate that was set, not the one it began with.
        expect(drawing(chart)).to_contain_text(f"{float(set_to):.2f}")
        assert moved(chart.get_by_label("Amount, US$ million"))


@pytest.mark.deep
@ON_A_PHONE
@browser_test
def test_every_chart_of_a_chapter_answers_after_turning(window, exhibits):
    go_to_chapter_of(window, exhibits["lender-shares"])
    chapter = exhibits["lender-shares"]["chapter"]
    charts = [
        e
        for e in exhibits.values()
        if e["chapter"] == chapter
        and e["kind"] != "table"
        and window.locator(f"figure[data-exhibit={e['id']}]:not(.exhibit-apart)").count()
    ]
    assert len(charts) > 3
    for exhibit in charts:
        make_live(figure(window, exhibit))
    for _ in range(2):
        turn(window)
        for exhibit in charts:
            chart = figure(window, exhibit)
            expect(chart.locator(".vega-embed svg:visible"), exhibit["id"]).to_be_visible()
            assert drawing(chart).bounding_box()["width"] <= window.viewport_size["width"]


@browser_test
@AT_A_DESK
def test_a_mark_says_what_it_stands_for(window, exhibits):
    chart = go_to_own_page_of(window, exhibits["debt-peaks"])
    make_live(chart)
    # Of a debt far below its peak: nothing stands over the mark.
    words = "Debtor: Turkmenistan; Owed to: China"
    mark = chart.locator(f".vega-embed .mark-symbol [aria-label^='{words}']")
    mark.scroll_into_view_if_needed()
    if is_phone(window):
        mark.tap()
    else:
        mark.hover()
    expect(window.locator("#vg-tooltip-element")).to_contain_text("Debtor")
    expect(window.locator("#vg-tooltip-element")).to_be_visible()


@browser_test
@ON_A_PHONE
def test_what_was_picked_in_a_legend_stays_picked(window, exhibits):
    go_to_chapter_of(window, exhibits["lender-shares"])
    chart = figure(window, exhibits["lender-shares"])
    make_live(chart)
    faded = chart.locator(".mark-line path[opacity='0.2']:visible")
    press(drawing(chart).get_by_text("Japan", exact=True).first)
    expect(faded.first).to_be_visible()
    turn(window)
    expect(faded.first).to_be_visible()


@pytest.mark.deep
@ON_A_PHONE
@browser_test
@pytest.mark.parametrize("exhibit", WITH_CONTROLS)
def test_no_control_is_dead_and_a_sentence_says_what_brings_more(window, exhibits, exhibit):
    go_to_chapter_of(window, exhibits[exhibit])
    chart = figure(window, exhibits[exhibit])
    if "exhibit-apart" in chart.get_attribute("class"):
        chart = go_to_own_page_of(window, exhibits[exhibit])
    expect(chart.locator("select:visible, input:visible").first).to_be_visible()
    choices = [control for control in seen(chart) if control.get_attribute("type") != "range"]
    sliders = [control for control in seen(chart) if control.get_attribute("type") == "range"]
    dead = [control.get_attribute("name") for control in sliders if not moved(control)]
    hint = chart.get_by_text("To set more, choose")
    if choices:
        # Some controls are not seen: the sentence names the choices that bring them.
        expect(hint).to_be_visible()
        named = hint.inner_text().split("“")[1:]
        for choice in (words.split("”")[0] for words in named):
            expect(hint).to_be_visible()
            before = len(seen(chart))
            if choices[0].evaluate("node => node.tagName") == "SELECT":
                choices[0].select_option(choice)
            else:
                chart.get_by_label(choice, exact=True).check()
            expect(hint).to_be_hidden()
            assert len(seen(chart)) > before
            ranges = [
                c
                for c in seen(chart)
                if c.get_attribute("name") != choices[0].get_attribute("name")
            ]
            dead += [f"{choice}: {c.get_attribute('name')}" for c in ranges if not moved(c)]
            if choices[0].evaluate("node => node.tagName") == "SELECT":
                choices[0].select_option(index=0)
    else:
        expect(hint).to_have_count(0)
    assert dead == []


@browser_test
@ON_A_PHONE
def test_a_chart_whose_script_is_lost_says_so_and_can_be_touched_again(window, exhibits):
    lost = "**/book-vega.js*"
    go_to_chapter_of(window, exhibits["lender-shares"])
    window.route(lost, lambda route: route.abort())
    chart = figure(window, exhibits["lender-shares"])
    press(chart.get_by_role("img").first)
    words = chart.get_by_text("could not be loaded, so this is its drawing: check the connection")
    expect(words).to_be_visible()
    window.unroute(lost)
    make_live(chart)
    expect(words).to_have_count(0)
