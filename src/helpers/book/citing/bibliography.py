"""The bibliography, written from the table of sources so that the two can't drift."""

from __future__ import annotations

import re

import pandas as pd
from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from helpers import data, paths
from helpers.book import nodes as book_nodes
from helpers.partial_dates import format_date
from helpers.sync import write_if_changed

_SPECIAL = re.compile(r"([\\%&#$_^~])")
_LANGUAGES = Locale("en").languages
# Pairs of signs that TeX draws as one.
_JOINED = re.compile(r"([-`'<>,?!])(?=[-`'<>,])")


def tex(text: str) -> str:
    """Write plain text so that BibTeX reads it as text.

    Braces become parentheses: in BibTeX they group, escaped or not, and one that is not closed breaks the
    file.
    """
    text = text.translate({ord("{"): "(", ord("}"): ")"})
    return _JOINED.sub(r"\1{}", _SPECIAL.sub(_escape, text))


def _readable(text: str) -> str:
    """Write plain text so that pybtex, which knows little TeX, reads it back as text."""
    return tex(text).replace(r"\$", "$").replace(r"\textasciicircum{}", "^")


def _escape(found: re.Match) -> str:
    # A tilde and a hat with a backslash alone would be accents on what follows.
    words = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return words.get(found[1], "\\" + found[1])


def bibtex(sources: pd.DataFrame) -> str:
    """Write the table of sources as BibTeX.

    Parameters
    ----------
    sources : pandas.DataFrame
        The table ``sources`` as text.

    Returns
    -------
    str
        One ``@misc`` entry a source, sorted by id; every entry keeps author, title, publisher,
        date, language, address and the day it was read.
    """
    return "\n".join(
        map(_entry, sources.sort_values("source_id", kind="stable").to_dict("records"))
    )


def _entry(row: dict[str, str]) -> str:
    published = row["published_date"]
    fields = {
        "author": f"{{{_readable(row['author_name'] or row['publisher_name'])}}}",
        "title": f"{{{_readable(row['title'])}}}",
        "howpublished": _readable(row["publisher_name"]) if row["author_name"] else "",
        "year": format_date(published) if published else "n.d.",
        "note": f"{_in_language(row['language_code'])}Read {format_date(row['accessed_date'])}",
        "url": row["url"],
    }
    lines = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items() if value)
    return f"@misc{{{row['source_id']},\n{lines}}}\n"


def language(code: str) -> str:
    """Name a language in English; a code that is not known stays as it is.

    Examples
    --------
    >>> language("ja"), language("xx")
    ('Japanese', 'xx')
    """
    return _LANGUAGES.get(code, code)


def _in_language(code: str) -> str:
    return "" if code == "en" else f"In {language(code)}. "


def write_bibliography(_app: Sphinx, _config: Config) -> None:
    """Write the BibTeX file where sphinxcontrib-bibtex is told to look; only when it changed."""
    target = paths.BUILD / ".cache" / "references.bib"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_if_changed(target, bibtex(data.read_text_table("sources")))


class SourceList(SphinxDirective):
    """``{source-list}``: every source with its anchor; the page that carries it is linked to."""

    def run(self) -> list[nodes.Node]:
        """Write one entry a source, in the order of publisher and date."""
        self.env.book_source_page = self.env.docname
        sources = data.read_text_table("sources")
        order = sources.assign(key=sources["publisher_name"].str.casefold())
        order = order.sort_values(["key", "published_date", "source_id"])
        box = nodes.container(classes=["source-list"])
        box += [_source_entry(row) for _, row in order.iterrows()]
        return [box]


def _source_entry(row: pd.Series) -> nodes.paragraph:
    entry = nodes.paragraph(ids=[f"source-{row['source_id']}"], classes=["source-entry"])
    by = row["author_name"] if row["author_name"] != row["publisher_name"] else ""
    head = f"{row['publisher_name']}. " + (f"{by}. " if by else "")
    entry += nodes.strong(head, head)
    entry += nodes.emphasis(row["title"], row["title"])
    date = format_date(row["published_date"]) if row["published_date"] else "undated"
    tail = f". {date}. Kind: {row['kind']}; language: {language(row['language_code'])}; "
    entry += nodes.Text(tail + f"read {format_date(row['accessed_date'])}. ")
    if row["url"]:
        entry += nodes.reference(row["url"], row["url"], refuri=row["url"], internal=False)
    else:
        entry += nodes.Text("No address.")
    if row["url"] and row["address_is_whole"] == "false":
        entry += nodes.Text(" (address of the site; that of the page was not kept)")
    entry += nodes.Text(" ")
    entry += nodes.literal(row["source_id"], row["source_id"])
    return entry


def fold_cited(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Fold the sources that a chapter cites under one line; in print they stand open.

    Who follows a mark of the text to one of them sees it unfolded.
    """
    if app.builder.format != "html":
        return
    for cited in list(doctree.findall(nodes.container)):
        if cited.children and isinstance(cited[0], nodes.footnote):
            count = len(cited)
            line = f"{count} source{'s' if count > 1 else ''} cited in this chapter"
            fold = book_nodes.fold(ids=cited["ids"], classes=["cited"], line=line)
            fold += cited.children
            cited.replace_self(fold)


def setup(app: Sphinx) -> None:
    """Write the sources where ``sphinxcontrib.bibtex`` reads them, and fold the list of a page."""
    app.connect("config-inited", write_bibliography, priority=100)
    app.setup_extension("sphinxcontrib.bibtex")
    app.add_directive("source-list", SourceList)
    app.connect("doctree-resolved", fold_cited)
