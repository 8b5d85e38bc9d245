"""The Dialogue in figures: when it met, how often, on what, and at what level."""

from __future__ import annotations

import pandas as pd

from helpers.numbers import ordinal
from helpers.partial_dates import date_bounds, format_date, middle_day
from helpers.provenance import ID_COLUMNS, cite, join, measure, row

DAYS_PER_MONTH = 365.25 / 12
# The periods of the agenda, and the tracks on which states speak through ministers and officials.
PERIODS = [(2004, 2009), (2010, 2014), (2015, 2019), (2020, 2025)]
# Themes that fewer of these meetings name are not drawn.
LEAST = 6
POLITICAL = ["leaders", "foreign-ministers", "senior-officials"]


@measure
def timeline(meetings: pd.DataFrame) -> pd.DataFrame:
    """Place every meeting on a time axis, undated ones evenly within what is possible.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Table ``meetings``.

    Returns
    -------
    pandas.DataFrame
        The meetings with ``position`` (datetime), ``date_text`` (as exact as known) and
        ``is_dated``, by position.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> timeline(load_table("meetings")).iloc[0]["date_text"]
    '28 August 2004'
    """
    # Undated meetings of one track with the same limits share the time between them, by number.
    limits = [meetings[n].fillna("") for n in ("track", "not_before_date", "not_after_date")]
    undated = meetings[meetings["start_date"].isna()].sort_values("ordinal", kind="stable")
    place = undated.groupby(limits).cumcount() + 1
    parts = undated.groupby(limits)["meeting_id"].transform("size") + 1
    share = (place / parts).reindex(meetings.index)
    rows = [_placed(row, share[index]) for index, row in meetings.iterrows()]
    table = meetings.assign(**{key: [row[key] for row in rows] for key in rows[0]})
    return table.sort_values(["position", "meeting_id"], ignore_index=True)


def _placed(row: pd.Series, share: float) -> dict:
    """Place one meeting; ``share`` is the part of the possible time that lies before it."""
    if pd.notna(row["start_date"]):
        position, words, dated = middle_day(row["start_date"]), format_date(row["start_date"]), True
    else:
        bounds = [row["not_before_date"], row["not_after_date"]]
        known = [date_bounds(bound)[0] for bound in bounds if pd.notna(bound)]
        position = known[0] + (known[-1] - known[0]) * share
        after = f"after {format_date(bounds[0])}, " if pd.notna(bounds[0]) else ""
        words, dated = f"undated; {after}by {format_date(bounds[1])}", False
    return {"position": pd.Timestamp(position), "date_text": words, "is_dated": dated}


@measure
def cadence(meetings: pd.DataFrame, series: str) -> pd.DataFrame:
    """Measure the months between the numbered meetings of one series.

    Parameters
    ----------
    meetings : pandas.DataFrame
        Table ``meetings``.
    series : str
        Series; meetings of it without a full date are left out.

    Returns
    -------
    pandas.DataFrame
        ``ordinal``, ``title``, ``start_date``, ``previous_date``, ``gap_months`` (missing for the
        first), ``all_source_ids`` (of both meetings), in order.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> gaps = cadence(load_table("meetings"), "foreign-ministers")
    >>> round(float(gaps["gap_months"].max()), 1)
    50.1
    """
    rows = meetings[(meetings["series"] == series) & meetings["is_numbered"]]
    rows = rows.dropna(subset=["start_date", "ordinal"]).sort_values("ordinal", kind="stable")
    rows = rows[rows["start_date"].str.len() == len("2004-08-28")]
    days = pd.to_datetime(rows["start_date"])
    both = [cite(rows.iloc[max(0, place - 1) : place + 1]) for place in range(len(rows))]
    return rows.assign(
        previous_date=rows["start_date"].shift(),
        gap_months=days.diff().dt.days / DAYS_PER_MONTH,
        all_source_ids=both,
    )[
        ["ordinal", "title", "start_date", "previous_date", "gap_months", "all_source_ids"]
    ].reset_index(drop=True)


def months_since(meeting: str, day: str) -> float:
    """Count the months from a meeting to a day.

    Examples
    --------
    >>> round(months_since("2022-12-24", "2026-11-23"))
    47
    """
    return (pd.Timestamp(day) - pd.Timestamp(meeting)).days / DAYS_PER_MONTH


@measure
def marks(meetings: pd.DataFrame, milestones: pd.DataFrame) -> pd.DataFrame:
    """Gather what the timeline shows: every meeting, the summit that was called off, the gaps.

    Parameters
    ----------
    meetings, milestones : pandas.DataFrame
        The tables of these names.

    Returns
    -------
    pandas.DataFrame
        What :func:`timeline` gives, with ``mark`` (held, undated, called off), ``number`` (of a
        numbered meeting of foreign ministers), ``gap_months`` and ``gap_middle`` (datetime) since the
        meeting of ministers before; the summit ends the last gap.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = marks(load_table("meetings"), load_table("milestones"))
    >>> table.loc[table["mark"] == "called off", "date_text"].item()
    '9 August 2024'
    """
    placed = timeline(meetings)
    off = milestones[milestones["milestone_id"] == "ms-2024-cancel"]
    off = off.assign(
        meeting_id=off["milestone_id"], track="leaders", position=pd.to_datetime(off["event_date"]),
        date_text=off["event_date"].map(format_date), mark="called off", city_name="Astana",
        title="First summit, called off",
    )  # fmt: skip
    placed = placed.assign(mark=placed["is_dated"].map({True: "held", False: "undated"}))
    table = pd.concat([placed, off[[c for c in off if c in placed]]], ignore_index=True)
    table = table.sort_values("position", kind="stable", ignore_index=True)
    ministers = table["series"].eq("foreign-ministers") & table["is_numbered"].eq(True)
    row_of = table[ministers | table["series"].eq("summit")]
    before = row_of["position"].shift()
    months = (row_of["position"] - before).dt.days / DAYS_PER_MONTH
    number = table.loc[ministers, "ordinal"].map(lambda place: str(int(place)))
    return table.assign(
        number=number, gap_months=months, gap_middle=before + (row_of["position"] - before) / 2
    )


@measure
def themes_by_period(
    meeting_themes: pd.DataFrame,
    themes: pd.DataFrame,
    meetings: pd.DataFrame,
    periods: list[tuple[int, int]],
    tracks: list[str] | None = None,
    least: int = 1,
) -> pd.DataFrame:
    """Count in what part of the meetings of a period each theme was on the agenda.

    Parameters
    ----------
    meeting_themes, themes, meetings : pandas.DataFrame
        The tables of these names.
    periods : list of (int, int)
        First and last year of each period.
    tracks : list of str, optional
        Tracks to take; all of them if nothing is said.
    least : int, optional
        Leave out themes that fewer meetings name, all periods together.

    Returns
    -------
    pandas.DataFrame
        ``theme_name``, ``theme_group``, ``period``, ``meeting_count`` (meetings of the period that
        name the theme; nought too), ``all_count`` (meetings of the period with a known agenda),
        ``share_pct`` and ``all_source_ids``. Themes only planned for a later meeting don't count.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = (load_table(name) for name in ("meeting_themes", "themes", "meetings"))
    >>> table = themes_by_period(*tables, [(2004, 2009)], ["foreign-ministers"])
    >>> int(table["all_count"].max())
    2
    """
    held = meeting_themes[meeting_themes["basis"] == "held"]
    placed = timeline(meetings)
    if tracks is not None:
        placed = placed[placed["track"].isin(tracks)]
    placed = placed.filter(["meeting_id", "position", *ID_COLUMNS])
    rows = join(held, placed, on="meeting_id").merge(themes, on="theme")
    bins = {year: f"{first}–{last}" for first, last in periods for year in range(first, last + 1)}
    rows["period"] = rows["position"].dt.year.map(bins)
    whole = rows.groupby("period")["meeting_id"].nunique()
    made = []
    for (name, group), of_theme in rows.groupby(["theme_name", "theme_group"]):
        if of_theme["meeting_id"].nunique() < least:
            continue
        for period, count in whole.items():
            named = of_theme.loc[of_theme["period"] == period, "meeting_id"].nunique()
            cells = {"theme_name": name, "theme_group": group, "period": period}
            counts = {"meeting_count": named, "all_count": int(count)}
            made.append(row(of_theme, **cells, **counts, share_pct=100 * named / count))
    return pd.DataFrame(made)


@measure
def meeting_labels(levels: pd.DataFrame) -> pd.Series:
    """Name each meeting of leaders or foreign ministers shortly, by number and year.

    Examples
    --------
    >>> one = pd.DataFrame({"track": ["leaders"], "ordinal": [1], "start_date": ["2025-12-20"]})
    >>> meeting_labels(one).item()
    'Summit, 2025'
    """
    number = levels["ordinal"].map(lambda place: ordinal(place)[0])
    return number.mask(levels["track"] == "leaders", "Summit") + ", " + levels["start_date"].str[:4]


@measure
def attendance(
    delegations: pd.DataFrame, meetings: pd.DataFrame, areas: list[str], tracks: list[str]
) -> pd.DataFrame:
    """Give the level at which each country took part in each meeting of some tracks.

    Parameters
    ----------
    delegations, meetings : pandas.DataFrame
        Tables ``meeting_delegations`` and ``meetings``.
    areas : list of str
        Countries.
    tracks : list of str
        Tracks of the Dialogue.

    Returns
    -------
    pandas.DataFrame
        ``meeting_id``, ``track``, ``ordinal``, ``start_date``, ``area_code``, ``level``,
        ``level_basis``, ``role_note``, ``all_source_ids``, by date.
    """
    chosen = meetings[meetings["track"].isin(tracks)].dropna(subset=["start_date"])
    chosen = chosen.filter(["meeting_id", "track", "ordinal", "start_date", *ID_COLUMNS])
    rows = join(delegations[delegations["area_code"].isin(areas)], chosen, on="meeting_id")
    columns = ["meeting_id", "track", "ordinal", "start_date", "area_code", "level"]
    columns += ["level_basis", "role_note", "all_source_ids"]
    return rows[columns].sort_values(["start_date", "area_code"], ignore_index=True)
