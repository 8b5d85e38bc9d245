"""Conditions of the sentences on the subjects of the Dialogue and what became of them."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import Holds, both, every, labels, most, statement
from helpers.topics.catalogue import measures as catalogue

SUBJECTS = [
    *("agriculture", "transport-logistics", "tourism", "decarbonisation", "disaster", "water"),
]
BELOW_MINISTERS = ["senior-officials", "expert", "tokyo-dialogue", "business-economic"]

labels(
    *("every-ministers-meeting", "every-officials-meeting", "every-tokyo-dialogue"),
    *("every-expert-meeting", "every-business-meeting"),
)


def _subjects() -> pd.DataFrame:
    names = ("meetings", "meeting_themes", "themes")
    return catalogue.subjects(*(load_table(name) for name in names), SUBJECTS)


@statement(title="subjects-through-tracks")
def began_below_ministers() -> Holds:
    """Agriculture, tourism and decarbonisation were first on an agenda of experts or officials."""
    first = _subjects().query("is_first").set_index("theme")["track"]
    chosen = first.reindex(["agriculture", "tourism", "decarbonisation"])
    return every(chosen.isin(BELOW_MINISTERS), "began below ministers")


@statement(title="initiatives-followed", finding="roadmaps-some")
def papers_for_some_subjects() -> Holds:
    """Papers were found for some subjects and for others not."""
    paths = catalogue.paths_of(_subjects(), load_table("meeting_documents"))
    found = paths.set_index("theme_name")["papers_text"] != catalogue.UNKNOWN
    return both(most(found, "subjects have a paper", 0), most(~found, "subjects have none", 0))


@statement(finding="roadmaps-some")
def roadmaps_that_were_found() -> Holds:
    """Papers name agriculture, transport and decarbonisation, and neither tourism, water nor disasters."""
    paths = catalogue.paths_of(_subjects(), load_table("meeting_documents"))
    found = paths.set_index("theme_name")["papers_text"] != catalogue.UNKNOWN
    said = {"Agriculture", "Transport and logistics", "Decarbonisation"}
    return every(found == found.index.isin(said), "a paper is found as said")
