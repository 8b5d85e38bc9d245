"""Present value, grant element and effective rate of a schedule of payments."""

from __future__ import annotations

import math

import pandas as pd

from helpers.finance.schedules import schedule
from helpers.finance.terms import TermsError, check_choice, check_fraction, check_terms

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
    payments: pd.Series,
    discount_rate: float,
    payments_per_year: int = 2,
    discounting: str = "compound",
) -> float:
    """Value payments today: the sum of payment / (1 + d) ** period.

    Parameters
    ----------
    payments : pandas.Series
        One a period, the first today.
    discount_rate : float
        Fraction a year, divided over the periods by :func:`period_rate`.
    payments_per_year, discounting
        As for :func:`period_rate`.

    Examples
    --------
    >>> round(present_value(pd.Series([0.0, 50.0, 55.0]), 0.1, 1), 2)
    90.91
    """
    rate = period_rate(discount_rate, payments_per_year, discounting)
    if pd.isna(payments).any():
        raise TermsError("payments: one is missing")
    # Exact on every Python: the sum of floats that is built in became so in 3.12 only.
    return math.fsum(value / (1 + rate) ** n for n, value in enumerate(payments))


def grant_element_of(
    table: pd.DataFrame,
    discount_rate: float = 0.05,
    discounting: str = "compound",
) -> float:
    """Give the grant element of a schedule: 1 less present value paid / present value drawn.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`helpers.finance.schedule` gives; its column ``year`` says how long a period is.
    discount_rate, discounting
        As for :func:`present_value`.

    Examples
    --------
    A fee of one per cent at the signing takes a point off:

    >>> bare, fee = (schedule(100, 0.02, 20, 5, upfront_fee=f) for f in (0, 0.01))
    >>> round(grant_element_of(bare) - grant_element_of(fee), 6)
    0.01
    """
    how = (discount_rate, round(1 / table["year"].iloc[1]), discounting)
    return 1 - present_value(table["payment"], *how) / present_value(table["drawn"], *how)


def grant_element(
    rate: float,
    maturity_years: float,
    grace_years: float,
    discount_rate: float = 0.05,
    payments_per_year: int = 2,
    repayment: str = "equal-principal",
    first_principal: str = "at-grace",
    discounting: str = "compound",
    *,
    loan: str = "",
    **more: float | str,
) -> float:
    """Give the grant element of a loan: the part of it that is a gift at the discount rate.

    It is one less the present value of what is paid, divided by what is lent. The default discount
    rate is that of the IMF and the World Bank (a unified rate of five per cent, source
    ``imf-ge-calculator``); the default timing is that of the DAC formula (source ``oecd-ge-formula``):
    half-yearly payments, the first principal at the end of grace. The template of the IMF and the World
    Bank for the debt of low-income countries has another timing, payments once a year and the first
    principal a year after grace, and counts no grant element below zero; this function does.

    Parameters
    ----------
    rate : float
        Interest a year, a fraction.
    maturity_years, grace_years : float
        Years to the last and to the first repayment of principal.
    discount_rate : float
        Fraction a year: 0.05 IMF and World Bank; 0.10 DAC to 2017; 0.06, 0.07 or 0.09 DAC since 2018
        by income group; or a market rate of the reader's choice.
    payments_per_year, repayment, first_principal
        As for :func:`helpers.finance.schedule`.
    discounting : {"compound", "simple"}
        As for :func:`period_rate`.
    loan : str, optional
        Name of the loan for messages.
    **more
        Further arguments of :func:`helpers.finance.schedule`, such as fees.

    Returns
    -------
    float
        A fraction, 1 - (sum of payments / (1 + d) ** period) / (the same sum of what is drawn), with
        d from :func:`period_rate`; negative when the loan costs more than the discount rate.

    Raises
    ------
    TermsError
        If a term can't be right, naming loan and field.

    Examples
    --------
    A Kyrgyz road loan of 2009, for which AidData prints 53.1012 per cent at ten per cent:

    >>> round(100 * grant_element(0.02, 20, 5, discount_rate=0.10), 4)
    53.1012
    >>> round(100 * grant_element(0.02, 20, 5), 1)
    26.4

    The timing of that template (version of August 2025), whose own figure is 47.4539 per cent:

    >>> late = {"payments_per_year": 1, "first_principal": "after-grace"}
    >>> round(100 * grant_element(0.0075, 30, 5, **late), 4)
    47.4539
    """
    table = schedule(
        1.0,
        rate,
        maturity_years,
        grace_years,
        payments_per_year=payments_per_year,
        repayment=repayment,
        first_principal=first_principal,
        loan=loan,
        **more,
    )
    return grant_element_of(table, discount_rate, discounting)


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
    sum((paid - drawn) / (1 + I) ** year) = 0, so that the grant element is zero. Found by halving an
    interval. It is below zero where less is paid than is drawn.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`helpers.finance.schedule` gives.

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
    flows = table["payment"] - table["drawn"]
    if flows.isna().any():
        raise TermsError("payments: one is missing")

    def cost(rate: float) -> float:
        return float((flows / (1 + rate) ** table["year"]).sum())

    low, high = -0.99, 0.25
    while cost(high) > 0 and high < MOST_EFFECTIVE:
        high *= 2
    if cost(low) < 0 or cost(high) > 0:
        raise TermsError("payments: no rate makes them worth what is drawn")
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if cost(middle) > 0 else (low, middle)
    return (low + high) / 2
