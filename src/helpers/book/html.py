"""How numbers and the page around the text are written as HTML, and what all pages share."""

from __future__ import annotations

import hashlib
import html
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from helpers import data, paths, style
from helpers.book import code_pages, exhibit_html, names_index, registers
from helpers.book import nodes as book
from helpers.book.fonts import LATIN, write_font
from helpers.dates import format_date

STATIC = Path(__file__).parent / "static"


def visit_number(self: HTML5Translator, node: book.number) -> None:
    """Open a number of the text: a link to its derivation, which also stands in its attributes."""
    bundle, anchor = node["bundle"], node["ids"]
    page = self.builder.env.book_number_page
    target = self.builder.get_relative_uri(self.builder.current_docname, page)
    facts = {
        "data-number": node["number_id"],
        "data-value": str(bundle["value"]),
        "data-unit": bundle["unit"],
        "data-how": bundle["how"],
        "data-tables": ", ".join(bundle["tables"]),
        "href": f"{target}#{registers.number_anchor(node['chapter'], node['number_id'])}",
    }
    facts |= {"id": anchor[0]} if anchor else {}
    attributes = " ".join(f'{key}="{html.escape(value)}"' for key, value in facts.items())
    self.body.append(f'<a class="book-number" {attributes}>')


def depart_number(self: HTML5Translator, node: book.number) -> None:
    """Close a number of the text."""
    self.body.append("</a>")


def visit_web_only(self: HTML5Translator, node: book.web_only) -> None:
    """Open what stands on the page and not in print."""
    self.body.append(self.starttag(node, "div"))


def depart_web_only(self: HTML5Translator, _node: book.web_only) -> None:
    """Close what stands on the page and not in print."""
    self.body.append("</div>")


def page_context(
    app: Sphinx, pagename: str, template: str, context: dict, _doctree: object
) -> None:
    """Give the page templates the date of the data and the tables that differ from the record."""
    context["book_title"] = app.config.book["title"]
    context["book_version"] = app.config.book["version"]
    context["book_licence"] = app.config.book["licence"]
    context["book_data_date"] = format_date(data.data_date())
    context["book_edited_tables"] = app.env.book_edited_tables


def write_assets(app: Sphinx, error: Exception | None) -> None:
    """Write what all pages share: colours and the chart runtime, once for the whole book."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    (static / "book-colours.css").write_text(style.stylesheet(), encoding="utf-8")
    shutil.copyfile(vega_runtime(), static / "book-vega.js")
    shutil.copyfile(chart_font(), static / "book-sans.woff")
    entries = registers.exhibit_entries(app.env)
    code_pages.write_code_pages(
        {e["function"]["file"] for e in entries}, Path(app.outdir), app.config.book
    )
    registers.write_registers(app.env, Path(app.outdir) / "registers")
    names_index.write_index(app.env, Path(app.outdir) / "registers")
    # Files of exhibits that are no more.
    known = {entry["id"] for entry in entries}
    for folder in (Path(app.outdir) / exhibit_html.FOLDER).glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder)


def vega_runtime() -> Path:
    """Make the Vega runtime once per version of its package and keep it in the build folder.

    The runtime is wrapped in a function because its top-level names would clash with Sphinx's own.
    """

    def make(part: Path) -> None:
        bundle = vl_convert.javascript_bundle()
        part.write_text(f"(function(){{{bundle}\n}})();\n", encoding="utf-8")

    return _kept("vega", vl_convert.__version__, ".js", make)


def chart_font() -> Path:
    """Make the font of the charts once and keep it in the build folder."""
    key = version("noto-cjk-sans-jp-regular") + version("fonttools") + LATIN
    return _kept("book-sans", key, ".woff", lambda part: write_font("", part))


def _kept(name: str, key: str, suffix: str, make: Callable[[Path], None]) -> Path:
    """Give a file of the cache, made whole or not at all."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    target = paths.BUILD / ".cache" / f"{name}-{digest}{suffix}"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".part-{target.name}")
        make(part)
        part.replace(target)
    return target
