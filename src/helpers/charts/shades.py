"""Shades of one colour for grids and maps: darker for more, changing at given values."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from helpers.style import colour


def step_scale(breaks: Sequence[float]) -> alt.Scale:
    """Give a scale of shades that change at some values.

    Parameters
    ----------
    breaks : sequence of float
        Values at which the shade changes, from low to high: at most four.

    Examples
    --------
    >>> len(step_scale([10, 20, 30]).range)
    4
    """
    shades = [colour(f"step{i}") for i in range(1, len(breaks) + 2)]
    return alt.Scale(type="threshold", domain=list(breaks), range=shades)
