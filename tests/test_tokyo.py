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
SINCE, UNTIL = (pd.DataFrame({"event_date": [day]}) for day in ("2015-10-22", "2025-12-20"))


def _cases():
    dollars = tokyo.yen_in_dollars(GOAL, load_table("exchange_rates_monthly"), SINCE, UNTIL)
    yield "yen_in_dollars", tokyo_charts, dollars


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
            "currency_code": ["JPY", "JPY", "JPY", "CNY", "JPY"],
            "month_date": ["2025-12", "2015-10", "2015-09", "2016-01", "2026-01"],
            "local_currency_per_usd": [150.0, 120.0, 60.0, 6.0, 300.0],
        }
    )
    # The month before the tour and the month after the summit stay out, and so does another currency.
    table = tokyo.yen_in_dollars(GOAL, rates, SINCE, UNTIL)
    assert table["usd_billion"].to_list() == [25.0, 20.0]


def _results(**columns):
    base = {
        "area_code": "UZB",
        "result_date": "2025-12-20",
        "result_kind": "request",
        "title": "A forum; each year",
        "amount": None,
        "unit_code": None,
        "amount_bound": None,
        "status": "proposed",
        "confidence": "medium",
        "reported_by": "Presidency",
        "source_id": "s",
        "more_source_ids": pd.NA,
    }
    return pd.DataFrame(base | columns)


def test_requests_are_counted_by_president_and_older_ones_left_out():
    results = _results(
        area_code=["KGZ", "UZB", "UZB", "UZB"],
        result_date=["2025-12-20", "2025-12-20", "2025-12", "2025-03-06"],
        status=["proposed", "proposed", "discussed", "proposed"],
        confidence=["medium", "medium", "high", "high"],
    )
    came = pd.DataFrame({"visitor_name": ["K", "U"], "from_code": ["KGZ", "UZB"]})
    table = tokyo.asked_by(results, came, "2025-12")
    assert table["president"].to_list() == ["U, Uzbekistan", "K, Kyrgyzstan"]
    assert table["request_count"].to_list() == [2, 1]
    # A semicolon parts requests, so that none stands inside one.
    assert table["asked"].iloc[0] == "(1) A forum, each year (discussed); (2) A forum, each year"


def test_what_was_signed_leaves_out_what_was_expected_and_sums_in_money():
    results = _results(
        result_kind=["moc", "business", "business", "business", "request"],
        title=["A plan", "Papers", "Sum", "Hoped for", "A wish"],
        amount=[None, 11.0, 12000.0, 40.0, None],
        unit_code=[None, "documents", "usd_million", "documents", None],
        amount_bound=[None, "exact", "over", "over", None],
        status=["signed", "signed", "signed", "expected", "proposed"],
    )
    signed = pd.DataFrame(
        {
            "recipient_code": ["UZB", "UZB"],
            "partner": ["JPN", "CHN"],
            "project_name": ["Cattle", "Railway"],
            "amount_text": ["1.000 billion yen", "US$1 million"],
            "signed_date": "2025-12-17",
            "source_id": "s",
            "more_source_ids": pd.NA,
        }
    )
    row = tokyo.signed_by_country(results, signed, "2025-12").set_index("country").loc["Uzbekistan"]
    assert row["governments"] == "A plan"
    assert row["companies"] == "Papers: 11 documents"
    assert row["aid"] == "Cattle: 1.000 billion yen, 17 Dec 2025"
    sums = tokyo.sums_told(results, ["UZB"], "2024")
    assert sums["size"].to_list() == ["over US$12 billion"]


@pytest.mark.figures
def test_the_new_portfolio_of_december_is_the_whole_one_of_february():
    sums = tokyo.sums_told(load_table("summit_results"), ["UZB", "KAZ"], "2024")
    size = sums.set_index("result_id")["size"]
    assert size["t052"] == size["t054"] == "over US$12 billion"
    assert size["t007"] == size["t009"] == "over US$3.7 billion"


def test_what_japan_takes_part_in_stands_before_what_others_do():
    events = pd.DataFrame(
        {
            "start_date": ["2026-01-02", "2026-03", "2027", "2025-11-26"],
            "end_date": ["2026-01-03", None, None, None],
            "partner_code": ["KOR", "JPN", "JPN", "JPN"],
            "source_id": "s",
            "more_source_ids": pd.NA,
        }
    )
    table = tokyo.since(events, "2026")
    assert table["when"].to_list() == ["March 2026", "2 January 2026 to 3 January 2026"]


@pytest.mark.figures
def test_signed_papers_lie_within_the_days():
    signed = tokyo.signed_between(
        load_table("japan_projects"), load_table("loans"), "2025-12-10", "2025-12-20"
    )
    assert signed["signed_date"].between("2025-12-10", "2025-12-20").all()
    assert signed["amount_text"].iloc[0] == "1.3 billion yen"
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
