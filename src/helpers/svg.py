"""Render Vega-Lite specifications as SVG."""

from __future__ import annotations

import json
import re
from functools import cache
from types import ModuleType

import vl_convert

from helpers import fonts
from helpers.file_cache import cached_text

_SIZE = re.compile(r'<svg [^>]*?width="([^"]*)" height="([^"]*)"')
_COUNTED = re.compile(r'(\sid="|url\(#)([a-z_]+)\d+(?=["\)])')


def draw(spec: dict) -> str:
    """Render a specification as SVG, from the cache if it did not change.

    Parameters
    ----------
    spec : dict
        Vega-Lite, in the version that Altair writes, with its data.

    Returns
    -------
    str
        The SVG.

    Raises
    ------
    ValueError
        As the renderer says, if it can't draw it; or if the book's fonts lack a sign that it has.
    """
    # Loaded by whoever has a specification; who only asks for the renderer does without.
    from altair import SCHEMA_VERSION

    version = ".".join(SCHEMA_VERSION.lstrip("v").split(".")[:2])
    text = json.dumps(spec)
    key = f"{vl_convert.__version__} {fonts.tool_versions()} {version} {text}"
    return cached_text("drawing-counted", key, ".svg", lambda: _render(text, version))


@cache
def renderer() -> ModuleType:
    """Return the renderer, which measures words with the fonts of the book."""
    vl_convert.register_font_directory(str(fonts.sans_folder()))
    return vl_convert


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of a drawing in pixels.

    Examples
    --------
    >>> size_of('<svg class="marks" width="340" height="80.5" viewBox="0 0 340 80.5">')
    (340.0, 80.5)
    """
    width, height = _SIZE.search(svg).groups()
    return float(width), float(height)


def _render(text: str, version: str) -> str:
    unknown = fonts.unknown_signs(json.dumps(json.loads(text), ensure_ascii=False))
    if unknown:
        # The renderer would look for them in whatever fonts this machine has.
        raise ValueError(
            f"the book's fonts hold no {unknown!r}: write it another way, or save the chapter and run it "
            "anew if the project has the sign only now"
        )
    return _renumber_ids(renderer().vegalite_to_svg(text, vl_version=version))


def _renumber_ids(svg: str) -> str:
    """Number the ids of an SVG from 1, since the renderer counts on from one drawing to the next.

    Examples
    --------
    >>> _renumber_ids('<g clip-path="url(#clip13)"/><clipPath id="clip13"/><clipPath id="clip14"/>')
    '<g clip-path="url(#clip1)"/><clipPath id="clip1"/><clipPath id="clip2"/>'
    """
    places: dict[str, int] = {}

    def named(match: re.Match) -> str:
        return (
            f"{match[1]}{match[2]}{places.setdefault(match[0][len(match[1]) :], len(places) + 1)}"
        )

    return _COUNTED.sub(named, svg)
