"""The public functions that show charts, maps and tables in a chapter.

Nothing reaches a chapter as a picture or a table except through :func:`show_chart` and
:func:`show_table`. They demand what a reader needs to judge and cite an exhibit (a title that says
the message, unit and period, sources, licence, and a description for those who cannot see it), draw
it once for each layout (desktop, phone; print takes the first) and hand one bundle to the Sphinx side,
which makes the web page and the PDF from it.
"""

from __future__ import annotations

import html
import inspect
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import altair as alt
import pandas as pd
from altair.utils.schemapi import debug_mode

from helpers import data, paths, preview, style
from helpers.formatting import MIME, with_apostrophes
from helpers.numbers import ID_PATTERN, provenance_fault
from helpers.preview import display
from helpers.provenance import ID_COLUMNS, origin
from helpers.rows import unfit
from helpers.spoken import spoken
from helpers.svg import draw as drawn
from helpers.svg import size_of
from helpers.theme import in_utc, present, readable

# A tag of an SVG; in it, the places where an id stands.
_TAG = re.compile(r"""<(?:"[^"]*"|'[^']*'|[^"'>])*>""")
_INNER_ID = re.compile(r'(\s(?:id="|(?:fill|stroke|mask|filter|clip-path)="url\(#))')
# Where the marks of a drawing stand; a hundredth of a pixel is as exact as eyes and printers are.
_MEASURES = re.compile(
    r'(\s(?:d|transform|points|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|width|height)=")([^"]*)(")'
)
_DECIMALS = re.compile(r"-?\d*\.\d{3,}(?:e-?\d+)?")
# What a missing figure is called once it was written.
_MISSING = re.compile(r"(?<!\w)(nan|NaN|NaT)(?!\w)|<NA>")
# Pixels: a drawing of this height is set on one page of print, its smallest words in six points.
HIGHEST = 1270
# Rows of a table in the text, until a reader asks for more.
FOLD = 8
Draw = Callable[[pd.DataFrame, style.Layout], alt.TopLevelMixin]
Describe = Callable[[pd.DataFrame], str]


class ExhibitError(ValueError):
    """An exhibit lacks a required part; the message names the exhibit and the part."""


@contextmanager
def _named(exhibit_id: str) -> Iterator[None]:
    """Say of which exhibit is what is refused."""
    if not (isinstance(exhibit_id, str) and ID_PATTERN.fullmatch(exhibit_id)):
        raise ExhibitError(f"exhibit id {exhibit_id!r} is no lower-case slug such as 'debt-shares'")
    try:
        yield
    except ExhibitError as error:
        raise ExhibitError(f"exhibit {exhibit_id!r}: {error}") from error


def show_chart(
    exhibit_id: str,
    table: pd.DataFrame,
    draw: Draw,
    describe: Describe,
    *,
    title: str,
    subtitle: str,
    columns: Iterable[str] | Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    note: str = "",
    kind: str = "chart",
    apart: bool = False,
) -> None:
    """Publish a chart or map.

    Parameters
    ----------
    exhibit_id : str
        A lower-case slug that stays when the exhibit moves.
    table : Table
        The tidy table that is drawn; it is published beside the chart, and says where it comes from.
    draw : callable
        ``draw(table, layout)`` returns the Altair chart at the width of that layout.
    describe : callable
        ``describe(table)`` gives the alternative text: type of chart, axes, range, the finding.
    title : str
        The message of the chart.
    subtitle : str
        What is shown: quantity, unit, price basis, period.
    columns : iterable of str, or mapping of str to str
        Columns of ``table`` to publish. Readers see the label that the table ``column_labels`` or
        else the data package gives a column; a mapping gives names and labels at once.
    labels : mapping of str to str, optional
        Other labels for some of these columns, where here another word is meant.
    note : str, optional
        Definitions and limits that belong under the chart.
    kind : {"chart", "map"}
        Maps carry the boundary notice.
    apart : bool, optional
        Whether it stands on its own page alone: the chapter, and print, then show its number and title
        with a link to it.

    Raises
    ------
    ExhibitError
        If a part is missing or empty, the table is empty, or a column is not in it.
    """
    with _named(exhibit_id):
        bundle = _frame(exhibit_id, kind, table, title, subtitle, note, columns, labels)
        if kind not in ("chart", "map"):
            raise ExhibitError(f"kind {kind!r}; expected 'chart' or 'map'")
        for part, function in (("draw", draw), ("describe", describe)):
            if not inspect.isroutine(getattr(function, "func", function)):
                raise ExhibitError(f"{part} is a {type(function).__name__}; expected a function")
        # The drawing library gets a table that it knows, without what no drawing shows.
        table = pd.DataFrame(table).drop(columns=[*ID_COLUMNS], errors="ignore")
        words = _tried("its rows can't be described", describe, table)
        bundle["alt"] = _told("description (alt text)", words)
        bundle["apart"] = apart
        bundle["function"] = _where(draw)
        bundle["svg"], bundle["spec"], bundle["datasets"] = {}, {}, {}
        for layout in style.LAYOUTS:
            # The layouts differ in size alone, so validating the first specification is enough.
            check = layout is style.WIDE
            spec, svg = _tried("its rows can't be drawn", fitted, draw, table, layout, check)
            bundle["svg"][layout.name] = svg
            if layout is style.WIDE:
                # Nobody moves a slider in print: such a chart is drawn for print. All others are the same.
                has_inputs = any(isinstance(p.get("bind"), dict) for p in spec.get("params", []))
                on_paper = fitted(draw, table, style.PRINT)[1] if has_inputs else svg
                _refuse_high(size_of(on_paper)[1])
                bundle["svg"]["print"] = style.resolve(on_paper)
            # The data are the same in each layout: stored once, outside the specifications.
            bundle["datasets"].update(spec.pop("datasets", {}))
            bundle["spec"][layout.name] = spec
        for layout, svg in bundle["svg"].items():
            bundle["svg"][layout] = _prepare_svg(svg, f"{exhibit_id}-{layout}-")
        _display(bundle)


def show_table(
    exhibit_id: str,
    table: pd.DataFrame,
    *,
    title: str,
    subtitle: str,
    columns: Iterable[str] | Mapping[str, str],
    labels: Mapping[str, str] | None = None,
    note: str = "",
    source_column: str | None = None,
    row_ids: str | None = None,
    widths: Iterable[int] | None = None,
    filters: Iterable[str] = (),
    search: bool = False,
    printed: bool = True,
    fold: int = FOLD,
    apart: bool = False,
) -> None:
    """Publish a table.

    Parameters
    ----------
    exhibit_id, title, subtitle, labels, note
        As for :func:`show_chart`.
    table : pandas.DataFrame
        The rows to print, in their order.
    columns : iterable of str, or mapping of str to str
        Columns to print; numbers are set right.
    source_column : str, optional
        A column with ``;``-separated source ids, printed as links.
    row_ids : str, optional
        A column with lower-case slugs, no two alike: each row can then be addressed, and its first
        cell links to it.
    widths : iterable of int, optional
        Relative widths of the columns (the source column included).
    filters : iterable of str, optional
        Columns by whose values readers can filter the rows on the page. A cell that lists values
        with a comma and a space between them counts under each; in print all rows stand.
    search : bool, optional
        Whether readers can also search the rows for words on the page.
    printed : bool, optional
        A table that is too long for paper is left out of print, which says where it stands.
    fold : int, optional
        How many rows the page shows until a reader asks for all; nothing for all. In print, without
        scripts, and on the exhibit's own page all rows stand.
    apart : bool, optional
        As for :func:`show_chart`; rows then have their addresses on that page.

    Raises
    ------
    ExhibitError
        As for :func:`show_chart`, and if a filter is no column of the table.
    """
    with _named(exhibit_id):
        bundle = _frame(exhibit_id, "table", table, title, subtitle, note, columns, labels)
        for column in filter(None, (source_column, row_ids)):
            if column not in table:
                raise ExhibitError(f"column(s) {[column]} not in table")
        heads = ", ".join(column["label"] for column in bundle["columns"])
        bundle["alt"] = f"Table with {len(table)} rows and the columns {heads}."
        bundle["function"] = _where(show_table)
        bundle["widths"] = _widths(widths, len(bundle["columns"]) + bool(source_column))
        names = [column["name"] for column in bundle["columns"]]
        for name in filters:
            if name not in names:
                raise ExhibitError(f"filter {name!r} is no column of the table")
        bundle["filters"] = [names.index(name) for name in filters]
        bundle["search"], bundle["printed"] = search, printed
        bundle["apart"] = apart
        if fold and len(table) > fold:
            bundle["fold"] = fold
        if source_column:
            bundle["row_sources"] = _row_sources(table[source_column])
        if row_ids:
            bundle["row_ids"] = _row_ids(table[row_ids])
        _display(bundle)


def _tried(fault: str, function: Callable, *given: object) -> object:
    """Call a function that draws or describes; what it raises is said in a sentence."""
    try:
        return function(*given)
    except Exception as error:
        kind = "" if isinstance(error, ExhibitError) else f"{type(error).__name__}: "
        raise ExhibitError(f"{fault}: {kind}{error}") from error


def _refuse_high(height: float) -> None:
    if height > HIGHEST:
        raise ExhibitError(
            f"its drawing is {height:,.0f} pixels high and a printed page holds "
            f"{HIGHEST:,}; draw fewer rows, or show them with show_table"
        )


def _addresses(part: object) -> Iterator[str]:
    """Yield what a specification would load: data and pictures by their addresses."""
    held = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, dict) and isinstance(part.get("url"), str):
        yield part["url"]
    for one in held:
        yield from _addresses(one)


def _widths(widths: Iterable[int] | None, count: int) -> list[int]:
    """Return the relative widths of the columns, refused if they are not one for each."""
    widths = list(widths or [])
    if widths and (len(widths) != count or min(widths) <= 0):
        raise ExhibitError(
            f"the widths are {widths}; give {count} numbers above 0, one for "
            "each column, that of the sources included"
        )
    return widths


def _row_sources(column: pd.Series) -> list[list[str]]:
    """Return the sources of each row, refused if one is not known."""
    found = []
    for number, ids in enumerate(column, start=1):
        found.append(str(ids).split(";"))
        unknown = [source_id for source_id in found[-1] if not data.has_source(source_id)]
        if unknown:
            raise ExhibitError(f"row {number}: source(s) {unknown} not in data/sources.csv")
    return found


def _row_ids(ids: pd.Series) -> list[str]:
    """Return the addresses of the rows, refused if one is no slug or stands twice."""
    for row_id in ids:
        if not ID_PATTERN.fullmatch(str(row_id)):
            raise ExhibitError(f"row id {row_id!r} is no lower-case slug")
    twice = sorted(ids[ids.duplicated()].unique())
    if twice:
        raise ExhibitError(f"row id(s) {twice} stand twice")
    return ids.to_list()


def _display(bundle: dict) -> None:
    """Display an exhibit: the bundle for the book, and a preview for Jupyter."""
    outside = {"text/html": preview.of_exhibit(bundle), "text/plain": bundle["alt"]}
    display({MIME: bundle, **outside}, raw=True, metadata={"book": "preview"})


def _frame(exhibit_id, kind, table, title, subtitle, note, columns, labels) -> dict:
    """Check the parts that charts, maps and tables share, and return them."""
    if not isinstance(table, pd.DataFrame):
        raise ExhibitError(f"expected a table (a DataFrame), got a {type(table).__name__}")
    if table.empty:
        raise ExhibitError("the table is empty")
    labels = labels or (columns if isinstance(columns, Mapping) else {})
    columns = list(columns)
    absent = [column for column in dict.fromkeys([*columns, *labels]) if column not in table]
    if absent or not columns:
        raise ExhibitError(f"column(s) {absent or '(none)'} not in table")
    twice = [name for name in dict.fromkeys(columns) if (table.columns == name).sum() > 1]
    if twice:
        raise ExhibitError(f"column(s) {twice} stand twice in the table")
    held = origin(table, columns)
    tables, sources = held.tables, data.cited_by(held)
    if fault := provenance_fault(tables, sources):
        raise ExhibitError(fault)
    _refuse_unprintable(table[columns])
    named = {
        name: _told(f"label of column {name!r} (a text)", labels[name])
        if labels.get(name)
        else _label(name, tables)
        for name in columns
    }
    return {
        "id": exhibit_id,
        "kind": kind,
        "title": with_apostrophes(_told("title", title)),
        "subtitle": with_apostrophes(_told("subtitle", subtitle)),
        "note": with_apostrophes(_told("note", note) if note else ""),
        "licence": licence_of(tables),
        "tables": tables,
        "sources": sources,
        "columns": [
            {
                "name": name,
                "label": label,
                "numeric": _is_numeric(table[name]),
                # As the data package declares it, else as the label says it.
                "unit": _described(name, "unit", tables) or label.partition(", ")[2],
            }
            for name, label in named.items()
        ],
        # By column: a row taken out of the table would turn whole numbers into fractions.
        "rows": [list(row) for row in zip(*([_plain(v) for v in table[name]] for name in columns))],
    }


def _refuse_unprintable(table: pd.DataFrame) -> None:
    for name in table:
        for number, value in enumerate(table[name], start=1):
            fault = _cell_fault(value)
            if fault:
                raise ExhibitError(f"row {number}, column {name!r}: {fault}")


def _cell_fault(value: object) -> str:
    """Say why a value is none that a reader can be shown."""
    if isinstance(value, float | Decimal):
        infinite = f"{value} is no finite number; is something divided by zero?"
        return infinite if math.isinf(value) else ""
    if isinstance(value, str):
        fault = "" if value.isascii() and value.isprintable() else unfit(" ".join(value.split()))
        return f"{fault}; delete it" if fault else ""
    if pd.api.types.is_scalar(value) and not isinstance(value, bytes):
        return ""
    kind = type(value).__name__
    return f"a {kind} is neither text nor number; write it as text, as by '; '.join(...)"


def licence_of(tables: Iterable[str]) -> str:
    """Name the licences under which the figures of these tables are published here.

    Examples
    --------
    >>> licence_of(["meetings"])
    'CC-BY-4.0'
    """
    names = {lic["name"] for table in tables for lic in data.resource(table)["licenses"]}
    return ", ".join(sorted(names))


def _described(column: str, part: str, tables: list[str]) -> str:
    """Return what the data package says of a column of these tables, such as its title; or nothing."""
    fields = (f for t in tables for f in data.resource(t).get("schema", {}).get("fields", []))
    return next((f[part] for f in fields if f["name"] == column and f.get(part)), "")


def _label(column: str, tables: list[str]) -> str:
    """Return what readers see above a column: by the table of labels, else by the data package."""
    label = data.column_labels().get(column) or _described(column, "title", tables)
    if not label:
        raise ExhibitError(
            f"column {column!r} has no label; give it a row in data/column_labels.csv, or say "
            "labels={...} here"
        )
    return label


def _told(part: str, text: str) -> str:
    """Return the words of a part, refused if there are none or if they tell of a missing figure."""
    if not isinstance(text, str) or not text.strip():
        raise ExhibitError(f"no {part}")
    missing = _MISSING.search(text)
    if missing:
        around = text[max(0, missing.start() - 40) : missing.end() + 20].strip()
        raise ExhibitError(
            f"its {part} says {missing[0]!r} in {around!r}; leave out what is missing"
        )
    return text.strip()


def _is_numeric(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _plain(value: object) -> str | int | float | bool | None:
    """Return a value as JSON knows it, unrounded."""
    if value is None or pd.isna(value):
        return None
    value = value.item() if hasattr(value, "item") else value
    # A day is no hour of it.
    return value if isinstance(value, str | int | float) else str(value).removesuffix(" 00:00:00")


def _where(function: Callable) -> dict:
    """Return file and name of a function, relative to the project, for the trace of an exhibit.

    Of one that is written in the notebook itself the source is given: who runs a cell does not know of
    which file it is.
    """
    function = inspect.unwrap(getattr(function, "func", function))
    lines, line = inspect.getsourcelines(function)
    path = Path(inspect.getsourcefile(function)).resolve()
    # A cell has a name that is no file's, or that of a file of its own elsewhere.
    if not (path.is_file() and path.is_relative_to(paths.ROOT)):
        return {"name": function.__qualname__, "source": dedent("".join(lines)).rstrip()}
    return {
        "name": f"{function.__module__}.{function.__qualname__}",
        "file": path.relative_to(paths.ROOT).as_posix(),
        "line": line,
    }


def fitted(
    draw: Draw, table: pd.DataFrame, layout: style.Layout, validate: bool = False
) -> tuple[dict, str]:
    """Draw a chart for one layout: its Vega-Lite specification and its drawing, no wider than the layout.

    A chart reckons its own width from what it knows; where its words take more, it gets that much less.

    Parameters
    ----------
    draw : callable
        As for :func:`show_chart`.
    table : pandas.DataFrame
        What is drawn.
    layout : Layout
        The layout, which gives the width.
    validate : bool, optional
        Whether the specification is checked against Vega-Lite's schema.
    """
    room = layout
    for _ in range(3):
        with debug_mode(validate), style.for_pages():
            spec = spoken(readable(present(in_utc(draw(table, room).to_dict(validate=validate)))))
        for address in _addresses({**spec, "datasets": {}}):
            raise ExhibitError(
                f"it reads {address!r}; nothing is loaded from elsewhere: draw the table"
            )
        svg = drawn(spec)
        width, height = size_of(svg)
        if not math.isfinite(width + height):
            # A scale without an end, of figures that are all missing.
            raise ExhibitError("the drawing has no size; are all its figures missing?")
        if width <= layout.width:
            break
        room = room._replace(width=room.width - math.ceil(width - layout.width))
        if room.width < layout.width / 4:
            break
    # A chart that asks for a width of its own may stand out a little.
    if width > 1.1 * layout.width:
        longest = max(re.findall(r">([^<>]+)</t", svg), key=len, default="")
        raise ExhibitError(
            f"it takes {width:,.0f} of the {layout.width} pixels of the {layout.name} layout; shorten "
            f"its longest name, {html.unescape(longest)!r}"
        )
    return spec, svg


def _prepare_svg(svg: str, prefix: str) -> str:
    """Round the coordinates of an SVG and prefix its ids, so that drawings on a page don't clash."""
    svg = _MEASURES.sub(lambda m: f"{m[1]}{_DECIMALS.sub(_shorter, m[2])}{m[3]}", svg)
    # In tags alone: a text of the table may hold the same letters.
    return _TAG.sub(lambda tag: _INNER_ID.sub(rf"\g<1>{prefix}", tag[0]), svg)


def _shorter(number: re.Match) -> str:
    # Adding nothing makes of minus zero plain zero.
    return f"{round(float(number[0]), 2) + 0.0:.2f}".rstrip("0").rstrip(".")
