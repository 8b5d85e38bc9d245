"""Names to print for the codes of countries and creditors."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table

CENTRAL_ASIA = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
# Shorter than in the table of creditors, for charts and headings of columns.
_LENDERS = {"CHN": "China", "JPN": "Japan", "MLT": "Multilateral", "OTHER": "Other"}


def area_name(code: str) -> str:
    """Give the name of a country or group.

    Raises
    ------
    KeyError
        If the table ``areas`` has no such code.

    Examples
    --------
    >>> area_name("KGZ")
    'Kyrgyzstan'
    """
    names = load_table("areas").set_index("area_code")["area_name"]
    return names[code]


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
    added = {
        new: table[code].map(lambda c: _LENDERS.get(c) or area_name(c))
        for new, code in columns.items()
    }
    return table.assign(**added)
