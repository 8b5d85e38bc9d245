"""Time this book's build against a stock Jupyter Book of the same text, data and number of charts.

``make bench`` runs it. The stock book is made from the built one: each chapter's text, the figures of
its exhibits as CSV, and a plain ``alt.Chart`` for each chart, under stock settings (execution cache,
HTML only). Both books take the same steps in turn, several times, in one run; the table and the chart
go to ``_build/bench``. ``--growth`` times this book's build with 8, 32 and 128 chapters instead.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from helpers import paths

OUT = paths.BUILD / "bench"
CHAPTER = "chapters/tokyo-2025.ipynb"
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
    register = json.loads((paths.BUILD / "html" / "registers" / "exhibits.json").read_text("utf-8"))
    charts = 0
    (target / "chapters").mkdir(parents=True)
    (target / "data").mkdir()
    # The same tables lie in both books, and one is read in each.
    shutil.copy2(paths.ROOT / TABLE, target / TABLE)
    for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
        notebook = json.loads(path.read_text("utf-8"))
        mine = [e["id"] for e in register if f"chapters/{path.stem}.html" in e["address"]]
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


def _stock_notebook(notebook: dict, stem: str, charts: list[str], tables: set[str]) -> dict:
    """Keep the text; put in the code's place a plain chart or table for each exhibit."""
    code = ["import altair as alt\nimport pandas as pd"]
    if stem == "votes-visits":
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
    cells += [
        {
            "cell_type": "code",
            "id": f"c{number}",
            "metadata": {},
            "source": text,
            "outputs": [],
            "execution_count": None,
        }
        for number, text in enumerate(code)
    ]
    return {**notebook, "cells": cells}


def _plain(text: str) -> str:
    """Leave out what only this project's extension knows."""
    text = re.sub(r"```\{[^\n]*\n.*?```", "", text, flags=re.S)
    return re.sub(r"\{[a-z:]+\}`([^`]*)`", r"\1", text)


# --- running and measuring -----------------------------------------------------------------------


def run(command: list[str], folder: Path, log: Path) -> dict[str, float]:
    """Run a command; give seconds, seconds of all cores, and the largest process in MB."""
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    started = time.perf_counter()
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed; see {log}")
    return {
        "seconds": time.perf_counter() - started,
        "core_seconds": used.ru_utime + used.ru_stime,
        "largest_process_mb": used.ru_maxrss / 1024,
    }


def ours(folder: Path) -> list[str]:
    """Give the command that builds pages and PDF of this book."""
    return [sys.executable, "-m", "helpers", "book"]


def stock(folder: Path) -> list[str]:
    """Give the command that builds the pages of the stock book."""
    return [str(Path(sys.executable).parent / "jupyter-book"), "build", str(folder)]


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change a file."""
    before = path.read_text("utf-8")
    after = change(before)
    if before == after:
        raise SystemExit(f"nothing to change in {path}")
    path.write_text(after, "utf-8")


def _edit_text(folder: Path) -> None:
    notebook = json.loads((folder / CHAPTER).read_text("utf-8"))
    cell = next(c for c in notebook["cells"][1:] if c["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + "\n\nOne sentence more."
    (folder / CHAPTER).write_text(json.dumps(notebook), "utf-8")


def _edit_code(folder: Path) -> None:
    notebook = json.loads((folder / CHAPTER).read_text("utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    cell["source"] = "".join(cell["source"]) + "\nmore = None"
    (folder / CHAPTER).write_text(json.dumps(notebook), "utf-8")


def _edit_table(folder: Path) -> None:
    edit(folder / TABLE, lambda text: text + "\n")


STEPS: dict[str, Callable[[Path], object]] = {
    "from nothing": lambda folder: shutil.rmtree(folder / "_build", ignore_errors=True),
    "no change": lambda _folder: None,
    "text of one chapter": _edit_text,
    "code of one chapter": _edit_code,
    "one table": _edit_table,
}


def compare(repetitions: int, scratch: Path) -> pd.DataFrame:
    """Take all steps with both books, in turn."""
    rows = []
    for repetition in range(repetitions):
        books = {"this book, pages and PDF": ours, "stock, pages only": stock}
        for number, (name, command) in enumerate(books.items()):
            folder = scratch / f"book-{repetition}-{number}"
            folder.mkdir(parents=True)
            copy_project(folder) if command is ours else make_stock(folder)
            for step, prepare in STEPS.items():
                prepare(folder)
                used = run(command(folder), folder, scratch / "log.txt")
                rows.append({"step": step, "book": name, "repetition": repetition, **used})
                print(f"{step:22} {name:26} {used['seconds']:6.1f} s", flush=True)
            shutil.rmtree(folder)
    return pd.DataFrame(rows)


# --- growth --------------------------------------------------------------------------------------


def make_large(target: Path, chapters: int) -> None:
    """Write a book with so many chapters: copies of the real ones under other names."""
    copy_project(target)
    originals = sorted((target / "chapters").glob("*.ipynb"))
    texts = {path.stem: path.read_text("utf-8") for path in originals}
    for path in originals:
        path.unlink()
    names = []
    for number in range(chapters):
        stem = list(texts)[number % len(texts)]
        notebook = json.loads(texts[stem])
        shown = re.findall(r'show_(?:chart|table)\(\s*\\?n?\s*"([a-z0-9-]+)"', _code(notebook))
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                # What leads to other chapters and to the findings, which are rows of a table.
                source = re.sub(r"```\{[^\n]*\n.*?```", "", source, flags=re.S)
                source = re.sub(r"\[([^\]]*)\]\((?!http)[^)]*\)", r"\1", source)
                source = re.sub(r"\{num\}`[^`]*:[^`]*`", "some", source)
            for name in shown:
                source = re.sub(rf"(?<![\w-]){name}(?![\w-])", f"{name}-{number}", source)
            cell["source"] = source
        names.append(f"chapters/{stem}-{number}")
        (target / f"{names[-1]}.ipynb").write_text(json.dumps(notebook), "utf-8")
    listed = "".join(f"      - file: {name}\n" for name in names)
    ends = "".join(
        f"      - file: chapters/{n}\n" for n in ("exhibits", "numbers", "data-and-sources")
    )
    (target / "_toc.yml").write_text(
        f"format: jb-book\nroot: index\nparts:\n  - caption: All\n    numbered: 1\n    chapters:\n{listed}"
        f"  - caption: Appendices\n    chapters:\n{ends}",
        "utf-8",
    )
    (target / "index.md").write_text("# A large book\n", "utf-8")
    stems = [name.partition("/")[2] for name in names]
    stems += ["index", "exhibits", "numbers", "data-and-sources"]
    rows = "".join(f"0.1.0,2026-11-25,{stem},First published.,\n" for stem in stems)
    (target / "chapters" / "changes.csv").write_text(
        f"version,date,chapter,what,numbers\n{rows}", "utf-8"
    )


def _code(notebook: dict) -> str:
    return "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")


def growth(sizes: list[int], scratch: Path) -> pd.DataFrame:
    """Time this book's build as it grows."""
    rows = []
    for chapters in sizes:
        folder = scratch / f"large-{chapters}"
        make_large(folder, chapters)
        first = sorted((folder / "chapters").glob("*.ipynb"))[0]
        for step in ("from nothing", "no change", "text of one chapter"):
            if step == "text of one chapter":
                notebook = json.loads(first.read_text("utf-8"))
                notebook["cells"][0]["source"] += " again"
                first.write_text(json.dumps(notebook), "utf-8")
            used = run(ours(folder), folder, scratch / "log.txt")
            pages = [p.stat().st_size for p in (folder / "_build/html/chapters").glob("*-0.html")]
            rows.append({"chapters": chapters, "step": step, **used, "page_bytes": pages[0]})
            print(f"{chapters:4} chapters  {step:22} {used['seconds']:6.1f} s", flush=True)
        shutil.rmtree(folder)
    return pd.DataFrame(rows)


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
    """Give median, least and greatest of each step and book, and this book's ratio to stock."""
    measured = rows.groupby(["step", "book"], sort=False)
    table = measured["seconds"].agg(["median", "min", "max"]).round(1)
    for column in ("core_seconds", "largest_process_mb"):
        table[column] = measured[column].agg(statistics.median).round(1)
    table = table.reset_index()
    base = table[table["book"].str.startswith("stock")].set_index("step")["median"]
    table["ratio_to_stock"] = (table["median"] / table["step"].map(base)).round(2)
    return table


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
    parser.add_argument("--growth", nargs="*", type=int, metavar="CHAPTERS")
    options = parser.parse_args()
    scratch = OUT / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    if options.growth is not None:
        rows = growth(options.growth or [8, 32, 128], scratch).round(1)
        write("growth", rows, "seconds", "step", "chapters", "step")
    else:
        rows = compare(options.repetitions, scratch)
        write("compare", summary(rows), "median", "book", "book", "step")
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
