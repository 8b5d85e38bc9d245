"""What a yen loan costs in dollars: by the path that came, beside interest rates, and by the yen's history."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import finance
from helpers.partial_dates import middle_day
from helpers.provenance import cite, measure
from helpers.topics.loan_cost.floating import yield_at_signing
from helpers.topics.loan_cost.measures import cost, loan_schedule

# Paths drawn for a fan, and the start of the generator: the same numbers at every build.
PATHS, SEED = 10_000, 2004
# The ends and the middle of a fan, as fractions of its paths.
FAN = (0.1, 0.5, 0.9)
# How fast the yen is taken to tend upwards, per cent a year: steady, and as fast as yields have said.
DRIFTS = (0.0, 1.0, 2.0, 3.0)


@measure
def dollar_cost(
    terms_table: pd.DataFrame,
    monthly: pd.DataFrame,
    year_end: pd.DataFrame,
    drawn_years: float = 0.0,
) -> pd.DataFrame:
    """Give what each yen loan had cost in dollars at the end of each year, as a rate a year.

    What was drawn and paid is turned into dollars at the mean rate of its month, what is still owed at
    the rate of the last business day of the year, as if it were settled then. The internal rate of
    return of these flows is the cost; below zero the borrower paid back fewer dollars than it got.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives; fixed-rate yen loans with complete terms are followed.
    monthly, year_end : pandas.DataFrame
        Tables ``exchange_rates_monthly`` and ``exchange_rates_year_end``.
    drawn_years : float
        Years over which a loan is drawn in equal parts; 0 at the signing.

    Returns
    -------
    pandas.DataFrame
        ``loan_id``, ``debtor_code``, ``project_name``, ``sector``, ``signed_year``, ``year``, ``yen_cost_pct`` (the effective rate
        in yen), ``dollar_cost_pct``, both per cent a year, ``owed_pct`` of the loan, in yen, and
        ``all_source_ids``. A loan begins with the year after its signing.

    Raises
    ------
    ValueError
        If a month between the signing and the last year has no exchange rate.
    """
    rate = _yen_by(monthly, "month_date")
    closing = _yen_by(year_end, "year")
    fixed = terms_table[
        terms_table["is_complete"]
        & (terms_table["contract_currency_code"] == "JPY")
        & ~terms_table["is_floating"]
    ]
    rows, more = [], cite(*(t[t["currency_code"] == "JPY"] for t in (monthly, year_end)))
    for loan in fixed.to_dict("records"):
        loan["all_source_ids"] = f"{loan['all_source_ids']};{more}"
        rows += _cost_by_year(loan, rate, closing, drawn_years)
    return pd.DataFrame(rows)


def _yen_by(table: pd.DataFrame, key: str) -> pd.Series:
    yen = table[table["currency_code"] == "JPY"]
    return yen.set_index(key)["local_currency_per_usd"].astype(float)


def _cost_by_year(
    loan: dict, rate: pd.Series, closing: pd.Series, drawn_years: float
) -> list[dict]:
    """Settle a loan at the end of each year and give the dollar cost until then."""
    table = loan_schedule(loan, drawn_years)
    start = pd.Period(middle_day(str(loan["signed_date"])), "M")
    months = [start + round(12 * year) for year in table["year"]]
    in_yen = 100 * finance.effective_rate(table)
    kept = ("loan_id", "debtor_code", "project_name", "sector", "all_source_ids")
    names = {name: loan[name] for name in kept} | {"signed_year": start.year}
    rows = []
    for year in range(start.year + 1, int(closing.index.max()) + 1):
        past = table[[month.year <= year for month in months]]
        if len(past) == len(table) and rows and rows[-1]["owed_pct"] == 0:
            break
        known = rate.reindex([str(month) for month in months[: len(past)]])
        if known.isna().any():
            raise ValueError(
                f"exchange_rates_monthly: no yen rate for {known.index[known.isna()][0]}, needed for "
                f"loan {loan['loan_id']!r}"
            )
        dollars = finance.converted(past, 1 / known.to_numpy())
        owed = past["balance"].iloc[-1]
        end = {"year": year + 1 - (start.year + (start.month - 0.5) / 12), "drawn": 0.0}
        # Settled with the interest since the last date of payment.
        accrued = owed * float(loan["rate_pct"]) / 100 * (end["year"] - past["year"].iloc[-1])
        end["payment"] = (owed + accrued) / closing[year]
        flows = pd.concat([dollars[list(end)], pd.DataFrame([end])], ignore_index=True)
        found = {"year": year, "yen_cost_pct": in_yen, "owed_pct": round(owed, 9)}
        rows.append(names | found | {"dollar_cost_pct": 100 * finance.effective_rate(flows)})
    return rows


@measure
def break_even_and_yields(cases: pd.DataFrame, monthly: pd.DataFrame) -> pd.DataFrame:
    """Set the break-even of the yen beside the difference of yields in the month of signing.

    Where capital moves freely, that difference is the rise of the yen that markets priced in. A break-even
    above it means that the yen loan was cheaper by the market's own reckoning.

    Parameters
    ----------
    cases : pandas.DataFrame
        What ``measures.cases`` gives.
    monthly : pandas.DataFrame
        Table ``reference_rates_monthly``: yields of the United States' Treasury and of Japan's
        government bonds.

    Returns
    -------
    pandas.DataFrame
        A row a case: ``case``, ``loan_id`` of the yen loan, ``signed_date``, ``break_even_pct``,
        ``dollar_yield_pct``, ``yen_yield_pct``, ``difference_pct`` (points), ``beyond_pct``, the
        break-even less the difference, and ``all_source_ids``. Both yields are for ten years, the longest that both have;
        missing after the last month of the table.
    """
    rows, more = [], cite(monthly)
    for loan in cases.dropna(subset=["break_even_pct"]).to_dict("records"):
        signed = str(loan["signed_date"])
        pair = [yield_at_signing(monthly, code, signed, 10) for code in ("USD", "JPY")]
        dollar, yen = (None if value is None else 100 * value for value in pair)
        both = dollar is not None and yen is not None
        difference = dollar - yen if both else None
        rows.append(
            {name: loan[name] for name in ("case", "loan_id", "signed_date", "break_even_pct")}
            | {"dollar_yield_pct": dollar, "yen_yield_pct": yen, "difference_pct": difference}
            | {"beyond_pct": loan["break_even_pct"] - difference if both else None}
            | {"all_source_ids": f"{loan['all_source_ids']};{more}"}
        )
    return pd.DataFrame(rows)


def yearly_changes(year_end: pd.DataFrame) -> pd.Series:
    """Give the change of the yen's value in dollars from one year's end to the next, in logarithms.

    Parameters
    ----------
    year_end : pandas.DataFrame
        Table ``exchange_rates_year_end``.

    Raises
    ------
    ValueError
        If a year between the first and the last is missing.
    """
    rate = _yen_by(year_end, "year").sort_index()
    gaps = sorted(set(range(int(rate.index[0]), int(rate.index[-1]))) - set(rate.index))
    if gaps:
        raise ValueError(f"exchange_rates_year_end: no yen rate for {gaps[0]}")
    return -np.log(rate).diff().dropna()


def fan(
    yen_loan: dict,
    other: dict,
    changes: pd.Series,
    drift_pct: float = 0.0,
    discount_pct: float = 5.0,
    paths: int = PATHS,
) -> dict[str, float]:
    """Draw paths of the yen from its history, and give what they make of a yen loan.

    Each year takes the change of a year drawn at random, with replacement, from those that were, less
    their mean: the history says how far the yen moves, ``drift_pct`` where it tends. No forecast.

    Parameters
    ----------
    yen_loan, other : dict
        Rows of ``loans.measures.terms`` with complete terms; the other is in dollars.
    changes : pandas.Series
        What :func:`yearly_changes` gives.
    drift_pct : float
        Rise of the yen that is assumed in the middle, per cent a year.
    discount_pct : float
        Discount rate in dollars, per cent a year.
    paths : int
        How many are drawn.

    Returns
    -------
    dict of str to float
        ``dearer_pct``, the share of paths on which the yen loan has the higher present value, and
        ``low``, ``middle``, ``high``: the tenth, fiftieth and ninetieth of each hundred present values
        in dollars, for each hundred lent.
    """
    table = loan_schedule(yen_loan)
    years = table["year"].to_numpy(float)
    count = int(np.ceil(years[-1]))
    drawn = np.random.default_rng(SEED).choice(changes - changes.mean(), size=(paths, count))
    path = np.zeros((paths, count + 1))
    path[:, 1:] = np.cumsum(drawn + np.log1p(drift_pct / 100), axis=1)
    # Within a year the yen moves steadily.
    before, after = np.floor(years).astype(int), np.ceil(years).astype(int)
    value = np.exp(path[:, before] + (years - before) * (path[:, after] - path[:, before]))
    worth = value @ (table["payment"].to_numpy() * (1 + discount_pct / 100) ** -years)
    aim = cost(other, discount_pct)["present_value"]
    low, middle, high = np.quantile(worth, FAN)
    share = 100 * float((worth > aim).mean())
    return {"dearer_pct": share, "low": float(low), "middle": float(middle), "high": float(high)}


@measure
def fans(
    cases: pd.DataFrame,
    terms_table: pd.DataFrame,
    year_end: pd.DataFrame,
    drifts_pct: tuple[float, ...] = DRIFTS,
) -> pd.DataFrame:
    """Draw the fan of :func:`fan` for each pair of loans and each of some tendencies of the yen.

    Parameters
    ----------
    cases : pandas.DataFrame
        What ``measures.cases`` gives.
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    year_end : pandas.DataFrame
        Table ``exchange_rates_year_end``.
    drifts_pct : tuple of float
        Tendencies, per cent a year.

    Returns
    -------
    pandas.DataFrame
        A row a pair and tendency: ``case``, ``drift_pct``, ``break_even_pct``, what :func:`fan` gives,
        ``other_worth`` (present value of the dollar loan, for each hundred lent), ``all_source_ids``.
    """
    terms, changes = terms_table.set_index("loan_id", drop=False), yearly_changes(year_end)
    yen = year_end[year_end["currency_code"] == "JPY"]
    rows = []
    for case, pair in cases.groupby("case", sort=False):
        dollar, loan = (terms.loc[name].to_dict() for name in pair["loan_id"])
        for drift in drifts_pct:
            rows.append(
                {"case": case, "drift_pct": drift}
                | fan(loan, dollar, changes, drift)
                | {"other_worth": float(pair["present_value"].iloc[0])}
                | {"break_even_pct": float(pair["break_even_pct"].iloc[1])}
                | {"all_source_ids": cite(pair, yen)}
            )
    return pd.DataFrame(rows)
