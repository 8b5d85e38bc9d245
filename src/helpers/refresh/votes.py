"""Votes in the UN General Assembly: the roll calls of Erik Voeten on Harvard Dataverse.

There is no maintained Python client for them; the service has a documented interface (list the files
of a data set, then fetch one by its number). The UN's own file of votes is not used: its terms allow
non-commercial use only, and it leaves out votes on paragraphs, so that shares would not compare.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from helpers.refresh.recipe import (
    Fetched,
    Recipe,
    Source,
    demand,
    demand_columns,
    lack,
    number,
    whole,
)
from helpers.refresh.web import Session, SourceError, answer_of, download

HOST = "https://dataverse.harvard.edu"
DATA_SET = "doi:10.7910/DVN/LEJUQZ"
WHERE = "dataverse.harvard.edu"
# The roll-call file; its name carries a year or a number that changes with each release.
FILE_NAME = re.compile(r"UN[-_ ]?Votes[^/]*\.(csv|tab)", re.IGNORECASE)
# Codes of the Correlates of War project.
FIVE = {705: "KAZ", 703: "KGZ", 702: "TJK", 701: "TKM", 704: "UZB"}
PARTNERS = {710: "CHN", 740: "JPN", 365: "RUS", 2: "USA"}
# Yes, abstain, no; then absent, and no member.
CAST, NOT_CAST = (1, 2, 3), (8, 9)
# Fewer roll calls than this make a share uncertain, as in the present table.
FEW = 30
FIRST = 1992
COLUMNS = ["rcid", "ccode", "vote", "year"]
# The base of the share is kept for the two lenders only.
COUNTED = ("CHN", "JPN")
SOURCE = Source(
    "voeten-unga-votes",
    "United Nations General Assembly Voting Data",
    "Erik Voeten, Anton Strezhnev, Michael Bailey",
    "Harvard Dataverse",
    "https://doi.org/10.7910/DVN/LEJUQZ",
)


def fetch(session: Session, _present: pd.DataFrame, folder: Path) -> Fetched:
    """Fetch the roll calls and compute how often each of the five voted like each partner."""
    listed = _latest_version(session)
    chosen = [f for f in listed["files"] if FILE_NAME.fullmatch(f["dataFile"]["filename"])]
    names = [f["dataFile"]["filename"] for f in listed["files"]]
    demand(len(chosen) == 1, f"{WHERE}: no single file of roll calls; the data set holds {names}")
    held = chosen[0]["dataFile"]
    # Dataverse keeps tables in a form of its own; "original" asks for the file as deposited.
    as_deposited = "?format=original" if "originalFileName" in held else ""
    number_of_file = whole(held["id"], f"{WHERE}: the list of files, id of {held['filename']}")
    address = f"{HOST}/api/access/datafile/{number_of_file}{as_deposited}"
    path = download(session, address, folder / "roll-calls.csv")
    _check_digest(path, held)
    votes = _read(path)
    silent = [name for code, name in (FIVE | PARTNERS).items() if code not in set(votes["ccode"])]
    demand(
        not silent, f"{WHERE}: only a part of the table came; the roll calls name none of {silent}"
    )
    return Fetched(agreement(votes), "Dataverse native API", str(listed.get("releaseTime"))[:10])


def _latest_version(session: Session) -> dict:
    response = session.get(f"{HOST}/api/datasets/:persistentId/", params={"persistentId": DATA_SET})
    answer = answer_of(response, WHERE)
    try:
        version = answer["data"]["latestVersion"]
        for file in version["files"]:
            _ = file["dataFile"]["id"], file["dataFile"]["filename"].upper()
    except (LookupError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{WHERE}: the shape of the list of files has changed; {lack(error)}"
        ) from None
    return version


def _check_digest(path: Path, held: dict) -> None:
    """Compare the download with the listed digest, which is that of Dataverse's own form."""
    expected = held.get("md5") if "originalFileName" not in held else None
    if expected:
        found = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        demand(found == expected, f"{WHERE}: the file does not have the digest that is listed")


def _read(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            separator = "\t" if "\t" in file.readline() else ","
        how = {"sep": separator, "encoding": "utf-8-sig", "encoding_errors": "replace"}
        demand_columns(pd.read_csv(path, nrows=0, **how), COLUMNS, WHERE)
        # A row with more cells than the header would move all of them by one.
        held = pd.read_csv(path, usecols=COLUMNS, index_col=False, low_memory=False, **how)
        votes = held.apply(pd.to_numeric, errors="coerce")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
        why = " ".join(str(error).split())
        raise SourceError(f"{WHERE}: the roll calls can't be read ({why})") from None
    # Fractions, and what is beyond all numbers, name no roll call, state, vote or year either.
    for column in COLUMNS:
        needed = held[column].notna() | (column in ("rcid", "year"))
        odd = needed & ~(votes[column] % 1).eq(0)
        for index in held.index[odd][:1]:
            cell = "" if pd.isna(held.at[index, column]) else str(held.at[index, column])
            raise SourceError(
                f"{WHERE}: roll calls, row {index + 2}, column {column!r}: {cell!r} is no number"
            )
    return votes


def agreement(votes: pd.DataFrame) -> pd.DataFrame:
    """Share of roll calls in which two states voted the same way, among those both voted in.

    Parameters
    ----------
    votes : pandas.DataFrame
        ``rcid``, ``ccode``, ``vote``, ``year``: one row a state and roll call.

    Returns
    -------
    pandas.DataFrame
        Text, as the table ``un_vote_agreement`` without its sources; shares in per cent.

    Examples
    --------
    >>> votes = pd.DataFrame(
    ...     [(1, 705, 1, 2020), (1, 740, 1, 2020), (2, 705, 3, 2020), (2, 740, 2, 2020)],
    ...     columns=["rcid", "ccode", "vote", "year"],
    ... )
    >>> agreement(votes)[["area_code", "partner_code", "identical_votes_pct"]].values.tolist()
    [['KAZ', 'JPN', '50']]
    """
    states = FIVE | PARTNERS
    mine = votes[votes["ccode"].isin(states) & (votes["year"] >= FIRST)]
    odd = mine[mine["vote"].notna() & ~mine["vote"].isin((*CAST, *NOT_CAST))]
    for row in odd.itertuples():
        raise SourceError(
            f"{WHERE}: roll call {row.rcid:g} of {row.year:g}: {states[row.ccode]} has the vote "
            f"{row.vote:g}; expected one of {[*CAST, *NOT_CAST]}"
        )
    cast = mine[mine["vote"].isin(CAST)]
    ours = cast[cast["ccode"].isin(FIVE)].assign(area_code=lambda t: t["ccode"].map(FIVE))
    theirs = cast[cast["ccode"].isin(PARTNERS)].assign(
        partner_code=lambda t: t["ccode"].map(PARTNERS)
    )
    doubled = pd.concat([ours, theirs]).duplicated(["rcid", "ccode"])
    demand(not doubled.any(), f"{WHERE}: {doubled.sum()} votes of one state stand twice")
    pairs = ours.merge(theirs[["rcid", "partner_code", "vote"]], on="rcid", suffixes=("", "_of"))
    demand(len(pairs) > 0, f"{WHERE}: the roll calls name none of the states compared")
    pairs["same"] = pairs["vote"] == pairs["vote_of"]
    keys = ["area_code", "partner_code", "year"]
    shares = pairs.groupby(keys)["same"].agg(["mean", "count"]).reset_index()
    return pd.DataFrame(
        {
            "area_code": shares["area_code"],
            "partner_code": shares["partner_code"],
            "year": shares["year"].astype("int").astype("str"),
            "identical_votes_pct": [number(100 * share, 2) for share in shares["mean"]],
            "votes_counted_count": [
                str(count) if partner in COUNTED else ""
                for count, partner in zip(shares["count"], shares["partner_code"])
            ],
            "confidence": ["medium" if count < FEW else "high" for count in shares["count"]],
        }
    )


RECIPES = (Recipe("un_vote_agreement", SOURCE, fetch),)
