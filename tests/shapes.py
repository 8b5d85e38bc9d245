"""In what shape each live service answers: recorded where there is a network, compared where there is none.

``PYTHONPATH=src .venv/bin/python tests/shapes.py`` fetches every table that has a live source, writes
nothing but ``tests/shapes.json``, and says what is new since the last time. A test holds the answers of the
local server (``live_services.py``) against that file.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import requests

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from helpers import data  # noqa: E402
from helpers.refresh.registry import RECIPES  # noqa: E402
from helpers.refresh.web import Session, SourceError  # noqa: E402

FILE = ROOT / "tests" / "shapes.json"


class Recorder(Session):
    """A session that notes the shape of each kind of JSON answer.

    Attributes
    ----------
    shapes : dict of str to object
        Host and path, what changes between requests written as ``*``: the shape.
    """

    def __init__(self, *patience: object) -> None:
        super().__init__(*patience)
        self.shapes: dict[str, object] = {}

    def request(self, method: str, url: str, **options: object) -> requests.Response:
        response = super().request(method, url, **options)
        if not options.get("stream"):
            try:
                self.shapes.setdefault(kind_of(url), shape_of(response.json()))
            except ValueError:
                self.shapes.setdefault(kind_of(url), "no JSON")
        return response


def kind_of(url: str) -> str:
    """Give host and path of an address without codes, years and numbers."""
    parts = urlsplit(url)
    steps = [re.sub(r".*[\d;.,].*", "*", step) for step in parts.path.split("/")]
    return f"{parts.hostname}{'/'.join(steps)}"


def shape_of(answer: object) -> object:
    """Give an answer with its values replaced by their kinds, and lists by their first part."""
    if isinstance(answer, dict):
        return {key: shape_of(value) for key, value in sorted(answer.items())}
    if isinstance(answer, list):
        return [shape_of(part) for part in answer[:1]]
    kinds = {bool: "truth", int: "number", float: "number", str: "text", type(None): "nothing"}
    return kinds[type(answer)]


def lacking(played: object, recorded: object, where: str = "") -> list[str]:
    """List what is played and was never recorded; that a service gives more does no harm."""
    if isinstance(played, dict) and isinstance(recorded, dict):
        return [
            fault
            for key, part in played.items()
            for fault in (
                lacking(part, recorded[key], f"{where}/{key}")
                if key in recorded
                else [f"{where}/{key} is not in the service"]
            )
        ]
    if isinstance(played, list) and isinstance(recorded, list):
        pairs = zip(played, recorded)
        return [fault for one, other in pairs for fault in lacking(one, other, f"{where}[]")]
    if "nothing" in (played, recorded) or played == recorded:
        return []
    return [f"{where}: {played!r} is played, {recorded!r} was recorded"]


def record(session: Recorder) -> dict[str, object]:
    """Fetch every table that has a live source; give the shapes of what was answered."""
    for name, recipe in RECIPES.items():
        present = data.read_text_table(name) if not recipe.why_staged else pd.DataFrame()
        # Its client is installed apart.
        if name == "oda_by_kind":
            continue
        with tempfile.TemporaryDirectory() as folder:
            recipe.fetch(session, present, Path(folder))
            # What is downloaded as a file has columns for its shape.
            for file in Path(folder).glob("*.csv"):
                columns = pd.read_csv(
                    file, nrows=0, encoding="utf-8-sig", encoding_errors="replace"
                )
                session.shapes[f"{name}/{file.name}"] = dict.fromkeys(columns, "column")
    return dict(sorted(session.shapes.items()))


def main() -> int:
    """Record, compare with the last time, and write; nothing where a service does not answer."""
    try:
        shapes = record(Recorder())
    except SourceError as error:
        print(f"Nothing was recorded: {error}", file=sys.stderr)
        return 1
    if FILE.exists():
        before = json.loads(FILE.read_text("utf-8"))["shapes"]
        for kind in sorted(shapes.keys() | before.keys()):
            for fault in lacking(before.get(kind, {}), shapes.get(kind, {}), kind):
                print(f"changed: {fault}")
    held = {"recorded": date.today().isoformat(), "shapes": shapes}
    FILE.write_text(json.dumps(held, indent=1) + "\n", "utf-8")
    print(f"{len(shapes)} shapes recorded in {FILE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
