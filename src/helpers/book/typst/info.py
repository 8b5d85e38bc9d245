"""The description of a PDF file, for its title block and its document metadata."""

from __future__ import annotations

from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment

from helpers.book import metadata
from helpers.book.citing import cite
from helpers.book.metadata import BookMetadata
from helpers.book.pages import page


class DocumentInfo(NamedTuple):
    """The description of one file.

    Attributes
    ----------
    book : BookMetadata
        The book that it is, or is a part of.
    title, description : str
        As catalogues show them.
    page : str
        Address of the web page that the file is the print of; empty while the book has no base address.
    file : str
        Address of the file itself; likewise.
    within : str
        Title of the book, for a part of it.
    citation : str
        How to cite it, in words.
    """

    book: BookMetadata
    title: str
    description: str
    page: str
    file: str
    within: str
    citation: str


def describe(env: BuildEnvironment, docname: str, tree: nodes.document, name: str) -> DocumentInfo:
    """Describe the file of that name: the whole book for its front page, else a chapter by its answer."""
    about, book = page(env, docname, tree), metadata.get_metadata()
    item = cite.book_item(book) if about.is_front else cite.chapter_item(book, vars(about))
    return DocumentInfo(
        book=book,
        title=book.full_title if about.is_front else about.title,
        description=about.abstract,
        page=book.address(f"{about.docname}.html"),
        file=book.address(f"pdf/{name}.pdf"),
        within="" if about.is_front else book.full_title,
        citation=cite.plain(cite.as_text(item, "Chicago", book.title)),
    )
