"""The PDFs as files: standards, fonts, text, metadata, and the same numbers as the pages."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import frictionless
import page
import pikepdf
import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, PAGES, ROOT
from docutils import nodes
from pdfminer.high_level import extract_text
from sphinx.errors import ExtensionError

from helpers import kept
from helpers.book import metadata
from helpers.book.pages import file_name, summary
from helpers.book.typst import compiler, documents, translator
from helpers.book.typst.elsewhere import Elsewhere
from helpers.book.typst.record import Record

pytestmark = pytest.mark.book
# Every page of the book but the front page, which has the brief, and the list that print leaves out.
PRINTED = [doc for doc in PAGES if doc not in ("index", "chapters/numbers")]
FILES = ["book", "brief", *map(file_name, PRINTED)]
A4 = (595.28, 841.89)


@pytest.fixture(scope="module")
def text(pdf_path):
    # Zero-width spaces only allow breaks inside long names.
    found = extract_text(str(pdf_path), maxpages=145).replace("\u200b", "")
    return re.sub(r"\s+", " ", found)


@pytest.fixture(scope="module")
def solid(text):
    """Give the text without spaces: long addresses break over lines."""
    return squeezed(text)


def squeezed(words: str) -> str:
    """Leave out what line breaks and typographers change: spaces, hyphens and the shape of quotes."""
    return re.sub(r"[\s\u00ad-]", "", words).translate(str.maketrans("’‘“”", "''\"\""))


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", FILES)
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
    assert any("China and Japan as creditors" in title for title in titles)


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


def test_it_says_what_a_report_must(text, data_date):
    for words in (
        metadata.book().author,
        "Contents",
        f"Data as read on {data_date}",
        "Key findings",
        "Limitations",
        "References",
        "中央アジア",
    ):
        assert words in text, words


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_exhibits_have_the_numbers_and_titles_of_the_pages(html_dir, solid, chapter):
    html = BeautifulSoup((html_dir / f"{chapter}.html").read_text("utf-8"), "html.parser")
    for figure in html.find_all(class_="exhibit"):
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


def test_exhibits_print_their_id_and_address(solid):
    assert "Exhibitdebtpeaks,chapters/creditors.html#debtpeaks" in solid


def test_no_chart_is_a_word(text):
    assert "alt.Chart" not in text


# Chapters as files of their own


@cache
def words_of(path):
    return re.sub(r"\s+", " ", extract_text(str(path)).replace("\u200b", ""))


def page_of(html_dir, doc):
    return BeautifulSoup((html_dir / f"{doc}.html").read_text("utf-8"), "html.parser")


@pytest.mark.parametrize("doc", CHAPTERS)
def test_a_chapter_has_the_numbers_and_references_of_its_page(pdf_path, html_dir, doc):
    solid = squeezed(words_of(pdf_path.with_stem(file_name(doc))))
    html = page_of(html_dir, doc)
    captions = html.select("figure.exhibit .exhibit-title")
    assert captions
    for caption in captions:
        assert squeezed(caption.text.replace("#", "")) in solid, caption.text
    notes = html.select("aside.footnote, .footnote-list aside")
    for note in notes:
        address = note.find("a", class_="external")
        if address:
            assert squeezed(address["href"]) in solid, address["href"]
    # The sources that exhibits name by publisher and year stand in full.
    assert squeezed("Sources named in this chapter") in solid


@pytest.mark.parametrize("doc", PRINTED)
def test_a_chapter_says_whose_it_is_and_how_to_cite_it(pdf_path, html_dir, data_date, doc):
    first = extract_text(str(pdf_path.with_stem(file_name(doc))), maxpages=1)
    words = squeezed(first.replace("\u200b", "")).casefold()
    title = page_of(html_dir, doc).find("h1").text.replace("#", "").strip()
    citation = words.partition("suggestedcitation:")[2]
    assert squeezed(re.sub(r"^[\d.]+", "", title)).casefold() in citation
    for part in (metadata.book().author, "Central Asia plus Japan:", "Version"):
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
    assert fields["creator"] == [metadata.book().author]
    assert fields["publisher"] == {metadata.book().author}
    assert fields["language"] == {"en"}
    assert dt.date.fromisoformat(fields["date"][0])
    assert len(fields["description"]) > 40
    assert "Japan" in fields["Keywords"] == info["/Keywords"]
    assert "CC-BY" in fields["rights"]
    assert fields["WebStatement"].startswith("https://creativecommons.org/")
    assert (fields["part"], fields["conformance"]) in (("1", "A"), ("3", "A"))
    # While the book has no base address, no file claims to have one.
    assert "identifier" not in fields
    assert "source" not in fields
    assert ("relation" in fields) == (name != "book")


@pytest.mark.parametrize("doc", CHAPTERS)
def test_a_chapter_carries_its_figures_and_tables(pdf_path, html_dir, tmp_path, doc):
    with pikepdf.open(pdf_path.with_stem(file_name(doc))) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
    shown = [figure["data-exhibit"] for figure in page_of(html_dir, doc).select("figure.exhibit")]
    for exhibit in shown:
        published = html_dir / "exhibits" / exhibit / f"{exhibit}.csv"
        assert files[f"exhibits/{exhibit}.csv"] == published.read_bytes()
    package = json.loads(files["data/datapackage.json"])
    named = {f"data/{resource['path']}" for resource in package["resources"]}
    assert named == {name for name in files if name.startswith("data/")} - {"data/datapackage.json"}
    for name in named:
        assert files[name] == (ROOT / name).read_bytes()
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    report = frictionless.validate(str(tmp_path / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])[:3]


# The brief


def test_the_brief_is_one_sheet_with_the_findings_of_the_front_page(pdf_path, html_dir):
    path = pdf_path.with_stem("brief")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx(A4, abs=0.1)
    # The numbers in the margin stand between the lines of what they count.
    solid = squeezed(re.sub(r"\n\s*\d{1,2}\s*\n", "\n", extract_text(str(path))))
    findings = page_of(html_dir, "index").select(".key-findings li")
    with open(ROOT / "data" / "findings.csv", encoding="utf-8", newline="") as file:
        assert len(findings) == sum(
            row["is_on_front_page"] == "true" for row in csv.DictReader(file)
        )
    place = 0
    for finding in findings:
        statement = squeezed(finding.find("p").text)
        foot = squeezed(finding.select_one(".claim-foot").text).removesuffix("Details.")
        assert re.search(r"(Figure|Table)[\d.]+.*Confidence:.(high|medium)", foot)
        assert statement in solid[place:], statement
        place = solid.index(statement)
        assert foot in solid[place:], foot
    assert "Suggestedcitation:" in solid


def test_the_brief_can_be_read_on_paper(pdf_path):
    with pikepdf.open(pdf_path.with_stem("brief")) as pdf:
        steps = pikepdf.parse_content_stream(pdf.pages[0])
    sizes = [float(step.operands[1]) for step in steps if str(step.operator) == "Tf"]
    assert len(sizes) > 20
    assert min(sizes) >= 8
    # Nothing scales the type down again.
    scales = [float(step.operands[3]) for step in steps if str(step.operator) == "Tm"]
    assert {abs(scale) for scale in scales} == {1.0}


# How they are made


def test_a_drawing_is_legible_and_fits_on_a_page(html_dir):
    room = 16 / 2.54 * 72
    for path in (html_dir / "exhibits").glob("*/*.svg"):
        svg = path.read_text("utf-8")
        width, height = (
            float(re.search(rf'{side}="([\d.]+)', svg)[1]) for side in ("width", "height")
        )
        smallest = min(map(float, re.findall(r'font-size="([\d.]+)px"', svg)))
        assert smallest * room / width >= 6, path.name
        assert height * room / width <= 640, path.name


def a_record(**changed):
    about = Record(
        title="A chapter", description="What it says.", authors=("A", "B"), publisher="P",
        version="1.0.0", day=dt.date(2026, 1, 2), licence="CC BY 4.0",
        licence_address="https://creativecommons.org/licenses/by/4.0/", language="en",
        keywords=("one", "two"), page="https://example.org/a.html", file="https://example.org/a.pdf",
        within="The book", citation="Cite me",
    )  # fmt: skip
    return about._replace(**changed)


def a_source(folder, words="Text."):
    path = folder / "a.typ"
    path.write_text(
        '#set document(title: "A chapter", author: ("A", "B"), date: datetime(year: 2026, month: 1,'
        f" day: 2))\n= A chapter\n{words}\n"
    )
    return path


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "kept")


def test_two_compilations_are_equal_and_kept_by_what_they_were_made_from(tmp_path):
    source, about = a_source(tmp_path), a_record()
    first = compiler.compile_pdf(source, about, [])
    written = first.read_bytes()
    assert compiler.compile_pdf(source, about, []) == first
    first.unlink()
    assert compiler.compile_pdf(source, about, []).read_bytes() == written
    with pikepdf.open(first) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:source"] == "https://example.org/a.html"
        assert xmp["dc:identifier"] == "https://example.org/a.pdf"
        assert xmp["dc:creator"] == ["A", "B"]
    other = compiler.compile_pdf(source, about._replace(publisher="Q"), [])
    assert other != first
    a_source(tmp_path, "Other text.")
    assert compiler.compile_pdf(source, about, []) not in (first, other)


def test_what_the_typesetter_warns_of_is_said(tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(compiler._log, "warning", lambda words, *names: said.append(words % names))
    compiler.compile_pdf(a_source(tmp_path, '#text(font: "No such font")[x]'), a_record(), [])
    assert said == ["typst: a.pdf: unknown font family: no such font"]


def test_source_that_can_not_be_set_stops_the_build(tmp_path):
    with pytest.raises(ExtensionError, match=r"a\.pdf can't be set"):
        compiler.compile_pdf(a_source(tmp_path, "#unknown()"), a_record(), [])


@pytest.mark.parametrize("rows", range(38, 60, 2))
def test_no_page_holds_the_foot_of_a_table_alone(tmp_path, rows):
    (tmp_path / "template.typ").write_bytes(
        (ROOT / "src/helpers/book/typst/template.typ").read_bytes()
    )
    cells = translator.kept_together([[f"table.cell()[row{i}]"] for i in range(rows)])
    body = ", ".join(cell for row in cells for cell in row)
    foot = "exhibit-foot(note: [Long note. #lorem(90)], source: [S.], licence: [L], id: [i], address: [a])"
    source = tmp_path / "t.typ"
    source.write_text(
        '#import "template.typ": *\n#set document(title: "T")\n#set page(paper: "a4")\n= T\n'
        f"#exhibit(name: [Table 1], title: [T], subtitle: [S], drawing: false)[#set-table(8pt, "
        f"table(columns: (0pt, 1fr), table.header(table.cell(colspan: 2)[Head]), {body}, "
        f"table-foot(1, {foot})))]\n"
    )
    made = compiler.compile_pdf(source, a_record(), [])
    pages = extract_text(str(made)).split("\f")
    (last,) = [words for words in pages if "Long note" in words]
    assert f"row{rows - 1}" in last
    assert f"row{rows - 2}" in last


def an_env():
    titles = {doc: nodes.title(text=text) for doc, text in (("c/a", "Alpha"), ("c/b", "Beta"))}
    return SimpleNamespace(titles=titles, toc_secnumbers={"c/a": {"": (3,)}})


def test_a_reference_to_another_chapter_leads_to_the_web_or_says_its_title():
    labels = {"c/a": {"c/a#", "c/a#x"}, "c/b": {"c/b#"}}
    placed = replace(metadata.book(), base_address="https://example.org/book/")
    based = Elsewhere(an_env(), labels, True, placed)
    assert (
        based.write("c/b", "c/a#x", "IN", "in")
        == '#link("https://example.org/book/c/a.html#x")[IN];'
    )
    plain = Elsewhere(an_env(), labels, True, replace(placed, base_address=""))
    assert plain.write("c/b", "c/a#x", "IN", "in") == 'IN#" (chapter 3, “Alpha”)";'
    assert plain.write("c/b", "c/a#", "IN", "in") == "IN"
    assert plain.write("c/a", "c/b#", "IN", "in") == 'IN#" (“Beta”)";'
    with pytest.raises(ExtensionError, match="'c/a#nowhere', which is nowhere"):
        plain.write("c/b", "c/a#nowhere", "IN", "in")


def test_a_chapter_may_not_take_the_name_of_the_book():
    with pytest.raises(ExtensionError, match="rename the chapter"):
        documents.chapter_name("chapters/book")


def test_a_chapter_is_described_by_its_answer():
    tree = nodes.section()
    tree += [nodes.paragraph(text="The question. Why?"), nodes.paragraph(text="The answer. So.")]
    assert summary(tree) == "So."
    assert summary(nodes.section("", nodes.paragraph(text="A list."))) == "A list."
