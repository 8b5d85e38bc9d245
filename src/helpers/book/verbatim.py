"""Keep docutils from changing text with backslashes or character references in it.

Docutils makes straight quotation marks curly. On the way it takes a backslash for its own escape and
drops it, and reads ``&#39;`` as an apostrophe: right for source text, wrong for a cell of a table.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxSmartQuotes, SphinxTransform


class KeepVerbatim(SphinxTransform):
    """Exempt such text from the transform of quotation marks."""

    default_priority = SphinxSmartQuotes.default_priority - 1

    def apply(self, **_kwargs: Any) -> None:
        """Mark the parents of such texts."""
        for text in self.document.findall(nodes.Text):
            if "\\" in text or "&#" in text:
                text.parent["support_smartquotes"] = False


def setup(app: Sphinx) -> None:
    """Register the transform."""
    app.add_transform(KeepVerbatim)
