"""Conditions of what the countries' pages say: their verdicts, titles, and what they tell to watch."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA, area_name
from helpers.statements import (
    Holds,
    above,
    both,
    falling,
    labels,
    most,
    none,
    once,
    same,
    statement,
    top,
    within,
)
from helpers.topics.country import page
from helpers.topics.debt import glance, owed, paid
from helpers.topics.dialogue import measures as dialogue
from helpers.topics.energy import measures as energy
from helpers.topics.trade import measures as trade

# Lists and overviews whose titles only name what they hold.
LISTS = ("at-a-glance", "due-by-lender", "from-japan", "from-china", "relief", "in-tokyo", "trade")
labels(
    *(
        f"{area_name(code).lower()}-{name}"
        for code in CENTRAL_ASIA
        for name in LISTS
        # Nothing is known of relief there, so that its page has no such list.
        if (code, name) != ("UZB", "relief")
    )
)


@once
def _every() -> pd.DataFrame:
    """Give what each country pays in each year, with the bonds issued since the schedule."""
    return paid.with_bonds(load_table("debt_service"), page.newer_bonds())


@once
def _lenders() -> pd.DataFrame:
    return paid.by_lender(load_table("debt_service"), load_table("creditors"))


@once
def _largest() -> pd.DataFrame:
    return glance.largest(*(load_table(name) for name in page.STOCKS))


def _years(debtor: str) -> pd.Series:
    """Give all that a country pays by year, with the bonds issued since."""
    rows = _every().query("debtor_code == @debtor")
    return rows.set_index("year")["with_bonds_usd_million"].astype(float)


def _to(debtor: str, creditor: str) -> pd.Series:
    """Give what a country pays one lender by year."""
    rows = _lenders().query("debtor_code == @debtor and creditor_code == @creditor")
    return rows.set_index("year")[paid.TOTAL].astype(float)


@statement(headline="kyrgyzstan")
def kyrgyz_eximbank_is_the_largest_lender() -> Holds:
    """China's Export-Import Bank is Kyrgyzstan's largest single creditor by its ministry."""
    row = _largest().loc["KGZ"]
    return both(
        same(row["creditor_code"], "CHN", "largest lender"),
        same(row["lender"], "Export-Import Bank of China", "its name"),
    )


@statement(headline=("kyrgyzstan", "region"), title="kyrgyzstan-paid-and-due")
def kyrgyz_hardest_year_is_the_bond() -> Holds:
    """Kyrgyzstan pays most in the last year of the schedule, more of it on its bond than on all else."""
    years, bonds = _years("KGZ"), page.newer_bonds().query("debtor_code == 'KGZ'")
    last = int(years.index.max())
    bond = float(bonds.loc[bonds["year"] == last, paid.TOTAL].sum())
    return both(
        same(int(years.idxmax()), last, "highest year"),
        above(bond, float(years[last]) - bond, "US$ million"),
    )


@statement(headline=("kyrgyzstan", "region"))
def japan_gives_kyrgyzstan_grants() -> Holds:
    """Most of Japan's projects in Kyrgyzstan that are known by name are grants."""
    return most(page.lists("KGZ")["JPN"]["group"] == "grants", "of Japan's projects are grants")


@statement(headline="kyrgyzstan")
def no_chinese_payment_near_the_kyrgyz_bond() -> Holds:
    """What falls due on Kyrgyzstan's bond at its end is more than it is to pay China in any year."""
    bonds = page.newer_bonds().query("debtor_code == 'KGZ'")
    return above(float(bonds[paid.TOTAL].max()), float(_to("KGZ", "CHN").max()), "US$ million")


@statement(headline="kazakhstan")
def kazakh_bondholders_hold_most() -> Holds:
    """Bondholders hold more than half of what Kazakhstan's government owes abroad, by its ministry."""
    row = _largest().loc["KAZ"]
    return both(
        same(row["creditor_code"], "BOND", "largest creditor"),
        above(float(row["share_pct"]), 50.0, "% of debt"),
    )


@statement(headline="kazakhstan")
def kazakhstan_is_due_to_pay_china_more_than_japan() -> Holds:
    """Kazakhstan is to pay lenders in China more than lenders in Japan this year."""
    now = page.year()
    return above(_to("KAZ", "CHN")[now], _to("KAZ", "JPN")[now], "US$ million")


@statement(title="kazakhstan-paid-and-due")
def kazakh_highest_payments_are_behind() -> Holds:
    """Kazakhstan's highest payments were made before the schedule begins."""
    years = _years("KAZ")
    behind, ahead = years[years.index <= paid.LAST_PAID], years[years.index > paid.LAST_PAID]
    return above(float(behind.max()), float(ahead.max()), "US$ million")


@statement(headline="kazakhstan")
def changes_of_kazakh_loans_are_chinese() -> Holds:
    """All changes of terms that are known for Kazakhstan are of loans from China."""
    rows = load_table("debt_relief").query("debtor_code == 'KAZ'")
    return same(
        set(rows["creditor_code"].fillna("none named")), {"CHN"}, "lenders that gave relief"
    )


@statement(headline="kazakhstan")
def kazakh_trade_with_china_is_larger() -> Holds:
    """Kazakhstan's trade with China is at least ten times its trade with Japan, by the figures shown."""
    sums = _trade("KAZ")
    return above(sums["CHN"], 10 * sums["JPN"], "US$ million")


@statement(headline="tajikistan")
def tajik_eximbank_is_the_largest_lender() -> Holds:
    """China's Export-Import Bank is Tajikistan's largest creditor, and Japan is owed nothing."""
    row, japan = (
        _largest().loc["TJK"],
        _lenders().query("debtor_code == 'TJK' and creditor_code == 'JPN'"),
    )
    return both(
        same(row["lender"], "Export-Import Bank of China", "largest lender"),
        none(japan["year"], "payments of Tajikistan to Japan"),
        none(_signed("TJK", "JPN", "aid loans"), "Japanese aid loans to Tajikistan"),
    )  # fmt: skip


@statement(headline=("tajikistan", "region"), title="tajikistan-paid-and-due")
def tajik_payments_fall_after_the_bond() -> Holds:
    """Tajikistan pays more in each year of its Eurobond's repayment than in any year after it."""
    years, bond = _years("TJK"), _to("TJK", "BOND")
    bond = bond[(bond.index > paid.LAST_PAID) & (bond > 0)]
    after = years[years.index > bond.index.max()]
    return above(float(years[bond.index].min()), float(after.max()), "US$ million")


@statement(headline="tajikistan")
def chinese_customs_record_more_for_tajikistan() -> Holds:
    """Chinese customs record more trade with Tajikistan than its own statistics."""
    return _china_records_more("TJK")


@statement(headline="kyrgyzstan")
def chinese_customs_record_more_for_kyrgyzstan() -> Holds:
    """Chinese customs record more trade with Kyrgyzstan than its own statistics."""
    return _china_records_more("KGZ")


@statement(headline=("turkmenistan", "region"))
def turkmenistan_owes_and_pays_japan_most() -> Holds:
    """Turkmenistan owes Japan's official lenders more than China's and is to pay Japan more than anyone."""
    pairs = owed.stock_of(*(load_table(name) for name in page.STOCKS)).query("debtor_code == 'TKM'")
    stock = pairs.set_index("creditor_code")["bank_usd_million"].astype(float)
    rows = _lenders().query("debtor_code == 'TKM' and year == @page.year()")
    return both(
        above(stock["JPN"], stock["CHN"], "US$ million"),
        top(rows.set_index("creditor_code")[paid.TOTAL], ["JPN"], "US$ million"),
    )


@statement(title="turkmenistan-paid-and-due")
def turkmen_payments_are_past_their_peak() -> Holds:
    """Turkmenistan's payments fall from year to year after the last year paid, and this year most go to Japan."""
    years = _years("TKM")
    rows = _lenders().query("debtor_code == 'TKM' and year == @page.year()")
    return both(
        falling(years[years.index >= paid.LAST_PAID], "US$ million"),
        above(float(years.max()), float(years[years.index >= paid.LAST_PAID].max()), "US$ million"),
        top(rows.set_index("creditor_code")[paid.TOTAL], ["JPN"], "US$ million"),
    )


@statement(headline="turkmenistan")
def single_aid_loan_to_turkmenistan() -> Holds:
    """A single Japanese aid loan to Turkmenistan is known."""
    return same(len(_signed("TKM", "JPN", "aid loans")), 1, "aid loans")


@statement(headline="turkmenistan")
def turkmen_foreign_minister_came_least() -> Holds:
    """Turkmenistan's foreign minister came to fewer of the ministers' meetings than any other's."""
    tables = (load_table(name) for name in ("meeting_delegations", "meetings"))
    rows = dialogue.attendance(*tables, CENTRAL_ASIA, ["foreign-ministers"])
    rows = rows.assign(other=rows["level"] != "foreign-minister")
    return top(rows.groupby("area_code")["other"].sum(), ["TKM"], "meetings")


@statement(headline="turkmenistan")
def most_turkmen_pipeline_gas_goes_to_china() -> Holds:
    """Most of Turkmenistan's gas by pipeline goes to China."""
    gas = energy.gas_destinations(load_table("pipeline_gas_exports"))
    row = gas.query("exporter_code == 'TKM' and destination == 'CHN'")
    return above(float(row["share_pct"].item()), 50.0, "% of exports")


@statement(headline="uzbekistan")
def uzbekistan_owes_the_world_bank_most() -> Holds:
    """The World Bank is Uzbekistan's largest creditor, and China holds more than Japan's aid agency."""
    pairs = owed.stock_of(*(load_table(name) for name in page.STOCKS)).query("debtor_code == 'UZB'")
    share = pairs.set_index("creditor_code")["share_pct"].astype(float)
    return both(
        same(_largest().loc["UZB", "creditor_code"], "WB", "largest creditor"),
        above(share["CHN"], share["JPN"], "% of debt"),
    )


@statement(headline=("uzbekistan", "region"), title="uzbekistan-paid-and-due")
def uzbek_payments_peak_with_the_bonds() -> Holds:
    """Uzbekistan pays most in the year in which bondholders are due most, and it lies ahead."""
    years, bond = _years("UZB"), _to("UZB", "BOND")
    return both(
        same(int(years.idxmax()), int(bond.idxmax()), "highest year"),
        above(int(years.idxmax()), page.year(), "years"),
    )


@statement(headline=("uzbekistan", "region"))
def japan_lends_to_uzbekistan() -> Holds:
    """Among Japan's projects in Uzbekistan aid loans are the most numerous."""
    count = page.lists("UZB")["JPN"].groupby("group").size()
    return top(count, ["aid loans"], "projects")


@statement(headline="uzbekistan")
def uzbek_president_proposed_most() -> Holds:
    """Uzbekistan's president made most of the proposals of Tokyo that are known."""
    rows = load_table("summit_results").query("result_kind == 'request'")
    rows = rows[rows["result_date"] >= page.TOKYO_FROM]
    return top(rows.groupby("area_code").size(), ["UZB"], "proposals")


@statement(headline="uzbekistan")
def no_relief_for_uzbekistan() -> Holds:
    """The tables hold no relief on Uzbekistan's debt."""
    table, _ = page.relief("UZB")
    return none(table["day"], "relief on Uzbekistan's debt")


@statement(headline="uzbekistan")
def records_of_uzbek_trade_are_close() -> Holds:
    """In the year of Uzbekistan's own record its trade with China is a twentieth apart at most."""
    both_records = trade.mirror_records(
        load_table("trade_bilateral"), load_table("source_conflicts")
    )
    rows = both_records.query("country_code == 'UZB' and recorder != 'bank'")
    year = rows.query("recorder == 'own'")["year"].max()
    sums = rows[rows["year"] == year].set_index("recorder")[trade.TRADE]
    return within(sums["china"], sums["own"], 0.05 * sums["own"], "US$ million")


labels(
    "region-due",
    "region-paid-and-due",
    "region-projects",
    "region-offers",
    "region-relief",
    "region-trade",
)


@statement(headline="region", title="region-owed")
def each_country_has_another_largest_creditor() -> Holds:
    """China leads in Kyrgyzstan and Tajikistan, bondholders, Japan and the World Bank in the others."""
    first = _largest()["creditor_code"]
    said = {"KAZ": "BOND", "KGZ": "CHN", "TJK": "CHN", "TKM": "JPN", "UZB": "WB"}
    return both(*(same(first[code], lender, code) for code, lender in said.items()))


@statement(title="region-requests")
def uzbekistan_asked_for_most() -> Holds:
    """Uzbekistan made the most proposals in Tokyo that are known."""
    table, _ = page.region_requests()
    return top(table.groupby("country").size(), ["Uzbekistan"], "proposals")


def _signed(debtor: str, lender: str, group: str) -> pd.Series:
    """Give the projects of one group that are known by name."""
    rows = page.lists(debtor)[lender]
    return rows.loc[rows["group"] == group, "project"]


def _trade(country: str) -> pd.Series:
    """Give the trade of a country with China and Japan as its page shows it, US$ million."""
    bilateral, yen, rates = (
        load_table(name) for name in ("trade_bilateral", "trade_japan_yen", "exchange_rates")
    )
    rows = trade.latest_with(bilateral, trade.in_dollars(yen, rates), [country])
    return rows.set_index("partner_code")[trade.TRADE].astype(float)


def _china_records_more(country: str) -> Holds:
    rows = trade.mirror_records(load_table("trade_bilateral"), load_table("source_conflicts"))
    rows = rows[rows["country_code"] == country].set_index("recorder")[trade.TRADE]
    # "Far more": half as much again at least.
    return above(float(rows["china"]), 1.5 * float(rows["own"]), "US$ million")
