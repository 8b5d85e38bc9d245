"""Every outside worked example with a printed value, held against the finance module."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers import finance
from helpers.data import load_table
from helpers.topics.loan_cost import examples

TABLE = examples.collected(load_table("worked_examples"), load_table("grant_element_examples"))
FOUND = examples.compare(TABLE).set_index("example_id")
TRIED = FOUND[FOUND["example_kind"] == "tried"]
# Fees or a premium are probably inside what these print; see the chapter on the price of a loan.
NOT_MET = {"we05", "we06", "we07"}


@pytest.mark.parametrize("example", TRIED.index)
def test_printed_result(example):
    row = TRIED.loc[example]
    assert bool(row["is_met"]) == (example not in NOT_MET), (row["printed_result"], row["ours"])


@pytest.mark.parametrize("example", FOUND.index[FOUND["recomputed_result"].notna()])
def test_result_agrees_with_the_research_done_apart_from_this_code(example):
    row = FOUND.loc[example]
    if row["example_kind"] != "no-terms":
        assert row["ours"] == pytest.approx(row["recomputed_result"], rel=1e-7, abs=1e-7)


def test_no_row_is_lost_and_none_stands_twice():
    assert len(FOUND) == len(load_table("worked_examples")) + len(
        load_table("grant_element_examples")
    )
    assert FOUND.index.is_unique
    keys = TRIED[["source_id", "quantity", "interest_pct", "maturity_years", "discount_rate_pct"]]
    grants = keys[keys["quantity"].str.startswith("grant element")]
    assert not grants.drop(columns="quantity").duplicated().any()


def test_every_convention_is_counted_and_zero_where_no_example_was_found():
    counts = examples.count_by_convention(FOUND.reset_index()).set_index("convention")
    assert list(counts.index) == [*finance.CONVENTIONS, examples.NO_CONVENTION]
    assert counts["tried"].sum() == len(TRIED)
    assert counts["met"].sum() == len(TRIED) - len(NOT_MET)
    assert counts[["tried", "listed"]].to_numpy().sum() == len(FOUND)
    assert counts.loc[["cirr", "currency-matched"], "tried"].to_list() == [0, 0]
    assert counts.loc["lic-dsf", "tried"] == counts.loc["lic-dsf", "met"] > 0


def test_what_was_not_printed_is_not_counted_as_met():
    assert set(FOUND.loc[FOUND["example_kind"] != "tried", "is_met"].isna()) == {True}
    formula = FOUND[FOUND["example_kind"] == "formula"]
    assert len(formula) and formula["is_met"].isna().all()


@pytest.mark.parametrize(
    ("printed", "ours", "is_met"),
    [
        ("26.4", 26.394, True),
        ("26.3", 26.394, True),  # cut off
        ("26.5", 26.394, False),
        ("-9.3", -9.3436, True),
        ("0.0", 0.04, True),
        ("47.45388718874318", 47.453887188743185, True),
        ("47.45388718874318", 47.4538872, False),
    ],
)
def test_a_printed_result_is_met_rounded_or_cut_off(printed, ours, is_met):
    assert examples.meets(printed, ours) is is_met


def test_an_example_of_a_kind_that_is_not_known_is_refused():
    row = TABLE.iloc[0].to_dict() | {"example_id": "x1", "quantity": "duration"}
    words = "worked_examples: row 'x1', column 'quantity': 'duration' is none that"
    with pytest.raises(ValueError, match=words):
        examples.recompute(row)


def test_a_changed_result_is_seen():
    spoilt = TABLE.assign(printed_result=TABLE["printed_result"] + 0.5)
    met = examples.compare(spoilt)["is_met"].fillna(False)
    # The few that print whole thousands or nothing at all still move: none is met by chance.
    assert met.sum() == 0, spoilt.loc[met.astype(bool), "example_id"].to_list()
    assert pd.isna(
        examples.compare(spoilt).set_index("example_id").loc["mofaj-terms-1993", "is_met"]
    )
