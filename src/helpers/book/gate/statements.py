"""The sentences of the book that no longer hold: found before a build, marked where one is asked for.

Which package of the report holds their conditions says ``_config.yml`` (``book_statements``, under
``sphinx: config:``); without it nothing is tested. A build stops at the first check with all sentences that
the tables no longer bear out. With ``STATEMENTS=mark`` in the environment it goes on, and each of them is
marked on its page.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from helpers import data, paths
from helpers.book import config
from helpers.book import nodes as book_nodes
from helpers.book.execution import notebooks
from helpers.book.gate import prose
from helpers.data import DataError
from helpers.file_cache import cached_text

MARK = "mark"
# What stands before a sentence that is no longer true.
UNTRUE = "No longer true of these data: "
# How the paragraph begins that holds the answer of a chapter; a headline is the first of its page.
_OPENINGS = {"answer": "The answer.", "headline": ""}
# A question of a page: a heading with a label of its own, and a first word that answers it.
_ASK = "ask-"
_QUESTION = re.compile(rf"^\({_ASK}([a-z0-9-]+)\)=\n#+ (.+)\n+\*\*(\w+)\.\*\*", re.M)
_LIMIT = 300
_NUM = re.compile(r"\{num\}`[^`]*`")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
# What no condition reaches.
_NOT_READ = {"book", "refresh"}


def package() -> str:
    """Return the name of the package that holds the conditions, or nothing."""
    if not (paths.ROOT / config.CONFIG).exists():
        return ""
    return config.of_sphinx().get("book_statements") or ""


def verdicts(folder: Path | None = None) -> list[dict]:
    """Return the verdict on each sentence that has a condition, whether or not the book shows it.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Holds another data package; ``data/`` unless told.

    Returns
    -------
    list of dict
        ``sentence_kind``, ``sentence_id``, ``statement_id``, ``asserts``, ``basis`` (measured,
        documented or label), ``is_true``, ``margin``, ``unit``, ``values``, ``tables``.

    Raises
    ------
    DataError
        If the conditions can't be run; with what their process said.
    """
    name = package()
    if not name:
        return []
    folder = folder or paths.DATA
    return json.loads(
        cached_text("statements", _inputs(name, folder), ".json", lambda: _judged(name, folder))
    )


def _inputs(name: str, folder: Path) -> str:
    """Return all that a verdict depends on, as a cache key."""
    code = sorted((paths.ROOT / "src").rglob("*.py"))
    read = [path for path in code if not _NOT_READ & set(path.parts)]
    read += [path for path in sorted(folder.glob("*")) if path.is_file()]
    sums = hashlib.sha256()
    for path in read:
        sums.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return "\n".join([name, sys.version, pd.__version__, sums.hexdigest()])


def _judged(name: str, folder: Path) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"{__package__}.statement_process", name, str(folder)],
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DataError(f"the conditions of {name} were not judged after {_LIMIT} s") from None
    if done.returncode or not done.stdout:
        told = done.stderr.strip() or f"their process ended (exit code {done.returncode})"
        # What went wrong stands last; where, above it.
        *place, why = told[-3000:].splitlines()
        raise DataError("\n".join([f"the conditions of {name} can't be run: {why}", *place]))
    return done.stdout.splitlines()[-1]


def check() -> list[str]:
    """Check that each sentence of the book that has a condition is true, and each finding has one.

    Returns
    -------
    list of str
        The sentences that are not, where they are to be marked.

    Raises
    ------
    DataError
        With a line for each sentence that is no longer true, or finding without a condition.
    """
    found = verdicts()
    if not found:
        return []
    lacking = [*_without_condition(found), *_without_finding(found)]
    if lacking:
        raise DataError("\n".join(lacking))
    lines = untrue_texts(found)
    if lines and os.environ.get("STATEMENTS") != MARK:
        advice = (
            "Mend the sentence or the figure; to build a copy in which these sentences are marked: "
            f"make book STATEMENTS={MARK}"
        )
        raise DataError("\n".join([*lines, advice]))
    return lines


def _findings() -> list[dict]:
    """Return the findings whose chapters are in this book."""
    if not data.has_table("findings"):
        return []
    rows = data.load_table("findings").to_dict("records")
    return [row for row in rows if (paths.CHAPTERS / f"{row['chapter']}.ipynb").exists()]


def _without_condition(found: list[dict]) -> Iterator[str]:
    known = {row["sentence_id"] for row in found if row["sentence_kind"] == "finding"}
    for row in _findings():
        if row["kind"] == "measured" and row["finding_id"] not in known:
            yield (
                f"data/findings.csv: finding {row['finding_id']!r} is measured and has no condition; "
                f"add one to a statements.py below {package()}: @statement(finding={row['finding_id']!r})"
            )
    known = {row["sentence_id"] for row in found if row["sentence_kind"] == "question"}
    for name in sorted(set(questions()) - known):
        yield (
            f"the question {_ASK + name!r} is answered and has no condition; add one to a "
            f"statements.py below {package()}: @statement(question={name!r})"
        )


def _without_finding(found: list[dict]) -> Iterator[str]:
    known = {"finding": _column("findings", "finding_id"), "claim": _column("claims", "claim_id")}
    for row in found:
        kind, name = row["sentence_kind"], row["sentence_id"]
        if kind in known and name not in known[kind]:
            yield f"statement {row['statement_id']!r}: data/{kind}s.csv has no {kind} {name!r}"


def questions() -> dict[str, str]:
    """Return the questions that pages answer, each with its answer, by their labels without ``ask-``."""
    found = {}
    for path in sorted(paths.CHAPTERS.glob("[!.]*.*")):
        if path.suffix in (".ipynb", ".md"):
            for name, asked, word in _QUESTION.findall(_prose_of(path)):
                found[name] = f"{asked} {word}."
    return found


def _prose_of(path: Path) -> str:
    """Return the text of a page, without its code."""
    if path.suffix == ".md":
        return path.read_text("utf-8")
    cells = notebooks.read(path).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def _column(table: str, column: str) -> set[str]:
    return set(data.load_table(table)[column]) if data.has_table(table) else set()


def check_titles(env: BuildEnvironment) -> None:
    """Stop a build whose exhibits have titles without a condition, all of them at once.

    Raises
    ------
    DataError
        Naming the exhibits.
    """
    found = verdicts()
    known = {row["sentence_id"] for row in found if row["sentence_kind"] == "title"}
    lacking = sorted(set(getattr(env, "book_exhibits", {})) - known)
    if found and lacking:
        raise DataError(
            f"no condition for the title of: {', '.join(lacking)}\nAdd one to a statements.py below "
            f"{package()}, as @statement(title=...); documented(rows) for what documents say; "
            "labels(...) where the title only names what is shown."
        )


def untrue() -> dict[tuple[str, str], str]:
    """Return the values against each sentence of this book that is not true, by kind and id."""
    found = _shown([row for row in verdicts() if not row["is_true"]])
    return {(row["sentence_kind"], row["sentence_id"]): row["values"] for row, _ in found}


def untrue_texts(found: list[dict]) -> list[str]:
    """Say of each sentence of the book that is not true: its id, the sentence and the values."""
    return [
        f"no longer true: {row['sentence_id']}: {sentence}; {row['values']}"
        for row, sentence in _shown([row for row in found if not row["is_true"]])
    ]


def _shown(found: list[dict]) -> Iterator[tuple[dict, str]]:
    """Give the verdicts on sentences that this book has, each with its sentence as far as it is typed.

    A book may hold fewer chapters than there are tables for.
    """
    if not found:
        return
    known = {"finding": {}, "claim": {}, "question": questions()}
    for row in _findings():
        lead = _BOLD.search(row["statement_text"])
        text = lead[1] if lead else row["statement_text"]
        known["finding"][row["finding_id"]] = _NUM.sub("…", text)
    if any("{claim-register}" in p.read_text("utf-8") for p in paths.CHAPTERS.glob("[!.]*.*")):
        for row in data.load_table("claims").itertuples():
            known["claim"][row.claim_id] = f"“{row.claim_text}” is {row.verdict}"
    titles = _titles()
    for row in found:
        kind, name = row["sentence_kind"], row["sentence_id"]
        if kind in known:
            sentence = known[kind].get(name)
        elif kind == "title":
            typed = (text for pattern, text in titles if re.fullmatch(pattern, name))
            sentence = next((text or row["asserts"] for text in typed), None)
        else:
            places = (paths.CHAPTERS / f"{name}.ipynb", paths.CHAPTERS / f"{name}.md")
            places += (paths.ROOT / name, paths.ROOT / f"{name}.md")
            sentence = row["asserts"] if any(path.exists() for path in places) else None
        if sentence is not None:
            yield row, sentence


def _titles() -> list[tuple[str, str]]:
    """Find the calls that show exhibits: the id as a pattern, and the title as far as it is typed."""
    found = []
    for path in sorted(paths.CHAPTERS.glob("[!.]*.ipynb")):
        for cell in notebooks.read(path).cells:
            code = cell.source if cell.cell_type == "code" else ""
            for call in ast.walk(prose.parse(path.name, code)):
                called = getattr(getattr(call, "func", None), "id", "")
                if called.startswith("show_") and call.args:
                    found.append((_typed(call.args[0], ".+", re.escape), _title_of(call)))
    return [(pattern, text) for pattern, text in found if pattern != ".+"]


def _title_of(call: ast.Call) -> str:
    given = [key.value for key in call.keywords if key.arg == "title"]
    texts = [arg for arg in call.args[1:] if isinstance(arg, ast.Constant | ast.JoinedStr)]
    return _typed((given or texts or [None])[0], "…", str)


def _typed(node: ast.AST | None, hole: str, write: object) -> str:
    """Return the letters of a string or f-string, with something for each part that is computed."""
    if isinstance(node, ast.Constant):
        return write(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(_typed(part, hole, write) for part in node.values)
    return hole if node is not None else ""


def note_untrue(_app: Sphinx, env: BuildEnvironment, *_changes: object) -> list[str]:
    """Keep for this build which sentences are not true; no page is read again for it."""
    env.book_untrue = untrue()
    return []


def mark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write before each sentence of a page that is no longer true that it is not."""
    wrong = app.env.book_untrue
    if not wrong:
        return
    for figure in doctree.findall(book_nodes.exhibit):
        if ("title", figure["exhibit_id"]) in wrong:
            _warn(next(figure.findall(book_nodes.exhibit_caption)))
    for claim in doctree.findall(book_nodes.claim):
        name = claim["claim_id"]
        if ("finding", name) in wrong or ("claim", name) in wrong:
            _warn(next(claim.findall(nodes.paragraph)))
    for section in doctree.findall(nodes.section):
        labels = (name for name in section["ids"] if name.startswith(_ASK))
        if any(("question", name.removeprefix(_ASK)) in wrong for name in labels):
            _warn(next(section.findall(nodes.paragraph)))
    chapter = docname.rpartition("/")[2]
    for kind, begins in _OPENINGS.items():
        if (kind, chapter) in wrong:
            texts = (p for p in doctree.findall(nodes.paragraph) if p.astext().startswith(begins))
            for paragraph in list(texts)[:1]:
                _warn(paragraph)


def _warn(paragraph: nodes.Element) -> None:
    paragraph.insert(0, nodes.strong("", UNTRUE, classes=["no-longer-true"]))


def register(titles: dict[str, str]) -> list[dict]:
    """Return the register: each sentence of the book that has a condition, with today's margin.

    Parameters
    ----------
    titles : dict of str to str
        Title of each exhibit of the book by its id.
    """
    return [
        {
            "kind": row["sentence_kind"],
            "id": row["sentence_id"],
            "sentence": titles.get(row["sentence_id"], sentence)
            if row["sentence_kind"] == "title"
            else sentence,
            **{key: row[key] for key in ("basis", "is_true", "margin", "unit", "values")},
            "condition": row["asserts"],
            "tables": row["tables"],
        }
        for row, sentence in _shown(verdicts())
    ]


def setup(app: Sphinx) -> None:
    """Read pages again when a sentence became true or untrue, and mark those that are untrue."""
    app.add_config_value("book_statements", "", "env", [str])
    app.connect("env-get-outdated", note_untrue)
    app.connect("doctree-resolved", mark)
