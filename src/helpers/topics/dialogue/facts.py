"""The numbers that the chapter on the meetings of the Dialogue names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers

Published = dict[str, object]

BELOW = ("Deputy minister, envoy", "Ambassador")


def meetings(held: pd.DataFrame, placed: pd.DataFrame) -> Published:
    """Count the meetings of ministers and of senior officials, all meetings, and those without a date.

    Parameters
    ----------
    held : pandas.DataFrame
        Table ``meetings``.
    placed : pandas.DataFrame
        What ``measures.timeline`` gives.
    """
    ministers = held["series"].eq("foreign-ministers") & held["is_numbered"]
    officials = held["track"] == "senior-officials"
    return {
        "fmm-count": numbers.of(held, numbers.count(ministers.sum())),
        "som-count": numbers.of(held, numbers.count(officials.sum())),
        "all-count": numbers.of(held, numbers.count(len(held))),
        "undated": numbers.of(placed, numbers.count((~placed["is_dated"]).sum())),
    }


def years_to_summit(held: pd.DataFrame) -> Published:
    """Subtract the year of the first meeting of ministers from that of the first summit.

    Parameters
    ----------
    held : pandas.DataFrame
        Table ``meetings``.
    """
    both = held.set_index("meeting_id").loc[["fmm-1", "ls-1"]]
    first, summit = int(both["start_date"].iloc[0][:4]), int(both["end_date"].iloc[1][:4])
    return {"years-to-summit": numbers.of(both, numbers.plain(summit - first, "years"))}


def gaps(table: pd.DataFrame) -> Published:
    """Name the longest and the shortest time between meetings of ministers, and the median.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.cadence`` gives.
    """
    months = ("gap_months", numbers.plain, "months")
    longest, shortest = table.nlargest(1, "gap_months"), table.nsmallest(1, "gap_months")
    ends = {"to": "start_date", "from": "previous_date"}
    year = ("start_date", numbers.year_of)
    return {
        **numbers.exposed(longest, "gap-longest", months, **ends),
        **numbers.exposed(shortest, "gap-shortest", months, year=year),
        "gap-median": numbers.plain(table["gap_months"].median(), "months"),
    }


def levels(table: pd.DataFrame) -> Published:
    """Count the delegations below the rank of a minister, Turkmenistan's and others, and date Turkmenistan's.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.attendance`` gives, with ``rank``.
    """
    below, turkmen = table["rank"].isin(BELOW), table["area_code"].eq("TKM")
    sent = table[turkmen].set_index("meeting_id")
    meetings = {f"tkm_fmm_{number}": f"fmm-{number}" for number in (1, 2, 3, 4, 7, 8)}
    return {
        "tkm-below": numbers.count((below & turkmen).sum()),
        "others-below": numbers.count((below & ~turkmen).sum()),
        **numbers.picked(sent, ("start_date", numbers.year_of), **meetings),
    }


def days(held: pd.DataFrame) -> Published:
    """Date the meetings that the chapter names.

    Parameters
    ----------
    held : pandas.DataFrame
        Table ``meetings``.
    """
    at = held.set_index("meeting_id")
    chairs = {"chair_day": "som-7", "chair_handed": "fmm-6"}
    plans = {"plan_day": "fmm-2", "progress_day": "fmm-3", "areas_day": "fmm-4"}
    later = {"plan_second": "fmm-7", "carbon_day": "ceed-2", "forum_month": "bizforum-2011"}
    return {
        **numbers.picked(at, ("start_date", numbers.year_of), video_year="fmm-special-2020"),
        **numbers.picked(at, "end_date", summit_day="ls-1"),
        **numbers.picked(at, "start_date", launch="fmm-1", **chairs, **plans, **later),
    }


def agenda(table: pd.DataFrame) -> Published:
    """Name the share of meetings that had a theme on their agenda, by period.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.themes_by_period`` gives.
    """
    at, last = table.set_index(["theme_name", "period"]), table["period"].max()
    named = {"regional": "Regional cooperation", "energy": "Energy", "afghan": "Afghanistan"}
    named |= {"trade": "Trade and investment", "carbon": "Decarbonisation"}
    return numbers.picked(
        at,
        "share_pct",
        regional_first=(named["regional"], table["period"].min()),
        transport_peak=("Transport and logistics", "2015–2019"),
        afghan_peak=(named["afghan"], "2010–2014"),
        **{f"{name}_last": (theme, last) for name, theme in named.items()},
    )
