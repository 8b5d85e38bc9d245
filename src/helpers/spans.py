"""Which columns of a table hold the two ends of one span, told by their names.

``start_date`` and ``end_date``, ``first_month`` and ``last_month``, ``start_year`` and ``end_date``,
``grace_years_min`` and ``grace_years_max``, ``published_date`` and ``accessed_date``: a table that gets
such a pair is checked without a word in its description. Whether two cells can be compared is told by
what stands in them, so that ``from_code`` and ``to_code`` are no span.
"""

from __future__ import annotations

import re
from itertools import combinations

# Words at the same place of two names, the earlier or smaller first.
_STARTS = (
    "start begin began from since first earliest opened launched founded established issue issued "
    "signed effective event summit"
)
_ENDS = (
    "end ended to until till through last latest closed completed expired expiry repaid maturity"
)
_OTHERS = (
    ("before", "after"),
    ("min", "max"),
    ("low", "high"),
    ("lower", "upper"),
    ("least", "most"),
    ("published", "accessed"),
    ("grace", "maturity"),
)
WORDS = frozenset([(a, b) for a in _STARTS.split() for b in _ENDS.split()]) | frozenset(_OTHERS)
# Names that share no word: spans, days within a year or month, and parts of a whole.
NAMES = (
    ("since_year", "as_of_date"),
    ("since_year", "year"),
    ("not_before_date", "due_date"),
    ("promise_date", "aid_until_date"),
    ("relief_date", "first_payment_date"),
    ("launched_date", "latest_ministers_date"),
    ("first_foreign_ministers_date", "latest_ministers_date"),
    ("fieldwork_start_date", "publication_year"),
    ("fieldwork_end_date", "publication_year"),
    ("gni_year", "effective_date"),
    ("rate_date", "signed_date"),
    ("year", "edition_year"),
    ("year", "rate_date"),
    ("rate_date", "year"),
    ("year", "covered_from_date"),
    ("covered_to_date", "year"),
    ("month_date", "last_value_date"),
    ("last_value_date", "month_date"),
    ("ppg_external_debt_usd_million", "external_debt_usd_million"),
    ("principal_usd_million", "total_usd_million"),
    ("interest_usd_million", "total_usd_million"),
    ("amount_usd_million", "total_financing_usd_million"),
    ("amount_jpy_billion", "total_financing_jpy_billion"),
    ("second_unnamed_fee_pct", "unnamed_fee_pct"),
    ("master_count", "person_count"),
    ("doctoral_count", "person_count"),
)
_UNITS = ("date", "year", "month", "quarter", "day", "time", "on")
# A year, quarter, half, month or day; a fiscal year may be of two.
_TIME = re.compile(r"(?:FY ?)?([0-9]{4}(?:[-/][QHW]?[0-9]{1,2}){0,2})")


def spans_of(columns: list[str]) -> list[tuple[str, str]]:
    """List the pairs of columns of which the first must not be later or larger than the second.

    Examples
    --------
    >>> spans_of(["rule_id", "valid_from_date", "valid_to_date", "grace_years_min", "grace_years_max"])
    [('valid_from_date', 'valid_to_date'), ('grace_years_min', 'grace_years_max')]
    >>> spans_of(["last_month", "first_month"]), spans_of(["start_year", "end_date"])
    ([('first_month', 'last_month')], [('start_year', 'end_date')])
    """
    found = [pair for pair in combinations(columns, 2) if _is_span(*pair)]
    found += [(b, a) for a, b in combinations(columns, 2) if _is_span(b, a)]
    return found


def _is_span(first: str, second: str) -> bool:
    ones, others = _words(first), _words(second)
    differ = [pair for pair in zip(ones, others) if pair[0] != pair[1]]
    is_pair = len(ones) == len(others) and len(differ) == 1 and differ[0] in WORDS
    return is_pair or (first, second) in NAMES


def _words(column: str) -> list[str]:
    words = column.split("_")
    return words[:-1] if len(words) > 1 and words[-1] in _UNITS else words


def is_time(text: str) -> bool:
    """Tell whether a cell is a year, quarter, month or day.

    Examples
    --------
    >>> is_time("2024-Q1"), is_time("FY2024"), is_time("12.5")
    (True, True, False)
    """
    return bool(_TIME.fullmatch(text))


def is_reversed(first: str, second: str) -> bool:
    """Tell whether what should come first is later or larger.

    Dates and years are compared as texts of one length, so that "2006" and "2006-03" are no
    contradiction; all else as numbers. What can't be compared is for other rules to refuse.

    Parameters
    ----------
    first, second : str
        The two cells; an empty one is no end of a span.

    Examples
    --------
    >>> is_reversed("2006-08-28", "2006"), is_reversed("2007", "2006-12")
    (False, True)
    >>> is_reversed("10", "9.5"), is_reversed("2024-Q1", "2023-Q4"), is_reversed("KAZ", "CHN")
    (True, True, False)
    """
    if not first or not second:
        return False
    if is_time(first) and is_time(second):
        one, other = (_TIME.fullmatch(text)[1] for text in (first, second))
        length = min(len(one), len(other))
        # A quarter and a month have their years in common.
        shapes = {re.sub("[0-9]", "0", text[:length]) for text in (one, other)}
        length = length if len(shapes) == 1 else 4
        return other[:length] < one[:length]
    try:
        return float(second) < float(first)
    except ValueError:
        return False
