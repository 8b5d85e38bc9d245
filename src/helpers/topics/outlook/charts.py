"""The chart of who pays more in which scenario."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, panel_size, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.outlook.scenarios import HIGH, LOW, SCENARIOS, range_text, share_text

# Whose colour each scenario has.
_INKS = {"yen": "JPN", "railway": "CHN", "bonds": "BOND"}
_SUMS, _SHARES = [LOW, HIGH], ["low_exports_pct", "high_exports_pct"]


def draw_scenarios(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what each scenario costs a year in per cent of exports, one panel a scenario, ranked.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``scenarios.side_by_side`` gives, with ``debtor``. All panels have one scale; the sums
        stand in words.
    layout : Layout
        The layout, which gives the width.
    """
    size = panel_size(layout, 110, columns=1, left=105)
    words = [
        f"US${range_text(*sums)}m" if sums[1] else "none"
        for sums in table[_SUMS].astype(float).itertuples(index=False, name=None)
    ]
    table = table.assign(words=words)
    scale = amount_scale(table[_SHARES[1]], table["words"], size["width"], room=12)
    drawn = [
        _panel(table[table["scenario"] == key], key, scale, last=key == list(SCENARIOS)[-1])
        for key in SCENARIOS
    ]
    return alt.vconcat(*(panel.properties(**size) for panel in drawn), spacing=14)


def _panel(rows: pd.DataFrame, key: str, scale: alt.Scale, *, last: bool) -> alt.LayerChart:
    rows = rows.sort_values([HIGH, "debtor"], ascending=[False, True])
    axis = alt.Axis(labelExpr="datum.label + '%'", tickCount=5, labels=last, ticks=last)
    x = alt.X("low_exports_pct:Q", scale=scale, axis=axis, title="% of exports" if last else None)
    title = alt.TitleParams(SCENARIOS[key], frame="group", anchor="start")
    base = alt.Chart(rows, title=title).encode(
        y=alt.Y("debtor:N", sort=list(rows["debtor"]), title=None),
        tooltip=tooltips(
            debtor="Country",
            words="More a year",
            low_exports_pct=("Low, % of exports", ".2f"),
            high_exports_pct=("High, % of exports", ".2f"),
        ),
    )
    ink = colour(_INKS[key])
    bar = base.mark_bar(height=12, color=ink, opacity=0.45).encode(
        x=alt.X("from:Q", scale=scale), x2="high_exports_pct:Q"
    )
    bar = bar.transform_calculate(**{"from": "0"})
    low = base.mark_bar(height=12, color=ink).encode(x=x)
    text = base.mark_text(align="left", dx=6, color=colour("text")).encode(
        x=alt.X("high_exports_pct:Q", scale=scale), text="words:N"
    )
    return alt.layer(bar, low, text)


def describe_scenarios(table: pd.DataFrame) -> str:
    """Describe :func:`draw_scenarios`: per scenario the sums and shares of each country."""
    parts = []
    for key, name in SCENARIOS.items():
        rows = table[(table["scenario"] == key) & (table[HIGH] > 0)]
        rows = rows.sort_values(HIGH, ascending=False, kind="stable")
        words = ", ".join(
            f"{row.debtor} US${range_text(row.low_usd_million, row.high_usd_million)} million, "
            f"{share_text(row.low_exports_pct, row.high_exports_pct)} of exports"
            for row in rows.itertuples()
        )
        parts.append(f"{name}: {words}")
    return (
        "Bars on an axis of per cent of exports, one panel for each of "
        f"{counted(table['scenario'].nunique(), 'scenarios')}, countries ranked, dark to the low and light to the "
        f"high assumption. {'. '.join(parts)}; the other countries none."
    )
