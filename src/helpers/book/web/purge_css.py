"""Remove the rules of the theme's style sheets that no page or script of the book can use.

A rule is removed when it asks for a class that is no word of any page or script. Any word counts, since
scripts set classes too; a word that happens to be no class only leaves a rule more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from helpers.book.web import search

# The two that bring hundreds of rules for what a site might hold.
_SHEETS = ("_static/styles/pydata-sphinx-theme.css", "_static/mystnb.*.css")
# Scripts that pages load; none of the other folders' (icons as scripts, translations) is.
_SCRIPTS = ("_static/*.js", "_static/scripts/*.js")
_NOT_LOADED = {"fontawesome.js", "book-vega.js", search.THINGS, search.TEXT}
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# Names that Bootstrap puts together.
_MADE = re.compile(r"(bs-)?(tooltip|popover)(-\w+)*")
_TOKEN = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|[^{};"'/]+|/""", re.DOTALL
)
_SELECTOR = re.compile(r"(?:\((?:[^()]|\([^()]*\))*\)|[^,(])+")
_CONDITION = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")


def purge_css(out: Path) -> None:
    """Remove unused rules from the style sheets of the built pages.

    Parameters
    ----------
    out : pathlib.Path
        Root of the built pages.
    """
    scripts = [path for names in _SCRIPTS for path in out.glob(names)]
    read = [path for path in [*out.rglob("*.html"), *scripts] if path.name not in _NOT_LOADED]
    words = {word for path in read for word in _WORD.findall(path.read_text("utf-8"))}
    for path in [path for names in _SHEETS for path in out.glob(names)]:
        path.write_text(purge(path.read_text("utf-8"), words), encoding="utf-8")


def purge(css: str, words: set[str]) -> str:
    """Return a style sheet without the rules whose classes are not among the words.

    Examples
    --------
    >>> purge("a.b:not(.c),.d{x:y}@media print{.e{x:y}}.f{x:y}", {"b", "f"})
    'a.b:not(.c){x:y}.f{x:y}'
    """
    kept = []
    for head, body in _blocks(css):
        name = re.sub(r"/\*.*?\*/", "", head, flags=re.DOTALL).strip()
        if body is None:
            kept.append(name)
        elif name.startswith(("@media", "@supports")):
            inner = purge(body, words)
            kept += [f"{name}{{{inner}}}"] if inner else []
        elif name.startswith("@"):
            kept.append(f"{name}{{{body}}}")
        else:
            used = [s for s in _SELECTOR.findall(name) if _is_used(s, words)]
            kept += [f"{','.join(used)}{{{body}}}"] if used else []
    return "".join(kept)


def _is_used(selector: str, words: set[str]) -> bool:
    # What stands in brackets are alternatives or exceptions; an escape is left to browsers.
    names = _CLASS.findall(_CONDITION.sub("", selector))
    return "\\" in selector or all(name in words or _MADE.fullmatch(name) for name in names)


def _blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield the parts of a style sheet: head and body of each block, or a statement alone."""
    depth = start = middle = 0
    for token in _TOKEN.finditer(css):
        if token[0] == "{":
            if not depth:
                middle = token.start()
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if not depth:
                yield css[start:middle], css[middle + 1 : token.start()]
                start = token.end()
        elif token[0] == ";" and not depth:
            yield css[start : token.end()], None
            start = token.end()
