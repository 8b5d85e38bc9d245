"""References to places outside of a PDF file: a link to the web page, or the chapter's number and title."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.nodes import clean_astext

from helpers.book.metadata import BookMetadata
from helpers.book.pages import number_of
from helpers.book.typst.markup import link, text


class ExternalRefs:
    """Write the references of one file to other chapters.

    Parameters
    ----------
    env : BuildEnvironment
        Sphinx's knowledge of the book.
    labels : dict
        Name of a chapter -> all places in it that can be referred to.
    book : BookMetadata
        The book, which knows where its pages stand.
    """

    def __init__(
        self, env: BuildEnvironment, labels: dict[str, set[str]], book: BookMetadata
    ) -> None:
        self.env, self.labels, self.book = env, labels, book
        self.named: set[str] = set()

    @property
    def has_links(self) -> bool:
        """Whether the book has a base address, so that references can be links."""
        return bool(self.book.base_address)

    def write(self, here: str, name: str, inside: str, words: str) -> str:
        """Write a reference.

        Parameters
        ----------
        here : str
            The chapter that refers.
        name : str
            What it refers to, ``chapter#anchor``.
        inside, words : str
            The words of the reference, as markup and plain.

        Raises
        ------
        ExtensionError
            If no chapter has that place.
        """
        doc, _, anchor = name.partition("#")
        if name not in self.labels.get(doc, ()):
            raise ExtensionError(f"{here}: link to {name!r}, which is nowhere")
        if self.has_links:
            place = f"{doc}.html#{anchor}" if anchor else f"{doc}.html"
            return link(self.book.address(place), inside)
        if doc in self.named:
            return inside
        self.named.add(doc)
        title = clean_astext(self.env.titles[doc])
        if words.casefold() in title.casefold():
            return inside
        number = number_of(self.env, doc)
        return inside + text(f" ({f'chapter {number}, ' if number else ''}“{title}”)")
