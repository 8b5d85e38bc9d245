"""What the book is built with: the packages it asks for, why, and the version that is locked."""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import paths
from helpers.book.features.registers import plain_table, row

_ASKED = re.compile(r'^\s*"(?P<name>[A-Za-z0-9._-]+)[^"]*",?\s*(?:#\s*(?P<why>.*))?$')
_LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")


class Package(NamedTuple):
    """A package that the project asks for by name.

    Attributes
    ----------
    name, version : str
        Its name and the version that ``requirements.lock`` holds.
    why : str
        The reason given in ``pyproject.toml``; empty when none is.
    is_for_tests : bool
        Whether only the tests need it.
    """

    name: str
    version: str
    why: str
    is_for_tests: bool


def locked_versions() -> dict[str, str]:
    """Read the version of every locked package, by its normalised name."""
    lines = paths.LOCK.read_text("utf-8").splitlines()
    matches = (_LOCKED.match(line) for line in lines)
    return {_normal(m["name"]): m["version"] for m in matches if m}


def packages() -> list[Package]:
    """List what ``pyproject.toml`` asks for, in its order."""
    text = (paths.ROOT / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    reasons = {
        _normal(m["name"]): m["why"] or "" for m in map(_ASKED.match, text.splitlines()) if m
    }
    versions = locked_versions()
    made = []
    groups = ((project["dependencies"], False), (project["optional-dependencies"]["test"], True))
    for wanted, is_for_tests in groups:
        for requirement in wanted:
            name = re.match(r"[A-Za-z0-9._-]+", requirement)[0]
            # A package that was asked for since the lock was made; make lock renews it.
            version = versions.get(_normal(name), "not locked yet")
            made.append(Package(name, version, reasons.get(_normal(name), ""), is_for_tests))
    return made


def python_requirement() -> str:
    """Return the versions of Python that the project runs on, as ``pyproject.toml`` says it."""
    text = (paths.ROOT / "pyproject.toml").read_text("utf-8")
    return tomllib.loads(text)["project"]["requires-python"]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class LockedPackages(SphinxDirective):
    """``{locked-packages}``: the packages with their locked versions."""

    def run(self) -> list[nodes.Node]:
        """Write a sentence on Python and the tables."""
        self.env.note_dependency(str(paths.LOCK))
        self.env.note_dependency(str(paths.ROOT / "pyproject.toml"))
        words = (
            f"Python {python_requirement()}. The lock holds {len(locked_versions())} packages in all; "
            "these are asked for by name, to make the book:"
        )
        asked = packages()
        return [
            nodes.paragraph("", words),
            _table([package for package in asked if not package.is_for_tests]),
            nodes.paragraph("", "These are needed by the tests alone:"),
            _table([package for package in asked if package.is_for_tests]),
        ]


def _table(asked: list[Package]) -> nodes.table:
    rows = [
        row(
            [
                [nodes.literal("", package.name)],
                [nodes.Text(package.version)],
                [nodes.Text(package.why)],
            ]
        )
        for package in asked
    ]
    return plain_table([26, 16, 58], ["Package", "Version", "What it does"], rows)


def setup(app: Sphinx) -> None:
    """Register the list of locked packages."""
    app.add_directive("locked-packages", LockedPackages)
