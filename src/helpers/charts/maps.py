"""Where names and figures stand on the maps of Central Asia, and how they are written."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.style import Layout, colour

_WIDE = {
    "KAZ": (67.5, 48.2), "KGZ": (74.7, 41.4), "TJK": (71.3, 38.6),
    "TKM": (59.2, 39.3), "UZB": (63.6, 41.6),
}  # fmt: skip
# On a phone the words of neighbours would meet: those of small countries stand beside them.
_NARROW = _WIDE | {
    "KGZ": (82.6, 42.3), "TJK": (75.6, 36.9), "TKM": (58.6, 38.9), "UZB": (61.4, 43.6),
}  # fmt: skip


def label_places(layout: Layout) -> pd.DataFrame:
    """Give the place of each country's label, by room.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``lon``, ``lat`` in degrees.

    Examples
    --------
    >>> from helpers.style import NARROW, WIDE
    >>> bool((label_places(NARROW)["lon"] != label_places(WIDE)["lon"]).any())
    True
    """
    places = _WIDE if layout.columns > 1 else _NARROW
    rows = [(code, lon, lat) for code, (lon, lat) in places.items()]
    return pd.DataFrame(rows, columns=["area_code", "lon", "lat"])


def draw_labels(rows: pd.DataFrame, layout: Layout, name: str, figure: str) -> list[alt.Chart]:
    """Write the name of each country and its figure below it, with a halo.

    Parameters
    ----------
    rows : pandas.DataFrame
        ``lon``, ``lat`` and the two columns of words.
    layout : Layout
        The room.
    name, figure : str
        Columns of the words.
    """
    halo = {"stroke": colour("ground"), "strokeWidth": 3, "strokeJoin": "round"}
    size = 12 if layout.columns > 1 else 10
    labels = []
    for field, dy in ((name, -2), (figure, size)):
        base = alt.Chart(rows).encode(longitude="lon:Q", latitude="lat:Q", text=f"{field}:N")
        look = {"fontSize": size, "dy": dy, "fontWeight": "bold" if dy > 0 else "normal"}
        labels += [base.mark_text(**look, **halo), base.mark_text(**look, color=colour("text"))]
    return labels
