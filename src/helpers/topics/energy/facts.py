"""The numbers on gas, oil and uranium that the chapter on trade names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.energy import measures as energy

Published = dict[str, object]

CUBIC_METRES = "billion cubic metres"


def balances(fuels: pd.DataFrame) -> Published:
    """Name what Turkmenistan, Uzbekistan and Kazakhstan make and use of gas and oil.

    Parameters
    ----------
    fuels : pandas.DataFrame
        What ``measures.fuel_balance`` gives.
    """
    at = fuels.set_index(["area_code", "fuel"])
    tkm, uzb, oil = (at.loc[[key]] for key in (("TKM", "gas"), ("UZB", "gas"), ("KAZ", "oil")))
    made, used = ((name, numbers.plain, "billion", 1) for name in ("production", "consumption"))
    pumped = numbers.plain(oil["production"].item() / 1000, "million barrels a day", 2)
    return {
        "fuel-year": numbers.year(fuels["year"].max()),
        **numbers.exposed(tkm, "tkm", made=("production", numbers.plain, CUBIC_METRES)),
        "tkm-used": numbers.of(tkm, numbers.pct(energy.used_pct(tkm))),
        **numbers.exposed(uzb, "uzb", made=made, used=used),
        "kaz-oil": numbers.of(oil, pumped),
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


def reserves(conflicts: pd.DataFrame) -> Published:
    """Name the lowest and the highest figure for reserves of gas.

    Parameters
    ----------
    conflicts : pandas.DataFrame
        Table ``source_conflicts``.
    """
    at = conflicts.set_index(["conflict_id", "version_no"])
    tkm, uzb = "tkm-gas-reserves", "uzb-gas-reserves"
    first = ("value_number", numbers.plain, "trillion cubic metres", 1)
    second = ("value_number", numbers.plain, "trillion", 1)
    return {
        **numbers.picked(at, first, tkm_reserves_low=(tkm, 1), uzb_reserves_high=(uzb, 1)),
        **numbers.picked(at, second, tkm_reserves_high=(tkm, 2), uzb_reserves_low=(uzb, 2)),
    }


def mined(uranium: pd.DataFrame) -> Published:
    """Name Kazakhstan's share of the world's mined uranium, first and last, and both countries' together.

    Parameters
    ----------
    uranium : pandas.DataFrame
        What ``measures.uranium_shares`` gives.
    """
    first, last = uranium["year"].min(), uranium["year"].max()
    kazakh = uranium[uranium["area_code"] == "KAZ"].set_index("year", drop=False)
    both = uranium[uranium["area_code"].isin(["KAZ", "UZB"]) & (uranium["year"] == last)]
    return {
        **numbers.picked(kazakh, "share_pct", u_kaz=last, u_kaz_first=first),
        **numbers.picked(kazakh, "year", u_year=last, u_first_year=first),
        "u-both": numbers.of(both, numbers.pct(both["share_pct"].sum())),
    }


def single_figures(table: pd.DataFrame) -> Published:
    """Name single figures on uranium: a later year, a right to buy, a share then and the goal.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``route_and_uranium_figures``.
    """
    at, later = table.set_index("figure_id"), "kaz-uranium-2023"
    right, then = "japan-uranium-right-2007", "japan-uranium-share-2007"
    tonnes, share = ("value", numbers.plain, "tonnes"), ("value", numbers.pct)
    return {
        **numbers.picked(at, tonnes, u_later=later, u_right=right),
        **numbers.picked(at, share, u_share_then=then, u_share_goal="japan-uranium-share-goal"),
        **numbers.picked(at, "year", u_later_year=later, u_deal_year=then),
    }
