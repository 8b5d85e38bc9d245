"""Grant elements of a whole table of loans at once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .conventions import convention_named, discount_rate_of
from .schedules import FIRST_PRINCIPALS, REPAYMENTS, principal_periods
from .terms import check_choice, check_fraction, check_terms, fail

_TERMS = ("rate", "maturity_years", "grace_years")


def grant_elements(
    loans: pd.DataFrame,
    discount_rate: float | pd.Series | None = None,
    *,
    convention: str | None = None,
    payments_per_year: int | None = None,
    repayment: str | pd.Series = "equal-principal",
    first_principal: str | None = None,
    floor_at_zero: bool | None = None,
) -> pd.Series:
    """Give the grant element of each loan of a table, as :func:`helpers.finance.grant_element` does.

    All loans are worked out together, thousands a second; only their terms are checked by the code of
    one loan. Loans whose rate changes, or that are drawn in parts, go one by one.

    Parameters
    ----------
    loans : pandas.DataFrame
        A row a loan: ``rate`` (a fraction), ``maturity_years``, ``grace_years``, and, if there is one,
        ``upfront_fee`` (a fraction). ``income_group`` where the convention asks for it.
    discount_rate : float or pandas.Series, optional
        Fraction a year, for all loans or, with the index of ``loans``, for each: so yen can be
        discounted at a yen rate and dollars at a dollar rate (:func:`helpers.finance.matched_rates`).
    convention, payments_per_year, first_principal, floor_at_zero
        As for :func:`helpers.finance.grant_element`.
    repayment : str or pandas.Series
        A profile as for :func:`helpers.finance.schedule`, for all loans or for each.

    Returns
    -------
    pandas.Series
        Fractions, with the index of ``loans``; missing where a term of the loan is missing.

    Raises
    ------
    TermsError
        If a term can't be right, naming the loan by its index.

    Examples
    --------
    >>> loans = pd.DataFrame({"rate": [0.02, 0.003], "maturity_years": [20, 40], "grace_years": [5, 10]},
    ...     index=["China", "Japan"])
    >>> grant_elements(loans).round(3).to_dict()
    {'China': 0.264, 'Japan': 0.636}
    >>> grant_elements(loans, pd.Series({"China": 0.05, "Japan": 0.02})).round(3).to_dict()
    {'China': 0.264, 'Japan': 0.324}
    """
    for name in _TERMS:
        if name not in loans:
            fail("", name, "the table has no such column")
    rate_of = "discount_rate"
    if convention is not None:
        rule = convention_named(convention)
        payments_per_year = payments_per_year or rule.payments_per_year
        first_principal = first_principal or rule.first_principal
        floor_at_zero = rule.floor_at_zero if floor_at_zero is None else floor_at_zero
        if discount_rate is None:
            discount_rate = _rates_by_group(loans, convention)
    else:
        first_principal = first_principal or "at-grace"
    payments = 2 if payments_per_year is None else payments_per_year
    table = pd.DataFrame(
        {name: loans[name].astype(float) for name in _TERMS}
        | {"upfront_fee": loans.get("upfront_fee", pd.Series(0.0, loans.index)).astype(float)}
        | {rate_of: 0.05 if discount_rate is None else discount_rate, "repayment": repayment},
        index=loans.index,
    )
    is_known = table.notna().all(axis=1)
    known = table[is_known]
    value = _worked_out(known, _periods(known, payments, first_principal), payments)
    found = pd.Series(np.nan, loans.index)
    # By place, not by name: an index may name two loans alike.
    found[is_known.to_numpy()] = np.maximum(value, 0.0) if floor_at_zero else value
    return found


def _rates_by_group(loans: pd.DataFrame, convention: str) -> float | pd.Series:
    if "all" in convention_named(convention).discount_rates:
        return discount_rate_of(convention)
    if "income_group" not in loans:
        fail("", "income_group", f"the table has no such column, which {convention!r} needs")
    return loans["income_group"].map(
        lambda group: discount_rate_of(convention, income_group=group), na_action="ignore"
    )


def _periods(known: pd.DataFrame, payments: int, first_principal: str | None) -> np.ndarray:
    """Refuse what one loan alone would be refused for; give its first and last period of principal."""
    if first_principal is not None:
        check_choice(first_principal, "first_principal", FIRST_PRINCIPALS)
    found = []
    for name, rate, maturity, grace, fee, discount, repayment in known.itertuples():
        loan = str(name)
        check_terms(rate, maturity, grace, payments_per_year=payments, loan=loan)
        check_fraction(fee, "upfront_fee", loan)
        check_fraction(discount, "discount_rate", loan)
        check_choice(repayment, "repayment", REPAYMENTS, loan)
        found.append(principal_periods(maturity, grace, payments, repayment, first_principal, loan))
    return np.array(found, dtype=int).reshape(-1, 2)


def _worked_out(known: pd.DataFrame, periods: np.ndarray, payments: int) -> np.ndarray:
    """Add up interest and principal of each loan (a row) over the periods (a column)."""
    first, last = periods.T
    per_period = (known["rate"].to_numpy() / payments)[:, None]
    discount = known["discount_rate"].to_numpy(float)
    step = ((1 + discount) ** (1 / payments))[:, None]
    period = np.arange(last.max(initial=0) + 1)[None, :]
    count = (last - first + 1)[:, None]
    # Share still owed after each payment, in closed form.
    paid = np.clip(period - first[:, None] + 1, 0, count)
    left = 1 - paid / count
    with np.errstate(divide="ignore", invalid="ignore"):
        grown = -np.expm1(-(count - paid) * np.log1p(per_period))
        level = grown / -np.expm1(-count * np.log1p(per_period))
    is_level = (known["repayment"] == "annuity").to_numpy()[:, None] & (per_period > 0)
    left = np.where(is_level, level, left)
    before = np.concatenate([np.ones((len(known), 1)), left[:, :-1]], axis=1)
    interest = np.where(period == 0, 0.0, before * per_period)
    payment = interest + (before - left)
    value = (payment / step**period).sum(axis=1)
    return 1 - value - known["upfront_fee"].to_numpy()
