"""The files of an exhibit that readers can download: figures, pictures, specification, description.

One folder an exhibit, ``exhibits/<id>/`` in the built pages, with every file named by the id, so
that a file says where it comes from once it lies on somebody's desk.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
from pathlib import Path

import xlsxwriter

from helpers import data, style
from helpers.book.exhibits import framed
from helpers.file_cache import cached_file
from helpers.formatting import MORE_COLUMNS, as_csv, more_columns
from helpers.sync import copy_if_changed


def as_metadata(bundle: dict, about: dict) -> dict:
    """Describe the CSV as the W3C's "CSV on the Web" does: columns, units, sources, licence.

    Parameters
    ----------
    bundle : dict
        The exhibit.
    about : dict
        What the book says of it: ``number``, ``address``, ``citation``, ``book`` (its title),
        ``publisher``, ``version``.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{bundle['id']}.csv",
        "dc:title": bundle["title"],
        "dc:description": f"{bundle['subtitle']}. {bundle['note']}".strip(),
        "dc:identifier": about["address"],
        "dc:bibliographicCitation": about["citation"],
        "dc:publisher": about["publisher"],
        "dc:license": bundle["licence"],
        "dc:source": [
            f"{source['publisher_name']}: {source['title']}. {source['url']}".strip()
            for source in map(data.source, bundle["sources"])
        ],
        "notes": [
            "Text that a spreadsheet would run as a formula is written with an apostrophe in front."
        ],
        "tableSchema": {
            "columns": [
                {
                    "name": column["name"],
                    "titles": column["label"],
                    "datatype": "number" if column["numeric"] else "string",
                    **({"dc:description": column["unit"]} if column["unit"] else {}),
                }
                for column in bundle["columns"]
            ]
            + [
                {"name": name, "titles": MORE_COLUMNS[name], "datatype": "string"}
                for name in more_columns(bundle)
            ]
        },
    }


def write_xlsx(bundle: dict, about: dict, target: Path) -> None:
    """Write the figures as a spreadsheet with a second sheet that says what they are."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        # The day of the data, not of the build: two builds give the same bytes.
        day = dt.datetime.fromisoformat(data.data_date())
        book.set_properties(
            {"title": bundle["title"], "author": about["publisher"], "created": day}
        )
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Data")
        sheet.freeze_panes(1, 0)
        more = more_columns(bundle)
        titles = [MORE_COLUMNS[name] for name in more]
        sheet.write_row(0, 0, [*(c["label"] for c in bundle["columns"]), *titles], bold)
        for number, (row, *others) in enumerate(zip(bundle["rows"], *more.values()), start=1):
            cells = ["" if value is None else value for value in (*row, *others)]
            sheet.write_row(number, 0, cells)
        sheet.autofit(max_width=400)
        notes = book.add_worksheet("About")
        facts = {
            about["number"]: bundle["title"],
            "What": bundle["subtitle"],
            "Note": bundle["note"],
            "Sources": "; ".join(bundle["sources"]),
            "Licence": bundle["licence"],
            "Cite as": about["citation"],
            "Exhibit": about["address"],
        }
        for number, (name, words) in enumerate(facts.items()):
            notes.write_string(number, 0, name, bold)
            notes.write_string(number, 1, words)
        notes.set_column(0, 0, 12)
        notes.set_column(1, 1, 100)


def cached_xlsx(bundle: dict, about: dict) -> Path:
    """Return the spreadsheet, from the cache if neither its content nor the code changed."""
    named = ("title", "subtitle", "note", "sources", "licence", "columns", "rows")
    facts = [about[name] for name in ("number", "citation", "address", "publisher")]
    made_by = [xlsxwriter.__version__, inspect.getsource(write_xlsx)]
    shown = {name: bundle[name] for name in named} | more_columns(bundle)
    parts = [shown, facts, data.data_date(), made_by]
    key = json.dumps(parts, default=str)
    return cached_file("sheet", key, ".xlsx", lambda part: write_xlsx(bundle, about, part))


def standalone_spec(bundle: dict, about: dict) -> dict:
    """Return the Vega-Lite specification with its data and fixed colours, to run anywhere."""
    spec = json.loads(style.resolve(json.dumps(bundle["spec"]["wide"])))
    spec["datasets"] = bundle["datasets"]
    spec["config"]["background"] = style.GROUND["light"]
    spec["description"] = bundle["alt"]
    spec["usermeta"] = {
        "title": bundle["title"],
        "subtitle": bundle["subtitle"],
        "sources": bundle["sources"],
        "licence": bundle["licence"],
        "citation": about["citation"],
    }
    return spec


def write_files(bundle: dict, about: dict, folder: Path) -> list[Path]:
    """Write all files of an exhibit; return those that can be downloaded, in order.

    Parameters
    ----------
    bundle : dict
        The exhibit as the notebook handed it over.
    about : dict
        See :func:`as_metadata`.
    folder : pathlib.Path
        Folder of the exhibit, made anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    base = folder / bundle["id"]
    texts = {
        ".csv": as_csv(bundle),
        ".csv-metadata.json": json.dumps(
            as_metadata(bundle, about), ensure_ascii=False, indent=1, default=str
        ),
    }
    copy_if_changed(cached_xlsx(bundle, about), base.with_name(f"{base.name}.xlsx"))
    files = [".csv", ".xlsx", ".csv-metadata.json"]
    pictures = {}
    if bundle["kind"] != "table":
        spec = standalone_spec(bundle, about)
        whole, bare = framed.picture(bundle, about), bundle["svg"]["print"]
        words = framed.png_words(bundle, about)
        texts |= {
            ".svg": whole,
            "-plot.svg": bare,
            ".vl.json": json.dumps(spec, ensure_ascii=False, indent=1),
        }
        pictures[".png"] = framed.png(whole, framed.PPI, words)
        pictures["-plot.png"] = framed.png(framed.on_ground(bare), framed.PPI, words)
        pictures["-small.png"] = framed.png(framed.thumbnail(bundle), 72)
        files += [".png", ".svg", "-plot.png", "-plot.svg", ".vl.json"]
    pictures["-card.png"] = framed.png(framed.card(bundle, about), 72)
    for suffix, content in pictures.items():
        base.with_name(base.name + suffix).write_bytes(content)
    for suffix, text in texts.items():
        base.with_name(base.name + suffix).write_text(text, encoding="utf-8")
    return [base.with_name(base.name + suffix) for suffix in files]
