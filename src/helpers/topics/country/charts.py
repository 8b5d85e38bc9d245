"""Charts of other topics, drawn for one country over the whole width."""

from __future__ import annotations

import altair as alt
import pandas as pd

from helpers.style import Layout
from helpers.topics.debt import paid_charts


def draw_service(table: pd.DataFrame, layout: Layout) -> alt.TopLevelMixin:
    """Draw what one country pays by kind of creditor; see ``debt.paid_charts.draw_service``.

    Parameters
    ----------
    table : pandas.DataFrame
        As there, of one country.
    layout : Layout
        The layout, which gives the width.
    """
    return paid_charts.draw_service(table, layout._replace(columns=1))


def describe_service(table: pd.DataFrame) -> str:
    """Describe :func:`draw_service`."""
    return paid_charts.describe_service(table)
