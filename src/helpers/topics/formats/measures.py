"""The "5+1" formats: when each partner first met the five, how high, and how often."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.data import all_source_ids
from helpers.partial_dates import format_date, middle_day
from helpers.provenance import cite, measure, row
from helpers.topics.placing import in_time

DAYS_PER_YEAR = 365.25


@measure
def leaders_meetings(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """List the meetings of leaders of all five with one partner by one rule, in order of time.

    Each meeting that was held counts, in person or by video, whether or not its host numbers it as a summit.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        ``overall_no`` (place among all), ``own_no`` (place among those that their hosts number; of
        another meeting the number of those before it), ``is_numbered``, ``by_video``, ``year``,
        ``no_in_year``, ``format_id``, ``partner_name``, ``is_first`` (of its format), ``summit_date``,
        ``date_text``, ``position``, ``where``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = leaders_meetings(load_table("formats"), load_table("format_summits"))
    >>> table["partner_name"].head(2).to_list(), table["by_video"].head(2).to_list()
    (['China', 'India'], [True, True])
    """
    joint = formats.loc[formats["is_five_plus_one"], ["format_id", "partner_name"]]
    held = summits[summits["status"].isin(["held", "leaders-meeting-not-summit"])]
    rows = in_time(held.merge(joint, on="format_id"), "summit_date")
    rows = rows.sort_values("position", ignore_index=True, kind="stable")
    numbered, year = rows["status"] == "held", rows["position"].dt.year
    return rows.assign(
        overall_no=range(1, len(rows) + 1),
        own_no=numbered.cumsum(),
        is_numbered=numbered,
        by_video=rows["mode"] == "virtual",
        year=year,
        no_in_year=rows.groupby(year).cumcount() + 1,
        is_first=~rows.duplicated("format_id"),
        where=rows["city_name"].fillna("by video"),
        all_source_ids=all_source_ids(rows),
    )


@measure
def first_dates(formats: pd.DataFrame, summits: pd.DataFrame) -> pd.DataFrame:
    """Set the start of each format beside its first meeting of leaders.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        The formats that join all five with one partner, with ``started_date`` (launch, or first
        meeting of foreign ministers), ``first_leaders_date``, ``leaders_count``, ``own_count`` (those
        that the hosts number), ``years_to_leaders`` (missing without one of the dates) and
        ``all_source_ids``, by first meeting of leaders.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = first_dates(load_table("formats"), load_table("format_summits"))
    >>> row = table.set_index("format_id").loc["japan"]
    >>> round(float(row["years_to_leaders"]), 1), int(row["leaders_count"])
    (21.3, 1)
    """
    met = leaders_meetings(formats, summits)
    by_format = met.groupby("format_id")
    table = formats[formats["is_five_plus_one"]].copy()
    names = table["format_id"]
    table["started_date"] = table["launched_date"].fillna(table["first_foreign_ministers_date"])
    table["first_leaders_date"] = names.map(by_format["summit_date"].first())
    table["leaders_count"] = names.map(by_format.size()).fillna(0).astype(int)
    table["own_count"] = names.map(by_format["is_numbered"].sum()).fillna(0).astype(int)
    table["years_to_leaders"] = [
        (middle_day(end) - middle_day(start)).days / DAYS_PER_YEAR
        if pd.notna(start) and pd.notna(end)
        else float("nan")
        for start, end in zip(table["started_date"], table["first_leaders_date"])
    ]
    table["all_source_ids"] = [
        cite(table.loc[[place]], met[met["format_id"] == table.loc[place, "format_id"]])
        for place in table.index
    ]
    return table.sort_values(["first_leaders_date", "started_date"], ignore_index=True)


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
    """Place starts and leaders' meetings of each format, held and announced, on a time axis.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        ``format_id``, ``partner_name``, ``kind`` (start, in-person, video, announced),
        ``date_text``, ``position`` (datetime), ``where``, ``note``, ``all_source_ids``, by format
        and date. Entries without a date, and those not found as held, are left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = events(load_table("formats"), load_table("format_summits"))
    >>> table.query("format_id == 'china'")["kind"].to_list()
    ['start', 'video', 'in-person', 'in-person']
    """
    first = first_dates(formats, summits)
    start = first[["format_id", "partner_name", "started_date"]]
    start = start.rename(columns={"started_date": "summit_date"}).assign(
        kind="start", where="", note="", all_source_ids=all_source_ids(first)
    )
    met = leaders_meetings(formats, summits)
    met = met.assign(kind=met["by_video"].map({True: "video", False: "in-person"}))
    due = summits[summits["status"] == "announced"]
    due = due.merge(first[["format_id", "partner_name"]], on="format_id").assign(
        kind="announced", all_source_ids=all_source_ids
    )
    due = due.assign(where=due["city_name"].fillna("place not given"))
    columns = ["format_id", "partner_name", "summit_date", "kind", "where", "note"]
    parts = [part[[*columns, "all_source_ids"]] for part in (start, met, due)]
    table = in_time(pd.concat(parts).dropna(subset=["summit_date"]), "summit_date")
    table = table.assign(note=table["note"].fillna(""))
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
    """Write start, leaders' and ministers' meetings and secretariat of each format in words.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        What :func:`first_dates` gives, with ``started_text``, ``leaders_text`` (the first, and how many
        there were), ``ministers_text`` and ``secretariat_text``, by start.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = side_by_side(load_table("formats"), load_table("format_summits"))
    >>> table.set_index("format_id").loc["china", "leaders_text"]
    '25 January 2022; three, two of them numbered'
    """
    rows = first_dates(formats, summits)
    numbered = rows["latest_ministers_no"].notna()
    latest = rows["latest_ministers_date"].map(format_date, na_action="ignore")
    met = rows["first_leaders_date"].map(format_date, na_action="ignore")
    table = rows.assign(
        started_text=rows["started_date"].map(format_date, na_action="ignore").fillna("not known"),
        leaders_text=[
            "none on record" if pd.isna(day) else f"{day}; {_how_many(count, own)}"
            for day, count, own in zip(met, rows["leaders_count"], rows["own_count"])
        ],
        ministers_text=(rows["latest_ministers_no"].astype("str") + ", by " + latest).where(
            numbered, "not numbered"
        ),
        secretariat_text=rows["secretariat_note"].fillna("none on record"),
    )
    return table.sort_values("started_date", na_position="last", ignore_index=True, kind="stable")


def _how_many(count: int, own: int) -> str:
    """Write how many meetings of leaders there were, and how many their hosts number."""
    words = numbers.count(count)[0]
    return words if count == own else f"{words}, {numbers.count(own)[0]} of them numbered"


@measure
def japans(met: pd.DataFrame) -> pd.DataFrame:
    """Give the first meeting of leaders with Japan, a row.

    Parameters
    ----------
    met : pandas.DataFrame
        What :func:`leaders_meetings` gives.
    """
    return met[met["format_id"] == "japan"].head(1)


# Members of the European Union with a format of their own beside that of the Union.
MEMBERS = ("germany", "italy")


def counts_of_meetings(met: pd.DataFrame) -> dict[str, int]:
    """Count the partners whose leaders met the five, and the meetings up to the first with Japan.

    Parameters
    ----------
    met : pandas.DataFrame
        What :func:`leaders_meetings` gives.

    Returns
    -------
    dict
        Counts by number id of the chapter; ``twice-count``: partners that had met again by then;
        ``alike-number`` and ``own-number``: the place of Japan's by one rule, and by the hosts' numbers.
    """
    mine = japans(met).iloc[0]
    before = met[met["overall_no"] < mine["overall_no"]]
    partners = set(met.loc[met["overall_no"] <= mine["overall_no"], "format_id"])
    return {
        "leader-partners": len(partners),
        "without-members": len(partners.difference(MEMBERS)),
        "alike-number": mine["overall_no"],
        "own-number": mine["own_no"],
        "twice-count": int((before["format_id"].value_counts() > 1).sum()),
    }


BOUNDS = {"almost": "almost ", "over": "over "}
_UNITS = {"cny_million": "yuan", "eur_million": "euro", "jpy_million": "yen", "usd_million": "US$"}


def sum_text(row: pd.Series) -> str:
    """Write a sum that a partner named, in its own currency.

    Parameters
    ----------
    row : pandas.Series
        Row of ``partner_offers``.

    Examples
    --------
    >>> sum_text(pd.Series({"amount": 12000, "unit_code": "eur_million", "amount_bound": "exact"}))
    '12 billion euro'
    >>> sum_text(pd.Series({"amount": 33, "unit_code": "usd_million", "amount_bound": "over"}))
    'over US$33 million'
    """
    unit, amount = _UNITS[row["unit_code"]], float(row["amount"])
    size, name = next(pair for pair in ((1e6, "trillion"), (1e3, "billion"), (1, "million")) if amount >= pair[0])  # fmt: skip
    figure = f"{amount / size:g} {name}"
    written = f"US${figure}" if unit == "US$" else f"{figure} {unit}"
    return BOUNDS.get(row.get("amount_bound"), "") + written


@measure
def at_their_meetings(
    offers: pd.DataFrame, formats: pd.DataFrame, summits: pd.DataFrame
) -> pd.DataFrame:
    """Keep what partners offered when their leaders met those of all five.

    Parameters
    ----------
    offers, formats, summits : pandas.DataFrame
        Tables ``partner_offers``, ``formats`` and ``format_summits``.

    Returns
    -------
    pandas.DataFrame
        The offers whose first day is that of a meeting of leaders, with ``partner_name``,
        ``date_text``, ``position`` and ``all_source_ids``, in order of time.
    """
    met = leaders_meetings(formats, summits)
    days = met.groupby("format_id")["summit_date"].agg(tuple)
    kept = [
        day.startswith(days.get(name, ("-",)))
        for name, day in zip(offers["format_id"], offers["start_date"])
    ]
    rows = offers[kept].merge(formats[["format_id", "partner_name"]], on="format_id")
    rows = in_time(rows, "start_date").assign(all_source_ids=all_source_ids)
    return rows.sort_values(["position", "item_no"], ignore_index=True, kind="stable")


@measure
def offers_by_meeting(rows: pd.DataFrame) -> pd.DataFrame:
    """Write, meeting by meeting, which sums were named, of which kind, and what was created.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`at_their_meetings` gives.

    Returns
    -------
    pandas.DataFrame
        ``partner_name``, ``when_text``, ``offered_text`` (each sum with what it is for), ``kind_text``
        (the kinds of money), ``created_text`` and ``all_source_ids``, a row a meeting, the newest first.
    """
    made = []
    for (_, partner, _), group in rows.groupby(["position", "partner_name", "format_id"]):
        first, sums = group.iloc[0], group[group["amount"].notna()]
        offered = [f"{sum_text(one)}: {one['item_name']}" for _, one in sums.iterrows()]
        bodies = group["bodies_text"].str.removeprefix("none found").str.removeprefix("; ")
        made.append(
            row(
                group,
                partner_name=partner,
                when_text=f"{first['date_text']}, {first['place']}",
                offered_text="; ".join(offered) or "No sum on record",
                kind_text="; ".join(dict.fromkeys(sums["money_kind"])),
                created_text="; ".join(text for text in bodies.dropna() if text),
            )
        )
    return pd.DataFrame(made[::-1])
