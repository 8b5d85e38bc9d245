"""Whether the built book is whole and still what its inputs say: known before anything is loaded.

Of each build is kept what it was made from and what it made. If neither changed there is nothing to
do. Only the standard library is needed to see that.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
from pathlib import Path

from helpers import paths

# What is published, and what is no input of it.
KINDS = {"book": ("html", "pdf"), "html": ("html",), "pdf": ("pdf",)}
_NO_INPUT = {"_build", ".venv", ".git", "__pycache__", "tests", "benchmarks"}


def _record() -> Path:
    return paths.BUILD / ".cache" / "built.json"


def inputs_digest() -> str:
    """Give one digest over all files of the project, the installed packages and Python."""
    digest = hashlib.sha256(sys.version.encode())
    packages = Path(sysconfig.get_paths()["purelib"]).glob("*.dist-info")
    digest.update("\n".join(sorted(path.name for path in packages)).encode())
    for folder, names, files in os.walk(paths.ROOT):
        names[:] = sorted(n for n in names if n not in _NO_INPUT and not n.endswith("_cache"))
        for name in sorted(files):
            path = Path(folder, name)
            digest.update(f"\n{path.relative_to(paths.ROOT).as_posix()}\n".encode())
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _outputs(kind: str) -> dict[str, list[int]]:
    """Give size and time of each published file."""
    found = {}
    for folder, _, files in os.walk(paths.BUILD / kind):
        for name in files:
            path = Path(folder, name)
            status = path.stat()
            found[path.relative_to(paths.BUILD).as_posix()] = [status.st_size, status.st_mtime_ns]
    return found


def note(inputs: str, kinds: tuple[str, ...]) -> None:
    """Remember that these kinds were built from inputs of that digest."""
    known = _known()
    for kind in kinds:
        known[kind] = {"inputs": inputs, "outputs": _outputs(kind)}
    _record().parent.mkdir(parents=True, exist_ok=True)
    part = _record().with_suffix(".part")
    part.write_text(json.dumps(known), encoding="utf-8")
    part.replace(_record())


def _known() -> dict:
    try:
        return json.loads(_record().read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def is_current(task: str) -> bool:
    """Say whether everything that a task makes is there, untouched, and made from these inputs."""
    known = _known()
    if not all(kind in known for kind in KINDS[task]):
        return False
    if any(known[kind]["outputs"] != _outputs(kind) for kind in KINDS[task]):
        return False
    inputs = inputs_digest()
    return all(known[kind]["inputs"] == inputs for kind in KINDS[task])
