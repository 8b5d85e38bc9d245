"""The numbers on votes, visas and opinion that the chapter on trade and routes names, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.ties import measures as ties

Published = dict[str, object]


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
    """Name the year since which all five vote more like China than like Japan.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.lead`` gives.
    """
    return {"turn-year": numbers.year(ties.turn_year(table))}


def visas(grid: pd.DataFrame) -> Published:
    """Count the countries without visas in the latest year, by partner and direction.

    Parameters
    ----------
    grid : pandas.DataFrame
        What ``measures.visa_grid`` gives.
    """
    first, last = grid["year"].min(), grid["year"].max()
    free = grid[grid["rule"] == "visa-free"]
    counts = {
        f"free-{code.lower()}-{name}": free[
            (free["partner_code"] == code)
            & (free["direction"] == "out-of")
            & (free["year"] == year)
        ]
        for code in ("CHN", "JPN")
        for name, year in (("then", first), ("now", last))
    }
    return {
        "visa-then": numbers.of(grid, numbers.year(first)),
        "visa-year": numbers.of(grid, numbers.year(last)),
        **{name: numbers.of(grid, numbers.count(len(rows))) for name, rows in counts.items()},
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
