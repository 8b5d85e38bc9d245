"""What the chapter shows: tables loaded and measured, with the words around them.

A function for an exhibit gives a table and the arguments with which :mod:`helpers.exhibits` shows it;
the chapter adds the id and the title.
"""

from __future__ import annotations

import pandas as pd

from helpers import data, numbers
from helpers.data import load_table
from helpers.names import with_names
from helpers.topics.debt import paid, stress
from helpers.topics.dialogue.measures import cadence
from helpers.topics.outlook import facts, scenarios
from helpers.topics.outlook import measures as outlook

# A list of indicators shows so many rows until a reader asks for all.
FOLD = 8
# The letter of intent on the Kyrgyz share in the railway, and the newest yen loan to Uzbekistan.
LETTER = "kgz-2025-grant"
LIVESTOCK = "uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement"
Shown = tuple[pd.DataFrame, dict]


def first_year() -> int:
    """Give the first year that lies wholly after the data."""
    return data.reading_year(data.latest_reading()) + 1


def coupon_year() -> str:
    """Give the year of the newest dollar coupon."""
    return scenarios.new_coupons(load_table("bonds"))["issue_date"].max()[:4]


def newer_bonds() -> pd.DataFrame:
    """Reckon what falls due on the bonds issued since the schedule was drawn up."""
    service, bonds = load_table("debt_service"), load_table("bonds")
    return paid.new_bonds(bonds, paid.LAST_PAID, int(service["year"].max()))


def compared() -> pd.DataFrame:
    """Reckon all scenarios for all countries."""
    service, bonds, first = load_table("debt_service"), load_table("bonds"), first_year()
    shares, totals = load_table("debt_currency_shares"), load_table("external_debt")
    parts = {
        "yen": scenarios.yen_rises(service, shares, totals, first),
        "railway": scenarios.railway_is_vouched_for(
            load_table("loans"), load_table("lending_rates")
        ),
        "bonds": scenarios.bonds_are_refinanced(service, newer_bonds(), bonds, first),
    }
    return scenarios.side_by_side(parts, load_table("debt_service_bases"))


def years() -> str:
    """Give the years of the scenarios in words."""
    return f"{first_year()} to {load_table('debt_service')['year'].max()}"


def costs() -> Shown:
    """Give the scenarios to be drawn."""
    assumed = ". ".join(
        f"{scenarios.SCENARIOS[key]}: {words}" for key, words in scenarios.ASSUMED.items()
    )
    bases = stress.base_years(load_table("debt_service_bases"))
    table = compared()
    table = table.assign(scenario_name=table["scenario"].map(scenarios.SCENARIOS))
    return with_names(table, debtor="debtor_code"), {
        "subtitle": f"More debt service a year than scheduled, US$ million, current prices, and per cent of exports, low (dark) and high (light) assumption; years {years()}",
        "columns": {
            "scenario_name": "Scenario",
            "debtor": "Country",
            scenarios.LOW: "Low, US$ million",
            scenarios.HIGH: "High, US$ million",
            "low_exports_pct": "Low, % of exports",
            "high_exports_pct": "High, % of exports",
            "low_revenue_pct": "Low, % of revenue",
            "high_revenue_pct": "High, % of revenue",
            "debt_usd_million": "Debt added or put off, US$ million",
        },
        "note": f"Sizes and assumptions are our judgement. {assumed}. Per cent of exports and revenue of the last known years, {bases}. Turkmenistan's ratios depend on its official exchange rate. No forecast; do not add scenarios.",
    }


def by_country() -> Shown:
    """Give the scenarios in words, a row a country."""
    means = scenarios.scheduled(load_table("debt_service"), newer_bonds(), first_year())
    return scenarios.in_words(compared(), means), {
        "subtitle": f"More debt service a year than scheduled, US$ at current prices, in per cent of exports and revenue, and what becomes of the debt; schedule: mean of {years()}",
        "columns": {
            "country": "Country",
            "schedule": "Scheduled a year",
            **scenarios.SCENARIOS,
        },
        "widths": [13, 12, 25, 25, 25],
        "note": "Yen: interest and principal of the years of the schedule, and the yen's share in the debt. Railway: interest alone, in the years of grace. Bonds: interest once all bonds of these years are rolled over, and their principal.",
    }


def dated() -> pd.DataFrame:
    """Place the indicators in time."""
    return outlook.due(load_table("indicators_to_watch"))


def calendar() -> Shown:
    """Give the quarters and what falls due in each."""
    return outlook.calendar(dated()), {
        "subtitle": "Indicators by the quarter in which each can be checked; thresholds and places to look are in the table of indicators",
        "columns": {
            "quarter": "Quarter",
            "debt": "Debt",
            "money": "Money and prices",
            "meetings": "Dialogue and other partners",
        },
        "widths": [15, 32, 23, 30],
        "note": "JICA: Japan International Cooperation Agency. Indicators that wait for a signing have no quarter and are left out. An indicator whose day has passed stays until its outcome is known.",
    }


def indicators() -> Shown:
    """Give the indicators with threshold, meaning, date and place to look."""
    rows = dated()
    words = rows["threshold_text"] + ". If met: " + rows["meaning_text"] + "."
    return rows.assign(threshold=words), {
        "subtitle": "Indicators with last reading, threshold and, in our judgement, its meaning, by the day on which each is due",
        "columns": [
            *("indicator_name", "last_reading_text", "threshold", "due_text", "where_to_look"),
        ],
        "labels": {"threshold": "Threshold"},
        "source_column": "all_source_ids",
        "widths": [17, 17, 24, 13, 16, 13],
        "fold": FOLD,
        "note": "Announced: by those concerned. Computed: from the rhythm of a series. Amounts in US dollars are of official lenders at the end of the year by the World Bank's debtor reporting. Eximbank: Export-Import Bank of China.",
    }


def options() -> Shown:
    """Give the options for each reader."""
    return outlook.options(load_table("options")), {
        "subtitle": "Options by reader, with owner and first step, trade-off, and the day by which the step could be taken: our judgement throughout",
        "columns": {
            "reader": "For",
            "option_text": "Option",
            "step_text": "Owner and first step",
            "trade_off_text": "Cost or trade-off",
            "by_text": "By",
        },
        "widths": [12, 23, 33, 21, 11],
        "note": "Sources are what an option starts from; none proposes it. JICA: Japan International Cooperation Agency.",
    }


def publish() -> None:
    """Publish the numbers that the chapter names."""
    reading = data.latest_reading()
    bonds, loans, rates = load_table("bonds"), load_table("loans"), load_table("lending_rates")
    shares, stocks = load_table("debt_currency_shares"), load_table("debt_stocks")
    numbers.parameter("rise", numbers.pct(scenarios.RISE), "rise of the yen in dollars")
    numbers.publish_all(facts.indicators, dated(), reading)
    numbers.publish_all(
        facts.ministers, cadence(load_table("meetings"), "foreign-ministers"), reading
    )
    numbers.publish_all(facts.years, load_table("debt_service"), reading)
    numbers.publish_all(facts.compared, compared())
    year_end, monthly = load_table("exchange_rates_year_end"), load_table("exchange_rates_monthly")
    numbers.publish_all(facts.yen, year_end, monthly, shares)
    since = load_table("china_since_2021")
    letter = since[since["record_id"] == LETTER]
    numbers.publish_all(facts.railway, loans, rates, stocks, letter)
    numbers.publish_all(facts.coupons, scenarios.new_coupons(bonds), bonds)
    numbers.publish_all(
        facts.prices, load_table("jica_terms"), loans[loans["loan_id"] == LIVESTOCK]
    )
