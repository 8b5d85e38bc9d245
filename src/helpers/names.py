"""Names to print for the codes of countries and creditors."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table

CENTRAL_ASIA = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
# Shorter than in the table of creditors, for charts and headings of columns.
_LENDERS = {"CHN": "China", "JPN": "Japan", "MLT": "Multilateral", "OTHER": "Other"}


def area_name(code: str) -> str:
    """Return the name of a country or group.

    Raises
    ------
    KeyError
        If the table ``areas`` has no such code.

    Examples
    --------
    >>> area_name("KGZ")
    'Kyrgyzstan'
    """
    return _area_names()[code]


def _area_names() -> dict[str, str]:
    areas = load_table("areas")
    return dict(zip(areas["area_code"], areas["area_name"], strict=True))


def with_names(table: pd.DataFrame, **columns: str) -> pd.DataFrame:
    """Add columns of names beside columns of codes.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table.
    **columns : str
        New column = column of codes (countries, groups or lenders).

    Examples
    --------
    >>> with_names(pd.DataFrame({"debtor_code": ["UZB"]}), debtor="debtor_code")["debtor"].item()
    'Uzbekistan'
    """
    known = _area_names() | _LENDERS
    added = {new: table[code].map(known.__getitem__) for new, code in columns.items()}
    return table.assign(**added)
