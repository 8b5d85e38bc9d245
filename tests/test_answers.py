"""Whatever a live service answers: a table comes of it as it should, or one sentence says what is wrong.

The services of ``live_services.py`` are asked without a network, and one answer at a time is changed: each
node of each JSON answer, each cell of each CSV, and the answer as a whole. A sample runs in every run, all
of it with the deep tests.
"""

from __future__ import annotations

import copy
import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from types import SimpleNamespace

import live_services as live
import pandas as pd
import pytest
import urllib3
from requests.adapters import HTTPAdapter
from shapes import kind_of

from helpers import data
from helpers.refresh import aid, comtrade
from helpers.refresh.registry import RECIPES
from helpers.refresh.web import Patience, Session, SourceError

AT_ONCE = Patience(retries=0, backoff=0, longest_wait=0, connect=1, read=1, pause=0)
# What stands for a value in answers of services that are out of order.
BAD = [
    None,
    "",
    "..",
    "n/a",
    "1,5",
    [],
    {},
    [[1]],
    {"value": 1},
    True,
    -1,
    1e999,
    float("nan"),
    10**400,
]
# Nodes whose value is a figure of the table or a date of the release: another one is another table.
FIGURES = re.compile(r"/(value|primaryValue|lastupdated|releaseTime)$")


class Played(HTTPAdapter):
    """Answers in place of a network, one kind of answer changed."""

    def __init__(self, services: live.Services) -> None:
        super().__init__()
        self.services = services
        self.changed, self.instead = b"", b""
        self.answers: dict[str, bytes] = {}

    def send(self, request, **_):
        body, headers, status = io.BytesIO(), {}, []
        handler = SimpleNamespace(
            path=request.url.split("//", 1)[1].join(("/", "")),
            headers=request.headers,
            wfile=body,
            send_response=status.append,
            send_header=headers.__setitem__,
            end_headers=lambda: None,
        )
        self.services.answer(handler)
        content = body.getvalue()
        self.answers.setdefault(kind_of(request.url), content)
        if content == self.changed:
            content = self.instead
        headers["Content-Length"] = str(len(content))
        answer = urllib3.HTTPResponse(
            io.BytesIO(content), headers, status[0], preload_content=False, request_url=request.url
        )
        return self.build_response(request, answer)


@pytest.fixture(scope="module")
def services():
    services = live.Services()
    services.roll_calls = roll_calls()
    yield services
    services.close()


def roll_calls() -> str:
    lines = ["rcid,session,ccode,vote,Country,year"]
    for number, year in enumerate((2018, 2019), start=1):
        lines += [f"{number},1,{c},1,X,{year}" for c in (705, 703, 702, 701, 704, 710, 740, 365, 2)]
    return "\n".join(lines) + "\n"


class Asked:
    """A table that is fetched again and again, from services of which one is out of order."""

    def __init__(self, services: live.Services, name: str, folder) -> None:
        self.recipe, self.folder = RECIPES[name], folder
        self.played = Played(services)
        self.session = Session(AT_ONCE)
        self.session.mount("https://", self.played)
        present = data.read_text_table(name) if not self.recipe.why_staged else pd.DataFrame()
        # The newest years do, where each series has figures of them.
        newest = "year" in present and name != "debt_stocks"
        self.present = present[present["year"] >= "2023"] if newest else present
        self.whole = self.rows()
        self.answers = dict(self.played.answers)

    def rows(self) -> list[dict]:
        return self.recipe.fetch(self.session, self.present, self.folder).rows.to_dict("records")

    def with_answer(self, kind: str, content: bytes) -> tuple[list[dict], str]:
        """Give the rows, or the sentence that was said instead."""
        self.played.changed, self.played.instead = self.answers[kind], content
        try:
            return self.rows(), ""
        except SourceError as error:
            return [], str(error)
        finally:
            self.played.changed = b""


def changes(answer: object, bad: list) -> Iterator[tuple[str, object]]:
    """Give an answer with one node changed, for each node; of a list its first and last part."""
    for path in [(), *paths_in(answer)]:
        for value in bad:
            yield f"{named(path)} = {value!r}"[:120], put(answer, path, value)
        held = at(answer, path)
        if isinstance(held, list):
            for what, other in (
                ("emptied", []),
                ("doubled", held + held),
                ("reversed", held[::-1]),
            ):
                yield f"{named(path)} {what}", put(answer, path, other)
        if isinstance(held, dict):
            for key in held:
                rest = {k: v for k, v in held.items() if k != key}
                yield f"{named((*path, key))} removed", put(answer, path, rest)
                yield (
                    f"{named((*path, key))} renamed",
                    put(answer, path, rest | {f"{key}_": held[key]}),
                )


def paths_in(answer: object, path: tuple = ()) -> Iterator[tuple]:
    keys = answer if isinstance(answer, dict) else ()
    if isinstance(answer, list) and answer:
        keys = sorted({0, len(answer) - 1})
    for key in keys:
        yield (*path, key)
        yield from paths_in(answer[key], (*path, key))


def named(path: tuple) -> str:
    return "".join(f"/{part}" for part in path) or "/"


def at(answer: object, path: tuple) -> object:
    for key in path:
        answer = answer[key]
    return answer


def put(answer: object, path: tuple, value: object) -> object:
    if not path:
        return value
    answer = copy.deepcopy(answer)
    at(answer, path[:-1])[path[-1]] = value
    return answer


# The answers as JSON, node by node


def said_of(asked: Asked, bad: list) -> dict[str, tuple[list[dict], str]]:
    """Ask with each node of each answer changed; give what came, by what was changed."""
    found = {}
    for kind, content in asked.answers.items():
        if not content.startswith((b"{", b"[")):
            continue
        for what, answer in changes(json.loads(content), bad):
            found[f"{kind} {what}"] = asked.with_answer(kind, json.dumps(answer).encode())
    return found


def is_plain(said: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether a sentence names its service and speaks no Python."""
    jargon = re.search(r"[a-z]Error|' object|NoneType|(?<!')\bnan\b|subscriptable|Traceback", said)
    return said.startswith(hosts) and "\n" not in said and not jargon


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        pytest.param(name, bad, marks=[] if quick else pytest.mark.deep)
        for name in ("oda_net", "trade_reported", "un_vote_agreement", "debt_stocks")
        for bad, quick in (([None], name != "debt_stocks"), (BAD, False))
    ],
)
def test_no_node_of_an_answer_is_trusted(services, tmp_path, monkeypatch, name, bad):
    """Whichever is changed: the same table, or one sentence; another table by its figures alone."""
    monkeypatch.setattr(comtrade, "FIRST", 2023)
    asked = Asked(services, name, tmp_path)
    hosts = tuple({kind.partition("/")[0] for kind in asked.answers})
    for what, (rows, said) in said_of(asked, bad).items():
        if said:
            assert is_plain(said, hosts), (what, said)
        elif rows != asked.whole:
            assert FIGURES.search(what.partition(" ")[2].partition(" = ")[0]), what
    assert asked.rows() == asked.whole


# Answers as a whole, and cells of those in CSV


def packed(content: bytes) -> bytes:
    return gzip.compress(content)[:-12]


WHOLE = {
    "null": lambda content: b"null",
    "nothing": lambda content: b"",
    "page": lambda content: b"<html><title>Maintenance</title></html>",
    "deep": lambda content: b"[" * 100_000,
    "long number": lambda content: b"1" * 5_000,
    "gzip": packed,
    "Latin-1": lambda content: content + "é".encode("latin-1"),
    **{
        f"cut at {tenth}0%": lambda content, tenth=tenth: content[: len(content) * tenth // 10]
        for tenth in range(1, 10)
    },
}


@pytest.mark.parametrize("name", ["oda_net", "trade_reported", "un_vote_agreement"])
def test_an_answer_that_is_none_is_refused(services, tmp_path, name):
    asked = Asked(services, name, tmp_path)
    for kind, content in asked.answers.items():
        if not content.startswith((b"{", b"[")):
            continue
        for what, change in WHOLE.items():
            rows, said = asked.with_answer(kind, change(content))
            assert not rows, (kind, what)
            assert is_plain(said, (kind.partition("/")[0],)), (kind, what, said)
        for how in ("utf-8-sig", "utf-16", "utf-32"):
            assert asked.with_answer(kind, content.decode().encode(how)) == (asked.whole, ""), how


CELLS = [
    "",
    "..",
    "n/a",
    "-",
    "1,5",
    "1 234",
    "nan",
    "inf",
    "1e999",
    "-1",
    "9" * 400,
    "2.5",
    "é",
    "=1+1",
]


def cells_changed(content: str, bad: list[str]) -> Iterator[tuple[str, str]]:
    """Give a CSV with a cell of its header, first or last row changed, rows doubled, cut and longer."""
    table = list(csv.reader(io.StringIO(content)))
    for number in (0, 1, len(table) - 1):
        for column, held in enumerate(table[number]):
            for cell in bad:
                row = [*table[number][:column], cell, *table[number][column + 1 :]]
                yield (
                    f"row {number + 1}, {table[0][column]}: {held!r} -> {cell[:20]!r}",
                    written([*table[:number], row, *table[number + 1 :]]),
                )
        for what, row in (("short", table[number][:2]), ("long", [*table[number], "x"])):
            yield (
                f"row {number + 1} {what}",
                written([*table[:number], row, *table[number + 1 :]]),
            )
    yield "rows doubled", written([*table, *table[1:]])
    yield "rows reversed", written([table[0], *table[:0:-1]])
    yield "all rows longer", written([table[0], *([*row, ""] for row in table[1:])])
    yield "no rows", written(table[:1])


def written(table: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "kind", "column"),
    [
        ("energy_production", "www.energyinst.org/__data/assets/file/*", "Year|ISO3166_alpha3|.*_"),
        (
            "un_vote_agreement",
            "dataverse.harvard.edu/api/access/datafile/*",
            "rcid|ccode|vote|year",
        ),
    ],
)
@pytest.mark.deep
def test_no_cell_of_a_file_is_trusted(services, tmp_path, monkeypatch, name, kind, column):
    """Whichever is changed: one sentence, the same table, or another one by a cell that is read."""
    monkeypatch.setattr("helpers.refresh.votes._check_digest", lambda *_: None)
    asked = Asked(services, name, tmp_path)
    for what, content in cells_changed(asked.answers[kind].decode(), CELLS):
        rows, said = asked.with_answer(kind, content.encode())
        if said:
            assert is_plain(said, ("dataverse.harvard.edu", "energyinst.org")), (what, said)
        elif rows != asked.whole:
            assert re.search(rf"row (?!1,)\d+, ({column})", what) or "short" in what, what
        assert "nan" not in str(rows), what


AID = pd.DataFrame(
    [
        ("JPN", recipient, code, name, year, value, 6)
        for recipient in live.FIVE
        for code, name, value in ((206, "ODA", 10.0), (201, "Grants", 3.0), (218, "Net loans", 7.0), (207, "Technical co-operation", 2.0))
        for year in (2022, 2023)
    ],
    columns=aid.COLUMNS,
).replace({"aid_type": {"ODA": "ODA disbursements"}})  # fmt: skip


def test_no_cell_of_the_aid_by_kind_is_trusted():
    whole = aid._table(AID)[0].to_dict("records")
    for column in AID:
        for bad in (None, *CELLS, True, 10**400, float("inf")):
            odd = AID.astype("object")
            odd.loc[0, column] = bad
            try:
                rows = aid._table(odd.astype({"aid_type": "str"}))[0].to_dict("records")
            except SourceError as error:
                assert is_plain(str(error), ("sdmx.oecd.org",)), (column, bad, str(error))
                continue
            differ = [
                key for one, other in zip(rows, whole) for key in one if one[key] != other[key]
            ]
            assert column in ("value", "aid_type", "aidtype_code", "year") or not differ, (
                column,
                bad,
            )
            assert "nan" not in str(rows), (column, bad)
