"""What the marks of a chart say: the words of their tooltips, once, and no names of columns.

Who goes through a chart by the keyboard, or opens its SVG with a screen reader, hears each mark. Left
alone, the drawing library would read the columns first and the tooltip after them.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

# Of marks that say the same, the first of these kinds says it; a line is what its points are on.
_KINDS = ("rule", "text", "trail", "area", "line")
_LINES = {"trail", "area", "line"}
_COMPOSED = ("hconcat", "vconcat", "concat")
_SETS_APART = ("color", "stroke", "strokeDash", "shape", "detail", "facet", "row", "column")


def spoken(spec: dict) -> dict:
    """Return a Vega-Lite specification whose marks say their tooltips, each once.

    Of the layers of a chart that tell of the same rows one speaks. A text of its own says its words. A
    line says what sets it apart from others, since its values are those of many points; what has no
    words is silent.

    Parameters
    ----------
    spec : dict
        The specification as Altair gives it.

    Examples
    --------
    >>> tip = {"field": "owed", "type": "quantitative", "title": "Owed", "format": ".1f"}
    >>> made = spoken({"mark": {"type": "bar"}, "encoding": {"tooltip": [tip]}})
    >>> made["encoding"]["description"]["value"]["expr"]
    'slice((isValid(datum["owed"]) && datum["owed"] !== "" ? "; Owed: " + format(datum["owed"], ".1f") : ""), 2)'
    >>> spoken({"mark": {"type": "rule"}, "encoding": {}})["mark"]
    {'type': 'rule', 'aria': False}
    """
    made = {name: part if name == "datasets" else deepcopy(part) for name, part in spec.items()}
    _tell(made, {}, None)
    return made


def _tell(view: dict, above: dict, data: Any) -> None:
    """Give the marks of a view, or of views composed, their words; ``above`` is what it is encoded by."""
    encoding, data = above | view.get("encoding", {}), view.get("data", data)
    if "spec" in view:
        facet = view.get("facet") or {}
        # One field, or a row and a column of them.
        parts = {"facet": facet} if "field" in facet else facet
        _tell(view["spec"], encoding | parts, data)
    for part in (part for name in _COMPOSED for part in view.get(name, [])):
        _tell(part, encoding, data)
    if "layer" in view or "mark" in view:
        speakers: set[str] = set()
        for unit in sorted(_units(view, above, data), key=_rank):
            _told(unit, speaks=unit["rows"] not in speakers)
            speakers.add(unit["rows"])


def _units(view: dict, above: dict, data: Any) -> list[dict]:
    """List the marks of a view and its layers, each with how it is encoded and which rows it draws."""
    encoding, data = above | view.get("encoding", {}), view.get("data", data)
    if "layer" in view:
        return [unit for part in view["layer"] for unit in _units(part, encoding, data)]
    mark = view["mark"] if isinstance(view["mark"], dict) else {"type": view["mark"]}
    rows = json.dumps([data, view.get("transform")], sort_keys=True)
    return [{"view": view, "mark": mark, "encoding": encoding, "rows": rows}]


def _rank(unit: dict) -> tuple[bool, int]:
    kind = unit["mark"]["type"]
    is_plain = kind not in _KINDS or bool(unit["mark"].get("point"))
    return not _words(unit), -1 if is_plain else _KINDS.index(kind)


def _tips(unit: dict) -> list[dict]:
    tips = unit["encoding"].get("tooltip")
    return [tip for tip in tips if "field" in tip] if isinstance(tips, list) else []


def _told(unit: dict, speaks: bool) -> None:
    """Give a mark its words, if it is the one that speaks; else it is silent."""
    view, mark = unit["view"], unit["mark"]
    words = _words(unit) if speaks else ""
    if not words or (mark["type"] in _LINES and mark.get("point")):
        view["mark"] = mark | {"aria": False}
    if words:
        said = {"description": {"value": {"expr": words}}}
        view["encoding"] = view.get("encoding", {}) | said
    _without_nothings(unit)


def _without_nothings(unit: dict) -> None:
    """Write the figures of a tooltip as words, of a missing one none: the library would say 0."""
    view = unit["view"]
    figures = [tip for tip in _tips(unit) if "format" in tip and "aggregate" not in tip]
    if not figures:
        return
    as_words = {
        tip["field"]: {"calculate": f'isValid({_place(tip)}) ? {_value(tip)} : ""', "as": name}
        for tip in figures
        for name in [f"{tip['field']} in words"]
    }
    tips = [
        {"field": f"{tip['field']} in words", "type": "nominal", "title": tip.get("title")}
        if tip in figures
        else tip
        for tip in _tips(unit)
    ]
    view["transform"] = [*view.get("transform", []), *as_words.values()]
    view["encoding"] = view.get("encoding", {}) | {"tooltip": tips}


def _words(unit: dict) -> str:
    """Write what a mark says as an expression of Vega; nothing, if it has no words."""
    tips, encoding = _tips(unit), unit["encoding"]
    kind = unit["mark"]["type"]
    if kind in _LINES and not unit["mark"].get("point"):
        apart = [encoding[name].get("field") for name in _SETS_APART if name in encoding]
        tips = [tip for tip in tips if tip["field"] in apart]
    if tips:
        return f"slice({' + '.join(map(_part, tips))}, 2)"
    text = encoding.get("text", {})
    if kind == "text" and not _tips(unit) and "field" in text and "aggregate" not in text:
        return _value(text)
    return ""


def _part(tip: dict) -> str:
    place = _place(tip)
    label = json.dumps(f"; {tip.get('title') or tip['field']}: ", ensure_ascii=False)
    return f'(isValid({place}) && {place} !== "" ? {label} + {_value(tip)} : "")'


def _place(channel: dict) -> str:
    return f"datum[{json.dumps(channel['field'])}]"


def _value(channel: dict) -> str:
    place = _place(channel)
    if "format" in channel:
        return f"format({place}, {json.dumps(channel['format'])})"
    return f'join(isArray({place}) ? {place} : [{place}], " ")'
