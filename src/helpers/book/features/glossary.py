"""The glossary: its page, and the link from the first use of each term on a page to its entry.

The table ``glossary`` says which words are terms and how else they are written. An abbreviation, and
a term that begins with a capital, is found only as it is written; a term in lower case may begin a
sentence. Headings, links, code, exhibits and tables are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import data
from helpers.book import nodes as book_nodes
from helpers.book.citing.bibliography import language
from helpers.book.render import BookError, join_links, source_links
from helpers.provenance import listed

_KINDS = {
    "term": "Money, loans and debt",
    "format": "Meetings, series and papers",
    "institution": "Institutions",
    "working-word": "Words of this book",
}
# What a term is not linked in: it is a link already, or no running text.
_CLOSED = (
    nodes.title,
    nodes.subtitle,
    nodes.rubric,
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.table,
    nodes.footnote,
    nodes.footnote_reference,
    nodes.caption,
    nodes.term,
    nodes.raw,
    book_nodes.exhibit,
    book_nodes.number,
)
_CLOSED_CLASSES = {"source-entry", "claim-footer", "cell_input", "glossary-entry"}


def anchor(term_id: str) -> str:
    """Return the permanent anchor of a term.

    Examples
    --------
    >>> anchor("oda")
    'term-oda'
    """
    return f"term-{term_id}"


def person_anchor(name: str) -> str:
    """Return the permanent anchor of a person; a name in another script keeps its letters.

    Examples
    --------
    >>> person_anchor("Kassym-Jomart Tokayev"), person_anchor("A. Bayramov")
    ('person-kassym-jomart-tokayev', 'person-a-bayramov')
    """
    return "person-" + re.sub(r"\W+", "-", name.casefold()).strip("-")


def forms(row: tuple) -> list[str]:
    """List all ways in which a term of the table is written."""
    short = [] if pd.isna(row.abbreviation) else [row.abbreviation]
    return list(dict.fromkeys([row.term, *short, *listed(row.other_forms)]))


def pattern(written: str) -> str:
    """Return the pattern of one form: whole words, a small first letter may be a capital.

    Examples
    --------
    >>> bool(re.search(pattern("grant element"), "Grant element of a loan"))
    True
    >>> bool(re.search(pattern("STEP"), "a step, or a STEPs, or STEP-like"))
    False
    """
    first = written[0]
    head = f"[{first}{first.upper()}]" if first.islower() else re.escape(first)
    body = re.escape(written[1:]).replace(r"\ ", r"\s+")
    return rf"(?<![\w+-]){head}{body}(?![\w+]|-\w)"


class Terms:
    """The terms of a table, ready to be found in text.

    Parameters
    ----------
    table : pandas.DataFrame
        ``term_id``, ``term``, ``abbreviation``, ``other_forms``, ``definition``.

    Raises
    ------
    BookError
        If two terms are written in the same way.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self.ids: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        for row in table.itertuples():
            self.titles[row.term_id] = f"{row.term}: {row.definition}"
            for written in forms(row):
                other = self.ids.setdefault(written, row.term_id)
                if other != row.term_id:
                    raise BookError(
                        f"data/glossary.csv: {written!r} leads to {other!r} and {row.term_id!r}"
                    )
        # Longer forms first, so that a term inside a longer one is not taken for itself.
        self._forms = sorted(self.ids, key=len, reverse=True)
        # Where no word begins no form is tried.
        any_form = "|".join(f"({pattern(form)})" for form in self._forms)
        self._any = re.compile(rf"(?<![\w+-])(?:{any_form})")

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Return start, end and id of every term in a text, from left to right."""
        for match in self._any.finditer(text):
            yield match.start(), match.end(), self.ids[self._forms[match.lastindex - 1]]


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link the first use of each term on a page to its entry in the glossary."""
    page = getattr(app.env, "book_glossary_page", docname)
    if docname == page:
        return
    terms, seen = Terms(data.load_table("glossary")), set()
    uri = app.builder.get_relative_uri(docname, page)
    for text in list(doctree.findall(nodes.Text)):
        if is_running(text):
            parts = _link_new_terms(text.astext(), terms, seen, uri)
            if len(parts) > 1 or not isinstance(parts[0], nodes.Text):
                text.parent.replace(text, parts)


def is_running(text: nodes.Text) -> bool:
    """Say whether a text is a sentence of the page, where a link may be put."""
    node = text.parent
    while node is not None:
        if isinstance(node, _CLOSED) or _CLOSED_CLASSES & set(node.get("classes", [])):
            return False
        node = node.parent
    return True


def _link_new_terms(text: str, terms: Terms, seen: set[str], uri: str) -> list[nodes.Node]:
    """Split a text into words and links at terms not yet in ``seen``, and add these to it."""
    parts: list[nodes.Node] = []
    done = 0
    for start, end, term_id in terms.find(text):
        if term_id in seen:
            continue
        seen.add(term_id)
        if text[done:start]:
            parts.append(nodes.Text(text[done:start]))
        parts.append(
            nodes.reference(
                "",
                text[start:end],
                refuri=f"{uri}#{anchor(term_id)}",
                internal=True,
                reftitle=terms.titles[term_id],
                classes=["term"],
            )
        )
        done = end
    if text[done:] or not parts:
        parts.append(nodes.Text(text[done:]))
    return parts


class Glossary(SphinxDirective):
    """``{glossary-list}``: every term with its permanent anchor, its meaning and its sources."""

    def run(self) -> list[nodes.Node]:
        """Write a section for each kind of word."""
        self.env.book_glossary_page = self.env.docname
        table = data.load_table("glossary")
        made = []
        for kind, title in _KINDS.items():
            rows = table[table["kind"] == kind]
            section = nodes.section(ids=[f"glossary-{kind}"])
            section += nodes.title(title, title)
            order = rows["term"].str.strip("“").str.casefold().sort_values(kind="stable").index
            section += [_entry(row, self.env.docname) for row in rows.loc[order].itertuples()]
            made.append(section)
        return made


def _entry(row: tuple, docname: str) -> nodes.paragraph:
    entry = nodes.paragraph(ids=[anchor(row.term_id)], classes=["glossary-entry"])
    entry += nodes.strong("", row.term)
    if not pd.isna(row.abbreviation) and row.abbreviation != row.term:
        entry += nodes.Text(f" ({row.abbreviation})")
    entry += native_names(row.term_id)
    entry += nodes.Text(f". {row.definition}")
    entry += _sources(row, docname)
    return entry


def _sources(row: tuple, docname: str) -> list[nodes.Node]:
    if pd.isna(row.source_id):
        ours = getattr(row, "kind", "") != "working-word"
        return [nodes.Text(" As this book uses the word.")] if ours else []
    links = source_links([row.source_id, *listed(row.more_source_ids)], docname)
    label = " Source: " if len(links) == 1 else " Sources: "
    return [nodes.Text(label), *join_links(links), nodes.Text(".")]


def native_names(name: str) -> list[nodes.Node]:
    """Write the names of a person or term in their own script, each with its language."""
    table = data.load_table("native_names")
    rows = table[(table["name"] == name) & (table["native_name"] != name)]
    parts: list[nodes.Node] = []
    for row in rows.itertuples():
        parts.append(nodes.Text("; " if parts else ", "))
        parts.append(
            nodes.inline("", row.native_name, classes=["native", f"language-{row.language_code}"])
        )
        parts.append(nodes.Text(f" ({language(row.language_code)})"))
    return parts


class People(SphinxDirective):
    """``{person-list}``: the office holders of the tables, with offices and names in their script."""

    def run(self) -> list[nodes.Node]:
        """Write an entry for each person, by country."""
        people = data.load_table("persons")
        people = people[people["person_kind"] == "officeholder"]
        areas = data.load_table("areas").set_index("area_code")["area_name"]
        made = []
        for name, rows in sorted((areas[code], rows) for code, rows in people.groupby("area_code")):
            section = nodes.section(ids=[f"persons-{rows['area_code'].iloc[0].lower()}"])
            section += nodes.title(name, name)
            section += [self._person(row) for row in rows.itertuples()]
            made.append(section)
        return made

    def _person(self, row: tuple) -> nodes.paragraph:
        other = listed(row.other_spellings)
        # An entry that got a longer name is still found where it was.
        ids = list(dict.fromkeys(person_anchor(name) for name in (row.person_name, *other)))
        entry = nodes.paragraph(ids=ids, classes=["glossary-entry"])
        entry += nodes.strong("", row.person_name)
        entry += native_names(row.person_name)
        roles = row.roles.replace(";", "; ")
        entry += nodes.Text(f". {roles[0].upper()}{roles[1:]}.")
        unlike = [name for name in other if name not in row.person_name]
        if unlike:
            entry += nodes.Text(f" Also written {', '.join(unlike)}.")
        if not pd.isna(row.note):
            entry += nodes.Text(f" {row.note}")
        entry += _sources(row, self.env.docname)
        return entry


def setup(app: Sphinx) -> None:
    """Register the lists of terms and people, and link each term where a page uses it first."""
    app.add_directive("glossary-list", Glossary)
    app.add_directive("person-list", People)
    # After all others, so that a term is not linked in what is replaced later.
    app.connect("doctree-resolved", link_terms, priority=900)
