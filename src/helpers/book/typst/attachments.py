"""Data inside a PDF: the package of the book, or the figures and tables behind one chapter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from helpers import data, paths
from helpers.book.typst.markup import string
from helpers.formatting import as_csv

DESCRIPTION = "datapackage.json"
_FOLDER = "data"


class Attachment(NamedTuple):
    """A file inside a PDF: its name there, the file it is read from, its type, what it is."""

    name: str
    path: str
    mime: str
    description: str

    def markup(self) -> str:
        """Write the call that embeds it."""
        return (
            f"#pdf.attach({string(self.name)}, read({string(self.path)}, encoding: none), "
            f"relationship: {string('data')}, mime-type: {string(self.mime)}, "
            f"description: {string(self.description)})\n"
        )


def copy_data(folder: Path) -> None:
    """Put the data package where the typesetter can read it."""
    shutil.rmtree(folder / _FOLDER, ignore_errors=True)
    shutil.copytree(paths.DATA, folder / _FOLDER, copy_function=shutil.copyfile)


def whole_package() -> list[Attachment]:
    """Attach the data package as it is."""
    name = f"{_FOLDER}/{DESCRIPTION}"
    about = Attachment(name, name, "application/json", "Description of all tables")
    return [about, *(_table(resource) for resource in data.package()["resources"])]


def of_exhibits(chapter: str, bundles: Iterable[dict], folder: Path) -> list[Attachment]:
    """Attach the figures of a chapter's exhibits, and the tables of the package that they come from.

    The tables are described by a data package of their own, which names no table that is not there.

    Parameters
    ----------
    chapter : str
        Short name of the chapter.
    bundles : iterable of dict
        Its exhibits.
    folder : pathlib.Path
        Folder that the typesetter reads from.
    """
    bundles = list(bundles)
    if not bundles:
        return []
    made = [_figures(bundle, folder) for bundle in bundles]
    names = closure({table for bundle in bundles for table in bundle["tables"]})
    resources = [r for r in data.package()["resources"] if r["name"] in names]
    about = {
        **data.package(),
        "name": f"{data.package()['name']}-{chapter}",
        "resources": resources,
    }
    path = f"{chapter}-{DESCRIPTION}"
    text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    (folder / path).write_text(text, encoding="utf-8")
    name = f"{_FOLDER}/{DESCRIPTION}"
    made.append(Attachment(name, path, "application/json", "Description of the tables"))
    return made + [_table(resource) for resource in resources]


def closure(names: Iterable[str]) -> set[str]:
    """Return these tables and all that their keys lead to.

    Examples
    --------
    >>> sorted(closure({"areas"}))
    ['areas']
    """
    found, open_ = set(), list(names)
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            keys = data.resource(name).get("schema", {}).get("foreignKeys", [])
            # An empty name is the table itself.
            open_ += [key["reference"]["resource"] or name for key in keys]
    return found


def _table(resource: dict) -> Attachment:
    path = f"{_FOLDER}/{resource['path']}"
    mime = resource.get("mediatype", "application/json")
    return Attachment(path, path, mime, resource["title"])


def _figures(bundle: dict, folder: Path) -> Attachment:
    path = f"exhibits/{bundle['id']}.csv"
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text(as_csv(bundle), encoding="utf-8")
    return Attachment(path, path, "text/csv", f"{bundle['title']}. {bundle['subtitle']}")
