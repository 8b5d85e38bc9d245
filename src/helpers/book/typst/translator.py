"""Document nodes to Typst markup.

One method a kind of node, found by the name of its class or the nearest class above it. A node that
no method knows stops the build, so that nothing is lost without a word.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.locale import admonitionlabels
from sphinx.util.nodes import clean_astext

from helpers.book import nodes as book_nodes
from helpers.book.typst.external_refs import ExternalRefs
from helpers.book.typst.markup import (
    WIDE,
    anchor,
    arguments,
    call,
    code,
    label,
    link,
    pieces,
    string,
    text,
    unbroken,
)
from helpers.svg import size_of

# Tables with more columns than this are set in smaller type.
MANY_COLUMNS = 5
# Size and room of the cells of a table, and size of the notes under an exhibit, on a sheet.
SHEET_TABLE, SHEET_NOTE = "6.5pt, inset: (x: 3pt, top: 1.3pt, bottom: 1.6pt)", "6pt"
# Characters of small type on a line as wide as the page.
CHARACTERS_OF_A_LINE = 125
# Room at the sides of a cell, in characters; a word longer than this in the first column may be broken.
ROOM_OF_A_CELL, LONG_NAME = 4, 14
# A cell of more lines than this may break over pages.
LONG_CELL = 28
# A claim of more characters than this may break over pages.
LONG_CLAIM = 3000
# A drawing is no higher than a page with its title and notes: in per cent of the page's width.
HIGHEST = 141
# Characters of a listing on a line; what of it has no blank is as long as this at most.
_TOO_LONG = re.compile(r"(\S{80})(?=\S)")
_COUNTED_BY = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}


class Translator:
    """Translate the document of one chapter.

    Parameters
    ----------
    docname : str
        Name of the chapter; prefixes all its labels, so that chapters can't collide.
    number : str
        Number of the chapter, or empty.
    known : set of str
        All labels of the file.
    pictures : pathlib.Path
        Folder that drawings are written to.
    entries : dict
        Exhibit id -> its entry in the list of exhibits (:func:`helpers.book.features.registers.exhibit_entry`).
    external_refs : ExternalRefs
        Writes the references to what is not in the file.

    Attributes
    ----------
    under_title : str
        What is set between the title of the chapter and its text.
    is_sheet : bool
        Whether tables and their notes are set as small as a sheet needs it.
    """

    def __init__(
        self,
        docname: str,
        number: str,
        known: set[str],
        pictures: Path,
        entries: dict[str, dict],
        external_refs: ExternalRefs,
    ) -> None:
        self.docname = docname
        self.number = number
        self.known = known
        self.pictures = pictures
        self.entries = entries
        self.external_refs = external_refs
        self.under_title = ""
        self.is_sheet = False
        self.level = 0

    def translate(self, node: nodes.Node) -> str:
        """Return the markup of a node and all in it."""
        for kind in type(node).__mro__:
            method = getattr(self, f"on_{kind.__name__}", None)
            if method:
                return self._anchors(node) + method(node)
        raise ExtensionError(
            f"{self.docname}: the PDF has no rule for {type(node).__name__!r} "
            f"({clean_astext(node)[:60]!r})"
        )

    def children(self, node: nodes.Element | Iterable[nodes.Node]) -> str:
        """Return the markup of all children."""
        parts = node.children if isinstance(node, nodes.Element) else node
        return "".join(self.translate(child) for child in parts)

    def _anchors(self, node: nodes.Node) -> str:
        # A section and an exhibit have theirs inside, an exhibit since it may stand on another page.
        inside = nodes.document | nodes.section | book_nodes.exhibit
        if not isinstance(node, nodes.Element) or isinstance(node, inside):
            return ""
        return self._places(node)

    def _places(self, node: nodes.Element) -> str:
        return "".join(anchor(f"{self.docname}#{name}") for name in node.get("ids", []))

    # Structure

    def on_document(self, node: nodes.document) -> str:
        """Write a chapter."""
        return anchor(f"{self.docname}#") + self.children(node)

    def on_section(self, node: nodes.section) -> str:
        """Write a section one level deeper."""
        self.level += 1
        written = "".join(self._blocks(node))
        self.level -= 1
        return written

    def _blocks(self, node: nodes.section) -> Iterator[str]:
        """Write the blocks of a section, each drawing with the paragraphs after it.

        These may go on before a drawing that does not fit on the page; all else stands after it.
        """
        waiting = deque(_flatten_cells(node))
        while waiting:
            block = waiting.popleft()
            written = self.translate(block)
            if type(block) is book_nodes.exhibit:
                after = ""
                while waiting and isinstance(waiting[0], nodes.paragraph):
                    after += self.translate(waiting.popleft())
                written = "\n" + call("drawing-and-text", written, after) + "\n\n"
            yield written

    def on_title(self, node: nodes.title) -> str:
        """Write a heading with its number and anchors, or the title of a box."""
        if not isinstance(node.parent, nodes.section):
            return call("strong", self.children(node)) + "\n\n"
        number, below = (self.number, self.under_title) if self.level == 1 else ("", "")
        prefix = text(f"{number} ") + "#h(0.35em);" if number else ""
        heading = call("heading", prefix + self.children(node), level=str(self.level))
        return f"\n{self._places(node.parent)}{heading}{below}\n\n"

    def on_paragraph(self, node: nodes.paragraph) -> str:
        """Write a paragraph; the footer of a claim or finding is set smaller."""
        inside = self.children(node)
        is_small = "claim-footer" in node["classes"]
        return (call("small-note", inside) if is_small else inside) + "\n\n"

    def on_Text(self, node: nodes.Text) -> str:  # noqa: N802 - named for its class
        """Write text; a reference mark stays on the line of the word before it."""
        _, after = _beside(node)
        is_marked = isinstance(after, nodes.footnote_reference)
        return text(node.astext().rstrip(" ") if is_marked else node.astext())

    def _inside(self, node: nodes.Element) -> str:
        return self.children(node)

    def on_web_only(self, node: book_nodes.web_only) -> str:
        """Write the anchors of a part that stands on pages only."""
        inside = (part for part in node.findall(nodes.Element) if part is not node)
        return "".join(map(self._places, inside))

    def on_claim(self, node: book_nodes.claim) -> str:
        """Write a claim, kept together unless it is as long as a page."""
        if not node["ids"]:
            return self.children(node)
        is_long = len(node.astext()) > LONG_CLAIM
        return call("claim", self.children(node), breakable="true" if is_long else "false")

    def on_inline(self, node: nodes.inline) -> str:
        """Write words, in their language where it is another.

        Words that are nothing but a link are left out where the link has no target.
        """
        leads_on = "leads-on" in node["classes"]
        targets = [_local(link.get("refuri", "")) for link in node.findall(nodes.reference)]
        if leads_on and not self.external_refs.has_links and not self.known.issuperset(targets):
            return ""
        codes = [c[9:] for c in node.get("classes", []) if c.startswith("language-")]
        inside = self.children(node)
        return call("text", inside, lang=string(codes[0])) if codes else inside

    on_compound = on_target = on_number = on_caption = _inside
    on_abbreviation = on_acronym = on_generated = _inside

    def _nothing(self, _node: nodes.Node) -> str:
        return ""

    on_comment = on_substitution_definition = on_meta = on_index = _nothing
    on_toctree = on_system_message = on_pending = on_colspec = _nothing

    def on_raw(self, node: nodes.raw) -> str:
        """Break a line where the page does; other markup of pages is refused before (``notebooks``)."""
        return "#linebreak();" if node["format"] == "html" and "<br" in node.astext() else ""

    def on_transition(self, _node: nodes.transition) -> str:
        """Begin a new sheet at a line across one; elsewhere leave it out."""
        return "#pagebreak(weak: true);\n\n" if self.is_sheet else ""

    def on_container(self, node: nodes.container) -> str:
        """Write a box; the code of a cell stays out of print."""
        return "" if "cell_input" in node.get("classes", []) else self.children(node)

    # Words

    def on_emphasis(self, node: nodes.emphasis) -> str:
        """Write emphasis."""
        return call("emph", self.children(node))

    on_title_reference = on_emphasis

    def on_strong(self, node: nodes.strong) -> str:
        """Write strong emphasis."""
        return call("strong", self.children(node))

    def on_literal(self, node: nodes.literal) -> str:
        """Write a name of code, breakable."""
        return call("code-name", code(node.astext()))

    def on_literal_block(self, node: nodes.literal_block) -> str:
        """Write a listing line by line; what no line holds goes on in the next."""
        content = _TOO_LONG.sub(r"\1\n", node.astext().expandtabs(4))
        return f"#raw({string_lines(content)}, block: true);\n\n"

    on_doctest_block = on_literal_block

    def on_superscript(self, node: nodes.superscript) -> str:
        """Write a superscript."""
        return call("super", self.children(node))

    def on_subscript(self, node: nodes.subscript) -> str:
        """Write a subscript."""
        return call("sub", self.children(node))

    def on_reference(self, node: nodes.reference) -> str:
        """Write a link inside the book or out of it."""
        # The id of a row is a link to itself.
        is_id = node.get("refid", "").endswith(f"-{node.astext()}")
        inside = code(node.astext()) if is_id else self.children(node)
        uri = node.get("refuri", "")
        if "refid" in node or uri.startswith("%"):
            name = f"{self.docname}#{node['refid']}" if "refid" in node else _local(uri)
            if name not in self.known:
                if "term" in node.get("classes", []) and not self.external_refs.has_links:
                    return inside  # the glossary is no part of this file, and needs no mention
                return self.external_refs.write(self.docname, name, inside, node.astext())
            function = "term-link" if "term" in node.get("classes", []) else "link"
            return f"#{function}({label(name)})[{inside}];"
        if not uri.startswith(("http", "mailto")):
            return inside
        # An address is printed as it is, without hyphens that became dashes.
        printed = node.astext().startswith(("http://", "https://"))
        return link(uri, pieces(uri) if printed else inside)

    def on_place(self, node: book_nodes.place) -> str:
        """Write a link of an index with the page that it leads to."""
        target = _local(node["refuri"])
        here = f"#page-of({label(target)});" if target in self.known else ""
        return self.on_reference(node) + here

    # Lists and blocks

    def on_bullet_list(self, node: nodes.bullet_list) -> str:
        """Write a list with bullets."""
        return "#list(" + ", ".join(f"[{self.children(item)}]" for item in node) + ");\n\n"

    def on_enumerated_list(self, node: nodes.enumerated_list) -> str:
        """Write a numbered list, which may begin anywhere and count by letters."""
        sign = _COUNTED_BY.get(node.get("enumtype"), "1")
        named = f'start: {node.get("start", 1)}, numbering: "{sign}.", '
        return f"#enum({named}" + ", ".join(f"[{self.children(item)}]" for item in node) + ");\n\n"

    def on_definition_list(self, node: nodes.definition_list) -> str:
        """Write terms and what they mean."""
        items = []
        for item in node:
            term = self.children([c for c in item if isinstance(c, nodes.term)])
            rest = self.children([c for c in item if not isinstance(c, nodes.term)])
            items.append(f"terms.item[{term}][{rest}]")
        return "#terms(" + ", ".join(items) + ");\n\n"

    on_term = on_definition = on_list_item = _inside

    def on_block_quote(self, node: nodes.block_quote) -> str:
        """Write a quotation."""
        return call("quote", self.children(node), block="true") + "\n\n"

    def on_Admonition(self, node: nodes.Element) -> str:  # noqa: N802 - docutils' mixin
        """Write a box under its title or the name of its kind; key findings have their own."""
        kind = "key-findings" if "key-findings" in node.get("classes", []) else "remark"
        name = admonitionlabels.get(type(node).__name__, "")
        named = call("strong", text(str(name))) + "\n\n" if name else ""
        return call(kind, named + self.children(node)) + "\n\n"

    on_topic = on_sidebar = on_Admonition

    def on_rubric(self, node: nodes.rubric) -> str:
        """Write a heading that is none of the contents."""
        return call("strong", self.children(node)) + "\n\n"

    def on_attribution(self, node: nodes.attribution) -> str:
        """Write who said what was quoted."""
        return text("\u2014 ") + self.children(node) + "\n\n"

    def on_line(self, node: nodes.line) -> str:
        """Write a line that ends where it was ended."""
        return self.children(node) + "#linebreak();"

    def on_line_block(self, node: nodes.line_block) -> str:
        """Write lines as they stand."""
        return self.children(node) + "\n\n"

    # References of a chapter

    def on_footnote_reference(self, node: nodes.footnote_reference) -> str:
        """Write the mark of a reference; marks that follow each other stand in one pair of brackets."""
        before, after = (isinstance(one, nodes.footnote_reference) for one in _beside(node))
        target = label(f"{self.docname}#{node['refid']}")
        mark = f"#link({target})[{text(node.astext())}];"
        return call("note-mark", text(", " if before else "[") + mark + text("" if after else "]"))

    def on_footnote(self, node: nodes.footnote) -> str:
        """Write one entry of the references."""
        mark = next(child for child in node if isinstance(child, nodes.label)).astext()
        rest = self.children([c for c in node if not isinstance(c, nodes.label)])
        return call("reference-entry", text(mark), rest.strip()) + "\n"

    # Exhibits

    def on_exhibit(self, node: book_nodes.exhibit) -> str:
        """Write a chart or map, kept on one page."""
        path = self.pictures / f"{node['exhibit_id']}.svg"
        drawing = node["bundle"]["svg"]["print"]
        path.write_text(drawing, encoding="utf-8")
        width, height = size_of(drawing)
        part = min(100, int(HIGHEST * width / height))
        picture = (
            f"image({string(path.name)}, alt: {string(node['bundle']['alt'])}, width: {part}%)"
        )
        return self._exhibit(node, f"#figure({picture}, outlined: false);")

    def on_exhibit_table(self, node: book_nodes.exhibit_table) -> str:
        """Write a table, which may run over pages."""
        return self._exhibit(node, "")

    def _exhibit(self, node: book_nodes.exhibit, picture: str) -> str:
        name, bundle = self.entries[node["exhibit_id"]]["number"], node["bundle"]
        caption = next(c for c in node if isinstance(c, nodes.caption))
        source = self.children([c for c in node if isinstance(c, book_nodes.exhibit_source)])
        about = {
            "note": f"[{text(node['note'])}]" if node["note"] else "none",
            "source": f"[{source.strip()}]",
            "licence": f"[{text(bundle['licence'])}]",
            "id": f"[{code(node['exhibit_id'])}]",
            "address": f"[{self._web_address(node['exhibit_id'])}]",
        }
        if self.is_sheet:
            about["size"] = SHEET_NOTE
        footer = f"exhibit-footer({arguments(**about)})"
        tables = [child for child in node if isinstance(child, nodes.table)]
        if not bundle.get("printed", True):
            picture, tables = self._left_out(tables[0]), []
        if bundle["apart"]:
            way = call("exhibit-apart", id=about["id"], address=about["address"])
            picture, tables, footer = self._anchors_of_rows(tables) + way, [], "none"
        table = "".join(self.on_table(child, name, footer) for child in tables)
        parts = {
            "name": f"[{self._places(node)}{text(name)}]",
            "title": f"[{self.children(caption)}]",
            "subtitle": f"[{text(bundle['subtitle'])}]",
            "footer": "none" if table else footer,
            "drawing": "false" if table else "true",
        }
        return "\n" + call("exhibit", picture + table, **parts) + "\n\n"

    def _left_out(self, table: nodes.table) -> str:
        """Write in place of a table that is too long for paper where it stands, and the anchors of its rows."""
        rows = _rows(next(iter(table.findall(nodes.tgroup))), nodes.tbody)
        words = (
            f"The {len(rows):,} rows of this table stand on its page and in its files (CSV, XLSX)."
        )
        return self._anchors_of_rows([table]) + call("small-note", text(words))

    def _anchors_of_rows(self, tables: list[nodes.table]) -> str:
        """Write the anchors of the rows of tables that are not printed: links to them lead here."""
        rows = (row for table in tables for row in table.findall(nodes.row))
        return "".join(map(self._anchors, rows))

    def _web_address(self, exhibit_id: str) -> str:
        """Print the address of an exhibit's page, as a link that also leads there without a base address."""
        address = self.entries[exhibit_id]["address"]
        return link(address if self.external_refs.has_links else f"../{address}", code(address))

    on_exhibit_source = _inside

    # Tables

    def on_table(self, node: nodes.table, name: str = "", footer: str = "") -> str:
        """Write a table whose head is repeated on each page, that of an exhibit with name and footer."""
        group = next(iter(node.findall(nodes.tgroup)))
        widths = column_widths(group)
        table = f"{name} ({node.parent['exhibit_id']})" if name else self.docname
        rows = [*_rows(group, nodes.thead), *_rows(group, nodes.tbody)]
        marks = [_check(column, table) for column in zip(*rows, strict=True)]
        if name:
            marks[0] += f"#continued({string(name)});"
        head = [self._cells(row, widths, marks) for row in _rows(group, nodes.thead)]
        body = [self._cells(row, widths) for row in _rows(group, nodes.tbody)]
        columns = [f"{width}fr" for width in widths]
        last = ""
        if footer:
            columns.insert(0, "0pt")
            head, body = [widen_first_cell(row) for row in head], keep_together(body)
            last = f"table-footer({len(widths)}, {footer})"
        cells = "".join(f"{cell}," for row in body for cell in row)
        header = "".join(f"{cell}," for row in head for cell in row)
        inner = f"table(columns: ({', '.join(columns)},), table.header({header}), {cells} {last})"
        plain = "7pt" if len(widths) > MANY_COLUMNS else "8pt"
        return f"#set-table({SHEET_TABLE if self.is_sheet else plain}, {inner});\n\n"

    def _cells(
        self, row: nodes.row, widths: list[float], marks: Sequence[str] | None = None
    ) -> list[str]:
        cells, (first, *others) = [], marks or [""] * len(widths)
        # One cell that may not break keeps its row on one page.
        room = [CHARACTERS_OF_A_LINE * width / sum(widths) - ROOM_OF_A_CELL for width in widths]
        is_long = any(_lines(*cell) > LONG_CELL for cell in zip(row, room))
        for entry, mark in zip(row, [self._anchors(row) + first, *others]):
            named = {"breakable": "true" if is_long else "false"}
            named |= {"align": "right"} if "text-right" in entry.get("classes", []) else {}
            cells.append(f"table.cell({arguments(**named)})[{mark}{self.children(entry).strip()}]")
        return cells


def _beside(node: nodes.Node) -> tuple[nodes.Node | None, nodes.Node | None]:
    """Return what stands before and after a node in its parent."""
    around = [None, *node.parent.children, None]
    at = next(index for index, one in enumerate(around) if one is node)
    return around[at - 1], around[at + 1]


def _flatten_cells(node: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the blocks of a section, with the containers of notebook cells flattened."""
    for child in node:
        if type(child) is nodes.container and "cell_input" not in child["classes"]:
            yield from _flatten_cells(child)
        elif not isinstance(child, nodes.comment):
            yield child


def _rows(group: nodes.tgroup, part: type[nodes.Element]) -> list[nodes.row]:
    return [row for section in group.findall(part) for row in section]


def _lines(entry: nodes.entry, room: float) -> int:
    """Reckon how many lines a cell takes where so many characters stand on one; signs of the East are two."""
    texts = nodes.TextElement
    blocks = [b for b in entry.findall(texts) if not isinstance(b.parent, texts)]
    words = [block.astext() for block in blocks]
    return sum(1 + int((len(w) + len(WIDE.findall(w))) / max(1, room)) for w in words)


def _breadth(word: str) -> float:
    """Reckon how wide a word is, in letters of middling width."""
    return sum(1.5 if sign in "MWmw%@" else 0.5 if sign in "Iijl1.,:;'|!" else 1 for sign in word)


def _check(column: Sequence[nodes.entry], table: str) -> str:
    """Write the check that no word is wider than its column; the head of the column comes first."""
    found = []
    for words in (part for entry in column for part in entry.findall(nodes.Text)):
        is_code = isinstance(words.parent, nodes.literal)
        found += [(word, is_code) for word in unbroken(words, is_code)]
    if not found:
        return ""
    word, is_code = max(found, key=lambda one: _breadth(one[0]))
    too_wide = (
        f"{table}, column {column[0].astext()!r}: {word!r} is wider than the column; "
        "give it more of the width, or print fewer columns"
    )
    shown = f"code-name({string(word)})" if is_code else string(word)
    return f"#fits({shown}, {string(too_wide)});"


def widen_first_cell(row: list[str]) -> list[str]:
    """Extend the first cell of a row over the empty column before it.

    Examples
    --------
    >>> widen_first_cell(["table.cell()[a]", "table.cell()[b]"])
    ['table.cell(colspan: 2, )[a]', 'table.cell()[b]']
    """
    return [row[0].replace("table.cell(", "table.cell(colspan: 2, ", 1), *row[1:]]


def keep_together(rows: list[list[str]]) -> list[list[str]]:
    """Keep the first rows of a table together, and the last ones with its footer.

    The typesetter keeps rows on one page that share a cell which may not break: an empty one, in a
    column of no width. Rows that may be longer than a page share none.

    Examples
    --------
    >>> keep_together([["table.cell()[a]"]])
    [['table.cell(rowspan: 2, breakable: false, inset: 0pt)[]', 'table.cell()[a]']]
    """
    at_end = 2 if len(rows) > 3 else 1
    spans = {len(rows) - at_end: at_end + 1}
    if len(rows) > 4:
        spans[0] = 2
    long = {index for index, row in enumerate(rows) if "breakable: true" in row[0]}
    spans = {start: n for start, n in spans.items() if not long & {*range(start, start + n)}}
    covered = {start + i for start, count in spans.items() for i in range(count)}
    made = []
    for index, row in enumerate(rows):
        if index in spans:
            empty = f"table.cell(rowspan: {spans[index]}, breakable: false, inset: 0pt)[]"
            made.append([empty, *row])
        else:
            made.append(row if index in covered else widen_first_cell(row))
    return made


def _local(uri: str) -> str:
    """Turn ``%doc#anchor`` (or ``%doc``) into a label."""
    name = uri[1:]
    return name if "#" in name else f"{name}#"


def string_lines(content: str) -> str:
    """Write a listing as a string with its line ends."""
    return ' + "\\n" + '.join(string(line) for line in content.splitlines()) or '""'


def column_widths(group: nodes.tgroup) -> list[float]:
    """Return the widths of columns: those asked for, evened out by the text that the columns hold."""
    asked = [spec["colwidth"] for spec in group.findall(nodes.colspec)]
    natural = natural_widths(group)
    if all(width in (1, 33, 50, 100) for width in asked):
        return _names_whole(group, natural)
    scale = sum(natural) / sum(asked)
    widths = [round((want * scale * need) ** 0.5, 1) for want, need in zip(asked, natural)]
    return _names_whole(group, widths)


def _names_whole(group: nodes.tgroup, widths: list[float]) -> list[float]:
    """Widen the first column until the words in it, names of countries above all, need not be broken."""
    words = (word for row in group.findall(nodes.row) for word in row[0].astext().split())
    needed = min(max(map(len, words), default=0), LONG_NAME) + ROOM_OF_A_CELL
    first, *others = widths
    least = sum(others) * needed / (CHARACTERS_OF_A_LINE - needed)
    return [max(first, round(least, 1)), *others]


def natural_widths(group: nodes.tgroup) -> list[float]:
    """Return widths of columns by the length of their text, within limits."""
    widths = []
    for column in zip(*group.findall(nodes.row), strict=True):
        texts = [entry.astext() for entry in column]
        longest = max([4, *(len(word) for words in texts for word in words.split())])
        average = sum(map(len, texts)) / len(texts)
        widths.append(round(max(min(longest, 14), min(average, 60)) ** 0.8, 1))
    return widths
