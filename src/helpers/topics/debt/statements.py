"""Conditions of the sentences on whom the five owe."""

from __future__ import annotations

import pandas as pd

from helpers import data
from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    labels,
    largest,
    most,
    none,
    once,
    same,
    statement,
    within,
)
from helpers.topics.debt import glance, owed, paid, records
from helpers.topics.debt import measures as debt
from helpers.topics.debt.measures import STOCK

# What counts as fallen: a point of share, more than the two releases behind a share differ by.
FALLEN_POINTS = 1.0
# What "all but gone" means: nine tenths of the highest debt.
GONE_PCT = 90.0
FOUR = ["KGZ", "TJK", "TKM", "UZB"]


@once
def _by_creditor() -> pd.DataFrame:
    return debt.by_creditor(load_table("debt_stocks"), load_table("external_debt"))


def _latest_shares() -> pd.DataFrame:
    """Give the latest share of each lender: a row a debtor, a column a creditor."""
    shares = debt.share_peaks(_by_creditor())
    return shares.pivot(index="debtor_code", columns="creditor_code", values="latest_share_pct")


def _chinese() -> pd.DataFrame:
    shares = debt.share_peaks(_by_creditor())
    return shares[shares["creditor_code"] == "CHN"].set_index("debtor_code")


def _peak(debtor: str, creditor: str) -> pd.Series:
    return debt.peaks(_by_creditor()).set_index(["debtor_code", "creditor_code"]).loc[
        (debtor, creditor)
    ]  # fmt: skip


@statement(title="debt-by-creditor", finding="multilaterals-lead", answer="who-is-owed")
def multilaterals_above_china() -> Holds:
    """In every country the multilateral lenders together are owed more than China."""
    shares = _latest_shares().reindex(CENTRAL_ASIA)
    return each_above(shares["MLT"], shares["CHN"], "% of debt")


@statement(finding="multilaterals-lead")
def largest_single_lenders() -> Holds:
    """China leads in Kyrgyzstan and Tajikistan, Japan in Turkmenistan, the World Bank in Uzbekistan."""
    year = int(debt.share_peaks(_by_creditor())["latest_year"].max())
    tables = (load_table(name) for name in ("debt_stocks", "external_debt", "creditors"))
    single = debt.largest_single(*tables, year).set_index("debtor_code")
    said = {"KGZ": "CHN", "TJK": "CHN", "TKM": "JPN", "UZB": "WB"}
    return both(
        *(same(single.loc[who, "creditor_code"], lender, who) for who, lender in said.items()),
        same(single.loc["UZB", "second_code"], "ADB", "UZB, next"),
        every(single.loc[list(said), "is_certain"], "no unnamed lender can be larger"),
        every(~single.loc[["KAZ"], "is_certain"], "an unnamed lender can be larger"),
        each_above(single.loc[FOUR, STOCK], single.loc[FOUR, "second_usd_million"], "US$ million"),
    )


@statement(title="lender-shares", finding="china-share-fell")
def china_share_fallen() -> Holds:
    """China's share has fallen from its height everywhere but in Kazakhstan."""
    china = _chinese()
    return each_above(
        china["top_share_pct"].reindex(FOUR),
        china["latest_share_pct"].reindex(FOUR),
        "% of debt",
        by=FALLEN_POINTS,
    )


@statement(title="lender-shares", finding="china-share-fell")
def china_share_at_height_in_kazakhstan() -> Holds:
    """China's share in Kazakhstan stands at its height."""
    china = _chinese().loc["KAZ"]
    height = china["top_share_pct"] - FALLEN_POINTS
    return above(china["latest_share_pct"], height, "% of debt")


@statement(finding="china-share-fell")
def debt_to_china_grown_in_uzbekistan() -> Holds:
    """In Uzbekistan the debt to China is larger than when its share was highest."""
    china = _chinese().loc["UZB"]
    rows = _by_creditor().query("debtor_code == 'UZB' and creditor_code == 'CHN'")
    stock = rows.set_index("year")[STOCK].astype(float)
    since = stock[[china["latest_year"], stock.index.max()]]
    return each_above(since, stock[china["top_year"]], "US$ million")


@statement(answer="who-is-owed")
def china_share_shrinking() -> Holds:
    """In Kyrgyzstan, Tajikistan and Turkmenistan China's share is below its mean of three years before."""
    rows = _by_creditor().query("creditor_code == 'CHN'").dropna(subset=["share_pct"])
    wide = rows.pivot(index="year", columns="debtor_code", values="share_pct").astype(float)
    three = wide[["KGZ", "TJK", "TKM"]].sort_index()
    return each_above(three.iloc[-4:-1].mean(), three.iloc[-1], "% of debt")


@statement(title="debt-peaks")
def most_debts_past_their_peak() -> Holds:
    """Most debts to China and Japan are below their highest."""
    peaks = debt.peaks(_by_creditor())
    return most(peaks["latest_year"] > peaks["peak_year"], "debts are past their peak")


@statement(title="debt-peaks")
def turkmen_debt_to_china_gone() -> Holds:
    """Turkmenistan's debt to China is all but gone."""
    return above(-_peak("TKM", "CHN")["change_pct"], GONE_PCT, "% fallen")


@statement(finding="turkmenistan-owes-japan", answer="who-is-owed")
def turkmenistan_owes_japan_more() -> Holds:
    """Turkmenistan owes Japan more than China."""
    return above(
        _peak("TKM", "JPN")["latest_usd_million"],
        _peak("TKM", "CHN")["latest_usd_million"],
        "US$ million",
    )


def _uzbek() -> pd.DataFrame:
    """Give the debt of Uzbekistan at the end of the latest year, a row a lender."""
    rows = debt.with_banks(load_table("debt_stocks"), "UZB", 2019)
    return rows[rows["year"] == rows["year"].max()].set_index("creditor_code")


@statement(title="uzbekistan-with-banks", finding="uzbekistan-order")
def china_leads_among_official_lenders() -> Holds:
    """Uzbekistan owes official lenders of China more than those of Japan."""
    official = _uzbek()["official_usd_million"]
    return above(official["CHN"], official["JPN"], "US$ million")


@statement(title="uzbekistan-with-banks", finding="uzbekistan-order")
def japan_leads_with_banks() -> Holds:
    """With commercial banks counted Uzbekistan owes Japan more than China."""
    total = _uzbek()["both_usd_million"]
    return above(total["JPN"], total["CHN"], "US$ million")


@statement(finding="tajikistan-none")
def tajikistan_owes_japan_nothing() -> Holds:
    """Neither the debtor's reports nor the loans found hold a debt of Tajikistan to Japan."""
    pair = "debtor_code == 'TJK' and creditor_code == 'JPN'"
    stocks, loans = load_table("debt_stocks").query(pair), load_table("loans").query(pair)
    return none([*stocks["year"], *loans["loan_id"]], "debt of Tajikistan to Japan")


# What is paid, and by whom it is owed in the newest figures.

labels(
    "owed-two-records",
    "yen-in-debt-to-japan",
    "debt-service-hump",
)
LAST = paid.LAST_PAID


@once
def _every() -> pd.DataFrame:
    """Give the service of each country and year, with the bonds issued since."""
    service = load_table("debt_service")
    newer = paid.new_bonds(load_table("bonds"), LAST, int(service["year"].max()))
    return paid.with_bonds(service, newer)


@once
def _lenders() -> pd.DataFrame:
    return paid.by_lender(load_table("debt_service"), load_table("creditors"))


def _due_year() -> int:
    return data.reading_year(data.latest_reading())


def _ministry(creditor: str) -> pd.DataFrame:
    """Give the newest figures of ministries on a creditor, and the World Bank's beside them."""
    names = ("debt_stocks", "external_debt", "creditors", "national_debt_reports")
    rows = owed.stock_of(*(load_table(name) for name in names))
    return rows[rows["creditor_code"] == creditor].set_index("debtor_code")


@statement(title="china-share-by-record", finding="china-share-fell")
def china_share_fallen_by_ministries() -> Holds:
    """The newest share that a ministry gives China is below the highest that it gave."""
    own = owed.completed(load_table("national_debt_reports"))
    bank = owed.world_bank(*(load_table(n) for n in ("debt_stocks", "external_debt", "creditors")))
    rows = owed.shares_by_record(bank, own, "CHN", 2016)
    rows = rows[rows["record"] == "Ministry"].sort_values("day", kind="stable")
    shares = rows.groupby("debtor_code")["share_pct"]
    three = ["KGZ", "TJK", "UZB"]
    return each_above(shares.max()[three], shares.last()[three], "% of debt", by=FALLEN_POINTS)


@statement(title="china-share-by-record")
def ministries_newer_than_the_world_bank() -> Holds:
    """The ministries' newest shares are of later days than the World Bank's."""
    rows = _ministry("CHN").loc[["KGZ", "TJK", "UZB"]]
    return every(rows["share_date"] > rows["bank_share_date"], "newer than the World Bank's")


@statement(title="china-share-by-base")
def bonds_and_imf_lower_shares() -> Holds:
    """A lender's share is larger when bonds or the IMF are left out of the total."""
    rows = owed.by_base(owed.completed(load_table("national_debt_reports")))
    rows = rows.set_index(["debtor_code", "creditor_code", "as_of_date"])
    without = rows[[name for name in rows if name.startswith("without_")]].astype(float)
    return each_above(without.max(axis=1).dropna(), rows["share_pct"], "% of debt")


@statement(finding="service-ahead", answer="who-is-owed")
def tajik_service_nearly_doubles() -> Holds:
    """Tajikistan's debt service rises by more than three quarters, to less than twice and a tenth."""
    tajik = _every().query("debtor_code == 'TJK'").set_index("year")["with_bonds_usd_million"]
    return within(tajik[LAST + 1] / tajik[LAST], 1.95, 0.2, "times")


@statement(finding="service-ahead", answer="who-is-owed")
def kyrgyz_peak_is_the_bond() -> Holds:
    """Kyrgyzstan's payments are highest in the year in which its new bond takes most of them."""
    kyrgyz = _every().query("debtor_code == 'KGZ'").set_index("year")
    bond = kyrgyz["bonds_usd_million"].astype(float)
    peak = kyrgyz["with_bonds_usd_million"].astype(float).idxmax()
    rest = kyrgyz["with_bonds_usd_million"].astype(float) - bond
    return above(bond[peak], rest[peak], "US$ million")


@statement(answer="who-is-owed")
def bondholders_above_china_at_the_peak() -> Holds:
    """Where payments have their peak ahead, bondholders are due more in it than China."""
    every = _every().set_index(["debtor_code", "year"])
    top = paid.peaks(_every())["with_bonds_year"].astype(int)
    due = _lenders().pivot_table(
        index=["debtor_code", "year"], columns="creditor_code", values=paid.TOTAL, aggfunc="sum"
    )
    ahead = [(who, top[who]) for who in ("KGZ", "TJK", "UZB")]
    rows = due.loc[ahead].fillna(0.0)
    bonds = rows["BOND"] + every.loc[ahead, "bonds_usd_million"].astype(float)
    return each_above(bonds.droplevel("year"), rows["CHN"].droplevel("year"), "US$ million")


@statement(title="debt-at-a-glance", answer="who-is-owed")
def largest_creditors_by_the_newest_records() -> Holds:
    """The largest creditor is China's bank in Kyrgyzstan and Tajikistan, and another elsewhere."""
    names = ("debt_stocks", "external_debt", "creditors", "national_debt_reports")
    largest_of = glance.largest(*(load_table(name) for name in names))["creditor_code"]
    said = {"KGZ": "CHN", "TJK": "CHN", "UZB": "WB", "TKM": "JPN", "KAZ": "BOND"}
    return both(*(same(largest_of[who], lender, who) for who, lender in said.items()))


@statement(finding="service-ahead")
def highest_payments_behind() -> Holds:
    """Kazakhstan and Turkmenistan have their highest payments behind them, the others before them."""
    peak = paid.peaks(_every())["with_bonds_year"].astype(int)
    return same(list(peak.index[peak <= LAST]), ["KAZ", "TKM"], "highest payments behind")


@statement(finding="turkmenistan-owes-japan", answer="who-is-owed")
def turkmenistan_pays_japan_most() -> Holds:
    """Of all lenders Turkmenistan paid Japan most in the last year paid."""
    rows = _lenders().query("debtor_code == 'TKM' and year == @LAST")
    return largest(rows.set_index("creditor_code")["total_usd_million"], "JPN", "US$ million")


@statement(title="service-china-japan")
def japan_and_china_level_in_uzbekistan() -> Holds:
    """In the last year scheduled Uzbekistan pays Japan and China nearly the same."""
    rows = _lenders().query("debtor_code == 'UZB'")
    last = rows[rows["year"] == rows["year"].max()].set_index("creditor_code")["total_usd_million"]
    return within(100 * float(last["JPN"] / last["CHN"]), 100, 5, "% of what China is paid")


@statement(title="service-china-japan")
def turkmenistan_pays_japan_more() -> Holds:
    """In the last year paid Turkmenistan paid Japan more than China."""
    rows = _lenders().query("debtor_code == 'TKM' and year == @LAST").set_index("creditor_code")
    return above(rows["total_usd_million"]["JPN"], rows["total_usd_million"]["CHN"], "US$ million")


@statement(title="paid-most")
def who_is_due_most() -> Holds:
    """In the year of the data Kyrgyzstan pays China most, and the others whom the title names."""
    first = paid.ranked(_lenders(), [_due_year()]).query("rank_no == 1")
    first = first.set_index("debtor_code")["creditor_code"]
    said = {"KGZ": "CHN", "TJK": "BOND", "TKM": "JPN", "UZB": "ADB"}
    return both(*(same(first[who], lender, who) for who, lender in said.items()))


@statement(title="service-by-ministries")
def ministries_differ_both_ways() -> Holds:
    """Of the sums that ministries give some are above the World Bank's and some below."""
    rows = paid.ministries(load_table("debt_service_reports"), load_table("debt_service"))
    gap = rows["difference_pct"].astype(float).dropna()
    return both(above(gap.max(), 0, "% apart"), above(0, gap.min(), "% apart"))


@statement(title="service-burden")
def uzbek_burden_grew_and_turkmen_fell() -> Holds:
    """By each measure Uzbekistan's service grew and Turkmenistan's fell between the years compared."""
    names = ("debt_service", "debt_service_bases", "national_accounts")
    rows = paid.burden(*(load_table(name) for name in names)).set_index(["debtor_code", "year"])
    measures = ["exports_pct", "revenue_pct", "per_head_usd"]
    ends = {
        who: (part.apply(lambda c: c.dropna().iloc[0]), part.apply(lambda c: c.dropna().iloc[-1]))
        for who in ("UZB", "TKM")
        for part in [rows.loc[who, measures].astype(float).sort_index()]
    }
    return both(
        every(ends["UZB"][1] > ends["UZB"][0], "grew in Uzbekistan"),
        every(ends["TKM"][1] < ends["TKM"][0], "fell in Turkmenistan"),
    )


@statement(title="service-concentration")
def uzbekistan_most_spread() -> Holds:
    """In the year of the data Uzbekistan's service is spread most evenly and Kyrgyzstan's least."""
    rows = paid.concentration(_lenders()).query(f"year == {_due_year()}")
    equal = rows.set_index("debtor_code")["equal_creditors"].astype(float)
    return both(
        largest(equal, "UZB", "creditors of equal size"),
        largest(-equal, "KGZ", "creditors of equal size"),
    )


@once
def _held() -> pd.DataFrame:
    """Give the highest ratio of service to the exports last read, a row a country."""
    service, bases = load_table("debt_service"), load_table("debt_service_bases")
    exports = bases.dropna(subset=["exports_usd_million"]).sort_values("year", kind="stable")
    last = exports.groupby("area_code")["exports_usd_million"].last().astype(float)
    due = _every()[_every()["year"] > int(service.query("service_kind == 'actual'")["year"].max())]
    most = due.groupby("debtor_code")["with_bonds_usd_million"].max().astype(float)
    return (100 * most / last).rename("ratio_pct").reset_index()


@statement(title="service-under-stress", finding="service-passes")
def scheduled_service_passes_the_threshold() -> Holds:
    """Against exports held, service passes the threshold in the three countries of the framework."""
    limits = load_table("debt_service_bases").dropna(subset=["service_exports_threshold_pct"])
    limits = (
        limits.sort_values("year", kind="stable")
        .groupby("area_code")["service_exports_threshold_pct"]
        .last()
    )
    ratio = _held().iloc[:, :2].set_index(_held().columns[0])["ratio_pct"]
    three = ["KGZ", "TJK", "UZB"]
    return each_above(ratio[three], limits.astype(float)[three], "% of exports")


@statement(title="bonds-outstanding")
def all_but_turkmenistan_owe_bondholders() -> Holds:
    """Every state but Turkmenistan has a bond that is not yet repaid."""
    found = records.outstanding_bonds(load_table("bonds"))
    return same(sorted(set(found["area_code"])), ["KAZ", "KGZ", "TJK", "UZB"], "owe bondholders")


@statement(title="debt-ratings")
def risk_by_the_fund_and_the_bank() -> Holds:
    """The risk of distress is high in Tajikistan, moderate in Kyrgyzstan and low in Uzbekistan."""
    rows = records.latest_ratings(load_table("credit_ratings"), load_table("debt_sustainability"))
    rows = rows.set_index("area_code")["analysis"].str.lower()
    said = {"TJK": "high", "KGZ": "moderate", "UZB": "low"}
    return every({who: word in rows[who] for who, word in said.items()}, "risk as said")


@statement(title="relief-requests")
def kyrgyzstan_asked_most() -> Holds:
    """Kyrgyzstan stands in most rows of requests."""
    counts = load_table("debt_relief_requests")["debtor_code"].value_counts()
    return largest(counts.astype(float), "KGZ", "requests")


@statement(title="officials-on-repaying")
def several_peak_years_named() -> Holds:
    """Statements on the year of Kyrgyzstan's highest payments are several."""
    rows = load_table("debt_statements").query("area_code == 'KGZ'")
    years = rows["paraphrase"].str.extract(r"Peak (?:of payments )?(\d{4})")[0].dropna()
    return above(float(years.nunique()), 1, "years named as the peak")
