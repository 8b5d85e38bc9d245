"""Maps of the five countries, shaded by a value, neighbours in grey."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers import paths
from helpers.charts.axes import tooltips
from helpers.charts.shades import class_of, class_scale
from helpers.style import Layout, colour

# Places for the names.
_PLACES = pd.DataFrame(
    [
        ("KAZ", 67.5, 48.2), ("KGZ", 74.7, 41.4), ("TJK", 71.3, 38.6),
        ("TKM", 59.2, 39.3), ("UZB", 63.6, 41.6),
    ],
    columns=["area_code", "lon", "lat"],
)  # fmt: skip


def draw_values(
    table: pd.DataFrame,
    layout: Layout,
    *,
    legend: str,
    breaks: tuple[float, ...],
    ramp: str = "step",
) -> alt.TopLevelMixin:
    """Draw the five countries shaded by a value, neighbours in grey.

    Parameters
    ----------
    table : pandas.DataFrame
        ``area_code``, ``area``, ``value``, ``value_text`` (as printed on the map).
    layout : Layout
        The layout, which gives the width.
    legend : str
        Title of the legend, with the unit.
    breaks : tuple of float
        Values at which the shade changes: at most four.
    ramp : {"step", "chn", "jpn"}
        The shades, as for ``charts.shades.step_scale``.
    """
    # As text: Altair would look through each point of an object, and copy it for each step below.
    shapes = alt.Data(
        values=paths.OUTLINES.read_text(encoding="utf-8"),
        format=alt.TopoDataFormat(type="topojson", feature="countries"),
    )
    land = alt.Chart(shapes).mark_geoshape(
        fill=colour("land"), stroke=colour("ground"), strokeWidth=0.7
    )
    scale = class_scale(breaks, ramp)
    rows = _PLACES.merge(table, on="area_code")
    rows = rows.assign(class_name=class_of(rows["value"], scale, breaks))
    five = (
        alt.Chart(shapes)
        .mark_geoshape(stroke=colour("ground"), strokeWidth=1)
        .transform_lookup(
            lookup="properties.iso3",
            from_=alt.LookupData(rows, "area_code", ["class_name", "value_text", "area"]),
        )
        .transform_filter("isValid(datum.class_name)")
        .encode(
            color=alt.Color(
                "class_name:N",
                title=legend,
                scale=scale,
                legend=alt.Legend(
                    symbolType="square", symbolSize=120, columns=5 if layout.columns > 1 else 3
                ),
            ),
            tooltip=tooltips(area="Country", value_text=legend),
        )
    )
    # As close as the five and their names allow: on a phone each pixel counts.
    width, height = layout.width - 10, int(layout.width * 0.68)
    frame = {"type": "mercator", "center": [66.9, 45.9], "scale": layout.width * 1.25}
    # Nine tenths of the outlines lie outside. A line beside the frame may reach into it.
    # Beside another map the middle has to be said.
    frame["translate"] = [width / 2, height / 2]
    frame["clipExtent"] = [[-4, -4], [width + 4, height + 4]]
    chart = alt.layer(land, five, *_labels(rows, layout)).project(**frame)
    return chart.properties(width=width, height=height)


def _labels(rows: pd.DataFrame, layout: Layout) -> list[alt.Chart]:
    halo = {"stroke": colour("ground"), "strokeWidth": 3, "strokeJoin": "round"}
    size = 12 if layout.columns > 1 else 9
    labels = []
    for field, dy in (("area:N", -2), ("value_text:N", size)):
        base = alt.Chart(rows).encode(longitude="lon:Q", latitude="lat:Q", text=field)
        style = {"fontSize": size, "dy": dy, "fontWeight": "bold" if dy > 0 else "normal"}
        labels += [base.mark_text(**style, **halo), base.mark_text(**style, color=colour("text"))]
    return labels
