"""What a partner lends and gives, record by record: signed loans in time, counts by group.

Records are what could be found and no sample. They are counted and placed, never added up: amounts
of different currencies, price bases and stages (signed, drawn, owed) are different things.
"""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure
from helpers.topics.loans.measures import counted_once
from helpers.topics.placing import in_time

_AMOUNTS = {
    "JPY": ("amount_jpy_billion", "{:,.1f} billion yen"),
    "USD": ("amount_usd_million", "US${:,.0f} million"),
    "CNY": ("amount_cny_million", "{:,.0f} million yuan"),
}


@measure
def placed_loans(loans: pd.DataFrame, creditor_code: str, currency_code: str) -> pd.DataFrame:
    """Place the dated loans of one country's lenders in time, with the amount in one currency.

    Loans that were only planned or that no evidence shows carried out are left out, and of two rows
    that may be one loan one (``loans.measures.counted_once``).

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.
    creditor_code : str
        Country of the lender.
    currency_code : {"JPY", "USD", "CNY"}
        Currency in which ``amount`` is given.

    Returns
    -------
    pandas.DataFrame
        The loans with ``position`` (datetime, middle of a partial date), ``date_text``, ``amount``
        (billion yen, US$ million or million yuan; missing for loans in other currencies and those
        of unknown amount) and ``amount_text`` (each amount in its own currency).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> placed = placed_loans(load_table("loans"), "JPN", "JPY").set_index("loan_id")
    >>> placed.loc["uzb-jpn-2013-navoi-thermal-power-station-modernisation", "amount_text"]
    '34.9 billion yen'
    """
    rows = counted_once(loans)
    rows = rows[
        (rows["creditor_code"] == creditor_code)
        & rows["status"].isin(["signed", "repaid", "suspended"])
        & rows["signed_date"].notna()
    ]
    return (
        in_time(rows, "signed_date")
        .assign(
            amount=rows[_AMOUNTS[currency_code][0]].astype(float),
            amount_text=rows.apply(amount_text, axis=1),
        )
        .sort_values("position", ignore_index=True, kind="stable")
    )


def amount_text(row: pd.Series) -> str:
    """Write the amount of a record in the currency in which it is known.

    Examples
    --------
    >>> amount_text(pd.Series({"amount_usd_million": 195.0, "amount_jpy_billion": pd.NA}))
    'US$195 million'
    >>> amount_text(pd.Series({"amount_jpy_billion": pd.NA}))
    'not read'
    """
    for column, form in _AMOUNTS.values():
        if column in row and pd.notna(row[column]):
            value = float(row[column])
            # Small sums keep a decimal: 6.5 million is not 6.
            return (form.replace(".0f", ".1f") if value < 10 else form).format(value)
    return "not read"


def years_text(loans: pd.DataFrame) -> list[str]:
    """Write the years to the last repayment and, in brackets, those before the first.

    Examples
    --------
    >>> years_text(pd.DataFrame({"maturity_years": [40, 15], "grace_years": [10, None]}))
    ['40 (10)', '']
    """
    pairs = zip(loans["maturity_years"].astype(float), loans["grace_years"].astype(float))
    return [f"{m:.0f} ({g:.0f})" if pd.notna(m) and pd.notna(g) else "" for m, g in pairs]


@measure
def counts(
    table: pd.DataFrame, row_column: str, column_column: str, columns: list[str]
) -> pd.DataFrame:
    """Count records in the cells of a grid, empty cells included.

    Parameters
    ----------
    table : pandas.DataFrame
        Records.
    row_column, column_column : str
        Columns of groups.
    columns : list of str
        Groups of ``column_column``, in order; others are left out.

    Returns
    -------
    pandas.DataFrame
        ``row``, ``column``, ``record_count`` and ``row_total``, rows by falling total.

    Examples
    --------
    >>> records = pd.DataFrame({"sector": ["a", "b", "b"], "country": ["X", "X", "Y"]})
    >>> counts(records, "sector", "country", ["X", "Y"])["record_count"].to_list()
    [1, 1, 1, 0]
    """
    rows = table[table[column_column].isin(columns)]
    grid = pd.crosstab(rows[row_column], rows[column_column]).reindex(columns=columns, fill_value=0)
    total = grid.sum(axis=1).sort_values(ascending=False, kind="stable")
    long = grid.loc[total.index].stack().rename("record_count").reset_index()
    long.columns = ["row", "column", "record_count"]
    return long.assign(row_total=long["row"].map(total))
