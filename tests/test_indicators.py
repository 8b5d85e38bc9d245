"""What the indicators copy from other tables agrees with those tables, so that none goes stale alone."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data import load_table
from helpers.partial_dates import format_date
from helpers.topics.dialogue import measures as dialogue

STOCK = "debt_outstanding_usd_million"
DEBTS = {
    "kgz-china": ("KGZ", "CHN"),
    "tjk-china": ("TJK", "CHN"),
    "tkm-japan": ("TKM", "JPN"),
    "kaz-china": ("KAZ", "CHN"),
}


@pytest.fixture(scope="module")
def indicators():
    return load_table("indicators_to_watch").set_index("indicator_id")


@pytest.fixture(scope="module")
def latest():
    stocks = load_table("debt_stocks")
    official = stocks[stocks["creditor_class"] == "official-bilateral"]
    last = official[official["year"] == official["year"].max()]
    return last.set_index(["debtor_code", "creditor_code"])


@pytest.fixture(scope="module")
def principal():
    service = load_table("debt_service")
    year = int(load_table("debt_stocks")["year"].max()) + 1
    rows = service[service["year"] == year].set_index(["debtor_code", "creditor_code"])
    return rows["principal_usd_million"].astype(float)


@pytest.mark.parametrize("indicator", DEBTS)
def test_a_debt_is_the_latest_of_its_series(indicators, latest, indicator):
    row = indicators.loc[indicator]
    value = float(latest.loc[DEBTS[indicator], STOCK])
    year = int(latest.loc[DEBTS[indicator], "year"])
    assert row["last_reading_text"] == f"{value:,.1f} million US dollars, end of {year}"
    assert f"at the end of {year + 1}" in row["threshold_text"]
    assert row["due_date"].startswith(str(year + 2))


@pytest.mark.parametrize("indicator", DEBTS)
def test_the_threshold_of_a_debt_is_what_the_schedule_leaves(
    indicators, latest, principal, indicator
):
    row = indicators.loc[indicator]
    value = float(latest.loc[DEBTS[indicator], STOCK])
    paid = float(principal[DEBTS[indicator]])
    if indicator == "kaz-china":
        assert float(row["threshold_value"]) == pytest.approx(value, abs=0.05)
        assert f"{paid:,.1f} million of principal" in row["threshold_text"]
    else:
        assert float(row["threshold_value"]) == pytest.approx(value - paid, abs=0.06)
        assert f"At most {value - paid:,.1f} million" in row["threshold_text"]


def test_the_lead_of_china_in_uzbekistan_is_that_of_the_stocks(indicators, latest):
    row = indicators.loc["uzb-order"]
    lead = float(latest.loc[("UZB", "CHN"), STOCK]) - float(latest.loc[("UZB", "JPN"), STOCK])
    assert row["last_reading_text"].startswith(f"{lead:,.1f} million")
    assert float(row["threshold_value"]) == pytest.approx(lead / 2, abs=1)


def test_the_indicators_of_the_scenarios_are_those_of_the_tables(indicators):
    closing = load_table("exchange_rates_year_end").query("currency_code == 'JPY' and year == 2024")
    rate = float(closing["local_currency_per_usd"].item())
    assert f"{rate:.2f} at the end of 2024" in indicators.loc["yen-121", "last_reading_text"]
    assert indicators.loc["yen-121", "threshold_text"].startswith(f"{rate / 1.3:.2f} or fewer")
    monthly = load_table("exchange_rates_monthly").query("currency_code == 'JPY'")
    last = monthly.sort_values("month_date", kind="stable").iloc[-1]
    assert indicators.loc["yen-121", "last_reading_text"].startswith(
        f"{last['local_currency_per_usd']:.2f} in {format_date(last['month_date'])}"
    )
    terms = load_table("jica_terms").query(
        "category_code == 'LMIC' and terms_kind == 'general' and option_name == 'standard'"
    )
    posted = terms[(terms["rate_kind"] == "fixed")].sort_values("effective_date", kind="stable")
    row = posted.iloc[-1]
    assert indicators.loc["jica-posted", "last_reading_text"] == (
        f"{row['rate_pct']} per cent from {format_date(row['effective_date'])}: general terms, fixed, "
        f"{row['maturity_years']:.0f} years"
    )
    bond = load_table("bonds").set_index("bond_id").loc["uzb-2025-7y"]
    assert indicators.loc["uzb-coupon", "last_reading_text"].startswith(
        f"{bond['coupon_pct']} per cent"
    )
    ministry = load_table("national_debt_reports").query(
        "debtor_code == 'KGZ' and creditor_code == 'CHN' and as_of_date == '2025-12-31'"
    )
    share = float(ministry["share_pct"].item())
    assert indicators.loc["kgz-share", "last_reading_text"].startswith(f"{share} per cent")


def test_the_ministers_are_due_when_the_longest_gap_would_be_reached(indicators):
    row = indicators.loc["tenth-ministers"]
    gaps = dialogue.cadence(load_table("meetings"), "foreign-ministers")
    days = pd.to_datetime(gaps["start_date"])
    due = days.iloc[-1] + days.diff().max()
    assert row["due_date"] == due.date().isoformat()
    assert format_date(gaps["start_date"].iloc[-1]) in row["last_reading_text"]
    assert format_date(row["due_date"]) in row["threshold_text"]


def test_meetings_papers_and_the_target_are_those_of_the_tables(indicators):
    meetings = load_table("meetings").set_index("meeting_id")
    papers = load_table("meeting_documents")
    reading = indicators["last_reading_text"]
    assert format_date(meetings.loc["som-16", "start_date"]) in reading["next-officials"]
    assert format_date(meetings.loc["ls-1", "end_date"]) in reading["second-summit"]
    counted = papers.set_index("meeting_id").loc["bizforum-2025", "document_count"]
    assert reading["papers-list"].startswith(f"{counted} by the count")
    target = papers[papers["kind"] == "target"].iloc[0]
    assert indicators.loc["target-met", "threshold_value"] == target["target_jpy_billion"]
    end = pd.Timestamp(meetings.loc["ls-1", "end_date"])
    end += pd.DateOffset(years=int(target["period_years"]))
    assert indicators.loc["target-met", "due_date"] == end.date().isoformat()


def test_the_loans_are_those_of_the_table(indicators):
    loans = load_table("loans")
    yen = loans[(loans["creditor_code"] == "JPN") & loans["amount_jpy_billion"].notna()]
    last = yen.dropna(subset=["interest_pct", "signed_date"]).sort_values("signed_date").iloc[-1]
    reading = indicators["last_reading_text"]
    assert reading["yen-rate"].startswith(f"{last['interest_pct']:.2f} per cent")
    assert last["signed_date"].startswith("2025-12") and "December 2025" in reading["yen-rate"]
    railway = loans[loans["loan_id"] == "cku-chn-2025-china-kyrgyzstan-uzbekistan-railway"].iloc[0]
    assert f"{railway['amount_usd_million'] / 1000:.1f} billion" in reading["railway-debt"]
    assert format_date(railway["signed_date"]) in reading["railway-debt"]
    assert not ((loans["creditor_code"] == "JPN") & (loans["debtor_code"] == "TJK")).any()


def test_the_summits_of_others_are_those_of_the_table(indicators):
    summits = load_table("format_summits")
    held = summits[summits["status"] == "held"]
    for indicator, key in (("china-third", "china"), ("russia-third", "russia")):
        row = held[held["format_id"] == key].sort_values("summit_date").iloc[-1]
        words = indicators.loc[indicator, "last_reading_text"]
        assert row["city_name"] in words and format_date(row["summit_date"][:7]) in words
        assert int(row["summit_no"]) == 2
    korea = summits[summits["format_id"] == "korea"].iloc[0]
    dates = indicators.loc["korea-first", ["not_before_date", "due_date"]].to_list()
    assert dates == [korea["summit_date"], korea["end_date"]]


def test_the_bonds_are_those_of_the_table(indicators):
    bonds = load_table("bonds").set_index("bond_id")
    reading = indicators["last_reading_text"]
    kyrgyz, tajik = bonds.loc["kgz-2025"], bonds.loc["tjk-2017"]
    assert reading["kgz-eurobond"] == (
        f"{kyrgyz['amount_usd_million']:.0f} million US dollars at {kyrgyz['coupon_pct']} per cent, due "
        f"in {kyrgyz['maturity_date'][:4]}"
    )
    assert f"{tajik['amount_usd_million']:.0f} million" in reading["tjk-eurobond"]
    assert indicators.loc["tjk-eurobond", "due_date"] == tajik["maturity_date"]
    due = load_table("debt_service").query("debtor_code == 'TJK' and creditor_code == 'BOND'")
    thirds = due[due["year"].between(2025, 2027)]["principal_usd_million"].astype(float)
    assert thirds.to_list() == pytest.approx([166.667] * 3, abs=0.01)
    whole = load_table("debt_service").query("debtor_code == 'TJK' and creditor_code == 'ALL'")
    whole = whole.set_index("year")["total_usd_million"].astype(float)
    assert 1 - whole[2028] / whole[2027] == pytest.approx(0.4, abs=0.02)
