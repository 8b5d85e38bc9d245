"""The figures that the chapter on what money costs names of prices, currencies and pairs."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.loan_cost import currency, like_loans, measures, money
from helpers.topics.loans import facts as loan_facts

# What the newest contract of the state is looked for among: group of lender and currency.
_NEWEST = {
    "bond": ("Bonds of the state", "US dollars"),
    "yen": ("Japan's aid agency", "Yen"),
    "chn": ("China Eximbank", "US dollars"),
    "soum": ("Bonds of the state", "Soum"),
}
# What the chapter chose to show, and why.
PARAMETERS = {
    "yen-three": (numbers.pct(3), "a discount rate for yen, beside that of the convention"),
    "yen-two": (numbers.pct(2), "a discount rate for yen, beside that of the convention"),
    "drift": (numbers.pct(2), "a tendency of the yen, of those that are drawn"),
    "margin": (numbers.plain(currency.MARGIN_PCT, "points"), "margin over government yields"),
    "tenor": (numbers.plain(currency.TENOR_YEARS, "years"), "longest tenor known of both yields"),
    "pair-years": (numbers.plain(like_loans.YEARS, "years"), "how far apart a pair is signed"),
    "first-year": (numbers.year(money.FIRST), "year from which contracts are listed"),
    "drawn-years": (
        numbers.plain(measures.DRAWN_YEARS, "years"),
        "years of drawing, where drawing at once would hide a fee",
    ),
    "yen-early-from": (numbers.year(loan_facts.EARLIER[0]), "bounds of years that are compared"),
    "yen-early-to": (numbers.year(loan_facts.EARLIER[1]), "bounds of years that are compared"),
    "yen-new-from": (numbers.year(loan_facts.SINCE), "bounds of years that are compared"),
}
# The last table of posted terms that was read before rates rose in Japan.
POSTED_BEFORE = "2022"
_STATE = ("government", "government or guaranteed", "Republic of Uzbekistan")


def newest(rates: pd.DataFrame) -> pd.DataFrame:
    """Give the newest fixed-rate contract of the state with each kind of lender.

    Parameters
    ----------
    rates : pandas.DataFrame
        What ``money.of_country`` gives.

    Returns
    -------
    pandas.DataFrame
        Its rows, by kind: ``bond``, ``yen``, ``chn``, ``soum``.
    """
    state = rates[rates["borrower_name"].isin(_STATE) & ~rates["is_floating"]]
    rows = [
        state[(state["group"] == group) & (state["currency"] == currency)].tail(1)
        for group, currency in _NEWEST.values()
    ]
    return pd.concat(rows).assign(kind=list(_NEWEST))


def banks_and_bonds(elsewhere: pd.DataFrame) -> dict[str, float]:
    """Give the dearest loan of a development bank and the cheapest bond of Kyrgyzstan and Tajikistan.

    Parameters
    ----------
    elsewhere : pandas.DataFrame
        What ``money.elsewhere`` gives.
    """
    both = elsewhere[elsewhere["borrower_code"].isin(["KGZ", "TJK"])]
    contracts = both[both["basis"] == "Contract"]
    bonds = contracts["lender"] == "Bond market"
    return {
        "banks-most": contracts.loc[~bonds, "rate"].max(),
        "bonds-least": contracts.loc[bonds, "rate"].min(),
    }


def dearest_chinese(rates: pd.DataFrame) -> dict[str, float]:
    """Give the highest yearly rate that a floating dollar loan of a Chinese commercial bank has had.

    Parameters
    ----------
    rates : pandas.DataFrame
        What ``money.of_country`` gives.
    """
    floating_loans = rates[(rates["group"] == "Other Chinese banks") & rates["is_floating"]]
    return {"chn-dearest": floating_loans["high"].max()}


def implied(lending: pd.DataFrame) -> dict[str, dict]:
    """Give what Turkmenistan paid lenders of Japan and of China in a year, over what it owed them.

    Parameters
    ----------
    lending : pandas.DataFrame
        Table ``lending_rates``.
    """
    by_id = lending.set_index("rate_id")
    rows = {f"tkm_{who}_implied": f"implied-tkm-{who}-2024" for who in ("jpn", "chn")}
    year = numbers.picked(
        by_id, ("rate_date", numbers.year_of), implied_year=rows["tkm_jpn_implied"]
    )
    return numbers.picked(by_id, ("rate_pct", numbers.pct, 1), **rows) | year


def to_a_bank(lending: pd.DataFrame) -> dict[str, dict]:
    """Give rate and year of the newest fixed-rate loan of China's Export-Import Bank to a bank in Uzbekistan.

    Parameters
    ----------
    lending : pandas.DataFrame
        Table ``lending_rates``.
    """
    by_id, loan = lending.set_index("rate_id"), "uzb-chn-2021-mobile-operator-equipment"
    rate = numbers.picked(by_id, ("rate_pct", numbers.pct, 1), nbu_rate=loan)
    return rate | numbers.picked(by_id, ("rate_date", numbers.year_of), nbu_year=loan)


def posted(steps: pd.DataFrame) -> dict[str, float]:
    """Give the posted rates of the longest maturity, and their gift at five per cent, first and last.

    Parameters
    ----------
    steps : pandas.DataFrame
        What ``posted.steps`` gives.
    """
    longest = steps[steps["maturity_years"] == steps["maturity_years"].max()]
    longest = longest.sort_values("day", kind="stable").set_index(longest["day"].str[:4].to_numpy())
    return {
        "posted-maturity": longest["maturity_years"].iloc[0],
        "posted-before": longest.loc[POSTED_BEFORE, "rate_pct"],
        "posted-before-date": longest.loc[POSTED_BEFORE, "day"],
        "posted-now-date": longest["day"].iloc[-1],
        "posted-now": longest["rate_pct"].iloc[-1],
        "posted-before-element": longest.loc[POSTED_BEFORE, "grant_element_pct"],
        "posted-now-element": longest["grant_element_pct"].iloc[-1],
    }


def concession(table: pd.DataFrame, usual: pd.Series) -> dict[str, float]:
    """Give medians by lender at one rate and at each currency's own, and how many loans are softer.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``currency.concession`` gives.
    usual : pandas.Series
        What ``loans.facts.usual_terms`` gives.

    Returns
    -------
    dict
        ``same-jpn-median``, ``own-jpn-median`` and the same for ``chn`` (per cent); ``jpn-loans``
        and ``jpn-softer`` (more gift than the commonest Chinese loan at the one rate).
    """
    known = table.dropna(subset=["own_pct"])
    japan = table[table["creditor_code"] == "JPN"]
    facts: dict[str, float] = {
        "jpn-loans": len(japan),
        "jpn-softer": (japan["same_pct"] > usual["unified-5"]).sum(),
    }
    for code in ("CHN", "JPN"):
        mine = known[known["creditor_code"] == code]
        facts |= {
            f"same-{code.lower()}-median": mine["same_pct"].median(),
            f"own-{code.lower()}-median": mine["own_pct"].median(),
        }
    return facts


def usual_in_force(in_force: pd.DataFrame, usual: pd.Series, minimum_pct: float) -> dict[str, int]:
    """Say to which year the commonest Chinese loan reached the minimum of the rule then in force.

    Parameters
    ----------
    in_force : pandas.DataFrame
        What ``currency.in_force`` gives.
    usual : pandas.Series
        What ``loans.facts.usual_terms`` gives.
    minimum_pct : float
        The minimum of the IMF, per cent.
    """
    same = in_force[
        (in_force["creditor_code"] == "CHN")
        & (in_force["contract_currency_code"] == "USD")
        & (in_force["rate_pct"] == usual["rate_pct"])
        & (in_force["maturity_years"] == usual["maturity_years"])
        & (in_force["grace_years"] == usual["grace_years"])
    ]
    return {"force-to": int(same.loc[same["grant_element_pct"] >= minimum_pct, "year"].max())}


def floating(ranges: pd.DataFrame) -> dict[str, int]:
    """Count the floating loans whose prices lie on both sides of zero.

    Parameters
    ----------
    ranges : pandas.DataFrame
        What ``floating.ranges`` gives.
    """
    facts = {"floats": len(ranges), "floats-both": int(ranges["is_below_zero"].isna().sum())}
    for code, rows in ranges.groupby("creditor_code"):
        facts |= {
            f"{code.lower()}-floats": len(rows),
            f"{code.lower()}-floats-both": int(rows["is_below_zero"].isna().sum()),
        }
    return facts


def pairs(table: pd.DataFrame) -> dict[str, float]:
    """Sum up the pairs of like loans of Uzbekistan and Kyrgyzstan.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``like_loans.pairs`` gives.

    Returns
    -------
    dict
        By country what ``like_loans.spread`` gives: counts, and medians in points.
    """
    kept = {
        "UZB": ("pairs", "chn_loans", "jpn_loans", "same_rate_middle", "matched_middle"),
        "KGZ": ("pairs", "chn_loans"),
    }
    found = {}
    for code, names in kept.items():
        values = like_loans.spread(table, code)
        for name in (*names, "same_rate_softer", "matched_softer"):
            found[f"{code.lower()}-{name.replace('_', '-')}"] = values[name]
    return found


def dollar_cost(once: pd.DataFrame, slow: pd.DataFrame) -> dict[str, float]:
    """Give what yen loans had cost in dollars to the end of the last year, least and most.

    Parameters
    ----------
    once, slow : pandas.DataFrame
        What ``yen_cost.dollar_cost`` gives, drawn at once and over years.

    Returns
    -------
    dict
        Counts, per cent a year and years, by number id of the chapter.
    """
    last = int(once["year"].max())
    ends = {
        name: t[t["year"] == last].set_index("loan_id")
        for name, t in (("yen", once), ("slow", slow))
    }
    cost = {name: table["dollar_cost_pct"] for name, table in ends.items()}
    # Two years at least, before which the rate of a year swings with every month.
    grown = once[once["year"] > once["signed_year"] + 1]
    high = grown.loc[grown["dollar_cost_pct"].idxmax()]
    return {
        "yen-loans": len(cost["yen"]),
        "yen-below": (cost["yen"] < 0).sum(),
        "slow-below": (cost["slow"] < 0).sum(),
        "yen-least": cost["yen"].min(),
        "yen-most": cost["yen"].max(),
        "slow-most": cost["slow"].max(),
        "yen-most-signed": ends["yen"].loc[cost["yen"].idxmax(), "signed_year"],
        "yen-last": last,
        "yen-high": high["dollar_cost_pct"],
        "yen-high-year": high["year"],
    }


def two_floating(ranges: pd.DataFrame) -> dict[str, tuple]:
    """Give the range of a floating loan of each lender, the widest of each.

    Parameters
    ----------
    ranges : pandas.DataFrame
        What ``floating.ranges`` gives.
    """
    width = ranges["high_pct"] - ranges["low_pct"]
    found = {}
    for code, rows in ranges.groupby("creditor_code"):
        widest = rows.loc[width[rows.index].idxmax()]
        for end in ("low", "high"):
            found[f"{code.lower()}-widest-{end}"] = numbers.pct(float(widest[f"{end}_pct"]))
    return found


def fans(table: pd.DataFrame, yields: pd.DataFrame) -> dict[str, tuple]:
    """Give break-evens, differences of yields, and on how many paths yen loans are the dearer ones.

    Parameters
    ----------
    table, yields : pandas.DataFrame
        What ``yen_cost.fans`` and ``break_even_and_yields`` give.
    """
    share = table.set_index(["case", "drift_pct"])["dearer_pct"]
    by_case, found = yields.set_index("case"), {}
    for name, case in {"kgz": "Kyrgyz roads", "latest": "Uzbekistan, latest"}.items():
        found[f"{name}-steady"] = numbers.pct(share[case, 0.0])
        found[f"{name}-rising"] = numbers.pct(share[case, 2.0])
    for name, case in {"kgz": "Kyrgyz roads", "rail": "Uzbek railways"}.items():
        found[f"{name}-even"] = numbers.pct(by_case.loc[case, "break_even_pct"], 1)
        found[f"{name}-yields"] = numbers.pct(by_case.loc[case, "difference_pct"], 1)
    return found
