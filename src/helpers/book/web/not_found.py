"""The page that a web server shows for an address that leads to none: it stands alone.

It is shown in place of any address, at any depth. So nothing that it needs may lie beside it: its style
and its script stand in the page.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from helpers import style
from helpers.book.metadata import BookMetadata
from helpers.book.pages import Page

_FOLDER = Path(__file__).parent / "templates"


def page(book: BookMetadata, pages: list[Page]) -> str:
    """Write the page: a sentence, a field for a search, and all chapters.

    Parameters
    ----------
    book : BookMetadata
        The book.
    pages : list of Page
        All pages, in the order of the book.
    """
    chapters = [page for page in pages if not page.is_front]
    template = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True).get_template(
        "not-found.html"
    )
    return template.render(
        book=book,
        # Its script finds the book below any folder. Where no script runs, this is the best guess.
        base=book.address() or "/",
        parts=[(part, list(held)) for part, held in groupby(chapters, lambda page: page.part)],
        style=Markup(styles()),
        script=Markup(script()),
    )


def styles() -> str:
    """Return its style: the colours of the book, and few rules."""
    return style.stylesheet() + _text("not-found.css")


def script() -> str:
    """Return its script."""
    return _text("not-found.js")


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
