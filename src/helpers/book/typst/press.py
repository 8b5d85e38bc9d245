"""Where documents are set: each by the typesetter, then finished as what it is for; none twice.

The typesetter remembers all that it set while its process lives. It works in processes of its own, one for
each core, which end with what they were given: what it remembers is gone when the parts are joined. It may
work in no other: in a process that is forked from one where it has worked its threads are missing, and it
waits for them for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pikepdf
from sphinx.util import logging

from helpers import paths
from helpers.beside import Beside, workers
from helpers.book.typst.compiler import compile_pdf, finished_path
from helpers.book.typst.documents import Document
from helpers.book.typst.joining import ready
from helpers.book.typst.xmp import describe

TEMPLATE = Path(__file__).parent / "template.typ"
_log = logging.getLogger(__name__)


class Task(NamedTuple):
    """A document to be set, and what is done to its file then."""

    file: Document
    finish: Callable[[pikepdf.Pdf], None]


def alone(file: Document) -> Task:
    """Have a document set as a file that describes itself."""
    return Task(file, lambda pdf: describe(pdf, file.record))


def part(file: Document) -> Task:
    """Have a document set as a part of the whole book, ready to be joined to others."""
    return Task(file, lambda pdf: ready(pdf, file.name))


def plain(file: Document) -> Task:
    """Have a document set whose pages are used for others."""
    return Task(file, lambda _pdf: None)


def finished_folder() -> Path:
    """Give the folder of finished files."""
    return paths.BUILD / ".cache" / "pdf"


class Press:
    """Set documents; what was set from the same before is taken as it is.

    Parameters
    ----------
    folder : pathlib.Path
        Folder that the typesetter reads; the fonts lie in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fonts = sorted(folder.glob("*.ttf"))
        self.finished = finished_folder()
        self.used: set[Path] = set()

    def begin(self, tasks: Sequence[Task]) -> Callable[[], list[Path]]:
        """Begin to set documents; give what waits for them and gives their files, in the same order.

        Raises
        ------
        ExtensionError
            When it is waited for, if one can't be set.
        """
        targets = [self._target(task.file) for task in tasks]
        missing = [(task, path) for task, path in zip(tasks, targets) if not path.exists()]
        working = [Beside(self._set_all, share) for share in _shares(missing)]

        def wait() -> list[Path]:
            try:
                for process in working:
                    for warning in process.result():
                        _log.warning(warning)
            finally:
                for process in working:
                    process.stop()
            return targets

        return wait

    def set(self, tasks: Sequence[Task]) -> list[Path]:
        """Set documents; give their files in the same order."""
        return self.begin(tasks)()

    def keep(self, path: Path) -> Path:
        """Have a finished file kept that was made from others."""
        self.used.add(path)
        return path

    def throw_away_unused(self) -> None:
        """Throw away the finished files that were not asked for."""
        for path in set(self.finished.iterdir()) - self.used:
            path.unlink()

    def _target(self, file: Document) -> Path:
        source = self._source(file)
        source.write_text(file.source, encoding="utf-8")
        inputs = [self.folder / name for name in (TEMPLATE.name, *file.inputs)] + self.fonts
        return self.keep(finished_path(source, file.record, inputs, self.finished))

    def _source(self, file: Document) -> Path:
        return self.folder / f"{file.name}.typ"

    def _set_all(self, share: list[tuple[Task, Path]]) -> list[str]:
        warnings = []
        for (file, finish), target in share:
            warnings += compile_pdf(self._source(file), file.record.day, finish, target)
        return warnings


def _shares(missing: list[tuple[Task, Path]]) -> list[list[tuple[Task, Path]]]:
    """Share out what is to be set: the longest first, to who has least."""
    shares: list[list[tuple[Task, Path]]] = [[] for _ in range(workers())]
    lengths = [0] * len(shares)
    for task, target in sorted(missing, key=lambda one: -len(one[0].file.source)):
        least = lengths.index(min(lengths))
        lengths[least] += len(task.file.source)
        shares[least].append((task, target))
    return [share for share in shares if share]
