"""What a loan costs with its fees: yearly payments, total, present value, grant element.

Sums are for each hundred lent. A fee that is paid once falls on the day of signing; a commitment fee
is owed only while something is not drawn, so that it costs nothing when all is drawn at once.
"""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.provenance import measure
from helpers.topics.loans.measures import FEES, PAYMENTS

# Years over which a loan is drawn where drawing at once would hide the commitment fee: our choice.
DRAWN_YEARS = 4
# A Chinese and a Japanese loan of like purpose to one country; the last pair is the latest loan of
# each lender to the state, or with its guarantee, whose fixed terms were found.
PAIRS = {
    "Kyrgyz roads": (
        "kgz-chn-2012-osh-batken-isfana-and-bishkek-balykchy-road-sections",
        "kgz-jpn-2015-international-main-roads-improvement",
    ),
    "Uzbek power stations": (
        "uzb-chn-2010-novo-angren-thermal-power-plant-coal-conversion",
        "uzb-jpn-2010-talimarjan-thermal-power-station-extension",
    ),
    "Uzbek railways": (
        "uzb-chn-2013-angren-pap-railway-kamchiq-tunnel",
        "uzb-jpn-2012-karshi-termez-railway-electrification",
    ),
    "Uzbekistan, latest": (
        "uzb-chn-2019-dargom-canal-hydropower-plant",
        "uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement",
    ),
}


def upfront_fee_pct(loan: dict) -> float:
    """Give the fee that is paid once, in per cent of the amount; 0 where none was found.

    It is the management fee. Where a source gives fees without their kinds, the larger is taken for
    it, so that the cost is rather too high than too low.

    Parameters
    ----------
    loan : dict
        A row of ``loans.measures.terms``.

    Examples
    --------
    >>> upfront_fee_pct({"management_fee_pct": 0.18, "unnamed_fee_pct": None})
    0.18
    >>> upfront_fee_pct({"management_fee_pct": None, "unnamed_fee_pct": 1.5})
    1.5
    """
    return _first(loan, "management_fee_pct", "unnamed_fee_pct")


def commitment_fee_pct(loan: dict) -> float:
    """Give the fee on what is not drawn, in per cent a year; 0 where none was found.

    Parameters
    ----------
    loan : dict
        A row of ``loans.measures.terms``. Of two fees of unnamed kind the smaller is taken for it.

    Examples
    --------
    >>> commitment_fee_pct({"commitment_fee_pct": None, "second_unnamed_fee_pct": 0.5})
    0.5
    """
    return _first(loan, "commitment_fee_pct", "second_unnamed_fee_pct")


def _first(loan: dict, *fields: str) -> float:
    found = (loan.get(field) for field in fields)
    return next((float(value) for value in found if value is not None and pd.notna(value)), 0.0)


@measure
def loan_schedule(loan: dict, drawn_years: float = 0.0) -> pd.DataFrame:
    """Write the schedule of a hundred lent, fees included.

    Parameters
    ----------
    loan : dict
        A row of ``loans.measures.terms``, with complete terms.
    drawn_years : float
        Years over which it is drawn in equal parts; never beyond the first repayment.

    Returns
    -------
    pandas.DataFrame
        What :func:`helpers.finance.schedule` gives.
    """
    return finance.schedule(
        100.0,
        float(loan["rate_pct"]) / 100,
        float(loan["maturity_low_years"]),
        float(loan["grace_low_years"]),
        payments_per_year=PAYMENTS,
        # As grant elements are counted: by the formula of the DAC.
        first_principal="at-grace",
        upfront_fee=upfront_fee_pct(loan) / 100,
        commitment_fee=commitment_fee_pct(loan) / 100,
        drawdown_years=min(drawn_years, float(loan["grace_low_years"])),
        loan=loan.get("loan_id", ""),
    )


def cost(
    loan: dict,
    discount_pct: float = 5.0,
    *,
    yen_change_pct: float = 0.0,
    drawn_years: float = 0.0,
    own_discount_pct: float | None = None,
) -> dict:
    """Give what a loan of 100 dollars costs in all, today and as a grant element, fees included.

    Parameters
    ----------
    loan : dict
        A row of ``loans.measures.terms``, with complete terms.
    yen_change_pct : float
        Change of the value of the loan's currency against the dollar, per cent a year, steady.
    discount_pct : float
        Discount rate in dollars, per cent a year.
    drawn_years : float
        As for :func:`loan_schedule`.
    own_discount_pct : float, optional
        Discount rate in the loan's own currency, per cent a year; that in dollars if not given.

    Returns
    -------
    dict
        ``paid`` in all and ``present_value``, in dollars for each hundred lent, and
        ``grant_element_pct``: one less the present value of what is paid divided by that of what is
        drawn. ``own_element_pct`` is the grant element in the loan's own currency, on which the
        exchange rate has no bearing.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> from helpers.topics.loans.measures import terms
    >>> table = terms(load_table("loans"), load_table("reference_rates")).set_index("loan_id")
    >>> loan = table.loc["kgz-chn-2009-bishkek-naryn-torugart-road-section-1"].to_dict()
    >>> round(cost(loan, 10)["grant_element_pct"], 4)
    53.1012
    """
    table = loan_schedule(loan, drawn_years)
    value = (1 + yen_change_pct / 100) ** table["year"]
    how = (discount_pct / 100, PAYMENTS)
    own = discount_pct if own_discount_pct is None else own_discount_pct
    payments = table["payment"] * value
    worth = finance.present_value(payments, *how)
    return {
        "paid": float(payments.sum()),
        "present_value": worth,
        "grant_element_pct": 100
        * (1 - worth / finance.present_value(table["drawn"] * value, *how)),
        "own_element_pct": 100 * finance.grant_element_of(table, own / 100),
    }


def break_even_yen_pct(yen_loan: dict, other: dict, discount_pct: float = 5.0) -> float:
    """Find the steady yearly rise of the yen at which a yen loan costs as much as a dollar loan.

    Parameters
    ----------
    yen_loan, other : dict
        Rows of ``loans.measures.terms`` with complete terms.
    discount_pct : float
        Discount rate in dollars, per cent a year.

    Returns
    -------
    float
        Per cent a year at which the present values of both, for each hundred lent, are equal;
        negative when the yen would have to fall.

    Raises
    ------
    helpers.finance.TermsError
        If no change makes them equal.
    """
    aim = cost(other, discount_pct)["present_value"]
    table = loan_schedule(yen_loan)
    discounted = table["payment"] * (1 + discount_pct / 100) ** -table["year"]

    def gap(change: float) -> float:
        return float((discounted * (1 + change / 100) ** table["year"]).sum()) - aim

    low, high = -90.0, 900.0
    if gap(low) > 0 or gap(high) < 0:
        raise finance.TermsError(
            f"loan {yen_loan.get('loan_id', '')!r}: no steady change of the yen from {low:g} to "
            f"{high:g} per cent a year makes it cost what {other.get('loan_id', '')!r} does"
        )
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) < 0 else (low, middle)
    return (low + high) / 2


@measure
def cases(
    terms_table: pd.DataFrame, pairs: dict[str, tuple[str, str]], discount_pct: float = 5.0
) -> pd.DataFrame:
    """Set a Chinese and a Japanese loan side by side, for each hundred dollars lent.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    pairs : dict of str to tuple of str
        Name of the case to the ids of a dollar loan and of a yen loan, both with complete terms.
    discount_pct : float
        Per cent a year.

    Returns
    -------
    pandas.DataFrame
        Two rows a case: the loan's terms, ``fee_pct`` (once), ``commitment_pct`` (a year, of what is
        not drawn), what :func:`cost` gives at a steady yen when all is drawn at once,
        ``drawn_element_pct`` (the grant element when it is drawn over :data:`DRAWN_YEARS`), and
        ``break_even_pct`` (see :func:`break_even_yen_pct`; missing in rows of dollar loans).
    """
    loans = terms_table.set_index("loan_id", drop=False)
    rows = []
    for name, ids in pairs.items():
        dollar, yen = (loans.loc[i].to_dict() for i in ids)
        break_even = break_even_yen_pct(yen, dollar, discount_pct)
        for loan, even in ((dollar, float("nan")), (yen, break_even)):
            rows.append({"case": name, **_priced(loan, discount_pct), "break_even_pct": even})
    return _with_short_names(pd.DataFrame(rows))


@measure
def presets(terms_table: pd.DataFrame) -> pd.DataFrame:
    """Give the real loans that a reader can put into the calculator, with their fees.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives, with ``debtor``. Only loans with one value for rate,
        maturity and grace count; those of the joint railway and in unknown currency don't.

    Returns
    -------
    pandas.DataFrame
        The columns of the terms with ``maturity_years``, ``grace_years``, ``fee_pct`` and
        ``commitment_pct``, by country and year.
    """
    single = (
        terms_table["is_complete"]
        & (terms_table["maturity_low_years"] == terms_table["maturity_high_years"])
        & (terms_table["grace_low_years"] == terms_table["grace_high_years"])
        & terms_table["contract_currency_code"].notna()
    )
    table = terms_table[single].sort_values(["debtor", "year", "loan_id"])
    rows = [
        {**loan, "fee_pct": upfront_fee_pct(loan), "commitment_pct": commitment_fee_pct(loan)}
        for loan in table.to_dict("records")
    ]
    return _with_short_names(pd.DataFrame(rows))


@measure
def with_fees(terms_table: pd.DataFrame, discount_pct: float = 5.0) -> pd.DataFrame:
    """Show what fees take off the grant element, for each loan of which a fee was found.

    Parameters
    ----------
    terms_table : pandas.DataFrame
        What ``loans.measures.terms`` gives.
    discount_pct : float
        Per cent a year.

    Returns
    -------
    pandas.DataFrame
        The loan's terms and fees; ``bare_element_pct`` and ``grant_element_pct`` (fees left out and
        counted, all drawn at once), ``drawn_bare_pct`` and ``drawn_element_pct`` (the same, drawn
        over :data:`DRAWN_YEARS`, or the grace if that is shorter); the four are missing where terms
        are not complete or known as a range only.
    """
    found = terms_table[terms_table[list(FEES)].notna().any(axis=1)]
    rows = []
    for loan in found.to_dict("records"):
        one = loan["is_complete"] and all(
            loan[f"{term}_low_years"] == loan[f"{term}_high_years"]
            for term in ("maturity", "grace")
        )
        bare = loan | dict.fromkeys(FEES)
        if one:
            slow = cost(bare, discount_pct, drawn_years=DRAWN_YEARS)
            loan |= _priced(loan, discount_pct) | {
                "bare_element_pct": cost(bare, discount_pct)["grant_element_pct"],
                "drawn_bare_pct": slow["grant_element_pct"],
            }
        rows.append(loan)
    return pd.DataFrame(rows)


def _priced(loan: dict, discount_pct: float) -> dict:
    drawn = cost(loan, discount_pct, drawn_years=DRAWN_YEARS)["grant_element_pct"]
    fees = {"fee_pct": upfront_fee_pct(loan), "commitment_pct": commitment_fee_pct(loan)}
    return {**loan, **fees, **cost(loan, discount_pct), "drawn_element_pct": drawn}


def _with_short_names(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(
        columns={"maturity_low_years": "maturity_years", "grace_low_years": "grace_years"}
    )


def fees_in_words(loan: dict) -> str:
    """Write the fees of a loan with their kinds, in per cent.

    Parameters
    ----------
    loan : dict
        A row of ``loans.measures.terms``.

    Examples
    --------
    >>> fees_in_words({"management_fee_pct": 0.18, "commitment_fee_pct": 0.25})
    'management 0.18, commitment 0.25'
    >>> fees_in_words({"unnamed_fee_pct": 1.5, "second_unnamed_fee_pct": 0.5})
    'kind not said 1.5 and 0.5'
    """
    named = {"management": "management_fee_pct", "commitment": "commitment_fee_pct"}
    words = [f"{kind} {loan[f]:g}" for kind, f in named.items() if pd.notna(loan.get(f))]
    pair = [loan.get(f) for f in ("unnamed_fee_pct", "second_unnamed_fee_pct")]
    unnamed = " and ".join(f"{value:g}" for value in pair if value is not None and pd.notna(value))
    words += [f"kind not said {unnamed}"] if unnamed else []
    early = loan.get("prepayment_fee_pct")
    words += [f"early repayment {early:g}"] if early is not None and pd.notna(early) else []
    return ", ".join(words)
