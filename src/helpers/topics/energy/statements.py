"""Conditions of the sentences on fuels, gas and uranium."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, above, both, each_above, largest, statement
from helpers.topics.energy import measures as energy


def _surplus() -> pd.Series:
    rows = energy.fuel_balance(load_table("energy_balances"))
    return rows.set_index(["area_code", "fuel"])["surplus"]


@statement(title="fuel-balance")
def fuels_to_sell() -> Holds:
    """Turkmenistan produces more gas than it uses, Kazakhstan more oil and coal."""
    surplus = _surplus()
    pairs = [("TKM", "gas"), ("KAZ", "oil"), ("KAZ", "coal")]
    return each_above(surplus[pairs], 0.0, "in the unit of the fuel")


@statement(title="fuel-balance")
def uzbekistan_needs_its_own() -> Holds:
    """Uzbekistan uses more gas, oil and coal than it produces."""
    return each_above(0.0, _surplus()["UZB"], "in the unit of the fuel")


def _to_china() -> pd.Series:
    rows = energy.gas_destinations(load_table("pipeline_gas_exports"))
    return rows.query("destination == 'CHN'").set_index("exporter_code")["share_pct"]


@statement(title="gas-to-china", finding="gas-goes-to-china", answer="trade-energy")
def most_gas_to_china() -> Holds:
    """Each exporter sends more than half of its pipeline gas to China."""
    return each_above(_to_china(), 50.0, "% of exports")


def _uranium() -> pd.DataFrame:
    """Give the tonnes mined: a row a year, a column an area."""
    rows = load_table("uranium_production")
    wide = rows.pivot(index="year", columns="area_code", values="uranium_production_tonnes")
    return wide.astype(float).sort_index()


@statement(title="uranium-mined", finding="uranium-kazakhstan", answer="trade-energy")
def much_uranium_from_kazakhstan() -> Holds:
    """Kazakhstan mines more than a third of the world's uranium, and more than Uzbekistan."""
    latest = _uranium().iloc[-1]
    return both(
        above(latest["KAZ"], latest["WLD"] / 3, "tonnes"),
        largest(latest.drop("WLD"), "KAZ", "tonnes"),
    )
