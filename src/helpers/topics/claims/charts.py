"""The article's claims as a strip of cells, one a claim, in the order of the article."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.charts.axes import colour_scale, tooltips
from helpers.formatting import counted
from helpers.style import Layout, colour
from helpers.topics.claims.measures import VERDICTS

LABELS = {
    "supported": "Supported",
    "partly": "Supported in part",
    "overtaken": "Overtaken by events",
    "contradicted": "Contradicted",
    "contested": "Contested",
    "unverified": "Not verified",
}
# A sign beside the colour: no verdict is told by its colour alone.
SIGNS = {
    "supported": "+", "partly": "±", "overtaken": "→", "contradicted": "×", "contested": "÷",
    "unverified": "?",
}  # fmt: skip
_COLOURS = {
    "supported": "MLT", "partly": "step2", "overtaken": "muted", "contradicted": "USA",
    "contested": "BOND", "unverified": "rule",
}  # fmt: skip
# Grounds on which letters have the colour of text.
_PALE = ["partly", "unverified"]


def with_verdicts(table: pd.DataFrame) -> pd.DataFrame:
    """Name the verdicts on claims, in ``verdict_name``.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows with ``verdict``.

    Examples
    --------
    >>> with_verdicts(pd.DataFrame({"verdict": ["partly"]}))["verdict_name"].item()
    'Supported in part'
    """
    return table.assign(verdict_name=table["verdict"].map(LABELS))


def draw_strip(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw a cell for each claim in the order of the article, with the sign and the colour of its verdict.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``claims`` with ``verdict_name``.
    layout : Layout
        The layout, which gives the width.
    """
    across = 13 if layout.columns > 1 else 7
    place = pd.Series(range(len(table)), table.index)
    rows = table.assign(
        row=place // across,
        column=place % across,
        sign=table["verdict"].map(SIGNS),
        ground=table["verdict"].isin(_PALE).map({True: "pale", False: "full"}),
    )
    kept = ["claim_id", "claim_text", "verdict", "verdict_name", "article_part", "row", "column"]
    # The outline of a cell reaches beyond it.
    step = (layout.width - 14) // across
    base = alt.Chart(rows[[*kept, "sign", "ground"]]).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.08, paddingOuter=0)),
        tooltip=tooltips(claim_id="Claim", claim_text="In words", verdict_name="Verdict"),
    )
    cells = base.mark_rect(strokeWidth=2).encode(
        fill=alt.Fill("verdict:N", scale=colour_scale(_COLOURS), legend=None),
        stroke=alt.condition(
            "datum.article_part == 'headline'", alt.value(colour("text")), alt.value(None)
        ),
    )
    ink = alt.condition(
        "datum.ground == 'pale'", alt.value(colour("text")), alt.value(colour("ground"))
    )
    signs = base.mark_text(fontSize=18, fontWeight="bold", dy=-6).encode(text="sign:N", color=ink)
    names = base.mark_text(fontSize=12, dy=13).encode(text="claim_id:N", color=ink)
    strip = alt.layer(cells, signs, names).properties(
        width=step * across, height=46 * (int(rows["row"].max()) + 1)
    )
    return alt.vconcat(strip, _key(table, layout), spacing=12)


def _key(table: pd.DataFrame, layout: Layout) -> alt.Chart:
    """Draw the key: sign, word and number of claims of each verdict that occurs."""
    counts = table["verdict"].value_counts().reindex(VERDICTS).dropna().astype(int)
    across = 3 if layout.columns > 1 else 1
    rows = pd.DataFrame({"verdict": counts.index, "count": counts.to_list()})
    rows = rows.assign(
        column=[place % across for place in range(len(rows))],
        row=[place // across for place in range(len(rows))],
        words=[f"{SIGNS[v]}  {LABELS[v]}: {n}" for v, n in counts.items()],
    )
    width, height = layout.width - 10, 22 * (int(rows["row"].max()) + 1)
    base = alt.Chart(rows).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(type="band")),
        y=alt.Y("row:O", axis=None),
    )
    left = -width / across / 2
    dots = base.mark_square(size=150, opacity=1, xOffset=left + 10).encode(
        color=alt.Color("verdict:N", scale=colour_scale(_COLOURS), legend=None)
    )
    words = base.mark_text(align="left", fontSize=12, dx=left + 22, color=colour("text"))
    return alt.layer(dots, words.encode(text="words:N")).properties(width=width, height=height)


def describe_strip(table: pd.DataFrame) -> str:
    """Describe :func:`draw_strip`: how many claims of each verdict, and those of the headline."""
    counts = table["verdict_name"].value_counts()
    words = ", ".join(f"{LABELS[v].lower()} {counts.get(LABELS[v], 0)}" for v in VERDICTS)
    headline = table[table["article_part"] == "headline"]
    parts = ", ".join(f"{r.claim_id} {r.verdict_name.lower()}" for r in headline.itertuples())
    return (
        f"A strip of {counted(len(table), 'cells')}, one for each claim in the order of the article, with a sign and "
        f"a colour for its verdict: {words}. Of the headline: {parts}."
    )
