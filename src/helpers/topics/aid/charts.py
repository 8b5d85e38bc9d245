"""Charts of Japanese aid: what flowed in the sum, one fiscal year side by side, rules on contractors."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import amount_scale, by_colour, tooltips, year_axis
from helpers.style import Layout, colour

GRANT_GROUPS = {
    "scholarships": "Scholarships (JDS)",
    "agriculture": "Agriculture",
    "disaster-risk": "Disaster risk",
    "education": "Schools",
    "energy": "Energy",
    "general": "Not divided",
    "governance": "Government, elections",
    "health": "Health",
    "security": "Security",
    "trade": "Customs",
    "transport": "Roads and airports",
    "water": "Water supply",
}
RULES = {
    "tied-step": "Contractors of Japan required",
    "untied": "Untied",
    "general-untied": "Generally untied",
    "not-read": "Not said in what was read",
}
RULES_SHORT = {"tied-step": "Tied", "untied": "Untied", "general-untied": "Generally untied"}
INSTRUMENTS = {
    "all": "All together",
    "grant": "Grants",
    "grant-and-technical-cooperation": "Grants and technical cooperation",
    "grassroots": "Grassroots grants",
    "humanitarian": "Humanitarian aid",
    "yen-loan": "Yen loans",
}
BASES = {
    "exchange-of-notes": "Exchanges of notes",
    "loan-agreements": "Loan agreements",
    "not-said": "Not said",
}
COUNTED = {
    "experts-sent": "Experts sent",
    "jds-degrees": "JDS degrees",
    "jds-fellows": "JDS fellows",
    "jds-fellows-completed": "JDS fellows who completed",
    "jds-fellows-returned": "JDS fellows who returned",
    "jds-fellows-sent": "JDS fellows sent",
    "jica-trainees": "JICA trainees",
    "jica-volunteers": "JICA volunteers",
    "mext-scholars": "Scholars of the education ministry",
    "students-all-programmes": "Students, all programmes",
    "trainees": "Trainees",
    "young-leaders-programme": "Young Leaders' Program",
}
BOUNDS = {"exact": "", "about": "about", "more-than": "more than", "at-most": "at most"}


def draw_cumulative(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw net ODA summed year after year, one line a country, named at its end.

    Parameters
    ----------
    table : pandas.DataFrame
        ``recipient_code``, ``recipient``, ``year``, ``cumulative_usd_million``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.assign(billion=table["cumulative_usd_million"] / 1000)
    codes = sorted(table["recipient_code"].unique())
    names = table.drop_duplicates("recipient_code").set_index("recipient_code")["recipient"]
    shade = by_colour("recipient", {names[c]: c for c in codes}, legend=None)
    end, width = int(table["year"].max()), layout.width - 125
    base = alt.Chart(table).encode(
        x=year_axis(table["year"], width),
        y=alt.Y("billion:Q", title=None, axis=alt.Axis(tickCount=6)),
        color=shade,
        tooltip=tooltips(
            recipient="Recipient", year=("To the end of", "d"), billion=("US$ billion", ".2f")
        ),
    )
    line = base.mark_line()
    last = table[table["year"] == end]
    dot = base.transform_filter(f"datum.year == {end}").mark_point(filled=True, size=45, opacity=1)
    gap = 0.045 * float(table["billion"].max())
    name = (
        alt.Chart(last.assign(place=_apart(last["billion"], gap)))
        .mark_text(align="left", dx=7, fontSize=11)
        .encode(x="year:Q", y="place:Q", text="recipient:N", color=shade)
    )
    return alt.layer(line, dot, name).properties(width=width, height=300)


def _apart(values: pd.Series, gap: float) -> pd.Series:
    """Move values up until any two are a gap apart, so that names at the ends of lines stay legible.

    Examples
    --------
    >>> _apart(pd.Series([5.0, 4.9, 1.0]), 0.5).to_list()
    [5.4, 4.9, 1.0]
    """
    placed = values.sort_values(kind="stable")
    floor = float("-inf")
    for index, value in placed.items():
        placed[index] = max(value, floor)
        floor = placed[index] + gap
    return placed.reindex(values.index)


def describe_cumulative(table: pd.DataFrame) -> str:
    """Describe :func:`draw_cumulative`: lines, period, end of each, and who has come down."""
    end = table[table["year"] == table["year"].max()]
    end = end.sort_values("cumulative_usd_million", ascending=False, kind="stable")
    words = ", ".join(f"{r.recipient} {r.cumulative_usd_million:,.0f}" for r in end.itertuples())
    top = table.loc[table.groupby("recipient")["cumulative_usd_million"].idxmax()]
    past = top[top["year"] < table["year"].max()]
    down = " and ".join(f"{r.recipient} since {r.year}" for r in past.itertuples())
    return (
        f"Lines for {table['recipient'].nunique()} countries, years {table['year'].min()} to "
        f"{table['year'].max()}, Japan's net ODA summed since the start, in US$. At the end, in "
        f"US$ million: {words}. Past its height: {down}."
    )


def draw_fiscal_year(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the programmes of one fiscal year, a dot on a stem for each country.

    Parameters
    ----------
    table : pandas.DataFrame
        ``recipient``, ``amount_jpy_billion``.
    layout : Layout
        The layout, which gives the width.
    """
    width = layout.width - 110
    amounts = table["amount_jpy_billion"]
    base = alt.Chart(table).encode(
        y=alt.Y("recipient:N", sort="-x", title=None, axis=alt.Axis(labelLimit=100)),
        x=alt.X(
            "amount_jpy_billion:Q",
            title="Billion yen",
            axis=alt.Axis(grid=True, tickCount=5),
            scale=amount_scale(amounts, amounts.map("{:.1f}".format), width, room=16),
        ),
        tooltip=tooltips(recipient="Country", amount_jpy_billion=("Billion yen", ".2f")),
    )
    stem = base.mark_rule(color=colour("JPN"), strokeWidth=2).encode(x2=alt.datum(0))
    dot = base.mark_point(color=colour("JPN"), filled=True, size=80, opacity=1)
    words = base.mark_text(align="left", dx=9, color=colour("text")).encode(
        text=alt.Text("amount_jpy_billion:Q", format=".1f")
    )
    return alt.layer(stem, dot, words).properties(width=width, height=150)


def describe_fiscal_year(table: pd.DataFrame) -> str:
    """Describe :func:`draw_fiscal_year`: the value of each country."""
    ranked = table.sort_values("amount_jpy_billion", ascending=False, kind="stable")
    words = ", ".join(f"{r.recipient} {r.amount_jpy_billion:.1f}" for r in ranked.itertuples())
    return f"Dots on stems, one for each of {len(table)} countries, in billion yen: {words}."


def draw_tying(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw aid loans as squares, one row a rule on contractors.

    Parameters
    ----------
    table : pandas.DataFrame
        ``rule``, ``place``, ``project_name``, ``debtor``, ``date_text``.
    layout : Layout
        The layout, which gives the width.
    """
    table = table.assign(rule_name=table["rule"].map(RULES))
    order = list(RULES.values())
    narrow = layout.columns == 1
    most = int(table["place"].max())
    room = layout.width - (30 if narrow else 210)
    side = min(22, int(room / most) - 2)
    chart = (
        alt.Chart(table)
        .mark_square(size=side**2 * 0.8, opacity=1)
        .encode(
            x=alt.X("place:Q", axis=None, scale=alt.Scale(domain=[0.4, most + 0.6], nice=False)),
            color=alt.Color(
                "rule_name:N",
                legend=None,
                scale=alt.Scale(
                    domain=order,
                    range=[colour("text"), colour("JPN"), colour("JPN"), colour("OTHER")],
                ),
            ),
            tooltip=tooltips(
                project_name="For", debtor="Country", date_text="Date", rule_name="Contractors"
            ),
        )
        .properties(width=room, height=26)
    )
    header = alt.Header(
        labelAngle=0,
        labelAlign="left",
        labelOrient="top" if narrow else "left",
        labelAnchor="start" if narrow else "middle",
        labelFontWeight="normal",
        title=None,
    )
    return chart.facet(row=alt.Row("rule_name:N", sort=order, header=header), spacing=4)


def describe_tying(table: pd.DataFrame) -> str:
    """Describe :func:`draw_tying`: how many loans stand under each rule."""
    number = table["rule"].value_counts()
    words = ", ".join(f"{RULES[r]} {number[r]}" for r in RULES if r in number)
    return (
        f"One square for each of {len(table)} aid loans, in rows by rule on contractors: {words}."
    )
