"""Conditions of the sentences on the summit in Tokyo."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    documented,
    every,
    none,
    same,
    statement,
    top,
    within,
)
from helpers.topics.tokyo import measures as tokyo

# The ten days to the summit.
FIRST, LAST = "2025-12-10", "2025-12-20"
# The month of the summit: requests and results from then on.
MONTH = "2025-12"


def _outcomes() -> pd.DataFrame:
    rows = load_table("meeting_documents")
    return rows[rows["meeting_id"].isin(["ls-1", "bizforum-2025"])]


@statement(answer="tokyo-results")
def outcomes_of_tokyo() -> Holds:
    """A declaration, initiatives, a target and counted agreements are the outcomes."""
    said = ["declaration", "initiative", "target", "business-documents"]
    return same(_outcomes()["kind"], said, "outcomes")


def _results() -> pd.DataFrame:
    return load_table("summit_results").set_index("result_id")


@statement(title="asked-in-tokyo", finding="who-asked-for-what", answer="tokyo-results")
def mirziyoyev_asked_most() -> Holds:
    """President Mirziyoyev made more requests than any other president, and none is recorded as agreed."""
    visits = load_table("visits").query("meeting_id == 'ls-1'")
    rows = tokyo.asked_by(load_table("summit_results"), visits, MONTH).set_index("president")
    told = _results().query("result_kind == 'request' and result_date >= @MONTH")
    return both(
        top(rows["request_count"], ["Shavkat Mirziyoyev, Uzbekistan"], "requests"),
        none(told["status"].loc[told["status"].isin(["agreed", "adopted", "signed"])], "agreed"),
    )


@statement(title="signed-in-tokyo", answer="tokyo-results")
def statements_with_all_five() -> Holds:
    """Each of the five issued a statement with Japan; agreements were made with Kyrgyzstan and Tajikistan."""
    rows = _results().query("result_date >= @MONTH")
    issued = rows[rows["result_kind"].isin(["joint-statement", "strategic-partnership"])]
    made = rows[rows["result_kind"] == "agreement"]
    return both(
        same(issued["area_code"], CENTRAL_ASIA, "joint statements"),
        same(made["area_code"], ["KGZ", "TJK"], "agreements"),
    )


@statement(title="sums-reworded", finding="target-not-promise")
def sums_reworded() -> Holds:
    """How reports worded the sums is as they are quoted."""
    chains = ["opportunities-2015", "target-2025"]
    rows = load_table("wordings")
    return documented(rows[rows["chain"].isin(chains)])


def _sums() -> tuple[float, float]:
    """Give the sum of the tour of Abe and the target of Tokyo, billion yen."""
    told = load_table("milestones").set_index("milestone_id")["business_jpy_billion"]
    target = _outcomes().query("kind == 'target'")["target_jpy_billion"].item()
    return float(told["ms-2015-abe"]), float(target)


@statement(title="target-in-dollars", finding="same-sum", answer="tokyo-results")
def same_sum_in_yen() -> Holds:
    """The target of Tokyo is the sum of the tour of Abe."""
    then, now = _sums()
    return within(now, then, 0.0, "billion yen")


@statement(title="target-in-dollars", finding="same-sum")
def smaller_in_dollars() -> Holds:
    """At the rate of the month of the summit the sum is smaller in dollars than it was then."""
    target = _outcomes().query("kind == 'target'")
    at = load_table("milestones").set_index("milestone_id", drop=False)
    ends = at.loc[["ms-2015-abe"]], at.loc[["ms-2025-summit"]]
    worth = tokyo.yen_in_dollars(target, load_table("exchange_rates_monthly"), *ends)["usd_billion"]
    return above(worth.iloc[0], worth.iloc[-1], "US$ billion")


@statement(title="sums-told", finding="sums-told-twice", answer="tokyo-results")
def sums_told_twice() -> Holds:
    """The new portfolio of Uzbekistan has the size of the one told before, and Kazakhstan's sum did not move."""
    told = _results()["amount"].astype(float)
    return both(
        within(told["t054"], told["t052"], 0.0, "US$ million"),
        within(told["t009"], told["t007"], 0.0, "US$ million"),
        above(told["t008"], told["t006"], "agreements of Kazakhstan"),
    )


@statement(title="since-summit")
def one_grant_since() -> Holds:
    """Of what the Dialogue announced for the year after, one grant is recorded as made."""
    rows = load_table("events_since_summit").query("format_name == 'Central Asia + Japan'")
    return same(rows.loc[rows["status"] == "held", "event_id"], ["e01"], "held")


@statement(finding="signed-beside")
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
