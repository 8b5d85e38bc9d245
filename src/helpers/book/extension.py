"""What Sphinx loads (``_config.yml``, ``sphinx: extra_extensions``): all parts, put together."""

from __future__ import annotations

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.writers.html5 import HTML5Translator

from helpers import file_cache, paths
from helpers.book import (
    about,
    anchors,
    bibliography,
    catalogue,
    change_log,
    claim_html,
    claims,
    dependencies_table,
    exhibit_copies,
    exhibit_html,
    exhibit_numbers,
    exhibit_pages,
    filter_assets,
    gallery,
    glossary,
    html,
    incremental,
    metadata,
    names_index,
    nodes,
    notebook_sources,
    page_store,
    patches,
    registers,
    render,
    statements,
    verbatim,
)
from helpers.book.chapters import run_chapters
from helpers.book.typst import builder as typst_builder

_WRITERS = {
    nodes.exhibit: (exhibit_html.visit_exhibit, exhibit_html.depart_exhibit),
    nodes.exhibit_table: (exhibit_html.visit_exhibit, exhibit_html.depart_exhibit),
    nodes.exhibit_caption: (
        exhibit_html.visit_exhibit_caption,
        exhibit_html.depart_exhibit_caption,
    ),
    nodes.exhibit_rows: (exhibit_html.visit_rows, exhibit_html.depart_rows),
    nodes.cell: (exhibit_html.visit_cell, exhibit_html.depart_cell),
    nodes.exhibit_source: (exhibit_html.visit_exhibit_source, exhibit_html.depart_exhibit_source),
    nodes.exhibit_copy: (exhibit_copies.visit_copy, exhibit_copies.depart_copy),
    nodes.number: (html.visit_number, html.depart_number),
    nodes.claim: (claim_html.visit_claim, claim_html.depart_claim),
    nodes.gallery: (gallery.visit_gallery, gallery.depart_gallery),
    nodes.claim_list: (claim_html.visit_claim_list, claim_html.depart_claim_list),
}
_UNWRITTEN = (nodes.pending_number, nodes.register, nodes.finding_footer, nodes.name_index)
_FIGURE_TYPES = {nodes.exhibit: "figure", nodes.exhibit_table: "table"}


def setup(app: Sphinx) -> dict:
    """Register nodes, roles, directives, builder and events with Sphinx."""
    patches.apply()
    for node, html_writer in _WRITERS.items():
        if node in _FIGURE_TYPES:
            app.add_enumerable_node(node, _FIGURE_TYPES[node], html=html_writer)
        else:
            app.add_node(node, html=html_writer)
    for unwritten in _UNWRITTEN:
        app.add_node(unwritten)
    app.add_node(
        nodes.place, html=(HTML5Translator.visit_reference, HTML5Translator.depart_reference)
    )
    app.add_node(nodes.web_only, html=(html.visit_web_only, html.depart_web_only))
    app.add_node(nodes.fold, html=(html.visit_fold, html.depart_fold))
    app.add_transform(verbatim.KeepVerbatim)
    app.add_role("num", render.NumberRole())
    app.add_role("book", about.BookRole())
    app.add_directive("exhibit", exhibit_copies.ExhibitCopy)
    app.add_directive("source-list", bibliography.SourceList)
    app.add_directive("data-catalogue", catalogue.DataCatalogue)
    app.add_directive("register", registers.Register)
    app.add_directive("findings", claims.Findings)
    app.add_directive("claim-register", claims.ClaimRegister)
    app.add_directive("data-summary", catalogue.DataSummary)
    app.add_directive("glossary-list", glossary.Glossary)
    app.add_directive("person-list", glossary.People)
    app.add_directive("name-index", names_index.NameIndex)
    app.add_directive("locked-packages", dependencies_table.LockedPackages)
    app.add_directive("change-log", change_log.ChangeLog)
    app.add_directive("errata", change_log.ErrataList)
    app.add_directive("data-corrections", change_log.DataCorrections)
    app.setup_extension("sphinxcontrib.bibtex")
    typst_builder.setup(app)
    app.add_builder(incremental.PageBuilder, override=True)

    app.add_config_value("book", {}, "html", [dict])
    app.add_config_value("book_statements", "", "env", [str])
    app.add_config_value("book_bar", {}, "env", [dict])
    app.add_config_value("book_facets", {}, "env", [dict])
    app.add_config_value("book_number_signs", {}, "env", [dict])
    app.add_config_value("book_sheets", [], "env", [list])
    app.add_config_value("book_brief", "", "env", [str])
    app.add_config_value("book_pages_of", {}, "env", [dict])
    app.add_config_value("book_also_called", {}, "html", [dict])
    app.connect("config-inited", _prepare, priority=100)
    app.connect("config-inited", notebook_sources.disable_execution, priority=100)
    # For who builds with jupyter-book itself; make has run them before.
    app.connect("builder-inited", lambda _app: run_chapters())
    app.connect("builder-inited", _static)
    app.connect("builder-inited", _keep_templates)
    app.connect("env-get-outdated", notebook_sources.outdated_pages)
    app.connect("env-get-outdated", statements.note_untrue)
    app.connect("source-read", notebook_sources.fill_outputs)
    app.connect("doctree-read", notebook_sources.note_dependencies, priority=900)
    app.connect("env-purge-doc", page_store.forget)
    app.connect("env-purge-doc", render.purge)
    app.connect("doctree-read", render.fill_numbers)
    app.connect("doctree-read", anchors.assign)
    app.connect("doctree-read", names_index.collect)
    app.connect("doctree-read", incremental.note_registers, priority=900)
    # Around Sphinx's own, which numbers chapters and exhibits.
    app.connect("env-get-updated", exhibit_numbers.restore, priority=100)
    app.connect("env-get-updated", exhibit_numbers.number, priority=800)
    app.connect("env-get-updated", incremental.select_outdated, priority=900)
    app.connect("doctree-resolved", bibliography.fold_cited)
    app.connect("doctree-resolved", registers.fill)
    app.connect("doctree-resolved", claims.fill)
    app.connect("doctree-resolved", exhibit_copies.fill)
    app.connect("doctree-resolved", names_index.fill)
    app.connect("doctree-resolved", statements.mark)
    # After all others, so that a term is not linked in what is replaced later.
    app.connect("doctree-resolved", glossary.link_terms, priority=900)
    app.connect("missing-reference", render.resolve_source)
    app.connect("html-page-context", html.page_context)
    # After the theme, whose own value this is.
    app.connect("html-page-context", html.escape_title, priority=900)
    # After all that put files on pages.
    app.connect("html-page-context", filter_assets.filter_assets, priority=950)
    app.connect("html-collect-pages", exhibit_pages.collect)
    app.connect("build-finished", html.write_assets)
    app.add_css_file("book-colours.css")
    app.add_css_file("book.css")
    app.add_css_file("book-front.css")
    app.add_js_file("book-status.js", loading_method="defer")
    app.add_js_file("book.js", loading_method="defer")
    return {
        "parallel_read_safe": False,
        "parallel_write_safe": False,
        # What an earlier version of this package kept between builds is not read again.
        "env_version": notebook_sources.code_version(),
    }


def _prepare(app: Sphinx, config: Config) -> None:
    bibliography.write_bibliography(paths.BUILD / ".cache" / "references.bib")
    book = metadata.get_metadata()
    config.html_baseurl = book.base_address
    config.copyright = f"{book.date.year}, {book.author}"
    # Before the theme's own.
    config.templates_path.insert(0, str(html.STATIC.parent / "templates"))


def _static(app: Sphinx) -> None:
    # Not the source's own _static: Jupyter Book would load every script of that on every page.
    app.config.html_static_path.append(str(html.STATIC))


def _keep_templates(app: Sphinx) -> None:
    """Cache the compiled templates of pages, which are the same in each build."""
    file_cache.folder().mkdir(parents=True, exist_ok=True)
    cache = FileSystemBytecodeCache(str(file_cache.folder()), "template-%s.bin")
    app.builder.templates.environment.bytecode_cache = cache
