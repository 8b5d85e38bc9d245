"""Charts of the Dialogue: meetings in time, themes and levels."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import by_shape, time_axis, tooltips
from helpers.charts.shades import step_scale
from helpers.formatting import counted
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
# What a mark stands for, and its shape.
MARKS = {"held": "circle", "undated": "circle", "called off": "cross"}
# Meetings nearer than this have their numbers aside of their points, the later one to the right.
_NEAR = pd.Timedelta(days=365)
_ASIDE = {"center": 0, "left": -2, "right": 2}
LEVELS = {
    "leader": "Leader",
    "minister": "Foreign minister",
    "deputy": "Deputy minister, envoy",
    "ambassador": "Ambassador",
    "unknown": "Not stated or not named",
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
    return alt.Axis(title=None, domain=False, ticks=False, labelFontSize=11)


def _on_cell(strong: str) -> dict:
    """Colour a word so that it stands out from the cell it is on, strong or pale."""
    return alt.condition(strong, alt.value(colour("ground")), alt.value(colour("text")))


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


def draw_timeline(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each meeting as a point: date across, track down; ministers' meetings are numbered.

    Months since the meeting of ministers before stand between the two, below their line.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.marks`` gives, with ``track_name`` and ``place``.
    layout : Layout
        The layout, which gives the width.
    """
    columns = ["position", "track_name", "title", "date_text", "place", "mark", "number"]
    rows = table[[*columns, "gap_months", "gap_middle"]]
    ministers = rows.assign(track_name=TRACKS["foreign-ministers"])
    narrow = layout.columns == 1
    width = layout.width - (125 if narrow else 140)
    x = time_axis(rows["position"], width)
    lanes = alt.Scale(domain=list(TRACKS.values()))
    y = alt.Y("track_name:N", scale=lanes, axis=_left_axis(layout))
    fill = alt.Scale(domain=list(MARKS), range=[colour(c) for c in ("accent", "ground", "ground")])
    points = (
        alt.Chart(rows)
        .mark_point(size=35 if narrow else 60, opacity=1, strokeWidth=1.6, stroke=colour("accent"))
        .encode(
            x=x,
            y=y,
            shape=by_shape("mark", MARKS, legend=alt.Legend(orient="top")),
            fill=alt.Fill("mark:N", title=None, scale=fill),
            tooltip=tooltips(title="Meeting", date_text="Date", place="Place", mark="Known as"),
        )
    )
    gaps = (
        alt.Chart(ministers.dropna(subset=["gap_months"]))
        .mark_text(dy=15, fontSize=10, color=colour("muted"))
        .encode(x=alt.X("gap_middle:T"), y=y, text=alt.Text("gap_months:Q", format=".0f"))
    )
    held = ministers.dropna(subset=["number"]).sort_values("position", kind="stable")
    after = held["position"].diff() < _NEAR
    sides = {"center": ~(after | after.shift(-1, fill_value=False)), "left": after}
    sides["right"] = ~(sides["center"] | sides["left"])
    # Numbers of meetings within a year stand apart, else 8 and 9 are read as 89 on a phone.
    numbered = [
        alt.Chart(held[of])
        .mark_text(
            dy=-13, dx=_ASIDE[side], align=side, fontSize=9 if narrow else 11,
            fontWeight="bold", color=colour("text"),
        )
        .encode(x=x, y=y, text="number:N")
        for side, of in sides.items()
        if of.any()
    ]  # fmt: skip
    return alt.layer(points, gaps, *numbered).properties(width=width, height=44 * len(TRACKS))


def describe_timeline(table: pd.DataFrame) -> str:
    """Describe :func:`draw_timeline`: tracks, range, counts, the longest gap between ministers."""
    held = table[table["mark"] != "called off"]
    counts = held["track_name"].value_counts()
    words = ", ".join(
        f"{name.lower()} {counts[name]}" for name in TRACKS.values() if name in counts
    )
    longest = table["gap_months"].max()
    gap = f" Longest time between meetings of ministers: {counted(f'{longest:.0f}', 'months')}."
    return (
        f"Points on a time axis from {table['position'].dt.year.min()} to "
        f"{table['position'].dt.year.max()}, one row a track, {counted(len(held), 'meetings')}: {words}. "
        f"{int((held['mark'] == 'undated').sum())} of them are undated and placed by the limits known; a "
        f"cross marks the summit that was called off.{gap if longest > 0 else ''}"
    )


def draw_themes(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw themes down, periods across, by how much each rose; "5 of 7" meetings in words and shade.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.themes_by_period`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    wide = table.pivot(index="theme_name", columns="period", values="share_pct")
    rise = (wide.iloc[:, -1] - wide.iloc[:, 0]).sort_values(ascending=False, kind="stable")
    of = table["all_count"].astype(str)
    rows = table.assign(words=table["meeting_count"].astype(str) + " of " + of)
    base = alt.Chart(rows).encode(
        x=alt.X("period:O", title=None, axis=_period_axis(layout)),
        y=alt.Y("theme_name:N", sort=list(rise.index), axis=_left_axis(layout)),
        tooltip=tooltips(theme_name="Theme", period="Period", words="Meetings"),
    )
    shade = alt.Color("share_pct:Q", legend=None, scale=step_scale([15, 30, 55, 75]))
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=1.5).encode(color=shade)
    words = base.mark_text(fontSize=11).encode(
        text="words:N", color=_on_cell("datum.share_pct >= 55")
    )
    return alt.layer(cells, words).properties(
        width=layout.width - (150 if layout.columns == 1 else 170), height=24 * len(rise)
    )


def _period_axis(layout: Layout) -> alt.Axis:
    """Write periods in full where there is room, else with two digits of each year."""
    short = "slice(datum.label, 2, 5) + slice(datum.label, 7)"
    words = {"labelExpr": short} if layout.columns == 1 else {}
    return alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False, **words)


def describe_themes(table: pd.DataFrame) -> str:
    """Describe :func:`draw_themes`: periods, meetings, and the leading themes of first and last."""
    words = []
    for period in (table["period"].min(), table["period"].max()):
        rows = table[table["period"] == period]
        top = ", ".join(rows.nlargest(3, "share_pct")["theme_name"].str.lower())
        words.append(f"{period}, {counted(rows['all_count'].max(), 'meetings')}: {top}")
    return (
        f"Grid of {counted(table['theme_name'].nunique(), 'themes')} by {counted(table['period'].nunique(), 'periods')}; each "
        f"cell gives how many of the meetings of the period had the theme on their agenda. Most "
        f"frequent in {'; in '.join(words)}."
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
    heads = {"orient": "top", "labelAngle": 0, "domain": False, "ticks": False}
    across = alt.X(
        "meeting:N",
        sort=None,
        title=None,
        axis=alt.Axis(labelExpr="split(datum.label, ', ')", labelPadding=18, **heads),
    )
    down = alt.Y("area:N", title=None, sort=None, axis=_left_axis(layout))
    if narrow:
        across, down = (
            alt.X(
                "area:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelExpr="slice(datum.label, 0, 3) + '.'", **heads),
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
    words = base.mark_text(fontSize=11).encode(
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
        f"Grid of {counted(table['area'].nunique(), 'countries')} by {counted(table['meeting'].nunique(), 'meetings')} of "
        f"leaders and foreign ministers; each cell gives the level of the delegation. Meetings at the "
        f"level of deputy minister, envoy or ambassador: {words}."
    )
