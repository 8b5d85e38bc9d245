"""Conditions of the sentences on gas."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, each_above, statement
from helpers.topics.energy import measures as energy


def _to_china() -> pd.Series:
    rows = energy.gas_destinations(load_table("pipeline_gas_exports"))
    return rows.query("destination == 'CHN'").set_index("exporter_code")["share_pct"]


@statement(title="gas-to-china", finding="gas-goes-to-china", answer="trade-routes")
def most_gas_to_china() -> Holds:
    """Each exporter sends more than half of its pipeline gas to China."""
    return each_above(_to_china(), 50.0, "% of exports")
