"""The box under a chapter or exhibit from which its citation is copied or taken as a file."""

from __future__ import annotations

import html
from pathlib import Path

from sphinx.util.osutil import relative_uri

from helpers.book.citing import cite
from helpers.book.metadata import BookMetadata
from helpers.sync import prune, write_if_changed

# Folder of the citation files, from the root of the built pages.
FOLDER = "cite"


def box(book: BookMetadata, item: dict, name: str, here: str) -> str:
    """Return the parts of a citation: two styles in words, three formats as text and as a file.

    Parameters
    ----------
    book : BookMetadata
        The book.
    item : dict
        What is cited, as CSL-JSON.
    name : str
        What is cited, in words ("Figure 3.1").
    here : str
        Address of the page, from the root of the built pages.
    """
    words = "".join(
        f'<p class="cite-words"><strong>{style}</strong>: '
        f'<span data-copy="{style} citation of {html.escape(name)}">{cite.as_text(item, style, book.title)}'
        f"</span></p>"
        for style in cite.STYLES
    )
    files = "".join(_file(item, form, label, name, here) for form, label in cite.FORMATS.items())
    return f'<div class="cite-box">{words}{files}</div>'


def _file(item: dict, form: str, label: str, name: str, here: str) -> str:
    address = relative_uri(here, f"{FOLDER}/{item['id']}.{form}")
    of_what = f"{label} of {html.escape(name)}"
    return (
        f'<details class="cite-file"><summary>{label}</summary>'
        f'<p><a href="{address}" download>Download<span class="sr-only"> {of_what}</span></a></p>'
        f'<pre tabindex="0" role="region" aria-label="{of_what}" data-copy="{of_what}">'
        f"{html.escape(cite.as_file(item, form))}</pre></details>"
    )


def write_files(items: list[dict], out: Path) -> None:
    """Write the citation files of all items.

    Parameters
    ----------
    items : list of dict
        CSL-JSON records.
    out : pathlib.Path
        Root of the built pages.

    Raises
    ------
    ValueError
        If two items have the same citation key.
    """
    folder = out / FOLDER
    keys = [item["id"] for item in items]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"citation key {twice[0]!r} is used twice; rename a chapter or an exhibit")
    wanted = {f"{item['id']}.{form}": (item, form) for item in items for form in cite.FORMATS}
    prune(folder, wanted)
    for name, (item, form) in wanted.items():
        write_if_changed(folder / name, cite.as_file(item, form))
