"""Subset the theme's icon font to the icons in use: two kilobytes in place of 270.

Works on the finished pages, once the style sheets are cut to the rules in use: what they name then are
the icons in use.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

_STYLES = "_static/styles/pydata-sphinx-theme.css"
_SUBSET = "book-icons.woff"
_FONT = "_static/vendor/fontawesome/webfonts/fa-solid-900.ttf"
# The character of an icon in a rule or a variable: its number, or itself, of the private ones.
_CHARACTER = re.compile(r'"\\([0-9a-f]{4})"|"([\ue000-\uf8ff])"')
_FACE = re.compile(r'@font-face\{[^}]*?font-family:("?)(Font ?Awesome[^;}"]*)\1[;}][^}]*\}?')


def subset_icons(out: Path) -> None:
    """Subset the icon font of the built pages and point their style sheet to it.

    Parameters
    ----------
    out : pathlib.Path
        Root of the built pages.
    """
    styles, font = out / _STYLES, out / _FONT
    sheets = [*out.glob("_static/*.css"), *styles.parent.glob("*.css")]
    named = "".join(path.read_text("utf-8") for path in sheets)
    found = {number or f"{ord(itself):x}" for number, itself in _CHARACTER.findall(named)}
    # It would tell of each table of the font.
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    whole = TTFont(font, recalcTimestamp=False)
    cutter = subset.Subsetter(subset.Options(notdef_outline=True))
    cutter.populate(unicodes=[int(character, 16) for character in found])
    cutter.subset(whole)
    whole.flavor = "woff"
    whole.save(out / "_static" / _SUBSET)
    css = styles.read_text("utf-8")
    styles.write_text(_FACE.sub(lambda m: _face(m[0]), css), encoding="utf-8")


def _face(rule: str) -> str:
    """Point the face of the solid icons to the cut font; drop those that no page uses."""
    if "fa-solid-900" not in rule or "Free" not in rule:
        return ""
    return re.sub(r"src:[^;}]*", f'src:url(../{_SUBSET}) format("woff")', rule)
