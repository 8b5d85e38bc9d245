"""What each country owes by its two records: reports to the World Bank, and its ministry's own.

All sums are stocks in US$ million at current prices on the day named. The two records divide by
different totals, so a share of one is never set against a stock of the other, and the two are never
added up.
"""

from __future__ import annotations

import pandas as pd

from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import date_bounds
from helpers.provenance import measure
from helpers.topics.debt.measures import STOCK

WORLD_BANK, MINISTRY = "World Bank", "Ministry"
# What a report of a ministry can stand for: all it owes abroad, or one bank of China.
CONCEPTS = ("public-external", "china-eximbank-only")
# Shares in a total that leaves out credits of the IMF, bonds, or both.
WITHOUT = ["without_imf_pct", "without_bonds_pct", "without_both_pct"]
# Older figures for one creditor say nothing of today's.
_RECENT_DAYS = 400
# The series of International Debt Statistics for the yen's share in a country's debt.
YEN = "DT.CUR.JYEN.ZS"
# What each country's ministry gives, or why there is nothing to set beside the World Bank's figures.
SECOND_RECORD = {
    "KAZ": "The finance ministry gives its own debt by kind of creditor only, without guarantees",
    "TKM": "No figures of the finance ministry are known",
}


@measure
def completed(reports: pd.DataFrame) -> pd.DataFrame:
    """Give each report of a ministry both amount and share, one from the other where one is printed.

    Parameters
    ----------
    reports : pandas.DataFrame
        Table ``national_debt_reports``; forecasts, parts of the debtor's own debt (direct,
        guaranteed) and rows of low confidence are left out.

    Returns
    -------
    pandas.DataFrame
        The rows with ``total_usd_million`` (the ministry's own total of that day), ``usd_million``
        and ``share_pct``; those stay missing where neither was printed.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = completed(load_table("national_debt_reports"))
    >>> row = table.query("debtor_code == 'UZB' and creditor_code == 'CHN'").iloc[-1]
    >>> row["as_of_date"], float(row["usd_million"]), round(float(row["share_pct"]), 1)
    ('2025-10-01', 3760.0, 10.2)
    """
    rows = reports[(reports["confidence"] != "low") & ~reports["is_forecast"]]
    rows = rows[rows["debt_concept"].isin(CONCEPTS)].astype({STOCK: float, "share_pct": float})
    whole = rows[rows["creditor_code"] == "ALL"]
    whole = whole.drop_duplicates(["debtor_code", "as_of_date"], keep="last")
    whole = whole.set_index(["debtor_code", "as_of_date"])[STOCK].rename("total_usd_million")
    rows = rows.join(whole, on=["debtor_code", "as_of_date"])
    ours = 100 * rows[STOCK] / rows["total_usd_million"]
    share = rows["share_pct"].fillna(ours.where(rows["creditor_code"] != "ALL"))
    amount = rows[STOCK].fillna(share * rows["total_usd_million"] / 100)
    rows = rows.assign(usd_million=amount, share_pct=share)
    return rows.sort_values(["debtor_code", "creditor_code", "as_of_date"], ignore_index=True)


@measure
def newest(reports: pd.DataFrame) -> pd.DataFrame:
    """Give the newest figure of a ministry with amount and share, for each debtor and creditor.

    Parameters
    ----------
    reports : pandas.DataFrame
        What :func:`completed` gives; a figure older by more than a year than the newest total of
        its debtor is left out.

    Returns
    -------
    pandas.DataFrame
        The rows, indexed by ``debtor_code`` and ``creditor_code``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = newest(completed(load_table("national_debt_reports")))
    >>> table.loc[("KGZ", "CHN"), "as_of_date"], table.loc[("KGZ", "JPN"), "as_of_date"]
    ('2025-12-31', '2025-06-30')
    """
    rows = reports.dropna(subset=["usd_million", "share_pct"])
    day = reports["as_of_date"].map(lambda text: pd.Timestamp(date_bounds(text)[0]))
    latest = day[reports["creditor_code"] == "ALL"].groupby(reports["debtor_code"]).max()
    age = reports["debtor_code"].map(latest) - day
    rows = rows[age[rows.index].dt.days <= _RECENT_DAYS]
    rows = rows.sort_values("as_of_date", kind="stable").drop_duplicates(
        ["debtor_code", "creditor_code"], keep="last"
    )
    return rows.set_index(["debtor_code", "creditor_code"])


@measure
def as_one_lender(rows: pd.DataFrame, creditors: pd.DataFrame) -> pd.Series:
    """Give the creditor of each row, the arms of one institution under the code of the whole.

    Parameters
    ----------
    rows : pandas.DataFrame
        Any table with ``creditor_code``.
    creditors : pandas.DataFrame
        Table ``creditors``; the two arms of the World Bank are members of it.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> rows = pd.DataFrame({"creditor_code": ["IDA", "IBRD", "CHN"]})
    >>> as_one_lender(rows, load_table("creditors")).to_list()
    ['WB', 'WB', 'CHN']
    """
    known = creditors.set_index("creditor_code")
    parents = known["member_of_code"].dropna()
    arms = parents[parents.map(known["creditor_kind"]) == "multilateral"].to_dict()
    return rows["creditor_code"].replace(arms)


@measure
def world_bank(stocks: pd.DataFrame, totals: pd.DataFrame, creditors: pd.DataFrame) -> pd.DataFrame:
    """Give what each country owes each lender that the World Bank's tables name, with its share.

    Parameters
    ----------
    stocks, totals, creditors : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt`` and ``creditors``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code`` (China and Japan: official lenders; the World Bank as
        one), ``year``, ``usd_million``, ``total_usd_million`` and ``share_pct`` of all public and
        publicly guaranteed external debt, both missing where that was not read (2024).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_stocks", "external_debt", "creditors")]
    >>> rows = world_bank(*tables).query("debtor_code == 'UZB' and year == 2023")
    >>> round(rows.loc[rows["creditor_code"] == "WB", "usd_million"].item())
    6615
    """
    rows = stocks[stocks["creditor_class"].isin(["official-bilateral", "multilateral"])]
    rows = rows.assign(creditor_code=as_one_lender(rows, creditors)).astype({STOCK: float})
    rows = rows.groupby(["debtor_code", "creditor_code", "year"], as_index=False)[STOCK].sum()
    whole = totals.set_index(["area_code", "year"])["ppg_external_debt_usd_million"]
    whole = whole.astype(float).rename("total_usd_million")
    rows = rows.join(whole, on=["debtor_code", "year"]).rename(columns={STOCK: "usd_million"})
    return rows.assign(share_pct=100 * rows["usd_million"] / rows["total_usd_million"])


@measure
def side_by_side(
    stocks: pd.DataFrame, totals: pd.DataFrame, creditors: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
    """Set what each country owes by the World Bank's figures beside what its ministry reports.

    Parameters
    ----------
    stocks, totals, creditors, reports : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt``, ``creditors`` and ``national_debt_reports``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``record`` (World Bank, Ministry), ``creditor_code`` (ALL and those named),
        ``as_of_date``, ``usd_million``, ``share_pct``, ``amount_bound`` (as a ministry told it),
        ``source_id``, ``more_source_ids``. Of the World Bank the last year for which the total was
        read; of a ministry the newest figure for each creditor with amount and share, and the newest
        total.
    """
    bank = world_bank(stocks, totals, creditors).dropna(subset=["share_pct"])
    bank = bank[bank["year"] == bank["year"].max()]
    whole = bank.drop_duplicates("debtor_code").assign(creditor_code="ALL", share_pct=100.0)
    whole = whole.assign(usd_million=whole["total_usd_million"])
    bank = pd.concat([bank, whole]).assign(
        record=WORLD_BANK,
        as_of_date=lambda t: t["year"].astype(str) + "-12-31",
        source_id="one-debt-overview-ids",
        more_source_ids="ddf-wdi-dppg",
    )
    rows = completed(reports)
    last = rows[rows["creditor_code"] == "ALL"].dropna(subset=["usd_million"])
    last = last.drop_duplicates("debtor_code", keep="last").assign(share_pct=100.0)
    own = pd.concat([newest(rows).reset_index(), last]).assign(record=MINISTRY)
    columns = ["debtor_code", "record", "creditor_code", "as_of_date", "usd_million", "share_pct"]
    table = pd.concat([bank, own])[[*columns, "amount_bound", "source_id", "more_source_ids"]]
    return table[table["debtor_code"].isin(CENTRAL_ASIA)].sort_values(
        ["debtor_code", "record", "creditor_code"], ignore_index=True
    )


@measure
def by_base(reports: pd.DataFrame) -> pd.DataFrame:
    """Give China's and Japan's shares with and without the IMF and bonds, where a day names them.

    Parameters
    ----------
    reports : pandas.DataFrame
        What :func:`completed` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``as_of_date``, ``share_pct`` of the ministry's total,
        ``without_imf_pct``, ``without_bonds_pct``, ``without_both_pct`` (missing where the amount
        of that day was not printed), ``source_id``, ``more_source_ids``. For each debtor and
        creditor the newest days that print a part to be left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = by_base(completed(load_table("national_debt_reports")))
    >>> row = table.query("debtor_code == 'UZB' and creditor_code == 'CHN'").iloc[-1]
    >>> [round(float(row[c]), 1) for c in ("share_pct", "without_both_pct")]
    [10.2, 12.4]
    """
    parts = reports[reports["creditor_code"].isin(["IMF", "BOND"])]
    parts = parts.pivot_table(
        index=["debtor_code", "as_of_date"], columns="creditor_code", values="usd_million"
    ).reindex(columns=["IMF", "BOND"])
    rows = reports[reports["creditor_code"].isin(["CHN", "JPN"])].dropna(subset=["share_pct"])
    rows = rows.dropna(subset=["total_usd_million"]).join(parts, on=["debtor_code", "as_of_date"])
    rows = rows.dropna(subset=["IMF", "BOND"], how="all")

    def without(left_out: pd.Series) -> pd.Series:
        return 100 * rows["usd_million"] / (rows["total_usd_million"] - left_out)

    rows = rows.assign(
        without_imf_pct=without(rows["IMF"]),
        without_bonds_pct=without(rows["BOND"]),
        without_both_pct=without(rows["IMF"] + rows["BOND"]),
    )
    rows = rows.assign(parts=rows[["IMF", "BOND"]].notna().sum(axis=1)).sort_values(
        "as_of_date", kind="stable"
    )
    # The newest day, and, where it names one part only, the newest day that names the other.
    kept = rows.groupby(["debtor_code", "creditor_code"]).apply(
        _days_that_tell, include_groups=False
    )
    columns = ["as_of_date", "share_pct", "without_imf_pct", "without_bonds_pct"]
    return kept.reset_index(level=[0, 1])[
        [
            "debtor_code",
            "creditor_code",
            *columns,
            "without_both_pct",
            "source_id",
            "more_source_ids",
        ]
    ].reset_index(drop=True)


def _days_that_tell(rows: pd.DataFrame) -> pd.DataFrame:
    whole = rows[rows["parts"] == 2]
    if len(whole) and whole["as_of_date"].iloc[-1] == rows["as_of_date"].iloc[-1]:
        return whole.tail(1)
    last = [rows.dropna(subset=[part]).tail(1) for part in ("IMF", "BOND")]
    return pd.concat(last).drop_duplicates("as_of_date").sort_values("as_of_date", kind="stable")


def rate_of(rates: pd.DataFrame, year: int, needed_by: str) -> float:
    """Give the yen of a dollar at the end of a year.

    Parameters
    ----------
    rates : pandas.DataFrame
        Table ``exchange_rates_year_end``.
    year : int
        The year.
    needed_by : str
        What asks, for the message.

    Raises
    ------
    ValueError
        If the table has no rate of that year.

    Examples
    --------
    >>> rates = pd.DataFrame({"currency_code": ["JPY"], "year": [2011],
    ...                       "local_currency_per_usd": [77.0]})
    >>> rate_of(rates, 2011, "the debt of KGZ")
    77.0
    """
    rows = rates[(rates["currency_code"] == "JPY") & (rates["year"] == year)]
    if rows.empty:
        raise ValueError(
            f"data/exchange_rates_year_end.csv: no rate of JPY for {year}, which {needed_by} needs; add the row"
        )
    return float(rows["local_currency_per_usd"].iloc[0])


@measure
def yen_effect(
    stocks: pd.DataFrame,
    totals: pd.DataFrame,
    currencies: pd.DataFrame,
    rates: pd.DataFrame,
    spans: dict[str, tuple[int, int]],
) -> pd.DataFrame:
    """Bound the part of a change of the debt to Japan that the exchange rate of the yen explains.

    With stock ``S0`` at the start and rates ``e0`` and ``e1`` (yen a dollar), debt in yen of which
    nothing is paid changes by ``S0 * (e0 / e1 - 1)``. How much of ``S0`` was in yen is not reported
    by creditor. One bound takes the yen's share in the country's whole debt, the other takes all
    of it.

    Parameters
    ----------
    stocks, totals, currencies, rates : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt``, ``debt_currency_shares``, ``exchange_rates_year_end``.
    spans : dict of str to tuple of int
        Debtor to the years at whose ends the change is measured.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``first_year``, ``last_year``, ``first_usd_million``, ``last_usd_million``,
        ``change_usd_million``, ``least_usd_million`` and ``most_usd_million`` (the yen's part by the
        two bounds), ``yen_share_pct`` (of the whole debt at the start) and ``yen_limit_pct``: how
        much of the debt to Japan can have been in yen, since the country owed no more yen than that
        to anyone.

    Raises
    ------
    ValueError
        If a year has no rate or no share of the yen.

    Examples
    --------
    >>> stock = pd.DataFrame({"debtor_code": "A", "creditor_code": "JPN",
    ...     "creditor_class": "official-bilateral", "year": [2011, 2024], STOCK: [100.0, 40.0]})
    >>> whole = pd.DataFrame({"area_code": ["A"], "year": [2011],
    ...     "ppg_external_debt_usd_million": [400.0]})
    >>> held = pd.DataFrame({"debtor_code": ["A"], "year": [2011], "indicator_code": [YEN],
    ...     "share_pct": [20.0]})
    >>> rates = pd.DataFrame({"currency_code": "JPY", "year": [2011, 2024],
    ...     "local_currency_per_usd": [80.0, 160.0]})
    >>> row = yen_effect(stock, whole, held, rates, {"A": (2011, 2024)}).iloc[0]
    >>> [float(row[c]) for c in ("least_usd_million", "most_usd_million", "yen_limit_pct")]
    [-10.0, -50.0, 80.0]
    """
    japan = stocks[stocks["creditor_code"].eq("JPN")]
    japan = japan[japan["creditor_class"] == "official-bilateral"]
    japan = japan.set_index(["debtor_code", "year"])[STOCK].astype(float)
    whole = totals.set_index(["area_code", "year"])["ppg_external_debt_usd_million"]
    held = currencies[currencies["indicator_code"] == YEN].set_index(["debtor_code", "year"])
    found = []
    for debtor, (first, last) in spans.items():
        if (debtor, first) not in held.index:
            raise ValueError(
                f"data/debt_currency_shares.csv: no share of the yen in the debt of {debtor} for "
                f"{first}, from which the change of its debt to Japan is measured; add the row"
            )
        start, end = japan[debtor, first], japan[debtor, last]
        share = float(held.loc[(debtor, first), "share_pct"])
        rate = [rate_of(rates, year, f"the debt of {debtor} to Japan") for year in (first, last)]
        all_yen = start * (rate[0] / rate[1] - 1)
        found.append(
            {
                "debtor_code": debtor,
                "first_year": first,
                "last_year": last,
                "first_usd_million": start,
                "last_usd_million": end,
                "change_usd_million": end - start,
                "least_usd_million": all_yen * share / 100,
                "most_usd_million": all_yen,
                "yen_share_pct": share,
                "yen_limit_pct": min(100.0, share * float(whole[debtor, first]) / start),
            }
        )
    return pd.DataFrame(found)


def share_digits(row: pd.Series) -> int:
    """Say to how many places a share is known: to none if the sum is a bound or the source prints no place.

    Parameters
    ----------
    row : pandas.Series
        With ``share_pct`` and ``amount_bound``.

    Examples
    --------
    >>> share_digits(pd.Series({"share_pct": 23.33, "amount_bound": "almost"}))
    0
    >>> share_digits(pd.Series({"share_pct": 28.1, "amount_bound": None}))
    1
    """
    return 0 if pd.notna(row["amount_bound"]) or row["share_pct"] % 1 == 0 else 1


@measure
def stock_of(
    stocks: pd.DataFrame, totals: pd.DataFrame, creditors: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
    """Give the newest stock and the newest share of China and of Japan for each country.

    The ministry's newest figure comes first where there is one; else the World Bank's, whose stocks
    are newer by a year than the totals that shares need.

    Parameters
    ----------
    stocks, totals, creditors, reports : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt``, ``creditors`` and ``national_debt_reports``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``record``, ``usd_million``, ``as_of_date`` (of the
        stock), ``share_pct``, ``share_date``, ``bank_usd_million``, ``bank_date``,
        ``bank_share_pct``, ``bank_share_date`` (the World Bank's, missing where it has none),
        ``amount_bound`` and ``lender_name`` as the ministry's report has them, ``source_id``,
        ``more_source_ids`` (of the ministry's report).
    """
    bank = world_bank(stocks, totals, creditors)
    own = newest(completed(reports))
    found = []
    for debtor in CENTRAL_ASIA:
        for creditor in ("CHN", "JPN"):
            mine = bank[(bank["debtor_code"] == debtor) & (bank["creditor_code"] == creditor)]
            row = {"debtor_code": debtor, "creditor_code": creditor} | _bank(mine)
            if (debtor, creditor) in own.index:
                report = own.loc[(debtor, creditor)]
                kept = ("usd_million", "as_of_date", "share_pct", "amount_bound", "lender_name")
                row |= {key: report[key] for key in (*kept, "source_id", "more_source_ids")}
                row |= {"record": MINISTRY, "share_date": report["as_of_date"]}
            found.append(row)
    return pd.DataFrame(found)


def _bank(rows: pd.DataFrame) -> dict:
    """Give the World Bank's newest stock and newest share; nothing is known of a pair without rows."""
    shares = rows.dropna(subset=["share_pct"])
    if rows.empty:
        return {"record": "", "usd_million": None, "share_pct": None}
    last, share = rows.iloc[-1], shares.iloc[-1]
    dates = [f"{row['year']}-12-31" for row in (last, share)]
    return {
        "record": WORLD_BANK,
        "usd_million": last["usd_million"],
        "as_of_date": dates[0],
        "share_pct": share["share_pct"],
        "share_date": dates[1],
        "bank_usd_million": last["usd_million"],
        "bank_date": dates[0],
        "bank_share_pct": share["share_pct"],
        "bank_share_date": dates[1],
    }


@measure
def shares_by_record(
    bank: pd.DataFrame, reports: pd.DataFrame, creditor: str, first: int
) -> pd.DataFrame:
    """Give a lender's share by the World Bank and by ministries, where both have one.

    Parameters
    ----------
    bank : pandas.DataFrame
        What :func:`world_bank` gives.
    reports : pandas.DataFrame
        What :func:`completed` gives.
    creditor : str
        Code of the lender.
    first : int
        First year to give.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``day`` (of a partial date the first that it can mean), ``record``,
        ``usd_million``, ``share_pct``, ``source_id``, ``more_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_stocks", "external_debt", "creditors")]
    >>> reports = completed(load_table("national_debt_reports"))
    >>> sorted(set(shares_by_record(world_bank(*tables), reports, "CHN", 2016)["debtor_code"]))
    ['KGZ', 'TJK', 'UZB']
    """
    own = reports[reports["creditor_code"] == creditor].dropna(subset=["share_pct"])
    own = own.assign(day=own["as_of_date"].map(lambda text: date_bounds(text)[0].isoformat()))
    own = own.drop_duplicates(["debtor_code", "day"], keep="last").assign(record=MINISTRY)
    bank = bank[bank["creditor_code"] == creditor].dropna(subset=["share_pct"])
    bank = bank.assign(day=bank["year"].astype(str) + "-12-31", record=WORLD_BANK)
    bank = bank.assign(source_id="one-debt-overview-ids", more_source_ids="ddf-wdi-dppg")
    table = pd.concat([bank[bank["debtor_code"].isin(own["debtor_code"])], own])
    columns = ["debtor_code", "day", "record", "usd_million", "share_pct"]
    table = table[table["day"].str[:4].astype(int) >= first]
    return table[[*columns, "source_id", "more_source_ids"]].sort_values(
        ["debtor_code", "record", "day"], ignore_index=True
    )


def spans(peaks: pd.DataFrame, creditor: str, years: int) -> dict[str, tuple[int, int]]:
    """Choose the years between which the change of a debt is measured, country by country.

    Parameters
    ----------
    peaks : pandas.DataFrame
        What ``measures.peaks`` gives.
    creditor : str
        Code of the lender.
    years : int
        How far to go back where the debt stands at its highest now.

    Returns
    -------
    dict of str to tuple of int
        Debtor to the year of the highest stock, or of some years before, and the latest year.

    Examples
    --------
    >>> peaks = pd.DataFrame({"debtor_code": ["A", "B"], "creditor_code": "JPN",
    ...     "peak_year": [2011, 2024], "latest_year": 2024})
    >>> spans(peaks, "JPN", 5)
    {'A': (2011, 2024), 'B': (2019, 2024)}
    """
    found = {}
    for row in peaks[peaks["creditor_code"] == creditor].itertuples():
        last = int(row.latest_year)
        first = int(row.peak_year) if row.peak_year < last else last - years
        found[row.debtor_code] = (first, last)
    return found
