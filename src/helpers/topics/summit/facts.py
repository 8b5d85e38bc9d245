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
    dropped = {"announced": "trip-announced", "dropped": "nagasaki", "last_call": "call-japarov"}
    letter = {"som": "som-16-agenda", "letter": "ishiba-letter", "next_idea": "iwaya-astana"}
    later = {"days_named": "aso-names-days", "tokyo_announced": "summit-announced"}
    hours = {"quake_time": "earthquake", "advisory_time": "advisory", "call_time": "call-tokayev"}
    return {
        **numbers.picked(at, "event_date", held="tokyo-summit", **idea, **agreed),
        **numbers.picked(at, "event_date", **dropped, **letter, **later),
        **numbers.picked(at, ("event_time", *clock), **hours),
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
    """Name the strength of the earthquake and the agreements of the forum in Astana.

    Parameters
    ----------
    comparison, documents : pandas.DataFrame
        Tables ``summit_comparison`` and ``meeting_documents``.
    """
    shaken = comparison[comparison["unit_code"] == "magnitude"].head(1)
    forum = documents[documents["meeting_id"] == "bizforum-2024"]
    papers = forum["document_count"]
    return {
        "quake": numbers.of(shaken, numbers.bare(shaken["value"].item(), "magnitude", 1)),
        "forum-most": numbers.of(forum, numbers.count(papers.max())),
        "forum-least": numbers.of(forum, numbers.count(papers.min())),
    }


# What the areas of a partner are searched for, by number id.
_LISTS = {
    "energy": "energy|climate",
    "route": "transport|connectivity|corridors",
    "mineral": "minerals|raw materials",
}


def others(waiting: pd.DataFrame) -> Published:
    """Count the partners that met the five while Japan waited, and those that named three areas.

    Parameters
    ----------
    waiting : pandas.DataFrame
        What ``measures.while_waiting`` gives.
    """
    met = waiting[waiting["format_id"] != "japan"]
    named = {
        f"{name}-lists": numbers.of(met, numbers.count(met["areas"].str.contains(words).sum()))
        for name, words in _LISTS.items()
    }
    return {"others": numbers.of(met, numbers.count(met["format_id"].nunique())), **named}
