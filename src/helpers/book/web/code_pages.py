"""The helper modules as pages with an address for each line, so that an exhibit can name its maker."""

from __future__ import annotations

import html
import re
from functools import partial
from pathlib import Path

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers import paths
from helpers.book.execution.notebook_sources import code_version
from helpers.book.metadata import BookMetadata
from helpers.book.web import csp
from helpers.file_cache import cached_text

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="{up}_static/book-code.css"></head>
<body><main><h1>{title}</h1><p><a href="{up}index.html">{book}</a>, version {version}</p>
{code}</main></body></html>
"""
_MARK = re.compile(r'<a id="(L-\d+)" name="L-\d+"></a>')


def address(file: str) -> str:
    """Return the page of a source file, from the root of the book."""
    return f"code/{file}.html"


def write_code_pages(files: set[str], out: Path, book: BookMetadata) -> None:
    """Write one page for each file, lines numbered and addressed as ``#L-12``.

    Parameters
    ----------
    files : set of str
        Paths relative to the project.
    out : pathlib.Path
        Root of the built pages.
    book : BookMetadata
        The book.
    """
    formatter = HtmlFormatter(linenos="inline", lineanchors="L", anchorlinenos=False)
    for file in sorted(files):
        target = out / address(file)
        target.parent.mkdir(parents=True, exist_ok=True)
        source = (paths.ROOT / file).read_text("utf-8")
        key = f"{code_version()} {book.title} {book.version} {file} {source}"
        page = cached_text("code-page", key, ".html", partial(_page, file, source, formatter, book))
        target.write_text(page, encoding="utf-8")
    if files:
        style = formatter.get_style_defs(".highlight") + (
            "\nbody{font:16px/1.5 system-ui,sans-serif;margin:1rem auto;max-width:64rem;"
            "padding:0 1rem;color:#1f2328;background:#fff}.highlight{overflow-x:auto}"
            ".highlight pre{line-height:1.4}a{color:#1d5c8f}:target{background:#fff3c4}"
        )
        (out / "_static" / "book-code.css").write_text(style, encoding="utf-8")


def _page(file: str, source: str, formatter: HtmlFormatter, book: BookMetadata) -> str:
    """Write the page of a file, with its content policy."""
    page = _PAGE.format(
        title=html.escape(file),
        up="../" * file.count("/") + "../",
        book=html.escape(book.title),
        version=html.escape(book.version),
        # Pygments marks lines by links that lead nowhere, which HTML no longer has.
        code=_MARK.sub(r'<span id="\1"></span>', highlight(source, PythonLexer(), formatter)),
    )
    return csp.add_policy(page, "code page")
