"""A page for each exhibit: whole, with its sources, data, code and citation, and where it appears.

Who needs one chart gets one address, which stays when the exhibit moves to another chapter. A page is
written when the chapter of its exhibit is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from helpers import data
from helpers.book import metadata
from helpers.book.citing import cite, cite_html
from helpers.book.citing.bibliography import language
from helpers.book.exhibits.exhibit_html import made_by
from helpers.book.features import registers
from helpers.book.pages import exhibit_folder, link
from helpers.book.web import head
from helpers.partial_dates import format_date

_LINK = re.compile(r' (href|src|data-spec)="([^"]*)"')
_OUTSIDE = re.compile(r"[a-z]+:")


def name(exhibit_id: str) -> str:
    """Return the name of the page of an exhibit, from the root of the built pages."""
    return f"{exhibit_folder(exhibit_id)}index"


def collect(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    """Give Sphinx the pages of the exhibits whose chapters it has just written."""
    if app.builder.format != "html":
        return
    book = metadata.get_metadata()
    for exhibit_id, shown in app.builder.exhibits_shown.items():
        entry = registers.exhibit_entry(app.env, exhibit_id)
        here = app.builder.get_target_uri(name(exhibit_id))
        chapter = app.builder.get_target_uri(entry["docname"])
        parts = {part: _moved(text, chapter, here) for part, text in shown.items()}
        context = {
            "title": html.escape(entry["title"]),
            # The theme prints it above the contents of a printed page.
            "pagetitle": entry["title"],
            "body": _body(app, entry, parts),
            "metatags": head.exhibit_tags(book, entry),
            "book_exhibit": True,
        }
        yield name(exhibit_id), context, "page.html"


def _body(app: Sphinx, entry: dict, shown: dict[str, str]) -> str:
    """Write the page from what its chapter shows."""
    env, book = app.env, metadata.get_metadata()
    here = app.builder.get_target_uri(name(entry["id"]))
    number, kind = html.escape(entry["number"]), entry["number"].partition(" ")[0].lower()
    front = link(here, app.builder.get_target_uri(env.config.root_doc), book.title)
    chapter = app.builder.get_target_uri(entry["docname"])
    place = link(here, f"{chapter}#{entry['anchor']}", entry["chapter"])
    note = (
        f'<p class="exhibit-note">Note: {html.escape(entry["note"])}</p>' if entry["note"] else ""
    )
    sources = "".join(_source(env, here, source_id) for source_id in entry["sources"])
    item = cite.exhibit_item(book, entry)
    data_table = (
        f'<section id="figures"><h2>Figures</h2>{shown["data"]}</section>' if shown["data"] else ""
    )
    return (
        f'<article class="exhibit-page"><p class="exhibit-where">{number} of {front}, in {place}</p>'
        f"<h1>{html.escape(entry['title'])}</h1>"
        f"{shown['figure']}"
        f'<figcaption class="exhibit-head"><p class="exhibit-subtitle">'
        f"{html.escape(entry['subtitle'])}</p></figcaption>{shown['body']}"
        f'<div class="exhibit-footer">{note}<p>Licence: {html.escape(entry["licence"])}.</p></div></figure>'
        f'<p class="exhibit-alt">{html.escape(entry["alt"])}</p>'
        f'<section id="take-away"><h2>Download</h2><p>{shown["downloads"]}.</p></section>{data_table}'
        f'<section id="sources"><h2>Sources</h2><ul>{sources}</ul></section>'
        f'<section id="code"><h2>Code and tables</h2>{made_by(env, entry, here)}</section>'
        f'<section id="cite"><h2>Cite this {kind}</h2>'
        f"{cite_html.box(book, item, entry['number'], here)}</section>"
        f'<section id="appears-in"><h2>Appears in</h2><ul><li>{place}</li></ul></section></article>'
    )


def _source(env: object, here: str, source_id: str) -> str:
    """Write a source with its address, and the way to its place in the list of all sources."""
    row = data.source(source_id)
    date = format_date(row["published_date"]) if row["published_date"] else "undated"
    tongue = "" if row["language_code"] == "en" else f" In {language(row['language_code'])}."
    title = f"<em>{html.escape(row['title'])}</em>"
    if row["url"]:
        title = f'<a href="{html.escape(row["url"])}" rel="noopener noreferrer">{title}</a>'
    listed = relative_uri(here, f"{env.book_source_page}.html")
    return (
        f"<li>{html.escape(row['publisher_name'])}. {title}. {date}.{tongue} "
        f'<a href="{listed}#source-{source_id}">More on this source'
        f'<span class="sr-only"> {html.escape(source_id)}</span></a></li>'
    )


def _moved(text: str, there: str, here: str) -> str:
    """Return HTML written for one page with its links as another page needs them.

    Examples
    --------
    >>> _moved('<a href="#x">', "chapters/a.html", "exhibits/e/index.html")
    '<a href="../../chapters/a.html#x">'
    >>> _moved('<tr id="x"><a href="#x">', "chapters/a.html", "exhibits/e/index.html")
    '<tr id="x"><a href="#x">'
    """

    def moved(match: re.Match) -> str:
        path, mark, anchor = match[2].partition("#")
        if _OUTSIDE.match(path) or (not path and f' id="{anchor}"' in text):
            return match[0]
        return f' {match[1]}="{relative_uri(here, urljoin(there, path))}{mark}{anchor}"'

    return _LINK.sub(moved, text)


def setup(app: Sphinx) -> None:
    """Have a page written for each exhibit."""
    app.add_config_value("book_pages_of", {}, "env", [dict])
    app.connect("html-collect-pages", collect)
