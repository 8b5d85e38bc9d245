"""The finance module against hand-worked schedules, printed figures and what must always hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import hypothesis
import numpy as np
import pandas as pd
import pytest
from hypothesis import strategies as st

from helpers import finance
from helpers.data import load_table

EXAMPLES = load_table("grant_element_examples").set_index("example_id")
RATES = (0.0, 0.0001, 0.02, 0.06)
SPANS = ((8, 0), (7, 4.5), (20, 5), (30, 10), (40, 10))
REPAYMENTS = ("equal-principal", "annuity", "bullet")


def recomputed(row) -> float:
    return 100 * finance.grant_element(
        row["interest_pct"] / 100,
        row["maturity_years"],
        row["grace_years"],
        discount_rate=row["discount_rate_pct"] / 100,
        payments_per_year=int(row["payments_per_year"]),
        repayment=row["repayment_profile"],
    )


@pytest.mark.parametrize("example", EXAMPLES.index[EXAMPLES["is_reproduced"].astype(bool)])
def test_printed_grant_elements_to_four_decimals(example):
    row = EXAMPLES.loc[example]
    assert recomputed(row) == pytest.approx(row["printed_grant_element_pct"], abs=5e-5)


@pytest.mark.parametrize("example", EXAMPLES.index)
def test_agrees_with_the_research_done_apart_from_this_code(example):
    row = EXAMPLES.loc[example]
    formula = 100 * finance.grant_element_dac_formula(
        *(row[c] / d for c, d in (("interest_pct", 100), ("maturity_years", 1))),
        row["grace_years"],
        row["discount_rate_pct"] / 100,
    )
    assert formula == pytest.approx(row["recomputed_grant_element_pct"], abs=5e-5)


def test_what_the_table_calls_not_reproduced_is_not():
    for _, row in EXAMPLES[~EXAMPLES["is_reproduced"].astype(bool)].iterrows():
        assert abs(recomputed(row) - row["printed_grant_element_pct"]) > 1


def test_only_the_first_payment_at_grace_reproduces():
    late = finance.grant_element(0.02, 20, 5, discount_rate=0.1, first_principal="after-grace")
    simple = finance.grant_element(0.02, 20, 5, discount_rate=0.1, discounting="simple")
    assert round(100 * late, 4) != 53.1012
    assert round(100 * simple, 4) != 53.1012


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("discount", (0.01, 0.05, 0.1))
def test_schedule_and_closed_formula_agree(rate, span, discount):
    assert finance.grant_element(rate, *span, discount) == pytest.approx(
        finance.grant_element_dac_formula(rate, *span, discount), abs=1e-12
    )


def dac_annuity(rate, maturity, grace, discount, a=2) -> float:
    """Give the grant element of an annuity by the formula of the DAC annex (oecd-ge-formula)."""
    interval, duration = grace - 1 / a, maturity - grace + 1 / a
    d, c1 = (1 + discount) ** (1 / a) - 1, (1 + discount) ** interval
    payments, c2 = a * duration, (1 + discount) ** duration
    zg = rate * (1 - 1 / c1) / (a * d)
    zm = 1 / ((1 + rate / a) ** payments - 1) + 1
    zx = rate / a * zm / c1 * (1 - 1 / c2) / d
    return 1 - zg - zx


def dac_two_rates(in_grace, later, maturity, grace, discount, a=2) -> float:
    """Give the grant element of equal principal by the annex, with another rate during the grace."""
    interval, duration = grace - 1 / a, maturity - grace + 1 / a
    d, c1 = (1 + discount) ** (1 / a) - 1, (1 + discount) ** interval
    payments, c2 = a * duration, (1 + discount) ** duration
    zg = in_grace * (1 - 1 / c1) / (a * d)
    zm = (1 - 1 / c2) / (payments * c1 * d)
    zx = later / (a * payments) / c1 * (1 / c2 - 1 + d * payments) / d**2
    return 1 - zg - zm - zx


# The terms of the examples of the annex: ten years, 2.5 per cent, first payment after two and a half.
@pytest.mark.parametrize("terms", [(0.025, 10, 2.5), (0.02, 20, 5), (0.05542, 8, 0.5)])
@pytest.mark.parametrize("discount", [0.05, 0.07, 0.1])
def test_annuities_meet_the_formula_of_the_dac(terms, discount):
    ours = finance.grant_element(*terms, discount, repayment="annuity")
    assert ours == pytest.approx(dac_annuity(*terms, discount), abs=1e-12)


@pytest.mark.parametrize("terms", [(0.025, 10, 2.5), (0.02, 20, 5)])
def test_equal_principal_meets_the_general_formula_of_the_dac(terms):
    rate, maturity, grace = terms
    same = dac_two_rates(rate, rate, maturity, grace, 0.1)
    assert finance.grant_element(*terms, 0.1) == pytest.approx(same, abs=1e-12)
    # Interest-free grace; the interest of the first payment of principal falls after it.
    free = dac_two_rates(0.0, rate, maturity, grace, 0.1)
    ours = finance.grant_element(*terms, 0.1, grace_interest="free")
    assert ours == pytest.approx(free, abs=1e-12)


def test_a_lump_sum_meets_the_formula_of_the_dac():
    # All principal, and simple interest, at the end: 1 - (1 + R * G) / (1 + I) ** M, G = M.
    ours = finance.grant_element(0.025, 10, 10, 0.1, repayment="bullet", grace_interest="deferred")
    assert ours == pytest.approx(1 - (1 + 0.025 * 10) / 1.1**10, abs=1e-12)


def test_conventions_differ_as_they_must():
    # The usual Chinese loan under each convention, and a market rate of a reader's choice.
    terms = (0.02, 20, 5)
    unified, old = (100 * finance.grant_element(*terms, rate) for rate in (0.05, 0.10))
    low, lower, upper = (100 * finance.grant_element(*terms, rate) for rate in (0.09, 0.07, 0.06))
    assert [round(v, 1) for v in (unified, upper, lower, low, old)] == [
        26.4,
        33.1,
        39.1,
        49.0,
        53.1,
    ]
    assert finance.grant_element(*terms, 0.0347) == pytest.approx(
        finance.grant_element_dac_formula(*terms, 0.0347)
    )


def test_a_floating_rate_is_reference_plus_margin():
    rate = finance.floating_rate(0.006867, 0.036)
    assert rate == pytest.approx(0.042867)
    table = finance.schedule(100, [rate, 0.05], 1, 1, repayment="bullet")
    assert table["interest"].to_list() == pytest.approx([0, 2.14335, 2.5])
    assert finance.floating_rate(-0.01, 0.003, floor=0.001) == 0.001


def test_equal_principal_by_hand():
    # 1,200 at 6 per cent, two years, half-yearly, first principal after one year: three times 400.
    table = finance.schedule(1200, 0.06, 2, 1)
    assert table["principal"].to_list() == [0, 0, 400, 400, 400]
    assert table["interest"].to_list() == pytest.approx([0, 36, 36, 24, 12])
    assert table["balance"].to_list() == pytest.approx([1200, 1200, 800, 400, 0])


def test_annuity_of_the_textbook():
    # 1,000 at 10 per cent in three yearly payments: 402.11 each.
    table = finance.schedule(1000, 0.1, 3, 1, payments_per_year=1, repayment="annuity")
    assert table["payment"].round(2).to_list() == [0, 402.11, 402.11, 402.11]
    assert table["interest"].round(2).to_list() == [0, 100, 69.79, 36.56]


def test_bullet_and_grace_interest():
    paid = finance.schedule(100, 0.1, 2, 2, payments_per_year=1, repayment="bullet")
    assert paid["payment"].to_list() == pytest.approx([0, 10, 110])
    kept = finance.schedule(
        100, 0.1, 2, 2, payments_per_year=1, repayment="bullet", grace_interest="capitalised"
    )
    assert kept["payment"].to_list() == pytest.approx([0, 0, 121])
    free = finance.schedule(100, 0.1, 2, 2, payments_per_year=1, grace_interest="free")
    assert free["payment"].to_list() == pytest.approx([0, 0, 110])


def test_deferred_interest_bears_none():
    # Ten a year for two years kept, paid with the first principal beside the third year's ten.
    table = finance.schedule(100, 0.1, 4, 3, payments_per_year=1, grace_interest="deferred")
    assert table["payment"].to_list() == pytest.approx([0, 0, 0, 80, 55])


def test_fees_and_drawdown():
    table = finance.schedule(
        100, 0.0, 4, 2, payments_per_year=1, drawdown_years=2, upfront_fee=0.01, commitment_fee=0.02
    )
    assert table["drawn"].to_list() == [50, 50, 0, 0, 0]
    # One per cent of all at the signing; two per cent of the half not drawn a year later.
    assert table["fees"].to_list() == pytest.approx([1, 1, 0, 0, 0])
    with pytest.raises(finance.TermsError, match="drawdown_years"):
        finance.schedule(100, 0.02, 4, 1, payments_per_year=1, drawdown_years=3)


@pytest.mark.parametrize(("between", "later"), [(10.25, 10.5), (10.75, 11), (0.25, 0.5)])
def test_of_two_dates_of_payment_equally_near_the_later_is_taken(between, later):
    for span in ((between, 0), (20, between)):
        moved = tuple(later if years == between else years for years in span)
        assert finance.grant_element(0.02, *span) == pytest.approx(
            finance.grant_element_dac_formula(0.02, *moved, 0.05)
        )


def test_a_schedule_knows_how_long_its_periods_are():
    once = finance.schedule(100, 0.02, 20, 5, payments_per_year=1)
    assert finance.grant_element_of(once) == pytest.approx(
        finance.grant_element_dac_formula(0.02, 20, 5, 0.05, payments_per_year=1)
    )
    assert finance.effective_rate(once) == pytest.approx(0.02)


@pytest.mark.filterwarnings("ignore::helpers.finance.RateWarning")
def test_effective_rates_beyond_those_that_a_loan_may_name():
    dear = finance.schedule(100, 0.1, 1, 0, upfront_fee=0.2)
    assert finance.grant_element_of(dear, 0.25) < 0
    paid, rate = dear["payment"], finance.effective_rate(dear)
    assert sum(paid / (1 + rate) ** dear["year"]) == pytest.approx(100)
    halved = dear.assign(payment=paid / 2)
    assert finance.effective_rate(halved) < 0
    with pytest.raises(finance.TermsError, match="no rate makes them worth"):
        finance.effective_rate(dear.assign(payment=0.0))
    with pytest.raises(finance.TermsError, match="payments: one is missing"):
        finance.effective_rate(dear.assign(payment=float("nan")))


@pytest.mark.parametrize("kind", [list, tuple, np.array, pd.Series])
def test_rates_by_period_come_in_any_sequence(kind):
    table = finance.schedule(100, kind([0.02, 0.04]), 2, 2, payments_per_year=1)
    assert table["interest"].to_list() == pytest.approx([0, 2, 4])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rate": []}, "rate: no rate in the sequence"),
        ({"rate": "0.02"}, "rate: missing or no number ('0.02')"),
        ({"amount": 0}, "amount: 0 is not above zero"),
        ({"drawdown_years": -4}, "drawdown_years: -4 is negative"),
        ({"drawdown_years": float("nan")}, "drawdown_years: missing or no number (nan)"),
    ],
)
def test_a_schedule_that_can_not_be_is_refused(more, words):
    terms = {"amount": 100, "rate": 0.02, "maturity_years": 20, "grace_years": 5} | more
    with pytest.raises(finance.TermsError, match=re.escape(words)):
        finance.schedule(**terms)


@pytest.mark.parametrize(
    ("terms", "words"),
    [((5.3, 0.02), "reference: 5.3 looks like per cent"), ((0, 0, -0.002), "floor: -0.002 is neg")],
)
def test_a_floating_rate_that_can_not_be_is_refused(terms, words):
    with pytest.raises(finance.TermsError, match=words):
        finance.floating_rate(*terms)


def test_a_rate_that_floats():
    table = finance.schedule(100, [0.02, 0.04], 2, 2, payments_per_year=1, repayment="bullet")
    assert table["interest"].to_list() == pytest.approx([0, 2, 4])


def holds_always(rate, maturity, grace, discount, repayment):
    """What must hold whatever the terms."""
    table = finance.schedule(100, rate, maturity, grace, repayment=repayment)
    assert table["principal"].sum() == pytest.approx(100)
    assert table["balance"].iloc[-1] == pytest.approx(0, abs=1e-9)
    # Nothing is a gift when the loan bears the discount rate, period by period.
    per_period = 2 * finance.period_rate(rate)
    same = finance.grant_element(per_period, maturity, grace, rate, repayment=repayment)
    assert same == pytest.approx(0, abs=1e-9)
    value = finance.grant_element(rate, maturity, grace, discount, repayment=repayment)
    assert value < 1
    # A dearer loan is less of a gift, whatever the discount rate.
    dearer = finance.grant_element(rate + 0.001, maturity, grace, discount, repayment=repayment)
    assert dearer < value
    if rate / 2 < finance.period_rate(discount):
        assert value >= -1e-12
        longer = finance.grant_element(rate, maturity + 1, grace, discount, repayment=repayment)
        assert longer >= value - 1e-12
        if grace + 1 <= maturity:
            later = finance.grant_element(rate, maturity, grace + 1, discount, repayment=repayment)
            assert later >= value - 1e-12
    else:
        assert value <= 1e-12


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("repayment", REPAYMENTS)
def test_laws_on_a_grid(rate, span, repayment):
    for discount in (0.01, 0.05, 0.1):
        holds_always(rate, *span, discount, repayment)


@hypothesis.settings(deadline=None, max_examples=200)
@hypothesis.given(
    rate=st.floats(0, 0.14),
    periods=st.tuples(st.integers(1, 98), st.integers(0, 98)),
    discount=st.floats(0.001, 0.15),
    repayment=st.sampled_from(REPAYMENTS),
)
def test_laws_on_any_terms(rate, periods, discount, repayment):
    maturity, grace = max(periods) / 2, min(periods) / 2
    holds_always(rate, maturity, grace, discount, repayment)


LOANS = st.fixed_dictionaries(
    {
        "rate": st.floats(0, 0.15),
        "spans": st.tuples(st.floats(0.5, 50), st.floats(0, 50)),
        "discount_rate": st.floats(0, 0.15),
        "repayment": st.sampled_from(REPAYMENTS),
        "upfront_fee": st.floats(0, 0.1),
    }
)


@hypothesis.settings(deadline=None, max_examples=60)
@hypothesis.given(
    loans=st.lists(LOANS, max_size=6),
    payments=st.sampled_from([2, 4, 12]),
    first=st.sampled_from([None, "at-grace"]),
)
def test_a_table_at_once_is_worth_what_its_loans_are_one_by_one(loans, payments, first):
    rows = [
        loan | {"maturity_years": max(loan["spans"]), "grace_years": min(loan["spans"])}
        for loan in loans
    ]
    names = ["rate", "maturity_years", "grace_years", "discount_rate", "repayment", "upfront_fee"]
    table = pd.DataFrame(rows, columns=names)
    how = {"payments_per_year": payments, "first_principal": first}
    found = finance.grant_elements(
        table, table["discount_rate"], repayment=table["repayment"], **how
    )
    one_by_one = [
        finance.grant_element(**{name: row[name] for name in names}, **how) for row in rows
    ]
    assert found.to_list() == pytest.approx(one_by_one, abs=1e-9)


@pytest.mark.parametrize("name", ["dac-1972", "dac-2018", "imf-wb", "lic-dsf"])
def test_a_table_keeps_to_a_convention_as_one_loan_does(name):
    table = pd.DataFrame(
        {
            "rate": [0.0075, 0.08, 0.02, 0.05542, None],
            "maturity_years": [30, 5, 20, 8, 20],
            "grace_years": [5, 1, 5, 0, 5],
            "income_group": ["LIC", "LMIC", "UMIC", "LMIC", "LIC"],
        },
        index=["soft", "dear", "usual", "bank", "bank"],
    )
    found = finance.grant_elements(table, convention=name)
    assert list(found.index) == list(table.index) and pd.isna(found.iloc[-1])
    for row, value in zip(table.iloc[:-1].itertuples(), found):
        group = row.income_group if name == "dac-2018" else None
        terms = (row.rate, row.maturity_years, row.grace_years)
        assert value == pytest.approx(
            finance.grant_element(*terms, convention=name, income_group=group), abs=1e-12
        )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"rate": 2.0}, "loan 'road', rate: 2.0 looks like per cent"),
        ({"rate": -0.01}, "loan 'road', rate: -0.01 is negative"),
        ({"rate": np.inf}, "loan 'road', rate: missing or no number (inf)"),
        ({"grace_years": 21}, "loan 'road', grace_years: 21.0 is longer than the maturity, 20.0"),
        ({"maturity_years": 0.1, "grace_years": 0}, "'road', maturity_years: 0.1 is shorter than"),
        ({"grace_years": 20}, "'road', grace_years: 20.0 puts the first principal past the last"),
        ({"upfront_fee": -0.1}, "loan 'road', upfront_fee: -0.1 is negative"),
    ],
)
def test_a_loan_of_a_table_that_can_not_be_is_refused_by_its_name(row, words):
    terms = {"rate": 0.02, "maturity_years": 20.0, "grace_years": 5.0, "upfront_fee": 0.0}
    table = pd.DataFrame([terms, terms | row], index=["rail", "road"])
    with pytest.raises(finance.TermsError, match=re.escape(words)):
        finance.grant_elements(table, first_principal="after-grace")


def test_a_table_without_what_a_convention_needs_is_refused():
    table = pd.DataFrame({"rate": [0.02], "maturity_years": [20], "grace_years": [5]})
    with pytest.raises(finance.TermsError, match="grace_years: the table has no such column"):
        finance.grant_elements(table.drop(columns="grace_years"))
    with pytest.raises(finance.TermsError, match="income_group: the table has no such column"):
        finance.grant_elements(table, convention="dac-2018")


def test_conventions_are_those_of_the_table_of_rules():
    rules = load_table("concessionality_rules").set_index("rule_id")
    pairs = {
        "dac-old": ("dac-1972", "all"),
        "dac-2018-lic": ("dac-2018", "LIC"),
        "dac-2018-lmic": ("dac-2018", "LMIC"),
        "dac-2018-umic": ("dac-2018", "UMIC"),
        "unified-5": ("imf-wb", "all"),
    }
    for rule_id, (name, group) in pairs.items():
        rule, row = finance.CONVENTIONS[name], rules.loc[rule_id]
        assert 100 * rule.discount_rates[group] == pytest.approx(float(row["discount_rate_pct"]))
        if pd.notna(row["threshold_pct"]):
            assert 100 * rule.minimums[group] == pytest.approx(float(row["threshold_pct"]))
        assert rule.valid_from == str(row["valid_from_date"])
        assert (rule.valid_to or "") == str(row["valid_to_date"]).replace("nan", "").replace(
            "<NA>", ""
        )
    assert 100 * finance.minimum_of("imf-wb") == float(rules.loc["conc-35", "threshold_pct"])
    for rule_id in ("imf-1996-long", "imf-1996-short"):
        assert finance.CONVENTIONS["cirr"].valid_to == str(rules.loc[rule_id, "valid_to_date"])


def test_every_source_of_a_convention_is_in_the_table_of_sources():
    known = set(load_table("sources")["source_id"])
    named = {name for rule in finance.CONVENTIONS.values() for name in rule.source_ids}
    assert named - known == set()


def test_the_template_of_the_fund_counts_no_loan_below_zero():
    dear = (0.08, 5, 1)
    assert finance.grant_element(*dear, convention="lic-dsf") == 0
    below = finance.grant_element(*dear, convention="lic-dsf", floor_at_zero=False)
    assert 100 * below == pytest.approx(-9.3436, abs=5e-5)
    assert finance.grant_element(*dear, convention="imf-wb") == 0
    assert finance.grant_element(*dear, convention="dac-1972") > 0 > finance.grant_element(*dear)


def test_what_is_named_beside_a_convention_goes_before_it():
    late = finance.grant_element(0.02, 20, 5, convention="imf-wb", first_principal="after-grace")
    assert late == finance.grant_element(0.02, 20, 5, first_principal="after-grace")
    low = finance.grant_element(0.02, 20, 5, 0.03, convention="imf-wb")
    assert low == finance.grant_element(0.02, 20, 5, 0.03)
    # 26.4 by the timing of the DAC, a half-year later, and a payment a year after grace.
    timings = [
        finance.grant_element(0.02, 20, 5),
        late,
        finance.grant_element(0.02, 20, 5, convention="lic-dsf"),
    ]
    assert [round(100 * value, 2) for value in timings] == [26.39, 26.84, 27.47]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"convention": "paris"}, "convention: 'paris' is none of dac-1972, dac-2018, imf-wb"),
        ({"convention": "dac-2018"}, "loan 'road', income_group: None is none of LIC, LMIC, UMIC"),
        ({"convention": "cirr"}, "loan 'road', discount_rate: convention 'cirr' has none for all"),
        ({"income_group": "LIC"}, "loan 'road', income_group: 'LIC' is named without a convention"),
    ],
)
def test_a_convention_that_can_not_be_applied_says_why(more, words):
    with pytest.raises(finance.TermsError, match=re.escape(words)):
        finance.grant_element(0.02, 20, 5, loan="road", **more)


CIRR = pd.Series(
    np.linspace(0.10, 0.03, 226), pd.period_range("1995-01", "2013-10", freq="M").astype(str)
)


def test_the_rate_of_a_currency_is_its_mean_over_ten_years_or_half_a_year():
    # Signed on 20 March 2006: the rate of March is in force, ten years end with that of February.
    assert finance.cirr_discount_rate(CIRR, "2006-03-20", 20) == pytest.approx(
        CIRR["1996-03":"2006-02"].mean() + 0.0115
    )
    # From the 15th on it is that of the month.
    assert finance.cirr_discount_rate(CIRR, "2006-03-15", 20) == pytest.approx(
        CIRR["1996-03":"2006-02"].mean() + 0.0115
    )
    # On 14 March that of February still is.
    assert finance.cirr_discount_rate(CIRR, "2006-03-14", 30) == pytest.approx(
        CIRR["1996-02":"2006-01"].mean() + 0.0125
    )
    # The half-year before: 15 August 2005 to 14 February 2006, and before the 15th the one before.
    assert finance.cirr_discount_rate(CIRR, "2006-03-20", 14.9) == pytest.approx(
        CIRR["2005-08":"2006-01"].mean() + 0.0075
    )
    assert finance.cirr_discount_rate(CIRR, "2006-02-10", 10) == pytest.approx(
        CIRR["2005-02":"2005-07"].mean() + 0.0075
    )


@pytest.mark.parametrize(
    ("signed", "words"),
    [
        ("2013-10-11", "signed: 2013-10-11 is outside the rule of the CIRR"),
        ("1999-01-20", "cirr: no rate for 1989-01"),
        ("2006", "dates: '2006' is no day such as 2010-05-01"),
    ],
)
def test_a_rate_of_a_currency_that_is_not_known_is_refused(signed, words):
    with pytest.raises(finance.TermsError, match=words):
        finance.cirr_discount_rate(CIRR, signed, 20)


def test_each_currency_has_its_own_rate_and_a_stand_in_is_marked():
    codes = pd.Series({"road": "USD", "rail": "JPY", "dam": "CNY"})
    rates = finance.matched_rates(codes, {"USD": 0.05, "JPY": 0.02}, {"CNY": "USD"})
    assert rates["discount_rate"].to_dict() == {"road": 0.05, "rail": 0.02, "dam": 0.05}
    assert rates["is_stand_in"].to_dict() == {"road": False, "rail": False, "dam": True}
    with pytest.raises(
        finance.TermsError, match="loan 'dam', currency: no discount rate for 'CNY'"
    ):
        finance.matched_rates(codes, {"USD": 0.05, "JPY": 0.02})


def test_repayment_in_shares_as_the_bank_for_development_lends():
    # IDA on blend terms: thirty years, 3.3 per cent a year after five, 6.8 in the last five.
    shares = [0.0165] * 40 + [0.034] * 10
    table = finance.schedule(100, 0.0125, 30, 5, first_principal="after-grace", repayment=shares)
    assert table["principal"].iloc[[10, 11, 50, 51, 60]].to_list() == pytest.approx(
        [0, 1.65, 1.65, 3.4, 3.4]
    )
    assert table["balance"].iloc[-1] == pytest.approx(0, abs=1e-9)
    # Equal shares are the profile of that name.
    same = finance.schedule(100, 0.02, 20, 5, repayment=[1 / 31] * 31)
    plain = finance.schedule(100, 0.02, 20, 5)
    assert same["payment"].to_list() == pytest.approx(plain["payment"].to_list())


def test_drawing_as_one_says():
    own = finance.schedule(
        100, 0.04, 4, 2, payments_per_year=1, drawn=[10, 60, 30], commitment_fee=0.01
    )
    assert own["drawn"].to_list() == [10, 60, 30, 0, 0]
    assert own["interest"].to_list() == pytest.approx([0, 0.4, 2.8, 8 / 3, 4 / 3])
    assert own["fees"].to_list() == pytest.approx([0, 0.9, 0.3, 0, 0])
    halves = finance.schedule(100, 0.04, 4, 2, payments_per_year=1, drawn=[50, 50, 0])
    assert halves.equals(finance.schedule(100, 0.04, 4, 2, payments_per_year=1, drawdown_years=2))


def test_tranches_add_up_and_the_longer_goes_on_alone():
    works = finance.schedule(90, 0.014, 30, 10)
    advice = finance.schedule(10, 0.0001, 20, 5)
    loan = finance.combined(works, advice)
    assert len(loan) == len(works)
    assert loan["principal"].sum() == pytest.approx(100)
    assert loan["payment"].iloc[-1] == works["payment"].iloc[-1]
    assert loan["payment"].iloc[20] == works["payment"].iloc[20] + advice["payment"].iloc[20]
    assert finance.combined(works, works)["drawn"].iloc[0] == 180
    with pytest.raises(finance.TermsError, match="their dates of payment are not the same"):
        finance.combined(works, finance.schedule(10, 0.0001, 20, 5, payments_per_year=1))


def test_dates_of_payment_and_day_count():
    table = finance.schedule(100, 0.036, 1, 1, dates="2023-08-31", day_count="act/360")
    assert [str(day) for day in table["date"]] == ["2023-08-31", "2024-02-29", "2024-08-31"]
    assert table["interest"].to_list() == pytest.approx([0, 1.82, 1.84])
    assert table["year"].to_list() == pytest.approx([0, 182 / 365, 366 / 365])
    # A first period of its own length: 20 March and 20 September.
    days = ["2023-08-31", "2024-03-20", "2024-09-20"]
    own = finance.schedule(100, 0.036, 1, 1, dates=days, day_count="act/360")
    assert own["interest"].to_list() == pytest.approx([0, 2.02, 1.84])
    assert finance.effective_rate(own) == pytest.approx(0.03684, abs=2e-4)


def test_at_forward_rates_a_loan_is_worth_the_same_in_either_currency():
    yen = pd.Series({0: 0.002, 10: 0.01, 40: 0.02})
    dollar = pd.Series({0: 0.02, 10: 0.035, 40: 0.045})
    table = finance.schedule(100, 0.014, 30, 10)
    years = table["year"].to_numpy()
    rates = {name: np.interp(years, c.index, c) for name, c in (("y", yen), ("d", dollar))}
    forward = (1 + rates["d"]) ** years / (1 + rates["y"]) ** years
    assert finance.grant_element_of(finance.converted(table, forward), dollar) == pytest.approx(
        finance.grant_element_of(table, yen)
    )
    # And a flat curve is the rate itself.
    flat = pd.Series({0: 0.05, 40: 0.05})
    assert finance.grant_element_of(table, flat) == pytest.approx(finance.grant_element_of(table))


def test_a_currency_that_loses_value_makes_a_loan_cheaper_by_as_much():
    table = finance.schedule(100, 0.014, 30, 10)
    own = finance.effective_rate(table)
    for change in (-0.05, 0.0, 0.03):
        there = finance.effective_rate(finance.converted(table, change))
        assert 1 + there == pytest.approx((1 + own) * (1 + change))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ([1.0, 1.1], "exchange: 2 values are given for 5 dates"),
        ([1, 1, 0, 1, 1], "exchange: a value of it is missing or not above zero"),
        ([1, 1, np.nan, 1, 1], "exchange: a value of it is missing or not above zero"),
        (None, "exchange: missing or no number (None)"),
    ],
)
def test_an_exchange_path_that_can_not_be_is_refused(path, words):
    with pytest.raises(finance.TermsError, match=re.escape(words)):
        finance.converted(finance.schedule(100, 0.02, 2, 1), path)


REFERENCE = pd.Series({2006: 0.0528, 2007: 0.0525, 2008: 0.0306, 2009: 0.0111, 2010: -0.02})


def test_the_rates_that_came_are_those_of_the_year_in_which_a_period_begins():
    ways = finance.floating_ways(0.012, 5, signed="2006-10-15", reference=REFERENCE)
    came = [0.0528, 0.0525, 0.0525, 0.0306, 0.0306, 0.0111, 0.0111, -0.02, -0.02, -0.02]
    assert ways["as-it-came"] == pytest.approx([max(rate + 0.012, 0) for rate in came])
    assert ways["at-signing"] == pytest.approx([0.0648] * 10)
    assert "fixed-equivalent" not in ways
    # Of a year alone its middle is taken: the second half-year begins with the next.
    year = finance.floating_ways(0.012, 5, signed=2006, reference=REFERENCE)
    assert year["as-it-came"][:4] == pytest.approx([0.0648, 0.0645, 0.0645, 0.0426])


def test_a_floating_loan_is_a_range():
    priced = finance.floating_range(
        0.012, 20, 5, signed=2006, reference=REFERENCE, government_yield=0.05
    )
    assert priced["at-signing"] == finance.grant_element(0.0648, 20, 5)
    assert priced["fixed-equivalent"] == pytest.approx(finance.grant_element(0.062, 20, 5))
    assert priced["low"] == priced["at-signing"] < priced["fixed-equivalent"] < priced["high"]
    assert priced["high"] == priced["as-it-came"]
    bare = finance.floating_range(0.012, 20, 5, signed=2006, reference=REFERENCE)
    assert pd.isna(bare["fixed-equivalent"]) and bare["low"] == priced["low"]


@pytest.mark.parametrize(
    ("signed", "reference", "words"),
    [
        (2005, REFERENCE, "no reference rate for 2005, the year of signing"),
        (2006, REFERENCE.drop(2008), "no reference rate for 2008, and there are later ones"),
        (2006, REFERENCE * 100, "reference: 5.28 looks like per cent"),
        ("2006-13-01", REFERENCE, "dates: '2006-13-01' is no day such as"),
    ],
)
def test_a_floating_loan_that_can_not_be_priced_is_refused(signed, reference, words):
    with pytest.raises(finance.TermsError, match=words):
        finance.floating_ways(0.012, 5, signed=signed, reference=reference, loan="moynak")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"repayment": [0.5, 0.5]}, "repayment: 2 shares are given for 3 repayments"),
        ({"repayment": [0.5, 0.3, 0.3]}, "repayment: the shares add up to 1.1, not to 1"),
        ({"repayment": [1.5, -0.3, -0.2]}, "repayment: a share of -0.3 is negative"),
        ({"drawn": [50, 40]}, "drawn: the parts add up to 90, not to the amount, 100"),
        ({"drawn": [150, -50]}, "drawn: -50 is negative"),
        ({"drawn": [50, None]}, "drawn: missing or no number (None)"),
        ({"drawn": [50, 0, 0, 50]}, "drawn: period 3 comes after the first repayment, 2"),
        ({"drawn": [100], "drawdown_years": 1}, "drawn: give it or drawdown_years, not both"),
        ({"drawdown_years": 2}, "drawdown_years: 2 runs past the first repayment"),
        ({"dates": "31.8.2023"}, "dates: '31.8.2023' is no day such as 2010-05-01"),
        ({"dates": ["2023-08-31", "2024-02-29"]}, "dates: 2 are given, the signing and 4 payments"),
        ({"dates": ["2023-08-31"] * 5}, "dates: 2023-08-31 does not come after 2023-08-31"),
        ({"day_count": "act/360"}, "day_count: 'act/360' counts days, and no dates are given"),
        ({"dates": "2023-08-31", "day_count": "act/366"}, "day_count: 'act/366' is none of 30/360"),
        ({"maturity_years": 0.2, "grace_years": 0}, "maturity_years: 0.2 is shorter than half"),
        ({"grace_years": 2, "first_principal": "after-grace"}, "grace_years: 2 puts the first"),
        ({"first_principal": "never"}, "first_principal: 'never' is none of at-grace"),
    ],
)
def test_a_schedule_of_ones_own_that_can_not_be_is_refused(more, words):
    terms = {"amount": 100, "rate": 0.02, "maturity_years": 2, "grace_years": 1, "loan": "road"}
    with pytest.raises(finance.TermsError, match=re.escape(f"loan 'road', {words}")):
        finance.schedule(**(terms | more))


def test_of_several_rates_the_one_nearest_to_zero_is_given():
    # An example of numpy-financial, whose flows change their sign three times.
    flows = pd.Series([-5, 10.5, 1, -8, 1])
    table = pd.DataFrame(
        {"year": range(5), "drawn": (-flows).clip(lower=0), "payment": flows.clip(lower=0)}
    )
    assert finance.effective_rate(table) == pytest.approx(0.0886, abs=5e-5)


def test_nothing_is_repaid_on_the_day_of_signing_unless_one_asks_for_it():
    assert finance.schedule(100, 0.05, 8, 0)["principal"].iloc[0] == 0
    dac = finance.schedule(100, 0.05, 8, 0, first_principal="at-grace")
    assert dac["principal"].iloc[0] == pytest.approx(100 / 17)


def test_a_schedule_is_not_discounted_by_other_periods_than_its_own():
    once = finance.schedule(100, 0.02, 20, 5, payments_per_year=1)
    own = finance.grant_element_of(once, 0.05, payments_per_year=1)
    assert own == finance.grant_element_of(once, 0.05)
    with pytest.raises(
        finance.TermsError, match="payments_per_year: 2 is named, the schedule has 1"
    ):
        finance.grant_element_of(once, 0.05, payments_per_year=2)


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (pd.Series(dtype=float), "discount_rate: the curve has no point"),
        (pd.Series({1: 5.0}), "discount_rate: 5.0 looks like per cent"),
        (pd.Series({1: np.nan}), "discount_rate: missing or no number (nan)"),
    ],
)
def test_a_curve_that_can_not_be_is_refused(curve, words):
    with pytest.raises(finance.TermsError, match=re.escape(words)):
        finance.grant_element(0.02, 20, 5, curve)


def test_a_rate_that_may_be_in_per_cent_is_taken_and_said():
    with pytest.warns(finance.RateWarning, match="loan 'road', rate: 0.2 is taken for 20 per cent"):
        finance.grant_element(0.2, 20, 5, loan="road")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        finance.grant_element(0.15, 20, 5)


def test_the_folder_can_be_copied_and_imported_under_another_name(tmp_path):
    folder = Path(finance.__file__).parent
    shutil.copytree(folder, tmp_path / "loanmath", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "import sys, loanmath\n"
        "print(round(100 * loanmath.grant_element(0.0075, 30, 5, convention='lic-dsf'), 4))\n"
        "assert not any(name.split('.')[0] == 'helpers' for name in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, cwd=tmp_path, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert run.stdout.strip() == "47.4539", run.stderr


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ((2.0, 20, 5), "loan 'road', rate: 2.0 looks like per cent"),
        ((-0.01, 20, 5), "loan 'road', rate: -0.01 is negative"),
        ((0.02, -20, 5), "loan 'road', maturity_years: -20"),
        ((0.02, 20, 21), "loan 'road', grace_years: 21 is longer than the maturity, 20"),
        ((0.02, 20, -1), "loan 'road', grace_years: -1 is negative"),
        ((None, 20, 5), "loan 'road', rate: missing"),
        ((0.02, float("nan"), 5), "loan 'road', maturity_years: missing"),
    ],
)
def test_bad_terms_name_loan_and_field(terms, words):
    with pytest.raises(finance.TermsError, match=words):
        finance.grant_element(*terms, loan="road")


@pytest.mark.parametrize("currency", [None, float("nan"), "", "dollar"])
def test_a_missing_currency_names_loan_and_field(currency):
    with pytest.raises(finance.TermsError, match="loan 'road', currency: missing"):
        finance.check_currency(currency, loan="road")
    finance.check_currency("JPY", loan="road")


@pytest.mark.parametrize(
    ("fees", "words"),
    [
        ({"upfront_fee": 0.5}, "loan 'road', upfront_fee: 0.5 looks like per cent"),
        ({"commitment_fee": -0.1}, "loan 'road', commitment_fee: -0.1 is negative"),
        ({"grace_interest": "later"}, "loan 'road', grace_interest: 'later' is none of paid"),
    ],
)
def test_bad_fees_name_loan_and_field(fees, words):
    with pytest.raises(finance.TermsError, match=words):
        finance.grant_element(0.02, 20, 5, loan="road", **fees)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"repayment": "balloon"}, "repayment: 'balloon' is none of equal-principal"),
        ({"first_principal": "later"}, "first_principal"),
        ({"discounting": "daily"}, "discounting"),
        ({"payments_per_year": 3}, "payments_per_year"),
        ({"discount_rate": 5}, "discount_rate: 5 looks like per cent"),
    ],
)
def test_conventions_are_named(choice, words):
    with pytest.raises(finance.TermsError, match=words):
        finance.grant_element(0.02, 20, 5, **choice)
