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

_PROJECT = paths.ROOT / "pyproject.toml"
# A requirement with the comment behind it, which no reader of TOML gives.
_REASON = re.compile(r'^\s*"([A-Za-z0-9._-]+)[^"]*",?\s*#\s*(.*)$', re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


class Package(NamedTuple):
    """A package that the project asks for by name.

    Attributes
    ----------
    name, version : str
        Its name and the version that ``requirements.lock`` holds.
    why : str
        The reason given in ``pyproject.toml``; empty when none is.
    """

    name: str
    version: str
    why: str


def locked_versions() -> dict[str, str]:
    """Read the version of every locked package, by its normalised name."""
    return _by_name(_LOCKED, paths.LOCK.read_text("utf-8"))


def _by_name(pattern: re.Pattern, text: str) -> dict[str, str]:
    return {_normal(name): found for name, found in pattern.findall(text)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def packages(requirements: list[str]) -> list[Package]:
    """Say which versions of some requirements are locked, and why they are asked for, in their order."""
    versions, reasons = locked_versions(), _by_name(_REASON, _PROJECT.read_text("utf-8"))
    names = [_NAME.match(requirement)[0] for requirement in requirements]
    # One that was asked for since the lock was made has no version; make lock renews it.
    return [
        Package(name, versions.get(_normal(name), "not locked yet"), reasons.get(_normal(name), ""))
        for name in names
    ]


class LockedPackages(SphinxDirective):
    """``{locked-packages}``: the packages with their locked versions."""

    def run(self) -> list[nodes.Node]:
        """Write a sentence on Python and the tables."""
        self.env.note_dependency(str(paths.LOCK))
        self.env.note_dependency(str(_PROJECT))
        project = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]
        words = (
            f"Python {project['requires-python']}. The lock holds {len(locked_versions())} packages in "
            "all; these are asked for by name, to make the book:"
        )
        return [
            nodes.paragraph("", words),
            _table(project["dependencies"]),
            nodes.paragraph("", "These are needed by the tests alone:"),
            _table(project["optional-dependencies"]["test"]),
        ]


def _table(requirements: list[str]) -> nodes.table:
    rows = [
        row([[nodes.literal("", found.name)], [nodes.Text(found.version)], [nodes.Text(found.why)]])
        for found in packages(requirements)
    ]
    return plain_table([26, 16, 58], ["Package", "Version", "What it does"], rows)


def setup(app: Sphinx) -> None:
    """Register the list of locked packages."""
    app.add_directive("locked-packages", LockedPackages)
