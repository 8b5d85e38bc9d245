"""Typst markup that can't be misread: every text goes in as a string, never as markup."""

from __future__ import annotations

import re
import unicodedata

# Spaces that one types; those that may not break, and those of Chinese and Japanese, have a meaning.
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ADDRESS = re.compile(r"(https?://\S*[^\s.,;)])")
# Chinese and Japanese, which break anywhere, and words of Latin letters, which are hyphenated.
_EAST = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
WIDE = re.compile(f"[{_EAST}]")
# A long name of a program or an address, of any script: it must be printed as it is, yet may break over
# lines. What is longer than any word has to break somewhere, whatever it is made of.
_SIGN = rf"[^\s{_EAST}]"
_LONG_NAME = re.compile(rf"(?<!{_SIGN})((?={_SIGN}*\w[/_?&=.%]\w){_SIGN}{{18,}}|{_SIGN}{{40,}})")
_NAME = re.compile(rf"({_SIGN}*\w[/_?&=.%:#-]\w{_SIGN}*)")
# It breaks before a mark, so that no line ends with a hyphen that a reader takes for the typesetter's.
_MARKS = "/_?&=.%:#~+\u2013\u2014-"
_PIECE = re.compile(rf"(?:https?://)?[{_MARKS}]*[^{_MARKS}]{{0,15}}(?:[{_MARKS}]+$)?")
_HYPHENATED = re.compile(r"\W*[a-zA-Z\u00c0-\u024f\u02bb\u02bc’'-]*\W*")


def string(text: str) -> str:
    r"""Write a Typst string literal.

    Control characters, which have no place in a book, are dropped, what terminals colour by, and what
    has no width.

    Examples
    --------
    >>> print(string('say "#let x"'))
    "say \"#let x\""
    >>> print(string("\x1b[31mred\x1b[0m"))
    "red"
    """
    return f'"{_COLOURS.sub("", text).translate(_LITERAL)}"'


# Copied with a name, they lead nowhere; joiners and marks of direction have a meaning.
_NO_WIDTH = "\u00ad\u200b\u2060\ufeff"


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
            written = character if has_place and character not in _NO_WIDTH else ""
        self[code] = written
        return written


_LITERAL = _Literal()


def text(content: str) -> str:
    """Write running text: blanks folded, long names breakable.

    Examples
    --------
    >>> print(text("*a*  $b$"))
    #"*a* $b$";
    >>> print(text("in investment_usd_million"))
    #"in ";#pieces("investment","_usd","_million",);
    """
    return _with_names(content, _LONG_NAME)


def code(content: str) -> str:
    """Write names of a program: each may break before its marks and nowhere else.

    Examples
    --------
    >>> print(code("make trace ID=debt-peaks"))
    #"make trace ";#pieces("ID","=debt","-peaks",);
    """
    return _with_names(content, _NAME)


def unbroken(content: str, is_code: bool = False) -> list[str]:
    """Return the pieces of a text that no line break may divide, such as parts of names.

    Examples
    --------
    >>> unbroken("Kyrgyzstan owed 1,234.5 (investment_usd_million)")
    ['1,234.5', '(investment', '_usd', '_million)']
    """
    found, names = [], _NAME if is_code else _LONG_NAME
    for word in WIDE.sub(" ", content).split():
        if names.fullmatch(word):
            found += filter(None, _PIECE.findall(word))
        else:
            parts = re.split(r"(?<=[\u2013\u2014-])", word)
            found += [part for part in parts if not _HYPHENATED.fullmatch(part)]
    return found


def pieces(name: str) -> str:
    """Write a name or address that may break over lines without a hyphen.

    Examples
    --------
    >>> print(pieces("https://example.org/a-b."))
    #pieces("https://example",".org","/a","-b.",);
    """
    found = "".join(f"{string(piece)}," for piece in _PIECE.findall(name) if piece)
    return f"#pieces({found});"


def _with_names(content: str, names: re.Pattern[str]) -> str:
    parts = names.split(_BLANKS.sub(" ", content))
    # The semicolon ends the expression: a following bracket is text, no call.
    written = (pieces(p) if i % 2 else f"#{string(p)};" for i, p in enumerate(parts) if p)
    return "".join(written)


def with_links(content: str) -> str:
    """Write running text in which addresses are links.

    Examples
    --------
    >>> print(with_links("See https://example.org/a-b."))
    #"See ";#link("https://example.org/a-b")[#pieces("https://example",".org","/a","-b",);];#".";
    """
    parts = _ADDRESS.split(content)
    return "".join(link(p, pieces(p)) if i % 2 else text(p) for i, p in enumerate(parts))


def link(address: str, words: str) -> str:
    """Write a link out of the file; the words are markup."""
    return f"#link({string(address)})[{words}];"


def call(name: str, /, *content: str, **named: str) -> str:
    """Call a Typst function with content blocks and named arguments (already Typst code).

    Examples
    --------
    >>> print(call("strong", text("a")))
    #strong[#"a";];
    """
    brackets = f"({arguments(**named)})" if named else ""
    return f"#{name}{brackets}" + "".join(f"[{block}]" for block in content) + ";"


def arguments(**named: str) -> str:
    """Write named arguments of a Typst function; the values are Typst code."""
    return ", ".join(f"{key.replace('_', '-')}: {value}" for key, value in named.items())


def label(name: str) -> str:
    """Refer to a label, whatever characters its name has."""
    return f"label({string(name)})"


def anchor(name: str) -> str:
    """Put an invisible target into the text."""
    return f"#metadata(none)#{label(name)};"
