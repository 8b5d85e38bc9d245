"""The data package: rules, sums and values worked out independently of the helpers."""

from __future__ import annotations

import csv

import pytest
from conftest import ROOT

from helpers import data
from helpers.check import check_data


def rows(name: str) -> list[dict]:
    with open(ROOT / "data" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_package_keeps_its_own_rules():
    check_data()


def test_every_column_is_defined():
    for name in data.table_names():
        for field in data.resource(name)["schema"]["fields"]:
            assert len(field["description"]) > 5, (name, field["name"])


def test_every_money_column_states_its_unit():
    for name in data.table_names():
        for field in data.resource(name)["schema"]["fields"]:
            if "usd" in field["name"] or "jpy" in field["name"] or field["name"].endswith("_pct"):
                assert field.get("unit"), (name, field["name"])


@pytest.mark.parametrize(
    ("debtor", "creditor", "kind", "year", "printed"),
    [
        # Read off World Bank International Debt Statistics, release of December 2025.
        ("UZB", "JPN", "official-bilateral", "2024", 2898.267),
        ("UZB", "JPN", "commercial-banks", "2024", 2316.368),
        ("UZB", "CHN", "official-bilateral", "2024", 3698.314),
        ("UZB", "CHN", "commercial-banks", "2024", 220.0),
        ("TKM", "CHN", "official-bilateral", "2013", 7329.091),
        ("TJK", "CHN", "official-bilateral", "2024", 824.892),
    ],
)
def test_debt_stocks_hold_what_the_source_printed(debtor, creditor, kind, year, printed):
    key = (debtor, creditor, kind, year)
    names = ("debtor_code", "creditor_code", "creditor_class", "year")
    found = [r for r in rows("debt_stocks") if tuple(r[n] for n in names) == key]
    assert float(found[0]["debt_outstanding_usd_million"]) == pytest.approx(printed, abs=0.001)


def test_tajikistan_reports_no_debt_to_japan():
    assert not [
        r for r in rows("debt_stocks") if r["debtor_code"] == "TJK" and r["creditor_code"] == "JPN"
    ]


def test_counts_of_meetings_agree_with_the_numbering():
    series = [r["series"] for r in rows("meetings") if r["is_numbered"] == "true"]
    assert series.count("foreign-ministers") == 9
    assert series.count("senior-officials") == 16
    assert series.count("tokyo-dialogue") == 13
    experts = [r["ordinal"] for r in rows("meetings") if r["series"] == "expert-meeting"]
    assert sorted(filter(None, experts)) == list("1234567")


def test_dates_are_not_padded():
    dates = {r["meeting_id"]: r["start_date"] for r in rows("meetings")}
    assert dates["fmm-9"] == "2022-12-24"
    assert dates["som-4"] == ""


def test_loading_gives_declared_types():
    debt = data.load_table("debt_stocks")
    assert debt["year"].dtype == "Int64"
    assert debt["debt_outstanding_usd_million"].dtype == "Float64"
    assert data.load_table("meetings")["is_numbered"].dtype == "boolean"


def test_a_declared_correction_withholds_the_value():
    table = data.load_table("debt_sustainability")
    assert "Unsustainable" not in set(table["rating_text"].dropna())
    assert "Unsustainable" in (ROOT / "data" / "debt_sustainability.csv").read_text("utf-8")


def test_loading_twice_gives_independent_tables():
    first = data.load_table("areas")
    first.loc[0, "area_name"] = "changed"
    assert data.load_table("areas").loc[0, "area_name"] != "changed"


def test_unknown_table_names_those_there_are():
    with pytest.raises(data.DataError, match=r"no table 'debts'.*debt_stocks"):
        data.load_table("debts")


def test_recorded_digests_are_those_of_the_tables():
    assert data.edited_tables() == []


def test_the_import_report_leads_to_rows_that_exist():
    keys = {
        name: set(data.row_keys(name, data.read_text_table(name))) for name in data.table_names()
    }
    report = rows("import_report")
    assert len(report) > 15_000
    for row in report:
        if row["outcome"] == "left-out":
            assert row["reason"], row
            continue
        tables, found = row["table_name"].split(" ; "), row["row_key"].split(" ; ")
        tables = tables * len(found) if len(tables) == 1 else tables
        for table, key in zip(tables, found):
            # The outline of the map is a file without rows.
            assert not key or key in keys[table], row


def test_licences_that_forbid_it_are_kept():
    left = [r for r in rows("import_report") if r["outcome"] == "left-out"]
    assert sum("licence" in r["reason"] for r in left) > 4_000
    sources = {
        r["source_id"] for name in ("trade_bilateral", "trade_partner_shares") for r in rows(name)
    }
    assert not {s for s in sources if s.startswith(("cow-", "wits-"))}


@pytest.mark.parametrize(
    ("loan", "column", "printed"),
    [
        # Read off the exchange of notes and the records of AidData.
        ("kgz-chn-2009-bishkek-naryn-torugart-road-section-1", "interest_pct", "2"),
        ("kgz-chn-2009-bishkek-naryn-torugart-road-section-1", "maturity_years", "20"),
        ("kgz-chn-2009-bishkek-naryn-torugart-road-section-1", "amount_usd_million", "200"),
    ],
)
def test_loans_hold_what_the_record_printed(loan, column, printed):
    found = [r for r in rows("loans") if r["loan_id"] == loan]
    assert float(found[0][column]) == float(printed)
