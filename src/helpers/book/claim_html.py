"""How claims are written as HTML: each with its address, and a list of them that can be filtered."""

from __future__ import annotations

import html

from sphinx.writers.html5 import HTML5Translator

from helpers.book import nodes


def visit_claim(self: HTML5Translator, node: nodes.claim) -> None:
    """Open a claim; the facts that a list is filtered by are attributes."""
    facts = {"data-claim": node["claim_id"], "class": "claim"}
    facts |= {f"data-{key}": value for key, value in node.get("facts", {}).items()}
    facts |= {"id": node["ids"][0]} if node["ids"] else {}
    attributes = " ".join(f'{key}="{html.escape(value)}"' for key, value in facts.items())
    self.body.append(f"<div {attributes}>")


def depart_claim(self: HTML5Translator, node: nodes.claim) -> None:
    """Close a claim, with a permanent link where it has an address."""
    if node["ids"]:
        label = html.escape(node["claim_id"])
        self.body.append(
            f'<p class="claim-link"><a href="#{node["ids"][0]}" aria-label="Permanent link to {label}">#</a></p>'
        )
    self.body.append("</div>\n")


def visit_claim_list(self: HTML5Translator, _node: nodes.claim_list) -> None:
    """Open a list of claims; the page's script puts the filters in front of it."""
    self.body.append('<div class="claim-list">')


def depart_claim_list(self: HTML5Translator, _node: nodes.claim_list) -> None:
    """Close a list of claims."""
    self.body.append("</div>\n")
