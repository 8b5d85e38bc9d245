"""A changed value changes everything that is made from it: prose, chart, files, alt text and PDF."""

from __future__ import annotations

import json
import re

import pytest
from bs4 import BeautifulSoup
from pdfminer.high_level import extract_text
from test_build import TOC, add_real_chapter, book, build  # noqa: F401 - the fixture of a small book

pytestmark = pytest.mark.deep

# table; line before and after; words before and after; exhibit, figure of its file, words of its
# description, value that its marks are drawn from
CASES = [
    (
        "debt_stocks",
        ("TKM,CHN,official-bilateral,2013,7329.091", "TKM,CHN,official-bilateral,2013,7129.091"),
        ("US$7.33 billion", "US$7.13 billion"),
        ("debt-peaks", "7129.091", "from zero to 7.1", "7129.091"),
    ),
    (
        "debt_stocks",
        ("UZB,JPN,commercial-banks,2024,2316.368", "UZB,JPN,commercial-banks,2024,1016.368"),
        ("US$2.32 billion", "US$1.02 billion"),
        ("uzbekistan-with-banks", "1016.368", "3.9", "3.914634"),
    ),
]


@pytest.mark.parametrize(("table", "lines", "words", "exhibit"), CASES, ids=["peak", "banks"])
def test_one_value_runs_through(book, table, lines, words, exhibit):  # noqa: F811
    toc = TOC.replace(
        "- file: chapters/sources", "- file: chapters/who-is-owed\n  - file: chapters/sources"
    )
    toc = toc.replace("- caption: One\n", "- caption: One\n  numbered: 1\n")
    (book / "_toc.yml").write_text(toc, "utf-8")
    add_real_chapter(book, "who-is-owed")
    path = book / "data" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert text.count(lines[0]) == 1
    path.write_text(text.replace(*lines), "utf-8")
    result = build(book)
    assert result.returncode == 0, result.stderr

    html = (book / "_build" / "html" / "chapters" / "who-is-owed.html").read_text("utf-8")
    page = BeautifulSoup(html, "html.parser")
    prose = " ".join(tag.text for tag in page.select("a.book-number"))
    assert words[1] in prose
    assert words[0] not in prose
    name, figure, described, mark = exhibit
    folder = book / "_build" / "html" / "exhibits" / name
    assert figure in (folder / f"{name}.csv").read_text("utf-8")
    spec = json.loads((folder / f"{name}.vl.json").read_text("utf-8"))
    own = BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser")
    alt = own.select_one(f"[data-exhibit={name}] [role=img]")["aria-label"]
    assert described in alt == spec["description"]
    assert mark in json.dumps(spec["datasets"])
    pdf = re.sub(r"\s+", " ", extract_text(str(book / "_build" / "pdf" / "book.pdf")))
    assert words[1] in pdf
    assert words[0] not in pdf
