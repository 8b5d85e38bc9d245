"""The charts of the summary: that of the front page, and those of other chapters, lower.

The first has a panel a country, with the highest and the last share written on it.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    LENDERS,
    PERCENT,
    lender_colour,
    panel_size,
    panels,
    tooltips,
)
from helpers.formatting import counted
from helpers.style import Layout
from helpers.topics.debt import paid_charts
from helpers.topics.loan_cost import rate_charts

# Height of a panel in pixels: side by side, and one below another.
_HEIGHTS = {"wide": 115, "narrow": 62}
# Pixels that two figures at the end of the lines need between them, and room to the right for them.
_LINE, _ROOM = 13, 34
# A peak of Japan is written where it stands above China's by more than so many points.
_POINTS = 10


def _ends(table: pd.DataFrame, height: int, ceiling: float) -> pd.DataFrame:
    """Give the last share of each lender, its figure raised from the axis and from the other's."""
    last = table[table["year"] == table.groupby("debtor")["year"].transform("max")]
    last = last.sort_values(["debtor", "share"], kind="stable")
    least = _LINE * ceiling / height
    raised = last["share"].clip(lower=least / 2)
    below = raised.groupby(last["debtor"]).shift()
    return last.assign(
        at=raised.where(~(raised < below + least), below + least),
        words=last["share"].map("{:.0f}%".format),
    )


def _peaks(table: pd.DataFrame) -> pd.DataFrame:
    """Give China's highest share, unless it is the last, and Japan's where it stands far above that."""
    top = table.loc[table.groupby(["debtor", "creditor"])["share"].idxmax()]
    highest = top.pivot(index="debtor", columns="creditor", values="share").reindex(
        columns=[*LENDERS]
    )
    above = highest.index[highest["Japan"] > highest["China"] + _POINTS]
    end = table["year"].max()
    china = (top["creditor"] == "China") & (top["year"] < end)
    japan = (top["creditor"] == "Japan") & top["debtor"].isin(above)
    kept = top[china | japan]
    return kept.assign(words=[f"{r.share:.0f}% in {r.year}" for r in kept.itertuples()])


def draw_shares(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the shares of China and Japan over the years, all countries side by side.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``year``, ``creditor`` (China, Japan), ``share_pct``, in the order of the panels.
    layout : Layout
        The layout, which gives the width; on a phone the panels stand below one another.
    """
    count = table["debtor"].nunique()
    columns = 1 if layout.columns == 1 else count
    height = _HEIGHTS["narrow" if columns == 1 else "wide"]
    panel = panel_size(layout, height, columns=columns, left=44 if columns == 1 else 20)
    panel["width"] -= 0 if columns == 1 else round(30 / count)
    table = table.assign(share=table["share_pct"].astype(float)).dropna(subset=["share"])
    first, last = int(table["year"].min()), int(table["year"].max())
    room = (last - first) * _ROOM / (panel["width"] - _ROOM)
    ceiling = table["share"].max() * (1 + 2 * _LINE / height)
    x = alt.X(
        "year:Q",
        title=None,
        axis=alt.Axis(format="d", values=[first, last], domain=False, ticks=False, labelFlush=True),
        scale=alt.Scale(domain=[first, last + room], nice=False),
    )
    scale = alt.Scale(domain=[0, ceiling], nice=False)
    axis = alt.Axis(tickCount=2, labelExpr=PERCENT)
    y = alt.Y("share:Q", title=None, axis=axis, scale=scale)
    tips = tooltips(
        debtor="Country", year=("End of", "d"), creditor="Owed to", share=("Share, %", ".1f")
    )
    colour = lender_colour(legend=alt.Legend(orient="top"))
    base = alt.Chart().encode(x=x, color=colour, tooltip=tips)
    lines = base.mark_line().encode(y=y, detail="creditor:N")
    peaks = base.transform_filter("datum.part == 'peak'")
    ends = base.transform_filter("datum.part == 'end'")
    layers = [
        lines.transform_filter("datum.part == 'line'"),
        peaks.mark_point(filled=True, size=34, opacity=1).encode(y=y),
        peaks.mark_text(dy=-9, fontWeight="bold").encode(y=y, text="words:N"),
        ends.mark_point(filled=True, size=34, opacity=1).encode(y=y),
        ends.mark_text(dx=7, align="left", fontWeight="bold").encode(y="at:Q", text="words:N"),
    ]
    data = pd.concat(
        [
            table.assign(part="line"),
            _peaks(table).assign(part="peak"),
            _ends(table, height, ceiling).assign(part="end"),
        ]
    )
    return panels(
        alt.layer(*layers).properties(**panel),
        "debtor",
        layout,
        columns=columns,
        gap=14,
        # The years under one panel must not run into the name of the next.
        row_gap=10,
        header=alt.Header(title=None, labelPadding=2),
        sort=list(table["debtor"].drop_duplicates()),
        data=data,
    )


def describe_shares(table: pd.DataFrame) -> str:
    """Describe :func:`draw_shares`: panels, range, and of each country the highest and last share."""
    parts = []
    for debtor, rows in table.groupby("debtor", sort=False):
        of = []
        for creditor, held in rows.dropna(subset=["share_pct"]).groupby("creditor"):
            top = held.loc[held["share_pct"].astype(float).idxmax()]
            last = held.loc[held["year"].idxmax()]
            now = "the last" if top.equals(last) else f"{last['share_pct']:.0f}% in {last['year']}"
            of.append(f"{creditor} {top['share_pct']:.0f}% in {top['year']}, {now}")
        parts.append(f"{debtor}: {'; '.join(of)}")
    return (
        f"Lines, one panel for each of {counted(table['debtor'].nunique(), 'countries')}, years "
        f"{table['year'].min()} to {table['year'].max()}, share of official lenders of China and of "
        "Japan in public and publicly guaranteed external debt, per cent; highest and last share: "
        f"{'. '.join(parts)}."
    )


def draw_service(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what each country pays as ``paid_charts.draw_service`` does, all countries side by side.

    Parameters
    ----------
    table : pandas.DataFrame
        As there.
    layout : Layout
        The layout, which gives the width; on a phone the panels stand below one another.
    """
    columns = 1 if layout.columns == 1 else table["debtor"].nunique()
    return paid_charts.draw_service(table, layout._replace(columns=columns))


def draw_posted(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw posted rates as ``rate_charts.draw_posted`` does, lower.

    Parameters
    ----------
    table : pandas.DataFrame
        As there.
    layout : Layout
        The layout, which gives the width.
    """
    return rate_charts.draw_posted(table, layout).properties(height=_HEIGHTS["wide"])
