"""Charts of the "5+1" formats: their starts, the meetings of leaders one by one, the pace of ministers."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, by_colour, by_shape, colour_scale, time_axis, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour

KINDS = {
    "start": "Launch or first ministers' meeting",
    "in-person": "Leaders met in person",
    "video": "Leaders met by video",
    "announced": "Meeting of leaders announced",
}
_SHAPES = ["circle", "diamond", "triangle-up", "cross"]
SHORT = {"Gulf Cooperation Council": "Gulf states", "Republic of Korea": "Korea"}
# Where a square has no room for a name.
_SHORTER = SHORT | {"European Union": "EU", "United States": "US"}


def _paint(ids: pd.Series) -> list[str]:
    """Name the group of each format that decides its colour."""
    return [{"japan": "Japan", "china": "China"}.get(i, "Other partners") for i in ids]


_COLOURS = {"Japan": "JPN", "China": "CHN", "Other partners": "muted"}


def with_kinds(table: pd.DataFrame) -> pd.DataFrame:
    """Name what each event of :func:`draw_formats` was.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.events`` gives.

    Returns
    -------
    pandas.DataFrame
        The same with ``kind_name``.
    """
    return table.assign(kind_name=table["kind"].map(KINDS))


def draw_formats(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw each format as a line from its start to its last entry, with its leaders' meetings on it.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.events`` gives, with ``kind_name``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    rows = table.assign(
        partner=table["partner_name"].replace(SHORT), group=_paint(table["format_id"])
    )
    columns = ["partner", "group", "kind_name", "date_text", "position", "where", "note"]
    rows = rows[columns]
    order = list(rows.groupby("partner")["position"].min().sort_values(kind="stable").index)
    y = alt.Y(
        "partner:N",
        sort=order,
        title=None,
        axis=alt.Axis(labelFontSize=11),
    )
    width = layout.width - 125
    hue = by_colour("group", _COLOURS, legend=None)
    spans = rows.groupby(["partner", "group"], as_index=False)["position"].agg(["min", "max"])
    lines = (
        alt.Chart(spans.rename(columns={"min": "position", "max": "end"}))
        .mark_rule(strokeWidth=2, opacity=0.6)
        .encode(x="position:T", x2="end:T", y=y, color=hue)
    )
    kinds = list(KINDS.values())
    points = (
        alt.Chart(rows)
        .mark_point(filled=True, opacity=1, size=60 if narrow else 90)
        .encode(
            x=time_axis(rows["position"], width),
            y=y,
            color=hue,
            shape=by_shape(
                "kind_name",
                dict(zip(kinds, _SHAPES)),
                sort=kinds,
                legend=alt.Legend(
                    orient="top",
                    columns=1 if narrow else 2,
                    symbolFillColor=colour("muted"),
                    symbolStrokeColor=colour("muted"),
                ),
            ),
            tooltip=tooltips(partner="Partner", kind_name="What", date_text="Date", where="Where"),
        )
    )
    return alt.layer(lines, points).properties(width=width, height=26 * len(order))


def describe_formats(table: pd.DataFrame) -> str:
    """Describe :func:`draw_formats`: partners, range, first start, and leaders' meetings by partner."""
    starts = table[table["kind"] == "start"].sort_values("position", kind="stable")
    held = table[table["kind"].isin(["in-person", "video"])]
    counts = ", ".join(f"{name} {n}" for name, n in held["partner_name"].value_counts().items())
    return (
        f"Lines on a time axis from {table['position'].min().year} to {table['position'].max().year}, "
        f"one for each of {counted(table['partner_name'].nunique(), 'partners')}, from its start to its latest "
        f"entry. Earliest start: {starts['partner_name'].iloc[0]}, {starts['date_text'].iloc[0]}. "
        f"Meetings of leaders: {counts}."
    )


def draw_pace(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the mean months between ministers' meetings of each format as bars, the shortest first.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.ministers_pace`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    rows = table.sort_values("months_between", na_position="last", kind="stable")
    rows = rows.assign(
        partner=rows["partner_name"].replace(SHORT),
        group=_paint(rows["format_id"]),
        number=rows["latest_ministers_no"].astype(int),
        words=[_pace_words(r) for r in rows.itertuples()],
        length=rows["months_between"],
    )
    width = layout.width - 125
    rows = rows[["partner", "group", "number", "length", "words", "latest_ministers_date"]]
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "partner:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelFontSize=11, labelPadding=8),
        ),
        tooltip=tooltips(
            partner="Partner",
            number="Latest meeting, number",
            latest_ministers_date="Held",
            words="Pace",
        ),
    )
    length = alt.X(
        "length:Q",
        title="mean months between meetings",
        scale=amount_scale(rows["length"], rows["words"], width, room=6),
        axis=alt.Axis(tickCount=5, format="d"),
    )
    hue = by_colour("group", _COLOURS, legend=None)
    bars = base.mark_bar(height=13).encode(x=length, color=hue)
    # A pace that is not known is not a pace of nothing: it has words and no bar.
    words = [
        base.transform_filter(f"{test}isValid(datum.length)")
        .mark_text(align="left", dx=5, color=colour("text"))
        .encode(x=x, text="words:N")
        for test, x in (("", length), ("!", alt.value(0)))
    ]
    return alt.layer(bars, *words).properties(width=width, height=25 * len(rows))


def _pace_words(row: tuple) -> str:
    """Write the mean time between meetings and their number."""
    pace = "not known" if pd.isna(row.months_between) else f"{row.months_between:.0f}"
    return f"{pace} ({counted(row.latest_ministers_no, 'meetings')})"


def describe_pace(table: pd.DataFrame) -> str:
    """Describe :func:`draw_pace`: number and pace of each partner."""
    words = "; ".join(f"{r.partner_name} {_pace_words(r)}" for r in table.itertuples())
    return (
        f"Bars for {counted(len(table), 'partners')}, axis from zero: mean months between the meetings of ministers, "
        f"and in brackets their number. {words}."
    )


def draw_meetings(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw every meeting of leaders as a box on the pile of its year, with the name of the partner.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.leaders_meetings`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    rows = table.assign(
        group=_paint(table["format_id"]),
        label=table["partner_name"].replace(_SHORTER) + table["by_video"].map({True: ", video", False: ""}),
        which=["first" if first else "later" for first in table["is_first"]],
        numbered=["yes" if own else "no" for own in table["is_numbered"]],
    )  # fmt: skip
    columns = ["year", "no_in_year", "overall_no", "partner_name", "group", "label", "which"]
    rows = rows[[*columns, "numbered", "date_text", "where"]]
    years = list(range(int(rows["year"].min()), int(rows["year"].max()) + 1))
    high = int(rows["no_in_year"].max())
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year:O",
            title=None,
            scale=alt.Scale(domain=years, paddingInner=0.08, paddingOuter=0.02),
            axis=alt.Axis(labelAngle=0, labelFontSize=12),
        ),
        y=alt.Y(
            "no_in_year:O", title=None, sort="descending", axis=None,
            scale=alt.Scale(domain=list(range(high, 0, -1))),
        ),
        tooltip=tooltips(
            partner_name="Partner", date_text="Date", where="Where", numbered="Numbered by the host",
            overall_no="Number of all",
        ),
    )  # fmt: skip
    named = {"title": None, "legend": alt.Legend(orient="top")}
    hue = colour_scale(_COLOURS)
    boxes = base.mark_rect(strokeWidth=2, cornerRadius=3, height={"band": 0.86}).encode(
        fill=alt.Fill("group:N", scale=hue, **named),
        fillOpacity=alt.condition("datum.which == 'first'", alt.value(1), alt.value(0.15)),
        stroke=alt.Stroke("group:N", scale=hue, **named),
    )
    words = base.mark_text(fontSize=12, fontWeight="bold").encode(
        text="label:N",
        color=alt.condition(
            "datum.which == 'first'", alt.value(colour("ground")), alt.value(colour("text"))
        ),
    )
    return alt.layer(boxes, words).properties(width=layout.width - 20, height=34 * high)


def describe_meetings(table: pd.DataFrame) -> str:
    """Describe :func:`draw_meetings`: meetings by year in their order."""
    piles = table.groupby("year")["partner_name"].agg(", ".join)
    words = "; ".join(f"{year}: {names}" for year, names in piles.items())
    return (
        f"Piles of boxes, one box a meeting, {counted(len(table), 'meetings')} of leaders with "
        f"{counted(table['partner_name'].nunique(), 'partners')} by year, in order: {words}."
    )
