"""Sphinx's search page, mended: titles come out as text, and the index tells nothing of the machine.

Sphinx 7 writes the titles that it finds into the page as HTML. Titles of pages are escaped in its
index, those of sections are not: a section called ``<b>`` would be markup.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.errors import ExtensionError

# What stands in the script, and what is put there instead.
_CHANGES = {
    "linkEl.innerHTML = title;": "linkEl.textContent = title;",
    "const titles = Search._index.titles;": (
        "const titles = Search._index.titles.map((title) => "
        'new DOMParser().parseFromString(title, "text/html").body.textContent);'
    ),
}


def mend(script: Path) -> None:
    """Change the script of the search page in place; a second run changes nothing.

    Raises
    ------
    ExtensionError
        If the script is not the one that this was written for.
    """
    text = script.read_text(encoding="utf-8")
    for old, new in _CHANGES.items():
        if old not in text and new not in text:
            raise ExtensionError(f"{script.name} has changed: no {old!r}; look at {__name__}")
        text = text.replace(old, new)
    script.write_text(text, encoding="utf-8")


def forget_machine(index: Path) -> None:
    """Take out of the index by which versions of Python and packages it was made: no page asks for it.

    Raises
    ------
    ExtensionError
        If the index is not written as this expects.
    """
    text = index.read_text(encoding="utf-8")
    bare, count = re.subn(r'"envversion": \{[^{}]*\}, ', "", text)
    if count != 1:
        raise ExtensionError(f"{index.name} has changed: no 'envversion'; look at {__name__}")
    index.write_text(bare, encoding="utf-8")
