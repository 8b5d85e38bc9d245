"""What Japan gives and lends as aid: net flows summed, per person, and the rules on contractors."""

from __future__ import annotations

import pandas as pd

from helpers.provenance import measure

NET = "oda_net_usd_million"


@measure
def cumulative(net: pd.DataFrame) -> pd.DataFrame:
    """Sum net ODA year after year.

    Parameters
    ----------
    net : pandas.DataFrame
        What :func:`helpers.topics.aid.net.net_of` gives.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``year``, ``cumulative_usd_million``: the sum since the series begins, in
        dollars of each year (no price basis in common).

    Examples
    --------
    >>> net = pd.DataFrame({"recipient_code": ["A", "A"], "year": [2001, 2000], NET: [-1.0, 3.0]})
    >>> cumulative(net)["cumulative_usd_million"].to_list()
    [3.0, 2.0]
    """
    table = net.sort_values(["recipient_code", "year"], ignore_index=True)
    table["cumulative_usd_million"] = table.groupby("recipient_code")[NET].cumsum()
    return table[["recipient_code", "year", "cumulative_usd_million"]]


@measure
def below_zero(net: pd.DataFrame) -> pd.DataFrame:
    """Count the years in which repayments exceeded new money.

    Parameters
    ----------
    net : pandas.DataFrame
        What :func:`helpers.topics.aid.net.net_of` gives.

    Returns
    -------
    pandas.DataFrame
        ``recipient_code``, ``negative_years`` and ``year_count``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> from helpers.topics.aid.net import net_of
    >>> table = below_zero(net_of(load_table("oda_net"), "JPN", ["KAZ"]))
    >>> int(table["negative_years"].item())
    14
    """
    table = net.assign(negative=net[NET] < 0).groupby("recipient_code")["negative"]
    return table.agg(negative_years="sum", year_count="count").reset_index()


@measure
def per_person(
    oda: pd.DataFrame, accounts: pd.DataFrame, codes: list[str], first_year: int, last_year: int
) -> pd.DataFrame:
    """Average Japan's net ODA per inhabitant over some years, and compare it with all donors.

    Parameters
    ----------
    oda, accounts : pandas.DataFrame
        Tables ``oda_net`` and ``national_accounts``.
    codes : list of str
        Recipients.
    first_year, last_year : int
        Period, both years included.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``value`` (US$ per person and year: sum of net ODA over the sum of
        populations), ``net_usd_million`` (sum), ``dac_usd_million`` (sum of all members of the
        Development Assistance Committee) and ``share_pct`` of Japan in it, missing where Japan's sum
        is negative.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = per_person(load_table("oda_net"), load_table("national_accounts"), ["UZB"], 2014, 2023)
    >>> round(float(table["share_pct"].item()))
    52
    """
    rows = oda[oda["recipient_code"].isin(codes) & oda["year"].between(first_year, last_year)]
    sums = rows.groupby(["recipient_code", "donor_code"])[NET].sum().unstack().astype(float)
    people = accounts[
        accounts["area_code"].isin(codes) & accounts["year"].between(first_year, last_year)
    ]
    people = people.groupby("area_code")["population_count"].sum().astype(float)
    table = pd.DataFrame(
        {
            "value": 1e6 * sums["JPN"] / people,
            "net_usd_million": sums["JPN"],
            "dac_usd_million": sums["DAC"],
            "share_pct": (100 * sums["JPN"] / sums["DAC"]).where(sums["JPN"] > 0),
        }
    )
    return table.rename_axis("area_code").reset_index()


@measure
def tying(loans: pd.DataFrame) -> pd.DataFrame:
    """Give each Japanese aid loan its rule on contractors, and a place in a row of its kind.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.

    Returns
    -------
    pandas.DataFrame
        The aid loans with ``rule`` (``tied-step``, ``untied``, ``general-untied``, ``not-read``) and
        ``place`` (1, 2, ... within the rule, by date).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> int((tying(load_table("loans"))["rule"] == "tied-step").sum())
    2
    """
    rows = loans[(loans["creditor_code"] == "JPN") & (loans["instrument"] == "oda-loan")]
    rows = rows.assign(rule=rows["procurement_terms"].fillna("not-read"))
    rows = rows.sort_values(["signed_date", "loan_id"], na_position="last", ignore_index=True)
    return rows.assign(place=rows.groupby("rule").cumcount() + 1)


@measure
def latest_counts(people: pd.DataFrame) -> pd.DataFrame:
    """Keep the latest dated cumulative count of persons for each area and quantity.

    Parameters
    ----------
    people : pandas.DataFrame
        Table ``people_exchange``.

    Returns
    -------
    pandas.DataFrame
        Rows of the table, by area and quantity; undated counts stay only where there is no dated
        one.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = latest_counts(load_table("people_exchange"))
    >>> int(table.query("area_code == 'KGZ' and quantity == 'jds-fellows'")["person_count"].item())
    327
    """
    rows = people[people["is_cumulative"] & people["person_count"].notna()]
    rows = rows.sort_values("as_of_date", na_position="first", kind="stable")
    latest = rows.groupby(["area_code", "quantity"]).tail(1)
    return latest.sort_values(["area_code", "quantity"], ignore_index=True)


@measure
def single_grants(projects: pd.DataFrame) -> pd.DataFrame:
    """Keep the grants to one country, scholarships as a group of their own.

    Parameters
    ----------
    projects : pandas.DataFrame
        Table ``japan_projects``.

    Returns
    -------
    pandas.DataFrame
        The rows with ``group``: the sector, or ``scholarships`` for the Project for Human Resource
        Development Scholarship (JDS). Grassroots grants, technical cooperation and amounts that
        several countries share are left out.

    Examples
    --------
    >>> projects = pd.DataFrame({"instrument": ["grant", "grassroots", "grant", "grant"],
    ...     "has_several_recipients": [False, False, True, False],
    ...     "project_name": ["Roads", "Well", "Clinics", "Human resource development scholarship"],
    ...     "sector": ["transport", "water", "health", "education"]})
    >>> single_grants(projects)["group"].to_list()
    ['transport', 'scholarships']
    """
    rows = projects[(projects["instrument"] == "grant") & ~projects["has_several_recipients"]]
    scholarships = rows["project_name"].str.contains("development scholarship", regex=False)
    return rows.assign(group=rows["sector"].mask(scholarships, "scholarships"))


def loan_counts(aid_loans: pd.DataFrame) -> dict[str, int]:
    """Count the aid loans: all, by rule on contractors, in dollars, without a date, by borrower.

    Parameters
    ----------
    aid_loans : pandas.DataFrame
        What :func:`tying` gives.

    Returns
    -------
    dict of str to int
        Counts by number id of the chapter.
    """
    rules = aid_loans["rule"].value_counts()
    borrowers = aid_loans["debtor_code"].value_counts()
    return {
        "loans-all": len(aid_loans),
        "loans-tied": rules["tied-step"],
        "loans-open": rules["untied"] + rules["general-untied"],
        "loans-silent": rules["not-read"],
        "loans-dollars": (aid_loans["contract_currency_code"] == "USD").sum(),
        "undated": aid_loans["signed_date"].isna().sum(),
        **{f"loans-{code.lower()}": count for code, count in borrowers.items()},
    }


def grant_counts(grants: pd.DataFrame) -> dict[str, int]:
    """Count the grants: all, by country, scholarships and transport.

    Parameters
    ----------
    grants : pandas.DataFrame
        What :func:`single_grants` gives.

    Returns
    -------
    dict of str to int
        Counts by number id of the chapter.
    """
    countries = grants["recipient_code"].value_counts()
    return {
        "grants": len(grants),
        **{f"grants-{code.lower()}": countries[code] for code in ("KGZ", "TJK", "UZB", "KAZ")},
        "grants-jds": (grants["group"] == "scholarships").sum(),
        "grants-transport": (grants["group"] == "transport").sum(),
    }
