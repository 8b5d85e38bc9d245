"""All data in one file: the tables, their description, and on what terms they may be used."""

from __future__ import annotations

import zipfile
from pathlib import Path

from helpers import data, paths
from helpers.book.citing import cite
from helpers.book.metadata import BookMetadata

NAME = "data.zip"
# The same bytes whenever it is made; no file of a zip can be older.
_DATE = (1980, 1, 1, 0, 0, 0)


def write(book: BookMetadata, folder: Path) -> None:
    """Write the archive of the data into a folder."""
    resources = data.package()["resources"]
    names = ["datapackage.json", *(resource["path"] for resource in resources)]
    texts = {"README.txt": readme(book), "LICENCES.txt": licences(resources)}
    with zipfile.ZipFile(folder / NAME, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(_entry(name), text.encode("utf-8"))
        for name in names:
            archive.writestr(_entry(name), (paths.DATA / name).read_bytes())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def readme(book: BookMetadata) -> str:
    """Say what is in the archive, how it is read and how it is cited."""
    citation = cite.plain(cite.as_text(cite.data_item(book), "Chicago", book.title))
    return f"""{book.title}: the data of the book
Version {book.version}, {book.date.isoformat()}; data as read on {data.data_date()}.

datapackage.json describes every table: columns, types, units, keys, source, licence (Data Package
standard, https://datapackage.org). The tables are CSV files in UTF-8. Each row names its sources by
ids of sources.csv. LICENCES.txt lists the licence of each table.

Cite as: {citation}
"""


def licences(resources: list[dict]) -> str:
    """List the licence of each table and the terms of its source, a line each."""
    lines = []
    for resource in resources:
        names = ", ".join(licence["name"] for licence in resource["licenses"])
        terms = resource.get("sourceLicense", {}).get("title", "")
        lines.append(f"{resource['path']}: {names}. Source: {terms}.")
    return "\n".join(lines) + "\n"
