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
from contextlib import suppress
from urllib.parse import unquote, urlsplit

# What is left of letters that another program turned into marks.
_LEFTOVERS = re.compile(
    r"&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#x[0-9A-Fa-f]{1,6});|\?{3,}"
    r"|_x[0-9A-Fa-f]{4}_|\\u[0-9A-Fa-f]{4}|\\[nrt]|=[C-F][0-9A-F]=[89AB][0-9A-F]"
    # Addresses, which may hold these, have a slash before.
    r"|^[^/]*%[C-F][0-9A-F]%[89AB][0-9A-F]|^[^/]*[^\W\d_]\?[^\W\d_]"
)
# What programs write where there is nothing, besides signs alone, but for those of units. "NA" (Namibia)
# and "Null" (a family name) are words.
_MARKS = frozenset(
    r"N/A n/a N.A. n.a. N/D n/d nan NaN NAN <NA> NaT None NULL null undefined \N TBD tbd TBC tbc TODO "
    "(blank) (empty) (null) (none) #N/A #N/D #REF! #VALUE! #DIV/0! #NAME? #NUM! #NULL! #SPILL! #CALC! "
    "#FIELD! #ERROR! #UNKNOWN! #BLOCKED! #CONNECT! #GETTING_DATA".split()
)
_SIGNS = r"(?:[^\w$%°£¥€₸₽]|_)+|Err:[0-9]{3}"
# The tables are published as they are, and readers open them in spreadsheets.
_FORMULA = re.compile("[=+@＝＋＠]|[-－](?![0-9.]+$)")
_REMEDIES = dict.fromkeys("\n\r\u2028\u2029", "a line break: write the text in one line") | {
    "\t": "a tab: write a blank",
    "\u00ad": "a soft hyphen: delete it, the book hyphenates by itself",
    "\u200c": "joins or parts letters unseen: delete it, or write the title in Latin script",
    "\u200d": "joins or parts letters unseen: delete it, or write the title in Latin script",
    "\ufffd": "stands where another program could not read a letter: write the letter",
}
# A host as it is asked: labels between dots, the last of them no number; or four numbers.
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?!\d+\.?$){_LABEL}\.?|(?:{_BYTE}\.){{3}}{_BYTE}")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}“”„«»]+")


def _of_western(character: str) -> str:
    """Give what a control code is in the Western code page that a text was written in, if it is one."""
    if not "\u0080" <= character <= "\u009f":
        return ""
    return character.encode("latin-1").decode("cp1252", "ignore")


def remedy(character: str) -> str:
    r"""Say what to do with a character that no table may hold.

    Examples
    --------
    >>> remedy("\n")
    'a line break: write the text in one line'
    """
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return "asks for a variant of the letter before it: delete it, no font here has the variant"
    if _of_western(character):
        return f"{_of_western(character)!r}, read in a wrong encoding: write that"
    return _REMEDIES.get(character, "delete it")


def mark_fault(text: str) -> str:
    """Find a mark that stands for a missing value.

    Examples
    --------
    >>> mark_fault("n/a"), mark_fault("NA")
    ("'n/a' stands for a missing value; leave the cell empty, or say in words what is known", '')
    """
    if not text.strip() or not (text in _MARKS or re.fullmatch(_SIGNS, text)):
        return ""
    return (
        f"{text!r} stands for a missing value; leave the cell empty, or say in words what is known"
    )


def leftover_fault(text: str) -> str:
    """Find letters that another program wrote as HTML or by their codes, or lost.

    Examples
    --------
    >>> leftover_fault("AT&amp;T"), leftover_fault("????? Bank")
    ("'&amp;' is HTML; write '&'", "'?????' stands where letters were lost; write the letters")
    >>> leftover_fault("R&D; why?")
    ''
    """
    found = _LEFTOVERS.search(text)
    if not found:
        return ""
    held = found[0][-7:]
    if "?" in held:
        return f"{held!r} stands where letters were lost; write the letters"
    if held[0] in "_\\=" or "%" in held:
        return f"{held!r} is the code of a letter or line break; write the letter, or delete it"
    meant = html.unescape(found[0]).replace("\u00a0", " ")
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
    if "  " in text:
        return f"character {text.index('  ') + 1} is the first of several blanks; write one"
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


# Letters of other scripts that look like Latin ones, each with the letter that it looks like.
_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧνορ",
    "ABESIJKMHOPCTYXaesijopcyxhdqwABEZHIKMNOPTYXvop",
)
_WORD = re.compile(r"[^\W\d_]+")


def script_fault(text: str) -> str:
    """Find a word of Latin letters with others among them that look so, and letters of another width.

    Examples
    --------
    >>> script_fault("Chinа")
    "'Chinа' mixes scripts: character 5 is U+0430 CYRILLIC SMALL LETTER A; write 'a'"
    >>> script_fault("ＪＢＩＣ, 2024"), script_fault("総額３兆円"), script_fault("Союз KazMunayGas")
    ("character 1 is U+FF2A FULLWIDTH LATIN CAPITAL LETTER J; write 'J'", '', '')
    """
    for word in _WORD.finditer(text):
        fault = _mixture(word[0], word.start())
        if fault:
            return fault
    narrow = re.search("[\uff61-\uffdc\ufb50-\ufdfb\ufe70-\ufefc]", text)
    if narrow:
        plain = unicodedata.normalize("NFKC", narrow[0])
        return f"character {narrow.start() + 1} is {_code(narrow[0])}; write {plain!r}"
    if any(_is_of_wide_script(c) for c in text):
        return ""
    for place, character in enumerate(text, start=1):
        plain = _plain(character)
        if plain != character:
            return f"character {place} is {_code(character)}; write {plain!r}"
    return ""


def _mixture(word: str, start: int) -> str:
    """Find what does not belong in a word of Latin and Cyrillic letters: the fewer of the two."""
    latin = [i for i, c in enumerate(word) if unicodedata.name(c, "").startswith("LATIN")]
    alike = [i for i, c in enumerate(word) if c.translate(_LOOKALIKES) != c]
    cyrillic = [i for i, c in enumerate(word) if "\u0400" <= c <= "\u052f"]
    if not latin or not {*alike, *cyrillic}:
        return ""
    place = min([*alike, *cyrillic]) if len(latin) >= len(word) / 2 else latin[0]
    found, plain = word[place], word[place].translate(_LOOKALIKES)
    what = f"write {plain!r}" if plain != found else "write the word in one script"
    return f"{word!r} mixes scripts: character {start + place + 1} is {_code(found)}; {what}"


def _code(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}"


def _plain(character: str) -> str:
    """Give the plain letter or digit that a character is another form of; others as they are."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if (
        character >= "\U0001d400"
        or "\ufb00" <= character <= "\ufb06"
        or "\uff21" <= character <= "\uff5a"
    ):
        return unicodedata.normalize("NFKC", character)
    return character


def _is_of_wide_script(character: str) -> bool:
    """Tell whether a letter is of a script with digits of its own, or one set with wide letters."""
    return character.isalpha() and not unicodedata.name(character, "").startswith(
        ("LATIN", "CYRILLIC", "GREEK", "FULLWIDTH", "MATHEMATICAL")
    )


def fold(name: str) -> str:
    """Give what is left of a name when its ways of writing are: case, apostrophes, dashes, scripts.

    Examples
    --------
    >>> fold("Oʻzbekiston") == fold("O'ZBEKISTON") == fold("О’zbekiston")
    True
    """
    text = unicodedata.normalize("NFKC", name).translate(_LOOKALIKES).casefold()
    text = re.sub("[\u02b9-\u02bd\u2018-\u201b\u2032\u0060\u00b4\uff07]", "'", text)
    return re.sub("[\u2010-\u2015\u2212]", "-", text)


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


def address_fault(text: str) -> str:
    """Find what is no address that a page may link to.

    Examples
    --------
    >>> address_fault("https://example.org/a?b=1"), address_fault("javascript:x")
    ('', "'javascript:x' is no address; expected http:// or https:// and a host")
    >>> address_fault("https://example..org/")
    "'https://example..org/' is no address; 'example..org' is no name of a host"
    >>> address_fault("doi:10.1000/182")
    "'doi:10.1000/182' is no address; write https://doi.org/10.1000/182"
    """
    if not text.startswith(("http://", "https://")):
        meant = _meant_address(text)
        expected = f"write {meant}" if meant else "expected http:// or https:// and a host"
        return f"{text!r} is no address; {expected}"
    if re.search(r"[;,|\s]\s*https?://", text):
        return f"{text!r} holds two addresses; give one"
    if not _ADDRESS.fullmatch(text):
        odd = next((c for c in text if not _ADDRESS.fullmatch(f"http://{c}")), "")
        write = f"write {odd!r} as {_percent(odd)}" if odd else "a host is missing"
        if re.match(r"https?://\s", text):
            write = "delete the blank before the host"
        return f"{text!r} is no address; {write}"
    if re.search("%(?![0-9A-Fa-f]{2})", text):
        return f"{text!r} is no address; write '%' as %25"
    return _host_fault(text) or _ending_fault(text)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _meant_address(text: str) -> str:
    """Give the address that is meant by a DOI, or by a host without what goes before it."""
    doi = re.fullmatch(r"(?:doi:\s*)?(10\.[0-9]{4,9}/\S+)", text, re.I)
    if doi:
        return f"https://doi.org/{doi[1]}"
    bare = re.fullmatch(r"(?:https?:/{0,3})?(www\.[^\s/]+\S*)", text, re.I)
    return f"https://{bare[1]}" if bare else ""


def _host_fault(text: str) -> str:
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


def page_of(address: str) -> str:
    """Give what tells the page of an address from others: not how it is written, found or kept.

    Examples
    --------
    >>> page_of("http://www.Example.org:80/a/index.html?utm_source=x#part"), page_of("https://a.example/%C3%A9")
    ('example.org/a', 'a.example/é')
    """
    page = re.sub(r"^https?://web\.archive\.org/web/[0-9]+[a-z_]*/", "", address)
    page = re.sub(r"^https?://(www\.)?|#.*", "", page)
    page = re.sub(r"(?<=[?&])(utm_\w+|fbclid|gclid)=[^&]*&?", "", page).rstrip("?&")
    page = re.sub(r"^([^/:]+?)\.?(?::(?:80|443))?(?=/|$)", r"\1", page)
    return unquote(re.sub(r"/(index|default)\.\w+$", "", page)).rstrip("/").lower()


def _ending_fault(text: str) -> str:
    """Find a mark of the sentence in which an address stood: it leads elsewhere, or nowhere."""
    end = text[-1]
    is_open = end in ")]" and text.count("(") + text.count("[") < text.count(")") + text.count("]")
    if end not in ".,;:!'*…" and not is_open:
        return ""
    return f"{text!r} ends with {end!r}, a mark of the text around it; delete it, or write {_percent(end)}"


# --- Letters that were read in a wrong encoding --------------------------------------------------

# UTF-8 read as one of these and saved so: what comes out decodes as UTF-8 when it is written back.
_READ_AS = (
    *("cp1252", "latin-1", "cp1250", "cp1254", "cp1251", "mac-roman", "cp437", "cp850"),
    *("mac-cyrillic", "cp932", "gbk"),
)
_RUN = re.compile(r"[^\x00-\x7f]+")
# What is no word of any language: beginnings of letters whose other byte was lost, frames of a terminal, and
# Cyrillic, Japanese or Chinese code pages read as Western European.
_NO_WORDS = re.compile(
    "[ÃĂ][\u0080-\u00bf\u0152-\u0192\u2013-\u2122]|â€|[\u0393Ô]Ç|Â[\u00a0-\u00bf]|ï»¿"
    "|(?:[РСÐÑ][\u0080-\u00bf\u0400-\u040f\u0450-\u045f\u2013-\u2122]){2}"
    "|[\u2500-\u259f]|[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{4,}"
)
_CLOSERS, _OPENERS = "»”’›…", "«“„‘–—»”’"
_EAST_ASIAN = "\u3001-\u30ff\u4e00-\u9fff\uff01-\uff9f"
_OF_THESE_LANGUAGES = (
    f"\u00a0-\u024f\u0259\u02bb\u02bc\u0400-\u04ff\u1e00-\u1eff\u2010-\u2044€№™−\ufeff{_EAST_ASIAN}"
)


def misread_fault(text: str) -> str:
    """Find letters that were read in a wrong encoding once: Western, Cyrillic, Japanese, Chinese.

    Examples
    --------
    >>> misread_fault("Ã–zbekiston"), misread_fault("Öz Çağ «Её»")
    ("'Ã–' was read in a wrong encoding once; expected 'Ö'", '')
    >>> misread_fault("РЎРѕСЋР·")
    "'РЎРѕСЋР·' was read in a wrong encoding once; expected 'Союз'"
    """
    for run in _RUN.findall(text):
        meant = _meant(run)
        # What went wrong twice is read back twice.
        while meant and _meant(meant):
            meant = _meant(meant)
        if meant:
            return f"{run!r} was read in a wrong encoding once; expected {meant!r}"
    found = _NO_WORDS.search(text)
    return f"{found[0]!r} was read in a wrong encoding once; expected the letters" if found else ""


def _meant(run: str) -> str:
    """Give what a run of letters was before it was read wrongly; nothing where it is as it was."""
    for encoding in _READ_AS:
        with suppress(UnicodeError):
            meant = _bytes(run, encoding).decode("utf-8")
            if _is_likely(meant, run):
                return meant
    return ""


def _bytes(run: str, encoding: str) -> bytes:
    """Write letters in a code page; what the Western one lacks is kept as the control that it was."""
    if encoding != "cp1252":
        return run.encode(encoding)
    return b"".join(c.encode("latin-1" if "\u0080" <= c <= "\u009f" else encoding) for c in run)


def _is_likely(meant: str, run: str) -> bool:
    """Tell whether letters are of this book's languages, and no chance of two that stand together."""
    if re.match(f"[{_EAST_ASIAN}]", run):
        return len(meant) > 1 and bool(re.fullmatch(f"[{_EAST_ASIAN}]+", meant))
    if not re.fullmatch(f"[{_OF_THESE_LANGUAGES}]+", meant):
        return False
    # A capital beside a quotation mark or dash, and a short word of Cyrillic, decode by chance.
    if len(meant) > 1 or meant in "\u02bb\u02bc":
        return True
    is_cyrillic = any("\u0400" <= c <= "\u04ff" for c in (run[0], run.lstrip(_OPENERS)[:1]))
    return run[-1] not in _CLOSERS and not is_cyrillic
