"""What the loans of the table cost: terms, grant elements, yen loans in dollars.

Rows are what sources revealed, no sample: nothing here averages over loans or weighs by amount.
Rates in columns are per cent a year, as in the tables; :mod:`helpers.finance` takes fractions.
"""

from __future__ import annotations

import re

import pandas as pd

from helpers import finance
from helpers.dates import date_bounds, middle_day

PAYMENTS = 2  # a year, as AidData and the DAC count
# A floating loan whose source names a tenor, or none, that the table of rates lacks.
_STAND_INS = {"LIBOR USD": "LIBOR 6M USD", "Term SOFR USD": "SOFR"}
_GROUPS = {"LIC": "dac-2018-lic", "LMIC": "dac-2018-lmic", "UMIC": "dac-2018-umic"}
CONVENTIONS = ("unified-5", "dac-2018", "dac-old")


def readable(loans: pd.DataFrame) -> pd.DataFrame:
    """Leave out what no chart may carry: low confidence, plans, unconfirmed loans, second entries.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``. Of two rows that may be one loan the one of lower confidence goes.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> loans = load_table("loans")
    >>> len(loans) > len(readable(loans))
    True
    """
    out = (loans["confidence"] == "low") | loans["status"].isin(["planned", "unconfirmed"])
    rank = loans.set_index("loan_id")["confidence"].map({"high": 0, "medium": 1, "low": 2})
    other = loans["possible_duplicate_of"].map(rank)
    second = other.notna() & (other < loans["loan_id"].map(rank))
    return loans[~out & ~second]


def terms(loans: pd.DataFrame, reference_rates: pd.DataFrame) -> pd.DataFrame:
    """Give the terms of each loan of which at least one was found, as bounds.

    Parameters
    ----------
    loans, reference_rates : pandas.DataFrame
        Tables of those names.

    Returns
    -------
    pandas.DataFrame
        The identifying columns of the loan, ``year`` of signing, ``rate_pct`` (fixed, or the
        reference rate of that year plus margin; LIBOR without a tenor counts as six months, Term
        SOFR as SOFR; missing where no reference rate was read), ``is_floating``,
        ``maturity_low_years``, ``maturity_high_years``, ``grace_low_years``, ``grace_high_years``
        (equal where one value was read), ``is_complete`` (rate, maturity and grace as one value or
        range).

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
    table["rate_pct"] = [_rate(row, reference_rates) for row in table.itertuples()]
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
        *("amount_usd_million", "amount_jpy_billion", "amount_cny_million", "conditions_note"),
        *("rate_kind", "is_floating", "rate_pct", "maturity_low_years", "maturity_high_years"),
        *("grace_low_years", "grace_high_years", "is_complete"),
        *("source_id", "more_source_ids", "confidence"),
    ]
    return table.loc[known.any(axis=1), columns].reset_index(drop=True)


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


def term_counts(terms_table: pd.DataFrame) -> pd.DataFrame:
    """Count loans by borrower's country, lender, kind of term and its value.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What :func:`terms` gives.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``creditor_code``, ``term`` (rate, maturity, grace), ``low`` and ``high``
        (per cent a year, or years), ``is_floating``, ``loans``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = term_counts(terms(load_table("loans"), load_table("reference_rates")))
    >>> usual = table.query("debtor_code == 'TJK' and term == 'maturity' and low == 20")
    >>> int(usual["loans"].sum())
    16
    """
    parts = []
    for term, low, high in (
        ("rate", "rate_pct", "rate_pct"),
        ("maturity", "maturity_low_years", "maturity_high_years"),
        ("grace", "grace_low_years", "grace_high_years"),
    ):
        rows = terms_table.dropna(subset=[low])
        rows = rows[["debtor_code", "creditor_code", "is_floating"]].assign(
            term=term, low=rows[low].astype(float).round(2), high=rows[high].astype(float).round(2)
        )
        parts.append(rows if term == "rate" else rows.assign(is_floating=False))
    every = pd.concat(parts)
    keys = ["term", "debtor_code", "creditor_code", "low", "high", "is_floating"]
    return every.groupby(keys).size().rename("loans").reset_index()


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
    known = rows.sort_values("year").set_index("year")["dac_group"]
    before, after = known[known.index <= year], known[known.index >= year]
    if before.empty or after.empty or before.iloc[-1] != after.iloc[0]:
        return None
    return before.iloc[-1]


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
        ``discount_rate_pct``, ``threshold_pct``, ``grant_element_low_pct`` and
        ``grant_element_high_pct`` (equal for one set of terms; where grace or maturity is a range,
        or grace was not found, the least and the most that it can be), ``meets_threshold`` (missing
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
    rows = []
    for loan in usable.to_dict("records"):
        group = income_group(groups, loan["debtor_code"], loan["year"])
        for convention in CONVENTIONS:
            rule_id = _GROUPS.get(group) if convention == "dac-2018" else convention
            if rule_id is None:
                continue
            discount, threshold = (
                float(value) if pd.notna(value := rule.loc[rule_id, column]) else None
                for column in ("discount_rate_pct", "threshold_pct")
            )
            low, high = element_bounds(loan, discount)
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


def element_bounds(loan: dict, discount_pct: float) -> tuple[float, float]:
    """Give the least and the most grant element, in per cent, that known terms allow.

    Parameters
    ----------
    loan : dict
        A row of :func:`terms`. Grace that was not found lies between one period and the maturity.
    discount_pct : float
        Discount rate, per cent a year.
    """
    maturities = {float(loan["maturity_low_years"]), float(loan["maturity_high_years"])}
    if pd.isna(loan["grace_low_years"]):
        pairs = {(m, g) for m in maturities for g in (1 / PAYMENTS, m)}
    else:
        graces = {float(loan["grace_low_years"]), float(loan["grace_high_years"])}
        pairs = {(m, g) for m in maturities for g in graces}
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
            {
                "convention": convention,
                "creditor_code": creditor,
                "loans": len(group),
                "met": int(meets.fillna(False).sum()) if read else pd.NA,
                "not_met": int((~meets.fillna(True)).sum()) if read else pd.NA,
                "open": int(meets.isna().sum()) if read else pd.NA,
                "below_zero": int((group["grant_element_high_pct"] < 0).sum()),
            }
        )
    table = pd.DataFrame(rows).astype(dict.fromkeys(["met", "not_met", "open"], "Int64"))
    order = {name: n for n, name in enumerate(CONVENTIONS)}
    return table.sort_values("convention", key=lambda c: c.map(order), kind="stable")


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


def management_fee_pct(note: str | None) -> float:
    """Read the management fee, in per cent of the amount, out of the note of a loan; 0 if none.

    The notes of Chinese records name a commitment and a management fee. With one drawing at the
    signing nothing stays undrawn, so that only the management fee counts. Where a note gives two
    fees without saying which is which, the larger is taken.

    Examples
    --------
    >>> management_fee_pct("Commitment fee 0.25, management fee 0.18 per cent; contractor TBEA.")
    0.18
    >>> management_fee_pct("Fees 0.25 and 0.25 per cent; no penalty rate.")
    0.25
    """
    if note is None or pd.isna(note):
        return 0.0
    named = re.search(r"management fees? (\d+\.\d+)", note, re.I)
    if named:
        return float(named[1])
    pair = re.search(r"\bfees (\d+\.\d+) and (\d+\.\d+)", note, re.I)
    return max(map(float, pair.groups())) if pair else 0.0


def yearly_service(loan: dict, *, yen_change_pct: float = 0.0) -> pd.DataFrame:
    """Give what a loan of 100 costs in each year after the signing.

    Parameters
    ----------
    loan : dict
        A row of :func:`terms`, with complete terms.
    yen_change_pct : float
        Change of the value of the loan's currency against the dollar, per cent a year, steady.

    Returns
    -------
    pandas.DataFrame
        ``year`` (1 is the first; the fee of the signing falls in it) and ``payment``, in dollars for
        each hundred dollars lent.
    """
    table = _schedule(loan)
    value = (1 + yen_change_pct / 100) ** table["year"]
    year = (table["year"] - 1e-9).clip(lower=0).astype(int) + 1
    paid = (table["payment"] * value).groupby(year).sum()
    return paid.rename_axis("year").rename("payment").reset_index()


def cost(loan: dict, discount_pct: float = 5.0, *, yen_change_pct: float = 0.0) -> dict:
    """Give what a loan of 100 dollars costs in all, today and as a grant element.

    Parameters
    ----------
    loan, yen_change_pct
        As for :func:`yearly_service`.
    discount_pct : float
        Per cent a year.

    Returns
    -------
    dict
        ``paid`` in all and ``present_value``, for each hundred lent, and ``grant_element_pct``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = terms(load_table("loans"), load_table("reference_rates")).set_index("loan_id")
    >>> loan = table.loc["kgz-chn-2009-bishkek-naryn-torugart-road-section-1"].to_dict()
    >>> round(cost(loan, 10)["grant_element_pct"], 4)
    53.1012
    """
    table = _schedule(loan)
    payments = table["payment"] * (1 + yen_change_pct / 100) ** table["year"]
    worth = finance.present_value(payments, discount_pct / 100, PAYMENTS)
    return {
        "paid": float(payments.sum()),
        "present_value": worth,
        "grant_element_pct": 100 - worth,
    }


def _schedule(loan: dict) -> pd.DataFrame:
    return finance.schedule(
        100.0,
        float(loan["rate_pct"]) / 100,
        float(loan["maturity_low_years"]),
        float(loan["grace_low_years"]),
        payments_per_year=PAYMENTS,
        upfront_fee=management_fee_pct(loan.get("conditions_note")) / 100,
        loan=loan.get("loan_id", ""),
    )


def break_even_yen_pct(yen_loan: dict, other: dict, discount_pct: float = 5.0) -> float:
    """Find the steady yearly rise of the yen at which a yen loan costs as much as a dollar loan.

    Parameters
    ----------
    yen_loan, other : dict
        Rows of :func:`terms` with complete terms.
    discount_pct : float
        Discount rate in dollars, per cent a year.

    Returns
    -------
    float
        Per cent a year at which the present values of both, for each hundred lent, are equal;
        negative when the yen would have to fall.
    """
    aim = cost(other, discount_pct)["present_value"]
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if cost(yen_loan, discount_pct, yen_change_pct=middle)["present_value"] < aim:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def cases(
    terms_table: pd.DataFrame, pairs: dict[str, tuple[str, str]], discount_pct: float = 5.0
) -> pd.DataFrame:
    """Set a Chinese and a Japanese loan side by side, for each hundred dollars lent.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What :func:`terms` gives.
    pairs : dict of str to tuple of str
        Name of the case to the ids of a dollar loan and of a yen loan, both with complete terms.
    discount_pct : float
        Per cent a year.

    Returns
    -------
    pandas.DataFrame
        Two rows a case: the loan's terms, ``fee_pct``, what :func:`cost` gives at a steady yen, and
        ``break_even_pct`` (see :func:`break_even_yen_pct`; missing in rows of dollar loans).
    """
    loans = terms_table.set_index("loan_id", drop=False)
    rows = []
    for name, (dollar_id, yen_id) in pairs.items():
        dollar, yen = (loans.loc[i].to_dict() for i in (dollar_id, yen_id))
        break_even = break_even_yen_pct(yen, dollar, discount_pct)
        for loan, even in ((dollar, float("nan")), (yen, break_even)):
            fee = management_fee_pct(loan["conditions_note"])
            rows.append(
                {"case": name, **loan, "fee_pct": fee, **cost(loan, discount_pct)}
                | {"break_even_pct": even}
            )
    table = pd.DataFrame(rows)
    return table.rename(
        columns={"maturity_low_years": "maturity_years", "grace_low_years": "grace_years"}
    )


def yen_history(terms_table: pd.DataFrame, exchange_rates: pd.DataFrame) -> pd.DataFrame:
    """Follow past yen loans in dollars at the exchange rates that came.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What :func:`terms` gives; fixed-rate yen loans with complete terms, an amount and a date before
        the last year of rates are followed. The whole amount is taken to be drawn at the signing.
    exchange_rates : pandas.DataFrame
        Table of that name: yen per dollar, yearly averages.

    Returns
    -------
    pandas.DataFrame
        A row for each loan and year to the last year of rates: ``lent_usd_million`` at the rate of
        the year of signing, ``yen_per_usd``; paid in the year and owed at its end, in dollars at
        the rate of that year (``paid_usd_million``, ``owed_usd_million``) and of the year of
        signing (``paid_fixed_usd_million``, ``owed_fixed_usd_million``), and
        ``owed_pct_of_lent``, ``fixed_pct_of_lent``.

    Raises
    ------
    helpers.finance.TermsError
        If a loan with complete terms has no currency.
    """
    yen = exchange_rates[exchange_rates["currency_code"] == "JPY"]
    rate = yen.set_index("year")["local_currency_per_usd"].astype(float)
    last = int(rate.index.max())
    complete = terms_table[terms_table["is_complete"]]
    blank = complete[complete["contract_currency_code"].isna()]
    if not blank.empty:
        raise finance.TermsError(
            f"loan {blank['loan_id'].iloc[0]!r}, contract_currency_code: missing"
        )
    past = complete[
        (complete["contract_currency_code"] == "JPY")
        & ~complete["is_floating"]
        & complete["amount_jpy_billion"].notna()
        & (complete["year"] < last)
    ]
    frames = [_followed(loan, rate, last) for loan in past.to_dict("records")]
    return pd.concat(frames, ignore_index=True)


def _followed(loan: dict, rate: pd.Series, last: int) -> pd.DataFrame:
    table = _schedule(loan)
    day = middle_day(loan["signed_date"])
    start = day.year + (day - date_bounds(str(day.year))[0]).days / 365
    table["calendar_year"] = (start + table["year"]).astype(int)
    million = float(loan["amount_jpy_billion"]) * 1000 / 100
    years = range(int(loan["year"]), last + 1)
    paid = table.groupby("calendar_year")["payment"].sum().reindex(years, fill_value=0.0) * million
    owed = table.groupby("calendar_year")["balance"].last().reindex(years) * million
    at_signing = rate[loan["year"]]
    frame = pd.DataFrame(
        {
            "loan_id": loan["loan_id"],
            "year": list(years),
            "yen_per_usd": [rate[y] for y in years],
            "lent_usd_million": 100 * million / at_signing,
            "paid_usd_million": paid.to_numpy() / [rate[y] for y in years],
            "owed_usd_million": owed.to_numpy() / [rate[y] for y in years],
            "paid_fixed_usd_million": paid.to_numpy() / at_signing,
            "owed_fixed_usd_million": owed.to_numpy() / at_signing,
        }
    )
    for name in ("owed", "fixed"):
        column = "owed_usd_million" if name == "owed" else "owed_fixed_usd_million"
        frame[f"{name}_pct_of_lent"] = 100 * frame[column] / frame["lent_usd_million"]
    names = [
        "debtor_code",
        "project_name",
        "sector",
        "rate_pct",
        "maturity_low_years",
        "grace_low_years",
    ]
    return frame.assign(**{name: loan[name] for name in names}, signed_year=int(loan["year"]))


def yen_outcome(history: pd.DataFrame) -> pd.DataFrame:
    """Sum up each yen loan: paid so far and still owed, at actual rates and as if in dollars.

    Parameters
    ----------
    history : pandas.DataFrame
        What :func:`yen_history` gives.

    Returns
    -------
    pandas.DataFrame
        A row a loan: ``paid``, ``owed`` and ``both`` (``_usd_million``), the same ``_fixed`` for the
        same loan in dollars, ``difference_pct`` of ``both`` against it (negative: the yen made it
        cheaper), ``dearest_pct`` (most that was owed in a year against the same loan in dollars)
        and ``dearest_year``.
    """
    rows = []
    for loan_id, group in history.groupby("loan_id", sort=False):
        end = group.iloc[-1]
        paid, fixed = group["paid_usd_million"].sum(), group["paid_fixed_usd_million"].sum()
        both = paid + end["owed_usd_million"]
        both_fixed = fixed + end["owed_fixed_usd_million"]
        against = 100 * (group["owed_usd_million"] / group["owed_fixed_usd_million"] - 1)
        rows.append(
            {
                "loan_id": loan_id,
                "debtor_code": end["debtor_code"],
                "project_name": end["project_name"],
                "sector": end["sector"],
                "signed_year": end["signed_year"],
                "last_year": int(end["year"]),
                "lent_usd_million": end["lent_usd_million"],
                "paid_usd_million": paid,
                "owed_usd_million": end["owed_usd_million"],
                "both_usd_million": both,
                "paid_fixed_usd_million": fixed,
                "owed_fixed_usd_million": end["owed_fixed_usd_million"],
                "both_fixed_usd_million": both_fixed,
                "difference_pct": 100 * (both / both_fixed - 1),
                "paid_difference_pct": 100 * (paid / fixed - 1) if fixed else float("nan"),
                "dearest_pct": against.max(),
                "dearest_year": int(group.loc[against.idxmax(), "year"]),
            }
        )
    return pd.DataFrame(rows)
