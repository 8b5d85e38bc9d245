"""The two offers side by side: one list of rows, each filled for both lenders by the same function.

A row is a label and a function of one lender's records. Nothing here knows which lender it writes for,
so that neither can have a row, a word or a rule of its own. An empty cell says that nothing is on
record; it never stands for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from helpers.provenance import measure
from helpers.topics.offers.lent import CONTRACTORS
from helpers.topics.offers.projects import IN_FULL, LENDERS, LOANS, MOVED, RELIEF, SECTORS


class Held(NamedTuple):
    """What one lender has on record.

    Attributes
    ----------
    listed : pandas.DataFrame
        Its rows of the list of projects that count, with ``usd_million``.
    lent : pandas.DataFrame
        Its rows of :func:`helpers.topics.offers.lent.lending`.
    rules : pandas.DataFrame
        Its rows of :func:`helpers.topics.offers.lent.contractors`.
    relief : pandas.DataFrame
        Its rows of the table ``debt_relief``, each relief once.
    flows : str
        What it paid out net as aid, where a series says so.
    commitments : str
        What it committed, where a series says so.
    """

    listed: pd.DataFrame
    lent: pd.DataFrame
    rules: pd.DataFrame
    relief: pd.DataFrame
    flows: str
    commitments: str


@measure
def side_by_side(
    listed: pd.DataFrame,
    lent: pd.DataFrame,
    rules: pd.DataFrame,
    relief: pd.DataFrame,
    net_aid: pd.DataFrame,
    commitments: pd.DataFrame,
) -> pd.DataFrame:
    """Write each row of the comparison for both lenders by the same function.

    Parameters
    ----------
    listed, lent, rules : pandas.DataFrame
        What ``projects.in_dollars``, ``lent.lending`` and ``lent.contractors`` give.
    relief : pandas.DataFrame
        Table ``debt_relief``.
    net_aid : pandas.DataFrame
        ``lender_code``, ``year``, ``usd_million``: aid paid out less principal repaid, by year.
    commitments : pandas.DataFrame
        ``lender_code``, ``year``, ``usd_million``: commitments at constant prices, by year.

    Returns
    -------
    pandas.DataFrame
        ``row_id``, ``what`` and a column a lender, with the text of each cell.
    """
    held = {
        code: Held(
            _of(listed[listed["is_counted"]], code),
            _of(lent, code),
            _of(rules, code),
            _of(relief.rename(columns={"creditor_code": "lender_code"}), code).pipe(_once),
            _series(_of(net_aid, code)),
            _series(_of(commitments, code)),
        )
        for code in LENDERS
    }
    return pd.DataFrame(
        {"row_id": row_id, "what": what, **{code: write(held[code]) for code in LENDERS}}
        for row_id, (what, write) in ROWS.items()
    )


def _of(table: pd.DataFrame, code: str) -> pd.DataFrame:
    return table[table["lender_code"] == code]


def _once(relief: pd.DataFrame) -> pd.DataFrame:
    return relief[relief["overlaps_relief_ids"].isna() & (relief["confidence"] != "low")]


def _series(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    return (
        f"{_dollars(rows['usd_million'].sum())} from {rows['year'].min()} to {rows['year'].max()}"
    )


def _dollars(million: float) -> str:
    """Write a sum in dollars.

    Examples
    --------
    >>> _dollars(6272.6), _dollars(475.2)
    ('US$6.3 billion', 'US$475 million')
    """
    return f"US${million / 1000:,.1f} billion" if million >= 1000 else f"US${million:,.0f} million"


def _count(rows: pd.DataFrame) -> str:
    """Say how many rows there are and of what years; nothing where there are none."""
    if rows.empty:
        return ""
    years = rows["year"].dropna()
    if years.empty:
        return str(len(rows))
    first, last = years.min(), years.max()
    return f"{len(rows)}, of {first}" + (f" to {last}" if last > first else "")


def _records(*instruments: str) -> Callable[[Held], str]:
    return lambda held: _count(held.listed[held.listed["instrument"].isin(instruments)])


def _signed(*instruments: str) -> Callable[[Held], str]:
    """Write loans that were read one by one: number, years, and the sum of amounts on record."""

    def write(held: Held) -> str:
        rows = held.lent[held.lent["instrument"].isin(instruments)]
        sized = rows["usd_million"].dropna()
        if rows.empty:
            return ""
        missing = len(rows) - len(sized)
        note = f"; {missing} without an amount" if missing else ""
        return f"{_count(rows)}: {_dollars(sized.sum())}{note}"

    return write


def _grants(held: Held) -> str:
    """Write the ceilings of grants: how many are on record at prices of the day, and their median."""
    rows = held.listed[held.listed["instrument"] == "grant"]
    sized = rows["usd_million"].dropna()
    if sized.empty:
        return ""
    return f"{len(sized)} with an amount of the day; median {_dollars(sized.median())}"


def _further(held: Held) -> str:
    rows = held.listed[held.listed["instrument"].isin(LOANS)]
    return _count(rows[rows["listed_in"] != "loans"])


def _soft(name: str) -> Callable[[Held], str]:
    def write(held: Held) -> str:
        known = held.lent[name].dropna()
        return f"{int(known.sum())} of {len(known)}" if len(known) else ""

    return write


def _terms(held: Held) -> str:
    rows = held.lent
    if rows.empty:
        return ""
    full = rows["terms_known"] == IN_FULL
    aid = rows["instrument"] == "concessional-loan"
    return (
        f"{full.sum()} of {len(rows)}; of those not called concessional {full[~aid].sum()} of "
        f"{(~aid).sum()}"
    )


def _rules(held: Held) -> str:
    rows = held.rules[held.rules["loan_count"] > 0]
    return "; ".join(f"{CONTRACTORS[one.kind]}: {one.loan_count}" for one in rows.itertuples())


def _sectors(*instruments: str) -> Callable[[Held], str]:
    def write(held: Held) -> str:
        rows = held.listed[held.listed["instrument"].isin(instruments)]
        top = rows.loc[rows["sector"] != "other", "sector"].value_counts().head(3)
        return "; ".join(f"{SECTORS[name]} {count}" for name, count in top.items())

    return write


def _relief(held: Held) -> str:
    rows = held.relief
    if rows.empty:
        return ""
    kinds = rows["relief_kind"].map(lambda kind: RELIEF.get(kind, MOVED)).value_counts()
    parts = "; ".join(f"{name.lower()} {count}" for name, count in kinds.items())
    return f"{len(rows)}: {parts}"


def _newest(held: Held) -> str:
    rows = held.listed[held.listed["instrument"].isin((*LOANS, "grant"))].dropna(subset=["date"])
    if rows.empty:
        return ""
    newest = rows.sort_values(["date", "project_id"]).iloc[-1]
    return f"{newest['project_name']} ({newest['date'][:4]})"


def _with_amount(*instruments: str) -> Callable[[Held], str]:
    """Write rows whose amounts must not be added: how many, and the largest."""

    def write(held: Held) -> str:
        rows = held.listed[held.listed["instrument"].isin(instruments)]
        if rows.empty:
            return ""
        most = rows["usd_million"].max()
        return f"{_count(rows)}; largest {_dollars(most)}" if pd.notna(most) else _count(rows)

    return write


# Address of the row -> what stands in it, and how it is written for either lender.
ROWS: dict[str, tuple[str, Callable[[Held], str]]] = {
    "grants": ("Grants: records", _records("grant")),
    "grant-amounts": ("Grants: ceilings", _grants),
    "grant-sectors": ("Grants: leading sectors, records", _sectors("grant")),
    "concessional-loans": ("Loans called concessional: signed", _signed("concessional-loan")),
    "export-credits": ("Export credits: signed", _signed("export-credit")),
    "other-loans": ("Project finance and other loans: signed", _signed("other-loan")),
    "loan-sectors": ("Loans: leading sectors, records", _sectors(*LOANS)),
    "further-loans": ("Further records of loans, parts of loans among them", _further),
    "terms-on-record": ("Loans with rate, maturity and grace on record", _terms),
    "older-aid-rule": (
        "Loans as soft as the older aid rule asks, of those that can be judged",
        _soft("older"),
    ),
    "fund-rule": (
        "Loans as soft as the IMF and the World Bank ask, of those that can be judged",
        _soft("fund"),
    ),
    "contractor-rule": ("Who may build or supply, loans", _rules),
    "cover": ("Insurance of others' loans, never added to lending", _with_amount("cover")),
    "people": ("Scholarships, training, experts: records", _records("people")),
    "relief": ("Debt relief, each told once", _relief),
    "newest": ("Newest loan or grant on record", _newest),
    "net-aid": ("Aid paid out less principal repaid, prices of the day", lambda held: held.flows),
    "commitments": ("Official commitments, constant prices", lambda held: held.commitments),
}
