"""What states of the region have borrowed at, by kind of lender: contract rates, and implied ones apart.

A contract rate is that of one loan or bond. An implied rate is what a debtor paid in interest over what
it owed, old and new loans together: it never stands beside contract rates without a word.
"""

from __future__ import annotations

import pandas as pd

from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import format_date, middle_day
from helpers.provenance import by_row, cite, join, measure, row
from helpers.topics.loan_cost.floating import reference_path
from helpers.topics.loans.measures import readable

FIRST, LAST = 2018, 2025
# Kinds of the table -> what a reader tells apart.
GROUPS = {
    "china-eximbank": "China Eximbank",
    "china-development-bank": "Other Chinese banks",
    "china-other": "Other Chinese banks",
    "japan-public-yen": "Japan's aid agency",
    "japan-public-usd": "Japan's aid agency",
    "multilateral-concessional": "Development banks, IMF",
    "multilateral-market": "Development banks, IMF",
    "imf": "Development banks, IMF",
    "eurobond": "Bonds of the state",
    "domestic-law-bond": "Bonds of the state",
    "bond-foreign-bank": "Bonds of companies",
    "eurobond-quasi-sovereign": "Bonds of companies",
    "domestic": "Domestic market",
}
CURRENCIES = {
    "USD": "US dollars",
    "JPY": "Yen",
    "EUR": "Euros",
    "UZS": "Soum",
    "CNY": "Yuan",
    "KZT": "Tenge",
}


@measure
def contract_rates(
    lending_rates: pd.DataFrame, reference_rates: pd.DataFrame, loans: pd.DataFrame
) -> pd.DataFrame:
    """Give the interest of each contract that can be placed in time, floating ones as a range.

    Parameters
    ----------
    lending_rates, reference_rates, loans : pandas.DataFrame
        Tables of those names. Rows without a date, of low confidence or of several loans are left out,
        and so is the second of two loans that may be one.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``group`` (kind of lender), ``currency``, ``year``, ``day``, ``rate`` (per cent a
        year; of a floating loan the yearly mean of its reference rate in the year of signing and its
        margin), ``low`` and ``high`` (of a floating loan with the yearly means from then to the last
        one known, else the rate), ``is_floating``, ``tenor`` (text) and ``all_source_ids``. Floating
        rows whose reference rate was not read are left out.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> made = contract_rates(load_table("lending_rates"), load_table("reference_rates"),
    ...     load_table("loans"))
    >>> row = made.set_index("rate_id").loc["uzb-jpn-2022-horticulture-value-chain-promotion-phase-2"]
    >>> round(float(row["rate"]), 2), bool(row["low"] < row["high"])
    (2.89, True)
    """
    known = lending_rates["loan_id"].isna() | lending_rates["loan_id"].isin(
        readable(loans)["loan_id"]
    )
    table = lending_rates[
        known
        & (lending_rates["measure"] == "contract")
        & lending_rates["lender_kind"].isin(list(GROUPS))
        & lending_rates["rate_date"].notna()
        & (lending_rates["confidence"] != "low")
    ]
    rows = []
    for loan, cited in zip(table.to_dict("records"), by_row(table)):
        year = int(str(loan["rate_date"])[:4])
        ends = _ends(loan, year, reference_rates)
        if ends is None:
            continue
        more = cite(reference_rates) if loan["rate_kind"] == "floating" else ""
        rows.append(
            loan
            | dict(zip(("rate", "low", "high"), ends))
            | {
                "group": GROUPS[loan["lender_kind"]],
                "currency": CURRENCIES.get(loan["currency_code"], loan["currency_code"]),
                "year": year,
                "day": middle_day(str(loan["rate_date"])).isoformat(),
                "is_floating": loan["rate_kind"] == "floating",
                "tenor": _tenor(loan),
                "all_source_ids": f"{cited};{more}".strip(";"),
            }
        )
    return pd.DataFrame(rows)


def _ends(
    loan: dict, year: int, reference_rates: pd.DataFrame
) -> tuple[float, float, float] | None:
    """Give the rate at the signing, the least and the most; nothing where it can't be known."""
    if pd.notna(loan["rate_pct"]):
        return (float(loan["rate_pct"]),) * 3
    if loan["rate_kind"] != "floating" or pd.isna(loan["reference_rate_name"]):
        return None
    path = reference_path(reference_rates, loan["reference_rate_name"])
    path = path[path.index >= year]
    if path.empty or path.index[0] != year:
        return None
    rates = 100 * path + float(loan["margin_pct"])
    return float(rates.iloc[0]), float(rates.min()), float(rates.max())


def _tenor(loan: dict) -> str:
    """Write maturity and grace as they are known.

    Examples
    --------
    >>> _tenor({"maturity_years": 20.0, "grace_years": 5.0})
    '20 years, 5 grace'
    >>> _tenor({"maturity_years": None, "grace_years": None})
    'not found'
    """
    if pd.isna(loan["maturity_years"]):
        return "not found"
    grace = "" if pd.isna(loan["grace_years"]) else f", {float(loan['grace_years']):g} grace"
    return f"{float(loan['maturity_years']):g} years{grace}"


@measure
def of_country(rates: pd.DataFrame, debtor_code: str) -> pd.DataFrame:
    """Keep the contracts of one country from :data:`FIRST` to :data:`LAST`.

    Parameters
    ----------
    rates : pandas.DataFrame
        What :func:`contract_rates` gives.
    debtor_code : str
        Country.
    """
    mine = rates[(rates["borrower_code"] == debtor_code) & rates["year"].between(FIRST, LAST)]
    return mine.sort_values(["day", "rate_id"], ignore_index=True)


@measure
def elsewhere(
    rates: pd.DataFrame, lending_rates: pd.DataFrame, besides: str = "UZB"
) -> pd.DataFrame:
    """List what the other countries borrowed at: contracts, then the rates that their payments imply.

    Parameters
    ----------
    rates : pandas.DataFrame
        What :func:`contract_rates` gives; contracts from :data:`FIRST` on, and the last bond before.
    lending_rates : pandas.DataFrame
        Table of that name, for implied rates of its last year.
    besides : str
        The country that is left out.

    Returns
    -------
    pandas.DataFrame
        ``borrower_code``, ``basis`` (``Contract`` or ``Implied``), ``lender``, ``signed``, ``tenor``,
        ``currency``, ``rate`` (per cent a year; missing where implied), ``at`` (the same as text, or the
        implied rates of the lenders, in their order), ``row_id`` and ``all_source_ids``.
    """
    others = [code for code in CENTRAL_ASIA if code != besides]
    bonds = rates["lender_kind"].eq("eurobond")
    kept = rates[rates["borrower_code"].isin(others) & ((rates["year"] >= FIRST) | bonds)]
    contracts = kept.assign(
        basis="Contract",
        lender=kept["lender_name"],
        signed=kept["rate_date"],
        at=[f"{rate:.2f}" for rate in kept["rate"]],
        row_id=kept["rate_id"],
    )
    implied = lending_rates[lending_rates["measure"] == "implied"]
    implied = implied[
        implied["borrower_code"].isin(others)
        & (implied["rate_date"].astype(str) == implied["rate_date"].astype(str).max())
        & (implied["lender_kind"] != "eurobond")
    ]
    groups = [_implied(code, rows) for code, rows in implied.groupby("borrower_code")]
    both = pd.concat([contracts, pd.DataFrame(groups)])
    both = both.sort_values(["borrower_code", "basis", "signed", "row_id"], ignore_index=True)
    columns = ["borrower_code", "basis", "lender", "signed", "tenor", "currency", "rate", "at"]
    return both.assign(signed=[format_date(str(date)) for date in both["signed"]])[
        [*columns, "row_id", "all_source_ids"]
    ]


def _implied(debtor_code: str, rows: pd.DataFrame) -> dict[str, object]:
    """Write the implied rates of one country in one row."""
    return row(
        rows,
        borrower_code=debtor_code,
        basis="Implied",
        lender="; ".join(rows["lender_name"]),
        signed=str(rows["rate_date"].iloc[0]),
        tenor="all loans",
        currency="all",
        at="; ".join(f"{rate:.2f}" for rate in rows["rate_pct"].astype(float)),
        row_id=f"implied-{debtor_code.lower()}",
    )


@measure
def premium(with_fees: pd.DataFrame, examples: pd.DataFrame) -> pd.DataFrame:
    """Show what a premium for export insurance would take off a grant element: a scenario.

    Parameters
    ----------
    with_fees : pandas.DataFrame
        What ``measures.with_fees`` gives; the scenario is worked out for loans with one set of terms.
    examples : pandas.DataFrame
        Table ``worked_examples``, for the least premium in an example of export credit.

    Returns
    -------
    pandas.DataFrame
        ``with_fees`` with ``premium_element_pct``, the grant element with a premium of the middle of
        those examples paid at the signing, and ``premium_pct``.
    """
    named = examples[examples["note"].astype(str).str.contains("premium")]
    named = named.dropna(subset=["fee_pct"])
    middle = float(named["fee_pct"].astype(float).median())
    one = named.head(1)[[]].assign(premium_pct=middle, all_source_ids=cite(named))
    table = join(with_fees, one, how="cross")
    # Paid at once, a premium of so many per cent takes as many points off.
    return table.assign(premium_element_pct=table["grant_element_pct"].astype(float) - middle)
