"""Citations as the programs of others read them: reference managers, indexers, browsers."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import bibtexparser
import extruct
import nbformat
import pytest
import rdflib
import rispy
from bs4 import BeautifulSoup
from conftest import CHAPTERS, PAGES, ROOT, browser_test, read_page, sampled
from playwright.sync_api import expect
from pybtex.database import parse_string
from test_metadata import PEOPLE

from helpers import data
from helpers.book.citing import cite, cite_html
from helpers.book.metadata import Author, BookMetadata, get_metadata
from helpers.book.pages import Page
from helpers.book.web import head
from helpers.formatting import MIME

CHAPTER = {"docname": "chapters/who-is-owed", "title": 'Debt & its {"price"} <b>', "number": "7"}
EXHIBIT = {
    "id": "debt-shares",
    "number": "Figure 7.1",
    "title": "100% of a share_is $5.",
    "chapter": "Debt",
    "docname": "chapters/who-is-owed",
    "anchor": "debt-shares",
    "subtitle": "Per cent",
    "alt": "Bars.",
    "sources": ["a", "b"],
    "licence": "CC-BY-4.0",
}


@pytest.fixture
def whole() -> BookMetadata:
    return replace(
        get_metadata(),
        base_address="https://example.org/book/",
        doi="10.5281/zenodo.12",
        authors=PEOPLE,
    )


@pytest.fixture
def items(whole) -> dict[str, dict]:
    return {
        "book": cite.book_item(whole),
        "chapter": cite.chapter_item(whole, CHAPTER),
        "figure": cite.exhibit_item(whole, EXHIBIT),
        "data": cite.data_item(whole),
    }


def test_chicago_and_apa_are_set_as_their_manuals_have_it(whole, items):
    chicago = cite.plain(cite.as_text(items["chapter"], "Chicago", whole.title))
    assert chicago == (
        f'Sato, Aiko M., and Nurlan Bekov. {whole.date.year}. “Debt & Its {{"price"}} <b>.” Chap. 7 in '
        "Central Asia plus Japan: Two Decades of Dialogue, a Summit Postponed, and What Japan and "
        f"China Lend, version {whole.version}. {whole.publisher}. "
        "https://example.org/book/chapters/who-is-owed.html."
    )
    apa = cite.as_text(items["chapter"], "APA", whole.title)
    assert apa.startswith(f"Sato, A. M., &amp; Bekov, N. ({whole.date.year}). Debt &amp; its {{")
    assert f"In <i>{whole.full_title}</i> (Version {whole.version}, Chapter 7)." in apa
    assert "<b>" not in apa
    figure = cite.plain(cite.as_text(items["figure"], "APA", whole.title))
    assert "Figure 7.1: 100% of a share_is $5 [Figure in the chapter “Debt”]" in figure


def test_a_doi_with_brackets_stays_whole(items):
    doi = "10.1002/(SICI)1097-4571<693::AID-ASI4>3.0.CO;2-O"
    for style in cite.STYLES:
        assert doi in cite.plain(cite.as_text(items["book"] | {"DOI": doi}, style))


@pytest.mark.parametrize(
    ("given", "family", "apa"),
    [
        ("太郎", "山田", "山田, 太郎."),
        ("محمد", "علی", "علی, محمد."),
        ("민수", "김", "김, 민수."),
        ("Нурлан", "Беков", "Беков, Н."),
        ("Ludwig van der", "Berg", "Berg, L. van der."),
        ("ʻAziz", "Qodirov", "Qodirov, ʻA."),
        ("Daosheng (邓道盛)", "Deng", "Deng, D. (邓道盛)."),
        ("Øyvind", "Ås", "Ås, Ø."),
        ("Jean-Pierre", "O'Neill", "O'Neill, J.-P."),
        ("A", "Smith <& Sons>", "Smith <& Sons>, A."),
    ],
)
def test_names_of_all_scripts_are_set(whole, given, family, apa):
    book = replace(whole, authors=(Author(f"{given} {family}", given, family),))
    item = cite.book_item(book)
    assert cite.plain(cite.as_text(item, "APA", whole.title)).startswith(f"{apa} (")
    words = cite.plain(cite.as_text(item, "Chicago", whole.title))
    assert words.startswith(f"{family}, {given}")


def test_bodies_are_named_whole(whole):
    for name in ("Smith & Sons <Ltd>", "Ministry of Economy, Trade and Industry", "日本国外務省"):
        item = cite.book_item(replace(whole, authors=(Author(name),), publisher=name))
        for style in cite.STYLES:
            assert cite.plain(cite.as_text(item, style)).count(name) == 2
            assert f"<{name[-4:-1]}>" not in cite.as_text(item, style)


def test_a_title_without_latin_letters_has_a_key(whole):
    book = replace(whole, title="日本と中央アジア")
    assert cite.citation_key(book, "a") == f"book-{whole.date.year}-a"


@pytest.mark.parametrize("kind", ["book", "chapter", "figure", "data"])
def test_records_read_back_by_other_hands(items, kind):
    item = items[kind]
    bib = cite.as_bibtex(item)
    (entry,) = bibtexparser.parse_string(bib).entries
    again = parse_string(bib, "bibtex").entries[item["id"]]
    assert entry.key == item["id"]
    assert [str(p) for p in again.persons["author"]] == ["Sato, Aiko M.", "Bekov, Nurlan"]
    title = item["title"].translate({ord("{"): "(", ord("}"): ")"})
    assert re.sub(r"\\(.)", r"\1", again.fields["title"]).strip("{}") == title
    assert again.fields["year"] == str(item["issued"]["date-parts"][0][0])
    assert again.fields["url"] == item["URL"]
    (ris,) = rispy.load(io.StringIO(cite.as_ris(item)))
    assert ris["authors"] == ["Sato, Aiko M.", "Bekov, Nurlan"]
    assert (ris["title"], ris["urls"]) == (item["title"], [item["URL"]])
    assert ris.get("secondary_title") == item.get("container-title")
    assert json.loads(cite.as_csl_json(item)) == [item]


def test_a_key_used_twice_is_refused(items, tmp_path):
    with pytest.raises(ValueError, match=r"citation key 'central-.*' is used twice"):
        cite_html.write_files([items["chapter"], items["chapter"]], tmp_path)


def a_page(**changes: object) -> Page:
    facts = {
        "docname": "chapters/who-is-owed",
        "name": "who-is-owed",
        "number": "7",
        "title": "Debt",
        "abstract": "It is </script><script>alert(1)</script> owed.",
        "published": get_metadata().date,
        "changed": get_metadata().date,
        "part": "The contrast",
        "is_front": False,
    }
    return Page(**facts | changes)


FILES = {"pdf": "pdf/who-is-owed.pdf", "card": "cards/who-is-owed.png"}


def metas(tags: str, key: str = "name") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in BeautifulSoup(tags, "html.parser").find_all("meta", attrs={key: True}):
        found.setdefault(tag[key], []).append(tag["content"])
    return found


def test_tags_make_a_book_section_with_its_pdf(whole):
    found = metas(head.tags(whole, a_page(), [EXHIBIT], FILES))
    assert found["citation_title"] == ["Debt"]
    assert found["citation_inbook_title"] == [whole.full_title]
    assert found["citation_author"] == ["Sato, Aiko M.", "Bekov, Nurlan"]
    assert found["citation_publication_date"] == [f"{whole.date:%Y/%m/%d}"]
    assert found["citation_pdf_url"] == ["https://example.org/book/pdf/who-is-owed.pdf"]
    # Zotero takes this tag for Open Graph's and makes a journal article; a DC.type outweighs the rest.
    assert not {"citation_book_title", "DC.type"} & set(found)


def test_a_body_is_not_split_into_a_family_and_a_given_name(whole):
    body = replace(whole, authors=(Author("Ministry of Economy, Trade and Industry"), *PEOPLE))
    found = metas(head.tags(body, a_page(), [], FILES))["citation_author"]
    # As Zotero reads it: what stands before the last comma is the family name, or else the last word.
    read = [name.rpartition(",")[::2] if "," in name else name.split()[-1] for name in found]
    assert read == [
        ("Ministry of Economy, Trade and Industry", ""),
        ("Sato", " Aiko M."),
        ("Bekov", " Nurlan"),
    ]


def test_licences_in_linked_data_are_those_of_the_tables(whole):
    mixed = EXHIBIT | {"licence": "CC-BY-4.0, ODbL-1.0"}
    _, dataset = head.linked_data(whole, a_page(), [mixed], FILES)["@graph"]
    addresses = {
        lic["name"]: lic["path"] for part in data.package()["resources"] for lic in part["licenses"]
    }
    assert dataset["license"] == [addresses["CC-BY-4.0"], addresses["ODbL-1.0"]]
    front = a_page(docname="index", is_front=True)
    _, package = head.linked_data(whole, front, [], FILES)["@graph"]
    assert set(package["license"]) == set(addresses.values())


def test_the_front_page_is_a_report_with_a_doi(whole):
    front = a_page(docname="index", name="index", number="", is_front=True)
    tags = head.tags(whole, front, [], FILES)
    assert metas(tags)["citation_technical_report_institution"] == [whole.publisher]
    assert metas(tags)["citation_doi"] == ["10.5281/zenodo.12"]
    # "book" would outweigh the tag above.
    assert metas(tags, "property")["og:type"] == ["article"]


def test_linked_data_is_a_graph_and_ends_no_script(whole):
    tags = head.tags(whole, a_page(), [EXHIBIT], FILES)
    assert tags.count("</script>") == 1
    found = extruct.extract(f"<html><head>{tags}</head></html>", syntaxes=["json-ld"])["json-ld"]
    graph = rdflib.Graph()
    text = json.dumps(found[0]).replace('"https://schema.org"', '{"@vocab": "https://schema.org/"}')
    graph.parse(data=text, format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    (chapter,) = graph.subjects(rdflib.RDF.type, schema.Chapter)
    assert str(chapter) == "https://example.org/book/chapters/who-is-owed.html"
    (report,) = graph.objects(chapter, schema.isPartOf)
    assert str(graph.value(report, schema.name)) == whole.full_title
    (figure,) = graph.subjects(rdflib.RDF.type, schema.Dataset)
    addresses = {
        str(graph.value(d, schema.contentUrl)) for d in graph.objects(figure, schema.distribution)
    }
    assert "https://example.org/book/exhibits/debt-shares/debt-shares.csv" in addresses


def test_without_an_address_none_is_named():
    bare = replace(get_metadata(), base_address="", doi="")
    tags = head.tags(bare, a_page(), [EXHIBIT], FILES)
    assert "citation_public_url" not in tags
    assert "og:image" not in tags
    assert metas(tags)["citation_pdf_url"] == ["../pdf/who-is-owed.pdf"]
    assert not re.search(r"https?://(?!schema\.org|creativecommons)", tags)


@pytest.mark.book
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_book_can_be_cited(html_dir: Path, name: str):
    page = read_page(html_dir / f"{name}.html")
    found = metas(str(page.head))
    for tag in ("citation_title", "citation_author", "citation_publication_date", "DC.title"):
        assert found.get(tag), tag
    assert 40 < len(found["description"][0]) <= 300
    assert found["description"][0].count(found["description"][0][:40]) == 1
    cited = page.select(".page-footer .cite-file a[download]")
    assert len(cited) >= 3
    for link in (*cited, *page.select("#take-away a, .page-actions a[href$='.pdf']")):
        target = (html_dir / f"{name}.html").parent / link["href"]
        assert target.resolve().is_file(), link["href"]
    keys = {re.sub(r"\.\w+$", "", a["href"]).rpartition("/")[2] for a in cited}
    words = page.select_one(".page-footer .cite-words").get_text()
    assert get_metadata().author in words
    assert all(key.startswith("central-asia-plus-japan-") for key in keys)


@pytest.mark.book
def test_paragraphs_keep_their_addresses(html_dir: Path):
    listed = json.loads((html_dir / "registers" / "anchors.json").read_text("utf-8"))
    assert len(listed) == len(set(listed)) > 1500
    for name in CHAPTERS:
        page = read_page(html_dir / f"{name}.html")
        ids = {tag["id"] for tag in page.find_all(id=True)}
        promised = {a.split("#")[1] for a in listed if a.startswith(f"{name}.html#")}
        assert promised <= ids, (name, sorted(promised - ids)[:3])
        assert [p for p in page.select("article p[id^='p-']")]


QUICK = {"chapters/who-is-owed", "chapters/claims"}


@pytest.mark.book
@pytest.mark.parametrize("chapter", sampled(CHAPTERS, QUICK))
def test_notebooks_can_be_taken_and_run(html_dir: Path, tmp_path: Path, chapter: str):
    folder, name = html_dir / "notebooks", chapter.rpartition("/")[2]
    bare = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    full = nbformat.read(folder / f"{name}-with-outputs.ipynb", as_version=4)
    nbformat.validate(full)
    assert not any(c.get("outputs") for c in bare.cells)
    ours = nbformat.read(ROOT / f"{chapter}.ipynb", as_version=4)
    assert [c.source for c in bare.cells] == [c.source for c in ours.cells]
    code = [[c.source for c in n.cells if c.cell_type == "code"] for n in (bare, full)]
    assert code[0] == code[1]
    # Lists are a table or two with the numbers around them; a page of questions has numbers alone.
    few = chapter.endswith(("projects", "is-it-true", "meetings", "summary"))
    assert sum(bool(c.get("outputs")) for c in full.cells) > (1 if few else 3)
    assert "book_inputs" not in json.dumps(full)
    _assert_reads_in_words(full, html_dir, chapter)
    # Elsewhere than in the project, as a reader would, with the helper package installed.
    script = tmp_path / f"{name}.py"
    script.write_bytes((folder / f"{name}.py").read_bytes())
    done = subprocess.run(
        [sys.executable, script.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    _assert_wrote_exhibits(done.stdout, tmp_path, html_dir, chapter)


_STRAIGHT = str.maketrans("’“”", '\'""')


def _assert_reads_in_words(full: nbformat.NotebookNode, html_dir: Path, chapter: str) -> None:
    """Text, exhibits and numbers read as on the page, whatever opens the notebook."""
    prose = "\n".join(c.source for c in full.cells if c.cell_type == "markdown")
    assert not re.findall(r"\{[a-z:-]+\}", prose)
    # Two of them would set what stands between as a formula.
    assert "$" not in prose
    page = read_page(html_dir / f"{chapter}.html")
    shown = html.unescape(prose.replace("<span>&#36;</span>", "$"))
    # An appendix has no findings: there the numbers of its text are looked for.
    number = ":is(a.book-number, span[id^=number-])"
    found = page.select(f"article .key-findings {number}") or page.select(f"p {number}")
    numbers = [tag.get_text() for tag in found]
    assert numbers
    assert all(number in shown for number in numbers)
    for statement in page.select("article .key-findings strong")[:3]:
        assert statement.get_text().translate(_STRAIGHT) in shown.translate(_STRAIGHT)
    previews = [
        output["data"]["text/html"]
        for cell in full.cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]
    figures = page.select("article figure.exhibit")
    assert len(previews) == len(figures)
    assert figures or chapter.endswith("is-it-true")
    for preview, figure in zip(previews, figures):
        words = BeautifulSoup(preview, "html.parser").get_text()
        assert figure.select_one(".exhibit-subtitle").get_text() in words
        if "exhibit-apart" not in figure["class"]:
            assert figure.select_one(".exhibit-note, .exhibit-source").get_text()[:60] in words
        assert "Source" in words


def _assert_wrote_exhibits(said: str, folder: Path, html_dir: Path, chapter: str) -> None:
    """A script says what each exhibit shows and leaves picture and figures beside it."""
    assert len(said) < 100_000, "nobody reads a dictionary"
    register = json.loads((html_dir / "registers" / "exhibits.json").read_text("utf-8"))
    for entry in (e for e in register if e["address"].startswith(f"{chapter}.html#")):
        assert f"{entry['title']}\n{entry['alt']}\n" in said
        ours, theirs = (at / "exhibits" for at in (folder, html_dir))
        for suffix in (".csv",) if entry["kind"] == "table" else (".csv", ".svg"):
            name = f"{entry['id']}{suffix}"
            made = (ours / name).read_bytes()
            assert made == (theirs / entry["id"] / name).read_bytes(), name


@browser_test
@pytest.mark.book
def test_a_citation_is_copied_by_its_button(browser, html_dir: Path):
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((html_dir / "chapters/who-is-owed.html").as_uri())
    page.locator(".page-footer .cite-file summary").first.click()
    button = page.get_by_role("button", name="Copy BibTeX of this chapter")
    button.click()
    expect(button).to_have_text("Copied")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<textarea id=paste></textarea>');"
        "document.getElementById('paste').focus()"
    )
    page.keyboard.press("Control+V")
    pasted = page.evaluate("document.getElementById('paste').value")
    assert parse_string(pasted, "bibtex").entries
    context.close()


def test_root_is_where_the_notebooks_look():
    assert (ROOT / "chapters" / "who-is-owed.ipynb").exists()
