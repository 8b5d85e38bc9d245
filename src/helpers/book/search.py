"""Corrections to Sphinx's search page: entries come first, excerpts are prose, titles come out as text.

Sphinx 7 writes the titles that it finds into the page as HTML. Titles of pages are escaped in its
index, those of sections are not: a section called ``<b>`` would be markup. For its excerpts it takes
all that a page holds, and it fetches them, which no browser does for a page opened from a disk.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.search import js_index

from helpers import data
from helpers.book import glossary, registers

# No prose: what is for print, titles, drawings with their axes, tables of figures, what can be taken
# away, the footer of a page.
_NO_PROSE = (
    *("#jb-print-docs-body", "h1", "svg", "figure table"),
    *(".exhibit-more", ".page-actions", ".page-footer"),
)
# What stands in the script, and what is put there instead.
_CHANGES = {
    "linkEl.innerHTML = title;": "linkEl.textContent = title;",
    "const titles = Search._index.titles;": (
        "const titles = Search._index.titles.map((title) => "
        'new DOMParser().parseFromString(title, "text/html").body.textContent);'
    ),
    '[".headerlink", "script", "style"]': (
        '[".headerlink", "script", "style", ' + ", ".join(f'"{part}"' for part in _NO_PROSE) + "]"
    ),
    # Words of two blocks stand apart.
    "    if (anchor) {\n      const anchorContent": (
        '    htmlElement.querySelectorAll("p, li, dt, dd, th, td, h1, h2, h3, h4")'
        '.forEach((el) => { el.append(" ") });\n'
        "    if (anchor) {\n      const anchorContent"
    ),
    "else if (showSearchSummary)": 'else if (showSearchSummary && location.protocol !== "file:")',
    # Who asks for an exhibit by its number is led to it at once.
    "    // print the results\n": (
        "    const asked = query.trim().toLowerCase();\n"
        "    if (/^(figure|table) [\\d.]+$/.test(asked) && asked in Search._index.things) {\n"
        "      const [page, , anchor] = results.pop();\n"
        "      location.replace(`${page}.html${anchor}`);\n"
        "      return;\n    }\n"
        "    // print the results\n"
    ),
    # An entry of the index has a name of its own; its page's title says little.
    "          const result = [\n            docNames[file],\n            titles[file],": (
        "          const result = [\n            docNames[file],\n"
        "            Search._index.things[entry],"
    ),
}


def mend(script: Path) -> None:
    """Correct the script of the search page in place; a second run changes nothing.

    Raises
    ------
    ExtensionError
        If the script is not the one that this was written for.
    """
    text = script.read_text(encoding="utf-8")
    for old, new in _CHANGES.items():
        if new in text:
            continue
        if old not in text:
            raise ExtensionError(f"{script.name} has changed: no {old!r}; look at {__name__}")
        text = text.replace(old, new)
    script.write_text(text, encoding="utf-8")


def complete(index: Path, env: BuildEnvironment) -> None:
    """Add terms and exhibits to the index, and remove the versions of packages from it.

    Raises
    ------
    ExtensionError
        If the index is not written as this expects.
    """
    try:
        content = js_index.loads(index.read_text(encoding="utf-8"))
        del content["envversion"]
        pages = content["docnames"]
        content["indexentries"], content["things"] = {}, {}
        for words, title, docname, anchor in [*_terms(env), *_exhibits(env)]:
            # What is found by its whole name comes before all pages.
            content["indexentries"][words.lower()] = [[pages.index(docname), anchor, True]]
            content["things"][words.lower()] = title
    except (ValueError, KeyError) as error:
        raise ExtensionError(f"{index.name} has changed: {error}; look at {__name__}") from error
    index.write_text(js_index.dumps(content), encoding="utf-8")


def _terms(env: BuildEnvironment) -> list[tuple[str, str, str, str]]:
    page = getattr(env, "book_glossary_page", None)
    rows = data.load_table("glossary").itertuples() if page else []
    return [
        (written, f"{row.term} (glossary)", page, glossary.anchor(row.term_id))
        for row in rows
        for written in glossary.forms(row)
    ]


def _exhibits(env: BuildEnvironment) -> list[tuple[str, str, str, str]]:
    return [
        (e["number"], f"{e['number']}: {e['title']}", e["docname"], e["anchor"])
        for e in registers.exhibit_entries(env)
    ]
