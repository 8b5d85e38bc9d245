"""The files by which archives and indexers know the project, written from the book's metadata.

``CITATION.cff`` (Citation File Format 1.2.0), ``.zenodo.json``, ``codemeta.json`` (CodeMeta 3.0) and the
head of ``data/datapackage.json``. ``make metadata`` writes them; each build checks them.
"""

from __future__ import annotations

import json

import yaml

from helpers import data, paths
from helpers.book.metadata import Author, Book, MetadataError, book

_PACKAGE = "data/datapackage.json"


def files(whole: Book) -> dict[str, str]:
    """Give the text of each file by its path in the project."""
    return {
        "CITATION.cff": citation_file(whole),
        ".zenodo.json": _json(_zenodo(whole)),
        "codemeta.json": _json(_codemeta(whole)),
        _PACKAGE: json.dumps(package_head(whole), ensure_ascii=False, indent=1) + "\n",
    }


def write() -> None:
    """Write the files where the project keeps them."""
    for name, text in files(book()).items():
        (paths.ROOT / name).write_text(text, encoding="utf-8")
        print(f"  {name}")


def check() -> None:
    """Check that the files say what the book's metadata say.

    Raises
    ------
    MetadataError
        Naming the first file that differs.
    """
    for name, text in files(book()).items():
        path = paths.ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            raise MetadataError(
                f"{name} does not say what _config.yml says of the book; run make metadata"
            )


def citation_file(whole: Book) -> str:
    """Write the Citation File Format: the project, and the report as what to cite."""
    authors = [_cff_author(author) for author in whole.authors]
    links = {"doi": whole.doi, "url": whole.address(), "repository-code": whole.repository}
    found = {key: value for key, value in links.items() if value}
    report = {
        "type": "report",
        "title": whole.full_title,
        "authors": authors,
        "institution": {"name": whole.publisher},
        "year": whole.date.year,
        "month": whole.date.month,
        "version": whole.version,
        "languages": [whole.language],
        "license": whole.licences[0].id,
    }
    entry = {
        "cff-version": "1.2.0",
        "message": "If you use this book, please cite it as below.",
        "type": "software",
        "title": whole.full_title,
        "abstract": whole.abstract,
        "authors": authors,
        "version": whole.version,
        "date-released": whole.date.isoformat(),
        # Several would mean that a reader may choose. The code's own stands in codemeta.json.
        "license": whole.licences[0].id,
        "keywords": list(whole.keywords),
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


def _zenodo(whole: Book) -> dict:
    creators = [
        {"name": a.inverted} | ({"orcid": a.orcid} if a.orcid else {}) for a in whole.authors
    ]
    return {
        "upload_type": "publication",
        "publication_type": "report",
        "title": whole.full_title,
        "creators": creators,
        "description": whole.abstract,
        "version": whole.version,
        "publication_date": whole.date.isoformat(),
        "language": "eng" if whole.language == "en" else whole.language,
        "keywords": list(whole.keywords),
        "license": whole.licences[0].id.lower(),
        "notes": f"Licences of the parts. {whole.licence}: {', '.join(data.licences())}.",
        "access_right": "open",
    }


def _codemeta(whole: Book) -> dict:
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "type": "SoftwareSourceCode",
        "name": whole.full_title,
        "description": whole.abstract,
        "author": [_codemeta_author(author) for author in whole.authors],
        "publisher": {"type": "Organization", "name": whole.publisher},
        "version": whole.version,
        "dateModified": whole.date.isoformat(),
        "license": whole.code_licence.address,
        "keywords": list(whole.keywords),
        "programmingLanguage": "Python",
        **({"codeRepository": whole.repository} if whole.repository else {}),
        **({"url": whole.address()} if whole.base_address else {}),
        **({"identifier": whole.doi_address} if whole.doi else {}),
    }


def _codemeta_author(author: Author) -> dict:
    if not author.is_person:
        return {"type": "Organization", "name": author.name}
    person = {"type": "Person", "givenName": author.given, "familyName": author.family}
    return person | ({"id": author.orcid_address} if author.orcid else {})


def package_head(whole: Book) -> dict:
    """Give the data package with the book's title, version, licence and authors at its head."""
    licence = whole.licences[0]
    head = {
        "title": f"{whole.title}: the data of the book",
        "version": whole.version,
        "licenses": [{"name": licence.id, "path": licence.address}],
        "contributors": [{"title": a.name, "roles": ["creator"]} for a in whole.authors],
    }
    return data.package() | head


def _json(content: dict) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
