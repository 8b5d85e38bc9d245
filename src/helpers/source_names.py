"""What sources are called in a line under an exhibit: publisher and year, and more where two would read alike."""

from __future__ import annotations

import re
from collections import Counter

from helpers import data
from helpers.partial_dates import format_date

# Above this many sources a line of links is no help; the table under the exhibit names them by row.
FEW_SOURCES = 6
# A copy that names both whose work it is and where it stands, and a place where copies stand.
_COPIED = re.compile(
    r"(?P<who>.+?)(?: via |; (?:copy|repackaged) by | \((?:copy on|copy of|mirror|extract by) )"
    r"(?P<host>[^()]+)"
)
_MIRROR = re.compile(r"\((?:mirror|copy)\)")
# What is said besides of a name.
_ASIDE = re.compile(r"\s*(?:\(|;).*")


def short_name(source_id: str) -> str:
    """Return publisher and year of a source, as a reader would name it."""
    date = data.source(source_id)["published_date"]
    return f"{publisher(source_id)} {date[:4]}" if date else f"{publisher(source_id)}, undated"


def short_names(ids: list[str]) -> dict[str, str]:
    """Name the sources of one line so that no two read alike: by year, else by day, else by id too."""
    names = {source_id: short_name(source_id) for source_id in ids}
    for longer in (_dated_name, _whole_name):
        count = Counter(names.values())
        names = {i: longer(i) if count[name] > 1 else name for i, name in names.items()}
    return names


def rest_of(ids: list[str]) -> str:
    """Say how many sources a line leaves out, and end it."""
    rest = len(ids) - FEW_SOURCES
    return (
        f"; and {rest} more, named row by row in the tables it is made from." if rest > 0 else "."
    )


def _dated_name(source_id: str) -> str:
    date = data.source(source_id)["published_date"]
    return f"{publisher(source_id)}, {format_date(date) if date else 'undated'}"


def _whole_name(source_id: str) -> str:
    return f"{_dated_name(source_id)} ({source_id})"


def publisher(source_id: str) -> str:
    """Name who published a source; of a copy the one whose work it is, and where it was read.

    Examples
    --------
    >>> publisher("one-ids-service-2025"), publisher("mofaj-2025-nagashima")
    ('World Bank, via ONE Campaign', 'Ministry of Foreign Affairs of Japan')
    """
    row = data.source(source_id)
    name, author = row["publisher_name"], row["author_name"]
    # Semicolons stand between sources.
    for written in (name, author):
        if copied := _COPIED.match(written):
            return f"{copied['who']}, via {copied['host'].strip()}".replace(";", ",")
    maker, host = _ASIDE.sub("", author), _ASIDE.sub("", name)
    copied = row["kind"] == "dataset" or _MIRROR.search(name)
    if maker and copied and not host.startswith(maker):
        name = f"{maker}, via {host}"
    return name.replace(";", ",")
