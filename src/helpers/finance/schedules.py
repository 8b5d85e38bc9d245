"""Repayment schedules: what is drawn, owed and paid at each date of payment."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from helpers.finance.terms import check_choice, check_fraction, check_number, check_terms, fail

REPAYMENTS = ("equal-principal", "annuity", "bullet")
FIRST_PRINCIPALS = ("at-grace", "after-grace")
GRACE_INTERESTS = ("paid", "capitalised", "deferred", "free")


def nearest_period(years: float, payments_per_year: int = 2) -> int:
    """Count the periods to the date of payment that is nearest; of two equally near, the later one.

    That is floor(years * payments a year + 1/2), for every length of a period and for all loans alike:
    terms known in months or quarters fall between two dates.

    Parameters
    ----------
    years : float
        Time since the signing.
    payments_per_year : int
        Dates of payment a year.

    Examples
    --------
    >>> nearest_period(10.25), nearest_period(10.75), nearest_period(10.2)
    (21, 22, 20)
    """
    return math.floor(years * payments_per_year + 0.5)


def schedule(
    amount: float,
    rate: float | Sequence[float],
    maturity_years: float,
    grace_years: float,
    *,
    payments_per_year: int = 2,
    repayment: str = "equal-principal",
    first_principal: str = "at-grace",
    grace_interest: str = "paid",
    upfront_fee: float = 0.0,
    commitment_fee: float = 0.0,
    drawdown_years: float = 0.0,
    loan: str = "",
) -> pd.DataFrame:
    """Write the schedule of a loan, one row a date of payment, from the signing on.

    With A payments a year, rate r, the first principal in period g and the last in period m, balance
    B before a payment and B_g at the first principal, the payments are::

        interest          r / A * B
        equal principal   B_g / (m - g + 1)
        annuity           principal = B * i / ((1 + i) ** n - 1), i = r / A, n payments left
        bullet            principal = B in period m
        fees              upfront_fee * amount in period 0; commitment_fee / A * what is not drawn

    Timing as in the annex of the OECD's Development Assistance Committee (source
    ``oecd-ge-formula``), whose closed formulas for equal principal and annuity it meets.

    Parameters
    ----------
    amount : float
        What is lent, in any currency; all sums of the result are in it.
    rate : float or sequence of float
        Interest a year as a fraction; a sequence gives one a period (the last holds on), for loans
        that float. Interest of a period is the rate divided by the payments a year, on the balance.
    maturity_years, grace_years : float
        Years from the signing to the last and to the first repayment of principal; each is moved to
        a date of payment by :func:`nearest_period`.
    payments_per_year : int
        1, 2, 4 or 12.
    repayment : {"equal-principal", "annuity", "bullet"}
        Equal parts of principal; equal payments of principal and interest; all at the end.
    first_principal : {"at-grace", "after-grace"}
        Whether the first principal falls at the end of grace, as in the DAC formula, or one period
        later. With no grace, "at-grace" puts the first equal part at the signing, as that formula
        does; an annuity then begins one period after it.
    grace_interest : {"paid", "capitalised", "deferred", "free"}
        Interest before the first principal: paid as it falls due; added to the debt; paid with the
        first principal, without interest on it; or none.
    upfront_fee : float
        Front-end or management fee, a fraction of the amount, paid at the signing.
    commitment_fee : float
        Fraction a year of what is not drawn yet.
    drawdown_years : float
        The amount is drawn in equal parts over so many years; 0 means at once, at the signing.
    loan : str, optional
        Name of the loan for messages.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``year`` (since the signing), ``drawn``, ``interest``, ``principal``, ``fees``,
        ``payment`` (the three together), ``balance`` after the payment.

    Raises
    ------
    TermsError
        If a term can't be right.

    Examples
    --------
    A hundred at six per cent, three years, first principal after one year, once a year:

    >>> table = schedule(99.0, 0.06, 3, 1, payments_per_year=1)
    >>> table["principal"].to_list()
    [0.0, 33.0, 33.0, 33.0]
    >>> table["interest"].round(2).to_list()
    [0.0, 5.94, 3.96, 1.98]
    """
    rates = list(rate) if np.ndim(rate) else [rate]
    if not rates:
        fail(loan, "rate", "no rate in the sequence")
    for value in rates:
        check_terms(
            value, maturity_years, grace_years, payments_per_year=payments_per_year, loan=loan
        )
    check_number(amount, "amount", loan)
    check_number(drawdown_years, "drawdown_years", loan)
    if amount <= 0:
        fail(loan, "amount", f"{amount} is not above zero")
    if drawdown_years < 0:
        fail(loan, "drawdown_years", f"{drawdown_years} is negative")
    check_choice(repayment, "repayment", REPAYMENTS, loan)
    check_choice(first_principal, "first_principal", FIRST_PRINCIPALS, loan)
    check_choice(grace_interest, "grace_interest", GRACE_INTERESTS, loan)
    check_fraction(upfront_fee, "upfront_fee", loan)
    check_fraction(commitment_fee, "commitment_fee", loan)
    last = max(1, nearest_period(maturity_years, payments_per_year))
    first = _first(grace_years, last, payments_per_year, repayment, first_principal)
    parts = max(1, nearest_period(drawdown_years, payments_per_year))
    if parts > max(first, 1):
        words = f"{drawdown_years} runs past the first repayment of principal"
        fail(loan, "drawdown_years", words)
    rows, balance, due, kept = [], 0.0, 0.0, 0.0
    for period in range(last + 1):
        yearly = rates[min(max(period - 1, 0), len(rates) - 1)]
        interest = balance * yearly / payments_per_year
        fees = upfront_fee * amount if period == 0 else 0.0
        if 0 < period < parts:
            fees += (1 - period / parts) * amount * commitment_fee / payments_per_year
        drawn = amount / parts if period < parts else 0.0
        balance += drawn
        if period < first:
            balance += interest if grace_interest == "capitalised" else 0.0
            kept += interest if grace_interest == "deferred" else 0.0
            interest = interest if grace_interest == "paid" else 0.0
        if period == first:
            interest += kept
            due = balance / (last - first + 1)
        left = last - period + 1
        principal = (
            _principal(repayment, balance, due, yearly / payments_per_year, left)
            if period >= first
            else 0.0
        )
        balance -= principal
        rows.append((period, period / payments_per_year, drawn, interest, principal, fees, balance))
    columns = ["period", "year", "drawn", "interest", "principal", "fees", "balance"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(6, "payment", table["interest"] + table["principal"] + table["fees"])
    return table


def _first(
    grace_years: float, last: int, payments_per_year: int, repayment: str, first_principal: str
) -> int:
    """Give the period of the first repayment of principal."""
    if repayment == "bullet":
        return last
    first = nearest_period(grace_years, payments_per_year)
    if first_principal == "after-grace" or (repayment == "annuity" and first == 0):
        first += 1
    return min(first, last)


def _principal(repayment: str, balance: float, due: float, rate: float, left: int) -> float:
    """Give the principal of a payment, ``left`` payments (this one included) before the end."""
    if repayment == "bullet":
        return balance if left == 1 else 0.0
    if repayment == "equal-principal":
        return due
    if rate == 0:
        return balance / left
    # (1 + rate) ** left - 1, exact for the smallest rates too
    return balance * rate / math.expm1(left * math.log1p(rate))
