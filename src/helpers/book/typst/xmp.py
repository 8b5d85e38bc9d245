"""Document metadata (XMP): what catalogues, search engines and reference managers read in a PDF.

The typesetter writes title, authors, description, keywords, language, dates and the marks of the
standards; licence, publisher and addresses are added here. Nothing of the day or the machine goes in.
"""

from __future__ import annotations

import pikepdf

from helpers.book.typst.info import DocumentInfo


def describe(pdf: pikepdf.Pdf, info: DocumentInfo) -> None:
    """Add the document metadata that Typst can't write to a file.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        An open file, changed but not saved.
    info : DocumentInfo
        Its description; what is empty there is left out.
    """
    _add(pdf, _fields(info))


def _add(pdf: pikepdf.Pdf, fields: dict[str, str | set[str] | list[str]]) -> None:
    # The file's own producer and dates stay: they are what makes two compilations equal.
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        for name, value in fields.items():
            if value:
                xmp[name] = value
    # Without the line end that would have the stream encoded, and so hidden from simple readers.
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().rstrip())


def _fields(info: DocumentInfo) -> dict[str, str | set[str] | list[str]]:
    return {
        # The typesetter writes all authors as one.
        "dc:creator": list(info.authors),
        "dc:publisher": {info.publisher},
        "dc:rights": info.licence,
        "dc:date": [info.day.isoformat()],
        "dc:identifier": info.doi or info.file,
        "xmpMM:VersionID": info.version,
        "dc:source": info.page,
        "dc:relation": {info.within} if info.within else "",
        "xmpRights:Marked": "True",
        "xmpRights:WebStatement": info.licence_address,
    }
