"""The front page and the summary: what a reader meets first."""

from __future__ import annotations

import csv
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import ROOT, assert_fits_and_is_described, read_page
from docutils import nodes

from helpers.book import metadata
from helpers.book.exhibits import exhibit_copies
from helpers.book.features import claims
from helpers.book.render import BookError
from helpers.book.web import about
from helpers.topics.summary import charts, measures, page, statements

FIVE = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}


def rows_of(name: str) -> list[dict]:
    with open(ROOT / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def front(html_dir):
    return read_page(html_dir / "index.html")


@pytest.fixture(scope="module")
def summary(html_dir):
    return read_page(html_dir / "chapters" / "summary.html")


def china_shares() -> dict[str, dict[int, float]]:
    """Reckon China's share in each country's debt from the rows, without the helpers."""
    whole = {
        (r["area_code"], r["year"]): float(r["ppg_external_debt_usd_million"])
        for r in rows_of("external_debt")
        if r["ppg_external_debt_usd_million"]
    }
    found: dict[str, dict[int, float]] = {}
    for row in rows_of("debt_stocks"):
        key = row["debtor_code"], row["year"]
        if (row["creditor_code"], row["creditor_class"]) == ("CHN", "official-bilateral"):
            if key in whole:
                owed = float(row["debt_outstanding_usd_million"])
                found.setdefault(key[0], {})[int(key[1])] = 100 * owed / whole[key]
    return found


# The front page


@pytest.mark.book
def test_the_picture_of_the_front_page_says_the_peak_and_the_last_share_without_scripts(front):
    figure = front.select_one("figure.exhibit-copy")
    assert figure["data-shows"] == "debt-shares"
    assert figure.select_one(".exhibit-body")["aria-label"]
    shares = china_shares()
    assert set(shares) == FIVE
    for layout in ("wide", "narrow"):
        words = [t.text for t in figure.select(f".exhibit-{layout} svg text")]
        for held in shares.values():
            last, top = max(held), max(held, key=held.get)
            assert f"{held[last]:.0f}%" in words
            assert (f"{held[top]:.0f}% in {top}" in words) == (top != last)


@pytest.mark.book
def test_the_front_page_opens_with_title_headline_ways_out_and_picture(front):
    article = front.select_one("article section")
    first = [child for child in article.children if getattr(child, "name", None)]
    assert [child.name for child in first[:5]] == ["h1", "p", "p", "p", "figure"]
    assert first[1].find("strong")
    assert "front-buttons" in first[3]["class"]


@pytest.mark.book
def test_the_ways_out_of_the_front_page_lead_to_summary_pdf_and_data(front, html_dir):
    links = [link["href"] for link in front.select(".front-buttons a")]
    assert links == ["chapters/summary.html", "pdf/book.pdf", "data/data.zip"]
    assert (html_dir / "data" / "data.zip").exists()
    assert front.select('#take-away a[href="pdf/brief.pdf"]')


@pytest.mark.book
def test_each_tile_has_a_traced_number_and_leads_to_a_page(front):
    tiles = front.select(".front-tiles li")
    assert 4 <= len(tiles) <= 6
    for tile in tiles:
        assert tile.find("strong").select_one("a.book-number[href*='numbers.html#number-']")
        assert tile.select_one("a.reference.internal[href^='chapters/']")
        # Each with its date.
        assert re.search(r"\b20\d\d\b", tile.text)


@pytest.mark.book
def test_countries_and_questions_lead_to_their_pages(front):
    chips = [link["href"] for link in front.select(".front-chips a")]
    pages = ("kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")
    assert {f"chapters/{name}.html" for name in pages} <= set(chips)
    assert {"chapters/debt-trap.html", "chapters/what-money-costs.html"} <= set(chips)


@pytest.mark.book
def test_five_findings_stand_on_the_front_page_and_in_the_summary_money_first(front, summary):
    chosen = [r for r in rows_of("findings") if r["is_on_front_page"] == "true"]
    chosen.sort(key=lambda row: int(row["front_page_no"]))
    assert [row["front_page_no"] for row in chosen] == ["1", "2", "3", "4", "5"]
    assert {row["chapter"] for row in chosen[:3]} <= {"who-is-owed", "what-money-costs"}
    short = front.select("ol.headlines li")
    whole = summary.select(".key-findings li")
    assert len(short) == len(whole) == 5
    for row, headline, finding in zip(chosen, short, whole):
        bold = finding.select_one("p strong").text.rstrip(".")
        assert headline.text.strip().startswith(bold)
        assert headline.select_one(f'a[href="chapters/{row["chapter"]}.html"]')


@pytest.mark.book
def test_the_front_page_says_at_what_date_each_series_stands(front):
    table = front.select_one('figure[data-shows="data-dates"] table')
    said = {
        row.find("th").text.strip(): row.find("td").text.strip() for row in table.select("tbody tr")
    }
    assert said["Public external debt by creditor (World Bank)"] == max(
        row["year"] for row in rows_of("debt_stocks")
    )
    assert said["Chinese commitments (AidData)"] == max(
        row["year"] for row in rows_of("china_commitments")
    )
    newest = max(
        r["as_of_date"] for r in rows_of("national_debt_reports") if r["debtor_code"] == "KGZ"
    )
    day = pd.Timestamp(newest)
    ministry = "State external debt by the finance ministry of Kyrgyzstan"
    assert said[ministry] == f"{day.day} {day:%B %Y}"


@pytest.mark.book
def test_the_front_page_says_that_there_is_no_address_yet(front):
    assert metadata.get_metadata().contact == ""
    assert about.NO_CONTACT in front.select_one("#about").text


# The summary


@pytest.mark.book
def test_the_front_page_and_the_summary_have_one_headline(front, summary):
    headlines = [html.select_one("h1 + p + p, h1 + p strong") for html in (front, summary)]
    texts = [html.select_one("article section > p > strong").text for html in (front, summary)]
    assert all(headlines)
    assert texts[0] == texts[1]


@pytest.mark.book
def test_what_follows_has_a_line_for_each_reader_with_a_link(summary):
    lines = summary.select("#what-follows-by-reader li")
    readers = [line.find("strong").text for line in lines]
    capitals = ["Astana", "Bishkek", "Dushanbe", "Ashgabat", "Tashkent"]
    assert set(readers) >= {"Tokyo", "Beijing", "Brussels and Washington", *capitals}
    assert all(line.select("a.reference.internal") for line in lines)
    assert "judgement" in summary.select_one("#what-follows-by-reader > p").text


# What they are made from


@pytest.mark.parametrize("name", ["shares", "service", "posted_rates"])
def test_a_chart_of_the_summary_fits_both_widths(name):
    (table, draw, describe), _ = getattr(page, name)()
    assert_fits_and_is_described(draw, describe, table)


def test_figures_at_the_end_of_lines_never_stand_on_one_another():
    table = pd.DataFrame(
        {"debtor": "Kazakhstan", "creditor": ["China", "Japan"], "year": 2023, "share": [7.0, 1.0]}
    )
    at = charts._ends(table, 150, 100.0).set_index("creditor")["at"]
    assert (at["China"] - at["Japan"]) * 150 / 100 >= charts._LINE - 1e-9


def test_the_hardest_year_counts_bonds_issued_since():
    rows = pd.DataFrame(
        {
            "debtor_code": "KGZ",
            "year": [2029, 2029, 2030, 2030],
            "group": ["China", "Bondholders", "China", "Bonds issued after 2024"],
            "total_usd_million": [208.0, 10.0, 191.0, 723.0],
        }
    )
    assert measures.hardest_years(rows, 2026).loc["KGZ", ["year", "bonds"]].to_list() == [2030, 723]
    assert measures.hardest_years(rows[rows["year"] < 2030], 2026).loc["KGZ", "bonds"] == 10


def test_the_headline_is_false_once_bondholders_are_due_less_than_china(monkeypatch):
    assert statements.bondholders_before_beijing().ok
    years = page.hardest()
    years.loc["KGZ", "bonds"] = years.loc["KGZ", "china"] - 1
    monkeypatch.setattr(page, "hardest", lambda: years)
    held = statements.bondholders_before_beijing()
    assert not held.ok
    assert "KGZ" in held.words


def test_a_contact_is_an_address_that_can_be_reached(monkeypatch):
    import yaml

    raw = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]["book"]
    book = metadata.parse(raw | {"contact": "report@example.org"})
    assert book.contact_address == "mailto:report@example.org"
    assert metadata.parse(raw | {"contact": "https://e.org/x"}).contact_address == "https://e.org/x"
    with pytest.raises(metadata.MetadataError, match="contact"):
        metadata.parse(raw | {"contact": "the editor"})
    monkeypatch.setattr(metadata, "get_metadata", lambda: book)
    role = about.BookRole()
    role.text = "contact"
    (said,), _ = role.run()
    assert said["refuri"] == "mailto:report@example.org"


def test_an_exhibit_that_no_chapter_shows_is_no_copy():
    tree = nodes.section("", exhibit_copies.book_nodes.exhibit_copy("", exhibit_id="nowhere"))
    app = SimpleNamespace(env=SimpleNamespace(book_exhibits={}))
    with pytest.raises(BookError, match="no chapter shows exhibit 'nowhere'"):
        exhibit_copies.fill(app, tree, "index")


def test_findings_are_asked_for_by_the_words_that_are_known():
    directive = claims.Findings.__new__(claims.Findings)
    directive.arguments = ["top"]
    directive.state = SimpleNamespace(
        document=SimpleNamespace(settings=SimpleNamespace(env=SimpleNamespace(docname="index")))
    )
    with pytest.raises(BookError, match="expected front or headlines"):
        directive.run()
