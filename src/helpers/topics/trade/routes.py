"""Ways in and out of the region: which loans built them, by kind of way and lender.

Loans are those that were found, counted and placed in time; their sums are of different currencies and
are never added up.
"""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure
from helpers.topics.loans.measures import counted_once
from helpers.topics.placing import in_time

# Words of the projects' names, looked for in this order.
WAYS = {
    "Pipelines": ("pipeline",),
    "Railways": ("railway", "rolling stock", "locomotive", "metro", "passenger cars"),
    "Roads": ("road", "bypass", "corridor", "tunnel"),
    "Airports and aircraft": ("airport", "airbus", "boeing"),
}
_AGREED = ("signed", "repaid", "suspended")


def way_of(project_name: str) -> str | None:
    """Name the kind of way that a loan is for, by the words of its project.

    Examples
    --------
    >>> way_of("Karshi-Termez railway electrification"), way_of("Mary ammonia and urea plant")
    ('Railways', None)
    """
    text = project_name.casefold()
    return next((way for way, words in WAYS.items() if any(w in text for w in words)), None)


@measure
def loans_for_ways(loans: pd.DataFrame) -> pd.DataFrame:
    """Place the dated loans of China and Japan for pipelines, railways, roads and airports in time.

    Loans that were only planned, that no evidence shows carried out, or that have no date are left
    out, and so are pipes for water and of two rows that may be one loan one
    (``loans.measures.counted_once``).

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.

    Returns
    -------
    pandas.DataFrame
        The loans with ``way``, ``rank`` (of the way), ``position`` (datetime, middle of a partial date), ``date_text`` and
        ``place`` (0, 1, ... within the way, lender and year), by date.

    Raises
    ------
    ValueError
        If a loan for transport names no way that is known.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> ways = loans_for_ways(load_table("loans"))
    >>> sorted(set(ways.loc[ways["way"] == "Pipelines", "creditor_code"]))
    ['CHN']
    """
    rows = counted_once(loans)
    rows = rows[
        rows["status"].isin(_AGREED)
        & rows["signed_date"].notna()
        & rows["creditor_code"].isin(["CHN", "JPN"])
    ]
    rows = rows.assign(way=rows["project_name"].map(way_of))
    transport = rows["sector"] == "transport"
    if rows.loc[transport, "way"].isna().any():
        raise ValueError(
            f"no way known: {rows[transport & rows['way'].isna()]['loan_id'].to_list()}"
        )
    rows = rows[transport | ((rows["way"] == "Pipelines") & (rows["sector"] != "water"))]
    rows = in_time(rows, "signed_date").assign(rank=rows["way"].map(list(WAYS).index))
    rows = rows.sort_values("position", ignore_index=True, kind="stable")
    by = ["way", "creditor_code", rows["position"].dt.year]
    return rows.assign(place=rows.groupby(by).cumcount())


@measure
def caspian_grants(projects: pd.DataFrame) -> pd.DataFrame:
    """Keep the Japanese grants that are named for the route across the Caspian.

    Parameters
    ----------
    projects : pandas.DataFrame
        Table ``japan_projects``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> sorted(set(caspian_grants(load_table("japan_projects"))["recipient_code"]))
    ['KAZ', 'KGZ', 'TJK']
    """
    named = projects["project_name"].str.contains("(Caspian route)", regex=False)
    return projects[named & (projects["instrument"] == "grant")]
