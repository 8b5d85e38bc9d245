"""What a single cell of a table may hold, whatever its column: text as a source prints it.

Each function gives what is wrong with a text and what to do, in one phrase, or nothing. The rules are
those of a reader who opens the table in a spreadsheet or joins it to another: a blank at the end of a
name makes another name, two ways of storing one letter make two words, and a mark for "missing" is
taken for a value.
"""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import urlsplit

# Nothing to look at: plain letters that begin and end with one and can't be a formula; or a number.
PLAIN = r"[!\"$-*,.-<>?A-~](?:[ -~]*[!-~])?|-?[0-9.]*"
# Plain letters all the same: what is left of letters that another program turned into marks.
LEFTOVERS = r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});|\?{3,}"
# What programs write where there is nothing. "NA" (Namibia) and "Null" (a family name) are words.
MARKS = frozenset(
    "N/A n/a nan NaN NAN <NA> NaT None NULL null undefined .. ... … - -- – — ? "
    "#N/A #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL! #SPILL! #CALC! #FIELD!".split()
)
# The tables are published as they are, and readers open them in spreadsheets.
_FORMULA = re.compile("[=+@＝＋＠]|[-－](?![0-9.]+$)")
_REMEDIES = {
    "\n": "a line break: write the text in one line",
    "\r": "a line break: write the text in one line",
    "\u2028": "a line break: write the text in one line",
    "\u2029": "a line break: write the text in one line",
    "\t": "a tab: write a blank",
    "\u00ad": "a soft hyphen: delete it, the book hyphenates by itself",
    "\u200c": "joins or parts letters unseen: delete it, or write the title in Latin script",
    "\u200d": "joins or parts letters unseen: delete it, or write the title in Latin script",
    "\ufffd": "stands where another program could not read a letter: write the letter",
}
# A host as it is asked: labels between dots, the last of them no number; or four numbers.
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\.?$){_LABEL}\.?|(?:\d{{1,3}}\.){{3}}\d{{1,3}}")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+")


def remedy(character: str) -> str:
    r"""Say what to do with a character that no table may hold.

    Examples
    --------
    >>> remedy("\n")
    'a line break: write the text in one line'
    """
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return "asks for a variant of the letter before it: delete it, no font here has the variant"
    return _REMEDIES.get(character, "delete it")


def mark_fault(text: str) -> str:
    """Find a mark that stands for a missing value.

    Examples
    --------
    >>> mark_fault("n/a"), mark_fault("NA")
    ("'n/a' stands for a missing value; leave the cell empty, or say in words what is known", '')
    """
    if text not in MARKS and not re.fullmatch("#+", text):
        return ""
    return (
        f"{text!r} stands for a missing value; leave the cell empty, or say in words what is known"
    )


def leftover_fault(text: str) -> str:
    """Find letters that another program wrote as HTML, or lost.

    Examples
    --------
    >>> leftover_fault("AT&amp;T"), leftover_fault("????? Bank")
    ("'&amp;' is HTML; write '&'", "'?????' stands where letters were lost; write the letters")
    >>> leftover_fault("R&D; why?")
    ''
    """
    found = re.search(LEFTOVERS, text)
    if not found:
        return ""
    if found[0][0] == "?":
        return f"{found[0]!r} stands where letters were lost; write the letters"
    meant = html.unescape(found[0])
    return f"{found[0]!r} is HTML; write {meant!r}" if meant != found[0] else ""


def blank_fault(text: str) -> str:
    r"""Find white space that nobody sees but every comparison does.

    Examples
    --------
    >>> blank_fault("Japan "), blank_fault("JICA\u00a0loan")[:30]
    ("'Japan ' begins or ends with a blank; delete it", 'character 5 is U+00A0 NO-BREAK')
    """
    if text != text.strip():
        return f"{text!r} begins or ends with a blank; delete it"
    for place, character in enumerate(text, start=1):
        # The wide blank of Japanese stands between words of Japanese.
        if unicodedata.category(character) == "Zs" and character not in " \u3000":
            name = unicodedata.name(character)
            return f"character {place} is U+{ord(character):04X} {name}; write a plain blank"
    return ""


def form_fault(text: str) -> str:
    r"""Find letters stored as a base and a mark though there is one character for both.

    Examples
    --------
    >>> form_fault("Cafe\u0301"), form_fault("Café")
    ("character 4 is 'e' with a mark of its own; save the text in composed form (NFC)", '')
    """
    composed = unicodedata.normalize("NFC", text)
    if composed == text:
        return ""
    place = next((i for i, (a, b) in enumerate(zip(text, composed)) if a != b), len(composed) - 1)
    if place + 1 < len(text) and unicodedata.combining(text[place + 1]):
        found = f"{text[place]!r} with a mark of its own"
    else:
        found = f"U+{ord(text[place]):04X}, another code for {composed[place]!r}"
    return f"character {place + 1} is {found}; save the text in composed form (NFC)"


def formula_fault(text: str) -> str:
    """Find what a spreadsheet would compute instead of showing.

    Examples
    --------
    >>> formula_fault("=1+1")
    "'=1+1' would run as a formula in a spreadsheet; begin with a letter or a quotation mark"
    >>> formula_fault("-5 degrees")[-52:]
    'write a minus as −, or begin with a letter or figure'
    """
    if not _FORMULA.match(text):
        return ""
    how = "begin with a letter or a quotation mark"
    if text[0] in "-－":
        how = "write a minus as −, or begin with a letter or figure"
    return f"{text!r} would run as a formula in a spreadsheet; {how}"


def address_fault(text: object) -> str:
    """Find what is no address that a page may link to.

    Examples
    --------
    >>> address_fault("https://example.org/a?b=1"), address_fault("javascript:x")
    ('', "'javascript:x' is no address; expected http:// or https:// and a host")
    >>> address_fault("https://example..org/")
    "'https://example..org/' is no address; 'example..org' is no name of a host"
    """
    if not isinstance(text, str) or not text.startswith(("http://", "https://")):
        return f"{text!r} is no address; expected http:// or https:// and a host"
    if not _ADDRESS.fullmatch(text):
        odd = next((c for c in text if not _ADDRESS.fullmatch(f"http://{c}")), "")
        code = "".join(f"%{byte:02X}" for byte in odd.encode())
        write = f"write {odd!r} as {code}" if odd else "a host is missing"
        return f"{text!r} is no address; {write}"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        return f"{text!r} is no address; {str(error)[:1].lower()}{str(error)[1:]}"
    if parts.username is not None:
        return f"{text!r} holds a name of a user; give the address without it"
    if not _HOST.fullmatch(host):
        return f"{text!r} is no address; {host!r} is no name of a host"
    return ""


# --- Letters that were read in a wrong encoding --------------------------------------------------

# UTF-8 read as one of these and saved so: what comes out decodes as UTF-8 when it is written back.
_SINGLE = ("cp1252", "latin-1", "cp1250", "cp1254", "cp1251", "koi8-r", "cp866")
_DOUBLE = ("cp932", "gbk", "euc-jp", "big5")
_RUN = re.compile(r"[^\x00-\x7f]+")
# A lost byte in the middle leaves these beginnings of two- and three-byte letters.
_BEGINNINGS = re.compile(
    "Ã[\u0080-\u00bf\u0152-\u0192\u2013-\u2122]|â€|Â[\u00a0-\u00bf]|ï»¿|(?:[РС][\u0400-\u040f\u0450-\u045f\u00a0-\u00bf\u2013-\u2122]){2}"
)
# Letters of Cyrillic, Japanese or Chinese code pages, read as Western European.
_WESTERN = re.compile("[\u00a1-\u00ff]{4,}")
_CLOSERS = "»”’›…"


def misread_fault(text: str) -> str:
    """Find letters that were read in a wrong encoding once: Western, Cyrillic, Japanese, Chinese.

    Examples
    --------
    >>> misread_fault("Ã–zbekiston"), misread_fault("Öz Çağ «Её»")
    ("'Ã–' was read in a wrong encoding once; expected 'Ö'", '')
    >>> misread_fault("РЎРѕСЋР·")
    "'РЎРѕСЋР·' was read in a wrong encoding once; expected 'Союз'"
    """
    if text.isascii():
        return ""
    for run in _RUN.findall(text):
        meant = _meant(run)
        if meant:
            return f"{run!r} was read in a wrong encoding once; expected {meant!r}"
    found = _BEGINNINGS.search(text) or _western(text)
    return f"{found[0]!r} was read in a wrong encoding once; expected the letters" if found else ""


def _western(text: str) -> re.Match | None:
    found = _WESTERN.search(text)
    return found if found and sum(c.isalpha() for c in found[0]) > 2 else None


def _meant(run: str) -> str:
    """Give what a run of letters was before it was read wrongly; nothing where it is as it was."""
    for encodings, shortest in ((_SINGLE, 1), (_DOUBLE, 2)):
        for encoding in encodings:
            # Two thirds of Cyrillic's letters in these decode by chance; read wrongly, they hold lines.
            if encoding in ("koi8-r", "cp866") and run.isalpha():
                continue
            try:
                meant = run.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            if len(meant) >= shortest and _is_likely(meant, run, wide=shortest == 2):
                return meant
    return ""


def _is_likely(meant: str, run: str, wide: bool) -> bool:
    """Tell whether letters are of this book's languages, and no chance of two that stand together."""
    if wide:
        return all(_is_east_asian(c) for c in meant)
    if not all(_is_of_these_languages(c) for c in meant):
        return False
    # A capital before a closing quotation mark, and a short word of Cyrillic, decode by chance.
    if len(meant) > 1 or meant in "\u02bb\u02bc":
        return True
    return run[-1] not in _CLOSERS and not "\u0400" <= run[0] <= "\u04ff"


def _is_east_asian(c: str) -> bool:
    return "\u3001" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uff01" <= c <= "\uff9f"


def _is_of_these_languages(c: str) -> bool:
    return (
        "\u00a1" <= c <= "\u024f"
        or c in "\u00a0\u0259\u018f\u02bb\u02bc\ufeff"
        or "\u0400" <= c <= "\u04ff"
        or "\u1e00" <= c <= "\u1eff"
        or "\u2010" <= c <= "\u2044"
        or c in "€№™−"
        or _is_east_asian(c)
    )
