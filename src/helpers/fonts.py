"""The two type families of the book, Book Sans and Book Serif, cut to the characters used.

They are Source Sans and Source Serif, with the signs that these lack (Japanese, some marks) from Noto
Sans CJK: every character of the project is in every cut, so nothing is ever taken from what happens to
be installed on a machine. The names are the book's own: no system font has them, and the licence keeps
the name "Source" for the whole fonts. The italics of Source have no Cyrillic; it stands upright.

All is TrueType: checkers of PDF/UA read glyph widths of CID-keyed CFF wrongly and fail the file. Cut to a
few hundred characters, the renderer of charts measures words three times as fast as in the whole fonts.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import logging
import shutil
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import paths, tracking
from helpers.file_cache import cached_file
from helpers.style import SANS, SERIF, TEXT

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_SANS = "font_source_sans_pro/files/SourceSansPro"
_SERIF = "font_source_serif_pro/files/SourceSerifPro"
_REGULAR = "noto_cjk_sans_jp_regular/NotoSansCJKjp-Regular.otf"
_BOLD = "noto_cjk_sans_jp_bold/NotoSansCJKjp-Bold.otf"
# family -> style -> the fonts it is made of: the first that has a character gives it.
_SUBSETS = {
    family: {
        "Regular": (f"{source}-Regular.ttf", _REGULAR),
        "Bold": (f"{source}-Bold.ttf", _BOLD),
        "Italic": (f"{source}-It.ttf", f"{source}-Regular.ttf", _REGULAR),
        "Bold Italic": (f"{source}-BoldIt.ttf", f"{source}-Bold.ttf", _BOLD),
    }
    for family, source in ((SANS, _SANS), (SERIF, _SERIF))
}
# The cuts that pages load: family, cut, and its weight and slant in style sheets. Drawings take the first
# two, text all: no cut more, since each is some twenty kilobytes that a reader waits for.
_PAGE_CUTS = (
    (SANS, "Regular", "400"),
    (SANS, "Bold", "700"),
    (SANS, "Italic", "400;font-style:italic"),
    (SERIF, "Bold", "700"),
)
# What readers' systems call their Japanese fonts: those of Apple, Windows, Android and Linux.
_INSTALLED = (
    *("HiraKakuProN-W3", "HiraginoSans-W3", "YuGothic-Regular", "Yu Gothic Regular", "Meiryo"),
    *("NotoSansCJKjp-Regular", "Noto Sans CJK JP", "NotoSansJP-Regular", "SourceHanSansJP-Regular"),
)
# Kerning, accents, and what the two families offer for figures.
_FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]
# Greatest distance of a converted curve from the original, in units of a 1000-unit em.
TOLERANCE = 1.0
# Beside the cuts of a family: the characters that all of them hold.
_LIST = "characters.txt"
_ASCII = bytes(range(128))
# ASCII, the Latin letters of European languages, and the punctuation of charts and lists.
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x17F)])) + "ʻʼ‘’“”–—…•−×≤≥→€"
# Where the signs of East Asia begin: a page fetches their font only if it shows one.
_EAST = 0x2E80


def write_fonts(text: str, folder: Path) -> None:
    """Write both families as TrueType, with the characters of ``text`` at least, and no others.

    Parameters
    ----------
    text : str
        Everything that is printed.
    folder : pathlib.Path
        Folder to write to.
    """
    characters = "".join(sorted({*text, *_characters()}))
    for old in folder.glob("*.ttf"):
        old.unlink()
    cuts = [cut for family in _SUBSETS for cut in sorted(_family(family, characters).glob("*.ttf"))]
    for cut in cuts:
        shutil.copyfile(cut, folder / cut.name)


def write_page_fonts(folder: Path) -> str:
    """Write the web fonts of pages; return the CSS rules that load them.

    Drawings need a sign of East Asia as wide as it was when they were laid out, and fetch the font that
    holds those where one is shown. Text takes them from the reader's system if that has them: the font is
    four times as large as the others. So text has the same files under another name (``style.TEXT``).
    """
    rules = []
    western = "".join(c for c in _characters() if ord(c) < _EAST)
    eastern = "".join(c for c in _characters() if ord(c) >= _EAST)
    at_hand = "".join(f'local("{name}"),' for name in _INSTALLED)

    def add(
        cut: tuple[str, str], characters: str, look: str, names: Iterable[str], installed: str = ""
    ) -> None:
        part = "-east" if characters is eastern else ""
        file = _file_name(cut[0], f"{cut[1]}{part}", "woff")
        shutil.copyfile(_page_font(cut, characters), folder / file)
        reach = f"unicode-range:U+{_EAST:X}-10FFFF;" if part else ""
        rules.extend(
            f'@font-face{{font-family:"{name}";font-weight:{look};{reach}'
            f'src:{installed}url({file}) format("woff");font-display:swap}}\n'
            for name in names
        )

    for family, style, look in _PAGE_CUTS:
        drawn = family == SANS and "italic" not in look
        text = TEXT if family == SANS else family
        add((family, style), western, look, [family, text] if drawn else [text])
        if drawn:
            add((family, style), eastern, look, [family])
            # Of the same weight as the cut beside it: else the one would stand for all of the other's signs.
            add((family, style), eastern, look, [text], at_hand)
    return "".join(rules)


def sans_folder() -> Path:
    """Return the folder of Book Sans, with which charts are measured and drawn."""
    return _family(SANS, _characters())


def unknown_signs(text: str) -> str:
    """Return the characters of a text that Book Sans doesn't hold, each once."""
    return "".join(sorted({*filter(str.isprintable, text)} - _signs()))


@cache
def advances(weight: str) -> dict[int, float]:
    """Return how wide the characters of Book Sans are, by code point, for a size of one.

    Examples
    --------
    >>> round(advances("Regular")[ord("m")], 2) > round(advances("Regular")[ord("i")], 2)
    True
    """
    from fontTools.ttLib import TTFont

    font = TTFont(sans_folder() / _file_name(SANS, weight, "ttf"), lazy=True)
    widths, units = font["hmtx"], font["head"].unitsPerEm
    return {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}


@cache
def _signs() -> set[str]:
    return {*(sans_folder() / _LIST).read_text("utf-8")}


def _family(family: str, characters: str) -> Path:
    """Return the folder of a family subset to these characters."""

    def make(part: Path) -> None:
        part.mkdir()
        held = [
            _subset(sources, characters, (family, style), part / _file_name(family, style, "ttf"))
            for style, sources in _SUBSETS[family].items()
        ]
        (part / _LIST).write_text("".join(sorted(set.intersection(*held))), encoding="utf-8")

    return cached_file("font", f"{tool_versions()} {family} {characters}", "", make)


def _page_font(cut: tuple[str, str], characters: str) -> Path:
    def make(part: Path) -> None:
        _subset(_SUBSETS[cut[0]][cut[1]], characters, cut, part, "woff")

    return cached_file("page-font", f"{tool_versions()} {cut} {characters}", ".woff", make)


def _file_name(family: str, style: str, suffix: str) -> str:
    return f"{family} {style}.{suffix}".lower().replace(" ", "-")


@cache
def _characters() -> str:
    """Return all characters that occur in the sources of the project."""
    # What else lies about has no say: the same project gives the same font.
    files = [paths.ROOT / "_config.yml", paths.ROOT / "_toc.yml", *paths.ROOT.glob("index.*")]
    for folder in (paths.DATA, paths.CHAPTERS, paths.ROOT / "src"):
        files += folder.rglob("*.*")
    found = set(LATIN)
    # Which signs the project has says nothing of what the chapter is made from that draws first.
    with tracking.loading():
        for path in files:
            if path.is_file() and path.suffix != ".pyc":
                # ASCII is in it already; without it little is left to look through.
                rest = path.read_bytes().translate(None, _ASCII)
                found.update(rest.decode("utf-8", errors="ignore"))
    return "".join(sorted(filter(str.isprintable, found)))


@cache
def tool_versions() -> str:
    """Return the versions of the font packages and tools, for cache keys of what is drawn with them."""
    packages = {
        source.partition("/")[0]
        for cuts in _SUBSETS.values()
        for s in cuts.values()
        for source in s
    }
    versions = [f"{name} {version(name)}" for name in sorted({*packages, "fonttools"})]
    return f"{versions} {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}"


def _subset(
    sources: tuple[str, ...],
    characters: str,
    name: tuple[str, str],
    target: Path,
    flavour: str | None = None,
) -> set[str]:
    """Write a font with these characters, each from the first source that has it; return those found."""
    # Not needed by most that ask for a font: it is kept. A chapter's kernel starts faster without.
    from fontTools import subset
    from fontTools.fontBuilder import FontBuilder

    # Each table that is cut is told at the level of information: no news for who builds the book.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    fonts = [_open(sources[0]), *map(_kept, sources[1:])]
    font, *others = fonts
    options = subset.Options(
        layout_features=_FEATURES, name_IDs=["*"], notdef_outline=True, hinting=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    glyphs = font.getBestCmap() or {}
    for other in others:
        missing = [code for code in map(ord, characters) if code not in glyphs]
        glyphs |= _copy_glyphs(font, other, missing)
    FontBuilder(font=font).setupCharacterMap(glyphs)
    _name(font, name, [other["name"].getDebugName(0) for other in fonts])
    font["post"].formatType = 3.0
    font.flavor = flavour
    font.save(target)
    return {chr(code) for code in glyphs}


def _open(source: str) -> TTFont:
    from fontTools.ttLib import TTFont

    package, _, name = source.partition("/")
    return TTFont(str(importlib.resources.files(package) / name), recalcTimestamp=False, lazy=True)


@cache
def _kept(source: str) -> TTFont:
    """Return a font that is only read from: the larger part of the work is to read its outlines."""
    return _open(source)


def _copy_glyphs(font: TTFont, other: TTFont, codes: list[int]) -> dict[int, str]:
    """Copy the glyphs of these characters from another font into a font; return their names."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    outlines, names, taken = other.getGlyphSet(), other.getBestCmap(), {}
    for code in filter(names.__contains__, codes):
        # Without references to other glyphs: those are not taken along.
        outline, pen = DecomposingRecordingPen(outlines), TTGlyphPen(None)
        outlines[names[code]].draw(outline)
        # Cubic outlines run the other way round.
        outline.replay(Cu2QuPen(pen, TOLERANCE, reverse_direction="CFF " in other))
        taken[code] = name = f"u{code:04X}"
        font["glyf"][name] = glyph = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (
            outlines[names[code]].width,
            glyph.xMin if glyph.numberOfContours else 0,
        )
    font.setGlyphOrder(font["glyf"].glyphOrder)
    return taken


def _name(font: TTFont, name: tuple[str, str], origins: list[str]) -> None:
    """Rename a font; its notices of copyright and licence stay."""
    family, style = name
    kept_notices = {n.nameID: str(n) for n in font["name"].names if n.nameID in (13, 14)}
    font["name"].names = []
    words = kept_notices | {
        0: " ".join(dict.fromkeys(origins)),
        1: family,
        2: style,
        3: f"{family} {style}",
        4: f"{family} {style}",
        6: f"{family} {style}".replace(" ", ""),
    }
    for number, text in words.items():
        font["name"].setName(text, number, 3, 1, 0x409)
