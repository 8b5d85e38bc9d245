"""Measures against values worked by hand from made-up tables."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data import load_table
from helpers.topics.debt import measures as debt
from helpers.topics.dialogue import measures as dialogue
from helpers.topics.summit import measures as summit


def stocks(*rows):
    columns = ["debtor_code", "creditor_code", "creditor_class", "year", debt.STOCK]
    return pd.DataFrame(rows, columns=columns)


def totals(*rows):
    return pd.DataFrame(rows, columns=["area_code", "year", "ppg_external_debt_usd_million"])


BILATERAL, MULTILATERAL = "official-bilateral", "multilateral"


def test_other_is_the_whole_less_the_three():
    table = debt.by_creditor(
        stocks(
            ("KGZ", "CHN", BILATERAL, 2020, 40.0),
            ("KGZ", "JPN", BILATERAL, 2020, 10.0),
            ("KGZ", "MLT", MULTILATERAL, 2020, 30.0),
            ("KGZ", "IDA", MULTILATERAL, 2020, 25.0),  # part of MLT: must not be counted again
            ("KGZ", "CHN", "commercial-banks", 2020, 7.0),  # no official lender
        ),
        totals(("KGZ", 2020, 100.0)),
    ).set_index("creditor_code")
    assert table[debt.STOCK].to_dict() == {"CHN": 40, "JPN": 10, "MLT": 30, "OTHER": 20}
    assert table["share_pct"].to_dict() == {"CHN": 40, "JPN": 10, "MLT": 30, "OTHER": 20}


def test_without_a_whole_there_is_no_share():
    table = debt.by_creditor(stocks(("KGZ", "CHN", BILATERAL, 2024, 40.0)), totals())
    assert table["share_pct"].isna().all()
    assert list(table["creditor_code"]) == ["CHN"]


def test_creditors_above_the_whole_are_refused():
    with pytest.raises(ValueError) as caught:
        debt.by_creditor(
            stocks(("KGZ", "JPN", BILATERAL, 2020, 20.0), ("KGZ", "CHN", BILATERAL, 2020, 140.0)),
            totals(("KGZ", 2020, 100.0)),
        )
    assert str(caught.value) == (
        "data/debt_stocks.csv: row 3, column 'debt_outstanding_usd_million': the debt of KGZ 2020 to "
        "JPN, CHN adds up to 160; expected at most the whole in data/external_debt.csv, 100"
    )


def test_peak_and_change():
    table = debt.by_creditor(
        stocks(
            ("TKM", "CHN", BILATERAL, 2012, 50.0),
            ("TKM", "CHN", BILATERAL, 2013, 80.0),
            ("TKM", "CHN", BILATERAL, 2014, 20.0),
        ),
        totals(),
    )
    row = debt.peaks(table).iloc[0]
    assert (row["peak_year"], row["latest_year"]) == (2013, 2014)
    assert row["change_pct"] == pytest.approx(-75)


def test_highest_share_is_not_the_highest_stock():
    table = debt.share_peaks(
        debt.by_creditor(
            stocks(("A", "CHN", BILATERAL, 2000, 40.0), ("A", "CHN", BILATERAL, 2001, 50.0)),
            totals(("A", 2000, 80.0), ("A", 2001, 200.0)),
        )
    ).set_index("creditor_code")
    row = table.loc["CHN"]
    assert (row["top_year"], row["top_share_pct"], row["latest_share_pct"]) == (2000, 50.0, 25.0)


CREDITORS = load_table("creditors")


@pytest.mark.parametrize(("group", "is_certain"), [(55.0, True), (75.0, False)])
def test_an_unnamed_lender_may_be_the_largest(group, is_certain):
    rows = stocks(
        ("A", "CHN", BILATERAL, 2000, 40.0),
        ("A", "ADB", MULTILATERAL, 2000, 30.0),
        ("A", "MLT", MULTILATERAL, 2000, group),
    )
    row = debt.largest_single(rows, totals(("A", 2000, 120.0)), CREDITORS, 2000).iloc[0]
    assert (row["creditor_code"], row["is_certain"]) == ("CHN", is_certain)


def test_arms_of_one_institution_are_one_lender():
    rows = stocks(
        ("A", "ADB", MULTILATERAL, 2000, 40.0),
        ("A", "IBRD", MULTILATERAL, 2000, 20.0),
        ("A", "IDA", MULTILATERAL, 2000, 25.0),
        ("A", "MLT", MULTILATERAL, 2000, 90.0),
    )
    row = debt.largest_single(rows, totals(("A", 2000, 100.0)), CREDITORS, 2000).iloc[0]
    assert (row["creditor_code"], row[debt.STOCK], row["second_code"]) == ("WB", 45.0, "ADB")
    assert row["is_certain"]


def test_findings_name_the_largest_lenders_that_the_tables_give():
    tables = [load_table(name) for name in ("debt_stocks", "external_debt", "creditors")]
    year = debt.by_creditor(*tables[:2]).dropna(subset=["share_pct"])["year"].max()
    single = debt.largest_single(*tables, year)
    findings = load_table("findings").set_index("finding_id")
    said = findings.loc["multilaterals-lead", "statement_text"]
    shares = debt.share_peaks(debt.by_creditor(*tables[:2])).pivot(
        index="debtor_code", columns="creditor_code", values="latest_share_pct"
    )
    assert ("all five countries" in said.lower()) == (shares["MLT"] > shares["CHN"]).all()
    areas = load_table("areas").set_index("area_code")["area_name"]
    names = CREDITORS.set_index("creditor_code")["creditor_name"]
    for row in single.itertuples():
        assert areas[row.debtor_code] in said, row.debtor_code
        if row.is_certain:
            assert names[row.creditor_code] in said, (row.debtor_code, row.creditor_code)
    uzbek = single.set_index("debtor_code").loc["UZB"]
    order = [said.index(names[code]) for code in uzbek[["creditor_code", "second_code"]]]
    assert order == sorted(order)


@pytest.mark.figures
def test_banks_turn_the_order_in_uzbekistan():
    end = debt.with_banks(load_table("debt_stocks"), "UZB", 2019).query("year == 2024")
    end = end.set_index("creditor_code")
    assert end.loc["CHN", "official_usd_million"] > end.loc["JPN", "official_usd_million"]
    assert end.loc["JPN", "both_usd_million"] == pytest.approx(5214.6, abs=0.05)
    assert end.loc["CHN", "both_usd_million"] == pytest.approx(3918.3, abs=0.05)


@pytest.mark.figures
def test_cadence_counts_months_between_numbered_meetings():
    gaps = dialogue.cadence(load_table("meetings"), "foreign-ministers")
    assert len(gaps) == 9
    # 28 August 2004 to 5 June 2006 is 646 days.
    assert gaps.loc[1, "gap_months"] == pytest.approx(646 / 30.4375)


def test_a_meeting_outside_the_count_makes_no_gap_shorter():
    meetings = pd.DataFrame(
        {
            "series": "foreign-ministers",
            "title": ["First", "On the margins", "Second"],
            "ordinal": [1, 2, 2],
            "start_date": ["2001-01-01", "2001-07-01", "2002-01-01"],
            "is_numbered": [True, False, True],
            "source_id": "s",
        }
    )
    gaps = dialogue.cadence(meetings, "foreign-ministers")
    assert gaps["title"].to_list() == ["First", "Second"]
    # 365 days, of which a month has 30.4375.
    assert gaps["gap_months"].iloc[1] == pytest.approx(365 / 30.4375)


@pytest.mark.figures
def test_undated_meetings_stand_between_their_limits():
    placed = dialogue.timeline(load_table("meetings")).set_index("meeting_id")
    row = placed.loc["som-4"]
    assert not row["is_dated"]
    # Both known from the same count: neither may hide the other, and the numbers keep their order.
    assert pd.Timestamp("2007-12-13") < row["position"] < placed.loc["som-5", "position"]
    assert placed.loc["som-5", "position"] < pd.Timestamp("2011-12-01")


def test_planned_themes_do_not_count():
    meetings = pd.DataFrame(
        {
            "meeting_id": ["a", "b"],
            "track": ["expert"] * 2,
            "ordinal": [1, 2],
            "start_date": ["2010", "2011-05-01"],
            "not_before_date": [pd.NA] * 2,
            "not_after_date": [pd.NA] * 2,
        }
    )
    themes = pd.DataFrame(
        {"theme": ["x", "y"], "theme_name": ["X", "Y"], "theme_group": ["g", "g"]}
    )
    rows = [("a", "x", "held"), ("b", "y", "held"), ("b", "x", "planned")]
    coded = pd.DataFrame(rows, columns=["meeting_id", "theme", "basis"])
    table = dialogue.themes_by_period(coded, themes, meetings, [(2010, 2014)])
    assert dict(zip(table["theme_name"], table["share_pct"])) == {"X": 50, "Y": 50}


@pytest.mark.figures
def test_turkmenistan_came_below_the_level_of_minister():
    levels = dialogue.attendance(
        load_table("meeting_delegations"), load_table("meetings"), ["TKM"], ["foreign-ministers"]
    ).set_index("meeting_id")["level"]
    assert levels["fmm-1"] == "ambassador"
    assert levels["fmm-4"] == "foreign-minister"
    assert levels["fmm-7"] == "deputy-minister"


@pytest.mark.figures
def test_steps_keep_their_order_and_time_of_day():
    events = summit.steps(load_table("summit_events"), load_table("summit_event_actors"))
    call = events.set_index("event_id").loc["call-tokayev"]
    assert call["date_text"] == "9 August 2024, 19:15"
    assert events["sequence_no"].is_monotonic_increasing


@pytest.mark.figures
def test_the_timeline_holds_every_step_of_the_two_days_and_the_turn_in_both_parts():
    events = summit.steps(load_table("summit_events"), load_table("summit_event_actors"))
    told = summit.drawn(events)
    days = events[events["event_date"].isin(["2024-08-08", "2024-08-09"])]
    assert told.loc[told["part"] == "days", "event_id"].to_list() == days["event_id"].to_list()
    assert set(told.loc[told["part"] == "years", "event_id"]) == set(summit.MAIN)
    turn = told[told["event_id"] == "nagasaki"]
    assert turn["when"].to_list() == ["Aug 2024", "9 Aug, midday"]
    assert turn["is_turn"].all()


def test_who_met_the_five_while_japan_waited_stands_between_its_own_days():
    offers = pd.DataFrame(
        {
            "format_id": ["eu", "eu", "ots", "china", "india"],
            "summit_no": [1, 1, 12, 2, None],
            "item_no": [1, 2, 1, 1, 1],
            "start_date": ["2025-04-03", "2025-04-03", "2025-10-07", "2023-01-01", "2025-06-01"],
            "place": "Samarkand",
            "priority_areas_text": "transport; digital",
            "source_id": "s",
            "more_source_ids": pd.NA,
        }
    )
    formats = pd.DataFrame(
        {
            "format_id": ["eu", "ots", "china", "india", "japan"],
            "partner_name": ["European Union", "Turkic states", "China", "India", "Japan"],
            "is_five_plus_one": [True, False, True, True, True],
        }
    )
    areas = load_table("cooperation_areas")
    table = summit.while_waiting(offers, formats, areas, "2024-08-08", "2025-12-20")
    # Once for each summit; no format of others, no meeting without a number, none of another time.
    assert table["partner"].to_list() == ["Japan", "European Union", "Japan"]
    assert table["areas"].iloc[1] == "transport, digital"
    assert table["areas"].iloc[0] == table["areas"].iloc[2]
    assert table["summit_no"].isna().to_list() == [True, False, False]


@pytest.mark.figures
def test_what_no_source_says_is_a_dash():
    table = summit.side_by_side(
        load_table("summit_comparison"), ["planned-2024", "happened-2024", "tokyo-2025"]
    ).set_index("aspect")
    assert table.loc["first-press-date", "happened-2024"] == "–"
    assert "Takaichi" in table.loc["japanese-leader", "tokyo-2025"]


def test_the_yen_of_a_comparison_are_written_in_trillions():
    comparison = pd.DataFrame(
        {
            "aspect": ["money", "money", "place"],
            "item_no": [2, 1, 3],
            "version": ["tokyo", "tokyo", "plan"],
            "text": ["Lending", "Papers", "Astana"],
            "unit_code": ["jpy_billion", "documents", pd.NA],
            "value": [3000.0, 150.0, None],
            "bound": ["at-least", "exact", pd.NA],
            "source_id": "s",
            "more_source_ids": pd.NA,
        }
    )
    table = summit.side_by_side(comparison, ["plan", "tokyo"]).set_index("aspect")
    assert table.loc["money"].to_list()[:2] == [
        "–",
        "Papers: 150; Lending: over 3 trillion yen",
    ]
    assert table.loc["place", "tokyo"] == "–"
