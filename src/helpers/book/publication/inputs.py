"""The manifest of inputs: every file that the book is built from, with its SHA-256 sum.

Its own sum is the digest that each page prints. It is computed from the files alone, so that whoever
has them, with or without git, gets the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from helpers import paths

# Files and folders at the root that the build reads.
_INPUTS = (
    "_config.yml",
    "_toc.yml",
    "index.md",
    "Makefile",
    "pyproject.toml",
    "requirements.lock",
    "chapters",
    "data",
    "src",
)
# What tools leave in these folders is no input.
_LEFTOVERS = {"__pycache__", ".ipynb_checkpoints", ".history"}
# As much of the digest as a page prints: enough to tell two books apart.
SHORT = 12


def sum_of(path: Path) -> str:
    """Return the SHA-256 sum of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(root: Path | None = None) -> dict[str, str]:
    """Return the sum of each input by its path in the project, sorted.

    Parameters
    ----------
    root : pathlib.Path, optional
        Root of the project; this one unless told.
    """
    return sums(root or paths.ROOT, _INPUTS)


def sums(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the sum of each file below some folders or files of a root, by its path there, sorted."""
    found = sorted(path for name in names for path in (root / name, *(root / name).rglob("*")))
    return {
        path.relative_to(root).as_posix(): sum_of(path)
        for path in found
        if path.is_file() and not _LEFTOVERS & set(path.parts)
    }


def text(sums: dict[str, str]) -> str:
    """Write a manifest as ``sha256sum`` does, so that ``sha256sum -c`` can check it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))


def parse(written: str) -> dict[str, str]:
    """Read a manifest back."""
    lines = (line.split("  ", 1) for line in written.splitlines() if line)
    return {name: digest for digest, name in lines}


@cache
def digest() -> str:
    """Return the digest of the manifest of inputs."""
    return hashlib.sha256(text(manifest()).encode()).hexdigest()
