"""Which chapters have to be executed: those whose code, tables, helpers or environment changed."""

from __future__ import annotations

import math

from sphinx.application import Sphinx

from helpers import paths
from helpers.book import config
from helpers.book.execution import notebooks
from helpers.book.execution.execute import Job, execute_all
from helpers.book.execution.notebook_sources import execution_cache

# Seconds that a chapter may take, where _config.yml does not say it.
_TIMEOUT = 300


def run_chapters() -> None:
    """Execute the chapters whose code, tables, helpers or environment changed."""
    timeout = config.settings().get("execute", {}).get("timeout", _TIMEOUT)
    # Jupyter Book's -1 is no limit.
    timeout = timeout if timeout > 0 else math.inf
    jobs = []
    for name in config.contents():
        path = paths.ROOT / f"{name}.ipynb"
        if not path.exists():
            continue
        why = execution_cache().stale(name, notebooks.read(path))
        if why:
            more = f" and {len(why) - 3} more" if len(why) > 3 else ""
            print(f"  to be executed: {name} ({', '.join(why[:3])}{more})", flush=True)
            jobs.append(Job(name, path, timeout))
    execute_all(jobs, execution_cache())


def setup(app: Sphinx) -> None:
    """Execute chapters for who builds with jupyter-book itself; ``make`` has run them before."""
    app.connect("builder-inited", lambda _app: run_chapters())
