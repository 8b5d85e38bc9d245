"""Anomalies of all tables since a commit or release, for edits by hand: listed, and signed.

A refresh reports and signs its own; this finds what was changed in any other way.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import asdict

import pandas as pd

from helpers import data, paths
from helpers.data import DataError
from helpers.refresh import accept, package
from helpers.refresh.anomalies import Anomaly, find_anomalies
from helpers.refresh.compare import difference


def anomalies_since(ref: str) -> dict[str, list[Anomaly]]:
    """Find what a person should look at in the tables that differ from those of a commit.

    Parameters
    ----------
    ref : str
        A commit, tag or branch of git.

    Returns
    -------
    dict of str to list of Anomaly
        By table; those signed before, for the present content of the table, are left out.

    Raises
    ------
    DataError
        If git does not know the commit or it holds no data package.
    """
    before = {r["name"]: r for r in json.loads(_read_at(ref, paths.PACKAGE.name))["resources"]}
    done = set()
    if data.has_table(package.SIGNOFFS):
        signed = data.read_text_table(package.SIGNOFFS)
        done = set(zip(signed["table_name"], signed["table_digest"]))
    found = {}
    for name in data.table_names():
        digest = data.content_digest(name)
        changed = name in before and before[name].get("type") == "table"
        if name == package.SIGNOFFS or not changed or (name, digest) in done:
            continue
        old, new = _table(_read_at(ref, before[name]["path"])), data.read_text_table(name)
        # A table that got other columns is another table: its rows can't be compared cell by cell.
        if list(old.columns) != list(new.columns) or old.equals(new):
            continue
        keys = package.keys_of(name)
        listed = find_anomalies(
            old, new, keys, package.numeric_columns(name), difference(old, new, keys)
        )
        found |= {name: listed} if listed else {}
    return found


def _read_at(ref: str, name: str) -> str:
    # An option in place of a commit would be obeyed by git.
    if ref.startswith("-"):
        raise DataError(f"{ref!r} is no commit")
    run = subprocess.run(
        ["git", "show", f"{ref}:data/{name}"], cwd=paths.ROOT, capture_output=True, check=False
    )
    if run.returncode:
        raise DataError(f"git has no data/{name} at {ref!r}: {run.stderr.decode().strip()}")
    return run.stdout.decode("utf-8")


def _table(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


def write_list(found: dict[str, list[Anomaly]]) -> None:
    """Write all of them to ``_build/anomalies.csv``."""
    paths.BUILD.mkdir(exist_ok=True)
    with (paths.BUILD / "anomalies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["table", *Anomaly.__dataclass_fields__])
        for name, anomalies in found.items():
            writer.writerows([name, *asdict(anomaly).values()] for anomaly in anomalies)


def sign(found: dict[str, list[Anomaly]], signed_by: str) -> None:
    """Record in ``data/signoffs.csv`` that a person looked at them."""
    for name, anomalies in found.items():
        trial = paths.BUILD / "refresh" / ".signing"
        shutil.rmtree(trial, ignore_errors=True)
        trial.parent.mkdir(parents=True, exist_ok=True)
        rows = accept.signatures(name, data.content_digest(name), anomalies, signed_by)
        try:
            day = data.resource(name).get("accessed", "")
            changed = package.build(trial, name, data.read_text_table(name), None, rows, day)
            # The table itself stays as it is, to the byte.
            accept.write(trial, [file for file in changed if file != data.resource(name)["path"]])
        finally:
            shutil.rmtree(trial, ignore_errors=True)
        data.forget()
