"""The files by which archives and indexers know the project, written from the book's metadata.

``CITATION.cff`` (Citation File Format 1.2.0), ``.zenodo.json``, ``codemeta.json`` (CodeMeta 3.0) and the
head of ``data/datapackage.json``. ``make metadata`` writes them; each build checks them.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from helpers import data, paths, rows
from helpers.book.metadata import Author, BookMetadata, MetadataError, get_metadata
from helpers.formatting import as_json

_PACKAGE = "data/datapackage.json"


def files(book: BookMetadata) -> dict[str, str]:
    """Return the text of each file by its path in the project."""
    return {
        "CITATION.cff": citation_file(book),
        ".zenodo.json": as_json(_zenodo(book)),
        "codemeta.json": as_json(_codemeta(book)),
        _PACKAGE: as_json(package_head(book)),
    }


def write() -> None:
    """Write the files where the project keeps them."""
    for name, text in files(get_metadata()).items():
        (paths.ROOT / name).write_text(text, encoding="utf-8")
        print(f"  {name}")


def check() -> None:
    """Check that the files say what the book's metadata say.

    Raises
    ------
    MetadataError
        Naming the first file that differs.
    """
    book = get_metadata()
    for name, text in files(book).items():
        path = paths.ROOT / name
        # However the descriptor is set out, it says the same.
        same = data.package() == package_head(book) if name == _PACKAGE else _read(path) == text
        if not same:
            raise MetadataError(
                f"{name} does not say what _config.yml says of the book; run make metadata"
            )


def _read(path: Path) -> str:
    try:
        return rows.read_text(path).replace("\r\n", "\n")
    except (OSError, rows.RowError):
        return ""


def citation_file(book: BookMetadata) -> str:
    """Write the Citation File Format: the project, and the report as what to cite."""
    authors = [_cff_author(author) for author in book.authors]
    links = {"doi": book.doi, "url": book.address(), "repository-code": book.repository}
    found = {key: value for key, value in links.items() if value}
    report = {
        "type": "report",
        "title": book.full_title,
        "authors": authors,
        "institution": {"name": book.publisher},
        "year": book.date.year,
        "month": book.date.month,
        "version": book.version,
        "languages": [book.language],
        "license": book.licences[0].id,
    }
    entry = {
        "cff-version": "1.2.0",
        "message": "If you use this book, please cite it as below.",
        "type": "software",
        "title": book.full_title,
        "abstract": book.abstract,
        "authors": authors,
        "version": book.version,
        "date-released": book.date.isoformat(),
        # Several would mean that a reader may choose. The code's own stands in codemeta.json.
        "license": book.licences[0].id,
        "keywords": list(book.keywords),
        **found,
        "preferred-citation": report | {k: v for k, v in found.items() if k != "repository-code"},
    }
    # The same authors twice are no YAML alias for other readers.
    dumper = type("Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
    return yaml.dump(entry, Dumper=dumper, sort_keys=False, allow_unicode=True, width=100)


def _cff_author(author: Author) -> dict:
    if not author.is_person:
        return {"name": author.name}
    person = {"family-names": author.family, "given-names": author.given}
    return person | ({"orcid": author.orcid_address} if author.orcid else {})


def _zenodo(book: BookMetadata) -> dict:
    creators = [
        {"name": a.inverted} | ({"orcid": a.orcid} if a.orcid else {}) for a in book.authors
    ]
    return {
        "upload_type": "publication",
        "publication_type": "report",
        "title": book.full_title,
        "creators": creators,
        "description": book.abstract,
        "version": book.version,
        "publication_date": book.date.isoformat(),
        "language": "eng" if book.language == "en" else book.language,
        "keywords": list(book.keywords),
        "license": book.licences[0].id.lower(),
        "notes": f"Licences of the parts. {book.licence}: {', '.join(data.licences())}.",
        "access_right": "open",
    }


def _codemeta(book: BookMetadata) -> dict:
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "type": "SoftwareSourceCode",
        "name": book.full_title,
        "description": book.abstract,
        "author": [_codemeta_author(author) for author in book.authors],
        "publisher": {"type": "Organization", "name": book.publisher},
        "version": book.version,
        "dateModified": book.date.isoformat(),
        "license": book.code_licence.address,
        "keywords": list(book.keywords),
        "programmingLanguage": "Python",
        **({"codeRepository": book.repository} if book.repository else {}),
        **({"url": book.address()} if book.base_address else {}),
        **({"identifier": book.doi_address} if book.doi else {}),
    }


def _codemeta_author(author: Author) -> dict:
    if not author.is_person:
        return {"type": "Organization", "name": author.name}
    person = {"type": "Person", "givenName": author.given, "familyName": author.family}
    return person | ({"id": author.orcid_address} if author.orcid else {})


def package_head(book: BookMetadata) -> dict:
    """Return the data package with the book's title, version, licence and authors at its head."""
    licence = book.licences[0]
    head = {
        "title": f"{book.title}: the data of the book",
        "version": book.version,
        "licenses": [{"name": licence.id, "path": licence.address}],
        "contributors": [{"title": a.name, "roles": ["creator"]} for a in book.authors],
    }
    return data.package() | head
