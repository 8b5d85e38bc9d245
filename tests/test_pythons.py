"""The same book in another place, without fonts, on each Python promised."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from helpers import paths
from helpers.book.publication import inputs

PROMISED = ("3.11", "3.12", "3.13")


def found(version: str) -> str | None:
    """Give a Python of this version that runs on this machine."""
    for path in (
        shutil.which(f"python{version}"),
        *Path.home().glob(f".pyenv/versions/{version}.*/bin/python3"),
    ):
        if (
            path
            and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0
        ):
            return str(path)
    return None


def built_elsewhere(python: str, folder: Path) -> Path:
    """Build the whole book in a copy of the project, on a machine that has none of the usual fonts."""
    place = folder / "elsewhere" / "the book"
    left_out = shutil.ignore_patterns("_build", ".venv*", ".git", "__pycache__", ".*cache", "tests")
    shutil.copytree(ROOT, place, ignore=left_out)
    fonts = folder / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{folder / 'no fonts'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    own = {"PYTHONPATH", "MAKEFLAGS", "MAKELEVEL"}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    done = subprocess.run(
        ["make", "book", f"PYTHON={python}"],
        cwd=place,
        env=environment | {"FONTCONFIG_FILE": str(fonts)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "NewConnectionError" in done.stderr:
        pytest.skip(f"the locked packages can't be installed for {python}: is there a network?")
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return place / "_build"


def sums(built: Path) -> dict[str, str]:
    """Give the digest of each published file."""
    files = [path for kind in ("html", "pdf") for path in (built / kind).rglob("*")]
    return {
        path.relative_to(built).as_posix(): inputs.sum_of(path) for path in files if path.is_file()
    }


@pytest.mark.deep
@pytest.mark.parametrize("version", PROMISED)
def test_another_place_other_fonts_and_another_python_give_the_same_book(version, tmp_path):
    python = sys.executable if sys.version.startswith(f"{version}.") else found(version)
    if python is None:
        pytest.skip(f"this machine has no Python {version} to compare with")
    here, there = sums(paths.BUILD), sums(built_elsewhere(python, tmp_path))
    assert set(here) == set(there)
    assert [name for name in here if here[name] != there[name]] == []
