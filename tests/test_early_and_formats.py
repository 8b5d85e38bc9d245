"""The years before the Dialogue, the formats of other partners, and the catalogue of meetings."""

from __future__ import annotations

import pandas as pd
import pytest
from test_charts import test_chart_fits_each_room_and_is_described as fits

from helpers import names
from helpers.data import load_table
from helpers.topics.catalogue import measures as catalogue
from helpers.topics.early import charts as early_charts
from helpers.topics.early import measures as early
from helpers.topics.formats import charts as format_charts
from helpers.topics.formats import measures as formats

FIRST, LAST = 1992, 2004


def tables():
    held = ("milestones", "missions", "visits", "loans", "doctrine")
    steps = early.first_steps(*(load_table(n) for n in held), LAST)
    yield "first_steps", early_charts, early_charts.with_kinds(steps)
    oda = load_table("oda_net")
    yield "share", early_charts, early.by_year(oda, names.CENTRAL_ASIA, FIRST, LAST)
    both = load_table("formats"), load_table("format_summits")
    events = formats.events(*both)
    kinds = events["kind"].map(format_charts.KINDS)
    yield "formats", format_charts, events.assign(kind_name=kinds)
    yield "meetings", format_charts, formats.leaders_meetings(*both)
    yield "pace", format_charts, formats.ministers_pace(both[0])


CASES = list(tables())


@pytest.mark.parametrize(("name", "module", "table"), CASES, ids=[case[0] for case in CASES])
def test_chart(name, module, table):
    fits(name, module, table)


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
    # 40 of 120 over both years; no mean of the two shares.
    assert years["mean_pct"].tolist() == pytest.approx([100 / 3] * 2)


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


def test_only_what_japan_said_or_suffered_is_named_in_the_chart_of_steps():
    steps = next(table for name, _, table in CASES if name == "first_steps")
    named = steps[steps["word"].notna()]
    assert set(named["kind"]) == {"policy", "attack"}
    # A speech on the day of a loan must not name the loan.
    loan = steps[(steps["event_date"] == "2004-08-26") & (steps["kind"] == "loan")]
    assert len(loan) == 1 and loan["word"].isna().all()


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


def test_wait_runs_from_the_start_to_the_first_meeting_of_leaders():
    table = formats.first_dates(*made_up()).set_index("format_id")
    assert list(table.index) == ["b", "a"]
    # 1 January 2000 to 1 January 2019 is 6940 days; what its host does not number counts too.
    assert table.loc["a", "years_to_leaders"] == pytest.approx(6940 / 365.25)
    assert table["leaders_count"].to_dict() == {"b": 2, "a": 2}
    assert table["own_count"].to_dict() == {"b": 2, "a": 1}
    assert table.loc["b", "all_source_ids"] == "s;t"


def test_one_rule_counts_meetings_that_their_hosts_do_not_number():
    table = formats.leaders_meetings(*made_up())
    rows = list(zip(table["partner_name"], table["overall_no"], table["own_no"], table["is_first"]))
    assert rows == [("B", 1, 1, True), ("B", 2, 2, False), ("A", 3, 2, True), ("A", 4, 3, False)]


def test_by_video_is_said_whether_or_not_the_host_numbers_the_meeting():
    kinds, summits = made_up()
    table = formats.leaders_meetings(kinds, summits.assign(mode=["in-person", *["virtual"] * 5]))
    assert table["by_video"].to_list() == [True, True, True, False]


def offers():
    columns = "offer_id format_id start_date place item_name amount unit_code amount_bound money_kind bodies_text"
    rows = [
        ("1", "a", "2019-01-01", "X", "Loans", 2500.0, "eur_million", "over", "loans", pd.NA),
        ("2", "a", "2019-01-01", "X", "of which one", 40.0, "eur_million", "exact", "loans", pd.NA),
        ("3", "b", "2015-01-01", "Y", "No sum", pd.NA, pd.NA, pd.NA, pd.NA, "none found; a body"),
        ("4", "b", "2013-01-01", "Y", "Elsewhere", 9.0, "usd_million", "exact", "deals", pd.NA),
    ]
    table = pd.DataFrame(rows, columns=columns.split())
    return table.assign(item_no=1, source_id="s", more_source_ids=pd.NA)


def test_the_newest_offers_come_first_and_never_as_figures():
    kept = formats.at_their_meetings(offers(), *made_up())
    # What was offered on a day on which no leaders met is not an offer of a summit.
    assert kept["offer_id"].to_list() == ["3", "1", "2"]
    table = formats.offers_by_meeting(kept)
    assert table["partner_name"].to_list() == ["A", "B"]
    assert table["offered_text"].to_list() == [
        "over 2.5 billion euro: Loans; 40 million euro: of which one",
        "No sum on record",
    ]
    assert table["created_text"].to_list() == ["", "a body"]
    # A column of figures could be sorted, ranked and added.
    assert not table.select_dtypes("number").columns.to_list()


@pytest.mark.figures
def test_every_meeting_of_leaders_has_its_offers():
    both = load_table("formats"), load_table("format_summits")
    table = formats.offers_by_meeting(
        formats.at_their_meetings(load_table("partner_offers"), *both)
    )
    met = formats.leaders_meetings(*both)
    # Nothing was collected on the European Union's meetings before its summit.
    lacking = met[(met["format_id"] == "eu") & ~met["is_numbered"]]
    assert len(table) == len(met) - len(lacking)


@pytest.mark.figures
def test_japan_was_last_by_either_count():
    table = formats.leaders_meetings(load_table("formats"), load_table("format_summits"))
    firsts = table[table["is_first"]]
    assert firsts["partner_name"].iloc[-1] == "Japan"
    assert len(firsts) == 9
    # Sixteen meetings alike, thirteen by the hosts' numbers: China's by video of 25 January 2022 and
    # the European Union's of October 2022 and June 2023 carry none.
    assert formats.counts_of_meetings(table)["alike-number"] == 16
    assert formats.counts_of_meetings(table)["own-number"] == 13


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
def test_summits_of_an_organisation_without_all_five_are_not_counted():
    summits = load_table("format_summits")
    assert (summits["format_id"] == "ots").any()
    assert "ots" not in set(formats.leaders_meetings(load_table("formats"), summits)["format_id"])


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
