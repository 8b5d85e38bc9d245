"""The builder of the PDFs: runs on the documents that the HTML was made from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ClassVar

import pikepdf
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import ExtensionError

from helpers import paths
from helpers.beside import workers
from helpers.book.typst import attachments
from helpers.book.typst.compiler import compile_pdf, page_count, throw_away
from helpers.book.typst.documents import Document, Documents, findings_box
from helpers.book.typst.joining import ready
from helpers.book.typst.shelf import Shelf
from helpers.book.typst.whole import Setters, Whole
from helpers.book.typst.xmp import describe
from helpers.book.written import keys
from helpers.fonts import write_font
from helpers.mirror import copy_if_other

TEMPLATE = Path(__file__).parent / "template.typ"
FONT = "book-sans.ttf"
# Sizes of the type of the brief, in points: the largest that fits on one page is taken.
BRIEF_SIZES = (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5)


class TypstBuilder(Builder):
    """Write the whole book as one PDF, each chapter as another, and the findings on one sheet."""

    name = "typst"
    format = "typst"
    epilog = ""
    allow_parallel = False
    supported_image_types: ClassVar = ["image/svg+xml", "image/png", "image/jpeg"]

    def get_outdated_docs(self) -> str:
        """Say that all is always written; what did not change is not compiled again."""
        return "the book and its chapters as PDF"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Address a chapter so that the translator can tell it from an outside address."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Address a chapter from another: in one file there is no difference."""
        return self.get_target_uri(to)

    def write(self, *_ignored: object) -> None:
        """Write the Typst sources and compile them."""
        folder = Path(self.outdir) / "source"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TEMPLATE, folder / TEMPLATE.name)
        attachments.copy_data(folder)
        documents = Documents(
            self.env, self._resolved, folder, Shelf(folder / "parts", keys(self.env))
        )
        write_font(self._printed(documents, folder), folder / FONT)
        made = self._set(documents, Press(folder))
        for old in Path(self.outdir).glob("*.pdf"):
            if old.stem not in made:
                old.unlink()
        for name, path in made.items():
            copy_if_other(path, Path(self.outdir) / f"{name}.pdf")

    def _printed(self, documents: Documents, folder: Path) -> str:
        """Give all that is printed in any file: one font is for all."""
        parts = documents.parts.values()
        drawings = sorted({name for part in parts for name in part.drawings})
        drawn = "".join((folder / name).read_text("utf-8") for name in drawings)
        return "".join(part.source for part in parts) + drawn

    def _set(self, documents: Documents, press: Press) -> dict[str, Path]:
        # The typesetter waits for none of our threads.
        with ThreadPoolExecutor(workers()) as pool:
            ways = (press.alone, press.part, press.plain)
            setters = Setters(*(partial(pool.submit, way) for way in ways))
            whole = Whole(documents, setters)
            chapters = {file.name: setters.alone(file) for file in documents.chapters()}
            made = {name: chapter.result() for name, chapter in chapters.items()}
            made["book"] = press.joined(whole)
        if findings_box(documents.tree(self.config.root_doc)) is not None:
            made["brief"] = _brief(documents, press)
        press.throw_away_unused()
        return made

    def _resolved(self, doc: str) -> nodes.document:
        return self.env.get_and_resolve_doctree(doc, self)

    def finish(self) -> None:
        """Leave nothing to do after writing."""


class Press:
    """Set documents; what was set from the same before is taken as it is.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that the typesetter reads.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.finished = paths.BUILD / ".cache" / "pdf"
        self.used: set[Path] = set()

    def alone(self, file: Document) -> Path:
        """Set a file that describes itself."""
        return self._made(file, lambda pdf: describe(pdf, file.record))

    def part(self, file: Document) -> Path:
        """Set a part of the whole book, ready to be joined to others."""
        return self._made(file, lambda pdf: ready(pdf, file.name))

    def plain(self, file: Document) -> Path:
        """Set a file of which pages are used for others."""
        return self._made(file, lambda _pdf: None)

    def joined(self, whole: Whole) -> Path:
        """Give the whole book."""
        made = whole.finished(self.finished)
        self.used.add(made)
        return made

    def throw_away_unused(self) -> None:
        """Throw away the finished files that were not asked for."""
        throw_away(self.finished, self.used)

    def _made(self, file: Document, finish: Callable[[pikepdf.Pdf], None]) -> Path:
        source = self.folder / f"{file.name}.typ"
        source.write_text(file.source, encoding="utf-8")
        inputs = [self.folder / name for name in (TEMPLATE.name, FONT, *file.inputs)]
        made = compile_pdf(source, file.record, inputs, finish, self.finished)
        self.used.add(made)
        return made


def _brief(documents: Documents, press: Press) -> Path:
    for size in BRIEF_SIZES:
        made = press.alone(documents.brief(size))
        if page_count(made) == 1:
            return made
    raise ExtensionError(
        "brief.pdf: the findings of the front page don't fit on one sheet in type of "
        f"{BRIEF_SIZES[-1]} points; shorten them"
    )


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(TypstBuilder)
