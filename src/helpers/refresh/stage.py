"""Fetch a table into the staging area and say what it would change; write nothing else.

The area is ``_build/refresh/<table>/``. It is made beside and moved into place when all went well, so
a failure leaves what was staged before, and ``data/``, as they were.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields
from datetime import date
from pathlib import Path

import frictionless
import pandas as pd

from helpers import data, paths
from helpers.formatting import as_json
from helpers.partial_dates import date_bounds
from helpers.provenance import ids_in
from helpers.refresh import package
from helpers.refresh.anomalies import Anomaly, find_anomalies
from helpers.refresh.compare import Change, Difference, difference, value_of
from helpers.refresh.effect import Effect, effect_of
from helpers.refresh.recipe import Fetched, Recipe, demand
from helpers.refresh.report import report_new, report_text
from helpers.refresh.web import Session, SourceError

# A column whose values change by more than so many times, at the median, is in another unit; one or two say
# nothing.
SCALE, SCALE_NEEDS = 8.0, 3
# If more of a source's rows than this share would vanish, half a table came.
MOST_LOST = 0.2


@dataclass(frozen=True)
class Staged:
    """What lies in the staging area of a table.

    Attributes
    ----------
    table : str
        Its name.
    day : str
        When it was fetched.
    base_digest : str
        Of the table that it was compared with; another digest now means that the comparison is old.
    digest : str
        Of the staged table.
    source : dict or None
        Row for ``sources.csv``.
    anomalies : list of Anomaly
        To be signed.
    acceptable : bool
        False where nothing changed, or where a person has to give the table its place.
    """

    table: str
    day: str
    base_digest: str
    digest: str
    source: dict | None
    anomalies: list[Anomaly]
    acceptable: bool = True


def area(table: str) -> Path:
    """Give the staging area of a table."""
    return paths.BUILD / "refresh" / table


def read_staged(table: str) -> Staged | None:
    """Read what is staged; nothing where there is none or it can't be read."""
    try:
        held = json.loads((area(table) / "manifest.json").read_text(encoding="utf-8"))
        return Staged(**held | {"anomalies": [Anomaly(**a) for a in held["anomalies"]]})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def stage(
    table: str, recipe: Recipe | None, session: Session, file: Path | None = None
) -> tuple[Staged, str]:
    """Fetch, check and compare a table.

    Parameters
    ----------
    table : str
        Its name.
    recipe : Recipe or None
        How it is fetched; not needed with a file.
    session : Session
        Makes the requests.
    file : pathlib.Path, optional
        A whole new version, prepared by a person, in place of a live source.

    Returns
    -------
    tuple of Staged and str
        What lies in the staging area, and the report.

    Raises
    ------
    SourceError
        If the source gave no whole table.
    DataError
        If what it gave breaks a rule of the package.
    """
    fresh = area(table).with_name(f".{table}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        if file is None and recipe.why_staged:
            result, report = _stage_new(recipe, session, fresh)
        else:
            result, report = _stage_known(table, recipe, session, fresh, file)
        (fresh / "report.txt").write_text(report, encoding="utf-8")
        (fresh / "manifest.json").write_text(as_json(asdict(result)), encoding="utf-8")
        shutil.rmtree(area(table), ignore_errors=True)
        fresh.rename(area(table))
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return result, report


def _stage_known(
    table: str, recipe: Recipe | None, session: Session, folder: Path, file: Path | None
) -> tuple[Staged, str]:
    present = data.read_text_table(table)
    if file is not None:
        frame, fetched, source = read_version(file, table), None, None
    else:
        fetched = recipe.fetch(session, present, folder)
        demand(len(fetched.rows) > 0, f"{table}: no row came")
        frame = package.replace_rows(recipe, present, fetched)
        source = source_row(recipe, fetched)
    keys = data.keys_of(table)
    version = str(file) if file else f"{table} as it was fetched"
    _demand_single(version, frame, keys)
    found = difference(present, frame, keys)
    if recipe is not None and file is None:
        _demand_past(frame, keys)
        _demand_whole(recipe, present, found)
    _demand_same_unit(version, table, found, package.numeric_columns(table))
    trial = folder / "package"
    try:
        package.build(trial, table, frame, source, None, _today())
    except data.DataError as error:
        raise data.DataError(_of_new_version(str(error), table, version, frame, keys)) from None
    with package.looking_at(trial):
        digest = data.content_digest(table)
    anomalies = find_anomalies(present, frame, keys, package.numeric_columns(table), found)
    effect = effect_of(table, trial) if found else Effect(note="nothing: no value differs")
    anomalies += [Anomaly("chapter", fault, "", "", "", "does not run") for fault in effect.faults]
    shutil.rmtree(trial)
    (folder / "table.csv").write_text(package.csv_text(frame), encoding="utf-8")
    _write_lists(folder, found, anomalies)
    result = Staged(
        table,
        _today(),
        data.content_digest(table),
        digest,
        source,
        anomalies,
        acceptable=digest != data.content_digest(table),
    )
    notes = fetched.notes if fetched else []
    return result, report_text(
        result, fetched, frame, found, effect, notes, _chapters_that_name(present, frame)
    )


def read_version(file: Path, table: str) -> pd.DataFrame:
    """Read a version of a table that stands outside the package, as strictly as the table itself.

    Raises
    ------
    DataError
        If the file is missing, no plain CSV in UTF-8, or has another header.
    """
    columns = data.field_names(table)
    listed = data.read_list(file, columns, named=str(file))
    return pd.DataFrame(listed, columns=columns, dtype="str")


def _demand_single(version: str, frame: pd.DataFrame, keys: list[str]) -> None:
    """Refuse two rows of one key, which could not be compared with the present ones."""
    for index in frame.index[frame.duplicated(keys)]:
        key = frame.loc[index, keys]
        held = frame.index[(frame[keys] == key).all(axis=1)][0]
        raise data.DataError(
            f"{version}: rows {held + 2} and {index + 2} have one key, {'|'.join(key)}; keep one"
        )


def _demand_past(frame: pd.DataFrame, keys: list[str]) -> None:
    """Refuse figures of years that are still to come."""
    for index in frame.index[frame["year"].astype(int) > date.today().year]:
        raise SourceError(f"the row {'|'.join(frame.loc[index, keys])} is of a year still to come")


def _demand_same_unit(version: str, table: str, found: Difference, numeric: list[str]) -> None:
    """Refuse a column whose values are all so many times larger or smaller that its unit must differ."""
    for column in numeric:
        pairs = [(c, value_of(c.old), value_of(c.new)) for c in found.changed if c.column == column]
        factors = pd.Series([new / old for _, old, new in pairs if old and new is not None])
        if len(factors) < SCALE_NEEDS:
            continue
        usual = factors.abs().median()
        if not 1 / SCALE < usual < SCALE:
            first = pairs[0][0]
            raise data.DataError(
                f"{version}, column {column!r}: most of the {len(pairs)} values that change are about "
                f"{usual:,.3g} times what they were, such as {first.row_key}: {first.old} -> "
                f"{first.new}; is the unit another one? Expected {_unit(table, column)}"
            )


def _unit(table: str, column: str) -> str:
    fields = data.resource(table)["schema"]["fields"]
    return next(field.get("unit", "no unit") for field in fields if field["name"] == column)


def _of_new_version(
    text: str, table: str, version: str, frame: pd.DataFrame, keys: list[str]
) -> str:
    """Say of which row of the new version a fault is: in ``data/`` there is none such."""
    path = f"data/{data.resource(table)['path']}"

    def row(match: re.Match) -> str:
        key = "|".join(frame.iloc[int(match[1]) - 2][keys])
        return f"{version}: row {match[1]} ({key})"

    return re.sub(rf"^{re.escape(path)}: row (\d+)", row, text, flags=re.M).replace(path, version)


def _demand_whole(recipe: Recipe, present: pd.DataFrame, found: Difference) -> None:
    """Refuse what looks like half a table."""
    owned = int(recipe.owns(present).sum())
    if owned and len(found.vanished) > MOST_LOST * owned:
        raise SourceError(
            f"only a part of the table came: {len(found.vanished)} of {owned} rows would vanish, "
            f"more than {MOST_LOST:.0%}; the first is {found.vanished[0]}"
        )


def _stage_new(recipe: Recipe, session: Session, folder: Path) -> tuple[Staged, str]:
    """Stage a table that the package does not have, with its descriptor, for a person."""
    fetched = recipe.fetch(session, pd.DataFrame(), folder)
    frame = package.with_provenance(fetched.rows, recipe)
    descriptor = package.described(recipe.table)
    _demand_past(frame, ["year"])
    names = [field["name"] for field in descriptor["schema"]["fields"]]
    (folder / "table.csv").write_text(package.csv_text(frame[names]), encoding="utf-8")
    (folder / "resource.json").write_text(as_json(descriptor), encoding="utf-8")
    faults = [
        error.message
        for task in frictionless.Resource(descriptor, basepath=str(folder)).validate().tasks
        for error in task.errors
    ]
    if faults:
        raise data.DataError(f"{recipe.table}: the fetched table breaks its schema: {faults[0]}")
    result = Staged(
        recipe.table, _today(), "", "", source_row(recipe, fetched), [], acceptable=False
    )
    return result, report_new(recipe, fetched, frame, descriptor)


def source_row(recipe: Recipe, fetched: Fetched) -> dict[str, str]:
    """Give the row of ``sources.csv`` for what was fetched today."""
    return asdict(recipe.source) | {
        "published_date": _date(fetched.published),
        "published_note": "",
        "kind": "dataset",
        "language_code": "en",
        "accessed_date": _today(),
        "consulted_as": f"live service, {fetched.client}",
        "same_page_as": "",
        "note": "",
        "address_is_whole": "true",
    }


def _date(text: str) -> str:
    """Keep a date of a service if it is one."""
    try:
        date_bounds(text)
    except ValueError:
        return ""
    return text


def _today() -> str:
    return date.today().isoformat()


def _write_lists(folder: Path, found: Difference, anomalies: Iterable[Anomaly]) -> None:
    """Write every difference and anomaly as CSV, the report being cut where they are many."""
    rows = [("new row", key, "", "", "") for key in found.new]
    rows += [("vanished row", key, "", "", "") for key in found.vanished]
    for what, changes in (("changed", found.changed), ("more digits", found.finer)):
        rows += [(what, *astuple(change)) for change in changes]
    columns = ["what", *(field.name for field in fields(Change))]
    package.write_list(folder / "difference.csv", columns, rows)
    columns = [field.name for field in fields(Anomaly)]
    package.write_list(folder / "anomalies.csv", columns, map(astuple, anomalies))


def _chapters_that_name(present: pd.DataFrame, frame: pd.DataFrame) -> list[str]:
    """List chapters that name a source which no row of the table cites any more."""
    gone = ids_in(present) - ids_in(frame)
    hits = []
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        named = sorted(source for source in gone if source in text)
        hits += [f"{path.name} names {', '.join(named)}"] if named else []
    return hits
