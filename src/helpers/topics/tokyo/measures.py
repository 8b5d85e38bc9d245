"""The summit of Tokyo in figures: agreements, the target, requests, sums told, and what came after."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import CENTRAL_ASIA, area_name
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import cite, measure
from helpers.topics.country import sheet
from helpers.topics.country.projects import short_day
from helpers.topics.offers.measures import amount_text

# Chains of the table ``wordings`` on the two sums -> how readers see them.
SUMS = {"opportunities-2015": "Abe, 2015", "target-2025": "Takaichi, 2025"}


@measure
def yen_in_dollars(
    target: pd.DataFrame, rates: pd.DataFrame, since: pd.DataFrame, until: pd.DataFrame
) -> pd.DataFrame:
    """Give the worth in US dollars of one sum in yen at the mean rate of each month.

    Parameters
    ----------
    target : pandas.DataFrame
        The row of the table ``meeting_documents`` that holds the sum, billion yen.
    rates : pandas.DataFrame
        Table ``exchange_rates_monthly``.
    since, until : pandas.DataFrame
        The rows of the table ``milestones`` in whose months the series begins and ends.

    Returns
    -------
    pandas.DataFrame
        ``month_date``, ``position`` (datetime), ``jpy_per_usd``, ``usd_billion``, ``all_source_ids``.

    Examples
    --------
    >>> target = pd.DataFrame({"target_jpy_billion": [3000]})
    >>> since, until = (pd.DataFrame({"event_date": [day]}) for day in ("2015-10-22", "2015-11-02"))
    >>> rates = pd.DataFrame({"currency_code": "JPY", "month_date": ["2015-09", "2015-10", "2015-11"],
    ...     "local_currency_per_usd": [100.0, 120.0, 150.0]})
    >>> yen_in_dollars(target, rates, since, until)["usd_billion"].to_list()
    [25.0, 20.0]
    """
    first, last = (rows["event_date"].item()[:7] for rows in (since, until))
    rows = rates[(rates["currency_code"] == "JPY") & rates["month_date"].between(first, last)]
    rows = rows.sort_values("month_date", kind="stable")
    rate = rows["local_currency_per_usd"].astype(float)
    return pd.DataFrame(
        {
            "month_date": rows["month_date"],
            "position": pd.to_datetime(rows["month_date"]),
            "jpy_per_usd": rate,
            "usd_billion": float(target["target_jpy_billion"].item()) / rate,
            "all_source_ids": [cite(rows.loc[[place]], target) for place in rows.index],
        }
    ).reset_index(drop=True)


@measure
def asked_by(results: pd.DataFrame, visits: pd.DataFrame, first: str) -> pd.DataFrame:
    """Put together what each president asked for, most requests first.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``.
    visits : pandas.DataFrame
        The rows of the table ``visits`` that name the presidents who came.
    first : str
        First day to give.

    Returns
    -------
    pandas.DataFrame
        ``president`` (with the country), ``request_count``, ``asked`` (the requests, numbered, those
        that official pages give first; with their state, if they were not just proposed),
        ``all_source_ids``.
    """
    rows = []
    for visit in visits.itertuples():
        mine = results[
            (results["area_code"] == visit.from_code) & (results["result_date"] >= first)
        ]
        mine = mine[mine["result_kind"] == "request"].sort_values(
            "confidence", key=lambda grades: grades != "high", kind="stable"
        )
        items = [
            f"({number}) {_one(one.title)}"
            + ("" if one.status == "proposed" else f" ({one.status})")
            for number, one in enumerate(mine.itertuples(), start=1)
        ]
        rows.append(
            {
                "president": f"{visit.visitor_name}, {area_name(visit.from_code)}",
                "request_count": len(mine),
                "asked": "; ".join(items),
                "all_source_ids": cite(mine, visits[visits["from_code"] == visit.from_code]),
            }
        )
    table = pd.DataFrame(rows).sort_values("request_count", ascending=False, kind="stable")
    return table.reset_index(drop=True)


def _one(title: str) -> str:
    """Write a title as one item of a list that semicolons part."""
    return title.replace("; ", ", ")


@measure
def signed_by_country(results: pd.DataFrame, signed: pd.DataFrame, first: str) -> pd.DataFrame:
    """Put together, country by country, what was signed with governments, with Japan's aid and with companies.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``. Sums of business in money are left out: see :func:`sums_told`.
    signed : pandas.DataFrame
        What :func:`signed_between` gives; loans and grants of others than Japan are left out.
    first : str
        First day to give.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``governments``, ``aid`` and ``companies`` (items joined by semicolons, or a
        dash), ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> signed = signed_between(load_table("japan_projects"), load_table("loans"), "2025-12-10", "2025-12-20")
    >>> table = signed_by_country(load_table("summit_results"), signed, "2025-12").set_index("country")
    >>> table.loc["Turkmenistan", "aid"], table.loc["Kyrgyzstan", "companies"].partition(":")[0]
    ('–', 'Cooperation documents presented at the forum')
    """
    told = results[(results["result_date"] >= first) & (results["status"] != "expected")]
    in_money = told["unit_code"].isin(["usd_million", "eur_million"])
    kinds = {
        "governments": told[told["result_kind"].map(sheet.RESULTS) == "Issued or signed"],
        "companies": told[(told["result_kind"] == "business") & ~in_money],
    }
    rows = []
    for code in CENTRAL_ASIA:
        lent = signed[(signed["recipient_code"] == code) & (signed["partner"] == "JPN")]
        mine = {name: part[part["area_code"] == code] for name, part in kinds.items()}
        aid = [
            f"{r.project_name}: {r.amount_text}, {short_day(r.signed_date)}"
            for r in lent.itertuples()
        ]
        items = {name: _items(part) for name, part in mine.items()} | {"aid": aid}
        texts = {name: "; ".join(found) or "–" for name, found in items.items()}
        cited = cite(*mine.values(), lent)
        rows.append({"country": area_name(code), **texts, "all_source_ids": cited})
    return pd.DataFrame(rows)


def _items(results: pd.DataFrame) -> list[str]:
    sizes = [sheet.size_text(one) for one in results.itertuples()]
    return [
        _one(title) + (f": {size}" if size else "") for title, size in zip(results["title"], sizes)
    ]


@measure
def sums_told(results: pd.DataFrame, codes: list[str], first: str) -> pd.DataFrame:
    """List the sums of business in money that some countries told, with who told them and as what.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``.
    codes : list of str
        Countries, in their order.
    first : str
        First day to give.

    Returns
    -------
    pandas.DataFrame
        The rows with ``day``, ``country``, ``told`` (what the sum is), ``size``, ``told_state`` and
        ``all_source_ids``, by country and day.
    """
    in_money = results["unit_code"].isin(["usd_million", "eur_million"])
    rows = results[(results["result_kind"] == "business") & in_money]
    rows = rows[rows["area_code"].isin(codes) & (rows["result_date"] >= first)]
    rows = rows.assign(order=rows["area_code"].map(codes.index))
    rows = rows.sort_values(["order", "result_date"], ignore_index=True)
    return rows.assign(
        day=rows["result_date"].map(short_day),
        country=rows["area_code"].map(area_name),
        size=[sheet.size_text(one) for one in rows.itertuples()],
        told=rows["title"],
        told_state=rows["status"].replace(sheet.STATUS).str.replace("-", " "),
        all_source_ids=all_source_ids(rows),
    )


@measure
def since(events: pd.DataFrame, year: str) -> pd.DataFrame:
    """List what is on record for the year after the summit, what Japan takes part in first.

    Parameters
    ----------
    events : pandas.DataFrame
        Table ``events_since_summit``.
    year : str
        The year.

    Returns
    -------
    pandas.DataFrame
        The events with ``when`` and ``all_source_ids``, by day.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> since(load_table("events_since_summit"), "2026")["event_id"].head(2).to_list()
    ['e03', 'e04']
    """
    rows = events[events["start_date"].str[:4] == year]
    rows = rows.assign(is_other=rows["partner_code"] != "JPN")
    rows = rows.sort_values(["is_other", "start_date"], ignore_index=True)
    until = " to " + rows["end_date"].map(format_date, na_action="ignore")
    return rows.assign(
        when=rows["start_date"].map(format_date) + until.fillna(""),
        all_source_ids=all_source_ids(rows),
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
        return amount_text(pd.Series({"amount_jpy_billion": row.amount_jpy_billion}))
    if pd.notna(row.amount_usd_million):
        return f"US${row.amount_usd_million:,.0f} million"
    return "Not found"
