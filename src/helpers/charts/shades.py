"""Shades of one colour for grids and maps: darker for more, changing at given values."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

import altair as alt

from helpers.style import colour


def step_scale(breaks: Sequence[float], ramp: str = "step") -> alt.Scale:
    """Give a scale of shades that change at some values.

    Parameters
    ----------
    breaks : sequence of float
        Values at which the shade changes, from low to high: at most four. Where the first is zero,
        what lies below it has a colour of its own: less than nothing is no small amount.
    ramp : {"step", "chn", "jpn"}
        The shades; those named for a lender are its own.

    Examples
    --------
    >>> len(step_scale([10, 20, 30]).range)
    4
    >>> step_scale([0, 5], "chn").range == [colour(c) for c in ("below", "chn1", "chn2")]
    True
    """
    shades = [colour(f"{ramp}{i}") for i in range(1, len(breaks) + 2)]
    if breaks[0] == 0:
        shades = [colour("below"), *shades[:-1]]
    return alt.Scale(type="threshold", domain=list(breaks), range=shades)


def class_scale(breaks: Sequence[float], ramp: str = "step") -> alt.Scale:
    """Give the scale of :func:`step_scale` by the names of its classes, for a legend that says them.

    Examples
    --------
    >>> class_scale([0, 1, 2]).domain
    ['below 0', '0 to 1', '1 to 2', '2 and more']
    >>> class_scale([300, 1000]).domain
    ['below 300', '300 to 1,000', '1,000 and more']
    """
    between = [f"{low:,g} to {high:,g}" for low, high in pairwise(breaks)]
    names = [f"below {breaks[0]:,g}", *between, f"{breaks[-1]:,g} and more"]
    return alt.Scale(domain=names, range=step_scale(breaks, ramp).range)


def class_of(values: Iterable[float], scale: alt.Scale, breaks: Sequence[float]) -> list[str]:
    """Name the class of each value in a scale of :func:`class_scale` with these breaks.

    Examples
    --------
    >>> class_of([-0.1, 0, 7.5], class_scale([0, 1, 2]), [0, 1, 2])
    ['below 0', '0 to 1', '2 and more']
    """
    return [scale.domain[bisect_right(breaks, value)] for value in values]
