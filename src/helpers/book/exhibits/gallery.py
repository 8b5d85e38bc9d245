"""The list of exhibits as pictures, which readers filter by country, lender, topic and kind."""

from __future__ import annotations

import html

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from helpers.book import nodes as book_nodes
from helpers.book.exhibits.exhibit_html import here
from helpers.book.pages import exhibit_folder


def visit_gallery(self: HTML5Translator, node: book_nodes.gallery) -> None:
    """Write the exhibits as a list of pictures and titles; the table inside is for print."""
    facets = list(next((entry["facets"] for entry in node["entries"]), []))
    keys = " ".join([*facets, "Topic", "Kind"])
    items = "".join(_item(entry, here(self)) for entry in node["entries"])
    self.body.append(f'<ul class="gallery" data-facets="{html.escape(keys)}">{items}</ul>')
    raise nodes.SkipNode


def _item(entry: dict, page: str) -> str:
    """Write one exhibit: its picture, if it has one, its number and title, and what it is filtered by."""
    folder = exhibit_folder(entry["id"])
    kind = entry["kind"].capitalize()
    facets = entry["facets"] | {"Topic": [entry["part"]], "Kind": [kind]}
    marks = "".join(
        f' data-{name.lower()}="{html.escape(", ".join(values))}"'
        for name, values in facets.items()
    )
    small = relative_uri(page, f"{folder}{entry['id']}-small.png")
    # The title beside it says what it shows.
    picture = (
        f'<span class="gallery-table">{kind}</span>'
        if entry["kind"] == "table"
        else f'<img src="{small}" alt="" loading="lazy" width="320" height="180">'
    )
    return (
        f'<li{marks}><a href="{relative_uri(page, f"{folder}index.html")}">{picture}'
        f"<span>{html.escape(entry['number'])}</span> {html.escape(entry['title'])}</a></li>"
    )


def setup(app: Sphinx) -> None:
    """Register the gallery."""
    app.add_node(book_nodes.gallery, html=(visit_gallery, None))
    app.add_config_value("book_facets", {}, "env", [dict])
