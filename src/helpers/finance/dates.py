"""Dates of payment and day count: how much of a year lies between two dates."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from itertools import pairwise

from .terms import check_choice, fail

DAY_COUNTS = ("30/360", "act/365", "act/360")


def year_fraction(start: dt.date, end: dt.date, day_count: str = "act/365") -> float:
    """Give the part of a year between two dates.

    Parameters
    ----------
    start, end : datetime.date
        The earlier and the later date.
    day_count : {"30/360", "act/365", "act/360"}
        Months of thirty days, the 31st counted as the 30th (30E/360); or the days that passed,
        divided by 365 or by 360, as loans on LIBOR or SOFR count.

    Examples
    --------
    >>> from datetime import date
    >>> half = date(2010, 1, 15), date(2010, 7, 15)
    >>> [round(year_fraction(*half, day_count), 4) for day_count in DAY_COUNTS]
    [0.5, 0.4959, 0.5028]
    """
    check_choice(day_count, "day_count", DAY_COUNTS)
    if day_count == "30/360":
        months = 12 * (end.year - start.year) + end.month - start.month
        return (30 * months + min(end.day, 30) - min(start.day, 30)) / 360
    return (end - start).days / (365 if day_count == "act/365" else 360)


def payment_dates(
    dates: str | dt.date | Sequence[str | dt.date],
    periods: int,
    payments_per_year: int = 2,
    *,
    loan: str = "",
) -> list[dt.date]:
    """Give the date of signing and the date of each payment.

    Parameters
    ----------
    dates : date or sequence of date
        The signing alone, when the payments follow every six (twelve, three, one) months, on the last
        day of a month that is too short; or the signing and each date of payment, in their order.
        A date may be written ``2010-05-01``.
    periods : int
        How many payments there are.
    payments_per_year : int
        1, 2, 4 or 12.
    loan : str, optional
        Name of the loan for messages.

    Returns
    -------
    list of datetime.date
        ``periods + 1`` dates.

    Raises
    ------
    TermsError
        If a date has another form, or the dates are too few, too many or not in order.

    Examples
    --------
    >>> [day.isoformat() for day in payment_dates("2010-08-31", 2)]
    ['2010-08-31', '2011-02-28', '2011-08-31']
    """
    if isinstance(dates, (str, dt.date)):
        start, step = _day(dates, loan), 12 // payments_per_year
        return [_months_later(start, n * step) for n in range(periods + 1)]
    days = [_day(day, loan) for day in dates]
    if len(days) != periods + 1:
        words = f"{len(days)} are given, the signing and {periods} payments need {periods + 1}"
        fail(loan, "dates", words)
    for earlier, later in pairwise(days):
        if later <= earlier:
            fail(loan, "dates", f"{later} does not come after {earlier}")
    return days


def _day(value: str | dt.date, loan: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        fail(loan, "dates", f"{value!r} is no day such as 2010-05-01")


def _months_later(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
