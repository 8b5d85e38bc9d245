"""Conditions of the answers to a journalist's questions.

Where a chapter already states what an answer says, its condition is that of the chapter.
"""

from __future__ import annotations

from helpers.data import load_table
from helpers.statements import Holds, above, both, same, statement
from helpers.topics.claims import statements as claims
from helpers.topics.country import statements as country
from helpers.topics.debt import measures as debt_measures
from helpers.topics.debt import statements as debt
from helpers.topics.formats import statements as formats
from helpers.topics.loan_cost import statements as loan_cost
from helpers.topics.trap import statements as trap


@statement(question="asset-seized")
def no_asset_seized() -> Holds:
    """No pair of debtor and lender meets the test of a lost asset."""
    return trap.no_asset_lost()


@statement(question="no-risk")
def kyrgyz_loans_rescheduled() -> Holds:
    """Kyrgyzstan had to reschedule Japanese loans twice."""
    return claims.kyrgyzstan_rescheduled_twice()


@statement(question="kyrgyz-debt")
def china_below_half_in_kyrgyzstan() -> Holds:
    """By the ministry's newest figure China holds less than half of Kyrgyzstan's external debt."""
    newest = debt_measures.newest_reports(load_table("national_debt_reports"))
    return above(50.0, float(newest.loc[("KGZ", "CHN"), "share_pct"]), "% of debt")


@statement(question="deeper-debt")
def shares_of_china_fell() -> Holds:
    """China's share is below its height everywhere but in Kazakhstan, where it stands at it."""
    return both(debt.china_share_fallen(), debt.china_share_at_height_in_kazakhstan())


@statement(question="largest-lender")
def china_leads_in_some_countries() -> Holds:
    """China is the largest single creditor of Kyrgyzstan and Tajikistan, and of no other."""
    return country.each_country_has_another_largest_creditor()


@statement(question="turkmen-debt")
def turkmen_debt_to_japan_is_larger() -> Holds:
    """Turkmenistan owes Japan more than China."""
    return debt.turkmenistan_owes_japan_more()


@statement(question="target-promised")
def the_sum_is_a_target() -> Holds:
    """What Japan named in Tokyo is a target for business."""
    return formats.japans_sum_is_a_target()


@statement(question="new-deals")
def the_same_sum_was_told_before() -> Holds:
    """The sum called new in December 2025 was told for the whole portfolio in February."""
    rows = load_table("summit_results").set_index("result_id")["amount"].astype(float)
    return same(rows["t054"], rows["t052"], "US$ million")


@statement(question="cheaper-loans")
def the_rate_of_discount_decides() -> Holds:
    """Most of Japan's loans are softer at one rate, but not the newest; China's at a market rate of each."""
    return both(
        loan_cost.japan_softer_at_one_rate(),
        loan_cost.newest_yen_loan_is_the_exception(),
        loan_cost.china_softer_at_own_rates(),
    )


@statement(question="only-grants")
def japan_lends() -> Holds:
    """Japan has lent to the region."""
    loans = load_table("loans")
    return above(int((loans["creditor_code"] == "JPN").sum()), 0, "loans")


@statement(question="cancelled")
def no_summit_that_year() -> Holds:
    """No meeting of leaders was held in 2024."""
    return claims.no_summit_in_2024()


@statement(question="last")
def japan_met_the_leaders_last() -> Holds:
    """Each other partner's leaders met the five before Japan's."""
    return formats.last_to_meet_the_leaders()
