"""Spelling, British spelling, and one spelling for each place and person."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from language import british, prose
from spellchecker import SpellChecker

TESTS = Path(__file__).parent
# Proper names that are spelled in the American way by those who bear them.
AMERICAN_NAMES = r"Organization of Turkic States|Japan External Trade Organization"

# Words that codespell takes for slips: a currency, a mineral, a sea floor, stories that are told, and
# the noun.
RIGHT = ("som", "ore", "trough", "stories", "story", "practice")


@pytest.fixture(scope="module")
def words() -> set[str]:
    lines = (TESTS / "words.txt").read_text("utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def unknown(text: str, known: set[str], checker: SpellChecker, to_american: dict) -> list[str]:
    found = []
    for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text):
        word = re.sub(r"['’]s$", "", word)
        lower = word.lower()
        if len(word) > 2 and word not in known and lower not in known and lower not in checker:
            # The packaged list is American; the table of spellings has no plurals.
            spellings = {to_american.get(lower), to_american.get(lower.removesuffix("s"))} - {None}
            if not any(spelling in checker for spelling in spellings):
                found.append(word)
    return found


def test_every_word_is_in_the_dictionary_or_in_the_project_list(words):
    checker, to_american = SpellChecker(language="en"), british()
    faults = [
        f"{where}: {word!r}"
        for where, text in prose()
        for word in unknown(text, words, checker, to_american)
    ]
    assert faults == [], "mend the word, or add it to tests/words.txt"


def test_a_misspelling_is_found(words):
    text = "The lenders recieve programmes of a labour goverment."
    assert unknown(text, words, SpellChecker(language="en"), british()) == ["recieve", "goverment"]


def test_the_project_list_has_no_word_that_nobody_uses(words):
    used = {w for _, text in prose() for w in re.findall(r"[^\W\d_]+", text)}
    used |= {word.lower() for word in used}
    assert words - used == set()


def codespell(folder: Path) -> list[str]:
    """Run codespell over a folder with its own lists, British spelling, and the project's list."""
    to_british = folder.parent / "british.txt"
    pairs = {us: gb for gb, us in british().items()}
    to_british.write_text("".join(f"{us}->{gb}\n" for us, gb in sorted(pairs.items())), "utf-8")
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare"]
    for dictionary in ("-", str(to_british), str(TESTS / "codespell.txt")):
        command += ["-D", dictionary]
    command += ["--ignore-regex", AMERICAN_NAMES, "-L", ",".join(RIGHT), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 65), done.stderr
    return done.stdout.splitlines()


def test_codespell_finds_nothing(tmp_path):
    folder = tmp_path / "prose"
    folder.mkdir()
    (folder / "prose.txt").write_text("\n".join(f"{t}" for _, t in prose()), "utf-8")
    assert codespell(folder) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The adress of the lender.", "adress ==> address"),
        ("A favorable labor market.", "labor ==> labour"),
        ("President Tokaev in Ashkhabad.", "Tokaev ==> Tokayev"),
    ],
)
def test_codespell_finds_what_it_should(tmp_path, text, told):
    folder = tmp_path / "prose"
    folder.mkdir()
    (folder / "prose.txt").write_text(text, "utf-8")
    assert told in "\n".join(codespell(folder))


def variants() -> list[dict]:
    with (TESTS / "variants.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def other_spellings(text: str) -> list[str]:
    return [
        f"{match[0]!r}; the book writes {row['written']!r}"
        for row in variants()
        for match in re.finditer(row["pattern"], text)
    ]


def test_places_persons_and_units_are_spelled_in_one_way():
    faults = [f"{where}: {fault}" for where, text in prose() for fault in other_spellings(text)]
    assert faults == []


@pytest.mark.parametrize(
    "text",
    ["in the Kyrgyz Republic", "in Nur-Sultan", "Shinzo Abe spoke", "five percent", "5 per-cent"],
)
def test_another_spelling_is_found(text):
    assert other_spellings(text)


def test_persons_have_one_order_of_names():
    """Whoever the table lists family name first is not written the other way round."""
    with (TESTS.parent / "data" / "persons.csv").open(encoding="utf-8", newline="") as file:
        japanese = [r["person_name"] for r in csv.DictReader(file) if r["area_code"] == "JPN"]
    turned = [" ".join(reversed(name.split())) for name in japanese if name.count(" ") == 1]
    faults = [(where, name) for where, text in prose() for name in turned if name in text]
    assert faults == []
