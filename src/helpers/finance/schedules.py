"""Repayment schedules: what is drawn, owed and paid at each date of payment."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from .dates import DAY_COUNTS, payment_dates, year_fraction
from .terms import TermsError, check_choice, check_fraction, check_number, check_terms, fail

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
    repayment: str | Sequence[float] = "equal-principal",
    first_principal: str | None = None,
    grace_interest: str = "paid",
    upfront_fee: float = 0.0,
    commitment_fee: float = 0.0,
    drawdown_years: float = 0.0,
    drawn: Sequence[float] | None = None,
    dates: str | dt.date | Sequence[str | dt.date] | None = None,
    day_count: str = "30/360",
    loan: str = "",
) -> pd.DataFrame:
    """Write the schedule of a loan, one row a date of payment, from the signing on.

    With A payments a year, rate r, the first principal in period g and the last in period m, balance
    B before a payment and B_g at the first principal, the payments are::

        interest          r / A * B
        equal principal   B_g / (m - g + 1)
        annuity           principal = B * i / ((1 + i) ** n - 1), i = r / A, n payments left
        bullet            principal = B in period m
        own shares        B_g * share
        fees              upfront_fee * amount in period 0; commitment_fee / A * what is not drawn

    Timing as in the annex of the OECD's Development Assistance Committee (source
    ``oecd-ge-formula``), whose closed formulas for equal principal and annuity it meets. With
    ``dates`` the part of a year between two of them takes the place of 1 / A in interest and fees.

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
    repayment : {"equal-principal", "annuity", "bullet"} or sequence of float
        Equal parts of principal; equal payments of principal and interest; all at the end; or the
        share of each repayment of principal, from the first on, which add up to 1.
    first_principal : {"at-grace", "after-grace"}, optional
        Whether the first principal falls at the end of grace, as in the DAC formula, or one period
        later. Not named, it falls at the end of grace, and with no grace in the first period. With
        no grace, "at-grace" puts the first equal part at the signing, as the DAC formula does; an
        annuity then begins one period after it.
    grace_interest : {"paid", "capitalised", "deferred", "free"}
        Interest before the first principal: paid as it falls due; added to the debt; paid with the
        first principal, without interest on it; or none.
    upfront_fee : float
        Front-end or management fee, a fraction of the amount, paid at the signing.
    commitment_fee : float
        Fraction a year of what is not drawn yet.
    drawdown_years : float
        The amount is drawn in equal parts over so many years; 0 means at once, at the signing.
    drawn : sequence of float, optional
        What is drawn at the signing and at each date of payment, in the currency of the amount,
        instead of equal parts; it adds up to the amount.
    dates : date or sequence of date, optional
        The day of signing, or that day and each date of payment, as for
        :func:`helpers.finance.payment_dates`.
    day_count : {"30/360", "act/365", "act/360"}
        How interest counts the days between two dates, as for :func:`helpers.finance.year_fraction`.
    loan : str, optional
        Name of the loan for messages.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``year`` (since the signing; with dates, days / 365), ``drawn``, ``interest``,
        ``principal``, ``fees``, ``payment`` (the three together), ``balance`` after the payment, and
        with dates ``date``.

    Raises
    ------
    TermsError
        If a term can't be right, naming the loan, the field and the value.

    Examples
    --------
    A hundred at six per cent, three years, first principal after one year, once a year:

    >>> table = schedule(99.0, 0.06, 3, 1, payments_per_year=1)
    >>> table["principal"].to_list()
    [0.0, 33.0, 33.0, 33.0]
    >>> table["interest"].round(2).to_list()
    [0.0, 5.94, 3.96, 1.98]

    The same drawn in two parts, repaid in shares of one's own, on the days that passed over 360:

    >>> own = schedule(99.0, 0.06, 3, 1, payments_per_year=1, drawn=[66, 33],
    ...     repayment=[0.5, 0.3, 0.2], dates="2023-03-15", day_count="act/360")
    >>> own["principal"].round(2).to_list(), own["interest"].round(2).to_list()
    ([0.0, 49.5, 29.7, 19.8], [0.0, 4.03, 3.01, 1.2])
    """
    rates = list(rate) if np.ndim(rate) else [rate]
    if not rates:
        fail(loan, "rate", "no rate in the sequence")
    for value in rates:
        check_terms(
            value, maturity_years, grace_years, payments_per_year=payments_per_year, loan=loan
        )
    check_number(amount, "amount", loan)
    if amount <= 0:
        fail(loan, "amount", f"{amount} is not above zero")
    if isinstance(repayment, str):
        check_choice(repayment, "repayment", REPAYMENTS, loan)
    if first_principal is not None:
        check_choice(first_principal, "first_principal", FIRST_PRINCIPALS, loan)
    check_choice(grace_interest, "grace_interest", GRACE_INTERESTS, loan)
    check_fraction(upfront_fee, "upfront_fee", loan)
    check_fraction(commitment_fee, "commitment_fee", loan)
    first, last = principal_periods(
        maturity_years, grace_years, payments_per_year, repayment, first_principal, loan
    )
    shares = None if isinstance(repayment, str) else _shares(repayment, last - first + 1, loan)
    draws = _draws(amount, drawn, drawdown_years, first, payments_per_year, loan)
    years, spans, days = _calendar(last, payments_per_year, dates, day_count, loan)
    rows, balance, due, kept = [], 0.0, 0.0, 0.0
    for period in range(last + 1):
        yearly = rates[min(max(period - 1, 0), len(rates) - 1)]
        interest = balance * yearly * spans[period]
        undrawn = amount - math.fsum(draws[:period]) if 0 < period < len(draws) else 0.0
        fees = undrawn * commitment_fee * spans[period]
        fees += upfront_fee * amount if period == 0 else 0.0
        balance += draws[period] if period < len(draws) else 0.0
        if period < first:
            balance += interest if grace_interest == "capitalised" else 0.0
            kept += interest if grace_interest == "deferred" else 0.0
            interest = interest if grace_interest == "paid" else 0.0
        if period == first:
            interest += kept
            due = balance / (last - first + 1) if shares is None else balance
        principal = 0.0
        if period >= first and shares is not None:
            principal = due * shares[period - first]
        elif period >= first:
            left = last - period + 1
            principal = _principal(repayment, balance, due, yearly / payments_per_year, left)
        balance -= principal
        draw = draws[period] if period < len(draws) else 0.0
        rows.append((period, years[period], draw, interest, principal, fees, balance))
    columns = ["period", "year", "drawn", "interest", "principal", "fees", "balance"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(6, "payment", table["interest"] + table["principal"] + table["fees"])
    return table if days is None else table.assign(date=days)


def principal_periods(
    maturity_years: float,
    grace_years: float,
    payments_per_year: int,
    repayment: str | Sequence[float],
    first_principal: str | None,
    loan: str,
) -> tuple[int, int]:
    """Give the periods of the first and the last repayment of principal."""
    last = nearest_period(maturity_years, payments_per_year)
    if last < 1:
        fail(loan, "maturity_years", f"{maturity_years} is shorter than half the time to a payment")
    if isinstance(repayment, str) and repayment == "bullet":
        return last, last
    first = nearest_period(grace_years, payments_per_year)
    is_annuity = isinstance(repayment, str) and repayment == "annuity"
    at_signing = first_principal == "at-grace" and not is_annuity
    if first_principal == "after-grace" or (first == 0 and not at_signing):
        first += 1
    if first > last:
        words = (
            f"{grace_years} puts the first principal past the last, {last / payments_per_year:g}"
        )
        fail(loan, "grace_years", words)
    return first, last


def _shares(given: Sequence[float], count: int, loan: str) -> list[float]:
    """Check own shares of principal: one a repayment, none negative, one in all."""
    shares = list(given)
    for share in shares:
        check_number(share, "repayment", loan)
        if share < 0:
            fail(loan, "repayment", f"a share of {share} is negative")
    if len(shares) != count:
        fail(loan, "repayment", f"{len(shares)} shares are given for {count} repayments")
    if not math.isclose(math.fsum(shares), 1, abs_tol=1e-9):
        fail(loan, "repayment", f"the shares add up to {math.fsum(shares):g}, not to 1")
    return [float(share) for share in shares]


def _draws(
    amount: float,
    drawn: Sequence[float] | None,
    drawdown_years: float,
    first: int,
    payments_per_year: int,
    loan: str,
) -> list[float]:
    """Give what is drawn at the signing and at each date after it, as long as it goes on."""
    check_number(drawdown_years, "drawdown_years", loan)
    if drawdown_years < 0:
        fail(loan, "drawdown_years", f"{drawdown_years} is negative")
    if drawn is None:
        parts = max(1, nearest_period(drawdown_years, payments_per_year))
        if parts > max(first, 1):
            words = f"{drawdown_years} runs past the first repayment of principal"
            fail(loan, "drawdown_years", words)
        return [amount / parts] * parts
    if drawdown_years:
        fail(loan, "drawn", "give it or drawdown_years, not both")
    draws = list(drawn)
    for part in draws:
        check_number(part, "drawn", loan)
        if part < 0:
            fail(loan, "drawn", f"{part} is negative")
    if not math.isclose(math.fsum(draws), amount, rel_tol=1e-9):
        fail(
            loan, "drawn", f"the parts add up to {math.fsum(draws):g}, not to the amount, {amount}"
        )
    while draws[-1] == 0:
        draws.pop()
    # What is drawn at the date of the first repayment counts in its share of what is owed.
    if len(draws) > first + 1:
        fail(loan, "drawn", f"period {len(draws) - 1} comes after the first repayment, {first}")
    return [float(part) for part in draws]


def _calendar(
    last: int,
    payments_per_year: int,
    dates: str | dt.date | Sequence[str | dt.date] | None,
    day_count: str,
    loan: str,
) -> tuple[list[float], list[float], list[dt.date] | None]:
    """Give for each period its years since the signing, its length in years, and its date."""
    if dates is None:
        if day_count != "30/360":
            fail(loan, "day_count", f"{day_count!r} counts days, and no dates are given")
        years = [period / payments_per_year for period in range(last + 1)]
        return years, [1 / payments_per_year] * (last + 1), None
    check_choice(day_count, "day_count", DAY_COUNTS, loan)
    days = payment_dates(dates, last, payments_per_year, loan=loan)
    spans = [0.0, *(year_fraction(a, b, day_count) for a, b in pairwise(days))]
    return [year_fraction(days[0], day) for day in days], spans, days


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


def combined(*tables: pd.DataFrame) -> pd.DataFrame:
    """Add up the schedules of the tranches of one loan, date by date.

    Parameters
    ----------
    *tables : pandas.DataFrame
        What :func:`schedule` gives, in one currency and with the same dates of payment; a shorter one
        pays nothing after its end.

    Returns
    -------
    pandas.DataFrame
        As :func:`schedule` gives.

    Raises
    ------
    TermsError
        If there is no table, or the dates of payment are not the same.

    Examples
    --------
    Nine tenths at 1.4 per cent and a tenth for consultants at 0.01:

    >>> works, advice = schedule(90, 0.014, 30, 10), schedule(10, 0.0001, 30, 10)
    >>> float(combined(works, advice)["interest"].iloc[1].round(4))
    0.6305
    """
    if not tables:
        raise TermsError("tables: none is given to combine")
    longest = max(tables, key=len)
    clock = [name for name in ("period", "year", "date") if name in longest]
    for table in tables:
        same = set(table.columns) == set(longest.columns)
        if not same or not table[clock].equals(longest[clock].head(len(table))):
            raise TermsError("tables: their dates of payment are not the same")
    sums = longest.drop(columns=clock) * 0.0
    for table in tables:
        sums = sums.add(table[sums.columns], fill_value=0.0)
    return longest[clock].join(sums)[list(longest.columns)]
