"""Make ahead what takes long and needs no page, while the chapters are read.

Whoever writes the pages asks for each of these files, finds it made, or makes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from helpers.book import html, takeaway
from helpers.book.fingerprint import records
from helpers.shown import MIME


def make(chapters: Iterable[str]) -> None:
    """Make the pictures of the charts of these chapters, and what makes charts interactive."""
    html.vega_runtime()
    for chapter in chapters:
        for outputs in records().outputs(chapter):
            for output in outputs:
                bundle = output.get("data", {}).get(MIME)
                if bundle and bundle["kind"] != "table":
                    takeaway.kept_png(bundle)
