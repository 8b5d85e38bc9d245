"""Partial dates: a year, a month or a day, kept as exact as the source printed them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def newest_day() -> date:
    """Return the newest day that has begun anywhere: one day everywhere, and none to come in Tokyo."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def date_bounds(text: str) -> tuple[date, date]:
    """Return the first and the last day that a partial date can mean.

    Parameters
    ----------
    text : str
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Returns
    -------
    tuple of datetime.date
        First and last possible day; the same day twice for a full date.

    Raises
    ------
    ValueError
        If the text has another form or names a day that does not exist.

    Examples
    --------
    >>> date_bounds("2006-02")
    (datetime.date(2006, 2, 1), datetime.date(2006, 2, 28))
    >>> date_bounds("2023-02-30")
    Traceback (most recent call last):
    ...
    ValueError: '2023-02-30' is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)
    """
    try:
        year, month, day = _PATTERN.fullmatch(text).groups()
        first = date(int(year), int(month or 1), int(day or 1))
    except (AttributeError, TypeError, ValueError):
        raise ValueError(
            f"{text!r} is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)"
        ) from None
    if day:
        return first, first
    last_month = first.month if month else 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])


def format_date(text: str) -> str:
    """Write a partial date in English, no more exact than it is.

    Examples
    --------
    >>> format_date("2024-05-14"), format_date("2006-03"), format_date("1994")
    ('14 May 2024', 'March 2006', '1994')
    """
    date_bounds(text)
    parts = text.split("-")
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS[int(parts[1]) - 1]
    day = f"{int(parts[2])} " if len(parts) == 3 else ""
    return f"{day}{month} {parts[0]}"


def middle_day(text: str) -> date:
    """Return the day in the middle of a partial date, to place it on a time axis.

    Examples
    --------
    >>> middle_day("2006-03")
    datetime.date(2006, 3, 16)
    """
    first, last = date_bounds(text)
    return first + (last - first) / 2
