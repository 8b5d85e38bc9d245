"""Charts of the years before the Dialogue: first steps, and Japan's part of the aid."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import PERCENT, by_shape, time_axis, tooltips
from helpers.formatting import counted
from helpers.names import with_names
from helpers.style import Layout, colour

# The lanes of the chart of steps, from top to bottom, each with its mark.
KINDS = {
    "policy": ("Speeches and missions", "diamond"),
    "attack": ("Attacks on Japanese", "cross"),
    "relations": ("Diplomatic relations", "circle"),
    "embassy": ("Embassy or mission opened", "circle"),
    "visit": ("President in Japan", "circle"),
    "loan": ("Aid loan signed", "circle"),
}
# What is written beside the few marks that stand alone.
WORDS = {
    "1997-07-24": "Hashimoto",
    "1998-07-20": "Akino Yutaka killed",
    "1999-08-22": "hostages of Batken",
    "2002-07-11": "energy mission",
    "2004-08-26": "Kawaguchi",
}


def with_kinds(table: pd.DataFrame) -> pd.DataFrame:
    """Name country and kind of each step, and write a word beside those of Japan's policy.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.first_steps`` gives.

    Returns
    -------
    pandas.DataFrame
        The same with ``area`` ("the region" for none), ``kind_name`` and ``word``.

    Examples
    --------
    >>> row = {"area_code": ["UZB"], "kind": ["loan"], "event_date": ["1999"]}
    >>> with_kinds(pd.DataFrame(row))["kind_name"].item()
    'Aid loan signed'
    """
    named = table.assign(area_code=table["area_code"].fillna("CA5"))
    named = with_names(named, area="area_code")
    return named.assign(
        kind_name=[KINDS[kind][0] for kind in table["kind"]],
        word=table["event_date"].map(WORDS).where(table["kind"].isin(["policy", "attack"])),
    )


def draw_first_steps(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw dated steps as points: date across, kind down; speeches, missions and attacks are named.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.first_steps`` gives, with ``area``, ``kind_name`` and ``word``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    width = layout.width - (155 if narrow else 185)
    rows = table[["area", "kind_name", "what", "date_text", "position", "word"]]
    lanes = [name for name, _ in KINDS.values()]
    x = time_axis(table["position"], width)
    axis = alt.Axis(title=None, domain=False, ticks=False, grid=True)
    y = alt.Y("kind_name:N", scale=alt.Scale(domain=lanes), axis=axis)
    points = (
        alt.Chart(rows)
        .mark_point(size=45 if narrow else 65, filled=True, opacity=0.75, color=colour("accent"))
        .encode(
            x=x,
            y=y,
            shape=by_shape("kind_name", dict(KINDS.values()), legend=None),
            tooltip=tooltips(area="With", what="Step", date_text="Date"),
        )
    )
    # A word stands to the left of its mark, and to the right where another mark is on the left.
    named = rows.dropna(subset=["word"])
    at_right = named["kind_name"].duplicated() & (named["kind_name"] == KINDS["attack"][0])
    words = [
        alt.Chart(part).mark_text(align=align, dx=dx, fontSize=11).encode(x=x, y=y, text="word:N")
        for part, align, dx in ((named[~at_right], "right", -9), (named[at_right], "left", 9))
    ]
    drawn = [points] if narrow else [points, *words]
    return alt.layer(*drawn).properties(width=width, height=36 * len(lanes))


def describe_first_steps(table: pd.DataFrame) -> str:
    """Describe :func:`draw_first_steps`: range and counts by kind."""
    kinds = table["kind_name"].value_counts()
    words = ", ".join(f"{name.lower()} {count}" for name, count in kinds.items())
    return (
        f"Points on a time axis from {table['date_text'].iloc[0]} to {table['date_text'].iloc[-1]}, "
        f"one row a kind of step, {counted(len(table), 'steps')}: {words}."
    )


def draw_share(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw Japan's part of the aid of all donors of the committee as a line, with the mean of all years.

    Parameters
    ----------
    table : pandas.DataFrame
        ``year``, ``share_pct``, ``japan_usd_million``, ``all_usd_million``, ``mean_pct``.
    layout : Layout
        The layout, which gives the width.
    """
    narrow = layout.columns == 1
    base = alt.Chart(table).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
        y=alt.Y(
            "share_pct:Q",
            title=None,
            axis=alt.Axis(tickCount=4, labelExpr=PERCENT),
        ),
        tooltip=tooltips(
            year="Year",
            share_pct=("Japan's share, %", ".1f"),
            japan_usd_million=("Japan, US$ million", ",.0f"),
            all_usd_million=("All donors, US$ million", ",.0f"),
        ),
    )
    area = base.mark_area(color=colour("JPN"), opacity=0.15)
    line = base.mark_line(color=colour("JPN"), point=alt.OverlayMarkDef(color=colour("JPN")))
    words = base.mark_text(dy=-11, fontSize=10 if narrow else 11).encode(
        text=alt.Text("share_pct:Q", format=".0f")
    )
    mean = alt.Chart(table.head(1)).encode(y=alt.Y("mean_pct:Q"))
    rule = mean.mark_rule(color=colour("muted"), strokeDash=[5, 4])
    said = mean.mark_text(align="left", baseline="top", x=6, dy=4, color=colour("muted")).encode(
        text=alt.Text("mean_pct:Q", format=".0f")
    )
    said = said.transform_calculate(words="'all years: ' + format(datum.mean_pct, '.0f') + '%'")
    return alt.layer(area, line, words, rule, said.encode(text="words:N")).properties(
        width=layout.width - 60, height=200
    )


def describe_share(table: pd.DataFrame) -> str:
    """Describe :func:`draw_share`: range, highest and lowest share."""
    top = table.loc[table["share_pct"].idxmax()]
    low = table.loc[table["share_pct"].idxmin()]
    return (
        f"Line, years {table['year'].min()} to {table['year'].max()}, Japan's share in the net ODA of all "
        f"members of the Development Assistance Committee to the countries shown together, in per cent. "
        f"Highest {top['share_pct']:.0f}% in {top['year']:.0f}, lowest {low['share_pct']:.0f}% in "
        f"{low['year']:.0f}; all years together {table['mean_pct'].iloc[0]:.0f}%."
    )
