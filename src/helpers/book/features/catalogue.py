"""The catalogue of the data, generated from the data package."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from helpers import data
from helpers.partial_dates import format_date
from helpers.staleness import stale_notice

LEVELS = ("high", "medium", "low")


class DataCatalogue(SphinxDirective):
    """``{data-catalogue}``: one section a table, with columns, units, coverage and licence."""

    def run(self) -> list[nodes.Node]:
        """Write the sections in the order of the package."""
        self.env.book_catalogue_page = self.env.docname
        return [_section(self.env.docname, resource) for resource in data.package()["resources"]]


class DataSummary(SphinxDirective):
    """``{data-summary}``: how many tables, rows and sources there are, and how sure the rows are."""

    def run(self) -> list[nodes.Node]:
        """Write the counts, and the tables that hold rows of low confidence."""
        counts = confidence_counts()
        total = {level: sum(c[level] for c in counts.values()) for level in LEVELS}
        sources = data.extent("sources").rows
        words = (
            f"The data package has {len(data.table_names())} tables and {sources:,} sources. Of the "
            f"{sum(total.values()):,} rows that carry a confidence, {total['high']:,} are of high, "
            f"{total['medium']:,} of medium and {total['low']:,} of low confidence. The rows of low "
            "confidence stand in these tables:"
        )
        rows = [
            [data.resource(name)["title"], *(f"{count[level]:,}" for level in LEVELS)]
            for name, count in counts.items()
            if count["low"]
        ]
        labels = ("Table", *map(str.capitalize, LEVELS))
        return [nodes.paragraph("", words), _table("register", (52, 16, 16, 16), labels, rows)]


def confidence_counts() -> dict[str, dict[str, int]]:
    """Count the rows of each confidence: table -> level -> rows; tables without any are left out."""
    counts = {}
    for name in data.table_names():
        if "confidence" in data.field_names(name):
            held = data.extent(name).confidences
            counts[name] = {level: held.get(level, 0) for level in LEVELS}
    return counts


def _section(docname: str, resource: dict) -> nodes.section:
    section = nodes.section(ids=[f"table-{resource['name']}"])
    title = f"{resource['title']} ({resource['name']})"
    section += nodes.title(title, title)
    section += nodes.paragraph("", resource["description"])
    section += _stale(resource)
    section += _facts(docname, resource)
    if "schema" in resource:
        section += _columns(resource["schema"]["fields"])
    return section


def _stale(resource: dict) -> list[nodes.Node]:
    """Say where a table has aged, against the date of the edition and never against today."""
    if resource.get("type") != "table":
        return []
    newest = data.extent(resource["name"]).newest_year
    text = stale_notice(resource, newest, data.data_date())
    return [nodes.paragraph("", text, classes=["catalogue-stale"])] if text else []


def _facts(docname: str, resource: dict) -> nodes.definition_list:
    source_licence = resource.get("sourceLicense", {})
    note = source_licence.get("note")
    facts = {
        "File": f"data/{resource['path']}" + _size(resource),
        "Producer": resource.get("producer", ""),
        "Citation": resource.get("citation", ""),
        "Coverage": resource.get("coverage", ""),
        "Read": format_date(resource["accessed"]) if resource.get("accessed") else "",
        "Licence of the source": source_licence.get("title", "") + (f" ({note})" if note else ""),
        "Licence here": ", ".join(licence["title"] for licence in resource["licenses"]),
        "Address": resource.get("homepage", ""),
    }
    box = nodes.definition_list(classes=["catalogue-facts"])
    for term, text in facts.items():
        if not text:
            continue
        body: nodes.Node = nodes.Text(text)
        if term == "Address":
            body = nodes.reference(text, text, refuri=text, internal=False)
        if term == "File":
            target = relative_uri(f"{docname}.html", f"data/{resource['path']}")
            body = nodes.reference(text, text, refuri=target, internal=True)
        paragraph = nodes.paragraph()
        paragraph += body
        item = nodes.definition_list_item()
        item += [nodes.term(term, term), nodes.definition("", paragraph)]
        box += item
    return box


def _size(resource: dict) -> str:
    if resource.get("type") != "table":
        return ""
    return f" ({data.extent(resource['name']).rows:,} rows)"


def _columns(fields: list[dict]) -> nodes.table:
    rows = []
    for field in fields:
        meaning = field.get("description", "")
        values = field.get("constraints", {}).get("enum")
        if values:
            meaning += " Values: " + ", ".join(str(value) for value in values) + "."
        name = nodes.literal(field["name"], field["name"])
        rows.append([name, field.get("type", "string"), field.get("unit", ""), meaning])
    labels = ("Column", "Type", "Unit", "Meaning")
    return _table("catalogue-columns", (22, 10, 18, 50), labels, rows)


def _table(
    kind: str, widths: Iterable[int], labels: Iterable[str], rows: list[list]
) -> nodes.table:
    """Make a table from the weights of its columns, its head, and its rows of texts and nodes."""
    table = nodes.table(classes=[kind])
    group = nodes.tgroup(cols=4)
    table += group
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += nodes.thead("", _row(labels))
    group += nodes.tbody("", *map(_row, rows))
    return table


def _row(cells: Iterable[str | nodes.Node]) -> nodes.row:
    row = nodes.row()
    for cell in cells:
        content = nodes.Text(cell) if isinstance(cell, str) else cell
        row += nodes.entry("", nodes.paragraph("", "", content))
    return row


def setup(app: Sphinx) -> None:
    """Register the catalogue of the tables and its summary."""
    app.add_directive("data-catalogue", DataCatalogue)
    app.add_directive("data-summary", DataSummary)
