"""OECD DAC2A: Japan's aid by kind (grants, loans, technical cooperation), through oda-reader.

oda-reader needs pyarrow, some 170 MB; it is locked in ``refresh.lock`` and installed when this table
is first asked for. Its caches are switched off: they would hand out an answer of last week.
"""

from __future__ import annotations

import logging
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from helpers.names import CENTRAL_ASIA
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
from helpers.refresh.web import Session, SourceError, lent_to

FIRST = 1992
WHERE = "sdmx.oecd.org"
# Column -> a word of the measure's name, and its code where it was read in a public source.
# Technical cooperation was found by name only.
MEASURES = {
    "oda_net_usd_million": ("disbursement", 206),
    "grants_usd_million": ("grant", 201),
    "loans_net_usd_million": ("loan", 218),
    "technical_cooperation_usd_million": ("technical co", None),
}
COLUMNS = [
    *("donor_code", "recipient_code", "aidtype_code", "aid_type", "year", "value"),
    "unit_multiplier",
]
SOURCE = Source(
    "oecd-dac2a-api",
    "DAC2A: aid (ODA) disbursements to countries and regions",
    "OECD Development Assistance Committee",
    "OECD",
    "https://data-explorer.oecd.org/vis?df[id]=DSD_DAC2@DF_DAC2A",
)


def fetch(session: Session, _present: pd.DataFrame, folder: Path) -> Fetched:
    """Fetch Japan's aid to each of the five by kind, current prices."""
    try:
        import oda_reader
        from oda_reader import _http_primitives, common
    except ImportError:
        raise SourceError(
            "oda-reader is not installed; `make refresh TABLE=oda_by_kind` installs it"
        ) from None
    common.logger.setLevel(logging.CRITICAL)
    oda_reader.set_cache_dir(folder / "oda-reader")
    oda_reader.disable_cache()
    # The client reads "not found" itself: it then looks for the newest version of the data set.
    with lent_to(_http_primitives, session, passing={404}):
        try:
            answer = oda_reader.download_dac2a(
                start_year=FIRST,
                end_year=date.today().year,
                filters={
                    "donor": "JPN",
                    "recipient": list(CENTRAL_ASIA),
                    "unit_measure": "USD",
                    "price_base": "V",
                },
                dotstat_codes=False,
            )
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise SourceError(f"{WHERE}: the answer is no data ({str(error)[:200]})") from None
    demand(isinstance(answer, pd.DataFrame), f"{WHERE}: the answer is no data")
    demand_columns(answer, COLUMNS, WHERE)
    rows, notes = _table(answer[COLUMNS].astype({"aid_type": "str"}))
    return Fetched(rows, f"oda-reader {version('oda_reader')}", "", notes)


def _table(answer: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Put the measures side by side, one row a recipient and year."""
    demand(len(answer) > 0, f"{WHERE}: the answer holds no rows")
    scales = {
        whole(power, f"{WHERE}: unit multiplier") for power in answer["unit_multiplier"].dropna()
    }
    demand(
        scales == {6}, f"{WHERE}: values should be in millions; their powers of ten are {scales}"
    )
    named = answer.drop_duplicates("aidtype_code")
    names = {code: str(name) for code, name in zip(named["aidtype_code"], named["aid_type"])}
    chosen = {column: _measure(names, *wanted) for column, wanted in MEASURES.items()}
    codes = {code: column for column, code in chosen.items()}
    kept = answer[answer["aidtype_code"].isin(codes)]
    for donor, recipient in set(zip(kept["donor_code"], kept["recipient_code"])):
        demand(
            donor == "JPN" and recipient in CENTRAL_ASIA,
            f"{WHERE}: aid of donor '{donor}' to '{recipient}' was not asked for",
        )
    years = [
        whole(year, f"{WHERE}: year of aid to {recipient}")
        for recipient, year in zip(kept["recipient_code"], kept["year"])
    ]
    kept = kept.assign(year=years)
    keys = ["donor_code", "recipient_code", "year"]
    doubled = kept[kept.duplicated([*keys, "aidtype_code"])]
    demand(doubled.empty, f"{WHERE}: {len(doubled)} values stand twice; the answer has a new axis")
    wide = kept.pivot(index=keys, columns="aidtype_code", values="value").rename(columns=codes)
    missing = sorted(set(CENTRAL_ASIA) - set(wide.index.get_level_values("recipient_code")))
    demand(not missing, f"{WHERE}: only a part of the table came; nothing on {missing}")
    wide = wide.reset_index().sort_values(keys, ignore_index=True, kind="stable")
    text = pd.DataFrame({key: wide[key].astype("str") for key in keys})
    for column in MEASURES:
        wide[column] = [
            measured(value, f"{WHERE}: {column}, {recipient}, {year}")
            for recipient, year, value in zip(wide["recipient_code"], wide["year"], wide[column])
        ]
        text[column] = [number(value, 6) for value in wide[column]]
    return text, _sums(wide)


def _measure(names: dict, word: str, code: int | None) -> int:
    """Find a measure by its code and check its name, or by its name alone."""
    if code is not None:
        demand(
            word in names.get(code, "").lower(),
            f"{WHERE}: measure {code} should be named like {word!r}; there are {names}",
        )
        return code
    found = [held for held, name in names.items() if word in name.lower().replace("-", " ")]
    demand(len(found) == 1, f"{WHERE}: no single measure is named like {word!r}; there are {names}")
    return found[0]


def _sums(wide: pd.DataFrame) -> list[str]:
    """Say where grants and net loans do not make up the net total."""
    parts = wide["grants_usd_million"].fillna(0) + wide["loans_net_usd_million"].fillna(0)
    off = (wide["oda_net_usd_million"] - parts).abs() > 0.05
    return [
        f"{row.recipient_code} {row.year}: grants and net loans do not add up to the net total "
        "(equity and other kinds are outside both)"
        for row in wide[off.fillna(False)].itertuples()
    ]


RECIPES = (
    Recipe(
        "oda_by_kind",
        SOURCE,
        fetch,
        why_staged="The package has no table for the kinds of Japan's aid. Read the definitions, "
        "compare oda_net_usd_million with the table oda_net, then give it a place in the package.",
    ),
)
