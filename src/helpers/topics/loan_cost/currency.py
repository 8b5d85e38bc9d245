"""Grant elements at a discount rate of the loan's own currency: yen at a yen rate, dollars at a dollar rate.

Yuan loans stay at the dollar rate and are marked: no rate of yuan was found. One rule serves both
lenders: the ten-year government yield of the currency in the month of signing and one point, as the
commercial interest reference rates are made.
"""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.provenance import cite, measure
from helpers.topics.loan_cost.floating import yield_at_signing
from helpers.topics.loans.measures import PAYMENTS, by_threshold

DOLLAR_FOR_YUAN = {"CNY": "USD"}
# Ten years is the longest tenor that the table has for both currencies.
TENOR_YEARS, MARGIN_PCT = 10, 1.0
# The usual minimum of the IMF and the World Bank.
MINIMUM_RULE = "conc-35"
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


@measure
def matched_elements(
    terms_table: pd.DataFrame, rates_pct: dict[str, float] | pd.Series
) -> pd.DataFrame:
    """Give the grant element of each loan at the discount rate of its own currency.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    rates_pct : dict of str to float, or pandas.Series
        Discount rate by currency, per cent a year, such as ``{"USD": 5, "JPY": 2}``, or by ``loan_id``
        as :func:`own_rates` gives it; a loan without one is left out.

    Returns
    -------
    pandas.DataFrame
        By ``loan_id``: the terms, ``creditor_code``, ``contract_currency_code``, ``is_floating``,
        ``discount_rate_pct``, ``is_stand_in`` (yuan at the dollar rate) and ``grant_element_pct``.
    """
    table = single_terms(terms_table)
    currencies = table["contract_currency_code"]
    if isinstance(rates_pct, pd.Series):
        rates = rates_pct.reindex(table.index).dropna().astype(float) / 100
        table = table.loc[rates.index]
    else:
        fractions = {code: rate / 100 for code, rate in rates_pct.items()}
        matched = finance.matched_rates(currencies, fractions, DOLLAR_FOR_YUAN)
        rates = matched["discount_rate"]
    elements = finance.grant_elements(
        table, rates, payments_per_year=PAYMENTS, first_principal="at-grace"
    )
    return table.assign(
        discount_rate_pct=100 * rates,
        is_stand_in=table["contract_currency_code"].isin(list(DOLLAR_FOR_YUAN)),
        grant_element_pct=100 * elements,
    )


def own_rates(terms_table: pd.DataFrame, monthly: pd.DataFrame) -> pd.Series:
    """Give the discount rate of each loan's own currency when it was signed.

    It is the government yield for :data:`TENOR_YEARS` in the month of signing (of a year alone the mean
    of its months) and :data:`MARGIN_PCT`, the same rule for both lenders. Yuan take the rate of dollars.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    monthly : pandas.DataFrame
        Table ``reference_rates_monthly``.

    Returns
    -------
    pandas.Series
        Per cent a year, by ``loan_id``; missing where the table has no yield of that time.
    """
    table = single_terms(terms_table)
    found = {}
    for loan_id, loan in table.iterrows():
        code = loan["contract_currency_code"]
        code = DOLLAR_FOR_YUAN.get(code, code)
        bond = yield_at_signing(monthly, code, str(loan["signed_date"]), TENOR_YEARS)
        found[loan_id] = None if bond is None else 100 * bond + MARGIN_PCT
    return pd.Series(found, dtype=float)


@measure
def concession(
    terms_table: pd.DataFrame, monthly: pd.DataFrame, dollar_pct: float = 5.0
) -> pd.DataFrame:
    """Give the grant element of each fixed-rate loan at one rate for all, and at its own currency's.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives; loans with one value for rate, maturity and grace count.
    monthly : pandas.DataFrame
        Table ``reference_rates_monthly``.
    dollar_pct : float
        The one rate, per cent a year.

    Returns
    -------
    pandas.DataFrame
        A row a loan: its terms, ``same_pct``, ``own_rate_pct``, ``own_pct`` (both missing where no
        yield was read), ``is_stand_in`` (yuan at the rate of dollars) and ``all_source_ids``.
    """
    fixed = terms_table[~terms_table["is_floating"]]
    same = matched_elements(fixed, {"USD": dollar_pct, "JPY": dollar_pct})
    own = matched_elements(fixed, own_rates(fixed, monthly))
    yields = {
        code: cite(monthly[monthly["rate_name"].str.startswith(name)])
        for code, name in {"USD": "US Treasury", "CNY": "US Treasury", "JPY": "JGB"}.items()
    }
    cited = [
        f"{ids};{yields[code]}"
        for ids, code in zip(same["all_source_ids"], same["contract_currency_code"])
    ]
    return (
        same.rename(columns={"grant_element_pct": "same_pct"})
        .assign(
            own_rate_pct=own["discount_rate_pct"],
            own_pct=own["grant_element_pct"],
            all_source_ids=cited,
        )
        .reset_index()
    )


@measure
def in_force(terms_table: pd.DataFrame, cirr: pd.DataFrame) -> pd.DataFrame:
    """Give the grant element of each fixed-rate loan by the rule in force when it was signed.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    cirr : pandas.DataFrame
        Table ``cirr``.

    Returns
    -------
    pandas.DataFrame
        What :func:`matched_elements` gives at :func:`rates_in_force`, with ``all_source_ids``.
    """
    fixed = terms_table[~terms_table["is_floating"]]
    table, more = matched_elements(fixed, rates_in_force(fixed, cirr)), cite(cirr)
    return table.assign(all_source_ids=[f"{ids};{more}" for ids in table["all_source_ids"]])


@measure
def by_own_rate(
    in_force_table: pd.DataFrame, concession_table: pd.DataFrame, rules: pd.DataFrame
) -> pd.DataFrame:
    """Count the loans that reach the minimum of the IMF where each currency has a rate of its own.

    Parameters
    ----------
    in_force_table, concession_table : pandas.DataFrame
        What :func:`in_force` and :func:`concession` give.
    rules : pandas.DataFrame
        Table ``concessionality_rules``.

    Returns
    -------
    pandas.DataFrame
        As ``loans.measures.by_threshold`` gives it, for the conventions ``in-force`` (see
        :func:`rates_in_force`) and ``own-rate`` (see :func:`own_rates`).
    """
    minimum = rules[rules["rule_id"] == MINIMUM_RULE]
    least = float(minimum["threshold_pct"].iloc[0])
    market = concession_table.dropna(subset=["own_pct"])
    market = market.assign(grant_element_pct=market["own_pct"])
    parts = [
        table.reset_index().assign(
            convention=name,
            threshold_pct=least,
            grant_element_high_pct=table["grant_element_pct"].to_numpy(float),
            meets_threshold=(table["grant_element_pct"].to_numpy(float) >= least),
            all_source_ids=[f"{ids};{cite(minimum)}" for ids in table["all_source_ids"]],
        )
        for name, table in (("in-force", in_force_table), ("own-rate", market))
    ]
    both = pd.concat(parts, ignore_index=True)
    return by_threshold(both.astype({"meets_threshold": "boolean"}))


@measure
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
