"""Print what an exhibit, a number, a claim or a finding comes from, down to rows and sources.

``make trace ID=debt-by-creditor`` (or a number as ``who-is-owed:kgz-chn-share``, or a claim as ``c03``)
reads the registers of the built book.
"""

from __future__ import annotations

import csv
import json
import sys

from helpers import data, paths
from helpers.provenance import listed

# Rows printed of a long table; the files hold all.
MANY_ROWS = 20


def register(name: str) -> list[dict]:
    """Read a register of the built book."""
    path = paths.BUILD / "html" / "registers" / f"{name}.json"
    if not path.exists():
        raise data.DataError("no built book to trace in: run make book first")
    return json.loads(path.read_text(encoding="utf-8"))


def trace(name: str) -> str:
    """Return the chain of an exhibit, number, claim or finding as text.

    Parameters
    ----------
    name : str
        Its id; that of a number may be preceded by its chapter and a colon.

    Raises
    ------
    DataError
        If nothing in the built book has that id; the message names similar ones.
    """
    for entry in register("exhibits"):
        if entry["id"] == name:
            return _exhibit(entry)
    for kind, key in (("claims", "claim_id"), ("findings", "finding_id")):
        for entry in register(kind):
            if entry[key] == name:
                return _row(kind, entry)
    chapter, _, number = name.rpartition(":")
    found = [n for n in register("numbers") if n["id"] == number and chapter in n["address"]]
    if found:
        return "\n\n".join(_number(entry) for entry in found)
    known = [e["id"] for e in register("exhibits")] + sorted({n["id"] for n in register("numbers")})
    close = [candidate for candidate in known if set(name.split("-")) & set(candidate.split("-"))]
    hint = f"; similar: {', '.join(close[:12])}" if close else ""
    raise data.DataError(f"nothing in the book has the id {name!r}{hint}")


def _exhibit(entry: dict) -> str:
    with (paths.BUILD / "html" / "exhibits" / entry["id"] / f"{entry['id']}.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.reader(file))
    # A function that is written in a chapter has no line.
    where = f"{entry['file']}:{entry['line']}".rstrip(":")
    lines = [
        f"{entry['number']}: {entry['title']}",
        f"  {entry['subtitle']}",
        f"  chapter:  {entry['chapter']} ({entry['address']})",
        f"  drawn by: {entry['function']} ({where})",
        *_tables(entry["tables"]),
        f"  drawn rows: {len(rows) - 1}",
        *(f"    {' | '.join(row)}" for row in rows[: MANY_ROWS + 1]),
        *([f"    ... {len(rows) - 1 - MANY_ROWS} more"] if len(rows) - 1 > MANY_ROWS else []),
        *_sources(entry["sources"]),
    ]
    return "\n".join(lines)


def _number(entry: dict) -> str:
    lines = [
        f"{entry['id']}: {entry['text']}",
        f"  chapter:  {entry['chapter']}",
        f"  value:    {entry['value']} ({entry['unit']})",
        f"  computed: {entry['how']}",
        *_tables(entry["tables"]),
        *_sources(entry["sources"]),
    ]
    return "\n".join(lines)


def _row(table: str, entry: dict) -> str:
    lines = [f"{key:>18}: {value}" for key, value in entry.items() if value not in (None, "")]
    ids = [*listed(entry.get("source_id")), *listed(entry.get("more_source_ids"))]
    exhibits = listed(entry.get("exhibit_ids"))
    chains = [_exhibit(e) for e in register("exhibits") if e["id"] in exhibits]
    parts = [f"a row of data/{table}.csv", *lines, *_sources(ids), *chains]
    return "\n".join(parts)


def _tables(names: list[str]) -> list[str]:
    return [
        f"  table:    data/{data.resource(n)['path']} ({len(data.read_text_table(n))} rows)"
        for n in names
    ]


def _sources(ids: list[str]) -> list[str]:
    sources = data.read_text_table("sources").set_index("source_id")
    return [
        f"  source:   {i}: {sources.loc[i, 'publisher_name']}, {sources.loc[i, 'title']}. "
        f"{sources.loc[i, 'url']}".rstrip()
        for i in ids
    ]


if __name__ == "__main__":
    try:
        print(trace(sys.argv[1]))
    except IndexError:
        sys.exit("say what to trace: make trace ID=debt-by-creditor")
    except data.DataError as error:
        sys.exit(str(error))
