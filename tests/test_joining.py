"""The whole book as a file: joined from its parts with all that leads, is read out, and is numbered."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
from itertools import chain
from types import SimpleNamespace
from urllib.parse import unquote

import pikepdf
import pytest
from conftest import CHAPTERS, PAGES
from pdfminer.high_level import extract_text
from sphinx.errors import ExtensionError
from test_pdf import a_record

from helpers.book.typst.documents import Document
from helpers.book.typst.joiner import Joiner, Parts
from helpers.book.typst.press import TEMPLATE, Press
from helpers.book.typst.whole import Whole
from helpers.fonts import write_fonts

# --- a small book --------------------------------------------------------------------------------


def place(name):
    return f'"place:{name} The title"'


A_TABLE = "#table(columns: 2, table.header([x], [y]), [1], [2]);"
INDEX = f'{A_TABLE} #link({place("b#")})[To b];#page-of(pages.at("b#"), {place("b#")});'
BODIES = {
    "a": f'#metadata(none)#label("a#");\n= Alpha\n#link({place("c#deep")})[To c]; {A_TABLE}',
    "i": f'#metadata(none)#label("i#");\n= Index\n{INDEX}',
    "b": f'#metadata(none)#label("b#");\n= Beta\n{A_TABLE} #pagebreak() More.',
    "c": '#metadata(none)#label("c#");\n= Gamma\n#pagebreak() #metadata(none)#label("c#deep");Deep.',
}
ABOUT = (
    '#import "template.typ": *\n#let about = (document-title: "The book", authors: ("A",), keywords: '
    '("k",), date: datetime(year: 2026, month: 1, day: 2), description: "", lang: "en", version: "1", '
    'date-text: "then", data-text: "then", licence: "L", address: "")\n#show: '
)


class SmallBook:
    """What Whole asks of Documents, from sources written here."""

    def __init__(self, bodies=BODIES, asked=("b#", "c#deep"), paged=("i",)):
        self.bodies = bodies
        self.parts = {
            doc: SimpleNamespace(asked=set(asked), paged=("b#",) if doc in paged else ())
            for doc in bodies
        }

    def _document(self, name, source):
        return Document(name, f"{ABOUT}{source}", a_record(), ())

    def title_page(self):
        return self._document("title", 'title-page.with(about, title: "The book")\n')

    def contents(self, pages):
        entries = "".join(
            f'(kind: "chapter", text: "{doc}", number: "", name: "{doc}#", target: {place(f"{doc}#")}),'
            for doc in self.bodies
        )
        held = "".join(f'"{name}": "{page}",' for name, page in pages.items())
        return self._document(
            "contents", f"contents.with(about, entries: ({entries}), pages: ({held}))\n"
        )

    def page_numbers(self, count):
        return self._document("numbers", f"page-numbers.with(about, count: {count})\n")

    def body(self, doc, pages):
        known = f'#let pages = ("b#": "{pages["b#"]}",)\n' if self.parts[doc].paged else ""
        return self._document(
            doc, f'body-part.with(about, title: "T", head: [Head {doc}])\n{known}{self.bodies[doc]}'
        )


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    write_fonts("", folder)
    return folder


@pytest.fixture
def set_book(tmp_path, fonts):
    """Give what sets a small book, and tells the names of the sources that were set for it."""
    (tmp_path / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
    shutil.copytree(fonts, tmp_path, dirs_exist_ok=True)

    def set_(book, finished="finished"):
        press = Press(tmp_path)
        press.finished = tmp_path / finished
        before = set(press.finished.glob("*"))
        joiner = Joiner(press.finished)
        try:
            path = Whole(book, press).joined(joiner)
        finally:
            joiner.stop()
        new = set(press.finished.glob("*.pdf")) - before - {path}
        return path, sorted(file.stem.rpartition("-")[0] for file in new)

    return set_


def links_of(page):
    return [
        (unquote(str(a.Dest)), str(a.Contents)) for a in page.get("/Annots", ()) if "/Dest" in a
    ]


def places_of(pdf):
    """Give the label of the page of each place, found as readers' programs do."""
    labels = {page.objgen: page.label for page in pdf.pages}
    return {
        unquote(str(name)): labels[at[0].objgen]
        for name, at in pikepdf.NameTree(pdf.Root.Names.Dests).items()
    }


def test_links_and_printed_pages_lead_to_other_parts(set_book):
    path, _ = set_book(SmallBook())
    with pikepdf.open(path) as pdf:
        assert [page.label for page in pdf.pages] == ["", "ii", "1", "2", "3", "4", "5", "6"]
        places = places_of(pdf)
        assert places == {
            "a#": "1",
            "i#": "2",
            "b#": "3",
            "c#": "5",
            "c#deep": "6",
            "contents": "ii",
        }
        assert links_of(pdf.pages[2]) == [("c#deep", "In “The title”")]
        with pdf.open_outline() as outline:
            found = [item.title for item in outline.root]
        assert found == ["Contents", "Alpha", "Index", "Beta", "Gamma"]
        with pdf.open_metadata() as xmp:
            assert xmp["{http://ns.adobe.com/xap/1.0/t/pg/}NPages"] == "8"
    pages = [re.sub(r"\s+", " ", text) for text in extract_text(str(path)).split("\f")]
    assert pages[1].split() == ["Contents", "a", "i", "b", "c", "1", "2", "3", "5", "ii"]
    assert "To b, p. 3" in pages[3].replace("\xa0", " ")
    assert [text.split()[-1] for text in pages[2:8]] == ["1", "2", "3", "4", "5", "6"]
    assert ["Head" in text for text in pages[2:8]] == [False, False, False, True, False, True]


def test_what_did_not_change_is_not_set_again_and_the_book_is_as_from_nothing(set_book):
    before, _ = set_book(SmallBook())
    same, made = set_book(SmallBook())
    assert same == before
    assert made == []
    longer = BODIES | {"a": BODIES["a"] + " #pagebreak() One page more."}
    after, made = set_book(SmallBook(longer))
    # The numbers, the contents and the index: all others stand where they are set, now on other pages.
    assert made == ["a", "contents", "i", "numbers"]
    from_nothing, made = set_book(SmallBook(longer), "other")
    assert set(made) == {"title", "contents", "numbers", *BODIES}
    assert after.read_bytes() == from_nothing.read_bytes()
    assert after.read_bytes() != before.read_bytes()
    with pikepdf.open(after) as pdf:
        assert places_of(pdf)["c#deep"] == "7"


@pytest.mark.parametrize("record", ["no list", '[["nested"]]', '["gone.pdf", "a-%s.pdf"]', "[1]"])
def test_what_is_left_of_the_last_book_stops_no_other(set_book, tmp_path, record):
    before, _ = set_book(SmallBook())
    (part,) = (tmp_path / "finished").glob("a-*.pdf")
    if "%s" in record:
        # A part of a book that is no more, and is no whole file.
        record = record % "0123456789abcdef"
        (tmp_path / "finished" / "a-0123456789abcdef.pdf").write_bytes(part.read_bytes()[:500])
    (tmp_path / "finished.json").write_text(record, "utf-8")
    content = before.read_bytes()
    before.unlink()
    after, _ = set_book(SmallBook())
    assert after.read_bytes() == content


def test_what_cannot_be_joined_is_told(tmp_path):
    joiner = Joiner(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"gone\.pdf"):
        joiner.join(Parts((tmp_path / "gone.pdf",), (), tmp_path / "numbers.pdf"))
    with pytest.raises(RuntimeError, match="ended by itself"):
        joiner.join(Parts((), (), tmp_path / "numbers.pdf"))
    joiner.stop()


def test_who_joins_ends_when_nobody_is_left_to_ask(tmp_path):
    before = multiprocessing.active_children()
    joiner = Joiner(tmp_path)
    (process,) = (child for child in multiprocessing.active_children() if child not in before)
    joiner._connection.close()
    process.join(20)
    assert process.exitcode == 0


def test_a_link_to_what_is_not_printed_stops_the_build(set_book):
    with pytest.raises(ExtensionError, match=r"^a: link to 'b#gone', which is not printed$"):
        set_book(SmallBook(asked=("b#gone", "b#")))


def test_pages_that_move_what_they_lead_to_stop_the_build(set_book):
    restless = BODIES | {"i": BODIES["i"] + '#if pages.at("b#") == "3" { pagebreak() } Restless.'}
    with pytest.raises(ExtensionError, match=r"^book\.pdf: the pages that i prints move"):
        set_book(SmallBook(restless))


# --- the book ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(pdf_path):
    with pikepdf.open(pdf_path) as pdf:
        yield pdf


pytestmark = pytest.mark.book


def test_all_links_lead_to_a_place_of_the_book_a_page_beside_it_or_the_web(book, html_dir):
    places = places_of(book)
    asked = list(chain.from_iterable(map(links_of, book.pages)))
    assert len(asked) > 3000
    assert {name for name, _ in asked} <= places.keys()
    assert all(re.fullmatch("In “.+”", words) for _, words in asked)
    addresses = [str(a.A.URI) for page in book.pages for a in page.get("/Annots", ()) if "/A" in a]
    beside = {address for address in addresses if address.startswith("../")}
    web = set(addresses) - beside
    assert {address.partition(":")[0] for address in web} <= {"http", "https", "mailto"}
    anchors = json.loads((html_dir / "registers" / "anchors.json").read_text("utf-8"))
    assert {address.removeprefix("../") for address in beside} <= set(anchors)


def test_a_place_can_be_addressed_from_outside(book):
    places = places_of(book)
    # The example of the README, and each chapter.
    assert {
        "chapters/creditors#debt-peaks",
        *(f"{chapter}#" for chapter in CHAPTERS),
    } <= places.keys()


def test_each_link_and_page_finds_its_own_tags(book):
    tags = pikepdf.NumberTree(book.Root.StructTreeRoot.ParentTree)
    assert max(tags) < book.Root.StructTreeRoot.ParentTreeNextKey
    for page in book.pages:
        for element in tags[int(page.StructParents)]:
            kids = [kid for kid in element.K if not isinstance(kid, int)]
            assert page.objgen in [held.Pg.objgen for held in (element, *kids) if "/Pg" in held]
        for link in page.get("/Annots", ()):
            kids = tags[int(link.StructParent)].K
            held = [kid.Obj.objgen for kid in kids if not isinstance(kid, int) and "/Obj" in kid]
            assert link.objgen in held


def test_cells_name_heads_of_their_own_table(book):
    heads = dict(pikepdf.NameTree(book.Root.StructTreeRoot.IDTree).items())
    named = 0
    for element in book.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/TD":
            for attributes in element.get("/A", ()):
                for name in attributes.get("/Headers", ()):
                    named += 1
                    assert table_of(heads[str(name)]).objgen == table_of(element).objgen
    assert named > 5000


def table_of(element):
    while element.S != "/Table":
        element = element.P
    return element


def test_pages_are_numbered_and_headed_as_their_chapter(pdf_path, book):
    places, labels = places_of(book), [page.label for page in book.pages]
    starts = [labels.index(places[f"{chapter}#"]) for chapter in CHAPTERS]
    wanted = sorted({page for start in starts for page in (start, start + 1)})
    texts = extract_text(str(pdf_path), page_numbers=wanted).split("\f")
    for page, text in zip(wanted, texts):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert lines[-1].endswith(labels[page])
        assert (lines[0] == "Central Asia plus Japan") == (page not in starts)


def test_no_page_asks_for_what_it_does_not_hold(book):
    for page in book.pages:
        drawn = set(re.findall(rb"/(\w+) Do\b", b"\n".join(contents_of(page))))
        assert drawn <= {key[1:].encode() for key in page.Resources.get("/XObject", {})}


def contents_of(page):
    contents = page.Contents
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    return [stream.read_bytes() for stream in streams]


def test_all_parts_hang_on_one_document(book):
    (document,) = book.Root.StructTreeRoot.K
    assert document.S == "/Document"
    assert {kid.P.objgen for kid in document.K} == {document.objgen}
    parts = [kid for kid in document.K if kid.S == "/Part"]
    assert len(parts) == len(PAGES) + 1
