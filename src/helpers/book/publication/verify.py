"""Build the book again from nothing and compare it with a release, file by file and number by number.

``make verify`` in an unpacked release compares with the book that it brought; in a checkout,
``make verify RELEASE=path/to/archive.zip``.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from helpers import paths
from helpers.book.publication import inputs, release

# Lines of the report for each kind of difference.
MANY = 20
# Two values are one but for their last digits (another Python or processor may round otherwise) up to this
# part of them.
NEAR = 1e-9
# Cells of a table, or text and value of a number as its only row.
Rows = list[list]


def main(arguments: list[str] | None = None) -> int:
    """Rebuild and compare; give the exit status."""
    parser = argparse.ArgumentParser(
        prog="helpers.book.publication.verify", description="Check a release."
    )
    parser.add_argument("--release", type=Path, help="archive; else the release unpacked here")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        held = unpack(asked.release, Path(scratch))
        if held is None:
            print("No release to compare with: unpack one, or name it as RELEASE=", file=sys.stderr)
            return 1
        shutil.rmtree(paths.BUILD, ignore_errors=True)
        # In a process of its own, as the release was built.
        if subprocess.run(
            [sys.executable, "-m", "helpers.book.build", "book"], check=False
        ).returncode:
            return 1
        report = differences(held, paths.BUILD)
    print("\n".join(report) if report else "The book is that of the release, byte for byte.")
    return 1 if report else 0


def unpack(archive: Path | None, scratch: Path) -> Path | None:
    """Return the folder of a release: that of an archive, or the project itself if it is one."""
    if archive is None:
        return paths.ROOT if (paths.ROOT / release.MANIFESTS / "outputs.sha256").exists() else None
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(scratch)
    return next(path.parent.parent for path in scratch.rglob(f"{release.MANIFESTS}/outputs.sha256"))


def differences(held: Path, built: Path) -> list[str]:
    """Say what differs between a release and a built book.

    Parameters
    ----------
    held : pathlib.Path
        Folder of the release.
    built : pathlib.Path
        Folder with ``html`` and ``pdf``.

    Returns
    -------
    list of str
        The Pythons if they differ; inputs, numbers and exhibits that differ, with both values, those apart
        that differ in their last digits only; then files. Empty if all is equal.
    """
    wanted = inputs.parse((held / release.MANIFESTS / "outputs.sha256").read_text("utf-8"))
    sums = inputs.sums(built, ["html", "pdf"])
    found = {f"{release.BUILT}/{name}": digest for name, digest in sums.items()}
    files = sorted(n for n in {*wanted, *found} if wanted.get(n) != found.get(n))
    if not files:
        return []
    old = held / release.BUILT
    return [
        *_pythons(held),
        *_inputs(held),
        *_compared("Numbers", _numbers(old), _numbers(built), _number_words),
        *_compared("Exhibits", _exhibits(old), _exhibits(built), _exhibit_words),
        *_files(files, wanted, found),
    ]


def _pythons(held: Path) -> list[str]:
    facts = json.loads((held / release.MANIFESTS / "versions.json").read_text("utf-8"))
    then, now = facts["python"], platform.python_version()
    return [] if then == now else [f"The release was built with Python {then}, this is {now}."]


def _inputs(held: Path) -> list[str]:
    then = inputs.parse((held / release.MANIFESTS / "inputs.sha256").read_text("utf-8"))
    now = inputs.manifest()
    names = sorted(n for n in {*then, *now} if then.get(n) != now.get(n))
    return _some("Inputs that differ", names)


def _numbers(built: Path) -> dict[str, Rows]:
    """Give text and value of each number of a built book."""
    path = built / "html" / "registers" / "numbers.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {f"{e['chapter']}, {e['id']}": [[e["text"], e["value"]]] for e in entries}


def _number_words(then: Rows, now: Rows) -> str:
    one, other = (f"{rows[0][0]} ({rows[0][1]})" if rows else "none" for rows in (then, now))
    return f"{one} in the release, {other} here"


def _exhibits(built: Path) -> dict[str, Rows]:
    """Give the rows of each exhibit of a built book."""
    found = {}
    for folder in (built / "html" / "exhibits").glob("*"):
        path = folder / f"{folder.name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                found[folder.name] = list(csv.reader(file))
    return found


def _exhibit_words(then: Rows, now: Rows) -> str:
    if not then or not now:
        return "only here" if now else "only in the release"
    for number, (one, other) in enumerate(zip(then, now), start=1):
        if one != other:
            return f"row {number} is {one} in the release, {other} here"
    return f"{len(then) - 1} rows in the release, {len(now) - 1} here"


def _compared(
    what: str, then: dict[str, Rows], now: dict[str, Rows], words: Callable[[Rows, Rows], str]
) -> list[str]:
    """Say what differs, and apart from it what differs in its last digits only."""
    lines: dict[bool, list[str]] = {True: [], False: []}
    for name in sorted({*then, *now}):
        one, other = then.get(name, []), now.get(name, [])
        if one != other:
            near = len(one) == len(other) and all(map(_near, one, other))
            lines[near].append(f"{name}: {words(one, other)}")
    last = f"in their last digits only, by less than {NEAR:g} of them"
    return [
        *_some(f"{what} that differ", lines[False]),
        *_some(f"{what} that differ {last}", lines[True]),
    ]


def _near(then: Sequence, now: Sequence) -> bool:
    """Say whether all values are equal, numbers up to their last digits.

    Examples
    --------
    >>> _near(("66%", 66.29929100043871), ("66%", 66.29929100043874)), _near(["0.18"], ["0.19"])
    (True, False)
    """
    return len(then) == len(now) and all(map(_one_value, then, now))


def _one_value(one: object, other: object) -> bool:
    try:
        return one == other or math.isclose(float(one), float(other), rel_tol=NEAR)
    except (TypeError, ValueError):
        return False


def _files(names: list[str], then: dict, now: dict) -> list[str]:
    words = {(True, True): "differs", (False, True): "only here", (True, False): "missing here"}
    lines = [f"{name}: {words[name in then, name in now]}" for name in names]
    return _some("Files that differ", lines)


def _some(title: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    rest = [f"  ... and {len(lines) - MANY} more"] if len(lines) > MANY else []
    return [f"{title}: {len(lines)}", *(f"  {line}" for line in lines[:MANY]), *rest]


if __name__ == "__main__":
    sys.exit(main())
