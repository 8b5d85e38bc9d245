"""Names that tell things apart: sources of one line, exhibits and headings of one page."""

from __future__ import annotations

import csv
import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import PAGES, ROOT, read_page
from docutils.core import publish_doctree

from helpers import data
from helpers.book import nodes
from helpers.book.citing import bibliography, publishers
from helpers.book.render import BookError
from helpers.book.web import anchors
from helpers.formatting import note_of
from helpers.source_names import publisher, short_names


def named(monkeypatch: pytest.MonkeyPatch, **rows: tuple[str, str]) -> list[str]:
    """Name made-up sources: id -> publisher and date."""
    table = {
        i: {"publisher_name": name, "published_date": day, "author_name": "", "kind": "news"}
        for i, (name, day) in rows.items()
    }
    monkeypatch.setattr(data, "source", table.__getitem__)
    return list(short_names(list(rows)).values())


def test_sources_of_one_line_are_told_apart_by_no_more_than_it_takes(monkeypatch):
    assert named(
        monkeypatch,
        a=("A Ministry", "2006-06-05"),
        b=("A Ministry", "2006-05-30"),
        c=("A Ministry", "2007-01-02"),
        d=("A Bank; packed by others", ""),
        e=("A Bank; packed by others", ""),
        f=("A Paper", "2006"),
    ) == [
        "A Ministry, 5 June 2006",
        "A Ministry, 30 May 2006",
        "A Ministry 2007",
        "A Bank, packed by others, undated (d)",
        "A Bank, packed by others, undated (e)",
        "A Paper 2006",
    ]


@pytest.mark.parametrize(
    ("publisher_name", "author_name", "kind", "named_as"),
    [
        ("MOFA Japan via gov-base.info", "", "official", "MOFA Japan, via gov-base.info"),
        ("OECD (copy on docslib)", "", "report", "OECD, via docslib"),
        ("ONE Campaign debt_overview repository", "World Bank (extract by ONE Campaign)", "dataset",
         "World Bank, via ONE Campaign"),
        ("DataHub datasets/gdp", "World Bank", "dataset", "World Bank, via DataHub datasets/gdp"),
        ("AidData GCDF 3.0 (record 1)", "AidData", "dataset", "AidData GCDF 3.0 (record 1)"),
        ("nikkeilive.com (mirror)", "Nikkei", "news", "Nikkei, via nikkeilive.com"),
        ("Trend (after Kun.uz)", "", "news", "Trend (after Kun.uz)"),
        ("Asia-Plus", "A Reporter", "news", "Asia-Plus"),
    ],
)  # fmt: skip
def test_of_a_copy_the_maker_is_named_first(
    monkeypatch, publisher_name, author_name, kind, named_as
):
    row = {"publisher_name": publisher_name, "author_name": author_name, "kind": kind}
    monkeypatch.setattr(data, "source", lambda _id: row)
    assert publisher("a") == named_as


def test_a_line_of_publishers_begins_with_who_makes_figures(monkeypatch):
    kinds = {"a": "news", "b": "news", "c": "official", "d": "dataset", "e": "news", "f": "dataset"}
    names = {"a": "A Paper", "b": "A Paper", "c": "JICA (site)", "d": "A Bank via x.org",
             "e": "Other", "f": "A Bank via y.org"}  # fmt: skip
    rows = {i: {"publisher_name": names[i], "author_name": "", "kind": kinds[i]} for i in kinds}
    monkeypatch.setattr(data, "source", rows.__getitem__)
    assert publishers.line(list(rows)) == (
        "A Bank, via x.org; Japan International Cooperation Agency; A Paper; and 1 more"
    )


@pytest.mark.parametrize(("rows", "legend"), [
    ([["x", "high"], ["y", "low"]], "● high, ○ low;"), ([["x", "medium"]], "row: ◐ medium;"), ([], ""),
])  # fmt: skip
def test_a_legend_names_the_marks_that_are_there(rows, legend):
    columns = [{"name": "a"}, {"name": "confidence"}]
    note = note_of({"kind": "table", "note": "", "columns": columns, "rows": rows})
    assert legend in note
    assert bool(note) == bool(rows)
    assert not note_of({"kind": "chart", "note": "", "columns": columns, "rows": rows})


@pytest.mark.book
@pytest.mark.parametrize("page", PAGES)
def test_no_line_of_a_page_names_two_sources_alike(html_dir, page):
    soup = read_page(html_dir / f"{page}.html")
    lines = soup.select(".exhibit-source, .row-source-list, .claim-footer, .glossary-entry")
    for line in lines:
        links = line.select("a:has(.source-link), .row-source-list a")
        names = [link.get_text() for link in links]
        assert len(set(names)) == len(names) == len({link["href"] for link in links}), names
        assert not any(";" in name for name in names)


def test_references_name_the_language_in_words_and_english_not_at_all():
    def note(code: str) -> str:
        row = dict.fromkeys(("source_id", "title", "author_name", "publisher_name", "url"), "x")
        row |= {"published_date": "", "accessed_date": "2026-11-23", "language_code": code}
        return re.search(r"note = \{(.*)\}", bibliography.bibtex(pd.DataFrame([row])))[1]

    assert note("en") == "Read 23 November 2026"
    assert note("ja") == "In Japanese. Read 23 November 2026"
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["language_code"] for row in csv.DictReader(file)}
    assert not [code for code in codes if bibliography.language(code) == code]


def read(text: str, *exhibits: str) -> None:
    """Have a page with these headings, and exhibits with these ids, given its addresses."""
    page = publish_doctree(text, settings_overrides=SETTINGS)
    for exhibit_id in exhibits:
        node = nodes.exhibit("", exhibit_id=exhibit_id, names=[exhibit_id.replace("-", " ")])
        page += node
        page.note_explicit_target(node)
    anchors.assign(SimpleNamespace(env=SimpleNamespace(docname="chapters/a")), page)


# As Sphinx has them.
SETTINGS = {"doctitle_xform": False, "auto_id_prefix": "id"}
TWICE = "Debt\n====\n\nNotes\n-----\n\nx\n\nNotes\n-----\n\nx\n"


@pytest.mark.parametrize(
    ("text", "exhibit", "message"),
    [
        (
            "Debt per head\n=============\n\nx\n",
            "debt-per-head",
            "heading 'Debt per head' and exhib",
        ),
        ("日本\n====\n\nx\n", "debt", "chapters/a: heading '日本' gets no address that lasts"),
        (TWICE, "shares", "heading 'Notes' gets no address that lasts, since it"),
    ],
)
def test_an_address_that_would_move_is_refused(text, exhibit, message):
    with pytest.raises(BookError, match=message):
        read(text, exhibit)


def test_addresses_of_their_own_are_given():
    read("Debt\n====\n\nx\n", "debt-per-head")


@pytest.mark.book
def test_no_permanent_address_is_a_count(html_dir):
    listed = json.loads((html_dir / "registers" / "anchors.json").read_text("utf-8"))
    assert not [address for address in listed if re.search(r"#id\d+$", address)]


def test_every_source_is_cited_by_a_row_or_a_chapter():
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        known = {row["source_id"] for row in csv.DictReader(file)}
    cited: set[str] = set()
    for name in set(data.table_names()) - {"sources"}:
        frame = data.read_text_table(name)
        for column in frame.columns.intersection(["source_id", "more_source_ids"]):
            cited |= {one for cell in frame[column] for one in cell.split(";")}
    chapters = [ROOT / "index.md", *(ROOT / "chapters").glob("*.*")]
    words = set(re.findall(r"[\w.-]+", " ".join(path.read_text("utf-8") for path in chapters)))
    assert known - cited - words == set()


def test_one_page_that_stands_twice_among_the_sources_is_marked():
    table = data.read_text_table("sources")
    # The address of a site is that of all its pages.
    table = table[table["address_is_whole"] == "true"]
    pages = table[table["url"] != ""].groupby(table["url"].str.rstrip("/"))
    for url, rows in pages:
        # Other copies of one data set say so; else all entries but one lead to that one.
        ways = rows[~rows["note"].str.contains("different copies, editions or series")]
        assert (ways["same_page_as"] == "").sum() <= 1, url
