"""What differs between two versions of a table, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from helpers.refresh.recipe import PROVENANCE


@dataclass(frozen=True)
class Change:
    """One cell that changed."""

    row_key: str
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a table.

    Attributes
    ----------
    new, vanished : list of str
        Keys of the rows that only one version has.
    changed : list of Change
        Cells with another value; columns of sources and confidence are left out.
    finer : list of Change
        Cells in which the new version prints more digits of the same value.
    resourced : int
        Rows that now name another source.
    """

    new: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    finer: list[Change] = field(default_factory=list)
    resourced: int = 0

    def __bool__(self) -> bool:
        return bool(self.new or self.vanished or self.changed or self.finer)


def keyed(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Set the row key (key columns joined with ``|``) as index."""
    return frame.set_index(frame[keys].agg("|".join, axis=1))


def difference(old: pd.DataFrame, new: pd.DataFrame, keys: list[str]) -> Difference:
    """Compare two versions of a table.

    Parameters
    ----------
    old, new : pandas.DataFrame
        Text, the same columns.
    keys : list of str
        Columns that name a row.

    Returns
    -------
    Difference
        In the order of the keys.

    Examples
    --------
    >>> a = pd.DataFrame({"year": ["2023", "2024"], "v": ["1.2", "2"]})
    >>> b = pd.DataFrame({"year": ["2023", "2025"], "v": ["1.23", "3"]})
    >>> d = difference(a, b, ["year"])
    >>> d.new, d.vanished, [c.new for c in d.finer]
    (['2025'], ['2024'], ['1.23'])
    """
    old, new = keyed(old, keys), keyed(new, keys)
    both = sorted(set(old.index) & set(new.index))
    columns = [c for c in old.columns if c not in (*keys, *PROVENANCE)]
    changed, finer = [], []
    for column in columns:
        pairs = zip(both, old.loc[both, column], new.loc[both, column])
        for key, before, after in pairs:
            if _same(before, after):
                continue
            change = Change(key, column, before, after)
            (finer if _finer(before, after) else changed).append(change)
    held = [c for c in ("source_id", "more_source_ids") if c in old.columns]
    moved = (old.loc[both, held] != new.loc[both, held]).any(axis=1)
    return Difference(
        sorted(set(new.index) - set(old.index)),
        sorted(set(old.index) - set(new.index)),
        sorted(changed, key=lambda c: (c.row_key, c.column)),
        sorted(finer, key=lambda c: (c.row_key, c.column)),
        int(moved.sum()),
    )


def value_of(text: str) -> float | None:
    """Read a cell as a number; nothing where it is none."""
    try:
        return float(text)
    except ValueError:
        return None


def _same(before: str, after: str) -> bool:
    a, b = value_of(before), value_of(after)
    return before == after or (a is not None and a == b)


def _finer(before: str, after: str) -> bool:
    """Tell whether the new value, rounded as the old one was, is the old one."""
    a, b = value_of(before), value_of(after)
    if a is None or b is None:
        return False
    digits = len(before.partition(".")[2])
    return len(after.partition(".")[2]) > digits and round(b, digits) == a
