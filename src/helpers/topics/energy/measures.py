"""Fuels of the five: what is made, used and sent where. Volumes only, in the units of the tables."""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure

FUELS = {
    "gas": ("gas_production_billion_m3", "gas_consumption_billion_m3"),
    "oil": (
        "petroleum_production_thousand_bpd",
        "refined_petroleum_consumption_thousand_bpd",
    ),
    "coal": ("coal_production_million_tonnes", "coal_consumption_million_tonnes"),
}


@measure
def fuel_balance(balances: pd.DataFrame) -> pd.DataFrame:
    """Set production beside consumption for gas, oil and coal.

    Parameters
    ----------
    balances : pandas.DataFrame
        Table ``energy_balances``.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``year``, ``fuel`` (gas, oil, coal), ``production``, ``consumption`` and
        ``surplus``, in billion cubic metres, thousand barrels a day and million tonnes; rows in
        which both are missing are left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = fuel_balance(load_table("energy_balances"))
    >>> gas = rows.query("area_code == 'UZB' and fuel == 'gas'")
    >>> round(float(gas["surplus"].item()), 2)
    -1.21
    """
    parts = [
        pd.DataFrame(
            {
                "area_code": balances["area_code"],
                "year": balances["year"],
                "fuel": fuel,
                "production": balances[made].astype(float),
                "consumption": balances[used].astype(float),
            }
        )
        for fuel, (made, used) in FUELS.items()
    ]
    rows = pd.concat(parts).dropna(subset=["production", "consumption"], how="all")
    return rows.assign(surplus=rows["production"] - rows["consumption"]).reset_index(drop=True)


@measure
def gas_destinations(exports: pd.DataFrame) -> pd.DataFrame:
    """Divide pipeline exports of gas into those to China and those to all others.

    Parameters
    ----------
    exports : pandas.DataFrame
        Table ``pipeline_gas_exports``.

    Returns
    -------
    pandas.DataFrame
        ``exporter_code``, ``year``, ``destination`` (CHN, OTHER), ``gas_billion_m3`` and
        ``share_pct`` of the exporter's pipeline exports, in per cent.

    Raises
    ------
    ValueError
        If exports to China exceed all exports.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = gas_destinations(load_table("pipeline_gas_exports"))
    >>> china = rows.query("destination == 'CHN'").set_index("exporter_code")["share_pct"]
    >>> {code: round(float(share)) for code, share in china.items()}
    {'KAZ': 87, 'TKM': 73, 'UZB': 94}
    """
    wide = exports.pivot(
        index=["exporter_code", "year"], columns="partner_code", values="gas_billion_m3"
    ).astype(float)
    if (wide["CHN"] > wide["WLD"]).any():
        raise ValueError("exports to China exceed all exports")
    wide = wide.assign(OTHER=wide["WLD"] - wide["CHN"])
    long = wide.reset_index().melt(
        ["exporter_code", "year", "WLD"], ["CHN", "OTHER"], "destination", "gas_billion_m3"
    )
    long["share_pct"] = long["gas_billion_m3"] / long["WLD"] * 100
    return long.drop(columns="WLD")


@measure
def uranium_shares(production: pd.DataFrame) -> pd.DataFrame:
    """Divide the world's mined uranium into Kazakhstan's, Uzbekistan's and the rest.

    Parameters
    ----------
    production : pandas.DataFrame
        Table ``uranium_production``.

    Returns
    -------
    pandas.DataFrame
        ``area_code`` (KAZ, UZB, OTHER), ``year``, ``uranium_production_tonnes`` and ``share_pct``
        of the world, in per cent.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = uranium_shares(load_table("uranium_production"))
    >>> kazakh = rows.query("area_code == 'KAZ' and year == 2022")
    >>> round(float(kazakh["share_pct"].item()), 1)
    43.0
    """
    tonnes = "uranium_production_tonnes"
    wide = production.pivot(index="year", columns="area_code", values=tonnes).astype(float)
    wide = wide.assign(OTHER=wide["WLD"] - wide["KAZ"] - wide["UZB"])
    long = wide.reset_index().melt(["year", "WLD"], ["KAZ", "UZB", "OTHER"], "area_code", tonnes)
    long["share_pct"] = long[tonnes] / long["WLD"] * 100
    return long.drop(columns="WLD")


def used_pct(balance: pd.DataFrame) -> float:
    """Give what part of its own production a country consumes, in per cent.

    Parameters
    ----------
    balance : pandas.DataFrame
        One row of :func:`fuel_balance`.

    Examples
    --------
    >>> float(used_pct(pd.DataFrame({"production": [80.0], "consumption": [40.0]})))
    50.0
    """
    return (100 * balance["consumption"] / balance["production"]).item()
