"""Charts of interest rates: what Uzbekistan borrowed at, and the terms that Japan's aid agency posts."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import by_colour, by_shape, panel_size, panels, time_axis, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.loan_cost.money import CURRENCIES

_LOOKS = {
    "China Eximbank": ("CHN", "circle"),
    "Other Chinese banks": ("chn5", "diamond"),
    "Japan's aid agency": ("JPN", "square"),
    "Development banks, IMF": ("MLT", "cross"),
    "Bonds of the state": ("BOND", "triangle-up"),
    "Bonds of companies": ("OTHER", "triangle-down"),
    "Domestic market": ("muted", "triangle-right"),
}
_LINES = {"30 years": "jpn5", "25 years": "jpn4", "20 years": "jpn3", "15 years": "jpn2"}
# What the data under each exhibit are called.
COLUMNS = {
    "money": {
        "lender_name": "Lender",
        "borrower_name": "Borrower",
        "rate_date": "Signed",
        "currency_code": "Currency",
        "tenor": "Maturity",
        "rate": "Interest, %",
        "low": "Least, %",
        "high": "Most, %",
    },
    "elsewhere": {
        "debtor": "Borrower in",
        "basis": "Basis",
        "lender": "Lender",
        "signed": "Signed, or year",
        "tenor": "Maturity",
        "currency": "Currency",
        "at": "Interest, %",
    },
    "posted": {
        "what": "What",
        "name": "Name",
        "day": "From",
        "end_day": "To",
        "rate": "Interest, %",
        "maturity": "Maturity, years",
        "grace": "Grace, years",
    },
}


def draw_money(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the interest of each contract by day of signing, a panel a currency.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``money.of_country`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    table = table[table["currency"].isin(list(CURRENCIES.values()))]
    table = table.assign(
        low=table["low"].fillna(table["rate"]), high=table["high"].fillna(table["rate"])
    )
    looks = {name: look for name, look in _LOOKS.items() if name in set(table["group"])}
    columns = 2 if layout.columns > 1 else 1
    size = panel_size(layout, 170, columns=columns)
    legend = alt.Legend(columns=4 if layout.columns > 1 else 2)
    hues = by_colour("group", {name: hue for name, (hue, _) in looks.items()}, legend=legend)
    base = alt.Chart().encode(
        x=time_axis(table["day"], size["width"], field="day"),
        color=hues,
        tooltip=tooltips(
            lender_name="Lender", borrower_name="Borrower", rate_date="Signed", tenor="Maturity",
            rate=("Interest, % a year", ".2f"), low=("least", ".2f"), high=("most", ".2f"),
        ),
    )  # fmt: skip
    y = alt.Y("rate:Q", title=None, axis=alt.Axis(tickCount=5))
    # What is fixed has a range of no length, so that each panel has an extent.
    span = base.mark_rule(strokeWidth=1.5, opacity=0.6)
    dots = base.mark_point(opacity=0.9, size=55, strokeWidth=1.6).encode(
        y=y,
        shape=by_shape("group", {name: shape for name, (_, shape) in looks.items()}),
        fill=alt.condition("datum.is_floating", alt.value("transparent"), hues),
    )
    chart = alt.layer(span.encode(y=alt.Y("low:Q"), y2="high:Q"), dots).properties(**size)
    order = [name for name in CURRENCIES.values() if name in set(table["currency"])]
    return panels(
        chart, "currency", layout, columns=columns, shared_y=False, sort=order, data=table
    )


def describe_money(table: pd.DataFrame) -> str:
    """Describe :func:`draw_money`: panels, and the range of each kind of lender by currency."""
    parts = [
        f"{currency}, {group}: {rows['low'].min():.1f} to {rows['high'].max():.1f}%"
        for (currency, group), rows in table.dropna(subset=["low", "high"]).groupby(
            ["currency", "group"], sort=False
        )
    ]
    return (
        f"Points for {counted(len(table), 'contracts')} of {table['year'].min()} to {table['year'].max()}, interest "
        f"by day of signing, one panel for each currency; open marks with a line are floating rates. "
        f"{'; '.join(parts)}."
    )


def draw_posted(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw posted rates as steps with gaps, and the loans that were signed.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``posted.beside`` gives.
    layout : Layout
        The layout, which gives the width.
    """
    width = layout.width - 70
    days = pd.concat([table["day"], table["end_day"]])
    table = table.assign(from_day=pd.to_datetime(table["day"]).dt.strftime("%-d %B %Y"))
    axis = time_axis(days, width, field="day")
    y = alt.Y("rate:Q", title="Interest, % a year", axis=alt.Axis(tickCount=6))
    tips = tooltips(
        name="What", from_day="From", rate=("Interest, % a year", ".2f"),
        maturity=("Maturity, years", "~g"), grace=("Grace, years", "~g"),
    )  # fmt: skip
    legend = alt.Legend(title="Posted, by maturity", columns=4)
    steps = (
        alt.Chart(table[table["what"] == "Posted"])
        .mark_rule(strokeWidth=4)
        .encode(x="day:T", x2="end_day:T", y=y, color=by_colour("line", _LINES, legend=legend), tooltip=tips)
    )  # fmt: skip
    loans = (
        alt.Chart(table[table["what"] == "Signed"])
        .mark_point(
            shape="square", size=60, strokeWidth=1.6, color=colour("text"), fill=colour("ground")
        )
        .encode(x=axis, y=y, tooltip=tips)
    )
    return alt.layer(steps, loans).properties(width=width, height=240)


def describe_posted(table: pd.DataFrame) -> str:
    """Describe :func:`draw_posted`: the first and last posted rate of each maturity, and the loans."""
    table = table.dropna(subset=["rate"])
    posted = table[table["what"] == "Posted"].sort_values("day", kind="stable")
    parts = [
        f"{line}: {rows['rate'].iloc[0]:g}% in {rows['day'].iloc[0][:4]}, "
        f"{rows['rate'].iloc[-1]:g}% in {rows['day'].iloc[-1][:4]}"
        for line, rows in posted.groupby("line", sort=False)
    ]
    loans = table[table["what"] == "Signed"]
    signed = f"{counted(len(loans), 'loans')} signed at {loans['rate'].min():g} to {loans['rate'].max():g}%"
    return (
        f"Steps of posted interest by maturity, with gaps between tables that were read, and squares for "
        f"{signed if len(loans) else 'no loan'}. {'; '.join(parts)}."
    )
