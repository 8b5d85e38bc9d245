"""The builder of the PDFs: runs on the documents that the HTML was made from."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.errors import ExtensionError

from helpers.book.typst import attachments
from helpers.book.typst.compiler import page_count
from helpers.book.typst.documents import Documents, findings_box
from helpers.book.typst.joiner import Joiner
from helpers.book.typst.press import TEMPLATE, Press, alone
from helpers.book.typst.shelf import Shelf
from helpers.book.typst.whole import Whole
from helpers.fonts import write_fonts
from helpers.mirror import copy_if_other

# Sizes of the type of the brief, in points: the largest that fits on one page is taken.
BRIEF_SIZES = (12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5)


class TypstBuilder(Builder):
    """Write the whole book as one PDF, each chapter as another, and the findings on one sheet."""

    name = "typst"
    format = "typst"
    epilog = ""
    allow_parallel = False
    # Given by who has the PDFs built: the key of each page, and who joins the whole book.
    keys: dict[str, str]
    joiner: Joiner
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
        shelf = Shelf(folder / "parts", self.keys)
        documents = Documents(self.env, self._resolved, folder, shelf)
        write_fonts(self._printed(documents, folder), folder)
        made = self._set(documents, Press(folder))
        for old in Path(self.outdir).glob("*.pdf"):
            if old.stem not in made:
                old.unlink()
        for name, path in made.items():
            copy_if_other(path, Path(self.outdir) / f"{name}.pdf")

    def _printed(self, documents: Documents, folder: Path) -> str:
        """Give all that is printed in any file: the fonts are for all."""
        parts = documents.parts.values()
        drawings = sorted({name for part in parts for name in part.drawings})
        drawn = "".join((folder / name).read_text("utf-8") for name in drawings)
        return "".join(part.source for part in parts) + drawn

    def _set(self, documents: Documents, press: Press) -> dict[str, Path]:
        whole = Whole(documents, press)
        chapters = documents.chapters()
        waiting = press.begin([alone(chapter) for chapter in chapters])
        # It is joined while chapters are set.
        made = {"book": whole.joined(self.joiner)}
        made |= zip((chapter.name for chapter in chapters), waiting(), strict=True)
        if findings_box(documents.tree(self.config.root_doc)) is not None:
            made["brief"] = _brief(documents, press)
        press.throw_away_unused()
        return made

    def _resolved(self, doc: str) -> nodes.document:
        return self.env.get_and_resolve_doctree(doc, self)

    def finish(self) -> None:
        """Leave nothing to do after writing."""


def _brief(documents: Documents, press: Press) -> Path:
    for size in BRIEF_SIZES:
        (made,) = press.set([alone(documents.brief(size))])
        if page_count(made) == 1:
            return made
    raise ExtensionError(
        "brief.pdf: the findings of the front page don't fit on one sheet in type of "
        f"{BRIEF_SIZES[-1]} points; shorten them"
    )


def setup(app: Sphinx) -> None:
    """Register the builder."""
    app.add_builder(TypstBuilder)
