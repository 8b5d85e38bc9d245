"""The data package with one table renewed: made in a folder of its own, checked there.

Nothing here touches ``data/``. What :mod:`helpers.refresh.accept` writes is what was checked here.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from helpers import data, paths
from helpers.check import check_data
from helpers.formatting import as_json
from helpers.refresh.recipe import Fetched, Recipe

SIGNOFFS = "signoffs"
_SPAN = re.compile(r"\d{4} to \d{4}")


@contextmanager
def looking_at(folder: Path) -> Iterator[None]:
    """Have the helpers read the package of a folder instead of ``data/``."""
    own = paths.DATA, paths.PACKAGE
    paths.DATA, paths.PACKAGE = folder, folder / paths.PACKAGE.name
    data.forget()
    try:
        yield
    finally:
        paths.DATA, paths.PACKAGE = own
        data.forget()


def described(table: str) -> dict:
    """Read the description of a table that the package may not have yet; it lies beside this module."""
    return json.loads(Path(__file__).with_name(f"{table}.json").read_text("utf-8"))


def numeric_columns(table: str) -> list[str]:
    """Give the columns with numbers that are no part of the key."""
    keys = data.keys_of(table)
    return [
        field["name"]
        for field in data.resource(table)["schema"]["fields"]
        if field.get("type") in ("number", "integer") and field["name"] not in keys
    ]


def with_provenance(rows: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Add to fetched rows where they come from."""
    given = rows["confidence"] if "confidence" in rows else "high"
    return rows.assign(source_id=recipe.source.source_id, more_source_ids="", confidence=given)


def replace_rows(recipe: Recipe, present: pd.DataFrame, fetched: Fetched) -> pd.DataFrame:
    """Put fetched rows in the place of those that the recipe owns; keep all others.

    Parameters
    ----------
    recipe : Recipe
        Says which rows are its own.
    present : pandas.DataFrame
        The table as it stands, as text.
    fetched : Fetched
        What the source gave.

    Returns
    -------
    pandas.DataFrame
        In the order of the key where the present table is in that order.
    """
    rows = with_provenance(fetched.rows, recipe)[list(present.columns)]
    whole = pd.concat([present[~recipe.owns(present)], rows], ignore_index=True)
    keys = data.keys_of(recipe.table)
    if present.equals(present.sort_values(keys, ignore_index=True, kind="stable")):
        whole = whole.sort_values(keys, ignore_index=True, kind="stable")
    return whole


def csv_text(frame: pd.DataFrame) -> str:
    """Write a table as the package does: UTF-8, LF, quotes only where needed."""
    return frame.to_csv(index=False, lineterminator="\n")


def write_list(path: Path, columns: list[str], rows: Iterable[tuple]) -> None:
    """Write a list for whoever looks at it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(csv_text(pd.DataFrame(list(rows), columns=columns)), encoding="utf-8")


def with_source(sources: pd.DataFrame, row: dict[str, str]) -> pd.DataFrame:
    """Add a source to the table of sources, or renew its dates.

    Parameters
    ----------
    sources : pandas.DataFrame
        The table as it stands, as text.
    row : dict of str to str
        The source.

    Examples
    --------
    >>> before = data.read_text_table("sources").head(2)
    >>> dates = {"accessed_date": "2026-12-01", "published_date": "", "consulted_as": "page"}
    >>> with_source(before, dates | {"source_id": "new"}).iloc[-1]["accessed_date"]
    '2026-12-01'
    >>> len(with_source(before, dates | {"source_id": before["source_id"].iloc[0]}))
    2
    """
    held = sources["source_id"] == row["source_id"]
    if held.any():
        renewed = ("accessed_date", "published_date", "consulted_as")
        return sources.assign(**{name: sources[name].mask(held, row[name]) for name in renewed})
    new = pd.DataFrame([row], columns=sources.columns, dtype="str").fillna("")
    return pd.concat([sources, new], ignore_index=True)


def build(
    folder: Path,
    table: str,
    frame: pd.DataFrame,
    source: dict[str, str] | None,
    signoffs: pd.DataFrame | None,
    day: str,
) -> list[str]:
    """Make the package with a table renewed, and check it.

    Parameters
    ----------
    folder : pathlib.Path
        Where to; must not exist.
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Its new content, as text.
    source : dict, optional
        Row of the live source for ``sources.csv``.
    signoffs : pandas.DataFrame, optional
        Rows to add to the table of signatures.
    day : str
        The day of access.

    Returns
    -------
    list of str
        Names of the files that differ from ``data/``, in the order in which they can be replaced so
        that the package is whole after each.

    Raises
    ------
    DataError
        If the new package breaks a rule; the message names row, column and value.
    """
    shutil.copytree(paths.DATA, folder, ignore=shutil.ignore_patterns(".*"))
    (folder / data.resource(table)["path"]).write_text(csv_text(frame), encoding="utf-8")
    if source:
        sources = with_source(data.read_text_table("sources"), source)
        path = folder / data.resource("sources")["path"]
        path.write_text(csv_text(sources), encoding="utf-8")
    if signoffs is not None and len(signoffs):
        _add_signoffs(folder, signoffs, day)
    with looking_at(folder):
        check_data()
        # Reading applies the declared corrections, which fail where a source has changed under them.
        data.load_table(table)
        _record(folder, table, frame, day)
    names = [data.resource("sources")["path"], data.resource(table)["path"], f"{SIGNOFFS}.csv"]
    return [name for name in (*names, paths.PACKAGE.name) if _differs(folder / name)]


def _differs(path: Path) -> bool:
    """Tell whether a file of a folder is not as it stands in ``data/``."""
    held = paths.DATA / path.name
    return path.exists() and (not held.exists() or path.read_bytes() != held.read_bytes())


def _add_signoffs(folder: Path, rows: pd.DataFrame, day: str) -> None:
    """Add rows to the table of signatures; the first ones bring the table into the package."""
    path = folder / f"{SIGNOFFS}.csv"
    if data.has_table(SIGNOFFS):
        rows = pd.concat([data.read_text_table(SIGNOFFS), rows], ignore_index=True)
    else:
        package = data.package()
        new = described(SIGNOFFS) | {"accessed": day}
        text = as_json(package | {"resources": [*package["resources"], new]})
        (folder / paths.PACKAGE.name).write_text(text, encoding="utf-8")
    path.write_text(csv_text(rows), encoding="utf-8")


def _record(folder: Path, table: str, frame: pd.DataFrame, day: str) -> None:
    """Record day of access, coverage and digests in the descriptor."""
    package = data.package()
    for resource in package["resources"]:
        if resource["name"] == table:
            resource["accessed"] = day
            resource["coverage"] = _coverage(resource.get("coverage", ""), frame)
        if resource["name"] in (table, "sources", SIGNOFFS):
            resource["digest"] = data.content_digest(resource["name"])
    (folder / paths.PACKAGE.name).write_text(as_json(package), encoding="utf-8")


def _coverage(words: str, frame: pd.DataFrame) -> str:
    """Renew the span of years in words such as "1992 to 2024, with gaps"."""
    if "year" not in frame:
        return words
    return _SPAN.sub(f"{frame['year'].min()} to {frame['year'].max()}", words, count=1)
