"""The finance module against hand-worked schedules, printed figures and what must always hold."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

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


def test_laws_on_any_terms():
    hypothesis = pytest.importorskip("hypothesis")
    st = hypothesis.strategies

    @hypothesis.settings(deadline=None, max_examples=200)
    @hypothesis.given(
        rate=st.floats(0, 0.2),
        periods=st.tuples(st.integers(1, 100), st.integers(0, 100)),
        discount=st.floats(0.001, 0.2),
        repayment=st.sampled_from(REPAYMENTS),
    )
    def run(rate, periods, discount, repayment):
        maturity, grace = max(periods) / 2, min(periods) / 2
        holds_always(rate, max(maturity, 0.5), grace, discount, repayment)

    run()


def test_against_numpy_financial():
    npf = pytest.importorskip("numpy_financial")
    table = finance.schedule(1000, 0.08, 10, 0.5, repayment="annuity")
    level = -npf.pmt(0.04, 20, 1000)
    assert table["payment"].iloc[1:].to_list() == pytest.approx([level] * 20)
    assert table["principal"].iloc[7] == pytest.approx(-npf.ppmt(0.04, 7, 20, 1000))
    assert finance.present_value(table["payment"], 0.05, 2) == pytest.approx(
        npf.npv(1.05**0.5 - 1, table["payment"].to_list())
    )
    flows = (table["drawn"] - table["payment"]).to_list()
    assert finance.effective_rate(table) == pytest.approx((1 + npf.irr(flows)) ** 2 - 1, abs=1e-8)


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
