"""The footer of every page: what the book stands on, and whether the data are as recorded.

It is put into the finished pages when they are published. The digest of the inputs changes with each
edit; were it part of a page, each edit would change all.
"""

from __future__ import annotations

import html
from pathlib import Path

from helpers import data
from helpers.book import metadata
from helpers.book.gate import statements
from helpers.book.publication import inputs
from helpers.partial_dates import format_date

# What the template leaves in its place.
_PLACE = b"<!-- colophon -->"


def colophon() -> str:
    """Return the footer as HTML."""
    book = metadata.get_metadata()
    said = html.escape(
        f"{book.title}, version {book.version}. Data as read on {format_date(data.data_date())}. "
        f"{book.licence}. Built from inputs with the digest "
    )
    lines = [f"<p>{said}<code>{inputs.digest()[: inputs.SHORT]}</code>.</p>"]
    edited = data.edited_tables()
    if edited:
        names = html.escape(", ".join(edited))
        lines.append(
            f'<p class="book-edited">This copy was built from edited data: {names} differ from the '
            "recorded digests.</p>"
        )
    wrong = len(statements.untrue())
    if wrong:
        lines.append(
            f'<p class="book-edited">Sentences of this copy that its data no longer bear out: {wrong}; '
            "each is marked.</p>"
        )
    inside = "\n  ".join(lines)
    return f'<div class="book-colophon">\n  {inside}\n</div>'


def insert(folder: Path) -> None:
    """Insert the footer into all pages below a folder, in place."""
    footer = colophon().encode()
    for path in sorted(folder.rglob("*.html")):
        page = path.read_bytes()
        if _PLACE in page:
            path.write_bytes(page.replace(_PLACE, footer, 1))
