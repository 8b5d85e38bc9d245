"""The registers: every exhibit and every number of the book, as pages and as files.

A register stands on a page as one empty node and is filled when all chapters are read, since it
shows what the others hold.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import clean_astext
from sphinx.util.osutil import relative_uri

from helpers import data
from helpers.book import metadata
from helpers.book import nodes as book_nodes
from helpers.book.gate import statements
from helpers.book.pages import exhibit_folder, file_name, part_of
from helpers.book.render import (
    FEW_SOURCES_OF_A_ROW,
    BookError,
    book_order,
    env_exhibits,
    env_named,
    env_numbers,
    join_links,
    source_reference,
)
from helpers.book.web import anchors
from helpers.formatting import as_json, safe_cell, value_text
from helpers.source_names import short_names

# A number in the sentence of a finding.
NUM = re.compile(r"\{num\}`([^`:]+)`")
# The name of a measure behind what it does.
MEASURE = re.compile(r" \(\w+\.\w+\)(?=;|$)")


def number_anchor(docname: str, number_id: str) -> str:
    """Return the anchor of a number in the register of numbers."""
    return f"number-{file_name(docname)}-{number_id}"


def address(docname: str, anchor: str) -> str:
    """Return the absolute address of a place, or one from the root while no base address is set."""
    path = f"{docname}.html#{anchor}"
    return metadata.get_metadata().address(path) or path


def exhibit_address(exhibit_id: str) -> str:
    """Return the address of the page of an exhibit, absolute if a base address is set."""
    folder = exhibit_folder(exhibit_id)
    return metadata.get_metadata().address(folder) or f"{folder}index.html"


def exhibit_entry(env: BuildEnvironment, exhibit_id: str) -> dict:
    """Return the entry of an exhibit in the list of exhibits.

    Returns
    -------
    dict
        ``id``, ``kind``, ``number`` ("Figure 3.1"), ``title``, ``subtitle``, ``alt``, ``docname``,
        ``chapter`` (its title), ``anchor``, ``address`` (of its own page), ``in_chapter`` (its place
        in the chapter), ``function`` (name, file, line), ``tables``, ``sources``, ``licence``.
    """
    held = env_exhibits(env)[exhibit_id]
    docname, kind = held["docname"], "table" if held["kind"] == "table" else "figure"
    number = env.toc_fignumbers.get(docname, {}).get(kind, {}).get(held["anchor"])
    if not number:
        raise BookError(
            f"{docname}: exhibit {exhibit_id!r} has no number; is its chapter numbered?"
        )
    return held | {
        "number": f"{kind.capitalize()} {'.'.join(map(str, number))}",
        "chapter": clean_astext(env.titles[docname]),
        "address": exhibit_address(exhibit_id),
        "in_chapter": address(docname, held["anchor"]),
    }


def exhibit_entries(env: BuildEnvironment, docname: str | None = None) -> list[dict]:
    """Return the entries of all exhibits in the order of the book, or those of one page."""
    order = book_order(env)
    entries = [
        exhibit_entry(env, exhibit_id)
        for exhibit_id, held in env_exhibits(env).items()
        if docname in (None, held["docname"])
    ]
    return sorted(entries, key=lambda entry: (order.index(entry["docname"]), entry["position"]))


def number_entries(env: BuildEnvironment) -> list[dict]:
    """Return the numbers that a page names, in the order of the book: chapter, id, text, value, derivation.

    A chapter may hand over a whole family, such as one number for each pair of country and lender; those
    that no page names are not published.
    """
    numbers, named = env_numbers(env), set().union(*env_named(env).values())
    return [
        {
            "docname": docname,
            "chapter": clean_astext(env.titles[docname]),
            "id": number_id,
            **number,
        }
        for docname in book_order(env)
        for number_id, number in numbers.get(docname, {}).items()
        if (docname, number_id) in named
    ]


def write_registers(env: BuildEnvironment, folder: Path) -> None:
    """Write the registers as CSV and JSON, those made here with the columns that the package declares."""
    folder.mkdir(parents=True, exist_ok=True)
    page = env.book_number_page
    exhibits = [
        entry
        | {"page": file_name(entry["docname"]), "function": entry["function"]["name"]}
        | {part: entry["function"][part] for part in ("file", "line")}
        for entry in exhibit_entries(env)
    ]
    numbers = [
        entry
        | {"page": file_name(entry["docname"])}
        | {"address": address(page, number_anchor(entry["docname"], entry["id"]))}
        for entry in number_entries(env)
    ]
    fields = {r["name"]: r["schema"]["fields"] for r in _package()["resources"]}
    for name, entries in (("exhibits", exhibits), ("numbers", numbers)):
        columns = [field["name"] for field in fields[name]]
        write_register(folder / name, [{c: entry[c] for c in columns} for entry in entries])
    anchors.write(
        env,
        folder,
        [
            *(f"{page}.html#{number_anchor(n['docname'], n['id'])}" for n in numbers),
            *(f"{exhibit_folder(exhibit_id)}index.html" for exhibit_id in env_exhibits(env)),
        ],
    )
    write_register(folder / "claims", _rows("claims"))
    write_register(folder / "findings", finding_entries(env))
    tested = statement_entries(env)
    if tested:
        write_register(folder / "statements", tested)


def _package() -> dict:
    """Read what the registers hold, which their ``datapackage.json`` tells."""
    return json.loads(Path(__file__).with_name("registers.json").read_text(encoding="utf-8"))


def write_package(folder: Path) -> None:
    """Describe the registers that are in a folder in its ``datapackage.json``."""
    book, package = metadata.get_metadata(), _package()
    package["title"] = f"{book.title}: {package['title']}"
    package["version"] = book.version
    package["resources"] = [r for r in package["resources"] if (folder / r["path"]).exists()]
    (folder / "datapackage.json").write_text(as_json(package), encoding="utf-8")


def statement_entries(env: BuildEnvironment) -> list[dict]:
    """Return the sentences of the book that have a condition, each with its verdict and margin."""
    return statements.register({name: held["title"] for name, held in env_exhibits(env).items()})


def _rows(table: str) -> list[dict]:
    rows = data.load_table(table).astype(object).where(lambda t: t.notna(), None)
    return rows.to_dict("records")


def finding_entries(env: BuildEnvironment) -> list[dict]:
    """Return the findings of the chapters, with numbers filled in and marks removed."""
    held = env_numbers(env)
    rows = []
    for row in _rows("findings"):
        chapter = f"chapters/{row['chapter']}"
        if chapter in env.found_docs:
            numbers = held.get(chapter, {})
            words = NUM.sub(lambda n, known=numbers: known[n[1]]["text"], row["statement_text"])
            rows.append(row | {"statement_text": words.replace("**", "")})
    return rows


def write_register(base: Path, entries: list[dict]) -> None:
    """Write one register as ``base.csv`` and ``base.json``; lists are joined by ``;`` in the CSV."""
    base.with_suffix(".json").write_text(as_json(entries), encoding="utf-8")
    with base.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(entries[0] if entries else [])
        for entry in entries:
            cells = (";".join(v) if isinstance(v, list) else v for v in entry.values())
            writer.writerow(safe_cell(cell) for cell in cells)


class Register(SphinxDirective):
    """``{register} exhibits`` or ``{register} numbers``: the place of a register."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder that is replaced when all chapters are read."""
        kind = self.arguments[0]
        if kind not in _FILLERS:
            raise BookError(f"{self.env.docname}: no register {kind!r}; there are {list(_FILLERS)}")
        if kind == "numbers":
            self.env.book_number_page = self.env.docname
        return [book_nodes.register("", kind=kind)]


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Replace the placeholders of registers on a page by the registers."""
    for node in list(doctree.findall(book_nodes.register)):
        node.replace_self(
            [downloads(app, docname, node["kind"]), *_FILLERS[node["kind"]](app, docname)]
        )


def downloads(app: Sphinx, docname: str, name: str) -> nodes.Node:
    """Return links to the files of a register, for pages only."""
    here = app.builder.get_target_uri(docname)
    links = [
        nodes.reference("", form, refuri=relative_uri(here, f"registers/{name}.{form.lower()}"))
        for form in ("CSV", "JSON")
    ]
    words = nodes.paragraph(
        "", "", nodes.Text(f"Download all {name} as files: "), *join_links(links)
    )
    return book_nodes.web_only("", words)


def plain_table(widths: list[int], labels: list[str], rows: list[nodes.row]) -> nodes.table:
    """Make a table of a register from the weights of its columns, its head and its rows."""
    table = nodes.table(classes=["register"])
    group = nodes.tgroup(cols=len(labels))
    table += group
    group += [nodes.colspec(colwidth=width) for width in widths]
    head, body = nodes.thead(), nodes.tbody()
    head += row([[nodes.Text(label)] for label in labels], is_head=True)
    body += rows
    group += [head, body]
    return table


def row(cells: list[list[nodes.Node]], *, is_head: bool = False, **attributes: object) -> nodes.row:
    """Make a row of a table from the contents of its cells, which say their columns on a phone."""
    made = nodes.row(**attributes)
    for cell in cells:
        paragraph = nodes.paragraph()
        paragraph += cell
        made += book_nodes.cell("", paragraph, **({"scope": "col"} if is_head else {}))
    return made


def link(app: Sphinx, docname: str, target: str, anchor: str, words: str) -> nodes.reference:
    """Link an anchor of another page from a page that is laid out already."""
    uri = f"{app.builder.get_relative_uri(docname, target)}#{anchor}"
    return nodes.reference("", words, refuri=uri, internal=True)


def table_links(app: Sphinx, docname: str, tables: list[str]) -> list[nodes.Node]:
    """Link tables of the data package to their place in the catalogue."""
    page = app.env.book_catalogue_page
    links = [link(app, docname, page, f"table-{name}", name) for name in tables]
    return join_links(links)


def _exhibits(app: Sphinx, docname: str) -> list[nodes.Node]:
    rows = []
    for entry in exhibit_entries(app.env):
        where = entry["function"]
        number = link(app, docname, entry["docname"], entry["anchor"], entry["number"])
        rows.append(
            row(
                [
                    [number],
                    [nodes.Text(entry["title"] + " "), nodes.literal("", entry["id"])],
                    [nodes.Text(entry["chapter"])],
                    [nodes.literal("", f"{where['file']}:{where['line']}".rstrip(":"))],
                    table_links(app, docname, entry["tables"]),
                    [nodes.Text(f"{len(entry['sources'])}; {entry['licence']}")],
                ]
            )
        )
    labels = ["Number", "Title and id", "Chapter", "Drawn by", "Tables", "Sources; licence"]
    gallery = book_nodes.gallery("", plain_table([10, 28, 16, 20, 22, 12], labels, rows))
    gallery["entries"] = [
        {part: entry[part] for part in ("id", "number", "title", "kind", "facets")}
        | {"part": part_of(app.env, entry["docname"])}
        for entry in exhibit_entries(app.env)
    ]
    return [gallery]


def _numbers(app: Sphinx, docname: str) -> list[nodes.Node]:
    """List the numbers of each chapter in a fold of its own."""
    chapters: dict[str, list[dict]] = {}
    for entry in number_entries(app.env):
        chapters.setdefault(entry["docname"], []).append(entry)
    made = []
    for chapter, entries in chapters.items():
        title = clean_astext(app.env.titles[chapter])
        section = book_nodes.fold(
            ids=[f"numbers-{file_name(chapter)}"],
            classes=["number-list"],
            line=f"{title}: {len(entries)} number{'s' if len(entries) > 1 else ''}",
        )
        rows = [_number_row(app, docname, chapter, entry) for entry in entries]
        labels = ["In the text", "What it is", "Sources", "For re-executors"]
        section += plain_table([14, 34, 24, 28], labels, rows)
        made.append(section)
    return made


def _number_row(app: Sphinx, docname: str, chapter: str, entry: dict) -> nodes.row:
    # What is chosen, and not computed, comes from no table.
    tables = table_links(app, docname, entry["tables"]) or [nodes.Text("our choice")]
    value = f"{value_text(entry['value'])} ({entry['unit']})"
    names = " ".join(MEASURE.findall(entry["how"]))
    cells = [
        [nodes.Text(entry["text"])],
        [nodes.Text(MEASURE.sub("", entry["how"]))],
        join_links(_some_sources(app, docname, entry["sources"])),
        [nodes.literal("", entry["id"]), nodes.Text(f": {value}. {names} "), *tables],
    ]
    return row(cells, ids=[number_anchor(chapter, entry["id"])])


def _some_sources(app: Sphinx, docname: str, ids: list[str]) -> list[nodes.Node]:
    links = [
        source_reference(app, docname, i, nodes.inline("", name, classes=["source-link"]))
        for i, name in short_names(ids[:FEW_SOURCES_OF_A_ROW]).items()
    ]
    rest = len(ids) - FEW_SOURCES_OF_A_ROW
    return [*links, nodes.Text(f"{rest} more in the files")] if rest > 0 else links


def _statements(app: Sphinx, _docname: str) -> list[nodes.Node]:
    """Say how many sentences rest on what; the sentences themselves stand in the files."""
    # A sentence with several conditions counts once, by the firmest of them.
    entries = sorted(statement_entries(app.env), key=lambda e: -list(_BASES).index(e["basis"]))
    firmest = {(e["kind"], e["id"]): e["basis"] for e in entries}
    counts = {basis: list(firmest.values()).count(basis) for basis in _BASES}
    rows = [
        row([[nodes.Text(words)], [nodes.Text(str(counts[basis]))]])
        for basis, words in _BASES.items()
    ]
    return [plain_table([60, 20], ["What decides whether they are true", "Sentences"], rows)]


_BASES = {
    "measured": "A condition on the figures of the tables",
    "documented": "Documents and events, by the sources that are cited",
    "label": "Nothing: a title that names what is shown, or is computed with it",
}
_FILLERS = {"exhibits": _exhibits, "numbers": _numbers, "statements": _statements}


def setup(app: Sphinx) -> None:
    """Register the directive, which is filled when all pages are read."""
    app.add_node(book_nodes.register)
    app.add_directive("register", Register)
    app.connect("doctree-resolved", fill)
