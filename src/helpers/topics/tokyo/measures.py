"""The summit of Tokyo in figures: papers, the target, the areas, and what was signed beside it."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import cite, measure, row

NO_MATCH = "No area of its own"


@measure
def document_counts(milestones: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Set side by side how many papers were counted at three occasions, lowest and highest count.

    Parameters
    ----------
    milestones, documents : pandas.DataFrame
        Tables ``milestones`` and ``meeting_documents``.

    Returns
    -------
    pandas.DataFrame
        ``occasion``, ``event_year``, ``low_count``, ``high_count`` and ``count_of_counts`` (how many
        counts there are), by year.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = document_counts(load_table("milestones"), load_table("meeting_documents"))
    >>> table["high_count"].to_list()
    [87, 34, 158]
    """
    tour = milestones[milestones["milestone_id"] == "ms-2015-abe"]
    papers = documents[documents["kind"] == "business-documents"]
    found = {
        ("Tour of Abe", 2015): tour,
        ("Forum in Astana", 2024): papers[papers["meeting_id"] == "bizforum-2024"],
        ("Summit in Tokyo", 2025): papers[papers["meeting_id"].isin(["ls-1", "bizforum-2025"])],
    }
    return pd.DataFrame(
        [
            row(
                counted,
                occasion=occasion,
                event_year=year,
                low_count=int(counted["document_count"].min()),
                high_count=int(counted["document_count"].max()),
                count_of_counts=len(counted),
            )
            for (occasion, year), counted in found.items()
        ]
    )


_KINDS = {
    "declaration": "Adopted",
    "initiative": "Launched",
    "target": "Set as a target",
    "business-documents": "Counted",
}


@measure
def outcome_rows(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Write in words what happened to each outcome, its size, and by whose word.

    Parameters
    ----------
    outcomes : pandas.DataFrame
        Rows of the table ``meeting_documents``.

    Returns
    -------
    pandas.DataFrame
        The outcomes with ``what_text``, ``size_text``, ``by_text`` and ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> papers = load_table("meeting_documents").query("meeting_id == 'ls-1'")
    >>> outcome_rows(papers)["size_text"].to_list()[-2:]
    ['about 3 trillion yen in 5 years', 'over 150 papers']
    """
    return outcomes.assign(
        what_text=outcomes["kind"].map(_KINDS),
        size_text=[_size(row) for row in outcomes.itertuples()],
        by_text=outcomes["reported_by"],
        all_source_ids=outcomes["source_id"] + (";" + outcomes["more_source_ids"]).fillna(""),
    )


def _size(row: tuple) -> str:
    if row.kind == "target":
        about = "about " if row.money_bound == "about" else ""
        return f"{about}{row.target_jpy_billion / 1000:.0f} trillion yen in {int(row.period_years)} years"
    if row.kind == "business-documents":
        return f"{'over ' if row.document_bound == 'at-least' else ''}{row.document_count} papers"
    return "no figure"


@measure
def yen_in_dollars(target: pd.DataFrame, rates: pd.DataFrame, since: pd.DataFrame) -> pd.DataFrame:
    """Give the worth in US dollars of one sum in yen at the mean rate of each year.

    Parameters
    ----------
    target : pandas.DataFrame
        The row of the table ``meeting_documents`` that holds the sum, billion yen.
    rates : pandas.DataFrame
        Table ``exchange_rates``.
    since : pandas.DataFrame
        The row of the table ``milestones`` in whose year the series begins.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``jpy_per_usd``, ``usd_billion``.

    Examples
    --------
    >>> target, since = pd.DataFrame({"target_jpy_billion": [3000]}), pd.DataFrame({"event_date": ["2015"]})
    >>> rates = pd.DataFrame({"currency_code": ["JPY"], "area_code": ["JPN"], "year": [2015],
    ...     "rate_basis": ["yearly-average"], "local_currency_per_usd": [120.0]})
    >>> float(yen_in_dollars(target, rates, since)["usd_billion"].item())
    25.0
    """
    rows = rates[(rates["currency_code"] == "JPY") & (rates["rate_basis"] == "yearly-average")]
    rows = rows[rows["year"] >= int(since["event_date"].item()[:4])].sort_values(
        "year", kind="stable"
    )
    rate = rows["local_currency_per_usd"].astype(float)
    return pd.DataFrame(
        {
            "year": rows["year"].astype(int),
            "jpy_per_usd": rate,
            "usd_billion": float(target["target_jpy_billion"].item()) / rate,
            "all_source_ids": [cite(rows.loc[[place]], target) for place in rows.index],
        }
    ).reset_index(drop=True)


@measure
def lineage(areas: pd.DataFrame, final: str) -> pd.DataFrame:
    """Count at which stage how many areas already stood for what the last stage adopted.

    Parameters
    ----------
    areas : pandas.DataFrame
        Table ``cooperation_areas``.
    final : str
        Last stage; its areas are the columns.

    Returns
    -------
    pandas.DataFrame
        One row a stage and area of the last stage (and :data:`NO_MATCH`): ``stage``,
        ``event_date``, ``area``, ``area_count``, ``wordings``.
    """
    last = areas[areas["stage"] == final].set_index("area_slug")["wording"]
    dates = areas.groupby("stage", sort=False)["event_date"].first()
    named = areas.assign(area=areas["matches_area"].map(last).fillna(NO_MATCH))
    whole = pd.MultiIndex.from_product([dates.index, [*last, NO_MATCH]], names=["stage", "area"])
    grouped = named.groupby(["stage", "area"])["wording"]
    table = pd.DataFrame({"area_count": grouped.size(), "wordings": grouped.agg("; ".join)})
    table = table.reindex(whole).reset_index()
    return table.assign(
        area_count=table["area_count"].fillna(0).astype(int),
        wordings=table["wordings"].fillna(""),
        event_date=table["stage"].map(dates),
    )


@measure
def signed_between(
    projects: pd.DataFrame, loans: pd.DataFrame, first: str, last: str
) -> pd.DataFrame:
    """List grants and loans signed within some days, by day.

    Parameters
    ----------
    projects, loans : pandas.DataFrame
        Tables ``japan_projects`` and ``loans``.
    first, last : str
        First and last day.

    Returns
    -------
    pandas.DataFrame
        ``signed_date``, ``date_text``, ``partner`` (JPN or CHN), ``recipient_code``,
        ``project_name``, ``instrument``, ``amount_text`` (in the currency of the paper), ``source_id``,
        ``more_source_ids``, ``all_source_ids``, ``confidence``. Loans that stand in both tables are
        taken from ``loans``.
    """
    grants = projects[~projects["instrument"].str.contains("loan")].assign(partner="JPN")
    lent = loans.rename(columns={"debtor_code": "recipient_code", "creditor_code": "partner"})
    columns = [
        *("signed_date", "partner", "recipient_code", "project_name", "instrument"),
        *("amount_jpy_billion", "amount_usd_million", "source_id", "more_source_ids", "confidence"),
    ]
    rows = pd.concat([grants[columns], lent[columns]]).dropna(subset=["signed_date"])
    inside = [
        first <= low.isoformat() and high.isoformat() <= last
        for low, high in rows["signed_date"].map(date_bounds)
    ]
    rows = rows[inside].sort_values(["signed_date", "recipient_code"], ignore_index=True)
    return rows.assign(
        date_text=rows["signed_date"].map(format_date),
        amount_text=[_amount(row) for row in rows.itertuples()],
        all_source_ids=all_source_ids(rows),
    )


def _amount(row: tuple) -> str:
    if pd.notna(row.amount_jpy_billion):
        return f"{row.amount_jpy_billion:,.3f} billion yen"
    if pd.notna(row.amount_usd_million):
        return f"US${row.amount_usd_million:,.0f} million"
    return "Not found"
