"""What chapters would print on other tables: run them on a folder of data, give what they publish.

``python -m helpers.refresh.values FOLDER CHAPTER ...`` prints JSON and is run as a process of its own,
so that nothing of the trial stays in memory. Nothing is drawn or written.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from helpers import paths

# Seconds for all chapters together; the whole book takes about a minute.
LIMIT = 600


def published_numbers(folder: Path, chapters: list[str]) -> dict[str, dict]:
    """Run chapters on the tables of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Holds a data package.
    chapters : list of str
        Names of notebooks in ``chapters/``, without their ending.

    Returns
    -------
    dict of str to dict
        By chapter: ``numbers`` (id to text), ``exhibits`` (id to title, subtitle and description)
        and ``fault`` (empty, or why it stopped).
    """
    if not chapters:
        return {}
    command = [sys.executable, "-m", "helpers.refresh.values", str(folder), *chapters]
    try:
        with tempfile.TemporaryDirectory() as scratch:
            run = subprocess.run(
                command,
                capture_output=True,
                text=True,
                timeout=LIMIT,
                check=False,
                # IPython would leave a profile in the home folder.
                env=os.environ | {"IPYTHONDIR": scratch},
            )
        return json.loads(run.stdout.splitlines()[-1])
    except (subprocess.TimeoutExpired, IndexError, ValueError):
        return {
            name: {"numbers": {}, "exhibits": {}, "fault": "the chapters could not be run"}
            for name in chapters
        }


def _run(folder: Path, chapters: list[str]) -> dict[str, dict]:
    from helpers import exhibits

    paths.DATA, paths.PACKAGE = folder, folder / paths.PACKAGE.name
    # Only the numbers are wanted: a chart is computed, but not turned into a picture, which fits any room.
    exhibits.drawn = lambda _spec: '<svg width="0" height="0"/>'
    return {name: _chapter(paths.CHAPTERS / f"{name}.ipynb") for name in chapters}


def _chapter(path: Path) -> dict:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    from helpers import numbers
    from helpers.formatting import MIME

    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    found, shown, fault = {}, {}, ""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for cell in (c for c in cells if c["cell_type"] == "code"):
        with capture_output() as said:
            result = shell.run_cell("".join(cell["source"]))
        for output in said.outputs:
            published = output.data.get(numbers.MIME, {})
            found |= {name: number["text"] for name, number in published.items()}
            bundle = output.data.get(MIME)
            if bundle:
                shown[bundle["id"]] = {key: bundle.get(key) for key in ("title", "subtitle", "alt")}
        error = result.error_before_exec or result.error_in_exec
        if error:
            fault = f"{type(error).__name__}: {error}"
            break
    return {"numbers": found, "exhibits": shown, "fault": fault}


if __name__ == "__main__":
    print(json.dumps(_run(Path(sys.argv[1]), sys.argv[2:])))
