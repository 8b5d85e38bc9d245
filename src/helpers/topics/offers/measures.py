"""How records of lenders are written and counted: amounts in words, records by sector and country."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.provenance import measure

_AMOUNTS = {
    "JPY": ("amount_jpy_billion", "{:,.1f} billion yen"),
    "USD": ("amount_usd_million", "US${:,.0f} million"),
    "CNY": ("amount_cny_million", "{:,.0f} million yuan"),
}


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
            if column == "amount_jpy_billion" and value < 1:
                return f"{1000 * value:,.0f} million yen"
            # Small sums keep a decimal: 6.5 million is not 6.
            return (form.replace(".0f", ".1f") if value < 10 else form).format(value)
    return "not read"


@measure
def by_sector(
    listed: pd.DataFrame, sectors: Mapping[str, str], columns: Mapping[str, str]
) -> pd.DataFrame:
    """Count the records of each lender by sector and country, empty cells included.

    Parameters
    ----------
    listed : pandas.DataFrame
        What ``projects.projects`` gives; rows that may tell another row's money are left out.
    sectors, columns : dict of str to str
        Sectors and countries in the order to show: code -> name.

    Returns
    -------
    pandas.DataFrame
        ``lender_code``, ``row`` (name of the sector), ``column`` (name of the country) and
        ``record_count``: the same cells for both lenders.

    Examples
    --------
    >>> listed = pd.DataFrame({"lender_code": ["JPN", "JPN"], "sector": "energy", "source_id": "a",
    ...     "recipient_code": ["UZB", "KAZ"], "is_counted": [True, False]})
    >>> counted = by_sector(listed, {"energy": "Electricity"}, {"KAZ": "Kazakhstan", "UZB": "Uzbekistan"})
    >>> counted.loc[counted["lender_code"] == "JPN", "record_count"].to_list()
    [0, 1]
    """
    rows = listed[listed["is_counted"]]
    counts = rows.groupby(["lender_code", "sector", "recipient_code"]).size()
    keys = [(lender, s, c) for lender in _LENDERS for s in sectors for c in columns]
    return pd.DataFrame(
        {
            "lender_code": lender,
            "row": sectors[sector],
            "column": columns[code],
            "record_count": int(counts.get((lender, sector, code), 0)),
        }
        for lender, sector, code in keys
    )


_LENDERS = ("CHN", "JPN")
