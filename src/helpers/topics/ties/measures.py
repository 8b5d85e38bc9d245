"""Ties that are not money: votes in the United Nations, visas, visits, polls, missions."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import with_names
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import cite, measure

# Partner and direction of a rule -> how its panel is called.
PANELS = {
    ("CHN", "out-of"): "Chinese citizens entering",
    ("JPN", "out-of"): "Japanese citizens entering",
    ("CHN", "into"): "Citizens entering China from",
    ("JPN", "into"): "Citizens entering Japan from",
}
# What is asked -> its words.
QUESTIONS = {
    "most-reliable-country": "Most reliable country",
    "important-partner-now": "Important partner now",
    "important-partner-future": "Important partner in future",
}
# Roll calls that a year needs to be counted.
AT_LEAST = 20
# The last of the early years, in which several of the five were often absent.
EARLY = 2000
EASE = ["covid-ban", "visa-required", "e-visa", "visa-on-arrival", "visa-free"]


@measure
def votes_with_base(votes: pd.DataFrame, at_least: int) -> pd.DataFrame:
    """Keep the years in which enough roll calls were counted to say something.

    Parameters
    ----------
    votes : pandas.DataFrame
        Table ``un_vote_agreement``.
    at_least : int
        Roll calls that China or Japan and the country must have shared in the year; the base for
        Russia and the United States was not kept, and is close to these.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``partner_code``, ``year``, ``identical_votes_pct`` (per cent) and ``run``,
        which counts up over every year that is missing.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> kept = votes_with_base(load_table("un_vote_agreement"), 20)
    >>> int(kept.query("area_code == 'KGZ'")["year"].min())
    1993
    """
    base = votes.groupby(["area_code", "year"])["votes_counted_count"].transform("min")
    kept = votes[base >= at_least].sort_values(["area_code", "partner_code", "year"])
    step = kept.groupby(["area_code", "partner_code"])["year"].diff().fillna(1)
    run = (step != 1).groupby([kept["area_code"], kept["partner_code"]]).cumsum()
    columns = ["area_code", "partner_code", "year", "identical_votes_pct"]
    return (
        kept[columns]
        .astype({"identical_votes_pct": float, "year": int})
        .assign(run=run.astype(int))
        .reset_index(drop=True)
    )


@measure
def lead(votes: pd.DataFrame, first_code: str, second_code: str) -> pd.DataFrame:
    """Give by how many points a country votes more often with one partner than with another.

    Parameters
    ----------
    votes : pandas.DataFrame
        What :func:`votes_with_base` gives.
    first_code, second_code : str
        Partners; the lead is the first less the second.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``year``, ``lead_points`` in percentage points.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = lead(votes_with_base(load_table("un_vote_agreement"), 20), "CHN", "JPN")
    >>> round(float(rows.query("area_code == 'KAZ' and year == 2019")["lead_points"].item()), 1)
    24.0
    """
    wide = votes.pivot(
        index=["area_code", "year"], columns="partner_code", values="identical_votes_pct"
    )
    points = wide[first_code] - wide[second_code]
    return points.dropna().rename("lead_points").reset_index()


def mean_over(rows: pd.DataFrame, column: str, first: int, last: int) -> float:
    """Give the plain mean of a column over countries and years.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows with ``year``.
    column : str
        Column to average, in its own unit.
    first, last : int
        Years, both included.

    Examples
    --------
    >>> mean_over(pd.DataFrame({"year": [1, 2, 3], "points": [1.0, 3.0, 9.0]}), "points", 1, 2)
    2.0
    """
    return float(rows[rows["year"].between(first, last)][column].mean())


def turn_year(leads: pd.DataFrame) -> int:
    """Give the first year since which every country has voted more often with the first partner.

    Parameters
    ----------
    leads : pandas.DataFrame
        What :func:`lead` gives.

    Examples
    --------
    >>> turn_year(pd.DataFrame({"year": [1, 2, 3, 3], "lead_points": [5.0, -1.0, 2.0, 3.0]}))
    3
    """
    lowest = leads.groupby("year")["lead_points"].min()
    return int(min(year for year in lowest.index if (lowest.loc[year:] > 0).all()))


@measure
def leaders_visits(visits: pd.DataFrame, own_code: str = "JPN") -> pd.DataFrame:
    """Place the visits of heads of state and government in time, by direction.

    Parameters
    ----------
    visits : pandas.DataFrame
        Table ``visits``; visitors who held no such office are left out.
    own_code : str
        Country on the one side.

    Returns
    -------
    pandas.DataFrame
        ``country_code`` (the other side), ``direction`` (``to`` or ``from`` the one side),
        ``position`` (a day inside the time that the date allows), ``year``, ``visitor_name``,
        ``occasion``, ``meeting_id``, ``source_id``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = leaders_visits(load_table("visits"))
    >>> int((rows["direction"] == "from").sum())
    7
    """
    rows = visits[visits["is_head_of_state_or_government"].fillna(False)]
    leaving = rows["from_code"] == own_code
    bounds = [date_bounds(text) for text in rows["start_date"]]
    middle = [first + (last - first) / 2 for first, last in bounds]
    return rows.assign(
        country_code=rows["to_code"].where(leaving, rows["from_code"]),
        direction=leaving.map({True: "from", False: "to"}),
        position=pd.to_datetime(middle),
        year=[first.year for first, _ in bounds],
    ).reset_index(drop=True)


@measure
def visa_grid(rules: pd.DataFrame, five: list[str]) -> pd.DataFrame:
    """Give each visa rule with the pair of partner and direction that it belongs to.

    Parameters
    ----------
    rules : pandas.DataFrame
        Table ``visa_rules``.
    five : list of str
        The Central Asian countries.

    Returns
    -------
    pandas.DataFrame
        ``country_code``, ``partner_code``, ``direction`` (``into`` the partner or ``out-of`` it,
        seen from the partner's border), ``year``, ``rule``, ``ease`` (place in :data:`EASE`),
        ``visa_free_days`` and ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> grid = visa_grid(load_table("visa_rules"), ["KAZ", "KGZ", "TJK", "TKM", "UZB"])
    >>> bool(grid.query("partner_code == 'JPN' and direction == 'into'")["rule"].eq("visa-free").any())
    False
    """
    from_five = rules["passport_code"].isin(five)
    return rules.assign(
        country_code=rules["passport_code"].where(from_five, rules["destination_code"]),
        partner_code=rules["destination_code"].where(from_five, rules["passport_code"]),
        direction=from_five.map({True: "into", False: "out-of"}),
        ease=rules["rule"].map(EASE.index).astype(int),
        all_source_ids=all_source_ids(rules),
    )[
        [
            *("country_code", "partner_code", "direction", "year", "rule", "ease"),
            *("visa_free_days", "all_source_ids"),
        ]
    ]


@measure
def visa_panels(grid: pd.DataFrame) -> pd.DataFrame:
    """Put the rules under the names of their panels, in the order of :data:`PANELS`.

    Parameters
    ----------
    grid : pandas.DataFrame
        What :func:`visa_grid` gives.

    Returns
    -------
    pandas.DataFrame
        The rules with ``country``, ``partner`` and ``panel``, by panel, country and year.
    """
    grid = with_names(grid, country="country_code", partner="partner_code")
    names = list(PANELS.values())
    panel = [PANELS[key] for key in zip(grid["partner_code"], grid["direction"])]
    table = grid.assign(panel=panel, order=[names.index(name) for name in panel])
    table = table.sort_values(["order", "country", "year"], ignore_index=True)
    return table.drop(columns="order")


@measure
def presence_words(table: pd.DataFrame) -> pd.DataFrame:
    """Write the dates of :func:`presence` in words, "not found" where there is none.

    Examples
    --------
    >>> columns = ["relations_chn", "embassy_jpn", "mission_own"]
    >>> presence_words(pd.DataFrame([["1992-01", None, None]], columns=columns)).values.tolist()
    [['January 1992', 'not found', 'not found']]
    """
    dated = ["relations_chn", "embassy_jpn", "mission_own"]
    words = {c: ["not found" if pd.isna(d) else format_date(d) for d in table[c]] for c in dated}
    return table.assign(**words)


@measure
def presence(
    missions: pd.DataFrame,
    relations: pd.DataFrame,
    institutes: pd.DataFrame,
    routes: pd.DataFrame,
    five: list[str],
) -> pd.DataFrame:
    """Put the openings of missions, institutes and routes of each country into one row.

    Parameters
    ----------
    missions, relations, institutes, routes : pandas.DataFrame
        Tables ``missions``, ``diplomatic_relations``, ``confucius_institutes``, ``flight_routes``.
    five : list of str
        Countries.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``relations_chn``, ``embassy_jpn``, ``mission_own`` (partial dates, missing
        where not found), ``institutes``, ``routes_chn``, ``routes_jpn`` (counts) and
        ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in
    ...     ("missions", "diplomatic_relations", "confucius_institutes", "flight_routes")]
    >>> presence(*tables, ["TKM"])[["embassy_jpn", "institutes"]].values.tolist()
    [['2005-01', 0]]
    """
    known = missions[missions["confidence"] != "low"]
    rows = []
    for code in five:
        found = {
            "relations_chn": relations[relations["area_code"] == code],
            "embassy_jpn": known[known["host_code"] == code],
            "mission_own": known[known["sending_code"] == code],
            "institutes": institutes[institutes["host_code"] == code],
        }
        air = routes[routes["origin_code"] == code].set_index("destination_code")
        column = {"relations_chn": "established_date", "institutes": "institute_count"}
        rows.append(
            {"area_code": code}
            | {
                name: table[column.get(name, "opened_date")].item() if len(table) else None
                for name, table in found.items()
            }
            | {f"routes_{c.lower()}": int(air.loc[c, "airport_pair_count"]) for c in ("CHN", "JPN")}
            | {"all_source_ids": cite(*found.values(), air.loc[["CHN", "JPN"]])}
        )
    return pd.DataFrame(rows)


@measure
def poll_answers(polls: pd.DataFrame) -> pd.DataFrame:
    """Keep the answers to the :data:`QUESTIONS` on partners, in words.

    Parameters
    ----------
    polls : pandas.DataFrame
        Table ``opinion_polls``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table with ``subject`` and ``question_name``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> sorted(set(poll_answers(load_table("opinion_polls"))["question_name"]))[1]
    'Important partner now'
    """
    asked = polls[polls["question"].isin(list(QUESTIONS))]
    asked = with_names(asked, subject="subject_code")
    return asked.assign(question_name=asked["question"].map(QUESTIONS))
