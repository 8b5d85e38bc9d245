"""Typst markup that can't be misread: every text goes in as a string, never as markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Where a long name or address may break over lines, besides spaces.
_BREAK_AFTER = re.compile(r"([/_?&=.%\-])(?=[^\s/_?&=.%\-]{2})")
_ADDRESS = re.compile(r"(https?://\S*[^\s.,;)])")
_LONG_WORD = re.compile(r"\S{18,}")


def string(text: str) -> str:
    r"""Write a Typst string literal.

    Control characters, which have no place in a book, are dropped.

    Examples
    --------
    >>> print(string('say "#let x"'))
    "say \"#let x\""
    """
    return f'"{text.translate(_LITERAL)}"'


class _Literal(dict):
    """How each character is written in a string literal; looked up once."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in "\n\t":
            written = " "
        elif character in '"\\':
            written = f"\\{character}"
        else:
            has_place = unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")
            written = character if has_place else ""
        self[code] = written
        return written


_LITERAL = _Literal()


def text(content: str) -> str:
    """Write running text: white space folded, long words breakable.

    Examples
    --------
    >>> print(text("*a* $b$"))
    #"*a* $b$";
    """
    content = re.sub(r"\s+", " ", content)
    content = _LONG_WORD.sub(lambda m: _BREAK_AFTER.sub("\\1\u200b", m[0]), content)
    # The semicolon ends the expression: a following bracket is text, no call.
    return f"#{string(content)};" if content else ""


def linked(content: str) -> str:
    """Write running text in which addresses are links; the typesetter itself knows where these break.

    Examples
    --------
    >>> print(linked("See https://example.org/a-b."))
    #"See ";#link("https://example.org/a-b");#".";
    """
    parts = _ADDRESS.split(content)
    return "".join(f"#link({string(p)});" if i % 2 else text(p) for i, p in enumerate(parts))


def call(name: str, /, *content: str, **named: str) -> str:
    """Call a Typst function with content blocks and named arguments (already Typst code).

    Examples
    --------
    >>> print(call("strong", text("a")))
    #strong[#"a";];
    """
    arguments = ", ".join(f"{key.replace('_', '-')}: {value}" for key, value in named.items())
    brackets = f"({arguments})" if arguments else ""
    return f"#{name}{brackets}" + "".join(f"[{block}]" for block in content) + ";"


def dictionary(entries: Mapping[str, str]) -> str:
    """Write a dictionary of strings.

    Examples
    --------
    >>> print(dictionary({"a": "1"}), dictionary({}))
    ("a": "1",) (:)
    """
    written = "".join(f"{string(key)}: {string(value)}," for key, value in entries.items())
    return f"({written or ':'})"


def label(name: str) -> str:
    """Refer to a label, whatever characters its name has."""
    return f"label({string(name)})"


def anchor(name: str) -> str:
    """Put an invisible target into the text."""
    return f"#metadata(none)#{label(name)};"
