"""What to watch, in figures: due dates, a calendar of them by quarter, and options by reader."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import by_row, measure

# Topics of the indicators -> the columns of the calendar.
TOPICS = {"debt": "debt", "money": "money", "dialogue": "meetings", "others": "meetings"}
BASES = {
    "announced": "announced",
    "agreement": "by agreement",
    "computed": "computed",
    "judgement": "set by us",
}


@measure
def due(indicators: pd.DataFrame) -> pd.DataFrame:
    """Place the indicators on a time axis, those without a date last.

    Parameters
    ----------
    indicators : pandas.DataFrame
        Table ``indicators_to_watch``.

    Returns
    -------
    pandas.DataFrame
        The indicators with ``due_day`` (last day of the partial date; missing without one),
        ``due_text`` (with the basis of the date) and ``all_source_ids``, by ``due_day``.
    """
    ends = indicators["due_date"].map(lambda d: date_bounds(d)[1], na_action="ignore")
    words = indicators["due_date"].map(format_date, na_action="ignore")
    table = indicators.assign(
        due_day=pd.to_datetime(ends),
        due_text=(words + ", " + indicators["due_basis"].map(BASES)).fillna("When signed"),
        all_source_ids=all_source_ids(indicators),
    )
    return table.sort_values(["due_day", "indicator_id"], ignore_index=True)


@measure
def calendar(dated: pd.DataFrame) -> pd.DataFrame:
    """Set the indicators that have a date into the quarters in which they fall due.

    Parameters
    ----------
    dated : pandas.DataFrame
        What :func:`due` gives.

    Returns
    -------
    pandas.DataFrame
        ``quarter`` in words, the columns of :data:`TOPICS` with the names of indicators, joined by
        semicolons, ``indicator_count`` and ``all_source_ids``; quarters without one are left out.

    Examples
    --------
    >>> rows = pd.DataFrame({"indicator_name": ["A bond", "A summit", "A loan"],
    ...     "topic": ["debt", "others", "debt"], "source_id": "a",
    ...     "due_day": pd.to_datetime(["2027-09-30", "2027-09-01", "2027-07-01"])})
    >>> calendar(rows)[["quarter", "debt", "money", "meetings"]].to_numpy().tolist()
    [['July to September 2027', 'A bond; A loan', '', 'A summit']]
    """
    rows = dated.dropna(subset=["due_day"])
    rows = rows.assign(quarter_of=rows["due_day"].dt.to_period("Q"))
    found = []
    for quarter, mine in rows.groupby("quarter_of"):
        column = mine["topic"].map(TOPICS)
        cells = {
            name: "; ".join(mine.loc[column == name, "indicator_name"])
            for name in dict.fromkeys(TOPICS.values())
        }
        found.append(
            {
                "quarter": f"{quarter.start_time:%B} to {quarter.end_time:%B %Y}",
                **cells,
                "indicator_count": len(mine),
                "all_source_ids": ";".join(dict.fromkeys(";".join(by_row(mine)).split(";"))),
            }
        )
    return pd.DataFrame(found)


@measure
def options(table: pd.DataFrame) -> pd.DataFrame:
    """Write the options for readers: who does what first in one cell, the date in words.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``options``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``step_text``, ``by_text`` and ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> options(load_table("options"))["by_text"].iloc[2]
    '20 December 2026'
    """
    return table.assign(
        step_text=table["owner_text"] + ": " + _lowered(table["first_step_text"]),
        by_text=table["due_date"].map(format_date),
        all_source_ids=all_source_ids(table),
    )


def _lowered(words: pd.Series) -> pd.Series:
    return words.str[:1].str.lower() + words.str[1:]
