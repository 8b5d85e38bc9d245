"""Re-execute a chapter when what it is made from changed.

Sphinx looks at the notebook file and jupyter-cache at its code cells: neither sees an edited table
or helper. So a digest of all inputs (tables, helpers, lock, Python) is stamped into the first code
cell of what Sphinx reads, never into the source; a changed digest makes Sphinx read the chapter
again and jupyter-cache execute it again.
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from helpers import paths


@cache
def inputs_digest() -> str:
    """Give one digest over everything that a chapter can depend on besides its own text."""
    digest = hashlib.sha256(sys.version.encode())
    files = [*paths.DATA.iterdir(), *(paths.ROOT / "src").rglob("*.*"), paths.LOCK]
    for path in sorted(p for p in files if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.relative_to(paths.ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def code_version() -> int:
    """Give a number that changes with the code that lays the book out."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return int(digest.hexdigest()[:12], 16)


def stamp(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the digest into the first code cell of a notebook as Sphinx reads it."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = json.loads(source[0])
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["metadata"]["book_inputs"] = inputs_digest()
            break
    source[0] = json.dumps(notebook)


def outdated(
    app: Sphinx, env: BuildEnvironment, _added: set, _changed: set, _removed: set
) -> list[str]:
    """Ask for all chapters to be read again when the digest changed since the last build."""
    if getattr(env, "book_inputs", None) == inputs_digest():
        return []
    env.book_inputs = inputs_digest()
    return list(env.found_docs)
