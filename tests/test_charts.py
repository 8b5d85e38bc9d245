"""Every chart on real data, in every layout."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
import vl_convert
from conftest import assert_chart_fits_and_is_described

from helpers import names, style
from helpers.data import load_table
from helpers.topics.aid import net as aid
from helpers.topics.debt import charts as debt_charts
from helpers.topics.debt import measures as debt
from helpers.topics.debt import owed, paid, paid_charts
from helpers.topics.dialogue import charts as dialogue_charts
from helpers.topics.dialogue import measures as dialogue
from helpers.topics.summit import charts as summit_charts
from helpers.topics.summit import measures as summit
from helpers.topics.trade import charts as trade_charts
from helpers.topics.trade import measures as trade


def debt_tables():
    stocks = load_table("debt_stocks")
    table = debt.by_creditor(stocks, load_table("external_debt"))
    table = names.with_names(table, debtor="debtor_code", creditor="creditor_code")
    lenders = table[table["creditor_code"].isin(["CHN", "JPN"])].dropna(subset=["share_pct"])
    yield "by_creditor", debt_charts, table
    yield "lender_shares", debt_charts, lenders
    yield (
        "peaks",
        debt_charts,
        debt.peaks(table).pipe(names.with_names, debtor="debtor_code", creditor="creditor_code"),
    )
    yield (
        "with_banks",
        debt_charts,
        debt.with_banks(stocks, "UZB", 2019).pipe(names.with_names, creditor="creditor_code"),
    )
    service, creditors = load_table("debt_service"), load_table("creditors")
    newer = paid.new_bonds(load_table("bonds"), 2024, 2030)
    groups = names.with_names(paid.by_group(service, creditors, newer), debtor="debtor_code")
    yield "service", paid_charts, groups
    pair = paid.by_lender(service, creditors).query("creditor_code in ['CHN', 'JPN']")
    pair = names.with_names(pair, debtor="debtor_code", creditor="creditor_code")
    yield "pair", paid_charts, pair
    bank = owed.world_bank(stocks, load_table("external_debt"), creditors)
    reports = owed.completed(load_table("national_debt_reports"))
    shares = owed.shares_by_record(bank, reports, "CHN", 2016)
    yield "records", paid_charts, names.with_names(shares, debtor="debtor_code")
    oda = aid.net_of(load_table("oda_net"), "JPN", names.CENTRAL_ASIA)
    yield "oda_net", debt_charts, names.with_names(oda, debtor="recipient_code")


def dialogue_tables():
    meetings = load_table("meetings")
    marked = dialogue.marks(meetings, load_table("milestones"))
    yield "timeline", dialogue_charts, dialogue_charts.with_tracks(marked)
    tables = load_table("meeting_themes"), load_table("themes"), meetings
    themes = dialogue.themes_by_period(*tables, dialogue.PERIODS, dialogue.POLITICAL)
    yield "themes", dialogue_charts, themes
    levels = dialogue.attendance(
        load_table("meeting_delegations"),
        meetings,
        names.CENTRAL_ASIA,
        ["leaders", "foreign-ministers"],
    )
    levels = dialogue_charts.with_rank(names.with_names(levels, area="area_code"))
    labels = dialogue.meeting_labels(levels)
    yield "attendance", dialogue_charts, levels.assign(meeting=labels)
    steps = summit.steps(load_table("summit_events"), load_table("summit_event_actors"))
    yield "steps", summit_charts, summit.drawn(steps)


CASES = [*debt_tables(), *dialogue_tables()]


@pytest.mark.parametrize(("name", "module", "table"), CASES, ids=[case[0] for case in CASES])
def test_chart_fits_each_room_and_is_described(name, module, table):
    assert_chart_fits_and_is_described(module, name, table)


def test_whoever_draws_a_chart_alone_gets_the_look_of_the_book():
    # In a process of its own: here another test may have asked for the look.
    code = """
import importlib, pathlib, sys
import altair, helpers.topics
for path in pathlib.Path(helpers.topics.__path__[0]).glob("*/charts.py"):
    for name in [name for name in sys.modules if name.startswith("helpers.")]:
        del sys.modules[name]
    altair.theme.enable("default")
    importlib.import_module(f"helpers.topics.{path.parent.name}.charts")
    print(path.parent.name, altair.theme.active)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    looks = dict(line.split() for line in run.stdout.splitlines())
    assert "debt" in looks
    assert set(looks.values()) == {"book"}


def trade_with(amount):
    yen = trade.in_dollars(load_table("trade_japan_yen"), load_table("exchange_rates"))
    pair = trade.latest_with(load_table("trade_bilateral"), yen, names.CENTRAL_ASIA)
    pair = names.with_names(pair, country="country_code", partner="partner_code")
    pair = pair.assign(record="2024, a record")
    pair.iloc[0, pair.columns.get_loc(trade.TRADE)] = amount
    return trade_charts.draw_two_partners, trade_charts.describe_two_partners, pair


@pytest.mark.parametrize("made", [trade_with], ids=["points"])
def test_what_is_zero_has_no_symbol_on_a_logarithmic_axis_and_is_said_in_words(made):
    def drawn(amount, layout):
        draw, describe, table = made(amount)
        spec = style.resolve(json.dumps(draw(table, layout).to_dict()))
        svg = vl_convert.vegalite_to_svg(json.loads(spec), vl_version="6.1")
        marks = re.findall(r'aria-roledescription="(?:point|tick|rect mark|circle)"', svg)
        return len(marks), svg, describe(table)

    for layout in style.LAYOUTS:
        symbols, _, _ = drawn(50.0, layout)
        fewer, svg, words = drawn(0.0, layout)
        assert fewer == symbols - 1
        assert "none reported" in svg
        assert re.search("none (is )?reported", words)
        # A figure below the axis of today's is not drawn over the names.
        _, svg, _ = drawn(3.0, layout)
        assert float(svg.split('width="')[1].split('"')[0]) <= layout.width + 1
