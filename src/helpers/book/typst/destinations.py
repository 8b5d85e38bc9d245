"""Named destinations: what has an address on the pages has it in print, ``book.pdf#nameddest=...``.

The typesetter names headings only. It attaches where each label stands; the register is taken out again
and written as the names of the file.
"""

from __future__ import annotations

import json
from decimal import Decimal
from string import punctuation
from urllib.parse import quote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_REGISTER = "places.json"
# Where a reader is led to: so much above the place itself, in points.
_ABOVE = 10


def name_destinations(pdf: pikepdf.Pdf) -> None:
    """Turn the attached register of places into named destinations of the file.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        A file as it is set; changed. One without a register stays as it is.
    """
    if _REGISTER not in pdf.attachments:
        return
    found = json.loads(pdf.attachments[_REGISTER].get_file().read_bytes())
    del pdf.attachments[_REGISTER]
    pages = list(pdf.pages)
    names = []
    # Names are looked up by their bytes, in the order of these: plain characters keep both alike.
    for name, (page, x, y) in sorted(
        (quote(name, safe=punctuation), at) for name, at in found.items()
    ):
        on = pages[page - 1]
        top = on.mediabox[3] - _points(max(y - _ABOVE, 0))
        names += [String(name), Array([on.obj, Name.XYZ, _points(x), top, 0])]
    tree = pdf.make_indirect(Dictionary(Names=Array(names), Limits=Array([names[0], names[-2]])))
    if Name.Names not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.Dests = pdf.make_indirect(Dictionary(Kids=Array([tree])))


def _points(length: float) -> Decimal:
    return Decimal(length).quantize(Decimal("0.001"))
