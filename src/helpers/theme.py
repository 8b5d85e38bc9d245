"""The Altair theme of the book: to import this module gives it to all charts."""

from __future__ import annotations

import altair as alt

from helpers.style import FONT, colour


@alt.theme.register("book", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the Altair theme: quiet axes, no frame, direct labels in the book's type."""
    label = {"labelColor": colour("muted"), "labelFontSize": 11, "titleColor": colour("muted")}
    title = {"titleFontSize": 11, "titleFontWeight": "normal"}
    return {
        "config": {
            "font": FONT,
            "background": "transparent",
            "view": {"stroke": None},
            "axis": label
            | title
            | {
                "domainColor": colour("rule"),
                "tickColor": colour("rule"),
                "gridColor": colour("rule"),
                "gridOpacity": 0.5,
                "labelPadding": 4,
                "labelSeparation": 4,
            },
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False},
            # The highest label does not stand out above the panel: names of panels stand on one line.
            "axisYQuantitative": {"labelFlush": True},
            "header": {
                "labelColor": colour("text"),
                "labelFontSize": 12,
                "labelFontWeight": "bold",
                "titleColor": colour("muted"),
                "labelAnchor": "start",
            },
            "legend": label | title | {"orient": "top", "symbolStrokeWidth": 3},
            "text": {"color": colour("text"), "fontSize": 11},
            "rule": {"color": colour("muted")},
            "line": {"strokeWidth": 2},
            "title": {"color": colour("text"), "fontSize": 12, "anchor": "start"},
        }
    }
