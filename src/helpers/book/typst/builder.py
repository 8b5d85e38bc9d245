"""The builder of the PDFs: runs on the documents that the HTML was made from."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import ExtensionError

from helpers import paths
from helpers.book.execute import workers
from helpers.book.typst import attachments
from helpers.book.typst.compiler import compile_pdf, page_count, throw_away
from helpers.book.typst.documents import Document, Documents, findings_box
from helpers.book.typst.shelf import Shelf
from helpers.book.written import keys
from helpers.fonts import write_font

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
        files = [documents.book(), *documents.chapters()]
        has_brief = findings_box(documents.tree(self.config.root_doc)) is not None
        brief = cache(documents.brief)
        # One font for all: what is printed in any of them is printed in the book or in the brief.
        words = "".join(file.source for file in files)
        words += brief(BRIEF_SIZES[0]).source if has_brief else ""
        drawings = [name for name in files[0].inputs if name.endswith(".svg")]
        drawn = "".join((folder / name).read_text("utf-8") for name in sorted(drawings))
        write_font(words + drawn, folder / FONT)
        # The typesetter waits for none of our threads. The largest first: nothing waits for it at the end.
        with ThreadPoolExecutor(workers()) as pool:
            finished = pool.map(lambda file: self._made(folder, file), files)
            made = {file.name: path for file, path in zip(files, finished, strict=True)}
        if has_brief:
            made["brief"] = self._brief(folder, brief)
        for old in Path(self.outdir).glob("*.pdf"):
            old.unlink()
        for name, path in made.items():
            shutil.copy2(path, Path(self.outdir) / f"{name}.pdf")
        throw_away(self._finished, made.values())

    def _resolved(self, doc: str) -> nodes.document:
        return self.env.get_and_resolve_doctree(doc, self)

    @property
    def _finished(self) -> Path:
        return paths.BUILD / ".cache" / "pdf"

    def _made(self, folder: Path, file: Document) -> Path:
        source = folder / f"{file.name}.typ"
        source.write_text(file.source, encoding="utf-8")
        inputs = [folder / name for name in (TEMPLATE.name, FONT, *file.inputs)]
        return compile_pdf(source, file.record, inputs, self._finished)

    def _brief(self, folder: Path, brief: Callable[[float], Document]) -> Path:
        for size in BRIEF_SIZES:
            made = self._made(folder, brief(size))
            if page_count(made) == 1:
                return made
        raise ExtensionError(
            "brief.pdf: the findings of the front page don't fit on one sheet in type of "
            f"{BRIEF_SIZES[-1]} points; shorten them"
        )

    def finish(self) -> None:
        """Leave nothing to do after writing."""


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(TypstBuilder)
