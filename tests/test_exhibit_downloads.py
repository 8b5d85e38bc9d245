"""What can be taken from an exhibit: every part is there, opens, and holds what was drawn."""

from __future__ import annotations

import csv
import json
import re

import openpyxl
import pytest
from conftest import PAGES, ROOT, browser_test, read_page

from helpers import formatting
from helpers.formatting import as_csv, safe_cell

pytestmark = pytest.mark.book


STRAIGHT = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"'}


def figures(html_dir):
    for page in PAGES:
        soup = read_page(html_dir / f"{page}.html")
        for figure in soup.find_all(attrs={"data-exhibit": True}):
            yield page, figure


@pytest.fixture(scope="module")
def register(html_dir):
    return {
        e["id"]: e
        for e in json.loads((html_dir / "registers" / "exhibits.json").read_text("utf-8"))
    }


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_list_holds_every_exhibit_of_the_pages(html_dir, register):
    ids = [figure["data-exhibit"] for _, figure in figures(html_dir)]
    assert len(ids) == len(set(ids)) >= 15
    assert set(ids) == set(register)
    assert [row[0] for row in read_csv(html_dir / "registers" / "exhibits.csv")[1:]] == list(
        register
    )


@pytest.mark.deep
def test_every_exhibit_has_all_parts(html_dir, register):
    for page, figure in figures(html_dir):
        name = figure["data-exhibit"]
        if "exhibit-apart" in figure["class"]:
            continue  # test_exhibit_pages looks at what stands on its own page alone
        more = figure.find("details", class_="exhibit-more")
        assert more.summary.text.startswith("Data, downloads and citation of"), name
        links = {a.text: a["href"] for a in more.find_all("a", download=True)}
        wanted = {"CSV", "XLSX", "column descriptions (JSON)"}
        if "exhibit-table" not in figure["class"]:
            bare = {f"{form} without words around it" for form in ("SVG", "PNG")}
            wanted |= {"SVG", "PNG", "Vega-Lite (JSON)"} | bare
        assert set(links) == wanted, name
        folder = (html_dir / f"{page}.html").parent
        for target in links.values():
            assert (folder / target).stat().st_size > 60, target
        text = more.text
        assert register[name]["number"] in text
        assert register[name]["address"] in text
        own = read_page(html_dir / "exhibits" / name / "index.html")
        assert re.search(rf"@incollection\{{[\w-]+-{name},", own.text), name
        assert len(own.select(".cite-box a[download]")) == 3
        maker = more.find("a", href=re.compile(r"/code/src/helpers/.*#L-\d+$"))
        code = (folder / maker["href"].split("#")[0]).resolve()
        line = maker["href"].split("#")[1]
        source = read_page(code)
        assert source.find(id=line), maker["href"]


def test_the_function_named_stands_at_the_line_named(register):
    for entry in register.values():
        lines = (ROOT / entry["file"]).read_text("utf-8").splitlines()
        assert f"def {entry['function'].rpartition('.')[2]}(" in lines[entry["line"] - 1]


def plain(text):
    """Undo the typographer's quotes."""
    return text.translate(str.maketrans("’‘“”", "''\"\""))


def flat(value):
    return "" if value is None else str(value)


def test_csv_and_spreadsheet_hold_the_same_figures_as_their_description(html_dir, register):
    for name in register:
        folder = html_dir / "exhibits" / name
        rows = read_csv(folder / f"{name}.csv")
        meta = json.loads((folder / f"{name}.csv-metadata.json").read_text("utf-8"))
        columns = meta["tableSchema"]["columns"]
        assert meta["url"] == f"{name}.csv"
        assert rows[0] == [column["name"] for column in columns]
        assert meta["dc:license"]
        assert meta["dc:source"]
        sheet = openpyxl.load_workbook(folder / f"{name}.xlsx", read_only=True)["Data"]
        cells = [[flat(c) for c in row] for row in sheet.iter_rows(values_only=True)]
        assert cells[0] == [column["titles"] for column in columns]
        assert len(cells) == len(rows)
        for ours, theirs in zip(rows[1:], cells[1:]):
            theirs += [""] * (len(ours) - len(theirs))
            for column, a, b in zip(columns, ours, theirs):
                if column["datatype"] == "number" and a:
                    assert float(a) == pytest.approx(float(b)), (name, column["name"])
                else:
                    assert a.removeprefix("'") == b.removeprefix("'"), (name, column["name"])


def test_the_drawing_holds_the_figures_of_the_csv(html_dir):
    # The chart draws thousands of millions; the file holds what the measure gave.
    folder = html_dir / "exhibits" / "debt-by-creditor"
    spec = json.loads((folder / "debt-by-creditor.vl.json").read_text("utf-8"))
    drawn = [row for rows in spec["datasets"].values() for row in rows]
    rows = read_csv(folder / "debt-by-creditor.csv")
    listed = [dict(zip(rows[0], row)) for row in rows[1:]]
    assert len(drawn) == len(listed)
    for a, b in zip(drawn, listed):
        assert (a["debtor"], str(a["year"]), a["creditor"]) == (
            b["debtor"],
            b["year"],
            b["creditor"],
        )
        assert a["billion"] * 1000 == pytest.approx(float(b["debt_outstanding_usd_million"]))


def test_specifications_run_alone(html_dir, register):
    import vl_convert

    for name, entry in register.items():
        if entry["kind"] == "table":
            continue
        text = (html_dir / "exhibits" / name / f"{name}.vl.json").read_text("utf-8")
        assert "var(--" not in text, name
        spec = json.loads(text)
        assert spec["description"] == entry["alt"]
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        assert vl_convert.vegalite_to_svg(spec, vl_version="6.1").startswith("<svg")


def specifications(html_dir, register):
    for name, entry in register.items():
        if entry["kind"] != "table":
            path = html_dir / "exhibits" / name / f"{name}.vl.json"
            yield name, json.loads(path.read_text("utf-8"))


def test_no_axis_stands_where_there_is_no_panel(html_dir, register):
    shared = []
    for name, spec in specifications(html_dir, register):
        if "columns" not in spec or "facet" not in spec:
            continue
        rows = spec["datasets"][spec["data"]["name"]]
        panels = len({row[spec["facet"]["field"]] for row in rows})
        own = spec.get("resolve", {}).get("axis", {}).get("x") == "independent"
        # A shared axis is drawn at the foot of every column, also where the last row has no panel.
        if panels % spec["columns"] and not own:
            shared.append(name)
    assert not shared


@browser_test
def test_charts_come_alive_without_a_warning(browser, html_dir, register):
    said, page = {}, browser.new_page()
    page.add_script_tag(path=html_dir / "_static" / "book-vega.js")
    for name, spec in specifications(html_dir, register):

        def note(message, name=name):
            # Rows with scales of their own, which the runtime reads right and doubts all the same.
            if "faceted independent scales" not in message.text:
                said.setdefault(name, message.text)

        page.on("console", note)
        embed = "async s => { await vegaEmbed(document.body, s, {ast: true, actions: false}) }"
        page.evaluate(embed, spec)
        page.remove_listener("console", note)
    page.close()
    assert not said


def test_no_cell_runs_as_a_formula(html_dir):
    for path in html_dir.glob("**/*.csv"):
        for row in read_csv(path):
            for cell in row:
                # A negative number may begin so, with its unit in words, nothing else.
                if (
                    cell
                    and cell[0] in "=+-@\t\r"
                    and not re.fullmatch(r"-[\d.,]+%?[a-zA-Z ]*", cell)
                ):
                    float(cell)


def test_text_like_a_formula_is_written_as_text():
    bundle = {"columns": [{"name": "a"}, {"name": "b"}], "rows": [["=HYPERLINK(1)", -2.5]]}
    assert as_csv(bundle) == "a,b\n'=HYPERLINK(1),-2.5\n"
    assert safe_cell("@x") == "'@x"
    assert safe_cell("-2+3+cmd|' /C calc'!A0").startswith("'")
    # A minus sign is no formula.
    assert [safe_cell(text) for text in ("-58%", "-1.9 US dollars", "-1,200")] == [
        "-58%",
        "-1.9 US dollars",
        "-1,200",
    ]


def test_registers_hold_the_words_that_a_reader_sees(html_dir):
    page = read_page(html_dir / "chapters/findings.html")
    findings = json.loads((html_dir / "registers/findings.json").read_text("utf-8"))
    assert len(findings) > 30
    for row in findings:
        shown = page.find(id=f"claim-{row['finding_id']}").find("p").get_text()
        # A page has curly quotation marks throughout.
        words = [text.translate(STRAIGHT).split() for text in (row["statement_text"], shown)]
        assert words[0] == words[1]
    for path in sorted((html_dir / "registers").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [(row, cell) for row in csv.DictReader(file) for cell in row.values()]
        marked = [cell for _, cell in cells if re.search(r"\{num\}|\*\*|^'[-\d]", cell)]
        assert marked == [], path.name


def test_numbers_lead_to_their_derivation(html_dir):
    register = json.loads((html_dir / "registers/numbers.json").read_text("utf-8"))
    listed = {n["address"] for n in register}
    # What we chose ourselves is made from no table.
    chosen = {n["address"].split("#")[1] for n in register if n["kind"] == "parameter"}
    page = read_page(html_dir / "chapters/numbers.html")
    anchors = {tag["id"] for tag in page.find_all("tr", id=True)}
    assert len(anchors) == len(listed) > 100
    seen = 0
    for name in PAGES:
        soup = read_page(html_dir / f"{name}.html")
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), name
        for number in soup.find_all(attrs={"data-number": True}):
            seen += 1
            assert number["href"].split("#")[1] in anchors
            assert number["data-how"]
            assert number["data-tables"] or number["href"].split("#")[1] in chosen
            assert number.text
    assert seen > 100


def test_claims_and_findings_are_registered(html_dir):
    soup, ours = (read_page(html_dir / f"chapters/{name}.html") for name in ("claims", "findings"))
    with open(ROOT / "data" / "claims.csv", encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    with open(ROOT / "data" / "findings.csv", encoding="utf-8", newline="") as file:
        findings = list(csv.DictReader(file))
    entries = {tag["data-claim"]: tag for tag in soup.select(".claim-list > .claim")}
    assert set(entries) == {c["claim_id"] for c in claims}
    listed = {tag["data-claim"]: tag for tag in ours.select(".claim-list > .claim")}
    assert set(listed) == {f["finding_id"] for f in findings}
    for claim in claims:
        entry = entries[claim["claim_id"]]
        assert entry["data-verdict"] == claim["verdict"]
        assert entry["id"] == f"claim-{claim['claim_id']}"
        assert claim["claim_text"] in plain(entry.text)
        assert entry.select(".claim-footer a[href*='#source-']")
    for finding in findings:
        page = read_page(html_dir / "chapters" / f"{finding['chapter']}.html")
        box = page.select_one(f".key-findings [data-claim='{finding['finding_id']}']")
        assert box, finding["finding_id"]
        assert "{num}" not in box.text
        more = box.parent.select_one(".claim-footer .leads-on a")["href"]
        assert more == f"findings.html#claim-{finding['finding_id']}"


def test_confidence_is_seen(html_dir):
    soup = read_page(html_dir / "exhibits/summit-chronology/index.html")
    table = soup.find(attrs={"data-exhibit": "summit-chronology"})
    assert "○ low" in table.text
    assert "● high, ◐ medium, ○ low" in table.find(class_="exhibit-note").text
    assert formatting.confidence_text("high") == "● high"
