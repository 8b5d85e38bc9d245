"""What a loan costs: repayment schedules, present value, grant element and their conventions.

Rates and results are fractions (0.02 for two per cent), periods are years. Conventions that change a
result are arguments with names; nothing here reads a file or knows a loan of the book.
"""

from helpers.finance.schedules import nearest_period, schedule
from helpers.finance.terms import TermsError, check_currency, check_terms, floating_rate
from helpers.finance.value import (
    effective_rate,
    grant_element,
    grant_element_dac_formula,
    grant_element_of,
    period_rate,
    present_value,
)

__all__ = [
    "TermsError",
    "check_currency",
    "check_terms",
    "effective_rate",
    "floating_rate",
    "grant_element",
    "grant_element_dac_formula",
    "grant_element_of",
    "nearest_period",
    "period_rate",
    "present_value",
    "schedule",
]
