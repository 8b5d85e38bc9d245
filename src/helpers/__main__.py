"""``python -m helpers book`` is what ``make book`` calls: nothing is loaded if nothing changed."""

from __future__ import annotations

import sys
import time

from helpers import built


def main(arguments: list[str]) -> int:
    """Run one task; give the exit status."""
    started = time.perf_counter()
    if arguments == ["book"] and built.is_current():
        seconds = time.perf_counter() - started
        print(f"Nothing changed since the book was built ({seconds:.1f} s to see that)")
        return 0
    from helpers.book.build import main as build

    return build(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
