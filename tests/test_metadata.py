"""What the book says of itself: one place, checked, and the files that follow from it."""

from __future__ import annotations

import copy
import datetime as dt
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml
from conftest import ROOT

from helpers import data, paths
from helpers.book import config, metadata
from helpers.book.features import changes
from helpers.book.metadata import Author, MetadataError, get_metadata, parse
from helpers.book.publication import archives
from helpers.book.web import site

ELSEWHERE = {
    "_config.yml",
    "CITATION.cff",
    ".zenodo.json",
    "codemeta.json",
    "data/datapackage.json",
}
PEOPLE = (
    Author("Aiko M. Sato", "Aiko M.", "Sato", "0000-0002-1825-0097"),
    Author("Nurlan Bekov", "Nurlan", "Bekov"),
)


@pytest.fixture
def raw() -> dict:
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    return copy.deepcopy(config["sphinx"]["config"]["book"])


@pytest.fixture
def published() -> metadata.BookMetadata:
    """Give the book as it would be with an address, a DOI and persons as authors."""
    return replace(
        get_metadata(),
        base_address="https://example.org/book/",
        doi="10.5281/zenodo.1234",
        repository="https://example.org/code/",
        authors=PEOPLE,
    )


def test_nothing_repeats_what_the_one_place_says():
    whole = get_metadata()
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = [n for n in listed.stdout.splitlines() if n not in ELSEWHERE | {"LICENSE"}]
    if not names:
        pytest.skip("no list of files: not a git checkout")
    for name in names:
        path = ROOT / name
        if path.suffix in {".topojson", ".csv", ".lock", ".csl"} or not path.is_file():
            continue
        text = path.read_text("utf-8")
        for value in (whole.subtitle, whole.author, whole.abstract[:60]):
            assert value not in text, (name, value)
        # Tests take versions as examples.
        assert path.parts[-2] == "tests" or f'"{whole.version}"' not in text, name


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "authors",
            [{"orcid": "0000-0002-1825-0097"}],
            "authors, entry 1 has no name; expected name",
        ),
        ("authors", [{"given": "Aiko"}], "authors, entry 1 has no name"),
        (
            "authors",
            [{"name": "A"}, {"given": "B", "family": "C", "orcid": "0000-0002-1825-0098"}],
            "authors, entry 2, orcid is '0000-0002-1825-0098'; expected an ORCID whose last sign checks",
        ),
        (
            "doi",
            "https://doi.org/10.1/x",
            "doi is 'https://doi.org/10.1/x'; expected the DOI alone",
        ),
        ("date", "2999-01-01", "date is 2999-01-01; expected a day that is not in the future"),
        ("date", "2026-02-30", "date is '2026-02-30'; expected a day that exists"),
        ("version", "1.0", "version is '1.0'; expected three numbers"),
        ("base_address", "example.org", "base_address is 'example.org'; expected the address"),
        ("title", "", "title is missing; expected a value"),
        ("titel", "A", "titel is no field of the book; expected one of"),
    ],
)
def test_a_wrong_field_is_named(raw, field, value, message):
    raw[field] = value
    with pytest.raises(MetadataError, match=r"_config\.yml: book, ") as caught:
        parse(raw)
    assert message in str(caught.value)


def test_an_author_may_be_a_person_or_a_body(raw):
    raw["authors"] = [
        {"given": "Aiko M.", "family": "Sato", "orcid": "https://orcid.org/0000-0002-1825-0097"},
        {"name": "A Ministry"},
    ]
    person, body = parse(raw).authors
    assert (person.inverted, person.orcid) == ("Sato, Aiko M.", "0000-0002-1825-0097")
    assert (body.inverted, body.is_person) == ("A Ministry", False)


def test_the_files_in_the_project_are_those_of_the_metadata():
    archives.check()


def test_a_file_that_drifts_is_named(project: Path):
    for name in ("_config.yml", "CITATION.cff", ".zenodo.json", "codemeta.json"):
        (project / name).write_bytes((ROOT / name).read_bytes())
    archives.check()
    # However an editor or a program sets them out.
    package = project / "data" / "datapackage.json"
    package.write_text("\ufeff" + json.dumps(json.loads(package.read_text("utf-8"))), "utf-8")
    citation = project / "CITATION.cff"
    citation.write_bytes(b"\xef\xbb\xbf" + citation.read_bytes().replace(b"\n", b"\r\n"))
    data.forget()
    archives.check()
    (project / ".zenodo.json").write_text("{}", "utf-8")
    with pytest.raises(MetadataError, match=r"\.zenodo\.json does not say .* run make metadata"):
        archives.check()


@pytest.mark.parametrize("state", ["as it is", "published"])
def test_the_citation_file_is_valid(state, published):
    # The schema of Citation File Format 1.2.0, as the format's project publishes it.
    schema = json.loads((ROOT / "tests" / "cff-1.2.0.schema.json").read_text("utf-8"))
    whole = published if state == "published" else get_metadata()
    citation = yaml.safe_load(archives.citation_file(whole))
    jsonschema.validate(citation, schema)
    assert citation["preferred-citation"]["type"] == "report"
    # A list would let a reader choose: the text is not offered under the licence of the code.
    assert citation["license"] == "CC-BY-4.0"
    code = json.loads(archives.files(whole)["codemeta.json"])["license"]
    assert code == "https://opensource.org/license/mit"
    assert ("doi" in citation) == (state == "published")


def test_archives_get_persons_with_their_orcid(published):
    zenodo = json.loads(archives.files(published)[".zenodo.json"])
    for part in data.package()["resources"]:
        assert all(licence["name"] in zenodo["notes"] for licence in part["licenses"])
    assert zenodo["creators"][0] == {"name": "Sato, Aiko M.", "orcid": "0000-0002-1825-0097"}
    codemeta = json.loads(archives.files(published)["codemeta.json"])
    assert codemeta["identifier"] == "https://doi.org/10.5281/zenodo.1234"


def test_nothing_false_is_said_without_an_address():
    bare = replace(get_metadata(), base_address="", doi="", repository="")
    for text in archives.files(bare).values():
        head = text if len(text) < 100_000 else text[:1500]
        assert "doi.org" not in head
        assert "example" not in head
    assert "Sitemap" not in site.robots(bare)


def test_the_sitemap_names_every_page(published):
    from xml.etree import ElementTree

    text = site.sitemap(published, {"index": "2026-11-25", "chapters/a & b": "2026-11-24"})
    tree = ElementTree.fromstring(text)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {u.find("s:loc", space).text: u.find("s:lastmod", space).text for u in tree}
    assert found == {
        "https://example.org/book/index.html": "2026-11-25",
        "https://example.org/book/chapters/a%20%26%20b.html": "2026-11-24",
    }


def test_the_feed_tells_what_changed(published):
    from xml.etree import ElementTree

    log = [
        changes.Change("0.1.0", dt.date(2026, 11, 24), "claims", "First published.", ()),
        changes.Change("0.2.0", dt.date(2026, 11, 25), "claims", "A <b> & a date mended.", ()),
    ]
    tree = ElementTree.fromstring(site.feed(published, log).encode())
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = tree.findall("a:entry", space)
    assert [e.find("a:summary", space).text for e in entries] == [log[1].what, log[0].what]
    assert len({e.find("a:id", space).text for e in entries}) == 2
    assert (
        tree.find("a:link[@rel='self']", space).get("href") == "https://example.org/book/feed.xml"
    )


def test_a_renamed_chapter_leads_on(project: Path):
    (project / "chapters" / "redirects.csv").write_text("from,to\nchapters/old,chapters/claims\n")
    made = site.redirects(get_metadata(), {"chapters/claims"})
    assert 'url=../chapters/claims.html"' in made["chapters/old.html"]
    assert '<script src="../_static/book-moved.js">' in made["chapters/old.html"]
    (project / "chapters" / "redirects.csv").write_text("from,to\nchapters/old,chapters/gone\n")
    with pytest.raises(
        MetadataError, match=r"redirects.csv: row 2, to: 'chapters/gone' is no page"
    ):
        site.redirects(get_metadata(), {"chapters/claims"})


def test_a_place_of_a_renamed_chapter_leads_where_it_went(project: Path):
    listed = project / "chapters" / "redirects.csv"
    listed.write_text(
        "from,to\nchapters/old,chapters/claims\nchapters/old#chart,chapters/methods#table\n"
    )
    pages = {"chapters/claims", "chapters/methods"}
    made = site.redirects(get_metadata(), pages)
    assert set(made) == {"chapters/old.html"}
    link = '<a data-from="chart" href="../chapters/methods.html#table">chart</a>'
    assert link in made["chapters/old.html"]
    for text, message in (
        ("chapters/gone#a,chapters/claims#b\n", "no row leads from 'chapters/gone'"),
        ("chapters/claims#a,chapters/methods#b\n", "'chapters/claims' is a page"),
    ):
        listed.write_text(f"from,to\n{text}")
        with pytest.raises(MetadataError, match=message):
            site.redirects(get_metadata(), pages)


def test_the_version_date_is_a_day():
    assert isinstance(get_metadata().date, dt.date)
    assert paths.ROOT == ROOT


CONFIG = (ROOT / "_config.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  timeout: 300", "\ttimeout: 300", "line 11: not readable as YAML (found character '\\t' that cannot start any token)"),
        ("subtitle: Two decades", "subtitle: Two: decades", "line 35: not readable as YAML (mapping values are not allowed here)"),
        ("      version:", "      version: 1.0.0\n      version:", "'version' stands twice; keep one)"),
        ("      version:", "      ? [a, b]\n      : 1\n      version:", "found unhashable key)"),
        ("keywords: [", "keywords: [[", "not readable as YAML (expected ',' or ']', but got '<scalar>')"),
        ("timeout: 300", 'timeout: "long"', "'long' is not of type 'number' [key path: 'execute/timeout']"),
        ("only_build_toc_files", "only_build_toc", "'only_build_toc' is no setting; expected one of ['author', "),
        ("book_bar:", "book_barr:", "'book_barr' is no setting; expected one of ['book', 'book_also_called', "),
        ("book_brief: ", "book_brief: [x]  #", "book_brief is ['x']; expected a text"),
        ("    book:\n", "    book: x\n    other:\n", "book is 'x'; expected names with values"),
        ("        - name: *author", "        - *author", "]; expected a list of entries, each of names with values"),
        ("keywords: [Central", "keywords: Central  #", "book, keywords is 'Central'; expected a list of words"),
        ("id: MIT, for: Code", "id: MIT", "book, licences, entry 2, for is None; expected a text"),
        ("https://opensource.org/", "opensource.org/", "book, licences, entry 2, address: 'opensource.org/license/mit' is no address; expected http:// or https:// and a host"),
        ("date: 2026-11-30", "date: 2026-11-30 10:00:00", "expected a day that exists, as YYYY-MM-DD"),
        ("language: en\n      keywords", "language: [en]\n      keywords", "book, language is ['en']; expected one value"),
        (CONFIG, "", "holds no keys with values; take a good copy"),
        (CONFIG, "title: A\n", "nothing under sphinx, config, book; expected title, authors ..."),
    ],
)  # fmt: skip
def test_a_slip_in_the_configuration_is_told(tmp_path, monkeypatch, old, new, told):
    assert old in CONFIG
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "_config.yml").write_text(CONFIG.replace(old, new, 1), "utf-8")
    with pytest.raises((data.DataError, MetadataError)) as caught:
        parse(config.of_the_book())
    assert str(caught.value).startswith("_config.yml: ")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "file not found"),
        ("title: é\n".encode("latin-1"), "row 1: byte 7 is not UTF-8; save the file as UTF-8"),
        (CONFIG.encode("utf-16"), "row 1: the file is in UTF-16; save the file as UTF-8"),
        (b"title: a\0\n", "row 1: a NUL byte; the file is damaged, in UTF-16 or no text: "),
    ],
)
def test_a_configuration_that_is_no_text_is_told(tmp_path, monkeypatch, content, told):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    if content is not None:
        (tmp_path / "_config.yml").write_bytes(content)
    with pytest.raises(data.DataError) as caught:
        config.of_the_book()
    assert str(caught.value).startswith(f"_config.yml: {told}")


def test_marks_and_line_ends_of_other_editors_are_no_matter(tmp_path, monkeypatch):
    expected = config.settings()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "_config.yml").write_bytes(b"\xef\xbb\xbf" + CONFIG.replace("\n", "\r\n").encode())
    assert config.settings() == expected


CONTENTS = "format: jb-book\nroot: index\nparts:\n- caption: A\n  chapters:\n  - file: chapters/a\n"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("chapters/a", "chapters/b", "'chapters/b' is no page; expected the path of a .md or .ipynb file without its ending"),
        ("chapters/a", "chapters/a.md", "'chapters/a.md' is no page; expected the path of a .md or .ipynb file"),
        ("  - file: chapters/a\n", "  - file: chapters/a\n  - file: chapters/a\n", "document file used multiple times: 'chapters/a'"),
        ("  - file", "\t- file", "line 6: not readable as YAML (found character '\\t' that cannot start any token)"),
        ("caption: A", "caption: A: B", "line 4: not readable as YAML (mapping values are not allowed here)"),
        ("root: index\n", "", "'root' key not found @ '/'"),
        ("  - file", "  - fil", "entry does not contain one of "),
        ("parts:", "parts: []\nparts:", "line 4: not readable as YAML ('parts' stands twice; keep one)"),
        (CONTENTS, "", "holds no keys with values; take a good copy"),
    ],
)  # fmt: skip
def test_a_slip_in_the_contents_is_told(tmp_path, monkeypatch, old, new, told):
    (tmp_path / "chapters").mkdir()
    for name in ("index", "chapters/a"):
        (tmp_path / f"{name}.md").touch()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    (tmp_path / "_toc.yml").write_text(CONTENTS, "utf-8")
    assert config.contents() == ["index", "chapters/a"]
    (tmp_path / "_toc.yml").write_text(CONTENTS.replace(old, new, 1), "utf-8")
    with pytest.raises(data.DataError) as caught:
        config.contents()
    assert str(caught.value).startswith(f"_toc.yml: {told}")


def test_pages_that_the_book_lacks_are_noted():
    assert config.strangers(config.contents()) == []
    assert "chapters/summary" in config.strangers(["index"])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("chapters/old.html,chapters/claims\n", "row 2, column 'from': 'chapters/old.html' is not valid; expected the path of a page without its ending, such as chapters/old, with #place for a place of it"),
        ("/chapters/old,chapters/claims\n", "row 2, column 'from': '/chapters/old' is not valid"),
        ("../old,chapters/claims\n", "row 2, column 'from': '../old' is not valid"),
        ("https://a.example/old,chapters/claims\n", "row 2, column 'from': 'https://a.example/old' is not valid"),
        ("chapters/old,\n", "row 2, column 'to': '' is not valid"),
        ("chapters/old,chapters/claims\nchapters/old,chapters/methods\n", "row 3, column 'from': 'chapters/old' stands twice; keep one row"),
    ],
)  # fmt: skip
def test_a_slip_in_the_redirects_is_told(project: Path, rows, told):
    (project / "chapters" / "redirects.csv").write_text(f"from,to\n{rows}", "utf-8")
    with pytest.raises(data.DataError) as caught:
        site.check_redirects({"chapters/claims", "chapters/methods"})
    assert str(caught.value).startswith(f"chapters/redirects.csv: {told}")
