"""Loans: measures against hand-worked values, charts in every layout, formulas in the page against Python."""

from __future__ import annotations

import json
import math
import re

import pandas as pd
import pytest
from conftest import sampled

from helpers import exhibits, finance, names, style, svg
from helpers.data import load_table
from helpers.topics.loan_cost import charts as cost_charts
from helpers.topics.loan_cost import (
    comparison_charts,
    currency,
    floating,
    like_loans,
    money,
    posted,
    rate_charts,
    yen_cost,
)
from helpers.topics.loan_cost import measures as loan_cost
from helpers.topics.loans import charts
from helpers.topics.loans import facts as loan_facts
from helpers.topics.loans import measures as loans
from helpers.topics.trade import routes
from helpers.topics.trap import measures as trap

KYRGYZ = loan_cost.PAIRS["Kyrgyz roads"]
LATEST = loan_cost.PAIRS["Uzbekistan, latest"]


def base_tables():
    terms = loans.terms(load_table("loans"), load_table("reference_rates"))
    terms = names.with_names(terms, debtor="debtor_code", creditor="creditor_code")
    elements = loans.grant_elements(
        terms, load_table("concessionality_rules"), load_table("dac_income_groups")
    )
    return terms, elements


TERMS, ELEMENTS = base_tables()
CASES = loan_cost.cases(TERMS, {"Kyrgyz roads": KYRGYZ, "Uzbekistan, latest": LATEST})
PRESETS = loan_cost.presets(TERMS)
MONTHLY = load_table("reference_rates_monthly")


def chart_tables():
    yield "grant_elements", charts, charts.for_grant_elements(ELEMENTS)
    yield "calculator", cost_charts, cost_charts.for_calculator(CASES, PRESETS)
    tables = (load_table("loans"), load_table("reference_rates"))
    rates = money.contract_rates(load_table("lending_rates"), tables[1], tables[0])
    yield "money", rate_charts, money.of_country(rates, "UZB")
    steps = posted.steps(load_table("jica_terms"))
    yield "posted", rate_charts, posted.beside(steps, posted.signed(TERMS, 2005))
    concession = currency.concession(TERMS, MONTHLY)
    yield "concession", comparison_charts, comparison_charts.for_concession(concession, 35)
    priced = floating.priced(tables[0], TERMS, tables[1], MONTHLY)
    ways = comparison_charts.for_ways(priced, floating.ranges(priced), TERMS)
    yield "ways", comparison_charts, ways
    pairs = like_loans.pairs(TERMS, currency.own_rates(TERMS, MONTHLY))
    pairs = names.with_names(pairs, debtor="debtor_code").assign(jpn_name="", chn_name="")
    yield "pairs", comparison_charts, comparison_charts.for_pairs(pairs)
    past = (load_table("exchange_rates_monthly"), load_table("exchange_rates_year_end"))
    costs = [yen_cost.dollar_cost(TERMS, *past, years) for years in (0, loan_cost.DRAWN_YEARS)]
    named = [names.with_names(cost, debtor="debtor_code") for cost in costs]
    yield "dollar_cost", comparison_charts, comparison_charts.for_dollar_cost(*named)
    yields = yen_cost.break_even_and_yields(CASES, MONTHLY)
    fans = yen_cost.fans(CASES, TERMS, past[1])
    yield "fan", comparison_charts, comparison_charts.for_fan(fans, yields)


CHARTS = {name: (module, table) for name, module, table in chart_tables()}
TABLES = {name: table for name, (_, table) in CHARTS.items()}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("layout", (*style.LAYOUTS, style.PRINT), ids=lambda layout: layout.name)
def test_chart_fits_each_room_and_is_described(name, layout):
    module, table = CHARTS[name]
    _, drawing = exhibits.fitted(getattr(module, f"draw_{name}"), table, layout)
    assert float(drawing.split('width="')[1].split('"')[0]) <= layout.width + 1
    assert "NaN" not in drawing
    assert "undefined" not in drawing
    words = getattr(module, f"describe_{name}")(table)
    assert len(words) > 60
    assert "nan" not in words


@pytest.mark.parametrize("name", ["grant_elements", "calculator"])
def test_print_has_no_controls(name):
    draw = getattr(CHARTS[name][0], f"draw_{name}")
    assert "bind" in json.dumps(draw(TABLES[name], style.WIDE).to_dict())
    assert "bind" not in json.dumps(draw(TABLES[name], style.PRINT).to_dict())


def calculated(**chosen) -> list[float]:
    """Give the figures that the calculator shows for chosen values of its controls."""
    spec = cost_charts.draw_calculator(TABLES["calculator"], style.WIDE).to_dict()
    known = {param["name"] for param in spec["params"]}
    assert set(chosen) <= known
    for param in spec["params"]:
        param["value"] = chosen.get(param["name"], param["value"])
    shown = re.findall(r">([\u2212-]?\d[\d.,]*)</text>", svg.draw(spec))
    return [float(text.replace(",", "").replace("\u2212", "-")) for text in shown]


def shows(figures: list[float], cost: dict) -> bool:
    return all(min(abs(f - value) for f in figures) <= 0.0501 for value in cost.values())


@pytest.mark.parametrize("case", CASES["case"].unique())
@pytest.mark.parametrize("discount", [2.5, 5])
@pytest.mark.parametrize("drawn_years", [0, 3])
def test_the_calculator_in_the_page_counts_as_the_module_does(case, discount, drawn_years):
    figures = calculated(
        case_name=case, discount_usd=discount, discount_jpy=discount, drawn=drawn_years
    )
    terms = TERMS.set_index("loan_id", drop=False)
    for loan_id in dict(zip(CASES["case"].unique(), (KYRGYZ, LATEST)))[case]:
        cost = loan_cost.cost(terms.loc[loan_id].to_dict(), discount, drawn_years=drawn_years)
        assert shows(figures, cost), (loan_id, cost, figures)


def test_the_calculator_follows_the_yen():
    figures = calculated(case_name="Kyrgyz roads", yen=2, drawn=2)
    loan = TERMS.set_index("loan_id", drop=False).loc[KYRGYZ[1]].to_dict()
    cost = loan_cost.cost(loan, 5, yen_change_pct=2, drawn_years=2)
    assert shows(figures, cost), (cost, figures)


def test_the_calculator_discounts_yen_at_a_rate_of_its_own():
    figures = calculated(case_name="Kyrgyz roads", discount_usd=5, discount_jpy=1.5, yen=-2)
    loans_by_id = TERMS.set_index("loan_id", drop=False)
    yen, dollar = (loans_by_id.loc[i].to_dict() for i in (KYRGYZ[1], KYRGYZ[0]))
    cost = loan_cost.cost(yen, 5, yen_change_pct=-2, own_discount_pct=1.5)
    assert shows(figures, cost), (cost, figures)
    # In its own currency the exchange rate has no say, and the gift shrinks with the rate.
    steady = loan_cost.cost(yen, 5, own_discount_pct=1.5)
    assert steady["own_element_pct"] == cost["own_element_pct"] < steady["grant_element_pct"] / 2
    assert shows(figures, loan_cost.cost(dollar, 5))


CONTROLS = [
    *("case_name", "chn_loan", "jpn_loan", "amount", "discount_usd", "discount_jpy", "drawn"),
    *("yen", *(f"{who}_{term}" for who in ("chn", "jpn") for term in cost_charts.FIELDS)),
]


@pytest.mark.parametrize("control", sampled(CONTROLS, CONTROLS[::4]))
def test_every_control_that_is_shown_tells(control):
    """Move each control where the page shows it; hidden ones are in the chart's own list."""
    spec = cost_charts.draw_calculator(TABLES["calculator"], style.WIDE).to_dict()
    assert sorted(CONTROLS) == sorted(p["name"] for p in spec["params"] if "bind" in p)
    bind = next(p["bind"] for p in spec["params"] if p["name"] == control)
    shown = next((c for c, names in spec["usermeta"]["shows"].items() if control in names), None)
    state = {"drawn": 2, "case_name": shown or "Kyrgyz roads"}
    options = bind.get("options", [1, bind.get("max")])
    # One's own terms begin as the pair, and two loans may have the same terms: three are tried.
    values = [*options[:2], options[-1]]
    assert len({tuple(calculated(**(state | {control: value}))) for value in values}) > 1


def test_controls_that_would_tell_nothing_are_hidden():
    spec = cost_charts.draw_calculator(TABLES["calculator"], style.WIDE).to_dict()
    hides = spec["usermeta"]["hides"]
    in_dollars = PRESETS[
        (PRESETS["creditor_code"] == "JPN") & (PRESETS["contract_currency_code"] != "JPY")
    ]
    assert len(hides["yen"]["jpn_loan"]) == len(in_dollars) > 0
    state = {"case_name": cost_charts.OWN_CHOICE, "jpn_loan": hides["yen"]["jpn_loan"][0]}
    assert set(hides) == {"yen", "discount_jpy", "chn_commitment", "jpn_commitment"}
    for control in ("yen", "discount_jpy"):
        assert calculated(**state, **{control: 1}) == calculated(**state, **{control: 4})


@pytest.mark.parametrize(
    "loan_id",
    [
        "uzb-chn-2009-mubarek-gas-plant-propane-butane-unit",  # fees of 1.5 and 0.5 per cent
        "uzb-chn-2007-oil-rigs-and-seismic-equipment",  # 15.75 years: rounded to a date of payment
        "uzb-jpn-2022-horticulture-value-chain-promotion-phase-2",  # a Japanese loan in dollars
    ],
)
def test_any_real_loan_can_be_put_into_the_calculator(loan_id):
    table = TABLES["calculator"]
    row = table[(table["case"] == cost_charts.OWN_CHOICE) & (table["loan_id"] == loan_id)].iloc[0]
    control = "jpn_loan" if row["creditor_code"] == "JPN" else "chn_loan"
    figures = calculated(
        case_name=cost_charts.OWN_CHOICE, drawn=1, yen=3, **{control: row["label"]}
    )
    loan = TERMS.set_index("loan_id", drop=False).loc[loan_id].to_dict()
    assert shows(figures, loan_cost.cost(loan, 5, drawn_years=1)), figures


def test_terms_of_ones_own_are_counted():
    figures = calculated(
        case_name=cost_charts.OWN_TERMS, drawn=2, chn_rate=4, chn_m=12, chn_g=3, chn_fee=1,
        chn_commitment=0.5,
    )  # fmt: skip
    loan = {
        "rate_pct": 4, "maturity_low_years": 12, "grace_low_years": 3, "management_fee_pct": 1,
        "commitment_fee_pct": 0.5,
    }  # fmt: skip
    assert shows(figures, loan_cost.cost(loan, 5, drawn_years=2)), figures


def test_each_loan_can_be_told_from_the_others_in_the_calculator():
    table = TABLES["calculator"]
    labels = table.loc[table["case"] == cost_charts.OWN_CHOICE, "label"]
    assert labels.is_unique
    assert len(labels) == len(PRESETS) > 80


@pytest.mark.parametrize(("place", "short"), [(0, "unified"), (1, "group"), (2, "old")])
def test_grant_elements_in_the_page_are_those_of_the_module(place, short):
    table = charts.for_grant_elements(ELEMENTS).dropna(subset=[f"{short}_pct"])
    spec = charts.draw_grant_elements(TABLES["grant_elements"], style.WIDE).to_dict()
    choice = next(param for param in spec["params"] if param["name"] == "convention")
    choice["value"] = choice["bind"]["options"][place]
    marks = re.findall(r"year: \d+; low: ([\u2212-]?[\d.]+)", svg.draw(spec))
    found = {float(mark.replace("\u2212", "-")) for mark in marks}
    wanted = set(table[f"{short}_low_pct"].astype(float))
    assert len(wanted) > 20
    assert {value for value in found if min(abs(value - w) for w in wanted) > 2e-4} == set()
    assert {w for w in wanted if min(abs(value - w) for value in found) > 2e-4} == set()


def test_a_reader_discounts_yen_apart_from_dollars():
    spec = charts.draw_grant_elements(TABLES["grant_elements"], style.WIDE).to_dict()
    params = {param["name"]: param for param in spec["params"]}
    params["convention"]["value"] = charts.OWN_RATE
    params["own_usd"]["value"], params["own_jpy"]["value"] = 5, 2
    marks = re.findall(r"year: \d+; low: ([\u2212-]?[\d.]+)", svg.draw(spec))
    found = [float(mark.replace("\u2212", "-")) for mark in marks]
    table = currency.matched_elements(TERMS[~TERMS["is_floating"]], {"USD": 5, "JPY": 2})
    yen = table[table["contract_currency_code"] == "JPY"]["grant_element_pct"]
    dollars = table[table["contract_currency_code"] != "JPY"]["grant_element_pct"]
    for wanted in (*yen, *dollars):
        assert min(abs(wanted - value) for value in found) < 2e-4
    assert spec["usermeta"]["shows"] == {charts.OWN_RATE: ["own_usd", "own_jpy"]}


def test_no_chart_carries_what_may_not_be_charted():
    table = load_table("loans").set_index("loan_id").loc[TERMS["loan_id"]]
    assert not (table["confidence"] == "low").any()
    assert not table["status"].isin(["planned", "unconfirmed"]).any()
    pair = {
        "uzb-chn-2019-three-boeing-787-aircraft",
        "uzb-chn-2020-belt-and-road-trade-cooperation",
    }
    assert len(pair & set(TERMS["loan_id"])) == 1


@pytest.mark.figures
def test_floating_rates_take_the_reference_of_the_year():
    rows = TERMS.set_index("loan_id")["rate_pct"].astype(float)
    # LIBOR 6M USD 2012 = 0.6867, margin 3.6; LIBOR 1M and SHIBOR were not read.
    assert rows["uzb-chn-2012-tashkent-thermal-power-plant-370-mw-unit"] == pytest.approx(4.2867)
    assert pd.isna(
        TERMS.set_index("loan_id")["rate_pct"]["kaz-chn-2009-purchase-of-mangistaumunaigas"]
    )


def test_grace_that_was_not_read_lies_within_what_its_lender_gave():
    loan = TERMS.set_index("loan_id", drop=False).loc["tjk-chn-2017-rogun-dushanbe-500-kv-lines"]
    observed = loans.observed_graces(TERMS)
    low, high = loans.element_bounds(loan.to_dict(), 5.0, observed)
    longest = float(observed.loc["CHN", "high_years"])
    assert low == pytest.approx(100 * finance.grant_element(0.015, 25, 0.5))
    assert high == pytest.approx(100 * finance.grant_element(0.015, 25, longest))
    assert high < 100 * finance.grant_element(0.015, 25, 25, repayment="bullet")
    with pytest.raises(ValueError, match="no grace was read"):
        loans.element_bounds(loan.to_dict(), 5.0)


def test_no_bound_of_a_grant_element_is_that_of_a_single_repayment():
    unread = ELEMENTS[ELEMENTS["grace_low_years"].isna()]
    assert len(unread) > 20
    assert (unread["grace_longest_years"] < 0.7 * unread["maturity_high_years"].astype(float)).all()
    shares = loans.observed_graces(TERMS)["high_share"]
    assert (shares < 0.7).all()


def test_thresholds_count_what_lies_between_as_open():
    table = loans.by_threshold(ELEMENTS)
    assert table["met"].notna().all()
    counted = table.dropna(subset=["met"])
    assert (counted["met"] + counted["not_met"] + counted["open"] == counted["loans"]).all()


def test_a_loan_exactly_at_the_threshold_reaches_it():
    loan = {"loan_id": "x", "debtor_code": "KGZ", "creditor_code": "CHN", "year": 2010}
    loan |= dict.fromkeys(loans.TERMS, 10.0) | {"rate_pct": 2.0, "grace_low_years": 5.0}
    bounds = loans.element_bounds(loan, 5.0)
    groups = pd.DataFrame(columns=["area_code", "year", "dac_group", "confidence"])
    found = []
    for threshold in (bounds[0], (bounds[0] + bounds[1]) / 2, bounds[1] + 1):
        rules = pd.DataFrame(
            {
                "rule_id": ["unified-5", "dac-old"],
                "discount_rate_pct": 5.0,
                "threshold_pct": threshold,
            }
        )
        table = loans.grant_elements(pd.DataFrame([loan]), rules, groups)
        found.append(table["meets_threshold"].iloc[0])
    # At the lower bound, between the bounds, above both.
    assert (found[0], pd.isna(found[1]), found[2]) == (True, True, False)


def test_what_was_not_agreed_or_is_of_low_confidence_is_not_read():
    rows = [
        ("signed", "signed", "high"),
        ("repaid", "repaid", "medium"),
        ("planned", "planned", "high"),
        ("unconfirmed", "unconfirmed", "high"),
        ("rumour", "signed", "low"),
    ]
    table = pd.DataFrame(rows, columns=["loan_id", "status", "confidence"])
    table["possible_duplicate_of"] = pd.Series([pd.NA] * len(table), dtype="str")
    assert loans.readable(table)["loan_id"].to_list() == ["signed", "repaid"]


@pytest.mark.figures
def test_income_groups_are_not_guessed():
    groups = load_table("dac_income_groups")
    assert loans.income_group(groups, "KGZ", 2010) == "LIC"  # between 2009 and 2011
    assert loans.income_group(groups, "KGZ", 2014) is None  # LIC 2013, LMIC 2015
    assert loans.income_group(groups, "TKM", 2019) is None  # low confidence


def test_break_even_yen_makes_both_cost_the_same():
    terms = TERMS.set_index("loan_id", drop=False)
    dollar, yen = (terms.loc[i].to_dict() for i in KYRGYZ)
    rise = loan_cost.break_even_yen_pct(yen, dollar)
    assert 3 < rise < 4
    assert loan_cost.cost(yen, yen_change_pct=rise)["present_value"] == pytest.approx(
        loan_cost.cost(dollar)["present_value"]
    )


def test_fees_of_unnamed_kind_are_taken_the_dear_way():
    loan = TERMS.set_index("loan_id", drop=False).loc[
        "uzb-chn-2009-mubarek-gas-plant-propane-butane-unit"
    ]
    assert loan_cost.upfront_fee_pct(loan.to_dict()) == 1.5
    assert loan_cost.commitment_fee_pct(loan.to_dict()) == 0.5


def test_fees_take_off_what_they_must():
    table = loan_cost.with_fees(TERMS).set_index("loan_id")
    row = table.loc["kgz-chn-2013-bishkek-thermal-power-plant-modernisation"]
    # Drawn at once, the management fee of 0.18 per cent is all that is lost.
    assert row["bare_element_pct"] - row["grant_element_pct"] == pytest.approx(0.18)
    # Over four years, eight equal drawings: a commitment fee of 0.125 per cent each half-year on
    # 7/8, 6/8, ... of the amount, and the same management fee, over what is drawn, all discounted.
    d = 1.05**0.5 - 1
    paid = 0.18 + sum(0.125 * (1 - k / 8) / (1 + d) ** k for k in range(1, 8))
    drawn = sum((1 + d) ** -k for k in range(8)) / 8
    lost = row["drawn_bare_pct"] - row["drawn_element_pct"]
    assert lost == pytest.approx(paid / drawn)


def test_no_fee_stands_only_in_words():
    notes = load_table("loans")["conditions_note"].dropna()
    assert not notes.str.contains(r"\bfees?\b[^.]*\d", case=False, regex=True).any()


COUNTERS = {
    "price": loans.readable,
    "state": trap.state_loans,
    "ways": routes.loans_for_ways,
}


@pytest.mark.parametrize("counter", COUNTERS.values(), ids=COUNTERS)
@pytest.mark.parametrize(
    ("ending", "confidence", "counts"),
    [("-b", "medium", "first"), ("-b", "high", "first"), ("", "high", "second")],
    ids=["lower-confidence", "later-id", "earlier-id"],
)
def test_of_two_rows_that_may_be_one_loan_the_same_one_counts_everywhere(
    counter, ending, confidence, counts
):
    table = load_table("loans")
    known = table.dropna(subset=["maturity_years", "grace_years", "signed_date"])
    road = known.query(
        "creditor_code == 'CHN' and sector == 'transport' and confidence == 'high'"
        " and status == 'signed' and is_sovereign_or_guaranteed"
    ).head(1)
    first = road["loan_id"].item()
    second = first + ending if ending else "a-" + first
    # One row names the other; the other need not name it back.
    twin = road.assign(loan_id=second, confidence=confidence, possible_duplicate_of=first)
    counted = set(counter(pd.concat([table, twin]))["loan_id"])
    assert {"first": first, "second": second}[counts] in counted
    assert len(counted & {first, second}) == 1


def by_hand(rate: float, last: int, first: int, discount: float) -> float:
    """Work out a grant element in per cent, half-year by half-year, without the helpers."""
    factor, owed, worth = (1 + discount) ** -0.5, 1.0, 0.0
    for period in range(1, last + 1):
        principal = 1 / (last - first + 1) if period >= first else 0.0
        worth += (owed * rate / 2 + principal) * factor**period
        owed -= principal
    return 100 * (1 - worth)


def test_terms_between_two_dates_of_payment_go_to_the_later_for_all_loans():
    rows = ELEMENTS[ELEMENTS["maturity_low_years"] == ELEMENTS["maturity_high_years"]]
    between = rows[(4 * rows["maturity_low_years"].astype(float)) % 2 == 1]
    assert {math.floor(2 * m) % 2 for m in between["maturity_low_years"].astype(float)} == {0, 1}
    for row in between.itertuples():
        last = math.floor(2 * float(row.maturity_low_years)) + 1
        graces = [row.grace_least_years, row.grace_longest_years]
        firsts = [math.floor(2 * g + 0.5) for g in graces]
        found = [
            by_hand(row.rate_pct / 100, last, first, row.discount_rate_pct / 100)
            for first in firsts
        ]
        assert row.grant_element_low_pct == pytest.approx(min(found))
        assert row.grant_element_high_pct == pytest.approx(max(found))


def test_the_last_pair_is_the_latest_state_loan_of_each_lender():
    state = trap.state_loans(load_table("loans"))["loan_id"]
    fixed = TERMS[TERMS["is_complete"] & ~TERMS["is_floating"] & TERMS["loan_id"].isin(state)]
    uzbek = fixed[fixed["debtor_code"] == "UZB"].sort_values("signed_date")
    assert tuple(uzbek.groupby("creditor_code")["loan_id"].last()[["CHN", "JPN"]]) == LATEST
    # The chapter says that no later Chinese loan to a state was found with complete terms.
    chinese = TERMS[TERMS["is_complete"] & TERMS["loan_id"].isin(state)].query(
        "creditor_code == 'CHN'"
    )
    sets = loan_facts.usual_terms(loans.term_sets(ELEMENTS))
    assert chinese["year"].max() == sets["last_year"]


def test_both_aid_rules_are_counted_on_the_same_loans():
    counts = loans.by_rule(ELEMENTS)
    newer = ELEMENTS[ELEMENTS["convention"] == "dac-2018"]
    assert counts["same-chn-loans"] == (newer["creditor_code"] == "CHN").sum()
    assert counts["same-chn-new"] <= counts["same-chn-loans"]


def test_interest_of_loans_outside_aid_was_not_found():
    facts = loan_facts.outside_aid(loans.readable(load_table("loans")))
    assert facts["jpn-not-aid"] > 0
    assert facts["jpn-not-aid-rates"] == 0
