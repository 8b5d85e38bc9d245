"""The conventions of grant elements, in one place: whose, since when, at which rate, and the timing.

A convention fixes the discount rate, the dates of payment, whether a loan dearer than the discount rate
counts as zero, and the minimum from which a loan is called concessional. Ids of sources are those of
the table ``sources``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from .dates import payment_dates
from .terms import TermsError, check_choice, check_fraction, check_number, fail

GROUPS = ("LIC", "LMIC", "UMIC")


@dataclass(frozen=True)
class Convention:
    """A rule for the grant element of a loan.

    Parameters
    ----------
    name : str
        Its key in :data:`CONVENTIONS`.
    bodies : tuple of str
        Who applies it.
    valid_from, valid_to : str or None
        First and last day or year of signing; None where it is open or is nobody's rule.
    discount_rates, minimums : mapping of str to float
        Fractions, by the debtor's income group in the list of the DAC, or by ``all``. Empty where the
        rate depends on the loan or no minimum is part of the rule.
    payments_per_year : int
        Dates of payment a year.
    first_principal : {"at-grace", "after-grace"} or None
        As for :func:`helpers.finance.schedule`.
    floor_at_zero : bool
        Whether a loan dearer than the discount rate counts as 0.
    source_ids : tuple of str
        Where the rule was read.
    note : str
        What a user must know.
    """

    name: str
    bodies: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    discount_rates: Mapping[str, float]
    minimums: Mapping[str, float]
    payments_per_year: int
    first_principal: str | None
    floor_at_zero: bool
    source_ids: tuple[str, ...]
    note: str


_FUND_AND_BANK = ("IMF", "World Bank")

CONVENTIONS: dict[str, Convention] = {
    rule.name: rule
    for rule in (
        Convention(
            "dac-1972",
            ("OECD DAC",),
            "1972",
            "2017",
            {"all": 0.10},
            {"all": 0.25},
            2,
            "at-grace",
            False,
            ("oecd-ge-formula", "oecd-dcr-2016", "aiddata-tuff3"),
            "The cash-flow system: ten per cent for all; aid from a quarter on.",
        ),
        Convention(
            "dac-2018",
            ("OECD DAC",),
            "2018",
            None,
            {"LIC": 0.09, "LMIC": 0.07, "UMIC": 0.06},
            {"LIC": 0.45, "LMIC": 0.15, "UMIC": 0.10},
            2,
            "at-grace",
            False,
            ("oecd-oda-definition", "oecd-dacnews-2015", "oecd-ge-formula"),
            "Five per cent and one, two or four points by the debtor's income group; loans to the "
            "official sector. LIC stands for least developed and other low-income countries.",
        ),
        Convention(
            "imf-wb",
            _FUND_AND_BANK,
            "2013-10-11",
            None,
            {"all": 0.05},
            {"all": 0.35},
            2,
            None,
            True,
            ("imf-ge-calculator", "imf-lic-dsf-guidance-2018"),
            "Five per cent in all currencies; concessional, as a rule, from 35 per cent on, which a "
            "programme may raise. The calculator takes any profile of repayment: half-yearly here.",
        ),
        Convention(
            "lic-dsf",
            _FUND_AND_BANK,
            "2018-02",
            None,
            {"all": 0.05},
            {"all": 0.35},
            1,
            "after-grace",
            True,
            ("teal-pylicdsf-test", "imf-lic-dsf-guidance-2018"),
            "The template of the debt framework for low-income countries (August 2025): a payment a "
            "year, the first principal a year after grace, present value never above the stock.",
        ),
        Convention(
            "cirr",
            _FUND_AND_BANK,
            "1996-05-01",
            "2013-10-10",
            {},
            {"all": 0.35},
            2,
            None,
            True,
            ("imf-decision-11248", "wb-ida-ge-old", "imf-conc-2008"),
            "A rate for each currency: averages of its commercial interest reference rate (CIRR) and "
            "a margin by maturity, see cirr_discount_rate. The minimum was read in part only.",
        ),
        Convention(
            "currency-matched",
            (),
            None,
            None,
            {},
            {},
            2,
            None,
            False,
            (),
            "No body's rule: yen at a yen rate, dollars at a dollar rate, see matched_rates.",
        ),
    )
}
# Points over the ten-year mean of the CIRR, by the least maturity in years; below fifteen years the
# six-month mean and its own margin hold (source imf-decision-11248).
_LONG_MARGINS = {30: 0.0125, 20: 0.0115, 15: 0.01}
_SHORT_MARGIN = 0.0075


def convention_named(name: str) -> Convention:
    """Give a convention by its name.

    Raises
    ------
    TermsError
        If there is none of that name, with those that there are.

    Examples
    --------
    >>> rule = convention_named("imf-wb")
    >>> rule.discount_rates["all"], rule.minimums["all"], rule.floor_at_zero
    (0.05, 0.35, True)
    """
    check_choice(name, "convention", tuple(CONVENTIONS))
    return CONVENTIONS[name]


def discount_rate_of(name: str, *, income_group: str | None = None, loan: str = "") -> float:
    """Give the discount rate of a convention.

    Parameters
    ----------
    name : str
        One of :data:`CONVENTIONS`.
    income_group : {"LIC", "LMIC", "UMIC"}, optional
        Group of the debtor, needed by ``dac-2018`` alone.
    loan : str, optional
        Name of the loan for messages.

    Raises
    ------
    TermsError
        If the convention asks for a group that is not named, or its rate depends on the loan.

    Examples
    --------
    >>> discount_rate_of("dac-2018", income_group="LMIC")
    0.07
    """
    return _by_group(convention_named(name), "discount_rates", income_group, loan)


def minimum_of(name: str, *, income_group: str | None = None, loan: str = "") -> float:
    """Give the least grant element that a convention calls concessional; as :func:`discount_rate_of`.

    Examples
    --------
    >>> minimum_of("dac-2018", income_group="LIC"), minimum_of("imf-wb")
    (0.45, 0.35)
    """
    return _by_group(convention_named(name), "minimums", income_group, loan)


def _by_group(rule: Convention, field: str, income_group: str | None, loan: str) -> float:
    values = getattr(rule, field)
    if not values:
        what = "discount_rate" if field == "discount_rates" else "minimum"
        fail(loan, what, f"convention {rule.name!r} has none for all loans; name one")
    if "all" in values:
        return values["all"]
    check_choice(income_group, "income_group", GROUPS, loan)
    return values[income_group]


def cirr_discount_rate(
    cirr: pd.Series, signed: str | dt.date, maturity_years: float, *, loan: str = ""
) -> float:
    """Give the discount rate of the IMF and the World Bank for a loan signed from 1996 to 2013.

    Loans of fifteen years and more: the mean of the CIRR of the loan's currency over the ten years
    before, and 1, 1.15 or 1.25 points from fifteen, twenty or thirty years on. Shorter loans: the mean
    of the last whole half-year, from 15 February or 15 August on, and 0.75 points (source
    ``imf-decision-11248``). With CIRRs that are derived from yields of government bonds the result is
    an approximation; the averages of the IMF itself may end in other months and be rounded.

    Parameters
    ----------
    cirr : pandas.Series
        CIRR of the currency, fractions a year, by month (``YYYY-MM``): the month on whose 15th day a
        rate came into force.
    signed : date
        Day of signing.
    maturity_years : float
        Years to the last repayment.
    loan : str, optional
        Name of the loan for messages.

    Returns
    -------
    float
        Fraction a year.

    Raises
    ------
    TermsError
        If the loan was not signed under this rule, or a month is missing.

    Examples
    --------
    >>> months = pd.period_range("1995-01", "2013-10", freq="M").astype(str)
    >>> flat = pd.Series(0.05, index=months)
    >>> [round(cirr_discount_rate(flat, "2009-06-01", years), 4) for years in (10, 20, 40)]
    [0.0575, 0.0615, 0.0625]
    """
    day = payment_dates(signed, 0, loan=loan)[0]
    check_number(maturity_years, "maturity_years", loan)
    rule = CONVENTIONS["cirr"]
    if not rule.valid_from <= day.isoformat() <= rule.valid_to:
        words = f"{day} is outside the rule of the CIRR, {rule.valid_from} to {rule.valid_to}"
        fail(loan, "signed", words)
    # The rate in force on the day; the means end with the one before it.
    now = pd.Period(day, "M") - (1 if day.day < 15 else 0)
    if maturity_years >= min(_LONG_MARGINS):
        margin = next(add for least, add in _LONG_MARGINS.items() if maturity_years >= least)
        months = pd.period_range(now - 120, now - 1, freq="M")
    else:
        margin = _SHORT_MARGIN
        begun = next(m for m in (now - back for back in range(6)) if m.month in (2, 8))
        months = pd.period_range(begun - 6, begun - 1, freq="M")
    rates = cirr.reindex(months.astype(str))
    if rates.isna().any():
        fail(loan, "cirr", f"no rate for {rates.index[rates.isna()][0]}")
    for value in rates:
        check_fraction(value, "cirr", loan)
    return float(rates.mean()) + margin


def matched_rates(
    currencies: pd.Series, rates: Mapping[str, float], stand_ins: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Give each loan the discount rate of its own currency.

    Parameters
    ----------
    currencies : pandas.Series
        Code of the currency of each loan.
    rates : mapping of str to float
        Discount rate by currency, fractions a year.
    stand_ins : mapping of str to str, optional
        A currency whose rate is not known, and the one whose rate is taken, such as
        ``{"CNY": "USD"}``; the result marks it.

    Returns
    -------
    pandas.DataFrame
        ``discount_rate`` and ``rate_currency_code``, with the index of ``currencies``;
        ``is_stand_in`` where the two currencies differ.

    Raises
    ------
    TermsError
        If a currency has neither a rate nor a stand-in.

    Examples
    --------
    >>> codes = pd.Series(["USD", "JPY", "CNY"])
    >>> matched_rates(codes, {"USD": 0.05, "JPY": 0.02}, {"CNY": "USD"})["discount_rate"].to_list()
    [0.05, 0.02, 0.05]
    """
    taken = currencies.replace(dict(stand_ins or {}))
    for loan, code in taken.items():
        if code not in rates:
            raise TermsError(f"loan {loan!r}, currency: no discount rate for {code!r}")
    for code, rate in rates.items():
        check_fraction(rate, f"discount rate of {code}")
    return pd.DataFrame(
        {
            "discount_rate": taken.map(rates),
            "rate_currency_code": taken,
            "is_stand_in": taken != currencies,
        }
    )
