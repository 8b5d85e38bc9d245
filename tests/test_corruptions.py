"""Nothing that goes wrong with the data passes unseen: see ``corruptions.py`` for what goes wrong."""

from __future__ import annotations

import corruptions
import pytest
from conftest import ROOT


def assert_all_seen(count: int, seed: int) -> list:
    results = corruptions.run(count, seed)
    wrong = [f"{c.kind} in {c.table}: {fault}" for c, _, fault in results if fault]
    assert wrong == []
    assert {c.kind for c, *_ in results} == set(corruptions.KINDS)
    return results


def test_the_small_packages_are_whole():
    for table in ("loans", "sources", "corrections", "meetings"):
        small = corruptions.cut(table)
        with corruptions.laid_out(corruptions.files_of(small)):
            corruptions.check_data()
            assert corruptions.data.edited_tables() == []


@pytest.mark.deep
def test_some_hundred_corruptions_are_seen():
    assert_all_seen(280, seed=1)


@pytest.mark.deep
def test_more_than_a_thousand_corruptions_are_seen():
    results = assert_all_seen(1450, corruptions.SEED)
    print(corruptions.write(results, ROOT / "_build" / "corruptions.csv"))
    assert len(results) >= 1450


def test_a_corruption_that_is_missed_would_be_told():
    small = corruptions.cut("areas")
    unchanged = corruptions.Corruption("none", corruptions.REFUSED, "areas", {})
    assert corruptions.verdict(unchanged)[1].startswith("same; expected refused")
    gone = corruptions.Corruption("gone", corruptions.SAME, "areas", {"areas.csv": None})
    assert "expected same" in corruptions.verdict(gone)[1]
    files = {"areas.csv": corruptions.as_csv(small.rows()).replace(b"true", b"yes", 1)}
    misnamed = corruptions.Corruption("x", corruptions.REFUSED, "areas", files, ["row 99"])
    assert "does not name ['row 99']" in corruptions.verdict(misnamed)[1]
