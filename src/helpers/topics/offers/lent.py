"""The loans that were read one by one, on one basis for both lenders: dollars at signing, kind, contractors.

Rows are what is on record and no sample. Sums are of amounts signed, never of what was paid out or is
owed; loans whose amount is not on record add nothing to them and are counted.
"""

from __future__ import annotations

import pandas as pd

from helpers.provenance import cite, join, measure, row
from helpers.topics.offers.projects import LENDERS, LOANS

# By name a loan is concessional; any other is as soft as the older aid rule asks, harder, or unknown.
SOFTNESS = {
    "named": "Concessional by name",
    "soft": "Other, as soft as the older aid rule asks",
    "hard": "Other, harder than that",
    "unknown": "Other, terms not on record in full",
}
OLDER_RULE, FUND_RULE = "dac-old", "unified-5"
CONTRACTORS = {
    "tied": "Lender's contractors required",
    "exporters": "Export credit: pays the lender's exporters",
    "untied": "Open to all countries",
    "unknown": "Rule not on record",
}
_UNTIED = ("untied", "general-untied")


@measure
def lending(listed: pd.DataFrame, elements: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Keep the loans of the table ``loans`` that count, and say of each how soft it is.

    Parameters
    ----------
    listed : pandas.DataFrame
        What :func:`helpers.topics.offers.projects.in_dollars` gives.
    elements : pandas.DataFrame
        What :func:`helpers.topics.loans.measures.grant_elements` gives.
    rules : pandas.DataFrame
        Table ``concessionality_rules``, which has the least grant element of the IMF and the World Bank.

    Returns
    -------
    pandas.DataFrame
        The rows with ``softness`` (a key of :data:`SOFTNESS`), ``older`` and ``fund``: whether the
        grant element reaches 25% at a discount of 10%, and 35% at 5% (missing where the terms on
        record do not decide).
    """
    rows = listed[listed["is_counted"] & (listed["listed_in"] == "loans")]
    rows = rows[rows["instrument"].isin(LOANS)]
    least = rules[rules["rule_id"] == "conc-35"]
    fund = elements[elements["convention"] == FUND_RULE]
    met = {
        "older": elements[elements["convention"] == OLDER_RULE].rename(columns=_MEETS),
        "fund": fund.assign(fund=_reaches(fund, float(least["threshold_pct"].iloc[0]))),
    }
    for name, one in met.items():
        one = one.rename(columns={"loan_id": "project_id"})[["project_id", name, _CITED]]
        rows = join(rows, one, on="project_id", how="left")
    named = rows["instrument"] == "concessional-loan"
    soft = rows["older"].map({True: "soft", False: "hard"}).fillna("unknown")
    return rows.assign(softness=soft.mask(named, "named"))


_CITED = "all_source_ids"
_MEETS = {"meets_threshold": "older"}


def _reaches(elements: pd.DataFrame, least: float) -> pd.Series:
    """Say whether grant elements reach a threshold; bounds on both sides of it decide nothing."""
    low, high = elements["grant_element_low_pct"], elements["grant_element_high_pct"]
    return (low >= least).astype("boolean").mask((low < least) & (high >= least))


@measure
def money_by_softness(lent: pd.DataFrame) -> pd.DataFrame:
    """Share out the money signed, in dollars at signing, by how soft it was.

    Parameters
    ----------
    lent : pandas.DataFrame
        What :func:`lending` gives.

    Returns
    -------
    pandas.DataFrame
        ``lender_code``, ``recipient_code`` (``ALL`` for all together), ``kind``, ``usd_million``,
        ``loan_count``, ``total_usd_million``, ``share_pct``. All kinds stand in it, in their order;
        loans without an amount are left out.

    Examples
    --------
    >>> lent = pd.DataFrame({"lender_code": "JPN", "recipient_code": "UZB",
    ...     "softness": ["named", "unknown"], "usd_million": [3.0, 1.0], "source_id": "a"})
    >>> money_by_softness(lent).query("recipient_code == 'ALL'")["share_pct"].to_list()
    [75.0, 0.0, 0.0, 25.0]
    """
    sized = lent.dropna(subset=["usd_million"])
    whole = pd.concat([sized, sized.assign(recipient_code="ALL")])
    made = []
    for (lender, recipient), rows in whole.groupby(["lender_code", "recipient_code"]):
        total = rows["usd_million"].sum()
        for kind in SOFTNESS:
            part = rows[rows["softness"] == kind]
            made.append(
                row(
                    rows,
                    lender_code=lender,
                    recipient_code=recipient,
                    kind=kind,
                    usd_million=float(part["usd_million"].sum()),
                    loan_count=len(part),
                    total_usd_million=float(total),
                    share_pct=float(100 * part["usd_million"].sum() / total),
                )
            )
    return pd.DataFrame(made)


@measure
def per_person(lent: pd.DataFrame, accounts: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Divide the money that each lender signed in a country by its inhabitants of the latest year.

    Parameters
    ----------
    lent : pandas.DataFrame
        What :func:`lending` gives.
    accounts : pandas.DataFrame
        Table ``national_accounts``.
    codes : list of str
        Borrowers' countries.

    Returns
    -------
    pandas.DataFrame
        ``lender_code``, ``area_code``, ``usd_million``, ``population_count``, ``year`` of the population
        and ``value`` (US dollars a person). No row where no loan with an amount is on record.

    Examples
    --------
    >>> lent = pd.DataFrame({"lender_code": ["JPN"], "recipient_code": ["UZB"],
    ...     "usd_million": [70.0], "source_id": ["a"]})
    >>> accounts = pd.DataFrame({"area_code": ["UZB"], "year": [2023], "population_count": [35e6],
    ...     "source_id": ["b"]})
    >>> per_person(lent, accounts, ["UZB"])["value"].to_list()
    [2.0]
    """
    people = accounts.dropna(subset=["population_count"]).sort_values("year", kind="stable")
    people = people.groupby("area_code").tail(1).set_index("area_code")
    made = []
    sized = lent[lent["recipient_code"].isin(codes)].dropna(subset=["usd_million"])
    for (lender, area), rows in sized.groupby(["lender_code", "recipient_code"]):
        count, total = float(people.loc[area, "population_count"]), float(rows["usd_million"].sum())
        made.append(
            {
                "lender_code": lender,
                "area_code": area,
                "usd_million": total,
                "population_count": count,
                "year": int(people.loc[area, "year"]),
                "value": 1e6 * total / count,
                "all_source_ids": cite(rows, people.loc[[area]]),
            }
        )
    return pd.DataFrame(made)


@measure
def contractors(loans: pd.DataFrame, lent: pd.DataFrame) -> pd.DataFrame:
    """Count the loans of each lender by the rule on who may build or supply.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.
    lent : pandas.DataFrame
        What :func:`lending` gives.

    Returns
    -------
    pandas.DataFrame
        ``lender_code``, ``kind`` (a key of :data:`CONTRACTORS`), ``loan_count``, ``total_count`` and
        ``share_pct``. A rule that the record names goes before what an export credit is.

    Examples
    --------
    >>> loans = pd.DataFrame({"loan_id": ["a", "b"], "procurement_terms": ["untied", None]})
    >>> lent = pd.DataFrame({"project_id": ["a", "b"], "lender_code": "JPN", "source_id": "s",
    ...     "instrument": ["concessional-loan", "export-credit"]})
    >>> contractors(loans, lent).query("loan_count > 0")["kind"].to_list()
    ['exporters', 'untied']
    """
    rule = loans.set_index("loan_id")["procurement_terms"]
    rules = lent["project_id"].map(rule)
    kind = pd.Series("unknown", index=lent.index)
    kind = kind.mask(lent["instrument"] == "export-credit", "exporters")
    kind = kind.mask(rules.isin(_UNTIED), "untied").mask(rules == "tied-step", "tied")
    made = []
    for lender, rows in lent.assign(kind=kind).groupby("lender_code"):
        for name in CONTRACTORS:
            count = int((rows["kind"] == name).sum())
            made.append(
                row(
                    rows,
                    lender_code=lender,
                    kind=name,
                    loan_count=count,
                    total_count=len(rows),
                    share_pct=100 * count / len(rows),
                )
            )
    return pd.DataFrame(made)


@measure
def largest(lent: pd.DataFrame, codes: list[str], count: int = 3) -> pd.DataFrame:
    """Name the largest loans of each lender to each country.

    Parameters
    ----------
    lent : pandas.DataFrame
        What :func:`lending` gives.
    codes : list of str
        Borrowers' countries.
    count : int, optional
        How many loans of each.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code`` and a column a lender (``JPN``, ``CHN``): names with amount and year, empty
        where no loan with an amount is on record.

    Examples
    --------
    >>> lent = pd.DataFrame({"lender_code": ["JPN"], "recipient_code": ["TKM"], "year": [2014],
    ...     "project_name": ["Kiyanly"], "usd_million": [700.0], "source_id": ["a"]})
    >>> largest(lent, ["TKM", "TJK"])["JPN"].to_list()
    ['Kiyanly (US$700 million, 2014)', '']
    """
    made = []
    sized = lent.dropna(subset=["usd_million"])
    for code in codes:
        theirs = sized[sized["recipient_code"] == code]
        tops = {
            lender: theirs[theirs["lender_code"] == lender].nlargest(count, "usd_million")
            for lender in LENDERS
        }
        said = {lender: _named(rows) for lender, rows in tops.items()}
        made.append({"recipient_code": code, **said, "all_source_ids": cite(*tops.values())})
    return pd.DataFrame(made)


def _named(rows: pd.DataFrame) -> str:
    return "; ".join(
        f"{one.project_name} (US${one.usd_million:,.0f} million, {one.year})"
        for one in rows.itertuples()
    )
