"""``python -m helpers book`` is what ``make book`` calls: nothing is loaded if nothing changed."""

from __future__ import annotations

import gc
import os
import sys
import time

from helpers import built
from helpers.beside import Beside


def main(arguments: list[str]) -> int:
    """Run one task; give the exit status."""
    started = time.perf_counter()
    if arguments == ["book"] and built.is_current():
        seconds = time.perf_counter() - started
        print(f"Nothing changed since the book was built ({seconds:.1f} s to see that)")
        return 0
    # What is loaded, and then documents, is large and lives long: to look through it for garbage takes
    # a tenth of the time.
    gc.set_threshold(1_000_000, 20, 100)
    checking = None
    if arguments == ["book"]:
        # What both need is loaded once; what else the second process needs it loads while this one does.
        from helpers import forking
        from helpers.book import guess

        checking = Beside(_check)
        if guess.chapters_will_run():
            forking.begin()
    from helpers.book.build import main as build

    # Some extension looks at all objects that may be garbage; what is loaded is none.
    gc.freeze()
    return build(arguments, checking)


def _check() -> object:
    # It ends before its garbage is worth a search.
    gc.disable()
    from helpers.book.checks import check

    return check()


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
    except KeyboardInterrupt:
        print("\nStopped by you: nothing was published.", file=sys.stderr)
        status = 130
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: to take the documents of a book down piece by piece takes a second.
    os._exit(status)
