"""The numbers that the chapter on debt names in its sentences, family by family.

Each function gives the ids of a family with what :mod:`helpers.numbers` writes for them; the first part
of an id is the country, in lower case.
"""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.data import reading_year
from helpers.names import area_name
from helpers.provenance import measure
from helpers.topics.debt import owed, paid, stress
from helpers.topics.debt.measures import STOCK

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
    for _, row in pairs[pairs["record"] != ""].iterrows():
        name = f"{row.debtor_code}-{row.creditor_code}".lower()
        if row.record == owed.MINISTRY:
            found[f"{name}-stock"] = numbers.usd_million(row.usd_million)
            found[f"{name}-newest-share"] = numbers.pct(row.share_pct, owed.share_digits(row))
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
        found[f"{name}-first-share"] = numbers.pct(row["share_pct"], owed.share_digits(row))
        found[f"{name}-first-day"] = numbers.day(row["as_of_date"])
    return found


def bases(table: pd.DataFrame) -> Published:
    """Name China's share with and without the IMF or bonds, of each country with the part that moves it.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``owed.by_base`` gives.
    """
    found = {}
    # The Tajik ministry rounds the sum, so that its share is not known to a tenth.
    parts = {"KGZ": ("bonds", 1), "TJK": ("imf", 0), "UZB": ("both", 1)}
    for debtor, (what, digits) in parts.items():
        mine = (table["creditor_code"] == "CHN") & (table["debtor_code"] == debtor)
        row = table[mine].dropna(subset=[f"without_{what}_pct"]).iloc[-1]
        name = f"{debtor.lower()}-without-{what}"
        found[name] = numbers.pct(row[f"without_{what}_pct"], digits)
        found[f"{name}-of"] = numbers.pct(row["share_pct"], digits)
        if debtor == "KGZ":
            found[f"{name}-day"] = numbers.day(row["as_of_date"])
    return found


def last_before(reports: pd.DataFrame, debtor: str) -> pd.DataFrame:
    """Give the last report on China before the country's total first named bonds.

    Parameters
    ----------
    reports : pandas.DataFrame
        What ``owed.completed`` gives.
    debtor : str
        Code of the country.
    """
    mine = reports[reports["debtor_code"] == debtor].sort_values("as_of_date", kind="stable")
    first = mine.loc[mine["creditor_code"] == "BOND", "as_of_date"].min()
    known = mine[(mine["creditor_code"] == "CHN") & mine["total_usd_million"].notna()]
    return known[known["as_of_date"] < first].tail(1)


def before(last: pd.DataFrame) -> Published:
    """Name China's share, and its day, in the last report before the country's bonds.

    Parameters
    ----------
    last : pandas.DataFrame
        What :func:`last_before` gives.
    """
    row = last.iloc[0]
    debtor = row["debtor_code"].lower()
    return {
        f"{debtor}-before-share": numbers.pct(row["share_pct"], 1),
        f"{debtor}-before-day": numbers.day(row["as_of_date"]),
    }


def widest(table: pd.DataFrame) -> float:
    """Give by how many points a share rises most when parts are left out of the total.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``owed.by_base`` gives.

    Examples
    --------
    >>> widest(pd.DataFrame({"share_pct": [10.0], "without_imf_pct": [11.0],
    ...     "without_bonds_pct": [None], "without_both_pct": [14.5]}))
    4.5
    """
    return float((table[owed.WITHOUT].astype(float).max(axis=1) - table["share_pct"]).max())


def service(every: pd.DataFrame, lenders: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Name what is paid, due this year, and due at the peak.

    Parameters
    ----------
    every : pandas.DataFrame
        What ``paid.with_bonds`` gives.
    lenders : pandas.DataFrame
        What ``paid.by_lender`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.

    Returns
    -------
    dict of str to tuple
        By country: ``-paid`` (the last year paid), ``-next`` (the year after), ``-now`` (the year of the data),
        ``-peak`` and ``-peak-year``, ``-bonds-peak`` and ``-bonds-peak-year`` (with the bonds issued
        since); by lender ``-chn-paid``, ``-chn-next``, ``-chn-now``, ``-chn-last`` and so on, and
        ``-chn-now-share`` of all that is due; ``-chn-top`` and ``-bond-top`` in the highest year, bonds
        issued since among the latter; ``-jpn-end``, the last year in which Japan is due anything.
    """
    now, last = reading_year(reading), int(every["year"].max())
    years = {"paid": paid.LAST_PAID, "next": paid.LAST_PAID + 1, "now": now, "last": last}
    whole = every.set_index(["debtor_code", "year"])[paid.TOTAL].sort_index()
    part = lenders.set_index(["debtor_code", "creditor_code", "year"])[paid.TOTAL].sort_index()
    found = {f"{name}-year": numbers.year(value) for name, value in years.items()}
    for debtor, top in paid.peaks(every).iterrows():
        name = debtor.lower()
        found[f"{name}-peak"] = numbers.usd_million(top["peak_usd_million"])
        found[f"{name}-peak-year"] = numbers.year(top["peak_year"])
        found[f"{name}-bonds-peak"] = numbers.usd_million(top["with_bonds_usd_million"])
        found[f"{name}-bonds-peak-year"] = numbers.year(top["with_bonds_year"])
        found |= _at_the_top(debtor, int(top["with_bonds_year"]), every, part)
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


def _at_the_top(debtor: str, year: int, every: pd.DataFrame, part: pd.Series) -> Published:
    """Name what China and bondholders are due in the highest year, and the last year of Japan."""
    newer = every.set_index(["debtor_code", "year"]).loc[(debtor, year), "bonds_usd_million"]
    found, name = {}, debtor.lower()
    for code, more in {"CHN": 0.0, "BOND": float(newer)}.items():
        value = float(part.get((debtor, code, year), 0.0)) + more
        found[f"{name}-{code.lower()}-top"] = numbers.usd_million(value)
    if (debtor, "JPN") in part.droplevel("year").index:
        due = part[debtor, "JPN"]
        found[f"{name}-jpn-end"] = numbers.year(due.index[due > 0].max())
    return found


def burden(table: pd.DataFrame) -> Published:
    """Name what was paid in per cent of exports and of revenue, first and last year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``paid.burden`` gives.
    """
    exports, revenue = (table.dropna(subset=[f"{of}_pct"]) for of in ("exports", "revenue"))
    ends = ["first", "last"]
    of_exports = exports.groupby("debtor_code")["exports_pct"].agg(ends)
    of_revenue = revenue.groupby("debtor_code")["revenue_pct"].agg(ends)
    return {
        "exports-from-year": numbers.year(exports["year"].min()),
        "exports-to-year": numbers.year(exports["year"].max()),
        "revenue-to-year": numbers.year(revenue["year"].max()),
        "tjk-exports-to": numbers.pct(of_exports.loc["TJK", "last"], 1),
        "uzb-exports-from": numbers.pct(of_exports.loc["UZB", "first"], 1),
        "uzb-exports-to": numbers.pct(of_exports.loc["UZB", "last"], 1),
        "tkm-revenue-from": numbers.pct(of_revenue.loc["TKM", "first"], 1),
        "tkm-revenue-to": numbers.pct(of_revenue.loc["TKM", "last"], 1),
        "uzb-revenue-from": numbers.pct(of_revenue.loc["UZB", "first"], 1),
        "uzb-revenue-to": numbers.pct(of_revenue.loc["UZB", "last"], 1),
    }


def concentrated(table: pd.DataFrame, reading: pd.DataFrame) -> Published:
    """Name as how many creditors of one size those of each country count, in the year of the data.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``paid.concentration`` gives.
    reading : pandas.DataFrame
        What ``data.latest_reading`` gives.
    """
    rows = table[table["year"] == reading_year(reading)]
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
    rows = rows.set_index(["debtor_code", "year"]).sort_index()
    found = {}
    for debtor, year in (("KGZ", 2023), ("TJK", 2025)):
        row = rows.loc[(debtor, year)]
        name = f"{debtor.lower()}-said-{year}"
        found[name] = numbers.usd_million(row["total_usd_million"])
        found[f"{name}-bank"] = numbers.usd_million(row["world_bank_usd_million"])
        found[f"{name}-year"] = numbers.year(year)
    return found


def yen(table: pd.DataFrame) -> Published:
    """Name the fall of Kyrgyzstan's debt to Japan, the bounds of the yen's part in it, and Turkmenistan's yen.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``owed.yen_effect`` gives.
    """
    rows = table.set_index("debtor_code")
    kyrgyz = rows.loc["KGZ"]
    return {
        "kgz-yen-change": numbers.usd_million(abs(kyrgyz["change_usd_million"])),
        "kgz-yen-least": numbers.usd_million(abs(kyrgyz["least_usd_million"])),
        "kgz-yen-most": numbers.usd_million(abs(kyrgyz["most_usd_million"])),
        "kgz-yen-since": numbers.year(kyrgyz["first_year"]),
        "tkm-yen-limit": numbers.pct(rows.loc["TKM", "yen_limit_pct"]),
    }


def yen_part(table: pd.DataFrame, debtor: str) -> float:
    """Give what part of a fall of the debt to Japan the yen explains at most, in per cent.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``owed.yen_effect`` gives.
    debtor : str
        Code of the country.

    Examples
    --------
    >>> table = pd.DataFrame({"debtor_code": ["A"], "change_usd_million": [-60.0],
    ...     "most_usd_million": [-45.0]})
    >>> yen_part(table, "A")
    75.0
    """
    row = table.set_index("debtor_code").loc[debtor]
    return 100 * float(row["most_usd_million"]) / float(row["change_usd_million"])


def shocked(table: pd.DataFrame, limits: pd.DataFrame, sizes: pd.DataFrame) -> Published:
    """Name the highest ratios with the last base held or lowered, the threshold, and Uzbekistan's worst year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``stress.highest`` gives.
    limits : pandas.DataFrame
        What ``stress.thresholds`` gives.
    sizes : pandas.DataFrame
        What ``stress.shocks`` gives.
    """
    at = table.set_index(["debtor_code", "indicator", "case"])
    found = {
        "uzb-revenue-held": numbers.pct(at.loc[("UZB", "revenue", stress.HELD), "ratio_pct"], 1),
        "uzb-revenue-worst": numbers.pct(at.loc[("UZB", "revenue", stress.WORST), "ratio_pct"], 1),
        "limit-exports": numbers.pct(limits["exports"].max()),
        "uzb-worst-fall": numbers.pct(abs(sizes.loc["UZB", "worst_fall_pct"])),
        "uzb-worst-year": numbers.year(sizes.loc["UZB", "worst_year"]),
    }
    for debtor in stress.COVERED:
        row, name = at.loc[(debtor, "exports", stress.HELD)], f"{debtor.lower()}-exports-held"
        found |= {name: numbers.pct(row["ratio_pct"], 1), f"{name}-year": numbers.year(row["year"])}
    return found


def shares(table: pd.DataFrame, stocks: pd.DataFrame, by_creditor: pd.DataFrame) -> Published:
    """Name the latest and the highest shares by the World Bank, the stocks behind Uzbekistan's, a lead in Kyrgyzstan's.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.share_peaks`` gives.
    stocks : pandas.DataFrame
        Table ``debt_stocks``.
    by_creditor : pandas.DataFrame
        What ``measures.by_creditor`` gives.
    """
    at = table.set_index(["debtor_code", "creditor_code"])
    stock = by_creditor.set_index(["debtor_code", "creditor_code", "year"])[STOCK]
    uzbek = at.loc["UZB", "CHN"]
    found = {
        "share-year": numbers.year(table["latest_year"].max()),
        "latest-year": numbers.year(stocks["year"].max()),
        "kaz-chn-share": numbers.pct(at.loc[("KAZ", "CHN"), "latest_share_pct"]),
        "kaz-chn-first-year": numbers.year(at.loc[("KAZ", "CHN"), "first_year"]),
        "kaz-jpn-top-share": numbers.pct(at.loc[("KAZ", "JPN"), "top_share_pct"]),
        "kaz-jpn-top-year": numbers.year(at.loc[("KAZ", "JPN"), "top_year"]),
        "kgz-banks-ahead": numbers.usd_million(
            stock["KGZ", "MLT", at.loc[("KGZ", "CHN"), "latest_year"]]
            - stock["KGZ", "CHN", at.loc[("KGZ", "CHN"), "latest_year"]]
        ),
        "uzb-chn-at-top": numbers.usd_million(stock["UZB", "CHN", uzbek["top_year"]]),
        "uzb-chn-at-last": numbers.usd_million(stock["UZB", "CHN", uzbek["latest_year"]]),
    }
    for debtor in ("KGZ", "TJK", "TKM", "UZB"):
        row, name = at.loc[debtor, "CHN"], f"{debtor.lower()}-chn"
        found[f"{name}-share"] = numbers.pct(row["latest_share_pct"])
        found[f"{name}-top-share"] = numbers.pct(row["top_share_pct"])
        found[f"{name}-top-year"] = numbers.year(row["top_year"])
    return found


def led(by_creditor: pd.DataFrame) -> list[str]:
    """Name the countries in which China held more than development banks together in some year.

    Parameters
    ----------
    by_creditor : pandas.DataFrame
        What ``measures.by_creditor`` gives.

    Examples
    --------
    >>> rows = pd.DataFrame({"debtor_code": ["TJK", "TJK"], "year": [2015, 2015],
    ...     "creditor_code": ["CHN", "MLT"], "debt_outstanding_usd_million": [2.0, 1.0]})
    >>> led(rows)
    ['Tajikistan']
    """
    by_year = ["debtor_code", "year"]
    side = by_creditor.pivot(index=by_year, columns="creditor_code", values=STOCK)
    more = (side["CHN"] > side["MLT"]).groupby("debtor_code").any()
    return [area_name(code) for code in more.index[more]]


def first_year(table: pd.DataFrame, debtor: str, creditor: str) -> int:
    """Give the first year for which a share is known.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.share_peaks`` gives.
    debtor, creditor : str
        Codes.
    """
    row = table[(table["debtor_code"] == debtor) & (table["creditor_code"] == creditor)]
    return int(row["first_year"].iloc[0])


def peaks(table: pd.DataFrame) -> Published:
    """Name the highest stock of the debt to China and its fall since, and what Turkmenistan still owes.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.peaks`` gives.
    """
    at = table.set_index(["debtor_code", "creditor_code"])
    found = {
        "tkm-chn-latest": numbers.usd_million(at.loc[("TKM", "CHN"), "latest_usd_million"]),
        "tkm-jpn-latest": numbers.usd_million(at.loc[("TKM", "JPN"), "latest_usd_million"]),
        "tkm-chn-peak-year": numbers.year(at.loc[("TKM", "CHN"), "peak_year"]),
        "tkm-jpn-peak": numbers.usd_million(at.loc[("TKM", "JPN"), "peak_usd_million"]),
        "tkm-jpn-peak-year": numbers.year(at.loc[("TKM", "JPN"), "peak_year"]),
    }
    for debtor in ("KGZ", "TJK", "TKM"):
        row, name = at.loc[debtor, "CHN"], f"{debtor.lower()}-chn"
        found[f"{name}-peak"] = numbers.usd_million(row["peak_usd_million"])
        found[f"{name}-fall"] = numbers.pct(abs(row["change_pct"]))
    return found


def banks(table: pd.DataFrame) -> Published:
    """Name what Uzbekistan owes official lenders and banks, and since when Japan leads with banks.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.with_banks`` gives.
    """
    both = table.set_index(["year", "creditor_code"])
    last = table["year"].max()
    wide = table.pivot(index="year", columns="creditor_code", values="both_usd_million")
    return {
        f"uzb-{code.lower()}-{kind}": numbers.usd_million(
            both.loc[(last, code), f"{kind}_usd_million"]
        )
        for code in ("CHN", "JPN")
        for kind in ("official", "banks", "both")
    } | {
        "uzb-lead-year": numbers.year(wide.index[wide["JPN"] > wide["CHN"]].min()),
        "uzb-banks-first": numbers.year(table["year"].min()),
    }


def others(reports: pd.DataFrame, single: pd.DataFrame, loans: pd.DataFrame) -> Published:
    """Name two banks led from the region's neighbours, the order of lenders in Uzbekistan, an aid loan.

    Parameters
    ----------
    reports : pandas.DataFrame
        What ``owed.newest`` gives.
    single : pandas.DataFrame
        What ``measures.largest_single`` gives.
    loans : pandas.DataFrame
        Table ``loans``.
    """
    loan = aid_loan(loans)
    uzbek = single.set_index("debtor_code").loc["UZB"]
    return {
        "uzb-aiib": numbers.usd_million(reports.loc[("UZB", "AIIB"), "usd_million"]),
        "uzb-aiib-day": numbers.day(reports.loc[("UZB", "AIIB"), "as_of_date"]),
        "kgz-edb": numbers.usd_million(reports.loc[("KGZ", "EDB"), "usd_million"]),
        "kgz-edb-day": numbers.day(reports.loc[("KGZ", "EDB"), "as_of_date"]),
        "uzb-wb-bank": numbers.usd_million(uzbek[STOCK]),
        "uzb-adb-bank": numbers.usd_million(uzbek["second_usd_million"]),
        "tkm-aid-loan": numbers.jpy_billion(loan["amount_jpy_billion"].item()),
        "tkm-aid-loan-year": numbers.year(int(loan["signed_date"].item()[:4])),
    }


def plants(loans: pd.DataFrame) -> Published:
    """Name what a Japanese state bank lent for plants in Turkmenistan.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.
    """
    by_id = loans.set_index("loan_id")
    complex_ = "tkm-jpn-2014-kiyanly-gas-chemical-complex"
    return numbers.picked(
        by_id,
        ("amount_usd_million", numbers.usd_million),
        garabogaz="tkm-jpn-2014-garabogaz-ammonia-and-urea-plant",
        kiyanly=complex_,
    ) | numbers.picked(by_id, ("signed_date", numbers.year_of), kiyanly_year=complex_)


def eurobonds(bonds: pd.DataFrame) -> Published:
    """Name principal, coupon and years of the Eurobonds of Kyrgyzstan and Tajikistan.

    Parameters
    ----------
    bonds : pandas.DataFrame
        Table ``bonds``.
    """
    by_id, ids = bonds.set_index("bond_id"), {"kgz": "kgz-2025", "tjk": "tjk-2017"}
    cells = {
        "eurobond": ("amount_usd_million", numbers.usd_million),
        "issued": ("issue_date", numbers.year_of),
        "repaid": ("maturity_date", numbers.year_of),
    }
    found = {}
    for what, cell in cells.items():
        found |= numbers.picked(by_id, cell, **{f"{who}_{what}": row for who, row in ids.items()})
    coupons = {"kgz": ("coupon_pct", numbers.pct, 2), "tjk": ("coupon_pct", numbers.pct, 3)}
    for who, cell in coupons.items():
        found |= numbers.picked(by_id, cell, **{f"{who}_coupon": ids[who]})
    return found


def whole(totals: pd.DataFrame, criteria: pd.DataFrame) -> Published:
    """Name Uzbekistan's service with the debt of companies, against exports, and Kyrgyzstan's own limit.

    Parameters
    ----------
    totals : pandas.DataFrame
        Table ``external_debt``.
    criteria : pandas.DataFrame
        Table ``trap_criteria``.
    """
    uzbek = totals[totals["area_code"] == "UZB"].dropna(subset=["debt_service_exports_pct"])
    last = uzbek.loc[[uzbek["year"].idxmax()]].set_index("area_code")
    return (
        numbers.picked(last, ("debt_service_exports_pct", numbers.pct, 1), uzb_whole="UZB")
        | numbers.picked(last, ("year", numbers.year), uzb_whole_year="UZB")
        | numbers.picked(
            criteria.set_index("criterion_id"),
            ("threshold_value", numbers.pct),
            limit="concentration-now",
        )
    )


def foretold(reports: pd.DataFrame, said: pd.DataFrame, positions: pd.DataFrame) -> Published:
    """Name what a president foretold of the peak, when officials spoke, and the years of two papers.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``debt_service_reports``.
    said : pandas.DataFrame
        Table ``debt_statements``.
    positions : pandas.DataFrame
        Table ``debate_positions``.
    """
    peak = reports[reports["source_id"] == "rossa-2022-kgz-2030"].set_index("debtor_code")
    all_debt = reports[reports["source_id"] == "24kg-2025-12-japarov"]
    top = all_debt.loc[[all_debt["total_usd_million"].astype(float).idxmax()]]
    by_id, on = said.set_index("statement_id"), ("statement_date", numbers.day)
    return (
        numbers.picked(peak, ("year", numbers.year), foretold_year="KGZ")
        | numbers.picked(peak, ("total_usd_million", numbers.usd_million), foretold_sum="KGZ")
        | numbers.picked(top.set_index("debtor_code"), ("year", numbers.year), told_year="KGZ")
        | numbers.picked(
            by_id,
            on,
            warned_day="kgz-2021-japarov-properties",
            foretold_day="kgz-2022-japarov-2030",
            calmed_day="kgz-2023-japarov",
            told_day="kgz-2025-12-japarov",
        )
        | numbers.picked(
            positions.set_index("position_id"),
            ("year", numbers.year),
            listed_year="dt05",
            hidden_year="dt08",
        )
    )


@measure
def aid_loan(loans: pd.DataFrame) -> pd.DataFrame:
    """Give the row of the one Japanese aid loan to Turkmenistan.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.
    """
    return loans[(loans["debtor_code"] == "TKM") & (loans["instrument"] == "oda-loan")]


def repaid(requests: pd.DataFrame) -> Published:
    """Name the day by which Turkmenistan says that it had repaid its gas loans.

    Parameters
    ----------
    requests : pandas.DataFrame
        Table ``debt_relief_requests``.
    """
    rows = requests[requests["relief_kind"] == "full-repayment"]
    return {"tkm-repaid-day": numbers.day(rows["relief_date"].item())}


@measure
def swap_asked(requests: pd.DataFrame) -> pd.DataFrame:
    """Give the row of the request of a swap against climate action that went to all creditors.

    Parameters
    ----------
    requests : pandas.DataFrame
        Table ``debt_relief_requests``.
    """
    return requests[requests["framework"] == "debt-for-climate"]


def turn(pair: pd.DataFrame, debtor: str) -> int:
    """Give the year since which a country pays Japan more than China each year that both are paid.

    Parameters
    ----------
    pair : pandas.DataFrame
        What ``paid.by_lender`` gives, China and Japan alone.
    debtor : str
        Code of the country.

    Examples
    --------
    >>> pair = pd.DataFrame({"debtor_code": "A", "creditor_code": ["CHN", "JPN"] * 2,
    ...     "year": [2020, 2020, 2021, 2021], "total_usd_million": [9.0, 1.0, 1.0, 2.0]})
    >>> turn(pair, "A")
    2021
    """
    mine = pair[pair["debtor_code"] == debtor]
    wide = mine.pivot(index="year", columns="creditor_code", values=paid.TOTAL).dropna()
    behind = wide.index[wide["JPN"] <= wide["CHN"]]
    return int(wide.index[wide.index > behind.max()].min() if len(behind) else wide.index.min())


def hump_title(every: pd.DataFrame) -> str:
    """Say in one sentence where payments have their peak ahead of the last year paid, and where behind.

    Parameters
    ----------
    every : pandas.DataFrame
        What ``paid.with_bonds`` gives.
    """
    top = paid.peaks(every)["with_bonds_year"].astype(int)
    ahead = top[top > paid.LAST_PAID].sort_values(kind="stable")
    behind = top[top <= paid.LAST_PAID].sort_values(kind="stable")

    def listed(years: pd.Series) -> str:
        parts = [f"{area_name(code)} in {year}" for code, year in years.items()]
        return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

    said = [f"Payments peak in {listed(ahead)}"] if len(ahead) else []
    said += [f"they were highest in {listed(behind)}"] if len(behind) else []
    return "; ".join(said)


def seen(table: pd.DataFrame) -> Published:
    """Name how much of what is owed the loans of the table account for, and where they end.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``coverage.lent_and_owed`` gives.

    Returns
    -------
    dict of str to tuple
        ``seen-year``, ``<debtor>-<lender>-seen`` in per cent, ``<lender>-last-signed`` (year of the
        newest loan).
    """
    found = {"seen-year": numbers.year(table["year"].max())}
    for row in table.itertuples():
        name = f"{row.debtor_code}-{row.creditor_code}-seen".lower()
        found[name] = numbers.pct(row.seen_pct)
    for creditor, rows in table.groupby("creditor_code"):
        found[f"{creditor.lower()}-last-signed"] = numbers.year(rows["last_signed"].max())
    return found


def beside(table: pd.DataFrame) -> Published:
    """Name what loans to others than the government have left, with and without a guarantee.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``contingent.beside_the_state`` gives.

    Returns
    -------
    dict of str to tuple
        ``<lender>-guaranteed`` and ``<lender>-unguaranteed`` over all debtors, and by debtor
        ``<debtor>-<lender>-unguaranteed``.
    """
    amount = "left_usd_million"
    found = {}
    for (creditor, kind), rows in table.groupby(["creditor_code", "kind"]):
        found[f"{creditor}-{kind}".lower()] = numbers.usd_million(rows[amount].sum(), 1)
    without = table[(table["kind"] == "unguaranteed") & (table[amount] > 0)]
    for row in without.itertuples():
        name = f"{row.debtor_code}-{row.creditor_code}-unguaranteed".lower()
        found[name] = numbers.usd_million(row.left_usd_million, 1)
    return found


def railway(owners: pd.DataFrame, owed_now: pd.DataFrame) -> Published:
    """Name the loan of the railway company, an owner's part, and Kyrgyzstan's against its debt.

    Parameters
    ----------
    owners : pandas.DataFrame
        What ``contingent.railway`` gives; the owners hold the same stake.
    owed_now : pandas.DataFrame
        What ``coverage.lent_and_owed`` gives.
    """
    one = owners.set_index("debtor_code").loc["KGZ"]
    debt = owed_now.set_index(["debtor_code", "creditor_code"])["owed_usd_million"]
    return {
        "railway-loan": numbers.usd_million(one["loan_usd_million"], 1),
        "railway-day": numbers.day(one["signed_date"]),
        "railway-stake": numbers.pct(one["stake_pct"], 1),
        "railway-part": numbers.usd_million(one["part_usd_million"]),
        "railway-of-debt": numbers.pct(100 * one["part_usd_million"] / debt["KGZ", "CHN"]),
    }


def outside(table: pd.DataFrame) -> Published:
    """Name the share of each country's external debt that is not the state's.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``contingent.outside_public`` gives.
    """
    found = {"outside-year": numbers.year(table["year"].min())}
    for row in table.itertuples():
        found[f"{row.debtor_code.lower()}-outside-share"] = numbers.pct(row.outside_pct)
    return found
