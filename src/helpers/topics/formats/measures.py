"""The "5+1" formats: when each partner first met the five, how high, and how often."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import area_name
from helpers.partial_dates import format_date, middle_day
from helpers.provenance import cite, measure
from helpers.topics.placing import in_time

DAYS_PER_YEAR = 365.25


@measure
def first_dates(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """Set the start of each format beside its first summit.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        The formats that join all five with one partner, with ``started_date`` (launch, or first
        meeting of foreign ministers), ``first_summit_date``, ``summit_count`` (held),
        ``years_to_summit`` (missing without start or summit) and ``all_source_ids``, by first
        summit.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = first_dates(load_table("formats"), load_table("format_summits"))
    >>> row = table.set_index("format_id").loc["japan"]
    >>> round(float(row["years_to_summit"]), 1), int(row["summit_count"])
    (21.3, 1)
    """
    held = summits[summits["status"] == "held"]
    table = formats[formats["is_five_plus_one"]].copy()
    table["started_date"] = table["launched_date"].fillna(table["first_foreign_ministers_date"])
    table["first_summit_date"] = table["format_id"].map(
        held.groupby("format_id")["summit_date"].min()
    )
    counts = held.groupby("format_id").size()
    table["summit_count"] = table["format_id"].map(counts).fillna(0).astype(int)
    table["years_to_summit"] = [
        (middle_day(end) - middle_day(start)).days / DAYS_PER_YEAR
        if pd.notna(start) and pd.notna(end)
        else float("nan")
        for start, end in zip(table["started_date"], table["first_summit_date"])
    ]
    table["all_source_ids"] = [
        cite(table.loc[[place]], held[held["format_id"] == table.loc[place, "format_id"]])
        for place in table.index
    ]
    return table.sort_values(["first_summit_date", "started_date"], ignore_index=True)


def years_between(dates: list[str]) -> float:
    """Count the years from the first to the last of some days.

    Examples
    --------
    >>> round(years_between(["2004-08-28", "2025-12-20"]), 1)
    21.3
    """
    days = pd.to_datetime(pd.Series(list(dates)))
    return (days.max() - days.min()).days / DAYS_PER_YEAR


@measure
def events(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """Place starts, leaders' meetings and summits of each format on a time axis.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        ``format_id``, ``partner_name``, ``kind`` (start, summit, leaders-meeting, announced),
        ``date_text``, ``position`` (datetime), ``where``, ``note``, ``all_source_ids``, by format
        and date. Entries without a date, and those not found as held, are left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = events(load_table("formats"), load_table("format_summits"))
    >>> table.query("format_id == 'japan'")["kind"].to_list()
    ['start', 'summit']
    """
    first = first_dates(formats, summits)
    start = first[["format_id", "started_date"]].rename(columns={"started_date": "summit_date"})
    start = start.assign(kind="start", where="", note="", all_source_ids=all_source_ids(first))
    kinds = {
        "held": "summit",
        "leaders-meeting-not-summit": "leaders-meeting",
        "announced": "announced",
    }
    later = summits.assign(
        kind=summits["status"].map(kinds), where=summits["city_name"].fillna(summits["mode"])
    ).assign(all_source_ids=all_source_ids)
    columns = ["format_id", "summit_date", "kind", "where", "note", "all_source_ids"]
    table = pd.concat([start, later[columns]]).dropna(subset=["summit_date", "kind"])
    table = table.merge(first[["format_id", "partner_name"]], on="format_id")
    table = in_time(table, "summit_date").assign(
        where=table["where"].fillna("place not read"),
        note=table["note"].fillna(""),
    )
    return table.sort_values(["format_id", "position"], ignore_index=True)


@measure
def ministers_pace(formats: pd.DataFrame) -> pd.DataFrame:
    """Measure how often the ministers of each format met, by the number of its latest meeting.

    Parameters
    ----------
    formats : pandas.DataFrame
        Table ``formats``.

    Returns
    -------
    pandas.DataFrame
        The formats that join all five with one partner and whose ministers' meetings are numbered:
        ``format_id``, ``partner_name``, ``latest_ministers_no``, ``latest_ministers_date``,
        ``months_between`` (mean from the start to that meeting; missing without a start), the
        highest number first.

    Examples
    --------
    >>> one = pd.DataFrame({"format_id": ["a"], "partner_name": ["A"], "is_five_plus_one": [True],
    ...     "launched_date": ["2020-01-01"], "first_foreign_ministers_date": ["2020-01-01"],
    ...     "latest_ministers_no": [3], "latest_ministers_date": ["2022-01-01"]})
    >>> round(float(ministers_pace(one)["months_between"].item()))
    12
    """
    rows = formats[formats["is_five_plus_one"]].dropna(subset=["latest_ministers_no"])
    started = rows["first_foreign_ministers_date"].fillna(rows["launched_date"])
    months = [
        (middle_day(last) - middle_day(first)).days / DAYS_PER_YEAR * 12 / (number - 1)
        if pd.notna(first) and number > 1
        else float("nan")
        for first, last, number in zip(
            started, rows["latest_ministers_date"], rows["latest_ministers_no"].astype(int)
        )
    ]
    kept = ["format_id", "partner_name", "latest_ministers_no", "latest_ministers_date"]
    kept += [name for name in ("source_id", "more_source_ids") if name in rows]
    table = rows[kept].assign(months_between=months)
    return table.sort_values(
        "latest_ministers_no", ascending=False, ignore_index=True, kind="stable"
    )


@measure
def side_by_side(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """Write start, first summit, ministers' meetings and secretariat of each format in words.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        What :func:`first_dates` gives, with ``started_text``, ``summit_text``, ``ministers_text``,
        ``secretariat_text`` and ``remark_text``, by start.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = side_by_side(load_table("formats"), load_table("format_summits"))
    >>> table.set_index("format_id").loc["russia", "started_text"]
    'not found'
    """
    rows = first_dates(formats, summits)
    numbered = rows["latest_ministers_no"].notna()
    latest = rows["latest_ministers_date"].map(format_date, na_action="ignore")
    table = rows.assign(
        started_text=rows["started_date"].map(format_date, na_action="ignore").fillna("not found"),
        summit_text=rows["first_summit_date"]
        .map(format_date, na_action="ignore")
        .fillna("none found"),
        ministers_text=(rows["latest_ministers_no"].astype("str") + ", by " + latest).where(
            numbered, "no number found"
        ),
        secretariat_text=rows["secretariat_note"].fillna("none found"),
        remark_text=rows["note"].fillna(""),
    )
    return table.sort_values("started_date", na_position="last", ignore_index=True, kind="stable")


_STATES = {
    "held": "held",
    "announced": "announced",
    "leaders-meeting-not-summit": "leaders met, outside the count of summits",
    "not-found-as-held": "announced, not found as held",
}


@measure
def every_summit(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """List what was found of summits and leaders' meetings, held or announced, in words.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``; formats that don't join all five are left out.

    Returns
    -------
    pandas.DataFrame
        ``date_text``, ``format_name``, ``place_text``, ``state_text``, ``remark_text``,
        ``all_source_ids``, by date, undated ones last.
    """
    joint = formats.loc[formats["is_five_plus_one"], ["format_id", "format_name"]]
    rows = summits.merge(joint, on="format_id").sort_values(
        "summit_date", na_position="last", kind="stable"
    )
    until = " to " + rows["end_date"].map(format_date, na_action="ignore")
    return rows.assign(
        date_text=rows["summit_date"].map(format_date, na_action="ignore").fillna("not given")
        + until.fillna(""),
        place_text=rows["city_name"]
        .fillna(rows["country_code"].map(area_name, na_action="ignore"))
        .fillna(rows["mode"])
        .fillna("not read"),
        state_text=rows["status"].map(_STATES),
        remark_text=rows["note"].fillna(""),
        all_source_ids=all_source_ids(rows),
    )


@measure
def summits_in_order(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """Number the summits held between the five and any one partner, in order of time.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        ``overall_no`` (place among all), ``year``, ``no_in_year``, ``format_id``,
        ``partner_name``, ``summit_no``, ``is_first`` (of its format), ``date_text``, ``where``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = summits_in_order(load_table("formats"), load_table("format_summits"))
    >>> table["partner_name"].iloc[0], table["year"].iloc[0].item()
    ('India', 2022)
    """
    rows = events(formats, summits)
    rows = rows[rows["kind"] == "summit"].sort_values("position", ignore_index=True, kind="stable")
    year = rows["position"].dt.year
    return rows.assign(
        overall_no=range(1, len(rows) + 1),
        year=year,
        no_in_year=rows.groupby(year).cumcount() + 1,
        summit_no=rows.groupby("format_id").cumcount() + 1,
        is_first=~rows.duplicated("format_id"),
    )


@measure
def japans(order: pd.DataFrame) -> pd.DataFrame:
    """Give the first summit with Japan, a row.

    Parameters
    ----------
    order : pandas.DataFrame
        What :func:`summits_in_order` gives.
    """
    return order[order["format_id"] == "japan"].head(1)


def counts_of_summits(order: pd.DataFrame) -> dict[str, int]:
    """Count the summits with one partner, their partners, and those before the first with Japan.

    Parameters
    ----------
    order : pandas.DataFrame
        What :func:`summits_in_order` gives.

    Returns
    -------
    dict
        Counts by number id of the chapter; ``twice-count``: partners that had met again by then.
    """
    before = order[order["overall_no"] < japans(order)["overall_no"].item()]
    return {
        "summit-partners": order["partner_name"].nunique(),
        "summit-count": len(order),
        "before-count": len(before),
        "before-partners": before["partner_name"].nunique(),
        "twice-count": before[before["summit_no"] > 1]["partner_name"].nunique(),
    }


def place_among_leaders(events: pd.DataFrame, format_id: str) -> int:
    """Number the first summit of a format among all meetings of leaders, whatever they are called.

    Parameters
    ----------
    events : pandas.DataFrame
        What :func:`events` gives.
    format_id : str
        The format.
    """
    leaders = events[events["kind"].isin(["summit", "leaders-meeting"])]
    first = events[(events["format_id"] == format_id) & (events["kind"] == "summit")]
    return int((leaders["position"] <= first["position"].min()).sum())
