"""Who edits sees the pages, and sees them anew once they were built."""

from __future__ import annotations

import os
import threading
from urllib.request import urlopen

import pytest

from helpers import paths
from helpers.book.web import serve

PAGE = (
    '<html><head><meta http-equiv="Content-Security-Policy" content="default-src none"></head>'
    "<body>a page</body></html>"
)


@pytest.fixture(params=[False, True], ids=["serve", "watch"])
def site(request, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text(PAGE, "utf-8")
    pages = serve.server(request.param, port=0)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    yield request.param, f"http://127.0.0.1:{pages.server_port}/"
    pages.shutdown()


def read(address: str) -> str:
    with urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def test_pages_are_served_as_they_are_or_reload_themselves(site):
    watched, root = site
    shown = read(root)
    assert "a page" in shown
    assert ("location.reload()" in shown) == watched
    # A policy would keep the line that reloads from running.
    assert ("Content-Security-Policy" in shown) != watched


def test_the_version_changes_when_the_pages_were_built(site, tmp_path):
    before = read(f"{site[1]}.version")
    os.utime(tmp_path / "html" / "index.html", ns=(0, 10**18))
    assert read(f"{site[1]}.version") != before


def test_a_port_that_is_none_is_said_in_a_sentence(site, capsys):
    with pytest.raises(SystemExit) as caught:
        serve.main(["--port", "70000"])
    said = "port 70000 can't be had (ports go from 1 to 65535); choose another: PORT=8001"
    assert caught.value.code == said
    with pytest.raises(SystemExit):
        serve.main(["--port", "web"])
    assert (
        "argument --port: 'web' is no port; expected a number, as PORT=8001"
        in capsys.readouterr().err
    )


def test_without_a_book_there_is_nothing_to_serve(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    with pytest.raises(SystemExit, match="no book is built yet: make book"):
        serve.main([])


def test_what_is_edited_during_a_build_is_built_after_it(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    page = tmp_path / "chapters" / "mine.md"
    page.parent.mkdir()
    page.write_text("old", "utf-8")
    built = []

    def build(*_command, **_options):
        built.append(page.read_text("utf-8"))
        if len(built) == 1:
            page.write_text("new", "utf-8")
        else:
            raise KeyboardInterrupt

    monkeypatch.setattr(serve.subprocess, "run", build)
    with pytest.raises(KeyboardInterrupt):
        serve.build_on_edits()
    assert built == ["old", "new"]


def test_a_port_that_is_taken_is_said_in_a_sentence(site):
    port = site[1].rpartition(":")[2].rstrip("/")
    with pytest.raises(
        SystemExit, match=rf"port {port} can't be had .*; choose another: PORT=8001"
    ):
        serve.main(["--port", port])
