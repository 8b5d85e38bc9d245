"""The numbers that a country's page names in its sentences; each id begins with the country."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.data import reading_year
from helpers.topics.china import measures as china_finance
from helpers.topics.country.projects import RAILWAY_OWNERS as OWNERS
from helpers.topics.debt import facts as debt_facts
from helpers.topics.debt import paid

Published = dict[str, tuple]


def owed(pairs: pd.DataFrame, first: pd.DataFrame) -> Published:
    """Name what a country owes China, Japan and its largest creditor, by both records.

    Parameters
    ----------
    pairs : pandas.DataFrame
        The country's rows of ``debt.owed.stock_of``.
    first : pandas.DataFrame
        Its row of ``debt.glance.largest``.

    Returns
    -------
    dict of str to tuple
        The ids of ``debt.facts.newest`` and ``debt.facts.firsts``, and for each pair ``-bank-day`` and
        ``-bank-share-day``: the days of the World Bank's stock and share.
    """
    found = debt_facts.newest(pairs) | debt_facts.firsts(first)
    for row in pairs[pairs["record"] != ""].itertuples():
        name = f"{row.debtor_code}-{row.creditor_code}".lower()
        found[f"{name}-bank-day"] = numbers.day(row.bank_date)
        found[f"{name}-bank-share-day"] = numbers.day(row.bank_share_date)
    return found


def due(every: pd.DataFrame, lenders: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Name what a country paid, what is due this year, and the highest year.

    Parameters
    ----------
    every, lenders : pandas.DataFrame
        The country's rows of ``debt.paid.with_bonds`` and ``debt.paid.by_lender``.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.

    Returns
    -------
    dict of str to tuple
        As ``debt.facts.service``; the years begin with the country. ``-now-all``: what falls due in
        the year of the data with the bonds issued since the schedule.
    """
    country = every["debtor_code"].iloc[0].lower()
    made = debt_facts.service(every, lenders, reading)
    now = every.loc[every["year"] == reading_year(reading), "with_bonds_usd_million"]
    # What single lenders are due at most is named by ``ahead``.
    made = {name: value for name, value in made.items() if not name.endswith("-top")}
    made[f"{country}-now-all"] = numbers.usd_million(now.item())
    return {
        name if name.startswith(country) else f"{country}-{name}": value
        for name, value in made.items()
    }


def told(reports: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Name what a president or a budget of the country puts beside the schedule for the years to come.

    Parameters
    ----------
    reports : pandas.DataFrame
        The country's rows of the table ``debt_service_reports``.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.

    Returns
    -------
    dict of str to tuple
        ``<country>-told-now`` (the plan for the year of the data), ``-told-top`` (the highest year of
        the plan), ``-budget-now`` (principal in the budget of that year), as far as there are any.
    """
    country, now = reports["debtor_code"].iloc[0].lower(), reading_year(reading)
    whole = reports[(reports["creditor_code"] == "ALL") & (reports["period"] == "year")]
    plan = whole[(whole["service_kind"] == "plan") & (whole["year"] >= now)].dropna(
        subset=[paid.TOTAL]
    )
    budget = whole[
        (whole["service_kind"] == "budget")
        & (whole["year"] == now)
        & (whole["debt_scope"] == "external")
    ].dropna(subset=["principal_usd_million"])
    found = {}
    if len(plan):
        top = plan.loc[plan[paid.TOTAL].astype(float).idxmax()]
        first = plan.loc[plan["year"] == now, paid.TOTAL].item()
        found[f"{country}-told-now"] = numbers.usd_million(first)
        found[f"{country}-told-top"] = numbers.usd_million(top[paid.TOTAL])
    if len(budget):
        sum_named = budget["principal_usd_million"].item()
        found[f"{country}-budget-now"] = numbers.usd_million(sum_named)
    return found


def ahead(groups: pd.DataFrame, every: pd.DataFrame) -> Published:
    """Name the highest year of payments to China, Japan and bondholders from the first year scheduled on.

    Parameters
    ----------
    groups, every : pandas.DataFrame
        The country's rows of ``debt.paid.by_lender`` and ``debt.paid.with_bonds``; what is due on bonds
        issued since the schedule counts as due to bondholders.

    Returns
    -------
    dict of str to tuple
        ``<country>-chn-top``, ``-chn-top-year``, and the same for ``jpn`` and ``bond``.
    """
    found = {}
    rows = groups[groups["year"] > paid.LAST_PAID]
    newer = every[every["year"] > paid.LAST_PAID].set_index("year")["bonds_usd_million"]
    for code in ("CHN", "JPN", "BOND"):
        mine = rows[rows["creditor_code"] == code].set_index("year")[paid.TOTAL].astype(float)
        mine = mine.add(newer, fill_value=0.0) if code == "BOND" else mine
        if mine.sum() > 0:
            name = f"{groups['debtor_code'].iloc[0]}-{code}-top".lower()
            found[name] = numbers.usd_million(mine.max())
            found[f"{name}-year"] = numbers.year(mine.idxmax())
    return found


def projects(japan: pd.DataFrame, china: pd.DataFrame) -> Published:
    """Count the projects by lender and instrument.

    Parameters
    ----------
    japan, china : pandas.DataFrame
        What ``country.projects.of_country`` gives for each lender.

    Returns
    -------
    dict of str to tuple
        ``<country>-jpn-grants`` and so on, by the groups of the lists.
    """
    found = {}
    for lender, rows in (("jpn", japan), ("chn", china)):
        for (code, group), count in rows.groupby(["country_code", "group"]).size().items():
            name = f"{code.lower()}-{lender}-{group.replace(' ', '-')}"
            found[name] = numbers.count(count)
    return found


def net_aid(net: pd.DataFrame) -> Published:
    """Name Japan's net aid to a country, all years of the series together.

    Parameters
    ----------
    net : pandas.DataFrame
        The country's rows of ``aid.net.net_of``.
    """
    country = net["recipient_code"].iloc[0].lower()
    return {
        f"{country}-net-aid": numbers.usd_million(net["oda_net_usd_million"].sum()),
        f"{country}-net-aid-from": numbers.year(net["year"].min()),
        f"{country}-net-aid-to": numbers.year(net["year"].max()),
    }


def commitments(rows: pd.DataFrame) -> Published:
    """Name China's commitments to a country as AidData estimates them, and the part that is like aid.

    Parameters
    ----------
    rows : pandas.DataFrame
        The country's rows of the table ``china_commitments``.
    """
    country = rows["recipient_code"].iloc[0].lower()
    sums = rows.groupby("flow_class")[china_finance.COMMITMENT].sum().astype(float)
    like_aid = 100 * sums.get("oda_like", 0.0) / sums.sum()
    billion = sums.sum() / 1000
    prices = f"at prices of {china_finance.PRICE_YEAR}"
    text = f"{numbers.usd_billion(billion)[0]} {prices}"
    return {
        f"{country}-commitments": (text, float(billion), f"US$ billion {prices}"),
        f"{country}-commitments-from": numbers.year(rows["year"].min()),
        f"{country}-commitments-to": numbers.year(rows["year"].max()),
        f"{country}-aid-like": numbers.pct(like_aid),
    }


def watched(indicators: pd.DataFrame) -> Published:
    """Name the day by which each of some indicators is to be looked at.

    Parameters
    ----------
    indicators : pandas.DataFrame
        Rows of the table ``indicators_to_watch`` with ``country``, the country on whose page they stand.

    Returns
    -------
    dict of str to tuple
        ``<country>-watch-<indicator>``.
    """
    return {
        f"{row.country}-watch-{row.indicator_id}".lower(): numbers.day(row.due_date)
        for row in indicators.itertuples()
    }


def railway(loans: pd.DataFrame) -> Published:
    """Name the loan for the railway from China, for each country that owns its company beside China.

    Parameters
    ----------
    loans : pandas.DataFrame
        The row of the table ``loans``.
    """
    row = loans.iloc[0]
    made = {"railway": numbers.usd_million(row["amount_usd_million"], 1)}
    made["railway-day"] = numbers.day(row["signed_date"])
    return {f"{code.lower()}-{name}": value for code in OWNERS for name, value in made.items()}


def largest(table: pd.DataFrame) -> Published:
    """Name the share of each country's largest single creditor, and its day.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``debt.glance.largest`` gives.
    """
    made = debt_facts.firsts(table)
    return {f"region-{name}": value for name, value in made.items()}


def target(rows: pd.DataFrame) -> Published:
    """Name the target of Tokyo.

    Parameters
    ----------
    rows : pandas.DataFrame
        The row of the table ``meeting_documents`` that holds it.
    """
    return {"region-target": numbers.jpy_billion(rows["target_jpy_billion"].item(), 0)}
