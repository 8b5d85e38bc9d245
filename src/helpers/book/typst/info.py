"""The description of a PDF file, for its title block and its document metadata."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment

from helpers.book import metadata
from helpers.book.citing import cite
from helpers.book.pages import page


class DocumentInfo(NamedTuple):
    """The description of one file.

    Attributes
    ----------
    title, description : str
        As catalogues show them.
    authors, keywords : tuple of str
        In their order.
    publisher, version, licence, language : str
        As the book states them.
    licence_address : str
        Where the licence of the text can be read; empty if not known.
    day : datetime.date
        The date of the edition.
    page : str
        Address of the web page that the file is the print of; empty while the book has no base address.
    file : str
        Address of the file itself; likewise.
    within : str
        Title of the book, for a part of it.
    doi : str
        Identifier of the whole book, as an address; empty for a part of it, and while there is none.
    citation : str
        How to cite it, in words.
    """

    title: str
    description: str
    authors: tuple[str, ...]
    publisher: str
    version: str
    day: dt.date
    licence: str
    licence_address: str
    language: str
    keywords: tuple[str, ...]
    page: str
    file: str
    within: str
    doi: str
    citation: str


def describe(env: BuildEnvironment, docname: str, tree: nodes.document, name: str) -> DocumentInfo:
    """Describe the file of that name: the whole book for its front page, else a chapter by its answer."""
    about, book = page(env, docname, tree), metadata.get_metadata()
    item = cite.book_item(book) if about.is_front else cite.chapter_item(book, vars(about))
    return DocumentInfo(
        title=book.full_title if about.is_front else about.title,
        description=about.abstract,
        authors=tuple(author.name for author in book.authors),
        publisher=book.publisher,
        version=book.version,
        day=book.date,
        licence=book.licence,
        licence_address=book.licences[0].address,
        language=book.language,
        keywords=book.keywords,
        page=book.address(f"{about.docname}.html"),
        file=book.address(f"pdf/{name}.pdf"),
        within="" if about.is_front else book.full_title,
        doi=book.doi_address if about.is_front else "",
        citation=cite.plain(cite.as_text(item, "Chicago", book.title)),
    )
