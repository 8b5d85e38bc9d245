"""The numbers that the chapter on what each offers names, the same families for both lenders.

The first part of an id is the lender in lower case; no family is made for one lender alone.
"""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.offers.lent import CONTRACTORS, FUND_RULE, OLDER_RULE
from helpers.topics.offers.projects import IN_FULL, INSTRUMENTS, LENDERS

Published = dict[str, tuple]
# Institutions that officials speak of, as the records of loans name them.
_BANKS = {
    "jbic": "Japan Bank for International Cooperation (JBIC)",
    "cdb": "China Development Bank",
    "exim": "Export-Import Bank of China",
}


def records(listed: pd.DataFrame) -> Published:
    """Count the records of each lender by instrument, and its grants by country.

    Parameters
    ----------
    listed : pandas.DataFrame
        What ``projects.in_dollars`` gives.
    """
    counted = listed[listed["is_counted"]]
    found = {"listed": numbers.count(len(listed))}
    for code in LENDERS:
        rows, name = counted[counted["lender_code"] == code], code.lower()
        for kind in INSTRUMENTS:
            found[f"{name}-{kind}"] = numbers.count((rows["instrument"] == kind).sum())
        grants = rows[rows["instrument"] == "grant"]
        for area, count in grants["recipient_code"].value_counts().items():
            found[f"{name}-grant-{area.lower()}"] = numbers.count(count)
        found[f"{name}-records"] = numbers.count(len(rows))
    return found


def terms(lent: pd.DataFrame) -> Published:
    """Count the loans on record, those with terms in full, and those that reach each rule.

    Parameters
    ----------
    lent : pandas.DataFrame
        What ``lent.lending`` gives.
    """
    found = {}
    for code in LENDERS:
        rows, name = lent[lent["lender_code"] == code], code.lower()
        aid = rows["instrument"] == "concessional-loan"
        full = rows["terms_known"] == IN_FULL
        counts = {
            "loans": len(rows),
            "aid-loans": aid.sum(),
            "aid-dollars": (aid & rows["amount_usd_million"].notna()).sum(),
            "aid-loans-uzb": (aid & (rows["recipient_code"] == "UZB")).sum(),
            "other": (~aid).sum(),
            "aid-full": full[aid].sum(),
            "other-full": full[~aid].sum(),
            "older-met": rows["older"].fillna(False).sum(),
            "older-known": rows["older"].notna().sum(),
            "fund-met": rows["fund"].fillna(False).sum(),
            "fund-known": rows["fund"].notna().sum(),
            "new": (rows["year"] >= NEW_FROM).sum(),
            "new-elsewhere": ((rows["year"] >= NEW_FROM) & (rows["recipient_code"] != "UZB")).sum(),
        }
        found |= {f"{name}-{key}": numbers.tally(value) for key, value in counts.items()}
        found[f"{name}-first"] = numbers.year(rows["year"].min())
        found[f"{name}-last"] = numbers.year(rows["year"].max())
    return found


# The first year of which AidData has no record.
NEW_FROM = 2022


def money(shares: pd.DataFrame) -> Published:
    """Give the money that each lender signed, in all and by country, and its parts by softness.

    Parameters
    ----------
    shares : pandas.DataFrame
        What ``lent.money_by_softness`` gives.
    """
    found = {}
    for row in shares.itertuples():
        name = f"{row.lender_code}-{row.recipient_code}".lower().removesuffix("-all")
        found[f"{name}-lent"] = numbers.usd_million(row.total_usd_million, 1)
        found[f"{name}-{row.kind}-share"] = numbers.pct(row.share_pct)
    return found


def floating(lent: pd.DataFrame, loans: pd.DataFrame) -> Published:
    """Give what part of the money as soft as the older aid rule asks, without the name, floats.

    Parameters
    ----------
    lent : pandas.DataFrame
        What ``lent.lending`` gives.
    loans : pandas.DataFrame
        Table ``loans``, which says what kind of rate a loan has.

    Returns
    -------
    dict
        ``<lender>-soft-floating-share``, per cent of that money, for a lender that has any.
    """
    rate = lent["project_id"].map(loans.set_index("loan_id")["rate_kind"])
    soft = lent.assign(rate_kind=rate)[lent["softness"] == "soft"].dropna(subset=["usd_million"])
    found = {}
    for code, rows in soft.groupby("lender_code"):
        part = rows.loc[rows["rate_kind"] == "floating", "usd_million"].sum()
        share = 100 * float(part) / float(rows["usd_million"].sum())
        found[f"{code}-soft-floating-share".lower()] = numbers.pct(share)
    return found


def contractors(rules: pd.DataFrame) -> Published:
    """Count the loans of each lender by the rule on who may build or supply.

    Parameters
    ----------
    rules : pandas.DataFrame
        What ``lent.contractors`` gives.
    """
    found = {f"{c.lower()}-rule-{kind}": numbers.tally(0) for c in LENDERS for kind in CONTRACTORS}
    return found | {
        f"{row.lender_code}-rule-{row.kind}".lower(): numbers.tally(row.loan_count)
        for row in rules.itertuples()
    }


def named(lent: pd.DataFrame) -> Published:
    """Give the largest loan of each lender to each country: amount and year.

    Parameters
    ----------
    lent : pandas.DataFrame
        What ``lent.lending`` gives.
    """
    found = {}
    for (code, area), rows in lent.dropna(subset=["usd_million"]).groupby(
        ["lender_code", "recipient_code"]
    ):
        top = rows.loc[rows["usd_million"].idxmax()]
        name = f"{code}-{area}".lower()
        found[f"{name}-top"] = numbers.usd_million(top["usd_million"], None)
        found[f"{name}-top-year"] = numbers.year(top["year"])
    return found


def by_bank(lent: pd.DataFrame) -> Published:
    """Sum what is on record of the lenders whose portfolios in Uzbekistan officials speak of.

    Parameters
    ----------
    lent : pandas.DataFrame
        What ``lent.lending`` gives.
    """
    rows = lent[lent["recipient_code"] == "UZB"]
    aid = rows[(rows["lender_code"] == "JPN") & (rows["instrument"] == "concessional-loan")]
    # Older aid loans were signed by the export bank of today; they count once, as aid.
    sums = rows.drop(aid.index).groupby("lender_name")["usd_million"].sum()
    found = {f"uzb-{name}": numbers.usd_million(sums[bank], 1) for name, bank in _BANKS.items()}
    return found | {"uzb-aid-loans": numbers.usd_million(aid["usd_million"].sum(), 1)}


def relieved(relief: pd.DataFrame) -> Published:
    """Count the entries of relief of each lender, each told once, and those that cancel.

    Parameters
    ----------
    relief : pandas.DataFrame
        Table ``debt_relief``.
    """
    once = relief[relief["overlaps_relief_ids"].isna() & (relief["confidence"] != "low")]
    found = {}
    for code in LENDERS:
        rows, name = once[once["creditor_code"] == code], code.lower()
        found[f"{name}-eased"] = numbers.count(len(rows))
        cancelled = rows["relief_kind"] == "cancellation"
        found[f"{name}-cancelled"] = numbers.tally(cancelled.sum())
    return found


def thresholds(rules: pd.DataFrame) -> Published:
    """Give the least grant element and the discount of the older aid rule and of IMF and World Bank.

    Parameters
    ----------
    rules : pandas.DataFrame
        Table ``concessionality_rules``.
    """
    row = rules.set_index("rule_id")
    return {
        "older-least": numbers.pct(row.loc[OLDER_RULE, "threshold_pct"]),
        "older-discount": numbers.pct(row.loc[OLDER_RULE, "discount_rate_pct"]),
        "fund-least": numbers.pct(row.loc["conc-35", "threshold_pct"]),
        "fund-discount": numbers.pct(row.loc[FUND_RULE, "discount_rate_pct"]),
    }


def stated(deals: pd.DataFrame, newer: pd.DataFrame) -> Published:
    """Give the sums that officials named for portfolios, and those that China promised all five.

    Parameters
    ----------
    deals, newer : pandas.DataFrame
        Tables ``japan_export_finance`` and ``china_since_2021``.
    """
    japan, china = deals.set_index("deal_id"), newer.set_index("record_id")
    said = {
        "jica-high": japan.loc["jica-uzb-2025a"],
        "jica-low": japan.loc["jica-uzb-2025b"],
        "jica-again": japan.loc["jica-uzb-2025c"],
        "jbic-said": japan.loc["jbic-uzb-2025"],
        "exim-said": china.loc["uzb-2024-exim-portfolio"],
        "cdb-said": china.loc["uzb-cdb-portfolio-2024"],
        "pledge-2022": china.loc["ca5-2022-500m"],
    }
    found = {
        name: numbers.usd_million(row[USD], 1 if row[USD] >= 1000 else 0)
        for name, row in said.items()
    }
    dates = {name: row.get("deal_date", row.get("record_date")) for name, row in said.items()}
    promised = {"pledge-2023": "ca5-2023-26bn", "pledge-2025": "ca5-2025-grants"}
    yuan = {name: china.loc[row] for name, row in promised.items()}
    return (
        found
        | {f"{name}-day": numbers.month(date) for name, date in dates.items()}
        | {
            name: numbers.plain(row["amount_cny_million"] / 1000, "billion yuan", 1)
            for name, row in yuan.items()
        }
        | {f"{name}-day": numbers.month(row["record_date"]) for name, row in yuan.items()}
    )


USD = "amount_usd_million"


def paris_club(relief: pd.DataFrame) -> Published:
    """Give what the Paris Club cancelled of Kyrgyzstan's debt and put off, and the day.

    Parameters
    ----------
    relief : pandas.DataFrame
        Table ``debt_relief``.
    """
    rows = relief.set_index("relief_id")
    cancelled = rows.loc["kgz-2005-paris-club-cancellation"]
    return {
        "club-date": numbers.day(cancelled["relief_date"]),
        "club-cancelled": numbers.usd_million(cancelled[USD]),
        "club-moved": numbers.usd_million(rows.loc["kgz-2005-paris-club-rescheduling", USD]),
    }


def largest_names(lent: pd.DataFrame, code: str, names: dict[str, str], count: int = 5) -> str:
    """Name the countries of the largest loans of a lender, in the order of the loans.

    Parameters
    ----------
    lent : pandas.DataFrame
        What ``lent.lending`` gives.
    code : str
        Lender.
    names : dict of str to str
        Names of the codes of countries.
    count : int, optional
        How many loans.

    Examples
    --------
    >>> rows = pd.DataFrame({"lender_code": "JPN", "recipient_code": ["UZB", "TKM"],
    ...     "usd_million": [9.0, 5.0]})
    >>> largest_names(rows, "JPN", {"UZB": "Uzbekistan", "TKM": "Turkmenistan"})
    'Uzbekistan and Turkmenistan'
    """
    rows = lent[lent["lender_code"] == code].nlargest(count, "usd_million")
    found = [names[area] for area in dict.fromkeys(rows["recipient_code"])]
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)
