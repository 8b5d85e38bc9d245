"""Tests for a debt trap, applied to each debtor and, where they ask for a lender, to China and Japan.

A test is *met*, *not-met* or *undecided*, where what was read leaves it open or its error spans the
threshold; *not-looked-at* stands where no source that was read looks at the matter, *no-debt* where
the debtor owes that lender nothing. No rule names a lender: exchange their rows and the verdicts
change places. Thresholds come from the table ``trap_criteria`` and the rules it names, never from
this code. Rows of low confidence decide nothing.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from helpers import finance
from helpers.formatting import counted
from helpers.names import CENTRAL_ASIA
from helpers.partial_dates import date_bounds, format_date
from helpers.provenance import by_row, cite, measure
from helpers.provenance import row as row_of
from helpers.topics.debt import coverage, paid
from helpers.topics.loans import measures as measured

STATUSES = ("met", "not-met", "undecided", "not-looked-at", "no-debt")
LENDERS = ("CHN", "JPN")
_MOVED = ("rescheduling", "suspension", "deferral", "cancellation")
_HIGH = ("High", "In debt distress")
# Parts and totals of the World Bank's stocks are of different releases: a share may be off by this.
SHARE_ERROR = 1.0
# A ministry's figure speaks of the same time as the World Bank's if it lies within so many days.
_SAME_TIME = 200
_SILENT = "No source looks at the matter."
# A shared column set, so that all tests can stand in one table.
COLUMNS = [
    *("criterion_id", "debtor_code", "creditor_code", "status", "value", "cell_text"),
    *("evidence_text", "source_ids", "confidence", "all_source_ids"),
]


def _row(
    criterion,
    debtor,
    creditor,
    status,
    value,
    words,
    sources,
    confidence="high",
    *,
    cell="",
    rests_on=None,
) -> dict:
    """Build a row: ``sources`` are printed, ``rests_on`` are the rows that it is made from."""
    printed = ";".join(sources)
    cited = printed if rests_on is None else f"{printed};{cite(rests_on)}".strip(";")
    values = (criterion, debtor, creditor, status, value, cell, words, printed, confidence, cited)
    return dict(zip(COLUMNS, values))


def between(low: float, high: float, threshold: float) -> str:
    """Judge a figure of which two bounds are known: undecided where the threshold lies between them.

    Examples
    --------
    >>> between(46.3, 48.9, 45), between(43.9, 45.9, 45), between(39.7, 41.7, 45)
    ('met', 'undecided', 'not-met')
    """
    if low > threshold:
        return "met"
    return "not-met" if high <= threshold else "undecided"


def in_years(above: int, years: int) -> str:
    """Judge a test that asks of each year: the verdict must not hang on a single one.

    It is met if the figure was above the threshold in more than half of the years, not met if not,
    and undecided if one year more or less would turn that.

    Examples
    --------
    >>> in_years(5, 6), in_years(4, 6), in_years(3, 6), in_years(2, 6)
    ('met', 'undecided', 'undecided', 'not-met')
    """
    if above - 1 > years / 2:
        return "met"
    return "not-met" if above + 1 <= years / 2 else "undecided"


def _sources(frame: pd.DataFrame, at_most: int = 3) -> list[str]:
    return list(frame["source_id"].value_counts().index[:at_most])


@measure
def concentration(
    by_creditor: pd.DataFrame, own: pd.DataFrame, threshold_pct: float
) -> pd.DataFrame:
    """Test whether a lender's share of public external debt is, or ever was, above a threshold.

    Both records are asked, the World Bank's and the ministry's, whose total is wider: on which of
    them Kyrgyzstan's limit was to be measured was not printed. The test is met if every record is
    above the threshold and not met if none is, with the error of the World Bank's shares; ever, if
    that is so in any year.

    Parameters
    ----------
    by_creditor : pandas.DataFrame
        What ``debt.measures.by_creditor`` gives.
    own : pandas.DataFrame
        What ``debt.owed.completed`` gives: the reports of ministries.
    threshold_pct : float
        Threshold in per cent.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, tests ``concentration-now`` and ``concentration-ever``; ``value``
        is the World Bank's share in per cent.

    Examples
    --------
    >>> table = pd.DataFrame({"debtor_code": "KGZ", "creditor_code": "CHN",
    ...     "year": [2019, 2023], "share_pct": [47.9, 40.7]})
    >>> own = pd.DataFrame({"debtor_code": "KGZ", "creditor_code": "CHN", "as_of_date": ["2020-04"],
    ...     "share_pct": [46.3], "source_id": "a"})
    >>> concentration(table, own, 45).query("debtor_code == 'KGZ' and creditor_code == 'CHN'")[
    ...     "status"].to_list()
    ['not-met', 'met']
    """
    shares = by_creditor.dropna(subset=["share_pct"])
    own = own.dropna(subset=["share_pct"])
    own = own.assign(day=[date_bounds(text)[0] for text in own["as_of_date"]])
    rows = []
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            mine, told = _pair(shares, debtor, creditor), _pair(own, debtor, creditor)
            if mine.empty:
                words = "The debtor reports no debt to this lender."
                for test in ("concentration-now", "concentration-ever"):
                    rows.append(_row(test, debtor, creditor, "no-debt", None, words, _IDS))
                continue
            last = mine.loc[mine["year"].idxmax()]
            newest = told[told["day"] > dt.date(int(last["year"]), 12, 31)]
            newest = newest.sort_values("day", kind="stable").tail(1)
            pair = ("concentration-now", debtor, creditor)
            rows.append(_concentrated(*pair, last, newest, threshold_pct))
            pair = ("concentration-ever", debtor, creditor)
            every = [
                _concentrated(*pair, one, _then(told, int(one["year"])), threshold_pct)
                for _, one in mine.iterrows()
            ]
            # The year that comes nearest to meeting the test: by its verdict, then by its share.
            rows.append(max(every, key=lambda row: (_NEAREST.index(row["status"]), row["value"])))
    return pd.DataFrame(rows, columns=COLUMNS)


_NEAREST = ("not-met", "undecided", "met")


def _then(told: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give a ministry's share of about the end of a year, the nearest in time, as one row or none."""
    end = dt.date(year, 12, 31)
    away = told["day"].map(lambda day: abs((day - end).days)).astype(float)
    return (
        told[away <= _SAME_TIME]
        .loc[lambda near: away[near.index].sort_values(kind="stable").index]
        .head(1)
    )


def _concentrated(test, debtor, creditor, one, second, threshold_pct) -> dict:
    share = float(one["share_pct"])
    words = f"{share:.1f}% at the end of {one['year']} by the World Bank"
    ends, sources = [share - SHARE_ERROR, share + SHARE_ERROR], list(_IDS)
    if len(second):
        report = second.iloc[0]
        ends.append(float(report["share_pct"]))
        on = "on" if report["as_of_date"].count("-") == 2 else "in"
        words += f", {ends[-1]:.1f}% {on} {format_date(report['as_of_date'])} by the ministry"
        sources.append(report["source_id"])
    status = between(min(ends), max(ends), threshold_pct)
    row = (test, debtor, creditor, status, share, f"{words}.", sources, "medium")
    return _row(*row, cell=f"{share:.0f}%")


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
        ``printed_grant_element_pct``, ``usd_million`` (where the loans have it, see
        ``debt.coverage.in_dollars``), ``rate_pct`` (missing where it is not known),
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
        # The amount and what its rate cites, where the loans come with it.
        *(name for name in ("usd_million", "all_source_ids") if name in state),
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
        unified rate, per cent. The cell tells how many of the loans that are decided are hard.
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
            status = "met" if dear else "not-met" if is_soft else "undecided"
            priced = mine.loc[~mine["is_floating"], "unified-5_low"].dropna()
            lowest = None if priced.empty else priced.min()
            words, ids = _hard_words(mine, priced), _sources(mine)
            decided = mine[mine["is_decided"]]
            cell = f"{int(decided['is_hard'].sum())}/{len(decided)}" if len(decided) else ""
            row = ("hard-terms", debtor, creditor, status, lowest, words, ids, "medium")
            rows.append(_row(*row, cell=cell, rests_on=mine))
    return pd.DataFrame(rows, columns=COLUMNS)


def _money_pct(part: pd.DataFrame, whole: pd.DataFrame) -> float | None:
    """Give what part of the money of loans some of them are, in per cent; of those with an amount."""
    money = float(whole["usd_million"].sum()) if "usd_million" in whole else 0.0
    return 100 * float(part["usd_million"].sum()) / money if money else None


def _share_words(part: pd.DataFrame, whole: pd.DataFrame) -> str:
    money = _money_pct(part, whole)
    words = f"{len(part)} of {counted(len(whole), 'loans')}"
    return words if money is None else f"{words} and {money:.0f}% of their money"


def _hard_words(mine: pd.DataFrame, priced: pd.Series) -> str:
    fixed, floating = mine[~mine["is_floating"]], int(mine["is_floating"].sum())
    words = f"{len(mine)} known state loans"
    if floating:
        words += f", {floating} of them floating"
    words += f"; grant element at the unified rate worked out for {len(priced)} at fixed rates"
    if len(priced):
        words += f", the lowest {priced.min():.1f}%".replace("-", "\u2212")
    if fixed["rate_pct"].notna().any():
        words += f"; fixed rate at most {float(fixed['rate_pct'].max()):.1f}%"
    decided = mine[mine["is_decided"]]
    if len(decided):
        part = _share_words(decided[decided["is_hard"]], decided)
        words += f"; of those decided {part} below zero or below the minimum for aid"
    for row in fixed.dropna(subset=["printed_grant_element_pct"]).to_dict("records"):
        words += (
            f"; for one AidData prints {row['printed_grant_element_pct']:.1f}% by the older rule, "
            f"our sum by that rule is {row['dac-old_low']:.1f}%"
        )
    return f"{words}."


PUBLISHERS = ("lender", "debtor", "others", "nobody")


@measure
def published(loans: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Say for each loan on whose page its full terms were found.

    Full terms are rate, grace and maturity. A loan whose terms others print counts for the debtor
    where a row of ``trap_evidence`` names it as published by the debtor, as when parliament
    ratified it.

    Parameters
    ----------
    loans : pandas.DataFrame
        Rows of the table ``loans``.
    evidence : pandas.DataFrame
        Table ``trap_evidence``.

    Returns
    -------
    pandas.DataFrame
        The loans with ``publisher``: lender, debtor, others (a data set or the press), or nobody,
        where the full terms were not found.
    """
    has_rate = loans["interest_pct"].notna() | loans["margin_pct"].notna()
    complete = has_rate & loans["grace_years"].notna() & loans["maturity_years"].notna()
    basis = loans["terms_basis"].map({"official-page": "lender", "debtor-reporting": "debtor"})
    publisher = basis.fillna("others").where(complete, "nobody")
    named = evidence.loc[evidence["criterion_id"] == "opaque-terms", "loan_ids"].dropna()
    ratified = {one for ids in named for one in ids.split(";")}
    by_debtor = loans["loan_id"].isin(ratified) & (publisher == "others")
    return loans.assign(publisher=publisher.mask(by_debtor, "debtor"))


@measure
def opaque_terms(loans: pd.DataFrame, evidence: pd.DataFrame, threshold_pct: float) -> pd.DataFrame:
    """Test whether terms are hidden, by what lender and debtor have published.

    Not met if full terms of at least the threshold of the state loans stand on a page of lender or
    debtor. Below it the test is met only if a document shows that terms are kept secret; that
    somebody calls the lending opaque decides nothing, nor does a page that was not found.

    Parameters
    ----------
    loans, evidence : pandas.DataFrame
        Tables ``loans`` and ``trap_evidence``.
    threshold_pct : float
        Least share, in per cent of the state loans read.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` is that share in per cent.
    """
    rows = []
    state = published(state_loans(loans), evidence)
    said = _documents(evidence, "opaque-terms")
    for debtor in CENTRAL_ASIA:
        for creditor in LENDERS:
            mine = _pair(state, debtor, creditor)
            by = mine["publisher"].value_counts()
            count, whole = int(by.get("lender", 0) + by.get("debtor", 0)), len(mine)
            share = 100 * count / whole if whole else None
            words = f"Full terms of {whole} state loans: {_publishers(by)}."
            sources, status = _sources(mine, 2), "undecided" if whole else "not-looked-at"
            if (debtor, creditor) in said:
                found = said[debtor, creditor]
                status, words = found.status, f"{words} {found.evidence_text}"
                sources = [*_listed(found), *sources]
            if share is not None and share >= threshold_pct:
                status = "not-met"
            cell = "" if share is None else f"{share:.0f}%"
            row = ("opaque-terms", debtor, creditor, status, share, words, sources, "medium")
            rows.append(_row(*row, cell=cell, rests_on=mine))
    return pd.DataFrame(rows, columns=COLUMNS)


def _publishers(by: pd.Series) -> str:
    names = {
        "lender": "on a page of the lender",
        "debtor": "by the debtor",
        "others": "only by others",
        "nobody": "in full nowhere",
    }
    return ", ".join(f"{by[who]} {words}" for who, words in names.items() if who in by)


# Who lends, by a pattern in kind and name of the lender: the first that fits.
INSTITUTIONS = {
    "Aid lender: JICA and its predecessors": "^aid-lender",
    "Japan Bank for International Cooperation": "JBIC",
    "Export-Import Bank of China": "Export-Import Bank of China",
    "China Development Bank": "China Development Bank",
}
_OTHERS = {"CHN": "Other Chinese lenders", "JPN": "Other Japanese lenders"}


@measure
def by_institution(loans: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Count the loans of each lending institution by where their full terms were found.

    Parameters
    ----------
    loans, evidence : pandas.DataFrame
        Tables ``loans`` and ``trap_evidence``. Loans to companies count too; those to the five.

    Returns
    -------
    pandas.DataFrame
        ``creditor_code``, ``institution``, ``loan_count``, a column for each of
        :data:`PUBLISHERS`, ``open_pct`` (published by lender or debtor, per cent of loans),
        ``first_year``, ``last_year`` of signing, ``all_source_ids``.
    """
    kept = measured.readable(loans)
    kept = kept[kept["creditor_code"].isin(LENDERS) & kept["debtor_code"].isin(CENTRAL_ASIA)]
    kept = published(kept, evidence)
    kept = kept.assign(institution=[_institution(one) for one in kept.itertuples()])
    rows = []
    for (creditor, institution), mine in kept.groupby(["creditor_code", "institution"]):
        by = mine["publisher"].value_counts()
        counts = {who: int(by.get(who, 0)) for who in PUBLISHERS}
        years = mine["signed_date"].dropna().str[:4].astype(int)
        told = {"creditor_code": creditor, "institution": institution, "loan_count": len(mine)}
        told |= {"open_pct": 100 * (counts["lender"] + counts["debtor"]) / len(mine)}
        told |= {"first_year": int(years.min()), "last_year": int(years.max())}
        rows.append(row_of(mine, **told, **counts))
    return pd.DataFrame(rows)


def _institution(loan: tuple) -> str:
    name = f"{loan.lender_kind} {loan.lender_name}"
    known = (one for one, pattern in INSTITUTIONS.items() if re.search(pattern, name))
    return next(known, _OTHERS[loan.creditor_code])


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
        Columns :data:`COLUMNS`; ``value`` is the number of agreements. Without any nothing is said,
        since no full list of relief was read.
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
            words = "No agreement is on record, and no source says that there was none."
            if found:
                dated = mine.assign(year=mine["relief_date"].str[:4]).sort_values(
                    "year", kind="stable"
                )
                kinds = dated["relief_kind"].str.replace("-", " ")
                words = "; ".join(dict.fromkeys(kinds + " " + dated["year"]))
                words = words[0].upper() + words[1:] + "."
            rows.append(
                _row(
                    "payments-moved", debtor, creditor, "met" if found else "not-looked-at",
                    len(mine) if found else None, words, _sources(mine, 4),
                    cell=str(len(mine)) if found else "", rests_on=mine,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def documented(evidence: pd.DataFrame, criterion_id: str) -> pd.DataFrame:
    """Give the verdicts of a test that rests on documents; of a pair without a row nothing is said.

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
                row = (criterion_id, debtor, creditor, "not-looked-at", None, _SILENT, [], "")
                rows.append(_row(*row))
            else:
                row = (found.status, None, found.evidence_text, _listed(found), found.confidence)
                rows.append(_row(criterion_id, debtor, creditor, *row))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def collateral(loans: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """Test whether a loan is secured, and say what part of loans and money the secured ones are.

    Parameters
    ----------
    loans : pandas.DataFrame
        What ``debt.coverage.in_dollars`` gives.
    evidence : pandas.DataFrame
        Table ``trap_evidence``, whose rows name the secured loans.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` is the part of the money of all loans read of that lender to
        that debtor, to companies too, that is secured, in per cent. The cell tells the loans.
    """
    table = documented(evidence, "collateral").set_index(["debtor_code", "creditor_code"])
    named = evidence[evidence["criterion_id"] == "collateral"]
    named = named.set_index(["debtor_code", "creditor_code"])["loan_ids"].dropna()
    # A secured deal that is known badly counts in part and whole alike, or the part would not be of it.
    secured = {one for ids in named for one in ids.split(";")}
    read = pd.concat([measured.readable(loans), loans[loans["loan_id"].isin(secured)]])
    read = read.drop_duplicates("loan_id")
    rows = []
    for (debtor, creditor), found in table.iterrows():
        mine = _pair(read, debtor, creditor)
        part = mine[mine["loan_id"].isin(secured)]
        words, cell, share = found["evidence_text"], "", None
        if found["status"] == "met":
            words = f"{words} Secured: {_share_words(part, mine)}."
            cell, share = f"{len(part)}/{len(mine)}", _money_pct(part, mine)
        ids = [one for one in found["source_ids"].split(";") if one]
        row = ("collateral", debtor, creditor, found["status"], share, words, ids)
        rows.append(_row(*row, found["confidence"], cell=cell, rests_on=mine))
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
            words = "On none of the known lists."
            rows.append(_row("risk-rating", debtor, "", "not-looked-at", None, words, []))
            continue
        last = mine.loc[mine["year"].idxmax()]
        status = "met" if last["rating_text"] in _HIGH else "not-met"
        high = mine.loc[mine["rating_text"].isin(_HIGH), "year"].nunique()
        words = f"{last['rating_text']} risk, list of {last['year']}; high in {high} of "
        words += f"{counted(mine['year'].nunique(), 'years')} since {mine['year'].min()}."
        row = ("risk-rating", debtor, "", status, None, words, [last["source_id"]])
        rows.append(_row(*row, rests_on=last))
    return pd.DataFrame(rows, columns=COLUMNS)


@measure
def service_years(service: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """Set public debt service against exports and the framework's threshold, year by year.

    Service of public and publicly guaranteed external debt, without the IMF. A year in which the
    framework did not rate the country takes the threshold of the year before it that was rated, or
    else of the first after it.

    Parameters
    ----------
    service, bases : pandas.DataFrame
        Tables ``debt_service`` and ``debt_service_bases``.

    Returns
    -------
    pandas.DataFrame
        ``debtor_code``, ``year``, ``exports_pct``, ``limit_pct`` (missing where the framework does
        not hold the country), ``is_above``, for years for which service and exports were read.
    """
    exports = bases.dropna(subset=["exports_usd_million"]).sort_values("year", kind="stable")
    limit = exports.groupby("area_code")["service_exports_threshold_pct"]
    exports = exports.assign(limit_pct=limit.ffill().astype(float))
    limit = exports.groupby("area_code")["limit_pct"]
    exports = exports.assign(limit_pct=limit.bfill())
    whole = paid.in_all(service).rename(columns={"debtor_code": "area_code"})
    table = exports.merge(whole[["area_code", "year", paid.TOTAL]], on=["area_code", "year"])
    ratio = 100 * table[paid.TOTAL] / table["exports_usd_million"].astype(float)
    table = table.assign(exports_pct=ratio, is_above=ratio > table["limit_pct"])
    columns = ["area_code", "year", "exports_pct", "limit_pct", "is_above"]
    return table[[*columns, "source_id", "more_source_ids"]].rename(
        columns={"area_code": "debtor_code"}
    )


@measure
def debt_service(service: pd.DataFrame, bases: pd.DataFrame) -> pd.DataFrame:
    """Test public debt service year by year against the threshold for the debtor's capacity.

    Service of public and publicly guaranteed external debt, without the IMF, against the exports of
    the same year; :func:`in_years` judges. What is scheduled later is told beside it and decides
    nothing, since the exports of those years are not known.

    Parameters
    ----------
    service, bases : pandas.DataFrame
        Tables ``debt_service`` and ``debt_service_bases``.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``value`` in per cent of exports, of the latest year. The cell tells
        in how many of the years the service was above the threshold.
    """
    every = service_years(service, bases)
    whole = paid.in_all(service)
    exports = bases.dropna(subset=["exports_usd_million"])
    rows = []
    for debtor in CENTRAL_ASIA:
        mine = every[every["debtor_code"] == debtor]
        last = mine.iloc[-1]
        base = exports[exports["area_code"] == debtor].set_index("year").loc[last["year"]]
        later = whole[(whole["debtor_code"] == debtor) & (whole["year"] > paid.LAST_PAID)]
        later = 100 * later.set_index("year")[paid.TOTAL] / float(base["exports_usd_million"])
        value, sources = float(last["exports_pct"]), ["one-ids-service-2025", base["source_id"]]
        words = f"{value:.1f}% of exports in {last['year']}"
        if pd.isna(last["limit_pct"]):
            status, cell = "not-looked-at", f"{value:.0f}%"
            words += "; the framework does not cover the country"
        else:
            above = int(mine["is_above"].sum())
            status, cell = in_years(above, len(mine)), f"{above}/{len(mine)}"
            limits = sorted({f"{limit:g}%" for limit in mine["limit_pct"]})
            words += f"; above the threshold of its year ({' or '.join(limits)}) in {above} of the "
            words += f"{counted(len(mine), 'years')} since {mine['year'].min()}"
            sources.append("imf-lic-dsf-2023")
            due = int((later > last["limit_pct"]).sum())
            words += (
                f"; the schedule, without the bonds issued since, is above it in {due} of "
                f"{counted(len(later), 'years')} to {later.index.max()}"
            )
        words += (
            f"; the most that is scheduled, in {later.idxmax()}, is {later.max():.1f}% of the same"
        )
        words += " exports."
        row = ("debt-service", debtor, "", status, value, words, sources)
        rows.append(_row(*row, "medium", cell=cell))
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
        status = between(value, value, threshold_pct)
        row = ("public-debt", debtor, "", status, value, words, [last["source_id"]])
        rows.append(_row(*row, cell=f"{value:.0f}%", rests_on=last))
    return pd.DataFrame(rows, columns=COLUMNS)


# What the tests are applied to, besides the shares of creditors.
TABLES = (
    *("loans", "reference_rates", "dac_income_groups", "exchange_rates_year_end", "trap_evidence"),
    *("debt_relief", "debt_sustainability", "debt_service", "debt_service_bases", "public_debt"),
)


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
        ``by_creditor`` (of ``debt.measures.by_creditor``), ``own`` (of ``debt.owed.completed``) and
        the tables of :data:`TABLES`.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS` with ``criterion_no``, ``criterion_name``, ``applies_to``; one row a
        test, debtor and lender, and one a test and debtor for tests of the debtor.
    """
    limit = criteria.set_index("criterion_id")["threshold_value"]
    rule = rules.set_index("rule_id")
    evidence = tables["trap_evidence"]
    loans = coverage.in_dollars(tables["loans"], tables["exchange_rates_year_end"])
    parts = [
        concentration(tables["by_creditor"], tables["own"], float(limit["concentration-now"])),
        hard_terms(
            state_elements(loans, tables["reference_rates"], rules, tables["dac_income_groups"]),
            float(rule.loc["unified-5", "discount_rate_pct"]),
        ),
        opaque_terms(loans, evidence, float(limit["opaque-terms"])),
        payments_moved(tables["debt_relief"]),
        collateral(loans, evidence),
        *(documented(evidence, test) for test in ("assets-lost", "policy-price")),
        risk_rating(tables["debt_sustainability"]),
        debt_service(tables["debt_service"], tables["debt_service_bases"]),
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
    table.loc[hit, ["status", "value", "cell_text", "evidence_text"]] = ["no-debt", None, "", words]
    table.loc[hit, ["source_ids", "all_source_ids"]] = ";".join(_IDS)
    return table


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


# Whose analyses of debt measure risk.
_RATES_RISK = "IMF"


@measure
def positions(
    debate: pd.DataFrame, areas: pd.DataFrame, names: pd.Series, sources: pd.DataFrame
) -> pd.DataFrame:
    """Order the positions of the debate in time and say what each rests on.

    Analyses of debt by the IMF measure risk and say nothing of intent: they hold no position and are
    left out.

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
    debate = debate[debate["author_names"].fillna("").str.split(";").str[0] != _RATES_RISK]
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


TOPICS = {
    "lent": "What was lent",
    "security": "Security",
    "disputes": "Where disputes go",
    "outcome": "What happened",
}
_NOT_SAID = "No source says."


@measure
def cases_in_words(cases: pd.DataFrame) -> pd.DataFrame:
    """Gather what is said of each case, topic by topic; the same topics for every case.

    Parameters
    ----------
    cases : pandas.DataFrame
        Table ``trap_cases``.

    Returns
    -------
    pandas.DataFrame
        A row a case and topic: ``case_no``, ``case_name``, ``debtor_code``, ``creditor_code``,
        ``topic_name``, ``words`` (each statement with who makes it, or that no source says),
        ``all_source_ids``.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> table = cases_in_words(load_table("trap_cases"))
    >>> len(table) == 4 * table["case_name"].nunique()
    True
    """
    rows = []
    keys = ["case_no", "case_name", "debtor_code", "creditor_code"]
    for key, mine in cases.groupby(keys):
        for topic, name in TOPICS.items():
            said = mine[mine["topic"] == topic]
            words = [f"{one.statement_text} ({one.said_by_text}.)" for one in said.itertuples()]
            told = dict(zip(keys, key)) | {
                "topic_name": name,
                "words": " ".join(words) or _NOT_SAID,
            }
            # Of what nobody says, the sources of the case are those that were read.
            rows.append(row_of(said if len(said) else mine, **told))
    return pd.DataFrame(rows)
