"""What each country pays on its debt, and to whom: paid to 2024, scheduled to 2030.

The amounts are debt service (principal and interest) on public and publicly guaranteed long-term
external debt, in US$ million at current prices, as debtors report it to the World Bank. The schedule
is that of the debt at the end of 2024; bonds issued since are reckoned apart (:func:`new_bonds`) and
figures of ministries stand beside, never in a sum.
"""

from __future__ import annotations

import pandas as pd

from helpers.partial_dates import date_bounds
from helpers.provenance import measure
from helpers.topics.debt.owed import as_one_lender

TOTAL = "total_usd_million"
PARTS = ["principal_usd_million", "interest_usd_million"]
# The schedule is that of the debt at the end of this year.
LAST_PAID = 2024
# Kinds of creditor that charts tell apart, in the order in which they are stacked.
GROUPS = {"CHN": "China", "JPN": "Japan", "BOND": "Bondholders", "MLT": "Development banks"}
NEW_BONDS, OTHER = f"Bonds issued after {LAST_PAID}", "Other"


def check_stocks(service: pd.DataFrame, stocks: pd.DataFrame) -> None:
    """Refuse payments that are due on a debt which the table of stocks does not know.

    Parameters
    ----------
    service, stocks : pandas.DataFrame
        Tables ``debt_service`` and ``debt_stocks``. Only creditors of which ``debt_stocks`` has
        rows are looked at: it names a few.

    Raises
    ------
    ValueError
        Naming the first row whose debtor owed that creditor nothing at the end of the last year.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> check_stocks(load_table("debt_service"), load_table("debt_stocks"))
    """
    last = int(stocks["year"].max())
    known = set(stocks["creditor_code"])
    owed = stocks[stocks["year"] == last]
    owed = set(zip(owed["debtor_code"], owed["creditor_code"]))
    due = service[(service["year"] > last) & service["creditor_code"].isin(known)]
    due = due[due[TOTAL].astype(float) > 0]
    for row in due.itertuples():
        if (row.debtor_code, row.creditor_code) not in owed:
            raise ValueError(
                f"data/debt_service.csv: row {row.Index + 2}: {row.debtor_code} is to pay "
                f"{row.creditor_code} {row.total_usd_million:,.1f} in {row.year}, but "
                f"data/debt_stocks.csv has no debt to it at the end of {last}; add the stock or take "
                "the payment out"
            )


@measure
def by_lender(service: pd.DataFrame, creditors: pd.DataFrame) -> pd.DataFrame:
    """Give what is paid to each lender by year, the arms of one institution as one.

    Parameters
    ----------
    service, creditors : pandas.DataFrame
        Tables ``debt_service`` and ``creditors``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``year``, ``service_kind`` (actual, scheduled),
        ``principal_usd_million``, ``interest_usd_million``, ``total_usd_million``; the printed
        total of all creditors is left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = by_lender(load_table("debt_service"), load_table("creditors"))
    >>> row = rows.query("debtor_code == 'TJK' and creditor_code == 'CHN' and year == 2026")
    >>> round(row["total_usd_million"].item(), 1)
    137.6
    """
    rows = service[service["creditor_code"] != "ALL"]
    rows = rows.assign(creditor_code=as_one_lender(rows, creditors))
    keys = ["debtor_code", "creditor_code", "year", "service_kind"]
    return (
        rows.astype({name: float for name in [*PARTS, TOTAL]})
        .groupby(keys, as_index=False)[[*PARTS, TOTAL]]
        .sum()
    )


@measure
def in_all(service: pd.DataFrame) -> pd.DataFrame:
    """Give what each country pays all its creditors by year, as the data set prints it.

    Parameters
    ----------
    service : pandas.DataFrame
        Table ``debt_service``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``service_kind``, ``principal_usd_million``,
        ``interest_usd_million``, ``total_usd_million``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = in_all(load_table("debt_service")).set_index(["debtor_code", "year"])
    >>> float(rows.loc[("KGZ", 2027), "total_usd_million"])
    461.9299
    """
    rows = service[service["creditor_code"] == "ALL"].astype(
        {name: float for name in [*PARTS, TOTAL]}
    )
    columns = ["debtor_code", "year", "service_kind", *PARTS, TOTAL]
    return rows[columns].sort_values(["debtor_code", "year"], ignore_index=True)


@measure
def new_bonds(bonds: pd.DataFrame, after: int, last: int) -> pd.DataFrame:
    """Reckon what falls due on sovereign bonds issued after a year, which the schedule cannot hold.

    Interest is the coupon times the months of each year in which the bond runs, principal falls due
    in whole at the end. A bond whose amount, coupon or end was not read has no rows.

    Parameters
    ----------
    bonds : pandas.DataFrame
        Table ``bonds``.
    after : int
        The year at whose end the schedule was drawn up.
    last : int
        Last year to give.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``bond_id``, ``year``, ``principal_usd_million``, ``interest_usd_million``,
        ``total_usd_million``, ``source_id``, ``more_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = new_bonds(load_table("bonds"), 2024, 2030).query("bond_id == 'kgz-2025'")
    >>> rows.set_index("year")["total_usd_million"].round(1).to_dict()[2026]
    54.2
    """
    rows = bonds[(bonds["issuer_kind"] == "sovereign") & bonds["issue_date"].notna()]
    rows = rows[rows["issue_date"].str[:4].astype(int) > after]
    rows = rows.dropna(subset=["amount_usd_million", "coupon_pct", "maturity_date"])
    found = []
    for bond in rows.itertuples():
        start, end = _term(bond)
        for year in range(start[0], min(end[0], last) + 1):
            first = start[1] if year == start[0] else 0
            until = end[1] if year == end[0] else 12
            interest = bond.amount_usd_million * bond.coupon_pct / 100 * (until - first) / 12
            principal = float(bond.amount_usd_million) if year == end[0] else 0.0
            found.append(
                {
                    "debtor_code": bond.area_code,
                    "bond_id": bond.bond_id,
                    "year": year,
                    PARTS[0]: principal,
                    PARTS[1]: interest,
                    TOTAL: principal + interest,
                    "source_id": bond.source_id,
                    "more_source_ids": bond.more_source_ids,
                }
            )
    return pd.DataFrame(found)


def _term(bond: tuple) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give year and months gone of a bond's issue and of its end; the same month where none is read."""
    issued, due = (date_bounds(text)[0] for text in (bond.issue_date, bond.maturity_date))
    month = due.month if "-" in bond.maturity_date else issued.month
    return (issued.year, issued.month - 1), (due.year, month - 1)


@measure
def by_group(service: pd.DataFrame, creditors: pd.DataFrame, bonds: pd.DataFrame) -> pd.DataFrame:
    """Divide what each country pays among China, Japan, bondholders, development banks and others.

    Parameters
    ----------
    service, creditors : pandas.DataFrame
        Tables ``debt_service`` and ``creditors``.
    bonds : pandas.DataFrame
        What :func:`new_bonds` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``service_kind``, ``group`` (a name of :data:`GROUPS`, the bonds
        issued since as a group of their own, or Other), ``total_usd_million``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_service", "creditors", "bonds")]
    >>> rows = by_group(*tables[:2], new_bonds(tables[2], 2024, 2030))
    >>> rows = rows.query("debtor_code == 'TJK' and year == 2026").set_index("group")
    >>> round(float(rows.loc["Bondholders", "total_usd_million"]), 1)
    187.4
    """
    kinds = creditors.set_index("creditor_code")["creditor_kind"]
    banks = set(kinds[kinds == "multilateral"].index)
    rows = by_lender(service, creditors)
    code = rows["creditor_code"].where(~rows["creditor_code"].isin(banks), "MLT")
    rows = rows.assign(group=code.map(GROUPS).fillna(OTHER))
    newer = bonds.assign(group=NEW_BONDS, service_kind="scheduled")
    keys = ["debtor_code", "year", "service_kind", "group"]
    return pd.concat([rows, newer]).groupby(keys, as_index=False)[TOTAL].sum()


@measure
def with_bonds(service: pd.DataFrame, bonds: pd.DataFrame) -> pd.DataFrame:
    """Give what is paid or falls due in each year, as reported and with the bonds issued since.

    Parameters
    ----------
    service : pandas.DataFrame
        Table ``debt_service``.
    bonds : pandas.DataFrame
        What :func:`new_bonds` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``service_kind``, ``total_usd_million`` (paid, or due on the
        schedule), ``bonds_usd_million``, ``with_bonds_usd_million``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = with_bonds(load_table("debt_service"), new_bonds(load_table("bonds"), 2024, 2030))
    >>> row = rows.query("debtor_code == 'KGZ' and year == 2030").iloc[0]
    >>> round(row["total_usd_million"]), round(row["bonds_usd_million"])
    (431, 723)
    """
    rows = in_all(service)[["debtor_code", "year", "service_kind", TOTAL]]
    newer = bonds.groupby(["debtor_code", "year"])[TOTAL].sum().rename("bonds_usd_million")
    rows = rows.join(newer, on=["debtor_code", "year"]).fillna({"bonds_usd_million": 0.0})
    return rows.assign(with_bonds_usd_million=rows[TOTAL] + rows["bonds_usd_million"])


@measure
def peaks(rows: pd.DataFrame) -> pd.DataFrame:
    """Find the year in which most is paid, as reported or scheduled and with the bonds issued since.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`with_bonds` gives.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``debtor_code``: ``peak_year``, ``peak_usd_million``, ``with_bonds_year``,
        ``with_bonds_usd_million``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = with_bonds(load_table("debt_service"), new_bonds(load_table("bonds"), 2024, 2030))
    >>> table = peaks(rows)
    >>> int(table.loc["KGZ", "peak_year"]), int(table.loc["KGZ", "with_bonds_year"])
    (2027, 2030)
    """
    rows = rows.reset_index(drop=True)
    by = rows.groupby("debtor_code")
    top = rows.loc[by[TOTAL].idxmax()].set_index("debtor_code")
    whole = rows.loc[by["with_bonds_usd_million"].idxmax()].set_index("debtor_code")
    return pd.DataFrame(
        {
            "peak_year": top["year"],
            "peak_usd_million": top[TOTAL],
            "with_bonds_year": whole["year"],
            "with_bonds_usd_million": whole["with_bonds_usd_million"],
        }
    )


@measure
def burden(service: pd.DataFrame, bases: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """Set what was paid against exports, revenue and population of the same year.

    Parameters
    ----------
    service, bases, accounts : pandas.DataFrame
        Tables ``debt_service``, ``debt_service_bases`` and ``national_accounts``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``total_usd_million``, ``exports_pct``, ``revenue_pct``,
        ``per_head_usd``; a ratio is missing where its base was not read. Scheduled years have
        none.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_service", "debt_service_bases", "national_accounts")]
    >>> rows = burden(*tables).set_index(["debtor_code", "year"])
    >>> round(float(rows.loc[("TJK", 2023), "exports_pct"]), 1)
    12.8
    """
    rows = in_all(service).query("service_kind == 'actual'")
    keys = ["area_code", "year"]
    base = bases.set_index(keys)[["exports_usd_million", "revenue_usd_million"]].astype(float)
    people = accounts.set_index(keys)["population_count"].astype(float)
    rows = rows.join(base, on=["debtor_code", "year"]).join(people, on=["debtor_code", "year"])
    return rows.assign(
        exports_pct=100 * rows[TOTAL] / rows["exports_usd_million"],
        revenue_pct=100 * rows[TOTAL] / rows["revenue_usd_million"],
        per_head_usd=1e6 * rows[TOTAL] / rows["population_count"],
    ).drop(columns=["exports_usd_million", "revenue_usd_million", "population_count"])


@measure
def ranked(rows: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Rank lenders by what they are paid in some years together.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`by_lender` gives.
    years : list of int
        The years.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``total_usd_million``, ``rank_no``, ``share_pct`` of all
        that is paid in these years.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = by_lender(load_table("debt_service"), load_table("creditors"))
    >>> ranked(rows, [2024]).query("debtor_code == 'TKM' and rank_no == 1")["creditor_code"].item()
    'JPN'
    """
    rows = rows[rows["year"].isin(years)]
    rows = rows.groupby(["debtor_code", "creditor_code"], as_index=False)[TOTAL].sum()
    whole = rows.groupby("debtor_code")[TOTAL].transform("sum")
    rows = rows.assign(
        share_pct=100 * rows[TOTAL] / whole,
        rank_no=rows.groupby("debtor_code")[TOTAL]
        .rank(ascending=False, method="first")
        .astype(int),
    )
    return rows.sort_values(["debtor_code", "rank_no"], ignore_index=True)


@measure
def concentration(rows: pd.DataFrame) -> pd.DataFrame:
    """Measure how far the service of a country's debt goes to few creditors.

    The Herfindahl index is the sum of the squared shares of all creditors: 1 if one creditor is paid
    all, 1/n if n are paid the same. Bondholders, and lenders that the data set leaves together,
    count as one creditor each, so that the index is an upper bound.

    Parameters
    ----------
    rows : pandas.DataFrame
        What :func:`by_lender` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``herfindahl_index``, ``equal_creditors`` (its inverse).

    Examples
    --------
    >>> rows = pd.DataFrame({"debtor_code": "A", "creditor_code": ["X", "Y"], "year": 2024,
    ...     "total_usd_million": [75.0, 25.0]})
    >>> row = concentration(rows).iloc[0]
    >>> float(row["herfindahl_index"]), float(row["equal_creditors"])
    (0.625, 1.6)
    """
    whole = rows.groupby(["debtor_code", "year"])[TOTAL].transform("sum")
    squares = ((rows[TOTAL] / whole) ** 2).groupby([rows["debtor_code"], rows["year"]]).sum()
    table = squares.rename("herfindahl_index").reset_index()
    return table.assign(equal_creditors=1 / table["herfindahl_index"])


@measure
def in_columns(density: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Set the concentration of some years side by side, a row a country.

    Parameters
    ----------
    density : pandas.DataFrame
        What :func:`concentration` gives.
    years : list of int
        The years.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code`` and a column for each year, called by it.

    Examples
    --------
    >>> rows = pd.DataFrame({"debtor_code": ["A", "A"], "year": [2024, 2025],
    ...     "equal_creditors": [2.0, 3.0]})
    >>> in_columns(rows, [2024, 2025]).values.tolist()
    [['A', 2.0, 3.0]]
    """
    shown = density[density["year"].isin(years)]
    wide = shown.pivot(index="debtor_code", columns="year", values="equal_creditors")
    return wide.reset_index().rename(columns=str)


@measure
def ministries(reports: pd.DataFrame, service: pd.DataFrame) -> pd.DataFrame:
    """Set what ministries say they paid on external debt in a whole year beside the World Bank's figure.

    Parameters
    ----------
    reports, service : pandas.DataFrame
        Tables ``debt_service_reports`` and ``debt_service``. Reports of part of a year, of external
        and domestic debt together, without a sum in dollars, and of low confidence are left out.

    Returns
    -------
    pandas.DataFrame
        The rows of the reports with ``world_bank_usd_million`` and ``difference_pct``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = ministries(load_table("debt_service_reports"), load_table("debt_service"))
    >>> row = rows.query("debtor_code == 'TJK' and year == 2025 and service_kind == 'actual'").iloc[0]
    >>> float(row["total_usd_million"]), round(float(row["world_bank_usd_million"]), 1)
    (504.6, 535.9)
    """
    rows = reports[
        (reports["debt_scope"] == "external")
        & (reports["period"] == "year")
        & (reports["confidence"] != "low")
    ].dropna(subset=[TOTAL])
    bank = service.set_index(["debtor_code", "creditor_code", "year"])[TOTAL].astype(float)
    keys = ["debtor_code", "creditor_code", "year"]
    rows = rows.astype({TOTAL: float}).join(bank.rename("world_bank_usd_million"), on=keys)
    gap = 100 * (rows[TOTAL] / rows["world_bank_usd_million"] - 1)
    return rows.assign(difference_pct=gap).sort_values(keys, ignore_index=True, kind="stable")
