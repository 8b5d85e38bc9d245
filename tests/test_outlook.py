"""The scenarios, worked anew from the rows of the tables, and what stands beside them."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from conftest import ROOT
from test_charts import test_chart_fits_each_room_and_is_described as fits

from helpers import names
from helpers.data import load_table
from helpers.partial_dates import date_bounds
from helpers.topics.outlook import charts, page, scenarios
from helpers.topics.outlook import measures as outlook

FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
YEARS = range(2027, 2031)


def rows(table: str, **wanted: str) -> list[dict]:
    with open(ROOT / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
        return [r for r in csv.DictReader(file) if all(r[k] == v for k, v in wanted.items())]


def due(debtor: str, creditor: str, column: str = "total_usd_million") -> float:
    """Add up what is scheduled from 2027 to 2030."""
    mine = rows("debt_service", debtor_code=debtor, creditor_code=creditor)
    return sum(float(r[column]) for r in mine if int(r["year"]) in YEARS)


@pytest.fixture(scope="module")
def table():
    return page.compared().set_index(["scenario", "debtor_code"])


def ends(table: pd.DataFrame, scenario: str, debtor: str) -> tuple[float, float]:
    return tuple(table.loc[(scenario, debtor), [scenarios.LOW, scenarios.HIGH]].astype(float))


@pytest.mark.parametrize("debtor", FIVE)
def test_a_dearer_yen_costs_three_tenths_of_yen_payments(table, debtor):
    (share,) = rows("debt_currency_shares", debtor_code=debtor, year="2024", indicator_code="DT.CUR.JYEN.ZS")  # fmt: skip
    ways = (0.3 * float(share["share_pct"]) / 100 * due(debtor, "ALL") / 4, 0.3 * due(debtor, "JPN") / 4)  # fmt: skip
    assert ends(table, "yen", debtor) == pytest.approx((min(ways), max(ways)))
    (then,) = rows("debt_currency_shares", debtor_code=debtor, year="2023", indicator_code="DT.CUR.JYEN.ZS")  # fmt: skip
    (debt,) = rows("external_debt", area_code=debtor, year="2023")
    added = 0.3 * float(then["share_pct"]) / 100 * float(debt["ppg_external_debt_usd_million"])
    assert float(table.loc[("yen", debtor), "debt_usd_million"]) == pytest.approx(added)


def test_the_railway_falls_on_its_owners_alone_by_their_stakes(table):
    # 24.5% of 2,300 million; 2.02% and 5.58% are what Kyrgyzstan and Uzbekistan paid China in 2024.
    (loan,) = rows("loans", debtor_code="CKU")
    assert float(loan["amount_usd_million"]) == 2300
    assert "24.5 per cent each" in loan["conditions_note"]
    rates = {r["borrower_code"]: r["rate_pct"] for r in rows("lending_rates", measure="implied", creditor_code="CHN", rate_date="2024")}  # fmt: skip
    assert (rates["KGZ"], rates["UZB"]) == ("2.02", "5.58")
    for debtor in FIVE:
        part = 563.5 if debtor in ("KGZ", "UZB") else 0.0
        assert ends(table, "railway", debtor) == pytest.approx((part * 0.0202, part * 0.0558))
        assert float(table.loc[("railway", debtor), "debt_usd_million"]) == pytest.approx(part)


def test_bonds_rolled_over_pay_the_new_coupons_on_what_falls_due(table):
    # Uzbekistan: 1,661 and 1,860 and 1,800 on the schedule, soums for 463 and euros for 525 issued since.
    issued = {"KGZ": 700.0, "UZB": 463 + 525.0}
    for debtor in FIVE:
        principal = due(debtor, "BOND", "principal_usd_million") + issued.get(debtor, 0.0)
        said = (principal * 0.06947, principal * 0.0775)
        assert ends(table, "bonds", debtor) == pytest.approx(said, rel=0.001), debtor
        put_off = float(table.loc[("bonds", debtor), "debt_usd_million"])
        assert put_off == pytest.approx(principal, rel=0.001)
    assert float(table.loc[("bonds", "UZB"), "debt_usd_million"]) == pytest.approx(6309, abs=1)


def test_shares_are_of_the_last_exports_and_revenue(table):
    row = table.loc[("bonds", "KGZ")]
    # 5,159.8 million of exports (2023) and 5,101.8 of revenue (2024).
    assert row["high_exports_pct"] == pytest.approx(100 * 54.25 / 5159.8)
    assert row["low_revenue_pct"] == pytest.approx(100 * 48.629 / 5101.8)


def test_a_loan_that_is_gone_costs_nobody():
    loans = load_table("loans")
    left = scenarios.railway_is_vouched_for(loans[loans["debtor_code"] != "CKU"], load_table("lending_rates"))  # fmt: skip
    assert (left[scenarios.HIGH] == 0).all()


def test_only_coupons_of_states_in_dollars_since_the_schedule_count():
    kept = dict(issuer_kind="sovereign", currency_code="USD", issue_date="2025-02", coupon_pct=6.0, area_code="A")  # fmt: skip
    others = [dict(kept, area_code="B", **change) for change in ({"issuer_kind": "quasi-sovereign"}, {"currency_code": "EUR"}, {"issue_date": "2024-12"}, {"coupon_pct": None})]  # fmt: skip
    newer = dict(kept, issue_date="2025-09", coupon_pct=7.0)
    found = scenarios.new_coupons(pd.DataFrame([kept, newer, *others]))
    assert found["coupon_pct"].to_dict() == {"A": 7.0}


def test_the_chart_fits_and_tells_every_cost():
    table, _ = page.costs()
    fits("scenarios", charts, table)
    told = charts.describe_scenarios(table)
    assert "Uzbekistan US$438–489 million, 2.0–2.2% of exports" in told
    assert "Tajikistan US$12–13 million" in told
    assert "Tajikistan US$0" not in told


def test_each_dated_indicator_stands_once_in_the_calendar():
    told, _ = page.calendar()
    dated = [r for r in rows("indicators_to_watch") if r["due_date"]]
    named = ";".join(told["debt"] + ";" + told["money"] + ";" + told["meetings"]).split(";")
    assert sorted(n.strip() for n in named if n.strip()) == sorted(
        r["indicator_name"] for r in dated
    )
    quarters = dict(zip(told["quarter"], told["indicator_count"]))
    fourth = [r for r in dated if "2026-10" <= r["due_date"] <= "2026-12-31"]
    assert quarters["October to December 2026"] == len(fourth)


def test_indicators_say_where_their_dates_come_from():
    table = outlook.due(load_table("indicators_to_watch"))
    undated = table[table["due_day"].isna()]
    assert set(undated["due_basis"]) == {"at-signing"}
    assert (undated["due_text"] == "When signed").all()
    assert table["where_to_look"].notna().all()
    assert table.set_index("indicator_id").loc["kgz-china", "due_text"] == "December 2026, computed"


def test_every_reader_has_an_option_with_owner_cost_and_a_day_to_come():
    table = load_table("options")
    assert set(table["reader"]) == {
        *("Tokyo", "Beijing", "Astana", "Bishkek", "Dushanbe", "Ashgabat", "Tashkent"),
        *("Brussels, Washington", "Development banks", "Journalists"),
    }
    day = load_table("options")["due_date"].map(lambda text: str(date_bounds(text)[1]))
    assert (day >= "2026-11-29").all()


def test_figures_in_options_are_those_of_the_tables():
    options = load_table("options").set_index("option_id")
    terms = {
        r["terms_kind"]: r["rate_pct"]
        for r in rows(
            "jica_terms",
            effective_date="2025-10-01",
            category_code="LMIC",
            rate_kind="fixed",
            option_name="option2",
        )
    }
    price = options.loc["tokyo-price", "first_step_text"]
    assert f"{terms['high-specification']} per cent over 20 years" in price
    assert f"{terms['general']} per cent of the livestock loan" in price
    (bond,) = rows("bonds", bond_id="kgz-2025")
    aside = float(bond["amount_usd_million"]) / 5
    assert f"{aside:.0f} million dollars a year" in options.loc["bishkek-bond", "first_step_text"]
    (rate,) = rows("lending_rates", rate_id="implied-uzb-ibrd-2024")
    assert f"{rate['rate_pct']} per cent in 2024" in options.loc["banks-fixed", "first_step_text"]
    (offer,) = rows("partner_offers", offer_id="p006")
    assert float(offer["amount"]) == 12000
    assert "12 billion euro of Samarkand" in options.loc["brussels-new", "first_step_text"]


def test_a_debtor_of_the_scenarios_is_one_of_the_five(table):
    assert set(table.index.get_level_values("debtor_code")) == set(FIVE) == set(names.CENTRAL_ASIA)
