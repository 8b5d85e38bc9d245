"""What a change makes the book do again: exactly the chapters that use what changed, nothing else."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from conftest import CHAPTERS, ROOT
from test_build import TOC, add_real_chapter, book, build, note_chapters, notebook  # noqa: F401 - the fixture of a small book

from helpers import data, file_cache, freshness, paths
from helpers.book import render
from helpers.book.execution.dependencies import ABSENT, ExecutionCache, InputDigests, code_digest

FIVE = ("kazakhstan", "kyrgyzstan", "tajikistan", "turkmenistan", "uzbekistan")
LOADERS = {"load_table", "read_text_table"}


@pytest.fixture(scope="module")
def dependencies() -> dict[str, dict[str, str]]:
    """Give the dependencies of the chapters of the built book, as they were recorded."""
    cache = ExecutionCache(ROOT / "_build" / ".cache" / "chapters", InputDigests(ROOT))
    found = {name: cache.record(name) for name in CHAPTERS}
    if not all(found.values()):
        pytest.skip("no built book: run make book")
    return {name: record["dependencies"] for name, record in found.items()}


def names(items: dict[str, str], kind: str) -> set[str]:
    return {item.partition(":")[2] for item in items if item.startswith(f"{kind}:")}


# --- what is found is what the code says --------------------------------------------------------


def source_of(module: str) -> Path | None:
    base = ROOT.joinpath("src", *module.split("."))
    return next((p for p in (base / "__init__.py", base.with_suffix(".py")) if p.is_file()), None)


@cache
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


@cache
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
def test_all_that_a_chapter_reaches_is_found(dependencies, chapter):
    items, code = dependencies[chapter], code_of(chapter)
    # The kernel is asked for its reads through one module that no chapter imports.
    assert names(items, "module") == reached(code) | {"helpers.tracking"}
    # Modules may name tables in a list, and the labels of columns are read by their own reader.
    helpers = {t for m in names(items, "module") for t in words(source_of(m).read_text("utf-8"))}
    assert tables_named(code) <= names(items, "table") <= words(code) | helpers
    assert ("central-asia.topojson" in str(names(items, "file"))) == (
        "kind='map'" in code.replace('"', "'")
    )


@pytest.mark.book
def test_pages_of_the_layout_are_reached_by_no_chapter(dependencies):
    for items in dependencies.values():
        assert not [name for name in names(items, "module") if name.startswith("helpers.book")]


# --- what a change makes stale ------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name in ("data", "src"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "requirements.lock", folder)
    return folder


def stale_after(copy: Path, dependencies: dict, file: str, change) -> set[str]:
    """Change one file of a copy; give the chapters that have to be executed, and put it back."""
    path = copy / file
    before = path.read_text("utf-8")
    changed = change(before)
    assert changed != before
    path.write_text(changed, "utf-8")
    try:
        tree = InputDigests(copy)
        return {
            chapter.rpartition("/")[2] for chapter, i in dependencies.items() if tree.changed(i)
        }
    finally:
        path.write_text(before, "utf-8")


def using(dependencies: dict, kind: str, name: str) -> set[str]:
    return {c.rpartition("/")[2] for c, items in dependencies.items() if f"{kind}:{name}" in items}


@pytest.mark.book
def test_nothing_is_stale_when_nothing_changed(copy, dependencies):
    assert not [c for c, items in dependencies.items() if InputDigests(copy).changed(items)]


@pytest.mark.book
@pytest.mark.parametrize("table", data.table_names())
def test_a_changed_table_concerns_those_who_read_it(copy, dependencies, table):
    found = stale_after(copy, dependencies, f"data/{table}.csv", lambda text: text + "\n")
    assert found == using(dependencies, "table", table)


@pytest.mark.book
@pytest.mark.parametrize(
    "module",
    sorted(
        ".".join(p.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for p in (ROOT / "src" / "helpers").rglob("*.py")
    ),
)
def test_a_changed_helper_concerns_those_who_reach_it(copy, dependencies, module):
    file = source_of(module).relative_to(ROOT).as_posix()
    found = stale_after(copy, dependencies, file, lambda text: text + "\n")
    assert found == {
        c.rpartition("/")[2]
        for c in CHAPTERS
        if module in reached(code_of(c)) | {"helpers.tracking"}
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
            {"summary", "who-is-owed", "debt-trap", "outlook", "region", *FIVE},
        ),
        ("data/un_vote_agreement.csv", "0", "1", {"trade-routes", *FIVE}),
        ("data/findings.csv", "high", "low", set()),
        ("data/central-asia.topojson", "0", "1", {"what-each-offers", "trade-routes"}),
        ("src/helpers/topics/trap/facts.py", "def ", "def  ", {"debt-trap"}),
        # Who counts loans reaches what reckons them.
        (
            "src/helpers/finance/value.py",
            "def ",
            "def  ",
            {
                *("what-money-costs", "debt-trap", "what-each-offers", "projects"),
                *("trade-routes", "finance-library", "tokyo-results", "summary"),
                *("region", *FIVE),
            },
        ),
        # A correction concerns its table; the digest of a table concerns nobody.
        (
            "data/corrections.csv",
            ",Unsustainable,",
            ",Unsustainable,Sustainable",
            {"debt-trap", "who-is-owed", *FIVE},
        ),
        ("data/datapackage.json", '"digest": "', '"digest": "0', set()),
    ],
)
def test_known_changes(copy, dependencies, file, old, new, expected):
    found = stale_after(copy, dependencies, file, lambda text: text.replace(old, new, 1))
    assert found == expected


@pytest.mark.book
def test_another_title_of_a_source_concerns_only_who_shows_it(copy, dependencies):
    """Most chapters only ask whether a source exists: a better title must not run them again."""
    found = stale_after(
        copy,
        dependencies,
        "data/sources.csv",
        lambda text: text.replace("International Debt Statistics by", "Debt Statistics by", 1),
    )
    assert found == using(dependencies, "table", "sources")
    assert 0 < len(found) < len(CHAPTERS)


@pytest.mark.book
def test_another_lock_concerns_all(copy, dependencies):
    found = stale_after(copy, dependencies, "requirements.lock", lambda text: text + "\n")
    assert len(found) == len(CHAPTERS)


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
        InputDigests(ROOT).digest("moon:full")


# --- the cache of chapters, cached files, the built book --------------------------------------------------------


def test_a_chapter_is_stale_for_a_reason(tmp_path):
    (tmp_path / "data").mkdir()
    cache = ExecutionCache(tmp_path / "cache", InputDigests(tmp_path))
    chapter = json.loads(notebook("1 + 1"))
    assert cache.stale("chapters/one", chapter) == ["new"]
    shown = [[{"text": "two\nlines\u2028and a half"}]]
    cache.store("chapters/one", code_digest(chapter), shown, ["file:notes.txt"], 1.0)
    assert cache.stale("chapters/one", chapter) == []
    assert cache.outputs("chapters/one") == shown
    assert cache.chapters() == ["chapters/one"]
    # Prose is not executed; code and files are.
    chapter["cells"][0]["source"] = "# Another title"
    assert cache.stale("chapters/one", chapter) == []
    chapter["cells"][1]["source"] = "1 + 2"
    (tmp_path / "notes.txt").write_text("new", "utf-8")
    later = ExecutionCache(tmp_path / "cache", InputDigests(tmp_path))
    assert later.stale("chapters/one", chapter) == ["its code", "file:notes.txt"]


@pytest.mark.parametrize("left", ["", '{"code": "a1'])
def test_a_damaged_file_of_a_chapter_counts_as_none(tmp_path, left):
    cache = ExecutionCache(tmp_path, InputDigests(tmp_path))
    cache.store("chapters/one", "code", [[]], [], 1.0)
    next(tmp_path.glob("*.jsonl")).write_text(left, "utf-8")
    assert cache.stale("chapters/one", {"cells": []}) == ["new"]
    assert cache.outputs_digest("chapters/one") == ABSENT


def test_a_source_that_was_removed_is_missed_by_the_page():
    env = SimpleNamespace(docname="chapters/one")
    number = {"text": "2", "tables": ["themes"], "sources": ["one-debt-overview-ids"]}
    render._register_numbers({"fine": number}, env)
    with pytest.raises(
        render.BookError, match="chapters/one: number 'lost' names source 'hearsay'"
    ):
        render._register_numbers({"lost": number | {"sources": ["hearsay"]}}, env)


def test_what_is_opened_past_the_loaders_is_seen():
    code = (
        "from helpers import data, paths, tracking; tracking.watch(); "
        "data.load_table('themes'); data.has_source('mofa-caj'); "
        "paths.OUTLINES.read_text('utf-8'); print(tracking.report())"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    items = set(json.loads(found))
    assert {"table:themes", "file:data/central-asia.topojson"} <= items
    # A chapter does not run again for a source that it only names.
    assert "table:sources" not in items
    assert not [i for i in items if i.startswith("file:") and i.endswith((".csv", ".json", ".py"))]


def test_a_cached_file_is_made_once_and_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    made = []

    def make(part: Path) -> None:
        made.append(part)
        part.write_text("drawn", "utf-8")

    first = file_cache.cached_file("a", "key", ".txt", make)
    assert (
        file_cache.cached_file("a", "key", ".txt", make)
        == first
        != file_cache.cached_file("a", "other", ".txt", make)
    )
    assert len(made) == 2

    def fail(part: Path) -> None:
        part.write_text("half", "utf-8")
        raise RuntimeError("the pen broke")

    with pytest.raises(RuntimeError):
        file_cache.cached_file("a", "third", ".txt", fail)
    assert len(list(file_cache.folder().iterdir())) == 2


def test_what_was_asked_for_longest_ago_leaves_the_cache_first(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    monkeypatch.setattr(file_cache, "KEPT_BYTES", 250)

    def ask(key: str) -> Path:
        return file_cache.cached_file("a", key, ".txt", lambda part: part.write_text("x" * 100))

    made = {key: ask(key) for key in ("one", "two", "three", "four")}
    for ago, path in zip((40, 30, 20, 10), made.values()):
        os.utime(path, (time.time() - ago, 1000))
    ask("one")
    file_cache.remove_unused(time.time() - 5)
    # "one" is in use, and of the others 250 bytes hold two.
    assert [key for key, path in made.items() if path.exists()] == ["one", "three", "four"]
    # Asked for, it is still as old as it was for those that copy it.
    assert made["one"].stat().st_mtime == 1000


def test_what_another_process_takes_away_meanwhile_stops_no_build(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    file_cache.folder().mkdir(parents=True)
    (file_cache.folder() / ".part-x").mkdir()
    real = Path.glob

    def gone(path: Path, pattern: str):
        for one in [*real(path, pattern)]:
            one.rmdir()
            yield one

    monkeypatch.setattr(Path, "glob", gone)
    file_cache.remove_unused(time.time() + 5)


def test_a_check_that_fails_itself_has_passed_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)

    def find():
        raise FileNotFoundError("gone meanwhile")

    with pytest.raises(FileNotFoundError, match="gone meanwhile"):
        file_cache.cached_check("a", "key", find)
    assert file_cache.cached_check("a", "key", lambda: ["a fault"]) == ["a fault"]
    assert file_cache.cached_check("a", "key", lambda: []) == []
    assert file_cache.cached_check("a", "key", find) == []


def test_a_touched_book_is_built_again(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")
    page = tmp_path / "_build" / "html" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("page", "utf-8")
    (tmp_path / "index.md").write_text("text", "utf-8")
    assert not freshness.is_up_to_date()
    freshness.record(freshness.inputs_digest())
    assert freshness.is_up_to_date()
    (tmp_path / "index.md").write_text("another text", "utf-8")
    assert not freshness.is_up_to_date()
    freshness.record(freshness.inputs_digest())
    page.write_text("a page that someone cut", "utf-8")
    assert not freshness.is_up_to_date()


def test_pages_and_pdfs_are_up_to_date_each_by_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")
    (tmp_path / "index.md").write_text("text", "utf-8")
    freshness.record(freshness.inputs_digest())
    (tmp_path / "index.md").write_text("another text", "utf-8")
    freshness.record(freshness.inputs_digest(), ["html"])
    assert freshness.is_up_to_date(["html"])
    assert not freshness.is_up_to_date(["pdf"])
    assert not freshness.is_up_to_date()


def test_pages_are_of_one_make_however_the_build_was_started():
    told = (
        "from helpers.book import build, extension\n"
        "from helpers.book.execution import notebook_sources; print(notebook_sources.code_version())"
    )
    early = "from helpers import __main__\n"
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
numbers.publish(
    load_table({table!r}),
    total=lambda t: numbers.plain(t.select_dtypes("number").sum().sum(), "units", 3),
)
"""


@pytest.fixture
def two_chapters(book):  # noqa: F811
    """Give a book of two chapters that read a table each, and a real one with charts."""
    toc = TOC.replace("- caption: One\n", "- caption: One\n  numbered: 1\n")
    extra = ["chapters/debts", "chapters/aid", "chapters/who-is-owed"]
    listed = "".join(f"- file: {name}\n  " for name in extra)
    (book / "_toc.yml").write_text(
        toc.replace("- file: chapters/sources", f"{listed}- file: chapters/sources"), "utf-8"
    )
    for name, table in (("debts", "debt_stocks"), ("aid", "oda_received")):
        text = json.loads(notebook(NUMBER.format(table=table)))
        text["cells"][0]["source"] = f"# A chapter on {name}\n\nIt is {{num}}`total`."
        (book / "chapters" / f"{name}.ipynb").write_text(json.dumps(text), "utf-8")
    note_chapters(book, "debts", "aid")
    add_real_chapter(book, "who-is-owed")
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
        (None, {"index", "debts", "aid", "who-is-owed"}),
        (("data/debt_stocks.csv", "7329.091", "7129.091"), {"debts", "who-is-owed"}),
        (("data/oda_received.csv", ".", ".1"), {"aid"}),
        (("src/helpers/topics/debt/measures.py", "def ", "# A remark.\ndef "), {"who-is-owed"}),
        (("chapters/aid.ipynb", "A chapter on aid", "Another chapter on aid"), set()),
        (("chapters/aid.ipynb", "units", "figures"), {"aid"}),
        (
            ("data/sources.csv", "International Debt Statistics by", "Debt Statistics by"),
            {"who-is-owed"},
        ),
    ]
    for change, expected in steps:
        if change:
            edit(*change)
        assert executed(build(two_chapters)) == expected, change
    stepwise = published(two_chapters)
    shutil.rmtree(two_chapters / "_build")
    assert executed(build(two_chapters)) == {"index", "debts", "aid", "who-is-owed"}
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
