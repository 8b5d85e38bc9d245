"""A chapter's text as it reads outside of the book: numbers, citations and findings in plain Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable

from helpers import data, numbers
from helpers.book.features import claims
from helpers.formatting import confidence_text
from helpers.partial_dates import format_date

_NUM = re.compile(r"\{num\}`(?:([\w-]+):)?([\w-]+)`")
_CITED = re.compile(r"\{footcite:\w+\}`([^`]+)`")
_DIRECTIVE = re.compile(r"```\{([\w-]+)\} *(\w*)\n.*?```", re.S)
# To another page of the book, which lies elsewhere.
_INWARD = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?!https?:|mailto:|#)[^)\s]+\)")
# Jupyter sets what stands between two dollars of one text as a formula, escaped or not.
_DOLLAR, _ALONE = re.compile(r"\\?\$"), "<span>&#36;</span>"

Published = Callable[[str], dict[str, dict]]


def referenced_chapters(chapter: str, texts: list[str]) -> set[str]:
    """Return the chapters whose numbers the texts of a chapter show, itself included."""
    named = {name for text in texts for name, _ in _NUM.findall(text)} - {""}
    if any("{findings} front" in text for text in texts):
        named |= set(claims.finding_rows()["chapter"])
    if any("{claim-register} book" in text for text in texts):
        named |= set(data.load_table("findings")["chapter"])
    return {chapter, *named}


def published_numbers(outputs: list[list[dict]]) -> dict[str, dict]:
    """Gather the numbers that a chapter publishes from its outputs."""
    shown = (output.get("data", {}) for outputs_of_cell in outputs for output in outputs_of_cell)
    return {
        name: number for bundles in shown for name, number in bundles.get(numbers.MIME, {}).items()
    }


def in_words(texts: list[str], chapter: str, known: Published) -> list[str]:
    """Write the texts of a chapter in words.

    Parameters
    ----------
    texts : list of str
        Markdown of its cells.
    chapter : str
        Its name.
    known : callable
        Gives the numbers that a chapter publishes: id -> number.
    """
    # In the order of their first mention.
    cited = dict.fromkeys(i for text in texts for ids in _CITED.findall(text) for i in _split(ids))

    def number(match: re.Match) -> str:
        return known(match[1] or chapter)[match[2]]["text"]

    def directive(match: re.Match) -> str:
        name, argument = match.groups()
        lines = {
            "findings": lambda: _findings(None if argument == "front" else chapter, known),
            "footbibliography": lambda: [_reference(i) for i in cited if data.has_source(i)],
            "claim-register": lambda: _claims(argument, known),
        }
        return "\n".join(lines[name]()) if name in lines else match[0]

    def words(text: str) -> str:
        text = _NUM.sub(number, _INWARD.sub(r"\1", text))
        text = _CITED.sub(lambda m: f"({'; '.join(map(_link, _split(m[1])))})", text)
        return _DOLLAR.sub(_ALONE, _DIRECTIVE.sub(directive, text))

    return [words(text) for text in texts]


def _split(ids: str) -> list[str]:
    return [source_id.strip() for source_id in ids.split(",")]


def _link(source_id: str) -> str:
    if not data.has_source(source_id):
        return source_id  # the page says what is wrong
    row = data.source(source_id)
    who = row["author_name"] or row["publisher_name"]
    name = f"{who} {row['published_date'][:4] or 'n.d.'}".replace("[", "(").replace("]", ")")
    return f"[{name}](<{row['url']}>)" if row["url"] else name


def _reference(source_id: str) -> str:
    row = data.source(source_id)
    day = format_date(row["published_date"]) if row["published_date"] else "undated"
    address = f" <{row['url']}>" if row["url"] else ""
    return f"- {row['publisher_name']}. *{row['title']}*. {day}.{address}"


def _findings(chapter: str | None, known: Published) -> list[str]:
    """Write the findings of a chapter, or those of the front page."""
    lines = ["> **Key findings**", ">"]
    for row in claims.finding_rows(chapter).itertuples():
        lines.append(f"> - {_statement(row, known)} Confidence: {confidence_text(row.confidence)}.")
    return lines


def _statement(row: tuple, known: Published) -> str:
    return _NUM.sub(lambda m: known(m[1] or row.chapter)[m[2]]["text"], row.statement_text)


def _claims(register: str, known: Published) -> list[str]:
    if register == "article":
        rows = data.load_table("claims").itertuples()
        return [f"- **{r.claim_text}** ({r.verdict}) {r.evidence_text}" for r in rows]
    rows = data.load_table("findings").itertuples()
    return [f"- {_statement(row, known)} Evidence: {row.evidence_text}" for row in rows]
