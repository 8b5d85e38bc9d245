"""The end of a page: how to cite it, what of it can be taken away, and when it was made."""

from __future__ import annotations

import html

from sphinx.util.osutil import relative_uri

from helpers.book import cite, cite_html, notebook_downloads
from helpers.book.metadata import BookMetadata
from helpers.book.pages import Page
from helpers.partial_dates import format_date


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
    """Return the line under the title of a page that leads to what readers take away."""
    here = f"{page.docname}.html"
    links = ['<a href="#cite">Cite</a>']
    if files.get("pdf"):
        links.append(f'<a href="{relative_uri(here, files["pdf"])}">PDF</a>')
    if files.get("notebook"):
        links.append('<a href="#take-away">Notebook</a>')
    return f'<p class="page-actions">{" · ".join(links)}</p>'


def _files(page: Page, files: dict, here: str) -> str:
    found = {}
    if files.get("pdf"):
        found[files["pdf"]] = "PDF of the book" if page.is_front else "PDF of this chapter"
    if files.get("brief") and page.is_front:
        found[files["brief"]] = "the findings on one page (PDF)"
    if files.get("notebook"):
        found |= notebook_downloads.addresses(page.name)
    if page.is_front:
        found["data/data.zip"] = "all data (ZIP)"
        found["data/datapackage.json"] = "description of all tables (JSON)"
    if not found:
        return ""
    links = ", ".join(
        f'<a href="{relative_uri(here, path)}" download>{html.escape(words)}</a>'
        for path, words in found.items()
    )
    return f'<p id="take-away"><strong>Take away</strong>: {links}.</p>'


def _dates(book: BookMetadata, page: Page) -> str:
    first, last = (format_date(day.isoformat()) for day in (page.published, page.changed))
    changed = f"; last changed {last}" if last != first else ""
    return f"<p>First published {first}{changed}. Version {html.escape(book.version)}.</p>"
