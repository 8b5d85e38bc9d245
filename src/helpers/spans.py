"""Which columns of a table hold the two ends of one span, told by their names.

``start_date`` and ``end_date``, ``valid_from_date`` and ``valid_to_date``, ``grace_years_min`` and
``grace_years_max``, ``published_date`` and ``accessed_date``: a table that gets such a pair is checked
without a word in its description.
"""

from __future__ import annotations

from itertools import combinations

# Words at the same place of two names, the earlier or smaller first.
WORDS = (
    ("start", "end"),
    ("begin", "end"),
    ("event", "end"),
    ("summit", "end"),
    ("from", "to"),
    ("since", "until"),
    ("before", "after"),
    ("min", "max"),
    ("low", "high"),
    ("lower", "upper"),
    ("earliest", "latest"),
    ("opened", "closed"),
    ("launched", "ended"),
    ("signed", "repaid"),
    ("published", "accessed"),
    ("grace", "maturity"),
)
# Names that share no word.
NAMES = (
    ("since_year", "as_of_date"),
    ("since_year", "year"),
    ("not_before_date", "due_date"),
    ("signed_date", "end_date"),
    ("fieldwork_end_date", "publication_year"),
    ("year", "edition_year"),
)
_KINDS = ("_date", "_year", "_years", "_pct", "_count", "_min", "_max")


def spans_of(columns: list[str]) -> list[tuple[str, str]]:
    """List the pairs of columns of which the first must not be later or larger than the second.

    Examples
    --------
    >>> spans_of(["rule_id", "valid_from_date", "valid_to_date", "grace_years_min", "grace_years_max"])
    [('valid_from_date', 'valid_to_date'), ('grace_years_min', 'grace_years_max')]
    >>> spans_of(["from_code", "to_code"])
    []
    """
    found = [pair for pair in combinations(columns, 2) if _is_span(*pair)]
    found += [(b, a) for a, b in combinations(columns, 2) if _is_span(b, a)]
    return found


def _is_span(first: str, second: str) -> bool:
    if (first, second) in NAMES:
        return True
    if not first.endswith(_KINDS) or not second.endswith(_KINDS):
        return False
    ones, others = first.split("_"), second.split("_")
    differ = [pair for pair in zip(ones, others) if pair[0] != pair[1]]
    return len(ones) == len(others) and len(differ) == 1 and differ[0] in WORDS


def is_reversed(column: str, first: str, second: str) -> bool:
    """Tell whether what should come first is later or larger.

    Dates and years are compared as texts of one length, so that "2006" and "2006-03" are no
    contradiction; all else as numbers. What can't be compared is for other rules to refuse.

    Parameters
    ----------
    column : str
        Name of the column that should come first.
    first, second : str
        The two cells; an empty one is no end of a span.

    Examples
    --------
    >>> is_reversed("start_date", "2006-08-28", "2006"), is_reversed("since_year", "2007", "2006-12")
    (False, True)
    >>> is_reversed("grace_years", "10", "9.5")
    True
    """
    if not first or not second:
        return False
    if column.endswith(("_date", "year")):
        return second[: len(first)] < first[: len(second)]
    try:
        return float(second) < float(first)
    except ValueError:
        return False
