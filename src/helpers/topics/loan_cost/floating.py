"""Floating loans priced three ways, as a range: no verdict rests on one of them alone.

What a floating loan costs turns on reference rates after the signing. Each loan is priced at the mean of
the year of signing, at the yearly means that came (the last one held), and at a fixed equivalent, the
government yield of the time of signing and the loan's margin. Where LIBOR ends its successor follows
as it is: the spread that contracts add to it was not read, so that later years are a little too cheap.
"""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.provenance import cite, measure
from helpers.topics.loans.measures import (
    grace_bounds,
    income_group,
    observed_graces,
    readable,
)

# A floating loan whose source names no tenor, or one that the table lacks, and what came after LIBOR.
STAND_INS = {"LIBOR USD": "LIBOR 6M USD", "Term SOFR USD": "SOFR"}
# Three months stand for few years in the table: those of six months, a fifth of a point higher, fill in.
NEAR = {"LIBOR 3M USD": "LIBOR 6M USD"}
SUCCESSORS = {"LIBOR 3M USD": "SOFR", "LIBOR 6M USD": "SOFR", "LIBOR 6M JPY": "TONA"}
TENORS = (3, 5, 7, 10, 20, 30)
_YIELDS = {"USD": "US Treasury par yield {}Y", "JPY": "JGB yield {}Y"}


def reference_path(reference_rates: pd.DataFrame, name: str) -> pd.Series:
    """Give the yearly means of a reference rate, and of its successor after its end.

    Parameters
    ----------
    reference_rates : pandas.DataFrame
        Table of that name.
    name : str
        Rate as the loan's source names it.

    Returns
    -------
    pandas.Series
        Fractions by year; empty where the table has no such rate.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> path = reference_path(load_table("reference_rates"), "LIBOR USD")
    >>> path[[2006, 2023]].round(5).to_list()
    [0.05276, 0.05007]
    """
    name = STAND_INS.get(name, name)
    by_name = {
        rate: rows.set_index("year")["rate_pct"].astype(float) / 100
        for rate, rows in reference_rates.groupby("rate_name")
    }
    none = pd.Series(dtype=float)
    own = by_name.get(name, none)
    if own.empty:
        return own
    own = own.combine_first(by_name.get(NEAR.get(name), none))
    later = by_name.get(SUCCESSORS.get(name), none)
    return pd.concat([own, later[later.index > own.index.max()]])


def yield_at_signing(
    monthly: pd.DataFrame, currency_code: str, signed_date: str, maturity_years: float
) -> float | None:
    """Give the government yield of the month (or year) of signing for a loan's term.

    Parameters
    ----------
    monthly : pandas.DataFrame
        Table ``reference_rates_monthly``.
    currency_code : str
        Currency of the loan.
    signed_date : str
        Day, month or year of signing; of a year the mean of its months is taken.
    maturity_years : float
        Years to the last repayment. Between two tenors the yield lies on the straight line; a longer
        loan takes the longest tenor that the table has.

    Returns
    -------
    float or None
        Fraction a year; None where the table has no yield of that currency and time.
    """
    if currency_code not in _YIELDS:
        return None
    then = monthly[monthly["month_date"].astype(str).str.startswith(signed_date[:7])]
    points = {}
    for tenor in TENORS:
        rows = then[then["rate_name"] == _YIELDS[currency_code].format(tenor)]
        if len(rows):
            points[tenor] = rows["rate_pct"].astype(float).mean() / 100
    if not points:
        return None
    # At the year of the maturity a curve of these points is the straight line between them.
    table = pd.Series(points).reindex(sorted({*points, float(maturity_years)}))
    return float(table.interpolate("index", limit_direction="both")[float(maturity_years)])


@measure
def priced(
    loans: pd.DataFrame,
    terms_table: pd.DataFrame,
    reference_rates: pd.DataFrame,
    monthly: pd.DataFrame | None = None,
    discount_pct: float | pd.Series = 5.0,
) -> pd.DataFrame:
    """Price each floating loan whose reference rate, margin and maturity were read, three ways.

    Parameters
    ----------
    loans, reference_rates : pandas.DataFrame
        Tables of those names.
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    monthly : pandas.DataFrame, optional
        Table ``reference_rates_monthly``; without it there is no fixed equivalent.
    discount_pct : float or pandas.Series
        Discount rate, per cent a year, for all loans or by ``loan_id``; a loan without one is left out.

    Returns
    -------
    pandas.DataFrame
        A row for each loan and way of ``helpers.finance.floating.WAYS`` that can be worked out:
        ``loan_id``, ``creditor_code``, ``debtor_code``, ``way``, ``low_pct`` and ``high_pct``, the
        grant element at the least and the most that terms known as a range allow (per cent, fees left
        out, below zero where the loan is dearer than the discount rate), and ``all_source_ids``.
    """
    floating = readable(loans)
    floating = floating[(floating["rate_kind"] == "floating") & floating["margin_pct"].notna()]
    terms = terms_table.set_index("loan_id", drop=False)
    observed, rows = observed_graces(terms_table), []
    more = f"{cite(reference_rates)};{'' if monthly is None else cite(monthly)}"
    for row in floating.to_dict("records"):
        path = reference_path(reference_rates, row["reference_rate_name"])
        loan = terms.loc[row["loan_id"]].to_dict() if row["loan_id"] in terms.index else None
        if loan is None or pd.isna(loan["maturity_low_years"]) or loan["year"] not in path.index:
            continue
        rate = (
            discount_pct.get(row["loan_id"])
            if isinstance(discount_pct, pd.Series)
            else discount_pct
        )
        if rate is None or pd.isna(rate):
            continue
        loan["all_source_ids"] = f"{loan['all_source_ids']};{more}"
        rows += _ways(row, loan, path, monthly, grace_bounds(loan, observed), float(rate))
    return pd.DataFrame(rows)


def _ways(
    row: dict,
    loan: dict,
    path: pd.Series,
    monthly: pd.DataFrame | None,
    graces: tuple[float, float],
    discount_pct: float,
) -> list[dict]:
    signed, floor = str(loan["signed_date"]), row["rate_floor_pct"]
    when = {
        "signed": signed if len(signed) == 10 else int(signed[:4]),
        "reference": path,
        "floor": None if pd.isna(floor) else float(floor) / 100,
        "loan": row["loan_id"],
    }
    found: dict[str, list[float]] = {}
    for maturity in {float(loan["maturity_low_years"]), float(loan["maturity_high_years"])}:
        code = loan["contract_currency_code"]
        bond = None if monthly is None else yield_at_signing(monthly, code, signed, maturity)
        margin = float(row["margin_pct"]) / 100
        ways = finance.floating_ways(margin, maturity, government_yield=bond, **when)
        for way, rates in ways.items():
            found.setdefault(way, []).extend(
                100 * finance.grant_element(rates, maturity, grace, discount_pct / 100)
                for grace in set(graces)
            )
    kept = ("loan_id", "creditor_code", "debtor_code", "all_source_ids")
    names = {name: loan[name] for name in kept}
    return [
        names | {"way": way, "low_pct": min(values), "high_pct": max(values)}
        for way, values in found.items()
    ]


@measure
def ranges(table: pd.DataFrame) -> pd.DataFrame:
    """Give the range that the ways of :func:`priced` span, a row a loan.

    Returns
    -------
    pandas.DataFrame
        ``loan_id``, ``creditor_code``, ``debtor_code``, ``low_pct``, ``high_pct``, ``ways`` (how many),
        ``all_source_ids`` and ``is_below_zero``, missing where the range holds both signs.
    """
    keys = ["loan_id", "creditor_code", "debtor_code"]
    found = table.groupby(keys, sort=False).agg(
        low_pct=("low_pct", "min"),
        high_pct=("high_pct", "max"),
        ways=("way", "nunique"),
        all_source_ids=("all_source_ids", "first"),
    )
    below = pd.Series(pd.NA, index=found.index, dtype="boolean")
    below[found["high_pct"] < 0], below[found["low_pct"] >= 0] = True, False
    return found.assign(is_below_zero=below).reset_index()


def with_way(
    elements: pd.DataFrame, unified: pd.DataFrame, aid: pd.DataFrame, way: str
) -> pd.DataFrame:
    """Put one way of pricing floating loans into the grant elements of ``trap.measures``.

    It shows what a verdict would be if floating loans were taken for fixed ones at that price.

    Parameters
    ----------
    elements : pandas.DataFrame
        What ``trap.measures.state_elements`` gives.
    unified, aid : pandas.DataFrame
        What :func:`priced` gives at the unified rate, and at the rate of the DAC for the income group,
        this one with ``minimum_pct``.
    way : str
        One of the ways.

    Returns
    -------
    pandas.DataFrame
        Such a table, without the mark of a floating loan where a price was found.
    """
    table = elements.set_index("loan_id").copy()
    ours = unified[(unified["way"] == way) & unified["loan_id"].isin(table.index)]
    ours = ours.set_index("loan_id")
    table.loc[ours.index, "unified-5_low"] = ours["low_pct"]
    table.loc[ours.index, "unified-5_high"] = ours["high_pct"]
    rule = aid[(aid["way"] == way) & aid["loan_id"].isin(table.index)].set_index("loan_id")
    table.loc[rule.index, "dac-2018_low"] = rule["low_pct"]
    table.loc[rule.index, "dac-2018_high"] = rule["high_pct"]
    meets = pd.Series(pd.NA, index=rule.index, dtype="boolean")
    meets[rule["low_pct"] >= rule["minimum_pct"]] = True
    meets[rule["high_pct"] < rule["minimum_pct"]] = False
    table.loc[rule.index, "dac-2018_meets"] = meets
    table.loc[ours.index, "is_floating"] = False
    return table.reset_index()


def aid_rates(terms_table: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Give the discount rate and minimum of the DAC rule of 2018 for each loan whose group was read.

    Parameters
    ----------
    terms_table, groups : pandas.DataFrame
        What ``loans.measures.terms`` gives, and the table ``dac_income_groups``.

    Returns
    -------
    pandas.DataFrame
        By ``loan_id``: ``discount_pct`` and ``minimum_pct``.
    """
    rows = {}
    for loan in terms_table.itertuples():
        group = income_group(groups, loan.debtor_code, loan.year)
        if group is not None:
            rows[loan.loan_id] = {
                "discount_pct": 100 * finance.discount_rate_of("dac-2018", income_group=group),
                "minimum_pct": 100 * finance.minimum_of("dac-2018", income_group=group),
            }
    return pd.DataFrame.from_dict(rows, orient="index")
