"""The data package: rules, sums and values worked out independently of the helpers."""

from __future__ import annotations

import csv
import re

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


@pytest.mark.parametrize(
    ("debtor", "creditor", "year", "printed"),
    [
        # Read off the file of the ONE Campaign, release of December 2025, to the first decimal.
        ("KGZ", "CHN", "2024", 125.7),
        ("KGZ", "CHN", "2025", 210.7),
        ("KGZ", "CHN", "2027", 230.9),
        ("TJK", "ALL", "2025", 535.9),
        ("UZB", "CHN", "2025", 653.5),
        ("UZB", "JPN", "2025", 582.6),
        ("TKM", "JPN", "2024", 384),
        ("KAZ", "ALL", "2018", 2173.5),
    ],
)
def test_debt_service_holds_what_the_source_printed(debtor, creditor, year, printed):
    names = ("debtor_code", "creditor_code", "year")
    found = [
        r for r in rows("debt_service") if tuple(r[n] for n in names) == (debtor, creditor, year)
    ]
    assert float(found[0]["total_usd_million"]) == pytest.approx(printed, abs=0.5)


def test_creditors_add_up_to_the_total_of_each_country_and_year():
    sums: dict[tuple, dict[str, float]] = {}
    for row in rows("debt_service"):
        side = "all" if row["creditor_code"] == "ALL" else "parts"
        for column in ("principal_usd_million", "interest_usd_million", "total_usd_million"):
            both = sums.setdefault((row["debtor_code"], row["year"], column), {})
            both[side] = both.get(side, 0) + float(row[column] or 0)
    assert len(sums) == 65 * 3
    for key, both in sums.items():
        assert both["parts"] == pytest.approx(both["all"], abs=0.01), key


@pytest.mark.parametrize(
    ("debtor", "creditor", "day", "amount"),
    [
        # Read off the reports named in the rows.
        ("KGZ", "ALL", "2025-12-31", "5340"),
        ("KGZ", "CHN", "2025-12-31", "1500"),
        ("TJK", "CHN", "2026-01-01", "700"),
        ("UZB", "ALL", "2025-10-01", "36720"),
        ("UZB", "BOND", "2025-10-01", "5800"),
        ("UZB", "JPN", "2025-10-01", "3120"),
        ("KAZ", "ALL", "2025-10-01", "15900"),
    ],
)
def test_reports_of_ministries_hold_what_was_printed(debtor, creditor, day, amount):
    names = ("debtor_code", "creditor_code", "as_of_date")
    found = [
        r
        for r in rows("national_debt_reports")
        if tuple(r[n] for n in names) == (debtor, creditor, day)
    ]
    assert [r["debt_outstanding_usd_million"] for r in found] == [amount]


def test_our_shares_of_ministries_debt_are_amount_over_total():
    table = rows("national_debt_reports")
    totals = {
        (r["debtor_code"], r["as_of_date"]): float(r["debt_outstanding_usd_million"])
        for r in table
        if (r["creditor_code"], r["debt_concept"]) == ("ALL", "public-external")
        and r["debt_outstanding_usd_million"]
    }
    ours = [r for r in table if r["share_basis"] == "ours"]
    assert len(ours) > 100
    for row in ours:
        total = totals[row["debtor_code"], row["as_of_date"]]
        share = 100 * float(row["debt_outstanding_usd_million"]) / total
        assert float(row["share_pct"]) == pytest.approx(share, abs=0.06), row


def test_what_the_notes_call_an_error_is_not_a_price():
    ids = {r["rate_id"] for r in rows("lending_rates")}
    assert "implied-kaz-jpn-2023" in ids
    assert "implied-kaz-jpn-2024" not in ids


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
    with pytest.raises(data.DataError) as caught:
        data.load_table("debts")
    said = "no table 'debts' in data/datapackage.json; did you mean 'debt_stocks'?"
    assert str(caught.value) == said


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


def test_the_import_report_skips_no_row_of_the_newer_research():
    numbers: dict[str, list[int]] = {}
    for row in rows("import_report"):
        if row["research_file"].startswith("2026-11/"):
            numbers.setdefault(row["research_file"], []).append(int(row["row_number"]))
    assert len(numbers) == 31
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    # Rows of the tables as they were handed over.
    assert sum(map(len, numbers.values())) == 12_042


def test_licences_that_forbid_it_are_kept():
    left = [r for r in rows("import_report") if r["outcome"] == "left-out"]
    assert sum("licence" in r["reason"] for r in left) > 4_000
    sources = {
        r["source_id"] for name in ("trade_bilateral", "trade_partner_shares") for r in rows(name)
    }
    assert not {s for s in sources if s.startswith(("cow-", "wits-"))}


def test_licensed_series_are_not_handed_on():
    loans = rows("loans")
    first = min(r["signed_date"][:4] for r in loans if "LIBOR" in r["reference_rate_name"])
    for name in ("reference_rates", "reference_rates_monthly"):
        for row in rows(name):
            if re.search("LIBOR|EURIBOR|Term SOFR", row["rate_name"]):
                # Yearly means stay, by which loans are priced and repaid; no series of days or months.
                assert name == "reference_rates", row
                assert row["year"] >= first, row
    assert "licence" in next(
        r["reason"] for r in rows("import_report") if r["row_label"].startswith("EURIBOR 6M")
    )


def test_points_of_openstreetmap_stand_apart():
    shared = {"flight_routes", "project_sites", "route_waypoints"}
    for name in data.table_names():
        licences = {licence["name"] for licence in data.resource(name)["licenses"]}
        assert ("ODbL-1.0" in licences) == (name in shared), name
        if name not in shared:
            assert not {"lat_deg", "lon_deg"} & set(data.field_names(name)), name
    for name in ("project_sites", "route_waypoints"):
        assert "© OpenStreetMap contributors" in data.resource(name)["citation"]
        assert "GeoNames" in data.resource(name)["citation"]


def test_the_fourth_kyrgyz_grant_of_december_2025_is_there():
    found = [
        r
        for r in rows("japan_projects")
        if r["recipient_code"] == "KGZ" and r["signed_date"].startswith("2025-12")
    ]
    assert len(found) == 4
    # 1.535, 3.19 and 1.801 billion yen, and 2 million dollars.
    assert sorted(filter(None, (r["amount_jpy_billion"] for r in found))) == [
        "1.535",
        "1.801",
        "3.19",
    ]
    assert [r["amount_usd_million"] for r in found if r["amount_usd_million"]] == ["2"]


def test_persons_have_their_names_in_japanese_where_those_were_read():
    names = {r["person_name"]: r["native_name"] for r in rows("persons")}
    assert names["Takaichi Sanae"] == "高市早苗"
    assert names["Motegi Toshimitsu"] == "茂木敏充"
    # Two men of one family name.
    assert {"Iijima", "Iijima (飯島泰雅)"} <= set(names)


def test_the_target_of_the_summit_is_one_sum_in_all_rows_that_are_not_contradicted():
    told = [r for r in rows("declaration_contents") if r["amount_jpy_billion"]]
    assert {r["amount_jpy_billion"] for r in told if r["amount_bound"] != "wrong"} == {"3000"}
    assert {r["confidence"] for r in told if r["amount_bound"] == "wrong"} == {"low"}


def test_lists_of_loans_and_projects_name_rows_that_exist():
    loans = {r["loan_id"] for r in rows("loans")}
    projects = {r["project_id"] for r in rows("japan_projects")}
    routes = {r["route_id"] for r in rows("route_waypoints")}
    lists = [
        *((r["loan_ids"], loans) for r in rows("japan_export_finance")),
        *((r["loan_ids"], loans) for r in rows("project_sites")),
        *((r["japan_project_ids"], projects) for r in rows("project_sites")),
        *((r["route_id"], routes) for r in rows("project_sites")),
    ]
    assert all(one in known for cell, known in lists for one in cell.split(";") if one)


def test_year_ends_have_one_kind_of_rate():
    table = rows("exchange_rates_year_end")
    assert len({(r["currency_code"], r["year"]) for r in table}) == len(table)
    assert {r["source_id"].rpartition("-")[0] for r in table} == {"fred-dexjpus", "fred-dexchus"}
    held = {(r["currency_code"], r["year"]): r["local_currency_per_usd"] for r in table}
    # Read off the H.10 release.
    assert held["JPY", "1994"] == "99.6"


@pytest.mark.parametrize(
    ("loan", "amount"),
    [
        ("uzb-jpn-2025-samarkand-1-solar-and-storage", "253"),
        ("uzb-jpn-2025-samarkand-2-solar-and-storage", "382"),
    ],
)
def test_samarkand_is_the_two_loans_that_jbic_announced(loan, amount):
    found = next(r for r in rows("loans") if r["loan_id"] == loan)
    assert (found["amount_usd_million"], found["signed_date"]) == (amount, "2025-10-27")


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
