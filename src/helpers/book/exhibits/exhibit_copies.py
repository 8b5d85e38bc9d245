"""``{exhibit} id``: an exhibit of another page shown on this one too, with the way to its own page.

It stands on pages only: in print the exhibit stands where its chapter shows it.
"""

from __future__ import annotations

import html

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from helpers.book import nodes as book_nodes
from helpers.book.exhibits.exhibit_html import drawing, here
from helpers.book.pages import exhibit_folder, link
from helpers.book.render import BookError, env_exhibits
from helpers.formatting import nearest


class ExhibitCopy(SphinxDirective):
    """``{exhibit} id``: show that exhibit here too, once all chapters are read."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Hold its place."""
        return [book_nodes.exhibit_copy("", exhibit_id=self.arguments[0])]


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the exhibits in their places.

    Raises
    ------
    BookError
        If no chapter shows an exhibit of that name.
    """
    for copy in doctree.findall(book_nodes.exhibit_copy):
        figure = _original(app.env, docname, copy["exhibit_id"])
        copy["bundle"] = figure["bundle"]
        copy.extend(table.deepcopy() for table in figure.findall(nodes.table))


def _original(env: BuildEnvironment, docname: str, exhibit_id: str) -> book_nodes.exhibit:
    known = env_exhibits(env)
    if exhibit_id not in known:
        raise BookError(
            f"{docname}: no chapter shows exhibit {exhibit_id!r}; {nearest(exhibit_id, known)}"
        )
    shown = env.get_doctree(known[exhibit_id]["docname"]).findall(book_nodes.exhibit)
    return next(node for node in shown if node["exhibit_id"] == exhibit_id)


def first_drawing(env: BuildEnvironment, docname: str) -> str:
    """Return the first drawing that a page shows of another, as it is printed; nothing without one."""
    copies = env.get_doctree(docname).findall(book_nodes.exhibit_copy)
    bundles = (_original(env, docname, copy["exhibit_id"])["bundle"] for copy in copies)
    return next((bundle["svg"]["print"] for bundle in bundles if "svg" in bundle), "")


def visit_copy(self: HTML5Translator, node: book_nodes.exhibit_copy) -> None:
    """Open the figure with its message and, for a chart, the drawing; a table follows as it is."""
    bundle = node["bundle"]
    self.body.append(
        f'<figure class="exhibit-copy" data-shows="{html.escape(bundle["id"])}">'
        f'<figcaption class="exhibit-head"><p class="exhibit-title">{html.escape(bundle["title"])}</p>'
        f'<p class="exhibit-subtitle">{html.escape(bundle["subtitle"])}</p></figcaption>'
        f"{drawing(self, bundle)}"
    )


def depart_copy(self: HTML5Translator, node: book_nodes.exhibit_copy) -> None:
    """Close the figure with the way to the exhibit's own page."""
    page = f"{exhibit_folder(node['exhibit_id'])}index.html"
    way = link(here(self), page, "Sources, data, code and citation")
    self.body.append(f'<p class="exhibit-more-of">{way}</p></figure>')


def setup(app: Sphinx) -> None:
    """Register exhibits of other pages, filled when all pages are read."""
    app.add_node(book_nodes.exhibit_copy, html=(visit_copy, depart_copy))
    app.add_directive("exhibit", ExhibitCopy)
    app.connect("doctree-resolved", fill)
