"""The numbers that the chapter on the formats beside the Dialogue names in its sentences, family by family."""

from __future__ import annotations

import pandas as pd

from helpers import numbers
from helpers.topics.formats import measures

Published = dict[str, object]

YEARS = ("years_to_leaders", numbers.plain, "years", 1)


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


def first_meetings(firsts: pd.DataFrame) -> Published:
    """Count the formats and their secretariats, date the first meetings of leaders, and name the years before them.

    Parameters
    ----------
    firsts : pandas.DataFrame
        What ``measures.first_dates`` gives.
    """
    at = firsts.set_index("format_id")
    named = {"jpn": "japan", "chn": "china", "eu": "eu", "usa": "c5plus1"}
    waited = {f"wait_{name}": one for name, one in named.items()}
    met = {"chn": "china", "eu": "eu", "ind": "india", "rus": "russia"}
    return {
        "format-count": numbers.count(len(firsts)),
        "secretariat-count": numbers.count(firsts["secretariat_note"].notna().sum()),
        **numbers.picked(at, "first_leaders_date", **{f"{n}_met": one for n, one in met.items()}),
        **numbers.picked(at, YEARS, **waited),
    }


def single_summits(summits: pd.DataFrame) -> Published:
    """Date meetings that were announced, one that was put off, and the latest of the Turkic states.

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
        **numbers.exposed(turkic, "ots", **latest),
    }


def meetings(table: pd.DataFrame) -> Published:
    """Count the meetings of leaders and their partners by one rule, place Japan's, and name the busiest year.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``measures.leaders_meetings`` gives.
    """
    mine = measures.japans(table)
    return {
        **{name: numbers.count(n) for name, n in measures.counts_of_meetings(table).items()},
        "jpn-summit": numbers.of(mine, numbers.day(mine["summit_date"].item())),
        "as-of": numbers.of(mine, numbers.month(mine["summit_date"].item())),
        "busy-year": numbers.year(table["year"].mode().iloc[0]),
        "busy-count": numbers.count(table["year"].value_counts().iloc[0]),
    }


# Sums that the text names -> the offer; with its day, and of parts and sums of the same day without it.
_DATED = {
    **{"target": "p001", "chn-both": "p002", "chn-video-grant": "p003", "chn-grant": "p004"},
    **{"eu-package": "p006", "usa-deals": "p013", "rus-past": "p019", "ots-fund": "p027"},
}
_NAMED = {**_DATED, "chn-deals": "p005", "usa-kaz": "p014", "usa-tjk": "p015"}


def offered(offers: pd.DataFrame) -> Published:
    """Write the sums that partners named, each in its own currency, and date them.

    Parameters
    ----------
    offers : pandas.DataFrame
        Table ``partner_offers``.
    """
    at, made = offers.set_index("offer_id", drop=False), {}
    for name, offer in _NAMED.items():
        one = at.loc[[offer]]
        row = one.iloc[0]
        text = measures.sum_text(row.drop(labels="amount_bound"))
        made[name] = numbers.of(one, (text, float(row["amount"]), row["unit_code"]))
        if name in _DATED:
            made[f"{name}-day"] = numbers.of(one, numbers.day(row["start_date"]))
    return made


def reported(sources: pd.DataFrame) -> Published:
    """Date the report of Azerbaijan's accession, and the month in which the news that was read mostly ends.

    Parameters
    ----------
    sources : pandas.DataFrame
        Table ``sources``.
    """
    at = sources.set_index("source_id", drop=False)
    return {
        **numbers.picked(at, "published_date", azerbaijan_day="trend-2025-consultative7"),
        **numbers.picked(at, ("published_date", numbers.month), news_end="24kg-2026-korea"),
    }


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
        **numbers.picked(at, met, **{f"met_{name}": name for name in both}),
        **numbers.picked(at, months, **{f"pace_{name}": name for name in ("china", "japan")}),
    }
