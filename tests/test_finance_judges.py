"""The finance module before two judges of other makers: numpy-financial and QuantLib."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy_financial as npf
import pandas as pd
import pytest
import QuantLib as ql  # noqa: N813

from helpers import finance

pytestmark = pytest.mark.filterwarnings("ignore::helpers.finance.RateWarning")

PER_YEAR = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly, 12: ql.Monthly}
COUNTS = {
    "30/360": ql.Thirty360(ql.Thirty360.European),
    "act/365": ql.Actual365Fixed(),
    "act/360": ql.Actual360(),
}
SIGNED = dt.date(2009, 8, 31)
NONE = ql.NullCalendar()


def ql_date(day: dt.date) -> ql.Date:
    return ql.Date(day.day, day.month, day.year)


def ql_loan(rate, years, grace, per_year, count, signed=SIGNED):
    """Let QuantLib write a loan of equal principal: its payments and what is still owed before each."""
    start = ql_date(signed)
    step = ql.Period(PER_YEAR[per_year])
    end = start + ql.Period(12 * years, ql.Months)
    plan = ql.Schedule(
        start, end, step, NONE, ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Forward, False
    )
    periods, first = years * per_year, grace * per_year
    parts = periods - first + 1
    owed = [100.0] * first + [100.0 * (1 - k / parts) for k in range(1, parts)]
    bond = ql.AmortizingFixedRateBond(0, owed, plan, [rate], COUNTS[count], ql.Unadjusted)
    return bond, [flow for flow in bond.cashflows() if flow.amount()]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("per_year", PER_YEAR)
@pytest.mark.parametrize(
    ("rate", "years", "grace"), [(0.02, 20, 5), (0.055, 8, 1), (0.0001, 40, 10)]
)
def test_payments_on_their_days_are_those_of_quantlib(rate, years, grace, per_year, count):
    table = finance.schedule(
        100, rate, years, grace, payments_per_year=per_year, dates=SIGNED, day_count=count
    )
    _, flows = ql_loan(rate, years, grace, per_year, count)
    theirs: dict[dt.date, float] = {}
    for flow in flows:
        day = flow.date().to_date()
        theirs[day] = theirs.get(day, 0.0) + flow.amount()
    ours = table[table["payment"] > 0].set_index("date")["payment"]
    assert list(ours.index) == sorted(theirs)
    assert ours.to_list() == pytest.approx([theirs[day] for day in ours.index], abs=1e-9)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("discount", [0.01, 0.05, 0.1])
def test_grant_elements_by_dates_are_those_of_quantlib(discount, count):
    table = finance.schedule(100, 0.02, 20, 5, dates=SIGNED, day_count=count)
    _, flows = ql_loan(0.02, 20, 5, 2, count)
    curve = ql.FlatForward(ql_date(SIGNED), discount, ql.Actual365Fixed(), ql.Compounded, ql.Annual)
    value = sum(flow.amount() * curve.discount(flow.date()) for flow in flows)
    assert finance.grant_element_of(table, discount) == pytest.approx(1 - value / 100, abs=1e-10)
    # The day count is worth a quarter of a point at most, so equal periods do.
    plain = finance.grant_element(0.02, 20, 5, discount)
    assert finance.grant_element_of(table, discount) == pytest.approx(plain, abs=0.0035)


def test_a_curve_of_zero_rates_is_that_of_quantlib():
    zero = pd.Series({0: 0.01, 2: 0.02, 5: 0.03, 10: 0.035, 30: 0.04})
    table = finance.schedule(100, 0.02, 20, 5, dates=SIGNED)
    line = ql.LinearInterpolation([float(year) for year in zero.index], list(zero))
    count = ql.Actual365Fixed()
    theirs = 0.0
    for day, paid in zip(table["date"], table["payment"]):
        when = count.yearFraction(ql_date(SIGNED), ql_date(day))
        rate = ql.InterestRate(line(when), count, ql.Compounded, ql.Annual)
        theirs += paid * rate.discountFactor(when)
    ours = finance.present_value(table["payment"], zero, years=table["year"])
    assert ours == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("fee", [0.0, 0.03])
def test_the_yield_of_quantlib_is_the_effective_rate(fee):
    table = finance.schedule(100, 0.06, 10, 2, dates=SIGNED, upfront_fee=fee)
    bond, _ = ql_loan(0.06, 10, 2, 2, "30/360")
    start = ql_date(SIGNED)
    ql.Settings.instance().evaluationDate = start
    theirs = ql.CashFlows.yieldRate(
        bond.cashflows(), 100 * (1 - fee), ql.Actual365Fixed(), ql.Compounded, ql.Annual, False,
        start, start, 1e-12, 1000, 0.05,
    )  # fmt: skip
    assert finance.effective_rate(table) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("day", [dt.date(2010, 1, 31), dt.date(2012, 2, 29), dt.date(2011, 12, 30)])
@pytest.mark.parametrize("count", COUNTS)
def test_day_counts_are_those_of_quantlib(day, count):
    for later in finance.payment_dates(day, 60, 12)[1:]:
        theirs = COUNTS[count].yearFraction(ql_date(day), ql_date(later))
        assert finance.year_fraction(day, later, count) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("per_year", [1, 2, 4, 12])
@pytest.mark.parametrize(("rate", "years"), [(0.08, 10), (0.0001, 3), (0.0, 5)])
def test_annuities_are_those_of_numpy_financial(rate, years, per_year):
    table = finance.schedule(
        1000, rate, years, 1 / per_year, payments_per_year=per_year, repayment="annuity"
    )
    periods, step = years * per_year, rate / per_year
    level = -npf.pmt(step, periods, 1000)
    assert table["payment"].iloc[1:].to_list() == pytest.approx([level] * periods)
    if rate:
        numbers = np.arange(1, periods + 1)
        parts = -npf.ppmt(step, numbers, periods, 1000)
        assert table["principal"].iloc[1:].to_list() == pytest.approx(list(parts))
        interest = -npf.ipmt(step, numbers, periods, 1000)
        assert table["interest"].iloc[1:].to_list() == pytest.approx(list(interest))


@pytest.mark.parametrize("per_year", [1, 2, 4, 12])
@pytest.mark.parametrize("fee", [0.0, 0.2])
def test_present_values_and_returns_are_those_of_numpy_financial(per_year, fee):
    table = finance.schedule(1000, 0.1, 6, 1, payments_per_year=per_year, upfront_fee=fee)
    step = 1.05 ** (1 / per_year) - 1
    value = finance.present_value(table["payment"], 0.05, per_year)
    assert value == pytest.approx(npf.npv(step, table["payment"].to_list()))
    flows = (table["drawn"] - table["payment"]).to_list()
    yearly = (1 + npf.irr(flows)) ** per_year - 1
    assert finance.effective_rate(table) == pytest.approx(yearly, abs=1e-8)


def test_a_return_below_zero_and_one_above_a_half_are_those_of_numpy_financial():
    cheap = finance.converted(finance.schedule(100, 0.01, 10, 2, payments_per_year=1), -0.04)
    dear = finance.schedule(100, 0.1, 1, 1, payments_per_year=1, upfront_fee=0.2)
    dear = finance.combined(dear, dear.assign(payment=dear["payment"] * 2))
    for table in (cheap, dear):
        theirs = npf.irr((table["drawn"] - table["payment"]).to_list())
        assert finance.effective_rate(table) == pytest.approx(theirs, abs=1e-8)
    assert finance.effective_rate(cheap) < 0 and finance.effective_rate(dear) > 0.5
