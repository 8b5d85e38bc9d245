"""Charts of votes, visas, visits and opinion."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import (
    PERCENT,
    by_colour,
    by_dash,
    by_shape,
    panel_size,
    panels,
    share_scale,
    time_axis,
    tooltips,
    year_axis,
)
from helpers.style import Layout, colour
from helpers.topics.ties.measures import QUESTIONS

PARTNERS = {"CHN": "China", "JPN": "Japan", "RUS": "Russia", "USA": "United States"}
_SHAPES = {
    "China": "circle",
    "Japan": "square",
    "Russia": "diamond",
    "Türkiye": "triangle-up",
}
RULES = {
    "covid-ban": ("no entry (pandemic)", "×"),
    "visa-required": ("visa from a consulate", "visa"),
    "e-visa": ("electronic visa", "e-visa"),
    "visa-on-arrival": ("visa at the border", "border"),
    "visa-free": ("no visa", "free"),
}


def draw_votes(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw the shares of identical votes with each partner, one panel a country.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.votes_with_base`` gives, with ``country`` and ``partner``.
    layout : Layout
        The layout, which gives the width.
    """
    dashes = dict(zip(PARTNERS.values(), ([1, 0], [1, 0], [5, 3], [2, 2])))
    pick = alt.selection_point(fields=["partner"], bind="legend")
    table = table.assign(line=table["partner"] + table["run"].astype(str))
    size = panel_size(layout, 140)
    chart = (
        alt.Chart(table)
        .mark_line()
        .encode(
            x=year_axis(table["year"], size["width"]),
            y=alt.Y(
                "identical_votes_pct:Q",
                title=None,
                scale=share_scale(),
                axis=alt.Axis(tickCount=5, labelExpr=PERCENT),
            ),
            color=by_colour("partner", {name: code for code, name in PARTNERS.items()}),
            strokeDash=by_dash("partner", dashes),
            detail="line:N",
            opacity=alt.condition(pick, alt.value(1), alt.value(0.2)),
            tooltip=tooltips(
                country="Country",
                partner="Voted like",
                year=("Year", "d"),
                identical_votes_pct=("Identical votes, %", ".1f"),
            ),
        )
        .properties(**size)
        .add_params(pick)
    )
    return panels(chart, "country", layout)


def describe_votes(table: pd.DataFrame) -> str:
    """Describe :func:`draw_votes`: panels, range, mean of the five in the last year."""
    last = table["year"].max()
    means = table[table["year"] == last].groupby("partner")["identical_votes_pct"].mean()
    words = ", ".join(
        f"{p} {v:.0f}%" for p, v in means.sort_values(ascending=False, kind="stable").items()
    )
    return (
        f"Lines, one panel for each of {table['country'].nunique()} countries, years "
        f"{table['year'].min()} to {last}, share of identical votes in the General Assembly with "
        f"each of {table['partner'].nunique()} states, in per cent. Mean of the countries in {last}: {words}."
    )


def draw_lead(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw by how many points each country voted closer to China or to Japan, a cell a year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.lead`` gives (China less Japan), with ``country``.
    layout : Layout
        The layout, which gives the width; the narrow one sets the years down the page.
    """
    wide = layout.columns > 1
    sides = ["closer to China", "closer to Japan"]
    table = table.assign(
        side=[sides[0] if v >= 0 else sides[1] for v in table["lead_points"]],
        size=table["lead_points"].abs(),
    )
    year = {
        "title": None,
        "axis": alt.Axis(labelAngle=0, ticks=False, domain=False, labelOverlap=True),
    }
    place = {
        "title": None,
        "axis": alt.Axis(
            labelAngle=0,
            ticks=False,
            domain=False,
            orient="left" if wide else "top",
            labelFontSize=11 if wide else 9,
        ),
    }
    x, y = (alt.X("year:O", **year), alt.Y("country:N", **place))
    if not wide:
        x, y = (alt.X("country:N", **place), alt.Y("year:O", **year))
    base = alt.Chart(table).encode(x=x, y=y)
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=1).encode(
        color=by_colour(
            "side",
            dict(zip(sides, ("CHN", "JPN"))),
            legend=alt.Legend(title=None, symbolType="square", symbolOpacity=0.55),
        ),
        opacity=alt.Opacity(
            "size:Q",
            scale=alt.Scale(type="threshold", domain=[5, 15, 25], range=[0.12, 0.3, 0.45, 0.6]),
            legend=None,
        ),
        tooltip=tooltips(country="Country", year="Year", side="Voted", size=("Points", ".1f")),
    )
    # A sign beside the figure, so that colour is not the only mark of the side.
    shown = table.assign(
        words=[f"{round(v):d}".replace("-", "\N{MINUS SIGN}") for v in table["lead_points"]]
    )
    words = (
        alt.Chart(shown)
        .mark_text(fontSize=9 if wide else 10, color=colour("text"))
        .encode(x=x, y=y, text="words:N")
    )
    chart = alt.layer(cells, words)
    if wide:
        return chart.properties(width=layout.width - 85, height=alt.Step(28))
    return chart.properties(width=layout.width - 45, height=alt.Step(17))


def describe_lead(table: pd.DataFrame) -> str:
    """Describe :func:`draw_lead`: range and the year since which all stand closer to one side."""
    by_year = table.groupby("year")["lead_points"].min()
    turned = [y for y in by_year.index if (by_year.loc[y:] > 0).all()]
    top = table.loc[table["lead_points"].idxmax()]
    return (
        f"Grid of {table['country'].nunique()} countries and years {table['year'].min()} to "
        f"{table['year'].max()}; each cell gives by how many points the country voted more often "
        f"with China than with Japan, negative where more often with Japan. Above zero in every "
        f"cell since {min(turned)}; highest {top['lead_points']:.0f}, {top['country']} {top['year']}."
    )


def draw_visits(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw visits of leaders as marks in time, a row a country, up and down by direction.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.leaders_visits`` gives, with ``country``.
    layout : Layout
        The layout, which gives the width.
    """
    names = ["to Japan", "from Japan"]
    table = table.assign(
        way=table["direction"].map({"to": names[0], "from": names[1]}),
        day=table["position"].dt.strftime("%Y-%m-%d"),
    )[["country", "way", "day", "visitor_name", "occasion", "year"]]
    width = layout.width - 100
    base = alt.Chart(table).encode(
        y=alt.Y(
            "country:N",
            title=None,
            axis=alt.Axis(grid=True, labelFontSize=11),
        ),
        x=time_axis(table["day"], width, field="day", grid=False),
        color=by_colour("way", dict(zip(names, ("muted", "JPN")))),
        shape=by_shape("way", dict(zip(names, ("circle", "triangle-up")))),
        yOffset=alt.YOffset("way:N", scale=alt.Scale(domain=names), sort=names),
        tooltip=tooltips(
            visitor_name="Visitor",
            country="Country",
            way="Direction",
            year=("Year", "d"),
            occasion="Occasion",
        ),
    )
    marks = base.mark_point(size=70, strokeWidth=2, filled=False, opacity=1)
    return marks.properties(width=width, height=alt.Step(16))


def describe_visits(table: pd.DataFrame) -> str:
    """Describe :func:`draw_visits`: counts by direction and years of visits from Japan."""
    counts = table["direction"].value_counts()
    years = sorted(set(table[table["direction"] == "from"]["year"]))
    return (
        f"Marks in time, {table['country'].nunique()} rows of countries, {table['year'].min()} to "
        f"{table['year'].max()}: {counts['to']} visits of presidents to Japan and {counts['from']} "
        f"of Japanese prime ministers, counted by country. Years of the latter: {', '.join(map(str, years))}."
    )


def with_rules(table: pd.DataFrame) -> pd.DataFrame:
    """Name the rules of :func:`draw_visas`.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.visa_panels`` gives.

    Examples
    --------
    >>> with_rules(pd.DataFrame({"rule": ["visa-free"]}))["rule_name"].item()
    'no visa'
    """
    return table.assign(rule_name=[RULES[rule][0] for rule in table["rule"]])


def draw_visas(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw visa rules as cells, a panel for each partner and direction; darker is easier.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.visa_grid`` gives, with ``country`` and ``panel``.
    layout : Layout
        The layout, which gives the width.
    """
    days = table["visa_free_days"]
    table = table.assign(
        rule_name=table["rule"].map(lambda r: RULES[r][0]),
        words=[
            f"{d} days" if r == "visa-free" and pd.notna(d) else RULES[r][1]
            for r, d in zip(table["rule"], days)
        ],
        strong=table["rule"].isin(["visa-free", "visa-on-arrival"]),
    )
    table = table[["country", "panel", "year", "rule_name", "words", "strong"]]
    names = [name for name, _ in RULES.values()]
    columns = 2 if layout.columns > 1 else 1
    base = alt.Chart(table).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False, domain=False)),
        y=alt.Y("country:N", title=None),
    )
    cells = base.mark_rect(stroke=colour("ground"), strokeWidth=1.5).encode(
        color=by_colour(
            "rule_name",
            dict(zip(names, ("land", "step1", "step2", "step4", "step5"))),
            sort=names,
            legend=alt.Legend(
                title=None, symbolType="square", columns=3 if columns > 1 else 1, labelLimit=170
            ),
        ),
        tooltip=tooltips(
            country="Country", panel="Direction", year="Year", rule_name="Rule", words="In short"
        ),
    )
    words = base.mark_text(fontSize=8).encode(
        text="words:N",
        color=alt.condition("datum.strong", alt.value(colour("ground")), alt.value(colour("text"))),
    )
    width = int(layout.width / columns - (88 if columns > 1 else 90))
    panel = alt.layer(cells, words).properties(width=width, height=alt.Step(21))
    order = list(dict.fromkeys(table["panel"]))
    return panels(panel, "panel", layout, columns=columns, gap=14, sort=order)


def describe_visas(table: pd.DataFrame) -> str:
    """Describe :func:`draw_visas`: panels, and how many pairs are free of visas at the end."""
    last = table[table["year"] == table["year"].max()]
    free = last[last["rule"] == "visa-free"].groupby("panel", sort=False).size()
    words = "; ".join(f"{p}: {int(free.get(p, 0))}" for p in dict.fromkeys(table["panel"]))
    return (
        f"Grids of {table['country'].nunique()} countries and years {table['year'].min()} to "
        f"{table['year'].max()}, one for each partner and direction, cells by the visa rule. "
        f"Countries without need of a visa in {table['year'].max()}: {words}."
    )


def draw_polls(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw answers about each partner as points on one line, a row for each poll and question.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of ``opinion_polls`` on partners, with ``subject`` (the partner's name).
    layout : Layout
        The layout, which gives the width.
    """
    table = table.assign(
        row=[f"{QUESTIONS[q]}, {y}" for q, y in zip(table["question"], table["publication_year"])],
        share=table["share_pct"].astype(float),
    )[["row", "subject", "share", "answer_form", "confidence", "question", "publication_year"]]
    rows = [f"{q}, {y}" for key, q in QUESTIONS.items()
            for y in sorted(set(table[table["question"] == key]["publication_year"]))]  # fmt: skip
    wide = layout.columns > 1
    subjects = ["Russia", "China", "Japan", "Türkiye"]
    y = alt.Y(
        "row:N",
        title=None,
        sort=rows,
        axis=alt.Axis(labelLimit=240, labelFontSize=11 if wide else 9.5),
    )
    x = alt.X(
        "share:Q",
        scale=alt.Scale(zero=True),
        axis=alt.Axis(title=None, grid=True, tickCount=5, labelExpr=PERCENT),
    )
    span = (
        alt.Chart(table)
        .mark_rule(strokeWidth=2, color=colour("rule"))
        .encode(y=y, x=alt.X("min(share):Q"), x2="max(share):Q")
    )
    base = alt.Chart(table).encode(y=y, x=x)
    codes = {"Russia": "RUS", "China": "CHN", "Japan": "JPN", "Türkiye": "TUR"}
    legend = alt.Legend(title=None, columns=4 if wide else 2)
    points = base.mark_point(size=80, filled=True, opacity=1).encode(
        color=by_colour("subject", {s: codes[s] for s in subjects}, legend=legend),
        shape=by_shape("subject", {s: _SHAPES[s] for s in subjects}, legend=legend),
        tooltip=tooltips(
            row="Question",
            subject="About",
            share=("Share, %", ".0f"),
            confidence="Trust in the row",
        ),
    )
    # The last of the four stands close to the third: its figure goes below.
    words = [
        base.mark_text(dy=dy, fontSize=10.5, color=colour("text"))
        .encode(text=alt.Text("share:Q", format=".0f"))
        .transform_filter(f"datum.subject {test} '{subjects[-1]}'")
        for dy, test in ((-12, "!="), (14, "=="))
    ]
    return alt.layer(span, points, *words).properties(
        width=layout.width - (200 if wide else 175), height=alt.Step(44)
    )


def describe_polls(table: pd.DataFrame) -> str:
    """Describe :func:`draw_polls`: the answers of each question."""
    words = "; ".join(
        f"{QUESTIONS[question].lower()}, {year}: "
        + ", ".join(
            f"{r.subject} {r.share_pct:.0f}%"
            for r in rows.sort_values("share_pct", ascending=False, kind="stable").itertuples()
        )
        for (question, year), rows in table.groupby(["question", "publication_year"])
    )
    return (
        f"Points on one axis in per cent, {table.groupby(['question', 'publication_year']).ngroups} "
        f"rows of question and year, one mark a country asked about. {words}."
    )
