"""What is no error but needs a person's eye before a new version of a table is accepted.

The measures are few, stated, and the same for every table; a person signs what they find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from helpers.refresh.compare import Difference, keyed, value_of
from helpers.refresh.recipe import number

# A jump: a yearly change of at least six times the usual one of the series (the median of its
# absolute yearly changes) and of at least a quarter of its largest value.
JUMP_TIMES, JUMP_SHARE = 6.0, 0.25
# Fewer yearly changes than this say nothing about what is usual.
JUMP_NEEDS = 5
# A revision worth a look: by a tenth of the old value and a hundredth of the largest of the series.
REVISED_SHARE, REVISED_FLOOR = 0.10, 0.01
# A total that moved: the sum over the rows of a year that both versions have, by two per cent.
TOTAL_SHARE = 0.02
# Decimals of a value that is worked out here.
DIGITS = 6


@dataclass(frozen=True)
class Anomaly:
    """One finding for a person to sign.

    Attributes
    ----------
    kind : str
        ``vanished-row``, ``vanished-value``, ``jump``, ``revision`` or ``total``.
    row_key, column, old, new : str
        Where, and the two values; for a jump those of the year before and of the year.
    measure : str
        What was exceeded, in words.
    """

    kind: str
    row_key: str
    column: str
    old: str
    new: str
    measure: str


def find_anomalies(
    old: pd.DataFrame, new: pd.DataFrame, keys: list[str], numeric: list[str], found: Difference
) -> list[Anomaly]:
    """List what a person should look at.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Two versions of a table, as text.
    keys : list of str
        Columns that name a row; a table with ``year`` among them holds series.
    numeric : list of str
        Columns with numbers that are no keys.
    found : Difference
        What differs between them.

    Returns
    -------
    list of Anomaly
        Vanished rows and values first, then jumps, revisions and totals.

    Examples
    --------
    >>> from helpers.refresh.compare import difference
    >>> old = pd.DataFrame({"year": ["2023", "2024"], "v": ["100", "100"]})
    >>> new = pd.DataFrame({"year": ["2023"], "v": ["150"]})
    >>> found = find_anomalies(old, new, ["year"], ["v"], difference(old, new, ["year"]))
    >>> [a.kind for a in found]
    ['vanished-row', 'revision', 'total']
    """
    old_rows, new_rows = keyed(old, keys), keyed(new, keys)
    return [
        *(Anomaly("vanished-row", key, "", "", "", "the row is gone") for key in found.vanished),
        *_vanished_values(found, numeric),
        *_jumps(new_rows, keys, numeric, found),
        *_revisions(old_rows, keys, numeric, found),
        *_totals(old_rows, new_rows, keys, numeric),
    ]


def _vanished_values(found: Difference, numeric: list[str]) -> Iterator[Anomaly]:
    for c in found.changed:
        if c.column in numeric and c.old and not c.new:
            yield Anomaly("vanished-value", c.row_key, c.column, c.old, "", "the value is gone")


def _series(rows: pd.DataFrame, keys: list[str], column: str) -> dict[tuple, dict[int, tuple]]:
    """Give by series (the key without its year): year to key and value."""
    others = [key for key in keys if key != "year"]
    series: dict[tuple, dict[int, tuple]] = {}
    for key, row in rows.iterrows():
        value = value_of(row[column])
        if value is not None:
            series.setdefault(tuple(row[others]), {})[int(row["year"])] = (key, value)
    return series


def _jumps(
    rows: pd.DataFrame, keys: list[str], numeric: list[str], found: Difference
) -> Iterator[Anomaly]:
    if "year" not in keys:
        return
    touched = {(c.row_key, c.column) for c in found.changed}
    fresh = set(found.new)
    for column in numeric:
        for points in _series(rows, keys, column).values():
            steps = [
                abs(points[year][1] - points[year - 1][1]) for year in points if year - 1 in points
            ]
            if len(steps) < JUMP_NEEDS:
                continue
            usual = pd.Series(steps).median()
            largest = max(abs(value) for _, value in points.values())
            for year, (key, value) in points.items():
                if year - 1 not in points or not (key in fresh or (key, column) in touched):
                    continue
                before = points[year - 1][1]
                step = abs(value - before)
                if step >= JUMP_TIMES * usual and step >= JUMP_SHARE * largest:
                    yield Anomaly(
                        "jump",
                        key,
                        column,
                        number(before, DIGITS),
                        number(value, DIGITS),
                        f"change of {step:g} in a year; usual in the series {usual:g}, largest "
                        f"value {largest:g}",
                    )


def _revisions(
    rows: pd.DataFrame, keys: list[str], numeric: list[str], found: Difference
) -> Iterator[Anomaly]:
    others = [key for key in keys if key != "year"]
    for c in found.changed:
        old, new = value_of(c.old), value_of(c.new)
        if c.column not in numeric or old is None or new is None:
            continue
        series = rows[(rows[others] == rows.loc[c.row_key, others]).all(axis=1)]
        largest = max(abs(value_of(text) or 0) for text in series[c.column])
        moved = abs(new - old)
        if moved > REVISED_SHARE * abs(old) and moved > REVISED_FLOOR * largest:
            share = f"{100 * moved / abs(old):.0f}%" if old else "from nothing"
            yield Anomaly("revision", c.row_key, c.column, c.old, c.new, f"revised by {share}")


def _totals(
    old: pd.DataFrame, new: pd.DataFrame, keys: list[str], numeric: list[str]
) -> Iterator[Anomaly]:
    if "year" not in keys:
        return
    both = old.index.intersection(new.index)
    years = old.loc[both, "year"]
    for column in (c for c in numeric if not c.endswith("_pct")):
        pair = pd.DataFrame(
            {
                "year": years,
                "old": pd.to_numeric(old.loc[both, column], errors="coerce"),
                "new": pd.to_numeric(new.loc[both, column], errors="coerce"),
            }
        ).dropna()
        for year, sums in pair.groupby("year")[["old", "new"]].sum().iterrows():
            if abs(sums["new"] - sums["old"]) > TOTAL_SHARE * abs(sums["old"]):
                yield Anomaly(
                    "total",
                    str(year),
                    column,
                    number(sums["old"], DIGITS),
                    number(sums["new"], DIGITS),
                    f"sum over the rows of the year moved by more than {TOTAL_SHARE:.0%}",
                )
