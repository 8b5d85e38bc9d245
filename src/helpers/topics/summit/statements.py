"""Conditions of the sentences on the summit that was prepared for Astana."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, above, both, documented, every, labels, same, statement
from helpers.topics.summit import measures as summit

# The count and the month in the title are computed with the chart.
labels("summit-steps", "summit-chronology")


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


def _matches(stage: str) -> set[str]:
    areas = load_table("cooperation_areas")
    return set(areas.loc[areas["stage"] == stage, "matches_area"].dropna())


@statement(title=["planned-and-held", "agenda-kept"], finding="agenda-survived")
def same_areas_of_cooperation() -> Holds:
    """The areas named by senior officials before Astana are those of Tokyo."""
    return same(_matches("som-16"), _matches("tokyo-2025"), "areas")


@statement(title="agenda-kept")
def areas_without_a_place() -> Holds:
    """Trade and the humanitarian field got no area of their own in Tokyo."""
    areas = load_table("cooperation_areas")
    unmatched = areas[(areas["stage"] == "som-16") & areas["matches_area"].isna()]
    return same(unmatched["area_slug"], ["trade-economy", "humanitarian"], "without an area")


def _day(event: str) -> pd.Timestamp:
    events = load_table("summit_events").set_index("event_id")
    return pd.Timestamp(events.loc[event, "event_date"])


@statement(finding="cancelled-postponed", answer="astana-2024")
def dropped_before_held() -> Holds:
    """The trip was dropped after it was announced, and the summit was held later."""
    announced, dropped, held = map(_day, ("trip-announced", "nagasaki", "tokyo-summit"))
    return both(
        above((dropped - announced).days, 0, "days"), above((held - dropped).days, 0, "days")
    )


@statement(finding="forum-held")
def forum_counted_differently() -> Holds:
    """The papers of the forum in Astana were counted differently."""
    rows = load_table("meeting_documents").query("meeting_id == 'bizforum-2024'")
    counts = rows["document_count"].astype(float)
    return above(counts.max(), counts.min(), "papers")


@statement(finding=["no-declaration", "target-not-promise"])
def astana_and_tokyo_documented() -> Holds:
    """What was prepared for Astana and set in Tokyo is as the sources of the comparison say."""
    return documented(load_table("summit_comparison"))
