"""Tell the readers of an older version where the newest is.

``make supersede OLD=site/0.1.0 NEW=0.2.0 ADDRESS=../0.2.0/`` writes one small script into the older
version as it stands on a site; each of its pages then says so and leads to the same page of the newer.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

_STATUS = "_static/book-status.js"
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_ADDRESS = re.compile(r"(https://|/|\.\./)([^\s\"'<>]*/)?")


def write_notice(old: Path, version: str, address: str) -> Path:
    """Write the notice into an older version.

    Parameters
    ----------
    old : pathlib.Path
        Folder of its pages.
    version : str
        The newest version.
    address : str
        Where the folder of its front page stands: a whole https address, or one that starts with
        ``/`` or, seen from the front page of the older version, with ``../``.

    Raises
    ------
    ValueError
        If the folder holds no book, or version or address is malformed.
    """
    target = old / _STATUS
    if not target.exists():
        raise ValueError(f"OLD: {old} holds no book of this kind (no {_STATUS})")
    if not _VERSION.fullmatch(version):
        raise ValueError(f"NEW: {version!r} is no version; expected three numbers such as 1.2.0")
    if not _ADDRESS.fullmatch(address):
        raise ValueError(
            f"ADDRESS: {address!r}; expected the folder of the newer front page, as https://…/, /…/ or "
            "../…/ with / at its end"
        )
    newer = json.dumps({"version": version, "address": address})
    target.write_text(f"window.bookNewer = {newer};\n", encoding="utf-8")
    return target


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("say make supersede OLD=folder NEW=version ADDRESS=where")
    try:
        print(f"  {write_notice(Path(sys.argv[1]), *sys.argv[2:])}")
    except ValueError as error:
        sys.exit(str(error))
