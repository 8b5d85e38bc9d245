"""Files that a site needs besides its pages: sitemap, robots, feed of changes, 404, redirects, data."""

from __future__ import annotations

import csv
import html
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from helpers import data, paths
from helpers.book import changes
from helpers.book.metadata import Book, MetadataError
from helpers.mirror import copy_if_other, leave_only

# Old name of a page -> new name; a row a renamed chapter.
REDIRECTS = "redirects.csv"
# The feed of changes, from the root of the built pages.
FEED = "feed.xml"
_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">{more}<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""


def write(book: Book, changed: dict[str, str], out: Path) -> None:
    """Write all of them.

    Parameters
    ----------
    book : Book
        The book.
    changed : dict
        Name of each page -> day of its last change (YYYY-MM-DD).
    out : pathlib.Path
        Root of the built pages.
    """
    files = {
        "robots.txt": robots(book),
        "404.html": not_found(book, sorted(changed)),
        **redirects(book, set(changed)),
    }
    # A sitemap and a feed consist of whole addresses: without a base there are none.
    if book.base_address:
        files |= {"sitemap.xml": sitemap(book, changed), FEED: feed(book, changes.entries())}
    for name, text in files.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if not book.base_address:
        for name in ("sitemap.xml", FEED):
            (out / name).unlink(missing_ok=True)
    copy_data(out)


def robots(book: Book) -> str:
    """Welcome all indexers and name the sitemap where there is one."""
    lines = ["User-agent: *", "Allow: /"]
    lines += [f"Sitemap: {book.address('sitemap.xml')}"] if book.base_address else []
    return "\n".join(lines) + "\n"


def sitemap(book: Book, changed: dict[str, str]) -> str:
    """List all pages with the day of their last change, as sitemaps.org has it."""
    entries = "".join(
        f"<url><loc>{escape(book.address(quote(f'{name}.html')))}</loc><lastmod>{day}</lastmod></url>\n"
        for name, day in sorted(changed.items())
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def feed(book: Book, log: list[changes.Change]) -> str:
    """Give the change log as an Atom feed, the newest first: an entry for each chapter of a version."""
    space = "http://www.w3.org/2005/Atom"
    ElementTree.register_namespace("", space)
    root = ElementTree.Element(
        f"{{{space}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": book.language}
    )

    def add(
        parent: ElementTree.Element, name: str, text: str = "", **attributes: str
    ) -> ElementTree.Element:
        child = ElementTree.SubElement(parent, f"{{{space}}}{name}", attributes)
        child.text = text or None
        return child

    page = book.address(f"{paths.CHAPTERS.name}/changes.html")
    add(root, "title", f"{book.title}: changes")
    add(root, "id", page)
    add(root, "updated", f"{book.date.isoformat()}T00:00:00Z")
    add(root, "link", rel="self", href=book.address(FEED))
    add(root, "link", rel="alternate", href=page)
    add(add(root, "author"), "name", book.author)
    for change in reversed(log):
        entry = add(root, "entry")
        add(entry, "title", f"{change.chapter}, version {change.version}")
        add(entry, "id", f"{page}#version-{change.version.replace('.', '-')}-{change.chapter}")
        add(entry, "updated", f"{change.date.isoformat()}T00:00:00Z")
        add(entry, "link", rel="alternate", href=page)
        add(entry, "summary", change.what)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def not_found(book: Book, pages: list[str]) -> str:
    """Say that a page is not there and lead to the front page."""
    # Served in place of any address, so only a whole address leads anywhere for sure.
    front = book.address("index.html") or "/"
    link = f'<a href="{html.escape(front)}">{html.escape(book.title)}</a>'
    text = f"This address leads to no page of the book. All {len(pages)} pages: {link}."
    return _PAGE.format(lang=book.language, more="", title="Page not found", text=text)


def redirects(book: Book, pages: set[str]) -> dict[str, str]:
    """Give the pages that lead from a former name of a chapter to the present one.

    Raises
    ------
    MetadataError
        If a row leads from a page that exists or to one that does not.
    """
    path = paths.CHAPTERS / REDIRECTS
    if not path.exists():
        return {}
    made = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            old, new = row["from"], row["to"]
            where = f"chapters/{REDIRECTS}: row {number}"
            if new not in pages:
                raise MetadataError(
                    f"{where}, to: {new!r} is no page; expected one of {sorted(pages)}"
                )
            if old in pages:
                raise MetadataError(f"{where}, from: {old!r} is a page; expected a former name")
            target = "../" * old.count("/") + quote(f"{new}.html")
            made[f"{old}.html"] = _PAGE.format(
                lang=book.language,
                more=f'<meta http-equiv="refresh" content="0; url={target}">'
                f'<link rel="canonical" href="{html.escape(book.address(f"{new}.html") or target)}">',
                title="Moved",
                text=f'This page has moved: <a href="{target}">{html.escape(new)}</a>.',
            )
    return made


def copy_data(out: Path) -> None:
    """Put the data package beside the pages."""
    folder = out / "data"
    wanted = ["datapackage.json", *(r["path"] for r in data.package()["resources"])]
    leave_only(folder, wanted)
    for name in wanted:
        copy_if_other(paths.DATA / name, folder / name)
