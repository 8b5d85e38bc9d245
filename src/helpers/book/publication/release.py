"""Make a release: one archive with the book, its sources, and two manifests of sums.

``make release VERSION=1.0.0`` takes the committed state alone, builds it from nothing, runs its tests,
and writes ``_build/release/<name>-<version>.zip``. Two releases of one commit are the same file. Whoever
unpacks it can check it with ``make verify`` (:mod:`helpers.book.publication.verify`), without git.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from importlib.metadata import distributions
from pathlib import Path

from helpers import paths
from helpers.book.citing import cite
from helpers.book.features import changes
from helpers.book.features.changes import version_key
from helpers.book.metadata import BookMetadata, MetadataError, get_metadata
from helpers.book.publication import bill, inputs
from helpers.book.web import site
from helpers.data import DataError
from helpers.formatting import as_json

FOLDER = paths.BUILD / "release"
# Where in the archive the built book lies, and the manifests.
BUILT, MANIFESTS = "book", "manifest"
_NAME = re.compile(r"-(\d+\.\d+\.\d+)\.zip$")


class ReleaseError(Exception):
    """A release was refused; the message says why and what to do."""


def main(arguments: list[str] | None = None) -> int:
    """Make a release; give the exit status."""
    parser = argparse.ArgumentParser(
        prog="helpers.book.publication.release", description="Make a release."
    )
    parser.add_argument("version")
    parser.add_argument("--previous", type=Path, help="archive of the release before")
    parser.add_argument("--retire", action="store_true", help="addresses may have gone")
    parser.add_argument("--lister", type=Path, required=True, help="the program cyclonedx-py")
    asked = parser.parse_args(arguments)
    try:
        target = release(asked.version, asked.lister, asked.previous, asked.retire)
    except (ReleaseError, bill.BillError, MetadataError, DataError, OSError) as error:
        print(f"No release was made.\n{error}", file=sys.stderr)
        return 1
    print(f"  {target.relative_to(paths.ROOT)} ({inputs.sum_of(target)})")
    return 0


def release(version: str, lister: Path, previous: Path | None = None, retire: bool = False) -> Path:
    """Build the committed state from nothing, test it and pack it.

    Parameters
    ----------
    version : str
        Must be that of ``_config.yml``, and higher than every released one.
    lister : pathlib.Path
        The program that lists packages and licences (:mod:`helpers.book.publication.bill`).
    previous : pathlib.Path, optional
        Archive of the release before, for the check of addresses; the newest in ``_build/release``
        unless told.
    retire : bool
        Let addresses go that the release before promised.

    Raises
    ------
    ReleaseError
        If the tree is dirty, the version wrong, repeated or going back, the change log silent on it, a
        test fails, or an address has gone.
    """
    book = get_metadata()
    check_version(book, version, released_versions())
    check_clean()
    previous = previous or newest(version)
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / f"{cite.slug(book)}-{version}"
        _export(tree)
        _run(tree, "-m", "helpers.book.build", "book", why="the book can't be built")
        tests = ("-m", "pytest", "-q", "-n", "auto", "-m", "not deep and not long")
        _run(tree, *tests, why="a test failed")
        vanished = missing_addresses(previous, tree) if previous else []
        if vanished and not retire:
            listed = "\n  ".join(vanished[:20])
            raise ReleaseError(
                f"{len(vanished)} addresses of the release before have gone:\n  {listed}\nKeep them, or "
                "say RETIRE=1"
            )
        _arrange(tree, book, vanished)
        _list_materials(tree, book, lister)
        return pack(tree, FOLDER / f"{tree.name}.zip", book.date)


def check_version(book: BookMetadata, version: str, earlier: list[str]) -> None:
    """Check that a version may be released.

    Raises
    ------
    ReleaseError
        Naming the version and what was expected.
    """
    if version != book.version:
        raise ReleaseError(
            f"version {version!r} is not that of _config.yml ({book.version}); set it there, run make "
            "metadata, and commit"
        )
    if version in earlier:
        raise ReleaseError(f"version {version} has been released already; take a higher one")
    if version not in {change.version for change in changes.entries()}:
        raise ReleaseError(f"chapters/{changes.CHANGES} says nothing of version {version}")
    latest = max([version, *earlier], key=version_key)
    if latest != version:
        raise ReleaseError(f"version {version} goes back behind {latest}")


def released_versions() -> list[str]:
    """List the versions that were released: those that git has a tag for, and those packed here."""
    tagged = (tag.removeprefix("v") for tag in _git("tag", "--list", "v*").split())
    return sorted({*tagged, *_packed()}, key=version_key)


def newest(before: str) -> Path | None:
    """Return the packed release next below a version, if there is one."""
    lower = {v: path for v, path in _packed().items() if version_key(v) < version_key(before)}
    return lower[max(lower, key=version_key)] if lower else None


def _packed() -> dict[str, Path]:
    """Give the archives that lie here, by version."""
    return {m[1]: path for path in FOLDER.glob("*.zip") if (m := _NAME.search(path.name))}


def check_clean() -> None:
    """Check that everything is committed.

    Raises
    ------
    ReleaseError
        Naming the first files that are not.
    """
    changed = _git("status", "--porcelain").splitlines()
    if changed:
        raise ReleaseError(
            "the tree has changes that are not committed:\n" + "\n".join(changed[:10])
        )


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=paths.ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReleaseError(f"a release is made from a git checkout: {done.stderr.strip()}")
    return done.stdout


def _export(tree: Path) -> None:
    """Put the committed state into a folder of its own."""
    packed = subprocess.run(
        ["git", "archive", "--format=tar", "HEAD"], cwd=paths.ROOT, capture_output=True, check=True
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(tree, filter="data")


def _run(tree: Path, *arguments: str, why: str) -> None:
    """Run Python on the exported state, with its own helpers."""
    how = {"cwd": tree, "env": _environment(tree), "capture_output": True, "text": True}
    done = subprocess.run([sys.executable, *arguments], check=False, **how)
    if done.returncode:
        raise ReleaseError(f"{why}:\n{(done.stdout + done.stderr)[-3000:]}")


def _environment(tree: Path) -> dict[str, str]:
    """Return the environment of a release: no copy with marked sentences is released."""
    kept = {name: value for name, value in os.environ.items() if name != "STATEMENTS"}
    return kept | {"PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"}


def missing_addresses(previous: Path, tree: Path) -> list[str]:
    """List the addresses that the release before promised and this one lacks, without paragraphs.

    A paragraph's address is made from its words and goes with them. A page that was renamed keeps its
    addresses: the page at its former name leads on to the same place.
    """
    name = f"{BUILT}/html/registers/anchors.json"
    with zipfile.ZipFile(previous) as archive:
        inside = next(n for n in archive.namelist() if n.endswith(name))
        promised = set(json.loads(archive.read(inside)))
    anchors = tree / "_build/html/registers/anchors.json"
    present = set(json.loads(anchors.read_text(encoding="utf-8")))
    renamed = dict(site.read_redirects(tree / paths.CHAPTERS.name))

    def leads_on(address: str) -> bool:
        page, _, place = address.partition(".html#")
        new, _, there = renamed.get(f"{page}#{place}", f"{renamed.get(page)}#{place}").partition(
            "#"
        )
        return f"{new}.html#{there}" in present

    return sorted(
        address
        for address in promised - present
        if not address.partition("#")[2].startswith("p-") and not leads_on(address)
    )


def _arrange(tree: Path, book: BookMetadata, vanished: list[str]) -> None:
    """Put the built book and the manifests where the archive has them."""
    for kind in ("html", "pdf"):
        shutil.move(tree / "_build" / kind, tree / BUILT / kind)
    shutil.rmtree(tree / "_build")
    caches = [*tree.rglob("__pycache__"), *tree.rglob(".pytest_cache"), tree / ".hypothesis"]
    for leftover in caches:
        shutil.rmtree(leftover, ignore_errors=True)
    folder = tree / MANIFESTS
    folder.mkdir()
    read, built = inputs.manifest(tree), inputs.sums(tree, [BUILT])
    (folder / "inputs.sha256").write_text(inputs.text(read), encoding="utf-8")
    (folder / "outputs.sha256").write_text(inputs.text(built), encoding="utf-8")
    (folder / "versions.json").write_text(as_json(versions(book)), encoding="utf-8")
    (folder / "vanished-addresses.json").write_text(as_json(vanished), encoding="utf-8")


def _list_materials(tree: Path, book: BookMetadata, lister: Path) -> None:
    """Put the bill of materials beside the manifests: for machines, and its licences for people."""
    static = tree / BUILT / "html" / "_static"
    found = bill.bill(lister, tree, Path(sys.executable), static, book)
    (tree / MANIFESTS / "sbom.cdx.json").write_text(as_json(found), encoding="utf-8")
    (tree / MANIFESTS / "licences.csv").write_text(bill.licences(found), encoding="utf-8")


def versions(book: BookMetadata) -> dict:
    """Return the versions of the book, of Python and of every installed package."""
    packages = {
        d.metadata["Name"].lower(): d.version for d in distributions() if d.metadata["Name"]
    }
    return {
        "version": book.version,
        "date": book.date.isoformat(),
        "python": platform.python_version(),
        "packages": dict(sorted(packages.items())),
    }


def pack(tree: Path, target: Path, day: dt.date) -> Path:
    """Pack a folder so that the same files give the same archive: sorted, one date, plain rights."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".part-{target.name}")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(p for p in tree.rglob("*") if p.is_file()):
            name = f"{tree.name}/{path.relative_to(tree).as_posix()}"
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if os.access(path, os.X_OK) else 0o644) << 16
            archive.writestr(entry, path.read_bytes())
    part.replace(target)
    return target


if __name__ == "__main__":
    sys.exit(main())
