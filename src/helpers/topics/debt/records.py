"""Bonds, ratings, requests for relief and what officials said, by country and date, ready to print."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import format_date
from helpers.provenance import measure

_AGENCIES = ["Moody's", "S&P", "Fitch", "ACRA"]
KINDS = {
    "request": "Request",
    "swap-request": "Request of a swap",
    "swap": "Swap",
    "deferral": "Deferral",
    "suspension": "Suspension",
    "cancellation": "Cancellation",
    "full-repayment": "Repaid in full",
}


def _day(text: str | float) -> str:
    return "" if pd.isna(text) else format_date(text)


@measure
def outstanding_bonds(bonds: pd.DataFrame) -> pd.DataFrame:
    """List the sovereign bonds that are still owed, in whole or in part.

    Parameters
    ----------
    bonds : pandas.DataFrame
        Table ``bonds``.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``issued``, ``amount``, ``interest``, ``due``, ``state``, ``all_source_ids``; what
        was not read is said to be so.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = outstanding_bonds(load_table("bonds")).query("area_code == 'KGZ'")
    >>> rows[["amount", "interest", "due"]].to_numpy().tolist()
    [['US$700 million', '7.75%', '2030']]
    """
    rows = bonds[
        (bonds["issuer_kind"] == "sovereign") & bonds["outstanding"].isin(["yes", "partly"])
    ]
    rows = rows[rows["confidence"] != "low"].sort_values(["area_code", "issue_date"])

    def amount(row: tuple) -> str:
        known = row.amount_million
        sign = "US$" if row.currency_code == "USD" else f"{row.currency_code} "
        return "not read" if pd.isna(known) else f"{sign}{float(known):,.0f} million"

    def interest(row: tuple) -> str:
        if pd.notna(row.coupon_pct):
            return f"{float(row.coupon_pct):g}%"
        known = row.yield_at_issue_pct
        return "not read" if pd.isna(known) else f"{float(known):g}% (yield)"

    listed = list(rows.itertuples())
    return pd.DataFrame(
        {
            "area_code": rows["area_code"].to_list(),
            "issued": [_day(row.issue_date) for row in listed],
            "amount": [amount(row) for row in listed],
            "interest": [interest(row) for row in listed],
            "due": [_day(row.maturity_date) for row in listed],
            "state": ["In part" if row.outstanding == "partly" else "In whole" for row in listed],
            "all_source_ids": all_source_ids(rows).to_list(),
        }
    )


@measure
def latest_ratings(ratings: pd.DataFrame, analyses: pd.DataFrame) -> pd.DataFrame:
    """Give the latest rating of each agency, and of the IMF and the World Bank, for each country.

    Parameters
    ----------
    ratings, analyses : pandas.DataFrame
        Tables ``credit_ratings`` and ``debt_sustainability``.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``analysis`` (risk of external debt distress with its year), a column for each
        agency with rating, outlook and date, and ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = latest_ratings(load_table("credit_ratings"), load_table("debt_sustainability"))
    >>> rows.set_index("area_code").loc["TJK", ["analysis", "S&P"]].to_list()
    ['High (2025)', 'B, positive (14 February 2026)']
    """
    risk = analyses[analyses["aspect"] == "external-risk"].sort_values("year", kind="stable")
    risk = risk.drop_duplicates("area_code", keep="last").set_index("area_code")
    last = ratings.sort_values(["rating_date"], kind="stable").drop_duplicates(
        ["area_code", "agency_name"], keep="last"
    )
    last = last.set_index(["area_code", "agency_name"])
    found = []
    for area in CENTRAL_ASIA:
        row = {"area_code": area, "analysis": "Not covered"}
        ids = []
        if area in risk.index:
            row["analysis"] = f"{risk.loc[area, 'rating_text']} ({risk.loc[area, 'year']})"
            ids.append(risk.loc[area, "source_id"])
        for agency in _AGENCIES:
            row[agency] = "–"
            if (area, agency) in last.index:
                mine = last.loc[(area, agency)]
                outlook = "" if pd.isna(mine["outlook"]) else f", {mine['outlook']}"
                row[agency] = f"{mine['rating']}{outlook} ({_day(mine['rating_date'])})"
                ids += [i for c in ("source_id", "more_source_ids") if pd.notna(i := mine[c])]
        found.append(row | {"all_source_ids": ";".join(dict.fromkeys(";".join(ids).split(";")))})
    return pd.DataFrame(found)


@measure
def requests(table: pd.DataFrame) -> pd.DataFrame:
    """List requests for relief and what was answered; that none was found is no row.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``debt_relief_requests``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``day``, ``creditor_name``, ``kind``, ``amount``, ``answer``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = requests(load_table("debt_relief_requests"))
    >>> rows.query("debtor_code == 'KGZ'")["day"].iloc[-1]
    'April 2024'
    """
    rows = table[table["debtor_code"].isin(CENTRAL_ASIA) & table["relief_kind"].isin(KINDS)]
    rows = rows[rows["confidence"] != "low"].sort_values(["debtor_code", "relief_date"])
    usd = rows["amount_usd_million"].astype(float)
    amount = usd.map("US${:,.0f} million".format).where(usd.notna(), rows["other_amount_text"])
    return pd.DataFrame(
        {
            "debtor_code": rows["debtor_code"],
            "day": rows["relief_date"].map(_day),
            "creditor_name": rows["creditor_name"],
            "kind": rows["relief_kind"].map(KINDS),
            "amount": amount.fillna("not said"),
            "answer": rows["answer_text"],
            "all_source_ids": all_source_ids(rows),
        }
    ).reset_index(drop=True)


@measure
def statements(table: pd.DataFrame) -> pd.DataFrame:
    """List what officials said about repaying, with the speaker and, where quoted, the words.

    Parameters
    ----------
    table : pandas.DataFrame
        Table ``debt_statements``.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``day``, ``who``, ``words`` (in our words; what is quoted stands after it),
        ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = statements(load_table("debt_statements")).query("area_code == 'TJK'")
    >>> rows["who"].iloc[-1]
    'Faiziddin Qahhorzoda, minister of finance'
    """
    rows = table.sort_values(["area_code", "statement_date"], na_position="first")
    who = rows["person_name"].fillna("") + ", " + rows["office"]
    said = rows["translation"].fillna(rows["original_words"]).str.strip('"“”')
    words = rows["paraphrase"] + (" “" + said + "”").fillna("")
    return pd.DataFrame(
        {
            "area_code": rows["area_code"],
            "day": rows["statement_date"].map(_day).replace("", "undated"),
            "who": who.str.removeprefix(", "),
            "words": words,
            "all_source_ids": all_source_ids(rows),
        }
    ).reset_index(drop=True)
