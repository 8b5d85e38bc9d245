"""How the book, a chapter and an exhibit are cited."""

from __future__ import annotations

from typing import NamedTuple

from helpers import data
from helpers.book.bibliography import tex


class Citation(NamedTuple):
    """A citation as readers paste it.

    Attributes
    ----------
    text : str
        For a footnote.
    bibtex : str
        For a reference manager.
    """

    text: str
    bibtex: str


def year() -> str:
    """Give the year of the edition: that of the data."""
    return data.data_date()[:4]


def cite_exhibit(book: dict, exhibit: dict) -> Citation:
    """Cite one exhibit.

    Parameters
    ----------
    book : dict
        The book's metadata (``title``, ``subtitle``, ``author``, ``version``).
    exhibit : dict
        ``id``, ``number`` ("Figure 3.1"), ``title``, ``chapter`` (its title) and ``address``.
    """
    whole = f"{book['title']}: {book['subtitle']}"
    stop = "" if exhibit["title"].endswith((".", "?", "!")) else "."
    text = (
        f"{book['author']} ({year()}). {exhibit['number']}: {exhibit['title']}{stop} In {whole}, "
        f"chapter “{exhibit['chapter']}”. Version {book['version']}. {exhibit['address']}"
    )
    fields = {
        "author": f"{{{tex(book['author'])}}}",
        "title": f"{{{tex(exhibit['number'])}: {tex(exhibit['title'])}}}",
        "howpublished": f"In {tex(whole)}, chapter ``{tex(exhibit['chapter'])}''",
        "year": year(),
        "note": f"Version {book['version']}. {tex(exhibit['address'])}",
    }
    if exhibit["address"].startswith("http"):
        fields["url"] = exhibit["address"]
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return Citation(text, f"@misc{{{exhibit['id']},\n{lines}}}\n")
