"""Conditions of the sentences of the summary and the front page."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, above, both, each_above, labels, rising, statement
from helpers.topics.debt import measures as debt
from helpers.topics.debt import paid
from helpers.topics.debt import statements as owed
from helpers.topics.debt.measures import STOCK
from helpers.topics.loan_cost import statements as cost
from helpers.topics.loans import statements as loans
from helpers.topics.summary import page

PAGES = ("index", "summary")


@statement(headline=PAGES, title="debt-shares")
def china_past_its_peak_but_in_kazakhstan() -> Holds:
    """China's share is past its peak in every country but Kazakhstan, where it stands at its height."""
    return both(owed.china_share_fallen(), owed.china_share_at_height_in_kazakhstan())


@statement(headline=PAGES, title="summary-service")
def bondholders_before_beijing() -> Holds:
    """In its hardest year ahead each country with bonds is to pay bondholders more than China."""
    years = page.hardest()
    due = years[years["bonds"] > 0]
    without = years[years["bonds"] == 0]
    return both(
        each_above(due["bonds"], due["china"], "US$ million"),
        each_above(without["japan"], without["china"], "US$ million"),
    )


@statement(title="summary-service")
def bonds_in_four_countries() -> Holds:
    """Kazakhstan, Kyrgyzstan, Tajikistan and Uzbekistan have bonds to pay then; Turkmenistan pays Japan."""
    years = page.hardest()
    said = years.loc[["KAZ", "KGZ", "TJK", "UZB"]]
    return both(
        each_above(said["bonds"], said["china"], "US$ million"),
        above(years.loc["TKM", "japan"], years.loc["TKM", "china"], "US$ million"),
    )


@statement(headline=PAGES)
def turkmenistan_owes_japan_many_times_as_much() -> Holds:
    """Turkmenistan owes Japan's official lenders several times what it owes China's."""
    peaks = debt.peaks(debt.by_creditor(load_table("debt_stocks"), load_table("external_debt")))
    owing = peaks.set_index(["debtor_code", "creditor_code"])["latest_usd_million"]
    return above(owing["TKM", "JPN"], 5 * owing["TKM", "CHN"], "US$ million")


@statement(headline=PAGES, title="summary-posted-terms")
def yen_loans_dearer() -> Holds:
    """Japan's posted rate has more than doubled, and its new yen loans are dearer than those of the years before."""
    return both(cost.posted_rate_more_than_doubled(), loans.new_yen_loans_dearer())


@statement(headline="summary")
def debt_since_the_share_peaked() -> Holds:
    """Since China's share peaked the debt to it fell in three countries, and grew in Uzbekistan."""
    rows = debt.by_creditor(load_table("debt_stocks"), load_table("external_debt"))
    rows = rows[rows["creditor_code"] == "CHN"]
    shares = debt.share_peaks(rows).set_index("debtor_code")
    stock = rows.set_index(["debtor_code", "year"])[STOCK].astype(float)
    then = pd.Series({who: stock[who, year] for who, year in shares["top_year"].items()})
    now = stock.groupby("debtor_code").last()
    three = ["KGZ", "TJK", "TKM"]
    return both(
        each_above(then[three], now[three], "US$ million"),
        above(now["UZB"], then["UZB"], "US$ million"),
    )


@statement(headline="summary")
def uzbek_debt_to_japan_at_its_height() -> Holds:
    """Uzbekistan owes Japan's official lenders more than at the end of any year before."""
    rows = debt.by_creditor(load_table("debt_stocks"), load_table("external_debt"))
    rows = rows.query("debtor_code == 'UZB' and creditor_code == 'JPN'")
    stock = rows.set_index("year")[STOCK].astype(float)
    last = stock.index.max()
    return above(float(stock[last]), float(stock.drop(last).max()), "US$ million")


@statement(headline="summary")
def uzbek_payments_weigh_more_each_year() -> Holds:
    """Uzbekistan's debt service rose against revenue from the first to the last year that can be measured."""
    names = ("debt_service", "debt_service_bases", "national_accounts")
    rows = paid.burden(*(load_table(name) for name in names)).query("debtor_code == 'UZB'")
    ratio = rows.set_index("year")["revenue_pct"].dropna().astype(float).sort_index()
    return rising(ratio.iloc[[0, -1]], "% of revenue")


labels("data-dates")
