"""Conditions of the sentences on past yen loans at the exchange rates that came."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, above, most, once, statement
from helpers.topics.loans import measures as loans
from helpers.topics.yen_loans import measures as yen_loans


@once
def _outcome() -> pd.DataFrame:
    terms = loans.terms(load_table("loans"), load_table("reference_rates"))
    return yen_loans.outcome(yen_loans.history(terms, load_table("exchange_rates")))


@statement(title=["yen-outcome", "yen-owed"], finding="price-yen", answer="what-money-costs")
def most_yen_loans_cheaper() -> Holds:
    """Most yen loans have come out below the same loan in dollars."""
    return most(_outcome()["difference_pct"] < 0, "yen loans are cheaper than in dollars")


@statement(title="yen-owed", finding="price-yen")
def yen_loans_once_dearer() -> Holds:
    """Some yen loan once stood above the same loan in dollars."""
    return above(_outcome()["dearest_pct"].max(), 0.0, "% above the same loan in dollars")
