"""The house is as docs/ARCHITECTURE.md draws it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys

import pytest
from conftest import ROOT

SRC = ROOT / "src"
TEXT = (ROOT / "docs" / "ARCHITECTURE.md").read_text("utf-8")
LAYERS = [line.split() for line in re.search(r"```layers\n(.*?)```", TEXT, re.S)[1].splitlines()]
# Below helpers/ a folder is one group, and so is a module.
FOLDERS = {path.name for path in (SRC / "helpers").iterdir() if path.is_dir()}


def group(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def modules() -> dict[str, str]:
    found = {}
    for path in (SRC / "helpers").rglob("*.py"):
        parts = path.relative_to(SRC).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text("utf-8")
    return found


def imports() -> set[tuple[str, str]]:
    known, found = modules(), set()
    for name, text in known.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                targets = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            else:
                continue
            found |= {(group(name), group(target)) for target in targets if target in known}
    return {(one, other) for one, other in found if one and other and one != other}


def test_every_group_of_modules_stands_in_one_layer():
    drawn = [name for layer in LAYERS for name in layer]
    assert sorted(drawn) == sorted({group(name) for name in modules()} - {""})


def test_imports_go_down_only():
    depth = {name: line for line, layer in enumerate(LAYERS) for name in layer}
    upward = [(one, other) for one, other in imports() if depth[one] >= depth[other]]
    assert upward == []


@pytest.mark.parametrize("name", re.findall(r"(?<![\w/])(?:\w+/)*\w+\.py", TEXT))
def test_every_file_that_is_named_is_there(name):
    places = (ROOT, ROOT / "src/helpers", *(ROOT / "src/helpers/book").rglob(""))
    assert any((place / name).is_file() for place in places), name


def test_every_room_of_the_engine_is_in_the_table_of_rooms():
    folders = {path.parent.name for path in (ROOT / "src/helpers/book").glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) == folders


def test_no_module_needs_what_only_linux_has():
    code = (
        "import importlib, os, pkgutil, sys\n"
        "sys.modules['fcntl'] = None\n"
        "for name in ('fork', 'sched_getaffinity', 'killpg', 'setsid'):\n"
        "    if hasattr(os, name): delattr(os, name)\n"
        "import helpers\n"
        "for module in pkgutil.walk_packages(helpers.__path__, 'helpers.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "from helpers.book.execution.execute import workers\n"
        "assert workers() >= 1\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stderr


def code_of_the_book() -> dict[str, str]:
    """Give the source of each module and of each chapter's code cells."""
    found = modules()
    for path in (ROOT / "chapters").rglob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        found[path.name] = "\n".join(code)
    return found


def test_equal_values_keep_their_order_on_every_processor():
    """A sort by one column that is not stable orders equal values by what the processor can."""
    unstable = [
        f"{name}: {ast.unparse(node)}"
        for name, text in code_of_the_book().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "sort_values"
        and not (node.args and isinstance(node.args[0], ast.List) and len(node.args[0].elts) > 1)
        and "kind" not in {word.arg for word in node.keywords}
    ]
    assert unstable == []
