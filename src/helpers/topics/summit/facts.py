"""The numbers that the chapter on the summit that was called off names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.summit import measures as summit

Published = dict[str, object]


def days(events: pd.DataFrame) -> Published:
    """Date the steps that the chapter names.

    Parameters
    ----------
    events : pandas.DataFrame
        Table ``summit_events``.
    """
    at, clock = events.set_index("event_id"), (numbers.as_is, "time of day in Tokyo")
    idea = {"league": "league-founded", "idea": "kishida-takes-up-idea"}
    agreed = {"agreed": "new-york-agreement", "place_named": "astana-named"}
    planned = {"som": "som-16-agenda", "press_days": "dates-in-press"}
    dropped = {"announced": "trip-announced", "dropped": "nagasaki", "last_call": "call-japarov"}
    later = {"next_idea": "iwaya-astana", "tokyo_announced": "summit-announced"}
    named = idea | agreed | planned | dropped | later
    return {
        **numbers.picked(at, "event_date", held="tokyo-summit", **named),
        **numbers.picked(at, ("event_time", *clock), call_time="call-tokayev"),
    }


def months(events: pd.DataFrame) -> Published:
    """Count the months from the idea to the announcement, and from the cancellation to the summit.

    Parameters
    ----------
    events : pandas.DataFrame
        What ``measures.steps`` gives.
    """
    at = events.set_index("event_id")
    prepared = at.loc[["kishida-takes-up-idea", "trip-announced"]]
    delayed = at.loc[["nagasaki", "tokyo-summit"]]
    return {
        name: numbers.of(rows, numbers.plain(summit.months_between(rows), "months"))
        for name, rows in {"prep-months": prepared, "delay-months": delayed}.items()
    }


def outcomes(comparison: pd.DataFrame, documents: pd.DataFrame) -> Published:
    """Name the strength of the earthquake, the papers of both forums and the target.

    Parameters
    ----------
    comparison, documents : pandas.DataFrame
        Tables ``summit_comparison`` and ``meeting_documents``.
    """
    shaken = comparison[comparison["unit_code"] == "magnitude"].head(1)
    forum, tokyo = (
        documents[documents["meeting_id"] == f"bizforum-{year}"] for year in (2024, 2025)
    )
    target, papers = documents[documents["kind"] == "target"].head(1), forum["document_count"]
    yen = ("target_jpy_billion", numbers.jpy_billion, 0)
    years = ("period_years", numbers.count)
    return {
        "quake": numbers.of(shaken, numbers.bare(shaken["value"].item(), "magnitude", 1)),
        "forum-most": numbers.of(forum, numbers.count(papers.max())),
        "forum-least": numbers.of(forum, numbers.count(papers.min())),
        **numbers.exposed(tokyo.head(1), tokyo_papers="document_count"),
        **numbers.exposed(target, target=yen, target_years=years),
    }
