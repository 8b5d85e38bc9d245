"""Which chapters have to be executed: those whose code, tables, helpers or environment changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml
from sphinx_external_toc.parsing import parse_toc_yaml

from helpers import paths
from helpers.book.execute import Job, execute_all
from helpers.book.notebook_sources import execution_cache


def run_chapters() -> None:
    """Execute the chapters whose code, tables, helpers or environment changed."""
    config = yaml.safe_load((paths.ROOT / "_config.yml").read_text("utf-8"))
    timeout = config["execute"]["timeout"]
    jobs = []
    for name, path in _notebooks():
        why = execution_cache().stale(name, json.loads(path.read_text("utf-8")))
        if why:
            more = f" and {len(why) - 3} more" if len(why) > 3 else ""
            print(f"  to be executed: {name} ({', '.join(why[:3])}{more})", flush=True)
            jobs.append(Job(name, path, timeout))
    execute_all(jobs, execution_cache())


def _notebooks() -> Iterator[tuple[str, Path]]:
    """Return the pages of the table of contents that are notebooks: name and file."""
    for name in parse_toc_yaml(paths.ROOT / "_toc.yml"):
        path = paths.ROOT / f"{name}.ipynb"
        if path.exists():
            yield str(name), path
