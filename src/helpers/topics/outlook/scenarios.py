"""Three scenarios to the last year of the schedule: who pays how much more a year. No forecast.

Each is a difference from what is scheduled (:mod:`helpers.topics.debt.paid`), in US$ million a year at
current prices, between a low and a high assumption, and set against the last exports and revenue that
were read. What is assumed stands in :data:`ASSUMED`.
"""

from __future__ import annotations

import pandas as pd

from helpers.names import CENTRAL_ASIA, area_name
from helpers.provenance import cite, measure
from helpers.topics.debt import contingent, paid, stress
from helpers.topics.debt.glance import amount

# How much the yen rises in dollars, per cent: the size of the shock that the framework of the
# International Monetary Fund and the World Bank gives a currency.
RISE = 100 * stress.DEPRECIATION
YEN = "DT.CUR.JYEN.ZS"
LOW, HIGH = "low_usd_million", "high_usd_million"
SCENARIOS = {
    "yen": "The yen rises by 30%",
    "railway": "States stand behind the railway loan",
    "bonds": "Bonds are rolled over at new coupons",
}
# What each scenario assumes, low and high.
ASSUMED = {
    "yen": "low and high are two estimates of payments in yen: the yen's share in debt, and all that is due to lenders in Japan",
    "railway": "each owner bears its stake, fully drawn, and pays interest alone; low and high are the mean rates that Kyrgyzstan and Uzbekistan paid China",
    "bonds": "all bonds that fall due are rolled over; low and high are the newest dollar coupons of states of the region",
}


def _ahead(rows: pd.DataFrame, first: int) -> pd.DataFrame:
    """Keep what is scheduled from a year on."""
    return rows[(rows["service_kind"] == "scheduled") & (rows["year"] >= first)]


def _range(debtor: str, ends: tuple[float, float], *cited: pd.DataFrame) -> dict[str, object]:
    return {
        "debtor_code": debtor,
        LOW: min(ends),
        HIGH: max(ends),
        "all_source_ids": cite(*cited),
    }


def _of(rows: pd.DataFrame, debtor: str, column: str = "debtor_code") -> pd.DataFrame:
    return rows[rows[column] == debtor]


@measure
def yen_rises(
    service: pd.DataFrame, shares: pd.DataFrame, totals: pd.DataFrame, first: int
) -> pd.DataFrame:
    """Reckon what a dearer yen adds to the payments and to the debt of each country.

    Payments in yen are not reported apart. They are taken once as the yen's share in the debt times
    all that is scheduled, once as all that is due to lenders in Japan; the mean of the years counts.

    Parameters
    ----------
    service, shares, totals : pandas.DataFrame
        Tables ``debt_service``, ``debt_currency_shares`` and ``external_debt``.
    first : int
        First year that counts; the last one of the schedule is the last.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``low_usd_million`` and ``high_usd_million`` a year, ``debt_usd_million``
        (what is added to the debt, of the last year with a total), ``share_pct`` (of the yen in the
        debt, last year), ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> names = ("debt_service", "debt_currency_shares", "external_debt")
    >>> table = yen_rises(*(load_table(name) for name in names), 2027)
    >>> table.set_index("debtor_code").loc[["UZB", "TJK"], "low_usd_million"].round(1).to_list()
    [109.8, 0.0]
    """
    yen = shares[shares["indicator_code"] == YEN]
    ahead, count = _ahead(service, first), int(service["year"].max()) - first + 1
    found = []
    for debtor in CENTRAL_ASIA:
        mine, due = _of(yen, debtor), _of(ahead, debtor)
        last = mine[mine["year"] == mine["year"].max()]
        whole = due[due["creditor_code"] == "ALL"]
        japan = due[due["creditor_code"] == "JPN"]
        by_debt = float(last["share_pct"].item()) / 100 * float(whole[paid.TOTAL].sum()) / count
        by_lender = float(japan[paid.TOTAL].sum()) / count
        known = _of(totals, debtor, "area_code").dropna(subset=["ppg_external_debt_usd_million"])
        known = known[known["year"] == known["year"].max()]
        then = mine[mine["year"] == known["year"].item()]
        stock = float(known["ppg_external_debt_usd_million"].item())
        added = RISE / 100 * float(then["share_pct"].item()) / 100 * stock
        ends = (RISE / 100 * by_debt, RISE / 100 * by_lender)
        row = _range(debtor, ends, last, whole, japan, known, then)
        found.append(
            row | {"debt_usd_million": added, "share_pct": float(last["share_pct"].item())}
        )
    return pd.DataFrame(found)


@measure
def railway_is_vouched_for(loans: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Reckon what the railway company's loan adds if its owners stand behind it by their stakes.

    Neither rate nor grace is published. The loan is taken as fully drawn and in grace, so that interest
    alone is paid, at the mean rates that Kyrgyzstan and Uzbekistan paid China in the last year known.

    Parameters
    ----------
    loans, rates : pandas.DataFrame
        Tables ``loans`` and ``lending_rates``.

    Returns
    -------
    pandas.DataFrame
        As :func:`yen_rises`, without ``share_pct``; ``debt_usd_million`` is the owner's part of the loan.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = railway_is_vouched_for(load_table("loans"), load_table("lending_rates"))
    >>> table.loc[table["debtor_code"] == "KGZ", ["low_usd_million", "high_usd_million"]].values.tolist()
    [[11.3827, 31.4433]]
    """
    parts = contingent.railway(loans)
    at = paid_to_china(rates)
    ends = at["rate_pct"].astype(float)
    found = []
    for debtor in CENTRAL_ASIA:
        mine = _of(parts, debtor)
        part = float(mine["part_usd_million"].sum())
        cited = (mine, at) if len(mine) else (parts,)
        row = _range(debtor, (part * ends.min() / 100, part * ends.max() / 100), *cited)
        found.append(row | {"debt_usd_million": part})
    return pd.DataFrame(found)


@measure
def paid_to_china(rates: pd.DataFrame) -> pd.DataFrame:
    """Give the mean rates that the owners of the railway company paid China in the last year known.

    Parameters
    ----------
    rates : pandas.DataFrame
        Table ``lending_rates``, of which the implied rates count: interest paid by mean stock.

    Returns
    -------
    pandas.DataFrame
        The two rows, indexed by ``borrower_code``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> paid_to_china(load_table("lending_rates"))["rate_pct"].astype(float).to_dict()
    {'KGZ': 2.02, 'UZB': 5.58}
    """
    rows = rates[(rates["measure"] == "implied") & (rates["creditor_code"] == "CHN")]
    rows = rows[rows["borrower_code"].isin(contingent.STAKES)]
    return rows[rows["rate_date"] == rows["rate_date"].max()].set_index("borrower_code")


@measure
def new_coupons(bonds: pd.DataFrame) -> pd.DataFrame:
    """Give the newest dollar coupon of each state of the region that sold bonds since the schedule.

    Parameters
    ----------
    bonds : pandas.DataFrame
        Table ``bonds``.

    Returns
    -------
    pandas.DataFrame
        The rows, indexed by ``area_code``, the lowest coupon first.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> new_coupons(load_table("bonds"))["coupon_pct"].astype(float).to_dict()
    {'UZB': 6.947, 'KGZ': 7.75}
    """
    rows = bonds[(bonds["issuer_kind"] == "sovereign") & (bonds["currency_code"] == "USD")]
    rows = rows.dropna(subset=["coupon_pct", "issue_date"])
    rows = rows[rows["issue_date"].str[:4].astype(int) > paid.LAST_PAID]
    rows = rows.sort_values("issue_date", kind="stable").drop_duplicates("area_code", keep="last")
    return rows.sort_values("coupon_pct", kind="stable").set_index("area_code")


@measure
def bonds_are_refinanced(
    service: pd.DataFrame, newer: pd.DataFrame, bonds: pd.DataFrame, first: int
) -> pd.DataFrame:
    """Reckon the interest on bonds that are rolled over instead of repaid, once all are.

    On the schedule the principal is repaid and its interest ends. Rolled over it is put off, and the new
    coupon is paid on it every year.

    Parameters
    ----------
    service, bonds : pandas.DataFrame
        Tables ``debt_service`` and ``bonds``.
    newer : pandas.DataFrame
        What ``debt.paid.new_bonds`` gives.
    first : int
        First year that counts.

    Returns
    -------
    pandas.DataFrame
        As :func:`yen_rises`, without ``share_pct``; ``debt_usd_million`` is the principal put off.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> service, bonds = load_table("debt_service"), load_table("bonds")
    >>> table = bonds_are_refinanced(service, paid.new_bonds(bonds, 2024, 2030), bonds, 2027)
    >>> table.set_index("debtor_code").loc["KGZ", ["debt_usd_million", "high_usd_million"]].to_list()
    [700.0, 54.25]
    """
    ends = new_coupons(bonds)["coupon_pct"].astype(float)
    due = _ahead(service[service["creditor_code"] == "BOND"], first)
    newer = newer[newer["year"] >= first]
    found = []
    for debtor in CENTRAL_ASIA:
        mine, more = _of(due, debtor), _of(newer, debtor)
        principal = float(mine[paid.PARTS[0]].sum()) + float(more[paid.PARTS[0]].sum())
        # A country without bonds has none because the schedule of all its lenders names none.
        cited = (mine, more, new_coupons(bonds)) if principal else (_of(service, debtor),)
        row = _range(debtor, (principal * ends.min() / 100, principal * ends.max() / 100), *cited)
        found.append(row | {"debt_usd_million": principal})
    return pd.DataFrame(found)


@measure
def side_by_side(parts: dict[str, pd.DataFrame], bases: pd.DataFrame) -> pd.DataFrame:
    """Put the scenarios below one another, each amount also as a share of exports and of revenue.

    Parameters
    ----------
    parts : dict
        Key of :data:`SCENARIOS` -> what its function gives.
    bases : pandas.DataFrame
        Table ``debt_service_bases``.

    Returns
    -------
    pandas.DataFrame
        ``scenario``, ``debtor_code``, ``low_usd_million``, ``high_usd_million``,
        ``debt_usd_million``, and ``low_exports_pct`` to ``high_revenue_pct``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> one = pd.DataFrame({"debtor_code": ["TJK"], "low_usd_million": [20.734],
    ...     "high_usd_million": [41.468], "debt_usd_million": [0.0], "all_source_ids": "a"})
    >>> table = side_by_side({"yen": one}, load_table("debt_service_bases"))
    >>> table[["low_exports_pct", "high_exports_pct"]].to_numpy().tolist()
    [[1.0, 2.0]]
    """
    rows = pd.concat([part.assign(scenario=key) for key, part in parts.items()], ignore_index=True)
    last = stress.last_bases(bases)["base_usd_million"]
    for indicator in stress.CASES:
        base = rows["debtor_code"].map(last.xs(indicator, level="indicator"))
        for end in ("low", "high"):
            rows[f"{end}_{indicator}_pct"] = 100 * rows[f"{end}_usd_million"] / base
    return rows


@measure
def scheduled(service: pd.DataFrame, newer: pd.DataFrame, first: int) -> pd.DataFrame:
    """Give what each country is to pay a year on the schedule, bonds issued since included, as a mean.

    Parameters
    ----------
    service : pandas.DataFrame
        Table ``debt_service``.
    newer : pandas.DataFrame
        What ``debt.paid.new_bonds`` gives.
    first : int
        First year that counts.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``debtor_code``: ``mean_usd_million``, ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> newer = paid.new_bonds(load_table("bonds"), 2024, 2030)
    >>> round(scheduled(load_table("debt_service"), newer, 2027).loc["TJK", "mean_usd_million"])
    314
    """
    every = _ahead(paid.with_bonds(service, newer), first)
    found = {
        debtor: {
            "mean_usd_million": float(rows["with_bonds_usd_million"].mean()),
            "all_source_ids": cite(_of(service, debtor), _of(newer, debtor)),
        }
        for debtor, rows in every.groupby("debtor_code")
    }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("debtor_code")


def range_text(low: float, high: float, digits: int = 0) -> str:
    """Write a range, once where both ends read alike.

    Examples
    --------
    >>> range_text(11.4, 31.4), range_text(0.06, 0.08, 1)
    ('11–31', '0.1')
    """
    ends = [f"{value:,.{digits}f}" for value in (low, high)]
    return "–".join(dict.fromkeys(ends))


def share_text(low: float, high: float) -> str:
    """Write a range of shares in per cent, with what rounds to nothing in words.

    Examples
    --------
    >>> share_text(0.01, 0.02), share_text(0.04, 0.34), share_text(1.97, 2.2)
    ('under 0.1%', 'up to 0.3%', '2.0–2.2%')
    """
    if high < _LEAST:
        return f"under {2 * _LEAST:.1f}%"
    return f"up to {high:.1f}%" if low < _LEAST else f"{range_text(low, high, 1)}%"


# What rounds to less than a tenth.
_LEAST = 0.05
# What a scenario does to the debt.
_BESIDE = {"yen": "{} more debt", "railway": "{} of debt", "bonds": "{} put off"}


@measure
def in_words(table: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """Write the scenarios a row a country: more a year, its shares, and what becomes of the debt.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`side_by_side` gives.
    means : pandas.DataFrame
        What :func:`scheduled` gives.

    Returns
    -------
    pandas.DataFrame
        ``country``, ``schedule``, a column for each of :data:`SCENARIOS`, ``all_source_ids``.

    Examples
    --------
    >>> sums = {"low_usd_million": 11.4, "high_usd_million": 31.4, "low_exports_pct": 0.22,
    ...     "high_exports_pct": 0.61, "low_revenue_pct": 0.22, "high_revenue_pct": 0.62}
    >>> table = pd.DataFrame([{"scenario": "railway", "debtor_code": "KGZ",
    ...     "debt_usd_million": 563.5, "all_source_ids": "a"} | sums])
    >>> means = pd.DataFrame({"mean_usd_million": [670.6], "all_source_ids": "b"}, index=["KGZ"])
    >>> in_words(table, means)[["schedule", "railway"]].to_numpy().tolist()
    [['US$671m', 'US$11–31m: 0.2–0.6% of exports, 0.2–0.6% of revenue; US$564m of debt']]
    """
    found = []
    for debtor in means.index:
        mine = table[table["debtor_code"] == debtor]
        cells = {row.scenario: _cell(row) for row in mine.itertuples()}
        schedule = amount(float(means.loc[debtor, "mean_usd_million"]))
        found.append(
            {"country": area_name(debtor), "schedule": schedule}
            | cells
            | {"all_source_ids": cite(mine, means.loc[[debtor]])}
        )
    return pd.DataFrame(found)


def _cell(row: tuple) -> str:
    if not row.high_usd_million:
        return "None"
    exports = share_text(row.low_exports_pct, row.high_exports_pct)
    revenue = share_text(row.low_revenue_pct, row.high_revenue_pct)
    return (
        f"US${range_text(row.low_usd_million, row.high_usd_million)}m: {exports} of exports, "
        f"{revenue} of revenue; {_BESIDE[row.scenario].format(amount(row.debt_usd_million))}"
    )
