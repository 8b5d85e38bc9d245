"""Japan's aid as net flows: summed over the years, and the years in which repayments exceeded it."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.provenance import measure

NET = "oda_net_usd_million"


@measure
def cumulative(net: pd.DataFrame) -> pd.DataFrame:
    """Sum net ODA year after year.

    Parameters
    ----------
    net : pandas.DataFrame
        What :func:`helpers.topics.aid.net.net_of` gives.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``year``, ``cumulative_usd_million``: the sum since the series begins, in
        dollars of each year (no price basis in common).

    Examples
    --------
    >>> net = pd.DataFrame({"recipient_code": ["A", "A"], "year": [2001, 2000], NET: [-1.0, 3.0]})
    >>> cumulative(net)["cumulative_usd_million"].to_list()
    [3.0, 2.0]
    """
    table = net.sort_values(["recipient_code", "year"], ignore_index=True)
    table["cumulative_usd_million"] = table.groupby("recipient_code")[NET].cumsum()
    return table[["recipient_code", "year", "cumulative_usd_million"]]


@measure
def below_zero(net: pd.DataFrame) -> pd.DataFrame:
    """Count the years in which repayments exceeded new money.

    Parameters
    ----------
    net : pandas.DataFrame
        What :func:`helpers.topics.aid.net.net_of` gives.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``negative_years`` and ``year_count``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> from helpers.topics.aid.net import net_of
    >>> table = below_zero(net_of(load_table("oda_net"), "JPN", ["KAZ"]))
    >>> int(table["negative_years"].item())
    14
    """
    table = net.assign(negative=net[NET] < 0).groupby("recipient_code")["negative"]
    return table.agg(negative_years="sum", year_count="count").reset_index()


def facts(net: pd.DataFrame) -> dict[str, tuple]:
    """Give the years of the series, what each country received in all, and the years below zero.

    Parameters
    ----------
    net : pandas.DataFrame
        What :func:`helpers.topics.aid.net.net_of` gives.

    Returns
    -------
    dict of str to tuple
        ``oda-first``, ``oda-last``, ``<country>-total``, ``others-total`` (all but Uzbekistan),
        ``<country>-below`` and ``years`` (counts of years), ``kaz-below-since``, ``kaz-height`` and its
        year.
    """
    total, below = net.groupby("recipient_code")[NET].sum(), below_zero(net)
    kaz = net[net["recipient_code"] == "KAZ"]
    top = cumulative(kaz).nlargest(1, "cumulative_usd_million").iloc[0]
    found = {f"{code.lower()}-total": numbers.usd_million(value) for code, value in total.items()}
    found |= {
        f"{row.recipient_code.lower()}-below": numbers.count(row.negative_years)
        for row in below.itertuples()
    }
    return found | {
        "oda-first": numbers.year(net["year"].min()),
        "oda-last": numbers.year(net["year"].max()),
        "others-total": numbers.usd_million(total.drop("UZB").sum()),
        "years": numbers.count(below["year_count"].max()),
        "kaz-below-since": numbers.year(kaz.loc[kaz[NET] >= 0, "year"].max() + 1),
        "kaz-height": numbers.usd_million(top["cumulative_usd_million"]),
        "kaz-height-year": numbers.year(top["year"]),
    }
