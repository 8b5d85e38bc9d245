"""What the book is called, who made it and where it stands: read from one place, checked once.

The one place is ``book`` in ``_config.yml`` (under ``sphinx: config:``). Pages, PDFs, citations and
the files for archives take everything from :func:`get_metadata`; nothing else may repeat it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from helpers import cells
from helpers.book import config
from helpers.partial_dates import newest_day

_FIELDS = {
    "title", "subtitle", "abstract", "authors", "publisher", "version", "date", "licences",
    "base_address", "contact", "doi", "language", "keywords", "repository",
}  # fmt: skip
_OPTIONAL = {"base_address", "contact", "doi", "repository"}
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?/")
_CONTACT = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+|https?://[^\s/]+/\S*")
_ORCID_PAGE = "https://orcid.org/"


class MetadataError(Exception):
    """The book's description of itself is wrong; the message names file, field and value."""


@dataclass(frozen=True)
class Author:
    """Who wrote the book: a person (``given``, ``family``) or a body (``name``).

    Attributes
    ----------
    name : str
        As printed: of a person, given name first.
    given, family : str
        Empty for a body.
    orcid : str
        Sixteen digits in four groups, or empty.
    role : str
        What the author did, or empty.
    """

    name: str
    given: str = ""
    family: str = ""
    orcid: str = ""
    role: str = ""

    @property
    def is_person(self) -> bool:
        """Whether the author has a family name."""
        return bool(self.family)

    @property
    def inverted(self) -> str:
        """The name as indexes want it: family name first."""
        return f"{self.family}, {self.given}" if self.is_person else self.name

    @property
    def orcid_address(self) -> str:
        """The address of the author's ORCID record, or nothing."""
        return f"{_ORCID_PAGE}{self.orcid}" if self.orcid else ""


@dataclass(frozen=True)
class Licence:
    """A licence and what it is for."""

    id: str
    covers: str
    address: str


@dataclass(frozen=True)
class BookMetadata:
    """The book's description of itself. Dates are :class:`datetime.date`; unset fields are empty."""

    title: str
    subtitle: str
    abstract: str
    authors: tuple[Author, ...]
    publisher: str
    version: str
    date: dt.date
    licences: tuple[Licence, ...]
    language: str
    keywords: tuple[str, ...]
    base_address: str = ""
    contact: str = ""
    doi: str = ""
    repository: str = ""

    @property
    def full_title(self) -> str:
        """Title and subtitle."""
        return f"{self.title}: {self.subtitle}"

    @property
    def author(self) -> str:
        """All authors in one line."""
        return ", ".join(author.name for author in self.authors)

    @property
    def licence(self) -> str:
        """All licences in one line."""
        parts = [f"{licence.covers} {licence.id}" for licence in self.licences]
        return "; ".join(parts) + "; data as stated for each table"

    @property
    def code_licence(self) -> Licence:
        """The licence of the code, or the first one where none is given for it."""
        return next((one for one in self.licences if one.covers == "Code"), self.licences[0])

    @property
    def contact_address(self) -> str:
        """The address that leads to who answers for the book, or nothing."""
        is_mail = self.contact and "://" not in self.contact
        return f"mailto:{self.contact}" if is_mail else self.contact

    @property
    def doi_address(self) -> str:
        """The address that the DOI leads by, or nothing."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    def address(self, path: str = "") -> str:
        """Return the whole address of a page or file of the book; nothing while none is set.

        Examples
        --------
        >>> from dataclasses import replace
        >>> replace(get_metadata(), base_address="https://example.org/b/").address("chapters/claims.html")
        'https://example.org/b/chapters/claims.html'
        """
        return f"{self.base_address}{path}" if self.base_address else ""


@cache
def get_metadata() -> BookMetadata:
    """Return the book's description of itself.

    Raises
    ------
    MetadataError
        Naming the field that is missing, unknown or malformed.
    DataError
        If the file can't be read.
    """
    return parse(config.of_the_book())


def parse(raw: dict) -> BookMetadata:
    """Check the fields of ``_config.yml`` and convert them.

    Parameters
    ----------
    raw : dict
        ``book`` as it stands in the file.

    Raises
    ------
    MetadataError
        Naming the field that is missing, unknown or malformed.
    """
    unknown, missing = set(raw) - _FIELDS, _FIELDS - _OPTIONAL - {k for k, v in raw.items() if v}
    if unknown:
        _fault(sorted(unknown)[0], "is no field of the book", f"one of {sorted(_FIELDS)}")
    if missing:
        _fault(sorted(missing)[0], "is missing", "a value")
    _check_forms(raw)
    for field, pattern, expected in (
        ("version", _VERSION, "three numbers such as 1.2.0"),
        ("doi", _DOI, "the DOI alone, such as 10.5281/zenodo.1234"),
        ("base_address", _ADDRESS, "the address of the front page's folder, with / at its end"),
        ("repository", _ADDRESS, "an address with / at its end"),
        ("contact", _CONTACT, "an address of electronic mail, or one that begins with https://"),
    ):
        value = raw.get(field) or ""
        if value and not pattern.fullmatch(str(value)):
            _fault(field, f"is {value!r}", expected)
    plain = ("title", "subtitle", "abstract", "publisher", "version", "language")
    return BookMetadata(
        **{field: " ".join(str(raw[field]).split()) for field in plain},
        authors=tuple(_author(entry, i) for i, entry in enumerate(raw["authors"], start=1)),
        date=_date(raw["date"]),
        licences=tuple(Licence(e["id"], e["for"], e["address"]) for e in raw["licences"]),
        keywords=tuple(raw["keywords"]),
        **{field: raw.get(field) or "" for field in sorted(_OPTIONAL)},
    )


def _check_forms(raw: dict) -> None:
    """Check that each field is a list, a list of names with values, or one value."""
    for field, value in raw.items():
        if field in ("authors", "licences"):
            entries = value if isinstance(value, list) else [None]
            if not all(isinstance(entry, dict) for entry in entries):
                _fault(field, f"is {value!r}", "a list of entries, each of names with values")
        elif field == "keywords":
            if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
                _fault(field, f"is {value!r}", "a list of words")
        elif isinstance(value, list | dict):
            _fault(field, f"is {value!r}", "one value")
    for number, entry in enumerate(raw["licences"], start=1):
        where = f"licences, entry {number}"
        for part in ("id", "for", "address"):
            if not isinstance(entry.get(part), str):
                _fault(f"{where}, {part} is", repr(entry.get(part)), "a text")
        fault = cells.address_fault(entry["address"])
        if fault:
            raise MetadataError(f"_config.yml: book, {where}, address: {fault}")


def _author(raw: dict, number: int) -> Author:
    field = f"authors, entry {number}"
    parts = ("name", "given", "family", "orcid", "role")
    entry = {part: str(raw.get(part) or "").strip() for part in parts}
    is_person = entry["given"] and entry["family"]
    if not entry["name"] and not is_person:
        _fault(field, "has no name", "name (of a body) or given and family (of a person)")
    entry["orcid"] = entry["orcid"].removeprefix(_ORCID_PAGE)
    if entry["orcid"] and not is_orcid(entry["orcid"]):
        _fault(f"{field}, orcid", f"is {entry['orcid']!r}", "an ORCID whose last sign checks")
    if is_person:
        entry["name"] = f"{entry['given']} {entry['family']}"
    return Author(**entry)


def is_orcid(text: str) -> bool:
    """Say whether an ORCID is well formed and its check sign right (ISO 7064, mod 11-2).

    Examples
    --------
    >>> is_orcid("0000-0002-1825-0097"), is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    if not _ORCID.fullmatch(text):
        return False
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == text[-1]


def _date(raw: object) -> dt.date:
    try:
        # YAML takes a day with a time for another kind of thing.
        day = raw if type(raw) is dt.date else dt.date.fromisoformat(str(raw))
    except ValueError:
        _fault("date", f"is {raw!r}", "a day that exists, as YYYY-MM-DD")
    # The day of the world, not of the machine: it is the same book west of the editors.
    if day > newest_day():
        _fault("date", f"is {day.isoformat()}", "a day that is not in the future")
    return day


def _fault(field: str, what: str, expected: str) -> None:
    raise MetadataError(f"_config.yml: book, {field} {what}; expected {expected}")
