"""What happens when a table is wrong: file, row, column, value and what was expected."""

from __future__ import annotations

import json
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
    path = project / "data" / "datapackage.json"
    package = json.loads(path.read_text("utf-8"))
    table = next(r for r in package["resources"] if r["name"] == "national_debt_reports")
    table["wholes"] = [{"group": ["debtor_code", "as_of_date"], "part": "share_pct"}]
    path.write_text(json.dumps(package), "utf-8")
    edit(project, "national_debt_reports", "1711.48,41.3", "1711.48,99.3")
    message = faults()
    assert "column 'share_pct': the parts of" in message
    assert "expected at most 100" in message


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
