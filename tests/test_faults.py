"""Builds that meet trouble: killed, no room, no right to write, no network, two at once, odd places."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import faults
import pytest
from faults import COMMAND, build, edit, environment, published
from test_build import small_book

pytestmark = pytest.mark.deep


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give a small book, built."""
    book = small_book(tmp_path / "book")
    done = build(book)
    assert done.returncode == 0, done.stderr
    return book


def test_killed_builds_leave_a_whole_book_and_a_right_next_one(tmp_path):
    found = list(faults.kills(small_book(tmp_path / "book"), 10, seed=1))
    assert [k for k in found if "BROKEN" in k.stood or k.next_build != "right"] == []


def test_a_full_disk_stops_the_build_and_says_so(small):
    before = published(small)
    edit(small, "full")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        COMMAND,
        cwd=small,
        env=environment(small),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode != 0
    assert "Stopped: nothing was published." in done.stderr
    assert published(small) == before
    assert build(small).returncode == 0
    assert "A full book" in (small / "_build/html/index.html").read_text("utf-8")


@pytest.mark.skipif(not shutil.which("setpriv"), reason="no setpriv to give up root's rights")
def test_a_folder_that_may_not_be_written_stops_the_build_and_is_named(small):
    before = published(small)
    edit(small, "locked")
    folders = [p for p in (small / "_build").rglob("*") if p.is_dir()] + [small / "_build"]
    for folder in folders:
        folder.chmod(0o555)
    caps = "-dac_override,-dac_read_search,-fowner"
    try:
        done = build(small, "setpriv", f"--inh-caps={caps}", f"--bounding-set={caps}")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert done.returncode != 0
    assert "Stopped: nothing was published." in done.stderr
    assert "Permission denied" in done.stderr
    assert "_build" in done.stderr
    assert published(small) == before
    assert build(small).returncode == 0


def test_a_build_needs_no_network(small):
    # A host of its own, on which nothing but the loopback is up: kernels are spoken to by that.
    alone = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
    able = subprocess.run([*alone, "true"], capture_output=True, check=False)
    if able.returncode:
        pytest.skip("this machine gives no network namespace")
    shutil.rmtree(small / "_build")
    done = build(small, *alone)
    assert done.returncode == 0, done.stderr


def test_caches_may_be_taken_away(small):
    before = published(small)
    shutil.rmtree(small / "_build" / ".cache")
    assert build(small).returncode == 0
    assert published(small) == before
    for name in (".cache", ".work"):
        shutil.rmtree(small / "_build" / name)
    assert build(small).returncode == 0
    assert published(small) == before


def test_builds_of_the_same_states_leave_no_growing_folder(small):
    def names() -> set[str]:
        found = (small / "_build").rglob("*")
        return {path.relative_to(small).as_posix() for path in found if path.is_file()}

    seen = []
    for number in range(6):
        edit(small, "grey" if number % 2 else "green")
        assert build(small).returncode == 0
        seen.append(names())
    assert seen[2:] == [seen[-1]] * 4 or seen[2:] == seen[4:] * 2


def test_two_builds_at_once_make_one_right_book(small):
    edit(small, "double")
    running = [
        subprocess.Popen(
            COMMAND,
            cwd=small,
            env=environment(small),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert any("Another build is at work in this folder" in out for out, _ in said)
    twice = published(small)
    shutil.rmtree(small / "_build")
    assert build(small).returncode == 0
    assert published(small) == twice


def test_place_language_and_zone_change_no_byte(small, tmp_path):
    elsewhere = tmp_path / "ein Ordner, 本, книга"
    shutil.copytree(small, elsewhere, ignore=shutil.ignore_patterns("_build"))
    done = build(elsewhere, LC_ALL="C", LANG="C", TZ="Asia/Almaty", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    assert published(elsewhere) == published(small)


def test_a_missing_font_is_said(small):
    edit(small, "fontless")
    shutil.rmtree(small / "_build")
    code = (
        "import importlib.util, sys; find = importlib.util.find_spec\n"
        "sys.modules['noto_cjk_sans_jp_regular'] = None\n"
        "from helpers.__main__ import main; sys.exit(main(['book']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=small,
        env=environment(small),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "noto_cjk_sans_jp_regular" in done.stderr
    assert not (small / "_build" / "html").exists()
