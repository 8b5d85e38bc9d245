"""How much of the lending the table of loans has seen: what its loans must have left, against stocks.

Worked out from each loan's own terms, so that a stock is set against a stock: drawn evenly over some
years, repaid in equal half-yearly parts from the end of grace. All sums are US$ million at current
prices at the end of a year; sums in yen and yuan take the rate of that day. The same rules for
both lenders.
"""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import date_bounds
from helpers.provenance import by_row, measure
from helpers.topics.debt.measures import STOCK
from helpers.topics.loans import measures as loan_terms

LENDERS = ("CHN", "JPN")
# Over how many years from the signing a loan is drawn, in even parts.
DRAWN_YEARS = 4
# Before any terms are looked for: what is known not to be owed.
_NOT_OWED = ("repaid", "suspended", "cancelled")
# Which loans count as like when a term was not read: the first group in which one was read.
LIKE = (
    ("creditor_code", "lender_kind", "is_state"),
    ("creditor_code", "lender_kind"),
    ("lender_kind",),
    ("creditor_code",),
)
_CURRENCIES = {"JPY": ("amount_jpy_billion", 1000.0), "CNY": ("amount_cny_million", 1.0)}


@measure
def in_dollars(loans: pd.DataFrame, rates: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    """Give the amount of each loan in dollars, at the rate of the end of a year.

    Parameters
    ----------
    loans, rates : pandas.DataFrame
        Tables ``loans`` and ``exchange_rates_year_end``.
    year : int, optional
        The year; without one that of the signing, or the last of which a rate was read.

    Returns
    -------
    pandas.DataFrame
        The loans with ``usd_million``, missing where no amount, or no date, was read.

    Raises
    ------
    ValueError
        If a year of which a loan needs the rate has none.

    Examples
    --------
    >>> loans = pd.DataFrame({"signed_date": ["2019-12", "2012"], "amount_usd_million": [None, 80.0],
    ...     "amount_jpy_billion": [16.0, None], "amount_cny_million": None})
    >>> rates = pd.DataFrame({"currency_code": "JPY", "year": [2019, 2024],
    ...     "local_currency_per_usd": [100.0, 160.0]})
    >>> in_dollars(loans, rates)["usd_million"].to_list()
    [160.0, 80.0]
    >>> in_dollars(loans, rates, 2024)["usd_million"].to_list()
    [100.0, 80.0]
    """
    amount = loans["amount_usd_million"].astype(float)
    signed = pd.to_numeric(loans["signed_date"].str[:4])
    for code, (column, millions) in _CURRENCIES.items():
        rate = rates[rates["currency_code"] == code].set_index("year")["local_currency_per_usd"]
        rate = rate.astype(float)
        when = signed.clip(upper=rate.index.max()) if year is None else pd.Series(year, loans.index)
        own = loans[column].astype(float) * millions
        lacking = loans[own.notna() & amount.isna() & when.notna() & ~when.isin(rate.index)]
        if len(lacking):
            raise ValueError(
                f"data/exchange_rates_year_end.csv: no rate of {code} for {when[lacking.index[0]]:.0f}, "
                f"which the loan {lacking.iloc[0].get('loan_id')!r} needs; add the row"
            )
        amount = amount.fillna(own / when.map(rate))
    return loans.assign(usd_million=amount)


def share_left(signed: str, grace_years: float, maturity_years: float, year: int) -> float:
    """Give the part of a loan that is owed at the end of a year, from 0 to 1.

    Parameters
    ----------
    signed : str
        Date of the signing; of a year or month alone its middle.
    grace_years, maturity_years : float
        From the signing to the first and to the last repayment.
    year : int
        The year.

    Examples
    --------
    A loan of mid-2010, grace 5, maturity 20, has 31 half-yearly payments from mid-2015; by the end
    of 2024 twenty of them were made:

    >>> round(share_left("2010", 5, 20, 2024), 3) == round(1 - 20 / 31, 3)
    True
    >>> share_left("2023", 5, 20, 2024), share_left("2001", 5, 20, 2024)
    (0.375, 0.0)
    """
    first, last = date_bounds(signed)
    gone = (dt.date(year, 12, 31) - (first + (last - first) / 2)).days / 365.25
    if gone <= 0:
        return 0.0
    payments = math.floor(2 * (maturity_years - grace_years)) + 1
    # A day or two beyond a due date is no new payment, nor one before it a missing one.
    made = math.floor(2 * (gone - grace_years) + 0.02) + 1 if gone >= grace_years - 0.01 else 0
    drawn = min(1.0, round(gone * 2) / 2 / DRAWN_YEARS)
    return max(0.0, drawn - min(made, payments) / payments)


@measure
def outstanding(loans: pd.DataFrame, rates: pd.DataFrame, year: int) -> pd.DataFrame:
    """Work out what each loan of the table still has outstanding at the end of a year.

    Where grace or maturity was not read, the middle value of like loans stands in: see :data:`LIKE`.
    Loans of low confidence, plans and loans that are repaid, suspended or without amount or date
    are left out.

    Parameters
    ----------
    loans, rates : pandas.DataFrame
        Tables ``loans`` and ``exchange_rates_year_end``.
    year : int
        The year.

    Returns
    -------
    pandas.DataFrame
        The loans of China and Japan to the five with ``usd_million`` (the whole, at the rate of the
        end of the year), ``left_usd_million``, ``terms_known`` (grace and maturity were read) and
        ``is_state`` (to the state or with its guarantee).
    """
    kept = loan_terms.readable(loans)
    kept = kept[kept["creditor_code"].isin(LENDERS) & kept["debtor_code"].isin(CENTRAL_ASIA)]
    kept = in_dollars(kept[~kept["status"].isin(_NOT_OWED)], rates, year)
    kept = kept.dropna(subset=["usd_million", "signed_date"])
    kept = kept[kept["signed_date"].str[:4].astype(int) <= year]
    kept = kept.assign(is_state=kept["is_sovereign_or_guaranteed"].fillna(False).astype(bool))
    graces, maturities = _one(kept, "grace"), _one(kept, "maturity")
    known = graces.notna() & maturities.notna()
    graces, maturities = _filled(kept, graces), _filled(kept, maturities)
    left = [
        amount * share_left(signed, min(grace, maturity), maturity, year)
        for amount, signed, grace, maturity in zip(
            kept["usd_million"], kept["signed_date"], graces, maturities
        )
    ]
    return kept.assign(left_usd_million=left, terms_known=known)


def _one(loans: pd.DataFrame, name: str) -> pd.Series:
    """Give grace or maturity as one value: of a range the middle."""
    low, high = (loans[f"{name}_years_{end}"].astype(float) for end in ("min", "max"))
    return loans[f"{name}_years"].astype(float).fillna((low + high) / 2)


def _filled(loans: pd.DataFrame, values: pd.Series) -> pd.Series:
    """Put the middle value of like loans where none was read."""
    read = values
    for alike in LIKE:
        values = values.fillna(read.groupby([loans[name] for name in alike]).transform("median"))
    return values


@measure
def lent_and_owed(left: pd.DataFrame, stocks: pd.DataFrame, year: int) -> pd.DataFrame:
    """Set what the loans of the table have left against what each country owes each lender.

    Parameters
    ----------
    left : pandas.DataFrame
        What :func:`outstanding` gives for the year.
    stocks : pandas.DataFrame
        Table ``debt_stocks``; official lenders.
    year : int
        The year.

    Returns
    -------
    pandas.DataFrame
        A row a debtor and lender that is owed something: ``year``, ``owed_usd_million`` (the stock),
        ``state_usd_million`` (worked out, loans to the state or with its guarantee),
        ``other_usd_million`` (worked out, loans without a guarantee on record, of which part may
        be in the stock), ``seen_pct`` (the state loans, per cent of the stock), ``loan_count``,
        ``assumed_count`` (of these, terms not read), ``last_signed`` (year of the newest).

    Examples
    --------
    >>> left = pd.DataFrame({"debtor_code": "KGZ", "creditor_code": "CHN", "is_state": [True, False],
    ...     "left_usd_million": [90.0, 10.0], "terms_known": [True, False], "signed_date": "2012"})
    >>> stocks = pd.DataFrame({"debtor_code": ["KGZ"], "creditor_code": "CHN", "year": 2024,
    ...     "creditor_class": "official-bilateral", STOCK: [100.0]})
    >>> row = lent_and_owed(left, stocks, 2024).iloc[0]
    >>> float(row["seen_pct"]), int(row["loan_count"]), int(row["last_signed"])
    (90.0, 1, 2012)
    """
    owed = stocks[
        (stocks["year"] == year)
        & (stocks["creditor_class"] == "official-bilateral")
        & stocks["creditor_code"].isin(LENDERS)
    ]
    found = []
    for one, cited in zip(owed.itertuples(), by_row(owed)):
        mine = left[
            (left["debtor_code"] == one.debtor_code) & (left["creditor_code"] == one.creditor_code)
        ]
        state, other = mine[mine["is_state"]], mine[~mine["is_state"].astype(bool)]
        seen, stock = float(state["left_usd_million"].sum()), float(getattr(one, STOCK))
        found.append(
            {
                "debtor_code": one.debtor_code,
                "creditor_code": one.creditor_code,
                "year": year,
                "owed_usd_million": stock,
                "state_usd_million": seen,
                "other_usd_million": float(other["left_usd_million"].sum()),
                "seen_pct": 100 * seen / stock,
                "loan_count": len(state),
                "assumed_count": int((~state["terms_known"].astype(bool)).sum()),
                "last_signed": int(state["signed_date"].str[:4].max()) if len(state) else None,
                "all_source_ids": ";".join(dict.fromkeys([*cited.split(";"), *_ids(mine)])),
            }
        )
    table = pd.DataFrame(found)
    return table.sort_values(["creditor_code", "debtor_code"], ignore_index=True)


def _ids(rows: pd.DataFrame) -> list[str]:
    return [one for cited in by_row(rows) for one in cited.split(";") if one]
