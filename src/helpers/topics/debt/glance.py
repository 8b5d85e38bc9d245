"""The debt of each country at a glance: what a desk officer looks up first, in words with dates.

Each cell is text that says how much, as of when and by whose figures, since the two records are never
put into one column of numbers.
"""

from __future__ import annotations

import pandas as pd

from helpers.names import CENTRAL_ASIA, area_name
from helpers.partial_dates import format_date
from helpers.provenance import measure
from helpers.topics.debt import owed, paid, stress

_BOUNDS = {"almost": "nearly ", "about": "about ", "over": "over "}
_SERVICE = "one-ids-service-2025"
_STOCKS = ("one-debt-overview-ids", "ddf-wdi-dppg")
# Kinds of creditor that are no single lender.
_TOGETHER = ("group", "total")


def day(text: str) -> str:
    """Write a date; the last day of a year as its end.

    Examples
    --------
    >>> day("2024-12-31"), day("2025-10-01")
    ('end of 2024', '1 October 2025')
    """
    return f"end of {text[:4]}" if text.endswith("-12-31") else format_date(text)


def amount(million: float) -> str:
    """Write a sum in US dollars, as short as a cell of a table needs it.

    Examples
    --------
    >>> amount(1500.0), amount(76.443), amount(5991.1)
    ('US$1.50bn', 'US$76m', 'US$5.99bn')
    """
    return f"US${million / 1000:,.2f}bn" if abs(million) >= 1000 else f"US${million:,.0f}m"


def stock_text(row: pd.Series) -> str:
    """Write stock and share of one pair, the ministry's first and the World Bank's beside it.

    Parameters
    ----------
    row : pandas.Series
        A row of ``owed.stock_of``.

    Examples
    --------
    >>> row = pd.Series({"record": "World Bank", "usd_million": 928.3, "as_of_date": "2024-12-31",
    ...     "share_pct": 36.4, "share_date": "2023-12-31", "bank_usd_million": 928.3,
    ...     "bank_date": "2024-12-31", "bank_share_pct": 36.4, "bank_share_date": "2023-12-31"})
    >>> stock_text(row)
    'World Bank: US$928m (end of 2024); 36.4% (end of 2023)'
    """
    if not row["record"]:
        return "None reported"
    bank = f"World Bank: {amount(row['bank_usd_million'])} ({day(row['bank_date'])}); "
    bank += f"{row['bank_share_pct']:.1f}% ({day(row['bank_share_date'])})"
    if row["record"] == owed.WORLD_BANK:
        return bank
    bound = _BOUNDS.get(row["amount_bound"], "")
    share = f"{row['share_pct']:.{owed.share_digits(row)}f}%"
    own = f"{bound}{amount(row['usd_million'])} = {share} ({day(row['as_of_date'])})"
    return f"Ministry: {own}. {bank}"


@measure
def largest(
    stocks: pd.DataFrame, totals: pd.DataFrame, creditors: pd.DataFrame, reports: pd.DataFrame
) -> pd.DataFrame:
    """Find the largest single creditor of each country by its newest record.

    Parameters
    ----------
    stocks, totals, creditors, reports : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt``, ``creditors`` and ``national_debt_reports``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``debtor_code``: ``creditor_code``, ``lender`` (its name), ``record``,
        ``usd_million``, ``as_of_date``, ``share_pct``, ``share_date``, ``source_id`` (of a
        ministry's report). Holders of bonds count as one
        creditor; groups do not.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ("debt_stocks", "external_debt", "creditors", "national_debt_reports")
    >>> table = largest(*(load_table(n) for n in names))
    >>> table["creditor_code"].to_dict()
    {'KAZ': 'BOND', 'KGZ': 'CHN', 'TJK': 'CHN', 'TKM': 'JPN', 'UZB': 'WB'}
    """
    known = creditors.set_index("creditor_code")
    own = owed.newest(owed.completed(reports)).reset_index().assign(record=owed.MINISTRY)
    own = own.assign(share_date=own["as_of_date"])
    bank = owed.world_bank(stocks, totals, creditors)
    shares = bank.dropna(subset=["share_pct"])
    shares = shares.drop_duplicates(["debtor_code", "creditor_code"], keep="last")
    shares = shares.assign(share_date=shares["year"].astype(str) + "-12-31")
    bank = bank[bank["year"] == bank["year"].max()].drop(columns="share_pct")
    bank = bank.merge(shares[["debtor_code", "creditor_code", "share_pct", "share_date"]])
    bank = bank.assign(
        record=owed.WORLD_BANK, as_of_date=bank["year"].astype(str) + "-12-31", lender_name=None
    )
    found = {}
    for debtor in CENTRAL_ASIA:
        mine = own[own["debtor_code"] == debtor]
        rows = mine if len(mine) else bank[bank["debtor_code"] == debtor]
        single = ~rows["creditor_code"].map(known["creditor_kind"]).isin(_TOGETHER)
        top = rows[single].loc[lambda t: t["usd_million"].astype(float).idxmax()]
        name = top["lender_name"]
        named = known.loc[top["creditor_code"], "creditor_name"]
        found[debtor] = {"lender": named if pd.isna(name) else name.split(" (")[0]} | {
            key: top[key]
            for key in (
                "creditor_code",
                "record",
                "usd_million",
                "as_of_date",
                "share_pct",
                "share_date",
            )
        }
        found[debtor]["source_id"] = top.get("source_id")
        found[debtor]["amount_bound"] = top.get("amount_bound")
        found[debtor]["is_bank"] = mine.empty
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("debtor_code")


@measure
def at_a_glance(
    stocks: pd.DataFrame,
    totals: pd.DataFrame,
    creditors: pd.DataFrame,
    reports: pd.DataFrame,
    service: pd.DataFrame,
    bonds: pd.DataFrame,
    said: pd.DataFrame,
    year: int,
) -> pd.DataFrame:
    """Gather for each country what it owes China and Japan, pays this year, pays at the peak, and to whom.

    Parameters
    ----------
    stocks, totals, creditors, reports, service : pandas.DataFrame
        Tables ``debt_stocks``, ``external_debt``, ``creditors``, ``national_debt_reports`` and
        ``debt_service``.
    bonds : pandas.DataFrame
        What ``paid.new_bonds`` gives.
    said : pandas.DataFrame
        What ``paid.ministries`` gives.
    year : int
        The year of the data.

    Returns
    -------
    pandas.DataFrame
        Some rows a country, so that they stand on one screen of a phone: ``debtor_code``,
        ``what``, ``which`` (country and what it is), ``figure`` (amount, date and record in words), ``all_source_ids`` and ``row_id``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ("debt_stocks", "external_debt", "creditors", "national_debt_reports", "debt_service")
    >>> bonds = paid.new_bonds(load_table("bonds"), 2024, 2030)
    >>> said = paid.ministries(load_table("debt_service_reports"), load_table("debt_service"))
    >>> table = at_a_glance(*(load_table(n) for n in names), bonds, said, 2026).set_index("row_id")
    >>> table.loc["debt-tjk-due", "figure"]
    'US$529m, of it China US$138m'
    """
    pairs = owed.stock_of(stocks, totals, creditors, reports)
    pairs = pairs.set_index(["debtor_code", "creditor_code"])
    lenders = paid.by_lender(service, creditors)
    lenders = lenders[lenders["year"] == year].set_index(["debtor_code", "creditor_code"])
    every = paid.with_bonds(service, bonds)
    now = every[every["year"] == year].set_index("debtor_code")
    top = paid.peaks(every)
    first = largest(stocks, totals, creditors, reports)
    whole = said[(said["creditor_code"] == "ALL") & (said["service_kind"] == "actual")]
    whole = whole.set_index(["debtor_code", "year"])
    found = []
    for debtor in CENTRAL_ASIA:
        mine = bonds[bonds["debtor_code"] == debtor]
        told = whole[whole.index == (debtor, top.loc[debtor, "peak_year"])]
        china, japan = (pairs.loc[[(debtor, code)]] for code in ("CHN", "JPN"))
        rows = [
            ("china", "owed to China", stock_text(china.iloc[0]), _ids(china, *_STOCKS)),
            ("japan", "owed to Japan", stock_text(japan.iloc[0]), _ids(japan, *_STOCKS)),
            (
                "largest",
                "largest creditor",
                _largest_text(first.loc[debtor]),
                _ids(first.loc[[debtor]], *(_STOCKS if first.loc[debtor, "is_bank"] else ())),
            ),
            (
                "due",
                f"due in {year}",
                _service_text(now.loc[debtor], lenders, debtor),
                _ids(mine, _SERVICE),
            ),
            (
                "peak",
                "peak year",
                _peak_text(top.loc[debtor], told),
                [_SERVICE, *_ids(told), *_ids(mine)],
            ),
        ]
        for short, what, figure, ids in rows:
            found.append(
                {
                    "debtor_code": debtor,
                    "what": what,
                    "which": f"{area_name(debtor)}, {what}",
                    "figure": figure,
                    "all_source_ids": ";".join(dict.fromkeys(ids)),
                    "row_id": f"debt-{debtor.lower()}-{short}",
                }
            )
    return pd.DataFrame(found)


def _service_text(now: pd.Series, lenders: pd.DataFrame, debtor: str) -> str:
    parts = [
        f"{name} {amount(lenders.loc[(debtor, code), paid.TOTAL])}"
        for code, name in (("CHN", "China"), ("JPN", "Japan"))
        if (debtor, code) in lenders.index
    ]
    more = now["bonds_usd_million"]
    newer = f"; bonds issued after {paid.LAST_PAID} add {amount(more)}" if more else ""
    return f"{amount(now[paid.TOTAL])}, of it {', '.join(parts)}{newer}"


def _peak_text(top: pd.Series, told: pd.DataFrame) -> str:
    year, later = int(top["peak_year"]), int(top["with_bonds_year"])
    how = "scheduled" if year > paid.LAST_PAID else "paid"
    text = f"{year}: {amount(top['peak_usd_million'])} {how}"
    if len(told):
        text += f", {amount(told[paid.TOTAL].iloc[0])} paid by the ministry's word"
    if top["with_bonds_usd_million"] > top["peak_usd_million"]:
        text += f"; with the bonds issued after {paid.LAST_PAID}: "
        text += f"{later}, " if later != year else ""
        text += amount(top["with_bonds_usd_million"])
    return text


def _largest_text(top: pd.Series) -> str:
    bound = _BOUNDS.get(top["amount_bound"], "")
    record = "the ministry" if top["record"] == owed.MINISTRY else f"the {top['record']}"
    text = f"{top['lender']}, by {record}: {bound}{amount(top['usd_million'])}"
    share = f"{top['share_pct']:.{owed.share_digits(top)}f}%"
    if top["share_date"] == top["as_of_date"]:
        return f"{text} = {share} ({day(top['as_of_date'])})"
    return f"{text} ({day(top['as_of_date'])}); {share} ({day(top['share_date'])})"


def _ids(rows: pd.DataFrame, *more: str) -> list[str]:
    """List the sources of rows, and those that stand beside them."""
    columns = [c for c in ("source_id", "more_source_ids") if c in rows]
    ids = [i for column in columns for text in rows[column].dropna() for i in text.split(";")]
    return [*ids, *more]


@measure
def records_in_words(both: pd.DataFrame) -> pd.DataFrame:
    """Write what each record says of each creditor: amount and share, and the date where it differs.

    Parameters
    ----------
    both : pandas.DataFrame
        What ``owed.side_by_side`` gives.

    Returns
    -------
    pandas.DataFrame
        A row a debtor and record: ``debtor_code``, ``record`` with the date of its total, both in
        words in ``who``, and a column of text for each creditor that the table prints; a dash where none is named.

    Examples
    --------
    >>> both = pd.DataFrame({"debtor_code": "KGZ", "record": "Ministry",
    ...     "creditor_code": ["ALL", "CHN", "JPN"],
    ...     "as_of_date": ["2025-12-31", "2025-12-31", "2025-06-30"],
    ...     "usd_million": [5340.0, 1500.0, 146.7], "share_pct": [100.0, 28.1, 2.8]})
    >>> records_in_words(both)[["ALL", "CHN", "JPN", "WB"]].to_numpy().tolist()[0]
    ['5,340', '1,500 (28.1%)', '147 (2.8%) [30 June 2025]', '–']
    """
    found = []
    for (debtor, record), rows in both.groupby(["debtor_code", "record"], sort=False):
        rows = rows.set_index("creditor_code")
        when = rows.loc["ALL", "as_of_date"]
        line = {"debtor_code": debtor, "record": f"{record}, {day(when)}"}
        line["who"] = f"{area_name(debtor)}: {line['record']}"
        for code in ("ALL", "CHN", "JPN", "WB", "ADB", "AIIB", "EDB", "BOND"):
            line[code] = "–"
            if code in rows.index:
                row = rows.loc[code]
                share = "" if code == "ALL" else f" ({row['share_pct']:.1f}%)"
                late = "" if row["as_of_date"] == when else f" [{day(row['as_of_date'])}]"
                line[code] = f"{row['usd_million']:,.0f}{share}{late}"
        found.append(line)
    return pd.DataFrame(found)


@measure
def stress_in_words(runs: pd.DataFrame, limits: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Write the highest ratio of each run with its year, a row a debtor and base.

    Parameters
    ----------
    runs : pandas.DataFrame
        What ``stress.highest`` gives.
    limits : pandas.DataFrame
        What ``stress.thresholds`` gives.
    sizes : pandas.DataFrame
        What ``stress.shocks`` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``indicator``, ``held``, ``shock`` (of exports, or of growth), ``currency``,
        ``worst``, ``limit``: text; a dash where nothing applies.
    """
    said = runs.set_index(["debtor_code", "indicator", "case"])

    def cell(debtor: str, indicator: str, *cases: str) -> str:
        known = [case for case in cases if (debtor, indicator, case) in said.index]
        if not known:
            return "–"
        row = said.loc[(debtor, indicator, known[0])]
        return f"{row['ratio_pct']:.1f} ({int(row['year'])})"

    found = []
    for debtor, indicator in dict.fromkeys(zip(runs["debtor_code"], runs["indicator"])):
        worst = cell(debtor, indicator, stress.WORST)
        if worst != "–":
            worst += f"; fall of {int(sizes.loc[debtor, 'worst_year'])}"
        found.append(
            {
                "debtor_code": debtor,
                "indicator": indicator,
                "held": cell(debtor, indicator, stress.HELD),
                "shock": cell(debtor, indicator, stress.EXPORTS, stress.GROWTH),
                "currency": cell(debtor, indicator, stress.CURRENCY),
                "worst": worst,
                "limit": f"{limits.loc[debtor, indicator]:g}" if debtor in limits.index else "–",
            }
        )
    return pd.DataFrame(found)
