"""Encode streams of a PDF so that every checker finds where they end.

Compressed data may end with a byte that looks like a line end. Before the word ``endstream`` some
checkers take it for one and report a wrong length, though the file is right. Such streams get a second,
textual encoding, which always ends in ``~>``.
"""

from __future__ import annotations

import base64

import pikepdf

_LINE_ENDS = (b"\r", b"\n")


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
    raw = stream.read_raw_bytes()
    before = stream.get("/Filter")
    names = (
        [] if before is None else list(before) if isinstance(before, pikepdf.Array) else [before]
    )
    parameters = stream.get("/DecodeParms")
    stream.write(
        base64.a85encode(raw) + b"~>",
        filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *names]),
        decode_parms=None if parameters is None else pikepdf.Array([None, parameters]),
    )
