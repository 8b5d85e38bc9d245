"""Ties that are not money: votes in the United Nations, visas and polls."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import with_names
from helpers.provenance import measure, row

# Partner and direction of a rule -> how its panel is called.
PANELS = {
    ("CHN", "out-of"): "Chinese citizens entering",
    ("JPN", "out-of"): "Japanese citizens entering",
    ("CHN", "into"): "Its citizens entering China",
    ("JPN", "into"): "Its citizens entering Japan",
}
# What is asked -> its words.
QUESTIONS = {
    "most-reliable-country": "Most reliable country",
    "important-partner-now": "Important partner now",
    "important-partner-future": "Important partner in future",
}
# A visa rule -> its words.
RULES = {
    "covid-ban": "no entry (pandemic)",
    "visa-required": "visa from a consulate",
    "e-visa": "electronic visa",
    "visa-on-arrival": "visa at the border",
    "visa-free": "no visa",
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
def visa_changes(grid: pd.DataFrame) -> pd.DataFrame:
    """Set the rules of the first year beside those of the last: a row a partner and direction.

    Parameters
    ----------
    grid : pandas.DataFrame
        What :func:`visa_grid` gives.

    Returns
    -------
    pandas.DataFrame
        ``panel`` (of :data:`PANELS`), a column with the words for each country code, and
        ``all_source_ids``; two words with an arrow between them where the rule changed.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = visa_changes(visa_grid(load_table("visa_rules"), ["KAZ", "TKM"]))
    >>> table.set_index("panel").loc["Japanese citizens entering", ["KAZ", "TKM"]].to_list()
    ['no visa', 'visa']
    """
    ends = grid[grid["year"].isin([grid["year"].min(), grid["year"].max()])]
    words, made = RULES | {"visa-required": "visa"}, []
    for key, panel in PANELS.items():
        mine = ends[(ends["partner_code"] == key[0]) & (ends["direction"] == key[1])]
        said = {
            country: " → ".join(
                dict.fromkeys(rows.sort_values("year", kind="stable")["rule"].map(words))
            )
            for country, rows in mine.groupby("country_code")
        }
        made.append(row(mine, panel=panel, **said))
    return pd.DataFrame(made)


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
