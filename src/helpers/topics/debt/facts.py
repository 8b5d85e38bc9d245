"""The numbers that the chapter on debt names in its sentences, family by family.

Each function gives the ids of a family with what :mod:`helpers.numbers` writes for them; the first part
of an id is the country, in lower case.
"""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.debt import owed, paid, stress

Published = dict[str, tuple]


def newest(pairs: pd.DataFrame) -> Published:
    """Name the newest stock and share of China and Japan, and the World Bank's beside a ministry's.

    Parameters
    ----------
    pairs : pandas.DataFrame
        What ``owed.stock_of`` gives.

    Returns
    -------
    dict of str to tuple
        ``<debtor>-<lender>-stock``, ``-day`` and ``-newest-share`` for pairs with a ministry's
        figure, ``-bank-stock`` and ``-bank-share`` for all.
    """
    found = {}
    for row in pairs[pairs["record"] != ""].itertuples():
        name = f"{row.debtor_code}-{row.creditor_code}".lower()
        if row.record == owed.MINISTRY:
            found[f"{name}-stock"] = numbers.usd_million(row.usd_million)
            found[f"{name}-newest-share"] = numbers.pct(row.share_pct, 1)
            found[f"{name}-day"] = numbers.day(row.as_of_date)
        found[f"{name}-bank-stock"] = numbers.usd_million(row.bank_usd_million)
        found[f"{name}-bank-share"] = numbers.pct(row.bank_share_pct)
    return found


def firsts(table: pd.DataFrame) -> Published:
    """Name what each country owes its largest single creditor.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``glance.largest`` gives.
    """
    found = {}
    for debtor, row in table.iterrows():
        name = debtor.lower()
        found[f"{name}-first"] = numbers.usd_million(row["usd_million"])
        found[f"{name}-first-share"] = numbers.pct(row["share_pct"], 1)
        found[f"{name}-first-day"] = numbers.day(row["as_of_date"])
    return found


def bases(table: pd.DataFrame) -> Published:
    """Name China's shares with and without the IMF and bonds.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``owed.by_base`` gives.
    """
    found = {}
    columns = {"imf": "without_imf_pct", "bonds": "without_bonds_pct", "both": "without_both_pct"}
    for row in table[table["creditor_code"] == "CHN"].to_dict("records"):
        for what, column in columns.items():
            if pd.notna(row[column]):
                name = f"{row['debtor_code'].lower()}-without-{what}"
                found[name] = numbers.pct(row[column], 1)
                found[f"{name}-of"] = numbers.pct(row["share_pct"], 1)
                found[f"{name}-day"] = numbers.day(row["as_of_date"])
    return found


def service(every: pd.DataFrame, lenders: pd.DataFrame, year: int) -> Published:
    """Name what is paid, due this year, and due at the peak.

    Parameters
    ----------
    every : pandas.DataFrame
        What ``paid.with_bonds`` gives.
    lenders : pandas.DataFrame
        What ``paid.by_lender`` gives.
    year : int
        The year of the data.

    Returns
    -------
    dict of str to tuple
        By country: ``-paid`` (the last year paid), ``-next`` (the year after), ``-now`` (``year``),
        ``-peak`` and ``-peak-year``, ``-bonds-peak`` and ``-bonds-peak-year`` (with the bonds issued
        since); by lender ``-chn-paid``, ``-chn-next``, ``-chn-now``, ``-chn-last`` and so on, and
        ``-chn-now-share`` of all that is due.
    """
    last = int(every["year"].max())
    years = {"paid": paid.LAST_PAID, "next": paid.LAST_PAID + 1, "now": year, "last": last}
    whole = every.set_index(["debtor_code", "year"])[paid.TOTAL]
    part = lenders.set_index(["debtor_code", "creditor_code", "year"])[paid.TOTAL]
    found = {f"{name}-year": numbers.year(value) for name, value in years.items()}
    for debtor, top in paid.peaks(every).iterrows():
        name = debtor.lower()
        found[f"{name}-peak"] = numbers.usd_million(top["peak_usd_million"])
        found[f"{name}-peak-year"] = numbers.year(top["peak_year"])
        found[f"{name}-bonds-peak"] = numbers.usd_million(top["with_bonds_usd_million"])
        found[f"{name}-bonds-peak-year"] = numbers.year(top["with_bonds_year"])
        for when, day in years.items():
            found[f"{name}-{when}"] = numbers.usd_million(whole[debtor, day])
            for code in ("CHN", "JPN", "BOND"):
                if (debtor, code, day) in part.index:
                    value = part[debtor, code, day]
                    found[f"{name}-{code.lower()}-{when}"] = numbers.usd_million(value)
                    found[f"{name}-{code.lower()}-{when}-share"] = numbers.pct(
                        100 * value / whole[debtor, day]
                    )
    return found


def burden(table: pd.DataFrame) -> Published:
    """Name what was paid in per cent of exports and revenue and per head, first and last year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``paid.burden`` gives.
    """
    found = {}
    for debtor, rows in table.groupby("debtor_code"):
        name = debtor.lower()
        for short, column in (("exports", "exports_pct"), ("revenue", "revenue_pct")):
            known = rows.dropna(subset=[column])
            for when, row in (("from", known.iloc[0]), ("to", known.iloc[-1])):
                found[f"{name}-{short}-{when}"] = numbers.pct(row[column], 1)
                found[f"{short}-{when}-year"] = numbers.year(row["year"])
        found[f"{name}-per-head"] = numbers.plain(rows["per_head_usd"].iloc[-1], "US dollars")
    return found


def concentrated(table: pd.DataFrame, year: int) -> Published:
    """Name as how many creditors of one size those of each country count, in the year of the data.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``paid.concentration`` gives.
    year : int
        The year of the data.
    """
    rows = table[table["year"] == year]
    return {
        f"{row.debtor_code.lower()}-equal": numbers.plain(row.equal_creditors, "creditors", 1)
        for row in rows.itertuples()
    }


def said(table: pd.DataFrame) -> Published:
    """Name what ministries say they paid in a year, and the World Bank's figure for the same.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``paid.ministries`` gives.
    """
    rows = table[(table["service_kind"] == "actual") & (table["creditor_code"] == "ALL")]
    found = {}
    for row in rows.itertuples():
        name = f"{row.debtor_code.lower()}-said-{row.year}"
        found[name] = numbers.usd_million(row.total_usd_million)
        found[f"{name}-bank"] = numbers.usd_million(row.world_bank_usd_million)
        found[f"{name}-year"] = numbers.year(row.year)
    return found


def yen(table: pd.DataFrame) -> Published:
    """Name the fall of the debt to Japan and the two bounds of the yen's part in it.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``owed.yen_effect`` gives.
    """
    found = {}
    for row in table.itertuples():
        name = f"{row.debtor_code.lower()}-yen"
        found[f"{name}-change"] = numbers.usd_million(abs(row.change_usd_million))
        found[f"{name}-least"] = numbers.usd_million(abs(row.least_usd_million))
        found[f"{name}-most"] = numbers.usd_million(abs(row.most_usd_million))
        found[f"{name}-since"] = numbers.year(row.first_year)
        found[f"{name}-limit"] = numbers.pct(row.yen_limit_pct)
    return found


def shocked(table: pd.DataFrame, limits: pd.DataFrame, sizes: pd.DataFrame) -> Published:
    """Name the highest ratio of each run and the thresholds.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``stress.highest`` gives.
    limits : pandas.DataFrame
        What ``stress.thresholds`` gives.
    sizes : pandas.DataFrame
        What ``stress.shocks`` gives.
    """
    short = {
        stress.HELD: "held",
        stress.EXPORTS: "b3",
        stress.GROWTH: "b1",
        stress.CURRENCY: "b5",
        stress.WORST: "worst",
    }
    found = {}
    for row in table.itertuples():
        name = f"{row.debtor_code.lower()}-{row.indicator}-{short[row.case]}"
        found[name] = numbers.pct(row.ratio_pct, 1)
        found[f"{name}-year"] = numbers.year(row.year)
    found["limit-exports"] = numbers.pct(limits["exports"].max())
    found["limit-revenue"] = numbers.pct(limits["revenue"].max())
    for debtor, row in sizes.iterrows():
        found[f"{debtor.lower()}-worst-fall"] = numbers.pct(abs(row["worst_fall_pct"]))
        found[f"{debtor.lower()}-worst-year"] = numbers.year(row["worst_year"])
    return found
