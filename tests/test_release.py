"""Releases: what is refused, that the archive is the same each time, and what a check of it says."""

from __future__ import annotations

import csv
import datetime as dt
import json
import platform
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT, browser_test

from helpers import paths
from helpers.book.features import changes
from helpers.book.metadata import get_metadata
from helpers.book.publication import bill, inputs, release, verify
from helpers.book.publication.release import ReleaseError
from helpers.book.publication.version_notice import write_notice


@pytest.mark.parametrize(
    ("version", "earlier", "message"),
    [
        ("9.9.9", [], "is not that of _config.yml"),
        ("1.2.0", ["1.2.0"], "version 1.2.0 has been released already"),
        ("1.2.0", ["1.10.0"], "version 1.2.0 goes back behind 1.10.0"),
        ("1.3.0", [], "changes.csv says nothing of version 1.3.0"),
    ],
)
def test_a_version_that_repeats_or_goes_back_is_refused(version, earlier, message, monkeypatch):
    log = [changes.Change("1.2.0", dt.date(2026, 11, 25), "book", "All.", ())]
    monkeypatch.setattr(changes, "entries", lambda: log)
    known = "1.3.0" if version == "1.3.0" else "1.2.0"
    with pytest.raises(ReleaseError, match=message):
        release.check_version(replace(get_metadata(), version=known), version, earlier)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a small git checkout and point the release at it."""
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "a.txt").write_text("a")
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "Begin"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    monkeypatch.setattr(paths, "ROOT", root)
    monkeypatch.setattr(release, "FOLDER", root / "_build" / "release")
    return root


def test_a_tree_with_changes_is_refused(checkout):
    release.check_clean()
    (checkout / "b.txt").write_text("b")
    with pytest.raises(ReleaseError, match=r"not committed:\n\?\? b.txt"):
        release.check_clean()


def test_tags_and_packed_archives_count_as_released(checkout):
    subprocess.run(["git", "tag", "v0.9.0"], cwd=checkout, check=True)
    release.FOLDER.mkdir(parents=True)
    (release.FOLDER / "central-asia-plus-japan-0.10.0.zip").write_bytes(b"")
    assert release.released_versions() == ["0.9.0", "0.10.0"]
    assert release.newest("0.11.0").name == "central-asia-plus-japan-0.10.0.zip"
    assert release.newest("0.10.0") is None


def test_the_same_files_make_the_same_archive(tmp_path):
    made = []
    for number in (1, 2):
        tree = tmp_path / str(number) / "book-1.0.0"
        tree.mkdir(parents=True)
        names = ("b", "a") if number == 1 else ("a", "b")
        for name in names:
            (tree / name).write_text(name * 1000)
        made.append(release.pack(tree, tmp_path / f"{number}.zip", dt.date(2026, 11, 25)))
    assert made[0].read_bytes() == made[1].read_bytes()
    with zipfile.ZipFile(made[0]) as archive:
        assert archive.namelist() == ["book-1.0.0/a", "book-1.0.0/b"]


def test_the_manifest_of_inputs_is_read_by_sha256sum(tmp_path):
    sums = inputs.manifest()
    assert {"_config.yml", "data/claims.csv", "chapters/claims.ipynb"} <= set(sums)
    assert not any("__pycache__" in name for name in sums)
    (tmp_path / "sums").write_text(inputs.text(sums))
    done = subprocess.run(["sha256sum", "-c", "--quiet", tmp_path / "sums"], cwd=ROOT, check=False)
    assert done.returncode == 0
    assert inputs.parse(inputs.text(sums)) == sums


def test_vanished_addresses_are_found(tmp_path):
    def addresses(root: Path, listed: list[str]) -> Path:
        path = root / "html" / "registers" / "anchors.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(listed))
        return root

    old = addresses(tmp_path / "old" / release.BUILT, ["a.html#x", "a.html#p-1", "a.html#y"])
    addresses(tmp_path / "new" / "_build", ["a.html#x"])
    packed = release.pack(old.parent, tmp_path / "old.zip", dt.date(2026, 1, 1))
    assert release.missing_addresses(packed, tmp_path / "new") == ["a.html#y"]


def test_a_renamed_chapter_keeps_its_addresses(tmp_path):
    def register(root: Path, listed: list[str]) -> None:
        path = root / "html" / "registers" / "anchors.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(listed))

    old, new = tmp_path / "old" / release.BUILT, tmp_path / "new"
    register(old, ["chapters/a.html#x", "chapters/a.html#y", "chapters/c.html#x"])
    register(new / "_build", ["chapters/b.html#x"])
    (new / "chapters").mkdir()
    (new / "chapters" / "redirects.csv").write_text("from,to\nchapters/a,chapters/b\n")
    packed = release.pack(old.parent, tmp_path / "old.zip", dt.date(2026, 1, 1))
    # What the chapter has lost is told, and what was never renamed.
    assert release.missing_addresses(packed, new) == ["chapters/a.html#y", "chapters/c.html#x"]
    # A place may have gone elsewhere than its page.
    (new / "chapters" / "redirects.csv").write_text(
        "from,to\nchapters/a,chapters/b\nchapters/a#y,chapters/b#x\n"
    )
    assert release.missing_addresses(packed, new) == ["chapters/c.html#x"]


@pytest.fixture
def held(tmp_path: Path, html_dir: Path) -> tuple[Path, Path]:
    """Give a release made from the registers and exhibits of the built book, and a copy of the same."""
    parts = ("registers", "exhibits")
    built, old = tmp_path / "built", tmp_path / "release"
    for root in (built, old / release.BUILT):
        (root / "pdf").mkdir(parents=True)
        for part in parts:
            shutil.copytree(html_dir / part, root / "html" / part)
    folder = old / release.MANIFESTS
    folder.mkdir()
    sums = {
        p.relative_to(old).as_posix(): inputs.sum_of(p)
        for p in (old / release.BUILT).rglob("*")
        if p.is_file()
    }
    (folder / "outputs.sha256").write_text(inputs.text(sums))
    (folder / "inputs.sha256").write_text(inputs.text(inputs.manifest()))
    (folder / "versions.json").write_text(json.dumps({"python": platform.python_version()}))
    return old, built


@pytest.mark.book
def test_a_check_names_the_number_and_the_exhibit_with_both_values(held):
    old, built = held
    assert verify.differences(old, built) == []
    numbers = built / "html" / "registers" / "numbers.json"
    entries = json.loads(numbers.read_text("utf-8"))
    before = entries[0]["text"]
    entries[0] |= {"text": "never", "value": -1}
    numbers.write_text(json.dumps(entries), "utf-8")
    table = built / "html" / "exhibits" / "debt-by-creditor" / "debt-by-creditor.csv"
    rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join([*rows[:3], "changed", *rows[4:]]), "utf-8")
    report = "\n".join(verify.differences(old, built))
    assert "Numbers that differ: 1" in report
    assert f"{before} (" in report
    assert "never (-1) here" in report
    assert "debt-by-creditor: row 4 is [" in report
    assert "book/html/exhibits/debt-by-creditor/debt-by-creditor.csv: differs" in report


@pytest.mark.book
def test_a_check_tells_a_last_digit_from_another_value_and_names_another_python(held):
    old, built = held
    numbers = built / "html" / "registers" / "numbers.json"
    entries = json.loads(numbers.read_text("utf-8"))
    entry = next(e for e in entries if isinstance(e["value"], float) and e["value"] > 1)
    entry["value"] *= 1 + 1e-13
    numbers.write_text(json.dumps(entries), "utf-8")
    table = built / "html" / "exhibits" / "debt-by-creditor" / "debt-by-creditor.csv"
    rows = list(csv.reader(table.read_text("utf-8").splitlines()))
    place = next(n for n, value in enumerate(rows[1]) if "." in value)
    rows[1][place] = repr(float(rows[1][place]) * (1 + 1e-13))
    table.write_text("".join(",".join(row) + "\n" for row in rows), "utf-8")
    (old / release.MANIFESTS / "versions.json").write_text('{"python": "3.11.0"}')
    report = "\n".join(verify.differences(old, built))
    here = platform.python_version()
    assert f"The release was built with Python 3.11.0, this is {here}." in report
    near = "that differ in their last digits only, by less than 1e-09 of them: 1"
    assert f"Numbers {near}" in report
    assert f"Exhibits {near}" in report
    assert "that differ: 1" not in report.replace("Files that differ", "")


@pytest.mark.book
@browser_test
def test_an_older_version_says_so(browser, html_dir, tmp_path):
    site = tmp_path / "0.1.0"
    shutil.copytree(html_dir, site)
    page = browser.new_page()
    page.goto((site / "chapters/claims.html").as_uri())
    assert page.locator(".book-newer").count() == 0
    write_notice(site, "0.2.0", "../0.2.0/")
    page.reload()
    assert (
        "older version of the book. The newest is version 0.2.0"
        in page.locator(".book-newer").inner_text()
    )
    page.close()
    with pytest.raises(ValueError, match="ADDRESS: 'javascript:alert"):
        write_notice(site, "0.2.0", "javascript:alert(1)")
    with pytest.raises(ValueError, match=r"'../0.2.0'; expected the folder .* with / at its end"):
        write_notice(site, "0.2.0", "../0.2.0")
    with pytest.raises(ValueError, match="holds no book"):
        write_notice(tmp_path, "0.2.0", "/x")


LISTER = ROOT / ".venv-audit" / "bin" / bill.TOOL


def test_a_bill_without_its_program_says_what_to_do():
    with pytest.raises(bill.BillError, match=r"cyclonedx-py could not be run \(.*make release"):
        bill.bill(Path("/nowhere/x"), ROOT, Path(sys.executable), ROOT, get_metadata())


def test_a_script_that_tells_no_version_is_named(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "bootstrap.js.LICENSE.txt").write_text("/*! Something else */")
    with pytest.raises(bill.BillError, match=r"_static/bootstrap.js.LICENSE.txt tells no version"):
        bill.carried(tmp_path)


@pytest.mark.book
def test_what_the_pages_carry_is_in_the_bill_and_in_the_notices(html_dir):
    listed = {part["name"]: part.get("version") for part in bill.carried(html_dir / "_static")}
    notices = (html_dir / "_static" / "third-party.txt").read_text("utf-8").lower()
    assert [name for name in listed if name not in notices] == ["@fortawesome/fontawesome-free"]
    assert "font awesome free" in notices
    head = (html_dir / "_static" / "scripts" / "bootstrap.js.LICENSE.txt").read_text("utf-8")
    assert f"Bootstrap v{listed['bootstrap']} " in head
    assert listed["vega"].split(".")[0] == "6"


@pytest.mark.deep
@pytest.mark.book
@pytest.mark.skipif(not LISTER.exists(), reason="the lister is not installed (make audit)")
def test_the_bill_holds_to_its_schema_names_every_package_and_no_folder(html_dir, tmp_path):
    found = bill.bill(LISTER, ROOT, Path(sys.executable), html_dir / "_static", get_metadata())
    text = json.dumps(found)
    whole = found["metadata"]["component"]
    assert (whole["name"], whole["version"]) == (get_metadata().title, get_metadata().version)
    assert str(ROOT) not in text
    assert "file:///" not in text
    named = {part["name"].lower(): part.get("version") for part in found["components"]}
    installed = release.versions(get_metadata())["packages"]
    left = {"book-helpers"}
    assert {n: v for n, v in installed.items() if n not in left and named.get(n) != v} == {}
    rows = list(csv.DictReader(bill.licences(found).splitlines()))
    assert len(rows) == len(found["components"])
    assert {"name": "pandas", "version": installed["pandas"], "licence": "BSD-3-Clause"} in rows
    (tmp_path / "sbom.json").write_text(text)
    judge = (
        "import sys; from cyclonedx.schema import SchemaVersion as V;"
        "from cyclonedx.validation.json import JsonStrictValidator as J;"
        "sys.exit(J(V.V1_6).validate_str(open(sys.argv[1]).read()))"
    )
    python = LISTER.with_name("python")
    done = subprocess.run([python, "-c", judge, tmp_path / "sbom.json"], check=False)
    assert done.returncode == 0
