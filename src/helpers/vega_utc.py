"""Days in charts: the same everywhere, whatever time zone a reader or a builder lives in.

Vega places dates by the clock of the machine that draws. A day drawn in Tokyo would stand some hours,
and in Lima a day, beside itself. So every axis of time counts in universal time, and days are handed
over without a time of day, which is read as universal time too.
"""

from __future__ import annotations

import re
from typing import Any

_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00(?:\.0+)?")


def in_utc(node: Any) -> Any:
    """Return a Vega-Lite specification with its dates and time scales in universal time.

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
