"""Previews of exhibits and numbers for those who run a chapter in Jupyter or as a script.

The book leaves previews out: its pages are made from the bundles that are displayed beside it.
"""

from __future__ import annotations

import base64
import html
import sys
from pathlib import Path

import IPython
from IPython.display import display as show

from helpers import data, formatting, style, tracking
from helpers.source_names import FEW_SOURCES, rest_of, short_names


def display(bundles: dict, **options: object) -> None:
    """Hand bundles to Jupyter; in a script, print what they say and write the files of an exhibit.

    Parameters
    ----------
    bundles : dict
        By MIME type, with ``text/plain``.
    **options
        As for :func:`IPython.display.display`.
    """
    if IPython.get_ipython():
        show(bundles, **options)
    elif formatting.MIME in bundles:
        bundle = bundles[formatting.MIME]
        print(
            bundle["title"], bundle["alt"], f"Files: {', '.join(_write_files(bundle))}\n", sep="\n"
        )
    else:
        print(bundles["text/plain"] + "\n")


def _write_files(bundle: dict) -> list[str]:
    """Write picture and figures of an exhibit beside the script."""
    folder = Path(getattr(sys.modules["__main__"], "__file__", "")).parent / "exhibits"
    folder.mkdir(exist_ok=True)
    texts = {".csv": formatting.as_csv(bundle)}
    if "svg" in bundle:
        texts[".svg"] = bundle["svg"]["print"]
    for suffix, text in texts.items():
        (folder / f"{bundle['id']}{suffix}").write_text(text, encoding="utf-8")
    return [f"exhibits/{bundle['id']}{suffix}" for suffix in texts]


def of_exhibit(bundle: dict) -> str:
    """Write an exhibit as HTML that stands alone: message, picture or table, note, sources, licence."""
    text = {name: html.escape(bundle[name]) for name in ("title", "subtitle", "alt", "licence")}
    note = formatting.note_of(bundle)
    return (
        f"<p><strong>{text['title']}</strong><br>{text['subtitle']}</p>\n"
        f"{_picture(bundle, text['alt']) if 'svg' in bundle else _table(bundle)}\n<p><small>"
        f"{f'Note: {html.escape(note)}<br>' if note else ''}"
        f"{'Source' if len(bundle['sources']) == 1 else 'Sources'}: {_sources(bundle['sources'])} "
        f"Licence: {text['licence']}.</small></p>"
    )


def of_numbers(bundle: dict[str, dict]) -> str:
    """Write published numbers as HTML, folded away: they are read in the text."""
    rows = "".join(
        f"<tr><td>{name}</td><td>{html.escape(number['text'])}</td></tr>"
        for name, number in bundle.items()
    )
    count = f"{len(bundle)} number{'s' if len(bundle) > 1 else ''} of the text"
    return f"<details><summary>{count}</summary><table>{rows}</table></details>"


def _picture(bundle: dict, alt: str) -> str:
    # A picture, not the drawing itself: front ends take SVG out of notebooks that they do not trust.
    head, end, rest = bundle["svg"]["print"].partition(">")
    ground = f'<rect width="100%" height="100%" fill="{style.GROUND["light"]}"/>'
    coded = base64.b64encode(f"{head}{end}{ground}{rest}".encode()).decode()
    return f'<img alt="{alt}" src="data:image/svg+xml;base64,{coded}">'


def _table(bundle: dict) -> str:
    head = "".join(f"<th>{html.escape(column['label'])}</th>" for column in bundle["columns"])
    rows = "".join(
        f"<tr>{''.join(f'<td>{html.escape(formatting.cell_text(value))}</td>' for value in row)}</tr>"
        for row in bundle["rows"]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _sources(ids: list[str]) -> str:
    # What a source is called changes nothing in the book's pages that a chapter makes.
    with tracking.untracked():
        few = short_names(ids[:FEW_SOURCES]).items()
        return "; ".join(_link(data.source(i), name) for i, name in few) + rest_of(ids)


def _link(source: dict[str, str], name: str) -> str:
    name = html.escape(name)
    url = html.escape(source["url"])
    return f'<a href="{url}" title="{html.escape(source["title"])}">{name}</a>' if url else name
