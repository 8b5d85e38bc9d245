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
    largest,
    most,
    none,
    same,
    statement,
    top,
)
from helpers.topics.formats import measures as formats


def _first_dates() -> pd.DataFrame:
    return formats.first_dates(load_table("formats"), load_table("format_summits")).set_index(
        "format_id"
    )


def _meetings() -> pd.DataFrame:
    return formats.leaders_meetings(load_table("formats"), load_table("format_summits"))


def _starts() -> pd.Series:
    """Give the start of each format as a year with its part, where it is known."""
    days = pd.to_datetime(_first_dates()["started_date"].dropna().map(middle_day))
    return days.dt.year + days.dt.dayofyear / 366


@statement(
    title="formats-timeline", finding="field-first", answer=["other-partners", "two-decades"]
)  # fmt: skip
def earliest_format() -> Holds:
    """The Dialogue began before each other format whose start is known."""
    starts = _starts()
    return each_above(starts.drop("japan"), float(starts["japan"]), "(year)")


@statement(finding="field-first")
def next_formats() -> Holds:
    """The European Union came next; the start of Russia's format is not known."""
    starts = _starts().sort_values(kind="stable")
    return both(
        same(starts.index[1], "eu", "second"),
        none([name for name in starts.index if name == "russia"], "start of Russia's format"),
        above(starts.iloc[2], starts.iloc[1], "(year)"),
    )


@statement(
    title=["formats-timeline", "summits-by-year"], finding="field-last", answer="other-partners"
)
def last_to_meet_the_leaders() -> Holds:
    """Each other partner's leaders met the five before Japan's, by video or in person."""
    first = _meetings().query("is_first").set_index("format_id")["overall_no"].astype(float)
    return each_above(float(first["japan"]), first.drop("japan"), "place in the order")


def _pace() -> pd.DataFrame:
    return formats.ministers_pace(load_table("formats")).set_index("format_id")


@statement(title="ministers-pace", finding="field-pace", answer="other-partners")
def longest_intervals() -> Holds:
    """The mean interval between meetings of ministers is longest in the Dialogue."""
    return largest(_pace()["months_between"].dropna(), "japan", "months")


@statement(title="ministers-pace", finding="field-pace")
def china_and_europe_meet_most_often() -> Holds:
    """No ministers met the five at shorter intervals than those of China and the European Union."""
    return top(-_pace()["months_between"].dropna(), ["china", "eu"], "months")


def _offers() -> pd.DataFrame:
    tables = (load_table(name) for name in ("partner_offers", "formats", "format_summits"))
    rows = formats.at_their_meetings(*tables)
    return rows[rows["amount"].notna()]


@statement(title="partner-offers", finding="field-offers", answer="other-partners")
def grants_are_chinas() -> Holds:
    """Of the sums named at meetings of leaders those called grants alone are China's."""
    grants = _offers().query("money_kind == 'grant'")
    return both(
        above(len(grants), 0, "grants"),
        every(grants.set_index("offer_id")["format_id"] == "china", "grants named by China"),
    )


@statement(title="partner-offers", finding="field-offers", answer="other-partners")
def japans_sum_is_a_target() -> Holds:
    """Japan named one sum, a target of business, and no other partner named a target."""
    targets = _offers().set_index("format_id")["money_kind"].str.startswith("target")
    return both(
        same(int(targets.get("japan", pd.Series(dtype=bool)).sum()), 1, "targets of Japan"),
        every(~targets.drop("japan"), "no target"),
    )


@statement(finding="field-repeat")
def others_have_come_back() -> Holds:
    """Several partners' leaders have met the five more than once, and Japan's once."""
    counts = _meetings()["format_id"].value_counts()
    return both(above((counts > 1).sum(), 1, "partners"), same(int(counts["japan"]), 1, "Japan"))


@statement(title="formats-compared", finding="field-repeat")
def no_secretariat_of_the_dialogue() -> Holds:
    """Some formats have a secretariat or agreed on one; for Japan's none is on record."""
    found = _first_dates()["secretariat_note"].notna()
    return both(
        every(~found[["japan"]], "no secretariat on record"),
        most(found.drop("japan"), "other formats have a secretariat", 0),
    )
