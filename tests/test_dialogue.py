"""What the Dialogue promised and what followed, who sat at its table, and when it met."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.data import load_table
from helpers.topics.dialogue import facts, outcomes
from helpers.topics.dialogue import measures as dialogue

NOTHING = pd.NA


def promise(sector, until=NOTHING, day="2014-07-16"):
    row = {
        "promise_id": "p",
        "promise_date": day,
        "kind": "roadmap",
        "promise_text": "a roadmap",
        "promised_by": "ministers",
        "aid_sector": sector,
        "aid_until_date": until,
        "followed_text": NOTHING,
        "outcome": "aid-followed",
        "source_id": "s",
        "more_source_ids": NOTHING,
    }
    return pd.DataFrame([row])


def aid():
    rows = [
        ("loan", "agriculture", "UZB", "2014", 1.0),
        ("loan", "agriculture", "UZB", "2014-07-16", 2.0),
        ("loan", "agriculture", "UZB", "2019-12-19", 4.0),
        ("grant", "agriculture", "KGZ", "2020", 8.0),
        ("loan", "transport", "KGZ", "2015-10-26", 16.0),
    ]
    columns = ["kind", "sector", "area_code", "signed", "amount_jpy_billion"]
    return pd.DataFrame(rows, columns=columns).assign(all_source_ids=["a", "b", "c", "d", "e"])


def test_aid_of_the_day_of_a_promise_counts_as_later_and_of_its_year_alone_as_earlier():
    row = outcomes.promises(promise("agriculture"), aid()).iloc[0]
    assert (row["loans_before"], row["loans_after"], row["grants_after"]) == (1, 2, 1)
    assert (row["loans_jpy_billion"], row["loan_areas"]) == (6.0, 1)
    assert row["followed"] == (
        "Since then Japan signed two aid loans and one grant in this field; before, one loan and no grant."
    )
    # Sources of what is counted, and of no other field.
    assert row["all_source_ids"] == "s;a;b;c;d"


def test_a_count_that_ends_takes_all_fields_and_stops_before_its_last_day():
    row = outcomes.promises(promise("all", until="2015-10-26"), aid()).iloc[0]
    assert row["loans_after"] == 1
    assert row["followed"].startswith("By 26 October 2015 Japan signed one aid loan and no grant")


def test_a_promise_without_a_field_counts_nothing():
    row = outcomes.promises(promise(NOTHING).assign(followed_text="Kept."), aid()).iloc[0]
    assert pd.isna(row["loans_after"]) and row["followed"] == "Kept."


def test_grants_count_by_fiscal_year_where_no_day_is_known_and_loans_without_a_date_do_not():
    loans = pd.DataFrame(
        {
            "creditor_code": ["JPN", "JPN", "CHN"],
            "instrument": ["oda-loan"] * 3,
            "debtor_code": "UZB",
            "signed_date": ["2001", NOTHING, "2001"],
            "sector": "water",
            "amount_jpy_billion": 1.0,
            "source_id": "s",
        }
    )
    projects = pd.DataFrame(
        {
            "instrument": ["grant", "technical-cooperation"],
            "recipient_code": "KGZ",
            "signed_date": [NOTHING] * 2,
            "signed_fiscal_year": [2020, 2020],
            "sector": "water",
            "amount_jpy_billion": 1.0,
            "source_id": "t",
        }
    )
    table = outcomes.aid_signed(loans, projects)
    assert table[["kind", "signed"]].to_numpy().tolist() == [["loan", "2001"], ["grant", "2020"]]


@pytest.mark.figures
def test_farm_loans_came_after_their_roadmap_and_transport_loans_before_theirs():
    signed = outcomes.aid_signed(load_table("loans"), load_table("japan_projects"))
    table = outcomes.promises(load_table("dialogue_promises"), signed).set_index("promise_id")
    counts = table[["loans_before", "loans_after"]]
    assert counts.loc["agriculture-2014"].to_list() == [0, 4]
    assert counts.loc["transport-2017"].to_list() == [11, 0]
    # Navoi 34.877, power sector 86.839, Amu-Bukhara 11.872.
    assert table.loc["pledge-2012", "loans_jpy_billion"] == pytest.approx(133.588)


def test_the_pledge_is_turned_into_yen_at_the_rate_of_its_month():
    pledge = pd.DataFrame({"pledge_usd_million": [700.0]})
    assert facts.in_yen(pledge, pd.DataFrame({"local_currency_per_usd": [81.0]})) == 56.7


@pytest.mark.figures
def test_each_task_has_an_institution_on_either_side():
    table = outcomes.who_does_what(load_table("finance_institutions"))
    assert table["task_name"].to_list() == list(outcomes.TASKS.values())
    assert table[["CHN", "JPN"]].notna().all().all()


@pytest.mark.figures
def test_a_person_sat_where_a_list_names_him_and_not_where_his_country_sat():
    tables = load_table("persons"), load_table("meeting_delegations"), load_table("meetings")
    made = outcomes.who_is_who(*tables, ["Kassym-Jomart Tokayev", "Sirojiddin Muhriddin"])
    assert made["years"].to_list() == ["2025", "2019, 2020, 2022 (twice)"]


@pytest.mark.figures
def test_the_timeline_marks_the_summit_that_was_called_off_and_ends_the_last_gap_with_the_summit():
    meetings = load_table("meetings")
    table = dialogue.marks(meetings, load_table("milestones"))
    assert len(table) == len(meetings) + 1
    off = table[table["mark"] == "called off"].iloc[0]
    assert (off["track"], off["position"]) == ("leaders", pd.Timestamp("2024-08-09"))
    # 24 December 2022 to 20 December 2025: 1092 days.
    last = table[table["meeting_id"] == "ls-1"].iloc[0]
    assert last["gap_months"] == pytest.approx(1092 / 30.4375)
    assert pd.isna(off["gap_months"]) and pd.isna(last["number"])


def test_themes_are_counted_on_the_tracks_asked_for_and_nought_is_told():
    meetings = pd.DataFrame(
        {
            "meeting_id": ["a", "b", "c"],
            "track": ["expert", "leaders", "leaders"],
            "ordinal": [1, 1, 2],
            "start_date": ["2004-01-01", "2005-01-01", "2010-01-01"],
            "not_before_date": [NOTHING] * 3,
            "not_after_date": [NOTHING] * 3,
            "source_id": "s",
        }
    )
    themes = pd.DataFrame(
        {"theme": ["x", "y"], "theme_name": ["X", "Y"], "theme_group": ["g", "g"]}
    )
    rows = [("a", "x"), ("b", "x"), ("c", "x"), ("b", "y")]
    coded = pd.DataFrame(rows, columns=["meeting_id", "theme"]).assign(basis="held", source_id="t")
    table = dialogue.themes_by_period(
        coded, themes, meetings, [(2004, 2009), (2010, 2014)], ["leaders"]
    )
    counts = table.set_index(["theme_name", "period"])[["meeting_count", "all_count"]]
    assert counts.loc[("X", "2004–2009")].to_list() == [1, 1]
    assert counts.loc[("Y", "2010–2014")].to_list() == [0, 1]
    least = dialogue.themes_by_period(
        coded, themes, meetings, [(2004, 2009), (2010, 2014)], ["leaders"], least=2
    )
    assert set(least["theme_name"]) == {"X"}
