"""Past yen loans in dollars, at the exchange rates that came: a reckoning, not the lender's books."""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.partial_dates import date_bounds, middle_day
from helpers.provenance import cite, measure
from helpers.topics.loan_cost.measures import loan_schedule


@measure
def history(terms_table: pd.DataFrame, exchange_rates: pd.DataFrame) -> pd.DataFrame:
    """Follow past yen loans in dollars at the exchange rates that came.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives; fixed-rate yen loans with complete terms, an amount and a date before
        the last year of rates are followed. The whole amount is taken to be drawn at the signing.
    exchange_rates : pandas.DataFrame
        Table of that name: yen per dollar, yearly averages.

    Returns
    -------
    pandas.DataFrame
        A row for each loan and year to the last year of rates: ``lent_usd_million`` at the rate of
        the year of signing, ``yen_per_usd``; paid in the year and owed at its end, in dollars at
        the rate of that year (``paid_usd_million``, ``owed_usd_million``) and of the year of
        signing (``paid_fixed_usd_million``, ``owed_fixed_usd_million``), and
        ``owed_pct_of_lent``, ``fixed_pct_of_lent``.

    Raises
    ------
    helpers.finance.TermsError
        If a loan with complete terms has no currency.
    """
    yen = exchange_rates[exchange_rates["currency_code"] == "JPY"]
    rate = yen.set_index("year")["local_currency_per_usd"].astype(float)
    last = int(rate.index.max())
    complete = terms_table[terms_table["is_complete"]]
    for loan_id, currency in zip(complete["loan_id"], complete["contract_currency_code"]):
        finance.check_currency(currency, "contract_currency_code", loan_id)
    past = complete[
        (complete["contract_currency_code"] == "JPY")
        & ~complete["is_floating"]
        & complete["amount_jpy_billion"].notna()
        & (complete["year"] < last)
    ]
    past = past.assign(all_source_ids=[cite(past.loc[[place]], yen) for place in past.index])
    frames = [_followed(loan, rate, last) for loan in past.to_dict("records")]
    return pd.concat(frames, ignore_index=True)


def _followed(loan: dict, rate: pd.Series, last: int) -> pd.DataFrame:
    table = loan_schedule(loan)
    day = middle_day(loan["signed_date"])
    start = day.year + (day - date_bounds(str(day.year))[0]).days / 365
    table["calendar_year"] = (start + table["year"]).astype(int)
    million = float(loan["amount_jpy_billion"]) * 1000 / 100
    years = range(int(loan["year"]), last + 1)
    paid = table.groupby("calendar_year")["payment"].sum().reindex(years, fill_value=0.0) * million
    owed = table.groupby("calendar_year")["balance"].last().reindex(years) * million
    at_signing = rate[loan["year"]]
    frame = pd.DataFrame(
        {
            "loan_id": loan["loan_id"],
            "year": list(years),
            "yen_per_usd": [rate[y] for y in years],
            "lent_usd_million": 100 * million / at_signing,
            "paid_usd_million": paid.to_numpy() / [rate[y] for y in years],
            "owed_usd_million": owed.to_numpy() / [rate[y] for y in years],
            "paid_fixed_usd_million": paid.to_numpy() / at_signing,
            "owed_fixed_usd_million": owed.to_numpy() / at_signing,
        }
    )
    for name in ("owed", "fixed"):
        column = "owed_usd_million" if name == "owed" else "owed_fixed_usd_million"
        frame[f"{name}_pct_of_lent"] = 100 * frame[column] / frame["lent_usd_million"]
    names = [
        "debtor_code",
        "project_name",
        "sector",
        "rate_pct",
        "maturity_low_years",
        "grace_low_years",
        "all_source_ids",
    ]
    return frame.assign(**{name: loan[name] for name in names}, signed_year=int(loan["year"]))


@measure
def outcome(followed: pd.DataFrame) -> pd.DataFrame:
    """Sum up each yen loan: paid so far and still owed, at actual rates and as if in dollars.

    Parameters
    ----------
    followed : pandas.DataFrame
        What :func:`history` gives.

    Returns
    -------
    pandas.DataFrame
        A row a loan: ``paid``, ``owed`` and ``both`` (``_usd_million``), the same ``_fixed`` for the
        same loan in dollars, ``difference_pct`` of ``both`` against it (negative: the yen made it
        cheaper), ``dearest_pct`` (most that was owed in a year against the same loan in dollars)
        and ``dearest_year``.
    """
    rows = []
    for loan_id, group in followed.groupby("loan_id", sort=False):
        end = group.iloc[-1]
        paid, fixed = group["paid_usd_million"].sum(), group["paid_fixed_usd_million"].sum()
        both = paid + end["owed_usd_million"]
        both_fixed = fixed + end["owed_fixed_usd_million"]
        against = 100 * (group["owed_usd_million"] / group["owed_fixed_usd_million"] - 1)
        rows.append(
            {
                "all_source_ids": cite(group),
                "loan_id": loan_id,
                "debtor_code": end["debtor_code"],
                "project_name": end["project_name"],
                "sector": end["sector"],
                "signed_year": end["signed_year"],
                "last_year": int(end["year"]),
                "lent_usd_million": end["lent_usd_million"],
                "paid_usd_million": paid,
                "owed_usd_million": end["owed_usd_million"],
                "both_usd_million": both,
                "paid_fixed_usd_million": fixed,
                "owed_fixed_usd_million": end["owed_fixed_usd_million"],
                "both_fixed_usd_million": both_fixed,
                "difference_pct": 100 * (both / both_fixed - 1),
                "paid_difference_pct": 100 * (paid / fixed - 1) if fixed else float("nan"),
                "dearest_pct": against.max(),
                "dearest_year": int(group.loc[against.idxmax(), "year"]),
            }
        )
    return pd.DataFrame(rows)
