"""The page of questions: one word, one figure with its date, a caveat, a line to quote, a way into the book."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from conftest import ROOT
from docutils import nodes

from helpers.book.gate import statements as book_statements

PAGE = ROOT / "chapters" / "is-it-true.ipynb"
ANSWERS = {"Yes", "No", "Partly", "Unproven"}
NUM = re.compile(r"\{num\}`([^`]+)`")
YEAR = re.compile(r"\b(19|20)\d\d\b")


def questions() -> list[str]:
    cells = nbformat.read(PAGE, as_version=4).cells
    return [c.source for c in cells if c.cell_type == "markdown" and c.source.startswith("(ask-")]


def in_words(text: str) -> str:
    """Put the numbers in as the chapters print them."""
    held = json.loads((ROOT / "tests/golden-numbers.json").read_text("utf-8"))["numbers"]
    return NUM.sub(lambda m: held[m[1] if ":" in m[1] else f"is-it-true:{m[1]}"], text)


CASES = [pytest.param(text, id=text.partition(")=")[0][1:]) for text in questions()]


def test_there_are_about_a_dozen():
    assert 10 <= len(CASES) <= 14
    assert len(book_statements.questions()) == len(CASES)


@pytest.mark.parametrize("text", CASES)
def test_each_has_answer_figure_date_caveat_quotation_and_link(text):
    label, heading, answer, but, quoted, more = re.split(r"\n+", text)
    assert re.fullmatch(r"\(ask-[a-z-]+\)=", label)
    assert re.fullmatch(r"## Is it true that .+\?", heading)
    word, says = re.fullmatch(r"\*\*(\w+)\.\*\* (.+)", answer).groups()
    assert word in ANSWERS
    # One sentence with a figure that is computed, and a date to it.
    assert NUM.search(says)
    assert YEAR.search(in_words(says))
    assert len(re.findall(r"\.(?= [A-Z]|$)", re.sub(r"\{footcite:p\}`[^`]*`", "", says))) == 1
    assert but.startswith("*But:* ")
    assert re.fullmatch(r"> .{40,}\.", quoted)
    links = re.findall(r"\]\(([a-z-]+)\)", more)
    assert links
    for link in links:
        assert (ROOT / "chapters" / f"{link}.ipynb").exists()


def test_a_question_without_a_condition_stops_the_build(monkeypatch):
    held = book_statements.questions()
    monkeypatch.setattr(book_statements, "_findings", list)
    monkeypatch.setattr(book_statements, "questions", lambda: held | {"new-one": "Is it? No."})
    found = [{"sentence_kind": "question", "sentence_id": name} for name in held]
    (message,) = book_statements._without_condition(found)
    assert "'ask-new-one'" in message


def test_an_answer_that_is_no_longer_true_is_marked_in_its_place():
    sections = [nodes.section(ids=[f"is-it-{n}", f"ask-{n}"]) for n in ("last", "debt")]
    for section in sections:
        section += [
            nodes.title("", "Is it?"),
            nodes.paragraph("", "Yes."),
            nodes.paragraph("", "But."),
        ]
    doctree = nodes.section("", *sections, ids=["last"])
    env = type("Env", (), {"book_untrue": {("question", "debt"): "1 against 2"}})()
    app = type("App", (), {"env": env})()
    book_statements.mark(app, doctree, "chapters/is-it-true")
    marked = [
        p.astext() for p in doctree.findall(nodes.paragraph) if "No longer true" in p.astext()
    ]
    assert marked == ["No longer true of these data: Yes."]
    assert book_statements.UNTRUE in sections[1].astext()
