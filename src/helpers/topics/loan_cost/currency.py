"""Grant elements at a discount rate of the loan's own currency: yen at a yen rate, dollars at a dollar rate.

Yuan loans stay at the dollar rate and are marked: no rate of yuan was found.
"""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.topics.loans.measures import PAYMENTS

DOLLAR_FOR_YUAN = {"CNY": "USD"}
_BANDS = {15: "15 to 19 years", 20: "20 to 29 years", 30: "30 years and more"}


def single_terms(terms_table: pd.DataFrame) -> pd.DataFrame:
    """Keep loans with one value for rate, maturity and grace, in a known currency.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.

    Returns
    -------
    pandas.DataFrame
        Its rows by ``loan_id``, with ``rate`` (a fraction), ``maturity_years`` and ``grace_years``, as
        ``helpers.finance.grant_elements`` takes them.
    """
    single = (
        terms_table["is_complete"]
        & (terms_table["maturity_low_years"] == terms_table["maturity_high_years"])
        & (terms_table["grace_low_years"] == terms_table["grace_high_years"])
        & terms_table["contract_currency_code"].notna()
    )
    table = terms_table[single].set_index("loan_id")
    return table.assign(
        rate=table["rate_pct"].astype(float) / 100,
        maturity_years=table["maturity_low_years"].astype(float),
        grace_years=table["grace_low_years"].astype(float),
    )


def matched_elements(terms_table: pd.DataFrame, rates_pct: dict[str, float]) -> pd.DataFrame:
    """Give the grant element of each loan at the discount rate of its own currency.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    rates_pct : dict of str to float
        Discount rate by currency, per cent a year, such as ``{"USD": 5, "JPY": 2}``.

    Returns
    -------
    pandas.DataFrame
        By ``loan_id``: ``creditor_code``, ``contract_currency_code``, ``is_floating``,
        ``discount_rate_pct``, ``is_stand_in`` (yuan at the dollar rate) and ``grant_element_pct``.
    """
    table = single_terms(terms_table)
    fractions = {code: rate / 100 for code, rate in rates_pct.items()}
    matched = finance.matched_rates(table["contract_currency_code"], fractions, DOLLAR_FOR_YUAN)
    elements = finance.grant_elements(
        table, matched["discount_rate"], payments_per_year=PAYMENTS, first_principal="at-grace"
    )
    return table[["creditor_code", "contract_currency_code", "is_floating"]].assign(
        discount_rate_pct=100 * matched["discount_rate"],
        is_stand_in=matched["is_stand_in"],
        grant_element_pct=100 * elements,
    )


def count_softer(
    terms_table: pd.DataFrame, usual: dict, yen_rates_pct: list[float], dollar_pct: float = 5.0
) -> pd.DataFrame:
    """Count the fixed-rate yen loans with more gift than the commonest Chinese loan, by the yen rate.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    usual : dict
        Terms of that loan, in dollars: ``rate_pct``, ``maturity_years``, ``grace_years``.
    yen_rates_pct : list of float
        Discount rates of yen to try, per cent a year.
    dollar_pct : float
        Discount rate of dollars, per cent a year.

    Returns
    -------
    pandas.DataFrame
        A row for each rate: ``yen_rate_pct``, ``loans``, ``softer``, ``above_zero`` (counts).
    """
    aim = 100 * finance.grant_element(
        usual["rate_pct"] / 100, usual["maturity_years"], usual["grace_years"], dollar_pct / 100
    )
    rows = []
    for rate in yen_rates_pct:
        table = matched_elements(terms_table, {"USD": dollar_pct, "JPY": rate})
        yen = table[
            (table["contract_currency_code"] == "JPY")
            & (table["creditor_code"] == "JPN")
            & ~table["is_floating"]
        ]["grant_element_pct"]
        rows.append(
            {
                "yen_rate_pct": rate,
                "loans": len(yen),
                "softer": int((yen > aim).sum()),
                "above_zero": int((yen > 0).sum()),
            }
        )
    return pd.DataFrame(rows)


def rates_in_force(terms_table: pd.DataFrame, cirr: pd.DataFrame) -> pd.Series:
    """Give the discount rate of the IMF and the World Bank in force when each loan was signed.

    Until October 2013 it is that of the loan's currency, worked out from CIRRs that were derived from
    yields of government bonds, an approximation: for fifteen years and more the ten years to the
    December before the signing. Since then it is five per cent in all currencies.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    cirr : pandas.DataFrame
        Table ``cirr``.

    Returns
    -------
    pandas.Series
        Per cent a year, by ``loan_id``; missing where the year, the currency or the maturity has no
        rate. Loans dated 2013 alone count under the rate of the currency, as most of that year did.
    """
    long = cirr[cirr["rate_kind"] == "derived-imf-discount-rate"].astype({"rate_pct": float})
    by_year = {
        (row.currency_code, int(str(row.valid_from_date)[:4]), row.maturity_band): row.rate_pct
        for row in long.itertuples()
    }
    rule = finance.CONVENTIONS["cirr"]
    found = {}
    for loan_id, loan in single_terms(terms_table).iterrows():
        signed, code = str(loan["signed_date"]), loan["contract_currency_code"]
        if signed > rule.valid_to[: len(signed)]:
            found[loan_id] = 100 * finance.discount_rate_of("imf-wb")
        elif loan["maturity_years"] >= min(_BANDS):
            band = _BANDS[max(least for least in _BANDS if loan["maturity_years"] >= least)]
            found[loan_id] = by_year.get((code, int(signed[:4]) - 1, band))
        else:
            found[loan_id] = _short_rate(cirr, code, signed, loan["maturity_years"])
    return pd.Series(found, dtype=float)


def _short_rate(cirr: pd.DataFrame, code: str, signed: str, maturity_years: float) -> float | None:
    """Give the half-year's rate of a shorter loan; of a year alone that in force in its middle."""
    rows = cirr[
        (cirr["rate_kind"] == "derived")
        & (cirr["currency_code"] == code)
        & (cirr["maturity_band"] == "over 8.5 years")
    ]
    day = signed + "-07-01"[len(signed) - 4 :]
    months = pd.Series(
        rows["rate_pct"].astype(float).to_numpy() / 100, rows["valid_from_date"].str[:7]
    )
    if months.empty or day < finance.CONVENTIONS["cirr"].valid_from:
        return None
    try:
        return 100 * finance.cirr_discount_rate(months, day, maturity_years)
    except finance.TermsError:
        return None
