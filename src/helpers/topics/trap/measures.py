"""Tests for a debt trap, applied to each debtor and, where they ask for a lender, to China and Japan.

A test is *met*, *not-met* or *unknown*; *no-debt* stands where the debtor owes that lender nothing.
Thresholds come from the table ``trap_criteria`` and the rules it names, never from this code. Rows
of low confidence decide nothing.
"""

from __future__ import annotations

import pandas as pd

from helpers import finance
from helpers.names import CENTRAL_ASIA
from helpers.provenance import by_row, cite, measure
from helpers.topics.debt import paid
from helpers.topics.loans import measures as measured

STATUSES = ("met", "not-met", "unknown", "no-debt")
LENDERS = ("CHN", "JPN")
_MOVED = ("rescheduling", "suspension", "deferral", "cancellation")
_HIGH = ("High", "In debt distress")
_CAPACITY = {"Strong": 21.0, "Medium": 15.0, "Weak": 10.0}
# A shared column set, so that all tests can stand in one table.
COLUMNS = [
    *("criterion_id", "debtor_code", "creditor_code", "status", "value", "evidence_text"),
    *("source_ids", "confidence", "all_source_ids"),
]


def capacity_threshold(rating: str) -> float:
    """Give the threshold for debt service, in per cent of exports, for a debt-carrying capacity.

    Source: the IMF's factsheet on the framework for low-income countries (``imf-lic-dsf-2023``).

    Examples
    --------
    >>> capacity_threshold("Strong")
    21.0
    """
    return _CAPACITY[rating]


def _row(
    criterion, debtor, creditor, status, value, words, sources, confidence="high", *, rests_on=None
) -> dict:
    """Build a row: ``sources`` are printed, ``rests_on`` are the rows that it is made from."""
    printed = ";".join(sources)
    cited = printed if rests_on is None else f"{printed};{cite(rests_on)}".strip(";")
    values = (criterion, debtor, creditor, status, value, words, printed, confidence, cited)
    return dict(zip(COLUMNS, values))


def _above(value: float | None, threshold: float) -> str:
    if value is None or pd.isna(value):
        return "unknown"
    return "met" if value > threshold else "not-met"


def _sources(frame: pd.DataFrame, at_most: int = 3) -> list[str]:
    return list(frame["source_id"].value_counts().index[:at_most])


@measure
def concentration(by_creditor: pd.DataFrame, threshold_pct: float) -> pd.DataFrame:
    """Test whether a lender's share of PPG external debt is, or ever was, above a threshold.

    Parameters
    ----------
    by_creditor : pandas.DataFrame
        What ``debt.measures.by_creditor`` gives.
    threshold_pct : float
        Threshold in per cent.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, tests ``concentration-now`` and ``concentration-ever``; ``value``
        is a share in per cent.

    Examples
    --------
    >>> table = pd.DataFrame({"debtor_code": "KGZ", "creditor_code": "CHN",
    ...     "year": [2019, 2023], "share_pct": [47.9, 40.7]})
    >>> concentration(table, 45).query("debtor_code == 'KGZ' and creditor_code == 'CHN'")[
    ...     "status"].to_list()
    ['not-met', 'met']
    """
    shares = by_creditor.dropna(subset=["share_pct"])
    rows = []
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            mine = shares[(shares["debtor_code"] == debtor) & (shares["creditor_code"] == creditor)]
            if mine.empty:
                words = "The debtor reports no debt to this lender."
                for test in ("concentration-now", "concentration-ever"):
                    rows.append(_row(test, debtor, creditor, "no-debt", None, words, _IDS))
                continue
            latest = mine.loc[mine["year"].idxmax()]
            top = mine.loc[mine["share_pct"].astype(float).idxmax()]
            for test, one in (("concentration-now", latest), ("concentration-ever", top)):
                share = float(one["share_pct"])
                words = f"{share:.1f}% at the end of {one['year']}."
                status = _above(share, threshold_pct)
                rows.append(_row(test, debtor, creditor, status, share, words, _IDS, "medium"))
    return pd.DataFrame(rows, columns=COLUMNS)


_IDS = ["one-debt-overview-ids", "ddf-wdi-dppg"]


@measure
def state_loans(loans: pd.DataFrame) -> pd.DataFrame:
    """Keep loans to the state or with its guarantee, no low rows and each loan once.

    Parameters
    ----------
    loans : pandas.DataFrame
        Table ``loans``.

    Returns
    -------
    pandas.DataFrame
        The rows kept; loans of the five to China and Japan only.
    """
    loans = measured.counted_once(loans)
    keep = (
        loans["is_sovereign_or_guaranteed"].fillna(False)
        & (loans["confidence"] != "low")
        & loans["creditor_code"].isin(LENDERS)
        & loans["debtor_code"].isin(CENTRAL_ASIA)
    )
    return loans[keep]


@measure
def state_elements(
    loans: pd.DataFrame, references: pd.DataFrame, rules: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    """Work out the grant elements of the loans of :func:`state_loans` from their terms.

    Parameters
    ----------
    loans, references, rules, groups : pandas.DataFrame
        Tables ``loans``, ``reference_rates``, ``concessionality_rules``, ``dac_income_groups``.

    Returns
    -------
    pandas.DataFrame
        A row a loan: ``loan_id``, ``debtor_code``, ``creditor_code``, ``source_id``,
        ``printed_grant_element_pct``, ``rate_pct`` (missing where it is not known),
        ``is_floating`` (missing where no term was found), and for each convention of
        ``measures.loans`` that can be applied ``<convention>_low``, ``_high`` (per cent) and
        ``_meets``, and ``all_source_ids``. Fees are left out.
    """
    state = state_loans(loans).set_index("loan_id")
    # Grace that was not read is bounded by all loans of its lender, not by those of states alone.
    terms = measured.terms(loans, references)
    elements = measured.grant_elements(terms, rules, groups)
    elements = elements[elements["loan_id"].isin(state.index)]
    terms = terms[terms["loan_id"].isin(state.index)]
    columns = [
        *("debtor_code", "creditor_code", "source_id", "more_source_ids"),
        "printed_grant_element_pct",
    ]
    table = state[columns].join(terms.set_index("loan_id")[["rate_pct", "is_floating"]])
    for convention in measured.CONVENTIONS:
        rows = elements[elements["convention"] == convention].set_index("loan_id")
        table[f"{convention}_low"] = rows["grant_element_low_pct"]
        table[f"{convention}_high"] = rows["grant_element_high_pct"]
        table[f"{convention}_meets"] = rows["meets_threshold"].astype("boolean")
    # What an element rests on besides the loan: its reference rate, the rules, the income group.
    stated = pd.concat([terms, elements]).groupby("loan_id")["all_source_ids"].agg(";".join)
    more = [stated.get(loan_id, "") for loan_id in table.index]
    cited = [f"{own};{further}".strip(";") for own, further in zip(by_row(table), more)]
    return table.assign(all_source_ids=cited).reset_index()


@measure
def hard_terms(
    elements: pd.DataFrame, discount_pct: float, least_known: float = 0.5
) -> pd.DataFrame:
    """Test whether a state loan is dearer than the yardsticks of the IMF and of aid.

    Only loans at a fixed rate can decide. What a floating loan costs turns on rates that come after
    the signing, so that one of them leaves the test open where no fixed loan is hard.

    A loan is hard if its grant element at the unified rate of the IMF and the World Bank is below
    zero however its terms are read, or if it misses the minimum of the DAC rule of 2018 for the
    income group of its debtor in the year of signing; where the group was not read the first alone
    counts. A loan whose rate alone is known is hard if the rate is above the discount rate.

    Parameters
    ----------
    elements : pandas.DataFrame
        What :func:`state_elements` gives.
    discount_pct : float
        The unified rate, per cent a year.
    least_known : float
        Share of loans, as a fraction, that must be decided before a test counts as not met.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` is the lowest grant element of a fixed-rate loan at the
        unified rate, per cent.
    """
    even = 200 * finance.period_rate(discount_pct / 100)
    unified, aid = elements["unified-5_low"], elements["dac-2018_meets"]
    hard = (elements["unified-5_high"] < 0) | ~aid.fillna(True)
    hard = hard.fillna(False).astype(bool)
    hard |= (unified.isna() & (elements["rate_pct"] > even)).fillna(False).astype(bool)
    floats = elements["is_floating"].eq(True).fillna(False).astype(bool)
    hard &= ~floats
    # Bounds on both sides of the minimum leave a loan open.
    is_open = elements["dac-2018_low"].notna() & aid.isna()
    soft = (unified >= 0).fillna(False).astype(bool) & ~hard & ~is_open & ~floats
    elements = elements.assign(is_hard=hard, is_decided=hard | soft, is_floating=floats)
    rows = []
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            mine = _pair(elements, debtor, creditor)
            known = mine["is_decided"].mean() if len(mine) else 0.0
            dear = bool(mine["is_hard"].any())
            is_soft = known >= least_known and not mine["is_floating"].any()
            status = "met" if dear else "not-met" if is_soft else "unknown"
            priced = mine.loc[~mine["is_floating"], "unified-5_low"].dropna()
            lowest = None if priced.empty else priced.min()
            words, ids = _hard_words(mine, priced), _sources(mine)
            row = ("hard-terms", debtor, creditor, status, lowest, words, ids, "medium")
            rows.append(_row(*row, rests_on=mine))
    return pd.DataFrame(rows, columns=COLUMNS)


def _hard_words(mine: pd.DataFrame, priced: pd.Series) -> str:
    fixed, floating = mine[~mine["is_floating"]], int(mine["is_floating"].sum())
    words = f"{len(mine)} state loans read"
    if floating:
        words += f", {floating} of them floating"
    words += f"; grant element at the unified rate worked out for {len(priced)} of fixed rate"
    if len(priced):
        words += f", the lowest {priced.min():.1f}%".replace("-", "\u2212")
    if fixed["rate_pct"].notna().any():
        words += f"; fixed rate at most {float(fixed['rate_pct'].max()):.1f}%"
    if mine["is_hard"].any():
        words += f"; {int(mine['is_hard'].sum())} below zero or below the minimum for aid"
    for row in fixed.dropna(subset=["printed_grant_element_pct"]).to_dict("records"):
        words += (
            f"; for one AidData prints {row['printed_grant_element_pct']:.1f}% by the older rule, "
            f"our sum by that rule is {row['dac-old_low']:.1f}%"
        )
    return f"{words}."


@measure
def opaque_terms(loans: pd.DataFrame, evidence: pd.DataFrame, threshold_pct: float) -> pd.DataFrame:
    """Test whether terms are hidden: few on an official page, and called opaque by a source.

    Where a source speaks of openness without settling it, the test stays unknown and says what the
    source says.

    Parameters
    ----------
    loans, evidence : pandas.DataFrame
        Tables ``loans`` and ``trap_evidence``.
    threshold_pct : float
        Least share, in per cent of the state loans read, whose rate, grace and maturity stand on an
        official page of lender or debtor.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` is that share in per cent.
    """
    rows = []
    state = state_loans(loans)
    has_rate = state["interest_pct"].notna() | state["margin_pct"].notna()
    complete = has_rate & state["grace_years"].notna() & state["maturity_years"].notna()
    official = state["terms_basis"].isin(["official-page", "debtor-reporting"])
    state = state.assign(is_open=complete & official)
    said = _documents(evidence, "opaque-terms")
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            mine = _pair(state, debtor, creditor)
            count, whole = int(mine["is_open"].sum()), len(mine)
            share = 100 * count / whole if whole else None
            words = f"Full terms on an official page found for {count} of {whole} state loans."
            sources, status = _sources(mine, 2), "unknown"
            if share is not None and share >= threshold_pct:
                status = "not-met"
            elif (debtor, creditor) in said:
                found = said[debtor, creditor]
                status, words = found.status, f"{words} {found.evidence_text}"
                sources = [*_listed(found), *sources]
            row = (status, share, words, sources, "medium")
            rows.append(_row("opaque-terms", debtor, creditor, *row, rests_on=mine))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def payments_moved(relief: pd.DataFrame) -> pd.DataFrame:
    """Test whether payments of the state to a lender had to be moved or cancelled.

    Parameters
    ----------
    relief : pandas.DataFrame
        Table ``debt_relief``. Changes of rate or maturity of companies' loans don't count, nor do
        rows of low confidence; the same relief told twice counts once.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` is the number of agreements. Without any the test is
        unknown, since no full list of relief was read.
    """
    kinds = relief["relief_kind"].isin(_MOVED)
    # A maturity extended between governments is a loan of the state; others are companies'.
    kinds |= (relief["relief_kind"] == "maturity-extension") & relief[
        "creditor_name"
    ].str.startswith("Government")
    kept = relief[kinds & relief["overlaps_relief_ids"].isna() & (relief["confidence"] != "low")]
    kept = kept.drop_duplicates(["debtor_code", "creditor_code", "relief_date", "relief_kind"])
    rows = []
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            mine = _pair(kept, debtor, creditor)
            found = len(mine) > 0
            words = "None found."
            if found:
                dated = mine.assign(year=mine["relief_date"].str[:4]).sort_values(
                    "year", kind="stable"
                )
                words = "; ".join(dict.fromkeys(dated["relief_kind"] + " " + dated["year"]))
                words = words[0].upper() + words[1:] + "."
            rows.append(
                _row(
                    "payments-moved", debtor, creditor, "met" if found else "unknown",
                    len(mine) if found else None, words, _sources(mine, 4), rests_on=mine,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def documented(evidence: pd.DataFrame, criterion_id: str) -> pd.DataFrame:
    """Give the verdicts of a test that rests on documents; a pair without a row is unknown.

    Parameters
    ----------
    evidence : pandas.DataFrame
        Table ``trap_evidence``.
    criterion_id : str
        Test.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` is missing.
    """
    said = _documents(evidence, criterion_id)
    rows = []
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            found = said.get((debtor, creditor))
            if found is None:
                words = "No source that was read looks at the matter."
                rows.append(_row(criterion_id, debtor, creditor, "unknown", None, words, [], ""))
            else:
                row = (found.status, None, found.evidence_text, _listed(found), found.confidence)
                rows.append(_row(criterion_id, debtor, creditor, *row))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def risk_rating(ratings: pd.DataFrame) -> pd.DataFrame:
    """Test the latest rating of the risk of external debt distress.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Table ``debt_sustainability``.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``creditor_code`` is empty, as in all tests of the debtor.
    """
    kept = ratings[(ratings["aspect"] == "external-risk") & (ratings["confidence"] != "low")]
    rows = []
    for debtor in CENTRAL_ASIA:
        mine = kept[kept["area_code"] == debtor]
        if mine.empty:
            words = "On none of the lists that were read."
            rows.append(_row("risk-rating", debtor, "", "unknown", None, words, []))
            continue
        last = mine.loc[mine["year"].idxmax()]
        status = "met" if last["rating_text"] in _HIGH else "not-met"
        words = f"{last['rating_text']} risk, list of {last['year']}."
        row = ("risk-rating", debtor, "", status, None, words, [last["source_id"]])
        rows.append(_row(*row, rests_on=last))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def carrying_capacity(ratings: pd.DataFrame) -> pd.Series:
    """Give the latest debt-carrying capacity of each rated country, by area code.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Table ``debt_sustainability``.
    """
    kept = ratings[ratings["aspect"] == "debt-carrying-capacity"].sort_values("year", kind="stable")
    return kept.groupby("area_code")["rating_text"].last()


@measure
def debt_service(service: pd.DataFrame, bases: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """Test the latest public debt service against the threshold for the debtor's capacity.

    Service of public and publicly guaranteed external debt, without the IMF, against the exports of the
    same year. What is scheduled later is told beside it and decides nothing, since the exports of those
    years are not known.

    Parameters
    ----------
    service, bases, ratings : pandas.DataFrame
        Tables ``debt_service``, ``debt_service_bases`` and ``debt_sustainability``.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` in per cent of exports.
    """
    capacity = carrying_capacity(ratings)
    every = paid.in_all(service)
    exports = bases.dropna(subset=["exports_usd_million"]).sort_values("year", kind="stable")
    rows = []
    for debtor in CENTRAL_ASIA:
        base = exports[exports["area_code"] == debtor].iloc[-1]
        mine = every[every["debtor_code"] == debtor].set_index("year")[paid.TOTAL]
        ratio = 100 * mine / float(base["exports_usd_million"])
        value = float(ratio[base["year"]])
        words = f"{value:.1f}% of exports in {base['year']}"
        status, sources = "unknown", ["one-ids-service-2025", base["source_id"]]
        if debtor in capacity:
            limit = capacity_threshold(capacity[debtor])
            status, side = ("met", "above") if value > limit else ("not-met", "at most")
            words += f", {side} the threshold of {limit:g}% ({capacity[debtor].lower()} capacity)"
            sources.append("imf-lic-dsf-2023")
        else:
            words += "; the framework does not cover the country"
        later = ratio.loc[paid.LAST_PAID + 1 :]
        words += (
            f"; the most that is scheduled, in {later.idxmax()}, is {later.max():.1f}% of the same"
        )
        words += " exports."
        rows.append(_row("debt-service", debtor, "", status, value, words, sources))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def public_debt(debt: pd.DataFrame, threshold_pct: float) -> pd.DataFrame:
    """Test gross public debt against a threshold.

    Parameters
    ----------
    debt : pandas.DataFrame
        Table ``public_debt``; rows of medium confidence are estimates of a running year and are
        left out.
    threshold_pct : float
        Threshold in per cent of GDP.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` in per cent of GDP.
    """
    rows = []
    for debtor in CENTRAL_ASIA:
        mine = debt[(debt["area_code"] == debtor) & (debt["confidence"] == "high")]
        last = mine.loc[mine["year"].idxmax()]
        value = float(last["public_debt_gdp_pct"])
        words = f"{value:.1f}% of GDP in {last['year']}."
        status = _above(value, threshold_pct)
        row = ("public-debt", debtor, "", status, value, words, [last["source_id"]])
        rows.append(_row(*row, rests_on=last))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def matrix(
    criteria: pd.DataFrame, rules: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """Apply every test.

    Parameters
    ----------
    criteria, rules : pandas.DataFrame
        Tables ``trap_criteria`` and ``concessionality_rules``.
    tables : dict of str to pandas.DataFrame
        ``by_creditor`` (of ``debt.measures.by_creditor``) and the tables ``loans``,
        ``reference_rates``, ``trap_evidence``, ``debt_relief``, ``debt_sustainability``, ``debt_service``,
        ``debt_service_bases``, ``public_debt``.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS` with ``criterion_no``, ``criterion_name``, ``applies_to``; one row a
        test, debtor and lender, and one a test and debtor for tests of the debtor.
    """
    limit = criteria.set_index("criterion_id")["threshold_value"]
    rule = rules.set_index("rule_id")
    evidence = tables["trap_evidence"]
    parts = [
        concentration(tables["by_creditor"], float(limit["concentration-now"])),
        hard_terms(
            state_elements(
                tables["loans"], tables["reference_rates"], rules, tables["dac_income_groups"]
            ),
            float(rule.loc["unified-5", "discount_rate_pct"]),
        ),
        opaque_terms(tables["loans"], evidence, float(limit["opaque-terms"])),
        payments_moved(tables["debt_relief"]),
        *(documented(evidence, test) for test in ("collateral", "assets-lost", "policy-price")),
        risk_rating(tables["debt_sustainability"]),
        debt_service(
            tables["debt_service"], tables["debt_service_bases"], tables["debt_sustainability"]
        ),
        public_debt(tables["public_debt"], float(limit["public-debt"])),
    ]
    table = pd.concat([part.astype({"value": "float64"}) for part in parts])
    table = _without_debt(table)
    asked = table["criterion_id"].map(dict(zip(criteria["criterion_id"], by_row(criteria))))
    table["all_source_ids"] = (table["all_source_ids"] + ";" + asked).str.strip(";")
    names = criteria[["criterion_id", "criterion_no", "criterion_name", "applies_to"]]
    table = table.merge(names, on="criterion_id", validate="many_to_one")
    return table.sort_values(["criterion_no", "creditor_code", "debtor_code"], ignore_index=True)


def _without_debt(table: pd.DataFrame) -> pd.DataFrame:
    """Mark all tests of a pair as ``no-debt`` where the debtor reports none to that lender."""
    none = table[table["status"] == "no-debt"]
    pairs = set(zip(none["debtor_code"], none["creditor_code"]))
    hit = [pair in pairs for pair in zip(table["debtor_code"], table["creditor_code"])]
    words = none["evidence_text"].iloc[0] if len(none) else ""
    table = table.copy()
    table.loc[hit, ["status", "value", "evidence_text"]] = ["no-debt", None, words]
    table.loc[hit, ["source_ids", "all_source_ids"]] = ";".join(_IDS)
    return table


@measure
def tally(table: pd.DataFrame) -> pd.DataFrame:
    """Count the verdicts on the tests of a lender.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`matrix` gives.

    Returns
    -------
    pandas.DataFrame
        ``creditor_code``, ``status``, ``pair_count`` (tests times debtors).
    """
    rows = table[table["applies_to"] == "lender"]
    counts = rows.groupby(["creditor_code", "status"]).size()
    return counts.rename("pair_count").reset_index()


@measure
def by_test(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Gather the verdicts of each test and lender in one row.

    Parameters
    ----------
    table : pandas.DataFrame
        What :func:`matrix` gives, with ``debtor`` (name of the country).
    names : dict of str to str
        Name of each status, in the order in which to print them.

    Returns
    -------
    pandas.DataFrame
        ``criterion_name``, ``creditor_code``, ``verdict_text`` (each status with its countries) and
        ``evidence_text`` (country by country; what is the same for several is said once), for tests
        for which something was read, also where it does not settle the matter; ``source_ids`` of
        that, to print, and ``all_source_ids``.
    """
    rows = []
    for (_, creditor), group in table.groupby(["criterion_no", "creditor_code"]):
        shown = group[(group["source_ids"] != "") & (group["status"] != "no-debt")]
        if shown.empty:
            continue
        said = group.groupby("status")["debtor"].agg(", ".join)
        verdicts = [f"{name}: {said[s]}." for s, name in names.items() if s in said]
        words = shown.groupby("evidence_text", sort=False)["debtor"].agg(", ".join)
        ids = dict.fromkeys(i for text in shown["source_ids"] for i in text.split(";"))
        rows.append(
            {
                "criterion_name": group["criterion_name"].iloc[0],
                "creditor_code": creditor,
                "verdict_text": " ".join(verdicts),
                "evidence_text": " ".join(f"{who}: {text}" for text, who in words.items()),
                "source_ids": ";".join(ids),
                "all_source_ids": cite(group),
            }
        )
    return pd.DataFrame(rows)


@measure
def positions(
    debate: pd.DataFrame, areas: pd.DataFrame, names: pd.Series, sources: pd.DataFrame
) -> pd.DataFrame:
    """Order the positions of the debate in time and say what each rests on.

    Parameters
    ----------
    debate, areas : pandas.DataFrame
        Tables ``debate_positions`` and ``debate_position_areas``.
    names : pandas.Series
        Names of areas by ``area_code``.
    sources : pandas.DataFrame
        Table ``sources``.

    Returns
    -------
    pandas.DataFrame
        The columns of ``debate_positions`` with ``holder_name`` (first author, or the outlet),
        ``author_text`` (all authors, or how the author is known), ``source_kind``, ``area_names``,
        ``all_source_ids``, and ``order_no`` within the debate; undated positions come first.
    """
    spoken = areas.assign(name=areas["area_code"].map(names))
    spoken = spoken.groupby("position_id")["name"].agg(", ".join)
    kinds = sources.set_index("source_id")["kind"]
    table = debate.assign(
        holder_name=[_holder(row) for row in debate.itertuples()],
        author_text=[_authors(row) for row in debate.itertuples()],
        source_kind=debate["source_id"].map(kinds),
        area_names=debate["position_id"].map(spoken),
        all_source_ids=[";".join(_listed(row)) for row in debate.itertuples()],
    )
    table = table.sort_values(["debate", "year", "position_id"], na_position="first")
    table["order_no"] = table.groupby("debate").cumcount() + 1
    return table.reset_index(drop=True)


def _holder(row: tuple) -> str:
    if pd.isna(row.author_names):
        return row.outlet_name
    authors = row.author_names.split(";")
    if row.author_kind == "institution":
        return ", ".join(authors)
    return authors[0] + (" et al." if len(authors) > 1 else "")


def _authors(row: tuple) -> str:
    named = "" if pd.isna(row.author_names) else row.author_names.replace(";", ", ")
    known = "" if pd.isna(row.author_note) else row.author_note
    return ", ".join(filter(None, [named, known]))


def _pair(table: pd.DataFrame, debtor: str, creditor: str) -> pd.DataFrame:
    return table[(table["debtor_code"] == debtor) & (table["creditor_code"] == creditor)]


def _documents(evidence: pd.DataFrame, criterion_id: str) -> dict:
    rows = evidence[(evidence["criterion_id"] == criterion_id) & (evidence["confidence"] != "low")]
    return {(row.debtor_code, row.creditor_code): row for row in rows.itertuples()}


def _listed(row: tuple) -> list[str]:
    more = [] if pd.isna(row.more_source_ids) else row.more_source_ids.split(";")
    return [row.source_id, *more]
