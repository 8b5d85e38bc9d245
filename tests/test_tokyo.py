"""The chapters on Tokyo, on the wording of the article and on what to watch."""

from __future__ import annotations

import pandas as pd
import pytest
from test_charts import test_chart_fits_each_room_and_is_described as fits

from helpers import data, names
from helpers.data import load_table
from helpers.topics.evidence import charts as evidence_charts
from helpers.topics.evidence import measures as evidence
from helpers.topics.outlook import charts as outlook_charts
from helpers.topics.outlook import measures as outlook
from helpers.topics.tokyo import charts as tokyo_charts
from helpers.topics.tokyo import measures as tokyo

FIRST, LAST = "2024-05-15", "2024-07-17"


GOAL = pd.DataFrame({"target_jpy_billion": [3000]})
SINCE = pd.DataFrame({"event_date": ["2015-10"]})


def _cases():
    public = evidence.dated_sources(load_table("claims"), load_table("sources"), FIRST, LAST)
    public = evidence_charts.with_labels(public).assign(article_day=LAST)
    yield "public", evidence_charts, public
    papers = tokyo.document_counts(load_table("milestones"), load_table("meeting_documents"))
    yield "document_counts", tokyo_charts, papers
    dollars = tokyo.yen_in_dollars(GOAL, load_table("exchange_rates"), SINCE)
    yield "yen_in_dollars", tokyo_charts, dollars
    lineage = tokyo.lineage(load_table("cooperation_areas"), "tokyo-2025")
    stage = lineage["stage"].map(tokyo_charts.STAGES) + ", " + lineage["event_date"].str[:4]
    yield "lineage", tokyo_charts, lineage.assign(stage_name=stage)
    due = outlook.due(load_table("indicators_to_watch"))
    due["basis_name"] = due["due_basis"].map(outlook_charts.BASES)
    yield "due", outlook_charts, due.assign(data_day="2026-11-24")
    ranges = outlook.recent_range(load_table("debt_stocks"), 5)
    named = {"debtor": "debtor_code", "creditor": "creditor_code"}
    yield "recent_range", outlook_charts, names.with_names(ranges, **named)
    loans = outlook.usable_loans(load_table("loans"))
    loans = loans[loans["debtor_code"] != "CKU"]
    counts = names.with_names(outlook.in_repayment(loans, 2005, 2055), **named)
    yield "in_repayment", outlook_charts, counts.assign(data_year=2026)


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
    listed = evidence.reading_list(public, ["c1"]).iloc[0]
    assert (listed["earlier"], listed["later"]) == ("Nothing that was read", "a, 2025")


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


def test_a_debt_at_the_end_of_its_range_is_named_so():
    stocks = pd.DataFrame(
        {
            "debtor_code": "UZB",
            "creditor_code": ["CHN"] * 3 + ["JPN"] * 3,
            "creditor_class": "official-bilateral",
            "year": [2022, 2023, 2024] * 2,
            outlook.STOCK: [9.0, 3.0, 5.0, 4.0, 3.0, 2.0],
        }
    )
    table = outlook.recent_range(stocks, 3).set_index("creditor_code")
    assert table["direction"].to_dict() == {"CHN": "between", "JPN": "lowest"}
    assert outlook.recent_range(stocks, 2)["direction"].to_list() == ["highest", "lowest"]
    with pytest.raises(ValueError) as caught:
        outlook.recent_range(stocks.iloc[:4], 3)
    assert str(caught.value) == (
        "data/debt_stocks.csv: row 5, column 'year': 2022 is the only year of the debt of UZB to JPN; "
        "expected two or more"
    )


def test_only_loans_with_known_terms_are_counted_and_doubles_once():
    loans = pd.DataFrame(
        {
            "loan_id": ["a", "b", "c", "d"],
            "debtor_code": "UZB",
            "creditor_code": "CHN",
            "status": ["signed", "signed", "repaid", "signed"],
            "signed_date": ["2019", "2020-05", "2019", "2019"],
            "grace_years": pd.array([3.0, 3.0, 3.0, None], dtype="Float64"),
            "maturity_years": pd.array([10.0, 10.0, 10.0, 10.0], dtype="Float64"),
            "possible_duplicate_of": ["b", "a", None, None],
            "confidence": "medium",
        }
    )
    used = outlook.usable_loans(loans)
    assert used["loan_id"].to_list() == ["a"]
    assert used[["first_year", "last_year"]].iloc[0].to_list() == [2022, 2029]


def test_a_loan_is_in_repayment_in_its_last_year():
    loans = pd.DataFrame(
        {"debtor_code": "UZB", "creditor_code": "CHN", "first_year": [2010], "last_year": [2012]}
    )
    counts = outlook.in_repayment(loans, 2009, 2013)["loan_count"]
    assert counts.to_list() == [0, 1, 1, 1, 0]


def test_indicators_say_where_their_dates_come_from():
    table = outlook.due(load_table("indicators_to_watch"))
    undated = table[table["due_day"].isna()]
    assert set(undated["due_basis"]) == {"at-signing"}
    assert (undated["due_text"] == "When signed").all()
    assert table["where_to_look"].notna().all()


def test_thresholds_of_debt_are_the_last_readings():
    stocks = load_table("debt_stocks")
    official = stocks[stocks["creditor_class"] == "official-bilateral"]
    at = official.set_index(["debtor_code", "creditor_code", "year"])[outlook.STOCK]
    wanted = load_table("indicators_to_watch").set_index("indicator_id")["threshold_value"]
    year = int(official["year"].max())
    for indicator, (debtor, creditor) in {
        "kgz-china": ("KGZ", "CHN"),
        "tjk-china": ("TJK", "CHN"),
        "tkm-japan": ("TKM", "JPN"),
        "kaz-china": ("KAZ", "CHN"),
    }.items():
        assert float(wanted[indicator]) == pytest.approx(
            float(at[debtor, creditor, year]), abs=0.05
        )
    lead = float(at["UZB", "CHN", year] - at["UZB", "JPN", year])
    assert float(wanted["uzb-order"]) == pytest.approx(lead, abs=0.06)


def test_the_deadline_of_the_ministers_is_the_longest_gap():
    meetings = load_table("meetings")
    from helpers.topics.dialogue import measures as dialogue

    gaps = dialogue.cadence(meetings, "foreign-ministers")
    longest = (pd.to_datetime(gaps["start_date"]) - pd.to_datetime(gaps["previous_date"])).max()
    last = pd.Timestamp(gaps["start_date"].iloc[-1])
    due = load_table("indicators_to_watch").set_index("indicator_id")["due_date"]
    assert (last + longest).date().isoformat() == due["tenth-ministers"]
    assert data.data_date() >= last.date().isoformat()
