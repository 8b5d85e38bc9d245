"""Trade, energy, routes, votes and visas: measures by hand, charts in every layout."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import assert_chart_fits_and_is_described

from helpers import names
from helpers.data import load_table
from helpers.topics.energy import charts as energy_charts
from helpers.topics.energy import measures as energy
from helpers.topics.ties import charts as ties_charts
from helpers.topics.ties import measures as ties
from helpers.topics.trade import charts as trade_charts
from helpers.topics.trade import map_charts, mapped, routes
from helpers.topics.trade import measures as trade

FIVE = names.CENTRAL_ASIA


def trade_tables():
    bilateral = load_table("trade_bilateral")
    yield "routes", map_charts, drawn()
    shares = trade.china_and_russia(load_table("national_trade_shares"))
    shares = names.with_names(shares, country="country_code", partner="partner_code")
    yield "china_russia", trade_charts, shares
    mirror = trade.mirror_records(bilateral, load_table("source_conflicts"))
    yield "mirror_records", trade_charts, names.with_names(mirror, country="country_code")
    converted = trade.in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates"))
    pair = trade.by_own_record(trade.latest_with(bilateral, converted, FIVE), mirror)
    pair = names.with_names(pair, country="country_code", partner="partner_code")
    yield "two_partners", trade_charts, trade_charts.with_records(pair)
    gas = energy.gas_destinations(load_table("pipeline_gas_exports"))
    yield "gas_destinations", energy_charts, names.with_names(gas, exporter="exporter_code")
    yield "polls", ties_charts, ties.poll_answers(load_table("opinion_polls"))


def drawn():
    return mapped.features(load_table("project_sites"), load_table("route_waypoints"))


CASES = [*trade_tables()]


@pytest.mark.parametrize(("name", "module", "table"), CASES, ids=[case[0] for case in CASES])
def test_chart_fits_each_room_and_is_described(name, module, table):
    assert_chart_fits_and_is_described(module, name, table)


def test_yen_are_added_and_converted():
    yen = pd.DataFrame(
        {
            "country_code": ["UZB", "UZB"],
            "year": [2018, 2018],
            "flow": ["exports", "imports"],
            "trade_jpy_billion": [1.0, 10.0],
            "source_id": ["x", "x"],
            "confidence": ["high", "high"],
        }
    )
    rates = pd.DataFrame(
        {
            "currency_code": ["JPY"],
            "year": [2018],
            "rate_basis": ["yearly-average"],
            "local_currency_per_usd": [110.0],
        }
    )
    # 11 billion yen at 110 to the dollar are 100 million dollars.
    assert trade.in_dollars(yen, rates)[trade.TRADE].to_list() == [pytest.approx(100)]


def test_a_year_is_converted_at_its_average_rate_and_no_other():
    yen = pd.DataFrame(
        {
            "country_code": ["UZB"],
            "year": [2018],
            "trade_jpy_billion": [11.0],
            "source_id": ["x"],
            "confidence": ["high"],
        }
    )
    rates = pd.DataFrame(
        {
            "currency_code": "JPY",
            "year": 2018,
            "rate_basis": ["yearly-average", "year-end"],
            "local_currency_per_usd": [110.0, 100.0],
        }
    )
    # At the rate of the last day it would be 110 million dollars.
    assert trade.in_dollars(yen, rates)[trade.TRADE].to_list() == [pytest.approx(100)]


def test_the_record_of_china_is_set_against_the_product_of_the_year():
    columns = ["country_code", "partner_code", "reporter_code", "flow", "year", trade.TRADE]
    rows = [
        ("KAZ", "CHN", "CHN", "turnover", 2023, 50.0),
        ("KAZ", "CHN", "KAZ", "turnover", 2023, 40.0),
        ("KAZ", "CHN", "CHN", "exports", 2023, 30.0),
        ("KAZ", "CHN", "CHN", "turnover", 2022, 20.0),
        ("KAZ", "JPN", "CHN", "turnover", 2023, 10.0),
    ]
    accounts = pd.DataFrame(
        {"area_code": "KAZ", "year": [2022, 2023], "gdp_usd_million": [100.0, 200.0]}
    )
    table = trade.against_gdp(pd.DataFrame(rows, columns=columns), accounts, 2023)
    assert table["ratio_pct"].to_list() == [25.0]


@pytest.mark.figures
def test_low_records_carry_no_comparison():
    both = trade.latest_with(
        load_table("trade_bilateral"),
        trade.in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates")),
        ["KAZ"],
    ).set_index("partner_code")
    # The round figure of 2,000 for 2024 is rated low.
    assert both.loc["JPN", ["year", trade.TRADE]].to_list() == [2022, 1900]


@pytest.mark.figures
def test_one_trade_has_more_than_one_record():
    both = trade.mirror_records(load_table("trade_bilateral"), load_table("source_conflicts"))
    kyrgyz = both[both["country_code"] == "KGZ"].set_index("recorder")
    assert kyrgyz[trade.TRADE].to_dict() == {"china": 22710, "own": 5100}
    assert kyrgyz["is_part_year"].to_dict() == {"china": False, "own": True}
    assert (both.groupby(["country_code", "year"]).size() > 1).all()


def way_loan(**values):
    row = {
        "loan_id": "x", "creditor_code": "CHN", "project_name": "North road", "sector": "transport",
        "status": "signed", "signed_date": "2001", "confidence": "high", "possible_duplicate_of": pd.NA,
    }  # fmt: skip
    return row | values


def test_only_agreed_loans_for_ways_are_placed():
    rows = [
        way_loan(),
        way_loan(loan_id="same-year"),
        way_loan(loan_id="planned", status="planned"),
        way_loan(loan_id="twin", possible_duplicate_of="x", confidence="medium"),
        way_loan(loan_id="undated", signed_date=pd.NA),
        way_loan(loan_id="water", project_name="Water pipeline", sector="water"),
        way_loan(loan_id="gas", project_name="Gas pipeline", sector="oil-and-gas"),
        way_loan(loan_id="mine", project_name="Copper mine", sector="industry"),
    ]
    table = routes.loans_for_ways(pd.DataFrame(rows)).set_index("loan_id")
    assert table["way"].to_dict() == {"x": "Roads", "same-year": "Roads", "gas": "Pipelines"}
    assert table["place"].to_dict() == {"x": 0, "same-year": 1, "gas": 0}


def test_a_way_without_a_name_is_refused():
    with pytest.raises(ValueError, match="ferry"):
        routes.loans_for_ways(pd.DataFrame([way_loan(loan_id="ferry", project_name="Ferry")]))


def test_gas_to_others_is_the_difference():
    exports = pd.DataFrame(
        {
            "exporter_code": ["TKM", "TKM"],
            "partner_code": ["CHN", "WLD"],
            "year": [2024, 2024],
            "gas_billion_m3": [30.0, 40.0],
        }
    )
    parts = energy.gas_destinations(exports).set_index("destination")
    assert parts["gas_billion_m3"].to_dict() == {"CHN": 30, "OTHER": 10}
    assert parts["share_pct"].to_dict() == {"CHN": 75, "OTHER": 25}
    with pytest.raises(ValueError, match="exceed"):
        energy.gas_destinations(exports.assign(gas_billion_m3=[50.0, 40.0]))


def test_a_fuel_of_which_one_side_is_known_keeps_its_row():
    columns = [name for pair in energy.FUELS.values() for name in pair]
    balances = pd.DataFrame([[7.0, None, 5.0, 2.0, None, None]], columns=columns)
    table = energy.fuel_balance(balances.assign(area_code="UZB", year=2023)).set_index("fuel")
    assert table["production"].to_dict() == {"gas": 7, "oil": 5}
    assert pd.isna(table.loc["gas", "surplus"])
    assert table.loc["oil", "surplus"] == 3


@pytest.mark.figures
def test_uranium_shares_add_up():
    shares = energy.uranium_shares(load_table("uranium_production"))
    assert shares.groupby("year")["share_pct"].sum().to_list() == pytest.approx([100] * 10)
    kazakh = shares.query("area_code == 'KAZ' and year == 2022")["share_pct"].item()
    assert kazakh == pytest.approx(21227 / 49355 * 100)


def test_years_with_few_roll_calls_are_left_out():
    votes = pd.DataFrame(
        {
            "area_code": ["UZB"] * 6,
            "partner_code": ["CHN"] * 3 + ["USA"] * 3,
            "year": [2000, 2001, 2002] * 2,
            "identical_votes_pct": [50.0, 60.0, 70.0] * 2,
            "votes_counted_count": [30, 7, 30, None, None, None],
        }
    )
    kept = ties.votes_with_base(votes, 20)
    assert sorted(kept["year"]) == [2000, 2000, 2002, 2002]
    assert kept.set_index(["partner_code", "year"])["run"].loc["CHN"].to_list() == [0, 1]
    points = ties.lead(kept.assign(identical_votes_pct=[50.0, 70.0, 45.0, 75.0]), "CHN", "USA")
    assert points["lead_points"].to_list() == [5, -5]


def test_a_year_with_as_many_roll_calls_as_are_asked_for_is_kept():
    votes = pd.DataFrame(
        {
            "area_code": "UZB",
            "partner_code": "CHN",
            "year": [2000, 2001],
            "identical_votes_pct": [50.0, 60.0],
            "votes_counted_count": [20, 19],
        }
    )
    assert ties.votes_with_base(votes, 20)["year"].to_list() == [2000]


@pytest.mark.figures
def test_since_2004_all_five_vote_closer_to_china():
    lead = ties.lead(ties.votes_with_base(load_table("un_vote_agreement"), 20), "CHN", "JPN")
    late = lead[lead["year"] >= 2004]
    assert len(late) == 5 * 16
    assert (late["lead_points"] > 0).all()
    assert (lead[lead["year"] == 2003]["lead_points"] < 0).any()


def test_visa_rules_know_their_direction():
    rules = pd.DataFrame(
        {
            "passport_code": ["KAZ", "JPN"],
            "destination_code": ["JPN", "KAZ"],
            "year": [2025, 2025],
            "rule": ["visa-required", "visa-free"],
            "visa_free_days": [None, 30],
        }
    )
    grid = ties.visa_grid(rules, FIVE).set_index("direction")
    assert grid["rule"].to_dict() == {"into": "visa-required", "out-of": "visa-free"}
    assert set(grid["country_code"]) == {"KAZ"}
    assert set(grid["partner_code"]) == {"JPN"}
    assert grid.loc["out-of", "ease"] > grid.loc["into", "ease"]


def test_a_visa_rule_that_changed_shows_both_ends_and_one_that_did_not_shows_one():
    rules = pd.DataFrame(
        [
            ("KAZ", "CHN", 2019, "visa-required"), ("KAZ", "CHN", 2022, "covid-ban"),
            ("KAZ", "CHN", 2025, "visa-free"), ("UZB", "CHN", 2019, "visa-required"),
            ("UZB", "CHN", 2025, "visa-required"),
        ],
        columns=["passport_code", "destination_code", "year", "rule"],
    ).assign(visa_free_days=None, source_id="x")  # fmt: skip
    table = ties.visa_changes(ties.visa_grid(rules, FIVE)).set_index("panel")
    assert table.loc["Its citizens entering China", ["KAZ", "UZB"]].to_list() == [
        "visa → no visa",
        "visa",
    ]


def national(*rows):
    columns = ["country_code", "partner_code", "first_month", "last_month", "flow",
               trade.TRADE, "share_pct", "reporter_name"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def test_the_latest_shares_are_taken_and_reckoned_only_where_none_is_printed():
    table = national(
        ("KGZ", "CHN", "2023-01", "2023-12", "turnover", 10.0, 90.0, "office"),
        ("KGZ", "RUS", "2023-01", "2023-12", "turnover", 10.0, 9.0, "office"),
        ("KGZ", "CHN", "2024-01", "2024-03", "turnover", 40.0, None, "office"),
        ("KGZ", "RUS", "2024-01", "2024-03", "turnover", 99.0, 15.0, "office"),
        ("KGZ", "WLD", "2024-01", "2024-03", "turnover", 100.0, None, "office"),
    )
    shares = trade.china_and_russia(table.assign(source_id="x"))
    assert shares["share_pct"].to_list() == [40, 15]
    assert set(shares["period"]) == {"January to March 2024"}


def test_a_record_of_the_country_itself_takes_the_place_of_chinas():
    columns = ["country_code", "partner_code", "year", trade.TRADE, "recorder_code"]
    rows = [("KAZ", "CHN", 2024, 43.0, "CHN"), ("KAZ", "JPN", 2022, 2.0, "KAZ"),
            ("TKM", "CHN", 2024, 10.0, "CHN")]  # fmt: skip
    pairs = pd.DataFrame(rows, columns=columns).assign(is_converted=False, all_source_ids="x")
    mirror = pd.DataFrame(
        {
            "country_code": ["KAZ", "KAZ"],
            "year": [2022, 2022],
            "recorder": ["own", "china"],
            trade.TRADE: [24.0, 31.0],
            "source_id": ["y", "z"],
            "more_source_ids": [None, None],
        }
    )
    both = trade.by_own_record(pairs, mirror).set_index(["country_code", "partner_code"])
    assert both.loc[("KAZ", "CHN"), ["year", trade.TRADE, "recorder_code"]].to_list() == [
        2022,
        24.0,
        "KAZ",
    ]
    assert both.loc[("TKM", "CHN"), trade.TRADE] == 10.0


@pytest.mark.figures
def test_no_point_of_the_map_is_drawn_more_exactly_than_its_source_places_it():
    sites = load_table("project_sites").set_index("project_id")
    exact = drawn().query("placed == @mapped.SITE")["project_id"]
    basis = sites.loc[exact, "coordinate_basis"]
    # The notes of the compilers: only these are sites, all else is a town or a region.
    known = ("AidData, OpenStreetMap feature", "WRI", "Global Energy Monitor", "airportsdata")
    assert basis[~basis.str.startswith(known)].to_dict() == {}


@pytest.mark.figures
def test_a_line_is_solid_only_where_a_source_names_both_of_its_ends():
    points = load_table("route_waypoints")
    put_in = points[~points["is_named_in_source"].astype(bool)].dropna(subset=["lon_deg"])
    put_in = set(zip(put_in["route_id"], put_in["lon_deg"].astype(float)))
    sites = load_table("project_sites").set_index("project_id")["route_id"]
    for line in drawn().itertuples():
        route = sites.get(line.project_id, line.project_id)
        for start, _, end, _, sure in line.path:
            if sure:
                assert not {(route, start), (route, end)} & put_in, line.project_id


@pytest.mark.figures
def test_the_largest_projects_carry_their_names_and_no_name_stands_alone():
    sites = load_table("project_sites").set_index("project_id")
    table = drawn()
    large = sites[
        (sites["amount_usd_million"].astype(float) >= 1000)
        | (sites["amount_jpy_billion"].astype(float) >= 100)
    ].index
    # The Uzbek part of the gas pipeline is the same line as the Kazakh one.
    wanted = (set(large) & set(table["project_id"])) - {"uzb-gasline-abc"}
    named = set(map_charts.NAMES["project_id"])
    assert wanted - named == set()
    assert named - set(table["project_id"]) == set()


@pytest.mark.figures
def test_parts_of_one_line_have_one_colour():
    sites = load_table("project_sites").dropna(subset=["route_id"])
    lenders = sites["financier_group"].map(mapped.LENDERS).groupby(sites["route_id"]).nunique()
    assert lenders.max() == 1
