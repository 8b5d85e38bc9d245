"""The terms that Japan's aid agency posts for yen loans: steps over time, with gaps where none was read."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from helpers import finance
from helpers.formatting import counted
from helpers.partial_dates import middle_day
from helpers.provenance import measure
from helpers.topics.loans.measures import PAYMENTS

# The group of Uzbekistan and Kyrgyzstan today, under the names of older tables.
LOWER_MIDDLE = ("LMIC-lower", "LMIC")


@measure
def steps(jica_terms: pd.DataFrame, categories: tuple[str, ...] = LOWER_MIDDLE) -> pd.DataFrame:
    """Give the posted fixed rates of general terms, each to the end of the fiscal year or the next table.

    Parameters
    ----------
    jica_terms : pandas.DataFrame
        Table of that name.
    categories : tuple of str
        Groups of countries that are one line.

    Returns
    -------
    pandas.DataFrame
        ``maturity_years``, ``grace_years``, ``rate_pct``, ``day`` and ``end_day`` (the next table that
        was read, or 31 March, whichever is first: what was posted after that was not read),
        ``grant_element_pct`` at the unified rate, and the columns of ids.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> made = steps(load_table("jica_terms")).query("maturity_years == 30")
    >>> made[["day", "end_day"]].iloc[0].to_list(), float(made["rate_pct"].iloc[-1])
    (['2005-04-01', '2006-03-31'], 2.9)
    """
    table = jica_terms[
        jica_terms["category_code"].isin(categories)
        & (jica_terms["terms_kind"] == "general")
        & (jica_terms["rate_kind"] == "fixed")
        & jica_terms["rate_pct"].notna()
        & jica_terms["maturity_years"].notna()
    ].astype({"rate_pct": float, "maturity_years": float, "grace_years": float})
    days = {text: middle_day(text) for text in table["effective_date"].astype(str).unique()}
    begins = sorted(days.values())
    ends = {day: min([_fiscal_end(day), *(d for d in begins if d > day)]) for day in begins}
    own = table["effective_date"].astype(str).map(days)
    return table.assign(
        day=[day.isoformat() for day in own],
        end_day=[ends[day].isoformat() for day in own],
        grant_element_pct=[
            100 * finance.grant_element(rate / 100, years, grace, 0.05, PAYMENTS)
            for rate, years, grace in zip(
                table["rate_pct"], table["maturity_years"], table["grace_years"]
            )
        ],
    ).sort_values(["maturity_years", "day"], ascending=[False, True], ignore_index=True)


def _fiscal_end(day: dt.date) -> dt.date:
    """Give the last day of the fiscal year of Japan.

    Examples
    --------
    >>> _fiscal_end(dt.date(2022, 4, 1)).isoformat(), _fiscal_end(dt.date(2012, 3, 1)).isoformat()
    ('2023-03-31', '2012-03-31')
    """
    return dt.date(day.year + (day.month > 3), 3, 31)


@measure
def signed(terms_table: pd.DataFrame, since: int) -> pd.DataFrame:
    """Give the yen loans that were signed at a fixed rate, beside the posted terms.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives, with ``debtor``.
    since : int
        First year.
    """
    yen = terms_table[
        terms_table["is_complete"]
        & ~terms_table["is_floating"]
        & (terms_table["contract_currency_code"] == "JPY")
        & (terms_table["year"] >= since)
    ]
    return yen.assign(day=[middle_day(str(d)).isoformat() for d in yen["signed_date"]])


@measure
def beside(posted: pd.DataFrame, loans: pd.DataFrame) -> pd.DataFrame:
    """Put posted terms and signed loans in one table, as it is drawn.

    Parameters
    ----------
    posted, loans : pandas.DataFrame
        What :func:`steps` and :func:`signed` give.

    Returns
    -------
    pandas.DataFrame
        ``what`` (``Posted`` or ``Signed``), ``name``, ``day``, ``end_day``, ``rate``, ``maturity``,
        ``grace``, ``line`` (the maturity of posted terms, in words) and the columns of ids.
    """
    ids = ["source_id", "more_source_ids"]
    table = pd.concat(
        [
            posted.assign(
                what="Posted",
                name="Posted terms",
                line=[counted(f"{years:g}", "years") for years in posted["maturity_years"]],
                rate=posted["rate_pct"],
                maturity=posted["maturity_years"],
                grace=posted["grace_years"],
            ),
            loans.assign(
                what="Signed",
                name=loans["debtor"] + ": " + loans["project_name"],
                line="",
                end_day=loans["day"],
                rate=loans["rate_pct"].astype(float),
                maturity=loans["maturity_low_years"].astype(float),
                grace=loans["grace_low_years"].astype(float),
            ),
        ],
        ignore_index=True,
    )
    columns = ["what", "name", "line", "day", "end_day", "rate", "maturity", "grace"]
    return table[[*columns, *ids]]
