"""Conditions of the sentences on the charge of a debt trap."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    labels,
    most,
    once,
    same,
    statement,
    within,
)
from helpers.topics.debt import contingent, coverage, owed
from helpers.topics.debt.measures import by_creditor
from helpers.topics.trap import facts
from helpers.topics.trap import measures as trap

labels("trap-evidence", "debate-positions")


@once
def _tested() -> pd.DataFrame:
    tables = {name: load_table(name) for name in trap.TABLES}
    tables["by_creditor"] = by_creditor(load_table("debt_stocks"), load_table("external_debt"))
    tables["own"] = owed.completed(load_table("national_debt_reports"))
    return trap.matrix(load_table("trap_criteria"), load_table("concessionality_rules"), tables)


def _counts() -> dict[str, int]:
    return facts.verdicts(_tested(), load_table("trap_criteria"))


def _debtors(criterion: str, creditor: str, status: str) -> list[str]:
    rows = _tested().query(
        "criterion_id == @criterion and creditor_code == @creditor and status == @status"
    )
    return rows["debtor_code"].to_list()


@statement(title="trap-criteria")
def each_test_has_a_threshold() -> Holds:
    """Each test says when it is met and names a source."""
    rows = load_table("trap_criteria").set_index("criterion_id")
    return every(rows["threshold_text"].notna() & rows["source_id"].notna(), "threshold and origin")


@statement(finding="trap-opaque-secured", answer="debt-trap")
def secured_loan_in_all_five() -> Holds:
    """In each of the five a Chinese loan is secured."""
    return same(_debtors("collateral", "CHN", "met"), CENTRAL_ASIA, "secured in")


@statement(title="trap-matrix", finding="trap-opaque-secured", answer="debt-trap")
def most_money_secured_in_turkmenistan_and_kazakhstan() -> Holds:
    """Of the money of Chinese loans most is secured in Turkmenistan and Kazakhstan, and nowhere else."""
    rows = _tested().query("criterion_id == 'collateral' and creditor_code == 'CHN'")
    money = rows.set_index("debtor_code")["value"].astype(float)
    return both(
        above(money["TKM"], 50.0, "% of money"),
        above(money["KAZ"], 50.0, "% of money"),
        each_above(50.0, money.drop(["TKM", "KAZ"]), "% of money"),
    )


@statement(title=["trap-matrix", "trap-cases"], finding="trap-core", answer="debt-trap")
def no_asset_lost() -> Holds:
    """No pair of debtor and lender meets the test of a lost asset."""
    rows = _tested().query("criterion_id == 'assets-lost'")
    pairs = rows.set_index(["debtor_code", "creditor_code"])["status"]
    return every(pairs != "met", "no asset was lost")


@statement(answer="debt-trap")
def no_policy_exacted() -> Holds:
    """No pair of debtor and lender meets the test of a price in policy."""
    rows = _tested().query("criterion_id == 'policy-price'")
    pairs = rows.set_index(["debtor_code", "creditor_code"])["status"]
    return every(pairs != "met", "no policy was exacted")


@statement(title="trap-cases")
def disputes_told_of_kyrgyzstan_alone() -> Holds:
    """Of the named cases a source says where disputes go in the Kyrgyz one alone."""
    rows = load_table("trap_cases")
    told = rows.loc[rows["topic"] == "disputes", "debtor_code"].unique().tolist()
    return same(told, ["KGZ"], "disputes told")


@statement(title="trap-matrix", answer="debt-trap")
def most_tests_of_japan_open() -> Holds:
    """Most tests of Japan are open: undecided, or looked at by no source."""
    rows = _tested().query("applies_to == 'lender' and creditor_code == 'JPN'")
    rows = rows[rows["status"] != "no-debt"]
    return most(~rows["status"].isin(["met", "not-met"]), "tests of Japan are open")


@statement(finding="trap-japan-unasked", answer="debt-trap")
def more_open_of_japan() -> Holds:
    """A larger share of the verdicts is open for Japan than for China."""
    counts = _counts()
    share = {c: 100 * counts[f"{c}-open"] / counts[f"{c}-asked"] for c in ("jpn", "chn")}
    return above(share["jpn"], share["chn"], "% of verdicts")


@statement(finding="trap-dependence", answer="debt-trap")
def dependence_was_real() -> Holds:
    """China once held more than the limit in Kyrgyzstan, Tajikistan and Turkmenistan."""
    return same(_debtors("concentration-ever", "CHN", "met"), ["KGZ", "TJK", "TKM"], "ever above")


@statement(finding="trap-dependence", answer="debt-trap")
def not_on_china_alone() -> Holds:
    """Japan once held more than the limit in Kazakhstan alone."""
    return same(_debtors("concentration-ever", "JPN", "met"), ["KAZ"], "ever above")


@statement(finding="trap-dependence", answer="debt-trap")
def dependence_has_passed() -> Holds:
    """Neither lender holds more than the limit anywhere now."""
    limit = load_table("trap_criteria").set_index("criterion_id")["threshold_value"]
    rows = _tested().query("criterion_id == 'concentration-now'").dropna(subset=["value"])
    shares = rows.set_index(["debtor_code", "creditor_code"])["value"]
    return each_above(float(limit["concentration-now"]), shares, "% of debt")


@statement(finding="trap-both-moved")
def both_put_off_payments() -> Holds:
    """Lenders of both countries have put off payments of Kyrgyzstan."""
    moved = trap.payments_moved(load_table("debt_relief"))
    value = moved.set_index(["debtor_code", "creditor_code"])["value"].astype(float)
    return each_above(value[[("KGZ", "CHN"), ("KGZ", "JPN")]], 0.0, "agreements")


@statement(finding="trap-opaque-secured")
def none_priced_is_hard() -> Holds:
    """No loan that could be priced is hard, of either lender."""
    rows = _tested().query("criterion_id == 'hard-terms' and cell_text != ''")
    hard = rows["cell_text"].str.split("/").str[0].astype(int)
    return every(
        (hard == 0).set_axis(rows["debtor_code"] + " " + rows["creditor_code"]), "not hard"
    )


@statement(title="terms-by-lender", finding="trap-opaque-secured")
def aid_lender_publishes_most() -> Holds:
    """Terms of Japan's aid lender are published most; no other lender has a page with full terms."""
    table = trap.by_institution(load_table("loans"), load_table("trap_evidence"))
    table = table.set_index("institution")
    shares = table["open_pct"]
    aid, export, *chinese = trap.INSTITUTIONS
    return both(
        each_above(shares[aid], shares.drop(aid), "% of loans"),
        within(shares[export], 0.0, 0.0, "% of loans"),
        each_above(10.0, shares[chinese], "% of loans"),
        every(table["lender"].drop(aid) == 0, "no page of its own"),
    )


@once
def _left() -> pd.DataFrame:
    year = int(load_table("debt_stocks")["year"].max())
    return coverage.outstanding(load_table("loans"), load_table("exchange_rates_year_end"), year)


@once
def _seen() -> pd.DataFrame:
    stocks = load_table("debt_stocks")
    return coverage.lent_and_owed(_left(), stocks, int(stocks["year"].max()))


@statement(title="loans-seen", finding="trap-loans-seen")
def loans_account_for_most_or_little() -> Holds:
    """Known loans account for most in two pairs, for less than half in one, for little in one."""
    seen = _seen().set_index(["debtor_code", "creditor_code"])["seen_pct"]
    return both(
        each_above(seen[[("KGZ", "CHN"), ("TJK", "CHN")]], 50.0, "% of debt"),
        above(50.0, seen["UZB", "CHN"], "% of debt"),
        above(20.0, seen["TKM", "JPN"], "% of debt"),
    )


@once
def _beside() -> pd.DataFrame:
    return contingent.beside_the_state(_left())


@statement(title="beside-the-state")
def kazakh_companies_owe_most() -> Holds:
    """Most without a guarantee is left in Kazakhstan, nearly all of it of Chinese loans."""
    rows = _beside().query("kind == 'unguaranteed'")
    left = rows.groupby("debtor_code")["left_usd_million"].sum()
    china = rows.set_index(["debtor_code", "creditor_code"])["left_usd_million"]["KAZ", "CHN"]
    return both(
        each_above(left["KAZ"], left.drop("KAZ"), "US$ million"),
        above(100 * china / left["KAZ"], 90.0, "% of it"),
    )


@statement(finding="trap-beside-state")
def more_without_than_with_a_guarantee() -> Holds:
    """More is left of Chinese loans to companies without a guarantee on record than with one."""
    rows = _beside().query("creditor_code == 'CHN'")
    left = rows.groupby("kind")["left_usd_million"].sum()
    return above(left["unguaranteed"], left["guaranteed"], "US$ million")


@once
def _positions() -> pd.DataFrame:
    names = load_table("areas").set_index("area_code")["area_name"]
    tables = load_table("debate_positions"), load_table("debate_position_areas")
    return trap.positions(*tables, names, load_table("sources")).query("debate == 'debt-trap'")


@statement(title="trap-positions")
def studies_qualify_or_reject() -> Holds:
    """Most studies of the trap qualify or reject it."""
    studies = _positions().query("source_kind == 'paper'")
    return most(studies["position"] != "supports", "studies qualify or reject it")


@statement(title="trap-positions")
def support_outside_studies() -> Holds:
    """Most support for the trap stands outside studies."""
    support = _positions().query("position == 'supports'")
    return most(support["source_kind"] != "paper", "supporting positions are no studies")
