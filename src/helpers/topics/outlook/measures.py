"""What to watch, in figures: due dates, where debts stand in their recent range, repayments ahead."""

from __future__ import annotations

from functools import partial

import pandas as pd

from helpers.finance import nearest_period
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import measure
from helpers.topics.loans.measures import counted_once

# Years that the range of a debt spans.
RANGE_YEARS = 5
STOCK = "debt_outstanding_usd_million"


@measure
def due(indicators: pd.DataFrame) -> pd.DataFrame:
    """Place the indicators on a time axis, those without a date last.

    Parameters
    ----------
    indicators : pandas.DataFrame
        Table ``indicators_to_watch``.

    Returns
    -------
    pandas.DataFrame
        The indicators with ``due_day`` (last day of the partial date; missing without one),
        ``from_day``, ``due_text`` and ``all_source_ids``, by ``due_day``.
    """
    ends = indicators["due_date"].map(lambda d: date_bounds(d)[1], na_action="ignore")
    starts = indicators["not_before_date"].map(lambda d: date_bounds(d)[0], na_action="ignore")
    more = indicators["more_source_ids"]
    table = indicators.assign(
        due_day=pd.to_datetime(ends),
        from_day=pd.to_datetime(starts),
        due_text=indicators["due_date"].map(format_date, na_action="ignore").fillna("When signed"),
        all_source_ids=indicators["source_id"].where(
            more.isna(), indicators["source_id"] + ";" + more.fillna("")
        ),
    )
    return table.sort_values(["due_day", "indicator_id"], ignore_index=True)


@measure
def recent_range(stocks: pd.DataFrame, years: int) -> pd.DataFrame:
    """Find where each debt to official lenders of China and Japan stands within its last years.

    Parameters
    ----------
    stocks : pandas.DataFrame
        Table ``debt_stocks``.
    years : int
        How many years, the latest included.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``latest_year``, ``latest_usd_million``,
        ``before_usd_million`` (a year earlier), ``low_usd_million``, ``high_usd_million`` and
        ``direction`` (``lowest``, ``highest`` or ``between``).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = recent_range(load_table("debt_stocks"), 5)
    >>> table.query("debtor_code == 'TJK'")["direction"].item()
    'lowest'
    """
    official = stocks[stocks["creditor_class"] == "official-bilateral"]
    official = official[official["creditor_code"].isin(["CHN", "JPN"])].astype({STOCK: float})
    rows = []
    for (debtor, creditor), group in official.groupby(["debtor_code", "creditor_code"]):
        last = group.sort_values("year", kind="stable").tail(years)[["year", STOCK]]
        values, latest = last[STOCK].to_list(), last[STOCK].iloc[-1]
        if len(values) < 2:
            raise ValueError(
                f"data/debt_stocks.csv: row {last.index[0] + 2}, column 'year': {last['year'].item()} "
                f"is the only year of the debt of {debtor} to {creditor}; expected two or more"
            )
        direction = {min(values): "lowest", max(values): "highest"}.get(latest, "between")
        rows.append(
            {
                "debtor_code": debtor,
                "creditor_code": creditor,
                "latest_year": int(last["year"].iloc[-1]),
                "latest_usd_million": latest,
                "before_usd_million": values[-2],
                "low_usd_million": min(values),
                "high_usd_million": max(values),
                "direction": direction,
            }
        )
    return pd.DataFrame(rows)


@measure
def usable_loans(loans: pd.DataFrame) -> pd.DataFrame:
    """Keep the loans whose years of grace and of repayment can be told.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.

    Returns
    -------
    pandas.DataFrame
        Loans of China and Japan with a date, a maturity and a grace period that are signed and not
        repaid early, each counted once (``loans.measures.counted_once``), with ``first_year`` (of
        repayment) and ``last_year``.
    """
    terms = ["signed_date", "maturity_years", "grace_years"]
    rows = counted_once(loans)
    rows = rows[rows["creditor_code"].isin(["CHN", "JPN"]) & (rows["status"] == "signed")]
    rows = rows.dropna(subset=terms)
    signed = rows["signed_date"].str[:4].astype(int)
    whole_years = partial(nearest_period, payments_per_year=1)
    return rows.assign(
        first_year=signed + rows["grace_years"].map(whole_years),
        last_year=signed + rows["maturity_years"].map(whole_years),
    )


@measure
def in_repayment(loans: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Count, year by year, the recorded loans whose principal is being repaid.

    Parameters
    ----------
    loans : pandas.DataFrame
        What :func:`usable_loans` gives.
    first, last : int
        First and last year.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``year``, ``loan_count`` (grace over, maturity not
        passed), a row for every year, pairs without any loan left out.

    Examples
    --------
    >>> one = pd.DataFrame({"debtor_code": ["KGZ"], "creditor_code": ["CHN"], "first_year": [2024],
    ...     "last_year": [2026]})
    >>> in_repayment(one, 2023, 2027)["loan_count"].to_list()
    [0, 1, 1, 1, 0]
    """
    rows = []
    for (debtor, creditor), group in loans.groupby(["debtor_code", "creditor_code"]):
        for year in range(first, last + 1):
            count = ((group["first_year"] <= year) & (year <= group["last_year"])).sum()
            rows.append((debtor, creditor, year, int(count)))
    return pd.DataFrame(rows, columns=["debtor_code", "creditor_code", "year", "loan_count"])


def count_in(repaying: pd.DataFrame, year: int) -> int:
    """Give how many loans are being repaid in a year.

    Parameters
    ----------
    repaying : pandas.DataFrame
        Rows of :func:`in_repayment` of one debtor and lender, indexed by year last.
    year : int
        The year.
    """
    return int(repaying.reset_index().set_index("year").loc[year, "loan_count"])


def lent_after(loans: pd.DataFrame, commitments: pd.DataFrame) -> dict[str, int]:
    """Count the loans of China and of Japan that were signed after AidData's record ends.

    Parameters
    ----------
    loans, commitments : pandas.DataFrame
        Tables ``loans`` and ``china_commitments``.
    """
    end = commitments["year"].max()
    late = loans[loans["signed_date"].str[:4].astype("Int64") > end]["creditor_code"]
    return {code: int((late == code).sum()) for code in ("CHN", "JPN")}
