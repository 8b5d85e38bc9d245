"""The years before the Dialogue, the formats of other partners, and the catalogue of meetings."""

from __future__ import annotations

import pandas as pd
import pytest
from test_charts import test_chart_fits_each_room_and_is_described as fits

from helpers import names
from helpers.data import load_table
from helpers.topics.aid import net as aid
from helpers.topics.catalogue import charts as catalogue_charts
from helpers.topics.catalogue import measures as catalogue
from helpers.topics.early import charts as early_charts
from helpers.topics.early import measures as early
from helpers.topics.formats import charts as format_charts
from helpers.topics.formats import measures as formats

FIRST, LAST = 1992, 2004
SUBJECTS = ["agriculture", "transport-logistics", "tourism", "decarbonisation"]


def tables():
    steps = early.first_steps(
        *(load_table(n) for n in ("milestones", "missions", "visits", "loans")), LAST
    )
    steps = names.with_names(steps, area="area_code")
    kinds = steps["kind"].map(lambda kind: early_charts.KINDS[kind][0])
    yield "first_steps", early_charts, steps.assign(kind_name=kinds)
    oda = load_table("oda_net")
    net = aid.net_of(oda, "JPN", names.CENTRAL_ASIA)
    net = net[net["year"] <= LAST].rename(columns={"recipient_code": "area_code"})
    yield "aid", early_charts, names.with_names(net, area="area_code")
    yield "share", early_charts, early.by_year(oda, names.CENTRAL_ASIA, FIRST, LAST)
    both = load_table("formats"), load_table("format_summits")
    events = formats.events(*both)
    kinds = events["kind"].map(format_charts.KINDS)
    yield "formats", format_charts, events.assign(kind_name=kinds)
    yield "waits", format_charts, formats.first_dates(*both).dropna(subset=["years_to_summit"])
    yield "summits", format_charts, formats.summits_in_order(*both)
    yield "pace", format_charts, formats.ministers_pace(both[0])
    ways = catalogue.subjects(
        load_table("meetings"), load_table("meeting_themes"), load_table("themes"), SUBJECTS
    )
    yield "subjects", catalogue_charts, ways


CASES = list(tables())


@pytest.mark.parametrize(("name", "module", "table"), CASES, ids=[case[0] for case in CASES])
def test_chart(name, module, table):
    fits(name, module, table)


def test_each_chart_takes_no_value_below_zero_where_it_stacks():
    net = next(table for name, _, table in CASES if name == "aid")
    assert (net["oda_net_usd_million"] >= 0).all()


def test_japans_part_is_of_the_committee_and_of_the_five():
    rows = [("JPN", "KAZ", 2000, 30.0), ("DAC", "KAZ", 2000, 100.0), ("JPN", "UZB", 2001, 10.0)]
    rows += [("DAC", "UZB", 2001, 20.0), ("JPN", "UZB", 2005, 999.0), ("DAC", "UZB", 2005, 999.0)]
    oda = pd.DataFrame(
        rows, columns=["donor_code", "recipient_code", "year", "oda_net_usd_million"]
    )
    table = early.totals(oda, ["KAZ", "UZB"], 2000, 2004).set_index("recipient_code")
    assert table["share_pct"].to_dict() == {"KAZ": 30, "UZB": 50}
    assert table["part_pct"].to_dict() == {"KAZ": 75, "UZB": 25}
    years = early.by_year(oda, ["KAZ", "UZB"], 2000, 2004)
    assert years["share_pct"].to_list() == [30, 50]


def test_early_loans_are_aid_and_old_enough():
    columns = ["loan_id", "creditor_code", "instrument", "signed_date"]
    rows = [
        ("late", "JPN", "oda-loan", "2010-05-01"),
        ("undated", "JPN", "oda-loan", None),
        ("second", "JPN", "oda-loan", "1999-12-15"),
        ("first", "JPN", "oda-loan", "1995"),
        ("bank", "JPN", "loan", "2000"),
        ("china", "CHN", "oda-loan", "2000"),
    ]
    loans = pd.DataFrame(rows, columns=columns).astype("str").replace("None", pd.NA)
    assert early.aid_loans(loans, 2004)["loan_id"].to_list() == ["first", "second", "undated"]


def test_relations_of_all_five_are_known_and_no_step_is_later():
    steps = next(table for name, _, table in CASES if name == "first_steps")
    relations = steps[steps["kind"] == "relations"]
    assert sorted(relations["area_code"]) == names.CENTRAL_ASIA
    assert steps["position"].max() < pd.Timestamp("2005-01-01")


def made_up():
    kinds = pd.DataFrame(
        {
            "format_id": ["a", "b", "c"],
            "partner_name": ["A", "B", "C"],
            "is_five_plus_one": [True, True, False],
            "launched_date": ["2000-01-01", pd.NA, "1990"],
            "first_foreign_ministers_date": [pd.NA, "2010-07-01", pd.NA],
            "source_id": ["s"] * 3,
            "more_source_ids": [pd.NA, "t", pd.NA],
        }
    )
    rows = [
        ("a", "2020-01-01", "held"),
        ("a", "2019-01-01", "leaders-meeting-not-summit"),
        ("a", "2018-01-01", "not-found-as-held"),
        ("b", "2015-01-01", "held"),
        ("b", "2016-01-01", "held"),
        ("b", pd.NA, "announced"),
    ]
    summits = pd.DataFrame(rows, columns=["format_id", "summit_date", "status"])
    return kinds, summits.assign(city_name="X", mode=pd.NA, note=pd.NA)


def test_wait_runs_from_the_start_to_the_first_summit_held():
    table = formats.first_dates(*made_up()).set_index("format_id")
    assert list(table.index) == ["b", "a"]
    # 1 January 2000 to 1 January 2020 is 7305 days.
    assert table.loc["a", "years_to_summit"] == pytest.approx(7305 / 365.25)
    assert table["summit_count"].to_dict() == {"b": 2, "a": 1}
    assert table.loc["b", "all_source_ids"] == "s;t"


def test_summits_are_numbered_among_all():
    table = formats.summits_in_order(*made_up())
    assert list(zip(table["partner_name"], table["overall_no"], table["is_first"])) == [
        ("B", 1, True),
        ("B", 2, False),
        ("A", 3, True),
    ]


def test_the_place_of_a_first_summit_counts_the_summit_itself():
    events = pd.DataFrame(
        [
            ("a", "start", "2000-01-01"),
            ("a", "leaders-meeting", "2001-01-01"),
            ("b", "announced", "2002-01-01"),
            ("b", "summit", "2003-01-01"),
            ("b", "summit", "2005-01-01"),
            ("a", "summit", "2004-01-01"),
        ],
        columns=["format_id", "kind", "position"],
    ).astype({"position": "datetime64[ns]"})
    assert formats.place_among_leaders(events, "b") == 2
    assert formats.place_among_leaders(events, "a") == 3


@pytest.mark.figures
def test_japan_was_last_of_those_with_a_summit():
    table = formats.summits_in_order(load_table("formats"), load_table("format_summits"))
    firsts = table[table["is_first"]]
    assert firsts["partner_name"].iloc[-1] == "Japan"
    assert len(firsts) == 9


@pytest.mark.figures
def test_pace_is_the_mean_time_between_numbered_meetings():
    table = formats.ministers_pace(load_table("formats")).set_index("format_id")
    # 28 August 2004 to 24 December 2022 is 6692 days, with eight gaps between nine meetings.
    assert table.loc["japan", "months_between"] == pytest.approx(6692 / 8 / 365.25 * 12)
    assert pd.isna(table.loc["russia", "months_between"])
    # The numbers of the Dialogue come from its own table.
    meetings = load_table("meetings")
    own = meetings[meetings["series"] == "foreign-ministers"]
    assert int(table.loc["japan", "latest_ministers_no"]) == int(own["ordinal"].max())
    assert table.loc["japan", "latest_ministers_date"] == own["start_date"].max()


@pytest.mark.figures
def test_summits_of_an_organisation_without_all_five_are_not_listed():
    summits = load_table("format_summits")
    assert (summits["format_id"] == "ots").any()
    table = formats.every_summit(load_table("formats"), summits)
    assert not table["format_name"].str.contains("Turkic").any()
    korea = table[table["format_id"] == "korea"].iloc[0]
    assert korea["date_text"] == "16 September 2026 to 17 September 2026"
    assert table["date_text"].iloc[-1] == "not given"


def test_delegations_stand_by_level_and_low_confidence_is_said():
    columns = "meeting_id delegation_no area_code party_name person_name level confidence is_guest"
    columns += " attendee_count attendee_bound attendee_unit"
    none = (pd.NA, pd.NA, pd.NA)
    rows = [
        ("m", 1, "JPN", "Japan", "Kono Taro", "foreign-minister", "high", False, *none),
        ("m", 2, "KAZ", "Kazakhstan", pd.NA, "foreign-minister", "high", False, *none),
        ("m", 3, "UZB", "Uzbekistan", "Someone", "senior-official", "low", False, *none),
        ("m", 4, "AFG", "Afghanistan", pd.NA, "ambassador", "high", True, *none),
        ("m", 5, pd.NA, "Audience", pd.NA, "not-stated", "high", False, 60, "about", "people"),
    ]
    text = catalogue.delegations_text(pd.DataFrame(rows, columns=columns.split()))["m"]
    assert text == (
        "Foreign minister: Japan (Kono Taro), Kazakhstan; Level not read: Uzbekistan (Someone, "
        "inferred); Ambassador: Afghanistan (guest); Audience (about 60 people)"
    )


@pytest.mark.figures
def test_every_meeting_is_in_the_catalogue_once():
    meetings = load_table("meetings")
    every = catalogue.meetings_catalogue(
        meetings,
        *(
            load_table(n)
            for n in ("meeting_delegations", "meeting_documents", "meeting_themes", "themes")
        ),
    )
    assert sorted(every["meeting_id"]) == sorted(meetings["meeting_id"])
    row = every.set_index("meeting_id").loc["fmm-5"]
    assert row["label"] == "Fifth Foreign Ministers' Meeting, Bishkek, 16 July 2014"
    assert "Roadmap for regional cooperation in agriculture" in row["document_names"]
    # A pledge of a sum is no paper of the meeting.
    assert "Support" not in every.set_index("meeting_id").loc["fmm-4", "document_names"]
