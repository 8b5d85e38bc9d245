"""What several tables say agrees, a cell shows its number, and high confidence is earned."""

from __future__ import annotations

import re

import pytest

from helpers import data
from helpers.book.features import claims
from helpers.book.render import BookError
from helpers.data import load_table
from helpers.topics.summit import measures as summit

DENIALS = re.compile(r"\b(?:no|not|none|nobody|nothing|never|neither|nor)\b", re.IGNORECASE)
# How the notes of the sources say that a text was not read to its end.
IN_PART = re.compile(r"\b(?:opening part|in part)\b", re.IGNORECASE)


def test_an_event_has_one_date_in_all_tables():
    meetings = load_table("meetings").set_index("meeting_id")
    told = load_table("milestones").set_index("milestone_id").dropna(subset=["meeting_id"])
    differ = told[told["event_date"] != told["meeting_id"].map(meetings["start_date"])]
    assert list(differ.index) == []
    summits = load_table("format_summits").query("format_id == 'japan' and status == 'held'")
    held = meetings[meetings["track"] == "leaders"]
    assert list(summits["summit_date"]) == list(held["start_date"])
    events = load_table("summit_events").set_index("event_id")["event_date"]
    comparison = load_table("summit_comparison").set_index(["aspect", "version", "item_no"])
    assert events["tokyo-summit"] == held.loc["ls-1", "start_date"]
    assert comparison.loc[("date", "tokyo-2025", 1), "event_date"] == events["tokyo-summit"]
    assert comparison.loc[("date", "happened-2024", 1), "event_date"] == events["nagasaki"]


def test_a_sum_or_a_count_has_one_bound_in_all_tables():
    documents, compared = load_table("meeting_documents"), load_table("summit_comparison")
    # A milestone's sum and count are those of the outcome of its meeting.
    both = load_table("milestones").merge(documents, on="meeting_id", suffixes=("", "_of_outcome"))
    sums = both.dropna(subset=["business_bound", "money_bound"])
    counts = both[both["document_count"].eq(both["document_count_of_outcome"])]
    assert len(sums) and len(counts)
    assert (sums["business_bound"] == sums["money_bound"]).all()
    assert (counts["document_bound"] == counts["document_bound_of_outcome"]).all()
    counted = documents.dropna(subset=["document_count"]).set_index("source_id")
    for row in compared[compared["unit_code"] == "documents"].itertuples():
        other = counted.loc[row.source_id]
        assert (int(row.value), row.bound) == (other["document_count"], other["document_bound"])
    target = compared[(compared["aspect"] == "money") & (compared["version"] == "tokyo-2025")]
    targets = documents[documents["kind"] == "target"]
    assert target["bound"].item() == targets["money_bound"].item()


def test_every_number_of_the_comparison_is_seen_in_its_cell():
    compared = load_table("summit_comparison")
    cells = summit.side_by_side(compared, list(compared["version"].unique())).set_index("aspect")
    for row in compared.dropna(subset=["value"]).itertuples():
        value = float(row.value)
        wanted = {f"{value:g}", f"{value / 1000:g} billion", f"{value / 1000:g} trillion"}
        cell = cells.loc[row.aspect, row.version]
        assert any(number in cell for number in wanted), (row.aspect, row.version, cell)


def test_a_claim_keeps_the_rule_of_its_kind():
    claims = load_table("claims")
    forecasts = claims[claims["claim_kind"] == "forecast"]
    assert set(forecasts["verdict"]) <= {"overtaken", "unverified"}
    # How an article frames matters is judged, not read off a document.
    assert "high" not in set(claims.loc[claims["claim_kind"] == "framing", "confidence"])
    # Nobody disagrees about a claim of fact: it is supported or not by what was read.
    assert set(claims.loc[claims["verdict"] == "contested", "claim_kind"]) <= {"framing"}


def test_an_unverified_or_denying_statement_is_never_of_high_confidence():
    claims = load_table("claims")
    assert "high" not in set(claims.loc[claims["verdict"] == "unverified", "confidence"])
    findings = load_table("findings")
    denying = findings[findings["statement_text"].str.contains(DENIALS)]
    assert list(denying.loc[denying["confidence"] == "high", "finding_id"]) == []


def _tables_with_sources() -> list[str]:
    names = data.table_names()
    return [n for n in names if {"source_id", "confidence"} <= set(load_table(n).columns)]


@pytest.mark.parametrize("name", _tables_with_sources())
def test_a_row_of_a_document_read_in_part_is_at_most_of_medium_confidence(name):
    sources = load_table("sources").set_index("source_id")["note"]
    in_part = set(sources[sources.str.contains(IN_PART, na=False)].index)
    rows = load_table(name)
    high = rows[rows["source_id"].isin(in_part) & (rows["confidence"] == "high")]
    assert high.empty, high.iloc[:, :2].to_string()


def test_no_finding_rests_on_pages_whose_address_was_not_kept():
    sources = load_table("sources")
    whole = sources.set_index("source_id")["address_is_whole"]
    partial, other = list(whole.index[~whole])[:2], whole.index[whole][0]
    claims.hold_sources("a-finding", {*partial, other})
    message = (
        f"data/findings.csv: finding 'a-finding' rests on {', '.join(sorted(partial))} alone, of "
        "which only the address of the site was kept; look a page up again or add another source"
    )
    with pytest.raises(BookError, match=re.escape(message)):
        claims.hold_sources("a-finding", set(partial))
