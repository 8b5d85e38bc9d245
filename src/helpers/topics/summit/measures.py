"""The summit that was prepared, put off and held: steps, comparison, and who met the five meanwhile."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import format_date, middle_day
from helpers.provenance import measure, row
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
        where it has one (a dash where nothing is on record), and ``all_source_ids``.
    """
    order = list(dict.fromkeys(comparison["aspect"]))
    rows = comparison.sort_values("item_no", kind="stable")
    rows = rows.assign(text=[_with_value(row) for row in rows.itertuples()])
    texts = rows.groupby(["aspect", "version"])["text"].agg("; ".join).unstack("version")
    table = texts.reindex(index=order, columns=versions).fillna("–")
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


# Steps that the line from the first idea to the summit names.
MAIN = (
    *("league-founded", "kishida-takes-up-idea", "new-york-agreement", "som-16-agenda"),
    *("nagasaki", "ishiba-letter", "iwaya-astana", "tokyo-summit"),
)
# What turned the story: drawn in bold.
TURNS = ("nagasaki", "call-tokayev", "tokyo-summit")


@measure
def drawn(steps: pd.DataFrame) -> pd.DataFrame:
    """Choose the steps that the timeline draws: the main ones, and all of the two days of the cancellation.

    Parameters
    ----------
    steps : pandas.DataFrame
        What :func:`steps` gives.

    Returns
    -------
    pandas.DataFrame
        A row a mark: the columns of the steps, ``part`` ("years" or "days"), ``when`` (a short date,
        or day and hour) and ``is_turn``. The cancellation stands in both parts.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> told = drawn(steps(load_table("summit_events"), load_table("summit_event_actors")))
    >>> told.query("event_id == 'nagasaki'")["when"].to_list()
    ['Aug 2024', '9 Aug, midday']
    """
    days = steps[steps["event_date"].between("2024-08-08", "2024-08-09")]
    hours = days["event_time"].fillna(days["time_note"].str.partition(",")[0])
    day = days["position"].dt.day.astype(str) + " Aug"
    years = steps[steps["event_id"].isin(MAIN)]
    rows = pd.concat(
        [
            years.assign(part="years", when=years["position"].dt.strftime("%b %Y")),
            days.assign(part="days", when=day.where(hours.isna(), day + ", " + hours.fillna(""))),
        ],
        ignore_index=True,
    )
    return rows.assign(is_turn=rows["event_id"].isin(TURNS))


@measure
def while_waiting(
    offers: pd.DataFrame, formats: pd.DataFrame, areas: pd.DataFrame, first: str, last: str
) -> pd.DataFrame:
    """List who held a summit with all five between two days, and the areas of cooperation that each named.

    Parameters
    ----------
    offers, formats, areas : pandas.DataFrame
        Tables ``partner_offers``, ``formats`` and ``cooperation_areas``.
    first, last : str
        The day of the announcement for Astana and that of the summit of Tokyo, which stand first and last.

    Returns
    -------
    pandas.DataFrame
        ``day``, ``start_date``, ``format_id``, ``partner``, ``place``, ``summit_no`` (missing for what
        was announced alone), ``areas``, ``all_source_ids``, by day.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ("partner_offers", "formats", "cooperation_areas")
    >>> table = while_waiting(*map(load_table, names), "2024-08-08", "2025-12-20")
    >>> table.loc[table["summit_no"] == 1, "partner"].to_list()
    ['European Union', 'Italy', 'Japan']
    """
    joint = formats[formats["is_five_plus_one"] & (formats["format_id"] != "japan")]
    held = offers[offers["summit_no"].notna() & offers["start_date"].between(first, last)]
    held = held[held["item_no"] == 1].merge(joint[["format_id", "partner_name"]], on="format_id")
    others = held.assign(
        partner=held["partner_name"],
        areas=held["priority_areas_text"].str.replace("; ", ", "),
        all_source_ids=all_source_ids(held),
    )
    japan = [
        row(
            areas[areas["stage"] == stage],
            **{"start_date": day, "format_id": "japan", "partner": "Japan"},
            **{"place": place, "summit_no": number},
            areas=", ".join(areas.loc[areas["stage"] == stage, "wording"]),
        )
        for stage, day, place, number in (
            ("announced-2024", first, "Tokyo, for Astana", None),
            ("tokyo-2025", last, "Tokyo", 1),
        )
    ]
    columns = [
        "start_date",
        "format_id",
        "partner",
        "place",
        "summit_no",
        "areas",
        "all_source_ids",
    ]
    table = pd.concat([pd.DataFrame(japan), others])[columns]
    table = table.sort_values("start_date", ignore_index=True, kind="stable")
    return table.assign(
        day=table["start_date"].map(format_date), summit_no=table["summit_no"].astype("Int64")
    )
