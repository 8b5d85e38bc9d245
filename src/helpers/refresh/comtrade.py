"""UN Comtrade: trade of the five with Japan and China as both sides report it, by comtradeapicall.

The client prints errors and gives nothing back, and it sends the key in the address, where logs keep
it. It is therefore lent a pool of ours: that raises, counts the records, and sends the key in the
header that Comtrade documents (``Ocp-Apim-Subscription-Key``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import comtradeapicall
import pandas as pd
import urllib3
from comtradeapicall import PreviewGet

from helpers.refresh.recipe import (
    Fetched,
    Recipe,
    Source,
    demand,
    demand_columns,
    lack,
    measured,
    number,
    whole,
)
from helpers.refresh.web import Session, SourceError, answer_of, tracked

KEY_VARIABLE = "COMTRADE_KEY"
WHERE = "comtradeapi.un.org"
FIRST, LAST = 2015, 2024
FIVE = {398: "KAZ", 417: "KGZ", 762: "TJK", 795: "TKM", 860: "UZB"}
PARTNERS = {156: "CHN", 392: "JPN"}
# Without a key the service gives at most so many records a call, without saying that it cut.
PREVIEW_LIMIT = 500
COLUMNS = ["reporterCode", "partnerCode", "period", "flowCode", "primaryValue"]
# What is asked for and must come back: all goods, from all places and by all ways together.
FIXED = {
    "typeCode": "C",
    "freqCode": "A",
    "cmdCode": "TOTAL",
    "partner2Code": "0",
    "customsCode": "C00",
    "motCode": "0",
}
SOURCE = Source(
    "un-comtrade-api",
    "UN Comtrade, yearly trade in goods, all goods together",
    "United Nations Statistics Division",
    "United Nations",
    "https://comtradeplus.un.org",
)


class _Pool:
    """What the client takes for a connection pool of urllib3."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def request(self, method: str, url: str, fields: dict, **_options: object) -> SimpleNamespace:
        """Ask through our session; check that all records came."""
        fields = dict(fields)
        key = fields.pop("subscription-key", None)
        headers = {"Ocp-Apim-Subscription-Key": key} if key else {}
        # A key is for this host alone, wherever it may lead on.
        response = self.session.request(
            method, url, params=fields, headers=headers, allow_redirects=False
        )
        _check(answer_of(response, WHERE), fields["period"])
        return SimpleNamespace(status=response.status_code, data=response.content)


def _check(answer: object, year: str) -> None:
    """Demand that all records came, each with the cells that are read."""
    demand(
        isinstance(answer, dict) and isinstance(answer.get("data"), list),
        f"{WHERE}: the shape of the answer has changed; it has no list of records",
    )
    demand(
        not answer.get("error"),
        f"{WHERE}: the service reports an error: '{str(answer.get('error'))[:120]}'",
    )
    records = answer["data"]
    count = whole(answer.get("count"), f"{WHERE}: trade of {year}, count of the records")
    demand(count == len(records), f"{WHERE}: only a part came, {len(records)} of {count} records")
    for record in records:
        demand(
            isinstance(record, dict),
            f"{WHERE}: the shape of the answer has changed; {str(record)[:40]!r} is no record",
        )
        missing = [column for column in COLUMNS if column not in record]
        demand(
            not missing, f"{WHERE}: trade of {year}: column(s) {missing} of a record are missing"
        )
        for column, wanted in FIXED.items():
            found = record.get(column)
            demand(
                found is None or str(found) == wanted,
                f"{WHERE}: trade of {year}: a record of {column} {str(found)!r} was not asked for",
            )


@contextmanager
def _service(session: Session) -> Iterator[None]:
    own = PreviewGet.urllib3
    PreviewGet.urllib3 = SimpleNamespace(
        PoolManager=lambda: _Pool(session), exceptions=urllib3.exceptions
    )
    try:
        yield
    finally:
        PreviewGet.urllib3 = own


def fetch(session: Session, _present: pd.DataFrame, _folder: Path) -> Fetched:
    """Fetch imports and exports of each year, once as the five and once as Japan and China report."""
    key = os.environ.get(KEY_VARIABLE) or None
    parts = []
    with _service(session):
        for year in tracked(range(FIRST, LAST + 1), "Years of trade"):
            for reporters, partners in ((FIVE, PARTNERS), (PARTNERS, FIVE)):
                parts.append(_ask(key, year, reporters, partners))
                session.rest()
    records = [record for part in parts for record in part]
    reporting = {(record.reporter, record.year) for record in records}
    silent = [
        (name, year)
        for code, name in PARTNERS.items()
        for year in range(FIRST, LAST + 1)
        if (code, year) not in reporting
    ]
    demand(
        not silent,
        f"{WHERE}: only a part of the table came; nothing reported by {silent[:3]}",
    )
    gaps = [
        f"{name} reported nothing for {year}"
        for code, name in FIVE.items()
        for year in range(FIRST, LAST + 1)
        if (code, year) not in reporting
    ]
    return Fetched(_table(records), f"comtradeapicall {version('comtradeapicall')}", "", gaps)


class _Record(NamedTuple):
    """One record, its cells read."""

    reporter: int
    partner: int
    year: int
    is_import: bool
    value: float | None


def _ask(key: str | None, year: int, reporters: dict, partners: dict) -> list[_Record]:
    query = FIXED | {
        "clCode": "HS",
        "period": str(year),
        "reporterCode": ",".join(map(str, reporters)),
        "flowCode": "M,X",
        "partnerCode": ",".join(map(str, partners)),
    }
    try:
        if key:
            records = comtradeapicall.getFinalData(key, **query)
        else:
            records = comtradeapicall.previewFinalData(**query, maxRecords=PREVIEW_LIMIT)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise SourceError(
            f"{WHERE}: trade of {year}: the shape of the answer has changed; {lack(error)}"
        ) from None
    demand(records is not None, f"{WHERE}: the client read no records")
    demand(
        key is not None or len(records) < PREVIEW_LIMIT,
        f"{WHERE}: cut at {PREVIEW_LIMIT} records; set {KEY_VARIABLE} to a free key",
    )
    if not len(records):
        return []
    demand_columns(records, COLUMNS, WHERE)
    rows = records[COLUMNS].itertuples(index=False)
    return [_record(row, year, reporters, partners) for row in rows]


def _record(row: tuple, year: int, reporters: dict, partners: dict) -> _Record:
    """Read the cells of a record; stop at one that was not asked for."""
    where = f"{WHERE}: trade of {year}"
    reporter, partner, period = (
        whole(getattr(row, column), f"{where}, column {column!r}")
        for column in ("reporterCode", "partnerCode", "period")
    )
    demand(
        reporter in reporters and partner in partners and period == year,
        f"{where}: a record of reporter {reporter}, partner {partner}, {period} was not asked for",
    )
    flow = str(row.flowCode)
    demand(flow in ("M", "X"), f"{where}: a flow {flow!r} was not asked for")
    value = measured(row.primaryValue, f"{where}, reporter {reporter}, partner {partner}")
    return _Record(reporter, partner, period, row.flowCode == "M", value)


def _table(records: list[_Record]) -> pd.DataFrame:
    """Turn records into rows seen from the Central Asian country."""
    demand(
        any(record.value is not None for record in records),
        f"{WHERE}: every value that came is empty",
    )
    rows = []
    for reporter, partner, year, imports, value in records:
        from_inside = reporter in FIVE
        rows.append(
            {
                "country_code": FIVE[reporter if from_inside else partner],
                "partner_code": PARTNERS[partner if from_inside else reporter],
                "year": str(year),
                # What the partner imports is an export of the country.
                "flow": "imports" if imports == from_inside else "exports",
                "reporter_code": (FIVE if from_inside else PARTNERS)[reporter],
                "valuation": "cif" if imports else "fob",
                "trade_usd_million": "" if value is None else number(value / 1e6, 3),
            }
        )
    keys = ["country_code", "partner_code", "year", "flow", "reporter_code"]
    table = pd.DataFrame(rows).sort_values(keys, ignore_index=True, kind="stable")
    doubled = table[table.duplicated(keys)]
    demand(
        doubled.empty,
        f"{WHERE}: {len(doubled)} records stand twice; totals can't be told from parts",
    )
    return table


RECIPES = (
    Recipe(
        "trade_reported",
        SOURCE,
        fetch,
        why_staged="UN Comtrade may be used but not handed on as a set without permission of the UN "
        "Statistics Division. Quote single figures in trade_bilateral, or ask for permission before "
        "the table joins the package.",
    ),
)
