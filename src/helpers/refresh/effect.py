"""What a new version of a table would change in the book: exhibits, numbers and findings.

Read from the registers of the built book and the table of findings. Numbers are computed on the new
table by running the chapters that use it; without a built book the report says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from helpers import data, paths
from helpers.book.execution.notebook_sources import execution_cache
from helpers.book.features.registers import NUM
from helpers.book.gate import statements
from helpers.provenance import listed
from helpers.refresh.values import published_numbers

# What is read of the entries of each register.
_KEYS = {
    "exhibits": {"id", "address", "tables", "number", "title", "subtitle", "alt"},
    "numbers": {"id", "address", "tables", "text"},
}


@dataclass(frozen=True)
class Effect:
    """What would change.

    Attributes
    ----------
    exhibits : list of str
        Number and title of each exhibit drawn from the table, and what would be said of it instead.
    numbers : list of tuple
        Chapter, id, text in the built book, text on the new table.
    same : int
        Numbers from the table that stay as they are.
    findings : list of tuple
        Id, statement in the built book, statement on the new table; equal where only exhibits change.
    faults : list of str
        Chapters that do not run on the new table, and why.
    untrue : list of str
        Sentences that would no longer be true: id, sentence, values.
    note : str
        Why nothing is said, where that is so.
    """

    exhibits: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str, str, str]] = field(default_factory=list)
    same: int = 0
    findings: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    note: str = ""


def effect_of(table: str, folder: Path) -> Effect:
    """Say what the table of a staged package would change.

    Parameters
    ----------
    table : str
        Name of the table.
    folder : pathlib.Path
        The staged package.
    """
    untrue = statements.untrue_texts(statements.verdicts(folder))
    registers = paths.BUILD / "html" / "registers"
    try:
        exhibits, numbers = (
            _entries(registers / f"{name}.json", keys) for name, keys in _KEYS.items()
        )
    except (OSError, ValueError):
        note = "not known: there is no built book to compare with (make book)"
        return Effect(untrue=untrue, note=note)
    texts = {(chapter_of(entry), entry["id"]): entry["text"] for entry in numbers}
    named = {(chapter_of(e), e["id"]) for e in [*numbers, *exhibits] if table in e["tables"]}
    # Whoever reads the table is run, and all that it prints is compared: also a title into which a
    # figure of this table was written while the exhibit shows another.
    run = published_numbers(folder, sorted(_readers(table) | {chapter for chapter, _ in named}))
    printed = {key: text for key, text in texts.items() if key[0] in run}
    moved = [
        (chapter, name, text, run[chapter]["numbers"].get(name, "(not computed)"))
        for (chapter, name), text in printed.items()
        if run[chapter]["numbers"].get(name) != text
        and (not run[chapter]["fault"] or (chapter, name) in named)
    ]
    shown = [(entry, run[chapter_of(entry)]) for entry in exhibits if chapter_of(entry) in run]
    mine = [
        (entry, words)
        for entry, chapter in shown
        for words in [_exhibit(entry, chapter["exhibits"].get(entry["id"]))]
        if (chapter_of(entry), entry["id"]) in named or "\n" in words
    ]
    stay = {key for key in printed if key in named} - {(c, name) for c, name, _, _ in moved}
    return Effect(
        [words for _, words in mine],
        moved,
        len(stay),
        _findings({entry["id"] for entry, _ in mine}, texts, moved),
        [f"{chapter}: {found['fault']}" for chapter, found in run.items() if found["fault"]],
        untrue,
    )


def _entries(path: Path, keys: set[str]) -> list[dict]:
    """Read a register of the built book; one of another version is none."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    known = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
    if not known or not all(keys <= entry.keys() for entry in entries):
        raise ValueError(path)
    return entries


def _readers(table: str) -> set[str]:
    """Name the chapters that read a table when they last ran."""
    cache = execution_cache()
    return {
        Path(chapter).name
        for chapter in cache.chapters()
        if f"table:{table}" in cache.record(chapter)["made_from"]
    }


def chapter_of(entry: dict) -> str:
    """Give the notebook of a register's entry from its anchor or address.

    Examples
    --------
    >>> chapter_of({"address": "chapters/who-is-owed.html#debt-by-creditor", "id": "debt-by-creditor"})
    'who-is-owed'
    >>> chapter_of({"address": "chapters/numbers.html#number-debt-trap-peak", "id": "peak"})
    'debt-trap'
    """
    page, _, anchor = entry["address"].partition("#")
    if anchor.startswith("number-") and anchor.endswith(f"-{entry['id']}"):
        return anchor.removeprefix("number-").removesuffix(f"-{entry['id']}")
    return Path(page).stem


def _exhibit(entry: dict, new: dict | None) -> str:
    """Say which words of an exhibit would change."""
    text = f"{entry['number']}: {entry['title']}"
    for key, words in (("title", "title"), ("subtitle", "subtitle"), ("alt", "description")):
        if new and new[key] and new[key] != entry[key]:
            text += f"\n  {words}, old: {entry[key]}\n  {words}, new: {new[key]}"
    return text


def _findings(exhibits: set[str], texts: dict, moved: list[tuple]) -> list[tuple[str, str, str]]:
    """Fill in the numbers of each finding that rests on a number or an exhibit that changes."""
    changes = {(chapter, name): new for chapter, name, _, new in moved}
    rows = []
    # In the register of the built book the numbers are filled in already.
    for finding in data.read_text_table("findings").to_dict("records"):
        old = _fill_numbers(finding, texts)
        new = _fill_numbers(finding, texts | changes)
        if old != new or exhibits.intersection(listed(finding["exhibit_ids"])):
            rows.append((finding["finding_id"], old, new))
    return rows


def _fill_numbers(finding: dict, texts: dict) -> str:
    words = NUM.sub(
        lambda found: texts.get((finding["chapter"], found[1]), found[0]), finding["statement_text"]
    )
    return words.replace("**", "")
