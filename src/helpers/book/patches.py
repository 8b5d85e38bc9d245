"""Every change to the insides of another package, in one place.

Each names the version in which the inside was read, and what goes wrong without it. A test fails when
an installed version is another: look at the patch again then, and write the new version here.
"""

from __future__ import annotations

from functools import cache

import pybtex.plugin
from citeproc import model

# Package -> the version whose insides are used here or where it says.
READ_IN = {
    "pybtex": "0.26.1",
    "citeproc-py": "0.11.1",
    # When it makes and writes its index of words, which this book does without (helpers.book.web.incremental).
    "sphinx": "7.4.7",
    # Its scripts (helpers.book.web.csp), style sheets and icon font (helpers.book.web.purge_css, .subset_icons).
    "pydata-sphinx-theme": "0.17.1",
    "sphinx-book-theme": "1.3.0",
    # Its site map, from which the parts of the book are taken.
    "sphinx-external-toc": "1.1.0",
}


def apply() -> None:
    """Apply all patches; a second call changes nothing."""
    _remember_plugins()
    _remember_macros()


def _remember_plugins() -> None:
    """Without it pybtex looks through all installed packages four times for each citation."""
    if not hasattr(pybtex.plugin._load_entry_point, "cache_info"):
        pybtex.plugin._load_entry_point = cache(pybtex.plugin._load_entry_point)


def _remember_macros() -> None:
    """Without it citeproc-py looks hundreds of times for each citation for the macros of its style."""
    if model.CitationStylesElement.get_macro is not _get_macro:
        model.CitationStylesElement.get_macro = _get_macro
        model.Text.calls_variable = _calls_variable


_CALLS_VARIABLE = model.Text.calls_variable


@cache
def _macro(style: model.CitationStylesElement, name: str) -> model.CitationStylesElement:
    return style.xpath_search(f"cs:macro[@name='{name}'][1]")[0]


@cache
def _macro_calls_variable(style: model.CitationStylesElement, name: str) -> bool:
    return _macro(style, name).calls_variable()


def _get_macro(self: model.CitationStylesElement, name: str) -> model.CitationStylesElement:
    return _macro(self.get_root(), name)


def _calls_variable(self: model.Text) -> bool:
    if "macro" in self.attrib and "variable" not in self.attrib:
        return _macro_calls_variable(self.get_root(), self.get("macro"))
    return _CALLS_VARIABLE(self)
