"""The last step of writing pages: what they may load and run, and how they link out.

Every page gets a Content-Security-Policy that allows the files beside it and, of what stands in the
page itself, the few scripts and styles of the theme that are known here, each by its hash. Any other
script in a page, a handler in an attribute, a style attribute or an address that runs can only come
from a text that was not escaped: the build stops.

``frame-ancestors`` and reports can't be declared inside a page; a server would have to send them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from html.parser import HTMLParser
from pathlib import Path

from sphinx.errors import ExtensionError

# Scripts of these types are data: a browser never runs them.
_DATA_TYPES = {"application/json", "application/ld+json"}
# Attributes that hold an address which a browser loads or goes to.
_ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcdoc", "xlink:href"}
_HARMLESS = ("http:", "https:", "mailto:", "data:image/")
# The inline scripts of Sphinx, the theme and its extensions, white space folded: patterns of the whole.
_KNOWN_SCRIPTS = [
    re.compile(pattern)
    for pattern in (
        r'document\.documentElement\.dataset\.mode = localStorage\.getItem\("mode"\) \|\| ""; '
        r'document\.documentElement\.dataset\.theme = localStorage\.getItem\("theme"\) \|\| "";',
        r"let toggle(HintShow|HintHide|OpenOnPrint) = '[\w ]*';",
        r"var togglebuttonSelector = '[\w .,-]*';",
        r"DOCUMENTATION_OPTIONS\.(pagename = '[^'\\]*'|search_as_you_type = (true|false));",
        r'(// [\w ]+ )?let searchInput = document\.querySelector\("form\.bd-search input"\); '
        r"if \(searchInput\) \{ searchInput\.focus\(\); searchInput\.select\(\); "
        r'console\.log\("\[PST\]: Set focus on search field\."\); \}',
    )
]
# And its one style element.
_KNOWN_STYLES = [re.compile(r"\.pst-js-only \{ display: none !important; \}")]
# Links out tell the other site neither which window they came from nor which page.
_OUTWARD = ("noopener", "noreferrer")
# The policy where it is put: such a page was looked at when it was written.
_PROTECTED = re.compile(r'<meta charset="[^"]*"[^>]*><meta http-equiv="Content-Security-Policy"')
# Templates that the theme keeps among its static files are no pages.
_NO_PAGES = "_static"


class PolicyError(ExtensionError):
    """A page holds what its policy can't allow; the message names page, element and attribute."""


def write(folder: Path) -> None:
    """Put the policy into every page below a folder and mark the links that lead out.

    Parameters
    ----------
    folder : pathlib.Path
        Root of the built pages, not yet published. Pages are rewritten in place, those that have
        the policy are left as they are.

    Raises
    ------
    PolicyError
        If a page has a script or style that is not the theme's, a handler in an attribute, a style
        attribute, or an address that runs.
    """
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder)
        if name.parts[0] != _NO_PAGES:
            # Bytes, not text: a hash holds for the line ends as they are.
            page = path.read_bytes().decode("utf-8")
            if not _PROTECTED.search(page[: page.find("</title>")]):
                path.write_bytes(protected(page, name.as_posix()).encode("utf-8"))


def protected(page: str, name: str = "page") -> str:
    """Give a page with its policy and its outward links marked.

    Parameters
    ----------
    page : str
        A whole HTML page.
    name : str
        Its name, for messages.

    Raises
    ------
    PolicyError
        See :func:`write`.

    Examples
    --------
    >>> print(protected('<head><meta charset="utf-8"><title>A page</title></head>'))
    <head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src...
    >>> protected('<head><meta charset="utf-8"></head><script>steal()</script>', "a.html")
    Traceback (most recent call last):
    ...
    helpers.book.csp.PolicyError: a.html: a <script> that is none of the theme's stands in the page...
    """
    found = _Reader(name)
    found.feed(page)
    found.close()
    _refuse_unknown(name, "script", found.scripts, _KNOWN_SCRIPTS)
    _refuse_unknown(name, "style", found.styles, _KNOWN_STYLES)
    for old, new in found.links.items():
        page = page.replace(old, new)
    if not found.charset:
        raise PolicyError(f"{name}: no <meta charset>; the policy stands after it")
    if found.has_policy:
        return page
    policy = html.escape(policy_of(found.scripts, found.styles), quote=True).replace("&#x27;", "'")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    # Before anything that loads: a policy holds only for what comes after it.
    return page.replace(found.charset, found.charset + meta, 1)


def policy_of(scripts: list[str], styles: list[str]) -> str:
    """Write the policy for a page with these inline scripts and style elements.

    Examples
    --------
    >>> policy_of([], [])[:42]
    "default-src 'none'; script-src 'self'; sty"
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", "'self'", *_hashes(scripts)]),
            " ".join(["style-src", "'self'", *_hashes(styles)]),
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        ]
    )


def _hashes(texts: list[str]) -> list[str]:
    """Give the sources of texts, each once, in an order that does not depend on the page's."""
    digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts}
    return [f"'sha256-{digest}'" for digest in sorted(digests)]


def _refuse_unknown(name: str, kind: str, texts: list[str], known: list[re.Pattern]) -> None:
    for text in texts:
        folded = " ".join(text.split())
        if not any(pattern.fullmatch(folded) for pattern in known):
            raise PolicyError(
                f"{name}: a <{kind}> that is none of the theme's stands in the page: {folded[:200]!r}"
            )


class _Reader(HTMLParser):
    """Collect inline scripts and styles, outward links, and what no policy allows."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.links: dict[str, str] = {}
        self.charset = ""
        self.has_policy = False
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        held = {key: value or "" for key, value in attrs}
        self._refuse(tag, held)
        if tag == "meta":
            self.charset = self.charset or (self.get_starttag_text() if "charset" in held else "")
            self.has_policy |= held.get("http-equiv", "").lower() == "content-security-policy"
        elif tag == "script" and "src" not in held and held.get("type", "") not in _DATA_TYPES:
            self._open = self.scripts
            self._open.append("")
        elif tag == "style":
            self._open = self.styles
            self._open.append("")
        elif tag == "a" and held.get("href", "").startswith(("http:", "https:")):
            self._mark(held)

    def handle_data(self, data: str) -> None:
        """Keep the text of an inline script or style, which may come in pieces."""
        if self._open is not None:
            self._open[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """End an inline script or style."""
        self._open = None

    def _mark(self, held: dict[str, str]) -> None:
        old = self.get_starttag_text()
        rel = held.get("rel", "").split()
        wanted = " ".join(dict.fromkeys([*rel, *_OUTWARD]))
        if "rel" not in held:
            self.links[old] = f'<a rel="{wanted}"{old[2:]}'
        elif not set(_OUTWARD) <= set(rel):
            self.links[old] = old.replace(f'rel="{held["rel"]}"', f'rel="{wanted}"')

    def _refuse(self, tag: str, held: dict[str, str]) -> None:
        for key, value in held.items():
            # Browsers drop white space and control characters inside the name of a scheme.
            address = "".join(c for c in value if c > " ").lower()
            scheme, colon, _ = address.partition(":")
            runs = colon and scheme.isalpha() and not address.startswith(_HARMLESS)
            if key.startswith("on") or key == "style" or (key in _ADDRESSES and runs):
                raise PolicyError(
                    f"{self.name}: <{tag}> has {key}={value!r}, which no page may have"
                )
