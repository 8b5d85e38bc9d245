"""The index of the printed book: where it names a person, and where it is about a country."""

from __future__ import annotations

import re

from docutils import nodes

from helpers.book import nodes as book
from helpers.book.typst.markup import call, string

# A country stands on nearly every page: only what is about it counts, by its heading or message.
_ABOUT = (nodes.title, nodes.caption, book.claim)


class Index:
    """Marks for the places of terms, and the list that gathers them.

    Parameters
    ----------
    persons, countries : dict
        Name as indexed -> spellings by which it is found.
    """

    def __init__(self, persons: dict[str, list[str]], countries: dict[str, list[str]]) -> None:
        self.names = {
            s: name for terms in (persons, countries) for name in terms for s in terms[name]
        }
        self.persons, self.countries = persons, countries
        # The longest first, so that no name is found inside another.
        ordered = sorted(self.names, key=len, reverse=True)
        self._pattern = re.compile(rf"\b({'|'.join(map(re.escape, ordered))})\b")
        self.found: set[str] = set()

    def marks(self, node: nodes.Text) -> str:
        """Mark what a text names; marks are not seen."""
        names = {self.names[match[1]] for match in self._pattern.finditer(node.astext())}
        if names.intersection(self.countries) and not _is_about(node):
            names -= set(self.countries)
        self.found |= names
        return "".join(f"#metadata({string(name)})<indexed>;" for name in sorted(names))

    def markup(self) -> str:
        """List the terms that were found, each kind in the order of the alphabet."""
        kinds = (("Countries", self.countries), ("Persons", self.persons))
        lists = [
            call("index-list", title=string(title), names=_array(sorted(found)))
            for title, terms in kinds
            if (found := self.found.intersection(terms))
        ]
        return call("back-index", "".join(lists)) if lists else ""


def _array(names: list[str]) -> str:
    return "(" + "".join(f"{string(name)}," for name in names) + ")"


def _is_about(node: nodes.Node) -> bool:
    while node := node.parent:
        if isinstance(node, _ABOUT):
            return True
    return False
