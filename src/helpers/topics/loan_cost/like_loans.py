"""Like loans of two lenders: every pair to one country within three years, as a distribution.

One chosen pair can be chosen to please; all of them can't. Bounds of terms are left out: a pair is made
of loans with one value for rate, maturity and grace.
"""

from __future__ import annotations

import pandas as pd

from helpers.partial_dates import middle_day
from helpers.provenance import cite, measure
from helpers.topics.loan_cost.currency import matched_elements, single_terms
from helpers.topics.loan_cost.measures import break_even_yen_pct

YEARS = 3


@measure
def pairs(
    terms_table: pd.DataFrame,
    rates_pct: dict[str, float] | pd.Series,
    *,
    years: float = YEARS,
    dollar_pct: float = 5.0,
    floating: bool = False,
) -> pd.DataFrame:
    """Put each Chinese beside each Japanese loan to the same country signed within some years.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    rates_pct : dict of str to float, or pandas.Series
        Discount rate by currency, per cent a year, yuan taking that of dollars; or by loan, as
        ``currency.own_rates`` gives it.
    years : float
        How far apart the two may have been signed; a loan of which the year alone was read counts as
        signed in its middle.
    dollar_pct : float
        The one discount rate of all currencies that the matched ones are compared with.
    floating : bool
        Whether floating loans count, at the rate of the year of signing.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``chn_loan_id``, ``jpn_loan_id``, ``years_apart`` (Japan's after China's),
        ``is_same_sector``, ``same_rate_pct`` and ``matched_pct`` (points by which the Japanese loan has
        more gift, at one rate and at each currency's own), ``is_stand_in`` (a yuan loan in it),
        ``all_source_ids`` and ``break_even_pct`` (see ``measures.break_even_yen_pct``; missing where the Japanese loan is in
        dollars, or the Chinese one in yuan).
    """
    table = single_terms(terms_table)
    own = matched_elements(terms_table, rates_pct)
    same = matched_elements(terms_table, dict.fromkeys(("USD", "JPY"), dollar_pct))
    table = table.assign(
        own=own["grant_element_pct"],
        same=same["grant_element_pct"],
        is_stand_in=same["is_stand_in"],
        when=[_time(str(day)) for day in table["signed_date"]],
    )
    if not floating:
        table = table[~table["is_floating"]]
    rows = []
    for debtor, group in table.groupby("debtor_code"):
        chinese, japanese = (group[group["creditor_code"] == code] for code in ("CHN", "JPN"))
        for chn_id, chn in chinese.iterrows():
            for jpn_id, jpn in japanese.iterrows():
                if abs(jpn["when"] - chn["when"]) <= years:
                    rows.append(_pair(debtor, (chn_id, chn), (jpn_id, jpn)))
    columns = ["debtor_code", "chn_loan_id", "jpn_loan_id", "years_apart", "is_same_sector"]
    columns += ["same_rate_pct", "matched_pct", "is_stand_in", "break_even_pct", "all_source_ids"]
    return pd.DataFrame(rows, columns=columns)


def _time(signed: str) -> float:
    day = middle_day(signed)
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _pair(debtor: str, chinese: tuple[str, pd.Series], japanese: tuple[str, pd.Series]) -> dict:
    (chn_id, chn), (jpn_id, jpn) = chinese, japanese
    codes = chn["contract_currency_code"], jpn["contract_currency_code"]
    even = None
    if codes == ("USD", "JPY"):
        even = break_even_yen_pct(jpn.to_dict(), chn.to_dict())
    return {
        "debtor_code": debtor,
        "chn_loan_id": chn_id,
        "jpn_loan_id": jpn_id,
        "years_apart": jpn["when"] - chn["when"],
        "is_same_sector": chn["sector"] == jpn["sector"],
        "same_rate_pct": jpn["same"] - chn["same"],
        "matched_pct": jpn["own"] - chn["own"],
        "is_stand_in": bool(chn["is_stand_in"]),
        "break_even_pct": even,
        "all_source_ids": cite(chn, jpn),
    }


def spread(table: pd.DataFrame, debtor_code: str) -> dict[str, float]:
    """Sum up the pairs of one country: how many, and how the difference is spread.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`pairs` gives.
    debtor_code : str
        Country.

    Returns
    -------
    dict of str to float
        ``pairs``, ``chn_loans``, ``jpn_loans``, and for ``same_rate`` and ``matched`` the ``_low``,
        ``_middle`` and ``_high`` quartile of the points by which Japan's loan has more gift, and
        ``_softer``, the number of pairs in which it has. Without a pair only ``pairs``, which is 0.

    Examples
    --------
    >>> spread(pd.DataFrame(columns=["debtor_code"]), "TKM")
    {'pairs': 0}
    """
    mine = table[table["debtor_code"] == debtor_code]
    if mine.empty:
        return {"pairs": 0}
    found: dict[str, float] = {
        "pairs": len(mine),
        "chn_loans": mine["chn_loan_id"].nunique(),
        "jpn_loans": mine["jpn_loan_id"].nunique(),
    }
    for name in ("same_rate", "matched"):
        points = mine[f"{name}_pct"].astype(float)
        quartiles = points.quantile([0.25, 0.5, 0.75])
        found |= dict(zip((f"{name}_low", f"{name}_middle", f"{name}_high"), quartiles))
        found[f"{name}_softer"] = int((points > 0).sum())
    return found
