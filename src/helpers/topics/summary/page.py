"""What the summary shows: tables of other topics, loaded and measured, with the words around them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from helpers import data, names
from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.topics.country import page as country
from helpers.topics.debt import measures as debt
from helpers.topics.debt import paid, paid_charts
from helpers.topics.loan_cost import facts as cost_facts
from helpers.topics.loan_cost import posted, rate_charts
from helpers.topics.loans import measures as loans
from helpers.topics.summary import charts, measures

Shown = tuple[pd.DataFrame, dict]
# The table, the function that draws it and the one that describes the drawing; and the words around it.
Drawn = tuple[tuple[pd.DataFrame, Callable, Callable], dict]
PAIR = {"debtor": "debtor_code", "creditor": "creditor_code"}


def last_share() -> int:
    """Give the last year for which shares are known."""
    (table, *_), _ = shares()
    return int(table["year"].max())


def shares() -> Drawn:
    """Give the shares of China and Japan in each country's debt, the country that owes China most first."""
    table = debt.by_creditor(load_table("debt_stocks"), load_table("external_debt"))
    table = names.with_names(table, **PAIR).dropna(subset=["share_pct"])
    table = table[table["creditor_code"].isin(["CHN", "JPN"])]
    first, last = table["year"].min(), table["year"].max()
    now = table[(table["year"] == last) & (table["creditor_code"] == "CHN")]
    order = now.sort_values("share_pct", ascending=False, kind="stable")["debtor"].to_list()
    table = table.sort_values(
        "debtor", key=lambda column: column.map(order.index), kind="stable", ignore_index=True
    )
    return (table, charts.draw_shares, charts.describe_shares), {
        "subtitle": f"Share of official lenders in public and publicly guaranteed external debt, per cent, end of year, {first} to {last}",
        "columns": ["debtor", "year", "creditor", "share_pct"],
        "labels": {"creditor": "Creditor"},
        "note": "A share can fall while the debt grows, as in Uzbekistan. Tajikistan reports no debt to Japan; Kazakhstan reports debt to China in later years only.",
    }


def service() -> Drawn:
    """Give what each country paid and is to pay, by kind of creditor."""
    table, words = country.paid_and_due()
    return (table, charts.draw_service, paid_charts.describe_service), words


def first_year() -> int:
    """Give the first of the years that lie ahead: that of the data."""
    return country.year()


def hardest() -> pd.DataFrame:
    """Give the year of the highest payments of each country from the year of the data on."""
    groups = paid.by_group(
        load_table("debt_service"), load_table("creditors"), country.newer_bonds()
    )
    return measures.hardest_years(groups, first_year())


def posted_rates() -> Drawn:
    """Give the rates that Japan posts for yen loans, and the loans that were signed."""
    steps = posted.steps(load_table("jica_terms"))
    terms = loans.terms(load_table("loans"))
    terms = names.with_names(terms, **PAIR)
    table = posted.beside(steps, posted.signed(terms, int(steps["day"].min()[:4])))
    return (table, charts.draw_posted, rate_charts.describe_posted), {
        "subtitle": f"Fixed rates of general terms for countries of lower middle income, per cent a year, {steps['day'].min()[:4]} to {steps['end_day'].max()[:4]}; squares: fixed-rate yen loans signed with Kyrgyzstan and Uzbekistan",
        "columns": rate_charts.COLUMNS["posted"],
        "note": "Gaps: no posted table is on record. Preferential terms lie lower than general ones.",
    }


def posted_since() -> str:
    """Give the year with which the posted rate of today is compared."""
    return cost_facts.POSTED_BEFORE


def reach() -> Shown:
    """Say at what date each series of the book stands."""
    reports, signed = load_table("national_debt_reports"), load_table("loans")
    due, totals = load_table("debt_service"), load_table("external_debt")
    ministries = {
        f"State external debt by the finance ministry of {names.area_name(code)}": (
            reports[reports["debtor_code"] == code],
            "as_of_date",
        )
        for code in CENTRAL_ASIA
        if code in set(reports["debtor_code"])
    }
    series = {
        "Public external debt by creditor (World Bank)": (load_table("debt_stocks"), "year"),
        "Creditors' shares in that debt (World Bank)": (
            totals.dropna(subset=["ppg_external_debt_usd_million"]),
            "year",
        ),
        **ministries,
        "Debt service paid": (due[due["service_kind"] == "actual"], "year"),
        "Debt service scheduled": (due, "year"),
        "Terms that Japan posts for yen loans": (load_table("jica_terms"), "effective_date"),
        "Japan's loans, one by one": (signed[signed["creditor_code"] == "JPN"], "signed_date"),
        "Chinese commitments (AidData)": (load_table("china_commitments"), "year"),
        "Net official aid": (load_table("oda_net"), "year"),
        "Meetings of the Dialogue and of other formats": (load_table("meetings"), "start_date"),
        "Sources, last read": (data.latest_reading(), "accessed_date"),
    }
    return measures.reach(series), {
        "subtitle": "Last year or day of each series; years are ends of years for debt",
        "columns": {"series": "Series", "latest": "Latest date"},
        "widths": [70, 30],
    }
