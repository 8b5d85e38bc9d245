"""The picture that other sites show with a link to a page: title, part and book, drawn by Typst."""

from __future__ import annotations

from pathlib import Path

from helpers import style
from helpers.book.metadata import BookMetadata
from helpers.book.pages import Page
from helpers.book.typst.markup import string
from helpers.book.typst.picture import typeset
from helpers.sync import copy_if_changed

# Folder of the pictures, from the root of the built pages.
FOLDER = "cards"
# 1200 x 630 pixels, as Open Graph asks for, at one pixel a point.
_LAYOUT = """#set page(width: 1200pt, height: 630pt, margin: (x: 80pt, y: 72pt), fill: rgb("#1d5c8f"))
#set text(font: "{font}", fill: white, size: 30pt, hyphenate: false)
#set par(leading: 0.5em)
#text(fill: rgb("#cfe0ee"))[#{part}]
#v(28pt)
{drawing}#text(size: {size}pt, weight: "bold")[#{title}]
#v(1fr)
#line(length: 160pt, stroke: 5pt + rgb("#cfe0ee"))
#v(10pt)
#text(weight: "bold")[#{book}]
#linebreak()
#text(size: 24pt, fill: rgb("#cfe0ee"))[#{by}]
"""
# The drawing of the front page, at the right below the words.
_DRAWING = """#place(bottom + right, dy: 36pt, dx: 50pt, box(fill: white, inset: 14pt, radius: 4pt,
  image(bytes({drawing}), format: "svg", width: 600pt, alt: "")))
"""


def address(page: Page) -> str:
    """Return the address of a page's picture, from the root of the built pages."""
    return f"{FOLDER}/{page.name}.png"


def source(book: BookMetadata, page: Page, drawing: str = "") -> str:
    """Return the picture of a page as Typst source, of the front page with its headline and a drawing."""
    title = (page.headline or book.subtitle) if page.is_front else page.title
    where = f"{page.part}, chapter {page.number}" if page.number else page.part
    return _LAYOUT.format(
        font=style.SANS,
        part=string("" if page.is_front else where),
        title=string(title),
        size=64 if len(title) < 50 else 52 if len(title) < 90 else 42,
        drawing=_DRAWING.format(drawing=string(drawing)) if drawing else "",
        book=string(book.title),
        by=string(f"{book.author}, {book.date.year}"),
    )


def write(book: BookMetadata, page: Page, out: Path, drawing: str = "") -> None:
    """Write the picture of a page, from the cache if its words did not change.

    Parameters
    ----------
    book : BookMetadata
        The book.
    page : Page
        The page.
    out : pathlib.Path
        Root of the built pages.
    drawing : str, optional
        A drawing to stand on it, as SVG.
    """
    target = out / address(page)
    target.parent.mkdir(parents=True, exist_ok=True)
    copy_if_changed(typeset(source(book, page, drawing), 72), target)
