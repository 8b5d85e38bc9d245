"""Conditions of the sentences on what money costs: prices, conventions, currencies, fees."""

from __future__ import annotations

import pandas as pd

from helpers.data import load_table
from helpers.statements import (
    Holds,
    above,
    both,
    each_above,
    every,
    labels,
    most,
    once,
    statement,
    within,
)
from helpers.topics.loan_cost import (
    currency,
    facts,
    floating,
    like_loans,
    money,
    posted,
    yen_cost,
)
from helpers.topics.loan_cost import measures as loan_cost
from helpers.topics.loans import facts as loan_facts
from helpers.topics.loans import measures as loans

CHAPTER = "what-money-costs"
LATEST = "Uzbekistan, latest"
# "Little" in points of grant element; "about evenly" as a share of pairs; "hardly any" and "few" as
# shares of loans; "seldom" and "every other" in paths of a hundred; "a fraction" as a part.
LITTLE_POINTS, EVENLY, HARDLY, FEW = 1.0, 0.1, 0.1, 0.2
SELDOM, EVERY_OTHER, FRACTION = 20.0, 50.0, 1 / 3

labels("finance-conventions", "finance-examples", "finance-examples-counted", "cost-of-money")


@once
def _terms() -> pd.DataFrame:
    return loans.terms(load_table("loans"), load_table("reference_rates"))


@once
def _rates() -> pd.DataFrame:
    names = ("lending_rates", "reference_rates", "loans")
    return money.contract_rates(*(load_table(name) for name in names))


@once
def _concession() -> pd.DataFrame:
    return currency.concession(_terms(), load_table("reference_rates_monthly"))


@once
def _elements() -> pd.DataFrame:
    terms = _terms()
    rules, groups = load_table("concessionality_rules"), load_table("dac_income_groups")
    return loans.grant_elements(terms[~terms["is_floating"]], rules, groups)


def _usual() -> pd.Series:
    return loan_facts.usual_terms(loans.term_sets(_elements()))


@statement(finding="price-market", answer=CHAPTER)
def bonds_dearer_than_concessional_loans() -> Holds:
    """Uzbekistan's newest dollar bond bears more interest than its newest concessional loans."""
    rows = facts.newest(money.of_country(_rates(), "UZB")).set_index("kind")["rate"].astype(float)
    return each_above({"yen": rows["bond"], "chn": rows["bond"]}, rows[["yen", "chn"]], "% a year")


@statement(finding="price-market")
def bonds_shorter_than_concessional_loans() -> Holds:
    """Uzbekistan's newest dollar bond has a shorter maturity than its newest concessional loans."""
    rows = facts.newest(money.of_country(_rates(), "UZB")).set_index("kind")["maturity_years"]
    rows = rows.astype(float)
    return each_above(rows[["yen", "chn"]], rows["bond"], "years")


@statement(title="money-elsewhere")
def banks_a_fraction_of_bonds() -> Holds:
    """The dearest loan of a development bank costs less than a third of the cheapest bond."""
    found = facts.banks_and_bonds(money.elsewhere(_rates(), load_table("lending_rates")))
    return above(FRACTION * found["bonds-least"], found["banks-most"], "% a year")


@statement(title="jica-posted-terms", finding="price-gap-closed", answer=CHAPTER)
def posted_rate_more_than_doubled() -> Holds:
    """Japan's posted rate for the longest maturity has more than doubled."""
    found = facts.posted(posted.steps(load_table("jica_terms")))
    return above(found["posted-now"], 2 * found["posted-before"], "% a year")


@statement(title="concession-by-currency", finding="price-japan-softer", answer=CHAPTER)
def japan_softer_at_one_rate() -> Holds:
    """At one rate most yen loans are softer than China's commonest, and so is the median loan."""
    found = facts.concession(_concession(), _usual())
    return both(
        above(found["jpn-softer"], found["jpn-loans"] / 2, "loans"),
        above(found["same-jpn-median"], found["same-chn-median"], "% of the loan"),
    )


@statement(finding="price-japan-softer")
def newest_yen_loan_is_the_exception() -> Holds:
    """Japan's newest loan to Uzbekistan is no softer at one rate than China's commonest loan."""
    newest = _concession().set_index("loan_id")["same_pct"][loan_cost.PAIRS[LATEST][1]]
    return above(_usual()["unified-5"], float(newest), "% of the loan")


@statement(title="concession-by-currency", finding="price-japan-softer", answer=CHAPTER)
def china_softer_at_own_rates() -> Holds:
    """At market rates of each currency the median Chinese loan is softer than the median Japanese."""
    found = facts.concession(_concession(), _usual())
    return above(found["own-chn-median"], found["own-jpn-median"], "% of the loan")


@once
def _counts() -> pd.DataFrame:
    rules = load_table("concessionality_rules")
    force = currency.in_force(_terms(), load_table("cirr"))
    parts = [loans.by_threshold(_elements()), currency.by_own_rate(force, _concession(), rules)]
    return pd.concat(parts)


def _shares() -> pd.Series:
    """Give the share of loans that reach the minimum, by convention and lender."""
    rows = _counts().set_index(["convention", "creditor_code"])
    return rows["met"].astype(float) / rows["loans"].astype(float)


@statement(title="convention-counts")
def most_japanese_reach_the_minimum() -> Holds:
    """At the unified rate most Japanese loans reach the minimum of the IMF."""
    return above(_shares()["unified-5", "JPN"], 0.5, "of the loans")


@statement(title="convention-counts", finding="price-convention")
def few_chinese_reach_the_minimum() -> Holds:
    """At the unified rate few Chinese loans reach the minimum of the IMF."""
    return above(FEW, _shares()["unified-5", "CHN"], "of the loans")


@statement(title="convention-counts")
def hardly_any_at_market_rates() -> Holds:
    """At market rates of each currency hardly any loan of either lender reaches the minimum."""
    return each_above(HARDLY, _shares()["own-rate"], "of the loans")


@statement(finding="price-convention")
def usual_loan_between_the_minimums() -> Holds:
    """The commonest Chinese loan reaches the older minimum of aid and not that of the IMF."""
    usual = _usual()
    minimum = load_table("concessionality_rules").set_index("rule_id")["threshold_pct"]
    return both(
        above(usual["dac-old"], minimum["dac-old"], "% of the loan"),
        above(minimum[currency.MINIMUM_RULE], usual["unified-5"], "% of the loan"),
    )


@statement(title="floating-three-ways", finding="price-floating")
def floating_loans_change_sides() -> Holds:
    """Of either lender some floating loan lies on both sides of zero."""
    tables = [load_table(name) for name in ("loans", "reference_rates", "reference_rates_monthly")]
    priced = floating.priced(tables[0], _terms(), *tables[1:])
    found = facts.floating(floating.ranges(priced))
    return each_above({code: found[f"{code}-floats-both"] for code in ("chn", "jpn")}, 0, "loans")


@once
def _pairs() -> pd.DataFrame:
    terms = _terms()
    return like_loans.pairs(terms, currency.own_rates(terms, load_table("reference_rates_monthly")))


@statement(title="like-loans")
def japan_softer_in_every_pair() -> Holds:
    """In each Uzbek pair Japan's loan is softer at one rate."""
    pairs = _pairs().query("debtor_code == 'UZB'")
    return every(pairs["same_rate_pct"] > 0, "pairs: Japan's loan is softer")


@statement(title="like-loans")
def pairs_divide_about_evenly() -> Holds:
    """At each currency's own rate about half of the Uzbek pairs have the softer loan from Japan."""
    pairs = _pairs().query("debtor_code == 'UZB'").dropna(subset=["matched_pct"])
    return within(float((pairs["matched_pct"] > 0).mean()), 0.5, EVENLY, "of the pairs")


@once
def _dollar_cost() -> pd.DataFrame:
    tables = (load_table(f"exchange_rates_{kind}") for kind in ("monthly", "year_end"))
    return yen_cost.dollar_cost(_terms(), *tables)


@statement(title="yen-dollar-cost", finding="price-yen", answer=CHAPTER)
def most_yen_loans_below_zero() -> Holds:
    """To the end of the last year most yen loans had cost less than nothing in dollars."""
    table = _dollar_cost()
    last = table[table["year"] == table["year"].max()]
    return most(last["dollar_cost_pct"] < 0, "yen loans have cost less than nothing in dollars")


@once
def _fans() -> pd.DataFrame:
    cases = loan_cost.cases(_terms(), loan_cost.PAIRS)
    return yen_cost.fans(cases, _terms(), load_table("exchange_rates_year_end"), (0.0,))


@statement(title="yen-fan")
def older_yen_loans_seldom_dearer() -> Holds:
    """With a steady yen the older yen loans are dearer than their pairs on few paths."""
    dearer = _fans().set_index("case")["dearer_pct"].astype(float).drop(LATEST)
    return each_above(SELDOM, dearer, "paths of a hundred")


@statement(title="yen-fan")
def latest_dearer_on_every_other_path() -> Holds:
    """With a steady yen the latest yen loan is dearer on about every other path."""
    dearer = _fans().set_index("case")["dearer_pct"].astype(float)[LATEST]
    return within(dearer, EVERY_OTHER, 100 * EVENLY, "paths of a hundred")


@statement(title="two-lenders")
def yen_loan_light() -> Holds:
    """With a steady yen the yen loan has the higher grant element in most pairs."""
    cases = loan_cost.cases(_terms(), loan_cost.PAIRS)
    elements = cases.pivot(index="case", columns="creditor_code", values="grant_element_pct")
    return most(elements["JPN"] > elements["CHN"], "pairs: the yen loan is softer")


@once
def _points() -> pd.DataFrame:
    """Give what fees, slow drawing and a premium take off each grant element, in points."""
    rows = money.premium(loan_cost.with_fees(_terms()), load_table("worked_examples"))
    rows = rows.set_index("loan_id").dropna(subset=["bare_element_pct", "drawn_bare_pct"])
    bare = rows["bare_element_pct"].astype(float)
    return pd.DataFrame(
        {
            "fees": bare - rows["grant_element_pct"],
            "slow": bare - rows["drawn_bare_pct"],
            "premium": rows["premium_pct"],
        }
    ).astype(float)


@statement(title="loan-fees")
def fees_take_little() -> Holds:
    """In the median fees at the signing take less than a point off a grant element."""
    return above(LITTLE_POINTS, _points()["fees"].median(), "points")


@statement(title="loan-fees")
def slow_drawing_and_premium_take_more() -> Holds:
    """In the median slow drawing, and a premium, take more off than fees at the signing."""
    median = _points().median()
    return each_above(median[["slow", "premium"]], median["fees"], "points")
