"""How numbers and the page around the text are written as HTML, and what all pages share."""

from __future__ import annotations

import html
import shutil
from pathlib import Path

import vl_convert
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.writers.html5 import HTML5Translator

from helpers import formatting, style
from helpers.book import metadata, pages
from helpers.book import nodes as book_nodes
from helpers.book.citing import cite, cite_html, publishers
from helpers.book.execution import notebook_downloads
from helpers.book.exhibits import exhibit_copies, exhibit_pages
from helpers.book.features import names_index, registers
from helpers.book.render import book_order
from helpers.book.typst.documents import chapter_docs, pdf_name
from helpers.book.web import about, code_pages, head, search, site, social_cards
from helpers.file_cache import cached_file
from helpers.fonts import write_page_fonts
from helpers.sync import copy_if_changed

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
# Licences of what is others' work among the files that all pages share.
NOTICES = "third-party.txt"


def visit_number(self: HTML5Translator, node: book_nodes.number) -> None:
    """Open a number of the text: a quantity links its derivation, which also stands in its attributes."""
    bundle, anchor = node["bundle"], node["ids"]
    if not formatting.is_measured(bundle["text"], bundle["unit"]):
        self.body.append(f'<span id="{anchor[0]}">' if anchor else "<span>")
        return
    page = self.builder.env.book_number_page
    target = self.builder.get_relative_uri(self.builder.current_docname, page)
    facts = {
        "data-number": node["number_id"],
        "data-value": formatting.rounded(bundle["text"], bundle["value"], bundle["unit"]),
        "data-how": bundle["how"],
        "data-sources": publishers.line(bundle["sources"]),
        "data-tables": ", ".join(bundle["tables"]),
        "href": f"{target}#{registers.number_anchor(node['chapter'], node['number_id'])}",
    }
    facts |= {"id": anchor[0]} if anchor else {}
    # Who goes by the Tab key comes to each number of a page once.
    met = vars(self).setdefault("numbers_met", set())
    facts |= {"tabindex": "-1"} if facts["href"] in met else {}
    met.add(facts["href"])
    attributes = " ".join(f'{key}="{html.escape(value)}"' for key, value in facts.items())
    self.body.append(f'<a class="book-number" {attributes}>')


def depart_number(self: HTML5Translator, node: book_nodes.number) -> None:
    """Close a number of the text."""
    bundle = node["bundle"]
    self.body.append(
        "</a>" if formatting.is_measured(bundle["text"], bundle["unit"]) else "</span>"
    )


def visit_fold(self: HTML5Translator, node: book_nodes.fold) -> None:
    """Open what is folded away, with the line that stays."""
    self.body.append(
        f"{self.starttag(node, 'details')}<summary>{html.escape(node['line'])}</summary>"
    )


def depart_fold(self: HTML5Translator, _node: book_nodes.fold) -> None:
    """Close what is folded away."""
    self.body.append("</details>")


def visit_web_only(self: HTML5Translator, node: book_nodes.web_only) -> None:
    """Open what stands on the page and not in print."""
    self.body.append(self.starttag(node, "div"))


def depart_web_only(self: HTML5Translator, _node: book_nodes.web_only) -> None:
    """Close what stands on the page and not in print."""
    self.body.append("</div>")


def page_context(
    app: Sphinx, pagename: str, template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Fill the template context of a page: its meta tags, its actions and its footer."""
    book = metadata.get_metadata()
    context["book"] = book
    context["book_bar"] = app.config.book_bar
    if doctree is None:
        return
    page = pages.page(app.env, pagename, doctree)
    app.builder.state.pages[pagename] = page
    entries = registers.exhibit_entries(app.env, pagename)
    files = page_files(app, page)
    context["metatags"] = head.tags(book, page, entries, files)
    before = "<figure" if page.is_front else ""
    context["body"] = _with_actions(context["body"], about.actions(page, files), before)
    context["body"] += about.footer(book, page, files)


def escape_title(
    _app: Sphinx, _pagename: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Escape the title that the theme prints above the contents: it takes plain text for HTML."""
    if "pagetitle" in context:
        context["pagetitle"] = html.escape(context["pagetitle"])


def _with_actions(body: str, line: str, before: str = "") -> str:
    """Put the line of actions under the title, or before what is named if the page has it."""
    if before and before in body:
        return body.replace(before, line + before, 1)
    title, end, rest = body.partition("</h1>")
    return f"{title}{end}{line}{rest}" if end else body


def page_files(app: Sphinx, page: pages.Page) -> dict:
    """Say which files belong to a page: addresses from the root of the built pages."""
    files = {
        "notebook": app.env.doc2path(page.docname).endswith(".ipynb"),
        "card": social_cards.address(page),
    }
    if page.is_front:
        files["pdf"] = "pdf/book.pdf"
        brief = app.config.book_brief
        if brief in app.env.found_docs:
            files |= {"summary": f"{brief}.html", "brief": f"pdf/{pdf_name(app.env, brief)}.pdf"}
    elif page.docname in chapter_docs(app.env):
        files["pdf"] = f"pdf/{pdf_name(app.env, page.docname)}.pdf"
    return files


def write_assets(app: Sphinx, error: Exception | None) -> None:
    """Write the files that all pages share, such as colours, the chart runtime and the registers."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    look = write_page_fonts(static) + style.stylesheet()
    (static / "book-colours.css").write_text(look, encoding="utf-8")
    copy_if_changed(vega_runtime(), static / "book-vega.js")
    out, book = Path(app.outdir), metadata.get_metadata()
    entries = registers.exhibit_entries(app.env)
    written = [e["function"] for e in entries]
    code_pages.write_code_pages({f["file"] for f in written if "source" not in f}, out, book)
    registers.write_registers(app.env, out / "registers")
    # All pages in the order of the book, including those that this build did not write.
    known = [app.builder.state.pages[name] for name in book_order(app.env)]
    search.write(app.env, known, app.builder.state.sections, static)
    for page in known:
        drawing = exhibit_copies.first_drawing(app.env, page.docname) if page.is_front else ""
        social_cards.write(book, page, out, drawing)
    cited = [cite.book_item(book), cite.data_item(book)]
    cited += [cite.chapter_item(book, vars(page)) for page in known if not page.is_front]
    cited += [cite.exhibit_item(book, entry) for entry in entries]
    cite_html.write_files(cited, out)
    names_index.write_index(app.env, out / "registers")
    registers.write_package(out / "registers")
    notebooks = [p.docname for p in known if page_files(app, p)["notebook"]]
    notebook_downloads.write_notebooks(notebooks, out)
    site.write(book, known, [exhibit_pages.name(entry["id"]) for entry in entries], out)
    # Files of exhibits that are no more.
    ids = {entry["id"] for entry in entries}
    for folder in (out / pages.EXHIBITS).glob("*"):
        if folder.name not in ids:
            shutil.rmtree(folder)
    app.builder.save_state()


def vega_runtime() -> Path:
    """Make the Vega runtime once per version of its package and keep it in the build folder.

    The runtime is wrapped in a function because its top-level names would clash with Sphinx's own.
    """
    notice = f"/*! Vega, Vega-Lite, Vega-Embed and what they use; licences: {NOTICES} */"

    def make(part: Path) -> None:
        bundle = vl_convert.javascript_bundle()
        part.write_text(f"{notice}\n(function(){{{bundle}\n}})();\n", encoding="utf-8")

    return cached_file("vega", f"{vl_convert.__version__} {notice}", ".js", make)


def setup(app: Sphinx) -> None:
    """Register the writers of our own nodes, what templates are given, styles and scripts."""
    app.add_config_value("book", {}, "html", [dict])
    app.add_config_value("book_bar", {}, "env", [dict])
    app.add_config_value("book_also_called", {}, "html", [dict])
    app.add_node(book_nodes.number, html=(visit_number, depart_number))
    app.add_node(book_nodes.web_only, html=(visit_web_only, depart_web_only))
    app.add_node(book_nodes.fold, html=(visit_fold, depart_fold))
    app.connect("config-inited", _configure, priority=100)
    app.connect("builder-inited", _static)
    app.connect("html-page-context", page_context)
    # After the theme, whose own value this is.
    app.connect("html-page-context", escape_title, priority=900)
    app.connect("build-finished", write_assets)
    for name in ("book-colours.css", "book.css", "book-front.css"):
        app.add_css_file(name)
    for name in ("book-status.js", "book.js"):
        app.add_js_file(name, loading_method="defer")


def _configure(_app: Sphinx, config: Config) -> None:
    book = metadata.get_metadata()
    config.html_baseurl = book.base_address
    config.copyright = f"{book.date.year}, {book.author}"
    # Before the theme's own.
    config.templates_path.insert(0, str(TEMPLATES))


def _static(app: Sphinx) -> None:
    # Not the source's own _static: Jupyter Book would load every script of that on every page.
    app.config.html_static_path.append(str(STATIC))
