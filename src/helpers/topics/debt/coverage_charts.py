"""The chart of how much of each debt the loans of the table account for."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, panel_size, tooltips
from helpers.style import Layout, colour

OWED = "Owed, by the World Bank"
SEEN = "Worked out from known loans"

# What is published of it.
COVERAGE_COLUMNS = [
    "debtor",
    "creditor",
    "owed_usd_million",
    "state_usd_million",
    "seen_pct",
    "other_usd_million",
    "loan_count",
    "assumed_count",
    "last_signed",
]


def draw_coverage(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what known loans have left inside what is owed, a row a debtor, one panel a lender.

    Parameters
    ----------
    table : pandas.DataFrame
        ``debtor``, ``creditor`` (China, Japan), ``owed_usd_million``, ``state_usd_million``,
        ``seen_pct``. Each panel has its own scale.
    layout : Layout
        The layout, which gives the width.
    """
    size = panel_size(layout, 150, columns=min(2, layout.columns), left=110)
    drawn = [
        _panel(table[table["creditor"] == lender], lender, code, size)
        for lender, code in (("China", "CHN"), ("Japan", "JPN"))
    ]
    made = alt.hconcat(*drawn) if layout.columns > 1 else alt.vconcat(*drawn)
    return made.resolve_scale(x="independent", y="independent")


def _panel(table: pd.DataFrame, lender: str, code: str, size: dict[str, int]) -> alt.LayerChart:
    longest = table[["owed_usd_million", "state_usd_million"]].max(axis=1) / 1000
    table = table.assign(
        owed=table["owed_usd_million"] / 1000,
        seen=table["state_usd_million"] / 1000,
        longest=longest,
        share=table["seen_pct"].map("{:.0f}%".format).where(table["seen_pct"].notna(), ""),
    )
    scale = amount_scale(longest, table["share"], size["width"])
    y = alt.Y("debtor:N", title=None, axis=alt.Axis(ticks=False, domain=False))
    base = alt.Chart(table, title=alt.TitleParams(f"Owed to {lender}", frame="group")).encode(
        y=y,
        tooltip=tooltips(
            debtor="Debtor",
            owed=("Owed, US$ billion", ",.2f"),
            seen=("From known loans, US$ billion", ",.2f"),
            seen_pct=("Per cent", ",.0f"),
        ),
    )
    x = alt.X("owed:Q", title="US$ billion", scale=scale, axis=alt.Axis(tickCount=4))
    owed = base.mark_bar(height=18, color=colour("land"), stroke=colour("muted")).encode(x=x)
    seen = base.mark_bar(height=9, color=colour(code)).encode(x=alt.X("seen:Q", scale=scale))
    share = base.mark_text(align="left", dx=5, color=colour("text")).encode(
        x=alt.X("longest:Q", scale=scale), text="share:N"
    )
    return (owed + seen + share).properties(**size)


def describe_coverage(table: pd.DataFrame) -> str:
    """Describe :func:`draw_coverage`: the share for each debtor and lender."""
    parts = [
        f"{lender}: " + ", ".join(f"{row.debtor} {row.seen_pct:.0f}%" for row in rows.itertuples())
        for lender, rows in table.dropna(subset=["seen_pct"]).groupby("creditor")
    ]
    return (
        "Bars, one panel a lender: wide what each country owes, narrow what known loans have left. "
        f"Per cent of what is owed. {'; '.join(parts)}."
    )
