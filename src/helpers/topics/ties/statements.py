"""Conditions of the sentences on votes, visits, visas and opinion."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    each_above,
    every,
    in_order,
    labels,
    most,
    same,
    statement,
)
from helpers.topics.ties import measures as ties

labels("presence")


def _votes() -> pd.DataFrame:
    return ties.votes_with_base(load_table("un_vote_agreement"), ties.AT_LEAST)


@statement(title="un-votes-alike")
def votes_in_order() -> Holds:
    """In the latest year the five voted most like China, then Russia, Japan and the United States."""
    votes = _votes()
    latest = votes[votes["year"] == votes["year"].max()]
    means = latest.groupby("partner_code")["identical_votes_pct"].mean()
    return in_order(means, ["CHN", "RUS", "JPN", "USA"], "% of votes")


def _lead() -> pd.DataFrame:
    """Give China's lead over Japan in points: a row a year, a column a country."""
    rows = ties.lead(_votes(), "CHN", "JPN")
    return rows.pivot(index="year", columns="area_code", values="lead_points").sort_index()


@statement(title="un-vote-lead", finding="votes-with-china", answer="votes-visits")
def closer_to_china_since() -> Holds:
    """In each of the last ten years each country voted more often with China than with Japan."""
    return each_above(_lead().tail(10).min(axis=1), 0.0, "points")


@statement(title="un-vote-lead", finding="votes-with-china")
def closer_to_japan_before() -> Holds:
    """In most of the early years the countries voted more often with Japan."""
    early = _lead().loc[: ties.EARLY].stack()
    return most(early < 0, "early cases closer to Japan")


def _visits() -> pd.DataFrame:
    return ties.leaders_visits(load_table("visits"))


@statement(title="leaders-visits", finding="visits-uneven")
def presidents_come_more_often() -> Holds:
    """Presidents have come to Japan more often than its prime ministers made tours."""
    visits = _visits()
    tours = visits.loc[visits["direction"] == "from", "tour_id"].nunique()
    return above((visits["direction"] == "to").sum(), tours, "visits")


@statement(title="leaders-visits")
def prime_ministers_came_on_tours() -> Holds:
    """Each visit of a prime minister of Japan was part of a tour."""
    visits = _visits().query("direction == 'from'").set_index("visit_id")
    return every(visits["tour_id"].notna(), "part of a tour")


def _visas() -> pd.DataFrame:
    """Give the rules of the latest year."""
    rules = ties.visa_grid(load_table("visa_rules"), CENTRAL_ASIA)
    return rules[rules["year"] == rules["year"].max()]


@statement(title="visa-rules", finding="visas-one-way")
def japanese_enter_most_easily() -> Holds:
    """Japanese citizens enter more of the five without a visa than Chinese ones do."""
    free = _visas().query("rule == 'visa-free' and direction == 'out-of'")["partner_code"]
    counts = free.value_counts().reindex(["JPN", "CHN"], fill_value=0)
    return above(counts["JPN"], counts["CHN"], "countries")


@statement(title="visa-rules", finding="visas-one-way", answer="votes-visits")
def japan_asks_all_for_visas() -> Holds:
    """Japan asks citizens of all five for a visa."""
    rows = _visas().query("direction == 'into' and partner_code == 'JPN'").set_index("country_code")
    return every(rows["rule"].reindex(CENTRAL_ASIA) == "visa-required", "needs a visa for Japan")


@statement(finding="visas-one-way")
def china_waives_for_some() -> Holds:
    """In the latest snapshot China waives visas for citizens of Kazakhstan alone."""
    rows = _visas().query("direction == 'into' and partner_code == 'CHN' and rule == 'visa-free'")
    return same(rows["country_code"], ["KAZ"], "without a visa for China")


def _answers(question: str) -> pd.Series:
    """Give the answers to a question in all four countries: by year and country named."""
    rows = load_table("opinion_polls")
    rows = rows[(rows["question"] == question) & (rows["area_code"] == "CA4")]
    return rows.set_index(["publication_year", "subject_code"])["share_pct"].astype(float)


@statement(title="poll-partners", finding="polls-two-questions", answer="votes-visits")
def japan_more_reliable() -> Holds:
    """More people called Japan the most reliable country than China."""
    said = _answers("most-reliable-country").xs(2015, level="publication_year")
    return above(said["JPN"], said["CHN"], "% of those asked")


@statement(title="poll-partners", finding="polls-two-questions", answer="votes-visits")
def china_more_important() -> Holds:
    """In each poll more people called China an important partner than Japan."""
    said = _answers("important-partner-now").unstack()
    return each_above(said["CHN"], said["JPN"], "% of those asked")


@statement(finding="polls-two-questions")
def russia_led_on_both() -> Holds:
    """On both questions more people named Russia than China or Japan."""
    questions = ("most-reliable-country", "important-partner-now")
    said = pd.DataFrame(
        {q: _answers(q).xs(2015, level="publication_year") for q in questions}
    )  # fmt: skip
    return each_above(said.loc["RUS"], said.drop("RUS").max(), "% of those asked")
