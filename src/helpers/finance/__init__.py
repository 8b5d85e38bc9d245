"""What a loan costs: repayment schedules, present value, grant element and their conventions.

Rates and results are fractions (0.02 for two per cent), periods are years. Conventions that change a
result are arguments with names; nothing here reads a file or knows a loan of the book. The folder needs
numpy and pandas alone: copied elsewhere, under any name, it can be imported from there.
"""

from .conventions import (
    CONVENTIONS,
    Convention,
    cirr_discount_rate,
    discount_rate_of,
    matched_rates,
    minimum_of,
)
from .dates import payment_dates, year_fraction
from .floating import floating_range, floating_ways
from .schedules import combined, nearest_period, schedule
from .tables import grant_elements
from .terms import RateWarning, TermsError, check_currency, check_terms, floating_rate
from .value import (
    converted,
    effective_rate,
    grant_element,
    grant_element_dac_formula,
    grant_element_of,
    period_rate,
    present_value,
)

__all__ = [
    "CONVENTIONS",
    "Convention",
    "RateWarning",
    "TermsError",
    "check_currency",
    "check_terms",
    "cirr_discount_rate",
    "combined",
    "converted",
    "discount_rate_of",
    "effective_rate",
    "floating_range",
    "floating_rate",
    "floating_ways",
    "grant_element",
    "grant_element_dac_formula",
    "grant_element_of",
    "grant_elements",
    "matched_rates",
    "minimum_of",
    "nearest_period",
    "payment_dates",
    "period_rate",
    "present_value",
    "schedule",
    "year_fraction",
]
