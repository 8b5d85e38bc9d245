"""The whole book as one file: its parts are set each alone, then joined.

A part that did not change is not set again, wherever its pages stand now; and no more memory is needed
than a part takes.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pikepdf
from sphinx.errors import ExtensionError

from helpers.book.typst.compiler import save
from helpers.book.typst.documents import Document, Documents
from helpers.book.typst.joining import join
from helpers.book.typst.places import named_places
from helpers.book.typst.xmp import describe_whole

# How often parts that print pages may be set until these pages stay.
_ROUNDS = 5


class Setters(NamedTuple):
    """What sets a document, and gives its file when it is waited for.

    Attributes
    ----------
    alone : callable
        Sets one that describes itself.
    part : callable
        Sets one that is made ready to be joined to others.
    numbers : callable
        Sets one whose pages are laid on those of others.
    """

    alone: Callable[[Document], Future[Path]]
    part: Callable[[Document], Future[Path]]
    numbers: Callable[[Document], Future[Path]]


class Whole:
    """The whole book; to make one begins to set its parts.

    Parameters
    ----------
    documents : Documents
        What stands in it.
    setters : Setters
        What sets it.
    """

    def __init__(self, documents: Documents, setters: Setters) -> None:
        self.documents, self.setters = documents, setters
        self._placed = cache(_placed)
        self.paged = [doc for doc, part in documents.parts.items() if part.paged]
        self.bodies = {doc: self._set(doc, {}) for doc in documents.parts if doc not in self.paged}
        self.title = setters.alone(documents.title_page())

    def finished(self, folder: Path) -> Path:
        """Join the parts when they are set; take the book as it is if none changed.

        Parameters
        ----------
        folder : pathlib.Path
            Folder of finished files.

        Raises
        ------
        ExtensionError
            If a link leads to what is not printed, or pages that are printed don't come to rest.
        """
        body, pages = self._settled()
        count = sum(self._placed(path).pages for path in body)
        numbers = self.setters.numbers(self.documents.page_numbers(count))
        contents = self.setters.part(self.documents.contents(pages))
        return _joined([self.title.result(), contents.result()], body, numbers.result(), folder)

    def _set(self, doc: str, pages: Mapping[str, str]) -> Future[Path]:
        return self.setters.part(self.documents.body(doc, pages))

    def _settled(self) -> tuple[list[Path], dict[str, str]]:
        """Give the parts from page 1 on, and the page of each place in them."""
        # Before anything is known of pages, and the same in each build.
        known: Mapping[str, str] = defaultdict(lambda: "0")
        for _ in range(_ROUNDS):
            self.bodies |= {doc: self._set(doc, known) for doc in self.paged}
            files = [self.bodies[doc].result() for doc in self.documents.parts]
            pages = self._pages(files)
            if pages == known or not self.paged:
                return files, pages
            known = pages
        raise ExtensionError(
            f"book.pdf: the pages that {', '.join(self.paged)} prints move what is on them"
        )

    def _pages(self, files: list[Path]) -> dict[str, str]:
        pages, before = {}, 0
        for placed in map(self._placed, files):
            pages |= {name: str(before + page) for name, page in placed.places.items()}
            before += placed.pages
        for doc, part in self.documents.parts.items():
            for name in sorted(part.asked - pages.keys()):
                raise ExtensionError(f"{doc}: link to {name!r}, which is not printed")
        return pages


class _Placed(NamedTuple):
    """How many pages a file has, and on which of them (from 1 on) the places stand that it names."""

    pages: int
    places: dict[str, int]


def _placed(path: Path) -> _Placed:
    with pikepdf.open(path) as pdf:
        return _Placed(len(pdf.pages), named_places(pdf))


def _joined(front: Sequence[Path], body: Sequence[Path], numbers: Path, folder: Path) -> Path:
    # The names of files have the digests of all that they were made from.
    made_of = hashlib.sha256(" ".join(path.name for path in (*front, *body)).encode()).digest()
    made = folder / f"book-{made_of.hex()[:16]}.pdf"
    if not made.exists():
        opening, going_on = ([_opened(path) for path in paths] for paths in (front, body))
        whole = join(opening, going_on, _opened(numbers))
        describe_whole(whole, made_of[:16])
        save(whole, made)
    return made


def _opened(path: Path) -> pikepdf.Pdf:
    _left_open.append(pikepdf.open(path))
    return _left_open[-1]


# The parts that were joined, while this process lives: to take them apart would take longer than to save
# the book, and the process ends soon after.
_left_open: list[pikepdf.Pdf] = []
