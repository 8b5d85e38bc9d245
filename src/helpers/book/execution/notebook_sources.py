"""Give Sphinx the notebooks with their cached outputs, and tell it which pages are outdated.

Sphinx looks at the notebook file alone: it sees no edited table or helper. So chapters are executed
before Sphinx reads anything (:mod:`helpers.book.execution.execute`); their outputs are put into the text that
Sphinx reads, never into the source file; and Sphinx is told which pages have other outputs now.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from helpers import paths, tracking
from helpers.book.execution import notebooks
from helpers.book.execution.dependencies import (
    LOCK,
    ExecutionCache,
    InputDigests,
    digest,
    module_name,
)
from helpers.book.page_store import PageStore

# What each page depended on when Sphinx read it: item -> digest, and the digest of its outputs.
page_dependencies: PageStore[dict] = PageStore("book_dependencies")
_STARTERS = {"helpers.__main__", "helpers.book.build", "helpers.freshness"}


@cache
def input_digests() -> InputDigests:
    """Return the digests of all inputs as they were when this build began."""
    return InputDigests(paths.ROOT).read_all()


@cache
def execution_cache() -> ExecutionCache:
    """Return the cache of executed chapters."""
    return ExecutionCache(paths.BUILD / ".cache" / "chapters", input_digests())


@cache
def code_version() -> int:
    """Return a number that changes with the code of the engine, the installed packages and Python."""
    parts = [sys.version, input_digests().digest(f"file:{LOCK}")]
    # The folders that tell of installed packages have names and versions in their own names.
    parts += sorted({found.name for at in sys.path for found in Path(at).glob("*.dist-info")})
    for path in sorted((paths.ROOT / "src").rglob("*.*")):
        # What only chapters reach is no part of the layout: measures and charts. Nor is how we started.
        module = module_name(path.relative_to(paths.ROOT / "src"))
        counts = path.suffix != ".py" or (module in sys.modules and module not in _STARTERS)
        if path.is_file() and counts and "__pycache__" not in path.parts:
            parts += [path.relative_to(paths.ROOT).as_posix(), digest(path.read_bytes())]
    return int(digest(parts)[:12], 16)


def disable_execution(_app: Sphinx, config: Config) -> None:
    """Turn the execution of MyST-NB off, which looks at nothing but the code of cells."""
    config.nb_execution_mode = "off"


def outdated_pages(
    _app: Sphinx, env: BuildEnvironment, _added: set, _changed: set, _removed: set
) -> list[str]:
    """Return the pages whose outputs or dependencies changed since Sphinx read them."""
    return [
        name
        for name, known in page_dependencies(env).items()
        if input_digests().changed(known["items"])
        or known["outputs"] != execution_cache().outputs_digest(name)
    ]


def fill_outputs(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the cached outputs into a notebook as Sphinx reads it, and start to track what the page reads."""
    tracking.forget()
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = notebooks.strip(notebooks.parse(source[0]))
        notebooks.fill(notebook, execution_cache().outputs(docname))
        source[0] = json.dumps(notebook)


def note_dependencies(app: Sphinx, _doctree: object) -> None:
    """Record the dependencies of a page that was read."""
    name = app.env.docname
    page_dependencies(app.env)[name] = {
        "items": input_digests().digests(tracking.noted()),
        "outputs": execution_cache().outputs_digest(name),
    }


def setup(app: Sphinx) -> None:
    """Let Sphinx read notebooks with the outputs that are kept, and read them again when these change."""
    app.connect("config-inited", disable_execution, priority=100)
    app.connect("env-get-outdated", outdated_pages)
    app.connect("source-read", fill_outputs)
    app.connect("doctree-read", note_dependencies, priority=900)
