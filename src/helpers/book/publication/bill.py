"""The bill of materials of a release: what made it, what its pages carry, and under which licences.

cyclonedx-py (OWASP's own) lists the packages of the environment, with the texts of their licences, as
CycloneDX. What the pages carry without being a package of it, such as the runtime of the charts, is
added here: its version is read where it stands. What is compiled into wheels (crates of Rust) is listed
only where their makers did.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
from pathlib import Path

import vl_convert

from helpers.book.metadata import BookMetadata

# Of an environment of its own: ``make release`` installs it.
TOOL = "cyclonedx-py"
_SECONDS = 300
# Names and versions in the first lines of scripts that a theme brings.
_BANNERS = {
    "bootstrap": ("scripts/bootstrap.js.LICENSE.txt", r"Bootstrap v([\d.]+)", "MIT"),
    "@fortawesome/fontawesome-free": (
        "scripts/fontawesome.js.LICENSE.txt",
        r"Font Awesome Free ([\d.]+)",
        "CC-BY-4.0 AND OFL-1.1 AND MIT",
    ),
    "clipboard": ("clipboard.min.js", r"clipboard\.js v([\d.]+)", "MIT"),
}
# Of what the runtime of charts has inside, it tells no version.
_INSIDE_VEGA = {
    "d3": "ISC",
    "topojson-client": "ISC",
    "internmap": "ISC",
    "delaunator": "ISC",
    "clone": "MIT",
    "fast-deep-equal": "MIT",
    "fast-json-stable-stringify": "MIT",
    "robust-predicates": "Unlicense",
    "array-flat-polyfill": "CC0-1.0",
}


class BillError(Exception):
    """The bill could not be written; the message says why and what to do."""


def bill(tool: Path, project: Path, python: Path, static: Path, book: BookMetadata) -> dict:
    """List what a release was made with and what its pages carry, as CycloneDX.

    Parameters
    ----------
    tool : pathlib.Path
        The program ``cyclonedx-py``.
    project : pathlib.Path
        Folder with the ``pyproject.toml`` that names what is needed.
    python : pathlib.Path
        The Python whose packages are listed.
    static : pathlib.Path
        Folder ``_static`` of the built pages.
    book : BookMetadata
        Names the whole.

    Returns
    -------
    dict
        The document; the same environment and pages give the same.

    Raises
    ------
    BillError
        If the tool is missing or fails, or a script no longer tells its version.
    """
    found = _environment(tool, project, python, book.date)
    whole = {"name": book.title, "version": book.version}
    found["metadata"]["component"] |= whole
    found["components"] += carried(static)
    return found


def _environment(tool: Path, project: Path, python: Path, day: dt.date) -> dict:
    command = [str(tool), "environment", "--output-reproducible", "--gather-license-texts"]
    command += ["--pyproject", str(project / "pyproject.toml"), str(python)]
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    how = os.environ | {"SOURCE_DATE_EPOCH": str(int(noon.timestamp())), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command, env=how, capture_output=True, encoding="utf-8", check=False, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BillError(f"{TOOL} could not be run ({error}); make release installs it") from error
    if done.returncode:
        raise BillError(f"{TOOL} ended with status {done.returncode}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def carried(static: Path) -> list[dict]:
    """List what the pages carry of others beside the packages: runtime of charts, scripts, icons.

    Parameters
    ----------
    static : pathlib.Path
        Folder ``_static`` of the built pages.

    Returns
    -------
    list of dict
        Components of CycloneDX, by name.
    """
    vega = {
        "vega": vl_convert.get_vega_version(),
        "vega-lite": vl_convert.get_vegalite_versions()[-1],
        "vega-embed": vl_convert.get_vega_embed_version(),
        "vega-themes": vl_convert.get_vega_themes_version(),
    }
    parts = [(name, version, "BSD-3-Clause") for name, version in vega.items()]
    parts += [(name, _version(static / at, like), of) for name, (at, like, of) in _BANNERS.items()]
    parts += [(name, None, licence) for name, licence in _INSIDE_VEGA.items()]
    return [_component(*part) for part in sorted(parts)]


def _version(script: Path, like: str) -> str:
    found = re.search(like, script.read_text(encoding="utf-8")[:400]) if script.exists() else None
    if not found:
        raise BillError(
            f"_static/{script.name} tells no version ({like}); look how the theme brings it"
        )
    return found[1]


def _component(name: str, version: str | None, licence: str) -> dict:
    purl = f"pkg:npm/{name.replace('@', '%40')}"
    known = {"version": version, "purl": f"{purl}@{version}"} if version else {"purl": purl}
    how = {"expression": licence} if " AND " in licence else {"license": {"id": licence}}
    return {"bom-ref": purl, "type": "library", "name": name, "licenses": [how], **known}


def licences(found: dict) -> str:
    """Write the licences of a bill as a table: name, version, licence.

    Parameters
    ----------
    found : dict
        What :func:`bill` gives.

    Returns
    -------
    str
        CSV, one row for each component, by name.

    Examples
    --------
    >>> part = {"name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]}
    >>> print(licences({"components": [part, {"name": "b"}]}))
    name,version,licence
    a,1,MIT
    b,,not declared by its maker
    """
    rows = [
        [part["name"], part.get("version", ""), _licence(part.get("licenses", []))]
        for part in sorted(found["components"], key=lambda part: part["name"].lower())
    ]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["name", "version", "licence"], *rows])
    return written.getvalue()


def _licence(declared: list[dict]) -> str:
    """Name licences by their sign; by their words where a maker gave no sign."""
    signs = [one["expression"] for one in declared if "expression" in one]
    known = [one["license"] for one in declared if "license" in one]
    signs += [licence["id"] for licence in known if "id" in licence]
    words = [
        licence["name"].removeprefix("License :: OSI Approved :: ")
        for licence in known
        if "name" in licence and not licence["name"].startswith("declared license")
    ]
    return "; ".join(dict.fromkeys(signs or words)) or "not declared by its maker"
