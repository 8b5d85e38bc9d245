"""What happens when a table is wrong: file, row, column, value and what was expected."""

from __future__ import annotations

import re

import nbformat
import pytest

from helpers import check, data, paths
from helpers.book.checks import check_notebook
from helpers.check import check_data
from helpers.data import DataError


def edit(project, table, old, new, count=1):
    path = project / "data" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} not in {table}"
    path.write_text(text.replace(old, new, count), "utf-8")


def faults() -> str:
    with pytest.raises(DataError) as caught:
        check_data()
    return str(caught.value)


def test_the_untouched_copy_passes(project):
    check_data()


def test_what_passed_is_looked_at_again_if_it_or_what_it_refers_to_changed(project, monkeypatch):
    looked_at = []
    real = check._faults_of_table
    monkeypatch.setattr(
        check, "_faults_of_table", lambda name: looked_at.append(name) or real(name)
    )
    monkeypatch.setattr(paths, "BUILD", project / "_build")
    check_data()
    assert sorted(looked_at) == sorted(data.table_names())
    looked_at.clear()
    check_data()
    assert looked_at == []
    # A value that nobody refers to, then a key that several tables do.
    edit(project, "areas", "Kazakhstan", "Kazakhstan so far")
    check_data()
    assert looked_at == ["areas"]
    looked_at.clear()
    edit(project, "sources", "unvotes-0.3.0,", "unvotes-0.3,")
    assert "unvotes-0.3.0" in faults()
    assert {"sources", "un_vote_agreement"} <= set(looked_at)


def test_faults_are_told_each_time(project):
    edit(project, "claims", ",contested,", ",disputed,")
    assert faults() == faults() != ""


def test_missing_column(project):
    edit(project, "themes", "theme_group,", "")
    assert "data/themes.csv: column(s) missing: ['theme_group']" in faults()


def test_extra_column(project):
    path = project / "data" / "themes.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(f"{line},x" for line in lines), "utf-8")
    assert "data/themes.csv: column(s) not declared: ['x']" in faults()


def test_wrong_type(project):
    edit(
        project,
        "debt_stocks",
        "KAZ,ADB,multilateral,2000,331.867",
        "KAZ,ADB,multilateral,2000,much",
    )
    message = faults()
    assert "data/debt_stocks.csv: row 2, column 'debt_outstanding_usd_million': 'much'" in message
    assert "expected type number" in message


def test_value_outside_the_vocabulary(project):
    edit(project, "claims", ",contested,", ",disputed,")
    message = faults()
    assert "column 'verdict': 'disputed' is not valid" in message
    assert "'contested'" in message


def test_duplicate_key(project):
    path = project / "data" / "creditors.csv"
    text = path.read_text("utf-8")
    path.write_text(text + text.splitlines()[1] + "\n", "utf-8")
    assert re.search(r"data/creditors.csv: row \d+", faults())


def test_unknown_source(project):
    edit(project, "debt_stocks", "one-debt-overview-ids", "one-debt-nowhere")
    message = faults()
    assert "data/debt_stocks.csv: row 2" in message
    assert "one-debt-nowhere" in message


def test_unknown_further_source(project):
    edit(project, "external_debt", "wdi-gapminder-sg,,high", "wdi-gapminder-sg,no-such,high")
    message = faults()
    assert (
        "column 'more_source_ids': 'no-such' is unknown; expected ids of data/sources.csv"
        in message
    )


def test_unknown_country(project):
    edit(project, "debt_stocks", "KAZ,ADB", "KZZ,ADB")
    assert "KZZ" in faults()


@pytest.mark.parametrize("bad", ["2004-08-32", "2004-02-30", "2004-13", "2004-00", "2004-01-00"])
def test_impossible_date(project, bad):
    edit(project, "milestones", "2004-08-28", bad)
    message = faults()
    assert f"column 'event_date': '{bad}' is no date that exists" in message


def test_end_before_start(project):
    edit(project, "visits", "2025-12-20", "1999-12-20")
    assert "column 'end_date': '1999-12-20' is before" in faults()


def test_parts_above_the_whole(project):
    edit(project, "debt_currency_shares", "DT.CUR.EURO.ZS,Euro,3.6069", "DT.CUR.EURO.ZS,Euro,99.6")
    assert (
        "column 'share_pct': the parts of {'debtor_code': 'KAZ', 'year': '2001'} add up to 196.0; "
        "expected at most 100"
    ) in faults()


def test_a_date_without_a_total(project):
    edit(project, "national_debt_reports", "KGZ,ALL,public-external,2025-12-31,1,,5340", "@")
    edit(project, "national_debt_reports", "@", "KGZ,ALL,public-external,2025-12-30,1,,5340")
    assert (
        "column 'creditor_code': {'debtor_code': 'KGZ', 'as_of_date': '2025-12-31'} has no total; "
        "add a row ALL with debt_outstanding_usd_million"
    ) in faults()


def test_a_part_above_the_total(project):
    edit(project, "national_debt_reports", "2025-12-31,1,Export-Import Bank of China,1500", "@")
    edit(project, "national_debt_reports", "@", "2025-12-31,1,Export-Import Bank of China,15000")
    assert (
        "column 'debt_outstanding_usd_million': 15,000.00 is above the total of {'debtor_code': "
        "'KGZ', 'as_of_date': '2025-12-31'}; expected at most 5,340.00"
    ) in faults()


def test_parts_above_the_total(project):
    edit(project, "national_debt_reports", "2025-12-31,1,,700", "2025-12-31,1,,4700")
    assert (
        "column 'debt_outstanding_usd_million': the parts of {'debtor_code': 'KGZ', 'as_of_date': "
        "'2025-12-31'} add up to 6,758.20; expected at most the total, 5,340.00"
    ) in faults()


def test_parts_that_are_not_the_whole_of_an_exact_total(project):
    path = project / "data" / "debt_service.csv"
    row = next(r for r in path.read_text("utf-8").splitlines() if r.startswith("KGZ,CHN,2025,"))
    cells = row.split(",")
    cells[6] = str(round(float(cells[6]) + 1, 4))
    edit(project, "debt_service", row, ",".join(cells))
    assert re.search(
        r"column 'total_usd_million': the parts of \{'debtor_code': 'KGZ', 'year': '2025'\} add up "
        r"to [\d.]+; expected exactly the total, [\d.]+$",
        faults(),
        re.MULTILINE,
    )


def test_an_unknown_creditor(project):
    edit(project, "national_debt_reports", "KGZ,ADB,public-external,2025-12-31", "@")
    edit(project, "national_debt_reports", "@", "KGZ,ADX,public-external,2025-12-31")
    message = faults()
    assert re.search(r"data/national_debt_reports.csv: row \d+.*ADX.*creditors", message), message


def test_an_unknown_currency(project):
    edit(project, "bonds", ",CNY,", ",RMB,")
    assert re.search(
        r"data/bonds.csv: row \d+, column 'currency_code': 'RMB' is not valid; expected type "
        r"string, one of \[",
        faults(),
    )


def test_broken_encoding(project):
    path = project / "data" / "persons.csv"
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9") + b"\xff\xfe\n")
    assert re.search(r"data/persons.csv: row 11\d: byte \d+ is not UTF-8", faults())


def test_missing_file(project):
    (project / "data" / "themes.csv").unlink()
    assert "data/themes.csv: file not found" in faults()


def test_missing_package(project):
    (project / "data" / "datapackage.json").unlink()
    with pytest.raises(DataError, match=r"data/datapackage.json: file not found"):
        check_data()


def test_a_source_that_fixed_itself_stops_the_load(project):
    edit(project, "debt_sustainability", "Unsustainable", "Sustainable")
    data._load.cache_clear()
    with pytest.raises(DataError, match="the source has changed; revise the correction"):
        data.load_table("debt_sustainability")


def test_an_edited_table_is_no_fault_but_is_named(project):
    edit(project, "debt_stocks", "331.867", "331.868")
    check_data()
    assert data.edited_tables() == ["debt_stocks"]


def test_row_order_and_line_ends_do_not_count(project):
    path = project / "data" / "creditors.csv"
    head, *rest = path.read_text("utf-8").splitlines()
    path.write_bytes("\r\n".join([head, *reversed(rest), ""]).encode())
    check_data()
    assert data.edited_tables() == []


def test_notebook_with_outputs(project):
    path = project / "chapters" / "who-is-owed.ipynb"
    notebook = nbformat.read(path, 4)
    cell = next(c for c in notebook.cells if c.cell_type == "code")
    cell.execution_count = 3
    nbformat.write(notebook, path)
    with pytest.raises(DataError, match=r"chapters/who-is-owed.ipynb: cell 2 carries outputs"):
        check_notebook(path)


def test_notebook_that_is_none(project):
    path = project / "chapters" / "who-is-owed.ipynb"
    path.write_text("{", "utf-8")
    with pytest.raises(DataError, match=r"chapters/who-is-owed.ipynb: no valid notebook"):
        check_notebook(path)


def test_a_claim_without_evidence(project):
    path = project / "data" / "claims.csv"
    text = path.read_text("utf-8")
    start = text.index("Both reports have the humanitarian field")
    evidence = text[start : text.index('"', start)]
    path.write_text(text.replace(f'"{evidence}"', ""), "utf-8")
    message = faults()
    assert "data/claims.csv: row 35, column 'evidence_text'" in message
    assert "not empty" in message


def test_a_finding_without_an_exhibit(project):
    edit(project, "findings", "debt-peaks;debt-by-creditor", "")
    assert "column 'exhibit_ids'" in faults()
