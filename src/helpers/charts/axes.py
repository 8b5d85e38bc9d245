"""What charts share: axes that follow the data, panels of one size, tooltips, colours by name.

No chart types where an axis ends. An axis of years runs from the first year of the data to the last, an
axis of dates over whole years or months, one of amounts to its largest value and what is written beside it.
Only shares of a whole have ends of their own: nothing, and the whole.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Iterable, Mapping

import altair as alt
import pandas as pd

from helpers.style import Layout, colour

LENDERS = {"China": "CHN", "Japan": "JPN"}
LENDER_SHAPES = {"China": "circle", "Japan": "square"}
PERCENT = "datum.label + '%'"
# Pixels: what a year and a gap take on an axis, and what a letter of a label takes.
_YEAR, _LETTER = 44, 6.4
# More years than these tell nothing more.
_MOST = 8


def in_lines(names: Iterable[str], letters: int) -> tuple[dict[str, object], int]:
    """Give what an axis needs to write long names in lines, none of them cut, and how high a row is then.

    Parameters
    ----------
    names : iterable of str
        All names on the axis.
    letters : int
        Letters that a line holds.

    Examples
    --------
    >>> axis, height = in_lines(["A long name"], 6)
    >>> axis["labelExpr"], height
    ('{"A long name": ["A long", "name"]}[datum.value]', 30)
    """
    lines = {name: textwrap.wrap(name, letters) for name in names}
    look = {
        "labelExpr": f"{json.dumps(lines)}[datum.value]",
        "labelLineHeight": 13,
    }
    return look, 13 * max(map(len, lines.values())) + 4


def year_ticks(first: int, last: int, width: float) -> list[int]:
    """Choose the years that an axis names: the first, the last, and some between.

    Parameters
    ----------
    first, last : int
        Years at the ends of the axis.
    width : float
        Its length in pixels.

    Examples
    --------
    >>> year_ticks(2000, 2021, 170)
    [2000, 2007, 2014, 2021]
    >>> year_ticks(2000, 2023, 170)
    [2000, 2008, 2016, 2023]
    >>> year_ticks(2019, 2019, 290)
    [2019]
    """
    span = last - first
    least = max(1, math.ceil(span / min(_MOST, max(1, width // _YEAR))))
    # The last step may be shorter or longer than the others: the most even choice near the least step.
    step = min(range(least, least + 4), key=lambda n: max(1, abs(_last_step(span, n) - n)))
    return [*range(first, last - _last_step(span, step) + 1, step), last] if span else [last]


def _last_step(span: int, step: int) -> int:
    """Give the years from the last tick but one to the end; too short a step joins the one before."""
    rest = span % step or step
    return rest if rest > 0.7 * step else min(span, rest + step)


def year_axis(
    years: pd.Series,
    width: float,
    *,
    field: str = "year",
    bars: bool = False,
    round_years: bool = False,
) -> alt.X:
    """Give an axis across from the first to the last year of the data.

    Parameters
    ----------
    years : pandas.Series
        All years that are drawn.
    width : float
        Length of the axis in pixels.
    field : str, optional
        The column.
    bars : bool, optional
        Bars reach to both sides of their year: leave room for half of one at each end.
    round_years : bool, optional
        Name round years instead of the first, the last and some between.

    Examples
    --------
    >>> axis = year_axis(pd.Series([2004, 2024]), 170, bars=True)
    >>> axis["scale"].domain, axis["axis"].values
    ([2003.5, 2024.5], [2004, 2011, 2018, 2024])
    """
    first, last = math.floor(years.min()), math.ceil(years.max())
    side = 0.5 if bars else 0
    named = (
        {"tickCount": max(2, int(width // 50)), "tickMinStep": 1}
        if round_years
        else {"values": year_ticks(first, last, width)}
    )
    scale = alt.Scale(domain=[first - side, last + side], nice=False)
    return alt.X(f"{field}:Q", title=None, axis=alt.Axis(format="d", **named), scale=scale)


def time_axis(
    days: pd.Series,
    width: float,
    *,
    field: str = "position",
    months: int = 0,
    margin: float = 6,
    **more: object,
) -> alt.X:
    """Give an axis of dates over all years, or months, in which something of the data lies.

    Parameters
    ----------
    days : pandas.Series
        All dates that are drawn, as datetimes or text.
    width : float
        Length of the axis in pixels.
    field : str, optional
        The column.
    months : int, optional
        Name a month each so many months; without it years are named.
    margin : float, optional
        Pixels left free at each end: a mark on the first day reaches to both sides of it.
    **more
        For the axis; lines cross the plot unless told otherwise.

    Examples
    --------
    >>> axis = time_axis(pd.Series(["2004-08-28", "2025-12-20"]), 500)
    >>> axis["scale"].domain, axis["axis"].tickCount["step"]
    (['2003-09-26', '2026-04-07'], 2)
    """
    days = pd.to_datetime(days)
    span = pd.PeriodIndex([days.min(), days.max()], freq="M" if months else "Y")
    first, last = span[0].start_time, span[-1].end_time
    free = (last - first) * (margin / width)
    ends = [f"{first - free:%Y-%m-%d}", f"{last + free:%Y-%m-%d}"]
    years = days.max().year - days.min().year + 1
    step = next((n for n in (1, 2, 5, 10) if years // n <= width // _YEAR), 20)
    interval = (
        {"interval": "month", "step": months} if months else {"interval": "year", "step": step}
    )
    look = {"format": "%b %Y" if months else "%Y", "grid": True, "tickCount": interval} | more
    axis = alt.Axis(**look)
    return alt.X(f"{field}:T", title=None, axis=axis, scale=alt.Scale(domain=ends))


def bar_width(years: pd.Series, width: float) -> int:
    """Give the width of a bar a year, in pixels: four fifths of the width of a year.

    Examples
    --------
    >>> bar_width(pd.Series([2000, 2021]), 170)
    6
    """
    return max(2, round(0.8 * width / (int(years.max()) - int(years.min()) + 1)))


def amount_scale(
    values: Iterable[float],
    words: Iterable[str] = (),
    width: float = 0,
    *,
    room: float = 0,
    letter: float = _LETTER,
) -> alt.Scale:
    """Give the scale of amounts from zero, or the least below it, to where the words beside a mark end.

    Parameters
    ----------
    values : iterable of float
        The amounts; missing ones are left out.
    words : iterable of str, optional
        What is written to the right of each amount.
    width : float, optional
        Length of the axis in pixels; needed with ``words`` or ``room``.
    room : float, optional
        Pixels between an amount and the end of its words that are not letters, or that hold
        something else.
    letter : float, optional
        Pixels that a letter takes.

    Examples
    --------
    >>> amount_scale([10.0, 50.0]).domain
    [0, 50.0]
    >>> amount_scale([10.0, 50.0], ["10", "50"], 100, room=7.2).domain
    [0, 62.5]
    >>> amount_scale([-10.0, None]).domain, amount_scale([0.0]).domain
    ([-10.0, 0], [0, 1.0])
    """
    amounts = [float(value) if pd.notna(value) else 0.0 for value in values]
    lengths = [len(text) * letter for text in words] or [0.0] * len(amounts)
    least = min([0, *amounts])
    # The end e at which (v - least) / (e - least) * width + length + room = width.
    ends = [
        least + (value - least) / max(0.1, 1 - (length + room) / width) if width else value
        for value, length in zip(amounts, lengths)
    ]
    # An axis without a length has no place for anything.
    most = max([0, *ends]) or (0 if least else 1.0)
    return alt.Scale(domain=[least, most], nice=False)


def share_scale() -> alt.Scale:
    """Give the scale of shares of a whole in per cent: from nothing to the whole."""
    return alt.Scale(domain=[0, 100], nice=False)


def log_axis(values: Iterable[float], **more: object) -> dict:
    """Give scale and axis of a logarithmic channel: a little beyond the data, powers of ten named.

    What is missing, nothing or less has no place on such an axis and must not be drawn there.

    Parameters
    ----------
    values : iterable of float
        The amounts.
    **more
        For the axis.

    Examples
    --------
    >>> made = log_axis([0.5, None, 40.0, 800.0])
    >>> made["scale"].domain, made["axis"].values
    ([0.4, 1000.0], [1, 10, 100, 1000])
    """
    # Where no amount has a place, the axis is one all the same: words say what is missing.
    amounts = [float(value) for value in values if pd.notna(value) and value > 0] or [1.0, 10.0]
    low, high = min(amounts) * 0.8, max(amounts) * 1.25
    powers = range(math.ceil(math.log10(low)), math.floor(math.log10(high) + 1e-9) + 1)
    axis = alt.Axis(values=[10**power for power in powers], grid=True, **more)
    return {"scale": alt.Scale(type="log", domain=[low, high], nice=False), "axis": axis}


def panel_size(layout: Layout, height: int, *, columns: int = 0, left: int = 50) -> dict[str, int]:
    """Give the size of one of several panels side by side: the width less axes and gaps.

    Parameters
    ----------
    layout : Layout
        The layout, which gives the width.
    height : int
        Height of the panel in pixels.
    columns : int, optional
        How many panels stand side by side; as many as the layout holds, if nothing is said.
    left : int, optional
        What the axis and the gap of each take.

    Examples
    --------
    >>> panel_size(Layout("wide", 660, 3), 130)
    {'width': 170, 'height': 130}
    """
    return {"width": int(layout.width / (columns or layout.columns) - left), "height": height}


def panels(
    chart: alt.Chart | alt.LayerChart,
    field: str,
    layout: Layout,
    *,
    columns: int = 0,
    shared_y: bool = True,
    gap: int = 18,
    row_gap: int | None = None,
    sort: list[str] | None = None,
    header: alt.Header | None = None,
    data: pd.DataFrame | None = None,
) -> alt.FacetChart:
    """Repeat a chart for each value of a column, each panel with its own axis of years.

    One axis for a whole column of panels would stand under the empty place where the last row is
    shorter, and the panel above it would have none.

    Parameters
    ----------
    chart : altair.Chart or altair.LayerChart
        One panel, with its size.
    field : str
        The column.
    layout : Layout
        The layout, which gives the width.
    columns : int, optional
        How many panels stand side by side; as many as the layout holds, if nothing is said.
    shared_y : bool, optional
        Whether all panels have the same scale of amounts.
    gap, row_gap : int, optional
        Pixels between panels.
    sort : list of str, optional
        The order of the panels.
    header : altair.Header, optional
        How the names of the panels are written.
    data : pandas.DataFrame, optional
        The table, where the layers have none of their own.
    """
    more = {} if data is None else {"data": data}
    facet = alt.Facet(
        f"{field}:N", title=None, sort=sort or alt.Undefined, header=header or alt.Undefined
    )
    spacing = {"column": gap} | ({} if row_gap is None else {"row": row_gap})
    made = chart.facet(
        facet=facet, columns=columns or layout.columns, spacing=spacing, **more
    ).resolve_axis(x="independent")
    return made if shared_y else made.resolve_scale(y="independent")


def tooltips(**fields: str | tuple[str, str]) -> list[alt.Tooltip]:
    """Say what a mark tells: columns with their labels, numbers with label and format.

    Parameters
    ----------
    **fields : str or tuple of str
        By column: its label, or label and format.

    Examples
    --------
    >>> tips = tooltips(debtor="Country", billion=("US$ billion", ",.2f"))
    >>> [tip["shorthand"] for tip in tips]
    ['debtor:N', 'billion:Q']
    """
    tips = []
    for field, said in fields.items():
        label, form = said if isinstance(said, tuple) else (said, None)
        more = {"format": form} if form else {}
        tips.append(alt.Tooltip(f"{field}:{'Q' if form else 'N'}", title=label, **more))
    return tips


def colour_scale(colours: Mapping[str, str]) -> alt.Scale:
    """Give the scale of names by colours of the book, in their order."""
    return alt.Scale(domain=list(colours), range=[colour(name) for name in colours.values()])


def by_colour(field: str, colours: Mapping[str, str], **more: object) -> alt.Color:
    """Encode a column of names by colours of the book, in their order; ``more`` goes to the channel.

    Examples
    --------
    >>> by_colour("creditor", {"China": "CHN"})["scale"].range
    ['#b5230e']
    """
    return alt.Color(f"{field}:N", scale=colour_scale(colours), **({"title": None} | more))


def by_shape(field: str, shapes: Mapping[str, str], **more: object) -> alt.Shape:
    """Encode a column of names by shapes, in their order; ``more`` goes to the channel."""
    scale = alt.Scale(domain=list(shapes), range=list(shapes.values()))
    return alt.Shape(f"{field}:N", scale=scale, **({"title": None} | more))


def by_dash(field: str, dashes: Mapping[str, list[int]], **more: object) -> alt.StrokeDash:
    """Encode a column of names by dashes of lines, in their order; ``more`` goes to the channel."""
    scale = alt.Scale(domain=list(dashes), range=list(dashes.values()))
    return alt.StrokeDash(f"{field}:N", scale=scale, **({"title": None} | more))


def lender_colour(field: str = "creditor", **more: object) -> alt.Color:
    """Encode the lender, or the partner, by its colour."""
    return by_colour(field, LENDERS, **more)


def lender_shape(field: str = "creditor", **more: object) -> alt.Shape:
    """Encode the lender by its shape, for eyes that do not tell the colours apart."""
    return by_shape(field, LENDER_SHAPES, **more)
