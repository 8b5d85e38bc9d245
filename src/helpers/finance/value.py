"""Present value, grant element and effective rate of a schedule of payments."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from .conventions import convention_named, discount_rate_of
from .schedules import schedule
from .terms import TermsError, check_choice, check_fraction, check_number, check_terms, fail

DISCOUNTINGS = ("compound", "simple")
# Where the search for an effective rate ends, a fraction a year.
MOST_EFFECTIVE = 1000


def period_rate(yearly: float, payments_per_year: int = 2, discounting: str = "compound") -> float:
    """Split a yearly discount rate over the periods of a year.

    Parameters
    ----------
    yearly : float
        Fraction a year.
    payments_per_year : int
        Periods a year.
    discounting : {"compound", "simple"}
        ``(1 + I) ** (1 / A) - 1``, as in the annex of the OECD's Development Assistance Committee
        (source ``oecd-ge-formula``), or ``I / A``.

    Examples
    --------
    >>> round(period_rate(0.05), 6), period_rate(0.05, discounting="simple")
    (0.024695, 0.025)
    """
    check_fraction(yearly, "discount_rate")
    check_choice(discounting, "discounting", DISCOUNTINGS)
    if discounting == "simple":
        return yearly / payments_per_year
    return (1 + yearly) ** (1 / payments_per_year) - 1


def present_value(
    payments: pd.Series | Sequence[float],
    discount_rate: float | pd.Series,
    payments_per_year: int = 2,
    discounting: str = "compound",
    *,
    years: Sequence[float] | None = None,
) -> float:
    """Value payments today: the sum of payment / (1 + d) ** period.

    Parameters
    ----------
    payments : pandas.Series or sequence of float
        One a period, the first today.
    discount_rate : float or pandas.Series
        Fraction a year, divided over the periods by :func:`period_rate`; or a curve: zero rates, a
        fraction a year, by the years from today as index. Between two of them the rate lies on the
        straight line, outside them it is the nearest.
    payments_per_year, discounting
        As for :func:`period_rate`. A curve is compounded by the year.
    years : sequence of float, optional
        When each payment falls, in years from today, where periods are not equally long; compound
        discounting alone.

    Raises
    ------
    TermsError
        If a payment or rate is missing or can't be right.

    Examples
    --------
    >>> round(present_value([0.0, 50.0, 55.0], 0.1, 1), 2)
    90.91
    >>> curve = pd.Series({1: 0.02, 2: 0.04})
    >>> round(present_value([0.0, 0.0, 108.16], curve, 1), 2)
    100.0
    """
    if pd.isna(payments).any():
        raise TermsError("payments: one is missing")
    if years is None and not isinstance(discount_rate, pd.Series):
        rate = period_rate(discount_rate, payments_per_year, discounting)
        # Exact on every Python: the sum of floats that is built in became so in 3.12 only.
        return math.fsum(value / (1 + rate) ** n for n, value in enumerate(payments))
    if discounting != "compound":
        raise TermsError(f"discounting: {discounting!r} has no meaning for a curve or for dates")
    when = np.arange(len(payments)) / payments_per_year if years is None else np.asarray(years)
    rates = _rates_at(discount_rate, when)
    return math.fsum(v / (1 + r) ** t for v, r, t in zip(payments, rates, when))


def _rates_at(discount_rate: float | pd.Series, when: np.ndarray) -> np.ndarray:
    """Give the zero rate of each time, a fraction a year."""
    if not isinstance(discount_rate, pd.Series):
        check_fraction(discount_rate, "discount_rate")
        return np.full(len(when), float(discount_rate))
    if discount_rate.empty:
        fail("", "discount_rate", "the curve has no point")
    for value in discount_rate:
        check_number(value, "discount_rate")
        # Only its size: yields have been below zero.
        check_fraction(abs(value), "discount_rate")
    curve = discount_rate.sort_index()
    return np.interp(when, curve.index.to_numpy(float), curve.to_numpy(float))


def converted(table: pd.DataFrame, exchange: float | Sequence[float]) -> pd.DataFrame:
    """Value a schedule in another currency, along a path of the exchange rate.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`helpers.finance.schedule` gives.
    exchange : float or sequence of float
        A steady change of the loan's currency against the other, a fraction a year (-0.03 where it
        loses three per cent each year), from one to one at the signing; or what a unit of it is worth
        in the other currency, one a period.

    Returns
    -------
    pandas.DataFrame
        The table with all sums in the other currency. Its :func:`effective_rate` is what the loan
        costs in that currency.

    Raises
    ------
    TermsError
        If a value is missing or not above zero, or there is not one for each period.

    Examples
    --------
    >>> yen = schedule(100, 0.01, 2, 2, payments_per_year=1)
    >>> effective_rate(converted(yen, -0.03)) < 0 < effective_rate(yen)
    True
    """
    if np.ndim(exchange):
        path = np.asarray(exchange, dtype=float)
        if len(path) != len(table):
            words = f"{len(path)} values are given for {len(table)} dates, the signing included"
            fail("", "exchange", words)
    else:
        check_number(exchange, "exchange")
        path = (1 + float(exchange)) ** table["year"].to_numpy(float)
    if not (np.isfinite(path).all() and (path > 0).all()):
        fail("", "exchange", "a value of it is missing or not above zero")
    sums = [name for name in table.columns if name not in ("period", "year", "date")]
    return table.assign(**{name: table[name] * path for name in sums})


def grant_element_of(
    table: pd.DataFrame,
    discount_rate: float | pd.Series = 0.05,
    payments_per_year: int | None = None,
    discounting: str = "compound",
) -> float:
    """Give the grant element of a schedule: 1 less present value paid / present value drawn.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`helpers.finance.schedule` gives; its column ``year`` says how long a period is.
    discount_rate, discounting
        As for :func:`present_value`.
    payments_per_year : int, optional
        The schedule knows it. Where it is named, it must be that of the schedule.

    Raises
    ------
    TermsError
        If the schedule has other periods than those named.

    Examples
    --------
    A fee of one per cent at the signing takes a point off:

    >>> bare, fee = (schedule(100, 0.02, 20, 5, upfront_fee=f) for f in (0, 0.01))
    >>> round(grant_element_of(bare) - grant_element_of(fee), 6)
    0.01
    """
    own = round((len(table) - 1) / table["year"].iloc[-1])
    if payments_per_year is not None and payments_per_year != own:
        words = f"{payments_per_year!r} is named, the schedule has {own}"
        fail("", "payments_per_year", words)
    years = table["year"] if "date" in table else None
    paid, drawn = (
        present_value(table[name], discount_rate, own, discounting, years=years)
        for name in ("payment", "drawn")
    )
    return 1 - paid / drawn


def grant_element(
    rate: float | Sequence[float],
    maturity_years: float,
    grace_years: float,
    discount_rate: float | pd.Series | None = None,
    payments_per_year: int | None = None,
    repayment: str | Sequence[float] = "equal-principal",
    first_principal: str | None = None,
    discounting: str = "compound",
    *,
    convention: str | None = None,
    income_group: str | None = None,
    floor_at_zero: bool | None = None,
    loan: str = "",
    **more: object,
) -> float:
    """Give the grant element of a loan: the part of it that is a gift at the discount rate.

    It is one less the present value of what is paid, divided by what is lent. A ``convention`` brings
    its own discount rate, dates of payment and floor; what is named beside it goes before it. Without
    one the discount rate is five per cent, as that of the IMF and the World Bank (source
    ``imf-ge-calculator``), payments are half-yearly with the first principal at the end of grace (with
    no grace at the signing), as in the DAC formula (source ``oecd-ge-formula``), and a loan dearer than
    the discount rate has a grant element below zero.

    Parameters
    ----------
    rate : float or sequence of float
        Interest a year, a fraction; a sequence gives one a period.
    maturity_years, grace_years : float
        Years to the last and to the first repayment of principal.
    discount_rate : float or pandas.Series, optional
        Fraction a year, or a curve, as for :func:`present_value`.
    payments_per_year, repayment, first_principal
        As for :func:`helpers.finance.schedule`.
    discounting : {"compound", "simple"}
        As for :func:`period_rate`.
    convention : str, optional
        One of :data:`helpers.finance.CONVENTIONS`, such as ``lic-dsf``.
    income_group : {"LIC", "LMIC", "UMIC"}, optional
        Group of the debtor in the list of the DAC, for a convention that asks for it.
    floor_at_zero : bool, optional
        Whether a loan dearer than the discount rate counts as 0; as the convention does, if not said.
    loan : str, optional
        Name of the loan for messages.
    **more
        Further arguments of :func:`helpers.finance.schedule`, such as fees.

    Returns
    -------
    float
        A fraction, 1 - (sum of payments / (1 + d) ** period) / (the same sum of what is drawn), with
        d from :func:`period_rate`; negative when the loan costs more than the discount rate, if there
        is no floor.

    Raises
    ------
    TermsError
        If a term can't be right, naming loan and field.

    Examples
    --------
    A Kyrgyz road loan of 2009, for which AidData prints 53.1012 per cent by the older rule of the DAC:

    >>> round(100 * grant_element(0.02, 20, 5, convention="dac-1972"), 4)
    53.1012
    >>> round(100 * grant_element(0.02, 20, 5), 1)
    26.4

    The template of the IMF and the World Bank for low-income countries prints 47.4539 per cent:

    >>> round(100 * grant_element(0.0075, 30, 5, convention="lic-dsf"), 4)
    47.4539
    """
    if convention is not None:
        rule = convention_named(convention)
        payments_per_year = payments_per_year or rule.payments_per_year
        first_principal = first_principal or rule.first_principal
        floor_at_zero = rule.floor_at_zero if floor_at_zero is None else floor_at_zero
        if discount_rate is None:
            discount_rate = discount_rate_of(convention, income_group=income_group, loan=loan)
    else:
        first_principal = first_principal or "at-grace"
        if income_group is not None:
            fail(loan, "income_group", f"{income_group!r} is named without a convention")
    table = schedule(
        1.0,
        rate,
        maturity_years,
        grace_years,
        payments_per_year=2 if payments_per_year is None else payments_per_year,
        repayment=repayment,
        first_principal=first_principal,
        loan=loan,
        **more,
    )
    rate = 0.05 if discount_rate is None else discount_rate
    value = grant_element_of(table, rate, discounting=discounting)
    return max(value, 0.0) if floor_at_zero else value


def grant_element_dac_formula(
    rate: float,
    maturity_years: float,
    grace_years: float,
    discount_rate: float,
    payments_per_year: int = 2,
) -> float:
    """Give the grant element by the closed formula of the DAC annex (source ``oecd-ge-formula``).

    With A payments a year, i = rate / A, d = (1 + discount rate) ** (1 / A) - 1, the first of equal
    repayments in period g and the last in period m::

        (1 - i / d) * (1 - ((1 + d) ** -(g - 1) - (1 + d) ** -m) / (d * (m - g + 1)))

    It takes fractions of a period as they are; :func:`grant_element` rounds them to a date of payment.

    Parameters
    ----------
    rate, maturity_years, grace_years, discount_rate, payments_per_year
        As for :func:`grant_element`; the discount rate must not be 0.

    Examples
    --------
    >>> round(100 * grant_element_dac_formula(0.05542, 8, 0, 0.07), 4)
    4.4108
    """
    check_terms(rate, maturity_years, grace_years, payments_per_year=payments_per_year)
    if discount_rate == 0:
        raise TermsError("discount_rate: the formula has no value at 0")
    i, d = rate / payments_per_year, period_rate(discount_rate, payments_per_year)
    g, m = grace_years * payments_per_year, maturity_years * payments_per_year
    annuity = ((1 + d) ** -(g - 1) - (1 + d) ** -m) / (d * (m - g + 1))
    return (1 - i / d) * (1 - annuity)


def effective_rate(table: pd.DataFrame) -> float:
    """Give the yearly rate at which what is paid is worth what is drawn, fees included.

    It is the internal rate of return of the flows, compounded: the discount rate I at which
    sum((paid - drawn) / (1 + I) ** year) = 0, so that the grant element is zero. It is below zero
    where less is paid than is drawn. Flows that change their sign more than once can have several
    such rates; the one nearest to zero is given. Rates from -99 per cent a year are searched, upward
    as far as need be.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`helpers.finance.schedule` gives; needed are ``year``, ``drawn`` and ``payment``.

    Returns
    -------
    float
        A fraction a year.

    Raises
    ------
    TermsError
        If a payment is missing, or no rate makes the payments worth what is drawn.

    Examples
    --------
    >>> round(effective_rate(schedule(100, 0.02, 20, 5)), 6)
    0.0201
    """
    flows = (table["payment"] - table["drawn"]).to_numpy(float)
    if np.isnan(flows).any():
        raise TermsError("payments: one is missing")
    years = table["year"].to_numpy(float)

    def cost(rate: float) -> float:
        return float((flows / (1 + rate) ** years).sum())

    # Steps of a fiftieth of 1 + rate: between two of them a loan has one such rate at most.
    grid = np.geomspace(0.01, 1 + MOST_EFFECTIVE, 600) - 1
    signs = np.sign((1 + grid[:, None]) ** -years @ flows)
    turns = np.flatnonzero(signs[:-1] * signs[1:] <= 0)
    if not len(turns) or not flows.any():
        raise TermsError("payments: no rate makes them worth what is drawn")
    at = min(turns, key=lambda n: abs(grid[n] + grid[n + 1]))
    low, high, is_falling = float(grid[at]), float(grid[at + 1]), signs[at] > 0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if (cost(middle) > 0) == is_falling else (low, middle)
    return (low + high) / 2
