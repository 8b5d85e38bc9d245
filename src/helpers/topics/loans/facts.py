"""The figures that the chapter on what money costs names of the loans of the table."""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure
from helpers.topics.loans.measures import FEES

# The years that the chapter compares: yen rates before and after rates rose in Japan.
EARLIER, SINCE = (2004, 2021), 2024


@measure
def usual_terms(sets: pd.DataFrame, creditor: str = "CHN") -> pd.Series:
    """Give the set of fixed terms that most loans of a lender share.

    Parameters
    ----------
    sets : pandas.DataFrame
        What ``measures.term_sets`` gives.
    creditor : str
        Country of the lender.

    Examples
    --------
    >>> sets = pd.DataFrame({"creditor_code": "CHN", "is_floating": [False, False, True],
    ...     "rate_pct": [2.0, 3.0, 4.0], "loans": [5, 2, 9]})
    >>> float(usual_terms(sets)["rate_pct"])
    2.0
    """
    fixed = sets[~sets["is_floating"].astype(bool) & (sets["creditor_code"] == creditor)]
    return fixed.sort_values("loans", kind="stable").iloc[-1]


def found(terms: pd.DataFrame) -> dict[str, float]:
    """Count the loans of which a term was found, those with all of them, and those at floating rates.

    Parameters
    ----------
    terms : pandas.DataFrame
        What ``measures.terms`` gives.

    Returns
    -------
    dict
        Counts by number id of the chapter.
    """
    complete = terms[terms["is_complete"]]
    lenders = complete["creditor_code"]
    return {
        "loans-terms": len(terms),
        "loans-complete": len(complete),
        "chn-complete": (lenders == "CHN").sum(),
        "jpn-complete": (lenders == "JPN").sum(),
        "floating-complete": complete["is_floating"].sum(),
    }


def yen_rates(terms: pd.DataFrame) -> dict[str, float]:
    """Give the least and the most interest of fixed yen loans, earlier and lately.

    Parameters
    ----------
    terms : pandas.DataFrame
        What ``measures.terms`` gives; only loans in yen with complete terms count.

    Returns
    -------
    dict
        Per cent a year, by number id of the chapter.
    """
    yen = terms[
        terms["is_complete"] & ~terms["is_floating"] & (terms["contract_currency_code"] == "JPY")
    ]
    rate = yen["rate_pct"].astype(float)
    earlier, recent = rate[yen["year"].between(*EARLIER)], rate[yen["year"] >= SINCE]
    return {
        "yen-rate-least": earlier.min(),
        "yen-rate-most": earlier.max(),
        "yen-new-least": recent.min(),
        "yen-new-most": recent.max(),
    }


def outside_aid(loans: pd.DataFrame) -> dict[str, int]:
    """Count Japan's loans outside aid, and those of them whose interest was found.

    Parameters
    ----------
    loans : pandas.DataFrame
        What ``measures.readable`` gives.
    """
    rows = loans[(loans["creditor_code"] == "JPN") & (loans["lender_kind"] != "aid-lender")]
    return {
        "jpn-not-aid": len(rows),
        "jpn-not-aid-rates": int((rows["rate_kind"] != "not-found").sum()),
    }


def gifts(by_loan: pd.DataFrame, usual: pd.Series) -> dict[str, float]:
    """Give the range of grant elements at the unified rate, by lender, in per cent.

    Parameters
    ----------
    by_loan : pandas.DataFrame
        What ``charts.for_grant_elements`` gives: a row a loan. Loans whose terms are known as
        a range only are left out.
    usual : pandas.Series
        What :func:`usual_terms` gives.

    Returns
    -------
    dict
        By number id of the chapter; ``jpn-above`` counts Japanese loans above the usual Chinese one.
    """
    single = by_loan[by_loan["unified_low_pct"] == by_loan["unified_high_pct"]]
    value = {
        code: single.loc[single["creditor_code"] == code, "unified_low_pct"]
        for code in ("CHN", "JPN")
    }
    return {
        "jpn-above": (value["JPN"] > usual["unified-5"]).sum(),
        "jpn-priced": len(value["JPN"]),
        "jpn-least": value["JPN"].min(),
        "jpn-most": value["JPN"].max(),
        "chn-least": value["CHN"].min(),
        "chn-most": value["CHN"].max(),
    }


def fees(with_fees: pd.DataFrame) -> dict[str, float]:
    """Give how many loans name a fee, and what fees take off at most, in points.

    Parameters
    ----------
    with_fees : pandas.DataFrame
        What ``loan_cost.measures.with_fees`` gives.
    """
    named = with_fees[with_fees[[*FEES[:4]]].notna().any(axis=1)]
    points = (named["bare_element_pct"] - named["grant_element_pct"]).astype(float)
    drawn = (named["drawn_bare_pct"] - named["drawn_element_pct"]).astype(float)
    return {
        "fee-loans": len(named),
        "fee-points-least": points.min(),
        "fee-points-most": points.max(),
        "fee-drawn-most": drawn.max(),
    }
