"""A local server that answers as the live services are documented to answer, and as they fail.

Shapes: World Bank API v2 (advanced data API), OECD SDMX (CSV with labels), UN Comtrade v1, Dataverse
native API, the download page of the Energy Institute. Values come from the tables of the book.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import threading
import time
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from requests.adapters import HTTPAdapter

DATA = Path(__file__).resolve().parents[1] / "data"
FIVE = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
LAST_YEAR = 2025
# Table -> column -> series and factor from the service's unit to the table's.
WDI = {
    "national_accounts": {
        "gdp_usd_million": ("NY.GDP.MKTP.CD", 1e-6),
        "gni_per_capita_usd": ("NY.GNP.PCAP.CD", 1),
        "population_count": ("SP.POP.TOTL", 1),
    },
    "openness": {
        "exports_gdp_pct": ("NE.EXP.GNFS.ZS", 1),
        "imports_gdp_pct": ("NE.IMP.GNFS.ZS", 1),
        "merchandise_trade_gdp_pct": ("TG.VAL.TOTL.GD.ZS", 1),
        "fdi_net_inflows_gdp_pct": ("BX.KLT.DINV.WD.GD.ZS", 1),
        "remittances_gdp_pct": ("BX.TRF.PWKR.DT.GD.ZS", 1),
        "resource_rents_gdp_pct": ("NY.GDP.TOTL.RT.ZS", 1),
    },
    "external_debt": {
        "external_debt_usd_million": ("DT.DOD.DECT.CD", 1e-6),
        "ppg_external_debt_usd_million": ("DT.DOD.DPPG.CD", 1e-6),
        "external_debt_gni_pct": ("DT.DOD.DECT.GN.ZS", 1),
        "debt_service_exports_pct": ("DT.TDS.DECT.EX.ZS", 1),
    },
    "oda_received": {
        "oda_received_usd_million": ("DT.ODA.ODAT.CD", 1e-6),
        "oda_received_usd_2023_million": ("DT.ODA.ODAT.KD", 1e-6),
        "oda_received_gni_pct": ("DT.ODA.ODAT.GN.ZS", 1),
    },
}
CREDITORS = {
    "WLD": ("World", "MLT"),
    "905": ("World Bank-IDA", "IDA"),
    "901": ("World Bank-IBRD", "IBRD"),
    "915": ("Asian Dev. Bank ", "ADB"),
    "730": ("China", "CHN"),
    "701": ("Japan", "JPN"),
    "087": ("Russian Federation", "RUS"),
}


def rows(name: str) -> list[dict]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def indicator_values() -> dict[tuple, float]:
    """Give the values of WDI behind six tables: (series, area, year)."""
    held = {}
    for table, columns in WDI.items():
        for row in rows(table):
            for column, (series, factor) in columns.items():
                if row[column]:
                    held[series, row["area_code"], int(row["year"])] = float(row[column]) / factor
    for row in rows("oda_net"):
        series = {"JPN": "DC.DAC.JPNL.CD", "DAC": "DC.DAC.TOTL.CD"}[row["donor_code"]]
        held[series, row["recipient_code"], int(row["year"])] = (
            float(row["oda_net_usd_million"]) * 1e6
        )
    for row in rows("exchange_rates"):
        if row["rate_basis"] == "yearly-average":
            value = float(row["local_currency_per_usd"])
            held["PA.NUS.FCRF", row["area_code"], int(row["year"])] = value
    return held


@cache
def debt_values() -> dict[tuple, float]:
    """Give the values of IDS: (series, debtor, code of the creditor, year)."""
    codes = {creditor: code for code, (_, creditor) in CREDITORS.items()}
    return {
        (
            row["indicator_code"],
            row["debtor_code"],
            codes[row["creditor_code"]],
            int(row["year"]),
        ): float(row["debt_outstanding_usd_million"]) * 1e6
        for row in rows("debt_stocks")
    }


class Services:
    """The services and their faults.

    Attributes
    ----------
    fault : callable or None
        ``fault(handler, path, query)`` answers in place of a service; gives False to let it answer.
    asked : list of str
        Paths with queries as they arrived.
    headers : list of dict
        Headers as they arrived.
    """

    def __init__(self) -> None:
        self.fault: Callable | None = None
        self.asked: list[str] = []
        self.headers: list[dict] = []
        self.wdi = dict(indicator_values())
        self.ids = dict(debt_values())
        self.creditors = {code: name for code, (name, _) in CREDITORS.items()}
        self.trade = trade_records()
        self.aid = aid_csv()
        self.aid_version = "1.4"
        self.roll_calls = roll_calls_csv()
        self.energy = energy_csv()
        self.pages: dict[str, int | str] = {}
        self.texts: dict[str, str] = {}
        services = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                services.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        # Asked often whether it should stop: a test waits for it each time.
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.path)
        self.headers.append(dict(handler.headers))
        parts = urlsplit(handler.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        if self.fault and self.fault(handler, parts.path, query) is not False:
            return
        host, _, path = parts.path.lstrip("/").partition("/")
        service = {
            "api.worldbank.org": self.world_bank,
            "sdmx.oecd.org": self.oecd,
            "comtradeapi.un.org": self.comtrade,
            "dataverse.harvard.edu": self.dataverse,
            "www.energyinst.org": self.energy_institute,
            "archive.org": self.archive,
        }.get(host, self.page)
        service(handler, path, query)

    # The World Bank

    def world_bank(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        steps = path.removeprefix("v2/en/").split("/")
        if steps[0] in ("region", "incomelevel", "lendingtype"):
            item = {"id": "XX", "code": "ECS", "iso2code": "Z7", "name": "A class"}
            reply(handler, json.dumps([_head(1, query), [item]]))
        elif steps[0] == "country":
            countries = [_country(code) for code in ("USA", "CHN", "JPN", *FIVE)]
            reply(handler, json.dumps([_head(len(countries), query), countries]))
        elif steps[2:] == ["concepts"]:
            names = ["Country", "Series", "Time"] + (
                ["Counterpart-Area"] if steps[1] == "6" else []
            )
            concepts = [{"id": name, "value": name} for name in names]
            reply(handler, json.dumps(_advanced(steps[1], query, len(names), concept=concepts)))
        elif steps[2:3] == ["time"]:
            years = [{"id": f"YR{y}", "value": str(y)} for y in range(1960, LAST_YEAR + 1)]
            self._features(handler, steps[1], query, "Time", years)
        elif steps[2:3] == ["counterpart-area"]:
            areas = [{"id": code, "value": name} for code, name in self.creditors.items()]
            self._features(handler, steps[1], query, "Counterpart-Area", areas)
        elif steps[2:3] == ["series"]:
            self._data(handler, steps, query)
        else:
            source = {"id": steps[1], "name": "A database", "lastupdated": "2026-10-07"}
            reply(handler, json.dumps([_head(1, query), [source]]))

    @staticmethod
    def _features(handler, database: str, query: dict, concept: str, items: list) -> None:
        held = [{"id": concept, "variable": items}]
        reply(handler, json.dumps(_advanced(database, query, len(items), concept=held)))

    def _data(self, handler, steps: list[str], query: dict) -> None:
        axes = {steps[i]: steps[i + 1].split(";") for i in range(2, len(steps), 2)}
        found = []
        for series in axes["series"]:
            for area in axes["country"]:
                for part in axes.get("counterpart-area", [None]):
                    for time_key in axes["time"]:
                        year = int(time_key.removeprefix("YR"))
                        key = (series, area, year) if part is None else (series, area, part, year)
                        held = self.wdi if part is None else self.ids
                        found.append(_observation(series, area, part, year, held.get(key)))
        size, page = int(query["per_page"]), int(query["page"])
        shown = found[(page - 1) * size : page * size]
        answer = _advanced(steps[1], query, len(found))
        answer["source"] = {"id": steps[1], "name": "A database", "data": shown}
        reply(handler, json.dumps(answer))

    # The others

    def oecd(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        if "/dataflow/" in path or "/datastructure/" in path:
            reply(handler, sdmx_structure(self.aid_version), kind="application/xml")
        elif f",{self.aid_version}/" not in path:
            reply(handler, "Could not find Dataflow and/or DSD related with this data", 404)
        else:
            reply(handler, self.aid, kind="text/csv")

    def comtrade(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        reporters = set(query["reportercode"].split(","))
        found = [
            record
            for record in self.trade
            if str(record["reporterCode"]) in reporters and str(record["period"]) == query["period"]
        ]
        reply(
            handler,
            json.dumps(
                {"elapsedTime": "0.1 secs", "count": len(found), "data": found, "error": ""}
            ),
        )

    def dataverse(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        if path.startswith("api/datasets"):
            digest = hashlib.md5(self.roll_calls.encode(), usedforsecurity=False).hexdigest()
            files = [
                {"dataFile": {"id": 7, "filename": "UNVotes2026.csv", "md5": digest}},
                {"dataFile": {"id": 8, "filename": "IdealpointestimatesAll.csv", "md5": "0"}},
            ]
            version = {"releaseTime": "2026-07-01T00:00:00Z", "files": files}
            reply(handler, json.dumps({"status": "OK", "data": {"latestVersion": version}}))
        else:
            reply(handler, self.roll_calls, kind="text/csv")

    def energy_institute(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        if path.endswith(".csv"):
            reply(handler, self.energy, kind="text/csv")
        else:
            link = '<a href="/__data/assets/file/panel-format.csv">Panel format (CSV)</a>'
            reply(handler, f"<html><body>{link}</body></html>", kind="text/html")

    def archive(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        closest = {"available": True, "url": f"https://web.archive.org/web/2026/{query['url']}"}
        reply(handler, json.dumps({"archived_snapshots": {"closest": closest}}))

    def page(self, handler: BaseHTTPRequestHandler, path: str, query: dict) -> None:
        host = urlsplit(handler.path).path.lstrip("/").partition("/")[0]
        answer = self.pages.get(host, 200)
        if isinstance(answer, str):
            handler.send_response(301)
            handler.send_header("Location", answer)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
        else:
            reply(handler, self.texts.get(host, "<html></html>"), answer, "text/html")


class ToLocal(HTTPAdapter):
    """Send requests for any host to the local server; all else stays as the session has it."""

    def __init__(self, port: int, **options: object) -> None:
        self.port = port
        super().__init__(**options)

    def send(self, request, **options):
        asked, parts = request.url, urlsplit(request.url)
        if parts.hostname != "127.0.0.1":
            query = f"?{parts.query}" if parts.query else ""
            request.url = f"http://127.0.0.1:{self.port}/{parts.hostname}{parts.path}{query}"
        response = super().send(request, **options)
        response.url = asked
        return response


def reply(
    handler: BaseHTTPRequestHandler,
    text: str,
    status: int = 200,
    kind: str = "application/json",
    **headers: str,
) -> None:
    content = text.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(content)))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content)


def _head(total: int, query: dict) -> dict:
    size = int(query.get("per_page", 1000))
    return {"page": 1, "pages": 1, "per_page": size, "total": total}


def _advanced(database: str, query: dict, total: int, **inside: object) -> dict:
    source = {"id": database, "name": "A database", **inside}
    return _head(total, query) | {"lastupdated": "2026-10-07", "source": [source]}


def _country(code: str) -> dict:
    place = {"id": "ECS", "iso2code": "Z7", "value": "A region"}
    return {
        "id": code,
        "iso2Code": code[:2],
        "name": code,
        "capitalCity": "",
        "longitude": "",
        "latitude": "",
        **dict.fromkeys(("region", "adminregion", "incomeLevel", "lendingType"), place),
    }


def _observation(series: str, area: str, part: str | None, year: int, value: float | None) -> dict:
    variable = [
        {"concept": "Country", "id": area, "value": area},
        {"concept": "Series", "id": series, "value": series},
        {"concept": "Time", "id": f"YR{year}", "value": str(year)},
    ]
    if part is not None:
        variable.append({"concept": "Counterpart-Area", "id": part, "value": CREDITORS[part][0]})
    return {"variable": variable, "value": value}


def trade_records() -> list[dict]:
    """Make Comtrade records of both sides; what a partner imports is a tenth above the export."""
    five = {"KAZ": 398, "KGZ": 417, "TJK": 762, "TKM": 795, "UZB": 860}
    found = []
    for year in range(2015, 2025):
        for country in five.values():
            for partner in (156, 392):
                for flow, scale in (("X", 1.0), ("M", 2.0)):
                    value = scale * country * 1e6 + year
                    found.append(_trade(country, partner, year, flow, value))
                    other = "M" if flow == "X" else "X"
                    found.append(_trade(partner, country, year, other, 1.1 * value))
    return found


def _trade(reporter: int, partner: int, year: int, flow: str, value: float) -> dict:
    return {
        "typeCode": "C",
        "freqCode": "A",
        "refYear": year,
        "period": str(year),
        "reporterCode": reporter,
        "reporterISO": None,
        "flowCode": flow,
        "partnerCode": partner,
        "partner2Code": 0,
        "classificationCode": "H5",
        "cmdCode": "TOTAL",
        "customsCode": "C00",
        "motCode": 0,
        "primaryValue": value,
        "isReported": True,
    }


AID_MEASURES = {
    206: "ODA disbursements",
    201: "Grants",
    218: "Net loans",
    207: "Technical co-operation",
    216: "Humanitarian aid",
}
AID_HEADER = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,DONOR,Donor,RECIPIENT,Recipient,MEASURE,Measure,"
    "UNIT_MEASURE,Unit of measure,PRICE_BASE,Price base,TIME_PERIOD,Time period,OBS_VALUE,"
    "Observation value,BASE_PER,Base period,OBS_STATUS,Observation status,UNIT_MULT,"
    "Unit multiplier,DECIMALS,Decimals"
)


def aid_csv(measures: dict[int, str] | None = None, recipients: list[str] | None = None) -> str:
    """Make an answer of the OECD: grants 3, net loans 7, together 10, of which technical 2."""
    values = {206: 10.0, 201: 3.0, 218: 7.0, 207: 2.0, 216: 0.5}
    lines = [AID_HEADER]
    for recipient in recipients or FIVE:
        for code, name in (measures or AID_MEASURES).items():
            for year in (2022, 2023):
                lines.append(
                    "DATAFLOW,OECD.DCD.FSD:DSD_DAC2@DF_DAC2A(1.4),DAC2A,I,JPN,Japan,"
                    f"{recipient},{recipient},{code},{name},USD,US dollar,V,Current prices,{year},,"
                    f"{values.get(code, 1.0)},,,,A,Normal value,6,Millions,2,Two"
                )
    return "\n".join(lines) + "\n"


def sdmx_structure(version: str) -> str:
    """Make an answer of the OECD on which versions of the data set there are."""
    dimensions = "".join(
        f'<s:Dimension id="D{i}" position="{i}"><s:LocalRepresentation/></s:Dimension>'
        for i in range(1, 6)
    )
    return (
        '<?xml version="1.0"?><m:Structure '
        'xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
        'xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure">'
        "<m:Structures><s:Dataflows>"
        f'<s:Dataflow id="DSD_DAC2@DF_DAC2A" agencyID="OECD.DCD.FSD" version="{version}"/>'
        "</s:Dataflows><s:DataStructures>"
        f'<s:DataStructure id="DSD_DAC2" agencyID="OECD.DCD.FSD" version="{version}">'
        "<s:DataStructureComponents><s:DimensionList>"
        f"{dimensions}</s:DimensionList></s:DataStructureComponents></s:DataStructure>"
        "</s:DataStructures></m:Structures></m:Structure>"
    )


@cache
def roll_calls_csv() -> str:
    """Make roll calls that give the shares of the present table back, as nearly as counts can."""
    codes = {"KAZ": 705, "KGZ": 703, "TJK": 702, "TKM": 701, "UZB": 704}
    partners = {"CHN": 710, "JPN": 740, "RUS": 365, "USA": 2}
    lines, number = ["rcid,session,ccode,vote,Country,year"], 0
    for row in rows("un_vote_agreement"):
        counted = int(row["votes_counted_count"] or 50)
        same = round(counted * float(row["identical_votes_pct"]) / 100)
        for i in range(counted):
            number += 1
            vote = 1 if i < same else 3
            pair = ((codes[row["area_code"]], 1), (partners[row["partner_code"]], vote))
            for code, cast in pair:
                lines.append(f"{number},1,{code},{cast},X,{row['year']}")
    return "\n".join(lines) + "\n"


def energy_csv() -> str:
    """Make a panel of the Energy Institute."""
    lines = [
        "Country,Year,ISO3166_alpha3,oilprod_kbd,gasprod_bcm,gascons_bcm,coalprod_mt,"
        "co2_combust_mtco2"
    ]
    for area in ("CHN", "JPN", "KAZ", "TKM", "UZB", "DEU"):
        lines += [f"{area},{year},{area},1.5,2,,3,4" for year in (1990, 2023, 2024)]
    return "\n".join(lines) + "\n"


# Faults: each takes the place of an answer.


def status(code: int, **headers: str) -> Callable:
    """Answer every request with an error status."""
    return lambda handler, *_: reply(handler, "no", code, "text/plain", **headers)


def sleepy(seconds: float) -> Callable:
    """Answer too late."""

    def fault(handler, *_):
        time.sleep(seconds)
        handler.close_connection = True

    return fault


def broken_off(handler: BaseHTTPRequestHandler, *_: object) -> None:
    """Promise more bytes than are sent."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"page": 1, "sou')
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler, *_: object) -> None:
    """Send a byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler, *_: object) -> None:
    """Send as much as is taken, for ever."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 100_000)
    except OSError:
        handler.close_connection = True


def without_end(handler: BaseHTTPRequestHandler, path: str, query: dict) -> bool:
    """Answer each page with nothing on it, and say that there are more."""
    if "/series/" not in path:
        return False
    answer = _advanced("2", query | {"per_page": "1"}, 10**9)
    reply(handler, json.dumps(answer | {"source": {"id": "2", "data": []}}))
    return True


def leading(code: int, address: str) -> Callable:
    """Lead on to another address."""
    return lambda handler, *_: reply(handler, "", code, Location=address)


def sending(*lines: bytes) -> Callable:
    """Send lines of our own making in place of an answer, and hang up."""

    def fault(handler: BaseHTTPRequestHandler, *_: object) -> None:
        handler.wfile.write(b"\r\n".join(lines))
        handler.close_connection = True

    return fault


def hung_up(handler: BaseHTTPRequestHandler, *_: object) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


def no_gzip(handler: BaseHTTPRequestHandler, *_: object) -> None:
    """Say gzip, send a gzip file that is damaged."""
    content = gzip.compress(b"{}" * 500)[:-12]
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[:10] + b"\x00" * (len(content) - 10))


def text(content: str, kind: str = "application/json") -> Callable:
    """Answer every request with one text."""
    return lambda handler, *_: reply(handler, content, kind=kind)


def with_mark(handler: BaseHTTPRequestHandler, path: str, query: dict) -> bool:
    """Put a byte order mark before the answer that the service would give."""
    send = handler.send_header

    def longer(name: str, value: str) -> None:
        send(name, str(int(value) + 3) if name == "Content-Length" else value)

    end = handler.end_headers

    def marked() -> None:
        end()
        handler.wfile.write(b"\xef\xbb\xbf")

    handler.send_header, handler.end_headers = longer, marked
    return False


def first(times: int, fault: Callable) -> Callable:
    """Fail the first times, then let the service answer."""
    left = [times]

    def sometimes(handler, path, query):
        if left[0] <= 0:
            return False
        left[0] -= 1
        return fault(handler, path, query)

    return sometimes


def only(part: str, fault: Callable) -> Callable:
    """Fail only where the path has a part."""
    return lambda handler, path, query: fault(handler, path, query) if part in path else False


def as_table(content: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content)))
