"""Who the five owe: stocks of public and publicly guaranteed (PPG) external debt by creditor.

All sums are US$ million at current prices, at the end of the year. Stocks only: no flow, commitment
or ceiling is ever added to them.
"""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure

STOCK = "debt_outstanding_usd_million"
GROUPS = ("CHN", "JPN", "MLT")
_CLASSES = {"CHN": "official-bilateral", "JPN": "official-bilateral", "MLT": "multilateral"}


@measure
def by_creditor(stocks: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Divide each country's PPG external debt among China, Japan, multilaterals and others.

    Parameters
    ----------
    stocks : pandas.DataFrame
        Table ``debt_stocks``.
    totals : pandas.DataFrame
        Table ``external_debt``; its PPG column is the whole.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``creditor_code`` (CHN, JPN, MLT, OTHER),
        ``debt_outstanding_usd_million`` and ``share_pct`` of the whole. China and Japan are official
        bilateral creditors. OTHER is the whole less the three and holds all commercial lenders; it
        and all shares are missing where the whole was not read (2024).

    Raises
    ------
    ValueError
        If the three exceed the whole by more than 0.1 per cent.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = by_creditor(load_table("debt_stocks"), load_table("external_debt"))
    >>> row = table.query("debtor_code == 'KGZ' and year == 2023 and creditor_code == 'CHN'")
    >>> round(float(row["share_pct"].item()), 1)
    40.7
    """
    named = stocks[stocks["creditor_code"].map(_CLASSES) == stocks["creditor_class"]]
    named = named[["debtor_code", "year", "creditor_code", STOCK]]
    whole = totals.rename(columns={"area_code": "debtor_code"})
    whole = whole[["debtor_code", "year", "ppg_external_debt_usd_million"]].dropna()
    parts = named.groupby(["debtor_code", "year"], as_index=False)[STOCK].sum()
    rest = whole.merge(parts, on=["debtor_code", "year"])
    rest[STOCK] = rest["ppg_external_debt_usd_million"] - rest[STOCK]
    over = rest[rest[STOCK] < -0.001 * rest["ppg_external_debt_usd_million"]]
    if not over.empty:
        debtor, year, whole_debt, rest_debt = over.iloc[0]
        mine = named[(named["debtor_code"] == debtor) & (named["year"] == year)]
        raise ValueError(
            f"data/debt_stocks.csv: row {mine[STOCK].idxmax() + 2}, column {STOCK!r}: the debt of "
            f"{debtor} {year} to {', '.join(mine['creditor_code'])} adds up to "
            f"{whole_debt - rest_debt:,.0f}; expected at most the whole in data/external_debt.csv, "
            f"{whole_debt:,.0f}"
        )
    rest = rest.assign(creditor_code="OTHER")[list(named.columns)]
    table = pd.concat([named, rest]).merge(whole, on=["debtor_code", "year"], how="left")
    table["share_pct"] = 100 * table[STOCK] / table["ppg_external_debt_usd_million"]
    table = table.drop(columns="ppg_external_debt_usd_million")
    return table.sort_values(["debtor_code", "year", "creditor_code"], ignore_index=True)


@measure
def peaks(table: pd.DataFrame) -> pd.DataFrame:
    """Find each country's highest debt to each lender and what is left of it.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`by_creditor` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code`` (CHN, JPN), ``peak_year``, ``peak_usd_million``,
        ``latest_year``, ``latest_usd_million``, ``change_pct`` from peak to latest (0 at the peak).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = peaks(by_creditor(load_table("debt_stocks"), load_table("external_debt")))
    >>> table.query("debtor_code == 'TKM' and creditor_code == 'CHN'")["peak_year"].item()
    2013
    """
    rows = []
    lenders = table[table["creditor_code"].isin(["CHN", "JPN"])]
    for (debtor, creditor), group in lenders.groupby(["debtor_code", "creditor_code"]):
        peak = group.loc[group[STOCK].astype(float).idxmax()]
        latest = group.loc[group["year"].idxmax()]
        rows.append(
            {
                "debtor_code": debtor,
                "creditor_code": creditor,
                "peak_year": int(peak["year"]),
                "peak_usd_million": float(peak[STOCK]),
                "latest_year": int(latest["year"]),
                "latest_usd_million": float(latest[STOCK]),
                "change_pct": 100 * (float(latest[STOCK]) / float(peak[STOCK]) - 1),
            }
        )
    return pd.DataFrame(rows)


@measure
def share_peaks(table: pd.DataFrame) -> pd.DataFrame:
    """Find the highest share of each lender in a country's debt, and the latest.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`by_creditor` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``first_year`` (of a share), ``top_year``,
        ``top_share_pct``, ``latest_year``, ``latest_share_pct``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = share_peaks(by_creditor(load_table("debt_stocks"), load_table("external_debt")))
    >>> row = table.query("debtor_code == 'KAZ' and creditor_code == 'JPN'").iloc[0]
    >>> int(row["top_year"]), round(float(row["top_share_pct"]), 1)
    (2008, 52.5)
    """
    held = (
        table.dropna(subset=["share_pct"])
        .astype({"share_pct": float})
        .sort_values("year", kind="stable")
    )
    by = held.groupby(["debtor_code", "creditor_code"])
    top = held.loc[by["share_pct"].idxmax()].set_index(["debtor_code", "creditor_code"])
    return pd.DataFrame(
        {
            "first_year": by["year"].first(),
            "top_year": top["year"],
            "top_share_pct": top["share_pct"],
            "latest_year": by["year"].last(),
            "latest_share_pct": by["share_pct"].last(),
        }
    ).reset_index()


@measure
def largest_single(
    stocks: pd.DataFrame, totals: pd.DataFrame, creditors: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Find each country's largest single lender among those that the table names.

    Arms of one institution, such as the two of the World Bank, are one lender. A lender that is not
    named could be larger. It can't be where the largest named one is owed more than all unnamed
    multilateral lenders together, and more than all other unnamed lenders together.

    Parameters
    ----------
    stocks, totals, creditors : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt`` and ``creditors``.
    year : int
        End of year.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``debt_outstanding_usd_million``, ``second_code``,
        ``second_usd_million`` (the next largest; missing where the table names one lender only),
        ``is_certain``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_stocks", "external_debt", "creditors")]
    >>> table = largest_single(*tables, 2023).set_index("debtor_code")
    >>> table.loc["TKM", "creditor_code"], table.loc["UZB", "creditor_code"]
    ('JPN', 'WB')
    """
    known = creditors.set_index("creditor_code")
    parents = known["member_of_code"].dropna()
    arms = parents[parents.map(known["creditor_kind"]) == "multilateral"].to_dict()
    rows = stocks[(stocks["year"] == year) & (stocks["creditor_code"] != "MLT")]
    rows = rows.assign(creditor_code=rows["creditor_code"].replace(arms))
    parts = by_creditor(stocks[stocks["year"] == year], totals).set_index(
        ["debtor_code", "creditor_code"]
    )[STOCK]
    found = []
    for debtor, group in rows.astype({STOCK: float}).groupby("debtor_code"):
        singles = (
            group.groupby("creditor_code")[STOCK].sum().sort_values(ascending=False, kind="stable")
        )
        banks = group[group["creditor_class"] == "multilateral"][STOCK].sum()
        # Named lenders that are neither banks of this kind nor China or Japan stand in OTHER.
        unnamed = max(float(parts[debtor, "MLT"]) - banks, float(parts[debtor, "OTHER"]))
        found.append(
            {
                "debtor_code": debtor,
                "creditor_code": singles.index[0],
                STOCK: float(singles.iloc[0]),
                "second_code": singles.index[1] if len(singles) > 1 else None,
                "second_usd_million": float(singles.iloc[1]) if len(singles) > 1 else None,
                "is_certain": bool(singles.iloc[0] > unnamed),
            }
        )
    return pd.DataFrame(found)


@measure
def with_banks(stocks: pd.DataFrame, debtor_code: str, first_year: int) -> pd.DataFrame:
    """Compare debt to official lenders alone with debt to official lenders and banks together.

    Parameters
    ----------
    stocks : pandas.DataFrame
        Table ``debt_stocks``.
    debtor_code : str
        Country that owes.
    first_year : int
        First year to give.

    Returns
    -------
    pandas.DataFrame
        ``year``, ``creditor_code`` (CHN, JPN), ``official_usd_million``, ``banks_usd_million`` and
        ``both_usd_million``. Banks are those that reside in the lender's country.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = with_banks(load_table("debt_stocks"), "UZB", 2019)
    >>> table.query("year == 2024")["both_usd_million"].round(1).to_list()
    [3918.3, 5214.6]
    """
    kinds = {"official-bilateral": "official_usd_million", "commercial-banks": "banks_usd_million"}
    rows = stocks[
        (stocks["debtor_code"] == debtor_code)
        & (stocks["year"] >= first_year)
        & stocks["creditor_code"].isin(["CHN", "JPN"])
        & stocks["creditor_class"].isin(kinds)
    ].astype({STOCK: float})
    table = rows.pivot_table(
        index=["year", "creditor_code"], columns="creditor_class", values=STOCK, aggfunc="sum"
    )
    table = table.rename(columns=kinds).reindex(columns=list(kinds.values())).fillna(0.0)
    table["both_usd_million"] = table.sum(axis=1)
    return table.rename_axis(columns=None).reset_index()


@measure
def newest_reports(reports: pd.DataFrame) -> pd.DataFrame:
    """Give, for each debtor and lender, the newest report of the ministry that prints a share.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``national_debt_reports``; rows of low confidence are left out.

    Returns
    -------
    pandas.DataFrame
        The rows of the table, indexed by ``debtor_code`` and ``creditor_code``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> newest_reports(load_table("national_debt_reports")).loc[("UZB", "CHN"), "as_of_date"]
    '2025-10-01'
    """
    rows = _by_lender(reports)
    rows = rows[rows["confidence"] != "low"].dropna(subset=["share_pct"])
    rows = rows.sort_values("as_of_date", kind="stable").drop_duplicates(
        ["debtor_code", "creditor_code"], keep="last"
    )
    return rows.set_index(["debtor_code", "creditor_code"])


def _by_lender(reports: pd.DataFrame) -> pd.DataFrame:
    """Keep outcomes by lender: no forecasts, and no parts of a total by who owes."""
    lenders = reports["debt_concept"].isin(["china-eximbank-only", "public-external"])
    return reports[lenders & ~reports["is_forecast"]]
