"""The two families of the book: the same drawing on every machine, whatever fonts it has."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import altair as alt
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from helpers import file_cache, fonts, style, svg

WORDS = "Тоҷикистон, Oʻzbekiston, 日本 ●◐○"
# Drawn by a process of its own: the renderer looks for the machine's fonts once.
DRAW = """
import hashlib, sys
from pathlib import Path
import altair as alt, pandas as pd
from helpers import file_cache, style, svg
file_cache.folder = lambda: Path(sys.argv[1])
base = alt.Chart(pd.DataFrame({"x": [1], "words": [sys.argv[2]]})).encode(x="x:Q", text="words:N")
marks = [base.mark_text(fontWeight=w, fontStyle=s, dy=20 * n) for n, (w, s) in enumerate(
    [("normal", "normal"), ("bold", "normal"), (600, "normal"), (300, "normal"), ("bold", "italic")])]
spec = alt.layer(*marks).configure(font=style.FONT).configure_axis(titleFontWeight="bold").to_dict()
drawing = svg.draw(spec)
print(hashlib.sha256(drawing.encode() + svg.renderer().svg_to_png(drawing)).hexdigest())
"""


def another(source, family, style_name, target):
    """Write a font of another family and other widths, as a machine might have it."""
    font = TTFont(source)
    for glyph, (width, side) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[glyph] = (width * 2, side)
    for number, name in ((1, family), (2, style_name), (4, f"{family} {style_name}")):
        font["name"].setName(name, number, 3, 1, 0x409)
    font["name"].setName(f"{family}{style_name}".replace(" ", ""), 6, 3, 1, 0x409)
    font.save(target)


def drawn(tmp_path, folder):
    """Draw on a machine that has the fonts of this folder and no others."""
    folder.mkdir(exist_ok=True)
    conf = tmp_path / f"{folder.name}.conf"
    conf.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder}</dir>'
        f"<cachedir>{tmp_path / 'cache'}</cachedir></fontconfig>"
    )
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(tmp_path / f"kept-{folder.name}"), WORDS],
        env=os.environ | {"FONTCONFIG_FILE": str(conf)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.deep
def test_a_drawing_is_the_same_whatever_fonts_a_machine_has(tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    families = ("Noto Sans CJK JP", "Source Sans Pro", "Arial", "DejaVu Sans", "Times New Roman")
    for family in families:
        for name in ("Regular", "Bold", "Italic", "Bold Italic"):
            source = fonts.sans_folder() / f"book-sans-{name.lower().replace(' ', '-')}.ttf"
            another(source, family, name, full / f"{family} {name}.ttf")
    assert drawn(tmp_path, full) == drawn(tmp_path, tmp_path / "none")


def test_a_sign_that_the_fonts_lack_is_refused_and_not_borrowed(tmp_path, monkeypatch):
    monkeypatch.setattr(file_cache, "folder", lambda: tmp_path)
    table = pd.DataFrame({"x": ["a ☃"], "y": [1]})
    spec = alt.Chart(table).mark_bar().encode(x="x", y="y").to_dict()
    with pytest.raises(ValueError, match=r"^the book's fonts hold no '☃': write"):
        svg.draw(spec)


@pytest.mark.parametrize("family", [style.SANS, style.SERIF])
def test_each_cut_holds_every_character_of_the_project_under_a_name_of_its_own(family, tmp_path):
    fonts.write_fonts("ꙮ" + WORDS, tmp_path)
    cuts = sorted(tmp_path.glob(f"{family.lower().replace(' ', '-')}-*.ttf"))
    assert len(cuts) == 4
    for path in cuts:
        font = TTFont(path)
        assert set(map(ord, WORDS)) <= set(font.getBestCmap())
        names = {number: font["name"].getDebugName(number) for number in (0, 1, 4, 6, 13)}
        assert names[1] == family
        # Whose outlines these are, and under which licence; "Source" is no name for a cut font.
        assert "Adobe" in names[0] and "Open Font License" in names[13]
        assert "Source" not in f"{names[1]} {names[4]} {names[6]}"


def test_bold_is_a_cut_of_its_own(tmp_path):
    fonts.write_fonts("", tmp_path)

    def width(name, word):
        font = TTFont(tmp_path / f"book-sans-{name}.ttf")
        return sum(font["hmtx"][font.getBestCmap()[ord(letter)]][0] for letter in word)

    assert width("bold", "Kazakhstan") > width("regular", "Kazakhstan")


def test_pages_fetch_the_signs_of_east_asia_only_where_they_are_shown(tmp_path):
    rules = fonts.write_page_fonts(tmp_path).splitlines()
    held = {path.name: set(TTFont(path).getBestCmap()) for path in tmp_path.glob("*.woff")}
    assert len(held) == 6
    for rule in rules:
        name = rule.partition("url(")[2].partition(")")[0]
        east = "unicode-range:U+2E80-10FFFF" in rule
        assert {code >= 0x2E80 for code in held[name]} == {east}
        # Text takes them from the reader's system, if it can: the font is four times as large as the others.
        assert ("local(" in rule) == (east and f'"{style.TEXT}"' in rule)
    assert ord("日") in set.union(*held.values())
    at_once = [rule for rule in rules if "unicode-range" not in rule]
    text = [rule for rule in at_once if f'"{style.TEXT}"' in rule or f'"{style.SERIF}"' in rule]
    names = {rule.partition("url(")[2].partition(")")[0] for rule in text}
    # What a browser keeps of the book's type, bold and italic included.
    assert sum((tmp_path / name).stat().st_size for name in names) <= 120_000


def test_the_signs_of_the_project_are_no_input_of_the_chapter_that_draws_first(tmp_path):
    code = (
        "from helpers import fonts, tracking; tracking.watch(); fonts._characters(); "
        "print(tracking.report())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [item for item in json.loads(run.stdout) if item.startswith("file:")]
