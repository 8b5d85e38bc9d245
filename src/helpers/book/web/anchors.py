"""Permanent addresses: every paragraph has one that survives edits elsewhere in its chapter.

A paragraph's anchor is made from its own words. Numbers count by their ids, so that a renewed figure
leaves the address as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from helpers import data
from helpers.book import nodes as book_nodes
from helpers.book.page_store import PageStore
from helpers.book.render import BookError

# What has addresses of its own, or is no text of the chapter.
_ELSEWHERE = (
    nodes.table,
    book_nodes.exhibit,
    book_nodes.claim,
    nodes.footnote,
    nodes.citation,
    book_nodes.web_only,
)
_LETTERS = 8
# What docutils calls a thing that has no name of its own, or that of another: it counts them.
_COUNTED = re.compile(r"id\d+")
# The anchors of each page as it was read.
env_anchors: PageStore[list[str]] = PageStore("book_anchors")


def assign(app: Sphinx, doctree: nodes.document) -> None:
    """Return each paragraph of a chapter its anchor; note all anchors of the chapter."""
    seen: dict[str, int] = {}
    for paragraph in doctree.findall(nodes.paragraph):
        if paragraph["ids"] or _inside(paragraph, _ELSEWHERE):
            continue
        name = paragraph_anchor(_words(paragraph))
        seen[name] = seen.get(name, 0) + 1
        paragraph["ids"] = [name if seen[name] == 1 else f"{name}-{seen[name]}"]
    _check_names(doctree, app.env.docname)
    names = {name for node in doctree.findall(nodes.Element) for name in node.get("ids", [])}
    # Marks of footnotes are counted: they have no address that lasts.
    env_anchors(app.env)[app.env.docname] = sorted(n for n in names if not _COUNTED.fullmatch(n))


def _check_names(doctree: nodes.document, docname: str) -> None:
    """Check that no exhibit or heading has a numbered anchor, which edits above it would change.

    Raises
    ------
    BookError
        Naming the page and the exhibit or heading.
    """
    exhibits = {node["exhibit_id"]: node for node in doctree.findall(book_nodes.exhibit)}
    for section in doctree.findall(nodes.section):
        title = section[0].astext() if section.children else ""
        slug = nodes.make_id(title)
        if slug in exhibits:
            raise BookError(
                f"{docname}: heading {title!r} and exhibit {slug!r} have the same address #{slug}; "
                "reword the heading or change the id of the exhibit"
            )
        if _COUNTED.fullmatch(section["ids"][0]):
            raise BookError(
                f"{docname}: heading {title!r} gets no address that lasts, since it has no Latin letter "
                "or stands on the page before; reword it"
            )
    for exhibit_id, node in exhibits.items():
        if node["ids"][0] != exhibit_id:
            raise BookError(
                f"{docname}: exhibit {exhibit_id!r} can't have the address #{exhibit_id}, which "
                "something else on the page has; change its id"
            )


def paragraph_anchor(words: str) -> str:
    """Return the anchor of a paragraph with these words.

    Examples
    --------
    >>> paragraph_anchor("Japan is the smaller  lender.")
    'p-d5641601'
    """
    digest = hashlib.sha256(" ".join(words.split()).encode()).hexdigest()
    return f"p-{digest[:_LETTERS]}"


def _words(node: nodes.Node) -> str:
    if isinstance(node, book_nodes.number | book_nodes.pending_number):
        chapter = node["chapter"].rpartition("/")[2]
        return f"{{{chapter}:{node['number_id']}}}"
    if isinstance(node, nodes.Text):
        return node.astext()
    return "".join(_words(child) for child in node.children)


def _inside(node: nodes.Node, kinds: tuple[type, ...]) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parent
    return False


def write(env: BuildEnvironment, folder: Path, more: list[str]) -> None:
    """Write the list of every permanent address of the book, from its root, as ``anchors.json``.

    Parameters
    ----------
    env : BuildEnvironment
        Sphinx's environment, all chapters read.
    folder : pathlib.Path
        Folder of the registers.
    more : list of str
        Addresses that are made when pages are laid out.
    """
    found = set(more)
    for docname, names in env_anchors(env).items():
        found |= {f"{docname}.html#{name}" for name in names}
    for kind in ("claim", "finding"):
        if page := getattr(env, f"book_{kind}_page", None):
            ids = data.load_table(f"{kind}s")[f"{kind}_id"]
            found |= {f"{page}.html#claim-{name}" for name in ids}
    text = json.dumps(sorted(found), ensure_ascii=False, indent=0)
    (folder / "anchors.json").write_text(text + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Give paragraphs their addresses."""
    app.connect("doctree-read", assign)
