"""What if: debt that is owed today under named assumptions. Arithmetic, not a forecast.

The stock of public and publicly guaranteed external debt at the end of a year is repaid in equal
parts. Nothing is said of what a country will in fact borrow, earn or repay.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd


class Case(NamedTuple):
    """The assumptions of one run; every one of them is printed.

    Attributes
    ----------
    name : str
        Name that charts print.
    growth_pct : float
        Growth of gross domestic product and exports in dollars, per cent a year.
    currency_fall_pct : float or None
        Loss of value of the local currency against the dollar in the first year, per cent; None
        where no fall is on record, which makes the ratio to GDP unknown.
    pause_years : int
        Years in which no principal is paid.
    interest_pct : float
        Interest on the whole stock, per cent a year.
    repayment_years : int
        Years of equal principal payments.
    reborrowed_pct : float
        Part of each principal payment that is borrowed anew, per cent.
    """

    name: str
    growth_pct: float
    currency_fall_pct: float | None
    pause_years: int
    interest_pct: float
    repayment_years: int
    reborrowed_pct: float = 0.0


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


def starting_points(
    external: pd.DataFrame,
    accounts: pd.DataFrame,
    openness: pd.DataFrame,
    rates: pd.DataFrame,
    areas: list[str],
    first_year: int,
) -> pd.DataFrame:
    """Gather what each run starts from: the last year with stock, GDP and exports.

    Parameters
    ----------
    external, accounts, openness, rates : pandas.DataFrame
        Tables ``external_debt``, ``national_accounts``, ``openness``, ``exchange_rates``.
    areas : list of str
        Debtors.
    first_year : int
        First year of the search for the worst fall of the currency.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``year``, ``stock_usd_million``, ``gdp_usd_million``,
        ``exports_usd_million``, ``fall_year``, ``fall_pct`` (missing where no rates were read).
    """
    table = external.merge(accounts, on=["area_code", "year"]).merge(
        openness, on=["area_code", "year"]
    )
    needed = ["ppg_external_debt_usd_million", "gdp_usd_million", "exports_gdp_pct"]
    table = table[table["area_code"].isin(areas)].dropna(subset=needed)
    table = table.loc[table.groupby("area_code")["year"].idxmax()]
    table = table.assign(
        stock_usd_million=table["ppg_external_debt_usd_million"].astype(float),
        gdp_usd_million=table["gdp_usd_million"].astype(float),
        exports_usd_million=(table["gdp_usd_million"] * table["exports_gdp_pct"] / 100).astype(
            float
        ),
    )
    table = table.merge(worst_fall(rates, first_year), on="area_code", how="left")
    columns = ["area_code", "year", "stock_usd_million", "gdp_usd_million", "exports_usd_million"]
    return table[[*columns, "fall_year", "fall_pct"]].reset_index(drop=True)


def usual_terms(loans: pd.DataFrame) -> tuple[float, int]:
    """Give the rate (per cent a year) and maturity (years) that occur most often together.

    Parameters
    ----------
    loans : pandas.DataFrame
        Rows of the table ``loans``; those without rate or maturity are left out.

    Examples
    --------
    >>> usual_terms(pd.DataFrame({"interest_pct": [2.0, 2.0, 1.5], "maturity_years": [20, 20, 25]}))
    (2.0, 20)
    """
    pairs = loans[["interest_pct", "maturity_years"]].dropna().value_counts()
    rate, years = pairs.index[0]
    return float(rate), int(years)


def run(start: pd.DataFrame, cases: list[Case], years: int) -> pd.DataFrame:
    """Run every case for every debtor.

    With stock ``D0``, years of repayment ``N``, pause ``k``, part borrowed anew ``b``, interest
    ``r``, growth ``g``, exports ``X0``, product ``G0`` and fall of the currency ``f``, in year t::

        principal  P(t) = D0 / N after the pause, else 0
        stock      D(t) = D0 * (1 - (1 - b) * max(0, t - k) / N)
        service    S(t) = P(t) + r * D(t - 1)
        ratios     D(t) / (G0 * (1 + g)^t * (1 - f)) and S(t) / (X0 * (1 + g)^t)

    Exports are in dollars and don't change with the local currency; the product in local currency
    does, so that only the first ratio feels the fall.

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
        ``area_code``, ``case``, ``year_no`` (0 = the start), ``debt_gdp_pct`` and
        ``service_exports_pct`` (missing at the start, and where a fall is not known).

    Examples
    --------
    >>> start = pd.DataFrame({"area_code": ["KGZ"], "stock_usd_million": [1000.0],
    ...     "gdp_usd_million": [5000.0], "exports_usd_million": [2000.0], "fall_pct": [50.0]})
    >>> table = run(start, [Case("Flat", 0, 0, 0, 2, 20), Case("Fall", 0, None, 0, 2, 20)], 1)
    >>> table.query("year_no == 1")[["debt_gdp_pct", "service_exports_pct"]].values.tolist()
    [[19.0, 3.5], [38.0, 3.5]]
    """
    rows = []
    for point in start.itertuples():
        for case in cases:
            for t in range(years + 1):
                rows.append({"area_code": point.area_code, "case": case.name, "year_no": t}
                            | _ratios(point, case, t))  # fmt: skip
    return pd.DataFrame(rows)


def _ratios(point: tuple, case: Case, t: int) -> dict:
    stock = _stock(point.stock_usd_million, case, t)
    grown = (1 + case.growth_pct / 100) ** t
    fall = point.fall_pct if case.currency_fall_pct is None else case.currency_fall_pct
    left = 1.0 if t == 0 else None if pd.isna(fall) else 1 - float(fall) / 100
    ratio = None if left is None else 100 * stock / (point.gdp_usd_million * grown * left)
    if t == 0:
        return {"debt_gdp_pct": ratio, "service_exports_pct": None}
    principal = point.stock_usd_million / case.repayment_years if t > case.pause_years else 0.0
    interest = case.interest_pct / 100 * _stock(point.stock_usd_million, case, t - 1)
    exports = point.exports_usd_million * grown
    return {
        "debt_gdp_pct": ratio,
        "service_exports_pct": 100 * (principal + interest) / exports,
    }


def _stock(stock: float, case: Case, t: int) -> float:
    repaid = max(0, t - case.pause_years) / case.repayment_years
    return stock * (1 - (1 - case.reborrowed_pct / 100) * repaid)


def scenarios(
    rate_pct: float, maturity: int, growth_pct: float, pause: int
) -> tuple[list[Case], list[Case]]:
    """Give the runs of the ratio of debt to product, and those of debt service.

    Parameters
    ----------
    rate_pct, maturity
        Interest, per cent a year, and years of repayment of all runs.
    growth_pct : float
        Growth of the runs that grow, per cent a year.
    pause : int
        Years without principal of the runs that pause.
    """

    def case(name: str, growth: float, fall: float | None, years: int) -> Case:
        return Case(name, growth, fall, years, rate_pct, maturity)

    steady = case(f"Growth of {growth_pct:g}% a year", growth_pct, 0.0, 0)
    flat = case("No growth", 0.0, 0.0, 0)
    shocks = [
        case("Worst fall of the currency", growth_pct, None, 0),
        case("Worst fall, no growth", 0.0, None, 0),
        case(f"The last, principal paused {pause} years", 0.0, None, pause),
    ]
    paused = case(f"No growth, principal paused {pause} years", 0.0, 0.0, pause)
    return [steady, flat, *shocks], [steady, flat, paused]


def with_assumptions(
    table: pd.DataFrame, start: pd.DataFrame, first: Case, thresholds: pd.Series
) -> pd.DataFrame:
    """Put beside each run what it starts from, so that a reader's own run can start there too.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`run` gives.
    start : pandas.DataFrame
        What :func:`starting_points` gives.
    first : Case
        The run whose assumptions the controls begin with.
    thresholds : pandas.Series
        Threshold of debt service by area, per cent of exports; missing where none applies.

    Returns
    -------
    pandas.DataFrame
        The runs with the columns of ``start`` and ``growth_pct``, ``pause_years``,
        ``repayment_years``, ``interest_pct``, ``threshold_pct``.
    """
    return table.merge(start.drop(columns="year"), on="area_code").assign(
        growth_pct=first.growth_pct,
        pause_years=first.pause_years,
        repayment_years=first.repayment_years,
        interest_pct=first.interest_pct,
        threshold_pct=table["area_code"].map(thresholds),
    )


def heaviest(service: pd.DataFrame) -> pd.Series:
    """Find the run, country and year of the heaviest debt service where a threshold applies.

    Parameters
    ----------
    service : pandas.DataFrame
        What :func:`with_assumptions` gives.
    """
    covered = service.dropna(subset=["threshold_pct", "service_exports_pct"])
    return covered.loc[covered["service_exports_pct"].astype(float).idxmax()]


def in_words(start: pd.DataFrame, first: Case, thresholds: pd.Series) -> pd.DataFrame:
    """Write the assumptions of the runs country by country, what is unknown as unknown.

    Parameters
    ----------
    start, first, thresholds
        As for :func:`with_assumptions`.

    Returns
    -------
    pandas.DataFrame
        ``start`` with ``terms``, ``growth``, ``fall`` and ``threshold`` as text.
    """
    falls = zip(start["fall_pct"], start["fall_year"])
    return start.assign(
        terms=f"{first.interest_pct:g}, in equal parts over {first.repayment_years} years",
        growth=f"{first.growth_pct:g} or 0",
        fall=["unknown" if pd.isna(f) else f"{float(f):.1f} ({y})" for f, y in falls],
        threshold=[
            f"{thresholds[a]:g}" if a in thresholds else "none applies" for a in start["area_code"]
        ],
    )
