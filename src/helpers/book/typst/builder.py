"""The builder of the PDF: runs on the documents that the HTML was made from."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import ClassVar

import typst
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.nodes import clean_astext

from helpers import data, paths
from helpers.book import metadata
from helpers.book.fonts import write_font
from helpers.book.registers import exhibit_entry
from helpers.book.render import book_order, env_exhibits
from helpers.book.typst.markup import label, string
from helpers.book.typst.streams import settle_streams
from helpers.book.typst.translator import Translator
from helpers.dates import format_date

TEMPLATE = Path(__file__).parent / "template.typ"
# Tagged and archival in one file.
STANDARDS = ["ua-1", "a-3a"]
_log = logging.getLogger(__name__)


class TypstBuilder(Builder):
    """Write the whole book as one PDF."""

    name = "typst"
    format = "typst"
    epilog = ""
    allow_parallel = False
    supported_image_types: ClassVar = ["image/svg+xml", "image/png", "image/jpeg"]

    def get_outdated_docs(self) -> str:
        """Say that the book is always written: it takes a second."""
        return "the book as PDF"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Address a chapter so that the translator can tell it from an outside address."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Address a chapter from another: in one file there is no difference."""
        return self.get_target_uri(to)

    def write(self, *_ignored: object) -> None:
        """Write the Typst source and compile it."""
        folder = Path(self.outdir) / "source"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy2(TEMPLATE, folder / "template.typ")
        doctrees = {name: self._doctree(name) for name in self._order()}
        known = {name for doc, tree in doctrees.items() for name in _labels(doc, tree)}
        chapters = [self._chapter(doc, tree, known, folder) for doc, tree in doctrees.items()]
        source = '#import "template.typ": *\n' + _attachments(folder) + self._frame(doctrees)
        source += "\n".join(chapters)
        (folder / "book.typ").write_text(source, encoding="utf-8")
        drawings = "".join(path.read_text("utf-8") for path in folder.glob("*.svg"))
        write_font(source + drawings, folder / "book-sans.ttf")
        self._compile(folder)

    def _order(self) -> list[str]:
        return book_order(self.env)

    def _doctree(self, docname: str) -> nodes.document:
        return self.env.get_and_resolve_doctree(docname, self)

    def _chapter(self, doc: str, tree: nodes.document, known: set[str], folder: Path) -> str:
        fignumbers = self.env.toc_fignumbers.get(doc, {})
        numbers = {
            "figure": fignumbers.get("figure", {}),
            "table": fignumbers.get("table", {}),
            "section": self.env.toc_secnumbers.get(doc, {}),
        }
        caption = next((cap for cap, part in parts(self.env) if part[0] == doc), None)
        opening = f"#part-name.update({string(caption)});\n" if caption else ""
        addresses = {
            exhibit_id: exhibit_entry(self.env, exhibit_id)["address"]
            for exhibit_id, held in env_exhibits(self.env).items()
            if held["docname"] == doc
        }
        translator = Translator(doc, numbers, known, folder, addresses)
        return f"#pagebreak(weak: true);\n{opening}" + translator.translate(tree)

    def _frame(self, doctrees: dict[str, nodes.document]) -> str:
        book = metadata.book()
        day = dt.date.fromisoformat(data.data_date())
        named = {
            "title": string(book.title),
            "subtitle": string(book.subtitle),
            "author": string(book.author),
            "version": string(book.version),
            "licence": string(book.licence),
            "date_text": string(format_date(data.data_date())),
            "date": f"datetime(year: {day.year}, month: {day.month}, day: {day.day})",
            "lang": string(book.language),
            "contents": "(" + "".join(self._contents(doctrees)) + ")",
        }
        arguments = ", ".join(f"{key.replace('_', '-')}: {value}" for key, value in named.items())
        return f"#show: book.with({arguments})\n"

    def _contents(self, doctrees: dict[str, nodes.document]) -> list[str]:
        entries = [self._entry(self.config.root_doc, doctrees)]
        for caption, names in parts(self.env):
            entries.append(f'(kind: "part", text: {string(caption)}),')
            entries += [self._entry(name, doctrees) for name in names]
        return entries

    def _entry(self, doc: str, doctrees: dict[str, nodes.document]) -> str:
        title = clean_astext(next(doctrees[doc].findall(nodes.title)))
        number = self.env.toc_secnumbers.get(doc, {}).get("", ())
        return (
            f'(kind: "chapter", text: {string(title)}, '
            f"number: {string('.'.join(map(str, number)))}, target: {label(f'{doc}#')}),"
        )

    def _compile(self, folder: Path) -> None:
        day = dt.datetime.fromisoformat(data.data_date()).replace(tzinfo=dt.UTC)
        try:
            pdf, warnings = typst.compile_with_warnings(
                str(folder / "book.typ"),
                root=str(folder),
                font_paths=[str(folder)],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=STANDARDS,
                timestamp=int(day.timestamp()),
            )
        except typst.TypstError as error:
            raise ExtensionError(f"the PDF can't be set: {error}") from None
        for warning in warnings:
            _log.warning("typst: %s", warning.message)
        target = Path(self.outdir) / "book.pdf"
        target.write_bytes(pdf)
        settle_streams(target)

    def finish(self) -> None:
        """Leave nothing to do after writing."""


def _attachments(folder: Path) -> str:
    """Put the data package into the file, so that the figures travel with the text."""
    shutil.copytree(paths.DATA, folder / "data")
    lines = [_attachment("datapackage.json", "application/json", "Description of all tables")]
    for resource in data.package()["resources"]:
        mime = resource.get("mediatype", "application/json")
        lines.append(_attachment(resource["path"], mime, resource["title"]))
    return "".join(lines)


def _attachment(path: str, mime: str, description: str) -> str:
    return (
        f"#pdf.attach({string(f'data/{path}')}, relationship: {string('data')}, "
        f"mime-type: {string(mime)}, description: {string(description)})\n"
    )


def parts(env: object) -> list[tuple[str, list[str]]]:
    """Give the parts of the book as the table of contents names them, with their chapters."""
    root = env.external_site_map.root
    return [(tree.caption or "", [str(item) for item in tree.items]) for tree in root.subtrees]


def _labels(doc: str, tree: nodes.document) -> list[str]:
    names = [f"{doc}#"]
    for node in tree.findall(nodes.Element):
        if not isinstance(node, nodes.document):
            names += [f"{doc}#{name}" for name in node.get("ids", [])]
    return names


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(TypstBuilder)
