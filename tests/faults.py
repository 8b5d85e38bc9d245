"""Kill builds at random moments and see what stands: ``make faults`` (50 kills) prints a table.

Three of five hit the whole build at a random moment, one the process of a chapter while a cell runs, and one
the build as it reaches a step, or swaps the folders. Of each kill is told when it came, whether the last good
book or a whole new one stood afterwards, and whether the build after it gave the right book, byte for byte.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

# Where kills of a step wait: words that a build prints, and folders that it makes to publish.
STEPS = (
    "checked in", "to be executed", "executed", "updating environment", "writing output",
    "_build/.new-pdf", "_build/.new-html", "_build/.old-html",
)  # fmt: skip
COMMAND = [sys.executable, "-m", "helpers", "book"]


class Kill(NamedTuple):
    """What a kill did."""

    what: str
    seconds: float
    stood: str
    next_build: str


def environment(book: Path) -> dict[str, str]:
    """Give the environment of a build in that folder."""
    return os.environ | {"PYTHONPATH": str(book / "src")}


def build(book: Path, *wrapped: str, **variables: str) -> subprocess.CompletedProcess:
    """Build a book to its end, by another program where one is named."""
    return subprocess.run(
        [*wrapped, *COMMAND],
        cwd=book,
        env=environment(book) | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def published(book: Path) -> dict[str, str]:
    """Give the sum of each published file."""
    return {
        path.relative_to(book / "_build").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("html", "pdf")
        for path in sorted((book / "_build" / folder).rglob("*"))
        if path.is_file()
    }


def edit(book: Path, word: str) -> None:
    """Change the text of the book, so that there is something to build."""
    path = book / "index.ipynb"
    text = path.read_text("utf-8")
    path.write_text(text.replace(text.split("# A ")[1].split(" book")[0], word, 1), "utf-8")


def kills(book: Path, count: int, seed: int) -> Iterator[Kill]:
    """Kill so many builds of a small book, each followed by one that is left alone."""
    chance = random.Random(seed)
    wanted = {}
    for word in ("grey", "green"):
        edit(book, word)
        started = time.monotonic()
        assert build(book).returncode == 0
        whole = time.monotonic() - started
        wanted[word] = published(book)
    for number in range(count):
        old, new = ("green", "grey") if number % 2 == 0 else ("grey", "green")
        edit(book, new)
        # Half of the kills fall into a build from nothing.
        if number % 4 > 1:
            shutil.rmtree(book / "_build" / ".work", ignore_errors=True)
        what, started = "all", time.monotonic()
        if number % 5 > 2:
            what = "worker" if number % 5 == 3 else STEPS[number // 5 % len(STEPS)]
            shutil.rmtree(book / "_build" / ".cache" / "chapters", ignore_errors=True)
        _killed(book, what, chance.uniform(0.05, whole * 1.1))
        seconds = time.monotonic() - started
        stands = published(book)
        kinds = {
            name: [k for k, files in wanted.items() if _of(files, name) == _of(stands, name)]
            for name in ("html", "pdf")
        }
        state = " and ".join(
            f"{name}: {'the last' if old in found else 'the new' if new in found else 'BROKEN'}"
            for name, found in kinds.items()
        )
        done = build(book)
        right = done.returncode == 0 and published(book) == wanted[new]
        yield Kill(what, seconds, state, "right" if right else f"WRONG {done.stderr[-300:]}")


def _of(files: dict[str, str], name: str) -> dict[str, str]:
    return {path: digest for path, digest in files.items() if path.startswith(f"{name}/")}


def _killed(book: Path, what: str, seconds: float) -> None:
    """Begin a build, and kill it after some seconds or at a step, or the process of its first chapter."""
    log = book / "_build" / "said.txt"
    with log.open("w") as said:
        process = subprocess.Popen(
            COMMAND,
            cwd=book,
            env=environment(book) | {"PYTHONUNBUFFERED": "1"},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    if what == "all":
        time.sleep(seconds)
    while what != "all" and process.poll() is None:
        chapters = [child for child in _children(process.pid) if _runs_a_chapter(child)]
        if what == "worker" and chapters:
            chapters[0].kill()
            break
        if (book / what).exists() if what.startswith("_build") else what in log.read_text("utf-8"):
            break
    if what != "worker":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    said = log.read_text("utf-8")
    assert (
        what != "worker" or "ended its process (exit code -9); was there too little memory?" in said
    )
    log.unlink()


def _children(number: int) -> list[psutil.Process]:
    try:
        return psutil.Process(number).children()
    except psutil.NoSuchProcess:
        return []


def _runs_a_chapter(child: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return "spawn_main" in " ".join(child.cmdline())
    return False


if __name__ == "__main__":
    from test_build import small_book

    with tempfile.TemporaryDirectory() as scratch:
        found = list(kills(small_book(Path(scratch) / "book"), int(sys.argv[1]), seed=8))
    for kill in found:
        print(
            f"{kill.what} killed after {kill.seconds:5.2f} s | {kill.stood} | next build {kill.next_build}"
        )
    bad = [kill for kill in found if "BROKEN" in kill.stood or kill.next_build != "right"]
    print(f"{len(found)} builds killed; {len(bad)} left a broken book or a wrong next one")
    sys.exit(bool(bad))
