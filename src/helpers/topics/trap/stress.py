"""What if: debt that is owed today under named assumptions. Arithmetic, not a forecast.

The stock of public and publicly guaranteed external debt at the end of a year is repaid in equal
parts. Nothing is said of what a country will in fact borrow, earn or repay.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from helpers.provenance import measure


class Case(NamedTuple):
    """The assumptions of one run; every one of them is printed.

    Attributes
    ----------
    name : str
        Name that charts print.
    growth_pct : float
        Growth of gross domestic product in dollars, per cent a year.
    currency_fall_pct : float or None
        Loss of value of the local currency against the dollar in the first year, per cent, passed
        on in full to gross domestic product in dollars; None for the worst fall on record.
    pause_years : int
        Years in which no principal is paid.
    repayment_years : int
        Years of equal principal payments.
    reborrowed_pct : float
        Part of each principal payment that is borrowed anew, per cent.
    """

    name: str
    growth_pct: float
    currency_fall_pct: float | None
    pause_years: int
    repayment_years: int
    reborrowed_pct: float = 0.0


@measure
def worst_fall(rates: pd.DataFrame, first_year: int) -> pd.DataFrame:
    """Find the worst fall of each currency against the dollar from one year to the next.

    Parameters
    ----------
    rates : pandas.DataFrame
        Table ``exchange_rates``; yearly averages of neighbouring years only, and only currencies
        whose series reaches the latest year of the table.
    first_year : int
        First year of the comparison.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``fall_year``, ``fall_pct``: the loss of value of the currency, per cent.

    Examples
    --------
    >>> rates = pd.DataFrame({"currency_code": "KZT", "area_code": "KAZ", "year": [2015, 2016],
    ...     "local_currency_per_usd": [200.0, 250.0], "rate_basis": "yearly-average"})
    >>> round(float(worst_fall(rates, 2000)["fall_pct"].item()), 6)
    20.0
    """
    kept = rates[(rates["rate_basis"] == "yearly-average") & (rates["year"] >= first_year)]
    last = kept.groupby("currency_code")["year"].transform("max")
    kept = kept[last == kept["year"].max()].sort_values(["currency_code", "year"])
    before = kept.groupby("currency_code")[["year", "local_currency_per_usd"]].shift()
    near = (kept["year"] - before["year"]) == 1
    fall = 100 * (1 - before["local_currency_per_usd"] / kept["local_currency_per_usd"])
    table = kept.assign(fall_pct=fall.astype("Float64"))[near.fillna(False)]
    worst = table.loc[table.groupby("area_code")["fall_pct"].idxmax()]
    worst = worst.rename(columns={"year": "fall_year"})
    return worst[["area_code", "fall_year", "fall_pct"]].reset_index(drop=True)


@measure
def starting_points(
    external: pd.DataFrame,
    accounts: pd.DataFrame,
    rates: pd.DataFrame,
    areas: list[str],
    first_year: int,
) -> pd.DataFrame:
    """Gather what each run starts from: the last year with stock and GDP.

    Parameters
    ----------
    external, accounts, rates : pandas.DataFrame
        Tables ``external_debt``, ``national_accounts``, ``exchange_rates``.
    areas : list of str
        Debtors.
    first_year : int
        First year of the search for the worst fall of the currency.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``year``, ``stock_usd_million``, ``gdp_usd_million``, ``fall_year``,
        ``fall_pct`` (missing where no rates were read).
    """
    table = external.merge(accounts, on=["area_code", "year"])
    needed = ["ppg_external_debt_usd_million", "gdp_usd_million"]
    table = table[table["area_code"].isin(areas)].dropna(subset=needed)
    table = table.loc[table.groupby("area_code")["year"].idxmax()]
    table = table.assign(
        stock_usd_million=table["ppg_external_debt_usd_million"].astype(float),
        gdp_usd_million=table["gdp_usd_million"].astype(float),
    )
    table = table.merge(worst_fall(rates, first_year), on="area_code", how="left")
    columns = ["area_code", "year", "stock_usd_million", "gdp_usd_million"]
    return table[[*columns, "fall_year", "fall_pct"]].reset_index(drop=True)


def usual_maturity(loans: pd.DataFrame) -> int:
    """Give the maturity, in years, that occurs most often.

    Parameters
    ----------
    loans : pandas.DataFrame
        Rows of the table ``loans``; those without maturity are left out.

    Examples
    --------
    >>> usual_maturity(pd.DataFrame({"maturity_years": [20, 20, 25, None]}))
    20
    """
    return int(loans["maturity_years"].dropna().mode().min())


@measure
def run(start: pd.DataFrame, cases: list[Case], years: int) -> pd.DataFrame:
    """Run every case for every debtor.

    With stock ``D0``, years of repayment ``N``, pause ``k``, part borrowed anew ``b``, growth ``g``,
    product ``G0`` and fall of the currency ``f``, in year t::

        stock      D(t) = D0 * (1 - (1 - b) * max(0, t - k) / N)
        ratio      D(t) / (G0 * (1 + g)^t * (1 - f))

    What it costs to serve the debt is not worked out: that takes the rates and timetables of the
    loans, which these assumptions do not stand for.

    Parameters
    ----------
    start : pandas.DataFrame
        What :func:`starting_points` gives.
    cases : list of Case
        Assumptions. A ``currency_fall_pct`` of None stands for the worst fall on record.
    years : int
        How many years to run, less than the years of repayment and the pause together.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``case``, ``year_no`` (0 = the start), ``debt_gdp_pct`` (missing where a fall
        is not known).

    Examples
    --------
    >>> start = pd.DataFrame({"area_code": ["KGZ"], "stock_usd_million": [1000.0],
    ...     "gdp_usd_million": [5000.0], "fall_pct": [50.0]})
    >>> table = run(start, [Case("Flat", 0, 0, 0, 20), Case("Fall", 0, None, 0, 20)], 1)
    >>> table.query("year_no == 1")["debt_gdp_pct"].to_list()
    [19.0, 38.0]
    """
    rows = []
    for point in start.itertuples():
        for case in cases:
            for t in range(years + 1):
                ratio = _ratio(point, case, t)
                rows.append((point.area_code, case.name, t, ratio))
    return pd.DataFrame(rows, columns=["area_code", "case", "year_no", "debt_gdp_pct"])


def _ratio(point: tuple, case: Case, t: int) -> float | None:
    fall = point.fall_pct if case.currency_fall_pct is None else case.currency_fall_pct
    left = 1.0 if t == 0 else None if pd.isna(fall) else 1 - float(fall) / 100
    if left is None:
        return None
    grown = (1 + case.growth_pct / 100) ** t
    return 100 * _stock(point.stock_usd_million, case, t) / (point.gdp_usd_million * grown * left)


def _stock(stock: float, case: Case, t: int) -> float:
    repaid = max(0, t - case.pause_years) / case.repayment_years
    return stock * (1 - (1 - case.reborrowed_pct / 100) * repaid)


def scenarios(maturity: int, growth_pct: float, pause: int) -> list[Case]:
    """Give the runs of the ratio of debt to product, the one without a shock first.

    Parameters
    ----------
    maturity : int
        Years of repayment of all runs.
    growth_pct : float
        Growth of the runs that grow, per cent a year.
    pause : int
        Years without principal of the run that pauses.
    """
    return [
        Case(f"Growth of {growth_pct:g}% a year", growth_pct, 0.0, 0, maturity),
        Case("No growth", 0.0, 0.0, 0, maturity),
        Case("Worst fall of the currency", growth_pct, None, 0, maturity),
        Case("Worst fall, no growth", 0.0, None, 0, maturity),
        Case(f"The last, principal paused {pause} years", 0.0, None, pause, maturity),
    ]


@measure
def with_assumptions(table: pd.DataFrame, start: pd.DataFrame, first: Case) -> pd.DataFrame:
    """Put beside each run what it starts from, so that a reader's own run can start there too.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`run` gives.
    start : pandas.DataFrame
        What :func:`starting_points` gives.
    first : Case
        The run whose assumptions the controls begin with.

    Returns
    -------
    pandas.DataFrame
        The runs with the columns of ``start`` and ``growth_pct``, ``pause_years``,
        ``repayment_years``.
    """
    return table.merge(start.drop(columns="year"), on="area_code").assign(
        growth_pct=first.growth_pct,
        pause_years=first.pause_years,
        repayment_years=first.repayment_years,
    )


@measure
def in_words(start: pd.DataFrame, first: Case) -> pd.DataFrame:
    """Write the assumptions of the runs country by country, what is unknown as unknown.

    Parameters
    ----------
    start, first
        As for :func:`with_assumptions`.

    Returns
    -------
    pandas.DataFrame
        ``start`` with ``terms``, ``growth`` and ``fall`` as text.
    """
    falls = zip(start["fall_pct"], start["fall_year"])
    return start.assign(
        terms=f"in equal parts over {first.repayment_years} years",
        growth=f"{first.growth_pct:g} or 0",
        fall=["unknown" if pd.isna(f) else f"{float(f):.1f} ({y})" for f, y in falls],
    )


def product_fall(accounts: pd.DataFrame, area_code: str, year: int) -> float:
    """Give by how much the product in dollars fell in a year, in per cent.

    Parameters
    ----------
    accounts : pandas.DataFrame
        Table ``national_accounts``.
    area_code : str
        Country.
    year : int
        Year, compared with the one before.

    Examples
    --------
    >>> accounts = pd.DataFrame({"area_code": "UZB", "year": [2016, 2017],
    ...     "gdp_usd_million": [100.0, 75.0]})
    >>> product_fall(accounts, "UZB", 2017)
    25.0
    """
    product = accounts[accounts["area_code"] == area_code].set_index("year")["gdp_usd_million"]
    return 100 * (1 - float(product[year]) / float(product[year - 1]))
