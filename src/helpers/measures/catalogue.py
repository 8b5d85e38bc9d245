"""The catalogue of meetings: who chaired, who came, on what, with what result."""

from __future__ import annotations

import pandas as pd

from helpers.dates import format_date
from helpers.measures.dialogue import timeline

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
# Words by which a paper names a subject in its title.
_PAPER_WORDS = {
    "agriculture": "agricultur",
    "transport-logistics": "transport",
    "tourism": "tourism",
    "decarbonisation": "carbon",
    "disaster": "disaster",
    "water": "water",
}


def delegations_text(delegations: pd.DataFrame) -> pd.Series:
    """Write for each meeting who spoke for whom, unnamed parties of the same level together.

    Parameters
    ----------
    delegations : pandas.DataFrame
        Table ``meeting_delegations``.

    Returns
    -------
    pandas.Series
        By ``meeting_id``, for example "Japan: Kono Taro (foreign minister); Kazakhstan, Uzbekistan:
        foreign minister". A party of which neither name nor level was read stands alone; levels of
        low confidence are left out, names of low confidence are marked.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> delegations_text(load_table("meeting_delegations"))["ceed-1"]
    'Japan: Nishimura Yasutoshi (minister); Central Asia (the five states): minister'
    """
    rows = delegations.sort_values(["meeting_id", "delegation_no"])
    rows = rows.assign(words=[_words(row) for row in rows.itertuples()])
    return pd.Series({meeting: _joined(group) for meeting, group in rows.groupby("meeting_id")})


def _joined(rows: pd.DataFrame) -> str:
    """Join the parties of a meeting; what is said of several unnamed ones is said once."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows.itertuples():
        own = row.party_name if pd.notna(row.person_name) else ""
        name = f"{row.party_name} (guest)" if row.is_guest else row.party_name
        groups.setdefault((own, row.words), []).append(name)
    texts = [(", ".join(names), words) for (_, words), names in groups.items()]
    return "; ".join(f"{names}: {words}" if words else names for names, words in texts)


def _words(row: tuple) -> str:
    """Say who spoke for a party, or at what level, and how many came."""
    level = _LEVELS[row.level]
    named = row.person_name if pd.notna(row.person_name) else ""
    if row.confidence == "low":
        level = ""
        named = f"{named}, inferred" if named else ""
    words = f"{named} ({level})" if named and level else named or level
    if pd.isna(row.attendee_count):
        return words
    bound = {"about": "about ", "at-least": "at least "}.get(row.attendee_bound, "")
    return f"{words}, ".lstrip(", ") + f"{bound}{row.attendee_count} {row.attendee_unit}"


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
        The meetings by date with ``date_text``, ``place``, ``chair``, ``spoke``, ``theme_names``
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
    papers = documents[(documents["confidence"] != "low") & (documents["kind"] != "target")]
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
        all_source_ids=table["source_id"] + (";" + table["more_source_ids"]).fillna(""),
        **{name: table["meeting_id"].map(texts).fillna(UNKNOWN) for name, texts in parts.items()},
    )
    return table


def subjects(
    meetings: pd.DataFrame, meeting_themes: pd.DataFrame, themes: pd.DataFrame, chosen: list[str]
) -> pd.DataFrame:
    """Follow some subjects through the tracks: every meeting that had one on its agenda.

    Parameters
    ----------
    meetings, meeting_themes, themes : pandas.DataFrame
        The tables of these names.
    chosen : list of str
        Codes of themes.

    Returns
    -------
    pandas.DataFrame
        ``theme``, ``theme_name``, ``meeting_id``, ``title``, ``track``, ``position``,
        ``date_text``, ``is_first`` (first meeting with the subject), by subject and date.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ["meetings", "meeting_themes", "themes"]
    >>> table = subjects(*(load_table(name) for name in names), ["tourism"])
    >>> bool(table["is_first"].iloc[0])
    True
    """
    held = meeting_themes[
        (meeting_themes["basis"] == "held") & meeting_themes["theme"].isin(chosen)
    ]
    placed = timeline(meetings)[["meeting_id", "title", "track", "position", "date_text"]]
    table = held[["meeting_id", "theme"]].merge(placed, on="meeting_id").merge(themes, on="theme")
    table = table.sort_values(["theme", "position"], ignore_index=True)
    columns = ["theme", "theme_name", *placed.columns]
    return table.assign(is_first=~table.duplicated("theme"))[[*columns, "is_first"]]


def paths_of(subjects_table: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Sum up the way of each subject: first and last agenda, experts, papers that name it.

    Parameters
    ----------
    subjects_table : pandas.DataFrame
        What :func:`subjects` gives.
    documents : pandas.DataFrame
        Table ``meeting_documents``.

    Returns
    -------
    pandas.DataFrame
        ``theme_name``, ``meeting_count``, ``first_text``, ``experts_text`` (first expert meeting
        or Tokyo Dialogue on it), ``papers_text`` (papers whose title names it), ``last_text``;
        "not found" where there is none.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ["meetings", "meeting_themes", "themes"]
    >>> table = subjects(*(load_table(name) for name in names), ["agriculture"])
    >>> paths_of(table, load_table("meeting_documents"))["papers_text"].item()
    'Roadmap for regional cooperation in agriculture, 16 July 2014'
    """
    rows = []
    for name, group in subjects_table.groupby("theme_name", sort=False):
        experts = group[group["track"].isin(["expert", "tokyo-dialogue"])]
        words = _PAPER_WORDS.get(group["theme"].iloc[0], "no such word")
        papers = documents[documents["title"].str.contains(words, case=False)]
        papers = papers.merge(group[["meeting_id", "date_text"]], on="meeting_id")
        rows.append(
            {
                "theme_name": name,
                "meeting_count": len(group),
                "first_text": _where(group.iloc[0]),
                "experts_text": UNKNOWN if experts.empty else _where(experts.iloc[0]),
                "papers_text": "; ".join(papers["title"] + ", " + papers["date_text"]) or UNKNOWN,
                "last_text": _where(group.iloc[-1]),
                "position": group["position"].iloc[0],
            }
        )
    return pd.DataFrame(rows).sort_values("position", ignore_index=True).drop(columns="position")


def _where(row: pd.Series) -> str:
    return f"{row['title']}, {row['date_text']}"
