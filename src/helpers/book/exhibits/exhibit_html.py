"""How an exhibit is written as HTML: message, drawing or table, sources and downloads."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
from pathlib import Path

from docutils import nodes as docutils_nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from helpers.book import metadata, nodes
from helpers.book.citing import cite, publishers
from helpers.book.exhibits import exhibit_downloads
from helpers.book.features import registers
from helpers.book.pages import exhibit_folder, link
from helpers.book.render import names_shown
from helpers.book.web import code_pages
from helpers.formatting import cell_text

# Sources of a row that its mark names to who hears it; a row has up to 45.
_NAMED = 6
# What Vega says to screen readers of each mark.
_READ_OUT = re.compile(r' (?:role|aria-label|aria-roledescription|aria-hidden)="[^"]*"')
_NAMES = {
    ".csv": "CSV",
    ".xlsx": "XLSX",
    ".csv-metadata.json": "column descriptions (JSON)",
    ".png": "PNG",
    ".svg": "SVG",
    "-plot.png": "PNG without words around it",
    "-plot.svg": "SVG without words around it",
    ".vl.json": "Vega-Lite (JSON)",
}


def here(self: HTML5Translator) -> str:
    """Return the address of the page that is being written."""
    return self.builder.get_target_uri(self.builder.current_docname)


def visit_exhibit(self: HTML5Translator, node: nodes.exhibit) -> None:
    """Open the figure; its caption comes first, then the drawing or table."""
    # What an earlier build left of it: some of its files are named by their content.
    shutil.rmtree(
        Path(self.builder.outdir) / exhibit_folder(node["exhibit_id"]), ignore_errors=True
    )
    self.body.append(_figure(node, apart=node["bundle"]["apart"]))


def _figure(node: nodes.exhibit, *, apart: bool = False, whole: bool = False) -> str:
    """Open the figure, on the page of its chapter, and on its own, where the table stands whole.

    The page's script puts filters in front of a table that names columns for them, lets its rows be
    searched, and folds away the rows after those that it is to show first. Where the exhibit stands
    apart there are no rows, and no marks for the script.
    """
    bundle = {} if apart else node["bundle"]
    places = " ".join(map(str, bundle.get("filters", [])))
    marks = f' data-filter="{places}"' if places else ""
    marks += ' data-search=""' if bundle.get("search") else ""
    marks += f' data-fold="{bundle["fold"]}"' if bundle.get("fold") and not whole else ""
    identity, anchor = html.escape(node["exhibit_id"]), node["ids"][0]
    css = f"exhibit exhibit-{node['bundle']['kind']}{' exhibit-apart' if apart else ''}"
    return f'<figure class="{css}" id="{anchor}" data-exhibit="{identity}"{marks}>'


def depart_exhibit(self: HTML5Translator, node: nodes.exhibit) -> None:
    """Close the figure with its downloads, or, if it stands apart, with the way to its page instead."""
    downloads = _downloads(self, node)
    if node["bundle"]["apart"]:
        del self.body[self.exhibit_begins :]
        kind = "table" if node["bundle"]["kind"] == "table" else "figure"
        page = link(
            here(self),
            f"{exhibit_folder(node['exhibit_id'])}index.html",
            f"The {kind}, with its sources, on a page of its own",
        )
        # The addresses of its rows lead here.
        rows = "".join(
            f'<span id="{row_id}"></span>' for row_id in node["bundle"].get("row_ids", [])
        )
        self.body.append(f'<p class="exhibit-way">{rows}{page}</p></figure>\n')
    else:
        self.body.append(downloads + "</div></figure>\n")


def visit_exhibit_caption(self: HTML5Translator, node: nodes.exhibit) -> None:
    """Write number and message as the caption, with a permanent link."""
    figure = node.parent
    self.body.append('<figcaption class="exhibit-head"><p class="exhibit-title">')
    self.add_fignumber(figure)


def depart_exhibit_caption(self: HTML5Translator, node: nodes.exhibit) -> None:
    """Close the caption and write what follows it: subtitle and, for charts, the drawing."""
    figure = node.parent
    anchor = figure["ids"][0]
    entry = registers.exhibit_entry(self.builder.env, figure["exhibit_id"])
    label = html.escape(entry["number"])
    self.body.append(
        f'<a class="headerlink" href="#{anchor}" aria-label="Permanent link to {label}">#</a></p>'
        f'<p class="exhibit-subtitle">{html.escape(figure["bundle"]["subtitle"])}</p></figcaption>'
    )
    # What its own page shows too.
    self.exhibit_begins = len(self.body)
    self.body.append(drawing(self, figure["bundle"]))


def visit_rows(self: HTML5Translator, node: nodes.exhibit_rows) -> None:
    """Open the table of an exhibit."""
    self.visit_table(node)


def depart_rows(self: HTML5Translator, node: nodes.exhibit_rows) -> None:
    """Close the table, and name the sources that the marks in its rows stand for."""
    self.depart_table(node)
    names = node["row_sources"]
    if not names:
        return
    page, sources = here(self), f"{self.builder.env.book_source_page}.html"
    items = "".join(
        f"<li>{link(page, f'{sources}#source-{i}', name)}</li>" for i, name in names.items()
    )
    count = f"{len(names)} source{'s' if len(names) > 1 else ''} of the rows"
    self.body.append(
        f'<details class="row-source-list"><summary>{count}</summary>'
        f'<ol id="{_list_of_sources(node)}">{items}</ol></details>'
    )


def _list_of_sources(rows: nodes.exhibit_rows) -> str:
    return f"{rows.parent['ids'][0]}-sources"


def _marks(self: HTML5Translator, node: nodes.cell, rows: nodes.exhibit_rows) -> str:
    """Write the numbers of the sources of a row as one link, to its source or to the list of them.

    A link each would stop the Tab key two hundred times in the tables of one chapter.
    """
    cited, names = node["marks"], rows["row_sources"]
    if not cited:
        return ""
    numbers = {source_id: str(place) for place, source_id in enumerate(names, start=1)}
    marks = " ".join(numbers[i] for i in cited)
    told = [names[i] for i in cited[:_NAMED]]
    if more := len(cited) - len(told):
        told.append(f"and {more} more")
    title = html.escape("; ".join(told))
    if len(cited) == 1:
        page = relative_uri(here(self), f"{self.builder.env.book_source_page}.html")
        kind, address = "Source", f"{page}#source-{cited[0]}"
    else:
        kind, address = "Sources", f"#{_list_of_sources(rows)}"
    return f'<a href="{address}" title="{title}" aria-label="{kind} {marks}: {title}">{marks}</a>'


def visit_cell(self: HTML5Translator, node: nodes.cell) -> None:
    """Open a cell: the head of a column or a row, or one that says its column where rows are cards.

    Of the sources of a row a page shows marks, which lead to them and say their names.
    """
    group = node.parent.parent.parent
    (heads,) = next(group.findall(docutils_nodes.thead))
    if node.get("scope"):
        tag, more = "th", {"scope": node["scope"]}
    else:
        tag, more = "td", {"data-label": heads[node.parent.index(node)].astext()}
    if not node.astext():
        node["classes"].append("empty")
    self.body.append(self.starttag(node, tag, "", **more))
    if "marks" in node:
        self.body.append(f"{_marks(self, node, group.parent)}</{tag}>\n")
        raise docutils_nodes.SkipNode
    self.context.append(f"</{tag}>\n")


def depart_cell(self: HTML5Translator, _node: nodes.cell) -> None:
    """Close a cell."""
    self.body.append(self.context.pop())


def visit_exhibit_source(self: HTML5Translator, node: nodes.exhibit_source) -> None:
    """Open the footer of the exhibit: its publishers in one line, and a fold with note and sources."""
    figure = node.parent
    self.exhibit_body = "".join(self.body[self.exhibit_begins :])
    publisher = html.escape(publishers.line(figure["bundle"]["sources"]))
    number = html.escape(registers.exhibit_entry(self.builder.env, figure["exhibit_id"])["number"])
    self.body.append(
        f'<div class="exhibit-footer"><p class="exhibit-publisher">Source: {publisher}.</p>'
        f'<details class="exhibit-about"><summary>About these data<span class="sr-only">: {number}'
        "</span></summary>"
    )
    if figure["note"]:
        self.body.append(f'<p class="exhibit-note">Note: {html.escape(figure["note"])}</p>')
    self.body.append('<p class="exhibit-source">')


def depart_exhibit_source(self: HTML5Translator, node: nodes.exhibit_source) -> None:
    """Close the sources with the licence and links to the pages of what is shown; the fold ends."""
    self.body.append(f" Licence: {html.escape(node.parent['bundle']['licence'])}.</p>")
    self.body.append(_pages_of_names(self, node.parent["bundle"]) + "</details>")


def _pages_of_names(self: HTML5Translator, bundle: dict) -> str:
    """Link the pages of the names that the title or the cells of an exhibit hold (``book_pages_of``)."""
    pages_of = self.builder.config.book_pages_of
    links = [
        link(here(self), f"{pages_of[name]}.html", name)
        for name in names_shown(pages_of, bundle, bundle["title"])
        if pages_of[name] != self.builder.current_docname
        and pages_of[name] in self.builder.env.found_docs
    ]
    return f'<p class="exhibit-pages">On one page: {", ".join(links)}.</p>' if links else ""


def drawing(self: HTML5Translator, bundle: dict) -> str:
    """Write the drawings of a chart for both widths, and the address of the interactive one; of a table nothing."""
    if bundle["kind"] == "table":
        return ""
    spec = relative_uri(here(self), write_spec(bundle, Path(self.builder.outdir)))
    drawings = "".join(
        f'<div class="exhibit-layout exhibit-{layout}">{_hide_from_screen_readers(bundle["svg"][layout])}</div>'
        for layout in ("wide", "narrow")
    )
    controls = ' data-controls=""' if '"input":' in json.dumps(bundle["spec"]) else ""
    return (
        f'<div class="exhibit-body" role="img" aria-label="{html.escape(bundle["alt"])}"'
        f' data-spec="{spec}"{controls}>{drawings}</div>'
    )


def write_spec(bundle: dict, out: Path) -> str:
    """Write what makes a chart interactive as a script that is loaded when a reader reaches for it.

    A script and no JSON file, because pages that are opened from a disk may not fetch. It is named by
    its content: what a browser keeps of it never is out of date.
    """
    held = {"datasets": bundle["datasets"], "layouts": bundle["spec"]}
    content = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    name = f"{bundle['id']}-{hashlib.sha256(content.encode()).hexdigest()[:8]}.js"
    folder = out / exhibit_folder(bundle["id"])
    folder.mkdir(parents=True, exist_ok=True)
    text = f"(window.bookSpecs??={{}})[{json.dumps(name)}]={content};\n"
    (folder / name).write_text(text, encoding="utf-8")
    return f"{exhibit_folder(bundle['id'])}{name}"


def _hide_from_screen_readers(svg: str) -> str:
    """Hide the parts of a drawing from screen readers, which read its description instead."""
    return _READ_OUT.sub("", svg).replace("<svg ", '<svg aria-hidden="true" ', 1)


def _downloads(self: HTML5Translator, node: nodes.exhibit) -> str:
    """Write the files of the exhibit and return the folded list of links to them."""
    bundle, env = node["bundle"], self.builder.env
    entry = registers.exhibit_entry(env, node["exhibit_id"])
    book = metadata.get_metadata()
    item = cite.exhibit_item(book, entry)
    about = {
        **entry,
        "citation": cite.plain(cite.as_text(item, "Chicago", book.title)),
        "book": book.title,
        "publisher": book.publisher,
        "version": book.version,
    }
    out = Path(self.builder.outdir)
    files = exhibit_downloads.write_files(bundle, about, out / exhibit_folder(bundle["id"]))
    page = here(self)
    forms = {
        path.relative_to(out).as_posix(): path.name.removeprefix(bundle["id"]) for path in files
    }
    downloads = ", ".join(
        link(page, path, _NAMES[form], " download") for path, form in forms.items()
    )
    self.builder.exhibits_shown[node["exhibit_id"]] = {
        "figure": _figure(node, whole=True),
        "body": self.exhibit_body,
        "downloads": downloads,
        "data": "" if bundle["kind"] == "table" else _data_table(bundle),
    }
    name = html.escape(entry["number"])
    own = relative_uri(page, f"{exhibit_folder(bundle['id'])}index.html")
    return (
        f'<details class="exhibit-more"><summary>Data, downloads and citation of {name}</summary>'
        f'<p class="exhibit-alt">{html.escape(bundle["alt"])}</p>'
        f"<p><strong>Download</strong>: {downloads}.</p>{made_by(env, entry, page)}"
        f"<p><strong>A page of its own</strong>, with figures, sources and citation: "
        f'<a href="{own}" data-copy="address of {name}">{html.escape(entry["address"])}</a></p></details>'
    )


def made_by(env: BuildEnvironment, entry: dict, page: str) -> str:
    """Say which function drew an exhibit from which tables, with links to both."""
    where = entry["function"]
    if "source" in where:
        by = f"<code>{html.escape(where['name'])}</code>, written in the chapter,"
        code = f"<pre>{html.escape(where['source'])}</pre>"
    else:
        by = link(page, f"{code_pages.address(where['file'])}#L-{where['line']}", where["name"])
        code = ""
    catalogue = f"{env.book_catalogue_page}.html"
    tables = ", ".join(link(page, f"{catalogue}#table-{t}", t) for t in entry["tables"])
    return f"<p><strong>Made by</strong> {by} from the tables {tables}.</p>{code}"


def _data_table(bundle: dict) -> str:
    columns = bundle["columns"]
    head = "".join(_data_cell(column, column["label"], 'th scope="col"') for column in columns)
    tags = ['th scope="row"', *["td"] * (len(columns) - 1)]
    rows = "".join(
        f"<tr>{''.join(map(_data_cell, columns, map(cell_text, row), tags))}</tr>"
        for row in bundle["rows"]
    )
    title = html.escape(bundle["title"])
    return (
        f'<div class="exhibit-scroll" role="region" tabindex="0" aria-label="Data of: {title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _data_cell(column: dict, words: str, tag: str) -> str:
    side = ' class="text-right"' if column["numeric"] else ""
    return f"<{tag}{side}>{html.escape(words)}</{tag[:2]}>"


def setup(app: Sphinx) -> None:
    """Register how the parts of exhibits are written."""
    writers = {"html": (visit_exhibit, depart_exhibit)}
    app.add_enumerable_node(nodes.exhibit, "figure", **writers)
    app.add_enumerable_node(nodes.exhibit_table, "table", **writers)
    app.add_node(nodes.exhibit_caption, html=(visit_exhibit_caption, depart_exhibit_caption))
    app.add_node(nodes.exhibit_rows, html=(visit_rows, depart_rows))
    app.add_node(nodes.cell, html=(visit_cell, depart_cell))
    app.add_node(nodes.exhibit_source, html=(visit_exhibit_source, depart_exhibit_source))
