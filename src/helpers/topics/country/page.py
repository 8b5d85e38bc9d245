"""What a country's page shows: tables loaded, measured for one country, with the words around them.

Each function takes the code of a country and gives a table and the arguments with which
:mod:`helpers.exhibits` shows it; the page adds the id and the title, on which its condition hangs.
"""

from __future__ import annotations

import pandas as pd

from helpers import data, names, numbers
from helpers.data import load_table
from helpers.topics.aid.net import net_of
from helpers.topics.country import facts, projects, region, sheet
from helpers.topics.debt import facts as debt_facts
from helpers.topics.debt import glance, owed, paid, records
from helpers.topics.debt import measures as debt
from helpers.topics.dialogue import measures as dialogue
from helpers.topics.energy import measures as energy
from helpers.topics.offers.projects import TABLES
from helpers.topics.offers.projects import projects as all_projects
from helpers.topics.ties import measures as ties
from helpers.topics.trade import measures as trade

# Roll calls that two states must share in a year to be compared, as in the chapter on votes.
SHARED_VOTES = 20
# Of Uzbekistan's debt alone the World Bank names commercial banks by country, from this year on.
FIRST_WITH_BANKS = 2019
# The first signatures that belong to the visits of December 2025.
TOKYO_FROM = "2025-12"
# Country, or the region -> the indicators of the chapter on what to watch that its page names.
WATCHED = {
    "KAZ": ["second-summit", "tenth-ministers", "kaz-china"],
    "KGZ": ["kgz-eurobond", "kgz-deferred-china", "kgz-deferred-japan", "railway-debt"],
    "TJK": ["tjk-eurobond", "tjk-rating", "tjk-china"],
    "TKM": ["tkm-japan"],
    "UZB": ["uzb-order", "railway-debt"],
    "region": ["second-summit", "target-first-count", "papers-list", "target-met", "china-third"],
}
# What a reader must know of one country's records alone.
_OF_ITS_RECORD = {
    "KAZ": " Kazakhstan's ministry counts the government's own debt, by kind of creditor, and names neither China nor Japan.",
    "TKM": " Turkmenistan's ministry publishes no figure.",
}
_RAILWAY = " One loan, for the railway, stands in the Kyrgyz and in the Uzbek list: its borrower belongs to China, Kyrgyzstan and Uzbekistan."
# What a reader must know of one country's schedule alone.
_OF_ITS_SCHEDULE = {
    "KAZ": " Other: nearly all of it to several lenders together, whose names and countries the record does not give."
}
# What a reader must know of one country's loans from China alone.
_OF_ITS_LOANS = dict.fromkeys(projects.RAILWAY_OWNERS, _RAILWAY) | {
    "TKM": " The gas loans of Turkmengaz stood in the World Bank's record of public debt; whether the state guaranteed them is not on record.",
}
STOCKS = ("debt_stocks", "external_debt", "creditors", "national_debt_reports")
Shown = tuple[pd.DataFrame, dict]


def _tables(*table_names: str) -> list[pd.DataFrame]:
    return [load_table(name) for name in table_names]


def year() -> int:
    """Give the year of the data."""
    return data.reading_year(data.latest_reading())


def newer_bonds(code: str = "") -> pd.DataFrame:
    """Reckon what falls due on the bonds issued since the schedule was drawn up, of one country or of all."""
    service, bonds = _tables("debt_service", "bonds")
    rows = paid.new_bonds(bonds, paid.LAST_PAID, int(service["year"].max()))
    mine = rows[rows["debtor_code"] == code] if code else rows
    # No row, no source: a cut without rows would cite its whole table.
    return mine if len(mine) else pd.DataFrame(columns=list(rows)).astype(dict(rows.dtypes))


def _projects() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the list of all projects, and what the countries' pages add to its rows."""
    more = _tables("loans", "japan_projects", "japan_export_finance", "china_since_2021")
    return all_projects(*_tables(*TABLES)), projects.details(*more)


def lists(code: str) -> dict[str, pd.DataFrame]:
    """Give the projects of Japan and of China in a country.

    Parameters
    ----------
    code : str
        The country.

    Examples
    --------
    >>> {lender: len(rows) for lender, rows in lists("TKM").items()}
    {'JPN': 10, 'CHN': 9}
    """
    every, more = _projects()
    return {lender: projects.of_country(every, more, lender, code) for lender in ("JPN", "CHN")}


def _debts() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give what each country owes in all by each record, and the lines of the chapter on debt."""
    stocks = _tables(*STOCKS)
    said = paid.ministries(*_tables("debt_service_reports", "debt_service"))
    whole = glance.at_a_glance(*stocks, load_table("debt_service"), newer_bonds(), said, year())
    return owed.side_by_side(*stocks), whole


def at_a_glance(code: str) -> Shown:
    """Gather on one sheet what a country owes and pays, was offered, and is tied by."""
    bonds = records.outstanding_bonds(load_table("bonds"))
    ratings = records.latest_ratings(*_tables("credit_ratings", "debt_sustainability"))
    found, (both, whole) = lists(code), _debts()
    lenders = paid.by_lender(*_tables("debt_service", "creditors"))
    attended = dialogue.attendance(
        *_tables("meeting_delegations", "meetings"), [code], ["leaders", "foreign-ministers"]
    )
    table = pd.concat(
        [
            sheet.owed_lines(both, whole, code),
            sheet.creditor_lines(both, lenders, code, year()),
            sheet.market_lines(bonds, load_table("bonds"), ratings, code),
            sheet.terms_lines(*_tables("jica_terms", "dac_income_groups", "loans"), code),
            sheet.offered_lines(found["JPN"], found["CHN"]),
            sheet.dialogue_line(attended, code),
        ],
        ignore_index=True,
    )
    return table, {
        "subtitle": f"Public external debt and payments in US$ at current prices, each with its date; projects and meetings as found to {year()}",
        "columns": {"what": "What", "figure": "How much, when, by whose record"},
        "source_column": "all_source_ids",
        "widths": [16, 34, 50],
        "fold": 0,
        "note": "Ministry: state external debt by the finance ministry, with the International Monetary Fund (IMF) and bonds. World Bank: public and publicly guaranteed debt without the IMF; China and Japan are official lenders there. Due: all kinds of lender. Projects are counted, not added up. Terms: interest, years (grace). ADB: Asian Development Bank. AIIB: Asian Infrastructure Investment Bank."
        + _OF_ITS_RECORD.get(code, ""),
    }


def paid_and_due(code: str = "") -> Shown:
    """Give what a country, or each of them, paid and is to pay by kind of creditor, to be drawn."""
    table = paid.by_group(*_tables("debt_service", "creditors"), newer_bonds(code))
    table = table[table["debtor_code"].isin([code] if code else names.CENTRAL_ASIA)]
    table = names.with_names(table, debtor="debtor_code")
    years = f"{table['year'].min()} to {table['year'].max()}"
    return table, {
        "subtitle": f"Debt service on public and publicly guaranteed external debt by creditor, US$ billion, current prices, {years}",
        "columns": {
            "debtor": "Country",
            "year": "Year",
            "service_kind": "Paid or scheduled",
            "group": "Paid to",
            "total_usd_million": "US$ million",
        },
        "note": f"As reported to the World Bank: paid to {paid.LAST_PAID}, then scheduled on the debt at the end of {paid.LAST_PAID}. Without the IMF. China and Japan: all lenders there, banks and exporters too.",
    }


def due_by_lender(code: str) -> Shown:
    """Give what falls due to whom in each year."""
    newer = newer_bonds(code)
    service, creditors = _tables("debt_service", "creditors")
    groups, every = paid.by_group(service, creditors, newer), paid.with_bonds(service, newer)
    return sheet.due(groups, every, code, paid.LAST_PAID), {
        "subtitle": f"Principal and interest on public and publicly guaranteed external debt, US$ million, current prices, {paid.LAST_PAID} to {service['year'].max()}",
        "columns": {
            "year_text": "Year",
            "China": "China",
            "Japan": "Japan",
            "bonds": "Bonds",
            paid.GROUPS["MLT"]: "Banks",
            "Other": "Other",
            "together": "All",
        },
        "note": f"As paid, or as scheduled on the debt at the end of {paid.LAST_PAID}, without the IMF. Banks: development banks. Bonds: bonds issued after {paid.LAST_PAID} are added by our reckoning from coupon and maturity, as far as these are known."
        + _OF_ITS_SCHEDULE.get(code, ""),
    }


_PROJECTS = {
    "columns": {
        "signed": "Signed",
        "what": "What",
        "project": "For",
        "amount": "Amount",
        "terms": "Interest, years (grace)",
    },
    "widths": [8, 36, 36, 14, 18],
}


def from_japan(code: str) -> Shown:
    """List what Japan lent and gave a country, by name."""
    table = lists(code)["JPN"]
    return table, _PROJECTS | {
        "subtitle": f"Known by name, latest first: {projects.counts_text(table)}",
        "note": "Amounts are ceilings at signing, in the currency of the contract or, where that is not on record, in dollars; they are no payments and not to be added up. An empty cell: not known. A loan without a named borrower is the government's, or its borrower is not known. Export finance is no aid. JBIC: Japan Bank for International Cooperation. NEXI: Nippon Export and Investment Insurance. JICA: Japan International Cooperation Agency.",
    }


def from_china(code: str) -> Shown:
    """List what China lent and gave a country, by name."""
    table = lists(code)["CHN"]
    return table, _PROJECTS | {
        "subtitle": f"Known by name, latest first: {projects.counts_text(table)}",
        "note": "Amounts are ceilings at signing, in the currency of the contract or, where that is not on record, in dollars; they are no payments and not to be added up. An empty cell: not known. A loan without a named borrower is the government's, or its borrower is not known. Marked as repaid: by a source; others whose term is over may be repaid too. Grants that AidData alone records are left out. Preferential credit: a preferential buyer's credit. Eximbank: Export-Import Bank of China. CDB: China Development Bank. LIBOR, SOFR, SHIBOR: reference rates."
        + _OF_ITS_LOANS.get(code, ""),
    }


def relief(code: str) -> Shown:
    """List the relief that a country was given, and what it asked for."""
    return sheet.relief(*_tables("debt_relief", "debt_relief_requests"), code), {
        "subtitle": "Relief on external debt given by any lender, and requests for it, latest first, amounts as printed",
        "columns": {
            "day": "Date",
            "who": "Lender",
            "what": "What",
            "amount": "Amount",
            "more": "The amount is, or the answer was",
        },
        "widths": [13, 25, 20, 17, 25],
        "note": "Amounts moved, cancelled and asked for are different things and are not to be added; a request and what answered it may stand in two rows. Second reports of one relief are left out.",
    }


def in_tokyo(code: str) -> Shown:
    """List what a country asked for, signed and counted in Tokyo."""
    return sheet.in_tokyo(load_table("summit_results"), code, TOKYO_FROM), {
        "subtitle": f"Requests, agreements and business sums of the visit of December {TOKYO_FROM[:4]}, as reported",
        "columns": {
            "group": "Group",
            "title": "What",
            "size": "Size",
            "state": "State",
            "by": "By whose word",
        },
        "widths": [12, 45, 20, 10, 20],
        "fold": 0,
        "note": "A proposal is no agreement. Sums of business are those of the side named and no count of contracts. Grants and loans stand in the list of projects.",
    }


def _trade_lines(code: str) -> pd.DataFrame:
    shares, bilateral, yen, rates, conflicts = _tables(
        "trade_partner_shares",
        "trade_bilateral",
        "trade_japan_yen",
        "exchange_rates",
        "source_conflicts",
    )
    latest = trade.latest_with(bilateral, trade.in_dollars(yen, rates), [code])
    return sheet.trade_lines(shares, latest, trade.mirror_records(bilateral, conflicts), code)


def trade_and_routes(code: str) -> Shown:
    """Give a country's trade with China and Japan, its routes, and its ties: visas and votes."""
    gas = energy.gas_destinations(load_table("pipeline_gas_exports"))
    visas = ties.visa_grid(load_table("visa_rules"), names.CENTRAL_ASIA)
    votes = ties.votes_with_base(load_table("un_vote_agreement"), SHARED_VOTES)
    changed = load_table("source_conflicts")
    table = pd.concat(
        [
            _trade_lines(code),
            sheet.route_lines(
                load_table("route_and_uranium_figures"), gas, load_table("flight_routes"), code
            ),
            sheet.ties_lines(visas, votes, changed, code),
        ],
        ignore_index=True,
    )
    return table, {
        "subtitle": f"Shares of partners, trade in both directions in US$ at current prices, routes, flights, visas and votes, latest found to {year()}",
        "columns": {"what": "What", "figure": "How much", "when": "Year", "by": "By whose record"},
        "widths": [30, 50, 10, 14],
        "fold": 0,
        "note": "Records of the two sides of a border differ and are never added. A list of partners stops after the largest; Japan is in none of them. Flights are an old count.",
    }


def region_owed() -> Shown:
    """Set side by side what the countries owe."""
    return region.owed(*_debts()), {
        "subtitle": "Public external debt in US$ at current prices by finance ministries and by the World Bank, share in the same record's total, each with its date",
        "columns": {
            "country": "Country",
            "whole": "Owed in all",
            "china": "To China",
            "japan": "To Japan",
            "largest": "Largest creditor",
        },
        "widths": [13, 20, 25, 23, 19],
        "note": "Ministry: with the International Monetary Fund (IMF) and bonds. World Bank: public and publicly guaranteed debt without the IMF; China and Japan are official lenders there. The totals differ, so shares of the two records are not to be compared."
        + "".join(_OF_ITS_RECORD.values()),
    }


def region_due() -> Shown:
    """Give what falls due in each country and year."""
    service = load_table("debt_service")
    every = paid.with_bonds(service, newer_bonds())
    return region.due(every, paid.LAST_PAID), {
        "subtitle": f"Principal and interest on public and publicly guaranteed external debt to all lenders, bonds issued after {paid.LAST_PAID} included, US$ million, current prices, {paid.LAST_PAID} to {service['year'].max()}",
        "columns": {"year_text": "Year", **{c: names.area_name(c) for c in names.CENTRAL_ASIA}},
        "note": f"As paid, or as scheduled on the debt at the end of {paid.LAST_PAID}, without the IMF. Newer bonds by our reckoning, as far as their terms are known.",
    }


def region_projects() -> Shown:
    """Count what Japan and China lent and gave each country."""
    return region.offered({code: lists(code) for code in names.CENTRAL_ASIA}), {
        "subtitle": f"Loans, export finance and grants that are known by name, counted by one rule for both lenders, latest of each kind, to {year()}",
        "columns": {"country": "Country", "japan": "From Japan", "china": "From China"},
        "widths": [13, 45, 42],
        "note": "Counts of what was found, not of all there is, and no measure of money. The projects stand by name on the countries' pages. The railway from China counts in Kyrgyzstan and in Uzbekistan.",
    }


def region_offers() -> Shown:
    """List what China and Japan offered several countries together."""
    papers = load_table("meeting_documents")
    summit = load_table("milestones").query("milestone_id == 'ms-2025-summit'")
    goal = papers[papers["kind"] == "target"].head(1)
    table = region.to_all(*_tables("china_since_2021", "japan_projects"), goal, summit)
    return table, {
        "subtitle": "Pledges, grants and targets for several countries of the region, latest first, nominal amounts as announced",
        "columns": {
            "day": "Date",
            "who": "By",
            "what": "What",
            "amount": "Amount",
            "state": "State",
        },
        "widths": [12, 10, 44, 18, 16],
        "note": "Pledges of a state, a signed grant and a target for companies are different things and are not to be ranked by size. China's pledges overlap with what it gave single countries.",
    }


def region_relief() -> Shown:
    """Count relief by country and lender."""
    return region.relief(*_tables("debt_relief", "debt_relief_requests")), {
        "subtitle": "Number of entries of relief on external debt that are known, by lender, and of requests, answers and swaps beside them",
        "columns": {
            "country": "Country",
            "china": "By China",
            "japan": "By Japan",
            "others": "By others",
            "asked": "Requests, answers, swaps",
        },
        "note": "Entries are cancellations, deferrals and changes of terms alike; their sums are different things. The Paris Club, of which Japan is a member, counts among the others. Relief that a debtor declined, and loans rescheduled at home, are left out.",
    }


def region_requests() -> Shown:
    """List what the presidents asked for in Tokyo."""
    table = region.requests(load_table("summit_results"), TOKYO_FROM)
    return table, {
        "subtitle": f"Proposals and requests of the presidents in December {TOKYO_FROM[:4]}, as reported",
        "columns": {
            "country": "Country",
            "title": "Asked for",
            "state": "State",
            "by": "By whose word",
        },
        "widths": [13, 55, 11, 21],
        "note": "Proposals were not accepted by being made. Who publishes more is seen to ask for more.",
    }


def region_trade() -> Shown:
    """Set side by side the countries' trade with China and Japan."""
    return region.trade({code: _trade_lines(code) for code in names.CENTRAL_ASIA}), {
        "subtitle": f"Largest sources of imports by the lists of the World Factbook, and trade in both directions in US$ at current prices, latest found to {year()}",
        "columns": {
            "country": "Country",
            "imports": "Imports from",
            "china": "Trade with China",
            "japan": "Trade with Japan",
        },
        "widths": [13, 25, 36, 26],
        "note": "Years and recorders differ, and the records of the two sides of a border are never added. A dash: no figure was found.",
    }


def publish_region() -> None:
    """Publish the numbers that the region's page names, each with the region in its id."""
    first = glance.largest(*_tables(*STOCKS))
    numbers.publish_all(facts.largest, first)
    watch = load_table("indicators_to_watch")
    watch = watch[watch["indicator_id"].isin(WATCHED["region"])]
    numbers.publish_all(facts.watched, watch.assign(country="region"))
    papers = load_table("meeting_documents")
    numbers.publish_all(facts.target, papers[papers["kind"] == "target"].head(1))


def publish(code: str) -> None:
    """Publish the numbers that a country's page names, each with the country in its id.

    Parameters
    ----------
    code : str
        The country.
    """
    stocks = _tables(*STOCKS)
    pairs = owed.stock_of(*stocks)
    service, creditors = _tables("debt_service", "creditors")
    every = paid.with_bonds(service, newer_bonds(code))
    lenders = paid.by_lender(service, creditors)
    net = net_of(load_table("oda_net"), "JPN", names.CENTRAL_ASIA)
    first = glance.largest(*stocks).loc[[code]]
    mine, due = (rows[rows["debtor_code"] == code] for rows in (lenders, every))
    numbers.publish_all(facts.owed, pairs[pairs["debtor_code"] == code], first)
    numbers.publish_all(facts.due, due, mine, data.latest_reading())
    numbers.publish_all(facts.ahead, mine, due)
    reports = load_table("debt_service_reports")
    if len(reports := reports[reports["debtor_code"] == code]):
        numbers.publish_all(facts.told, reports, data.latest_reading())
    if code == "UZB":
        numbers.publish_all(debt_facts.banks, debt.with_banks(stocks[0], code, FIRST_WITH_BANKS))
    numbers.publish_all(facts.projects, *lists(code).values())
    numbers.publish_all(facts.net_aid, net[net["recipient_code"] == code])
    commitments = load_table("china_commitments")
    numbers.publish_all(facts.commitments, commitments[commitments["recipient_code"] == code])
    watch = load_table("indicators_to_watch")
    watch = watch[watch["indicator_id"].isin(WATCHED[code]) & watch["due_date"].notna()]
    numbers.publish_all(facts.watched, watch.assign(country=code))
    if code in projects.RAILWAY_OWNERS:
        loans = load_table("loans")
        numbers.publish_all(facts.railway, loans[loans["debtor_code"] == projects.RAILWAY])
