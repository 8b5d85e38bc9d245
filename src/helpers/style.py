"""One look for the whole book: colours and type. Charts get them by :mod:`helpers.theme`.

Each lender has one colour everywhere, the same hue on light and dark ground: China red, Japan blue, with a
ramp of its own. Countries have none: they are named, or one is picked out. What is no lender's takes the
neutral ramp. Into the charts of pages colours are written as
CSS variables (:func:`for_pages`), so that they follow the light and the dark theme; for print and for
files that stand alone :func:`resolve` puts the fixed colours in, which a chart has anywhere else. All sets were chosen so that any two
colours of one set stay at least 15 units apart in CAM02-UCS for normal, deutan, protan and tritan
sight, and each has a contrast of at least 3:1 with its ground. On light ground the colours of lenders are
of different lightness, so that they stay apart in grey print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

# The two families of the book, cut by ``helpers.fonts``. The renderer of charts, pages and print have the
# same cuts: words are as wide as they were when the chart was laid out. No system has fonts of these names.
SANS, SERIF = "Book Sans", "Book Serif"
# What text of pages calls the first: the signs of East Asia it takes from the reader's system, if it can.
TEXT = "Book Text"
# The second is for who opens a drawing that stands alone, where the first is not at hand.
FONT = f"{SANS}, sans-serif"
GROUND = {"light": "#ffffff", "dark": "#14181e"}

# name -> (on light ground, on dark ground)
_COLOURS = {
    "CHN": ("#b5230e", "#f8553f"),
    "JPN": ("#3776b2", "#78ace6"),
    "MLT": ("#1f4a3e", "#8ff5d2"),
    "OTHER": ("#86888c", "#757578"),
    "BOND": ("#3a1266", "#d9d4ff"),
    "RUS": ("#5c218f", "#d9d4ff"),
    "USA": ("#b5852a", "#f0d874"),
    "TUR": ("#024a52", "#3ce8c4"),
    "text": ("#1f2328", "#e6e8eb"),
    "muted": ("#5b6168", "#a6adb5"),
    "rule": ("#c9cdd2", "#4a525c"),
    "ground": ("#ffffff", "#14181e"),
    "land": ("#e4e6e9", "#2c333c"),
    # Links, and what else can be pressed.
    "link": ("#1d5c8f", "#7ab8ee"),
    # Marks of drawings that are of no lender.
    "accent": ("#3d4650", "#c3cad2"),
    # Values below zero, where a ramp shades those above.
    "below": ("#e8d3a2", "#5f4e27"),
}
# Ramps of one hue for ordered values (shares on a map): each step darker on light, lighter on dark.
_RAMPS = {
    "step": (
        ("#f1e5c9", "#33290f"),
        ("#dcc085", "#5a4820"),
        ("#a9842f", "#8d743b"),
        ("#7d5e1c", "#c4a663"),
        ("#4d390d", "#ecd9a8"),
    ),
    "jpn": (
        ("#d6e4f0", "#1d3246"),
        ("#a9c8e2", "#2b5276"),
        ("#6fa3cf", "#3f79ab"),
        ("#3776b2", "#679dda"),
        ("#1b4a7d", "#a9cdf3"),
    ),
    "chn": (
        ("#f9dfd9", "#44160f"),
        ("#f0b0a2", "#75251a"),
        ("#dd6f5a", "#b03f30"),
        ("#b5230e", "#f8553f"),
        ("#6f1206", "#ffc3b8"),
    ),
}
for _ramp, _pairs in _RAMPS.items():
    _COLOURS |= {f"{_ramp}{i}": pair for i, pair in enumerate(_pairs, start=1)}


_for_pages = ContextVar("for_pages", default=False)


@contextmanager
def for_pages() -> Iterator[None]:
    """Let :func:`colour` return CSS variables, which pages resolve, in place of fixed colours."""
    before = _for_pages.set(True)
    try:
        yield
    finally:
        _for_pages.reset(before)


class Layout(NamedTuple):
    """A layout that a chart is drawn for: its name and its width.

    Attributes
    ----------
    name : str
        ``wide`` (desktop page), ``narrow`` (phone) or ``print`` (PDF).
    width : int
        Width of the whole drawing in CSS pixels.
    columns : int
        How many small multiples fit side by side.
    """

    name: str
    width: int
    columns: int


WIDE = Layout("wide", 660, 3)
NARROW = Layout("narrow", 340, 1)
LAYOUTS = (WIDE, NARROW)
# Print takes the wide drawing; only charts with inputs, which nobody can set there, have another.
PRINT = Layout("print", 660, 3)


def colour(name: str) -> str:
    """Return the colour of a lender or role on light ground; for pages, as a CSS variable.

    Parameters
    ----------
    name : str
        A code of a lender or partner, or ``text``, ``muted``, ``rule``, ``ground``, ``land``, ``link``,
        ``accent``, ``below``, ``step1`` to ``step5``, ``chn1`` to ``chn5``, ``jpn1`` to ``jpn5``.

    Raises
    ------
    KeyError
        If the book has no such colour.

    Examples
    --------
    >>> colour("JPN")
    '#3776b2'
    >>> with for_pages():
    ...     colour("JPN")
    'var(--book-jpn)'
    """
    if name not in _COLOURS:
        raise KeyError(f"no colour for {name!r}; the book has {sorted(_COLOURS)}")
    return f"var(--book-{name.lower()})" if _for_pages.get() else _COLOURS[name][0]


def resolve(text: str, ground: str = "light") -> str:
    """Replace the colour variables in a specification or drawing by fixed colours.

    Examples
    --------
    >>> resolve('fill="var(--book-jpn)"')
    'fill="#3776b2"'
    """
    index = 0 if ground == "light" else 1
    values = {name.lower(): pair[index] for name, pair in _COLOURS.items()}
    return re.sub(r"var\(--book-([a-z0-9]+)\)", lambda m: values[m.group(1)], text)


def stylesheet() -> str:
    """Write the colours as CSS variables for the light and the dark theme."""

    def block(index: int) -> str:
        return "".join(f"--book-{n.lower()}:{pair[index]};" for n, pair in _COLOURS.items())

    # Paper is white, whatever the screen.
    return f":root{{{block(0)}}}\n@media screen{{html[data-theme=dark]{{{block(1)}}}}}\n"
