"""What a page says of itself to reference managers, indexers and other sites, in its head.

Highwire tags (Zotero, Google Scholar), Dublin Core, Open Graph and schema.org as JSON-LD. While the
book has no base address, files are named relative to the page and the tags that need a whole address
are left out.
"""

from __future__ import annotations

import html
import json

from sphinx.util.osutil import relative_uri

from helpers import data
from helpers.book.metadata import Author, BookMetadata
from helpers.book.pages import Page, exhibit_folder, shorten
from helpers.book.web.site import FEED

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tags(book: BookMetadata, page: Page, exhibits: list[dict], files: dict) -> str:
    """Return the tags of a page.

    Parameters
    ----------
    book : BookMetadata
        The book.
    page : Page
        The page.
    exhibits : list of dict
        The entries of its figures and tables (:func:`helpers.book.features.registers.exhibit_entry`).
    files : dict
        Addresses from the root of the built pages, or nothing: ``pdf`` and ``card`` (its picture).

    Returns
    -------
    str
        HTML for the head, one tag a line.
    """
    title = book.full_title if page.is_front else page.title
    here = f"{page.docname}.html"
    named = [
        ("description", page.description),
        *_highwire(book, title, page.is_front),
        ("citation_keywords", "; ".join(book.keywords)),
        ("citation_abstract", page.abstract),
        ("citation_doi", book.doi if page.is_front else ""),
        ("citation_public_url", book.address(here)),
        ("citation_pdf_url", _address(book, here, files["pdf"]) if files.get("pdf") else ""),
        *_dublin_core(book, page, title),
    ]
    graph = [
        *_open_graph(book, page.title, page.description, here, files.get("card"), page.label),
        ("article:published_time", page.published.isoformat()),
        ("article:modified_time", page.changed.isoformat()),
    ]
    lines = _metas(named, graph)
    if book.base_address:
        feed = html.escape(book.address(FEED))
        lines.append(f'<link rel="alternate" type="application/atom+xml" href="{feed}">')
    return "\n".join([*lines, _script(linked_data(book, page, exhibits, files))])


def exhibit_tags(book: BookMetadata, exhibit: dict) -> str:
    """Return the tags of the page of an exhibit: a part of the book with data of its own."""
    folder = exhibit_folder(exhibit["id"])
    card = f"{folder}{exhibit['id']}-card.png"
    words = shorten(f"{exhibit['subtitle']}. {exhibit['alt']}")
    named = [
        ("description", words),
        *_highwire(book, f"{exhibit['number']}: {exhibit['title']}", is_whole=False),
        ("citation_public_url", book.address(folder)),
    ]
    graph = _open_graph(book, exhibit["title"], words, folder, card, exhibit["alt"])
    described = _exhibit(book, f"{folder}index.html", exhibit)
    described |= {"isPartOf": _report(book), "isAccessibleForFree": True}
    linked = {"@context": "https://schema.org", "@graph": [described]}
    return "\n".join([*_metas(named, graph), _script(linked)])


def _metas(named: list[tuple[str, str]], graph: list[tuple[str, str]]) -> list[str]:
    """Write tags, those of Open Graph behind the others; what is empty is left out."""
    lines = [
        f'<meta name="{name}" content="{html.escape(value)}">' for name, value in named if value
    ]
    lines += [
        f'<meta property="{name}" content="{html.escape(value)}">' for name, value in graph if value
    ]
    if dict(graph)["og:image"]:
        lines.append('<meta name="twitter:card" content="summary_large_image">')
    return lines


def _script(linked: dict) -> str:
    """Write linked data as a script element, in which no text of a table can end it."""
    escaped = json.dumps(linked, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{escaped}</script>'


def _address(book: BookMetadata, here: str, path: str) -> str:
    """Return the whole address of a file; relative to the page while no base address is set."""
    return book.address(path) or relative_uri(here, path)


def _highwire(book: BookMetadata, title: str, is_whole: bool) -> list[tuple[str, str]]:
    # A book section has the title of the whole; a report has an institution instead. Not
    # citation_book_title: Zotero takes it for Open Graph's and makes a journal article.
    whole = (
        ("citation_technical_report_institution", book.publisher)
        if is_whole
        else ("citation_inbook_title", book.full_title)
    )
    return [
        ("citation_title", title),
        whole,
        # Zotero takes the last word of a name without a comma for a family name, of a body's too.
        *(("citation_author", a.inverted if a.is_person else f"{a.name},") for a in book.authors),
        *(("citation_author_orcid", a.orcid_address) for a in book.authors if a.orcid),
        ("citation_publication_date", f"{book.date:%Y/%m/%d}"),
        ("citation_publisher", book.publisher),
        ("citation_language", book.language),
    ]


def _dublin_core(book: BookMetadata, page: Page, title: str) -> list[tuple[str, str]]:
    # No DC.type: it outweighs the tags above and costs the title of the book.
    return [
        ("DC.title", title),
        *(("DC.creator", author.inverted) for author in book.authors),
        ("DC.publisher", book.publisher),
        ("DC.date", book.date.isoformat()),
        ("DCTERMS.issued", page.published.isoformat()),
        ("DCTERMS.modified", page.changed.isoformat()),
        ("DC.language", book.language),
        ("DC.description", page.abstract),
        ("DC.rights", book.licence),
        *(("DC.subject", keyword) for keyword in book.keywords),
        ("DC.identifier", book.address(f"{page.docname}.html")),
    ]


def _open_graph(
    book: BookMetadata, title: str, words: str, path: str, card: str | None, alt: str
) -> list[tuple[str, str]]:
    # Other sites fetch the picture, so it needs a whole address.
    picture = book.address(card) if card else ""
    return [
        # Not "book" for the front page: Zotero would then make no report of it.
        ("og:type", "article"),
        ("og:title", title),
        ("og:description", words),
        ("og:site_name", book.title),
        ("og:locale", "en_GB"),
        ("og:url", book.address(path)),
        ("og:image", picture),
        ("og:image:alt", alt if picture else ""),
    ]


def linked_data(book: BookMetadata, page: Page, exhibits: list[dict], files: dict) -> dict:
    """Describe a page in the words of schema.org: the report, or a chapter of it with its exhibits."""
    whole, here = _report(book), f"{page.docname}.html"
    if page.is_front:
        graph = [whole | _dates(page) | _pdf(book, here, files), _data_package(book, page)]
    else:
        chapter = {
            "@type": "Chapter",
            **_common_fields(book),
            **_dates(page),
            "name": page.title,
            "abstract": page.abstract,
            "isPartOf": whole,
            **({"position": page.number} if page.number else {}),
            **_where(book.address(here)),
            **_pdf(book, here, files),
        }
        graph = [chapter, *(_exhibit(book, here, exhibit) for exhibit in exhibits)]
    return {"@context": "https://schema.org", "@graph": graph}


def _where(address: str) -> dict:
    return {"@id": address, "url": address} if address else {}


def _dates(page: Page) -> dict:
    return {
        "datePublished": page.published.isoformat(),
        "dateModified": page.changed.isoformat(),
    }


def _common_fields(book: BookMetadata) -> dict:
    return {
        "author": [_author(author) for author in book.authors],
        "publisher": {"@type": "Organization", "name": book.publisher},
        "inLanguage": book.language,
        "license": book.licences[0].address,
        "version": book.version,
        "keywords": list(book.keywords),
    }


def _author(author: Author) -> dict:
    if not author.is_person:
        return {"@type": "Organization", "name": author.name}
    person = {
        "@type": "Person",
        "name": author.name,
        "givenName": author.given,
        "familyName": author.family,
    }
    return person | ({"sameAs": author.orcid_address} if author.orcid else {})


def _report(book: BookMetadata) -> dict:
    return {
        "@type": "Report",
        "name": book.full_title,
        "abstract": book.abstract,
        **_common_fields(book),
        **_where(book.address()),
        **({"sameAs": book.doi_address} if book.doi else {}),
    }


def _pdf(book: BookMetadata, here: str, files: dict) -> dict:
    if not files.get("pdf"):
        return {}
    address = _address(book, here, files["pdf"])
    return {"encoding": _file("MediaObject", address, "application/pdf")}


def _file(kind: str, address: str, media_type: str) -> dict:
    return {"@type": kind, "contentUrl": address, "encodingFormat": media_type}


def _data_package(book: BookMetadata, page: Page) -> dict:
    forms = {"data/data.zip": "application/zip", "data/datapackage.json": "application/json"}
    return {
        "@type": "Dataset",
        "name": f"{book.title}: the data of the book",
        "description": (
            "All tables that the book is computed from, each row with its sources. Each table has a "
            "licence of its own, told in this file."
        ),
        **_common_fields(book),
        "license": list(data.licences().values()),
        **_dates(page),
        "distribution": _downloads(book, f"{page.docname}.html", forms),
    }


def _downloads(book: BookMetadata, here: str, forms: dict[str, str]) -> list[dict]:
    """Describe files that can be downloaded: path -> type."""
    return [_file("DataDownload", _address(book, here, path), kind) for path, kind in forms.items()]


def _exhibit(book: BookMetadata, here: str, exhibit: dict) -> dict:
    folder = exhibit_folder(exhibit["id"])
    base = f"{folder}{exhibit['id']}"
    forms = {f"{base}.csv": "text/csv", f"{base}.xlsx": _SPREADSHEET}
    return {
        "@type": "Dataset",
        "name": f"{exhibit['number']}: {exhibit['title']}",
        "description": f"{exhibit['subtitle']}. {exhibit['alt']}",
        "identifier": exhibit["id"],
        "creator": [_author(author) for author in book.authors],
        "inLanguage": book.language,
        "version": book.version,
        "license": [data.licences()[name] for name in exhibit["licence"].split(", ")],
        "creditText": "; ".join(exhibit["sources"]),
        **_where(book.address(folder)),
        "distribution": _downloads(book, here, forms),
    }
