"""Write a staged table to ``data/``: all of its files, or none.

New files are written beside the old ones under ``data/.accept/`` and moved into place one by one. A
list of them is written last: if it stands there, a run that was killed is finished by the next one;
if it does not, the leftovers are thrown away. The package keeps its rules after each single move, but
for the first signature ever, of which the validation says that it is not declared yet.
Old versions are kept in ``data/.history/``, which git ignores: git itself keeps what was committed.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import astuple
from datetime import date
from pathlib import Path

import pandas as pd

from helpers import data, paths
from helpers.refresh import package
from helpers.refresh.anomalies import Anomaly
from helpers.refresh.stage import Staged, area, read_version

READY = "ready.json"


class AcceptError(Exception):
    """A staged table was not written; the message says why and what to do."""


def accept(staged: Staged, signed_by: str = "") -> list[str]:
    """Write a staged table.

    Parameters
    ----------
    staged : Staged
        What lies in the staging area.
    signed_by : str, optional
        Who looked at the anomalies; needed where there are any.

    Returns
    -------
    list of str
        The files that were replaced.

    Raises
    ------
    AcceptError
        If nothing is to be written, a signature is missing, or the table or what was staged has
        changed since the report.
    """
    table, folder = staged.table, area(staged.table)
    if not staged.acceptable:
        raise AcceptError(f"{table}: nothing to accept; {folder / 'report.txt'} says why")
    if staged.base_digest != data.content_digest(table):
        raise AcceptError(
            f"{table}: the table has changed since the report was made; run "
            f"`make refresh TABLE={table}` again"
        )
    signed_by = " ".join(signed_by.split())
    if staged.anomalies and not signed_by:
        raise AcceptError(
            f"{table}: {len(staged.anomalies)} finding(s) need a person's signature; read "
            f'{folder / "report.txt"}, then add SIGN="your name"'
        )
    frame = read_version(folder / "table.csv", table)
    trial = folder / "package"
    shutil.rmtree(trial, ignore_errors=True)
    try:
        changed = package.build(
            trial,
            table,
            frame,
            staged.source,
            signatures(table, staged.digest, staged.anomalies, signed_by),
            staged.day,
        )
        with package.looking_at(trial):
            if data.content_digest(table) != staged.digest:
                raise AcceptError(f"{table}: what was staged has been edited; refresh it again")
        _keep_old(table)
        write(trial, changed)
    finally:
        shutil.rmtree(trial, ignore_errors=True)
    data.forget()
    # The report stays for the record; without its manifest nothing is staged any more.
    (folder / "manifest.json").unlink()
    return changed


def signatures(table: str, digest: str, anomalies: list[Anomaly], signed_by: str) -> pd.DataFrame:
    """Make the rows of ``signoffs.csv`` for a version of a table."""
    columns = [field["name"] for field in package.described(package.SIGNOFFS)["schema"]["fields"]]
    rows = [
        (table, digest, str(number), *astuple(anomaly), signed_by, date.today().isoformat())
        for number, anomaly in enumerate(anomalies, start=1)
    ]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _keep_old(table: str) -> None:
    """Keep the version that is about to be replaced."""
    history = paths.DATA / ".history"
    history.mkdir(exist_ok=True)
    path = paths.DATA / data.resource(table)["path"]
    shutil.copy2(path, history / f"{table}-{data.content_digest(table)[:12]}.csv")


def write(trial: Path, changed: list[str]) -> None:
    """Move files into place; on the same disk, so that each move is one step."""
    waiting = paths.DATA / ".accept"
    shutil.rmtree(waiting, ignore_errors=True)
    waiting.mkdir()
    try:
        for name in changed:
            _write_through(waiting / name, (trial / name).read_bytes())
        _write_through(waiting / READY, json.dumps(changed).encode())
    except OSError:
        shutil.rmtree(waiting, ignore_errors=True)
        raise
    finish_interrupted()


def _write_through(path: Path, content: bytes) -> None:
    """Write a file and wait until it is on the disk."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def finish_interrupted() -> list[str]:
    """Move what a killed run had ready, or throw away what it had not; give what was moved."""
    waiting = paths.DATA / ".accept"
    if not waiting.exists():
        return []
    moved = []
    if (waiting / READY).exists():
        for name in json.loads((waiting / READY).read_text(encoding="utf-8")):
            if (waiting / name).exists():
                os.replace(waiting / name, paths.DATA / name)
                moved.append(name)
    shutil.rmtree(waiting)
    return moved
