"""Remove scripts and style sheets that extensions add to every page from pages that do not use them."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

# Files of an extension, and what stands in the text of a page that has a use for them.
_USES = [
    (re.compile(files), re.compile(rf'class="[^"]*(?<![\w-])(?:{classes})'))
    for files, classes in (
        (r"sphinx-design\.min\.css|design-tabs\.js", r"sd-"),
        (r"togglebutton\.(css|js)", r"(toggle|dropdown|tag_hide[\w-]*)(?![\w-])"),
        (r"copybutton\.(css|js)|clipboard\.min\.js", r"highlight(?![\w-])"),
        (r"mystnb\.\w+\.css", r"(cell|highlight)(?![\w-])"),
    )
]


def filter_assets(
    _app: Sphinx, _pagename: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Remove the files that a page does not use from its lists of scripts and style sheets."""
    body = context.get("body", "")
    unused = [files for files, use in _USES if not use.search(body)]
    for kind in ("css_files", "script_files"):
        context[kind] = [f for f in context.get(kind, []) if not _is_one_of(f, unused)]


def _is_one_of(file: object, patterns: list[re.Pattern]) -> bool:
    # A script that stands in the page itself has no file.
    name = str(getattr(file, "filename", file) or "").rpartition("/")[2]
    return any(pattern.fullmatch(name) for pattern in patterns)


def setup(app: Sphinx) -> None:
    """Look at a page after all that put files on it."""
    app.connect("html-page-context", filter_assets, priority=950)
