"""Anomalies of all tables since a commit or release, for edits by hand: listed, and signed.

A refresh reports and signs its own; this finds what was changed in any other way.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import astuple, fields

import pandas as pd

from helpers import data, paths, rows
from helpers.check import check_data
from helpers.data import DataError
from helpers.refresh import accept, package
from helpers.refresh.anomalies import Anomaly, find_anomalies
from helpers.refresh.compare import difference


def anomalies_since(ref: str) -> tuple[dict[str, list[Anomaly]], list[str]]:
    """Find what a person should look at in the tables that differ from those of a commit.

    Parameters
    ----------
    ref : str
        A commit, tag or branch of git.

    Returns
    -------
    dict of str to list of Anomaly
        By table; those signed before, for the present content of the table, are left out.
    list of str
        Which tables could not be compared, and why.

    Raises
    ------
    DataError
        If the present tables break a rule of the package, or git does not know the commit or it holds
        no data package.
    """
    before = _described(ref)
    check_data()
    done = set()
    if data.has_table(package.SIGNOFFS):
        signed = data.read_text_table(package.SIGNOFFS)
        done = set(zip(signed["table_name"], signed["table_digest"]))
    here = set(data.table_names())
    tables = {name for name, held in before.items() if held.get("type") == "table"}
    apart = [f"{name}: gone since {ref}, or renamed" for name in sorted(tables - here)]
    found = {}
    for name in data.table_names():
        digest = data.content_digest(name)
        changed = name in before and before[name].get("type") == "table"
        if name == package.SIGNOFFS or not changed or (name, digest) in done:
            continue
        old, new = _table(ref, before[name]["path"]), data.read_text_table(name)
        keys = data.keys_of(name)
        if old.equals(new):
            continue
        # A table that got other columns is another table: its rows can't be compared cell by cell.
        if list(old.columns) != list(new.columns) or old.duplicated(keys).any():
            apart.append(f"{name}: other columns or keys since {ref}; its rows were not compared")
            continue
        listed = find_anomalies(
            old, new, keys, package.numeric_columns(name), difference(old, new, keys)
        )
        found |= {name: listed} if listed else {}
    return found, apart


def _read_at(ref: str, name: str) -> str:
    # An option in place of a commit would be obeyed by git.
    if ref.startswith("-"):
        raise DataError(f"{ref!r} is no commit")
    try:
        run = subprocess.run(
            ["git", "show", f"{ref}:data/{name}"], cwd=paths.ROOT, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise DataError("git is not installed, or not where programs are looked for") from None
    if run.returncode:
        why = " ".join(run.stderr.decode("utf-8", "replace").split())
        raise DataError(f"git has no data/{name} at {ref!r}: {why}")
    try:
        return run.stdout.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"data/{name} at {ref!r}: byte {error.start} is not UTF-8") from None


def _described(ref: str) -> dict[str, dict]:
    """Give the descriptors of that time by name."""
    try:
        package = json.loads(_read_at(ref, paths.PACKAGE.name))
        return {resource["name"]: resource for resource in package["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        where = f"data/{paths.PACKAGE.name} at {ref!r}"
        raise DataError(f"{where}: no data package ({type(error).__name__}: {error})") from None


def _table(ref: str, name: str) -> pd.DataFrame:
    try:
        header, body = rows.parse(_read_at(ref, name), may_be_empty=True)
    except rows.RowError as error:
        raise DataError(f"data/{name} at {ref!r}: {error}") from None
    return pd.DataFrame(body, columns=header, dtype="str")


def write_list(found: dict[str, list[Anomaly]]) -> None:
    """Write all of them to ``_build/anomalies.csv``."""
    columns = ["table", *(field.name for field in fields(Anomaly))]
    rows = [(name, *astuple(one)) for name, anomalies in found.items() for one in anomalies]
    package.write_list(paths.BUILD / "anomalies.csv", columns, rows)


def sign(found: dict[str, list[Anomaly]], signed_by: str) -> None:
    """Record in ``data/signoffs.csv`` that a person looked at them."""
    for name, anomalies in found.items():
        trial = paths.BUILD / "refresh" / ".signing"
        shutil.rmtree(trial, ignore_errors=True)
        trial.parent.mkdir(parents=True, exist_ok=True)
        signed = accept.signatures(name, data.content_digest(name), anomalies, signed_by)
        try:
            day = data.resource(name).get("accessed", "")
            changed = package.build(trial, name, data.read_text_table(name), None, signed, day)
            # The table itself stays as it is, to the byte.
            accept.write(trial, [file for file in changed if file != data.resource(name)["path"]])
        finally:
            shutil.rmtree(trial, ignore_errors=True)
        data.forget()
