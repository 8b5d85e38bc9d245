"""Where things are, built from the root of the project."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
CHAPTERS = ROOT / "chapters"
BUILD = ROOT / "_build"
PACKAGE = DATA / "datapackage.json"
OUTLINES = DATA / "central-asia.topojson"
LOCK = ROOT / "requirements.lock"


def other_project(folder: Path) -> Path | None:
    """Return the project that a folder lies in, if it is another than that of this code."""
    found = (place for place in (folder, *folder.parents) if (place / "src" / "helpers").is_dir())
    project = next(found, None)
    return None if project in (None, ROOT) else project


# A copy's notebook may be opened with the kernel of the folder that it was copied from.
if "ipykernel" in sys.modules and (_copy := other_project(Path.cwd().resolve())):
    print(
        f"This notebook stands in {_copy}, but its kernel reads the data and code of {ROOT}: "
        f"choose the kernel of {_copy / '.venv'}.",
        file=sys.stderr,
    )
