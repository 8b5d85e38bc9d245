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
    words |= {"speech_day": "ms-1997-silkroad", "mission_month": "ms-1997-obuchi"}
    words |= {"partnership_day": "ms-2002-uz-sp", "tashkent_day": "ms-2004-speech"}
    return {
        **numbers.picked(at, "event_date", launch_day=launch, **words),
        **numbers.picked(at, ("event_date", numbers.year_of), launch_year=launch),
    }


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
        "relations-first": numbers.of(opened, numbers.day(opened["event_date"].min())),
        "relations-last": numbers.of(opened, numbers.day(opened["event_date"].max())),
        "relations-china": numbers.of(china, numbers.day(china["established_date"].max())),
        "visit-count": numbers.of(came, numbers.count(len(came))),
        "visitor-countries": numbers.of(came, numbers.count(came["area_code"].nunique())),
        "pm-first": numbers.of(left, numbers.day(left["start_date"].min())),
    }


def aid(net: pd.DataFrame) -> Published:
    """Name the year in which Japan's net aid to the five was lowest and that in which it was highest.

    Parameters
    ----------
    net : pandas.DataFrame
        What ``aid.net.net_of`` gives.
    """
    by_year = net.groupby("year", as_index=False)[early.NET].sum()
    low, high = by_year.nsmallest(1, early.NET), by_year.nlargest(1, early.NET)
    low_sum = (early.NET, numbers.usd_million, 1)
    return {
        **numbers.exposed(low, aid_low=low_sum, aid_low_year="year"),
        **numbers.exposed(high, aid_high=early.NET, aid_high_year="year"),
    }


def shares(totals: pd.DataFrame, by_year: pd.DataFrame) -> Published:
    """Name Japan's share of the committee's aid, by recipient, for all, and at its highest.

    Parameters
    ----------
    totals : pandas.DataFrame
        What ``measures.totals`` gives.
    by_year : pandas.DataFrame
        What ``measures.by_year`` gives.
    """
    peak = by_year.nlargest(1, "share_pct")
    named = totals[totals["recipient_code"].isin(["KAZ", "TJK", "UZB"])]
    return {
        **numbers.exposed(totals, "part-{recipient_code}", "part_pct"),
        **numbers.exposed(named, "share-{recipient_code}", "share_pct"),
        "share-all": numbers.of(totals, numbers.pct(early.share_of(totals))),
        **numbers.exposed(peak, "share", peak="share_pct", peak_year="year"),
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
        "loan-undated": numbers.count(lent["signed_date"].isna().sum()),
        "loan-transport": numbers.count((lent["sector"] == "transport").sum()),
        "loan-rated": numbers.of(rated, numbers.count(len(rated))),
        **numbers.exposed(first, "*-early", **terms),
        **numbers.exposed(first, "rate-early", year=("signed_date", numbers.year_of)),
        **numbers.exposed(last, "*-late", **terms),
        **numbers.exposed(last, "rate-late", day="signed_date"),
    }
