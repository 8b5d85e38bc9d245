"""What a stranger does first, and the one sentence that each mistake gets."""

from __future__ import annotations

import errno
import json
import os

import nbformat
import pandas as pd
import pytest
from conftest import ROOT
from sphinx.errors import ExtensionError
from test_build import CHANGES, TOC, notebook, published

from helpers import exhibits, style
from helpers.book import build
from helpers.book.execution import notebooks
from helpers.book.execution.dependencies import code_digest
from helpers.book.execution.execute import ChapterError, Job, execute_all
from helpers.book.features import changes
from helpers.book.gate import checks, prose, statements
from helpers.check import check_data
from helpers.data import DataError
from helpers.provenance import Origin, give

NAME = "chapters/mine.ipynb"


def put(folder, *code, **metadata):
    """Write a chapter of these cells, each run and saved if it ends with ``# ran``."""
    made = json.loads(notebook(*code))
    made["metadata"] |= metadata
    for cell in made["cells"]:
        if cell["source"].endswith("# ran"):
            cell["execution_count"] = 7
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "what was seen"}]
            cell["metadata"] |= {"execution": {"iopub.execute_input": "now"}, "tags": ["mine"]}
    path = folder / NAME
    path.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    return path


# --- run and saved in Jupyter --------------------------------------------------------------------


def test_outputs_are_noted_by_a_build_and_refused_by_the_check(project):
    path = put(project, "1", "2  # ran")
    assert checks.check_notebook(path, to_commit=False) == [
        f"{NAME} was saved with outputs, which the book leaves aside; `make strip` takes them out"
    ]
    with pytest.raises(DataError) as caught:
        checks.check_notebook(path)
    assert str(caught.value) == f"{NAME}: cell 3 carries outputs; `make strip` takes them out"


def test_strip_takes_out_what_a_run_left_and_nothing_else(project):
    before = {path.name: path.read_bytes() for path in (project / "chapters").glob("*.ipynb")}
    kernel = {"display_name": "x", "language": "python", "name": "conda-env-x-py"}
    path = put(project, "1", "2  # ran", kernelspec=kernel, widgets={"state": {}}, mine="stays")
    assert notebooks.strip_files() == [NAME]
    assert not notebooks.strip_files()
    clean = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    assert clean.cells[2].metadata == {"tags": ["mine"]}
    assert not clean.cells[2].outputs
    assert clean.metadata.kernelspec.name == "python3"
    assert clean.metadata.mine == "stays"
    assert "widgets" not in clean.metadata
    assert checks.check_notebook(path) == []
    # What carries nothing is not touched.
    assert {name: (project / "chapters" / name).read_bytes() for name in before} == before


def test_a_chapter_that_was_only_run_and_saved_is_the_same_chapter(project):
    fresh = json.loads(put(project, "1  # ran").read_text("utf-8"))
    saved = json.loads(put(project, "1  # ran", kernelspec={"name": "caj"}).read_text("utf-8"))
    saved["cells"][1]["metadata"]["collapsed"] = True
    assert code_digest(saved) == code_digest(fresh)
    saved["cells"][1]["source"] = "2"
    assert code_digest(saved) != code_digest(fresh)


# --- another kernel ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["caj", "conda-env-x-py", "python3", ".venv (3.12)"])
def test_the_name_of_the_kernel_is_no_matter(project, tmp_path, name):
    kernel = {"display_name": name, "language": "python", "name": name}
    path = put(project, "print(6 * 7)", kernelspec=kernel)
    assert checks.check_notebook(path) == []
    assert _printed(path, tmp_path) == "42\n"


def test_another_language_is_refused_by_name(project):
    path = put(project, "1", kernelspec={"display_name": "R", "language": "R", "name": "ir"})
    with pytest.raises(DataError) as caught:
        checks.check_notebook(path)
    assert str(caught.value) == f"{NAME}: it is written in 'R'; chapters are run by Python"


def _printed(path, folder) -> str:
    return _run(path, folder)[0]["text"]


def _run(path, folder) -> list[dict]:
    """Execute a chapter as the book does; give the outputs of its last cell."""
    from helpers.book.execution.dependencies import ExecutionCache, InputDigests

    cache = ExecutionCache(folder / "cache", InputDigests(ROOT))
    execute_all([Job("chapters/mine", path, 60)], cache)
    return cache.outputs("chapters/mine")[-1]


# --- what other programs write, and what is no notebook ------------------------------------------


def _damaged(old: str, new: str, encoding: str = "utf-8") -> bytes:
    """Give a good notebook with one part of its text replaced."""
    text = json.dumps(json.loads(notebook("1", "2")), indent=1, ensure_ascii=False)
    assert old in text
    return text.replace(old, new).encode(encoding)


@pytest.mark.parametrize(
    "content",
    [
        _damaged("A small", "A small", "utf-8-sig"),
        _damaged("\n", "\r\n"),
        _damaged('"nbformat_minor": 5', '"nbformat_minor": 2'),
        _damaged('"id": "c1",', ""),
        _damaged('"id": "c1"', '"id": "c0"'),
        _damaged('"id": "c1"', '"id": null'),
        _damaged('"id": "c1"', '"id": "with blanks"'),
        _damaged('   "outputs": [],\n', ""),
        _damaged('   "metadata": {},\n', ""),
        _damaged(',\n   "execution_count": null', ""),
        json.dumps(
            {
                "metadata": {"name": ""},
                "nbformat": 3,
                "nbformat_minor": 0,
                "worksheets": [
                    {
                        "cells": [
                            {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Old"]},
                            {"cell_type": "code", "collapsed": False, "input": ["1"],
                             "language": "python", "metadata": {}, "outputs": []},
                        ],
                        "metadata": {},
                    }
                ],
            }
        ).encode(),
    ],
    ids=["mark of Excel", "line ends", "ids before their time", "no id", "ids alike", "null", "blanks",
         "no outputs", "no metadata", "no count", "format 3"],
)  # fmt: skip
def test_what_other_programs_save_is_read_alike_each_time(project, content, recwarn):
    path = project / NAME
    path.write_bytes(content)
    assert checks.check_notebook(path) == []
    assert notebooks.read(path) == notebooks.read(path)
    assert code_digest(notebooks.read(path))
    assert not recwarn.list


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: Expecting value; it is cut off or was edited by hand, take a good copy"),
        (
            _damaged('1"', '1"')[:150],
            "line 11: Expecting value; it is cut off or was edited by hand, take a good copy",
        ),
        (
            _damaged('"nbformat_minor": 5', '"nbformat_minor": 5,'),
            "line 35: Expecting property name enclosed in double quotes; it is cut off or was edited by "
            "hand, take a good copy",
        ),
        (
            _damaged(' "cells"', '<<<<<<< HEAD\n "cells"'),
            "line 2: '<<<<<<<'; a merge was not finished, keep one version",
        ),
        (b"[" * 100_000, "brackets without end; take a good copy"),
        (b"[]", "it does not say its 'nbformat'; save it in Jupyter"),
        (
            _damaged('"source": "2"', '"sauce": "2"'),
            "cell 3: Additional properties are not allowed ('sauce' was unexpected); open it in Jupyter and "
            "save it anew",
        ),
        (
            _damaged('"kernelspec": {', '"kernelspec": [], "other": {'),
            "metadata: kernelspec: [] is not of type 'object'; open it in Jupyter and save it anew",
        ),
        (
            _damaged('"nbformat": 4', '"nbformat": 5'),
            "Unsupported nbformat version 5; open it in Jupyter and save it anew",
        ),
        (
            _damaged("A small", "Très small", "latin-1"),
            "row 7: byte 97 is not UTF-8; save the file as UTF-8",
        ),
    ],
)
def test_what_is_no_notebook_is_told_with_its_line_or_cell(project, content, said):
    path = project / NAME
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        checks.check_notebook(path)
    assert str(caught.value) == f"{NAME}: no valid notebook: {said}"


def test_a_folder_called_like_a_notebook_is_told(project):
    (project / NAME).mkdir()
    with pytest.raises(DataError) as caught:
        checks.check_notebook(project / NAME)
    assert str(caught.value) == f"{NAME}: no valid notebook: Is a directory; expected a file"


def test_what_a_system_lays_beside_a_chapter_is_no_chapter(prose_project):
    for name in ("._mine.ipynb", ".~mine.ipynb", ".ipynb_checkpoints/mine-checkpoint.ipynb"):
        (prose_project / "chapters" / name).parent.mkdir(exist_ok=True)
        (prose_project / "chapters" / name).write_bytes(b"\0\5")
    prose.check_prose()
    assert not notebooks.strip_files()
    assert statements.questions()


# --- what a text tells by itself -----------------------------------------------------------------

NO_NUMBER = "names no number; write the id of one, as {num}`debt-peak`"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Words.", ": no title; begin it with '# ' and the title"),
        ("", ": no title; begin it with '# ' and the title"),
        ("```\n# no title\n```", ": no title; begin it with '# ' and the title"),
        ("## Mine\n\n# Title", ": cell 1: '## Mine' stands before the title; begin with '# '"),
        ("# Mine\n\n# Other", ": cell 1: '# Other' is a second title; write it with '## '"),
        ("Mine\n====\n\nOther\n==", ": cell 1: '# Other' is a second title; write it with '## '"),
        ("#\n\nWords.", ": cell 1: a heading without words; write them, or delete it"),
        (
            "# Mine\n\n## A\n\n#### Deep ##",
            ": cell 1: '#### Deep' leaves out a level; write it with '### '",
        ),
        (
            "# Mine\n\n<<<<<<< HEAD\nA.\n=======\nB.\n>>>>>>> other",
            ": cell 1: '<<<<<<<'; a merge was not finished, keep one version",
        ),
        ("# Mine\n\nIt was {num}``.", f": cell 1: {{num}}`` {NO_NUMBER}"),
        ("# Mine\n\nIt was {num}` `.", f": cell 1: {{num}}` ` {NO_NUMBER}"),
        ("# Mine\n\nIt was {num}`My_Id`.", f": cell 1: {{num}}`My_Id` {NO_NUMBER}"),
        ("# Mine\n\nIt was {Num}`a`.", ": cell 1: '{Num}`a`'; write {num}`a`"),
        ("# Mine\n\nIt was {num} `a`.", ": cell 1: '{num} `a`'; write {num}`a`"),
        ("# Mine\n\n{num}`nowhere:a`", ": cell 1: {num}`nowhere:a`: there is no chapter 'nowhere'"),
        ("# Mine\n\n{num}`**:a`", ": cell 1: {num}`**:a`: there is no chapter '**'"),
        (
            "# Mine\n\n{num}`/chapters/x:a`",
            ": cell 1: {num}`/chapters/x:a`: there is no chapter '/chapters/x'",
        ),
        ("# Mine\n\nSo {num}`a.", ": cell 1: '{num}`a.' is not closed; write {num}`id`"),
        (
            "# Mine\n\nSo[^a], and[^b].\n\n[^a]: Words.",
            ": cell 1: the footnote [^b] has no text; add '[^b]: ...'",
        ),
        (
            "# Mine\n\nSo {footcite:p}`one-debt-overview-ids, hearsay`.",
            ": cell 1: 'hearsay' is cited, which is no source of data/sources.csv",
        ),
        (
            "# Mine\n\nSo {footcite:t}``.",
            ": cell 1: '' is cited, which is no source of data/sources.csv",
        ),
    ],
)
def test_a_text_that_can_not_be_set_names_its_cell(project, text, said):
    with pytest.raises(DataError) as caught:
        checks.check_notebook(_with_text(project, text))
    assert str(caught.value) == f"{NAME}{said}"


def test_a_text_that_tells_of_roles_and_merges_is_let_pass(project):
    text = (
        "# Mine\n\nWrite `` {num}`id` ``, not `` {num} `id` ``.\n\n## A #\n\n### B\n\n## C\n\n"
        "```\n# a comment\n#### another\n{num}``\n```\n\n{num}`who-is-owed:kgz-chn-share`, "
        "as `x[^2]` says[^a].\n\n[^a]: Words."
    )
    assert checks.check_notebook(_with_text(project, text)) == []


def _with_text(project, text):
    path = put(project, "1")
    made = json.loads(path.read_text("utf-8"))
    made["cells"][0]["source"] = text
    path.write_text(json.dumps(made), "utf-8")
    return path


@pytest.mark.parametrize(
    ("tag", "meant"),
    [("hide-inputs", "hide-input"), ("remove input", "remove-input"), ("raise-exception", "raises-exception")],
)  # fmt: skip
def test_a_misspelt_tag_is_told(project, tag, meant):
    path = put(project, "1")
    made = json.loads(path.read_text("utf-8"))
    made["cells"][1]["metadata"]["tags"] = ["mine", "remove_output", tag]
    path.write_text(json.dumps(made), "utf-8")
    with pytest.raises(DataError) as caught:
        checks.check_notebook(path)
    said = f"{NAME}: cell 2: the tag {tag!r} does nothing; did you mean {meant!r}?"
    assert str(caught.value) == said


@pytest.mark.parametrize(
    "line", ["%pip install x", "!pip install x", "!python3 -m pip install -U x"]
)
def test_a_cell_that_installs_is_refused(project, line):
    path = put(project, f"x = 1\n{line}")
    with pytest.raises(DataError) as caught:
        checks.check_notebook(path)
    assert str(caught.value).startswith(
        f"{NAME}: cell 2: '{line.split(' x')[0].split(' -U')[0]}'; "
    )
    assert "add the package to pyproject.toml, and make lock" in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "call"),
    [
        ("x = int(input('How many?'))", "input"),
        ("breakpoint()", "breakpoint"),
        ("import pdb; pdb.set_trace()", "pdb.set_trace"),
        ("import getpass\ngetpass.getpass()", "getpass.getpass"),
    ],
)
def test_a_cell_that_waits_for_a_keyboard_is_refused(prose_project, cell, call):
    put(prose_project, cell)
    with pytest.raises(DataError) as caught:
        prose.check_prose()
    assert (
        str(caught.value)
        == f"{NAME}: cell 2: {call}() waits for someone at a keyboard; take it out"
    )


# --- a typo --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("a = 1\nb = = 2", "invalid syntax, line 2"),
        ("def f(:\n    pass", "invalid syntax, line 1"),
        ("total = (1", "'(' was never closed, line 1"),
    ],
)
def test_a_typo_names_notebook_cell_and_line(prose_project, cell, said):
    put(prose_project, "1", cell)
    with pytest.raises(DataError) as caught:
        prose.check_prose()
    assert str(caught.value) == f"{NAME}: cell 3: {said}"


@pytest.mark.parametrize("cell", ["%%time\n1", "%matplotlib inline\n1", "!ls", "len?", "x = !ls"])
def test_what_jupyter_understands_is_no_typo(prose_project, cell):
    put(prose_project, cell)
    prose.check_prose()


def test_a_number_is_found_in_markdown_that_a_cell_writes(prose_project):
    put(prose_project, "display(Markdown(f'It fell by 31%, not by {share}%'))")
    with pytest.raises(DataError, match=rf"{NAME}: cell 2: '31%' in 'It fell by 31%, not by'"):
        prose.check_prose()


def test_a_number_is_found_beside_a_magic(prose_project):
    put(prose_project, '%matplotlib inline\nshow_table("t", rows, title="It fell by 31%")')
    with pytest.raises(DataError, match=rf"{NAME}: cell 2: '31%'"):
        prose.check_prose()


# --- a chapter that the book does not know -------------------------------------------------------


@pytest.fixture
def with_contents(project):
    (project / "_toc.yml").write_text(TOC, "utf-8")
    (project / "chapters" / "changes.csv").write_text(CHANGES, "utf-8")
    for path in (project / "chapters").glob("*.ipynb"):
        path.unlink()
    # They lead to chapters that are gone.
    (project / "chapters" / "redirects.csv").unlink()
    (project / "chapters" / "sources.md").touch()
    (project / "index.md").touch()
    return project


def test_a_chapter_that_is_not_in_the_contents_is_told(with_contents):
    put(with_contents, "1")
    assert checks._check_contents() == [
        f"{NAME} is not in _toc.yml, so the book leaves it out; add the line '- file: chapters/mine'"
    ]
    (with_contents / "_toc.yml").write_text(f"{TOC}  - file: chapters/mine\n", "utf-8")
    with pytest.raises(DataError) as caught:
        checks._check_contents()
    row = published("mine").strip()
    assert str(caught.value) == (
        f"chapters/changes.csv: no row for the chapter 'mine'; add the row '{row}'"
    )
    with (with_contents / "chapters" / "changes.csv").open("a", encoding="utf-8") as log:
        log.write(row + "\n")
    assert checks._check_contents() == []
    assert changes.first_published("mine").year == 2026


# --- outputs without show_chart or show_table, and figures that can't be shown -----------------------------------


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "import pandas as pd\npd.DataFrame({'a': [1]})",
            "a table or chart by itself; hand it to show_table or show_chart",
        ),
        (
            "import altair as alt, pandas as pd\nalt.Chart(pd.DataFrame({'a': [1]})).mark_bar()",
            "a table or chart by itself; hand it to show_table or show_chart",
        ),
        (
            "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
            "a picture by itself; draw it with Altair and hand it to show_chart",
        ),
    ],
)
def test_what_is_shown_past_the_doors_names_notebook_and_cell(project, tmp_path, cell, said):
    path = put(project, "1", cell)
    with pytest.raises(ChapterError) as caught:
        _run(path, tmp_path)
    assert str(caught.value) == f"{NAME}: cell 3 shows {said}"


def test_a_picture_in_the_text_names_notebook_and_cell(project):
    path = put(project, "1")
    made = json.loads(path.read_text("utf-8"))
    made["cells"][0]["source"] = "# Mine\n\n![A map](map.png)"
    path.write_text(json.dumps(made), "utf-8")
    with pytest.raises(DataError, match=f"{NAME}: cell 1 shows a picture file"):
        checks.check_notebook(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```{figure} map.png\n```", "shows a picture file, which the book can't cite or print; draw it in a code cell and hand it to show_chart"),
        ("It is {math}`x^2`.", "shows a formula, which print can't set; write it with plain signs, as × and ², or as code"),
        ("```{math}\na = b\n```", "shows a formula, which print can't set; write it with plain signs, as × and ², or as code"),
        ("<div>Words.</div>", "holds HTML, '<div>Words.</div>', which print leaves out; write it in Markdown, or the sign as \\<"),
        ("10<sup>6</sup> t", "holds HTML, '<sup>', which print leaves out; write it in Markdown, or the sign as \\<"),
        ("Where a<b and c>d.", "holds HTML, '<b and c>', which print leaves out; write it in Markdown, or the sign as \\<"),
        ("```{note}\n<b>x</b>\n```", "holds HTML, '<b>', which print leaves out; write it in Markdown, or the sign as \\<"),
        ("A zero\u200bwidth space.", ", line 3: character 7 is U+200B ZERO WIDTH SPACE; delete it"),
        ("Left-to-right\u202emark", ", line 3: character 14 is U+202E RIGHT-TO-LEFT OVERRIDE; delete it"),
    ],
)  # fmt: skip
def test_what_print_would_lose_names_notebook_and_cell(project, text, said):
    path = put(project, "1")
    made = json.loads(path.read_text("utf-8"))
    made["cells"][0]["source"] = f"# Mine\n\n{text}"
    path.write_text(json.dumps(made), "utf-8")
    with pytest.raises(DataError) as caught:
        checks.check_notebook(path)
    assert str(caught.value) == f"{NAME}: cell 1{'' if said[0] == ',' else ' '}{said}"


@pytest.mark.parametrize(
    "text",
    ["a < b > c", "`<div>`", "```\n<b>\n```", "<https://a.org/b>", "\\<b>", "one<br>two", "<!-- x -->", "`{math}`"],
)  # fmt: skip
def test_what_print_can_set_is_taken(text):
    notebooks.check_text(NAME, text)


def test_html_in_a_page_is_refused_too(project):
    (project / "chapters" / "methods.md").write_text("# M\n\n<p>Words.</p>\n", "utf-8")
    with pytest.raises(DataError, match=r"^chapters/methods\.md holds HTML, '<p>Words\.</p>'"):
        checks._check_page(project / "chapters" / "methods.md")


def test_a_figure_that_is_infinite_names_exhibit_row_and_column():
    held = Origin(fixed={"debt_stocks": frozenset(["one-debt-overview-ids"])})
    table = give(pd.DataFrame({"year": [2020, 2021], "ratio": [1.0, float("inf")]}), held)
    with pytest.raises(exhibits.ExhibitError) as caught:
        exhibits.show_table(
            "a-ratio",
            table,
            title="T",
            subtitle="S",
            columns={"year": "Year", "ratio": "Ratio"},
        )
    assert str(caught.value) == (
        "exhibit 'a-ratio': row 2, column 'ratio': inf is no finite number; is something divided by "
        "zero?"
    )


# --- charts outside of the book ------------------------------------------------------------------


def test_a_chart_drawn_by_itself_has_the_colours_and_the_look_of_the_book():
    from helpers.topics.debt import charts as debt

    table = pd.DataFrame(
        {"debtor": "Kyrgyzstan", "year": [2020, 2021], "creditor": ["China", "Japan"]}
    ).assign(debt_outstanding_usd_million=[1.0, 2.0])
    spec = json.dumps(debt.draw_by_creditor(table, style.WIDE).to_dict())
    assert "var(--" not in spec
    assert style.colour("CHN") in spec
    # In a page it follows the theme.
    with style.for_pages():
        assert style.colour("CHN") in json.dumps(debt.draw_by_creditor(table, style.WIDE).to_dict())
    assert json.loads(spec)["config"]["font"] == style.FONT


# --- figures that the book is not about ----------------------------------------------------------


def test_a_state_that_a_table_is_not_about_names_row_and_column(project):
    path = project / "data" / "debt_stocks.csv"
    lines = path.read_text("utf-8").splitlines()
    other = next(line for line in lines if ",CHN," in line).replace("KAZ", "AFG", 1)
    path.write_text("\n".join([*lines, other, ""]), "utf-8")
    with pytest.raises(DataError) as caught:
        check_data()
    assert str(caught.value) == (
        f"data/debt_stocks.csv: row {len(lines) + 1}, column 'debtor_code': 'AFG' is not valid; "
        "expected type string, not empty, one of ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']"
    )


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (
            errno.EACCES,
            "/a/_build/.lock: Permission denied; it belongs to someone else or is kept from being written: "
            "build in a copy of your own",
        ),
        (errno.ENOSPC, "/a/_build/.lock: No space left on device; make room, and build again"),
        (errno.EISDIR, "/a/_build/.lock: Is a directory"),
    ],
)
def test_a_file_that_can_not_be_written_is_told_with_what_to_do(monkeypatch, capsys, code, said):
    def raise_it(**_):
        raise OSError(code, os.strerror(code), "/a/_build/.lock")

    monkeypatch.setattr(build, "validate", raise_it)
    assert build.main(["check"]) == 1
    assert capsys.readouterr().err == f"\nStopped: nothing was published.\n{said}\n"


# --- what Sphinx puts around an error, and what it said long before ------------------------------


def test_what_sphinx_puts_around_an_error_is_left_out(monkeypatch, capsys):
    fault = DataError("chapters/changes.csv: a sentence")

    def raise_it(**_):
        raise ExtensionError("Handler <function page_context at 0x7f> threw an exception", fault)

    monkeypatch.setattr(build, "validate", raise_it)
    assert build.main(["check"]) == 1
    assert capsys.readouterr().err == (
        "\nStopped: nothing was published.\nchapters/changes.csv: a sentence\n"
    )
