"""The terms of a loan, and the errors that name the loan and the field that can't be right."""

from __future__ import annotations

import math
import re
import warnings
from typing import NoReturn

# No loan of the book bears more than a fifth; a rate above this limit is one in per cent.
MOST_RATE = 0.25
# Above this a rate may be meant in per cent (0.2 for 0.2 per cent): it is taken, and said.
UNUSUAL_RATE = 0.15
MOST_YEARS = 100


class RateWarning(UserWarning):
    """A rate that can be right as a fraction, and is more often one in per cent."""


class TermsError(ValueError):
    """Terms that no loan can have; the message names the loan, the field and the value."""


def check_terms(
    rate: float,
    maturity_years: float,
    grace_years: float,
    *,
    payments_per_year: int = 2,
    loan: str = "",
) -> None:
    """Check the terms of one loan.

    Parameters
    ----------
    rate : float
        Interest a year, a fraction. A rate above 0.25 is taken for one in per cent; below that the
        two can't be told apart.
    maturity_years, grace_years : float
        Years from the signing to the last and to the first repayment of principal.
    payments_per_year : int
        Payments a year.
    loan : str, optional
        Name of the loan for the message.

    Raises
    ------
    TermsError
        Naming loan, field and value.

    Examples
    --------
    >>> check_terms(2.0, 20, 5, loan="kgz-road")
    Traceback (most recent call last):
    ...
    helpers.finance.terms.TermsError: loan 'kgz-road', rate: 2.0 looks like per cent; give a fraction (0.02 for two per cent)
    """
    if payments_per_year not in (1, 2, 4, 12):
        fail(loan, "payments_per_year", f"{payments_per_year!r} is none of 1, 2, 4, 12")
    fields = {"rate": rate, "maturity_years": maturity_years, "grace_years": grace_years}
    for field, value in fields.items():
        check_number(value, field, loan)
    check_fraction(rate, "rate", loan)
    if not 0 < maturity_years <= MOST_YEARS:
        fail(loan, "maturity_years", f"{maturity_years} is not between 0 and {MOST_YEARS} years")
    if grace_years < 0:
        fail(loan, "grace_years", f"{grace_years} is negative")
    if grace_years > maturity_years:
        fail(loan, "grace_years", f"{grace_years} is longer than the maturity, {maturity_years}")


def check_number(value: float, field: str, loan: str = "") -> None:
    """Demand a finite number.

    Examples
    --------
    >>> check_number(None, "rate", "kgz-road")
    Traceback (most recent call last):
    ...
    helpers.finance.terms.TermsError: loan 'kgz-road', rate: missing or no number (None)

    Raises
    ------
    TermsError
        If the value is missing, no number, or not finite.
    """
    try:
        finite = math.isfinite(value)
    except (TypeError, ValueError):
        finite = False
    if not finite:
        fail(loan, field, f"missing or no number ({value!r})")


def check_fraction(value: float, field: str, loan: str = "") -> None:
    """Demand a rate or fee as a fraction, not in per cent and not negative.

    A value above 0.15 is taken with a :class:`RateWarning`.

    Examples
    --------
    >>> check_fraction(-0.01, "upfront_fee")
    Traceback (most recent call last):
    ...
    helpers.finance.terms.TermsError: upfront_fee: -0.01 is negative

    Raises
    ------
    TermsError
        If it is below zero, or above 0.25.
    """
    check_number(value, field, loan)
    if value > MOST_RATE:
        fail(loan, field, f"{value} looks like per cent; give a fraction (0.02 for two per cent)")
    if value < 0:
        fail(loan, field, f"{value} is negative")
    if value > UNUSUAL_RATE:
        name = f"loan {loan!r}, " if loan else ""
        words = f"{name}{field}: {value} is taken for {100 * value:g} per cent; is it meant so?"
        warnings.warn(words, RateWarning, stacklevel=3)


def check_currency(currency: str | None, field: str = "currency", loan: str = "") -> None:
    """Demand a currency, as its code of three capital letters (ISO 4217).

    Raises
    ------
    TermsError
        If it is missing or has another form; sums of unknown currency can't be compared.

    Examples
    --------
    >>> check_currency(None, loan="kgz-road")
    Traceback (most recent call last):
    ...
    helpers.finance.terms.TermsError: loan 'kgz-road', currency: missing or no code such as USD (None)
    """
    if not (isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency)):
        fail(loan, field, f"missing or no code such as USD ({currency!r})")


def check_choice(value: str, field: str, choices: tuple[str, ...], loan: str = "") -> None:
    """Demand one of the named conventions.

    Examples
    --------
    >>> check_choice("daily", "discounting", ("compound", "simple"))
    Traceback (most recent call last):
    ...
    helpers.finance.terms.TermsError: discounting: 'daily' is none of compound, simple

    Raises
    ------
    TermsError
        Naming the conventions that exist.
    """
    if value not in choices:
        fail(loan, field, f"{value!r} is none of {', '.join(choices)}")


def floating_rate(
    reference: float, margin: float, floor: float | None = None, *, loan: str = ""
) -> float:
    """Add the margin to a reference rate: max(reference + margin, floor), the floor 0 if none is named.

    Parameters
    ----------
    reference, margin : float
        Fractions a year; the reference may be negative.
    floor : float, optional
        Lowest rate that the loan may bear; not below zero, since no loan pays its borrower.
    loan : str, optional
        Name of the loan for messages.

    Examples
    --------
    >>> round(floating_rate(0.0061, 0.036), 4)
    0.0421
    >>> floating_rate(-0.004, 0.003, floor=0.001)
    0.001
    """
    check_number(reference, "reference", loan)
    # Only its size: a reference may be below zero.
    check_fraction(abs(reference), "reference", loan)
    check_fraction(margin, "margin", loan)
    floor = 0.0 if floor is None else floor
    check_fraction(floor, "floor", loan)
    return max(reference + margin, floor)


def fail(loan: str, field: str, what: str) -> NoReturn:
    """Say which loan and field can't be right, and why."""
    raise TermsError(f"{f'loan {loan!r}, ' if loan else ''}{field}: {what}")
