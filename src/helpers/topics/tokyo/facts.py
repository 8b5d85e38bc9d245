"""The numbers that the chapter on the summit of Tokyo names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers

Published = dict[str, object]


def goal(summit: pd.DataFrame, target: pd.DataFrame) -> Published:
    """Name the target of business, its years, and the year in which it ends.

    Parameters
    ----------
    summit : pandas.DataFrame
        The row of the summit in the table ``milestones``.
    target : pandas.DataFrame
        The row of the table ``meeting_documents`` that holds it.
    """
    ends = int(summit["event_date"].item()[:4]) + target["period_years"].item()
    yen = ("target_jpy_billion", numbers.jpy_billion, 0)
    return {
        **numbers.exposed(target, target=yen, target_years=("period_years", numbers.count)),
        **numbers.exposed(summit, held="event_date"),
        "target-ends": numbers.year(ends),
    }


def papers(table: pd.DataFrame) -> Published:
    """Name how many papers were counted at each occasion, the highest and the lowest count.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.document_counts`` gives.
    """
    at, astana = table.set_index("occasion"), "Forum in Astana"
    high = {"abe_papers": "Tour of Abe", "astana_high": astana, "papers_high": "Summit in Tokyo"}
    return {
        **numbers.picked(at, "high_count", **high),
        **numbers.picked(at, "low_count", astana_low=astana),
    }


def dollars(table: pd.DataFrame) -> Published:
    """Name the worth of the sum in dollars at the first and the latest rate, and the year of the latest.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.yen_in_dollars`` gives.
    """
    worth = ("usd_billion", numbers.usd_billion)
    return {
        **numbers.exposed(table.head(1), dollars_then=worth),
        **numbers.exposed(table.tail(1), dollars_now=worth, rate_year="year"),
    }


def signed(table: pd.DataFrame) -> Published:
    """Add up Japan's grants, and name its loan and China's loan for the railway, with their days.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.signed_between`` gives.
    """
    japan = table[table["partner"] == "JPN"]
    grants, loans = (japan[(japan["instrument"] == "grant") == is_grant] for is_grant in (1, 0))
    railway = table[table["partner"] == "CHN"].head(1)
    yen = numbers.jpy_billion(float(grants["amount_jpy_billion"].sum()))
    return {
        "grants": numbers.of(grants, numbers.count(len(grants))),
        "grants-yen": numbers.of(grants, yen),
        **numbers.exposed(loans.head(1), "loan", yen="amount_jpy_billion", day="signed_date"),
        **numbers.exposed(railway, "railway", sum="amount_usd_million", day="signed_date"),
    }


def areas(table: pd.DataFrame) -> Published:
    """Count the first pillars of cooperation, and date them and the officials' areas for Astana.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``cooperation_areas``.
    """
    first = table[table["stage"] == "som-1"]
    return {
        **numbers.exposed(table[table["stage"] == "som-16"].head(1), som="event_date"),
        "pillars": numbers.of(first, numbers.count(len(first))),
        "pillars-year": numbers.of(first, numbers.year_of(first["event_date"].iloc[0])),
    }
