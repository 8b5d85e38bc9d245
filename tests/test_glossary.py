"""The glossary: what is found in text, what is left alone, and the page and links of the built book."""

from __future__ import annotations

import csv
import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, ROOT, read_page
from docutils import nodes

from helpers.book import nodes as book_nodes
from helpers.book.features.glossary import Terms, is_running, person_anchor
from helpers.book.render import BookError


def rows(name: str) -> list[dict]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def terms(*entries: tuple) -> Terms:
    columns = ["term_id", "term", "abbreviation", "other_forms", "definition"]
    return Terms(pd.DataFrame([(*entry, "meaning") for entry in entries], columns=columns))


@pytest.fixture
def some() -> Terms:
    return terms(
        ("oda", "official development assistance", "ODA", pd.NA),
        ("net-oda", "net ODA", pd.NA, "net aid"),
        ("step", "Special Terms for Economic Partnership", "STEP", pd.NA),
        ("element", "grant element", pd.NA, "grant elements"),
        ("five", "5+1 format", "5+1", pd.NA),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Official development assistance (ODA)", ["oda", "oda"]),
        ("of net ODA and of ODA", ["net-oda", "oda"]),
        ("step by step, Steps, STEPS and STEP-like", []),
        ("the STEP loan", ["step"]),
        ("oda, Oda, CODA, ODA2, ODA-like", []),
        ("Grant elements; a grant element, a grantelement", ["element", "element"]),
        ("broken over\na grant\nelement", ["element"]),
        ("C5+1, 5+10 and 5+1.", ["five"]),
        ("Net Aid", []),
        ("ODA's rules", ["oda"]),
    ],
)
def test_terms_are_found_as_whole_words(some, text, found):
    assert [term_id for _, _, term_id in some.find(text)] == found


def test_a_form_leads_to_one_term_only():
    with pytest.raises(BookError, match=r"glossary.csv: 'ODA' leads to 'a' and 'b'"):
        terms(("a", "one", "ODA", pd.NA), ("b", "other", "ODA", pd.NA))


def test_running_text_is_told_from_the_rest():
    def inside(*boxes):
        text = nodes.Text("ODA")
        node = text
        for box in boxes:
            box += node
            node = box
        return is_running(text)

    assert inside(nodes.paragraph(), nodes.section())
    assert inside(nodes.strong(), nodes.paragraph(), nodes.list_item(), nodes.bullet_list())
    for box in (
        nodes.title(),
        nodes.literal(),
        nodes.reference(),
        nodes.footnote(),
        book_nodes.number(),
    ):
        assert not inside(box, nodes.section())
    assert not inside(nodes.paragraph(), nodes.entry(), nodes.table())
    assert not inside(nodes.paragraph(), book_nodes.exhibit())
    assert not inside(nodes.paragraph(classes=["source-entry"]), nodes.container())


def test_every_name_in_script_belongs_to_a_person_or_a_term():
    persons = {row["person_name"] for row in rows("persons")}
    known = {"person": persons, "term": {row["term_id"] for row in rows("glossary")}}
    for row in rows("native_names"):
        assert row["name"] in known[row["name_kind"]], row


def test_names_stand_in_the_script_of_their_language():
    scripts = {
        "ja": r"[\u3000-\u30ff\u4e00-\u9fff・+]+",
        "zh": r"[\u4e00-\u9fff]+",
        "tk": r"[A-Za-zÀ-ž' ]+",
    }
    for row in rows("native_names"):
        pattern = scripts.get(row["language_code"], r"[\u0400-\u04ff«»+ -]+")
        assert re.fullmatch(pattern, row["native_name"]), row


def test_a_definition_follows_a_source_or_says_that_it_is_ours():
    for row in rows("glossary"):
        assert (row["definition_basis"] == "source") == bool(row["source_id"]), row
        assert bool(row["source_id"]) == bool(row["confidence"]), row


# The built book


@pytest.fixture(scope="module")
def page(html_dir):
    return read_page(html_dir / "chapters/glossary.html")


@pytest.mark.book
def test_every_term_and_office_holder_has_an_anchor(page):
    for row in rows("glossary"):
        entry = page.find(id=f"term-{row['term_id']}")
        assert row["term"].replace("'", "’") in entry.get_text()
        assert row["definition"].replace("'", "’") in entry.get_text()
    people = [row for row in rows("persons") if row["person_kind"] == "officeholder"]
    entries = page.select(".glossary-entry[id^=person-]")
    assert len(entries) == len(people)
    assert {e.find("strong").get_text() for e in entries} == {r["person_name"] for r in people}


@pytest.mark.book
def test_a_person_is_found_under_each_spelling_and_no_entry_tells_how_it_was_read(page):
    for row in rows("persons"):
        for name in filter(None, row["other_spellings"].split(";")):
            if row["person_kind"] == "officeholder":
                place = page.find(id=person_anchor(name))
                entry = place if place.name == "p" else place.parent
                assert entry.find("strong").get_text() == row["person_name"]
    told = [e.get_text() for e in page.select(".glossary-entry[id^=person-]")]
    assert not [text for text in told if "urname" in text or "read;" in text]


@pytest.mark.book
def test_names_in_script_carry_their_language(page):
    shown = {(e.get_text(), e["lang"]) for e in page.select(".native")}
    written = {
        (row["native_name"], row["language_code"])
        for row in rows("native_names")
        if row["native_name"] != row["name"]
    }
    assert shown == written


@pytest.mark.book
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_term_is_linked_once_and_only_in_running_text(html_dir, page, chapter):
    soup = read_page(html_dir / f"{chapter}.html")
    links = soup.select("article a.term")
    targets = [link["href"] for link in links]
    assert links and len(targets) == len(set(targets))
    for link in links:
        anchor = link["href"].partition("#")[2]
        assert page.find(id=anchor), anchor
        assert len(link["title"]) > 20
        assert not link.find_parents(["h1", "h2", "h3", "a", "code", "pre", "table", "figure"])


@pytest.mark.book
def test_the_first_use_is_the_one_that_is_linked(html_dir):
    html = (html_dir / "chapters/who-is-owed.html").read_text("utf-8")
    soup = BeautifulSoup(html, "html.parser")
    link = soup.select_one('a.term[href$="#term-commitment"]')
    for closed in soup.select("article figure, article .claim-footer, article nav, aside"):
        closed.decompose()
    parts = [part for part in link.find_all_previous(string=True) if part.find_parent("p")]
    assert len(parts) > 20
    assert not [part for part in parts if "commitment" in part.lower()]


@pytest.mark.book
def test_the_glossary_does_not_link_itself(page):
    assert not page.select("article a.term")


# The index of names


@pytest.mark.book
def test_the_index_agrees_with_the_pages(html_dir):
    entries = json.loads((html_dir / "registers/names.json").read_text("utf-8"))
    found = {entry["name"]: entry for entry in entries}
    assert {"Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"} <= set(found)
    for name, family in (("Abe Shinzo", "Abe"), ("Kawaguchi Yoriko", "Kawaguchi")):
        for chapter in CHAPTERS:
            source = json.loads((ROOT / f"{chapter}.ipynb").read_text("utf-8"))
            prose = " ".join(
                "".join(c["source"]) for c in source["cells"] if c["cell_type"] == "markdown"
            )
            named = bool(re.search(rf"\b{family}\b", re.sub(r"`[^`]*`", "", prose)))
            assert not named or chapter in found[name]["chapters"], (name, chapter)


@pytest.mark.book
def test_links_of_the_index_lead_to_places_that_name_the_name(html_dir):
    folder = html_dir / "chapters"
    soup = read_page(folder / "index-of-names.html")
    entry = soup.find(id="index-person-kishida-fumio")
    links = [a["href"] for a in entry.select("a.place, a") if a["href"].count("#")]
    assert len(links) > 5
    for href in links:
        file, _, anchor = href.partition("#")
        target = read_page(folder / file).find(id=anchor)
        assert target is not None, href
        if target.name == "figure":
            # The name may stand in the figures of a drawing, which its own page prints.
            own = folder.parent / "exhibits" / target["data-exhibit"] / "index.html"
            assert "Kishida" in read_page(own).find("article").get_text(), href
        elif not file.startswith("glossary"):
            assert "Kishida" in target.get_text(), href


def test_family_names_that_two_persons_bear_are_not_searched_alone():
    from helpers.book.features.names_index import known_names

    forms = {name.title: name.forms for name in known_names()}
    assert "Muto" not in forms["Muto Yoji"]
    assert "Berdimuhamedov" not in forms["Serdar Berdimuhamedov"]
    assert "Kishida" in forms["Kishida Fumio"]
