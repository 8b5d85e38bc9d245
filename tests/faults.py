"""Kill builds at random moments and see what stands: ``make faults`` (50 kills) prints a table.

Of each kill is told when it came, whether the last good book or a whole new one stood afterwards, and
whether the build after it gave the right book, byte for byte.
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

COMMAND = [sys.executable, "-m", "helpers", "book"]


class Kill(NamedTuple):
    """What a kill did."""

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
        seconds = chance.uniform(0.05, whole * 1.1)
        _killed(book, seconds)
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
        yield Kill(seconds, state, "right" if right else f"WRONG {done.stderr[-300:]}")


def _of(files: dict[str, str], name: str) -> dict[str, str]:
    return {path: digest for path, digest in files.items() if path.startswith(f"{name}/")}


def _killed(book: Path, seconds: float) -> None:
    process = subprocess.Popen(
        COMMAND,
        cwd=book,
        env=environment(book),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


if __name__ == "__main__":
    from test_build import small_book

    with tempfile.TemporaryDirectory() as scratch:
        found = list(kills(small_book(Path(scratch) / "book"), int(sys.argv[1]), seed=8))
    for kill in found:
        print(f"killed after {kill.seconds:5.2f} s | {kill.stood} | next build {kill.next_build}")
    bad = [kill for kill in found if "BROKEN" in kill.stood or kill.next_build != "right"]
    print(f"{len(found)} builds killed; {len(bad)} left a broken book or a wrong next one")
    sys.exit(bool(bad))
