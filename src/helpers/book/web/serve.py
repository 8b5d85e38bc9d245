"""Show the built pages in a browser, and build them again when something is edited.

``python -m helpers.book.web.serve`` is ``make serve``; with ``--watch`` it is ``make watch``: a page that is
looked at is loaded again once it was built. The pages are served as they are but for the line that
reloads them, for which their content policy is left out.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watchfiles import DefaultFilter, watch

from helpers import paths

PORT = 8000
# What a build is made from.
_WATCHED = ("chapters", "data", "src", "index.md", "index.ipynb", "_config.yml", "_toc.yml")
_POLICY = re.compile(rb'<meta[^>]*http-equiv="Content-Security-Policy"[^>]*>')
_RELOAD = b"""<script>
setInterval(async () => {
  const version = await (await fetch("/.version")).text();
  if (window.version && window.version !== version) location.reload();
  window.version = version;
}, 500);
</script></body>"""


class Pages(SimpleHTTPRequestHandler):
    """Answers with a built page, and at ``/.version`` with a number that changes when they are built."""

    reload = False

    def do_GET(self) -> None:
        """Answer one request."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if self.path == "/.version":
            self._answer(str(_version()).encode(), "text/plain")
        elif self.reload and path.suffix == ".html" and path.is_file():
            page = _POLICY.sub(b"", path.read_bytes(), count=1)
            self._answer(page.replace(b"</body>", _RELOAD, 1), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Say nothing of single requests."""


def _version() -> int:
    try:
        return (paths.BUILD / "html" / "index.html").stat().st_mtime_ns
    except FileNotFoundError:
        # None was built yet, or another takes its place just now.
        return 0


def server(reload: bool, port: int = PORT) -> ThreadingHTTPServer:
    """Return a server of the built pages on this machine.

    Parameters
    ----------
    reload : bool
        Whether pages load themselves again when they were built.
    port : int
        Where it listens; 0 for any that is free.
    """
    handler = type("Handler", (Pages,), {"reload": reload})
    folder = str(paths.BUILD / "html")
    return ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=folder))


def build_on_edits() -> None:
    """Build the pages now, and whenever an input was edited; a fault is printed, and the next edit awaited."""
    command = [sys.executable, "-m", "helpers", "html"]
    inputs = [paths.ROOT / name for name in _WATCHED if (paths.ROOT / name).exists()]
    # It yields nothing every half second, so that it is at work before the first build begins: what is
    # edited during a build counts for the next.
    for number, edits in enumerate(
        watch(*inputs, watch_filter=DefaultFilter(), yield_on_timeout=True, rust_timeout=500)
    ):
        if edits or not number:
            subprocess.run(command, cwd=paths.ROOT, check=False)
            print("Waiting for edits; Ctrl-C ends.", flush=True)


def _port(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected a number, as PORT=8001")
    return int(text)


def main(arguments: list[str] | None = None) -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="helpers.book.web.serve", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--watch", action="store_true", help="build again when something is edited")
    parser.add_argument("--port", type=_port, default=PORT)
    given = parser.parse_args(arguments)
    if not given.watch and not _version():
        sys.exit("no book is built yet: make book")
    try:
        pages = server(given.watch, given.port)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "ports go from 1 to 65535"
        sys.exit(f"port {given.port} can't be had ({why}); choose another: PORT=8001")
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    print(f"The book stands at http://127.0.0.1:{pages.server_port}/ ; Ctrl-C ends.", flush=True)
    try:
        if given.watch:
            build_on_edits()
        threading.Event().wait()
    except KeyboardInterrupt:
        pages.shutdown()


if __name__ == "__main__":
    main()
