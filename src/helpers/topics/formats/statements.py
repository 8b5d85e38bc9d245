"""Conditions of the sentences on the formats of other partners."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.partial_dates import middle_day
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    labels,
    largest,
    most,
    none,
    same,
    statement,
)
from helpers.topics.formats import measures as formats

# The years in the title of the second are computed with the chart.
labels("formats-compared", "summits-all", "years-to-summit")


def _first_dates() -> pd.DataFrame:
    return formats.first_dates(load_table("formats"), load_table("format_summits")).set_index(
        "format_id"
    )


def _summits() -> pd.DataFrame:
    return formats.summits_in_order(load_table("formats"), load_table("format_summits"))


def _starts() -> pd.Series:
    """Give the start of each format as a year with its part, where it was found."""
    days = pd.to_datetime(_first_dates()["started_date"].dropna().map(middle_day))
    return days.dt.year + days.dt.dayofyear / 366


@statement(
    title="formats-timeline", finding="field-first", answer=["crowded-field", "two-decades"]
)  # fmt: skip
def earliest_format() -> Holds:
    """The Dialogue began before each other format whose start was found."""
    starts = _starts()
    return each_above(starts.drop("japan"), float(starts["japan"]), "(year)")


@statement(finding="field-first")
def next_formats() -> Holds:
    """The European Union came next, then Korea; the start of Russia's format was not found."""
    starts = _starts().sort_values(kind="stable")
    return both(
        same(starts.index[1], "eu", "second"),
        same(starts.index[2], "korea", "third"),
        none([name for name in starts.index if name == "russia"], "start of Russia's format"),
        above(starts.iloc[2], starts.iloc[1], "(year)"),
    )


@statement(
    title=["formats-timeline", "summits-by-year"], finding="field-last", answer="crowded-field"
)
def last_to_the_summit() -> Holds:
    """The first summit of each other partner came before that of Japan."""
    first = _summits().query("is_first").set_index("format_id")["overall_no"].astype(float)
    return each_above(float(first["japan"]), first.drop("japan"), "place in the order")


@statement(finding="field-wait")
def longest_wait() -> Holds:
    """From start to summit Japan's format took longest."""
    return largest(_first_dates()["years_to_summit"].dropna(), "japan", "years")


def _pace() -> pd.DataFrame:
    return formats.ministers_pace(load_table("formats")).set_index("format_id")


@statement(finding="field-pace")
def europe_and_korea_met_more_often() -> Holds:
    """The ministers of the European Union and of Korea have met the five more often than Japan's."""
    count = _pace()["latest_ministers_no"].astype(float)
    return each_above(count[["eu", "korea"]], float(count["japan"]), "meetings")


@statement(finding="field-pace")
def europe_and_korea_began_later() -> Holds:
    """The formats of the European Union and of Korea began after the Dialogue."""
    starts = _starts()
    return each_above(starts[["eu", "korea"]], float(starts["japan"]), "(year)")


@statement(title="ministers-pace")
def longest_intervals() -> Holds:
    """The mean interval between meetings of ministers is longest in the Dialogue."""
    return largest(_pace()["months_between"].dropna(), "japan", "months")


@statement(answer="crowded-field")
def less_often_than_most() -> Holds:
    """The ministers of most other partners have met at shorter intervals."""
    months = _pace()["months_between"].dropna()
    return most(months.drop("japan") < months["japan"], "other formats meet at shorter intervals")


@statement(finding="field-repeat")
def others_have_come_back() -> Holds:
    """Several partners have held more than one summit, and Japan one."""
    counts = _summits()["format_id"].value_counts()
    return both(above((counts > 1).sum(), 1, "partners"), same(int(counts["japan"]), 1, "Japan"))


@statement(finding="field-repeat")
def no_secretariat_of_the_dialogue() -> Holds:
    """Some formats have a secretariat; for Japan's none was found."""
    found = _first_dates()["secretariat_note"].notna()
    return both(
        every(~found[["japan"]], "no secretariat found"),
        most(found.drop("japan"), "other formats have a secretariat", 0),
    )
