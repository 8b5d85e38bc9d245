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
import re
from pathlib import Path

import lxml.html
from sphinx.errors import ExtensionError

from helpers.book.web import not_found

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
        # Ours, in the page for addresses that lead to none.
        re.escape(" ".join(not_found.script().split())),
    )
]
# And its one style element; the page for addresses that lead to none has ours.
_KNOWN_STYLES = [
    re.compile(r"\.pst-js-only \{ display: none !important; \}"),
    re.compile(re.escape(" ".join(not_found.styles().split()))),
]
# Links out tell the other site neither which window they came from nor which page.
_OUTWARD = ("noopener", "noreferrer")
_SUSPECT = (
    "//@*[starts-with(name(), 'on') or name() = 'style' or "
    + " or ".join(f"name() = '{name}'" for name in sorted(_ADDRESSES))
    + "]"
)
_UNMARKED = (
    "//a[starts-with(@href, 'http:') or starts-with(@href, 'https:')]"
    "[not(contains(@rel, 'noopener') and contains(@rel, 'noreferrer'))]"
)
_CHARSET = re.compile(r'<meta charset="[^"]*"[^>]*>')
# A link out as our own writers write it.
_LINK_OUT = re.compile(r'<a\b(?:\s[^<>]*?)?\shref="https?:[^<>]*>')
_REL = re.compile(r'\brel="([^"]*)"')
# The policy where it is put: such a page was looked at when it was written.
_PROTECTED = re.compile(rb'<meta charset="[^"]*"[^>]*><meta http-equiv="Content-Security-Policy"')
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
            page = path.read_bytes()
            if not _PROTECTED.search(page[: page.find(b"</title>")]):
                path.write_bytes(add_policy(page.decode("utf-8"), name.as_posix()).encode("utf-8"))


def add_policy(page: str, name: str = "page") -> str:
    """Return a page with its policy and its outward links marked.

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
    >>> print(add_policy('<head><meta charset="utf-8"><title>A page</title></head>'))
    <head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src...
    >>> add_policy('<head><meta charset="utf-8"></head><script>steal()</script>', "a.html")
    Traceback (most recent call last):
    ...
    helpers.book.web.csp.PolicyError: a.html: a <script> that is none of the theme's stands in the page...
    """
    page = _LINK_OUT.sub(_add_rel, page)
    tree = lxml.html.document_fromstring(page)
    _refuse_what_runs(name, tree)
    for link in tree.xpath(_UNMARKED):
        raise PolicyError(f"{name}: the link to {link.get('href')!r} is none that the book writes")
    scripts, styles = _scripts(tree), [part.text or "" for part in tree.iter("style")]
    _refuse_unknown(name, "script", scripts, _KNOWN_SCRIPTS)
    _refuse_unknown(name, "style", styles, _KNOWN_STYLES)
    charset = _CHARSET.search(page)
    if not charset:
        raise PolicyError(f"{name}: no <meta charset>; the policy stands after it")
    policy = policy_of(scripts, styles)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    # Before anything that loads: a policy holds only for what comes after it.
    return page[: charset.end()] + meta + page[charset.end() :]


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
    """Return the hash sources of some texts, each once and sorted."""
    digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts}
    return [f"'sha256-{digest}'" for digest in sorted(digests)]


def _refuse_unknown(name: str, kind: str, texts: list[str], known: list[re.Pattern]) -> None:
    for text in texts:
        folded = " ".join(text.split())
        if not any(pattern.fullmatch(folded) for pattern in known):
            raise PolicyError(
                f"{name}: a <{kind}> that is none of the theme's stands in the page: {folded[:200]!r}"
            )


def _scripts(tree: lxml.html.HtmlElement) -> list[str]:
    """Return the texts of the inline scripts of a page, without data blocks."""
    return [
        part.text or ""
        for part in tree.iter("script")
        if "src" not in part.attrib and part.get("type", "") not in _DATA_TYPES
    ]


def _refuse_what_runs(name: str, tree: lxml.html.HtmlElement) -> None:
    for value in tree.xpath(_SUSPECT):
        key = value.attrname
        # Browsers drop white space and control characters inside the name of a scheme.
        address = "".join(c for c in value if c > " ").lower()
        scheme, colon, _ = address.partition(":")
        runs = colon and scheme.isalpha() and not address.startswith(_HARMLESS)
        if key not in _ADDRESSES or runs:
            tag = value.getparent().tag
            raise PolicyError(f"{name}: <{tag}> has {key}={str(value)!r}, which no page may have")


def _add_rel(link: re.Match) -> str:
    """Add the ``rel`` values of outward links to one link."""
    tag = link[0]
    held = _REL.search(tag)
    rel = held[1].split() if held else []
    wanted = f'rel="{" ".join(dict.fromkeys([*rel, *_OUTWARD]))}"'
    return tag.replace(held[0], wanted) if held else f"<a {wanted}{tag[2:]}"
