"""What the loans read have left, against stocks, and what companies owe: worked by hand, and drawn."""

from __future__ import annotations

import json

import pandas as pd
import pytest
import vl_convert

from helpers import names, style
from helpers.data import load_table
from helpers.topics.debt import contingent, coverage, coverage_charts

RATES = pd.DataFrame(
    {
        "currency_code": ["JPY", "JPY", "CNY", "CNY"], "year": [2010, 2024, 2010, 2024],
        "local_currency_per_usd": [80.0, 160.0, 6.0, 7.5],
    }
)  # fmt: skip


def loan(**columns) -> dict:
    return {
        "loan_id": "x", "debtor_code": "KGZ", "creditor_code": "CHN", "lender_name": "Bank",
        "lender_kind": "policy-bank", "borrower_name": "Government of Kyrgyzstan",
        "is_sovereign_or_guaranteed": True, "signed_date": "2010-06-30", "status": "signed",
        "amount_usd_million": 310.0, "amount_jpy_billion": None, "amount_cny_million": None,
        "grace_years": 5.0, "grace_years_min": None, "grace_years_max": None,
        "maturity_years": 20.0, "maturity_years_min": None, "maturity_years_max": None,
        "possible_duplicate_of": None, "source_id": "s", "more_source_ids": None,
        "confidence": "high",
    } | columns  # fmt: skip


def left_of(*loans: dict, year: int = 2024) -> pd.DataFrame:
    rows = [one | {"loan_id": f"loan-{n}"} for n, one in enumerate(loans)]
    return coverage.outstanding(pd.DataFrame(rows), RATES, year)


@pytest.mark.parametrize(
    ("columns", "year", "expected"),
    [
        # 31 half-yearly parts of 10, the first in mid-2015, the twentieth at the end of 2024.
        ({}, 2024, 310 - 10 * 20),
        # The last of grace: one part is paid on the day on which it ends.
        ({}, 2015, 310 - 10 * 2),
        ({}, 2014, 310),
        # Drawn over four years: half a year after the signing an eighth, two and a half years five.
        ({}, 2010, 310 / 8),
        ({}, 2012, 310 * 5 / 8),
        ({}, 2030, 0),
        ({}, 2009, None),
        ({"status": "repaid"}, 2024, None),
        ({"status": "planned"}, 2024, None),
        ({"confidence": "low"}, 2024, None),
        ({"signed_date": None}, 2024, None),
        # The yen of the end of the year, not those of the signing.
        ({"amount_usd_million": None, "amount_jpy_billion": 31.0}, 2024, 31000 / 160 * 11 / 31),
        ({"amount_usd_million": None, "amount_cny_million": 310.0}, 2024, 310 / 7.5 * 11 / 31),
        # Of a range the middle: grace 4 to 6 is 5.
        ({"grace_years": None, "grace_years_min": 4.0, "grace_years_max": 6.0}, 2024, 110),
    ],
)
def test_what_a_loan_has_left_by_hand(columns, year, expected):
    left = left_of(loan(**columns), year=year)
    if expected is None:
        assert left.empty
    else:
        assert left["left_usd_million"].item() == pytest.approx(expected)


def test_terms_that_were_not_read_are_those_of_like_loans_and_counted():
    left = left_of(
        loan(grace_years=3.0),
        loan(grace_years=5.0),
        loan(grace_years=7.0),
        # A bank of another kind, or of another country, says nothing of this one.
        loan(lender_kind="aid-lender", grace_years=10.0, maturity_years=40.0),
        loan(creditor_code="JPN", grace_years=1.0, maturity_years=2.0),
        # Nor does a loan to a company of one to the state.
        loan(is_sovereign_or_guaranteed=False, grace_years=9.0),
        loan(grace_years=None),
    )
    assert left["left_usd_million"].iloc[-1] == pytest.approx(110)
    assert left["terms_known"].to_list() == [True] * 6 + [False]


def test_where_no_like_loan_has_the_term_the_kind_of_lender_gives_it():
    left = left_of(loan(), loan(creditor_code="JPN", grace_years=None, maturity_years=None))
    assert left["left_usd_million"].iloc[1] == pytest.approx(110)


def test_a_rate_that_is_missing_is_named():
    with pytest.raises(
        ValueError, match=r"exchange_rates_year_end.csv: no rate of JPY for 2023.*loan-0"
    ):
        left_of(loan(amount_usd_million=None, amount_jpy_billion=1.0), year=2023)


@pytest.mark.parametrize("lender", ["CHN", "JPN"])
def test_loans_are_set_against_the_stock_of_their_own_lender(lender):
    other = {"CHN": "JPN", "JPN": "CHN"}[lender]
    left = left_of(
        loan(creditor_code=lender),
        loan(creditor_code=lender, is_sovereign_or_guaranteed=None, amount_usd_million=31.0),
        loan(creditor_code=other, amount_usd_million=3100.0),
    )
    stocks = pd.DataFrame(
        {
            "debtor_code": "KGZ", "creditor_code": [lender, lender, "ADB"], "year": [2024, 2023, 2024],
            "creditor_class": ["official-bilateral", "official-bilateral", "multilateral"],
            "debt_outstanding_usd_million": [220.0, 999.0, 999.0], "source_id": "t",
        }
    )  # fmt: skip
    row = coverage.lent_and_owed(left, stocks, 2024)
    assert row["creditor_code"].to_list() == [lender]
    assert row["seen_pct"].item() == pytest.approx(50)
    assert row["other_usd_million"].item() == pytest.approx(11)
    assert set(row["all_source_ids"].item().split(";")) == {"s", "t"}


def test_only_what_others_than_the_government_borrowed_stands_beside_the_state():
    left = left_of(
        loan(),
        loan(borrower_name="Roads", amount_usd_million=31.0),
        loan(borrower_name="Mine", amount_usd_million=62.0, is_sovereign_or_guaranteed=None),
        loan(borrower_name="Pipeline", amount_usd_million=93.0, is_sovereign_or_guaranteed=False),
    )
    table = contingent.beside_the_state(left).set_index("kind")
    assert table["left_usd_million"].to_dict() == pytest.approx(
        {"guaranteed": 11.0, "unguaranteed": 55.0}
    )
    assert table.loc["unguaranteed", "borrower_text"] == "Pipeline; Mine"


@pytest.mark.figures
def test_the_railways_loan_and_the_parts_of_its_owners():
    # 2,300 million, of which each of two states holds 24.5 per cent.
    table = contingent.railway(load_table("loans")).set_index("debtor_code")
    assert table["part_usd_million"].to_dict() == pytest.approx({"KGZ": 563.5, "UZB": 563.5})


@pytest.mark.figures
def test_what_is_not_the_states_by_hand():
    table = contingent.outside_public(load_table("external_debt"), names.CENTRAL_ASIA)
    row = table.set_index("debtor_code").loc["KAZ"]
    # 171,483.6 less 25,230.9 of public and publicly guaranteed debt.
    assert row["outside_usd_million"] == pytest.approx(146_252.7, abs=0.1)
    assert row["outside_pct"] == pytest.approx(100 * 146_252.7 / 171_483.6, abs=0.01)


def real_seen() -> pd.DataFrame:
    loans, stocks = load_table("loans"), load_table("debt_stocks")
    year = int(stocks["year"].max())
    left = coverage.outstanding(loans, load_table("exchange_rates_year_end"), year)
    seen = coverage.lent_and_owed(left, stocks, year)
    return names.with_names(seen, debtor="debtor_code", creditor="creditor_code")


def test_the_chart_fits_each_room_and_is_described():
    table = real_seen()
    for layout in (*style.LAYOUTS, style.PRINT):
        spec = coverage_charts.draw_coverage(table, layout).to_dict()
        spec = json.loads(style.resolve(json.dumps(spec)))
        svg = vl_convert.vegalite_to_svg(spec, vl_version="6.1")
        assert float(svg.split('width="')[1].split('"')[0]) <= layout.width + 1, layout.name
        assert "NaN" not in svg
        assert "undefined" not in svg
    words = coverage_charts.describe_coverage(table)
    for row in table.itertuples():
        assert f"{row.debtor} {row.seen_pct:.0f}%" in words
