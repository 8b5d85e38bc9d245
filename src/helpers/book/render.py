"""From notebook outputs to document nodes, and from ``{num}`` roles to values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxSmartQuotes, SphinxTransform
from sphinx.util.docutils import SphinxRole

from helpers import data, formatting, numbers
from helpers.book import nodes as book_nodes
from helpers.book.page_store import PageStore
from helpers.book.pages import parts
from helpers.source_names import FEW_SOURCES, rest_of, short_name, short_names

FEW_SOURCES_OF_A_ROW = 3
# A row with more marks of sources than this gets a wider column for them.
MANY_MARKS = 12
# What a cell shows on one line: a date, a confidence with its mark.
_WHOLE = re.compile(r"(\d{1,2} )?[A-Z][a-z]+ \d{4}|[●◐○] [a-z]+")
# The numbers that each chapter publishes: id -> number.
env_numbers: PageStore[dict[str, dict]] = PageStore("book_numbers")
# The numbers that each page names, its own and those of others: (chapter, id).
env_named: PageStore[set[tuple[str, str]]] = PageStore("book_named")


class BookError(ExtensionError):
    """The book can't be built as written; the message names chapter and part."""


class BookRenderer:
    """Turn published exhibits and numbers into document nodes."""

    mime_priority_overrides = (("*", formatting.MIME, 1), ("*", numbers.MIME, 1))

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, mime: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Render the MIME types of the book and skip the previews meant for Jupyter."""
        env = renderer.renderer.sphinx_env
        if mime.mime_type == formatting.MIME:
            return [_exhibit(mime.content, renderer.renderer.document, env)]
        if mime.mime_type == numbers.MIME:
            _register_numbers(mime.content, env)
            return [nodes.comment()]  # numbers are printed in the text, not where they are computed
        return [] if mime.output_metadata.get("book") == "preview" else None


def _register_numbers(bundle: dict[str, dict], env: BuildEnvironment) -> None:
    known = env_numbers(env).setdefault(env.docname, {})
    for number_id, number in bundle.items():
        if number_id in known:
            raise BookError(f"{env.docname}: number {number_id!r} is published twice")
        _check_sources(env.docname, f"number {number_id!r}", number["sources"])
        known[number_id] = number


def _check_sources(docname: str, what: str, ids: list[str]) -> None:
    """Refuse sources that were removed since the chapter ran: it does not run again for that."""
    for source_id in ids:
        try:
            data.source(source_id)
        except KeyError:
            raise BookError(
                f"{docname}: {what} names source {source_id!r}, which is not in data/sources.csv (any more)"
            ) from None


def env_exhibits(env: BuildEnvironment) -> dict[str, dict]:
    """Return the register of exhibits: id -> its data without its number."""
    return vars(env).setdefault("book_exhibits", {})


def book_order(env: BuildEnvironment) -> list[str]:
    """Return the chapters in the order of the book."""
    front = env.external_site_map.root.docname
    return [front, *(docname for _, docs in parts(env) for docname in docs)]


def purge(_app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget the exhibits of a chapter, before it is read again."""
    for exhibit_id in [i for i, held in env_exhibits(env).items() if held["docname"] == docname]:
        del env_exhibits(env)[exhibit_id]


class NumberRole(SphinxRole):
    """The role ``{num}``: the published number of that id, ``chapter:id`` for another chapter's."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a pending number that :func:`fill_numbers` replaces once the chapter is read."""
        chapter, _, number_id = self.text.strip().rpartition(":")
        docname = f"chapters/{chapter}" if chapter else self.env.docname
        return [book_nodes.pending_number("", "", number_id=number_id, chapter=docname)], []


def fill_numbers(app: Sphinx, doctree: nodes.document) -> None:
    """Replace the pending numbers of a chapter by its own published numbers."""
    named = env_named(app.env).setdefault(app.env.docname, set())
    for pending in list(doctree.findall(book_nodes.pending_number)):
        named.add((pending["chapter"], pending["number_id"]))
        if pending["chapter"] == app.env.docname:
            fill_number(app.env, pending, app.env.docname)
    seen: set[str] = set()
    for number in doctree.findall(book_nodes.number):
        # The first mention of a number is its address in the chapter.
        if number["number_id"] not in seen and number["chapter"] == app.env.docname:
            seen.add(number["number_id"])
            number["ids"] = [f"number-{number['number_id']}"]


def fill_number(env: BuildEnvironment, pending: book_nodes.pending_number, docname: str) -> None:
    """Replace one pending number by its value.

    Raises
    ------
    BookError
        If no cell publishes it.
    """
    number_id, chapter = pending["number_id"], pending["chapter"]
    known = env_numbers(env).get(chapter, {})
    if number_id not in known:
        where = "" if chapter == docname else f" in {chapter}"
        raise BookError(
            f"{docname}: the text names number {number_id!r}, which no cell publishes{where}; "
            f"{formatting.nearest(number_id, known)}"
        )
    bundle = known[number_id]
    pending.replace_self(
        book_nodes.number("", bundle["text"], number_id=number_id, chapter=chapter, bundle=bundle)
    )


def _exhibit(bundle: dict, document: nodes.document, env: BuildEnvironment) -> nodes.Element:
    _check_sources(env.docname, f"exhibit {bundle['id']!r}", bundle["sources"])
    kind = book_nodes.exhibit_table if bundle["kind"] == "table" else book_nodes.exhibit
    node = kind("", exhibit_id=bundle["id"], note=formatting.note_of(bundle), bundle=bundle)
    node += book_nodes.exhibit_caption(bundle["title"], bundle["title"])
    if bundle["kind"] == "table":
        table = table_node(bundle, env.docname)
        for row in table.findall(lambda part: isinstance(part, nodes.row) and part["ids"]):
            if row["ids"][0] in document.ids:
                raise BookError(f"{env.docname}: row id {row['ids'][0]!r} is taken")
            document.ids[row["ids"][0]] = row
        node += table
    node += source_line(bundle["sources"], env.docname)
    node["names"].append(nodes.fully_normalize_name(bundle["id"]))
    document.note_explicit_target(node, node)
    _register(bundle, node["ids"][0], env)
    return node


def _facets(bundle: dict, env: BuildEnvironment) -> dict[str, list[str]]:
    """Say what an exhibit shows by the names that the configuration lists: its countries, its lenders."""
    labels = [column["label"] for column in bundle["columns"]]
    texts = (bundle["title"], bundle["subtitle"], *labels)
    return {
        facet: names_shown(names, bundle, *texts) for facet, names in env.config.book_facets.items()
    }


def names_shown(names: Iterable[str], bundle: dict, *texts: str) -> list[str]:
    """Return the names that stand as words in the cells of an exhibit or in these texts of it.

    Examples
    --------
    >>> names_shown(["China", "Japan"], {"rows": [["Chinaware", 1], ["Bank of Japan", 2]]})
    ['Japan']
    """
    cells = (cell for row in bundle["rows"] for cell in row if isinstance(cell, str))
    words = " ".join([*texts, *dict.fromkeys(cells)])
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", words)]


def _register(bundle: dict, anchor: str, env: BuildEnvironment) -> None:
    known = env_exhibits(env)
    other = known.get(bundle["id"])
    if other:
        raise BookError(
            f"{env.docname}: exhibit id {bundle['id']!r} is taken (in {other['docname']})"
        )
    parts = "id kind title subtitle alt function tables sources licence".split()
    position = sum(held["docname"] == env.docname for held in known.values())
    place = {"docname": env.docname, "anchor": anchor, "position": position}
    shown = {"note": formatting.note_of(bundle), "facets": _facets(bundle, env)}
    known[bundle["id"]] = {part: bundle[part] for part in parts} | place | shown
    if "source" in bundle["function"]:
        # Written in the chapter itself.
        here = {"file": f"{env.docname}.ipynb", "line": ""}
        known[bundle["id"]]["function"] = bundle["function"] | here


def source_line(ids: list[str], docname: str) -> nodes.Element:
    """Name the sources of an exhibit: each as a link when few, else the chief ones and a count."""
    line = book_nodes.exhibit_source("", "", classes=["exhibit-source"])
    line += nodes.Text("Source: " if len(ids) == 1 else "Sources: ")
    line += join_links(source_links(ids[:FEW_SOURCES], docname))
    line += nodes.Text(rest_of(ids))
    return line


def join_links(links: list[nodes.Node]) -> list[nodes.Node]:
    """Put semicolons between links."""
    return [part for link in links for part in (nodes.Text("; "), link)][1:]


def source_links(ids: list[str], docname: str) -> list[nodes.Node]:
    """Link the sources that stand in one line, each once."""
    return [source_link(source_id, docname, name) for source_id, name in short_names(ids).items()]


def source_link(source_id: str, docname: str, name: str = "") -> nodes.Element:
    """Link a source by its short name to its entry on the page of sources."""
    name = name or short_name(source_id)
    link = addnodes.pending_xref(
        "", refdomain="", reftype="book-source", reftarget=source_id, refexplicit=True
    )
    link["refdoc"] = docname
    link += nodes.inline(name, name, classes=["source-link"])
    return link


def resolve_source(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Resolve a link to a source to its entry on the page that carries the source list."""
    if node.get("reftype") != "book-source":
        return None
    return source_reference(app, node.get("refdoc", env.docname), node["reftarget"], content)


def source_reference(
    app: Sphinx, docname: str, source_id: str, content: nodes.Element
) -> nodes.reference:
    """Link a source from a page that is laid out already."""
    page = getattr(app.env, "book_source_page", None)
    if page is None:
        raise BookError("no page of the book carries the {source-list}; sources can't be linked")
    uri = app.builder.get_relative_uri(docname, page)
    link = nodes.reference("", "", internal=True, refuri=f"{uri}#source-{source_id}")
    link += content
    return link


def table_node(bundle: dict, docname: str) -> book_nodes.exhibit_rows:
    """Make a document table of a bundle; the first cell of a row is its head, unless it is empty."""
    columns, row_sources = bundle["columns"], bundle.get("row_sources")
    labels = [column["label"] for column in columns] + (["Sources"] if row_sources else [])
    widths = bundle.get("widths") or [1] * len(labels)
    cited = dict.fromkeys(source_id for ids in row_sources or [] for source_id in ids)
    table = book_nodes.exhibit_rows(
        classes=["exhibit-data"], exhibit_id=bundle["id"], row_sources=short_names(list(cited))
    )
    group = nodes.tgroup(cols=len(labels))
    table += group
    group += [nodes.colspec(colwidth=width) for width in widths]
    head = nodes.thead()
    numeric = [column["numeric"] for column in columns] + [False]
    head += _row([book_nodes.cell(scope="col") for _ in labels], map(nodes.Text, labels), numeric)
    group += head
    body = nodes.tbody()
    for index, row in enumerate(bundle["rows"]):
        cells = [book_nodes.cell() for _ in labels]
        texts: list = [_cell(column, value) for column, value in zip(columns, row)]
        if texts[0].astext():
            cells[0]["scope"] = "row"
        if row_sources:
            texts.append(_link_sources(row_sources[index], docname))
            cells[-1]["marks"] = list(dict.fromkeys(row_sources[index]))
            cells[-1]["classes"] += ["many"] if len(cells[-1]["marks"]) > MANY_MARKS else []
        row_id = bundle["row_ids"][index] if bundle.get("row_ids") else ""
        if row_id:
            # What names the row is its permanent link, on the page and in print.
            texts[0] = nodes.reference("", "", texts[0], internal=True, refid=row_id)
        body += _row(cells, texts, numeric, row_id)
    group += body
    return table


def _cell(column: dict, value: object) -> nodes.Text:
    if column["name"] == "confidence" and value in formatting.CONFIDENCE:
        return nodes.Text(formatting.confidence_text(value))
    return nodes.Text(formatting.cell_text(value))


def _is_whole(text: nodes.Node | list) -> bool:
    """Say whether a cell holds a date or a confidence alone, which are not to be broken over lines."""
    return not isinstance(text, list) and _WHOLE.fullmatch(text.astext()) is not None


def _link_sources(ids: list[str], docname: str) -> list[nodes.Node]:
    ids = list(dict.fromkeys(ids))
    links = join_links(source_links(ids[:FEW_SOURCES_OF_A_ROW], docname))
    rest = len(ids) - FEW_SOURCES_OF_A_ROW
    return [*links, nodes.Text(f"; {rest} more")] if rest > 0 else links


def _row(
    cells: list[book_nodes.cell], texts: Iterable, numeric: list[bool], row_id: str = ""
) -> nodes.row:
    row = nodes.row(ids=[row_id] if row_id else [])
    for cell, text, is_number in zip(cells, texts, numeric):
        cell["classes"] += ["text-right"] if is_number else []
        cell["classes"] += ["row-sources"] if isinstance(text, list) else []
        cell["classes"] += ["whole"] if not is_number and _is_whole(text) else []
        paragraph = nodes.paragraph()
        paragraph += text
        cell += paragraph
        row += cell
    return row


class KeepVerbatim(SphinxTransform):
    """Keep docutils from changing text with backslashes or character references in it.

    Docutils makes straight quotation marks curly. On the way it takes a backslash for its own escape and
    drops it, and reads ``&#39;`` as an apostrophe: right for source text, wrong for a cell of a table.
    """

    default_priority = SphinxSmartQuotes.default_priority - 1

    def apply(self, **_kwargs: Any) -> None:
        """Exempt the parents of such texts from the transform of quotation marks."""
        for text in self.document.findall(nodes.Text):
            if "\\" in text or "&#" in text:
                text.parent["support_smartquotes"] = False


def setup(app: Sphinx) -> None:
    """Register the role of numbers, how sources are linked, and which texts stay as they are."""
    app.add_transform(KeepVerbatim)
    app.add_node(book_nodes.pending_number)
    app.add_role("num", NumberRole())
    app.connect("env-purge-doc", purge)
    app.connect("doctree-read", fill_numbers)
    app.connect("missing-reference", resolve_source)
