"""The registers as a data package: what each column holds, and which columns are the key."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.book import metadata

_LIST = "joined by semicolons"
# register -> its key, and its columns with what they hold. Pages, exhibits and tables are named alike in all.
REGISTERS = {
    "exhibits": (
        ["id"],
        {
            "id": "Id that stays when the exhibit moves",
            "number": "Number in this version",
            "kind": "chart, map or table",
            "title": "Message",
            "subtitle": "Quantity, unit, price basis and period",
            "chapter": "Title of the chapter",
            "address": "Address of its own page",
            "in_chapter": "Address of its place in the chapter",
            "page": "Name of the chapter's page",
            "function": "Function that drew it",
            "file": "File of that function",
            "line": "Line of that file",
            "tables": f"Tables of the data package, {_LIST}",
            "sources": f"Ids of the table sources, {_LIST}",
            "licence": "Licences of the figures",
            "alt": "Description in words",
        },
    ),
    "numbers": (
        ["page", "id"],
        {
            "chapter": "Title of the chapter that publishes it",
            "id": "Id within the chapter",
            "text": "As the text prints it",
            "value": "Value",
            "unit": "Unit",
            "how": "How it was derived",
            "tables": f"Tables of the data package, {_LIST}",
            "sources": f"Ids of the table sources, {_LIST}",
            "address": "Address of its derivation",
            "kind": "result, or parameter where it was chosen",
            "page": "Name of the chapter's page",
        },
    ),
    "claims": (
        ["claim_id"],
        {
            "claim_id": "Id",
            "article_part": "Part of the article",
            "is_implied": "Whether it is implied and not said",
            "claim_text": "Claim in words",
            "claim_kind": "Kind of claim",
            "verdict": "Verdict",
            "evidence_text": "Evidence",
            "evidence_date": "Date of the evidence",
            "source_id": "Id of the table sources",
            "more_source_ids": f"Ids of the table sources, {_LIST}",
            "confidence": "high, medium or low",
        },
    ),
    "findings": (
        ["finding_id"],
        {
            "finding_id": "Id",
            "chapter": "Name of the chapter's page",
            "finding_no": "Place in the chapter",
            "kind": "Kind of evidence",
            "statement_text": "Finding",
            "evidence_text": "What it rests on",
            "exhibit_ids": f"Ids of exhibits, {_LIST}",
            "confidence": "high, medium or low",
            "would_change_text": "What would change it",
            "is_on_front_page": "Whether the front page has it",
            "front_page_no": "Place on the front page",
        },
    ),
    "names": (
        ["name", "kind"],
        {
            "name": "Name",
            "kind": "Country, institution or person",
            "chapters": f"Pages that name it, {_LIST}",
            "exhibits": f"Ids of exhibits that name it, {_LIST}",
        },
    ),
    "statements": (
        ["kind", "id", "condition"],
        {
            "kind": "title, finding, claim or answer",
            "id": "Id of the exhibit, finding or claim, or name of the page",
            "sentence": "Sentence",
            "basis": "What the condition looks at",
            "is_true": "Whether the condition holds",
            "margin": "Distance from no longer being true",
            "unit": "Unit of the margin",
            "values": "Values compared",
            "condition": "Function that holds the condition",
            "tables": f"Tables of the data package, {_LIST}",
        },
    ),
}
# Columns of other types than text.
_TYPES = {
    "line": "integer",
    "finding_no": "integer",
    "front_page_no": "integer",
    "is_implied": "boolean",
    "is_on_front_page": "boolean",
    "is_true": "boolean",
    "margin": "number",
}


def write(folder: Path) -> None:
    """Describe the registers of a folder in ``datapackage.json``."""
    text = json.dumps(package(folder), ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def package(folder: Path) -> dict:
    """Return the descriptor of the registers that are in a folder."""
    book = metadata.get_metadata()
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "registers",
        "title": f"{book.title}: registers of exhibits, numbers, claims, findings, names and statements",
        "version": book.version,
        "resources": [_resource(name) for name in REGISTERS if (folder / f"{name}.csv").exists()],
    }


def _resource(name: str) -> dict:
    key, columns = REGISTERS[name]
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [
                {"name": column, "type": _TYPES.get(column, "string"), "description": words}
                for column, words in columns.items()
            ],
            "primaryKey": key,
        },
    }
