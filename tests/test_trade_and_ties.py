"""Trade, energy, votes and visits: measures by hand, charts in every layout."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import assert_chart_fits_and_is_described

from helpers import names
from helpers.data import load_table
from helpers.topics.energy import charts as energy_charts
from helpers.topics.energy import measures as energy
from helpers.topics.offers import charts as offers_charts
from helpers.topics.ties import charts as ties_charts
from helpers.topics.ties import measures as ties
from helpers.topics.trade import charts as trade_charts
from helpers.topics.trade import measures as trade
from helpers.topics.trade import routes

FIVE = names.CENTRAL_ASIA


def trade_tables():
    shares, bilateral = load_table("trade_partner_shares"), load_table("trade_bilateral")
    lines = trade.partner_lines(shares, "imports", ["CHN", "RUS"])
    yield (
        "partner_lines",
        trade_charts,
        names.with_names(lines, country="country_code", partner="partner_code"),
    )
    groups = trade.partner_groups(shares, 2023)
    yield "partner_groups", trade_charts, names.with_names(groups, country="country_code")
    mirror = trade.mirror_records(bilateral, load_table("source_conflicts"))
    yield "mirror_records", trade_charts, names.with_names(mirror, country="country_code")
    converted = trade.in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates"))
    pair = names.with_names(
        trade.latest_with(bilateral, converted, FIVE),
        country="country_code",
        partner="partner_code",
    )
    yield "two_partners", trade_charts, pair.assign(record="2024, by one side")
    ratios = trade.latest_ratios(load_table("openness"), list(trade_charts.MEASURES), FIVE)
    yield "ratios", trade_charts, names.with_names(ratios, country="area_code")


def energy_tables():
    ways = routes.loans_for_ways(load_table("loans"))
    ways = names.with_names(ways, creditor="creditor_code", debtor="debtor_code")
    yield "ways", offers_charts, ways
    fuels = energy.fuel_balance(load_table("energy_balances"))
    yield "fuel_balance", energy_charts, names.with_names(fuels, country="area_code")
    gas = energy.gas_destinations(load_table("pipeline_gas_exports"))
    yield "gas_destinations", energy_charts, names.with_names(gas, exporter="exporter_code")
    yield "uranium", energy_charts, energy.uranium_shares(load_table("uranium_production"))


def ties_tables():
    votes = ties.votes_with_base(load_table("un_vote_agreement"), 20)
    yield (
        "votes",
        ties_charts,
        names.with_names(votes, country="area_code", partner="partner_code"),
    )
    yield "lead", ties_charts, names.with_names(ties.lead(votes, "CHN", "JPN"), country="area_code")
    visits = ties.leaders_visits(load_table("visits"))
    yield "visits", ties_charts, names.with_names(visits, country="country_code")
    grid = names.with_names(
        ties.visa_grid(load_table("visa_rules"), FIVE),
        country="country_code",
        partner="partner_code",
    )
    yield "visas", ties_charts, grid.assign(panel=grid["partner"] + " " + grid["direction"])
    polls = load_table("opinion_polls")
    polls = polls[polls["question"].isin(list(ties_charts.QUESTIONS))]
    yield "polls", ties_charts, names.with_names(polls, subject="subject_code")


CASES = [*trade_tables(), *energy_tables(), *ties_tables()]


@pytest.mark.parametrize(("name", "module", "table"), CASES, ids=[case[0] for case in CASES])
def test_chart_fits_each_room_and_is_described(name, module, table):
    assert_chart_fits_and_is_described(module, name, table)


def listed(*rows):
    columns = ["country_code", "year", "flow", "partner_code", "share_pct", "rank_in_list"]
    return pd.DataFrame(rows, columns=columns)


def test_a_line_breaks_where_a_list_leaves_the_partner_out():
    lists = listed(
        ("UZB", 2000, "imports", "CHN", 5.0, 2),
        ("UZB", 2000, "imports", "RUS", 9.0, 1),
        ("UZB", 2001, "imports", "RUS", 8.0, 1),
        ("UZB", 2002, "imports", "CHN", 7.0, 1),
        ("UZB", 2002, "exports", "CHN", 1.0, 1),
    )
    lines = trade.partner_lines(lists, "imports", ["CHN", "RUS"]).set_index(
        ["partner_code", "year"]
    )
    assert lines["run"].to_dict() == {
        ("CHN", 2000): 0,
        ("CHN", 2002): 1,
        ("RUS", 2000): 0,
        ("RUS", 2001): 0,
    }
    assert trade.first_partners(lists, "imports", 2002) == {"UZB": "CHN"}


def test_what_is_not_listed_is_the_rest_of_the_whole():
    lists = listed(
        ("UZB", 2002, "imports", "CHN", 30.0, 1),
        ("UZB", 2002, "imports", "KAZ", 10.0, 2),
        ("UZB", 2002, "imports", "DEU", 5.0, 3),
    )
    groups = trade.partner_groups(lists, 2002).set_index("group")["share_pct"]
    assert groups.to_dict() == {"CHN": 30, "LISTED": 15, "UNLISTED": 55}
    with pytest.raises(ValueError, match="names Japan"):
        trade.partner_groups(lists.assign(partner_code="JPN"), 2002)


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


@pytest.mark.figures
def test_only_visits_in_office_are_placed():
    visits = ties.leaders_visits(load_table("visits"))
    assert "Nursultan Nazarbayev" not in set(visits.query("year == 2019")["visitor_name"])
    assert set(visits.query("direction == 'from'")["year"]) == {2006, 2015}


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


@pytest.mark.figures
def test_missions_of_low_trust_are_not_found():
    tables = [
        load_table(n)
        for n in ("missions", "diplomatic_relations", "confucius_institutes", "flight_routes")
    ]
    tables[0].loc[tables[0]["host_code"] == "KGZ", "confidence"] = "low"
    rows = ties.presence(*tables, ["KGZ", "UZB"]).set_index("area_code")
    assert pd.isna(rows.loc["KGZ", "embassy_jpn"])
    assert rows.loc["UZB", "embassy_jpn"] == "1993-01"
    assert rows["routes_jpn"].to_dict() == {"KGZ": 0, "UZB": 1}
