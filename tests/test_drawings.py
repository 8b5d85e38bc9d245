"""Every chart, in every layout: its words can be read, and its legends name what is there."""

from __future__ import annotations

import itertools
import json
import re

import altair as alt
import drawings
import pandas as pd
import pytest
from conftest import CHAPTERS
from test_axes import DRAWINGS, IDS

from helpers import exhibits, style
from helpers.charts.shades import class_scale
from helpers.svg import draw as drawn
from helpers.theme import SMALLEST

# A class of a map stays in the row of classes though no country falls into it.
IS_CLASS = re.compile(r"below -?[\d.]+|-?[\d.]+ to -?[\d.]+|-?[\d.]+ and more")


def faults(svg: str, told: str) -> dict[str, list]:
    """List what is wrong in a drawing."""
    made = drawings.parse(svg)
    found = {
        "cut": drawings.cut_off(made, told),
        "on each other": drawings.on_each_other(made),
        "named, not there": [
            label for label in drawings.named_but_not_there(made) if not IS_CLASS.fullmatch(label)
        ],
        "too small": [w.text for w in drawings.words(made) if w.size < SMALLEST],
    }
    return {kind: items for kind, items in found.items() if items}


@pytest.mark.parametrize("layout", style.LAYOUTS, ids=[layout.name for layout in style.LAYOUTS])
@pytest.mark.parametrize(("name", "draw", "table"), DRAWINGS, ids=IDS)
def test_words_are_whole_and_apart_and_legends_name_marks(name, draw, table, layout):
    spec, svg = exhibits.fitted(draw, table, layout)
    assert faults(svg, json.dumps(spec, ensure_ascii=False)) == {}
    width, _ = drawings.room(drawings.parse(svg))
    assert width <= layout.width + 1


@pytest.mark.book
@pytest.mark.parametrize("page", CHAPTERS)
def test_drawings_of_pages_are_so_too(html_dir, page):
    text = (html_dir / f"{page}.html").read_text("utf-8")
    for place in re.finditer(r'exhibit-layout exhibit-\w+">(<svg.*?</svg>)', text, re.DOTALL):
        svg = place[1].replace("xmlns:xlink", "xmlns:x")
        found = faults(svg, text)
        assert found == {}, text[: place.start()].rpartition('data-exhibit="')[2][:60]


def planted(table, layout, **look):
    base = alt.Chart(table).encode(x=alt.X("x:Q", axis=None), text="words:N")
    marks = base.mark_text(align="left", **look)
    return marks.properties(width=layout.width, height=40)


@pytest.mark.parametrize(
    ("words", "places", "look", "fault"),
    [
        (["Kazakhstan", "Kyrgyzstan", "Uzbekistan"], [0, 0.01, 1], {}, "on each other"),
        (["Kazakhstan", "a word " * 20], [0, 1], {"limit": 60}, "cut"),
    ],
)
def test_words_that_cannot_be_read_are_found(words, places, look, fault):
    table = pd.DataFrame({"words": words, "x": places})
    _, svg = exhibits.fitted(lambda t, layout: planted(t, layout, **look), table, style.WIDE)
    assert fault in faults(svg, "")


def test_small_words_are_raised_and_would_be_found():
    table = pd.DataFrame({"words": ["Kazakhstan"], "x": [0]})
    _spec, svg = exhibits.fitted(
        lambda t, layout: planted(t, layout, fontSize=8), table, style.WIDE
    )
    assert "too small" not in faults(svg, "")
    assert "too small" in faults(svg.replace('font-size="12px"', 'font-size="8px"'), "")


def test_an_entry_of_a_legend_without_a_mark_is_found_and_never_drawn():
    table = pd.DataFrame({"lender": ["China"], "x": [1]})

    def draw(table, layout):
        scale = alt.Scale(
            domain=["China", "Japan"], range=[style.colour("CHN"), style.colour("JPN")]
        )
        return alt.Chart(table).mark_bar().encode(x="x:Q", color=alt.Color("lender:N", scale=scale))

    with style.for_pages():
        assert faults(drawn(draw(table, style.NARROW).to_dict()), "") == {
            "named, not there": ["Japan"]
        }
    assert faults(exhibits.fitted(draw, table, style.NARROW)[1], "") == {}


@pytest.mark.parametrize("ramp", ["step", "chn", "jpn"])
def test_shades_of_a_map_grow_with_the_value_and_are_told_apart_in_grey_print(ramp):
    def lightness(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(share * p for share, p in zip((0.2126, 0.7152, 0.0722), linear))

    shades = [lightness(shade) for shade in class_scale([1, 2, 3, 4], ramp).range]
    assert shades == sorted(shades, reverse=True)
    assert all(light / dark > 1.25 for light, dark in itertools.pairwise(shades))
    # Lenders too, which stand on each other in bars.
    lenders = sorted(lightness(style.colour(c)) for c in ("CHN", "JPN", "MLT", "OTHER", "BOND"))
    assert all(light / dark > 1.25 for dark, light in itertools.pairwise(lenders))


def test_a_lender_has_one_hue_on_both_grounds_and_no_country_has_any():
    def is_red(colour: str) -> bool:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return red > 2 * green and red > 2 * blue

    def is_blue(colour: str) -> bool:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return blue > green > red

    with style.for_pages():
        china, japan = style.colour("CHN"), style.colour("JPN")
    for ground in ("light", "dark"):
        assert is_red(style.resolve(china, ground)), ground
        assert is_blue(style.resolve(japan, ground)), ground
    for code in ("KAZ", "KGZ", "TJK", "TKM", "UZB"):
        with pytest.raises(KeyError):
            style.colour(code)
