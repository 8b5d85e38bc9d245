"""What stands in each PDF: the book, one chapter, or the brief, as Typst source."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.nodes import clean_astext

from helpers.book import metadata
from helpers.book import nodes as book
from helpers.book.pages import file_name
from helpers.book.registers import exhibit_entry
from helpers.book.render import book_order, env_exhibits
from helpers.book.typst import attachments, record
from helpers.book.typst.attachments import Attachment
from helpers.book.typst.elsewhere import Elsewhere
from helpers.book.typst.markup import call, label, linked, string, text
from helpers.book.typst.record import Record
from helpers.book.typst.translator import Translator

_RESERVED = ("book", "brief")


class Document(NamedTuple):
    """A PDF before it is compiled: its name, its source, its description, and the files that it reads."""

    name: str
    source: str
    record: Record
    inputs: tuple[str, ...]


class Documents:
    """Write the sources of all PDFs from the documents of the book.

    Parameters
    ----------
    env : BuildEnvironment
        Sphinx's knowledge of the book: order, numbers, titles.
    trees : dict
        Name of a chapter -> its resolved document.
    folder : pathlib.Path
        Folder that the typesetter reads; drawings and data are written to it.
    """

    def __init__(
        self, env: BuildEnvironment, trees: dict[str, nodes.document], folder: Path
    ) -> None:
        self.env, self.trees, self.folder = env, trees, folder
        self.labels = {doc: set(_labels(doc, tree)) for doc, tree in trees.items()}

    def book(self) -> Document:
        """Write the whole book, with the data package in it."""
        about = record.of_book(self.env, self.trees[self.env.config.root_doc])
        known = set().union(*self.labels.values())
        chapters = [self._book_chapter(doc, known) for doc in self.trees]
        attached = attachments.whole_package()
        arguments = {
            "title": string(metadata.book().title),
            "subtitle": string(metadata.book().subtitle),
            "contents": "(" + "".join(self._contents()) + ")",
        }
        source = _framed("book", about, arguments, attached) + "".join(chapters)
        return Document("book", source, about, self._inputs(self.trees, attached))

    def chapter(self, doc: str) -> Document:
        """Write one chapter as a file that stands alone, with the data of its exhibits."""
        tree, name = self.trees[doc], file_name(doc)
        if name in _RESERVED:
            raise ExtensionError(f"{doc}: {name}.pdf is another file; rename the chapter")
        about = record.of_chapter(self.env, doc, tree)
        cited = self._sources_named(doc)
        known = self.labels[doc] | {f"{self._source_page}#{i}" for e in cited for i in e["ids"]}
        translator = self._translator(doc, known)
        translator.under_title = call("imprint", citation=f"[{linked(about.citation)}]")
        source = translator.translate(tree)
        if cited:
            listed = self._translator(self._source_page, known)
            source += call("exhibit-sources", *[listed.children(cited)])
        attached = attachments.of_exhibits(name, _bundles(tree), self.folder)
        arguments = {
            "title": string(about.title),
            "within": string(about.within),
            "part": string(self._part(doc)),
        }
        source = _framed("chapter", about, arguments, attached) + source
        return Document(name, source, about, self._inputs([doc], attached))

    def brief(self, size: float) -> Document:
        """Write the findings of the front page on one sheet, in type of that size (points)."""
        root = self.env.config.root_doc
        tree = self.trees[root]
        about = record.of_brief(self.env, tree)
        box = findings_box(tree)
        findings = next(iter(box.findall(nodes.bullet_list)))
        lead = box.parent.children[1 : box.parent.index(box)]
        translator = self._translator(root, set(), explain=False)
        source = call("lead", translator.children(lead))
        source += "".join(call("finding", translator.children(item)) for item in findings)
        arguments = {
            "title": string(metadata.book().title),
            "subtitle": string(metadata.book().subtitle),
            "citation": f"[{linked(about.citation)}]",
            "size": f"{size}pt",
        }
        return Document("brief", _framed("brief", about, arguments, []) + source, about, ())

    # Parts of them

    def _book_chapter(self, doc: str, known: set[str]) -> str:
        caption = next((cap for cap, docs in parts(self.env) if docs[0] == doc), None)
        opening = call("part-opening", text(caption)) if caption else ""
        set_part = f"#part-name.update({string(self._part(doc))});"
        translated = self._translator(doc, known).translate(self.trees[doc])
        return f"#pagebreak(weak: true);\n{set_part}{opening}\n{translated}\n"

    def _translator(self, doc: str, known: set[str], explain: bool = True) -> Translator:
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
        elsewhere = Elsewhere(self.env, self.labels, explain, metadata.book())
        return Translator(doc, numbers, known, self.folder, addresses, elsewhere)

    @property
    def _source_page(self) -> str:
        return self.env.book_source_page

    def _sources_named(self, doc: str) -> list[nodes.Element]:
        """Give the entries of the sources that the exhibits of a chapter name."""
        if doc == self._source_page:
            return []
        start = f"%{self._source_page}#"
        links = self.trees[doc].findall(nodes.reference)
        wanted = {link.get("refuri", "").removeprefix(start) for link in links}
        entries = self.trees[self._source_page].findall(nodes.paragraph)
        return [entry for entry in entries if wanted.intersection(entry["ids"])]

    def _part(self, doc: str) -> str:
        return next((caption for caption, docs in parts(self.env) if doc in docs), "")

    def _contents(self) -> list[str]:
        entries = [self._entry(self.env.config.root_doc)]
        for caption, docs in parts(self.env):
            entries.append(f'(kind: "part", text: {string(caption)}),')
            entries += [self._entry(doc) for doc in docs]
        return entries

    def _entry(self, doc: str) -> str:
        title = clean_astext(next(self.trees[doc].findall(nodes.title)))
        number = self.env.toc_secnumbers.get(doc, {}).get("", ())
        return (
            f'(kind: "chapter", text: {string(title)}, '
            f"number: {string('.'.join(map(str, number)))}, target: {label(f'{doc}#')}),"
        )

    def _inputs(self, docs: Iterable[str], attached: list[Attachment]) -> tuple[str, ...]:
        drawings = [
            f"{node['exhibit_id']}.svg"
            for doc in docs
            for node in self.trees[doc].findall(book.exhibit)
            if node["kind"] != "table"
        ]
        return (*drawings, *(attachment.path for attachment in attached))


def chapter_docs(env: BuildEnvironment) -> list[str]:
    """Give the chapters and appendices that have a PDF of their own.

    The front page has the brief instead, and the list of numbers stands on its page alone: as a file
    it would be an introduction to nothing.
    """
    left_out = {env.config.root_doc, getattr(env, "book_number_page", None)}
    return [doc for doc in book_order(env) if doc not in left_out]


def findings_box(tree: nodes.document) -> nodes.admonition | None:
    """Give the box of findings of a page, if it has one; that of the front page makes the brief."""
    boxes = tree.findall(nodes.admonition)
    return next((box for box in boxes if "key-findings" in box["classes"]), None)


def parts(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Give the parts of the book as the table of contents names them, with their chapters."""
    root = env.external_site_map.root
    return [(tree.caption or "", [str(item) for item in tree.items]) for tree in root.subtrees]


def _framed(kind: str, about: Record, arguments: dict[str, str], attached: list[Attachment]) -> str:
    day = about.day
    named = {
        "document-title": string(about.title),
        "description": string(about.description),
        "authors": _array(about.authors),
        "keywords": _array(about.keywords),
        "version": string(about.version),
        "licence": string(about.licence),
        "address": string(about.page),
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


def _bundles(tree: nodes.document) -> list[dict]:
    return [node["bundle"] for node in tree.findall(book.exhibit)]


def _labels(doc: str, tree: nodes.document) -> list[str]:
    names = [f"{doc}#"]
    for node in tree.findall(nodes.Element):
        if not isinstance(node, nodes.document):
            names += [f"{doc}#{name}" for name in node.get("ids", [])]
    return names
