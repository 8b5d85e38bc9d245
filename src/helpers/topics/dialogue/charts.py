"""Charts of the Dialogue: meetings in time, their rhythm, themes and levels."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, by_shape, time_axis, tooltips
from helpers.charts.shades import step_scale
from helpers.numbers import ordinal
from helpers.style import Layout, colour

TRACKS = {
    "leaders": "Leaders",
    "foreign-ministers": "Foreign ministers",
    "special": "Special meetings",
    "senior-officials": "Senior officials",
    "tokyo-dialogue": "Tokyo Dialogue",
    "expert": "Experts",
    "business-economic": "Business, economy",
}
LEVELS = {
    "leader": "Leader",
    "minister": "Foreign minister",
    "deputy": "Deputy minister, envoy",
    "ambassador": "Ambassador",
    "unknown": "Not stated or not named",
}
PHASES = {
    "idea": "Idea",
    "preparation": "Preparation",
    "announcement": "Announcement",
    "cancellation": "Cancellation",
    "went-ahead": "Went ahead",
    "after": "After",
    "road-to-tokyo": "Road to Tokyo",
    "tokyo": "Tokyo",
}
_RANK = {
    "head-of-state": "leader",
    "head-of-government": "leader",
    "foreign-minister": "minister",
    "other-minister": "minister",
    "first-deputy-minister": "deputy",
    "deputy-minister": "deputy",
    "special-envoy": "deputy",
    "senior-official": "deputy",
    "ambassador": "ambassador",
}


def _left_axis(layout: Layout) -> alt.Axis:
    return alt.Axis(title=None, labelLimit=150, domain=False, ticks=False, labelFontSize=11)


def _on_cell(strong: str) -> dict:
    """Colour a word so that it stands out from the cell it is on, strong or pale."""
    return alt.condition(strong, alt.value(colour("ground")), alt.value(colour("text")))


def _by_confidence() -> alt.Shape:
    """Give points of each confidence a shape of their own."""
    shapes = {"high": "circle", "medium": "square", "low": "triangle-up"}
    return by_shape("confidence", shapes, title="Confidence")


def with_tracks(table: pd.DataFrame) -> pd.DataFrame:
    """Name the track of each meeting and its place, or how it was held where no city is known.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.timeline`` gives.

    Returns
    -------
    pandas.DataFrame
        The same with ``track_name`` and ``place``.

    Examples
    --------
    >>> row = {"track": ["expert"], "city_name": [None], "format": [None]}
    >>> with_tracks(pd.DataFrame(row))["place"].item()
    'not found'
    """
    place = table["city_name"].fillna(table["format"]).fillna("not found")
    return table.assign(track_name=table["track"].map(TRACKS), place=place)


def with_meetings(table: pd.DataFrame) -> pd.DataFrame:
    """Name each meeting by its number and year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.cadence`` gives.

    Examples
    --------
    >>> row = pd.DataFrame({"ordinal": [9], "start_date": ["2022-12-24"]})
    >>> with_meetings(row)["meeting"].item()
    '9th, 2022'
    """
    number = table["ordinal"].map(lambda place: ordinal(place)[0])
    return table.assign(meeting=number + ", " + table["start_date"].str[:4])


def draw_timeline(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each meeting as a point: date across, track down; open points are undated meetings.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.timeline`` gives, with ``track_name`` and ``place``.
    layout : Layout
        The layout, which gives the width.
    """
    kinds = ["dated", "undated, placed by limits"]
    rows = table.assign(dating=[kinds[0] if dated else kinds[1] for dated in table["is_dated"]])
    rows = rows[["position", "track_name", "title", "date_text", "place", "dating", "confidence"]]
    narrow = layout.columns == 1
    width = layout.width - (125 if narrow else 140)
    return (
        alt.Chart(rows)
        .mark_point(
            size=40 if narrow else 70, opacity=0.85, strokeWidth=1.6, stroke=colour("accent")
        )
        .encode(
            x=time_axis(rows["position"], width),
            y=alt.Y("track_name:N", sort=list(TRACKS.values()), axis=_left_axis(layout)),
            fill=alt.Fill(
                "dating:N",
                title=None,
                legend=alt.Legend(symbolStrokeColor=colour("accent"), symbolStrokeWidth=1.6),
                scale=alt.Scale(domain=kinds, range=[colour("accent"), colour("ground")]),
            ),
            tooltip=tooltips(
                title="Meeting", date_text="Date", place="Place", confidence="Confidence"
            ),
        )
        .properties(width=width, height=230)
    )


def describe_timeline(table: pd.DataFrame) -> str:
    """Describe :func:`draw_timeline`: tracks, range, count per track."""
    counts = table["track_name"].value_counts()
    words = ", ".join(
        f"{name.lower()} {counts[name]}" for name in TRACKS.values() if name in counts
    )
    return (
        f"Points on a time axis from {table['position'].dt.year.min()} to "
        f"{table['position'].dt.year.max()}, one row a track, {len(table)} meetings: {words}. "
        f"{int((~table['is_dated']).sum())} of them are undated and placed by the limits known."
    )


def draw_cadence(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the months before each meeting of foreign ministers as bars.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.cadence`` gives, with ``meeting`` as label.
    layout : Layout
        The layout, which gives the width.
    """
    rows = table.dropna(subset=["gap_months"])[["meeting", "gap_months", "start_date"]]
    width, gaps = layout.width - 120, rows["gap_months"]
    base = alt.Chart(rows).encode(
        x=alt.X(
            "gap_months:Q",
            title="months since the meeting before",
            scale=amount_scale(gaps, gaps.map("{:.0f}".format), width, room=8),
        ),
        y=alt.Y("meeting:N", sort=None, axis=_left_axis(layout)),
        tooltip=tooltips(meeting="Meeting", gap_months=("Months", ".1f")),
    )
    bars = base.mark_bar(color=colour("accent"), height=12)
    words = base.mark_text(align="left", dx=5).encode(text=alt.Text("gap_months:Q", format=".0f"))
    return (bars + words).properties(width=width, height=24 * len(rows))


def describe_cadence(table: pd.DataFrame) -> str:
    """Describe :func:`draw_cadence`: range, longest and shortest gap."""
    rows = table.dropna(subset=["gap_months"])
    top, low = rows.loc[rows["gap_months"].idxmax()], rows.loc[rows["gap_months"].idxmin()]
    return (
        f"Bars, one for each of {len(rows)} gaps between numbered meetings of foreign ministers, "
        f"in months. Longest: {top['gap_months']:.0f} before {top['meeting']}; shortest: "
        f"{low['gap_months']:.0f} before {low['meeting']}."
    )


def draw_themes(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw themes down, periods across; the share of meetings as shade and figure.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.themes_by_period`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    groups = ["politics", "security", "economy", "connectivity", "green", "people"]
    rows = table.assign(rank=table["theme_group"].map(groups.index))
    order = list(rows.sort_values(["rank", "theme_name"])["theme_name"].unique())
    base = alt.Chart(rows).encode(
        x=alt.X("period:O", title=None, axis=_period_axis(layout)),
        y=alt.Y("theme_name:N", sort=order, axis=_left_axis(layout)),
        tooltip=tooltips(
            theme_name="Theme", period="Period", meeting_count="Meetings", all_count="of"
        ),
    )
    shade = alt.Color(
        "share_pct:Q",
        legend=None,
        scale=step_scale([10, 20, 35, 50]),
    )
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=1.5).encode(color=shade)
    words = base.mark_text(fontSize=10).encode(
        text=alt.Text("share_pct:Q", format=".0f"), color=_on_cell("datum.share_pct >= 35")
    )
    return alt.layer(cells, words).properties(
        width=layout.width - (150 if layout.columns == 1 else 170), height=19 * len(order)
    )


def _period_axis(layout: Layout) -> alt.Axis:
    """Write periods in full where there is room, else with two digits of each year."""
    short = "slice(datum.label, 2, 5) + slice(datum.label, 7)"
    words = {"labelExpr": short} if layout.columns == 1 else {}
    return alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False, **words)


def describe_themes(table: pd.DataFrame) -> str:
    """Describe :func:`draw_themes`: periods, range, and the leading themes of first and last."""
    words = []
    for period in (table["period"].min(), table["period"].max()):
        top = table[table["period"] == period].nlargest(3, "share_pct")["theme_name"].str.lower()
        words.append(f"{period}: {', '.join(top)}")
    return (
        f"Grid of {table['theme_name'].nunique()} themes by {table['period'].nunique()} periods; each "
        f"cell gives the share of meetings with that theme, from {table['share_pct'].min():.0f} to "
        f"{table['share_pct'].max():.0f} per cent. Most frequent in {'; in '.join(words)}."
    )


def with_rank(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``rank``: the level of a delegation in the steps of the chart."""
    return table.assign(rank=[LEVELS[_RANK.get(level, "unknown")] for level in table["level"]])


def draw_attendance(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw countries down, meetings across; the level of the delegation as shade and letter.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`with_rank` gives, with ``area`` and ``meeting``.
    layout : Layout
        The layout, which gives the width.
    """
    letters = {
        "Leader": "L",
        "Foreign minister": "M",
        "Deputy minister, envoy": "D",
        "Ambassador": "A",
    }
    rows = table.assign(letter=table["rank"].map(letters).fillna("?"))
    narrow = layout.columns == 1
    across = alt.X(
        "meeting:N",
        sort=None,
        title=None,
        axis=alt.Axis(orient="top", labelAngle=-60, domain=False, ticks=False),
    )
    down = alt.Y("area:N", title=None, sort=None, axis=_left_axis(layout))
    if narrow:
        across, down = (
            alt.X(
                "area:N",
                sort=None,
                title=None,
                axis=alt.Axis(orient="top", labelAngle=-60, domain=False, ticks=False),
            ),
            alt.Y("meeting:N", title=None, sort=None, axis=_left_axis(layout)),
        )
    base = alt.Chart(rows).encode(
        x=across,
        y=down,
        tooltip=tooltips(area="Country", meeting="Meeting", rank="Level", role_note="As stated"),
    )
    shade = alt.Color(
        "rank:N",
        title=None,
        sort=list(LEVELS.values()),
        legend=alt.Legend(orient="bottom", columns=2 if narrow else 3, symbolType="square"),
        scale=alt.Scale(
            domain=list(LEVELS.values()),
            range=[colour(c) for c in ("step5", "step4", "step3", "step2", "land")],
        ),
    )
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=1.5).encode(color=shade)
    words = base.mark_text(fontSize=10).encode(
        text="letter:N", color=_on_cell("indexof(['L', 'M'], datum.letter) >= 0")
    )
    count, meetings = rows["area"].nunique(), rows["meeting"].nunique()
    size = {"width": layout.width - 100, "height": 26 * count}
    if narrow:
        size = {"width": layout.width - 110, "height": 22 * meetings}
    return alt.layer(cells, words).properties(**size)


def describe_attendance(table: pd.DataFrame) -> str:
    """Describe :func:`draw_attendance`: countries, meetings, and who sent others than ministers."""
    below = table[table["rank"].isin(["Deputy minister, envoy", "Ambassador"])]
    counts = below["area"].value_counts()
    words = ", ".join(f"{name} {count}" for name, count in counts.items())
    return (
        f"Grid of {table['area'].nunique()} countries by {table['meeting'].nunique()} meetings of "
        f"leaders and foreign ministers; each cell gives the level of the delegation. Meetings at the "
        f"level of deputy minister, envoy or ambassador: {words}."
    )


def with_phases(table: pd.DataFrame) -> pd.DataFrame:
    """Name the phase of each event, in ``phase_name``.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``summit.measures.steps`` gives.
    """
    return table.assign(phase_name=table["phase"].map(PHASES))


def draw_steps(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the events of the summit: date across, phase down; events too close to tell apart are piled.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``summit.measures.steps`` gives, with ``phase_name``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    rows = table[["position", "phase_name", "title", "date_text", "confidence"]]
    size, lift = (45, 9) if narrow else (60, 11)
    width = layout.width - 130
    x = time_axis(rows["position"], width, months=12 if narrow else 6)
    # A point needs eleven pixels of the axis to stand free.
    days = (pd.Timestamp(x["scale"].domain[1]) - pd.Timestamp(x["scale"].domain[0])).days
    rows = rows.assign(pile=pile_up(rows, days=days * 11 / width))
    order = list(dict.fromkeys(table["phase_name"]))
    depth = [int(rows.loc[rows["phase_name"] == phase, "pile"].max()) + 1 for phase in order]
    base = {p: sum(depth[:i]) + i + depth[i] for i, p in enumerate(order)}
    rows["level"] = rows["phase_name"].map(base) - rows["pile"]
    at = {v: k for k, v in base.items()}
    return (
        alt.Chart(rows)
        .mark_point(filled=True, size=size, opacity=1, color=colour("accent"))
        .encode(
            x=x,
            y=alt.Y(
                "level:Q",
                scale=alt.Scale(domain=[0.3, max(at) + 0.7], reverse=True, nice=False),
                axis=alt.Axis(
                    title=None,
                    values=list(at),
                    labelExpr=f"{json.dumps(at)}[datum.value]",
                    labelLimit=150,
                    labelFontSize=11,
                    domain=False,
                    ticks=False,
                    grid=True,
                ),
            ),
            shape=_by_confidence(),
            tooltip=tooltips(date_text="Date", title="Event", confidence="Confidence"),
        )
        .properties(width=width, height=int(lift * (max(at) + 0.4)))
    )


def pile_up(rows: pd.DataFrame, days: float) -> list[int]:
    """Say how high each event must stand so that none of its phase hides another.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``position`` (datetime) and ``phase_name``.
    days : float
        Events of one phase nearer than this share a pile.

    Examples
    --------
    >>> events = pd.DataFrame({"position": pd.to_datetime(["2024-08-08", "2024-08-09", "2025-01-01"]),
    ...     "phase_name": ["Day", "Day", "Day"]})
    >>> pile_up(events, days=5)
    [0, 1, 0]
    """
    height = pd.Series(0, index=rows.index)
    for _, group in rows.sort_values("position", kind="stable").groupby("phase_name", sort=False):
        ends: list[pd.Timestamp] = []  # the last event on each level of the pile
        for index, position in group["position"].items():
            free = [i for i, end in enumerate(ends) if (position - end).days >= days]
            level = free[0] if free else len(ends)
            ends[level : level + 1] = [position]
            height[index] = level
    return height.to_list()


def describe_steps(table: pd.DataFrame) -> str:
    """Describe :func:`draw_steps`: range, phases and counts."""
    counts = table.groupby("phase_name", sort=False).size()
    words = ", ".join(f"{name.lower()} {count}" for name, count in counts.items())
    return (
        f"Points on a time axis from {table['date_text'].iloc[0]} to {table['date_text'].iloc[-1]}, "
        f"{len(table)} events by phase: {words}. Shape shows the confidence of the row."
    )
