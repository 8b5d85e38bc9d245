"""How exhibits, numbers and the page around them are written as HTML."""

from __future__ import annotations

import hashlib
import html
import json
import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import vl_convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from helpers import data, paths, style
from helpers.book import nodes as book
from helpers.book.fonts import LATIN, write_font
from helpers.dates import format_date
from helpers.exhibits import cell_text

STATIC = Path(__file__).parent / "static"


def _json_script(content: object, css_class: str) -> str:
    # "<" is written as an escape so that no text of a table can end the script element.
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" class="{css_class}">{text}</script>'


def visit_exhibit(self: HTML5Translator, node: book.exhibit) -> None:
    """Open the figure; its caption comes first, then the drawing or table."""
    identity = html.escape(node["exhibit_id"])
    css = f"exhibit exhibit-{node['kind']}"
    self.body.append(f'<figure class="{css}" id="{node["ids"][0]}" data-exhibit="{identity}">')


def depart_exhibit(self: HTML5Translator, node: book.exhibit) -> None:
    """Close the figure."""
    self.body.append(_details(node["bundle"]) if node["kind"] != "table" else "")
    self.body.append("</div></figure>\n")


def visit_exhibit_caption(self: HTML5Translator, node: book.exhibit) -> None:
    """Write number and message as the caption, with a permanent link."""
    figure = node.parent
    self.body.append('<figcaption class="exhibit-head"><p class="exhibit-title">')
    self.add_fignumber(figure)


def depart_exhibit_caption(self: HTML5Translator, node: book.exhibit) -> None:
    """Close the caption and write what follows it: subtitle and, for charts, the drawing."""
    figure = node.parent
    anchor, label = figure["ids"][0], html.escape(figure["exhibit_id"])
    self.body.append(
        f'<a class="headerlink" href="#{anchor}" aria-label="Permanent link to {label}">#</a></p>'
        f'<p class="exhibit-subtitle">{html.escape(figure["subtitle"])}</p></figcaption>'
    )
    if figure["kind"] != "table":
        self.body.append(_drawing(figure["bundle"]))


def visit_exhibit_source(self: HTML5Translator, node: book.exhibit_source) -> None:
    """Open the foot of the exhibit with its note, then the line of sources."""
    figure = node.parent
    self.body.append('<div class="exhibit-foot">')
    if figure["note"]:
        self.body.append(f'<p class="exhibit-note">Note: {html.escape(figure["note"])}</p>')
    self.body.append('<p class="exhibit-source">')


def depart_exhibit_source(self: HTML5Translator, node: book.exhibit_source) -> None:
    """Close the line of sources with the licence."""
    self.body.append(f" Licence: {html.escape(node.parent['licence'])}.</p>")


def _drawing(bundle: dict) -> str:
    """Put the drawings for both widths in the page, and what is needed to make them interactive."""
    rooms = "".join(
        f'<div class="exhibit-room exhibit-{room}">{bundle["svg"][room]}</div>'
        for room in ("wide", "narrow")
    )
    specs = {"datasets": bundle.get("datasets", {}), "rooms": bundle["spec"]}
    return (
        f'<div class="exhibit-body" role="img" aria-label="{html.escape(bundle["alt"])}">'
        f"{rooms}</div>{_json_script(specs, 'exhibit-spec')}"
    )


def _details(bundle: dict) -> str:
    """Write the description and the data of a chart, folded away."""
    head = "".join(
        f'<th scope="col"{_right(c)}>{html.escape(c["label"])}</th>' for c in bundle["columns"]
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{_right(column)}>{html.escape(cell_text(cell))}</td>"
            for column, cell in zip(bundle["columns"], row)
        )
        + "</tr>"
        for row in bundle["rows"]
    )
    title = html.escape(bundle["title"])
    return (
        '<details class="exhibit-data"><summary>Description and data</summary>'
        f"<p>{html.escape(bundle['alt'])}</p>"
        f'<div class="exhibit-scroll" role="region" tabindex="0" aria-label="Data of: {title}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _right(column: dict) -> str:
    return ' class="text-right"' if column["numeric"] else ""


def visit_number(self: HTML5Translator, node: book.number) -> None:
    """Open a number of the text; its derivation stands in the title."""
    bundle = node["bundle"]
    how = html.escape(f"{bundle['how']} (data: {', '.join(bundle['tables'])})")
    self.body.append(
        f'<span class="book-number" data-number="{html.escape(node["number_id"])}" title="{how}">'
    )


def depart_number(self: HTML5Translator, node: book.number) -> None:
    """Close a number of the text."""
    self.body.append("</span>")


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
