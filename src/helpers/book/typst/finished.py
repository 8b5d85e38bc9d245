"""What a PDF still lacks when it is set: named destinations, document metadata, and safe ends of streams.

Destinations: what has an address on the pages has it in print, ``book.pdf#nameddest=...``. The typesetter
names headings only; it attaches where each label stands, and this register is taken out again.

Metadata (XMP): the typesetter writes title, authors, description, keywords, language, dates and the marks of
the standards; licence, publisher and addresses are added here. Nothing of the day or the machine goes in.

Streams: compressed data may end with a byte that looks like a line end. Before the word ``endstream`` some
checkers take it for one and report a wrong length, though the file is right. Such streams get a second,
textual encoding, which always ends in ``~>``.
"""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from string import punctuation
from urllib.parse import quote

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from helpers.book.typst.info import DocumentInfo

_REGISTER = "places.json"
# Where a reader is led to: so much above the place itself, in points.
_ABOVE = 10
_LINE_ENDS = (b"\r", b"\n")


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


def describe(pdf: pikepdf.Pdf, info: DocumentInfo) -> None:
    """Add the document metadata that Typst can't write to a file.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        An open file, changed but not saved.
    info : DocumentInfo
        Its description; what is empty there is left out.
    """
    book = info.book
    fields = {
        # The typesetter writes all authors as one.
        "dc:creator": [author.name for author in book.authors],
        "dc:publisher": {book.publisher},
        "dc:rights": book.licence,
        "dc:date": [book.date.isoformat()],
        # That of the book is none of a part.
        "dc:identifier": info.file if info.within else book.doi_address or info.file,
        "xmpMM:VersionID": book.version,
        "dc:source": info.page,
        "dc:relation": {info.within} if info.within else "",
        "xmpRights:Marked": "True",
        "xmpRights:WebStatement": book.licences[0].address,
    }
    # The file's own producer and dates stay: they are what makes two compilations equal.
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        for name, value in fields.items():
            if value:
                xmp[name] = value
    # Without the line end that would have the stream encoded, and so hidden from simple readers.
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().rstrip())


def settle_streams(pdf: pikepdf.Pdf) -> None:
    """Rewrite the streams that end in a line end.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        An open file, changed but not saved.
    """
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream) and held.read_raw_bytes().endswith(_LINE_ENDS):
            _as_text(held)


def _as_text(stream: pikepdf.Stream) -> None:
    raw, before = stream.read_raw_bytes(), stream.get("/Filter", [])
    names = [before] if isinstance(before, Name) else before
    parameters = stream.get("/DecodeParms")
    stream.write(
        base64.a85encode(raw) + b"~>",
        filter=Array([Name.ASCII85Decode, *names]),
        decode_parms=None if parameters is None else Array([None, parameters]),
    )
