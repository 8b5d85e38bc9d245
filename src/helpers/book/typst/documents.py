"""What stands in each PDF, the book or one chapter, as Typst source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.nodes import clean_astext

from helpers import data
from helpers.book import metadata
from helpers.book import nodes as book_nodes
from helpers.book.features.registers import exhibit_entries
from helpers.book.pages import file_name, number_of, part_of, parts
from helpers.book.render import book_order
from helpers.book.typst import attachments, info
from helpers.book.typst.attachments import Attachment
from helpers.book.typst.external_refs import ExternalRefs
from helpers.book.typst.info import DocumentInfo
from helpers.book.typst.markup import arguments, call, label, string, text, with_links
from helpers.book.typst.translator import Translator
from helpers.partial_dates import format_date

# The summary, and its type: larger than that of other sheets.
BRIEF, BRIEF_SIZE = "brief", "9pt"
_RESERVED = ("book", BRIEF)


class Document(NamedTuple):
    """A PDF before it is compiled: its name, its source, its description, and the files that it reads."""

    name: str
    source: str
    info: DocumentInfo
    inputs: tuple[str, ...]


class Part(NamedTuple):
    """The parts of the PDFs that come from one page.

    Attributes
    ----------
    title : str
        As the table of contents prints it.
    source : str
        Its part of the whole book, as Typst source.
    drawings : tuple of str
        The files that this reads.
    chapter : Document or None
        It as a file of its own.
    """

    title: str
    source: str
    drawings: tuple[str, ...]
    chapter: Document | None


class Documents:
    """Write the sources of all PDFs from the documents of the book.

    Parameters
    ----------
    env : BuildEnvironment
        Sphinx's knowledge of the book: order, numbers, titles.
    resolve : callable
        Gives the resolved document of a chapter; called once at most for each.
    folder : pathlib.Path
        Folder that the typesetter reads; drawings and data are written to it.

    Raises
    ------
    ExtensionError
        If a link leads to what is not printed.
    """

    def __init__(
        self, env: BuildEnvironment, resolve: Callable[[str], nodes.document], folder: Path
    ) -> None:
        self.env, self.folder = env, folder
        self.tree = cache(resolve)
        docs = book_order(env)
        self.labels = {doc: set(_labels(doc, self.tree(doc))) for doc in docs}
        self.everywhere = set().union(*self.labels.values())
        # The chapters print some entries of the page of sources.
        page = env.book_source_page
        translator = self._translator(page, self.everywhere)
        entries = _source_entries(self.tree(page))
        self.entries = {name: translator.translate(entry) for name, entry in entries.items()}
        self.parts = {doc: self._part(doc) for doc in docs}

    def chapters(self) -> list[Document]:
        """Return the chapters that are files of their own."""
        return [part.chapter for part in self.parts.values() if part.chapter]

    def book(self) -> Document:
        """Write the whole book, with the data package in it."""
        front = self.env.config.root_doc
        about = info.describe(self.env, front, self.tree(front), "book")
        attached = attachments.whole_package()
        own = {
            "title": string(about.book.title),
            "subtitle": string(about.book.subtitle),
            "contents": "(" + "".join(self._contents()) + ")",
            "citation": f"[{with_links(about.citation)}]",
        }
        source = _apply_template("book", about, own, attached)
        source += "".join(part.source for part in self.parts.values())
        drawings = [name for part in self.parts.values() for name in part.drawings]
        return Document("book", source, about, (*drawings, *_paths(attached)))

    def _part(self, doc: str) -> Part:
        """Translate the resolved document of a page to its parts of the PDFs."""
        tree = self.tree(doc)
        source = self._opening(doc) + self._translator(doc, self.everywhere).translate(tree)
        return Part(
            title=clean_astext(next(tree.findall(nodes.title))),
            source=f"#pagebreak(weak: true);\n{source}\n",
            drawings=_drawings(tree),
            chapter=self.chapter(doc) if doc in chapter_docs(self.env) else None,
        )

    def chapter(self, doc: str) -> Document:
        """Write one chapter as a file that stands alone, with the data of its exhibits."""
        tree, name = self.tree(doc), pdf_name(self.env, doc)
        about = info.describe(self.env, doc, tree, name)
        # A sheet is handed over by itself: it names its sources and links them, and lists none.
        is_sheet = doc in self.env.config.book_sheets
        cited = {} if is_sheet else self._cited_sources(doc)
        known = self.labels[doc] | {f"{self.env.book_source_page}#{name}" for name in cited}
        translator = self._translator(doc, known)
        translator.is_sheet = is_sheet
        translator.under_title = call("imprint", citation=f"[{with_links(about.citation)}]")
        source = translator.translate(tree)
        if cited:
            source += call("exhibit-sources", "".join(cited.values()))
        bundles = [node["bundle"] for node in tree.findall(book_nodes.exhibit)]
        attached = attachments.of_exhibits(name, bundles, self.folder)
        own = {
            "title": string(about.title),
            "within": string(about.within),
            "part": string(part_of(self.env, doc)),
        }
        if doc == self.env.config.book_brief:
            own["size"] = BRIEF_SIZE
        kind = "sheet" if is_sheet else "chapter"
        source = _apply_template(kind, about, own, attached) + source
        return Document(name, source, about, (*_drawings(tree), *_paths(attached)))

    # Parts of them

    def _opening(self, doc: str) -> str:
        """Write the running name of the part of the book, and its opening where the part begins."""
        caption = next((cap for cap, docs in parts(self.env) if docs[0] == doc), None)
        opening = call("part-opening", text(caption)) if caption else ""
        return f"#part-name.update({string(part_of(self.env, doc))});{opening}\n"

    def _translator(self, doc: str, known: set[str]) -> Translator:
        entries = {entry["id"]: entry for entry in exhibit_entries(self.env, doc)}
        external_refs = ExternalRefs(self.env, self.labels, metadata.get_metadata())
        number = number_of(self.env, doc)
        return Translator(doc, number, known, self.folder, entries, external_refs)

    def _cited_sources(self, doc: str) -> dict[str, str]:
        """Return the entries of the sources that the exhibits of a chapter name."""
        page = self.env.book_source_page
        if doc == page:
            return {}
        links = self.tree(doc).findall(nodes.reference)
        wanted = {link.get("refuri", "").removeprefix(f"%{page}#") for link in links}
        return {name: entry for name, entry in self.entries.items() if name in wanted}

    def _contents(self) -> list[str]:
        entries = [self._entry(self.env.config.root_doc)]
        for caption, docs in parts(self.env):
            entries.append(f'(kind: "part", text: {string(caption)}),')
            entries += [self._entry(doc) for doc in docs]
        return entries

    def _entry(self, doc: str) -> str:
        title, number = string(self.parts[doc].title), string(number_of(self.env, doc))
        target = label(f"{doc}#")
        return f'(kind: "chapter", text: {title}, number: {number}, target: {target}),'


def pdf_name(env: BuildEnvironment, doc: str) -> str:
    """Return the name of the PDF of a chapter; that of the summary (``book_brief``) is the brief.

    Raises
    ------
    ExtensionError
        If another file has the name.
    """
    if doc == env.config.book_brief:
        return BRIEF
    name = file_name(doc)
    if name in _RESERVED:
        raise ExtensionError(f"{doc}: {name}.pdf is another file; rename the chapter")
    return name


def chapter_docs(env: BuildEnvironment) -> list[str]:
    """Return the chapters and appendices that have a PDF of their own.

    The front page is the book's, and the list of numbers stands on its page alone: as a file
    it would be an introduction to nothing.
    """
    left_out = {env.config.root_doc, env.book_number_page}
    return [doc for doc in book_order(env) if doc not in left_out]


def _apply_template(
    kind: str, about: DocumentInfo, own: dict[str, str], attached: list[Attachment]
) -> str:
    book, day = about.book, about.book.date
    described = arguments(
        document_title=string(about.title),
        description=string(about.description),
        authors=_array(author.name for author in book.authors),
        keywords=_array(book.keywords),
        version=string(book.version),
        licence=string(book.licence),
        address=string(about.page),
        address_link=f"[{with_links(about.page)}]",
        date_text=string(format_date(day.isoformat())),
        data_text=string(format_date(data.data_date())),
        date=f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        lang=string(book.language),
    )
    embedded = "".join(attachment.markup() for attachment in attached)
    return (
        f'#import "template.typ": *\n{embedded}#let about = ({described})\n'
        f"#show: {kind}.with(about, {arguments(**own)})\n"
    )


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{string(item)}," for item in items) + ")"


def _drawings(tree: nodes.document) -> tuple[str, ...]:
    shown = tree.findall(book_nodes.exhibit)
    return tuple(f"{node['exhibit_id']}.svg" for node in shown if "svg" in node["bundle"])


def _paths(attached: list[Attachment]) -> list[str]:
    return [attachment.path for attachment in attached]


def _source_entries(tree: nodes.document) -> dict[str, nodes.paragraph]:
    entries = tree.findall(nodes.paragraph)
    return {e["ids"][0]: e for e in entries if "source-entry" in e["classes"]}


def _labels(doc: str, tree: nodes.document) -> list[str]:
    names = [f"{doc}#"]
    for node in tree.findall(nodes.Element):
        if not isinstance(node, nodes.document):
            names += [f"{doc}#{name}" for name in node.get("ids", [])]
    return names
