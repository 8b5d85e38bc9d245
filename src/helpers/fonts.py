"""The sans-serif of charts and print: Noto Sans CJK JP, cut to the characters used, as TrueType.

The font comes as CID-keyed CFF. Checkers of PDF/UA read glyph widths of such fonts wrongly and fail
the file, so its outlines are converted to TrueType; cut to the few hundred characters of the project,
that takes a moment. The renderer of charts looks into the font for each word that it measures: with
the cut one it draws three times as fast as with all 16 MB.
"""

from __future__ import annotations

import importlib.resources
import logging
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import paths
from helpers.kept import kept

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

PACKAGE = "noto_cjk_sans_jp_regular"

# Greatest distance of a converted curve from the original, in units of a 1000-unit em.
TOLERANCE = 1.0
_NAME = "book-sans.ttf"
_ASCII = bytes(range(128))
# ASCII, the Latin letters of European languages, and the punctuation of charts.
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "ʻʼ‘’“”–—…−×≤≥→€"


def write_font(text: str, target: Path) -> None:
    """Write the font as TrueType, with the characters of ``text`` at least.

    Parameters
    ----------
    text : str
        Everything that is printed.
    target : pathlib.Path
        File to write.
    """
    characters = set(text) | set(_characters())
    shutil.copyfile(_font("".join(sorted(characters))), target)


def write_page_font(target: Path) -> None:
    """Write the font with Latin letters, in the compressed form for web pages."""

    def make(part: Path) -> None:
        _cut(_font(_characters()), LATIN, part, "woff")

    shutil.copyfile(kept("page-font", _key(_characters()), ".woff", make), target)


def drawing_font() -> Path:
    """Give the folder whose one font the renderer of charts measures and draws words with."""
    return _font(_characters()).parent


def _font(characters: str) -> Path:
    """Give the font with these characters, alone in its folder."""

    def make(part: Path) -> None:
        part.mkdir()
        whole = importlib.resources.files(PACKAGE) / "NotoSansCJKjp-Regular.otf"
        _cut(Path(str(whole)), characters, part / _NAME)

    return kept("font", _key(characters), "", make) / _NAME


@cache
def _characters() -> str:
    """Give all characters of the project: what is printed or drawn is made of them."""
    # What else lies about has no say: the same project gives the same font.
    files = [paths.ROOT / "_config.yml", paths.ROOT / "_toc.yml", *paths.ROOT.glob("index.*")]
    for folder in (paths.DATA, paths.CHAPTERS, paths.ROOT / "src"):
        files += folder.rglob("*.*")
    found = set(LATIN)
    for path in files:
        if path.is_file() and path.suffix != ".pyc":
            # ASCII is in it already; without it little is left to look through.
            rest = path.read_bytes().translate(None, _ASCII)
            found.update(rest.decode("utf-8", errors="ignore"))
    return "".join(sorted(filter(str.isprintable, found)))


@cache
def made_by() -> str:
    """Say what a font is made from and by, for the keys of what is drawn with it."""
    return f"{version(PACKAGE)} {version('fonttools')} {TOLERANCE}"


def _key(characters: str) -> str:
    return f"{made_by()} {characters}"


def _cut(source: Path, characters: str, target: Path, flavour: str | None = None) -> None:
    # Not needed by most that ask for a font: it is kept. A chapter's kernel starts faster without.
    from fontTools import subset
    from fontTools.ttLib import TTFont

    # Each table that is cut is told at the level of information: no news for who builds the book.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    font = TTFont(str(source), recalcTimestamp=False)
    options = subset.Options(
        layout_features=["kern"], name_IDs=[1, 2, 3, 4, 6], notdef_outline=True
    )
    options.drop_tables += ["VORG", "vhea", "vmtx", "GSUB", "BASE"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    if "CFF " in font:
        _to_truetype(font)
    font.flavor = flavour
    font.save(target)


def _to_truetype(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones, and the tables that say so."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    names, outlines = font.getGlyphOrder(), font.getGlyphSet()
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = names, glyphs
    del font["CFF "]
    font["head"].glyphDataFormat = 0
    font["maxp"].tableVersion = 0x00010000
    for key in (
        *("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
        *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"),
    ):
        setattr(font["maxp"], key, 1 if key == "maxZones" else 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
