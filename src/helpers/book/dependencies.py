"""What each chapter depends on, and whether any of it changed since the chapter ran.

While a chapter runs, its process writes down what it reads (:mod:`helpers.tracking`). Each item is kept
with a digest of what it was; a chapter is executed again when its own code, the environment, or one
of its items has another digest now. Nothing of this is typed by hand: a chapter that reads something
new was changed itself, or through a module that it reached, and so is executed and written down anew.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from helpers.data import extent_of
from helpers.file_cache import cached_text

ABSENT = "absent"
LOCK = "requirements.lock"
# What holds for every chapter: the locked packages and the interpreter.
ENVIRONMENT = "environment:"


def digest(content: str | bytes | object) -> str:
    """Return the SHA-256 of bytes, text, or anything that JSON can hold."""
    if isinstance(content, str):
        content = content.encode()
    elif not isinstance(content, bytes):
        content = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest()


def code_digest(notebook: dict) -> str:
    """Return the digest of what is executed of a notebook: its code cells and their tags, in their order.

    Outputs that were saved in it, and the name of its kernel, do not count.

    Examples
    --------
    >>> cell = {"cell_type": "markdown", "source": "text", "metadata": {}}
    >>> code_digest({"cells": [cell]}) == code_digest({"cells": []})
    True
    """
    cells = [
        ["".join(cell["source"]), cell.get("metadata", {}).get("tags", [])]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    return digest(cells)


class InputDigests:
    """The inputs of the project as they are now; each is read once.

    Parameters
    ----------
    root : pathlib.Path
        The project.
    """

    def __init__(self, root: Path):
        self.root = root
        self._known: dict[str, str] = {}

    def read_all(self) -> InputDigests:
        """Read all inputs now, so that an edit during the build counts for the next build."""
        for path in sorted((self.root / "src" / "helpers").rglob("*.py")):
            parts = path.relative_to(self.root / "src").with_suffix("").parts
            self.digest("module:" + ".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        for path in sorted((self.root / "data").glob("*")):
            self.digest(f"file:data/{path.name}")
        for name in self._described:
            self.digest(f"table:{name}")
        self.digest(ENVIRONMENT)
        return self

    def digest(self, item: str) -> str:
        """Return the digest of an item, ``kind:name``.

        ``table``: its file, its description and the corrections to it. ``extent``: how many rows it has,
        its newest year, how sure the rows are. ``descriptor``: its description.
        ``table-names``, ``package``: the list of tables, the whole data package. ``source``: one row of
        the sources; ``source-id``: whether there is such a row. ``file``: a file by its path.
        ``module``: the source of a helper. ``environment``: lock and Python.

        Raises
        ------
        ValueError
            For another kind.
        """
        if item not in self._known:
            kind, _, name = item.partition(":")
            self._known[item] = self._kind(kind)(name)
        return self._known[item]

    def digests(self, items: Iterable[str]) -> dict[str, str]:
        """Return the digests of several items."""
        return {item: self.digest(item) for item in sorted(items)}

    def changed(self, items: dict[str, str]) -> list[str]:
        """List the items whose digest is not the given one."""
        return [item for item, was in items.items() if self.digest(item) != was]

    def _kind(self, kind: str) -> Callable[[str], str]:
        kinds = {
            "table": self._table,
            "extent": self._extent,
            "descriptor": lambda name: digest(self._described.get(name, ABSENT)),
            "table-names": lambda _: digest(list(self._described)),
            "package": lambda _: digest(self._package),
            "source": lambda name: digest(self._sources.get(name, ABSENT)),
            "source-id": lambda name: "known" if name in self._sources else ABSENT,
            "file": lambda name: self._file(self.root / name),
            "module": self._module,
            "environment": lambda _: digest(sys.version + self._file(self.root / LOCK)),
        }
        if kind not in kinds:
            raise ValueError(f"no kind of input {kind!r}; there are {sorted(kinds)}")
        return kinds[kind]

    @staticmethod
    def _file(path: Path) -> str:
        return digest(path.read_bytes()) if path.is_file() else ABSENT

    @cached_property
    def _package(self) -> dict:
        path = self.root / "data" / "datapackage.json"
        return json.loads(path.read_text("utf-8")) if path.is_file() else {"resources": []}

    @cached_property
    def _described(self) -> dict[str, dict]:
        # The recorded digest of a table says nothing that the table itself does not.
        return {
            entry["name"]: {key: value for key, value in entry.items() if key != "digest"}
            for entry in self._package["resources"]
        }

    def _rows(self, name: str) -> list[dict]:
        path = self.root / "data" / self._described.get(name, {}).get("path", f"{name}.csv")
        if not path.is_file():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def _corrections(self) -> list[dict]:
        return self._rows("corrections")

    @cached_property
    def _sources(self) -> dict[str, dict]:
        corrections = [row for row in self._corrections if row["table_name"] == "sources"]
        return {row["source_id"]: [row, corrections] for row in self._rows("sources")}

    def _table(self, name: str) -> str:
        described = self._described.get(name, {})
        file = self._file(self.root / "data" / described.get("path", ""))
        corrections = [row for row in self._corrections if row["table_name"] == name]
        return digest([file, described, corrections])

    def _extent(self, name: str) -> str:
        """Return the digest of the result of :func:`helpers.data.extent`, from the cache if possible."""

        def count() -> str:
            return digest(extent_of(self._rows(name)))

        return cached_text("extent", self.digest(f"table:{name}"), ".txt", count)

    def _module(self, name: str) -> str:
        base = self.root.joinpath("src", *name.split("."))
        for path in (base / "__init__.py", base.with_suffix(".py")):
            if path.is_file():
                return self._file(path)
        return ABSENT


class ExecutionCache:
    """The outputs of executed chapters, and what each chapter depends on.

    Parameters
    ----------
    folder : pathlib.Path
        Where the records lie.
    inputs : InputDigests
        The inputs as they are now.
    """

    def __init__(self, folder: Path, inputs: InputDigests):
        self.folder = folder
        self.inputs = inputs

    def chapters(self) -> list[str]:
        """List the chapters that have a record."""
        return sorted(json.loads(p.read_text("utf-8"))["chapter"] for p in self._all("made-from"))

    def _all(self, part: str) -> list[Path]:
        return sorted(self.folder.glob(f"*.{part}.json"))

    def _path(self, chapter: str, part: str) -> Path:
        return self.folder / f"{chapter.replace('/', '--')}.{part}.json"

    def record(self, chapter: str) -> dict | None:
        """Return the record of a chapter: ``code``, ``made_from``, ``outputs`` (a digest), ``seconds``."""
        try:
            return json.loads(self._path(chapter, "made-from").read_text("utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def stale(self, chapter: str, notebook: dict) -> list[str]:
        """List what changed since a chapter ran; empty if it need not run again.

        Parameters
        ----------
        chapter : str
            Its name in the book.
        notebook : dict
            The notebook as it is now.
        """
        record = self.record(chapter)
        if record is None or not self._path(chapter, "outputs").is_file():
            return ["new"]
        changed = [] if record["code"] == code_digest(notebook) else ["its code"]
        return changed + self.inputs.changed(record["made_from"])

    def store(
        self,
        chapter: str,
        code: str,
        outputs: list[list[dict]],
        items: Iterable[str],
        seconds: float,
    ) -> None:
        """Store the outputs of an executed notebook and its dependencies.

        Parameters
        ----------
        chapter : str
            Its name in the book.
        code : str
            Digest of its code before it ran, see :func:`code_digest`.
        outputs : list of list of dict
            What it showed, code cell by code cell.
        items : iterable of str
            What was read.
        seconds : float
            How long it took.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(outputs, ensure_ascii=False, separators=(",", ":"))
        record = {
            "chapter": chapter,
            "code": code,
            "made_from": self.inputs.digests({ENVIRONMENT, *items}),
            "outputs": digest(text),
            "seconds": round(seconds, 2),
        }
        # The outputs first: a record without them would be believed.
        self._path(chapter, "made-from").unlink(missing_ok=True)
        for part, content in (("outputs", text), ("made-from", json.dumps(record, indent=1))):
            target = self._path(chapter, part)
            scratch = target.with_suffix(".part")
            scratch.write_text(content, encoding="utf-8")
            scratch.replace(target)

    def outputs(self, chapter: str) -> list[list[dict]]:
        """Return the outputs of a chapter, code cell by code cell."""
        return json.loads(self._path(chapter, "outputs").read_text("utf-8"))

    def outputs_digest(self, chapter: str) -> str:
        """Return the digest of the outputs of a chapter."""
        record = self.record(chapter)
        return record["outputs"] if record else ABSENT


def describe_dependencies(cache: ExecutionCache) -> str:
    """Describe the tables, other files and modules that each chapter depends on."""
    lines = []
    for chapter in cache.chapters():
        items = cache.record(chapter)["made_from"]
        lines.append(chapter)
        for label, kind in (("tables", "table"), ("files", "file"), ("modules", "module")):
            names = [i.partition(":")[2] for i in items if i.startswith(f"{kind}:")]
            if names:
                lines.append(f"  {label}: {', '.join(names)}")
        described = [i[11:] for i in items if i.startswith("descriptor:")]
        only = [name for name in described if f"table:{name}" not in items]
        if only:
            lines.append(f"  only the description of: {', '.join(only)}")
        named = sum(i.startswith("source-id:") for i in items)
        lines.append(f"  sources named: {named}")
    return "\n".join(lines)
