"""Renewing tables: what comes from the live services, how they fail, what is written and when.

The services are played by a local server in the shapes that they document; the clients reach it
through an adapter, all else is the code that runs against the services themselves.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import live_services as live
import pandas as pd
import pytest
import shapes
from conftest import ROOT

from helpers import data, file_cache, paths
from helpers.check import check_data
from helpers.refresh import accept as accepting
from helpers.refresh import effect, links, package, web
from helpers.refresh.__main__ import main
from helpers.refresh.anomalies import find_anomalies
from helpers.refresh.compare import difference
from helpers.refresh.registry import RECIPES
from helpers.refresh.web import NoNetworkError, Patience, Session, SourceError
from helpers.staleness import stale_notice

QUICK = Patience(retries=2, backoff=0, longest_wait=2, connect=2, read=1, whole=3.5, pause=0)
# Checking the whole package takes seconds, for each test.
TABLES = frozenset(
    "sources areas creditors corrections findings debt_sustainability japan_aid_totals public_debt visa_rules national_accounts oda_net "
    "exchange_rates debt_stocks un_vote_agreement openness external_debt oda_received".split()
)
SECRET = "b5d1-not-a-real-key-77aa"


@pytest.fixture
def services():
    services = live.Services()
    yield services
    services.close()


@pytest.fixture
def session(services):
    return lead_to(Session(QUICK), services.port)


def lead_to(session: Session, port: int) -> Session:
    for scheme in ("https://", "http://"):
        session.mount(scheme, live.ToLocal(port, max_retries=session._retry()))
    return session


@pytest.fixture(scope="session")
def passed(tmp_path_factory) -> Path:
    """Give a folder for what has passed validation: tables that no test changes pass once."""
    return tmp_path_factory.mktemp("passed")


@pytest.fixture
def book(tmp_path, passed, monkeypatch):
    """Give a small copy of the project: the tables that the tests renew and what they refer to."""
    shutil.copytree(ROOT / "chapters", tmp_path / "chapters")
    (tmp_path / "data").mkdir()
    whole = json.loads(paths.PACKAGE.read_text("utf-8"))
    whole["resources"] = [
        r for r in whole["resources"] if r["name"] in (*TABLES, "central-asia-outline")
    ]
    for resource in whole["resources"]:
        shutil.copy2(ROOT / "data" / resource["path"], tmp_path / "data")
    package_file = tmp_path / "data" / "datapackage.json"
    package_file.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, place in (
        ("ROOT", tmp_path),
        ("DATA", tmp_path / "data"),
        ("CHAPTERS", tmp_path / "chapters"),
        ("PACKAGE", package_file),
        ("BUILD", tmp_path / "_build"),
    ):
        monkeypatch.setattr(paths, name, place)
    monkeypatch.setattr(file_cache, "folder", lambda: passed)
    data.forget()
    yield tmp_path
    monkeypatch.undo()
    data.forget()


def digest_of_data(project: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted((project / "data").rglob("*")):
        digest.update(str(path).encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def table(project: Path, name: str) -> list[dict]:
    with (project / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# What the services give


@pytest.mark.parametrize(
    "name", sorted(name for name, recipe in RECIPES.items() if not recipe.why_staged)
)
def test_the_same_figures_change_no_value(book, session, name, capsys):
    """Fetched from a service that holds the figures of the book, no value of it changes."""
    assert main([name], session) == 0
    said = capsys.readouterr().out
    if name == "un_vote_agreement":
        # Shares can only be met as nearly as whole votes allow where the base is not in the table.
        assert "New rows: 0" in said
        return
    for line in (
        "New rows: 0",
        "Vanished rows: 0",
        "Changed values: 0",
        "more digits than before: 0",
    ):
        assert line in said, said
    before = table(book, name)
    after = live.as_table((book / "_build" / "refresh" / name / "table.csv").read_text("utf-8"))
    keep = [c for c in before[0] if c not in ("source_id", "more_source_ids", "confidence")]
    assert [{c: r[c] for c in keep} for r in before] == [{c: r[c] for c in keep} for r in after]


def test_rows_of_other_sources_stay(book, session):
    main(["oda_net", "--accept"], session)
    kept = [r for r in table(book, "oda_net") if r["recipient_code"] == "CAC"]
    assert [r["source_id"] for r in kept] == ["mofa-wp2002", "mofa-wp2005", "mofa-wp2006"]
    main(["exchange_rates", "--accept"], session)
    manat = [r for r in table(book, "exchange_rates") if r["currency_code"] == "TMT"]
    assert [r["source_id"] for r in manat] == ["adb-tkm-rail-2018"] * 2


def test_a_rate_of_the_new_manat_never_joins_the_old(book, services, session, capsys):
    services.wdi["PA.NUS.FCRF", "TKM", 2011] = 2.85
    services.wdi["PA.NUS.FCRF", "TKM", 2012] = 2.85
    main(["exchange_rates"], session)
    said = capsys.readouterr().out
    assert "TMT 2011: the rate of one day stays; the service gives 2.85" in said
    assert "TMT|2012" in said


def test_the_report_names_rows_values_and_anomalies(book, services, session, capsys):
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11  # a new row
    services.wdi["SP.POP.TOTL", "CHN", 2023] *= 1.5  # a revision and a total that moved
    del services.wdi["NY.GNP.PCAP.CD", "TJK", 2020]  # a vanished value
    services.wdi["NY.GDP.MKTP.CD", "KGZ", 2024] = 9e10  # a jump
    assert main(["national_accounts"], session) == 0
    said = capsys.readouterr().out
    assert "New rows: 1\n  KAZ|2025" in said
    assert "TJK|2020  gni_per_capita_usd: " in said
    assert "-> (empty)" in said
    for kind in ("vanished-value  TJK|2020", "revision  CHN|2023", "total  2023", "jump  KGZ|2024"):
        assert kind in said, said
    listed = live.as_table(
        (book / "_build/refresh/national_accounts/difference.csv").read_text("utf-8")
    )
    changed = {(r["row_key"], r["column"]): (r["old"], r["new"]) for r in listed}
    old = next(
        r for r in live.rows("national_accounts") if r["area_code"] == "CHN" and r["year"] == "2023"
    )
    assert changed["CHN|2023", "population_count"][0] == old["population_count"]


def test_creditors_are_found_by_name_whatever_their_code(book, services, session, capsys):
    services.creditors = {
        "WLD": "World",
        **{k: v for k, v in services.creditors.items() if k != "WLD"},
    }
    del services.creditors["905"]
    assert main(["debt_stocks"], session) == 1
    assert "no creditor is named ['World Bank-IDA'] any more" in capsys.readouterr().err


def test_trade_is_seen_from_the_central_asian_side(book, services, session, capsys):
    assert main(["trade_reported"], session) == 0
    staged = book / "_build/refresh/trade_reported"
    found = {
        tuple(r[k] for k in ("country_code", "partner_code", "year", "flow", "reporter_code")): r
        for r in live.as_table((staged / "table.csv").read_text("utf-8"))
    }
    assert len(found) == 5 * 2 * 10 * 2 * 2
    ours = found["KAZ", "JPN", "2020", "exports", "KAZ"]
    theirs = found["KAZ", "JPN", "2020", "exports", "JPN"]
    # 398 million from Kazakhstan's side; Japan records a tenth more, as an import with freight.
    assert (ours["trade_usd_million"], ours["valuation"]) == ("398.002", "fob")
    assert (theirs["trade_usd_million"], theirs["valuation"]) == ("437.802", "cif")
    assert json.loads((staged / "resource.json").read_text("utf-8"))["name"] == "trade_reported"
    assert "without permission" in capsys.readouterr().out


def test_staged_tables_never_enter_the_data(book, session, capsys):
    before = digest_of_data(book)
    for name in ("trade_reported", "energy_production"):
        assert main([name, "--accept", "--sign", "A Person"], session) == 1
        assert "nothing to accept" in capsys.readouterr().err
    assert digest_of_data(book) == before


def test_aid_by_kind_through_the_client_of_the_oecd(book, services, session):
    oda_reader = pytest.importorskip(
        "oda_reader", reason="heavy; make refresh TABLE=oda_by_kind installs it"
    )
    oda_reader.API_RATE_LIMITER.max_calls = 1000
    # The service has moved on to a version that the client does not know: it finds it.
    services.aid_version = "1.9"
    assert main(["oda_by_kind"], session) == 0
    found = live.as_table((book / "_build/refresh/oda_by_kind/table.csv").read_text("utf-8"))
    assert len(found) == 10
    assert {r["oda_net_usd_million"] for r in found} == {"10"}
    assert {r["technical_cooperation_usd_million"] for r in found} == {"2"}
    services.aid = live.aid_csv(measures={206: "ODA disbursements", 201: "Grants"})
    assert main(["oda_by_kind"], session) == 1
    services.aid = live.aid_csv(recipients=["KAZ", "UZB"])
    assert main(["oda_by_kind"], session) == 1


def test_energy_figures_are_found_by_the_link_of_the_page(book, session):
    assert main(["energy_production"], session) == 0
    found = live.as_table((book / "_build/refresh/energy_production/table.csv").read_text("utf-8"))
    assert {r["area_code"] for r in found} == {"CHN", "JPN", "KAZ", "TKM", "UZB"}
    assert {r["year"] for r in found} == {"2023", "2024"}


def test_new_roll_calls_extend_the_votes(book, services, session):
    extra = [f"{9_000_000 + i},80,{c},1,X,2025" for i in range(40) for c in (705, 740)]
    services.roll_calls += "\n".join(extra) + "\n"
    assert main(["un_vote_agreement", "--accept", "--sign", "A Person"], session) == 0
    last = [r for r in table(book, "un_vote_agreement") if r["year"] == "2025"]
    assert [(r["area_code"], r["partner_code"], r["identical_votes_pct"]) for r in last] == [
        ("KAZ", "JPN", "100")
    ]
    assert (last[0]["votes_counted_count"], last[0]["confidence"]) == ("40", "high")
    assert data.resource("un_vote_agreement")["coverage"] == "1992 to 2025"


# How they fail: a plain sentence, exit status 1, nothing touched


def without_data(handler, path, query):
    """Answer with half of the observations, as if that were all."""
    if "/series/" not in path:
        return False
    answer = live._advanced("2", query, 1)
    answer["source"] = {
        "id": "2",
        "data": [live._observation("NY.GDP.MKTP.CD", "KAZ", None, 1992, 1.0)],
    }
    return live.reply(handler, json.dumps(answer))


FAULTS = {
    "too-many": (live.status(429), "limits the rate of requests (429"),
    "too-long": (live.status(429, Retry_After="3600"), "asks to wait 3,600 seconds"),
    "fault-500": (live.status(500), "out of order (500"),
    "fault-502": (live.status(502), "out of order (502"),
    "fault-503": (live.status(503, Retry_After="0"), "out of order (503"),
    "fault-504": (live.status(504), "out of order (504"),
    "gone": (live.status(404), "nothing is at this address any more (404"),
    "refused": (live.status(403), "refuses the request (403"),
    "bad-request": (live.status(400), "does not take the request (400"),
    "nothing-to-say": (live.status(204), "the answer is no data (No Content)"),
    "moved-in-a-circle": (live.leading(301, "https://api.worldbank.org/v2/x"), "leads on and on, in a circle"),
    "moved-away": (live.leading(302, "ftp://b.example/x"), "no address that can be asked"),
    "given-up": (live.status(410), "does not take the request (410"),
    "no-key": (live.status(401), "refuses the request (401"),
    "dripping": (live.dripping, "no whole answer within 3.5 seconds (time-out)"),
    "endless": (live.endless, "the answer has no end; 20,000,000 bytes of it came"),
    "pages-without-end": (live.without_end, "the pages of the answer have no end; 200 were asked for"),
    **{
        f"wait-{wait[:40]}": (live.status(503, Retry_After=wait), said)
        for wait, said in (
            ("-5", "out of order (503"),
            ("Fri, 31 Dec 1999 23:59:59 GMT", "out of order (503"),
            ("Fri, 31 Dec 2999 23:59:59 GMT", "asks to wait 21,600 seconds"),
            ("Fri, 31 Dec 999999 23:59:59 GMT", "out of order (503"),
            ("9" * 30, "asks to wait 21,600 seconds"),
            ("9" * 5000, "out of order (503"),
        )
    },
    "time-out": (live.sleepy(2), "no answer within 1 seconds (time-out)"),
    "wait-without-a-time": (live.status(503, Retry_After="soon"), "out of order (503"),
    "denied": (live.status(999), "refuses programs (999)"),
    "broken-off": (live.broken_off, "broke off"),
    "hung-up": (live.hung_up, "the host hung up"),
    "bad-gzip": (live.no_gzip, "could not be unpacked"),
    "no-json": (live.text("<html>Sorry</html>"), "the answer is no data (JSON decoding error)"),
    "empty": (live.text(""), "the answer is no data"),
    "message": (
        live.text('[{"message":[{"id":"120","key":"Invalid value","value":"not valid"}]}]'),
        "the answer is no data (Invalid value: not valid)",
    ),
    "list": (live.text("[]"), "the answer is no data (Unrecognized response object format)"),
    "other-keys": (live.only("/series/", live.text('{"rows": []}')), "the shape of the answer"),
    "other-shape": (
        live.only("/series/", live.text('{"total": 1, "per_page": 1000, "source": {"values": []}}')),
        "the shape of the answer has changed",
    ),
    "half": (without_data, "only a part of the table came, 1 of"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_leaves_all_as_it_was(book, services, session, capsys, monkeypatch, fault):
    services.fault, words = FAULTS[fault]
    monkeypatch.setattr(web, "LARGEST", 20_000_000)
    before = digest_of_data(book)
    assert main(["national_accounts", "--accept"], session) == 1
    said = capsys.readouterr()
    assert "Stopped: data/ is as it was." in said.err
    assert words in said.err, said.err
    assert "Traceback" not in said.err + said.out
    assert digest_of_data(book) == before
    assert not (book / "_build/refresh/national_accounts").exists()


def test_no_network(book, capsys):
    nowhere = lead_to(Session(QUICK), 9)  # the port of "discard": nobody listens
    before = digest_of_data(book)
    for name in ("debt_stocks", "trade_reported", "un_vote_agreement", "energy_production"):
        assert main([name], nowhere) == 1
        assert "no connection; is there a network?" in capsys.readouterr().err
    assert digest_of_data(book) == before


@pytest.mark.parametrize(
    ("name", "fault", "words"),
    [
        ("trade_reported", live.text('{"count": 5, "data": []}'), "only a part came, 0 of 5"),
        ("trade_reported", live.text('{"count": 0, "data": []}'), "nothing reported by [('CHN', 2015)"),
        ("trade_reported", live.text('{"statusCode": 401, "message": "x"}'), "no list of records"),
        ("trade_reported", live.text("Service unavailable"), "the answer is no JSON"),
        ("trade_reported", live.text('{"count": 1, "data": [5]}'), "the shape of the answer has changed"),
        ("trade_reported", live.text('{"count": 1, "data": [{"a": 1}]}'), "column(s) ['reporterCode'"),
        ("un_vote_agreement", live.text('{"status": "OK"}'), "the list of files has changed"),
        ("un_vote_agreement", live.only("access", live.broken_off), "broke off"),
        ("un_vote_agreement", live.only("access", live.text("a,b\n1,2\n")), "the digest"),
        ("un_vote_agreement", live.text('{"data": {"latestVersion": {"files": [{"dataFile": {"id": 1, "filename": null}}]}}}'), "the list of files has changed"),
        ("energy_production", live.text("<html></html>", "text/html"), "links no panel"),
        ("energy_production", live.only(".csv", live.text("a,b\n1,2\n")), "column(s) ['Year'"),
    ],
)  # fmt: skip
def test_faults_of_the_other_services(book, services, session, capsys, name, fault, words):
    services.fault = fault
    before = digest_of_data(book)
    assert main([name], session) == 1
    assert words in capsys.readouterr().err
    assert digest_of_data(book) == before


def test_aid_that_was_paid_back_is_a_figure(book, services, session, capsys):
    services.wdi["DT.ODA.ODAT.CD", "CHN", 2022] = -434396283.0
    assert main(["oda_received"], session) == 0
    assert "CHN|2022  oda_received_usd_million: (empty) -> -434.396283" in capsys.readouterr().out


@pytest.mark.parametrize("cell", ["..", "n.a.", "1,234", True, [1], "1e999"])
def test_a_value_that_is_none_is_named_with_series_area_and_year(
    book, services, session, capsys, cell
):
    for table, key in (
        ("national_accounts", ("NY.GDP.MKTP.CD", "KAZ", 2020)),
        ("oda_net", ("DC.DAC.JPNL.CD", "KAZ", 2020)),
        ("exchange_rates", ("PA.NUS.FCRF", "KAZ", 2020)),
    ):
        services.wdi[key] = cell
        assert main([table], session) == 1
        said = capsys.readouterr().err
        assert f"api.worldbank.org: {', '.join(map(str, key))}: {cell!r} is no number" in said


@pytest.mark.parametrize("name", ["national_accounts", "debt_stocks", "un_vote_agreement"])
def test_a_byte_order_mark_is_no_part_of_an_answer(book, services, session, capsys, name):
    if name == "un_vote_agreement":
        services.roll_calls = "\ufeff" + services.roll_calls
    else:
        services.fault = live.with_mark
    assert main([name], session) == 0
    assert "New rows: 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("reporterCode", None, "trade of 2015, column 'reporterCode': no value"),
        ("reporterCode", 4, "a record of reporter 4, partner 156, 2015 was not asked for"),
        ("period", "2014", "partner 156, 2014 was not asked for"),
        ("cmdCode", "27", "trade of 2015: a record of cmdCode '27' was not asked for"),
        ("flowCode", "RX", "a flow 'RX' was not asked for"),
        ("primaryValue", "..", "trade of 2015, reporter 398, partner 156: '..' is no number"),
    ],
)
def test_a_record_of_trade_that_is_none_is_named(
    book, services, session, capsys, column, value, words
):
    services.trade[0][column] = value
    if column in ("reporterCode", "period"):
        # The service filters by these: a record that slips through it.
        others = [record for record in services.trade if record["refYear"] == 2015]
        services.fault = live.only(
            "preview",
            live.text(json.dumps({"count": len(others), "data": others})),
        )
    assert main(["trade_reported"], session) == 1
    assert words in capsys.readouterr().err


def test_trade_without_any_value_is_no_table(book, services, session, capsys):
    services.trade[0]["primaryValue"] = None
    assert main(["trade_reported"], session) == 0
    for record in services.trade:
        record["primaryValue"] = None
    assert main(["trade_reported"], session) == 1
    assert "every value that came is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        *(("KAZ,2024,KAZ,1.5", f"KAZ,2024,KAZ,{cell}", f"oilprod_kbd, KAZ, 2024: {said!r} is no number")
          for cell, said in (("-", "-"), ("^", "^"), ("♦", "♦"), ('"1,234.5"', "1,234.5"))),
        ("KAZ,2024,KAZ", "KAZ,2024P,KAZ", "KAZ, column 'Year': '2024P' is no number"),
        ("KAZ,2024,KAZ", "KAZ,2023,KAZ", "1 rows of a country and year stand twice"),
    ],
)  # fmt: skip
def test_a_cell_of_the_energy_panel_that_is_none_is_named(
    book, services, session, capsys, old, new, words
):
    assert old in services.energy
    services.energy = services.energy.replace(old, new)
    assert main(["energy_production"], session) == 1
    assert words in capsys.readouterr().err
    services.energy = "\ufeff" + live.energy_csv().replace("KAZ,2024,KAZ,1.5", "KAZ,2024,KAZ,n/a")
    assert main(["energy_production"], session) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text + "1,1,705,1,X,1992\n", "votes of one state stand twice"),
        (lambda text: text.replace(",1992\n", ",1992P\n", 1), "row 2, column 'year': '1992P' is no number"),
        (lambda text: "<html><body>Sorry</body></html>", "column(s) ['rcid'"),
        (lambda text: text.replace(",", ";"), "column(s) ['rcid'"),
        (lambda text: text.replace("ccode", "cowcode"), "column(s) ['ccode'] are missing"),
        (lambda text: "", "can't be read"),
        (lambda text: text.replace(",1,X,1992\n", ",4,X,1992\n"), "has the vote 4; expected one of [1, 2, 3, 8, 9]"),
        (lambda text: text.replace(",1,X,1992\n", ",1.5,X,1992\n"), "column 'vote': '1.5' is no number"),
        (lambda text: text.replace(",X,1992\n", ",X,inf\n", 1), "row 2, column 'year': 'inf' is no number"),
        (lambda text: text.replace(",X,1992\n", ",X,\n", 1), "row 2, column 'year': '' is no number"),
        (lambda text: text.replace(",703,", ",903,"), "only a part of the table came; the roll calls name none of ['KGZ']"),
    ],
)  # fmt: skip
def test_roll_calls_that_are_none_are_named(book, services, session, capsys, change, words):
    services.roll_calls = change(services.roll_calls)
    assert main(["un_vote_agreement"], session) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("how", ["mark", "no line end", "CRLF"])
def test_a_new_source_joins_the_sources_as_a_spreadsheet_saved_them(book, services, session, how):
    path = book / "data/sources.csv"
    content = path.read_bytes()
    number = len(table(book, "sources"))
    path.write_bytes(
        {
            "mark": b"\xef\xbb\xbf" + content,
            "no line end": content.rstrip(b"\n"),
            "CRLF": content.replace(b"\n", b"\r\n"),
        }[how]
    )
    data.forget()
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    assert main(["national_accounts", "--accept"], session) == 0
    held = table(book, "sources")
    assert [row["source_id"] for row in held[number:]] == ["worldbank-wdi-api"]
    assert b"\r" not in path.read_bytes()


def test_what_nobody_thought_of_is_told_in_a_sentence(book, session, capsys, monkeypatch):
    monkeypatch.setattr(package, "replace_rows", lambda *_: 1 / 0)
    before = digest_of_data(book)
    assert main(["national_accounts"], session) == 1
    said = capsys.readouterr().err
    assert said == (
        "\nStopped: data/ is as it was.\nThe program met what it was not made for: "
        "ZeroDivisionError: division by zero; _build/refresh-fault.txt says where\n"
    )
    assert "Traceback" in (book / "_build/refresh-fault.txt").read_text("utf-8")
    assert digest_of_data(book) == before


def test_a_passing_fault_is_waited_out(book, services, session, capsys):
    services.fault = live.first(2, live.status(503, Retry_After="0"))
    assert main(["national_accounts"], session) == 0
    services.fault = live.first(1, live.status(429, Retry_After="1"))
    assert main(["national_accounts"], session) == 0


def test_a_failure_keeps_what_was_staged_before(book, services, session, capsys):
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    assert main(["national_accounts"], session) == 0
    staged = book / "_build/refresh/national_accounts"
    before = {path.name: path.read_bytes() for path in staged.iterdir()}
    services.fault = live.status(500)
    assert main(["national_accounts"], session) == 1
    assert {path.name: path.read_bytes() for path in staged.iterdir()} == before
    assert not staged.with_name(".national_accounts.new").exists()


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 10, 1e3])
def test_figures_in_another_unit_are_refused(book, services, session, capsys, factor):
    services.ids = {key: value * factor for key, value in services.ids.items()}
    before = digest_of_data(book)
    assert main(["debt_stocks"], session) == 1
    assert re.search(
        r"debt_stocks as it was fetched, column 'debt_outstanding_usd_million': most of the [\d,]+ values that change are about "
        r"\S+ times what they were, such as KAZ\|ADB\|multilateral\|\S+: \S+ -> \S+; is the unit another one\? "
        r"Expected US\$ million, current prices",
        capsys.readouterr().err,
    )
    assert digest_of_data(book) == before


def test_a_creditor_of_two_codes_is_named(book, services, session, capsys):
    services.creditors["999"] = "China"
    assert main(["debt_stocks"], session) == 1
    said = "api.worldbank.org: creditor 'China' should have one code; it has ['730', '999']"
    assert said in capsys.readouterr().err


def test_figures_of_years_to_come_are_refused(book, services, session, capsys):
    coming = date.today().year + 1
    services.energy += f"KAZ,{coming},KAZ,1.5,2,,3,4\n"
    services.roll_calls += f"9000001,80,705,1,X,{coming}\n9000001,80,740,1,X,{coming}\n"
    for name, key in (("energy_production", coming), ("un_vote_agreement", f"KAZ|JPN|{coming}")):
        assert main([name], session) == 1
        assert f"the row {key} is of a year still to come" in capsys.readouterr().err


def test_half_a_table_is_refused_even_if_it_looks_whole(book, services, session, capsys):
    for key in [key for key in services.ids if key[1] in ("KAZ", "KGZ")]:
        del services.ids[key]
    assert main(["debt_stocks"], session) == 1
    assert "rows would vanish, more than 20%" in capsys.readouterr().err


def test_a_value_that_breaks_the_schema_is_refused(book, services, session, capsys):
    services.wdi["SP.POP.TOTL", "UZB", 2023] = -5.0
    assert main(["national_accounts"], session) == 1
    said = capsys.readouterr().err
    place = r"national_accounts as it was fetched: row \d+ \(UZB\|2023\), column 'population_count': '-5'"
    assert re.search(place, said)


# What is written, and when


def test_nothing_is_written_without_acceptance(book, services, session):
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    before = digest_of_data(book)
    assert main(["national_accounts"], session) == 0
    assert digest_of_data(book) == before


def test_acceptance_writes_what_was_shown(book, services, session, capsys):
    old = (book / "data/national_accounts.csv").read_bytes()
    sources = (book / "data/sources.csv").read_text("utf-8")
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    assert main(["national_accounts"], session) == 0
    # Whatever the service says meanwhile: what was read is what is accepted.
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 9.9e11
    asked = len(services.asked)
    assert main(["national_accounts", "--accept"], session) == 0
    assert len(services.asked) == asked
    row = next(r for r in table(book, "national_accounts") if r["year"] == "2025")
    assert (row["area_code"], row["gdp_usd_million"]) == ("KAZ", "310000")
    assert row["source_id"] == "worldbank-wdi-api"
    check_data()
    assert data.edited_tables() == []
    held = data.resource("national_accounts")
    assert held["accessed"] == date.today().isoformat()
    assert held["coverage"] == "1992 to 2025"
    new = (book / "data/sources.csv").read_text("utf-8")
    assert new.startswith(sources)
    source = table(book, "sources")[-1]
    assert source["source_id"] == "worldbank-wdi-api"
    assert source["published_date"] == "2026-10-07"
    assert source["accessed_date"] == date.today().isoformat()
    assert source["consulted_as"].startswith("live service, wbgapi ")
    kept = list((book / "data/.history").iterdir())
    assert [path.read_bytes() for path in kept] == [old]
    capsys.readouterr()
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    assert main(["national_accounts", "--accept"], session) == 0
    assert "already says what the source says; nothing was written" in capsys.readouterr().out


def test_git_ignores_old_versions():
    ignored = subprocess.run(
        ["git", "check-ignore", "data/.history/x.csv", "data/.accept/x.csv", "_build/refresh/x"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ignored.returncode == 128:
        pytest.skip("not a git checkout")
    assert len(ignored.stdout.splitlines()) == 3


def test_anomalies_need_a_signature_which_is_recorded(book, services, session, capsys):
    services.wdi["SP.POP.TOTL", "CHN", 2023] *= 1.5
    before = digest_of_data(book)
    assert main(["national_accounts", "--accept"], session) == 1
    assert "need a person's signature" in capsys.readouterr().err
    assert digest_of_data(book) == before
    assert main(["national_accounts", "--accept", "--sign", " A  Person "], session) == 0
    signed = table(book, "signoffs")
    assert {r["kind"] for r in signed} >= {"revision", "total"}
    assert {r["signed_by"] for r in signed} == {"A Person"}
    assert {r["table_digest"] for r in signed} == {data.content_digest("national_accounts")}
    check_data()


def test_a_table_edited_since_the_report_is_not_overwritten(book, services, session, capsys):
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    main(["national_accounts"], session)
    path = book / "data/national_accounts.csv"
    path.write_text(path.read_text("utf-8").replace("426915.712716", "426915.7", 1), "utf-8")
    before = digest_of_data(book)
    assert main(["national_accounts", "--accept"], session) == 1
    assert "the table has changed since the report" in capsys.readouterr().err
    assert digest_of_data(book) == before


def test_a_staged_table_that_was_edited_is_not_accepted(book, services, session, capsys):
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    main(["national_accounts"], session)
    path = book / "_build/refresh/national_accounts/table.csv"
    path.write_text(path.read_text("utf-8").replace("310000", "310001"), "utf-8")
    before = digest_of_data(book)
    assert main(["national_accounts", "--accept"], session) == 1
    assert "what was staged has been edited" in capsys.readouterr().err
    assert digest_of_data(book) == before


def test_a_version_made_by_a_person_takes_the_same_way(book, session, tmp_path, capsys):
    text = (book / "data/visa_rules.csv").read_text("utf-8")
    lines = text.splitlines()
    new = tmp_path / "new.csv"
    new.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    assert main(["visa_rules", "--file", str(new), "--accept"], session) == 1
    assert "1 finding(s) need a person's signature" in capsys.readouterr().err
    assert main(["visa_rules", "--file", str(new), "--accept", "--sign", "A Person"], session) == 0
    assert len(table(book, "visa_rules")) == len(lines) - 2
    new.write_text("a,b\n1,2\n", "utf-8")
    assert main(["visa_rules", "--file", str(new)], session) == 1
    said = (
        f"{new}: row 1 begins with 'a' and is no header of this table; expected ['passport_code', "
    )
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace(b"\n", b"\r\n"), ""),
        (lambda text: b"\xef\xbb\xbf" + text, ""),
        (lambda text: text + text.splitlines(keepends=True)[1], "have one key, "),
        (lambda text: text + b"KAZ,JPN\n", "2 cell(s); expected 8, as in the header"),
        (lambda text: text + b"\xe9,b,c\n", "is not UTF-8; save the file as UTF-8"),
        (lambda text: text.decode().encode("utf-16"), "row 1: the file is in UTF-16; save the file as UTF-8"),
        (lambda text: b"PK\x03\x04" + text, "a workbook, not a text; save the table as CSV in UTF-8"),
        (lambda text: text.replace(b",", b";"), "cells stand between ';'; save the table as CSV"),
        (lambda text: text.replace(b",", b"\t"), "cells stand between tabs; save the table as CSV"),
        (lambda text: b"", "the file is empty; expected a header"),
        (lambda text: text.splitlines(keepends=True)[0], "no rows under the header"),
        (lambda text: text + b",,,,,,,\n", "an empty line; delete it"),
        (lambda text: None, "file not found"),
    ],
)  # fmt: skip
def test_a_file_made_by_hand_is_read_as_strictly_as_a_table(
    book, session, tmp_path, capsys, change, words
):
    new = tmp_path / "new.csv"
    content = change((book / "data/visa_rules.csv").read_bytes())
    if content is not None:
        new.write_bytes(content)
    before = digest_of_data(book)
    assert main(["visa_rules", "--file", str(new)], session) == bool(words)
    said = capsys.readouterr().err
    assert words in said
    assert not words or "visa_rules" in said or str(new) in said
    assert digest_of_data(book) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from helpers import paths
root = Path(sys.argv[1])
paths.ROOT, paths.DATA, paths.BUILD = root, root / "data", root / "_build"
paths.PACKAGE = root / "data" / "datapackage.json"
from helpers.refresh.accept import accept
from helpers.refresh.stage import read_staged
real, left = os.replace, [int(sys.argv[2])]
def replace(*files):
    if ".accept" in Path(files[0]).parts:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
    real(*files)
os.replace = replace
accept(read_staged("national_accounts"), "A Person")
"""


@pytest.mark.deep
@pytest.mark.parametrize("moves", [0, 1, 2, 3])
def test_killed_while_it_writes_the_package_stays_whole(book, services, session, moves):
    """Killed before each of its four moves, the data keep their rules; the next run ends the work."""
    services.wdi["SP.POP.TOTL", "CHN", 2023] *= 1.5
    main(["national_accounts"], session)
    run = subprocess.run([sys.executable, "-c", KILLED, str(book), str(moves)], check=False)
    assert run.returncode == -signal.SIGKILL
    data.forget()
    if moves == 3:
        # The first signature ever is a file that the package does not know yet: the validation says so.
        with pytest.raises(data.DataError, match=r"data/signoffs.csv: not declared"):
            check_data()
    else:
        check_data()
    left = accepting.finish_interrupted()
    assert len(left) == 4 - moves
    data.forget()
    check_data()
    assert data.edited_tables() == []
    assert not (book / "data/.accept").exists()


def test_leftovers_without_the_list_are_thrown_away(book):
    waiting = book / "data/.accept"
    waiting.mkdir()
    (waiting / "sources.csv").write_text("half")
    before = (book / "data/sources.csv").read_bytes()
    assert accepting.finish_interrupted() == []
    assert (book / "data/sources.csv").read_bytes() == before
    assert not waiting.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_without_write_permission(book, services, session, capsys):
    services.wdi["NY.GDP.MKTP.CD", "KAZ", 2025] = 3.1e11
    (book / "data").chmod(0o500)
    try:
        assert main(["national_accounts", "--accept"], session) == 1
        assert "Permission denied" in capsys.readouterr().err
    finally:
        (book / "data").chmod(0o700)


def test_two_refreshes_at_once(book, session, capsys):
    import fcntl

    (book / "_build").mkdir()
    with (book / "_build/.refresh.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert main(["national_accounts"], session) == 1
    assert "another refresh is running" in capsys.readouterr().err


def test_no_key_is_written_or_printed(book, services, session, capsys, monkeypatch):
    monkeypatch.setenv("COMTRADE_KEY", SECRET)
    assert main(["trade_reported"], session) == 0
    sent = [h for h in services.headers if h.get("Ocp-Apim-Subscription-Key") == SECRET]
    assert sent, "the key must reach the service"
    assert not [path for path in services.asked if SECRET in path], "addresses end up in logs"
    # The key is for this host alone: it must not go where the host leads on.
    away = live.only("comtradeapi", live.leading(302, "https://elsewhere.example/x"))
    for fault in (live.status(401), live.hung_up, live.text("no"), away):
        services.fault = fault
        assert main(["trade_reported"], session) == 1
    assert not [path for path in services.asked if "elsewhere" in path]
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err
    for path in book.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path


# Measures, effect, pages, links, age


def test_a_jump_is_measured_against_its_own_series():
    years = range(2000, 2020)
    calm = pd.DataFrame({"year": [str(y) for y in years], "v": [str(100 + y % 3) for y in years]})
    wild = pd.DataFrame({"year": calm["year"], "v": [str(100 * (1 + y % 3)) for y in years]})
    for frame, jumps in ((calm, 1), (wild, 0)):
        new = pd.concat([frame, pd.DataFrame({"year": ["2020"], "v": ["250"]})], ignore_index=True)
        found = difference(frame, new, ["year"])
        kinds = [a.kind for a in find_anomalies(frame, new, ["year"], ["v"], found)]
        assert kinds.count("jump") == jumps


def test_the_present_tables_against_themselves_hold_no_anomaly():
    for name in RECIPES:
        if name in data.table_names():
            frame, keys = data.read_text_table(name), data.keys_of(name)
            found = difference(frame, frame, keys)
            assert not found
            assert find_anomalies(frame, frame, keys, package.numeric_columns(name), found) == []


def test_numbers_and_findings_of_the_book_are_computed_anew(book):
    """A new figure runs through the chapter: number and finding are said old and new."""
    registers = book / "_build/html/registers"
    registers.mkdir(parents=True)
    number = {
        "chapter": "Who lends",
        "id": "uzb-chn-official",
        "text": "US$9 billion",
        "tables": ["debt_stocks"],
        "address": "chapters/numbers.html#number-who-is-owed-uzb-chn-official",
    }
    for name, entries in (("numbers", [number]), ("exhibits", [])):
        (registers / f"{name}.json").write_text(json.dumps(entries), "utf-8")
    trial = book / "trial"
    shutil.copytree(ROOT / "data", trial)
    path = trial / "debt_stocks.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    mine = frame["debtor_code"].eq("UZB") & frame["creditor_code"].eq("CHN")
    column = "debt_outstanding_usd_million"
    frame.loc[mine, column] = (frame.loc[mine, column].astype(float) / 2).astype(str)
    frame.to_csv(path, index=False)
    found = effect.effect_of("debt_stocks", trial)
    assert found.faults == []
    assert [(c, i, old) for c, i, old, _ in found.numbers] == [
        ("who-is-owed", "uzb-chn-official", "US$9 billion")
    ]
    new = found.numbers[0][3]
    assert new.startswith("US$1.8")
    assert [name for name, _, _ in found.findings] == ["china-share-fell", "uzbekistan-order"]
    for _, before, after in found.findings:
        assert "US$9 billion" in before and after == before.replace("US$9 billion", new)


@pytest.mark.parametrize("held", ["{}", "[1]", '[{"id": "x"}]', "null", "[", ""])
def test_a_book_of_another_version_is_not_compared(book, held):
    registers = book / "_build/html/registers"
    registers.mkdir(parents=True)
    for name in ("numbers", "exhibits"):
        (registers / f"{name}.json").write_text(held, "utf-8")
    found = effect.effect_of("debt_stocks", book / "data")
    assert found.note == "not known: there is no built book to compare with (make book)"


def test_what_changes_without_naming_the_table_is_told_too(book, monkeypatch):
    registers = book / "_build" / "html" / "registers"
    registers.mkdir(parents=True, exist_ok=True)
    shown = {
        "title": "Half",
        "subtitle": "S",
        "alt": "A",
        "tables": ["loans"],
        "number": "Figure 1",
    }
    number = {"text": "1", "tables": ["loans"], "address": "chapters/numbers.html#number-owed-n"}
    entries = {
        "exhibits": [shown | {"id": "e", "address": "chapters/owed.html#e"}],
        "numbers": [number | {"id": "n"}],
    }
    for name, listed in entries.items():
        (registers / f"{name}.json").write_text(json.dumps(listed), "utf-8")
    run = {"numbers": {"n": "2"}, "fault": ""}
    run["exhibits"] = {"e": {"title": "A third", "subtitle": "S", "alt": "A"}}
    monkeypatch.setattr(effect, "_readers", lambda table: {"owed"})
    monkeypatch.setattr(effect, "published_numbers", lambda folder, chapters: {"owed": run})
    found = effect.effect_of("debt_stocks", book)
    assert found.numbers == [("owed", "n", "1", "2")]
    assert found.exhibits == ["Figure 1: Half\n  title, old: Half\n  title, new: A third"]
    assert found.same == 0


def test_pages_are_asked_and_listed_for_a_person(book, services, session, capsys):
    assert main(["public_debt"], session) == 0
    said = capsys.readouterr().out
    assert "public_debt has no live source" in said
    assert "make refresh TABLE=public_debt FILE=new.csv" in said
    listed = live.as_table((book / "_build/refresh/public_debt/pages.csv").read_text("utf-8"))
    cited = {r["source_id"] for r in table(book, "public_debt")}
    urls = {r["url"] for r in table(book, "sources") if r["source_id"] in cited} - {""}
    assert urls <= {r["url"] for r in listed}


def test_the_report_of_links(book, services, session, capsys):
    before = digest_of_data(book)
    hosts = {"gone.example": 404, "shy.example": 403, "old.example": "https://new.example/x"}
    services.pages |= hosts
    path = book / "data/sources.csv"
    text = path.read_text("utf-8").splitlines(keepends=True)
    text += [
        f"x-{h},T,,P,,,https://{h}/a,news,en,2026-11-23,archived web copy,,,true\n" for h in hosts
    ]
    path.write_text("".join(text), "utf-8")
    data.forget()
    assert main(["--links"], session) == 0
    listed = {r["url"]: r for r in live.as_table((book / "_build/links.csv").read_text("utf-8"))}
    broken = listed["https://gone.example/a"]
    assert (broken["state"], broken["cited_by"]) == ("broken", "source x-gone.example")
    assert broken["archived_copy"] == "https://web.archive.org/web/2026/https://gone.example/a"
    assert broken["consulted_as"] == "archived web copy"
    assert listed["https://shy.example/a"]["state"] == "refused"
    assert listed["https://old.example/a"]["detail"].endswith("/new.example/x")
    assert len(listed) > 800
    assert not [r for r in listed.values() if r["state"] == "ok" and r["archived_copy"]]
    assert before != digest_of_data(book)  # only by the rows that this test added
    assert (book / "data/sources.csv").read_text("utf-8") == "".join(text)


def test_a_report_of_links_survives_any_address(book, services, session, monkeypatch):
    services.pages |= {
        "loop.example": "https://loop.example/a",
        "away.example": "ftp://b.example/x",
        "lost.example": "https://[b/",
        "shy.example": 999,
        "busy.example": 429,
        "down.example": 503,
        "doi.org": "https://publisher.example/article",
        "lazy.example": "https://lazy.example.org/",
    }
    services.texts["soft.example"] = (
        "<html><head><title>\n 404 &ndash; Page not found</title></head></html>"
    )
    services.texts["room.example"] = "<title>Room 404: a history</title>"
    states = {
        "https://loop.example/a": ("broken", "in a circle"),
        "https://away.example/a": ("broken", "no address that can be asked"),
        "https://lost.example/a": ("broken", "no address that can be asked"),
        "https://exa mple.org/": ("broken", "no address that can be asked"),
        "https://[x": ("broken", "no address that can be asked"),
        "https://.example.org/": ("broken", "no address that can be asked"),
        "mailto:a@b.example": ("broken", "no address that can be asked"),
        "https://shy.example/a": ("refused", "status 999"),
        "https://busy.example/a": ("refused", "status 429"),
        "https://down.example/a": ("no answer", "status 503"),
        "https://doi.org/10.1/a": ("ok", ""),
        "https://lazy.example/a": ("moved", "the front page; the page itself may be gone"),
        "https://soft.example/a": (
            "broken",
            "status 200, but the page is titled '404 – Page not found'",
        ),
        "https://room.example/a": ("ok", ""),
        "ftp://ftp.example/a": ("broken", "no address that can be asked"),
        "data:,x": ("broken", "no address that can be asked"),
        "javascript:alert(1)": ("broken", "no address that can be asked"),
        "//good.example/a": ("broken", "no address that can be asked"),
        "https://host.example:99999/": ("broken", "no address that can be asked"),
        "https://日本.jp/ページ#見出し": ("ok", ""),
        "https://good.example:8080/a(b)?q=ü#x": ("ok", ""),
        "https://good.example/" + "a" * 5000: ("ok", ""),
        "https://good.example/a": ("ok", ""),
    }
    cited = [links.Link(url, "source x") for url in states]
    monkeypatch.setattr(links, "cited_links", lambda *_: cited)
    assert main(["--links"], session) == 0
    listed = {r["url"]: r for r in live.as_table((book / "_build/links.csv").read_text("utf-8"))}
    for url, (state, words) in states.items():
        assert listed[url]["state"] == state, listed[url]
        assert words in listed[url]["detail"], listed[url]


OK, PAGE = b"HTTP/1.1 200 OK", b"Content-Type: text/html"
HUNG_UP = "no connection that held: the host hung up or sent what is no answer"


@pytest.mark.parametrize(
    ("lines", "state", "words"),
    [
        ([OK, PAGE, b"Content-Length: 90", b"", b"<p>"], "ok", ""),
        ([OK, PAGE, b"Content-Encoding: gzip", b"", b"<p>"], "ok", ""),
        ([OK, PAGE + b"; charset=klingon", b"", b"<p>"], "ok", ""),
        ([OK, PAGE, b"", "<title>ページが見つかりません</title>".encode()], "broken", "status 200, but the page is titled 'ページが見つかりません'"),
        ([OK, b"Content-Length: 3", b"Content-Length: 6", b"", b"abcdef"], "no answer", HUNG_UP),
        ([b"HTTP/1.1 302 Found", b"", b""], "no answer", "status 302"),
        ([b"HTTP/1.1 304 Not Modified", b"", b""], "no answer", "status 304"),
        ([b"HTTP/1.1 410 Gone", b"", b""], "broken", "status 410"),
        ([b"HTTP/1.1 abc", b"", b""], "no answer", HUNG_UP),
        ([b"SSH-2.0-OpenSSH", b""], "no answer", HUNG_UP),
    ],
)  # fmt: skip
def test_an_address_that_answers_in_no_good_form_has_a_state(
    services, session, lines, state, words
):
    services.fault = live.only("a.example", live.sending(*lines))
    session.passing = frozenset(range(400, 1000))
    answer = links.ask(session, links.Link("https://a.example/x", "source x"))
    assert (answer.state, answer.detail.removeprefix("a.example/x: ")) == (state, words)


def test_dead_hosts_are_no_lost_network(book, services, session, monkeypatch):
    """Only if nothing at all is reached, not even the archive, is there no network."""
    real = Session.request

    def dead(self, method, url, **options):
        if "dead" in url and "archive.org" not in url:
            raise NoNetworkError(f"{url}: the host was not found; is there a network?")
        return real(self, method, url, **options)

    monkeypatch.setattr(Session, "request", dead)
    cited = [links.Link(f"https://dead-{i}.example/", "source x") for i in range(2)]
    monkeypatch.setattr(links, "cited_links", lambda *_: cited)
    assert main(["--links"], session) == 0
    listed = live.as_table((book / "_build/links.csv").read_text("utf-8"))
    assert {row["state"] for row in listed} == {"no answer"}
    assert {row["detail"].partition(": ")[2] for row in listed} == {": the host was not found"[2:]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](https://a.example/x_(y)) b", "https://a.example/x_(y)"),
        ('[a](https://a.example/x "Title")', "https://a.example/x"),
        ("[a](<https://a.example/x>)", "https://a.example/x"),
        ("see <https://a.example/x>.", "https://a.example/x"),
        ("[a]: https://a.example/x", "https://a.example/x"),
        ("([a](https://a.example/x))", "https://a.example/x"),
        ("[a](mailto:a@b.example) `https://a.example`", None),
    ],
)
def test_links_of_a_page_are_found_however_they_are_written(book, text, found):
    before = {link.url for link in links.cited_links()}
    (book / "chapters/a-page.md").write_text(text, "utf-8")
    assert {link.url for link in links.cited_links()} - before == ({found} if found else set())


def test_links_say_when_there_is_no_network(book, monkeypatch, capsys):
    few = [
        links.Link("https://a.example/", "source a"),
        links.Link("https://b.example/", "source b"),
    ]
    monkeypatch.setattr(links, "cited_links", lambda *_: few)
    assert main(["--links"], lead_to(Session(QUICK), 9)) == 1
    assert "is there a network?" in capsys.readouterr().err


def test_every_renewable_table_is_listed_and_an_unknown_one_is_named(book, session, capsys):
    assert main([], session) == 0
    said = capsys.readouterr().out
    for name, recipe in RECIPES.items():
        assert f"{name} " in said
        assert recipe.source.title in said
    assert main(["debts"], session) == 1
    assert "no table 'debts'" in capsys.readouterr().err


def test_recipes_agree_with_the_tables_they_renew():
    for name, recipe in RECIPES.items():
        if not recipe.why_staged:
            present = data.read_text_table(name)
            assert recipe.owns(present).any()
            assert "year" in data.keys_of(name)
        else:
            assert name not in data.table_names()
            assert recipe.why_staged


def test_the_notice_of_age_is_measured_against_the_edition():
    resource = data.resource("un_vote_agreement")
    newest = data.extent("un_vote_agreement").newest_year
    assert "2019, seven years before" in stale_notice(resource, newest, "2026-11-24")
    assert "2019, 14 years before" in stale_notice(resource, newest, "2033-01-01")
    assert stale_notice(resource, newest, "2021-01-01") == ""
    fresh, newest = data.resource("debt_stocks"), data.extent("debt_stocks").newest_year
    assert stale_notice(fresh, newest, data.data_date()) == ""
    assert "was read" in stale_notice(fresh | {"accessed": "2024-01-01"}, newest, "2026-11-24")


def test_a_refusal_never_names_the_query(services):
    services.fault = live.status(500)
    session = lead_to(Session(QUICK), services.port)
    with pytest.raises(SourceError) as caught:
        session.get("https://example.org/a", params={"token": SECRET})
    assert SECRET not in str(caught.value)
    assert "example.org/a" in str(caught.value)


def recorded_from_the_local_server(services) -> dict[str, object]:
    return shapes.record(lead_to(shapes.Recorder(QUICK), services.port))


def test_shapes_are_recorded_from_every_service(book, services):
    found = recorded_from_the_local_server(services)
    hosts = {kind.partition("/")[0] for kind in found}
    assert hosts >= {"api.worldbank.org", "comtradeapi.un.org", "dataverse.harvard.edu"}
    observed = found["api.worldbank.org/*/en/sources/*/series/*/country/*/time/*"]
    assert observed["source"]["data"][0]["value"] in ("number", "nothing")
    assert shapes.lacking(found, found) == []
    # Each service that is fetched has a shape, those that send files too.
    assert found["un_vote_agreement/roll-calls.csv"]["ccode"] == "column"
    assert found["energy_production/panel.csv"]["ISO3166_alpha3"] == "column"
    other = found | {"energy_production/panel.csv": {"Year": "column"}}
    assert (
        "/panel.csv/Country is not in the service".removeprefix("/panel.csv")
        in shapes.lacking(found, other)[0]
    )
    # A key that the service renames, and a value that it writes in another way.
    renamed = json.loads(json.dumps(found).replace('"primaryValue"', '"tradeValue"'))
    assert ["primaryValue" in fault for fault in shapes.lacking(found, renamed)] == [True]
    written = json.loads(json.dumps(found).replace('"count": "number"', '"count": "text"'))
    assert ["count" in fault for fault in shapes.lacking(found, written)] == [True]


@pytest.mark.skipif(
    not shapes.FILE.exists(), reason="no shapes were recorded: tests/shapes.py needs a network"
)
def test_the_local_server_answers_in_the_shapes_that_were_recorded(book, services):
    held = json.loads(shapes.FILE.read_text("utf-8"))["shapes"]
    assert shapes.lacking(recorded_from_the_local_server(services), held) == []


@pytest.mark.network
@pytest.mark.parametrize("name", sorted(RECIPES))
def test_the_live_services_still_answer_in_their_shape(book, name):
    if name == "oda_by_kind":
        pytest.importorskip("oda_reader", reason="make refresh TABLE=oda_by_kind installs it")
    assert main([name]) == 0


def test_edits_by_hand_are_found_against_a_commit_and_signed(book, session, capsys, monkeypatch):
    def git(*words):
        given = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *given, *words], cwd=book, check=True, capture_output=True)

    git("init", "-q")
    git("add", "data")
    git("commit", "-q", "-m", "release")
    git("tag", "v1")
    assert main(["--since", "v1"], session) == 0
    path = book / "data/visa_rules.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), "utf-8")
    data.forget()
    assert main(["--since", "v1"], session) == 1
    assert "vanished-row" in capsys.readouterr().out
    assert main(["--since", "v1", "--sign", "A Person"], session) == 0
    assert [r["signed_by"] for r in table(book, "signoffs")] == ["A Person"]
    assert path.read_text("utf-8") == "".join(lines[:-1])
    check_data()
    assert data.edited_tables() == []
    assert main(["--since", "v1"], session) == 0
    assert main(["--since", "no-such-release"], session) == 1
    assert "git has no data/datapackage.json" in capsys.readouterr().err
    # What can't be compared is told: a table that got another name, and one with other columns.
    held = json.loads(paths.PACKAGE.read_text("utf-8"))
    for resource in held["resources"]:
        if resource["name"] == "openness":
            resource["name"] = "trade_openness"
        if resource["name"] == "oda_net":
            resource["schema"]["fields"] = [
                field for field in resource["schema"]["fields"] if field["name"] != "note"
            ]
    paths.PACKAGE.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", "utf-8")
    frame = pd.read_csv(book / "data/oda_net.csv", dtype="str", keep_default_na=False)
    frame.drop(columns="note").to_csv(book / "data/oda_net.csv", index=False)
    data.forget()
    capsys.readouterr()
    assert main(["--since", "v1"], session) == 0
    said = capsys.readouterr().out
    assert "openness: gone since v1, or renamed\n" in said
    assert "oda_net: other columns or keys since v1; its rows were not compared\n" in said
    # Tables that break a rule are not compared at all.
    path.write_text("".join([*lines, lines[-1]]), "utf-8")
    data.forget()
    assert main(["--since", "v1"], session) == 1
    assert "data/visa_rules.csv: row" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(book))
    assert main(["--since", "v1"], session) == 1
    said = "git is not installed, or not where programs are looked for"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--file", "new.csv"], "FILE= and ACCEPT= need the table that they are for: TABLE=name"),
        (["--accept"], "FILE= and ACCEPT= need the table that they are for: TABLE=name"),
        (["--debt", "--file", "form.csv"], "FILE= and ACCEPT= need the country that they are for: COUNTRY=KGZ"),
        (["--since", "HEAD"], "git has no data/datapackage.json at 'HEAD': fatal: not a git repository"),
        (["visa_rules", "--file", "data"], "data: not readable (Is a directory)"),
    ],
)  # fmt: skip
def test_a_command_that_lacks_something_says_what(book, session, monkeypatch, capsys, words, said):
    monkeypatch.chdir(book)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(book.parent))
    assert main(words, session) == 1
    assert said in capsys.readouterr().err
