"""UN Comtrade: trade of the five with Japan and China as both sides report it, by comtradeapicall.

The client prints errors and gives nothing back, and it sends the key in the address, where logs keep
it. It is therefore lent a pool of ours: that raises, counts the records, and sends the key in the
header that Comtrade documents (``Ocp-Apim-Subscription-Key``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace

import comtradeapicall
import pandas as pd
import urllib3
from comtradeapicall import PreviewGet

from helpers.refresh.recipe import (
    MONEY,
    YEARS,
    Fetched,
    Recipe,
    Source,
    demand,
    demand_columns,
    number,
)
from helpers.refresh.web import Session, SourceError, tracked

KEY_VARIABLE = "COMTRADE_KEY"
FIRST, LAST = 2015, 2024
FIVE = {398: "KAZ", 417: "KGZ", 762: "TJK", 795: "TKM", 860: "UZB"}
PARTNERS = {156: "CHN", 392: "JPN"}
# Without a key the service gives at most so many records a call, without saying that it cut.
PREVIEW_LIMIT = 500
COLUMNS = ["reporterCode", "partnerCode", "period", "flowCode", "primaryValue"]
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
        response = self.session.request(method, url, params=fields, headers=headers)
        _check(response.content)
        return SimpleNamespace(status=response.status_code, data=response.content)


def _check(content: bytes) -> None:
    where = "comtradeapi.un.org"
    try:
        answer = json.loads(content)
    except ValueError:
        raise SourceError(f"{where}: the answer is no JSON") from None
    demand(
        isinstance(answer, dict) and isinstance(answer.get("data"), list),
        f"{where}: the shape of the answer has changed; it has no list of records",
    )
    demand(not answer.get("error"), f"{where}: the service reports an error: {answer.get('error')}")
    demand(
        answer.get("count") == len(answer["data"]),
        f"{where}: only a part came, {len(answer['data'])} of {answer.get('count')} records",
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
    records = pd.concat(parts, ignore_index=True)
    reporting = set(zip(records["reporterCode"].astype(int), records["period"].astype(int)))
    silent = [
        (name, year)
        for code, name in PARTNERS.items()
        for year in range(FIRST, LAST + 1)
        if (code, year) not in reporting
    ]
    demand(
        not silent,
        f"comtradeapi.un.org: only a part of the table came; nothing reported by {silent[:3]}",
    )
    gaps = [
        f"{name} reported nothing for {year}"
        for code, name in FIVE.items()
        for year in range(FIRST, LAST + 1)
        if (code, year) not in reporting
    ]
    return Fetched(_table(records), f"comtradeapicall {version('comtradeapicall')}", "", gaps)


def _ask(key: str | None, year: int, reporters: dict, partners: dict) -> pd.DataFrame:
    query = {
        "typeCode": "C",
        "freqCode": "A",
        "clCode": "HS",
        "period": str(year),
        "reporterCode": ",".join(map(str, reporters)),
        "cmdCode": "TOTAL",
        "flowCode": "M,X",
        "partnerCode": ",".join(map(str, partners)),
        "partner2Code": "0",
        "customsCode": "C00",
        "motCode": "0",
    }
    if key:
        records = comtradeapicall.getFinalData(key, **query)
    else:
        records = comtradeapicall.previewFinalData(**query, maxRecords=PREVIEW_LIMIT)
    demand(records is not None, "comtradeapi.un.org: the client read no records")
    demand(
        key is not None or len(records) < PREVIEW_LIMIT,
        f"comtradeapi.un.org: cut at {PREVIEW_LIMIT} records; set {KEY_VARIABLE} to a free key",
    )
    if len(records):
        demand_columns(records, COLUMNS, "comtradeapi.un.org")
        return records[COLUMNS]
    return pd.DataFrame(columns=COLUMNS)


def _table(records: pd.DataFrame) -> pd.DataFrame:
    """Turn records into rows seen from the Central Asian country."""
    rows = []
    for record in records.itertuples():
        reporter, partner = int(record.reporterCode), int(record.partnerCode)
        from_inside = reporter in FIVE
        imports = record.flowCode == "M"
        rows.append(
            {
                "country_code": FIVE[reporter if from_inside else partner],
                "partner_code": PARTNERS[partner if from_inside else reporter],
                "year": str(int(record.period)),
                # What the partner imports is an export of the country.
                "flow": "imports" if imports == from_inside else "exports",
                "reporter_code": (FIVE if from_inside else PARTNERS)[reporter],
                "valuation": "cif" if imports else "fob",
                "trade_usd_million": number(float(record.primaryValue) / 1e6, 3),
            }
        )
    keys = ["country_code", "partner_code", "year", "flow", "reporter_code"]
    table = pd.DataFrame(rows).sort_values(keys, ignore_index=True)
    doubled = table[table.duplicated(keys)]
    demand(
        doubled.empty,
        f"comtradeapi.un.org: {len(doubled)} records stand twice; totals can't be told from parts",
    )
    return table


DESCRIPTOR = {
    "name": "trade_reported",
    "title": "Trade in goods with Japan and China, as both sides report it",
    "description": "Yearly totals of all goods, seen from the Central Asian country, once as that "
    "country and once as the partner reports them. The two differ, often much; neither replaces the "
    "other and they must not be added. Imports are valued cif and exports fob, as reported.",
    "schema": {
        "fields": [
            {"name": "country_code", "type": "string", "description": "One of the five."},
            {"name": "partner_code", "type": "string", "description": "Japan or China."},
            {
                "name": "year",
                "type": "integer",
                "description": "Calendar year.",
                "constraints": YEARS,
            },
            {
                "name": "flow",
                "type": "string",
                "description": "exports = from the country to the partner; imports = the reverse.",
                "constraints": {"enum": ["exports", "imports"]},
            },
            {"name": "reporter_code", "type": "string", "description": "Side that reported it."},
            {
                "name": "valuation",
                "type": "string",
                "description": "cif: with freight and insurance; fob: at the border of the seller.",
                "constraints": {"enum": ["cif", "fob"]},
            },
            {
                "name": "trade_usd_million",
                "type": "number",
                "unit": "US$ million, current prices",
                "description": "Value of all goods.",
                "constraints": MONEY | {"minimum": 0},
            },
        ],
        "primaryKey": ["country_code", "partner_code", "year", "flow", "reporter_code"],
    },
}

RECIPES = (
    Recipe(
        "trade_reported",
        SOURCE,
        fetch,
        descriptor=DESCRIPTOR,
        why_staged="UN Comtrade may be used but not handed on as a set without permission of the UN "
        "Statistics Division. Quote single figures in trade_bilateral, or ask for permission before "
        "the table joins the package.",
    ),
)
