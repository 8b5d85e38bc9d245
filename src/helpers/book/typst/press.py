"""Where documents are set: each by the typesetter, then finished as what it is for; none twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf

from helpers import paths
from helpers.book.typst.compiler import compile_pdf, throw_away
from helpers.book.typst.documents import Document
from helpers.book.typst.joining import ready
from helpers.book.typst.whole import Whole
from helpers.book.typst.xmp import describe

TEMPLATE = Path(__file__).parent / "template.typ"
FONT = "book-sans.ttf"


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
