"""The tables of a country's page: what it owes and pays, relief, the Dialogue, trade and ties.

Each is composed of what the other topics measure, for one country. Stocks, payments of a year and signed
sums stand in rows of their own, each with its date, and are never added up.
"""

from __future__ import annotations

import pandas as pd

from helpers.data import all_source_ids
from helpers.partial_dates import format_date
from helpers.provenance import cite, measure
from helpers.topics.country.projects import counts_text, lender_text, short_day, terms_text
from helpers.topics.debt import owed, paid
from helpers.topics.debt.glance import amount, day
from helpers.topics.debt.records import KINDS
from helpers.topics.offers.measures import amount_text
from helpers.topics.offers.records import RELIEF_BASES, RELIEF_KINDS
from helpers.topics.ties.measures import RULES
from helpers.topics.trade.measures import TRADE

# Kinds of relief in the words of the field; the last are no lender's, but the debtor's own.
RELIEF = RELIEF_KINDS | {
    "deferral": "Payments deferred",
    "maturity-extension": "Term lengthened",
    "rate-reduction": "Rate lowered",
    "extension-and-rate-reduction": "Term lengthened, rate lowered",
    "declined-by-debtor": "Declined by the debtor",
    "domestic-restructuring": "On-lent loans restructured at home",
}
# Kinds of results of the summit -> the group in which a country's page puts them, in this order.
RESULTS = {
    "request": "Asked for",
    "joint-statement": "Issued or signed",
    "strategic-partnership": "Issued or signed",
    "agreement": "Issued or signed",
    "moc": "Issued or signed",
    "roadmap": "Issued or signed",
    "business": "Business",
}
# Creditors beside China and Japan that have a line of their own.
CREDITORS = {
    "WB": "Owed to the World Bank",
    "ADB": "Owed to ADB",
    "AIIB": "Owed to AIIB",
    "BOND": "Owed to bondholders",
}
# Country -> the entry on a waiver of visas between it and China that came after the lists of rules.
VISA_WAIVERS = {"UZB": "uzb-chn-visa-2025"}
# So many of a country's newest bonds are named.
SHOWN_BONDS = 3
_NOT_READ = "not read"
_BOUNDS = {"about": "about ", "almost": "nearly ", "at-least": "at least ", "over": "over "}
_UNITS = {
    "documents": "{:,.0f} documents",
    "usd_million": "US${:,.0f} million",
    "eur_million": "{:,.0f} million euro",
    "jpy_million": "{:,.0f} million yen",
    "usd_billion": "US${:g} billion",
    "eur_billion": "{:g} billion euro",
    "jpy_billion": "{:g} billion yen",
}
STATUS = {"formed-signed-in-one-report": "formed; signed, by one report"}
LEVELS = {
    "head-of-state": "president",
    "foreign-minister": "foreign minister",
    "first-deputy-minister": "first deputy minister",
    "deputy-minister": "deputy minister",
    "other-minister": "another minister",
    "ambassador": "ambassador",
    "not-listed": "not listed",
}
_WHOSE = {"CHN": "Chinese customs", "JPN": "Japanese customs"}
# Figures on routes and uranium -> the countries on whose pages they stand.
ROUTES = {
    "kaz-chn-rail-2024": ["KAZ"],
    "middle-corridor-2024": ["KAZ"],
    "cku-railway-2030": ["KGZ", "UZB"],
    "kaz-uranium-2023": ["KAZ"],
}
_ROUTE_UNITS = {"million_tonnes": "million tonnes", "tonnes": "tonnes"}


def _line(what: str, figure: str, *rows: pd.DataFrame) -> dict[str, str]:
    """Give one line of the page with the sources of the rows that it is made from."""
    return {"what": what, "figure": figure, "all_source_ids": cite(*rows)}


@measure
def owed_lines(both: pd.DataFrame, glance: pd.DataFrame, code: str) -> pd.DataFrame:
    """Give the lines on what a country owes and pays: in all by each record, and as chapters have it.

    Parameters
    ----------
    both : pandas.DataFrame
        What ``debt.owed.side_by_side`` gives.
    glance : pandas.DataFrame
        What ``debt.glance.at_a_glance`` gives.
    code : str
        The country.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``figure`` (amount, date and record in words), ``all_source_ids``.
    """
    whole = both[(both["debtor_code"] == code) & (both["creditor_code"] == "ALL")]
    words = "; ".join(
        f"{row.record}: {amount(row.usd_million)} ({day(row.as_of_date)})"
        for row in whole.itertuples()
    )
    mine = glance[glance["debtor_code"] == code]
    lines = mine[["what", "figure", "all_source_ids"]].assign(
        what=mine["what"].str[:1].str.upper() + mine["what"].str[1:]
    )
    return pd.concat([pd.DataFrame([_line("Owed in all", words, whole)]), lines], ignore_index=True)


@measure
def creditor_lines(both: pd.DataFrame, lenders: pd.DataFrame, code: str, year: int) -> pd.DataFrame:
    """Give a line for each creditor beside China and Japan: amount, share and date by its newest record.

    Parameters
    ----------
    both : pandas.DataFrame
        What ``debt.owed.side_by_side`` gives; the ministry's figure goes first.
    lenders : pandas.DataFrame
        What ``debt.paid.by_lender`` gives: a creditor that no record of stocks names is told by what
        is due to it.
    code : str
        The country.
    year : int
        The year of the data.

    Examples
    --------
    >>> both = pd.DataFrame({"debtor_code": "KGZ", "record": ["Ministry", "World Bank"],
    ...     "creditor_code": "ADB", "as_of_date": ["2025-12-31", "2023-12-31"],
    ...     "usd_million": [869.5, 723.3], "share_pct": [16.3, 17.3], "amount_bound": ["over", None],
    ...     "source_id": ["a", "b"]})
    >>> due = pd.DataFrame({"debtor_code": ["KGZ"], "creditor_code": ["AIIB"], "year": [2026],
    ...     "total_usd_million": [4.4], "source_id": ["c"]})
    >>> creditor_lines(both, due, "KGZ", 2026)["figure"].to_list()
    ['Ministry: over US$870m = 16% (end of 2025)', 'No stock on record; US$4m due in 2026']
    """
    lines = []
    for creditor, name in CREDITORS.items():
        rows = both[(both["debtor_code"] == code) & (both["creditor_code"] == creditor)]
        rows = rows.sort_values("record", kind="stable").head(1)
        due = lenders[(lenders["debtor_code"] == code) & (lenders["creditor_code"] == creditor)]
        due = due[due["year"] == year]
        if len(rows):
            row = rows.iloc[0]
            bound = _BOUNDS.get(row["amount_bound"], "")
            share = f"{row['share_pct']:.{owed.share_digits(row)}f}%"
            share = f"{bound}{amount(row['usd_million'])} = {share}"
            lines.append(_line(name, f"{row['record']}: {share} ({day(row['as_of_date'])})", rows))
        elif len(due):
            said = f"No stock on record; {amount(float(due[paid.TOTAL].sum()))} due in {year}"
            lines.append(_line(name, said, due))
    return pd.DataFrame(lines)


@measure
def terms_lines(
    posted: pd.DataFrame, groups: pd.DataFrame, loans: pd.DataFrame, code: str
) -> pd.DataFrame:
    """Give the lines on terms: what JICA posts for the country, and China's last loan with a known fixed rate.

    Parameters
    ----------
    posted, groups, loans : pandas.DataFrame
        Tables ``jica_terms``, ``dac_income_groups`` and ``loans``. Posted are fixed rates of the
        longest standard option, general or, where none is general, of high specification.
    code : str
        The country.
    """
    group = groups[groups["area_code"] == code].sort_values("year", kind="stable").tail(1)
    rows = posted[posted["category_code"] == group["dac_group"].item()]
    rows = rows[(rows["effective_date"] == rows["effective_date"].max())]
    rows = rows[(rows["rate_kind"] == "fixed") & (rows["option_name"] == "standard")]
    known = rows[rows["terms_kind"] == "general"]
    rows = (known if len(known) else rows[rows["terms_kind"] == "high-specification"]).head(1)
    row = rows.rename(columns={"rate_pct": "interest_pct"}).iloc[0]
    said = f"{terms_text(row)} in yen, {row['terms_kind'].replace('-', ' ')} terms from {format_date(row['effective_date'])}"
    lines = [_line("JICA's posted terms", said, rows, group)]
    lent = loans[(loans["creditor_code"] == "CHN") & (loans["debtor_code"] == code)]
    lent = lent.dropna(subset=["interest_pct", "signed_date"])
    if len(lent):
        last = lent.sort_values("signed_date", kind="stable").tail(1)
        row = last.iloc[0]
        said = f"{terms_text(row)}, {row['contract_currency_code']}, {lender_text(row['lender_name'])}, {format_date(row['signed_date'])}"
        lines.append(_line("China's last known fixed terms", said, last))
    return pd.DataFrame(lines)


@measure
def market_lines(
    bonds: pd.DataFrame, told: pd.DataFrame, ratings: pd.DataFrame, code: str
) -> pd.DataFrame:
    """Give the lines on bonds sold abroad and on ratings.

    Parameters
    ----------
    bonds, ratings : pandas.DataFrame
        What ``debt.records.outstanding_bonds`` and ``debt.records.latest_ratings`` give.
    told : pandas.DataFrame
        Table ``bonds``, of which a row may tell that a country has none.
    code : str
        The country.
    """
    mine = bonds[bonds["area_code"] == code]
    known = mine[mine["amount"] != _NOT_READ]
    older, known = len(known) - SHOWN_BONDS, known.tail(SHOWN_BONDS)
    parts = [
        f"{row.amount}{'' if row.interest == _NOT_READ else f' at {row.interest}'}, "
        f"{'being repaid until' if row.state == 'In part' else 'due'} {row.due}"
        for row in known.itertuples()
    ]
    if older > 0:
        parts.append(f"{older} older {'bonds' if older > 1 else 'bond'}")
    unread = int((mine["amount"] == _NOT_READ).sum())
    if unread:
        parts.append(f"{unread} more of unknown amount")
    owing = "; ".join(parts)
    rated = ratings[ratings["area_code"] == code]
    row = rated.iloc[0]
    agencies = [name for name in ("Moody's", "S&P", "Fitch", "ACRA") if row[name] != "–"]
    parts = [f"IMF and World Bank: {row['analysis'][:1].lower()}{row['analysis'][1:]}"]
    parts += [f"{name}: {row[name]}" for name in agencies]
    without = told[(told["area_code"] == code) & (told["outstanding"] == "none-found")]
    lines = [_line("Bonds abroad", owing or "None known", mine, without)]
    return pd.DataFrame([*lines, _line("Risk and ratings", "; ".join(parts), rated)])


@measure
def offered_lines(japan: pd.DataFrame, china: pd.DataFrame) -> pd.DataFrame:
    """Give the lines on what Japan and China offered, counted by instrument.

    Parameters
    ----------
    japan, china : pandas.DataFrame
        What ``country.projects.of_country`` gives for each lender.
    """
    lines = [("From Japan, by name", japan), ("From China, by name", china)]
    return pd.DataFrame([_line(what, counts_text(rows), rows) for what, rows in lines])


@measure
def dialogue_line(attended: pd.DataFrame, code: str) -> pd.DataFrame:
    """Say at what level a country came to the summit and to the meetings of foreign ministers.

    Parameters
    ----------
    attended : pandas.DataFrame
        What ``dialogue.attendance`` gives for leaders and foreign ministers.
    code : str
        The country.

    Examples
    --------
    >>> rows = pd.DataFrame({"area_code": "TKM", "track": ["leaders", "foreign-ministers"],
    ...     "start_date": ["2025-12-20", "2022-12-24"], "level": ["head-of-state", "ambassador"],
    ...     "all_source_ids": "x"})
    >>> dialogue_line(rows, "TKM")["figure"].item()
    'Summit (20 December 2025): president. Foreign ministers, 1 meeting: ambassador 1'
    """
    mine = attended[attended["area_code"] == code]
    top = mine[mine["track"] == "leaders"]
    met = mine[mine["track"] == "foreign-ministers"]
    summits = "; ".join(
        f"Summit ({format_date(row.start_date)}): {LEVELS[row.level]}" for row in top.itertuples()
    )
    count = met["level"].map(LEVELS).value_counts(sort=False)
    count = count.reindex([name for name in LEVELS.values() if name in count])
    words = ", ".join(f"{name} {number}" for name, number in count.items())
    held = f"{len(met)} meeting{'s' if len(met) > 1 else ''}"
    return pd.DataFrame(
        [_line("At the Dialogue", f"{summits}. Foreign ministers, {held}: {words}", mine)]
    )


@measure
def ties_lines(
    visas: pd.DataFrame, votes: pd.DataFrame, changed: pd.DataFrame, code: str
) -> pd.DataFrame:
    """Give the lines on visas and on votes in the United Nations; columns as in :func:`trade_lines`.

    Parameters
    ----------
    visas : pandas.DataFrame
        What ``ties.visa_grid`` gives.
    votes : pandas.DataFrame
        What ``ties.votes_with_base`` gives.
    changed : pandas.DataFrame
        Table ``source_conflicts``, which holds a waiver of visas that is later than the lists and takes
        their place.
    code : str
        The country.
    """
    later = changed[changed["conflict_id"] == VISA_WAIVERS.get(code, "")]
    later = later[later["is_followed"]]
    mine = visas[(visas["country_code"] == code) & (visas["year"] == visas["year"].max())]
    known = mine.set_index(["partner_code", "direction"])
    words_of = RULES | {"visa-required": "visa"}

    def rule(partner: str, direction: str) -> str:
        row = known.loc[(partner, direction)]
        days = f" ({row['visa_free_days']:.0f} days)" if pd.notna(row["visa_free_days"]) else ""
        return words_of[row["rule"]] + (days if row["rule"] == "visa-free" else "")

    said = {
        partner: f"{people} there: {rule(partner, 'out-of')}, its citizens in {name}: {rule(partner, 'into')}"
        for partner, people, name in (("JPN", "Japanese", "Japan"), ("CHN", "Chinese", "China"))
    }
    if len(later):
        said["CHN"] = f"with China none either way since {format_date(later['value_text'].item())}"
    words = "; ".join(said.values())
    cast = votes[(votes["area_code"] == code) & (votes["year"] == votes["year"].max())]
    alike = cast.set_index("partner_code")["identical_votes_pct"]
    voted = ", ".join(
        f"{name} in {alike[partner]:.0f}%" for partner, name in (("CHN", "China"), ("JPN", "Japan"))
    )
    years = [int(rows["year"].iloc[0]) for rows in (mine, cast)]
    return pd.DataFrame(
        [
            _line("Visas", words, mine, later)
            | {"when": str(years[0]), "by": "Lists of visa rules"},
            _line("Votes in the UN", f"Like {voted} of roll calls", cast)
            | {"when": str(years[1]), "by": "Roll calls"},
        ]
    )


@measure
def due(groups: pd.DataFrame, every: pd.DataFrame, code: str, first: int) -> pd.DataFrame:
    """Give what a country pays each kind of lender in each year, the lenders side by side.

    Parameters
    ----------
    groups, every : pandas.DataFrame
        What ``debt.paid.by_group`` and ``debt.paid.with_bonds`` give.
    code : str
        The country.
    first : int
        First year to give.

    Returns
    -------
    pandas.DataFrame
        ``year_text`` (with "paid" or "due"), a column for each group of ``debt.paid.GROUPS`` and
        ``Other``, ``bonds`` (bondholders, those of bonds issued since too), ``all`` (as paid or
        scheduled), ``newer`` (on bonds issued since) and ``together``, in US$ million, whole; zero
        where nothing falls due.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_service", "creditors", "bonds")]
    >>> newer = paid.new_bonds(tables[2], 2024, 2030)
    >>> parts = paid.by_group(*tables[:2], newer), paid.with_bonds(tables[0], newer)
    >>> rows = due(*parts, "KGZ", 2030)
    >>> rows[["China", "Japan", "all", "newer", "together"]].to_numpy().tolist()
    [[191, 10, 431, 723, 1154]]
    """
    mine = groups[(groups["debtor_code"] == code) & (groups["year"] >= first)]
    wide = mine.pivot(index="year", columns="group", values=paid.TOTAL)
    names = [*paid.GROUPS.values(), paid.OTHER]
    wide = wide.reindex(columns=names).fillna(0.0)
    rows = every[(every["debtor_code"] == code) & (every["year"] >= first)].set_index("year")
    sums = {
        "bonds": wide[paid.GROUPS["BOND"]] + rows["bonds_usd_million"],
        "all": rows[paid.TOTAL],
        "newer": rows["bonds_usd_million"],
        "together": rows["with_bonds_usd_million"],
    }
    state = rows["service_kind"].map({"actual": "paid", "scheduled": "due"})
    table = wide.assign(**sums).round().astype(int).reset_index()
    return table.assign(year_text=[f"{year}\u00a0({state[year]})" for year in table["year"]])


@measure
def relief(given: pd.DataFrame, asked: pd.DataFrame, code: str) -> pd.DataFrame:
    """List the relief that a country was given, by any lender, and what it asked for beside.

    Parameters
    ----------
    given : pandas.DataFrame
        Table ``debt_relief``; second reports of one relief and rows of low confidence are left out.
    asked : pandas.DataFrame
        Table ``debt_relief_requests``; rows of low confidence are left out.
    code : str
        The country.

    Returns
    -------
    pandas.DataFrame
        ``day``, ``who``, ``what``, ``amount``, ``more`` (what the amount is, or the answer),
        ``all_source_ids``, the latest first.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> tables = [load_table(n) for n in ("debt_relief", "debt_relief_requests")]
    >>> len(relief(*tables, "UZB")), relief(*tables, "TKM")["what"].to_list()
    (0, ['Repaid in full'])
    """
    rows = given[(given["debtor_code"] == code) & given["overlaps_relief_ids"].isna()]
    rows = rows[rows["confidence"] != "low"]
    made = pd.DataFrame(
        {
            "date": rows["relief_date"],
            "who": rows["creditor_name"],
            "what": rows["relief_kind"].map(RELIEF),
            "amount": [amount_text(row) for _, row in rows.iterrows()],
            "more": rows["amount_basis"].map(RELIEF_BASES),
            "all_source_ids": all_source_ids(rows),
        }
    )
    wanted = asked[(asked["debtor_code"] == code) & asked["relief_kind"].isin(KINDS)]
    wanted = wanted[wanted["confidence"] != "low"]
    usd = wanted["amount_usd_million"].astype(float)
    sums = usd.map("US${:,.0f} million".format).where(usd.notna(), wanted["other_amount_text"])
    more = pd.DataFrame(
        {
            "date": wanted["relief_date"],
            "who": wanted["creditor_name"],
            "what": wanted["relief_kind"].map(KINDS),
            "amount": sums,
            "more": wanted["answer_text"],
            "all_source_ids": all_source_ids(wanted),
        }
    )
    table = pd.concat([made, more]).sort_values(["date", "who"], ascending=[False, True])
    table = table.assign(
        day=table["date"].map(short_day, na_action="ignore"),
        amount=table["amount"].fillna("").replace(_NOT_READ, ""),
    )
    return table.drop(columns="date").reset_index(drop=True)


@measure
def in_tokyo(results: pd.DataFrame, code: str, first: str) -> pd.DataFrame:
    """List what a country asked for, signed and counted at the summit of Tokyo.

    Parameters
    ----------
    results : pandas.DataFrame
        Table ``summit_results``. Grants and loans, which stand among the projects, are left out.
    code : str
        The country, or ``CA5``.
    first : str
        First day to give.

    Returns
    -------
    pandas.DataFrame
        ``group``, ``title``, ``size``, ``state``, ``by``, ``all_source_ids``, in the order of
        :data:`RESULTS`.
    """
    rows = results[(results["area_code"] == code) & results["result_kind"].isin(RESULTS)]
    rows = rows[rows["result_date"] >= first]
    group = rows["result_kind"].map(RESULTS)
    made = pd.DataFrame(
        {
            "group": group,
            "title": rows["title"],
            "size": [size_text(row) for row in rows.itertuples()],
            "state": rows["status"].replace(STATUS).str.replace("-", " "),
            "by": rows["reported_by"],
            "all_source_ids": all_source_ids(rows),
            "order": group.map(list(dict.fromkeys(RESULTS.values())).index),
        }
    )
    return made.sort_values(["order"], kind="stable").drop(columns="order").reset_index(drop=True)


def size_text(row: tuple) -> str:
    """Write the size of a result of the summit: a sum or a count with its bound, or nothing.

    Parameters
    ----------
    row : tuple
        A row of the table ``summit_results``, as ``itertuples`` gives it.

    Examples
    --------
    >>> from helpers.data import load_table
    >>> results = load_table("summit_results").set_index("result_id")
    >>> [size_text(row) for row in results.loc[["t002", "t054", "t069"]].itertuples()]
    ['158 documents', 'over US$12 billion', '']
    """
    if pd.isna(row.amount):
        return ""
    unit, amount = row.unit_code, float(row.amount)
    if unit.endswith("_million") and amount >= 1000:
        unit, amount = unit.replace("million", "billion"), amount / 1000
    return _BOUNDS.get(row.amount_bound, "") + _UNITS[unit].format(amount)


@measure
def trade_lines(
    lists: pd.DataFrame, latest: pd.DataFrame, own: pd.DataFrame, code: str
) -> pd.DataFrame:
    """Give the lines on trade: partners' shares by one list, and sums by the customs that recorded them.

    Parameters
    ----------
    lists : pandas.DataFrame
        Table ``trade_partner_shares``.
    latest : pandas.DataFrame
        What ``trade.latest_with`` gives.
    own : pandas.DataFrame
        What ``trade.mirror_records`` gives: for China, the other records of the same trade.
    code : str
        The country.

    Returns
    -------
    pandas.DataFrame
        ``what``, ``figure``, ``when``, ``by``, ``all_source_ids``.
    """
    named = lists[(lists["country_code"] == code) & (lists["year"] == lists["year"].max())]
    lines = []
    for flow, words in (("imports", "Imports from"), ("exports", "Exports to")):
        rows = named[named["flow"] == flow].sort_values("rank_in_list", kind="stable")
        shares = [f"{row.partner_name_printed} {row.share_pct:.0f}%" for row in rows.itertuples()]
        lines.append(
            _line(words, ", ".join(shares), rows)
            | {"when": str(named["year"].iloc[0]), "by": "World Factbook"}
        )
    lines += [_trade(row) for row in _rows(latest, code, "CHN")]
    others = own[(own["country_code"] == code) & (own["recorder"] != "china")]
    others = others[others["confidence"] != "low"]
    for row in _rows(others[others["year"] == others["year"].max()], code):
        part = ", part of the year" if row["is_part_year"].item() else ""
        when = f"{row['year'].item()}{part}"
        figure = amount(row[TRADE].item())
        lines.append(
            _line("Trade with China", figure, row) | {"when": when, "by": "Its own record"}
        )
    lines += [_trade(row) for row in _rows(latest, code, "JPN")]
    return pd.DataFrame(lines)


def _rows(table: pd.DataFrame, code: str, partner: str = "") -> list[pd.DataFrame]:
    """Give the rows of a country that hold a sum, each as a table, for its sources."""
    mine = table[(table["country_code"] == code) & table[TRADE].notna()]
    mine = mine[mine["partner_code"] == partner] if partner else mine
    return [mine.iloc[[place]] for place in range(len(mine))]


def _trade(row: pd.DataFrame) -> dict[str, str]:
    partner = {"CHN": "China", "JPN": "Japan"}[row["partner_code"].item()]
    by = _WHOSE.get(row["recorder_code"].item(), "Its own record")
    words = {"when": str(int(row["year"].item())), "by": by}
    return _line(f"Trade with {partner}", amount(row[TRADE].item()), row) | words


@measure
def route_lines(
    figures: pd.DataFrame, gas: pd.DataFrame, flights: pd.DataFrame, code: str
) -> pd.DataFrame:
    """Give the lines on routes, gas by pipeline and direct flights; columns as in :func:`trade_lines`.

    Parameters
    ----------
    figures, gas, flights : pandas.DataFrame
        Tables ``route_and_uranium_figures`` and ``flight_routes``, and what
        ``energy.gas_destinations`` gives.
    code : str
        The country.
    """
    lines = []
    for place in range(len(figures)):
        rows = figures.iloc[[place]]
        row = rows.iloc[0]
        if code in ROUTES.get(row["figure_id"], []):
            plan = ", planned" if row["is_plan"] else ""
            size = f"{_BOUNDS.get(row['value_bound'], '')}{row['value']:,g}"
            words = f"{size} {_ROUTE_UNITS[row['unit_code']]} of {row['quantity']}{plan}"
            lines.append(
                _line(row["subject"], words.replace(" of production", ""), rows)
                | {"when": str(row["year"]), "by": "Press"}
            )
    sent = gas[(gas["exporter_code"] == code) & (gas["destination"] == "CHN")]
    for row in sent.itertuples():
        words = f"{row.gas_billion_m3:.1f} billion m³, {row.share_pct:.0f}% of its pipeline exports"
        about = {"when": str(row.year), "by": "Energy Institute"}
        lines.append(_line("Gas by pipeline to China", words, sent) | about)
    mine = flights[flights["origin_code"] == code].set_index("destination_code")
    pairs = mine["airport_pair_count"]
    words = f"China {pairs['CHN']}, Japan {pairs['JPN']} pairs of airports"
    about = {"when": str(mine["year"].iloc[0]), "by": "OpenFlights"}
    return pd.DataFrame([*lines, _line("Direct flights", words, mine) | about])
