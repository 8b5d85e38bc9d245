"""The document nodes of the book: exhibits and numbers, the same for web page and PDF."""

from __future__ import annotations

from docutils import nodes


class exhibit(nodes.figure):  # noqa: N801 - docutils names its nodes in lower case
    """A numbered chart or map ("Figure 2.1").

    Attributes: ``exhibit_id``, ``note`` (with what has to stand under every map) and ``bundle`` (all parts
    as the notebook gave them). Children: a ``caption``, for tables a ``table``, and an
    :class:`exhibit_source` line.
    """


class exhibit_table(exhibit):  # noqa: N801
    """A numbered table ("Table 2.1")."""


class exhibit_rows(nodes.table):  # noqa: N801
    """The table of an exhibit; ``row_sources`` numbers the sources that its rows cite: id -> name."""


class cell(nodes.entry):  # noqa: N801
    """A cell of an exhibit's table.

    Attributes: ``scope`` (``col``, ``row`` or nothing), and in the column of sources ``marks``: ids of
    the sources of its row.
    """


class exhibit_caption(nodes.caption):  # noqa: N801
    """The message of an exhibit; a caption for Sphinx, written with its subtitle."""


class exhibit_source(nodes.paragraph):  # noqa: N801
    """The line under an exhibit that names its sources as links."""


class register(nodes.General, nodes.Element):  # noqa: N801
    """The place of a register until all chapters are read; ``kind`` names it."""


class gallery(nodes.container):  # noqa: N801
    """All exhibits: on the page ``entries`` as pictures that can be filtered, in print the table inside."""


class name_index(nodes.General, nodes.Element):  # noqa: N801
    """The place of the index of names until all chapters are read."""


class place(nodes.reference):  # noqa: N801
    """A link of an index; print adds the number of the page that it leads to."""


class web_only(nodes.container):  # noqa: N801
    """What stands on the page and not in print."""


class fold(web_only):  # noqa: N801
    """What is folded away on the page, under the line ``line``, and not in print."""


class exhibit_copy(web_only):  # noqa: N801
    """An exhibit of another page, shown here too; ``exhibit_id`` names it, ``bundle`` holds it."""


class claim(nodes.container):  # noqa: N801
    """A claim: ``claim_id``, and ``facts`` by which a list of claims can be filtered."""


class claim_list(nodes.container):  # noqa: N801
    """Claims that can be filtered."""


class finding_footer(nodes.General, nodes.Element):  # noqa: N801
    """The evidence of a finding until all chapters are read; ``finding_id`` names it."""


class number(nodes.inline):  # noqa: N801
    """A figure in a sentence; ``number_id`` and ``chapter`` name its derivation, ``bundle`` holds it."""


class pending_number(nodes.inline):  # noqa: N801
    """A ``{num}`` role whose value is not yet put in."""
