"""The numbers that the chapter on what to watch names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.data import reading_year
from helpers.topics.debt import paid
from helpers.topics.dialogue.measures import months_since
from helpers.topics.loans.measures import counted_once
from helpers.topics.outlook import measures as outlook

Published = dict[str, object]


def indicators(due: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Count the indicators, those whose day we set ourselves, and those due by the end of next year.

    Parameters
    ----------
    due : pandas.DataFrame
        What ``measures.due`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    dated, next_year = due.dropna(subset=["due_day"]), reading_year(reading) + 1
    ours, years = dated["due_basis"].eq("judgement").sum(), dated["due_day"].dt.year
    by_next = numbers.count((years <= next_year).sum())
    return {
        "indicators": numbers.of(due, numbers.count(len(due))),
        "ours": numbers.of(due, numbers.count(ours)),
        "target-year": numbers.of(dated, numbers.year(years.max())),
        "by-next": numbers.of((dated, reading), by_next),
        "next-year": numbers.of(reading, numbers.year(next_year)),
        **numbers.exposed(reading, data_day="accessed_date"),
        **numbers.exposed(reading, data_year=("accessed_date", numbers.year_of)),
    }


def ministers(gaps: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Count the months since ministers last met, beside the longest time between their meetings.

    Parameters
    ----------
    gaps : pandas.DataFrame
        What ``dialogue.measures.cadence`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    last = gaps.tail(1)
    since = months_since(last["start_date"].item(), reading["accessed_date"].item())
    return {
        **numbers.exposed(last, last_ministers="start_date"),
        "longest-gap": numbers.of(gaps, numbers.plain(gaps["gap_months"].max(), "months")),
        "months-since": numbers.of((last, reading), numbers.plain(since, "months")),
    }


def ranges(table: pd.DataFrame) -> Published:
    """Count the debts, and those at the lowest and the highest of recent years.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.recent_range`` gives.
    """
    return {
        "debts": numbers.count(len(table)),
        "at-lowest": numbers.count((table["direction"] == "lowest").sum()),
        "at-highest": numbers.count((table["direction"] == "highest").sum()),
        "debt-year": numbers.year(table["latest_year"].max()),
    }


def loans(every: pd.DataFrame, usable: pd.DataFrame) -> Published:
    """Count the recorded loans and those with known terms, and name the last years of two records.

    Parameters
    ----------
    every : pandas.DataFrame
        Table ``loans``.
    usable : pandas.DataFrame
        What ``measures.usable_loans`` gives.
    """
    recorded = counted_once(every)
    recorded = recorded[recorded["creditor_code"].isin(["CHN", "JPN"])]
    ends = usable.groupby(["debtor_code", "creditor_code"])[["last_year"]].max()
    chinese = {"kgz_chn_end": ("KGZ", "CHN"), "tjk_chn_end": ("TJK", "CHN")}
    return {
        "loans-all": numbers.of(recorded, numbers.count(len(recorded))),
        "loans-used": numbers.of(usable, numbers.count(len(usable))),
        **numbers.picked(ends, "last_year", **chinese),
    }


def repaying(table: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Count the loans that are being repaid in the year of the data, and at the peak of Uzbekistan's to Japan.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.in_repayment`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    at, year = table.set_index(["debtor_code", "creditor_code"]), reading_year(reading)
    top = at.loc[[("UZB", "JPN")]].reset_index().nlargest(1, "loan_count")
    found = numbers.exposed(top, "uzb-jpn-top", ("loan_count", numbers.count), year="year")
    for pair in (("UZB", "JPN"), ("UZB", "CHN"), ("KGZ", "CHN"), ("TJK", "CHN")):
        rows, name = at.loc[[pair]], "-".join(pair).lower()
        count = numbers.count(outlook.count_in(rows, year))
        found[f"{name}-now"] = numbers.of((rows, reading), count)
    return found


def record(every: pd.DataFrame, commitments: pd.DataFrame) -> Published:
    """Count the loans of China and of Japan that were signed after AidData's record ends.

    Parameters
    ----------
    every, commitments : pandas.DataFrame
        Tables ``loans`` and ``china_commitments``.
    """
    later = outlook.lent_after(every, commitments)
    end = numbers.year(commitments["year"].max())
    return {
        "record-end": numbers.of(commitments, end),
        **{f"{code.lower()}-later": numbers.count(n) for code, n in later.items()},
    }


def dues(every: pd.DataFrame, lenders: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Name what is due to China and Japan in the year of the data, and in the last year of the schedule.

    Parameters
    ----------
    every, lenders : pandas.DataFrame
        What ``paid.with_bonds`` and ``paid.by_lender`` give.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    sums = lenders.set_index(["debtor_code", "creditor_code", "year"])[paid.TOTAL]
    now, last = reading_year(reading), int(every["year"].max())
    return {
        "due-uzb-chn-now": numbers.usd_million(sums["UZB", "CHN", now]),
        "due-uzb-jpn-now": numbers.usd_million(sums["UZB", "JPN", now]),
        "due-kgz-chn-now": numbers.usd_million(sums["KGZ", "CHN", now]),
        "due-tjk-chn-now": numbers.usd_million(sums["TJK", "CHN", now]),
        "due-uzb-chn-last": numbers.usd_million(sums["UZB", "CHN", last]),
        "due-uzb-jpn-last": numbers.usd_million(sums["UZB", "JPN", last]),
        "due-last-year": numbers.year(last),
    }
