"""What stands in a drawing: its words as boxes, its marks, and what its legends name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple
from xml.etree import ElementTree

from helpers import fonts

SVG = "{http://www.w3.org/2000/svg}"
# Letters without what hangs below the line and rises above capitals, in parts of the size of the type.
HEIGHT = 0.7
# Of lines around symbols Vega has one that we did not choose.
INKS = {f"var(--book-{name})" for name in ("text", "muted", "accent")} | {"#888"}


class Words(NamedTuple):
    """Words of a drawing, the box of their letters, in pixels, and the size of their type."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def _numbers(text: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]


def _place(node: ElementTree.Element) -> tuple[float, float, float]:
    """Give how far a node is moved, and by how much it is turned."""
    x = y = turn = 0.0
    for name, args in re.findall(r"(\w+)\(([^)]*)\)", node.get("transform", "")):
        values = _numbers(args)
        if name == "translate":
            x, y = x + values[0], y + (values[1] if len(values) > 1 else 0)
        elif name == "rotate":
            turn = values[0]
    return x, y, turn


def _hidden(node: ElementTree.Element) -> bool:
    return node.get("opacity") == "0" or node.get("fill") == "transparent"


def words(drawing: ElementTree.Element) -> list[Words]:
    """List the words that are seen, each once: a halo is drawn under its words."""
    found: dict[tuple, Words] = {}
    for text in _texts(drawing, 0.0, 0.0):
        found.setdefault((text.text, round(text.left), round(text.top)), text)
    return list(found.values())


def _texts(node: ElementTree.Element, x: float, y: float) -> Iterator[Words]:
    dx, dy, turn = _place(node)
    x, y = x + dx, y + dy
    if _hidden(node):
        return
    if node.tag == f"{SVG}text":
        size = float(_numbers(node.get("font-size", "12"))[0])
        bold = node.get("font-weight") in ("bold", "600", "700")
        widths = fonts.advances("Bold" if bold else "Regular")
        lines = [part.text or "" for part in node] or [node.text or ""]
        for number, line in enumerate(lines):
            yield _box(
                line, x, y + number * (size + 2), turn, size, node.get("text-anchor"), widths
            )
        return
    for child in node:
        yield from _texts(child, x, y)


def _box(line, x, y, turn, size, anchor, widths) -> Words:
    width = sum(widths.get(ord(letter), 0.5) for letter in line) * size
    start = x - {"middle": width / 2, "end": width}.get(anchor, 0.0)
    left, top, right, bottom = start, y - HEIGHT * size, start + width, y
    if turn:
        # Only quarter turns are used for long words; the box of a slanted one would say nothing.
        offset, up = start - x, abs(turn) == 90 and turn < 0
        left, right = (x - HEIGHT * size, x) if up else (x, x + HEIGHT * size)
        top, bottom = (y - offset - width, y - offset) if up else (y + offset, y + offset + width)
        if abs(turn) != 90:
            left = right = x
            top = bottom = y
    return Words(line, left, top, right, bottom, size)


def room(drawing: ElementTree.Element) -> tuple[float, float]:
    return float(drawing.get("width")), float(drawing.get("height"))


def cut_off(drawing: ElementTree.Element, told: str) -> list[str]:
    """List the words that reach out of the drawing, or that the renderer shortened.

    Parameters
    ----------
    drawing : xml.etree.ElementTree.Element
        The drawing.
    told : str
        What the chart says: words that end in three dots there were shortened by ourselves.
    """
    width, height = room(drawing)
    return [
        one.text
        for one in words(drawing)
        if one.text.strip()
        and (
            one.left < -1
            or one.right > width + 1
            or one.top < -1
            or one.bottom > height + 1
            or (one.text.endswith("…") and one.text not in told)
        )
    ]


def on_each_other(drawing: ElementTree.Element) -> list[tuple[str, str]]:
    """List the words that stand on each other."""
    seen = [one for one in words(drawing) if one.text.strip()]
    return [
        (a.text, b.text)
        for a, b in combinations(seen, 2)
        if min(a.right, b.right) - max(a.left, b.left) > 1
        and min(a.bottom, b.bottom) - max(a.top, b.top) > 1
    ]


def _colours(node: ElementTree.Element) -> set[str]:
    """Give the colours of the shapes in a node."""
    shapes = [part for part in node.iter() if part.tag in (f"{SVG}path", f"{SVG}line")]
    found = {part.get(side) for part in shapes for side in ("fill", "stroke")}
    return {colour for colour in found if colour and colour not in ("none", "transparent")}


def _shapes(node: ElementTree.Element) -> set[str]:
    """Give the shapes in a node, by the strokes that they are drawn with."""
    return {re.sub(r"[^A-Za-z]", "", part.get("d", "")).lower() for part in node.iter(f"{SVG}path")}


def named_but_not_there(drawing: ElementTree.Element) -> list[str]:
    """List the entries of legends of which no mark has the colour; of signs in ink, colour or shape."""
    marks, entries = [], []
    _sort(drawing, marks, entries)
    colours = set().union(*map(_colours, marks)) | {
        text.get("fill") for mark in marks for text in mark.iter(f"{SVG}text")
    }
    shapes = set().union(*map(_shapes, marks))
    absent = []
    for label, symbol in entries:
        in_ink = _colours(symbol) <= INKS
        if not (_colours(symbol) <= colours or (in_ink and _shapes(symbol) <= shapes)):
            absent.append(label)
    return absent


def _sort(node: ElementTree.Element, marks: list, entries: list) -> None:
    """Find the groups of marks of a drawing, and the labels of its legends with their symbols."""
    kind = node.get("class", "")
    if "role-legend-entry" in kind:
        symbols = [
            part
            for group in node.iter(f"{SVG}g")
            if "role-legend-symbol" in group.get("class", "")
            for part in group
        ]
        entries += zip((text.text or "" for text in node.iter(f"{SVG}text")), symbols)
    elif "role-mark" in kind:
        marks.append(node)
    else:
        for child in node:
            _sort(child, marks, entries)
