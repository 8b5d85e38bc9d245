"""What a change makes the book do again: exactly the chapters that use what changed, nothing else."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import CHAPTERS, ROOT
from test_build import TOC, add_real_chapter, book, build, note_chapters, notebook  # noqa: F401 - the fixture of a small book

from helpers import built, data, kept, paths
from helpers.book.dependencies import Records, Tree, code_digest

LOADERS = {"load_table", "read_text_table"}


@pytest.fixture(scope="module")
def made_from() -> dict[str, dict[str, str]]:
    """Give what the chapters of the built book were found to be made from."""
    records = Records(ROOT / "_build" / ".cache" / "chapters", Tree(ROOT))
    found = {name: records.record(name) for name in CHAPTERS}
    if not all(found.values()):
        pytest.skip("no built book: run make book")
    return {name: record["made_from"] for name, record in found.items()}


def names(items: dict[str, str], kind: str) -> set[str]:
    return {item.partition(":")[2] for item in items if item.startswith(f"{kind}:")}


# --- what is found is what the code says --------------------------------------------------------


def source_of(module: str) -> Path | None:
    base = ROOT.joinpath("src", *module.split("."))
    return next((p for p in (base / "__init__.py", base.with_suffix(".py")) if p.is_file()), None)


def imported(code: str, module: str = "") -> set[str]:
    """Read off the imports of a piece of code, parents included; of a module also those from its folder."""
    is_folder = module and source_of(module).name == "__init__.py"
    folder = module if is_folder else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(code)):
        wanted = []
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            base = f"{folder}.{node.module}" if node.level else node.module
            wanted = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        for name in wanted:
            parts = name.split(".")
            found |= {".".join(parts[: n + 1]) for n in range(len(parts))}
    return {name for name in found if name.split(".")[0] == "helpers" and source_of(name)}


def reached(code: str) -> set[str]:
    known, open_ = set(), imported(code)
    while open_:
        module = open_.pop()
        known.add(module)
        open_ |= imported(source_of(module).read_text("utf-8"), module) - known
    return known


def tables_named(code: str) -> set[str]:
    """Read off the tables that a piece of code loads by a written name."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in LOADERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def words(code: str) -> set[str]:
    """Read off all strings of a piece of code: names of tables may stand in a list."""
    return {
        word
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for word in node.value.split()
    }


def code_of(chapter: str) -> str:
    cells = json.loads((ROOT / f"{chapter}.ipynb").read_text("utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


@pytest.mark.book
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_all_that_a_chapter_reaches_is_found(made_from, chapter):
    items, code = made_from[chapter], code_of(chapter)
    # The kernel is asked for its reads through one module that no chapter imports.
    assert names(items, "module") == reached(code) | {"helpers.reads"}
    helpers = {t for m in names(items, "module") for t in tables_named(source_of(m).read_text())}
    assert tables_named(code) <= names(items, "table") <= words(code) | helpers
    assert ("central-asia.topojson" in str(names(items, "file"))) == (
        "kind='map'" in code.replace('"', "'")
    )


@pytest.mark.book
def test_pages_of_the_layout_are_reached_by_no_chapter(made_from):
    for items in made_from.values():
        assert not [name for name in names(items, "module") if name.startswith("helpers.book")]


# --- what a change makes stale ------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "src"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "requirements.lock", folder)
    return folder


def stale_after(copy: Path, made_from: dict, file: str, change) -> set[str]:
    """Change one file of a copy; give the chapters that have to be executed, and put it back."""
    path = copy / file
    before = path.read_text("utf-8")
    changed = change(before)
    assert changed != before
    path.write_text(changed, "utf-8")
    try:
        tree = Tree(copy)
        return {chapter.rpartition("/")[2] for chapter, i in made_from.items() if tree.changed(i)}
    finally:
        path.write_text(before, "utf-8")


def using(made_from: dict, kind: str, name: str) -> set[str]:
    return {c.rpartition("/")[2] for c, items in made_from.items() if f"{kind}:{name}" in items}


@pytest.mark.book
def test_nothing_is_stale_when_nothing_changed(copy, made_from):
    assert not [c for c, items in made_from.items() if Tree(copy).changed(items)]


@pytest.mark.book
@pytest.mark.parametrize("table", data.table_names())
def test_a_changed_table_concerns_those_who_read_it(copy, made_from, table):
    found = stale_after(copy, made_from, f"data/{table}.csv", lambda text: text + "\n")
    assert found == using(made_from, "table", table)


@pytest.mark.book
@pytest.mark.parametrize(
    "module",
    sorted(
        ".".join(p.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for p in (ROOT / "src" / "helpers").rglob("*.py")
    ),
)
def test_a_changed_helper_concerns_those_who_reach_it(copy, made_from, module):
    file = source_of(module).relative_to(ROOT).as_posix()
    found = stale_after(copy, made_from, file, lambda text: text + "\n")
    assert found == {
        c.rpartition("/")[2] for c in CHAPTERS if module in reached(code_of(c)) | {"helpers.reads"}
    }


@pytest.mark.book
@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        # Worked out by hand from the chapters.
        (
            "data/debt_stocks.csv",
            "7329.091",
            "7129.091",
            {"creditors", "debt-trap", "what-to-watch"},
        ),
        ("data/un_vote_agreement.csv", "0", "1", {"votes-visits"}),
        ("data/findings.csv", "high", "low", set()),
        ("data/central-asia.topojson", "0", "1", {"creditors", "china-offers", "japan-offers"}),
        ("src/helpers/topics/trap/stress.py", "def ", "def  ", {"debt-trap"}),
        # Who counts loans reaches what reckons them.
        (
            "src/helpers/finance/value.py",
            "def ",
            "def  ",
            {
                *("loan-price", "debt-trap", "china-offers", "japan-offers"),
                *("trade-energy", "what-to-watch", "finance-library"),
            },
        ),
        # A correction concerns its table; the digest of a table concerns nobody.
        ("data/corrections.csv", ",Unsustainable,", ",Unsustainable,Sustainable", {"debt-trap"}),
        ("data/datapackage.json", '"digest": "', '"digest": "0', set()),
    ],
)
def test_known_changes(copy, made_from, file, old, new, expected):
    found = stale_after(copy, made_from, file, lambda text: text.replace(old, new, 1))
    assert found == expected


@pytest.mark.book
def test_another_title_of_a_source_concerns_only_who_shows_it(copy, made_from):
    """Most chapters only ask whether a source exists: a better title must not run them again."""
    found = stale_after(
        copy,
        made_from,
        "data/sources.csv",
        lambda text: text.replace("International Debt Statistics by", "Debt Statistics by", 1),
    )
    assert found == using(made_from, "table", "sources")
    assert 0 < len(found) < len(CHAPTERS) / 2


@pytest.mark.book
def test_another_lock_concerns_all(copy, made_from):
    found = stale_after(copy, made_from, "requirements.lock", lambda text: text + "\n")
    assert len(found) == len(CHAPTERS)


def test_the_extent_of_a_table_changes_with_its_rows_and_not_with_its_figures(copy):
    path = copy / "data" / "un_vote_agreement.csv"
    before = path.read_text("utf-8")
    item, held = "extent:un_vote_agreement", Tree(copy).digest("extent:un_vote_agreement")
    changes = {
        "a figure": (before.replace(",62.3,", ",62.4,", 1), True),
        "a row less": (before.rstrip("\n").rpartition("\n")[0] + "\n", False),
        "a newer year": (before.replace(",1992,", ",2026,", 1), False),
        "a confidence": (before.replace(",high\n", ",low\n", 1), False),
    }
    for change, (text, same) in changes.items():
        assert text != before, change
        path.write_text(text, "utf-8")
        assert (Tree(copy).digest(item) == held) == same, change
    path.write_text(before, "utf-8")


def test_the_extents_are_those_of_the_tables():
    for name in data.table_names():
        extent, frame = data.extent(name), data.read_text_table(name)
        assert extent.rows == len(frame)
        if "year" in frame:
            assert extent.newest_year == pd.to_numeric(frame["year"]).max()
        if "confidence" in frame:
            assert sum(extent.confidences.values()) == len(frame)


def test_unknown_kinds_of_input_are_refused():
    with pytest.raises(ValueError, match="no kind of input 'moon'"):
        Tree(ROOT).digest("moon:full")


# --- records, kept files, the built book --------------------------------------------------------


def test_a_record_says_why_it_is_stale(tmp_path):
    (tmp_path / "data").mkdir()
    records = Records(tmp_path / "records", Tree(tmp_path))
    chapter = json.loads(notebook("1 + 1"))
    assert records.stale("chapters/one", chapter) == ["new"]
    records.keep("chapters/one", code_digest(chapter), [[]], ["file:notes.txt"], 1.0)
    assert records.stale("chapters/one", chapter) == []
    # Prose is not executed; code and files are.
    chapter["cells"][0]["source"] = "# Another title"
    assert records.stale("chapters/one", chapter) == []
    chapter["cells"][1]["source"] = "1 + 2"
    (tmp_path / "notes.txt").write_text("new", "utf-8")
    later = Records(tmp_path / "records", Tree(tmp_path))
    assert later.stale("chapters/one", chapter) == ["its code", "file:notes.txt"]
    next((tmp_path / "records").glob("*.outputs.json")).unlink()
    assert later.stale("chapters/one", chapter) == ["new"]


def test_what_is_opened_past_the_loaders_is_seen():
    code = (
        "from helpers import data, paths, reads; reads.watch(); "
        "data.load_table('themes'); data.has_source('mofa-caj'); "
        "paths.OUTLINES.read_text('utf-8'); print(reads.report())"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    items = set(json.loads(found))
    assert {"table:themes", "source-id:mofa-caj", "file:data/central-asia.topojson"} <= items
    assert not [i for i in items if i.startswith("file:") and i.endswith((".csv", ".json", ".py"))]


def test_a_kept_file_is_made_once_and_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    made = []

    def make(part: Path) -> None:
        made.append(part)
        part.write_text("drawn", "utf-8")

    first = kept.kept("a", "key", ".txt", make)
    assert kept.kept("a", "key", ".txt", make) == first != kept.kept("a", "other", ".txt", make)
    assert len(made) == 2

    def fail(part: Path) -> None:
        part.write_text("half", "utf-8")
        raise RuntimeError("the pen broke")

    with pytest.raises(RuntimeError):
        kept.kept("a", "third", ".txt", fail)
    assert len(list(kept.folder().iterdir())) == 2


def test_a_check_that_fails_itself_has_passed_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)

    def find():
        raise FileNotFoundError("gone meanwhile")

    with pytest.raises(FileNotFoundError, match="gone meanwhile"):
        kept.faults_unless_passed("a", "key", find)
    assert kept.faults_unless_passed("a", "key", lambda: ["a fault"]) == ["a fault"]
    assert kept.faults_unless_passed("a", "key", lambda: []) == []
    assert kept.faults_unless_passed("a", "key", find) == []


def test_a_touched_book_is_built_again(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")
    page = tmp_path / "_build" / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("page", "utf-8")
    (tmp_path / "index.md").write_text("text", "utf-8")
    assert not built.is_current()
    built.note(built.inputs_digest())
    assert built.is_current()
    (tmp_path / "index.md").write_text("another text", "utf-8")
    assert not built.is_current()
    built.note(built.inputs_digest())
    page.write_text("a page that someone cut", "utf-8")
    assert not built.is_current()


def test_pages_are_of_one_make_however_the_build_was_started():
    told = (
        "from helpers.book import build, extension, fingerprint; print(fingerprint.code_version())"
    )
    early = "from helpers import __main__; "
    versions = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for code in (told, early + told)
    }
    assert len(versions) == 1


# --- real builds --------------------------------------------------------------------------------

NUMBER = """
from helpers import numbers
from helpers.data import load_table
total = load_table({table!r}).select_dtypes("number").sum().sum()
numbers.publish({{"total": numbers.plain(total, "units", 3)}}, tables=[{table!r}], how="a sum", sources=["one-debt-overview-ids"])
"""


@pytest.fixture
def two_chapters(book):  # noqa: F811
    """Give a book of two chapters that read a table each, and a real one with charts."""
    toc = TOC.replace("- caption: One\n", "- caption: One\n  numbered: 1\n")
    extra = ["chapters/debts", "chapters/aid", "chapters/creditors"]
    listed = "".join(f"- file: {name}\n  " for name in extra)
    (book / "_toc.yml").write_text(
        toc.replace("- file: chapters/sources", f"{listed}- file: chapters/sources"), "utf-8"
    )
    for name, table in (("debts", "debt_stocks"), ("aid", "oda_received")):
        text = json.loads(notebook(NUMBER.format(table=table)))
        text["cells"][0]["source"] = f"# A chapter on {name}\n\nIt is {{num}}`total`."
        (book / "chapters" / f"{name}.ipynb").write_text(json.dumps(text), "utf-8")
    note_chapters(book, "debts", "aid")
    add_real_chapter(book, "creditors")
    return book


def executed(result: subprocess.CompletedProcess) -> set[str]:
    assert result.returncode == 0, result.stderr
    return set(re.findall(r"executed (?:chapters/)?(\S+) in", result.stdout))


def published(project: Path) -> dict[str, bytes]:
    folder = project / "_build"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for kind in ("html", "pdf")
        for path in sorted((folder / kind).rglob("*"))
        if path.is_file()
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.mark.deep
def test_builds_after_changes_equal_builds_from_nothing(two_chapters):
    def edit(file: str, old: str, new: str) -> None:
        path = two_chapters / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    steps = [
        (None, {"index", "debts", "aid", "creditors"}),
        (("data/debt_stocks.csv", "7329.091", "7129.091"), {"debts", "creditors"}),
        (("data/oda_received.csv", ".", ".1"), {"aid"}),
        (("src/helpers/topics/debt/measures.py", "def ", "# A remark.\ndef "), {"creditors"}),
        (("chapters/aid.ipynb", "A chapter on aid", "Another chapter on aid"), set()),
        (("chapters/aid.ipynb", "a sum", "the sum"), {"aid"}),
        (
            ("data/sources.csv", "International Debt Statistics by", "Debt Statistics by"),
            {"creditors"},
        ),
    ]
    for change, expected in steps:
        if change:
            edit(*change)
        assert executed(build(two_chapters)) == expected, change
    stepwise = published(two_chapters)
    shutil.rmtree(two_chapters / "_build")
    assert executed(build(two_chapters)) == {"index", "debts", "aid", "creditors"}
    assert differing(stepwise, published(two_chapters)) == []


@pytest.mark.deep
def test_two_builds_are_the_same_bytes(two_chapters, tmp_path_factory):
    other = tmp_path_factory.mktemp("elsewhere") / "a folder"
    shutil.copytree(two_chapters, other, ignore=shutil.ignore_patterns("_build"))
    for project, zone, seed, user in (
        (two_chapters, "Asia/Tokyo", "1", "aiko"),
        (other, "America/Lima", "2", "berto"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "helpers.book.build", "book"],
            cwd=project,
            env=os.environ
            | {
                "PYTHONPATH": str(project / "src"),
                "TZ": zone,
                "PYTHONHASHSEED": seed,
                "USER": user,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert differing(published(two_chapters), published(other)) == []
