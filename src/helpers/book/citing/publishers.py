"""Who published the sources of an exhibit or a number, in one short line."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from helpers import data
from helpers.book.features import glossary
from helpers.source_names import publisher

# As many names as one line holds, and how long a name may be that has a short form.
_FEW, _LONG = 3, 40
# Who makes the figures stands before who reports them.
_RANKS = {"dataset": 0, "official": 0, "report": 1, "paper": 1}


def line(ids: list[str]) -> str:
    """Name the chief publishers of some sources: makers of data and offices first, then by how often.

    Examples
    --------
    >>> line(["one-ids-service-2025"])
    'World Bank, via ONE Campaign'
    """
    shown: dict[str, str] = {}
    rank: dict[str, int] = {}
    count: Counter[str] = Counter()
    for source_id in ids:
        primary, via, host = _known(publisher(source_id)).partition(", via ")
        # Of what is read in several places the first is named.
        name = shown.setdefault(primary, primary + via + host)
        count[name] += 1
        kind = _RANKS.get(data.source(source_id)["kind"], 2)
        rank[name] = min(rank.get(name, kind), kind)
    names = sorted(count, key=lambda name: (rank[name], -count[name]))
    rest = len(names) - _FEW
    return "; ".join(names[:_FEW]) + (f"; and {rest} more" if rest > 0 else "")


@cache
def _known(name: str) -> str:
    """Write an institution of the glossary in one way, however a source spells it."""
    primary, via, host = name.partition(", via ")
    primary = re.sub(r"\s*\(.*\)$", "", primary)
    for form, term in _institutions().items():
        if re.match(rf"{re.escape(form)}(?![\w/-])", primary):
            primary = term
            break
    return primary + via + host


@cache
def _institutions() -> dict[str, str]:
    """Map each form of an institution to how it is written here."""
    if not data.has_table("glossary"):
        return {}
    table = data.load_table("glossary")
    found = {}
    for row in table[table["kind"] == "institution"].itertuples():
        short = row.abbreviation if isinstance(row.abbreviation, str) else row.term
        for form in glossary.forms(row):
            found[form] = row.term if len(row.term) <= _LONG else short
    return found
