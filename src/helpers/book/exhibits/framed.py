"""Pictures that speak for themselves: title, unit and period, drawing, sources, licence, address.

A picture leaves the book with nothing around it. What a reader needs to understand and to credit it is
drawn into it, and stands in it once more as metadata that programs read.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from helpers import data, fonts, style
from helpers.book.typst.picture import of_svg, typeset
from helpers.svg import size_of

# Two pixels for one of the page.
PPI = 144
# Pixels: around the picture, and of the two sizes of pictures without a drawing of their own.
_MARGIN = 24
CARD = (1200, 630)
_THUMBNAIL = 320
# Sources that a picture names before it says how many more there are.
_NAMED = 6
_PNG_HEAD = 33


class _Text(NamedTuple):
    """Lines of one kind: size in pixels, weight, name of the colour, pixels from line to line."""

    size: float
    weight: str
    colour: str
    step: float


_TITLE = _Text(19, "Bold", "text", 24)
_SUBTITLE = _Text(13.5, "Regular", "muted", 18)
_FOOT = _Text(11.5, "Regular", "muted", 15)


def picture(bundle: dict, about: dict) -> str:
    """Return a chart as an SVG that can leave the book.

    Parameters
    ----------
    bundle : dict
        The exhibit, with its drawing.
    about : dict
        ``number``, ``address``, ``citation``, ``publisher`` and ``version`` of the book.
    """
    drawing = bundle["svg"]["print"]
    wide, high = size_of(drawing)
    lines, y = [], _MARGIN - 4.0
    for words, text in ((bundle["title"], _TITLE), (bundle["subtitle"], _SUBTITLE)):
        written, y = _lines(words, text, wide, y)
        lines.append(written)
        y += 6
    top = y + 4
    foot, end = [], top + high + 6
    for words in footer(bundle, about):
        written, end = _lines(words, _FOOT, wide, end)
        foot.append(written)
    width, height = wide + 2 * _MARGIN, end + _MARGIN - 8
    placed = _placed(drawing, _MARGIN, top, wide, high)
    return _sheet(width, height, "".join([*lines, placed, *foot]), _described(bundle, about))


def on_ground(svg: str) -> str:
    """Return a drawing on the ground of the page, for pictures that know no transparency."""
    head, end, rest = svg.partition(">")
    return f"{head}{end}{_ground()}{rest}"


def footer(bundle: dict, about: dict) -> list[str]:
    """Return what stands under a picture: its note, sources, and where it is from."""
    note = [f"Note: {bundle['note']}"] if bundle["note"] else []
    return [
        *note,
        f"Source: {sources_in_words(bundle['sources'])}.",
        f"{about['number']} of {about['book']}, version {about['version']}. "
        f"Licence: {bundle['licence']}. {about['address']}",
    ]


def sources_in_words(ids: list[str]) -> str:
    """Name the publishers of sources, each once, the first of them by name.

    Examples
    --------
    >>> sources_in_words(["one-debt-overview-ids"])
    'ONE Campaign debt_overview repository (IDS December 2025 release)'
    """
    names = list(dict.fromkeys(data.source(i)["publisher_name"] for i in ids))
    rest = len(names) - _NAMED
    return "; ".join(names[:_NAMED]) + (f"; and {rest} more" if rest > 0 else "")


def card(bundle: dict, about: dict) -> str:
    """Return the picture that other sites show with a link to an exhibit, as SVG.

    A chart stands in it under its title; of a table the title, what it shows, and how long it is.
    """
    width, height = CARD
    inner = width - 96
    title = _Text(38 if len(bundle["title"]) < 90 else 31, "Bold", _TITLE.colour, 44)
    small = _Text(22, "Regular", _FOOT.colour, 28)
    words, y = _lines(bundle["title"], title, inner, 44.0, 48)
    foot, _ = _lines(f"{about['book']}, {about['number']}", small, inner, height - 62.0, 48)
    if "svg" in bundle:
        drawing = bundle["svg"]["print"]
        wide, high = size_of(drawing)
        part = min(inner / wide, (height - y - 84) / high)
        body = _placed(
            drawing, 48 + (inner - wide * part) / 2, y + 14, wide * part, high * part, (wide, high)
        )
    else:
        body, y = _lines(bundle["subtitle"], small, inner, y + 16, 48)
        rows = len(bundle["rows"])
        more, _ = _lines(
            f"Table, {rows} {'row' if rows == 1 else 'rows'}", small, inner, y + 12, 48
        )
        body += more
    bar = f'<rect width="100%" height="12" fill="{style.colour("link")}"/>'
    return _sheet(width, height, f"{bar}{words}{body}{foot}")


def thumbnail(bundle: dict) -> str:
    """Return the chart as phones have it, alone and small, as SVG."""
    drawing = style.resolve(bundle["svg"]["narrow"])
    wide, high = size_of(drawing)
    part = _THUMBNAIL / wide
    placed = _placed(drawing, 0, 0, _THUMBNAIL, high * part, (wide, high))
    return _sheet(_THUMBNAIL, round(high * part), placed)


def png(svg: str, ppi: int, words: dict[str, str] | None = None) -> bytes:
    """Return an SVG as PNG, from the cache if it did not change, with words for programs in it.

    Parameters
    ----------
    svg : str
        The picture.
    ppi : int
        Pixels an inch; 72 draws one pixel for one of the SVG.
    words : dict of str to str, optional
        Title, Author and so on, as the PNG standard names them.
    """
    made = typeset(of_svg(svg, size_of(svg)[0]), ppi).read_bytes()
    chunks = _resolution(ppi) + b"".join(
        _said(name, text) for name, text in (words or {}).items() if text
    )
    # After the head of the file, which is of one size.
    return made[:_PNG_HEAD] + chunks + made[_PNG_HEAD:]


def png_words(bundle: dict, about: dict) -> dict[str, str]:
    """Return what a picture says of itself to programs, by the keywords of the PNG standard."""
    return {
        "Title": bundle["title"],
        "Author": about["publisher"],
        "Description": f"{bundle['subtitle']}. {bundle['alt']}",
        "Copyright": f"Licence: {bundle['licence']}",
        "Source": sources_in_words(bundle["sources"]),
        "URL": about["address"],
        "Comment": about["citation"],
    }


def _resolution(ppi: int) -> bytes:
    """Return how large its pixels are (pHYs) as a part of a PNG."""
    per_metre = round(ppi / 0.0254)
    return _chunk(b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1))


def _said(name: str, text: str) -> bytes:
    """Return international text (iTXt) as a part of a PNG."""
    return _chunk(b"iTXt" + name.encode("latin-1") + b"\0\0\0\0\0" + text.encode("utf-8"))


def _chunk(body: bytes) -> bytes:
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def _described(bundle: dict, about: dict) -> str:
    """Return title, description and metadata of an SVG."""
    facts = {
        "title": bundle["title"],
        "description": bundle["subtitle"],
        "creator": about["publisher"],
        "source": sources_in_words(bundle["sources"]),
        "rights": bundle["licence"],
        "identifier": about["address"],
        "bibliographicCitation": about["citation"],
    }
    terms = "".join(
        f"<dcterms:{name}>{escape(text)}</dcterms:{name}>" for name, text in facts.items() if text
    )
    return (
        f"<title>{escape(bundle['title'])}</title><desc>{escape(bundle['alt'])}</desc>"
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dcterms="http://purl.org/dc/terms/"><rdf:Description rdf:about="">'
        f"{terms}</rdf:Description></rdf:RDF></metadata>"
    )


def _ground() -> str:
    return f'<rect width="100%" height="100%" fill="{style.GROUND["light"]}"/>'


def _sheet(width: float, height: float, drawn: str, described: str = "") -> str:
    """Return what is drawn on a ground of this size as an SVG, with what describes it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img">{described}{_ground()}{drawn}</svg>\n'
    )


def _placed(
    svg: str,
    x: float,
    y: float,
    width: float,
    height: float,
    own: tuple[float, float] | None = None,
) -> str:
    """Return a drawing at a place in another one, at a size; ``own`` is the size it was drawn at."""
    wide, high = own or (width, height)
    head, end, rest = svg.partition(">")
    inner = re.sub(r' (?:width|height|viewBox|x|y)="[^"]*"', "", head)
    return (
        f'{inner} x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {wide:g} {high:g}"{end}{rest}'
    )


def _lines(
    words: str, text: _Text, width: float, y: float, x: float = _MARGIN
) -> tuple[str, float]:
    """Return words as lines of SVG text below ``y``, and where they end."""
    lines = wrap(words, text, width)
    family = quoteattr(style.SANS)
    weight = ' font-weight="bold"' if text.weight == "Bold" else ""
    written = "".join(
        f'<text x="{x:g}" y="{y + text.step * (number + 0.8):g}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    group = f'<g font-family={family} font-size="{text.size:g}"{weight} fill="{style.colour(text.colour)}">'
    return f"{group}{written}</g>", y + text.step * len(lines)


def wrap(words: str, text: _Text, width: float) -> list[str]:
    """Break words into lines that are no wider than ``width`` pixels; a longer word stands alone."""
    widths, lines, line = fonts.advances(text.weight), [], ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and sum(widths.get(ord(c), 0.6) for c in longer) * text.size > width:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]
