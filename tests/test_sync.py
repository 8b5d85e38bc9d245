"""Files and folders as they should be, and nothing touched that is so already."""

from __future__ import annotations

import os

from helpers.book.publication import publish
from helpers.sync import copy_if_changed, prune, write_if_changed


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text() if path.is_file() else None
        for path in folder.rglob("*")
    }


def fill(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_what_is_the_same_is_not_touched_and_what_was_meddled_with_is_put_right(tmp_path):
    source, target = fill(tmp_path / "source", a="one") / "a", tmp_path / "copy"
    copy_if_changed(source, target)
    before = os.stat(target).st_ctime_ns
    copy_if_changed(source, target)
    assert os.stat(target).st_ctime_ns == before
    target.write_text("ONE")
    copy_if_changed(source, target)
    assert target.read_text() == "one"


def test_a_copy_can_be_replaced_whoever_may_write_what_it_was_copied_from(tmp_path):
    source = fill(tmp_path / "source", a="one") / "a"
    os.chmod(source, 0o444)
    copy_if_changed(source, tmp_path / "copy")
    copied = os.stat(tmp_path / "copy")
    assert copied.st_mode & 0o200
    assert copied.st_mtime_ns == os.stat(source).st_mtime_ns


def test_only_files_with_these_names_are_left(tmp_path):
    prune(tmp_path / "new", ["a"])
    assert not list((tmp_path / "new").iterdir())
    folder = fill(tmp_path / "folder", a="one", b="two")
    prune(folder, ["a", "c"])
    assert tree(folder) == {"a": "one"}


def test_a_text_that_is_there_is_not_written_again(tmp_path):
    path = tmp_path / "a.txt"
    write_if_changed(path, "é")
    before = path.stat().st_mtime_ns
    os.chmod(path, 0o444)
    write_if_changed(path, "é")
    assert path.stat().st_mtime_ns == before
    os.chmod(path, 0o644)
    write_if_changed(path, "ü")
    assert path.read_text("utf-8") == "ü"


def test_each_published_book_is_whole(tmp_path, monkeypatch):
    pages, pdfs, build = tmp_path / "pages", tmp_path / "pdfs", tmp_path / "build"
    build.mkdir()
    monkeypatch.setattr(publish, "PAGES", pages)
    monkeypatch.setattr(publish, "PDFS", pdfs)
    monkeypatch.setattr(publish.paths, "BUILD", build)
    monkeypatch.setattr(publish.colophon, "colophon", lambda: "[foot]")
    foot = "page <!-- colophon -->"
    for words in ("one", "two", "three"):
        fill(pages, **{"index.html": foot, "a.html": words, f"only-{words}.html": words})
        fill(pdfs, **{"book.pdf": words, "source__book.typ": "no part of it"})
        for old in pages.glob("only-*"):
            if old.stem != f"only-{words}":
                old.unlink()
        publish.publish()
        assert tree(build / "html") == {
            "index.html": "page [foot]", "a.html": words, f"only-{words}.html": words,
            "pdf": None, "pdf/book.pdf": words,
        }  # fmt: skip
        assert tree(build / "pdf") == {"book.pdf": words}


def test_pages_alone_keep_the_last_pdfs(tmp_path, monkeypatch):
    pages, build = tmp_path / "pages", tmp_path / "build"
    monkeypatch.setattr(publish, "PAGES", pages)
    monkeypatch.setattr(publish, "PDFS", tmp_path / "pdfs")
    monkeypatch.setattr(publish.paths, "BUILD", build)
    monkeypatch.setattr(publish.colophon, "colophon", lambda: "[foot]")
    fill(pages, **{"index.html": "new"})
    fill(build, **{"html__index.html": "old", "pdf__book.pdf": "a book"})
    publish.publish(pdfs=False)
    assert tree(build / "html") == {"index.html": "new", "pdf": None, "pdf/book.pdf": "a book"}
    assert tree(build / "pdf") == {"book.pdf": "a book"}
