"""The PDFs as files: standards, fonts, text, metadata, and the same numbers as the pages."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from copy import copy
from dataclasses import replace
from functools import cache
from itertools import pairwise
from string import punctuation
from types import SimpleNamespace
from urllib.parse import quote

import frictionless
import page
import pikepdf
import pytest
import yaml
from conftest import CHAPTERS, PAGES, ROOT, read_page, sampled
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.docutils_ import Parser
from pdfminer.high_level import extract_pages, extract_text
from pdfminer.layout import LTChar, LTLine, LTRect, LTTextContainer, LTTextLine
from sphinx.errors import ExtensionError

from helpers import file_cache
from helpers.book import metadata, render
from helpers.book import nodes as book_nodes
from helpers.book.features import registers
from helpers.book.pages import file_name, summary
from helpers.book.typst import compile, documents, markup, translator
from helpers.book.typst.external_refs import ExternalRefs
from helpers.book.typst.info import DocumentInfo

pytestmark = pytest.mark.book
# Every page of the book but the front page, whose PDF is the book, and the list that print leaves out.
PRINTED = [doc for doc in PAGES if doc not in ("index", "chapters/numbers")]
SETTINGS = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["sphinx"]["config"]
SHEETS = SETTINGS["book_sheets"]


def file_of(doc: str) -> str:
    """Name the PDF of a page: that of the summary is the brief."""
    return "brief" if doc == SETTINGS["book_brief"] else file_name(doc)


def has(doc: str, *words: str) -> bool:
    """Say whether the source of a chapter has one of these words: what its page must then show."""
    source = (ROOT / f"{doc}.ipynb").read_text("utf-8")
    return any(word in source for word in words)


# The chapters that show exhibits; the others carry no data.
SHOWING = [doc for doc in CHAPTERS if has(doc, "show_chart(", "show_table(")]
FILES = ["book", *map(file_of, PRINTED)]
# The book holds all chapters; of their own files, which are made alike, these are tried each time.
QUICK_CHAPTERS = ("chapters/who-is-owed", "chapters/kyrgyzstan", "chapters/trade-routes")
QUICK = ("book", "brief", "who-is-owed")
A4 = (595.28, 841.89)


@pytest.fixture(scope="module")
def text(pdf_path):
    """Give the words of the book without its appendices; to read them takes twenty seconds."""
    found = extract_text(str(pdf_path), maxpages=215)
    return re.sub(r"\s+", " ", found)


@pytest.fixture(scope="module")
def solid(text):
    """Give the text without spaces: long addresses break over lines."""
    return squeezed(text)


def squeezed(words: str) -> str:
    """Leave out what line breaks and typographers change: spaces, hyphens and the shape of quotes."""
    return re.sub(r"[\s\u00ad-]", "", words).translate(str.maketrans("’‘“”", "''\"\""))


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", sampled(FILES, QUICK))
def test_no_rule_of_the_standards_fails(pdf_path, name, profile):
    report = page.validate_pdf(str(pdf_path.with_stem(name)), profile=profile)
    assert [failure.rule_id for failure in report.failures] == []


def test_there_is_a_file_for_each_page_that_is_printed(pdf_path):
    assert {path.stem for path in pdf_path.parent.iterdir()} == set(FILES)


def test_it_is_tagged_named_and_has_an_outline(pdf_path):
    with pikepdf.open(pdf_path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("en")
        assert "Central Asia plus Japan" in str(pdf.docinfo["/Title"])
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert any(re.fullmatch(r"\d+ Owed and paid", title) for title in titles)


@pytest.mark.parametrize("name", FILES)
def test_all_fonts_are_embedded_and_no_other_file_is_needed(pdf_path, name):
    with pikepdf.open(pdf_path.with_stem(name)) as pdf:
        held = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        assert not [o for o in held if o.get("/S") in ("/GoToR", "/Launch", "/ImportData")]
        assert not [o for o in held if o.get("/Type") == "/Filespec" and "/EF" not in o]
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        described = [o for o in fonts if o.get("/Type") == "/FontDescriptor"]
        assert described
        for font in described:
            assert any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        # Every sign is of the book's own families: a sign that they lack would be taken from another.
        names = {str(font["/FontName"]).rpartition("+")[2] for font in described}
        assert all(name.startswith(("BookSans", "BookSerif", "DejaVuSansMono")) for name in names)


@pytest.mark.deep
def test_it_says_what_a_report_must(text, data_date):
    for words in (
        metadata.get_metadata().author,
        "Suggested citation: ",
        "Contents",
        f"Data as read on {data_date}",
        "Key findings",
        "Limitations",
        "References",
        "中央アジア",
    ):
        assert words in text, words


@pytest.mark.deep
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_exhibits_have_the_numbers_and_titles_of_the_pages(html_dir, solid, chapter):
    html = read_page(html_dir / f"{chapter}.html")
    for figure in html.find_all(class_="exhibit"):
        if figure["data-exhibit"] == "projects-list":
            # Too long for paper, which says where it stands.
            continue
        number = figure.find(class_="caption-number").text.strip()
        title = figure.find(class_="exhibit-title").text.replace("#", "").strip()
        assert squeezed(f"{number}{title.removeprefix(number)}") in solid, title


def test_the_data_package_is_attached_and_whole(pdf_path):
    with pikepdf.open(pdf_path) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        related = {str(pdf.attachments[name].obj.AFRelationship) for name in pdf.attachments}
    assert related == {"/Data"}
    for path in (ROOT / "data").iterdir():
        assert files[f"data/{path.name}"] == path.read_bytes()


@pytest.mark.deep
def test_exhibits_print_their_id_and_address(solid):
    assert "Exhibitdebtpeaks,exhibits/debtpeaks/index.html" in solid


@pytest.mark.deep
def test_no_chart_is_a_word(text):
    assert "alt.Chart" not in text


# Chapters as files of their own


@cache
def boxes_of(path):
    """Give the boxes of text on each page."""
    sheets = list(extract_pages(str(path)))
    return [[box for box in sheet if isinstance(box, LTTextContainer)] for sheet in sheets]


@cache
def words_of(path):
    boxes = (box for sheet in boxes_of(path) for box in sheet)
    return re.sub(r"\s+", " ", "".join(box.get_text() for box in boxes))


def page_of(html_dir, doc):
    return read_page(html_dir / f"{doc}.html")


@pytest.mark.parametrize("doc", sampled(CHAPTERS, QUICK_CHAPTERS))
def test_a_chapter_has_the_numbers_and_references_of_its_page(pdf_path, html_dir, doc):
    solid = squeezed(words_of(pdf_path.with_stem(file_of(doc))))
    html = page_of(html_dir, doc)
    captions = html.select("figure.exhibit .exhibit-title")
    assert bool(captions) == (doc in SHOWING)
    for caption in captions:
        assert squeezed(caption.text.replace("#", "")) in solid, caption.text
    notes = html.select("aside.footnote, .footnote-list aside")
    for note in notes:
        address = note.find("a", class_="external")
        if address:
            # Before its last line the number of the next entry may be read, which stands as high.
            parts = map(re.escape, squeezed(address["href"]).split("/"))
            assert re.search(r"(\d{1,3})?/".join(parts), solid), address["href"]
    # The sources that exhibits name by publisher and year stand in full, but on sheets that are few.
    lists = doc in SHOWING and doc not in SHEETS
    assert (squeezed("Sources named in this chapter") in solid) == lists


@pytest.mark.parametrize("doc", PRINTED)
def test_a_chapter_says_whose_it_is_and_how_to_cite_it(pdf_path, html_dir, data_date, doc):
    first = extract_text(str(pdf_path.with_stem(file_of(doc))), maxpages=1)
    words = squeezed(first).casefold()
    title = page_of(html_dir, doc).find("h1").text.replace("#", "").strip()
    citation = words.partition("suggestedcitation:")[2]
    assert squeezed(re.sub(r"^[\d.]+", "", title)).casefold() in citation
    for part in (metadata.get_metadata().author, "Central Asia plus Japan:", "Version"):
        assert squeezed(part).casefold() in citation, part
    assert squeezed(title).casefold() in words
    assert squeezed(f"Data as read on {data_date}").casefold() in words


@pytest.mark.parametrize("name", FILES)
def test_the_metadata_say_what_a_catalogue_asks(pdf_path, name):
    with pikepdf.open(pdf_path.with_stem(name)) as pdf:
        raw = bytes(pdf.Root.Metadata.read_raw_bytes())
        with pdf.open_metadata() as xmp:
            fields = {key.rpartition("}")[2]: xmp[key] for key in xmp}
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    assert raw.startswith(b"<?xpacket"), "the metadata can't be read without decoding"
    assert fields["title"] == info["/Title"]
    assert fields["creator"] == [metadata.get_metadata().author]
    assert fields["publisher"] == {metadata.get_metadata().author}
    assert fields["language"] == {"en"}
    assert dt.date.fromisoformat(fields["date"][0])
    assert len(fields["description"]) > 40
    assert "Japan" in fields["Keywords"] == info["/Keywords"]
    assert "CC-BY" in fields["rights"]
    assert fields["VersionID"] == metadata.get_metadata().version
    assert fields["WebStatement"].startswith("https://creativecommons.org/")
    assert (fields["part"], fields["conformance"]) in (("1", "A"), ("3", "A"))
    # While the book has no base address, no file claims to have one.
    assert "identifier" not in fields
    assert "source" not in fields
    assert ("relation" in fields) == (name != "book")


@pytest.mark.parametrize("doc", CHAPTERS)
def test_a_chapter_carries_its_figures_and_tables(pdf_path, html_dir, doc):
    with pikepdf.open(pdf_path.with_stem(file_of(doc))) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    shown = [figure["data-exhibit"] for figure in page_of(html_dir, doc).select("figure.exhibit")]
    if doc not in SHOWING:
        assert not shown
        assert not files
        return
    for exhibit in shown:
        published = html_dir / "exhibits" / exhibit / f"{exhibit}.csv"
        assert files[f"exhibits/{exhibit}.csv"] == published.read_bytes()
    package = json.loads(files["data/datapackage.json"])
    named = {f"data/{resource['path']}" for resource in package["resources"]}
    assert named == {name for name in files if name.startswith("data/")} - {"data/datapackage.json"}
    for name in named:
        assert files[name] == (ROOT / name).read_bytes()


@pytest.mark.parametrize(
    "doc",
    [pytest.param(doc, marks=[] if file_of(doc) in QUICK else pytest.mark.deep) for doc in SHOWING],
)
def test_the_package_that_a_chapter_carries_is_valid(pdf_path, tmp_path, doc):
    with pikepdf.open(pdf_path.with_stem(file_of(doc))) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    report = frictionless.validate(str(tmp_path / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])[:3]


@pytest.mark.parametrize("name", FILES)
def test_no_character_is_copied_that_is_not_seen(pdf_path, name):
    with pikepdf.open(pdf_path.with_stem(name)) as pdf:
        held = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        read_as = [o.ToUnicode.read_bytes().upper() for o in held if "/ToUnicode" in o]
        replaced = [str(o.ActualText) for o in held if "/ActualText" in o]
    assert read_as
    assert not [words for words in read_as if b"200B" in words]
    assert not [words for words in replaced if "\u200b" in words]


@pytest.mark.parametrize("doc", sampled(CHAPTERS, QUICK_CHAPTERS))
def test_marks_of_references_that_follow_each_other_are_told_apart(pdf_path, html_dir, doc):
    solid = squeezed(words_of(pdf_path.with_stem(file_of(doc))))
    marks = page_of(html_dir, doc).select("a.footnote-reference")
    runs = []
    for mark in marks:
        if runs and runs[-1][-1] is mark.previous_sibling:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    assert bool(runs) == has(doc, "{footcite")
    for run in runs:
        printed = ",".join(mark.text.strip("[]") for mark in run)
        assert f"[{printed}]" in solid


@pytest.mark.parametrize("doc", CHAPTERS)
def test_no_word_stands_beyond_the_margin(pdf_path, doc):
    # Stops and commas hang a little over the edge.
    inner, outer = (21, 20) if doc in SHEETS else (26, 24)
    left, right = (inner / 25.4 * 72, A4[0] - outer / 25.4 * 72)
    for sheet in boxes_of(pdf_path.with_stem(file_of(doc))):
        for line in (part for box in sheet for part in box if isinstance(part, LTTextLine)):
            letters = [c for c in line if isinstance(c, LTChar) and c.get_text().strip()]
            for letter in letters:
                assert left - 3 < letter.x0 < letter.x1 < right + 3, line.get_text()


@pytest.mark.parametrize("doc", CHAPTERS)
def test_the_address_of_each_exhibit_is_a_link(pdf_path, html_dir, doc):
    path = pdf_path.with_stem(file_of(doc))
    with pikepdf.open(path) as pdf:
        linked = {str(link.A.URI) for link in links(pdf) if "/URI" in link.get("/A", {})}
    solid = re.sub(r"\s", "", words_of(path))
    for figure in page_of(html_dir, doc).select("figure.exhibit"):
        address = f"exhibits/{figure['data-exhibit']}/index.html"
        assert f"../{address}" in linked
        # Copied, its lines joined, it is the address, hyphens and all.
        assert f"{figure['data-exhibit']},{address}" in solid


@pytest.fixture(scope="module")
def stands(pdf_path):
    """Give where each place of the book stands: on which page, and how far down."""
    with pikepdf.open(pdf_path) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return {
            str(name): (numbers[at[0].objgen], -float(at[3]))
            for kid in pdf.Root.Names.Dests.Kids
            for name, at in zip(list(kid.Names)[::2], list(kid.Names)[1::2], strict=True)
        }


@pytest.mark.parametrize("doc", CHAPTERS)
def test_what_is_no_paragraph_is_printed_in_the_order_of_the_page(stands, html_dir, doc):
    """No drawing stands in a list, in a table, or beyond its section; a paragraph may go before one."""
    html = copy(page_of(html_dir, doc))
    for paragraph in html.select("article section > p"):
        paragraph.decompose()
    ids = [part["id"] for part in html.select("article section, article section [id]")]
    named = [(name, stands.get(quote(f"{doc}#{name}", safe=punctuation))) for name in ids]
    printed = [(name, at) for name, at in named if at]
    drawn = {figure["id"] for figure in html.select("figure.exhibit[id]")}
    assert drawn <= {name for name, _ in printed}
    for (before, above), (after, below) in pairwise(printed):
        assert above <= below, f"{after} is printed before {before}"


# The brief


def test_the_brief_is_two_sheets_of_findings_and_charts_and_one_of_what_follows(pdf_path, html_dir):
    path = pdf_path.with_stem("brief")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 3
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx(A4, abs=0.1)
    sheets = [squeezed("".join(b.get_text() for b in boxes)) for boxes in boxes_of(path)]
    # On paper the first mention of a chapter says its number and title.
    sheets = [re.sub(r'\(chapter\d+,"[^"]+"\)', "", sheet) for sheet in sheets]
    html = page_of(html_dir, "chapters/summary")
    charts = html.select("figure.exhibit-chart .caption-number")
    assert len(charts) == 3
    assert all(squeezed(c.text.strip()) in sheets[0] + sheets[1] for c in charts)
    assert ["Whatfollows,byreader" in sheet for sheet in sheets] == [False, False, True]
    findings = html.select(".key-findings li")
    with open(ROOT / "data" / "findings.csv", encoding="utf-8", newline="") as file:
        chosen = [row for row in csv.DictReader(file) if row["is_on_front_page"] == "true"]
    assert len(findings) == len(chosen) == 5
    place = 0
    for finding in findings:
        statement = squeezed(finding.find("p").text)
        assert statement in sheets[0][place:], statement
        place = sheets[0].index(statement)
        footer = squeezed(finding.select_one(".claim-footer").text).removesuffix("Details.")
        assert re.search(r"(Figure|Table)[\d.]+.*Confidence:.(high|medium)", footer)
        assert footer in sheets[0][place:], footer
    assert "Suggestedcitation:" in sheets[0]


def test_the_brief_can_be_read_on_paper(pdf_path):
    with pikepdf.open(pdf_path.with_stem("brief")) as pdf:
        sizes = [
            float(step.operands[1])
            for sheet in pdf.pages
            for step in pikepdf.parse_content_stream(sheet)
            if str(step.operator) == "Tf"
        ]
    assert len(sizes) > 20
    # Notes under exhibits are set smallest.
    assert min(sizes) >= 6
    assert sum(size >= 8 for size in sizes) > len(sizes) / 2


def links(pdf):
    return [link for page in pdf.pages for link in page.get("/Annots", ())]


# How they are made


def test_a_drawing_is_legible_and_fits_on_a_page(html_dir):
    room = 16 / 2.54 * 72
    for path in (html_dir / "exhibits").glob("*/*-plot.svg"):
        svg = path.read_text("utf-8")
        width, height = (
            float(re.search(rf'{side}="([\d.]+)', svg)[1]) for side in ("width", "height")
        )
        smallest = min(map(float, re.findall(r'font-size="([\d.]+)px"', svg)))
        assert smallest * room / width >= 6, path.name
        assert height * room / width <= 640, path.name


def a_record():
    authors = (metadata.Author("A"), metadata.Author("B"))
    return DocumentInfo(
        book=replace(metadata.get_metadata(), authors=authors, date=dt.date(2026, 1, 2)),
        title="A chapter", description="What it says.", page="https://example.org/a.html",
        file="https://example.org/a.pdf", within="The book", citation="Cite me",
    )  # fmt: skip


def a_source(folder, words="Text."):
    path = folder / "a.typ"
    path.write_text(
        '#set document(title: "A chapter", author: ("A", "B"), date: datetime(year: 2026, month: 1,'
        f" day: 2))\n= A chapter\n{words}\n"
    )
    return path


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(file_cache, "folder", lambda: tmp_path / "cache")


def test_two_compilations_are_equal_and_kept_by_what_they_were_made_from(tmp_path):
    source, about = a_source(tmp_path), a_record()
    first = compile.compile_pdf(source, about, [])
    written = first.read_bytes()
    assert compile.compile_pdf(source, about, []) == first
    first.unlink()
    assert compile.compile_pdf(source, about, []).read_bytes() == written
    with pikepdf.open(first) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:source"] == "https://example.org/a.html"
        assert xmp["dc:identifier"] == "https://example.org/a.pdf"
        assert xmp["dc:creator"] == ["A", "B"]
    named = about._replace(book=replace(about.book, doi="10.1/x"), within="")
    other = compile.compile_pdf(source, named, [])
    assert other != first
    with pikepdf.open(other) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:identifier"] == "https://doi.org/10.1/x"
    a_source(tmp_path, "Other text.")
    assert compile.compile_pdf(source, about, []) not in (first, other)


def test_what_the_typesetter_warns_of_is_said(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(compile._log, "warning", lambda words, *names: said.append(words % names))
    compile.compile_pdf(a_source(tmp_path, '#text(font: "No such font")[x]'), a_record(), [])
    assert said == ["typst: a.pdf: unknown font family: no such font"]


@pytest.mark.parametrize("sign", ["😀", "\U00013000"])
def test_a_sign_that_no_font_has_names_page_and_words(tmp_path, sign):
    with pytest.raises(compile.UnknownSignError) as raised:
        compile.compile_pdf(a_source(tmp_path, f"Words {sign}."), a_record(), [])
    names = {"other": "Words.", "mine": f"Words {sign}."}
    pages = [nodes.document(None, None, source=f"/x/{name}.ipynb") for name in names]
    for tree, words in zip(pages, names.values()):
        tree += nodes.paragraph(text=words)
    told = raised.value.place(pages)
    assert (
        told
        == f"mine.ipynb: no font of the book has {sign!r} in 'Words {sign}.'; write it in words"
    )


def test_source_that_can_not_be_set_stops_the_build(tmp_path):
    with pytest.raises(ExtensionError, match=r"a\.pdf can't be set"):
        compile.compile_pdf(a_source(tmp_path, "#unknown()"), a_record(), [])


def set_with_template(folder, body):
    (folder / "template.typ").write_bytes(
        (ROOT / "src/helpers/book/typst/template.typ").read_bytes()
    )
    source = folder / "t.typ"
    source.write_text(
        '#import "template.typ": *\n#set document(title: "T")\n#set page(paper: "a4")\n= T\n' + body
    )
    return compile.compile_pdf(source, a_record(), [])


def an_exhibit(rows):
    cells = translator.keep_together([[f"table.cell()[row{i}]"] for i in range(rows)])
    body = ", ".join(cell for row in cells for cell in row)
    footer = "exhibit-footer(note: [Long note. #lorem(90)], source: [S.], licence: [L], id: [i], address: [a])"
    return (
        "#exhibit(name: [Table 1], title: [T], subtitle: [S], drawing: false)[#set-table(8pt, "
        'table(columns: (0pt, 1fr), table.header(table.cell(colspan: 2)[Head#continued("Table 1");]), '
        f"{body}, table-footer(1, {footer})))]\n"
    )


@pytest.mark.parametrize("rows", range(38, 60, 2))
def test_no_page_holds_the_foot_of_a_table_alone(tmp_path, rows):
    pages = extract_text(str(set_with_template(tmp_path, an_exhibit(rows)))).split("\f")
    (last,) = [words for words in pages if "Long note" in words]
    assert f"row{rows - 1}" in last
    assert f"row{rows - 2}" in last


def test_a_table_that_goes_on_says_so_on_each_page(tmp_path):
    first, *others, _end = extract_text(str(set_with_template(tmp_path, an_exhibit(120)))).split(
        "\f"
    )
    assert "Table 1" in first
    assert "continued" not in first
    assert len(others) > 1
    assert all("Table 1 (continued)" in words for words in others)


def test_no_rule_of_a_table_runs_through_its_note(tmp_path):
    (sheet,) = extract_pages(str(set_with_template(tmp_path, an_exhibit(5))))
    (note,) = [
        line
        for box in sheet
        if isinstance(box, LTTextContainer)
        for line in box
        if line.get_text().startswith("Note: Long")
    ]
    # Ascenders reach as high as this.
    top = max(letter.y1 for letter in note if isinstance(letter, LTChar))
    rules = [part.y0 for part in sheet if isinstance(part, LTLine | LTRect)]
    assert len(rules) > 5
    assert not [y for y in rules if note.y0 - 1 < y < top + 3]


def test_a_long_name_breaks_and_is_copied_as_it_is(tmp_path):
    name = "chapters/before-the-dialogue.html#investment_in_central-asia"
    body = f"#block(width: 3cm)[{markup.text(name)}]\n#block(width: 3cm)[{markup.code(name)}]"
    lines = extract_text(str(set_with_template(tmp_path, body))).split()[1:]
    assert len(lines) > 5
    assert "".join(lines) == name * 2
    assert not [line for line in lines if line.endswith("-")]


def a_table(label, cell, columns):
    rows = [
        nodes.row(
            "", *[nodes.entry("", nodes.paragraph(text=words)) for words in [first] * columns]
        )
        for first in (label, cell)
    ]
    specs = [nodes.colspec(colwidth=1) for _ in range(columns)]
    group = nodes.tgroup(
        "", *specs, nodes.thead("", rows[0]), nodes.tbody("", rows[1]), cols=columns
    )
    return nodes.table("", group)


def a_translator(folder):
    return translator.Translator("c/a", "", set(), folder, {}, None)


LONG = "The government agreed with the bank on a loan for the road. "


@pytest.mark.parametrize("rows", [1, 2, 4, 5, 8])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_row_that_is_higher_than_a_page_is_printed_whole(tmp_path, rows, place):
    cells = [["a", "short", "c"] for _ in range(rows)]
    cells[{"first": 0, "middle": rows // 2, "last": -1}[place]][1] = LONG * 80
    columns = [{"name": n, "label": n, "numeric": False, "unit": ""} for n in "abc"]
    made = {"id": "x", "columns": columns, "rows": cells, "widths": [1, 1, 8]}
    holder = nodes.Element(exhibit_id="x")
    holder += render.table_node(made, "c/a")
    footer = "exhibit-footer(source: [S.], licence: [L], id: [i], address: [a])"
    table = a_translator(tmp_path).on_table(holder[0], "Table 1", footer)
    body = f"#exhibit(name: [N], title: [T], subtitle: [S], drawing: false)[{table}]"
    path = set_with_template(tmp_path, body)
    assert extract_text(str(path)).count("road") == 80
    lines = [part for sheet in extract_pages(str(path)) for part in sheet]
    assert min(part.y0 for part in lines) > 40


@pytest.mark.parametrize("items", [20, 60, 90])
def test_a_cell_with_a_long_list_is_printed_whole(tmp_path, items):
    inside = "\n    ".join(f"- item{i}." for i in range(items))
    lines = printed(
        tmp_path, f"```{{list-table}}\n:header-rows: 1\n* - a\n  - b\n* - x\n  - {inside}\n```"
    )
    assert [i for i in range(items) if not any(f"item{i}." in line for line in lines)] == []


def test_the_widest_word_of_a_column_is_looked_at_not_the_longest(tmp_path):
    table = a_table("Amount", "iiiiiiiiiiiiii1 WWWWWWWWW1", 9)
    with pytest.raises(ExtensionError, match="'WWWWWWWWW1' is wider than the column"):
        set_with_template(tmp_path, a_translator(tmp_path).translate(table))


def test_a_claim_that_is_longer_than_a_page_is_printed_whole(tmp_path):
    made = book_nodes.claim("", nodes.paragraph(text=LONG * 140), ids=["x"])
    path = set_with_template(tmp_path, a_translator(tmp_path).translate(made))
    assert extract_text(str(path)).count("road") == 140
    assert min(part.y0 for sheet in extract_pages(str(path)) for part in sheet) > 40


def test_a_word_that_is_wider_than_its_column_stops_the_build(tmp_path):
    wide = a_table("Amount", "1,234,567,890.12", 12)
    with pytest.raises(ExtensionError) as raised:
        set_with_template(tmp_path, a_translator(tmp_path).translate(wide))
    assert str(raised.value) == (
        "t.pdf can't be set: c/a, column 'Amount': '1,234,567,890.12' is wider than the column; "
        "give it more of the width, or print fewer columns"
    )
    for words in ("investment_in_usd_million", "Turkmenistan"):
        set_with_template(tmp_path, a_translator(tmp_path).translate(a_table("A", words, 5)))
    assert markup.unbroken("中央アジア＋日本対話首脳会合２０２５年、Türkmenistan") == []


def test_what_a_terminal_colours_by_is_not_printed():
    listing = nodes.literal_block(text="\x1b[31mred\x1b[0m\n\x1b[1;32mgreen")
    assert (
        a_translator(None).translate(listing) == '#raw("red" + "\\n" + "green", block: true);\n\n'
    )


def printed(folder, markdown):
    """Set Markdown as the book does; give the lines that are printed under the heading."""
    options = {"myst_enable_extensions": ["colon_fence", "deflist", "attrs_inline"]}
    tree = publish_doctree(f"# T\n\n{markdown}", parser=Parser(), settings_overrides=options)
    shown = extract_text(str(set_with_template(folder, a_translator(folder).children(tree[0:]))))
    return [line.strip() for line in shown.splitlines() if line.strip()][2:]


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("one  \ntwo\\\nthree<br>four", ["one", "two", "three", "four"]),
        ("3. three\n4. four", ["3. three", "4. four"]),
        ("```{note}\nWords.\n```", ["Note", "Words."]),
        ("```{warning}\nWords.\n```", ["Warning", "Words."]),
        ("```{admonition} Mind\nWords.\n```", ["Mind", "Words."]),
        ("```{epigraph}\nWise.\n\n-- Someone\n```", ["Wise.", "— Someone"]),
        ("{title}`A title` and {sub}`2`", ["A title and 2"]),
        ("```{topic} About\nWords.\n```", ["About", "Words."]),
        ("```\n" + "y" * 170 + "\n\tz\n```", ["y" * 80, "y" * 80, "y" * 10, "z"]),
        ("a\u200bb c\u00add e\u2060f", ["ab cd ef"]),
    ],
)
def test_what_a_page_shows_is_printed(tmp_path, markdown, lines):
    assert sorted(printed(tmp_path, markdown)) == sorted(lines)


@pytest.mark.parametrize("word", ["Ж" * 120, "é" * 120, "https://ru.example/wiki/" + "Азия_" * 30])
def test_no_long_word_of_any_script_leaves_the_page(tmp_path, word):
    path = set_with_template(tmp_path, markup.text(word))
    letters = [
        letter
        for box in next(extract_pages(str(path)))
        if isinstance(box, LTTextContainer)
        for line in box
        for letter in line
        if isinstance(letter, LTChar)
    ]
    assert len(letters) > 100
    assert max(letter.x1 for letter in letters) < A4[0] - 2.5 / 2.54 * 72 + 1


def test_blanks_that_have_a_meaning_stay():
    assert markup.text("US$\u00a05  of 日本\u3000中央\n") == '#"US$\u00a05 of 日本\u3000中央 ";'


def an_env():
    titles = {doc: nodes.title(text=text) for doc, text in (("c/a", "Alpha"), ("c/b", "Beta"))}
    config = SimpleNamespace(book_brief="c/short")
    return SimpleNamespace(titles=titles, toc_secnumbers={"c/a": {"": (3,)}}, config=config)


def test_a_reference_to_another_chapter_leads_to_the_web_or_says_its_title():
    labels = {"c/a": {"c/a#", "c/a#x"}, "c/b": {"c/b#"}}
    placed = replace(metadata.get_metadata(), base_address="https://example.org/book/")
    based = ExternalRefs(an_env(), labels, placed)
    assert (
        based.write("c/b", "c/a#x", "IN", "in")
        == '#link("https://example.org/book/c/a.html#x")[IN];'
    )
    plain = ExternalRefs(an_env(), labels, replace(placed, base_address=""))
    assert plain.write("c/b", "c/a#x", "IN", "in") == 'IN#" (chapter 3, “Alpha”)";'
    assert plain.write("c/b", "c/a#", "IN", "in") == "IN"
    assert plain.write("c/a", "c/b#", "IN", "in") == 'IN#" (“Beta”)";'
    with pytest.raises(ExtensionError, match="'c/a#nowhere', which is nowhere"):
        plain.write("c/b", "c/a#nowhere", "IN", "in")


@pytest.mark.parametrize(
    ("base", "lead"),
    [
        ("", "../exhibits/x/index.html"),
        ("https://example.org/b/", "https://example.org/b/exhibits/x/"),
    ],
)
def test_the_address_of_an_exhibit_leads_from_where_the_print_stands(
    tmp_path, monkeypatch, base, lead
):
    placed = replace(metadata.get_metadata(), base_address=base)
    monkeypatch.setattr(metadata, "get_metadata", lambda: placed)
    entries = {"x": {"number": "Figure 1.1", "address": registers.exhibit_address("x")}}
    refs = ExternalRefs(an_env(), {}, placed)
    writer = translator.Translator("c/a", "", set(), tmp_path, entries, refs)
    parts = {"alt": "A", "licence": "L", "subtitle": "S", "apart": False}
    parts["svg"] = {"print": '<svg width="660" height="1240"/>'}
    shown = book_nodes.exhibit(ids=["x"], exhibit_id="x", note="", bundle=parts)
    shown += nodes.caption(text="T")
    written = writer.translate(shown)
    assert f'#link("{lead}")' in written
    # No higher than a page.
    assert "width: 75%" in written


def test_a_chapter_may_not_take_the_name_of_the_book():
    with pytest.raises(ExtensionError, match="rename the chapter"):
        documents.pdf_name(an_env(), "chapters/book")
    assert documents.pdf_name(an_env(), "c/short") == "brief"


def test_a_chapter_is_described_by_its_answer():
    tree = nodes.section()
    tree += [nodes.paragraph(text="The question. Why?"), nodes.paragraph(text="The answer. So.")]
    assert summary(tree) == "So."
    assert summary(nodes.section("", nodes.paragraph(text="A list."))) == "A list."
