"""The numbers on gas and uranium that the chapter on trade names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.energy import measures as energy

Published = dict[str, object]

CUBIC_METRES = "billion cubic metres"


def balances(fuels: pd.DataFrame) -> Published:
    """Name what Turkmenistan makes of gas and what part of it it uses.

    Parameters
    ----------
    fuels : pandas.DataFrame
        What ``measures.fuel_balance`` gives.
    """
    gas = fuels[(fuels["area_code"] == "TKM") & (fuels["fuel"] == "gas")]
    return {
        "fuel-year": numbers.of(gas, numbers.year(gas["year"].max())),
        **numbers.exposed(gas, "tkm", made=("production", numbers.plain, CUBIC_METRES)),
        "tkm-used": numbers.of(gas, numbers.pct(energy.used_pct(gas))),
    }


def sent(gas: pd.DataFrame) -> Published:
    """Name what part of the gas that each country sends by pipeline goes to China.

    Parameters
    ----------
    gas : pandas.DataFrame
        What ``measures.gas_destinations`` gives.
    """
    to_china = gas[gas["destination"] == "CHN"]
    volume = ("gas_billion_m3", numbers.plain, CUBIC_METRES, 1)
    return {
        "gas-year": numbers.year(gas["year"].max()),
        **numbers.exposed(to_china, "{exporter_code}-gas-share", "share_pct"),
        **numbers.picked(to_china.set_index("exporter_code"), volume, tkm_gas="TKM"),
    }


def carried(exports: pd.DataFrame) -> Published:
    """Add up the gas that reaches China through the pipelines from the region, and its part in China's imports.

    Parameters
    ----------
    exports : pandas.DataFrame
        Table ``pipeline_gas_exports``.
    """
    piped, part = exports[exports["partner_code"] == "CHN"], "partner_pipeline_imports_pct"
    named = piped.dropna(subset=[part])
    volume = numbers.plain(piped["gas_billion_m3"].sum(), CUBIC_METRES, 1)
    return {
        "lines-carried": numbers.of(piped, volume),
        "lines-year": numbers.of(piped, numbers.year(piped["year"].max())),
        **numbers.picked(named.set_index("exporter_code"), part, tkm_of_china="TKM"),
        "five-of-china": numbers.of(named, numbers.pct(named[part].sum())),
    }


def mined(uranium: pd.DataFrame) -> Published:
    """Name Kazakhstan's share of the world's mined uranium in the latest year.

    Parameters
    ----------
    uranium : pandas.DataFrame
        What ``measures.uranium_shares`` gives.
    """
    kazakh = uranium[uranium["area_code"] == "KAZ"].set_index("year", drop=False)
    last = kazakh.index.max()
    return {
        **numbers.picked(kazakh, "share_pct", u_kaz=last),
        **numbers.picked(kazakh, "year", u_year=last),
    }


def single_figures(table: pd.DataFrame) -> Published:
    """Name single figures on uranium for Japan: a right to buy, the share of imports then and the goal.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``route_and_uranium_figures``.
    """
    at, then = table.set_index("figure_id"), "japan-uranium-share-2007"
    share = ("value", numbers.pct)
    return {
        **numbers.picked(
            at, ("value", numbers.plain, "tonnes"), u_right="japan-uranium-right-2007"
        ),
        **numbers.picked(at, share, u_share_then=then, u_share_goal="japan-uranium-share-goal"),
        **numbers.picked(at, "year", u_deal_year=then),
    }
