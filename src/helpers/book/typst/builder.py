"""The builder of the PDFs: runs on the documents that the HTML was made from."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import ClassVar

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import ExtensionError

from helpers.book.typst import attachments
from helpers.book.typst.compile import UnknownSignError, compile_pdf
from helpers.book.typst.documents import Document, Documents
from helpers.fonts import write_fonts

TEMPLATE = Path(__file__).parent / "template.typ"


class TypstBuilder(Builder):
    """Write the whole book as one PDF and each chapter as another."""

    name = "typst"
    format = "typst"
    supported_image_types: ClassVar = ["image/svg+xml", "image/png", "image/jpeg"]

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Address a chapter so that the translator can tell it from an outside address."""
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Address a chapter from another: in one file there is no difference."""
        return self.get_target_uri(to)

    def write(self, *_ignored: object) -> None:
        """Write the Typst sources and compile them: all of them, since unchanged PDFs are cached."""
        folder = Path(self.outdir) / "source"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TEMPLATE, folder / TEMPLATE.name)
        attachments.copy_data(folder)
        resolve = partial(self.env.get_and_resolve_doctree, builder=self)
        documents = Documents(self.env, resolve, folder)
        book = documents.book()
        # The fonts are for all: what is printed in any of them is printed in the book or in a chapter.
        drawings = [name for name in book.inputs if name.endswith(".svg")]
        drawn = "".join((folder / name).read_text("utf-8") for name in sorted(drawings))
        chapters = documents.chapters()
        words = "".join(file.source for file in (book, *chapters))
        write_fonts(words + drawn, folder)
        try:
            made = {file.name: _compile(folder, file) for file in (book, *chapters)}
        except UnknownSignError as error:
            raise ExtensionError(error.place(map(documents.tree, documents.parts))) from None
        for old in Path(self.outdir).glob("*.pdf"):
            old.unlink()
        for name, path in made.items():
            shutil.copyfile(path, Path(self.outdir) / f"{name}.pdf")


def _compile(folder: Path, file: Document) -> Path:
    source = folder / f"{file.name}.typ"
    source.write_text(file.source, encoding="utf-8")
    inputs = [folder / name for name in (TEMPLATE.name, *file.inputs)] + sorted(
        folder.glob("*.ttf")
    )
    return compile_pdf(source, file.info, inputs)


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_config_value("book_sheets", [], "env", [list])
    app.add_config_value("book_brief", "", "env", [str])
    app.add_builder(TypstBuilder)
