"""Ways in which a data package goes wrong, made at random from the book's own tables.

Each corruption is made on a small package: one table of the book, cut to some rows, with all rows that
these refer to. Run as a script, this prints how many of each kind were tried and what came of them.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from helpers import data, paths  # noqa: E402
from helpers.check import check_data  # noqa: E402
from helpers.data import DataError  # noqa: E402

SEED = 20261125
ROWS = 12
# What must come of a corruption: refused; flagged (the table is named as edited on every page) or
# refused; nothing, since the tables are the same.
REFUSED, FLAGGED, SAME = "refused", "flagged", "same"


@dataclass
class Corruption:
    """One corruption of one small package."""

    kind: str
    expected: str
    table: str
    files: dict[str, bytes | None]
    # What the message must name.
    names: list[str] = field(default_factory=list)


@dataclass
class Cut:
    """A small package: the descriptor, and the tables as header and rows."""

    table: str
    package: dict
    tables: dict[str, list[list[str]]]

    def resource(self) -> dict:
        return next(r for r in self.package["resources"] if r["name"] == self.table)

    def fields(self) -> list[dict]:
        return self.resource()["schema"]["fields"]

    def rows(self) -> list[list[str]]:
        return [list(row) for row in self.tables[self.table]]


@cache
def _whole() -> tuple[dict, dict[str, list[list[str]]]]:
    package = json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))
    tables = {}
    for resource in package["resources"]:
        if resource.get("type") == "table":
            with (ROOT / "data" / resource["path"]).open(encoding="utf-8-sig", newline="") as file:
                tables[resource["name"]] = list(csv.reader(file))
    return package, tables


def table_names() -> list[str]:
    return list(_whole()[1])


# Tables whose rows lists of ids name, by hand.
LED_TO = [
    ("sources", "source_id"),
    ("loans", "loan_id"),
    ("debt_relief", "relief_id"),
    ("debate_positions", "position_id"),
    ("concessionality_rules", "rule_id"),
    ("lender_fee_rules", "rule_id"),
]


def _references(resource: dict) -> Iterator[tuple[str, str, str]]:
    """Give column, table and column referred to; lists of ids too."""
    for key in resource["schema"].get("foreignKeys", []):
        target = key["reference"]["resource"] or resource["name"]
        yield key["fields"][0], target, key["reference"]["fields"][0]
    for column in _id_lists(resource):
        for target, key in LED_TO:
            if f"_{column}".endswith(f"_{key}s"):
                yield column, target, key


def _id_lists(resource: dict) -> list[str]:
    """Name the columns that are lists of ids of other rows."""
    names = [field["name"] for field in resource["schema"]["fields"]]
    return [n for n in names if any(f"_{n}".endswith(f"_{key}s") for _, key in LED_TO)]


def _corrected(resources: dict, tables: dict) -> Iterator[tuple[int, str, int]]:
    """Give the number of each correction, its table, and the number of the row it corrects."""
    head, *rows = tables["corrections"]
    for number, row in enumerate(rows, start=1):
        held = dict(zip(head, row))
        name = held["table_name"]
        places = [tables[name][0].index(k) for k in resources[name]["schema"]["primaryKey"]]
        keys = ["|".join(r[i] for i in places) for r in tables[name]]
        yield number, name, keys.index(held["row_key"])


@cache
def cut(table: str) -> Cut:
    """Cut the package down to some rows of a table and what they refer to."""
    package, tables = _whole()
    resources = {r["name"]: r for r in package["resources"] if r["name"] in tables}
    step = max(1, (len(tables[table]) - 1) // ROWS)
    kept: dict[str, set[int]] = {table: set(range(1, len(tables[table]), step)[:ROWS])}
    kept.setdefault("sources", set())
    for number, of, row in _corrected(resources, tables):
        # A correction and the row that it corrects stay together.
        if table in ("corrections", of):
            kept.setdefault("corrections", set()).add(number)
            kept.setdefault(of, set()).add(row)
    todo = [(name, number) for name, numbers in kept.items() for number in numbers]
    while todo:
        name, number = todo.pop()
        header = tables[name][0]
        for column, target, target_column in _references(resources[name]):
            place = tables[target][0].index(target_column)
            kept.setdefault(target, set())
            for value in filter(None, tables[name][number][header.index(column)].split(";")):
                found = [i for i, r in enumerate(tables[target]) if i and r[place] == value]
                new = set(found[:1]) - kept[target]
                kept[target] |= new
                todo += [(target, i) for i in new]
    if not kept["sources"]:
        kept["sources"] = {1}
    small = dict(package)
    small["resources"] = [json.loads(json.dumps(resources[n])) for n in resources if kept.get(n)]
    rows = {n: [tables[n][0], *(tables[n][i] for i in sorted(kept[n]))] for n in kept if kept[n]}
    # A key into a table that nothing here refers to has no table to be held against, and some rows of a
    # table neither add up to its totals nor make whole series.
    for resource in small["resources"]:
        resource.pop("totals", None)
        resource.pop("series", None)
        keys = resource["schema"].get("foreignKeys", [])
        resource["schema"]["foreignKeys"] = [
            k for k in keys if (k["reference"]["resource"] or resource["name"]) in rows
        ]
    made = Cut(table, small, rows)
    with laid_out(files_of(made)):
        for resource in small["resources"]:
            resource["digest"] = data.content_digest(resource["name"])
    return made


def as_csv(rows: list[list[str]], **how: object) -> bytes:
    text = io.StringIO()
    csv.writer(text, **({"lineterminator": "\n"} | how)).writerows(rows)
    return text.getvalue().encode()


def as_json(package: object) -> bytes:
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def files_of(small: Cut) -> dict[str, bytes]:
    files = {f"{name}.csv": as_csv(rows) for name, rows in small.tables.items()}
    return files | {"datapackage.json": as_json(small.package)}


@contextmanager
def laid_out(files: dict[str, bytes | None]) -> Iterator[None]:
    """Write files as a data folder and point the helpers at it."""
    old = {name: getattr(paths, name) for name in ("DATA", "PACKAGE")}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            if content is not None:
                (Path(folder) / name).write_bytes(content)
        paths.DATA, paths.PACKAGE = Path(folder), Path(folder) / "datapackage.json"
        _forget()
        try:
            yield
        finally:
            for name, value in old.items():
                setattr(paths, name, value)
            _forget()


def _forget() -> None:
    for part in list(vars(data).values()):
        if hasattr(part, "cache_clear"):
            part.cache_clear()


# One function a kind: a small package and chance in, a corruption out, or nothing where the table has
# no place for it.
KINDS: dict[str, Callable[[Cut, random.Random], Corruption | None]] = {}


def kind(name: str, expected: str = REFUSED) -> Callable:
    def register(make: Callable) -> Callable:
        def made(small: Cut, chance: random.Random) -> Corruption | None:
            found = make(small, chance)
            if found is None:
                return None
            files, *names = found
            return Corruption(name, expected, small.table, files, [n for n in names if n])

        KINDS[name] = made
        return made

    return register


def _file(small: Cut) -> str:
    return f"{small.table}.csv"


def _where(small: Cut, row: int, column: str = "") -> list[str]:
    place = [f"data/{_file(small)}", f"row {row + 1}"]
    return [*place, f"'{column}'"] if column else place


def _cell(
    small: Cut, chance: random.Random, wanted: Callable[[dict], bool], change: Callable[..., str]
) -> tuple | None:
    """Change one cell of a column that is wanted; the cell is not empty."""
    rows = small.rows()
    places = [
        (i, j)
        for j, column in enumerate(small.fields())
        if wanted(column)
        for i in range(1, len(rows))
        if rows[i][j]
    ]
    if not places:
        return None
    i, j = chance.choice(places)
    new = change(rows[i][j], small.fields()[j], rows)
    if new is None or new == rows[i][j]:
        return None
    rows[i][j] = new
    return ({_file(small): as_csv(rows)}, *_where(small, i, small.fields()[j]["name"]))


def _is(*types: str) -> Callable[[dict], bool]:
    return lambda column: column["type"] in types


def _free(column: dict) -> bool:
    """Say whether a column holds free text."""
    held = column.get("constraints", {})
    return column["type"] == "string" and not {"enum", "pattern", "unique"} & set(held)


@kind("number that is none")
def _(small, chance):
    words = [
        "much",
        "n/a",
        "1,234.5",
        "1 234",
        "１２",
        "1e400",
        "nan",
        "inf",
        "0x1F",
        "--5",
        "1_000",
    ]
    words += ["1.2.3", "12 ", "NULL", "-", "٣", "12%", "'5", "=1+1"]
    return _cell(small, chance, _is("number", "integer"), lambda *_: chance.choice(words))


@kind("whole number with a fraction")
def _(small, chance):
    return _cell(small, chance, _is("integer"), lambda old, *_: f"{old}.5")


@kind("truth value that is none")
def _(small, chance):
    words = ["True", "yes", "1", "FALSE", "maybe", "truе"]  # the last with a Cyrillic letter
    return _cell(small, chance, _is("boolean"), lambda *_: chance.choice(words))


@kind("absurd number")
def _(small, chance):
    words = ["999999999999999", "-999999999999999", "-99999", "123456789012345678901234567890"]
    return _cell(
        small,
        chance,
        _is("number", "integer"),
        lambda old, column, _: chance.choice([*words, _tenfold(column)]),
    )


def _tenfold(column: dict) -> str:
    return str(int(column["constraints"]["maximum"]) * 10 + 1)


@kind("value outside the vocabulary")
def _(small, chance):
    return _cell(
        small,
        chance,
        lambda column: "enum" in column.get("constraints", {}),
        lambda old, *_: chance.choice([old.upper() + "X", f"{old} ", "other-thing", f" {old}"]),
    )


@kind("date that does not exist")
def _(small, chance):
    dates = ["2023-02-30", "2024-13", "0000-01-01", "2024-00-10", "12/05/2024", "2024-5-1"]
    dates += ["2023-02-29", "2024-04-31", "20240101", "soon", "2024-01-01T00:00", "２０２４"]
    return _cell(
        small, chance, lambda c: c["name"].endswith("_date"), lambda *_: chance.choice(dates)
    )


# Columns that hold the two ends of a span, by hand.
SPANS = [
    ("start_date", "end_date"),
    ("event_date", "end_date"),
    ("summit_date", "end_date"),
    ("not_before_date", "not_after_date"),
    ("not_before_date", "due_date"),
    ("valid_from_date", "valid_to_date"),
    ("fieldwork_start_date", "fieldwork_end_date"),
    ("fieldwork_end_date", "publication_year"),
    ("since_year", "as_of_date"),
    ("year", "edition_year"),
    ("published_date", "accessed_date"),
    ("signed_date", "repaid_date"),
    ("grace_years", "maturity_years"),
    ("parsed_grace_years", "parsed_maturity_years"),
    ("first_month", "last_month"),
    ("issue_date", "maturity_date"),
    ("promise_date", "aid_until_date"),
    ("relief_date", "first_payment_date"),
    ("covered_from_date", "covered_to_date"),
    ("month_date", "last_value_date"),
]
# Columns of which the first is a part of the second, by hand.
PARTS = [
    ("principal_usd_million", "total_usd_million"),
    ("interest_usd_million", "total_usd_million"),
    ("ppg_external_debt_usd_million", "external_debt_usd_million"),
    ("amount_usd_million", "total_financing_usd_million"),
    ("master_count", "person_count"),
    ("gni_low_usd", "gni_high_usd"),
]


@kind("part above its whole")
def _(small, chance):
    names, rows = [column["name"] for column in small.fields()], small.rows()
    places = [
        (i, names.index(part), names.index(whole))
        for part, whole in PARTS
        if {part, whole} <= set(names)
        for i in range(1, len(rows))
        if float(rows[i][names.index(part)] or 0) > 1 and rows[i][names.index(whole)]
    ]
    if not places:
        return None
    i, part, whole = chance.choice(places)
    rows[i][whole] = str(int(float(rows[i][part])) - 1)
    return ({_file(small): as_csv(rows)}, *_where(small, i, names[whole]))


@kind("day or year that had not come")
def _(small, chance):
    def wanted(column):
        name = column["name"]
        is_dated = name.endswith("_date") or (name.endswith("year") and "per_year" not in name)
        return is_dated and not column.get("mayLieAhead")

    days = ["2062-01-01", "2099", "2045-12"]
    return _cell(
        small,
        chance,
        wanted,
        lambda old, column, _: "2034" if column["type"] == "integer" else chance.choice(days),
    )


@kind("end before the start")
def _(small, chance):
    names = [column["name"] for column in small.fields()]
    rows = small.rows()
    places = [
        (i, names.index(start), names.index(end))
        for start, end in SPANS
        if {start, end} <= set(names)
        for i in range(1, len(rows))
        if rows[i][names.index(start)]
    ]
    if not places:
        return None
    i, start, end = chance.choice(places)
    if names[end].endswith("_years"):
        rows[i][end] = "0.25"
        rows[i][start] = str(chance.randint(1, 9))
    else:
        rows[i][end] = str(int(rows[i][start][:4]) - chance.randint(1, 50))
    return ({_file(small): as_csv(rows)}, *_where(small, i, names[end]))


@kind("blank at the end or that is none")
def _(small, chance):
    ways = [lambda t: f"{t} ", lambda t: f" {t}", lambda t: f"{t}\u00a0", lambda t: f"\u3000{t}"]
    ways += [lambda t: f"{t}\u00a0x", lambda t: f"{t}\u2009x", lambda _: " ", lambda _: "\u00a0"]
    return _cell(small, chance, _free, lambda old, *_: chance.choice(ways)(old))


@kind("several blanks together")
def _(small, chance):
    return _cell(small, chance, _free, lambda old, *_: f"{old}  {old[:20]}")


# Latin letters, and those of other scripts that look so.
ALIKE = str.maketrans("ABEKMHOPCTXaeopcxy", "АВЕКМНОРСТХаеорсху")


@kind("letter of another script in a word")
def _(small, chance):
    def mix(old, *_):
        places = [
            i
            for i, c in enumerate(old)
            if c.translate(ALIKE) != c
            and old[i + 1 : i + 2].isascii()
            and old[i + 1 : i + 2].isalpha()
        ]
        if not places:
            return None
        i = chance.choice(places)
        return old[:i] + old[i].translate(ALIKE) + old[i + 1 :]

    return _cell(small, chance, _free, mix)


@kind("letters and digits of another form")
def _(small, chance):
    words = ["ＪＢＩＣ", "２０２４", "٢٠٢٤", "۲۰۲۴", "re\ufb01nance", "\U0001d401ank"]

    def add(old, *_):
        return f"{old} {chance.choice(words)}" if old.isascii() else None

    return _cell(small, chance, _free, add)


@kind("letters written by their codes")
def _(small, chance):
    words = ["_x000D_", "Caf\\u00e9", "two\\nlines", "a\\tb"]
    return _cell(small, chance, _free, lambda old, *_: f"{old} {chance.choice(words)}")


@kind("id or code in other letters")
def _(small, chance):
    def wanted(column):
        named = column["name"].endswith(("_id", "_code"))
        return named and "pattern" in column.get("constraints", {})

    def change(old, *_):
        return chance.choice(
            [f"{old} x", f"{old}é", f"{old}/{old}", old.translate(ALIKE), f"{old}."]
        )

    return _cell(small, chance, wanted, change)


@kind("name written in two ways")
def _(small, chance):
    rows = small.rows()
    keys = {column for column, *_ in _references(small.resource())}
    places = [
        (i, j)
        for j, column in enumerate(small.fields())
        if column["name"].endswith("_name") and column["name"] not in keys and _free(column)
        for i in range(2, len(rows))
        if rows[1][j] and rows[1][j].upper() != rows[1][j]
    ]
    if not places:
        return None
    i, j = chance.choice(places)
    rows[i][j] = chance.choice([rows[1][j].upper(), rows[1][j].swapcase()])
    for k in range(2, len(rows)):
        if k != i and rows[k][j] == rows[i][j]:
            return None
    return ({_file(small): as_csv(rows)}, *_where(small, i, small.fields()[j]["name"]))


@kind("mark for a missing value")
def _(small, chance):
    marks = ["N/A", "n/a", "nan", "NaN", "#REF!", "#N/A", "#DIV/0!", "###", "..", "-", "–", "<NA>"]
    marks += ["N.A.", "TBD", "\\N", "(blank)", "#ERROR!", "Err:502", "*", "- -", "___"]
    return _cell(small, chance, _free, lambda *_: chance.choice(marks))


@kind("letters lost or written as HTML")
def _(small, chance):
    words = ["&amp; Co", "Caf&#233;", "&#x4E2D;", "&quot;so&quot;", "?????", "a ???? b"]
    return _cell(small, chance, _free, lambda old, *_: f"{old} {chance.choice(words)}")


@kind("letters stored in another form")
def _(small, chance):
    words = ["Cafe\u0301", "U\u0308ru\u0308mqi", "\u304b\u3099", "\u212b", "\uf9fd", "\u0438\u0306"]
    return _cell(small, chance, _free, lambda old, *_: f"{old} {chance.choice(words)}")


@kind("number that is a code")
def _(small, chance):
    return _cell(small, chance, _is("number", "integer"), lambda old, *_: f"00{old.lstrip('-')}")


@kind("record doubled under another id")
def _(small, chance):
    resource, rows = small.resource(), small.rows()
    keys = resource["schema"]["primaryKey"]
    counted = [k for k in keys if k.endswith("_no") or (len(keys) == 1 and k.endswith("_id"))]
    if not counted or small.table in ("sources", "china_records"):
        return None
    # A table may want something besides the key to be its own.
    if any(
        f.get("constraints", {}).get("unique") and f["name"] not in keys for f in small.fields()
    ):
        return None
    i, j = chance.randrange(1, len(rows)), rows[0].index(counted[-1])
    other = [*rows[i]]
    other[j] = "99" if counted[-1].endswith("_no") else f"{other[j]}-again"
    return ({_file(small): as_csv([*rows, other])}, *_where(small, len(rows), counted[-1]))


@kind("source doubled under another id")
def _(small, chance):
    rows = [list(row) for row in small.tables["sources"]]
    place = {name: i for i, name in enumerate(rows[0])}
    held = [r for r in rows[1:] if r[place["url"]] and not r[place["same_page_as"]]]
    if not held:
        return None
    other = [*chance.choice(held)]
    other[place["source_id"]], other[place["title"]] = "again", "Another title"
    other[place["url"]] += chance.choice(
        ["", "/", "#part", "?utm_source=feed" if "?" not in other[place["url"]] else ""]
    )
    files = {"sources.csv": as_csv([*rows, other])}
    return (files, "data/sources.csv", f"row {len(rows) + 1}", "'url'")


@kind("address that is none")
def _(small, chance):
    words = [
        "https:///x",
        "https://example..org/",
        "https://localhost/x",
        "https://a.example:99999/",
    ]
    words += ["https://user:word@a.example/", "https://.example.org/", "https://a.example|b/"]
    words += [
        "https://a.example/b.",
        "https://a.example/b),",
        "https://a.example/100%",
        "https://1.2.3.999/",
    ]
    words += [
        "https://a.example/;https://b.example/",
        "10.1000/182",
        "doi:10.1000/182",
        "mailto:a@b.example",
    ]
    return _cell(small, chance, lambda c: c["name"] == "url", lambda *_: chance.choice(words))


@kind("cell emptied that must not be")
def _(small, chance):
    return _cell(small, chance, lambda c: c.get("constraints", {}).get("required"), lambda *_: "")


def _keys(small: Cut) -> set[str]:
    return {column for column, *_ in _references(small.resource())}


@kind("key into another table broken")
def _(small, chance):
    return _cell(
        small,
        chance,
        lambda c: c["name"] in _keys(small) - {*_id_lists(small.resource())},
        lambda old, *_: chance.choice([f"{old}x", "no-such-thing", "'; DROP TABLE sources; --"]),
    )


@kind("id of a list unknown, twice or badly joined")
def _(small, chance):
    return _cell(
        small,
        chance,
        lambda c: c["name"] in _id_lists(small.resource()),
        lambda old, *_: chance.choice([f"{old};no-such", f"{old},x", f"{old}; {old}", "hearsay"]),
    )


@kind("address of another kind than http")
def _(small, chance):
    words = [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "//a.example/",
        "file:///etc/passwd",
    ]
    words += [
        "https://a b.example/",
        "https://a.example/<script>",
        'https://a.example/"onload="x',
        "www.example.org",
        "JaVaScRiPt:alert(1)",
    ]
    return _cell(small, chance, lambda c: c["name"] == "url", lambda *_: chance.choice(words))


@kind("invisible or turning character")
def _(small, chance):
    marks = "\u202e\u202a\u2066\u2067\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad"
    marks += "\u2028\u2029\u0007\u001b\u0085\u0000\ue000\ufffd\ufffe\U000e0041\u3164\ufe0f"
    mark = chance.choice(marks.replace("\0", ""))

    def put(old: str, *_: object) -> str:
        place = chance.randint(0, len(old))
        return old[:place] + mark + old[place:]

    return _cell(small, chance, _is("string", "list"), put)


@kind("letters read in a wrong encoding")
def _(small, chance):
    # What was written, and the code page that it was taken for.
    ways = [("Café", "cp1252"), ("“so”", "cp1252"), ("İstanbul – Ürümqi", "cp1252")]
    ways += [("Союз", "cp1251"), ("Россия", "cp1252"), ("日本", "cp1252"), ("日本", "cp932")]
    ways += [("中央", "gbk"), ("Oʻzbekiston", "cp1252"), ("Şanghay", "cp1254"), ("Союз", "koi8-r")]
    text, code = chance.choice(ways)
    wrong = text.encode().decode(code, "replace")
    return _cell(small, chance, _free, lambda old, *_: f"{old} {wrong}")


@kind("cell of excessive length")
def _(small, chance):
    return _cell(small, chance, _free, lambda old, *_: old * (200_000 // len(old) + 1))


@kind("row doubled")
def _(small, chance):
    rows = small.rows()
    i = chance.randrange(1, len(rows))
    place = chance.randint(i + 1, len(rows))
    rows.insert(place, rows[i])
    return ({_file(small): as_csv(rows)}, *_where(small, place))


@kind("row with too few or too many cells")
def _(small, chance):
    rows = small.rows()
    i = chance.randrange(1, len(rows))
    rows[i] = chance.choice([rows[i][:-1], [*rows[i], "x"], [*rows[i], ""], rows[i][1:]])
    if not rows[i]:
        return None
    return ({_file(small): as_csv(rows)}, *_where(small, i))


@kind("empty line")
def _(small, chance):
    lines = as_csv(small.rows()).split(b"\n")
    i = chance.randrange(1, len(small.rows()))
    if len(lines) != len(small.rows()) + 1:
        return None
    lines.insert(i, b"")
    return ({_file(small): b"\n".join(lines)}, *_where(small, i))


@kind("quotation mark that is not closed")
def _(small, chance):
    rows = small.rows()
    i = chance.randrange(1, len(rows))
    before, own, after = as_csv(rows[:i]), as_csv([rows[i]]), as_csv(rows[i + 1 :])
    return ({_file(small): before + b'"' + own + after}, f"data/{_file(small)}", "row ")


@kind("byte that is no UTF-8")
def _(small, chance):
    content = as_csv(small.rows())
    place = chance.randrange(len(content))
    bad = chance.choice([b"\xff", b"\xe9", b"\xc3\x28", b"\xed\xa0\x80", b"\xf5"])
    row = content.count(b"\n", 0, place) + 1
    if content[place] >= 0x80 or (place and content[place - 1] >= 0x80):
        return None
    return (
        {_file(small): content[:place] + bad + content[place:]},
        f"data/{_file(small)}",
        f"row {row}",
    )


@kind("NUL byte")
def _(small, chance):
    content = as_csv(small.rows())
    place = chance.randrange(len(content))
    if content[place] & 0xC0 == 0x80:
        return None
    row = content.count(b"\n", 0, place) + 1
    return (
        {_file(small): content[:place] + b"\0" + content[place:]},
        f"data/{_file(small)}",
        f"row {row}",
    )


@kind("file in another encoding")
def _(small, chance):
    text = as_csv([*small.rows()]).decode()
    code = chance.choice(["utf-16", "utf-16-le", "utf-32", "cp1252", "cp1251", "shift_jis"])
    content = text.encode(code, "replace")
    if content == text.encode() or content.decode("utf-8", "ignore").encode() == content != b"":
        if "16" not in code and "32" not in code:
            return None
    return ({_file(small): content}, f"data/{_file(small)}")


@kind("other separator of cells")
def _(small, chance):
    how = chance.choice([";", "\t", "|"])
    return ({_file(small): as_csv(small.rows(), delimiter=how)}, f"data/{_file(small)}")


@kind("line or columns that a spreadsheet left")
def _(small, chance):
    content = as_csv(small.rows())
    made = chance.choice([b"sep=,\n" + content, content.replace(b"\n", b",,\n"), content + b"\x1a"])
    return ({_file(small): made}, f"data/{_file(small)}", "row ")


@kind("file gone, empty or without rows")
def _(small, chance):
    content = chance.choice([None, b"", b"\n", b"\xef\xbb\xbf", as_csv(small.rows()[:1])])
    return ({_file(small): content}, f"data/{_file(small)}")


@kind("another file in its place")
def _(small, chance):
    other = [
        b"<!DOCTYPE html><html><body>404 Not Found</body></html>",
        b'{"error": "rate limit exceeded"}',
        b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"\x1f\x8b\x08\x00\x00",
        b"<<<<<<< HEAD\n" + as_csv(small.rows()) + b"=======\n>>>>>>> other\n",
        as_csv(next(rows for name, rows in small.tables.items() if rows[0] != small.rows()[0]))
        if len(small.tables) > 1
        else b"a,b\n1,2\n",
    ]
    return ({_file(small): chance.choice(other)}, f"data/{_file(small)}")


@kind("huge file")
def _(small, chance):
    line = as_csv([small.rows()[1]])
    return (
        {_file(small): as_csv(small.rows()) + line * (60_000_000 // len(line))},
        f"data/{_file(small)}",
    )


def _columns(change: Callable) -> Callable:
    def make(small: Cut, chance: random.Random) -> tuple | None:
        rows = small.rows()
        j = chance.randrange(len(rows[0]))
        name = rows[0][j]
        rows = change(rows, j, chance)
        if rows is None or rows == small.rows():
            return None
        return ({_file(small): as_csv(rows)}, f"data/{_file(small)}", f"'{name}'")

    return make


kind("column dropped")(_columns(lambda rows, j, _: [r[:j] + r[j + 1 :] for r in rows]))
kind("column doubled")(_columns(lambda rows, j, _: [[*r, r[j]] for r in rows]))
kind("columns in another order")(
    _columns(lambda rows, j, _: [r[j + 1 :] + r[: j + 1] for r in rows])
)


@kind("column renamed")
def _(small, chance):
    def rename(rows, j, chance):
        name = rows[0][j]
        new = [
            name.upper(),
            f" {name}",
            f"{name} ",
            "x",
            "",
            name.replace("_", " "),
            f"{name}\u200b",
        ]
        rows[0][j] = chance.choice(new)
        return rows

    return _columns(rename)(small, chance)


@kind("column added")
def _(small, chance):
    rows = [[*row, "extra" if i == 0 else "1"] for i, row in enumerate(small.rows())]
    return ({_file(small): as_csv(rows)}, f"data/{_file(small)}", "'extra'")


@kind("value changed within the rules", FLAGGED)
def _(small, chance):
    found = _cell(small, chance, _free, lambda old, *_: f"{old}, as edited")
    return found and found[:2]


@kind("text that runs as a formula")
def _(small, chance):
    starts = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(1)",
        "-2+3",
        '=HYPERLINK("https://a.example")',
        "＝1",
    ]
    return _cell(small, chance, _free, lambda *_: chance.choice(starts))


@kind("row dropped", FLAGGED)
def _(small, chance):
    rows = small.rows()
    if len(rows) < 3:
        return None
    del rows[chance.randrange(1, len(rows))]
    return ({_file(small): as_csv(rows)}, f"data/{_file(small)}")


@kind("row renamed", FLAGGED)
def _(small, chance):
    key = small.resource()["schema"]["primaryKey"]
    return _cell(small, chance, lambda c: c["name"] in key, lambda old, *_: f"{old}9")


@kind("cells of one column exchanged", FLAGGED)
def _(small, chance):
    rows = small.rows()
    if len(rows) < 3:
        return None
    i, k = chance.sample(range(1, len(rows)), 2)
    j = chance.randrange(len(rows[0]))
    if rows[i][j] == rows[k][j]:
        return None
    rows[i][j], rows[k][j] = rows[k][j], rows[i][j]
    return ({_file(small): as_csv(rows)}, f"data/{_file(small)}")


@kind("columns exchanged under their header", FLAGGED)
def _(small, chance):
    rows = small.rows()
    if len(rows[0]) < 2:
        return None
    i, k = chance.sample(range(len(rows[0])), 2)
    for row in rows[1:]:
        row[i], row[k] = row[k], row[i]
    if rows == small.rows():
        return None
    return ({_file(small): as_csv(rows)}, f"data/{_file(small)}")


@kind("file cut short", FLAGGED)
def _(small, chance):
    content = as_csv(small.rows())
    start = content.index(b"\n") + 1
    return (
        {_file(small): content[: chance.randrange(start + 1, len(content) - 1)]},
        f"data/{_file(small)}",
    )


def _described(change: Callable[[dict, dict, random.Random], object]) -> Callable:
    """Change the descriptor; the small package's own table is handed over."""

    def make(small: Cut, chance: random.Random) -> tuple | None:
        package = json.loads(as_json(small.package))
        own = next(r for r in package["resources"] if r["name"] == small.table)
        if change(package, own, chance) is False:
            return None
        return ({"datapackage.json": as_json(package)}, "data/")

    return make


@kind("licence removed")
def _(small, chance):
    def change(package, own, chance):
        part = chance.choice([package, own])
        new = chance.choice(
            [None, [], "CC-BY-4.0", [{}], [{"name": "MIT", "path": "javascript:x"}]]
        )
        if new is None:
            del part["licenses"]
        else:
            part["licenses"] = new

    return _described(change)(small, chance)


@kind("terms of the source or description removed")
def _(small, chance):
    return _described(
        lambda _p, own, chance: own.pop(chance.choice(["sourceLicense", "description", "title"]))
    )(small, chance)


@kind("column of the package changed")
def _(small, chance):
    def change(_package, own, chance):
        fields = own["schema"]["fields"]
        column = chance.choice(fields)
        what = chance.randrange(5)
        if what == 0:
            fields.remove(column)
        elif what == 1:
            column["name"] += "_x"
        elif what == 2:
            column["type"] = chance.choice(["float", "", None, 5, "any"])
        elif what == 3:
            column.pop("description")
        else:
            fields.append(column)

    return _described(change)(small, chance)


@kind("keys or ranges of the package broken")
def _(small, chance):
    def change(_package, own, chance):
        schema = own["schema"]
        numeric = [f for f in schema["fields"] if f["type"] in ("integer", "number")]
        what = chance.randrange(4)
        if what == 0:
            schema["primaryKey"] = chance.choice([["nothing"], [], ""])
        elif what == 1:
            key = {"fields": ["nothing"], "reference": {"resource": "sources", "fields": ["x"]}}
            schema["foreignKeys"] = [chance.choice([key, {}, {"fields": ["x"], "reference": {}}])]
        elif what == 2 and numeric:
            chance.choice(numeric)["constraints"].pop("maximum")
        elif numeric:
            chance.choice(numeric)["constraints"]["minimum"] = "low"
        else:
            return False

    return _described(change)(small, chance)


@kind("table undeclared, declared twice or elsewhere")
def _(small, chance):
    def change(package, own, chance):
        what = chance.randrange(6)
        if what == 0:
            package["resources"].remove(own)
        elif what == 1:
            package["resources"].append(own)
        elif what == 2:
            own["type"] = chance.choice([None, "tabel", "csv"])
        elif what == 3:
            package["resources"].append(own | {"name": "another"})
        elif what == 4:
            own[chance.choice(["encoding", "format"])] = chance.choice(["cp1251", "xlsx"])
        else:
            own["path"] = chance.choice(
                [
                    "../secret.csv",
                    "/etc/passwd",
                    "https://a.example/x.csv",
                    "a/b.csv",
                    "",
                    None,
                    5,
                    "gone.csv",
                ]
            )

    return _described(change)(small, chance)


@kind("package that is no package")
def _(small, chance):
    whole = as_json(small.package)
    other = [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"resources": 5}',
        b"[" * 100_000,
        whole[: len(whole) // 2],
    ]
    other += [
        b"\xff\xfe" + whole,
        whole.replace(b'"required": true', b'"minimum": NaN', 1),
        whole.replace(b"}", b",}", 1),
        b'{"name": 1,' + whole.lstrip()[1:],
        b"5",
        b'{"resources": [5]}',
        None,
    ]
    return ({"datapackage.json": chance.choice(other)}, "data/datapackage.json")


@kind("rows in another order", SAME)
def _(small, chance):
    head, *rows = small.rows()
    chance.shuffle(rows)
    return ({_file(small): as_csv([head, *rows])},)


@kind("other line ends", SAME)
def _(small, chance):
    ends = chance.choice(["\r\n", "\r", "mixed"])
    if ends != "mixed":
        return ({_file(small): as_csv(small.rows(), lineterminator=ends)},)
    lines = [as_csv([r], lineterminator=chance.choice(["\r\n", "\n"])) for r in small.rows()]
    return ({_file(small): b"".join(lines)},)


@kind("byte order mark", SAME)
def _(small, chance):
    name = chance.choice([_file(small), "datapackage.json"])
    return ({name: b"\xef\xbb\xbf" + files_of(small)[name]},)


@kind("no line end at the end, all cells quoted", SAME)
def _(small, chance):
    content = as_csv(small.rows(), quoting=chance.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    return ({_file(small): content.rstrip(b"\n")},)


@kind("empty lines at the end", SAME)
def _(small, chance):
    return ({_file(small): as_csv(small.rows()) + b"\n" * chance.randint(1, 5)},)


@kind("package written in another way", SAME)
def _(small, chance):
    how = {"indent": chance.choice([None, 2, 8]), "sort_keys": chance.choice([True, False])}
    return ({"datapackage.json": json.dumps(small.package, **how).encode()},)


def corruptions(count: int, seed: int = SEED) -> Iterator[Corruption]:
    """Make corruptions, all kinds in turn, over all tables in turn."""
    chance = random.Random(seed)
    tables = table_names()
    chance.shuffle(tables)
    made = place = 0
    while made < count:
        for name, make in KINDS.items():
            # A huge file is huge: a few will do.
            if name == "huge file" and made > 3 * len(KINDS):
                continue
            # The tables in turn, until one has a place for this kind.
            for _ in range(len(tables) * 3):
                place += 1
                found = make(cut(tables[place % len(tables)]), chance)
                if found:
                    break
            else:
                raise AssertionError(f"no table has a place for {name!r}")
            made += 1
            yield found


def outcome(corruption: Corruption) -> tuple[str, str]:
    """Say what came of a corruption: refused, flagged, same or missed; and the message."""
    small = cut(corruption.table)
    with laid_out(files_of(small)):
        before = _sorted(small)
    with laid_out(files_of(small) | corruption.files):
        try:
            check_data()
        except DataError as error:
            return REFUSED, str(error)
        edited = data.edited_tables()
        if edited:
            return FLAGGED, f"built from edited data: {edited}"
        return (SAME, "") if _sorted(small) == before else ("missed", "")


def _sorted(small: Cut) -> list:
    table = data.load_table(small.table).astype("str")
    return sorted(table.itertuples(index=False, name=None))


def verdict(corruption: Corruption) -> tuple[str, str]:
    """Say what came of a corruption, and what is wrong with that, if anything."""
    came, message = outcome(corruption)
    fits = came == corruption.expected or (corruption.expected == FLAGGED and came == REFUSED)
    if not fits:
        return came, f"{came}; expected {corruption.expected}. {message[:300]}"
    if came == REFUSED and corruption.expected == REFUSED:
        absent = [name for name in corruption.names if name not in message]
        if absent:
            return came, f"the message does not name {absent}: {message[:400]}"
    return came, ""


def table_of(results: list[tuple[Corruption, str, str]]) -> list[list[object]]:
    """Count by kind: tried, refused, flagged, the same, and how many went wrong."""
    head = ["kind", "expected", "tried", "refused", "told_on_every_page", "same_tables", "wrong"]
    tries = Counter(c.kind for c, *_ in results)
    came = Counter((c.kind, outcome) for c, outcome, _ in results)
    wrong = Counter(c.kind for c, _, fault in results if fault)
    expected = {c.kind: c.expected for c, *_ in results}
    rows = [
        [k, expected[k], n, came[k, REFUSED], came[k, FLAGGED], came[k, SAME], wrong[k]]
        for k, n in tries.items()
    ]
    total = ["all", "", *(sum(row[i] for row in rows) for i in range(2, 7))]
    return [head, *rows, total]


def run(count: int, seed: int = SEED) -> list[tuple[Corruption, str, str]]:
    """Try corruptions; write the table of what came of them."""
    results = []
    for corruption in corruptions(count, seed):
        came, fault = verdict(corruption)
        results.append((corruption, came, fault))
        corruption.files = {}  # needed no longer, and some are huge
    return results


def write(results: list, path: Path) -> str:
    """Write the table as CSV; give it as text."""
    rows = table_of(results)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_csv(rows))
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) for row in rows
    )


if __name__ == "__main__":
    results = run(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
    print(write(results, ROOT / "_build" / "corruptions.csv"))
    faults = [f"{c.kind} in {c.table}: {fault}" for c, _, fault in results if fault]
    print("\n".join(faults))
    sys.exit(bool(faults))
