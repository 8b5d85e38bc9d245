"""How the book, a chapter, an exhibit and the data are cited.

One record a thing, as CSL-JSON; a CSL processor sets the words of the citation, pybtex and rispy write
the files for reference managers. Nothing is set by hand.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from functools import cache
from importlib.metadata import version
from pathlib import Path

import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from pybtex.database import BibliographyData, Entry
from pybtex.database.output.bibtex import Writer as BibTeXWriter
from rispy.writer import RisWriter

from helpers.book.citing.bibliography import tex
from helpers.book.metadata import BookMetadata
from helpers.book.pages import exhibit_folder, file_name
from helpers.file_cache import cached_text
from helpers.formatting import as_json

# Name in print -> style, as the Citation Style Language project publishes it (CC BY-SA 3.0). In the Chicago
# style the initials that its root sets for notes are taken out: citeproc-py shortens all names by them.
STYLES = {"Chicago": "chicago-author-date", "APA": "apa"}
FORMATS = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
_PROCESSOR = version("citeproc-py")
_STYLE_FOLDER = Path(__file__).parent / "csl"
_BIBTEX_TYPES = {"report": "techreport", "chapter": "incollection", "graphic": "incollection"}
# A figure as a chapter: reference managers drop the book that a RIS "FIGURE" stands in.
_RIS_TYPES = {"report": "RPRT", "chapter": "CHAP", "graphic": "CHAP", "dataset": "DATA"}


def book_item(book: BookMetadata) -> dict:
    """Describe the book as CSL-JSON."""
    return _item(book, "report", (), title=book.full_title, URL=book.address())


def chapter_item(book: BookMetadata, chapter: dict) -> dict:
    """Describe a chapter as CSL-JSON.

    Parameters
    ----------
    book : BookMetadata
        The book.
    chapter : dict
        ``docname``, ``title`` and ``number`` ("7", or empty for a page without one).
    """
    return _item(
        book,
        "chapter",
        (file_name(chapter["docname"]),),
        title=chapter["title"],
        URL=book.address(f"{chapter['docname']}.html"),
        **{"container-title": book.full_title, "chapter-number": chapter["number"]},
    )


def exhibit_item(book: BookMetadata, exhibit: dict) -> dict:
    """Describe a figure or table as CSL-JSON.

    Parameters
    ----------
    book : BookMetadata
        The book.
    exhibit : dict
        ``id``, ``number`` ("Figure 3.1"), ``title``, ``chapter`` (its title), ``docname``.
    """
    kind = exhibit["number"].partition(" ")[0]
    return _item(
        book,
        "graphic",
        (file_name(exhibit["docname"]), exhibit["id"]),
        title=f"{exhibit['number']}: {exhibit['title'].rstrip('.')}",
        medium=f"{kind} in the chapter “{exhibit['chapter']}”",
        URL=book.address(exhibit_folder(exhibit["id"])),
        **{"container-title": book.full_title},
    )


def data_item(book: BookMetadata) -> dict:
    """Describe the data package of the book as CSL-JSON."""
    return _item(
        book,
        "dataset",
        ("data",),
        title=f"{book.title}: the data of the book",
        URL=book.address("data/datapackage.json"),
    )


def _item(book: BookMetadata, kind: str, name: tuple[str, ...], **fields: str) -> dict:
    whole = {
        "id": citation_key(book, *name),
        "type": kind,
        "author": [
            {"family": a.family, "given": a.given} if a.is_person else {"literal": a.name}
            for a in book.authors
        ],
        "issued": {"date-parts": [[book.date.year, book.date.month, book.date.day]]},
        "publisher": book.publisher,
        "version": book.version,
        "language": book.language,
        # A digital object identifier names the whole book, not a part of it.
        "DOI": book.doi if kind == "report" else "",
        **fields,
    }
    return {key: value for key, value in whole.items() if value}


def citation_key(book: BookMetadata, *names: str) -> str:
    """Return the key of a part of the book: letters, digits and hyphens, the year of the version in it.

    Examples
    --------
    >>> from helpers.book.metadata import get_metadata
    >>> citation_key(get_metadata(), "who-is-owed")
    'central-asia-plus-japan-2026-who-is-owed'
    """
    return "-".join((slug(book), str(book.date.year), *names))


def slug(book: BookMetadata) -> str:
    """Return the title as letters, digits and hyphens, for names of files and keys; "book" if it has none."""
    letters = unicodedata.normalize("NFKD", book.title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-") or "book"


def as_text(item: dict, style: str, protected: str = "") -> str:
    """Format a citation in a published style, as HTML with italics only.

    Parameters
    ----------
    item : dict
        CSL-JSON.
    style : str
        A key of ``STYLES``.
    protected : str
        A name whose capitals the style must leave as they are.
    """
    key = json.dumps([item, style, protected, _PROCESSOR, _style_text(style)])
    # A citation takes a twentieth of a second to set, and a book has hundreds.
    return cached_text("citation", key, ".html", lambda: _format(item, style, protected))


def _format(item: dict, style: str, protected: str) -> str:
    record = dict(item)
    for field in ("title", "container-title", "medium"):
        if field in record:
            escaped = html.escape(record[field], quote=False)
            name, kept = f"{re.escape(protected)}:?", r'<span class="nocase">\g<0></span>'
            record[field] = re.sub(name, kept, escaped) if protected else escaped
    # In a DOI, an address and a name, too, "<" is a sign like others.
    plain_fields = ("DOI", "URL", "publisher", "version")
    record |= {f: html.escape(record[f], quote=False) for f in plain_fields if f in record}
    record["author"] = [_settable(name, style) for name in record["author"]]
    source = CiteProcJSON([record])
    shelf = CitationStylesBibliography(_style(style), source, formatters.html)
    shelf.register(Citation([CitationItem(item["id"])]))
    words = str(shelf.bibliography()[0])
    # citeproc-py reads where American English puts stops and quotation marks and does not do it.
    return re.sub("”([.,])", r"\1”", words) if style == "Chicago" else words


def _settable(name: dict, style: str) -> dict:
    """Give a name that the processor sets rightly: of initials it knows those of capitals alone."""
    name = {part: html.escape(text, quote=False) for part, text in name.items()}
    words = name.get("given", "").split()
    if style != "APA" or all(word[0].isupper() for word in words):
        return name
    return {"literal": f"{name['family']}, {' '.join(map(initial, words))}"}


def initial(word: str) -> str:
    """Shorten a given name; particles, and names in scripts without capitals, stay whole.

    Examples
    --------
    >>> [initial(word) for word in ("Ludwig", "van", "ʻAziz", "太郎", "(邓道盛)")]
    ['L.', 'van', 'ʻA.', '太郎', '(邓道盛)']
    """
    found = re.match("[ʻʼ'’]*[^\\W\\d_]", word)
    return f"{found[0]}." if found and found[0][-1].isupper() else word


@cache
def _style_text(name: str) -> str:
    return (_STYLE_FOLDER / f"{STYLES[name]}.csl").read_text(encoding="utf-8")


@cache
def _style(name: str) -> CitationStylesStyle:
    return CitationStylesStyle(str(_STYLE_FOLDER / f"{STYLES[name]}.csl"), validate=False)


def plain(words: str) -> str:
    """Return a formatted citation without its markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", words))


def as_bibtex(item: dict) -> str:
    """Write a record as BibTeX."""
    book_title = item.get("container-title", "")
    year, month, day = item["issued"]["date-parts"][0]
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in item["author"]),
        "title": f"{{{tex(item['title'])}}}",
        "booktitle": f"{{{tex(book_title)}}}" if book_title else "",
        "chapter": item.get("chapter-number", ""),
        "publisher": tex(item["publisher"]),
        "institution": tex(item["publisher"]) if item["type"] == "report" else "",
        "year": str(year),
        "date": f"{year}-{month:02d}-{day:02d}",
        "howpublished": "Data set" if item["type"] == "dataset" else "",
        "note": ". ".join(
            filter(None, (tex(item.get("medium", "")), f"Version {item['version']}"))
        ),
        "language": item["language"],
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
    }
    kind = _BIBTEX_TYPES.get(item["type"], "misc")
    entry = Entry(kind, fields={key: value for key, value in fields.items() if value})
    return _BibTeX().to_string(BibliographyData({item["id"]: entry}))


class _BibTeX(BibTeXWriter):
    """Write fields as they are: text is escaped already, and an address must not be."""

    def _encode(self, text: str) -> str:
        return text


def _bibtex_name(name: dict) -> str:
    if "literal" in name:
        return f"{{{tex(name['literal'])}}}"
    return f"{tex(name['family'])}, {tex(name['given'])}"


def as_ris(item: dict) -> str:
    """Write a record as RIS."""
    year, month, day = item["issued"]["date-parts"][0]
    kind = _RIS_TYPES[item["type"]]
    fields = {
        "type_of_reference": kind,
        "id": item["id"],
        "authors": [n.get("literal") or f"{n['family']}, {n['given']}" for n in item["author"]],
        "title": item["title"],
        "secondary_title": item.get("container-title"),
        "year": str(year),
        "date": f"{year}/{month:02d}/{day:02d}/",
        "publisher": item["publisher"],
        # Readers print the word themselves, but not for a chapter.
        "edition": f"Version {item['version']}" if kind == "CHAP" else item["version"],
        "language": item["language"],
        "notes": [item["medium"]] if "medium" in item else None,
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else None,
    }
    entry = {key: value for key, value in fields.items() if value}
    return rispy.dumps([entry], implementation=_RIS)


class _RIS(RisWriter):
    """Write records alone, without the running number that some readers stumble over."""

    def set_header(self, count: int) -> str:
        return ""


def as_csl_json(item: dict) -> str:
    """Write a record as CSL-JSON, a list of one."""
    return as_json([item])


_WRITERS = {"bib": as_bibtex, "ris": as_ris, "json": as_csl_json}


def as_file(item: dict, form: str) -> str:
    """Write a record in one of ``FORMATS``."""
    return _WRITERS[form](item)
