"""Conditions of the sentences on the meetings of the Dialogue and their agendas."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    labels,
    most,
    same,
    statement,
)
from helpers.topics.dialogue import measures as dialogue

# The periods of the chapter; the first is early, the last is late.
PERIODS = [(2004, 2009), (2010, 2014), (2015, 2019), (2020, 2025)]
# Ministers met "at long intervals" if half of the intervals are longer than two years.
LONG_MONTHS = 24.0
MINISTERS = ["foreign-minister", "other-minister", "head-of-state", "head-of-government"]

# The months in the title are computed with the chart.
labels("ministers-cadence")


def _gaps() -> pd.Series:
    rows = dialogue.cadence(load_table("meetings"), "foreign-ministers")
    return rows.set_index("start_date")["gap_months"].dropna()


@statement(title="meetings-timeline", finding="first-and-slow")
def ministers_met_at_long_intervals() -> Holds:
    """Half of the intervals between meetings of ministers are longer than two years."""
    return above(_gaps().median(), LONG_MONTHS, "months")


@statement(title="meetings-timeline")
def ministers_met_at_uneven_intervals() -> Holds:
    """The longest interval between meetings of ministers is more than twice the shortest."""
    gaps = _gaps()
    return above(gaps.max(), 2 * gaps.min(), "months")


@statement(title="meetings-timeline", answer="two-decades")
def work_went_on_below() -> Holds:
    """Officials, experts and business met more often than ministers."""
    below = ["senior-officials", "tokyo-dialogue", "expert", "business-economic"]
    tracks = load_table("meetings")["track"].value_counts()
    tracks = tracks.reindex([*below, "foreign-ministers"], fill_value=0)
    return above(tracks[below].sum(), tracks["foreign-ministers"], "meetings")


def _levels() -> pd.DataFrame:
    tables = load_table("meeting_delegations"), load_table("meetings")
    return dialogue.attendance(*tables, ["JPN", *CENTRAL_ASIA], ["leaders", "foreign-ministers"])


@statement(title="attendance-level")
def most_sent_their_ministers() -> Holds:
    """Most delegations at these meetings were led by a minister or a leader."""
    return most(_levels()["level"].isin(MINISTERS), "delegations were led by a minister or leader")


@statement(title="attendance-level", finding="turkmen-level")
def turkmen_level_varied() -> Holds:
    """Turkmenistan alone was more than twice represented below its minister."""
    levels = _levels()
    below = levels[~levels["level"].isin([*MINISTERS, "not-listed", "not-stated"])]
    counts = below["area_code"].value_counts().reindex(["JPN", *CENTRAL_ASIA], fill_value=0)
    return each_above(float(counts["TKM"]), counts.drop("TKM"), "meetings below a minister")


def _themes() -> pd.DataFrame:
    """Give the share of meetings that name a theme: a row a theme, a column a period."""
    names = ("meeting_themes", "themes", "meetings")
    rows = dialogue.themes_by_period(*(load_table(name) for name in names), PERIODS)
    return rows.pivot(index="theme_name", columns="period", values="share_pct").fillna(0.0)


@statement(title="agenda-themes", finding="agenda-turned", answer="two-decades")
def regional_cooperation_receded() -> Holds:
    """Regional cooperation is named in fewer of the latest meetings than of the early ones."""
    shares = _themes().loc["Regional cooperation"]
    return above(shares.iloc[0], shares.iloc[-1], "% of meetings")


@statement(title="agenda-themes", finding="agenda-turned", answer="two-decades")
def transport_energy_decarbonisation_came() -> Holds:
    """Transport, energy and decarbonisation are named more often than in the early meetings."""
    shares = _themes()
    later = shares.iloc[:, 1:].max(axis=1)
    chosen = ["Transport and logistics", "Energy", "Decarbonisation"]
    return each_above(later[chosen], shares.iloc[:, 0][chosen], "% of meetings")


@statement(finding="agenda-turned")
def decarbonisation_is_new() -> Holds:
    """Decarbonisation stood on no agenda before the last period."""
    shares = _themes().loc["Decarbonisation"]
    return both(
        same(int(shares.iloc[:-1].gt(0).sum()), 0, "earlier periods with decarbonisation"),
        above(shares.iloc[-1], 0.0, "% of meetings"),
    )


@statement(finding="two-counts")
def counts_of_the_series_differ() -> Holds:
    """Official texts count more meetings of foreign ministers than were found with a number."""
    rows = load_table("meetings").query("series == 'foreign-ministers' and is_numbered")
    conflicts = load_table("source_conflicts").set_index(["conflict_id", "version_no"])
    return above(conflicts.loc[("fmm-count", 2), "value_number"], len(rows), "meetings")


@statement(title="outcome-documents")
def kinds_of_outcomes() -> Holds:
    """Statements, plans, roadmaps and counts of papers are among the outcomes."""
    kinds = set(load_table("meeting_documents").query("confidence != 'low'")["kind"])
    said = ("joint-statement", "action-plan", "roadmap", "business-documents")
    return every({kind: kind in kinds for kind in said}, "on record")
