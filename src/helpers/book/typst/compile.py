"""Compile Typst source to a finished PDF, cached by its source and inputs."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import typst
from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util import logging

from helpers.book.execution.dependencies import digest
from helpers.book.execution.notebook_sources import code_version
from helpers.book.typst.finished import describe, name_destinations, settle_streams
from helpers.book.typst.info import DocumentInfo
from helpers.file_cache import cached_file

# Tagged and archival in one file.
STANDARDS = ["ua-1", "a-3a"]
_log = logging.getLogger(__name__)


class UnknownSignError(ExtensionError):
    """No font of the book has a sign."""

    def __init__(self, name: str, sign: str) -> None:
        super().__init__(f"{name}.pdf can't be set: no font of the book has {sign!r}")
        self.sign = sign

    def place(self, pages: Iterable[nodes.document]) -> str:
        """Say on which page and in which words the sign stands, and what to do."""
        for page in pages:
            for words in page.findall(nodes.Text):
                if self.sign in words:
                    where = Path(page["source"]).name
                    shown = " ".join(words.split())[:80]
                    return f"{where}: no font of the book has {self.sign!r} in {shown!r}; write it in words"
        return f"{self}; write it in words"


def compile_pdf(source: Path, info: DocumentInfo, inputs: Iterable[Path]) -> Path:
    """Compile a Typst source and add the document metadata.

    Parameters
    ----------
    source : pathlib.Path
        The Typst file; its folder holds all that it reads, fonts too.
    info : DocumentInfo
        What the file says of itself.
    inputs : iterable of pathlib.Path
        What the source reads.

    Returns
    -------
    pathlib.Path
        The finished file.

    Raises
    ------
    ExtensionError
        If the source can't be set.
    """

    def make(part: Path) -> None:
        with pikepdf.open(io.BytesIO(_compile(source, info.book.date))) as pdf:
            name_destinations(pdf)
            describe(pdf, info)
            settle_streams(pdf)
            pdf.save(
                part,
                min_version="1.7",
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                compress_streams=False,
                preserve_pdfa=True,
                deterministic_id=True,
            )

    read = [(path.name, digest(path.read_bytes())) for path in (source, *inputs)]
    # The version of the code is that of the installed packages too.
    return cached_file("pdf", repr((code_version(), STANDARDS, info, read)), ".pdf", make)


def _compile(source: Path, day: dt.date) -> bytes:
    midnight = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
    try:
        pdf, warnings = typst.compile_with_warnings(
            str(source),
            root=str(source.parent),
            font_paths=[str(source.parent)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(midnight.timestamp()),
        )
    except typst.TypstError as error:
        # What the template itself refuses is a sentence for the reader of the message.
        reason = str(error).removeprefix("panicked with: ")
        sign = re.search('the text `"(.+?)"` could not be displayed', reason)
        if sign:
            raise UnknownSignError(source.stem, sign[1]) from None
        raise ExtensionError(f"{source.stem}.pdf can't be set: {reason}") from None
    for warning in warnings:
        _log.warning("typst: %s.pdf: %s", source.stem, warning.message)
    return pdf
