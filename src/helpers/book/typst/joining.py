"""Join the files of the parts of the book: pages, tags, names and outline, and number the pages.

No library was found that joins tagged files and keeps their tags. It takes little here, as the typesetter
writes all parts alike: each part is made ready for it alone, whatever the others are, and brings branches
of the trees that a file has; the trunks are put together at the end (ISO 32000-1, 7.7.4, 7.9.6, 7.9.7,
12.3.3, 12.4.2, 14.7 and 14.8.2.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pikepdf import Array, Dictionary, Name, Page, Pdf, String

from helpers.book.typst.places import branch, lead_by_name, name_places, pairs

# What the number of a page is to the file: no content that is read out.
_FOOT = b"Q /Artifact <</Type /Pagination /Subtype /Footer>> BDC /PageNumber Do EMC"


def ready(pdf: Pdf, name: str) -> None:
    """Make the file of a part ready for the book.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        The part as it is set; changed.
    name : str
        Its name, which no other part has.
    """
    lead_by_name(pdf)
    name_places(pdf)
    _own_ids(pdf, f"{name}#")


def _own_ids(pdf: Pdf, prefix: str) -> None:
    """Give the heads of tables ids that no other part has; cells name the heads that they stand under."""
    root = pdf.Root.StructTreeRoot
    if Name.IDTree not in root:
        return
    entries = []
    for old, head in pairs(root.IDTree.Names):
        head.ID = String(prefix + str(old))
        entries += [head.ID, head]
    root.IDTree = branch(Name.Names, entries)
    for element in pdf.objects:
        if isinstance(element, Dictionary) and element.get(Name.S) in (Name.TD, Name.TH):
            for attributes in element.get(Name.A, ()):
                if Name.Headers in attributes:
                    heads = [String(prefix + str(head)) for head in attributes.Headers]
                    attributes.Headers = Array(heads)


class Branch(NamedTuple):
    """A part that was copied into the book and hangs on nothing yet: its pages, and what its root holds."""

    pages: list[Page]
    root: Dictionary


class Joining:
    """A book that is joined from parts.

    Parts are copied in any order, which takes most of the time, and hung in that of the book at the end:
    what was copied and is not hung is no part of the saved file.
    """

    def __init__(self) -> None:
        self.whole = Pdf.new()
        self.parents: list[Dictionary] = []
        self.ids: list[Dictionary] = []
        self.places: list[Dictionary] = []
        self.outline: list[Dictionary] = []
        self.next_key = 0

    def copy(self, part: Pdf) -> Branch:
        """Copy a part."""
        # Pages first: the rest refers to them. That is copied at once, so that nothing is copied twice.
        # Not by add_pages_from, which looks for what each link leads to.
        for page in part.pages:
            self.whole.pages.append(page)
        pages = list(self.whole.pages)
        del self.whole.pages[:]
        held = {key: value for key, value in part.Root.items() if key not in ("/Pages", "/Type")}
        held["/Info"] = part.trailer.Info
        return Branch(pages, self.whole.copy_foreign(part.make_indirect(Dictionary(held))))

    def finish(self, front: Sequence[Branch], body: Sequence[Branch], numbers: Pdf) -> Pdf:
        """Hang the parts, and number the pages.

        Parameters
        ----------
        front, body : sequence of Branch
            The parts before page 1, and those from page 1 on. The first gives what a file has once, as its
            description and what is attached to it.
        numbers : pikepdf.Pdf
            As many pages as the body has: for each its number, at the place where it is printed.

        Returns
        -------
        pikepdf.Pdf
            The whole book.
        """
        first = front[0].root
        self.whole.trailer.Info = first.Info
        for key, value in first.items():
            if key != "/Info":
                self.whole.Root[key] = value
        self.tags = self.whole.Root.StructTreeRoot
        self.document = self.tags.K[0]
        for part in front:
            self._hang(part)
        opening = len(self.whole.pages)
        for part in body:
            self._hang(part)
        self._close()
        _label_pages(self.whole, opening)
        _number_pages(self.whole, opening, numbers)
        return self.whole

    def _hang(self, part: Branch) -> None:
        for page in part.pages:
            self.whole.pages.append(page)
        self._shift(part.pages)
        self._take_tags(part.root.StructTreeRoot)
        section = part.root.StructTreeRoot.K[0]
        if section.objgen != self.document.objgen:
            section.S, section.P = Name.Part, self.document
            self.document.K.append(section)
        if Name.Names in part.root and Name.Dests in part.root.Names:
            self.places.append(part.root.Names.Dests)
        self.outline += _chain(part.root.Outlines)

    def _shift(self, pages: list[Page]) -> None:
        """Move the keys by which pages and their links find their tags behind those in use."""
        for page in pages:
            page.StructParents += self.next_key
            for link in page.get(Name.Annots, ()):
                link.StructParent += self.next_key

    def _take_tags(self, tags: Dictionary) -> None:
        entries = []
        for key, found in pairs(tags.ParentTree.Nums):
            entries += [key + self.next_key, found]
        self.parents.append(branch(Name.Nums, entries))
        self.next_key += tags.ParentTreeNextKey
        if Name.IDTree in tags:
            self.ids.append(tags.IDTree)
        if Name.RoleMap not in self.tags:
            self.tags.RoleMap = Dictionary()
        for kind, role in tags.get(Name.RoleMap, {}).items():
            self.tags.RoleMap[kind] = role

    def _close(self) -> None:
        """Put the branches together."""
        self.tags.ParentTree = self._tree(self.parents)
        self.tags.ParentTreeNextKey = self.next_key
        if self.ids:
            self.tags.IDTree = self._tree(self.ids)
        if Name.Names not in self.whole.Root:
            self.whole.Root.Names = Dictionary()
        self.whole.Root.Names.Dests = self._tree(self.places)
        self.whole.Root.Outlines = self._outline()

    def _outline(self) -> Dictionary:
        """Hang the items of all parts on one root, as one chain; what is below them is not shown at first."""
        items = self.outline
        ends = {"First": items[0], "Last": items[-1], "Count": len(items)}
        root = self.whole.make_indirect(Dictionary(Type=Name.Outlines, **ends))
        for item in items:
            item.Parent = root
        for before, after in pairwise(items):
            before.Next, after.Prev = after, before
        return root

    def _tree(self, branches: list[Dictionary]) -> Dictionary:
        """Make a tree of branches whose keys don't overlap."""
        kids = Array(self.whole.make_indirect(held) for held in sorted(branches, key=_first_key))
        return self.whole.make_indirect(Dictionary(Kids=kids))


def _chain(outline: Dictionary) -> Iterator[Dictionary]:
    """Give the items of the first level, one after another."""
    item = outline.get(Name.First)
    while item is not None:
        yield item
        item = item.get(Name.Next)


def _first_key(held: Dictionary) -> int | bytes:
    first = held.Limits[0]
    return first if isinstance(first, int) else bytes(first)


def _label_pages(whole: Pdf, opening: int) -> None:
    """Number the pages for readers' programs as they are numbered in print; the first has no number."""
    whole.Root.PageLabels = Dictionary(
        Nums=Array(
            [
                *(0, Dictionary(Type=Name.PageLabel)),
                *(1, Dictionary(Type=Name.PageLabel, S=Name.r, St=2)),
                *(opening, Dictionary(Type=Name.PageLabel, S=Name.D, St=1)),
            ]
        )
    )


def _number_pages(whole: Pdf, opening: int, numbers: Pdf) -> None:
    """Lay the numbers on the pages."""
    begin, foot = whole.make_stream(b"q"), whole.make_stream(_FOOT)
    for page, number in zip(whole.pages[opening:], numbers.pages, strict=True):
        drawn = whole.copy_foreign(number.as_form_xobject())
        page.add_resource(drawn, Name.XObject, Name.PageNumber)
        page.Contents = Array([begin, page.Contents, foot])
