"""Add a digest of its content to the address of each asset, so that browsers may cache it for ever.

Sphinx and the theme do so for some files, and with the content of before later steps. Here each script,
style sheet, font and picture that a page, a style sheet or the book's own script names gets ``?v=`` and
the digest of what it holds when the pages are finished.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

_KINDS = {".css", ".js", ".woff", ".woff2", ".ttf", ".svg", ".png", ".ico"}
# These change where they stand, by a newer version or by any sentence: browsers have to ask for them
# again, and a page is not written anew for them.
_IN_PLACE = {"book-status.js", "book-search-things.js", "book-search-text.js"}
_IN_PAGE = re.compile(r'(<(?:script|link|img)\b[^>]*?\s(?:src|href)=")([^":?#]+)(?:\?[^"#]*)?(?=")')
_IN_STYLES = re.compile(r"""(\burl\(["']?)([^"':?#()]+)(?:\?[^"'#()]*)?(?=["'#)])""")
_IN_SCRIPT = re.compile(r'(")([\w-]+\.js)(?:\?[^"]*)?(?=")')


def fingerprint_assets(out: Path) -> None:
    """Add digests to the addresses in the finished pages; a second run changes nothing.

    Parameters
    ----------
    out : pathlib.Path
        Root of the built pages.
    """
    static = out / "_static"
    # What is named in style sheets and scripts first: it is part of their own content.
    steps = [
        (static.rglob("*.css"), _IN_STYLES),
        ([static / "book.js"], _IN_SCRIPT),
        ((page for page in out.rglob("*.html") if static not in page.parents), _IN_PAGE),
    ]
    for files, names in steps:
        digest = cache(_digest)
        for path in sorted(files):
            _address(path, names, digest)


def _address(file: Path, names: re.Pattern, digest: Callable[[Path], str]) -> None:
    def addressed(name: re.Match) -> str:
        path = file.parent / name[2]
        if path.suffix not in _KINDS or not path.is_file():
            return name[0]
        version = "" if path.name in _IN_PLACE else f"?v={digest(path.resolve())}"
        return f"{name[1]}{name[2]}{version}"

    # Bytes, not text: line ends stay as they are.
    old = file.read_bytes().decode("utf-8")
    new = names.sub(addressed, old)
    if new != old:
        file.write_bytes(new.encode("utf-8"))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]
