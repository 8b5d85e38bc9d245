"""Rows with partial dates on a time axis."""

from __future__ import annotations

import pandas as pd

from helpers.partial_dates import format_date, middle_day
from helpers.provenance import measure


@measure
def in_time(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give each row its place on a time axis and its date in words.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table without missing dates in ``column``.
    column : str
        Column of partial dates.

    Returns
    -------
    pandas.DataFrame
        The rows with ``position`` (datetime, middle of a partial date) and ``date_text``, no more
        exact than the date is.

    Examples
    --------
    >>> row = in_time(pd.DataFrame({"signed_date": ["2006-03"]}), "signed_date").iloc[0]
    >>> row["position"].day, row["date_text"]
    (16, 'March 2006')
    """
    return table.assign(
        position=pd.to_datetime(table[column].map(middle_day)),
        date_text=table[column].map(format_date),
    )
