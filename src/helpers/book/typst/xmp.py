"""Document metadata (XMP): what catalogues, search engines and reference managers read in a PDF.

The typesetter writes title, authors, description, keywords, language, dates and the marks of the
standards; licence, publisher and addresses are added here. Nothing of the day or the machine goes in.
"""

from __future__ import annotations

import base64

import pikepdf

from helpers.book.typst.record import Record

_PAGED = "http://ns.adobe.com/xap/1.0/t/pg/"


def describe(pdf: pikepdf.Pdf, record: Record) -> None:
    """Add to a file what its record says and the typesetter can't write.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        An open file, changed but not saved.
    record : Record
        Its description; what is empty there is left out.
    """
    _add(pdf, _fields(record))


def describe_whole(pdf: pikepdf.Pdf, made_of: bytes) -> None:
    """Correct what a file that was joined says of itself: its pages, and which file it is.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        The file with the description of its first part; changed.
    made_of : bytes
        What no other file has that was joined from other parts.
    """
    pages, instance = str(len(pdf.pages)), base64.b64encode(made_of).decode()
    _add(pdf, {f"{{{_PAGED}}}NPages": pages, "xmpMM:InstanceID": instance})


def _add(pdf: pikepdf.Pdf, fields: dict[str, str | set[str] | list[str]]) -> None:
    # The file's own producer and dates stay: they are what makes two compilations equal.
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        for name, value in fields.items():
            if value:
                xmp[name] = value
    # Without the line end that would have the stream encoded, and so hidden from simple readers.
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().rstrip())


def _fields(record: Record) -> dict[str, str | set[str] | list[str]]:
    return {
        # The typesetter writes all authors as one.
        "dc:creator": list(record.authors),
        "dc:publisher": {record.publisher},
        "dc:rights": record.licence,
        "dc:date": [record.day.isoformat()],
        "dc:identifier": record.doi or record.file,
        "xmpMM:VersionID": record.version,
        "dc:source": record.page,
        "dc:relation": {record.within} if record.within else "",
        "xmpRights:Marked": "True",
        "xmpRights:WebStatement": record.licence_address,
    }
