"""What the walks share: the built book behind a server, and a window of a phone and of a desk.

A walk goes by visible controls alone: click, touch, type, Tab. It never opens an address but the
front page's. Exhibits are named by id, and what should be read is taken from the registers.
"""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

WINDOWS = {"phone": (390, 844), "desk": (1280, 900)}
# For walks that take long and of which one window says nearly all: the other is for the deep tests.
AT_A_DESK = pytest.mark.parametrize(
    "window", ["desk", pytest.param("phone", marks=pytest.mark.deep)], indirect=True
)
ON_A_PHONE = pytest.mark.parametrize(
    "window", ["phone", pytest.param("desk", marks=pytest.mark.deep)], indirect=True
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing: a walk has its own words when it fails."""

    def send_error(self, code: int, *args: object, **words: object) -> None:
        """Answer what is missing with the book's own page, as web hosts do."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, *args, **words)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def site(html_dir: Path):
    """Give the address of the built book on a server of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(html_dir)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(params=WINDOWS)
def window(browser, site: str, request: pytest.FixtureRequest):
    """Give a window at the front page: once of a phone that is touched, once of a desk."""
    width, height = WINDOWS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        has_touch=request.param == "phone",
        permissions=["clipboard-read", "clipboard-write"],
        accept_downloads=True,
    )
    context.set_default_timeout(20_000)
    tab = context.new_page()
    tab.goto(site)
    yield tab
    context.close()


@pytest.fixture(scope="session")
def exhibits(html_dir: Path) -> dict[str, dict]:
    """Give the register of exhibits: id -> what is published of it."""
    rows = json.loads((html_dir / "registers" / "exhibits.json").read_text("utf-8"))
    return {row["id"]: row for row in rows}
