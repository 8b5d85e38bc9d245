"""Conditions of the sentences on the charge of a debt trap."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import Holds, above, each_above, every, labels, most, once, same, statement
from helpers.topics.debt.measures import by_creditor
from helpers.topics.trap import facts
from helpers.topics.trap import measures as trap

labels("trap-evidence", "debate-positions")


@once
def _tested() -> pd.DataFrame:
    names = (
        *("loans", "reference_rates", "dac_income_groups", "trap_evidence", "debt_relief"),
        *("debt_sustainability", "external_debt", "public_debt"),
        *("debt_service", "debt_service_bases", "debt_and_reserve_ratios"),
    )
    tables = {name: load_table(name) for name in names}
    tables["by_creditor"] = by_creditor(load_table("debt_stocks"), tables["external_debt"])
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


@statement(title="trap-matrix", finding="trap-opaque-secured", answer="debt-trap")
def secured_loan_in_all_five() -> Holds:
    """In each of the five a Chinese loan is secured."""
    return same(_debtors("collateral", "CHN", "met"), CENTRAL_ASIA, "secured in")


@statement(title="trap-matrix", finding="trap-core", answer="debt-trap")
def no_asset_lost() -> Holds:
    """No pair of debtor and lender meets the test of a lost asset."""
    rows = _tested().query("criterion_id == 'assets-lost'")
    pairs = rows.set_index(["debtor_code", "creditor_code"])["status"]
    return every(pairs != "met", "no asset was lost")


@statement(title="trap-matrix", answer="debt-trap")
def most_tests_of_japan_unknown() -> Holds:
    """Most tests of Japan are unknown."""
    rows = _tested().query("applies_to == 'lender' and creditor_code == 'JPN'")
    rows = rows[rows["status"] != "no-debt"]
    return most(rows["status"] == "unknown", "tests of Japan are unknown")


@statement(finding="trap-japan-unasked", answer="debt-trap")
def more_unknown_of_japan() -> Holds:
    """More verdicts are unknown for Japan than for China."""
    counts = _counts()
    return above(counts["jpn-unknown"], counts["chn-unknown"], "verdicts")


@statement(finding="trap-dependence", answer="debt-trap")
def dependence_was_real() -> Holds:
    """China once held more than the limit in Kyrgyzstan, Tajikistan and Turkmenistan."""
    return same(_debtors("concentration-ever", "CHN", "met"), ["KGZ", "TJK", "TKM"], "ever above")


@statement(finding="trap-dependence")
def not_on_china_alone() -> Holds:
    """Japan once held more than the limit in Kazakhstan alone."""
    return same(_debtors("concentration-ever", "JPN", "met"), ["KAZ"], "ever above")


@statement(finding="trap-dependence")
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
def no_hidden_terms_settled() -> Holds:
    """Whether terms are hidden is settled for no debtor of China."""
    rows = _tested().query("criterion_id == 'opaque-terms' and creditor_code == 'CHN'")
    return every(rows.set_index("debtor_code")["status"] == "unknown", "not settled")


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
