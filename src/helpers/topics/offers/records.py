"""Tables that hold records of both lenders in the same columns: cover, people, relief, statements."""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import format_date
from helpers.provenance import measure
from helpers.topics.offers.measures import amount_text
from helpers.topics.offers.projects import LENDERS

_RELIEF_KINDS = {
    "amendment": "Amendment, content unknown",
    "cancellation": "Cancelled",
    "deferral": "Payments put off",
    "extension-and-rate-reduction": "Longer and cheaper",
    "maturity-extension": "Longer",
    "rate-change": "Rate changed",
    "rate-reduction": "Cheaper",
    "rescheduling": "Rescheduled",
    "suspension": "Payments suspended",
}
_RELIEF_BASES = {
    "cancelled": "debt written off",
    "loan-principal": "size of the loan",
    "not-read": "",
    "payments-moved": "payments moved",
}
_COUNTED = {
    "company-scholars": "Scholars of a company",
    "experts-sent": "Experts sent",
    "jds-degrees": "JDS degrees",
    "jds-fellows": "JDS fellows",
    "jds-fellows-completed": "JDS fellows who completed",
    "jds-fellows-returned": "JDS fellows who returned",
    "jds-fellows-sent": "JDS fellows sent",
    "jica-trainees": "JICA trainees",
    "jica-volunteers": "JICA volunteers",
    "mext-scholars": "Scholars of the education ministry",
    "scholarships-pledged": "Scholarships promised",
    "students-all-programmes": "Students, all programmes",
    "trainees": "Trainees",
    "training-places-pledged": "Training places promised",
    "young-leaders-programme": "Young Leaders' Program",
}
_BOUNDS = {
    **{"exact": "", "about": "about ", "more-than": "more than ", "at-most": "at most "},
    **{"over": "over ", "almost": "almost "},
}
# What a statement on a portfolio says that its sum is.
_STATED = {
    "grant": "Grants",
    "grant-and-technical-cooperation": "Grants and technical cooperation",
    "yen-loan": "Aid loans",
    "all": "All support",
    "debt": "Owed to the bank",
    "financed-so-far": "Financed so far",
}


@measure
def cover(listed: pd.DataFrame) -> pd.DataFrame:
    """List the insurance of others' loans by either lender's export insurer, from the newest.

    Parameters
    ----------
    listed : pandas.DataFrame
        What :func:`helpers.topics.offers.projects.projects` gives.
    """
    rows = listed[(listed["instrument"] == "cover") & listed["is_counted"]]
    return rows.assign(day=rows["date"].map(format_date, na_action="ignore"))


@measure
def people(counts: pd.DataFrame) -> pd.DataFrame:
    """Keep the latest count, or promise, of persons for each partner, area and programme.

    Parameters
    ----------
    counts : pandas.DataFrame
        Table ``people_exchange``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table with ``creditor_code``, ``who`` and ``persons`` in words and ``day``. Counts of
        one year alone are left out; undated counts stay only where there is no dated one.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = people(load_table("people_exchange")).set_index(["area_code", "quantity"])
    >>> table.loc[("KGZ", "jds-fellows"), "persons"]
    '327'
    """
    rows = counts[counts["is_cumulative"] & counts["person_count"].notna()]
    rows = rows.sort_values("as_of_date", na_position="first", kind="stable")
    # Each promise is one of its own; a later count takes the place of an earlier one.
    told = rows["quantity"].mask(rows["quantity"].str.endswith("-pledged"), rows["record_id"])
    rows = rows.groupby([rows["partner_code"], rows["area_code"], told]).tail(1)
    rows = rows.sort_values(["partner_code", "area_code", "quantity"], ignore_index=True)
    return rows.assign(
        creditor_code=rows["partner_code"],
        who=rows["quantity"].map(_COUNTED),
        persons=[
            f"{_BOUNDS[bound]}{count:,}"
            for bound, count in zip(rows["count_bound"], rows["person_count"])
        ],
        day=rows["as_of_date"].map(format_date, na_action="ignore"),
    )


@measure
def relief(rows: pd.DataFrame) -> pd.DataFrame:
    """List what either lender did to debts owed to it, by date.

    Parameters
    ----------
    rows : pandas.DataFrame
        Table ``debt_relief``.

    Returns
    -------
    pandas.DataFrame
        Its rows of the two lenders with ``day``, ``kind``, ``amount`` (its own currency) and ``basis``.
    """
    theirs = rows[rows["creditor_code"].isin(LENDERS)]
    theirs = theirs.sort_values("relief_date", kind="stable", ignore_index=True)
    amounts = theirs.apply(amount_text, axis=1).replace("not read", "")
    return theirs.assign(
        day=theirs["relief_date"].map(format_date),
        all_source_ids=all_source_ids(theirs),
        kind=theirs["relief_kind"].map(_RELIEF_KINDS),
        amount=amounts,
        basis=theirs["amount_basis"].map(_RELIEF_BASES),
    )


@measure
def portfolios(deals: pd.DataFrame, totals: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """List what officials said that a lender has lent or given in all, by lender, country and date.

    Parameters
    ----------
    deals, totals, newer : pandas.DataFrame
        Tables ``japan_export_finance``, ``japan_aid_totals`` and ``china_since_2021``.

    Returns
    -------
    pandas.DataFrame
        ``creditor_code``, ``recipient_code``, ``institution``, ``date``, ``day``, ``amount`` (as stated),
        ``what`` and ``confidence``. Statements contradict each other: none is followed, none is added.
    """
    said = deals[deals["row_kind"] == "portfolio-statement"]
    said = _stated(said, "JPN", said["institution_name"], said["deal_date"], said["note"])
    told = totals[totals[["amount_jpy_billion", "amount_usd_million"]].notna().any(axis=1)]
    told = told[told["recipient_code"].isin(CENTRAL_ASIA)]
    what = told["instrument"].map(_STATED)
    told = told[what.notna()]
    by = told["instrument"].map({"all": "JICA"}).fillna("Government of Japan")
    told = _stated(told, "JPN", by, told["as_of_date"], what.dropna())
    banks = newer[newer["row_kind"] == "portfolio-statement"]
    banks = _stated(
        banks, "CHN", banks["lender_name"], banks["record_date"], banks["status"].map(_STATED)
    )
    table = pd.concat([said, told, banks], ignore_index=True).dropna(subset=["amount"])
    return table.sort_values(
        ["creditor_code", "recipient_code", "institution", "date"], ignore_index=True
    )


def _stated(
    rows: pd.DataFrame, creditor: str, institution: object, date: pd.Series, what: pd.Series
) -> pd.DataFrame:
    """Bring statements of one table to the columns of all."""
    return rows.assign(
        creditor_code=creditor,
        institution=institution,
        date=date,
        day=date.map(format_date, na_action="ignore"),
        amount=_amounts(rows),
        what=what,
    )[
        [
            *("creditor_code", "recipient_code", "institution", "date", "day", "amount", "what"),
            *("confidence", "source_id", "more_source_ids"),
        ]
    ]


def _amounts(rows: pd.DataFrame) -> list[str | None]:
    """Write the amount of each row in all currencies in which it was stated, with its bound."""
    columns = [c for c in ("amount_jpy_billion", "amount_usd_million") if c in rows]
    written = []
    for row in rows.to_dict("records"):
        parts = [
            amount_text(pd.Series({column: row[column]}))
            for column in columns
            if pd.notna(row[column])
        ]
        bound = _BOUNDS.get(row["amount_bound"], "")
        written.append(f"{bound}{' or '.join(parts)}" if parts else None)
    return written
