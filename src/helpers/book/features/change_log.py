"""The page of changes: what each version changed, errors reported, and departures from sources."""

from __future__ import annotations

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers import data, paths
from helpers.book.features import changes, registers
from helpers.book.render import source_link
from helpers.partial_dates import format_date


class _Record(SphinxDirective):
    """A part of the page of changes; the page is read again when the files change."""

    def run(self) -> list[nodes.Node]:
        """Write the part."""
        for name in (changes.CHANGES, changes.ERRATA):
            self.env.note_dependency(str(paths.CHAPTERS / name))
        return self.write()

    def title(self, chapter: str) -> list[nodes.Node]:
        """Link a chapter by its name; its title is known only when all are read."""
        if chapter == changes.WHOLE_BOOK:
            return [nodes.Text("The whole book")]
        root = self.config.root_doc
        docname = root if chapter == root else f"{paths.CHAPTERS.name}/{chapter}"
        if docname not in self.env.found_docs:  # it was there in that version
            return [nodes.Text(chapter)]
        return [chapter_link(docname, self.env.docname)]


def chapter_link(docname: str, here: str) -> nodes.Node:
    """Refer to a chapter; the words are its title, filled in when all chapters are read."""
    return pending_xref(
        "",
        nodes.inline("", docname),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{docname}",
        refexplicit=False,
        refdoc=here,
        refwarn=True,
    )


class ChangeLog(_Record):
    """``{change-log}``: every version, the newest first, with what it changed by chapter."""

    def write(self) -> list[nodes.Node]:
        """Write a section for each version."""
        every = changes.entries()
        made = []
        for version in sorted({c.version for c in every}, key=changes.version_key, reverse=True):
            mine = [c for c in every if c.version == version]
            section = nodes.section(ids=[f"version-{version.replace('.', '-')}"])
            title = f"Version {version}, {format_date(mine[0].date.isoformat())}"
            section += nodes.title(title, title)
            listed = nodes.bullet_list(bullet="-")
            listed += [nodes.list_item("", self._change(change)) for change in mine]
            section += listed
            made.append(section)
        return made

    def _change(self, change: changes.Change) -> nodes.paragraph:
        line = nodes.paragraph("", "", *self.title(change.chapter))
        line += nodes.Text(f". {change.what}")
        if change.numbers:
            line += nodes.Text(f" Numbers changed: {', '.join(change.numbers)}.")
        return line


class ErrataList(_Record):
    """``{errata}``: the errors that were reported in published versions, or that there are none."""

    def write(self) -> list[nodes.Node]:
        """Write a table, or a sentence."""
        reported = changes.errata()
        if not reported:
            return [nodes.paragraph("", "No error in a published version has been reported.")]
        widths = {"Reported": 10, "Version": 8, "Chapter": 16, "Where": 14}
        widths |= {"It said": 18, "It says now": 18, "By": 10, "State": 8}
        rows = [
            registers.row(
                [
                    [nodes.Text(format_date(e.reported_date.isoformat()))],
                    [nodes.Text(e.version)],
                    self.title(e.chapter),
                    *([nodes.Text(text)] for text in e[3:]),
                ]
            )
            for e in reported
        ]
        return [registers.plain_table([*widths.values()], [*widths], rows)]


class DataCorrections(_Record):
    """``{data-corrections}``: where the book departs from what a source printed, and why."""

    def write(self) -> list[nodes.Node]:
        """Write an entry for each correction."""
        return [self._entry(row) for row in data.read_text_table("corrections").itertuples()]

    def _entry(self, row: tuple) -> nodes.paragraph:
        now = f"“{row.corrected_value}” is used here" if row.corrected_value else "withheld here"
        entry = nodes.paragraph(ids=[f"correction-{row.correction_id}"])
        entry += nodes.strong("", data.resource(row.table_name)["title"])
        entry += nodes.Text(", ")
        entry += nodes.literal("", f"{row.row_key} {row.column_name}")
        entry += nodes.Text(
            f". Printed: “{row.printed_value}”; {now}. {row.why} "
            f"Declared on {format_date(row.declared_date)}. Source: "
        )
        entry += source_link(row.source_id, self.env.docname)
        entry += nodes.Text(".")
        return entry


def setup(app: Sphinx) -> None:
    """Register the lists of versions, errata and corrections."""
    app.add_directive("change-log", ChangeLog)
    app.add_directive("errata", ErrataList)
    app.add_directive("data-corrections", DataCorrections)
