"""What can be searched: the things of the book by name, and the prose of its sections.

Both are written as scripts, since a page that is opened from a disk may fetch nothing. ``book.js`` loads
them when a reader reaches for a field of search, and ``book-search.js`` finds in them. Sphinx's own index
is not made: it knows pages alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import clean_astext

from helpers import data
from helpers.book import nodes as book_nodes
from helpers.book.features import glossary, registers
from helpers.book.features.names_index import known_names
from helpers.book.pages import Page, exhibit_folder

# The first is small and answers at once; the second holds what is longer.
THINGS, TEXT = "book-search-things.js", "book-search-text.js"
# No prose: drawings, tables, code, notes, and lists of what is found by itself.
_NO_PROSE = (
    *(book_nodes.exhibit, book_nodes.gallery, book_nodes.web_only, nodes.table, nodes.footnote),
    *(nodes.literal_block, nodes.raw, nodes.comment, nodes.title),
)
_NO_PROSE_CLASSES = {"source-entry", "glossary-entry", "index-entry", "claim-footer"}


class Section(NamedTuple):
    """A section of a page: its title, its anchor (empty for the page itself), its own prose."""

    title: str
    anchor: str
    text: str


class Entry(NamedTuple):
    """What the search finds: its title, a line about it, its address, how else it is called.

    Attributes
    ----------
    title, detail : str
        What is shown.
    address : str
        From the root of the built pages.
    names : sequence of str
        Who types one of these whole means this entry.
    more : str
        Words by which it is found too; an excerpt of them is shown.
    picture : str
        Address of a small picture, or empty.
    """

    title: str
    detail: str
    address: str
    names: Sequence[str] = ()
    more: str = ""
    picture: str = ""


def sections(doctree: nodes.document) -> list[Section]:
    """List the sections of a page, each with the prose that stands in it and in no section below."""
    return [
        Section(
            _words(section[0]),
            section["ids"][0] if place else "",
            " ".join(text for part in section.children[1:] for text in _prose(part)),
        )
        for place, section in enumerate(doctree.findall(nodes.section))
    ]


def _prose(node: nodes.Node) -> Iterator[str]:
    """Yield the paragraphs of a part of a page, without what is drawn, listed or left to sections below."""
    if isinstance(node, (*_NO_PROSE, nodes.section, nodes.Text)):
        return
    if _NO_PROSE_CLASSES.intersection(node.get("classes", [])):
        return
    if isinstance(node, nodes.paragraph):
        yield _words(node)
    else:
        for child in node.children:
            yield from _prose(child)


def _words(node: nodes.Element) -> str:
    """Return the text of a node without the marks of its footnotes."""
    parts = [
        text.astext()
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent, nodes.footnote_reference)
    ]
    return re.sub(r"\s+(?=[.,;:] )", "", " ".join("".join(parts).split()) + " ").strip()


def write(
    env: BuildEnvironment, pages: list[Page], held: dict[str, list[Section]], static: Path
) -> None:
    """Write both scripts.

    Parameters
    ----------
    env : BuildEnvironment
        Sphinx's environment, all pages read.
    pages : list of Page
        All pages in the order of the book.
    held : dict of str to list of Section
        The sections of each page.
    static : pathlib.Path
        The folder of the files that all pages share.
    """
    countries = env.config.book_pages_of.values()
    things = {
        "Countries": _pages(env, [p for p in pages if p.docname in countries]),
        "Figures and tables": _exhibits(env),
        "Terms": _terms(env),
        "Findings": _findings(env),
        "Claims": _claims(env),
        "Chapters": _pages(env, [p for p in pages if p.docname not in countries]),
        "Names": _people(env),
    }
    text = {"Chapters": _sections(pages, held), "Sources": _sources(env)}
    for name, entries in ((THINGS, things), (TEXT, text)):
        content = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        script = (
            f"(window.bookSearch??=[]).push({content});\n"
            'document.dispatchEvent(new Event("book-search"));\n'
        )
        (static / name).write_text(script, encoding="utf-8")


def _pages(env: BuildEnvironment, pages: list[Page]) -> list[Entry]:
    called = env.config.book_also_called
    return [
        Entry(
            page.label,
            page.description,
            f"{page.docname}.html",
            [page.title, *called.get(page.docname, [])],
        )
        for page in pages
    ]


def _sections(pages: list[Page], held: dict[str, list[Section]]) -> list[Entry]:
    """List the sections of all pages; what stands before the first of a page is the page's."""
    return [
        Entry(
            section.title,
            page.label if section.anchor else "",
            f"{page.docname}.html" + (f"#{section.anchor}" if section.anchor else ""),
            more=section.text,
        )
        for page in pages
        for section in held.get(page.docname, [])
        if section.anchor or section.text
    ]


def _exhibits(env: BuildEnvironment) -> list[Entry]:
    return [
        Entry(
            e["title"],
            e["number"],
            f"{e['docname']}.html#{e['anchor']}",
            [e["number"], e["id"]],
            e["subtitle"],
            "" if e["kind"] == "table" else f"{exhibit_folder(e['id'])}{e['id']}-small.png",
        )
        for e in registers.exhibit_entries(env)
    ]


def _native(name: str) -> list[str]:
    table = data.load_table("native_names")
    return list(table.loc[table["name"] == name, "native_name"])


def _terms(env: BuildEnvironment) -> list[Entry]:
    page = getattr(env, "book_glossary_page", None)
    rows = data.load_table("glossary").itertuples() if page else []
    return [
        Entry(
            row.term,
            row.definition,
            f"{page}.html#{glossary.anchor(row.term_id)}",
            [*glossary.forms(row), *_native(row.term_id)],
        )
        for row in rows
    ]


def _people(env: BuildEnvironment) -> list[Entry]:
    page = getattr(env, "book_glossary_page", None)
    if not page or not data.has_table("persons"):
        return []
    roles = data.load_table("persons").set_index("person_name")["roles"]
    return [
        Entry(
            name.title,
            roles[name.title].replace(";", "; "),
            f"{page}.html#{name.entry}",
            [*name.forms, *_native(name.title)],
        )
        for name in known_names()
        if name.kind == "person"
    ]


def _findings(env: BuildEnvironment) -> list[Entry]:
    """List the findings by their first sentences."""
    page = getattr(env, "book_claim_page", None)
    found = []
    for row in registers.finding_entries(env) if page else []:
        headline, end, _ = row["statement_text"].partition(". ")
        chapter = clean_astext(env.titles[f"chapters/{row['chapter']}"])
        address = f"{page}.html#claim-{row['finding_id']}"
        found.append(Entry(headline + end.strip(), chapter, address, more=row["statement_text"]))
    return found


def _claims(env: BuildEnvironment) -> list[Entry]:
    page = getattr(env, "book_claim_page", None)
    rows = data.load_table("claims").itertuples() if page else []
    return [
        Entry(
            row.claim_text,
            f"Claim of the article: {row.verdict}",
            f"{page}.html#claim-{row.claim_id}",
            [row.claim_id],
        )
        for row in rows
    ]


def _sources(env: BuildEnvironment) -> list[Entry]:
    return [
        Entry(
            row.title,
            f"{row.publisher_name}, {row.published_date[:4] or 'undated'}",
            f"{env.book_source_page}.html#source-{row.source_id}",
            [row.source_id],
        )
        for row in data.read_text_table("sources").itertuples()
    ]
