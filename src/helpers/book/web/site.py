"""Files that a site needs besides its pages: sitemap, robots, feed of changes, 404, redirects, data."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from helpers import data, paths
from helpers.book.features import changes
from helpers.book.metadata import BookMetadata, MetadataError
from helpers.book.pages import Page
from helpers.book.publication import data_archive
from helpers.book.web import not_found
from helpers.sync import copy_if_changed

# Old name of a page -> new name, a row a renamed chapter; with the place after a "#" where a place of it
# went elsewhere or has another name now.
REDIRECTS = "redirects.csv"
# The feed of changes, from the root of the built pages.
FEED = "feed.xml"
# The script keeps the place in the page; a reader without scripts is sent to its top.
_MOVED = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<noscript><meta http-equiv="refresh" content="0; url={target}"></noscript>
<link rel="canonical" href="{address}"><title>Moved</title></head>
<body><main><h1>Moved</h1><p>This page has moved: <a href="{target}">{name}</a>.</p>{places}</main>
<script src="{root}_static/book-moved.js"></script></body></html>
"""


def write(book: BookMetadata, pages: list[Page], exhibits: list[str], out: Path) -> None:
    """Write all of them.

    Parameters
    ----------
    book : BookMetadata
        The book.
    pages : list of Page
        All pages, in the order of the book.
    exhibits : list of str
        Names of the pages of exhibits, which change with the version.
    out : pathlib.Path
        Root of the built pages.
    """
    changed = {page.docname: page.changed.isoformat() for page in pages}
    files = {
        "robots.txt": robots(book),
        "404.html": not_found.page(book, pages),
        # GitHub's pages leave out folders that begin with "_" unless they are told not to.
        ".nojekyll": "",
        **redirects(book, set(changed)),
    }
    # A sitemap and a feed consist of whole addresses: without a base there are none.
    if book.base_address:
        listed = changed | dict.fromkeys(exhibits, book.date.isoformat())
        files |= {"sitemap.xml": sitemap(book, listed), FEED: feed(book, changes.entries())}
    for name, text in files.items():
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    # The data package. Tables that are no more are gone: a changed descriptor empties the folder.
    (out / "data").mkdir(exist_ok=True)
    for name in ("datapackage.json", *(r["path"] for r in data.package()["resources"])):
        copy_if_changed(paths.DATA / name, out / "data" / name)
    data_archive.write(book, out / "data")


def robots(book: BookMetadata) -> str:
    """Welcome all indexers and name the sitemap where there is one."""
    lines = ["User-agent: *", "Allow: /"]
    lines += [f"Sitemap: {book.address('sitemap.xml')}"] if book.base_address else []
    return "\n".join(lines) + "\n"


def sitemap(book: BookMetadata, changed: dict[str, str]) -> str:
    """List all pages with the day of their last change, as sitemaps.org has it."""
    entries = "".join(
        f"<url><loc>{escape(book.address(quote(_file(name))))}</loc><lastmod>{day}</lastmod></url>\n"
        for name, day in sorted(changed.items())
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def _file(name: str) -> str:
    """Return the file of a page; that of a folder's first page is the folder."""
    return name.removesuffix("index") if name.endswith("/index") else f"{name}.html"


def feed(book: BookMetadata, log: list[changes.Change]) -> str:
    """Return the change log as an Atom feed, the newest first: an entry for each chapter of a version."""
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


def redirects(book: BookMetadata, pages: set[str]) -> dict[str, str]:
    """Return the pages that lead from a former name of a chapter to the present one.

    Raises
    ------
    MetadataError
        If a row leads from a page that exists or to one that does not, or from a place of a page that
        no other row leads from.
    """
    made = {}
    listed = check_redirects(pages)
    for old, new in listed:
        if "#" in old:
            continue
        root = "../" * old.count("/")
        target = root + quote(f"{new}.html")
        made[f"{old}.html"] = _MOVED.format(
            lang=book.language,
            root=root,
            target=target,
            address=html.escape(book.address(f"{new}.html") or target),
            name=html.escape(new),
            places=_places(old, root, listed),
        )
    return made


def check_redirects(pages: set[str]) -> list[tuple[str, str]]:
    """List former and present names of pages and places, if each leads from a former one to a present one.

    Raises
    ------
    MetadataError
        As :func:`redirects`.
    """
    listed = read_redirects(paths.CHAPTERS)
    for number, (old, new) in enumerate(listed, start=2):
        where = f"chapters/{REDIRECTS}: row {number}"
        page, place = old.partition("#")[::2]
        if new.partition("#")[0] not in pages:
            raise MetadataError(f"{where}, to: {new!r} is no page; expected one of {sorted(pages)}")
        if page in pages:
            raise MetadataError(f"{where}, from: {page!r} is a page; expected a former name")
        if place and page not in dict(listed):
            raise MetadataError(
                f"{where}, from: no row leads from {page!r}; add it before its places"
            )
    return listed


def _places(page: str, root: str, listed: list[tuple[str, str]]) -> str:
    """List the places of a former page that do not stand at the same place of the present one."""
    links = []
    for old, new in listed:
        before, place = old.partition("#")[::2]
        if before == page and place:
            address = quote(f"{new.partition('#')[0]}.html") + f"#{new.partition('#')[2]}"
            links.append(
                f'<li><a data-from="{html.escape(place)}" href="{root}{html.escape(address)}">'
                f"{html.escape(place)}</a></li>"
            )
    return f"<ul>{''.join(links)}</ul>" if links else ""


def read_redirects(chapters: Path) -> list[tuple[str, str]]:
    """List former and present names of pages and places, as the folder of chapters has them."""
    path = chapters / REDIRECTS
    if not path.exists():
        return []
    listed = data.read_list(path, ["from", "to"], may_be_empty=True)
    seen: set[str] = set()
    for number, row in enumerate(listed, start=2):
        where = f"chapters/{REDIRECTS}: row {number}, column"
        for column, name in row.items():
            if not _is_page(name):
                raise data.DataError(
                    f"{where} {column!r}: {name!r} is not valid; expected the path of a page without its "
                    "ending, such as chapters/old, with #place for a place of it"
                )
        if row["from"] in seen:
            raise data.DataError(f"{where} 'from': {row['from']!r} stands twice; keep one row")
        seen.add(row["from"])
    return [(row["from"], row["to"]) for row in listed]


def _is_page(name: str) -> bool:
    page = name.partition("#")[0]
    is_path = bool(page) and not re.search(r"\\|\s|:|\.\.|^/|/$|//", name)
    return is_path and not page.endswith((".html", ".md", ".ipynb"))
