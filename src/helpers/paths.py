"""Where things are, built from the root of the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
BUILD = ROOT / "_build"
PACKAGE = DATA / "datapackage.json"
OUTLINES = DATA / "central-asia.topojson"
LOCK = ROOT / "requirements.lock"
