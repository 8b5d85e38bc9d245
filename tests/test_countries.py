"""Each country's page answers what a desk officer asks of it, with figures worked anew from the rows."""

from __future__ import annotations

import csv
import re

import pikepdf
import pytest
from conftest import ROOT, browser_test, read_page, sampled
from pdfminer.high_level import extract_text

from helpers import exhibits, provenance
from helpers.topics.country import page, projects, sheet

COUNTRIES = {
    "kazakhstan": "KAZ",
    "kyrgyzstan": "KGZ",
    "tajikistan": "TJK",
    "turkmenistan": "TKM",
    "uzbekistan": "UZB",
}
PAGES = pytest.mark.parametrize("name", COUNTRIES)
# The region has no figures of its own, but the same frame.
ALL = pytest.mark.parametrize("name", [*COUNTRIES, "region"])
# For what takes long: the pages are made alike.
SAMPLED = pytest.mark.parametrize("name", sampled([*COUNTRIES, "region"], ["kyrgyzstan", "region"]))


def rows(table: str) -> list[dict]:
    with open(ROOT / "data" / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def soup(html_dir, name):
    return read_page(html_dir / "chapters" / f"{name}.html")


def cells(html_dir, name: str, exhibit: str) -> list[list[str]]:
    """Give the rows of a table of a page as text, source marks left out."""
    table = soup(html_dir, name).find(id=f"{name}-{exhibit}").find("table")
    body = [row.find_all(["td", "th"]) for row in table.find("tbody").find_all("tr")]
    return [[plain(cell.get_text()) for cell in row] for row in body]


def plain(text: str) -> str:
    """Give a text with straight quotes and single spaces."""
    return " ".join(text.translate(str.maketrans("’‘“”", "''\"\"")).split())


def glance(html_dir, name: str) -> dict[str, str]:
    return {row[0]: row[1] for row in cells(html_dir, name, "at-a-glance")}


# What does it owe, and to whom? Worked by hand from national_debt_reports, debt_stocks and external_debt.
OWED = {
    "kazakhstan": {
        "Owed in all": ["US$15.90bn (1 October 2025)"],
        "Owed to China": ["US$1.90bn (end of 2024)"],
        "Owed to Japan": ["US$158m (end of 2024)"],
        "Largest creditor": ["Bondholders", "58% ("],
    },
    "kyrgyzstan": {
        "Owed in all": ["US$5.34bn (end of 2025)", "US$4.19bn (end of 2023)"],
        "Owed to China": ["US$1.50bn = 28.1% (end of 2025)", "US$1.65bn (end of 2024)", "40.7%"],
        "Owed to Japan": ["US$147m = 2.8% (30 June 2025)", "US$137m (end of 2024)"],
        "Largest creditor": ["Export-Import Bank of China"],
    },
    "tajikistan": {
        "Owed in all": ["US$3.00bn (1 January 2026)", "US$3.09bn (end of 2023)"],
        "Owed to China": ["nearly US$700m = 23% (1 January 2026)", "US$825m (end of 2024)"],
        "Owed to Japan": ["None reported"],
        "Largest creditor": ["Export-Import Bank of China"],
    },
    "turkmenistan": {
        "Owed in all": ["World Bank: US$3.50bn (end of 2023)"],
        "Owed to China": ["US$76m (end of 2024)"],
        "Owed to Japan": ["US$928m (end of 2024)", "36.4% (end of 2023)"],
        "Largest creditor": ["Japan"],
    },
    "uzbekistan": {
        "Owed to China": ["US$3.76bn = 10.2% (1 October 2025)", "US$3.70bn (end of 2024)"],
        "Owed to Japan": ["US$3.12bn = 8.5% (1 October 2025)", "US$2.90bn (end of 2024)"],
        "Largest creditor": ["World Bank", "US$8.00bn"],
    },
}


@pytest.mark.book
@PAGES
def test_a_page_says_what_is_owed_to_whom_and_when(html_dir, name):
    told = glance(html_dir, name)
    for what, parts in OWED[name].items():
        for part in parts:
            assert part in told[what], (what, told[what])


@pytest.mark.book
@PAGES
def test_stocks_on_a_page_are_those_of_the_rows(html_dir, name):
    told = glance(html_dir, name)
    for code, what in (("CHN", "Owed to China"), ("JPN", "Owed to Japan")):
        held = [
            float(row["debt_outstanding_usd_million"])
            for row in rows("debt_stocks")
            if row["debtor_code"] == COUNTRIES[name]
            and row["creditor_code"] == code
            and row["year"] == "2024"
            and row["creditor_class"] == "official-bilateral"
        ]
        if not held:
            assert told[what] == "None reported"
            continue
        (million,) = held
        text = f"US${million / 1000:.2f}bn" if million >= 1000 else f"US${million:.0f}m"
        assert f"{text} (end of 2024)" in told[what]


@pytest.mark.book
@PAGES
def test_a_page_says_what_falls_due_in_which_year_and_to_whom(html_dir, name):
    banks = {row["creditor_code"] for row in rows("creditors") if row["creditor_kind"] == "multilateral"}  # fmt: skip
    table = cells(html_dir, name, "due-by-lender")
    assert [row[0][:4] for row in table] == [str(year) for year in range(2024, 2031)]
    issued = {"kyrgyzstan", "uzbekistan"}
    for year, china, japan, bonds, multilateral, _other, whole in table:
        paid = [
            row
            for row in rows("debt_service")
            if row["debtor_code"] == COUNTRIES[name] and row["year"] == year[:4]
        ]

        def total(codes: set[str], paid: list[dict] = paid) -> int:
            held = [float(r["total_usd_million"]) for r in paid if r["creditor_code"] in codes]
            return round(sum(held))

        said = [int(cell.replace(",", "")) for cell in (china, japan, bonds, multilateral, whole)]
        assert [*said[:2], said[3]] == [total({"CHN"}), total({"JPN"}), total(banks)], year
        # What is due on bonds issued since stands in the column of bonds and in the sum.
        newer = said[2] - total({"BOND"})
        assert abs(said[4] - total({"ALL"}) - newer) <= 1, year
        assert newer == 0 or name in issued, year


@pytest.mark.book
def test_the_kyrgyz_bond_falls_due_in_full_beside_the_schedule(html_dir):
    last = cells(html_dir, "kyrgyzstan", "due-by-lender")[-1]
    # 700 million of principal and five months of interest at 7.75%; 431 million falls due beside.
    newer = round(700 + 700 * 0.0775 * 5 / 12)
    assert [int(last[place].replace(",", "")) for place in (3, 6)] == [newer, 1154]
    assert newer + 431 == 1154


# Creditors beside China and Japan, and terms, by hand from the tables.
CREDITORS = {
    "kazakhstan": {
        "Owed to bondholders": "Ministry: US$9.22bn = 58% (1 October 2025)",
        "JICA's posted terms": "1.7%, 30 (10) in yen, high specification terms from 1 October 2025",
        "China's last known fixed terms": "2%, 20 (5), USD, Eximbank, 2018",
    },
    "kyrgyzstan": {
        "Owed to the World Bank": "Ministry: US$932m = 17.4% (end of 2025)",
        "Owed to ADB": "Ministry: US$870m = 16.3% (end of 2025)",
        "Owed to bondholders": "Ministry: US$700m = 13.1% (end of 2025)",
        "JICA's posted terms": "2.9%, 30 (10) in yen, general terms from 1 October 2025",
    },
    "tajikistan": {
        "Owed to ADB": "Ministry: over US$250m = 8% (1 January 2026)",
        "Bonds abroad": "US$500 million at 7.125%, being repaid until September 2027",
        "China's last known fixed terms": "1.5%, 25, CNY, Eximbank, 2017",
        "From Japan, by name": "24 grants (latest 10 Dec 2025); 3 grassroots grants (latest 28 Oct 2021); 3 technical projects (undated)",
    },
    "turkmenistan": {
        "Owed to ADB": "World Bank: US$538m = 15.4% (end of 2023)",
        "Risk and ratings": "IMF and World Bank: not covered; Fitch: BB-, stable (28 July 2025)",
    },
    "uzbekistan": {
        "Owed to AIIB": "Ministry: US$1.73bn = 4.7% (1 October 2025)",
        "China's last known fixed terms": "3.5%, 15 (5), USD, Eximbank, 2021",
    },
}


@pytest.mark.parametrize("name", CREDITORS)
def test_a_page_names_each_creditor_and_the_terms_on_offer(name):
    table, _ = page.at_a_glance(COUNTRIES[name])
    told = table.set_index("what")["figure"]
    for what, figure in CREDITORS[name].items():
        assert told[what] == figure


@pytest.mark.parametrize("code", COUNTRIES.values())
def test_what_a_desk_officer_looks_up_stands_open_and_cites_the_country_alone(code):
    for show in (page.at_a_glance, page.in_tokyo, page.trade_and_routes):
        assert show(code)[1]["fold"] == 0
    # Bonds of one country are no source of another's page.
    issued = {row["source_id"]: row["area_code"] for row in rows("bonds")}
    cited = provenance.origin(page.due_by_lender(code)[0]).sources
    assert {issued[one] for one in cited if one in issued} <= {code, "CA5", "TKM"}


def test_relief_that_was_declined_is_not_counted_as_given():
    told = page.region_relief()[0].set_index("country")
    # Four entries of the Paris Club and Russia's cancellation of 2018.
    assert told.loc["Kyrgyzstan", ["china", "japan", "others"]].to_list() == [6, 2, 5]


def test_a_waiver_of_visas_after_the_lists_is_told():
    told = page.trade_and_routes("UZB")[0].set_index("what")["figure"]
    assert told["Visas"].endswith("with China none either way since 1 June 2025")


def test_a_list_names_who_borrows_and_counts_as_the_list_of_projects():
    listed = page.lists("UZB")["JPN"]
    assert listed["what"].str.contains("to Uzbektelecom").any()
    assert "MITI trade insurance: cover of a credit" in set(listed["what"])
    every, _ = page._projects()
    counted = every[every["is_counted"] & (every["lender_code"] == "JPN")]
    counted = counted[
        (counted["recipient_code"] == "UZB") & (counted["listed_in"] != "debt_relief")
    ]
    assert len(listed) == len(counted)


AGREED = {"signed", "repaid", "suspended"}


@pytest.mark.book
@PAGES
@pytest.mark.parametrize(("lender", "exhibit"), [("JPN", "from-japan"), ("CHN", "from-china")])
def test_each_loan_of_each_lender_is_listed_by_one_rule(html_dir, name, lender, exhibit):
    code = COUNTRIES[name]
    debtors = {code, *(["CKU"] if code in ("KGZ", "UZB") else [])}
    loans = [
        row
        for row in rows("loans")
        if row["debtor_code"] in debtors
        and row["creditor_code"] == lender
        and row["status"] in AGREED
    ]
    # Of two rows that may be one loan one is listed.
    pairs = {frozenset((row["loan_id"], row["possible_duplicate_of"])) for row in loans if row["possible_duplicate_of"]}  # fmt: skip
    listed = cells(html_dir, name, exhibit)
    named = [row[2].lower() for row in listed]
    absent = [row["loan_id"] for row in loans if not any(row["project_name"].lower() in text for text in named)]  # fmt: skip
    assert len(absent) <= len(pairs), absent
    if lender == "JPN":
        given = [row for row in rows("japan_projects") if row["recipient_code"] == code]
        grants = [row for row in given if row["instrument"] == "grant"]
        assert sum(row[1] == "Grant" for row in listed) == len(grants)
    assert len(listed) >= len(loans) - len(pairs)


@pytest.mark.book
@PAGES
def test_a_page_says_what_was_asked_for_in_tokyo(html_dir, name):
    asked = {
        plain(row["title"])
        for row in rows("summit_results")
        if row["area_code"] == COUNTRIES[name]
        and row["result_kind"] == "request"
        and row["result_date"] >= "2025-12"
    }
    told = {row[1] for row in cells(html_dir, name, "in-tokyo") if row[0] == "Asked for"}
    assert asked
    assert told == asked


@pytest.mark.book
@ALL
def test_a_page_opens_with_one_sentence_and_ends_with_questions(html_dir, name):
    article = soup(html_dir, name).find("article")
    opening = article.find("h1").find_next("strong").get_text()
    assert opening.endswith(".")
    assert len(re.findall(r"\.(?=\s[A-Z])", opening)) == 0
    heads = [head.get_text().rstrip("#").strip() for head in article.select("section h2")]
    watch = heads.index("What to watch")
    assert heads[watch + 1].startswith("Questions to ask in ")
    assert heads[watch + 2] == "References"
    questions = article.find(id=re.compile("questions-to-ask")).find_all("li")
    assert len(questions) >= 5
    assert all(item.get_text().strip().endswith("?") for item in questions)


@pytest.mark.book
@ALL
def test_a_page_has_four_to_eight_exhibits_named_for_the_country(html_dir, name):
    shown = [f["data-exhibit"] for f in soup(html_dir, name).select("figure.exhibit")]
    assert 4 <= len(shown) <= 8
    assert all(one.startswith(f"{name}-") for one in shown)


@pytest.mark.book
@ALL
def test_the_exhibits_of_a_page_are_counted_from_one_under_its_sign(html_dir, name):
    page = soup(html_dir, name)
    numbers = [n.get_text().strip() for n in page.select("figure.exhibit .caption-number")]
    sign = COUNTRIES.get(name, "R")
    for kind in ("Table", "Figure"):
        of_kind = [number for number in numbers if number.startswith(kind)]
        assert of_kind == [f"{kind} {sign}.{place}" for place in range(1, len(of_kind) + 1)]


@pytest.mark.book
@ALL
def test_a_page_is_reached_from_the_front_page_and_the_menu(html_dir, name):
    front = read_page(html_dir / "index.html")
    assert front.select(f'article a[href="chapters/{name}.html"]')
    parts = [p.get_text().strip() for p in front.select(".bd-links p.caption")]
    # They come before all that is told at length.
    assert parts[:2] == ["Summary", "Countries"]
    assert front.select(f'.bd-links a[href="chapters/{name}.html"]')


@pytest.mark.book
@SAMPLED
def test_the_pdf_has_four_pages_at_most_and_the_first_stands_alone(pdf_path, html_dir, name):
    path = pdf_path.with_stem(name)
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) <= 4
    first = re.sub(r"\s+", " ", extract_text(str(path), maxpages=1))
    verdict = soup(html_dir, name).find("article").find("h1").find_next("strong").get_text()
    for words in (" ".join(verdict.split())[:40], "Largest creditor", "2030 (due)"):
        assert words in first, words
    # On paper all rows of a list stand.
    exhibit, column = ("requests", 1) if name == "region" else ("from-japan", 2)
    last = cells(html_dir, name, exhibit)[-1][column]
    assert last[:30] in plain(extract_text(str(path)))


@browser_test
@pytest.mark.browser
@pytest.mark.book
@SAMPLED
def test_a_phone_shows_a_page_without_sideways_scrolling_and_lists_folded(browser, html_dir, name):
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    tab.goto((html_dir / "chapters" / f"{name}.html").as_uri())
    wide, seen = tab.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= seen
    for exhibit in ("requests",) if name == "region" else ("from-japan", "from-china"):
        figure = tab.locator(f"#{name}-{exhibit}")
        lines = figure.locator("table.exhibit-data tbody tr")
        whole = lines.count()
        visible = figure.locator("table.exhibit-data tbody tr:visible")
        assert visible.count() == min(whole, exhibits.FOLD)
        if whole > exhibits.FOLD:
            tab.emulate_media(media="print")
            assert visible.count() == whole
            tab.emulate_media(media="screen")
            figure.get_by_role("button", name=f"Show all {whole} rows").click()
            assert visible.count() == whole
    tab.close()


@pytest.mark.book
def test_an_exhibit_links_the_pages_of_the_countries_that_it_shows(html_dir):
    def linked(chapter: str, exhibit: str) -> list[str]:
        return [a["href"] for a in soup(html_dir, chapter).select(f"#{exhibit} .exhibit-pages a")]

    five = [f"{name}.html" for name in COUNTRIES]
    assert linked("who-is-owed", "debt-at-a-glance") == five
    assert linked("who-is-owed", "china-share-by-record") == [five[1], five[2], five[4]]
    # A page does not link itself, nor an exhibit what it does not show.
    assert "kyrgyzstan.html" not in linked("kyrgyzstan", "kyrgyzstan-trade")
    assert linked("tokyo-results", "target-in-dollars") == []


def test_a_list_says_when_a_loan_was_repaid():
    named = page.lists("TKM")["CHN"]["project"]
    assert named.str.endswith("phase 2 (repaid Jun 2021)").any()


def test_a_loan_of_the_railway_counts_for_its_owners_alone():
    found = {code: page.lists(code)["CHN"]["project"].str.contains("Uzbekistan railway") for code in COUNTRIES.values()}  # fmt: skip
    assert [code for code, held in found.items() if held.any()] == ["KGZ", "UZB"]


def test_every_kind_of_the_tables_has_a_word():
    kinds = {row["instrument"] for table in ("loans", "japan_projects") for row in rows(table)}
    assert kinds <= set(projects.KINDS)
    assert {row["relief_kind"] for row in rows("debt_relief")} <= set(sheet.RELIEF)
    assert {row["level"] for row in rows("meeting_delegations")} >= {"head-of-state"}
    five = {row["level"] for row in rows("meeting_delegations") if row["area_code"] in COUNTRIES.values()}  # fmt: skip
    asked = {row["meeting_id"]: row["track"] for row in rows("meetings")}
    met = {row["level"] for row in rows("meeting_delegations") if row["area_code"] in COUNTRIES.values() and asked[row["meeting_id"]] in ("leaders", "foreign-ministers")}  # fmt: skip
    assert met <= five
    assert met <= set(sheet.LEVELS)
