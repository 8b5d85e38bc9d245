"""The numbers that the chapter on the years before the Dialogue names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.early import measures as early

Published = dict[str, object]


def days(milestones: pd.DataFrame) -> Published:
    """Date the milestones that the chapter names.

    Parameters
    ----------
    milestones : pandas.DataFrame
        Table ``milestones``.
    """
    at, launch = milestones.set_index("milestone_id"), "ms-2004-launch"
    words = {"recognition": "ms-1991-recognition", "minister_month": "ms-1992-watanabe"}
    words |= {"speech_day": "ms-1997-silkroad", "tashkent_day": "ms-2004-speech"}
    words |= {"corridor_day": "ms-2006-corridor"}
    both = at.loc[["ms-1997-silkroad", launch]]
    lag = int(both["event_date"].iloc[1][:4]) - int(both["event_date"].iloc[0][:4])
    return {
        **numbers.picked(at, "event_date", launch_day=launch, **words),
        **numbers.picked(at, ("event_date", numbers.year_of), launch_year=launch),
        "launch-lag": numbers.of(both, numbers.plain(lag, "years")),
    }


def blows(doctrine: pd.DataFrame) -> Published:
    """Date the attacks on Japanese in the region and the mission on energy.

    Parameters
    ----------
    doctrine : pandas.DataFrame
        Table ``doctrine``.
    """
    at = doctrine.set_index("doctrine_date", drop=False)
    said = {"akino_day": "1998-07-20", "hostage_day": "1999-08-22", "energy_day": "2002-07-11"}
    return numbers.picked(at, "doctrine_date", **said)


def missions(table: pd.DataFrame) -> Published:
    """Date the opening of Japan's missions in the five.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``missions``.
    """
    at = table.set_index(["sending_code", "host_code"])
    embassies = {f"embassy_{code.lower()}": ("JPN", code) for code in ("UZB", "KAZ", "KGZ", "TKM")}
    return numbers.picked(at, "opened_date", mission_tjk=("JPN", "TJK"), **embassies)


def relations(steps: pd.DataFrame, china: pd.DataFrame, visits: pd.DataFrame) -> Published:
    """Date diplomatic relations and the first visit of a prime minister, and count the presidents' visits.

    Parameters
    ----------
    steps : pandas.DataFrame
        What ``measures.first_steps`` gives.
    china, visits : pandas.DataFrame
        Tables ``diplomatic_relations`` and ``visits``.
    """
    opened, came = (steps[steps["kind"] == kind] for kind in ("relations", "visit"))
    left = visits[visits["from_code"] == "JPN"]
    return {
        "relations-last": numbers.of(opened, numbers.day(opened["event_date"].max())),
        "relations-china": numbers.of(china, numbers.day(china["established_date"].max())),
        "visit-count": numbers.of(came, numbers.count(len(came))),
        "visitor-countries": numbers.of(came, numbers.count(came["area_code"].nunique())),
        "pm-first": numbers.of(left, numbers.day(left["start_date"].min())),
    }


def shares(totals: pd.DataFrame) -> Published:
    """Name Japan's share of the committee's aid, by recipient and for all, and the sum.

    Parameters
    ----------
    totals : pandas.DataFrame
        What ``measures.totals`` gives.
    """
    named = totals[totals["recipient_code"].isin(["KAZ", "TJK", "UZB"])]
    billion = totals["japan_usd_million"].sum() / 1000
    return {
        **numbers.exposed(totals, "part-{recipient_code}", "part_pct"),
        **numbers.exposed(named, "share-{recipient_code}", "share_pct"),
        "share-all": numbers.of(totals, numbers.pct(early.share_of(totals))),
        "aid-all": numbers.of(totals, numbers.usd_billion(billion)),
    }


def loans(lent: pd.DataFrame) -> Published:
    """Count the early aid loans, and name the terms of the first and the last whose terms are known.

    Parameters
    ----------
    lent : pandas.DataFrame
        What ``measures.aid_loans`` gives.
    """
    rated = lent.dropna(subset=["signed_date", "interest_pct"])
    rated = rated.sort_values("signed_date", kind="stable")
    terms = {
        "rate": ("interest_pct", numbers.pct, 1),
        "maturity": ("maturity_years", numbers.plain, "years"),
    }
    first, last = rated.head(1), rated.tail(1)
    return {
        "loan-count": numbers.count(len(lent)),
        "loan-transport": numbers.count((lent["sector"] == "transport").sum()),
        **numbers.exposed(first, "*-early", **terms),
        **numbers.exposed(first, "rate-early", year=("signed_date", numbers.year_of)),
        **numbers.exposed(last, "*-late", **terms),
        **numbers.exposed(last, "rate-late", day="signed_date"),
    }
