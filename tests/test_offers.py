"""What each lender offers: one list, one comparison, the same rules for both, worked by hand."""

from __future__ import annotations

import inspect
from functools import partial

import pandas as pd
import pytest
from conftest import assert_fits_and_is_described

from helpers import names
from helpers.data import load_table
from helpers.provenance import ID_COLUMNS
from helpers.topics.aid import charts as aid_charts
from helpers.topics.aid import measures as aid
from helpers.topics.aid import net as aid_net
from helpers.topics.china import charts as china_charts
from helpers.topics.china import measures as china
from helpers.topics.offers import charts, facts, lent, load, projects, records, side
from helpers.topics.offers import measures as offers
from helpers.topics.placing import in_time

SWAP = {"CHN": "JPN", "JPN": "CHN"}


@pytest.fixture(scope="module")
def held():
    return load.offers()


def net(*rows):
    return pd.DataFrame(rows, columns=["recipient_code", "year", aid.NET])


def test_net_aid_is_summed_in_the_order_of_years():
    table = aid.cumulative(net(("A", 2002, -4.0), ("A", 2000, 3.0), ("B", 2000, 1.0)))
    assert table.set_index(["recipient_code", "year"])["cumulative_usd_million"].to_dict() == {
        ("A", 2000): 3.0,
        ("A", 2002): -1.0,
        ("B", 2000): 1.0,
    }


def test_years_below_zero():
    table = aid.below_zero(net(("A", 2000, -1.0), ("A", 2001, 0.0), ("A", 2002, 2.0)))
    assert table[["negative_years", "year_count"]].to_numpy().tolist() == [[1, 3]]


def test_small_sums_keep_their_digits():
    assert offers.amount_text(pd.Series({"amount_usd_million": 6.5})) == "US$6.5 million"
    assert offers.amount_text(pd.Series({"amount_jpy_billion": 0.041})) == "41 million yen"
    assert offers.amount_text(pd.Series({"amount_cny_million": 100.0})) == "100 million yuan"


# The list of projects


def test_a_deal_in_yuan_is_not_told_in_dollars(held):
    both = ["amount_usd_million", "amount_cny_million"]
    newer = load_table("china_since_2021").dropna(subset=both)
    told = held.listed.set_index("project_id")["amount_text"].reindex(newer["record_id"])
    assert len(told) >= 3 and told.str.fullmatch(r"[\d,]+ million yuan").all()


def test_each_deal_stands_once_though_three_tables_know_it(held):
    ids = set(held.listed["project_id"])
    # Lebap power plant: two rows of loans, one of the bank's deals; NEXI's cover is a row of its own.
    assert {"tkm-jpn-2018-lebap-gas-power-plant-yen-part", "nexi-2018-lebap"} <= ids
    assert "jbic-2018-lebap" not in ids
    # The railway: a loan, and a deal of the press; the earlier plan is listed and not counted.
    assert "cku-2025-loan" not in ids
    listed = held.listed.set_index("project_id")
    assert listed.loc["cku-2024-plan", ["state", "is_counted"]].to_list() == ["planned", False]
    # No record of AidData that is one of the loans read one by one.
    known = ";".join(load_table("loans")["aiddata_ids"].dropna().astype(str)).split(";")
    assert not {f"gcdf3-{number}" for number in known} & ids
    assert not held.listed["project_id"].duplicated().any()


def test_every_row_of_the_six_tables_is_listed_or_stands_in_another():
    listed = set(load.listed()["project_id"])
    for name, key in (("loans", "loan_id"), ("japan_projects", "project_id")):
        assert set(load_table(name)[key]) <= listed
    records = load_table("china_records")
    ours = load_table("loans")["aiddata_ids"].dropna().astype(str).str.split(";").explode()
    eased = load_table("debt_relief")["aiddata_ids"].dropna().astype(str).str.split(";").explode()
    left_out = set(records["record_id"]) - listed
    assert left_out == {f"gcdf3-{n}" for n in {*ours, *eased}} & set(records["record_id"])


def test_what_may_tell_the_same_money_is_shown_and_not_counted(held):
    listed = held.listed.set_index("project_id")
    for table in ("japan_export_finance", "china_since_2021"):
        rows = load_table(table).dropna(subset=["possible_duplicate_of"])
        ids = rows.iloc[:, 0]
        assert len(rows)
        assert not listed.loc[ids, "is_counted"].any()
        assert set(rows["possible_duplicate_of"]) <= {*load_table(table).iloc[:, 0], *listed.index}


@pytest.mark.parametrize(
    ("row", "instrument"),
    [
        ("uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement", "concessional-loan"),
        ("tkm-jpn-2014-garabogaz-ammonia-and-urea-plant", "export-credit"),
        ("kgz-chn-2012-datka-kemin-500-kv-line", "export-credit"),
        ("uzb-jpn-2023-syrdarya-ii-gas-power-plant", "other-loan"),
        ("uzb-gas-missing", None),
        ("nexi-2025-samarkand", "cover"),
        ("kaz-2017-sinosure", "cover"),
        ("tjk-grant-09", "people"),
        ("tjk-grant-08", "grant"),
        ("kgz-2024-grant", "grant"),
        ("uzb-cdb-buses-1", "other-loan"),
        ("kgz-2022-jica-suspension", "relief"),
    ],
)
def test_instruments_of_known_deals(held, row, instrument):
    listed = held.listed.set_index("project_id")["instrument"]
    assert listed.get(row) == instrument


def test_all_words_of_the_tables_have_a_place_in_the_list(held):
    assert set(held.listed["instrument"]) <= set(projects.INSTRUMENTS)
    assert set(held.listed["sector"]) <= set(projects.SECTORS)
    assert set(held.listed["state"]) <= set(projects.STATES)
    # A comma and a space part the values of a filter.
    words = [*projects.INSTRUMENTS.values(), *projects.SECTORS.values(), *projects.STATES.values()]
    assert not [word for word in words if ", " in word]


def test_dollars_at_signing_by_hand():
    rates = pd.DataFrame(
        [("JPY", "2010-01", 80.0), ("JPY", "2010-02", 120.0), ("CNY", "2010-01", 5.0)],
        columns=["currency_code", "month_date", "local_currency_per_usd"],
    ).assign(source_id="rate", more_source_ids=pd.NA)
    rows = [
        ("2010-02-03", pd.NA, 12.0, pd.NA),  # the rate of its month
        ("2010", pd.NA, 10.0, pd.NA),  # the mean of the months of its year
        ("2010-01", pd.NA, pd.NA, 50.0),
        ("2010-01", 7.0, 99.0, pd.NA),  # an amount in dollars stands
        (None, pd.NA, 12.0, pd.NA),  # no day, no rate
    ]
    table = pd.DataFrame(rows, columns=["date", *projects.AMOUNTS]).assign(all_source_ids="own")
    made = projects.in_dollars(table, rates)
    assert made["usd_million"].fillna(-1).to_list() == [100.0, 100.0, 10.0, 7.0, -1]
    assert made["all_source_ids"].to_list() == ["own;rate"] * 3 + ["own"] * 2


def test_an_amount_at_constant_prices_is_never_a_sum_of_the_day(held):
    constant = held.listed["amount_text"].str.contains("prices of 2021")
    assert constant.any()
    assert held.listed.loc[constant, "usd_million"].isna().all()


# The comparison


def test_both_lenders_are_judged_by_the_same_rules(held):
    """With the lenders' names exchanged in all tables, each column has what the other had."""
    listed = held.listed.assign(lender_code=held.listed["lender_code"].map(SWAP))
    loans = held.lent.assign(lender_code=held.lent["lender_code"].map(SWAP))
    rules = lent.contractors(load_table("loans"), loans)
    relief = load_table("debt_relief")
    relief = relief.assign(creditor_code=relief["creditor_code"].map(SWAP))
    series = pd.DataFrame({"lender_code": ["CHN", "JPN"], "year": [2000, 2001], "usd_million": 5.0})
    other = series.assign(lender_code=series["lender_code"].map(SWAP))
    one = side.side_by_side(
        held.listed, held.lent, held.rules, load_table("debt_relief"), series, series
    )
    two = side.side_by_side(listed, loans, rules, relief, other, other)
    assert one["JPN"].to_list() == two["CHN"].to_list()
    assert one["CHN"].to_list() == two["JPN"].to_list()
    shares, swapped = (lent.money_by_softness(rows) for rows in (held.lent, loans))
    keys = ["lender_code", "recipient_code", "kind"]
    shares = shares.assign(lender_code=shares["lender_code"].map(SWAP)).set_index(keys)
    assert (
        shares["share_pct"].sort_index().equals(swapped.set_index(keys)["share_pct"].sort_index())
    )


def test_no_row_of_the_comparison_knows_its_lender():
    assert "CHN" not in inspect.getsource(side)
    assert "JPN" not in inspect.getsource(side)
    assert all(len(row) == 2 and callable(row[1]) for row in side.ROWS.values())


def test_an_empty_cell_says_that_nothing_is_on_record_and_never_zero(held):
    listed = held.listed[held.listed["lender_code"] == "JPN"]
    empty = pd.DataFrame(columns=["lender_code", "year", "usd_million"])
    made = side.side_by_side(
        listed,
        held.lent[held.lent["lender_code"] == "JPN"],
        held.rules[held.rules["lender_code"] == "JPN"],
        load_table("debt_relief").query("creditor_code == 'JPN'"),
        empty,
        empty,
    ).set_index("row_id")
    assert set(made["CHN"]) == {""}
    assert made.loc["net-aid", "JPN"] == ""


def test_numbers_are_made_in_pairs(held):
    found = {
        **facts.terms(held.lent),
        **facts.money(lent.money_by_softness(held.lent)),
        **facts.contractors(held.rules),
        **facts.relieved(load_table("debt_relief")),
    }
    # Where only one lender has loans, there is nothing to set beside them.
    alone = {"chn-cku", "chn-tjk"}
    for name in found:
        lender, _, rest = name.partition("-")
        twin = f"{SWAP[lender.upper()].lower()}-{rest}"
        assert twin in found or any(name.startswith(start) for start in alone), name


def test_softness_by_hand():
    columns = ["project_id", "lender_code", "recipient_code", "instrument", "usd_million"]
    rows = [
        ("aid", "JPN", "UZB", "concessional-loan", 60.0),
        ("soft", "CHN", "KGZ", "export-credit", 30.0),
        ("hard", "CHN", "KGZ", "other-loan", 10.0),
        ("open", "JPN", "UZB", "other-loan", 40.0),
        ("cover", "JPN", "UZB", "cover", 500.0),
    ]
    listed = pd.DataFrame(rows, columns=columns).assign(
        is_counted=True, listed_in="loans", terms_known="", year=2010, all_source_ids="s"
    )
    elements = pd.DataFrame(
        [
            ("aid", "dac-old", True, 60.0), ("soft", "dac-old", True, 40.0), ("hard", "dac-old", False, 9.0),
            ("soft", "unified-5", pd.NA, 26.0), ("aid", "unified-5", pd.NA, 36.0),
        ],
        columns=["loan_id", "convention", "meets_threshold", "grant_element_low_pct"],
    ).assign(all_source_ids="e")  # fmt: skip
    elements["grant_element_high_pct"] = elements["grant_element_low_pct"]
    rules = pd.DataFrame({"rule_id": ["conc-35"], "threshold_pct": [35.0], "source_id": ["r"]})
    made = lent.lending(listed, elements, rules).set_index("project_id")
    # Cover is no loan.
    assert made["softness"].to_dict() == {
        "aid": "named",
        "soft": "soft",
        "hard": "hard",
        "open": "unknown",
    }
    assert made["fund"].dropna().to_dict() == {"aid": True, "soft": False}
    shares = lent.money_by_softness(made.reset_index())
    whole = shares[shares["recipient_code"] == "ALL"].set_index(["lender_code", "kind"])
    assert whole.loc[("JPN", "named"), "share_pct"] == 60
    assert whole.loc[("CHN", "soft"), "share_pct"] == 75
    assert whole.loc[("CHN", "hard"), "usd_million"] == 10


def test_a_rule_that_the_notice_names_goes_before_what_an_export_credit_is():
    loans = pd.DataFrame(
        {"loan_id": list("abc"), "procurement_terms": ["general-untied", "tied-step", None]}
    )
    rows = pd.DataFrame({"project_id": list("abc"), "lender_code": "CHN", "source_id": "s"})
    rows["instrument"] = "export-credit"
    made = lent.contractors(loans, rows).set_index("kind")["loan_count"]
    assert made.to_dict() == {"tied": 1, "exporters": 1, "untied": 1, "unknown": 0}


def test_money_of_a_country_without_loans_is_left_out_of_the_map(held):
    made = lent.per_person(held.lent, load_table("national_accounts"), names.CENTRAL_ASIA)
    japan = made[made["lender_code"] == "JPN"]
    assert "TJK" not in set(japan["area_code"])
    assert (made["value"] > 0).all()


@pytest.mark.figures
def test_sums_agree_with_a_reckoning_of_their_own(held):
    """Japan's loans to Kazakhstan with an amount, at rates read from the table by month."""
    rates = load_table("exchange_rates_monthly").query("currency_code == 'JPY'")
    rates = rates.set_index("month_date")["local_currency_per_usd"]
    signed = {"1998-12": 22.122, "2000-12": 16.539, "2002-03": 21.361, "2010-08": 6.361}
    expected = sum(1000 * billion / rates[month] for month, billion in signed.items()) + 297.5
    made = lent.money_by_softness(held.lent).set_index(["lender_code", "recipient_code", "kind"])
    assert made.loc[("JPN", "KAZ", "named"), "total_usd_million"] == pytest.approx(expected)


# The other tables


def test_each_promise_stands_and_a_later_count_takes_the_place_of_an_earlier_one():
    columns = ["record_id", "area_code", "quantity", "as_of_date", "person_count", "is_cumulative"]
    rows = [
        ("a", "UZB", "jds-fellows", "2015", 100.0, True),
        ("b", "UZB", "jds-fellows", "2019", 120.0, True),
        ("c", "UZB", "jds-fellows", "2024", 9.0, False),
        ("d", "CA5", "training-places-pledged", "2022", 5000.0, True),
        ("e", "CA5", "training-places-pledged", "2025", 3000.0, True),
    ]
    counts = pd.DataFrame(rows, columns=columns).assign(
        partner_code="JPN", count_bound="about", source_id="s", confidence="high"
    )
    counts["person_count"] = counts["person_count"].astype(int)
    assert records.people(counts)["persons"].to_list() == [
        "about 5,000",
        "about 3,000",
        "about 120",
    ]


def test_statements_on_portfolios_keep_both_currencies_and_their_bound():
    rows = [load_table(n) for n in ("japan_export_finance", "japan_aid_totals", "china_since_2021")]
    made = records.portfolios(*rows).set_index(["institution", "date"])["amount"]
    assert made["JICA", "2024-08-28"] == "551.8 billion yen or US$3,700 million"
    assert made["JBIC", "2025-12-19"] == "over US$5,000 million"
    assert made["Export-Import Bank of China", "2024-11-22"] == "over US$3,000 million"


def test_relief_of_both_lenders_stands_in_one_table():
    made = records.relief(load_table("debt_relief"))
    assert set(made["creditor_code"]) == {"CHN", "JPN"}
    assert made["kind"].notna().all()


def test_a_cell_of_the_grid_is_there_for_both_lenders(held):
    areas = {code: names.area_name(code) for code in names.CENTRAL_ASIA}
    grid = offers.by_sector(held.listed, projects.SECTORS, areas)
    cells = {
        code: set(zip(rows["row"], rows["column"])) for code, rows in grid.groupby("lender_code")
    }
    assert cells["CHN"] == cells["JPN"]
    assert len(cells["CHN"]) == len(projects.SECTORS) * 5


def chart_cases():
    made = load.offers()
    flows = aid_net.net_of(load_table("oda_net"), "JPN", names.CENTRAL_ASIA)
    lines = aid.cumulative(flows).pipe(names.with_names, recipient="recipient_code")
    yield "cumulative", aid_charts.draw_cumulative, aid_charts.describe_cumulative, lines
    named = names.with_names(load_table("china_commitments"), recipient="recipient_code")
    named["class_name"] = named["flow_class"].map(china_charts.CLASSES)
    yield "by_year", china_charts.draw_by_year, china_charts.describe_by_year, named
    said = china.investment_figures(load_table("investment_reports"))
    said = names.with_names(said, area="recipient_code")
    said["area"] = said["area"].str.partition(" (")[0]
    yield "investment", china_charts.draw_investment, china_charts.describe_investment, said
    placed = in_time(made.lent.dropna(subset=["date"]), "date")
    placed = names.with_names(placed, creditor="lender_code", debtor="recipient_code")
    kinds = list(charts.LOAN_KINDS)
    placed = placed.assign(kind_name=[kinds[kind != "named"] for kind in placed["softness"]])
    draw = partial(charts.draw_loans, sizes=(100, 1000, 5000))
    yield "loans", draw, charts.describe_loans, placed
    shares = lent.money_by_softness(made.lent)
    shares = names.with_names(shares[shares["recipient_code"] != "ALL"], creditor="lender_code")
    shares = shares.assign(
        country=shares["recipient_code"],
        words="US$1 billion",
        kind_name=shares["kind"].map(lent.SOFTNESS),
    )
    draw = partial(charts.draw_shares, kinds=charts.SOFT_COLOURS, row="country", words="words")
    yield "softness", draw, partial(charts.describe_shares, row="country"), shares
    areas = {code: names.area_name(code) for code in names.CENTRAL_ASIA}
    grid = offers.by_sector(made.listed, projects.SECTORS, areas)
    grid = names.with_names(grid, creditor="lender_code")
    yield "grid", partial(charts.draw_grid, breaks=(3, 8, 15, 30)), charts.describe_grid, grid
    person = lent.per_person(made.lent, load_table("national_accounts"), names.CENTRAL_ASIA)
    person = names.with_names(person, creditor="lender_code", area="area_code")
    person["value_text"] = person["value"].map("{:,.0f}".format)
    draw = partial(charts.draw_maps, legend="US$ a person", breaks=(50, 100, 300, 1000))
    yield "maps", draw, charts.describe_maps, person


CASES = list(chart_cases())


@pytest.mark.parametrize(("name", "draw", "describe", "table"), CASES, ids=[c[0] for c in CASES])
def test_chart_fits_each_room_and_is_described(name, draw, describe, table):
    table = table.drop(columns=[*ID_COLUMNS], errors="ignore")
    assert_fits_and_is_described(draw, describe, table)
