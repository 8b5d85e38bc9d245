"""The loans of the table: their terms, and their grant elements under each convention.

Rows are what sources revealed, no sample: nothing here averages over loans or weighs by amount.
Rates in columns are per cent a year, as in the tables; :mod:`helpers.finance` takes fractions. What
fees add stands in :mod:`helpers.topics.loan_cost.measures`.
"""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.provenance import by_row, cite, measure, row

PAYMENTS = 2  # a year, as AidData and the DAC count
# A floating loan whose source names a tenor, or none, that the table of rates lacks.
_STAND_INS = {"LIBOR USD": "LIBOR 6M USD", "Term SOFR USD": "SOFR"}
_GROUPS = {"LIC": "dac-2018-lic", "LMIC": "dac-2018-lmic", "UMIC": "dac-2018-umic"}
CONVENTIONS = ("unified-5", "dac-2018", "dac-old")
# The rule that gives a rate no minimum has the minimum of another.
_MINIMUM_OF = {"unified-5": "conc-35"}
TERMS = (
    *("rate_pct", "maturity_low_years", "maturity_high_years"),
    *("grace_low_years", "grace_high_years"),
)
FEES = (
    *("management_fee_pct", "commitment_fee_pct", "unnamed_fee_pct", "second_unnamed_fee_pct"),
    "prepayment_fee_pct",
)


@measure
def counted_once(loans: pd.DataFrame) -> pd.DataFrame:
    """Leave out one of two rows that may be the same loan.

    The row of lower confidence goes, or of two rows of equal confidence the one whose id sorts
    later. The other always stays, so that a loan is neither counted twice nor lost.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``, whole: only then does the same row count wherever loans are counted.

    Examples
    --------
    >>> rows = pd.DataFrame({"loan_id": ["a", "b", "c"], "confidence": ["medium", "high", "low"],
    ...     "possible_duplicate_of": ["b", "a", None]})
    >>> counted_once(rows)["loan_id"].to_list()
    ['b', 'c']
    """
    rank = {"high": 0, "medium": 1, "low": 2}
    order = {r.loan_id: (rank[r.confidence], r.loan_id) for r in loans.itertuples()}
    pairs = zip(loans["loan_id"], loans["possible_duplicate_of"])
    second = {max(pair, key=order.get) for pair in pairs if pair[1] in order}
    return loans[~loans["loan_id"].isin(second)]


@measure
def readable(loans: pd.DataFrame) -> pd.DataFrame:
    """Leave out what no chart may carry: low confidence, plans, unconfirmed loans, second entries.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``. Of two rows that may be one loan :func:`counted_once` keeps one.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> loans = load_table("loans")
    >>> len(loans) > len(readable(loans))
    True
    """
    rows = counted_once(loans)
    out = (rows["confidence"] == "low") | rows["status"].isin(["planned", "unconfirmed"])
    return rows[~out]


@measure
def terms(loans: pd.DataFrame, reference_rates: pd.DataFrame | None = None) -> pd.DataFrame:
    """Give the terms of each loan of which at least one was found, as bounds.

    Parameters
    ----------
    loans, reference_rates : pandas.DataFrame
        Tables of those names; without the second floating loans have no rate.

    Returns
    -------
    pandas.DataFrame
        The identifying columns of the loan, ``year`` of signing, ``rate_pct`` (fixed, or the
        reference rate of that year plus margin; LIBOR without a tenor counts as six months, Term
        SOFR as SOFR; missing where no reference rate was read), ``is_floating``,
        ``maturity_low_years``, ``maturity_high_years``, ``grace_low_years``, ``grace_high_years``
        (equal where one value was read), ``is_complete`` (rate, maturity and grace as one value or
        range), ``all_source_ids`` (of the loan and of its reference rate).

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = terms(load_table("loans"), load_table("reference_rates")).set_index("loan_id")
    >>> row = table.loc["tjk-chn-2013-regar-substation"]
    >>> float(row["rate_pct"]), float(row["grace_low_years"]), float(row["grace_high_years"])
    (2.0, 5.0, 7.0)
    """
    table = readable(loans).copy()
    table["year"] = pd.to_numeric(table["signed_date"].str[:4]).astype("Int64")
    table["is_floating"] = table["rate_kind"] == "floating"
    if reference_rates is None:
        table["rate_pct"] = table["interest_pct"].mask(table["is_floating"])
        table["all_source_ids"] = list(by_row(table))
    else:
        table["rate_pct"] = [_rate(row, reference_rates) for row in table.itertuples()]
        table["all_source_ids"] = _with_reference(table, reference_rates)
    for name in ("maturity", "grace"):
        for end, side in (("min", "low"), ("max", "high")):
            table[f"{name}_{side}_years"] = table[f"{name}_years"].fillna(
                table[f"{name}_years_{end}"]
            )
    found = ["rate_pct", "maturity_low_years", "grace_low_years"]
    table = table.astype(dict.fromkeys(found, "Float64"))
    known = table[found].notna() | table[["is_floating"]].to_numpy() * [[True, False, False]]
    table["is_complete"] = table[found].notna().all(axis=1)
    columns = [
        *(
            "loan_id",
            "creditor_code",
            "debtor_code",
            "borrower_name",
            "project_name",
            "lender_name",
        ),
        "sector",
        *("lender_kind", "instrument", "year", "signed_date", "contract_currency_code"),
        *("amount_usd_million", "amount_jpy_billion", "amount_cny_million", *FEES),
        *("rate_kind", "is_floating", "rate_pct", "maturity_low_years", "maturity_high_years"),
        *("grace_low_years", "grace_high_years", "is_complete"),
        *("source_id", "more_source_ids", "all_source_ids", "confidence"),
    ]
    return table.loc[known.any(axis=1), columns].reset_index(drop=True)


def _with_reference(loans: pd.DataFrame, reference_rates: pd.DataFrame) -> list[str]:
    """Join the sources of each loan and, where its rate floats, of the reference rate of its year."""
    keys = zip(reference_rates["rate_name"], reference_rates["year"])
    cited = dict(zip(keys, by_row(reference_rates)))
    names = loans["reference_rate_name"].replace(_STAND_INS).where(loans["is_floating"])
    found = (cited.get((name, year), "") for name, year in zip(names, loans["year"]))
    return [f"{own};{more}".strip(";") for own, more in zip(by_row(loans), found)]


def _rate(row, reference_rates: pd.DataFrame):
    """Give a loan's rate in per cent at signing, or missing."""
    if row.rate_kind in ("fixed", "interest-free", "fixed-then-floating"):
        return row.interest_pct
    if row.rate_kind != "floating" or pd.isna(row.year):
        return pd.NA
    name = _STAND_INS.get(row.reference_rate_name, row.reference_rate_name)
    rates = reference_rates.set_index(["rate_name", "year"])["rate_pct"]
    if (name, row.year) not in rates.index:
        return pd.NA
    floor = None if pd.isna(row.rate_floor_pct) else float(row.rate_floor_pct) / 100
    reference, margin = float(rates[name, row.year]) / 100, float(row.margin_pct) / 100
    return 100 * finance.floating_rate(reference, margin, floor, loan=row.loan_id)


def income_group(groups: pd.DataFrame, area_code: str, year: int) -> str | None:
    """Give a country's group in the DAC list, where it was read or lies between two equal readings.

    Parameters
    ----------
    groups : pandas.DataFrame
        Table ``dac_income_groups``; rows of low confidence don't count.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> groups = load_table("dac_income_groups")
    >>> income_group(groups, "TJK", 2008), income_group(groups, "UZB", 2001)
    ('LIC', None)
    """
    rows = groups[(groups["area_code"] == area_code) & (groups["confidence"] != "low")]
    known = rows.sort_values("year", kind="stable").set_index("year")["dac_group"]
    before, after = known[known.index <= year], known[known.index >= year]
    if before.empty or after.empty or before.iloc[-1] != after.iloc[0]:
        return None
    return before.iloc[-1]


@measure
def grant_elements(
    terms_table: pd.DataFrame, rules: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    """Apply each convention to each loan whose rate and maturity are known.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What :func:`terms` gives.
    rules, groups : pandas.DataFrame
        Tables ``concessionality_rules`` and ``dac_income_groups``.

    Returns
    -------
    pandas.DataFrame
        A row for each loan and convention (``unified-5``, ``dac-2018`` by the income group in the
        year of signing, ``dac-old``): all columns of the terms, ``convention``,
        ``discount_rate_pct``, ``threshold_pct`` (at the unified rate the usual minimum of the IMF and
        the World Bank), ``grant_element_low_pct`` and
        ``grant_element_high_pct`` (equal for one set of terms; where grace or maturity is a range,
        or grace was not found, the least and the most that it can be), ``grace_least_years`` and
        ``grace_longest_years`` (of a loan whose grace was not found, see :func:`grace_bounds`),
        ``meets_threshold`` (missing
        where the bounds lie on both sides or the convention has no threshold that was read).
        Fees are not counted. Loans without a reading of the group have no row for ``dac-2018``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = terms(load_table("loans"), load_table("reference_rates"))
    >>> every = grant_elements(
    ...     table, load_table("concessionality_rules"), load_table("dac_income_groups")
    ... )
    >>> road = every[every["loan_id"] == "kgz-jpn-2015-international-main-roads-improvement"]
    >>> road["grant_element_low_pct"].round(1).to_list()
    [66.3, 77.0, 86.3]
    """
    rule = rules.set_index("rule_id")
    usable = terms_table.dropna(subset=["rate_pct", "maturity_low_years"])
    observed, rows = observed_graces(terms_table), []
    for loan in usable.to_dict("records"):
        group = income_group(groups, loan["debtor_code"], loan["year"])
        ids = [_GROUPS[group]] if group in _GROUPS else []
        read = groups[groups["area_code"] == loan["debtor_code"]]
        general = (*CONVENTIONS, *_MINIMUM_OF.values())
        more = cite(rule.loc[[*ids, *(c for c in general if c in rule.index)]], read)
        loan |= {"all_source_ids": f"{loan.get('all_source_ids', '')};{more}".strip(";")}
        least, longest = grace_bounds(loan, observed)
        loan |= {"grace_least_years": least, "grace_longest_years": longest}
        for convention in CONVENTIONS:
            rule_id = _GROUPS.get(group) if convention == "dac-2018" else convention
            if rule_id is None:
                continue
            discount = float(rule.loc[rule_id, "discount_rate_pct"])
            read = (rule["threshold_pct"].get(r) for r in (rule_id, _MINIMUM_OF.get(rule_id)))
            threshold = next((float(value) for value in read if pd.notna(value)), None)
            low, high = element_bounds(loan, discount, observed)
            rows.append(
                loan
                | {
                    "convention": convention,
                    "discount_rate_pct": discount,
                    "threshold_pct": threshold,
                    "grant_element_low_pct": low,
                    "grant_element_high_pct": high,
                    "meets_threshold": _meets(low, high, threshold),
                }
            )
    return pd.DataFrame(rows).astype({"meets_threshold": "boolean"})


def observed_graces(terms_table: pd.DataFrame) -> pd.DataFrame:
    """Give the shortest and longest grace that was read for each lender, in years and of the maturity.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What :func:`terms` gives.

    Returns
    -------
    pandas.DataFrame
        By ``creditor_code``: ``low_years``, ``high_years`` and ``high_share``, the longest grace as a
        fraction of the maturity.
    """
    known = terms_table.dropna(subset=["grace_high_years", "maturity_high_years"])
    known = known.assign(share=known["grace_high_years"] / known["maturity_high_years"])
    groups = known.astype({"grace_low_years": float, "grace_high_years": float}).groupby(
        "creditor_code"
    )
    return pd.DataFrame(
        {
            "low_years": groups["grace_low_years"].min(),
            "high_years": groups["grace_high_years"].max(),
            "high_share": groups["share"].max().astype(float),
        }
    )


def grace_bounds(loan: dict, observed: pd.DataFrame | None = None) -> tuple[float, float]:
    """Give the shortest and longest grace of a loan; where none was read, within what its lender gave.

    A grace as long as the maturity, which would make a loan of twenty years one of a single repayment,
    is so never assumed.

    Parameters
    ----------
    loan : dict
        A row of :func:`terms`.
    observed : pandas.DataFrame, optional
        What :func:`observed_graces` gives; needed where no grace was read.

    Raises
    ------
    ValueError
        If it is needed and not given.

    Examples
    --------
    >>> seen = pd.DataFrame({"low_years": [1.0], "high_years": [11.0], "high_share": [0.6]}, index=["CHN"])
    >>> loan = {"creditor_code": "CHN", "grace_low_years": None, "maturity_low_years": 10.0}
    >>> grace_bounds(loan, seen)
    (1.0, 6.0)
    """
    if pd.notna(loan["grace_low_years"]):
        return float(loan["grace_low_years"]), float(loan["grace_high_years"])
    if observed is None:
        raise ValueError(
            f"loan {loan.get('loan_id')!r}: no grace was read; hand over what observed_graces gives"
        )
    seen = observed.loc[loan["creditor_code"]].astype(float).to_dict()
    maturity = float(loan["maturity_low_years"])
    high = min(seen["high_years"], seen["high_share"] * maturity)
    return min(max(seen["low_years"], 1 / PAYMENTS), high), high


def element_bounds(
    loan: dict, discount_pct: float, observed: pd.DataFrame | None = None
) -> tuple[float, float]:
    """Give the least and the most grant element, in per cent, that known terms allow.

    Parameters
    ----------
    loan : dict
        A row of :func:`terms`.
    discount_pct : float
        Discount rate, per cent a year.
    observed : pandas.DataFrame, optional
        What :func:`observed_graces` gives, for a loan whose grace was not read.
    """
    maturities = {float(loan["maturity_low_years"]), float(loan["maturity_high_years"])}
    pairs = {(m, g) for m in maturities for g in grace_bounds(loan, observed)}
    found = [
        100
        * finance.grant_element(
            float(loan["rate_pct"]) / 100, m, g, discount_pct / 100, PAYMENTS, loan=loan["loan_id"]
        )
        for m, g in pairs
    ]
    return min(found), max(found)


def _meets(low: float, high: float, threshold: float | None):
    if threshold is None or low < threshold <= high:
        return pd.NA
    return low >= threshold


@measure
def by_threshold(elements: pd.DataFrame) -> pd.DataFrame:
    """Count, for each convention and lender, the loans that reach the threshold.

    Parameters
    ----------
    elements : pandas.DataFrame
        What :func:`grant_elements` gives.

    Returns
    -------
    pandas.DataFrame
        ``convention``, ``creditor_code``, ``loans``, ``met``, ``not_met``, ``open`` (the bounds lie on
        both sides), all three missing where no threshold was read, and ``below_zero`` (grant element
        below zero even at the most). Counts of loans that were found, not shares of all lending.
    """
    rows = []
    for (convention, creditor), group in elements.groupby(["convention", "creditor_code"]):
        meets = group["meets_threshold"]
        read = group["threshold_pct"].notna().all()
        rows.append(
            row(
                group,
                convention=convention,
                creditor_code=creditor,
                loans=len(group),
                met=int(meets.fillna(False).sum()) if read else pd.NA,
                not_met=int((~meets.fillna(True)).sum()) if read else pd.NA,
                open=int(meets.isna().sum()) if read else pd.NA,
                below_zero=int((group["grant_element_high_pct"] < 0).sum()),
            )
        )
    table = pd.DataFrame(rows).astype(dict.fromkeys(["met", "not_met", "open"], "Int64"))
    order = {name: n for n, name in enumerate(CONVENTIONS)}
    return table.sort_values("convention", key=lambda c: c.map(order), kind="stable")


@measure
def term_sets(elements: pd.DataFrame) -> pd.DataFrame:
    """Put loans of one lender with the same terms in one row, with each convention beside it.

    Parameters
    ----------
    elements : pandas.DataFrame
        What :func:`grant_elements` gives. Only complete terms without ranges count; the rate of a
        floating loan is the one of its year, so floating loans seldom fall together.

    Returns
    -------
    pandas.DataFrame
        ``creditor_code``, ``rate_pct``, ``maturity_years``, ``grace_years``, ``is_floating``,
        ``loans`` (count), ``first_year``, ``last_year``, and one column a fixed discount rate:
        ``unified-5`` and ``dac-old``, in per cent.
    """
    one = elements[
        elements["is_complete"]
        & (elements["grace_low_years"] == elements["grace_high_years"])
        & (elements["maturity_low_years"] == elements["maturity_high_years"])
    ]
    one = one.rename(
        columns={"maturity_low_years": "maturity_years", "grace_low_years": "grace_years"}
    ).assign(rate_pct=lambda t: t["rate_pct"].astype(float).round(2))
    keys = ["creditor_code", "rate_pct", "maturity_years", "grace_years", "is_floating"]
    counts = one.groupby(keys).agg(
        loans=("loan_id", "nunique"), first_year=("year", "min"), last_year=("year", "max")
    )
    fixed = one[one["convention"].isin(["unified-5", "dac-old"])]
    wide = fixed.pivot_table(index=keys, columns="convention", values="grant_element_low_pct")
    return counts.join(wide).reset_index()


def by_rule(elements: pd.DataFrame) -> dict[str, int]:
    """Count the loans of each lender that reach the threshold by the older and the newer aid rule.

    Only loans to which both rules can be applied count, so that the two counts are of the same loans.

    Parameters
    ----------
    elements : pandas.DataFrame
        What :func:`grant_elements` gives.

    Returns
    -------
    dict
        ``same-chn-loans``, ``same-chn-old``, ``same-chn-new`` and the same for ``jpn``.
    """
    both = elements.loc[elements["convention"] == "dac-2018", "loan_id"]
    counts = by_threshold(elements[elements["loan_id"].isin(both)])
    counts = counts.set_index(["convention", "creditor_code"])
    found = {}
    for code in ("CHN", "JPN"):
        found |= {
            f"same-{code.lower()}-loans": int(counts.loc[("dac-2018", code), "loans"]),
            f"same-{code.lower()}-old": int(counts.loc[("dac-old", code), "met"]),
            f"same-{code.lower()}-new": int(counts.loc[("dac-2018", code), "met"]),
        }
    return found
