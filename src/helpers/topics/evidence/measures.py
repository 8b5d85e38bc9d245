"""What was public when: the sources of each claim, before and after the article."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import date_bounds, format_date, middle_day
from helpers.provenance import measure, row

# The article itself and its copy are what is tested; they are no evidence.
ARTICLE = ("eurasiantimes-2024-seed", "geoindopacific-2024-copy")
# The article follows a report of the first of these; the second, a thread, links to a later piece.
AROUND = ("astanatimes-2024-som16", "darklab-2024-thread")
# Statements whose wordings are followed -> how they are called.
CHAINS = {
    "humanitarian": "Fields of cooperation",
    "date": "When the summit is",
    "anniversary": "The anniversary",
    "speaker": "Who said it",
    "chair": "Who chairs",
    "headline": "The headline",
}
WHEN = ("before", "around", "after", "undated")


def when_public(text: str | None, first: str, last: str) -> str:
    """Say whether a partial date lies before, within or after the days the article can date from.

    Parameters
    ----------
    text : str or None
        Partial date of a source.
    first, last : str
        First and last day on which the article can have appeared.

    Returns
    -------
    str
        One of :data:`WHEN`; ``around`` when the partial date can't be told from those days.

    Examples
    --------
    >>> [when_public(d, "2024-05-15", "2024-07-17") for d in ("2023", "2024", "2025-12", None)]
    ['before', 'around', 'after', 'undated']
    """
    if text is None or pd.isna(text):
        return "undated"
    low, high = (day.isoformat() for day in date_bounds(text))
    if high <= first:
        return "before"
    return "after" if low > last else "around"


@measure
def dated_sources(
    claims: pd.DataFrame, sources: pd.DataFrame, first: str, last: str
) -> pd.DataFrame:
    """List the sources of every claim with the day on which each was public.

    Parameters
    ----------
    claims, sources : pandas.DataFrame
        The tables of these names.
    first, last : str
        First and last day on which the article can have appeared.

    Returns
    -------
    pandas.DataFrame
        One row a claim and source: ``claim_id``, ``claim_text``, ``article_part``, ``verdict``,
        ``source_id``, ``publisher_name``, ``published_date``, ``position`` (datetime, missing when
        undated), ``public`` (one of :data:`WHEN`) and ``all_source_ids`` (the source). The article
        and its copy are left out.
    """
    more = claims["more_source_ids"].fillna("").str.split(";")
    ids = [[one, *rest] for one, rest in zip(claims["source_id"], more)]
    rows = claims[["claim_id", "claim_text", "article_part", "verdict"]].assign(source_id=ids)
    rows = rows.explode("source_id").query("source_id != ''")
    rows = rows[~rows["source_id"].isin(ARTICLE)]
    rows = rows.merge(sources[["source_id", "publisher_name", "published_date"]], on="source_id")
    days = rows["published_date"]
    rows["position"] = pd.to_datetime(days.map(middle_day, na_action="ignore"))
    rows["public"] = [when_public(day, first, last) for day in days]
    rows["all_source_ids"] = rows["source_id"]
    return rows.sort_values(["claim_id", "published_date"], ignore_index=True)


@measure
def by_claim(dated: pd.DataFrame) -> pd.DataFrame:
    """Count the sources of each claim by when they were public.

    Parameters
    ----------
    dated : pandas.DataFrame
        What :func:`dated_sources` gives.

    Returns
    -------
    pandas.DataFrame
        ``claim_id``, ``verdict``, ``article_part``, a count for each of :data:`WHEN`, and
        ``was_knowable``: whether at least one source was public before the article.
    """
    keys = ["claim_id", "verdict", "article_part"]
    counts = dated.groupby([*keys, "public"]).size().unstack("public", fill_value=0)
    counts = counts.reindex(columns=list(WHEN), fill_value=0).rename_axis(columns=None)
    return counts.assign(was_knowable=counts["before"] > 0).reset_index()


@measure
def public_on_the_day(dated: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Say of each of some claims how much of its evidence was public before the article, and since when.

    Parameters
    ----------
    dated : pandas.DataFrame
        What :func:`dated_sources` gives.
    claims : pandas.DataFrame
        The claims, in their order.

    Returns
    -------
    pandas.DataFrame
        The claims with ``public_text`` (sources before the article, of all that have a date, and the
        year of the oldest) and ``all_source_ids``.
    """
    rows = []
    for claim in claims.to_dict("records"):
        mine = dated[dated["claim_id"] == claim["claim_id"]]
        early, known = mine[mine["public"] == "before"], (mine["public"] != "undated").sum()
        since = f", from {early['published_date'].min()[:4]} on" if len(early) else ""
        text = f"{len(early)} of {known} dated sources{since}"
        rows.append(row(mine, **claim, public_text=text))
    return pd.DataFrame(rows)


@measure
def wording_steps(wordings: pd.DataFrame, chains: dict[str, str]) -> pd.DataFrame:
    """Put the steps of some statements in order, ready to print.

    Parameters
    ----------
    wordings : pandas.DataFrame
        Table ``wordings``.
    chains : dict of str to str
        Chain to the name that readers see, in the order of the rows.

    Returns
    -------
    pandas.DataFrame
        The rows of these chains with ``chain_name`` (on the first row of each only), ``who`` (outlet
        and date), ``words`` (the quotation, or that there is none) and ``all_source_ids``.
    """
    order = list(chains)
    rows = wordings[wordings["chain"].isin(order)].copy()
    rows["order"] = rows["chain"].map(order.index)
    rows = rows.sort_values(["order", "step_no"], ignore_index=True)
    quoted = "“" + rows["quote_text"].astype("object") + "”"
    return rows.assign(
        chain_name=rows["chain"].map(chains).where(rows["step_no"] == 1, ""),
        who=rows["outlet_name"] + ", " + rows["event_date"].map(format_date),
        words=quoted.where(rows["quote_text"].notna(), "(says nothing of it)"),
        all_source_ids=all_source_ids(rows),
    ).drop(columns="order")
