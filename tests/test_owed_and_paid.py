"""What is owed and paid: figures worked by hand from the records, identities, and bad input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers import data, names, paths
from helpers.data import DataError, load_table
from helpers.refresh import debt_form
from helpers.refresh.__main__ import main
from helpers.topics.debt import facts, glance, owed, paid, records, stress
from helpers.topics.debt import measures as debt

STOCKS, TOTALS, CREDITORS, REPORTS = (
    load_table(n) for n in ("debt_stocks", "external_debt", "creditors", "national_debt_reports")
)
SERVICE, BASES, TOLD = (
    load_table(n) for n in ("debt_service", "debt_service_bases", "debt_service_reports")
)
NEWER = paid.new_bonds(load_table("bonds"), 2024, 2030)
EVERY = paid.with_bonds(SERVICE, NEWER)
LENDERS = paid.by_lender(SERVICE, CREDITORS)


# By hand from the ministries' reports and from International Debt Statistics, country by country.


@pytest.mark.figures
@pytest.mark.parametrize(
    ("debtor", "creditor", "day", "million", "share"),
    [
        ("KGZ", "CHN", "2025-12-31", 1500.0, 28.1),  # 1,500 / 5,340 = 28.09, printed 28.1
        ("KGZ", "JPN", "2025-06-30", 146.72, 2.8),  # 2.8% of 5,240 printed, no amount
        ("TJK", "CHN", "2026-01-01", 700.0, 23.3),  # 700 / 3,000 = 23.33
        ("UZB", "CHN", "2025-10-01", 3760.0, 10.2),  # 3,760 / 36,720 = 10.24
        ("UZB", "JPN", "2025-10-01", 3120.0, 8.5),
        ("KAZ", "BOND", "2025-10-01", 9222.0, 58.0),  # 58% of 15,900
    ],
)
def test_a_ministrys_newest_figure(debtor, creditor, day, million, share):
    row = owed.newest(owed.completed(REPORTS)).loc[(debtor, creditor)]
    assert row["as_of_date"] == day
    assert row["usd_million"] == pytest.approx(million, abs=0.01)
    assert row["share_pct"] == pytest.approx(share, abs=0.05)


@pytest.mark.figures
@pytest.mark.parametrize(
    ("debtor", "creditor", "stock", "share"),
    [
        ("KAZ", "CHN", 1895.8, 6.99),  # 1,764.348 / 25,230.929 at the end of 2023
        ("KGZ", "CHN", 1653.7, 40.75),  # 1,708.196 / 4,192.257
        ("TJK", "CHN", 824.9, 29.33),  # 906.629 / 3,090.784
        ("TKM", "JPN", 928.3, 36.40),  # 1,274.476 / 3,501.611
        ("UZB", "CHN", 3698.3, 14.56),  # 4,206.219 / 28,886.615
    ],
)
def test_the_world_banks_figure_beside_it(debtor, creditor, stock, share):
    rows = owed.stock_of(STOCKS, TOTALS, CREDITORS, REPORTS)
    row = rows.set_index(["debtor_code", "creditor_code"]).loc[(debtor, creditor)]
    assert (row["bank_date"], row["bank_share_date"]) == ("2024-12-31", "2023-12-31")
    assert row["bank_usd_million"] == pytest.approx(stock, abs=0.05)
    assert row["bank_share_pct"] == pytest.approx(share, abs=0.005)


@pytest.mark.figures
@pytest.mark.parametrize(
    ("debtor", "creditor", "name", "record"),
    [
        ("KAZ", "BOND", "Bondholders", owed.MINISTRY),
        ("KGZ", "CHN", "Export-Import Bank of China", owed.MINISTRY),
        ("TJK", "CHN", "Export-Import Bank of China", owed.MINISTRY),
        ("TKM", "JPN", "Japan", owed.WORLD_BANK),
        ("UZB", "WB", "World Bank", owed.MINISTRY),
    ],
)
def test_the_largest_creditor(debtor, creditor, name, record):
    row = glance.largest(STOCKS, TOTALS, CREDITORS, REPORTS).loc[debtor]
    assert (row["creditor_code"], row["lender"], row["record"]) == (creditor, name, record)


@pytest.mark.figures
@pytest.mark.parametrize(
    ("debtor", "due", "peak_year", "peak"),
    [
        ("KAZ", 4447.99, 2022, 7623.30),
        ("KGZ", 425.08, 2027, 461.93),
        ("TJK", 529.48, 2025, 535.88),
        ("TKM", 654.97, 2019, 2147.37),
        ("UZB", 4607.23, 2028, 6152.16),
    ],
)
def test_service_of_this_year_and_the_peak(debtor, due, peak_year, peak):
    now = EVERY.set_index(["debtor_code", "year"]).loc[(debtor, 2026)]
    assert now[paid.TOTAL] == pytest.approx(due, abs=0.01)
    top = paid.peaks(EVERY).loc[debtor]
    assert top["peak_year"] == peak_year
    assert top["peak_usd_million"] == pytest.approx(peak, abs=0.01)


@pytest.mark.figures
def test_the_kyrgyz_eurobond_moves_the_peak():
    # 700 of principal and five months of a coupon of 7.75 per cent: 700 * 0.0775 * 5 / 12 = 22.60.
    top = paid.peaks(EVERY).loc["KGZ"]
    schedule = paid.in_all(SERVICE).set_index(["debtor_code", "year"])[paid.TOTAL]["KGZ", 2030]
    assert top["with_bonds_year"] == 2030
    assert top["with_bonds_usd_million"] - schedule == pytest.approx(722.60, abs=0.01)
    # The whole coupon of a year in between.
    bond = NEWER[(NEWER["bond_id"] == "kgz-2025") & (NEWER["year"] == 2027)].iloc[0]
    assert bond[paid.TOTAL] == pytest.approx(54.25)


@pytest.mark.figures
def test_bonds_that_the_schedule_holds_already_are_not_added():
    assert set(NEWER["bond_id"].str[:8]) == {"kgz-2025", "uzb-2025"}
    assert NEWER["year"].min() == 2025
    late = paid.new_bonds(load_table("bonds"), 2025, 2030)
    assert late.empty


@pytest.mark.figures
@pytest.mark.parametrize(
    ("debtor", "year", "exports", "revenue"),
    [
        ("KGZ", 2023, 5.34, 5.30),
        ("TJK", 2023, 12.81, 8.09),
        ("UZB", 2023, 14.45, 12.24),
        ("KAZ", 2023, 6.90, 10.96),
        ("TKM", 2023, 8.76, 12.51),
    ],
)
def test_the_weight_of_payments(debtor, year, exports, revenue):
    rows = paid.burden(SERVICE, BASES, load_table("national_accounts"))
    row = rows.set_index(["debtor_code", "year"]).loc[(debtor, year)]
    assert row["exports_pct"] == pytest.approx(exports, abs=0.006)
    assert row["revenue_pct"] == pytest.approx(revenue, abs=0.006)


def test_exports_are_those_of_the_books_own_tables():
    own = load_table("national_accounts").merge(load_table("openness"), on=["area_code", "year"])
    own["own"] = own["gdp_usd_million"] * own["exports_gdp_pct"] / 100
    both = BASES.merge(own, on=["area_code", "year"]).dropna(subset=["exports_usd_million"])
    assert len(both) == 30
    gap = (both["own"] / both["exports_usd_million"] - 1).abs()
    assert gap.astype(float).max() < 0.0005


@pytest.mark.figures
def test_turkmenistan_pays_japan_most_and_uzbekistan_the_asian_bank():
    first = paid.ranked(LENDERS, [2024]).query("rank_no == 1").set_index("debtor_code")
    assert first["creditor_code"].to_dict() == {
        "KAZ": "BOND",
        "KGZ": "CHN",
        "TJK": "CHN",
        "TKM": "JPN",
        "UZB": "BOND",
    }
    assert first.loc["TKM", "share_pct"] == pytest.approx(100 * 384.307 / 948.80, abs=0.01)
    now = paid.ranked(LENDERS, [2026]).query("rank_no == 1").set_index("debtor_code")
    assert now["creditor_code"].to_dict() == {
        "KAZ": "MULTIPLE",
        "KGZ": "CHN",
        "TJK": "BOND",
        "TKM": "JPN",
        "UZB": "ADB",
    }


@pytest.mark.figures
def test_a_share_with_and_without_the_imf_and_bonds():
    rows = owed.by_base(owed.completed(REPORTS)).set_index(
        ["debtor_code", "creditor_code", "as_of_date"]
    )
    uzbek = rows.loc[("UZB", "CHN", "2025-10-01")]
    assert uzbek["without_imf_pct"] == pytest.approx(100 * 3760 / (36720 - 638))
    assert uzbek["without_both_pct"] == pytest.approx(100 * 3760 / (36720 - 638 - 5800))
    kyrgyz = rows.loc[("KGZ", "CHN", "2025-12-31")]
    assert kyrgyz["without_bonds_pct"] == pytest.approx(100 * 1500 / (5340 - 700))
    assert pd.isna(kyrgyz["without_imf_pct"])  # not in the report of that day
    tajik = rows.loc[("TJK", "CHN", "2026-01-01")]
    assert tajik["without_imf_pct"] == pytest.approx(100 * 700 / (3000 - 195))


@pytest.mark.figures
def test_the_arms_of_the_world_bank_are_one_lender():
    bank = owed.world_bank(STOCKS, TOTALS, CREDITORS)
    assert not {"IDA", "IBRD"} & set(bank["creditor_code"])
    row = bank[(bank["debtor_code"] == "UZB") & (bank["year"] == 2023)]
    row = row.set_index("creditor_code").loc["WB"]
    assert row["usd_million"] == pytest.approx(6614.7, abs=0.1)
    assert "WB" in set(LENDERS["creditor_code"])


def test_concentration_worked_by_hand():
    # Shares of a half, a quarter and a quarter: 0.25 + 0.0625 + 0.0625 = 0.375.
    rows = pd.DataFrame(
        {"debtor_code": "A", "creditor_code": list("XYZ"), "year": 2024, paid.TOTAL: [2.0, 1, 1]}
    )
    row = paid.concentration(rows).iloc[0]
    assert row["herfindahl_index"] == pytest.approx(0.375)
    assert row["equal_creditors"] == pytest.approx(1 / 0.375)


def reports(*rows):
    columns = ["debtor_code", "creditor_code", "as_of_date", debt.STOCK, "share_pct"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        debt_concept="public-external",
        is_forecast=False,
        confidence="medium",
        amount_bound="exact",
        lender_name=None,
        source_id="s",
        more_source_ids=None,
    )


def test_an_old_figure_for_one_creditor_is_left_out_and_so_is_a_forecast():
    rows = reports(
        ("KGZ", "ALL", "2025-12-31", 1000.0, None),
        ("KGZ", "CHN", "2024-12-31", 300.0, 30.0),  # 365 days before the newest total
        ("KGZ", "JPN", "2024-06-30", 50.0, 5.0),  # 549 days
        ("KGZ", "CHN", "2026-12-31", 100.0, 10.0),
    )
    rows["is_forecast"] = rows["as_of_date"] == "2026-12-31"
    found = owed.newest(owed.completed(rows)).drop(index=("KGZ", "ALL"), errors="ignore")
    assert found["as_of_date"].to_dict() == {("KGZ", "CHN"): "2024-12-31"}


def test_a_group_of_lenders_is_no_largest_creditor():
    rows = reports(
        *(
            (debtor, creditor, "2025-12-31", million, share)
            for debtor in names.CENTRAL_ASIA
            for creditor, million, share in (
                ("ALL", 100.0, None),
                ("MLT", 60.0, 60.0),
                ("ADB", 40.0, 40.0),
            )
        )
    )
    found = glance.largest(STOCKS, TOTALS, CREDITORS, rows)
    assert set(found["creditor_code"]) == {"ADB"}
    assert set(found["usd_million"]) == {40.0}


def test_payments_are_set_against_exports_revenue_and_people():
    service = pd.DataFrame(
        {
            "debtor_code": "A",
            "creditor_code": "ALL",
            "year": [2023, 2025],
            "service_kind": ["actual", "scheduled"],
            **{part: [2.5, 2.5] for part in paid.PARTS},
            paid.TOTAL: [5.0, 5.0],
        }
    )
    key = {"area_code": ["A"], "year": [2023]}
    bases = pd.DataFrame(key | {"exports_usd_million": [50.0], "revenue_usd_million": [25.0]})
    accounts = pd.DataFrame(key | {"population_count": [2_000_000]})
    rows = paid.burden(service, bases, accounts)
    # Five million dollars of two million people are two and a half dollars each.
    columns = ["exports_pct", "revenue_pct", "per_head_usd"]
    assert rows[columns].to_numpy().tolist() == [[10.0, 20.0, 2.5]]


def test_only_whole_years_of_external_debt_that_are_known_stand_beside_the_world_bank():
    columns = ["debt_scope", "period", "confidence", paid.TOTAL]
    rows = [
        ("external", "year", "medium", 120.0),
        ("external", "year", "low", 130.0),
        ("external", "half-year", "medium", 60.0),
        ("all", "year", "medium", 200.0),
    ]
    key = {"debtor_code": "A", "creditor_code": "ALL", "year": 2023}
    told = pd.DataFrame(rows, columns=columns).assign(**key)
    bank = pd.DataFrame({paid.TOTAL: [100.0]}).assign(**key)
    assert paid.ministries(told, bank)["difference_pct"].to_list() == [pytest.approx(20)]


# Identities


def test_parts_are_the_whole_in_every_country_and_year():
    whole = paid.in_all(SERVICE).set_index(["debtor_code", "year"])
    assert len(whole) == 65
    for column in [*paid.PARTS, paid.TOTAL]:
        gap = LENDERS.groupby(["debtor_code", "year"])[column].sum() - whole[column]
        assert gap.abs().max() < 0.01, column
    assert (whole[paid.PARTS].sum(axis=1) - whole[paid.TOTAL]).abs().max() < 0.01


def test_groups_are_the_schedule_and_the_bonds_issued_since():
    groups = paid.by_group(SERVICE, CREDITORS, NEWER)
    found = groups.groupby(["debtor_code", "year"])[paid.TOTAL].sum()
    every = EVERY.set_index(["debtor_code", "year"])["with_bonds_usd_million"]
    assert (found - every).abs().max() < 0.01
    assert (EVERY.query("service_kind == 'actual'")["bonds_usd_million"] == 0).all()


# The two records never meet in a sum


def test_a_share_is_of_the_total_of_its_own_record():
    both = owed.side_by_side(STOCKS, TOTALS, CREDITORS, REPORTS)
    keys = ["debtor_code", "record"]
    assert not both.duplicated([*keys, "creditor_code"]).any()
    bank = both[both["record"] == owed.WORLD_BANK]
    whole = bank[bank["creditor_code"] == "ALL"].set_index("debtor_code")["usd_million"]
    ours = 100 * bank["usd_million"] / bank["debtor_code"].map(whole)
    assert (ours - bank["share_pct"]).abs().max() < 1e-6
    own = owed.newest(owed.completed(REPORTS))
    printed = 100 * own["usd_million"] / own["total_usd_million"]
    assert (printed - own["share_pct"]).abs().max() < 0.6  # as rounded by the page


def test_a_pair_takes_amount_and_share_from_one_record():
    for row in owed.stock_of(STOCKS, TOTALS, CREDITORS, REPORTS).itertuples():
        if row.record == owed.MINISTRY:
            assert row.as_of_date == row.share_date
            assert row.source_id not in ("one-debt-overview-ids", "ddf-wdi-dppg")
        if row.record == owed.WORLD_BANK:
            assert row.usd_million == row.bank_usd_million


def test_what_ministries_paid_is_in_no_sum():
    louder = TOLD.assign(total_usd_million=TOLD["total_usd_million"] * 1000)
    rows = paid.ministries(louder, SERVICE)
    bank = paid.in_all(SERVICE).set_index(["debtor_code", "year"])[paid.TOTAL]
    for row in rows[rows["creditor_code"] == "ALL"].itertuples():
        assert row.world_bank_usd_million == pytest.approx(bank[row.debtor_code, row.year])


def test_sums_with_domestic_debt_are_not_set_beside_external_debt():
    rows = paid.ministries(TOLD, SERVICE)
    assert set(rows["debt_scope"]) == {"external"} and set(rows["period"]) == {"year"}
    assert not rows["total_usd_million"].isin([857, 1048, 1277, 1326, 1201, 595, 688]).any()


# The yen


def stock(**years: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "debtor_code": "A",
            "creditor_code": "JPN",
            "creditor_class": "official-bilateral",
            "year": [int(y[1:]) for y in years],
            debt.STOCK: list(years.values()),
        }
    )


WHOLE = pd.DataFrame({"area_code": ["A"], "year": [2011], "ppg_external_debt_usd_million": [400.0]})
HELD = pd.DataFrame(
    {"debtor_code": ["A"], "year": [2011], "indicator_code": [owed.YEN], "share_pct": [10.0]}
)
RATES = pd.DataFrame(
    {"currency_code": "JPY", "year": [2011, 2024], "local_currency_per_usd": [80.0, 160.0]}
)


def test_the_yens_part_worked_by_hand():
    # 100 in yen halve when the yen does: 50, if all is in yen; 5, if a tenth is.
    rows = owed.yen_effect(stock(y2011=100.0, y2024=30.0), WHOLE, HELD, RATES, {"A": (2011, 2024)})
    row = rows.iloc[0]
    assert (row["least_usd_million"], row["most_usd_million"]) == (-5.0, -50.0)
    # A tenth of 400 is 40 in yen to anybody: at most 40 of the 100 owed to Japan.
    assert row["yen_limit_pct"] == pytest.approx(40.0)


def test_a_year_without_exchange_rate_is_refused():
    with pytest.raises(ValueError) as caught:
        owed.yen_effect(stock(y2011=100.0, y2024=30.0), WHOLE, HELD, RATES[:1], {"A": (2011, 2024)})
    assert str(caught.value) == (
        "data/exchange_rates_year_end.csv: no rate of JPY for 2024, which the debt of A to Japan "
        "needs; add the row"
    )


def test_a_year_without_share_of_the_yen_is_refused():
    with pytest.raises(ValueError) as caught:
        owed.yen_effect(stock(y2012=100.0, y2024=30.0), WHOLE, HELD, RATES, {"A": (2012, 2024)})
    assert str(caught.value) == (
        "data/debt_currency_shares.csv: no share of the yen in the debt of A for 2012, from which the "
        "change of its debt to Japan is measured; add the row"
    )


def test_service_without_stock_is_refused():
    service = SERVICE.copy()
    index = service.index[
        (service["debtor_code"] == "KGZ")
        & (service["creditor_code"] == "CHN")
        & (service["year"] == 2026)
    ][0]
    service.loc[index, "debtor_code"] = "A"
    with pytest.raises(ValueError) as caught:
        paid.check_stocks(service, STOCKS)
    assert str(caught.value) == (
        f"data/debt_service.csv: row {index + 2}: A is to pay CHN 207.2 in 2026, but "
        "data/debt_stocks.csv has no debt to it at the end of 2024; add the stock or take the payment "
        "out"
    )
    paid.check_stocks(SERVICE, STOCKS)


# Shocks


@pytest.mark.figures
def test_the_sizes_of_the_shocks_follow_the_rule():
    # Growth of 20 and -20 per cent: mean zero, standard deviation 28.28.
    assert stress.shocked_growth(pd.Series([100.0, 120, 96], [2020, 2021, 2022])) == pytest.approx(
        -28.284, abs=0.001
    )
    # Growth of 10 and 30: the mean of 20 is above the baseline of zero, which counts.
    assert stress.shocked_growth(pd.Series([100.0, 110, 143], [2020, 2021, 2022])) == pytest.approx(
        -14.142, abs=0.001
    )
    # 30 per cent off, three tenths of it made up by prices.
    sizes = stress.shocks(load_table("national_accounts"), load_table("openness"), ["UZB"])
    assert sizes.loc["UZB", "currency_factor"] == pytest.approx(0.7 * 1.09)
    assert (sizes.loc["UZB", "worst_year"], round(sizes.loc["UZB", "worst_fall_pct"], 1)) == (
        2017,
        -27.9,
    )


def test_the_worst_year_is_one_since_2001():
    product = pd.Series([100.0, 50, 45, 46], [1999, 2000, 2001, 2002])
    year, fall = stress.worst_year(product)
    assert (year, fall) == (2001, pytest.approx(-10))


@pytest.fixture(scope="module")
def runs():
    sizes = stress.shocks(
        load_table("national_accounts"), load_table("openness"), names.CENTRAL_ASIA
    )
    return (
        stress.run(SERVICE, NEWER, BASES, sizes)
        .set_index(["debtor_code", "indicator", "case", "year"])["ratio_pct"]
        .sort_index()
    )


@pytest.mark.figures
def test_a_base_that_is_held(runs):
    assert runs["TJK", "exports", stress.HELD, 2025] == pytest.approx(
        100 * 535.8776 / 2073.4, 0.001
    )
    assert runs["UZB", "revenue", stress.HELD, 2026] == pytest.approx(
        100 * (4607.23 + 133.275) / 28178, 0.001
    )


def test_a_shock_waits_for_its_year(runs):
    for case in (stress.EXPORTS, stress.GROWTH, stress.CURRENCY, stress.WORST):
        base = "exports" if case == stress.EXPORTS else "revenue"
        assert runs["KGZ", base, case, 2025] == runs["KGZ", base, stress.HELD, 2025]
        assert runs["KGZ", base, case, 2026] > runs["KGZ", base, stress.HELD, 2026]
    once = runs["KGZ", "revenue", stress.CURRENCY] / runs["KGZ", "revenue", stress.HELD]
    assert once.loc[2026:].round(6).nunique() == 1
    twice = runs["KGZ", "exports", stress.EXPORTS] / runs["KGZ", "exports", stress.HELD]
    assert twice[2027] == pytest.approx(twice[2026] ** 2)
    assert twice[2030] == pytest.approx(twice[2027])


def test_no_rule_of_the_framework_for_countries_outside_it(runs):
    for debtor in ("KAZ", "TKM"):
        cases = set(runs[debtor].index.get_level_values("case"))
        assert cases == {stress.HELD, stress.WORST}
    assert set(stress.thresholds(BASES).index) == {"KGZ", "TJK", "UZB"}


def test_the_last_year_paid_is_that_of_the_table():
    """An edition with another year paid must not be read as scheduled."""
    paid_for = SERVICE[SERVICE["service_kind"] == "actual"]
    assert int(paid_for["year"].max()) == paid.LAST_PAID


# What is printed


@pytest.mark.figures
def test_each_country_stands_in_a_few_rows_with_date_and_source():
    told = paid.ministries(TOLD, SERVICE)
    table = glance.at_a_glance(STOCKS, TOTALS, CREDITORS, REPORTS, SERVICE, NEWER, told, 2026)
    wanted = {"owed to China", "owed to Japan", "largest creditor", "due in 2026", "peak year"}
    for _, rows in table.groupby("debtor_code"):
        assert set(rows["what"]) == wanted
        assert (rows["all_source_ids"] != "").all()
    known = data.load_table("sources")["source_id"]
    assert {i for ids in table["all_source_ids"] for i in ids.split(";")} <= set(known)
    text = table.set_index("row_id")["figure"]
    assert text["debt-kgz-china"] == (
        "Ministry: US$1.50bn = 28.1% (end of 2025). World Bank: US$1.65bn (end of 2024); 40.7% (end "
        "of 2023)"
    )
    assert text["debt-tjk-japan"] == "None reported"
    assert text["debt-tkm-due"] == "US$655m, of it China US$19m, Japan US$280m"


@pytest.mark.figures
def test_the_title_of_the_hump_follows_the_data():
    assert facts.hump_title(EVERY) == (
        "Payments peak in Tajikistan in 2025, Uzbekistan in 2028 and Kyrgyzstan in 2030; they were "
        "highest in Turkmenistan in 2019 and Kazakhstan in 2022"
    )
    early = EVERY[EVERY["year"] <= 2024]
    assert facts.hump_title(early).startswith("they were highest in Turkmenistan in 2019")


def test_absence_of_a_find_is_no_row():
    kinds = records.requests(load_table("debt_relief_requests").assign(confidence="medium"))
    assert not kinds["answer"].str.contains("found for any|no swap found").any()
    owing = records.outstanding_bonds(load_table("bonds"))
    assert set(owing["area_code"]) == {"KAZ", "KGZ", "TJK", "UZB"}
    assert not owing["due"].str.endswith(("2023", "2024")).any()


def test_the_error_in_the_data_set_is_left_out():
    rates = load_table("lending_rates")
    wrong = rates[(rates["borrower_code"] == "KAZ") & (rates["creditor_code"] == "JPN")]
    assert not (wrong["rate_pct"] > 20).any()


# The form for new figures


@pytest.fixture
def filled(tmp_path):
    """Give what writes a form of Kyrgyzstan with two rows filled in, cells of China's changed."""
    path = tmp_path / "form.csv"
    path.write_text(debt_form.form("KGZ"), "utf-8")
    table = pd.read_csv(path, dtype="str", keep_default_na=False)
    for code, million in (("ALL", "5500"), ("CHN", "1400")):
        row = table["creditor_code"] == code
        table.loc[row, ["as_of_date", "debt_outstanding_usd_million", "source_id"]] = [
            "2026-06-30",
            million,
            "calight-2026-kgz-2025debt",
        ]

    def write(**cells: str):
        row = table["creditor_code"] == "CHN"
        table.assign(**{n: table[n].mask(row, text) for n, text in cells.items()}).to_csv(
            path, index=False
        )
        return path

    return write


def test_an_empty_form_names_the_creditors_and_their_last_figures():
    lines = debt_form.form("KGZ").splitlines()
    assert lines[0].split(",")[:3] == ["debtor_code", "creditor_code", "debt_concept"]
    china = next(line for line in lines if line.startswith("KGZ,CHN,"))
    assert china.endswith("2025-12-31,1500,28.1")
    assert len(debt_form.form("TKM").splitlines()) == 2  # no ministry has reported: the total alone
    with pytest.raises(DataError) as caught:
        debt_form.form("JPN")
    assert str(caught.value) == (
        "COUNTRY=JPN has no figures of a ministry; expected one of ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']"
    )


def test_what_changed_since_the_last_report(filled):
    lines = debt_form.changes(debt_form.read(filled(), "KGZ"))
    assert "ALL: US$5500 million (2026-06-30), was US$5340 million (2025-12-31)" in lines
    assert "CHN: US$1400 million (2026-06-30), was US$1500 million, 28.1% (2025-12-31)" in lines
    assert "JPN: not in this report; last 2.8% (2025-06-30)" in lines


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"as_of_date": ""}, "row 6, column 'as_of_date': empty beside an amount; write the day of the figure, such as 2026-06-30"),
        ({"as_of_date": "30.06.2026"}, "row 6, column 'as_of_date': '30.06.2026' is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
        ({"as_of_date": "2126-06-30"}, "row 6, column 'as_of_date': '2126-06-30' is still to come; mend the date, or write true under is_forecast"),
        ({"debt_outstanding_usd_million": ""}, "row 6, column 'debt_outstanding_usd_million': empty beside as_of_date '2026-06-30'; write the amount or the share, or delete the row"),
        ({"debt_outstanding_usd_million": "1.4"}, "row 6, column 'debt_outstanding_usd_million': 1.4 is far from the 1500 of the last report; write US$ million"),
        *(({"debt_outstanding_usd_million": cell}, f"row 6, column 'debt_outstanding_usd_million': {cell!r} is no number; write it as 1234.5, without a unit")
          for cell in ("1,400", "1 400", "1400,5", "nan", "1.4 bn", "8.7 trillion tenge", "..", "-5")),
        ({"debtor_code": "UZB"}, "row 6, column 'debtor_code': 'UZB' in a form for KGZ"),
    ],
)  # fmt: skip
def test_a_form_with_a_fault_is_refused(filled, cells, message):
    path = filled(**cells)
    with pytest.raises(DataError) as caught:
        debt_form.read(path, "KGZ")
    assert str(caught.value) == f"{path}: {message}"


def test_what_the_check_finds_is_said_of_the_row_of_the_form(filled):
    path = filled(share_basis="gdp")
    rows = debt_form.read(path, "KGZ")
    key = "KGZ|CHN|china-eximbank-only|2026-06-30|1"
    said = f"table.csv: row 50 ({key}), column 'share_basis': 'gdp' is not valid"
    assert debt_form.in_form(said, Path("table.csv"), path, rows) == (
        f"{path}: row 6 ({key}), column 'share_basis': 'gdp' is not valid"
    )
    kept = "table.csv: row 3 (KAZ|ALL|public-external|2025-10-01|1), column 'note'"
    assert debt_form.in_form(kept, Path("table.csv"), path, rows) == kept


def test_a_form_that_is_none_is_refused(tmp_path):
    path = tmp_path / "form.csv"
    anew = "; `make report-debt COUNTRY=KGZ` prints the form anew"
    whole = debt_form.form("KGZ").encode()
    for content, fault in (
        (None, "file not found"),
        (b"", "the file is empty; expected a header"),
        (b"PK\x03\x04" + whole, "a workbook, not a text; save the table as CSV in UTF-8"),
        (whole.replace(b",", b";"), "cells stand between ';'; save the table as CSV with commas"),
        (whole + b"KGZ,JPN\n", "row 15: 2 cell(s); expected 18, as in the header"),
    ):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(DataError) as caught:
            debt_form.read(path, "KGZ")
        assert str(caught.value).startswith(f"{path}: {fault}")
        assert str(caught.value).endswith(anew)
    path.write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(
        DataError,
        match=r"row 1 begins with 'a' and is no header of this table; expected \['debtor_code', ",
    ):
        debt_form.read(path, "KGZ")
    path.write_text(debt_form.form("KGZ"), "utf-8")
    with pytest.raises(
        DataError, match="no row has an amount or a share; fill in at least the row ALL"
    ):
        debt_form.read(path, "KGZ")


def test_figures_older_than_two_quarters_are_listed():
    lines = debt_form.old(date(2026, 7, 10))
    assert any(line.startswith("KGZ: 2025-12-31, 6 months old: ADB, ALL") for line in lines)
    assert lines[-1] == "TKM: no figure of the ministry"
    # Half a year has not passed since the first of January.
    assert not any(line.startswith("TJK: 2026-01-01") for line in debt_form.old(date(2026, 7, 1)))


@pytest.mark.deep
def test_a_filled_form_goes_the_way_of_a_renewed_table(filled, project, monkeypatch, capsys):
    monkeypatch.setattr(paths, "BUILD", project / "_build")
    path = filled()
    assert main(["--debt", "KGZ", "--file", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Since the last report of KGZ:" in said and "New rows: 2" in said
    assert "Staged in" in said


@pytest.mark.deep
@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"debt_outstanding_usd_million": "9000"}, "9,000.00 is above the total of"),
        ({"creditor_code": "XXX"}, "XXX"),
        ({"as_of_date": "2026-06-29"}, "has no total; add a row ALL with debt_outstanding_usd_million"),
        ({"source_id": "nobody-2026"}, "nobody-2026"),
    ],
)  # fmt: skip
def test_the_gate_holds_for_a_form(filled, project, monkeypatch, capsys, cells, message):
    monkeypatch.setattr(paths, "BUILD", project / "_build")
    path = filled(**cells)
    assert main(["--debt", "KGZ", "--file", str(path)]) == 1
    told = capsys.readouterr().err
    assert "Stopped: data/ is as it was." in told and message in told
    assert f"{path}: row 6 (KGZ|" in told
