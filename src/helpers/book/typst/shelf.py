"""What each page gave to the PDFs, kept from one build to the next."""

from __future__ import annotations

import pickle
from pathlib import Path


class Shelf:
    """Parts of the PDFs by their page, each with the key of what it was made from.

    Parameters
    ----------
    folder : pathlib.Path
        Where they lie, with the drawings and figures that belong to them.
    keys : dict of str to str
        Key of each page now, see :func:`helpers.book.written.keys`.
    """

    def __init__(self, folder: Path, keys: dict[str, str]) -> None:
        self.folder, self.keys = folder, keys

    def take(self, doc: str) -> object | None:
        """Give the part of a page; nothing if the page is another now."""
        path = self._path(doc)
        if not path.exists():
            return None
        with path.open("rb") as file:
            # A part of another key may be of another make: it is not even looked at.
            return pickle.load(file) if pickle.load(file) == self.keys[doc] else None

    def put(self, doc: str, part: object) -> None:
        """Keep the part of a page."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._path(doc).write_bytes(pickle.dumps(self.keys[doc]) + pickle.dumps(part))

    def _path(self, doc: str) -> Path:
        return self.folder / f"{doc.replace('/', '--')}.pickle"
