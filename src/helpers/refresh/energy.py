"""Energy Institute: the panel of the Statistical Review, for one's own use.

There is no maintained client and no interface; the page of downloads links a table in panel form
under an address that changes every year. Its terms were not read as allowing republication, so the
figures are staged and never written to ``data/``.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from urllib.parse import urljoin

import pandas as pd
from bs4 import BeautifulSoup

from helpers.refresh.recipe import (
    Fetched,
    Recipe,
    Source,
    demand,
    demand_columns,
    measured,
    number,
    whole,
)
from helpers.refresh.web import Session, SourceError, download

PAGE = "https://www.energyinst.org/statistical-review/resources-and-data-downloads"
WHERE = "energyinst.org"
AREAS = ("CHN", "JPN", "KAZ", "KGZ", "TJK", "TKM", "UZB")
# Not every country of the five has a row of its own in the review.
DEMANDED = ("CHN", "JPN", "KAZ", "TKM", "UZB")
FIRST = 1992
SERIES = {
    "oil_production_thousand_bpd": "oilprod_kbd",
    "gas_production_billion_m3": "gasprod_bcm",
    "gas_consumption_billion_m3": "gascons_bcm",
    "coal_production_million_tonnes": "coalprod_mt",
    "co2_emissions_million_tonnes": "co2_combust_mtco2",
}
SOURCE = Source(
    "energy-institute-panel",
    "Statistical Review of World Energy, consolidated data set in panel form",
    "Energy Institute",
    "Energy Institute",
    PAGE,
)


def fetch(session: Session, _present: pd.DataFrame, folder: Path) -> Fetched:
    """Find the panel on the page of downloads and keep the series and countries of the book."""
    page = BeautifulSoup(session.get(PAGE).text, "html.parser")
    links = [
        link["href"]
        for link in page.find_all("a", href=True)
        if "panel" in f"{link['href']} {link.get_text()}".lower()
        and link["href"].lower().split("?")[0].endswith(".csv")
    ]
    demand(bool(links), f"{WHERE}: the page of downloads links no panel in CSV any more")
    try:
        address = urljoin(PAGE, links[0].strip())
    except ValueError:
        raise SourceError(f"{WHERE}: the link of the panel is no address: {links[0]!r}") from None
    path = download(session, address, folder / "panel.csv")
    try:
        # As text: what the panel prints for "none" and "little" must not pass for a number. A row with
        # more cells than the header would move all of them by one.
        with warnings.catch_warnings(action="ignore"):
            panel = pd.read_csv(
                path,
                dtype="str",
                keep_default_na=False,
                index_col=False,
                encoding="utf-8-sig",
                encoding_errors="replace",
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        why = " ".join(str(error).split())
        raise SourceError(f"{WHERE}: the panel can't be read ({why})") from None
    # A row that is too short has cells that are no text.
    panel = panel.fillna("")
    demand_columns(panel, ["Year", "ISO3166_alpha3", *SERIES.values()], WHERE)
    panel = panel[panel["ISO3166_alpha3"].isin(AREAS)]
    years = [
        whole(year, f"{WHERE}: {area}, column 'Year'")
        for area, year in zip(panel["ISO3166_alpha3"], panel["Year"])
    ]
    panel = panel.assign(Year=years).query("Year >= @FIRST")
    missing = sorted(set(DEMANDED) - set(panel["ISO3166_alpha3"]))
    demand(not missing, f"{WHERE}: only a part of the table came; nothing on {missing}")
    panel = panel.sort_values(["ISO3166_alpha3", "Year"], ignore_index=True)
    areas, years = panel["ISO3166_alpha3"], panel["Year"].astype("str")
    doubled = panel[panel.duplicated(["ISO3166_alpha3", "Year"])]
    demand(doubled.empty, f"{WHERE}: {len(doubled)} rows of a country and year stand twice")
    rows = pd.DataFrame({"area_code": areas, "year": years})
    for column, series in SERIES.items():
        rows[column] = [
            number(_value(cell, f"{WHERE}: {series}, {area}, {year}"), 6)
            for area, year, cell in zip(areas, years, panel[series])
        ]
    demand(
        bool((rows[list(SERIES)] != "").any(axis=None)), f"{WHERE}: every value that came is empty"
    )
    return Fetched(rows, "page and panel in CSV", "")


def _value(cell: str, where: str) -> float | None:
    return None if cell.strip().lower() == "n/a" else measured(cell, where)


RECIPES = (
    Recipe(
        "energy_production",
        SOURCE,
        fetch,
        why_staged="The Energy Institute's terms were not read as allowing the series to be "
        "republished. Quote single figures with credit, or ask before the table joins the package.",
    ),
)
