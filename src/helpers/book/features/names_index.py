"""The index of names: countries, institutions and persons, and where the book names them.

Each chapter is searched when it is read, and the index is filled when all are. It knows names from
the tables alone. A person is found by the full name, by another spelling, or by a family name that no
other person of the table bears; a country or institution by its names as they are written.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import clean_astext

from helpers import data
from helpers.book import nodes as book_nodes
from helpers.book.features import glossary
from helpers.book.features.registers import exhibit_entry, join_links, link, write_register
from helpers.book.page_store import PageStore
from helpers.book.render import book_order, env_exhibits
from helpers.provenance import listed

_KINDS = {"country": "Countries", "institution": "Institutions", "person": "Persons"}
# Countries whose names stand family name first.
_FAMILY_FIRST = {"JPN"}
# Not searched: what is generated from tables names everybody.
_SKIPPED = (nodes.footnote, nodes.literal, nodes.literal_block, nodes.comment)
# What each page names: key of a name -> section and exhibits.
env_mentions: PageStore[dict] = PageStore("book_mentions")


class Name(NamedTuple):
    """A name of the index.

    Attributes
    ----------
    key : str
        Its id in the index.
    kind : str
        ``country``, ``institution`` or ``person``.
    title : str
        The name as the book writes it.
    forms : tuple of str
        How it is found in text.
    entry : str
        Anchor of its entry in the glossary; empty when it has none.
    """

    key: str
    kind: str
    title: str
    forms: tuple[str, ...]
    entry: str


def family_name(name: str, area_code: str | None) -> str:
    """Return the family name of a person.

    Examples
    --------
    >>> family_name("Kishida Fumio", "JPN"), family_name("Sadyr Japarov", "KGZ")
    ('Kishida', 'Japarov')
    """
    parts = name.split()
    return parts[0] if area_code in _FAMILY_FIRST else parts[-1]


@cache
def known_names() -> tuple[Name, ...]:
    """List all names of the tables that the index looks for."""
    areas = data.load_table("areas")
    terms = data.load_table("glossary")
    countries = [
        Name(f"country-{row.area_code.lower()}", "country", row.area_name, (row.area_name,), "")
        for row in areas[areas["native_name"].notna()].itertuples()
    ]
    institutions = [
        Name(f"institution-{row.term_id}", "institution", row.term, tuple(glossary.forms(row)),
             glossary.anchor(row.term_id))
        for row in terms[terms["kind"] == "institution"].itertuples()
    ]  # fmt: skip
    return (*countries, *institutions, *_persons())


def _persons() -> list[Name]:
    people = data.load_table("persons")
    people = people[people["person_kind"] == "officeholder"]
    families = [family_name(row.person_name, row.area_code) for row in people.itertuples()]
    count = Counter(families)
    made = []
    for row, family in zip(people.itertuples(), families):
        short = [family] if count[family] == 1 else []
        forms = tuple(dict.fromkeys([row.person_name, *listed(row.other_spellings), *short]))
        anchor = glossary.person_anchor(row.person_name)
        made.append(Name(anchor, "person", row.person_name, forms, anchor))
    return made


@cache
def _pattern(forms: tuple[str, ...]) -> re.Pattern:
    ordered = sorted(forms, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ordered))})(?!\w|-\w)")


def mentions(text: str, name: Name) -> bool:
    """Say whether a text names it, as whole words.

    Examples
    --------
    >>> oda = Name("x", "institution", "Development Assistance Committee", ("DAC",), "")
    >>> mentions("A member of the DAC.", oda), mentions("DACnews", oda)
    (True, False)
    """
    return bool(_pattern(name.forms).search(text))


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Record where a chapter mentions each name: the first section, and exhibits."""
    env = app.env
    if not env.doc2path(env.docname).endswith(".ipynb"):
        return
    sections = [(s["ids"][0], _own_text(s)) for s in doctree.findall(nodes.section)]
    shown = [(e["exhibit_id"], _exhibit_text(e)) for e in doctree.findall(book_nodes.exhibit)]
    found = {}
    for name in known_names():
        place = next((anchor for anchor, text in sections if mentions(text, name)), None)
        exhibits = [i for i, text in shown if mentions(text[name.kind == "country"], name)]
        if place or exhibits:
            found[name.key] = {"section": place, "exhibits": exhibits}
    env_mentions(env)[env.docname] = found


def _own_text(section: nodes.section) -> str:
    """Return the running text of a section without its subsections and exhibits."""
    parts = []
    for text in section.findall(nodes.Text):
        node = text.parent
        while node is not section and not isinstance(
            node, (nodes.section, book_nodes.exhibit, *_SKIPPED)
        ):
            node = node.parent
        if node is section:
            parts.append(text.astext())
    return " ".join(parts)


def _exhibit_text(exhibit: book_nodes.exhibit) -> tuple[str, str]:
    """Return all text of an exhibit, and that of its head alone."""
    bundle = exhibit["bundle"]
    head = f"{bundle['title']} {bundle['subtitle']}"
    cells = " ".join(v for row in bundle["rows"] for v in row if isinstance(v, str))
    return f"{head} {bundle['note']} {cells}", head


class NameIndex(SphinxDirective):
    """``{name-index}``: the place of the index."""

    def run(self) -> list[nodes.Node]:
        """Create the sections, so that the contents list them; their entries are filled in later."""
        made = []
        for kind, title in _KINDS.items():
            section = nodes.section(ids=[f"index-{kind}"])
            section += nodes.title(title, title)
            section += book_nodes.name_index("", kind=kind)
            made.append(section)
        return made


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put in the entries: each name with its chapters and exhibits."""
    for node in list(doctree.findall(book_nodes.name_index)):
        names = [name for name in known_names() if name.kind == node["kind"]]
        names.sort(key=lambda name: name.title.casefold())
        entries = [_entry(app, docname, name) for name in names]
        node.replace_self([entry for entry in entries if entry])


def _entry(app: Sphinx, docname: str, name: Name) -> nodes.paragraph | None:
    chapters, exhibits = places(app.env, name)
    if not chapters and not exhibits:
        return None
    entry = nodes.paragraph(ids=[f"index-{name.key}"], classes=["index-entry"])
    title = nodes.strong("", name.title)
    if name.entry:
        title = nodes.strong(
            "", "", link(app, docname, app.env.book_glossary_page, name.entry, name.title)
        )
    entry += [title, nodes.Text(". ")]
    entry += join_links([_place(app, docname, *chapter) for chapter in chapters])
    if exhibits:
        entry += nodes.Text("; " if chapters else "")
        shown = [exhibit_entry(app.env, i) for i in exhibits]
        entry += join_links(
            [_place(app, docname, e["docname"], e["anchor"], e["number"]) for e in shown]
        )
    entry += nodes.Text(".")
    return entry


def _place(app: Sphinx, docname: str, target: str, anchor: str, words: str) -> book_nodes.place:
    uri = f"{app.builder.get_relative_uri(docname, target)}#{anchor}"
    return book_nodes.place("", words, refuri=uri, internal=True)


def places(env: BuildEnvironment, name: Name) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return where the book mentions a name.

    Returns
    -------
    tuple
        Chapters as (page, anchor of the first section, "ch. 3" or the title), and ids of exhibits,
        both in the order of the book.
    """
    chapters, exhibits = [], []
    for docname in book_order(env):
        found = env_mentions(env).get(docname, {}).get(name.key)
        if found and found["section"]:
            number = ".".join(map(str, env.toc_secnumbers.get(docname, {}).get("", ())))
            title = f"ch. {number}" if number else clean_astext(env.titles[docname])
            chapters.append((docname, found["section"], title))
        exhibits += found["exhibits"] if found else []
    return chapters, sorted(exhibits, key=lambda i: _position(env, i))


def _position(env: BuildEnvironment, exhibit_id: str) -> tuple[int, int]:
    held = env_exhibits(env)[exhibit_id]
    return book_order(env).index(held["docname"]), held["position"]


def entries(env: BuildEnvironment) -> list[dict]:
    """Return the index as records: name, kind, chapters and exhibits."""
    made = []
    for name in known_names():
        chapters, exhibits = places(env, name)
        if chapters or exhibits:
            docs = [docname for docname, _, _ in chapters]
            made.append(
                {"name": name.title, "kind": name.kind, "chapters": docs, "exhibits": exhibits}
            )
    return made


def write_index(env: BuildEnvironment, folder: object) -> None:
    """Write the index beside the other registers, as CSV and JSON."""
    write_register(folder / "names", entries(env))


def setup(app: Sphinx) -> None:
    """Register the index of names, made of what all pages mention."""
    app.add_node(book_nodes.name_index)
    app.add_directive("name-index", NameIndex)
    app.connect("doctree-read", collect)
    app.connect("doctree-resolved", fill)
