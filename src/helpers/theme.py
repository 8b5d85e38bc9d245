"""The Altair theme of the book: to import this module gives it to all charts.

Besides it stands what is done to the specification of any chart: :func:`readable` raises words that are
too small, :func:`present` thins legends, and :func:`in_utc` has days be the same everywhere.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt

from helpers.style import FONT, colour

# Pixels: no word of a drawing is smaller.
SMALLEST = 12


def readable(spec: dict) -> dict:
    """Return a specification in which no words are smaller than twelve pixels.

    Examples
    --------
    >>> readable({"layer": [{"mark": {"type": "text", "fontSize": 9}}], "width": 9})
    {'layer': [{'mark': {'type': 'text', 'fontSize': 12}}], 'width': 9}
    """

    def raised(part: object, name: str = "") -> object:
        if isinstance(part, dict):
            return {key: raised(value, key) for key, value in part.items()}
        if isinstance(part, list):
            return [raised(value) for value in part]
        is_size = name.lower().endswith("fontsize") and isinstance(part, int | float)
        return max(part, SMALLEST) if is_size else part

    kept = {name: spec[name] for name in ("datasets", "data") if name in spec}
    return raised({name: part for name, part in spec.items() if name not in kept}) | kept


_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?")


def in_utc(node: Any) -> Any:
    """Return a Vega-Lite specification with its dates and time scales in universal time.

    Vega places dates by the clock of the machine that draws: a day drawn in Tokyo would stand some hours,
    and in Lima a day, beside itself. So axes of time count in universal time, and days are handed over
    without a time of day, which is read as universal time too.

    Parameters
    ----------
    node : dict, list or scalar
        The specification as Altair gives it, or a part of it.

    Examples
    --------
    >>> in_utc({"x": {"field": "day", "type": "temporal"}})
    {'x': {'field': 'day', 'type': 'temporal', 'scale': {'type': 'utc'}}}
    >>> in_utc([{"day": "2006-06-05T00:00:00"}])
    [{'day': '2006-06-05'}]
    """
    if isinstance(node, list):
        return [in_utc(part) for part in node]
    if isinstance(node, str):
        midnight = _MIDNIGHT.fullmatch(node)
        return midnight[1] if midnight else node
    if not isinstance(node, dict):
        return node
    made = {key: in_utc(part) for key, part in node.items()}
    for place in ("x", "y"):
        axis = made.get(place)
        if isinstance(axis, dict) and axis.get("type") == "temporal":
            axis["scale"] = (axis.get("scale") or {}) | {"type": "utc"}
    return made


_BY_LOOK = ("color", "fill", "stroke", "shape", "strokeDash")


def present(spec: dict) -> dict:
    """Return a specification in whose legends stand only names that its rows have.

    A chart gives each lender its colour, whoever of them is in the table.

    Examples
    --------
    >>> color = {"field": "who", "scale": {"domain": ["China", "Japan"], "range": ["red", "blue"]}}
    >>> spec = {"datasets": {"a": [{"who": "Japan"}]}, "encoding": {"color": color}}
    >>> present(spec)["encoding"]["color"]["scale"]
    {'domain': ['Japan'], 'range': ['blue']}
    >>> del color["scale"]["range"]
    >>> present(spec)["encoding"]["color"]["scale"]
    {'domain': ['China', 'Japan']}
    >>> present({"projection": {"scale": 3.5}, "field": {"repeat": "row"}})
    {'projection': {'scale': 3.5}, 'field': {'repeat': 'row'}}
    """
    held: dict[str, set] = {}
    for rows in spec.get("datasets", {}).values():
        for row in rows if isinstance(rows, list) else ():
            for field, value in row.items():
                if isinstance(value, str):
                    held.setdefault(field, set()).add(value)

    def kept(part: object, name: str = "") -> object:
        if isinstance(part, list):
            return [kept(value) for value in part]
        if not isinstance(part, dict):
            return part
        # A projection has a number for its scale, a repeated chart no name for its field.
        scale, field = part.get("scale"), part.get("field")
        scale = scale if isinstance(scale, dict) else {}
        names = held.get(field, set()) if isinstance(field, str) else set()
        # Without a list of looks the library chooses them.
        is_listed = all(isinstance(scale.get(end), list) for end in ("domain", "range"))
        if name in _BY_LOOK and is_listed and names & {*scale["domain"]}:
            pairs = [p for p in zip(scale["domain"], scale["range"]) if p[0] in names]
            part = part | {"scale": scale | dict(zip(("domain", "range"), map(list, zip(*pairs))))}
        return {key: kept(value, key) for key, value in part.items()}

    return {name: part if name == "datasets" else kept(part, name) for name, part in spec.items()}


@alt.theme.register("book", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the Altair theme: quiet axes, no frame, direct labels in the book's type."""
    label = {
        "labelColor": colour("muted"),
        "labelFontSize": SMALLEST,
        "titleColor": colour("muted"),
    }
    title = {"titleFontSize": SMALLEST, "titleFontWeight": "normal"}
    return {
        "config": {
            "font": FONT,
            "background": "transparent",
            "view": {"stroke": None},
            # A name is never cut: the plot beside it gets narrower.
            "axis": label
            | title
            | {
                "labelLimit": 0,
                "domainColor": colour("rule"),
                "tickColor": colour("rule"),
                "gridColor": colour("rule"),
                "gridOpacity": 0.5,
                "labelPadding": 4,
                "labelSeparation": 4,
            },
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False},
            # The highest label does not stand out above the panel: names of panels stand on one line.
            "axisYQuantitative": {"labelFlush": True},
            "header": {
                "labelColor": colour("text"),
                "labelFontSize": 13,
                "labelFontWeight": "bold",
                "titleColor": colour("muted"),
                "labelAnchor": "start",
            },
            "legend": label | title | {"orient": "top", "symbolStrokeWidth": 3, "labelLimit": 0},
            "text": {"color": colour("text"), "fontSize": SMALLEST},
            "rule": {"color": colour("muted")},
            "line": {"strokeWidth": 2},
            "title": {"color": colour("text"), "fontSize": 13, "anchor": "start"},
        }
    }
