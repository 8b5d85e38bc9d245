"""Each exhibit has a page, pictures that say what they are, and a place in the list."""

from __future__ import annotations

import csv
import json
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib

import pytest
from conftest import browser_test, read_page
from frictionless import Package
from PIL import Image
from playwright.sync_api import expect

from helpers import data, fonts
from helpers.book.exhibits import framed
from helpers.book.exhibits.exhibit_pages import _moved
from helpers.book.metadata import get_metadata
from helpers.book.publication import data_archive

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100" viewBox="0 0 400 100">'
    '<circle cx="50" cy="50" r="9"/></svg>'
)
BUNDLE = {
    "id": "a-chart", "title": "Debt & more <fell> everywhere", "subtitle": "US$ million, 2020 to 2021",
    "note": "", "alt": "A dot.", "licence": "CC-BY-4.0", "sources": ["one-debt-overview-ids"],
    "rows": [[1]], "svg": {"print": DRAWING, "narrow": DRAWING},
}  # fmt: skip
ABOUT = {
    "number": "Figure 1.1", "book": "The book", "version": "1.0.0", "publisher": "P",
    "address": "https://example.org/exhibits/a-chart/", "citation": "Cite me",
}  # fmt: skip


@pytest.fixture(scope="module")
def register(html_dir):
    return json.loads((html_dir / "registers" / "exhibits.json").read_text("utf-8"))


def own(html_dir, exhibit_id):
    return read_page(html_dir / "exhibits" / exhibit_id / "index.html")


@pytest.mark.book
def test_each_exhibit_has_a_page_with_all_that_a_citer_needs(html_dir, register):
    for row in register:
        page = own(html_dir, row["id"])
        text = " ".join(page.find("article").text.split())
        assert page.find("article").h1.text == row["title"]
        for part in (row["number"], row["subtitle"], row["licence"], row["chapter"]):
            assert " ".join(part.split()) in text, (row["id"], part)
        assert len(page.find(id="sources").find_all("li")) == len(row["sources"]), row["id"]
        figure = page.find("figure", attrs={"data-exhibit": row["id"]})
        assert figure.find("table" if row["kind"] == "table" else "svg"), row["id"]
        linked = json.loads(page.find("script", type="application/ld+json").text)["@graph"][0]
        assert linked["@type"] == "Dataset"
        assert len(linked["license"]) == len(row["licence"].split(", "))


@pytest.mark.book
@pytest.mark.deep
def test_each_link_of_a_page_leads_to_a_place_that_is_there(html_dir, register):
    for row in register:
        folder = html_dir / "exhibits" / row["id"]
        for link in own(html_dir, row["id"]).find("article").find_all("a", href=True):
            path, _, anchor = link["href"].partition("#")
            if path.startswith(("http:", "https:")):
                continue
            target = (folder / path).resolve() if path else folder / "index.html"
            assert target.is_file(), (row["id"], link["href"])
            if anchor and target.suffix == ".html":
                assert read_page(target).find(id=anchor), (row["id"], link["href"])


@pytest.mark.book
def test_the_page_and_its_card_tell_other_sites_of_the_exhibit(html_dir, register):
    row = next(r for r in register if r["id"] == "debt-peaks")
    page = own(html_dir, "debt-peaks")
    assert page.find("meta", property="og:title")["content"] == row["title"]
    named = page.find("meta", attrs={"name": "citation_title"})["content"]
    assert named == f"{row['number']}: {row['title']}"
    with Image.open(html_dir / "exhibits/debt-peaks/debt-peaks-card.png") as card:
        assert card.size == framed.CARD


@pytest.mark.book
def test_a_picture_says_what_it_is_where_it_is_from_and_on_what_terms(html_dir, register):
    row = next(r for r in register if r["id"] == "debt-peaks")
    base = html_dir / "exhibits/debt-peaks/debt-peaks"
    with Image.open(f"{base}.png") as picture:
        assert picture.text["Title"] == row["title"]
        assert row["licence"] in picture.text["Copyright"]
        assert picture.info["dpi"] == pytest.approx((144, 144), abs=1)
    drawn = ET.parse(f"{base}.svg").getroot()
    assert drawn.find(f"{SVG}title").text == row["title"]
    words = " ".join("".join(t.itertext()) for t in drawn.iter(f"{SVG}text"))
    for part in (row["title"], row["subtitle"], "Source: ", row["licence"], row["number"]):
        assert part in words, part


def test_words_of_tables_are_words_in_a_picture():
    drawn = ET.fromstring(framed.picture(BUNDLE, ABOUT))
    words = ["".join(t.itertext()) for t in drawn.iter(f"{SVG}text")]
    assert words[0] == "Debt & more <fell> everywhere"
    assert words[-1].endswith("https://example.org/exhibits/a-chart/")
    inner = drawn.findall(f"{SVG}svg")
    assert len(inner) == 1
    assert (inner[0].get("width"), inner[0].get("viewBox")) == ("400", "0 0 400 100")


def test_no_line_of_a_picture_is_wider_than_the_picture():
    text = framed._Text(19, "Bold", "text", 24)
    lines = framed.wrap(
        "At the end of the year most debts to both lenders were past their peak", text, 300
    )
    widths = fonts.advances("Bold")
    assert len(lines) == 2
    assert all(sum(widths[ord(c)] for c in line) * 19 <= 300 for line in lines)
    assert framed.wrap("Unbreakablewordofgreatlength", text, 20) == ["Unbreakablewordofgreatlength"]


def test_a_picture_carries_words_for_programs(tmp_path):
    made = framed.png(DRAWING, 72, {"Title": "Türkmenistan", "Author": ""})
    path = tmp_path / "a.png"
    path.write_bytes(made)
    with Image.open(path) as picture:
        picture.load()
        assert picture.text == {"Title": "Türkmenistan"}
    at = made.index(b"iTXt")
    (length,) = struct.unpack(">I", made[at - 4 : at])
    (check,) = struct.unpack(">I", made[at + 4 + length : at + 8 + length])
    assert check == zlib.crc32(made[at : at + 4 + length])


def test_links_are_moved_from_page_to_page():
    there, here = "chapters/a.html", "exhibits/e/index.html"
    assert _moved('<a href="../data/x.csv">', there, here) == '<a href="../../data/x.csv">'
    assert _moved('<a href="b.html#y">', there, here) == '<a href="../../chapters/b.html#y">'
    assert _moved('<a href="https://a.org/">', there, here) == '<a href="https://a.org/">'


@pytest.mark.book
def test_what_stands_apart_is_a_line_in_its_chapter_and_whole_on_its_page(html_dir, register):
    rows = {row["id"]: row for row in register}
    apart = {
        figure["data-exhibit"]: figure
        for path in (html_dir / "chapters").glob("*.html")
        for figure in read_page(path).find_all("figure", class_="exhibit-apart")
    }
    assert {"bonds-outstanding", "grant-elements"} <= set(apart)
    for exhibit_id, figure in apart.items():
        assert not figure.find(["table", "svg", "details"]), exhibit_id
        title = rows[exhibit_id]["title"].replace("'", "’")
        assert title in " ".join(figure.text.split())
        way = figure.find("p", class_="exhibit-way").a["href"]
        assert way.endswith(f"exhibits/{exhibit_id}/index.html")
        page = own(html_dir, exhibit_id)
        assert "exhibit-apart" not in page.find("figure")["class"]
        links = {link.text for link in page.find(id="take-away").find_all("a", download=True)}
        assert {"CSV", "XLSX"} <= links


@pytest.mark.book
def test_a_page_lets_a_table_be_filtered_and_searched_as_its_chapter_does_and_shows_it_whole(
    html_dir, register
):
    marks = ("data-filter", "data-search")
    seen = set()
    for row in register:
        chapter = read_page(html_dir / "chapters" / f"{row['page']}.html")
        there = chapter.find("figure", attrs={"data-exhibit": row["id"]})
        here = own(html_dir, row["id"]).find("figure", attrs={"data-exhibit": row["id"]})
        if "exhibit-apart" not in there["class"]:
            assert [here.get(m) for m in marks] == [there.get(m) for m in marks], row["id"]
        assert not here.has_attr("data-fold")
        seen |= {mark for mark in (*marks, "data-fold") if there.has_attr(mark)}
    assert seen == {*marks, "data-fold"}


@pytest.mark.book
def test_every_label_of_the_list_stands_above_a_column(html_dir):
    printed = set()
    for path in (html_dir / "exhibits").glob("*/*.csv-metadata.json"):
        columns = json.loads(path.read_text("utf-8"))["tableSchema"]["columns"]
        printed |= {(column["name"], column["titles"]) for column in columns}
    assert sorted(set(data.column_labels().items()) - printed) == []


@pytest.mark.book
def test_all_data_are_in_one_file_with_their_terms(html_dir, tmp_path):
    with zipfile.ZipFile(html_dir / "data" / "data.zip") as archive:
        names = set(archive.namelist())
        assert {r["path"] for r in data.package()["resources"]} < names
        for name in names - {"README.txt", "LICENCES.txt"}:
            assert archive.read(name) == (html_dir / "data" / name).read_bytes()
        lines = archive.read("LICENCES.txt").decode().splitlines()
    assert len(lines) == len(data.package()["resources"])
    data_archive.write(get_metadata(), tmp_path)
    assert (tmp_path / "data.zip").read_bytes() == (html_dir / "data" / "data.zip").read_bytes()


@pytest.mark.book
def test_each_file_of_data_is_linked_where_its_table_is_described(html_dir):
    page = read_page(html_dir / "chapters" / "data-catalogue.html")
    linked = {a["href"] for a in page.find_all("a", href=True)}
    assert {f"../data/{r['path']}" for r in data.package()["resources"]} <= linked


@pytest.mark.book
def test_the_registers_are_a_valid_data_package(html_dir):
    folder = html_dir / "registers"
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "note"])
    described = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    assert len(described) == 6
    for register in described:
        with (folder / register["path"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [c["name"] for c in register["schema"]["fields"]]


@pytest.mark.book
@pytest.mark.browser
@browser_test
def test_the_list_shows_the_exhibits_of_a_country_and_a_lender(browser, html_dir, register):
    tab = browser.new_page()
    tab.goto((html_dir / "chapters" / "exhibits.html").as_uri())
    shown = tab.locator(".gallery > li:visible")
    assert shown.count() == len(register)
    tab.get_by_label("Country").select_option("Tajikistan")
    tab.get_by_label("Kind").select_option("Map")
    maps = {row["title"] for row in register if row["kind"] == "map"}
    assert 0 < shown.count() <= len(maps)
    expect(tab.get_by_text(f"{shown.count()} of {len(register)}", exact=True)).to_be_visible()
    shown.first.get_by_role("link").click()
    assert tab.get_by_role("heading", level=1).inner_text().replace("’", "'") in maps
    tab.close()
