"""The chapters on Tokyo and on the wording of the article."""

from __future__ import annotations

import pandas as pd
import pytest
from test_charts import test_chart_fits_each_room_and_is_described as fits

from helpers.data import load_table
from helpers.topics.evidence import measures as evidence
from helpers.topics.tokyo import charts as tokyo_charts
from helpers.topics.tokyo import measures as tokyo

FIRST, LAST = "2024-05-15", "2024-07-17"


GOAL = pd.DataFrame({"target_jpy_billion": [3000]})
SINCE = pd.DataFrame({"event_date": ["2015-10"]})


def _cases():
    papers = tokyo.document_counts(load_table("milestones"), load_table("meeting_documents"))
    yield "document_counts", tokyo_charts, papers
    dollars = tokyo.yen_in_dollars(GOAL, load_table("exchange_rates"), SINCE)
    yield "yen_in_dollars", tokyo_charts, dollars
    lineage = tokyo.lineage(load_table("cooperation_areas"), "tokyo-2025")
    stage = lineage["stage"].map(tokyo_charts.STAGES) + ", " + lineage["event_date"].str[:4]
    yield "lineage", tokyo_charts, lineage.assign(stage_name=stage)


CASES = list(_cases())


@pytest.mark.parametrize(("name", "module", "table"), CASES, ids=[case[0] for case in CASES])
def test_chart(name, module, table):
    fits(name, module, table)


def _claims(**columns):
    base = {
        "claim_id": ["c1"],
        "claim_text": ["A claim"],
        "article_part": ["body"],
        "verdict": ["supported"],
    }
    return pd.DataFrame(base | columns)


def _sources(days: dict):
    rows = {"source_id": list(days), "publisher_name": list(days)}
    return pd.DataFrame(rows | {"published_date": list(days.values())})


def test_sources_are_sorted_by_what_their_date_allows():
    claims = _claims(source_id=["a"], more_source_ids=["b;c;d;e;eurasiantimes-2024-seed"])
    days = {"a": "2023", "b": "2024-05", "c": "2024-07-18", "d": None, "e": "2024-05-15"}
    days["eurasiantimes-2024-seed"] = "2024"
    public = evidence.dated_sources(claims, _sources(days), FIRST, LAST)
    found = dict(zip(public["source_id"], public["public"]))
    # A month that holds the first day is no proof; the article is no evidence for itself.
    expected = {"a": "before", "b": "around", "c": "after", "d": "undated", "e": "before"}
    assert found == expected
    counts = evidence.by_claim(public).iloc[0]
    assert (counts["before"], counts["around"], counts["after"], counts["undated"]) == (2, 1, 1, 1)
    assert counts["was_knowable"]


def test_a_claim_without_earlier_source_was_not_knowable():
    claims = _claims(source_id=["a"], more_source_ids=[None])
    public = evidence.dated_sources(claims, _sources({"a": "2025"}), FIRST, LAST)
    assert not evidence.by_claim(public)["was_knowable"].item()
    (text,) = evidence.public_on_the_day(public, claims)["public_text"]
    assert text == "0 of 1 dated sources"


def test_what_was_public_counts_dated_sources_alone_and_says_since_when():
    claims = _claims(source_id=["a"], more_source_ids=["b;c;d"])
    days = {"a": "2023", "b": "2010-05", "c": "2025", "d": None}
    public = evidence.dated_sources(claims, _sources(days), FIRST, LAST)
    (text,) = evidence.public_on_the_day(public, claims)["public_text"]
    assert text == "2 of 3 dated sources, from 2010 on"


def test_wordings_stand_in_order_and_silence_is_said():
    steps = evidence.wording_steps(load_table("wordings"), {"anniversary": "The anniversary"})
    assert steps["chain_name"].to_list() == ["The anniversary", "", ""]
    assert steps["words"].iloc[0] == "(says nothing of it)"
    assert "significance" in steps["words"].iloc[2]


@pytest.mark.figures
def test_the_word_that_became_aid_is_quoted_from_the_article():
    rows = load_table("wordings").set_index(["chain", "step_no"])["quote_text"]
    assert rows["humanitarian", 2].endswith("humanitarian fields")
    assert rows["humanitarian", 4].endswith("humanitarian aid")


def test_yen_turn_into_fewer_dollars_when_the_dollar_costs_more():
    rates = pd.DataFrame(
        {
            "currency_code": ["JPY", "JPY", "CNY"],
            "year": [2016, 2015, 2015],
            "rate_basis": "yearly-average",
            "local_currency_per_usd": [150.0, 120.0, 6.0],
        }
    )
    table = tokyo.yen_in_dollars(GOAL, rates, SINCE)
    assert table["usd_billion"].to_list() == [25.0, 20.0]


def test_areas_are_counted_under_what_they_became():
    areas = pd.DataFrame(
        {
            "stage": ["old", "old", "old", "new", "new"],
            "area_slug": ["road", "rail", "drugs", "connectivity", "people"],
            "event_date": ["2005", "2005", "2005", "2025", "2025"],
            "wording": ["roads", "rails", "drugs", "connectivity", "people"],
            "matches_area": ["connectivity", "connectivity", None, "connectivity", "people"],
        }
    )
    table = tokyo.lineage(areas, "new").set_index(["stage", "area"])
    assert table.loc[("old", "connectivity"), "area_count"] == 2
    assert table.loc[("old", "people"), "area_count"] == 0
    assert table.loc[("old", tokyo.NO_MATCH), "wordings"] == "drugs"


@pytest.mark.figures
def test_signed_papers_lie_within_the_days():
    signed = tokyo.signed_between(
        load_table("japan_projects"), load_table("loans"), "2025-12-10", "2025-12-20"
    )
    assert signed["signed_date"].between("2025-12-10", "2025-12-20").all()
    assert signed["amount_text"].iloc[0] == "1.341 billion yen"
    assert (signed["partner"] == "CHN").sum() == 1


def test_a_paper_whose_date_may_lie_outside_the_days_is_left_out():
    grants = pd.DataFrame(
        {
            "signed_date": ["2025-12-05", "2025-12", "2025-12-21", "2025-12-06"],
            "recipient_code": "KGZ",
            "project_name": ["inside", "month", "after", "loan"],
            "instrument": ["grant", "grant", "grant", "yen-loan"],
            "amount_jpy_billion": 1.5,
            "amount_usd_million": None,
            "source_id": "s",
            "more_source_ids": pd.NA,
            "confidence": "high",
        }
    )
    lent = grants.rename(columns={"recipient_code": "debtor_code"}).assign(creditor_code="JPN")
    signed = tokyo.signed_between(grants, lent.tail(1), "2025-12-01", "2025-12-20")
    # The loan stands in both tables and is taken from the table of loans.
    assert signed["project_name"].to_list() == ["inside", "loan"]
