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


def papers(tour: pd.DataFrame, documents: pd.DataFrame) -> Published:
    """Name the year of the tour of Abe and its count of documents, and the highest count in Tokyo.

    Parameters
    ----------
    tour : pandas.DataFrame
        The row of the tour in the table ``milestones``.
    documents : pandas.DataFrame
        Table ``meeting_documents``.
    """
    counted = documents[documents["meeting_id"].isin(["ls-1", "bizforum-2025"])]
    counted = counted[counted["document_count"] == counted["document_count"].max()].head(1)
    return {
        **numbers.exposed(
            tour, abe_papers="document_count", abe_year=("event_date", numbers.year_of)
        ),
        **numbers.exposed(counted, papers_high="document_count"),
    }


def dollars(table: pd.DataFrame, results: pd.DataFrame) -> Published:
    """Name the worth of the sum in dollars at the rates of both months, and what was told in dollars then in yen.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.yen_in_dollars`` gives.
    results : pandas.DataFrame
        Table ``summit_results``, indexed by its id.
    """
    then, now = table.head(1), table.tail(1)
    told = results.loc[["t051"]]
    worth, month = ("usd_billion", numbers.usd_billion), ("month_date", numbers.month)
    fall = 100 * (1 - now["usd_billion"].item() / then["usd_billion"].item())
    yen = float(told["amount"].item()) / 1000 * then["jpy_per_usd"].item()
    return {
        **numbers.exposed(then, dollars_then=worth, rate_then=month),
        **numbers.exposed(now, dollars_now=worth, rate_now=month),
        "dollars-fall": numbers.of((then, now), numbers.pct(fall)),
        "told-yen": numbers.of((told, then), numbers.jpy_billion(yen)),
    }


def told(results: pd.DataFrame) -> Published:
    """Name the sums that were told more than once, and what was signed on which day.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``, indexed by its id.
    """
    billions = {"uz_before": "t052", "uz_ongoing": "t053", "uz_new": "t054", "tour_told": "t051"}
    days = {"uz_before_day": "t052", "tax_day": "t022", "aktau_day": "t015"}
    counts = {"kaz_before": "t006", "kaz_after": "t008", "tkm_papers": "t041", "kgz_papers": "t024"}
    return {
        **numbers.picked(results, ("amount", numbers.usd_million, 0), **billions),
        **numbers.picked(results, ("amount", numbers.usd_million, 1), kaz_sum="t009"),
        **numbers.picked(results, ("amount", numbers.in_digits), **counts),
        **numbers.picked(results, ("amount", numbers.plain, "million yen"), aktau="t015"),
        **numbers.picked(results, "result_date", **days),
    }


def asked(table: pd.DataFrame) -> Published:
    """Count the requests of all presidents, and of the one who made most.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.asked_by`` gives.
    """
    return {
        "asked": numbers.of(table, numbers.count(table["request_count"].sum())),
        **numbers.exposed(table.head(1), asked_most=("request_count", numbers.in_digits)),
    }


def read(contents: pd.DataFrame, events: pd.DataFrame) -> Published:
    """Name the last paragraph of the declaration that was read, and how far news could be read.

    Parameters
    ----------
    contents, events : pandas.DataFrame
        Tables ``declaration_contents`` and ``events_since_summit``.
    """
    text = contents.dropna(subset=["paragraph_no"])
    at = events.set_index("event_id")
    seen = events[events["status"].isin(["held", "reported"])]
    last = seen[seen["start_date"] == seen["start_date"].max()].head(1)
    return {
        "read-to": numbers.of(text, numbers.ordinal(text["paragraph_no"].max())),
        **numbers.exposed(last, news_to="start_date"),
        **numbers.picked(at, "start_date", gazette_day="e02", korea_day="e10"),
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
