"""Conditions of the sentences on the outlook."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    labels,
    most,
    none,
    once,
    same,
    statement,
    top,
)
from helpers.topics.outlook import page, scenarios

labels("indicators-to-watch", "options-by-reader")
# Countries that have bonds to roll over.
ISSUERS = ["KAZ", "KGZ", "TJK", "UZB"]
_UNIT = "US$ million a year"


@once
def _all() -> pd.DataFrame:
    return page.compared()


def _of(scenario: str, column: str) -> pd.Series:
    rows = _all()[_all()["scenario"] == scenario]
    return rows.set_index("debtor_code")[column].astype(float)


@statement(title="scenario-costs")
def bonds_cost_more_than_yen_or_railway() -> Holds:
    """In four countries bonds cost more at their low end than the yen or the railway at their high end."""
    other = pd.concat([_of("yen", scenarios.HIGH), _of("railway", scenarios.HIGH)], axis=1)
    bonds = _of("bonds", scenarios.LOW)
    return both(
        each_above(bonds[ISSUERS], other.max(axis=1)[ISSUERS], _UNIT),
        none(bonds[(bonds > 0) & ~bonds.index.isin(ISSUERS)].index, "other countries with bonds"),
    )


@statement(title="scenarios-by-country", answer="outlook")
def uzbekistan_loses_most_but_to_the_railway() -> Holds:
    """Yen and bonds cost Uzbekistan most in per cent of exports, the railway Kyrgyzstan."""
    return both(
        *(
            top(_of(key, f"{end}_exports_pct"), [who], "% of exports")
            for key, who in (("yen", "UZB"), ("bonds", "UZB"), ("railway", "KGZ"))
            for end in ("low", "high")
        )
    )


@statement(finding="scenario-bonds")
def bonds_cost_uzbekistan_most() -> Holds:
    """Rolled over, bonds cost Uzbekistan more than Kyrgyzstan, in dollars and in per cent of exports."""
    return both(
        *(
            top(_of("bonds", column), ["UZB"], unit)
            for column, unit in ((scenarios.LOW, _UNIT), ("low_exports_pct", "% of exports"))
        ),
        above(_of("bonds", scenarios.LOW)["KGZ"], 0.0, _UNIT),
    )


@statement(finding="scenario-yen")
def yen_costs_uzbekistan_and_not_tajikistan() -> Holds:
    """A dearer yen costs Uzbekistan most, low and high, and Tajikistan nothing."""
    return both(
        top(_of("yen", scenarios.LOW), ["UZB"], _UNIT),
        top(_of("yen", scenarios.HIGH), ["UZB"], _UNIT),
        same(_of("yen", scenarios.HIGH)["TJK"], 0.0, "cost to Tajikistan"),
    )


@statement(finding="scenario-railway")
def railway_part_is_large_beside_the_kyrgyz_debt_to_china() -> Holds:
    """The Kyrgyz part of the railway loan is more than a quarter of what Kyrgyzstan owes China."""
    stocks = load_table("debt_stocks").query("debtor_code == 'KGZ' and creditor_code == 'CHN'")
    last = stocks[stocks["year"] == stocks["year"].max()]
    owed = float(last["debt_outstanding_usd_million"].sum())
    return above(_of("railway", "debt_usd_million")["KGZ"], owed / 4, "US$ million")


@statement(title="due-calendar", answer="outlook")
def most_answers_due_soon() -> Holds:
    """Most indicators with a date are due by the end of the year after the data."""
    due = page.dated().dropna(subset=["due_day"])
    next_year = int(data.data_date()[:4]) + 1
    return most(due["due_day"].dt.year <= next_year, "indicators are due by then")
