"""What the summary measures itself: the hardest years ahead, and at what date each series stands."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import format_date
from helpers.provenance import measure
from helpers.topics.debt import paid

# Groups of creditors that hold bonds, those issued since the schedule was drawn up with them.
BONDHOLDERS = (paid.GROUPS["BOND"], paid.NEW_BONDS)


@measure
def hardest_years(groups: pd.DataFrame, first: int) -> pd.DataFrame:
    """Find the year in which each country is to pay most, and what is due then to whom.

    Parameters
    ----------
    groups : pandas.DataFrame
        What ``debt.paid.by_group`` gives, bonds issued since included.
    first : int
        First year to look at.

    Returns
    -------
    pandas.DataFrame
        By ``debtor_code``: ``year``, and in US$ million ``bonds``, ``china``, ``japan`` and ``all``.

    Examples
    --------
    >>> rows = pd.DataFrame({"debtor_code": "KGZ", "year": [2029, 2030, 2030],
    ...     "group": ["China", "China", "Bondholders"], "total_usd_million": [208.0, 191.0, 723.0]})
    >>> hardest_years(rows, 2026).loc["KGZ"].to_list()
    [2030.0, 723.0, 191.0, 0.0, 914.0]
    """
    rows = groups[groups["year"] >= first].assign(
        **{paid.TOTAL: lambda t: t[paid.TOTAL].astype(float)}
    )
    wide = rows.pivot_table(
        index=["debtor_code", "year"], columns="group", values=paid.TOTAL, aggfunc="sum"
    ).fillna(0.0)
    named = wide.reindex(columns=[*paid.GROUPS.values(), paid.NEW_BONDS], fill_value=0.0)
    made = pd.DataFrame(
        {
            "bonds": named[list(BONDHOLDERS)].sum(axis=1),
            "china": named[paid.GROUPS["CHN"]],
            "japan": named[paid.GROUPS["JPN"]],
            "all": wide.sum(axis=1),
        }
    ).reset_index("year")
    highest = made.sort_values("all", kind="stable").groupby(level="debtor_code").tail(1)
    return highest.sort_index()


@measure
def reach(series: Mapping[str, tuple[pd.DataFrame, str]]) -> pd.DataFrame:
    """Say at what date each series of the book stands.

    Parameters
    ----------
    series : mapping of str to tuple
        Name of the series -> its rows, and the column of years or days of which the last is looked for.

    Returns
    -------
    pandas.DataFrame
        ``series``, ``latest`` (in words), ``all_source_ids`` of the rows of that date.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": [2020, 2023], "source_id": ["a", "b"]})
    >>> reach({"Net aid": (rows, "year")}).to_numpy().tolist()
    [['Net aid', '2023', 'b']]
    """
    found = []
    for name, (rows, column) in series.items():
        last = rows[column].dropna().max()
        newest = rows[rows[column] == last]
        found.append(
            {
                "series": name,
                "latest": format_date(str(last)),
                "all_source_ids": ";".join(
                    dict.fromkeys(";".join(all_source_ids(newest)).split(";"))
                ),
            }
        )
    return pd.DataFrame(found)
