"""The numbers that the chapter on the formats beside the Dialogue names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.formats import measures

Published = dict[str, object]

YEARS = ("years_to_summit", numbers.plain, "years", 1)


def _started(formats: pd.DataFrame) -> pd.DataFrame:
    """Give the formats by id with ``started_date``, the launch or else the first meeting of ministers."""
    first = formats["launched_date"].fillna(formats["first_foreign_ministers_date"])
    return formats.assign(started_date=first).set_index("format_id")


def starts(formats: pd.DataFrame) -> Published:
    """Date the start of formats: their launch, or the first meeting of their foreign ministers.

    Parameters
    ----------
    formats : pandas.DataFrame
        Table ``formats``.
    """
    at = _started(formats)
    pair = at.loc[["eu", "japan"]]
    lead = measures.years_between(pair["started_date"])
    named = {"jpn_start": "japan", "eu_start": "eu", "kor_start": "korea"}
    return {
        **numbers.picked(at, "started_date", usa_start="c5plus1", chn_start="china", **named),
        **numbers.picked(at, "launched_date", ots_start="ots"),
        "lead-eu": numbers.of(pair, numbers.plain(lead, "years", 1)),
    }


def first_summits(firsts: pd.DataFrame) -> Published:
    """Count the formats, date their first summits, and name the years that they waited for them.

    Parameters
    ----------
    firsts : pandas.DataFrame
        What ``measures.first_dates`` gives.
    """
    at, both = firsts.set_index("format_id"), {"jpn": "japan", "chn": "china"}
    waited = {f"wait_{name}": one for name, one in {**both, "eu": "eu", "usa": "c5plus1"}.items()}
    held = {
        f"{name}_summit": one for name, one in {**both, "ind": "india", "rus": "russia"}.items()
    }
    return {
        "format-count": numbers.count(len(firsts)),
        "start-count": numbers.count(firsts["started_date"].notna().sum()),
        **numbers.picked(at, "first_summit_date", **held),
        **numbers.picked(at, YEARS, **waited),
    }


def single_summits(summits: pd.DataFrame) -> Published:
    """Date summits that were announced, China's by video and the latest of the Turkic states.

    Parameters
    ----------
    summits : pandas.DataFrame
        Table ``format_summits``.
    """
    announced = summits[summits["status"] == "announced"].set_index("format_id")
    turkic = summits[summits["format_id"] == "ots"].tail(1)
    latest = {"latest": "summit_date", "number": ("summit_no", numbers.ordinal)}
    return {
        **numbers.picked(announced, "summit_date", kor_planned="korea", rus_planned="russia"),
        **numbers.picked(announced, "end_date", kor_planned_to="korea"),
        **numbers.exposed(_by_video(summits), chn_video="summit_date"),
        **numbers.exposed(turkic, "ots", **latest),
    }


def _by_video(summits: pd.DataFrame) -> pd.DataFrame:
    return summits[(summits["format_id"] == "china") & (summits["mode"] == "virtual")].head(1)


def wait_for_video(formats: pd.DataFrame, summits: pd.DataFrame) -> Published:
    """Count the years from the start of China's format to the meeting of its leaders by video.

    Parameters
    ----------
    formats, summits : pandas.DataFrame
        Tables ``formats`` and ``format_summits``.
    """
    start, summit = _started(formats).loc[["china"]], _by_video(summits)
    years = measures.years_between([*start["started_date"], *summit["summit_date"]])
    return {"wait-chn-video": numbers.of((start, summit), numbers.plain(years, "years", 1))}


def order(table: pd.DataFrame) -> Published:
    """Count the summits with one partner, their partners, those before Japan's, and those of the busiest year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.summits_in_order`` gives.
    """
    by_year = table["year"].value_counts()
    mine = measures.japans(table)
    return {
        **{name: numbers.count(n) for name, n in measures.counts_of_summits(table).items()},
        "as-of": numbers.month(mine["summit_date"].item()),
        "busy-year": numbers.year(table["year"].mode().iloc[0]),
        "busy-count": numbers.count(by_year.iloc[0]),
    }


def alike(events: pd.DataFrame) -> Published:
    """Place Japan's first summit among all meetings of leaders, counted alike whatever a format calls them.

    Parameters
    ----------
    events : pandas.DataFrame
        What ``measures.events`` gives.
    """
    return {"alike-number": numbers.count(measures.place_among_leaders(events, "japan"))}


def pace(table: pd.DataFrame) -> Published:
    """Name how many meetings of ministers each format counts, and the months between them.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.ministers_pace`` gives.
    """
    met, months = (
        ("latest_ministers_no", numbers.count),
        ("months_between", numbers.plain, "months"),
    )
    at = table.set_index("format_id")
    both = ("china", "eu", "japan", "korea")
    return {
        **numbers.picked(at, met, **{f"met_{name}": name for name in (*both, "russia")}),
        **numbers.picked(at, months, **{f"pace_{name}": name for name in (*both, "india")}),
        **numbers.picked(at, "latest_ministers_date", met_rus_date="russia"),
    }
