"""Claims: those of the article, and the findings that the book itself stands for.

A finding is a row of the table ``findings``: its sentence (with ``{num}`` for every figure), the
exhibits that carry it, a confidence, and what would change our mind. A chapter shows its findings
with ``{findings}``, the summary a choice of all with ``{findings} front``, the front page what is
written **bold** in these with ``{findings} headlines``, and the register of claims shows each with its
evidence.
"""

from __future__ import annotations

import html
import re

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from helpers import data
from helpers.book import nodes as book_nodes
from helpers.book.features.change_log import chapter_link
from helpers.book.features.registers import NUM, downloads, exhibit_entry, link
from helpers.book.render import BookError, env_exhibits, fill_number, join_links, source_links
from helpers.formatting import confidence_text, nearest
from helpers.provenance import listed

# What stands alone of the sentence of a finding.
HEADLINE = re.compile(r"\*\*(.+?)\*\*")


def finding_rows(chapter: str | None = None) -> pd.DataFrame:
    """Return the findings of a chapter, or those of the front page."""
    rows = data.load_table("findings")
    chosen = rows["is_on_front_page"] if chapter is None else rows["chapter"] == chapter
    order = "front_page_no" if chapter is None else "finding_no"
    return rows[chosen].sort_values(order, kind="stable")


class Findings(SphinxDirective):
    """``{findings}``: the key findings of this chapter; ``{findings} front``: those of the book.

    ``{findings} headlines``: of those of the book what is bold, each with the way to its chapter.
    """

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the box, each finding with its evidence and confidence."""
        kind = (self.arguments or [""])[0]
        if kind not in ("", "front", "headlines"):
            raise BookError(f"{self.env.docname}: {{findings}} {kind}: expected front or headlines")
        chapter = None if kind else self.env.docname.rpartition("/")[2]
        rows = finding_rows(chapter)
        if rows.empty:
            raise BookError(
                f"{self.env.docname}: data/findings.csv has no finding for this chapter"
            )
        if kind == "headlines":
            items = (nodes.list_item("", self._headline(row)) for row in rows.itertuples())
            return [nodes.enumerated_list("", *items, classes=["headlines"])]
        box = nodes.admonition(classes=["key-findings"])
        box += nodes.title("", "Key findings")
        items = nodes.bullet_list(bullet="-")
        for row in rows.itertuples():
            item = nodes.list_item()
            item += book_nodes.claim("", *parse_statement(row), claim_id=row.finding_id)
            item += book_nodes.finding_footer("", finding_id=row.finding_id)
            items += item
        box += items
        return [box]

    def _headline(self, row: tuple) -> nodes.Node:
        bold = HEADLINE.search(row.statement_text)
        text = bold[1] if bold else row.statement_text
        text += "" if text.endswith((".", "?", "!")) else "."
        words = statement_nodes(text, f"chapters/{row.chapter}")
        more = chapter_link(f"chapters/{row.chapter}", self.env.docname)
        headline = nodes.paragraph("", "", *words, nodes.Text(" "), more)
        return book_nodes.claim("", headline, claim_id=row.finding_id)


def parse_statement(row: tuple) -> list[nodes.Node]:
    """Read the sentence of a finding; its numbers are those of its own chapter."""
    return [
        nodes.paragraph("", "", *statement_nodes(row.statement_text, f"chapters/{row.chapter}"))
    ]


def statement_nodes(statement: str, chapter: str) -> list[nodes.Node]:
    """Read the two marks that a sentence of a finding may have; all else in it is text.

    It is a cell of a table, so Markdown, HTML or a directive in it is not run.

    Parameters
    ----------
    statement : str
        Text with ``**bold**`` and ``{num}`` roles.
    chapter : str
        The document whose numbers the sentence names.

    Examples
    --------
    >>> [str(n) for n in statement_nodes("**Up** by {num}`x` <b>", "chapters/a")][1:]
    [' by ', '<pending_number chapter="chapters/a" number_id="x"/>', ' <b>']
    """
    made: list[nodes.Node] = []
    for place, part in enumerate(statement.split("**")):
        inside: list[nodes.Node] = []
        # The pattern has one group: every second piece is the id of a number.
        for odd, piece in enumerate(NUM.split(part)):
            if odd % 2:
                inside.append(book_nodes.pending_number("", "", number_id=piece, chapter=chapter))
            elif piece:
                inside.append(nodes.Text(piece))
        made += [nodes.strong("", "", *inside)] if place % 2 else inside
    return made


class ClaimRegister(SphinxDirective):
    """``{claim-register} article`` or ``{claim-register} book``: every claim with its evidence."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write one entry a claim."""
        if self.arguments[0] == "article":
            self.env.book_claim_page = self.env.docname
            entries = [self._article(row) for row in data.load_table("claims").itertuples()]
        else:
            self.env.book_finding_page = self.env.docname
            entries = [self._ours(row) for row in data.load_table("findings").itertuples()]
        return [book_nodes.claim_list("", *entries, register=self.arguments[0])]

    def _article(self, row: tuple) -> nodes.Node:
        facts = {"verdict": row.verdict, "kind": row.claim_kind, "confidence": row.confidence}
        entry = book_nodes.claim(
            "", claim_id=row.claim_id, ids=[f"claim-{row.claim_id}"], facts=facts
        )
        entry += _head(row.claim_id, row.claim_text, row.verdict)
        entry += _line("Evidence", [nodes.Text(row.evidence_text)])
        ids = [row.source_id, *listed(row.more_source_ids)]
        sources = join_links(source_links(ids, self.env.docname))
        where = f"{row.article_part}{', implied' if row.is_implied else ''}"
        tail = [
            nodes.Text(f"Kind: {row.claim_kind}. In the article: {where}. "),
            *confidence_nodes(row.confidence),
            nodes.Text(" Sources: "),
            *sources,
            nodes.Text("."),
        ]
        entry += nodes.paragraph("", "", *tail, classes=["claim-footer"])
        return entry

    def _ours(self, row: tuple) -> nodes.Node:
        facts = {"verdict": "finding", "kind": row.kind, "confidence": row.confidence}
        entry = book_nodes.claim(
            "", claim_id=row.finding_id, ids=[f"claim-{row.finding_id}"], facts=facts
        )
        entry += parse_statement(row)
        entry += _line("Evidence", [nodes.Text(row.evidence_text)])
        entry += _line("What would change our mind", [nodes.Text(row.would_change_text)])
        entry += book_nodes.finding_footer("", finding_id=row.finding_id)
        return entry


def _head(claim_id: str, text: str, verdict: str) -> nodes.paragraph:
    badge = nodes.inline("", verdict, classes=["verdict", f"verdict-{verdict}"])
    return nodes.paragraph(
        "", "", nodes.literal("", claim_id), nodes.Text(" "), nodes.strong("", text),
        nodes.Text(" "), badge, classes=["claim-head"],
    )  # fmt: skip


def _line(label: str, content: list[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.emphasis("", f"{label}: "), *content)


def confidence_nodes(confidence: str) -> list[nodes.Node]:
    """Write a confidence so that it is seen as well as read."""
    words = f"Confidence: {confidence_text(confidence)}."
    return [nodes.inline("", words, classes=["confidence", f"confidence-{confidence}"])]


def fill(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put in what other chapters hold: numbers of findings, and the numbers of their exhibits."""
    for pending in list(doctree.findall(book_nodes.pending_number)):
        fill_number(app.env, pending, docname)
    for claims in doctree.findall(book_nodes.claim_list):
        name = "claims" if claims["register"] == "article" else "findings"
        claims.insert(0, downloads(app, docname, name))
    findings = data.load_table("findings").set_index("finding_id")
    for footer in list(doctree.findall(book_nodes.finding_footer)):
        finding_id = footer["finding_id"]
        row = findings.loc[finding_id]
        shown = [_shown(app, i, finding_id) for i in listed(row["exhibit_ids"])]
        hold_sources(finding_id, {s for entry in shown for s in entry["sources"]})
        links = [link(app, docname, e["docname"], e["anchor"], e["number"]) for e in shown]
        parts: list[nodes.Node] = [nodes.Text("Evidence: "), *join_links(links), nodes.Text(". ")]
        parts += confidence_nodes(row["confidence"])
        page = getattr(app.env, "book_finding_page", docname)
        if docname != page:
            more = link(app, docname, page, f"claim-{finding_id}", "Details")
            parts += [
                nodes.inline("", "", nodes.Text(" "), more, nodes.Text("."), classes=["leads-on"])
            ]
        footer.replace_self(nodes.paragraph("", "", *parts, classes=["claim-footer"]))


def hold_sources(finding_id: str, source_ids: set[str]) -> None:
    """Refuse a finding that nobody can follow: all its sources have the address of a site only.

    Raises
    ------
    BookError
        If no source of the finding's exhibits has the address of its page.
    """
    if source_ids and all(data.source(i)["address_is_whole"] == "false" for i in source_ids):
        raise BookError(
            f"data/findings.csv: finding {finding_id!r} rests on {', '.join(sorted(source_ids))} "
            "alone, of which only the address of the site was kept; look a page up again or add "
            "another source"
        )


def _shown(app: Sphinx, exhibit_id: str, finding_id: str) -> dict:
    """Give the entry of an exhibit that a finding rests on."""
    if exhibit_id not in env_exhibits(app.env):
        raise BookError(
            f"data/findings.csv: finding {finding_id!r} names exhibit {exhibit_id!r}, which no "
            f"chapter shows; {nearest(exhibit_id, env_exhibits(app.env))}"
        )
    return exhibit_entry(app.env, exhibit_id)


def visit_claim(self: HTML5Translator, node: book_nodes.claim) -> None:
    """Open a claim; the facts that a list is filtered by are attributes."""
    facts = {"data-claim": node["claim_id"], "class": "claim"}
    facts |= {f"data-{key}": value for key, value in node.get("facts", {}).items()}
    facts |= {"id": node["ids"][0]} if node["ids"] else {}
    attributes = " ".join(f'{key}="{html.escape(value)}"' for key, value in facts.items())
    self.body.append(f"<div {attributes}>")


def depart_claim(self: HTML5Translator, node: book_nodes.claim) -> None:
    """Close a claim, with a permanent link where it has an address."""
    if node["ids"]:
        label = html.escape(node["claim_id"])
        self.body.append(
            f'<p class="claim-link"><a href="#{node["ids"][0]}" aria-label="Permanent link to {label}">#</a></p>'
        )
    self.body.append("</div>\n")


def visit_claim_list(self: HTML5Translator, _node: book_nodes.claim_list) -> None:
    """Open a list of claims; the page's script puts the filters in front of it."""
    self.body.append('<div class="claim-list">')


def depart_claim_list(self: HTML5Translator, _node: book_nodes.claim_list) -> None:
    """Close a list of claims."""
    self.body.append("</div>\n")


def setup(app: Sphinx) -> None:
    """Register what shows claims and findings, filled when all pages are read."""
    app.add_node(book_nodes.claim, html=(visit_claim, depart_claim))
    app.add_node(book_nodes.claim_list, html=(visit_claim_list, depart_claim_list))
    app.add_node(book_nodes.finding_footer)
    app.add_directive("findings", Findings)
    app.add_directive("claim-register", ClaimRegister)
    app.connect("doctree-resolved", fill)
