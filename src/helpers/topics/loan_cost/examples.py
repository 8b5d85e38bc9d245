"""Worked examples of others, recomputed: what each prints, what this book gives, and what is met.

An example counts as tried when its source prints a result and all that is needed to recompute it, and as met
when the printed digits are those of our result, rounded or cut off. Averages of several loans, results
whose terms were not read, and values that we worked out from a printed formula are listed, not counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from helpers import finance
from helpers.finance.conventions import Convention
from helpers.provenance import measure

NO_CONVENTION = "loan arithmetic"
KINDS = {
    "tried": "tried",
    "average": "average of several loans",
    "no-terms": "terms not read",
    "formula": "formula printed, no result",
}
# What a record says beside its columns: sums at the start and in each year, in the currency lent.
_MORE = {
    "pfl-dfi-allin": (350_000.0, 120_000.0),
    "pfl-caseB-N-pv": (18_000_000.0, 0.0),
    "pfl-caseB-S-pv": (17_705_555.56, 0.0),
    "pfl-caseB-N9-pv": (18_000_000.0, 0.0),
}
WORDS = {
    NO_CONVENTION: "Schedules, payments and returns",
    "dac-1972": "DAC, older rule",
    "dac-2018": "DAC since the reform",
    "imf-wb": "IMF and World Bank, one rate",
    "lic-dsf": "IMF and World Bank, debt framework",
    "cirr": "IMF and World Bank, rate of the currency",
    "currency-matched": "Each currency at its own rate",
}
_TIMING = {
    "at-grace": "principal from the end of grace",
    "after-grace": "principal from a payment after grace",
    None: "principal from the end of grace, never at the signing",
}
_DAY_COUNTS = ("30/360", "act/365", "act/360")
_NEVER = "\u2013"
_BY_RATE = {5: "imf-wb", 6: "dac-2018", 7: "dac-2018", 9: "dac-2018", 10: "dac-1972"}


@measure
def collected(worked_examples: pd.DataFrame, grant_element_examples: pd.DataFrame) -> pd.DataFrame:
    """Put the two tables of printed results into one.

    Parameters
    ----------
    worked_examples, grant_element_examples : pandas.DataFrame
        Tables of those names.

    Returns
    -------
    pandas.DataFrame
        The columns of ``worked_examples``.
    """
    printed = grant_element_examples.rename(
        columns={"printed_grant_element_pct": "printed_result"}
    ).assign(quantity="grant element", unit_name="per cent", result_kind="printed")
    columns = [name for name in worked_examples.columns if name in printed]
    both = pd.concat([printed[columns], worked_examples], ignore_index=True)
    return both[list(worked_examples.columns)]


@measure
def compare(examples: pd.DataFrame) -> pd.DataFrame:
    """Recompute each example and compare it with what was printed.

    Parameters
    ----------
    examples : pandas.DataFrame
        What :func:`collected` gives.

    Returns
    -------
    pandas.DataFrame
        Its rows with ``convention`` (a name in ``helpers.finance.CONVENTIONS``, or
        :data:`NO_CONVENTION` for schedules, payments and returns), ``example_kind`` (a key of
        :data:`KINDS`), ``ours`` (in the unit that is printed; missing where it was not recomputed) and
        ``is_met`` (missing unless tried).
    """
    rows = examples.to_dict("records")
    kinds = [_kind(row) for row in rows]
    ours = [None if kind == "no-terms" else recompute(row) for row, kind in zip(rows, kinds)]
    met = [
        meets(row["printed_result"], value) if kind == "tried" else pd.NA
        for row, kind, value in zip(rows, kinds, ours)
    ]
    return examples.assign(
        convention=[convention_of(row) for row in rows],
        example_kind=kinds,
        ours=pd.array(ours, dtype="Float64"),
        is_met=pd.array(met, dtype="boolean"),
    )


@measure
def count_by_convention(table: pd.DataFrame) -> pd.DataFrame:
    """Count for each convention the examples that were tried and met; zero where none was found.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`compare` gives.

    Returns
    -------
    pandas.DataFrame
        ``convention``, ``tried``, ``met`` and ``listed`` (not counted), every convention a row.
    """
    rows = []
    for name in (*finance.CONVENTIONS, NO_CONVENTION):
        mine = table[table["convention"] == name]
        tried = mine[mine["example_kind"] == "tried"]
        met = int(tried["is_met"].sum())
        rows.append(
            {"convention": name, "tried": len(tried), "met": met, "listed": len(mine) - len(tried)}
        )
    return pd.DataFrame(rows)


@measure
def conventions(*rules: pd.DataFrame) -> pd.DataFrame:
    """List the conventions of the library in words.

    Parameters
    ----------
    *rules : pandas.DataFrame
        Tables ``concessionality_rules`` and ``concessionality_texts``, which hold what the conventions say.

    Returns
    -------
    pandas.DataFrame
        A row for each convention: ``name``, ``bodies``, ``years``, ``rate`` and ``minimum`` (per cent),
        ``timing``, ``floor`` and ``source_id``.
    """
    return pd.DataFrame(
        {
            "name": name,
            "bodies": ", ".join(rule.bodies) or "this book",
            "years": _years(rule),
            "rate": _per_cent(rule.discount_rates) or "by currency",
            "minimum": _per_cent(rule.minimums) or _NEVER,
            "timing": f"{rule.payments_per_year} a year, {_TIMING[rule.first_principal]}",
            "floor": "yes" if rule.floor_at_zero else "no",
            "source_id": ";".join(rule.source_ids) or "oecd-ge-formula",
        }
        for name, rule in finance.CONVENTIONS.items()
    )


def _years(rule: Convention) -> str:
    if rule.valid_from is None:
        return _NEVER
    first, last = rule.valid_from[:4], (rule.valid_to or "")[:4]
    return f"{first}{_NEVER}{last}" if last else f"since {first}"


def _per_cent(by_group: Mapping[str, float]) -> str:
    return " / ".join(f"{100 * value:g}" for value in by_group.values())


@measure
def in_words(compared: pd.DataFrame) -> pd.DataFrame:
    """Write each printed result and ours as the page shows them.

    Parameters
    ----------
    compared : pandas.DataFrame
        What :func:`compare` gives.

    Returns
    -------
    pandas.DataFrame
        Its rows with ``name`` (of the convention), ``terms``, ``printed_words``, ``ours_words`` and
        ``verdict``.
    """
    return compared.assign(
        name=compared["convention"].map(WORDS),
        terms=[_terms(row) for row in compared.to_dict("records")],
        printed_words=[f"{float(value):.10g}" for value in compared["printed_result"]],
        ours_words=["" if pd.isna(v) else f"{float(v):.10g}" for v in compared["ours"]],
        verdict=[_verdict(row) for row in compared.to_dict("records")],
    )


def _terms(row: dict) -> str:
    parts = ("interest_pct", "%"), ("maturity_years", " years"), ("grace_years", " grace")
    return ", ".join(f"{float(row[c]):g}{unit}" for c, unit in parts if pd.notna(row[c]))


def _verdict(row: dict) -> str:
    if row["example_kind"] != "tried":
        return KINDS[row["example_kind"]]
    return "met" if row["is_met"] else "not met"


def tallies(compared: pd.DataFrame) -> dict[str, int]:
    """Count the printed results: all, tried (printed with all terms), met, and listed only.

    A result is met if its printed digits are ours, rounded or cut off.
    """
    tried = compared[compared["example_kind"] == "tried"]
    return {
        "examples-all": len(compared),
        "examples-tried": len(tried),
        "examples-met": int(tried["is_met"].sum()),
        "examples-untried": len(compared) - len(tried),
    }


def missed(counts: pd.DataFrame) -> str:
    """Say how many results were not met, by convention."""
    lost = counts.assign(lost=counts["tried"] - counts["met"]).query("lost > 0")
    return ", ".join(f"{n} for {WORDS[c]}" for c, n in zip(lost["convention"], lost["lost"]))


def day_count(loans: pd.DataFrame) -> dict[str, float]:
    """Take the loan that China gave most often, on dates, and by how many points its grant element moves.

    The discount rate is five per cent; the dates are half-yearly from the end of a June, and the day
    counts those of bonds and of money markets.
    """
    terms = ["interest_pct", "maturity_years", "grace_years"]
    chinese = loans[loans["creditor_code"] == "CHN"].dropna(subset=terms)
    rate, maturity, grace = (float(v) for v in chinese.groupby(terms).size().idxmax())
    plain = finance.grant_element(rate / 100, maturity, grace)
    dated = [
        finance.schedule(100, rate / 100, maturity, grace, dates="2010-06-30", day_count=name)
        for name in _DAY_COUNTS
    ]
    moves = [abs(finance.grant_element_of(made, 0.05) - plain) for made in dated]
    return {"day-count": 100 * max(moves)}


def convention_of(row: dict) -> str:
    """Name the convention that a printed result follows."""
    if "template" in _text(row, "note") or row["example_id"].startswith("licdsf"):
        return "lic-dsf"
    if not row["quantity"].startswith(
        ("grant element", "average grant", "same loan", "lump", "1%")
    ):
        return NO_CONVENTION
    if pd.notna(row["discount_rate_pct"]):
        return _BY_RATE[int(row["discount_rate_pct"])]
    return "imf-wb" if "IMF" in _text(row, "note") else "dac-1972"


def meets(printed: float | str, ours: float) -> bool:
    """Say whether the printed digits are those of a result, rounded or cut off.

    Floats end after sixteen digits; what agrees to the twelfth is taken as equal.

    Examples
    --------
    >>> meets("75.051", 75.051598), meets("53.1012", 53.101162), meets("26", 28.15)
    (True, True, False)
    """
    value = Decimal(str(printed))
    if abs(float(value) - ours) <= 1e-12 * abs(ours):
        return True
    unit = Decimal(1).scaleb(value.as_tuple().exponent)
    exact = Decimal(repr(ours))
    return value in (exact.quantize(unit), exact.quantize(unit, "ROUND_DOWN"))


def recompute(row: dict) -> float:
    """Recompute an example from its terms.

    Parameters
    ----------
    row : dict
        A row of the table ``worked_examples``.

    Returns
    -------
    float
        In the unit that is printed.

    Raises
    ------
    ValueError
        If the quantity is of a kind that is not known here, naming the example.
    """
    quantity = row["quantity"]
    for pattern, work in _WORK.items():
        if found := re.fullmatch(pattern, quantity):
            return float(work(row, *found.groups()))
    raise ValueError(
        f"worked_examples: row {row['example_id']!r}, column 'quantity': {quantity!r} is none that "
        "helpers.topics.loan_cost.examples can recompute"
    )


def _kind(row: dict) -> str:
    kind = row["result_kind"]
    if "formula" in kind:
        return "formula"
    if "average" in kind:
        return "average"
    has_terms = pd.notna(row["interest_pct"]) or "flows" in _text(row, "repayment_profile")
    has_terms &= not row["quantity"].startswith("sum of disbursements")
    return "no-terms" if "quoted" in kind or not has_terms else "tried"


def _text(row: dict, column: str) -> str:
    return "" if pd.isna(row[column]) else str(row[column])


def _number(row: dict, column: str, otherwise: float = 0.0) -> float:
    return otherwise if pd.isna(row[column]) else float(row[column])


def _schedule(row: dict, *, amount: float | None = None, **more: object) -> pd.DataFrame:
    """Write the schedule of an example by the timing that its source uses."""
    profile = _text(row, "repayment_profile") or "equal-principal"
    if convention_of(row) == "lic-dsf" or profile == "annuity-after-grace":
        more.setdefault("first_principal", "after-grace")
    elif convention_of(row) != NO_CONVENTION:
        more.setdefault("first_principal", "at-grace")
    return finance.schedule(
        _number(row, "amount", 100.0) if amount is None else amount,
        _number(row, "interest_pct") / 100,
        _number(row, "maturity_years"),
        _number(row, "grace_years"),
        payments_per_year=int(row["payments_per_year"]),
        repayment=profile.removesuffix("-after-grace"),
        loan=row["example_id"],
        **more,
    )


def _discount(row: dict) -> float:
    return _number(row, "discount_rate_pct") / 100


def _grant_element(row: dict, **more: object) -> float:
    profile = row["repayment_profile"]
    if not more and convention_of(row).startswith("dac") and "annuity" not in str(profile):
        # The formula takes terms that fall between two dates of payment as they are, as its users do.
        terms = [_number(row, name) for name in ("maturity_years", "grace_years")]
        rate = _number(row, "interest_pct") / 100
        return 100 * finance.grant_element_dac_formula(rate, *terms, _discount(row))
    value = finance.grant_element_of(_schedule(row, **more), _discount(row))
    rule = finance.CONVENTIONS.get(convention_of(row))
    return 100 * (max(value, 0.0) if rule and rule.floor_at_zero else value)


def _present_value(row: dict) -> float:
    table = _schedule(row)
    return finance.present_value(table["payment"], _discount(row), int(row["payments_per_year"]))


def _of_period(name: str):
    def work(row: dict, period: str) -> float:
        return _schedule(row)[name].iloc[int(period)]

    return work


def _instalment(row: dict) -> float:
    return _schedule(row)["payment"].iloc[1]


def _all_in(row: dict) -> float:
    """Give the effective rate of what reaches the borrower, a premium lent on top or fees kept back."""
    proceeds, fee = _number(row, "amount"), _number(row, "fee_pct") / 100
    start, yearly = _MORE.get(row["example_id"], (0.0, 0.0))
    is_financed = "financed" in _text(row, "note")
    lent = proceeds * (1 + fee) if is_financed else (proceeds + start) / (1 - fee)
    table = _schedule(row, amount=lent)
    later = [0.0] * (len(table) - 1)
    paid = table["payment"] + [0.0, *(yearly for _ in later)]
    return 100 * finance.effective_rate(table.assign(drawn=[proceeds, *later], payment=paid))


def _with_own_funds(row: dict) -> float:
    """Give the present value of own funds at the start and of the service, a premium lent on top."""
    fee = _number(row, "fee_pct") / 100 if _number(row, "fee_pct") > 5 else 0.0
    service = _schedule(row, amount=_number(row, "amount") * (1 + fee))["payment"]
    start, _ = _MORE[row["example_id"]]
    return start + finance.present_value(service, _discount(row), int(row["payments_per_year"]))


def _bridge(row: dict) -> float:
    table = _schedule(row, grace_interest="capitalised")
    return table["payment"].sum() - _number(row, "amount")


def _annuity_factor(row: dict) -> float:
    ones = [0.0, *[1.0] * int(row["maturity_years"])]
    return finance.present_value(ones, _number(row, "interest_pct") / 100, 1)


def _future_value(row: dict) -> float:
    payments, rate = int(row["payments_per_year"]), _number(row, "interest_pct") / 100
    count = int(row["maturity_years"]) * payments
    saved = [_number(row, "amount")] * (count + 1)
    worth = finance.present_value(saved, rate, payments, "simple")
    return worth * (1 + finance.period_rate(rate, payments, "simple")) ** count


def _flows(row: dict) -> pd.Series:
    words = _text(row, "repayment_profile").removeprefix("flows").strip(" []")
    return pd.Series([float(word) for word in words.split()])


def _return(row: dict) -> float:
    flows = _flows(row)
    sums = {"drawn": (-flows).clip(lower=0), "payment": flows.clip(lower=0)}
    return finance.effective_rate(pd.DataFrame({"year": flows.index, **sums}))


# By the words of the column `quantity`.
_WORK = {
    r"(?:average )?grant element(?: of yen loans of the year| \(OECD\)|, 2\.5%.*)?": lambda row, *_: (
        _grant_element(row)
    ),
    r"same loan as annuity": lambda row: _grant_element(row | {"repayment_profile": "annuity"}),
    r"lump sum with simple interest": lambda row: _grant_element(
        row | {"repayment_profile": "bullet", "grace_years": row["maturity_years"]},
        grace_interest="deferred",
    ),
    r"1% in the grace, 2\.5% after": lambda row: _two_rates(row),
    r"present value(?: of 100)?": _present_value,
    r"grant equivalent": lambda row: _number(row, "amount") - _present_value(row),
    r"principal(?: paid in year|, month) (\d+)": _of_period("principal"),
    r"(?:stock|balance) after (?:year|month) (\d+)": _of_period("balance"),
    r"interest(?: in year|, month) (\d+)": _of_period("interest"),
    r"interest 2025 of .*": lambda row: _schedule(row)["interest"].iloc[1],
    r"interest in the grace": lambda row: _schedule(row)["interest"].iloc[1],
    r"service in year (\d+)": _of_period("payment"),
    r"annuity factor": _annuity_factor,
    r"instalment|monthly payment": _instalment,
    r"all-in rate": _all_in,
    r"present value of own funds and service": _with_own_funds,
    r"capitalised interest of a bridge loan": _bridge,
    r"interest in all": lambda row: _schedule(row)["interest"].sum(),
    r"future value": _future_value,
    r"internal rate of return": _return,
    r"net present value": lambda row: finance.present_value(_flows(row), _discount(row), 1),
}


def _two_rates(row: dict) -> float:
    # 1 per cent until the payment before the first principal, the printed rate from then on.
    before = round(row["grace_years"] * row["payments_per_year"]) - 1
    rates = [0.01] * before + [_number(row, "interest_pct") / 100]
    table = finance.schedule(
        100.0,
        rates,
        row["maturity_years"],
        row["grace_years"],
        payments_per_year=int(row["payments_per_year"]),
    )
    return 100 * finance.grant_element_of(table, _discount(row))
