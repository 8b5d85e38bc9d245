"""Number the exhibits of pages that have no chapter number: "Table KGZ.2" on Kyrgyzstan's page.

Sphinx counts those of all such pages through, so that a table of the last country was "Table 29", and any
exhibit added to one page renumbered all later ones.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def restore(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Give Sphinx its own numbers back before it counts, or it would take all for changed."""
    env.toc_fignumbers.update(getattr(env, "book_counted_through", {}))
    return []


def number(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Count the exhibits of each page with a sign of its own (``book_number_signs``) from one on."""
    env.book_counted_through = {
        docname: env.toc_fignumbers[docname]
        for docname in app.config.book_number_signs
        if docname in env.toc_fignumbers
    }
    for docname, counted in env.book_counted_through.items():
        sign = app.config.book_number_signs[docname]
        env.toc_fignumbers[docname] = {
            kind: {anchor: (sign, place) for place, anchor in enumerate(anchors, start=1)}
            for kind, anchors in counted.items()
        }
    return []


def setup(app: Sphinx) -> None:
    """Count around Sphinx, which numbers chapters and exhibits at the usual priority."""
    app.add_config_value("book_number_signs", {}, "env", [dict])
    app.connect("env-get-updated", restore, priority=100)
    app.connect("env-get-updated", number, priority=800)
