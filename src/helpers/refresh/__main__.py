"""The commands behind ``make refresh`` and ``make links``."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from helpers import data, paths
from helpers.data import DataError
from helpers.refresh import debt_form, links, since
from helpers.refresh.accept import AcceptError, accept, finish_interrupted
from helpers.refresh.recipe import Recipe
from helpers.refresh.registry import RECIPES, recipe_of
from helpers.refresh.report import in_words, printable, titled_list
from helpers.refresh.stage import area, read_staged, stage
from helpers.refresh.web import Patience, Session, SourceError
from helpers.staleness import age_in_words

# A dead address among hundreds is no reason to wait for long.
LINKS = Patience(retries=1, longest_wait=10, read=20, whole=60)


def main(arguments: list[str] | None = None, session: Session | None = None) -> int:
    """Run one command; give the exit status.

    Parameters
    ----------
    arguments : list of str, optional
        As typed; those of the process by default.
    session : Session, optional
        Makes the requests.
    """
    parser = argparse.ArgumentParser(prog="helpers.refresh", description="Renew tables.")
    parser.add_argument("table", nargs="?", help="the table; all are listed without one")
    parser.add_argument("--accept", action="store_true", help="write what is staged to data/")
    parser.add_argument("--sign", default="", help="who looked at the anomalies")
    parser.add_argument("--file", type=Path, help="a new version prepared by a person")
    parser.add_argument("--links", action="store_true", help="ask all cited addresses")
    parser.add_argument("--since", help="list anomalies since a commit")
    parser.add_argument("--debt", nargs="?", const="", help="a ministry's new figures of debt")
    given = parser.parse_args(arguments)
    session = session or Session(LINKS if given.links else Patience())
    try:
        with _alone():
            moved = finish_interrupted()
            if moved:
                print(f"Finished an interrupted acceptance: {', '.join(moved)}")
            if not given.table and given.debt is None and (given.file or given.accept):
                raise AcceptError("FILE= and ACCEPT= need the table that they are for: TABLE=name")
            if given.links:
                return report_links(session)
            if given.since:
                return report_since(given.since, given.sign)
            if given.debt is not None:
                return report_debt(given.debt, session, given.file, given.accept, given.sign)
            if not given.table:
                return list_tables()
            recipe = recipe_of(given.table)
            if recipe is None and given.file is None and not given.accept:
                return check_pages(given.table, session)
            return refresh(given.table, recipe, session, given.file, given.accept, given.sign)
    except Exception as error:
        foreseen = isinstance(error, SourceError | DataError | AcceptError | OSError)
        words = str(error) if foreseen else _unforeseen(error)
        lines = [printable(line) for line in words.splitlines()]
        print("\nStopped: data/ is as it was.", *lines, sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        moved = finish_interrupted()
        print(
            f"\nStopped; {'data/ is renewed' if moved else 'data/ is as it was'}.", file=sys.stderr
        )
        return 1


def _unforeseen(error: Exception) -> str:
    """Say what nobody thought of in a sentence; keep what led to it for whoever mends it."""
    path = paths.BUILD / "refresh-fault.txt"
    path.write_text(traceback.format_exc(), encoding="utf-8")
    return (
        f"The program met what it was not made for: {type(error).__name__}: "
        f"{' '.join(str(error).split())[:300]}; {path.relative_to(paths.ROOT)} says where"
    )


@contextmanager
def _alone() -> Iterator[None]:
    """Let one refresh run at a time."""
    paths.BUILD.mkdir(exist_ok=True)
    try:
        with FileLock(paths.BUILD / ".refresh.lock", blocking=False):
            yield
    except Timeout:
        raise SourceError("another refresh is running; wait until it has ended") from None


def refresh(
    table: str,
    recipe: Recipe | None,
    session: Session,
    file: Path | None,
    accepting: bool,
    signed_by: str,
) -> int:
    """Stage a table and print the report; write it where asked."""
    held = read_staged(table) if accepting and file is None else None
    if held:
        print(f"Accepting what was fetched on {held.day} and reported then.")
    elif recipe is None and file is None:
        raise AcceptError(f"{table}: nothing is staged, and no live source is known for it")
    else:
        print(f"Fetching {table} ..." if file is None else f"Reading {file} ...", flush=True)
        held, report = stage(table, recipe, session, file)
        print(report)
    where = area(table).relative_to(paths.ROOT)
    if not accepting:
        print(f"Staged in {where}/.", end=" ")
        print(
            f"To accept: make refresh TABLE={table} ACCEPT=1"
            + (' SIGN="your name"' if held.anomalies else "")
            if held.acceptable
            else "There is nothing to accept."
        )
        return 0
    if not held.acceptable and recipe is not None and not recipe.why_staged:
        print("The table already says what the source says; nothing was written.")
        return 0
    written = accept(held, signed_by)
    print(f"Written: {', '.join(f'data/{name}' for name in written)}")
    print("Words that may have aged: description and citation of the table in datapackage.json.")
    return 0


def report_debt(
    country: str, session: Session, file: Path | None, accepting: bool, signed_by: str
) -> int:
    """Print the form of a country, stage a form that was filled in, or list what has grown old."""
    if not country and (file or accepting):
        raise AcceptError("FILE= and ACCEPT= need the country that they are for: COUNTRY=KGZ")
    if not country:
        print("\n".join(debt_form.old(date.today())) or "No figure is older than two quarters.")
        print("A form for new figures: make report-debt COUNTRY=KGZ > form.csv")
        return 0
    if file is None:
        print(debt_form.form(country), end="")
        return 0
    rows = debt_form.read(file, country)
    print(f"Since the last report of {country}:", *debt_form.changes(rows), "", sep="\n")
    whole = debt_form.merged(rows)
    try:
        return refresh(debt_form.TABLE, None, session, whole, accepting, signed_by)
    except DataError as error:
        raise DataError(debt_form.in_form(str(error), whole, file, rows)) from None


def list_tables() -> int:
    """List how each table is renewed and how old it is today."""
    today = date.today().isoformat()
    for name in (*RECIPES, *(name for name in data.table_names() if name not in RECIPES)):
        recipe = RECIPES.get(name)
        held = data.resource(name) if name in data.table_names() else {}
        how = f"from {recipe.source.title}" if recipe else f"by hand: {held.get('homepage') or '-'}"
        age = age_in_words(held["accessed"], today) if held.get("accessed") else "not in data/"
        print(f"{name:26}{age:18}{how}")
    return 0


def check_pages(table: str, session: Session) -> int:
    """Ask the addresses behind a table that no service gives; list them for a person."""
    frame = data.load_table(table)
    ids = data.sources_of(frame) if "source_id" in frame else []
    wanted = links.cited_links(ids)
    home = data.resource(table).get("homepage")
    if home and home not in {link.url for link in wanted}:
        wanted.append(links.Link(home, f"table {table}"))
    if not wanted:
        print(f"{table}: made by this project; no address is behind it")
        return 0
    answers = links.ask_all(session, wanted)
    path = area(table) / "pages.csv"
    counts = links.write_report(answers, path)
    print(f"{table} has no live source; a person reads its {len(wanted)} page(s) again.")
    print(", ".join(f"{count} {state}" for state, count in counts.items()))
    print(f"All are listed in {path.relative_to(paths.ROOT)}. With a new version of the table:")
    print(f"  make refresh TABLE={table} FILE=new.csv")
    return 0


def report_since(ref: str, signed_by: str) -> int:
    """List what a person should look at since a commit; record a signature where one is given."""
    found, apart = since.anomalies_since(ref)
    print(*apart, sep="\n", end="\n" if apart else "")
    since.write_list(found)
    for name, anomalies in found.items():
        print(
            "\n".join(
                titled_list(f"{name}, to be signed", map(in_words, anomalies), "anomalies.csv")
            )
        )
    signed_by = " ".join(signed_by.split())
    if not found:
        print(f"No jump, vanished row or moved total since {ref} that is not signed.")
    elif signed_by:
        since.sign(found, signed_by)
        print(f"Signed by {signed_by} in data/signoffs.csv.")
    else:
        print('To sign them: make anomalies SIGN="your name"')
    return 1 if found and not signed_by else 0


def report_links(session: Session) -> int:
    """Ask all cited addresses and write the report."""
    wanted = links.cited_links()
    answers = links.ask_all(session, wanted)
    path = paths.BUILD / "links.csv"
    counts = links.write_report(answers, path)
    print(f"{len(wanted)} addresses: " + ", ".join(f"{n} {s}" for s, n in counts.items()))
    print(f"All are listed in {path.relative_to(paths.ROOT)}, the broken ones first.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
