"""Make ahead what takes long and needs no page, while the chapters are read.

Whoever writes the pages asks for each of these files, finds it made, or makes it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable

from helpers import paths
from helpers.book import downloads, html, takeaway
from helpers.book.fingerprint import records
from helpers.shown import MIME


def make(executed: Collection[str], read: Iterable[str]) -> None:
    """Make what can be made before pages are written.

    Parameters
    ----------
    executed : collection of str
        Chapters that were executed now: the pictures of their charts may be others.
    read : iterable of str
        Pages that are read anew: those that are notebooks are downloads too.
    """
    # Whoever waits for something goes first.
    os.nice(10)
    for name in read:
        if (paths.ROOT / f"{name}.ipynb").exists():
            # Made where it is asked for.
            list(downloads.forms(name))
    if executed:
        html.vega_runtime()
    for chapter in executed:
        for outputs in records().outputs(chapter):
            for output in outputs:
                bundle = output.get("data", {}).get(MIME)
                if bundle and bundle["kind"] != "table":
                    takeaway.kept_png(bundle)
