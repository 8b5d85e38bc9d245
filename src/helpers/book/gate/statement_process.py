"""Judge the statements of a report: ``python -m helpers.book.gate.statement_process PACKAGE FOLDER``.

A process of its own, so that the engine never holds the report's code. Prints JSON: one object a
sentence.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from helpers import paths, statements


def main(package: str, folder: str) -> None:
    """Judge all statements of a package on the tables of a folder."""
    paths.DATA, paths.PACKAGE = Path(folder), Path(folder) / paths.PACKAGE.name
    statements.load(package)
    print(json.dumps([row for found in statements.evaluate() for row in _rows(found)]))


def _rows(found: statements.Verdict) -> list[dict]:
    """Give a row for each sentence of a statement."""
    holds = found.holds
    return [
        {
            "sentence_kind": kind,
            "sentence_id": name,
            "statement_id": found.statement.id,
            "asserts": found.statement.words,
            "basis": holds.kind,
            "is_true": bool(holds.ok),
            "margin": holds.margin,
            "unit": holds.unit,
            "values": holds.words,
            "tables": list(found.tables),
        }
        for kind, name in found.statement.sentences
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
