"""Keep what the chapters print on the present data, so that a change of code that moves a number is seen.

``python -m helpers.refresh.golden`` runs all chapters, prints which numbers differ from those kept, and
keeps the new ones; ``make data`` and a table that is accepted do so. With them stands the digest of the
data that they were made from: numbers of other data are not compared.
"""

from __future__ import annotations

import hashlib
import json
import sys

from helpers import data, paths
from helpers.formatting import as_json
from helpers.refresh.values import published_numbers

FILE = paths.ROOT / "tests" / "golden-numbers.json"


def data_digest() -> str:
    """Return a digest of the content of all tables, as the package records it."""
    recorded = [f"{name} {data.resource(name).get('digest')}" for name in data.table_names()]
    return hashlib.sha256("\n".join(sorted(recorded)).encode("utf-8")).hexdigest()


def kept() -> dict:
    """Return what is kept: ``data`` (a digest) and ``numbers`` (``chapter:id`` to text)."""
    try:
        return json.loads(FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"data": "", "numbers": {}}


def computed() -> dict[str, str]:
    """Run all chapters and return what they print: ``chapter:id`` to text.

    Raises
    ------
    helpers.data.DataError
        If a chapter stops.
    """
    chapters = sorted(path.stem for path in paths.CHAPTERS.glob("*.ipynb"))
    found = {}
    for chapter, run in published_numbers(paths.DATA, chapters).items():
        if run["fault"]:
            raise data.DataError(f"chapters/{chapter}.ipynb stops: {run['fault']}")
        found |= {f"{chapter}:{name}": text for name, text in run["numbers"].items()}
    return found


def difference(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """List the numbers that are new, gone, or printed otherwise.

    Examples
    --------
    >>> difference({"a:x": "1", "a:y": "2"}, {"a:x": "3", "a:z": "4"})
    ['a:x: 1 -> 3', 'a:y: 2 -> (gone)', 'a:z: (new) -> 4']
    """
    names = sorted(old.keys() | new.keys())
    pairs = ((name, old.get(name, "(new)"), new.get(name, "(gone)")) for name in names)
    return [f"{name}: {before} -> {after}" for name, before, after in pairs if before != after]


def keep() -> list[str]:
    """Keep what the chapters print now; return how it differs from what was kept."""
    new = computed()
    lines = difference(kept()["numbers"], new)
    held = {"data": data_digest(), "numbers": dict(sorted(new.items()))}
    FILE.write_text(as_json(held), encoding="utf-8")
    return lines


def main() -> None:
    """Keep the numbers and print the difference; what stops a chapter stops the build, not this."""
    if not FILE.parent.is_dir():
        return
    try:
        lines = keep()
    except data.DataError as error:
        print(f"The numbers that are kept stay as they are: {error}", file=sys.stderr)
    else:
        print(*lines, sep="\n")
        print(f"Kept the numbers of all chapters in tests/{FILE.name}: {len(lines)} differ.")


if __name__ == "__main__":
    main()
