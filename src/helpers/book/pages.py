"""The description of each page of the book: number, title, abstract, dates, files."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import clean_astext
from sphinx.util.osutil import relative_uri

from helpers.book import metadata
from helpers.book.features import changes

_ANSWER = "The answer."
# Folder of the pages and files of all exhibits.
EXHIBITS = "exhibits"
# As long as search engines show.
_SHORT = 300


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Attributes
    ----------
    docname : str
        Its name in the table of contents.
    name : str
        The last part of that, which names its files.
    number : str
        Number of the chapter, or empty.
    title, abstract : str
        The abstract is the answer with which a chapter opens, else its first paragraph.
    published, changed : datetime.date
        First publication and last change.
    part : str
        The part of the book that it stands in, or empty.
    is_front : bool
        Whether it is the front page.
    headline : str
        What the front page opens with; empty for any other.
    """

    docname: str
    name: str
    number: str
    title: str
    abstract: str
    published: dt.date
    changed: dt.date
    part: str
    is_front: bool
    headline: str = ""

    @property
    def label(self) -> str:
        """Number and title."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def description(self) -> str:
        """As many sentences of the abstract as fit into a line of a search engine."""
        return shorten(self.abstract)


def page(env: BuildEnvironment, docname: str, doctree: nodes.document) -> Page:
    """Describe a page.

    Parameters
    ----------
    env : BuildEnvironment
        Sphinx's environment, all chapters read.
    docname : str
        Name of the page.
    doctree : docutils.nodes.document
        Its content, with all numbers in place.
    """
    book = metadata.get_metadata()
    is_front = docname == env.config.root_doc
    return Page(
        docname=docname,
        name=file_name(docname),
        number=number_of(env, docname),
        title=clean_astext(env.titles[docname]),
        abstract=book.abstract if is_front else summary(doctree),
        published=changes.first_published(file_name(docname)),
        changed=changes.last_changed(file_name(docname)),
        part=part_of(env, docname),
        is_front=is_front,
        headline=summary(doctree) if is_front else "",
    )


def file_name(docname: str) -> str:
    """Name the files of a page, without their ending.

    Examples
    --------
    >>> file_name("chapters/two-decades")
    'two-decades'
    """
    return docname.rpartition("/")[2]


def exhibit_folder(exhibit_id: str) -> str:
    """Return the folder of the page and the files of an exhibit, from the root of the built pages.

    Examples
    --------
    >>> exhibit_folder("debt-peaks")
    'exhibits/debt-peaks/'
    """
    return f"{EXHIBITS}/{exhibit_id}/"


def link(page: str, target: str, words: str, extra: str = "") -> str:
    """Write a link from a page to a place as HTML, both addressed from the root of the built pages.

    Examples
    --------
    >>> link("chapters/claims.html", "index.html#cite", "Cite <it>")
    '<a href="../index.html#cite">Cite &lt;it&gt;</a>'
    """
    path, mark, anchor = target.partition("#")
    return f'<a href="{relative_uri(page, path)}{mark}{anchor}"{extra}>{html.escape(words)}</a>'


def number_of(env: BuildEnvironment, docname: str) -> str:
    """Return the number of a chapter, or nothing."""
    return ".".join(map(str, env.toc_secnumbers.get(docname, {}).get("", ())))


def parts(env: BuildEnvironment) -> list[tuple[str, list[str]]]:
    """Return the parts of the book as the table of contents names them, with their pages."""
    root = env.external_site_map.root
    return [(tree.caption or "", [str(item) for item in tree.items]) for tree in root.subtrees]


def part_of(env: BuildEnvironment, docname: str) -> str:
    """Return the part of the book that a page stands in, or nothing."""
    return next((caption for caption, docs in parts(env) if docname in docs), "")


def summary(tree: nodes.Element) -> str:
    """Return the answer of a chapter, or its first paragraph if it asks no question."""
    paragraphs = [p for p in tree.findall(nodes.paragraph) if isinstance(p.parent, nodes.section)]
    texts = [" ".join(p.astext().split()) for p in paragraphs]
    answer = next((t for t in texts if t.startswith(_ANSWER)), None)
    return answer.removeprefix(_ANSWER).strip() if answer else next(iter(texts), "")


def shorten(text: str, limit: int = _SHORT) -> str:
    """Cut a text after the last whole sentence that fits, or else after the last whole word.

    Examples
    --------
    >>> shorten("One. Two. Three.", 10)
    'One. Two.'
    >>> shorten("One two three", 9)
    'One two …'
    """
    if len(text) <= limit:
        return text
    end = text.rfind(". ", 0, limit)
    return text[: end + 1] if end > 0 else text[: text.rfind(" ", 0, limit - 1)] + " …"
