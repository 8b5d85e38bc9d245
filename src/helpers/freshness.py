"""Whether the built book is up to date, found out before anything slow is loaded.

Each build records, for each folder that it published, a digest of its inputs, and size and time of its
outputs. If neither changed there is nothing to do. Only the standard library is needed to see that.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from helpers import paths

# The folders that are published, and what is no input of them.
FOLDERS = ("html", "pdf")
_NO_INPUT = {"_build", ".venv", ".git", ".hypothesis", "__pycache__", "tests", "benchmarks"}


def _record() -> Path:
    return paths.BUILD / ".cache" / "freshness.json"


def inputs_digest() -> str:
    """Return one digest over all files of the project, the installed packages and Python."""
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


def _outputs(folder: str) -> dict[str, list[int]]:
    """Return size and time of each published file of a folder."""
    found = {}
    for place, _, files in os.walk(paths.BUILD / folder):
        for name in files:
            path = Path(place, name)
            status = path.stat()
            found[path.relative_to(paths.BUILD).as_posix()] = [status.st_size, status.st_mtime_ns]
    return found


def _known() -> dict[str, dict]:
    try:
        return json.loads(_record().read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def record(inputs: str, folders: Sequence[str] = FOLDERS) -> None:
    """Record that the published folders were built from inputs of that digest."""
    made = {name: {"inputs": inputs, "outputs": _outputs(name)} for name in folders}
    _record().parent.mkdir(parents=True, exist_ok=True)
    part = _record().with_suffix(".part")
    part.write_text(json.dumps(_known() | made), encoding="utf-8")
    part.replace(_record())


def is_up_to_date(folders: Sequence[str] = FOLDERS) -> bool:
    """Say whether the published folders are complete, unchanged, and built from the present inputs."""
    known = _known()
    return all(
        name in known and known[name].get("outputs") == _outputs(name) for name in folders
    ) and {known[name].get("inputs") for name in folders} == {inputs_digest()}
