"""Debt that is not the state's, and what of it could come to the state.

Three kinds by the table of loans: with the state's guarantee, which binds it; without a guarantee on
record, which binds companies; and the railway company that three states own. Worked out as
:mod:`~helpers.topics.debt.coverage` does, in US$ million at the end of a year, never added to
stocks of public debt.
"""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure
from helpers.provenance import row as row_of

_GOVERNMENT = r"^Government of"
KINDS = {"guaranteed": "With the state's guarantee", "unguaranteed": "No guarantee on record"}
# What Kyrgyzstan and Uzbekistan hold in the railway company, per cent, by the row of its loan.
STAKES = {"KGZ": 24.5, "UZB": 24.5}


@measure
def beside_the_state(left: pd.DataFrame) -> pd.DataFrame:
    """Divide what loans to others than the government have left by whether the state vouches.

    Parameters
    ----------
    left : pandas.DataFrame
        What ``coverage.outstanding`` gives.

    Returns
    -------
    pandas.DataFrame
        A row a debtor, lender and kind: ``kind`` (guaranteed, unguaranteed), ``loan_count``,
        ``left_usd_million``, ``first_signed`` and ``last_signed`` (years), ``borrower_text`` (the
        three with most left), ``all_source_ids``.

    Examples
    --------
    >>> left = pd.DataFrame({"debtor_code": "KAZ", "creditor_code": "CHN",
    ...     "borrower_name": ["Government of Kazakhstan", "Roads", "Pipeline", "Mine"],
    ...     "is_state": [True, True, False, False], "left_usd_million": [9.0, 5.0, 40.0, 20.0],
    ...     "signed_date": ["2018", "2017", "2012", "2011"], "source_id": "a"})
    >>> beside_the_state(left)[["kind", "loan_count", "left_usd_million"]].to_numpy().tolist()
    [['guaranteed', 1, 5.0], ['unguaranteed', 2, 60.0]]
    """
    rows = left[~left["borrower_name"].str.contains(_GOVERNMENT)]
    kind = rows["is_state"].map({True: "guaranteed", False: "unguaranteed"})
    rows = rows.assign(kind=kind, signed=rows["signed_date"].str[:4].astype(int))
    found = []
    for (debtor, creditor, kind), mine in rows.groupby(["debtor_code", "creditor_code", "kind"]):
        most = mine.groupby("borrower_name")["left_usd_million"].sum()
        most = most[(most > 0) & (most.index != "Not named")].sort_values(
            ascending=False, kind="stable"
        )
        found.append(
            row_of(
                mine,
                debtor_code=debtor,
                creditor_code=creditor,
                kind=kind,
                loan_count=len(mine),
                left_usd_million=float(mine["left_usd_million"].sum()),
                first_signed=int(mine["signed"].min()),
                last_signed=int(mine["signed"].max()),
                borrower_text="; ".join(most.index[:3]),
            )
        )
    return pd.DataFrame(found)


@measure
def railway(loans: pd.DataFrame) -> pd.DataFrame:
    """Divide the signed loan of the railway company among its owners by their stakes.

    No guarantee of a state is on record: the part is what an owner would bear if each stood in for
    its stake.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``stake_pct``, ``loan_usd_million`` (the whole), ``part_usd_million``,
        ``signed_date``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = railway(load_table("loans"))
    >>> round(float(table.loc[0, "part_usd_million"]), 1)
    563.5
    """
    loan = loans[loans["debtor_code"] == "CKU"]
    whole = float(loan["amount_usd_million"].sum())
    return pd.DataFrame(
        [
            row_of(
                loan,
                debtor_code=code,
                stake_pct=stake,
                loan_usd_million=whole,
                part_usd_million=whole * stake / 100,
                signed_date=loan["signed_date"].max(),
            )
            for code, stake in STAKES.items()
        ]
    )


@measure
def outside_public(external: pd.DataFrame, areas: list[str]) -> pd.DataFrame:
    """Give the external debt of each country that is not the state's, of all lenders.

    All external debt less public and publicly guaranteed long-term debt: private debt, short-term
    debt and credits of the International Monetary Fund.

    Parameters
    ----------
    external : pandas.DataFrame
        Table ``external_debt``.
    areas : list of str
        The countries.

    Returns
    -------
    pandas.DataFrame
        Of the last year with both: ``debtor_code``, ``year``, ``external_usd_million``,
        ``outside_usd_million``, ``outside_pct``, ``source_id``, ``more_source_ids``.

    Examples
    --------
    >>> external = pd.DataFrame({"area_code": "KAZ", "year": [2022, 2023],
    ...     "external_debt_usd_million": [160.0, 150.0], "ppg_external_debt_usd_million": [40.0, 30.0],
    ...     "source_id": "a", "more_source_ids": None})
    >>> outside_public(external, ["KAZ"])[["year", "outside_pct"]].to_numpy().tolist()
    [[2023.0, 80.0]]
    """
    names = ["external_debt_usd_million", "ppg_external_debt_usd_million"]
    rows = external[external["area_code"].isin(areas)].dropna(subset=names)
    rows = rows.sort_values("year", kind="stable").drop_duplicates("area_code", keep="last")
    whole, public = (rows[name].astype(float) for name in names)
    rows = rows.assign(
        external_usd_million=whole,
        outside_usd_million=whole - public,
        outside_pct=100 * (whole - public) / whole,
    ).rename(columns={"area_code": "debtor_code"})
    columns = ["debtor_code", "year", "external_usd_million", "outside_usd_million", "outside_pct"]
    return rows[[*columns, "source_id", "more_source_ids"]].sort_values(
        "debtor_code", ignore_index=True, kind="stable"
    )
