"""The record of changes and errors: what is read, what is refused, and what is said."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from conftest import PAGES, ROOT, read_page

from helpers import paths
from helpers.book.features import changes
from helpers.data import DataError

HEAD = "version,date,chapter,what,numbers\n"
ERRATA = "reported_date,version,chapter,exhibit_or_number,was,is,found_by,status\n"
GOOD = "0.1.0,2026-11-25,creditors,First published.,\n"
TODAY = dt.date(2027, 3, 1)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "chapters").mkdir()
    for name in ("creditors.ipynb", "claims.ipynb", "methods.md"):
        (tmp_path / "chapters" / name).touch()
    (tmp_path / "index.md").touch()
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "CHAPTERS", tmp_path / "chapters")
    monkeypatch.setattr(changes, "newest_day", lambda: TODAY)
    return tmp_path / "chapters"


def write(folder, log: str = GOOD, errata: str = "") -> None:
    (folder / "changes.csv").write_text(HEAD + log, "utf-8")
    (folder / "errata.csv").write_text(ERRATA + errata, "utf-8")


def test_the_books_own_record_is_whole():
    changes.check()
    config = (ROOT / "_config.yml").read_text("utf-8")
    version = re.search(r"^ +version: (\S+)$", config, re.M)[1]
    read = changes.entries()
    assert read[-1].version == version
    assert {c.chapter for c in read} >= {page.rpartition("/")[2] for page in PAGES}


def test_days_of_a_chapter(folder):
    write(folder, GOOD + "0.1.0,2026-11-25,claims,First published.,\n"
          "0.2.0,2027-02-03,creditors,Newer debt.,kgz-chn-share;share-year\n")  # fmt: skip
    read = changes.entries()
    assert read[2].numbers == ("kgz-chn-share", "share-year")
    days = [c.date for c in read if c.chapter == "creditors"]
    assert days == [dt.date(2026, 11, 25), dt.date(2027, 2, 3)]


def test_first_and_last_day(folder, monkeypatch):
    write(folder, GOOD + "0.2.0,2026-11-25,creditors,Again.,\n")
    assert changes.first_published("creditors") == changes.last_changed("creditors")
    with pytest.raises(DataError, match=r"row '0\.2\.0,2026-11-25,claims,First published\.,'"):
        changes.first_published("claims")


@pytest.mark.parametrize(
    ("log", "message"),
    [
        ("0.1,2026-11-25,creditors,x,\n", "row 2, column 'version': '0.1' is not valid; expected x.y.z, such as 0.1.0"),
        ("0.1.0,2026-02-30,creditors,x,\n", "row 2, column 'date': '2026-02-30' is not valid; expected a day that exists, as YYYY-MM-DD"),
        ("0.1.0,2026-11,creditors,x,\n", "column 'date': '2026-11' is not valid"),
        ("0.1.0,2026-11-5,creditors,x,\n", "column 'date': '2026-11-5' is not valid; expected a day that exists, as YYYY-MM-DD"),
        ("0.1.0,２０２６-11-25,creditors,x,\n", "column 'date': '２０２６-11-25' is not valid"),
        ("0.1.0,20261125,creditors,x,\n", "column 'date': '20261125' is not valid"),
        ("0.１.0,2026-11-25,creditors,x,\n", "column 'version': '0.１.0' is not valid; expected x.y.z, such as 0.1.0"),
        ("0.01.0,2026-11-25,creditors,x,\n", "column 'version': '0.01.0' is not valid"),
        ("0.1.0,2027-03-02,creditors,x,\n", "expected a day not in the future (today is 2027-03-01)"),
        ("0.1.0,2026-11-25,credit,x,\n", "column 'chapter': 'credit' is not valid; expected 'book' or a chapter: claims, creditors, index, methods"),
        ("0.1.0,2026-11-25,creditors, ,\n", "column 'what': ' ' is not valid; expected not empty"),
        ("0.1.0,2026-11-25,creditors,x\n", "row 2: 4 cell(s); expected 5, as in the header"),
        (GOOD + "0.0.9,2026-11-26,creditors,x,\n", "row 3, column 'version': '0.0.9' is not valid; expected a version not before 0.1.0"),
        (GOOD + "0.1.0,2026-11-26,claims,x,\n", "row 3, column 'date': '2026-11-26' is not valid; expected 2026-11-25, the day of version 0.1.0"),
        (GOOD + "0.2.0,2026-11-24,claims,x,\n", "expected a day not before 2026-11-25"),
        (GOOD + GOOD, "row 3, column 'chapter': 'creditors' is not valid; expected one row a chapter in version 0.1.0"),
    ],
)  # fmt: skip
def test_a_wrong_change_is_refused(folder, log, message):
    write(folder, log)
    with pytest.raises(DataError, match=re.escape(message)) as caught:
        changes.entries()
    assert str(caught.value).startswith("chapters/changes.csv: row ")


RIGHT = "2027-02-01,0.1.0,creditors,debt-by-creditor,12,21,a reader,corrected\n"


def test_an_erratum_is_read(folder):
    write(folder, errata=RIGHT)
    (found,) = changes.errata()
    assert (found.was, found.is_now, found.status) == ("12", "21", "corrected")
    assert found.reported_date == dt.date(2027, 2, 1)


@pytest.mark.parametrize(
    ("errata", "message"),
    [
        (RIGHT.replace("0.1.0", "0.3.0"), "column 'version': '0.3.0' is not valid; expected a published version: 0.1.0"),
        (RIGHT.replace("2027-02-01", "2026-11-01"), "expected a day not before 2026-11-25, that of 0.1.0"),
        (RIGHT.replace("corrected", "done"), "column 'status': 'done' is not valid; expected one of open, corrected, rejected"),
        (RIGHT.replace(",21,", ",,"), "column 'is': '' is not valid; expected what stands there now"),
        (RIGHT.replace("a reader", ""), "column 'found_by': '' is not valid; expected not empty"),
    ],
)  # fmt: skip
def test_a_wrong_erratum_is_refused(folder, errata, message):
    write(folder, errata=errata)
    with pytest.raises(DataError, match=re.escape(message)):
        changes.errata()


def test_a_missing_file_or_head_is_named(folder):
    with pytest.raises(DataError, match=r"chapters/changes\.csv: file not found"):
        changes.entries()
    (folder / "changes.csv").write_text("version,day\n", "utf-8")
    with pytest.raises(DataError, match=r"column\(s\) missing: \['date', 'chapter'"):
        changes.entries()


@pytest.mark.book
def test_the_page_shows_the_record(html_dir):
    soup = read_page(html_dir / "chapters/changes.html")
    text = soup.find("article").get_text()
    reported = changes.errata()
    assert ("No error in a published version has been reported." in text) == (not reported)
    for erratum in reported:
        assert erratum.is_now.replace("'", "’") in text
    for change in changes.entries():
        assert change.what.replace("'", "’") in text
    assert soup.find(id="version-0-1-0")
    assert soup.find(id="correction-uzb-grassroots-misprint")
    assert soup.select_one('#version-0-1-0 a[href^="who-is-owed.html"]').get_text() == (
        "Owed and paid"
    )
