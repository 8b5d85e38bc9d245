"""What a printed file says of itself: in its title block and in its document metadata."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import clean_astext

from helpers import data
from helpers.book import cite
from helpers.dates import format_date

# How a chapter opens the paragraph that sums it up.
_ANSWER = "The answer."


class Record(NamedTuple):
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
    citation: str

    @property
    def date_text(self) -> str:
        """The date of the edition in words."""
        return format_date(self.day.isoformat())


def of_book(env: BuildEnvironment) -> Record:
    """Describe the whole book."""
    book = env.config.book
    whole = _whole_title(book)
    return _record(env, "book", env.config.root_doc, whole, book["subtitle"], within="")


def of_brief(env: BuildEnvironment, tree: nodes.document) -> Record:
    """Describe the brief: the findings of the front page on one sheet."""
    title = f"{env.config.book['title']}: the findings in brief"
    within = _whole_title(env.config.book)
    return _record(env, "brief", env.config.root_doc, title, summary(tree), within)


def of_chapter(env: BuildEnvironment, docname: str, tree: nodes.document) -> Record:
    """Describe a chapter by its title and its answer."""
    within = _whole_title(env.config.book)
    title = clean_astext(env.titles[docname])
    return _record(env, pdf_name(docname), docname, title, summary(tree), within)


def pdf_name(docname: str) -> str:
    """Name the file of a chapter, without its ending.

    Examples
    --------
    >>> pdf_name("chapters/two-decades")
    'two-decades'
    """
    return docname.rpartition("/")[2]


def summary(tree: nodes.document) -> str:
    """Give the answer of a chapter, or its first paragraph if it asks no question."""
    first = ""
    for paragraph in tree.findall(nodes.paragraph):
        text = " ".join(clean_astext(paragraph).split())
        if text.startswith(_ANSWER):
            return text.removeprefix(_ANSWER).strip()
        first = first or text
    return first


def web_address(env: BuildEnvironment, path: str) -> str:
    """Give the address of a page or file of the book; nothing while it has no base address."""
    base = env.config.html_baseurl
    return f"{base.rstrip('/')}/{path}" if base else ""


def _whole_title(book: dict) -> str:
    return f"{book['title']}: {book['subtitle']}"


def _record(
    env: BuildEnvironment, name: str, docname: str, title: str, description: str, within: str
) -> Record:
    book = env.config.book
    made = Record(
        title=title,
        description=description,
        authors=tuple(book.get("authors") or [book["author"]]),
        publisher=book.get("publisher") or book["author"],
        version=book["version"],
        day=dt.date.fromisoformat(data.data_date()),
        licence=book["licence"],
        licence_address=book.get("licence_address", ""),
        language=book["language"],
        keywords=tuple(book.get("keywords", ())),
        page=web_address(env, "" if docname == env.config.root_doc else f"{docname}.html"),
        file=web_address(env, f"pdf/{name}.pdf"),
        within=within,
        citation="",
    )
    return made._replace(citation=_suggested_citation(env, docname, made))


def _suggested_citation(env: BuildEnvironment, docname: str, record: Record) -> str:
    """Say how a file is cited: as the module of citations says it, once it can."""
    if hasattr(cite, "cite_chapter") and docname != env.config.root_doc:
        return cite.cite_chapter(env, docname)
    where = f" In {record.within}." if record.within else ""
    stop = "" if record.title.endswith((".", "?", "!")) else "."
    words = (
        f"{', '.join(record.authors)} ({record.day.year}). {record.title}{stop}{where} "
        f"Version {record.version}. {record.page}"
    )
    return words.strip()
