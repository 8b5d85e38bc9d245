"""The region on one page: what the countries' pages say, side by side."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import CENTRAL_ASIA, area_name
from helpers.provenance import by_row, measure
from helpers.topics.country import sheet
from helpers.topics.country.projects import counts_text, short_day
from helpers.topics.debt.records import KINDS
from helpers.topics.offers.measures import amount_text

# What a country's page says of its debt -> the columns of the region's.
OWED = {
    "Owed in all": "whole",
    "Owed to China": "china",
    "Owed to Japan": "japan",
    "Largest creditor": "largest",
}
# Entries that are no relief by a lender.
NOT_GIVEN = ("declined-by-debtor", "domestic-restructuring")


def _joined(rows: pd.DataFrame) -> str:
    """Join what rows cite, each source once."""
    return ";".join(dict.fromkeys(i for ids in by_row(rows) for i in ids.split(";") if i))


@measure
def owed(both: pd.DataFrame, glance: pd.DataFrame) -> pd.DataFrame:
    """Set side by side what each country owes in all, to China, to Japan, and to whom most.

    Parameters
    ----------
    both, glance : pandas.DataFrame
        What ``debt.owed.side_by_side`` and ``debt.glance.at_a_glance`` give.

    Returns
    -------
    pandas.DataFrame
        ``country``, the columns of :data:`OWED`, in words with dates and records, ``all_source_ids``.
    """
    found = []
    for code in CENTRAL_ASIA:
        lines = sheet.owed_lines(both, glance, code)
        lines = lines[lines["what"].isin(OWED)]
        words = {OWED[row.what]: row.figure for row in lines.itertuples()}
        found.append({"country": area_name(code)} | words | {"all_source_ids": _joined(lines)})
    return pd.DataFrame(found)


@measure
def due(every: pd.DataFrame, first: int) -> pd.DataFrame:
    """Give what each country pays in each year, with the bonds issued since, the countries side by side.

    Parameters
    ----------
    every : pandas.DataFrame
        What ``debt.paid.with_bonds`` gives.
    first : int
        First year to give.

    Returns
    -------
    pandas.DataFrame
        ``year_text`` and a column for each country by its code, US$ million, whole.

    Examples
    --------
    >>> rows = pd.DataFrame({"debtor_code": ["KAZ", "KGZ", "TJK", "TKM", "UZB"], "year": 2026,
    ...     "service_kind": "scheduled", "with_bonds_usd_million": [1.2, 2.0, 3.0, 4.0, 5.0]})
    >>> due(rows, 2026)[["KAZ", "UZB"]].to_numpy().tolist()
    [[1, 5]]
    """
    rows = every[every["year"] >= first]
    wide = rows.pivot(index="year", columns="debtor_code", values="with_bonds_usd_million")
    state = rows.drop_duplicates("year").set_index("year")["service_kind"]
    words = state.map({"actual": "paid", "scheduled": "due"})
    table = wide[CENTRAL_ASIA].round().astype(int).reset_index()
    return table.assign(year_text=[f"{year}\u00a0({words[year]})" for year in table["year"]])


@measure
def offered(lists: dict[str, dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """Set side by side what Japan and China lent and gave each country, counted by instrument.

    Parameters
    ----------
    lists : dict
        Country -> what ``country.page.lists`` gives.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``japan``, ``china``, ``all_source_ids``.
    """
    return pd.DataFrame(
        [
            {
                "country": area_name(code),
                "japan": counts_text(found["JPN"]),
                "china": counts_text(found["CHN"]),
                "all_source_ids": _joined(pd.concat(found.values())),
            }
            for code, found in lists.items()
        ]
    )


@measure
def to_all(
    pledges: pd.DataFrame, projects: pd.DataFrame, target: pd.DataFrame, held: pd.DataFrame
) -> pd.DataFrame:
    """List what China and Japan offered several countries together.

    Parameters
    ----------
    pledges : pandas.DataFrame
        Table ``china_since_2021``, of which the pledges to the region count.
    projects : pandas.DataFrame
        Table ``japan_projects``, of which those with several recipients count.
    target : pandas.DataFrame
        The row of the table ``meeting_documents`` that holds the target of Tokyo.
    held : pandas.DataFrame
        The row of the table ``milestones`` for the summit that set it.

    Returns
    -------
    pandas.DataFrame
        ``day``, ``who``, ``what``, ``amount``, ``state``, ``all_source_ids``, the latest first.
    """
    made = pledges[(pledges["recipient_code"] == "CA5") & (pledges["row_kind"] == "pledge")]
    shared = projects[projects["has_several_recipients"]]
    goal = target.iloc[0]
    parts = [
        pd.DataFrame(
            {
                "date": made["record_date"],
                "who": "China",
                "what": made["instrument_text"].str.capitalize() + ", all countries",
                "amount": [amount_text(row) for _, row in made.iterrows()],
                "state": "Pledged at a summit",
                "all_source_ids": all_source_ids(made),
            }
        ),
        pd.DataFrame(
            {
                "date": shared["signed_date"].fillna(shared["signed_fiscal_year"].astype("string")),
                "who": "Japan",
                "what": "Grant: " + shared["project_name"],
                "amount": [amount_text(row) for _, row in shared.iterrows()],
                "state": "Signed",
                "all_source_ids": all_source_ids(shared),
            }
        ),
        pd.DataFrame(
            {
                "date": [held["event_date"].item()],
                "who": "Japan",
                "what": f"Business projects in {int(goal['period_years'])} years",
                "amount": f"about {goal['target_jpy_billion'] / 1000:.0f} trillion yen",
                "state": "A target",
                "all_source_ids": all_source_ids(target).to_list(),
            }
        ),
    ]
    rows = pd.concat(parts).sort_values(["date", "who"], ascending=[False, True])
    return rows.assign(day=rows["date"].map(short_day, na_action="ignore").fillna("undated")).drop(
        columns="date"
    )


@measure
def relief(given: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """Count the relief that each country was given, by lender, and its requests.

    Parameters
    ----------
    given, asked : pandas.DataFrame
        Tables ``debt_relief`` and ``debt_relief_requests``; rows of low confidence and second reports of
        one relief are left out.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``china``, ``japan``, ``others`` (counts of reliefs), ``asked`` (requests, answers
        and swaps), ``all_source_ids``.
    """
    sure = given[given["overlaps_relief_ids"].isna() & (given["confidence"] != "low")]
    sure = sure[~sure["relief_kind"].isin(NOT_GIVEN)]
    told = asked[asked["relief_kind"].isin(KINDS) & (asked["confidence"] != "low")]
    # A cancellation that a table of requests tells of was given, as any other.
    sure = pd.concat([sure, told[told["relief_kind"] == "cancellation"]])
    wanted = told[~told["relief_kind"].isin(["cancellation", "full-repayment"])]
    found = []
    for code in CENTRAL_ASIA:
        mine, more = sure[sure["debtor_code"] == code], wanted[wanted["debtor_code"] == code]
        lender = mine["creditor_code"].map({"CHN": "china", "JPN": "japan"}).fillna("others")
        found.append(
            {"country": area_name(code)}
            | {name: int((lender == name).sum()) for name in ("china", "japan", "others")}
            | {"asked": len(more), "all_source_ids": _joined(pd.concat([mine, more]))}
        )
    return pd.DataFrame(found)


@measure
def requests(results: pd.DataFrame, first: str) -> pd.DataFrame:
    """List what the presidents asked for in Tokyo, country by country.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``.
    first : str
        First day to give.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``title``, ``state``, ``by``, ``all_source_ids``.
    """
    parts = [
        sheet.in_tokyo(results, code, first).assign(country=area_name(code))
        for code in CENTRAL_ASIA
    ]
    rows = pd.concat(parts)
    return rows[rows["group"] == sheet.RESULTS["request"]].reset_index(drop=True)


@measure
def trade(lines: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Set side by side each country's trade with China and with Japan, and the records behind it.

    Parameters
    ----------
    lines : dict
        Country -> what ``country.sheet.trade_lines`` gives.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``imports`` (the largest sources), ``china``, ``japan`` (sum, year and record, or
        a dash), ``all_source_ids``.
    """
    found = []
    for code, rows in lines.items():

        def told(what: str, rows: pd.DataFrame = rows) -> str:
            known = rows[rows["what"] == what]
            parts = [f"{row.figure} ({row.when}, {row.by})" for row in known.itertuples()]
            return "; ".join(parts).replace("Its own", "its own") or "–"

        imports = rows.loc[rows["what"] == "Imports from", "figure"].iloc[0]
        found.append(
            {
                "country": area_name(code),
                "imports": ", ".join(imports.split(", ")[:3]),
                "china": told("Trade with China"),
                "japan": told("Trade with Japan"),
                "all_source_ids": _joined(rows),
            }
        )
    return pd.DataFrame(found)
