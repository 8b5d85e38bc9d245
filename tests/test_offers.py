"""What Japan and China offer: measures worked by hand, charts on real data in every layout."""

from __future__ import annotations

from functools import partial

import pandas as pd
import pytest
from conftest import assert_fits_and_is_described

from helpers import names
from helpers.charts import maps
from helpers.data import load_table
from helpers.topics.aid import charts as japan_charts
from helpers.topics.aid import measures as japan_aid
from helpers.topics.aid import net as aid
from helpers.topics.china import charts as china_charts
from helpers.topics.china import measures as china_finance
from helpers.topics.offers import charts
from helpers.topics.offers import measures as offers


def net(*rows):
    return pd.DataFrame(rows, columns=["recipient_code", "year", japan_aid.NET])


def loan(**values):
    row = {
        "loan_id": "x", "creditor_code": "JPN", "status": "signed", "signed_date": "2001",
        "confidence": "high", "possible_duplicate_of": pd.NA, "amount_jpy_billion": 2.5, "amount_usd_million": pd.NA,
        "amount_cny_million": pd.NA,
    }  # fmt: skip
    return row | values


def test_net_aid_is_summed_in_the_order_of_years():
    table = japan_aid.cumulative(net(("A", 2002, -4.0), ("A", 2000, 3.0), ("B", 2000, 1.0)))
    assert table.set_index(["recipient_code", "year"])["cumulative_usd_million"].to_dict() == {
        ("A", 2000): 3.0,
        ("A", 2002): -1.0,
        ("B", 2000): 1.0,
    }


def test_years_below_zero():
    table = japan_aid.below_zero(net(("A", 2000, -1.0), ("A", 2001, 0.0), ("A", 2002, 2.0)))
    assert table[["negative_years", "year_count"]].to_numpy().tolist() == [[1, 3]]


def test_aid_per_person_weighs_years_by_population():
    oda = pd.DataFrame(
        [("JPN", "A", 2000, 10.0), ("JPN", "A", 2001, 20.0), ("DAC", "A", 2000, 120.0)],
        columns=["donor_code", "recipient_code", "year", japan_aid.NET],
    )
    people = pd.DataFrame(
        [("A", 2000, 1e6), ("A", 2001, 2e6), ("A", 2002, 9e6)],
        columns=["area_code", "year", "population_count"],
    )
    row = japan_aid.per_person(oda, people, ["A"], 2000, 2001).iloc[0]
    assert row["value"] == pytest.approx(10)
    assert row["share_pct"] == pytest.approx(25)


def test_loans_keep_their_currency_and_leave_out_what_is_not_agreed():
    table = offers.placed_loans(
        pd.DataFrame(
            [
                loan(),
                loan(loan_id="dollars", amount_jpy_billion=pd.NA, amount_usd_million=195.0),
                loan(loan_id="planned", status="planned"),
                loan(loan_id="twin", possible_duplicate_of="x", confidence="medium"),
                loan(loan_id="other", creditor_code="CHN"),
                loan(loan_id="undated", signed_date=pd.NA),
            ]
        ).astype({f"amount_{c}": "Float64" for c in ("jpy_billion", "usd_million", "cny_million")}),
        "JPN",
        "JPY",
    ).set_index("loan_id")
    assert list(table.index) == ["x", "dollars"]
    assert table.loc["x", "amount"] == 2.5
    assert pd.isna(table.loc["dollars", "amount"])
    assert table["amount_text"].to_list() == ["2.5 billion yen", "US$195 million"]


def test_small_sums_keep_a_decimal():
    assert offers.amount_text(pd.Series({"amount_usd_million": 6.5})) == "US$6.5 million"
    assert offers.amount_text(pd.Series({"amount_cny_million": 100.0})) == "100 million yuan"


def test_grid_counts_empty_cells_and_orders_rows():
    records = pd.DataFrame({"s": ["a", "b", "b", "b"], "c": ["X", "X", "Y", "Z"]})
    table = offers.counts(records, "s", "c", ["X", "Y"])
    assert table[["row", "column", "record_count"]].to_numpy().tolist() == [
        ["b", "X", 1],
        ["b", "Y", 1],
        ["a", "X", 1],
        ["a", "Y", 0],
    ]


def test_class_shares_make_a_whole():
    table = china_finance.class_shares(
        pd.DataFrame(
            [
                ("A", 2000, "oda_like", 10.0),
                ("A", 2001, "oda_like", 20.0),
                ("A", 2000, "vague", 70.0),
            ],
            columns=["recipient_code", "year", "flow_class", china_finance.COMMITMENT],
        )
    )
    assert table.set_index("flow_class")["share_pct"].to_dict() == {"oda_like": 30, "vague": 70}


@pytest.mark.figures
def test_commitments_agree_with_the_totals_of_another_copy():
    # US$ billion at 2021 prices, as read in the data of a second package.
    table = china_finance.against_gdp(
        load_table("china_commitments"), load_table("national_accounts")
    ).set_index("area_code")
    printed = {"KAZ": 64.1, "UZB": 18.2, "TKM": 12.3, "TJK": 6.3, "KGZ": 4.1}
    for code, billion in printed.items():
        assert table.loc[code, china_finance.COMMITMENT] / 1000 == pytest.approx(billion, abs=0.06)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("China Eximbank", "China Eximbank"),
        ("China Development Bank and Bank of China", "Other state banks and funds"),
        ("China Railway Construction Corporation", "State companies"),
        ("Xinjiang Uyghur Autonomous Region", "Government and embassies"),
        ("Fuwai Hospital of China", "Other or not found"),
        (pd.NA, "Other or not found"),
    ],
)
def test_funders_fall_into_groups(name, group):
    assert china_finance.funder_group(name) == group


def test_only_constant_amounts_of_geocoded_records_are_sized():
    records = china_finance.with_groups(load_table("china_records"))
    table = china_finance.sized(records).merge(records, on="record_id", suffixes=("", "_of"))
    assert table["is_geocoded"].all()
    assert table["amount_usd_million"].isna().all()
    assert "debt-relief" not in set(table["flow_type"])


def test_every_kind_of_flow_has_a_name():
    records = china_finance.with_groups(load_table("china_records"))
    assert records["kind"].notna().all()
    assert set(records["funder_group"]) == set(china_finance.FUNDER_GROUPS)


def test_the_latest_count_is_a_sum_and_not_the_number_of_one_year():
    people = pd.DataFrame(
        {
            "area_code": "UZB",
            "quantity": "jds-fellows",
            "person_count": [100.0, 120.0, 9.0, None],
            "is_cumulative": [True, True, False, True],
            "as_of_date": ["2015", "2019", "2024", "2025"],
        }
    )
    assert japan_aid.latest_counts(people)["person_count"].to_list() == [120.0]


def test_relief_of_low_confidence_or_told_before_is_left_out():
    columns = ["relief_id", "creditor_code", "overlaps_relief_ids", "confidence"]
    rows = [
        ("first", "CHN", pd.NA, "medium"),
        ("again", "CHN", "first", "high"),
        ("rumour", "CHN", pd.NA, "low"),
        ("japan", "JPN", pd.NA, "high"),
    ]
    once = china_finance.relief_told_once(pd.DataFrame(rows, columns=columns), "CHN")
    assert once["relief_id"].to_list() == ["first"]


def test_relief_and_swaps_have_no_size_among_loans_and_grants():
    columns = ["record_id", "is_geocoded", china_finance.AMOUNT, "kind", "sector"]
    rows = [
        ("loan", True, 5.0, "Loan", "energy"),
        ("swap", True, 900.0, "Debt relief or swap", "banking"),
        ("action", True, 80.0, "Loan", "action-on-debt"),
        ("nowhere", False, 70.0, "Loan", "energy"),
        ("bare", True, None, "Grant", "health"),
    ]
    records = pd.DataFrame(rows, columns=columns)
    records = records.assign(recipient_code="KAZ", record_title="", commitment_year=2010)
    assert china_finance.sized(records)["record_id"].to_list() == ["loan"]


def chart_cases():
    oda, accounts = load_table("oda_net"), load_table("national_accounts")
    flows = aid.net_of(oda, "JPN", names.CENTRAL_ASIA)
    lines = japan_aid.cumulative(flows).pipe(names.with_names, recipient="recipient_code")
    yield "cumulative", japan_charts.draw_cumulative, japan_charts.describe_cumulative, lines
    person = japan_aid.per_person(oda, accounts, names.CENTRAL_ASIA, 2014, 2023)
    person = names.with_names(person, area="area_code")
    person["value_text"] = person["value"].map("{:.1f}".format)
    draw = partial(maps.draw_values, legend="US$ a year", breaks=(0, 1, 2, 4))
    yield "person_map", draw, maps.describe_values, person
    year = load_table("japan_programme_reports").query("quantity == 'jica-programmes'")
    year = names.with_names(year, recipient="recipient_code")
    year["amount_jpy_billion"] = year["amount_jpy_million"].astype(float) / 1000
    yield "fiscal_year", japan_charts.draw_fiscal_year, japan_charts.describe_fiscal_year, year
    loans = load_table("loans")
    tied = names.with_names(japan_aid.tying(loans), debtor="debtor_code")
    tied = tied.assign(date_text=tied["signed_date"].fillna(""))
    yield "tying", japan_charts.draw_tying, japan_charts.describe_tying, tied
    for code, currency, unit, sizes, first in (
        ("JPN", "JPY", "Billion yen", (10, 50, 100), "aid-lender"),
        ("CHN", "USD", "US$ million", (100, 1000, 5000), "policy-bank"),
    ):
        placed = offers.placed_loans(loans, code, currency)
        placed = names.with_names(placed, debtor="debtor_code").assign(
            lender_class=["First" if k == first else "Other" for k in placed["lender_kind"]]
        )
        draw = partial(charts.draw_loans, lender=code, unit=unit, sizes=sizes)
        yield f"loans_{code}", draw, charts.describe_loans, placed
    commitments = load_table("china_commitments")
    named = names.with_names(commitments, recipient="recipient_code")
    named["class_name"] = named["flow_class"].map(china_charts.CLASSES)
    yield "by_year", china_charts.draw_by_year, china_charts.describe_by_year, named
    shares = china_finance.class_shares(commitments)
    shares = names.with_names(shares, recipient="recipient_code")
    shares["class_name"] = shares["flow_class"].map(china_charts.CLASSES)
    yield "class_shares", china_charts.draw_class_shares, china_charts.describe_class_shares, shares
    records = china_finance.with_groups(load_table("china_records"))
    sizes = china_finance.sized(records).pipe(names.with_names, recipient="recipient_code")
    yield "sizes", china_charts.draw_sizes, china_charts.describe_sizes, sizes
    grid = offers.counts(records, "kind", "funder_group", list(china_finance.FUNDER_GROUPS))
    draw = partial(charts.draw_grid, breaks=(5, 15, 40, 80))
    yield "grid", draw, charts.describe_grid, grid
    scale = china_finance.against_gdp(commitments, accounts)
    scale = names.with_names(scale, area="area_code")
    scale["value_text"] = scale["value"].map("{:.0f}%".format)
    draw = partial(maps.draw_values, legend="% of GDP", breaks=(30, 40, 50, 60))
    yield "gdp_map", draw, maps.describe_values, scale
    said = china_finance.investment_figures(load_table("investment_reports"))
    said = names.with_names(said, area="recipient_code")
    said["area"] = said["area"].str.partition(" (")[0]
    yield "investment", china_charts.draw_investment, china_charts.describe_investment, said


CASES = list(chart_cases())


@pytest.mark.parametrize(("name", "draw", "describe", "table"), CASES, ids=[c[0] for c in CASES])
def test_chart_fits_each_room_and_is_described(name, draw, describe, table):
    assert_fits_and_is_described(draw, describe, table)
