"""Floating loans priced three ways, since what one costs turns on rates that come after the signing."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from .dates import payment_dates
from .schedules import nearest_period
from .terms import check_number, fail, floating_rate
from .value import grant_element

WAYS = ("at-signing", "as-it-came", "fixed-equivalent")


def floating_ways(
    margin: float,
    maturity_years: float,
    *,
    signed: int | float | str | dt.date,
    reference: pd.Series,
    government_yield: float | None = None,
    floor: float | None = None,
    payments_per_year: int = 2,
    loan: str = "",
) -> dict[str, list[float]]:
    """Give the rate of each period of a floating loan, three ways.

    At the signing: the mean of the reference rate in the year of signing, for the whole life. As it
    came: the mean of each year that has one, in the periods that begin in it, and the last one held.
    Fixed equivalent: the yield of a government bond of the loan's term in the month of signing. Each
    plus the margin. No verdict should rest on one way alone.

    Parameters
    ----------
    margin : float
        Points over the reference rate, a fraction.
    maturity_years : float
        Years to the last repayment.
    signed : int, float, str or datetime.date
        Year of signing (its middle is taken), a time such as 2012.75, or a day.
    reference : pandas.Series
        Yearly means of the reference rate, fractions, by year; a negative one may stand in it.
    government_yield : float, optional
        Fraction; without it there is no fixed equivalent.
    floor : float, optional
        As for :func:`helpers.finance.floating_rate`.
    payments_per_year : int
        1, 2, 4 or 12.
    loan : str, optional
        Name of the loan for messages.

    Returns
    -------
    dict of str to list of float
        By way (:data:`WAYS`), what :func:`helpers.finance.schedule` takes as rate.

    Raises
    ------
    TermsError
        If there is no reference rate for the year of signing, or for a year between two that have one.

    Examples
    --------
    >>> came = pd.Series({2021: 0.002, 2022: 0.016, 2023: 0.05})
    >>> ways = floating_ways(0.011, 3, signed=2021, reference=came, payments_per_year=1)
    >>> {way: [round(rate, 4) for rate in rates] for way, rates in ways.items()}
    {'at-signing': [0.013, 0.013, 0.013], 'as-it-came': [0.013, 0.027, 0.061]}
    """
    start = _time_of(signed, loan)
    check_number(maturity_years, "maturity_years", loan)
    known = reference.dropna().sort_index()
    year = math.floor(start)
    if year not in known.index:
        fail(loan, "reference", f"no reference rate for {year}, the year of signing")
    periods = max(1, nearest_period(maturity_years, payments_per_year))
    last = int(known.index[-1])
    came = []
    for period in range(periods):
        now = min(math.floor(start + period / payments_per_year), last)
        if now not in known.index:
            fail(loan, "reference", f"no reference rate for {now}, and there are later ones")
        came.append(float(known[now]))
    references = {"at-signing": [float(known[year])] * periods, "as-it-came": came}
    if government_yield is not None and not pd.isna(government_yield):
        references["fixed-equivalent"] = [float(government_yield)] * periods
    return {
        way: [floating_rate(value, margin, floor, loan=loan) for value in values]
        for way, values in references.items()
    }


def floating_range(
    margin: float,
    maturity_years: float,
    grace_years: float,
    discount_rate: float | pd.Series | None = None,
    *,
    signed: int | float | str | dt.date,
    reference: pd.Series,
    government_yield: float | None = None,
    floor: float | None = None,
    payments_per_year: int = 2,
    loan: str = "",
    **how: object,
) -> pd.Series:
    """Give the grant element of a floating loan three ways, and the range that they span.

    Parameters
    ----------
    margin, maturity_years, signed, reference, government_yield, floor, payments_per_year, loan
        As for :func:`floating_ways`.
    grace_years, discount_rate, **how
        As for :func:`helpers.finance.grant_element`.

    Returns
    -------
    pandas.Series
        Fractions: a value for each of :data:`WAYS` (missing where there is no yield), ``low`` and
        ``high``.

    Examples
    --------
    >>> came = pd.Series({2021: 0.002, 2022: 0.016, 2023: 0.05})
    >>> priced = floating_range(0.011, 25, 7, signed=2021, reference=came, government_yield=0.019)
    >>> priced.round(3).to_dict()
    {'at-signing': 0.388, 'as-it-came': -0.068, 'fixed-equivalent': 0.207, 'low': -0.068, 'high': 0.388}
    """
    ways = floating_ways(
        margin,
        maturity_years,
        signed=signed,
        reference=reference,
        government_yield=government_yield,
        floor=floor,
        payments_per_year=payments_per_year,
        loan=loan,
    )
    how |= {"discount_rate": discount_rate, "payments_per_year": payments_per_year, "loan": loan}
    found = {way: grant_element(r, maturity_years, grace_years, **how) for way, r in ways.items()}
    values = pd.Series(found).reindex(list(WAYS))
    return pd.concat([values, pd.Series({"low": values.min(), "high": values.max()})])


def _time_of(signed: int | float | str | dt.date, loan: str) -> float:
    """Give the time of signing in years; of a year alone its middle."""
    if isinstance(signed, (str, dt.date)):
        day = payment_dates(signed, 0, loan=loan)[0]
        return day.year + (day.timetuple().tm_yday - 1) / 366
    check_number(signed, "signed", loan)
    return signed + 0.5 if float(signed).is_integer() else float(signed)
