"""The numbers that the chapter on votes, visits and visas names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.ties import measures as ties

Published = dict[str, object]

# First year of the mean of the later years.
LATE = 2010


def votes(table: pd.DataFrame) -> Published:
    """Average over the five, in the latest year, the votes identical with those of each partner.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.votes_with_base`` gives.
    """
    last = table[table["year"] == table["year"].max()]
    alike = last.groupby("partner_code", as_index=False)["identical_votes_pct"].mean()
    return {
        "votes-last": numbers.year(table["year"].max()),
        **numbers.exposed(alike, "alike-{partner_code}", "identical_votes_pct"),
    }


def lead(table: pd.DataFrame) -> Published:
    """Name the year since which all five vote more like China, the mean lead since, and the early years.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.lead`` gives.
    """
    early = table[table["year"] <= ties.EARLY]
    late = ties.mean_over(table, "lead_points", LATE, table["year"].max())
    return {
        "turn-year": numbers.year(ties.turn_year(table)),
        "lead-late": numbers.plain(late, "points"),
        "early-cells": numbers.of(early, numbers.count(len(early))),
        "early-japan": numbers.of(early, numbers.count((early["lead_points"] < 0).sum())),
        "early-last": numbers.of(early, numbers.year(early["year"].max())),
    }


def visas(table: pd.DataFrame) -> Published:
    """Count the countries without visas in the latest year, by partner and direction.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.visa_panels`` gives.
    """
    last = table["year"].max()
    free = table[table["rule"] == "visa-free"]
    into_china = free[free["panel"] == ties.PANELS["CHN", "into"]]
    now = free[free["year"] == last].groupby(["partner_code", "direction"]).size()
    china = {"free_chn_out": ("CHN", "out-of"), "free_chn_into": ("CHN", "into")}
    return {
        **numbers.picked(
            now.to_frame("country_count"), "country_count", free_jpn_out=("JPN", "out-of"), **china
        ),
        "visa-year": numbers.year(last),
        "kaz-free-from": numbers.of(into_china, numbers.year(into_china["year"].min())),
    }


def visits(table: pd.DataFrame) -> Published:
    """Count the visits of leaders in each direction, and the tours that those of Japan's were part of.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.leaders_visits`` gives.
    """
    to, away = (table[table["direction"] == direction] for direction in ("to", "from"))
    return {
        "to-japan": numbers.of(to, numbers.count(len(to))),
        "summit-visits": numbers.of(to, numbers.count(to["meeting_id"].notna().sum())),
        "from-japan": numbers.of(away, numbers.count(len(away))),
        "tours": numbers.of(away, numbers.count(away["tour_id"].nunique())),
        "tour-first": numbers.of(away, numbers.year(away["year"].min())),
        "tour-last": numbers.of(away, numbers.year(away["year"].max())),
        "visits-first": numbers.year(table["year"].min()),
        "visits-last": numbers.year(table["year"].max()),
    }


def polls(table: pd.DataFrame) -> Published:
    """Name when polls were published, how many were asked in a country, and what the four answered.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``opinion_polls``.
    """
    asked = ties.poll_answers(table)
    first, second, *_, last = sorted(asked["publication_year"].unique())
    at = table[table["area_code"] == "CA4"]
    at = at.set_index(["publication_year", "question", "subject_code"])
    reliable, now = "most-reliable-country", "important-partner-now"
    rows = {f"reliable_{code}": (2015, reliable, code.upper()) for code in ("jpn", "chn", "rus")}
    for code in ("jpn", "chn"):
        rows[f"important_{code}"] = (2015, now, code.upper())
        rows[f"important_{code}_next"] = (2016, now, code.upper())
        rows[f"future_{code}"] = (2022, "important-partner-future", code.upper())
    for when, year in {"first": 2015, "second": 2016, "last": 2022}.items():
        rows[f"friendly_{when}"] = (year, "relations-friendly", "JPN")
    return {
        "poll-first": numbers.of(asked, numbers.year(first)),
        "poll-second": numbers.of(asked, numbers.year(second)),
        "poll-last": numbers.of(asked, numbers.year(last)),
        "poll-people": numbers.count(table["people_per_country_count"].dropna().max()),
        **numbers.picked(at, "share_pct", **rows),
    }


def presence(institutes: pd.DataFrame, routes: pd.DataFrame) -> Published:
    """Count Confucius Institutes, and the countries with a direct flight to Japan.

    Parameters
    ----------
    institutes, routes : pandas.DataFrame
        Tables ``confucius_institutes`` and ``flight_routes``.
    """
    flown = routes[routes["airport_pair_count"] > 0]
    to_japan = (flown["destination_code"] == "JPN").sum()
    return {
        "institutes": numbers.of(institutes, numbers.count(institutes["institute_count"].sum())),
        "institutes-year": numbers.of(institutes, numbers.year(institutes["year"].max())),
        "flights-year": numbers.of(routes, numbers.year(routes["year"].max())),
        "flights-jpn": numbers.of(routes, numbers.count(to_japan)),
    }
