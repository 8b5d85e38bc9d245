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
from collections.abc import Iterable
from functools import cached_property
from itertools import islice
from pathlib import Path

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


def module_name(path: Path) -> str:
    """Return the name of a module.

    Examples
    --------
    >>> module_name(Path("helpers/data.py")), module_name(Path("helpers/book/__init__.py"))
    ('helpers.data', 'helpers.book')
    """
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


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
    """The digests of the inputs of the project as they are now; each input is read once.

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
            self.digest(f"module:{module_name(path.relative_to(self.root / 'src'))}")
        for path in sorted((self.root / "data").glob("*")):
            self.digest(f"file:data/{path.name}")
        for name in self._descriptors:
            self.digest(f"table:{name}")
        self.digest(ENVIRONMENT)
        return self

    def digest(self, item: str) -> str:
        """Return the digest of an item, ``kind:name``.

        ``table``: its file, its descriptor and the corrections to it. ``module``: the source of a
        helper. ``file``: any other file, by its path. ``environment``: lock and Python.

        Raises
        ------
        ValueError
            For another kind.
        """
        if item not in self._known:
            kind, _, name = item.partition(":")
            kinds = {
                "table": self._table,
                "module": self._module,
                "file": self._file,
                "environment": lambda _: digest(sys.version + self._file(LOCK)),
            }
            if kind not in kinds:
                raise ValueError(f"no kind of input {kind!r}; there are {sorted(kinds)}")
            self._known[item] = kinds[kind](name)
        return self._known[item]

    def digests(self, items: Iterable[str]) -> dict[str, str]:
        """Return the digests of several items."""
        return {item: self.digest(item) for item in sorted(items)}

    def changed(self, items: dict[str, str]) -> list[str]:
        """List the items whose digest is not the given one."""
        return [item for item, was in items.items() if self.digest(item) != was]

    def _file(self, name: str) -> str:
        path = self.root / name
        return digest(path.read_bytes()) if path.is_file() else ABSENT

    def _module(self, name: str) -> str:
        base = f"src/{name.replace('.', '/')}"
        package = self._file(f"{base}/__init__.py")
        return self._file(f"{base}.py") if package == ABSENT else package

    def _table(self, name: str) -> str:
        descriptor = self._descriptors.get(name, {})
        corrections = [row for row in self._corrections if row["table_name"] == name]
        return digest([self._file(f"data/{descriptor.get('path')}"), descriptor, corrections])

    @cached_property
    def _descriptors(self) -> dict[str, dict]:
        path = self.root / "data" / "datapackage.json"
        package = json.loads(path.read_text("utf-8-sig")) if path.is_file() else {"resources": []}
        # The recorded digest of a table says nothing that the table itself does not.
        return {
            entry["name"]: {key: value for key, value in entry.items() if key != "digest"}
            for entry in package["resources"]
        }

    @cached_property
    def _corrections(self) -> list[dict]:
        path = self.root / "data" / "corrections.csv"
        if not path.is_file():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


class ExecutionCache:
    """The outputs of executed chapters, and what each chapter depends on.

    A chapter has one file of two lines of JSON: the record, and the outputs.

    Parameters
    ----------
    folder : pathlib.Path
        Where the files lie.
    inputs : InputDigests
        The inputs as they are now.
    """

    def __init__(self, folder: Path, inputs: InputDigests):
        self.folder = folder
        self.inputs = inputs

    def chapters(self) -> list[str]:
        """List the chapters that have a record."""
        return sorted(path.stem.replace("--", "/") for path in self.folder.glob("*.jsonl"))

    def _path(self, chapter: str) -> Path:
        return self.folder / f"{chapter.replace('/', '--')}.jsonl"

    def _line(self, chapter: str, number: int) -> str:
        with self._path(chapter).open(encoding="utf-8") as file:
            return next(islice(file, number, None))

    def record(self, chapter: str) -> dict | None:
        """Return the record of a chapter, or None if it was never executed.

        It holds ``code`` (a digest), ``dependencies`` (item -> digest), ``outputs`` (a digest) and
        ``seconds``.
        """
        try:
            return json.loads(self._line(chapter, 0))
        except (FileNotFoundError, StopIteration, json.JSONDecodeError):
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
        if record is None:
            return ["new"]
        changed = [] if record["code"] == code_digest(notebook) else ["its code"]
        return changed + self.inputs.changed(record["dependencies"])

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
        text = json.dumps(outputs, ensure_ascii=False, separators=(",", ":"))
        record = {
            "code": code,
            "dependencies": self.inputs.digests({ENVIRONMENT, *items}),
            "outputs": digest(text),
            "seconds": round(seconds, 2),
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        # Written elsewhere and renamed, so it is there completely or not at all.
        scratch = self._path(chapter).with_suffix(".part")
        scratch.write_text(f"{json.dumps(record)}\n{text}\n", encoding="utf-8")
        scratch.replace(self._path(chapter))

    def outputs(self, chapter: str) -> list[list[dict]]:
        """Return the outputs of a chapter, code cell by code cell."""
        return json.loads(self._line(chapter, 1))

    def outputs_digest(self, chapter: str) -> str:
        """Return the digest of the outputs of a chapter."""
        record = self.record(chapter)
        return record["outputs"] if record else ABSENT


def describe_dependencies(cache: ExecutionCache) -> str:
    """Describe the tables, other files and modules that each chapter depends on."""
    lines = []
    for chapter in cache.chapters():
        lines.append(chapter)
        for kind in ("table", "file", "module"):
            items = cache.record(chapter)["dependencies"]
            names = [i.partition(":")[2] for i in items if i.startswith(f"{kind}:")]
            lines += [f"  {kind}s: {', '.join(names)}"] if names else []
    return "\n".join(lines)
