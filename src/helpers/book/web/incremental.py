"""Write only the pages whose content changed since the last build.

A page depends on its own document, on what it shows of other pages (titles, numbers), and on the tables
that are read while pages are written. One digest of all this is the key of the page.
"""

from __future__ import annotations

import pickle
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from helpers import data
from helpers.book import metadata
from helpers.book import nodes as book_nodes
from helpers.book.execution.dependencies import digest
from helpers.book.execution.notebook_sources import code_version, input_digests
from helpers.book.features import changes
from helpers.book.features.names_index import env_mentions
from helpers.book.page_store import PageStore
from helpers.book.pages import Page, parts
from helpers.book.render import book_order, env_exhibits, env_named, env_numbers
from helpers.book.web import search
from helpers.book.web.search import Section

# Filled with what all other pages hold.
_GATHERING = (book_nodes.register, book_nodes.name_index)
# Looked into when pages are laid out, by whichever page.
_TABLES = ("sources", "glossary", "persons", "areas", "corrections", "findings", "claims")
# Whether each page holds a register.
env_gathers: PageStore[bool] = PageStore("book_gathers")


def note_registers(app: Sphinx, doctree: nodes.document) -> None:
    """Record whether a page holds a register."""
    holds = any(isinstance(node, _GATHERING) for node in doctree.findall())
    env_gathers(app.env)[app.env.docname] = holds


def keys(env: BuildEnvironment) -> dict[str, str]:
    """Return the digest of all that each page shows; all pages must have been read."""
    shared, gathered = digest(_shared_content(env)), digest(_register_content(env))
    numbers = env_numbers(env)
    found = {}
    for docname in sorted(env.found_docs):
        named = sorted(env_named(env)[docname])
        parts = [
            digest(Path(env.doctreedir, f"{docname}.doctree").read_bytes()),
            [numbers.get(chapter, {}).get(name) for chapter, name in named],
            shared,
            gathered if env_gathers(env)[docname] else "",
        ]
        found[docname] = digest(parts)
    return found


def _shared_content(env: BuildEnvironment) -> list:
    """Return the content that any page may show of others, such as titles and numbers."""
    std = env.domaindata["std"]
    return [
        code_version(),
        list(env.config.book_bar.items()),
        repr(metadata.get_metadata()),
        data.data_date(),
        repr(changes.entries()),
        [input_digests().digest(f"table:{name}") for name in _TABLES],
        input_digests().digest("file:data/datapackage.json"),
        parts(env),
        book_order(env),
        {name: title.astext() for name, title in env.titles.items()},
        {name: toc.pformat() for name, toc in env.tocs.items()},
        env.toc_secnumbers,
        env.toc_fignumbers,
        [repr(sorted(std[part].items())) for part in ("labels", "anonlabels")],
        {name: repr(held.get("myst_slugs")) for name, held in env.metadata.items()},
        {i: [held["docname"], held["anchor"]] for i, held in env_exhibits(env).items()},
        sorted((name, repr(value)) for name, value in vars(env).items() if name.endswith("_page")),
        sorted(env.book_untrue.items()),
    ]


def _register_content(env: BuildEnvironment) -> list:
    """Return the content of the registers."""
    named = sorted(set().union(*env_named(env).values()))
    return [env_numbers(env), named, env_exhibits(env), env_mentions(env)]


@dataclass
class BuildState:
    """The state of the last completed build.

    Attributes
    ----------
    keys : dict of str to str
        Key of each page.
    pages : dict of str to Page
        What is known of each page.
    sections : dict of str to list of Section
        The sections of each page, for the search.
    """

    keys: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    sections: dict[str, list[Section]] = field(default_factory=dict)


class PageBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder, which writes only the pages that changed."""

    def init(self) -> None:
        """Load the state of the last build."""
        super().init()
        # What the chapters that are written show of their exhibits, for the pages of these.
        self.exhibits_shown: dict[str, dict[str, str]] = {}
        self.state = BuildState()
        if self._record.exists():
            self.state = pickle.loads(self._record.read_bytes())
        # What all pages share is copied anew, because the finishing steps change it.
        shutil.rmtree(Path(self.outdir, "_static"), ignore_errors=True)

    @property
    def _record(self) -> Path:
        # Another version of the code does not read it.
        return Path(self.outdir).with_name(f"pages-{code_version()}.pickle")

    def discard_all(self) -> None:
        """Discard the state and the pages of the last build, because all pages will be written."""
        self.state = BuildState()
        for path in set(Path(self.outdir).glob("*")) - {Path(self.outdir, "_static")}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def load_indexer(self, docnames: object) -> None:
        """Load nothing: Sphinx's own index of words is not made."""

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Keep the sections of a page for the search."""
        self.state.sections[pagename] = search.sections(doctree)

    def dump_search_index(self) -> None:
        """Write nothing: the search is written with what all pages share."""

    def save_state(self) -> None:
        """Save the state of this build, now that all pages are written; forget those of other code."""
        for other in self._record.parent.glob("pages-*.pickle"):
            other.unlink()
        self._record.write_bytes(pickle.dumps(self.state))


def select_outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages to be written; if all are, empty the folder first."""
    if app.builder.format != "html":
        return []
    before, now = app.builder.state.keys, keys(env)
    changed = [name for name, key in now.items() if before.get(name) != key]
    if len(changed) == len(now):
        app.builder.discard_all()
    app.builder.state.keys = now
    # The front page always: Sphinx stops where nothing is to be written.
    return [*changed, env.config.root_doc]


def setup(app: Sphinx) -> None:
    """Write only the pages whose content changed."""
    app.add_builder(PageBuilder, override=True)
    app.connect("doctree-read", note_registers, priority=900)
    app.connect("env-get-updated", select_outdated, priority=900)
