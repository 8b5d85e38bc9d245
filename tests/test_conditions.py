"""Sentences have conditions: each form is right both ways, false sentences stop the build or are marked."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from conftest import CHAPTERS, ROOT
from pdfminer.high_level import extract_text
from test_build import TOC, add_real_chapter, build, small_book

from helpers import data, paths, statements
from helpers.book.gate import statements as book_statements
from helpers.book.publication.release import _environment
from helpers.book.web import colophon
from helpers.data import DataError
from helpers.refresh.effect import effect_of
from helpers.refresh.report import _effect_lines
from helpers.statements import (
    Holds,
    StatementError,
    above,
    both,
    documented,
    each_above,
    every,
    falling,
    in_order,
    label,
    largest,
    most,
    none,
    rising,
    same,
    top,
    within,
)

DEBT = pd.Series({"KAZ": 7.0, "KGZ": 40.0, "TJK": 29.0})
NO_FIGURE = float("nan")
ROWS = pd.DataFrame({"source_id": ["one-debt-overview-ids"], "more_source_ids": [pd.NA]})
# Form: true, false, and the margin of either in the unit.
FORMS = {
    "above": (above(3, 1, "%"), above(1, 3, "%"), 2.0, -2.0),
    "above by": (above(3, 1, "%", by=1), above(3, 1, "%", by=2), 1.0, 0.0),
    "each_above": (each_above(DEBT, 5, "%"), each_above(DEBT, 7, "%"), 2.0, 0.0),
    "each_above by label": (
        each_above(DEBT, DEBT - 1, "%"),
        each_above(DEBT, DEBT.rename({"KAZ": "TJK", "TJK": "KAZ"}), "%"),
        1.0,
        -22.0,
    ),
    "largest": (largest(DEBT, "KGZ", "%"), largest(DEBT, "TJK", "%"), 11.0, -11.0),
    "top": (top(DEBT, ["TJK", "KGZ"], "%"), top(DEBT, ["KAZ", "KGZ"], "%"), 22.0, -22.0),
    "in_order": (
        in_order(DEBT, ["KGZ", "TJK", "KAZ"], "%"),
        in_order(DEBT, ["KGZ", "KAZ", "TJK"], "%"),
        11.0,
        -22.0,
    ),
    "rising": (rising(pd.Series([1, 2, 4]), "%"), rising(pd.Series([1, 3, 2]), "%"), 1.0, -1.0),
    "falling": (falling(pd.Series([4, 2, 1]), "%"), falling(pd.Series([4, 4]), "%"), 1.0, 0.0),
    "every": (every(DEBT > 0, "owe"), every(DEBT > 7, "owe"), None, None),
    "most": (most(DEBT > 7, "owe"), most(DEBT > 30, "owe"), 0.5, -0.5),
    "most by share": (most(DEBT > 0, "owe", 0.9), most(DEBT > 7, "owe", 0.9), 0.3, -0.7),
    "none": (none([], "debts"), none(["KAZ"], "debts"), None, None),
    "within": (within(9, 10, 2, "%"), within(7, 10, 2, "%"), 1.0, -1.0),
    "same": (same(["b", "a"], ("a", "b"), "x"), same("TUR", "CHN", "x"), None, None),
    "both": (both(above(3, 1, "%"), above(5, 4, "%")), both(above(3, 1, "%"), above(4, 5, "%")),
             1.0, -1.0),
    "documented": (documented(ROWS), documented(ROWS, "hearsay"), None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_right_both_ways_and_tells_the_margin(name):
    good, bad, margin, less = FORMS[name]
    assert (good.ok, bad.ok) == (True, False)
    assert (good.margin, bad.margin) == (pytest.approx(margin), pytest.approx(less))
    assert good.words
    assert bad.words
    assert good.words != bad.words or name == "above by"


@pytest.mark.parametrize(
    "holds",
    [
        above(NO_FIGURE, 1, "%"),
        above(pd.NA, 1, "%"),
        each_above(DEBT, DEBT.drop("KAZ"), "%"),
        each_above(DEBT.drop("KAZ"), DEBT, "%"),
        each_above(DEBT.iloc[:0], 1, "%"),
        largest(DEBT, "UZB", "%"),
        largest(DEBT[["KAZ"]], "KAZ", "%"),
        in_order(DEBT, ["KGZ", "UZB"], "%"),
        every(pd.Series({"KAZ": pd.NA}), "owe"),
        every({}, "owe"),
        most([], "owe"),
        within(pd.NA, 1, 1, "%"),
    ],
)
def test_a_missing_figure_counts_as_false(holds):
    assert not holds.ok
    assert holds.words.startswith("no figure for ")


def test_each_failing_label_is_named_and_none_that_holds():
    words = each_above(DEBT, 30.0, "%").words
    assert words == "KAZ: 7 against 30 %; TJK: 29 against 30 %"


def test_conditions_of_different_units_have_no_common_margin():
    holds = both(above(3, 1, "%"), above(9, 2, "US$ million"), same("a", "a", "names"))
    assert holds.ok
    assert holds.margin is None
    assert "US$ million" in holds.words
    # A match of names has no margin, so the others decide.
    assert both(above(3, 1, "%"), same("a", "a", "names")).margin == 2.0


@pytest.fixture
def registry(monkeypatch):
    """Give an empty list of statements."""
    monkeypatch.setattr(statements, "_registry", {})
    return statements._registry


def test_a_bare_truth_is_refused(registry):
    @statements.statement(title="debt-by-creditor")
    def asserted():
        """It is so."""
        return True

    with pytest.raises(StatementError, match="statement 'asserted' gives True"):
        statements.evaluate()


@pytest.mark.parametrize(
    ("bound", "words", "message"),
    [
        ({}, "It is so.", "no sentence"),
        ({"heading": "x"}, "It is so.", "heading"),
        ({"title": "x"}, None, "has no docstring"),
    ],
)
def test_a_statement_that_is_not_made_as_statements_are_is_refused(registry, bound, words, message):
    def condition():
        return label()

    condition.__doc__ = words
    with pytest.raises(StatementError, match=message):
        statements.statement(**bound)(condition)


def test_what_a_condition_does_not_find_counts_against_it(registry):
    @statements.statement(finding="a", title=["b", "c"])
    def no_such_country():
        """It is so."""
        return above(DEBT["UZB"], 1, "%")

    @statements.statement(answer="d")
    def a_measure_that_raises():
        """It is so."""
        raise ValueError("the parts exceed the whole")

    @statements.statement(answer="e")
    def a_slip():
        """It is so."""
        return above(DEBT.biggest, 1, "%")

    missing, raised, slipped = statements.evaluate()
    assert slipped.holds.words == (
        "cannot be judged: AttributeError: 'Series' object has no attribute 'biggest'"
    )
    assert missing.statement.sentences == (("finding", "a"), ("title", "b"), ("title", "c"))
    assert missing.holds.words == "no figure for UZB"
    assert raised.holds == Holds(False, None, "", "cannot be judged: the parts exceed the whole")


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import no_such_package", "ModuleNotFoundError: No module named 'no_such_package'"),
        (
            "from helpers.data import load_table\nload_table('loan')",
            "helpers.data.DataError: no table 'loan' in data/datapackage.json; did you mean 'loans'?",
        ),
        ("import os\nos._exit(3)", "their process ended (exit code 3)"),
        ("import sys\nsys.exit(0)", "their process ended (exit code 0)"),
    ],
)
def test_why_no_condition_can_be_run_stands_first(tmp_path, monkeypatch, code, why):
    topic = tmp_path / "topics_of_a_test" / "debt"
    topic.mkdir(parents=True)
    for path in (topic.parent / "__init__.py", topic / "__init__.py"):
        path.touch()
    (topic / "statements.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT / 'src'}")
    with pytest.raises(DataError) as caught:
        book_statements._judged("topics_of_a_test", ROOT / "data")
    first = f"the conditions of topics_of_a_test can't be run: {why}"
    assert str(caught.value).splitlines()[0] == first


def test_a_table_that_is_computed_once_is_told_to_each_condition(registry):
    computed = []

    @statements.once
    def stocks():
        computed.append(1)
        return data.load_table("debt_stocks")

    for name in ("one", "two"):

        def condition():
            """It is so."""
            return above(len(stocks()), 0, "rows")

        condition.__name__ = name
        statements.statement(title=name)(condition)
    found = statements.evaluate()
    assert [verdict.tables for verdict in found] == [("debt_stocks",), ("debt_stocks",)]
    assert len(computed) == 1
    statements.evaluate()
    assert len(computed) == 2


# The statements of the book.


@pytest.fixture(scope="module")
def verdicts() -> list[dict]:
    return book_statements.verdicts()


def bound(verdicts: list[dict], kind: str) -> set[str]:
    return {row["sentence_id"] for row in verdicts if row["sentence_kind"] == kind}


def test_every_sentence_of_the_book_is_true(verdicts):
    assert book_statements.untrue_texts(verdicts) == []
    assert len(verdicts) > 250


def test_each_finding_that_is_measured_and_each_verdict_has_a_condition(verdicts):
    findings = data.load_table("findings").set_index("finding_id")
    measured = set(findings.index[findings["kind"] == "measured"])
    assert measured - bound(verdicts, "finding") == set()
    assert set(data.load_table("claims")["claim_id"]) - bound(verdicts, "claim") == set()
    # A finding that is measured rests on a figure, not on documents alone.
    bases = {
        name: {r["basis"] for r in verdicts if (r["sentence_kind"], r["sentence_id"]) == ("finding", name)}
        for name in measured
    }  # fmt: skip
    assert [name for name, found in bases.items() if "measured" not in found] == []


def test_each_condition_is_of_a_sentence_that_the_book_has(verdicts):
    chapters = {page.rpartition("/")[2] for page in CHAPTERS}
    assert bound(verdicts, "answer") <= chapters
    assert bound(verdicts, "finding") <= set(data.load_table("findings")["finding_id"])
    shown = [row for row, _ in book_statements._shown(verdicts)]
    assert bound(verdicts, "title") - bound(shown, "title") == set()


def test_the_answer_of_each_chapter_has_a_condition(verdicts):
    notebooks = {name: ROOT / "chapters" / f"{name}.ipynb" for name in bound(verdicts, "answer")}
    notebooks |= {page.rpartition("/")[2]: ROOT / f"{page}.ipynb" for page in CHAPTERS}
    answer = {
        name for name, path in notebooks.items() if "**The answer.**" in path.read_text("utf-8")
    }
    assert len(answer) > 10
    assert answer == bound(verdicts, "answer")


# Which sentences other figures turn.


def with_cells(folder: Path, cells: list[tuple[str, dict, str, str]]) -> Path:
    """Copy the data with some cells changed: table, key of the row, column, value."""
    shutil.copytree(ROOT / "data", folder)
    for table, key, column, value in cells:
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        (row,) = (r for r in rows if all(r[name] == text for name, text in key.items()))
        row[column] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def debt_of(debtor: str, year: str, creditor: str, value: str, kind: str = "") -> tuple:
    key = {"debtor_code": debtor, "year": year, "creditor_code": creditor}
    key |= {"creditor_class": kind} if kind else {}
    return "debt_stocks", key, "debt_outstanding_usd_million", value


OFFICIAL = "official-bilateral"
SHARE = {"flow": "imports", "year": "2023"}
EDITS = {
    "China 2100 and multilateral 1700 for Kyrgyzstan": (
        [debt_of("KGZ", "2023", "CHN", "2100", OFFICIAL), debt_of("KGZ", "2023", "MLT", "1700")],
        {
            ("multilaterals-above-china", "title", "debt-by-creditor"),
            ("multilaterals-above-china", "finding", "multilaterals-lead"),
            ("multilaterals-above-china", "answer", "who-is-owed"),
            ("china-share-fallen", "title", "lender-shares"),
            ("china-share-fallen", "finding", "china-share-fell"),
            ("china-share-shrinking", "answer", "who-is-owed"),
            ("shares-of-china-fell", "question", "deeper-debt"),
            # Beyond the chapter: the limit of the trap, and the falling exposure of the verdict.
            ("dependence-has-passed", "finding", "trap-dependence"),
            ("dependence-has-passed", "answer", "debt-trap"),
            ("exposure-falls", "claim", "c01"),
            # On the front page and in the summary.
            ("china-past-its-peak-but-in-kazakhstan", "headline", "index"),
            ("china-past-its-peak-but-in-kazakhstan", "headline", "summary"),
            ("china-past-its-peak-but-in-kazakhstan", "title", "debt-shares"),
        },
    ),
    "Turkmenistan owes Japan 600": ([debt_of("TKM", "2024", "JPN", "600", OFFICIAL)], set()),
    "Turkmenistan owes Japan 200": (
        [debt_of("TKM", "2024", "JPN", "200", OFFICIAL)],
        # The loans read are nearly half of it then, and the Asian Development Bank is owed more.
        {
            ("largest-creditors-by-the-newest-records", "title", "debt-at-a-glance"),
            ("largest-creditors-by-the-newest-records", "answer", "who-is-owed"),
            ("turkmenistan-owes-japan-many-times-as-much", "headline", "index"),
            ("turkmenistan-owes-japan-many-times-as-much", "headline", "summary"),
            ("china-leads-in-some-countries", "question", "largest-lender"),
            ("each-country-has-another-largest-creditor", "headline", "region"),
            ("each-country-has-another-largest-creditor", "title", "region-owed"),
            ("loans-account-for-most-or-little", "title", "loans-seen"),
            ("loans-account-for-most-or-little", "finding", "trap-loans-seen"),
        },
    ),
    "Turkmenistan owes Japan 70": (
        [debt_of("TKM", "2024", "JPN", "70", OFFICIAL)],
        {
            ("turkmenistan-owes-japan-more", "finding", "turkmenistan-owes-japan"),
            ("turkmenistan-owes-japan-more", "answer", "who-is-owed"),
            ("largest-creditors-by-the-newest-records", "title", "debt-at-a-glance"),
            ("largest-creditors-by-the-newest-records", "answer", "who-is-owed"),
            ("turkmen-debt-to-japan-is-larger", "question", "turkmen-debt"),
            ("china-leads-in-some-countries", "question", "largest-lender"),
            ("turkmenistan-owes-and-pays-japan-most", "headline", "region"),
            ("turkmenistan-owes-and-pays-japan-most", "headline", "turkmenistan"),
            ("turkmenistan-owes-japan-many-times-as-much", "headline", "index"),
            ("turkmenistan-owes-japan-many-times-as-much", "headline", "summary"),
            ("each-country-has-another-largest-creditor", "headline", "region"),
            ("each-country-has-another-largest-creditor", "title", "region-owed"),
            ("loans-account-for-most-or-little", "title", "loans-seen"),
            ("loans-account-for-most-or-little", "finding", "trap-loans-seen"),
        },
    ),
    "Kazakhstan received aid in the latest year": (
        [("oda_net", {"recipient_code": "KAZ", "year": "2023", "donor_code": "JPN"},
          "oda_net_usd_million", "5")],
        {
            ("repayments-exceed-aid", "title", "japan-net-oda"),
            ("repayments-exceed-aid", "finding", "repaying-japan"),
            ("repayments-exceed-aid", "answer", "what-each-offers"),
            ("line-of-kazakhstan-turned", "title", "japan-cumulative-aid"),
        },
    ),
    "Turkmen gas goes elsewhere": (
        [("pipeline_gas_exports", {"exporter_code": "TKM", "partner_code": "CHN"},
          "gas_billion_m3", "20")],
        {
            ("most-gas-to-china", "title", "gas-to-china"),
            ("most-gas-to-china", "finding", "gas-goes-to-china"),
            ("most-gas-to-china", "answer", "trade-routes"),
            ("most-turkmen-pipeline-gas-goes-to-china", "headline", "turkmenistan"),
        },
    ),
    "Japan drops the visa for Kyrgyz citizens": (
        [("visa_rules", {"passport_code": "KGZ", "destination_code": "JPN", "year": "2025"},
          "rule", "visa-free")],
        {
            ("japan-asks-all-for-visas", "title", "visa-rules"),
            ("japan-asks-all-for-visas", "finding", "visas-one-way"),
            ("japan-asks-all-for-visas", "answer", "trade-routes"),
        },
    ),
    "the newest yen loan bears 1.3%": (
        [("loans",
          {"loan_id": "uzb-jpn-2025-livestock-promotion-and-animal-health-enhancement"},
          "interest_pct", "1.3")],
        {
            ("new-yen-loans-dearer", "finding", "price-gap-closed"),
            ("newest-yen-loan-is-the-exception", "finding", "price-japan-softer"),
            ("the-rate-of-discount-decides", "question", "cheaper-loans"),
            # The newest loan is that of the latest pair.
            ("latest-dearer-on-every-other-path", "title", "yen-fan"),
            # The front page says that new loans are dearer than old ones.
            ("yen-loans-dearer", "headline", "index"),
            ("yen-loans-dearer", "headline", "summary"),
            ("yen-loans-dearer", "title", "summary-posted-terms"),
        },
    ),
}  # fmt: skip


@pytest.mark.deep
@pytest.mark.parametrize("name", EDITS)
def test_other_figures_turn_the_right_sentences_and_no_other(name, tmp_path):
    cells, wanted = EDITS[name]
    found = book_statements.verdicts(with_cells(tmp_path / "data", cells))
    turned = {
        (row["statement_id"], row["sentence_kind"], row["sentence_id"])
        for row in found
        if not row["is_true"]
    }
    assert turned == wanted


# Where they stop a build.


@pytest.fixture
def edited(tmp_path, monkeypatch) -> Path:
    """Give a project in which Turkmenistan owes Japan less than China."""
    cells, _ = EDITS["Turkmenistan owes Japan 70"]
    with_cells(tmp_path / "data", cells)
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "_config.yml", tmp_path)
    for name, path in {"ROOT": "", "DATA": "data", "CHAPTERS": "chapters"}.items():
        monkeypatch.setattr(paths, name, tmp_path / path)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "data" / "datapackage.json")
    monkeypatch.delenv("STATEMENTS", raising=False)
    data.forget()
    yield tmp_path
    monkeypatch.undo()
    data.forget()


@pytest.mark.deep
def test_a_sentence_that_is_not_true_stops_the_build(edited):
    with pytest.raises(DataError) as caught:
        book_statements.check()
    assert {
        "no longer true: turkmenistan-owes-japan: Turkmenistan owed Japan … and China … at the end of …, "
        "and paid Japan more than any other creditor in ….; "
        "70 against 76.44 US$ million",
        "no longer true: who-is-owed: Turkmenistan owes Japan more than China.; "
        "70 against 76.44 US$ million",
        "no longer true: turkmenistan: Turkmenistan owes Japan's official lenders more than China's "
        "and is to pay Japan more than anyone.; 70 against 76.44 US$ million",
    } < set(str(caught.value).splitlines())
    assert "make book STATEMENTS=mark" in str(caught.value)


@pytest.mark.deep
def test_where_it_is_asked_for_the_build_goes_on_and_counts_them(edited, monkeypatch):
    monkeypatch.setenv("STATEMENTS", "mark")
    assert len(book_statements.check()) == 13
    assert set(book_statements.untrue()) == {
        ("finding", "turkmenistan-owes-japan"),
        ("answer", "who-is-owed"),
        ("title", "debt-at-a-glance"),
        ("title", "loans-seen"),
        ("finding", "trap-loans-seen"),
        ("title", "region-owed"),
        ("headline", "region"),
        ("headline", "turkmenistan"),
        ("headline", "summary"),
        ("question", "turkmen-debt"),
        ("question", "largest-lender"),
    }
    assert "no longer bear out: 11; each is marked" in colophon.colophon()


@pytest.mark.deep
def test_a_book_without_the_chapters_is_not_stopped_by_their_sentences(edited):
    for name in (*("summary", "who-is-owed", "debt-trap", "turkmenistan", "region", "is-it-true"),):
        (edited / "chapters" / f"{name}.ipynb").unlink()
    assert book_statements.check() == []


@pytest.mark.deep
def test_a_measured_finding_without_a_condition_stops_the_build(edited):
    path = edited / "data" / "findings.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("\nuzbekistan-order,", "\nuzbekistan-turned,"), "utf-8")
    data.forget()
    with pytest.raises(DataError) as caught:
        book_statements.check()
    assert "finding 'uzbekistan-turned' is measured and has no condition" in str(caught.value)
    assert "data/findings.csv has no finding 'uzbekistan-order'" in str(caught.value)


def test_titles_without_a_condition_are_listed_together(monkeypatch):
    env = type("Env", (), {"book_exhibits": {"debt-peaks": {}, "new-one": {}, "new-two": {}}})
    with pytest.raises(DataError, match="no condition for the title of: new-one, new-two"):
        book_statements.check_titles(env)
    monkeypatch.setattr(book_statements, "package", str)
    book_statements.check_titles(env)


@pytest.mark.deep
def test_a_refresh_lists_what_would_no_longer_be_true(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")
    staged = with_cells(tmp_path / "staged", EDITS["Turkmenistan owes Japan 70"][0])
    lines = _effect_lines(effect_of("debt_stocks", staged))
    told = [line for line in lines if "no longer true: " in line]
    assert f"Sentences that would no longer be true: {len(told)}" in lines
    assert any("no longer true: turkmenistan-owes-japan: " in line for line in told)


def test_no_copy_with_marked_sentences_is_released(monkeypatch, tmp_path):
    monkeypatch.setenv("STATEMENTS", "mark")
    assert "STATEMENTS" not in _environment(tmp_path)
    assert _environment(tmp_path)["PATH"] == os.environ["PATH"]


def test_the_engine_holds_no_topic_of_the_report():
    code = (
        "import sys\nfrom helpers.book.gate import checks, statements\n"
        "statements.check()\n"
        "assert not [m for m in sys.modules if m.startswith('helpers.topics')]\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stderr


# On the page.


def test_the_register_shows_each_sentence_with_its_margin(html_dir):
    held = json.loads((html_dir / "registers" / "statements.json").read_text("utf-8"))
    row = next(r for r in held if (r["kind"], r["id"]) == ("title", "debt-by-creditor"))
    exhibits = json.loads((html_dir / "registers" / "exhibits.json").read_text("utf-8"))
    titles = {e["id"]: e["title"] for e in exhibits}
    assert row["sentence"] == titles["debt-by-creditor"]
    assert row["margin"] > 0
    assert row["unit"] == "% of debt"
    assert {"debt_stocks", "external_debt"} <= set(row["tables"])
    assert {r["id"] for r in held if r["kind"] == "title"} == set(titles)
    assert all(r["is_true"] for r in held)
    assert 'href="../registers/statements.json"' in (html_dir / "chapters/methods.html").read_text()


# Each statement is seen false once (deep).


def _changes(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give changed versions of a table: those first that turn most sentences."""
    numeric = [c for c in table.select_dtypes("number") if c != "year"]
    # Of a column of words the values that stand most often, those of few rows too.
    words = {
        c: table[c].value_counts().index[:12]
        for c in table.columns.difference([*numeric, "source_id", "more_source_ids"])
        if table[c].nunique() > 1
    }
    yield table.iloc[:1]
    yield table.iloc[::2]
    if "source_id" in table:
        yield table.assign(source_id="hearsay")
    for column in table:
        yield table.assign(**{column: table[column].to_numpy()[::-1]})
        yield table.assign(**{column: table[column].mask(table.index == table.index[0])})
    for column in numeric:
        for factor in (-1, 0, 10, 0.1):
            yield table.assign(**{column: _scaled(table[column], factor)})
    for column, values in words.items():
        for value in values:
            yield table.assign(**{column: value})
            yield table[table[column] != value]
    for column, values in words.items():
        for value, number in product(values, numeric):
            part = table[column].eq(value).fillna(False)
            for factor in (0, 0.3, 3, 30, -1):
                yield table.assign(
                    **{
                        number: _scaled(table[number], 1).where(
                            ~part, _scaled(table[number], factor)
                        )
                    }
                )


def _scaled(column: pd.Series, factor: float) -> pd.Series:
    return (column.astype("Float64") * factor).round(4)


def _moved(made: statements.Statement, tables: tuple[str, ...], monkeypatch) -> str:
    """Change the tables of a statement until it is judged false; say by which table, or nothing."""
    load = data._load.__wrapped__
    held = {name: load(name) for name in tables}
    for name in tables:
        for changed in _changes(held[name]):
            now = held | {name: changed}
            monkeypatch.setattr(data, "_load", lambda n, now=now: now[n] if n in now else load(n))
            statements._kept.clear()
            try:
                holds = statements._judge(made).holds
            except Exception:
                continue
            if not holds.ok and not holds.words.startswith(("no figure", "cannot be judged")):
                return name
    return ""


# Each statement may ask for thousands of changed tables: an hour for all, so by hand.
TOPICS = sorted(path.parent.name for path in (ROOT / "src/helpers/topics").glob("*/statements.py"))


@pytest.mark.long
@pytest.mark.parametrize("topic", TOPICS)
def test_each_statement_is_seen_false_when_its_tables_move(topic, monkeypatch):
    statements.load("helpers.topics")
    mine = f"helpers.topics.{topic}.statements"
    never = []
    for made in list(statements._registry.values()):
        if made.condition.__module__ != mine:
            continue
        data.forget()
        verdict = statements._judge(made)
        if verdict.holds.kind != "label" and not _moved(made, verdict.tables, monkeypatch):
            never.append(made.id)
        monkeypatch.undo()
    assert never == []


@pytest.mark.deep
def test_a_copy_with_other_figures_is_stopped_or_marked(tmp_path, monkeypatch):
    book = small_book(tmp_path / "book")
    add_real_chapter(book, "who-is-owed")
    shutil.copy2(ROOT / "_config.yml", book)
    shutil.rmtree(book / "data")
    with_cells(book / "data", EDITS["Turkmenistan owes Japan 70"][0])
    toc = book / "_toc.yml"
    listed = TOC.replace("  - file:", "  - file: chapters/who-is-owed\n  - file:", 1)
    toc.write_text(listed.replace("- caption: One\n", "- caption: One\n  numbered: 1\n"), "utf-8")
    monkeypatch.delenv("STATEMENTS", raising=False)
    stopped = build(book)
    assert stopped.returncode == 1
    assert "no longer true: turkmenistan-owes-japan: " in stopped.stderr
    assert not (book / "_build" / "html").exists()
    monkeypatch.setenv("STATEMENTS", "mark")
    marked = build(book)
    assert marked.returncode == 0, marked.stderr
    page = (book / "_build/html/chapters/who-is-owed.html").read_text("utf-8")
    box = page.split('data-claim="turkmenistan-owes-japan"')[1].split("</p>")[0]
    assert "No longer true of these data: " in box
    # The finding and the answer of the chapter, and the title of its first table.
    assert page.count('class="no-longer-true"') == 3
    assert "No longer true of these data: </strong><strong>The answer." in page
    assert "Sentences of this copy that its data no longer bear out: 3; each is marked." in page
    text = extract_text(book / "_build/pdf/book.pdf")
    assert " ".join(text.split()).count("No longer true of these data:") == 3
    # The copy never counts as the book: without the word the build stops again.
    monkeypatch.delenv("STATEMENTS")
    assert build(book).returncode == 1
