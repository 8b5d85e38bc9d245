"""Conditions of the sentences on the registers of meetings and documents."""

from __future__ import annotations

from helpers.data import load_table
from helpers.statements import Holds, every, labels, statement

labels("every-meeting")


@statement(title="outcome-documents")
def kinds_of_outcomes() -> Holds:
    """Statements, plans, roadmaps and counts of agreements are among the outcomes."""
    kinds = set(load_table("meeting_documents").query("confidence != 'low'")["kind"])
    said = ("joint-statement", "action-plan", "roadmap", "business-documents")
    return every({kind: kind in kinds for kind in said}, "on record")
