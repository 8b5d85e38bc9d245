"""Number figures and tables from outlines of the documents.

To number them Sphinx reads every document of the book from disk, whatever changed: a third of a second
each time, and longer with each chapter. All that it looks at are sections, tables of contents, and
what has a number; so that is kept of each document when it is read.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from helpers.book.by_page import ByPage

_BY_DOCUMENTS = TocTreeCollector.assign_figure_numbers
env_outlines: ByPage[nodes.Element] = ByPage("book_outlines")


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the outline of a page, now that it is read."""
    env = app.env
    outline = nodes.Element("", *_outline(env, doctree))
    for node in outline.findall():
        # Else the whole document would be kept with it.
        node.document = None
    env_outlines(env)[env.docname] = outline


def _outline(env: BuildEnvironment, element: nodes.Element) -> list[nodes.Element]:
    """Give what counts below an element; what does not count is left out, but not what is in it."""
    found: list[nodes.Element] = []
    for node in element.children:
        if not isinstance(node, nodes.Element):
            continue
        if isinstance(node, nodes.section):
            found.append(nodes.section("", *_outline(env, node), ids=node["ids"]))
        elif isinstance(node, addnodes.toctree):
            found.append(node.deepcopy())
        elif _has_number(env, node):
            found.append(_bare(node, _outline(env, node)))
        else:
            found += _outline(env, node)
    return found


def _has_number(env: BuildEnvironment, node: nodes.Element) -> bool:
    """Say whether an element gets a number: it is of a kind that does, and has a caption."""
    if not node.get("ids"):
        return False
    kinds = {name: d.get_enumerable_node_type(node) for name, d in env.domains.items()}
    if not env.domains["std"].get_numfig_title(node):
        kinds.pop("std")
    return any(kinds.values())


def _bare(node: nodes.Element, inside: list[nodes.Element]) -> nodes.Element:
    """Give an element without what nobody numbers: figures, drawings, rows."""
    if isinstance(node, nodes.container):  # a listing: what it holds says that it has a number
        return node.deepcopy()
    captions = [c.deepcopy() for c in node if isinstance(c, nodes.caption | nodes.title)]
    return type(node)("", *captions, *inside, ids=node["ids"])


class _Outlined:
    """A Sphinx environment that gives outlines for documents."""

    def __init__(self, env: BuildEnvironment) -> None:
        object.__setattr__(self, "_env", env)

    def __getattr__(self, name: str) -> object:
        return getattr(self._env, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._env, name, value)

    def get_doctree(self, docname: str) -> nodes.Element:
        """Give the outline of a page."""
        return env_outlines(self._env)[docname]


def _by_outlines(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    return _BY_DOCUMENTS(self, _Outlined(env))


TocTreeCollector.assign_figure_numbers = _by_outlines
