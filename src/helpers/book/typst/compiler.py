"""From Typst source to a finished PDF, which has the name of what it was made from."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pikepdf
import typst
from sphinx.errors import ExtensionError

from helpers.book.fingerprint import code_version
from helpers.book.typst.record import Record
from helpers.book.typst.streams import settle_streams

# Tagged and archival in one file.
STANDARDS = ["ua-1", "a-3a"]


def finished_path(source: Path, record: Record, inputs: Iterable[Path], finished: Path) -> Path:
    """Say where the file lies that is made from a source: named for the digest of all it is made from.

    Parameters
    ----------
    source : pathlib.Path
        The Typst file; its folder holds all that it reads, fonts too.
    record : Record
        What the file says of itself.
    inputs : iterable of pathlib.Path
        What the source reads.
    finished : pathlib.Path
        Folder of finished files.
    """
    return finished / f"{source.stem}-{_digest(record, source, inputs)}.pdf"


def compile_pdf(
    source: Path, day: dt.date, finish: Callable[[pikepdf.Pdf], None], target: Path
) -> list[str]:
    """Compile a source and finish the result.

    Parameters
    ----------
    source : pathlib.Path
        The Typst file.
    day : datetime.date
        When it is said to have been made.
    finish : callable
        What is done to the file that the typesetter gives, besides.
    target : pathlib.Path
        Where the finished file is put.

    Returns
    -------
    list of str
        What the typesetter warns of.

    Raises
    ------
    ExtensionError
        If the source can't be set.
    """
    written, warnings = _compiled(source, day)
    with pikepdf.open(io.BytesIO(written)) as pdf:
        finish(pdf)
        settle_streams(pdf)
        save(pdf, target)
    return [f"typst: {source.stem}.pdf: {warning}" for warning in warnings]


def save(pdf: pikepdf.Pdf, path: Path) -> None:
    """Save a file, the same bytes for the same content; it stands at its path once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    pdf.save(
        part,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
        preserve_pdfa=True,
        deterministic_id=True,
    )
    part.replace(path)


def page_count(path: Path) -> int:
    """Count the pages of a file."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _digest(record: Record, source: Path, inputs: Iterable[Path]) -> str:
    tools = (version("typst"), version("pikepdf"), code_version(), STANDARDS, record)
    digest = hashlib.sha256(repr(tools).encode())
    # A source may be written twice within what clocks of files tell apart: it is read each time.
    digest.update(source.name.encode() + hashlib.sha256(source.read_bytes()).digest())
    for path in inputs:
        state = path.stat()
        digest.update(path.name.encode() + _content_digest(path, state.st_mtime_ns, state.st_size))
    return digest.hexdigest()[:16]


@cache
def _content_digest(path: Path, _changed: int, _size: int) -> bytes:
    """Give the digest of what a file holds; fonts and tables go into many files and are read once."""
    return hashlib.sha256(path.read_bytes()).digest()


def _compiled(source: Path, day: dt.date) -> tuple[bytes, list[str]]:
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
        raise ExtensionError(f"{source.stem}.pdf can't be set: {reason}") from None
    return pdf, [warning.message for warning in warnings]
