"""Places in the whole book: addressed by name while its parts are apart, and named in each part's file.

The typesetter sees one part at a time, so a link to another is set as one to an address of the kind
``place:``. In the finished file of a part such links lead to named destinations, as those of any reader's
link do (``book.pdf#nameddest=...``), and each part brings the names of its own places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from string import punctuation
from urllib.parse import quote, unquote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_KIND = "place:"
_REGISTER = "places.json"
# Where a reader is led to: so much above the place itself, in points.
_ABOVE = 10


def address(name: str, title: str) -> str:
    """Address a place for the typesetter.

    Parameters
    ----------
    name : str
        The place, ``chapter#anchor``.
    title : str
        Of the page that it stands on: what readers who hear the book are told of the link.

    Examples
    --------
    >>> address("chapters/a#x", "The title")
    'place:chapters/a#x The title'
    """
    return f"{_KIND}{name} {title}"


def lead_by_name(pdf: pikepdf.Pdf) -> None:
    """Have the links to places lead to their names.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        A file as it is set; changed.
    """
    for link in links(pdf):
        # The typesetter writes addresses as they are, not as text of a PDF is encoded.
        target = bytes(link.A.URI).decode() if Name.A in link else ""
        if target.startswith(_KIND):
            name, _, title = target.removeprefix(_KIND).partition(" ")
            del link[Name.A]
            link.Dest = String(_written(name))
            link.Contents = String(f"In “{title}”")


def name_places(pdf: pikepdf.Pdf) -> None:
    """Put the register of places, which is attached, into names that links can lead to.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        A file as it is set; changed.
    """
    found = json.loads(pdf.attachments[_REGISTER].get_file().read_bytes())
    del pdf.attachments[_REGISTER]
    pages = list(pdf.pages)
    names = []
    for name, (page, x, y) in sorted((_written(name), at) for name, at in found.items()):
        on = pages[page - 1]
        top = on.mediabox[3] - _points(max(y - _ABOVE, 0))
        names += [String(name), Array([on.obj, Name.XYZ, _points(x), top, 0])]
    pdf.Root.Names = Dictionary(Dests=branch(Name.Names, names))


def named_places(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Give the places that a part names, with the page of it (from 1 on) where each stands."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    places = pairs(pdf.Root.Names.Dests.Names)
    return {unquote(str(name)): numbers[at[0].objgen] for name, at in places}


def links(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Go through the links of all pages."""
    for page in pdf.pages:
        yield from page.get(Name.Annots, ())


def branch(kind: Name, entries: list) -> Dictionary:
    """Write a branch of a tree of names or numbers: its entries, and the first and last key."""
    limits = [entries[0], entries[-2]]
    return Dictionary({str(kind): Array(entries), "/Limits": Array(limits)})


def pairs(entries: Array) -> Iterator[tuple]:
    """Go through the entries of a branch: key and what stands under it."""
    found = list(entries)
    return zip(found[::2], found[1::2], strict=True)


def _points(length: float) -> Decimal:
    return Decimal(length).quantize(Decimal("0.001"))


def _written(name: str) -> str:
    """Write a name in plain characters: names are looked up by their bytes, in the order of these."""
    return quote(name, safe=punctuation)
