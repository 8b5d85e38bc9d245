"""How the scheduled debt service weighs if exports, growth or the currency fall. No forecast.

The sizes of the shocks follow the standardized stress tests of the framework of the IMF and the World
Bank for low-income countries (Guidance Note of 2018, Table 8), which covers Kyrgyzstan, Tajikistan and
Uzbekistan. They meet the schedule of :mod:`helpers.topics.debt.paid` and the last exports and revenue
that were read. This is no debt sustainability analysis: that rests on projections and holds the IMF.
"""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure
from helpers.topics.debt.paid import with_bonds

COVERED = ("KGZ", "TJK", "UZB")
# Table 8 of the Guidance Note: B5 and its pass-through to prices, and the years of history (note 1).
DEPRECIATION, PASS_THROUGH, HISTORY = 0.30, 0.3, 10
# A country's own worst year is looked for after this one.
WORST_AFTER = 2000
# The shocks of growth fall into the second and third year of the projection, that of the currency into
# the second.
_SECOND, SHOCK_YEARS = 1, 2
HELD = "Last base held"
EXPORTS, GROWTH, CURRENCY = "Exports fall (B3)", "Growth falls (B1)", "Currency falls by 30% (B5)"
WORST = "Worst year of GDP in dollars"
# Which shock meets which ratio.
CASES = {"exports": (HELD, EXPORTS), "revenue": (HELD, GROWTH, CURRENCY, WORST)}


@measure
def growth(series: pd.Series) -> pd.Series:
    """Give the yearly growth of a series in per cent, of neighbouring years only.

    Examples
    --------
    >>> growth(pd.Series([100.0, 110.0, 99.0], index=[2020, 2021, 2023])).round(1).to_dict()
    {2021: 10.0}
    """
    series = series.dropna().astype(float).sort_index()
    change = 100 * (series / series.shift() - 1)
    return change[series.index.to_series().diff() == 1]


def shocked_growth(series: pd.Series) -> float:
    """Give the growth under a shock: the lower of history and baseline, less one standard deviation.

    The baseline of these runs is no growth, so that the rule reads: the mean of the last ten years if
    it is below zero, else zero, less the standard deviation of these years.

    Parameters
    ----------
    series : pandas.Series
        Levels by year.

    Returns
    -------
    float
        Growth in per cent a year.

    Examples
    --------
    >>> shocked_growth(pd.Series([100.0, 110.0, 99.0], index=[2020, 2021, 2022])).__round__(2)
    -14.14
    """
    rates = growth(series).tail(HISTORY)
    return float(min(rates.mean(), 0.0) - rates.std())


def worst_year(series: pd.Series) -> tuple[int, float]:
    """Give the year of the deepest fall of a series after 2000, and the fall in per cent.

    Examples
    --------
    >>> worst_year(pd.Series([100.0, 75.0, 80.0], index=[2016, 2017, 2018]))
    (2017, -25.0)
    """
    rates = growth(series).loc[WORST_AFTER + 1 :]
    return int(rates.idxmin()), float(rates.min())


@measure
def shocks(accounts: pd.DataFrame, openness: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    """Work out the size of each shock from each country's own record.

    Parameters
    ----------
    accounts, openness : pandas.DataFrame
        Tables ``national_accounts`` and ``openness``; exports are GDP times their share in it.
    areas : list of str
        Countries.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``: ``exports_growth_pct`` and ``gdp_growth_pct`` (a year, for two
        years), ``currency_factor`` (what is left of GDP in dollars), ``worst_year`` and
        ``worst_fall_pct`` of GDP in dollars, ``last_year`` of the record.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = shocks(load_table("national_accounts"), load_table("openness"), ["UZB"])
    >>> int(table.loc["UZB", "worst_year"]), round(float(table.loc["UZB", "worst_fall_pct"]), 1)
    (2017, -27.9)
    """
    rows = accounts.merge(openness, on=["area_code", "year"], suffixes=("", "_of_openness"))
    found = {}
    for area in areas:
        mine = rows[rows["area_code"] == area].set_index("year")
        product = mine["gdp_usd_million"].astype(float)
        exports = product * mine["exports_gdp_pct"].astype(float) / 100
        year, fall = worst_year(product)
        found[area] = {
            "exports_growth_pct": shocked_growth(exports),
            "gdp_growth_pct": shocked_growth(product),
            "currency_factor": (1 - DEPRECIATION) * (1 + PASS_THROUGH * DEPRECIATION),
            "worst_year": year,
            "worst_fall_pct": fall,
            "last_year": int(product.dropna().index.max()),
        }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("area_code")


@measure
def last_bases(bases: pd.DataFrame) -> pd.DataFrame:
    """Give the last exports and the last revenue that were read, with their years.

    Parameters
    ----------
    bases : pandas.DataFrame
        Table ``debt_service_bases``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code`` and ``indicator`` (exports, revenue): ``base_year``,
        ``base_usd_million``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = last_bases(load_table("debt_service_bases"))
    >>> int(table.loc[("KGZ", "exports"), "base_year"]), int(table.loc[("KGZ", "revenue"), "base_year"])
    (2023, 2024)
    """
    found = []
    for indicator in CASES:
        rows = bases.dropna(subset=[f"{indicator}_usd_million"]).sort_values("year", kind="stable")
        rows = rows.drop_duplicates("area_code", keep="last")
        found.append(
            pd.DataFrame(
                {
                    "area_code": rows["area_code"],
                    "indicator": indicator,
                    "base_year": rows["year"],
                    "base_usd_million": rows[f"{indicator}_usd_million"].astype(float),
                }
            )
        )
    return pd.concat(found).set_index(["area_code", "indicator"]).sort_index()


def _left(case: str, shock: pd.Series, step: int) -> float:
    """Give what is left of a base in a year of the run, as a part of the last one read."""
    years = min(max(0, step - _SECOND + 1), SHOCK_YEARS)
    if case == EXPORTS:
        return (1 + shock["exports_growth_pct"] / 100) ** years
    if case == GROWTH:
        return (1 + shock["gdp_growth_pct"] / 100) ** years
    if step >= _SECOND and case == CURRENCY:
        return shock["currency_factor"]
    if step >= _SECOND and case == WORST:
        return 1 + shock["worst_fall_pct"] / 100
    return 1.0


@measure
def run(
    service: pd.DataFrame, bonds: pd.DataFrame, bases: pd.DataFrame, sizes: pd.DataFrame
) -> pd.DataFrame:
    """Set the scheduled service, with the bonds issued since, against each base under each shock.

    A base is held at its last value; a shock lowers it in the second year of the schedule, or in the
    second and third, and it stays there. Countries that the framework does not cover have no shock
    of its rules, only their own worst year.

    Parameters
    ----------
    service, bases : pandas.DataFrame
        Tables ``debt_service`` and ``debt_service_bases``.
    bonds : pandas.DataFrame
        What ``paid.new_bonds`` gives.
    sizes : pandas.DataFrame
        What :func:`shocks` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``indicator``, ``case``, ``year``, ``ratio_pct``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> from helpers.topics.debt import paid
    >>> sizes = shocks(load_table("national_accounts"), load_table("openness"), ["TJK"])
    >>> bonds = paid.new_bonds(load_table("bonds"), 2024, 2030)
    >>> table = run(load_table("debt_service"), bonds, load_table("debt_service_bases"), sizes)
    >>> row = table.query("indicator == 'exports' and case == @HELD and year == 2025")
    >>> round(row["ratio_pct"].item(), 1)
    25.8
    """
    due = with_bonds(service, bonds).query("service_kind == 'scheduled'")
    base = last_bases(bases)
    found = []
    for area, shock in sizes.iterrows():
        mine = due[due["debtor_code"] == area].sort_values("year", kind="stable")
        for indicator, cases in CASES.items():
            last = base.loc[(area, indicator), "base_usd_million"]
            for case in cases:
                if area not in COVERED and case not in (HELD, WORST):
                    continue
                for step, row in enumerate(mine.itertuples()):
                    ratio = 100 * row.with_bonds_usd_million / (last * _left(case, shock, step))
                    found.append((area, indicator, case, row.year, ratio))
    return pd.DataFrame(found, columns=["debtor_code", "indicator", "case", "year", "ratio_pct"])


@measure
def highest(table: pd.DataFrame) -> pd.DataFrame:
    """Give the highest ratio of each run and its year.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`run` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``indicator``, ``case``, ``year``, ``ratio_pct``: a row a run.

    Examples
    --------
    >>> table = pd.DataFrame({"debtor_code": "A", "indicator": "exports", "case": HELD,
    ...     "year": [2025, 2026], "ratio_pct": [10.0, 12.0]})
    >>> int(highest(table)["year"].item())
    2026
    """
    by = table.groupby(["debtor_code", "indicator", "case"], sort=False)["ratio_pct"]
    return table.loc[by.idxmax()].reset_index(drop=True)


@measure
def thresholds(bases: pd.DataFrame) -> pd.DataFrame:
    """Give the thresholds of the framework that were last read for each country that it covers.

    Parameters
    ----------
    bases : pandas.DataFrame
        Table ``debt_service_bases``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``area_code``: ``exports`` and ``revenue``, per cent.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> thresholds(load_table("debt_service_bases")).loc["TJK"].astype(float).to_list()
    [21.0, 23.0]
    """
    names = {"service_exports_threshold_pct": "exports", "service_revenue_threshold_pct": "revenue"}
    rows = bases.dropna(subset=list(names)).sort_values("year", kind="stable")
    rows = rows.drop_duplicates("area_code", keep="last").set_index("area_code")
    return rows.rename(columns=names)[list(names.values())].astype(float)


def base_years(bases: pd.DataFrame) -> str:
    """Name the years of the last exports and the last revenue that were read.

    Parameters
    ----------
    bases : pandas.DataFrame
        Table ``debt_service_bases``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> base_years(load_table("debt_service_bases"))
    '2023 (exports) and 2024 (revenue)'
    """
    years = last_bases(bases)["base_year"].groupby(level="indicator").max()
    return f"{years['exports']} (exports) and {years['revenue']} (revenue)"
