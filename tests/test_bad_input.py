"""What happens when a table is wrong: file, row, column, value and what was expected."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re

import corruptions
import nbformat
import pytest

from helpers import cells, check, data, partial_dates, paths, spans
from helpers.book.features import changes
from helpers.book.gate import checks, prose
from helpers.book.gate.checks import check_notebook
from helpers.book.web import site
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


def test_what_passed_is_looked_at_again_if_it_or_what_it_refers_to_changed(tmp_path, monkeypatch):
    looked_at = []
    real = check._faults_of_table
    monkeypatch.setattr(
        check, "_faults_of_table", lambda name: looked_at.append(name) or real(name)
    )
    monkeypatch.setattr(paths, "BUILD", tmp_path)

    def looked_at_with(files: dict[str, bytes]) -> list[str]:
        looked_at.clear()
        with corruptions.laid_out(files):
            check_data()
        return sorted(looked_at)

    small = corruptions.cut("trap_evidence")
    files = corruptions.files_of(small)
    assert looked_at_with(files) == sorted(small.tables)
    assert looked_at_with(files) == []

    def with_a_row_more(table: str) -> dict[str, bytes]:
        rows = [list(row) for row in small.tables[table]]
        other = ["" if rows[0][i] == "url" else cell for i, cell in enumerate(rows[1])]
        other[0], other[1] = f"{other[0]}-2", f"{other[1]} again"
        return files | {f"{table}.csv": corruptions.as_csv([*rows, other])}

    # A value that nobody refers to; keys that others refer to, by a column or by a list.
    assert b"Kazakhstan" in files["areas.csv"]
    renamed = {"areas.csv": files["areas.csv"].replace(b"Kazakhstan", b"Kazakhstan so far", 1)}
    assert looked_at_with(files | renamed) == ["areas"]
    citing = [name for name, rows in small.tables.items() if "source_id" in rows[0]]
    assert looked_at_with(with_a_row_more("sources")) == sorted(citing)
    assert looked_at_with(with_a_row_more("loans")) == ["loans", "trap_evidence"]


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
    assert re.search(r"data/persons.csv: row 14\d: byte \d+ is not UTF-8", faults())


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
    edit(project, "findings", "debt-by-creditor;debt-at-a-glance", "")
    assert "column 'exhibit_ids'" in faults()


# One cell of a small package, and what the validation must say of it.

ADDRESS = "https://example.org/a"
BAD = [
    # Blanks that nobody sees make another name.
    ("visits", "visitor_name", "Askar Akayev ", "begins or ends with a blank; delete it"),
    ("visits", "visitor_name", " Askar Akayev", "begins or ends with a blank; delete it"),
    ("visits", "visitor_name", "Askar\u00a0Akayev", "NO-BREAK SPACE; write a plain blank"),
    ("loans", "lender_name", "JBIC\u2009", "begins or ends with a blank"),
    ("loans", "lender_name", "JBIC\u3000", "begins or ends with a blank"),
    ("loans", "project_name", " ", "begins or ends with a blank"),
    ("loans", "project_name", "\u00a0", "begins or ends with a blank"),
    # One letter, two ways of storing it.
    ("persons", "note", "Cafe\u0301", "save the text in composed form (NFC)"),
    ("persons", "note", "\u304b\u3099", "save the text in composed form (NFC)"),
    ("persons", "note", "\u212bngstr\u00f6m", "another code for 'Å'"),
    # Marks for "missing" that are taken for values.
    *(("claims", "evidence_text", mark, "stands for a missing value; leave the cell empty")
      for mark in ("N/A", "n/a", "nan", "NaN", "#REF!", "#N/A", "#####", "..", "–", "-", "None", "<NA>")),
    # Encodings of the languages of this book.
    ("sources", "title", "РЎРѕСЋР·", "read in a wrong encoding once; expected 'Союз'"),
    ("sources", "title", "Ð¡Ð¾ÑŽÐ·", "read in a wrong encoding once"),
    ("sources", "title", "æ—¥æœ¬", "read in a wrong encoding once; expected '日本'"),
    ("sources", "title", "譌･譛ｬ", "read in a wrong encoding once; expected '日本'"),
    ("sources", "title", "鏃ユ湰", "read in a wrong encoding once"),
    ("sources", "title", "Ïðàâèòåëüñòâî", "read in a wrong encoding once"),
    ("sources", "title", "TÃ¼rkmenistan", "read in a wrong encoding once"),
    ("sources", "title", "OÊ»zbekiston", "read in a wrong encoding once; expected 'ʻ'"),
    ("sources", "title", "KazakÅŸa", "read in a wrong encoding once; expected 'ş'"),
    ("sources", "title", "A â€“ B", "read in a wrong encoding once"),
    ("sources", "title", "ï»¿Title", "read in a wrong encoding once"),
    ("sources", "title", "????? ????", "stands where letters were lost; write the letters"),
    ("sources", "title", "AT&amp;T", "'&amp;' is HTML; write '&'"),
    ("sources", "title", "Caf&#233;", "'&#233;' is HTML; write 'é'"),
    # Characters that are refused say what to do.
    ("sources", "title", "Two\nlines", "(a line break: write the text in one line)"),
    ("sources", "title", "soft\u00adhyphen", "(a soft hyphen: delete it"),
    ("sources", "title", "می\u200cخواهم", "delete it, or write the title in Latin script)"),
    ("sources", "title", "辻\U000e0100", "no font here has the variant)"),
    ("sources", "note", "- see below", "write a minus as −, or begin with a letter or figure"),
    ("sources", "note", "-5 degrees", "write a minus as −, or begin with a letter or figure"),
    ("sources", "note", "@mofa", "begin with a letter or a quotation mark"),
    # Addresses that are none.
    ("sources", "url", "https:///x", "is no address; "),
    ("sources", "url", "https://example..org/", "'example..org' is no name of a host"),
    ("sources", "url", "https://localhost/", "'localhost' is no name of a host"),
    ("sources", "url", "https://example.org:99999/", "is no address; port out of range"),
    ("sources", "url", "https://a:b@example.org/", "holds a name of a user"),
    ("sources", "url", "https://example.org/a|b", "write '|' as %7C"),
    ("sources", "url", "https://exa mple.org/", "write ' ' as %20"),
    ("loans", "amount_usd_million", "+5", "'+5' is not valid; expected type number, digits and a point alone"),
    ("loans", "amount_usd_million", "1e3", "expected type number, digits and a point alone, at least 0"),
    # Numbers that are codes.
    ("loans", "amount_usd_million", "007.5", "'007.5' is not valid; expected type number"),
    ("meetings", "ordinal", "01", "'01' is not valid; expected type integer"),
    # Dates outside all that the book speaks of.
    ("visits", "start_date", "0193", "expected a year from 1800 to 2100"),
    ("visits", "end_date", "20255-01-01", "is no date that exists"),
    # Spans under any name.
    ("sources", "published_date", "2027", "is before '2027' (published_date)"),
    ("visits", "start_date", "2199", "expected a year from"),
    ("opinion_polls", "fieldwork_start_date", "2016", "is before '2016' (fieldwork_start_date)"),
    ("opinion_polls", "publication_year", "2014", "column 'publication_year': '2014' is before"),
    ("concessionality_rules", "valid_to_date", "1990", "column 'valid_to_date': '1990' is before"),
    ("meetings", "not_after_date", "1990", "column 'not_after_date': '1990' is before"),
    ("summit_comparison", "end_date", "1990", "column 'end_date': '1990' is before"),
    ("people_exchange", "since_year", "2030", "column 'as_of_date': "),
    ("loans", "repaid_date", "1990", "column 'repaid_date': '1990' is before"),
    ("loans", "maturity_years", "1", "column 'maturity_years': '1' is less than"),
    ("loans", "grace_years_max", "0.5", "column 'grace_years_max': '0.5' is less than"),
    # Lists.
    ("findings", "exhibit_ids", "debt-peaks;;debt-peaks", "expected parts joined by ';' alone"),
    ("findings", "exhibit_ids", "debt-peaks; debt-rises", "expected parts joined by ';' alone"),
    ("findings", "exhibit_ids", "debt-peaks;debt-peaks", "'debt-peaks' stands twice"),
    ("trap_evidence", "loan_ids", "no-such-loan", "'no-such-loan' is unknown; expected ids of data/loans.csv"),
    ("trap_criteria", "position_ids", "nowhere", "expected ids of data/debate_positions.csv"),
    ("project_sites", "recipient_codes", "KAZ;UZK", "'UZK' is unknown; expected ids of data/areas.csv"),
    # Spans of other units, over two of them, and days outside the year or month of their row.
    ("national_trade_shares", "last_month", "1999-01", "column 'last_month': '1999-01' is before"),
    ("national_trade_shares", "first_month", "2024-13", "'2024-13' is no date that exists"),
    ("jica_terms", "gni_high_usd", "1", "column 'gni_high_usd': '1' is less than"),
    ("bonds", "maturity_date", "1990", "column 'maturity_date': '1990' is before"),
    ("dialogue_promises", "aid_until_date", "1999-01-01", "column 'aid_until_date': '1999-01-01' is before"),
    ("exchange_rates_year_end", "rate_date", "2031-12-30", "column 'year': "),
    ("reference_rates_monthly", "last_value_date", "1999-01-29", "column 'last_value_date': '1999-01-29' is before"),
    ("external_debt", "external_debt_usd_million", "1", "is less than"),
    ("debt_service_reports", "total_usd_million", "0.01", "is less than"),
    # Days that had not come when their source was read.
    ("visits", "end_date", "2062-12-20", "'2062-12-20' is after 2026-11-"),
    ("loans", "signed_date", "2062", "when this was read; correct it, or the day of reading, or let the "
        "column run ahead ('mayLieAhead' in data/datapackage.json)"),
    ("debt_stocks", "year", "2034", "'2034' is after 2026-11-"),
    ("sources", "accessed_date", "2099-01-01", "'2099-01-01' has not come yet; give the day of reading"),
    ("summit_events", "event_time", "24:30", "'24:30' is not valid"),
    # More marks for "missing", and leftovers of other programs.
    *(("claims", "evidence_text", mark, "stands for a missing value; leave the cell empty")
      for mark in ("N.A.", "TBD", "\\N", "(blank)", "#ERROR!", "Err:502", "*", "- -", "__")),
    ("sources", "title", "Two_x000D_lines", "'_x000D_' is the code of a letter or line break"),
    ("sources", "title", "Two\\nlines", "is the code of a letter or line break; write the letter"),
    ("sources", "title", "Caf\\u00e9", "'\\\\u00e9' is the code of a letter or line break"),
    ("sources", "title", "Caf=C3=A9", "'=C3=A9' is the code of a letter or line break; write the letter"),
    ("sources", "title", "Title %D0%A1%D0%BE", "is the code of a letter or line break; write the letter"),
    ("sources", "title", "Kazakhstan?s debt", "stands where letters were lost; write the letters"),
    ("sources", "title", "&nbsp;Japan", "'&nbsp;' is HTML; write ' '"),
    ("sources", "title", "don\u0092t", "('’', read in a wrong encoding: write that)"),
    ("sources", "title", "Ð£Ð·Ð±ÐµÐºÐ¸Ñ\u0081Ñ‚Ð°Ð½", "was read in a wrong encoding once; expected 'Узбекистан'"),
    ("sources", "title", "Ãƒâ€“zbekistan", "was read in a wrong encoding once; expected 'Ö'"),
    ("sources", "title", "ｶｻﾞﾌ", "character 1 is U+FF76 HALFWIDTH KATAKANA LETTER KA; write 'カ'"),
    ("sources", "title", "\ufee1\ufe8e", "ARABIC LETTER MEEM ISOLATED FORM; write 'م'"),
    ("sources", "title", "Two  blanks", "character 4 is the first of several blanks; write one"),
    ("sources", "title", "Caf√©", "read in a wrong encoding once; expected 'é'"),
    ("sources", "title", "Japan‚Äôs loans", "read in a wrong encoding once; expected '’'"),
    ("sources", "title", "JapanΓÇÖs loans", "read in a wrong encoding once; expected '’'"),
    # Letters that look like others.
    ("persons", "person_name", "Аskar Akayev", "'Аskar' mixes scripts: character 1 is U+0410 CYRILLIC CAPITAL LETTER A; write 'A'"),
    ("sources", "title", "Cостоялось", "'Cостоялось' mixes scripts: character 1 is U+0043 LATIN CAPITAL LETTER C; write"),
    ("loans", "project_name", "Rοad", "U+03BF GREEK SMALL LETTER OMICRON; write 'o'"),
    ("loans", "project_name", "ＪＢＩＣ loan", "character 1 is U+FF2A FULLWIDTH LATIN CAPITAL LETTER J; write 'J'"),
    ("loans", "project_name", "Road of ２０２４", "FULLWIDTH DIGIT TWO; write '2'"),
    ("loans", "project_name", "Road of ٢٠٢٤", "ARABIC-INDIC DIGIT TWO; write '2'"),
    ("loans", "project_name", "Re\ufb01nance", "character 3 is U+FB01 LATIN SMALL LIGATURE FI; write 'fi'"),
    ("sources", "url", "https://mоfa.go.jp/", "'mоfa' mixes scripts: character 10 is U+043E"),
    ("meetings", "meeting_id", "Fmm 9é", "'Fmm 9é' is not valid"),
    # More addresses that are none, and what to write instead.
    ("sources", "url", "https://example.org/a.", "ends with '.', a mark of the text around it; delete it"),
    ("sources", "url", "https://example.org/a),", "ends with ',', a mark of the text around it"),
    ("sources", "url", "https://example.org/Yahoo!", "delete it, or write %21"),
    ("sources", "url", "https://example.org/a)", "ends with ')', a mark of the text around it"),
    ("sources", "url", "https://a.example/;https://b.example/", "holds two addresses; give one"),
    ("sources", "url", "https://a.example/ https://b.example/", "holds two addresses; give one"),
    ("sources", "url", "https://example.org/100%", "is no address; write '%' as %25"),
    ("sources", "url", "https://999.1.2.3/", "'999.1.2.3' is no name of a host"),
    ("sources", "url", "www.mofa.go.jp/a", "is no address; write https://www.mofa.go.jp/a"),
    ("sources", "url", "doi:10.1000/182", "is no address; write https://doi.org/10.1000/182"),
    ("sources", "url", "mailto:a@example.org", "expected http:// or https:// and a host"),
    ("areas", "is_central_asia", "TRUE", "'TRUE' is not valid; expected true or false, not empty"),
    ("debt_stocks", "year", "FY2024", "'FY2024' is not valid; expected type integer, digits alone"),
]  # fmt: skip


@pytest.fixture
def one_cell():
    """Give a function that changes a cell of a small package and says what the validation says."""

    def told(table: str, column: str, value: str) -> str:
        small = corruptions.cut(table)
        rows = small.rows()
        place = rows[0].index(column)
        pairs = [pair for pair in spans.spans_of(rows[0]) if column in pair]
        # A row in which all other ends of its spans are filled, so that they can be compared.
        others = {rows[0].index(end) for pair in pairs for end in pair} - {place}
        held = [
            i
            for i, row in enumerate(rows)
            if i and (row[place] or pairs) and (not others or any(row[j] for j in others))
        ]
        row = held[0] if held else 1
        rows[row][place] = value
        files = corruptions.files_of(small) | {f"{table}.csv": corruptions.as_csv(rows)}
        with corruptions.laid_out(files):
            try:
                check_data()
            except DataError as error:
                assert f"data/{table}.csv: row {row + 1}, column" in str(error)
                return str(error)
        return ""

    return told


@pytest.mark.parametrize(
    ("table", "column", "value", "told"),
    [
        ("debt_stocks", "creditor_code", "CHNN", "'CHNN' is unknown; expected creditor_code of data/creditors.csv"),
        ("debt_stocks", "confidence", "high ", "'high ' begins or ends with a blank; delete it"),
        ("debt_stocks", "year", "24", "'24' is not valid; expected type integer, digits alone, not empty, at least 1990, at most 2035"),
        ("sources", "published_date", "2024-Q1", "'2024-Q1' is no date that exists (expected YYYY, YYYY-MM or YYYY-MM-DD)"),
        ("sources", "accessed_date", "2099-12-31", "'2099-12-31' has not come yet; give the day of reading"),
        ("sources", "url", "https:// example.org", "'https:// example.org' is no address; delete the blank before the host"),
        ("sources", "url", "https://example.org/“x”", "'https://example.org/“x”' is no address; write '“' as %E2%80%9C"),
        ("loans", "loan_id", "", "'' is not valid; expected type string, not empty, unique, of the form small Latin letters and digits joined by '-', '_' or '.'"),
        ("loans", "possible_duplicate_of", "none", "'none' is unknown; expected loan_id of a row here"),
        ("findings", "exhibit_ids", "a, b", "'a, b' is no id; join ids by ';' alone"),
        ("corrections", "table_name", "no_such", "'no_such' is unknown; expected the name of a table in data/datapackage.json"),
    ],
)  # fmt: skip
def test_a_cell_gets_one_sentence(one_cell, table, column, value, told):
    found = one_cell(table, column, value)
    place = rf"data/{table}\.csv: row [0-9]+, column '{column}': "
    assert re.fullmatch(place + re.escape(told), found), found


@pytest.mark.parametrize(
    "title",
    ["Указ «О мерах» по развитию", "“О мерах” по развитию", "»А это? ”Я", "1991–Я"],
)
def test_one_capital_beside_a_mark_is_no_wrong_encoding(title):
    assert not cells.misread_fault(title)


def test_a_day_of_reading_that_is_none_is_told_with_all_that_cites_it():
    small = corruptions.cut("debt_stocks")
    rows = small.tables["sources"]
    place = rows[0].index("accessed_date")
    rows = [rows[0], *([*row[:place], "yesterday", *row[place + 1 :]] for row in rows[1:])]
    with corruptions.laid_out(
        corruptions.files_of(small) | {"sources.csv": corruptions.as_csv(rows)}
    ):
        assert "column 'accessed_date': 'yesterday' is no date that exists" in faults()


def test_a_day_that_has_begun_somewhere_is_none_to_come(monkeypatch):
    class Clock(dt.datetime):
        @classmethod
        def now(cls, zone):
            return cls(2026, 11, 30, 22, tzinfo=zone)

    monkeypatch.setattr(partial_dates, "datetime", Clock)
    assert partial_dates.newest_day() == dt.date(2026, 12, 1)


def test_a_key_may_stand_as_a_text():
    small = corruptions.cut("national_accounts")
    header, *body = small.tables["national_accounts"]
    place = header.index("year")
    one_a_year = {row[place]: row for row in body}
    entry = next(r for r in small.package["resources"] if r["name"] == "national_accounts")
    entry["schema"]["primaryKey"] = "year"
    made = {"national_accounts.csv": corruptions.as_csv([header, *one_a_year.values()])}
    made["datapackage.json"] = corruptions.as_json(small.package)
    with corruptions.laid_out(corruptions.files_of(small) | made):
        check_data()


@pytest.mark.parametrize("sign", ["%", "¥", "US$", "€"])
def test_the_sign_of_a_unit_is_a_value(sign):
    assert not cells.mark_fault(sign)


def test_spans_of_one_thing_do_not_overlap(project):
    path = project / "data" / "cirr.csv"
    rows = path.read_text("utf-8").splitlines()
    columns = rows[0].split(",")
    start, end = columns.index("valid_from_date"), columns.index("valid_to_date")
    number = next(i for i, row in enumerate(rows) if i and row.split(",")[end])
    cells = rows[number].split(",")
    rows[number] = ",".join([*cells[:end], f"{int(cells[start][:4]) + 2}-01-01", *cells[end + 1 :]])
    path.write_text("\n".join(rows) + "\n", "utf-8")
    assert re.search(
        r"data/cirr\.csv: row \d+, column 'valid_from_date': '[0-9-]+' is before '[0-9-]+', the end of "
        rf"row {number + 1}; let one end before the next begins",
        faults(),
    )


def test_sources_that_are_newer_than_the_version_are_noted(monkeypatch):
    assert checks._newer_than_the_version() == []
    monkeypatch.setattr(data, "data_date", lambda: "2999-01-02")
    (note,) = checks._newer_than_the_version()
    assert note.startswith("sources were read until 2999-01-02, after the day of this version, 20")


@pytest.mark.parametrize(
    ("table", "column", "told"),
    [
        ("areas", "area_name", "column 'area_name': {held!r} stands in row 2 too; "),
        ("themes", "theme", "column 'theme': {held!r} stands in row 2 too; "),
        ("debt_stocks", "", "column 'debtor_code', 'creditor_code', 'creditor_class', 'year': the key stands in row 2 too; "),
    ],
)  # fmt: skip
def test_what_stands_twice_names_the_other_row(table, column, told):
    small = corruptions.cut(table)
    rows = small.rows()
    place = rows[0].index(column) if column else 0
    rows[3] = [*rows[3]] if column else [*rows[1]]
    rows[3][place] = rows[1][place]
    with corruptions.laid_out(
        corruptions.files_of(small) | {f"{table}.csv": corruptions.as_csv(rows)}
    ):
        said = f"data/{table}.csv: row 4, {told.format(held=rows[1][place])}"
        assert f"{said}delete one row, or name it in another way" in faults().splitlines()


@pytest.mark.parametrize(("table", "column", "value", "words"), BAD)
def test_a_bad_cell_is_refused_with_what_to_do(one_cell, table, column, value, words):
    assert words in one_cell(table, column, value)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        *(("persons", "note", text) for text in (
            "NA", "Null", "Қазақстан", "Oʻzbekiston, Gʻijduvon, maʼno", "𠮷野家", "«Её» CAFÉ»", "辻堂　海岸",
            "“so” – a word", "İstanbul, Ürümqi, Ōe", "чай, шалфей, таб", "5 − 3 = 2", "−5 degrees",
            "联通 模 中国進出口銀行", "５年間で総額３兆円", "۱۴۰۳ خورشیدی", "АО KazMunayGas", "5 µm, Δt, №2",
            "¥1,000 a year", "Türkmenistanyň", "Société Générale à l'œuvre", "ÄÖÜ", "¿Qué?", "Ñ»", "R&D; why?", "Really??", "<b>")),
        ("sources", "url", "https://日本.jp/道?q=1#三"),
        ("sources", "url", "http://192.168.0.1:8080/a"),
        ("sources", "url", "https://www.mofa.go.jp/a_(b)/x.html?y=%7C&z=~"),
        ("sources", "url", "https://thediplomat.com./2022/05/x"),
        ("sources", "url", "https://en.wikipedia.org/wiki/A_(b)"),
        ("sources", "url", "https://web.archive.org/web/2020/https://example.org/a"),
        ("debt_stocks", "year", "2027"),
        ("bonds", "maturity_date", "2055-01"),
        ("meetings", "end_date", "2030"),
        ("visits", "start_date", "1993-01-01"),
        ("visits", "end_date", "1993-12"),
        ("sources", "published_date", "2026-11"),
        ("oda_received", "oda_received_usd_million", "-434.396283"),
        ("oda_received", "oda_received_gni_pct", "-0.0"),
        ("loans", "grace_years", "0"),
    ],
)  # fmt: skip
def test_a_good_cell_is_taken(one_cell, table, column, value):
    assert one_cell(table, column, value) == ""


def test_bounds_of_zero_are_told(one_cell):
    assert "at least 0" in one_cell("loans", "amount_usd_million", "-1")


@pytest.mark.parametrize(
    ("written", "again"),
    [
        ("Saʼdullayev", "Sa’dullayev"),
        ("Oʻzbekiston bank", "O'zbekiston bank"),
        ("JBIC-NEXI", "JBIC–NEXI"),
        ("Eximbank", "EXIMBANK"),
        ("CAMC", "САМС"),
    ],
)
def test_one_name_is_written_in_one_way(written, again):
    small = corruptions.cut("loans")
    rows = small.rows()
    place = rows[0].index("lender_name")
    rows[1][place], rows[2][place] = written, again
    files = {"loans.csv": corruptions.as_csv(rows)}
    with corruptions.laid_out(corruptions.files_of(small) | files):
        assert faults() == (
            f"data/loans.csv: row 3, column 'lender_name': {again!r} is {written!r} in row 2; write the "
            "name in one way"
        )


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        # A country that all others have the year of; a month within a series that may begin late.
        ("national_accounts", "KAZ,2010,", "data/national_accounts.csv: row 68, column 'year': {'area_code': 'KAZ'} has no row for 2010"),
        ("reference_rates_monthly", "Interbank 3M JPY,2010-05,", "column 'month_date': {'rate_name': 'Interbank 3M JPY'} has no row for 2010-05"),
    ],
)  # fmt: skip
def test_what_is_missing_of_a_series_is_named(project, table, row, told):
    path = project / "data" / f"{table}.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(row)), "utf-8")
    assert f"{told}, which others have; add it, with empty cells where nothing is known" in faults()


@pytest.mark.parametrize(
    ("table", "year", "times"),
    [
        ("external_debt", "2024", 0.001),
        ("national_accounts", "2015", 1e-6),
        ("public_debt", "2015", 0.01),
    ],
)
def test_a_figure_in_another_unit_is_told_by_the_years_beside_it(project, table, year, times):
    path = project / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    number = next(i for i, row in enumerate(rows) if row[:2] == ["KAZ", year])
    rows[number][2] = f"{float(rows[number][2]) * times:.9f}"
    path.write_bytes(corruptions.as_csv(rows))
    message = faults()
    assert f"data/{table}.csv: row {number + 1}, column {rows[0][2]!r}: " in message
    assert "is far from the years beside it (" in message
    assert "or say that it may jump ('mayJump' in data/datapackage.json)" in message


@pytest.mark.parametrize(("last", "count"), [("-40.5", 0), ("40.5", 1)])
def test_a_figure_that_passes_zero_may_be_near_to_it(last, count):
    frame = data.read_text_table("oda_net")
    first = frame.index[frame[["donor_code", "recipient_code"]].duplicated(keep=False)][0]
    pair = (frame[["donor_code", "recipient_code"]] == frame.loc[first][:2]).all(axis=1)
    frame = frame[pair].head(3).copy()
    frame["oda_net_usd_million"] = ["50.2", "0.01", last]
    assert len([*check._unit_faults(data.resource("oda_net"), frame)]) == count


def test_shares_that_are_rounded_may_pass_the_whole_by_half_a_point_each(project):
    check_data()
    edit(project, "trade_partner_shares", ",RUS,Russia,", ",RUS,Russia,1", count=400)
    assert "add up to " in faults()


def test_records_do_not_stand_twice_under_another_id():
    for table, column in (("visits", "visit_id"), ("meeting_documents", "document_no")):
        small = corruptions.cut(table)
        rows = small.rows()
        other = [*rows[1]]
        other[rows[0].index(column)] = "99" if column.endswith("no") else "v-again"
        files = corruptions.files_of(small)
        files[f"{table}.csv"] = corruptions.as_csv([*rows, other])
        with corruptions.laid_out(files):
            assert f"the same as row 2 but for {column}; delete one" in faults()


@pytest.mark.parametrize(
    "again",
    [
        lambda url: url.replace("https:", "http:").rstrip("/") + "/",
        lambda url: f"{url}#part",
        lambda url: f"{url}?utm_source=feed&fbclid=1",
        lambda url: f"https://web.archive.org/web/20240102030405/{url}",
        lambda url: url.replace("https://www.", "https://").replace(".jp/", ".jp:443/"),
    ],
)
def test_sources_do_not_stand_twice_under_another_id(again):
    small = corruptions.cut("sources")
    rows = small.rows()
    place = {name: i for i, name in enumerate(rows[0])}
    row = next(row for row in rows[1:] if row[place["url"]] and not row[place["same_page_as"]])
    row[place["url"]] = "https://www.mofa.go.jp/region/page.html"
    other = [*row]
    other[place["source_id"]], other[place["title"]] = "again", "The same page by another title"
    other[place["url"]] = again(row[place["url"]])
    for same_page_as, told in (("", f"is the address of {row[0]!r}"), (row[0], "")):
        other[place["same_page_as"]] = same_page_as
        files = {"sources.csv": corruptions.as_csv([*rows, other])}
        with corruptions.laid_out(corruptions.files_of(small) | files):
            assert told in (faults() if told else "")
            if not told:
                check_data()


def test_sources_of_one_title_publisher_and_date_are_one():
    small = corruptions.cut("sources")
    rows = small.rows()
    place = {name: i for i, name in enumerate(rows[0])}
    row = next(row for row in rows[1:] if row[place["published_date"]])
    other = [*row]
    other[place["source_id"]], other[place["url"]] = "again", "https://a.example/other"
    other[place["title"]] = row[place["title"]].upper()
    files = {"sources.csv": corruptions.as_csv([*rows, other])}
    with corruptions.laid_out(corruptions.files_of(small) | files):
        assert (
            f"is the title of {row[0]!r} (row {rows.index(row) + 1}) too, with the same date"
            in faults()
        )


def test_a_further_source_is_another_than_the_first():
    small = corruptions.cut("visits")
    rows = small.rows()
    first, more = rows[0].index("source_id"), rows[0].index("more_source_ids")
    rows[1][more] = rows[1][first]
    files = {"visits.csv": corruptions.as_csv(rows)}
    with corruptions.laid_out(corruptions.files_of(small) | files):
        assert f"{rows[1][first]!r} stands twice; name it once" in faults()


def test_lines_that_a_spreadsheet_left_empty():
    small = corruptions.cut("themes")
    good, width = corruptions.as_csv(small.rows()), len(small.rows()[0])
    number = len(small.rows()) + 1
    for tail, told in ((b"," * (width - 1) + b"\n", f"row {number}: an empty line"), (b"\n\n", "")):
        with corruptions.laid_out(corruptions.files_of(small) | {"themes.csv": good + tail}):
            if told:
                assert told in faults()
            else:
                check_data()
                assert data.edited_tables() == []


def test_the_rows_of_the_next_years_are_taken():
    """A range that ends with the last row of today refuses the next one."""
    edition = int(data.data_date()[:4])
    for name in data.table_names():
        for field in data.resource(name)["schema"]["fields"]:
            words = field["name"].split("_")
            if words[-1] == "year" and "per" not in words:
                last = field["constraints"]["maximum"]
                assert last >= edition + 5, f"{name}: {field['name']} ends in {last}"


def _without_type(package):
    del package["resources"][0]["type"]


def _one_file_twice(package):
    package["resources"][1]["path"] = package["resources"][0]["path"]


def _whole_that_is_no_list(package):
    package["resources"][0]["wholes"] = {"group": ["kind"], "part": "url"}


def _whole_of_nothing(package):
    package["resources"][0]["wholes"] = [{"part": "url"}]


def _without_name(package):
    del package["resources"][0]["name"]


def _schema_that_is_a_number(package):
    package["$schema"] = 5


def _read_tomorrow(package):
    package["resources"][0]["accessed"] = "2999-01-01"


def _in_another_encoding(package):
    package["resources"][0]["encoding"] = "cp1251"


def _key_into_nothing(package):
    package["resources"][0]["schema"]["foreignKeys"] = [
        {"fields": ["kind"], "reference": {"resource": "x", "fields": "x"}}
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_without_name, "entry 1: 'name' is a required property"),
        (_schema_that_is_a_number, "$schema: 5; expected an address"),
        (_read_tomorrow, "{first}: accessed: '2999-01-01' has not come yet; give the day of reading"),
        (_in_another_encoding, "{first}: encoding: 'cp1251'; expected 'utf-8', as all tables are read"),
        (_key_into_nothing, "{first}: foreignKeys: {{'fields': ['kind'], 'reference': {{'resource': 'x', 'fields': 'x'}}}} refers to no table of the package"),
        (_without_type, "{first}: 'type' is a required property"),
        (_one_file_twice, "'data/{path}' is the file of two tables; keep one"),
        (_whole_that_is_no_list, "{first}: wholes: {{'group': ['kind'], 'part': 'url'}} is not of type 'array'"),
        (_whole_of_nothing, "{first}: wholes: entry 1: 'group' is a required property"),
    ],
)  # fmt: skip
def test_a_slip_in_the_descriptor_is_named(change, told):
    small = corruptions.cut("visits")
    package = json.loads(corruptions.as_json(small.package))
    first = package["resources"][0]
    told = told.format(first=first["name"], path=first["path"])
    change(package)
    files = {"datapackage.json": corruptions.as_json(package)}
    with corruptions.laid_out(corruptions.files_of(small) | files):
        assert f"data/datapackage.json: {told}" in faults().splitlines()


def _places(part, path=()):
    """Give the way to each part of a descriptor, of long lists to the first three alone."""
    yield path
    if isinstance(part, dict):
        for key in part:
            yield from _places(part[key], (*path, key))
    elif isinstance(part, list):
        for number in range(min(3, len(part))):
            yield from _places(part[number], (*path, number))


ODD = (None, "", [], {}, 5, -1, 1.5, "x", True, ["x"], [None], [[]], [{}], {"x": 1}, "é\u202e")


@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.deep)])
def test_nothing_in_a_descriptor_is_more_than_the_check_can_tell(every):
    """Whatever stands at whatever place, it is refused in words or the tables are the same."""
    small = corruptions.cut("opinion_polls")
    files = corruptions.files_of(small)
    number = [r["name"] for r in small.package["resources"]].index("opinion_polls")
    own = small.package["resources"][number]
    own["totals"] = [
        {"group": ["question"], "column": "area_code", "total": "CA4", "part": "share_pct"}
    ]
    own["series"] = [{"each": ["question"], "term": "publication_year"}]
    inside = [("resources", number, *path) for path in _places(own)]
    tried = [(path, odd) for path in [*inside, *((k,) for k in small.package)] for odd in ODD]
    for path, odd in tried[::every]:
        package = json.loads(corruptions.as_json(small.package))
        place = package
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = odd
        with corruptions.laid_out(files | {"datapackage.json": corruptions.as_json(package)}):
            try:
                check_data()
            except DataError as error:
                assert str(error).strip(), (path, odd)


def test_a_number_that_json_does_not_have_is_refused(project):
    path = project / "data" / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"minimum": 1,', '"minimum": NaN,', 1), "utf-8")
    data.forget()
    assert faults() == (
        "data/datapackage.json: not readable as UTF-8 JSON (NaN is no number of JSON)"
    )


def test_a_folder_in_the_place_of_the_descriptor_is_named(project):
    (project / "data" / "datapackage.json").unlink()
    (project / "data" / "datapackage.json").mkdir()
    data.forget()
    assert faults() == "data/datapackage.json: not readable (Is a directory)"


LISTS = {
    "allowed-numbers.csv": "text,reason\nthe five,a name\n",
    "changes.csv": "version,date,chapter,what,numbers\n0.1.0,2026-11-25,creditors,First.,\n",
    "errata.csv": "reported_date,version,chapter,exhibit_or_number,was,is,found_by,status\n",
    "redirects.csv": "from,to\nold,creditors\n",
}


def read_lists() -> None:
    prose._allowed_patterns(paths.ROOT)
    changes.check()
    site.read_redirects(paths.CHAPTERS)


@pytest.mark.parametrize("name", LISTS)
def test_lists_in_chapters_are_read_as_strictly_as_tables(tmp_path, monkeypatch, name):
    """As spreadsheets save them: with a byte order mark they are the same, all else is named."""
    chapters = tmp_path / "chapters"
    chapters.mkdir()
    (chapters / "creditors.ipynb").touch()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "CHAPTERS", chapters)
    for file, text in LISTS.items():
        (chapters / file).write_text(text, "utf-8")
    read_lists()
    good = LISTS[name].encode()
    for content in (b"\xef\xbb\xbf" + good, good.replace(b"\n", b"\r\n"), good + b"\n"):
        (chapters / name).write_bytes(content)
        read_lists()
    for content, told in (
        (b"", "the file is empty; expected a header"),
        (good + b"short\n", "1 cell(s); expected"),
        (good + b"caf\xe9,b\n", "is not UTF-8; save the file as UTF-8"),
        (good.replace(b",", b";"), "cells stand between ';'; save the table as CSV"),
        (good + b'"open\n', "a quotation mark that is not closed"),
    ):
        (chapters / name).write_bytes(content)
        with pytest.raises(DataError, match=re.escape(told)) as caught:
            read_lists()
        assert str(caught.value).startswith(f"chapters/{name}: ")


@pytest.mark.parametrize(
    ("name", "column", "cell", "told"),
    [
        ("changes.csv", "what", "CafÃ© mended.", "'Ã©' was read in a wrong encoding once; expected 'é'"),
        ("changes.csv", "what", "First\u200bpublished.", "ZERO WIDTH SPACE, which no table may hold (delete it)"),
        ("errata.csv", "found_by", "a reader ", "'a reader ' begins or ends with a blank; delete it"),
        ("allowed-numbers.csv", "reason", "n/a", "'n/a' stands for a missing value"),
        ("redirects.csv", "from", "chapters/оld", "mixes scripts: character 10 is U+043E CYRILLIC SMALL LETTER O"),
    ],
)  # fmt: skip
def test_cells_of_lists_in_chapters_keep_the_rules_of_tables(project, name, column, cell, told):
    check.check_lists(paths.CHAPTERS)
    path = project / "chapters" / name
    head = path.read_text("utf-8").splitlines()[0].split(",")
    row = [cell if one == column else "x" for one in head]
    path.write_bytes(corruptions.as_csv([head, row]))
    with pytest.raises(DataError) as caught:
        check.check_lists(paths.CHAPTERS)
    assert str(caught.value).startswith(f"chapters/{name}: row 2, column {column!r}: ")
    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["", "the group"])
def test_an_allowed_number_holds_one(project, text):
    path = project / "chapters" / "allowed-numbers.csv"
    path.write_text(f"text,reason\n{text},a name\n", "utf-8")
    with pytest.raises(DataError) as caught:
        prose._allowed_patterns(paths.ROOT)
    assert str(caught.value) == (
        f"chapters/allowed-numbers.csv: row 2, column 'text': {text!r} holds no number; give the words "
        "with the number, or delete the row"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda good: b"sep=,\n" + good, "row 1: 'sep=,' is a line for a spreadsheet alone; delete it"),
        (lambda good: b"\n" + good, "row 1: an empty line; delete it, so that the header comes first"),
        (lambda good: b"Themes of the Dialogue,,,\n" + good, "row 1: 'Themes of the Dialogue' stands above the header; delete the row"),
        (lambda good: b"# themes\n" + good, "row 1: '# themes' stands above the header; delete the row"),
        (lambda _: b"<html><body>Log in</body></html>", "row 1 begins with '<html><body>Log in</body></html>' and is no header of this table; expected ['theme', 'theme_name', 'theme_group', 'definition']: is this the right file?"),
        (lambda good: good.replace(b",", b"|"), "cells stand between '|'; save the table as CSV with commas"),
        (lambda good: good.replace(b"\n", b",,\n"), "row 1: no name for column(s) [5, 6]; delete them, with the commas at the ends of rows"),
        (lambda good: good + b"\x1a", "row {last}: 1 cell(s); expected 4, as in the header (the row begins with '\\x1a'; a cell with a comma or a quotation mark in it stands in quotation marks)"),
        (lambda good: good + b"a,b, c,d,e\n", "row {last}: 5 cell(s); expected 4, as in the header (the row begins with 'a'; "),
        (lambda good: good.decode().encode("utf-16"), "row 1: the file is in UTF-16; save the file as UTF-8"),
        (lambda good: good.decode().encode("utf-16-le"), "row 1: a NUL byte; the file is damaged, in UTF-16 or no text: take a good copy, or save it as UTF-8"),
        (lambda good: good.replace(b"\n", b"\r") + b"caf\xe9", "row {last}: byte "),
        (lambda good: good + b"a," + b"b" * 5_000_000 + b",c,d\n", "row {last}, column 'theme_name': 5,000,000 characters; expected at most 10,000: is a quotation mark missing?"),
    ],
)  # fmt: skip
def test_what_programs_leave_in_a_file_is_named(change, told):
    small = corruptions.cut("themes")
    good, last = corruptions.as_csv(small.rows()), len(small.rows()) + 1
    with corruptions.laid_out(corruptions.files_of(small) | {"themes.csv": change(good)}):
        assert faults().startswith(f"data/themes.csv: {told.format(last=last)}")


def test_a_page_in_another_encoding_is_named(project):
    (project / "chapters" / "methods.md").write_bytes("# Café\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"chapters/methods.md: row 1: byte 5 is not UTF-8"):
        prose.check_prose()
