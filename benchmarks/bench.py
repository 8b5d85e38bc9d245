"""Time this book's build against a stock Jupyter Book of the same text, data and number of charts.

``make bench`` runs it. The stock book is made from the built one: each chapter's text, the figures of
its exhibits as CSV, and a plain ``alt.Chart`` for each chart, under stock settings (execution cache).
Pages alone are held against pages alone (``make html``), and the whole book against stock's pages and
its PDF by TeX; where there is no TeX, against its pages. All take the same steps in turn, several
times, in one run; the table and the chart go to ``_build/bench``. ``--growth`` times this book's build with 22, 64 and 128 chapters instead, and
with 10 and 100 times the rows in its largest table of figures.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil
import yaml

from helpers import paths
from helpers.book import metadata

OUT = paths.BUILD / "bench"
CHAPTER = "chapters/tokyo-results.ipynb"
TABLE = "data/un_vote_agreement.csv"
_PROJECT = ("chapters", "data", "src")
_FILES = ("index.md", "_config.yml", "_toc.yml", "requirements.lock", "pyproject.toml")


# --- the two books -------------------------------------------------------------------------------


def copy_project(target: Path) -> None:
    """Copy the sources of this book."""
    for name in _PROJECT:
        shutil.copytree(
            paths.ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    hidden = [p.name for p in paths.ROOT.glob(".*.json")]
    others = [p.name for p in paths.ROOT.glob("*") if p.suffix in {".cff", ".json"}]
    for name in {*_FILES, *hidden, *others}:
        shutil.copy2(paths.ROOT / name, target)


def make_stock(target: Path) -> int:
    """Write the stock book; give the number of its charts."""
    charts = 0
    (target / "chapters").mkdir(parents=True)
    (target / "data").mkdir()
    # The same tables lie in both books, and one is read in each.
    shutil.copy2(paths.ROOT / TABLE, target / TABLE)
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        notebook = json.loads(path.read_text("utf-8"))
        mine = exhibits_of(path.stem)
        drawn = []
        for name in mine:
            folder = paths.BUILD / "html" / "exhibits" / name
            shutil.copy2(folder / f"{name}.csv", target / "data" / f"{name}.csv")
            if (folder / f"{name}.vl.json").exists():
                drawn.append(name)
        charts += len(drawn)
        (target / "chapters" / path.name).write_text(
            json.dumps(_stock_notebook(notebook, path.stem, drawn, set(mine) - set(drawn))), "utf-8"
        )
    for path in [paths.ROOT / "index.md", *paths.CHAPTERS.glob("*.md")]:
        where = target / path.relative_to(paths.ROOT)
        where.write_text(_plain(path.read_text("utf-8")), "utf-8")
    shutil.copy2(paths.ROOT / "_toc.yml", target)
    (target / "_config.yml").write_text(
        "title: Stock\nonly_build_toc_files: true\nexecute:\n  execute_notebooks: cache\n", "utf-8"
    )
    return charts


def exhibits_of(chapter: str) -> list[str]:
    """List what a chapter of the built book shows."""
    register = json.loads((paths.BUILD / "html" / "registers" / "exhibits.json").read_text("utf-8"))
    return [e["id"] for e in register if e["page"] == chapter]


def _code_cell(name: str, text: str) -> dict:
    shared = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    return {**shared, "id": name, "source": text}


def _stock_notebook(notebook: dict, stem: str, charts: list[str], tables: set[str]) -> dict:
    """Keep the text; put in the code's place a plain chart or table for each exhibit."""
    code = ["import altair as alt\nimport pandas as pd"]
    if stem == "trade-routes":
        code.append(f"pd.read_csv('../{TABLE}').describe()")
    for name in charts:
        code.append(
            f"table = pd.read_csv('../data/{name}.csv')\nfirst, last = table.columns[[0, -1]]\n"
            "alt.Chart(table).mark_bar().encode(x=alt.X(first), y=alt.Y(last))"
        )
    code += [f"pd.read_csv('../data/{name}.csv')" for name in sorted(tables)]
    cells = [
        {**cell, "source": _plain("".join(cell["source"]))}
        for cell in notebook["cells"]
        if cell["cell_type"] == "markdown"
    ]
    cells += [_code_cell(f"c{number}", text) for number, text in enumerate(code)]
    return {**notebook, "cells": cells}


def _plain(text: str) -> str:
    """Leave out what only this project's extension knows."""
    text = re.sub(r"```\{[^\n]*\n.*?```", "", text, flags=re.S)
    return re.sub(r"\{[a-z:]+\}`([^`]*)`", r"\1", text)


# --- running and measuring -----------------------------------------------------------------------


def run(
    commands: list[list[str]], folder: Path, log: Path, watched: bool = True
) -> dict[str, float]:
    """Run commands; give seconds, seconds of all cores, and the most memory in use at a time (MB).

    Memory is given when it is watched. To watch it slows what is watched, and the more, the more
    processes it has.
    """
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    before, started, most = os.times(), time.perf_counter(), 0.0
    for command in commands:
        with log.open("w") as file:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=file, stderr=file
            )
            memory = _Memory(process.pid) if watched else None
            if process.wait():
                raise SystemExit(f"{command} failed; see {log}")
        most = max(most, memory.most()) if memory else float("nan")
    after = os.times()
    used = after.children_user + after.children_system
    return {
        "seconds": time.perf_counter() - started,
        "core_seconds": used - before.children_user - before.children_system,
        "memory_mb": most,
    }


class _Memory:
    """Look several times a second at what a process and all below it hold; shared pages count once."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak, self.ended = pid, 0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.ended.wait(0.25):
            held = 0
            try:
                mine = psutil.Process(self.pid)
                for process in [mine, *mine.children(recursive=True)]:
                    full = process.memory_full_info()
                    held += getattr(full, "pss", full.rss)
            except psutil.Error:
                continue
            self.peak = max(self.peak, held)

    def most(self) -> float:
        self.ended.set()
        self.thread.join()
        return self.peak / 2**20


@dataclass(frozen=True)
class Way:
    """A way to build one of the two books.

    Attributes
    ----------
    name : str
        What it makes.
    against : str
        The way that its times are held against; its own name for none.
    commands : callable
        Gives the commands that are run one after another in a folder.
    make : callable
        Writes the book to a folder.
    """

    name: str
    against: str
    commands: Callable[[Path], list[list[str]]]
    make: Callable[[Path], object]


def _helpers(task: str) -> Callable[[Path], list[list[str]]]:
    return lambda _folder: [[sys.executable, "-m", "helpers", task]]


def _jupyter_book(*builders: str) -> Callable[[Path], list[list[str]]]:
    program = str(Path(sys.executable).parent / "jupyter-book")
    return lambda folder: [[program, "build", str(folder), "--builder", name] for name in builders]


def ways() -> list[Way]:
    """Give the ways to build that can be measured on this machine."""
    pages, whole = "stock: pages", "stock: pages and PDF"
    wanted = missing_for_tex()
    if wanted:
        print(
            f"No TeX for stock's PDF here ({wanted} not found): stock makes pages alone, the whole book is held "
            "against them."
        )
    found = [
        Way("make html", pages, _helpers("html"), copy_project),
        Way("make book", pages if wanted else whole, _helpers("book"), copy_project),
        Way(pages, pages, _jupyter_book("html"), make_stock),
    ]
    return found + [Way(whole, whole, _jupyter_book("html", "pdflatex"), make_stock)] * (not wanted)


def missing_for_tex() -> str:
    """Name what stock's PDF needs and this machine has not: a program or a style."""
    programs = [name for name in ("latexmk", "xelatex", "kpsewhich") if not shutil.which(name)]
    # Of the fonts that Jupyter Book's template loads, the one that small installations lack.
    styles = (
        [] if programs or not subprocess.run(["kpsewhich", "bbm.sty"]).returncode else ["bbm.sty"]
    )
    return ", ".join(programs + styles)


def _edit_text(folder: Path, chapter: str = CHAPTER) -> None:
    notebook = json.loads((folder / chapter).read_text("utf-8"))
    cell = next(c for c in notebook["cells"][1:] if c["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + "\n\nOne sentence more."
    (folder / chapter).write_text(json.dumps(notebook), "utf-8")


def _edit_code(folder: Path, chapter: str = CHAPTER) -> None:
    notebook = json.loads((folder / chapter).read_text("utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    cell["source"] = "".join(cell["source"]) + "\nmore = None"
    (folder / chapter).write_text(json.dumps(notebook), "utf-8")


def _edit_table(folder: Path) -> None:
    """Change one value: the first share of votes, by a hundredth."""
    rows = list(csv.reader((folder / TABLE).read_text("utf-8").splitlines()))
    place = rows[0].index("identical_votes_pct")
    rows[1][place] = f"{float(rows[1][place]) - 0.01:.2f}"
    _write_rows(folder / TABLE, rows)


def _write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


STEPS: dict[str, Callable[[Path], object]] = {
    "from nothing": lambda folder: shutil.rmtree(folder / "_build", ignore_errors=True),
    "no change": lambda _folder: None,
    "text of one chapter": _edit_text,
    "code of one chapter": _edit_code,
    "one table": _edit_table,
}


def compare(repetitions: int, scratch: Path) -> pd.DataFrame:
    """Take all steps in all ways, in turn; once more, not timed, to see what memory they take."""
    rows = []
    for repetition in range(repetitions + 1):
        watched = repetition == repetitions
        for number, way in enumerate(ways()):
            folder = scratch / f"book-{repetition}-{number}"
            folder.mkdir(parents=True)
            way.make(folder)
            for step, prepare in STEPS.items():
                prepare(folder)
                used = run(way.commands(folder), folder, scratch / "log.txt", watched)
                if watched:
                    used = {"memory_mb": used["memory_mb"]}
                rows.append({"step": step, "way": way.name, "repetition": repetition, **used})
                said = " ".join(f"{value:8.1f} {what}" for what, value in used.items())
                print(f"{step:22} {way.name:22} {said}", flush=True)
            shutil.rmtree(folder)
    return pd.DataFrame(rows)


# --- growth --------------------------------------------------------------------------------------


def make_large(target: Path, chapters: int) -> None:
    """Write a book with so many notebooks: the real one, and copies of its numbered chapters."""
    copy_project(target)
    toc = (target / "_toc.yml").read_text("utf-8")
    originals = [
        path
        for path in sorted((target / "chapters").glob("*.ipynb"))
        if f"chapters/{path.stem}\n" in toc and path.stem in _numbered(toc)
    ]
    wanted = chapters - len(list((target / "chapters").glob("*.ipynb")))
    stems, titles = [], []
    for number in range(wanted):
        original = originals[number % len(originals)]
        shown = exhibits_of(original.stem)
        notebook = json.loads(original.read_text("utf-8"))
        for cell in notebook["cells"]:
            text = _renamed("".join(cell["source"]), shown, number)
            cell["source"] = _alone(text) if cell["cell_type"] == "markdown" else text
        stems.append(f"{original.stem}-{number}")
        titles += [f"{name}-{number}" for name in shown]
        (target / "chapters" / f"{stems[-1]}.ipynb").write_text(json.dumps(notebook), "utf-8")
    listed = "".join(f"      - file: chapters/{stem}\n" for stem in stems)
    part = f"  - caption: Copies\n    numbered: 1\n    chapters:\n{listed}" if stems else ""
    (target / "_toc.yml").write_text(toc.rstrip("\n") + "\n" + part, "utf-8")
    book = metadata.get_metadata()
    with (target / "chapters" / "changes.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{book.version},{book.date},{stem},First published.,\n" for stem in stems)
    # What a title claims is proved where it first stands.
    topic = target / "src" / "helpers" / "topics" / "copies"
    topic.mkdir()
    (topic / "__init__.py").write_text('"""Copies."""\n', "utf-8")
    (topic / "statements.py").write_text(
        f"from helpers.statements import labels\n\nlabels(*{titles})\n", "utf-8"
    )


def _numbered(toc: str) -> set[str]:
    """Name the chapters of the parts that are numbered."""
    return {
        Path(chapter["file"]).name
        for part in yaml.safe_load(toc)["parts"]
        if part.get("numbered")
        for chapter in part["chapters"]
    }


def _renamed(text: str, shown: list[str], number: int) -> str:
    """Give what a copy shows names of its own."""
    for name in shown:
        text = re.sub(rf"(?<![\w-])(?<!num}}`){name}(?![\w-])", f"{name}-{number}", text)
    return text


def _alone(text: str) -> str:
    """Take out of a text what leads to other chapters and to findings, and its answer."""
    text = re.sub(r"```\{(?!foot)[^\n]*\n.*?```", "", text, flags=re.S)
    text = re.sub(r"^\([\w-]+\)=\n", "", text, flags=re.M)
    text = re.sub(r"^\*\*The (question|answer)\.\*\*", "Here", text, flags=re.M)
    text = re.sub(r"\[([^\]]*)\]\((?!http)[^)]*\)", r"\1", text)
    return re.sub(r"\{num\}`[^`]*:[^`]*`", "some", text)


def multiply_rows(folder: Path, factor: int) -> None:
    """Give the largest table that chapters draw from many times its rows: debt to more creditors.

    No chapter draws the new ones one by one: they are no creditor that it names.
    """
    creditors, debt = _rows(folder, "creditors"), _rows(folder, "debt_stocks")
    lenders = [row for row in creditors if row["creditor_kind"] == "country"]
    named = {row["creditor_code"] for row in lenders}
    lent = [row for row in debt if row["creditor_code"] in named]
    missing = len(debt) * (factor - 1)
    copies = range(1, -(-missing // len(lent)) + 1)
    new = {
        "creditors": [
            {
                **row,
                "creditor_code": f"{row['creditor_code']}_{copy}",
                "creditor_name": f"{row['creditor_name']} {copy}",
                "area_code": "",
            }
            for copy in copies
            for row in lenders
        ],
        "debt_stocks": [
            {**row, "creditor_code": f"{row['creditor_code']}_{copy}"}
            for copy in copies
            for row in lent
        ][:missing],
    }
    for name, rows in new.items():
        path = folder / "data" / f"{name}.csv"
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(row.values() for row in rows)


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GROWTH_STEPS: dict[str, Callable[[Path], object]] = {
    "from nothing": lambda _folder: None,
    "no change": lambda _folder: None,
    "text of one chapter": lambda folder: _edit_text(folder, _first(folder)),
    "code of one chapter": lambda folder: _edit_code(folder, _first(folder)),
}


def _first(folder: Path) -> str:
    """Give the chapter of creditors, which draws from what grows; or its first copy."""
    found = sorted((folder / "chapters").glob("who-is-owed*.ipynb"))
    return found[0].relative_to(folder).as_posix()


def growth(sizes: list[int], factors: list[int], scratch: Path) -> pd.DataFrame:
    """Time this book's build as it grows in chapters, and then in rows."""
    # What is owed to creditors that there are not makes sentences false; they are marked.
    os.environ["STATEMENTS"] = "mark"
    rows = []
    grown = [("chapters", size, make_large) for size in sizes]
    grown += [("times the rows", factor, _with_rows) for factor in factors]
    for kind, size, make in grown:
        folder = scratch / "large"
        make(folder, size)
        for step, prepare in GROWTH_STEPS.items():
            prepare(folder)
            used = run(_helpers("book")(folder), folder, scratch / "log.txt")
            page = folder / "_build" / "html" / _first(folder).replace(".ipynb", ".html")
            weight = len(gzip.compress(page.read_bytes(), 6)) / 1000
            rows.append({"grown": kind, "to": size, "step": step, **used, "page_kb": weight})
            said = f"{used['seconds']:6.1f} s, {used['memory_mb']:,.0f} MB"
            print(f"{size:4} {kind}  {step:22} {said}", flush=True)
        shutil.rmtree(folder)
    return pd.DataFrame(rows)


def _with_rows(folder: Path, factor: int) -> None:
    copy_project(folder)
    multiply_rows(folder, factor)


# --- results -------------------------------------------------------------------------------------


def machine() -> str:
    """Describe the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{platform.system()} {platform.machine()}, {len(os.sched_getaffinity(0))} cores, "
        f"{memory:.0f} GB, Python {platform.python_version()}, load {load}"
    )


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Give median, least and greatest of each step and way, and the ratio to what it is held against."""
    measured = rows.groupby(["step", "way"], sort=False)
    table = measured["seconds"].agg(["median", "min", "max"]).round(1)
    for column in ("core_seconds", "memory_mb"):
        table[column] = measured[column].median().round(1)
    table = table.reset_index()
    against = table["way"].map({way.name: way.against for way in ways()})
    base = table.set_index(["step", "way"])["median"]
    held = [base[step, way] for step, way in zip(table["step"], against, strict=True)]
    return table.assign(against=against, ratio=(table["median"] / held).round(2))


def write(name: str, table: pd.DataFrame, x: str, colour: str, y: str, row: str) -> None:
    """Write a table, with the machine, and a chart of it."""
    import altair as alt

    OUT.mkdir(parents=True, exist_ok=True)
    table.to_csv(OUT / f"{name}.csv", index=False)
    (OUT / "machine.txt").write_text(machine() + "\n", "utf-8")
    chart = alt.Chart(table).mark_bar().encode(x=f"{x}:Q", y=f"{y}:N", color=f"{colour}:N", row=row)
    chart.save(str(OUT / f"{name}.svg"))
    print(f"\n{machine()}\n{table.to_string(index=False)}\n\nWritten to {OUT}")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--chapters", nargs="*", type=int, default=[22, 64, 128])
    parser.add_argument("--rows", nargs="*", type=int, default=[1, 10, 100], help="times the rows")
    options = parser.parse_args()
    scratch = OUT / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    if options.growth:
        rows = growth(options.chapters, options.rows, scratch).round(1)
        write("growth", rows, "seconds", "to", "step", "grown")
    else:
        rows = compare(options.repetitions, scratch)
        write("compare", summary(rows), "median", "way", "way", "step")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
