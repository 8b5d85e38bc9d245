"""What each page asks of a reader: bytes as they are sent (gzip), marked numbers and stops of the Tab key.

Run as ``python benchmarks/stops.py [folder of built pages]``. Stops are counted in a browser as the page
opens, with everything folded that is folded then, and in the text alone, without bars and menus.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
COUNT = """() => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  const seen = stops.filter((node) => node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }));
  const text = seen.filter((node) => node.closest("article"));
  return [seen.length, text.length, document.querySelectorAll("a.book-number").length];
}"""


def main(folder: Path) -> None:
    """Print a line a page."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        print(f"{'page':24} {'kB gzip':>8} {'stops':>6} {'in text':>8} {'numbers':>8}")
        for path in [folder / "index.html", *sorted((folder / "chapters").glob("*.html"))]:
            sent = len(gzip.compress(path.read_bytes(), 6)) / 1000
            # Former addresses only lead on.
            if b'http-equiv="refresh"' in path.read_bytes()[:2000]:
                continue
            tab.goto(path.resolve().as_uri())
            stops, text, numbers = tab.evaluate(COUNT)
            print(f"{path.stem:24} {sent:8.1f} {stops:6} {text:8} {numbers:8}")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "_build/html"))
