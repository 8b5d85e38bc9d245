"""Build the book again from nothing and compare it with a release, file by file and number by number.

``make verify`` in an unpacked release compares with the book that it brought; in a checkout,
``make verify RELEASE=path/to/archive.zip``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from helpers import paths
from helpers.book import inputs, release

# Lines of the report for each kind of difference.
MANY = 20


def main(arguments: list[str] | None = None) -> int:
    """Rebuild and compare; give the exit status."""
    parser = argparse.ArgumentParser(prog="helpers.book.verify", description="Check a release.")
    parser.add_argument("--release", type=Path, help="archive; else the release unpacked here")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        held = unpacked(asked.release, Path(scratch))
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


def unpacked(archive: Path | None, scratch: Path) -> Path | None:
    """Give the folder of a release: that of an archive, or the project itself if it is one."""
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
        Inputs, numbers and exhibits that differ, with both values; then files. Empty if all is equal.
    """
    wanted = inputs.parse((held / release.MANIFESTS / "outputs.sha256").read_text("utf-8"))
    found = {
        f"{release.BUILT}/{path.relative_to(built).as_posix()}": inputs.sum_of(path)
        for kind in ("html", "pdf")
        for path in (built / kind).rglob("*")
        if path.is_file()
    }
    files = sorted(n for n in {*wanted, *found} if wanted.get(n) != found.get(n))
    if not files:
        return []
    return [
        *_inputs(held),
        *_numbers(held, built),
        *_exhibits(held, built),
        *_files(files, wanted, found),
    ]


def _inputs(held: Path) -> list[str]:
    then = inputs.parse((held / release.MANIFESTS / "inputs.sha256").read_text("utf-8"))
    now = inputs.manifest()
    names = sorted(n for n in {*then, *now} if then.get(n) != now.get(n))
    return _some("Inputs that differ", names)


def _numbers(held: Path, built: Path) -> list[str]:
    then, now = (_register(path) for path in (held / release.BUILT, built))
    lines = [
        f"{name}: {_words(then.get(name))} in the release, {_words(now.get(name))} here"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    return _some("Numbers that differ", lines)


def _register(root: Path) -> dict[str, tuple]:
    path = root / "html" / "registers" / "numbers.json"
    entries = json.loads(path.read_text(encoding="utf-8"))
    return {f"{e['chapter']}, {e['id']}": (e["text"], e["value"]) for e in entries}


def _words(entry: tuple | None) -> str:
    return "none" if entry is None else f"{entry[0]} ({entry[1]})"


def _exhibits(held: Path, built: Path) -> list[str]:
    lines = []
    then_root, now_root = (root / "html" / "exhibits" for root in (held / release.BUILT, built))
    names = {path.name for root in (then_root, now_root) for path in root.glob("*")}
    for name in sorted(names):
        then, now = (_rows(root / name / f"{name}.csv") for root in (then_root, now_root))
        if then != now:
            lines.append(f"{name}: {_first_difference(then, now)}")
    return _some("Exhibits that differ", lines)


def _rows(path: Path) -> list[list[str]]:
    if not path.exists():
        return []
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))


def _first_difference(then: list[list[str]], now: list[list[str]]) -> str:
    if not then or not now:
        return "only here" if now else "only in the release"
    for number, (one, other) in enumerate(zip(then, now), start=1):
        if one != other:
            return f"row {number} is {one} in the release, {other} here"
    return f"{len(then) - 1} rows in the release, {len(now) - 1} here"


def _files(names: list[str], then: dict, now: dict) -> list[str]:
    lines = [
        f"{name}: "
        + (
            "differs"
            if name in then and name in now
            else "only here"
            if name in now
            else "missing here"
        )
        for name in names
    ]
    return _some("Files that differ", lines)


def _some(title: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    rest = [f"  ... and {len(lines) - MANY} more"] if len(lines) > MANY else []
    return [f"{title}: {len(lines)}", *(f"  {line}" for line in lines[:MANY]), *rest]


if __name__ == "__main__":
    sys.exit(main())
