"""The figures that the chapter on the price of a loan names in its sentences."""

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


def found(terms: pd.DataFrame, usual: pd.Series) -> dict[str, float]:
    """Count the loans whose terms were found, and what the usual terms are to the others.

    Parameters
    ----------
    terms : pandas.DataFrame
        What ``measures.terms`` gives.
    usual : pandas.Series
        What :func:`usual_terms` gives.

    Returns
    -------
    dict
        Counts by number id of the chapter, ``least``/``most`` rates of yen loans in per cent.
    """
    complete = terms[terms["is_complete"]]
    chinese = complete[complete["creditor_code"] == "CHN"]
    same = chinese[
        (chinese["rate_pct"] == usual["rate_pct"])
        & (chinese["maturity_low_years"] == usual["maturity_years"])
        & (chinese["grace_low_years"] == usual["grace_years"])
        & (chinese["grace_high_years"] == usual["grace_years"])
    ]
    facts = {
        "loans-terms": len(terms),
        "loans-complete": len(complete),
        "usual-loans": usual["loans"],
        "usual-exim": (same["lender_name"] == "Export-Import Bank of China").sum(),
    }
    for code in ("CHN", "JPN"):
        matured = terms[terms["creditor_code"] == code].dropna(subset=["maturity_low_years"])
        facts |= {
            f"{code.lower()}-complete": (complete["creditor_code"] == code).sum(),
            f"{code.lower()}-matured": len(matured),
            f"{code.lower()}-longer": (
                matured["maturity_low_years"] > usual["maturity_years"]
            ).sum(),
        }
    return facts


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
        "chn-bound": by_loan.loc[by_loan["creditor_code"] == "CHN", "unified_low_pct"].min(),
    }


def thresholds(counted: pd.DataFrame) -> dict[str, int]:
    """Count the loans that lie below zero at the unified rate.

    Parameters
    ----------
    counted : pandas.DataFrame
        What ``measures.by_threshold`` gives.
    """
    rows = counted.set_index(["convention", "creditor_code"])
    return {
        "chn-elements": rows.loc[("unified-5", "CHN"), "loans"],
        "chn-below": rows.loc[("unified-5", "CHN"), "below_zero"],
        "jpn-below": rows.loc[("unified-5", "JPN"), "below_zero"],
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
        "fee-jpn": (named["creditor_code"] == "JPN").sum(),
        "fee-priced": points.notna().sum(),
        "fee-points-least": points.min(),
        "fee-points-most": points.max(),
        "fee-drawn-most": drawn.max(),
    }


def yen_story(outcome: pd.DataFrame, exchange: pd.DataFrame) -> dict[str, float]:
    """Give what became of the yen loans that can be followed, and of the yen.

    Parameters
    ----------
    outcome : pandas.DataFrame
        What ``yen_loans.measures.outcome`` gives.
    exchange : pandas.DataFrame
        Table ``exchange_rates``.

    Returns
    -------
    dict
        Counts, per cent, years and yen to the dollar, by number id of the chapter.
    """
    rate = exchange[exchange["currency_code"] == "JPY"].set_index("year")
    rate = rate["local_currency_per_usd"].astype(float)
    since = rate[rate.index >= outcome["signed_year"].min()]
    dearest = outcome.loc[outcome["dearest_pct"].idxmax()]
    dearer = outcome[outcome["difference_pct"] > 0]
    last = int(outcome["last_year"].max())
    return {
        "yen-loans": len(outcome),
        "yen-cheaper": (outcome["difference_pct"] < 0).sum(),
        "yen-dearer": len(dearer),
        "yen-gain-most": -outcome["difference_pct"].min(),
        "yen-loss": dearer["difference_pct"].max(),
        "yen-dearest": dearest["dearest_pct"],
        "yen-dearest-year": dearest["dearest_year"],
        "yen-dearest-signed": dearest["signed_year"],
        "yen-paid-more": outcome["paid_difference_pct"].max(),
        "yen-last": last,
        "yen-strong": since.min(),
        "yen-strong-year": since.idxmin(),
        "yen-weak": rate[last],
    }
