"""Conditions of the verdicts on the claims of the article.

Where the tables of this project decide a verdict, its condition is what they say. The other verdicts are on
what documents say; they rest on the sources that their rows cite.
"""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.names import CENTRAL_ASIA
from helpers.statements import (
    Holds,
    above,
    both,
    documented,
    each_above,
    largest,
    none,
    same,
    statement,
)
from helpers.topics.claims.measures import VERDICTS
from helpers.topics.debt.measures import by_creditor as debt_by_creditor
from helpers.topics.debt.measures import share_peaks

# The claims whose verdicts no table of this project decides.
_ON_DOCUMENTS = (
    *("c02", "c05", "c06", "c07", "c09", "c10", "c11", "c12", "c13", "c14", "c15", "c18", "c20"),
    *("c23", "c26", "c27", "c28", "c29", "c30", "c31", "c32", "c33", "c34", "c35", "c36", "c37"),
    "c39",
)


def _row(claim_id: str) -> pd.DataFrame:
    rows = load_table("claims")
    return rows[rows["claim_id"] == claim_id]


def _verdict(claim_id: str, said: str) -> Holds:
    return same(_row(claim_id)["verdict"].item(), said, "verdict")


def _bind_to_sources(claim_id: str) -> None:
    """State that the verdict on a claim rests on the sources of its row."""

    def on_documents() -> Holds:
        return documented(_row(claim_id))

    on_documents.__name__ = f"verdict_{claim_id}"
    on_documents.__doc__ = "The verdict rests on the sources that its row cites."
    statement(claim=claim_id)(on_documents)


for _claim_id in _ON_DOCUMENTS:
    _bind_to_sources(_claim_id)


def _meetings() -> pd.DataFrame:
    return load_table("meetings").set_index("meeting_id")


def _before_ninth() -> pd.DataFrame:
    """Give the meetings before the ninth of foreign ministers, undated ones by their last day."""
    rows = _meetings()
    day = rows["start_date"].fillna(rows["not_after_date"])
    return rows[day < rows.loc["fmm-9", "start_date"]]


@statement(claim="c01")
def trap_contested() -> Holds:
    """The trap is contested: some positions support it and others reject it."""
    rows = load_table("debate_positions").query("debate == 'debt-trap'")
    counts = rows["position"].value_counts().reindex(["supports", "rejects"], fill_value=0)
    return both(_verdict("c01", "contested"), each_above(counts, 0, "positions"))


@statement(claim="c01")
def exposure_falls() -> Holds:
    """China's share is below its height in Kyrgyzstan, Tajikistan and Turkmenistan."""
    shares = share_peaks(debt_by_creditor(load_table("debt_stocks"), load_table("external_debt")))
    china = shares.query("creditor_code == 'CHN'").set_index("debtor_code")
    china = china.reindex(["KGZ", "TJK", "TKM"])
    return each_above(china["top_share_pct"], china["latest_share_pct"], "% of debt")


@statement(claim="c03")
def japanese_loans_carry_risk() -> Holds:
    """Japan lends, and Kyrgyzstan's Japanese loans were put off."""
    loans = load_table("loans").query("creditor_code == 'JPN' and instrument == 'oda-loan'")
    relief = load_table("debt_relief").query("creditor_code == 'JPN' and debtor_code == 'KGZ'")
    counts = pd.Series({"aid loans": len(loans), "payments put off": len(relief)})
    return both(_verdict("c03", "contradicted"), each_above(counts, 0, "rows"))


@statement(claim="c04")
def both_lend_and_both_give() -> Holds:
    """China and Japan both lend and both give."""
    loans, records = load_table("loans"), load_table("china_records")
    grants = load_table("japan_projects").query("instrument == 'grant'")
    counts = pd.Series(
        {
            "loans of China": (loans["creditor_code"] == "CHN").sum(),
            "loans of Japan": (loans["creditor_code"] == "JPN").sum(),
            "grants of China": (records["flow_type"] == "grant").sum(),
            "grants of Japan": len(grants),
        }
    )
    return both(_verdict("c04", "partly"), each_above(counts, 0, "rows"))


@statement(claim="c08")
def trade_with_china_grows() -> Holds:
    """In each country China's part of imports is larger than when the Dialogue began."""
    rows = load_table("trade_partner_shares").query("partner_code == 'CHN' and flow == 'imports'")
    wide = rows.pivot(index="country_code", columns="year", values="share_pct").astype(float)
    # Where a list of that year leaves China out, it stood below the last name.
    then = wide[2004].reindex(CENTRAL_ASIA).fillna(0.0)
    now = wide[wide.columns.max()].reindex(CENTRAL_ASIA)
    return both(_verdict("c08", "supported"), each_above(now, then, "% of imports"))


@statement(claim="c16")
def summit_held_later() -> Holds:
    """The first summit was held after August 2024."""
    held = pd.Timestamp(_meetings().loc["ls-1", "end_date"])
    days = (held - pd.Timestamp("2024-08-31")).days
    return both(_verdict("c16", "overtaken"), above(days, 0, "days"))


@statement(claim="c17")
def first_summit_of_the_format() -> Holds:
    """No meeting of leaders was held before that of Tokyo."""
    leaders = _meetings().query("track == 'leaders'").sort_values("start_date", kind="stable")
    return both(_verdict("c17", "supported"), same(leaders.index[0], "ls-1", "first"))


@statement(claim="c19")
def five_presidents_came() -> Holds:
    """The presidents of all five came to the summit."""
    came = load_table("visits").query("meeting_id == 'ls-1'")["from_code"]
    return both(_verdict("c19", "supported"), same(came, CENTRAL_ASIA, "came"))


@statement(claim="c21")
def established_in_2004() -> Holds:
    """The first meeting of foreign ministers was in 2004."""
    start = _meetings().loc["fmm-1", "start_date"]
    return both(_verdict("c21", "supported"), same(start[:4], "2004", "first meeting"))


@statement(claim="c22")
def platform_for_two_decades() -> Holds:
    """Eight meetings of ministers, fifteen of officials and eleven of the Tokyo Dialogue came before."""
    counts = _before_ninth()["track"].value_counts()
    numbers = [int(counts[t]) for t in ("foreign-ministers", "senior-officials", "tokyo-dialogue")]
    return both(
        _verdict("c22", "supported"),
        *(same(n, said, "meetings") for n, said in zip(numbers, (8, 15, 11), strict=True)),
    )


@statement(claim="c24")
def no_summit_in_2024() -> Holds:
    """No meeting of leaders was held in 2024."""
    leaders = _meetings().query("track == 'leaders'")
    in_2024 = leaders[leaders["start_date"].str[:4] == "2024"]
    return both(_verdict("c24", "overtaken"), none(in_2024.index, "summits in 2024"))


@statement(claim="c25")
def officials_met_in_may() -> Holds:
    """The sixteenth meeting of senior officials was on 14 May 2024."""
    start = _meetings().loc["som-16", "start_date"]
    return both(_verdict("c25", "supported"), same(start, "2024-05-14", "held"))


@statement(claim="c38")
def fifteen_meetings_of_officials() -> Holds:
    """Fifteen meetings of senior officials were held before the ninth of foreign ministers."""
    count = int((_before_ninth()["track"] == "senior-officials").sum())
    return both(_verdict("c38", "supported"), same(count, 15, "meetings"))


def _facts() -> pd.Series:
    """Count the claims of fact by verdict; a verdict that none has counts as zero."""
    found = load_table("claims").query("claim_kind == 'fact'")["verdict"].value_counts()
    return found.reindex(VERDICTS, fill_value=0)


@statement(title="claims-strip", finding="claims-fared", answer="claims")
def most_facts_supported() -> Holds:
    """Of the claims of fact more are supported than fall under any other verdict."""
    return largest(_facts(), "supported", "claims")


@statement(finding="no-risk", answer="claims")
def headline_verdicts() -> Holds:
    """“No risk” is contradicted, and “debt trap” contested."""
    return both(_verdict("c03", "contradicted"), _verdict("c01", "contested"))


@statement(finding="no-risk")
def kyrgyzstan_rescheduled_twice() -> Holds:
    """Japanese lenders put off Kyrgyz payments twice, and the headline's verdict names it."""
    relief = load_table("debt_relief").query("creditor_code == 'JPN' and debtor_code == 'KGZ'")
    return same(len(relief), 2, "reschedulings")
