"""Figures are numbered from outlines as Sphinx would number them from the documents."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import pytest
from docutils import nodes
from sphinx.environment.collectors.toctree import TocTreeCollector

from helpers import paths
from helpers.book import nodes as book
from helpers.book import outline


@pytest.fixture(scope="module")
def env(html_dir):
    """Give what Sphinx knew when it built the book."""
    folder = paths.BUILD / ".work" / "doctrees"
    held = pickle.loads((folder / "environment.pickle").read_bytes())
    held.doctreedir = str(folder)
    return held


def standard() -> SimpleNamespace:
    """Give the domain that numbers figures, with the kinds of this book."""

    def kind(node):
        if isinstance(node, nodes.table | book.exhibit_table):
            return "table"
        return "figure" if isinstance(node, nodes.figure | book.exhibit) else None

    def title(node):
        parts = [c for c in node if isinstance(c, nodes.caption | nodes.title)]
        return parts[0].astext() if kind(node) and parts else None

    return SimpleNamespace(
        name="std", get_enumerable_node_type=kind, get_numfig_title=title, _virtual_doc_names=()
    )


@pytest.mark.book
def test_outlines_give_the_numbers_that_the_documents_give(env):
    known = SimpleNamespace(
        domains={"std": standard()},
        config=SimpleNamespace(numfig=True, root_doc=env.config.root_doc, numfig_secnum_depth=1),
        toc_fignumbers={},
        toc_secnumbers=env.toc_secnumbers,
        get_doctree=lambda name: pickle.loads(
            (paths.BUILD / ".work" / "doctrees" / f"{name}.doctree").read_bytes()
        ),
    )
    outline._BY_DOCUMENTS(TocTreeCollector(), known)
    assert sum(len(ids) for kinds in known.toc_fignumbers.values() for ids in kinds.values()) > 90
    assert known.toc_fignumbers == env.toc_fignumbers


@pytest.mark.book
def test_an_outline_keeps_what_is_numbered_and_little_else(env):
    held = outline.env_outlines(env)
    assert set(held) == set(env.found_docs)
    kept = [node for tree in held.values() for node in tree.findall(book.exhibit)]
    assert len(kept) > 60
    assert {tuple(node.non_default_attributes()) for node in kept} == {("ids",)}
    assert len(pickle.dumps(held)) < 200_000


def test_what_has_no_caption_has_no_number():
    held = SimpleNamespace(domains={"std": standard()})
    with_caption = nodes.table("", nodes.title("", "Named"), nodes.tgroup(), ids=["t1"])
    without = nodes.table("", nodes.tgroup("", nodes.row()), ids=["t2"])
    inside = nodes.container("", with_caption, without)
    tree = nodes.Element("", nodes.section("", inside, nodes.paragraph("", "Text."), ids=["s"]))
    found = outline._outline(held, tree)
    assert [node["ids"] for node in found] == [["s"]]
    assert [node["ids"] for node in found[0]] == [["t1"]]
    assert [type(node) for node in found[0][0]] == [nodes.title]
