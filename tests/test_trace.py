"""From an id to rows and sources, on the command line."""

from __future__ import annotations

import pytest

from helpers.book.publication.trace import trace
from helpers.data import DataError

pytestmark = pytest.mark.book


def test_an_exhibit_is_traced_to_its_maker_rows_and_sources(html_dir):
    text = trace("debt-peaks")
    assert (
        "drawn by: helpers.topics.debt.charts.draw_peaks (src/helpers/topics/debt/charts.py:"
        in text
    )
    assert "table:    data/debt_stocks.csv (684 rows)" in text
    assert "Turkmenistan | China | 2013 | 7329.091" in text
    assert "source:   one-debt-overview-ids: ONE Campaign" in text


def test_a_number_is_traced(html_dir):
    text = trace("who-is-owed:tkm-chn-peak")
    assert "US$7.33 billion" in text
    assert "7329.091 (US$ million, current prices)" in text
    assert "debt.peaks" in text


def test_a_claim_and_a_finding_are_traced(html_dir):
    assert "verdict: contradicted" in trace("c34")
    text = trace("turkmenistan-owes-japan")
    assert "would_change_text" in text
    assert "drawn by" in text


def test_an_unknown_id_is_answered_with_similar_ones(html_dir):
    with pytest.raises(DataError, match=r"has the id 'debt-peeks'; similar: .*debt-peaks"):
        trace("debt-peeks")
