"""Loans: measures against hand-worked values, charts in every room, formulas in the page against Python."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
import vl_convert

from helpers import finance, names, style
from helpers.charts import loans as charts
from helpers.data import load_table
from helpers.measures import loans

KYRGYZ = (
    "kgz-chn-2012-osh-batken-isfana-and-bishkek-balykchy-road-sections",
    "kgz-jpn-2015-international-main-roads-improvement",
)
LATEST = (
    "uzb-chn-2019-dargom-canal-hydropower-plant",
    "uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement",
)


def base_tables():
    terms = loans.terms(load_table("loans"), load_table("reference_rates"))
    terms = names.with_names(terms, debtor="debtor_code", creditor="creditor_code")
    elements = loans.grant_elements(
        terms, load_table("concessionality_rules"), load_table("dac_income_groups")
    )
    return terms, elements


TERMS, ELEMENTS = base_tables()
CASES = loans.cases(TERMS, {"Kyrgyz roads": KYRGYZ, "Uzbekistan, latest": LATEST})
HISTORY = loans.yen_history(TERMS, load_table("exchange_rates"))


def chart_tables():
    counts = names.with_names(
        loans.term_counts(TERMS), debtor="debtor_code", creditor="creditor_code"
    )
    yield "terms", counts.assign(term_name=counts["term"].map(charts.TERMS))
    yield "grant_elements", charts.for_grant_elements(ELEMENTS)
    sets = names.with_names(loans.term_sets(ELEMENTS), creditor="creditor_code")
    yield "conventions", charts.for_conventions(sets, ELEMENTS)
    yield "calculator", CASES
    named = names.with_names(HISTORY, debtor="debtor_code")
    yield "yen_owed", charts.with_loan_labels(named)
    outcome = names.with_names(loans.yen_outcome(HISTORY), debtor="debtor_code")
    yield "yen_outcome", charts.for_yen_outcome(outcome)


TABLES = dict(chart_tables())


def drawn(spec: dict) -> str:
    return vl_convert.vegalite_to_svg(json.loads(style.resolve(json.dumps(spec))), vl_version="6.1")


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("layout", style.LAYOUTS, ids=lambda layout: layout.name)
def test_chart_fits_each_room_and_is_described(name, layout):
    svg = drawn(getattr(charts, f"draw_{name}")(TABLES[name], layout).to_dict())
    assert float(svg.split('width="')[1].split('"')[0]) <= layout.width + 1
    assert "NaN" not in svg
    assert "undefined" not in svg
    words = getattr(charts, f"describe_{name}")(TABLES[name])
    assert len(words) > 60
    assert "nan" not in words


@pytest.mark.parametrize("name", ["grant_elements", "calculator"])
def test_print_has_no_controls(name):
    draw = getattr(charts, f"draw_{name}")
    assert "bind" in json.dumps(draw(TABLES[name], style.WIDE).to_dict())
    assert "bind" not in json.dumps(draw(TABLES[name], style.PRINT).to_dict())


@pytest.mark.parametrize("case", CASES["case"].unique())
@pytest.mark.parametrize("discount", [2.5, 5])
def test_the_calculator_in_the_page_counts_as_the_module_does(case, discount):
    spec = charts.draw_calculator(CASES, style.WIDE).to_dict()
    for param in spec["params"]:
        param["value"] = {"case_name": case, "discount": discount}.get(
            param["name"], param["value"]
        )
    texts = [float(t.replace(",", "")) for t in re.findall(r">(\d[\d.,]*)</text>", drawn(spec))]
    terms = TERMS.set_index("loan_id", drop=False)
    for loan_id in dict(zip(CASES["case"].unique(), (KYRGYZ, LATEST)))[case]:
        cost = loans.cost(terms.loc[loan_id].to_dict(), discount)
        for value in cost.values():
            assert min(abs(text - value) for text in texts) <= 0.0501, (loan_id, value, texts)


@pytest.mark.parametrize(("place", "short"), [(0, "unified"), (1, "group"), (2, "old")])
def test_grant_elements_in_the_page_are_those_of_the_module(place, short):
    table = charts.for_grant_elements(ELEMENTS).dropna(subset=[f"{short}_pct"])
    spec = charts.draw_grant_elements(TABLES["grant_elements"], style.WIDE).to_dict()
    choice = next(param for param in spec["params"] if param["name"] == "convention")
    choice["value"] = choice["bind"]["options"][place]
    marks = re.findall(r"year: \d+; low: ([\u2212-]?[\d.]+)", drawn(spec))
    found = {float(mark.replace("\u2212", "-")) for mark in marks}
    wanted = set(table[f"{short}_low_pct"].astype(float))
    assert len(wanted) > 20
    assert {value for value in found if min(abs(value - w) for w in wanted) > 2e-4} == set()
    assert {w for w in wanted if min(abs(value - w) for value in found) > 2e-4} == set()


def test_no_chart_carries_what_may_not_be_charted():
    table = load_table("loans").set_index("loan_id").loc[TERMS["loan_id"]]
    assert not (table["confidence"] == "low").any()
    assert not table["status"].isin(["planned", "unconfirmed"]).any()
    pair = {
        "uzb-chn-2019-three-boeing-787-aircraft",
        "uzb-chn-2020-belt-and-road-trade-cooperation",
    }
    assert len(pair & set(TERMS["loan_id"])) == 1


def test_floating_rates_take_the_reference_of_the_year():
    rows = TERMS.set_index("loan_id")["rate_pct"].astype(float)
    # LIBOR 6M USD 2012 = 0.6867, margin 3.6; LIBOR 1M and SHIBOR were not read.
    assert rows["uzb-chn-2012-tashkent-thermal-power-plant-370-mw-unit"] == pytest.approx(4.2867)
    assert pd.isna(
        TERMS.set_index("loan_id")["rate_pct"]["kaz-chn-2009-purchase-of-mangistaumunaigas"]
    )


def test_missing_grace_gives_bounds():
    loan = TERMS.set_index("loan_id", drop=False).loc["tjk-chn-2017-rogun-dushanbe-500-kv-lines"]
    low, high = loans.element_bounds(loan.to_dict(), 5.0)
    assert low == pytest.approx(100 * finance.grant_element(0.015, 25, 0.5))
    assert high == pytest.approx(100 * finance.grant_element(0.015, 25, 25, repayment="bullet"))


def test_thresholds_count_what_lies_between_as_open():
    table = loans.by_threshold(ELEMENTS)
    assert table.loc[table["convention"] == "unified-5", "met"].isna().all()
    counted = table.dropna(subset=["met"])
    assert (counted["met"] + counted["not_met"] + counted["open"] == counted["loans"]).all()


def test_income_groups_are_not_guessed():
    groups = load_table("dac_income_groups")
    assert loans.income_group(groups, "KGZ", 2010) == "LIC"  # between 2009 and 2011
    assert loans.income_group(groups, "KGZ", 2014) is None  # LIC 2013, LMIC 2015
    assert loans.income_group(groups, "TKM", 2019) is None  # low confidence


def test_yen_history_by_hand():
    loan = {
        "loan_id": ["x"],
        "creditor_code": ["JPN"],
        "debtor_code": ["UZB"],
        "project_name": ["X"],
        "sector": ["energy"],
        "signed_date": ["2000-01-01"],
        "year": [2000],
        "contract_currency_code": ["JPY"],
        "amount_jpy_billion": [10.0],
        "is_floating": [False],
        "rate_pct": [2.0],
        "maturity_low_years": [2.0],
        "grace_low_years": [1.0],
        "conditions_note": [None],
        "is_complete": [True],
    }
    rates = pd.DataFrame(
        {
            "currency_code": "JPY",
            "year": [2000, 2001, 2002],
            "local_currency_per_usd": [100.0, 50.0, 200.0],
        }
    )
    table = loans.yen_history(pd.DataFrame(loan), rates).set_index("year")
    # 10 billion yen = 100 million dollars. Interest of a half-year: 0.1 billion yen.
    assert table.loc[2000, "paid_usd_million"] == pytest.approx(1.0)
    # 2001: a third of the principal and 0.1, then a third and two thirds of 0.1, at 50 yen.
    assert table.loc[2001, "paid_usd_million"] == pytest.approx(1000 * (20 / 3 + 1 / 6) / 50)
    assert table.loc[2001, "owed_usd_million"] == pytest.approx(1000 * (10 / 3) / 50)
    # 2002: the last third, at 200 yen.
    assert table.loc[2002, "paid_usd_million"] == pytest.approx(1000 * (10 / 3 + 1 / 30) / 200)
    end = loans.yen_outcome(table.reset_index()).iloc[0]
    assert end["paid_fixed_usd_million"] == pytest.approx(103.0)
    assert end["dearest_pct"] == pytest.approx(100)
    nameless = pd.DataFrame(loan | {"contract_currency_code": [None]})
    with pytest.raises(finance.TermsError, match="loan 'x', contract_currency_code: missing"):
        loans.yen_history(nameless, rates)


def test_break_even_yen_makes_both_cost_the_same():
    terms = TERMS.set_index("loan_id", drop=False)
    dollar, yen = (terms.loc[i].to_dict() for i in KYRGYZ)
    rise = loans.break_even_yen_pct(yen, dollar)
    assert 3 < rise < 4
    assert loans.cost(yen, yen_change_pct=rise)["present_value"] == pytest.approx(
        loans.cost(dollar)["present_value"]
    )
    service = loans.yearly_service(yen)
    assert service["payment"].sum() == pytest.approx(loans.cost(yen)["paid"])


@pytest.mark.parametrize(
    ("note", "fee"),
    [
        (None, 0),
        ("Fees 0.18 and 0.18 per cent.", 0.18),
        ("Commitment and management fees 0.25 per cent each; no penalty rate.", 0.25),
        ("Management fee 0.3 per cent; on-lent.", 0.3),
        ("85 per cent of a CITIC contract.", 0),
    ],
)
def test_fees_are_read_out_of_notes(note, fee):
    assert loans.management_fee_pct(note) == fee
