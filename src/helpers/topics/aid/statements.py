"""Conditions of the sentences on what Japan gives and lends as aid."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    falling,
    in_order,
    labels,
    largest,
    most,
    rising,
    statement,
    top,
)
from helpers.topics.aid import measures as aid
from helpers.topics.aid.measures import NET
from helpers.topics.aid.net import net_of
from helpers.topics.offers.measures import placed_loans

PAYING_BACK = ["KAZ", "TKM"]
# A line climbs, or has turned, if it did so in each of these last years.
LAST_YEARS = 5
# An aid loan is recent if it was signed in these last years before the newest.
RECENT_YEARS = 10

# The counts in the title of the last are computed with the chart.
labels("japan-aid-loans-list", "japan-totals-told", "japan-technical-cooperation", "japan-tying")


def _net() -> pd.DataFrame:
    """Give Japan's net aid: a row a year, a column a recipient."""
    rows = net_of(load_table("oda_net"), "JPN", CENTRAL_ASIA)
    return rows.pivot(index="year", columns="recipient_code", values=NET).sort_index()


def _aid_loans() -> pd.DataFrame:
    return aid.tying(load_table("loans"))


@statement(title="japan-net-oda", finding="repaying-japan", answer="japan-offers")
def repayments_exceed_aid() -> Holds:
    """In Kazakhstan and Turkmenistan, and there alone, repayments exceed new Japanese aid."""
    latest = _net().iloc[-1]
    return both(
        each_above(0.0, latest[PAYING_BACK], "US$ million"),
        each_above(latest.drop(PAYING_BACK), 0.0, "US$ million"),
    )


@statement(title="japan-cumulative-aid")
def line_of_uzbekistan_climbs() -> Holds:
    """Net aid to Uzbekistan, summed since the start, has risen in each of the last years."""
    return rising(_net()["UZB"].cumsum().tail(LAST_YEARS), "US$ million")


@statement(title="japan-cumulative-aid")
def line_of_kazakhstan_turned() -> Holds:
    """Net aid to Kazakhstan, summed since the start, has fallen in each of the last years."""
    return falling(_net()["KAZ"].cumsum().tail(LAST_YEARS), "US$ million")


def _per_person() -> pd.DataFrame:
    oda, accounts = load_table("oda_net"), load_table("national_accounts")
    last = int(_net().index.max())
    return aid.per_person(oda, accounts, CENTRAL_ASIA, last - 9, last).set_index("area_code")


@statement(title="japan-aid-per-person")
def most_per_person_in_uzbekistan() -> Holds:
    """Uzbekistan has received most of Japan's net aid per person in the last ten years."""
    return largest(_per_person()["value"], "UZB", "US$ a person and year")


@statement(finding="donors-compared")
def share_among_donors() -> Holds:
    """Japan's share among donors is largest in Uzbekistan, then in Tajikistan, then in Kyrgyzstan."""
    return in_order(_per_person()["share_pct"], ["UZB", "TJK", "KGZ"], "% of net aid")


@statement(finding="uzbekistan-first", answer="japan-offers")
def more_than_the_others_together() -> Holds:
    """Uzbekistan has received more net aid than the others together."""
    total = _net().sum()
    return above(total["UZB"], total.drop("UZB").sum(), "US$ million")


@statement(
    finding="uzbekistan-first", title="japan-loans-in-time", answer="japan-offers"
)  # fmt: skip
def most_aid_loans_to_uzbekistan() -> Holds:
    """Most Japanese aid loans that were found are Uzbekistan's."""
    return most(_aid_loans()["debtor_code"] == "UZB", "aid loans are Uzbekistan's")


@statement(title="japan-loans-in-time")
def latest_aid_loans_to_uzbekistan() -> Holds:
    """The latest aid loans all went to Uzbekistan."""
    placed = placed_loans(load_table("loans"), "JPN", "JPY")
    latest = placed[placed["lender_kind"] == "aid-lender"].tail(LAST_YEARS)
    return every(latest.set_index("loan_id")["debtor_code"] == "UZB", "to Uzbekistan")


@statement(answer="japan-offers")
def no_recent_aid_loan() -> Holds:
    """No aid loan of the last ten years to Kazakhstan or Turkmenistan was found."""
    loans = _aid_loans().dropna(subset=["signed_date"])
    year = loans["signed_date"].str[:4].astype(int)
    last = year.groupby(loans["debtor_code"]).max()
    return each_above(year.max() - RECENT_YEARS, last[PAYING_BACK], "(year)")


@statement(title="japan-fiscal-year")
def most_of_a_fiscal_year() -> Holds:
    """In the fiscal year Uzbekistan took more than the others together."""
    rows = load_table("japan_programme_reports").query("quantity == 'jica-programmes'")
    amounts = rows.set_index("recipient_code")["amount_jpy_million"].astype(float)
    return above(amounts["UZB"], amounts.drop("UZB").sum(), "million yen")


def _grants() -> pd.DataFrame:
    return aid.single_grants(load_table("japan_projects"))


@statement(title="japan-grants-grid", finding="grants-to-the-poorer", answer="japan-offers")
def grants_to_the_poorer() -> Holds:
    """Most grants went to Kyrgyzstan and Tajikistan."""
    return top(_grants()["recipient_code"].value_counts(), ["KGZ", "TJK"], "grants")


@statement(title="japan-grants-grid")
def purposes_of_grants() -> Holds:
    """In Kyrgyzstan and Tajikistan grants are above all for roads, scholarships and water."""
    rows = _grants().query("recipient_code in ['KGZ', 'TJK']")
    return top(rows["group"].value_counts(), ["transport", "scholarships", "water"], "grants")


@statement(title="japan-recent-grants")
def recent_grants() -> Holds:
    """Customs, hospitals, a bridge and power are among the grants since 2023."""
    rows = _grants()
    recent = rows[rows["signed_date"].fillna("") >= "2023"]["project_name"].str.lower()
    words = ("customs", "hospital|medical", "bridge", "power|electric")
    return every({word: recent.str.contains(word).any() for word in words}, "named by a grant")


@statement(title="japan-people")
def trainees_outnumber_scholars() -> Holds:
    """Trainees outnumber scholars wherever both were counted."""
    latest = aid.latest_counts(load_table("people_exchange"))
    wide = latest.pivot(index="area_code", columns="quantity", values="person_count").astype(float)
    counted = wide.dropna(subset=["jica-trainees", "jds-fellows"])
    return each_above(counted["jica-trainees"], counted["jds-fellows"], "people")


@statement(answer="japan-offers", finding="mostly-untied")
def more_untied_than_tied() -> Holds:
    """More aid loans are untied than tied to contractors of Japan."""
    kinds = ["tied-step", "untied", "general-untied"]
    rules = _aid_loans()["rule"].value_counts().reindex(kinds, fill_value=0)
    return above(rules["untied"] + rules["general-untied"], rules["tied-step"], "loans")
