"""The same numbers and exhibits on each Python that is promised, as far as this machine has others."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

PROMISED = ("3.11", "3.12", "3.13")
# Runs all chapters, without drawing, and prints what they publish.
RUN = """
import json
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from helpers import exhibits, numbers, paths
from helpers.formatting import MIME

exhibits.drawn = lambda _spec: ""
shell, published = InteractiveShell.instance(), {}
for path in sorted(paths.CHAPTERS.glob("*.ipynb")):
    shell.reset()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            with capture_output() as said:
                shell.run_cell("".join(cell["source"])).raise_error()
            for output in said.outputs:
                for name, number in output.data.get(numbers.MIME, {}).items():
                    published[f"{path.stem}: {name}"] = number["text"], number["value"]
                if bundle := output.data.get(MIME):
                    facts = "title", "subtitle", "note", "alt", "rows"
                    published[bundle["id"]] = [bundle.get(name) for name in facts]
print(json.dumps(published))
"""


def published(python: Path | str, scratch: Path) -> dict:
    done = subprocess.run(
        [python, "-c", RUN],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "IPYTHONDIR": str(scratch)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


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


def environment(python: str, folder: Path) -> Path:
    """Give the Python of an environment with the locked packages that chapters need, made by pip."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.findall(r"^[\w.\[\]-]+==[^\\\n]+", lock, re.MULTILINE)
    (folder / "pins").write_text("\n".join(pins))
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    made = folder / "environment"
    subprocess.run([python, "-m", "venv", made], check=True)
    pip = [made / "bin/python", "-m", "pip", "install", "--quiet", "--constraint", folder / "pins"]
    done = subprocess.run([*pip, *wanted], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the locked packages can't be installed for {python}: is there a network?")
    return made / "bin/python"


@pytest.mark.deep
@pytest.mark.parametrize("version", PROMISED)
def test_another_python_gives_the_same_numbers_and_exhibits(version, tmp_path):
    if sys.version.startswith(f"{version}."):
        pytest.skip("this is the Python that the tests run with")
    python = found(version)
    if python is None:
        pytest.skip(f"this machine has no Python {version} to compare with")
    there = published(environment(python, tmp_path), tmp_path)
    here = published(sys.executable, tmp_path)
    assert set(there) == set(here)
    assert {k: (here[k], there[k]) for k in here if here[k] != there[k]} == {}
