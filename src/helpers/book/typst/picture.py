"""A picture as PNG, set by Typst in Book Sans.

The renderer of charts draws SVG as PNG too, but opens the file of the font four times for each letter:
it takes three times as long, and packs the same pixels into files three times as large.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import typst

from helpers import fonts
from helpers.book.typst.markup import string
from helpers.file_cache import cached_file

# As wide as the drawing says: one pixel of it is one point.
_DRAWING = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes({drawing}), format: "svg", width: {width:g}pt)
"""


def typeset(source: str, ppi: int) -> Path:
    """Return what Typst sets of a source as PNG, from the cache if it did not change.

    Parameters
    ----------
    source : str
        Typst, of one page.
    ppi : int
        Pixels an inch; 72 draws one pixel for a point.
    """
    folder = str(fonts.sans_folder())

    def make(part: Path) -> None:
        drawn = typst.compile(
            source.encode(), format="png", ppi=ppi, font_paths=[folder], ignore_system_fonts=True
        )
        part.write_bytes(drawn)

    key = f"{version('typst')} {fonts.tool_versions()} {ppi} {source}"
    return cached_file("picture", key, ".png", make)


def of_svg(svg: str, width: float) -> str:
    """Return the source of a picture that is an SVG and nothing else.

    Parameters
    ----------
    svg : str
        The drawing.
    width : float
        Its width in pixels.
    """
    return _DRAWING.format(drawing=string(svg), width=width)
