"""What Sphinx loads (``_config.yml``, ``sphinx: extra_extensions``): the parts of the book, one after another.

Each part registers itself in its ``setup``: nodes, roles, directives, settings, and the events at which it is
called. Sphinx calls those of one event and priority in the order of this list.
"""

from __future__ import annotations

from sphinx.application import Sphinx

from helpers.book import page_store, patches, render
from helpers.book.citing import bibliography
from helpers.book.execution import chapters, notebook_sources
from helpers.book.exhibits import (
    exhibit_copies,
    exhibit_html,
    exhibit_numbers,
    exhibit_pages,
    gallery,
)
from helpers.book.features import (
    catalogue,
    change_log,
    claims,
    dependencies_table,
    glossary,
    names_index,
    registers,
)
from helpers.book.gate import statements
from helpers.book.typst import builder as typst_builder
from helpers.book.web import about, anchors, filter_assets, html, incremental

_PARTS = (
    # What is read: chapters with their outputs, numbers in the text, addresses of paragraphs.
    bibliography,
    chapters,
    notebook_sources,
    page_store,
    render,
    anchors,
    # What stands on pages, and is filled when all are read.
    exhibit_html,
    exhibit_numbers,
    registers,
    claims,
    exhibit_copies,
    names_index,
    statements,
    glossary,
    catalogue,
    change_log,
    dependencies_table,
    gallery,
    about,
    # What is written.
    exhibit_pages,
    html,
    filter_assets,
    incremental,
    typst_builder,
)


def setup(app: Sphinx) -> dict:
    """Set up all parts of the book."""
    patches.apply()
    for part in _PARTS:
        part.setup(app)
    return {
        "parallel_read_safe": False,
        "parallel_write_safe": False,
        # What an earlier version of this package kept between builds is not read again.
        "env_version": notebook_sources.code_version(),
    }
