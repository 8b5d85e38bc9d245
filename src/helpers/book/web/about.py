"""The end of a page: how to cite it, what of it can be taken away, and when it was made."""

from __future__ import annotations

import html

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from helpers.book import metadata
from helpers.book.citing import cite, cite_html
from helpers.book.execution import notebook_downloads
from helpers.book.metadata import BookMetadata
from helpers.book.pages import Page, link
from helpers.partial_dates import format_date

# What stands where nobody can be written to yet.
NO_CONTACT = "no address yet"


class BookRole(SphinxRole):
    """The role ``{book}``: what the book says of itself: ``version``, ``date``, ``publisher`` or ``contact``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the words, for an address with the link."""
        book = metadata.get_metadata()
        if self.text == "contact" and book.contact:
            return [nodes.reference("", book.contact, refuri=book.contact_address)], []
        said = {
            "version": book.version,
            "publisher": book.publisher,
            "date": format_date(book.date.isoformat()),
            "contact": NO_CONTACT,
        }
        if self.text not in said:
            words = f"{{book}}: {self.text!r} is none of {sorted(said)}"
            return [], [self.inliner.reporter.error(words, line=self.lineno)]
        return [nodes.Text(said[self.text])], []


def footer(book: BookMetadata, page: Page, files: dict) -> str:
    """Return the section that ends a page.

    Parameters
    ----------
    book : BookMetadata
        The book.
    page : Page
        The page.
    files : dict
        ``pdf``: its address from the root of the built pages, or nothing; ``notebook``: whether the
        page is one.
    """
    here = f"{page.docname}.html"
    if page.is_front:
        boxes = [("the book", cite.book_item(book)), ("its data", cite.data_item(book))]
    else:
        boxes = [("this chapter", cite.chapter_item(book, vars(page)))]
    cites = "".join(
        f'<h2 id="cite-{item["type"]}">Cite {name}</h2>{cite_html.box(book, item, name, here)}'
        for name, item in boxes
    )
    return f'<section class="page-footer" id="cite">{cites}{_files(page, files, here)}{_dates(book, page)}</section>'


def actions(page: Page, files: dict) -> str:
    """Return the line that leads to what readers take away: under the title of a page, on the front page as buttons."""
    here = f"{page.docname}.html"
    if page.is_front:
        links = [
            (files.get("summary"), "Read the summary"),
            (files.get("pdf"), "PDF"),
            ("data/data.zip", "Data"),
        ]
        found = (link(here, path, words) for path, words in links if path)
        return f'<p class="page-actions front-buttons">{" ".join(found)}</p>'
    links = ['<a href="#cite">Cite</a>']
    if files.get("pdf"):
        links.append(link(here, files["pdf"], "PDF"))
    if files.get("notebook"):
        links.append('<a href="#take-away">Notebook</a>')
    return f'<p class="page-actions">{" · ".join(links)}</p>'


def _files(page: Page, files: dict, here: str) -> str:
    found = {}
    if files.get("pdf"):
        found[files["pdf"]] = "PDF of the book" if page.is_front else "PDF of this chapter"
    if files.get("brief") and page.is_front:
        found[files["brief"]] = "the summary (PDF)"
    if files.get("notebook"):
        found |= notebook_downloads.addresses(page.name)
    if page.is_front:
        found["data/data.zip"] = "all data (ZIP)"
        found["data/datapackage.json"] = "description of all tables (JSON)"
    if not found:
        return ""
    links = ", ".join(link(here, path, words, " download") for path, words in found.items())
    return f'<p id="take-away"><strong>Take away</strong>: {links}.</p>'


def _dates(book: BookMetadata, page: Page) -> str:
    first, last = (format_date(day.isoformat()) for day in (page.published, page.changed))
    changed = f"; last changed {last}" if last != first else ""
    return f"<p>First published {first}{changed}. Version {html.escape(book.version)}.</p>"


def setup(app: Sphinx) -> None:
    """Register the role that names the book."""
    app.add_role("book", BookRole())
