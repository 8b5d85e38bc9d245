"""``python -m helpers book`` is what ``make book`` calls: nothing is loaded if nothing changed."""

from __future__ import annotations

import sys
import time

from helpers import freshness

# What each task publishes.
_PUBLISHED = {"book": freshness.FOLDERS, "html": ("html",), "pdf": ("pdf",)}


def main(arguments: list[str]) -> int:
    """Run one task; give the exit status."""
    started = time.perf_counter()
    published = _PUBLISHED.get(" ".join(arguments))
    if published and freshness.is_up_to_date(published):
        seconds = time.perf_counter() - started
        print(f"Nothing changed since the last make {arguments[0]} ({seconds:.1f} s to see that)")
        return 0
    from helpers.book.build import main as run

    return run(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nStopped by you: nothing was published.", file=sys.stderr)
        sys.exit(130)
