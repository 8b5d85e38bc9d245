"""What AidData records of China's official finance by class, and what is said of its investment.

Commitments are in US$ million at constant prices of 2021 and are neither disbursements nor debt.
"""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.partial_dates import format_date
from helpers.provenance import measure

COMMITMENT = "commitment_usd_2021_million"
PRICE_YEAR = 2021
REPORTERS = {
    "Eurasian Development Bank, Monitoring of Mutual Investments": "Eurasian Development Bank",
    "State Committee on Investments of Tajikistan": "Tajik investment committee",
}
CONCEPTS = {"stock": "Stock of direct investment", "cumulative": "Sum of years, wider"}
BOUNDS = {"exact": "", "over": "over ", "nearly": "nearly "}


def facts(commitments: pd.DataFrame) -> dict[str, tuple]:
    """Give the years, the sum and the shares of classes and of Kazakhstan in all commitments.

    Parameters
    ----------
    commitments : pandas.DataFrame
        Table ``china_commitments``.

    Returns
    -------
    dict of str to tuple
        ``first``, ``last``, ``total``, ``aid-share``, ``other-share``, ``vague-share``, ``kaz-part`` and
        ``<country>-top-year``, the year in which most was committed.
    """
    rows = commitments.astype({COMMITMENT: float})
    whole = rows[COMMITMENT].sum()
    classes = 100 * rows.groupby("flow_class")[COMMITMENT].sum() / whole
    yearly = rows.groupby(["recipient_code", "year"])[COMMITMENT].sum()
    total, prices = float(whole) / 1000, f"at prices of {PRICE_YEAR}"
    tops = yearly.groupby(level=0).idxmax()
    return {
        "first": numbers.year(rows["year"].min()),
        "last": numbers.year(rows["year"].max()),
        "total": (f"{numbers.usd_billion(total)[0]} {prices}", total, f"US$ billion {prices}"),
        "aid-share": numbers.pct(classes["oda_like"]),
        "other-share": numbers.pct(classes["oof_like"]),
        "vague-share": numbers.pct(classes["vague"]),
        "kaz-part": numbers.pct(100 * yearly["KAZ"].sum() / whole),
        **{f"{code.lower()}-top-year": numbers.year(key[1]) for code, key in tops.items()},
    }


@measure
def investment_figures(reports: pd.DataFrame) -> pd.DataFrame:
    """List what is said of Chinese investment as a stock or as a sum over years.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``investment_reports``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table with ``reporter`` (short), ``concept_name``, ``bound`` (a word or empty),
        ``billion`` (US$ billion), ``is_low`` (low confidence) and ``when`` (year, or month and year
        of the count); the figures differ in what they count and are never added.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = investment_figures(load_table("investment_reports"))
    >>> sorted(table["concept"].unique())
    ['cumulative', 'stock']
    """
    rows = reports[
        (reports["partner_code"] == "CHN") & reports["concept"].isin(["stock", "cumulative"])
    ]
    return rows.assign(
        reporter=rows["reporter_name"].replace(REPORTERS),
        concept_name=rows["concept"].map(CONCEPTS),
        bound=rows["amount_bound"].map(BOUNDS),
        billion=rows["investment_usd_million"].astype(float) / 1000,
        is_low=rows["confidence"] == "low",
        when=[
            f"mid-{date}" if note == "mid-year" else _month(date)
            for date, note in zip(rows["as_of_date"], rows["as_of_note"].fillna(""))
        ],
    ).sort_values(["reporter_name", "recipient_code", "as_of_date"], ignore_index=True)


def _month(text: str) -> str:
    """Write a date to the month.

    Examples
    --------
    >>> _month("2024-06-30"), _month("2021")
    ('June 2024', '2021')
    """
    return format_date(text[:7])
