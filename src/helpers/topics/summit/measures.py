"""The summit that was prepared, put off and held: steps, comparison, agenda."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import format_date, middle_day
from helpers.provenance import measure
from helpers.topics.dialogue.measures import DAYS_PER_MONTH


@measure
def steps(events: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Put the events in order, each with its actors and its place on a time axis.

    Parameters
    ----------
    events, actors : pandas.DataFrame
        Tables ``summit_events`` and ``summit_event_actors``.

    Returns
    -------
    pandas.DataFrame
        The events with ``actors`` (names joined by commas), ``date_text`` (with the time of day
        where one is known), ``position`` (datetime) and ``all_source_ids``, in sequence.
    """
    names = (
        actors.sort_values("actor_no", kind="stable")
        .groupby("event_id")["actor_name"]
        .agg(", ".join)
    )
    times = events["event_time"].fillna(events["time_note"])
    dates = events["event_date"].map(format_date)
    table = events.assign(
        actors=events["event_id"].map(names),
        date_text=dates.where(times.isna(), dates + ", " + times.fillna("")),
        position=pd.to_datetime(events["event_date"].map(middle_day)),
        all_source_ids=all_source_ids(events),
    )
    return table.sort_values("sequence_no", ignore_index=True, kind="stable")


def months_between(events: pd.DataFrame) -> float:
    """Count the months from the first to the last of some events.

    Parameters
    ----------
    events : pandas.DataFrame
        Rows of what :func:`steps` gives.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-03-01"])
    >>> round(months_between(pd.DataFrame({"position": days})), 1)
    2.0
    """
    return (events["position"].max() - events["position"].min()).days / DAYS_PER_MONTH


# Versions of the comparison in their order -> how they are called.
VERSIONS = {
    "planned-2024": "Planned, August 2024",
    "happened-2024": "What happened",
    "tokyo-2025": "Tokyo, December 2025",
}
# Units whose numbers the texts of the comparison leave out: what a cell divides by, and writes.
_VALUES = {
    "documents": (1, ""),
    "people": (1, " people"),
    "companies": (1, " companies"),
    "jpy_billion": (1000, " trillion yen"),
}
_BOUNDS = {"exact": "", "about": "about ", "at-least": "over "}


@measure
def side_by_side(comparison: pd.DataFrame, versions: list[str]) -> pd.DataFrame:
    """Set what was planned, what happened and what came later beside each other.

    Parameters
    ----------
    comparison : pandas.DataFrame
        Table ``summit_comparison``.
    versions : list of str
        Versions in the order of the columns.

    Returns
    -------
    pandas.DataFrame
        One row an aspect: ``aspect``, a column of texts for each version, each with its number
        where it has one ("not found" where no source says anything), and ``all_source_ids``.
    """
    order = list(dict.fromkeys(comparison["aspect"]))
    rows = comparison.sort_values("item_no", kind="stable")
    rows = rows.assign(text=[_with_value(row) for row in rows.itertuples()])
    texts = rows.groupby(["aspect", "version"])["text"].agg("; ".join).unstack("version")
    table = texts.reindex(index=order, columns=versions).fillna("Not found")
    ids = rows.groupby("aspect").apply(_ids, include_groups=False)
    return table.assign(all_source_ids=ids).rename_axis(columns=None).reset_index()


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Write the aspects of :func:`side_by_side` in words.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`side_by_side` gives.

    Examples
    --------
    >>> in_words(pd.DataFrame({"aspect": ["date-and-place"]}))["aspect"].item()
    'Date and place'
    """
    return table.assign(aspect=table["aspect"].str.replace("-", " ").str.capitalize())


def _with_value(row: tuple) -> str:
    if row.unit_code not in _VALUES:
        return row.text
    scale, unit = _VALUES[row.unit_code]
    return f"{row.text}: {_BOUNDS[row.bound]}{float(row.value) / scale:g}{unit}"


def _ids(rows: pd.DataFrame) -> str:
    found = [*rows["source_id"]]
    for more in rows["more_source_ids"].dropna():
        found += more.split(";")
    return ";".join(dict.fromkeys(found))


@measure
def agenda_kept(areas: pd.DataFrame, earlier: str, later: str) -> pd.DataFrame:
    """Match the areas of cooperation of an earlier stage with those that a later one adopted.

    Parameters
    ----------
    areas : pandas.DataFrame
        Table ``cooperation_areas``.
    earlier, later : str
        Stages.

    Returns
    -------
    pandas.DataFrame
        ``wording`` of the earlier stage, ``became`` (wording of the later stage, or "no area of its
        own"), ``all_source_ids``.
    """
    then = areas[areas["stage"] == earlier]
    now = areas[areas["stage"] == later].set_index("area_slug")
    became = then["matches_area"].map(now["wording"]).fillna("no area of its own")
    ids = [_ids(pd.concat([then.loc[[place]], now])) for place in then.index]
    return then.assign(became=became, all_source_ids=ids)[
        ["wording", "became", "all_source_ids"]
    ].reset_index(drop=True)
