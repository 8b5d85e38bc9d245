"""Conditions of the sentences on the terms of loans and their grant elements."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    both,
    most,
    once,
    same,
    statement,
)
from helpers.topics.loans import facts
from helpers.topics.loans import measures as loans

UNIFIED = "unified-5"


@once
def _terms() -> pd.DataFrame:
    return loans.terms(load_table("loans"), load_table("reference_rates"))


@once
def _elements() -> pd.DataFrame:
    rules, groups = load_table("concessionality_rules"), load_table("dac_income_groups")
    terms = _terms()
    return loans.grant_elements(terms[~terms["is_floating"]], rules, groups)


def _usual(elements: pd.DataFrame) -> pd.Series:
    """Give the terms that most Chinese loans share."""
    return facts.usual_terms(loans.term_sets(elements))


def _exact(elements: pd.DataFrame) -> pd.DataFrame:
    """Give the grant elements at the unified rate of loans whose terms are no range."""
    rows = elements[elements["convention"] == UNIFIED]
    return rows[rows["grant_element_low_pct"] == rows["grant_element_high_pct"]]


@statement(title="grant-elements")
def uzbek_aid_loans_above_chinese() -> Holds:
    """In Uzbekistan most Japanese aid loans have a higher grant element than all Chinese ones."""
    rows = _exact(_elements()).query("debtor_code == 'UZB'")
    value = rows.set_index("loan_id")["grant_element_low_pct"]
    japan, china = (value[(rows["creditor_code"] == code).to_numpy()] for code in ("JPN", "CHN"))
    return most(japan > china.max(), "Japanese aid loans lie above all Chinese loans")


@statement(title="grant-elements")
def latest_aid_loans_lower() -> Holds:
    """The mean grant element of the latest Japanese loans to Uzbekistan is below that of those before."""
    rows = _exact(_elements()).query("debtor_code == 'UZB' and creditor_code == 'JPN'")
    is_late = rows["year"] >= facts.SINCE
    value = rows["grant_element_low_pct"]
    return above(value[~is_late].mean(), value[is_late].mean(), "% of the loan")


@statement(finding="price-convention")
def convention_weighs_as_much() -> Holds:
    """Two conventions move the commonest Chinese loan by more than the lenders lie apart."""
    elements = _elements()
    usual, exact = _usual(elements), _exact(elements)
    japan = exact.loc[exact["creditor_code"] == "JPN", "grant_element_low_pct"].median()
    return above(usual["dac-old"] - usual[UNIFIED], japan - usual[UNIFIED], "% of the loan")


@statement(finding="price-gap-closed")
def new_yen_loans_dearer() -> Holds:
    """The cheapest of the new yen loans bears more interest than the dearest of the earlier ones."""
    rates = facts.yen_rates(_terms())
    return above(rates["yen-new-least"], rates["yen-rate-most"], "% a year")


@statement(finding="price-unknown")
def no_rate_outside_aid() -> Holds:
    """The interest of no Japanese loan outside aid was found."""
    counts = facts.outside_aid(loans.readable(load_table("loans")))
    return both(
        above(counts["jpn-not-aid"], 0, "loans"),
        same(int(counts["jpn-not-aid-rates"]), 0, "rates found"),
    )
