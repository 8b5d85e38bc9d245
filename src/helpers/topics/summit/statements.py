"""Conditions of the sentences on the summit that was prepared for Astana."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, above, both, documented, every, labels, same, statement
from helpers.topics.summit import measures as summit

labels("summit-chronology")


def _texts() -> pd.DataFrame:
    versions = ["planned-2024", "happened-2024", "tokyo-2025"]
    rows = summit.side_by_side(load_table("summit_comparison"), versions)
    return rows.set_index("aspect")


@statement(title="planned-and-held")
def another_city_and_prime_minister() -> Holds:
    """The summit was held in another city and under another prime minister than planned."""
    texts = _texts()
    changed = texts["planned-2024"] != texts["tokyo-2025"]
    return every(changed[["place", "japanese-leader"]], "differs between plan and summit")


@statement(title="planned-and-held", finding="agenda-survived", answer="astana-to-tokyo")
def same_areas_of_cooperation() -> Holds:
    """The areas that were announced for Astana bear the names of those of Tokyo."""
    areas = load_table("cooperation_areas")
    then, now = (
        areas.loc[areas["stage"] == stage, "wording"] for stage in ("announced-2024", "tokyo-2025")
    )
    return same(then, now, "areas")


def _day(event: str) -> pd.Timestamp:
    events = load_table("summit_events").set_index("event_id")
    return pd.Timestamp(events.loc[event, "event_date"])


@statement(title="summit-steps", finding="cancelled-postponed", answer="astana-to-tokyo")
def dropped_before_held() -> Holds:
    """The trip was dropped on the day after its announcement, and the summit was held later."""
    announced, dropped, held = map(_day, ("trip-announced", "nagasaki", "tokyo-summit"))
    return both(
        same((dropped - announced).days, 1, "days to the cancellation"),
        above((held - dropped).days, 0, "days"),
    )


@statement(title="cancelled-or-postponed", finding="cancelled-postponed")
def both_words_quoted() -> Holds:
    """Who said cancelled and who said postponed is as the reports are quoted."""
    rows = load_table("wordings")
    return documented(rows[rows["chain"] == "cancelled-2024"])


@statement(finding="forum-held")
def forum_counted_differently() -> Holds:
    """The agreements of the forum in Astana were counted differently."""
    rows = load_table("meeting_documents").query("meeting_id == 'bizforum-2024'")
    counts = rows["document_count"].astype(float)
    return above(counts.max(), counts.min(), "agreements")


# Partners whose summits sat in Kazakhstan, as the text says.
_IN_ASTANA = ["germany", "italy", "china"]


def _others() -> pd.DataFrame:
    """List the summits of other partners between the cancellation and the summit of Tokyo."""
    rows = summit.while_waiting(
        *map(load_table, ("partner_offers", "formats", "cooperation_areas")),
        f"{_day('trip-announced'):%Y-%m-%d}",
        f"{_day('tokyo-summit'):%Y-%m-%d}",
    )
    return rows[rows["format_id"] != "japan"]


@statement(title="while-waiting", finding="overtaken", answer="astana-to-tokyo")
def others_met_the_five() -> Holds:
    """Several partners met the five meanwhile, of them the European Union and Italy for the first time."""
    others, held = _others(), load_table("format_summits").query("status == 'held'")
    days = held["summit_date"].str.ljust(10, "x")
    meanwhile = held[days.between("2024-08-09", "2025-12-19")]
    joint = load_table("formats").query("is_five_plus_one")["format_id"]
    first = others.loc[others["summit_no"] == 1, "partner"]
    return both(
        above(len(others), 1, "partners"),
        same(first, ["European Union", "Italy"], "first summits"),
        same(set(meanwhile["format_id"]) & set(joint), others["format_id"], "by both tables"),
        same(others.loc[others["place"] == "Astana", "format_id"], _IN_ASTANA, "in Kazakhstan"),
    )
