"""The catalogue of meetings: who chaired, who came, on what, with what result."""

from __future__ import annotations

import pandas as pd

from helpers.partial_dates import format_date
from helpers.provenance import ID_COLUMNS, cite, join, measure
from helpers.topics.dialogue.measures import timeline

_LEVELS = {
    "head-of-state": "head of state",
    "head-of-government": "head of government",
    "foreign-minister": "foreign minister",
    "other-minister": "minister",
    "first-deputy-minister": "first deputy minister",
    "deputy-minister": "deputy minister",
    "special-envoy": "special representative",
    "senior-official": "senior official",
    "ambassador": "ambassador",
    "official-or-expert": "experts",
    "company": "business",
    "not-listed": "not listed",
    "not-stated": "",
}
UNKNOWN = "not found"


@measure
def delegations_text(delegations: pd.DataFrame) -> pd.Series:
    """Write for each meeting who spoke for whom, by level, in the order of the list.

    Parameters
    ----------
    delegations : pandas.DataFrame
        Table ``meeting_delegations``.

    Returns
    -------
    pandas.Series
        By ``meeting_id``, for example "Foreign minister: Japan (Kono Taro), Uzbekistan; Ambassador:
        Turkmenistan". Levels of low confidence are left out and the name is marked as inferred.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> delegations_text(load_table("meeting_delegations"))["ceed-1"]
    'Minister: Japan (Nishimura Yasutoshi), Central Asia (the five states)'
    """
    rows = delegations.sort_values(["meeting_id", "delegation_no"])
    rows = rows.assign(
        said_level=[_level(row) for row in rows.itertuples()],
        said_party=[_party(row) for row in rows.itertuples()],
    )
    return pd.Series({meeting: _joined(group) for meeting, group in rows.groupby("meeting_id")})


def _joined(rows: pd.DataFrame) -> str:
    """Join the parties of a meeting, those of one level together."""
    parts = rows.groupby("said_level", sort=False)["said_party"].agg(", ".join)
    texts = [f"{level}: {parties}" if level else parties for level, parties in parts.items()]
    return "; ".join(texts)


def _level(row: tuple) -> str:
    """Name the level of a party; nothing for an audience."""
    if pd.isna(row.area_code) and row.level == "not-stated":
        return ""
    level = "" if row.confidence == "low" else _LEVELS[row.level]
    return (level or "level not read").capitalize()


def _party(row: tuple) -> str:
    """Name a party with its speaker, its standing and the number of people, where known."""
    name = row.person_name if pd.notna(row.person_name) else ""
    if name and row.confidence == "low":
        name = f"{name}, inferred"
    number = ""
    if pd.notna(row.attendee_count):
        bound = {"about": "about ", "at-least": "at least "}.get(row.attendee_bound, "")
        number = f"{bound}{row.attendee_count} {row.attendee_unit}"
    inside = [part for part in ("guest" if row.is_guest else "", name, number) if part]
    return f"{row.party_name} ({', '.join(inside)})" if inside else row.party_name


@measure
def meetings_catalogue(
    meetings: pd.DataFrame,
    delegations: pd.DataFrame,
    documents: pd.DataFrame,
    meeting_themes: pd.DataFrame,
    themes: pd.DataFrame,
) -> pd.DataFrame:
    """Gather what is known of every meeting, one row a meeting.

    Parameters
    ----------
    meetings, delegations, documents, meeting_themes, themes : pandas.DataFrame
        Tables ``meetings``, ``meeting_delegations``, ``meeting_documents``, ``meeting_themes`` and
        ``themes``.

    Returns
    -------
    pandas.DataFrame
        The meetings by date with ``row_id`` (address of the row), ``date_text``, ``place``, ``chair``, ``spoke``, ``label`` (title,
        place and date in one), ``who`` (chair and delegations in one), ``theme_names``
        (themes planned for a later meeting left out), ``document_names`` (without targets, pledges
        and documents of low confidence), ``all_source_ids``; "not found" where nothing was read.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = "meetings meeting_delegations meeting_documents meeting_themes themes".split()
    >>> table = meetings_catalogue(*(load_table(name) for name in names)).set_index("meeting_id")
    >>> table.loc["fmm-1", "document_names"], table.loc["som-4", "place"]
    ('Joint Statement', 'not found')
    """
    table = timeline(meetings)
    sums = documents["kind"].isin(["target", "pledge"])
    papers = documents[(documents["confidence"] != "low") & ~sums]
    held = meeting_themes[meeting_themes["basis"] == "held"].merge(themes, on="theme")
    held = held.sort_values(["meeting_id", "theme_no"])
    parts = {
        "spoke": delegations_text(delegations),
        "theme_names": held.groupby("meeting_id")["theme_name"].agg("; ".join),
        "document_names": papers.groupby("meeting_id")["title"].agg(
            lambda titles: "; ".join(dict.fromkeys(titles))
        ),
    }
    chair = table["chair_name"] + (", " + table["chair_role"]).fillna("")
    inferred = [" (inferred)" if basis == "inferred" else "" for basis in table["chair_basis"]]
    lasts = (table["end_date"] != table["start_date"]) & table["end_date"].str.len().eq(10)
    until = " to " + table["end_date"].where(lasts.fillna(False)).map(
        format_date, na_action="ignore"
    )
    table = table.assign(
        date_text=table["date_text"] + until.fillna(""),
        place=table["city_name"]
        .fillna(table["country_code"])
        .fillna(table["format"])
        .fillna(UNKNOWN),
        chair=(chair + inferred).fillna(UNKNOWN),
        row_id="meeting-" + table["meeting_id"],
        all_source_ids=_cited(table, delegations, papers, held),
        **{name: table["meeting_id"].map(texts).fillna(UNKNOWN) for name, texts in parts.items()},
    )
    place = ", " + table["place"].where(table["place"] != UNKNOWN)
    return table.assign(
        label=table["title"] + place.fillna("") + ", " + table["date_text"],
        who="Chair: " + table["chair"] + ". " + table["spoke"].where(
            table["spoke"] != UNKNOWN, "Delegations: not found"
        ) + ".",
    )  # fmt: skip


def _cited(meetings: pd.DataFrame, *others: pd.DataFrame) -> list[str]:
    """Join for each meeting the sources of its row and of its rows in other tables."""
    return [
        cite(
            meetings.loc[[place]],
            *(other[other["meeting_id"] == meetings.loc[place, "meeting_id"]] for other in others),
        )
        for place in meetings.index
    ]


@measure
def outcomes(documents: pd.DataFrame, placed: pd.DataFrame) -> pd.DataFrame:
    """List the papers of meetings by date, without targets, pledges and records of low confidence.

    Parameters
    ----------
    documents : pandas.DataFrame
        Table ``meeting_documents``.
    placed : pandas.DataFrame
        What ``dialogue.measures.timeline`` gives.

    Returns
    -------
    pandas.DataFrame
        The documents with ``title_meeting``, ``date_text``, ``kind_name`` and ``all_source_ids``.
    """
    sums = documents["kind"].isin(["target", "pledge"]) | (documents["confidence"] == "low")
    meeting = placed.filter(["meeting_id", "title", "date_text", "position", *ID_COLUMNS])
    listed = join(documents[~sums], meeting, on="meeting_id", suffixes=("", "_meeting"))
    listed["kind_name"] = listed["kind"].str.replace("-", " ")
    return listed.sort_values(["position", "document_no"])
