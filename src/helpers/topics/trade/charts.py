"""Charts of trade: China beside Russia and Japan, and records side by side."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    PERCENT,
    amount_scale,
    by_colour,
    by_shape,
    lender_colour,
    lender_shape,
    log_axis,
    tooltips,
)
from helpers.formatting import counted
from helpers.style import Layout, colour

PARTNERS = {"CHN": "China", "RUS": "Russia"}
RECORDERS = {
    "china": "Customs of China",
    "own": "Central Asian side",
    "bank": "Eurasian Development Bank",
}
WHOSE = {
    "CHN": "Chinese record",
    "JPN": "Japanese record",
    "KAZ": "Kazakh record",
    "KGZ": "Kyrgyz record",
    "TJK": "Tajik record",
    "UZB": "Uzbek record",
}
FLOWS = {"turnover": "all trade", "imports": "imports"}


def _money(million: float) -> str:
    """Write US$ million short, for labels."""
    return f"{million / 1000:,.1f} billion" if million >= 1000 else f"{int(million + 0.5)} million"


def draw_china_russia(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the shares of China and Russia as two marks on a line, a row for each country and flow.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.china_and_russia`` gives, with ``country`` and ``partner``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.dropna(subset=["share_pct"])
    table = table.assign(
        row=[
            f"{country}, {FLOWS[flow]}|{period}"
            for country, flow, period in zip(table["country"], table["flow"], table["period"])
        ],
        words=table["share_pct"].map("{:.0f}%".format),
    )
    look = alt.Axis(
        labelExpr="split(datum.label, '|')", labelFontSize=10.5, ticks=False, minExtent=142
    )
    y = alt.Y("row:N", title=None, sort=list(dict.fromkeys(table["row"])), axis=look)
    width = layout.width - 185
    scale = amount_scale(table["share_pct"], table["words"], width, letter=3.2)
    x = alt.X("share_pct:Q", scale=scale, title=None, axis=alt.Axis(tickCount=5, labelExpr=PERCENT))
    span = (
        alt.Chart(table)
        .mark_rule(strokeWidth=2, color=colour("rule"))
        .encode(y=y, x=alt.X("min(share_pct):Q", scale=scale), x2="max(share_pct):Q")
    )
    base = alt.Chart(table).encode(y=y, x=x)
    codes = {name: code for code, name in PARTNERS.items()}
    points = base.mark_point(size=90, filled=True, opacity=0.85).encode(
        color=by_colour("partner", codes),
        shape=by_shape("partner", dict(zip(codes, ("circle", "diamond")))),
        tooltip=tooltips(
            country="Country",
            period="Period",
            partner="Partner",
            share_pct=("Share, %", ".1f"),
            reporter_name="By the statistics of",
        ),
    )
    words = [
        base.mark_text(dy=dy, fontSize=10.5, color=colour("text"))
        .encode(text="words:N")
        .transform_filter(f"datum.partner == '{partner}'")
        for partner, dy in zip(codes, (-12, 14))
    ]
    return alt.layer(span, points, *words).properties(width=width, height=alt.Step(46))


def describe_china_russia(table: pd.DataFrame) -> str:
    """Describe :func:`draw_china_russia`: both shares of each row, with the period."""
    words = "; ".join(
        f"{country}, {FLOWS[flow]}, {period}: "
        + ", ".join(f"{r.partner} {r.share_pct:.0f}%" for r in rows.itertuples())
        for (country, flow, period), rows in table.dropna(subset=["share_pct"]).groupby(
            ["country", "flow", "period"]
        )
    )
    return f"Pairs of points on one axis in per cent, China's share and Russia's. {words}."


def with_recorders(table: pd.DataFrame) -> pd.DataFrame:
    """Name the recorder of each trade, and say where a month is missing.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.mirror_records`` gives.

    Examples
    --------
    >>> rows = pd.DataFrame({"recorder": ["own"], "is_part_year": [True]})
    >>> with_recorders(rows)[["recorder_name", "part"]].values.tolist()
    [['Central Asian side', 'a month short']]
    """
    part = ["a month short" if is_part else "" for is_part in table["is_part_year"]]
    return table.assign(recorder_name=table["recorder"].map(RECORDERS), part=part)


def draw_mirror_records(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the records of one trade as points on one line, a row for each country and year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.mirror_records`` gives, with ``country``.
    layout : Layout
        The layout, which gives the width.
    """
    names = list(RECORDERS.values())
    table = table.dropna(subset=["trade_usd_million"]).reset_index(drop=True)
    table = table.assign(
        billion=table["trade_usd_million"] / 1000,
        recorder_name=table["recorder"].map(RECORDERS),
        row=[f"{c}, {y}" for c, y in zip(table["country"], table["year"])],
    )
    table["words"] = _mirror_words(table, 1 if layout.columns > 1 else 5)
    y = alt.Y(
        "row:N",
        title=None,
        sort=list(dict.fromkeys(table["row"])),
        axis=alt.Axis(labelFontSize=11),
    )
    width = layout.width - 135
    # Words stand over the middle of a point: half of them is beside it.
    scale = amount_scale(table["billion"], table["words"], width, letter=3.2)
    x = alt.X("billion:Q", scale=scale, axis=alt.Axis(title="US$ billion", grid=True, tickCount=5))
    span = (
        alt.Chart(table)
        .mark_rule(strokeWidth=2, color=colour("rule"))
        .encode(y=y, x=alt.X("min(billion):Q", scale=scale), x2="max(billion):Q")
    )
    base = alt.Chart(table).encode(y=y, x=x)
    legend = alt.Legend(columns=3 if layout.columns > 1 else 1)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(
        shape=by_shape(
            "recorder_name", dict(zip(names, ("circle", "square", "diamond"))), legend=legend
        ),
        color=by_colour(
            "recorder_name", dict(zip(names, ("CHN", "accent", "OTHER"))), legend=legend
        ),
        tooltip=tooltips(
            country="Country",
            year=("Year", "d"),
            recorder_name="Record of",
            billion=("US$ billion", ",.2f"),
            confidence="Trust in the row",
        ),
    )
    words = base.mark_text(dy=-12, fontSize=10.5, color=colour("text")).encode(text="words:N")
    return alt.layer(span, points, words).properties(width=width, height=alt.Step(36))


def _mirror_words(table: pd.DataFrame, near: float) -> list[str]:
    """Write a label over each point; where two are nearer than that, one label for both."""
    words = []
    for row in table.itertuples():
        others = table[table["row"] == row.row]["billion"].drop(row.Index)
        close = others[(others - row.billion).abs() < near]
        if (close > row.billion).any():
            words.append("")
            continue
        both = [f"{v:,.1f}" for v in sorted([*close, row.billion])]
        words.append(" and ".join(both) + (", a month short" if row.is_part_year else ""))
    return words


def describe_mirror_records(table: pd.DataFrame) -> str:
    """Describe :func:`draw_mirror_records`: rows, range, and the widest gap between two sides."""
    sides = table[table["recorder"] != "bank"]
    wide = sides.pivot(index=["country", "year"], columns="recorder", values="trade_usd_million")
    wide = wide.reindex(columns=["china", "own"]).dropna()
    words = ""
    if len(wide):
        country, year = (wide["china"] - wide["own"]).idxmax()
        top = wide.loc[(country, year)]
        words = (
            f" Widest gap between the sides: {country} {year}, {top['china'] / 1000:.1f} by China and "
            f"{top['own'] / 1000:.1f} by the other side."
        )
    return (
        f"Points on one axis in US$ billion, {counted(table.groupby(['country', 'year']).ngroups, 'rows')} of "
        f"country and year, a mark for each record of the same trade with China.{words}"
    )


def _trade_words(million: float, record: str) -> str:
    """Say what a row of :func:`draw_two_partners` holds."""
    if pd.isna(million):
        return "no figure known"
    return f"{_money(million) if million > 0 else 'none reported'} ({record})"


def with_records(table: pd.DataFrame) -> pd.DataFrame:
    """Say for each trade in ``record`` which year it is of and whose record it is.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.latest_with`` gives.

    Examples
    --------
    >>> with_records(pd.DataFrame({"year": [2024], "recorder_code": ["JPN"]}))["record"].item()
    '2024, Japanese record'
    """
    recorded = zip(table["year"], table["recorder_code"])
    words = ["" if pd.isna(year) else f"{year}, {WHOSE[code]}" for year, code in recorded]
    return table.assign(record=words)


def draw_two_partners(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw trade with China and with Japan on a logarithmic axis, two rows a country.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.latest_with`` gives, with ``country`` and ``partner`` and ``record``,
        the words for year and recorder.
    layout : Layout
        The layout, which gives the width.
    """
    figures = table["trade_usd_million"]
    table = table.assign(
        words=[
            _trade_words(v, r if layout.columns > 1 else r.removesuffix(" record"))
            for v, r in zip(figures, table["record"])
        ],
        # No place on a logarithmic axis stands for nothing: words say so.
        million=figures.where(figures > 0).astype(float),
    )
    y = alt.Y("partner:N", title=None)
    steps = log_axis(
        table["million"],
        title="US$, logarithmic: each step is ten times the one before",
        labelExpr="datum.value >= 1000 ? datum.value / 1000 + ' billion' : datum.value + ' million'",
        labelOverlap=True,
    )
    base = alt.Chart().encode(y=y)
    x = alt.X("million:Q", **steps)
    found = base.transform_filter("isValid(datum.million)")
    points = found.mark_point(size=80, filled=True, opacity=1).encode(
        x=x,
        color=lender_colour("partner", legend=None),
        shape=lender_shape("partner", legend=None),
        tooltip=tooltips(country="Country", partner="Partner", words="Trade"),
    )
    # Words stand where the room is: left of points in the right half.
    ends = table["million"].agg(["min", "max"])
    far = f"datum.million > {ends.prod() ** 0.5}"
    words = [
        found.mark_text(align=align, dx=dx, fontSize=10.5, color=colour("text"))
        .encode(x=x, text="words:N")
        .transform_filter(side)
        for side, align, dx in ((far, "right", -9), (f"!({far})", "left", 9))
    ]
    # What was not found has no place on the axis: its words stand at the edge.
    bare = (
        base.transform_filter("!isValid(datum.million)")
        .mark_text(align="left", dx=9, fontSize=10.5, color=colour("text"))
        .encode(x=alt.value(0), text="words:N")
    )
    panel = alt.layer(points, *words, bare).properties(
        width=layout.width - (160 if layout.columns > 1 else 88), height=46
    )
    header = alt.Header(
        labelAngle=0,
        labelAlign="left",
        labelAnchor="middle" if layout.columns > 1 else "start",
        labelOrient="left" if layout.columns > 1 else "top",
        title=None,
    )
    return panel.facet(row=alt.Row("country:N", header=header), data=table, spacing=8)


def describe_two_partners(table: pd.DataFrame) -> str:
    """Describe :func:`draw_two_partners`: the figures of each country, Japan's and China's."""
    words = "; ".join(
        f"{country}: "
        + ", ".join(
            f"{r.partner} {_trade_words(r.trade_usd_million, r.record)}" for r in rows.itertuples()
        )
        for country, rows in table.groupby("country")
    )
    return (
        "Points on a logarithmic axis in US$, a pair of rows for each of "
        f"{counted(table['country'].nunique(), 'countries')}, trade with China and with Japan in the latest "
        f"year found. {words}."
    )
