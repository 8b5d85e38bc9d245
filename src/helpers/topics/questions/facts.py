"""The numbers that the page of questions names besides those of other chapters."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.summit import measures as summit

Published = dict[str, object]


def portfolios(results: pd.DataFrame) -> Published:
    """Name the sum of Uzbekistan's projects with Japan as told before the summit and at it.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``.
    """
    at, sums = results.set_index("result_id", drop=False), ("amount", numbers.usd_million, 0)
    told = {"before": "t052", "after": "t054"}
    return {
        **numbers.picked(at, sums, uzb_after="t054"),
        **numbers.picked(at, "result_date", **{f"uzb_{n}_day": one for n, one in told.items()}),
    }


def delay(steps: pd.DataFrame) -> Published:
    """Date the day on which the trip was dropped and the summit, and count the months between.

    Parameters
    ----------
    steps : pandas.DataFrame
        What ``summit.measures.steps`` gives.
    """
    at = steps.set_index("event_id")
    both = at.loc[["nagasaki", "tokyo-summit"]]
    return {
        **numbers.picked(at, "event_date", dropped="nagasaki", held="tokyo-summit"),
        "delay": numbers.of(both, numbers.plain(summit.months_between(both), "months")),
    }


def read(reading: pd.DataFrame) -> Published:
    """Name the day on which sources were last read.

    Parameters
    ----------
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    return numbers.exposed(reading, data_day="accessed_date")


def start(formats: pd.DataFrame) -> Published:
    """Name the year in which the Dialogue began.

    Parameters
    ----------
    formats : pandas.DataFrame
        Table ``formats``.
    """
    at = formats.set_index("format_id")
    return numbers.picked(at, ("launched_date", numbers.year_of), start_year="japan")
