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
    largest,
    same,
    statement,
)
from helpers.topics.dialogue import facts, outcomes
from helpers.topics.dialogue import measures as dialogue

# Ministers met "at long intervals" if half of the intervals are longer than two years.
LONG_MONTHS = 24.0
MINISTERS = ["foreign-minister", "other-minister", "head-of-state", "head-of-government"]

# The table names persons and asserts nothing of them together.
labels("who-is-who")


def _gaps() -> pd.Series:
    rows = dialogue.cadence(load_table("meetings"), "foreign-ministers")
    return rows.set_index("start_date")["gap_months"].dropna()


@statement(finding="first-and-slow")
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


@statement(title="attendance-level", finding="turkmen-level")
def turkmen_level_varied() -> Holds:
    """Turkmenistan alone was more than twice represented below its minister."""
    levels = _levels()
    below = levels[~levels["level"].isin([*MINISTERS, "not-listed", "not-stated"])]
    counts = below["area_code"].value_counts().reindex(["JPN", *CENTRAL_ASIA], fill_value=0)
    return each_above(float(counts["TKM"]), counts.drop("TKM"), "meetings below a minister")


@statement(finding="turkmen-level")
def two_always_sent_their_minister() -> Holds:
    """Kyrgyzstan and Tajikistan sent a minister or leader to every meeting."""
    levels = _levels().query("area_code in ['KGZ', 'TJK']")
    flags = levels.set_index(["area_code", "meeting_id"])["level"].isin(MINISTERS)
    return every(flags, "sent a minister")


def _themes() -> pd.DataFrame:
    """Count the meetings of ministers and officials that name a theme: a row a theme and period."""
    tables = (load_table(name) for name in ("meeting_themes", "themes", "meetings"))
    rows = dialogue.themes_by_period(*tables, dialogue.PERIODS, dialogue.POLITICAL)
    return rows.set_index(["theme_name", "period"])


def _shares() -> pd.DataFrame:
    return _themes()["share_pct"].unstack()


@statement(title="agenda-themes", finding="agenda-turned", answer="two-decades")
def regional_cooperation_receded() -> Holds:
    """Regional cooperation was on every early agenda and is on a minority of the latest."""
    shares = _shares().loc["Regional cooperation"]
    return both(
        same(int(shares.iloc[0]), 100, "% of the early agendas"),
        above(50.0, shares.iloc[-1], "% of meetings"),
    )


@statement(title="agenda-themes", finding="agenda-turned", answer="two-decades")
def transport_and_farming_came() -> Holds:
    """Transport and farming are on more of the latest agendas than of the early ones."""
    shares = _shares().loc[["Transport and logistics", "Agriculture"]]
    return each_above(shares.iloc[:, -1], shares.iloc[:, 0], "% of meetings")


@statement(finding="agenda-turned")
def transport_at_its_height() -> Holds:
    """Transport was named most often in the third period, farming in none of the first."""
    shares = _shares()
    third = shares.columns[2]
    return both(
        largest(shares.loc["Transport and logistics"], third, "% of meetings"),
        same(int(shares.loc["Agriculture"].iloc[0]), 0, "early meetings on farming"),
    )


def _promises() -> pd.DataFrame:
    aid = outcomes.aid_signed(load_table("loans"), load_table("japan_projects"))
    return outcomes.promises(load_table("dialogue_promises"), aid).set_index("promise_id")


@statement(title="promises-followed", answer="two-decades")
def rules_kept_sums_unaccounted() -> Holds:
    """Rules and meetings that were promised came; for no sum of money was an account published."""
    kinds = _promises().groupby("kind")["outcome"].agg(set)
    return every(
        {
            "rules": kinds["rule"] == {"kept"},
            "meetings": kinds["meeting"] == {"kept"},
            "sums": kinds["money"] == {"no-account"},
        },
        "stand as said",
    )


@statement(finding="loans-beside-pledge")
def lent_more_than_was_pledged() -> Holds:
    """Aid loans in the three years after the pledge exceed it, and went to one country."""
    row = _promises().loc["pledge-2012"]
    pledge = load_table("meeting_documents").query("meeting_id == 'fmm-4' and kind == 'pledge'")
    rates = load_table("exchange_rates_monthly")
    rate = rates.query("currency_code == 'JPY' and month_date == '2012-11'")
    return both(
        same(int(row["loan_areas"]), 1, "countries"),
        above(float(row["loans_jpy_billion"]), facts.in_yen(pledge, rate), "billion yen"),
    )


@statement(finding="roadmaps-and-loans", answer="two-decades")
def farm_loans_followed_transport_loans_did_not() -> Holds:
    """All dated farm loans came after their roadmap, all to one country; all transport loans before theirs."""
    rows = _promises()
    farm, road = rows.loc["agriculture-2014"], rows.loc["transport-2017"]
    return both(
        same(int(farm["loans_before"]), 0, "farm loans before the roadmap"),
        same(int(farm["loan_areas"]), 1, "countries with farm loans"),
        above(float(farm["loans_after"]), 0.0, "farm loans after the roadmap"),
        same(int(road["loans_after"]), 0, "transport loans after the roadmap"),
        above(float(road["loans_before"]), 0.0, "transport loans before the roadmap"),
        above(float(road["grants_after"]), 0.0, "transport grants after the roadmap"),
    )


@statement(title="who-does-what")
def two_banks_in_japan_one_in_china() -> Holds:
    """JICA lends aid alone and JBIC none since the merger; China's Eximbank lends both."""
    loans = load_table("loans")
    aid = loans["instrument"].isin(["oda-loan", "concessional-loan", "interest-free-loan"])
    late = loans["signed_date"].fillna("") >= outcomes.HANDED_OVER
    by = {
        name: aid[loans["lender_name"].str.contains(name, regex=False) & late]
        for name in ("JICA", "JBIC", "Export-Import Bank of China")
    }
    both_kinds = by["Export-Import Bank of China"]
    return every(
        {
            "JICA": by["JICA"].all(),
            "JBIC": not by["JBIC"].any(),
            "Eximbank": both_kinds.any() and not both_kinds.all(),
        },
        "lends as said",
    )
