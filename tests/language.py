"""The prose of the book for the tests of its language, and a report on how it reads.

``make prose`` runs this file: it prints, chapter by chapter, sentences, words and two measures of
readability. The report judges nothing; a long sentence may be the right one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib import resources

from helpers import paths
from helpers.book.gate.prose import plain_text, texts

# Columns that readers see and this project wrote, besides those of the findings.
COLUMNS = {
    "data/claims.csv": ("claim_text", "evidence_text"),
    "data/glossary.csv": ("term", "other_forms", "definition"),
    "data/indicators_to_watch.csv": ("indicator_text", "threshold_text"),
    "data/trap_criteria.csv": ("question_text", "measure_text", "threshold_text"),
    "chapters/changes.csv": ("what",),
}


def prose() -> Iterator[tuple[str, str]]:
    """Give all prose: where it stands, and its sentences without code and roles."""
    for where, text in texts():
        yield where, plain_text(text)
    for file, columns in COLUMNS.items():
        with (paths.ROOT / file).open(encoding="utf-8", newline="") as opened:
            for number, row in enumerate(csv.DictReader(opened), start=2):
                for column in columns:
                    if column in row:
                        yield f"{file}: row {number}, column {column!r}", row[column]


def british() -> dict[str, str]:
    """Give the British spelling of each American one, and the other way round, from codespell."""
    name = "data/dictionary_en-GB_to_en-US.txt"
    lines = resources.files("codespell_lib").joinpath(name).read_text("utf-8").splitlines()
    return {gb: us.split(",")[0] for gb, us in (line.split("->") for line in lines if line)}


def chapters() -> dict[str, str]:
    """Give the running text of each chapter and page, without headings, lists cut to sentences."""
    made: dict[str, list[str]] = {}
    for where, text in texts():
        file = where.partition(":")[0]
        if file.startswith("chapters/") or file == "index.md":
            lines = (re.sub(r"^[-*#\s>]+|[*_]", "", line) for line in plain_text(text).splitlines())
            made.setdefault(file, []).extend(line for line in lines if line.endswith((".", "?")))
    return {file: " ".join(lines) for file, lines in made.items()}


def main() -> None:
    """Print the report."""
    import textstat

    print(f"{'chapter':<34}{'sentences':>10}{'words':>8}{'a sentence':>12}{'ease':>8}{'grade':>8}")
    for file, text in chapters().items():
        words, sentences = textstat.lexicon_count(text), textstat.sentence_count(text)
        if words:
            print(
                f"{file.removeprefix('chapters/'):<34}{sentences:>10}{words:>8}"
                f"{words / sentences:>12.1f}{textstat.flesch_reading_ease(text):>8.0f}"
                f"{textstat.flesch_kincaid_grade(text):>8.1f}"
            )
    print("\nease: Flesch, higher reads easier; grade: Flesch-Kincaid, years of schooling")


if __name__ == "__main__":
    main()
