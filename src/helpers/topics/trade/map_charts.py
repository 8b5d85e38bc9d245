"""The map of routes, pipelines, railways and plants, coloured by who lends."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers import paths
from helpers.charts.axes import by_colour, by_shape, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.trade.mapped import LENDERS, SITE

GROUPS = list(dict.fromkeys(LENDERS.values()))
_COLOURS = dict(zip(GROUPS, ("CHN", "JPN", "BOND", "muted")))
_SHAPES = dict(zip(GROUPS, ("circle", "square", "diamond", "triangle-up")))
# Projects whose names stand on the map: words, place in degrees, and whether a phone has room for them.
NAMES = pd.DataFrame(
    [
        ("kaz-gasline", "Gas pipeline to China", 74.6, 43.75, True),
        ("kaz-atasu", "Oil pipeline to China", 78.6, 47.25, True),
        ("kaz-kenkiyak", "Kenkiyak–Kumkol oil", 61.6, 48.0, False),
        ("kaz-beineu", "Beineu–Shymkent gas", 62.6, 45.35, False),
        ("kaz-aktogay", "Aktogay copper", 80.3, 46.35, False),
        ("kaz-atyrau", "Atyrau refinery", 53.3, 48.0, True),
        ("kaz-atyrau-petro", "Atyrau petrochemicals", 54.9, 46.75, False),
        ("kaz-lrt", "Astana light rail", 71.4, 51.75, False),
        ("cku-railway", "Railway to Uzbekistan", 79.0, 40.1, True),
        ("uzb-surgil", "Surgil", 58.7, 43.45, False),
        ("uzb-oltinyol", "Oltin Yol", 66.0, 38.98, False),
        ("uzb-samarkand-solar", "Samarkand solar", 67.9, 39.95, False),
        ("uzb-navoi-tpp", "Navoi power", 64.6, 40.62, False),
        ("uzb-talimarjan", "Talimarjan power", 64.2, 38.15, False),
        ("tkm-galkynysh", "Galkynysh gas field", 61.6, 36.6, True),
        ("tkm-kiyanly", "Kiyanly", 54.1, 39.62, False),
        ("tkm-garabogaz", "Garabogaz", 53.9, 41.95, True),
        ("reg-casa", "CASA-1000", 70.5, 36.2, False),
        ("reg-tapi", "TAPI", 61.2, 35.35, False),
        ("r-middle-corridor", "Trans-Caspian route", 71.0, 46.35, True),
    ],
    columns=["project_id", "words", "lon", "lat", "on_phone"],
)  # fmt: skip
_LANDS = pd.DataFrame(
    [
        ("RUSSIA", 57.3, 52.5, True), ("CHINA", 84.6, 41.6, True), ("IRAN", 53.0, 35.5, True),
        ("AFGHANISTAN", 65.6, 34.9, False), ("Caspian Sea", 51.4, 37.9, True),
        ("KAZAKHSTAN", 68.0, 49.6, True), ("UZBEKISTAN", 62.6, 42.35, True),
        ("TURKMENISTAN", 59.6, 39.1, True), ("KYRGYZSTAN", 75.9, 41.75, False),
        ("TAJIKISTAN", 71.6, 38.15, False),
    ],
    columns=["words", "lon", "lat", "on_phone"],
)  # fmt: skip


def draw_routes(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw routes as lines and projects as marks; what is placed roughly is dashed or open.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``mapped.features`` gives.
    layout : Layout
        The layout, which gives the width; the narrow one names fewer projects.
    """
    wide = layout.columns > 1
    width, height = layout.width - 10, int(layout.width * (0.66 if wide else 0.92))
    frame = {
        "type": "mercator",
        "center": [67.2, 44.4 if wide else 44.2],
        "scale": layout.width * (1.3 if wide else 1.34),
        "translate": [width / 2, height / 2],
        "clipExtent": [[0, 0], [width, height]],
    }
    layers = [*_ground(), *_lines(table, wide), *_marks(table, wide)]
    named = NAMES[NAMES["project_id"].isin(table["project_id"])]
    layers += [*_words(_LANDS, 9, wide, "muted"), *_words(named, 10, wide, "text")]
    sea = alt.ViewBackground(fill=colour("jpn1"), stroke=None)
    return alt.layer(*layers).project(**frame).properties(width=width, height=height, view=sea)


def describe_routes(table: pd.DataFrame) -> str:
    """Describe :func:`draw_routes`: how much of what each lender finances, and the projects named."""
    groups = "; ".join(
        f"{lender}: "
        + ", ".join(f"{kind} {n}" for kind, n in rows["project_kind"].value_counts().items())
        for lender, rows in table.groupby("lender")
    )
    lender = table.set_index("project_id")["lender"]
    words = "; ".join(
        f"{r.words} ({lender[r.project_id]})" for r in NAMES.itertuples() if r.project_id in lender
    )
    return (
        f"Map of Central Asia between Russia, China, Iran and the Caspian Sea with {counted(len(table), 'projects')} "
        f"and routes, {table['path'].map(bool).sum()} of them lines, by lender and kind. {groups}. "
        f"Named on the map: {words}."
    )


def _ground() -> list[alt.Chart]:
    """Draw the countries, the five of the region lighter than their neighbours."""
    shapes = alt.Data(
        values=paths.OUTLINES.read_text(encoding="utf-8"),
        format=alt.TopoDataFormat(type="topojson", feature="countries"),
    )
    look = {"stroke": colour("rule"), "strokeWidth": 0.7}
    land = alt.Chart(shapes).mark_geoshape(fill=colour("land"), **look)
    return [
        land,
        land.mark_geoshape(fill=colour("ground"), **look).transform_filter(
            "datum.properties.central_asia"
        ),
    ]


def _lines(table: pd.DataFrame, wide: bool) -> list[alt.Chart]:
    """Draw the pieces of routes: solid between named places, broken where a place was put in."""
    lines = table[table["path"].map(bool)]
    pieces = pd.DataFrame(
        [
            {"lon": a, "lat": b, "lon2": c, "lat2": d, "sure": sure, **_told(line)}
            for line in lines.to_dict("records")
            for a, b, c, d, sure in line["path"]
        ]
    )  # fmt: skip
    base = alt.Chart(pieces).encode(
        longitude="lon:Q", latitude="lat:Q", longitude2="lon2:Q", latitude2="lat2:Q",
        color=by_colour("lender", _COLOURS, legend=_legend(wide)),
        tooltip=_tips(),
    )  # fmt: skip
    # A route that leaves the map ends at its edge.
    look = {"strokeWidth": 2 if wide else 1.4, "clip": True}
    return [
        base.mark_rule(**look).transform_filter("datum.sure"),
        base.mark_rule(**look, strokeDash=[3, 2.5]).transform_filter("!datum.sure"),
    ]


def _legend(wide: bool) -> alt.Legend:
    return alt.Legend(columns=4 if wide else 2, columnPadding=16, symbolStrokeWidth=0)


def _told(feature: dict) -> dict:
    """Give what a mark tells of its project."""
    said = ("project_name", "lender", "financier_names", "amount", "placed")
    return {name: "" if pd.isna(feature[name]) else feature[name] for name in said}


def _tips() -> list[alt.Tooltip]:
    return tooltips(
        project_name="Project",
        financier_names="Lenders",
        amount="Financing",
        placed="Drawn as",
    )


def _marks(table: pd.DataFrame, wide: bool) -> list[alt.Chart]:
    """Draw the projects that are no line: filled on the site, open where the point is near it."""
    points = table[~table["path"].map(bool)]
    points = pd.DataFrame(
        [
            {"lon": p["lon"], "lat": p["lat"], "exact": p["placed"] == SITE, **_told(p)}
            for p in points.to_dict("records")
        ]
    )
    legend = _legend(wide)
    base = alt.Chart(points).encode(
        longitude="lon:Q",
        latitude="lat:Q",
        color=by_colour("lender", _COLOURS, legend=legend),
        shape=by_shape("lender", _SHAPES, legend=legend),
        tooltip=_tips(),
    )
    look = {"size": 42 if wide else 22, "strokeWidth": 1.4, "opacity": 1}
    return [
        base.mark_point(filled=True, **look).transform_filter("datum.exact"),
        base.mark_point(filled=False, **look).transform_filter("!datum.exact"),
    ]


def _words(places: pd.DataFrame, size: float, wide: bool, ink: str) -> list[alt.Chart]:
    """Write names with a halo; on a phone those alone for which there is room."""
    places = places if wide else places[places["on_phone"]]
    base = alt.Chart(places[["words", "lon", "lat"]])
    base = base.encode(longitude="lon:Q", latitude="lat:Q", text="words:N")
    look = {"fontSize": size if wide else size - 0.5}
    halo = {"stroke": colour("ground"), "strokeWidth": 4, "strokeJoin": "round", "opacity": 1}
    return [base.mark_text(**look, **halo), base.mark_text(**look, color=colour(ink))]
