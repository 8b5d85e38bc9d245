"""Count what each page of the built book costs a reader: requests and bytes, in a real Chromium.

``make bench`` runs it. The pages are served from this machine with gzip (level 6; fonts and pictures
as they are), each is opened with an empty cache and left alone until it asks for nothing more. What
is counted are the bytes of the answers without their heads: exact, the same in each run. The runtime
of interactive charts, which comes when a reader reaches for one or when an idle page shows one with
switches, is counted apart, as ``charts``. The table goes to ``_build/bench/pages.csv``.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import threading
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
from playwright.sync_api import Browser, Response, sync_playwright

from helpers import paths

OUT = paths.BUILD / "bench" / "pages.csv"
PAGES = paths.BUILD / "html"
KINDS = {"document": "html", "stylesheet": "css", "script": "js", "font": "font", "image": "image"}
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml"}


class Server(SimpleHTTPRequestHandler):
    """Serve files as a site does: text compressed, nothing else changed."""

    def do_GET(self) -> None:
        """Answer with one file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in COMPRESSED:
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing of each request."""


def count(browser: Browser, address: str) -> dict:
    """Open one page and count what it asks for before anyone touches it."""
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    tab = context.new_page()
    answers: list[Response] = []
    tab.on("response", lambda answer: answers.append(answer))
    tab.goto(address, wait_until="networkidle")
    # Pictures within the style sheet are answered, too, but not sent; the one for the tab (200 bytes)
    # is asked for when the browser likes.
    sent = (a for a in answers if a.url.startswith("http") and "book-icon.svg" not in a.url)
    rows = [_counted(answer) for answer in sent]
    context.close()
    sizes: Counter = Counter()
    for row in rows:
        sizes[row["kind"]] += row["bytes"]
    first = sorted((row for row in rows if row["kind"] != "charts"), key=lambda row: -row["bytes"])
    return {
        "requests": len(first),
        "failed": sum(row["failed"] for row in first),
        "twice": len(first) - len({row["path"] for row in first}),
        "bytes": sum(row["bytes"] for row in first),
        **{kind: sizes[kind] for kind in (*KINDS.values(), "other", "charts")},
        "largest": "; ".join(f"{Path(row['path']).name} {row['bytes']}" for row in first[:4]),
    }


def _counted(answer: Response) -> dict:
    path = unquote(urlsplit(answer.url).path)
    of_charts = "book-vega" in path or (path.startswith("/exhibits/") and path.endswith(".js"))
    kind = "charts" if of_charts else KINDS.get(answer.request.resource_type, "other")
    size = int(answer.headers.get("content-length", 0))
    return {"path": path, "kind": kind, "bytes": size, "failed": answer.status >= 400}


def main() -> None:
    """Count all pages of the book."""
    pages = sorted([*PAGES.glob("*.html"), *(PAGES / "chapters").glob("*.html")])
    chromium = shutil.which("chromium")
    if not pages or not chromium:
        sys.exit("Counting needs a built book (make book) and Chromium")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Server, directory=str(PAGES)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        rows = []
        for page in pages:
            name = page.relative_to(PAGES).as_posix()
            found = count(browser, f"http://127.0.0.1:{server.server_port}/{name}")
            rows.append({"page": name.removesuffix(".html"), **found})
        browser.close()
    server.shutdown()
    table = pd.DataFrame(rows).sort_values("bytes", ascending=False)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(OUT, index=False)
    print(f"{table.drop(columns='largest').to_string(index=False)}\n")
    for row in table.head(5).itertuples():
        print(f"{row.page}: {row.largest}")
    print(f"\nWritten to {OUT}")


if __name__ == "__main__":
    main()
