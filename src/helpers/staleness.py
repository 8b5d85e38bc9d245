"""How old a table is: against the date of the edition on pages, against today on the console."""

from __future__ import annotations

from datetime import date

# Yearly sources publish within a year: a table read earlier, or whose newest year lies this far
# behind the edition, is worth a notice.
STALE_DAYS = 365
STALE_YEARS = 3
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def age_in_words(read: str, day: str) -> str:
    """Say how long before a day a table was read.

    Parameters
    ----------
    read, day : str
        ``YYYY-MM-DD``.

    Examples
    --------
    >>> age_in_words("2026-11-23", "2026-11-25"), age_in_words("2024-11-23", "2026-11-25")
    ('2 days old', '24 months old')
    """
    days = (date.fromisoformat(day) - date.fromisoformat(read)).days
    if days < 60:
        return f"{days} day{'' if days == 1 else 's'} old"
    return f"{days / 30.4375:.0f} months old"


def stale_notice(resource: dict, newest: int | None, edition: str) -> str:
    """Say where a table has aged by the date of the edition; nothing where it has not.

    Parameters
    ----------
    resource : dict
        Descriptor of the table.
    newest : int or None
        The newest year of its rows, if they have one.
    edition : str
        Date of the edition, ``YYYY-MM-DD``: never today, so that a page does not change by itself.

    Examples
    --------
    >>> table = {"accessed": "2026-11-23", "schema": {"primaryKey": ["area_code", "year"]}}
    >>> stale_notice(table, 2019, "2026-11-24")
    'The newest year of this table is 2019, seven years before this edition.'
    """
    parts = []
    keys = resource.get("schema", {}).get("primaryKey", [])
    if "year" in keys and newest:
        gap = int(edition[:4]) - newest
        if gap >= STALE_YEARS:
            parts.append(
                f"The newest year of this table is {newest}, {_in_words(gap)} years before this "
                "edition."
            )
    read = resource.get("accessed", "")
    if len(read) == 10:
        days = (date.fromisoformat(edition) - date.fromisoformat(read)).days
        if days > STALE_DAYS:
            months = round(days / 30.4375)
            parts.append(f"It was read {_in_words(months)} months before this edition.")
    return " ".join(parts)


def _in_words(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)
