"""The whole book as one file: its parts are set each alone, then joined.

A part that did not change is not set again, wherever its pages stand now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pikepdf
from sphinx.errors import ExtensionError

from helpers.book.typst.documents import Documents
from helpers.book.typst.joiner import Joiner, Parts
from helpers.book.typst.places import named_places
from helpers.book.typst.press import Press, alone, part, plain

# How often parts that print pages may be set until these pages stay.
_ROUNDS = 5


class Whole:
    """The whole book, set part by part.

    Parameters
    ----------
    documents : Documents
        What stands in it.
    press : Press
        What sets it.

    Raises
    ------
    ExtensionError
        If a part can't be set, a link leads to what is not printed, or pages that are printed don't come
        to rest.
    """

    def __init__(self, documents: Documents, press: Press) -> None:
        self.documents, self.press = documents, press
        self._placed = cache(_placed)
        self.paged = [doc for doc, held in documents.parts.items() if held.paged]
        title, self.bodies = self._first()
        pages = self._settle()
        count = sum(self._placed(path).pages for path in self.bodies.values())
        contents, numbers = press.set(
            [part(documents.contents(pages)), plain(documents.page_numbers(count))]
        )
        body = tuple(self.bodies[doc] for doc in documents.parts)
        self.parts = Parts((title, contents), body, numbers)

    def joined(self, joiner: Joiner) -> Path:
        """Have the parts joined."""
        return self.press.keep(joiner.join(self.parts))

    def _first(self) -> tuple[Path, dict[str, Path]]:
        """Set the title page and the parts that print no pages."""
        docs = [doc for doc in self.documents.parts if doc not in self.paged]
        bodies = [part(self.documents.body(doc, {})) for doc in docs]
        title, *files = self.press.set([alone(self.documents.title_page()), *bodies])
        return title, dict(zip(docs, files, strict=True))

    def _settle(self) -> dict[str, str]:
        """Set the parts that print pages; give the page of each place."""
        # Before anything is known of pages, and the same in each build.
        known: Mapping[str, str] = defaultdict(lambda: "0")
        for _ in range(_ROUNDS):
            files = self.press.set([part(self.documents.body(doc, known)) for doc in self.paged])
            self.bodies |= zip(self.paged, files, strict=True)
            pages = self._pages()
            if pages == known or not self.paged:
                return pages
            known = pages
        raise ExtensionError(
            f"book.pdf: the pages that {', '.join(self.paged)} prints move what is on them"
        )

    def _pages(self) -> dict[str, str]:
        pages, before = {}, 0
        for doc in self.documents.parts:
            placed = self._placed(self.bodies[doc])
            pages |= {name: str(before + page) for name, page in placed.places.items()}
            before += placed.pages
        for doc, held in self.documents.parts.items():
            for name in sorted(held.asked - pages.keys()):
                raise ExtensionError(f"{doc}: link to {name!r}, which is not printed")
        return pages


class _Placed(NamedTuple):
    """How many pages a file has, and on which of them (from 1 on) the places stand that it names."""

    pages: int
    places: dict[str, int]


def _placed(path: Path) -> _Placed:
    with pikepdf.open(path) as pdf:
        return _Placed(len(pdf.pages), named_places(pdf))
