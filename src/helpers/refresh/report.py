"""The report of a refresh, as text for a person to read before accepting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from helpers.refresh.anomalies import Anomaly
from helpers.refresh.compare import Difference
from helpers.refresh.effect import Effect
from helpers.refresh.recipe import Fetched, Recipe

if TYPE_CHECKING:
    from helpers.refresh.stage import Staged

# Lines of one list that are printed; the files beside the report hold all.
MANY = 25
# Breaks an entry into lines of its own.
NEW = "\n"


def printable(text: str) -> str:
    r"""Show characters that a terminal would obey as their codes.

    Examples
    --------
    >>> print(printable("a\x1b[31m\u202eb"))
    a\x1b[31m\u202eb
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def in_words(a: Anomaly) -> str:
    """Say an anomaly in one line."""
    return f"{a.kind}  {a.row_key}  {a.column}: {a.old} -> {a.new} ({a.measure})"


def titled_list(title: str, lines: Iterable[str], rest: str = "difference.csv") -> list[str]:
    """Give a title with a count and the first lines below it."""
    lines = list(lines)
    shown = [f"  {printable(part)}" for line in lines[:MANY] for part in line.split(NEW)]
    if len(lines) > MANY:
        shown.append(f"  ... and {len(lines) - MANY} more in {rest}")
    return [f"{title}: {len(lines)}", *shown]


def report_text(
    staged: Staged,
    fetched: Fetched | None,
    frame: pd.DataFrame,
    found: Difference,
    effect: Effect,
    notes: list[str],
    named: list[str],
) -> str:
    """Say what a staged table changes, in the table and in the book."""
    where = staged.source["title"] if staged.source else "a file prepared by a person"
    read = f", read by {fetched.client}" if fetched else ""
    published = staged.source["published_date"] if staged.source else ""
    release = f", release of {published}" if published else ""
    lines = [
        f"{staged.table}: {len(frame):,} rows from {where}{release}{read}, {staged.day}",
        "",
        *titled_list("New rows", found.new),
        *titled_list("Vanished rows", found.vanished),
        *titled_list(
            "Changed values",
            (f"{c.row_key}  {c.column}: {c.old or '(empty)'} -> {c.new or '(empty)'}"
             for c in found.changed),
        ),
        f"Values with more digits than before: {len(found.finer)}",
        f"Rows that name another source than before: {found.resourced}",
        *(titled_list("Notes of the source", notes) if notes else []),
        "",
        *_effect_lines(effect),
        *(titled_list("Chapters to look at, for the sources they name", named) if named else []),
        "",
        *titled_list(
            "To be signed (jumps, vanished rows and values, totals that moved)",
            map(in_words, staged.anomalies),
            "anomalies.csv",
        ),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _effect_lines(effect: Effect) -> list[str]:
    untrue = titled_list("Sentences that would no longer be true", effect.untrue)
    if effect.note:
        return [f"In the book: {effect.note}", *(untrue if effect.untrue else [])]
    return [
        *untrue,
        *titled_list("Exhibits drawn from the table", effect.exhibits),
        *titled_list(
            f"Numbers of the text that change (another {effect.same} from the table stay)",
            (f"{chapter}:{name}  {old} -> {new}" for chapter, name, old, new in effect.numbers),
        ),
        *titled_list(
            "Findings that rest on the table",
            (
                f"{name}  {old}" + ("" if old == new else f"{NEW}  would read: {new}")
                for name, old, new in effect.findings
            ),
        ),
        *(titled_list("Chapters that do not run on the new table", effect.faults)
          if effect.faults else []),
    ]  # fmt: skip


def report_new(recipe: Recipe, fetched: Fetched, frame: pd.DataFrame, descriptor: dict) -> str:
    """Say what a table is that the package does not have."""
    years = f", {frame['year'].min()} to {frame['year'].max()}" if "year" in frame else ""
    lines = [
        f"{recipe.table}: {len(frame):,} rows{years}, read by {fetched.client}",
        f"  {descriptor['description']}",
        "",
        *(titled_list("Notes of the source", fetched.notes) if fetched.notes else []),
        f"Not written to data/: {recipe.why_staged}",
        "The table (table.csv) and its description (resource.json) lie in the staging area.",
    ]
    return "\n".join(lines) + "\n"
