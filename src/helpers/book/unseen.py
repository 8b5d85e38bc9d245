"""Leave out of a drawing what lies outside its frame: nothing that is seen changes.

A map of five countries is drawn with all of Russia, Iran and China; nine tenths of the outlines lie
outside the frame and are clipped by the browser.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import and_

# A group that is clipped to a rectangle, and its outlines: rings of straight lines.
_GROUP = re.compile(r'<g class="mark-shape[^>]*clip-path="url\(#([^)]+)\)"[^>]*>.*?</g>', re.DOTALL)
_OUTLINE = re.compile(r'(?<= d=")(?:M[-\d.,L]+Z)+(?=")')
_FRAME = r'<clipPath id="{}"><rect x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/>'
# Lines are this wide at most, in pixels: one that runs beside the frame may reach into it.
_LINE = 4.0


def cut(svg: str) -> str:
    """Cut the outlines of maps in a drawing to its frame.

    Examples
    --------
    >>> frame = '<clipPath id="c"><rect x="0" y="0" width="9" height="9"/></clipPath>'
    >>> group = '<g class="mark-shape" clip-path="url(#c)"><path d="{}"/></g>'
    >>> cut(group.format("M1,1L30,1L40,2L50,3L30,9L1,9ZM20,0L30,0L30,9Z") + frame)
    '<g class="mark-shape" clip-path="url(#c)"><path d="M1,1L30,1L30,9L1,9Z"/></g><clipPath...
    """

    def group(found: re.Match) -> str:
        frame = re.search(_FRAME.format(re.escape(found[1])), svg)
        if not frame:
            return found[0]
        left, top, width, height = map(float, frame.groups())
        box = (left - _LINE, top - _LINE, left + width + _LINE, top + height + _LINE)
        return _OUTLINE.sub(lambda outline: _outline(outline[0], box), found[0])

    return _GROUP.sub(group, svg)


def _outline(outline: str, box: tuple[float, float, float, float]) -> str:
    rings = (ring[1:].split("L") for ring in outline.split("Z")[:-1])
    return "".join(f"M{'L'.join(seen)}Z" for seen in (_ring(ring, box) for ring in rings) if seen)


def _ring(points: list[str], box: tuple[float, float, float, float]) -> list[str]:
    """Drop the points of a ring between two others when all of them lie beyond one side of the frame.

    The straight line between the two lies beyond that side, too: what is inside stays as it was.
    """
    left, top, right, bottom = box
    sides = []
    for point in points:
        x, y = map(float, point.split(","))
        sides.append((x < left) | (y < top) << 1 | (x > right) << 2 | (y > bottom) << 3)
    if reduce(and_, sides):
        return []
    kept, common = points[:1], sides[0]
    for i in range(1, len(points) - 1):
        if common & sides[i] & sides[i + 1]:
            common &= sides[i]
        else:
            kept.append(points[i])
            common = sides[i]
    return kept + points[1:][-1:]
