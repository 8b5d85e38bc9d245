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

from helpers.book import metadata
from helpers.book import nodes as book_nodes
from helpers.book.features.registers import exhibit_entry
from helpers.book.pages import file_name
from helpers.book.render import book_order, env_exhibits
from helpers.book.typst import attachments, info
from helpers.book.typst.attachments import Attachment
from helpers.book.typst.external_refs import ExternalRefs
from helpers.book.typst.info import DocumentInfo
from helpers.book.typst.markup import call, label, string, text, with_links
from helpers.book.typst.translator import Translator

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
    entries : dict
        The sources that it lists: id of the entry -> Typst source.
    """

    title: str
    source: str
    drawings: tuple[str, ...]
    chapter: Document | None
    entries: dict[str, str]


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
        # The page of sources first: the chapters print some of its entries.
        first = sorted(docs, key=lambda doc: doc != env.book_source_page)
        self.parts: dict[str, Part] = {}
        for doc in first:
            self.parts[doc] = self._part(doc)
        self.parts = {doc: self.parts[doc] for doc in docs}

    def chapters(self) -> list[Document]:
        """Return the chapters that are files of their own."""
        return [part.chapter for part in self.parts.values() if part.chapter]

    def book(self) -> Document:
        """Write the whole book, with the data package in it."""
        about = info.of_book(self.env, self.tree(self.env.config.root_doc))
        attached = attachments.whole_package()
        arguments = {
            "title": string(metadata.get_metadata().title),
            "subtitle": string(metadata.get_metadata().subtitle),
            "contents": "(" + "".join(self._contents()) + ")",
            "citation": f"[{with_links(about.citation)}]",
        }
        source = _apply_template("book", about, arguments, attached)
        source += "".join(part.source for part in self.parts.values())
        drawings = [name for part in self.parts.values() for name in part.drawings]
        return Document("book", source, about, (*drawings, *_paths(attached)))

    def _part(self, doc: str) -> Part:
        """Translate the resolved document of a page to its parts of the PDFs."""
        tree = self.tree(doc)
        translator = self._translator(doc, self.everywhere)
        source = self._opening(doc) + translator.translate(tree)
        entries = _source_entries(tree) if doc == self.env.book_source_page else {}
        return Part(
            title=clean_astext(next(tree.findall(nodes.title))),
            source=f"#pagebreak(weak: true);\n{source}\n",
            drawings=_drawings(tree),
            chapter=self.chapter(doc) if doc in chapter_docs(self.env) else None,
            entries={name: translator.translate(entry) for name, entry in entries.items()},
        )

    def chapter(self, doc: str) -> Document:
        """Write one chapter as a file that stands alone, with the data of its exhibits."""
        tree, name = self.tree(doc), pdf_name(self.env, doc)
        about = info.of_chapter(self.env, doc, tree, name)
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
        attached = attachments.of_exhibits(name, _bundles(tree), self.folder)
        arguments = {
            "title": string(about.title),
            "within": string(about.within),
            "part": string(self._part_name(doc)),
        }
        if doc == self.env.config.book_brief:
            arguments["size"] = BRIEF_SIZE
        kind = "sheet" if is_sheet else "chapter"
        source = _apply_template(kind, about, arguments, attached) + source
        return Document(name, source, about, (*_drawings(tree), *_paths(attached)))

    # Parts of them

    def _opening(self, doc: str) -> str:
        """Write the running name of the part of the book, and its opening where the part begins."""
        caption = next((cap for cap, docs in parts(self.env) if docs[0] == doc), None)
        opening = call("part-opening", text(caption)) if caption else ""
        return f"#part-name.update({string(self._part_name(doc))});{opening}\n"

    def _translator(self, doc: str, known: set[str]) -> Translator:
        fignumbers = self.env.toc_fignumbers.get(doc, {})
        numbers = {
            "figure": fignumbers.get("figure", {}),
            "table": fignumbers.get("table", {}),
            "section": self.env.toc_secnumbers.get(doc, {}),
        }
        addresses = {
            exhibit_id: exhibit_entry(self.env, exhibit_id)["address"]
            for exhibit_id, held in env_exhibits(self.env).items()
            if held["docname"] == doc
        }
        external_refs = ExternalRefs(self.env, self.labels, metadata.get_metadata())
        return Translator(doc, numbers, known, self.folder, addresses, external_refs)

    def _cited_sources(self, doc: str) -> dict[str, str]:
        """Return the entries of the sources that the exhibits of a chapter name."""
        page = self.env.book_source_page
        if doc == page:
            return {}
        links = self.tree(doc).findall(nodes.reference)
        wanted = {link.get("refuri", "").removeprefix(f"%{page}#") for link in links}
        entries = self.parts[page].entries
        return {name: entry for name, entry in entries.items() if name in wanted}

    def _part_name(self, doc: str) -> str:
        return next((caption for caption, docs in parts(self.env) if doc in docs), "")

    def _contents(self) -> list[str]:
        entries = [self._entry(self.env.config.root_doc)]
        for caption, docs in parts(self.env):
            entries.append(f'(kind: "part", text: {string(caption)}),')
            entries += [self._entry(doc) for doc in docs]
        return entries

    def _entry(self, doc: str) -> str:
        title = self.parts[doc].title
        number = self.env.toc_secnumbers.get(doc, {}).get("", ())
        return (
            f'(kind: "chapter", text: {string(title)}, '
            f"number: {string('.'.join(map(str, number)))}, target: {label(f'{doc}#')}),"
        )


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
    left_out = {env.config.root_doc, getattr(env, "book_number_page", None)}
    return [doc for doc in book_order(env) if doc not in left_out]


def parts(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return the parts of the book as the table of contents names them, with their chapters."""
    root = env.external_site_map.root
    return [(tree.caption or "", [str(item) for item in tree.items]) for tree in root.subtrees]


def _apply_template(
    kind: str, about: DocumentInfo, arguments: dict[str, str], attached: list[Attachment]
) -> str:
    day = about.day
    named = {
        "document-title": string(about.title),
        "description": string(about.description),
        "authors": _array(about.authors),
        "keywords": _array(about.keywords),
        "version": string(about.version),
        "licence": string(about.licence),
        "address": string(about.page),
        "address-link": f"[{with_links(about.page)}]",
        "date-text": string(about.date_text),
        "data-text": string(about.data_text),
        "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
        "lang": string(about.language),
    }
    written = ", ".join(f"{key}: {value}" for key, value in named.items())
    own = "".join(f", {key}: {value}" for key, value in arguments.items())
    embedded = "".join(attachment.markup() for attachment in attached)
    return (
        f'#import "template.typ": *\n{embedded}#let about = ({written})\n'
        f"#show: {kind}.with(about{own})\n"
    )


def _array(items: Iterable[str]) -> str:
    return "(" + "".join(f"{string(item)}," for item in items) + ")"


def _drawings(tree: nodes.document) -> tuple[str, ...]:
    shown = tree.findall(book_nodes.exhibit)
    return tuple(f"{node['exhibit_id']}.svg" for node in shown if node["kind"] != "table")


def _paths(attached: list[Attachment]) -> list[str]:
    return [attachment.path for attachment in attached]


def _source_entries(tree: nodes.document) -> dict[str, nodes.paragraph]:
    entries = tree.findall(nodes.paragraph)
    return {e["ids"][0]: e for e in entries if "source-entry" in e["classes"]}


def _bundles(tree: nodes.document) -> list[dict]:
    return [node["bundle"] for node in tree.findall(book_nodes.exhibit)]


def _labels(doc: str, tree: nodes.document) -> list[str]:
    names = [f"{doc}#"]
    for node in tree.findall(nodes.Element):
        if not isinstance(node, nodes.document):
            names += [f"{doc}#{name}" for name in node.get("ids", [])]
    return names
