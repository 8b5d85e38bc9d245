"""The numbers that the chapter on the Dialogue names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.dialogue.measures import DAYS_PER_MONTH

Published = dict[str, object]

BELOW = ("Deputy minister, envoy", "Ambassador")
LOWER = ("tokyo-dialogue", "expert", "business-economic")


def meetings(held: pd.DataFrame, marked: pd.DataFrame) -> Published:
    """Count the meetings of each level, and those without a date.

    Parameters
    ----------
    held : pandas.DataFrame
        Table ``meetings``.
    marked : pandas.DataFrame
        What ``measures.marks`` gives.
    """
    ministers = held["series"].eq("foreign-ministers") & held["is_numbered"]
    officials, lower = held["track"] == "senior-officials", held["track"].isin(LOWER)
    return {
        "fmm-count": numbers.of(held, numbers.count(ministers.sum())),
        "som-count": numbers.of(held, numbers.count(officials.sum())),
        "lower-count": numbers.of(held, numbers.count(lower.sum())),
        "all-count": numbers.of(held, numbers.count(len(held))),
        "undated": numbers.of(marked, numbers.count((marked["mark"] == "undated").sum())),
    }


def rhythm(gaps: pd.DataFrame, held: pd.DataFrame, formats: pd.DataFrame) -> Published:
    """Name the times between meetings of ministers, to the summit, and to the formats that came later.

    Parameters
    ----------
    gaps : pandas.DataFrame
        What ``measures.cadence`` gives.
    held, formats : pandas.DataFrame
        Tables ``meetings`` and ``formats``.
    """
    at, of = held.set_index("meeting_id")["start_date"], formats.set_index("format_id")
    months = ("gap_months", numbers.plain, "months")
    longest = gaps.nlargest(1, "gap_months")
    years = int(at["ls-1"][:4]) - int(at["fmm-1"][:4])
    wait = (pd.Timestamp(at["ls-1"]) - pd.Timestamp(at["fmm-9"])).days / DAYS_PER_MONTH
    ends = {"from": ("previous_date", numbers.year_of), "to": ("start_date", numbers.year_of)}
    ahead = {
        f"ahead-{name}": numbers.of(
            of.loc[[name]],
            numbers.count(int(of.loc[name, "launched_date"][:4]) - int(at["fmm-1"][:4])),
        )
        for name in ("c5plus1", "china")
    }
    return {
        **numbers.exposed(longest, "gap-longest", months, **ends),
        "gap-median": numbers.plain(gaps["gap_months"].median(), "months"),
        "years-to-summit": numbers.of(held, numbers.plain(years, "years")),
        "last-to-summit": numbers.of(held, numbers.plain(wait, "months")),
        **ahead,
    }


def levels(table: pd.DataFrame, people: pd.DataFrame) -> Published:
    """Count the delegations below the rank of a minister, and the ministers that Japan sent.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.attendance`` gives, with ``rank``.
    people : pandas.DataFrame
        Table ``meeting_delegations``.
    """
    below = table[table["rank"].isin(BELOW)]["area_code"].value_counts()
    ours = people["area_code"].eq("JPN") & people["meeting_id"].str.fullmatch(r"fmm-\d")
    named = people.loc[ours]
    return {
        **{
            f"{code.lower()}-below": numbers.of(table, numbers.count(n))
            for code, n in below.items()
        },
        "jpn-ministers": numbers.of(named, numbers.count(named["person_name"].nunique())),
    }


def days(held: pd.DataFrame, milestones: pd.DataFrame, doctrine: pd.DataFrame) -> Published:
    """Date the meetings, visits and documents that the chapter names.

    Parameters
    ----------
    held, milestones, doctrine : pandas.DataFrame
        The tables ``meetings``, ``milestones`` and ``doctrine``.
    """
    at, by_name = held.set_index("meeting_id"), milestones.set_index("milestone_id")
    year = ("start_date", numbers.year_of)
    plans = {"launch": "fmm-1", "second_day": "fmm-2", "third_day": "fmm-3", "bishkek_day": "fmm-5"}
    plans |= {"pledge_day": "fmm-4", "ashgabat_day": "fmm-6"}
    plans |= {"online_day": "fmm-8", "ninth_day": "fmm-9", "carbon_day": "ceed-2"}
    plans |= {"chair_day": "som-7", "expert_day": "ex-2014-agri", "freight_day": "ex-3"}
    steps = {"tashkent_day": "ms-2004-speech", "tour_day": "ms-2015-abe"}
    spoken = {"abe_sum": "ms-2015-abe"}
    steps |= {"idea_month": "ms-2023-idea", "off_day": "ms-2024-cancel"}
    said = {
        "silk_day": "1997-07-24",
        "corridor_day": "2006-06-01",
        "arc_day": "2006-11-30",
        "charter_day": "2015-02-10",
        "quality_day": "2019-06-09",
        "security_day": "2023-04-05",
        "offer_day": "2023-06-09",
    }
    return {
        **numbers.picked(at, year, launch_year="fmm-1", video_year="fmm-special-2020"),
        **numbers.picked(at, "start_date", **plans, summit_day="ls-1", forum_month="bizforum-2011"),
        **numbers.picked(by_name, "event_date", **steps),
        **numbers.picked(by_name, ("business_jpy_billion", numbers.jpy_billion, 0), **spoken),
        **numbers.picked(doctrine.set_index("doctrine_date", drop=False), "doctrine_date", **said),
    }


def agenda(table: pd.DataFrame) -> Published:
    """Count the meetings of ministers and officials that had a theme on their agenda, by period.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.themes_by_period`` gives.
    """
    at = table.set_index(["theme_name", "period"])
    periods = dict(zip(("early", "second", "third", "late"), sorted(table["period"].unique())))
    named = {"regional": "Regional cooperation", "afghan": "Afghanistan", "farm": "Agriculture"}
    named |= {"border": "Border security", "road": "Transport and logistics", "energy": "Energy"}
    told = {"regional": "early late", "afghan": "second late", "farm": "early late"}
    told |= {"border": "early late", "road": "early third", "energy": "second third late"}
    cells = {f"{n}_{p}": (named[n], periods[p]) for n, said in told.items() for p in said.split()}
    whole = {f"of_{p}": ("Regional cooperation", period) for p, period in periods.items()}
    spans = {f"period_{p}": whole[f"of_{p}"] for p in periods}
    labelled = at.assign(label=at.index.get_level_values("period"))
    return {
        **numbers.picked(at, ("meeting_count", _or_none), **cells),
        **numbers.picked(at, ("all_count", numbers.count), **whole),
        **numbers.picked(labelled, ("label", numbers.as_is, "years"), **spans),
    }


def _or_none(value: int) -> tuple[str, int, str]:
    """Write a count, nought as "none"."""
    return numbers.count(value) if value else ("none", 0, "count")


def followed(promised: pd.DataFrame, documents: pd.DataFrame, rates: pd.DataFrame) -> Published:
    """Name the aid that was signed after each promise, and what the pledge was worth in yen.

    Parameters
    ----------
    promised : pandas.DataFrame
        What ``outcomes.promises`` gives.
    documents, rates : pandas.DataFrame
        Tables ``meeting_documents`` and ``exchange_rates_monthly``.
    """
    at = promised.set_index("promise_id")
    pledge = documents[(documents["meeting_id"] == "fmm-4") & (documents["kind"] == "pledge")]
    rate = rates[(rates["currency_code"] == "JPY") & (rates["month_date"] == "2012-11")]
    yen = in_yen(pledge, rate)
    farm, road, sums = "agriculture-2014", "transport-2017", "pledge-2012"
    counts = ("loans_after", numbers.count)
    return {
        **numbers.exposed(pledge, pledge="pledge_usd_million"),
        "pledge-yen": numbers.of((pledge, rate), numbers.jpy_billion(yen, 0)),
        **numbers.picked(at, counts, farm_loans=farm, pledge_loans=sums),
        **numbers.picked(at, ("grants_after", numbers.count), road_grants=road),
        **numbers.picked(at, ("loans_before", numbers.count), road_loans_before=road),
        **numbers.picked(at, ("loans_jpy_billion", numbers.jpy_billion, 0), pledge_lent=sums),
        **numbers.picked(at, ("grants_jpy_billion", numbers.jpy_billion), road_given=road),
    }


def in_yen(pledge: pd.DataFrame, rate: pd.DataFrame) -> float:
    """Turn the pledge into billions of yen at the rate of its month.

    Parameters
    ----------
    pledge : pandas.DataFrame
        The row of ``meeting_documents``.
    rate : pandas.DataFrame
        The row of ``exchange_rates_monthly``: yen a dollar.

    Examples
    --------
    >>> pledge = pd.DataFrame({"pledge_usd_million": [700.0]})
    >>> round(in_yen(pledge, pd.DataFrame({"local_currency_per_usd": [80.0]})))
    56
    """
    dollars = float(pledge["pledge_usd_million"].iloc[0])
    return dollars * float(rate["local_currency_per_usd"].iloc[0]) / 1000


def loans_named(loans: pd.DataFrame) -> Published:
    """Date and size the aid loans that the chapter names.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.
    """
    at = loans.set_index("loan_id")
    ids = {
        "navoi": "uzb-jpn-2013-navoi-thermal-power-station-modernisation",
        "power": "uzb-jpn-2014-electric-power-sector-project-loan",
        "canal": "uzb-jpn-2015-amu-bukhara-irrigation-system-rehabilitation",
        "road": "kgz-jpn-2015-international-main-roads-improvement",
        "herd": "uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement",
    }
    sums = {f"{name}_lent": loan for name, loan in ids.items()}
    signed = {f"{name}_signed": loan for name, loan in ids.items()}
    return {
        **numbers.picked(at, ("amount_jpy_billion", numbers.jpy_billion), **sums),
        **numbers.picked(at, "signed_date", **signed),
    }
