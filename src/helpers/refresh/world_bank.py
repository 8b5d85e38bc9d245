"""World Bank: World Development Indicators and International Debt Statistics, through wbgapi."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from itertools import product
from pathlib import Path

import pandas as pd
import wbgapi

from helpers.names import CENTRAL_ASIA
from helpers.refresh.recipe import Fetched, Recipe, Source, demand, lack, measured, number
from helpers.refresh.web import Session, SourceError, lent_to

WDI, IDS = 2, 6
MILLIONS = 1e-6
# Letters of an address, or of what a service says, that a sentence quotes.
LONGEST = 120
CLIENT = f"wbgapi {version('wbgapi')}"

WDI_SOURCE = Source(
    "worldbank-wdi-api",
    "World Development Indicators, read from the data service",
    "World Bank",
    "World Bank",
    "https://datatopics.worldbank.org/world-development-indicators/",
)
IDS_SOURCE = Source(
    "worldbank-ids-api",
    "International Debt Statistics by debtor, creditor and series, read from the data service",
    "World Bank",
    "World Bank",
    "https://datacatalog.worldbank.org/search/dataset/0038015",
)

# Table -> column -> series, factor, decimals (those of the present tables).
SERIES = {
    "national_accounts": {
        "gdp_usd_million": ("NY.GDP.MKTP.CD", MILLIONS, 6),
        "gni_per_capita_usd": ("NY.GNP.PCAP.CD", 1, 0),
        "population_count": ("SP.POP.TOTL", 1, 0),
    },
    "openness": {
        "exports_gdp_pct": ("NE.EXP.GNFS.ZS", 1, 5),
        "imports_gdp_pct": ("NE.IMP.GNFS.ZS", 1, 5),
        "merchandise_trade_gdp_pct": ("TG.VAL.TOTL.GD.ZS", 1, 5),
        "fdi_net_inflows_gdp_pct": ("BX.KLT.DINV.WD.GD.ZS", 1, 5),
        "remittances_gdp_pct": ("BX.TRF.PWKR.DT.GD.ZS", 1, 5),
        "resource_rents_gdp_pct": ("NY.GDP.TOTL.RT.ZS", 1, 5),
    },
    "external_debt": {
        "external_debt_usd_million": ("DT.DOD.DECT.CD", MILLIONS, 6),
        "ppg_external_debt_usd_million": ("DT.DOD.DPPG.CD", MILLIONS, 4),
        "external_debt_gni_pct": ("DT.DOD.DECT.GN.ZS", 1, 5),
        "debt_service_exports_pct": ("DT.TDS.DECT.EX.ZS", 1, 5),
    },
    "oda_received": {
        "oda_received_usd_million": ("DT.ODA.ODAT.CD", MILLIONS, 6),
        "oda_received_usd_2023_million": ("DT.ODA.ODAT.KD", MILLIONS, 6),
        "oda_received_gni_pct": ("DT.ODA.ODAT.GN.ZS", 1, 5),
    },
}
DONORS = {"JPN": "DC.DAC.JPNL.CD", "DAC": "DC.DAC.TOTL.CD"}
CURRENCIES = {"CHN": "CNY", "JPN": "JPY", "KAZ": "KZT", "KGZ": "KGS", "TJK": "TJS", "UZB": "UZS"}
# The manat was exchanged 5,000 to 1 on 1 January 2009; the two must never be joined.
NEW_MANAT = 2009

# Creditor -> its name in the counterpart areas of International Debt Statistics.
CREDITORS = {
    "MLT": "World",
    "IDA": "World Bank-IDA",
    "IBRD": "World Bank-IBRD",
    "ADB": "Asian Dev. Bank",
    "CHN": "China",
    "JPN": "Japan",
    "RUS": "Russian Federation",
}
# Class -> series and the creditors kept of it.
CLASSES = {
    "multilateral": ("DT.DOD.MLAT.CD", ("MLT", "IDA", "IBRD", "ADB")),
    "official-bilateral": ("DT.DOD.BLAT.CD", ("CHN", "JPN", "RUS")),
    "commercial-banks": ("DT.DOD.PCBK.CD", ("CHN", "JPN")),
    "other-private": ("DT.DOD.PROP.CD", ("CHN", "JPN")),
}


@contextmanager
def _service(session: Session) -> Iterator[None]:
    """Let wbgapi use our session; say its errors as ours."""
    # What wbgapi keeps of an earlier call, whole or half, could hide that the service has changed.
    wbgapi.economy._class_data = None
    for kept in (
        wbgapi.source._concepts,
        wbgapi.time._time_values,
        wbgapi.economy._localized_metadata,
    ):
        kept.clear()
    try:
        with lent_to(wbgapi, session):
            yield
    except wbgapi.APIError as error:
        raise SourceError(
            f"{session.last[:LONGEST]}: the answer is no data ({str(error.msg)[:LONGEST]})"
        ) from None
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise SourceError(
            f"{session.last[:LONGEST]}: the shape of the answer has changed; {lack(error)}"
        ) from None


def _years(database: int, first: int) -> list[int]:
    """Give the years from the first on that the database has."""
    held = {
        int(year)
        for year, code in wbgapi.time.periods(database).items()
        if year.isdigit() and isinstance(code, str)
    }
    years = [year for year in range(first, date.today().year + 1) if year in held]
    demand(bool(years), f"api.worldbank.org: database {database} names no year since {first}")
    return years


def _values(
    database: int, series: list[str], areas: list[str], years: list[int], **more: list[str]
) -> dict[tuple, float | None]:
    """Fetch one value for each combination; stop if one is missing or given twice."""
    names = ["series", "economy", *more, "time"]
    found: dict[tuple, float | None] = {}
    for row in wbgapi.data.fetch(series, areas, years, db=database, numericTimeKeys=True, **more):
        key = tuple(row[name] for name in names)
        demand(key not in found, f"api.worldbank.org: two values for {key}")
        where = f"api.worldbank.org: {', '.join(map(str, key))}"
        found[key] = measured(row["value"], where)
    wanted = set(product(series, areas, *more.values(), years))
    missing = sorted(wanted - set(found))
    demand(
        not missing,
        f"api.worldbank.org: only a part of the table came, {len(wanted) - len(missing)} of "
        f"{len(wanted)} values; the first that is missing is {missing[:1]}",
    )
    demand(
        any(value is not None for value in found.values()),
        "api.worldbank.org: every value that came is empty",
    )
    return found


def _release_date(database: int) -> str:
    return str(wbgapi.source.get(database).get("lastupdated") or "")


def _indicators(table: str) -> Recipe:
    """Make the recipe of a table with a row for each country and year and a column a series."""
    columns = SERIES[table]

    def fetch(session: Session, present: pd.DataFrame, _folder: Path) -> Fetched:
        areas = sorted(set(present["area_code"]))
        with _service(session):
            years = _years(WDI, int(present["year"].min()))
            values = _values(WDI, [series for series, *_ in columns.values()], areas, years)
            released = _release_date(WDI)
        rows = [
            {"area_code": area, "year": str(year)}
            | {
                column: number(_scale(values[series, area, year], factor), decimals)
                for column, (series, factor, decimals) in columns.items()
            }
            for area, year in product(areas, years)
        ]
        rows = [row for row in rows if any(row[column] for column in columns)]
        return Fetched(pd.DataFrame(rows), CLIENT, released)

    return Recipe(table, WDI_SOURCE, fetch)


def _scale(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def fetch_oda_net(session: Session, present: pd.DataFrame, _folder: Path) -> Fetched:
    """Fetch net aid from Japan and from all members of the committee to each of the five."""
    mine = present[present["recipient_code"].isin(CENTRAL_ASIA)]
    with _service(session):
        years = _years(WDI, int(mine["year"].min()))
        values = _values(WDI, list(DONORS.values()), list(CENTRAL_ASIA), years)
        released = _release_date(WDI)
    rows = [
        {
            "donor_code": donor,
            "recipient_code": recipient,
            "year": str(year),
            "oda_net_usd_million": number(_scale(values[series, recipient, year], MILLIONS), 4),
            "note": "",
        }
        for (donor, series), recipient, year in product(DONORS.items(), CENTRAL_ASIA, years)
    ]
    rows = [row for row in rows if row["oda_net_usd_million"]]
    return Fetched(pd.DataFrame(rows), CLIENT, released)


def fetch_exchange_rates(session: Session, present: pd.DataFrame, _folder: Path) -> Fetched:
    """Fetch yearly averages of official rates; days of other sources stay."""
    areas = sorted(set(present["area_code"]))
    kept = present[present["rate_basis"] != "yearly-average"]
    taken = set(zip(kept["currency_code"], kept["year"]))
    with _service(session):
        years = _years(WDI, int(present["year"].min()))
        values = _values(WDI, ["PA.NUS.FCRF"], areas, years)
        released = _release_date(WDI)
    rows, notes = [], []
    for area, year in product(areas, years):
        rate = number(values["PA.NUS.FCRF", area, year], 5)
        currency = CURRENCIES.get(area, "TMT" if year >= NEW_MANAT else "TMM")
        if (currency, str(year)) in taken and rate:
            notes.append(f"{currency} {year}: the rate of one day stays; the service gives {rate}")
        elif rate:
            rows.append(
                {
                    "currency_code": currency,
                    "year": str(year),
                    "area_code": area,
                    "local_currency_per_usd": rate,
                    "rate_basis": "yearly-average",
                    "rate_date": "",
                }
            )
    return Fetched(pd.DataFrame(rows), CLIENT, released, notes)


def fetch_debt_stocks(session: Session, present: pd.DataFrame, _folder: Path) -> Fetched:
    """Fetch debt outstanding by debtor, creditor and class, end of year."""
    with _service(session):
        codes = _creditor_codes()
        years = _years(IDS, int(present["year"].min()))
        rows = []
        for kind, (series, creditors) in CLASSES.items():
            parts = [codes[creditor] for creditor in creditors]
            values = _values(IDS, [series], list(CENTRAL_ASIA), years, counterpart_area=parts)
            for debtor, creditor, year in product(CENTRAL_ASIA, creditors, years):
                value = values[series, debtor, codes[creditor], year]
                rows.append(
                    {
                        "debtor_code": debtor,
                        "creditor_code": creditor,
                        "creditor_class": kind,
                        "year": str(year),
                        "debt_outstanding_usd_million": number(_scale(value, MILLIONS), 3),
                        "indicator_code": series,
                    }
                )
        released = _release_date(IDS)
    rows = [row for row in rows if row["debt_outstanding_usd_million"]]
    return Fetched(pd.DataFrame(rows), CLIENT, released)


def _creditor_codes() -> dict[str, str]:
    """Look up the codes of the creditors by their names, which say more than a number."""
    held: dict[str, list] = {}
    for row in wbgapi.source.features("counterpart_area", "all", db=IDS):
        held.setdefault(row["value"].strip(), []).append(row["id"])
    missing = [name for name in CREDITORS.values() if name not in held]
    demand(not missing, f"api.worldbank.org: no creditor is named {missing} any more")
    for name in CREDITORS.values():
        demand(
            len(held[name]) == 1 and isinstance(held[name][0], str),
            f"api.worldbank.org: creditor {name!r} should have one code; it has {[*map(str, held[name])]}",
        )
    return {creditor: held[name][0] for creditor, name in CREDITORS.items()}


RECIPES = (
    *(_indicators(table) for table in SERIES),
    Recipe(
        "oda_net",
        WDI_SOURCE,
        fetch_oda_net,
        lambda present: present["recipient_code"].isin(CENTRAL_ASIA),
    ),
    Recipe(
        "exchange_rates",
        WDI_SOURCE,
        fetch_exchange_rates,
        lambda present: present["rate_basis"] == "yearly-average",
    ),
    Recipe("debt_stocks", IDS_SOURCE, fetch_debt_stocks),
)
