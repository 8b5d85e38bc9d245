"""The numbers that the chapter on the outlook names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.data import reading_year
from helpers.topics.debt import contingent, paid
from helpers.topics.debt.measures import STOCK
from helpers.topics.dialogue.measures import months_since
from helpers.topics.outlook import scenarios

Published = dict[str, object]
# The group of income in which JICA's posted terms put Uzbekistan.
INCOME_GROUP = "LMIC"


def indicators(due: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Count the indicators, those whose day we set ourselves, and those due by the end of next year.

    Parameters
    ----------
    due : pandas.DataFrame
        What ``measures.due`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    dated, next_year = due.dropna(subset=["due_day"]), reading_year(reading) + 1
    ours, years = dated["due_basis"].eq("judgement").sum(), dated["due_day"].dt.year
    by_next = numbers.count((years <= next_year).sum())
    return {
        "indicators": numbers.of(due, numbers.count(len(due))),
        "ours": numbers.of(due, numbers.count(ours)),
        "by-next": numbers.of((dated, reading), by_next),
        "next-year": numbers.of(reading, numbers.year(next_year)),
        **numbers.exposed(reading, data_day="accessed_date"),
    }


def ministers(gaps: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Count the months since ministers last met, beside the longest time between their meetings.

    Parameters
    ----------
    gaps : pandas.DataFrame
        What ``dialogue.measures.cadence`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    last = gaps.tail(1)
    since = months_since(last["start_date"].item(), reading["accessed_date"].item())
    return {
        **numbers.exposed(last, last_ministers="start_date"),
        "longest-gap": numbers.of(gaps, numbers.plain(gaps["gap_months"].max(), "months")),
        "months-since": numbers.of((last, reading), numbers.plain(since, "months")),
    }


def years(service: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Name the years of the scenarios: from the first after the data to the last of the schedule.

    Parameters
    ----------
    service : pandas.DataFrame
        Table ``debt_service``.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    return {
        "first-year": numbers.of(reading, numbers.year(reading_year(reading) + 1)),
        "last-year": numbers.year(service["year"].max()),
        "schedule-year": numbers.year(paid.LAST_PAID),
    }


def compared(table: pd.DataFrame) -> Published:
    """Name what each scenario costs each country a year, its share of exports, and the debt that it moves.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``scenarios.side_by_side`` gives.
    """
    return numbers.exposed(
        table,
        "{scenario}-{debtor_code}",
        low=scenarios.LOW,
        high=scenarios.HIGH,
        debt="debt_usd_million",
        exports_low=("low_exports_pct", numbers.pct, 1),
        exports_high=("high_exports_pct", numbers.pct, 1),
    )


def yen(year_end: pd.DataFrame, monthly: pd.DataFrame, shares: pd.DataFrame) -> Published:
    """Name the yen's rate at the end of the last year paid, now, and after the rise, and its share in debts.

    Parameters
    ----------
    year_end, monthly, shares : pandas.DataFrame
        Tables ``exchange_rates_year_end``, ``exchange_rates_monthly`` and ``debt_currency_shares``.
    """
    then = year_end[(year_end["currency_code"] == "JPY") & (year_end["year"] == paid.LAST_PAID)]
    last = (
        monthly[monthly["currency_code"] == "JPY"].sort_values("month_date", kind="stable").tail(1)
    )
    rate = float(then["local_currency_per_usd"].item())
    in_debt = shares[
        (shares["indicator_code"] == scenarios.YEN) & (shares["year"] == paid.LAST_PAID)
    ]
    made = ("local_currency_per_usd", numbers.bare, "yen per US dollar")
    return {
        **numbers.exposed(then, yen_from=made),
        **numbers.exposed(last, yen_now=made, yen_month=("month_date", numbers.month)),
        "yen-to": numbers.of(
            then, numbers.bare(rate / (1 + scenarios.RISE / 100), "yen per US dollar")
        ),
        **numbers.exposed(in_debt, "{debtor_code}", yen_share=("share_pct", numbers.pct, 1)),
    }


def railway(
    loans: pd.DataFrame, rates: pd.DataFrame, stocks: pd.DataFrame, letter: pd.DataFrame
) -> Published:
    """Name the railway loan, the owners' part of it, and the rates at which its interest is reckoned.

    Parameters
    ----------
    loans, rates, stocks : pandas.DataFrame
        Tables ``loans``, ``lending_rates`` and ``debt_stocks``.
    letter : pandas.DataFrame
        The row of the table ``china_since_2021`` for the letter of intent on the Kyrgyz share.
    """
    loan = loans[loans["debtor_code"] == "CKU"]
    part = contingent.railway(loans).head(1)
    each, years = float(part["part_usd_million"].item()), float(loan["maturity_years"].item())
    owed = stocks[
        (stocks["debtor_code"] == "KGZ")
        & (stocks["creditor_code"] == "CHN")
        & (stocks["year"] == stocks["year"].max())
    ]
    share = 100 * each / float(owed[STOCK].sum())
    return {
        **numbers.exposed(
            loan, "railway", loan=("amount_usd_million", numbers.usd_million, 1), day="signed_date"
        ),
        "railway-years": numbers.of(loan, numbers.plain(years, "years")),
        **numbers.exposed(part, railway_stake=("stake_pct", numbers.pct, 1)),
        **numbers.exposed(letter, letter_day="record_date"),
        "railway-part": numbers.of(part, numbers.usd_million(each)),
        "railway-principal": numbers.of(loan, numbers.usd_million(each / years)),
        "railway-stock-share": numbers.of((part, owed), numbers.pct(share)),
        **numbers.exposed(
            scenarios.paid_to_china(rates), "{borrower_code}-rate", ("rate_pct", numbers.pct, 1)
        ),
    }


def coupons(newest: pd.DataFrame, bonds: pd.DataFrame) -> Published:
    """Name the newest dollar coupons of states of the region, and the lowest yield of Uzbekistan's old bonds.

    Parameters
    ----------
    newest : pandas.DataFrame
        What ``scenarios.new_coupons`` gives.
    bonds : pandas.DataFrame
        Table ``bonds``.
    """
    mine = bonds[
        (bonds["area_code"] == "UZB")
        & (bonds["currency_code"] == "USD")
        & (bonds["issuer_kind"] == "sovereign")
    ]
    lowest = mine.dropna(subset=["yield_at_issue_pct"]).nsmallest(1, "yield_at_issue_pct")
    return {
        **numbers.exposed(
            newest, "{area_code}-coupon", ("coupon_pct", numbers.pct, 2), month=("issue_date", numbers.month)
        ),
        "coupon-year": numbers.year_of(newest["issue_date"].max()),
        **numbers.exposed(
            lowest, "old-yield", ("yield_at_issue_pct", numbers.pct, 1), month=("issue_date", numbers.month)
        ),
    }  # fmt: skip


def prices(terms: pd.DataFrame, loan: pd.DataFrame) -> Published:
    """Name JICA's newest posted rates for the group of income of Uzbekistan, and what a lower one would cost.

    Parameters
    ----------
    terms : pandas.DataFrame
        Table ``jica_terms``.
    loan : pandas.DataFrame
        The row of the table ``loans`` for the newest yen loan to Uzbekistan.
    """
    rows = terms[(terms["category_code"] == INCOME_GROUP) & (terms["rate_kind"] == "fixed")]
    rows = rows[rows["effective_date"] == rows["effective_date"].max()]
    same = rows[rows["maturity_years"].astype(float) == float(loan["maturity_years"].item())]
    same = same.set_index("terms_kind")
    long = rows[rows["option_name"] == "standard"].set_index("terms_kind")
    lower, paid_rate = same.loc[["high-specification"]], float(loan["interest_pct"].item())
    gap = (paid_rate - float(lower["rate_pct"].item())) / 100
    saving = float(loan["amount_jpy_billion"].item()) * gap
    return {
        **numbers.exposed(long.loc[["general"]], "general", ("rate_pct", numbers.pct, 1)),
        **numbers.exposed(lower, "high-specification", ("rate_pct", numbers.pct, 1)),
        **numbers.exposed(lower, posted="effective_date"),
        **numbers.exposed(
            loan,
            "loan",
            rate=("interest_pct", numbers.pct, 1),
            yen=("amount_jpy_billion", numbers.jpy_billion, 1),
            day="signed_date",
        ),
        "saving": numbers.of((loan, lower), numbers.plain(1000 * saving, "million yen")),
    }
