"""The years before the Dialogue: relations, visits, first loans and aid, 1991 to 2004."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.formatting import counted
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import measure
from helpers.topics.placing import in_time

# First year of the five as independent states, and the year in which the Dialogue began.
FIRST, LAST = 1992, 2004
NET = "oda_net_usd_million"
# Milestones that concern one of the five, by the end of their id.
_COUNTRY = {"kz": "KAZ", "kg": "KGZ", "tj": "TJK", "tm": "TKM", "uz": "UZB"}


@measure
def first_steps(
    milestones: pd.DataFrame,
    missions: pd.DataFrame,
    visits: pd.DataFrame,
    loans: pd.DataFrame,
    doctrine: pd.DataFrame,
    last_year: int,
) -> pd.DataFrame:
    """Gather the dated steps between Japan and each country up to a year, and what Japan said or suffered.

    Parameters
    ----------
    milestones, missions, visits, loans, doctrine : pandas.DataFrame
        The tables of these names.
    last_year : int
        Last year to take.

    Returns
    -------
    pandas.DataFrame
        ``area_code`` (none for policy and attacks), ``kind`` (relations, embassy, visit, loan, policy,
        attack), ``what``, ``event_date``,
        ``date_text``, ``position`` (datetime; the middle of a partial date), ``source_id``,
        ``more_source_ids``, ``confidence``, by date. Visits are those of heads of state or
        government; loans are aid loans of Japan; steps without any date are left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ["milestones", "missions", "visits", "loans", "doctrine"]
    >>> steps = first_steps(*(load_table(name) for name in names), 2004)
    >>> steps.query("kind == 'relations'")["event_date"].iloc[0]
    '1992-01-26'
    """
    relations = milestones[milestones["milestone_id"].str.fullmatch(r"ms-\d{4}-[a-z]{2}")]
    relations = relations.assign(
        area_code=relations["milestone_id"].str[-2:].map(_COUNTRY),
        kind="relations",
        what="Diplomatic relations",
    ).dropna(subset=["area_code"])
    embassies = missions.assign(
        area_code=missions["host_code"].where(missions["sending_code"] == "JPN")
        .fillna(missions["sending_code"]),
        kind="embassy",
        what=[f"{kind.capitalize()} {'of Japan' if code == 'JPN' else 'in Tokyo'}"
              for kind, code in zip(missions["mission_kind"], missions["sending_code"])],
        event_date=missions["opened_date"],
    )  # fmt: skip
    trips = visits[visits["is_head_of_state_or_government"]]
    trips = trips.assign(
        area_code=trips["from_code"].where(trips["from_code"] != "JPN", trips["to_code"]),
        kind="visit",
        what=trips["visitor_name"] + [
            " in Japan" if code == "JPN" else " in the country" for code in trips["to_code"]
        ],
        event_date=trips["start_date"],
    )  # fmt: skip
    lent = aid_loans(loans, last_year).dropna(subset=["signed_date"])
    lent = lent.assign(
        area_code=lent["debtor_code"], kind="loan",
        what="Loan: " + lent["project_name"], event_date=lent["signed_date"],
    )  # fmt: skip
    said = doctrine[doctrine["kind"].isin(["speech", "mission", "event"])]
    said = said.assign(
        area_code=pd.NA, kind=said["kind"].eq("event").map({True: "attack", False: "policy"}),
        what=said["document_name"], event_date=said["doctrine_date"],
    )  # fmt: skip
    columns = ["area_code", "kind", "what", "event_date"]
    columns += ["source_id", "more_source_ids", "confidence"]
    table = pd.concat([frame[columns] for frame in (relations, embassies, trips, lent, said)])
    table = table[table["event_date"].str[:4].astype(int) <= last_year]
    table = in_time(table, "event_date")
    return table.sort_values(["position", "area_code", "kind"], ignore_index=True)


@measure
def aid_loans(loans: pd.DataFrame, last_year: int) -> pd.DataFrame:
    """Pick Japan's aid loans signed up to a year, and those undated but reported by then.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.
    last_year : int
        Last year to take.

    Returns
    -------
    pandas.DataFrame
        The loans by date, undated ones last.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> aid_loans(load_table("loans"), 2004)["creditor_code"].unique().tolist()
    ['JPN']
    """
    mine = loans[(loans["creditor_code"] == "JPN") & (loans["instrument"] == "oda-loan")]
    dated = mine["signed_date"].str[:4].astype("Int64")
    rows = mine[(dated <= last_year).fillna(False) | dated.isna()]
    order = rows["signed_date"].map(
        lambda text: date_bounds(text)[0].isoformat() if pd.notna(text) else "9999"
    )
    return rows.assign(order=order).sort_values(["order", "loan_id"]).drop(columns="order")


@measure
def loan_rows(loans: pd.DataFrame) -> pd.DataFrame:
    """Write the day, the terms and the ties of loans in words.

    Parameters
    ----------
    loans : pandas.DataFrame
        Rows of the table ``loans``.

    Returns
    -------
    pandas.DataFrame
        The loans with ``date_text``, ``terms_text``, ``tied_text`` (a dash where
        nothing is on record), ``amount_text`` (billion yen) and ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> loan_rows(aid_loans(load_table("loans"), 2004)).iloc[7]["terms_text"]
    '2.2% over 30 years, 10 of grace'
    """
    tied = {"tied-step": "tied to Japan", "general-untied": "untied", "untied": "untied"}
    terms = loans[["interest_pct", "maturity_years", "grace_years"]].astype("float")
    return loans.assign(
        date_text=loans["signed_date"].map(format_date, na_action="ignore").fillna("undated"),
        terms_text=[
            f"{rate:g}% over {counted(f'{years:g}', 'years')}, {grace:g} of grace"
            if rate == rate
            else "–"
            for rate, years, grace in terms.itertuples(index=False)
        ],
        tied_text=loans["procurement_terms"].map(tied).fillna("–"),
        amount_text=[
            f"{amount:.1f}" if amount == amount else "–"
            for amount in loans["amount_jpy_billion"].astype("float")
        ],
        all_source_ids=all_source_ids,
    )


@measure
def totals(oda: pd.DataFrame, recipients: list[str], first: int, last: int) -> pd.DataFrame:
    """Add up net aid from Japan and from all donors of the committee over some years.

    Parameters
    ----------
    oda : pandas.DataFrame
        Table ``oda_net``.
    recipients : list of str
        Recipients.
    first, last : int
        First and last year, both included.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``japan_usd_million``, ``all_usd_million`` (net ODA at current prices,
        summed), ``share_pct`` (Japan of all), ``part_pct`` (of what Japan gave to all of them).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = totals(load_table("oda_net"), ["KAZ", "UZB"], 1992, 2004)
    >>> [round(float(v)) for v in table["japan_usd_million"]]
    [647, 630]
    """
    rows = oda[oda["recipient_code"].isin(recipients) & oda["year"].between(first, last)]
    wide = rows.pivot_table(
        index="recipient_code", columns="donor_code", values=NET, aggfunc="sum"
    ).astype(float)
    japan, whole = wide["JPN"], wide["DAC"]
    return pd.DataFrame(
        {
            "japan_usd_million": japan,
            "all_usd_million": whole,
            "share_pct": 100 * japan / whole,
            "part_pct": 100 * japan / japan.sum(),
        }
    ).reset_index()


def share_of(table: pd.DataFrame) -> float:
    """Give Japan's part of the aid of all donors of the committee, all recipients together, in per cent.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`totals` gives.

    Examples
    --------
    >>> float(share_of(pd.DataFrame({"japan_usd_million": [1, 2], "all_usd_million": [4, 8]})))
    25.0
    """
    return 100 * table["japan_usd_million"].sum() / table["all_usd_million"].sum()


@measure
def by_year(oda: pd.DataFrame, recipients: list[str], first: int, last: int) -> pd.DataFrame:
    """Measure Japan's part of the net aid of all donors of the committee, year by year.

    Parameters
    ----------
    oda : pandas.DataFrame
        Table ``oda_net``.
    recipients : list of str
        Recipients, taken together.
    first, last : int
        First and last year, both included.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``japan_usd_million``, ``all_usd_million``, ``share_pct``, and ``mean_pct`` (the share
        over all these years together).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = by_year(load_table("oda_net"), ["KAZ", "KGZ", "TJK", "TKM", "UZB"], 1992, 2004)
    >>> round(float(table.set_index("year").loc[1998, "share_pct"]), 1)
    46.1
    """
    rows = oda[oda["recipient_code"].isin(recipients) & oda["year"].between(first, last)]
    wide = rows.pivot_table(index="year", columns="donor_code", values=NET, aggfunc="sum")
    table = pd.DataFrame(
        {"japan_usd_million": wide["JPN"], "all_usd_million": wide["DAC"]}, dtype=float
    )
    table["share_pct"] = 100 * table["japan_usd_million"] / table["all_usd_million"]
    table["mean_pct"] = share_of(table)
    return table.reset_index().astype({"year": int})
