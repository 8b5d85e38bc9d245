"""Conditions of the sentences on the summit in Tokyo."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    both,
    documented,
    every,
    most,
    same,
    statement,
    within,
)
from helpers.topics.tokyo import measures as tokyo

# The ten days to the summit.
FIRST, LAST = "2025-12-10", "2025-12-20"


def _outcomes() -> pd.DataFrame:
    rows = load_table("meeting_documents")
    return rows[rows["meeting_id"].isin(["ls-1", "bizforum-2025"])]


@statement(title="tokyo-outcomes", answer="tokyo-2025")
def outcomes_of_tokyo() -> Holds:
    """A declaration, initiatives, a target and counted papers are the outcomes."""
    said = ["declaration", "initiative", "target", "business-documents"]
    return same(_outcomes()["kind"], said, "outcomes")


@statement(title="presidents-in-tokyo")
def presidents_documented() -> Holds:
    """What each side tells of its results is as its reports say."""
    return documented(load_table("visits").query("meeting_id == 'ls-1'"))


@statement(title="sums-reworded", finding="sums-reworded-finding")
def sums_reworded() -> Holds:
    """How reports worded the sums is as they are quoted."""
    chains = ["opportunities-2015", "target-2025"]
    rows = load_table("wordings")
    return documented(rows[rows["chain"].isin(chains)])


def _lineage() -> pd.DataFrame:
    """Count the areas of each stage by the area of Tokyo: a row a stage, a column an area."""
    rows = tokyo.lineage(load_table("cooperation_areas"), "tokyo-2025")
    wide = rows.pivot(index="stage", columns="area", values="area_count")
    return wide.drop(columns=tokyo.NO_MATCH).reindex(rows["stage"].unique())


@statement(title="area-lineage", finding="areas-prepared", answer="tokyo-2025")
def areas_prepared_by_officials() -> Holds:
    """All areas of Tokyo are named from the meeting of senior officials on, and not before."""
    whole = (_lineage() > 0).all(axis=1)
    start = list(whole.index).index("som-16")
    return both(
        every(whole.iloc[start:], "names all areas"),
        every(~whole.iloc[:start], "does not name all areas"),
    )


@statement(finding="areas-prepared")
def no_area_among_the_pillars() -> Holds:
    """No area of Tokyo stands by its name among the first pillars."""
    return every(_lineage().loc["som-1"] == 0, "not among the pillars")


def _sums() -> tuple[float, float]:
    """Give the sum of the tour of Abe and the target of Tokyo, billion yen."""
    told = load_table("milestones").set_index("milestone_id")["business_jpy_billion"]
    target = _outcomes().query("kind == 'target'")["target_jpy_billion"].item()
    return float(told["ms-2015-abe"]), float(target)


@statement(title="target-in-dollars", finding="same-sum", answer="tokyo-2025")
def same_sum_in_yen() -> Holds:
    """The target of Tokyo is the sum of the tour of Abe."""
    then, now = _sums()
    return within(now, then, 0.0, "billion yen")


@statement(title="target-in-dollars", finding="same-sum")
def smaller_in_dollars() -> Holds:
    """At the latest rate the sum is smaller in dollars than it was then."""
    target = _outcomes().query("kind == 'target'")
    tour = load_table("milestones").query("milestone_id == 'ms-2015-abe'")
    worth = tokyo.yen_in_dollars(target, load_table("exchange_rates"), tour)["usd_billion"]
    return above(worth.iloc[0], worth.iloc[-1], "US$ billion")


@statement(title="papers-counted", finding="papers-not-listed")
def papers_counted_not_always_alike() -> Holds:
    """Papers were counted on each occasion, on some with different results."""
    rows = tokyo.document_counts(load_table("milestones"), load_table("meeting_documents"))
    rows = rows.set_index("occasion")
    return both(
        every(rows["low_count"] > 0, "counted"),
        most(rows["high_count"] > rows["low_count"], "occasions with different counts", 0),
    )


@statement(title="signed-before-tokyo", finding="signed-beside")
def signed_before_tokyo() -> Holds:
    """Japan signed grants and a loan in these days, China a loan for a railway."""
    rows = tokyo.signed_between(load_table("japan_projects"), load_table("loans"), FIRST, LAST)
    counts = (rows["partner"] + " " + rows["instrument"]).value_counts()
    china = rows[rows["partner"] == "CHN"]["project_name"]
    return both(
        same(counts.index, ["JPN grant", "JPN oda-loan", "CHN loan"], "signed"),
        above(counts["JPN grant"], 1, "grants"),
        every(china.str.contains("railway"), "for a railway"),
    )
